"""The words on a chart: escaped, wrapped, cut, counted, joined."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable
from typing import Any

import pandas as pd


def escape(value: object) -> str:
    """
    Make any value safe to show: plotly reads the text of a figure as HTML.

    Parameters
    ----------
    value : object
        What is to be shown as it is written.

    Returns
    -------
    str
        With ``&``, ``<`` and ``>`` escaped, and plotly's ``%{…}`` templates disarmed.
    """
    return html.escape(str(value), quote=False).replace("%{", "%&#8203;{")


def wrap(value: str, width: int, *, hyphens: bool = False) -> str:
    """
    Break a plain text into lines and escape it.

    Parameters
    ----------
    value : str
        Plain text.
    width : int
        Characters in a line, at most, unless one word is longer.
    hyphens : bool, default False
        Whether a line may end in the middle of a word with a hyphen.

    Returns
    -------
    str
        HTML, lines joined by ``<br>``.
    """
    # A number stays with its "n =".
    whole = value.replace("n = ", "n\u2060=\u2060")
    lines = textwrap.wrap(whole, width, break_long_words=False, break_on_hyphens=hyphens)
    return "<br>".join(escape(line.replace("n\u2060=\u2060", "n = ")) for line in lines)


def cut(name: str, most: int) -> str:
    """
    Shorten a name that has no room; the hover text gives it in full.

    Parameters
    ----------
    name : str
        Plain text.
    most : int
        Characters, at most.

    Returns
    -------
    str
        Plain text, ending in an ellipsis where it was shortened.
    """
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def opening(title: str | None) -> list[str]:
    """
    Begin an alt text with the caller's title, which may state the finding.

    Parameters
    ----------
    title : str or None
        What the caller gave.

    Returns
    -------
    list of str
        The title as a sentence; empty without one.
    """
    return [] if title is None else [title.rstrip(".") + "."]


def day(date: Any) -> str:
    """
    Write a date as the prose of the project does: ``4 February 2012``.

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
    return "undated" if pd.isna(stamp) else f"{stamp.day} {stamp:%B %Y}"


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
    return first if first == last else f"{first} to {last}"


def score(yes: int, no: int, abstain: int) -> str:
    """
    Write a tally as the field does: in favour, against, abstaining.

    Parameters
    ----------
    yes, no, abstain : int
        Votes.

    Returns
    -------
    str
        Such as ``13-2-0``, with en dashes.
    """
    return "\N{EN DASH}".join(map(str, (yes, no, abstain)))


def counted(n: int, singular: str) -> str:
    """
    Write a number with its noun: ``1 roll call``, ``300 roll calls``.

    Parameters
    ----------
    n : int
        The number.
    singular : str
        The noun.

    Returns
    -------
    str
        Both.
    """
    return f"{n:,} {singular}{'' if n == 1 else 's'}"


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
    words = list(words)
    return " and ".join(
        part for part in (", ".join(words[:-1]), words[-1] if words else "") if part
    )
