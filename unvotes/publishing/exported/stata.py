"""Stata files: votes as numbers with labels, and a label for every column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from unvotes.charts.drawing.theme import SOURCE
from unvotes.errors import UnvotesError
from unvotes.frames import VOTE_WORDS
from unvotes.publishing.exported.content import Content
from unvotes.publishing.exported.csv_on_the_web import meaning
from unvotes.publishing.exported.plain_columns import kind_of, plain_columns
from unvotes.reading.labelled import write_labelled
from unvotes.reading.vote_words import NUMBERS

__all__ = ["write_dta"]

_MOST_COLUMNS: Final = 32_767
_MOST_NAME: Final = 32
_MOST_LABEL: Final = 80
#: Whole numbers above are written as floating ones, which are exact up to here.
_EXACT: Final = 2**53
#: Above, Stata takes a number for a missing value.
_LARGEST: Final = 8.9e307
#: Names that are words of Stata's language.
_RESERVED: Final = re.compile(
    r"_all|_b|byte|_coef|_cons|double|float|if|in|int|long|_n|_N|_pi|_pred|_rc|_skip|str\d*|strL"
    r"|using|with"
)


def write_dta(content: Content, path: Path) -> None:
    """
    Write a table for Stata.

    Parameters
    ----------
    content : Content
        What to write.
    path : pathlib.Path
        Where.

    Raises
    ------
    UnvotesError
        If there are too many columns, a number that Stata does not have, times with a zone, or
        cells that hold several values; or if the library pyreadstat is missing.
    """
    if len(content.frame.columns) > _MOST_COLUMNS:
        raise UnvotesError(
            f"Stata holds {_MOST_COLUMNS:,} columns, and there are {len(content.frame.columns):,}: "
            "write .csv or .parquet, or a row per value (melt)"
        )
    frame = plain_columns(content.frame, ".dta")
    names = dict(zip(map(str, frame.columns), _stata_names(map(str, frame.columns)), strict=True))
    columns: dict[str, pd.Series] = {}
    values: dict[str, dict[int, str]] = {}
    labels: dict[str, str] = {}
    for name, new in names.items():
        column = frame[name]
        kind = kind_of(column)
        if kind == "string" and _are_votes(column):
            column = column.astype("str").map(NUMBERS).astype("Int64")
            values[new] = {NUMBERS[word]: word for word in VOTE_WORDS}
        elif kind == "string":
            _check_texts(name, column)
        elif kind == "boolean":
            values[new] = {0: "no", 1: "yes"}
        elif kind in ("integer", "number"):
            column = _numbers(name, column)
        columns[new] = column
        text = meaning(name, frame)
        labels[new] = _cut(f"{name}: {text}" if new != name and text else text or name)
    write_labelled(pd.DataFrame(columns), path, values, labels, _file_label(content.about))


def _file_label(about: Mapping[str, str]) -> str:
    """Give title, version and, where there is room, source: all that the file can say of itself."""
    ours = about["source"] == SOURCE.removeprefix("Source: ")
    made = about["made with"] + (", CC BY 4.0" if ours else "")
    title = about.get("title", "")
    if len(title) + 2 + len(made) > _MOST_LABEL:
        title = title[: _MOST_LABEL - len(made) - 3] + "…"
    label = "; ".join(filter(None, (title, made)))
    whole = label if ours else f"{label}; {about['source']}"
    return whole if len(whole) <= _MOST_LABEL else label


def _stata_names(names: Iterable[str]) -> list[str]:
    """Give names that Stata knows: letters, digits and _, no words of its own, each once."""
    found: dict[str, None] = {}
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        plain = re.sub(r"\W+", "_", plain, flags=re.ASCII).strip("_") or "column"
        if plain[0].isdigit() or _RESERVED.fullmatch(plain):
            plain = f"_{plain}"
        new, number = plain[:_MOST_NAME], 2
        while new in found:
            new, number = f"{plain[: _MOST_NAME - 4]}_{number}", number + 1
        found[new] = None
    return list(found)


def _are_votes(column: pd.Series) -> bool:
    """Tell whether a column holds votes as our words, yes or no not being its only ones."""
    words = set(column.dropna().astype("str").unique())
    return column.name == "vote" and bool(words) and words <= set(VOTE_WORDS)


def _check_texts(name: str, column: pd.Series) -> None:
    if column.dropna().astype("str").str.contains("\0", regex=False).any():
        raise UnvotesError(
            f"column {name!r} has a text with a null character, at which Stata ends it; take it out"
        )


def _numbers(name: str, column: pd.Series) -> pd.Series:
    """See that Stata has the numbers, and write whole ones as such where they are small enough."""
    known = column.dropna().to_numpy()
    whole = kind_of(column) == "integer"
    most = _EXACT if whole else _LARGEST
    if len(known) and bool(((known > most) | (known < -most)).any()):
        value = known[(known > most) | (known < -most)][0]
        raise UnvotesError(
            f"column {name!r} holds {value}, a number that Stata cannot hold: write .csv or "
            ".parquet, or the number as a text"
        )
    if whole and not column.isna().any():
        small = bool(len(known)) and bool((np.abs(known.astype("int64")) < 2**31 - 200).all())
        return column.astype("int32" if small else "float64")
    return column.astype("float64")


def _cut(text: str) -> str:
    """Shorten what is too long for a label, after its first part if that will do."""
    text = " ".join(text.split())
    if len(text) > _MOST_LABEL:
        text = re.split(r"; | \(", text)[0]
    return text if len(text) <= _MOST_LABEL else f"{text[: _MOST_LABEL - 1]}…"
