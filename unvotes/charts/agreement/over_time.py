"""Agreement year by year: lines with interval bands, open where there was no common seat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.blocs.agreement import PARTS
from unvotes.charts.drawing.estimates import (
    choice,
    intervals,
    part_of_blocs,
    require_estimates,
    scale,
    spread,
)
from unvotes.charts.drawing.events import mark_events
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.language import joined, listed, say
from unvotes.charts.drawing.names import label
from unvotes.charts.drawing.theme import BLOC_COLOURS, LINE_GLYPHS, PAPER
from unvotes.charts.drawing.time_lines import (
    AXIS,
    LEFT,
    in_each,
    in_order,
    line_in_words,
    line_text,
    line_traces,
    ring_lane,
    time_axis,
    time_span,
    timed,
    years,
)
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import escape
from unvotes.errors import UnvotesError, unknown
from unvotes.record.given_members import find_member, given

__all__ = ["agreement_over_time"]

_MOST_LINES: Final = len(BLOC_COLOURS)
#: Lines whose bands can still be told apart in one plot.
_MOST_TOGETHER: Final = 3
_MOST_POINTS: Final = 480
_PLOT: Final = 250
_PANEL: Final = 105
_PANEL_HEAD: Final = 36
#: Pixels of the plot on a telephone.
_NARROW: Final = 310
_KEY_LINE: Final = 17
#: Where a line is open: of blocs, and with something withheld.
_OPEN: Final = {
    (False, False): "Open where there was no common roll call.",
    (False, True): "Open where there was no common roll call; rings: too few for an estimate.",
    (True, False): "Open where there was no roll call.",
    (True, True): "Open where there was no roll call; rings: too few for an estimate.",
}


@chart
def agreement_over_time(
    table: pd.DataFrame,
    *,
    pairs: Sequence[tuple[str, str]] | None = None,
    parts: Sequence[str] = ("within A", "within B", "between"),
    measure: str | None = None,
    panels: bool | None = None,
    events: bool | pd.DataFrame = True,
    y_range: tuple[float, float] | None = None,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw how agreement of pairs, or of blocs, or the cohesion of parties, went over time.

    A line for each pair, each part of a comparison of blocs, or each bloc, with its intervals as
    a band. Where two members shared no roll call the line is open; where an estimate is withheld
    a ring below the axis says so.

    Parameters
    ----------
    table : DataFrame
        What `agreement`, `agreement_table`, `bloc_agreement` or `cohesion` return with
        ``by="year"``, ``"term"``, ``"decade"``, ``"month"`` or ``"presidency"``, or `agreement`
        with ``window=``: a column of that name or the dates ``first`` and ``last``; or by named
        periods, with their days in ``since`` and ``until``; ``a`` and ``b``, or ``part`` and
        ``blocs``, or ``bloc`` (a line for each bloc, so for each party of ``group="party"``);
        ``estimate``, ``n``, ``low``, ``high`` and perhaps ``withheld`` and ``method``. Tables
        can be joined with `pandas.concat`.
    pairs : sequence of two members each, optional
        Which pairs of the table, by codes or names of states, in this order; default all, up to
        six.
    parts : sequence of {"within A", "within B", "between", "difference"}, optional
        Which parts of a comparison of blocs; by default all but the difference.
    measure : str, optional
        What the estimates measure; a word for texts and the axis. By default ``"agreement"``, of
        a table that `cohesion` returns ``"cohesion"``.
    panels : bool, optional
        Each line in a plot of its own; by default if there are more than three.
    y_range : tuple of float, optional
        Ends of the axis; by default 0 to 1, and lower where estimates are.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per value drawn: ``line``, ``period`` (str),
        ``estimate`` (float64), ``n`` (int64), ``low``, ``high`` (float64), ``withheld`` (str).
        Of windows, too many to be told apart, evenly spaced ones are drawn; the subtitle says
        every how many.

    Raises
    ------
    UnvotesError
        If the table is empty, has no time, is about neither pairs nor blocs, or holds a line
        twice; if a pair or part is not in it, or there are more than six lines.

    Examples
    --------
    >>> from unvotes import agreement, load_votes
    >>> from unvotes.charts import agreement_over_time, data
    >>> table = agreement(load_votes(since=2011, until=2012), "IND", "RUS", by="year")
    >>> data(agreement_over_time(table))[["line", "period", "estimate", "n"]].round(2)
                   line period  estimate   n
    0  India and Russia   2011      0.97  66
    1  India and Russia   2012      0.93  54
    """
    table = require_estimates(table, (), "table")
    table, unit = timed(table, ("year", "term", "decade", "month", "presidency", "period"))
    if measure is None:
        measure = "cohesion" if _of_blocs(table) else "agreement"
    measure = say(measure)
    table = _lines(table, pairs, parts, wording["names"])
    lines = _distinct_lines(table, unit)
    table, every = _thinned(table, lines)
    low, high = scale(table, y_range, from_zero=True)
    marks = mark_events(events, time_span(table), _NARROW)
    plots = _Plots(len(lines), len(lines) > _MOST_TOGETHER if panels is None else panels)
    withheld = table.loc[table["withheld"] != "", "line"]
    held = [bool(len(withheld))] if plots.apart else [line in set(withheld) for line in lines]
    bottom, feet = ring_lane(low, high, held, 0.08 if plots.apart else 0.035)

    traces: list[Any] = []
    layout: dict[str, Any] = {"showlegend": False, "dragmode": False, "hovermode": "closest"}
    for i, line in enumerate(lines):
        axis = f"y{i + 1}" if plots.apart and i else "y"
        of_line = table[table["line"] == line].sort_values("at", kind="stable")
        traces += line_traces(of_line, line, i, unit, measure, axis, feet[0 if plots.apart else i])
        if plots.apart or i == 0:
            layout["yaxis" + axis[1:]] = {
                "range": [bottom, high + 0.02 * (high - low)],
                "domain": plots.domain(i),
                "fixedrange": True,
                "nticks": 4 if plots.apart else 7,
            }
    notes = [_heading(line, i, plots, marks.above) for i, line in enumerate(lines)]
    notes += marks.numbers
    if marks.key:
        notes.append(line_text(marks.key, 11) | {"y": 0, "yanchor": "top", "yshift": -AXIS - 4})
    layout["shapes"] = marks.rules
    layout["xaxis"] = time_axis(table, _NARROW) | {
        "anchor": "free" if plots.apart else "y",
        "position": 0,
    }
    frame = table[["line", "period", "estimate", "n", "low", "high", "withheld"]]
    return finish(
        traces,
        wording,
        title=_title(lines, table, measure),
        subtitle=_subtitle(table, unit, every),
        alt=_alt(table, lines, marks.said, measure),
        frame=frame.reset_index(drop=True),
        plot_height=plots.height,
        left=LEFT,
        top=marks.above + plots.key,
        bottom=AXIS + marks.below,
        annotations=notes,
        layout=layout,
    )


@dataclass(frozen=True)
class _Plots:
    """How lines are laid out: each in a plot of its own, or all in one below their key."""

    lines: int
    apart: bool

    @property
    def each(self) -> int:
        return _PANEL + _PANEL_HEAD if self.apart else _PLOT

    @property
    def height(self) -> float:
        return self.each * (self.lines if self.apart else 1)

    @property
    def key(self) -> float:
        """Pixels above the plot that the key needs."""
        return 0.0 if self.apart else _KEY_LINE * self.lines + 6

    def domain(self, line: int) -> list[float]:
        """Give the foot and the top of a line's plot, as shares of the height."""
        if not self.apart:
            return [0.0, 1.0]
        foot = 1 - (line + 1) * self.each / self.height
        return [max(foot, 0.0), foot + _PANEL / self.height]


def _distinct_lines(table: pd.DataFrame, unit: str) -> list[str]:
    """List the lines; refuse one with two values in a period, and more than can be told apart."""
    # Several windows can end on one day.
    twice = table.duplicated(["line", "period"]) & (unit != "window")
    if twice.any():
        row = table[twice].iloc[0]
        raise UnvotesError(
            f"table has more than one row for {row['line']} in {row['period']}: filter it, or "
            "give the rows apart to a chart each"
        )
    lines = list(dict.fromkeys(table["line"]))
    if len(lines) > _MOST_LINES:
        raise UnvotesError(
            f"table has {len(lines)} lines, and {_MOST_LINES} can be told apart: choose with "
            "pairs=[('RUS', 'CHN'), …] or parts=[…]"
        )
    return lines


def _heading(line: str, i: int, plots: _Plots, above: float) -> dict[str, Any]:
    """Name a line above its plot, or in the key of all."""
    text = f'<span style="color:{BLOC_COLOURS[i]}">{LINE_GLYPHS[i]}</span> {escape(line)}'
    top = 1 - i * plots.each / plots.height if plots.apart else 1
    shift = -6 if plots.apart else above + plots.key - _KEY_LINE * i
    # Paper behind a panel's heading, since the rules of events run through all panels.
    note = line_text(text, 12) | {"y": top, "bgcolor": PAPER}
    return note | {"yanchor": "top", "yshift": shift}


def _of_blocs(table: pd.DataFrame) -> bool:
    """Tell whether each row is about one bloc, as in a table of cohesion."""
    return "bloc" in table.columns and not {"part", "a", "member"} & set(table.columns)


def _lines(
    table: pd.DataFrame,
    pairs: Sequence[tuple[str, str]] | None,
    parts: Sequence[str],
    names: Mapping[str, str] | None,
) -> pd.DataFrame:
    """Choose the rows to draw and name the line of each, in the order in which they are drawn."""
    if {"part", "blocs"} <= set(table.columns):
        for part in parts:
            if part not in PARTS:
                raise unknown("part", part, PARTS)
        table = table.assign(part=table["part"].astype(str), blocs=table["blocs"].astype(str))
        table = table[table["part"].isin(list(parts))]
        table["line"] = [
            part_of_blocs(*both) for both in zip(table["part"], table["blocs"], strict=True)
        ]
        order = {part: i for i, part in enumerate(parts)}
        chosen = table.iloc[table["part"].map(order).argsort(kind="stable")]
    elif {"a", "b"} <= set(table.columns):
        a, b = table["a"].astype(str), table["b"].astype(str)
        known = {code: label(code, names) for code in sorted({*a, *b})}
        joint = [joined([known[one], known[two]]) for one, two in zip(a, b, strict=True)]
        table = table.assign(a=a, b=b, line=joint)
        if pairs is None:
            return table
        found = []
        for wanted in pairs:
            pair = [_in_table(one, known) for one in given(wanted, "pairs")]
            hit = table["a"].isin(pair) & table["b"].isin(pair) & (len(set(pair)) == 2)
            if not hit.any():
                listed = sorted({f"{x}–{y}" for x, y in zip(table["a"], table["b"], strict=True)})
                raise unknown("pair", "–".join(pair), listed)
            found.append(table[hit].assign(line=joined([known[pair[0]], known[pair[1]]])))
        if not found:
            raise UnvotesError("pairs= is empty, so there is nothing to draw")
        return pd.concat(found, ignore_index=True)
    elif _of_blocs(table):
        chosen = table.assign(line=table["bloc"].astype(str))
    else:
        raise UnvotesError(
            "table is about neither pairs (columns 'a' and 'b') nor blocs ('part' and 'blocs', or "
            f"'bloc'); it has {list(table.columns)}"
        )
    if chosen.empty:
        raise UnvotesError(f"table has no row of {list(parts)}, so there is nothing to draw")
    return chosen.reset_index(drop=True)


def _in_table(name: object, known: Mapping[str, str]) -> str:
    """Find a member of the table by any name; who is not there is said of the pair."""
    try:
        return str(find_member(str(name), known))
    except UnvotesError:
        return str(name)


def _thinned(table: pd.DataFrame, lines: list[str]) -> tuple[pd.DataFrame, int]:
    """Keep every k-th value of each line, and its last, where there are too many to draw."""
    every = -(-len(table) // _MOST_POINTS)
    if every == 1:
        return table, 1
    kept = []
    for line in lines:
        of_line = table[table["line"] == line].sort_values("at", kind="stable")
        place = np.arange(len(of_line))[::-1]
        kept.append(of_line[place % every == 0])
    return pd.concat(kept, ignore_index=True), every


def _title(lines: list[str], table: pd.DataFrame, measure: str) -> str:
    if len(lines) == 1:
        return say("{head}: {what}", head=lines[0], what=f"{measure}, {years(table)}")
    told = "{measure} over time, {years}"
    return say(told, measure=measure.capitalize(), years=years(table))


def _subtitle(table: pd.DataFrame, unit: str, every: int) -> list[str]:
    lines = [in_each(spread(table["n"]), unit), *in_order(table, unit)]
    if every > 1:
        lines[0] = listed([lines[0], say(f"one {unit} in {{n}} is drawn", n=every)])
    if choice(table):
        lines.append(choice(table))
    how = intervals(table)
    if how:
        lines.append(say("Bands: {how}", how=how))
    alone, few = _of_blocs(table), (table["withheld"] != "").any()
    lines.append(say(_OPEN[bool(alone), bool(few)]))
    return lines


def _alt(table: pd.DataFrame, lines: list[str], marked: str, measure: str) -> str:
    told = "{measure} over time, {years}"
    parts = [say(told, measure=measure.capitalize(), years=years(table)) + "."]
    for line in lines:
        rows = table[table["line"] == line].sort_values("at", kind="stable")
        parts.append(line_in_words(line, rows, measure, counts=True))
    return " ".join([*parts, marked])
