"""Forms that keep the type of each column: Parquet, and JSON with a table schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.publishing.exported.content import Content
from unvotes.publishing.exported.csv_on_the_web import meaning
from unvotes.publishing.exported.plain_columns import kind_of, plain_columns

__all__ = ["write_json", "write_parquet"]

_METADATA: Final = b"unvotes"
#: The version of the table schema that pandas reads.
_PANDAS_VERSION: Final = "1.4.0"


def write_parquet(content: Content, path: Path) -> None:
    """
    Write a table as Parquet, with what it is in the metadata of its schema.

    Parameters
    ----------
    content : Content
        What to write.
    path : pathlib.Path
        Where.

    Raises
    ------
    UnvotesError
        If a column mixes values of several kinds.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pa.Table.from_pandas(content.frame, preserve_index=False)
        about = json.dumps(content.about, ensure_ascii=False).encode()
        metadata = {**(table.schema.metadata or {}), _METADATA: about}
        pq.write_table(table.replace_schema_metadata(metadata), path)
    except OverflowError:
        raise UnvotesError(
            "Parquet holds whole numbers of 64 bits, and this frame has a larger one: write .csv, "
            "or the number as a text"
        ) from None
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise UnvotesError(
            f"Parquet keeps one type of value in a column, and this frame mixes some: {error}"
        ) from error


def write_json(content: Content, path: Path) -> None:
    """
    Write a table as JSON: what it is, the type of each column (a Table Schema), and the rows.

    Parameters
    ----------
    content : Content
        What to write; further tables stand under ``further``.
    path : pathlib.Path
        Where.

    Raises
    ------
    UnvotesError
        If a cell holds several values, or a number is infinite.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"about": {_json(content.about)},\n')
        file.writelines(_table(content.frame))
        if content.further:
            file.write(',\n"further": {')
            for i, (name, frame) in enumerate(content.further.items()):
                file.write(f"{',' if i else ''}\n{_json(name)}: {{")
                file.writelines(_table(frame))
                file.write("}")
            file.write("}")
        file.write("}\n")


def _table(frame: pd.DataFrame) -> Iterator[str]:
    """Give the schema and the rows, a row on each line."""
    plain = plain_columns(frame, ".json", zones=True)
    fields = [_field(str(name), column, plain) for name, column in plain.items()]
    yield f'"schema": {_json({"fields": fields, "pandas_version": _PANDAS_VERSION})},\n"data": ['
    names = [_json(str(name)) for name in plain.columns]
    cells = [_cells(str(name), column) for name, column in plain.items()]
    for i, row in enumerate(zip(*cells, strict=True)):
        pairs = ", ".join(f"{name}: {cell}" for name, cell in zip(names, row, strict=True))
        yield f"{',' if i else ''}\n{{{pairs}}}"
    yield "\n]"


def _field(name: str, column: pd.Series, frame: pd.DataFrame) -> dict[str, Any]:
    kind = kind_of(column)
    field: dict[str, Any] = {"name": name, "type": "datetime" if kind == "date" else kind}
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        field["tz"] = str(column.dtype.tz)
    if kind == "integer" and column.dtype == "Int64":
        field["extDtype"] = "Int64"
    if kind == "boolean" and column.dtype == "boolean":
        field["extDtype"] = "boolean"
    if isinstance(column.dtype, pd.CategoricalDtype):
        field["constraints"] = {"enum": [str(each) for each in column.cat.categories]}
        field["ordered"] = bool(column.cat.ordered)
        field["type"] = "any"  # the word for categories that pandas reads
    if text := meaning(name, frame):
        field["description"] = text
    return field


def _cells(name: str, column: pd.Series) -> list[str]:
    """Write a column's cells; each value that occurs is written out once."""
    kind = kind_of(column)
    codes, found = pd.factorize(column)
    if kind == "number" and np.isinf(np.asarray(found, dtype="float64")).any():
        raise UnvotesError(
            f"column {name!r} holds an infinite number, which JSON does not have: write .csv or "
            ".parquet, or make it missing"
        )
    if kind in ("date", "datetime"):
        told = [_json(time.isoformat()) for time in pd.DatetimeIndex(found)]
    elif kind == "boolean":
        told = ["true" if value else "false" for value in found]
    elif kind == "integer":
        told = [str(int(value)) for value in found]
    elif kind == "number":
        told = [repr(float(value)) for value in found]
    else:
        told = [_json(str(value)) for value in found]
    cells: list[str] = np.append(np.array(told, dtype=object), "null")[codes].tolist()
    return cells


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
