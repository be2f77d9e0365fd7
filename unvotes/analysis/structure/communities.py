"""Communities in the network of agreement, and how firm they are.

References
----------
Hubert, Lawrence and Phipps Arabie (1985), "Comparing Partitions", Journal of Classification
    2: 193-218.
Newman, M. E. J. (2004), "Analysis of Weighted Networks", Physical Review E 70: 056131.
Traag, V. A., L. Waltman and N. J. van Eck (2019), "From Louvain to Leiden: Guaranteeing
    Well-connected Communities", Scientific Reports 9: 5233.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import chosen_measure
from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.resampling import matrix_draws
from unvotes.analysis.core.results import as_html
from unvotes.analysis.core.selection import Comparison
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.analysis.structure.distances import drawn_squares, measured_distances
from unvotes.analysis.structure.random_source import seeded
from unvotes.errors import UnvotesError, shown
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging

__all__ = ["Communities", "communities"]

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Communities:
    """
    Members sorted into communities.

    Attributes
    ----------
    table : pandas.DataFrame
        A row per member: ``member``, ``community`` (int, 1 for the largest), ``certainty``
        (float: how often, in the resamples, a member of its community is in its community
        there; missing if it is alone), ``links`` (int: members to which it has a tie), ``n``
        (int: roll calls on which it voted). Sorted by community and member.
    modularity : float
        How much more tie weight lies within communities than if it fell anyhow.
    stability : float
        Mean adjusted Rand index between the communities and those of the resamples: 1 if
        always the same, 0 if no more alike than chance.
    together : pandas.DataFrame
        Share of the resamples in which two members share a community.
    weights : pandas.DataFrame
        The ties; 0 where there is none.
    n : int
        Roll calls.
    left_out : tuple of str
        Members that share too few roll calls with anyone to be compared.
    method : str
        How it was made.
    selection : str
        The choice of roll calls in words.
    """

    table: pd.DataFrame
    modularity: float
    stability: float
    together: pd.DataFrame
    weights: pd.DataFrame
    n: int
    left_out: tuple[str, ...]
    method: str
    selection: str

    def _notes(self) -> tuple[str, ...]:
        return (
            f"modularity {self.modularity:.3f}",
            f"stability {self.stability:.3f}",
            f"n = {self.n:,} roll calls",
            f"left out: {', '.join(self.left_out)}" if self.left_out else "",
            self.selection,
            self.method,
        )

    def _listed(self) -> str:
        groups = self.table.groupby("community")["member"]
        return "; ".join(f"{label}: {', '.join(names)}" for label, names in groups)

    def __repr__(self) -> str:
        return f"<Communities: {self._listed()}; {'; '.join(filter(None, self._notes()))}>"

    def _repr_html_(self) -> str:
        count = self.table["community"].nunique()
        return as_html(f"{count} communities", self._listed(), self._notes())


@shared_parameters
def communities(
    votes: pd.DataFrame,
    *,
    threshold: float | Literal["mean"] = "mean",
    resolution: float = 1.0,
    members: Belonging | Iterable[Hashable] | None = None,
    resample_by: str = "roll_call",
    n_boot: int = 100,
    seed: int | None = 0,
    **options: Unpack[Comparison],
) -> Communities:
    """
    Sort members into communities that agree among themselves more than with others.

    Two members are tied by what their agreement exceeds a threshold, by default that of the
    average pair: raw agreement ties everyone to everyone, and hides the communities.

    Parameters
    ----------
    threshold : float or "mean", default "mean"
        A tie weighs the measure less this; without a rest there is none. ``"mean"`` is the
        mean over all pairs. With kappa or pi and ``threshold=0`` ties are what exceeds chance;
        but two members that always cast one and the same vote then have no tie, since their
        kappa is undefined.
    resolution : float, default 1
        Higher for more and smaller communities.
    min_shared : int, default 10
        Pairs with fewer common roll calls have no tie.
    n_boot : int, default 100
        Number of resamples of the roll calls (Bayesian bootstrap) for the stability.

    Returns
    -------
    Communities
        ``table``, a row per member with ``member``, ``community`` (int, 1 for the largest),
        ``certainty`` (float), ``links`` and ``n`` (int); ``modularity`` and ``stability`` (float);
        the square frames ``together`` and ``weights``; ``n`` (int: roll calls), ``left_out``.

    Raises
    ------
    UnvotesError
        For an unknown member, measure, topic or choice; when the library igraph is not
        installed; and when no two members have a tie.

    Notes
    -----
    The Leiden algorithm (Traag, Waltman and van Eck 2019) on modularity with weights (Newman
    2004), by the library igraph: the best of ten runs. Stability is measured by the adjusted
    Rand index (Hubert and Arabie 1985).

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> seven = ["CHN", "FRA", "GBR", "IND", "RUS", "USA", "ZAF"]
    >>> found = communities(votes, members=seven, contested=True)
    >>> found.table.groupby("community")["member"].apply(list).tolist()
    [['FRA', 'GBR', 'IND', 'USA', 'ZAF'], ['CHN', 'RUS']]
    """
    igraph = _igraph()
    how = Uncertainty("bootstrap", 0.95, n_boot, seed, resample_by)
    used = chosen_measure(options)
    min_shared, measure = options["min_shared"], options["measure"]
    if not resolution > 0:
        raise UnvotesError(f"resolution={shown(resolution)} must be above 0; 1 is usual")
    if not (isinstance(threshold, str) and threshold == "mean") and not (
        isinstance(threshold, int | float) and used.lowest <= threshold < 1
    ):
        raise UnvotesError(
            f"threshold={shown(threshold)} must be 'mean' or lie in the range of {measure}, "
            f"from {used.lowest:g} to 1"
        )
    matrix, _, frame = measured_distances(votes, members, options)
    far = frame.to_numpy()
    compared = np.isfinite(far).sum(axis=1) > 1
    codes, everyone = matrix.codes[:, compared], matrix.members
    names = pd.Index(everyone[compared], name="member")
    ties = _ties(far[np.ix_(compared, compared)], used, threshold)
    if not ties.any():
        raise UnvotesError(
            f"no two members are tied: none share {min_shared} roll calls and exceed "
            f"threshold={threshold} of {measure}"
        )
    weights = matrix_draws(len(codes), matrix.clusters(how.unit), how)
    # In double precision: a last digit must not decide where a member goes.
    drawn = drawn_squares(codes, used, min_shared, weights, np.float64)
    with seeded(igraph, seed):
        found, modularity = _leiden(igraph, ties, resolution, runs=10)
        resampled = [_leiden(igraph, _ties(each, used, threshold), resolution)[0] for each in drawn]
    alike = [
        igraph.compare_communities(found.tolist(), other.tolist(), method="adjusted_rand")
        for other in resampled
    ]
    together = np.mean([other[:, None] == other[None, :] for other in resampled], axis=0)
    fellows = (found[:, None] == found[None, :]) & ~np.eye(len(found), dtype=bool)
    count = fellows.sum(axis=1)
    certainty = np.where(count > 0, (together * fellows).sum(axis=1) / np.maximum(count, 1), np.nan)
    table = pd.DataFrame(
        {
            "member": names,
            "community": found,
            "certainty": certainty,
            "links": (ties > 0).sum(axis=1),
            "n": (codes >= 0).sum(axis=0),
        }
    )
    return Communities(
        table=table.sort_values(["community", "member"], ignore_index=True),
        modularity=modularity,
        stability=float(np.mean(alike)),
        together=pd.DataFrame(together, index=names, columns=names),
        weights=pd.DataFrame(ties, index=names, columns=names),
        n=len(codes),
        left_out=tuple(everyone[~compared]),
        method=(
            f"Leiden on {measure} above {threshold}, resolution {resolution:g}, best of 10; "
            f"stability over {n_boot:,} resamples of {how.units}, seed {seed}"
        ),
        selection=matrix.selection,
    )


def _igraph() -> ModuleType:
    try:
        import igraph
    except ImportError as error:
        raise UnvotesError(
            "communities need the library igraph: pip install 'unvotes[network]'"
        ) from error
    return igraph


def _ties(far: Floats, measure: Measure, threshold: float | Literal["mean"]) -> Floats:
    """Compute what each pair's agreement exceeds the threshold by; 0 where it does not."""
    value = 1 - far * (1 - measure.lowest)
    np.fill_diagonal(value, np.nan)
    known = value[~np.isnan(value)]
    least = threshold if threshold != "mean" else known.mean() if len(known) else 0.0
    # A difference of rounding is no tie.
    above = np.nan_to_num(value - least, nan=0.0)
    return np.where(above > 1e-9, above, 0.0)


def _leiden(
    igraph: ModuleType, ties: Floats, resolution: float, runs: int = 1
) -> tuple[NDArray[np.int64], float]:
    """Find communities, numbered from the largest, and their modularity; the best of some runs."""
    first, second = np.nonzero(np.triu(ties))
    # Ties of one strength stay so: a last digit must not decide where a member goes.
    weights = ties[first, second].round(9)
    graph = igraph.Graph(n=len(ties), edges=np.column_stack([first, second]))
    best, label = -np.inf, np.arange(len(ties))
    for _ in range(runs if len(weights) else 0):
        found = graph.community_leiden(
            objective_function="modularity",
            weights=weights,
            resolution=resolution,
            n_iterations=-1,
        )
        value = graph.modularity(found.membership, weights=weights, resolution=resolution)
        if value > best + 1e-9:
            best, label = value, np.array(found.membership)
    size = np.bincount(label)
    # Of two communities of one size, that of the first member comes first.
    first_member = np.array([np.flatnonzero(label == one)[0] for one in range(len(size))])
    rank = np.empty(len(size), dtype=np.int64)
    rank[np.lexsort([first_member, -size])] = np.arange(1, len(size) + 1)
    return rank[label], float(best)
