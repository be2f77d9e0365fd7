"""Plain CSV, and beside it what the file holds, as the standard "CSV on the Web" says it."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.errors import UnvotesWarning
from unvotes.publishing.exported.content import Content
from unvotes.publishing.exported.plain_columns import kind_of, plain_columns
from unvotes.reading.formula_texts import GUARDED, guarded
from unvotes.record.schema import ROLL_CALLS, VOTES

__all__ = ["meaning", "write_csv"]

Codes = NDArray[np.integer[Any]]

#: Texts that pandas, R or both read as a missing value.
_MISSING: Final = frozenset(
    [
        *("NA", "N/A", "n/a", "<NA>", "#N/A", "#NA", "NaN", "nan", "-NaN", "-nan"),
        *("NULL", "null", "None", "1.#IND", "1.#QNAN", "-1.#IND", "-1.#QNAN"),
    ]
)
_ZERO_FIRST: Final = re.compile(r"0\d+")
_SPECIAL: Final = re.compile(r'[",\r\n#]')
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
#: Up to so many categories of plain words are listed.
_MOST_LISTED: Final = 12
_TERMS: Final = {"title": "dc:title", "source": "dc:source", "description": "dc:description"}
_MEANINGS: Final[Mapping[str, str]] = {
    column.name: " ".join(column.meaning.replace("`", "").split())
    for column in (*ROLL_CALLS, *VOTES)
}


def meaning(name: str, frame: pd.DataFrame) -> str:
    """
    Say what a column of the record holds.

    Parameters
    ----------
    name : str
        The column.
    frame : pandas.DataFrame
        The table that has it: one with a column ``roll_call`` has the record's columns.

    Returns
    -------
    str
        Empty for a column that is not the record's.
    """
    return _MEANINGS.get(name, "") if "roll_call" in frame.columns else ""


def write_csv(content: Content, path: Path, metadata: Path, name: str) -> None:
    """
    Write a table as CSV, and its metadata.

    Parameters
    ----------
    content : Content
        What to write.
    path, metadata : pathlib.Path
        Where.
    name : str
        What the CSV file will be called.

    Raises
    ------
    UnvotesError
        If a cell holds several values.

    Warns
    -----
    UnvotesWarning
        If programs would read a text as missing, or as a number of another spelling.
    """
    frame = plain_columns(content.frame, ".csv", zones=True)
    described = [_column(str(name), values) for name, values in frame.items()]
    columns = [
        said | _described(str(column), frame)
        for column, (said, _, _) in zip(frame.columns, described, strict=True)
    ]
    heads = [guarded(str(column)) for column in frame.columns]
    # A line without a single character would be passed over.
    empty = '""' if len(heads) == 1 else ""
    cells = [
        np.append(np.array([_quoted(text) for text in texts], dtype=object), empty)[codes].tolist()
        for _, texts, codes in described
    ]
    # Without the mark Excel takes letters beyond ASCII for others; plain ASCII needs none.
    written = (heads, *(texts for _, texts, _ in described))
    plain = all(text.isascii() for texts in written for text in texts)
    with path.open("w", encoding="utf-8" if plain else "utf-8-sig", newline="") as file:
        file.write(",".join(map(_quoted, heads)) + "\n")
        file.writelines(f"{','.join(row)}\n" for row in zip(*cells, strict=True))
    about: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
    }
    about |= _in_terms_of_the_standard(content.about)
    about["dialect"] = {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n", "\n"]}
    about["tableSchema"] = {"columns": columns}
    metadata.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    """Put a text in quotes where it needs them; a # begins a comment for some programs."""
    if not text or (text == text.strip() and not _SPECIAL.search(text)):
        return text
    return '"' + text.replace('"', '""') + '"'


def _column(name: str, values: pd.Series) -> tuple[dict[str, Any], list[str], Codes]:
    """Describe a column; give its values as they are to be written, and which stands where."""
    kind = kind_of(values)
    said: dict[str, Any] = {"titles": guarded(name)}
    if guarded(name) != name:
        said["name"] = name
    if kind == "string":
        return _of_texts(name, said, values)
    codes, found = pd.factorize(values)
    if kind == "boolean":
        said["datatype"] = {"base": "boolean", "format": "TRUE|FALSE"}
        return said, ["TRUE" if value else "FALSE" for value in found], codes
    if kind in ("date", "datetime"):
        said["datatype"], texts = _times(pd.DatetimeIndex(found), kind)
        return said, texts, codes
    if kind == "integer":
        said["datatype"] = "integer"
        return said, [str(int(value)) for value in found], codes
    # The standard has INF where most programs know inf only.
    said["datatype"] = "double" if np.isfinite(np.asarray(found)).all() else "string"
    return said, [repr(float(value)) for value in found], codes


def _of_texts(
    name: str, said: dict[str, Any], values: pd.Series
) -> tuple[dict[str, Any], list[str], Codes]:
    coded = pd.Categorical(values).remove_unused_categories()
    texts = [str(text) for text in coded.categories]
    said["datatype"] = "string"
    if isinstance(values.dtype, pd.CategoricalDtype) and len(values.cat.categories) <= _MOST_LISTED:
        words = [str(word) for word in values.cat.categories]
        if all(re.fullmatch(r"\w+", word, re.ASCII) for word in words):
            said["datatype"] = {"base": "string", "format": "|".join(words)}
    shielded = [guarded(text) for text in texts]
    if shielded != texts:
        said["rdfs:comment"] = GUARDED
    if "" in texts and not values.isna().any():
        said["null"] = []  # an empty cell is an empty text
    _warn(name, texts)
    return said, shielded, coded.codes


def _times(times: pd.DatetimeIndex, kind: str) -> tuple[str | dict[str, str], list[str]]:
    """Write days as 2012-02-04, times as 2012-02-04 10:00:00, with their zone if they have one."""
    if times.tz is not None:
        return "dateTimeStamp", [time.isoformat() for time in times]
    if kind == "date":
        return "date", [time.date().isoformat() for time in times]
    fine = bool((times != times.floor("s")).any())
    form = "yyyy-MM-dd HH:mm:ss" + (".SSSSSS" if fine else "")
    texts = [time.isoformat(" ", "microseconds" if fine else "seconds") for time in times]
    return {"base": "datetime", "format": form}, texts


def _described(name: str, frame: pd.DataFrame) -> dict[str, str]:
    text = meaning(name, frame)
    return {"dc:description": text} if text else {}


def _in_terms_of_the_standard(about: Mapping[str, str]) -> dict[str, Any]:
    """Say what the file is in words that the standard knows, and the rest by name and value."""
    known = {_TERMS[key]: value for key, value in about.items() if key in _TERMS}
    others = [
        {"@type": "schema:PropertyValue", "schema:name": key, "schema:value": value}
        for key, value in about.items()
        if key not in _TERMS
    ]
    return known | {"schema:additionalProperty": others}


def _warn(name: str, texts: list[str]) -> None:
    taken = sorted(set(texts) & _MISSING)
    if taken:
        warnings.warn(
            f"column {name!r} has the text {taken[0]!r}, which pandas and R read as missing from a "
            "CSV file: read it with keep_default_na=False, or write .parquet or .xlsx",
            UnvotesWarning,
            stacklevel=7,
        )
    filled = [text for text in texts if text]
    if filled and all(map(_NUMBER.fullmatch, filled)) and any(map(_ZERO_FIRST.fullmatch, filled)):
        first = next(text for text in filled if _ZERO_FIRST.fullmatch(text))
        warnings.warn(
            f"column {name!r} has texts such as {first!r}, which most programs read from a CSV "
            "file as a number without its zeros; write .parquet or .xlsx to keep them",
            UnvotesWarning,
            stacklevel=7,
        )
