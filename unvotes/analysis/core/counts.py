"""Counts of some members' votes on each roll call, and draws of their sums."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.matrix import VoteMatrix
from unvotes.analysis.core.resampling import draw_weights
from unvotes.analysis.core.uncertainty import Floats, Uncertainty

__all__ = ["counts", "position", "prior_draws", "sum_draws", "with_facts"]


def counts(codes: NDArray[np.int8], inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """
    Count the votes of some members on each roll call.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    inside : numpy.ndarray of bool, roll calls × members
        Whose votes count.

    Returns
    -------
    numpy.ndarray of int, roll calls × 3
        How many voted no, abstained, voted yes.
    """
    return np.stack([((codes == vote) & inside).sum(axis=1) for vote in range(3)], axis=1)


def position(count: NDArray[np.int64]) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """
    The largest camp on each roll call, and where two or three are equally large.

    Parameters
    ----------
    count : numpy.ndarray of int, roll calls × 3
        As from `counts`.

    Returns
    -------
    largest : numpy.ndarray of int8
        0 no, 1 abstain, 2 yes; -1 where nobody voted or there is a tie.
    tie : numpy.ndarray of bool
        Whether two or three camps are equally large.
    """
    most = count.max(axis=1)
    tie = (count == most[:, None]).sum(axis=1) > 1
    voted = most > 0
    largest = np.where(voted & ~tie, count.argmax(axis=1), -1).astype(np.int8)
    return largest, tie & voted


def with_facts(
    matrix: VoteMatrix,
    rows: NDArray[np.intp],
    first: Mapping[str, object],
    last: Mapping[str, object],
) -> pd.DataFrame:
    """
    Make a table of roll calls: an answer about each, and between its halves what is known.

    A narrow screen leaves out what stands in the middle.

    Parameters
    ----------
    matrix : VoteMatrix
        The votes.
    rows : numpy.ndarray of int
        Which roll calls, one for each row of the table.
    first, last : mapping of str to column
        What is told of them, the more important part first.

    Returns
    -------
    DataFrame
        ``roll_call``, the first half, ``date``, ``symbol``, ``topic`` and ``outcome`` as far as
        the votes have them, the last half.
    """
    known = {
        name: matrix.fact(name).iloc[rows].array
        for name in ("date", "symbol", "topic", "outcome")
        if matrix.has(name)
    }
    return pd.DataFrame({"roll_call": matrix.roll_calls[rows], **first, **known, **last})


def sum_draws(
    units: Floats,
    how: Uncertainty,
    *,
    clusters: NDArray[np.intp] | None = None,
    unseen: Floats | None = None,
) -> Floats:
    """
    Draw sums over roll calls, several at once, as the bootstrap would have them.

    Parameters
    ----------
    units : numpy.ndarray of float, roll calls × quantities
        What each roll call adds to each sum.
    how : Uncertainty
        ``"bootstrap"`` (Bayesian) or ``"percentile"``.
    clusters : numpy.ndarray of int, optional
        The cluster of each roll call; without it roll calls are independent.
    unseen : numpy.ndarray of float, draws × quantities, optional
        What the prior adds to each draw, of the weight of one roll call; see `prior_draws`.

    Returns
    -------
    numpy.ndarray of float, draws × quantities
    """
    rng = how.rng()
    if clusters is None:
        # Roll calls that add the same to every sum are exchangeable.
        kinds, times = np.unique(units, axis=0, return_counts=True)
        size = 1.0
    else:
        _, number = np.unique(clusters, return_inverse=True)
        kinds = np.zeros((number.max() + 1, units.shape[1]))
        np.add.at(kinds, number, units)
        times = np.ones(len(kinds), dtype=np.intp)
        size = len(units) / len(kinds)
    sums = np.asarray(draw_weights(times, how, rng) @ kinds, dtype=float)
    return sums if unseen is None or how.kind != "bootstrap" else sums + size * unseen


def prior_draws(shapes: Floats, how: Uncertainty) -> Floats:
    """
    Draw the weights of what was possible but need not have been seen.

    Parameters
    ----------
    shapes : numpy.ndarray of float
        How much each possibility weighs, in roll calls; for Jeffreys's prior 1 in all.
    how : Uncertainty
        For its draws and seed.

    Returns
    -------
    numpy.ndarray of float, draws × possibilities
    """
    (rng,) = how.rng().spawn(1)  # not the numbers that weigh the roll calls
    return rng.standard_gamma(shapes, size=(how.n_boot, len(shapes)))
