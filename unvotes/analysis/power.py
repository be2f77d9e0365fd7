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
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import compress, product
from math import comb, factorial, prod
from typing import Any, Final

import pandas as pd

from unvotes.analysis.voting_rules import VotingRule, voting_rule
from unvotes.errors import UnvotesError, unknown

__all__ = ["power_index"]

INDICES: Final = ("shapley-shubik", "banzhaf", "johnston", "holler")

#: Coalitions are told apart by how many members of each kind are in them; no more than these.
_MOST_PROFILES: Final = 1_000_000

_VOTES: Final = ("yes", "abstain", "no")

#: A kind of member: its weight under each quota, and whether it has a veto.
_Kind = tuple[tuple[int, ...], bool]


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
        losing one; without abstention only).

    Raises
    ------
    UnvotesError
        If the rule or the index is unknown, if it is not defined with abstention, or if the
        members are of so many kinds that an index which goes through the coalitions cannot be
        had exactly.

    Notes
    -----
    With :math:`c_{ik}` the number of losing coalitions of size :math:`k` that member :math:`i`
    turns into winning ones, Shapley and Shubik's index is
    :math:`\sum_k c_{ik}\, k!\,(n-1-k)!/n!` and the number of swings :math:`\sum_k c_{ik}`. The
    :math:`c_{ik}` are coefficients of the generating function
    :math:`\prod_j (1 + y\,x^{w_j})` without member :math:`i`'s factor, in whole numbers.

    With abstention, Shapley and Shubik's index is the chance to be the member whose vote
    settles the outcome when all are called in random order and vote by chance; without, that is
    the same as their own definition (Felsenthal and Machover 1997).

    Examples
    --------
    >>> power_index()[["member", "power"]].iloc[[0, 5]]
          member     power
    0        CHN  421/2145
    5  elected 1    4/2145
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


def _sum(one: list[int], other: list[int]) -> list[int]:
    return list(map(int.__add__, one, other))


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

    def _places(self) -> tuple[list[bool], dict[_Kind, int]]:
        """
        Number the sums of weights, those under several quotas by one number.

        The first answer says for each sum whether it reaches the quotas, the second what a
        member of each kind adds. Sums that reach the only quota need not be told apart where
        nobody has a veto.
        """
        totals = [0] * len(self.least)
        for (weights, _), size in self.size.items():
            totals = [a + size * b for a, b in zip(totals, weights, strict=True)]
        single = len(self.least) == 1 and not self.blockers
        lengths = [self.least[0]] if single else [total + 1 for total in totals]
        strides = [prod(lengths[:d]) for d in range(len(lengths))]
        steps = {
            kind: sum(a * b for a, b in zip(kind[0], strides, strict=True)) for kind in self.size
        }
        sums = product(*(range(length) for length in reversed(lengths)))
        reached = [self.wins(reversed(each), 0) for each in sums]
        return reached, steps

    @cached_property
    def _table(self) -> tuple[list[bool], dict[_Kind, int], list[list[int]]]:
        """
        Count coalitions by how many members with a veto are missing, and by sums of weights.

        Each count is packed: the coalitions of each size k in a slot of their own, of
        `slot` bits, so that a member's joining is one shift and one addition.
        """
        reached, steps = self._places()
        counts = [[1] + [0] * (len(reached) - 1)]
        for kind, size in self.size.items():
            for _ in range(size):
                joined = [self._with(each, steps[kind]) for each in counts]
                if not kind[1]:
                    counts = [_sum(a, b) for a, b in zip(counts, joined, strict=True)]
                    continue
                # A member with a veto that stays away is one more that is missing.
                nobody = [0] * len(reached)
                counts = [
                    _sum(a, b) for a, b in zip([nobody, *counts], [*joined, nobody], strict=True)
                ][: self.bearable + 1]
        return reached, steps, counts

    def _with(self, counts: list[int], step: int) -> list[int]:
        """Let a member join every coalition."""
        moved = [0] * min(step, len(counts)) + counts[: max(len(counts) - step, 0)]
        return [each << self.slot for each in moved]

    def _others_of(self, kind: _Kind) -> list[list[int]]:
        """Undo the joining of one member: divide by its factor, from the bottom up."""
        _, steps, everyone = self._table
        step = steps[kind]
        others: list[list[int]] = []
        for counts in everyone:
            rest = counts[:]
            if kind[1]:
                if others:
                    rest = [a - b for a, b in zip(rest, others[-1], strict=True)]
                rest = [each >> self.slot for each in rest[step:]] + [0] * step
            elif step == 0:
                rest = [each // (1 + (1 << self.slot)) for each in rest]
            else:
                for at in range(step, len(rest)):
                    if below := rest[at - step]:
                        rest[at] -= below << self.slot
            others.append(rest)
        return others

    @property
    def slot(self) -> int:
        """Bits enough for the largest count of coalitions, 2 to the n."""
        return self.n + 1

    def _turning(self) -> dict[_Kind, list[int]]:
        """Per kind, how many losing coalitions of each size one member makes winning."""
        reached, steps, _ = self._table
        found = {}
        for kind in self.size:
            step, veto = steps[kind], kind[1]
            packed = 0
            for missing, counts in enumerate(self._others_of(kind)):
                before = missing + veto <= self.bearable
                for at, count in enumerate(counts):
                    # Sums beyond the list reach the quota; see `_places`.
                    after = at + step >= len(reached) or reached[at + step]
                    if count and after and not (before and reached[at]):
                        packed += count
            found[kind] = self._unpacked(packed)[: self.n]
        return found

    def _unpacked(self, packed: int) -> list[int]:
        mask = (1 << self.slot) - 1
        return [packed >> self.slot * k & mask for k in range(self.n + 1)]

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
        reached, _, everyone = self._table
        if not self.blockers and len(self.least) == 1:  # only losing ones are in the list
            return 2**self.n - sum(self._unpacked(sum(everyone[0])))
        carried = (sum(compress(counts, reached)) for counts in everyone)
        return sum(self._unpacked(sum(carried)))

    # --- indices that ask who else could break a coalition

    def _coalitions(self) -> Iterator[tuple[dict[_Kind, int], int, list[_Kind]]]:
        """Winning coalitions by members of each kind: how often, and which kinds could break."""
        if prod(size + 1 for size in self.size.values()) > _MOST_PROFILES:
            raise UnvotesError(
                f"{len(self.size)} kinds of members form too many coalitions to be gone through "
                "one by one, as this index asks; 'shapley-shubik' and 'banzhaf' can be had"
            )
        kinds = list(self.size)
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
            ways = prod(comb(self.size[kind], here) for kind, here in inside.items())
            yield inside, ways, critical

    def _sums(self, inside: Mapping[_Kind, int]) -> tuple[list[int], int]:
        sums = [0] * len(self.least)
        consenting = 0
        for (weights, veto), here in inside.items():
            sums = [a + here * b for a, b in zip(sums, weights, strict=True)]
            consenting += here * veto
        return sums, self.blockers - consenting

    def johnston(self) -> dict[_Kind, Fraction]:
        """Give the points of one member per kind by Johnston's index."""
        points = dict.fromkeys(self.size, Fraction(0))
        for inside, ways, critical in self._coalitions():
            breakers = sum(inside[kind] for kind in critical)
            for kind in critical:
                points[kind] += Fraction(ways * inside[kind], breakers * self.size[kind])
        return points

    def holler(self) -> dict[_Kind, Fraction]:
        """Give the points of one member per kind by Holler's index."""
        points = dict.fromkeys(self.size, Fraction(0))
        for inside, ways, critical in self._coalitions():
            present = [kind for kind, here in inside.items() if here]
            if len(critical) == len(present):
                for kind in present:
                    points[kind] += Fraction(ways * inside[kind], self.size[kind])
        return points

    # --- yes, no and abstention

    def _objects(self, kind: _Kind, vote: str) -> bool:
        return kind[1] and (vote == "no" or (self.concurring and vote == "abstain"))

    def _spread(
        self,
        kinds: Mapping[_Kind, int],
        choices: Callable[[_Kind], Mapping[tuple[int, ...], int]],
        keep: Callable[[tuple[int, ...]], bool],
    ) -> dict[tuple[int, ...], int]:
        """Count the ways in which members make their choices, by the sums of what they add."""
        width = len(next(iter(choices(next(iter(kinds))))))
        counts = {(0,) * width: 1}
        for kind, size in kinds.items():
            steps = choices(kind).items()
            for _ in range(size):
                grown: dict[tuple[int, ...], int] = defaultdict(int)
                for at, count in counts.items():
                    for step, ways in steps:
                        grown[tuple(map(int.__add__, at, step))] += count * ways
                counts = {at: count for at, count in grown.items() if keep(at)}
        return counts

    def _others(self, kind: _Kind) -> dict[_Kind, int]:
        return {one: size - (one == kind) for one, size in self.size.items()}

    def ternary_swings(self) -> dict[_Kind, int]:
        """Per kind, for how many votes of all others one member's yes or no decides."""
        found = {}

        def choices(kind: _Kind) -> Mapping[tuple[int, ...], int]:
            none = (0,) * len(self.least)
            steps: dict[tuple[int, ...], int] = defaultdict(int)
            for vote in _VOTES:
                weights = kind[0] if vote == "yes" else none
                steps[(*weights, int(self._objects(kind, vote)))] += 1
            return steps

        for kind in self.size:
            # Whatever has too many objections is lost, with this member's vote or without.
            cases = self._spread(self._others(kind), choices, lambda at: at[-1] <= self.bearable)
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

        Members are called in random order and vote by chance. A state of the call is the
        number called, the weights cast in favour and not in favour, the objections, and the
        members with a veto among those called; the pivot is whose vote makes the outcome
        certain.
        """
        width = len(self.least)
        none = (0,) * width
        total = [0] * width
        for (weights, _), size in self.size.items():
            total = [a + size * b for a, b in zip(total, weights, strict=True)]

        def called(kind: _Kind, vote: str) -> tuple[int, ...]:
            weights, veto = kind
            cast = (*weights, *none) if vote == "yes" else (*none, *weights)
            return (1, *cast, int(self._objects(kind, vote)), int(veto))

        def choices(kind: _Kind) -> Mapping[tuple[int, ...], int]:
            steps: dict[tuple[int, ...], int] = defaultdict(int)
            steps[(0,) * (2 * width + 3)] += 1
            for vote in _VOTES:
                steps[called(kind, vote)] += 1
            return steps

        def settled(at: tuple[int, ...]) -> bool:
            yes, other = at[1 : 1 + width], at[1 + width : 1 + 2 * width]
            objections, seen = at[-2], at[-1]
            if objections > self.bearable:
                return True
            if any(t - o < q for t, o, q in zip(total, other, self.least, strict=True)):
                return True
            safe = objections + self.blockers - seen <= self.bearable
            return safe and all(y >= q for y, q in zip(yes, self.least, strict=True))

        found = {}
        for kind in self.size:
            # What is settled stays settled, whoever is called after.
            before = self._spread(self._others(kind), choices, lambda at: not settled(at))
            power = Fraction(0)
            for at, ways in before.items():
                decided = sum(
                    settled(tuple(map(int.__add__, at, called(kind, vote)))) for vote in _VOTES
                )
                k = at[0]
                orders = Fraction(factorial(k) * factorial(self.n - 1 - k), factorial(self.n))
                power += orders * Fraction(ways * decided, 3 ** (k + 1))
            found[kind] = power
        return found
