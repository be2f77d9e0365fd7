from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import beta

from tests.analysis.frames import frame
from unvotes.analysis.pairs.change_points import (
    _cuts,
    _dispersion,
    _place,
    _Units,
    change_points,
)
from unvotes.analysis.pairs.cutting import best_cuts
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes


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
        len(best_cuts((rng.random(n) < share) + 0.0, np.ones(n), 2 * np.log(n), 10)) > 1
        for _ in range(tries)
    ]
    assert np.mean(found) <= most


def test_the_interval_of_a_break_holds_it_about_95_times_in_100() -> None:
    rng = np.random.default_rng(5)
    held, found = 0, 0
    for _ in range(200):
        same = np.concatenate([rng.random(120) < 0.85, rng.random(80) < 0.5]).astype(float)
        starts = best_cuts(same, np.ones(200), 2 * np.log(200), 10)
        if len(starts) == 2:
            found += 1
            first, last = _place(_Units(same, np.ones(200)), starts[1], 10, 0.95, 1.0)
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
    assert "8.8 a change" in change_points(votes, "A", "B").attrs["method"]


def batches(*years: float, days: int = 12, size: int = 6, seed: int = 0) -> pd.DataFrame:
    """Votes of years with a known agreement, given on days of which every fourth is the reverse."""
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(len(years) * days), size)
    share = np.repeat(years, days * size)
    same = rng.random(len(day)) < np.where(day % 4 == 3, 1 - share, share)
    start = pd.Timestamp("1990-09-03")
    dates = [start + pd.DateOffset(years=d // days, days=d % days) for d in day]
    session = [f"{45 + d // days}" for d in day]
    votes = {"A": "Y" * len(day), "B": "".join("NY"[int(s)] for s in same)}
    return frame(votes, date=dates, session=session)


def test_a_body_that_votes_in_batches_has_no_stretch_of_a_day() -> None:
    votes = batches(*[0.9] * 6, size=15)
    # Taken as independent, days that go the other way are stretches of their own.
    assert len(change_points(votes, "A", "B", cut_by="roll_call")) > 10
    table = change_points(votes, "A", "B")
    assert table["n"].tolist() == [1080]
    assert "independent by year" in table.attrs["method"]


def test_in_batches_a_change_is_found_to_the_year() -> None:
    votes = batches(*[0.95] * 6, *[0.6] * 6)
    for cut_by in (None, "year", "session"):
        table = change_points(votes, "A", "B", cut_by=cut_by)
        assert table["first"].dt.year.tolist() == [1990, 1996]
        assert (table["first"].dt.month == 9).all()
    assert "independent by session" in table.attrs["method"]


@pytest.mark.parametrize(("count", "size", "spread"), [(8, 75, 0.05), (40, 75, 0.05), (80, 9, 0.0)])
def test_years_that_differ_are_no_change(count: int, size: int, spread: float) -> None:
    rng = np.random.default_rng(count)
    found = 0
    for _ in range(100):
        sizes = rng.integers(1, 2 * size, count)
        share = 0.7 if not spread else rng.beta(0.7 / spread, 0.3 / spread, count)
        units = _Units(rng.binomial(sizes, share).astype(float), sizes.astype(float))
        found += len(_cuts(units, 3 * np.log(count), 10, True)[0]) > 1
    assert found <= 5


def test_units_of_one_roll_call_are_roll_calls() -> None:
    votes = votes_of(series((60, 0.9), (60, 0.3), seed=2))
    assert "over roll calls," in change_points(votes, "A", "B").attrs["method"]
    alone = change_points(votes, "A", "B", cut_by="roll_call", penalty=9.6)
    by_day = change_points(votes, "A", "B", cut_by="day", penalty=9.6)
    assert by_day["first"].tolist() == alone["first"].tolist()


def test_a_session_beside_others_and_a_roll_call_without_one_join_those_around() -> None:
    session = [str(number) for number in range(12) for _ in range(20)]
    session[10] = session[130] = session[150] = "S"
    session[30] = None
    votes = frame({"A": "Y" * 240, "B": "YYYYN" * 24 + "NNNNY" * 24}, session=session)
    table = change_points(votes, "A", "B", cut_by="session")
    assert table["n"].tolist() == [120, 120]
    assert table["earliest"].iloc[1] in ("r0100", "r0120")


def test_israel_and_the_united_states_have_no_regime_of_a_day() -> None:
    votes = load_votes("general-assembly", members=["USA", "ISR"])
    table = change_points(votes, "USA", "ISR")
    assert table["n"].min() > 500
    assert table["first"].dt.year.is_unique


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"cut_by": "party"}, "unknown grouping 'party'"),
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


def test_a_table_of_stretches_by_hand() -> None:
    # Thirty alike, thirty opposed; a roll call between on which one did not vote.
    votes = frame({"A": "Y" * 61, "B": "Y" * 30 + "x" + "N" * 30})
    table = change_points(votes.set_axis([0] * len(votes)), "B", "A", level=0.9)
    assert table.columns.tolist() == [
        *("first", "last", "estimate", "n", "a", "b", "low", "high", "earliest", "latest"),
    ]
    assert table.index.tolist() == [0, 1]
    names = ["first", "last", "n", "a", "b", "estimate"]
    assert table[names].to_numpy().tolist() == [
        ["r0000", "r0029", 30, "B", "A", 1.0],
        ["r0031", "r0060", 30, "B", "A", 0.0],
    ]
    assert table["earliest"].isna().tolist() == table["latest"].isna().tolist() == [True, False]
    assert table.loc[1, "earliest"] <= "r0031" <= table.loc[1, "latest"]
    # The exact ends of 30 in 30 and of 0 in 30, with a tail of 5 per cent.
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([0.05 ** (1 / 30), 1])
    assert table.loc[1, ["low", "high"]].tolist() == pytest.approx([0, 1 - 0.05 ** (1 / 30)])
    assert table.attrs["method"].startswith(f"penalised likelihood, {2 * np.log(60):.1f} a change")
    assert table.attrs["selection"] == "all roll calls"


@pytest.mark.parametrize(("penalty", "stretches"), [(83.1, 2), (83.3, 1)])
def test_a_cut_must_gain_the_penalty(penalty: float, stretches: int) -> None:
    # Two stretches fit wholly; one of a half has −2·log-likelihood 2·60·log 2 = 83.18.
    votes = frame({"A": "Y" * 60, "B": "Y" * 30 + "N" * 30})
    assert len(change_points(votes, "A", "B", penalty=penalty)) == stretches


def test_a_dispersion_by_hand() -> None:
    # Of one stretch, two thirds alike: squares over what is expected 1, 4 and ¼, by size 2, 2, 8
    # a mean of 1, and three units with one share to fit: 1 · 3/2.
    units = _Units(np.array([2.0, 0, 6]), np.array([2.0, 2, 8]))
    assert _dispersion(units, [0]) == pytest.approx(1.5)
    # Where all are alike nothing is expected to differ: 4, 4, 0 and 0, by size 4, 4, 2, 2.
    units = _Units(np.array([4.0, 0, 2, 2]), np.array([4.0, 4, 2, 2]))
    assert _dispersion(units, [0, 2]) == pytest.approx(32 / 12 * 4 / 2)
    # In stretches of their own nothing differs; nor is it ever below one.
    assert _dispersion(units, [0, 1, 2]) == 1
    assert _dispersion(_Units(np.full(4, 2.0), np.full(4, 4.0)), [0, 2]) == 1


def test_a_stretch_may_be_one_roll_call() -> None:
    votes = frame({"A": "Y" * 40, "B": "Y" * 20 + "N" + "Y" * 19})
    found = change_points(votes, "A", "B", min_size=1, penalty=3)
    assert found["n"].tolist() == [20, 1, 19]
    assert change_points(votes, "A", "B", min_size=2, penalty=3)["n"].min() >= 2


def test_a_small_change_is_found_beside_a_great_one() -> None:
    # Of 30 votes a year 27, then 3, then 9 alike: what the great change adds to the differences
    # between years is no reason not to see the small one.
    units = _Units(np.repeat([27.0, 3, 9], 8), np.full(24, 30.0))
    first = best_cuts(*units, 3 * np.log(24) * _dispersion(units, [0]), 10)
    assert first == [0, 8]
    assert _cuts(units, 3 * np.log(24), 10, True) == ([0, 8, 16], 1.0)
    assert _cuts(units, 3 * np.log(24), 10, False) == ([0, 8, 16], 1.0)


def plain_place(units: _Units, min_size: int, level: float, dispersion: float) -> tuple[int, int]:
    """Weigh each place by the likelihoods of both sides, agreement being unknown."""
    same, size = units
    weights = {}
    for place in range(1, len(same)):
        sides = [
            (same[part].sum(), size[part].sum()) for part in (slice(place), slice(place, None))
        ]
        if min(n for _, n in sides) >= min_size:
            weights[place] = np.prod(
                [beta(k / dispersion + 0.5, (n - k) / dispersion + 0.5) for k, n in sides]
            )
    share = np.cumsum(list(weights.values())) / sum(weights.values())
    tail = (1 - level) / 2
    return list(weights)[(share < tail).sum()], list(weights)[(share < 1 - tail).sum()]


@pytest.mark.parametrize("dispersion", [1.0, 2.5])
@pytest.mark.parametrize(("min_size", "level"), [(1, 0.95), (1, 0.5), (9, 0.95), (20, 0.8)])
def test_the_place_of_a_change_by_the_likelihood_of_each(
    dispersion: float, min_size: int, level: float
) -> None:
    rng = np.random.default_rng(min_size)
    for _ in range(8):
        size = rng.integers(1, 6, 30).astype(float)
        same = rng.binomial(size.astype(int), np.repeat(rng.uniform(0.2, 0.8, 2), 15)).astype(float)
        first, last = plain_place(_Units(same, size), min_size, level, dispersion)
        for found in (10, 15, 20):
            place = _place(_Units(same, size), found, min_size, level, dispersion)
            assert place == (min(first, found), max(last, found))


def test_the_only_place_there_is() -> None:
    assert _place(_Units(np.array([3.0, 0]), np.array([3.0, 3])), 1, 3, 0.95, 1.0) == (1, 1)


def test_an_interval_is_of_as_many_roll_calls_as_the_dispersion_leaves() -> None:
    # Years with 2 of 2, 0 of 2 and 6 of 8 alike: dispersion 1.5, so of 8/1.5 in 12/1.5.
    years = np.repeat(["2001-05-01", "2002-05-01", "2003-05-01"], [2, 2, 8])
    votes = frame({"A": "Y" * 12, "B": "YYNNYYYYYYNN"}, date=pd.to_datetime(years))
    table = change_points(votes, "A", "B", penalty=1000)
    known = scipy.stats.beta.ppf([0.025, 0.975], 8 / 1.5 + 0.5, 4 / 1.5 + 0.5)
    assert table[["low", "high"]].to_numpy()[0] == pytest.approx(known)
    assert table.attrs["method"] == (
        "penalised likelihood, 1000.0 a change; "
        "independent by year, dispersion 1.50; 95% Jeffreys interval"
    )


@pytest.mark.parametrize(("days", "unit"), [(6, "year"), (7, "over roll calls, in closed form")])
def test_two_roll_calls_a_day_are_a_batch(days: int, unit: str) -> None:
    dates = [pd.Timestamp(f"2001-01-{1 + i % days:02} {i:02}:00") for i in range(12)]
    table = change_points(frame({"A": "Y" * 12, "B": "Y" * 12}, date=dates), "A", "B")
    assert unit in table.attrs["method"]


@pytest.mark.parametrize(("size", "stretches"), [(9, 1), (10, 2)])
def test_a_stretch_has_ten_roll_calls(size: int, stretches: int) -> None:
    votes = frame({"A": "Y" * (size + 10), "B": "Y" * size + "N" * 10})
    table = change_points(votes, "A", "B")
    assert len(table) == stretches
    assert table.dtypes[["estimate", "n", "low", "high"]].tolist() == [
        *(np.float64, np.int64, np.float64, np.float64),
    ]
    if stretches == 1:
        tail = scipy.stats.beta.ppf([0.025, 0.975], 9.5, 10.5)
        assert table[["low", "high"]].to_numpy()[0] == pytest.approx(tail)


def test_roll_calls_that_are_numbers_stay_numbers() -> None:
    votes = votes_of(series((40, 1.0), (25, 0.0)), dated=False)
    votes["roll_call"] = votes["roll_call"].str[1:].astype(int)
    table = change_points(votes, "A", "B")
    assert table[["first", "last"]].to_numpy().tolist() == [[0, 39], [40, 64]]
    assert table["earliest"].dtype == table["latest"].dtype == "Int64"
    assert table["earliest"].isna().tolist() == [True, False] and table["earliest"][1] == 40
    with pytest.raises(UnvotesError, match="needs a column 'date'"):
        change_points(votes, "A", "B", cut_by="day")
