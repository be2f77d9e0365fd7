"""Estimates over time: what time a row stands for, its line with band, and the axis of dates."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.estimates import in_words
from unvotes.charts.drawing.labels import edge_note
from unvotes.charts.drawing.language import counted, current, day, listed, number, say, short_month
from unvotes.charts.drawing.theme import BLOC_COLOURS, INK, LINE_SYMBOLS, MUTED
from unvotes.charts.drawing.words import escape, wrap
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.record.dates import as_date
from unvotes.record.presidencies import presidencies

#: Pixels left of the plot, for the numbers of its scale.
LEFT: Final = 40
#: Pixels below it, for the years.
AXIS: Final = 24
_MOST_MARKERS: Final = 120
#: Pixels from one year on the axis to the next.
_YEAR: Final = 36
#: The same from a month to the next.
_MONTH: Final = 64
#: The Assembly's first session met in January 1946; the n-th opens in the autumn of 1945 + n.
_BEFORE_FIRST_SESSION: Final = 1945
#: Days between two values of a line, beyond which there was no common seat between them.
_PAUSE: Final = {"window": 366}
#: Part of a line's length that the band of a value alone is broad to either side, at the least.
_THINNEST: Final = 250
_SPAN: Final = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{2}|\d{4}))?")
_DECADE: Final = re.compile(r"(\d{3}0)s")
_COLUMNS: Final = ("year", "term", "session", "decade", "month", "presidency", "period")


def timed(table: pd.DataFrame, among: Sequence[str] = _COLUMNS) -> tuple[pd.DataFrame, str]:
    """
    Give each row the days that it stands for, where it is drawn, and what its time is called.

    Parameters
    ----------
    table : DataFrame
        With a column of time: ``year``, ``term`` (``"2011-12"``), ``session`` of the General
        Assembly (a number, drawn in the year in which it opens), ``decade`` (``"1990s"``),
        ``month`` (``"2012-02"``), ``presidency`` (of the United States, by name), ``period`` (a
        year, or two: ``"1946–1955"``; or any name, with its days in ``since`` and ``until``), or
        the dates ``first`` and ``last`` of a window.
    among : sequence of str
        Which columns of time are looked for, windows aside.

    Returns
    -------
    table : DataFrame
        With ``start``, ``end``, ``at`` (datetime64) and ``period`` (str).
    unit : str
        The column, or ``"window"``.

    Raises
    ------
    UnvotesError
        If there is no such column, or a value in it is no time.
    """
    unit = next((column for column in among if column in table.columns), None)
    if unit is None and {"first", "last"} <= set(table.columns):
        for column in ("first", "last"):
            if not pd.api.types.is_datetime64_any_dtype(table[column].dtype):
                raise UnvotesError(f"column {column!r} must hold dates for a chart over time")
        last = table["last"]
        named = [
            say("{since} to {until}", since=day(a), until=day(b))
            for a, b in zip(table["first"], last, strict=True)
        ]
        return table.assign(start=last, end=last, at=last, period=named), "window"
    if unit is None:
        raise unknown(
            "column of time in table: there is none; ask for by='year'",
            "year",
            map(str, table.columns),
        )
    if unit == "month":
        start = pd.DatetimeIndex([as_date(value, what="month") for value in table[unit]])
        end = start + pd.offsets.MonthEnd(0)
    elif unit == "presidency" or (unit == "period" and {"since", "until"} <= set(table.columns)):
        start, end = _days_of_named(table, unit)
    else:
        spans = [_years_of(value, unit) for value in table[unit]]
        start = pd.to_datetime([f"{first}-01-01" for first, _ in spans])
        end = pd.to_datetime([f"{last}-12-31" for _, last in spans])
    named = [period_name(value, unit) for value in table[unit]]
    return table.assign(start=start, end=end, at=start + (end - start) / 2, period=named), unit


def _days_of_named(table: pd.DataFrame, unit: str) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex]:
    """Find the first and last day of periods with a name: beside it, or of those we know."""
    names = table[unit].astype("str")
    if {"since", "until"} <= set(table.columns):
        days = table[["since", "until"]].set_axis(names)
    else:
        known = presidencies().set_index("period")[["since", "until"]]
        for name in names:
            if name not in known.index:
                raise unknown(unit, name, known.index)
        # The present one is drawn as long as its term is to last, as a decade is.
        term = known["since"] + pd.DateOffset(years=4, days=-1)
        days = known.assign(until=known["until"].fillna(term)).loc[names.tolist()]
    if days.isna().any(axis=None):
        name = days.index[days.isna().any(axis=1)][0]
        raise UnvotesError(
            f"{unit} {name!r} has no first or no last day, and so no place on an axis of time: "
            "give it both in the columns 'since' and 'until'"
        )
    first = [as_date(day, what="since") for day in days["since"]]
    last = [as_date(day, last=True, what="until") for day in days["until"]]
    return pd.DatetimeIndex(first), pd.DatetimeIndex(last)


def period_name(value: Any, unit: str) -> str:
    """
    Write a value of a column of time.

    Parameters
    ----------
    value : int, float or str
        The value.
    unit : str
        The column.

    Returns
    -------
    str
        The value itself; a session is called one, and of presidents who came back is said which
        term it was.
    """
    if unit == "session":
        return say("session {number}", number=_plain(value))
    decade = _DECADE.fullmatch(_plain(value)) if unit == "decade" else None
    if decade:
        return say("{year}s", year=decade[1])
    return say(_plain(value)) if unit == "presidency" else _plain(value)


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _years_of(value: Any, unit: str) -> tuple[int, int]:
    """Read the first and last year of a value: ``2011``, ``"2011-12"``, ``"1946–1955"``."""
    text = _plain(value)
    if unit == "session" and text.isdecimal() and 0 < int(text) < 1000:
        return (_BEFORE_FIRST_SESSION + int(text),) * 2
    if decade := _DECADE.fullmatch(text):
        return int(decade[1]), int(decade[1]) + 9
    found = _SPAN.fullmatch(text.strip())
    alone = found is not None and found[2] is None
    if (
        found is None
        or unit == "decade"
        or (unit in ("year", "session") and not alone)
        or (unit == "term" and alone)
    ):
        wanted = {
            "year": "a year is written 2011",
            "term": "a term is written '2011-12'",
            "session": "a session is written 79",
            "decade": "a decade is written '1990s'",
            "period": (
                "a period is written 2011, '2011-12' or '1946–1955'; one with a name needs its "
                "days too, in columns 'since' and 'until': table.merge(periods, on='period')"
            ),
        }
        raise UnvotesError(f"column {unit!r} holds {shown(value)}; {wanted[unit]}")
    first = int(found[1])
    if alone:
        return first, first
    last = int(found[2])
    last = first + (last - first) % 100 if len(found[2]) == 2 else last
    if last < first:
        raise UnvotesError(f"column {unit!r} holds {shown(value)}, which ends before it begins")
    return first, last


def years(table: pd.DataFrame) -> str:
    """
    Write the years that a table made by `timed` spans.

    Parameters
    ----------
    table : DataFrame
        With ``start`` and ``end``.

    Returns
    -------
    str
        Such as ``1990–2012``; decades keep their names, and where the last presidency is not over
        there is no last year: ``since 1990``.
    """
    if "decade" in table:
        names = table.sort_values("start", kind="stable")["period"]
        first, last = names.iloc[0], names.iloc[-1]
    else:
        first, last = f"{table['start'].min():%Y}", f"{table['end'].max():%Y}"
        if _is_open(table):
            return say("since {year}", year=first)
    return first if first == last else f"{first}–{last}"


def _is_open(table: pd.DataFrame) -> bool:
    """Tell whether the last period is a presidency that has no end yet."""
    if "presidency" not in table or {"since", "until"} <= set(table.columns):
        return False
    known = presidencies()
    return bool(
        table["presidency"].astype("str").isin(known["period"][known["until"].isna()]).any()
    )


def time_span(table: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """
    Choose the ends of the axis: the days of the table, and a little more.

    Parameters
    ----------
    table : DataFrame
        With ``start`` and ``end``.

    Returns
    -------
    tuple of Timestamp
        The ends.
    """
    first, last = table["start"].min(), table["end"].max()
    margin = max((last - first) / 50, pd.Timedelta(days=20))
    return first - margin, last + margin


def time_axis(table: pd.DataFrame, pixels: float) -> dict[str, Any]:
    """
    Lay out the axis of dates: round years; months where the whole is shorter than two years.

    Parameters
    ----------
    table : DataFrame
        With ``start`` and ``end``.
    pixels : float
        Breadth of the plot on a telephone: years do not touch there.

    Returns
    -------
    dict
        Layout of the axis.
    """
    length = (table["end"].max() - table["start"].min()) / pd.Timedelta(days=365.25)
    ticks: dict[str, Any] = {"nticks": 6}
    if length >= 1.9:
        most = pixels / _YEAR
        step = next(k for k in (1, 2, 5, 10, 20, 50, 100) if length / k <= most or k == 100)
        ticks = {"dtick": f"M{12 * step}", "tick0": "2000-01-01", "tickformat": "%Y"}
    elif current() != "en":  # plotly names months in English alone
        ticks = _months(table, int(pixels / _MONTH))
    return {
        "type": "date",
        "range": [f"{end:%Y-%m-%d}" for end in time_span(table)],
        "showgrid": False,
        "fixedrange": True,
        **ticks,
    }


def _months(table: pd.DataFrame, most: int) -> dict[str, Any]:
    """Name at most so many months, evenly spaced."""
    first, last = table["start"].min().to_period("M"), table["end"].max().to_period("M")
    months = pd.period_range(first, last, freq="M")
    step = next(k for k in (1, 2, 3, 4, 6, 12) if len(months) <= most * k or k == 12)
    shown = [month.start_time for month in months if (month.month - 1) % step == 0]
    return {
        "tickmode": "array",
        "tickvals": [f"{month:%Y-%m-%d}" for month in shown],
        "ticktext": [short_month(month, with_year=True) for month in shown],
    }


def ring_lane(
    low: float, high: float, held: Sequence[bool], share: float = 0.035
) -> tuple[float, list[float]]:
    """
    Find room below an axis for the rings of what is withheld, where no value could be meant.

    Parameters
    ----------
    low, high : float
        Ends of the axis of estimates.
    held : sequence of bool
        Of each line, whether it has a ring.
    share : float, default 0.035
        Height of a row of rings beside the axis; the lower the plot, the more.

    Returns
    -------
    tuple of float and list of float
        The lower end of the plot, and where the rings of each line stand.
    """
    step = share * (high - low)
    feet = [low - step * (1.2 + sum(held[:i])) for i in range(len(held))]
    return low - step * (sum(held) + 0.9 if any(held) else 0.6), feet


def line_traces(
    rows: pd.DataFrame, line: str, i: int, unit: str, measure: str, axis: str, foot: float
) -> list[Any]:
    """
    Draw the band of a line, the line with its marks, and the rings of withheld values.

    Parameters
    ----------
    rows : DataFrame
        Rows of one line made by `timed` and `require_estimates`, in the order of time.
    line : str
        Its name, plain text.
    i : int
        Which colour and marker it has.
    unit : str
        As `timed` gives it.
    measure : str
        What is estimated; a word for hover texts.
    axis : str
        The y axis, such as ``"y2"``.
    foot : float
        Where rings of withheld values stand.

    Returns
    -------
    list of plotly traces
        The line is open where there is a gap in time, or a value withheld.
    """
    colour = BLOC_COLOURS[i]
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    texts = [
        f"<b>{escape(line)}</b>, {escape(row['period'])}<br>{wrap(in_words(row, measure), 50)}"
        for row in rows.to_dict("records")
    ]
    path = line_path(rows, unit)
    traces = [
        go.Scatter(
            x=path.band_x,
            y=path.band_y,
            yaxis=axis,
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=f"rgba({red},{green},{blue},0.2)",
            hoverinfo="skip",
            name=escape(f"interval of {line}"),
        ),
        go.Scatter(
            x=path.x,
            y=path.y,
            yaxis=axis,
            mode="lines" if len(rows) - len(path.withheld) > _MOST_MARKERS else "lines+markers",
            connectgaps=False,
            line={"color": colour, "width": 2},
            marker={"color": colour, "symbol": LINE_SYMBOLS[i], "size": 6},
            text=[None if k is None else texts[k] for k in path.rows],
            hovertemplate="%{text}<extra></extra>",
            name=escape(line),
        ),
    ]
    if path.withheld:
        days = _written(rows["at"])
        traces.append(
            go.Scatter(
                x=[days[k] for k in path.withheld],
                y=[round(foot, 4)] * len(path.withheld),
                yaxis=axis,
                mode="markers",
                cliponaxis=False,
                marker={
                    "symbol": "circle-open",
                    "size": 6,
                    "color": colour,
                    "line": {"width": 1.5},
                },
                text=[texts[k] for k in path.withheld],
                hovertemplate="%{text}<extra></extra>",
                name=escape(f"withheld of {line}"),
            )
        )
    return traces


@dataclass(frozen=True)
class LinePath:
    """The points of a line and of its band, with None where the line is open."""

    x: list[str | None]
    y: list[float | None]
    #: Which row of the table each point is.
    rows: list[int | None]
    band_x: list[str | None]
    band_y: list[float | None]
    #: Rows whose value is withheld.
    withheld: list[int]


def line_path(rows: pd.DataFrame, unit: str) -> LinePath:
    """
    Join the values of a line, but not across a gap in time or a value withheld.

    Parameters
    ----------
    rows : DataFrame
        As `line_traces` takes them.
    unit : str
        As `timed` gives it.

    Returns
    -------
    LinePath
        The band of a value alone is as wide as its year; of a shorter period, as can be seen.
    """
    unknown_value = rows["estimate"].isna()
    gap = (rows["start"] - rows["end"].shift()).dt.days > _PAUSE.get(unit, 1)
    # A withheld value opens the line as an absent one does: nothing is known between.
    run = (gap | unknown_value | unknown_value.shift(fill_value=False)).cumsum().tolist()
    value = rows[["estimate", "low", "high"]].to_numpy(dtype=float).round(4).tolist()
    days = _written(rows["at"])
    # A period of a day has a band that can be seen too.
    least = (rows["end"].max() - rows["start"].min()) / _THINNEST + pd.Timedelta(days=1)
    width = ((rows["end"] - rows["start"]) / 3).clip(lower=least)
    sides = [*zip(_written(rows["at"] - width), _written(rows["at"] + width), strict=True)]
    path = LinePath([], [], [], [], [], np.flatnonzero(unknown_value).tolist())
    for _, part in itertools.groupby(np.flatnonzero(~unknown_value).tolist(), run.__getitem__):
        points = list(part)
        path.x.extend([*(days[k] for k in points), None])
        path.y.extend([*(value[k][0] for k in points), None])
        path.rows.extend([*points, None])
        known = [k for k in points if not any(map(math.isnan, value[k]))]
        if not known:
            continue
        across = [days[k] for k in known]
        if len(known) == 1:
            across = [*sides[known[0]]]
            known *= 2
        low, high = [value[k][1] for k in known], [value[k][2] for k in known]
        path.band_x.extend([*across, *across[::-1], across[0], None])
        path.band_y.extend([*low, *high[::-1], low[0], None])
    return path


def _written(days: pd.Series) -> list[str]:
    # Six times quicker than strftime, and done for every line.
    return np.datetime_as_string(days.to_numpy(), unit="D").tolist()


def line_text(text: str, size: int) -> dict[str, Any]:
    """
    Set a text that begins at the left edge of the figure.

    Parameters
    ----------
    text : str
        HTML.
    size : int
        Of its letters; up to 11 they are muted.

    Returns
    -------
    dict
        An annotation, still without its height.
    """
    return edge_note(text, 11 - LEFT, size=size, colour=INK if size > 11 else MUTED, yref="paper")


def in_each(n: str, unit: str) -> str:
    """
    Say on how many roll calls the values of a line rest.

    Parameters
    ----------
    n : str
        As `spread` writes it.
    unit : str
        As `timed` gives it.

    Returns
    -------
    str
        Such as ``n = 12 to 54 roll calls in each year``.
    """
    return say(f"{{n}} roll calls in each {unit}", n=n)


def in_order(table: pd.DataFrame, unit: str) -> list[str]:
    """
    Name the periods that an axis of years does not, from left to right.

    Parameters
    ----------
    table : DataFrame
        Made by `timed`.
    unit : str
        As `timed` gives it.

    Returns
    -------
    list of str
        A line of the subtitle; nothing where the years say it.
    """
    names = table.sort_values("start", kind="stable")["period"].unique()
    if unit not in ("presidency", "period") or all(map(_SPAN.fullmatch, names)):
        return []
    told = "From left to right: {periods}"
    if unit == "presidency" and _is_open(table):
        told = "From left to right: {periods}; the last is not over"
    return [say(told, periods=", ".join(names))]


def line_in_words(line: str, rows: pd.DataFrame, measure: str, *, counts: bool = False) -> str:
    """
    Say how a line went: its first and its last value, its lowest and its highest, and when.

    Parameters
    ----------
    line : str
        Its name.
    rows : DataFrame
        Its rows made by `timed`, in order of time.
    measure : str
        What is estimated, in the language of the chart.
    counts : bool, default False
        Say how many values there are, and how many are withheld.

    Returns
    -------
    str
        A sentence.
    """
    drawn = rows[rows["estimate"].notna()]
    if drawn.empty:
        return say("{line}: all {values} withheld.", line=line, values=counted(len(rows), "value"))
    ends = [drawn.iloc[0], drawn.iloc[-1]][: len(drawn)]
    said = [
        say("in {period} {estimate}", period=end["period"], estimate=in_words(end, measure))
        for end in ends
    ]
    if len(drawn) > 2:
        said.append(_lowest_and_highest(drawn))
    if counts:
        line = f"{line}, {counted(len(drawn), 'value')}"
        if len(rows) > len(drawn):
            said.append(say("{n} withheld", n=len(rows) - len(drawn)))
    return say("{head}: {what}", head=line, what=listed(said)) + "."


def _lowest_and_highest(drawn: pd.DataFrame) -> str:
    """Say between which values a line went, and when."""
    ranked = drawn.sort_values("estimate", kind="stable")
    least, most = ranked.iloc[0], ranked.iloc[-1]
    return say(
        "lowest {least} in {when_least}, highest {most} in {when_most}",
        least=number(least["estimate"]),
        when_least=least["period"],
        most=number(most["estimate"]),
        when_most=most["period"],
    )
