"""The columns of a file of any form, as codes and labels: one door for all readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from unvotes.errors import UnvotesError, unknown
from unvotes.reading.content import Content, content_of, other_table
from unvotes.reading.delimited import Column, Table, plain_header, read_columns, without_empty_rows
from unvotes.reading.labelled import labelled_columns
from unvotes.reading.r_data import Vector, data_frames, no_frame

__all__ = ["Source", "columns_of", "frames_of", "table_of"]

Source = dict[str, dict[str, Vector]]


def frames_of(path: Path) -> Source | None:
    """
    Read the frames of a file that is no text.

    Parameters
    ----------
    path : pathlib.Path
        A file of R, Parquet, Feather, Stata or SPSS, packed or not, under any name.

    Returns
    -------
    dict or None
        Columns by name, by the name of the object (``""`` where it has none); None of a text.

    Raises
    ------
    UnvotesError
        If the file is damaged, or of a form that is not read.
    """
    content = content_of(path)
    with content.stream:
        if content.kind == "text":
            return None
        if content.kind == "r":
            return data_frames(path)
        if content.kind in ("parquet", "feather"):
            return {"": _arrow(content)}
        return {"": labelled_columns(content)}


def _arrow(content: Content) -> dict[str, Vector]:
    """Read all columns; what the file says of pandas or of classes is ignored."""
    import pyarrow as pa
    import pyarrow.feather as pa_feather
    import pyarrow.parquet as pa_parquet

    try:
        if content.kind == "feather":
            read = pa_feather.read_table(content.stream)
        else:
            read = pa_parquet.ParquetFile(content.stream).read()
        read = read.replace_schema_metadata()
        return {
            name: vector
            for name in dict.fromkeys(read.column_names)
            if (vector := _of_arrow(pa, read.column(read.column_names.index(name)))) is not None
        }
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        words = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise UnvotesError(
            f"{content.name}, line 1, column 1: cannot be read as {content.kind.title()} ({words})"
        ) from None


def _of_arrow(pa: Any, column: Any) -> Vector | None:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return None
    whole = pa.types.is_floating(column.type)
    if pa.types.is_timestamp(column.type) and column.type.tz:
        # The day that the zone's clock shows.
        column = pa.compute.local_timestamp(column)
    coded = column.combine_chunks().dictionary_encode()
    found = coded.dictionary
    if whole:
        numbers = found.to_pylist()
        texts = ["" if x != x else str(int(x)) if x == x // 1 else str(x) for x in numbers]
    elif pa.types.is_boolean(column.type):
        texts = ["TRUE" if x else "FALSE" for x in found.to_pylist()]
    else:
        texts = [text or "" for text in found.cast(pa.string()).to_pylist()]
    if pa.types.is_timestamp(column.type):
        texts = [text.split(".")[0].removesuffix(" 00:00:00") for text in texts]
    number: dict[str, int] = {}
    renumber = [number.setdefault(text, len(number)) for text in texts]
    blank = number.setdefault("", len(number))
    codes = coded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    return Vector(np.array([*renumber, blank], dtype=np.int32)[codes], list(number), ())


def table_of(
    path: Path,
    vectors: Mapping[str, Vector],
    aliases: Mapping[str, str],
    everything: Callable[[str], str | None] | None = None,
) -> Table:
    """
    Make a table of the wanted columns of a frame.

    Parameters
    ----------
    path : pathlib.Path
        The file, for errors.
    vectors : mapping of str to Vector
        Its columns.
    aliases, everything
        As of `read_columns`.

    Returns
    -------
    Table
        A row's line is its number, from 1.

    Raises
    ------
    UnvotesError
        If there is no row.
    """
    rows = len(next(iter(vectors.values())).codes) if vectors else 0
    if rows == 0:
        raise UnvotesError(f"{path}, byte 0: holds no row of votes")
    table = Table(
        str(path), {}, rows, lambda of: np.asarray(of, dtype=np.int64) + 1, header=list(vectors)
    )
    for header, vector in vectors.items():
        name = aliases.get(plain_header(header))
        if name is None and everything is not None:
            name = everything(header.strip())
        if name is None or name in table.columns or len(vector.codes) != rows:
            continue
        table.columns[name] = Column(
            name, header, vector.codes, vector.labels, vector.named, vector.missing
        )
    return without_empty_rows(table)


def columns_of(
    path: Path,
    aliases: Mapping[str, str],
    needed: Iterable[tuple[str, ...]],
    *,
    set_aside: bool = False,
    everything: Callable[[str], str | None] | None = None,
    name: str | None = None,
    argument: str = "table",
    instead: Callable[[Iterable[str]], bool] | None = None,
) -> Table:
    """
    Read the wanted columns of a file of any form.

    Parameters
    ----------
    path : pathlib.Path
        The file: delimited text, or what `frames_of` reads.
    aliases, needed, set_aside, everything, instead
        As of `read_columns`.
    name : str, optional
        Of an R file that holds several data frames, the one that is meant. Else the only one
        that has the needed columns.
    argument : str
        What the reader's own argument for that is called, for errors.

    Returns
    -------
    Table
        The columns by name.

    Raises
    ------
    UnvotesError
        If the columns are not there, or there are several frames that have them.
    """
    needed = list(needed)
    found = frames_of(path)
    if found is None:
        if name is not None:
            raise UnvotesError(
                f"{path}: is one table, so that there is none named {name!r} to choose; only R "
                "files hold several"
            )
        return read_columns(
            path, aliases, needed, set_aside=set_aside, everything=everything, instead=instead
        )
    if name is not None and name not in found:
        raise unknown(f"data frame in {path}", name, list(found))
    if not found:
        raise no_frame(path)

    def lacking(vectors: Mapping[str, Vector]) -> list[tuple[str, ...]]:
        held = {aliases.get(plain_header(header)) for header in vectors}
        if everything is not None:
            held |= {everything(header.strip()) for header in vectors}
        if instead is not None and instead(name for name in held if name):
            return []
        return [each for each in needed if not held & set(each)]

    meant = {key: found[key] for key in ([name] if name is not None else found)}
    fit = {key: vectors for key, vectors in meant.items() if not lacking(vectors)}
    if len(fit) > 1:
        raise UnvotesError(
            f"{path}, byte 0: holds {len(fit)} data frames that may be meant; say which: "
            + " or ".join(f"{argument}={each!r}" for each in fit)
        )
    if not fit:
        key, vectors = min(meant.items(), key=lambda item: len(lacking(item[1])))
        lacks = " or ".join(map(repr, lacking(vectors)[0]))
        raise UnvotesError(
            f"{path}, line 1, column {lacks}: there is no such column"
            f"{f' in {key!r}' if key else ''}"
            f"{other_table(vectors, [each for some in needed for each in some])}. It has "
            f"{', '.join(vectors)[:300]}"
        )
    return table_of(path, next(iter(fit.values())), aliases, everything)
