"""Events on a time axis: numbered above the plot, named below it, a thin rule for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from unvotes.charts.drawing.inputs import require
from unvotes.charts.drawing.labels import text_note
from unvotes.charts.drawing.language import day, joined, listed, say
from unvotes.charts.drawing.theme import MUTED, QUIET
from unvotes.charts.drawing.words import escape, wrap
from unvotes.record.data_files import read_table

_ROW: Final = 13
#: Pixels from one number to the next in a row.
_APART: Final = 16
_KEY_CHARS: Final = 58

Span = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class Marks:
    """
    Events as parts of a figure.

    Attributes
    ----------
    numbers : list of dict
        Annotations above the plot: a number for each event, its name on hover.
    rules : list of dict
        Shapes across the plot.
    key : str
        HTML that names the numbers; empty without events.
    above, below : float
        Pixels that the numbers and the key need.
    said : str
        A sentence for the alt text; empty without events.
    """

    numbers: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    key: str
    above: float
    below: float
    said: str


def mark_events(events: bool | pd.DataFrame, span: Span, pixels: float) -> Marks:
    """
    Mark the events that fall into a period.

    Parameters
    ----------
    events : bool or DataFrame
        Those of the record's ``events.csv``, none, or those of a frame with ``date``, ``event``
        and perhaps ``source``.
    span : tuple of Timestamp
        Ends of the time axis.
    pixels : float
        Breadth of the plot on a telephone: numbers do not touch there.

    Returns
    -------
    Marks

    Raises
    ------
    UnvotesError
        If the frame is empty or lacks a column.
    """
    if isinstance(events, bool):
        frame = read_table("events.csv")
        frame = frame if events else frame.iloc[:0]
    else:
        frame = require(events, ("date", "event"), "events")
    frame = frame.assign(date=pd.to_datetime(frame["date"]))
    frame = frame[frame["date"].between(*span)].sort_values("date", ignore_index=True)
    if "source" not in frame.columns:
        frame = frame.assign(source="")
    frame["event"] = [say(event) for event in frame["event"].astype(str)]
    rows = _rows(frame, span, pixels)
    key = _key(frame)
    named = joined(f"{event.event} ({event.date:%Y})" for event in frame.itertuples())
    return Marks(
        numbers=_numbers(frame, rows),
        rules=[_rule(f"{date:%Y-%m-%d}") for date in frame["date"]],
        key=key,
        above=_ROW * (max(rows, default=-1) + 1) + 10,
        below=14.5 * (1 + key.count("<br>")) + 6 if key else 0.0,
        said=say("Marked: {events}.", events=named) if named else "",
    )


def _rows(frame: pd.DataFrame, span: Span, pixels: float) -> list[int]:
    """Lift the numbers into as many rows as they need not to touch."""
    ends: list[float] = []
    rows = []
    for date in frame["date"]:
        x = (date - span[0]) / (span[1] - span[0]) * pixels
        row = next((i for i, end in enumerate(ends) if end + _APART <= x), len(ends))
        ends[row : row + 1] = [x]
        rows.append(row)
    return rows


def _numbers(frame: pd.DataFrame, rows: list[int]) -> list[dict[str, Any]]:
    return [
        text_note(
            str(i),
            size=11,
            colour=MUTED,
            hovertext=f"<b>{escape(event.event)}</b><br>{day(event.date)}"
            + (f"<br>{escape(event.source)}" if event.source else ""),
            xref="x",
            x=f"{event.date:%Y-%m-%d}",
            yref="paper",
            y=1,
            yanchor="bottom",
            yshift=_ROW * row,
        )
        for i, (event, row) in enumerate(zip(frame.itertuples(), rows, strict=True), start=1)
    ]


def _key(frame: pd.DataFrame) -> str:
    """Name the numbered events; spaces within one do not break."""
    items = [
        f"{i} {event.event} ({event.date:%Y})".replace(" ", "\u00a0")
        for i, event in enumerate(frame.itertuples(), start=1)
    ]
    return wrap(listed(items), _KEY_CHARS)


def _rule(date: str) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": date,
        "x1": date,
        "y0": 0,
        "y1": 1,
        "line": {"color": QUIET, "width": 1, "dash": "dot"},
        "layer": "below",
    }
