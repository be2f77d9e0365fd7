"""A tree of members: who joins whom, and how far apart they were when they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Unpack

import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.structure.hierarchy import Hierarchy
from unvotes.charts.drawing.estimates import row_layout
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.groups import ALONE, LOOKS, REST, Look, key_notes
from unvotes.charts.drawing.labels import row_names
from unvotes.charts.drawing.language import (
    counted,
    from_record,
    joined,
    listed,
    number,
    say,
)
from unvotes.charts.drawing.names import label
from unvotes.charts.drawing.theme import INK, MUTED
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import escape, wrap
from unvotes.errors import UnvotesError

__all__ = ["dendrogram"]

_ROW: Final = 22
_ROW_OF_MANY: Final = 17
_MANY: Final = 40
_AXIS: Final = 42
#: Members that a hover text or the alt text names of a cluster.
_MOST_NAMED: Final = 12


@chart
def dendrogram(
    tree: Hierarchy,
    *,
    cut_into: int | None = None,
    measure: str | None = None,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw a tree of members, from the leaves on the left to the root on the right.

    Two members, or two clusters, are joined at their distance: the farther to the right, the
    less alike. The order of the leaves means less than where they join, since the two arms of
    each join could be swapped.

    Parameters
    ----------
    tree : Hierarchy
        What `hierarchy` returns.
    cut_into : int, optional
        A number of clusters to show: a dashed line where the tree is cut, and a mark and colour
        for each of the six largest clusters.
    measure : str, optional
        What the axis of distances is called; by default as the tree says.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per leaf from top to bottom: ``member``,
        ``name`` (str), ``joins_at`` (float64: the distance at which it first joins another),
        and, where the tree is cut, ``cluster`` (int64).

    Raises
    ------
    UnvotesError
        If this is no hierarchy, or `cut_into` is no number of clusters.

    Examples
    --------
    >>> from unvotes import hierarchy, load_votes
    >>> from unvotes.charts import data, dendrogram
    >>> votes = load_votes(since=2011, until=2012)
    >>> tree = hierarchy(votes, members=["CHN", "FRA", "RUS", "USA"], contested=True)
    >>> data(dendrogram(tree, cut_into=2)).round(3)
      member           name  joins_at  cluster
    0    RUS         Russia     0.091        1
    1    CHN          China     0.091        1
    2    FRA         France     0.091        2
    3    USA  United States     0.091        2
    """
    if not isinstance(tree, Hierarchy):
        raise UnvotesError(f"tree must be what hierarchy returns, not {type(tree).__name__}")
    clusters = None if cut_into is None else tree.cut(cut_into)
    order = list(tree.order)
    called = {code: label(code, wording["names"]) for code in order}
    looks = _looks(order, clusters)
    joins = _joins(tree)
    first: dict[str, float] = {}
    for join in joins:
        for code in join["parts"]:
            first.setdefault(code, join["at"])
    frame = pd.DataFrame(
        {
            "member": order,
            "name": [called[code] for code in order],
            "joins_at": [round(first[code], 6) for code in order],
        }
    )
    if clusters is not None:
        frame["cluster"] = clusters.loc[order].to_numpy(dtype="int64")
    most = max(join["at"] for join in joins) or 1.0
    n_clusters = 0 if clusters is None else int(clusters.nunique())
    line = _cut_at(tree, n_clusters) if n_clusters else None
    traces = [_branches(joins, clusters, looks, look) for look in dict.fromkeys(looks.values())]
    traces.append(_branches(joins, clusters, looks, None))
    traces = [trace for trace in traces if len(trace.x)]
    traces += _leaves(order, called, clusters, looks, first)
    traces.append(_knots(joins, called, tree))
    heads, breadth = row_names(called[code] for code in order)
    about = say(measure) if measure else from_record(tree.method.partition(" on ")[2] or "distance")
    layout = row_layout(
        (-0.02 * most, 1.04 * most), (-0.7, len(order) - 0.3), [escape(h) for h in heads], n_ticks=6
    )
    layout["xaxis"]["title"] = {"text": escape(about), "standoff": 4}
    left = 30 + breadth
    if line is not None:
        layout["shapes"] = [_rule(line)]
    notes, height = key_notes(_key(clusters), left)
    row = _ROW if len(order) <= _MANY else _ROW_OF_MANY
    return finish(
        traces,
        wording,
        title=say("Who votes most like whom?"),
        subtitle=_subtitle(tree, line, n_clusters),
        alt=_alt(tree, joins, called, clusters, order),
        frame=frame,
        plot_height=row * (len(order) + 0.4),
        left=left,
        right=18,
        top=height + 2,
        bottom=_AXIS,
        annotations=notes,
        layout=layout,
    )


def _subtitle(tree: Hierarchy, line: float | None, n_clusters: int) -> list[str]:
    """Say what the tree rests on, how well it fits, and where it is cut."""
    lines = [
        say(
            "A tree of {members}; n = {calls}",
            members=counted(len(tree.order), "member"),
            calls=counted(tree.n, "roll call"),
        ),
        from_record(tree.selection),
        from_record(tree.method).capitalize(),
        say(
            "Cophenetic correlation {fit}: how well the tree keeps the distances",
            fit=number(tree.fit),
        ),
    ]
    if tree.filled:
        assumed = "Pairs whose distance is assumed, for want of common roll calls: {n}"
        lines.append(say(assumed, n=tree.filled))
    if line is not None:
        clusters = counted(n_clusters, "cluster")
        lines.append(say("Dashed: cut at {at} into {clusters}", at=number(line), clusters=clusters))
    return lines


def _joins(tree: Hierarchy) -> list[dict[str, Any]]:
    """List the joins from the closest on: where their arms lie, and whom they hold."""
    place = {code: float(i) for i, code in enumerate(tree.order)}
    nodes: list[tuple[float, float, tuple[str, ...]]] = [
        (place[code], 0.0, (code,)) for code in tree.members
    ]
    joins: list[dict[str, Any]] = []
    for one, two, at, _ in tree.linkage:
        (y1, x1, parts1), (y2, x2, parts2) = nodes[int(one)], nodes[int(two)]
        joins.append({"at": float(at), "arms": ((x1, y1), (x2, y2)), "parts": parts1 + parts2})
        nodes.append(((y1 + y2) / 2, float(at), parts1 + parts2))
    return joins


def _looks(order: Sequence[str], clusters: pd.Series | None) -> dict[str, Look]:
    if clusters is None:
        return dict.fromkeys(order, ALONE)
    return {
        str(code): LOOKS[cluster - 1] if cluster <= len(LOOKS) else REST
        for code, cluster in clusters.items()
    }


def _cut_at(tree: Hierarchy, k: int) -> float:
    """Find the distance between the last join that a cut keeps and the first that it undoes."""
    heights = tree.linkage[:, 2]
    kept = len(heights) + 1 - k
    above = heights[kept] if kept < len(heights) else heights[-1] * 1.02
    return float((heights[kept - 1] if kept else 0.0) + above) / 2


def _branches(
    joins: Sequence[dict[str, Any]],
    clusters: pd.Series | None,
    looks: Mapping[str, Look],
    look: Look | None,
) -> go.Scatter:
    """Draw the joins within clusters of one look, or with no look those above the cut."""
    cluster = None if clusters is None else clusters.to_dict()
    x: list[float | None] = []
    y: list[float | None] = []
    for join in joins:
        codes = join["parts"]
        inside = cluster is None or len({cluster[code] for code in codes}) == 1
        if (looks[codes[0]] if inside else None) is not look:
            continue
        (x1, y1), (x2, y2) = join["arms"]
        x += [*(round(v, 4) for v in (x1, join["at"], join["at"], x2)), None]
        y += [*(round(v, 3) for v in (y1, y1, y2, y2)), None]
    style = {"color": MUTED, "width": 1.2}
    if look is not None:
        style = {"color": look.colour, "width": 1.8, "dash": "solid"}
    return go.Scatter(x=x, y=y, mode="lines", line=style, hoverinfo="skip", name="branches")


def _leaves(
    order: Sequence[str],
    called: Mapping[str, str],
    clusters: pd.Series | None,
    looks: Mapping[str, Look],
    first: Mapping[str, float],
) -> list[go.Scatter]:
    traces = []
    for look in dict.fromkeys(looks.values()):
        rows = [i for i, code in enumerate(order) if looks[code] is look]
        said = []
        for i in rows:
            code = order[i]
            lines = [f"<b>{escape(called[code])}</b>"]
            if called[code] != code:
                lines[0] += f" ({escape(code)})"
            if clusters is not None:
                lines.append(say("cluster {k}", k=int(clusters[code])))
            lines.append(say("first joins at {distance}", distance=number(first[code])))
            said.append("<br>".join(lines))
        traces.append(
            go.Scatter(
                x=[0] * len(rows),
                y=rows,
                mode="markers",
                cliponaxis=False,
                marker={"symbol": look.symbol, "size": 8, "color": look.colour},
                text=said,
                hovertemplate="%{text}<extra></extra>",
                name="members",
            )
        )
    return traces


def _names_in_words(codes: Sequence[str], called: Mapping[str, str]) -> str:
    if len(codes) > _MOST_NAMED:
        others = counted(len(codes) - 3, "other")
        return say("{first} and {last}", first=joined(called[c] for c in codes[:3]), last=others)
    return joined(called[code] for code in codes)


def _knots(
    joins: Sequence[dict[str, Any]], called: Mapping[str, str], tree: Hierarchy
) -> go.Scatter:
    """Lay a point that cannot be seen on each join, for its hover text."""
    place = {code: i for i, code in enumerate(tree.order)}
    said = []
    for join in joins:
        names = _names_in_words(sorted(join["parts"], key=lambda code: place[code]), called)
        head = say("joined at {distance}", distance=number(join["at"]))
        members = say("{members}:", members=counted(len(join["parts"]), "member"))
        said.append(f"<b>{head}</b><br>{members}<br>{wrap(names, 50)}")
    return go.Scatter(
        x=[round(join["at"], 4) for join in joins],
        y=[round((join["arms"][0][1] + join["arms"][1][1]) / 2, 3) for join in joins],
        mode="markers",
        marker={"size": 9, "color": INK, "opacity": 0},
        text=said,
        hovertemplate="%{text}<extra></extra>",
        name="joins",
    )


def _rule(at: float) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": INK, "width": 1.2, "dash": "dash"},
    }


def _key(clusters: pd.Series | None) -> list[str]:
    if clusters is None:
        return []
    sizes = clusters.value_counts()
    lines = [
        LOOKS[cluster - 1].key(
            say(
                "{head}: {what}",
                head=say("cluster {k}", k=int(cluster)),
                what=counted(int(sizes[cluster]), "member"),
            )
        )
        for cluster in sorted(sizes.index)[: len(LOOKS)]
    ]
    rest = len(sizes) - len(LOOKS)
    return [*lines, REST.key(f"{counted(rest, 'smaller cluster')}")] if rest > 0 else lines


def _alt(
    tree: Hierarchy,
    joins: Sequence[dict[str, Any]],
    called: Mapping[str, str],
    clusters: pd.Series | None,
    order: Sequence[str],
) -> str:
    of = counted(len(order), "member")
    parts = [
        say("Tree of {members}, {how}.", members=of, how=from_record(tree.method)),
    ]
    n = say("n = {calls}", calls=counted(tree.n, "roll call"))
    parts.append(listed([n, from_record(tree.selection)]) + ".")
    place = {code: i for i, code in enumerate(order)}

    def named(codes: Sequence[str]) -> str:
        return _names_in_words(sorted(codes, key=place.__getitem__), called)

    first, last = joins[0], joins[-1]
    told = "First to join: {members}, at {distance}."
    parts.append(say(told, members=named(first["parts"]), distance=number(first["at"])))
    if len(joins) > 1:
        parts.append(say("All are joined at {distance}.", distance=number(last["at"])))
    parts.append(say("Cophenetic correlation {fit}.", fit=number(tree.fit)))
    if clusters is not None:
        groups = [
            say("{head}: {what}", head=f"{cluster} ({len(own)})", what=named(own.index.tolist()))
            for cluster, own in clusters.groupby(clusters)
        ]
        shown = groups[: len(LOOKS)]
        more = len(groups) - len(shown)
        if more:
            shown.append(say("and {n} smaller", n=more))
        told = "Cut into {clusters}: {what}."
        parts.append(say(told, clusters=counted(len(groups), "cluster"), what=listed(shown)))
    return " ".join(parts)
