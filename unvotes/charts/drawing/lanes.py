"""Counts by year in lanes, one above the other on one scale: lane and heading tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from unvotes.charts.drawing.labels import edge_note
from unvotes.charts.drawing.theme import MUTED, RULE

#: Height that all lanes share, headings apart.
_PIXELS: Final = 300
_HEADING: Final = 26
#: Pixels of a lane, even if all of its counts are small.
_LEAST: Final = 18
#: Pixels left of the lanes, for the numbers of the scale.
LEFT: Final = 34
#: Pixels below the lanes, for the years.
AXIS: Final = 22


@dataclass(frozen=True)
class Lane:
    """
    Counts of one kind by year.

    Attributes
    ----------
    name : str
        Plain text: the name of its bars.
    heading : str
        HTML that stands above it.
    colour : str
        Fill of its bars.
    counts : sequence of int
        One for each year.
    hover : sequence of str
        HTML, one for each year.
    breaks : tuple of float
        Years at which a thin rule crosses the lane.
    """

    name: str
    heading: str
    colour: str
    counts: Sequence[int]
    hover: Sequence[str]
    breaks: tuple[float, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a lane stands, in pixels above the foot of the plot, and what its scale shows."""

    foot: float
    #: Upper edge of the heading; bars and rules end below it.
    top: float
    #: The tallest of its counts, which its scale shows.
    most: int
    #: Whether there is room for a 0 below it.
    zero: bool


@dataclass(frozen=True)
class Places:
    """Lanes on one scale, so that a height means the same count in each."""

    lanes: tuple[Place, ...]
    #: Pixels of a count of one.
    unit: float
    #: Years from one rule to the next.
    step: int
    height: float


def place_lanes(lanes: Sequence[Lane], years: Sequence[int]) -> Places:
    """
    Lay lanes out from top to bottom.

    Parameters
    ----------
    lanes : sequence of Lane
        From top to bottom.
    years : sequence of int
        The years of their counts, without a gap.

    Returns
    -------
    Places
        One for each lane, and the scale that all share.
    """
    tallest = [max([*lane.counts, 0]) for lane in lanes]
    unit = min(12.0, max(1.0, _PIXELS / max(sum(tallest), 1)))
    heights = [max(_LEAST, unit * most) + _HEADING for most in tallest]
    span = years[-1] - years[0]
    step = next(d for d in (1, 2, 5, 10, 20, 50, 100) if span / d <= 8.5 or d == 100)
    places, top = [], sum(heights)
    for height, most in zip(heights, tallest, strict=True):
        # A scale shows its tallest count, and 0 where there is room for two numbers.
        places.append(Place(top - height, top, most, not most or unit * most >= 11))
        top -= height
    return Places(tuple(places), unit, step, sum(heights))


def draw_lanes(
    lanes: Sequence[Lane], years: Sequence[int]
) -> tuple[list[Any], list[dict[str, Any]], dict[str, Any], float]:
    """
    Draw lanes of bars on one scale, so that a height means the same count in each.

    Parameters
    ----------
    lanes : sequence of Lane
        From top to bottom.
    years : sequence of int
        The years of their counts, without a gap.

    Returns
    -------
    traces : list
        A bar trace for each lane, its bars' bases moved up to the lane.
    annotations : list of dict
        The headings.
    layout : dict
        Axes and rules.
    height : float
        Pixels that the plot needs.
    """
    places = place_lanes(lanes, years)
    pairs = list(zip(lanes, places.lanes, strict=True))
    traces = [_bars(lane, place.foot, places.unit, years) for lane, place in pairs]
    headings = [_heading(lane, place.top) for lane, place in pairs]
    marked = [year for year in years if year % places.step == 0]
    rules = [rule for lane, place in pairs for rule in _rules(lane, place, marked)]
    ticks: list[tuple[float, str]] = []
    for place in places.lanes:
        if place.zero:
            ticks.append((place.foot, "0"))
        if place.most:
            ticks.append((place.foot + places.unit * place.most, str(place.most)))
    layout = {
        "showlegend": False,
        "dragmode": False,
        "barmode": "overlay",
        "shapes": rules,
        "xaxis": {
            "range": [years[0] - 0.8, years[-1] + 0.8],
            "dtick": places.step,
            "tick0": 0,
            "tickformat": "d",
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [0, places.height],
            "tickmode": "array",
            "tickvals": [round(at, 2) for at, _ in ticks],
            "ticktext": [text for _, text in ticks],
            "tickfont": {"size": 11, "color": MUTED},
            "showgrid": False,
            "fixedrange": True,
        },
    }
    return traces, headings, layout, places.height


def _bars(lane: Lane, foot: float, unit: float, years: Sequence[int]) -> Any:
    drawn = [i for i, n in enumerate(lane.counts) if n]
    return go.Bar(
        x=[years[i] for i in drawn],
        y=[round(lane.counts[i] * unit, 2) for i in drawn],
        base=round(foot, 2),
        width=0.84,
        marker={"color": lane.colour, "line": {"width": 0}},
        text=[lane.hover[i] for i in drawn],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        name=lane.name,
    )


def _heading(lane: Lane, top: float) -> dict[str, Any]:
    return edge_note(lane.heading, 10 - LEFT, y=top, yanchor="top", yshift=-2)


def _rules(lane: Lane, place: Place, marked: Sequence[int]) -> list[dict[str, Any]]:
    """Draw a lane's rules; they end below its heading, so that none crosses a text."""
    foot, top = place.foot, place.top - _HEADING + 4
    return [
        *(_rule(year, foot, top, RULE, "solid", "below") for year in marked),
        *(_rule(year, foot, top, MUTED, "dot", "above") for year in lane.breaks),
        _rule(0, foot, foot, MUTED, "solid", "above") | {"xref": "paper", "x1": 1},
    ]


def _rule(x: float, y0: float, y1: float, colour: str, dash: str, layer: str) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "x0": x,
        "x1": x,
        "y0": round(y0, 2),
        "y1": round(y1, 2),
        "line": {"color": colour, "width": 1, "dash": dash},
        "layer": layer,
    }
