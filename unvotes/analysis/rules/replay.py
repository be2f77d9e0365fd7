"""The record under another rule: which outcomes would have been others, and who was overruled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.results import as_html
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import require_columns, require_one_row_each, yes_no
from unvotes.parameters import shared_parameters

__all__ = ["Replay", "replay", "vetoed_majorities"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: The first day of the Council of fifteen, with nine votes instead of seven to carry a draft.
_ENLARGED: Final = pd.Timestamp("1966-01-01")

#: On these kinds the Council decided without a veto.
_NO_VETO_KINDS: Final = ("procedural",)

_OUTCOMES: Final = ["adopted", "vetoed", "failed", "unknown"]
_OUTCOME: Final = pd.CategoricalDtype(_OUTCOMES)

_CAVEAT: Final = (
    "Votes are taken as they were cast. Under another rule other drafts would have been put to "
    "the vote, and members would have voted otherwise: of that the record knows nothing."
)


@dataclass(frozen=True)
class _Tally:
    """What a rule looks at on each roll call: votes of all, and of the permanent members."""

    yes: Ints
    against: Ints  # permanent members against
    withheld: Ints  # permanent members that did not vote in favour
    in_favour: Ints  # permanent members in favour
    needed: Ints


_BLOCKS: Final[dict[str, Callable[[_Tally], Bools]]] = {
    "security-council": lambda tally: tally.against > 0,
    "no-veto": lambda tally: np.zeros(len(tally.yes), dtype=bool),
    "veto-by-two": lambda tally: tally.against > 1,
    "concurring-votes": lambda tally: tally.withheld > 0,
    "double-majority": lambda tally: tally.in_favour < 3,
}


@dataclass(frozen=True, eq=False)
class Replay:
    """
    The record under another rule.

    Attributes
    ----------
    table : pandas.DataFrame
        A row per roll call; see `replay`.
    rule : str
        The rule.
    n : int
        Roll calls.
    unknown : int
        Of these, how many cannot be told since too many votes are unknown.
    majority : int or None
        Votes in favour that were asked for; None for those of the day.
    caveat : str
        What a replay cannot know.
    """

    table: pd.DataFrame
    rule: str
    n: int
    unknown: int
    majority: int | None = None
    caveat: str = _CAVEAT

    @property
    def changed(self) -> pd.DataFrame:
        """The roll calls whose outcome would have been another."""
        return self.table[self.table["changed"]].reset_index(drop=True)

    def _notes(self) -> tuple[str, ...]:
        return (
            f"n = {self.n:,} roll calls",
            f"{self.majority} votes needed" if self.majority else "",
            f"{self.unknown:,} cannot be told" if self.unknown else "",
            self.caveat,
        )

    def _answer(self) -> str:
        changed = self.changed
        if changed.empty:
            return "no outcome would have been another"
        pairs = zip(changed["outcome"], changed["replayed"], strict=True)
        counted = Counter((str(old), str(new)) for old, new in pairs)
        return "; ".join(f"{n:,} {old} → {new}" for (old, new), n in counted.items())

    def __repr__(self) -> str:
        notes = "; ".join(note for note in self._notes() if note)
        return f"<Replay under {self.rule}: {self._answer()}; {notes}>"

    def _repr_html_(self) -> str:
        frame = self.changed.to_html(max_rows=20, na_rep="–", index=False)
        return as_html(f"Replay under {self.rule}", self._answer(), self._notes()) + frame


@shared_parameters
def replay(
    roll_calls: pd.DataFrame,
    votes: pd.DataFrame,
    rule: str = "no-veto",
    *,
    majority: int | None = None,
) -> Replay:
    """
    What each roll call's outcome would have been under another rule, the votes as cast.

    It cannot say what would have happened: under another rule other drafts would have been
    put to the vote, drafts would have been written for other majorities, and members would
    have voted otherwise. It says what the votes as cast would have carried.

    Parameters
    ----------
    roll_calls : pandas.DataFrame
        The Council's roll calls to be replayed: ``roll_call``, ``date``, ``outcome``;
        ``symbol``, ``topic``, ``kind``, ``without_vote``, ``in_parts`` and ``reported_tally`` if
        there. Those adopted without a vote, or voted on in parts with no vote on the whole, keep
        their outcome. Those of kind ``procedural``, and those
        adopted with a permanent member against, which were matters of procedure, know no veto
        under any rule.
    votes : pandas.DataFrame
        One row per member and roll call: ``roll_call``, ``member``, ``vote``, ``permanent``.
        Where votes are unknown, what they can have been follows from the reported tally and
        from the historic outcome, which says whether the votes in favour were enough.
    rule : str, default "no-veto"
        ``"no-veto"``: the votes needed and nothing else. ``"veto-by-two"``: two permanent
        members against block. ``"concurring-votes"``: a permanent member that abstains or does
        not vote blocks too, by the letter of Article 27(3). ``"double-majority"``: the votes
        needed, three of the five permanent members among them, and no veto.
        ``"security-council"``: as practised, one permanent member against blocks.
    majority : int, optional
        Votes in favour that are needed; by default those of the day, 7 of 11 to the end of
        1965 and 9 of 15 since.

    Returns
    -------
    Replay
        Its ``table`` has a row per roll call, in their order: ``roll_call``, ``date``,
        ``symbol``, ``topic`` (where given), ``outcome`` (category: the historic one),
        ``replayed`` (category ``adopted``, ``vetoed``: enough votes but blocked, ``failed``,
        ``unknown``: where it hangs on unknown votes), ``changed`` (bool: adopted now or then,
        but not both), ``yes`` (int64: votes in favour; where some votes are
        unknown, as reported, or else those that are known), ``needed`` (int64),
        ``against_permanent`` (int64: permanent members known to be against), ``decisive`` (str:
        members that by another vote of their own, and no other changed, would have turned
        adoption into something else or the reverse, by code; only those whose vote is known, and
        of which that is certain), ``n_decisive`` (int64).

    Raises
    ------
    UnvotesError
        If the rule is unknown or asks for seats that no state has held, if columns are
        missing, if no roll call is given, if a roll call has no votes, or none of a permanent
        member, as those of the General Assembly.

    Examples
    --------
    >>> import unvotes as uv
    >>> syria = uv.find("S/2012/77")
    >>> replay(syria.roll_calls, syria.votes, "veto-by-two").table["replayed"].tolist()
    ['vetoed']
    >>> replay(syria.roll_calls, syria.votes, "no-veto").table["replayed"].tolist()
    ['adopted']
    """
    if rule not in list(_BLOCKS):
        from unvotes.analysis.rules.voting_rules import RULES, VotingRule

        given: object = rule
        if isinstance(given, VotingRule) or given in list(RULES):
            raise UnvotesError(
                f"{shown(rule)} cannot be replayed on the record, whose roll calls have members, "
                f"quotas and kinds of their own; there are {', '.join(map(repr, _BLOCKS))}"
            )
        raise unknown("rule", rule, list(_BLOCKS))
    if majority is not None and (type(majority) is not int or not 1 <= majority <= 15):
        raise UnvotesError(
            f"majority must be a number of votes from 1 to 15, not {shown(majority)}"
        )
    counts = _Counts(roll_calls, votes, majority)
    worst, best = (counts.outcome(rule, tally) for tally in counts.extremes)
    replayed = np.where(worst == best, worst, _code("unknown"))
    kept = counts.without_vote
    replayed[kept] = counts.historic[kept]
    known = (replayed != _code("unknown")) & (counts.historic != _code("unknown"))
    table = counts.facts.copy()
    table["replayed"] = pd.Categorical.from_codes(replayed, dtype=_OUTCOME)
    adopted = _code("adopted")
    table["changed"] = known & ((replayed == adopted) != (counts.historic == adopted))
    table["yes"] = counts.extremes[0].yes
    table["needed"] = counts.needed
    table["against_permanent"] = counts.against
    names = counts.decisive(rule, replayed, (replayed != _code("unknown")) & ~kept)
    table["decisive"] = names.str.join(" ").astype("str")
    table["n_decisive"] = names.str.len().astype("int64")
    return Replay(table, rule, len(table), int((replayed == _code("unknown")).sum()), majority)


def _code(outcome: str) -> int:
    return _OUTCOMES.index(outcome)


class _Counts:
    """The roll calls and votes of a replay, counted."""

    def __init__(self, roll_calls: pd.DataFrame, votes: pd.DataFrame, majority: int | None) -> None:
        require_columns(roll_calls, ("roll_call", "date", "outcome"), "roll calls")
        require_columns(votes, ("roll_call", "member", "vote", "permanent"), "votes")
        named = ("roll_call", "date", "symbol", "topic", "outcome")
        self.facts = roll_calls[[c for c in named if c in roll_calls.columns]].reset_index(
            drop=True
        )
        ids = pd.Index(self.facts["roll_call"].astype("str"))
        if not ids.is_unique:
            raise UnvotesError(f"roll call {shown(ids[ids.duplicated()][0])} stands there twice")
        if ids.empty:
            raise UnvotesError("there are no roll calls to replay")
        row = ids.get_indexer(pd.Index(votes["roll_call"].astype("str")))
        inside = row >= 0
        votes = votes[inside]
        self.row: Ints = row[inside]
        for column in ("roll_call", "member"):
            if votes[column].isna().any():
                raise UnvotesError(f"column {shown(column)} of the votes has rows without a value")
        require_one_row_each(votes)
        self.member = votes["member"].astype("str").to_numpy()
        cast = votes["vote"].astype("str").to_numpy()
        self.permanent: Bools = yes_no(votes["permanent"], "permanent")
        self.votes = {word: cast == word for word in ("yes", "no", "unknown")}
        missing = np.bincount(self.row, minlength=len(ids)) == 0
        if missing.any():
            raise UnvotesError(f"roll call {shown(ids[missing.argmax()])} has no votes")
        without = self._count(self.permanent) == 0
        if without.any():
            raise UnvotesError(
                f"roll call {shown(ids[without.argmax()])} has no vote of a permanent member; only "
                "the Security Council's roll calls, with the votes of all members, can be replayed"
            )
        old = self.facts["date"] < _ENLARGED
        self.needed_then: Ints = np.where(old, 7, 9)
        self.needed: Ints = np.full(len(ids), majority) if majority else self.needed_then
        self.yes = self._count(self.votes["yes"])
        self.against = self._count(self.votes["no"] & self.permanent)
        self.without_vote = _flag(roll_calls, "without_vote") | _flag(roll_calls, "in_parts")
        self.reported = _reported(roll_calls)
        kinds = roll_calls["kind"].astype("str") if "kind" in roll_calls.columns else None
        self.no_veto: Bools = (
            np.zeros(len(ids), dtype=bool)
            if kinds is None
            else kinds.isin(_NO_VETO_KINDS).to_numpy()
        )
        historic = self.facts["outcome"].astype("str")
        if not (among := historic.isin(_OUTCOMES)).all():
            raise unknown("outcome", historic[~among].iloc[0], _OUTCOMES)
        self.historic: Ints = pd.Categorical(historic, dtype=_OUTCOME).codes.astype(np.int64)
        # What was adopted with a permanent member against was a matter of procedure.
        procedural = (self.historic == _code("adopted")) & (self.against > 0)
        self.no_veto = self.no_veto | procedural

    def _count(self, which: Bools) -> Ints:
        return np.bincount(self.row[which], minlength=len(self.facts)).astype(np.int64)

    @cached_property
    def extremes(self) -> tuple[_Tally, _Tally]:
        """Count with unknown votes as hard on the proposal, and as kind to it, as they can be."""
        unsaid = self.votes["unknown"]
        of_all, of_permanent = self._count(unsaid), self._count(unsaid & self.permanent)
        none = np.zeros_like(of_all)
        no = self._count(self.votes["no"])
        in_favour = self._count(self.votes["yes"] & self.permanent)
        seats = self._count(self.permanent)
        of_those = self.reported - np.array([self.yes, no])
        # A tally that the known votes contradict says nothing of the others.
        fits = (self.reported[0] >= 0) & (of_those >= 0).all(axis=0)
        fits &= of_those.sum(axis=0) <= of_all
        tallies = []
        for kindly in (False, True):
            # How many of the unknown were in favour and against: as reported, or at the extreme.
            more = np.where(fits, of_those[0], of_all if kindly else none)
            less = np.where(fits, of_those[1], none if kindly else of_all)
            elected = of_all - of_permanent
            if kindly:
                permanent_yes = np.minimum(of_permanent, more)
                permanent_no = np.maximum(less - elected, 0)
            else:
                permanent_yes = np.maximum(more - elected, 0)
                permanent_no = np.minimum(of_permanent, less)
            tallies.append(
                _Tally(
                    yes=self.yes + more,
                    against=self.against + permanent_no,
                    withheld=seats - in_favour - permanent_yes,
                    in_favour=in_favour + permanent_yes,
                    needed=self.needed,
                )
            )
        return tallies[0], tallies[1]

    def outcome(self, rule: str, tally: _Tally) -> Ints:
        """Give the outcome of each roll call, as codes."""
        enough = tally.yes >= tally.needed
        # Whether votes that are unknown were enough, the historic outcome tells.
        hidden = self._count(self.votes["unknown"]) > 0
        carried = np.isin(self.historic, [_code("adopted"), _code("vetoed")])
        enough |= hidden & carried & (self.needed <= self.needed_then)
        enough &= ~(hidden & (self.historic == _code("failed")) & (self.needed >= self.needed_then))
        return self._outcome(rule, tally, enough, self.no_veto)

    @staticmethod
    def _outcome(rule: str, tally: _Tally, enough: Bools, no_veto: Bools) -> Ints:
        blocked = _BLOCKS[rule](tally) & ~no_veto
        codes = np.where(blocked, _code("vetoed"), _code("adopted"))
        return np.where(enough, codes, _code("failed"))

    def decisive(self, rule: str, replayed: Ints, told: Bools) -> pd.Series:
        """List per roll call the members that by another vote would have turned the outcome."""
        row, adopted = self.row, _code("adopted")
        stands = replayed[row] == adopted
        yes, no = self.votes["yes"], self.votes["no"]
        # The vote that would have mattered most: no to what is adopted, yes to all else.
        to_yes = np.where(stands, -1 * yes, 1 * ~yes)
        to_no = np.where(stands, 1 * ~no, -1 * no)
        decides = told[row] & ~self.votes["unknown"]
        for base in self.extremes:
            turned = _Tally(
                yes=base.yes[row] + to_yes,
                against=base.against[row] + to_no * self.permanent,
                withheld=base.withheld[row] - to_yes * self.permanent,
                in_favour=base.in_favour[row] + to_yes * self.permanent,
                needed=base.needed[row],
            )
            then = self._outcome(rule, turned, turned.yes >= turned.needed, self.no_veto[row])
            decides = decides & ((then == adopted) != stands)
        lists: list[list[str]] = [[] for _ in range(len(self.facts))]
        for place, member in zip(row[decides], self.member[decides], strict=True):
            lists[place].append(member)
        return pd.Series([sorted(names) for names in lists], dtype=object)


def _flag(frame: pd.DataFrame, column: str) -> Bools:
    if column not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return yes_no(frame[column], column)


def _reported(frame: pd.DataFrame) -> Ints:
    """Read how many were in favour and against as reported: two rows, -1 where nothing is."""
    if "reported_tally" not in frame.columns:
        return np.full((2, len(frame)), -1)
    reported, found = frame["reported_tally"].astype("str"), np.full((2, len(frame)), -1)
    said = (reported != "").to_numpy(dtype=bool)  # of most roll calls nothing
    numbers = reported[said].str.extract(r"^(\d+)-(\d+)-\d+$")
    found[:, said] = numbers.fillna("-1").astype("int64").to_numpy().T
    return found


_BY: Final = ("member", "topic")


@shared_parameters
def vetoed_majorities(
    roll_calls: pd.DataFrame, votes: pd.DataFrame, *, by: str | None = None
) -> pd.DataFrame:
    """
    The votes by which a majority was overruled: enough in favour, and stopped by a veto.

    Parameters
    ----------
    roll_calls, votes : pandas.DataFrame
        The Council's, as `load_roll_calls` and `load_votes` give them; what columns are needed
        is said in `replay`.
    by : {"member", "topic"}, optional
        A row per permanent member or per topic; one per vetoed draft by default.

    Returns
    -------
    DataFrame
        By default a row per roll call, in their order: ``roll_call``, ``date``, ``symbol``,
        ``topic`` (where given), ``yes`` (int64: votes in favour, as in `replay`),
        ``no`` (int64: known votes against), ``needed`` (int64), ``vetoed_by``
        (str: codes), ``vetoes`` (int64), ``others_against`` (int64: votes against besides the
        vetoes). With ``by="member"``: ``member`` (str), ``n`` (int64: majorities that it
        overruled), ``alone`` (int64: of these, those that it alone overruled), ``mean_yes``
        (float64: votes in favour that it overruled, on average), ``first`` and ``last``
        (datetime64), most first. With ``by="topic"``: ``topic``, ``n``, ``mean_yes``,
        ``first``, ``last``, ``members`` (str: who vetoed, with how often).

    Raises
    ------
    UnvotesError
        If columns are missing, if no roll call is given, if a roll call has no votes, or none of
        a permanent member, as those of the General Assembly; if `by` is unknown; or if topics are
        asked for and not given.

    Notes
    -----
    A draft counts if it would have been adopted as the votes were cast had no permanent member
    had a veto (`replay` under ``"no-veto"``). A veto of a draft that had too few votes anyway
    overruled no majority, and the record calls its outcome ``failed``.

    Examples
    --------
    >>> import unvotes as uv
    >>> calls = uv.load_roll_calls(topic="Syria", until="2012-02")
    >>> vetoed_majorities(calls, uv.load_votes())[["symbol", "yes", "vetoed_by"]]
           symbol  yes vetoed_by
    0  S/2011/612    9   CHN RUS
    1   S/2012/77   13   CHN RUS
    """
    if by is not None and by not in _BY:
        raise unknown("grouping", by, _BY)
    counts = _Counts(roll_calls, votes, None)
    free = counts.outcome("no-veto", counts.extremes[0])
    overruled = (free == _code("adopted")) & (counts.historic == _code("vetoed"))
    vetoes = counts.votes["no"] & counts.permanent
    rows = counts.row[vetoes]
    cast = pd.DataFrame({"row": rows, "member": counts.member[vetoes]})
    cast = cast[overruled[rows]].sort_values(["row", "member"], kind="stable")
    table = counts.facts.drop(columns="outcome")
    table["yes"] = counts.extremes[0].yes
    table["no"] = counts._count(counts.votes["no"])
    table["needed"] = counts.needed
    vetoed_by = cast.groupby("row")["member"].agg(" ".join)
    table["vetoed_by"] = vetoed_by.reindex(table.index, fill_value="").astype("str")
    table["vetoes"] = counts.against
    table["others_against"] = table["no"] - table["vetoes"]
    cast["alone"] = counts.against[cast["row"]] == 1
    if by is None:
        return table[overruled].reset_index(drop=True)
    if by == "topic" and "topic" not in table.columns:
        raise UnvotesError("the roll calls have no column 'topic' to group by")
    facts = table.loc[cast["row"]].reset_index(drop=True)
    cast = cast.reset_index(drop=True).assign(date=facts["date"], yes=facts["yes"])
    spans: dict[str, Any] = {"mean_yes": ("yes", "mean"), "first": ("date", "min")}
    spans["last"] = ("date", "max")
    if by == "member":
        grouped = cast.groupby("member").agg(n=("row", "size"), alone=("alone", "sum"), **spans)
        grouped = grouped.reset_index().astype({"member": "str"})
    else:
        drafts = table[overruled].astype({"topic": "str"})
        grouped = drafts.groupby("topic").agg(n=("yes", "size"), **spans).reset_index()
        who = cast.groupby([facts["topic"].astype("str"), "member"]).size().reset_index(name="k")
        who = who.sort_values(["topic", "k", "member"], ascending=[True, False, True])
        words = who["member"].astype("str") + " " + who["k"].astype("str")
        members = words.groupby(who["topic"]).agg(", ".join)
        grouped["members"] = members.reindex(grouped["topic"], fill_value="").to_numpy()
        grouped = grouped.astype({"members": "str"})
    grouped = grouped.sort_values(["n", by], ascending=[False, True], kind="stable")
    return grouped.reset_index(drop=True)
