"""Vetoes are drawn as they are counted, whichever frame they come in."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest
from coloraide import Color

from unvotes.charts import data, describe, veto_matrix, veto_timeline, vetoes_by_topic
from unvotes.charts.drawing import theme
from unvotes.charts.drawing.count_table import SHADES
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_roll_calls, load_votes

CHARTS = [veto_timeline, veto_matrix, vetoes_by_topic]


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    return load_votes()


def bars(figure: go.Figure, name: str) -> go.Bar:
    (found,) = [t for t in figure.data if t.name == name]
    return found


def headings(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_a_bar_is_a_years_vetoes(syria: pd.DataFrame) -> None:
    figure = veto_timeline(syria)
    frame = data(figure)
    rows = {(r.year, r.state): r.n for r in frame.itertuples()}
    assert rows == {
        (2011, ""): 1,
        (2012, ""): 2,
        (2011, "CHN"): 1,
        (2011, "RUS"): 1,
        (2012, "CHN"): 2,
        (2012, "RUS"): 2,
    }
    russia = bars(figure, "Russia")
    assert list(russia.x) == [2011, 2012]
    # One scale for all lanes: a bar of two is twice as tall as a bar of one.
    assert russia.y[1] == pytest.approx(2 * russia.y[0])
    assert bars(figure, "roll calls").y == pytest.approx(russia.y)
    assert russia.marker.color == theme.PERMANENT["RUS"].colour
    assert "Syria: 2" in russia.text[1]
    assert not bars(figure, "France").x
    assert "<b>France</b> 0" in headings(figure)
    assert "6 vetoes on 3 roll calls" in describe(figure)


def test_vetoes_without_a_date_count_where_none_is_needed(syria: pd.DataFrame) -> None:
    votes = syria.assign(date=syria["date"].where(syria["roll_call"] != "S/2012/77"))
    figure = veto_timeline(votes)
    assert data(figure)["n"].sum() == 2 + 4
    for words in (figure.layout.title.subtitle.text, describe(figure)):
        assert "1 roll call without a date: left out." in words
    for chart in (veto_matrix, vetoes_by_topic):
        counted = data(chart(votes))
        pd.testing.assert_frame_equal(counted, data(chart(syria)))
    with pytest.raises(UnvotesError, match="none of these vetoes has a date"):
        veto_timeline(syria.assign(date=pd.NaT))


def test_lanes_do_not_overlap(record: pd.DataFrame) -> None:
    figure = veto_timeline(record)
    spans = [(t.base, t.base + max(t.y, default=0)) for t in figure.data]
    for above, below in pairwise(spans):
        assert below[1] + 20 <= above[0]
    assert spans[0][1] <= figure.layout.yaxis.range[1]


@pytest.mark.parametrize("view", ["seat", "state"])
def test_the_seats_state_of_the_day_is_named(view: str) -> None:
    votes = load_votes(since=1955, until=1999, view=view)
    figure = veto_timeline(votes)
    frame = data(figure)
    assert set(frame.loc[frame["seat"] == "RUS", "state"]) == {"SUN", "RUS"}
    assert set(frame.loc[frame["seat"] == "CHN", "state"]) == {"TWN", "CHN"}
    assert frame.loc[frame["state"] == "SUN", "year"].max() <= 1991
    # The Republic of China vetoed once, Mongolia's admission on 13 December 1955.
    one = frame[frame["state"] == "TWN"]
    assert (one["year"].tolist(), one["n"].tolist()) == ([1955], [1])
    texts = bars(figure, "Russia").text
    assert any("Soviet Union</b>, 1955" in text for text in texts)
    assert any(text.startswith("<b>Soviet Union</b> ") for text in headings(figure))
    dotted = [shape.x0 for shape in figure.layout.shapes if shape.line.dash == "dot"]
    assert sorted(round(x, 1) for x in dotted) == [1971.3, 1991.5]


def test_the_official_count(record: pd.DataFrame) -> None:
    roll_calls = load_roll_calls()
    frame = data(veto_timeline(record, roll_calls, on_un_list=True))
    listed = roll_calls[roll_calls["on_un_veto_list"]]
    assert frame.loc[frame["seat"] == "", "n"].sum() == len(listed)
    # The United Kingdom's 29, the last of them on Panama in 1989.
    assert frame.loc[frame["seat"] == "GBR", "n"].sum() == 29
    assert frame.loc[frame["seat"] == "GBR", "year"].max() == 1989
    with pytest.raises(UnvotesError, match="needs roll_calls"):
        veto_timeline(record, on_un_list=True)
    with pytest.raises(UnvotesError, match="on_un_veto_list"):
        veto_matrix(record, roll_calls.drop(columns="on_un_veto_list"), on_un_list=True)


def test_who_vetoed_with_whom(record: pd.DataFrame) -> None:
    figure = veto_matrix(record)
    n = data(figure).set_index(["seat", "other"])["n"]
    assert n["RUS", "CHN"] == n["CHN", "RUS"] == 19
    # Suez, 30 October 1956: two votes on which France and the United Kingdom stood together.
    suez = data(veto_matrix(load_votes(since="1956-10-30", until="1956-10-30")))
    suez = suez.set_index(["seat", "other"])["n"]
    assert suez["FRA", "GBR"] == suez["FRA", "all"] == 2
    assert suez["FRA", "alone"] == 0
    for seat in ("CHN", "FRA", "GBR", "RUS", "USA"):
        assert n[seat, "alone"] + n[seat].drop(["all", "alone"]).max() <= n[seat, "all"]
    (table,) = figure.data
    own = [line[j + 2] for j, line in enumerate(table.z)]
    assert own == [None] * 5  # a member with itself is an empty cell
    assert "23" in headings(figure)


def test_topics_and_the_rest(record: pd.DataFrame) -> None:
    figure = vetoes_by_topic(record, most=3)
    frame = data(figure)
    assert frame["topic"].unique().tolist()[:3] == ["Admission of members", "Palestine", "Syria"]
    whole = data(vetoes_by_topic(record, most=200))
    in_all = whole[whole["seat"] == "all"].set_index("topic")["n"]
    assert in_all.is_monotonic_decreasing
    rest = frame["topic"].iloc[-1]
    assert rest == f"{len(in_all) - 3} other topics"
    n = frame[frame["seat"] == "all"].set_index("topic")["n"]
    assert n[rest] == in_all.iloc[3:].sum()
    assert n.sum() == record.loc[record["veto"], "roll_call"].nunique()
    assert "Syria 18 (Soviet Union / Russia 18 and Republic of China / China 10)" in describe(
        figure
    )
    with pytest.raises(UnvotesError, match="most=0"):
        vetoes_by_topic(record, most=0)


@pytest.mark.parametrize("chart", CHARTS)
def test_one_veto_and_all_of_them_are_drawn(chart, record: pd.DataFrame) -> None:
    one = record[record["roll_call"] == "S/2022/155"]
    assert len(data(chart(one))) >= 2
    assert len(chart(record).to_json()) < 200_000


@pytest.mark.parametrize("chart", CHARTS)
def test_wrong_input_is_explained(chart, syria: pd.DataFrame) -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        chart(syria.iloc[:0])
    with pytest.raises(UnvotesError, match="'veto'"):
        chart(syria.drop(columns="veto"))
    with pytest.raises(UnvotesError, match="no veto among these 3 roll calls"):
        chart(syria.assign(veto=False))
    with pytest.raises(UnvotesError, match="language"):
        chart(syria, language="de")


def test_numbers_are_readable_on_every_shade() -> None:
    for _, shade in SHADES:
        assert Color(theme.INK).contrast(Color(shade), method="wcag21") >= 4.5


def test_languages(syria: pd.DataFrame) -> None:
    assert "<b>Russie</b> 3" in headings(veto_timeline(syria, language="fr"))


def test_topics_never_become_html(syria: pd.DataFrame) -> None:
    votes = syria.assign(topic="<a href='x'>%{y}")
    (table,) = vetoes_by_topic(votes).data
    lanes = veto_timeline(votes)
    for text in (*table.text[0], *bars(lanes, "Russia").text):
        assert "<a" not in text
        assert "%{y" not in text
    assert vetoes_by_topic(votes).layout.yaxis.ticktext[0].startswith("&lt;a")
