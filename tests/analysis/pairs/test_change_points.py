from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.frames import frame
from unvotes.analysis.pairs.change_points import _place, change_points
from unvotes.analysis.pairs.cutting import best_cuts
from unvotes.errors import UnvotesError


def series(*stretches: tuple[int, float], seed: int = 0) -> np.ndarray:
    """Identical (1) or not (0), with a known agreement in each stretch."""
    rng = np.random.default_rng(seed)
    return np.concatenate([(rng.random(n) < share).astype(float) for n, share in stretches])


def votes_of(same: np.ndarray, dated: bool = True) -> pd.DataFrame:
    facts = {"date": pd.date_range("1990-01-01", periods=len(same), freq="7D")} if dated else {}
    return frame({"A": "Y" * len(same), "B": "".join("NY"[int(s)] for s in same)}, **facts)


def likelihood(same: np.ndarray) -> float:
    n, k = len(same), same.sum()
    return sum(x * np.log(x / n) for x in (k, n - k) if x)


def best_of_all(same: np.ndarray, penalty: float, min_size: int) -> float:
    """Try every way to cut a short series."""
    n, best = len(same), -np.inf
    for count in range(max(1, n // min_size)):
        for cuts in itertools.combinations(range(1, n), count):
            ends = [0, *cuts, n]
            if min(np.diff(ends)) >= min_size or count == 0:
                parts = itertools.pairwise(ends)
                value = 2 * sum(likelihood(same[i:j]) for i, j in parts) - penalty * count
                best = max(best, value)
    return best


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=2, max_size=11), st.sampled_from([1, 2, 3]))
@settings(max_examples=60)
def test_no_way_to_cut_is_better(values: list[float], min_size: int) -> None:
    same = np.array(values)
    starts = best_cuts(same, np.ones(len(same)), 1.5, min_size)
    ends = [*starts, len(same)]
    value = 2 * sum(likelihood(same[i:j]) for i, j in itertools.pairwise(ends))
    value -= 1.5 * (len(starts) - 1)
    assert starts[0] == 0
    assert min(np.diff(ends)) >= min_size or len(starts) == 1
    assert value == pytest.approx(best_of_all(same, 1.5, min_size))


def test_known_breaks_are_found() -> None:
    same = series((150, 0.9), (200, 0.4), (150, 0.8), seed=1)
    table = change_points(votes_of(same), "A", "B")
    assert len(table) == 3 and table["n"].sum() == 500
    starts = np.cumsum(table["n"])[:2]
    assert abs(starts.iloc[0] - 150) <= 10 and abs(starts.iloc[1] - 350) <= 15
    true = pd.date_range("1990-01-01", periods=500, freq="7D")[[150, 350]]
    for row, date in zip(table.iloc[1:].itertuples(), true, strict=True):
        assert row.earliest <= date <= row.latest
        assert row.earliest <= row.first <= row.latest
    for row, share in zip(table.itertuples(), (0.9, 0.4, 0.8), strict=True):
        assert row.low <= share <= row.high
    assert table["earliest"].isna().tolist() == [True, False, False]


def test_a_clean_break_is_found_to_the_roll_call() -> None:
    table = change_points(votes_of(series((40, 1.0), (25, 0.0)), dated=False), "A", "B")
    assert table[["first", "last"]].to_numpy().tolist() == [["r0000", "r0039"], ["r0040", "r0064"]]
    assert table["estimate"].tolist() == [1, 0]
    assert (table["earliest"].iloc[1], table["latest"].iloc[1]) == ("r0040", "r0040")


@pytest.mark.parametrize(("n", "most"), [(50, 0.1), (200, 0.07), (1000, 0.05)])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.98])
def test_where_nothing_changed_nothing_is_found(n: int, most: float, share: float) -> None:
    rng = np.random.default_rng(n)
    tries = 200 if n < 1000 else 40
    found = [
        len(best_cuts((rng.random(n) < share).astype(float), np.ones(n), 2 * np.log(n), 10)) > 1
        for _ in range(tries)
    ]
    assert np.mean(found) <= most


def test_the_interval_of_a_break_holds_it_about_95_times_in_100() -> None:
    rng = np.random.default_rng(5)
    held, found = 0, 0
    for _ in range(200):
        same = np.concatenate([rng.random(120) < 0.85, rng.random(80) < 0.5]).astype(float)
        starts = best_cuts(same, np.ones(len(same)), 2 * np.log(200), 10)
        if len(starts) == 2:
            found += 1
            first, last = _place(same, starts[1], 10, 0.95)
            held += first <= 120 <= last
    assert found > 150
    assert 0.9 <= held / found <= 0.995


def test_votes_that_do_not_count_do_not_count() -> None:
    same = series((40, 1.0), (40, 0.0))
    votes = votes_of(same)
    idle = votes[votes["roll_call"] < "r0020"].assign(
        roll_call=lambda v: "x" + v["roll_call"], date=pd.Timestamp("2000-01-01"), vote="nonvoting"
    )
    table = change_points(pd.concat([votes, idle]), "A", "B")
    assert table["n"].tolist() == [40, 40]


def test_short_series_are_one_stretch() -> None:
    table = change_points(votes_of(np.array([1.0, 0.0, 1.0])), "A", "B")
    assert table["n"].tolist() == [3] and table["earliest"].isna().all()


def test_a_higher_penalty_or_size_finds_less() -> None:
    votes = votes_of(series((60, 0.9), (12, 0.1), (60, 0.9), seed=2))
    assert len(change_points(votes, "A", "B")) == 3
    assert len(change_points(votes, "A", "B", penalty=80)) == 1
    assert len(change_points(votes, "A", "B", min_size=40)) < 3


def test_the_choices_hold() -> None:
    votes = votes_of(series((40, 1.0), (40, 0.0)))
    assert change_points(votes, "A", "B", until="1990-06")["n"].tolist() == [26]
    assert "8.8 a change" in change_points(votes, "A", "B")["method"].iloc[0]


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"a": "C"}, "unknown member 'C'"),
        ({"penalty": 0}, "penalty=0 must be above 0"),
        ({"min_size": 0}, "min_size=0"),
        ({"abstain": "half"}, "makes no share"),
        ({"level": 2.0}, "level=2.0"),
        ({"since": 2050}, "run from"),
    ],
)
def test_wrong_input_is_named(choices: dict, words: str) -> None:
    votes = votes_of(series((30, 0.5)))
    with pytest.raises(UnvotesError, match=words):
        change_points(votes, choices.pop("a", "A"), "B", **choices)


def test_a_pair_without_a_common_vote() -> None:
    with pytest.raises(UnvotesError, match="A and B share no roll call"):
        change_points(frame({"A": "Yx", "B": "xY"}), "A", "B")
