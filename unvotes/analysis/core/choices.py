"""Choices that several statistics share, checked once."""

from __future__ import annotations

import numpy as np

from unvotes.analysis.core.measures import Measure, get_measure
from unvotes.analysis.core.uncertainty import (
    Uncertainty,
)
from unvotes.errors import UnvotesError

__all__ = ["check_count", "chosen_measure"]


def chosen_measure(name: str, abstain: str, how: Uncertainty) -> Measure:
    """
    Find the measure that a call asks for, and refuse choices that do not go together.

    Parameters
    ----------
    name : str
        Its name.
    abstain : str
        How abstentions are treated.
    how : Uncertainty
        The interval asked for.

    Returns
    -------
    Measure

    Raises
    ------
    UnvotesError
        For an unknown name, or an interval or treatment that does not suit the measure.
    """
    used = get_measure(name).with_abstain(abstain)
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
        raise UnvotesError(f"{name}={value!r} must be a whole number from {least} up")
