"""How roll calls ended, year by year: adopted by all, adopted against some, vetoed, failed."""

from __future__ import annotations

from typing import Final, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.inputs import require
from unvotes.charts.drawing.lanes import AXIS, LEFT, Lane, draw_lanes
from unvotes.charts.drawing.language import counted, noun, period, say, without_a_date, written
from unvotes.charts.drawing.theme import OUTCOMES
from unvotes.charts.drawing.wording import Heading, chart
from unvotes.errors import UnvotesError, unknown
from unvotes.frames import yes_no

__all__ = ["outcomes_over_time"]

#: What can become of a draft, as the chart tells them apart.
KINDS: Final = ("adopted unanimously", "adopted divided", "vetoed", "failed")


@chart
def outcomes_over_time(
    roll_calls: pd.DataFrame,
    **wording: Unpack[Heading],
) -> go.Figure:
    """
    Draw how many roll calls of each year ended how.

    Four lanes on one scale: adopted unanimously (nobody voted against or abstained, or no vote
    was taken; a member may have taken no part), adopted divided, vetoed, and failed for want of
    votes. Each roll call counts once.

    Parameters
    ----------
    roll_calls : DataFrame
        A row per roll call: ``roll_call``, ``date``, ``outcome`` (``adopted``, ``vetoed``,
        ``failed``) and ``contested`` (bool); where present ``nonvoting``, ``without_vote`` and
        ``in_parts`` say how many were adopted with a member taking no part, without a vote, or
        in parts with no vote on the whole.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has four rows for each year from the first to the last:
        ``year`` (int64), ``outcome`` (str), ``n`` (int64).

    Raises
    ------
    UnvotesError
        If the frame has no rows or dates, lacks a column, or has an outcome that is none.

    Examples
    --------
    >>> from unvotes import load_roll_calls
    >>> from unvotes.charts import data, outcomes_over_time
    >>> data(outcomes_over_time(load_roll_calls(since=2024, until=2024)))
       year              outcome   n
    0  2024  adopted unanimously  30
    1  2024      adopted divided  16
    2  2024               vetoed   7
    3  2024               failed   8
    """
    roll_calls = require(roll_calls, ("roll_call", "date", "outcome", "contested"), "roll_calls")
    for outcome in roll_calls["outcome"].unique():
        if outcome not in OUTCOMES:
            raise unknown("outcome", outcome, list(OUTCOMES))
    every = roll_calls.drop_duplicates("roll_call")
    dated = every.dropna(subset="date")
    if dated.empty:
        raise UnvotesError("none of these roll calls has a date, so there is nothing to draw")
    outcome = dated["outcome"].astype(str)
    contested = yes_no(dated["contested"], "contested")
    kind = np.where(outcome == "adopted", np.where(contested, KINDS[1], KINDS[0]), outcome)
    year = dated["date"].dt.year
    years = list(range(int(year.min()), int(year.max()) + 1))
    counts = pd.crosstab(year.to_numpy(), kind).reindex(index=years, columns=KINDS, fill_value=0)
    frame = pd.DataFrame(
        {
            "year": np.repeat(np.array(years, dtype="int64"), len(KINDS)),
            "outcome": list(KINDS) * len(years),
            "n": counts.to_numpy().ravel().astype("int64"),
        }
    )
    totals = counts.sum()
    traces, notes, layout, height = draw_lanes(_lanes(counts), years)
    said = ", ".join(
        say(
            "{outcome} {n} (most in {year}: {most})",
            outcome=noun(name),
            n=totals[name],
            year=str(counts[name].idxmax()),
            most=counts[name].max(),
        )
        if totals[name]
        else f"{noun(name)} 0"
        for name in KINDS
    )
    calls, when = counted(len(dated), "roll call"), period(dated["date"])
    unanimous = _unanimous(dated[kind == KINDS[0]])
    left_out = without_a_date(len(every) - len(dated))
    told = say(
        "Outcomes of {calls} by year, {period}: {outcomes}.",
        calls=calls,
        period=when,
        outcomes=said,
    )
    return finish(
        traces,
        wording,
        title=say("How the Council decided, year by year"),
        subtitle=[say("n = {calls}, {period}", calls=calls, period=when), unanimous, left_out],
        alt=" ".join(filter(None, [told, unanimous, left_out])),
        frame=frame,
        plot_height=height,
        left=LEFT,
        top=6,
        bottom=AXIS,
        annotations=notes,
        layout=layout,
    )


def _lanes(counts: pd.DataFrame) -> list[Lane]:
    """Lay out a lane for each kind of outcome, from the counts of each year."""
    of_year = counts.sum(axis=1).tolist()
    return [
        Lane(
            name=name,
            heading=f"<b>{noun(name).capitalize()}</b> {written(counts[name].sum())}",
            colour=OUTCOMES[name.split()[0]].colour,
            counts=counts[name].tolist(),
            hover=[
                f"<b>{year}</b><br>"
                + say(
                    "{outcome}: {n} of {calls}",
                    outcome=noun(name, int(n)),
                    n=int(n),
                    calls=counted(calls, "roll call"),
                )
                for (year, n), calls in zip(counts[name].items(), of_year, strict=True)
            ],
        )
        for name in KINDS
    ]


def _unanimous(rows: pd.DataFrame) -> str:
    """Say what unanimity includes, in numbers where the frame has them."""
    text = say("Unanimously: nobody against or abstaining")
    silent = np.zeros(len(rows), dtype=bool)
    parts = []
    if "without_vote" in rows.columns:
        silent = yes_no(rows["without_vote"], "without_vote")
        parts.append(say("{n} without a vote", n=silent.sum()))
    if "in_parts" in rows.columns and rows["in_parts"].any():
        apart = yes_no(rows["in_parts"], "in_parts")
        silent = silent | apart
        parts.append(say("{n} voted on in parts only", n=apart.sum()))
    if "nonvoting" in rows.columns:
        apart = (rows["nonvoting"].to_numpy() > 0) & ~silent
        parts.append(say("{n} with a member taking no part", n=apart.sum()))
    return f"{text} ({', '.join(parts)})." if parts else f"{text}."
