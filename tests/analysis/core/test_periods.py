"""Periods cut from dates or named in a table, and what changed from one to another."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from unvotes.analysis.core.period_comparison import limits_of_difference
from unvotes.analysis.core.periods import in_periods, read_periods
from unvotes.errors import UnvotesError

EDGES = {"before": ("2016-01-01", "2017-01-19"), "after": ("2017-01-20", 2020)}


@pytest.mark.parametrize(
    ("by", "first", "last"),
    [("decade", "1940s", "2020s"), ("month", "1946-01", "2026-09"), ("term", "1945-46", "2025-26")],
)
def test_periods_are_cut_from_dates(by: str, first: str, last: str) -> None:
    votes = uv.load_votes()
    table = uv.agreement(votes, "GBR", "USA", by=by, interval=None)
    assert (table[by].iloc[0], table[by].iloc[-1]) == (first, last)
    assert table["n"].sum() == uv.agreement(votes, "GBR", "USA", interval=None).n


@pytest.mark.parametrize(
    ("by", "right"), [("year", 2012), ("term", "2011-12"), ("decade", "2010s")]
)
def test_a_day_that_is_missing_changes_no_period(by: str, right: object) -> None:
    votes = uv.load_votes(topic="Syria", since=2012, until=2012)
    last = votes["roll_call"] == votes["roll_call"].iloc[-1]
    votes.loc[last, "date"] = pd.NaT
    table = uv.shares(votes, "RUS", vote="yes", by=by, interval=None, min_shared=1)
    assert table[by].tolist() == [right] and isinstance(table[by].iloc[0], int | np.integer | str)
    assert table["n"].tolist() == [votes["roll_call"].nunique() - 1]


def test_presidencies_follow_one_another_without_a_gap() -> None:
    table = uv.presidencies()
    # Kennedy was shot on 22 November 1963, Nixon resigned on 9 August 1974.
    days = table.set_index("period")["since"]
    assert days["Johnson"] == pd.Timestamp("1963-11-22")
    assert days["Ford"] == pd.Timestamp("1974-08-09")
    assert (table["since"].iloc[1:].to_numpy() - table["until"].iloc[:-1].to_numpy()).tolist() == [
        pd.Timedelta(days=1).to_timedelta64()
    ] * 14 and table["until"].isna().sum() == 1


def test_presidencies_stand_in_order_of_time_and_sort_so() -> None:
    votes = uv.load_votes(members=["USA"])
    table = uv.shares(votes, by="presidency", vote="no")
    names = list(dict.fromkeys(table["presidency"]))
    assert names == uv.presidencies()["period"].tolist()
    # Obama's one veto was that of 18 February 2011, on settlements.
    inside = votes["date"].between("2009-01-20", "2017-01-19")
    assert votes.loc[inside & votes["veto"], "symbol"].tolist() == ["S/2011/24"]
    cast = (inside & (votes["vote"] == "no")).sum()
    assert table.set_index("presidency").loc["Obama", "count"] == cast


CALLS = {
    "agreement": lambda votes, **how: uv.agreement(votes, "RUS", "USA", **how),
    "agreement_matrix": lambda votes, **how: uv.agreement_matrix(
        votes, members=["RUS", "USA"], **how
    ).estimate.reset_index(),
    "agreement_table": lambda votes, **how: uv.agreement_table(votes, member="RUS", **how),
    "bloc_agreement": lambda votes, **how: uv.bloc_agreement(votes, "P3", "Russia–China", **how),
    "coincidence": lambda votes, **how: uv.coincidence(votes, **how),
    "cohesion": lambda votes, **how: uv.cohesion(votes, "P5", **how),
    "ideal_points": lambda votes, **how: uv.ideal_points(votes, tolerance=0.1, **how).table,
    "isolation": lambda votes, **how: uv.isolation(votes, ["RUS", "USA"], **how),
    "shares": lambda votes, **how: uv.shares(votes, **how),
}


def test_every_statistic_with_groups_takes_named_periods() -> None:
    # vetoed_majorities groups drafts by member or topic, load_ideal_points chooses an estimate.
    takers = {
        name
        for name in uv.__all__
        if inspect.isfunction(value := getattr(uv, name))
        and {"by", "votes"} <= inspect.signature(value).parameters.keys()
    }
    assert takers - {"vetoed_majorities"} == CALLS.keys()


@pytest.mark.parametrize("name", CALLS)
def test_named_periods_are_the_same_in_every_statistic(name: str) -> None:
    votes = uv.load_votes(since=2015, until=2018)
    table = CALLS[name](votes, periods=EDGES)
    assert list(dict.fromkeys(table["period"].sort_values())) == ["before", "after"]
    called = CALLS[name](votes, by="mandate", periods=pd.DataFrame(
        [(who, *days) for who, days in EDGES.items()], columns=["period", "since", "until"]
    ))  # fmt: skip
    pd.testing.assert_frame_equal(called.rename(columns={"mandate": "period"}), table)


@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"agreement_matrix", "ideal_points"}))
def test_a_named_period_without_a_roll_call_has_a_row_that_says_so(name: str) -> None:
    votes = uv.load_votes(since=2015, until=2018)
    table = CALLS[name](votes, periods={"long ago": (1990, 1995)} | EDGES)
    first = table[table["period"] == "long ago"]
    whom = [name for name in ("a", "b", "member", "vote", "part") if name in table]
    assert len(first) == (table[whom].drop_duplicates().shape[0] if whom else 1)
    assert table["period"].is_monotonic_increasing, "in order of time"
    assert (first["n"] == 0).all() and (first["withheld"] != "").all()
    assert first[["estimate", "low", "high"]].isna().all(axis=None)
    known = table[table["period"] != "long ago"].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        known.astype({"period": "str"}),
        CALLS[name](votes, periods=EDGES).astype({"period": "str"}),
        check_exact=name != "bloc_agreement",  # whose draws follow each other
        rtol=0.05,
    )


def test_a_named_period_without_a_roll_call_has_a_square_that_says_so() -> None:
    votes = uv.load_votes(since=2015, until=2018)
    how = {"members": ["RUS", "USA"], "interval": "bootstrap"}
    squares = uv.agreement_matrix(votes, periods={"long ago": (1990, 1995)} | EDGES, **how)
    assert (squares.n.loc["long ago"] == 0).all(axis=None)
    for frame in (squares.estimate, squares.low, squares.high):
        assert frame.loc["long ago"].isna().all(axis=None)
    known = uv.agreement_matrix(votes, periods=EDGES, **how)
    for name in EDGES:
        pd.testing.assert_frame_equal(squares.estimate.loc[name], known.estimate.loc[name])


def test_nobody_beside_the_member_in_a_group_is_no_error() -> None:
    votes = uv.load_votes(since=2011, until=2012)
    alone = votes[(votes["member"] == "USA") | (votes["date"].dt.year == 2011)]
    assert set(uv.coincidence(alone, "USA", by="year")["year"]) == {2011}


def test_a_period_holds_its_first_and_its_last_day_and_no_other() -> None:
    votes = uv.load_votes(since=2016, until=2017)
    table = uv.agreement(votes, "RUS", "CHN", periods=EDGES, interval=None).set_index("period")
    for name, (since, until) in EDGES.items():
        known = uv.agreement(votes, "RUS", "CHN", since=since, until=until, interval=None)
        assert (table.loc[name, "n"], table.loc[name, "estimate"]) == (known.n, known.estimate)


def test_an_open_end_in_a_column_of_years() -> None:
    years = pd.DataFrame({"period": ["a", "b"], "since": [np.nan, 2014], "until": [2013, np.nan]})
    read = read_periods(years)
    assert read["until"].iloc[0] == pd.Timestamp("2013-12-31") and pd.isna(read["since"].iloc[0])


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        ({"a": (2011, 2012), "b": ("2012-06", None)}, "'a' and 'b' have a day in common"),
        ({"a": (None, None), "b": (2011, 2012)}, "have a day in common"),
        ({"a": (2012, 2011)}, "comes after until"),
        ({"a": 2011}, "write a first and a last day"),
        ({}, "is empty"),
        (3, "periods must be"),
        (pd.DataFrame({"name": ["a"]}), "no column 'period'"),
        (pd.DataFrame({"period": ["a"] * 2, "since": [1, 2], "until": 3}), "is not a date"),
        ({"far": (1800, 1801)}, "falls into any of the periods"),
    ],
)
def test_wrong_periods_teach(periods: object, words: str) -> None:
    votes = uv.load_votes(since=2011, until=2012)
    with pytest.raises(UnvotesError, match=words):
        uv.agreement(votes, "RUS", "CHN", periods=periods)  # type: ignore[arg-type]


# --- what changed


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        # Newcombe (1998), table II, method 10: 56/70 − 48/80, 9/10 − 3/10, 6/7 − 2/7.
        ((48, 80), (56, 70), (0.0524, 0.3339)),
        ((3, 10), (9, 10), (0.1705, 0.8090)),
        ((2, 7), (6, 7), (0.0582, 0.8062)),
    ],
)
def test_intervals_are_newcombes(
    first: tuple[int, int], second: tuple[int, int], ends: tuple[float, float]
) -> None:
    rows = []
    for part, (count, n) in enumerate((first, second)):
        votes = pd.DataFrame({"roll_call": range(n), "member": "A", "vote": "no"})
        votes.loc[: count - 1, "vote"] = "yes"
        table = uv.shares(votes, vote="yes", interval="wilson", min_shared=1)
        rows.append(table.assign(period=part))
    change = uv.compare_periods(pd.concat(rows)).iloc[0]
    assert (change["low"], change["high"]) == pytest.approx(ends, abs=1e-4)
    assert (change["n_from"], change["n_to"]) == (first[1], second[1])


def test_one_end_of_the_interval_holds_still_where_the_estimates_do() -> None:
    low, high = limits_of_difference((0.5, 0.5), (0.5, 0.4), (0.5, 0.7))
    assert (low, high) == pytest.approx((-0.1, 0.2))


def test_a_change_is_the_difference_that_resampling_finds() -> None:
    votes = uv.load_votes("general-assembly", since=2009, members=["USA", "GBR"])
    by = uv.agreement(votes, "USA", "GBR", by="presidency")
    change = uv.compare_periods(by, "Obama", "Trump (first)").iloc[0]
    pair = ("USA", "GBR")
    spans = (("2017-01-20", "2021-01-19"), ("2009-01-20", "2017-01-19"))
    known = uv.agreement_difference(votes, pair, periods=spans)
    assert change["estimate"] == pytest.approx(known.estimate)
    assert (change["low"], change["high"]) == pytest.approx((known.low, known.high), abs=0.01)
    assert change["estimate"] < 0 and change["high"] < 0


def test_each_period_is_compared_with_the_next_and_withheld_is_told() -> None:
    votes = uv.load_votes(since=1990, until=2012)
    table = uv.shares(votes, ["IND", "RUS"], by="decade", vote="abstain", min_shared=120)
    changes = uv.compare_periods(table)
    # India had no seat in the 2000s.
    assert changes[["member", "from", "to"]].to_numpy().tolist() == [
        ["RUS", "1990s", "2000s"],
        ["RUS", "2000s", "2010s"],
    ]
    few = uv.compare_periods(table, "1990s", "2010s").set_index("member").loc["IND"]
    assert few["withheld"] and np.isnan(few["estimate"])


@pytest.mark.parametrize(
    ("table", "given", "words"),
    [
        ({"year": [1, 2]}, (1, 3), "unknown period 3"),
        ({"year": [1, 2]}, (1, None), "give both periods"),
        ({"year": [1, 2]}, (2, 2), "compared with itself"),
        ({"year": [1, 1]}, (), "one period only|two rows"),
        ({"when": [1, 2]}, (), "no column of periods"),
        ({"year": [1, 2], "sd": 1.0}, (), "IdealPoints.draws"),
        ({"year": [1, 2], "member": ["A", "B"]}, (), "nothing in the table is in both"),
    ],
)
def test_what_cannot_be_compared(table: dict[str, object], given: tuple[object, ...], words: str):
    frame = pd.DataFrame(table).assign(estimate=0.5, n=20, low=0.4, high=0.6)
    with pytest.raises(UnvotesError, match=words):
        uv.compare_periods(frame, *given)  # type: ignore[arg-type]


def test_days_in_periods() -> None:
    periods = read_periods({"a": ("2001-02-01", "2001-02-28"), "b": ("2001-03-02", None)})
    days = pd.to_datetime(
        pd.Series(
            [
                *("2001-01-31 23:59", "2001-02-01", "2001-02-28 23:59", "2001-03-01"),
                *("2001-03-02", "2050-01-01", None),
            ]
        ),
        format="mixed",
    )
    codes, labels = in_periods(days, periods)
    assert codes.tolist() == [-1, 0, 0, -1, 1, 1, -1]
    assert labels.tolist() == labels.categories.tolist() == ["a", "b"] and labels.ordered
    later, only = in_periods(days.iloc[3:], periods)
    assert (later.tolist(), only.tolist()) == ([-1, 0, 0, -1], ["b"])
    both, each = in_periods(days.iloc[3:], periods, every=True)
    assert (both.tolist(), each.tolist()) == ([-1, 1, 1, -1], ["a", "b"])
    none, no = in_periods(days.iloc[:1], periods)
    assert none.tolist() == [-1] and no.empty


def test_a_table_of_nothing_but_periods() -> None:
    table = pd.DataFrame(
        dict(year=[2, 1], estimate=[0.7, 0.4], n=[30, 20], low=[0.6, 0.3], high=[0.9, 0.6])
    )
    change = uv.compare_periods(table)
    ends = (0.3 - np.hypot(0.1, 0.2), 0.3 + np.hypot(0.2, 0.1))
    assert change.columns.tolist() == [
        *("from", "to", "estimate_from", "estimate_to", "n_from", "n_to"),
        *("estimate", "low", "high", "withheld"),
    ]
    numbers = change.drop(columns=["from", "to", "withheld"]).iloc[0].tolist()
    assert numbers == pytest.approx([0.4, 0.7, 20, 30, 0.3, *ends])
    assert change[["from", "to", "withheld"]].iloc[0].tolist() == ["1", "2", ""]
    assert change["n_from"].dtype == change["n_to"].dtype == "int64"
    named = uv.compare_periods(table.rename(columns={"year": "when"}), by="when")
    pd.testing.assert_frame_equal(named, change)
    told = uv.compare_periods(table.assign(withheld=["few", "none"]))["withheld"]
    assert told.tolist() == ["1: none and 2: few"]
