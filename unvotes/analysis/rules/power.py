"""Power: what a voting rule gives each member before anyone has voted, in exact fractions.

References
----------
Banzhaf, John F. (1965), "Weighted Voting Doesn't Work: A Mathematical Analysis", Rutgers Law
    Review 19: 317-343.
Coleman, James S. (1971), "Control of Collectivities and the Power of a Collectivity to Act", in
    B. Lieberman (ed.), Social Choice: 269-300.
Felsenthal, Dan S. and Moshé Machover (1997), "Ternary Voting Games", International Journal of
    Game Theory 26: 335-351.
Holler, Manfred J. (1982), "Forming Coalitions and Measuring Voting Power", Political Studies 30:
    262-271.
Johnston, R. J. (1978), "On the Measurement of Power: Some Reactions to Laver", Environment and
    Planning A 10: 907-914.
Shapley, Lloyd S. and Martin Shubik (1954), "A Method for Evaluating the Distribution of Power in
    a Committee System", American Political Science Review 48: 787-792.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import comb, factorial, lcm, prod
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.rules.voting_rules import VotingRule, voting_rule
from unvotes.errors import UnvotesError, unknown
from unvotes.parameters import checked_arguments

__all__ = ["power_index", "power_to_act"]

INDICES: Final = ("shapley-shubik", "banzhaf", "johnston", "holler")

#: Coalitions are told apart by how many members of each kind are in them; no more than these.
_MOST_PROFILES: Final = 1_000_000

#: The table of the generating function may fill so much memory.
_MOST_BYTES: Final = 1_000_000_000

_VOTES: Final = ("yes", "abstain", "no")

#: A kind of member: its weight under each quota, and whether it has a veto.
_Kind = tuple[tuple[int, ...], bool]


@checked_arguments
def power_index(
    rule: str | VotingRule = "security-council",
    index: str = "shapley-shubik",
    *,
    abstention: bool = False,
) -> pd.DataFrame:
    r"""
    How much each member can decide by the voting rule alone.

    An index measures the rule, not the politics: every member is as free as every other, and
    likely alliances are left out of account.

    Parameters
    ----------
    rule : str or VotingRule, default "security-council"
        A name of `voting_rule`, or a rule of your own.
    index : {"shapley-shubik", "banzhaf", "johnston", "holler"}, default "shapley-shubik"
        ``"shapley-shubik"``: the share of all orders of joining in which the member's vote
        turns a losing coalition into a winning one. ``"banzhaf"``: the member's share of all
        swings, a swing being a winning coalition that it could break by leaving.
        ``"johnston"``: as Banzhaf, each winning coalition shared among those who could break
        it. ``"holler"``: the member's share of the seats in all minimal winning coalitions.
    abstention : bool, default False
        Tell abstentions from votes against. Each member then votes yes, no or abstains with
        equal chance, and ``"shapley-shubik"`` and ``"banzhaf"`` are those of Felsenthal and
        Machover; the other two are not defined so.

    Returns
    -------
    DataFrame
        A row per member, in the order of the rule: ``member`` (str), ``weight`` (int),
        ``veto`` (bool), ``power`` (object: a `fractions.Fraction`; they sum to 1), ``value``
        (float64: the same, for charts). With ``"banzhaf"`` also ``swings`` (object: int),
        ``absolute`` (float64: the chance that the member's vote decides), ``prevent`` and
        ``initiate`` (float64: Coleman's powers to break a winning coalition and to complete a
        losing one; without abstention only). All are computed in fractions and rounded once.

    Raises
    ------
    UnvotesError
        If the rule or the index is unknown, if it is not defined with abstention, or if the
        weights are so large, or so many different ones, that there are too many coalitions to
        tell apart (for ``"johnston"`` and ``"holler"`` under several quotas, or with a veto of
        more than one: a million, told apart by how many members of each kind are in them).

    Notes
    -----
    With :math:`c_{ik}` the number of losing coalitions of size :math:`k` that member :math:`i`
    turns into winning ones, Shapley and Shubik's index is
    :math:`\sum_k c_{ik}\, k!\,(n-1-k)!/n!` and the number of swings :math:`\sum_k c_{ik}`. The
    :math:`c_{ik}` come from the coefficients of the generating function
    :math:`\prod_j (1 + y\,x^{w_j})`, in which :math:`y` counts the members that are missing and
    :math:`x` their votes, in whole numbers. The Council takes about a millisecond, 200 members
    with weights up to 20 less than a second. Time and memory grow with the sum of the weights:
    write 1,200,000 shares as 12 rather than in full.

    With abstention, Shapley and Shubik's index is the chance to be the member whose vote
    settles the outcome when all are called in random order and vote by chance; without, that is
    the same as their own definition (Felsenthal and Machover 1997).

    See Also
    --------
    power_to_act : how easily the whole body decides.

    Examples
    --------
    >>> power_index()[["member", "power"]].iloc[[0, 5]]
          member     power
    0        CHN  421/2145
    5  elected 1    4/2145

    In the Council of the European Economic Community of 1958 (Treaty of Rome, article 148)
    Luxembourg had a vote and no power: no coalition lacked exactly one of 12.

    >>> weights = {"DEU": 4, "FRA": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1}
    >>> power_index(VotingRule(weights, quota=12))[["member", "power"]].iloc[[0, 3, 5]]
      member power
    0    DEU  7/30
    3    BEL  3/20
    5    LUX     0
    """
    rule = voting_rule(rule)
    if index not in INDICES:
        raise unknown("index", index, INDICES)
    if abstention and index in ("johnston", "holler"):
        raise UnvotesError(
            f"index={index!r} is defined for votes of yes and no only; with abstention=True "
            "there are 'shapley-shubik' and 'banzhaf'"
        )
    game = _Game(rule)
    if index == "shapley-shubik":
        power = game.ternary_pivots() if abstention else game.pivots()
        return _frame(rule, game, power)
    if index == "banzhaf":
        return _banzhaf(rule, game, abstention)
    points = game.johnston() if index == "johnston" else game.holler()
    total = sum((points[kind] * game.size[kind] for kind in game.size), start=Fraction(0))
    return _frame(rule, game, {kind: points[kind] / total for kind in points})


@checked_arguments
def power_to_act(rule: str | VotingRule = "security-council") -> Fraction:
    r"""
    How easily a voting rule lets the whole body decide: Coleman's power to act.

    Parameters
    ----------
    rule : str or VotingRule, default "security-council"
        A name of `voting_rule`, or a rule of your own.

    Returns
    -------
    fractions.Fraction
        The share of the :math:`2^n` coalitions that win: the chance that a proposal passes
        where each member says yes or no with equal chance (Coleman 1971).

    Raises
    ------
    UnvotesError
        If the rule is unknown, or has so many different weights that there are too many
        coalitions to tell apart.

    Examples
    --------
    >>> from fractions import Fraction
    >>> power_to_act() == Fraction(848, 2**15)
    True
    >>> round(float(power_to_act("no-veto")), 3)
    0.304
    """
    rule = voting_rule(rule)
    return Fraction(_Game(rule).winning(), 2 ** len(rule.members))


def _frame(
    rule: VotingRule, game: _Game, power: Mapping[_Kind, Fraction], **more: Mapping[_Kind, Any]
) -> pd.DataFrame:
    kinds = [game.kind[member] for member in rule.members]
    exact = [power[kind] for kind in kinds]
    table = pd.DataFrame(
        {
            "member": list(rule.members),
            "weight": list(rule.weights.values()),
            "veto": [kind[1] for kind in kinds],
            "power": pd.Series(exact, dtype=object),
            "value": [float(share) for share in exact],
        }
    )
    for name, values in more.items():
        column = [values[kind] for kind in kinds]
        table[name] = pd.Series(column, dtype=object if name == "swings" else float)
    return table


def _banzhaf(rule: VotingRule, game: _Game, abstention: bool) -> pd.DataFrame:
    n = len(rule.members)
    swings = game.ternary_swings() if abstention else game.swings()
    total = sum(swings[kind] * game.size[kind] for kind in swings)
    cases = (3 if abstention else 2) ** (n - 1)
    more: dict[str, Mapping[_Kind, Any]] = {
        "swings": swings,
        "absolute": {kind: float(Fraction(count, cases)) for kind, count in swings.items()},
    }
    if not abstention:
        winning = game.winning()
        losing = 2**n - winning
        more["prevent"] = {kind: float(Fraction(c, winning)) for kind, c in swings.items()}
        more["initiate"] = {kind: float(Fraction(c, losing)) for kind, c in swings.items()}
    return _frame(rule, game, {kind: Fraction(c, total) for kind, c in swings.items()}, **more)


class _Game:
    """A rule in numbers: members alike in every respect are one kind, and counted."""

    def __init__(self, rule: VotingRule) -> None:
        quotas = [(rule.weights, rule.quota), *rule.further]
        self.n = len(rule.members)
        self.kind: dict[Any, _Kind] = {
            member: (tuple(each.get(member, 0) for each, _ in quotas), member in tuple(rule.veto))
            for member in rule.members
        }
        self.size: dict[_Kind, int] = defaultdict(int)
        for kind in self.kind.values():
            self.size[kind] += 1
        self.least = tuple(quota for _, quota in quotas)
        self.concurring = rule.concurring
        self.blockers = sum(size for (_, veto), size in self.size.items() if veto)
        #: One objection less than blocks; more than there can be where nobody has a veto.
        self.bearable = rule.objections - 1 if self.blockers else 0

    # --- yes and no

    def wins(self, weights: Iterable[int], missing: int) -> bool:
        """Whether votes in favour carry a proposal that so many members with a veto oppose."""
        reached = all(have >= need for have, need in zip(weights, self.least, strict=True))
        return reached and missing <= self.bearable

    @property
    def slot(self) -> int:
        """Bits enough for the largest count of coalitions, 2 to the n."""
        return self.n + 1

    @cached_property
    def _absences(self) -> tuple[dict[_Kind, tuple[int, ...]], tuple[int, ...], int]:
        """
        Write the rule by who is missing: a coalition wins if nothing is missing beyond a limit.

        Per kind, what the absence of a member takes away; how much of each may be missing;
        and how many members may be. A veto is one more thing of which too much can be missing.
        A quota under which all have the same votes asks for a number of members.
        """
        limits, takes, most = [], [], self.n
        for place, quota in enumerate(self.least):
            weights = [kind[0][place] for kind in self.size]
            total = sum(kind[0][place] * size for kind, size in self.size.items())
            if len(set(weights)) == 1:
                most = min(most, (total - quota) // weights[0])
            else:
                limits.append(total - quota)
                takes.append(weights)
        if self.blockers or not limits:
            limits.append(self.bearable)
            takes.append([int(veto) for _, veto in self.size])
        away = dict(zip(self.size, zip(*takes, strict=True), strict=True))
        return away, tuple(limits), most

    @cached_property
    def _counts(self) -> NDArray[Any]:
        """
        Count coalitions by what is missing at most: the sums of the generating function.

        Each count is packed: the coalitions with k members missing in a slot of their own, of
        `slot` bits, so that one more absence is one shift and one addition.
        """
        away, limits, _ = self._absences
        cells = prod(limit + 1 for limit in limits)
        if cells * (40 + self.n * self.slot / 8) > _MOST_BYTES:
            raise self._too_many(cells)
        counts = np.zeros([limit + 1 for limit in limits], dtype=object)
        counts.flat[0] = 1
        for kind in sorted(away, key=lambda kind: away[kind]):
            steps = away[kind]
            if any(step > limit for step, limit in zip(steps, limits, strict=True)):
                continue  # without such a member nothing wins
            there = tuple(slice(step, None) for step in steps)
            here = tuple(slice(limit + 1 - step) for step, limit in zip(steps, limits, strict=True))
            for _ in range(self.size[kind]):
                counts[there] += counts[here] << self.slot
        for axis in range(counts.ndim):
            np.add.accumulate(counts, axis=axis, out=counts)
        return counts

    def _too_many(self, cells: int) -> UnvotesError:
        return UnvotesError(
            f"the weights of {self.n} members add up to {cells:,} different sums, too many "
            "to count with; write the weights in larger units"
        )

    @cached_property
    def _winning(self) -> int:
        """Count the winning coalitions by how many are missing, packed."""
        return self._allowed(self._counts.flat[-1])

    def _allowed(self, packed: int) -> int:
        return packed & ((1 << self.slot * (self._absences[2] + 1)) - 1)

    def _without(self, kind: _Kind) -> int:
        """
        Count the winning coalitions that one member of the kind is missing from, packed.

        The coalitions of the others with at most s missing are those of all, less those that
        miss the member and, with it, at most s: so many of the others with s less its weight.
        """
        away, limits, _ = self._absences
        steps = away[kind]
        if not any(steps):
            others = self._counts.flat[-1] // (1 + (1 << self.slot))
            return self._allowed(others << self.slot)
        places: list[tuple[int, ...]] = []
        at = limits
        # More than n slots up nothing is left that counts.
        while len(places) < self.n:
            at = tuple(here - step for here, step in zip(at, steps, strict=True))
            if min(at) < 0:
                break
            places.append(at)
        others = 0
        for at in reversed(places):
            others = self._counts[at] - (others << self.slot)
        return self._allowed(others << self.slot)

    def _turning(self) -> dict[_Kind, list[int]]:
        """Per kind, how many losing coalitions of each size one member makes winning."""
        found = {}
        for kind in self.size:
            without = self._without(kind)
            # Winning with the member, less those that win without it too. With k missing, n - 1
            # - k others are there.
            turned = self._winning - without - (without >> self.slot)
            found[kind] = _unpacked(turned, self.slot, self.n)[::-1]
        return found

    def pivots(self) -> dict[_Kind, Fraction]:
        """Give Shapley and Shubik's index per kind."""
        orders = [factorial(k) * factorial(self.n - 1 - k) for k in range(self.n)]
        return {
            kind: Fraction(
                sum(c * o for c, o in zip(counts, orders, strict=True)), factorial(self.n)
            )
            for kind, counts in self._turning().items()
        }

    def swings(self) -> dict[_Kind, int]:
        """Count the swings of one member per kind."""
        return {kind: sum(counts) for kind, counts in self._turning().items()}

    def winning(self) -> int:
        """Count the winning coalitions."""
        return sum(_unpacked(self._winning, self.slot, self.n + 1))

    # --- indices that ask who else could break a coalition

    def johnston(self) -> dict[_Kind, Fraction]:
        """Give the points of one member per kind by Johnston's index."""
        broken = self._broken(with_spare=True)
        common = lcm(*range(1, self.n + 1))
        return {
            kind: Fraction(sum(c * common // k for k, c in enumerate(counts) if c), common)
            for kind, counts in broken.items()
        }

    def holler(self) -> dict[_Kind, Fraction]:
        """Give the points of one member per kind by Holler's index."""
        broken = self._broken(with_spare=False)
        return {kind: Fraction(counts[0]) for kind, counts in broken.items()}

    def _broken(self, with_spare: bool) -> dict[_Kind, list[int]]:
        """
        Count per kind the winning coalitions that one member could break, by how many could.

        Without spare members, only coalitions that each of their members could break, as one.
        """
        if len(self.least) == 1 and self.bearable == 0:
            return self._broken_by_excess(with_spare)
        return self._broken_by_profile(with_spare)

    def _broken_by_excess(self, with_spare: bool) -> dict[_Kind, list[int]]:
        """
        Do it for one quota, where it takes more weight than the excess over it to break.

        The generating function has a factor 1 + z x^w for a member that could break, z counting
        those that are missing and x their weight; one that could not has 1 + x^w, or x^w if it
        must be missing. As the excess shrinks, member by member goes over. Whoever has a veto is
        always there, and could always break.
        """
        vetoes = [kind for kind in self.size if kind[1]]
        could: list[_Kind] = []
        could_not = sorted(kind for kind in self.size if not kind[1])
        most = waiting = self.n - self.blockers
        limit = sum(kind[0][0] * size for kind, size in self.size.items()) - self.least[0]
        if (limit + 1) * (40 + self.n * self.slot / 8) > _MOST_BYTES:
            raise self._too_many(limit + 1)
        mark = self.slot if with_spare else 0  # z is needed only to tell how many could
        counts = np.zeros(limit + 1, dtype=object)
        counts[0] = 1
        away = 0
        for (weight,), _ in [kind for kind in could_not for _ in range(self.size[kind])]:
            if with_spare:
                _add_later(counts, counts.copy(), weight)
            else:
                away += weight
        packed = dict.fromkeys(self.size, 0)
        for excess in range(limit, -1, -1):
            while could_not and could_not[-1][0][0] > excess:
                could.append(could_not.pop())
                weight = could[-1][0][0]
                for _ in range(self.size[could[-1]]):
                    waiting -= 1
                    if with_spare:
                        _leave(counts, weight)
                    else:
                        away -= weight
                    _add_later(counts, counts << mark, weight)
            missing = limit - excess - away
            if missing < 0:
                continue
            for kind in vetoes:
                packed[kind] += counts[missing] << mark * waiting
            for kind in could:
                weight, others = kind[0][0], 0
                for at in range(missing % weight, missing + 1, weight):
                    others = counts[at] - (others << mark)
                packed[kind] += others << mark * waiting
        if not with_spare:
            return {kind: [count] for kind, count in packed.items()}
        return {
            kind: [0] * self.blockers + _unpacked(count, self.slot, most + 1)[::-1]
            for kind, count in packed.items()
        }

    def _broken_by_profile(self, with_spare: bool) -> dict[_Kind, list[int]]:
        """Do it by going through the coalitions, told apart by how many of each kind are in."""
        if prod(size + 1 for size in self.size.values()) > _MOST_PROFILES:
            raise UnvotesError(
                f"{len(self.size)} kinds of members under several quotas, or with a veto of more "
                "than one, form too many coalitions to be gone through one by one, as this index "
                "asks; 'shapley-shubik' and 'banzhaf' can be had"
            )
        kinds = list(self.size)
        found = {kind: [0] * (self.n + 1) for kind in kinds}
        for profile in product(*(range(size + 1) for size in self.size.values())):
            inside = dict(zip(kinds, profile, strict=True))
            sums, missing = self._sums(inside)
            if not self.wins(sums, missing):
                continue
            critical = []
            for kind, here in inside.items():
                less = [a - b for a, b in zip(sums, kind[0], strict=True)]
                if here and not self.wins(less, missing + kind[1]):
                    critical.append(kind)
            breakers = sum(inside[kind] for kind in critical)
            if with_spare or breakers == sum(profile):
                ways = prod(comb(self.size[kind], here) for kind, here in inside.items())
                for kind in critical:
                    found[kind][breakers if with_spare else 0] += ways * inside[kind]
        return {kind: [c // self.size[kind] for c in counts] for kind, counts in found.items()}

    def _sums(self, inside: Mapping[_Kind, int]) -> tuple[list[int], int]:
        sums = [0] * len(self.least)
        consenting = 0
        for (weights, veto), here in inside.items():
            sums = [a + here * b for a, b in zip(sums, weights, strict=True)]
            consenting += here * veto
        return sums, self.blockers - consenting

    # --- yes, no and abstention

    def _objects(self, kind: _Kind, vote: str) -> bool:
        return kind[1] and (vote == "no" or (self.concurring and vote == "abstain"))

    def _spread(
        self,
        left_out: _Kind,
        choices: Callable[[_Kind], Mapping[tuple[int, ...], int]],
        keep: Callable[[tuple[int, ...]], bool],
    ) -> dict[tuple[int, ...], int]:
        """
        Count the ways in which all but one member make their choices, by the sums of them.

        The first number of a choice is not summed but counted: the ways with k of them are
        packed in a slot of their own.
        """
        counts = {(0,) * (len(next(iter(choices(left_out)))) - 1): 1}
        for kind, size in self.size.items():
            steps = [
                (step[1:], ways << self._wide_slot * step[0])
                for step, ways in choices(kind).items()
            ]
            for _ in range(size - (kind == left_out)):
                grown: dict[tuple[int, ...], int] = defaultdict(int)
                for at, count in counts.items():
                    for step, ways in steps:
                        grown[tuple(map(int.__add__, at, step))] += count * ways
                counts = {at: count for at, count in grown.items() if keep(at)}
                if len(counts) > _MOST_PROFILES:
                    raise UnvotesError(
                        f"{self.n} members have too many different votes to be counted with "
                        "abstention=True; without it the indices can be had"
                    )
        return counts

    @property
    def _wide_slot(self) -> int:
        """Bits enough for all ways to call some and have them vote, less than 4 to the n."""
        return 2 * self.n

    def ternary_swings(self) -> dict[_Kind, int]:
        """Per kind, for how many votes of all others one member's yes or no decides."""
        found = {}

        def choices(kind: _Kind) -> Mapping[tuple[int, ...], int]:
            none = (0,) * len(self.least)
            steps: dict[tuple[int, ...], int] = defaultdict(int)
            for vote in _VOTES:
                weights = kind[0] if vote == "yes" else none
                steps[(0, *weights, int(self._objects(kind, vote)))] += 1
            return steps

        for kind in self.size:
            # Whatever has too many objections is lost, with this member's vote or without.
            cases = self._spread(kind, choices, lambda at: at[-1] <= self.bearable)
            count = 0
            for (*weights, objections), ways in cases.items():
                with_it = [a + b for a, b in zip(weights, kind[0], strict=True)]
                against_it = objections + self._objects(kind, "no")
                count += ways * (
                    self.wins(with_it, objections) and not self.wins(weights, against_it)
                )
            found[kind] = count
        return found

    def ternary_pivots(self) -> dict[_Kind, Fraction]:
        """
        Give the index of Shapley and Shubik with abstention per kind.

        Members are called in random order and vote by chance; the pivot is whose vote makes
        the outcome certain. A yes is certain once the weights in favour reach the quotas and
        too few are left to object; a no, once those not in favour leave too little, or enough
        have objected. Neither can follow the other, so each is counted by itself.
        """
        none = (0,) * len(self.least)
        left = [
            sum(kind[0][place] * size for kind, size in self.size.items()) - quota
            for place, quota in enumerate(self.least)
        ]

        def towards_yes(kind: _Kind, vote: str) -> tuple[int, ...]:
            weights = kind[0] if vote == "yes" else none
            return (1, *weights, int(kind[1] and not self._objects(kind, vote)))

        def towards_no(kind: _Kind, vote: str) -> tuple[int, ...]:
            weights = none if vote == "yes" else kind[0]
            return (1, *weights, int(self._objects(kind, vote)))

        def certain_yes(at: tuple[int, ...]) -> bool:
            return self.wins(at[:-1], self.blockers - at[-1])

        def certain_no(at: tuple[int, ...]) -> bool:
            lost = any(gone > most for gone, most in zip(at[:-1], left, strict=True))
            return lost or at[-1] > self.bearable

        ends = ((towards_yes, certain_yes), (towards_no, certain_no))
        return {
            kind: sum((self._settling(kind, *end) for end in ends), start=Fraction(0))
            for kind in self.size
        }

    def _settling(
        self,
        kind: _Kind,
        called: Callable[[_Kind, str], tuple[int, ...]],
        certain: Callable[[tuple[int, ...]], bool],
    ) -> Fraction:
        """Give the chance that one member of the kind makes the outcome certain."""

        def choices(one: _Kind) -> Mapping[tuple[int, ...], int]:
            steps: dict[tuple[int, ...], int] = defaultdict(int)
            for vote in _VOTES:
                steps[called(one, vote)] += 1
            return {(0,) * len(called(one, "yes")): 1, **steps}

        # What is certain stays so, whoever is called after.
        before = self._spread(kind, choices, lambda at: not certain(at))
        steps = [called(kind, vote)[1:] for vote in _VOTES]
        ways = sum(
            count * sum(certain(tuple(map(int.__add__, at, step))) for step in steps)
            for at, count in before.items()
        )
        chances = (
            Fraction(
                each * factorial(k) * factorial(self.n - 1 - k),
                factorial(self.n) * len(_VOTES) ** (k + 1),
            )
            for k, each in enumerate(_unpacked(ways, self._wide_slot, self.n))
        )
        return sum(chances, start=Fraction(0))


def _add_later(counts: NDArray[Any], more: NDArray[Any], weight: int) -> None:
    """Add counts with so much more missing; what is beyond the limit falls off."""
    if weight < len(counts):
        counts[weight:] += more[: len(more) - weight]


def _leave(counts: NDArray[Any], weight: int) -> None:
    """Undo that a member may be missing, with no mark of it: divide by 1 + x^w."""
    for start in range(weight, len(counts), weight):
        block = counts[start : start + weight]
        block -= counts[start - weight : start - weight + len(block)]


def _unpacked(packed: int, slot: int, slots: int) -> list[int]:
    mask = (1 << slot) - 1
    return [packed >> slot * k & mask for k in range(slots)]
