"""
Every statistic beside a plain one: ``python -m tests.differential 2000 [START]``.

Frames of votes are generated, one from each number: part-time members, several votes on one
symbol, unused and unsorted categories, rows in any order, ids that are text or numbers, days as
dates, text, with a zone, several to a day or none. Each statistic is computed by the package
from the dressed frame, and again from plain rows by loops and pandas, without anything of the
package. Eight frames are in ``make test`` (tests/test_differential.py).
"""

from __future__ import annotations

import itertools
import math
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import scipy.stats

import unvotes as uv

SCALE = ["no", "abstain", "yes"]
WORDS = [*SCALE, "nonvoting", "unknown"]
MEASURES = ["agreement", "lijphart", "s", "s_squared"]
MEASURES += [f"{name}{end}" for name in ("kappa", "pi") for end in ("", "_linear", "_squared")]
PERMANENT = ["CHN", "FRA", "GBR", "RUS", "USA"]

Member = Hashable


class Case(NamedTuple):
    """Plain rows, the same dressed, and the random numbers that choose what is asked."""

    plain: pd.DataFrame
    votes: pd.DataFrame
    rng: np.random.Generator

    @property
    def members(self) -> list[Any]:
        """Name the members."""
        return list(dict.fromkeys(self.plain["member"]))

    def cast(self, **choices: Any) -> dict[Hashable, dict[Member, str]]:
        """List who voted what on each chosen roll call, in order of time."""
        rows = self.plain
        if choices.get("topic"):
            rows = rows[rows["topic"] == choices["topic"]]
        if "date" in rows:
            rows = rows.sort_values("date", kind="stable")
        out: dict[Hashable, dict[Member, str]] = {}
        for roll_call, member, vote in zip(
            rows["roll_call"], rows["member"], rows["vote"], strict=True
        ):
            out.setdefault(roll_call, {})[member] = vote
        if choices.get("contested"):
            out = {k: v for k, v in out.items() if {"no", "abstain"} & set(v.values())}
        how = choices.get("abstain", "own")
        change = {"drop": {"abstain": "nonvoting"}, "as_no": {"abstain": "no"}}.get(how, {})
        return {k: {m: change.get(v, v) for m, v in votes.items()} for k, votes in out.items()}

    def pair(self) -> tuple[Any, Any]:
        """Choose two members."""
        one, two = self.rng.choice(len(self.members), 2, replace=False)
        return self.members[one], self.members[two]

    def bloc(self) -> list[Any]:
        """Choose two members or more."""
        size = int(self.rng.integers(2, len(self.members) + 1))
        return [self.members[i] for i in self.rng.choice(len(self.members), size, replace=False)]

    def choices(self, *ways: str) -> dict[str, Any]:
        """Choose which roll calls, and what an abstention counts for."""
        chosen: dict[str, Any] = {"contested": bool(self.rng.integers(2))}
        if ways:
            chosen["abstain"] = str(self.rng.choice(ways))
        if self.rng.random() < 0.3:
            chosen["topic"] = str(self.rng.choice(self.plain["topic"].unique()))
        return chosen


def generated(number: int) -> Case:
    """
    Make the frame of a number.

    Parameters
    ----------
    number : int
        Which.

    Returns
    -------
    Case
    """
    rng = np.random.default_rng(number)
    count, calls = int(rng.integers(3, 7)), int(rng.integers(4, 26))
    members: list[Any] = (
        list(range(3, 3 + count)) if rng.random() < 0.25 else list("ZBXAQM"[:count])
    )
    ids: list[Any] = [f"r{i}" for i in rng.permutation(calls)]
    if rng.random() < 0.3:
        ids = [int(i) for i in rng.permutation(calls) * 7]
    day = np.sort(rng.integers(0, max(2, calls // int(rng.integers(1, 4))), calls))
    chances = rng.dirichlet([1, 1, 3, 0.6, 0.2])
    rows = []
    for place, roll_call in enumerate(ids):
        for member in members:
            # A part-time member sits for a stretch; the first is always there.
            if member != members[0] and rng.random() < 0.2:
                continue
            rows.append(
                {
                    "roll_call": roll_call,
                    "date": pd.Timestamp("2011-03-01") + pd.Timedelta(days=int(day[place])),
                    "symbol": f"S/{place // 2}",
                    "topic": "ABC"[place % 3],
                    "meeting": f"M{place // 3}",
                    "member": member,
                    "vote": WORDS[rng.choice(5, p=chances)],
                }
            )
    plain = pd.DataFrame(rows)
    if rng.random() < 0.2:
        plain = plain.drop(columns="date")
    elif rng.random() < 0.6:
        # Of one day, and without days, the order of the frame is the order of time.
        plain = plain.iloc[rng.permutation(len(plain))].reset_index(drop=True)
    return Case(plain, dressed(plain, rng), rng)


def dressed(plain: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """
    Give the same votes in another form.

    Parameters
    ----------
    plain : pandas.DataFrame
        The votes.
    rng : numpy.random.Generator
        It chooses the form.

    Returns
    -------
    pandas.DataFrame
    """
    votes = plain.copy()
    for name in ("roll_call", "member", "topic", "vote"):
        form = rng.integers(3)
        values = list(rng.permutation(pd.unique(votes[name]).astype(object)))
        if form == 1:
            more = [] if isinstance(values[0], int) else ["unused"]
            if name == "vote":
                more = []
            votes[name] = pd.Categorical(votes[name], [*more, *values])
        elif form == 2 and not isinstance(values[0], int):
            votes[name] = votes[name].astype("object")
    if "date" in votes:
        form = rng.integers(5)
        if form == 1:
            votes["date"] = votes["date"].dt.strftime("%Y-%m-%d")
        elif form == 2:
            late = votes["date"] + pd.Timedelta(hours=23)
            votes["date"] = late.dt.tz_localize("America/New_York")
        elif form == 3:
            votes["date"] = votes["date"].astype("datetime64[s]").astype("category")
        elif form == 4:
            votes["date"] = votes["date"].dt.to_period("D")
    index = rng.integers(3)
    if index == 1:
        votes.index = pd.Index(rng.integers(0, 5, len(votes)))
    elif index == 2:
        votes = votes.set_index("meeting", drop=False)
    return votes[list(rng.permutation(votes.columns.to_numpy(dtype=object)))]


def distance(one: str, two: str, kind: str) -> float:
    """Say how far two votes are apart."""
    steps = abs(SCALE.index(one) - SCALE.index(two)) / 2
    return {"nominal": float(steps > 0), "linear": steps, "squared": steps**2}[kind]


def measured(name: str, pairs: list[tuple[str, str]], *, half: bool = False) -> float:
    """Compute a measure of pairs of votes, one by one."""
    if not pairs:
        return math.nan
    kind = "nominal"
    if name in ("lijphart", "s") or name.endswith("_linear"):
        kind = "linear"
    if name.endswith("squared"):
        kind = "squared"
    if half and kind == "nominal":
        kind = "linear"
    observed = float(np.mean([distance(a, b, kind) for a, b in pairs]))
    if name in ("agreement", "lijphart"):
        return 1 - observed
    if name.startswith("s"):
        return 1 - 2 * observed
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    if name.startswith("pi"):
        first = second = first + second
    expected = float(np.mean([distance(a, b, kind) for a in first for b in second]))
    return 1 - observed / expected if expected > 0 else math.nan


def common(cast: dict[Hashable, dict[Member, str]], a: Member, b: Member) -> list[tuple[str, str]]:
    """List the votes of two members on the roll calls on which both voted."""
    both = [(v.get(a, ""), v.get(b, "")) for v in cast.values()]
    return [pair for pair in both if pair[0] in SCALE and pair[1] in SCALE]


def near(found: object, right: object) -> bool:
    """Compare two numbers, of which both may be missing."""
    one, two = float(found), float(right)  # type: ignore[arg-type]
    return (math.isnan(one) and math.isnan(two)) or abs(one - two) < 1e-9


def pair_measures(case: Case) -> None:
    """`agreement`, `agreement_table`, `agreement_matrix`, `compare_measures`, `distances`."""
    name, least = str(case.rng.choice(MEASURES)), int(case.rng.integers(1, 5))
    half = case.rng.random() < 0.2 and not name.endswith("squared")
    choices = case.choices("own", "drop", "as_no")
    if half:
        choices["abstain"] = "half"
    cast = case.cast(**choices)
    options = {"measure": name, "min_shared": least, **choices}
    table = uv.agreement_table(case.votes, interval=None, **options)
    rows = {(r.a, r.b): (r.estimate, r.n) for r in table.itertuples()}
    square = uv.agreement_matrix(case.votes, **options)
    several = None if half else uv.compare_measures(case.votes, min_shared=least, **choices)
    far = uv.distances(case.votes, **options)
    met = 0
    for a, b in itertools.combinations(sorted(case.members), 2):
        pairs = common(cast, a, b)
        value = measured(name, pairs, half=half) if len(pairs) >= least else math.nan
        if not pairs:
            assert (a, b) not in rows
            continue
        met += 1
        assert near(rows[a, b][0], value), (a, b, rows[a, b], value)
        assert rows[a, b][1] == len(pairs)
        assert near(square.estimate.loc[a, b], value) and near(square.estimate.loc[b, a], value)
        assert square.n.loc[a, b] == len(pairs)
        lowest = 0 if name in ("agreement", "lijphart") else -1
        assert near(far.loc[a, b], (1 - value) / (1 - lowest))
        if several is not None:
            one = several[(several["a"] == a) & (several["b"] == b)].iloc[0]
            assert near(one[name], value)
    assert met == len(rows)


def one_pair(case: Case) -> None:
    """`agreement` with its intervals and by topic, `joint_table`, `agreement_difference`."""
    a, b = case.pair()
    choices = case.choices("own", "drop", "as_no")
    pairs = common(case.cast(**choices), a, b)
    same = sum(x == y for x, y in pairs)
    for kind in ("wilson", "exact"):
        found = uv.agreement(case.votes, a, b, interval=kind, min_shared=1, **choices)
        assert found.n == len(pairs)
        if pairs:
            right = scipy.stats.binomtest(same, len(pairs)).proportion_ci(method=kind)
            assert near(found.estimate, same / len(pairs))
            assert near(found.low, right.low) and near(found.high, right.high)
    if choices["abstain"] == "own":
        counts = Counter(pairs)
        told = {name: choices[name] for name in choices if name != "abstain"}
        table = uv.joint_table(case.votes, a, b, **told)
        for x, y in itertools.product(SCALE, SCALE):
            assert table.loc[x, y] == counts[x, y]
    choices.pop("topic", None)
    if common(case.cast(**choices), a, b):
        table = uv.agreement(case.votes, a, b, by="topic", interval=None, min_shared=1, **choices)
        for row in table.itertuples():
            part = common(case.cast(**choices, topic=row.topic), a, b)
            assert row.n == len(part) and near(row.estimate, measured("agreement", part))
        assert table["n"].sum() == len(common(case.cast(**choices), a, b))
    c, d = case.pair()
    found = uv.agreement_difference(
        case.votes, (a, b), (c, d), measure="s", interval=None, min_shared=1, **choices
    )
    cast = case.cast(**choices)
    values = [measured("s", common(cast, *pair)) for pair in ((a, b), (c, d))]
    assert near(found.estimate, values[0] - values[1])
    both = [len(common({k: v}, a, b)) + len(common({k: v}, c, d)) for k, v in cast.items()]
    assert (found.n, found.shared) == (sum(x > 0 for x in both), both.count(2))


def windows(case: Case) -> None:
    """`agreement` by window, and `change_points` against every way to cut."""
    a, b = case.pair()
    pairs = common(case.cast(), a, b)
    size = 3
    if len(pairs) >= size:
        table = uv.agreement(case.votes, a, b, window=size, interval=None, min_shared=1)
        right = [measured("agreement", pairs[i : i + size]) for i in range(len(pairs) - size + 1)]
        assert len(table) == len(right) and all(map(near, table["estimate"], right))
    if 1 <= len(pairs) <= 12:
        cost, least = 1.5, 2
        table = uv.change_points(case.votes, a, b, cut_by="roll_call", penalty=cost, min_size=least)
        same = [x == y for x, y in pairs]

        def gain(ends: tuple[int, ...]) -> float:
            total = -cost * (len(ends) - 2)
            for start, end in itertools.pairwise(ends):
                k, n = sum(same[start:end]), end - start
                total += 2 * sum(x * math.log(x / n) for x in (k, n - k) if x)
            return total

        every = [
            (0, *cuts, len(same))
            for count in range(len(same))
            for cuts in itertools.combinations(range(1, len(same)), count)
        ]
        allowed = [e for e in every if len(e) == 2 or min(np.diff(e)) >= least]
        ends = (0, *np.cumsum(table["n"]).tolist())
        assert ends in allowed and near(gain(ends), max(map(gain, allowed)))
        for (start, end), value in zip(itertools.pairwise(ends), table["estimate"], strict=True):
            assert near(value, np.mean(same[start:end]))


def cohesion_of(name: str, votes: list[str]) -> float:
    """Compute an index of cohesion of some votes."""
    count = Counter(votes)
    if name == "rice":
        return abs(count["yes"] - count["no"]) / (count["yes"] + count["no"])
    most, total = max(count.values()), len(votes)
    value = (most - (total - most) / 2) / total
    return value if name == "agreement_index" else (4 * value - 1) / 3


def blocs(case: Case) -> None:
    """`cohesion`, `bloc_positions`, `defections`, `defection_rates`."""
    bloc = case.bloc()
    choices = case.choices("own", "drop", "as_no")
    inside = {
        k: {m: x for m, x in v.items() if m in bloc and x in SCALE}
        for k, v in case.cast(**choices).items()
    }
    inside = {k: v for k, v in inside.items() if v}
    if not any(len(v) > 1 for v in inside.values()):
        return
    name = str(case.rng.choice(["rice", "agreement_index", "attina"]))
    kept = ("no", "yes") if name == "rice" else tuple(SCALE)
    counted = [[x for x in v.values() if x in kept] for v in inside.values()]
    values = [cohesion_of(name, votes) for votes in counted if len(votes) > 1]
    if values:
        row = uv.cohesion(case.votes, bloc, name, interval=None, min_shared=1, **choices).iloc[0]
        assert near(row["estimate"], np.mean(values)) and row["n"] == len(values)
    places = uv.bloc_positions(case.votes, bloc, **choices).set_index("roll_call")
    left: Counter[Member] = Counter()
    sat: Counter[Member] = Counter()
    ties: Counter[Member] = Counter()
    assert set(places.index) == set(inside)
    for roll_call, votes in inside.items():
        order = Counter(votes.values()).most_common()
        tie = len(order) > 1 and order[0][1] == order[1][1]
        row = places.loc[roll_call]
        assert row["tie"] == tie and row["united"] == (len(order) == 1)
        assert [row[x] for x in SCALE] == [list(votes.values()).count(x) for x in SCALE]
        assert pd.isna(row["position"]) if tie else row["position"] == order[0][0]
        for member, vote in votes.items():
            ties[member] += tie
            if not tie and len(votes) > 1:
                sat[member] += 1
                left[member] += vote != order[0][0]
    rates = uv.defection_rates(case.votes, bloc, interval=None, min_shared=1, **choices)
    voted = {member for votes in inside.values() for member in votes}
    assert set(rates["member"]) == voted
    for row in rates.itertuples():
        assert (row.n, row.defections, row.ties) == (
            sat[row.member],
            left[row.member],
            ties[row.member],
        )
        assert near(row.estimate, left[row.member] / row.n if row.n else math.nan)
    listed = uv.defections(case.votes, bloc, **choices)
    assert len(listed) == sum(left.values()) + sum(ties.values())


def two_blocs(case: Case) -> None:
    """`bloc_agreement`, dyad by dyad."""
    one, two = case.bloc(), case.bloc()
    if not set(one) - set(two) or not set(two) - set(one):
        return
    name = str(case.rng.choice(MEASURES))
    choices = case.choices("own", "drop", "as_no")
    alike = bool(case.rng.integers(2))
    by_call = []
    for votes in case.cast(**choices).values():
        cast = {m: v for m, v in votes.items() if v in SCALE}
        a, b = ([m for m in of if m in cast] for of in (one, two))
        by_call.append(
            [
                *([(cast[x], cast[y]) for x, y in itertools.combinations(of, 2)] for of in (a, b)),
                [(cast[x], cast[y]) for x in a if x not in two for y in b if y not in one],
            ]
        )
    expected = [any(kinds[i] for kinds in by_call) for i in range(3)]
    if alike:
        by_call = [k for k in by_call if all(k[i] for i in range(3) if expected[i])]
    if not expected[2] or not by_call:
        return
    table = uv.bloc_agreement(
        case.votes, one, two, measure=name, common=alike, interval=None, min_shared=1, **choices
    )
    found = table.set_index("part")["estimate"]
    dyads: list[list[tuple[str, str]]] = [[d for k in by_call for d in k[i]] for i in range(3)]
    # Within a bloc no member of a dyad is the first.
    both = [[*of, *((y, x) for x, y in of)] for of in dyads[:2]]
    values = [measured(name, of) for of in (*both, dyads[2])]
    for part, value in zip(("within A", "within B", "between"), values, strict=True):
        assert near(found[part], value), (part, found[part], value)
    within = [value for value in values[:2] if not math.isnan(value)]
    assert near(found["difference"], np.mean(within) - values[2] if within else math.nan)
    for part, of in zip(("within A", "within B", "between"), dyads, strict=True):
        assert table.set_index("part")["dyads"][part] == len(of)


def standing(case: Case) -> None:
    """`isolation` and `shares`."""
    choices = case.choices()
    table = uv.isolation(case.votes, interval=None, min_shared=1, **choices).set_index("member")
    cast = case.cast(**choices)
    for member in case.members:
        shares, alone, with_one, divided = [], 0, [], 0
        for votes in cast.values():
            others = {m: v for m, v in votes.items() if v in SCALE and m != member}
            if votes.get(member) not in SCALE or not others:
                continue
            alike = [m for m, v in others.items() if v == votes[member]]
            shares.append(len(alike) / len(others))
            if {"no", "abstain"} & {votes[member], *others.values()}:
                divided += 1
                alone += not alike
                with_one += alike if len(alike) == 1 else []
        if not shares:
            assert member not in table.index
            continue
        row = table.loc[member]
        assert near(row["estimate"], np.mean(shares)) and row["n"] == len(shares)
        assert (row["contested"], row["alone"]) == (divided, alone)
        assert row["alone_with_one"] == len(with_one)
        most = Counter(map(str, with_one)).most_common(1)
        assert row["with_partner"] == (most[0][1] if most else 0)
        assert not most or Counter(map(str, with_one))[row["partner"]] == most[0][1]
    known = [v for votes in cast.values() for v in votes.values() if v != "unknown"]
    if not known:
        return
    table = uv.shares(case.votes, interval=None, min_shared=1, **choices)
    assert table["count"].sum() == len(known)
    for row in table.itertuples():
        own = [str(v) for votes in cast.values() for m, v in votes.items() if str(m) == row.member]
        own = [v for v in own if v != "unknown"]
        assert (row.count, row.n) == (own.count(row.vote), len(own))
        assert near(row.estimate, own.count(row.vote) / len(own))


def combinations(case: Case) -> None:
    """`vote_patterns` and `moves`."""
    a, b = case.pair()
    cast = case.cast()
    both = [(v[a], v[b]) for v in cast.values() if a in v and b in v]
    if both:
        found = uv.vote_patterns(case.votes, [a, b])
        right = Counter(both)
        assert {(r[0], r[1]): r[2] for r in found.itertuples(index=False)} == dict(right)
        assert near(found["share"].sum(), 1)
    first, *_, second = cast
    table = uv.moves(case.votes, first, second).set_index("member")
    assert set(table.index) == {*cast[first], *cast[second]}
    for member in table.index:
        old, new = cast[first].get(member), cast[second].get(member)
        steps = table.loc[member, "steps"]
        if old in SCALE and new in SCALE:
            assert steps == SCALE.index(new) - SCALE.index(old)
        else:
            assert pd.isna(steps)
        for name, vote in (("from", old), ("to", new)):
            assert pd.isna(table.loc[member, name]) if vote is None else True
            assert vote is None or table.loc[member, name] == vote


def council(case: Case) -> None:
    """`pivots` and `replay`, by changing one vote after the other."""
    rng = case.rng
    members = PERMANENT + [f"E{i}" for i in range(10)]
    numbers = rng.random() < 0.5
    rows = []
    for call in range(int(rng.integers(1, 6))):
        yes = rng.uniform(0.4, 0.95)
        votes = dict(zip(members, rng.choice(WORDS[:4], 15, p=_chances(yes)), strict=True))
        outcome = _outcome(votes)
        for member, vote in votes.items():
            rows.append(
                {
                    "roll_call": call if numbers else f"d{call}",
                    "date": pd.Timestamp("1990-01-01") + pd.Timedelta(days=call),
                    "member": member,
                    "vote": str(vote),
                    "permanent": member in PERMANENT,
                    "outcome": outcome,
                    "kind": "resolution",
                }
            )
    plain = pd.DataFrame(rows)
    votes_frame = dressed(plain.assign(topic="A", meeting="M"), rng)
    calls = plain.drop_duplicates("roll_call")[["roll_call", "date", "outcome", "kind"]]
    found = uv.pivots(votes_frame, adopted=True)
    listed = set(zip(found["roll_call"], found["member"], strict=True))
    again = uv.replay(calls, plain).table.set_index("roll_call")
    right = set()
    for roll_call, of in plain.groupby("roll_call", sort=False):
        votes = dict(zip(of["member"], of["vote"], strict=True))
        won = _outcome(votes) == "adopted"
        enough = list(votes.values()).count("yes") >= 9
        assert (again.loc[roll_call, "replayed"] == "adopted") == enough
        for member in members:
            # An adopted draft is turned by a vote withheld; another by any vote.
            tries = ["abstain"] if won else ["abstain", "yes"]
            ends = {_outcome({**votes, member: vote}) == "adopted" for vote in tries}
            if {not won} & ends:
                right.add((roll_call, member))
    assert listed == right, (listed - right, right - listed)


def _chances(yes: float) -> list[float]:
    rest = 1 - yes
    return [rest * 0.4, rest * 0.4, yes, rest * 0.2]


def _outcome(votes: dict[str, str]) -> str:
    if list(votes.values()).count("yes") < 9:
        return "failed"
    return "vetoed" if any(votes[member] == "no" for member in PERMANENT) else "adopted"


STATISTICS: list[Callable[[Case], None]] = [
    pair_measures,
    one_pair,
    windows,
    blocs,
    two_blocs,
    standing,
    combinations,
    council,
]


def compare(number: int) -> list[str]:
    """
    Compare all statistics of one frame.

    Parameters
    ----------
    number : int
        Which frame.

    Returns
    -------
    list of str
        What disagreed.
    """
    wrong = []
    for nth, statistic in enumerate(STATISTICS):
        case = generated(number)._replace(rng=np.random.default_rng([number, nth]))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", uv.UnvotesWarning)
            try:
                statistic(case)
            except uv.UnvotesError as error:
                if not _is_right(str(error)):
                    wrong.append(f"frame {number}, {statistic.__name__}: {error}")
            except Exception as error:
                wrong.append(f"frame {number}, {statistic.__name__}: {error!r}")
    return wrong


def _is_right(error: str) -> bool:
    """Nothing is left to answer from, which the frame must be known to say."""
    said = ("no roll call is left", "share no roll call", "nobody cast a vote", "no two of the")
    said += ("distances need at least two", "no member of", "cast a vote on", "No two members")
    return any(words in error for words in said)


def main(count: int, start: int = 0) -> int:
    """Compare so many frames, print what disagreed, and after every hundred how many are done."""
    wrong = done = 0
    try:
        for number in range(start, start + count):
            for line in compare(number):
                wrong += 1
                print(line, flush=True)
            done += 1
            if done % 100 == 0:
                print(f"{done:,} frames", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("interrupted")
    print(f"{done:,} frames, {len(STATISTICS)} groups of statistics each; {wrong} disagreed")
    return int(wrong > 0 or done < count)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or not all(word.isdecimal() for word in sys.argv[1:]):
        sys.exit(__doc__)
    sys.exit(main(*map(int, sys.argv[1:])))
