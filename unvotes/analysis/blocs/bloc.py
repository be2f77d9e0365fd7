"""Blocs: named groups of members, each with the days on which it counted as one of them."""

from __future__ import annotations

import datetime as dt
import functools
import html
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError, shown
from unvotes.frames import as_dates, plain_frame, roll_calls_frame
from unvotes.parameters import checked_arguments
from unvotes.record.dates import as_date, as_period
from unvotes.record.states import member_code, states, terms
from unvotes.record.views import View, check_view

__all__ = ["Bloc", "Spell"]

#: Membership is worked out on half-open intervals of day numbers; these are the open ends.
_EVER, _NEVER = 0, dt.date.max.toordinal() + 1
_Interval = tuple[int, int]
#: How the three ways to combine blocs are written in the name of the result.
#: A plain display stops listing members after about so many characters.
_LONG = 500
_SIGNS = {"|": "|", "&": "&", "-": "−"}


class Spell(NamedTuple):
    """
    One stretch of membership.

    Attributes
    ----------
    member : str
        Code of the member.
    since, until : datetime.date or None
        First and last day, both included; None where it is open.
    """

    member: str
    since: dt.date | None
    until: dt.date | None


def as_interval(since: dt.date | None, until: dt.date | None) -> _Interval:
    return (
        _EVER if since is None else since.toordinal(),
        _NEVER if until is None else until.toordinal() + 1,
    )


def _spell(member: str, interval: _Interval) -> Spell:
    begin, end = interval
    return Spell(
        member,
        None if begin == _EVER else dt.date.fromordinal(begin),
        None if end == _NEVER else dt.date.fromordinal(end - 1),
    )


def _joined(intervals: Iterable[_Interval]) -> list[_Interval]:
    """Sort intervals and melt those that touch or overlap."""
    out: list[_Interval] = []
    for begin, end in sorted(i for i in intervals if i[0] < i[1]):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((begin, end))
    return out


def common_days(left: list[_Interval], right: list[_Interval]) -> list[_Interval]:
    return _joined((max(a, c), min(b, d)) for a, b in left for c, d in right)


def _complement(intervals: list[_Interval]) -> list[_Interval]:
    ends = [_EVER, *(day for interval in _joined(intervals) for day in interval), _NEVER]
    return _joined(zip(ends[::2], ends[1::2], strict=True))


@functools.cache
def _handovers() -> dict[str, tuple[str, int]]:
    """
    Seats that passed whole from one code to another: code before, code after, day.

    Only these make one line of votes; the two Yemens sat side by side and stay apart.
    """
    table = states().set_index("code")
    before = table[table["seat"] != ""]
    out = {}
    for code, seat, until in zip(before.index, before["seat"], before["until"], strict=True):
        if until + pd.Timedelta(days=1) == table["since"].get(seat):
            out[str(code)] = (str(seat), until.date().toordinal() + 1)
    return out


def _seated(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Write spells by seat, so that SUN and then RUS are one line, sorted and melted."""
    held: dict[str, list[_Interval]] = defaultdict(list)
    for spell in spells:
        begin, end = as_interval(spell.since, spell.until)
        seat, day = _handovers().get(spell.member, (spell.member, _NEVER))
        held[seat].append((begin, min(end, day)))
    return merged_spells(held)


def merged_spells(held: Mapping[str, Iterable[_Interval]]) -> tuple[Spell, ...]:
    return tuple(_spell(m, interval) for m in sorted(held) for interval in _joined(held[m]))


def _ordinals(dates: pd.Series) -> np.ndarray:
    """Day numbers of dates, as `datetime.date.toordinal` counts them; missing ones below 0."""
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.asarray(days + dt.date(1970, 1, 1).toordinal())


def _inside(begin: np.ndarray, end: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Tell which spells hold a day; whoever always belonged did so on a day that is not known."""
    always = (begin == _EVER) & (end == _NEVER)
    return np.asarray((begin <= days) & (days < end) | always)


def _day(date: dt.date | None) -> str:
    return "" if date is None else date.isoformat()


def _period(since: dt.date | None, until: dt.date | None) -> str:
    if since and until:
        return f"{_day(since)} to {_day(until)}"
    return f"since {_day(since)}" if since else f"until {_day(until)}" if until else ""


def _years(years: Iterable[int]) -> str:
    """Write years as runs: 2007–08, 2011, 2019–20."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(
        f"{a}" if a == b else f"{a}–{b % 100:02}" if a // 100 == b // 100 else f"{a}–{b}"
        for a, b in runs
    )


@dataclass(frozen=True, repr=False)
class Bloc:
    """
    A named group of members, with the days on which each belonged to it.

    Build one with `bloc`, or take a ready one such as ``unvotes.BRICS``. Blocs combine:
    ``a | b`` holds who belongs to either, ``a & b`` to both, ``a - b`` to the first and not
    the second, each from day to day.

    Attributes
    ----------
    name : str
        What it is called in tables and charts.
    spells : tuple of Spell
        Stretches of membership, sorted by member and day. States are written by seat: RUS
        stands for the USSR's seat too, CHN for that of the Republic of China.
    of_states : bool
        Whether the members are states; False for those of a parliament or the like.

    Examples
    --------
    >>> import unvotes as uv
    >>> pair = uv.bloc("RUS", "CHN", name="Russia–China")
    >>> pair.members
    ('CHN', 'RUS')
    >>> (pair | uv.bloc("IND")).members_on("2012-02-04")
    ['CHN', 'IND', 'RUS']
    """

    name: str
    spells: tuple[Spell, ...]
    of_states: bool = True

    @classmethod
    @checked_arguments
    def from_table(cls, table: pd.DataFrame, name: str, *, any_member: bool = False) -> Bloc:
        """
        Build a bloc from a table of dated memberships, such as a parliament's party lists.

        Parameters
        ----------
        table : DataFrame
            Columns ``member``, and, if there are dates, ``since`` and ``until`` (days, both
            included; missing or empty where open). A member may have several rows.
        name : str
            What to call it.
        any_member : bool, default False
            Take the members as they are written, instead of as states.

        Returns
        -------
        Bloc

        Raises
        ------
        UnvotesError
            If the column ``member`` is missing, a state is unknown, or dates are wrong.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = pd.DataFrame({"member": ["Ada", "Max"], "since": ["2011-05-01", None]})
        >>> Bloc.from_table(rows, "Greens", any_member=True).members_on("2010-01-01")
        ['Max']
        """
        table = plain_frame(table, "table")
        if "member" not in table.columns:
            raise UnvotesError(
                f"a table of memberships needs the column 'member'; it has {list(table.columns)}"
            )
        spells = []
        for row in table.to_dict("records"):
            ends = [row.get(end) for end in ("since", "until")]
            since, until = as_period(*(None if pd.isna(e) or e == "" else e for e in ends))
            member = str(row["member"]) if any_member else member_code(str(row["member"]))
            spells.append(Spell(member, since and since.date(), until and until.date()))
        return cls._of(name, spells, of_states=not any_member)

    @classmethod
    def _of(cls, name: str, spells: Iterable[Spell], *, of_states: bool = True) -> Bloc:
        if of_states:
            return cls(name, _seated(spells), True)
        held: dict[str, list[_Interval]] = defaultdict(list)
        for spell in spells:
            held[spell.member].append(as_interval(spell.since, spell.until))
        return cls(name, merged_spells(held), False)

    @property
    def members(self) -> tuple[str, ...]:
        """Codes of all that ever belonged to it, sorted."""
        return tuple(dict.fromkeys(spell.member for spell in self.spells))

    @property
    def dated(self) -> bool:
        """Whether membership changes with time."""
        return any(spell.since or spell.until for spell in self.spells)

    @checked_arguments
    def rename(self, name: str) -> Bloc:
        """
        Give it another name.

        Parameters
        ----------
        name : str
            The new name.

        Returns
        -------
        Bloc

        Examples
        --------
        >>> import unvotes as uv
        >>> (uv.bloc("IND") | uv.bloc("ZAF")).rename("Two").name
        'Two'
        """
        return replace(self, name=name)

    @checked_arguments
    def members_on(self, date: object, *, view: View = "seat") -> list[str]:
        """
        Who belonged to it on a day.

        Parameters
        ----------
        date : str or datetime.date
            The day: ``"2012-02-04"``.
        view : {"seat", "state"}, default "seat"
            Name the seat (RUS, CHN) or the state that held it that day (SUN, TWN).

        Returns
        -------
        list of str
            Codes, sorted.

        Raises
        ------
        UnvotesError
            If the date or the view is wrong.

        Examples
        --------
        >>> import unvotes as uv
        >>> five = uv.bloc("P5")
        >>> five.members_on("1960-01-01"), five.members_on("1960-01-01", view="state")
        (['CHN', 'FRA', 'GBR', 'RUS', 'USA'], ['FRA', 'GBR', 'SUN', 'TWN', 'USA'])
        """
        check_view(view)
        day = as_date(date).date().toordinal()
        found = []
        for spell in self.spells:
            begin, end = as_interval(spell.since, spell.until)
            if begin <= day < end:
                found.append(spell.member)
        if view == "state" and self.of_states:
            earlier = {seat: code for code, (seat, end) in _handovers().items() if day < end}
            found = [earlier.get(member, member) for member in found]
        return sorted(found)

    def table(self) -> pd.DataFrame:
        """
        Its memberships as a table.

        Returns
        -------
        DataFrame
            A row per spell: ``member`` (str, by seat), ``since`` and ``until``
            (``datetime64``, NaT where open).

        Examples
        --------
        >>> import unvotes as uv
        >>> uv.bloc("IBSA").table()["since"].dt.year.tolist()
        [2003, 2003, 2003]
        """
        return pd.DataFrame(
            {
                "member": pd.array([s.member for s in self.spells], dtype="str"),
                "since": pd.to_datetime(pd.Series([s.since for s in self.spells], dtype=object)),
                "until": pd.to_datetime(pd.Series([s.until for s in self.spells], dtype=object)),
            }
        )

    @checked_arguments
    def select(self, votes: pd.DataFrame) -> np.ndarray:
        """
        Which rows of a votes frame were cast by a member, at the date of the vote.

        Parameters
        ----------
        votes : DataFrame
            Columns ``member`` and, if membership is dated, ``date``. In either view: RUS
            before 24 December 1991 and SUN are the same seat.

        Returns
        -------
        numpy.ndarray of bool
            One value per row, to be used as ``votes[bloc.select(votes)]``.

        Raises
        ------
        UnvotesError
            If a column is missing.

        Examples
        --------
        >>> import unvotes as uv
        >>> import pandas as pd
        >>> votes = pd.DataFrame({"member": ["ZAF", "ZAF", "USA"],
        ...                       "date": pd.to_datetime(["2007-01-12", "2012-02-04"] * 2)[:3]})
        >>> uv.bloc("BRICS").select(votes).tolist()
        [False, True, False]
        """
        votes = roll_calls_frame(votes, "votes")  # what the votes are does not matter
        if "member" not in votes.columns:
            raise UnvotesError(f"votes need the column 'member'; these have {list(votes.columns)}")
        if self.dated and "date" not in votes.columns:
            raise UnvotesError(
                f"{self.name} changes its members with time, so the votes need the column "
                f"'date'; these have {list(votes.columns)}"
            )
        column = votes["member"]
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes, names = column.cat.codes.to_numpy(), column.cat.categories
        else:
            codes, names = pd.factorize(column)
        begin, end = self._windows(names)
        days = _ordinals(votes["date"]) if self.dated else np.zeros(len(votes), dtype=np.int64)
        out = np.zeros(len(votes), dtype=bool)
        for first, final in zip(begin, end, strict=True):
            out |= _inside(first[codes], final[codes], days)
        return out

    @checked_arguments
    def among(
        self, members: Iterable[object], dates: pd.Series | np.ndarray | None = None
    ) -> np.ndarray:
        """
        Which of some members belonged to it, date by date.

        Parameters
        ----------
        members : iterable of str
            Codes, in either view.
        dates : Series of datetime64, optional
            The dates; needed if membership is dated.

        Returns
        -------
        numpy.ndarray of bool, dates × members
            With a single row if there are no dates.

        Raises
        ------
        UnvotesError
            If membership is dated and there are no dates.

        Examples
        --------
        >>> import unvotes as uv
        >>> import pandas as pd
        >>> uv.bloc("BRICS").among(["IND", "ZAF"], pd.Series(pd.to_datetime(["2010", "2011"])))
        array([[ True, False],
               [ True,  True]])
        """
        if not isinstance(members, Iterable):
            raise UnvotesError(f"members={shown(members)}: give a list, such as ['RUS', 'CHN']")
        if self.dated and dates is None:
            raise UnvotesError(
                f"{self.name} changes its members with time, so the votes need the column 'date'"
            )
        begin, end = (windows[:, None, :-1] for windows in self._windows(members))
        if dates is not None and not (
            isinstance(dates, pd.Series | pd.Index | np.ndarray) and dates.ndim == 1
        ):
            raise UnvotesError(f"dates={shown(dates)}: give a column of dates")
        days = np.zeros(1, dtype=np.int64)
        if dates is not None:
            days = _ordinals(as_dates(pd.Series(dates), "dates"))
        return np.asarray(_inside(begin, end, days[None, :, None]).any(axis=0))

    def _intervals(self) -> defaultdict[str, list[_Interval]]:
        held: defaultdict[str, list[_Interval]] = defaultdict(list)
        for spell in self.spells:
            held[spell.member].append(as_interval(spell.since, spell.until))
        return held

    def _windows(self, members: Iterable[object]) -> tuple[np.ndarray, np.ndarray]:
        """
        First day and day after the last, for each member's first, second, … spell.

        A member with fewer spells gets empty ones, and so does the column added at the end,
        which serves code -1, a missing member.
        """
        held = self._intervals()
        names = list(members)
        shape = max(map(len, held.values()), default=0), len(names) + 1
        begin, end = np.full(shape, _NEVER), np.full(shape, _EVER)
        for column, name in enumerate(names):
            seat = _handovers().get(str(name), (str(name), 0))[0] if self.of_states else str(name)
            for nth, interval in enumerate(held[seat]):
                begin[nth, column], end[nth, column] = interval
        return begin, end

    def _merge(self, other: object, sign: str) -> Bloc:
        if not isinstance(other, Bloc):
            raise UnvotesError(
                f"{self.name} {sign} {shown(other)}: the right side is not a bloc; "
                f"write it as bloc({shown(other)})"
            )
        left, right = self._intervals(), other._intervals()
        held: dict[str, list[_Interval]] = {}
        for member in {**left, **right}:
            if sign == "|":
                held[member] = left[member] + right[member]
            elif sign == "&":
                held[member] = common_days(left[member], right[member])
            else:
                held[member] = common_days(left[member], _complement(right[member]))
        names = [
            f"({b.name})" if any(f" {s} " in b.name for s in _SIGNS.values()) else b.name
            for b in (self, other)
        ]
        name = f" {_SIGNS[sign]} ".join(names)
        return Bloc(name, merged_spells(held), self.of_states and other.of_states)

    def __or__(self, other: object) -> Bloc:
        return self._merge(other, "|")

    def __and__(self, other: object) -> Bloc:
        return self._merge(other, "&")

    def __sub__(self, other: object) -> Bloc:
        return self._merge(other, "-")

    def __contains__(self, member: object) -> bool:
        return member in self.members

    def __len__(self) -> int:
        return len(self.members)

    def _on_council(self) -> dict[str, list[int]]:
        """Years in which each member, then belonging to the bloc, sat on the Council."""
        if not self.of_states:
            return {}
        last = int(terms()["since"].dt.year.max())
        years: dict[str, set[int]] = defaultdict(set)
        for spell in (self & _council()).spells:
            final = min(spell.until.year if spell.until else last, last)
            assert spell.since is not None
            years[spell.member].update(range(spell.since.year, final + 1))
        return {member: sorted(held) for member, held in sorted(years.items())}

    def _counts(self) -> str:
        """How many of it sat on the Council when: ``3 in 2010, 5 in 2011``."""
        number: dict[int, int] = defaultdict(int)
        for years in self._on_council().values():
            for year in years:
                number[year] += 1
        if not number:
            return ""
        runs: list[tuple[int, list[int]]] = []
        for year in range(min(number), max(number) + 1):
            if runs and runs[-1][0] == number[year]:
                runs[-1][1].append(year)
            else:
                runs.append((number[year], [year]))
        if len(runs) <= 12:
            return ", ".join(f"{n} in {_years(years)}" for n, years in runs)
        most = max(number.values())
        latest = max(number)
        when = _years(year for year in number if number[year] == most)
        return f"at most {most} ({when}), {number[latest]} in {latest}"

    def _described(self) -> Iterable[tuple[str, str]]:
        """Each member and its period, as text."""
        for member in self.members:
            spells = [s for s in self.spells if s.member == member]
            yield member, "; ".join(filter(None, (_period(s.since, s.until) for s in spells)))

    def __repr__(self) -> str:
        groups: dict[str, list[str]] = defaultdict(list)
        for member, period in self._described():
            groups[period].append(member)
        ordered = sorted(groups.items(), key=lambda item: item[0].removeprefix("since "))
        shown: list[str] = []
        for period, members in ordered:
            shown.append(", ".join(members) + (f" ({period})" if period else ""))
            if sum(map(len, shown)) > _LONG:
                shown[-1] = f"… {len(self)} members in all: table() lists them"
                break
        text = "; ".join(shown)
        counts = self._counts()
        return f"{self.name}: {text or 'no members'}" + (
            f"\n  on the Security Council: {counts}" if counts else ""
        )

    def _repr_html_(self) -> str:
        sat = self._on_council()
        known = dict(zip(states()["code"], states()["name"], strict=True))
        names = known if self.of_states else {}
        body = "".join(
            "<tr>"
            f"<th scope='row' style='text-align:left'>{html.escape(names.get(member, member))}</th>"
            f"<td>{html.escape(member)}</td>"
            f"<td style='text-align:left'>{html.escape(period) or 'throughout'}</td>"
            f"<td style='text-align:left'>{_years(sat.get(member, ()))}</td></tr>"
            for member, period in self._described()
        )
        head = "".join(
            f"<th scope='col' style='text-align:left'>{title}</th>"
            for title in ("member", "code", "in the bloc", "on the Security Council")
        )
        counts = self._counts()
        caption = f"{self.name} · {len(self)} member{'' if len(self) == 1 else 's'}" + (
            f" · on the Security Council: {counts}" if counts else ""
        )
        return (
            "<table><caption style='text-align:left;font-weight:bold'>"
            f"{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )


@functools.cache
def _council() -> Bloc:
    """Everyone who sat on the Security Council, from term to term."""
    return Bloc.from_table(terms(), "Security Council")
