"""Dates as people write them: a day, a month or a year in ISO form."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from unvotes.errors import UnvotesError, shown

__all__ = ["as_date", "as_period"]

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def as_date(value: object, *, last: bool = False, what: str = "date") -> pd.Timestamp:
    """
    Read a date given as ``"2012-02-04"``, ``"2012-02"``, ``"2012"``, a number or a date.

    Parameters
    ----------
    value : str, int, datetime.date or Timestamp
        The date. A year or a month stands for its first day, or its last.
    last : bool, default False
        Take the last day of a year or month.
    what : str, default "date"
        What the error calls it.

    Returns
    -------
    Timestamp
        The day, without a time.

    Raises
    ------
    UnvotesError
        If it is no date in one of these forms. Other orders of day and month are refused,
        since ``04/02/2012`` means two different days to two different readers.

    Examples
    --------
    >>> as_date("2012-02", last=True)
    Timestamp('2012-02-29 00:00:00')
    """
    if isinstance(value, dt.date) and not pd.isna(value):
        return pd.Timestamp(value).tz_localize(None).normalize()
    text = str(value).strip()
    match = _ISO.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        start = pd.Timestamp(year=year, month=month or 1, day=day or 1)
    except ValueError:
        raise UnvotesError(
            f"{what} {shown(value)} is not a date; write the day as '2012-02-04', "
            "the month as '2012-02' or the year as '2012'"
        ) from None
    if last and day is None:
        return start + (pd.offsets.MonthEnd(0) if month else pd.offsets.YearEnd(0))
    return start


def as_period(since: object, until: object) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """
    Read the two ends of a period, both included, either of them open.

    Parameters
    ----------
    since, until : str, int, datetime.date or None
        As `as_date` takes them; a year or month as `until` includes its last day.

    Returns
    -------
    tuple of Timestamp or None
        First and last day.

    Raises
    ------
    UnvotesError
        If one is no date, or they stand in the wrong order.

    Examples
    --------
    >>> as_period("2011", "2012")
    (Timestamp('2011-01-01 00:00:00'), Timestamp('2012-12-31 00:00:00'))
    """
    first = None if since is None else as_date(since, what="since")
    final = None if until is None else as_date(until, last=True, what="until")
    if first is not None and final is not None and first > final:
        raise UnvotesError(
            f"since {shown(since)} comes after until {shown(until)}; did you mean "
            f"since={shown(until)}, until={shown(since)}?"
        )
    return first, final
