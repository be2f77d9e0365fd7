"""Joint tables of votes: for one pair by counting, for all pairs by matrix products."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.threads import in_threads, one_thread

__all__ = ["CELLS", "all_pairs", "all_tables", "cell_tables", "cells", "matches"]

Floats = NDArray[np.floating[Any]]

#: Cells of a joint table: no, abstain, yes by no, abstain, yes.
CELLS = 9

#: Tables computed at once where there are many, some 25 MB with all that it takes: with half or
#: twice as many it takes longer.
_TABLES = 120_000

#: With so many roll calls each count of `_matches_in_three` is a whole number below 2**24, which
#: float32 holds exactly.
_EXACT = 2**24 // 6


def cells(codes: NDArray[np.int8], first: int, second: int) -> NDArray[np.intp]:
    """
    Sort each roll call into a cell of a pair's joint table.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    first, second : int
        The two members' columns.

    Returns
    -------
    numpy.ndarray of int
        0 to 8, row by row; -1 where either did not vote.
    """
    one, two = codes[:, first].astype(np.intp), codes[:, second].astype(np.intp)
    return np.where((one >= 0) & (two >= 0), 3 * one + two, -1)


def cell_tables(
    cell: NDArray[np.intp], groups: NDArray[np.intp] | None = None, n_groups: int = 1
) -> Floats:
    """
    Count a pair's cells, in one table or in one per group of roll calls.

    Parameters
    ----------
    cell : numpy.ndarray of int
        As from `cells`.
    groups : numpy.ndarray of int, optional
        Group of each roll call; all in one group by default.
    n_groups : int, default 1
        How many groups there are.

    Returns
    -------
    numpy.ndarray of float64, 3 × 3 × groups
    """
    both = cell >= 0
    number = 0 if groups is None else groups[both]
    counts = np.bincount(number * CELLS + cell[both], minlength=n_groups * CELLS)
    return counts.reshape(n_groups, 3, 3).transpose(1, 2, 0).astype(float)


def _indicators(codes: NDArray[np.int8], exact: bool) -> list[Floats]:
    # float32 counts exactly up to 2**24 roll calls, and its products take half the time. Sums of
    # weights are another matter: the seventh digit would depend on the order in which a
    # processor adds them.
    return [(codes == vote).astype(np.float32 if exact else np.float64) for vote in range(3)]


def _left(votes: list[Floats], weights: Floats | None) -> list[Floats]:
    return votes if weights is None else [weights[:, None] * vote for vote in votes]


def all_tables(codes: NDArray[np.int8], weights: Floats | None = None) -> Floats:
    """
    Count the joint tables of all pairs of members.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    weights : numpy.ndarray, optional
        A weight for each roll call; 1 by default.

    Returns
    -------
    numpy.ndarray of float32, of float64 with weights, 3 × 3 × members × members
        Cell (i, j) of members a and b counts the roll calls with vote i of a and j of b.
    """
    votes = _indicators(codes, weights is None)
    left = _left(votes, weights)
    members = codes.shape[1]
    tables = np.empty((3, 3, members, members), dtype=votes[0].dtype)
    with one_thread():
        for i in range(3):
            for j in range(i, 3):
                np.matmul(left[i].T, votes[j], out=tables[i, j])
                if j > i:
                    tables[j, i] = tables[i, j].T
    return tables


def matches(codes: NDArray[np.int8], weights: Floats | None = None) -> tuple[Floats, Floats]:
    """
    Identical and common votes of all pairs: what a plain share needs, in fewer products.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    weights : numpy.ndarray, optional
        A weight for each roll call; 1 by default.

    Returns
    -------
    same, n : numpy.ndarray of float32, of float64 with weights, members × members
    """
    if weights is None and len(codes) <= _EXACT:
        return _matches_in_three(codes)
    votes = _indicators(codes, weights is None)
    votes.append((codes >= 0).astype(votes[0].dtype))
    left = _left(votes, weights)
    with one_thread():
        no, abstain, yes, n = (one.T @ two for one, two in zip(left, votes, strict=True))
    return no + abstain + yes, n


def _matches_in_three(codes: NDArray[np.int8]) -> tuple[Floats, Floats]:
    """
    Count identical and common votes with three products instead of four.

    Two coordinates tell three votes apart: no (-1, -1), abstain (-1, 1), yes (2, 0). With three
    times the second, the product of two equal ones is 4 and of two different ones -2, so that
    over all roll calls it comes to ``6 same - 2 n``, in whole numbers.
    """
    no, abstain, yes, voted = (
        known.view(np.int8) for known in (codes == 0, codes == 1, codes == 2, codes >= 0)
    )
    coordinates = (voted, 3 * yes - voted, abstain - no)
    n, first, second = (each.astype(np.float32) for each in coordinates)
    with one_thread():
        common, one, two = (each.T @ each for each in (n, first, second))
    two *= 3
    one += two
    one += 2 * common
    one /= 6
    return one, common


def all_pairs(
    codes: NDArray[np.int8], measure: Measure, weights: Floats | None = None
) -> tuple[Floats, Floats]:
    """
    Compute a measure of all pairs of a matrix.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    measure : Measure
        What is computed.
    weights : numpy.ndarray, optional
        A weight for each roll call; 1 by default.

    Returns
    -------
    value, n : numpy.ndarray of float, members × members
        The measure, NaN where it is undefined, and the (weighted) number of common votes.
    """
    if measure.is_share:
        same, n = matches(codes, weights)
        with np.errstate(invalid="ignore"):
            return same.astype(float) / n, n
    members = codes.shape[1]
    step = max(1, _TABLES // members)
    if step >= members:
        tables = all_tables(codes, weights).astype(float)
        return measure(tables), tables.sum(axis=(0, 1))
    votes = _indicators(codes, weights is None)
    left = _left(votes, weights)
    value, n = np.empty((members, members)), np.empty((members, members), dtype=votes[0].dtype)

    def fill(start: int) -> None:
        # Some members with themselves and those after them, so that each pair is counted once.
        rows, later = slice(start, start + step), slice(start, None)
        own = np.concatenate([one[:, rows] for one in left], axis=1).T
        tables = np.array([own @ two[:, later] for two in votes])
        tables = tables.reshape(3, 3, -1, tables.shape[-1]).swapaxes(0, 1)
        n[rows, later] = tables.sum(axis=(0, 1))
        n[later, rows] = n[rows, later].T
        value[rows, later] = measure(tables.astype(float))
        value[later, rows] = value[rows, later].T

    for _ in in_threads(fill, range(0, members, step)):
        pass
    return value, n
