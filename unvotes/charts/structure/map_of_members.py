"""Members as points: who votes near whom, how firm that is, and who has moved."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from unvotes.charts.drawing.estimates import row_layout, spread, whiskers
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.groups import ALONE, LOOKS, REST, Groups, Look, groups_in, key_notes
from unvotes.charts.drawing.inputs import meant_members
from unvotes.charts.drawing.labels import label_note, place_labels, row_names, text_note
from unvotes.charts.drawing.language import (
    between,
    counted,
    from_record,
    joined,
    listed,
    number,
    say,
    written,
)
from unvotes.charts.drawing.layouts import Layouts, Placed, read_layouts
from unvotes.charts.drawing.names import label, table_order
from unvotes.charts.drawing.theme import INK, MUTED, PERMANENT, RULE
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import cut, escape
from unvotes.errors import UnvotesError
from unvotes.record.given_members import Belonging

__all__ = ["map_of_members"]

_LEFT: Final = 14
#: Pixels of the map on a telephone.
_NARROW: Final = 352.0
_PADDING: Final = 34.0
_LOWEST: Final = 220.0
_HIGHEST: Final = 520.0
_FOOT: Final = 28
_NAME_CHARS: Final = 17
_RADIUS: Final = 5.0
#: Pixels by which the outline of a bloc keeps off its members.
_HULL: Final = 9.0
#: Members up to which an ellipse has many corners; beyond, few keep the figure small.
_MOST_ROUND: Final = 60
_MOST_SAID: Final = 8
#: Members beyond which a reader may want to look closer.
_MOST_STILL: Final = 20
_ROW: Final = 22
_ROW_OF_MANY: Final = 17
_MANY: Final = 40
_AXIS: Final = 30

Floats = NDArray[np.floating[Any]]


@chart
def map_of_members(
    positions: Layouts,
    *,
    blocs: Groups | None = None,
    group: Hashable | None = None,
    votes: pd.DataFrame | None = None,
    members: Belonging | Iterable[Hashable] | None = None,
    highlight: Belonging | Iterable[Hashable] = (),
    align: bool = True,
    measure: str = "position",
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw members where scaling, or a model of ideal points, has placed them.

    In two dimensions a map with one scale both ways: only distances have a meaning, its
    directions have none. Ellipses are as broad and high as the intervals of the two
    coordinates. In one dimension a row per member, with its interval as a whisker. Of several
    periods each member's way is drawn as a trail, rings for where it was, and its mark,
    ellipse or whisker for where it is last.

    Parameters
    ----------
    positions : Positions, IdealPoints or DataFrame, or several as mapping or sequence
        What `positions` or `ideal_points` returns; or a frame with a row per member:
        ``member``, ``dim1``, perhaps ``dim2``, ``dim1_low``, ``dim1_high`` and so on, ``n``; or
        one of ideal points: ``member``, ``estimate``, ``low``, ``high``, ``n``, perhaps
        ``withheld``, and ``year``, ``term``, ``session`` or ``period`` where there are several.
        As a mapping the keys name the periods, from the earliest to the latest.
    blocs : mapping of str to members or blocs, or sequence of blocs, optional
        Up to six groups, each with a mark, a colour and an outline of its own; a member of two
        has the mark of the first, and lies in both outlines. Blocs may be named:
        ``["BRICS", "P3"]``.
    group : str, optional
        Instead of `blocs` a column of `votes`, such as ``"party"``: of each member the last. Of
        more than six groups the six largest have marks of their own.
    votes : DataFrame, optional
        The votes that have the column `group`: ``member``, and ``date`` if members change.
    members : bloc, or members, optional
        Whom to draw, by codes, names of states or blocs; default all.
    highlight : bloc, or members, optional
        Whom the finding is about: named in bold before any other, and of several periods the
        only ones with a trail.
    align : bool, default True
        Of several results of `positions`, turn, mirror and move (never stretch) each to lie
        over the one after it, by the members they share: scaling leaves open how a map lies, so
        that without this a trail would mean nothing. Ideal points and frames are drawn as they
        are.
    measure : str, default "position"
        What a coordinate is called in texts.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per member and period as drawn: ``period``
        (str), ``member``, ``name``, ``bloc`` (str), ``n`` (int64), ``dim1``, ``dim1_low``,
        ``dim1_high`` (float64), in two dimensions the same of ``dim2``, and ``withheld`` (str).

    Raises
    ------
    UnvotesError
        If there is nothing to draw, a column is missing, a member occurs twice in a period, a
        member to show is not there, periods share too few members to be laid over each other,
        or there are more than six blocs.

    Examples
    --------
    >>> from unvotes import load_votes, positions
    >>> from unvotes.charts import data, map_of_members
    >>> votes = load_votes(since=2011, until=2012)
    >>> four = ["CHN", "IND", "RUS", "USA"]
    >>> points = positions(votes, members=four, contested=True, n_boot=100)
    >>> data(map_of_members(points))[["name", "dim1", "dim2"]].round(2)
                name  dim1  dim2
    0          China  0.24 -0.01
    1          India -0.19  0.11
    2         Russia  0.34 -0.02
    3  United States -0.39 -0.08
    """
    measure, names = say(measure), wording["names"]
    placed = read_layouts(positions, align=align)
    table, marked = _chosen(placed.table, members, highlight)
    groups = groups_in(blocs, group, votes, placed.table["member"].tolist()) or []
    if group is not None:
        here = set(table["member"])
        groups = [(name, codes) for name, codes in groups if here & set(codes)][: len(LOOKS)]
    if len(groups) > len(LOOKS):
        raise UnvotesError(f"{len(groups)} blocs, and {len(LOOKS)} can be told apart: choose some")
    first: dict[str, int] = {}
    for i, (_, own) in enumerate(groups):
        for code in own:
            first.setdefault(code, i)
    if groups and not set(first) & set(table["member"]):
        raise UnvotesError(f"none of the blocs {[name for name, _ in groups]} has a member here")
    table = table.assign(
        name=[label(code, names) for code in table["member"]],
        place=[table_order(code, names) for code in table["member"]],
        bloc=[groups[first[m]][0] if m in first else "" for m in table["member"]],
    )
    # A member's mark stands at its last position; one that is withheld is none.
    ranked = table.assign(known=table["withheld"] == "").sort_values("known", kind="stable")
    table["last"] = (~ranked.duplicated("member", keep="last")).sort_index()
    codes = list(dict.fromkeys(table["member"]))
    looks = {m: LOOKS[first[m]] if m in first else REST if groups else ALONE for m in codes}
    apart = not groups and len(placed.periods) > 1 and len(codes) <= len(LOOKS)
    if apart:  # trails that cross can be followed by their colours
        looks = dict(zip(codes, LOOKS, strict=False))
    member_of = {member: [name for name, own in groups if member in own] for member in looks}
    table["said"] = [_hover(row, placed, measure, member_of) for row in table.to_dict("records")]
    columns = ["period", "member", "name", "bloc", "n", *placed.columns(), "withheld"]
    drawn = _draw_map if placed.dims == 2 else _draw_rows
    traces, notes, layout, room, said = drawn(table, placed, groups, looks, marked, measure)
    key = [
        LOOKS[i].key(f"{name} ({len(set(own) & set(looks))})", outline=placed.dims == 2)
        for i, (name, own) in enumerate(groups)
    ]
    if apart:
        key = [looks[m].key(label(m, names)) for m in codes]
    keys, height = key_notes(key, room["left"])
    room["top"] = height
    return finish(
        traces,
        wording,
        title=_title(placed, measure),
        subtitle=_subtitle(table, placed, groups, [label(c, names) for c in placed.left_out]),
        alt=" ".join([*_alt(table, placed, groups, measure), *said]),
        frame=table[columns].round(6).reset_index(drop=True),
        annotations=[*notes, *keys],
        layout=layout,
        **room,
    )


def _chosen(
    table: pd.DataFrame,
    members: Belonging | Iterable[Hashable] | None,
    highlight: Belonging | Iterable[Hashable],
) -> tuple[pd.DataFrame, list[str]]:
    """Keep whom the caller wants drawn, and find whom the finding is about."""
    known = sorted(set(table["member"]))
    if members is not None:
        wanted = meant_members(members, known, where="on this map")
        table = table[table["member"].isin(wanted)]
    if table.empty:
        raise UnvotesError("members= is empty, so there is nothing to draw")
    marked = meant_members(highlight, known, where="on this map", what="highlight")
    return table.reset_index(drop=True), marked


def _hover(
    row: Mapping[Any, Any], placed: Placed, measure: str, member_of: Mapping[str, list[str]]
) -> str:
    name, code = row["name"], row["member"]
    head = f"<b>{escape(name)}</b>" + ("" if name == code else f" ({escape(code)})")
    lines = [head + (f", {escape(row['period'])}" if row["period"] else "")]
    lines += [escape(", ".join(member_of[code]))] if member_of[code] else []
    if row["withheld"]:
        told = say("{measure} withheld: {why}", measure=measure, why=from_record(row["withheld"]))
        lines.append(escape(told))
    else:
        words = ("across", "up") if placed.dims == 2 else ("",)
        for d, word in enumerate(words, start=1):
            ends = between(row[f"dim{d}_low"], row[f"dim{d}_high"])
            head = f"{escape(measure)} {say(word)}".rstrip()
            lines.append(f"{head} {number(row[f'dim{d}'])}{ends}")
    lines.append(say("n = {calls}", calls=counted(int(row["n"]), "roll call")))
    return "<br>".join(lines)


def _draw_map(
    table: pd.DataFrame,
    placed: Placed,
    groups: list[tuple[str, list[str]]],
    looks: Mapping[str, Look],
    highlight: Sequence[str],
    measure: str,
) -> tuple[list[Any], list[dict[str, Any]], dict[str, Any], dict[str, Any], list[str]]:
    """Draw a map in two dimensions: outlines, ellipses, trails, marks and names."""
    rows = table[table["withheld"] == ""]
    if rows.empty:
        raise UnvotesError("no member has a position, so there is nothing to draw")
    last = rows[rows["last"]].reset_index(drop=True)
    trailing = rows[rows["member"].isin(list(highlight))] if highlight else rows
    earlier = trailing[~trailing["last"]]
    scale, middle, height = _extent(last, earlier)
    traces = [
        _hull(name, last[last["member"].isin(codes)], look, _HULL / scale)
        for (name, codes), look in zip(groups, LOOKS, strict=False)
        if last["member"].isin(codes).any()
    ]
    traces += _ellipses(last, looks)
    traces += _trails(trailing, earlier, looks, ("dim1", "dim2"))
    traces += _marks(last, looks, last["dim1"], last["dim2"], placed)

    centre = np.array([_NARROW, height]) / 2
    pixels = (last[["dim1", "dim2"]].to_numpy() - middle) * scale + centre
    rings = (earlier[["dim1", "dim2"]].to_numpy() - middle) * scale + centre
    texts = [cut(name, _NAME_CHARS) for name in last["name"]]
    order = _by_weight(last, highlight)
    found = place_labels(
        np.vstack([pixels, rings]),
        texts,
        order,
        (_NARROW, height),
        radius=_RADIUS,
        always=[i for i, member in enumerate(last["member"]) if member in highlight],
    )
    notes = []
    for i, place in found.items():
        strong = last["member"][i] in highlight
        text = f"<b>{escape(texts[i])}</b>" if strong else escape(texts[i])
        note = label_note(text, last["dim1"][i], last["dim2"][i], place, radius=_RADIUS)
        notes.append(note | {"bgcolor": "rgba(255,255,255,0.75)"} if strong else note)
    bar, bar_note = _scale_bar(scale, middle[0])
    notes.append(bar_note)
    half = np.array([_NARROW, height]) / 2 / scale
    crowded = len(last) > _MOST_STILL
    axis = {
        "showticklabels": False,
        "showgrid": False,
        "fixedrange": not crowded,
        "showline": True,
        "mirror": True,
        "linecolor": RULE,
    }
    ends = [[float(middle[d] - half[d]), float(middle[d] + half[d])] for d in (0, 1)]
    layout = {
        "showlegend": False,
        "dragmode": "zoom" if crowded else False,
        "shapes": [bar],
        "xaxis": axis | {"range": ends[0], "constrain": "range"},
        "yaxis": axis | {"range": ends[1], "constrain": "range", "scaleanchor": "x"},
    }
    room = {"plot_height": height, "left": _LEFT, "right": _LEFT, "bottom": _FOOT}
    return traces, notes, layout, room, _distances(last)


def _extent(last: pd.DataFrame, earlier: pd.DataFrame) -> tuple[float, Floats, float]:
    """Choose pixels per unit, the middle of the map, and its height."""
    low, high = np.empty(2), np.empty(2)
    for k, dim in enumerate(("dim1", "dim2")):
        ends = pd.concat([last[dim], last[f"{dim}_low"], last[f"{dim}_high"], earlier[dim]])
        low[k], high[k] = ends.min(), ends.max()
    size = np.maximum(high - low, max(float((high - low).max()) * 0.05, 0.02))
    scale = float((_NARROW - 2 * _PADDING) / size[0])
    scale = min(scale, (_HIGHEST - 2 * _PADDING) / float(size[1]))
    height = max(_LOWEST, float(size[1]) * scale + 2 * _PADDING)
    return scale, (low + high) / 2, height


def _hull(name: str, rows: pd.DataFrame, look: Look, around: float) -> go.Scatter:
    """Outline the members of a bloc, round their marks; one or two have an outline as well."""
    from scipy.spatial import ConvexHull

    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    circle = around * np.column_stack([np.cos(turn), np.sin(turn)])
    points = (rows[["dim1", "dim2"]].to_numpy()[:, None] + circle[None]).reshape(-1, 2)
    outline = points[ConvexHull(points).vertices].round(4)
    # It begins at its lowest corner: where the algorithm begins is a matter of the last digit.
    begin = int(np.lexsort(outline.T)[0])
    outline = np.roll(outline, -begin, axis=0)
    outline = np.vstack([outline, outline[:1]])
    red, green, blue = (int(look.colour[k : k + 2], 16) for k in (1, 3, 5))
    return go.Scatter(
        x=outline[:, 0].tolist(),
        y=outline[:, 1].tolist(),
        mode="lines",
        line={"color": look.colour, "width": 1.5, "dash": look.dash},
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},0.07)",
        hoverinfo="skip",
        name=escape(f"outline of {name}"),
    )


def _has_look(look: Look, rows: pd.DataFrame, looks: Mapping[str, Look]) -> NDArray[np.bool_]:
    """Tell which rows are of members with one look."""
    return np.array([looks[member] is look for member in rows["member"]], dtype=bool)


def _ellipses(rows: pd.DataFrame, looks: Mapping[str, Look]) -> list[go.Scatter]:
    """Draw the intervals of both coordinates as an ellipse, of quarters that may differ."""
    ends = ["dim1_low", "dim1_high", "dim2_low", "dim2_high"]
    known = rows[rows[ends].notna().all(axis=1)]
    corners = 24 if len(known) <= _MOST_ROUND else 12
    turn = np.linspace(0, 2 * np.pi, corners + 1)
    across, along = np.cos(turn), np.sin(turn)
    traces = []
    for look in dict.fromkeys(looks.values()):
        x: list[float | None] = []
        y: list[float | None] = []
        for row in known[_has_look(look, known, looks)].to_dict("records"):
            right, left = row["dim1_high"] - row["dim1"], row["dim1"] - row["dim1_low"]
            up, down = row["dim2_high"] - row["dim2"], row["dim2"] - row["dim2_low"]
            x += [*(row["dim1"] + across * np.where(across > 0, right, left)).round(4), None]
            y += [*(row["dim2"] + along * np.where(along > 0, up, down)).round(4), None]
        if x:
            red, green, blue = (int(look.colour[k : k + 2], 16) for k in (1, 3, 5))
            traces.append(
                go.Scatter(
                    x=x,
                    y=y,
                    mode="lines",
                    line={"color": f"rgba({red},{green},{blue},0.35)", "width": 0.8},
                    fill="toself",
                    fillcolor=f"rgba({red},{green},{blue},0.1)",
                    hoverinfo="skip",
                    name="intervals",
                )
            )
    return traces


def _trails(
    rows: pd.DataFrame, earlier: pd.DataFrame, looks: Mapping[str, Look], axes: tuple[str, str]
) -> list[go.Scatter]:
    """Join a member's positions in the order of time, with a ring for each but the last."""
    traces = []
    for look in dict.fromkeys(looks.values()):
        own = earlier[_has_look(look, earlier, looks)]
        if own.empty:
            continue
        x: list[float | None] = []
        y: list[float | None] = []
        for _, way in rows[rows["member"].isin(own["member"])].groupby("member", sort=False):
            x += [*way[axes[0]].round(4), None]
            y += [*way[axes[1]].round(4), None]
        traces += [
            go.Scatter(
                x=x,
                y=y,
                mode="lines",
                line={"color": look.colour, "width": 1.2},
                opacity=0.7,
                hoverinfo="skip",
                name="trails",
            ),
            go.Scatter(
                x=own[axes[0]].round(4).tolist(),
                y=own[axes[1]].round(4).tolist(),
                mode="markers",
                cliponaxis=False,
                marker={
                    "symbol": "circle",
                    "size": 5,
                    "color": "#ffffff",
                    "line": {"color": look.colour, "width": 1.2},
                },
                text=own["said"].tolist(),
                hovertemplate="%{text}<extra></extra>",
                name="earlier",
            ),
        ]
    return traces


def _marks(
    last: pd.DataFrame, looks: Mapping[str, Look], x: pd.Series, y: pd.Series, placed: Placed
) -> list[go.Scatter]:
    """Draw a mark for each member's last position, with whiskers where there is one dimension."""
    traces = []
    for look in dict.fromkeys(looks.values()):
        hit = _has_look(look, last, looks)
        rows = last[hit]
        if rows.empty:
            continue
        bars = rows.rename(columns={"dim1": "estimate", "dim1_low": "low", "dim1_high": "high"})
        traces.append(
            go.Scatter(
                x=x[hit].round(4).tolist(),
                y=y[hit].round(4).tolist(),
                mode="markers",
                cliponaxis=False,
                error_x=whiskers(bars, look.colour, 3) if placed.dims == 1 else None,
                marker={
                    "symbol": look.symbol,
                    "size": 2 * _RADIUS - 1,
                    "color": look.colour,
                    "line": {"color": "#ffffff" if look is not REST else look.colour, "width": 1},
                },
                text=rows["said"].tolist(),
                hovertemplate="%{text}<extra></extra>",
                name=escape(rows["bloc"].iloc[0]) or "members",
            )
        )
    return traces


def _by_weight(last: pd.DataFrame, highlight: Sequence[str]) -> list[int]:
    """Order members for their names: the finding's, the blocs', the permanent, the outlying."""
    points = last[["dim1", "dim2"]].to_numpy()
    off = np.hypot(*(points - points.mean(axis=0)).T)
    rank = [
        (member not in highlight, bloc == "", member not in PERMANENT, -far)
        for member, bloc, far in zip(last["member"], last["bloc"], off, strict=True)
    ]
    return sorted(range(len(last)), key=lambda i: rank[i])


def _scale_bar(scale: float, middle: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw a round distance below the map: it has no other scale, since directions mean nothing."""
    length = next(
        (
            mantissa * 10.0**power
            for power in range(6, -7, -1)
            for mantissa in (5, 2, 1)
            if mantissa * 10.0**power * scale <= 110
        ),
        1e-6,
    )
    left = middle - (_NARROW / 2 - 8) / scale
    bar = {
        "type": "line",
        "xref": "x",
        "x0": left,
        "x1": left + length,
        "yref": "paper",
        "ysizemode": "pixel",
        "yanchor": 0,
        "y0": -14,
        "y1": -14,
        "line": {"color": INK, "width": 2},
    }
    note = text_note(
        say("distance {length}", length=written(length, "g")),
        size=11,
        colour=MUTED,
        x=left + length,
        xanchor="left",
        xshift=6,
        yref="paper",
        y=0,
        yanchor="middle",
        yshift=-14,
    )
    return bar, note


def _distances(last: pd.DataFrame) -> list[str]:
    """Say who lies closest and who farthest apart on the map."""
    if len(last) < 3:
        return []
    points = last[["dim1", "dim2"]].to_numpy()
    # Rounded, so that of several pairs as close the first is named.
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)).round(6)
    i, j = np.triu_indices(len(points), 1)
    said = []
    for word, k in (("Closest", far[i, j].argmin()), ("Farthest apart", far[i, j].argmax())):
        pair = joined([last["name"][i[k]], last["name"][j[k]]])
        told = f"{word} on the map: {{pair}}, {{distance}}."
        said.append(say(told, pair=pair, distance=number(far[i[k], j[k]])))
    return said


def _draw_rows(
    table: pd.DataFrame,
    placed: Placed,
    groups: list[tuple[str, list[str]]],
    looks: Mapping[str, Look],
    highlight: Sequence[str],
    measure: str,
) -> tuple[list[Any], list[dict[str, Any]], dict[str, Any], dict[str, Any], list[str]]:
    """Draw one dimension: a row per member, from the highest position to the lowest."""
    last = table[table["last"]].sort_values(
        ["dim1", "place"], ascending=[False, True], ignore_index=True
    )
    place = dict(zip(last["member"], range(len(last)), strict=True))
    rows = table.assign(row=table["member"].map(place).astype(float))
    known = rows[rows["withheld"] == ""]
    ends = known[["dim1", "dim1_low", "dim1_high"]].to_numpy(dtype=float)
    low, high = (float(np.nanmin(ends)), float(np.nanmax(ends))) if len(known) else (0.0, 1.0)
    margin = max(0.03 * (high - low), 0.01)
    trailing = known[known["member"].isin(list(highlight))] if highlight else known
    earlier = trailing[~trailing["last"]]
    shown = last[last["withheld"] == ""]
    traces = _trails(trailing, earlier, looks, ("dim1", "row"))
    traces += _marks(shown, looks, shown["dim1"], shown.index.to_series(), placed)
    held = last[last["withheld"] != ""]
    if len(held):
        traces.append(
            go.Scatter(
                x=[low - 0.4 * margin] * len(held),
                y=held.index.tolist(),
                mode="markers",
                cliponaxis=False,
                marker={"symbol": "circle-open", "size": 7, "color": MUTED},
                text=held["said"].tolist(),
                hovertemplate="%{text}<extra></extra>",
                name="withheld",
            )
        )
    heads, breadth = row_names(last["name"])
    strong = last["member"].isin(list(highlight))
    texts = [
        f"<b>{escape(head)}</b>" if bold else escape(head)
        for head, bold in zip(heads, strong, strict=True)
    ]
    layout = row_layout((low - margin, high + margin), (-0.6, len(last) - 0.4), texts, n_ticks=6)
    layout["xaxis"]["title"] = {"text": escape(measure), "standoff": 4}
    row = _ROW if len(last) <= _MANY else _ROW_OF_MANY
    room = {
        "plot_height": row * (len(last) + 0.2),
        "left": 24 + breadth,
        "right": 20.0,
        "bottom": _AXIS + 12,
    }
    said = []
    if len(shown) > _MOST_SAID:
        for word, part in (("Highest", shown.head(3)), ("Lowest", shown.tail(3)[::-1])):
            told = listed(_member_in_words(row, 1) for row in part.to_dict("records"))
            said.append(say("{head}: {what}", head=say(word), what=told) + ".")
    return traces, [], layout, room, said


def _title(placed: Placed, measure: str) -> str:
    if placed.dims == 2 and len(placed.periods) < 2:
        return say("Who votes near whom: a map of members")
    rows = say("Members by {measure}", measure=measure)
    return (say("Who votes near whom") if placed.dims == 2 else rows) + _period_in_words(placed)


def _period_in_words(placed: Placed) -> str:
    """Say from when to when positions are, where there are several periods."""
    if len(placed.periods) < 2:
        return ""
    first, last = placed.periods[0], placed.periods[-1]
    return ", " + say("{first} to {last}", first=first, last=last)


def _resting_on(table: pd.DataFrame, placed: Placed) -> str:
    """Say how well distances are kept, or on how many roll calls positions rest."""
    return placed.fit or say("{n} roll calls each", n=spread(table["n"]))


def _subtitle(
    table: pd.DataFrame,
    placed: Placed,
    groups: list[tuple[str, list[str]]],
    left_out: Sequence[str],
) -> list[str]:
    members = counted(table["member"].nunique(), "member")
    lines = [listed([members, _resting_on(table, placed)])]
    lines += placed.notes
    if left_out:
        few = len(left_out) <= _MOST_SAID
        who = joined(left_out) if few else counted(len(left_out), "member")
        lines.append(say("Cannot be placed: {members}", members=who))
    uncertain = table[["dim1_low", "dim1_high"]].notna().all(axis=1).any()
    if uncertain:
        told = "Ellipses: {how}" if placed.dims == 2 else "Whiskers: {how}"
        lines.append(say(told, how=placed.intervals or say("intervals of the table")))
    if placed.dims == 2:
        lines.append(say("Only distances have a meaning; names without room are on hover."))
    if len(placed.periods) > 1:
        lines.append(say("Rings and trails: from {periods}.", periods=joined(placed.periods[:-1])))
    held = int((table["withheld"] != "").sum())
    if held:
        lines.append(say("Withheld: {positions}.", positions=counted(held, "position")))
    if groups and not all(table["bloc"]):
        lines.append(say("○ in none of these groups"))
    return lines


def _member_in_words(row: Mapping[Any, Any], dims: int) -> str:
    parts = [
        f"{number(row[f'dim{d}'])}{between(row[f'dim{d}_low'], row[f'dim{d}_high'])}"
        for d in range(1, dims + 1)
    ]
    n = say("n = {calls}", calls=int(row["n"]))
    return f"{row['name']} {', '.join(parts)} ({n})"


def _alt(
    table: pd.DataFrame, placed: Placed, groups: list[tuple[str, list[str]]], measure: str
) -> list[str]:
    told = say(
        "Map of {members} by {measure}" if placed.dims == 2 else "Rows of {members} by {measure}",
        members=counted(table["member"].nunique(), "member"),
        measure=measure,
    )
    parts = [listed([f"{told}{_period_in_words(placed)}", _resting_on(table, placed)]) + "."]
    last = table[table["last"] & (table["withheld"] == "")]
    for name, codes in groups:
        inside = last.loc[last["member"].isin(codes), "name"]
        said = inside.tolist()[:_MOST_SAID]
        rest = len(inside) - len(said)
        said += [counted(rest, "other")] if rest else []
        inside_said = joined(said) if said else say("no member here")
        parts.append(say("{head}: {what}", head=name, what=inside_said) + ".")
    if len(last) <= _MOST_SAID:
        said = [_member_in_words(row, placed.dims) for row in last.to_dict("records")]
        parts.append(say("Positions: {positions}.", positions=listed(said)))
    moved = []
    for who, way in table[table["withheld"] == ""].groupby("name", sort=False):
        if len(way) > 1:
            ends = way[[f"dim{d}" for d in range(1, placed.dims + 1)]].to_numpy(dtype=float)
            moved.append((float(np.linalg.norm(ends[-1] - ends[0])), str(who)))
    if moved:
        most = sorted(moved, reverse=True)[:3]
        moves = [say("{member} by {distance}", member=who, distance=number(by)) for by, who in most]
        parts.append(say("Moved most: {moves}.", moves=listed(moves)))
    held = int((table["withheld"] != "").sum())
    if held:
        parts.append(say("{positions} withheld.", positions=counted(held, "position")))
    return parts
