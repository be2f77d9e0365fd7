"""The explorer without a browser: what is chosen, drawn and said, and the code that says it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest

import unvotes as uv
from tests.public_names import not_public
from unvotes.charts import data, describe
from unvotes.errors import UnvotesError
from unvotes.publishing.explorer import widget
from unvotes.publishing.explorer.choice import Choice, Explored, first_choice
from unvotes.publishing.explorer.views import draw
from unvotes.publishing.explorer.widget import explore


@pytest.fixture(scope="module")
def record() -> Explored:
    return Explored()


@pytest.fixture(scope="module")
def assembly() -> Explored:
    return Explored("general-assembly")


@pytest.fixture(scope="module")
def own() -> pd.DataFrame:
    """Votes of a parliament of three, in no order, that the record knows nothing of."""
    ballots = [f"b{i:02}" for i in range(24)]
    frame = pd.DataFrame(
        {
            "roll_call": [ballot for ballot in ballots for _ in "ABC"],
            "date": [d for d in pd.date_range("2001-02-03", periods=24, freq="MS") for _ in "ABC"],
            "member": ["Ada", "Ben", "Cleo"] * 24,
            "vote": ["yes", "yes", "no"] * 12 + ["yes", "abstain", "yes"] * 6 + ["yes"] * 18,
        }
    )
    return frame.sample(frac=1, random_state=1)


def run(code: str, **names: Any) -> go.Figure:
    assert not_public(code) == []
    exec(code, names)
    return names["fig"]


NAM_AND_P3: dict[str, Any] = {"blocs": ("NAM", uv.P3), "contested": False, "since": 2018}
TWO_BLOCS: dict[str, Any] = {"blocs": (uv.RUSSIA_CHINA, "India–South Africa"), "since": 2009}
THREE: dict[str, Any] = {"members": ["IND", "South Africa", "RUS"], "topic": "Syria"}


@pytest.mark.parametrize(
    ("chart", "view"),
    [
        ("grid", {}),
        ("grid", NAM_AND_P3),
        ("heatmap", NAM_AND_P3),
        ("heatmap", THREE | {"measure": "kappa"}),
        ("time", THREE | {"since": 2011, "until": 2012}),
        ("time", TWO_BLOCS | {"measure": "pi"}),
        ("ranking", {"topic": "Syria", "measure": "kappa"}),
        ("map", {"topic": "Syria"}),
        ("points", {"members": ["IND", "RUS"], "since": 2005}),
    ],
    ids=str,
)
def test_the_code_draws_what_is_shown(record: Explored, view: dict[str, Any], chart: str):
    drawn = draw(record, first_choice(record, chart=chart, **view))
    again = run(drawn.code)
    pd.testing.assert_frame_equal(data(again), data(drawn.figure))
    assert again.to_json() == drawn.figure.to_json()
    assert all(len(line) <= 100 for line in drawn.code.splitlines() if "title=" not in line)


@pytest.mark.parametrize(
    ("chart", "view"),
    [
        ("grid", {"topic": "Syria"}),
        ("heatmap", TWO_BLOCS),
        ("time", {"members": ["IND", "South Africa", "RUS"], "since": 2001}),
        ("ranking", {"members": ["USA", "RUS"], "since": 2015}),
        ("map", {}),
        ("points", {"members": ["IND", "USA"]}),
    ],
    ids=str,
)
def test_the_code_draws_the_assembly(assembly: Explored, view: dict[str, Any], chart: str):
    drawn = draw(assembly, first_choice(assembly, chart=chart, **view))
    assert '"general-assembly"' in drawn.code
    assert run(drawn.code).to_json() == drawn.figure.to_json()


def test_a_line_of_the_assembly_is_the_statistic(assembly: Explored):
    choice = first_choice(assembly, members=["RUS", "CHN"], since=2011, until=2011, chart="time")
    (row,) = data(draw(assembly, choice).figure).to_dict("records")
    known = uv.agreement(assembly.votes, "RUS", "CHN", since=2011, until=2011, contested=True)
    assert row["n"] == known.n and row["estimate"] == pytest.approx(known.estimate, abs=1e-6)


@pytest.mark.parametrize(
    ("chart", "contested"),
    [("grid", True), ("grid", False), ("heatmap", True), ("time", False), ("ranking", True)],
)
def test_the_code_draws_a_frame_of_ones_own(own: pd.DataFrame, chart: str, contested: bool):
    explored = Explored(own)
    choice = first_choice(explored, chart=chart, contested=contested)
    assert (choice.since, choice.until) == (2001, 2003)
    drawn = draw(explored, choice)
    again = run(drawn.code, votes=own)
    assert again.to_json() == drawn.figure.to_json()
    notes = " ".join(note.text for note in drawn.figure.layout.annotations)
    assert "votes of your own" in notes and "United Nations" not in notes
    if chart == "grid":
        assert data(drawn.figure)["roll_call"].nunique() == (18 if contested else 24)
        assert data(drawn.figure)["date"].is_monotonic_increasing


def test_the_heatmap_holds_the_statistic_of_the_choice(record: Explored):
    choice = first_choice(
        record, members=["RUS", "CHN", "USA"], since=2001, until=2010, chart="heatmap"
    )
    row = data(draw(record, choice).figure).set_index(["a", "b"]).loc[("RUS", "CHN")]
    known = uv.agreement(record.votes, "RUS", "CHN", since=2001, until=2010, contested=True)
    assert row["estimate"] == pytest.approx(known.estimate, abs=1e-6)
    assert row["n"] == known.n
    assert row["low"] == pytest.approx(known.low, abs=1e-6)


def test_lines_are_those_of_the_member_in_focus(record: Explored):
    choice = first_choice(record, members=["RUS", "CHN", "USA", "GBR"], since=2001, chart="time")
    lines = set(data(draw(record, replace(choice, focus="USA")).figure)["line"])
    assert lines == {
        "United States and Russia",
        "United States and China",
        "United States and United Kingdom",
    }


def test_the_grid_shows_votes_for_which_the_members_sat_together(record: Explored):
    choice = first_choice(record, members=["IND", "ZAF", "RUS"], since=1990)
    figure = draw(record, choice).figure
    shown = data(figure)
    assert set(shown["date"].dt.year) == {2011, 2012}
    assert shown.groupby("roll_call")["member"].nunique().eq(3).all()
    assert figure.layout.title.text.replace("<br>", " ").startswith(
        f"<b>All {shown['roll_call'].nunique()} contested roll calls, 1990–2026, with all 3"
    )


def test_only_the_latest_roll_calls_are_drawn_and_the_title_says_so(record: Explored):
    figure = draw(record, first_choice(record)).figure
    ids = uv.load_votes(since=1990, contested=True)["roll_call"].drop_duplicates()
    assert set(data(figure)["roll_call"]) == set(ids.tail(60))
    assert f"The latest 60 of {len(ids)}" in figure.layout.title.text.replace("<br>", " ")


@pytest.mark.parametrize(
    ("view", "message"),
    [
        ({"members": ["IND"], "since": 1946, "until": 1947}, "none of the members chosen voted"),
        ({"members": ["IND"], "chart": "heatmap"}, "fewer than two"),
        ({"members": ["IND", "BRA"], "since": 2023, "until": 2023, "chart": "time"}, "fewer"),
    ],
)
def test_nothing_to_draw_says_so(record: Explored, view: dict[str, Any], message: str):
    with pytest.raises(UnvotesError, match=message):
        draw(record, first_choice(record, **view))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"topic": "Siria"}, "did you mean 'Syria'"),
        ({"members": ["RUX"]}, "did you mean 'RUS'"),
        ({"members": "RUS"}, r"\['RUS', 'CHN'\]"),
        ({"members": []}, "empty"),
        ({"members": ["RUS"], "blocs": ("P3", "BRICS")}, "give one of them"),
        ({"measure": "kapa"}, "did you mean 'kappa'"),
        ({"chart": "heat"}, "did you mean 'heatmap'"),
        ({"since": 1900}, "run from 1946 to"),
        ({"since": 2012, "until": 2011}, "comes after"),
        ({"contested": "yes"}, "True or False"),
        ({"blocs": "BRICS"}, "takes two blocs"),
        ({"blocs": ("BRICS", "BRICS")}, "two different blocs"),
        ({"blocs": ("BRIC", "P3")}, "did you mean 'BRICS'"),
        ({"blocs": (["IND", "ZAF"], "P3")}, "ready bloc"),
    ],
    ids=str,
)
def test_wrong_arguments_teach(record: Explored, wrong: dict[str, Any], message: str):
    with pytest.raises(UnvotesError, match=message):
        first_choice(record, **wrong)


def test_votes_without_dates_and_topics(own: pd.DataFrame):
    explored = Explored(own.drop(columns="date"))
    choice = first_choice(explored, chart="heatmap")
    assert (choice.since, choice.topic, explored.topics) == (None, None, [])
    assert len(data(draw(explored, choice).figure)) == 3
    with pytest.raises(UnvotesError, match="no column 'date'"):
        draw(explored, replace(choice, chart="time"))
    with pytest.raises(UnvotesError, match="column 'date'"):
        first_choice(explored, since=2011)


def test_controls_change_chart_and_code(record: Explored):
    view = explore(since=2010, until=2012, topic="Syria")
    controls = view._controls
    assert len(data(view.figure)) and 'topic="Syria"' in view.code
    sent = view._panel.view
    assert sent["words"] == describe(view.figure)
    assert pio.from_json(sent["figure"]) == view.figure

    controls["chart"].value = "heatmap"
    assert "agreement_heatmap" in view.code
    controls["measure"].value = "kappa"
    assert 'measure="kappa"' in view.code
    controls["contested"].value = False
    assert "contested" not in view.code
    controls["who"].value = True
    assert view.choice.blocs == ("RUSSIA_CHINA", "INDIA_SOUTH_AFRICA")
    controls["first"].value = "INDIA_SOUTH_AFRICA"  # twice the same: they change places
    assert view.choice.blocs == ("INDIA_SOUTH_AFRICA", "RUSSIA_CHINA")
    assert controls["second"].value == "RUSSIA_CHINA"
    controls["topic"].value = "Cyprus"
    controls["until"].value = 1947
    wrong = "Nothing to show: To year 1947 comes before From year 2010."
    assert view._panel.view["alarm"] == wrong and view.figure is None and view.code == ""
    assert (controls["since"].value, controls["until"].value) == (2010, 1947)  # as they were typed
    controls["since"].value = 1900
    assert "From year 1900: these votes run from 1946 to 20" in view._panel.view["alarm"]
    controls["since"].value = 1946  # before any vote on it
    assert view._panel.view["alarm"].startswith("Nothing to show: no roll call")
    assert view._panel.view["figure"] == ""
    controls["who"].value = False
    controls["until"].value = 2025
    controls["members"].value = ("USA", "GBR")
    assert controls["focus"].value == "USA"
    assert run(view.code).to_json() == view.figure.to_json()


def test_members_are_found_by_typing(record: Explored):
    view = explore(members=["USA"], since=2011, until=2012, chart="map")
    find = view._controls["find"]
    for typed, then in (
        ("India (IND)", ("USA", "IND")),  # as it is suggested
        ("Russian Federation", ("USA", "IND", "RUS")),
        ("usa", ("IND", "RUS")),
    ):
        find.value = typed
        assert view.choice.members == then and find.value == ""
        assert view._controls["members"].value == then
    assert "Agreement with India:" in view.figure.layout.title.text
    find.value = "Indai"
    assert "or 'China'?" in view._panel.view["alarm"] and find.value == "Indai"
    find.value = "nobody land"
    assert "The list of members has the names" in view._panel.view["alarm"]
    assert view.figure is not None and view.choice.members == ("IND", "RUS")
    view._controls["chart"].value = "ranking"  # and the wrong name holds up nothing else
    assert view.choice.chart == "ranking" and view._panel.view["alarm"] == "" == find.value
    find.value = "germa"  # one only is called so
    assert view.choice.members == ("IND", "RUS", "DEU")


def test_ranking_and_map_hold_the_statistic(record: Explored):
    choice = first_choice(record, members=["USA"], since=2011, until=2020)
    known = uv.agreement(record.votes, "USA", "RUS", since=2011, until=2020, contested=True)
    ranking = data(draw(record, replace(choice, chart="ranking")).figure).set_index("member")
    drawn = data(draw(record, replace(choice, chart="map")).figure).set_index("member")
    assert len(ranking) == 24 and ranking["estimate"].is_monotonic_decreasing
    assert ranking.loc["RUS", "estimate"] == pytest.approx(known.estimate, abs=1e-6)
    assert drawn.loc["RUS", "agreement"] == pytest.approx(known.estimate, abs=1e-6)


def test_what_a_chart_cannot_use_is_not_shown(record: Explored):
    view = explore(since=2011, until=2012, chart="points")
    controls = view._controls
    hidden = {name for name, one in controls.items() if one.layout.display == "none"}
    assert hidden == {"contested", "measure", "topic", "who", "focus", "first", "second"}
    controls["chart"].value = "ranking"
    hidden = {name for name, one in controls.items() if one.layout.display == "none"}
    assert hidden == {"who", "first", "second"}


def test_a_new_chart_is_announced(record: Explored):
    view = explore(since=2011, until=2012, chart="map")
    assert view._panel.view["title"] == "Agreement with Russia: contested roll calls, 2011–2012"
    script = view._panel._esm
    assert 'news.setAttribute("aria-live", "polite")' in str(script)
    view._controls["chart"].value = "heatmap"
    assert view._panel.view["title"].startswith("Who votes with whom? Agreement")
    view._controls["until"].value = 1950
    assert view._panel.view["title"] == "" and "comes before" in view._panel.view["alarm"]


def test_every_control_that_is_seen_has_a_label(record: Explored):
    for name, control in explore()._controls.items():
        assert control.description.strip(), name


@pytest.mark.parametrize("library", ["anywidget", "ipywidgets"])
def test_missing_libraries_are_named_and_no_traceback_of_theirs_is_shown(
    library: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, library, None)
    widget._explorer.cache_clear()
    with pytest.raises(
        UnvotesError, match=rf'{library} is missing: pip install "unvotes\[expl'
    ) as e:
        explore()
    assert e.value.__suppress_context__


def test_outside_a_notebook_it_says_where_to_open_it():
    assert "open JupyterLab" in repr(explore(since=2012, until=2012))


def test_a_choice_in_words():
    choice = Choice(2011, 2011, "Syria", ("RUS",), "RUS", None, True, "agreement", "grid")
    assert choice.words == "contested roll calls on Syria, 2011"


@pytest.mark.parametrize("members", ["P3", ["P3"], uv.P3, ["Francia", "UK", "США"]])
def test_members_may_be_blocs_or_any_names(record: Explored, members):
    assert set(first_choice(record, members=members).members) == {"FRA", "GBR", "USA"}
