"""How far apart members vote: the square of distances that structure is read from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import chosen_measure
from unvotes.analysis.core.joint_tables import all_pairs
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.selection import Comparison, selection_in
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging

__all__ = ["distances", "measured", "square"]

Floats = NDArray[np.floating[Any]]


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
    _, found = measured(votes, members, options)
    return found


def measured(
    votes: pd.DataFrame, members: Belonging | Iterable[Hashable] | None, options: Comparison
) -> tuple[VoteMatrix, pd.DataFrame]:
    """
    Compute `distances`, and say from what.

    Parameters
    ----------
    votes, members, options
        What `distances` takes.

    Returns
    -------
    tuple of VoteMatrix and pandas.DataFrame
        The votes that were compared, and the distances.
    """
    used = chosen_measure(options)
    matrix = vote_matrix(votes, members=members, **selection_in(options))
    if members is None:
        matrix = matrix.voting()
    if len(matrix.members) < 2:
        raise UnvotesError("distances need at least two members")
    names = matrix.members.rename("member")
    far = square(matrix.codes, used, options["min_shared"])
    return matrix, pd.DataFrame(far, index=names, columns=names)
