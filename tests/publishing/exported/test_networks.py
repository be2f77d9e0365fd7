"""Networks are opened again by networkx and igraph: ties, places, colours, both directions."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from unvotes.charts import agreement_heatmap, network
from unvotes.charts.drawing.groups import LOOKS
from unvotes.errors import UnvotesError
from unvotes.publishing.export import export

GEXF = "{http://www.gexf.net/1.2draft}"


@pytest.mark.parametrize("kind", ["matrix", "figure", "table"])
@pytest.mark.parametrize("ending", ["gexf", "graphml"])
def test_pairs(
    matrix: uv.AgreementMatrix, votes: pd.DataFrame, kind: str, ending: str, tmp_path: Path
) -> None:
    what: Any = {
        "matrix": lambda: matrix,
        "figure": lambda: agreement_heatmap(matrix),
        "table": lambda: uv.agreement_table(votes, interval="wilson"),
    }[kind]()
    path = export(what, tmp_path / f"pairs.{ending}")
    graph = nx.read_gexf(path) if ending == "gexf" else nx.read_graphml(path)
    assert not graph.is_directed()
    assert graph.nodes["ZAF"]["label"] == "South Africa"
    tie = graph.edges["RUS", "CHN"]
    assert tie["weight"] == pytest.approx(matrix.estimate.loc["RUS", "CHN"], abs=1e-6)
    assert tie["n"] == matrix.n.loc["RUS", "CHN"]
    estimate = matrix.estimate.to_numpy()
    known = pd.notna(estimate[np.triu_indices(len(estimate), 1)])
    assert graph.number_of_edges() == known.sum() < len(known)
    if ending == "gexf":
        said = ElementTree.parse(path).getroot().find(f"{GEXF}meta/{GEXF}description")
        assert said is not None and "source: unvotes" in (said.text or "")
    else:
        assert graph.graph["source"].startswith("unvotes, compiled")


def test_pairs_without_a_tie_are_left_out_and_counted(tmp_path: Path) -> None:
    pairs = pd.DataFrame(
        {"a": ["A", "A", "B"], "b": ["B", "C", "C"], "estimate": [0.5, -0.2, None]}
    )
    path = export(pairs, tmp_path / "pairs.gexf")
    graph = nx.read_gexf(path)
    assert set(graph.nodes) == {"A", "B", "C"} and list(graph.edges) == [("A", "B")]
    assert "pairs without an edge: 2" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["gexf", "graphml"])
def test_two_directions_that_differ_are_two_ties(ending: str, tmp_path: Path) -> None:
    pairs = pd.DataFrame(
        {"a": ["A", "B", "A"], "b": ["B", "A", "C"], "estimate": [0.5, 0.25, 0.75], "n": [4, 4, 8]}
    )
    path = export(pairs, tmp_path / f"pairs.{ending}")
    graph = nx.read_gexf(path) if ending == "gexf" else nx.read_graphml(path)
    assert graph.is_directed()
    assert {(a, b): tie["weight"] for a, b, tie in graph.edges(data=True)} == {
        ("A", "B"): 0.5,
        ("B", "A"): 0.25,
        ("A", "C"): 0.75,
    }
    same = pairs.assign(estimate=0.5, n=4)
    path = export(same, tmp_path / f"same.{ending}")
    graph = nx.read_gexf(path) if ending == "gexf" else nx.read_graphml(path)
    assert not graph.is_directed() and graph.number_of_edges() == 2


def test_communities_have_colours_and_places(found: uv.Communities, tmp_path: Path) -> None:
    graph = nx.read_gexf(export(found, tmp_path / "found.gexf"))
    assert set(graph.nodes) == set(found.table["member"])
    community = found.table.set_index("member")["community"]
    assert {m: graph.nodes[m]["community"] for m in graph} == community.to_dict()
    ties = found.weights.to_numpy()
    assert graph.number_of_edges() == (ties > 0).sum() / 2
    for member in graph:
        seen = graph.nodes[member]["viz"]
        colour = "#{r:02x}{g:02x}{b:02x}".format(**seen["color"])
        assert colour == LOOKS[community[member] - 1].colour
    places = {(v["viz"]["position"]["x"], v["viz"]["position"]["y"]) for v in graph.nodes.values()}
    assert len(places) == len(graph)


def test_igraph_opens_graphml(found: uv.Communities, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    path = export(found, tmp_path / "found.graphml")
    graph = igraph.Graph.Read_GraphML(str(path))
    community = found.table.set_index("member")["community"]
    assert dict(zip(graph.vs["code"], graph.vs["community"], strict=True)) == community.to_dict()
    assert graph.vs["color"] == [LOOKS[community[code] - 1].colour for code in graph.vs["code"]]
    assert len(set(zip(graph.vs["x"], graph.vs["y"], strict=True))) == len(community)
    ends = [frozenset(graph.vs[end]["code"] for end in edge.tuple) for edge in graph.es]
    weights = dict(zip(ends, graph.es["weight"], strict=True))
    assert weights[frozenset(["RUS", "CHN"])] == pytest.approx(found.weights.loc["RUS", "CHN"])
    assert graph["title"] == "Communities of members"


def test_a_place_is_always_the_same_and_near_those_agreed_with(tmp_path: Path) -> None:
    pairs = pd.DataFrame(
        {
            "a": ["A", "C", "A", "A", "B", "B"],
            "b": ["B", "D", "C", "D", "C", "D"],
            "estimate": [1, 1, 0.01, 0.01, 0.01, 0.01],
        }
    )
    texts = [export(pairs, tmp_path / f"{i}.graphml").read_text("utf-8") for i in range(2)]
    assert texts[0] == texts[1]
    at = {
        member: complex(facts["x"], facts["y"])
        for member, facts in nx.read_graphml(tmp_path / "0.graphml").nodes(data=True)
    }
    assert abs(at["A"] - at["B"]) < abs(at["A"] - at["C"])


def test_a_chart_of_communities_keeps_its_colours(
    found: uv.Communities, matrix: uv.AgreementMatrix, tmp_path: Path
) -> None:
    graph = nx.read_gexf(export(network(found, matrix), tmp_path / "chart.gexf"))
    community = found.table.set_index("member")["community"]
    assert {m: graph.nodes[m].get("community", 0) for m in graph} == {
        m: community.get(m, 0) for m in graph
    }


def test_sponsors_are_a_network(tmp_path: Path) -> None:
    pairs = uv.sponsor_pairs().head(60)
    graph = nx.read_graphml(export(pairs, tmp_path / "sponsors.graphml"))
    first = pairs.iloc[0]
    assert graph.edges[first["a"], first["b"]]["weight"] == first["together"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"a": ["A"], "b": ["B"]}, "a network needs pairs"),
        ({"a": ["A"], "b": ["B"], "estimate": ["x"]}, "'estimate' must hold numbers"),
        ({"a": [None], "b": ["B"], "estimate": [1]}, "column 'a' has no member"),
        ({"a": ["A", "A"], "b": ["B", "B"], "estimate": [1, 2]}, "choose one group"),
    ],
)
def test_what_is_no_network_is_refused(
    table: dict[str, list[Any]], message: str, tmp_path: Path
) -> None:
    for ending in ("gexf", "graphml"):
        with pytest.raises(UnvotesError, match=message):
            export(pd.DataFrame(table), tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []
