"""Power indices against counting every coalition one by one, and the record under other rules."""

from __future__ import annotations

from itertools import combinations

from benchmarks.table import Row, best, show
from unvotes.analysis.rules.power import power_index
from unvotes.analysis.rules.replay import replay, vetoed_majorities
from unvotes.analysis.rules.voting_rules import VotingRule, voting_rule
from unvotes.record.loading import load_roll_calls, load_votes

MEMBERS = 200


def swings(rule: VotingRule) -> dict[object, int]:
    """Count swings the plain way: go through every coalition and leave out each member."""
    counts = dict.fromkeys(rule.members, 0)
    blocking = set(rule.veto)

    def wins(coalition: frozenset[object]) -> bool:
        return len(coalition) >= rule.quota and blocking <= coalition

    for size in range(rule.quota, len(rule.members) + 1):
        for coalition in map(frozenset, combinations(rule.members, size)):
            if wins(coalition):
                for member in coalition:
                    counts[member] += not wins(coalition - {member})
    return counts


def large(*weights: int) -> VotingRule:
    """Write a rule of many members with these weights in turn, that asks for more than half."""
    each = {f"m{i}": weights[i % len(weights)] for i in range(MEMBERS)}
    return VotingRule(each, quota=sum(each.values()) // 2 + 1)


def run(full: bool) -> None:
    """Measure, and print the tables; with `full` also weights that take seconds."""
    council = voting_rule()
    plain = best(lambda: swings(council), 2)
    indices = ("shapley-shubik", "banzhaf", "johnston", "holler")
    rows = [Row("the Council, Banzhaf, coalition by coalition", plain)]
    rows += [
        Row(
            f"the Council, {index}",
            best(lambda index=index: power_index(council, index), 20),
            plain if index == "banzhaf" else 0.01,
            "" if index == "banzhaf" else "below 1",
            "" if index == "banzhaf" else "of ten milliseconds",
        )
        for index in indices
    ]
    rows += [
        Row(
            f"the Council, {index}, with abstention",
            best(lambda index=index: power_index(council, index, abstention=True)),
        )
        for index in indices[:2]
    ]
    ranges = {"one vote each": (1,), "1 to 20 votes": tuple(range(1, 21))}
    if full:
        ranges["1 to 200 votes"] = tuple(range(1, 201))
    for words, weights in ranges.items():
        rule = large(*weights)
        rows += [
            Row(
                f"{MEMBERS} members with {words}, {index}",
                best(lambda rule=rule, index=index: power_index(rule, index), 2),
                1.0,
                "below 1" if len(weights) < MEMBERS else "",
                "of a second",
            )
            for index in indices
        ]
    show("Power indices, in exact fractions", rows)

    calls, votes = load_roll_calls(), load_votes()
    show(
        f"The record under another rule: {len(calls):,} roll calls",
        [
            Row("replay", best(lambda: replay(calls, votes, "veto-by-two"))),
            Row("vetoed_majorities", best(lambda: vetoed_majorities(calls, votes))),
        ],
    )
