"""Ideal points year by year: a line and a band for each member, the others in grey."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.core.results import with_notes
from unvotes.analysis.ideal_points.model import IdealPoints
from unvotes.charts.drawing.estimates import choice, intervals, require_estimates, spread
from unvotes.charts.drawing.events import Marks, mark_events
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.groups import LOOKS
from unvotes.charts.drawing.inputs import meant_members
from unvotes.charts.drawing.labels import text_note, text_width
from unvotes.charts.drawing.language import between, counted, noun, say
from unvotes.charts.drawing.layouts import how_sure, reasons
from unvotes.charts.drawing.names import label, table_order
from unvotes.charts.drawing.theme import PERMANENT, QUIET
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
from unvotes.charts.drawing.words import cut, escape
from unvotes.errors import UnvotesError
from unvotes.frames import plain_frame
from unvotes.record.given_members import Belonging

__all__ = ["positions_over_time"]

_PLOT: Final = 300
_TELEPHONE: Final = 380
_NAME_CHARS: Final = 14
#: Pixels from one name at the end of the lines to the next.
_END: Final = 15
#: Values up to which the others are drawn too: the figure stays small.
_MOST_VALUES: Final = 1_000


@chart
def positions_over_time(
    table: pd.DataFrame | IdealPoints,
    *,
    members: Belonging | Iterable[Hashable] | None = None,
    others: bool = True,
    measure: str = "ideal point",
    events: bool | pd.DataFrame = True,
    y_range: tuple[float, float] | None = None,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw how members' positions on one dimension went over time.

    A line for each member, named at its end, with its intervals as a band; thin grey lines for
    the others. A line is open where the member had no seat or its position is withheld.

    Parameters
    ----------
    table : IdealPoints or DataFrame
        What `ideal_points` returns with ``by="session"``, ``by="year"`` or ``by="term"`` in one
        dimension; or a frame with a row per member and period: ``member``, ``estimate``,
        ``low``, ``high``, ``n``, perhaps ``withheld``, and ``year``, ``term``, ``session`` (of
        the General Assembly, drawn in the year in which it opens), ``presidency`` or ``period``
        (``2011``, ``"2011-12"`` or ``"1946–1955"``, or any name, with its days in ``since`` and
        ``until``).
    members : bloc, or members, optional
        Up to six members to draw with bands, by codes, names of states or blocs; by default all,
        and of more than six the permanent members, or without them the first six with the most
        periods.
    others : bool, default True
        Whether the other members are drawn in grey, as far as the figure stays small: those
        with the most periods first; the subtitle says how many.
    measure : str, default "ideal point"
        What the estimates measure; a word for texts.
    y_range : tuple of float, optional
        Ends of the axis; by default those of the values and of the bands drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per value drawn: ``member``, ``name``,
        ``period`` (str), ``estimate`` (float64), ``n`` (int64), ``low``, ``high`` (float64),
        ``withheld`` (str).

    Raises
    ------
    UnvotesError
        If the table is empty, has no time or two dimensions, lacks a column or holds a member
        twice in a period; if a member is not in it, or more than six are asked for.

    Examples
    --------
    >>> from unvotes import load_ideal_points
    >>> from unvotes.charts import data, positions_over_time
    >>> table = load_ideal_points("security-council", members=["RUS", "USA"])
    >>> figure = positions_over_time(table[table["year"].isin([1995, 2024])])
    >>> data(figure)[["name", "period", "estimate"]].round(1)
                name period  estimate
    0         Russia   1995      -0.9
    1         Russia   2024      -2.5
    2  United States   1995       2.8
    3  United States   2024       1.6
    """
    measures, measure = noun(measure), say(measure)
    table, unit = _timed_positions(table)
    chosen = _chosen(table, members, wording["names"])
    drawn, n_others = _drawn(table, chosen, others)
    called = {code: label(code, wording["names"]) for code in drawn["member"].unique()}
    drawn = drawn.assign(name=drawn["member"].map(called))
    how, selection = _bands(drawn), choice(table)
    drawn.attrs = {}  # read; pandas would copy them with every step
    low, high = _ends(drawn, chosen, y_range)
    withheld = set(drawn.loc[drawn["withheld"] != "", "member"])
    bottom, feet = ring_lane(low, high, [code in withheld for code in chosen])
    ticks = _ticks(low, high)
    low = bottom if withheld & set(chosen) else low
    ends = _names_at_end(drawn, chosen, called, (low, high))
    right = 22 + max(text_width(cut(called[code], _NAME_CHARS), 12) for code in chosen)
    pixels = _TELEPHONE - LEFT - right
    marks = mark_events(events, time_span(drawn), pixels)

    rest = [code for code in called if code not in chosen]
    traces: list[Any] = _grey(drawn, rest, called, measure)
    for i, code in enumerate(chosen):
        own = drawn[drawn["member"] == code]
        traces += line_traces(own, called[code], i, unit, measure, "y", feet[i])
    notes = marks.numbers + ends
    if marks.key:
        notes.append(line_text(marks.key, 11) | {"y": 0, "yanchor": "top", "yshift": -AXIS - 4})
    told = "{measure} over time, {years}"
    about = say(told, measure=measures.capitalize(), years=years(drawn))
    n_rest = table["member"].nunique() - len(chosen)
    grey = ""
    if n_others:
        others_said = counted(n_rest, "other member")
        grey = say("In grey: {n} of {members}", n=n_others, members=others_said)
    columns = ["member", "name", "period", "estimate", "n", "low", "high", "withheld"]
    return finish(
        traces,
        wording,
        title=about,
        subtitle=[
            in_each(spread(drawn["n"]), unit),
            *in_order(drawn, unit),
            how,
            selection,
            say("Open where there is no position; rings: withheld")
            if (drawn["withheld"] != "").any()
            else say("Open where there is no position"),
            grey,
        ],
        alt=_alt(drawn, chosen, called, measure, about, grey, marks),
        frame=drawn[columns].round(6).reset_index(drop=True),
        plot_height=_PLOT,
        left=LEFT,
        right=right,
        top=marks.above + 4,
        bottom=AXIS + marks.below,
        annotations=notes,
        layout={
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "shapes": marks.rules,
            "xaxis": time_axis(drawn, pixels),
            "yaxis": {"range": [low, high], "fixedrange": True, "tickvals": ticks},
        },
    )


def _ticks(low: float, high: float) -> list[float]:
    """Choose up to seven round numbers of the axis: none beside the rings, which have no value."""
    steps = (one * 10.0**power for power in range(-6, 7) for one in (1, 2, 5))
    step = next(step for step in steps if (high - low) / step <= 6)
    first, last = int(np.ceil(low / step)), int(np.floor(high / step))
    return [round(step * i, 9) for i in range(first, last + 1)]


def _timed_positions(table: pd.DataFrame | IdealPoints) -> tuple[pd.DataFrame, str]:
    """Give a member's positions one row for each period, and say what the periods are."""
    if isinstance(table, IdealPoints):
        table = _estimates(table)
    table = plain_frame(table, "table")
    if {"withheld", "estimate"} <= set(table.columns):
        why = reasons(table, table["estimate"])
        table = table.assign(withheld=why, estimate=table["estimate"].where(why == ""))
    table = require_estimates(table, ("member",), "table")
    table, unit = timed(table)
    table = table.assign(member=table["member"].astype(str))
    twice = table.duplicated(["member", "period"]) & (unit != "window")
    if twice.any():
        row = table[twice].iloc[0]
        raise UnvotesError(f"table has {row['member']} in {row['period']} more than once")
    return table, unit


def _estimates(found: IdealPoints) -> pd.DataFrame:
    """Give the table of a result, with how its intervals were made and from which roll calls."""
    if found.dimensions != 1:
        raise UnvotesError(
            "a line over time has one dimension, and this result two: draw it with map_of_members, "
            "or ask ideal_points for dimensions=1"
        )
    return with_notes(found.table.copy(), found.selection, how_sure(found))


def _chosen(
    table: pd.DataFrame,
    members: Belonging | Iterable[Hashable] | None,
    names: Mapping[str, str] | None,
) -> list[str]:
    """Choose the members that have a colour."""
    counts = table["member"].value_counts()
    known = sorted(counts.index, key=lambda code: table_order(code, names))
    if members is not None:
        wanted = meant_members(members, known)
        if not wanted:
            raise UnvotesError("members= is empty, so there is nothing to draw")
        if len(wanted) > len(LOOKS):
            raise UnvotesError(
                f"{len(wanted)} members, and {len(LOOKS)} lines can be told apart: choose "
                "fewer; the others are drawn in grey"
            )
        return wanted
    if len(known) <= len(LOOKS):
        return known
    permanent = [code for code in known if code in PERMANENT]
    return permanent or sorted(known, key=lambda code: -counts[code])[: len(LOOKS)]


def _drawn(table: pd.DataFrame, chosen: list[str], others: bool) -> tuple[pd.DataFrame, int]:
    """Keep the rows of the chosen, and of as many others as the figure can hold."""
    own = table[table["member"].isin(chosen)]
    place = {code: i for i, code in enumerate(chosen)}
    own = own.assign(place=own["member"].map(place)).sort_values(["place", "at"])
    if not others:
        return own, 0
    rest = table[~table["member"].isin(chosen) & (table["withheld"] == "")]
    sizes = rest["member"].value_counts(sort=False).sort_index()
    sizes = sizes.sort_values(ascending=False, kind="stable")
    kept = sizes.index[sizes.cumsum() <= max(_MOST_VALUES - len(own), 0)]
    grey = rest[rest["member"].isin(kept)].sort_values(["member", "at"])
    return pd.concat([own, grey], ignore_index=True), len(kept)


def _ends(
    drawn: pd.DataFrame, chosen: list[str], given: tuple[float, float] | None
) -> tuple[float, float]:
    if given is not None:
        if not given[0] < given[1]:
            raise UnvotesError(f"a scale from {given[0]} to {given[1]} has no length")
        return float(given[0]), float(given[1])
    own = drawn.loc[drawn["member"].isin(chosen), ["estimate", "low", "high"]].to_numpy(float)
    values = np.concatenate([own.ravel(), drawn["estimate"].to_numpy(float)])
    if np.isnan(values).all():
        return 0.0, 1.0
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    margin = max(0.04 * (high - low), 0.05)
    return low - margin, high + margin


def _names_at_end(
    drawn: pd.DataFrame, chosen: list[str], called: Mapping[str, str], ends: tuple[float, float]
) -> list[dict[str, Any]]:
    """Name the lines to the right of the plot, as near to their ends as they do not touch."""
    unit = _PLOT / (ends[1] - ends[0])
    last = drawn.dropna(subset="estimate").drop_duplicates("member", keep="last")
    height = last.set_index("member")["estimate"]
    at = {code: (height.get(code, ends[0]) - ends[0]) * unit for code in chosen}
    order = sorted(chosen, key=lambda code: at[code])
    for below, code in pairwise(order):
        at[code] = max(at[code], at[below] + _END)
    top = _PLOT - _END / 2
    for code in reversed(order):
        at[code] = min(at[code], top)
        top = at[code] - _END
    return [
        text_note(
            LOOKS[i].key(cut(called[code], _NAME_CHARS)),
            xref="paper",
            x=1,
            xanchor="left",
            xshift=4,
            yref="paper",
            y=0,
            yanchor="middle",
            yshift=round(at[code], 1),
        )
        for i, code in enumerate(chosen)
    ]


def _grey(
    drawn: pd.DataFrame, rest: Sequence[str], called: Mapping[str, str], measure: str
) -> list[go.Scatter]:
    """Draw the others as thin lines, open where there is a gap."""
    traces = []
    for code in rest:
        own = drawn[drawn["member"] == code]
        gap = (own["start"] - own["end"].shift()).dt.days > 1
        x: list[str | None] = []
        y: list[float | None] = []
        facts: list[list[Any] | None] = []
        for _, part in own.groupby(gap.cumsum()):
            x += [*part["at"].dt.strftime("%Y-%m-%d"), None]
            y += [*(round(value, 3) for value in part["estimate"].tolist()), None]
            for row in part.to_dict("records"):
                ends = between(row["low"], row["high"]).strip()
                facts.append([escape(row["period"]), ends, int(row["n"])])
            facts.append(None)
        traces.append(
            go.Scatter(
                x=x,
                y=y,
                mode="lines",
                line={"color": QUIET, "width": 0.8},
                opacity=0.55,
                connectgaps=False,
                customdata=facts,
                hovertemplate=f"<b>{escape(called[code])}</b>, %{{customdata[0]}}<br>"
                f"{escape(measure)} %{{y:.3f}} %{{customdata[1]}}, "
                + say("n = {calls}", calls=f"%{{customdata[2]:,}} {noun('roll call')}")
                + "<extra></extra>",
                name=escape(called[code]),
            )
        )
    return traces


def _bands(drawn: pd.DataFrame) -> str:
    if drawn["low"].isna().all():
        return ""
    return say("Bands: {how}", how=intervals(drawn) or say("intervals of the table"))


def _alt(
    drawn: pd.DataFrame,
    chosen: Sequence[str],
    called: Mapping[str, str],
    measure: str,
    about: str,
    grey: str,
    marks: Marks,
) -> str:
    parts = [f"{about}."]
    for code in chosen:
        own = drawn[drawn["member"] == code]
        parts.append(line_in_words(called[code], own, measure))
    return " ".join([*parts, f"{grey}." if grey else "", marks.said])
