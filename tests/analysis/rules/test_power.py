"""Power indices: published values, brute force over every coalition and order, and laws."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations, permutations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unvotes.analysis.rules.power import INDICES, power_index, power_to_act
from unvotes.analysis.rules.voting_rules import RULES, VotingRule, voting_rule
from unvotes.errors import UnvotesError

COUNCILS = ["security-council", "security-council-1946"]


def shares(rule: str | VotingRule, index: str, abstention: bool = False) -> dict[str, Fraction]:
    table = power_index(rule, index, abstention=abstention)
    return dict(zip(table["member"], table["power"], strict=True))


# --- known values


@pytest.mark.parametrize(
    ("rule", "permanent", "elected"),
    [
        ("security-council", Fraction(421, 2145), Fraction(4, 2145)),
        ("security-council-1946", Fraction(76, 385), Fraction(1, 462)),
    ],
)
def test_shapley_and_shubik_of_the_council(
    rule: str, permanent: Fraction, elected: Fraction
) -> None:
    table = power_index(rule)
    assert table["power"].tolist() == [permanent] * 5 + [elected] * (len(table) - 5)
    assert table["member"].tolist()[:6] == ["CHN", "FRA", "RUS", "GBR", "USA", "elected 1"]
    assert len(table) == {"security-council": 15, "security-council-1946": 11}[rule]


@pytest.mark.parametrize(
    ("rule", "swings", "total", "normalised", "prevent", "initiate"),
    [
        (
            *("security-council", (848, 84), 5080, (0.166929, 0.016535)),
            *((1, 0.099057), (0.026566, 0.0026316)),
        ),
        (
            *("security-council-1946", (57, 5), 315, (0.180952, 0.015873)),
            *((1, 0.087719), (0.028629, 0.0025113)),
        ),
    ],
)
def test_banzhaf_and_coleman_of_the_council(
    rule: str,
    swings: tuple[int, int],
    total: int,
    normalised: tuple[float, float],
    prevent: tuple[float, float],
    initiate: tuple[float, float],
) -> None:
    table = power_index(rule, "banzhaf")
    ends = table.iloc[[0, -1]]
    assert tuple(ends["swings"]) == swings
    assert sum(table["swings"]) == total
    assert tuple(ends["value"]) == pytest.approx(normalised, abs=5e-7)
    assert tuple(ends["prevent"]) == pytest.approx(prevent, abs=5e-7)
    assert tuple(ends["initiate"]) == pytest.approx(initiate, abs=5e-7)
    n = len(table)
    assert tuple(ends["absolute"]) == tuple(count / 2 ** (n - 1) for count in swings)
    # Nothing passes without a permanent member: each can break every winning coalition.
    assert power_to_act(rule) == Fraction(swings[0], 2**n)


@pytest.mark.parametrize("rule", list(RULES))
def test_each_index_of_each_rule_by_counting_groups(rule: str) -> None:
    """Permanent and elected members are two groups; coalitions are told apart by two numbers."""
    council = voting_rule(rule)
    members = council.members
    elected = [one for one in members if str(one).startswith("elected")]
    blocking = set(council.veto) or set(members[: len(members) - len(elected)])
    groups = [[m for m in members if m in blocking], [m for m in members if m not in blocking]]

    def carried(counts: tuple[int, ...]) -> bool:
        inside = {m for group, k in zip(groups, counts, strict=True) for m in group[:k]}
        return passes(council, {m: "yes" if m in inside else "no" for m in members})

    def one_less(counts: tuple[int, ...], group: int) -> tuple[int, ...]:
        return tuple(k - (g == group) for g, k in enumerate(counts))

    n = len(members)
    points = {index: [Fraction(0), Fraction(0)] for index in INDICES}
    for counts in product(*(range(len(group) + 1) for group in groups)):
        if not carried(counts):
            continue
        ways = math.prod(math.comb(len(g), k) for g, k in zip(groups, counts, strict=True))
        breaks = [k > 0 and not carried(one_less(counts, g)) for g, k in enumerate(counts)]
        size, breakers = sum(counts), sum(k for k, b in zip(counts, breaks, strict=True) if b)
        order = Fraction(math.factorial(size - 1) * math.factorial(n - size), math.factorial(n))
        for g, k in enumerate(counts):
            if breaks[g]:
                of_one = Fraction(ways * k, len(groups[g]))
                points["shapley-shubik"][g] += of_one * order
                points["banzhaf"][g] += of_one
                points["johnston"][g] += of_one / breakers
                points["holler"][g] += of_one * (breakers == size)
    for index, (first, second) in points.items():
        total = first * len(groups[0]) + second * len(groups[1])
        expected = {m: (first if m in blocking else second) / total for m in members}
        assert shares(rule, index) == expected


def test_a_weighted_council_is_the_council_with_vetoes() -> None:
    """[39; 7 five times, 1 ten times] has the winning coalitions of Article 27."""
    weights = {f"p{i}": 7 for i in range(5)} | {f"e{i}": 1 for i in range(10)}
    for index in INDICES:
        one, other = shares(VotingRule(weights, 39), index), shares("security-council", index)
        assert list(one.values()) == list(other.values())


def test_procedural_votes_know_no_veto() -> None:
    for index in INDICES:
        assert set(shares("procedural", index).values()) == {Fraction(1, 15)}


def test_the_textbook_game_of_johnston_and_holler() -> None:
    """[51; 50, 49, 1]: the winning coalitions are AB, AC and ABC."""
    rule = VotingRule({"A": 50, "B": 49, "C": 1}, 51)
    assert shares(rule, "shapley-shubik") == {
        "A": Fraction(2, 3),
        "B": Fraction(1, 6),
        "C": Fraction(1, 6),
    }
    assert shares(rule, "banzhaf") == {
        "A": Fraction(3, 5),
        "B": Fraction(1, 5),
        "C": Fraction(1, 5),
    }
    # AB and AC can be broken by two each, ABC by A alone.
    assert shares(rule, "johnston") == {
        "A": Fraction(2, 3),
        "B": Fraction(1, 6),
        "C": Fraction(1, 6),
    }
    assert shares(rule, "holler") == {"A": Fraction(1, 2), "B": Fraction(1, 4), "C": Fraction(1, 4)}


@pytest.mark.parametrize("rule", COUNCILS)
def test_free_abstention_shifts_power_to_the_elected(rule: str) -> None:
    """Where a permanent member need not say yes, fewer coalitions hang on it."""
    for index in ("shapley-shubik", "banzhaf"):
        without, with_it = shares(rule, index), shares(rule, index, abstention=True)
        assert with_it["elected 1"] > without["elected 1"]
        assert with_it["CHN"] < without["CHN"]


def test_two_hundred_members() -> None:
    equal = VotingRule({f"m{i}": 1 for i in range(200)}, 101)
    assert set(power_index(equal)["power"]) == {Fraction(1, 200)}
    swings = power_index(equal, "banzhaf")["swings"]
    assert set(swings) == {math.comb(199, 100)}
    assert set(shares(equal, "shapley-shubik", abstention=True).values()) == {Fraction(1, 200)}


def test_two_hundred_members_of_different_weights() -> None:
    """Twice the weights are the same rule; so is a quota that no sum of weights lies between."""
    members = {f"m{i}": 2 * (i % 9 + 1) for i in range(200)}
    half = {one: weight // 2 for one, weight in members.items()}
    quota = sum(half.values()) // 2 + 1
    power = shares(VotingRule(half, quota), "shapley-shubik")
    assert power == shares(VotingRule(members, 2 * quota - 1), "shapley-shubik")
    assert sum(power.values()) == 1
    by_weight = [power[f"m{i}"] for i in range(9)]
    assert by_weight == sorted(by_weight) and len(set(by_weight)) == 9


def test_a_quota_of_heads_and_one_of_votes() -> None:
    """Where all have the same votes, the second quota says it again, or is never reached first."""
    votes = {f"m{i}": i + 1 for i in range(12)}
    heads = dict.fromkeys(votes, 3)
    for index in ("shapley-shubik", "banzhaf"):
        alone = shares(VotingRule(votes, 40), index)
        assert alone == shares(VotingRule(votes, 40, further=[(heads, 1)]), index)
        # All twelve are needed: then all are alike.
        everyone = shares(VotingRule(votes, 40, further=[(heads, 36)]), index)
        assert set(everyone.values()) == {Fraction(1, 12)}


# --- against brute force


@st.composite
def rules(draw: st.DrawFn, most: int = 5) -> VotingRule:
    members = "ABCDEFG"[: draw(st.integers(1, most))]

    def quota(least: int = 0) -> tuple[dict[str, int], int]:
        weights = {one: draw(st.integers(least, 4)) for one in members}
        weights[members[-1]] += not any(weights.values())
        return weights, draw(st.integers(1, sum(weights.values())))

    weights, needed = quota()
    veto = draw(st.lists(st.sampled_from(members), unique=True))
    return VotingRule(
        weights,
        needed,
        veto=veto,
        objections=draw(st.integers(1, max(1, len(veto)))),
        concurring=draw(st.booleans()),
        further=[quota()] if draw(st.booleans()) else (),
    )


def passes(rule: VotingRule, votes: dict[str, str]) -> bool:
    """The rule, word for word."""
    for weights, quota in ((rule.weights, rule.quota), *rule.further):
        if sum(weights.get(one, 0) for one, vote in votes.items() if vote == "yes") < quota:
            return False
    objecting = {"no", "abstain"} if rule.concurring else {"no"}
    against = sum(votes[one] in objecting for one in rule.veto)
    return not rule.veto or against < rule.objections


def coalitions(members: Iterable[str]) -> Iterator[frozenset[str]]:
    members = tuple(members)
    for size in range(len(members) + 1):
        yield from map(frozenset, combinations(members, size))


def wins(rule: VotingRule, coalition: frozenset[str]) -> bool:
    return passes(rule, {one: "yes" if one in coalition else "no" for one in rule.members})


@given(rules())
@settings(max_examples=60)
def test_each_index_is_its_definition(rule: VotingRule) -> None:
    members = rule.members
    winning = [one for one in coalitions(members) if wins(rule, one)]
    critical = {c: [m for m in c if not wins(rule, c - {m})] for c in winning}
    swings = {m: sum(m in breakers for breakers in critical.values()) for m in members}
    table = power_index(rule, "banzhaf").set_index("member")
    assert table["swings"].to_dict() == swings
    total = sum(swings.values())
    assert table["power"].to_dict() == {m: Fraction(swings[m], total) for m in members}
    losing = 2 ** len(members) - len(winning)
    assert table["prevent"].to_dict() == {m: swings[m] / len(winning) for m in members}
    assert table["initiate"].to_dict() == {m: swings[m] / losing for m in members}

    pivots = dict.fromkeys(members, 0)
    for order in permutations(members):
        gathered: frozenset[str] = frozenset()
        for member in order:
            gathered |= {member}
            if wins(rule, gathered):
                pivots[member] += 1
                break
    orders = math.factorial(len(members))
    assert shares(rule, "shapley-shubik") == {m: Fraction(pivots[m], orders) for m in members}

    assert {index: shares(rule, index) for index in ("johnston", "holler")} == by_breakers(rule)


def by_breakers(rule: VotingRule) -> dict[str, dict[str, Fraction]]:
    """Johnston's and Holler's index, from every winning coalition and who could break it."""
    johnston = dict.fromkeys(rule.members, Fraction(0))
    holler = dict.fromkeys(rule.members, Fraction(0))
    for coalition in coalitions(rule.members):
        if wins(rule, coalition):
            breakers = [m for m in coalition if not wins(rule, coalition - {m})]
            for member in breakers:
                johnston[member] += Fraction(1, len(breakers))
                holler[member] += len(breakers) == len(coalition)
    found = {"johnston": johnston, "holler": holler}
    return {
        index: {m: share / sum(points.values()) for m, share in points.items()}
        for index, points in found.items()
    }


@given(
    st.lists(st.sampled_from([0, 1, 2, 3, 5, 8, 13, 29]), min_size=3, max_size=8),
    st.fractions(0, 1),
    st.integers(0, 2),
)
@settings(max_examples=20)
def test_johnston_and_holler_where_weights_differ(
    weights: list[int], share: Fraction, vetoes: int
) -> None:
    named = {f"m{i}": weight for i, weight in enumerate([*weights, 7])}
    quota = max(1, math.ceil(share * sum(named.values())))
    rule = VotingRule(named, quota, veto=list(named)[:vetoes])
    assert {index: shares(rule, index) for index in ("johnston", "holler")} == by_breakers(rule)


@given(rules(most=4))
@settings(max_examples=16)
def test_with_abstention_each_index_is_its_definition(rule: VotingRule) -> None:
    members = rule.members
    every_vote = [
        dict(zip(members, each, strict=True))
        for each in product(("yes", "abstain", "no"), repeat=len(members))
    ]
    outcome = {tuple(votes.values()): passes(rule, votes) for votes in every_vote}

    swings = dict.fromkeys(members, 0)
    for at, member in enumerate(members):
        for votes in outcome:
            if votes[at] == "yes":
                against = (*votes[:at], "no", *votes[at + 1 :])
                swings[member] += outcome[votes] and not outcome[against]
    table = power_index(rule, "banzhaf", abstention=True).set_index("member")
    assert table["swings"].to_dict() == swings

    def certain(called: dict[str, str]) -> bool:
        fitting = {
            outcome[votes]
            for votes in outcome
            if all(votes[members.index(one)] == vote for one, vote in called.items())
        }
        return len(fitting) == 1

    # The outcome may be certain before anyone is called only if nothing can ever change it.
    pivots = dict.fromkeys(members, 0)
    for order in permutations(members):
        for votes in every_vote:
            for at in range(len(order)):
                if certain({one: votes[one] for one in order[: at + 1]}):
                    pivots[order[at]] += 1
                    break
    cases = math.factorial(len(members)) * len(every_vote)
    found = shares(rule, "shapley-shubik", abstention=True)
    assert found == {m: Fraction(pivots[m], cases) for m in members}


@pytest.mark.parametrize(
    "rule",
    [
        VotingRule({"A": 2, "B": 1, "C": 1}, 3),
        VotingRule({"A": 2, "B": 1, "C": 1}, 2, veto=["A"]),
        VotingRule({"A": 1, "B": 1, "C": 1}, 2, veto=["A", "B"], objections=2, concurring=True),
        VotingRule({"A": 3, "B": 2, "C": 2}, 4, further=[({"A": 1, "B": 1, "C": 1}, 2)]),
        VotingRule({"A": 3, "B": 2, "C": 2}, 3, veto=["C"], further=[({"A": 1, "B": 2}, 1)]),
        VotingRule({"A": 4, "B": 0, "C": 2}, 4, veto=["A", "B"], further=[({"B": 1, "C": 3}, 3)]),
    ],
)
def test_small_rules_by_definition(rule: VotingRule) -> None:
    for test in (
        test_each_index_is_its_definition,
        test_with_abstention_each_index_is_its_definition,
    ):
        test.hypothesis.inner_test(rule)  # type: ignore[attr-defined]


@given(rules(), st.permutations("ABCDE"))
@settings(max_examples=40)
def test_laws(rule: VotingRule, names: list[str]) -> None:
    for index, abstention in [(i, False) for i in INDICES] + [("shapley-shubik", True)]:
        power = shares(rule, index, abstention)
        assert sum(power.values()) == 1
        assert all(share >= 0 for share in power.values())
    # A member without votes and without a veto decides nothing.
    more = {**rule.weights, "nobody": 0}
    padded = VotingRule(more, rule.quota, rule.veto, rule.objections, rule.concurring, rule.further)
    assert shares(padded, "shapley-shubik") == shares(rule, "shapley-shubik") | {"nobody": 0}
    # Names do not matter.
    new = dict(zip("ABCDE", names, strict=True))
    renamed = VotingRule(
        {new[one]: weight for one, weight in rule.weights.items()},
        rule.quota,
        [new[one] for one in rule.veto],
        rule.objections,
        rule.concurring,
        [({new[one]: w for one, w in more.items()}, quota) for more, quota in rule.further],
    )
    assert shares(renamed, "banzhaf") == {
        new[one]: share for one, share in shares(rule, "banzhaf").items()
    }


# --- rules


@pytest.mark.parametrize(
    ("name", "seats", "quota", "vetoes", "objections", "concurring"),
    [
        ("security-council", 15, 9, 5, 1, False),
        ("security-council-1946", 11, 7, 5, 1, False),
        ("concurring-votes", 15, 9, 5, 1, True),
        ("procedural", 15, 9, 0, 1, False),
        ("no-veto", 15, 9, 0, 1, False),
        ("veto-by-two", 15, 9, 5, 2, False),
        ("double-majority", 15, 9, 0, 1, False),
        ("g4", 25, 14, 5, 1, False),
        ("ezulwini", 26, 16, 11, 1, False),
        ("uniting-for-consensus", 25, 15, 5, 1, False),
    ],
)
def test_rules_are_as_they_were_written(
    name: str, seats: int, quota: int, vetoes: int, objections: int, concurring: bool
) -> None:
    rule = RULES[name]
    assert set(rule.weights.values()) == {1} and len(rule.members) == seats
    assert (rule.quota, rule.objections, rule.concurring) == (quota, objections, concurring)
    five = ("CHN", "FRA", "RUS", "GBR", "USA")
    assert rule.members[:5] == five and set(tuple(rule.veto)[:5]) == (
        set(five) if vetoes else set()
    )
    assert len(tuple(rule.veto)) == vetoes
    of_five = [(dict.fromkeys(five, 1), 3)] if name == "double-majority" else []
    assert [(dict(weights), most) for weights, most in rule.further] == of_five
    assert rule.title


def test_the_proposals_have_the_seats_they_ask_for() -> None:
    seats = {name: len(rule.members) for name, rule in RULES.items()}
    assert seats["g4"] == seats["uniting-for-consensus"] == 25
    assert seats["ezulwini"] == 26
    vetoes = {name: len(tuple(rule.veto)) for name, rule in RULES.items()}
    assert vetoes["g4"] == vetoes["uniting-for-consensus"] == vetoes["security-council"] == 5
    assert vetoes["ezulwini"] == 11
    assert vetoes["no-veto"] == vetoes["double-majority"] == 0
    assert {name for name in RULES if name in str(voting_rule.__doc__)} == set(RULES)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: power_index("security council"), "did you mean 'security-council'"),
        (lambda: power_index(index="banzaf"), "did you mean 'banzhaf'"),
        (lambda: power_index(index="holler", abstention=True), "yes and no only"),
        (lambda: VotingRule({}, 1), "at least one member"),
        (lambda: VotingRule({"A": 1}, 2), "a quota of 2 makes no rule"),
        (lambda: VotingRule({"A": 1}, 0), "a quota of 0 makes no rule"),
        (lambda: VotingRule({"A": -1, "B": 3}, 1), "the weight of 'A'"),
        (lambda: VotingRule({"A": 1, "B": 1}, 1, veto=["C"]), "unknown member of the rule 'C'"),
        (lambda: VotingRule({"A": 1, "B": 1}, 1, veto="A", objections=2), "2 objections"),
        (lambda: VotingRule({"A": 1, "B": 1}, 1, objections=2), "2 objections"),
        (lambda: VotingRule({"A": 1, "B": 1}, 1, veto=["A"], objections=0), "1 or more, not 0"),
        (lambda: VotingRule({"A": 1.5}, 1), "the weight of 'A' must be a whole number"),
        (lambda: VotingRule({"A": True}, 1), "not True"),
        (lambda: VotingRule({"A": 1}, 1.0), "a quota of 1.0 makes no rule"),
        (lambda: VotingRule({"A": 1}, True), "a quota of True makes no rule"),
        (lambda: VotingRule({"A": 0}, 1), "of 0 votes"),
        (lambda: VotingRule(["A", "B"], 1), "weights name each member"),
        (lambda: VotingRule(pd.Series([1, 1], ["A", "A"]), 1), "'A' has weights twice"),
        (lambda: VotingRule({"A": 1}, 1, veto=5), "veto takes a list"),
        (lambda: VotingRule({"A": 1}, 1, further=({"A": 1}, 1)), "further takes pairs"),
        (lambda: VotingRule({"A": 1}, 1, further=[({"B": 1}, 1)]), "member of the rule 'B'"),
        (lambda: power_index({"A": 1}), "unknown voting rule"),
        (
            lambda: power_index(VotingRule({"A": 10**9, "B": 10**9, "C": 1}, 10**9)),
            "write the weights in larger units",
        ),
        (
            lambda: power_index(
                VotingRule(
                    {f"m{i}": i + 1 for i in range(40)}, 99, veto=["m0", "m1"], objections=2
                ),
                "johnston",
            ),
            "40 kinds of members",
        ),
    ],
)
def test_errors_teach(call, words) -> None:
    with pytest.raises(UnvotesError, match=words):
        call()


def test_weights_may_come_from_a_series() -> None:
    rule = VotingRule(pd.Series({"A": 50, "B": 49, "C": 1}), quota=pd.Series([51]).max())
    assert rule.weights == {"A": 50, "B": 49, "C": 1}
    assert shares(rule, "shapley-shubik")["A"] == Fraction(2, 3)


@pytest.mark.parametrize(
    ("rule", "power"),
    [
        (VotingRule({"A": 1}, 1), {"A": 1}),
        (VotingRule({"A": 3, "B": 0}, 2), {"A": 1, "B": 0}),
        (VotingRule({"A": 2, "B": 1}, 2), {"A": 1, "B": 0}),  # a dictator
        (VotingRule({"A": 1, "B": 1, "C": 1}, 1), dict.fromkeys("ABC", "1/3")),
        (VotingRule({"A": 5, "B": 1, "C": 0}, 1, veto=list("ABC")), dict.fromkeys("ABC", "1/3")),
    ],
)
def test_edges(rule: VotingRule, power: dict[str, object]) -> None:
    """One member, members without a say, and everyone with a veto."""
    expected = {member: Fraction(share) for member, share in power.items()}
    for index in INDICES:
        assert shares(rule, index) == expected
    for index in ("shapley-shubik", "banzhaf"):
        found = shares(rule, index, abstention=True)
        assert sum(found.values()) == 1
        assert {m for m, share in found.items() if not share} == {
            m for m, share in expected.items() if not share
        }


def test_a_rule_cannot_be_changed_behind_its_back() -> None:
    weights = {"A": 1, "B": 1}
    rule = VotingRule(weights, 2)
    weights["B"] = 5
    assert rule.weights == {"A": 1, "B": 1}


@pytest.mark.parametrize(
    ("index", "abstention", "more"),
    [
        ("shapley-shubik", False, {}),
        ("shapley-shubik", True, {}),
        ("johnston", False, {}),
        ("holler", False, {}),
        ("banzhaf", True, {"swings": "object", "absolute": "float64"}),
        (
            *("banzhaf", False),
            {"swings": "object", **dict.fromkeys(["absolute", "prevent", "initiate"], "float64")},
        ),
    ],
)
def test_columns_of_each_index(index: str, abstention: bool, more: dict[str, str]) -> None:
    rule = VotingRule({"A": 3, "B": 2, "C": 1}, 4, veto=["B"])
    table = power_index(rule, index, abstention=abstention)
    assert table.dtypes.astype("str").to_dict() == {
        "member": "str",
        "weight": "int64",
        "veto": "bool",
        "power": "object",
        "value": "float64",
        **more,
    }
    assert table[["member", "weight", "veto"]].to_numpy().tolist() == [
        ["A", 3, False],
        ["B", 2, True],
        ["C", 1, False],
    ]
    assert table["value"].tolist() == [float(share) for share in table["power"]]
    assert sum(table["power"]) == 1


def test_the_rule_of_today_is_the_usual_one() -> None:
    assert voting_rule() is RULES["security-council"]
    pd.testing.assert_frame_equal(power_index(), power_index("security-council", "shapley-shubik"))
    assert power_to_act() == power_to_act("security-council")


def test_numbers_of_a_rule_are_pythons_own() -> None:
    one = np.int64(1)
    rule = VotingRule({"A": one, "B": one}, one, ["A"], one, further=[({"A": one, "B": one}, one)])
    (weights, quota), *_ = rule.further
    for number in (rule.quota, rule.objections, quota, *rule.weights.values(), *weights.values()):
        assert type(number) is int
