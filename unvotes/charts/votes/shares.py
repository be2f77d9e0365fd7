"""Shares of votes: who abstains most, and how a member's votes changed over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Unpack

import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.estimates import (
    beside_row,
    choice,
    in_words,
    intervals,
    require_estimates,
    row_layout,
    scale,
    spread,
    whiskers,
)
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.labels import row_names
from unvotes.charts.drawing.language import (
    counted,
    current,
    listed,
    number,
    percent,
    say,
    written,
)
from unvotes.charts.drawing.names import label
from unvotes.charts.drawing.theme import ACCENT, BLOC_COLOURS, INK, LINE_GLYPHS, MUTED, VOTES
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
    timed,
    years,
)
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import escape, wrap
from unvotes.errors import UnvotesError, unknown

__all__ = ["shares"]

_ROW: Final = 22
_MOST_ROWS: Final = 60
_MOST_LINES: Final = len(BLOC_COLOURS)
_PLOT: Final = 250
_KEY_LINE: Final = 17
#: Pixels of the plot on a telephone.
_NARROW: Final = 310
_TIMES: Final = ("year", "term", "session", "decade", "month", "presidency", "period")
#: What a ranking of a vote asks, and what its share is called.
_DOES: Final = {
    "yes": ("Who votes in favour most often?", "share of votes in favour"),
    "no": ("Who votes against most often?", "share of votes against"),
    "abstain": ("Who abstains most often?", "share of abstentions"),
    "nonvoting": ("Who does not vote most often?", "share not voting"),
}


@chart
def shares(
    table: pd.DataFrame,
    *,
    vote: str | None = None,
    members: Sequence[str] | None = None,
    top: int = 20,
    x_range: tuple[float, float] | None = None,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw shares of votes: members ranked by one vote, or lines through the years.

    Without a column of time each member has a row, the largest share first: a dot for the share, a
    whisker for its interval, n beside it. With one each member has a line with its intervals as a
    band; of a single member without `vote` each kind of vote has one.

    Parameters
    ----------
    table : DataFrame
        What `unvotes.shares` returns: ``member``, ``vote``, ``estimate``, ``n``, ``low``,
        ``high``, ``withheld``; with ``by="year"``, ``"term"``, ``"decade"``,
        ``"session"``, ``"month"`` or ``"presidency"`` also that column; with named periods
        ``period``, and their days in ``since`` and ``until``.
    vote : {"yes", "no", "abstain", "nonvoting"}, optional
        Which vote, if the table has several.
    members : sequence of str, optional
        Only these, as they stand in the table.
    top : int, default 20
        How many rows of a ranking are drawn; of so many members, the largest shares. Lines
        through the years take no notice of it.
    x_range : tuple of float, optional
        Ends of the axis of shares; by default from 0 to a little above the highest.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per share drawn: of a ranking ``member``, ``name``
        (str), ``estimate`` (float64), ``n`` (int64), ``low``, ``high`` (float64), ``withheld``
        (str); of lines ``line``, ``period`` (str) and the same from ``estimate`` on.

    Raises
    ------
    UnvotesError
        If the table is empty, lacks a column, has several votes and `vote` does not say which,
        has a member twice, or holds more than six lines.

    Examples
    --------
    >>> import unvotes as uv
    >>> from unvotes.charts import data
    >>> table = uv.shares(uv.load_votes(since=2011, until=2012), vote="abstain", contested=True)
    >>> data(shares(table, top=3))[["name", "estimate", "n"]].round(2)
         name  estimate   n
    0  Russia      0.36  11
    1   China      0.27  11
    2   India      0.18  11
    """
    table = require_estimates(table, ("member", "vote"), "table")
    table = table.assign(member=table["member"].astype("str"), vote=table["vote"].astype("str"))
    if members is not None:
        for member in members:
            if member not in set(table["member"]):
                raise unknown("member", member, table["member"].unique())
        table = table[table["member"].isin(list(members))]
    if vote is not None:
        if vote not in set(table["vote"]):
            raise unknown("vote", vote, table["vote"].unique())
        table = table[table["vote"] == vote]
    time = next((column for column in _TIMES if column in table.columns), None)
    if time is not None:
        return _over_time(table, time, x_range, wording)
    return _ranking(table, top, x_range, wording)


def _one_vote(table: pd.DataFrame) -> str:
    kinds = table["vote"].unique()
    if len(kinds) > 1:
        raise UnvotesError(
            f"the table has shares of {len(kinds)} votes, {', '.join(map(repr, kinds))}: say "
            "which by vote="
        )
    if kinds[0] not in _DOES:
        raise unknown("vote", kinds[0], _DOES)
    return str(kinds[0])


# --- who does it most


def _known_shares(table: pd.DataFrame, top: int) -> pd.DataFrame:
    """Put the members whose share is known in order, the largest first."""
    if not 0 < top <= _MOST_ROWS:
        raise UnvotesError(f"top={top} must be a whole number from 1 to {_MOST_ROWS}")
    if table["member"].duplicated().any():
        raise UnvotesError(
            f"table has {table.loc[table['member'].duplicated(), 'member'].iloc[0]} more than "
            "once: choose the rows of one topic or other group"
        )
    known = table[table["withheld"] == ""].sort_values(
        ["estimate", "member"], ascending=[False, True]
    )
    if known.empty:
        raise UnvotesError("every share of the table is withheld, so there is nothing to draw")
    return known


def _ranking(
    table: pd.DataFrame, top: int, x_range: tuple[float, float] | None, wording: Wording
) -> go.Figure:
    question, share = map(say, _DOES[_one_vote(table)])
    known = _known_shares(table, top)
    rows = known.head(top).reset_index(drop=True)
    rows["name"] = [label(code, wording["names"]) for code in rows["member"]]
    low, high = _ends(rows, x_range)
    heads, breadth = row_names(rows["name"])
    layout = row_layout(
        (low, high),
        (-1.4, len(rows) - 0.4),
        [escape(head) for head in heads],
        n_ticks=6,
    )
    layout["xaxis"] |= {"side": "bottom"} | _in_percent(low, high)
    how = intervals(rows)
    left_out = len(table) - len(known)
    return finish(
        [
            go.Scatter(
                x=rows["estimate"].round(4).tolist(),
                y=rows.index.tolist(),
                mode="markers",
                cliponaxis=False,
                error_x=whiskers(rows, ACCENT, 3),
                marker={"color": ACCENT, "size": 8},
                text=[
                    f"<b>{escape(row['name'])}</b><br>{wrap(in_words(row, share), 50)}"
                    for row in rows.to_dict("records")
                ],
                hovertemplate="%{text}<extra></extra>",
                name=share,
            )
        ],
        wording,
        title=question,
        subtitle=[
            say(
                "{share}, the first {first} of {members}"
                if len(rows) < len(known)
                else "{share}, {members}",
                share=share.capitalize(),
                first=len(rows),
                members=counted(len(known), "member"),
            ),
            say("{n} roll calls of each", n=spread(rows["n"])),
            choice(table),
            say("Whiskers: {how}", how=how) if how else "",
            say("{members} left out: too few roll calls.", members=counted(left_out, "member"))
            if left_out
            else "",
        ],
        alt=_alt_of_ranking(rows, known, share),
        frame=rows[["member", "name", "estimate", "n", "low", "high", "withheld"]],
        plot_height=_ROW * (len(rows) + 1),
        left=24 + breadth,
        right=30 + 6.5 * len(written(int(rows["n"].max()))),
        top=4,
        bottom=AXIS,
        annotations=[
            *(beside_row(written(int(n)), i, INK) for i, n in enumerate(rows["n"])),
            beside_row("n", -1, MUTED),
        ],
        layout=layout,
    )


def _ends(rows: pd.DataFrame, given: tuple[float, float] | None) -> tuple[float, float]:
    """Choose the ends of an axis of shares: from none to a little above the highest."""
    if given is not None:
        return scale(rows, given)
    highest = rows[["estimate", "high"]].max().max()
    return 0.0, min(1.0, float(highest) * 1.05) or 1.0


def _alt_of_ranking(rows: pd.DataFrame, known: pd.DataFrame, share: str) -> str:
    told = [f"{row['name']} {in_words(row, '').strip()}" for row in rows.head(8).to_dict("records")]
    parts = [
        say(
            "{share} of {members}, the largest first.",
            share=share.capitalize(),
            members=counted(len(known), "member"),
        ),
        listed(told) + ".",
    ]
    if len(rows) > len(told):
        parts.append(
            say(
                "The last of the {n} drawn: {member} {estimate}.",
                n=len(rows),
                member=rows["name"].iloc[-1],
                estimate=number(rows["estimate"].iloc[-1]),
            )
        )
    return " ".join(parts)


def _in_percent(low: float, high: float) -> dict[str, Any]:
    """Write an axis of shares in per cent; plotly cannot set a space before the sign."""
    if current() == "en":
        return {"tickformat": ".0%"}
    step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if (high - low) / s <= 6 or s == 0.5)
    at = [k * step for k in range(-int(1 / step), int(1 / step) + 1) if low <= k * step <= high]
    return {"tickmode": "array", "tickvals": at, "ticktext": [percent(value) for value in at]}


# --- how it went over time


def _over_time(
    table: pd.DataFrame,
    time: str,
    y_range: tuple[float, float] | None,
    wording: Wording,
) -> go.Figure:
    table, unit = timed(table, (time,))
    people = list(dict.fromkeys(table["member"]))
    named = {code: label(code, wording["names"]) for code in people}
    if len(people) == 1:
        table["line"] = [VOTES[vote].called for vote in table["vote"]]
        alone = table["vote"].nunique() == 1
        share = say(_DOES[_one_vote(table)][1] if alone else "share of votes")
    else:
        share = say(_DOES[_one_vote(table)][1])
        table["line"] = table["member"].map(named)
    lines = list(dict.fromkeys(table["line"]))
    if len(lines) > _MOST_LINES:
        raise UnvotesError(
            f"table has {len(lines)} lines, and {_MOST_LINES} can be told apart: choose members="
        )
    if table.duplicated(["line", "period"]).any():
        raise UnvotesError("table has two rows for one member, vote and time: choose a group")
    low, high = scale(table, y_range, from_zero=True)
    head = _KEY_LINE * len(lines) + 6.0
    withheld = set(table.loc[table["withheld"] != "", "line"])
    bottom, feet = ring_lane(low, high, [line in withheld for line in lines])
    traces: list[Any] = []
    notes = []
    for i, line in enumerate(lines):
        rows = table[table["line"] == line].sort_values("at", kind="stable")
        traces += line_traces(rows, line, i, unit, share, "y", feet[i])
        text = f'<span style="color:{BLOC_COLOURS[i]}">{LINE_GLYPHS[i]}</span> {escape(line)}'
        notes.append(
            line_text(text, 12) | {"y": 1, "yanchor": "top", "yshift": head - _KEY_LINE * i}
        )
    who = named[people[0]] if len(people) == 1 else counted(len(people), "member")
    how = intervals(table)
    few = (table["withheld"] != "").any()
    return finish(
        traces,
        wording,
        title=say("{head}: {what}", head=who, what=f"{share}, {years(table)}"),
        subtitle=[
            in_each(spread(table["n"]), unit),
            *in_order(table, unit),
            choice(table),
            say("Bands: {how}", how=how) if how else "",
            say("Rings: too few for an estimate.") if few else "",
        ],
        alt=_alt_of_lines(table, lines, share, who),
        frame=table[["line", "period", "estimate", "n", "low", "high", "withheld"]].reset_index(
            drop=True
        ),
        plot_height=_PLOT,
        left=LEFT + 8,
        top=head,
        bottom=AXIS,
        annotations=notes,
        layout={
            "showlegend": False,
            "dragmode": False,
            "xaxis": time_axis(table, _NARROW),
            "yaxis": {
                "range": [bottom, high + 0.02 * (high - low)],
                "fixedrange": True,
                "nticks": 7,
            }
            | _in_percent(low, high),
        },
    )


def _alt_of_lines(table: pd.DataFrame, lines: list[str], share: str, who: str) -> str:
    about = say("{measure} over time, {years}", measure=share, years=years(table))
    parts = [say("{head}: {what}", head=who, what=about) + "."]
    for line in lines:
        rows = table[table["line"] == line].sort_values("at", kind="stable")
        parts.append(line_in_words(line, rows, share))
    return " ".join(parts)
