from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings

from unvotes.analysis.blocs.cohesion import (
    COHESION,
    agreement_index,
    attina,
    cohesion,
    mean_limits,
    rice,
)
from unvotes.analysis.blocs.ready import bloc
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes

counts = st.tuples(*[st.integers(0, 60)] * 3)


def frame(rows: list[str], dates: list[str] | None = None) -> pd.DataFrame:
    """Votes from rows such as "yyn": one letter per member A, B, C …; "." did not vote."""
    word = {"y": "yes", "n": "no", "a": "abstain", ".": "nonvoting", "?": "unknown"}
    table = pd.DataFrame(
        [
            (f"r{i:03}", chr(65 + j), word[letter])
            for i, row in enumerate(rows)
            for j, letter in enumerate(row)
        ],
        columns=["roll_call", "member", "vote"],
    )
    if dates is not None:
        table["date"] = pd.to_datetime([dates[int(r[1:])] for r in table["roll_call"]])
    return table


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        # (no, abstain, yes): Rice, Agreement Index, Attinà
        ((0, 0, 5), (1, 1, 1)),
        ((5, 0, 0), (1, 1, 1)),
        ((0, 5, 0), (np.nan, 1, 1)),
        ((3, 3, 3), (0, 0, -1 / 3)),
        ((4, 0, 4), (0, 0.25, 0)),
        ((1, 0, 9), (0.8, 0.85, 0.8)),
        ((1, 2, 4), (0.6, 5 / 14, 1 / 7)),
        ((0, 1, 1), (1, 0.25, 0)),
        ((0, 0, 0), (np.nan, np.nan, np.nan)),
    ],
)
def test_indices_by_hand(count: tuple[int, int, int], expected: tuple[float, ...]) -> None:
    found = [float(index(count)) for index in (rice, agreement_index, attina)]
    assert found == pytest.approx(expected, nan_ok=True)


@given(counts)
def test_range_and_relations(count: tuple[int, int, int]) -> None:
    if sum(count):
        ai, a = float(agreement_index(count)), float(attina(count))
        assert -1e-12 <= ai <= 1
        assert ai == pytest.approx((3 * a + 1) / 4)
        assert (ai == 1) == (max(count) == sum(count))
        for order in ([2, 1, 0], [1, 0, 2], [1, 2, 0]):
            assert float(agreement_index([count[i] for i in order])) == pytest.approx(ai)
    if count[0] + count[2]:
        assert 0 <= float(rice(count)) <= 1
        assert float(rice(count)) == float(rice((count[2], count[1] + 7, count[0])))


@given(st.integers(1, 40))
def test_lowest_is_the_lowest_that_so_many_members_can_reach(voting: int) -> None:
    every = np.array(
        [(n, a, voting - n - a) for n in range(voting + 1) for a in range(voting + 1 - n)]
    )
    for index in COHESION.values():
        possible = index.function(every)[index.voting(every) == voting]
        lowest = float(index.lowest(np.array([voting]))[0])
        assert lowest == pytest.approx(np.nanmin(possible))


def test_cohesion_is_the_mean_over_roll_calls_with_two_who_voted() -> None:
    votes = frame(["yyn", "yyy", "ay.", "y..", "..."])
    table = cohesion(votes, ["A", "B", "C"], min_shared=1, interval=None)
    assert table["n"].item() == 3
    assert table["estimate"].item() == pytest.approx((0.5 + 1 + 0.25) / 3)
    assert table["voting"].item() == pytest.approx(8 / 3)
    by_rice = cohesion(votes, ["A", "B", "C"], "rice", min_shared=1, interval=None)
    assert by_rice["n"].item() == 2  # on the third, only one voted for or against
    assert by_rice["estimate"].item() == pytest.approx((1 / 3 + 1) / 2)


def test_membership_at_the_date_counts() -> None:
    day = ["2010-06-01", "2011-06-01"]
    votes = frame(["yyn"] * 2, day).replace({"member": {"A": "RUS", "B": "CHN", "C": "ZAF"}})
    table = cohesion(votes, "BRICS", by="year", min_shared=1, interval=None)
    assert table["year"].tolist() == [2010, 2011]
    assert table["estimate"].tolist() == pytest.approx([1, 0.5])
    assert table["voting"].tolist() == [2, 3]


def test_abstain_choices() -> None:
    votes = frame(["yya"] * 10)
    own, drop, as_no = (
        cohesion(votes, ["A", "B", "C"], abstain=abstain)["estimate"].item()
        for abstain in ("own", "drop", "as_no")
    )
    assert (own, drop, as_no) == (0.5, 1, 0.5)
    assert cohesion(votes, ["A", "B", "C"], "rice")["estimate"].item() == 1
    assert cohesion(votes, ["A", "B", "C"], "rice", abstain="as_no")[
        "estimate"
    ].item() == pytest.approx(1 / 3)


def test_few_roll_calls_are_withheld_and_say_so() -> None:
    table = cohesion(frame(["yyn"] * 9), ["A", "B", "C"])
    assert table[["estimate", "low", "high"]].isna().all(axis=None)
    assert table["n"].item() == 9
    assert table["withheld"].item() == "n below 10"


@settings(max_examples=15)
@given(st.lists(st.text("yna.", min_size=4, max_size=4), min_size=1, max_size=12), st.randoms())
def test_order_and_names_do_not_matter(rows: list[str], random) -> None:
    votes = frame([*rows, "yyyy", "ynyn"])
    shuffled = votes.sample(frac=1, random_state=random.randrange(1000))
    renamed = votes.replace({"member": {"A": "D", "D": "A"}})
    tables = [
        cohesion(v, ["A", "B", "C", "D"], min_shared=1, n_boot=100).drop(columns="bloc")
        for v in (votes, shuffled, renamed)
    ]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])
    row = tables[0].iloc[0]
    assert row["low"] <= row["estimate"] <= row["high"] <= 1


def test_intervals_hold_the_truth_about_95_times_in_100() -> None:
    """Roll calls of three kinds with known shares: united, two against one, all apart."""
    rng = np.random.default_rng(5)
    kinds, share = np.array(["yyy", "yyn", "yan"]), np.array([0.6, 0.3, 0.1])
    truth = 0.6 * 1 + 0.3 * 0.5 + 0.1 * 0
    held = 0
    for _ in range(150):
        votes = frame(list(rng.choice(kinds, size=30, p=share)))
        row = cohesion(votes, ["A", "B", "C"], n_boot=400).iloc[0]
        held += row["low"] <= truth <= row["high"]
    assert 0.90 <= held / 150 <= 0.99


def test_clusters_widen_the_interval() -> None:
    votes = frame(["yyy"] * 30 + ["yan"] * 30)
    votes["meeting"] = votes["roll_call"].str[1:].astype(int) // 10
    free = cohesion(votes, ["A", "B", "C"]).iloc[0]
    table = cohesion(votes, ["A", "B", "C"], resample_by="meeting")
    tied = table.iloc[0]
    assert tied["high"] - tied["low"] > 1.5 * (free["high"] - free["low"])
    assert "clustered by meeting" in table.attrs["method"]


def test_brics_in_2011() -> None:
    """All five sat; they differed on three roll calls: S/RES/1973, S/2011/612, S/RES/2023."""
    row = cohesion(load_votes(since=2011, until=2011), "BRICS", contested=True, min_shared=1)
    split = agreement_index([(0, 4, 1), (2, 3, 0), (0, 2, 3)]).sum()
    united = row["n"].item() - 3
    assert row["estimate"].item() == pytest.approx((united + split) / row["n"].item())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda v: cohesion(v, ["A", "B"], "ricee"),
            "unknown measure 'ricee'; did you mean 'rice'",
        ),
        (lambda v: cohesion(v, ["A", "Z"]), "unknown member 'Z'"),
        (lambda v: cohesion(v, "BRIX"), "unknown bloc 'BRIX'"),
        (lambda v: cohesion(v, ["A", "B"], abstain="half"), "compares two votes"),
        (lambda v: cohesion(v, ["A", "B"], by="yeer"), "yeer"),
        (lambda v: cohesion(v, ["A"]), "cohesion needs two"),
        (lambda v: cohesion(v, ["A", "B"], interval="wilson"), "plain share"),
        (lambda v: cohesion(v, ["A", "B"], min_shared=0), "min_shared=0"),
        (lambda v: cohesion(v, bloc("RUS", "CHN")), "no member of RUS, CHN cast a vote"),
        (lambda v: cohesion(v, "P5"), "column 'date'"),
        (lambda v: cohesion(v.drop(columns="vote"), ["A", "B"]), "vote"),
        (lambda v: rice([1, 2]), "three counts"),
    ],
)
def test_wrong_input(call, message: str) -> None:
    with pytest.raises(UnvotesError, match=message):
        call(frame(["yyn"] * 12))


def test_rows_by_year_by_hand() -> None:
    days = ["2001-01-01", "2001-02-01", "2002-01-01", "2002-02-01", "2003-01-01"]
    votes = frame(["yyn", "yyy", "ay.", "y..", "..."], days)
    votes = votes.set_axis(np.ones(len(votes), dtype=int))
    table = cohesion(votes, ["A", "B", "C"], by="year", min_shared=2, interval=None)
    assert table.to_dict("list") == {
        "year": [2001, 2002],
        "bloc": ["A, B, C"] * 2,
        "estimate": [0.75, pytest.approx(np.nan, nan_ok=True)],
        "n": [2, 1],
        "measure": ["agreement_index"] * 2,
        "voting": [3.0, 2.0],
        "low": [pytest.approx(np.nan, nan_ok=True)] * 2,
        "high": [pytest.approx(np.nan, nan_ok=True)] * 2,
        "withheld": ["", "n below 2"],
    }
    assert table.attrs == {"method": "no interval", "selection": "all roll calls"}


@pytest.mark.parametrize("kind", ["bootstrap", "percentile"])
def test_an_interval_of_a_mean_is_as_wide_as_its_variance_says(kind: str) -> None:
    # Half of 400 roll calls united, half of them two against one: 1 and .5, s = .25.
    votes = frame(["yyy", "yyn"] * 200)
    row = cohesion(votes, ["A", "B", "C"], interval=kind, n_boot=2000).iloc[0]  # type: ignore[arg-type]
    half = 1.96 * 0.25 / 20
    assert row["estimate"] == 0.75
    assert (row["low"], row["high"]) == pytest.approx((0.75 - half, 0.75 + half), abs=0.003)


def test_a_bloc_that_was_always_united_may_yet_divide() -> None:
    row = cohesion(frame(["yyy"] * 12), ["A", "B", "C"]).iloc[0]
    assert row["estimate"] == row["high"] == 1 and 0.6 < row["low"] < 0.99
    sure = cohesion(frame(["yyy"] * 12), ["A", "B", "C"], interval="percentile").iloc[0]
    assert sure["low"] == sure["high"] == 1


@pytest.mark.parametrize("floor", [0.0, 0.5])
@pytest.mark.parametrize(("n", "ones"), [(10, 8), (40, 4)])
def test_an_interval_of_nothing_but_ends_is_a_betas(n: int, ones: int, floor: float) -> None:
    # Of values that are 0 or 1 the weights are Gamma draws of the shape (n − 3)/n each, and the
    # prior's two halves: so is their share a Beta draw; stretched where the floor lies higher.
    value = np.repeat([1.0, floor], [ones, n - ones])
    how = Uncertainty("bootstrap", 0.9, 20_000)
    shrunk = (n - 3) / n
    shape = ones * shrunk + 0.5, (n - ones) * shrunk + 0.5
    known = floor + (1 - floor) * scipy.stats.beta.ppf([0.05, 0.95], *shape)
    assert mean_limits(value, floor, how) == pytest.approx(tuple(known), abs=0.005)
