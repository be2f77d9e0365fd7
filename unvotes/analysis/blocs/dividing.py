"""Which votes divide two blocs: roll call by roll call, with what each member did."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.groups import meant_bloc
from unvotes.analysis.blocs.positions import mask
from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.coded_votes import SCALE
from unvotes.analysis.core.counts import counts, with_facts
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.results import with_notes
from unvotes.analysis.core.selection import Counting
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters

__all__ = ["dividing_votes"]

Floats = NDArray[np.floating[Any]]


@shared_parameters
def dividing_votes(
    votes: pd.DataFrame,
    bloc: Bloc | str | Iterable[str],
    other: Bloc | str | Iterable[str],
    *,
    group: Hashable | None = None,
    min_voting: int = 2,
    **selection: Unpack[Counting],
) -> pd.DataFrame:
    """
    Which votes divided two blocs most: each united, and the two opposed.

    Parameters
    ----------
    bloc, other : Bloc, str or list of str
        The two blocs: each a bloc, the name of a ready one, or its members.
    group : str, optional
        A column of the votes, such as ``"party"``: the blocs are two of its values.
    min_voting : int, default 2
        Of each bloc so many members voted, or as many as ever did on one of these, if fewer.
    abstain : {"own", "half", "drop", "as_no"}, default "own"
        An abstention is a vote of its own; or stands half-way between yes and no; or is left
        out; or counts as a no.

    Returns
    -------
    DataFrame
        A row per roll call on which enough of both voted, the most divisive first: ``roll_call``
        (str); ``date``, ``symbol``, ``topic``, ``outcome`` where the votes have them;
        ``division`` (float, −1 to 1: agreement within the blocs less agreement between them;
        1 where each voted as one and the two apart), ``distance`` (float, −1 to 1: the mean vote
        of `bloc` less that of `other`, yes being 1, an abstention ½ and no 0), ``within``,
        ``between`` (float), ``n``, ``n_other`` (int: members of each that voted), ``bloc``,
        ``other`` (str: what each member did, ``"no: CHN RUS"``). Of roll calls that divide
        equally those come first in which the blocs stand farther apart, and then the later.

    Raises
    ------
    UnvotesError
        If a bloc, a column or a choice is wrong, one bloc is part of the other, or on no roll
        call enough members of both voted.

    Notes
    -----
    The division of one roll call is the *difference* that `bloc_agreement` finds on it: every two
    members of a bloc that voted are a pair, and agreement is the share of pairs that voted alike;
    within is the mean of both blocs, or that of the one that has pairs; two blocs of one member
    each have none, and within counts as 1. Who belongs to both on the day counts within each, and
    not between them. Roll calls were all cast: there is nothing to estimate, and no interval.

    Examples
    --------
    >>> import unvotes as uv
    >>> votes = uv.load_votes(topic="Syria", since=2011, until=2012)
    >>> table = dividing_votes(votes, uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA)
    >>> table[["symbol", "division", "distance", "bloc", "other"]].head(2)
           symbol  division  distance         bloc             other
    0   S/2012/77       1.0      -1.0  no: CHN RUS      yes: IND ZAF
    1  S/2011/612       1.0      -0.5  no: CHN RUS  abstain: IND ZAF
    """
    check_count("min_voting", min_voting, 1)
    one = meant_bloc(bloc, votes, group)
    two = meant_bloc(other, votes, group, what="other bloc")
    matrix = vote_matrix(votes, **selection)
    inside = mask(matrix, one), mask(matrix, two)
    shared = inside[0] & inside[1]
    apart = inside[0] & ~shared, inside[1] & ~shared
    if not all(part.any() for part in apart):
        raise UnvotesError(
            f"one of {one.name} and {two.name} is part of the other on every day; to set a part "
            "against the rest write A and B - A"
        )
    whole = [counts(matrix.codes, part) for part in inside]
    n = [count.sum(axis=1) for count in whole]
    # A bloc that never has as many members is asked for no more than it has.
    enough = [size >= min(min_voting, int(size.max())) for size in n]
    rows = np.flatnonzero(enough[0] & enough[1] & apart[0].any(axis=1) & apart[1].any(axis=1))
    if not len(rows):
        raise UnvotesError(
            f"on no roll call did {min_voting} members of {one.name} and of {two.name} vote "
            f"({matrix.selection}); a smaller min_voting= asks for fewer"
        )
    within = _alike_within(whole[0][rows], whole[1][rows], matrix.abstain)
    between = _alike_between(
        counts(matrix.codes, apart[0])[rows], counts(matrix.codes, apart[1])[rows], matrix.abstain
    )
    mean = [(count[rows] @ np.array([0.0, 0.5, 1.0])) / count[rows].sum(axis=1) for count in whole]
    table = with_facts(
        matrix,
        rows,
        {"division": within - between, "distance": mean[0] - mean[1]},
        {"within": within, "between": between, "n": n[0][rows], "n_other": n[1][rows]},
    )
    order = np.lexsort(
        (-rows, -np.abs(table["distance"].to_numpy()), -table["division"].to_numpy().round(9))
    )
    table = table.iloc[order].reset_index(drop=True)
    for name, part in zip(("bloc", "other"), inside, strict=True):
        table[name] = pd.array(_votes_by_member(matrix, part, rows[order]), dtype="str")
    return with_notes(table, matrix.selection)


def _likeness(abstain: str) -> Floats:
    """Say how alike two votes are: by half where an abstention stands half-way."""
    alike = np.eye(3)
    if abstain == "half":
        alike[1, [0, 2]] = alike[[0, 2], 1] = 0.5
    return alike


def _alike_between(first: NDArray[np.int64], second: NDArray[np.int64], abstain: str) -> Floats:
    """Share of the pairs of one member each that voted alike."""
    pairs = first.sum(axis=1) * second.sum(axis=1)
    same: Floats = np.einsum("ri,ij,rj->r", first, _likeness(abstain), second)
    return same / pairs


def _alike_within(first: NDArray[np.int64], second: NDArray[np.int64], abstain: str) -> Floats:
    """Mean share of the pairs inside each bloc that voted alike."""
    values = []
    for count in (first, second):
        size = count.sum(axis=1)
        same = np.einsum("ri,ij,rj->r", count, _likeness(abstain), count) - size
        with np.errstate(invalid="ignore"):
            values.append(np.where(size > 1, same / (size * (size - 1)), np.nan))
    present = ~np.isnan(values)
    total = np.where(present, values, 0.0).sum(axis=0)
    return np.where(present.any(axis=0), total / np.maximum(present.sum(axis=0), 1), 1.0)


def _votes_by_member(
    matrix: VoteMatrix, inside: NDArray[np.bool_], rows: NDArray[np.intp]
) -> list[str]:
    """Write what each member did, by vote."""
    names = matrix.members.astype("str").to_numpy()
    said = []
    for row in rows:
        codes = np.where(inside[row], matrix.codes[row], -1)
        said.append(
            "; ".join(
                f"{vote}: {' '.join(names[codes == code])}"
                for code, vote in enumerate(SCALE)
                if (codes == code).any()
            )
        )
    return said
