"""Periods: cut from the dates of roll calls, or named in a table."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.selection import Day
from unvotes.errors import UnvotesError, shown
from unvotes.frames import plain_frame
from unvotes.record.dates import as_period
from unvotes.record.presidencies import presidencies

__all__ = ["CUT_FROM_DATES", "NAMED", "Periods", "in_periods", "read_periods"]

#: A table of named periods, or a first and last day for each name.
Periods = pd.DataFrame | Mapping[str, tuple[Day | None, Day | None]]


def _terms(dates: pd.Series) -> pd.Series:
    odd = dates.dt.year - (dates.dt.year + 1) % 2
    return odd.astype("str") + "-" + ((odd + 1) % 100).astype("str").str.zfill(2)


#: Periods that follow from a date alone.
CUT_FROM_DATES: Final[Mapping[Hashable, Callable[[pd.Series], pd.Series]]] = {
    "year": lambda dates: dates.dt.year,
    "term": _terms,
    "decade": lambda dates: dates.dt.strftime("%Y").str[:3] + "0s",
    "month": lambda dates: dates.dt.strftime("%Y-%m"),
}
#: Tables of named periods that come with the record.
NAMED: Final[Mapping[Hashable, Callable[[], pd.DataFrame]]] = {"presidency": presidencies}


def read_periods(periods: Periods) -> pd.DataFrame:
    """
    Read a table of named periods, and see that no day belongs to two.

    Parameters
    ----------
    periods : DataFrame or mapping
        With the columns ``period``, ``since`` and ``until``, missing where open; or a pair of
        days for each name.

    Returns
    -------
    DataFrame
        ``period`` (str), ``since``, ``until`` (datetime64), in order of time.

    Raises
    ------
    UnvotesError
        If a column is missing, there is no period, a name stands twice, a day is none, or two
        periods have a day in common.

    Examples
    --------
    >>> read_periods({"after": (2014, None), "before": (None, "2013")})
       period      since      until
    0  before        NaT 2013-12-31
    1   after 2014-01-01        NaT
    """
    if isinstance(periods, Mapping):
        given: list[tuple[object, ...]] = [
            (name, *_two_days(name, days)) for name, days in periods.items()
        ]
    else:
        table = plain_frame(periods, "periods")
        for column in ("period", "since", "until"):
            if column not in table.columns:
                raise UnvotesError(
                    f"periods= has no column {shown(column)}, "
                    f"only {list(map(str, table.columns))}; "
                    "it needs 'period', 'since' and 'until', or is a dictionary such as "
                    "{'before': (2004, 2013), 'after': (2014, 2025)}"
                )
        given = list(table[["period", "since", "until"]].itertuples(index=False, name=None))
    if not given:
        raise UnvotesError("periods= is empty; it needs a name, a first and a last day for each")
    rows = [(str(name), *as_period(_day(since), _day(until))) for name, since, until in given]
    read = pd.DataFrame(rows, columns=["period", "since", "until"])
    read = read.astype({"period": "str", "since": "datetime64[us]", "until": "datetime64[us]"})
    twice = read["period"].duplicated()
    if twice.any():
        raise UnvotesError(f"periods= has {shown(read['period'][twice].iloc[0])} twice")
    read = read.sort_values("since", na_position="first", kind="stable", ignore_index=True)
    begins, ended = read["since"].iloc[1:].to_numpy(), read["until"].iloc[:-1].to_numpy()
    overlap = ~(begins > ended)  # also where one is open towards the other
    if overlap.any():
        first = int(overlap.argmax())
        one, two = read["period"].iloc[[first, first + 1]]
        raise UnvotesError(
            f"the periods {shown(one)} and {shown(two)} have a day in common; a roll call must "
            "fall into one at most"
        )
    return read


def _day(value: Any) -> object:
    """Give an end of a period as it was meant: open, or a year, which a gap in its column bends."""
    if pd.isna(value) or value == "":
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _two_days(name: object, days: object) -> tuple[object, object]:
    if not isinstance(days, tuple | list) or len(days) != 2:
        raise UnvotesError(
            f"periods= has {shown(days)} for {shown(name)}: write a first and a last day, such as "
            "(2004, 2013) or (None, '2014-02')"
        )
    return days[0], days[1]


def in_periods(
    dates: pd.Series, periods: pd.DataFrame, *, every: bool = False
) -> tuple[NDArray[np.intp], pd.Index]:
    """
    Sort days into named periods.

    Parameters
    ----------
    dates : Series of datetime
        The days.
    periods : DataFrame
        As `read_periods` gives it.
    every : bool, default False
        Whether periods without a day are named too.

    Returns
    -------
    codes : numpy.ndarray of int
        The period of each day; -1 for none.
    labels : pandas.CategoricalIndex
        The periods, in order of time; ordered, so that sorting keeps it.
    """
    days = dates.dt.normalize().to_numpy()[:, None]
    since, until = periods["since"].to_numpy(), periods["until"].to_numpy()
    inside = (np.isnat(since) | (days >= since)) & (np.isnat(until) | (days <= until))
    inside &= ~np.isnat(days)
    used = np.flatnonzero(inside.any(axis=0) | every)
    codes = np.where(inside.any(axis=1), inside[:, used].argmax(axis=1) if len(used) else -1, -1)
    names = periods["period"].iloc[used]
    return codes, pd.CategoricalIndex(names, categories=names, ordered=True)
