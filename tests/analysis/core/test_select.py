"""A selection as a verb: which votes stay, and what their frame remembers."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import unvotes as uv
from tests.analysis.frames import frame
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.errors import UnvotesError, UnvotesWarning

SYRIA = "all roll calls, since 2011-01-01, until 2012-12-31, topic Syria"


@pytest.fixture(scope="module")
def council() -> pd.DataFrame:
    return uv.load_votes()


@pytest.fixture(scope="module")
def syria(council: pd.DataFrame) -> pd.DataFrame:
    return council.pipe(uv.select, since=2011, until=2012, topic="Syria")


@pytest.fixture
def own() -> pd.DataFrame:
    """Votes of a parliament: C alone is against r2, and nobody dissents on r1 and r3."""
    days = pd.to_datetime(["2001-03-01", "2001-02-01", "2001-01-01"])
    return pd.DataFrame(
        {
            "roll_call": [f"r{i}" for i in (1, 2, 3) for _ in "ABC"],
            "date": [day for day in days for _ in "ABC"],
            "member": list("ABC") * 3,
            "vote": ["yes"] * 5 + ["no"] + ["yes"] * 3,
        }
    )


def test_it_keeps_what_loading_would_keep(council: pd.DataFrame, syria: pd.DataFrame) -> None:
    choice = {"since": 2011, "until": 2012, "topic": "Syria"}
    assert_frame_equal(syria, uv.load_votes(**choice))
    divided = uv.select(council, contested=True, **choice)
    assert_frame_equal(divided, uv.load_votes(contested=True, **choice))
    assert divided["roll_call"].unique().tolist() == ["S/2011/612", "S/2012/77", "S/2012/538"]


def test_it_gives_the_same_answer_as_the_statistics_own_choice(council: pd.DataFrame) -> None:
    choice = {"since": 2011, "until": 2012, "contested": True}
    chosen = uv.select(council, **choice)
    assert repr(uv.agreement(chosen, "RUS", "CHN")) == repr(
        uv.agreement(council, "RUS", "CHN", **choice)
    )
    assert_frame_equal(uv.isolation(chosen), uv.isolation(council, **choice))


def test_every_result_tells_the_selection(syria: pd.DataFrame) -> None:
    few = {"min_shared": 3, "interval": None}
    assert f"; {SYRIA};" in repr(uv.agreement(syria, "RUS", "CHN", **few))
    assert uv.agreement_matrix(syria, min_shared=3).selection == SYRIA
    tables = [
        uv.agreement_table(syria, member="RUS", **few),
        uv.agreement(syria, "RUS", "CHN", by="year", **few),
        uv.bloc_agreement(syria, "P5", "E10", **few),
        uv.cohesion(syria, "P5", **few),
        uv.defections(syria, "P5"),
        uv.defection_rates(syria, "P5", **few),
        uv.bloc_positions(syria, "P5"),
        uv.isolation(syria, **few),
        uv.pivots(syria),
        uv.change_points(syria, "RUS", "CHN"),
        uv.vote_patterns(syria, ["RUS", "CHN"]),
        uv.sensitivity(syria, "RUS", "CHN", choices={"abstain": ["own"]}, measure="agreement"),
    ]
    assert [table.attrs["selection"] for table in tables] == [SYRIA] * len(tables)


def test_charts_tell_the_selection(syria: pd.DataFrame) -> None:
    table = uv.agreement_table(syria, member="RUS", min_shared=3, interval=None)
    for figure in (uv.charts.agreement_ranking(table, "RUS"), uv.charts.vote_grid(syria)):
        subtitle = figure.layout.title.subtitle.text.replace("<br>", " ")
        assert SYRIA.removeprefix("all roll calls, ") in subtitle


def test_a_later_selection_adds_to_it(syria: pd.DataFrame) -> None:
    divided = syria.pipe(uv.select, contested=True, since=2012)
    words = (
        "contested roll calls, since 2011-01-01, until 2012-12-31, topic Syria, since 2012-01-01"
    )
    assert divided.attrs["selection"] == words
    assert vote_matrix(divided, abstain="drop").selection == words + ", abstentions left out"
    assert vote_matrix(divided, topic="Syria", until=2012).selection == words, "each said once"
    assert vote_matrix(syria, contested=True).selection.startswith("contested roll calls, since")
    assert divided["symbol"].unique().tolist() == ["S/2012/77", "S/2012/538"]


def test_pandas_keeps_it_through_filters_and_new_columns(syria: pd.DataFrame) -> None:
    kept = syria[syria["member"] != "USA"].assign(year=2011).sort_values("member").copy()
    assert vote_matrix(kept).selection == SYRIA
    assert syria.attrs == {"selection": SYRIA}, "and the frame itself is as it was"


def test_what_is_contested_is_judged_before_members_are_cut(own: pd.DataFrame) -> None:
    two = uv.select(own, members=["B", "A"])
    assert two.attrs["selection"] == "all roll calls, votes of A, B"
    found = uv.joint_table(two, "A", "B", contested=True)
    assert found.to_numpy().sum() == found.loc["yes", "yes"] == 1
    assert two.loc[two["contested"], "roll_call"].unique().tolist() == ["r2"]
    divided = uv.select(own, members=["A", "B"], contested=True)
    assert divided["roll_call"].tolist() == ["r2", "r2"]
    assert "contested" not in uv.select(own).columns and "contested" not in own.columns


def test_a_column_of_what_is_contested_stays_as_it_was(own: pd.DataFrame) -> None:
    given = own.assign(contested=own["roll_call"] == "r1")
    two = uv.select(given, members=["A", "B"])
    assert two.loc[two["contested"], "roll_call"].unique().tolist() == ["r1"]


def test_a_table_of_roll_calls_decides_and_is_remembered(own: pd.DataFrame) -> None:
    facts = pd.DataFrame({"roll_call": ["r1", "r2", "r3"], "contested": [True, False, False]})
    two = uv.select(own, members=["A", "B"], roll_calls=facts)
    assert uv.select(two, contested=True)["roll_call"].unique().tolist() == ["r1"]


def test_rows_stand_in_order_of_date(own: pd.DataFrame) -> None:
    chosen = uv.select(own.assign(date=own["date"].dt.strftime("%Y-%m-%d")), until="2001-02")
    assert chosen["roll_call"].tolist() == ["r3"] * 3 + ["r2"] * 3
    assert chosen.index.tolist() == list(range(6))


def test_a_view_is_taken(council: pd.DataFrame) -> None:
    chosen = uv.select(council, until=1991, view="state", members=["SUN", "USA"])
    assert set(chosen["member"].unique()) == {"SUN", "USA"}


def test_many_members_are_counted(council: pd.DataFrame) -> None:
    seated = council["member"].astype(str).unique()[:9]
    words = uv.select(council, members=seated).attrs["selection"]
    assert words == "all roll calls, votes of 9 members"


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"members": ["RUSS"]}, "did you mean 'RUS'"),
        ({"members": []}, "members= is empty"),
        ({"topic": "Siria"}, "did you mean 'Syria'"),
        ({"since": 2013}, "the votes run from 2011-10-04 to 2012-07-20"),
        ({"contested": "yes"}, "contested='yes'"),
        ({"tpoic": "Syria"}, "did you mean topic="),
    ],
)
def test_errors_teach(syria: pd.DataFrame, choice: dict[str, object], words: str) -> None:
    with pytest.raises(uv.UnvotesError, match=words.replace("(", r"\(")):
        uv.select(syria, **choice)  # type: ignore[arg-type]


def test_an_error_tells_what_was_selected_before(syria: pd.DataFrame) -> None:
    unanimous = syria[syria["outcome"] == "adopted"]
    with pytest.raises(uv.UnvotesError, match="none of contested roll calls, since 2011-01-01"):
        uv.agreement(unanimous, "RUS", "CHN", contested=True)


def test_six_members_are_named_and_seven_counted() -> None:
    votes = frame({member: "YN" for member in "ABCDEFGH"})
    six = uv.select(votes, members=list("ABCDEF"))
    assert six.attrs["selection"] == "all roll calls, votes of A, B, C, D, E, F"
    seven = uv.select(votes, members=list("ABCDEFG"))
    assert seven.attrs["selection"] == "all roll calls, votes of 7 members"


def test_rows_come_in_order_of_date_with_a_fresh_index() -> None:
    days = pd.to_datetime(["2002-01-01", "2001-01-01", "2003-01-01"])
    votes = frame({"A": "YNA", "B": "NYY", "C": "YYY"}, date=days)
    found = uv.select(votes.set_axis([5] * 9), members=["A", "B"], until=2002)
    assert found.index.tolist() == [0, 1, 2, 3]
    assert found[["roll_call", "member", "vote"]].to_numpy().tolist() == [
        ["r0001", "A", "no"],
        ["r0001", "B", "yes"],
        ["r0000", "A", "yes"],
        ["r0000", "B", "no"],
    ]
    # What was contested is kept as it was among all three.
    assert found["contested"].tolist() == [True] * 4
    assert list(found.columns) == [*votes.columns, "contested"]


def test_what_is_loaded_is_remembered_as_what_is_selected() -> None:
    loaded = uv.load_votes(topic="Burma", contested=True, members=["RUS", "CHN"])
    assert loaded.attrs["selection"] == "contested roll calls, topic Myanmar, votes of CHN, RUS"
    chosen = uv.select(uv.load_votes(), topic="Myanmar", contested=True, members=["CHN", "RUS"])
    assert chosen.attrs == loaded.attrs
    assert len(chosen) == len(loaded)
    found = uv.agreement(loaded[loaded["date"] > "2000"], "RUS", "CHN", min_shared=1)
    assert "contested roll calls, topic Myanmar" in repr(found)
    # Dates are told by every result anyway.
    assert uv.load_votes(since=2011, until=2012).attrs == {}


def test_a_topic_of_the_record_goes_by_its_other_names_in_statistics_too() -> None:
    votes = uv.load_votes()
    myanmar = uv.agreement(votes, "RUS", "CHN", topic="Burma", min_shared=1)
    assert repr(myanmar) == repr(uv.agreement(votes, "RUS", "CHN", topic="Myanmar", min_shared=1))
    with pytest.warns(UnvotesWarning, match="'Gaza' is no topic of its own here"):
        uv.select(votes, topic="Gaza")
    own = pd.DataFrame({"roll_call": ["1"], "member": ["A"], "vote": ["yes"], "topic": ["Budget"]})
    with pytest.raises(UnvotesError, match="unknown topic 'Burma'"):
        uv.select(own, topic="Burma")
