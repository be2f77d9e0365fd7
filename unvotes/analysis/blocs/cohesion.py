"""Cohesion: how far the members of a bloc vote alike.

References
----------
Attinà, Fulvio (1990), "The Voting Behaviour of the European Parliament Members and the Problem
    of the Europarties", European Journal of Political Research 18: 557-579.
Desposato, Scott W. (2005), "Correcting for Small Group Inflation of Roll-Call Cohesion
    Scores", British Journal of Political Science 35: 731-744.
Hix, Simon, Abdul Noury and Gérard Roland (2005), "Power to the Parties: Cohesion and
    Competition in the European Parliament, 1979-2001", British Journal of Political Science
    35: 209-234.
Rice, Stuart A. (1928), Quantitative Methods in Politics, New York: Knopf.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.groups import each_group, meant_bloc
from unvotes.analysis.blocs.positions import mask
from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.counts import counts, prior_draws, sum_draws
from unvotes.analysis.core.limits import holding, quantiles
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.analysis.core.periods import Periods
from unvotes.analysis.core.results import too_few, with_notes
from unvotes.analysis.core.selection import CountingDraws, selection_in
from unvotes.analysis.core.uncertainty import Drawn, Uncertainty
from unvotes.errors import UnvotesError, unknown
from unvotes.parameters import shared_parameters

__all__ = ["COHESION", "CohesionIndex", "agreement_index", "attina", "cohesion", "rice"]

Floats = NDArray[np.floating[Any]]


def _votes(count: ArrayLike) -> Floats:
    array = np.asarray(count, dtype=float)
    if array.shape[-1:] != (3,):
        raise UnvotesError(
            f"a bloc's votes are three counts (no, abstain, yes), not shape {array.shape}"
        )
    return array


def rice(count: ArrayLike) -> Floats:
    """
    Rice's index of cohesion.

    Formula: the absolute value of (Y − N)/(Y + N), with Y members in favour and N against.
    Range 0 (half against half) to 1 (united). Abstentions and non-voting do not count, so a
    bloc of which one votes yes and all others abstain is "united". Small blocs score higher
    by chance alone (Desposato 2005). Source: Rice (1928).

    Parameters
    ----------
    count : array_like, … × 3
        How many members voted no, abstained, voted yes.

    Returns
    -------
    numpy.ndarray of float
        NaN where nobody voted yes or no.

    Examples
    --------
    Four in favour, one against, two abstaining: (4 − 1)/(4 + 1).

    >>> float(rice([1, 2, 4]))
    0.6
    """
    no, _, yes = np.moveaxis(_votes(count), -1, 0)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(yes - no) / (yes + no))


def agreement_index(count: ArrayLike) -> Floats:
    """
    Agreement Index of Hix, Noury and Roland.

    Formula: AI = [max(Y, N, A) − ½(Y + N + A − max(Y, N, A))]/(Y + N + A). Range 0 (equal
    thirds) to 1 (united); half against half gives .25. Abstaining is a third position;
    non-voting does not count. With Attinà's a, AI = (3a + 1)/4. Source: Hix, Noury and Roland
    (2005).

    Parameters
    ----------
    count : array_like, … × 3
        How many members voted no, abstained, voted yes.

    Returns
    -------
    numpy.ndarray of float
        NaN where nobody voted.

    Examples
    --------
    Four in favour, one against, two abstaining: (4 − ½·3)/7.

    >>> round(float(agreement_index([1, 2, 4])), 6)
    0.357143
    """
    array = _votes(count)
    most, total = array.max(axis=-1), array.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        return np.asarray((most - (total - most) / 2) / total)


def attina(count: ArrayLike) -> Floats:
    """
    Attinà's index of cohesion.

    Formula: a = (2·max(Y, N, A) − T)/T, with T = Y + N + A: the largest camp less all
    others. Range −1/3 (equal thirds) to 1 (united); half against half gives 0. Abstaining is
    a third position; non-voting does not count. Source: Attinà (1990).

    Parameters
    ----------
    count : array_like, … × 3
        How many members voted no, abstained, voted yes.

    Returns
    -------
    numpy.ndarray of float
        NaN where nobody voted.

    Examples
    --------
    Four in favour, one against, two abstaining: (2·4 − 7)/7.

    >>> round(float(attina([1, 2, 4])), 6)
    0.142857
    """
    array = _votes(count)
    most, total = array.max(axis=-1), array.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        return np.asarray((2 * most - total) / total)


@dataclass(frozen=True)
class CohesionIndex:
    """
    An index of cohesion under its name.

    Attributes
    ----------
    name : str
        What ``measure=`` takes.
    title : str
        For a legend or a table head.
    function : callable
        From counts of no, abstain and yes to a value.
    abstentions : bool
        Whether abstaining counts as a position.
    """

    name: str
    title: str
    function: Callable[[ArrayLike], Floats]
    abstentions: bool

    def voting(self, count: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count the members whose votes enter the index."""
        return count.sum(axis=-1) if self.abstentions else count[..., 0] + count[..., 2]

    def lowest(self, voting: NDArray[np.int64]) -> Floats:
        """Give the value that so many members would have if they split as evenly as can be."""
        camps = 3 if self.abstentions else 2
        least = -(-voting // camps)
        split = np.zeros((*voting.shape, 3))
        split[..., 2] = least
        split[..., 0] = np.minimum(least, voting - least)
        split[..., 1] = voting - split[..., 0] - split[..., 2]
        return self.function(split)


#: Every index of cohesion by its name.
COHESION = MappingProxyType(
    {
        index.name: index
        for index in (
            CohesionIndex("rice", "Rice’s index", rice, False),
            CohesionIndex("agreement_index", "Agreement Index", agreement_index, True),
            CohesionIndex("attina", "Attinà’s index", attina, True),
        )
    }
)


@shared_parameters
def cohesion(
    votes: pd.DataFrame,
    bloc: Bloc | str | Iterable[str] | None = None,
    measure: str = "agreement_index",
    *,
    group: Hashable | None = None,
    by: Hashable | None = None,
    periods: Periods | None = None,
    min_shared: int = 10,
    interval: Drawn | None = "bootstrap",
    **options: Unpack[CountingDraws],
) -> pd.DataFrame:
    """
    How far a bloc's members vote alike: the mean of an index over roll calls.

    A roll call counts where at least two members voted, in favour or against for Rice's
    index, or also abstaining for the others. Membership is that of the day of the vote.
    Each roll call weighs the same, however many members voted. Two blocs of different size
    cannot be compared by Rice's index, nor by the others where blocs are small (Desposato
    2005); `bloc_agreement` does not depend on size.

    Parameters
    ----------
    measure : {"agreement_index", "rice", "attina"}, default "agreement_index"
        The index; see `agreement_index`, `rice`, `attina`.
    abstain : {"own", "drop", "as_no"}, default "own"
        An abstention is a position of its own, or left out, or counts as a no. Rice's index
        leaves it out in any case but the last.
    interval : {"bootstrap", "percentile", None}, default "bootstrap"
        Bayesian bootstrap with Jeffreys's prior; or Efron's, too short at small n; or none.
        Over roll calls, since members of one bloc do not vote independently. In simulations with
        11 and 30 roll calls intervals of 95 % held the truth in 93 or more of 100
        (``python -m benchmarks.coverage``).

    Returns
    -------
    DataFrame
        One row, or one per group and part: the part (with `by`), ``bloc`` (str), ``estimate``
        (float), ``n`` (int: roll calls), ``measure`` (str), ``voting`` (float: members voting,
        on average), ``low``, ``high`` (float), ``withheld`` (str: why there is no estimate, or
        empty). Groups without a countable roll call have no row.

    Raises
    ------
    UnvotesError
        If the bloc, the measure, a column or a choice is wrong, or no member voted.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> cohesion(votes, ["FRA", "GBR", "USA"], contested=True)[["bloc", "estimate", "n"]].round(3)
                bloc  estimate   n
    0  FRA, GBR, USA     0.955  11
    """
    if measure not in COHESION:
        raise unknown("measure", measure, list(COHESION))
    if bloc is None and group is not None:
        own = {"measure": measure, "by": by, "periods": periods}
        draws = {"min_shared": min_shared, "interval": interval}
        return each_group(cohesion, votes, group, **own, **draws, **options)
    if options["abstain"] == "half":
        raise UnvotesError(
            "abstain='half' compares two votes, which an index of cohesion does not do; "
            "use 'own', 'drop' or 'as_no', or bloc_agreement(…, abstain='half')"
        )
    how = Uncertainty.of(interval, options, "a mean")
    check_count("min_shared", min_shared, 1)
    index, of = COHESION[measure], meant_bloc(bloc, votes, group)
    matrix = vote_matrix(votes, **selection_in(options))
    count = counts(matrix.codes, mask(matrix, of))
    voting = index.voting(count)
    usable = voting >= 2
    if not usable.any():
        raise UnvotesError(
            f"no two members of {of.name} voted on the same roll call of "
            f"{matrix.selection}; cohesion needs two"
        )
    labels, parts = matrix.parts(by, periods, every=True)
    clusters = matrix.clusters(how.unit)
    few = too_few(min_shared)
    found = []
    for number, part in enumerate(parts):
        rows = part[usable[part]]
        if not len(rows) and periods is None:
            continue
        value = index.function(count[rows])
        short = len(rows) < min_shared
        low = high = np.nan
        if not short and how.kind is not None:
            floor = float(index.lowest(voting[rows]).mean())
            low, high = mean_limits(value, floor, how, None if clusters is None else clusters[rows])
        found.append(
            ({} if labels is None else {str(labels.name): labels[number]})
            | {
                "bloc": of.name,
                "estimate": np.nan if short else float(value.mean()),
                "n": len(rows),
                "measure": measure,
                "voting": float(voting[rows].mean()) if len(rows) else np.nan,
                "low": low,
                "high": high,
                "withheld": few if short else "",
            }
        )
    if not found:
        raise UnvotesError(
            f"no roll call on which two members of {of.name} voted has a value of by={by!r} "
            f"({matrix.selection})"
        )
    table = pd.DataFrame(found)
    if labels is not None:
        table = table.astype({str(labels.name): labels.dtype})  # named periods keep their order
    return with_notes(table, matrix.selection, how.describe(drawn=True))


def mean_limits(
    value: Floats, floor: float, how: Uncertainty, clusters: NDArray[np.intp] | None = None
) -> tuple[float, float]:
    """
    Interval of a mean over roll calls of something between a floor and 1.

    Parameters
    ----------
    value : numpy.ndarray of float
        One value per roll call.
    floor : float
        The lowest value possible. The prior puts half a roll call there and half at 1.
    how : Uncertainty
        Which interval.
    clusters : numpy.ndarray of int, optional
        The cluster of each roll call.

    Returns
    -------
    low, high : float
    """
    units = np.stack([value, np.ones_like(value)], axis=1)
    unseen = prior_draws(np.array([0.5, 0.5]), how) @ np.array([[1.0, 1.0], [floor, 1.0]])
    total, n = sum_draws(units, how, clusters=clusters, unseen=unseen).T
    low, high = quantiles(total / n, how)
    held = holding(np.array([value.mean()]), np.array([low]), np.array([high]))
    return float(held[0][0]), float(held[1][0])
