"""Communities as a network: members tied where they agree above a stated threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from unvotes.analysis.core.results import AgreementMatrix
from unvotes.analysis.structure.communities import Communities
from unvotes.charts.drawing.estimates import one_square
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.groups import LOOKS, REST, Groups, Look, groups_in, key_notes
from unvotes.charts.drawing.labels import label_note, place_labels, text_note
from unvotes.charts.drawing.language import (
    between,
    counted,
    from_record,
    joined,
    number,
    say,
    written,
)
from unvotes.charts.drawing.names import label, table_order
from unvotes.charts.drawing.theme import INK, MUTED, PAPER, PERMANENT, QUIET
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import cut, escape
from unvotes.errors import UnvotesError, unknown

__all__ = ["network"]

_LEFT: Final = 14
#: Pixels that the plot has on a page.
_BROAD: Final = 672
#: Pixels of the network on a telephone; it is laid out there, and only stretched on a page.
_NARROW: Final = 352.0
_PADDING: Final = 26.0
_LOWEST: Final = 200.0
_HIGHEST: Final = 560.0
_RADIUS: Final = 6.0
_APART: Final = 20.0
_NAME_CHARS: Final = 17
#: Ties in the mean, up to which a network can still be read.
_PER_MEMBER: Final = 3
_MOST_TIES: Final = 1_200
_SHELF_ROW: Final = 20.0
_SHELF_HEAD: Final = 30.0
_SHELF_COLUMNS: Final = 3
_SHELF_CHARS: Final = 14
#: Marks in a row where there are too many to name each.
_SHELF_CELLS: Final = 22
#: Members without a tie up to which each is named.
_MOST_SHELVED: Final = 36
_MOST_NAMED: Final = 8

Floats = NDArray[np.floating[Any]]


@chart
def network(
    communities: Communities,
    matrix: AgreementMatrix | pd.DataFrame,
    *,
    threshold: float | None = None,
    blocs: Groups | None = None,
    group: Any = None,
    votes: pd.DataFrame | None = None,
    measure: str | None = None,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw communities as a network: two members are tied where they agree enough.

    Marks and colours tell communities apart; ties within one have its colour, those between
    two are dotted and grey. Where a member lies has no meaning but that the tied lie near each
    other. Members without a tie stand on a shelf of their own below.

    Parameters
    ----------
    communities : Communities
        What `communities` returns.
    matrix : AgreementMatrix or DataFrame
        The agreement of the same votes, as `agreement_matrix` returns it (its n and intervals
        are then on hover), or a square frame with members in rows and columns.
    threshold : float, optional
        Ties are drawn from this agreement on; the subtitle says so. By default the lowest
        hundredth that leaves no more than three ties per member, and no more than half of the
        pairs.
    blocs : mapping of str to members or blocs, or sequence of blocs, optional
        Up to six groups, whose marks and colours are drawn instead of the communities', so that
        one sees whether communities are parties; a member of two has the mark of the first.
    group : optional
        Which group of roll calls, for a matrix made with ``by=``. With `votes` a column of them,
        such as ``"party"``, instead of `blocs`: the six largest groups.
    votes : DataFrame, optional
        The votes that have the column `group`; of each member the last group counts.
    measure : str, optional
        What the matrix measures; by default as it says.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per tie, the strongest first: ``a``, ``b``
        (str), ``community_a``, ``community_b`` (int64; 0 is none), ``estimate`` (float64),
        ``n`` (Int64), ``low``, ``high`` (float64); then one per member without a tie, with
        ``b`` empty. With groups also ``bloc_a``, ``bloc_b`` (str).

    Raises
    ------
    UnvotesError
        If this is no result of `communities`, no square, a member of a community is not in it,
        there are too many ties to draw, none of the blocs has a member here, or the library
        igraph is not installed.

    Notes
    -----
    The layout is that of Kamada and Kawai (1989, "An Algorithm for Drawing General Undirected
    Graphs", Information Processing Letters 31: 7-15), by the library igraph, begun from a
    circle on which communities stand together, and so always the same.

    Examples
    --------
    >>> from unvotes import agreement_matrix, communities, load_votes
    >>> from unvotes.charts import data, network
    >>> votes = load_votes(since=2011, until=2012)
    >>> choice = {"members": ["CHN", "FRA", "RUS", "USA"], "contested": True}
    >>> found, matrix = communities(votes, **choice), agreement_matrix(votes, **choice)
    >>> figure = network(found, matrix, threshold=0.9)
    >>> data(figure)[["a", "b", "community_a", "community_b", "estimate"]].round(3)
         a    b  community_a  community_b  estimate
    0  CHN  RUS            1            1     0.909
    1  FRA  USA            2            2     0.909
    """
    if not isinstance(communities, Communities):
        raise UnvotesError(
            f"communities must be what communities() returns, not {type(communities).__name__}"
        )
    names = wording["names"]
    of_calls, column = (None, group) if votes is not None else (group, None)
    squares = _squares(matrix, of_calls)
    members = _members(communities, squares["estimate"], names)
    number_of = {
        str(row["member"]): int(row["community"]) for row in communities.table.to_dict("records")
    }
    pairs = _pairs(members, squares)
    chosen = _threshold(pairs["estimate"], len(members)) if threshold is None else float(threshold)
    ties = _ties(pairs, chosen)
    full = {code: label(code, names) for code in members}
    groups = _groups(
        groups_in(blocs, column, votes, members), members, by_column=column is not None
    )
    looks = _looks(members, number_of, groups)
    at = _places(members, ties, number_of)
    tied, alone, points = at.tied, at.alone, at.points
    by_matrix = matrix.measure if isinstance(matrix, AgreementMatrix) else "agreement"
    measure = say(measure or by_matrix)
    traces = _lines(ties, points, looks, number_of)
    traces += _knots(ties, points, full, measure)
    bloc_of = {code: name for name, own in reversed(groups or []) for code in own}
    traces += _nodes(members, points, full, looks, communities, ties, bloc_of)
    notes = _name_notes(tied, points, full, number_of, ties, at.height, at.shelf)
    notes += _shelf_notes(alone, points, full, at.shelf)
    entries = _key(communities, members, number_of) if groups is None else _key_of(groups, members)
    keys, key_height = key_notes(entries, _LEFT)
    frame = _frame(ties, alone, number_of)
    if groups is not None:
        frame = frame.assign(**{f"bloc_{end}": frame[end].map(bloc_of).fillna("") for end in "ab"})
    axis = {"visible": False, "fixedrange": True}
    crowded = len(members) > _MOST_SHELVED
    return finish(
        traces,
        wording,
        title=f"{say('Who votes with whom?')} {_counted_communities(communities)}",
        subtitle=[
            say(
                "{members}, {n} of {pairs} tied: {measure} {least}",
                members=counted(len(members), "member"),
                n=len(ties),
                pairs=counted(len(pairs), "pair"),
                measure=measure,
                least=_or_more(chosen),
            ),
            *_firmness_in_words(communities),
        ],
        alt=_alt(communities, members, full, number_of, ties, alone, measure, chosen)
        + _alt_of(groups or [], full),
        frame=frame,
        plot_height=at.height + at.shelf,
        left=_LEFT,
        right=_LEFT,
        top=key_height,
        bottom=4,
        annotations=[*notes, *keys],
        layout={
            "showlegend": False,
            "dragmode": "zoom" if crowded else False,
            "xaxis": axis | {"range": [0, _NARROW], "fixedrange": not crowded},
            "yaxis": axis | {"range": [0, at.height + at.shelf], "fixedrange": not crowded},
        },
    )


def _ties(pairs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Choose the pairs that are tied, the strongest first; refuse more than can be told apart."""
    ties = pairs[pairs["estimate"] >= threshold - 1e-9]
    if len(ties) > _MOST_TIES:
        raise UnvotesError(
            f"{len(ties):,} ties at {threshold:g} or more are too many to be told apart (at most "
            f"{_MOST_TIES:,}): choose a higher threshold=, or fewer members"
        )
    return ties.sort_values("estimate", ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True)
class _Places:
    """Where members lie, in pixels: the tied above, the others on a shelf at the foot."""

    tied: list[str]
    alone: list[str]
    points: dict[str, tuple[float, float]]
    #: Of the network, and of the shelf below it.
    height: float
    shelf: float


def _places(members: list[str], ties: pd.DataFrame, number_of: Mapping[str, int]) -> _Places:
    """Lay out the network and its shelf."""
    tied = [code for code in members if code in {*ties["a"], *ties["b"]}]
    alone = [code for code in members if code not in tied]
    height = float(np.clip(120 + 11 * len(tied), _LOWEST, _HIGHEST)) if tied else 0.0
    shelf, lift = _shelf(alone)
    laid_out = zip(tied, _layout(tied, ties, number_of, height), strict=True)
    points = {code: (x, y + lift) for code, (x, y) in laid_out}
    points |= {code: (x, lift - _SHELF_HEAD - y) for code, (x, y) in shelf.items()}
    return _Places(tied, alone, points, height, lift)


def _groups(
    groups: list[tuple[str, list[str]]] | None, members: list[str], *, by_column: bool
) -> list[tuple[str, list[str]]] | None:
    """Keep of each group who is drawn here."""
    if groups is None:
        return None
    if by_column:
        groups = groups[: len(LOOKS)]
    if len(groups) > len(LOOKS):
        raise UnvotesError(f"{len(groups)} blocs, and {len(LOOKS)} can be told apart: choose some")
    here = [(name, [code for code in own if code in members]) for name, own in groups]
    if not any(own for _, own in here):
        raise UnvotesError(f"none of the blocs {[name for name, _ in groups]} has a member here")
    return here


def _looks(
    members: list[str],
    number_of: Mapping[str, int],
    groups: list[tuple[str, list[str]]] | None,
) -> dict[str, Look]:
    """Choose each member's mark: its group's, or without groups its community's."""
    if groups is None:
        return {
            code: LOOKS[number_of[code] - 1] if 0 < number_of.get(code, 0) <= len(LOOKS) else REST
            for code in members
        }
    of: dict[str, Look] = {}
    for (_, own), look in zip(groups, LOOKS, strict=False):
        for code in own:
            of.setdefault(code, look)
    return {code: of.get(code, REST) for code in members}


def _key_of(groups: list[tuple[str, list[str]]], members: list[str]) -> list[str]:
    """Name each group with its mark."""
    lines = [
        look.key(f"{name} ({len(own)})") for (name, own), look in zip(groups, LOOKS, strict=False)
    ]
    out = len(set(members).difference(*(own for _, own in groups)))
    return [*lines, REST.key(say("none of these ({n})", n=out))] if out else lines


def _alt_of(groups: list[tuple[str, list[str]]], full: Mapping[str, str]) -> str:
    return "".join(
        " "
        + say(
            "Marked as {group} ({n}): {members}.",
            group=name,
            n=len(own),
            members=_first_names([full[code] for code in own]),
        )
        for name, own in groups
        if own
    )


def _or_more(threshold: float) -> str:
    return "1" if threshold == 1 else say("{least} or more", least=written(threshold, "g"))


def _counted_communities(communities: Communities) -> str:
    n = communities.table["community"].nunique()
    return say("One community") if n == 1 else counted(n, "community")


def _firmness_in_words(communities: Communities) -> list[str]:
    """Say how firm the communities are, what they rest on, and how lines tell them."""
    return [
        say(
            "modularity {modularity}, stability {stability} (1: the same communities in all "
            "resamples); n\u00a0=\u00a0{calls}",
            modularity=number(communities.modularity),
            stability=number(communities.stability),
            calls=counted(communities.n, "roll call"),
        ),
        from_record(communities.selection),
        say("Lines within a community are solid, others dotted."),
    ]


def _squares(matrix: AgreementMatrix | pd.DataFrame, group: Any) -> dict[str, pd.DataFrame]:
    """Take estimates, and where there are n and intervals, as squares with codes as strings."""
    if isinstance(matrix, AgreementMatrix):
        parts = {"estimate": matrix.estimate, "n": matrix.n}
        if matrix.low is not None and matrix.high is not None:
            parts |= {"low": matrix.low, "high": matrix.high}
        squares = {what: one_square(frame, group) for what, frame in parts.items()}
    elif isinstance(matrix, pd.DataFrame):
        squares = {"estimate": matrix}
    else:
        raise UnvotesError(
            "matrix must be what agreement_matrix returns, or a square frame, not "
            f"{type(matrix).__name__}"
        )
    square = squares["estimate"]
    if square.empty or [*map(str, square.index)] != [*map(str, square.columns)]:
        raise UnvotesError(
            "matrix must be square, with the same members in rows and columns; it has "
            f"{len(square.index)} rows and {len(square.columns)} columns"
        )
    named = list(map(str, square.columns))
    return {what: frame.set_axis(named).set_axis(named, axis=1) for what, frame in squares.items()}


def _members(
    communities: Communities, square: pd.DataFrame, names: Mapping[str, str] | None
) -> list[str]:
    """List the members of communities, and those left out of them, as they sit at the table."""
    known = square.columns.tolist()
    own = communities.table["member"].astype(str).tolist()
    for code in own:
        if code not in known:
            raise unknown("member of the matrix", code, known, "Make it of the same votes.")
    own += [code for code in communities.left_out if code in known]
    return sorted(own, key=lambda code: table_order(code, names))


def _pairs(members: list[str], squares: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    i, j = np.triu_indices(len(members), 1)
    pairs = pd.DataFrame({"a": np.array(members)[i], "b": np.array(members)[j]})
    for what in ("estimate", "n", "low", "high"):
        if what in squares:
            square = squares[what].loc[members, members].to_numpy(dtype=float)
            pairs[what] = square[i, j]
        else:
            pairs[what] = np.nan
    return pairs[pairs["estimate"].notna()].reset_index(drop=True)


def _threshold(estimates: pd.Series, n_members: int) -> float:
    """Choose the lowest hundredth that leaves few enough ties to be read."""
    values = np.sort(estimates.to_numpy())[::-1]
    if not len(values):
        return 1.0
    # Half of the pairs at most: where all are tied, the ties say nothing.
    most = min(_PER_MEMBER * n_members, math.ceil(len(values) / 2))
    if len(values) <= most:
        return math.floor(values[-1] * 100 + 1e-6) / 100
    # The first value that is one too many lies below the threshold, unless it is the highest.
    return min(math.floor(values[most] * 100 + 1e-6) / 100 + 0.01, max(float(values[0]), 0.01))


def _layout(
    tied: list[str], ties: pd.DataFrame, number_of: Mapping[str, int], height: float
) -> Floats:
    """Lay out the tied members in pixels."""
    if not tied:
        return np.empty((0, 2))
    try:
        import igraph
    except ImportError as error:
        raise UnvotesError(
            "a network is laid out by the library igraph: pip install 'unvotes[network]'"
        ) from error
    place = {code: i for i, code in enumerate(tied)}
    edges = [(place[a], place[b]) for a, b in zip(ties["a"], ties["b"], strict=True)]
    graph = igraph.Graph(n=len(tied), edges=edges)
    order = sorted(range(len(tied)), key=lambda i: (number_of.get(tied[i], 0), i))
    start = np.empty((len(tied), 2))
    turn = np.linspace(0, 2 * np.pi, len(tied), endpoint=False)
    start[order] = np.column_stack([np.cos(turn), np.sin(turn)])
    found = graph.layout_kamada_kawai(seed=start.tolist(), epsilon=1e-6)
    points = np.array(found.coords)
    points -= points.mean(axis=0)
    _, _, axes = np.linalg.svd(points, full_matrices=False)
    # The longer side upright: a telephone is higher than broad.
    turned = points @ axes.T
    turned = turned[:, ::-1] if height > _NARROW else turned
    size = np.maximum(np.ptp(turned, axis=0), 1e-9)
    room = np.array([_NARROW, height])
    scaled = (turned - turned.min(axis=0)) / size * (room - 2 * _PADDING) + _PADDING
    scaled = np.where(size > 1e-6, scaled, room / 2)
    return _pushed_apart(scaled, room)


def _pushed_apart(points: Floats, room: Floats) -> Floats:
    """Move marks that touch until they do not, as far as there is room."""
    for _ in range(60):
        gap = points[:, None] - points[None]
        far = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(far, np.inf)
        near = far < _APART
        if not near.any():
            break
        # Two in one place part in the direction of their numbers, so that it is always the same.
        turn = np.arange(len(points))[:, None] - np.arange(len(points))[None]
        gap = np.where(far[..., None] < 1e-6, np.stack([np.sign(turn), turn * 0.5], -1), gap)
        way = gap / np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-9)[..., None]
        push = np.where(near, (_APART - np.minimum(far, _APART)) / 2, 0.0)
        points = points + (way * push[..., None]).sum(axis=1)
        points = np.clip(points, _PADDING / 2, room - _PADDING / 2)
    return points


def _shelf(alone: list[str]) -> tuple[dict[str, tuple[float, float]], float]:
    """Stand members without a tie in rows below the network: x, and pixels below the heading."""
    if not alone:
        return {}, 0.0
    named = len(alone) <= _MOST_SHELVED
    columns = _SHELF_COLUMNS if named else _SHELF_CELLS
    row = _SHELF_ROW if named else _NARROW / _SHELF_CELLS
    places = {
        code: (_RADIUS + _NARROW / columns * (i % columns), row * (i // columns))
        for i, code in enumerate(alone)
    }
    y = row * ((len(alone) - 1) // columns)
    return places, _SHELF_HEAD + y + 16


def _shelf_notes(
    alone: list[str],
    points: Mapping[str, tuple[float, float]],
    full: Mapping[str, str],
    lift: float,
) -> list[dict[str, Any]]:
    if not alone:
        return []
    head = text_note(
        say("No tie above the threshold: {members}", members=counted(len(alone), "member")),
        colour=MUTED,
        x=0,
        xanchor="left",
        y=lift - 4,
        yanchor="top",
    )
    if len(alone) > _MOST_SHELVED:
        return [head]
    return [head] + [
        text_note(
            escape(cut(full[code], _SHELF_CHARS)),
            x=round(points[code][0], 1),
            xanchor="left",
            xshift=_RADIUS + 2,
            y=round(points[code][1], 1),
            yanchor="middle",
        )
        for code in alone
    ]


def _within_one(a: str, b: str, number_of: Mapping[str, int]) -> bool:
    """Tell whether two members are of one community: two of none are not."""
    return a in number_of and number_of[a] == number_of.get(b)


def _lines(
    ties: pd.DataFrame,
    points: Mapping[str, tuple[float, float]],
    looks: Mapping[str, Look],
    number_of: Mapping[str, int],
) -> list[go.Scatter]:
    """Draw ties: within a community in its colour, between two dotted."""
    drawn: dict[tuple[bool, Look | None], tuple[list[float | None], list[float | None]]] = {}
    for a, b in zip(ties["a"], ties["b"], strict=True):
        within = _within_one(a, b, number_of)
        look = looks[a] if within and looks[a] is looks[b] else None
        x, y = drawn.setdefault((within, look), ([], []))
        x += [round(points[a][0], 1), round(points[b][0], 1), None]
        y += [round(points[a][1], 1), round(points[b][1], 1), None]
    between_first = sorted(drawn.items(), key=lambda item: item[0][0])
    return [
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={
                "color": QUIET if look is None else look.colour,
                "width": 1,
                "dash": "solid" if within else "dot",
            },
            opacity=0.8 if look is None else 0.5,
            hoverinfo="skip",
            name="ties within" if within else "ties between",
        )
        for (within, look), (x, y) in between_first
    ]


def _knots(
    ties: pd.DataFrame,
    points: Mapping[str, tuple[float, float]],
    full: Mapping[str, str],
    measure: str,
) -> list[go.Scatter]:
    """Lay a point that cannot be seen on the middle of each tie, for its hover text."""
    if ties.empty:
        return []
    of_pair = say("{measure} of {pair}", measure=escape(measure.capitalize()), pair="%{text}")
    said = []
    for row in ties.to_dict("records"):
        n = "" if np.isnan(row["n"]) else ", " + say("n = {calls}", calls=int(row["n"]))
        pair = escape(joined([full[row["a"]], full[row["b"]]]))
        value = f"{number(row['estimate'])}{between(row['low'], row['high'])}{n}"
        said.append(say("{head}: {what}", head=pair, what=value))
    ends = [(points[a], points[b]) for a, b in zip(ties["a"], ties["b"], strict=True)]
    return [
        go.Scatter(
            x=[round((one[0] + two[0]) / 2, 1) for one, two in ends],
            y=[round((one[1] + two[1]) / 2, 1) for one, two in ends],
            mode="markers",
            marker={"size": 7, "color": INK, "opacity": 0},
            text=said,
            hovertemplate=f"{of_pair}<extra></extra>",
            name="ties",
        )
    ]


def _nodes(
    members: list[str],
    points: Mapping[str, tuple[float, float]],
    full: Mapping[str, str],
    looks: Mapping[str, Look],
    communities: Communities,
    ties: pd.DataFrame,
    bloc_of: Mapping[str, str],
) -> list[go.Scatter]:
    count = pd.concat([ties["a"], ties["b"]]).value_counts()
    rows = {str(row["member"]): row for row in communities.table.to_dict("records")}
    traces = []
    for look in dict.fromkeys(looks.values()):
        own = [code for code in members if looks[code] is look]
        said = []
        for code in own:
            name = full[code]
            lines = [f"<b>{escape(name)}</b>" + ("" if name == code else f" ({escape(code)})")]
            lines += [escape(bloc_of[code])] if code in bloc_of else []
            if code in rows:
                row = rows[code]
                sure = row["certainty"]
                of = say("community {k}", k=row["community"])
                certain = say("certainty {certainty}", certainty=number(sure))
                lines.append(of if np.isnan(sure) else f"{of}, {certain}")
                lines.append(say("n = {calls}", calls=counted(int(row["n"]), "roll call")))
            else:
                lines.append(say("in no community: too few common roll calls"))
            ties_said = counted(int(count.get(code, 0)), "tie")
            lines.append(say("{ties} above the threshold", ties=ties_said))
            said.append("<br>".join(lines))
        traces.append(
            go.Scatter(
                x=[round(points[code][0], 1) for code in own],
                y=[round(points[code][1], 1) for code in own],
                mode="markers",
                cliponaxis=False,
                marker={
                    "symbol": look.symbol,
                    "size": 2 * _RADIUS - 1,
                    "color": look.colour,
                    "line": {"color": look.colour if look is REST else PAPER, "width": 1},
                },
                text=said,
                hovertemplate="%{text}<extra></extra>",
                name="members",
            )
        )
    return traces


def _name_notes(
    tied: list[str],
    points: Mapping[str, tuple[float, float]],
    full: Mapping[str, str],
    number_of: Mapping[str, int],
    ties: pd.DataFrame,
    height: float,
    lift: float,
) -> list[dict[str, Any]]:
    """Name the tied members as far as there is room: the permanent, then the most tied."""
    if not tied:
        return []
    count = pd.concat([ties["a"], ties["b"]]).value_counts()
    texts = [cut(full[code], _NAME_CHARS) for code in tied]
    at = np.array([points[code] for code in tied]) - [0, lift]
    order = sorted(range(len(tied)), key=lambda i: (tied[i] not in PERMANENT, -count[tied[i]], i))
    found = place_labels(
        at, texts, order, (_NARROW, height), radius=_RADIUS, stretched=_BROAD / _NARROW
    )
    return [
        label_note(escape(texts[i]), *points[tied[i]], place, radius=_RADIUS)
        | {"bgcolor": "rgba(255,255,255,0.75)"}
        for i, place in found.items()
    ]


def _key(communities: Communities, members: list[str], number_of: Mapping[str, int]) -> list[str]:
    sizes = communities.table["community"].value_counts().sort_index()
    lines = [
        LOOKS[k - 1].key(
            say(
                "{head}: {what}",
                head=say("community {k}", k=k),
                what=counted(int(sizes[k]), "member"),
            )
        )
        for k in sizes.index
        if k <= len(LOOKS)
    ]
    rest = sizes[sizes.index > len(LOOKS)]
    out = sum(code not in number_of for code in members)
    others = [counted(len(rest), "smaller community")] if len(rest) else []
    others += [say("{members} of none", members=counted(out, "member"))] if out else []
    return [*lines, REST.key(joined(others))] if others else lines


def _frame(ties: pd.DataFrame, alone: list[str], number_of: Mapping[str, int]) -> pd.DataFrame:
    frame = pd.concat([ties, pd.DataFrame({"a": alone, "b": ""})], ignore_index=True)
    frame = frame.astype({"a": "str", "b": "str"})
    for side in "ab":
        found = [number_of.get(code, 0) for code in frame[side]]
        frame[f"community_{side}"] = np.array(found, dtype="int64")
    frame = frame.astype({"n": "Int64"}).round({"estimate": 6, "low": 6, "high": 6})
    return frame[["a", "b", "community_a", "community_b", "estimate", "n", "low", "high"]]


def _alt(
    communities: Communities,
    members: list[str],
    full: Mapping[str, str],
    number_of: Mapping[str, int],
    ties: pd.DataFrame,
    alone: list[str],
    measure: str,
    threshold: float,
) -> str:
    parts = [
        say(
            "Network of {members}, {ties} where {measure} is {least}.",
            members=counted(len(members), "member"),
            ties=counted(len(ties), "tie"),
            measure=measure,
            least=_or_more(threshold),
        ),
        say(
            "{communities}, modularity {modularity}, stability {stability}, n = {calls}.",
            communities=_counted_communities(communities),
            modularity=number(communities.modularity),
            stability=number(communities.stability),
            calls=counted(communities.n, "roll call"),
        ),
    ]
    for k in sorted(set(number_of.values()))[: len(LOOKS)]:
        own = [full[code] for code in communities.table["member"] if number_of[code] == k]
        told = "Community {k} ({n}): {members}."
        parts.append(say(told, k=k, n=len(own), members=_first_names(own)))
    within = sum(_within_one(a, b, number_of) for a, b in zip(ties["a"], ties["b"], strict=True))
    told = "{within} ties within communities, {between} between."
    parts.append(say(told, within=within, between=len(ties) - within))
    if alone:
        lonely = _first_names([full[code] for code in alone])
        parts.append(say("Without a tie: {members}.", members=lonely))
    return " ".join(parts)


def _first_names(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return joined(names[:_MOST_NAMED] + ([f"{counted(rest, 'other')}"] if rest > 0 else []))
