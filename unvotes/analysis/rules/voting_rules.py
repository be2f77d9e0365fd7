"""Voting rules: members with weights, quotas and vetoes; those of the Council, and proposals.

References
----------
Charter of the United Nations, Article 27, as amended on 31 August 1965.
General Assembly drafts A/59/L.64 (Brazil, Germany, India, Japan and others: the Group of Four),
    A/59/L.67 (African Union, on the Ezulwini consensus) and A/59/L.68 (Uniting for Consensus),
    all of July 2005.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from types import MappingProxyType
from typing import Any, Final, TypeGuard

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import checked_arguments

__all__ = ["RULES", "VotingRule", "voting_rule"]

_PERMANENT: Final = ("CHN", "FRA", "RUS", "GBR", "USA")


@dataclass(frozen=True)
class VotingRule:
    """
    Who has how many votes, how many are needed, and who can block.

    A proposal passes if every quota is reached by the votes in favour, and fewer than
    `objections` of the members with a veto object.

    Parameters
    ----------
    weights : mapping of member to int
        Votes of each member, 0 or more, in the order in which members are listed.
    quota : int
        Votes in favour that are needed.
    veto : iterable of member, optional
        Members that can object.
    objections : int, default 1
        How many of them must object to block: 2 is a veto by two.
    concurring : bool, default False
        Whether a member with a veto objects by abstaining too, as Article 27(3) of the Charter
        reads, or by a vote against only, as the Council has practised since 1946. It matters
        only where abstentions are told apart.
    further : iterable of (mapping of member to int, int), optional
        Further quotas that must be reached as well, each with its weights; a member that is
        not named has none of them.
    title : str, optional
        The rule in a few words.

    Raises
    ------
    UnvotesError
        If there is no member, a weight is negative or no whole number, a quota cannot be
        reached or asks for nothing, or a member is unknown.

    Examples
    --------
    The Security Council until 1965:

    >>> five = ["CHN", "FRA", "GBR", "RUS", "USA"]
    >>> council = [*five, *(f"elected {i}" for i in range(1, 7))]
    >>> VotingRule(dict.fromkeys(council, 1), quota=7, veto=five)
    VotingRule(11 members, 7 of 11 votes, veto: CHN, FRA, GBR, RUS, USA)
    """

    weights: Mapping[Hashable, int]
    quota: int
    veto: Iterable[Hashable] = ()
    objections: int = 1
    concurring: bool = False
    further: Iterable[tuple[Mapping[Hashable, int], int]] = ()
    title: str = ""

    def __post_init__(self) -> None:
        """Check the rule, and keep copies that nobody else can change."""
        weights = _weights(self.weights)
        if not weights:
            raise UnvotesError("a voting rule needs at least one member")
        further = []
        for pair in self.further:
            if not isinstance(pair, tuple | list) or len(pair) != 2:
                raise UnvotesError(
                    "further takes pairs of weights and a quota, as in "
                    f"further=[({{'A': 1, 'B': 1}}, 2)], not {shown(pair)}"
                )
            further.append((_weights(pair[0]), pair[1]))
        if not isinstance(self.veto, Iterable):
            raise UnvotesError(f"veto takes a list of members, not {shown(self.veto)}")
        veto = (self.veto,) if isinstance(self.veto, str) else tuple(dict.fromkeys(self.veto))
        for named in (veto, *(more for more, _ in further)):
            for member in named:
                if member not in weights:
                    raise unknown("member of the rule", member, [str(one) for one in weights])
        for each, quota in ((weights, self.quota), *further):
            if not _whole(quota) or not 0 < quota <= sum(each.values()):
                raise UnvotesError(
                    f"a quota of {shown(quota)} makes no rule: of {sum(each.values())} votes, "
                    "from 1 to all can be asked for, in whole numbers"
                )
        # Rules of the Council are one object for all who ask for them.
        fixed = tuple((MappingProxyType(each), int(quota)) for each, quota in further)
        if not _whole(self.objections) or self.objections < 1:
            raise UnvotesError(f"objections must be 1 or more, not {shown(self.objections)}")
        if self.objections > max(len(veto), 1):
            raise UnvotesError(
                f"{self.objections} objections cannot be raised by {len(veto)} members with a veto"
            )
        object.__setattr__(self, "weights", MappingProxyType(weights))
        object.__setattr__(self, "quota", int(self.quota))
        object.__setattr__(self, "veto", veto)
        object.__setattr__(self, "objections", int(self.objections))
        object.__setattr__(self, "further", fixed)

    def __reduce__(self) -> tuple[Any, ...]:
        further = [(dict(each), quota) for each, quota in self.further]
        held = (self.quota, self.veto, self.objections, self.concurring, further, self.title)
        return VotingRule, (dict(self.weights), *held)

    @property
    def members(self) -> tuple[Hashable, ...]:
        """The members, in order."""
        return tuple(self.weights)

    def __repr__(self) -> str:
        parts = [f"{len(self.weights)} members", f"{self.quota} of {sum(self.weights.values())}"]
        parts[1] += " votes"
        parts += [f"and {quota} of {sum(more.values())}" for more, quota in self.further]
        if self.veto:
            who = ", ".join(map(str, self.veto))
            parts.append(f"veto: {who}" + (f", by {self.objections}" * (self.objections > 1)))
        return f"{self.title + ': ' if self.title else ''}VotingRule({', '.join(parts)})"


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _weights(given: object) -> dict[Hashable, int]:
    """Copy weights from a mapping or a Series, as plain whole numbers."""
    items = getattr(given, "items", None)
    if items is None:
        raise UnvotesError(
            f"weights name each member with its votes, as in {{'A': 2, 'B': 1}}, not {shown(given)}"
        )
    weights: dict[Hashable, int] = {}
    for member, weight in items():
        if not _whole(weight) or weight < 0:
            raise UnvotesError(
                f"the weight of {shown(member)} must be a whole number of votes, 0 or more, "
                f"not {shown(weight)}"
            )
        if member in weights:
            raise UnvotesError(f"{shown(member)} has weights twice")
        weights[member] = int(weight)
    return weights


def council(
    elected: int,
    quota: int,
    title: str,
    *,
    permanent: Iterable[str] = _PERMANENT,
    veto: bool = True,
    objections: int = 1,
    concurring: bool = False,
    of_permanent: int = 0,
) -> VotingRule:
    """
    Write a rule of one vote each, with permanent and elected members.

    Parameters
    ----------
    elected : int
        How many elected members there are.
    quota : int
        Votes in favour that are needed.
    title : str
        The rule in a few words.
    permanent : iterable of str
        The permanent members; those of today by default.
    veto : bool, default True
        Whether the five permanent members of today, or with `permanent` all that are named
        there as ``veto …``, can block.
    objections, concurring
        As in `VotingRule`.
    of_permanent : int, default 0
        How many of the permanent members must be among those in favour.

    Returns
    -------
    VotingRule
    """
    permanent = tuple(permanent)
    members = [*permanent, *(f"elected {number}" for number in range(1, elected + 1))]
    return VotingRule(
        dict.fromkeys(members, 1),
        quota,
        veto=[one for one in permanent if not one.startswith("new permanent")] if veto else (),
        objections=objections,
        concurring=concurring,
        further=[(dict.fromkeys(permanent, 1), of_permanent)] if of_permanent else (),
        title=title,
    )


_NEW: Final = tuple(f"new permanent {number}" for number in range(1, 7))
_NEW_VETO: Final = tuple(f"permanent {number}" for number in range(6, 12))

#: Rules by name.
#:
#: ``"security-council"`` is Article 27 as practised since 1966 (9 of 15, no permanent member
#: against), ``"security-council-1946"`` as before (7 of 11), ``"concurring-votes"`` as its letter
#: has it. ``"procedural"`` and ``"no-veto"`` are nine of fifteen and nothing else. ``"veto-by-
#: two"`` blocks where two permanent members object; ``"double-majority"`` asks for nine of
#: fifteen with three of the permanent five among them, and no veto. Of the proposals of 2005,
#: ``"g4"`` has 25 members (six new permanent ones without a veto; 14 votes needed), ``"uniting-
#: for-consensus"`` 25 (ten more elected; 15 needed), ``"ezulwini"`` 26 (six new permanent members
#: with a veto, five more elected). The African draft names no quota: 16, the nearest to nine
#: fifteenths of 26, is an assumption.
RULES: Final[dict[str, VotingRule]] = {
    "security-council": council(10, 9, "the Council since 1966"),
    "security-council-1946": council(6, 7, "the Council of 1946–65"),
    "concurring-votes": council(10, 9, "an abstention blocks too", concurring=True),
    "procedural": council(10, 9, "procedural votes", veto=False),
    "no-veto": council(10, 9, "no veto", veto=False),
    "veto-by-two": council(10, 9, "a veto takes two", objections=2),
    "double-majority": council(
        10, 9, "nine of fifteen, with three of the five", veto=False, of_permanent=3
    ),
    "g4": council(14, 14, "Group of Four, 2005", permanent=(*_PERMANENT, *_NEW)),
    "ezulwini": council(15, 16, "Ezulwini consensus, 2005", permanent=(*_PERMANENT, *_NEW_VETO)),
    "uniting-for-consensus": council(20, 15, "Uniting for Consensus, 2005"),
}


@checked_arguments
def voting_rule(rule: str | VotingRule = "security-council") -> VotingRule:
    """
    Get a voting rule by its name.

    Parameters
    ----------
    rule : str or VotingRule, default "security-council"
        ``"security-council"``, ``"security-council-1946"``, ``"concurring-votes"``,
        ``"procedural"``, ``"no-veto"``, ``"veto-by-two"``, ``"double-majority"``, ``"g4"``,
        ``"ezulwini"`` or ``"uniting-for-consensus"``; a rule is returned as it is.

    Returns
    -------
    VotingRule
        The rule.

    Raises
    ------
    UnvotesError
        If there is no rule of that name, with the nearest.

    Notes
    -----
    ``"security-council"`` is Article 27 of the Charter as practised since 1966: nine votes of
    fifteen, and no permanent member against. ``"security-council-1946"`` is the same with
    seven of eleven, and ``"concurring-votes"`` takes the article by its letter: an abstention
    of a permanent member blocks too. ``"procedural"`` and ``"no-veto"`` ask for nine of
    fifteen and nothing else. With ``"veto-by-two"`` two permanent members must object to
    block; ``"double-majority"`` asks for nine of fifteen, three of the permanent five among
    them. Of the drafts before the General Assembly in July 2005, ``"g4"`` (A/59/L.64) has 25
    members, six new permanent ones without a veto among them, and asks for 14 votes;
    ``"uniting-for-consensus"`` (A/59/L.68) has 25, ten more elected, and asks for 15;
    ``"ezulwini"`` (A/59/L.67) has 26, with six new permanent members that have the veto and
    five more elected. That draft names no quota: 16, the nearest to nine fifteenths of 26, is
    an assumption.

    Examples
    --------
    >>> voting_rule("g4")
    Group of Four, 2005: VotingRule(25 members, 14 of 25 votes, veto: CHN, FRA, RUS, GBR, USA)
    """
    if isinstance(rule, VotingRule):
        return rule
    if not isinstance(rule, str) or rule not in RULES:
        raise unknown("voting rule", rule, RULES.keys())
    return RULES[rule]
