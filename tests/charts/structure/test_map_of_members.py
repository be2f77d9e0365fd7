"""Members stand where the result places them; trails are turned, never stretched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from unvotes.analysis.blocs.ready import BRICS, P3
from unvotes.analysis.ideal_points.model import ideal_points
from unvotes.analysis.structure.scaling import Positions, positions
from unvotes.charts import data, describe, map_of_members
from unvotes.charts.drawing import theme
from unvotes.errors import UnvotesError
from unvotes.record.ideal_points import load_ideal_points
from unvotes.record.loading import load_votes

EVIL = "<a href='x'>%{y}"


@pytest.fixture(scope="module")
def found() -> Positions:
    votes = load_votes(since=2011, until=2012)
    return positions(votes, contested=True, n_boot=100)


def traces(figure: go.Figure, name: str) -> list[go.Scatter]:
    return [t for t in figure.data if t.name == name]


def points(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(n, 2)), columns=["dim1", "dim2"])
    for dim in ("dim1", "dim2"):
        frame[f"{dim}_low"], frame[f"{dim}_high"] = frame[dim] - 0.1, frame[dim] + 0.2
    return frame.assign(member=[f"M{i:03}" for i in range(n)], n=60)


def boxes(figure: go.Figure, breadth: float) -> list[tuple[float, float, float, float]]:
    """Boxes of the names on a map drawn this broad, in pixels: left, low, right, high."""
    (x0, x1), (y0, y1) = figure.layout.xaxis.range, figure.layout.yaxis.range
    margin = figure.layout.margin
    height = figure.layout.height - margin.t - margin.b
    scale = min(breadth / (x1 - x0), height / (y1 - y0))
    found = []
    for note in figure.layout.annotations:
        if note.xref == "paper" or note.yref == "paper":
            continue
        right = note.ax if note.showarrow else note.xshift
        up = -note.ay if note.showarrow else note.yshift
        text = note.text.replace("<b>", "").replace("</b>", "")
        wide, high = 0.52 * 12 * len(text), 14
        across = {"left": 0, "center": 0.5, "right": 1}[note.xanchor]
        along = {"bottom": 0, "middle": 0.5, "top": 1}[note.yanchor]
        left = (note.x - (x0 + x1) / 2) * scale + breadth / 2 + right - across * wide
        low = (note.y - (y0 + y1) / 2) * scale + height / 2 + up - along * high
        found.append((left, low, left + wide, low + high))
    return found


def test_marks_stand_at_the_positions(found: Positions) -> None:
    figure = map_of_members(found)
    (marks,) = traces(figure, "members")
    assert marks.x == pytest.approx(found.table["dim1"].round(4).tolist())
    assert marks.y == pytest.approx(found.table["dim2"].round(4).tolist())
    frame = data(figure)
    table = found.table
    for column in ("dim1", "dim2", "dim1_low", "dim2_high"):
        assert frame[column].tolist() == pytest.approx(table[column].tolist(), abs=1e-6)
    assert frame["n"].tolist() == table["n"].tolist()
    # One scale both ways: a distance on the page is a distance of votes.
    assert figure.layout.yaxis.scaleanchor == "x"
    subtitle = figure.layout.title.subtitle.text
    assert f"stress {found.stress:.3f}" in subtitle
    assert "n\u00a0=\u00a011 roll calls" in subtitle
    said = describe(figure)
    assert "Farthest apart on the map: Russia and United States" in said
    i = table["member"].tolist().index("RUS")
    row = table.iloc[i]
    minus = "\N{MINUS SIGN}"
    text = f"across {row['dim1']:.3f} [{row['dim1_low']:.3f}, {row['dim1_high']:.3f}]"
    assert text.replace("-", minus) in marks.text[i]
    assert "n = 11 roll calls" in marks.text[i]


def test_an_ellipse_is_as_broad_as_its_intervals(found: Positions) -> None:
    (ellipses,) = traces(map_of_members(found), "intervals")
    breaks = [k for k, x in enumerate(ellipses.x) if x is None]
    starts = [0, *(k + 1 for k in breaks[:-1])]
    assert len(starts) == len(found.table)
    for start, end, row in zip(starts, breaks, found.table.to_dict("records"), strict=True):
        assert min(ellipses.x[start:end]) == pytest.approx(row["dim1_low"], abs=1e-3)
        assert max(ellipses.x[start:end]) == pytest.approx(row["dim1_high"], abs=1e-3)
        assert min(ellipses.y[start:end]) == pytest.approx(row["dim2_low"], abs=1e-3)
        assert max(ellipses.y[start:end]) == pytest.approx(row["dim2_high"], abs=1e-3)


@pytest.mark.parametrize("blocs", [{"BRICS": BRICS, "P3": ["FRA", "GBR", "USA"]}, [BRICS, P3]])
def test_blocs_have_mark_colour_pattern_and_name(found: Positions, blocs: object) -> None:
    figure = map_of_members(found, blocs=blocs)  # type: ignore[arg-type]
    hulls = [t for t in figure.data if t.name.startswith("outline of")]
    assert [h.name for h in hulls] == ["outline of BRICS", "outline of P3"]
    assert len({(h.line.dash, h.line.color) for h in hulls}) == 2
    assert len({h.line.dash for h in hulls}) == 2
    place = found.table.set_index("member")
    for hull, codes in zip(hulls, (["CHN", "IND", "RUS", "ZAF"], ["FRA", "USA"]), strict=True):
        for code in codes:
            assert min(hull.x) < place.loc[code, "dim1"] < max(hull.x)
            assert min(hull.y) < place.loc[code, "dim2"] < max(hull.y)
    symbols = {t.name: t.marker.symbol for t in figure.data if t.mode == "markers"}
    assert len(set(symbols.values())) == 3
    assert set(data(figure)["bloc"]) == {"BRICS", "P3", ""}
    key = " ".join(n.text for n in figure.layout.annotations if n.yref == "paper")
    assert "BRICS (4)" in key
    assert "P3 (3)" in key
    assert "BRICS: China, India, Russia and South Africa." in describe(figure)


def test_trails_are_turned_but_not_stretched(found: Positions) -> None:
    turn = np.array([[0.0, 1.0], [1.0, 0.0]])
    table = found.table.copy()
    table[["dim1", "dim2"]] = table[["dim1", "dim2"]] @ turn + 5
    before = replace(found, table=table)
    frame = data(map_of_members({"then": before, "now": found}))
    then, now = (frame[frame["period"] == when].set_index("member") for when in ("then", "now"))
    dims = ["dim1", "dim2"]
    # The same map, mirrored and moved, comes to lie over itself.
    np.testing.assert_allclose(then[dims], now[dims], atol=1e-5)
    raw = data(map_of_members({"then": before, "now": found}, align=False))
    assert raw.loc[raw["period"] == "then", "dim1"].min() > 4
    few = replace(found, table=table.head(2))
    with pytest.raises(UnvotesError, match="'then' and 'now' share 2 members"):
        map_of_members({"then": few, "now": found})


def test_a_trail_joins_periods_in_order() -> None:
    table = pd.DataFrame(
        {
            "member": ["RUS", "USA"] * 3,
            "year": [2012, 2012, 1990, 1990, 2000, 2000],
            "estimate": [-1.0, 1.0, 0.0, 0.9, -0.5, None],
            "low": [-1.2, 0.8, -0.2, 0.7, -0.7, None],
            "high": [-0.8, 1.2, 0.2, 1.1, -0.3, None],
            "n": [50, 51, 30, 31, 40, 4],
        }
    )
    figure = map_of_members(table, measure="ideal point")
    ways = traces(figure, "trails")
    assert [way.x for way in ways] == [(0.0, -0.5, -1.0, None), (0.9, 1.0, None)]
    assert [(t.x, t.y) for t in traces(figure, "members")] == [((-1.0,), (1,)), ((1.0,), (0,))]
    marks = {t.marker.color: t.error_x for t in traces(figure, "members")}
    assert [round(e.array[0], 4) for e in marks.values()] == [0.2, 0.2]
    assert figure.layout.yaxis.ticktext == ("United States", "Russia")
    assert "Moved most: Russia by 1.000; United States by 0.100." in describe(figure)
    assert "1 position withheld" in describe(figure)
    frame = data(figure)
    assert frame["period"].tolist() == ["1990"] * 2 + ["2000"] * 2 + ["2012"] * 2
    assert frame["withheld"].tolist() == ["", "", "", "no position", "", ""]


@pytest.mark.parametrize("n", [1, 2, 40, 300])
def test_any_number_of_members(n: int) -> None:
    table = points(n)
    blocs = {"a": table["member"][: n // 2 + 1], "b": table["member"][n // 3 :]}
    figure = map_of_members(table, blocs=blocs)
    assert len(figure.to_json()) < 200_000
    assert sum(len(t.x) for t in figure.data if t.mode == "markers") == n
    rows = map_of_members(table.drop(columns=["dim2", "dim2_low", "dim2_high"]), blocs=blocs)
    assert len(rows.to_json()) < 200_000
    assert len(rows.layout.yaxis.ticktext) == n


@pytest.mark.parametrize("breadth", [352, 672])
def test_names_do_not_overlap(breadth: float) -> None:
    placed = boxes(map_of_members(points(60)), breadth)
    assert len(placed) >= 15
    for i, (a, b, c, d) in enumerate(placed):
        assert 0 <= a < c <= breadth
        for left, low, right, high in placed[:i]:
            assert c <= left or right <= a or d <= low or high <= b


def test_what_is_equal_is_drawn_and_said_in_one_order() -> None:
    frame = points(8)
    places = ["dim1", "dim1_low", "dim1_high", "dim2", "dim2_low", "dim2_high"]
    for twin in (3, 5):
        frame.loc[twin, places] = frame.loc[1, places]
    shaken = frame.copy()
    shaken.loc[3, "dim1"] += 1e-15
    shaken.loc[[0, 2], ["dim1", "dim2"]] -= 1e-15
    drawn = [map_of_members(each, blocs={"two": ["M000", "M002"]}) for each in (frame, shaken)]
    assert "Closest on the map: M001 and M003, 0.000." in describe(drawn[0])
    assert describe(drawn[0]) == describe(drawn[1])
    outlines = [traces(figure, "outline of two")[0] for figure in drawn]
    assert outlines[0].x == outlines[1].x and outlines[0].y == outlines[1].y
    assert outlines[0].y[0] == outlines[0].y[-1] == min(outlines[0].y)


def test_the_finding_is_named_first() -> None:
    table = points(200)
    inner = table.loc[(table["dim1"] ** 2 + table["dim2"] ** 2).idxmin(), "member"]
    texts = [n.text for n in map_of_members(table, highlight=[inner]).layout.annotations]
    assert f"<b>{inner}</b>" in texts


def test_members_and_languages_can_be_chosen(found: Positions) -> None:
    figure = map_of_members(found, members=["RUS", "CHN", "USA"], language="fr")
    assert data(figure)["name"].tolist() == ["Chine", "Russie", "États-Unis"]


def test_nothing_of_the_users_becomes_html() -> None:
    table = points(3).assign(member=[EVIL, "B", "C"])
    for frame in (table, table.drop(columns="dim2")):
        figure = map_of_members(frame, blocs={EVIL: [EVIL]}, measure=EVIL, title=EVIL)
        shown = figure.to_json().split('"meta"')[0].replace("\\u003c", "<")
        assert "<a href" not in shown


def test_wrong_input_is_explained(found: Positions) -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        map_of_members(points(1).iloc[:0])
    with pytest.raises(UnvotesError, match="positions is empty"):
        map_of_members([])
    with pytest.raises(UnvotesError, match="not str"):
        map_of_members("RUS")  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="no column 'dim1'"):
        map_of_members(points(3).drop(columns="dim1"))
    with pytest.raises(UnvotesError, match="'M000' more than once"):
        map_of_members(pd.concat([points(3), points(3)]))
    with pytest.raises(UnvotesError, match="one dimension and others two"):
        map_of_members([points(3), points(3).drop(columns="dim2")])
    with pytest.raises(UnvotesError, match="'RUSS'; did you mean 'RUS'"):
        map_of_members(found, highlight=["RUSS"])
    with pytest.raises(UnvotesError, match="7 blocs, and 6"):
        map_of_members(found, blocs={str(i): ["RUS"] for i in range(7)})
    with pytest.raises(UnvotesError, match="none of the blocs"):
        map_of_members(found, blocs={"x": ["JPN"]})
    with pytest.raises(UnvotesError, match="is no bloc"):
        map_of_members(found, blocs=["RUS"])  # type: ignore[list-item]
    with pytest.raises(UnvotesError, match="no member has a position"):
        map_of_members(points(2).assign(dim1=None, dim2=None))


@pytest.mark.parametrize("dims", [1, 2])
def test_ideal_points_are_drawn_with_their_intervals(dims: int) -> None:
    points = ideal_points(load_votes(since=2011, until=2012), dimensions=dims, level=0.8)
    figure = map_of_members(points)
    first = "estimate" if dims == 1 else "dim1"
    low = "low" if dims == 1 else "dim1_low"
    table = points.table.set_index("member")
    frame = data(figure).set_index("member")
    told = table["withheld"] == ""
    assert told.sum() >= 4
    assert frame["dim1"].isna().to_dict() == (~told).to_dict()
    assert (
        frame.loc[told.index[told], "dim1"].to_dict() == table.loc[told, first].round(6).to_dict()
    )
    lows = frame.loc[told.index[told], "dim1_low"]
    assert lows.to_dict() == table.loc[told, low].round(6).to_dict()
    assert ("dim2" in frame) == (dims == 2)
    shape = "Whiskers" if dims == 1 else "Ellipses"
    said = figure.layout.title.subtitle.text
    way = "Gaussian" if dims == 1 else "variational"
    assert f"{shape}: 80% intervals, {way}" in said
    assert "all roll calls" not in said


def test_the_estimates_of_the_record_are_drawn_with_their_model() -> None:
    table = load_ideal_points().query("year == 2012").drop(columns="year")
    said = map_of_members(table).layout.title.subtitle.text.replace("<br>", " ")
    assert "Whiskers: 95% intervals, posterior of the joint walk" in said


def test_outlines_have_patterns_of_their_own() -> None:
    assert len(set(theme.LINE_DASHES)) == len(theme.BLOC_COLOURS) == len(set(theme.DASH_GLYPHS))
