"""From a tidy frame of votes to a compact matrix: the one door to every pair statistic."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.periods import CUT_FROM_DATES, NAMED, Periods, in_periods, read_periods
from unvotes.analysis.core.selection import ABSTAIN, Abstain, Day, Selection
from unvotes.analysis.core.views import view_words
from unvotes.errors import UnvotesError, UnvotesWarning, shown, unknown
from unvotes.frames import as_dates, check_one_body, coded_text, yes_or_no
from unvotes.parameters import shared_parameters
from unvotes.record.dates import as_period
from unvotes.record.given_members import Belonging, find_member, given, ready_bloc
from unvotes.record.loading import load_roll_calls
from unvotes.record.states import to_view
from unvotes.record.views import View

__all__ = [
    "ALL",
    "APART",
    "CONTESTED",
    "MISSING",
    "SCALE",
    "Chosen",
    "VoteMatrix",
    "chosen_roll_calls",
    "contested_roll_calls",
    "find_members",
    "group_rows",
    "remembered",
    "vote_matrix",
]

#: The votes that count, in their order; their position is their code in a matrix.
SCALE = ("no", "abstain", "yes")
#: What stands in the vote column without being a vote; it never enters a measure.
APART = ("nonvoting", "unknown")
#: The code of a member that did not vote, was not seated, or whose vote is unknown.
MISSING = -1
#: How a selection in words begins: all roll calls of the frame, or those not unanimous.
ALL, CONTESTED = "all roll calls", "contested roll calls"

#: Columns of answers, beside which no group can stand under the same name.
_ANSWERS = ("estimate", "n", "count", "low", "high", "withheld", "method")

_ABSENT_ROW = -2  # no row in the frame, as against a row without a vote


class RollCallFacts:
    """What is known of each roll call, read off the votes frame or a table of roll calls."""

    def __init__(
        self,
        votes: pd.DataFrame,
        roll_calls: pd.DataFrame | None,
        ids: pd.Index,
        row_roll: NDArray[np.integer[Any]],
        everyone: tuple[NDArray[np.int8], pd.Index],
    ) -> None:
        self.votes, self.ids, self.row_roll = votes, ids, row_roll
        self._codes, self._members = everyone
        # The rows of a roll call mostly stand together: only the heads of such runs are looked
        # at one by one. Assigned backwards, the first of several is the one that stays.
        self.heads = np.flatnonzero(np.append(True, row_roll[1:] != row_roll[:-1]))
        self.first = np.empty(len(ids), dtype=np.intp)
        self.first[row_roll[self.heads][::-1]] = self.heads[::-1]
        self.table = _roll_call_table(roll_calls, ids)
        self._read: dict[Hashable, pd.Series] = {}

    @cached_property
    def record(self) -> pd.DataFrame | None:
        """The shipped table of roll calls, where all of the votes are on those."""
        if not str(self.ids[0]).startswith("S/"):  # spare other bodies the reading
            return None
        table = load_roll_calls().set_index("roll_call")
        # Sets of texts: an index of them takes longer to be asked.
        held = set(table.index.tolist()).issuperset(self.ids.tolist())
        return table.reindex(self.ids) if held else None

    def sat(self, member: Hashable) -> NDArray[np.bool_]:
        """Tell on which roll calls a member has a row, whatever stands in it."""
        rows = self._codes[:, self._members == member] != _ABSENT_ROW
        return np.asarray(rows.any(axis=1))

    def _home(self, name: Hashable) -> pd.DataFrame | None:
        """Find who knows a fact: a table that was given, then the votes, then the record."""
        if self.table is not None and name in self.table.columns:
            return self.table
        if name in self.votes.columns:
            return self.votes
        if self.record is not None and name in self.record.columns:
            return self.record
        return None

    def has(self, name: Hashable) -> bool:
        """Whether a fact of that name is known."""
        return self._home(name) is not None

    def names(self) -> list[str]:
        """List the facts that can be asked for."""
        known = [frame for frame in (self.votes, self.table, self.record) if frame is not None]
        return [
            name
            for name in dict.fromkeys(str(column) for frame in known for column in frame.columns)
            if name not in ("roll_call", "member", "vote")
        ]

    def peek(self, name: Hashable) -> pd.Series:
        """Give the value of each roll call's first row, unchecked."""
        home = self._home(name)
        if home is None:
            raise unknown("column", name, self.names())
        return home[name].iloc[self.first].set_axis(self.ids) if home is self.votes else home[name]

    def column(self, name: Hashable) -> pd.Series:
        """Give one value for each roll call, having seen that there is only one."""
        if name not in self._read:
            values = self.peek(name)
            if self._home(name) is self.votes:
                codes = _comparable(self.votes[name])
                differs = np.append(False, codes[1:] != codes[:-1])
                roll = self.row_roll[self.heads]
                differs[self.heads] = codes[self.heads] != codes[self.first[roll]]
                if differs.any():
                    where = self.ids[self.row_roll[differs.argmax()]]
                    raise UnvotesError(
                        f"column {shown(name)} has several values within roll call {shown(where)}: "
                        "a fact of a roll call must be the same on each of its rows"
                    )
            self._read[name] = values
        return self._read[name]


def _roll_call_table(roll_calls: pd.DataFrame | None, ids: pd.Index) -> pd.DataFrame | None:
    if roll_calls is None:
        return None
    if "roll_call" not in roll_calls.columns:
        raise UnvotesError(f"roll_calls= has no column 'roll_call', only {_listed(roll_calls)}")
    table = roll_calls.set_index("roll_call")
    if not table.index.is_unique:
        twice = table.index[table.index.duplicated()][0]
        raise UnvotesError(
            f"roll_calls= has roll call {shown(twice)} twice; one row each is needed"
        )
    absent = ids.difference(table.index)
    if len(absent):
        raise UnvotesError(
            f"roll_calls= lacks {len(absent):,} of the {len(ids):,} roll calls of the votes, "
            f"the first of them {shown(absent[0])}"
        )
    return table.reindex(ids)


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


class Chosen(NamedTuple):
    """
    The votes of a frame, with the roll calls that a selection leaves.

    Attributes
    ----------
    votes : pandas.DataFrame
        The frame, in the view that was asked for.
    codes : numpy.ndarray of int8, roll calls × members
        All of its votes.
    members : pandas.Index
        The member of each column.
    facts : RollCallFacts
        What is known of the roll calls.
    kept : numpy.ndarray of bool
        Which roll calls are chosen.
    words : str
        The choice in words.
    """

    votes: pd.DataFrame
    codes: NDArray[np.int8]
    members: pd.Index
    facts: RollCallFacts
    kept: NDArray[np.bool_]
    words: str


@shared_parameters
def chosen_roll_calls(votes: pd.DataFrame, **selection: Unpack[Selection]) -> Chosen:
    """
    Find the roll calls of a frame that a selection leaves, and say so in words.

    Returns
    -------
    Chosen

    Raises
    ------
    UnvotesError
        As `vote_matrix`.
    """
    contested, topic = selection["contested"], selection["topic"]
    since, until = selection["since"], selection["until"]
    if not isinstance(contested, bool | np.bool_):
        raise UnvotesError(
            f"contested={shown(contested)}: True for contested roll calls only, False for all"
        )
    votes = _in_view(_checked(votes), selection["view"])
    matrix, ids, names, row_roll = _filled(votes)
    facts = RollCallFacts(votes, selection["roll_calls"], ids, row_roll, (matrix, names))

    keep = np.ones(len(ids), dtype=bool)
    words = [CONTESTED if contested else ALL]
    if contested:
        keep &= contested_roll_calls(matrix, names, facts)
    if since is not None or until is not None:
        inside, text = _within(facts, since, until)
        keep &= inside
        words += text
    if topic is not None:
        inside, text = _on_topic(facts, topic)
        keep &= inside
        words += text
    told = remembered(votes, words)
    if not keep.any():
        raise UnvotesError(f"no roll call is left: the votes hold {len(ids):,}, none of {told}")
    return Chosen(votes, matrix, names, facts, keep, told)


def remembered(votes: pd.DataFrame, words: list[str]) -> str:
    """
    Add a selection to what a frame remembers of its own.

    Parameters
    ----------
    votes : pandas.DataFrame
        With the words of an earlier selection in ``attrs["selection"]``, or without.
    words : list of str
        The selection: which kind of roll calls, and its further conditions.

    Returns
    -------
    str
        Both, each condition once: ``"contested roll calls, since 2011-01-01, topic Syria"``.
    """
    kind, *conditions = words
    before = votes.attrs.get("selection", ALL)
    for known in (CONTESTED, ALL):
        if isinstance(before, str) and before.startswith(known):
            kind = CONTESTED if CONTESTED in (known, kind) else ALL
            earlier = before.removeprefix(known)
            conditions = [each for each in conditions if f", {each}," not in f"{earlier},"]
            return kind + earlier + "".join(f", {each}" for each in conditions)
    return ", ".join(words)


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


def _listed(frame: pd.DataFrame) -> str:
    return ", ".join(repr(str(column)) for column in frame.columns) or "no columns"


def _checked(votes: pd.DataFrame) -> pd.DataFrame:
    for column in ("roll_call", "member", "vote"):
        if column not in votes.columns:
            raise UnvotesError(
                f"the votes have no column {shown(column)}, only {_listed(votes)}; a frame of "
                "votes has a row per member and roll call with 'roll_call', 'member' and 'vote'"
            )
        if isinstance(votes[column], pd.DataFrame):
            raise UnvotesError(f"the frame of votes has two columns {shown(column)}")
    if votes.empty:
        raise UnvotesError("the frame of votes has no rows")
    return votes


def _in_view(votes: pd.DataFrame, view: View | None) -> pd.DataFrame:
    return votes if view is None else to_view(votes, view)


def _codes(column: pd.Series) -> tuple[NDArray[np.integer[Any]], pd.Index]:
    """Integer codes of a column and the value of each code; -1 where there is none."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    return coded_text(column)


def _comparable(column: pd.Series) -> NDArray[np.integer[Any]]:
    """Integers that are equal where the values are; dates are such integers already."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        return column.to_numpy().view(np.int64)
    return _codes(column)[0]


def _complete(column: pd.Series) -> tuple[NDArray[np.int32], pd.Index]:
    """Integer codes of a column in which no value may be missing."""
    codes, labels = _codes(column)
    if (codes < 0).any():
        raise UnvotesError(
            f"column {shown(column.name)} has no value in {int((codes < 0).sum()):,} rows"
        )
    return codes.astype(np.int32, copy=False), labels


def _as_they_come(codes: NDArray[np.int32], labels: pd.Index) -> tuple[NDArray[np.int32], pd.Index]:
    """Number values in the order in which the rows have them, whatever order categories have."""
    if len(codes) < 2 or (codes[1:] >= codes[:-1]).all():
        return codes, labels
    numbers, used = pd.factorize(codes)
    return numbers.astype(np.int32, copy=False), labels[used]


def _in_alphabetical_order(
    codes: NDArray[np.int32], labels: pd.Index
) -> tuple[NDArray[np.int32], pd.Index]:
    """Number values in their own order: to do so later is to move the columns of a matrix."""
    order = np.argsort(labels, kind="stable")
    if np.array_equal(order, np.arange(len(order))):
        return codes, labels
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order))
    return places[codes], labels[order]


def _vote_codes(column: pd.Series) -> NDArray[np.int8]:
    """The codes of votes that have passed the door: what stands apart from the scale has none."""
    codes = column.cat.codes.to_numpy().astype(np.int8, copy=False)
    # -1 has all bits set; to choose between two arrays takes forty times as long.
    return codes | -(codes >= len(SCALE)).view(np.int8)


def _filled(
    votes: pd.DataFrame,
) -> tuple[NDArray[np.int8], pd.Index, pd.Index, NDArray[np.integer[Any]]]:
    """Fill a matrix from the frame: matrix, roll calls, members, and each row's roll call."""
    row_roll, ids = _as_they_come(*_complete(votes["roll_call"]))
    row_member, names = _in_alphabetical_order(*_complete(votes["member"]))
    cells = np.multiply(row_roll, len(names), dtype=np.intp)
    cells += row_member
    flat = np.full(len(ids) * len(names), _ABSENT_ROW, dtype=np.int8)
    flat[cells] = _vote_codes(votes["vote"])
    filled = flat != _ABSENT_ROW
    if np.count_nonzero(filled) != len(cells):
        twice = pd.Series(cells).duplicated().to_numpy().argmax()
        raise UnvotesError(
            f"member {shown(names[row_member[twice]])} has two rows on roll call "
            f"{shown(ids[row_roll[twice]])}; one row per member and roll call is needed"
        )
    matrix, filled = flat.reshape(len(ids), -1), filled.reshape(len(ids), -1)
    # Categoricals may have categories that no row uses.
    rolls, members = filled.any(axis=1), filled.any(axis=0)
    if not (rolls.all() and members.all()):
        matrix = matrix[np.ix_(rolls, members)]
        row_roll = (np.cumsum(rolls, dtype=np.int32) - 1)[row_roll]
    ids = ids[rolls]
    check_one_body(ids)
    names = names[members]
    # The record's sort of name, or the number that stands in the caller's other tables.
    if not pd.api.types.is_numeric_dtype(names.dtype):
        names = names.astype("str")
    return matrix, ids, names, row_roll


def contested_roll_calls(
    matrix: NDArray[np.int8], names: pd.Index, facts: RollCallFacts
) -> NDArray[np.bool_]:
    """
    Tell which roll calls were not unanimous: as is known of them, or as these votes tell it.

    Parameters
    ----------
    matrix : numpy.ndarray of int8, roll calls × members
        The votes of everyone.
    names : pandas.Index
        The members.
    facts : RollCallFacts
        What is known.

    Returns
    -------
    numpy.ndarray of bool
    """
    told = np.asarray(((matrix == 0) | (matrix == 1)).any(axis=1))
    if facts.has("contested"):
        known = yes_or_no(facts.column("contested"), "contested")
        # After a left merge some roll calls have no value: their votes tell it.
        gaps = known.isna().to_numpy()
        if not gaps.any():
            return known.to_numpy(dtype=bool)
        return np.where(gaps, told, known.to_numpy(dtype=bool, na_value=False))
    if len(names) < 3:
        warnings.warn(
            f"contested roll calls are told by the votes of {len(names)} members only; "
            "give the votes of all members, or roll_calls= with a column 'contested'",
            UnvotesWarning,
            stacklevel=6,
        )
    return told


def _within(
    facts: RollCallFacts, since: Day | None, until: Day | None
) -> tuple[NDArray[np.bool_], list[str]]:
    if not facts.has("date"):
        raise UnvotesError("since= and until= need a column 'date', which the votes lack")
    first, last = as_period(since, until)
    dates = as_dates(facts.column("date"), "date")
    inside = np.ones(len(dates), dtype=bool)
    words = []
    if first is not None:
        inside &= (dates >= first).to_numpy()
        words.append(f"since {first:%Y-%m-%d}")
    if last is not None:
        inside &= (dates < last + pd.Timedelta(days=1)).to_numpy()
        words.append(f"until {last:%Y-%m-%d}")
    if not inside.any():
        raise UnvotesError(
            f"no roll call {' '.join(words)}: "
            f"the votes run from {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}"
        )
    return inside, words


def _on_topic(
    facts: RollCallFacts, topic: str | Iterable[str]
) -> tuple[NDArray[np.bool_], list[str]]:
    if not facts.has("topic"):
        raise UnvotesError("topic= needs a column 'topic', which the votes lack")
    wanted = [topic] if isinstance(topic, str) else list(topic)
    topics = facts.column("topic")
    known = {str(value): str(value) for value in topics.dropna().unique()}
    for one in wanted:
        if one not in known:
            raise unknown("topic", one, known, hint="see the topic column of the votes")
    return topics.isin(wanted).to_numpy(), ["topic " + " or ".join(wanted)]


def _in_order(rows: NDArray[np.intp], facts: RollCallFacts) -> NDArray[np.intp]:
    """Put roll calls in order of date; those of one day stay in the frame's order."""
    if not facts.has("date"):
        return rows
    dates = as_dates(facts.peek("date"), "date").to_numpy()[rows]
    if (dates[1:] >= dates[:-1]).all():
        return rows
    return rows[np.argsort(dates, kind="stable")]
