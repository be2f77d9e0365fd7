"""Groups and members in charts: a column of the votes, blocs, their names, any name of a state."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from unvotes import charts
from unvotes.charts import data, describe
from unvotes.errors import UnvotesError

PARTIES = {"Ada": "Red", "Ben": "Red", "Cem": "Red", "Dia": "Blue", "Eve": "Blue", "Fay": None}


@pytest.fixture(scope="module")
def chamber() -> pd.DataFrame:
    """Cem is Red until the tenth roll call, and Blue from then on; Fay has no party."""
    rows = []
    for i in range(20):
        for member, party in PARTIES.items():
            party = "Blue" if member == "Cem" and i >= 10 else party
            vote = "yes" if (party == "Red") != (i % 7 == 0 and member in ("Ben", "Eve")) else "no"
            rows.append((f"r{i:02}", pd.Timestamp(2024, 1, 1 + i), member, vote, party))
    return pd.DataFrame(rows, columns=["roll_call", "date", "member", "vote", "party"])


@pytest.fixture(scope="module")
def council() -> pd.DataFrame:
    return uv.load_votes(since=2011, until=2012)


def test_a_grid_by_party_has_a_row_in_each_for_who_changes(chamber):
    figure = charts.vote_grid(chamber, group="party")
    shown = data(figure)
    rows = shown.groupby(["bloc", "member"]).size().to_dict()
    assert rows == {
        **{("Red", "Ada"): 20, ("Red", "Ben"): 20, ("Red", "Cem"): 10},
        **{("Blue", "Cem"): 10, ("Blue", "Dia"): 20, ("Blue", "Eve"): 20, ("Others", "Fay"): 20},
    }
    late = shown[(shown["member"] == "Cem") & (shown["roll_call"] >= "r10")]
    assert set(late["bloc"]) == {"Blue"}
    said = [note.text for note in figure.layout.annotations]
    assert any("not seated, or of another group" in text for text in said)
    without = data(charts.vote_grid(chamber, group="party", others=False, members=["Cem", "Fay"]))
    assert set(without["member"]) == {"Cem"} and set(without["bloc"]) == {"Red", "Blue"}


def test_a_map_by_party_marks_each_by_its_last(chamber):
    found = uv.positions(chamber, n_boot=100)
    figure = charts.map_of_members(found, group="party", votes=chamber, highlight=["Cem"])
    bloc = data(figure).set_index("member")["bloc"].to_dict()
    assert bloc == {name: party or "" for name, party in PARTIES.items()} | {"Cem": "Blue"}
    assert "Blue: Cem, Dia and Eve" in describe(figure)
    page = charts.to_html(figure)
    assert "Blue (3)" in page and "Red (2)" in page


def test_a_network_and_a_square_by_party(chamber):
    choice = {"min_shared": 5}
    found, matrix = (
        uv.communities(chamber, n_boot=100, **choice),
        uv.agreement_matrix(chamber, **choice),
    )
    figure = charts.network(found, matrix, group="party", votes=chamber)
    ties = data(figure)
    bloc = dict(zip(ties["a"], ties["bloc_a"], strict=True))
    assert {"Ada": "Red", "Cem": "Blue"}.items() <= bloc.items()
    assert "Marked as Blue (3): Cem, Dia and Eve." in describe(figure)
    square = data(charts.agreement_heatmap(matrix, group="party", votes=chamber))
    assert list(dict.fromkeys(square["a"])) == ["Cem", "Dia", "Eve", "Ada", "Ben"]


def test_cohesion_of_parties_over_time(chamber):
    years = chamber.assign(year=[2020 + int(name[1:]) // 10 for name in chamber["roll_call"]])
    table = uv.cohesion(years, group="party", by="year")
    figure = charts.agreement_over_time(table)
    assert list(dict.fromkeys(data(figure)["line"])) == ["Blue", "Red"]
    assert describe(figure).startswith("Cohesion over time")


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"group": "party"}, "give them too, as votes="),
        ({"group": "prty", "votes": True}, "did you mean 'party'"),
        ({"group": "party", "votes": True, "blocs": {"x": ["Ada"]}}, "two ways"),
        ({"blocs": ["No bloc"]}, "is no bloc"),
        ({"blocs": {"x": ["Adda"]}}, "did you mean 'Ada'"),
        ({"highlight": ["Adda"]}, "did you mean 'Ada'"),
        ({"members": uv.BRICS}, "no member of BRICS is on this map"),
    ],
)
def test_wrong_groups(chamber, choices, words):
    points = pd.DataFrame({"member": list(PARTIES), "dim1": range(6), "dim2": 0.0})
    choices = {name: chamber if value is True else value for name, value in choices.items()}
    with pytest.raises(UnvotesError, match=words):
        charts.map_of_members(points, **choices)


@pytest.mark.parametrize("highlight", [uv.BRICS, "BRICS", ["Russia", "Inde", "CHN", "ЮАР"]])
def test_who_stands_out_may_be_a_bloc_or_any_name(council, highlight):
    table = uv.agreement_table(council, member="BRA", min_shared=1, interval=None)
    table = table.assign(low=table["estimate"], high=table["estimate"])
    figure = charts.agreement_ranking(table, "Brazil", highlight=highlight)
    shades = {t.name: len(t.x) for t in figure.data}
    assert shades["highlighted"] == 4


@pytest.mark.parametrize("members", [uv.P3, "P3", ["France", "Royaume-Uni", "US"]])
def test_members_of_maps_lines_and_squares_may_be_blocs_or_any_name(members):
    points = pd.DataFrame({"member": ["CHN", "FRA", "GBR", "USA"], "dim1": [0, 1, 2, 3]})
    shown = data(charts.map_of_members(points, members=members, blocs=["P3", uv.BRICS]))
    assert set(shown["member"]) == {"FRA", "GBR", "USA"} and set(shown["bloc"]) == {"P3"}
    lines = pd.concat(
        points.assign(year=year, estimate=points["dim1"], low=0, high=3, n=9) for year in (1, 2)
    ).assign(year=lambda frame: 2000 + frame["year"])
    drawn = data(charts.positions_over_time(lines, members=members, others=False))
    assert set(drawn["member"]) == {"FRA", "GBR", "USA"}


def test_pairs_and_orders_take_any_name(council):
    matrix = uv.agreement_matrix(council, members="BRICS", min_shared=5)
    square = data(charts.agreement_heatmap(matrix, order=["South Africa", "Rusia", "Китай"]))
    assert list(dict.fromkeys(square["a"])) == ["ZAF", "RUS"]
    table = uv.agreement_table(council, by="year", min_shared=5)
    lines = data(charts.agreement_over_time(table, pairs=[("Russian Federation", "China")]))
    assert set(lines["line"]) == {"Russia and China"}
    grid = data(charts.vote_grid(council, "S/2012/77", blocs={"a": ["Rusia", "Inde"], "b": "P3"}))
    assert set(grid.loc[grid["bloc"] == "a", "member"]) == {"RUS", "IND"}
    assert set(grid.loc[grid["bloc"] == "b", "member"]) == {"FRA", "GBR", "USA"}
