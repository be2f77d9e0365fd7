"""Charts that need no script: lines in SVG that stretch, texts in HTML that keep their size."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

__all__ = ["Line", "amount_bar", "line_plot", "share_bar"]

#: Pixels of a line of text, by which names at the end of lines keep apart.
_LINE: Final = 16
#: Years between two marks of the axis, by how many years it spans at least.
_STEPS: Final = ((50, 20), (20, 10), (8, 5), (4, 2), (0, 1))


class Line(NamedTuple):
    """One line of a plot: its name, and for each year a value and a band, None where open."""

    name: str
    points: Mapping[float, tuple[float, float, float] | None]
    #: Whether it is what the chart is about; others are drawn thinner, and without a band.
    leading: bool = True


def line_plot(
    lines: Sequence[Line],
    label: str,
    y_range: tuple[float, float],
    y_marks: Mapping[float, str],
    *,
    height: int,
    x_range: tuple[float, float] | None = None,
    named: bool = True,
) -> str:
    """
    Draw lines over years.

    The drawing stretches to the breadth that it finds, its strokes and texts do not.

    Parameters
    ----------
    lines : sequence of Line
        The lines.
    label : str
        What the chart shows, in words: its alt text.
    y_range : tuple of float
        Ends of the vertical axis.
    y_marks : mapping of float to str
        Its marks.
    height : int
        Pixels of the plot.
    x_range : tuple of float, optional
        First and last year; by default those of the lines.
    named : bool, default True
        Whether each line bears its name at its end.

    Returns
    -------
    str
        HTML.
    """
    years = [year for line in lines for year, at in line.points.items() if at is not None]
    first, last = x_range or (min(years), max(years))
    breadth = max(last - first, 1)

    def x(year: float) -> float:
        return round(100 * (year - first) / breadth, 2)

    def y(value: float) -> float:
        inside = min(max(value, y_range[0]), y_range[1])
        return round(100 * (y_range[1] - inside) / (y_range[1] - y_range[0]), 2)

    drawn = "".join(f'<path class="grid" d="M0 {y(mark)}H100"/>' for mark in y_marks)
    ends = []
    for i, line in enumerate(lines):
        runs = _runs(line.points)
        if line.leading:
            drawn += "".join(_band(run, x, y) for run in runs)
        kind = "leading" if line.leading else f"beside dash{i % 4}"
        path = "".join(
            "M"
            + "L".join(f"{x(year)} {y(at[0])}" for year, at in run)
            # A point alone is a line of no length, which its round ends make a dot.
            + ("h0" if len(run) == 1 else "")
            for run in runs
        )
        drawn += f'<path class="{kind}" d="{path}"/>'
        if runs:
            ends.append((y(runs[-1][-1][1][0]), line))
    marks = "".join(
        f'<span class="y" style="top:{y(mark)}%">{html.escape(text)}</span>'
        for mark, text in y_marks.items()
    )
    marks += "".join(
        f'<span class="x" style="left:{x(year)}%">{year}</span>' for year in _years(first, last)
    )
    if named:
        marks += "".join(_names(ends, height))
    return (
        f'<div class="plot{" named" if named else ""}" role="img" style="height:{height}px" '
        f'aria-label="{html.escape(label)}"><svg viewBox="0 0 100 100" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{drawn}</svg>{marks}</div>'
    )


_Run = list[tuple[float, tuple[float, float, float]]]


def _runs(points: Mapping[float, tuple[float, float, float] | None]) -> list[_Run]:
    """Cut a line where it is open."""
    runs: list[_Run] = [[]]
    for year, at in sorted(points.items()):
        if at is None:
            runs.append([])
        else:
            runs[-1].append((year, at))
    return [run for run in runs if run]


def _band(run: _Run, x: object, y: object) -> str:
    if any(math.isnan(end) for _, at in run for end in at[1:]):
        return ""
    assert callable(x) and callable(y)
    upper = [f"{x(year)} {y(at[2])}" for year, at in run]
    lower = [f"{x(year)} {y(at[1])}" for year, at in reversed(run)]
    if len(run) == 1:
        return f'<path class="limits" d="M{upper[0]}L{lower[0]}"/>'
    return f'<path class="band" d="M{"L".join([*upper, *lower])}Z"/>'


def _years(first: float, last: float) -> list[int]:
    step = next(step for least, step in _STEPS if last - first >= least)
    begin = math.ceil(first / step) * step
    return list(range(begin, math.floor(last) + 1, step))


def _names(ends: list[tuple[float, Line]], height: int) -> list[str]:
    """Write the names of lines at their ends, moved apart where they would touch."""
    least = 100 * _LINE / height
    ends = sorted(ends, key=lambda end: end[0])
    places = [end for end, _ in ends]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + least)
    over = max(places[-1] - 100, 0) if places else 0
    for i in range(len(places) - 1, -1, -1):
        room = 100 if i == len(places) - 1 else places[i + 1] - least
        places[i] = min(places[i], room) if over else places[i]
    return [
        f'<span class="name{" strong" if line.leading else ""}" style="top:{place:.1f}%">'
        f"{html.escape(line.name)}</span>"
        for place, (_, line) in zip(places, ends, strict=True)
    ]


def share_bar(parts: Mapping[str, float]) -> str:
    """
    Draw shares as one bar; their numbers stand beside it.

    Parameters
    ----------
    parts : mapping of str to float
        Share of each vote, which is the class of its colour.

    Returns
    -------
    str
        HTML.
    """
    inner = "".join(
        f'<span class="{vote}" style="width:{100 * share:.1f}%"></span>'
        for vote, share in parts.items()
        if share > 0
    )
    return f'<span class="bar" aria-hidden="true">{inner}</span>'


def amount_bar(value: float) -> str:
    """
    Draw a number between 0 and 1 as a bar.

    Parameters
    ----------
    value : float
        The number, which stands beside it.

    Returns
    -------
    str
        HTML.
    """
    return share_bar({"amount": min(max(value, 0.0), 1.0)})
