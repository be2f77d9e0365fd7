from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.frames import SCALE, frame, frames
from unvotes.analysis.core.coded_votes import MISSING
from unvotes.analysis.core.matrix import group_rows, vote_matrix
from unvotes.errors import UnvotesError, UnvotesWarning
from unvotes.record.loading import load_roll_calls, load_votes

DAYS = pd.to_datetime(["2010-12-31", "2011-01-01", "2011-06-30", "2012-12-31", "2013-01-01"])


def dated() -> pd.DataFrame:
    return frame(
        {"A": "YYNAY", "B": "YNNYx", "C": "YYYYY"},
        date=DAYS,
        topic=["Syria", "Libya", "Syria", "Cyprus", "Libya"],
    )


def test_codes_follow_the_scale_and_leave_out_what_is_no_vote() -> None:
    matrix = vote_matrix(frame({"B": "NAYx?", "A": "YYYY."}))
    assert matrix.members.tolist() == ["A", "B"]
    assert matrix.codes.T.tolist() == [[2, 2, 2, 2, -1], [0, 1, 2, -1, -1]]
    assert matrix.codes.dtype == np.int8


def test_an_alphabetical_categorical_does_not_turn_the_scale() -> None:
    votes = frame({"A": "NAY", "B": "YYY", "C": "AAA"})
    votes["vote"] = votes["vote"].astype("category")
    assert votes["vote"].cat.categories.tolist() == ["abstain", "no", "yes"]
    assert vote_matrix(votes).codes[:, 0].tolist() == [0, 1, 2]


@given(frames(), st.randoms())
def test_the_same_from_any_order_and_any_kind_of_column(votes: pd.DataFrame, random) -> None:
    plain = vote_matrix(votes)
    mixed = votes.sample(frac=1, random_state=random.randrange(2**31)).reset_index(drop=True)
    for other in (mixed, votes.astype("category"), mixed.astype(object)):
        again = vote_matrix(other)
        where = again.roll_calls.get_indexer(plain.roll_calls)
        assert np.array_equal(again.codes[where], plain.codes)
        assert list(again.members) == list(plain.members)


@given(frames())
def test_every_vote_is_where_it_belongs(votes: pd.DataFrame) -> None:
    matrix = vote_matrix(votes)
    found = pd.DataFrame(matrix.codes, index=matrix.roll_calls, columns=matrix.members)
    for row in votes.itertuples():
        code = SCALE.index(row.vote) if row.vote in SCALE else MISSING
        assert found.loc[row.roll_call, row.member] == code
    assert (found >= 0).sum().sum() == votes["vote"].isin(SCALE).sum()


def test_roll_calls_stand_in_order_of_date_and_else_as_they_came() -> None:
    votes = dated().iloc[::-1]
    assert vote_matrix(votes).roll_calls.tolist() == [f"r000{i}" for i in range(5)]
    undated = votes.drop(columns="date")
    assert vote_matrix(undated).roll_calls.tolist() == [f"r000{i}" for i in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("order", [[0, 1, 2, 4, 3], [2, 3, 4, 0, 1], [0, 2, 1, 3, 4]])
def test_one_roll_call_out_of_order_is_put_in_its_place(order: list[int]) -> None:
    votes = dated()
    parts = [votes[votes["roll_call"] == f"r000{i}"] for i in order]
    matrix = vote_matrix(pd.concat(parts))
    assert matrix.roll_calls.tolist() == [f"r000{i}" for i in range(5)]
    assert matrix.codes.tolist() == vote_matrix(votes).codes.tolist()


def test_unused_categories_leave_no_trace() -> None:
    votes = dated().astype({"roll_call": "category", "member": "category"})
    some = votes[(votes["member"] != "B") & (votes["roll_call"] != "r0001")]
    matrix = vote_matrix(some)
    assert matrix.codes.shape == (4, 2)
    assert matrix.fact("topic").tolist() == ["Syria", "Syria", "Cyprus", "Libya"]


@pytest.mark.parametrize(("name", "shape"), [("member", (2, 2)), ("roll_call", (1, 3))])
def test_categories_that_no_row_uses_of_one_column(name: str, shape: tuple[int, int]) -> None:
    votes = frame({"A": "YN", "B": "YA", "C": "YY"})
    last = votes[name].max()
    categories = pd.Categorical(votes[name], [last, *sorted(set(votes[name]) - {last})])
    matrix = vote_matrix(votes.assign(**{name: categories})[votes[name] != last])
    assert matrix.codes.shape == shape
    assert matrix.codes[0].tolist() == [2] * shape[1]


def test_numbers_do_as_names() -> None:
    votes = frame({"A": "YN", "B": "YY"})
    votes["roll_call"] = [3.0, 3.0, 4.0, 4.0]
    votes["member"] = [2, 20, 2, 20]
    matrix = vote_matrix(votes)
    assert matrix.codes[:, matrix.column(2)].tolist() == [2, 0]
    with pytest.raises(UnvotesError, match="unknown member 7"):
        matrix.column(7)


@pytest.mark.parametrize(
    ("since", "until", "left"),
    [
        (2011, None, [1, 2, 3, 4]),
        ("2011", 2012, [1, 2, 3]),
        ("2011-06", "2011-06", [2]),
        (dt.date(2011, 6, 30), pd.Timestamp("2012-12-31"), [2, 3]),
        (None, "2010", [0]),
    ],
)
def test_a_period_includes_both_of_its_ends(since, until, left: list[int]) -> None:
    matrix = vote_matrix(dated(), since=since, until=until)
    assert matrix.roll_calls.tolist() == [f"r000{i}" for i in left]


def test_contested_means_any_no_or_abstention_among_all() -> None:
    votes = frame({"A": "YYYYx", "B": "YYYxx", "C": "YNAYY"})
    assert vote_matrix(votes, contested=True).roll_calls.tolist() == ["r0001", "r0002"]
    # Even where only those who voted yes are looked at, and abstentions are left out.
    some = vote_matrix(votes, contested=True, members=["A", "B"], abstain="drop")
    assert some.roll_calls.tolist() == ["r0001", "r0002"]


def test_a_column_contested_decides() -> None:
    votes = frame({"A": "YY", "B": "YY", "C": "YN"}, contested=[True, False])
    assert vote_matrix(votes, contested=True).roll_calls.tolist() == ["r0000"]
    table = pd.DataFrame({"roll_call": ["r0001", "r0000", "r9"], "contested": [True, False, True]})
    assert vote_matrix(votes, contested=True, roll_calls=table).roll_calls.tolist() == ["r0001"]


def test_what_a_column_contested_leaves_open_the_votes_tell() -> None:
    votes = frame({"A": "YYYY", "B": "YYYN", "C": "YNYY"})
    table = pd.DataFrame({"roll_call": votes["roll_call"].unique()})
    table["contested"] = pd.array([True, None, None, False], dtype="boolean")
    matrix = vote_matrix(votes, contested=True, roll_calls=table)
    assert matrix.roll_calls.tolist() == ["r0000", "r0001"]


def test_two_members_alone_cannot_tell_what_is_contested() -> None:
    with pytest.warns(UnvotesWarning, match="2 members only"):
        vote_matrix(frame({"A": "YN", "B": "YY"}), contested=True)


def test_the_record_knows_what_was_contested_whoever_is_in_the_frame() -> None:
    votes = load_votes()
    two = votes[votes["member"].isin(["IND", "ZAF"])]
    both = vote_matrix(two, contested=True, since=2011, until=2012)
    assert (both.codes >= 0).all(axis=1).sum() == 11
    assert both.fact("region").notna().all()


def test_abstentions() -> None:
    votes = frame({"A": "NAY", "B": "YYY", "C": "YYY"})
    codes = {
        how: vote_matrix(votes, abstain=how).codes[:, 0].tolist()
        for how in ("own", "half", "drop", "as_no")
    }
    assert codes == {"own": [0, 1, 2], "half": [0, 1, 2], "drop": [0, -1, 2], "as_no": [0, 0, 2]}


def test_topics() -> None:
    assert len(vote_matrix(dated(), topic="Syria").roll_calls) == 2
    assert len(vote_matrix(dated(), topic=["Syria", "Libya"]).roll_calls) == 4


def test_the_choice_in_words() -> None:
    matrix = vote_matrix(dated(), contested=True, since=2011, topic="Libya", abstain="as_no")
    assert matrix.selection == (
        "contested roll calls, since 2011-01-01, topic Libya, abstentions counted as no"
    )
    assert matrix.period() == "2011-01-01"
    assert vote_matrix(dated()).selection == "all roll calls"
    assert vote_matrix(dated()).period() == "2010-12-31 to 2013-01-01"
    assert vote_matrix(dated().drop(columns="date")).period() == ""


def test_groups_by_year_term_and_column() -> None:
    matrix = vote_matrix(dated())
    codes, labels = matrix.groups("year")
    assert labels.tolist() == [2010, 2011, 2012, 2013] and codes.tolist() == [0, 1, 1, 2, 3]
    codes, labels = matrix.groups("term")
    assert labels.tolist() == ["2009-10", "2011-12", "2013-14"]
    assert codes.tolist() == [0, 1, 1, 1, 2]
    codes, labels = matrix.groups("topic")
    assert labels.tolist() == ["Cyprus", "Libya", "Syria"] and codes.tolist() == [2, 1, 2, 0, 1]


def test_a_term_that_ends_a_century() -> None:
    votes = frame({"A": "YY", "B": "YY"}, date=pd.to_datetime(["1999-05-05", "2000-05-05"]))
    assert vote_matrix(votes).groups("term")[1].tolist() == ["1999-00"]


def test_a_column_term_of_the_users_own_counts() -> None:
    table = pd.DataFrame({"roll_call": [f"r000{i}" for i in range(5)], "term": list("bbaac")})
    codes, labels = vote_matrix(dated(), roll_calls=table).groups("term")
    assert labels.tolist() == ["a", "b", "c"] and codes.tolist() == [1, 1, 0, 0, 2]


def test_roll_calls_without_a_value_are_in_no_group_and_each_its_own_cluster() -> None:
    table = pd.DataFrame(
        {"roll_call": [f"r000{i}" for i in range(5)], "meeting": ["m1", "m1", None, None, "m2"]}
    )
    matrix = vote_matrix(dated(), roll_calls=table)
    codes, labels = matrix.groups("meeting")
    assert codes.tolist() == [0, 0, -1, -1, 1] and labels.tolist() == ["m1", "m2"]
    clusters = matrix.clusters("meeting")
    assert clusters is not None
    assert sorted(set(clusters)) == [0, 1, 2, 3] and clusters[0] == clusters[1]
    assert matrix.clusters("roll_call") is None


@given(st.lists(st.integers(-1, 4), max_size=30))
def test_rows_of_groups(groups: list[int]) -> None:
    found = group_rows(np.array(groups, dtype=np.intp), 5)
    assert [list(rows) for rows in found] == [
        [i for i, g in enumerate(groups) if g == k] for k in range(5)
    ]


def test_rows_of_a_group_stay_in_order_however_many_there_are() -> None:
    groups = np.random.default_rng(0).integers(-1, 3, 5000)
    for k, rows in enumerate(group_rows(groups, 3)):
        assert np.array_equal(rows, np.flatnonzero(groups == k))


def test_members_that_cast_no_vote_can_be_left_out() -> None:
    matrix = vote_matrix(frame({"A": "YY", "B": "x?", "C": "YN"}))
    assert matrix.members.tolist() == ["A", "B", "C"]
    assert matrix.voting().members.tolist() == ["A", "C"]


def test_dates_may_be_text_or_years() -> None:
    for dates in (["2010-12-31", "2011-01-01"], [2010, 2011], [dt.date(2010, 1, 1), DAYS[1]]):
        votes = frame({"A": "YN", "B": "YY"}, date=dates)
        assert vote_matrix(votes, since=2011).roll_calls.tolist() == ["r0001"]
        assert vote_matrix(votes).groups("year")[1].tolist() == [2010, 2011]


def test_view() -> None:
    votes = load_votes()
    assert "SUN" not in vote_matrix(votes).members
    states = vote_matrix(votes, view="state")
    assert "SUN" in states.members
    dates = states.dates
    assert dates is not None
    sun = states.codes[:, states.column("SUN")] >= 0
    assert dates[sun].max() < pd.Timestamp("1991-12-24")


def test_facts_of_the_record_match_its_table() -> None:
    table = load_roll_calls().set_index("roll_call")
    matrix = vote_matrix(load_votes(), since=2000)
    for name in ("region", "meeting", "date", "topic"):
        expected = table.loc[matrix.roll_calls, name].astype("str")
        assert (matrix.fact(name).astype("str").to_numpy() == expected.to_numpy()).all(), name


GOOD = frame({"A": "YN", "B": "YY", "C": "NN"}, date=DAYS[:2], topic=["Syria", "Libya"])


@pytest.mark.parametrize(
    ("change", "choices", "words"),
    [
        (lambda v: v.drop(columns="vote"), {}, "no column 'vote'"),
        (lambda v: v.rename(columns={"member": "state"}), {}, "no column 'member'.*'state'"),
        (lambda v: v.iloc[:0], {}, "no rows"),
        (lambda v: v.to_dict(), {}, "must be a DataFrame, not a dict"),
        (lambda v: v.replace("yes", "Yes"), {}, "unknown vote 'Yes'; did you mean 'yes'"),
        (lambda v: v.replace("yes", "Y"), {}, "unknown vote 'Y'"),
        (
            lambda v: v.assign(vote=v["vote"].where(v["member"] != "A")),
            {},
            "'vote' has no value in 2",
        ),
        (
            lambda v: v.assign(member=v["member"].where(v["member"] != "A")),
            {},
            "'member' has no value",
        ),
        (lambda v: pd.concat([v, v.iloc[[1]]]), {}, "'B' has two rows on roll call 'r0000'"),
        (lambda v: v, {"abstain": "halve"}, "did you mean 'half'"),
        (lambda v: v, {"contested": "yes"}, "contested='yes'"),
        (lambda v: v, {"view": "country"}, "unknown view 'country'"),
        (lambda v: v, {"topic": "Siria"}, "unknown topic 'Siria'; did you mean 'Syria'"),
        (lambda v: v.drop(columns="topic"), {"topic": "Syria"}, "need.* a column 'topic'"),
        (lambda v: v.drop(columns="date"), {"since": 2011}, "need a column 'date'"),
        (lambda v: v, {"since": "yesterday"}, "since 'yesterday' is not a date"),
        (lambda v: v, {"since": 2012, "until": 2011}, "comes after until"),
        (lambda v: v, {"since": 2030}, "run from 2010-12-31 to 2011-01-01"),
        (lambda v: v, {"topic": "Libya", "until": 2010}, "no roll call is left"),
        (lambda v: v, {"members": []}, "members= is empty"),
        (lambda v: v, {"members": ["A", "D"]}, "unknown member 'D'"),
        (lambda v: v, {"roll_calls": [1]}, "roll_calls must be a DataFrame"),
        (lambda v: v, {"roll_calls": pd.DataFrame({"id": []})}, "no column 'roll_call'"),
        (lambda v: v, {"roll_calls": pd.DataFrame({"roll_call": ["r0000"]})}, "lacks 1 of the 2"),
        (
            lambda v: v,
            {"roll_calls": pd.DataFrame({"roll_call": ["r0000", "r0001", "r0001"]})},
            "'r0001' twice",
        ),
        (
            lambda v: v.assign(topic=list("abcdef")),
            {"topic": "a"},
            "several values within roll call",
        ),
        (lambda v: v.assign(date="soon"), {"since": 2010}, "cannot be read as dates"),
    ],
)
def test_wrong_input_is_named(change, choices: dict, words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        vote_matrix(change(GOOD.copy()), **choices)


def test_wrong_groups_are_named() -> None:
    with pytest.raises(UnvotesError, match="unknown grouping 'yaer'; did you mean 'year'"):
        vote_matrix(GOOD).groups("yaer")
    with pytest.raises(UnvotesError, match="by='year' needs a column 'date'"):
        vote_matrix(GOOD.drop(columns="date")).groups("year")
    with pytest.raises(UnvotesError, match="unknown column 'topics'; did you mean 'topic'"):
        vote_matrix(GOOD).fact("topics")
    apart = GOOD.assign(half=[1, 2, 2, 3, 3, 3])
    with pytest.raises(UnvotesError, match="'half' has several values within roll call 'r0000'"):
        vote_matrix(apart).groups("half")
    # Also where the rows of a roll call stand apart.
    with pytest.raises(UnvotesError, match="several values"):
        vote_matrix(apart.iloc[[0, 3, 1, 4, 2, 5]]).groups("half")


def test_the_users_frame_stays_as_it_was() -> None:
    votes = dated()
    before = votes.copy(deep=True)
    vote_matrix(votes, contested=True, abstain="drop", since=2011, view="state")
    pd.testing.assert_frame_equal(votes, before)


def test_members_may_be_called_by_their_names() -> None:
    votes = load_votes(since=2011, until=2012)
    with pytest.raises(UnvotesError, match="did you mean 'RUS'"):
        vote_matrix(votes, members=["Russsia"])
    assert vote_matrix(votes, members=["Russia"]).members.tolist() == ["RUS"]
    with pytest.raises(UnvotesError, match="members=5"):
        vote_matrix(votes, members=5)  # type: ignore[arg-type]


def test_a_bloc_is_its_members_while_they_belonged() -> None:
    # South Africa joined the other four at the end of 2010.
    votes = load_votes(since=2011, until=2012)
    assert vote_matrix(votes, members=["BRICS"]).members.tolist() == [
        "BRA",
        "CHN",
        "IND",
        "RUS",
        "ZAF",
    ]
    both = vote_matrix(votes, members=["PRT", "BRICS", "China"]).members
    assert both.tolist() == ["BRA", "CHN", "IND", "PRT", "RUS", "ZAF"]
    four = vote_matrix(load_votes(since=2007, until=2010), members=["BRICS"]).members
    assert four.tolist() == ["BRA", "CHN", "RUS"]  # South Africa sat in 2007 and 2008
    with pytest.raises(UnvotesError, match=r"no member of .* votes in this frame"):
        vote_matrix(votes[votes["member"] == "PRT"], members=["BRICS"])


def test_a_group_named_like_a_column_of_answers_is_refused() -> None:
    votes = load_votes(since=2011, until=2012)
    matrix = vote_matrix(votes.assign(n=votes["date"].dt.year))
    with pytest.raises(UnvotesError, match="rename the column"):
        matrix.groups("n")


def test_a_period_without_a_roll_call_is_a_group_where_that_is_asked_for() -> None:
    days = pd.to_datetime(["2001-05-01", "2003-05-01"])
    matrix = vote_matrix(frame({"A": "YN", "B": "NN"}, date=days))
    periods = {"early": (None, 2001), "none": (2002, 2002), "late": (2003, None)}
    for every, names, late in ((False, ["early", "late"], 1), (True, list(periods), 2)):
        codes, labels = matrix.groups(None, periods, every=every)
        assert (codes.tolist(), labels.tolist(), labels.name) == ([0, late], names, "period")
        # Of presidencies only those that were are asked for, from Bush (2001) on.
        codes, labels = matrix.groups("presidency", every=every)
        assert codes.tolist() == [0, 0] and len(labels) == 1 and labels.name == "presidency"
        labels, rows = matrix.parts(None, periods, every=every)
        assert [part.tolist() for part in rows] == [[0], *[[]] * every, [1]]
    assert matrix.groups("named", periods)[1].name == "named"
    labels, rows = matrix.parts(None)
    assert labels is None and [part.tolist() for part in rows] == [[0, 1]]


def test_roll_calls_without_a_value_are_clusters_of_their_own() -> None:
    matrix = vote_matrix(frame({"A": "YNYYN", "B": "NNYYY"}, meeting=["b", None, "a", None, "b"]))
    assert matrix.clusters("meeting").tolist() == [1, 2, 0, 3, 1]
    assert matrix.clusters("roll_call") is None
