"""One value per state on a map of the world: a vote, or any number, small states included."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.estimates import choice, one_member, scale
from unvotes.charts.drawing.figure import assembled, finish
from unvotes.charts.drawing.inputs import (
    NO_VOTE,
    VOTE_WORDS,
    column_text,
    decision,
    pick_roll_calls,
    require,
    require_votes,
)
from unvotes.charts.drawing.labels import text_note
from unvotes.charts.drawing.language import (
    counted,
    day,
    joined,
    listed,
    noun,
    say,
    written,
)
from unvotes.charts.drawing.names import in_sentence, label, names_then
from unvotes.charts.drawing.theme import (
    BLOC_COLOURS,
    INK,
    LINE_GLYPHS,
    LINE_SYMBOLS,
    PAPER,
    QUIET,
    SOURCE,
    VOTES,
)
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import escape, score, spelling_order
from unvotes.charts.votes.world_land import areas_by_code, areas_drawn, extent, outlived
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import plain_frame
from unvotes.record.vocabulary import VOTE

__all__ = ["MapLayout", "MapStyle", "drawn_map", "lay_out", "world"]

_HEIGHT: Final = 285
_COMPACT: Final = 160
_DOT: Final = 7
#: Pixels of a line of the key, and of the bar of shades with its numbers.
_KEY_LINE: Final = 21
_BAR: Final = 42
_SEQUENTIAL: Final = ("#dceaf2", "#b0cfe0", "#7fadc9", "#3f7fa6", "#123f60")
_DIVERGING: Final = ("#8a4b08", "#d69a50", "#f4f1ea", "#7fadc9", "#123f60")
#: Fill pattern of each vote and its colour, since a map has no room for symbols.
_PATTERNS: Final = {
    "yes": ("", PAPER),
    "no": ("x", "#e9a7ac"),
    "abstain": (".", VOTES["abstain"].line),
    "nonvoting": ("/", PAPER),
    "unknown": ("+", PAPER),
}
#: Fill pattern of each group, in the order of their colours.
_GROUP_PATTERNS: Final = ("", "/", ".", "x", "-", "+")
#: Columns whose numbers are names of groups, of which none is more than another.
_GROUPINGS: Final = ("community", "cluster", "group", "bloc")
_ABSENT: Final = VOTES["not_seated"].colour
_LAND: Final = "Land: Natural Earth; boundaries imply no position on the status of any territory."
_MOST_NAMED: Final = 40
_NAMED: Final = 3


@dataclass(frozen=True)
class _Look:
    """How one member is drawn: fill and pattern of its land, symbol and outline of its marker."""

    fill: str
    pattern: str
    ink: str
    symbol: str
    line: str
    hover: str


_Looks = dict[str, _Look]
#: From the number of members without a value to the key: its traces, its notes, its height.
_KeyOf = Callable[[int], tuple[list[Any], list[dict[str, Any]], float]]


@chart
def world(
    values: pd.DataFrame | pd.Series,
    value: str | None = None,
    *,
    roll_call: str | None = None,
    unit: str = "",
    midpoint: float | None = None,
    z_range: tuple[float, float] | None = None,
    absent: str | None = None,
    compact: bool = False,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw one value per state on a map of the world that keeps areas true (Equal Earth).

    Votes have the colours and symbols that they have in every chart, and a pattern on the land;
    numbers have shades, groups colours and patterns. Every member of the United Nations can be
    seen and pointed at: those under 20,000 km² by a marker, moved aside a little where several
    would hide each other. A former state is drawn over the present areas of its successors, as
    far as those have no value of their own, and the figure says so. Land that is no member's,
    or whose status is disputed, is grey. Boundaries imply no position on the status of any
    territory.

    Parameters
    ----------
    values : DataFrame or Series
        A row per state: ``member`` (ISO alpha-3 code, or one of the record's codes of former
        states) and the value; or a Series of values with codes as index; or what
        `agreement_table` returns for one member, ``member="USA"``: where its period has a former
        state and all of its successors, these are drawn, and the chart says so. Votes may hold
        ``roll_call``, ``date``, ``topic`` and ``outcome`` as well, which the figure then states.
    value : str, optional
        Column of the value: votes (no, abstain, yes, nonvoting, unknown), numbers, or up to six
        groups in words; numbers in a column ``community``, ``cluster``, ``group`` or ``bloc`` are
        groups. By default ``vote``, or else the one column of numbers.
    roll_call : str, optional
        Which roll call, where the frame holds several.
    unit : str, default ""
        Unit of the numbers, for key, hover texts and alt text: ``"%"``, ``"points"``.
    midpoint : float, optional
        The value from which shades go to either side, such as 0 on an ideological scale. By
        default shades go from the lowest value to the highest.
    z_range : tuple of float, optional
        Ends of the shades, so that several maps can be compared. By default in tenths around the
        values up to 1, and the values' own ends beyond.
    absent : str, optional
        What to call members without a row: by default "not a member" for votes, since a frame of
        votes has a row for each member at that time, and "no value" for numbers.
    names : mapping of str to str, optional
        Names of states to use instead. Seats are named by the states that held them on the day of
        the vote.
    compact : bool, default False
        Lower, for a narrow page: without it, a map on a telephone has free room above and below.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per state given: ``member``, ``name`` (str), the
        value's column (float64, or category for votes and groups) and ``drawn_over`` (str: the
        codes, separated by spaces, of the areas that carry the value).

    Raises
    ------
    UnvotesError
        If there is nothing to draw, a column, code, roll call or language does not exist, a state
        has two values, there are more than six groups, or a column ``vote`` holds other words.

    Examples
    --------
    >>> from unvotes import find
    >>> from unvotes.charts import data, describe, world
    >>> figure = world(find("A/RES/ES-11/1").votes)
    >>> data(figure)[["name", "vote"]].head(3)
              name     vote
    0  Afghanistan      yes
    1       Angola  abstain
    2      Albania      yes
    >>> describe(figure)[:73]
    'World map of the vote on A/RES/ES-11/1 of 193 members. 141 in favour; 5 a'
    """
    style = MapStyle(unit, midpoint, z_range, absent, compact)
    return drawn_map(lay_out(values, value, roll_call, wording["names"]), style, wording)


@dataclass(frozen=True)
class MapStyle:
    """How values are written and shaded, and how high the map is: as `world` takes it."""

    unit: str = ""
    midpoint: float | None = None
    z_range: tuple[float, float] | None = None
    absent: str | None = None
    compact: bool = False


@dataclass(frozen=True, eq=False)
class MapLayout:
    """What is shown on which land, before anything is drawn."""

    #: A row per state, with ``name`` and ``drawn_over``, and the column of the value.
    frame: pd.DataFrame
    column: str
    #: ``votes``, ``groups`` or ``numbers``.
    kind: str
    names: Mapping[str, str]
    #: The areas that carry each member's value.
    carriers: Mapping[str, list[str]]
    #: Of agreement with one member: whose, within a sentence, on which roll calls, and which
    #: former states are not drawn.
    whose: str
    selection: str
    gone: tuple[str, ...]


def lay_out(
    values: pd.DataFrame | pd.Series,
    value: str | None = None,
    roll_call: str | None = None,
    names: Mapping[str, str] | None = None,
) -> MapLayout:
    """
    Find out what is to be shown, and on which land.

    Parameters
    ----------
    values, value, roll_call, names
        As `world` takes them.

    Returns
    -------
    MapLayout

    Raises
    ------
    UnvotesError
        As `world`.
    """
    whose = selection = ""
    gone: list[str] = []
    if not isinstance(values, pd.Series):
        values = plain_frame(values, "values")
    if isinstance(values, pd.DataFrame) and {"a", "b", "estimate"} <= set(values.columns):
        whose, selection = in_sentence(one_member(values), names), choice(values)
        frame, column = _partners(values, value, roll_call)
        gone = outlived(frame)
        frame = frame[~frame["member"].isin(gone)].reset_index(drop=True)
    else:
        frame, column = _read(values, value, roll_call)
    known = names_then(frame, names)
    frame["name"] = [label(code, known) for code in frame["member"]]
    carriers = areas_drawn(frame)
    frame["drawn_over"] = [" ".join(carriers[code]) for code in frame["member"]]
    kind = _kind(frame[column])
    return MapLayout(frame, column, kind, known, carriers, whose, selection, tuple(gone))


def drawn_map(
    shown: MapLayout,
    style: MapStyle,
    wording: Wording,
    into: Callable[[Sequence[Any], dict[str, Any]], Any] = assembled,
) -> Any:
    """
    Draw a map.

    Parameters
    ----------
    shown : MapLayout
        What is shown.
    style : MapStyle
        How.
    wording : Wording
        Title and source line of the caller's.
    into : callable, default `assembled`
        As `finish` takes it.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure; or what `into` makes of its parts.
    """
    frame, column, names = shown.frame, shown.column, shown.names
    missing = style.absent or say("not a member" if shown.kind == "votes" else "no value")
    if shown.kind == "numbers":
        looks, key_of = _shaded_looks(shown, style, missing)
    else:
        looks, key_of = _named_looks(shown, missing)
    drawn = [code for code in frame["member"] if code in looks]
    plain = _plain_look(shown.kind, missing)
    traces, n_absent = _traces(drawn, shown.carriers, looks, plain, names)
    key_traces, notes, key_height = key_of(n_absent)
    if shown.kind == "numbers":
        n_absent += int(frame[column].isna().sum())
    left_out = _gone(shown.gone, names)
    moved = f"{_moved(frame, names, 99)} {left_out}".strip()
    map_height = _COMPACT if style.compact else _HEIGHT
    return finish(
        [*traces, *key_traces],
        wording,
        title=_title(frame, column, shown.whose),
        subtitle=[
            *_subtitle(frame, column, style.unit),
            shown.selection,
            _moved(frame, names, 2),
            left_out,
        ],
        source=f"{say(SOURCE)}. {say(_LAND)}",
        alt=_alt(frame, column, style.unit, n_absent, missing, moved),
        frame=frame[["member", "name", column, "drawn_over"]],
        plot_height=map_height + key_height + 8,
        annotations=notes,
        alt_has_title=bool(shown.whose),
        layout=_layout(map_height, key_height + 8),
        into=into,
    )


def _named_looks(shown: MapLayout, missing: str) -> tuple[_Looks, _KeyOf]:
    """Give votes and groups their looks; the key counts them."""
    held = shown.frame[shown.column]
    look = _vote_look if shown.kind == "votes" else _group_looks(held)
    looks = {
        row["member"]: look(str(row[shown.column]), _hover(row))
        for row in shown.frame.dropna(subset=[shown.column]).to_dict("records")
    }
    key = _vote_key if shown.kind == "votes" else _group_key
    return looks, lambda n_absent: key(held, n_absent, missing)


def _shaded_looks(shown: MapLayout, style: MapStyle, missing: str) -> tuple[_Looks, _KeyOf]:
    """Shade numbers, and explain the shades; a member without a number is open."""
    held = shown.frame[shown.column]
    known = held.dropna()
    digits, ends = _digits(known), _ends(known, style.z_range, style.midpoint)
    shades = _shades(held.to_numpy(dtype=float), ends, style.midpoint)
    looks = {}
    for row, shade in zip(shown.frame.to_dict("records"), shades, strict=True):
        said = missing if shade is None else _written(row[shown.column], style.unit, digits)
        hover = _hover(row).format(escape(said))
        looks[row["member"]] = (
            _Look(shade, "", PAPER, "circle", INK, hover)
            if shade
            else _Look(PAPER, "/", QUIET, "circle-open", QUIET, hover)
        )
    form = (style.unit, digits)
    without = len(held) - len(known)
    return looks, lambda n: _shade_key(ends, style.midpoint, form, n + without, missing)


def _layout(map_height: float, key_height: float) -> dict[str, Any]:
    """Lay the map above its key, each on axes of its own."""
    share = key_height / (map_height + key_height)
    x_span, y_span = extent()
    bare = {"visible": False, "fixedrange": True}
    on_map = {"range": y_span, "domain": [share, 1], "scaleanchor": "x", "constrain": "domain"}
    return {
        "showlegend": False,
        "dragmode": False,
        "xaxis": bare | {"range": x_span, "domain": [0, 1], "constrain": "domain"},
        "yaxis": bare | on_map,
        "xaxis2": bare | {"range": [0, 1], "domain": [0, 1], "anchor": "y2"},
        "yaxis2": bare | {"range": [0, key_height], "domain": [0, share], "anchor": "x2"},
    }


def _plain_look(kind: str, missing: str) -> _Look:
    """Choose how the land of who has no value is drawn."""
    if kind == "numbers":
        return _Look(PAPER, "/", QUIET, "circle-open", QUIET, escape(missing))
    return _Look(_ABSENT, "", PAPER, "circle", QUIET, escape(missing))


def _partners(
    table: pd.DataFrame, value: str | None, roll_call: str | None
) -> tuple[pd.DataFrame, str]:
    """Make a row per state of a table of one member's agreement, named by its measure."""
    own = one_member(table)
    if table["b"].duplicated().any():
        twice = table.loc[table["b"].duplicated(), "b"].iloc[0]
        raise UnvotesError(
            f"the table has {own} and {twice} more than once: choose the rows of one year, topic "
            "or other group"
        )
    states = table.rename(columns={"b": "member"}).drop(columns="a")
    frame, column = _read(states, value or "estimate", roll_call)
    if column == "estimate":
        column = str(table.attrs.get("measure", "agreement"))
    return frame.rename(columns={"estimate": column}), column


def _read(
    values: pd.DataFrame | pd.Series, value: str | None, roll_call: str | None
) -> tuple[pd.DataFrame, str]:
    """Check what the caller gave; the frame has ``member`` (str) and the value's column."""
    if isinstance(values, pd.Series):
        column = str(values.name or "value") if value is None else value
        values = pd.DataFrame({"member": values.index.astype(str), column: values.to_numpy()})
        value = column
    values = require(values, ("member",), "values")
    if roll_call is not None or ("roll_call" in values and values["roll_call"].nunique() > 1):
        values = require_votes(values)
        if roll_call is None:
            raise UnvotesError(
                f"the frame holds {values['roll_call'].nunique():,} roll calls and a map shows "
                f"one: choose it with roll_call=, such as {str(values['roll_call'].iloc[0])!r}"
            )
        values = values[values["roll_call"] == pick_roll_calls(values, roll_call)[0]]
    if value is None:
        numeric = [
            str(name)
            for name, held in values.items()
            if pd.api.types.is_numeric_dtype(held.dtype)
            and not pd.api.types.is_bool_dtype(held.dtype)
        ]
        if "vote" in values:
            value = "vote"
        elif len(numeric) == 1:
            value = numeric[0]
        else:
            raise UnvotesError(
                "which column is to be drawn? Say value=…, one of "
                + ", ".join(repr(str(name)) for name in values if name != "member")
            )
    frame = require(values, (value,), "values").reset_index(drop=True)
    frame["member"] = frame["member"].astype(str)
    for code in frame["member"]:
        if code not in areas_by_code():
            raise unknown(
                "state",
                code,
                sorted(filter(None, areas_by_code())),
                "The map knows states by their ISO alpha-3 codes.",
            )
    twice = frame.loc[frame["member"].duplicated(), "member"]
    if len(twice):
        raise UnvotesError(f"{shown(twice.iloc[0])} has more than one value, and a map shows one")
    held = frame[value]
    if value in _GROUPINGS:
        held = frame[value] = _in_words(held, value)
    if pd.api.types.is_numeric_dtype(held.dtype) and not pd.api.types.is_bool_dtype(held.dtype):
        frame[value] = held.astype(float).replace([np.inf, -np.inf], np.nan)
        if frame[value].isna().all():
            raise UnvotesError(
                f"no state has a value of {shown(value)}, so there is nothing to draw"
            )
        return frame, value
    words = held.dropna().astype(str).unique()
    others = [word for word in words if word not in VOTE_WORDS]
    if not others and len(words):
        frame[value] = held.astype(str).astype(VOTE)
        return frame, value
    if value == "vote" and others:
        raise UnvotesError(
            f"column 'vote' holds {shown(others[0])}: a vote is one of {', '.join(VOTE_WORDS)}; "
            "give groups in a column of another name"
        )
    frame[value] = _grouped(held, value)
    return frame, value


def _in_words(held: pd.Series, column: str) -> pd.Series:
    """Write numbers of groups as names: ``community 1``."""
    if not pd.api.types.is_numeric_dtype(held.dtype) or pd.api.types.is_bool_dtype(held.dtype):
        return held
    held = held.astype("float64").replace([np.inf, -np.inf], np.nan)
    return held.map(lambda number: f"{column} {number:g}", na_action="ignore").astype("str")


def _grouped(held: pd.Series, column: str) -> pd.Series:
    """Make a category of the groups, in the order they have or else the largest first."""
    known = held.dropna().astype(str)
    if known.empty:
        raise UnvotesError(f"no state has a value of {column!r}, so there is nothing to draw")
    if isinstance(held.dtype, pd.CategoricalDtype):
        order = [name for name in map(str, held.cat.categories) if (known == name).any()]
    elif column in _GROUPINGS:
        order = sorted(known.unique(), key=lambda name: (len(name), name))
    else:
        order = [str(name) for name in known.value_counts(sort=True).index]
    if len(order) > len(BLOC_COLOURS):
        raise UnvotesError(
            f"column {column!r} holds {len(order)} groups, and a map tells {len(BLOC_COLOURS)} "
            "apart: join some, or leave them empty"
        )
    return known.reindex(held.index).astype(pd.CategoricalDtype(order))


def _kind(held: pd.Series) -> str:
    """Tell votes, groups and numbers apart."""
    if held.dtype == VOTE:
        return "votes"
    return "groups" if isinstance(held.dtype, pd.CategoricalDtype) else "numbers"


def _gone(codes: Sequence[str], names: Mapping[str, str] | None) -> str:
    """Say which former states are not on the map, since their successors are."""
    if not codes:
        return ""
    who = joined(label(code, names) for code in codes)
    return say("Not drawn, since their successors are: {states}.", states=who)


def _vote_look(vote: str, hover: str) -> _Look:
    style = VOTES[vote]
    pattern, ink = _PATTERNS[vote]
    said = hover.format(style.called)
    return _Look(style.colour, pattern, ink, style.symbol, style.line, said)


def _group_looks(groups: pd.Series) -> Callable[[str, str], _Look]:
    """Give each group a colour, a pattern and a symbol."""
    place = {str(name): i for i, name in enumerate(groups.cat.categories)}

    def look(name: str, hover: str) -> _Look:
        i = place[name]
        said = hover.format(escape(name))
        return _Look(BLOC_COLOURS[i], _GROUP_PATTERNS[i], PAPER, LINE_SYMBOLS[i], INK, said)

    return look


def _hover(row: Mapping[Any, Any]) -> str:
    """Begin a hover text, with ``{}`` for the value."""
    text = f"<b>{escape(row['name'])}</b> ({row['member']})".replace("{", "{{").replace("}", "}}")
    return text + "<br>{}"


def _digits(known: pd.Series) -> int:
    """Choose how many decimals the values need: none if whole, else for four digits in all."""
    if (known == known.round()).all():
        return 0
    return int(np.clip(3 - np.floor(np.log10(np.ptp(known) or 1)), 0, 3))


def _written(value: float, unit: str, digits: int) -> str:
    said = written(value, f",.{digits}f")
    if unit == "%":
        return say("{number}%", number=said)
    return f"{said} {unit}" if unit else said


def _ends(
    known: pd.Series, given: tuple[float, float] | None, midpoint: float | None
) -> tuple[float, float]:
    low, high = float(known.min()), float(known.max())
    if given is not None or (low >= -1 and high <= 1):
        low, high = scale(pd.DataFrame({"estimate": known, "low": known, "high": known}), given)
    elif low == high:
        low, high = low - 0.5, high + 0.5
    if midpoint is not None and given is None:
        reach = max(abs(low - midpoint), abs(high - midpoint))
        low, high = midpoint - reach, midpoint + reach
    return low, high


def _stops(ends: tuple[float, float], midpoint: float | None) -> tuple[np.ndarray, Sequence[str]]:
    if midpoint is None:
        return np.linspace(*ends, len(_SEQUENTIAL)), _SEQUENTIAL
    if not ends[0] < midpoint < ends[1]:
        raise UnvotesError(f"midpoint {midpoint} is not between the ends of the scale, {ends}")
    low, high = np.linspace(ends[0], midpoint, 3), np.linspace(midpoint, ends[1], 3)
    return np.append(low, high[1:]), _DIVERGING


def _shades(
    values: np.ndarray, ends: tuple[float, float], midpoint: float | None
) -> list[str | None]:
    """Give each value its shade; None where there is no value."""
    stops, colours = _stops(ends, midpoint)
    channels = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours])
    mixed = [np.interp(values, stops, channels[:, k]) for k in range(3)]
    return [
        None if np.isnan(value) else "#" + "".join(f"{round(part):02x}" for part in parts)
        for value, *parts in zip(values, *mixed, strict=True)
    ]


def _traces(
    members: Sequence[str],
    carriers: Mapping[str, Sequence[str]],
    looks: Mapping[str, _Look],
    plain: _Look,
    names: Mapping[str, str] | None,
) -> tuple[list[Any], int]:
    """Draw land and markers; also count the members of today that carry no value."""
    areas = areas_by_code()
    owner = {area: code for code in members for area in carriers[code]}
    line = {"color": QUIET, "width": 0.5}
    nobody = [code for code, area in areas.items() if area.kind != "member" and code not in owner]
    x = [v for code in nobody for v in (*areas[code].x, None)]
    y = [v for code in nobody for v in (*areas[code].y, None)]
    traces: list[Any] = [
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            fill="toself",
            fillcolor=_ABSENT,
            line=line,
            hoverinfo="skip",
            name="other land",
        )
    ]
    dots: list[tuple[tuple[int, int], _Look]] = []
    n_absent = 0
    for code, area in areas.items():
        if code not in owner and area.kind != "member":
            continue
        if code in owner:
            look = looks[owner[code]]
            if owner[code] != code and area.kind == "member":
                place = escape(label(code, names))
                here = say("here: {place}", place=place)
                look = _Look(**(vars(look) | {"hover": f"{look.hover}<br>{here}"}))
        else:
            n_absent += 1
            head = f"<b>{escape(label(code, names))}</b> ({code})"
            look = _Look(**(vars(plain) | {"hover": f"{head}<br>{plain.hover}"}))
        if area.x:
            traces.append(
                # No object of plotly's: a figure would make each of its hundreds anew.
                {
                    "type": "scatter",
                    "x": area.x,
                    "y": area.y,
                    "mode": "lines",
                    "fill": "toself",
                    "fillcolor": look.fill,
                    "fillpattern": _pattern(look.pattern, look.ink),
                    "line": line,
                    "hoveron": "fills",
                    "hoverinfo": "text",
                    "text": look.hover,
                    "name": code,
                }
            )
        if area.marker is not None:
            dots.append((area.marker, look))
    return [*traces, _markers(dots)] if dots else traces, n_absent


def _markers(dots: Sequence[tuple[tuple[int, int], _Look]]) -> go.Scatter:
    """Draw the markers of states too small to be seen: where each stands, and how it looks."""
    return go.Scatter(
        x=[place[0] for place, _ in dots],
        y=[place[1] for place, _ in dots],
        mode="markers",
        marker={
            "symbol": [look.symbol for _, look in dots],
            "size": _DOT,
            "color": [look.fill if look.fill != PAPER else QUIET for _, look in dots],
            "line": {"color": [look.line for _, look in dots], "width": 1},
            "opacity": 1,
        },
        # Not as text, which land has too: a slider through maps would write it for both.
        hovertext=[look.hover for _, look in dots],
        hovertemplate="%{hovertext}<extra></extra>",
        name="small states",
    )


def _pattern(shape: str, ink: str) -> dict[str, Any]:
    return {"shape": shape, "fgcolor": ink, "fillmode": "overlay", "size": 5, "solidity": 0.25}


def _swatch(at: float, y: float, look: tuple[str, str, str], name: str) -> go.Scatter:
    fill, shape, ink = look
    return go.Scatter(
        x=[at, at + 0.05, at + 0.05, at],
        y=[y - 6, y - 6, y + 6, y + 6],
        mode="lines",
        fill="toself",
        fillcolor=fill,
        fillpattern=_pattern(shape, ink),
        line={"color": QUIET, "width": 0.5},
        hoverinfo="skip",
        name=f"key: {name}",
        xaxis="x2",
        yaxis="y2",
    )


def _word(at: float, y: float, text: str, xanchor: str = "left", **how: Any) -> dict[str, Any]:
    return text_note(text, xref="x2", yref="y2", x=at, y=y, xanchor=xanchor, **how)


def _vote_key(
    votes: pd.Series, n_absent: int, missing: str
) -> tuple[list[Any], list[dict[str, Any]], float]:
    """Explain the patterns of votes, and count them."""
    items = [
        (
            f"<b>{n}</b> {noun(VOTES[vote].label, n)} {VOTES[vote].glyph}",
            vote,
            _vote_look(vote, "{}"),
        )
        for vote in ("yes", "no", "abstain", "nonvoting", "unknown")
        if (n := int((votes == vote).sum())) or vote in ("yes", "no", "abstain")
    ]
    return _key(items, n_absent, missing)


def _group_key(
    groups: pd.Series, n_absent: int, missing: str
) -> tuple[list[Any], list[dict[str, Any]], float]:
    """Explain the colours and patterns of groups, and count their members."""
    look = _group_looks(groups)
    items = [
        (
            f"<b>{int((groups == name).sum())}</b> {escape(str(name))} {glyph}",
            str(name),
            look(name, "{}"),
        )
        for name, glyph in zip(groups.cat.categories, LINE_GLYPHS, strict=False)
    ]
    return _key(items, n_absent, missing)


def _key(
    items: Sequence[tuple[str, str, _Look]], n_absent: int, missing: str
) -> tuple[list[Any], list[dict[str, Any]], float]:
    """Explain what is drawn, in two columns under the map."""
    looks = [(look.fill, look.pattern, look.ink) for _, _, look in items]
    texts = [text for text, _, _ in items]
    kinds = [kind for _, kind, _ in items]
    if n_absent:
        texts.append(f"<b>{n_absent}</b> {escape(missing)}")
        looks.append((_ABSENT, "", PAPER))
        kinds.append("absent")
    lines = -(-len(texts) // 2)
    traces, notes = [], []
    for i, (text, look, kind) in enumerate(zip(texts, looks, kinds, strict=True)):
        at, y = 0.01 + 0.5 * (i // lines), (lines - i % lines - 0.5) * _KEY_LINE
        traces.append(_swatch(at, y, look, kind))
        notes.append(_word(at + 0.06, y, text))
    return traces, notes, lines * _KEY_LINE


def _shade_key(
    ends: tuple[float, float],
    midpoint: float | None,
    form: tuple[str, int],
    n_absent: int,
    missing: str,
) -> tuple[list[Any], list[dict[str, Any]], float]:
    """Draw the bar of shades with its numbers, and the swatch of what has no value."""
    height = _BAR + (_KEY_LINE if n_absent else 0)
    stops, colours = _stops(ends, midpoint)
    steps = np.linspace(*ends, 41)
    reach = ends[1] - ends[0]
    bar = go.Heatmap(
        x=np.linspace(0.022, 0.978, 41).round(4).tolist(),
        y=[height - 14, height - 2],
        z=[steps.round(6).tolist()],
        zmin=ends[0],
        zmax=ends[1],
        colorscale=[
            [float(round((stop - ends[0]) / reach, 6)), colour]
            for stop, colour in zip(stops, colours, strict=True)
        ],
        showscale=False,
        hoverinfo="skip",
        name="key: shades",
        xaxis="x2",
        yaxis="y2",
    )
    numbers = ((ends[0], form[0]), (float(stops[2]), ""), (ends[1], form[0]))
    notes = [
        _word(
            at,
            height - 16,
            escape(_written(value, unit, form[1])),
            xanchor=anchor,
            yanchor="top",
        )
        for (value, unit), at, anchor in zip(
            numbers, (0.01, 0.5, 0.99), ("left", "center", "right"), strict=True
        )
    ]
    traces: list[Any] = [bar]
    if n_absent:
        y = _KEY_LINE / 2
        traces.append(_swatch(0.01, y, (PAPER, "/", QUIET), "absent"))
        notes.append(_word(0.07, y, f"<b>{n_absent}</b> {escape(missing)}"))
    return traces, notes, height


def _title(frame: pd.DataFrame, column: str, whose: str = "") -> str:
    if whose:
        return say("{measure} with {whom}", measure=_about(column, first=True), whom=whose)
    first = frame.iloc[0]
    about = column_text(first, "roll_call")
    if _kind(frame[column]) == "votes":
        counts = _counts(frame[column])
        outcome = decision(column_text(first, "outcome"), counts)
        lead = about or say("How members voted")
        if about and outcome:
            lead = say("{head}: {what}", head=about, what=say(outcome))
        return lead if outcome.endswith(NO_VOTE) else f"{lead} {_score(counts)}".strip()
    return say("{measure} by state", measure=_about(column, first=True))


def _about(column: str, *, first: bool = False) -> str:
    """Say what a column holds; as the first word with a capital."""
    said = say(column.replace("_", " "))
    return f"{said[0].upper()}{said[1:]}" if first else said


def _counts(votes: pd.Series) -> dict[str, int]:
    return {word: int((votes == word).sum()) for word in VOTE_WORDS}


def _score(counts: Mapping[str, int]) -> str:
    return score(counts["yes"], counts["no"], counts["abstain"])


def _subtitle(frame: pd.DataFrame, column: str, unit: str) -> list[str]:
    if _kind(frame[column]) == "votes":
        first = frame.iloc[0]
        date = first.get("date")
        facts = [
            "" if date is None or pd.isna(date) else day(date),
            say(column_text(first, "topic")),
            say("n = {calls}", calls=counted(len(frame), "member")),
        ]
        return [" · ".join(fact for fact in facts if fact)]
    known = frame[column].dropna()
    if _kind(known) == "groups":
        states = counted(len(known), "state")
        groups = counted(int(known.nunique()), "group")
        return [say("n = {states} in {groups}", states=states, groups=groups)]
    low, high = (_written(float(end), unit, _digits(known)) for end in (known.min(), known.max()))
    states = counted(len(known), "state")
    return [say("n = {states}, from {low} to {high}", states=states, low=low, high=high)]


def _moved(frame: pd.DataFrame, names: Mapping[str, str] | None, most: int) -> str:
    """Say which values are drawn over which present members, naming so many of these at most."""
    said = []
    for row in frame.to_dict("records"):
        over = [
            code for code in row["drawn_over"].split() if areas_by_code()[code].kind == "member"
        ]
        if over not in ([], [row["member"]]):
            where = joined(label(code, names) for code in over)
            if len(over) > most:
                where = say("{n} states of today", n=len(over))
            said.append(say("{state} over {areas}", state=row["name"], areas=where))
    return say("Drawn over present areas: {states}.", states=listed(said)) if said else ""


def _alt(
    frame: pd.DataFrame,
    column: str,
    unit: str,
    n_absent: int,
    missing: str,
    moved: str,
) -> str:
    parts = []
    kind = _kind(frame[column])
    if kind == "votes":
        about = column_text(frame.iloc[0], "roll_call")
        groups = []
        for vote in ("yes", "no", "abstain", "nonvoting", "unknown"):
            who = frame.loc[frame[column] == vote, "name"]
            if len(who) or vote in ("yes", "no", "abstain"):
                groups.append(_with_names(counted(len(who), VOTES[vote].label), who))
        of = counted(len(frame), "member")
        parts.append(
            say("World map of the vote on {call} of {members}.", call=about, members=of)
            if about
            else say("World map of the vote of {members}.", members=of)
        )
        parts.append(f"{listed(groups)}.")
    elif kind == "groups":
        known = frame[frame[column].notna()]
        parts.append(_map_of(column, len(known)))
        for name in known[column].cat.categories:
            who = known.loc[known[column] == name, "name"]
            parts.append(_with_names(f"{name}, {counted(len(who), 'state')}", who) + ".")
    else:
        known = frame[frame[column].notna()].sort_values(column, kind="stable")
        digits = _digits(known[column])
        parts.append(_map_of(column, len(known)))
        for word, rows in (("Highest", known[::-1].head(_NAMED)), ("Lowest", known.head(_NAMED))):
            said = [
                f"{r['name']} {_written(r[column], unit, digits)}" for r in rows.to_dict("records")
            ]
            if word == "Highest" or len(known) > _NAMED:
                parts.append(say("{head}: {what}", head=say(word), what=listed(said)) + ".")
    if n_absent:
        members = counted(n_absent, "member")
        parts.append(say("{members} of today: {missing}.", members=members, missing=missing))
    return " ".join([*parts, moved])


def _map_of(column: str, n: int) -> str:
    """Begin the alt text of a map of numbers or groups."""
    of, states = _about(column), counted(n, "state")
    return say("World map of {measure} for {states}.", measure=of, states=states)


def _with_names(head: str, who: pd.Series) -> str:
    """Name those of whom something is said, unless they are none or too many."""
    if not 0 < len(who) <= _MOST_NAMED:
        return head
    return say("{head}: {what}", head=head, what=joined(sorted(who, key=spelling_order)))
