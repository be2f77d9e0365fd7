"""How far apart members vote: the square of distances that structure is read from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.joint_tables import all_pairs
from unvotes.analysis.core.matrix import Abstain, Day, VoteMatrix, vote_matrix
from unvotes.analysis.core.measures import Measure, get_measure
from unvotes.errors import UnvotesError
from unvotes.record.states import View

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


def distances(
    votes: pd.DataFrame,
    *,
    measure: str = "agreement",
    members: Iterable[Hashable] | None = None,
    contested: bool = False,
    abstain: Abstain = "own",
    min_shared: int = 10,
    since: Day | None = None,
    until: Day | None = None,
    topic: str | Iterable[str] | None = None,
    view: View | None = None,
    roll_calls: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Turn a measure of agreement into distances between all members.

    Formula: (1 − value)/(1 − lowest possible value), so that every measure runs from 0 (the
    same) to 1 (its opposite): with ``"agreement"`` the share of different votes, with
    ``"lijphart"`` and ``"s"`` the mean distance on the scale no, abstain, yes.

    Parameters
    ----------
    votes : pandas.DataFrame
        One row per member and roll call.
    measure, members, contested, abstain, min_shared, since, until, topic, view, roll_calls
        As in `agreement_matrix`.

    Returns
    -------
    pandas.DataFrame
        Members in rows and columns, ``float64``; 0 on the diagonal, NaN for pairs with fewer
        than `min_shared` common roll calls.

    Raises
    ------
    UnvotesError
        As `agreement_matrix`.

    Examples
    --------
    >>> import pandas as pd
    >>> votes = pd.DataFrame({
    ...     "roll_call": [f"r{i}" for i in range(10) for _ in "AB"],
    ...     "member": ["A", "B"] * 10,
    ...     "vote": ["yes", "yes"] * 8 + ["yes", "no"] * 2,
    ... })
    >>> float(distances(votes).loc["A", "B"].round(6))
    0.2
    """
    _, found = measured(
        votes,
        measure,
        min_shared,
        contested=contested,
        abstain=abstain,
        since=since,
        until=until,
        topic=topic,
        view=view,
        members=members,
        roll_calls=roll_calls,
    )
    return found


def measured(
    votes: pd.DataFrame, measure: str, min_shared: int, *, abstain: Abstain, **choice: Any
) -> tuple[VoteMatrix, pd.DataFrame]:
    """
    Compute `distances`, and say from what.

    Parameters
    ----------
    votes, measure, min_shared, abstain
        As in `distances`.
    **choice
        Which votes, as in `vote_matrix`.

    Returns
    -------
    tuple of VoteMatrix and pandas.DataFrame
        The votes that were compared, and the distances.
    """
    check_count("min_shared", min_shared, 1)
    used = get_measure(measure).with_abstain(abstain)
    matrix = vote_matrix(votes, abstain=abstain, **choice)
    if choice.get("members") is None:
        matrix = matrix.voting()
    if len(matrix.members) < 2:
        raise UnvotesError("distances need at least two members")
    names = pd.Index(matrix.members.astype("str"), name="member")
    return matrix, pd.DataFrame(square(matrix.codes, used, min_shared), index=names, columns=names)
