"""Results that say what they are: an estimate with its n, its interval and how it was made."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

__all__ = [
    "ALL_ALIKE",
    "AgreementMatrix",
    "Difference",
    "Estimate",
    "too_few",
    "with_empty_periods",
    "with_notes",
]

#: Why a measure is not defined; short, as all that stands in a table beside its numbers.
ALL_ALIKE = "all votes alike"


def with_notes(table: pd.DataFrame, selection: str, method: str = "") -> pd.DataFrame:
    """
    Let a table say from which roll calls it was made, and how its intervals were.

    Parameters
    ----------
    table : DataFrame
        Just made.
    selection : str
        The choice of roll calls in words.
    method : str, default ""
        How intervals were made. In a column its many words would push the numbers off a screen.

    Returns
    -------
    DataFrame
        The same table, with ``attrs["selection"]`` and, of one that has intervals,
        ``attrs["method"]``.
    """
    table.attrs["selection"] = selection
    if method:
        table.attrs["method"] = method
    return table


def too_few(least: int) -> str:
    """
    Say why an estimate of too few roll calls is withheld.

    Parameters
    ----------
    least : int
        What n must be at least.

    Returns
    -------
    str
        Short, so that a table leaves room for its numbers.
    """
    return f"n below {least}"


def with_empty_periods(
    table: pd.DataFrame, periods: pd.Index, keys: list[str], least: int
) -> pd.DataFrame:
    """
    Give each named period that has no row one for each member or pair that has a row in another.

    Parameters
    ----------
    table : DataFrame
        Rows of all periods, with ``n`` and ``withheld``.
    periods : CategoricalIndex
        The periods in order of time, named after their column.
    keys : list of str
        What a row is about.
    least : int
        What n must be at least.

    Returns
    -------
    DataFrame
        The same table; or one with further rows, in order of the periods: n and counts are 0,
        estimates are missing.
    """
    column = str(periods.name)
    empty = periods[~periods.isin(table[column])]
    if not len(empty) or table.empty:
        return table
    whom = table[keys].drop_duplicates().sort_values(keys)
    blank: dict[str, Any] = {
        str(name): 0 if held.dtype.kind in "iu" else np.nan if held.dtype.kind == "f" else ""
        for name, held in table.drop(columns=[column, *keys]).items()
    }
    blank["withheld"] = too_few(least)
    rows = [whom.assign(**blank, **{column: empty[[i] * len(whom)]}) for i in range(len(empty))]
    filled = pd.concat([table, *(row[table.columns].astype(table.dtypes) for row in rows)])
    filled.attrs.update(table.attrs)
    return filled.sort_values(column, kind="stable", ignore_index=True)


def number(value: float) -> str:
    """Write a statistic with three decimals and a true minus; a dash where there is none."""
    return "–" if np.isnan(value) else f"{value:.3f}".replace("-", "−")


def between(low: float, high: float) -> str:
    """Write an interval; empty where there is none."""
    return "" if np.isnan(low) else f" [{number(low)}, {number(high)}]"


def as_html(head: str, answer: str, notes: Iterable[str]) -> str:
    """Set a result as three lines for a notebook, whatever characters its names contain."""
    small = " · ".join(html.escape(note) for note in notes if note)
    return (
        f"<p><strong>{html.escape(head)}</strong><br>{html.escape(answer)}<br>"
        f"<small>{small}</small></p>"
    )


@dataclass(frozen=True)
class Estimate:
    """
    A statistic of votes.

    Attributes
    ----------
    estimate : float
        The value; NaN where it is withheld.
    n : int
        The roll calls that it rests on.
    low, high : float
        Ends of its interval; NaN without one.
    level : float
        Nominal coverage of the interval.
    method : str
        How the interval was made.
    measure : str
        The name of the measure.
    label : str
        Whose statistic it is: ``"RUS–CHN"``.
    selection : str
        The choice of roll calls in words.
    period : str
        First and last day of the n roll calls; empty without dates.
    withheld : str
        Why no estimate is given; empty where one is.
    """

    estimate: float
    n: int
    low: float
    high: float
    level: float
    method: str
    measure: str
    label: str
    selection: str
    period: str = ""
    withheld: str = ""

    def _answer(self) -> str:
        if self.withheld:
            return f"{self.measure} withheld: {self.withheld} (n = {self.n:,})"
        return (
            f"{self.measure} {number(self.estimate)}{between(self.low, self.high)}, "
            f"n = {self.n:,} roll calls"
        )

    def _notes(self) -> tuple[str, ...]:
        return self.selection, self.period, self.method

    def __repr__(self) -> str:
        notes = "; ".join(note for note in self._notes() if note)
        return f"<{self.label}: {self._answer()}; {notes}>"

    def _repr_html_(self) -> str:
        return as_html(self.label, self._answer(), self._notes())


@dataclass(frozen=True)
class Difference:
    """
    A difference between two estimates, with an interval of its own.

    Attributes
    ----------
    estimate : float
        First minus second; NaN where one of them is withheld.
    n : int
        Roll calls that enter at least one of the two.
    shared : int
        Roll calls that enter both.
    low, high : float
        Ends of the interval of the difference; NaN without one.
    level : float
        Nominal coverage of the interval.
    method : str
        How the interval was made.
    measure : str
        The name of the measure.
    label : str
        What is subtracted from what.
    first, second : Estimate
        The two, each with its own n and interval.
    withheld : str
        Why no difference is given; empty where one is.
    """

    estimate: float
    n: int
    shared: int
    low: float
    high: float
    level: float
    method: str
    measure: str
    label: str
    first: Estimate
    second: Estimate
    withheld: str = ""

    def _answer(self) -> str:
        if self.withheld:
            return f"difference in {self.measure} withheld: {self.withheld}"
        value = number(self.estimate)
        return (
            f"difference in {self.measure} {value if value[0] == '−' else '+' + value}"
            f"{between(self.low, self.high)}, n = {self.first.n:,} and {self.second.n:,} "
            f"roll calls, {self.shared:,} of them shared"
        )

    def _notes(self) -> tuple[str, ...]:
        return (
            f"{self.first.label}: {self.first._answer()}",
            f"{self.second.label}: {self.second._answer()}",
            *dict.fromkeys((self.first.selection, self.second.selection)),
            self.method,
        )

    def __repr__(self) -> str:
        notes = "; ".join(note for note in self._notes() if note)
        return f"<{self.label}: {self._answer()}; {notes}>"

    def _repr_html_(self) -> str:
        return as_html(self.label, self._answer(), self._notes())


@dataclass(frozen=True, eq=False)
class AgreementMatrix:
    """
    A measure of all pairs of members, as square frames.

    ``estimate, n = result`` takes it apart; ``result.estimate.loc["RUS", "CHN"]`` is one pair.

    Attributes
    ----------
    estimate : pandas.DataFrame
        Members in rows and columns, ``float64``; NaN where withheld. With groups
        (``by="year"``) the rows have two levels, group and member, and
        ``estimate.loc[2011]`` is one group's square.
    n : pandas.DataFrame
        In the same form, ``int64``: the roll calls on which both voted.
    low, high : pandas.DataFrame or None
        In the same form: ends of the intervals, where intervals were asked for.
    measure : str
        The name of the measure.
    method : str
        How the intervals were made.
    selection : str
        The choice of roll calls in words.
    period : str
        First and last day of the roll calls; empty without dates.
    min_shared : int
        Below this n an estimate is withheld.
    """

    estimate: pd.DataFrame
    n: pd.DataFrame
    low: pd.DataFrame | None
    high: pd.DataFrame | None
    measure: str
    method: str
    selection: str
    period: str
    min_shared: int

    @property
    def withheld(self) -> pd.DataFrame:
        """Which pairs share roll calls, but fewer than `min_shared`, as a frame of bool."""
        return (self.n > 0) & (self.n < self.min_shared)

    def __iter__(self) -> Iterator[pd.DataFrame]:
        yield self.estimate
        yield self.n

    def _notes(self) -> tuple[str, ...]:
        return (
            f"{self.measure} of {self.n.shape[1]:,} members",
            self.selection,
            self.period,
            f"withheld below {self.min_shared} shared roll calls",
            "" if self.low is None else self.method,
        )

    def __repr__(self) -> str:
        notes = "; ".join(note for note in self._notes() if note)
        return f"<AgreementMatrix: {notes}>\n{self.estimate.round(3)!r}"

    def _repr_html_(self) -> str:
        head, *notes = self._notes()
        frame = self.estimate.round(3).to_html(max_rows=20, max_cols=20, na_rep="–")
        return as_html(head, "", notes) + frame
