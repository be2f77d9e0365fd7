"""Which roll calls a statistic rests on, and how its interval is drawn: taken alike by all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, TypedDict, cast

import pandas as pd

from unvotes.record.views import View

__all__ = [
    "ABSTAIN",
    "Abstain",
    "Comparison",
    "ComparisonDraws",
    "Counting",
    "CountingDraws",
    "Day",
    "Draws",
    "Scope",
    "Selection",
    "SelectionDraws",
    "selection_in",
]

#: The ways to treat an abstention.
ABSTAIN = ("own", "half", "drop", "as_no")

Abstain = Literal["own", "half", "drop", "as_no"]
Day = str | int | dt.date | pd.Timestamp


class Scope(TypedDict, total=False):
    """Period, topic, and what else is known of the roll calls; see `unvotes.parameters`."""

    since: Day | None
    until: Day | None
    topic: str | Iterable[str] | None
    view: View | None
    roll_calls: pd.DataFrame | None


class Selection(Scope, total=False):
    """Which roll calls a statistic rests on."""

    contested: bool


class Counting(Selection, total=False):
    """Which roll calls, and what an abstention counts for."""

    abstain: Abstain


class Comparison(Counting, total=False):
    """Which roll calls, and how members are compared on them."""

    measure: str
    min_shared: int


class Draws(TypedDict, total=False):
    """How an interval is drawn."""

    level: float
    resample_by: str
    n_boot: int
    seed: int | None


class SelectionDraws(Selection, Draws, total=False):
    """Which roll calls, and how the interval is drawn."""


class CountingDraws(Counting, Draws, total=False):
    """Which roll calls, what an abstention counts for, and how the interval is drawn."""


class ComparisonDraws(Comparison, Draws, total=False):
    """Which roll calls, how members are compared, and how the interval is drawn."""


def selection_in(options: Selection) -> Counting:
    """
    Take from a function's options those that make a matrix of votes.

    Parameters
    ----------
    options : Selection, Counting, or either with more
        All that a function was called with.

    Returns
    -------
    Counting
        What `unvotes.analysis.core.matrix.vote_matrix` takes.
    """
    chosen = {name: value for name, value in options.items() if name in Counting.__annotations__}
    return cast(Counting, chosen)
