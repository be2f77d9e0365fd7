"""Agreement year by year: lines with interval bands, open where there was no common seat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.bloc_agreement import PARTS
from unvotes.analysis.results import number
from unvotes.charts.estimates import in_words, intervals, require_estimates, scale
from unvotes.charts.figure import counted, day, escape, finish, joined, wrap
from unvotes.charts.inputs import require
from unvotes.charts.names import label
from unvotes.charts.theme import BLOC_COLOURS, INK, LINE_GLYPHS, LINE_SYMBOLS, MUTED, PAPER, QUIET
from unvotes.errors import UnvotesError, unknown
from unvotes.record.files import read_table

__all__ = ["agreement_over_time"]

_MOST_LINES: Final = len(BLOC_COLOURS)
_MOST_TOGETHER: Final = 3
# Lines whose bands can still be told apart in one plot.
_MOST_POINTS: Final = 480
_LEFT: Final = 40
_AXIS: Final = 24
_PLOT: Final = 250
_PANEL: Final = 105
_PANEL_HEAD: Final = 36
_NARROW: Final = 310
# Pixels of the plot on a telephone.
_KEY_LINE: Final = 17
_EVENT_ROW: Final = 13
_PAUSE: Final = {"year": 1, "term": 1, "window": 366}
# Days between two values of a line, beyond which there was no common seat between them.


def agreement_over_time(
    table: pd.DataFrame,
    *,
    pairs: Sequence[tuple[str, str]] | None = None,
    parts: Sequence[str] = ("within A", "within B", "between"),
    measure: str = "agreement",
    panels: bool | None = None,
    events: bool | pd.DataFrame = True,
    y_range: tuple[float, float] | None = None,
    names: Mapping[str, str] | None = None,
    language: str = "en",
    title: str | None = None,
    source: str | None = None,
) -> go.Figure:
    """
    Draw how agreement of pairs, or of blocs, went over time.

    A line for each pair, or for each part of a comparison of blocs, with its intervals as a
    band. Where two members shared no roll call the line is open; where an estimate is withheld
    a ring at the foot of the plot says so.

    Parameters
    ----------
    table : DataFrame
        What `agreement`, `agreement_table` or `bloc_agreement` return with ``by="year"`` or
        ``by="term"``, or `agreement` with ``window=``: a column ``year`` or ``term`` or the
        dates ``first`` and ``last``; ``a`` and ``b``, or ``part`` and ``blocs``; ``estimate``,
        ``n``, ``low``, ``high`` and perhaps ``withheld`` and ``method``. Tables can be joined
        with `pandas.concat`.
    pairs : sequence of two codes each, optional
        Which pairs of the table, in this order; default all, up to six.
    parts : sequence of {"within A", "within B", "between", "difference"}, optional
        Which parts of a comparison of blocs; by default all but the difference.
    measure : str, default "agreement"
        What the estimates measure; a word for texts and the axis.
    panels : bool, optional
        Each line in a plot of its own; by default if there are more than three.
    events : bool or DataFrame, default True
        Mark the events of the record's ``events.csv`` that fall into the period, or those of a
        frame with ``date``, ``event`` and perhaps ``source``.
    y_range : tuple of float, optional
        Ends of the axis; by default 0 to 1, and lower where estimates are.
    names : mapping of str to str, optional
        Names of members, for those that are not states or to replace a state's name.
    language : {"en", "fr", "es", "ru", "zh", "ar"}, default "en"
        Language of state names.
    title, source : str, optional
        In place of the title and source line that the chart writes itself.

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
    >>> import pandas as pd
    >>> from unvotes.charts import agreement_over_time, data
    >>> table = pd.DataFrame({
    ...     "year": [2011, 2012], "a": "IND", "b": "RUS", "estimate": [0.97, 0.93],
    ...     "n": [67, 54], "low": [0.91, 0.84], "high": [0.99, 0.97],
    ... })
    >>> data(agreement_over_time(table))[["line", "period", "estimate", "n"]]
                   line period  estimate   n
    0  India and Russia   2011      0.97  67
    1  India and Russia   2012      0.93  54
    """
    table = require_estimates(table, (), "table")
    table, unit = _timed(table)
    table = _lines(table, pairs, parts, names, language)
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
    table, every = _thinned(table, lines)
    apart = len(lines) > _MOST_TOGETHER if panels is None else panels
    low, high = scale(table, y_range, from_zero=True)
    first, last = table["start"].min(), table["end"].max()
    margin = max((last - first) / 50, pd.Timedelta(days=20))
    span = (first - margin, last + margin)
    marked = _events(events, span)
    rows = _event_rows(marked, span)

    n_panels = len(lines) if apart else 1
    each = _PANEL + _PANEL_HEAD if apart else _PLOT
    plot_height = each * n_panels
    head = 0.0 if apart else _KEY_LINE * len(lines) + 6
    event_top = _EVENT_ROW * (max(rows, default=-1) + 1) + 10
    traces: list[Any] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"showlegend": False, "dragmode": False, "hovermode": "closest"}
    for i, line in enumerate(lines):
        axis = f"y{i + 1}" if apart and i else "y"
        of_line = table[table["line"] == line].sort_values("at")
        lift = 0.0 if apart else (high - low) * 0.025 * i
        traces += _line_traces(of_line, line, i, _PAUSE[unit], measure, axis, low + lift)
        if apart or i == 0:
            foot = 1 - (i + 1) * each / plot_height if apart else 0.0
            layout["yaxis" + axis[1:]] = {
                "range": [low - 0.02 * (high - low), high + 0.02 * (high - low)],
                "domain": [max(foot, 0.0), foot + _PANEL / plot_height if apart else 1.0],
                "fixedrange": True,
                "nticks": 4 if apart else 7,
            }
        text = f'<span style="color:{BLOC_COLOURS[i]}">{LINE_GLYPHS[i]}</span> {escape(line)}'
        at = {"y": 1 - i * each / plot_height} if apart else {"y": 1}
        shift = -6 if apart else event_top + head - _KEY_LINE * i
        # Paper behind a panel's heading, since the rules of events run through all panels.
        notes.append(_text(text, 12) | at | {"bgcolor": PAPER, "yanchor": "top", "yshift": shift})
    key, key_height = _event_key(marked)
    notes += _event_notes(marked, rows)
    if key:
        notes.append(_text(key, 11) | {"y": 0, "yanchor": "top", "yshift": -_AXIS - 4})
    layout["shapes"] = [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": f"{date:%Y-%m-%d}",
            "x1": f"{date:%Y-%m-%d}",
            "y0": 0,
            "y1": 1,
            "line": {"color": QUIET, "width": 1, "dash": "dot"},
            "layer": "below",
        }
        for date in marked["date"]
    ]
    layout["xaxis"] = {
        "type": "date",
        "range": [f"{end:%Y-%m-%d}" for end in span],
        "anchor": "free" if apart else "y",
        "position": 0,
        "showgrid": False,
        "fixedrange": True,
        **_ticks(last - first),
    }
    frame = table[["line", "period", "estimate", "n", "low", "high", "withheld"]]
    return finish(
        traces,
        title=title or _title(lines, table, measure),
        subtitle=_subtitle(table, unit, every),
        source=source,
        alt=_alt(table, lines, marked, measure, title),
        frame=frame.reset_index(drop=True),
        plot_height=plot_height,
        left=_LEFT,
        top=event_top + head,
        bottom=_AXIS + key_height,
        annotations=notes,
        layout=layout,
    )


def _ticks(length: pd.Timedelta) -> dict[str, Any]:
    """Mark round years; months only where the whole is shorter than two years."""
    years = length / pd.Timedelta(days=365.25)
    if years < 1.9:
        return {"nticks": 6}
    step = next(k for k in (1, 2, 5, 10, 20, 50, 100) if years / k <= 8.5 or k == 100)
    return {"dtick": f"M{12 * step}", "tick0": "2000-01-01", "tickformat": "%Y"}


def _timed(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Give each row the days that it stands for, where it is drawn, and what it is called."""
    if "year" in table.columns:
        years = pd.to_numeric(table["year"], errors="coerce")
        if years.isna().any():
            raise UnvotesError(f"column 'year' holds {table['year'][years.isna()].iloc[0]!r}")
        first = last = years.astype(int)
        unit = "year"
    elif "term" in table.columns:
        found = table["term"].astype(str).str.extract(r"^(\d{4})-(\d{2})$")
        if found.isna().any(axis=None):
            bad = table["term"].astype(str)[found[0].isna()].iloc[0]
            raise UnvotesError(f"column 'term' holds {bad!r}; a term is written '2011-12'")
        first = found[0].astype(int)
        last = first + (found[1].astype(int) - first) % 100
        unit = "term"
    elif {"first", "last"} <= set(table.columns):
        for column in ("first", "last"):
            if not pd.api.types.is_datetime64_any_dtype(table[column].dtype):
                raise UnvotesError(f"column {column!r} must hold dates for a chart over time")
        return table.assign(
            start=table["last"],
            end=table["last"],
            at=table["last"],
            period=[
                f"{day(a)} to {day(b)}" for a, b in zip(table["first"], table["last"], strict=True)
            ],
        ), "window"
    else:
        raise unknown(
            "column of time in table: there is none; ask for by='year'",
            "year",
            map(str, table.columns),
        )
    start = pd.to_datetime(first.astype(str) + "-01-01")
    end = pd.to_datetime(last.astype(str) + "-12-31")
    return table.assign(
        start=start, end=end, at=start + (end - start) / 2, period=table[unit].astype(str)
    ), unit


def _lines(
    table: pd.DataFrame,
    pairs: Sequence[tuple[str, str]] | None,
    parts: Sequence[str],
    names: Mapping[str, str] | None,
    language: str,
) -> pd.DataFrame:
    """Choose the rows to draw and name the line of each, in the order in which they are drawn."""
    if {"part", "blocs"} <= set(table.columns):
        for part in parts:
            if part not in PARTS:
                raise unknown("part", part, PARTS)
        table = table.assign(part=table["part"].astype(str), blocs=table["blocs"].astype(str))
        table = table[table["part"].isin(list(parts))]
        words = {"within A": "Within ", "within B": "Within ", "between": "Between "}
        words["difference"] = "Within less between: "
        table["line"] = table["part"].map(words) + table["blocs"]
        order = {part: i for i, part in enumerate(parts)}
        chosen = table.iloc[table["part"].map(order).argsort(kind="stable")]
    elif {"a", "b"} <= set(table.columns):
        a, b = table["a"].astype(str), table["b"].astype(str)
        known = {code: label(code, names, language) for code in sorted({*a, *b})}
        joint = [f"{known[one]} and {known[two]}" for one, two in zip(a, b, strict=True)]
        table = table.assign(a=a, b=b, line=joint)
        if pairs is None:
            return table
        found = []
        for pair in pairs:
            hit = table["a"].isin(pair) & table["b"].isin(pair) & (len(set(pair)) == 2)
            if not hit.any():
                listed = sorted({f"{x}–{y}" for x, y in zip(table["a"], table["b"], strict=True)})
                raise unknown("pair", "–".join(map(str, pair)), listed)
            found.append(table[hit].assign(line=f"{known[pair[0]]} and {known[pair[1]]}"))
        if not found:
            raise UnvotesError("pairs= is empty, so there is nothing to draw")
        return pd.concat(found, ignore_index=True)
    else:
        raise UnvotesError(
            "table is about neither pairs (columns 'a' and 'b') nor blocs ('part' and 'blocs'); "
            f"it has {list(table.columns)}"
        )
    if chosen.empty:
        raise UnvotesError(f"table has no row of {list(parts)}, so there is nothing to draw")
    return chosen.reset_index(drop=True)


def _thinned(table: pd.DataFrame, lines: list[str]) -> tuple[pd.DataFrame, int]:
    """Keep every k-th value of each line, and its last, where there are too many to draw."""
    every = -(-len(table) // _MOST_POINTS)
    if every == 1:
        return table, 1
    kept = []
    for line in lines:
        of_line = table[table["line"] == line].sort_values("at")
        place = np.arange(len(of_line))[::-1]
        kept.append(of_line[place % every == 0])
    return pd.concat(kept, ignore_index=True), every


def _events(events: bool | pd.DataFrame, span: tuple[Any, Any]) -> pd.DataFrame:
    if isinstance(events, bool):
        frame = read_table("events.csv")
        frame = frame if events else frame.iloc[:0]
    else:
        frame = require(events, ("date", "event"), "events")
    frame = frame.assign(date=pd.to_datetime(frame["date"]))
    frame = frame[frame["date"].between(*span)].sort_values("date", ignore_index=True)
    return frame if "source" in frame.columns else frame.assign(source="")


def _event_rows(marked: pd.DataFrame, span: tuple[Any, Any]) -> list[int]:
    """Lift the numbers of events into as many rows as they need not to touch on a telephone."""
    ends: list[float] = []
    rows = []
    for date in marked["date"]:
        x = (date - span[0]) / (span[1] - span[0]) * _NARROW
        row = next((i for i, end in enumerate(ends) if end + 16 <= x), len(ends))
        ends[row : row + 1] = [x]
        rows.append(row)
    return rows


def _event_notes(marked: pd.DataFrame, rows: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "text": str(i),
            "hovertext": f"<b>{escape(event.event)}</b><br>{day(event.date)}"
            + (f"<br>{escape(event.source)}" if event.source else ""),
            "xref": "x",
            "x": f"{event.date:%Y-%m-%d}",
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "yshift": _EVENT_ROW * row,
            "showarrow": False,
            "font": {"size": 11, "color": MUTED},
        }
        for i, (event, row) in enumerate(zip(marked.itertuples(), rows, strict=True), start=1)
    ]


def _event_key(marked: pd.DataFrame) -> tuple[str, float]:
    """Name the numbered events below the plot; spaces within one do not break."""
    items = [
        f"{i} {event.event} ({event.date:%Y})".replace(" ", "\u00a0")
        for i, event in enumerate(marked.itertuples(), start=1)
    ]
    if not items:
        return "", 0.0
    text = wrap("; ".join(items), 58)
    return text, 14.5 * (1 + text.count("<br>")) + 6


def _line_traces(
    rows: pd.DataFrame, line: str, i: int, pause: int, measure: str, axis: str, foot: float
) -> list[Any]:
    """Draw the band, the line with its marks, and the rings of withheld values."""
    colour = BLOC_COLOURS[i]
    drawn = rows[rows["estimate"].notna()]
    gap = (rows["start"] - rows["end"].shift()).dt.days > pause
    # A withheld value opens the line as an absent one does: nothing is known between.
    broken = gap | rows["estimate"].isna() | rows["estimate"].isna().shift(fill_value=False)
    run = broken.cumsum()[drawn.index]
    texts = [
        f"<b>{escape(line)}</b>, {escape(row['period'])}<br>{wrap(in_words(row, measure), 50)}"
        for row in rows.to_dict("records")
    ]
    said = dict(zip(rows.index, texts, strict=True))
    x: list[str | None] = []
    y: list[float | None] = []
    hover: list[str | None] = []
    band_x: list[str | None] = []
    band_y: list[float | None] = []
    for _, part in drawn.groupby(run):
        at = part["at"]
        x += [*at.dt.strftime("%Y-%m-%d"), None]
        y += [*part["estimate"].round(4), None]
        hover += [*(said[k] for k in part.index), None]
        known = part[part["low"].notna() & part["high"].notna()]
        if known.empty:
            continue
        if len(known) == 1:  # a band of one value is as wide as its year
            width = (known["end"] - known["start"]) / 3
            across = pd.concat([known["at"] - width, known["at"] + width])
            low, high = [known["low"].iloc[0]] * 2, [known["high"].iloc[0]] * 2
        else:
            across, low, high = known["at"], known["low"].tolist(), known["high"].tolist()
        days = across.dt.strftime("%Y-%m-%d").tolist()
        band_x += [*days, *days[::-1], days[0], None]
        band_y += [round(v, 4) for v in (*low, *high[::-1], low[0])]
        band_y.append(None)
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    held = rows[rows["estimate"].isna()]
    crowded = len(drawn) > 120
    traces = [
        go.Scatter(
            x=band_x,
            y=band_y,
            yaxis=axis,
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=f"rgba({red},{green},{blue},0.2)",
            hoverinfo="skip",
            name=escape(f"interval of {line}"),
        ),
        go.Scatter(
            x=x,
            y=y,
            yaxis=axis,
            mode="lines" if crowded else "lines+markers",
            connectgaps=False,
            line={"color": colour, "width": 2},
            marker={"color": colour, "symbol": LINE_SYMBOLS[i], "size": 6},
            text=hover,
            hovertemplate="%{text}<extra></extra>",
            name=escape(line),
        ),
    ]
    if len(held):
        traces.append(
            go.Scatter(
                x=held["at"].dt.strftime("%Y-%m-%d").tolist(),
                y=[round(foot, 4)] * len(held),
                yaxis=axis,
                mode="markers",
                cliponaxis=False,
                marker={
                    "symbol": "circle-open",
                    "size": 6,
                    "color": colour,
                    "line": {"width": 1.5},
                },
                text=[said[k] for k in held.index],
                hovertemplate="%{text}<extra></extra>",
                name=escape(f"withheld of {line}"),
            )
        )
    return traces


def _text(text: str, size: int) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": 11 - _LEFT,
        "align": "left",
        "showarrow": False,
        "font": {"size": size, "color": INK if size > 11 else MUTED},
    }


def _years(table: pd.DataFrame) -> str:
    first, last = f"{table['start'].min():%Y}", f"{table['end'].max():%Y}"
    return first if first == last else f"{first}–{last}"


def _title(lines: list[str], table: pd.DataFrame, measure: str) -> str:
    if len(lines) == 1:
        return f"{lines[0]}: {measure}, {_years(table)}"
    return f"{measure.capitalize()} over time, {_years(table)}"


def _subtitle(table: pd.DataFrame, unit: str, every: int) -> list[str]:
    least, most = int(table["n"].min()), int(table["n"].max())
    each = f"n = {least:,}" if least == most else f"n = {least:,} to {most:,}"
    lines = [f"{each} roll calls in each {unit}"]
    if every > 1:
        lines[0] += f"; every {every}th {unit} is drawn"
    how = intervals(table)
    if how:
        lines.append(f"Bands: {how}")
    few = "; rings: too few for an estimate" if (table["withheld"] != "").any() else ""
    lines.append(f"Open where there was no common roll call{few}.")
    return lines


def _alt(
    table: pd.DataFrame,
    lines: list[str],
    marked: pd.DataFrame,
    measure: str,
    title: str | None,
) -> str:
    parts = [] if title is None else [title.rstrip(".") + "."]
    parts.append(f"{measure.capitalize()} over time, {_years(table)}.")
    for line in lines:
        rows = table[table["line"] == line].sort_values("at")
        drawn = rows[rows["estimate"].notna()]
        if drawn.empty:
            parts.append(f"{line}: all {counted(len(rows), 'value')} withheld.")
            continue
        first, last = drawn.iloc[0], drawn.iloc[-1]
        ranked = drawn.sort_values("estimate", kind="stable")
        least, most = ranked.iloc[0], ranked.iloc[-1]
        ends = [f"in {first['period']} {in_words(first, measure)}"]
        if len(drawn) > 1:
            ends.append(f"in {last['period']} {in_words(last, measure)}")
        text = f"{line}, {counted(len(drawn), 'value')}: {'; '.join(ends)}"
        if len(drawn) > 2:
            text += (
                f"; lowest {number(least['estimate'])} in {least['period']}, highest "
                f"{number(most['estimate'])} in {most['period']}"
            )
        if len(rows) > len(drawn):
            text += f"; {len(rows) - len(drawn)} withheld"
        parts.append(text + ".")
    if len(marked):
        parts.append(
            "Marked: " + joined(f"{e.event} ({e.date:%Y})" for e in marked.itertuples()) + "."
        )
    return " ".join(parts)
