"""Stata and SPSS files: columns with the names of their values, read and written."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.reading.content import Content
from unvotes.reading.r_data import Vector

__all__ = ["labelled_columns", "write_labelled"]

_KINDS = {"stata": "Stata", "spss": "SPSS", "spss portable": "SPSS"}


def _library(path: str) -> Any:
    try:
        import pyreadstat
    except ImportError:
        raise UnvotesError(
            f"{path}: Stata and SPSS files need the package pyreadstat: pip install unvotes[stata]"
        ) from None
    return pyreadstat


def labelled_columns(content: Content) -> dict[str, Vector]:
    """
    Read the columns of a Stata or SPSS file.

    Parameters
    ----------
    content : Content
        The file, opened.

    Returns
    -------
    dict of str to Vector
        By name. Numbers stay numbers, what they are called is in ``named``, and those that the
        file declares missing (Stata's ``.a`` to ``.z``, SPSS's ranges) stay what they are and
        are listed in ``missing``; only a plain missing value is ``""``.

    Raises
    ------
    UnvotesError
        If the file is damaged, or pyreadstat is not installed.
    """
    library = _library(content.name)
    readers = {
        "stata": library.read_dta,
        "spss": library.read_sav,
        "spss portable": library.read_por,
    }
    kind = _KINDS[content.kind]
    options: dict[str, Any] = {} if content.kind == "spss portable" else {"user_missing": True}
    problem: Exception | None = None
    for encoding in (None, "WINDOWS-1252"):
        content.stream.seek(0)
        try:
            read, facts = readers[content.kind](content.stream, encoding=encoding, **options)
            break
        except (library.ReadstatError, library.PyreadstatError, UnicodeError) as error:
            problem = error
        except (ValueError, OverflowError, MemoryError, OSError, TypeError) as error:
            problem = error
    else:
        raise UnvotesError(
            f"{content.name}, byte 0: cannot be read as a file of {kind} ({problem}); "
            "download it again"
        ) from None
    values = facts.variable_value_labels
    columns = {}
    for name in read.columns:
        named = {_text(value): str(label) for value, label in values.get(name, {}).items()}
        letters = facts.missing_user_values.get(name, [])
        stata = {str(letter): f".{letter}" for letter in letters}
        found, codes = _factorised(read[name], stata)
        columns[name] = Vector(
            codes,
            found,
            (),
            {stata.get(value, value): label for value, label in named.items()},
            frozenset(
                label
                for label in found
                if label in stata.values() or _within(label, facts.missing_ranges.get(name, []))
            ),
        )
    return columns


def _factorised(column: pd.Series, stata: Mapping[str, str]) -> tuple[list[str], Any]:
    codes, values = pd.factorize(column)
    number: dict[str, int] = {}
    texts = [stata.get(_text(value), _text(value)) for value in values]
    renumber = [number.setdefault(text, len(number)) for text in texts]
    blank = number.setdefault("", len(number))
    return list(number), np.array([*renumber, blank], dtype=np.int32)[codes]


def _text(value: Any) -> str:
    """Write a value as a CSV would: whole numbers without a point, days as days."""
    if isinstance(value, dt.datetime | pd.Timestamp):
        return str(value).removesuffix(" 00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _within(label: str, ranges: list[dict[str, Any]]) -> bool:
    for each in ranges:
        low, high = each["lo"], each["hi"]
        if isinstance(low, str) or isinstance(high, str):
            if label in (low, high):
                return True
            continue
        with contextlib.suppress(ValueError):
            if low <= float(label) <= high:
                return True
    return False


def write_labelled(
    frame: pd.DataFrame,
    path: Path,
    values: Mapping[str, Mapping[int, str]],
    names: Mapping[str, str],
    title: str = "",
) -> Path:
    """
    Write a frame as a Stata (``.dta``) or SPSS (``.sav``) file, with labels.

    Parameters
    ----------
    frame : DataFrame
        Numbers, texts and days.
    path : pathlib.Path
        The file to write: one beside its place, which the caller moves there when it is whole.
    values : mapping
        By column, what its values are called.
    names : mapping of str to str
        By column, what it holds.
    title : str, optional
        What the file holds.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnvotesError
        If pyreadstat is not installed, or cannot write the frame.
    """
    library = _library(str(path))
    plain = frame.copy()
    for name in plain.columns:
        column = plain[name]
        if isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind == "M":
            known = column.dropna()
            if (
                isinstance(column.dtype, pd.DatetimeTZDtype)
                or (known == known.dt.normalize()).all()
            ):
                plain[name] = column.dt.date
        elif column.dtype == "boolean" or column.dtype == bool:
            plain[name] = column.astype("Int8").astype("float64")
        elif isinstance(column.dtype, pd.CategoricalDtype):
            plain[name] = column.astype("str")
        elif str(column.dtype).startswith("Int"):
            plain[name] = column.astype("float64")
    writing: dict[str, Any] = {
        "variable_value_labels": {name: dict(labels) for name, labels in values.items()},
        "column_labels": [names.get(name, "") for name in plain.columns],
        "file_label": title,
    }
    try:
        if path.suffix.lower() == ".dta":
            library.write_dta(plain, str(path), version=14, **writing)
        else:
            library.write_sav(plain, str(path), **writing)
    except (library.ReadstatError, library.PyreadstatError, ValueError, TypeError) as error:
        if "write data" in str(error):  # all that the library says of a disk that is full
            raise OSError(str(error)) from None
        raise UnvotesError(f"{path}: cannot be written ({error})") from None
    return path
