"""Derivatives of the logarithm of the normal distribution, for many numbers at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx, log_ndtr

__all__ = ["one_side", "two_sides"]

Floats = NDArray[np.float64]

_ROOT = np.sqrt(2.0)
_LOG_ROOT = 0.5 * np.log(2 * np.pi)
#: Ends of a table of the first derivative of log Φ, and its points in a unit.
_LOW, _HIGH, _PARTS, _NEAR = -40.0, 9.0, 64, 0.01
_GRID = _LOW + np.arange(int((_HIGH - _LOW) * _PARTS) + 1) / _PARTS
_FIRST = np.sqrt(2 / np.pi) / erfcx(-_GRID / _ROOT)


def one_side(x: Floats) -> tuple[Floats, Floats]:
    """
    Differentiate log Φ(x), by Taylor's series from a table.

    Parameters
    ----------
    x : numpy.ndarray
        Where.

    Returns
    -------
    first, second : numpy.ndarray
        The first derivative, and the second without its sign.
    """
    k = np.rint((np.clip(x, _LOW, _HIGH) - _LOW) * _PARTS).astype(np.intp)
    at, first = k / _PARTS + _LOW, _FIRST[k]
    r = np.minimum(x - at, _NEAR)
    off = first + at
    second = -first * off
    third = -second * off - first * (second + 1)
    first = first + r * (second + 0.5 * np.maximum(r, -_NEAR) * third)
    return first, first * (first + x)


def two_sides(low: Floats, high: Floats) -> tuple[Floats, ...]:
    """
    Differentiate log(Φ(high) − Φ(low)).

    In the upper tail the mirrored one is taken, which keeps its digits.

    Parameters
    ----------
    low, high : numpy.ndarray
        The two ends.

    Returns
    -------
    tuple of numpy.ndarray
        First derivatives by `low` and by `high`, both without their sign, and the negative second
        ones: low-low, low-high, high-high.
    """
    upper = low + high > 0
    a, b = np.where(upper, -high, low), np.where(upper, -low, high)
    at_a, at_b = log_ndtr(a), log_ndtr(b)
    log_mass = at_b + np.log(-np.expm1(np.minimum(at_a - at_b, -1e-12))) + _LOG_ROOT
    of_a, of_b = np.exp(-a * a / 2 - log_mass), np.exp(-b * b / 2 - log_mass)
    first, second = np.where(upper, of_b, of_a), np.where(upper, of_a, of_b)
    return (
        first,
        second,
        first * (first - low),
        -first * second,
        second * (second + high),
    )
