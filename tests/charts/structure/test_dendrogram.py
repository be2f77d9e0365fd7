"""The tree drawn is the tree given: each join at its distance, each leaf in its place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import leaves_list, linkage

from unvotes.analysis.structure.hierarchy import Hierarchy, hierarchy
from unvotes.charts import data, dendrogram, describe
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes


@pytest.fixture(scope="module")
def tree() -> Hierarchy:
    return hierarchy(load_votes(since=2011, until=2012), missing="fill")


def made(distances: np.ndarray, names: list[str]) -> Hierarchy:
    joins = linkage(distances, "average")
    order = [names[i] for i in leaves_list(joins)]
    return Hierarchy(
        joins, names, order, pd.DataFrame(), 1.0, 0, 12, "average linkage on x", "all roll calls"
    )


def joins(figure: go.Figure) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    """The U of each join, as x and y of its four corners."""
    found = []
    for drawn in figure.data:
        if drawn.name == "branches":
            for k in range(0, len(drawn.x), 5):
                found.append((tuple(drawn.x[k : k + 4]), tuple(drawn.y[k : k + 4])))
    return found


def test_each_join_is_at_its_distance(tree: Hierarchy) -> None:
    figure = dendrogram(tree)
    tops = sorted(x[1] for x, _ in joins(figure))
    assert tops == pytest.approx(sorted(tree.linkage[:, 2]), abs=1e-4)
    assert figure.layout.yaxis.ticktext[:2] == ("China", "Russia")
    assert data(figure)["member"].tolist() == tree.order
    assert figure.layout.xaxis.title.text == "distances by agreement"
    # China and Russia join each other first.
    frame = data(figure).set_index("member")
    assert frame.loc["RUS", "joins_at"] == frame.loc["CHN", "joins_at"]
    apart = tree.distances.loc["RUS", "CHN"]
    assert frame.loc["RUS", "joins_at"] == pytest.approx(apart, abs=1e-6)
    assert "Tree of 20 members, average linkage on distances by agreement" in describe(figure)


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 12), st.integers(0, 10_000))
def test_branches_never_cross(n: int, seed: int) -> None:
    flat = np.random.default_rng(seed).uniform(0.1, 1, n * (n - 1) // 2)
    figure = dendrogram(made(flat, [f"M{i}" for i in range(n)]))
    drawn = joins(figure)
    assert len(drawn) == n - 1
    bars = [(x[1], min(y), max(y)) for x, y in drawn]
    arms = [(y[k], x[k], x[1]) for x, y in drawn for k in (0, 3)]
    for at, low, high in bars:
        for y, start, end in arms:
            assert not (low + 1e-2 < y < high - 1e-2 and start + 1e-3 < at < end - 1e-3)


def test_a_cut_separates_the_clusters(tree: Hierarchy) -> None:
    figure = dendrogram(tree, cut_into=4)
    (rule,) = figure.layout.shapes
    heights = np.sort(tree.linkage[:, 2])
    assert (heights > rule.x0).sum() == 3
    clusters = tree.cut(4)
    frame = data(figure).set_index("member")
    assert frame["cluster"].to_dict() == clusters.to_dict()
    leaves = [t for t in figure.data if t.name == "members"]
    assert len({t.marker.symbol for t in leaves}) == len({t.marker.color for t in leaves}) == 4
    assert sorted(len(t.x) for t in leaves) == sorted(clusters.value_counts())
    assert "Cut into 4 clusters: 1 (16)" in describe(figure)
    assert "2 (2): China and Russia" in describe(figure)


@pytest.mark.parametrize("n", [2, 60, 193])
def test_any_number_of_leaves(n: int) -> None:
    flat = np.random.default_rng(1).uniform(0.1, 1, n * (n - 1) // 2)
    small = dendrogram(made(flat, [f"Member {i} <b>" for i in range(n)]), cut_into=min(n, 9))
    assert len(small.to_json()) < 200_000
    assert len(small.layout.yaxis.ticktext) == n
    assert small.layout.height > 15 * n
    shown = small.to_json().split('"meta"')[0].replace("\\u003c", "<")
    assert "Member 1 <b>" not in shown


def test_names_follow_the_language(tree: Hierarchy) -> None:
    figure = dendrogram(tree, language="es", names={"RUS": "Moscú"})
    assert figure.layout.yaxis.ticktext[:2] == ("China", "Moscú")
    assert "Pares con distancia supuesta" in figure.layout.title.subtitle.text


def test_wrong_input_is_explained(tree: Hierarchy) -> None:
    with pytest.raises(UnvotesError, match="not DataFrame"):
        dendrogram(tree.distances)  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="21"):
        dendrogram(tree, cut_into=21)
