"""The door for frames: one frame in many forms is one answer, and what is wrong is refused."""

from __future__ import annotations

import copy
import datetime as dt
import importlib
import pickle
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import unvotes as uv
from unvotes.frames import as_dates, coded_text, plain_frame, votes_frame, yes_or_no

SYRIA = {"since": 2011, "until": 2012}


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    votes = uv.load_votes(topic="Syria", **SYRIA)
    votes.attrs = {}  # not every library hands on what a frame remembers
    return votes


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    return uv.load_roll_calls(topic="Syria", **SYRIA)


def text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype("str")


def objects(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(object)


def arrow(frame: pd.DataFrame) -> pd.DataFrame:
    return pa.Table.from_pandas(frame).to_pandas(types_mapper=pd.ArrowDtype)


def zoned(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(date=frame["date"].dt.tz_localize("Asia/Tokyo"))


def days(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(date=frame["date"].dt.date)


def other_categories(frame: pd.DataFrame) -> pd.DataFrame:
    mixed = frame.astype({"roll_call": "str", "member": "str", "vote": "str"})
    for name in ("roll_call", "member", "vote"):
        known = sorted({*mixed[name], "unused"}, reverse=True)
        mixed[name] = pd.Categorical(mixed[name], known)
    return mixed.assign(vote=mixed["vote"].cat.remove_categories("unused"))


def indexed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index(["roll_call", "member"])


def repeated_index(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(np.zeros(len(frame), dtype=int))


FORMS = [
    *(text, objects, arrow, zoned, days, other_categories, indexed, repeated_index),
    pa.Table.from_pandas,
]


ANSWERS: dict[str, Callable[..., object]] = {
    "agreement": lambda v, calls: repr(uv.agreement(v, "RUS", "CHN", min_shared=2)),
    "as states": lambda v, calls: repr(uv.agreement(v, "RUS", "CHN", min_shared=2, view="state")),
    "isolation": lambda v, calls: uv.isolation(v, contested=True, n_boot=100).to_csv(),
    "pivots": lambda v, calls: uv.pivots(v, adopted=True).astype(str).to_csv(),
    "moves": lambda v, calls: uv.moves(v, "S/2011/612", "S/2012/77").to_csv(),
    "patterns": lambda v, calls: uv.vote_patterns(v, ["RUS", "USA"]).to_csv(),
    "replay": lambda v, calls: uv.replay(calls, v).table.to_csv(),
    "vetoed": lambda v, calls: uv.vetoed_majorities(calls, v).to_csv(),
    "check": lambda v, calls: len(uv.check(v, calls)),
    "cohesion": lambda v, calls: uv.cohesion(v, uv.BRICS, min_shared=2, n_boot=100).to_csv(),
}


@pytest.fixture(scope="module")
def right(votes, calls):
    return {name: answer(votes, calls) for name, answer in ANSWERS.items()}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_frame_gives_one_answer(votes, calls, right, form):
    given = form(votes)
    for name, answer in ANSWERS.items():
        assert answer(given, calls) == right[name], name


def test_the_roll_calls_too_come_in_any_form(votes, calls):
    right = uv.replay(calls, votes).table
    for form in (text, arrow, zoned, repeated_index):
        again = uv.replay(form(calls), votes).table
        assert again["replayed"].tolist() == right["replayed"].tolist()
        assert again["decisive"].tolist() == right["decisive"].tolist()


@pytest.mark.parametrize("library", ["polars", "duckdb", "pyarrow"])
def test_frames_of_other_libraries_are_let_in(votes, library):
    other = importlib.import_module(library)
    if library == "pyarrow":
        given = other.RecordBatch.from_pandas(votes)
    elif library == "polars":
        given = other.from_pandas(votes)
        assert repr(uv.agreement(given.lazy(), "RUS", "CHN", min_shared=2)).startswith("<RUS–CHN")
    else:
        given = other.from_arrow(pa.Table.from_pandas(text(votes)))
    assert uv.moves(given, "S/2011/612", "S/2012/77").equals(
        uv.moves(votes, "S/2011/612", "S/2012/77")
    )


@pytest.mark.parametrize("wrong", [[1], {"vote": ["yes"]}, 3, np.ones(3), "votes.csv", None])
def test_what_is_no_frame_is_said_in_a_sentence(wrong):
    with pytest.raises(uv.UnvotesError, match="votes must be a DataFrame, not"):
        uv.moves(wrong, "S/2011/612", "S/2012/77")


def upper(votes):
    return votes.assign(vote=votes["vote"].astype("str").str.upper())


def letters(votes):
    return votes.assign(vote=votes["vote"].astype("str").str[0])


def numbers(votes):
    return votes.assign(vote=votes["vote"].cat.codes)


def gaps(votes):
    return votes.assign(vote=votes["vote"].astype(object).where(votes["member"] != "USA", None))


def twice(votes):
    return pd.concat([votes, votes])


def spaces(votes):
    return votes.assign(vote=" " + votes["vote"].astype("str"))


@pytest.mark.parametrize("broken", [upper, letters, numbers, gaps, twice, spaces])
def test_wrong_votes_are_refused_wherever_votes_are_counted(votes, calls, tmp_path, broken):
    wrong = broken(votes)
    for ask in (
        lambda: uv.replay(calls, wrong),
        lambda: uv.vetoed_majorities(calls, wrong),
        lambda: uv.moves(wrong, "S/2011/612", "S/2012/77"),
        lambda: uv.vote_patterns(wrong, ["RUS", "CHN"]),
        lambda: uv.write_undl(
            wrong, uv.load_roll_calls(since=2011, until=2012), tmp_path / "u.csv"
        ),
        lambda: uv.agreement(wrong, "RUS", "CHN"),
        lambda: uv.pivots(wrong),
        lambda: uv.charts.vote_grid(wrong),
    ):
        with pytest.raises(
            uv.UnvotesError, match=r"unknown vote|no value in|two rows|two votes|once"
        ):
            ask()


@pytest.mark.parametrize("column", ["member", "roll_call"])
def test_a_vote_of_nobody_or_on_nothing_is_refused(votes, calls, column):
    wrong = votes.assign(**{column: votes[column].astype(object).where(votes.index != 5, None)})
    for ask in (
        lambda: uv.replay(calls, wrong),
        lambda: uv.moves(wrong, "S/2011/612", "S/2012/77"),
        lambda: uv.charts.chamber(wrong, "S/2012/77"),
        lambda: uv.charts.veto_matrix(wrong),
        lambda: uv.charts.veto_timeline(wrong),
        lambda: uv.charts.world(wrong, "vote", roll_call="S/2012/77"),
        lambda: uv.combine(
            (uv.load_votes(until=1950), uv.load_roll_calls(until=1950)), (wrong, calls)
        ),
        lambda: uv.agreement(wrong, "RUS", "CHN"),
    ):
        with pytest.raises(uv.UnvotesError, match=f"column '{column}' has no value in 1 rows"):
            ask()


def test_what_is_combined_has_one_row_for_a_vote(votes, calls):
    record = uv.load_votes(until=1950), uv.load_roll_calls(until=1950)
    for newer in (
        (twice(votes), calls),
        (pd.concat([votes, votes.iloc[[3]].assign(vote="no")]), calls),
        (votes, twice(calls)),
    ):
        with pytest.raises(uv.UnvotesError, match="have two rows for"):
            uv.combine(record, newer)


def test_a_member_called_like_a_column_loses_none(votes):
    renamed = votes.assign(member=votes["member"].astype("str").replace("IND", "share"))
    with pytest.raises(uv.UnvotesError, match="called 'share'"):
        uv.vote_patterns(renamed, ["RUS", "share"])


TRUE = [True, False, True, False, False]


@pytest.mark.parametrize(
    "form",
    [
        ["True", "False", "True", "False", "False"],
        ["yes", "no", "YES", "No", "no"],
        [1, 0, 1, 0, 0],
        [1.0, 0.0, 1.0, 0.0, 0.0],
        pd.array(TRUE, dtype="boolean"),
        pd.array(TRUE, dtype="bool[pyarrow]"),
        pd.Categorical(["t", "f", "t", "f", "f"]),
        np.array(TRUE, dtype=object),
    ],
)
def test_yes_and_no_are_read_in_every_form(form):
    assert yes_or_no(pd.Series(form), "contested").tolist() == TRUE


@pytest.mark.parametrize("form", [["perhaps", "no"], [2, 0], ["ja", "nein"], [0.5, 1], ["-", ""]])
def test_what_is_neither_yes_nor_no_is_refused(form):
    with pytest.raises(uv.UnvotesError, match="column 'veto' must say yes or no"):
        yes_or_no(pd.Series(form), "veto")


def divided(n: int = 40) -> tuple[pd.DataFrame, pd.Series]:
    """Three members of a chamber: of one mind on half of the roll calls."""
    half = [["yes"] * 3 if i < n // 2 else ["yes", "no", "no"] for i in range(n)]
    frame = pd.DataFrame(
        {
            "roll_call": [f"r{i}" for i in range(n) for _ in "ABC"],
            "member": list("ABC") * n,
            "vote": [vote for votes in half for vote in votes],
        }
    )
    return frame, frame["roll_call"].str[1:].astype(int) >= n // 2


@pytest.mark.parametrize(
    "form",
    [
        lambda true: true.astype("str"),
        lambda true: true.map({True: "yes", False: "no"}),
        lambda true: true.astype(int),
        lambda true: true.astype("boolean"),
        lambda true: true.map({True: True, False: np.nan}),
        lambda true: true.astype("boolean").mask(~true),
        lambda true: true.astype("float").mask(true),
    ],
)
def test_contested_is_understood_and_gaps_are_filled_by_the_votes(form):
    frame, true = divided()
    found = uv.agreement(frame.assign(contested=form(true)), "A", "B", contested=True)
    assert (found.n, found.estimate) == (20, 0)


def test_without_dates_roll_calls_stand_in_the_order_of_the_frame():
    frame, _ = divided(60)
    right = ("r0", "r29", "r30", "r59")
    for form in (frame, frame.astype("category"), objects(frame), frame.astype("string[pyarrow]")):
        found = uv.change_points(form, "A", "B")
        assert (*found.loc[0, ["first", "last"]], *found.loc[1, ["first", "last"]]) == right


@pytest.mark.parametrize(
    "column",
    [
        ["1991-12-23T10:00:00Z", "1991-12-24T00:00:00Z"],
        ["1991-12-23 23:30+03:00", "1991-12-24 23:30-05:00"],
        ["1991-12-23", "1991-12-24"],
        [dt.date(1991, 12, 23), dt.date(1991, 12, 24)],
        pd.to_datetime(["1991-12-23 23:59", "1991-12-24 00:00"]),
        pd.to_datetime(["1991-12-23 23:59", "1991-12-24 00:00"]).tz_localize("America/New_York"),
        pd.PeriodIndex(["1991-12-23", "1991-12-24"], freq="D"),
        pd.array(["1991-12-23", "1991-12-24"], dtype="string[pyarrow]"),
    ],
)
def test_a_day_is_the_day_that_stands_there(column):
    frame = pd.DataFrame({"member": ["RUS", "RUS"], "date": column})
    assert uv.to_view(frame, "state")["member"].tolist() == ["SUN", "RUS"]
    assert as_dates(frame["date"], "date").dt.day.tolist() == [23, 24]
    joined = frame.assign(member="ZAF", date=as_dates(frame["date"], "date"))
    assert len(uv.bloc("BRICS").select(joined)) == 2


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
def test_a_bloc_takes_the_day_that_stands_there(zone):
    # South Africa joined on 24 December 2010, which in New York begins five hours later.
    naive = pd.to_datetime(pd.Series(["2010-12-23 23:30", "2010-12-24 00:30"]))
    for dates in (
        naive.dt.tz_localize(zone),
        naive.dt.strftime("%Y-%m-%d %H:%M-05:00"),
        naive.dt.strftime("%Y-%m-%dT%H:%M+09:00").astype("category"),
        naive.dt.tz_localize(zone).astype(object),
    ):
        frame = pd.DataFrame({"member": "ZAF", "date": dates})
        assert uv.BRICS.select(frame).tolist() == [False, True]
        assert uv.BRICS.among(["ZAF"], dates).ravel().tolist() == [False, True]
        assert uv.BRICS.select(pa.Table.from_pandas(frame)).tolist() == [False, True]


def test_years_are_dates_and_other_orders_of_day_and_month_are_not():
    assert as_dates(pd.Series([2011, 2012]), "date").dt.year.tolist() == [2011, 2012]
    assert as_dates(pd.Series([2011.0, None]), "date").isna().tolist() == [False, True]
    for wrong in ("04/02/2012", "4.2.2012", "2011-2012 session", "Feb 4, 2012", "soon"):
        with pytest.raises(uv.UnvotesError, match="cannot be read as dates"):
            votes_frame(pd.DataFrame({"date": [wrong]}))


def numbered() -> pd.DataFrame:
    frame, _ = divided()
    return frame.assign(
        member=frame["member"].map({"A": 14009, "B": 9226, "C": 29142}),
        roll_call=frame["roll_call"].str[1:].astype(int),
    )


def test_numbers_as_names_stay_what_they_are():
    frame = numbered()
    facts = pd.DataFrame({"member": [14009, 9226, 29142], "party": ["D", "R", "R"]})
    tables = {
        "isolation": uv.isolation(frame, n_boot=100),
        "defections": uv.defection_rates(frame, [14009, 9226, 29142], interval=None),
        "positions": uv.positions(frame, n_boot=100).table,
    }
    for name, table in tables.items():
        assert len(table.merge(facts)) == len(table) > 0, name
    for form in (frame, frame.astype("Int64", errors="ignore"), frame.astype({"member": "str"})):
        for a, b in ((14009, 9226), ("14009", "9226"), (np.int64(14009), "9226")):
            assert uv.agreement(form, a, b).estimate == 0.5
            assert len(uv.vote_patterns(form, [a, b])) == 2
            assert len(uv.change_points(form, a, b)) == 2


def test_a_sole_veto_is_found_whatever_names_a_roll_call(votes):
    council = uv.load_votes(since=2011, until=2012)
    right = uv.pivots(council)
    assert right["role"].tolist() == ["sole veto"]
    ids = council["roll_call"].cat.codes.astype("int64")
    again = uv.pivots(council.assign(roll_call=ids))
    assert again["member"].tolist() == ["USA"]
    assert again["roll_call"].tolist() == ids[council["roll_call"] == "S/2011/24"].unique().tolist()


def test_a_roll_call_that_is_a_number_is_named_by_it_or_its_text(votes):
    texts = list(dict.fromkeys(votes["roll_call"].astype("str")))
    numbers = votes.assign(roll_call=votes["roll_call"].astype("str").map(texts.index))
    at, other = texts.index("S/2012/77"), texts.index("S/2011/612")
    right = uv.nearest_roll_calls(votes, "S/2012/77", min_shared=2)["estimate"].tolist()
    for one, two in ((at, other), (str(at), str(other)), (np.int64(at), np.int64(other))):
        near = uv.nearest_roll_calls(numbers, one, min_shared=2)
        assert near["estimate"].tolist() == right
        assert len(uv.moves(numbers, two, one)) == len(uv.moves(votes, "S/2011/612", "S/2012/77"))
        for chart in (
            uv.charts.chamber(numbers, one),
            uv.charts.world(numbers, "vote", roll_call=one),
            uv.charts.world_steps(numbers, [two, one], start=one),
        ):
            assert uv.charts.data(chart)["vote"].eq("no").sum() >= 2


def test_two_bodies_in_one_frame_are_told_apart():
    both = pd.concat(
        [
            uv.load_votes(since="2012-02-04", until="2012-02-04"),
            uv.load_votes("general-assembly", since="2012-02-16", until="2012-02-16"),
        ]
    )
    for ask in (
        lambda: uv.agreement(both, "RUS", "CHN"),
        lambda: uv.isolation(both),
        lambda: uv.vote_patterns(both, ["RUS", "CHN"]),
        lambda: uv.select(both, contested=True),
        lambda: uv.charts.vote_grid(both),
    ):
        with pytest.raises(uv.UnvotesError, match="two bodies"):
            ask()


def test_the_scale_leaves_out_what_stands_apart():
    votes = uv.load_votes(since=2011, until=2012)
    assert not votes["vote"].cat.ordered
    with pytest.raises(TypeError):
        _ = votes["vote"] > "abstain"
    scale = uv.scale(votes["vote"])
    assert (scale > "abstain").sum() == (votes["vote"] == "yes").sum()
    assert (scale >= "no").sum() == votes["vote"].isin(["no", "abstain", "yes"]).sum()
    assert scale.cat.ordered and scale.index.equals(votes.index)
    assert uv.scale(votes["vote"].astype("str")).equals(scale)
    assert uv.scale(pa.Table.from_pandas(votes)["vote"]).tolist()[:9] == scale.tolist()[:9]
    for wrong in (["yes"], "yes", pd.Series(["Y"]), pd.Series([None, "no"])):
        with pytest.raises(uv.UnvotesError):
            uv.scale(wrong)


def test_isolation_counts_by_partner():
    frame, _ = divided(4)
    wide = frame.pivot(index="roll_call", columns="member", values="vote")
    wide.loc[:, :] = [
        ["no", "no", "yes"],
        ["no", "no", "yes"],
        ["no", "yes", "no"],
        ["no", "yes", "yes"],
    ]
    wide["D"] = "yes"
    long = wide.reset_index().melt("roll_call", var_name="member", value_name="vote")
    found = uv.isolation(long, "A", min_shared=1, interval=None).iloc[0]
    assert found[["alone", "alone_with_one", "partner", "with_partner"]].tolist() == [1, 3, "B", 2]


def test_a_plain_frame_is_let_in_as_it_is():
    votes = uv.load_votes()
    assert votes_frame(votes) is votes
    with pytest.raises(uv.UnvotesError, match="two columns 'vote'"):
        plain_frame(pd.concat([votes[["vote"]], votes[["vote"]]], axis=1), "votes")


def test_what_arrow_read_opens_again_as_parquet(votes, calls, tmp_path):
    for frame in (votes, calls):
        path = uv.export(arrow(frame), tmp_path / "frame.parquet")
        again = pd.read_parquet(path)
        assert again["date"].tolist() == frame["date"].tolist()
        backend = pd.read_parquet(path, dtype_backend="pyarrow")
        assert len(pd.read_parquet(uv.export(backend, tmp_path / "again.parquet"))) == len(frame)


NOBODY = {
    "nonvoting": ("nonvoting", {}),
    "unknown": ("unknown", {}),
    "abstentions left out": ("abstain", {"abstain": "drop"}),
}


@pytest.mark.parametrize("case", NOBODY)
def test_where_nobody_voted_a_sentence_says_so(case):
    word, choices = NOBODY[case]
    frame, _ = divided(12)
    frame = frame.assign(vote=word)
    for ask in (
        uv.agreement_matrix,
        uv.positions,
        uv.agreement_table,
        uv.hierarchy,
        uv.communities,
    ):
        with pytest.raises(uv.UnvotesError):
            ask(frame, **choices)
    with pytest.raises(uv.UnvotesError, match="share no roll call"):
        uv.change_points(frame, "A", "B", **choices)
    with pytest.raises(uv.UnvotesError, match="cast a vote"):
        uv.cohesion(frame, ["A", "B"], **choices)


def test_numbers_make_blocs_and_charts():
    frame = numbered()
    by_text = uv.cohesion(frame, ["14009", "9226"], n_boot=100)
    pd.testing.assert_frame_equal(uv.cohesion(frame, [14009, 9226], n_boot=100), by_text)
    assert uv.bloc(14009, 9226, any_member=True).members == ("14009", "9226")
    uv.charts.vote_grid(frame, members=[14009, 9226])
    uv.charts.chamber(frame, "5")
    uv.charts.agreement_ranking(uv.agreement_table(frame, member=14009), 14009)
    uv.charts.agreement_heatmap(uv.agreement_matrix(frame), order=[14009, 9226])


def test_the_next_caller_gets_the_record_as_it_is():
    for load in (uv.load_votes, uv.load_roll_calls, uv.states, uv.topics):
        frame = load()
        before = frame.iloc[:3].copy()
        for name in frame.columns:
            for values in (frame[name].values, frame[name].array):
                try:
                    values[0] = values[-1]
                    values[1] = values[-2]
                except (ValueError, TypeError):
                    continue
        pd.testing.assert_frame_equal(load().iloc[:3], before)
    assert uv.check().empty
    rule = uv.voting_rule("double-majority")
    for weights in (rule.weights, rule.further[0][0]):
        with pytest.raises(TypeError):
            weights["RUS"] = 9
    assert pickle.loads(pickle.dumps(rule)) == copy.deepcopy(rule) == rule


def two_levels(frame):
    return frame.set_axis(pd.MultiIndex.from_tuples([(name, "") for name in frame]), axis="columns")


def lists(frame):
    return frame.assign(**{name: [[1]] * len(frame) for name in frame.columns[:3]})


def objects_of_no_kind(frame):
    return frame.assign(roll_call=pd.Series([object()] * len(frame), dtype=object))


def surrogates(frame):
    return frame.assign(topic=pd.Series(["\ud800"] * len(frame), dtype=object))


BROKEN = [two_levels, lists, objects_of_no_kind, surrogates]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_no_column_can_hold_is_refused_in_a_sentence(votes, calls, tmp_path, broken):
    wrong = broken(votes)
    for ask in (
        lambda: uv.agreement(wrong, "RUS", "CHN"),
        lambda: uv.moves(wrong, "S/2011/612", "S/2012/77"),
        lambda: uv.pivots(wrong),
        lambda: uv.replay(calls, wrong),
        lambda: uv.check(wrong, calls),
        lambda: uv.vote_patterns(wrong, ["RUS", "CHN"]),
        lambda: uv.write_roll_calls(wrong, tmp_path / "votes.csv"),
        lambda: uv.charts.chamber(wrong, "S/2012/77"),
        lambda: uv.charts.vote_grid(wrong),
    ):
        with pytest.raises(uv.UnvotesError, match=r"levels|lists|must hold names|valid Unicode"):
            ask()


def test_the_name_of_an_index_is_not_taken_for_a_column(votes):
    named = votes.rename_axis("roll_call")
    plain = uv.charts.data(uv.charts.vote_grid(votes, members=["RUS", "CHN"]))
    again = uv.charts.data(uv.charts.vote_grid(named, members=["RUS", "CHN"]))
    pd.testing.assert_frame_equal(plain, again)
    numbered_columns = votes.assign(**{"5": "x"}).rename(columns={"5": 5}).astype({5: object})
    assert len(plain_frame(numbered_columns, "votes")) == len(votes)


def test_charts_of_tables_take_numbers_in_every_form(votes):
    by = uv.agreement_table(votes, by="year", min_shared=1)
    by = by[by["a"].eq("CHN") & by["b"].eq("RUS")].reset_index(drop=True)
    right = uv.charts.describe(uv.charts.agreement_over_time(by))
    numeric = ["estimate", "n", "low", "high"]
    for form in (
        by.astype(dict.fromkeys(numeric, "category")),
        by.astype(dict.fromkeys(numeric, "str")),
        by.convert_dtypes(),
        pa.Table.from_pandas(by),
    ):
        assert uv.charts.describe(uv.charts.agreement_over_time(form)) == right
    for name, value in (("estimate", "high"), ("low", b"x"), ("n", np.inf), ("n", None)):
        wrong = by.assign(**{name: pd.Series([value] * len(by), dtype=object)})
        with pytest.raises(uv.UnvotesError, match="must hold numbers"):
            uv.charts.agreement_over_time(wrong)
    bars = pd.DataFrame({"label": ["one", "two"], "n": [1, 2], "share": ["x", "y"]})
    with pytest.raises(uv.UnvotesError, match="column 'share' must hold numbers, not 'x'"):
        uv.charts.bar_counts(bars, title="Counts")
    points = uv.load_ideal_points("security-council", members=["RUS", "USA"])
    points = points[points["year"] > 2020].reset_index(drop=True)
    drawn = uv.charts.describe(uv.charts.positions_over_time(points))
    for form in (points.astype("category"), pa.Table.from_pandas(points, preserve_index=False)):
        assert uv.charts.describe(uv.charts.positions_over_time(form)) == drawn
    groups = pd.DataFrame({"member": ["RUS", "USA"], "community": [1, 2]})
    drawn = uv.charts.describe(uv.charts.world(groups, "community"))
    again = uv.charts.world(pa.Table.from_pandas(groups), "community")
    assert uv.charts.describe(again) == drawn
    endless = groups.assign(community=[1, np.inf])
    assert "community 1, 1 state" in uv.charts.describe(uv.charts.world(endless, "community"))


@pytest.mark.parametrize(
    "words",
    [
        ["RUS", "CHN", "RUS", "USA", "CHN", "AAA"] * 50,
        ["M000", "M198", "M017", "M000"] * 50,
        ["B", "A", "C", "A"] * 50,
        ["é", "ü", "a", "é"] * 50,
        ["日本", "RUS", "", "日本"] * 50,
        ["日", "本", "日", "A12"] * 50,
        ["r1", "r1", "r1", "r1", "r1", "r2", "r2", "r2", "r2", "r2", "r1"] * 50,
        ["\x00ab", "zzz", "\x00ab"],
        ["A", "B"] * 3,
        *([*[f"{start}2", f"{start}1"] * 50, f"{start}0"] for start in ("", "A", "AB", "ABC")),
    ],
)
def test_codes_stand_for_the_texts(words: list[str]) -> None:
    for column in (pd.Series(words), pd.Series(words)[1:], pd.Series(words)[2:-1]):
        codes, labels = coded_text(column)
        assert [labels[code] for code in codes] == column.tolist()
        assert labels.is_unique and set(labels) == set(column)
        assert str(labels.dtype) == "str"
