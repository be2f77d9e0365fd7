"""The language of a chart: its fixed words from one table, its numbers and dates by the locale."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from unvotes.errors import unknown

__all__ = [
    "LANGUAGES",
    "WRITTEN",
    "asked",
    "between",
    "counted",
    "current",
    "day",
    "from_record",
    "joined",
    "listed",
    "noun",
    "number",
    "percent",
    "period",
    "phrases",
    "say",
    "separators",
    "short_day",
    "short_month",
    "speaking",
    "without_a_date",
    "written",
]

#: Languages in which states can be named.
LANGUAGES: Final = ("en", "fr", "es", "ru", "zh", "ar")

#: Those in which the words of a chart can be too.
WRITTEN: Final = ("en", "fr", "es")

#: A chart is drawn in one language from its first word to its last, by many small functions: that
#: language is set where a chart begins and unset where it ends, and nowhere else.
_language: ContextVar[str] = ContextVar("language", default="en")

#: What the analysis writes of its results, word for word but for the fields: their roll calls,
#: their intervals, and why an estimate is withheld.
_MADE_ELSEWHERE: Final = (
    "{level}% Wilson interval",
    "{level}% exact interval (Clopper–Pearson)",
    "{level}% Bayesian bootstrap (Jeffreys prior) over {units}, {how}",
    "{level}% percentile bootstrap over {units}, {how}",
    "roll calls clustered by {column}",
    "{n} draws, seed {seed}",
    "difference (Newcombe, Zou and Donner) of: {how}",
    "{level}% intervals, {how}",
    "{linkage} linkage on distances by {measure}",
    "since {day}",
    "until {day}",
    "topic {topic}",
    "{since} to {until}",
    "n below {n}",
    "{n} votes of its own",
    "votes of {who}",
    "distances by {measure}",
    "SMACOF on distances by {measure}",
    "{how} (not converged)",
)
_FIELD: Final = re.compile(r"\{(\w+)\}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"−?\d[\d,]*(\.\d+)?")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """
    Write everything within in one language.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.

    Raises
    ------
    UnvotesError
        If it is none.
    """
    if language not in LANGUAGES:
        raise unknown("language", language, LANGUAGES)
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def asked() -> str:
    """
    Give the language that was asked of this chart: that of the names of states.

    Returns
    -------
    str
        One of `LANGUAGES`; ``"en"`` outside a chart.
    """
    return _language.get()


def current() -> str:
    """
    Give the language in which the words of this chart are.

    Returns
    -------
    str
        One of `WRITTEN`: the one asked for, or ``"en"``.
    """
    return asked() if asked() in WRITTEN else "en"


@functools.cache
def phrases() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """
    Read the table of phrases.

    Returns
    -------
    mapping of str to mapping of str to tuple of str
        For each phrase in English, its form in each language: of a noun singular and plural.
    """
    with (Path(__file__).parent / "phrases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["en"].split("|")[0]: {
            language: tuple(_typeset(row[language], language).split("|")) for language in WRITTEN
        }
        for row in rows
    }


def _typeset(text: str, language: str) -> str:
    """Put the spaces that no line may end at: before a per cent sign, and the French ones."""
    if language == "en":
        return text
    text = text.replace(" %", "\N{NO-BREAK SPACE}%")
    if language == "fr":
        text = re.sub(" (?=[:;?!»])|(?<=«) ", "\N{NARROW NO-BREAK SPACE}", text)
    return text


def say(text: str, /, **fields: object) -> str:
    """
    Say a phrase in the language of the chart.

    Parameters
    ----------
    text : str
        The phrase in English, as the table of phrases has it. What it has not, such as a word of
        the user's own, is said as it is.
    **fields
        What stands in its places, ``{calls}``: words that are in the language already; whole
        numbers get their thousands, so that a year is given as text.

    Returns
    -------
    str
        Plain text.

    Examples
    --------
    >>> say("Bands: {how}", how="95% Wilson interval")
    'Bands: 95% Wilson interval'
    """
    found = phrases().get(text)
    said = text if found is None else found[current()][0]
    if not fields:
        return said
    return said.format(
        **{
            name: written(int(value)) if isinstance(value, int | np.integer) else value
            for name, value in fields.items()
        }
    )


def counted(n: int, singular: str) -> str:
    """
    Write a number with its noun: ``1 roll call``, ``300 roll calls``.

    Parameters
    ----------
    n : int
        The number.
    singular : str
        The noun in English.

    Returns
    -------
    str
        Both, in the language of the chart.
    """
    return f"{written(int(n))} {noun(singular, int(n))}"


def without_a_date(n: int) -> str:
    """
    Say that roll calls without a date are not in a chart over time.

    Parameters
    ----------
    n : int
        How many.

    Returns
    -------
    str
        A sentence; empty where there are none.
    """
    return say("{calls} without a date: left out.", calls=counted(n, "roll call")) if n else ""


def noun(singular: str, n: int = 2) -> str:
    """
    Give a noun in the number that goes with n.

    Parameters
    ----------
    singular : str
        The noun in English.
    n : int, default 2
        The number; without it the plural.

    Returns
    -------
    str
        In the language of the chart, without the number.
    """
    language = current()
    alone = n in (0, 1) if language == "fr" else n == 1
    forms = phrases().get(singular, {}).get(language) or (singular, f"{singular}s")
    if len(forms) == 1 and language == "en":
        forms = (singular, f"{singular}s")
    return forms[0 if alone else -1]


@functools.cache
def _symbols(language: str) -> tuple[str, str]:
    from babel import Locale

    symbols = Locale(language).number_symbols["latn"]
    return symbols["decimal"], symbols["group"]


def separators() -> str:
    """
    Give the decimal and the thousands sign, as plotly takes them.

    Returns
    -------
    str
        Two characters.
    """
    return "".join(_symbols(current()))


def written(value: float, form: str = ",") -> str:
    """
    Write a number with the signs of the language.

    Parameters
    ----------
    value : float
        The number.
    form : str, default ","
        As Python's `format` takes it.

    Returns
    -------
    str
        With a true minus.

    Examples
    --------
    >>> written(-1234.5, ",.1f")
    '−1,234.5'
    """
    return _localised(format(value, form).replace("-", "\N{MINUS SIGN}"))


def _localised(text: str) -> str:
    if current() == "en":
        return text
    decimal, group = _symbols(current())
    if current() == "es":  # which groups from five figures on, as Babel does not know
        text = re.sub(r"^(\D*\d),(?=\d{3}(\D|$))", r"\1", text)
    return text.translate({ord("."): decimal, ord(","): group})


def number(value: float) -> str:
    """
    Write a statistic with three decimals; a dash where there is none.

    Parameters
    ----------
    value : float
        The statistic.

    Returns
    -------
    str
        With the decimal sign of the language.
    """
    return "–" if np.isnan(value) else written(value, ".3f")


def between(low: float, high: float) -> str:
    """
    Write an interval, with a space before it.

    Parameters
    ----------
    low, high : float
        Its ends.

    Returns
    -------
    str
        Empty where there is none.
    """
    if np.isnan(low):
        return ""
    return " " + say("[{low}, {high}]", low=number(low), high=number(high))


def percent(share: float, digits: int = 0) -> str:
    """
    Write a share in per cent.

    Parameters
    ----------
    share : float
        0.5 is fifty per cent.
    digits : int, default 0
        Decimals.

    Returns
    -------
    str
        With the space before the sign that the language has.
    """
    return say("{number}%", number=written(100 * share, f".{digits}f"))


def _formatted(stamp: pd.Timestamp, form: str, english: str) -> str:
    """Write a day as the locale does; in English as the prose of the project does."""
    if current() == "en":
        return f"{stamp.day} {stamp.strftime(english)}"
    from babel.dates import format_date

    said = format_date(stamp.date(), form, locale=current())
    # The first of a month is an ordinal in French, which the locale data do not know.
    return re.sub("^1 ", "1er ", said) if current() == "fr" else said


def day(date: Any) -> str:
    """
    Write a date: ``4 February 2012``.

    Parameters
    ----------
    date : datetime-like
        The date; not-a-time gives ``undated``.

    Returns
    -------
    str
        The date.
    """
    stamp = pd.Timestamp(date)
    return say("undated") if pd.isna(stamp) else _formatted(stamp, "long", "%B %Y")


def short_day(date: Any) -> str:
    """
    Write a date where there is little room: ``4 Feb 2012``.

    Parameters
    ----------
    date : datetime-like
        The date.

    Returns
    -------
    str
        The date.
    """
    stamp = pd.Timestamp(date)
    return _formatted(stamp, "d MMM y", "%b %Y")


def short_month(date: Any, *, with_year: bool = False) -> str:
    """
    Write a month where there is little room: ``Feb``, ``Feb 2012``.

    Parameters
    ----------
    date : datetime-like
        A day of it.
    with_year : bool, default False
        Whether to name the year too.

    Returns
    -------
    str
        The month.
    """
    from babel.dates import format_date

    form = "MMM y" if with_year else "MMM"
    return format_date(pd.Timestamp(date).date(), form, locale=current())


def period(dates: pd.Series) -> str:
    """
    Write the period that dates span.

    Parameters
    ----------
    dates : Series of datetime
        Dates in any order.

    Returns
    -------
    str
        One date, or the first and the last.
    """
    first, last = day(dates.min()), day(dates.max())
    return first if first == last else say("{since} to {until}", since=first, until=last)


def joined(words: Iterable[str]) -> str:
    """
    Join words as a sentence does: ``a, b and c``.

    Parameters
    ----------
    words : iterable of str
        The words.

    Returns
    -------
    str
        The enumeration; empty for no words.
    """
    *first, last = list(words) or [""]
    if not first:
        return last
    # Spanish says e before the sound i: Rusia e India.
    before_i = current() == "es" and re.match(r"h?i(?!e)|h?í", last.casefold())
    listed = ", ".join(first)
    return f"{listed} e {last}" if before_i else say("{first} and {last}", first=listed, last=last)


def listed(parts: Iterable[str]) -> str:
    """
    Join parts of a sentence that have commas of their own.

    Parameters
    ----------
    parts : iterable of str
        The parts.

    Returns
    -------
    str
        With semicolons, and the space that French sets before them.
    """
    return ("\N{NARROW NO-BREAK SPACE}; " if current() == "fr" else "; ").join(parts)


def from_record(text: str) -> str:
    """
    Say in the language of the chart what the analysis wrote of a result in English.

    Parameters
    ----------
    text : str
        A choice of roll calls, how intervals were made, or why an estimate is withheld: parts
        that are known one by one, separated by commas or semicolons.

    Returns
    -------
    str
        Parts that are not known stay as they are.

    Examples
    --------
    >>> from_record("contested roll calls, since 1990-01-01, by seat")
    'contested roll calls, since 1990-01-01, by seat'
    """
    if current() == "en" or not text:
        return text
    if text in phrases():
        return say(text)
    if _DAY.fullmatch(text):
        return day(text)
    if _NUMBER.fullmatch(text):
        return _localised(text)
    for template, form in _forms():
        if found := form.fullmatch(text):
            fields = {name: from_record(value) for name, value in found.groupdict().items()}
            return say(template, **fields)
    if "; " in text:
        return listed(map(from_record, text.split("; ")))
    return ", ".join(map(from_record, text.split(", "))) if ", " in text else text


@functools.cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Make a pattern of each template that the analysis writes."""
    return tuple((template, re.compile(_pattern(template))) for template in _MADE_ELSEWHERE)


def _pattern(template: str) -> str:
    parts = _FIELD.split(template)
    numbers = ("level", "n", "seed")
    return "".join(
        re.escape(part)
        if i % 2 == 0
        else f"(?P<{part}>{_NUMBER.pattern if part in numbers else '[^;]+?'})"
        for i, part in enumerate(parts)
    )
