"""A table of counts: a number in each cell, shaded by what the caller says it is a share of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from unvotes.charts.drawing.labels import text_note, text_width
from unvotes.charts.drawing.language import written
from unvotes.charts.drawing.theme import PAPER
from unvotes.charts.drawing.words import escape

_ROW: Final = 27
#: Light to dark; numbers are readable in ``INK`` on all of them.
SHADES: Final = ((0.0, "#f4f7f9"), (1.0, "#64a3be"))


def count_table(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int | None]],
    shades: Sequence[Sequence[float | None]],
    hover: Sequence[Sequence[str]],
) -> tuple[list[Any], list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """
    Draw a table of counts.

    Parameters
    ----------
    rows, columns : sequence of str
        Their headings, plain text, each once.
    counts : rows × columns of int
        The numbers; None for an empty cell.
    shades : rows × columns of float
        0 to 1, light to dark; None for a cell without shade.
    hover : rows × columns of str
        HTML.

    Returns
    -------
    traces : list
        A heat map for shades and hover texts.
    annotations : list of dict
        Numbers and headings of the columns.
    layout : dict
        Axes.
    room : dict of float
        ``plot_height``, ``left`` and ``top``, as :func:`finish` wants them.
    """
    notes = [_column_heading(j, column) for j, column in enumerate(columns)]
    notes += [
        _number(i, j, count, bold=shades[i][j] is None)
        for i, line in enumerate(counts)
        for j, count in enumerate(line)
        if count is not None
    ]
    table = go.Heatmap(
        x=list(range(len(columns))),
        y=list(range(len(rows))),
        z=[
            [
                (0.0 if shade is None else shade) if count is not None else None
                for shade, count in zip(shade_line, count_line, strict=True)
            ]
            for shade_line, count_line in zip(shades, counts, strict=True)
        ],
        zmin=0,
        zmax=1,
        colorscale=[list(step) for step in SHADES],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        text=[list(line) for line in hover],
        hovertemplate="%{text}<extra></extra>",
        name="counts",
    )
    room = {
        "plot_height": float(_ROW * len(rows)),
        "left": 24.0 + round(max(text_width(row, 12) for row in rows)),
        "top": 14.0 + round(max(text_width(column, 12) for column in columns)),
    }
    return [table], notes, _axes(rows, len(columns)), room


def _column_heading(j: int, column: str) -> dict[str, Any]:
    return text_note(
        escape(column), x=j, yref="paper", y=1, yanchor="bottom", yshift=4, textangle=-90
    )


def _number(i: int, j: int, count: int, *, bold: bool) -> dict[str, Any]:
    return text_note(f"<b>{written(count)}</b>" if bold else written(count), size=13, x=j, y=i)


def _axes(rows: Sequence[str], n_columns: int) -> dict[str, Any]:
    return {
        "showlegend": False,
        "dragmode": False,
        "xaxis": {
            "range": [-0.5, n_columns - 0.5],
            "showticklabels": False,
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(rows) - 0.5, -0.5],
            "tickmode": "array",
            "tickvals": list(range(len(rows))),
            "ticktext": [escape(row) for row in rows],
            "showgrid": False,
            "fixedrange": True,
            "ticks": "outside",
            "ticklen": 4,
            "tickcolor": PAPER,
        },
    }
