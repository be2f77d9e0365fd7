"""A series of votes as maps of the world in one figure, to step through."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, Unpack

import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.inputs import require, require_votes
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.timeline_slider import Step, stepped
from unvotes.charts.votes.world import MapStyle, drawn_map, lay_out
from unvotes.errors import UnvotesError, shown, unknown

__all__ = ["world_steps"]

#: More steps than these are too many to be told apart on a slider.
_MOST: Final = 40


@chart
def world_steps(
    votes: pd.DataFrame,
    roll_calls: Sequence[str] | None = None,
    *,
    start: str | None = None,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw a series of votes on maps of the world, one after the other.

    A slider goes from vote to vote; title, key, hover texts and alt text go with it. The figure
    needs no kernel: it steps in an exported HTML file too, also by the arrow keys.

    Parameters
    ----------
    votes : DataFrame
        One row per member and roll call: ``roll_call``, ``member``, ``vote``, ``date``, and what
        else a map states of a vote: ``symbol``, ``topic``, ``outcome``.
    roll_calls : list of str, optional
        Which roll calls, by id or symbol; by default all that the frame holds. They stand in order
        of date.
    start : str, optional
        The roll call that is shown first, by id or symbol; by default the first.
    title : str, optional
        What the votes have in common: it begins the alt text, and stands at the slider.
    source : str, optional
        Where the votes come from, at the foot; by default the record's sources.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per step and member: ``step`` (str: the date, with
        the id where a day had several, or the id alone where it has no date), and the columns of
        :func:`world`. Its :func:`describe`
        goes through all steps.

    Raises
    ------
    UnvotesError
        If there are no votes, more than 40 roll calls, one that the frame does not hold, or the
        figure would be too large for a page.

    Examples
    --------
    >>> import unvotes as uv
    >>> votes = uv.load_votes("general-assembly", topic="Ukraine", since=2022, until=2023)
    >>> figure = world_steps(votes, ["A/RES/ES-11/1", "A/RES/ES-11/6"], title="War in Ukraine")
    >>> uv.charts.data(figure).groupby("step").size().to_dict()
    {'2022-03-02': 193, '2023-02-23': 193}
    """
    votes = require_votes(require(votes, ("roll_call", "member", "vote", "date"), "votes"))
    columns = [name for name in ("roll_call", "symbol", "date") if name in votes.columns]
    calls = votes[columns].drop_duplicates("roll_call").astype({"roll_call": "str"})
    if roll_calls is not None:
        if isinstance(roll_calls, str):
            raise UnvotesError(
                f"roll_calls={shown(roll_calls)}: give a list, such as [{shown(roll_calls)}]"
            )
        calls = calls[calls["roll_call"].isin([_found(one, calls) for one in roll_calls])]
    if not 0 < len(calls) <= _MOST:
        raise UnvotesError(
            f"these are {len(calls):,} roll calls, and 1 to {_MOST} can be stepped through: "
            "choose with roll_calls=[…], or by a topic and a period as the votes are loaded"
        )
    calls = calls.sort_values("date", kind="stable")
    days = calls["date"].dt.strftime("%Y-%m-%d").fillna(calls["roll_call"])
    shared = days.duplicated(keep=False)
    labels = dict(
        zip(
            calls["roll_call"],
            days.where(~shared, days + " " + calls["roll_call"]).astype("str"),
            strict=True,
        )
    )
    steps = []
    for key, label in labels.items():
        rows = votes[(votes["roll_call"] == key).to_numpy()]
        layout, into = lay_out(rows, names=wording["names"]), partial(Step.of_parts, label)
        steps.append(drawn_map(layout, MapStyle(), wording | {"title": None}, into))
    first = None if start is None else labels[_found(start, calls)]
    return stepped(steps, title=wording["title"], start=first)


def _found(name: str, calls: pd.DataFrame) -> str:
    """Find a roll call by its id, or by a symbol that stands for it alone."""
    for column in ("roll_call", "symbol"):
        if column in calls.columns:
            hits = calls.loc[(calls[column].astype("str") == str(name)).to_numpy(), "roll_call"]
            if len(hits) == 1:
                return str(hits.iloc[0])
    raise unknown("roll call", name, calls["roll_call"])
