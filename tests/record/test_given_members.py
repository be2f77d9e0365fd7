"""Members by any name, and blocs, wherever members are given."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from unvotes.record.given_members import find_member


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return uv.load_votes(since=2011, until=2012)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Russia", "China"),
        ("Russian Federation", "PRC"),
        ("ru", "CN"),
        ("Fédération de Russie", "中国"),
        ("COW 365", "M49 156"),
        ("russia", "People\N{RIGHT SINGLE QUOTATION MARK}s Republic of China"),
    ],
)
def test_statistics_take_names(votes, a, b):
    by_name = uv.agreement(votes, a, b, contested=True, interval=None)
    assert by_name.label == "RUS–CHN"
    assert (by_name.estimate, by_name.n) == (10 / 11, 11)


def test_charts_patterns_and_tables_take_names(votes):
    assert uv.joint_table(votes, "UK", "USA").index.name == "GBR"
    assert "FRA" in uv.vote_patterns(votes, ["France", "UK"]).columns
    table = uv.agreement_table(votes, members=["UK", "USA", "France"], interval=None)
    assert {*table["a"], *table["b"]} == {"GBR", "USA", "FRA"}
    only = uv.select(votes, members="Germany")
    assert only["member"].unique().tolist() == ["DEU"]
    assert uv.charts.agreement_ranking(
        uv.agreement_table(votes, interval=None), "South Africa"
    ).layout.title.text


def test_a_member_of_ones_own_keeps_its_name():
    rows = [(f"r{i}", m, "yes") for i in range(2) for m in ("US", "USA", "Russia")]
    own = pd.DataFrame(rows, columns=["roll_call", "member", "vote"])
    assert uv.agreement(own, "US", "Russia", interval=None).label == "US–Russia"
    assert find_member("US", ["US", "USA"]) == "US"
    assert find_member("United States", ["US", "USA"]) == "USA"
    with pytest.raises(uv.UnvotesError, match="'Atlantis'"):
        uv.agreement(own, "Atlantis", "US")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("USSR", "'RUS'"),
        ("Taiwan", "'CHN'"),
        ("Korea", r"South Korea \(KOR\) or North Korea \(PRK\)"),
        ("Sudan (South)", r"South Sudan \(SSD\) casts no vote"),
        ("Congo (Brazzaville)", r"Congo \(COG\) casts no vote"),
    ],
)
def test_who_is_not_in_a_frame_is_named(votes, name, said):
    with pytest.raises(uv.UnvotesError, match=said):
        uv.agreement(votes, name, "China")


@pytest.mark.parametrize("given", [uv.BRICS, "BRICS", "brics", ["BRICS"], ["BRICS", "Russia"]])
def test_a_bloc_is_loaded_as_it_was_on_each_day(given):
    # South Africa sat on the Council in 2007-08 too, and joined on 24 December 2010.
    of_bloc = uv.load_votes(since=2007, until=2012, members=given)
    assert set(of_bloc["member"]) == {"BRA", "RUS", "IND", "CHN", "ZAF"}
    assert of_bloc.loc[of_bloc["member"] == "ZAF", "date"].dt.year.unique().tolist() == [2011, 2012]


def test_blocs_stand_where_members_do(votes):
    five = {"BRA", "RUS", "IND", "CHN", "ZAF"}
    for given in (uv.BRICS, "BRICS", ["BRICS", "Russia"]):
        table = uv.agreement_table(votes, members=given, interval=None)
        assert {*table["a"], *table["b"]} == five
        assert set(uv.select(votes, members=given)["member"]) == five
    union = uv.load_votes("general-assembly", since=2021, until=2021, members="European Union")
    assert union["member"].nunique() == 27
    with_uk = uv.load_votes(since=2011, until=2012, members=[uv.BRICS, "UK"])
    assert set(with_uk["member"]) == five | {"GBR"}
    with pytest.raises(uv.UnvotesError, match="no member of Visegrád"):
        uv.agreement_table(votes.query("member in ['USA', 'FRA']"), members="Visegrad")


def test_former_holders_of_a_seat_lead_to_it():
    for body, name, seat in (
        ("security-council", "USSR", "RUS"),
        ("general-assembly", "Taiwan", "CHN"),
        ("general-assembly", "Soviet Union", "RUS"),
    ):
        with pytest.raises(uv.UnvotesError, match=f'{seat!r}.*view="state"'):
            uv.load_votes(body, members=name)
    ussr = uv.load_votes(members="USSR", view="state")
    assert ussr["date"].max() < pd.Timestamp("1991-12-24")
    with pytest.raises(uv.UnvotesError, match="never sat in the Security Council"):
        uv.load_votes(members="Tonga")
