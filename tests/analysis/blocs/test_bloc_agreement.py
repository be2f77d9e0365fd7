from __future__ import annotations

import itertools

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import unvotes.analysis.blocs.ready as blocs
from unvotes.analysis.blocs.agreement import PARTS, _priors, bloc_agreement
from unvotes.analysis.blocs.ready import bloc
from unvotes.analysis.core.measures import MEASURES
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.analysis.pairs.agreement import agreement
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes

_WORD = {"y": "yes", "n": "no", "a": "abstain", ".": "nonvoting"}
_CODE = {"no": 0, "abstain": 1, "yes": 2}


def frame(rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"r{i:03}", chr(65 + j), _WORD[letter])
            for i, row in enumerate(rows)
            for j, letter in enumerate(row)
        ],
        columns=["roll_call", "member", "vote"],
    )


def naive(votes: pd.DataFrame, one: list[str], two: list[str], common: bool) -> dict[str, float]:
    """The same by looking at every pair of votes of every roll call, one by one."""
    found = {part: [] for part in PARTS[:3]}
    for _, rows in votes.groupby("roll_call"):
        cast = {
            m: _CODE[v] for m, v in zip(rows["member"], rows["vote"], strict=True) if v in _CODE
        }
        dyads = {part: [] for part in PARTS[:3]}
        for a, b in itertools.combinations(sorted(cast), 2):
            alike = cast[a] == cast[b]
            if a in one and b in one:
                dyads["within A"].append(alike)
            if a in two and b in two:
                dyads["within B"].append(alike)
            shares = (a in one and b in one) or (a in two and b in two)
            across = (a in one and b in two) or (a in two and b in one)
            if across and not shares:
                dyads["between"].append(alike)
        for part in PARTS[:3]:
            found[part].append(dyads[part])
    if common:
        ever = [part for part in PARTS[:3] if any(found[part])]
        keep = [all(found[p][i] for p in ever) for i in range(len(found["between"]))]
        found = {p: [d for d, k in zip(found[p], keep, strict=True) if k] for p in found}
    flat = {part: [alike for dyads in found[part] for alike in dyads] for part in found}
    return {
        part: (np.mean(flat[part]) if flat[part] else np.nan, sum(map(bool, found[part])))
        for part in flat
    }


@settings(max_examples=30)
@given(
    st.lists(st.text("yna.", min_size=5, max_size=5), min_size=1, max_size=15),
    st.sampled_from(
        [(["A", "B"], ["C", "D"]), (["A", "B", "C"], ["C", "D", "E"]), (["A"], ["B", "C"])]
    ),
    st.booleans(),
)
def test_equals_the_naive_count(rows, groups, common: bool) -> None:
    votes = frame([*rows, "yynay"])
    one, two = groups
    table = bloc_agreement(votes, one, two, common=common, min_shared=1, interval=None)
    table = table.set_index("part")
    expected = naive(votes, one, two, common)
    for part, (value, n) in expected.items():
        assert table.loc[part, "n"] == n
        assert table.loc[part, "estimate"] == pytest.approx(value, nan_ok=True)
    within = [v for v, _ in (expected["within A"], expected["within B"]) if not np.isnan(v)]
    gap = np.mean(within) - expected["between"][0] if within else np.nan
    assert table.loc["difference", "estimate"] == pytest.approx(gap, nan_ok=True)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("contested", [False, True])
def test_two_blocs_of_one_member_are_a_pair(measure: str, contested: bool) -> None:
    votes = load_votes(since=2000)
    pair = agreement(votes, "RUS", "USA", measure=measure, contested=contested)
    table = bloc_agreement(votes, ["RUS"], ["USA"], measure=measure, contested=contested)
    between = table.set_index("part").loc["between"]
    assert between["n"] == pair.n
    assert between["estimate"] == pytest.approx(pair.estimate)
    # drawn from other random numbers, so alike within their noise
    width = pair.high - pair.low
    assert between["low"] == pytest.approx(pair.low, abs=0.1 * width)
    assert between["high"] == pytest.approx(pair.high, abs=0.1 * width)
    assert table["estimate"].notna().tolist() == [False, False, True, False]


@pytest.mark.parametrize("measure", MEASURES)
def test_a_bloc_of_two_is_a_pair(measure: str) -> None:
    votes = load_votes(since=2011, until=2012)
    table = bloc_agreement(
        votes, ["RUS", "USA"], ["IND", "ZAF"], measure=measure, interval=None
    ).set_index("part")
    pair = agreement(votes, "RUS", "USA", measure=measure, interval=None)
    # within a bloc no member is the first: of kappa and pi, it is pi
    same = measure.replace("kappa", "pi")
    expected = agreement(votes, "RUS", "USA", measure=same, interval=None)
    assert table.loc["within A", "n"] == pair.n
    assert table.loc["within A", "estimate"] == pytest.approx(expected.estimate)


@settings(max_examples=15)
@given(st.lists(st.text("yna.", min_size=4, max_size=4), min_size=1, max_size=15), st.randoms())
def test_symmetry_and_order(rows: list[str], random) -> None:
    votes = frame([*rows, "yyna", "yyyy"])
    one, two = ["A", "B"], ["C", "D"]
    table, mirrored, shuffled = (
        bloc_agreement(v, *pair, min_shared=1, n_boot=100)
        for v, pair in (
            (votes, (one, two)),
            (votes, (two, one)),
            (votes.sample(frac=1, random_state=random.randrange(99)), (one, two)),
        )
    )
    pd.testing.assert_frame_equal(table, shuffled)
    assert mirrored["estimate"].tolist() == pytest.approx(
        table["estimate"].iloc[[1, 0, 2, 3]].tolist(), nan_ok=True
    )
    known = table.dropna(subset="estimate")
    assert (known["low"] <= known["estimate"]).all()
    assert (known["estimate"] <= known["high"]).all()
    assert known.loc[known["part"] != "difference", "estimate"].between(0, 1).all()


def test_who_is_in_both_blocs_is_not_between_them() -> None:
    votes = frame(["yyyn"] * 10)
    table = bloc_agreement(votes, ["A", "B", "C"], ["C", "D"]).set_index("part")
    assert table["dyads"].tolist() == [30, 10, 20, 60]  # between: A–D and B–D only
    assert table["estimate"].tolist() == [1, 0, 0, 0.5]


def test_like_is_compared_with_like_unless_asked() -> None:
    votes = frame(["yynn"] * 10 + ["yy.."] * 30 + ["yn.."] * 60)
    common = bloc_agreement(votes, ["A", "B"], ["C", "D"]).set_index("part")
    assert common["n"].tolist() == [10, 10, 10, 10]
    assert common["estimate"].tolist() == [1, 1, 0, 1]
    apart = bloc_agreement(votes, ["A", "B"], ["C", "D"], common=False).set_index("part")
    assert apart["n"].tolist() == [100, 10, 10, 10]
    assert apart["estimate"].tolist() == [0.4, 1, 0, 0.7]


def test_groups_are_as_if_each_were_alone() -> None:
    votes = load_votes(since=2011, until=2013)
    whole = bloc_agreement(votes, blocs.RUSSIA_CHINA, blocs.P3, by="year", contested=True)
    assert whole["year"].unique().tolist() == [2011, 2012, 2013]
    for year in (2011, 2012, 2013):
        alone = bloc_agreement(
            votes, blocs.RUSSIA_CHINA, blocs.P3, since=year, until=year, contested=True
        )
        part = whole[whole["year"] == year].drop(columns="year").reset_index(drop=True)
        pd.testing.assert_frame_equal(part, alone)


def test_the_two_blocs_of_2011_and_2012() -> None:
    votes = load_votes(since=2011, until=2012)
    table = bloc_agreement(
        votes, blocs.RUSSIA_CHINA, blocs.INDIA_SOUTH_AFRICA, contested=True
    ).set_index("part")
    assert table["n"].tolist() == [11, 11, 11, 11]
    assert table["dyads"].tolist() == [11, 11, 44, 66]
    assert table["estimate"].tolist() == pytest.approx([10 / 11, 9 / 11, 20 / 44, 9 / 22])
    assert table.loc["difference", "low"] > 0
    every = bloc_agreement(votes, blocs.RUSSIA_CHINA, blocs.INDIA_SOUTH_AFRICA)
    assert every["n"].tolist() == [120] * 4


def test_intervals_hold_the_truth_about_95_times_in_100() -> None:
    """Kinds of roll calls with known shares, so that each part's truth is known."""
    rng = np.random.default_rng(8)
    kinds = np.array(["yyyyy", "yynnn", "yynny", "yaaan"])
    share = np.array([0.4, 0.3, 0.2, 0.1])
    # dyads of ABx within A (1), CDE within B (3), between (6), alike in each kind
    truth = np.array(
        [
            share @ [1, 1, 1, 0],
            share @ [3, 3, 1, 1] / 3,
            share @ [6, 0, 2, 2] / 6,
        ]
    )
    truth = np.append(truth, truth[:2].mean() - truth[2])
    held = np.zeros(4)
    for _ in range(150):
        votes = frame(list(rng.choice(kinds, size=40, p=share)))
        table = bloc_agreement(votes, ["A", "B"], ["C", "D", "E"], n_boot=400)
        held += (table["low"] <= truth) & (truth <= table["high"])
    assert (held / 150 >= 0.90).all()
    assert (held / 150 <= 0.995).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda v: bloc_agreement(v, ["A", "B"], ["C", "D"], measure="kapa"),
            "did you mean 'kappa'",
        ),
        (lambda v: bloc_agreement(v, "NATTO", ["C"]), "unknown bloc A 'NATTO'"),
        (lambda v: bloc_agreement(v, ["A"], ["X"]), "unknown member 'X'"),
        (lambda v: bloc_agreement(v, ["A", "B", "C"], ["A", "B"]), "write A and B - A"),
        (lambda v: bloc_agreement(v, ["A", "B"], ["C", "D"], by="month"), "month"),
        (lambda v: bloc_agreement(v, ["A", "B"], ["C", "D"], interval="exact"), "bootstrap"),
        (lambda v: bloc_agreement(v, ["A", "B"], ["C", "D"], level=95), "level=95"),
        (lambda v: bloc_agreement(v, ["A", "B"], ["C", "D"], abstain="maybe"), "maybe"),
        (lambda v: bloc_agreement(v, ["A", "B"], bloc("RUS")), "no member of RUS cast a vote"),
    ],
)
def test_wrong_input(call, message: str) -> None:
    with pytest.raises(UnvotesError, match=message):
        call(frame(["yyna"] * 12))


def test_blocs_that_never_met_within_and_between() -> None:
    votes = frame(["yy.y", "..yy", "y.yy"])
    with pytest.raises(UnvotesError, match="common=False"):
        bloc_agreement(votes, ["A", "B"], ["C", "D"])


def two_by_two() -> pd.DataFrame:
    """A and B against C and D: first opposed, then each bloc in two."""
    votes = pd.DataFrame(
        {
            "roll_call": ["r0"] * 4 + ["r1"] * 4,
            "member": list("ABCD") * 2,
            "vote": ["yes", "yes", "no", "no", "yes", "no", "yes", "no"],
            "year": [2001] * 4 + [2002] * 4,
        }
    )
    return votes.set_axis([0] * 8)


def test_a_table_by_hand() -> None:
    table = bloc_agreement(two_by_two(), list("AB"), list("CD"), min_shared=1, interval=None)
    assert table[["low", "high"]].isna().all(axis=None)
    assert table.drop(columns=["low", "high"]).to_dict("list") == {
        "part": ["within A", "within B", "between", "difference"],
        "estimate": [0.5, 0.5, 0.25, 0.25],
        "n": [2, 2, 2, 2],
        "blocs": ["A, B", "C, D", "A, B and C, D", "A, B and C, D"],
        "dyads": [2, 2, 8, 12],
        "withheld": ["", "", "", ""],
    }
    by_year = bloc_agreement(
        two_by_two(), list("AB"), list("CD"), by="year", min_shared=1, interval=None
    )
    assert by_year["year"].tolist() == [2001] * 4 + [2002] * 4
    assert by_year["estimate"].tolist() == [1, 1, 0, 1, 0, 0, 0.5, -0.5]
    assert by_year["dyads"].tolist() == [1, 1, 4, 6] * 2
    hidden = bloc_agreement(two_by_two(), list("AB"), list("CD"), min_shared=3, interval=None)
    assert hidden["withheld"].tolist() == ["n below 3"] * 4 and hidden["estimate"].isna().all()
    assert hidden.index.tolist() == [0, 1, 2, 3]


def test_a_bloc_of_one_has_no_dyad_and_the_difference_is_from_the_other() -> None:
    table = bloc_agreement(two_by_two(), ["A"], list("CD"), min_shared=1, interval=None)
    assert table["withheld"].tolist() == ["no dyad", "", "", ""]
    assert table["n"].tolist() == [0, 2, 2, 2] and table["dyads"].tolist() == [0, 2, 4, 6]
    assert table["estimate"].tolist()[1:] == [0.5, 0.25, 0.25]


def test_priors_weigh_one_roll_call_in_each_part() -> None:
    alone, together = _priors(Uncertainty(n_boot=6000), "own")
    for drawn in (alone, together):
        assert drawn.shape == (6000, 27)
        parts = drawn.reshape(6000, 3, 3, 3)
        assert parts.sum(axis=(2, 3)).mean(axis=0) == pytest.approx([1, 1, 1], abs=0.06)
    # Half of it on votes alike, each part by itself; together, the blocs are alike within, and
    # by half of the weight at random, of which a third is alike.
    same = np.einsum("dpii->dp", alone.reshape(6000, 3, 3, 3)).mean(axis=0)
    assert same == pytest.approx([0.5] * 3, abs=0.04)
    same = np.einsum("dpii->dp", together.reshape(6000, 3, 3, 3)).mean(axis=0)
    assert same == pytest.approx([0.5 + 0.5 / 3] * 2 + [0.5 / 3], abs=0.04)
    # Where no abstention is left, no weight lies on one.
    for drawn in _priors(Uncertainty(n_boot=100), "drop"):
        parts = drawn.reshape(100, 3, 3, 3)
        assert (parts[:, :, 1] == 0).all() and (parts[:, :, :, 1] == 0).all()


def test_two_single_members_have_dyads_between_them_only() -> None:
    votes = frame(["yy", "yn", "nn"]).assign(year=[2001, 2001, 2002, 2002, 2002, 2002])
    table = bloc_agreement(votes, ["A"], ["B"], min_shared=1, interval=None)
    assert table[["n", "dyads"]].to_numpy().tolist() == [[0, 0], [0, 0], [3, 3], [0, 0]]
    assert table["withheld"].tolist() == ["no dyad", "no dyad", "", "no dyad"]
    by_year = bloc_agreement(votes, ["A"], ["B"], by="year", min_shared=1, interval=None)
    assert by_year.columns.tolist() == ["year", *table.columns]
    assert by_year["year"].tolist() == [2001] * 4 + [2002] * 4
    assert by_year["n"].tolist() == [0, 0, 1, 0, 0, 0, 2, 0]


def test_a_named_period_without_a_roll_call_has_rows_of_its_own() -> None:
    votes = frame(["yynn", "yyyn"]).assign(date=pd.Timestamp("2001-05-01"))
    periods = {"then": (2001, 2001), "later": (2002, None)}
    table = bloc_agreement(
        votes, ["A", "B"], ["C", "D"], periods=periods, min_shared=1, interval=None
    )
    assert table["period"].tolist() == ["then"] * 4 + ["later"] * 4
    assert table["n"].tolist() == [2] * 4 + [0] * 4
    assert table["estimate"].tolist()[:4] == [1, 0.5, 0.25, 0.5]
