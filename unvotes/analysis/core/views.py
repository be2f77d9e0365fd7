"""Whether members are seats or the governments that held them, said where the two differ."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from unvotes.record.states import successions

__all__ = ["BY_GOVERNMENT", "BY_SEAT", "view_said", "view_words"]

#: How a result says in which view its members are.
BY_SEAT, BY_GOVERNMENT = "by seat", "by government"


def view_words(
    members: pd.Index, dates: pd.Series | None, first_day: Callable[[str], pd.Timestamp]
) -> str:
    """
    Say in which view members are, where one of their seats changed hands within a period.

    The seat of China did on 25 October 1971, that of the Soviet Union on 24 December 1991. The
    votes tell the view: a seat that has votes from before its present government stands for
    both.

    Parameters
    ----------
    members : pandas.Index
        Whom a result is about.
    dates : pandas.Series of datetime, or None
        Of the roll calls that it rests on; None where the votes have no dates.
    first_day : callable
        Gives the day of a member's first vote in the whole frame; NaT where it has none.

    Returns
    -------
    str
        ``"by seat"``, ``"by government"``, or nothing where no seat of these members changed
        hands between the first and the last of these dates. Of a period that ends before a seat
        changed hands it is ``"by seat"`` too where the members go by their later names: RUS of
        1950 is the Soviet Union.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["1946-01-25", "2026-09-29"]))
    >>> view_words(pd.Index(["RUS", "FRA"]), days, lambda member: days[0])
    'by seat'
    >>> view_words(pd.Index(["RUS", "FRA"]), days, lambda member: days[1])
    'by government'
    >>> view_words(pd.Index(["IND", "FRA"]), days, lambda member: days[0])
    ''
    >>> then = pd.Series(pd.to_datetime(["1950-01-25", "1965-09-29"]))
    >>> view_words(pd.Index(["RUS", "FRA"]), then, lambda member: days[0])
    'by seat'
    """
    if dates is None:
        return ""
    first, last = dates.min(), dates.max()
    found = set()
    for code, seat, _, until in successions().itertuples(index=False):
        taken_over = until + pd.Timedelta(days=1)
        if (code in members or seat in members) and first < taken_over <= last:
            found.add(BY_SEAT if first_day(seat) < taken_over else BY_GOVERNMENT)
        elif seat in members and last < taken_over and first_day(seat) < taken_over:
            found.add(BY_SEAT)
    return " and ".join(sorted(found))


def view_said(selection: str) -> str:
    """
    Take from a selection in words what it says of the view.

    Parameters
    ----------
    selection : str
        As results have it.

    Returns
    -------
    str
        Such as ``", by seat"``; empty where it says nothing of it.

    Examples
    --------
    >>> view_said("contested roll calls, by seat"), view_said("all roll calls")
    (', by seat', '')
    """
    said = [words for words in (BY_SEAT, BY_GOVERNMENT) if f", {words}" in selection]
    return "".join(f", {words}" for words in said)
