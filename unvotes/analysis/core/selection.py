"""Which roll calls a statistic rests on, and how its interval is drawn: taken alike by all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict

import pandas as pd

from unvotes.record.states import View

__all__ = ["Day", "Draws", "Options", "Scope", "Selection", "selection_in"]

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


class Draws(TypedDict, total=False):
    """How an interval is drawn."""

    level: float
    resample_by: str
    n_boot: int
    seed: int | None


class Options(Selection, Draws, total=False):
    """Which roll calls a statistic rests on, and how its interval is drawn."""


def selection_in(options: Options) -> Selection:
    """
    Take from the options which roll calls are meant.

    Parameters
    ----------
    options : Options
        With an interval's draws.

    Returns
    -------
    Selection
        Without.
    """
    chosen: Selection = {}
    for name in Selection.__annotations__:
        if name in options:
            chosen[name] = options[name]  # type: ignore[literal-required]
    return chosen
