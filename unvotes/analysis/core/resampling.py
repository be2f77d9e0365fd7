"""Roll calls resampled by weights, alone or in clusters, and the intervals that follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unvotes.analysis.core.joint_tables import CELLS, all_tables, cell_tables, cells
from unvotes.analysis.core.limits import holding, jeffreys, limits, quantiles, weight_shape
from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.threads import one_thread
from unvotes.analysis.core.uncertainty import Uncertainty

__all__ = ["clustered_limits", "draw_weights", "joint_draws", "matrix_draws", "matrix_limits"]

Floats = NDArray[np.floating[Any]]

#: With more units it does not matter of how many their weights take themselves to be.
_FEW = 50


def draw_weights(
    times: NDArray[np.intp],
    uncertainty: Uncertainty,
    rng: np.random.Generator,
    n: ArrayLike | None = None,
) -> Floats:
    """
    Draw the weight of each kind of unit (roll call or cluster).

    Parameters
    ----------
    times : numpy.ndarray of int
        How many units there are of each kind.
    uncertainty : Uncertainty
        ``"bootstrap"`` or ``"percentile"``, and the number of draws.
    rng : numpy.random.Generator
        Source of random numbers.
    n : array_like of int, optional
        How many units there are beside each kind; by default all.

    Returns
    -------
    numpy.ndarray of float32, draws × kinds
    """
    size = uncertainty.n_boot, len(times)
    if uncertainty.kind == "percentile":
        total = int(times.sum())
        return rng.multinomial(total, times / total, size=size[0]).astype(np.float32)
    shape = times * weight_shape(times.sum() if n is None else n)
    return rng.standard_gamma(shape.astype(np.float32), size=size, dtype=np.float32)


def joint_draws(
    cells: NDArray[np.intp],
    clusters: NDArray[np.intp] | None,
    uncertainty: Uncertainty,
    abstain: str = "own",
) -> Floats:
    """
    Draw the joint tables of a few pairs together, over the same roll calls or clusters.

    What two pairs have in common, the roll calls on which both voted, is drawn once, so that
    a difference between them is neither over- nor understated.

    Parameters
    ----------
    cells : numpy.ndarray of int, roll calls × pairs
        As from `tables.cells`; -1 where a pair did not vote.
    clusters : numpy.ndarray of int, optional
        The cluster of each roll call; without it roll calls are independent.
    uncertainty : Uncertainty
        ``"bootstrap"`` or ``"percentile"``.
    abstain : str, default "own"
        How abstentions were treated.

    Returns
    -------
    numpy.ndarray of float, 3 × 3 × draws × pairs
    """
    rng = uncertainty.rng()
    some = (cells >= 0).any(axis=1)
    cells, pairs = cells[some], cells.shape[1]
    if clusters is None:
        # Roll calls on which every pair falls into the same cells are exchangeable.
        kinds, times = np.unique(cells, axis=0, return_counts=True)
        units: list[Floats] = [np.eye(CELLS + 1)[kinds[:, p]][:, :CELLS] for p in range(pairs)]
    else:
        _, number = np.unique(clusters[some], return_inverse=True)
        times = np.ones(number.max(initial=-1) + 1, dtype=np.intp)
        units = [cell_tables(cells[:, p], number, len(times)) for p in range(pairs)]
        units = [unit.reshape(CELLS, -1).T for unit in units]
    drawn = np.zeros((CELLS, uncertainty.n_boot, pairs))
    # A unit of two pairs, or periods, is one of as few as the smaller of them has.
    inside = np.array([unit.any(axis=1) for unit in units])
    beside = np.where(inside, (inside * times).sum(axis=1, keepdims=True), times.sum())
    weight = (
        draw_weights(times, uncertainty, rng, beside.min(axis=0))
        if len(times)
        else np.zeros((uncertainty.n_boot, 0))
    )
    for p, unit in enumerate(units):
        drawn[..., p] = (weight @ unit).T
        if uncertainty.kind == "bootstrap":
            # The prior weighs as much as one unit: a roll call, or a cluster of mean size.
            size = 1.0
            if clusters is not None:
                size = float(unit.sum()) / max(1.0, float(times[unit.any(axis=1)].sum()))
            prior = jeffreys(abstain).reshape(CELLS, 1)
            drawn[..., p] += size * rng.standard_gamma(prior, size=drawn.shape[:2])
    return drawn.reshape(3, 3, uncertainty.n_boot, pairs)


def clustered_limits(
    cell: NDArray[np.intp],
    clusters: NDArray[np.intp],
    measure: Measure,
    uncertainty: Uncertainty,
    abstain: str = "own",
) -> tuple[float, float]:
    """
    Interval of a measure for one pair whose roll calls come in clusters.

    Parameters
    ----------
    cell : numpy.ndarray of int
        As from `tables.cells`.
    clusters : numpy.ndarray of int
        The cluster of each roll call.
    measure : Measure
        What is estimated.
    uncertainty : Uncertainty
        ``"bootstrap"`` or ``"percentile"``.
    abstain : str, default "own"
        How abstentions were treated.

    Returns
    -------
    low, high : float
        NaN where there is no estimate.
    """
    drawn = measure(joint_draws(cell[:, None], clusters, uncertainty, abstain))
    low, high = holding(measure(cell_tables(cell)), *quantiles(drawn, uncertainty))
    return float(low[0]), float(high[0])


def matrix_draws(
    roll_calls: int,
    clusters: NDArray[np.intp] | None,
    uncertainty: Uncertainty,
    *,
    prior: bool = False,
) -> Iterator[Floats]:
    """
    Draw weights of all roll calls together, for statistics of the whole matrix.

    Parameters
    ----------
    roll_calls : int
        How many there are.
    clusters : numpy.ndarray of int, optional
        The cluster of each roll call; without it roll calls are independent.
    uncertainty : Uncertainty
        ``"bootstrap"`` or ``"percentile"``.
    prior : bool, default False
        Whether a prior of one unit will be added to the draws; see `weight_shape`.

    Yields
    ------
    numpy.ndarray of float, roll calls
        One weight per roll call; their mean is about 1, a little less beside a prior.
    """
    rng = uncertainty.rng()
    number = np.arange(roll_calls) if clusters is None else clusters
    units = int(number.max()) + 1
    shape = float(weight_shape(units)) if prior else 1.0
    for _ in range(uncertainty.n_boot):
        if uncertainty.kind == "percentile":
            drawn = np.bincount(rng.integers(units, size=units), minlength=units).astype(float)
        else:
            drawn = rng.standard_gamma(shape, units)
        yield drawn[number]


def matrix_limits(
    codes: NDArray[np.int8],
    tables: Floats,
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
    clusters: NDArray[np.intp] | None,
    measure: Measure,
    uncertainty: Uncertainty,
    abstain: str = "own",
) -> tuple[Floats, Floats]:
    """
    Intervals of a measure for many pairs of a matrix.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    tables : numpy.ndarray, 3 × 3 × pairs
        The pairs' joint tables.
    pairs : tuple of two numpy.ndarray of int
        The pairs' columns.
    clusters : numpy.ndarray of int or None
        The cluster of each roll call; None for independent roll calls, for which each pair's
        nine cells are drawn instead of the roll calls.
    measure : Measure
        What is estimated.
    uncertainty : Uncertainty
        Which interval.
    abstain : str, default "own"
        How abstentions were treated.

    Returns
    -------
    low, high : numpy.ndarray
        NaN where there is no estimate.
    """
    if clusters is None or uncertainty.kind is None:
        return limits(tables, measure, uncertainty, abstain)
    _, number = np.unique(clusters, return_inverse=True)
    prior = jeffreys(abstain).reshape(3, 3, 1)
    rng = uncertainty.rng().spawn(1)[0]
    met = _clusters_shared(codes, number, pairs)
    size = tables.sum(axis=(0, 1)) / np.maximum(met, 1)
    values = np.empty((uncertainty.n_boot, len(pairs[0])), dtype=np.float32)
    for b, weights in enumerate(matrix_draws(len(codes), number, uncertainty, prior=True)):
        drawn = all_tables(codes, weights)[:, :, *pairs]
        if uncertainty.kind == "bootstrap":
            drawn += size * rng.standard_gamma(prior, size=drawn.shape)
        values[b] = measure(drawn)
    low, high = holding(measure(tables.astype(float)), *quantiles(values, uncertainty))
    # Who met in a few of many clusters has weights of its own.
    few = np.flatnonzero((met > 0) & (met < _FEW) & (met < number.max() + 1))
    for pair in few if uncertainty.kind == "bootstrap" else ():
        cell = cells(codes, pairs[0][pair], pairs[1][pair])
        low[pair], high[pair] = clustered_limits(cell, number, measure, uncertainty, abstain)
    return low, high


def _clusters_shared(
    codes: NDArray[np.int8],
    number: NDArray[np.intp],
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
) -> Floats:
    """Count the clusters in which both members of each pair voted."""
    order = np.argsort(number, kind="stable")
    starts = np.flatnonzero(np.diff(number[order], prepend=-1))
    voted = np.maximum.reduceat((codes[order] >= 0).astype(np.float32), starts, axis=0)
    with one_thread():
        return (voted.T @ voted)[pairs]
