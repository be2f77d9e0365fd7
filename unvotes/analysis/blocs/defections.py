"""Defections: who left its bloc's majority, on what, and towards which side."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.groups import each_group, meant_bloc
from unvotes.analysis.blocs.positions import POSITION, mask
from unvotes.analysis.core.coded_votes import SCALE
from unvotes.analysis.core.counts import counts, position, with_facts
from unvotes.analysis.core.limits import holding, share_limits
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.results import too_few, with_notes
from unvotes.analysis.core.selection import Counting
from unvotes.analysis.core.uncertainty import Interval, Uncertainty
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters

__all__ = ["defection_rates", "defections"]

_DIRECTIONS = ["towards no", "towards yes", "tie"]


@shared_parameters
def defections(
    votes: pd.DataFrame,
    bloc: Bloc | str | Iterable[str] | None = None,
    *,
    group: Hashable | None = None,
    ties: bool = True,
    **selection: Unpack[Counting],
) -> pd.DataFrame:
    """
    Who broke ranks: the votes that differed from the largest camp in the bloc.

    The bloc's position on a roll call is the vote of its largest camp among the members that
    voted, so two of four can be a position if the other two differ. Where two or three camps
    are equally large there is none, and nobody defects: the votes are listed as a tie.
    Non-voting is no defection. Membership is that of the day of the vote.

    Parameters
    ----------
    ties : bool, default True
        List the votes of evenly split roll calls too.
    abstain : {"own", "drop", "as_no"}, default "own"
        An abstention is a position of its own, or left out, or counts as a no.

    Returns
    -------
    DataFrame
        A row per vote that left the position, or, in a tie, per member that voted, in order
        of date and member: ``roll_call``, ``member`` (str), ``vote`` and ``position`` (ordered
        categories ``no`` < ``abstain`` < ``yes``; no position in a tie); ``date``, ``symbol``,
        ``topic``, ``outcome`` where the votes have them; ``direction``
        (category: ``towards no``, ``towards yes``, ``tie``), ``steps`` (Int64: 1 between an
        abstention and a yes or no, 2 between yes and no, missing in a tie), ``no``,
        ``abstain``, ``yes`` (int: the bloc's members by vote). Empty, with these columns,
        if nobody ever broke ranks.

    Raises
    ------
    UnvotesError
        If the bloc, a column or a choice is wrong, or no two members voted together.

    See Also
    --------
    defection_rates : how often each member left, with n and interval.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> defections(votes, ["FRA", "GBR", "USA"])[["roll_call", "member", "vote", "direction"]]
       roll_call member vote   direction
    0  S/2011/24    USA   no  towards no
    """
    if bloc is None and group is not None:
        return each_group(defections, votes, group, ties=ties, **selection)
    matrix, inside, count = _votes_and_counts(votes, meant_bloc(bloc, votes, group), **selection)
    largest, tie = position(count)
    left = inside & (largest >= 0)[:, None] & (matrix.codes != largest[:, None])
    if ties:
        left |= inside & tie[:, None]
    rows, columns = np.nonzero(left)
    vote, place = matrix.codes[rows, columns], largest[rows]
    even = place < 0
    steps = pd.array(np.abs(vote - place), dtype="Int64")
    steps[even] = pd.NA
    who = {
        "member": matrix.members[columns],
        "vote": pd.Categorical.from_codes(vote, dtype=POSITION),
        "position": pd.Categorical.from_codes(place, dtype=POSITION),
    }
    direction = pd.Categorical.from_codes(
        np.where(even, 2, vote > place).astype(np.int8), pd.Index(_DIRECTIONS)
    )
    cast = {name: count[rows, code] for code, name in enumerate(SCALE)}
    table = with_facts(matrix, rows, who, {"direction": direction, "steps": steps} | cast)
    return with_notes(table, matrix.selection)


@shared_parameters
def defection_rates(
    votes: pd.DataFrame,
    bloc: Bloc | str | Iterable[str] | None = None,
    *,
    group: Hashable | None = None,
    min_shared: int = 10,
    interval: Interval | None = "bootstrap",
    level: float = 0.95,
    **selection: Unpack[Counting],
) -> pd.DataFrame:
    """
    How often each member left its bloc's position, as a share of the roll calls that had one.

    Parameters
    ----------
    abstain : {"own", "drop", "as_no"}, default "own"
        An abstention is a position of its own, or left out, or counts as a no.
    interval : {"bootstrap", "wilson", "exact", "percentile", None}, default "bootstrap"
        A plain share, so all have a closed form; ``"bootstrap"`` is Jeffreys's interval with
        exact ends where a member left never, once, always but once, or always. With 10 to
        500 roll calls intervals of 95 % hold the truth in 93 or more of 100, for a few shares
        in 89 or more.

    Returns
    -------
    DataFrame
        A row per member, the most frequent defector first: ``member`` (str), ``estimate``
        (float: defections by n), ``n`` (int: roll calls on which it voted, with at least one
        other member, and the bloc had a position), ``defections``, ``towards_no``,
        ``towards_yes``, ``ties`` (int; ties are not in n), ``low``, ``high`` (float),
        ``withheld`` (str).

    Raises
    ------
    UnvotesError
        If the bloc, a column or a choice is wrong, or no two members voted together.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> rates = defection_rates(votes, ["FRA", "GBR", "USA"], contested=True)
    >>> rates[["member", "estimate", "n", "towards_no"]].round(3)
      member  estimate   n  towards_no
    0    USA     0.091  11           1
    1    FRA     0.000  11           0
    2    GBR     0.000  11           0
    """
    how = Uncertainty(interval, level)
    if bloc is None and group is not None:
        draws = {"min_shared": min_shared, "interval": interval, "level": level}
        return each_group(defection_rates, votes, group, **draws, **selection)
    matrix, inside, count = _votes_and_counts(votes, meant_bloc(bloc, votes, group), **selection)
    largest, tie = position(count)
    counted = inside & ((largest >= 0) & (count.sum(axis=1) > 1))[:, None]
    down = (counted & (matrix.codes < largest[:, None])).sum(axis=0)
    up = (counted & (matrix.codes > largest[:, None])).sum(axis=0)
    n = counted.sum(axis=0)
    ties = (inside & tie[:, None]).sum(axis=0)
    left = (down + up).astype(float)
    short = n < min_shared
    with np.errstate(invalid="ignore"):
        share = np.where(short, np.nan, left / n)
    if how.kind is None:
        low = high = np.full(len(n), np.nan)
    else:
        low, high = holding(share, *share_limits(left, n.astype(float), how))
    table: pd.DataFrame = pd.DataFrame(
        {
            "member": matrix.members,
            "estimate": share,
            "n": n,
            "defections": down + up,
            "towards_no": down,
            "towards_yes": up,
            "ties": ties,
            "low": low,
            "high": high,
            "withheld": np.where(short, too_few(min_shared), ""),
        }
    ).loc[np.flatnonzero(inside.sum(axis=0))]
    table = table.sort_values(["estimate", "member"], ascending=[False, True], ignore_index=True)
    return with_notes(table, matrix.selection, how.describe(drawn=False))


def _votes_and_counts(
    votes: pd.DataFrame, bloc: Bloc, **selection: Unpack[Counting]
) -> tuple[VoteMatrix, NDArray[np.bool_], NDArray[np.int64]]:
    """Votes, whose count for the bloc, and the bloc's counts; never without two who met."""
    if selection["abstain"] == "half":
        raise UnvotesError(
            "abstain='half' is for measures of agreement; a defection has steps instead: "
            "use 'own', 'drop' or 'as_no'"
        )
    matrix = vote_matrix(votes, **selection)
    inside = mask(matrix, bloc)
    count = counts(matrix.codes, inside)
    if not (count.sum(axis=1) > 1).any():
        raise UnvotesError(
            f"no two members of {bloc.name} voted on the same roll call of {matrix.selection}; "
            "only then can one of them leave the others"
        )
    return matrix, inside, count
