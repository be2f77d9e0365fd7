"""A line for each member is the table's, open at a gap; the rest are grey, and counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from unvotes.analysis.ideal_points.model import ideal_points
from unvotes.charts import data, describe, positions_over_time
from unvotes.charts.drawing.time_lines import timed
from unvotes.errors import UnvotesError
from unvotes.record.ideal_points import load_ideal_points
from unvotes.record.loading import load_votes

TABLE = pd.DataFrame(
    {
        "member": ["RUS", "RUS", "RUS", "USA", "USA", "USA"],
        "year": [1990, 1991, 2020, 1990, 1991, 2020],
        "estimate": [0.1, 0.2, -0.9, 1.0, None, 1.2],
        "low": [0.0, 0.1, -1.1, 0.8, None, 1.0],
        "high": [0.2, 0.3, -0.7, 1.2, None, 1.4],
        "n": [60, 61, 62, 60, 3, 62],
    }
)


def trace(figure: go.Figure, name: str) -> go.Scatter:
    (found,) = [t for t in figure.data if t.name == name]
    return found


def many(n: int, sessions: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    rows = pd.MultiIndex.from_product(
        [[f"M{i:03}" for i in range(n - 1)] + ["RUS"], range(1, sessions + 1)],
        names=["member", "session"],
    ).to_frame(index=False)
    rows["estimate"] = rng.normal(size=len(rows)).cumsum() / 20
    return rows.assign(low=rows["estimate"] - 0.2, high=rows["estimate"] + 0.2, n=60)


def test_lines_are_the_table() -> None:
    figure = positions_over_time(TABLE)
    line = trace(figure, "Russia")
    assert line.y == (0.1, 0.2, None, -0.9, None)
    assert [day and day[:4] for day in line.x] == ["1990", "1991", None, "2020", None]
    assert not line.connectgaps
    assert "ideal point \N{MINUS SIGN}0.900" in line.text[3]
    assert "n = 62 roll calls" in line.text[3].replace("<br>", " ")
    ring = trace(figure, "withheld of United States")
    assert 3 <= len(ticks := figure.layout.yaxis.tickvals) <= 7 and 0 in ticks
    assert max(ring.y) < min(ticks), "a ring stands beside no number of the axis"
    assert [day[:4] for day in ring.x] == ["1991"]
    assert trace(figure, "United States").y == (1.0, None, 1.2, None)
    assert "Russia: in 1990 ideal point 0.100 [0.000, 0.200], n = 60" in describe(figure)
    assert "Kuwait invaded (1990)" in describe(figure)
    assert data(figure)["estimate"].tolist()[:3] == [0.1, 0.2, -0.9]
    low, high = figure.layout.yaxis.range
    assert low < -1.1
    assert high > 1.4


def test_each_line_is_named_at_its_end_by_mark_and_colour() -> None:
    table = many(6, 5).assign(estimate=0.5, low=0.4, high=0.6)
    figure = positions_over_time(table, events=False)
    names = [n for n in figure.layout.annotations if n.x == 1]
    heights = sorted(n.yshift for n in names)
    assert len(names) == 6
    assert min(np.diff(heights)) >= 15
    lines = [t for t in figure.data if t.mode == "lines+markers"]
    assert len({t.marker.symbol for t in lines}) == len({t.line.color for t in lines}) == 6
    for line, note in zip(lines, names, strict=True):
        assert line.line.color in note.text
        assert line.name in note.text


def test_hundreds_of_members_stay_small_and_are_counted() -> None:
    figure = positions_over_time(many(193, 78))
    assert len(figure.to_json()) < 200_000
    frame = data(figure)
    shown = frame["member"].nunique() - 1
    assert shown >= 5
    assert f"In grey: {shown} of 192 other members" in describe(figure)
    assert trace(figure, "Russia").line.color != trace(figure, "M000").line.color
    six = positions_over_time(many(193, 78), members=["RUS", *(f"M{i:03}" for i in range(5))])
    assert len(six.to_json()) < 200_000
    alone = positions_over_time(many(9, 3), members=["M003"], others=False)
    assert set(data(alone)["member"]) == {"M003"}
    assert "In grey" not in describe(alone)


def test_the_estimates_of_the_record_are_drawn_with_bands_and_their_model() -> None:
    figure = positions_over_time(load_ideal_points(), members=["RUS", "USA"], others=False)
    said = figure.layout.title.subtitle.text.replace("<br>", " ")
    assert "Bands: 95% intervals, posterior of the joint walk" in said
    table = load_ideal_points(members=["USA"]).set_index("year")
    shown = data(figure).query("member == 'USA' and period == '2022'").iloc[0]
    assert (shown["low"], shown["high"]) == (table.loc[2022, "low"], table.loc[2022, "high"])
    part = table.reset_index().query("year > 2000")
    assert "joint walk" in positions_over_time(part).layout.title.subtitle.text


def test_a_result_is_drawn_as_it_is() -> None:
    votes = load_votes(since=2009, until=2012)
    found = ideal_points(votes, by="year", since=2010, level=0.9, min_votes=6)
    figure = positions_over_time(found, members=["RUS", "USA"])
    table = found.table.set_index(["member", "year"])
    assert table.loc[("RUS", 2011), "withheld"] == "5 votes of its own"
    of = table.loc["RUS", "estimate"].round(4)
    assert trace(figure, "Russia").y == (of[2010], None, of[2012], None)
    ring = trace(figure, "withheld of Russia")
    assert [day[:4] for day in ring.x] == ["2011"]
    assert "5 votes of its own" in ring.text[0].replace("<br>", " ")
    said = figure.layout.title.subtitle.text
    assert "Bands: 90% intervals, Gaussian, joint walk<br>" in said
    assert "since 2010-01-01" in said
    unsure = positions_over_time(replace(found, converged=False))
    assert "not converged" in unsure.layout.title.subtitle.text.replace("<br>", " ")
    forward = ideal_points(votes, by="year", since=2010, walk="forward")
    said = positions_over_time(forward).layout.title.subtitle.text
    assert "95% intervals, variational, forward scheme" in said.replace("<br>", " ")
    with pytest.raises(UnvotesError, match="map_of_members"):
        positions_over_time(ideal_points(votes, dimensions=2))
    with pytest.raises(UnvotesError, match="column of time"):
        positions_over_time(ideal_points(votes))


@pytest.mark.parametrize(
    ("unit", "value", "first", "last", "name"),
    [
        ("year", 2011.0, "2011-01-01", "2011-12-31", "2011"),
        ("term", "1999-00", "1999-01-01", "2000-12-31", "1999-00"),
        ("session", 79, "2024-01-01", "2024-12-31", "session 79"),
        ("period", "1946–1955", "1946-01-01", "1955-12-31", "1946–1955"),
        ("period", 1946, "1946-01-01", "1946-12-31", "1946"),
    ],
)
def test_time_is_read(unit: str, value: object, first: str, last: str, name: str) -> None:
    # The Assembly's 79th session opened in September 2024.
    table, found = timed(pd.DataFrame({unit: [value]}))
    assert found == unit
    row = table.iloc[0]
    assert (f"{row['start']:%Y-%m-%d}", f"{row['end']:%Y-%m-%d}") == (first, last)
    assert row["period"] == name


def test_wrong_input_is_explained() -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        positions_over_time(TABLE.iloc[:0])
    with pytest.raises(UnvotesError, match="column of time"):
        positions_over_time(TABLE.drop(columns="year"))
    with pytest.raises(UnvotesError, match="RUS in 1990 more than once"):
        positions_over_time(pd.concat([TABLE, TABLE]))
    with pytest.raises(UnvotesError, match="'RUSS'; did you mean 'RUS'"):
        positions_over_time(TABLE, members=["RUSS"])
    with pytest.raises(UnvotesError, match="7 members, and 6 lines"):
        positions_over_time(many(9, 2), members=[f"M{i:03}" for i in range(7)])
    with pytest.raises(UnvotesError, match="no length"):
        positions_over_time(TABLE, y_range=(1, 0))
    with pytest.raises(UnvotesError, match="'long ago'; a period is written"):
        positions_over_time(TABLE.drop(columns="year").assign(period="long ago"))
    with pytest.raises(UnvotesError, match="ends before it begins"):
        positions_over_time(TABLE.drop(columns="year").assign(period="1955–1946"))


def test_flags_withhold_too() -> None:
    flagged = TABLE.assign(withheld=[False, True, False, False, True, False])
    line = trace(positions_over_time(flagged), "Russia")
    assert line.y == (0.1, None, -0.9, None)


def test_nothing_of_the_users_becomes_html() -> None:
    evil = "<a href='x'>%{y}"
    table = many(9, 3).replace({"member": {"M000": evil, "M001": evil + "2"}})
    figure = positions_over_time(table, members=[evil], measure=evil, title=evil)
    shown = figure.to_json().split('"meta"')[0].replace("\\u003c", "<")
    assert "<a href" not in shown
