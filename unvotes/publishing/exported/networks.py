"""Networks for Gephi, igraph and others: members as points, pairs as ties between them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from unvotes.analysis.structure.communities import Communities
from unvotes.charts.drawing.groups import LOOKS, REST
from unvotes.charts.drawing.names import label
from unvotes.errors import UnvotesError, shown
from unvotes.frames import numbers
from unvotes.publishing.exported.content import Content

__all__ = ["write_network"]

#: What a tie's weight is, of the first of these that a table of pairs has.
_WEIGHTS: Final = ("estimate", "weight", "together", "n")
#: Half of the breadth of the picture, in the units of Gephi.
_RADIUS: Final = 500.0
_SIZE: Final = 10.0

Facts = dict[str, Any]


def write_network(what: object, content: Content, path: Path, library: Any) -> None:
    """
    Write a network as GEXF or GraphML, whichever the path's ending says.

    Parameters
    ----------
    what : object
        What is exported: of communities the ties are those that were clustered.
    content : Content
        Its table: otherwise a row per pair.
    path : pathlib.Path
        Where.
    library : module
        ``networkx``.

    Raises
    ------
    UnvotesError
        If the table has no pairs, a pair has several rows, or a member has no name.
    """
    about = dict(content.about)
    graph, left_out = _graph(what, content.frame, library)
    if left_out:
        about["pairs without an edge"] = f"{left_out:,} (withheld, or 0 or less)"
    _place(graph, library)
    if path.suffix.lower() == ".gexf":
        path.write_text(_gexf(graph, about, library), encoding="utf-8")
        return
    for _, facts in graph.nodes(data=True):
        _flatten(facts)
    graph.graph.update(about)
    held = io.BytesIO()
    library.write_graphml_xml(graph, held, infer_numeric_types=True)
    path.write_bytes(held.getvalue())


def _graph(what: object, frame: pd.DataFrame, library: Any) -> tuple[Any, int]:
    """Make a graph of members and ties, and count the pairs that have none."""
    nodes, ties = _of_communities(what) if isinstance(what, Communities) else _of_pairs(frame)
    known = {(a, b): tie for a, b, tie in ties}
    both = any(a != b and (b, a) in known for a, b in known)
    directed = both and any(tie != known.get((b, a), tie) for (a, b), tie in known.items())
    graph = library.DiGraph() if directed else library.Graph()
    for member, facts in nodes.items():
        graph.add_node(member, label=label(member), code=member, **facts)
    left_out = 0
    for (a, b), tie in known.items():
        if tie.get("weight", 0) > 0:
            graph.add_edge(a, b, **tie)
        elif directed or (b, a) not in known or a <= b:
            left_out += 1
    return graph, left_out


def _of_communities(found: Communities) -> tuple[dict[str, Facts], list[tuple[str, str, Facts]]]:
    table = found.table.set_index("member")[["community", "certainty", "n"]]
    nodes = {
        str(member): _present({str(key): value for key, value in facts.items()})
        for member, facts in table.to_dict("index").items()
    }
    names = [str(name) for name in found.weights.columns]
    weights, together = found.weights.to_numpy(), found.together.to_numpy()
    first, second = np.nonzero(np.triu(weights))
    ties = [
        (names[i], names[j], _present({"weight": weights[i, j], "together": together[i, j]}))
        for i, j in zip(first, second, strict=True)
    ]
    return nodes, ties


def _of_pairs(frame: pd.DataFrame) -> tuple[dict[str, Facts], list[tuple[str, str, Facts]]]:
    """Read a table with a row per pair; rows of the same two the other way round are apart."""
    weight = next((name for name in _WEIGHTS if name in frame.columns), None)
    if not {"a", "b"} <= set(frame.columns) or weight is None:
        raise UnvotesError(
            "a network needs pairs: what agreement_matrix, agreement_table, sponsor_pairs or "
            "communities return, or a chart of them; or a table with 'a', 'b' and 'estimate' (or "
            f"'weight'). This has {list(frame.columns)}"
        )
    if not pd.api.types.is_numeric_dtype(frame[weight].dtype):
        frame = frame.assign(**{weight: numbers(frame[weight], "a network")})
    # A chart of communities lists members without a tie too, with no second member.
    paired = frame[frame["b"].notna() & (frame["b"].astype("str") != "")]
    if paired["a"].isna().any() or (paired["a"].astype("str") == "").any():
        raise UnvotesError("column 'a' has no member in some rows; a tie needs two")
    for name in pd.unique(paired[["a", "b"]].astype("str").to_numpy().ravel()):
        if not name.isprintable():
            raise UnvotesError(f"{shown(name)} has a character that no name of a member has")
    if paired.duplicated(["a", "b"]).any():
        raise UnvotesError(
            "a network has one tie for each pair, and here a pair has several rows: choose one "
            "group, such as table[table['year'] == 2011]"
        )
    facts = [
        str(name)
        for name in paired.columns
        if pd.api.types.is_numeric_dtype(paired[name].dtype)
        and not pd.api.types.is_bool_dtype(paired[name].dtype)
        and not str(name).startswith("community_")
    ]
    ties = [
        (
            str(row["a"]),
            str(row["b"]),
            _present({"weight": row[weight]} | {n: row[n] for n in facts}),
        )
        for row in paired[["a", "b", *facts]].to_dict("records")
    ]
    nodes: dict[str, Facts] = {str(name): {} for name in frame["a"].dropna()}
    nodes |= {str(name): {} for name in paired["b"]}
    nodes = dict(sorted(nodes.items()))
    for side in ("a", "b"):
        if f"community_{side}" in frame.columns:
            for name, community in zip(frame[side], frame[f"community_{side}"], strict=True):
                if str(name) in nodes and pd.notna(community):
                    nodes[str(name)] = {"community": int(community)}
    return nodes, ties


def _present(facts: Mapping[str, Any]) -> Facts:
    """Leave out what is missing, and make plain numbers of the rest: no form has a word for it."""
    return {
        key: value.item() if isinstance(value, np.generic) else value
        for key, value in facts.items()
        if not pd.isna(value)
    }


def _place(graph: Any, library: Any) -> None:
    """Give every member a place, near those to whom strong ties bind it, and its colour."""
    plain = graph.to_undirected() if graph.is_directed() else graph
    places = library.spring_layout(plain, weight="weight", seed=0, scale=_RADIUS)
    for member, (x, y) in places.items():
        facts = graph.nodes[member]
        number = facts.get("community", 0)
        look = LOOKS[number - 1] if 0 < number <= len(LOOKS) else REST
        red, green, blue = (int(look.colour[i : i + 2], 16) for i in (1, 3, 5))
        facts["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "position": {"x": round(float(x), 2), "y": round(float(y), 2), "z": 0.0},
            "size": _SIZE,
        }


def _flatten(facts: Facts) -> None:
    """Write place and colour as GraphML's readers know them: igraph, and Gephi."""
    seen = facts.pop("viz")
    facts |= {key: seen["position"][key] for key in ("x", "y")}
    facts |= {key: seen["color"][key] for key in ("r", "g", "b")}
    facts["color"] = "#" + "".join(f"{seen['color'][key]:02x}" for key in ("r", "g", "b"))
    facts["size"] = seen["size"]


def _gexf(graph: Any, about: Mapping[str, str], library: Any) -> str:
    root = ElementTree.fromstring("\n".join(library.generate_gexf(graph, version="1.2draft")))
    space = root.tag.partition("}")[0].lstrip("{")
    ElementTree.register_namespace("", space)
    ElementTree.register_namespace("viz", f"{space}/viz")
    meta = root.find(f"{{{space}}}meta")
    if meta is None:
        meta = ElementTree.Element(f"{{{space}}}meta")
        root.insert(0, meta)
    ElementTree.SubElement(meta, f"{{{space}}}description").text = "\n".join(
        f"{key}: {value}" for key, value in about.items()
    )
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
        root, encoding="unicode"
    )
