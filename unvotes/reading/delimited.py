"""Delimited text from elsewhere, read in one pass as codes and labels, whatever state it is in."""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from unvotes.errors import UnvotesError, nearest
from unvotes.reading.content import content_of, foreign, other_table

__all__ = [
    *["Column", "Repair", "Table", "plain_header", "progress_bar", "read_columns"],
    "without_empty_rows",
]

#: Gives the lines of a file on which rows begin.
_Lines = Callable[[npt.ArrayLike], npt.NDArray[np.int64]]

#: No issue of any compilation comes near; whatever is larger was not meant.
LARGEST = 4 * 1024**3
_HEAD = 1 << 20
_BLOCK = 1 << 22
#: How many lines of words may stand above a header.
_PREAMBLE = 30
_DELIMITERS = ",;\t|"
#: What a file is that is read elsewhere.
_KINDS = {
    "r": "a file of R's",
    "parquet": "a Parquet file",
    "feather": "a Feather file",
    "stata": "a Stata file",
    "spss": "an SPSS file",
    "spss portable": "an SPSS file",
}
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True)
class Repair:
    """A change made to what the file says: what, where first, from what to what, how often."""

    what: str
    column: str
    line: int
    found: str
    written: str
    rows: int


@dataclass
class Column:
    """A column as codes and the labels that they stand for."""

    name: str
    header: str
    codes: npt.NDArray[np.int32]
    labels: list[str]
    #: What a label is called, where the file says it, and those it declares missing.
    named: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    def mapped(self, new: Iterable[str]) -> Column:
        """Give the column with its labels rewritten, each of the new ones once."""
        number: dict[str, int] = {}
        renumber = np.array([number.setdefault(label, len(number)) for label in new], np.int32)
        codes = renumber[self.codes] if len(renumber) else self.codes
        return Column(self.name, self.header, codes, list(number))


@dataclass
class Table:
    """The columns that were asked for, and how to find a row's line in the file."""

    path: str
    columns: dict[str, Column]
    rows: int
    lines: _Lines
    repairs: list[Repair] = field(default_factory=list)
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    #: The line on which the first row begins.
    first_line: int = 1

    def line(self, row: int) -> int:
        """Give the line on which a row begins."""
        return int(self.lines([row])[0])

    def taken(self, rows: npt.NDArray[np.intp]) -> Table:
        """Give the table of some rows alone; what was noted of it is noted of that one too."""
        lines = self.lines
        columns = {}
        for name, each in self.columns.items():
            used, codes = np.unique(each.codes[rows], return_inverse=True)
            labels = [each.labels[code] for code in used.tolist()]
            columns[name] = Column(
                name, each.header, codes.astype(np.int32), labels, each.named, each.missing
            )
        return Table(
            self.path,
            columns,
            len(rows),
            lambda of: lines(rows[np.asarray(of)]),
            self.repairs,
            self.broken,
            self.header,
            self.first_line,
        )

    def error(self, row: int, column: str, problem: str) -> UnvotesError:
        """Build the error about one value."""
        header = self.columns[column].header if column in self.columns else column
        return UnvotesError(f"{self.path}, line {self.line(row)}, column {header!r}: {problem}")

    def repair(self, what: str, column: str, rows: npt.NDArray[np.bool_], to: str) -> None:
        """Note a repair of the rows that are marked."""
        first = int(np.argmax(rows))
        held = self.columns[column]
        found = held.labels[held.codes[first]]
        count = int(np.count_nonzero(rows))
        self.repairs.append(Repair(what, held.header, self.line(first), found, to, count))


def progress_bar(total: int | None, what: str) -> Any:
    """
    Make a bar that appears after two seconds, on stderr, if tqdm is installed.

    Parameters
    ----------
    total : int or None
        Bytes to come, where known.
    what : str
        What is read or fetched.

    Returns
    -------
    object
        With ``update(bytes)`` and ``close()``.
    """
    if sys.platform == "emscripten":
        return _NoBar()  # tqdm watches its bars from a thread, which a browser has not
    try:
        from tqdm import tqdm
    except ImportError:
        return _NoBar()
    return tqdm(
        total=total, desc=what, unit="B", unit_scale=True, delay=2, leave=False, file=sys.stderr
    )


class _NoBar:
    def update(self, n: int) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Close nothing."""


class _Source(io.RawIOBase):
    """A file from some byte on, which counts its lines while Arrow reads it."""

    def __init__(self, stream: BinaryIO, bar: Any) -> None:
        self._stream, self._bar = stream, bar
        self.feeds = self.returns = 0
        self._last = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.feeds += data.count(b"\n")
        if not self.feeds:
            self.returns += data.count(b"\r")
        if data:
            self._last = data[-1:]
        self._bar.update(len(data))
        return data

    @property
    def lines(self) -> int:
        """Lines read so far; the last may lack its end."""
        unended = self._last not in (b"\n", b"\r", b"")
        return (self.feeds or self.returns) + unended


def _opened(path: Path) -> tuple[BinaryIO, int, list[Repair]]:
    """Open a file as UTF-8, whatever it is; say how large, and what had to be done."""
    content = content_of(path)
    stream, size = content.stream, content.size
    if content.kind != "text":
        stream.close()
        raise UnvotesError(
            f"{path}, line 1, column 1: not CSV but {_KINDS[content.kind]}; read_voeten and "
            "read_roll_calls read those"
        )
    if size > LARGEST:
        stream.close()
        raise UnvotesError(
            f"{path}, line 1, column 1: the file has {size / 1e9:.1f} GB; the largest that is read "
            f"has {LARGEST / 1e9:.1f} GB, ten times the largest ever issued"
        )
    repairs = []
    if content.packing:
        repairs.append(Repair("unpacked", "", 1, content.packing, content.name, 0))
    head = stream.read(_HEAD)
    stream.seek(0)
    bom = next((mark for mark in _BOMS if head.startswith(mark)), b"")
    encoding = _BOMS.get(bom, "utf-8")
    if not bom:
        zeros = head[:4096].count(b"\0")
        if zeros > len(head[:4096]) // 3:
            encoding = "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
        elif zeros:
            stream.close()
            line = head[: head.index(b"\0")].count(b"\n") + 1
            raise UnvotesError(f"{path}, line {line}, column 1: holds zero bytes, so it is no text")
    if encoding != "utf-8":
        raw = stream.read()[len(bom) :]
        stream.close()
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw[: error.start].decode(encoding, "replace").count("\n") + 1
            raise UnvotesError(
                f"{path}, line {line}, column 1: begins as {encoding.upper()} "
                "but cannot be read so; save the file as UTF-8"
            ) from None
        data = text.encode("utf-8", "replace")
        stream = io.BytesIO(data)
        repairs.append(Repair("encoding", "", 1, encoding.upper(), "UTF-8", 0))
        size, head = len(data), data[:_HEAD]
    else:
        stream.seek(len(bom))
        head = head[len(bom) :]
    if words := foreign(head):
        # A page in UTF-16, or below a byte-order mark.
        stream.close()
        raise UnvotesError(f"{path}, line 1, column 1: not CSV but {words}")
    return stream, size, repairs


def _decoded(raw: bytes | None) -> tuple[str, bool]:
    """Decode a label; say whether it had to be taken for the Windows alphabet."""
    raw = raw or b""
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        # The five bytes that cp1252 leaves open are what Latin-1 says.
        try:
            return raw.decode("cp1252"), True
        except UnicodeDecodeError:
            return raw.decode("latin-1"), True


def plain_header(header: str) -> str:
    """
    Fold a header to small letters and underlines.

    Parameters
    ----------
    header : str
        As a file has it.

    Returns
    -------
    str
        The name to compare.

    Examples
    --------
    >>> plain_header("Country.Name ")
    'country_name'
    """
    return re.sub(r"[^a-z0-9]+", "_", header.casefold()).strip("_")


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


class _Header(NamedTuple):
    """The header of a file: its titles, the delimiter, its line, and the byte after it."""

    titles: list[str]
    delimiter: str
    line: int
    end: int


def _header(path: Path, stream: BinaryIO, aliases: Mapping[str, str]) -> _Header:
    """Find the header, and go to the byte after it."""
    start = stream.tell()
    head = stream.read(_HEAD)
    at, line, ends = 0, 0, re.compile(rb"\r\n|\n|\r")
    first: _Header | None = None
    while at < len(head) and (first is None or line < first.line + _PREAMBLE):
        line += 1
        end = ends.search(head, at)
        text, _ = _decoded(head[at : end.start() if end else len(head)])
        at = end.end() if end else len(head)
        declared = re.fullmatch(r"sep=(.)", text.strip())
        if not text.strip(" \t,;|") or declared or text.lstrip(' \t"').startswith("#"):
            continue
        splits = {mark: _split(text, mark) for mark in _DELIMITERS}
        delimiter = max(
            splits,
            key=lambda mark: (
                sum(plain_header(name) in aliases for name in splits[mark]),
                len(splits[mark]),
            ),
        )
        found = _Header(splits[delimiter], delimiter, line, start + at)
        known = {aliases.get(plain_header(name)) for name in found.titles} - {None}
        if len(known) > 1:
            stream.seek(found.end)
            return found
        # A line of words above the header: the first that could be one counts, if none is known.
        first = first or found
    if first is not None:
        stream.seek(first.end)
        return first
    raise UnvotesError(f"{path}, line 1, column 1: the file holds no header")


def _records(data: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Read records one by one: slowly, to say where something is wrong."""
    text = io.StringIO(data.decode("latin-1"), newline="")
    reader = csv.reader(text, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # A value too long, or a mark that is never closed: nothing after it is certain.
            yield line, []
            return
        if fields:
            yield line, fields


def _starts(data: bytes, rows: int) -> npt.NDArray[np.int64] | None:
    """Find the line on which each record begins, if quotation marks are regular."""
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw == 10)
    if not len(ends):
        return None
    quotes = np.flatnonzero(raw == 34)
    outside = np.searchsorted(quotes, ends) % 2 == 0
    # A line that holds nothing is no record.
    begins = np.concatenate([[0], ends[:-1] + 1])
    bare = (ends - begins == 0) | ((ends - begins == 1) & (raw[np.maximum(ends - 1, 0)] == 13))
    opened = np.concatenate([[True], outside[:-1]])
    lines = np.flatnonzero(opened & ~bare)
    if data[-1:] not in (b"\n", b""):
        lines = np.append(lines, len(ends)) if outside[-1] else lines
    return lines.astype(np.int64) if len(lines) == rows else None


def _looks_like_a_row(text: str, delimiter: str, width: int) -> bool:
    fields = [part.strip(' "') for part in text.split(delimiter)]
    return (
        len(fields) >= width
        and any(part in ("Y", "N", "A", "X", "NV") for part in fields)
        and any(re.fullmatch("[A-Z]{3}", part) for part in fields)
    )


def _refuse_swallowed(
    path: Path,
    data: bytes,
    lines: npt.NDArray[np.int64],
    cut: Iterable[int],
    first: int,
    width: int,
    mark: str,
) -> None:
    """Refuse a quotation mark that was never closed and has swallowed the rows after it."""
    # Lines that are set aside begin rows too.
    starts, opened = {*lines.tolist(), *cut}, first
    for number, raw in enumerate(re.split(rb"\r\n|\n|\r", data), first):
        if number in starts:
            opened = number
        elif raw.count(mark.encode()) >= width - 1 and _looks_like_a_row(
            _decoded(raw)[0], mark, width
        ):
            raise UnvotesError(
                f"{path}, line {opened}, column {width}: a quotation mark opens here and is not "
                f"closed, so that line {number}, a row, is taken for text"
            )


def _parsed(source: Any, names: list[str], chosen: list[str], delimiter: str) -> pa.Table:
    """Let Arrow read the chosen columns, each label once."""
    label = pa.dictionary(pa.int32(), pa.binary())
    return pa_csv.read_csv(
        pa.PythonFile(source, mode="r"),
        read_options=pa_csv.ReadOptions(column_names=names, block_size=_BLOCK),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            include_columns=chosen,
            column_types=dict.fromkeys(chosen, label),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )


def _sorted_out(
    data: bytes, line: int, delimiter: str, width: int
) -> tuple[bytes, npt.NDArray[np.int64], list[tuple[int, str, str]]]:
    """Part the records that are whole from those that are not; blank ones are neither."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    known, cut = [], []
    for number, fields in _records(data, delimiter):
        if len(fields) == width:
            known.append(number + line)
            writer.writerow(fields)
        elif not (fields and fields[0].startswith("#")) and (
            any(field.strip() for field in fields) or not fields
        ):
            text = delimiter.join(fields)[:200]
            cut.append((number + line, text, f"{len(fields)} values, not {width}"))
    return out.getvalue().encode("latin-1"), np.array(known, dtype=np.int64), cut


def read_columns(
    path: Path,
    aliases: Mapping[str, str],
    needed: Iterable[tuple[str, ...]],
    *,
    set_aside: bool = False,
    everything: Callable[[str], str | None] | None = None,
    instead: Callable[[Iterable[str]], bool] | None = None,
) -> Table:
    """
    Read the wanted columns of a delimited file as codes and labels.

    Parameters
    ----------
    path : pathlib.Path
        The file. UTF-8, UTF-16, UTF-32 or Windows text; commas, semicolons, tabs or bars.
    aliases : mapping of str to str
        The headers wanted (in small letters, ``_`` between words) and the name of each here.
    needed : iterable of tuple of str
        Of each tuple, one name at least has to be there.
    set_aside : bool, default False
        Keep apart the rows that have too few or too many values, instead of raising.
    everything : callable, optional
        Gives a name to a header that is in no list, or None to leave the column out.
    instead : callable, optional
        Tells of the names that were found whether they will do, though needed ones are missing.

    Returns
    -------
    Table
        Columns by name, the repairs made, and the rows set aside.

    Raises
    ------
    UnvotesError
        Naming file, line and column, if the file cannot be read for certain.
    """
    stream, size, repairs = _opened(path)
    bar = _NoBar() if size < _BLOCK else progress_bar(size, f"Reading {path.name}")
    try:
        header = _header(path, stream, aliases)
        if header.delimiter != ",":
            repairs.append(Repair("delimiter", "", header.line, repr(header.delimiter), "','", 0))
        places = _places(header, aliases, everything, repairs)
        if instead is None or not instead(places):
            _refuse_lacking(path, header, places, needed)
        cells, lines, cut = _cells(path, stream, bar, header, places, set_aside)
    finally:
        bar.close()
        stream.close()
    first_line = header.line + 1
    result = Table(str(path), {}, cells.num_rows, lines, repairs, cut, header.titles, first_line)
    for name, found in places.items():
        columns = [_column(result, name, header.titles[i], cells.column(str(i))) for i in found]
        result.columns[name] = columns[0]
        for other in columns[1:]:
            _refuse_unlike(result, columns[0], other)
    return without_empty_rows(result)


def without_empty_rows(table: Table) -> Table:
    """
    Leave out rows that hold nothing, and the header where it stands again.

    Parameters
    ----------
    table : Table
        As it was read. Spreadsheets write empty rows at the end, and files put one after the
        other have a header in the middle.

    Returns
    -------
    Table
        The table itself if it has no such row.

    Raises
    ------
    UnvotesError
        If no row is left.
    """
    columns = table.columns.values()
    empty = np.ones(table.rows, dtype=bool)
    again = np.ones(table.rows, dtype=bool)
    for column in columns:
        if empty.any():
            empty &= np.array([not x.strip() for x in column.labels], dtype=bool)[column.codes]
        if again.any():
            again &= np.array([x == column.header for x in column.labels], dtype=bool)[column.codes]
    if not columns or not (empty.any() or again.any()):
        return table
    if again.any():
        line = table.line(int(np.argmax(again)))
        said = Repair("header repeated", "", line, "the header", "left out", int(again.sum()))
        table.repairs.append(said)
    kept = np.flatnonzero(~(empty | again))
    if not len(kept):
        raise UnvotesError(f"{table.path}, line {table.line(0)}, column 1: the rows are all empty")
    return table.taken(kept)


def _places(
    header: _Header,
    aliases: Mapping[str, str],
    everything: Callable[[str], str | None] | None,
    repairs: list[Repair],
) -> dict[str, list[int]]:
    """Find where the wanted columns stand, and note those that the file calls otherwise."""
    places: dict[str, list[int]] = {}
    for i, title in enumerate(header.titles):
        name = aliases.get(plain_header(title))
        if name is None and everything is not None:
            name = everything(title.strip())
        if name is not None:
            places.setdefault(name, []).append(i)
            if name not in (title, plain_header(title)):
                repairs.append(Repair("column renamed", title, header.line, title, name, 0))
    return places


def _refuse_lacking(
    path: Path, header: _Header, places: Iterable[str], needed: Iterable[tuple[str, ...]]
) -> None:
    """Refuse a file that lacks a column that is needed."""
    for either in needed:
        if not any(name in places for name in either):
            close = nearest(either[0], header.titles, n=1)
            meant = other_table(header.titles, [name for each in needed for name in each])
            hint = f"{meant}." if meant else f"; is it {close[0]!r}?" if close else "."
            raise UnvotesError(
                f"{path}, line {header.line}, column {' or '.join(map(repr, either))}: there is no "
                f"such column{hint} The header reads: {', '.join(header.titles)[:300]}"
            )


def _cells(
    path: Path,
    stream: BinaryIO,
    bar: Any,
    header: _Header,
    places: Mapping[str, list[int]],
    set_aside: bool,
) -> tuple[pa.Table, _Lines, list[tuple[int, str, str]]]:
    """Read the columns by their numbers; say on which line each row begins, and what was cut."""
    line, delimiter, width = header.line, header.delimiter, len(header.titles)
    names = [str(i) for i in range(width)]
    chosen = [names[i] for found in places.values() for i in found]
    source = _Source(stream, bar)
    known: npt.NDArray[np.int64] | None = None
    cut: list[tuple[int, str, str]] = []
    empty = UnvotesError(f"{path}, line {line + 1}, column 1: no row follows the header")
    try:
        cells = _parsed(source, names, chosen, delimiter)
    except pa.ArrowException as error:
        if "Empty CSV" in str(error):
            raise empty from None
        stream.seek(header.end)
        data = stream.read()
        clean, known, cut = _sorted_out(data, line, delimiter, width)
        if (cut and not set_aside) or not len(known):
            raise _located(path, data, line, delimiter, width) from None
        try:
            cells = _parsed(io.BytesIO(clean), names, chosen, delimiter)
        except pa.ArrowException:
            raise _located(path, data, line, delimiter, width) from None
    if cells.num_rows == 0:
        raise empty
    lines: _Lines
    if known is None and source.lines == cells.num_rows:
        lines = partial(_line_by_line, line + 1)
    else:
        stream.seek(header.end)
        begins = _begins(path, stream.read(), header, cells.num_rows, known, [at for at, *_ in cut])
        lines = partial(_line_in_list, begins)
    return cells.unify_dictionaries().combine_chunks(), lines, cut


def _line_by_line(first: int, rows: npt.ArrayLike) -> npt.NDArray[np.int64]:
    return np.asarray(rows, dtype=np.int64) + first


def _line_in_list(begins: npt.NDArray[np.int64], rows: npt.ArrayLike) -> npt.NDArray[np.int64]:
    return begins[np.asarray(rows, dtype=np.int64)]


def _begins(
    path: Path,
    data: bytes,
    header: _Header,
    rows: int,
    known: npt.NDArray[np.int64] | None,
    cut: Iterable[int],
) -> npt.NDArray[np.int64]:
    """Find the line on which each row begins, where rows are longer than a line."""
    first = header.line + 1
    if known is None:
        known = _starts(data, rows)
        if known is None:
            known = np.array([at for at, row in _records(data, header.delimiter) if row]) - 1
        known = known.astype(np.int64) + first
    _refuse_swallowed(path, data, known, cut, first, len(header.titles), header.delimiter)
    if len(known) != rows:
        raise UnvotesError(
            f"{path}, line {first}, column 1: quotation marks are not paired, so that it is not "
            "certain where rows end; download the file again"
        )
    return known


def _column(table: Table, name: str, title: str, cells: pa.ChunkedArray) -> Column:
    """Decode the labels of a column, and note those that are in the Windows alphabet."""
    coded = cells.chunk(0)
    pairs = [_decoded(raw) for raw in coded.dictionary.to_pylist()]
    column = Column(name, title, coded.indices.to_numpy(), [text for text, _ in pairs])
    if any(foreign for _, foreign in pairs):
        marked = np.array([foreign for _, foreign in pairs])[column.codes]
        table.columns[name] = column
        to = column.labels[column.codes[int(np.argmax(marked))]]
        table.repair("read as Windows text (cp1252)", name, marked, to)
    return column


def _refuse_unlike(table: Table, column: Column, other: Column) -> None:
    """Accept a column that stands twice if both say the same."""
    number = {label: i for i, label in enumerate(column.labels)}
    codes = np.array([number.get(label, -1) for label in other.labels], np.int32)[other.codes]
    if (codes == column.codes).all():
        table.repairs.append(
            Repair("column stands twice", column.header, 1, other.header, "one of the two", 0)
        )
        return
    row = int(np.argmax(codes != column.codes))
    first, second = column.labels[column.codes[row]], other.labels[other.codes[row]]
    raise table.error(
        row, column.name, f"two columns give it, and differ: {first!r} and {second!r}"
    )


def _located(path: Path, data: bytes, line: int, delimiter: str, width: int) -> UnvotesError:
    """Find the first record that does not fit, and say so."""
    at, column = line + 1, width
    words = "a quotation mark is opened and not closed, or a value is too long"
    for number, fields in _records(data, delimiter):
        at = number + line
        if len(fields) != width and (not fields or any(field.strip() for field in fields)):
            if fields:
                column, words = min(len(fields), width), f"{len(fields)} values, not {width}"
            break
    end = len(re.split(rb"\r\n|\n|\r", data.rstrip())) + line
    hint = (
        "; it is the last line, so the file may be cut short: download it again "
        "(broken='set aside' reads the rest)"
        if at == end
        else "; a comma or quotation mark in a text may have split it (broken='set aside' keeps "
        "such rows apart)"
    )
    return UnvotesError(f"{path}, line {at}, column {column}: {words}{hint}")
