"""How far apart members vote: the square of distances that structure is read from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import chosen_measure
from unvotes.analysis.core.drawn_pairs import drawn_pairs
from unvotes.analysis.core.joint_tables import all_pairs
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.selection import Comparison, selection_in
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging

__all__ = ["distances", "drawn_blocks", "drawn_squares", "measured_distances", "square"]

Floats = NDArray[np.floating[Any]]

#: Bytes of squares that are made at once, at least; with more votes there may be more.
_AT_ONCE = 2**22


def square(
    codes: NDArray[np.int8], measure: Measure, min_shared: int, weights: Floats | None = None
) -> Floats:
    """
    Compute the distances of all pairs of a matrix.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    measure : Measure
        The measure of agreement.
    min_shared : int
        Below so many common roll calls there is no distance.
    weights : numpy.ndarray, optional
        A weight for each roll call, in a resample.

    Returns
    -------
    numpy.ndarray of float, members × members
        0 for like, 1 for opposite; NaN where there is no distance; 0 on the diagonal.
    """
    value, _ = all_pairs(codes, measure, weights)
    far = (1 - value) / (1 - measure.lowest)
    seen = (codes >= 0).astype(np.float32)
    far[seen.T @ seen < min_shared] = np.nan
    np.fill_diagonal(far, 0)
    return far


def drawn_squares(
    codes: NDArray[np.int8],
    measure: Measure,
    min_shared: int,
    draws: Iterator[Floats],
    dtype: type[np.floating[Any]],
) -> Iterator[Floats]:
    """
    Compute the distances of all pairs in each of many resamples.

    Parameters
    ----------
    codes, measure, min_shared
        What `square` takes.
    draws : iterator of numpy.ndarray
        A weight for each roll call, in each resample.
    dtype : type
        ``numpy.float32`` takes half the time and space, and has six digits.

    Yields
    ------
    numpy.ndarray of dtype, members × members
        What `square` gives for these weights.
    """
    voted = codes >= 0
    order = np.argsort(voted.sum(axis=0), kind="stable")  # the fewest votes first, see drawn_pairs
    sorted_codes = np.ascontiguousarray(codes[:, order])
    seen = voted.astype(np.float32)
    short = seen.T @ seen < min_shared
    np.fill_diagonal(short, False)
    members, size = codes.shape[1], np.dtype(dtype).itemsize
    count = max(1, max(_AT_ONCE, 6 * size * codes.size) // (size * members**2))
    while batch := list(islice(draws, count)):
        far = np.zeros((len(batch), members, members), dtype=dtype)
        for a, value in drawn_pairs(sorted_codes, measure, np.array(batch, dtype=dtype)):
            member, others = order[a], order[a + 1 :]
            far[:, member, others] = far[:, others, member] = (1 - value) / (1 - measure.lowest)
        far[:, short] = np.nan
        yield from far


def drawn_blocks(
    codes: NDArray[np.int8],
    measure: Measure,
    far: Floats,
    draws: Iterator[Floats],
    rows: Sequence[slice],
) -> Iterator[tuple[Floats, ...]]:
    """
    Compute the distances of all pairs in each of many resamples, some at a time, without a gap.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`; those with the fewest votes should come first (see `drawn_pairs`).
    measure : Measure
        The measure of agreement.
    far : numpy.ndarray of float, members × members
        The distances without weights; NaN for pairs that have none.
    draws : iterator of numpy.ndarray
        A weight for each roll call, in each resample.
    rows : sequence of slice
        Rows of a block, all in their order.

    Yields
    ------
    tuple of numpy.ndarray of float32, draws × rows × members from the first of them on
        Blocks of the upper half of each square; 0 for pairs that have no distance.
    """
    members, size = codes.shape[1], np.dtype(np.float32).itemsize
    shapes = [(each.stop - each.start, members - each.start) for each in rows]
    cells = sum(height * width for height, width in shapes)
    count = max(1, max(_AT_ONCE, 6 * size * codes.size) // (size * cells))
    unknown, usual = np.isnan(far), np.nan_to_num(far)
    while batch := list(islice(draws, count)):
        blocks = [np.zeros((len(batch), *shape), dtype=np.float32) for shape in shapes]
        drawn = drawn_pairs(codes, measure, np.array(batch, dtype=np.float32))
        for block, here in zip(blocks, rows, strict=True):
            for a, value in islice(drawn, here.stop - here.start):
                apart = (1 - value) / (1 - measure.lowest)
                # Also where all that two have in common weighs nothing.
                apart = np.where(np.isnan(apart), usual[a, a + 1 :], apart)
                apart[:, unknown[a, a + 1 :]] = 0
                row = a - here.start
                block[:, row, row + 1 :] = apart
                block[:, row + 1 :, row] = apart[:, : here.stop - a - 1]
        yield tuple(blocks)


@shared_parameters
def distances(
    votes: pd.DataFrame,
    *,
    members: Belonging | Iterable[Hashable] | None = None,
    **options: Unpack[Comparison],
) -> pd.DataFrame:
    """
    Turn a measure of agreement into distances between all members.

    Formula: (1 − value)/(1 − lowest possible value), so that every measure runs from 0 (the
    same) to 1 (its opposite): with ``"agreement"`` the share of different votes, with
    ``"lijphart"`` and ``"s"`` the mean distance on the scale no, abstain, yes.

    Parameters
    ----------
    min_shared : int, default 10
        Pairs with fewer common roll calls have no distance.

    Returns
    -------
    pandas.DataFrame
        Members in rows and columns, ``float64``; 0 on the diagonal, NaN for pairs with fewer
        than `min_shared` common roll calls.

    Raises
    ------
    UnvotesError
        For an unknown member, measure, column or choice, a frame that is no frame of votes, and
        when no roll call is left.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> distances(votes, members=["CHN", "RUS", "USA"], contested=True).round(3)
    member    CHN    RUS    USA
    member
    CHN     0.000  0.091  0.636
    RUS     0.091  0.000  0.727
    USA     0.636  0.727  0.000
    """
    return measured_distances(votes, members, options)[2]


def measured_distances(
    votes: pd.DataFrame, members: Belonging | Iterable[Hashable] | None, options: Comparison
) -> tuple[VoteMatrix, Measure, pd.DataFrame]:
    """
    Measure the distances of members, and say from what.

    Parameters
    ----------
    votes, members, options
        What `distances` takes.

    Returns
    -------
    matrix : VoteMatrix
        The votes that were compared.
    measure : Measure
        By what.
    far : DataFrame
        What `distances` returns.

    Raises
    ------
    UnvotesError
        As `distances`.
    """
    used = chosen_measure(options)
    matrix = vote_matrix(votes, members=members, **selection_in(options))
    if members is None:
        matrix = matrix.voting()
    if len(matrix.members) < 2:
        raise UnvotesError("distances need at least two members")
    names = matrix.members.rename("member")
    far = square(matrix.codes, used, options["min_shared"])
    return matrix, used, pd.DataFrame(far, index=names, columns=names)
