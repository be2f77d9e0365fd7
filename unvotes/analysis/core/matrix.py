"""From a tidy frame of votes to a compact matrix: the one door to every pair statistic."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.chosen_roll_calls import chosen_roll_calls
from unvotes.analysis.core.coded_votes import MISSING
from unvotes.analysis.core.periods import CUT_FROM_DATES, NAMED, Periods, in_periods, read_periods
from unvotes.analysis.core.roll_call_facts import RollCallFacts
from unvotes.analysis.core.selection import ABSTAIN, Abstain, Selection
from unvotes.analysis.core.views import view_words
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import as_dates
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging, find_member, given, ready_bloc

__all__ = ["VoteMatrix", "find_members", "group_rows", "vote_matrix"]


#: Columns of answers, beside which no group can stand under the same name.
_ANSWERS = ("estimate", "n", "count", "low", "high", "withheld", "method")


@dataclass(frozen=True, eq=False)
class VoteMatrix:
    """
    The votes of a frame as a matrix of small integers.

    Attributes
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        0 no, 1 abstain, 2 yes; -1 where a member did not vote (or was not seated, or its
        vote is unknown).
    roll_calls : pandas.Index
        The roll call of each row, in order of date where the frame has dates, and otherwise
        in the frame's own order.
    members : pandas.Index
        The member of each column, in alphabetical order; numbers in theirs.
    abstain : str
        How abstentions are treated; ``"drop"`` and ``"as_no"`` are already applied.
    """

    codes: NDArray[np.int8]
    roll_calls: pd.Index
    members: pd.Index
    abstain: str
    _words: str  # of the choice of roll calls
    _facts: RollCallFacts
    _rows: NDArray[np.intp]  # of each roll call in the facts

    @cached_property
    def selection(self) -> str:
        """
        The choice of roll calls in words, and the view where a seat changed hands.

        Such as ``"contested roll calls, since 1990-01-01, by seat"``.
        """
        return self.selection_for(self.members)

    def selection_for(self, members: Iterable[Hashable]) -> str:
        """
        Tell the choice of roll calls, and the view where a seat of some members changed hands.

        Parameters
        ----------
        members : iterable of str
            Whom a result is about, as the columns are called.

        Returns
        -------
        str
        """
        view = view_words(pd.Index(members), self.dates, self._first_day)
        return f"{self._words}, {view}" if view else self._words

    def _first_day(self, member: str) -> pd.Timestamp:
        """Find the day of a member's first vote in the whole frame; NaT where it has none."""
        days = as_dates(self._facts.column("date"), "date")
        return days[self._facts.sat(member)].min()

    @cached_property
    def dates(self) -> pd.Series | None:
        """The date of each roll call, or None where the frame has no dates."""
        return self.fact("date") if self.has("date") else None

    def fact(self, name: Hashable) -> pd.Series:
        """
        Look up one value for each roll call.

        Parameters
        ----------
        name : str
            The column; it must have one value in each roll call.

        Returns
        -------
        pandas.Series
            Indexed by roll call, in this matrix's order.

        Raises
        ------
        UnvotesError
            When there is no such column, or a roll call has several values.
        """
        column = self._facts.column(name).iloc[self._rows]
        return as_dates(column, "date") if name == "date" else column

    def column(self, member: Hashable) -> int:
        """
        Find a member among the columns.

        Parameters
        ----------
        member : str
            As written in the frame, or a state by any of its names.

        Returns
        -------
        int

        Raises
        ------
        UnvotesError
            When nobody of that name votes in the frame; the nearest names are given.
        """
        return int(np.flatnonzero(self.members == find_member(member, self.members))[0])

    def written(self, *names: Hashable) -> list[Hashable]:
        """
        Give members as the frame writes them.

        Parameters
        ----------
        *names : str
            As `column` takes them: ``"Russia"`` for RUS.

        Returns
        -------
        list of str

        Raises
        ------
        UnvotesError
            As `column`.
        """
        return [find_member(name, self.members) for name in names]

    def voting(self) -> VoteMatrix:
        """
        Leave out the members that cast no vote on these roll calls.

        Returns
        -------
        VoteMatrix

        Raises
        ------
        UnvotesError
            When nobody cast a vote on any of them.
        """
        votes = (self.codes >= 0).any(axis=0)
        if not votes.any():
            raise UnvotesError(f"nobody cast a vote on any of {self.selection}")
        return self if votes.all() else self._take(np.flatnonzero(votes))

    def _take(self, columns: NDArray[np.intp]) -> VoteMatrix:
        return replace(self, codes=self.codes[:, columns], members=self.members[columns])

    def period(self, rows: NDArray[np.bool_] | None = None) -> str:
        """
        First and last day of the roll calls, or of some of them.

        Parameters
        ----------
        rows : numpy.ndarray of bool, optional
            Which roll calls; all by default.

        Returns
        -------
        str
            Such as ``"2011-01-18 to 2012-12-21"``; empty without dates or roll calls.
        """
        if self.dates is None:
            return ""
        days = (self.dates if rows is None else self.dates[rows]).dropna()
        if days.empty:
            return ""
        first, last = f"{days.min():%Y-%m-%d}", f"{days.max():%Y-%m-%d}"
        return first if first == last else f"{first} to {last}"

    def has(self, name: Hashable) -> bool:
        """
        Tell whether a fact of the roll calls is known.

        Parameters
        ----------
        name : str
            The column.

        Returns
        -------
        bool
        """
        return self._facts.has(name)

    def clusters(self, unit: Hashable) -> NDArray[np.intp] | None:
        """
        Count off the clusters that a bootstrap resamples.

        Parameters
        ----------
        unit : str
            ``"roll_call"`` for independent roll calls, or what `groups` takes.

        Returns
        -------
        numpy.ndarray of int or None
            The cluster of each roll call, one without a value being a cluster of its own;
            None for independent roll calls.
        """
        if unit == "roll_call":
            return None
        codes, labels = self.groups(unit)
        alone = codes < 0
        return np.where(alone, len(labels) + np.cumsum(alone) - 1, codes)

    def groups(
        self, by: Hashable | None, periods: Periods | None = None, *, every: bool = False
    ) -> tuple[NDArray[np.intp], pd.Index]:
        """
        Sort the roll calls into groups.

        Parameters
        ----------
        by : str or None
            ``"year"``, ``"decade"`` (``"1990s"``), ``"month"`` (``"2012-02"``): of the date.
            ``"term"``: the column ``term`` where
            there is one, and otherwise two calendar years from an odd one (``"2011-12"``):
            elected members of the Council sit for two years and half of them change each
            January, so that no cut fits all terms; this one fits those that begin in an odd
            year, such as India's and South Africa's of 2011-12. ``"presidency"``: of the United
            States. Any other name: that column of the votes or of the table of roll calls.
        periods : DataFrame or mapping, optional
            Named periods in place of all these; `by` is then what they are called.
        every : bool, default False
            Whether a period of `periods` without a roll call is a group too.

        Returns
        -------
        codes : numpy.ndarray of int
            The group of each roll call; -1 where the column has no value, or the day is in no
            period.
        labels : pandas.Index
            The name of each group, sorted, named after `by`; named periods in order of time.

        Raises
        ------
        UnvotesError
            When there is no such column, it has no values, it varies within a roll call, or no
            roll call is in any of the periods.
        """
        if periods is not None:
            by = "period" if by is None else by
        if by in _ANSWERS:
            raise UnvotesError(
                f"by={shown(by)}: answers have a column of that name; rename the column of the "
                "votes"
            )
        named = periods is not None or (by in NAMED and not self.has(by))
        if (named or (by in CUT_FROM_DATES and not self.has(by))) and self.dates is None:
            raise UnvotesError(f"by={shown(by)} needs a column 'date', which the votes lack")
        if named:
            assert self.dates is not None
            table = read_periods(NAMED[by]() if periods is None else periods)
            codes, labels = in_periods(self.dates, table, every=every and periods is not None)
            if not (codes >= 0).any():
                raise UnvotesError(
                    f"no roll call falls into any of the periods ({self.selection}; "
                    f"{self.period()}); the first is {table['period'].iloc[0]!r}"
                )
            return codes, labels.rename(by)
        known = np.ones(len(self.roll_calls), dtype=bool)
        if by in CUT_FROM_DATES and not self.has(by):
            assert self.dates is not None
            # Among days some of which are missing, pandas makes years floating: 2011.0.
            known = self.dates.notna().to_numpy()
            values = CUT_FROM_DATES[by](self.dates[known])
        elif self.has(by):
            values = self.fact(by)
        else:
            raise unknown("grouping", by, [*map(str, (*CUT_FROM_DATES, *NAMED)), *self.facts()])
        codes = np.full(len(known), -1, dtype=np.intp)
        codes[known], labels = pd.factorize(values, sort=True)
        if not len(labels):
            raise UnvotesError(f"column {shown(by)} has no value on any of {self.selection}")
        return codes, pd.Index(labels, name=by)

    def facts(self) -> list[str]:
        """
        List the facts of the roll calls that can be asked for.

        Returns
        -------
        list of str
        """
        return self._facts.names()

    def parts(
        self, by: Hashable | None, periods: Periods | None = None, *, every: bool = False
    ) -> tuple[pd.Index | None, list[NDArray[np.intp]]]:
        """
        Cut the roll calls into the parts of which a table has rows.

        Parameters
        ----------
        by : str or None
            What `groups` takes; None, without `periods`, for one part.
        periods : DataFrame or mapping, optional
            What `groups` takes.
        every : bool, default False
            What `groups` takes.

        Returns
        -------
        labels : pandas.Index or None
            The name of each part, named as the answer's column is; None without groups.
        rows : list of numpy.ndarray of int
            The roll calls of each.
        """
        if by is None and periods is None:
            return None, [np.arange(len(self.roll_calls))]
        codes, labels = self.groups(by, periods, every=every)
        return labels, group_rows(codes, len(labels))


def group_rows(groups: NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """
    Find the rows of each group with one sort.

    Parameters
    ----------
    groups : numpy.ndarray of int
        The group of each row, from 0; -1 for none.
    count : int
        How many groups there are.

    Returns
    -------
    list of numpy.ndarray of int
    """
    order = np.argsort(groups, kind="stable")
    ends = np.searchsorted(groups[order], np.arange(count + 1))
    return [order[start:end] for start, end in itertools.pairwise(ends)]


@shared_parameters
def vote_matrix(
    votes: pd.DataFrame,
    *,
    abstain: Abstain = "own",
    members: Belonging | Iterable[Hashable] | None = None,
    **selection: Unpack[Selection],
) -> VoteMatrix:
    """
    Select roll calls and turn their votes into a compact matrix.

    Parameters
    ----------
    votes : pandas.DataFrame
        One row per member and roll call with the columns ``roll_call``, ``member`` and
        ``vote`` (``"no"``, ``"abstain"``, ``"yes"``, ``"nonvoting"``, ``"unknown"``), and,
        where they are used, ``date`` and ``topic``. Text and categoricals both do.
    members : list, optional
        Keep only these members' columns. Whether a roll call is contested is still judged
        among all.
    roll_calls : pandas.DataFrame, optional
        A table with a row per roll call (column ``roll_call``), for facts that the votes
        lack. Where both have a column, the table's counts. What neither has is taken from the
        record when all the votes are on roll calls of the Council.

    Returns
    -------
    VoteMatrix

    Raises
    ------
    UnvotesError
        For missing columns, unknown vote values, a member twice on one roll call, wrong
        choices, and when no roll call is left.

    Examples
    --------
    >>> import pandas as pd
    >>> votes = pd.DataFrame({
    ...     "roll_call": ["r1", "r1", "r2", "r2", "r3", "r3"],
    ...     "member": ["A", "B"] * 3,
    ...     "vote": ["yes", "yes", "no", "abstain", "yes", "nonvoting"],
    ... })
    >>> vote_matrix(votes).codes.tolist()
    [[2, 2], [0, 1], [2, -1]]
    """
    if abstain not in ABSTAIN:
        raise unknown("abstain", abstain, ABSTAIN)
    found = chosen_roll_calls(votes, **selection)
    rows = _in_order(np.flatnonzero(found.kept), found.facts)
    columns = np.argsort(found.members)
    # One axis after the other, and none that stays as it is: both at once take ten times as long.
    matrix = np.maximum(found.codes, np.int8(MISSING))  # no row is no vote either
    for axis, places in enumerate((rows, columns)):
        if not np.array_equal(places, np.arange(matrix.shape[axis])):
            matrix = matrix.take(places, axis=axis)
    if abstain == "drop":
        matrix[matrix == 1] = MISSING
    elif abstain == "as_no":
        matrix[matrix == 1] = 0
    words = found.words + {
        "drop": ", abstentions left out",
        "as_no": ", abstentions counted as no",
    }.get(abstain, "")
    ids, names = found.facts.ids[rows], found.members[columns]
    result = VoteMatrix(matrix, ids, names, abstain, words, found.facts, rows)
    if members is None:
        return result
    return result._take(find_members(members, result.members, result.dates))


def find_members(
    wanted: object, members: pd.Index, dates: pd.Series | None = None
) -> NDArray[np.intp]:
    """
    Find some members among the columns of a matrix.

    Parameters
    ----------
    wanted : str, bloc, or list of these
        Whom to find: as written in the frame, else a state by any of its names, or a bloc.
    members : pandas.Index
        The members of the columns.
    dates : pandas.Series, optional
        The dates of the votes: of a bloc those are found that belonged to it on one of them.

    Returns
    -------
    numpy.ndarray of int
        The column of each, in order of the columns.

    Raises
    ------
    UnvotesError
        When nobody is wanted, or someone does not vote in the frame; the nearest names are given.
    """
    columns: set[int] = set()
    for member in given(wanted):
        bloc = member if isinstance(member, Belonging) else None
        if bloc is None and isinstance(member, str) and member not in members:
            bloc = ready_bloc(member)
        if bloc is None:
            columns.add(int(np.flatnonzero(members == find_member(member, members))[0]))
            continue
        belonged = np.flatnonzero(bloc.among(members, dates).any(axis=0))
        if not len(belonged):
            raise UnvotesError(f"no member of {bloc.name} votes in this frame")
        columns.update(belonged.tolist())
    if not columns:
        raise UnvotesError("members= is empty; leave it out for all members")
    return np.array(sorted(columns), dtype=np.intp)


def _in_order(rows: NDArray[np.intp], facts: RollCallFacts) -> NDArray[np.intp]:
    """Put roll calls in order of date; those of one day stay in the frame's order."""
    if not facts.has("date"):
        return rows
    dates = as_dates(facts.peek("date"), "date").to_numpy()[rows]
    if (dates[1:] >= dates[:-1]).all():
        return rows
    return rows[np.argsort(dates, kind="stable")]
