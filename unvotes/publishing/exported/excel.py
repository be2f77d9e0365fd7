"""Excel workbooks: tables, and a sheet on what they are, within what a sheet can hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.publishing.exported.content import Content
from unvotes.publishing.exported.plain_columns import Kind, kind_of, plain_columns

__all__ = ["write_xlsx"]

#: Of a sheet, without the header.
_MOST_ROWS: Final = 1_048_575
_MOST_COLUMNS: Final = 16_384
_MOST_CHARS: Final = 32_767
#: Excel counts days from 1900, and believes that there was a 29 February that year.
_FIRST_DAY: Final = pd.Timestamp("1900-03-01")
_ZERO: Final = np.datetime64("1899-12-30", "us")
_DAY_US: Final = 86_400_000_000
#: Excel keeps 15 digits of a number.
_EXACT: Final = 10**15
_ROWS_AT_ONCE: Final = 20_000
#: What XML cannot say, and what Excel would take for a way to say it.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WIDEST: Final = 40


def write_xlsx(content: Content, path: Path, library: Any) -> None:
    """
    Write a table, and what it is, as a workbook.

    The library writes the workbook, its headers and its formats; the rows, each cell of which
    would be a call to it, are put in as they stand in its XML.

    Parameters
    ----------
    content : Content
        What to write.
    path : pathlib.Path
        Where.
    library : module
        ``xlsxwriter``.

    Raises
    ------
    UnvotesError
        If there are more rows or columns, or longer texts, than a sheet can hold, times with a
        zone, or cells that hold several values. Nothing is written then.
    """
    tables = {content.name: content.frame, **content.further}
    for name, frame in tables.items():
        _check_size(name, frame)
    sheets = {name: plain_columns(frame, ".xlsx") for name, frame in tables.items()}
    for name, frame in sheets.items():
        _check_texts(name, frame)
    written = {name: _Sheet(frame) for name, frame in sheets.items()}
    about = dict(content.about)
    kept = [f"{n!r}" for sheet in written.values() for n in sheet.kept_as_text]
    if kept:
        about["written as text"] = (
            f"{', '.join(kept)}: days before March 1900, or numbers of more than 15 digits"
        )
    held = io.BytesIO()
    # Options in memory: the library has an error of its own for a disk that is full.
    book = library.Workbook(held, {"in_memory": True})
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    head = book.add_format({"bold": True})
    for name, each in written.items():
        each.begin(book.add_worksheet(name[:31]), formats, head)
    _write_about(book.add_worksheet("about"), about, head)
    book.set_properties({"title": about.get("title", ""), "comments": about["source"]})
    book.close()
    with zipfile.ZipFile(held) as shell, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as full:
        parts = {f"xl/worksheets/sheet{i}.xml": one for i, one in enumerate(written.values(), 1)}
        for part in shell.infolist():
            if part.filename not in parts:
                full.writestr(part, shell.read(part))
                continue
            info = zipfile.ZipInfo(part.filename, part.date_time)
            info.compress_type = zipfile.ZIP_DEFLATED
            with full.open(info, "w") as file:
                for text in parts[part.filename].xml(shell.read(part).decode("utf-8")):
                    file.write(text.encode("utf-8"))


def _write_about(sheet: Any, about: dict[str, str], head: Any) -> None:
    for row, pair in enumerate({"what": "value", **about}.items()):
        for column, text in enumerate(pair):
            sheet.write_string(row, column, text[:_MOST_CHARS], head if row == 0 else None)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)


def _check_size(name: str, frame: pd.DataFrame) -> None:
    """See that a sheet can hold a table before anything is written."""
    which = "" if name == "data" else f" of {name!r}"
    if len(frame) > _MOST_ROWS:
        raise UnvotesError(
            f"a sheet of Excel holds {_MOST_ROWS:,} rows, and there are {len(frame):,}{which}: "
            "write .csv or .parquet"
        )
    if len(frame.columns) > _MOST_COLUMNS:
        raise UnvotesError(
            f"a sheet of Excel holds {_MOST_COLUMNS:,} columns, and there are "
            f"{len(frame.columns):,}{which}: write .csv or .parquet, or a row per value (melt)"
        )


def _check_texts(name: str, frame: pd.DataFrame) -> None:
    """See that every text has room in a cell."""
    which = "" if name == "data" else f" of {name!r}"
    for column, values in frame.items():
        if kind_of(values) == "string":
            coded = values.astype("category")
            for at, text in enumerate(coded.cat.categories):
                if len(text) * 2 > _MOST_CHARS and len(text.encode("utf-16-le")) > 2 * _MOST_CHARS:
                    row = int((coded.cat.codes == at).to_numpy().argmax())
                    raise UnvotesError(
                        f"column {column!r}, row {row + 1:,}{which} has a text of {len(text):,} "
                        f"characters, and a cell of Excel holds {_MOST_CHARS:,}: write .csv or "
                        ".parquet, or shorten it"
                    )


class _Sheet:
    """The rows of a table as a sheet's XML."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.kept_as_text: list[str] = []
        self.columns: list[tuple[Kind, pd.Series]] = []
        for name, values in frame.items():
            kind = kind_of(values)
            if _beyond_excel(kind, values):
                self.kept_as_text.append(str(name))
                values = values.map(_as_text, na_action="ignore").astype("str")
                kind = "string"
            self.columns.append((kind, values))

    def begin(self, sheet: Any, formats: dict[str, Any], head: Any) -> None:
        """Write what is not rows by the library: headers, widths, filter, each column's format."""
        sheet.freeze_panes(1, 0)
        for i, (name, (kind, values)) in enumerate(
            zip(self.frame.columns, self.columns, strict=True)
        ):
            sheet.write_string(0, i, str(name), head)
            sheet.write_blank(1, i, None, formats.get(kind, head))
            longest = max([len(str(name)) + 3, *map(len, values.head(200).map(str))])
            sheet.set_column(i, i, min(longest + 1, 12 if kind == "date" else _WIDEST))
        last = len(self.frame), len(self.columns) - 1
        sheet.write_blank(*last, None, head)  # for the size of the sheet to be known
        sheet.autofilter(0, 0, *last)

    def xml(self, shell: str) -> Iterator[str]:
        """Put the rows into the sheet that the library has written."""
        first = shell.index('<row r="2"')
        before, blanks, after = shell[:first], shell[first:], shell[shell.index("</sheetData>") :]
        styles = dict(re.findall(r'<c r="([A-Z]+)2" s="(\d+)"', blanks))
        letters = [_letters(i) for i in range(len(self.columns))]
        yield before
        makers = [
            _cells(kind, values, letter, styles[letter])
            for letter, (kind, values) in zip(letters, self.columns, strict=True)
        ]
        for start in range(0, len(self.frame), _ROWS_AT_ONCE):
            rows = range(start, min(start + _ROWS_AT_ONCE, len(self.frame)))
            cells = [make(rows) for make in makers]
            yield "".join(
                f'<row r="{row}">{"".join(each)}</row>'
                for row, *each in zip(range(rows.start + 2, rows.stop + 2), *cells, strict=True)
            )
        yield after


def _letters(column: int) -> str:
    """Name a column as Excel does: A to Z, then AA and so on."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _beyond_excel(kind: Kind, values: pd.Series) -> bool:
    known = values.dropna()
    if kind in ("date", "datetime"):
        return bool((known < _FIRST_DAY).any())
    return kind == "integer" and bool(((known >= _EXACT) | (known <= -_EXACT)).any())


def _as_text(value: Any) -> str:
    text = str(value)
    return text.removesuffix(" 00:00:00")


def _cells(
    kind: Kind, values: pd.Series, letter: str, style: str
) -> Callable[[range], Iterator[str]]:
    """Write a column's cells; each value that occurs is written out once."""
    if kind == "string":
        coded = values.astype("category")
        told = [_text_cell(text) for text in coded.cat.categories]
        codes = coded.cat.codes.to_numpy()
    else:
        codes, found = pd.factorize(values)
        if kind == "boolean":
            told = [f' t="b"><v>{int(value)}</v></c>' for value in found]
        elif kind in ("date", "datetime"):
            days = (np.asarray(found, dtype="datetime64[us]") - _ZERO).astype("int64") / _DAY_US
            told = [f' s="{style}"><v>{day:.17g}</v></c>' for day in days]
        elif kind == "integer":
            told = [f"><v>{value}</v></c>" for value in found]
        else:
            told = [_number_cell(float(value)) for value in found]
    places = np.append(np.array(told, dtype=object), "")[codes].tolist()

    def cells(rows: range) -> Iterator[str]:
        return (f'<c r="{letter}{row + 2}"{places[row]}' if places[row] else "" for row in rows)

    return cells


def _number_cell(value: float) -> str:
    if np.isinf(value):
        return _text_cell("inf" if value > 0 else "-inf")
    return f"><v>{value!r}</v></c>"


def _text_cell(text: str) -> str:
    if not text:
        return ""
    plain = escape(_CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text), {"\r": "&#13;"})
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f' t="inlineStr"><is><t{space}>{plain}</t></is></c>'
