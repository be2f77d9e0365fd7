"""Choices that several statistics share, checked once."""

from __future__ import annotations

import numpy as np

from unvotes.analysis.core.measures import Measure, get_measure
from unvotes.analysis.core.selection import Comparison
from unvotes.analysis.core.uncertainty import (
    Uncertainty,
)
from unvotes.errors import UnvotesError, shown

__all__ = ["check_count", "chosen_measure"]


def chosen_measure(options: Comparison, how: Uncertainty | None = None) -> Measure:
    """
    Find the measure that a call asks for, and refuse choices that do not go together.

    Parameters
    ----------
    options : Comparison
        With its name, how abstentions are treated, and the fewest roll calls.
    how : Uncertainty, optional
        The interval asked for.

    Returns
    -------
    Measure

    Raises
    ------
    UnvotesError
        For an unknown name, or an interval or treatment that does not suit the measure.
    """
    check_count("min_shared", options["min_shared"], 1)
    used = get_measure(options["measure"]).with_abstain(options["abstain"])
    if how is not None:
        how.check(used)
    return used


def check_count(name: str, value: int, least: int) -> None:
    """
    Refuse a number that is no whole number, or too small.

    Parameters
    ----------
    name : str
        The argument, for the error.
    value : int
        What was given.
    least : int
        The smallest allowed.

    Raises
    ------
    UnvotesError
        If it is not allowed.
    """
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or value < least:
        raise UnvotesError(f"{name}={shown(value)} must be a whole number from {least} up")
