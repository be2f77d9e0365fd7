"""Ties are the pairs above the stated threshold, no more and no less; nobody is lost."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from unvotes.analysis.core.results import AgreementMatrix
from unvotes.analysis.pairs.all_pairs import agreement_matrix
from unvotes.analysis.structure.communities import Communities, communities
from unvotes.charts import data, describe, network
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return load_votes(since=2011, until=2012)


@pytest.fixture(scope="module")
def found(votes: pd.DataFrame) -> Communities:
    return communities(votes, n_boot=100)


@pytest.fixture(scope="module")
def matrix(votes: pd.DataFrame) -> AgreementMatrix:
    return agreement_matrix(votes, interval="wilson")


def made(n: int, sizes: int = 5) -> tuple[Communities, pd.DataFrame]:
    """Communities of n members whose square of agreement is by chance."""
    rng = np.random.default_rng(1)
    names = [f"M{i:03}" for i in range(n)]
    square = rng.uniform(0.5, 1, (n, n))
    square = pd.DataFrame((square + square.T) / 2, index=names, columns=names)
    table = pd.DataFrame(
        {"member": names, "community": np.arange(n) % sizes + 1, "certainty": 0.5, "links": 1}
    ).assign(n=60)
    return Communities(table, 0.3, 0.7, square, square, 60, (), "", "all"), square


def marks(figure: go.Figure) -> dict[str, tuple[float, float]]:
    """Where each member stands, by its name."""
    return {
        text.split("<br>")[0].removeprefix("<b>").split("</b>")[0]: (x, y)
        for t in figure.data
        if t.name == "members"
        for text, x, y in zip(t.text, t.x, t.y, strict=True)
    }


def test_two_members_of_no_community_are_tied_within_none() -> None:
    found, square = made(4, 2)
    square = square * 0 + 0.9996
    table = found.table.assign(community=[1, 1, 2, 2])[:2]
    outside = replace(found, table=table, left_out=("M002", "M003"))
    figure = network(outside, square, threshold=0.9995)
    assert "6 ties where agreement is 0.9995 or more" in describe(figure)
    assert "1 ties within communities, 5 between" in describe(figure)
    solid = [t.x.count(None) for t in figure.data if t.name == "ties within"]
    assert solid == [1]


@pytest.mark.parametrize("threshold", [0.97, 1.0])
def test_ties_are_the_pairs_above_the_threshold(
    found: Communities, matrix: AgreementMatrix, threshold: float
) -> None:
    figure = network(found, matrix, threshold=threshold)
    frame = data(figure)
    ties = frame[frame["b"] != ""]
    square = matrix.estimate
    expected = {
        frozenset((a, b))
        for a, b in combinations(square.columns, 2)
        if square.loc[a, b] >= threshold
    }
    drawn = {frozenset(pair) for pair in zip(ties["a"], ties["b"], strict=True)}
    assert drawn == expected
    for row in ties.head(20).to_dict("records"):
        assert row["n"] == matrix.n.loc[row["a"], row["b"]]
        assert row["estimate"] == pytest.approx(square.loc[row["a"], row["b"]], abs=1e-6)
    lines = sum(t.x.count(None) for t in figure.data if t.name.startswith("ties "))
    assert lines == len(expected)
    words = "1" if threshold == 1 else "0.97 or more"
    assert f"agreement {words}" in figure.layout.title.subtitle.text.replace("<br>", " ")
    knots = next(t for t in figure.data if t.name == "ties")
    assert len(knots.text) == len(expected)
    assert "n = " in knots.text[0]
    assert f"{len(expected)} ties" in describe(figure)


def test_everyone_is_there_and_the_lonely_are_named(
    found: Communities, matrix: AgreementMatrix
) -> None:
    figure = network(found, matrix, threshold=1.0)
    frame = data(figure)
    lonely = set(frame.loc[frame["b"] == "", "a"])
    assert {"RUS", "CHN"} <= lonely
    places = marks(figure)
    assert len(places) == len(found.table) == 20
    tied = set(frame.loc[frame["b"] != "", ["a", "b"]].to_numpy().ravel())
    assert len(tied) + len(lonely) == 20
    assert places["Russia"][1] < min(
        y for name, (_, y) in places.items() if name in ("France", "Germany", "India")
    )
    texts = [note.text for note in figure.layout.annotations]
    assert {"Russia", "China"} <= set(texts)
    assert f"No tie above the threshold: {len(lonely)} members" in texts


def test_communities_differ_by_mark_and_colour(found: Communities, matrix: AgreementMatrix) -> None:
    figure = network(found, matrix)
    nodes = [t for t in figure.data if t.name == "members"]
    n = found.table["community"].nunique()
    assert len({t.marker.symbol for t in nodes}) == len({t.marker.color for t in nodes}) == n
    assert sorted(len(t.x) for t in nodes) == sorted(found.table["community"].value_counts())
    dashes = {t.name: t.line.dash for t in figure.data if t.mode == "lines"}
    assert dashes["ties between"] == "dot"
    assert dashes["ties within"] == "solid"
    assert f"modularity {found.modularity:.3f}" in describe(figure)


def test_the_layout_is_always_the_same(found: Communities, matrix: AgreementMatrix) -> None:
    assert network(found, matrix).to_json() == network(found, matrix).to_json()


@pytest.mark.parametrize("breadth", [352.0, 672.0])
@pytest.mark.parametrize("n", [20, 193])
def test_names_cover_no_mark_and_no_name(n: int, breadth: float) -> None:
    figure = network(*made(n))
    stretch = breadth / 352
    spots = {
        text.split("</b>")[0].removeprefix("<b>"): (x, y)
        for trace in figure.data
        if trace.name == "members"
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    }
    boxes = []
    for note in figure.layout.annotations:
        if note.text not in spots or note.bgcolor is None:
            continue
        right, up = (note.ax, -note.ay) if note.showarrow else (note.xshift, note.yshift)
        wide = 6 * len(note.text)
        across = {"left": 0, "center": 0.5, "right": 1}[note.xanchor]
        along = {"bottom": 0, "middle": 0.5, "top": 1}[note.yanchor]
        left, low = note.x * stretch + right - across * wide, note.y + up - along * 13
        boxes.append((left, low, left + wide, low + 13, note.text))
    assert len(boxes) >= 10
    for left, low, right, high, own in boxes:
        assert left >= 0 and right <= breadth
        for name, (x, y) in spots.items():
            hit = left - 3 < x * stretch < right + 3 and low - 3 < y < high + 3
            assert not hit or name == own
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]


def test_few_members_are_not_all_tied() -> None:
    choice = {"members": ["RUS", "CHN", "FRA", "GBR", "USA", "IND", "ZAF"], "contested": True}
    votes = load_votes(since=2011, until=2012)
    matrix = agreement_matrix(votes, **choice)
    ties = data(network(communities(votes, n_boot=100, **choice), matrix)).query("b != ''")
    assert 3 <= len(ties) <= 11  # of 21 pairs
    assert {"RUS", "CHN"} in [set(pair) for pair in zip(ties["a"], ties["b"], strict=True)]


@pytest.mark.parametrize("n", [1, 2, 20, 193])
def test_any_number_of_members(n: int) -> None:
    result, square = made(n)
    figure = network(result, square, measure="<b>x")
    assert len(figure.to_json()) < 200_000
    ties = data(figure).query("b != ''")
    assert len(ties) <= 3 * n
    places = np.array(list(marks(figure).values()))
    assert len(places) == n
    assert (places >= 0).all()
    assert "<b>x" not in figure.to_json().split('"meta"')[0].replace("\\u003c", "<")
    if n <= 20:
        apart = [np.hypot(*(a - b)) for a, b in combinations(places, 2)]
        assert min(apart, default=99) > 12


def test_many_communities_share_a_look(found: Communities) -> None:
    result, square = made(40, sizes=9)
    figure = network(result, square)
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "3 smaller communities" in texts
    assert sum(len(t.x) for t in figure.data if t.name == "members") == 40


def test_wrong_input_is_explained(found: Communities, matrix: AgreementMatrix) -> None:
    with pytest.raises(UnvotesError, match="not DataFrame"):
        network(found.table, matrix)  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="must be what agreement_matrix returns"):
        network(found, [1])  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="must be square"):
        network(found, matrix.estimate.iloc[:3])
    few = matrix.estimate.drop(index="RUS", columns="RUS")
    with pytest.raises(UnvotesError, match="unknown member of the matrix 'RUS'"):
        network(found, few)
    result, square = made(100)
    with pytest.raises(UnvotesError, match=r"ties at 0\.5 or more are too many"):
        network(result, square, threshold=0.5)
