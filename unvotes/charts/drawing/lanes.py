"""Counts by year in lanes, one above the other on one scale: lane and heading tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from unvotes.charts.drawing.theme import INK, MUTED, RULE

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


def _round_below(most: int) -> int:
    """Choose the number that a lane's scale shows: the largest round one that it reaches."""
    return max(n for n in (1, 2, 3, 5, 10, 15, 20, 30, 40, 50, 80, 100, most) if n <= max(most, 1))


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
    tallest = [max([*lane.counts, 0]) for lane in lanes]
    unit = min(12.0, max(1.0, _PIXELS / max(sum(tallest), 1)))
    heights = [max(_LEAST, unit * most) + _HEADING for most in tallest]
    total = sum(heights)
    traces: list[Any] = []
    notes: list[dict[str, Any]] = []
    rules: list[dict[str, Any]] = []
    ticks: list[tuple[float, str]] = []
    span = years[-1] - years[0]
    step = next(d for d in (1, 2, 5, 10, 20, 50, 100) if span / d <= 8.5 or d == 100)
    marked = [year for year in years if year % step == 0]
    foot = total
    for lane, height, most in zip(lanes, heights, tallest, strict=True):
        foot -= height
        drawn = [i for i, n in enumerate(lane.counts) if n]
        traces.append(
            go.Bar(
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
        )
        notes.append(
            {
                "text": lane.heading,
                "xref": "paper",
                "x": 0,
                "y": foot + height,
                "xanchor": "left",
                "yanchor": "top",
                "xshift": 10 - LEFT,
                "yshift": -2,
                "align": "left",
                "showarrow": False,
                "font": {"size": 12, "color": INK},
            }
        )
        shown = _round_below(most)
        if not most or unit * shown >= 11:  # else there is no room for two numbers
            ticks.append((foot, "0"))
        if most:
            ticks.append((foot + unit * shown, str(shown)))
        # Rules end below the heading, so that none crosses a text.
        top = foot + height - _HEADING + 4
        rules += [_rule(year, foot, top, RULE, "solid", "below") for year in marked]
        rules += [_rule(year, foot, top, MUTED, "dot", "above") for year in lane.breaks]
        rules.append(_rule(0, foot, foot, MUTED, "solid", "above") | {"xref": "paper", "x1": 1})
    layout = {
        "showlegend": False,
        "dragmode": False,
        "barmode": "overlay",
        "shapes": rules,
        "xaxis": {
            "range": [years[0] - 0.8, years[-1] + 0.8],
            "dtick": step,
            "tick0": 0,
            "tickformat": "d",
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [0, total],
            "tickmode": "array",
            "tickvals": [round(at, 2) for at, _ in ticks],
            "ticktext": [text for _, text in ticks],
            "tickfont": {"size": 11, "color": MUTED},
            "showgrid": False,
            "fixedrange": True,
        },
    }
    return traces, notes, layout, total


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
