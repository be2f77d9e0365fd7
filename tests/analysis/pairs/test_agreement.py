from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.frames import counted, frame, frames, pair_frame, tables
from unvotes.analysis.core.measures import MEASURES
from unvotes.analysis.core.results import Difference, Estimate
from unvotes.analysis.pairs.agreement import agreement, agreement_difference, joint_table
from unvotes.analysis.pairs.all_pairs import agreement_matrix, agreement_table, compare_measures
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes

FOUR = ["RUS", "CHN", "IND", "ZAF"]


def some(n: int = 40, seed: int = 0) -> pd.DataFrame:
    """Votes of five members over several years, topics and meetings."""
    rng = np.random.default_rng(seed)
    rows = {m: "".join(rng.choice(list("NAYYYx"), n)) for m in "ABCDE"}
    return frame(
        rows,
        date=pd.date_range("2001-03-01", periods=n, freq="60D"),
        topic=[["Syria", "Libya", "Cyprus"][i % 3] for i in range(n)],
        region=[["Middle East", "Africa"][i % 2] for i in range(n)],
        meeting=[f"m{i // 4}" for i in range(n)],
    )


# --- one pair -----------------------------------------------------------------------------


def test_what_a_newcomer_gets() -> None:
    found = agreement(some(), "A", "B")
    table = counted(some(), "A", "B")
    assert isinstance(found, Estimate)
    assert found.n == table.sum()
    assert found.estimate == pytest.approx(np.trace(table) / table.sum())
    assert found.low < found.estimate < found.high
    assert (found.label, found.measure, found.level) == ("A–B", "agreement", 0.95)
    assert found.selection == "all roll calls" and found.withheld == ""
    assert "Bayesian bootstrap" in found.method
    assert found.period.startswith("2001-")


@given(frames(), st.sampled_from(sorted(MEASURES)))
@settings(max_examples=50)
def test_against_counting_by_hand(votes: pd.DataFrame, measure: str) -> None:
    found = agreement(votes, "A", "B", measure=measure, min_shared=1, interval=None)
    table = counted(votes, "A", "B")
    assert found.n == table.sum()
    if table.sum():
        assert found.estimate == pytest.approx(float(MEASURES[measure](table)), nan_ok=True)
    else:
        assert np.isnan(found.estimate)
    joint = joint_table(votes, "A", "B")
    assert np.array_equal(joint.to_numpy(), table)


@given(tables)
@settings(max_examples=25)
def test_symmetric_and_the_same_under_other_names_and_orders(table: list[list[int]]) -> None:
    votes = pair_frame(table)
    renamed = votes.replace({"A": "Z", "B": "Q"}).sample(frac=1, random_state=1)
    first = agreement(votes, "A", "B", min_shared=1)
    for other in (
        agreement(votes, "B", "A", min_shared=1),
        agreement(renamed, "Z", "Q", min_shared=1),
    ):
        assert (other.estimate, other.n) == pytest.approx((first.estimate, first.n))
        assert (other.low, other.high) == pytest.approx((first.low, first.high))


def test_with_oneself_agreement_is_whole() -> None:
    for name in MEASURES:
        assert agreement(some(), "A", "A", measure=name).estimate == pytest.approx(1)


def test_nonvoting_and_unknown_never_count() -> None:
    votes = frame({"A": "YYYYYYYYYYYYYx?N", "B": "YYYYYYYYYYNNA YY".replace(" ", "x")})
    found = agreement(votes, "A", "B")
    assert found.n == 14 and found.estimate == pytest.approx(10 / 14)


@pytest.mark.parametrize(
    ("abstain", "estimate", "n"),
    [("own", 11 / 20, 20), ("half", 14 / 20, 20), ("drop", 10 / 13, 13), ("as_no", 14 / 20, 20)],
)
def test_four_ways_to_see_an_abstention(abstain: str, estimate: float, n: int) -> None:
    # 6 no–no, 4 yes–yes, 1 both abstain, 3 abstain–no, 3 abstain–yes, 3 opposed.
    votes = pair_frame([[6, 2, 2], [1, 1, 2], [1, 1, 4]])
    found = agreement(votes, "A", "B", abstain=abstain)  # type: ignore[arg-type]
    assert found.estimate == pytest.approx(estimate) and found.n == n


def test_half_is_lijpharts_index_and_linear_kappa() -> None:
    votes = pair_frame([[6, 2, 2], [1, 1, 2], [1, 1, 4]])
    for plain, graded in (
        ("agreement", "lijphart"),
        ("kappa", "kappa_linear"),
        ("pi", "pi_linear"),
    ):
        half = agreement(votes, "A", "B", measure=plain, abstain="half")
        assert half.estimate == pytest.approx(agreement(votes, "A", "B", measure=graded).estimate)


def test_below_min_shared_the_estimate_is_withheld_and_says_so() -> None:
    votes = pair_frame([[4, 0, 0], [0, 0, 0], [0, 0, 5]])
    found = agreement(votes, "A", "B")
    assert found.n == 9 and np.isnan([found.estimate, found.low, found.high]).all()
    assert found.withheld == "n below 10"
    assert "withheld: n below 10 (n = 9)" in repr(found)
    assert agreement(votes, "A", "B", min_shared=9).estimate == 1


def test_undefined_kappa_says_why() -> None:
    votes = pair_frame([[0, 0, 0], [0, 0, 0], [0, 0, 30]])
    found = agreement(votes, "A", "B", measure="kappa")
    assert np.isnan([found.estimate, found.low, found.high]).all() and found.n == 30
    assert found.withheld == "all votes alike"


def test_eleven_of_eleven_is_not_certainty() -> None:
    found = agreement(pair_frame([[0, 0, 0], [0, 0, 0], [0, 0, 11]]), "A", "B")
    assert found.estimate == found.high == 1
    # The exact end: with less, eleven of eleven would happen in fewer than 2.5 of 100 cases.
    assert found.low == pytest.approx(0.025 ** (1 / 11))


# --- intervals ----------------------------------------------------------------------------


@pytest.mark.parametrize(("same", "n"), [(0, 12), (12, 12), (1, 12), (7, 20), (480, 500)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_wilson_and_exact_are_scipys(same: int, n: int, level: float) -> None:
    votes = pair_frame([[same, 0, n - same], [0, 0, 0], [0, 0, 0]])
    for ours, theirs in (("wilson", "wilson"), ("exact", "exact")):
        found = agreement(votes, "A", "B", interval=ours, level=level)  # type: ignore[arg-type]
        expected = scipy.stats.binomtest(same, n).proportion_ci(level, theirs)
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert found.method.startswith(f"{level:.0%} exact")


def test_the_seed_makes_draws_repeatable() -> None:
    def ends(seed: int) -> tuple[float, float]:
        found = agreement(some(), "A", "B", measure="kappa", seed=seed)
        return found.low, found.high

    assert ends(1) == ends(1) != ends(2)
    assert "seed 1" in agreement(some(), "A", "B", measure="kappa", seed=1).method


def test_the_draws_of_a_share_approach_its_closed_form() -> None:
    votes = some(200)
    closed = agreement(votes, "A", "B")
    # Every roll call a cluster of its own: the same model, but drawn.
    drawn = agreement(
        votes,
        "A",
        "B",
        resample_by="roll",
        n_boot=20_000,
        roll_calls=pd.DataFrame({"roll_call": votes["roll_call"].unique()}).assign(roll=range(200)),
    )
    assert (drawn.low, drawn.high) == pytest.approx((closed.low, closed.high), abs=0.004)
    assert "in closed form" in closed.method and "clustered by roll" in drawn.method


def test_clusters_widen_the_interval_where_they_vote_alike() -> None:
    # Ten meetings with ten identical roll calls each: as much is known as from ten roll calls.
    letters = "".join(x * 10 for x in "YYYYYNNNNN")
    votes = frame({"A": "Y" * 100, "B": letters}, meeting=[i // 10 for i in range(100)])
    alone = agreement(votes, "A", "B")
    meetings = agreement(votes, "A", "B", resample_by="meeting")
    few = frame({"A": "Y" * 10, "B": "YYYYYNNNNN"}, alone=range(10))
    ten = agreement(few, "A", "B", resample_by="alone")
    assert meetings.estimate == alone.estimate == 0.5
    width = meetings.high - meetings.low
    assert width > 2.5 * (alone.high - alone.low)
    assert width == pytest.approx(ten.high - ten.low, abs=0.03)


def test_no_interval_on_request() -> None:
    found = agreement(some(), "A", "B", interval=None)
    assert np.isnan(found.low) and np.isnan(found.high) and found.method == "no interval"
    assert "[" not in repr(found)


# --- groups and windows -------------------------------------------------------------------


@pytest.mark.parametrize("by", ["year", "topic", "region", "meeting"])
def test_groups_are_what_selecting_them_gives(by: str) -> None:
    votes = some().assign(year=lambda v: v["date"].dt.year)
    table = agreement(votes, "A", "B", by=by, min_shared=3)
    assert table.columns.tolist() == [
        by,
        "a",
        "b",
        "estimate",
        "n",
        "low",
        "high",
        "withheld",
    ]
    assert "Bayesian bootstrap" in table.attrs["method"]
    assert len(table) > 2 or by == "region"
    for row in table.itertuples(index=False):
        one = agreement(votes[votes[by] == row[0]], "A", "B", min_shared=3)
        assert (row.estimate, row.n) == pytest.approx((one.estimate, one.n), nan_ok=True)
        assert (row.low, row.high) == pytest.approx((one.low, one.high), nan_ok=True)
        assert row.withheld == one.withheld


def test_years_without_a_common_vote_have_no_row() -> None:
    votes = frame(
        {"A": "YYY", "B": "Y.Y"}, date=pd.to_datetime(["2001-01-01", "2002-01-01", "2003-01-01"])
    )
    assert agreement(votes, "A", "B", by="year", min_shared=1)["year"].tolist() == [2001, 2003]


def test_windows_roll_over_common_roll_calls() -> None:
    votes = some()
    table = agreement(votes, "A", "B", window=10)
    cast = votes[votes["vote"].isin(["no", "abstain", "yes"])]
    wide = cast.pivot(index="roll_call", columns="member", values="vote")[["A", "B"]].dropna()
    same = (wide["A"] == wide["B"]).astype(float)
    expected = same.rolling(10).mean().dropna()
    assert table["estimate"].to_numpy() == pytest.approx(expected.to_numpy())
    assert (table["n"] == 10).all()
    dates = votes.drop_duplicates("roll_call").set_index("roll_call")["date"]
    assert table["last"].tolist() == dates[expected.index].tolist()
    assert table["first"].iloc[0] == dates[same.index[0]]


def test_a_window_without_dates_is_named_by_roll_calls() -> None:
    table = agreement(some().drop(columns=["date"]), "A", "B", window=15)
    assert table["first"].iloc[0].startswith("r0")


# --- all pairs ----------------------------------------------------------------------------


@given(frames(), st.sampled_from(["agreement", "lijphart", "kappa", "pi_squared"]))
@settings(max_examples=15)
def test_matrix_and_table_agree_with_single_pairs(votes: pd.DataFrame, measure: str) -> None:
    if not votes["vote"].isin(["no", "abstain", "yes"]).any():
        return
    found = agreement_matrix(votes, measure=measure, min_shared=2)
    estimate, n = found
    assert estimate.index.tolist() == estimate.columns.tolist() == n.index.tolist()
    pd.testing.assert_frame_equal(estimate, estimate.T, check_names=False)
    pd.testing.assert_frame_equal(n, n.T, check_names=False)
    for a, b in combinations_with_replacement(estimate.index, 2):
        one = agreement(votes, a, b, measure=measure, min_shared=2, interval=None)
        assert (estimate.loc[a, b], n.loc[a, b]) == pytest.approx(
            (one.estimate, one.n), nan_ok=True
        )
    pairs = int((np.triu(n.to_numpy(), 1) > 0).sum())
    if pairs == 0:
        with pytest.raises(UnvotesError, match="no two of the"):
            agreement_table(votes, measure=measure)
        return
    table = agreement_table(votes, measure=measure, min_shared=2, interval=None)
    assert len(table) == pairs
    for row in table.itertuples():
        assert row.estimate == pytest.approx(estimate.loc[row.a, row.b], nan_ok=True)
        assert row.n == n.loc[row.a, row.b]


def test_a_table_of_one_members_pairs() -> None:
    table = agreement_table(some(), member="C")
    assert table["a"].unique().tolist() == ["C"] and set(table["b"]) == set("ABDE")
    assert table["estimate"].is_monotonic_decreasing and table["estimate"].nunique() > 2
    for row in table.itertuples():
        one = agreement(some(), "C", row.b)
        assert (row.estimate, row.low, row.high) == pytest.approx((one.estimate, one.low, one.high))


def test_groups_of_all_pairs() -> None:
    votes = some()
    matrix = agreement_matrix(votes, by="topic", min_shared=1)
    table = agreement_table(votes, by="topic", min_shared=1)
    assert matrix.estimate.index.names == ["topic", "member"]
    for topic in ("Syria", "Libya", "Cyprus"):
        alone = agreement_matrix(votes, topic=topic, min_shared=1)
        pd.testing.assert_frame_equal(matrix.estimate.loc[topic], alone.estimate)
        pd.testing.assert_frame_equal(matrix.n.loc[topic], alone.n)
        rows = table[table["topic"] == topic]
        assert rows["estimate"].tolist() == pytest.approx(
            [alone.estimate.loc[a, b] for a, b in zip(rows["a"], rows["b"], strict=True)]
        )


def test_intervals_in_the_square_are_those_of_the_table() -> None:
    square = agreement_matrix(some(), interval="wilson")
    assert square.low is not None and square.high is not None
    for row in agreement_table(some(), interval="wilson").itertuples():
        assert square.low.loc[row.a, row.b] == square.low.loc[row.b, row.a] == row.low
        assert square.high.loc[row.a, row.b] == row.high
    assert agreement_matrix(some()).low is None


def test_clustered_intervals_of_all_pairs_are_about_those_of_each() -> None:
    votes = some(200)
    table = agreement_table(votes, resample_by="meeting", n_boot=4000)
    for row in table.itertuples():
        one = agreement(votes, row.a, row.b, resample_by="meeting", n_boot=4000)
        assert (row.low, row.high) == pytest.approx((one.low, one.high), abs=0.015)


def test_kappa_draws_of_all_pairs_are_about_those_of_each() -> None:
    votes = some(200)
    table = agreement_table(votes, measure="kappa", n_boot=4000)
    for row in table.itertuples():
        one = agreement(votes, row.a, row.b, measure="kappa", n_boot=4000, seed=5)
        assert (row.low, row.high) == pytest.approx((one.low, one.high), abs=0.015)


def test_many_pairs_share_draws_with_the_intervals_that_each_has_alone(monkeypatch) -> None:
    votes = some(200)
    alone = agreement_table(votes, measure="kappa", n_boot=4000)
    monkeypatch.setattr("unvotes.analysis.core.limits._CHUNK", 0)
    monkeypatch.setattr("unvotes.analysis.core.limits._HELD", 200_000)  # in several parts
    shared = agreement_table(votes, measure="kappa", n_boot=4000)
    assert shared["low"].to_numpy() == pytest.approx(alone["low"].to_numpy(), abs=0.015)
    assert shared["high"].to_numpy() == pytest.approx(alone["high"].to_numpy(), abs=0.015)
    assert (shared["low"] != alone["low"]).all()
    monkeypatch.setattr("unvotes.analysis.core.threads._WORKERS", 1)
    pd.testing.assert_frame_equal(shared, agreement_table(votes, measure="kappa", n_boot=4000))


def test_pairs_that_never_met_have_no_row() -> None:
    votes = frame({"A": "YY..", "B": "..YY", "C": "YYYY"})
    table = agreement_table(votes, min_shared=1)
    assert list(zip(table["a"], table["b"], strict=True)) == [("A", "C"), ("B", "C")]
    square = agreement_matrix(votes, min_shared=3)
    assert square.n.loc["A", "B"] == 0 and np.isnan(square.estimate.loc["A", "B"])
    assert square.withheld.loc["A", "C"] and not square.withheld.loc["A", "B"]


def test_several_measures_at_once() -> None:
    votes = some()
    table = compare_measures(votes)
    assert table.columns.tolist() == ["a", "b", "n", *MEASURES]
    for name in MEASURES:
        one = agreement_table(votes, measure=name, interval=None)
        assert table[name].to_numpy() == pytest.approx(one["estimate"].to_numpy())
    assert "s_squared" not in compare_measures(votes, abstain="half").columns
    assert compare_measures(votes, min_shared=1000)["kappa"].isna().all()


def test_single_precision_counts_are_exact_at_the_assemblys_size() -> None:
    rng = np.random.default_rng(1)
    codes = rng.integers(0, 3, (6200, 2))
    letters = ["".join("NAY"[c] for c in codes[:, k]) for k in range(2)]
    votes = frame({"A": letters[0], "B": letters[1]})
    square = agreement_matrix(votes)
    assert square.n.loc["A", "B"] == 6200
    assert square.estimate.loc["A", "B"] == (codes[:, 0] == codes[:, 1]).mean()


# --- differences --------------------------------------------------------------------------


def test_a_difference_between_two_pairs() -> None:
    votes = some(100)
    found = agreement_difference(votes, ("A", "B"), ("A", "C"))
    one, two = agreement(votes, "A", "B"), agreement(votes, "A", "C")
    assert isinstance(found, Difference)
    assert found.estimate == pytest.approx(one.estimate - two.estimate)
    assert (found.first, found.second) == (one, two)
    table = votes[votes["vote"].isin(["no", "abstain", "yes"])].pivot(
        index="roll_call", columns="member", values="vote"
    )
    first, second = (table[["A", m]].notna().all(axis=1) for m in "BC")
    assert found.n == (first | second).sum() and found.shared == (first & second).sum()
    assert found.low < found.estimate < found.high
    assert found.label == "A–B minus A–C"


def test_what_two_pairs_have_in_common_cancels_out() -> None:
    # B and C vote alike but once: their agreement with A differs by 1/100 and hardly more.
    rng = np.random.default_rng(3)
    b = rng.choice(list("YN"), 100)
    c = b.copy()
    c[0] = "N" if b[0] == "Y" else "Y"
    votes = frame({"A": "Y" * 100, "B": "".join(b), "C": "".join(c)})
    found = agreement_difference(votes, ("A", "B"), ("A", "C"))
    assert abs(found.estimate) == pytest.approx(0.01)
    alone = found.first.high - found.first.low
    assert found.high - found.low < alone / 2


def test_the_same_pair_over_the_same_votes_differs_by_nothing() -> None:
    found = agreement_difference(some(100), ("A", "B"), ("B", "A"), interval="percentile")
    assert (found.estimate, found.low, found.high) == (0, 0, 0)


def test_a_difference_between_two_periods() -> None:
    votes = some(100)
    periods = ((None, 2005), (2008, "2012"))
    found = agreement_difference(votes, ("A", "B"), periods=periods)
    one = agreement(votes, "A", "B", until=2005)
    two = agreement(votes, "A", "B", since=2008, until="2012")
    assert found.estimate == pytest.approx(one.estimate - two.estimate)
    assert (found.first.n, found.second.n, found.shared) == (one.n, two.n, 0)
    assert found.first.selection == "all roll calls, until 2005-12-31"
    assert f"{found.first.selection}; {found.second.selection}; " in repr(found)
    assert found.label.startswith("A–B (2001-")
    # Independent samples: the squared half-widths add up.
    widths = [(e.high - e.low) / 2 for e in (one, two)]
    assert (found.high - found.low) / 2 == pytest.approx(np.hypot(*widths), rel=0.15)


def test_a_difference_is_withheld_with_either_of_its_parts() -> None:
    found = agreement_difference(some(40), ("A", "B"), periods=((None, 2001), (2002, None)))
    assert np.isnan(found.estimate) and np.isnan(found.low)
    assert found.withheld == "A–B n below 10"
    assert "withheld" in repr(found) and "withheld" in found._repr_html_()


# --- what is shown ------------------------------------------------------------------------


def test_results_show_themselves() -> None:
    votes = some(100).replace({"A": "<b>A</b>"})
    one = agreement(votes, "<b>A</b>", "B", measure="s")
    assert "n = " in repr(one) and f"{one.n:,}" in repr(one) and "Bayesian" in repr(one)
    difference = agreement_difference(votes, ("<b>A</b>", "B"), ("B", "C"))
    matrix = agreement_matrix(votes, contested=True)
    for result in (one, difference, matrix):
        html = result._repr_html_()
        assert "<b>A</b>" not in html and "&lt;b&gt;" in html
    assert "contested roll calls" in repr(matrix) and "5 members" in repr(matrix)
    below = agreement(frame({"A": "Y" * 12, "B": "N" * 12}), "A", "B", measure="s")
    assert "s −1.000 [" in repr(below)


# --- the Council --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def council() -> pd.DataFrame:
    return load_votes()


def test_india_and_south_africa_shared_120_votes_11_of_them_contested(council) -> None:
    # Of the 123 decisions of these years resolutions 1987, 1999 and 2034 were taken without a vote.
    every = agreement(council, "IND", "ZAF")
    contested = agreement(council, "IND", "ZAF", contested=True)
    assert (every.n, contested.n) == (120, 11)
    # Unanimous votes flatter: the 11 contested ones alone can disagree, so the counts match.
    assert round((1 - every.estimate) * 120) == round((1 - contested.estimate) * 11)
    assert contested.high - contested.low > 0.3


def test_all_pairs_of_the_four_were_on_the_same_120_votes_of_2011_and_2012(council) -> None:
    table = agreement_table(council, members=FOUR, since=2011, until=2012)
    assert table["n"].tolist() == [120] * 6


def test_regions_and_meetings_of_the_record_need_no_table(council) -> None:
    table = agreement(council, "RUS", "CHN", by="region", contested=True)
    whole = agreement(council, "RUS", "CHN", contested=True)
    assert table["n"].sum() == whole.n
    clustered = agreement(council, "RUS", "CHN", contested=True, resample_by="meeting")
    assert clustered.estimate == whole.estimate and "by meeting" in clustered.method


def test_the_soviet_union_is_a_member_of_its_own_by_state(council) -> None:
    both = agreement(council, "RUS", "USA")
    sun = agreement(council, "SUN", "USA", view="state")
    rus = agreement(council, "RUS", "USA", view="state")
    assert sun.n + rus.n == both.n and sun.estimate < rus.estimate
    with pytest.raises(UnvotesError, match="SUN"):
        agreement(council, "SUN", "USA")


# --- wrong input --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda v: agreement(v, "A", "F"), "unknown member 'F'"),
        (lambda v: agreement(v.replace("A", "RUS"), "RUSS", "B"), "did you mean 'RUS'"),
        (lambda v: agreement(v, "A", "B", measure="kapa"), "did you mean 'kappa'"),
        (lambda v: agreement(v, "A", "B", by="yaer"), "did you mean 'year'"),
        (lambda v: agreement(v, "A", "B", by="year", window=10), "give one of them"),
        (lambda v: agreement(v, "A", "B", window=0), "window=0 must be a whole number"),
        (lambda v: agreement(v, "A", "B", window=1000), "share only"),
        (lambda v: agreement(v.assign(k=None), "A", "B", by="k"), "'k' has no value"),
        (lambda v: agreement_table(v, members=["A"]), "no two of the 1 members"),
        (lambda v: compare_measures(v, members=["A"]), "no two of the 1 members"),
        (
            lambda v: agreement(frame({"A": "Yx", "B": "xY"}, k=[1, 2]), "A", "B", by="k"),
            "A and B share no roll call",
        ),
        (lambda v: agreement(v, "A", "B", min_shared=0), "min_shared=0"),
        (lambda v: agreement(v, "A", "B", min_shared=True), "min_shared=True"),
        (lambda v: agreement(v, "A", "B", interval="wald"), "unknown interval 'wald'"),
        (lambda v: agreement(v, "A", "B", measure="s", interval="wilson"), "plain share"),
        (lambda v: agreement(v, "A", "B", abstain="half", interval="exact"), "plain share"),
        (
            lambda v: agreement(v, "A", "B", interval="exact", resample_by="meeting"),
            "takes roll calls to be independent",
        ),
        (lambda v: agreement(v, "A", "B", resample_by="metting"), "did you mean 'meeting'"),
        (lambda v: agreement(v, "A", "B", level=95), "level=95 must lie between 0 and 1"),
        (lambda v: agreement(v, "A", "B", n_boot=10), "at least 100 draws"),
        (lambda v: agreement(v, "A", "B", seed=-1), "seed=-1"),
        (lambda v: agreement(v, "A", "B", abstain="half", measure="s_squared"), "use measure='s'"),
        (lambda v: joint_table(v, "A", "Q"), "unknown member 'Q'"),
        (lambda v: joint_table(v.drop(columns="vote"), "A", "B"), "no column 'vote'"),
        (lambda v: joint_table(v, "A", "B", topic="Siria"), "did you mean 'Syria'"),
        (lambda v: agreement_matrix(v, members=["A", "Q"]), "unknown member 'Q'"),
        (lambda v: agreement_matrix(v, by="topics"), "did you mean 'topic'"),
        (lambda v: agreement_matrix(v, measure="S"), "kappa_linear"),
        (lambda v: agreement_table(v, member="Q"), "unknown member 'Q'"),
        (lambda v: agreement_table(v, since=1900, until=1901), "run from 2001"),
        (lambda v: agreement_table(v, interval="bca"), "unknown interval 'bca'"),
        (lambda v: compare_measures(v, measures="kappa"), "give a list"),
        (lambda v: compare_measures(v, measures=["kapa"]), "did you mean 'kappa'"),
        (lambda v: compare_measures(v, min_shared=-1), "min_shared=-1"),
        (lambda v: agreement_difference(v, ("A", "B")), "needs a second pair"),
        (lambda v: agreement_difference(v, "AB", ("A", "C")), "is not a pair"),
        (lambda v: agreement_difference(v, ("A", "B"), ("A", "Q")), "unknown member 'Q'"),
        (lambda v: agreement_difference(v, ("A", "B"), periods=(2001, 2002)), "two periods"),
        (lambda v: agreement_difference(v, ("A", "B"), periods=("20", "21")), "two periods"),
        (
            lambda v: agreement_difference(
                v, ("A", "B"), periods=((2001, 2002), (2003, 2004)), since=2001
            ),
            "not both",
        ),
        (
            lambda v: agreement_difference(v, ("A", "B"), ("A", "C"), interval="wilson"),
            "plain share",
        ),
    ],
)
def test_wrong_input_is_named(call, words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        call(some())


# --- tables, cell by cell ------------------------------------------------------------------


def six() -> pd.DataFrame:
    days = ["2001-01-05", "2001-06-05", "2001-09-05", "2002-01-05", "2002-05-05", "2002-07-05"]
    letters = {"A": "YYNAYY", "B": "YNNYYx", "C": "NYxAYN"}
    votes = frame(letters, date=pd.to_datetime(days))
    return votes.set_axis(np.zeros(len(votes), dtype=int))


def cells_of(table: pd.DataFrame) -> list[list[object]]:
    assert table.index.tolist() == list(range(len(table)))
    table = table.assign(estimate=table["estimate"].round(6)) if "estimate" in table else table
    return table.astype(object).where(table.notna(), None).to_numpy().tolist()


def test_rows_by_year_by_hand() -> None:
    table = agreement(six(), "B", "A", by="year", min_shared=3, interval=None)
    columns = ["a", "b", "estimate", "n", "low", "high", "withheld"]
    assert table.columns.tolist() == ["year", *columns]
    assert cells_of(table) == [
        [2001, "B", "A", 0.666667, 3, None, None, ""],
        [2002, "B", "A", None, 2, None, None, "n below 3"],
    ]
    assert table.attrs == {"method": "no interval", "selection": "all roll calls"}
    rolling = agreement(six(), "A", "B", window=3, min_shared=3, interval=None)
    assert rolling.columns.tolist() == ["first", "last", *columns]
    days = six()["date"].unique()
    assert cells_of(rolling) == [
        [days[i], days[i + 2], "A", "B", share, 3, None, None, ""]
        for i, share in enumerate([0.666667, 0.333333, 0.666667])
    ]
    assert len(agreement(six(), "A", "B", window=5, interval=None)) == 1
    with pytest.raises(UnvotesError, match="share only 5 roll calls"):
        agreement(six(), "A", "B", window=6)


def test_rows_of_all_pairs_by_hand() -> None:
    table = agreement_table(six(), min_shared=5, interval=None)
    assert cells_of(table) == [
        ["A", "B", 3 / 5, 5, None, None, ""],
        ["A", "C", 3 / 5, 5, None, None, ""],
        ["B", "C", None, 4, None, None, "n below 5"],
    ]
    assert table.attrs["measure"] == "agreement"
    of_b = agreement_table(six(), member="B", measure="lijphart", min_shared=4, interval=None)
    assert cells_of(of_b) == [
        # No against yes is no credit, an abstention against a yes is half of one.
        ["B", "A", 3.5 / 5, 5, None, None, ""],
        ["B", "C", 1.5 / 4, 4, None, None, ""],
    ]
    assert of_b.attrs["measure"] == "lijphart"
    by_year = agreement_table(six(), by="year", member="C", min_shared=3, interval=None)
    assert by_year.columns.tolist() == ["year", *table.columns]
    assert cells_of(by_year) == [
        [2001, "C", "A", None, 2, None, None, "n below 3"],
        [2001, "C", "B", None, 2, None, None, "n below 3"],
        [2002, "C", "A", 0.666667, 3, None, None, ""],
        [2002, "C", "B", None, 2, None, None, "n below 3"],
    ]


def test_a_square_by_hand() -> None:
    square = agreement_matrix(six(), min_shared=5)
    assert square.n.to_numpy().tolist() == [[6, 5, 5], [5, 5, 4], [5, 4, 5]]
    estimate = square.estimate
    assert estimate.index.tolist() == estimate.columns.tolist() == ["A", "B", "C"]
    assert estimate.index.name == estimate.columns.name == "member"
    nan = np.nan
    np.testing.assert_allclose(estimate, [[1, 0.6, 0.6], [0.6, 1, nan], [0.6, nan, 1]])
    assert square.low is None and square.high is None
    some_members = agreement_matrix(six(), members=["C", "A"], by="year", min_shared=1)
    np.testing.assert_allclose(
        some_members.estimate, [[1, 1 / 2], [1 / 2, 1], [1, 2 / 3], [2 / 3, 1]]
    )
    assert some_members.estimate.index.tolist() == [
        (year, member) for year in (2001, 2002) for member in "AC"
    ]


def test_measures_beside_each_other_by_hand() -> None:
    table = compare_measures(six(), measures=["s", "agreement"], member="C", min_shared=5)
    assert table.columns.tolist() == ["a", "b", "n", "s", "agreement"]
    assert cells_of(table) == [
        ["C", "A", 5, pytest.approx(1 / 5), 3 / 5],
        ["C", "B", 4, None, None],
    ]
    all_of_them = compare_measures(six(), min_shared=1)
    assert all_of_them.columns.tolist() == ["a", "b", "n", *MEASURES]
    graded = compare_measures(six(), min_shared=1, abstain="half")
    assert graded.columns.tolist() == ["a", "b", "n", *(m for m in MEASURES if "squared" not in m)]
    assert graded["agreement"].tolist() == pytest.approx([0.7, 0.6, 0.375])


def test_a_joint_table_by_hand() -> None:
    table = joint_table(six(), "A", "B")
    assert table.to_numpy().tolist() == [[1, 0, 0], [0, 0, 1], [1, 0, 2]]
    assert table.index.tolist() == table.columns.tolist() == ["no", "abstain", "yes"]
    assert (table.index.name, table.columns.name) == ("A", "B")
    assert (table.dtypes == np.int64).all()


def test_a_difference_by_hand() -> None:
    found = agreement_difference(six(), ("A", "B"), ("A", "C"), min_shared=1, interval=None)
    # Five roll calls each; on four of them all three voted, on all six A and one of the others.
    assert (found.estimate, found.n, found.shared) == (0, 6, 4)
    assert np.isnan([found.low, found.high]).all()
    assert found.label == "A–B minus A–C" and found.withheld == ""
    halves = agreement_difference(
        six(), ("A", "B"), periods=((2001, 2001), (2002, 2002)), min_shared=2, n_boot=200
    )
    assert (halves.estimate, halves.n, halves.shared) == (pytest.approx(2 / 3 - 1 / 2), 5, 0)
    assert -1 <= halves.low < 0 < halves.estimate < halves.high <= 1
    assert (halves.first.n, halves.second.n) == (3, 2)
    short = agreement_difference(
        six(), ("A", "B"), periods=((2001, 2001), (2002, 2002)), min_shared=3
    )
    assert np.isnan([short.estimate, short.low, short.high]).all()
    assert short.withheld == "A–B n below 3"


@pytest.mark.parametrize("n", [9, 10])
def test_an_estimate_needs_ten_common_roll_calls(n: int) -> None:
    votes = frame({"A": "Y" * n, "B": "Y" * n}, year=[2000] * n)
    plain = {"interval": None}
    found = [
        agreement(votes, "A", "B", **plain).estimate,
        agreement(votes, "A", "B", by="year", **plain)["estimate"][0],
        agreement(votes, "A", "B", window=n, **plain)["estimate"][0],
        agreement_table(votes, **plain)["estimate"][0],
        agreement_matrix(votes).estimate.loc["A", "B"],
        compare_measures(votes)["agreement"][0],
        1 - agreement_difference(votes, ("A", "B"), ("B", "A"), **plain).estimate,
    ]
    assert np.isnan(found).tolist() == [n < 10] * 7
    assert n < 10 or found == [1] * 7


def test_members_of_the_same_estimate_stand_in_their_order() -> None:
    names = [f"M{i:02}" for i in range(60)]
    letters = {name: "YYYYN"[i % 3 :] + "NN"[: i % 3] for i, name in enumerate(names)}
    votes = frame({"A": "YYYYY", **letters})
    for table in (
        agreement_table(votes, member="A", min_shared=1, interval=None),
        compare_measures(votes, member="A", min_shared=1),
    ):
        by = "estimate" if "estimate" in table else "agreement"
        assert table[by].is_monotonic_decreasing and table[by].nunique() > 1
        assert table.groupby(by)["b"].apply(lambda b: b.astype("str").is_monotonic_increasing).all()
        assert table.index.tolist() == list(range(60))


def test_columns_are_of_their_types() -> None:
    table = agreement_table(six(), min_shared=1, interval=None)
    names = ["category", "category", "float64", "int64", "float64", "float64", "category"]
    assert table.dtypes.tolist() == names
    assert table["a"].cat.categories.tolist() == table["b"].cat.categories.tolist() == list("ABC")
    several = compare_measures(six(), measures=["s", "kappa"])
    assert several.dtypes.tolist() == ["category", "category", "int64", "float64", "float64"]
    square = agreement_matrix(six(), interval="wilson", min_shared=1)
    assert {str(dtype) for dtype in square.n.dtypes} == {"int64"}
    for square_of in (square.estimate, square.low, square.high):
        assert square_of is not None and set(square_of.dtypes.astype("str")) == {"float64"}
        np.testing.assert_array_equal(square_of, square_of.T)
    table = agreement_table(six(), interval="wilson", min_shared=1)
    assert square.low is not None and square.high is not None
    for row in table.itertuples():
        assert (square.low.loc[row.a, row.b], square.high.loc[row.a, row.b]) == (row.low, row.high)


def test_a_pair_that_met_once_has_a_row_in_every_table() -> None:
    once = frame({"A": "Yx", "B": "YY", "C": "xN"})
    for table in (
        agreement_table(once, min_shared=1, interval=None),
        compare_measures(once, measures=["agreement"], min_shared=1),
    ):
        assert table[["a", "b", "n"]].to_numpy().tolist() == [["A", "B", 1], ["B", "C", 1]]


@pytest.mark.parametrize("interval", ["bootstrap", "percentile"])
@pytest.mark.parametrize("measure", ["agreement", "kappa"])
def test_a_year_in_which_no_two_members_voted_has_no_rows(measure: str, interval: str) -> None:
    votes = frame({"A": "YNx", "B": "YYY"}, year=[2001, 2001, 2002])
    choices = {"by": "year", "measure": measure, "interval": interval, "min_shared": 1}
    assert agreement_table(votes, **choices)["year"].tolist() == [2001]
    square = agreement_matrix(votes, **choices)
    assert square.n.loc[2002, "A"].tolist() == [0, 0] and square.low is not None
    assert square.low.loc[2002, "A"].isna().all()


def test_two_ways_to_cut_time_are_named() -> None:
    with pytest.raises(UnvotesError, match=r"^by= and window= are two ways"):
        agreement(six(), "A", "B", by="year", window=2)
    with pytest.raises(UnvotesError, match=r"^periods= and window= are two ways"):
        agreement(six(), "A", "B", periods={"x": (2001, 2001)}, window=2)
