"""What can be chosen in the explorer, and what it begins with."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pandas as pd

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.ready import READY, as_bloc
from unvotes.analysis.core.measures import get_measure
from unvotes.analysis.core.select import select
from unvotes.charts.drawing.inputs import meant_members, require_votes
from unvotes.charts.drawing.names import label
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.publishing.shown_code import Name, call
from unvotes.record.dates import as_period
from unvotes.record.given_members import Belonging, find_member, ready_bloc
from unvotes.record.ideal_points import load_ideal_points
from unvotes.record.loading import load_votes

__all__ = ["CHARTS", "PERMANENT", "Choice", "Explored", "first_choice"]

#: The charts of the explorer, and what their buttons say.
CHARTS: Final = {
    "grid": "Vote grid",
    "heatmap": "Heatmap",
    "time": "Over time",
    "ranking": "Ranking",
    "map": "Map",
    "points": "Ideal points",
}
PERMANENT: Final[tuple[str, ...]] = ("CHN", "FRA", "GBR", "RUS", "USA")
#: Where somebody who typed a name that nobody has finds those that there are.
_NAMES: Final = "The list of members has the names; a state's name in any UN language will do."


@dataclass(frozen=True)
class Choice:
    """
    What the controls of the explorer are set to.

    Attributes
    ----------
    since, until : int or None
        First and last year; None for votes without dates.
    topic : str or None
        One topic, or all.
    members : tuple of str
        Codes; used where no blocs are chosen.
    focus : str
        The member that lines over time, ranking and map compare with the others.
    blocs : tuple of two str, or None
        Names in Python of two ready blocs: ``("RUSSIA_CHINA", "P3")``.
    contested : bool
        Only roll calls that were not unanimous.
    measure : str
        One of `MEASURES`.
    chart : str
        One of `CHARTS`.
    """

    since: int | None
    until: int | None
    topic: str | None
    members: tuple[str, ...]
    focus: str
    blocs: tuple[str, str] | None
    contested: bool
    measure: str
    chart: str

    @property
    def selection(self) -> dict[str, Any]:
        """The choice of roll calls, as arguments of the statistics."""
        chosen = {"since": self.since, "until": self.until, "topic": self.topic}
        found: dict[str, Any] = {name: one for name, one in chosen.items() if one is not None}
        return found | ({"contested": True} if self.contested else {})

    @property
    def words(self) -> str:
        """The choice of roll calls in words, for titles."""
        text = "contested roll calls" if self.contested else "roll calls"
        if self.topic is not None:
            text += f" on {self.topic}"
        if self.since is None or self.until is None:
            return text
        years = f"{self.since}" if self.since == self.until else f"{self.since}–{self.until}"
        return f"{text}, {years}"


class Explored:
    """
    The votes that are explored, and what can be chosen in them.

    Parameters
    ----------
    votes : DataFrame or str
        The user's own votes, or the body whose record is meant.
    """

    def __init__(self, votes: pd.DataFrame | str = "security-council") -> None:
        self.body = votes if isinstance(votes, str) else None
        self.votes = load_votes(votes) if isinstance(votes, str) else require_votes(votes)

    @cached_property
    def years(self) -> list[int]:
        """Years of the votes, without gaps; none without dates."""
        if "date" not in self.votes.columns:
            return []
        years = self.votes["date"].dt.year.dropna().astype(int)
        return list(range(years.min(), years.max() + 1))

    @cached_property
    def topics(self) -> list[str]:
        """Topics in alphabetical order; none without topics."""
        if "topic" not in self.votes.columns:
            return []
        return sorted(str(topic) for topic in self.votes["topic"].dropna().unique() if topic)

    @cached_property
    def ideal_points(self) -> pd.DataFrame:
        """The record's own ideal points of the body, by year."""
        if self.body is None:
            raise UnvotesError(
                "ideal points are there for the record's own votes; unvotes.ideal_points makes "
                "those of a frame"
            )
        return load_ideal_points(self.body)

    @cached_property
    def members(self) -> dict[str, str]:
        """Names of the members by code, permanent ones first and then by name."""
        codes = self.votes["member"].astype("str").unique().tolist()
        named = {code: label(code) for code in codes}
        return dict(
            sorted(named.items(), key=lambda item: (item[0] not in PERMANENT, item[1].casefold()))
        )

    def found(self, name: str) -> str:
        """Find a member by any of its names, as typed or as the list of members writes it."""
        written = {f"{one} ({code})": code for code, one in self.members.items()}
        if name.strip() in written:
            return written[name.strip()]
        try:
            return str(find_member(name.strip(), self.members, where="in these votes"))
        except UnvotesError:
            begun = name.strip().casefold()
            meant = [code for code, one in self.members.items() if one.casefold().startswith(begun)]
            if len(meant) == 1:
                return meant[0]
            known = dict.fromkeys([*self.members.values(), *self.members])
            raise unknown("member", name.strip(), known.keys(), _NAMES) from None

    def check_years(self, choice: Choice) -> None:
        """Refuse years that hold no votes, or come in the wrong order, in words for a reader."""
        if choice.since is None or choice.until is None:
            return
        for end, year in (("From", choice.since), ("To", choice.until)):
            if year not in self.years:
                raise UnvotesError(
                    f"{end} year {year}: these votes run from {self.years[0]} to {self.years[-1]}"
                )
        if choice.until < choice.since:
            raise UnvotesError(f"To year {choice.until} comes before From year {choice.since}")

    def chosen(self, choice: Choice) -> pd.DataFrame:
        """Select the votes on the roll calls of a choice, in order of date."""
        if self.body is not None:
            return load_votes(self.body, **choice.selection)
        return select(self.votes, **choice.selection)

    def loading_code(self, **selection: Any) -> str:
        """Write as Python how the votes of the body are loaded."""
        body = [] if self.body == "security-council" else [self.body]
        return call("votes", "uv.load_votes", *body, **selection)

    def chosen_code(self, choice: Choice) -> list[str]:
        """Write what `chosen` does as Python."""
        if self.body is not None:
            return [self.loading_code(**choice.selection)]
        return [call("votes", "uv.select", Name("votes"), **choice.selection)]


def first_choice(
    explored: Explored,
    *,
    since: object = None,
    until: object = None,
    topic: str | None = None,
    members: Belonging | Iterable[Hashable] | None = None,
    blocs: tuple[Bloc | str, Bloc | str] | None = None,
    contested: bool = True,
    measure: str = "agreement",
    chart: str = "grid",
) -> Choice:
    """
    Check what the explorer is to begin with.

    Parameters
    ----------
    explored : Explored
        The votes.
    since, until, topic, members, blocs, contested, measure, chart
        What `explore` takes.

    Returns
    -------
    Choice

    Raises
    ------
    UnvotesError
        For whatever is not there, with what would be right.

    Examples
    --------
    >>> first_choice(Explored(), members=["India", "ZAF"], since=2011).members
    ('IND', 'ZAF')
    """
    if chart not in CHARTS:
        raise unknown("chart", chart, list(CHARTS))
    if not isinstance(contested, bool):
        raise UnvotesError(f"contested={shown(contested)} must be True or False")
    if members is not None and blocs is not None:
        raise UnvotesError("members= and blocs= are two ways to say who: give one of them")
    get_measure(measure)
    first = last = None
    if explored.years:
        begin, end = as_period(since, until)
        known = explored.years
        ends = (begin.year if begin is not None else None, end.year if end is not None else None)
        for name, year in zip(("since", "until"), ends, strict=True):
            if year is not None and year not in known:
                raise UnvotesError(f"{name}={year}: these votes run from {known[0]} to {known[-1]}")
        default = max(known[0], 1990) if known[-1] >= 1990 else known[0]
        first = ends[0] if ends[0] is not None else min(default, ends[1] or default)
        last = ends[1] if ends[1] is not None else known[-1]
    elif since is not None or until is not None:
        raise UnvotesError("since= and until= need votes with a column 'date'")
    if topic is not None and topic not in explored.topics:
        raise unknown("topic", topic, explored.topics, "unvotes.topics() lists them all.")
    if isinstance(members, str) and ready_bloc(members) is None:
        raise UnvotesError(
            f"members={shown(members)}: give a list, such as [{shown(members)}, 'CHN']"
        )
    if members is None:
        chosen = [code for code in PERMANENT if code in explored.members]
        chosen = chosen if len(chosen) > 1 else list(explored.members)[:5]
    else:
        chosen = meant_members(members, explored.members, where="in these votes")
        if not chosen:
            raise UnvotesError("members= is an empty list; name two, such as ['RUS', 'CHN']")
    focus = "RUS" if "RUS" in chosen and members is None else chosen[0]
    return Choice(
        since=first,
        until=last,
        topic=topic,
        members=tuple(chosen),
        focus=focus,
        blocs=None if blocs is None else _pair(blocs),
        contested=contested,
        measure=measure,
        chart=chart,
    )


def _pair(blocs: object) -> tuple[str, str]:
    """Read two ready blocs, by the names that they have in Python."""
    if isinstance(blocs, str | Bloc) or not isinstance(blocs, Iterable) or len(list(blocs)) != 2:
        raise UnvotesError("blocs= takes two blocs: blocs=(uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA)")
    constants = {name: constant for constant, name in READY.items()}
    found = []
    for one in blocs:
        name = as_bloc(one).name
        if name not in constants:
            raise unknown(
                "ready bloc", name, constants, "The explorer compares the ready ones of blocs()."
            )
        found.append(constants[name])
    if found[0] == found[1]:
        raise UnvotesError(f"blocs= names {found[0]} twice; give two different blocs")
    return found[0], found[1]
