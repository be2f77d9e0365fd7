"""Two blocs, then and now: agreement within each and between them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Unpack

import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.blocs.agreement import PARTS
from unvotes.charts.drawing.estimates import (
    ESTIMATES,
    choice,
    in_words,
    intervals,
    part_of_blocs,
    require_estimates,
    row_layout,
    scale,
    whiskers,
)
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.labels import edge_note
from unvotes.charts.drawing.language import between, listed, number, say
from unvotes.charts.drawing.theme import ACCENT, MUTED, PAPER, QUIET
from unvotes.charts.drawing.time_lines import period_name
from unvotes.charts.drawing.wording import Heading, chart
from unvotes.charts.drawing.words import escape, wrap
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import coded_text

__all__ = ["Dumbbells", "bloc_dumbbell", "lay_out"]

_ROW: Final = 78
_AXIS: Final = 26
#: Of a row: then stands a little above now, so that their whiskers do not cover each other.
_DODGE: Final = 0.1
_KEY: Final = 24


@chart
def bloc_dumbbell(
    table: pd.DataFrame,
    *,
    then: Hashable | None = None,
    now: Hashable | None = None,
    measure: str = "agreement",
    x_range: tuple[float, float] | None = None,
    **wording: Unpack[Heading],
) -> go.Figure:
    """
    Draw how agreement within two blocs, and between them, has changed.

    A row for within A, within B and between, each with a ring for then, a dot for now, and
    their intervals as whiskers. Whether the change is more than chance its own interval would
    tell, not whether these two overlap. An estimate that is withheld is named, not drawn.

    Parameters
    ----------
    table : DataFrame
        What `bloc_agreement` returns with ``by=``: the group, ``part``, ``blocs``,
        ``estimate``, ``n``, ``low``, ``high`` and perhaps ``withheld`` and ``method``. For
        periods of one's own, join two tables with `pandas.concat`, each with a column
        ``period``. Rows of several comparisons are drawn below each other.
    then, now : str or int, optional
        The groups to compare: ``then=2011, now=2012``; by default the first and the last.
    measure : str, default "agreement"
        What the estimates measure; a word for texts.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has two rows per row drawn: ``row`` (str), ``when``
        (``"then"``, ``"now"``), ``group`` (str), ``estimate`` (float64), ``n`` (int64), ``low``,
        ``high`` (float64), ``withheld`` (str).

    Raises
    ------
    UnvotesError
        If the table is empty, lacks a column, has fewer than two groups or a group twice, or
        `then` or `now` is none of them.

    Examples
    --------
    >>> from unvotes import P3, RUSSIA_CHINA, bloc_agreement, load_votes
    >>> from unvotes.charts import bloc_dumbbell, data
    >>> table = bloc_agreement(load_votes(since=1990), RUSSIA_CHINA, P3, by="year")
    >>> figure = bloc_dumbbell(table[table["year"].isin([1990, 2025])])
    >>> data(figure)[["row", "when", "group", "estimate"]].round(2).tail(2)
                                row  when group  estimate
    4  Between Russia–China and P3  then  1990      0.87
    5  Between Russia–China and P3   now  2025      0.60
    """
    measure = say(measure)
    found = lay_out(table, then=then, now=now)
    drawn, ends = found.rows, found.ends
    low, high = scale(drawn, x_range)
    slack = 0.01 * (high - low)
    how = intervals(drawn)
    return finish(
        [
            _connections(drawn),
            *(_points(drawn[drawn["when"] == when], when, measure) for when in ("then", "now")),
        ],
        wording,
        title=say("Within and between blocs: {then} and {now}", then=ends[0], now=ends[1]),
        subtitle=[
            say(
                "{measure}; numbers: estimate [interval], n roll calls",
                measure=measure.capitalize(),
            ),
            choice(table),
            say("Whiskers: {how}", how=how) if how else "",
            *found.differences,
        ],
        alt=_alt(found, measure),
        frame=drawn[["row", "when", "group", *ESTIMATES, "withheld"]].astype({"when": "str"}),
        plot_height=_ROW * len(found.heads),
        left=16,
        right=16,
        top=_KEY,
        bottom=_AXIS,
        annotations=[*(_above(found, i) for i in range(len(found.heads))), _key(ends)],
        layout=row_layout((low - slack, high + slack), (-0.75, len(found.heads) - 0.65)),
    )


@dataclass(frozen=True, eq=False)
class Dumbbells:
    """What is compared, then and now, before anything is drawn."""

    #: The groups of then and of now.
    ends: tuple[str, str]
    #: What each row of the chart says it is.
    heads: tuple[str, ...]
    #: A row per end: ``row`` and ``place`` (which of the heads), ``when``, ``group``, and the
    #: estimate with its n, interval and ``withheld``.
    rows: pd.DataFrame
    #: The difference of within and between, in words.
    differences: tuple[str, ...]


def lay_out(
    table: pd.DataFrame, *, then: Hashable | None = None, now: Hashable | None = None
) -> Dumbbells:
    """
    Arrange a comparison of blocs as then and now.

    Parameters
    ----------
    table, then, now
        As `bloc_dumbbell` takes them.

    Returns
    -------
    Dumbbells

    Raises
    ------
    UnvotesError
        As `bloc_dumbbell`.
    """
    table = require_estimates(table, ("part", "blocs"), "table")
    table = table.assign(part=table["part"].astype(str), blocs=table["blocs"].astype(str))
    for part in table["part"].unique():
        if part not in PARTS:
            raise unknown("part", part, PARTS)
    group = _group_column(table)
    ends = _ends(table[group], then, now)
    drawn = table[table[group].isin(ends) & (table["part"] != "difference")]
    drawn = drawn.assign(
        row=[part_of_blocs(*both) for both in zip(drawn["part"], drawn["blocs"], strict=True)]
    )
    twice = drawn.duplicated([group, "row"])
    if twice.any():
        again = drawn[twice].iloc[0]
        raise UnvotesError(f"table has {again['row']} in {again[group]} more than once")
    heads = tuple(dict.fromkeys(drawn["row"]))
    if not heads:
        raise UnvotesError("table has no row of within A, within B or between for these groups")
    drawn["when"] = pd.Categorical(
        drawn[group].map({ends[0]: "then", ends[1]: "now"}), ["then", "now"], ordered=True
    )
    drawn["place"] = drawn["row"].map({head: i for i, head in enumerate(heads)})
    drawn = drawn.sort_values(["place", "when"], ignore_index=True)
    drawn["group"] = [period_name(value, group) for value in drawn[group]]
    few = drawn["blocs"].nunique() <= 3
    then, now = (period_name(end, group) for end in ends)
    return Dumbbells((then, now), heads, drawn, tuple(_differences(table, group, ends, few)))


def _above(found: Dumbbells, place: int) -> dict[str, Any]:
    """Write above a row what it is, and its numbers."""
    rows = found.rows[found.rows["place"] == place].to_dict("records")
    numbers = " → ".join(_numbers(row) for row in rows)
    return edge_note(
        f"<b>{wrap(found.heads[place], 50)}</b>"
        f'<br><span style="font-size:11px;color:{MUTED}">{numbers}</span>',
        -2,
        size=13,
        y=place - 0.24,
        yanchor="bottom",
        bgcolor=PAPER,
    )


def _key(ends: Sequence[Any]) -> dict[str, Any]:
    first, last = (escape(end) for end in ends)
    return edge_note(
        f'<span style="color:{QUIET}">○</span> {first}   '
        f'<span style="color:{ACCENT}">●</span> {last}',
        -2,
        yref="paper",
        y=1,
        yanchor="bottom",
        yshift=4,
    )


def _group_column(table: pd.DataFrame) -> str:
    """Find the column that tells then from now: the one that is no part of the estimate."""
    known = {"part", "blocs", *ESTIMATES, "dyads", "withheld", "method"}
    found = [column for column in table.columns if column not in known]
    if len(found) != 1:
        raise UnvotesError(
            "table needs one column that tells then from now, such as 'year' or 'period'; it has "
            + (", ".join(map(repr, found)) or "none")
        )
    return str(found[0])


def _ends(groups: pd.Series, then: Hashable | None, now: Hashable | None) -> Sequence[Any]:
    coded_text(groups)  # lists cannot be told apart
    present = list(dict.fromkeys(groups))
    if len(present) < 2:
        raise UnvotesError(
            f"table has one group only, {shown(present[0])}; a dumbbell compares two, then and now"
        )
    ends = [present[0] if then is None else then, present[-1] if now is None else now]
    for what, end in zip(("then", "now"), ends, strict=True):
        if end not in present:
            raise unknown(f"{what}: no group of table", end, list(map(str, present)))
    if ends[0] == ends[1]:
        raise UnvotesError(f"then and now are the same group, {shown(ends[0])}")
    return ends


def _dodged(rows: pd.DataFrame) -> list[float]:
    lift = {"then": -_DODGE, "now": _DODGE}
    return [place + lift[when] for place, when in zip(rows["place"], rows["when"], strict=True)]


def _connections(drawn: pd.DataFrame) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for _, rows in drawn.groupby("place"):
        if rows["estimate"].notna().sum() == 2:
            x += [*rows["estimate"].round(4), None]
            y += [*_dodged(rows), None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": QUIET, "width": 3},
        opacity=0.45,
        hoverinfo="skip",
        name="change",
    )


def _points(rows: pd.DataFrame, when: str, measure: str) -> go.Scatter:
    rows = rows[rows["estimate"].notna()]
    colour = QUIET if when == "then" else ACCENT
    return go.Scatter(
        x=rows["estimate"].round(4).tolist(),
        y=_dodged(rows),
        mode="markers",
        cliponaxis=False,
        error_x=whiskers(rows, colour, 4),
        marker={
            "size": 9,
            "symbol": "circle",
            "color": PAPER if when == "then" else colour,
            "line": {"color": colour, "width": 2},
        },
        text=[
            f"<b>{escape(row['row'])}</b>, {escape(row['group'])}<br>"
            f"{wrap(in_words(row, measure), 50)}"
            for row in rows.to_dict("records")
        ],
        hovertemplate="%{text}<extra></extra>",
        name=when,
    )


def _numbers(row: Any) -> str:
    n = say("n {n}", n=int(row["n"]))
    if row["withheld"]:
        return say("withheld ({n})", n=n)
    return f"{number(row['estimate'])}{between(row['low'], row['high'])}, {n}"


def _differences(table: pd.DataFrame, group: str, ends: Sequence[Any], few: bool) -> list[str]:
    """Give the difference in words: it has a scale of its own and so no place on this one."""
    rows = table[(table["part"] == "difference") & table[group].isin(ends)]
    if rows.empty or not few:
        return []
    said = []
    for blocs in dict.fromkeys(rows["blocs"]):
        for end in ends:
            period = period_name(end, group)
            for row in rows[(rows["blocs"] == blocs) & (rows[group] == end)].to_dict("records"):
                said.append(
                    say("{period} withheld", period=period)
                    if row["withheld"]
                    else f"{period} {number(row['estimate'])}{between(row['low'], row['high'])}"
                )
    return [say("Within less between: {what}", what=listed(said))]


def _alt(found: Dumbbells, measure: str) -> str:
    then, now = found.ends
    told = "{measure} within and between blocs, {then} and {now}."
    parts = [say(told, measure=measure.capitalize(), then=then, now=now)]
    for head in found.heads:
        rows = found.rows[found.rows["row"] == head].to_dict("records")
        said = listed(f"{row['group']} {in_words(row, measure)}" for row in rows)
        parts.append(say("{head}: {what}", head=head, what=said) + ".")
    return " ".join(parts)
