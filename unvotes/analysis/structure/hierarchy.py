"""Who stands close to whom, and those together to whom next: hierarchical clustering."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.results import as_html
from unvotes.analysis.core.selection import Comparison
from unvotes.analysis.structure.distances import measured_distances
from unvotes.errors import UnvotesError, unknown
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging

__all__ = ["Hierarchy", "hierarchy"]

_LINKAGES = ("average", "complete", "single")

Linkage = Literal["average", "complete", "single"]


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """
    A tree of members, joined step by step.

    Attributes
    ----------
    linkage : numpy.ndarray, members − 1 × 4
        The joins in SciPy's form: the two parts, their distance, the members in them.
    members : list of str
        The leaves, as `linkage` numbers them.
    order : list of str
        The members in the order in which neighbours are most alike (for a dendrogram, or the
        rows of a heat map).
    distances : pandas.DataFrame
        The distances that were clustered.
    fit : float
        Cophenetic correlation: how well the tree keeps the distances, 1 at best.
    filled : int
        Pairs of members without a distance of their own, for which one was assumed.
    n : int
        Roll calls.
    method : str
        How it was made.
    selection : str
        The choice of roll calls in words.
    """

    linkage: NDArray[np.floating[Any]]
    members: list[str]
    order: list[str]
    distances: pd.DataFrame
    fit: float
    filled: int
    n: int
    method: str
    selection: str

    def cut(self, k: int) -> pd.Series:
        """
        Cut the tree into clusters.

        Parameters
        ----------
        k : int
            How many clusters, at most one per member; equal distances can make them fewer.

        Returns
        -------
        pandas.Series
            Cluster of each member (``int64``), 1 for the largest; indexed by ``member``.

        Raises
        ------
        UnvotesError
            If `k` is no number of clusters.
        """
        from scipy.cluster.hierarchy import fcluster

        check_count("k", k, 1)
        if k > len(self.members):
            raise UnvotesError(f"k={k}: there are only {len(self.members)} members")
        found = pd.Series(fcluster(self.linkage, k, "maxclust"))
        ranks = {label: rank for rank, label in enumerate(found.value_counts().index, start=1)}
        names = pd.Index(self.members, name="member")
        return pd.Series(found.map(ranks).to_numpy(np.int64), index=names, name="cluster")

    def _notes(self) -> tuple[str, ...]:
        filled = f"{self.filled:,} of the distances assumed" if self.filled else ""
        return (
            f"cophenetic correlation {self.fit:.3f}",
            f"n = {self.n:,} roll calls",
            filled,
            self.selection,
            self.method,
        )

    def __repr__(self) -> str:
        notes = "; ".join(note for note in self._notes() if note)
        return f"<Hierarchy of {len(self.members)} members; {notes}>"

    def _repr_html_(self) -> str:
        return as_html(
            f"Hierarchy of {len(self.members)} members", " · ".join(self.order), self._notes()
        )


@shared_parameters
def hierarchy(
    votes: pd.DataFrame,
    *,
    linkage: Linkage = "average",
    missing: Literal["error", "fill"] = "error",
    members: Belonging | Iterable[Hashable] | None = None,
    **options: Unpack[Comparison],
) -> Hierarchy:
    """
    Join members into clusters, the closest first.

    Parameters
    ----------
    linkage : {"average", "complete", "single"}, default "average"
        The distance of two clusters: the mean, the largest or the smallest distance of their
        members.
    missing : {"error", "fill"}, default "error"
        What to do about pairs with fewer than `min_shared` common roll calls. ``"fill"``
        assumes the mean of all other distances of the two; the result counts such pairs.
    min_shared : int, default 10
        Pairs with fewer common roll calls have no distance of their own (see `distances`).

    Returns
    -------
    Hierarchy
        ``linkage`` (the joins in SciPy's form), ``members`` and ``order`` (lists: the leaves, and
        so that neighbours are alike), ``distances`` (DataFrame), ``fit`` (float: cophenetic
        correlation), ``filled`` (int: pairs without a distance of their own), ``n`` (roll calls).

    Raises
    ------
    UnvotesError
        For an unknown member, measure, topic or choice, when no roll call is left, and when a
        distance is missing.

    Notes
    -----
    Computed by `scipy.cluster.hierarchy`, with optimal leaf ordering (Bar-Joseph, Gifford and
    Jaakkola 2001, "Fast Optimal Leaf Ordering for Hierarchical Clustering").

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> seven = ["CHN", "FRA", "GBR", "IND", "RUS", "USA", "ZAF"]
    >>> hierarchy(votes, members=seven, contested=True).cut(2).to_dict()
    {'CHN': 2, 'FRA': 1, 'GBR': 1, 'IND': 1, 'RUS': 2, 'USA': 1, 'ZAF': 1}
    """
    from scipy.cluster import hierarchy as scipy_hierarchy
    from scipy.spatial.distance import squareform

    if linkage not in _LINKAGES:
        raise unknown("linkage", linkage, _LINKAGES)
    if missing not in ("error", "fill"):
        raise unknown("missing", missing, ["error", "fill"])
    matrix, _, frame = measured_distances(votes, members, options)
    known = frame.to_numpy()
    gaps = np.isnan(known)
    if gaps.any():
        known = _without_gaps(frame, gaps, missing, options["min_shared"])
    flat = squareform(known, checks=False)
    tree = scipy_hierarchy.linkage(flat, linkage, optimal_ordering=True)
    # With all distances equal there is nothing to correlate: the tree keeps them trivially.
    fit = float(scipy_hierarchy.cophenet(tree, flat)[0]) if np.ptp(flat) > 0 else 1.0
    names = frame.index.tolist()
    return Hierarchy(
        linkage=tree,
        members=names,
        order=[names[i] for i in scipy_hierarchy.leaves_list(tree)],
        distances=frame,
        fit=fit,
        filled=int(gaps.sum()) // 2,
        n=len(matrix.codes),
        method=f"{linkage} linkage on distances by {options['measure']}",
        selection=matrix.selection,
    )


def _without_gaps(
    frame: pd.DataFrame, gaps: NDArray[np.bool_], missing: str, min_shared: int
) -> NDArray[np.floating[Any]]:
    per_member = pd.Series(gaps.sum(axis=1), index=frame.index)
    if missing == "error":
        worst = per_member[per_member > 0].sort_values(ascending=False, kind="stable")
        listed = ", ".join(f"{name} ({count})" for name, count in worst.head(8).items())
        raise UnvotesError(
            f"{int(gaps.sum()) // 2:,} pairs of members have no distance (fewer than "
            f"{min_shared} common roll calls, or no variation), most of them those of {listed}; "
            "choose a shorter period or members=, or missing='fill' to assume mean distances"
        )
    alone = per_member[per_member == len(frame) - 1]
    if len(alone):
        raise UnvotesError(
            f"{', '.join(map(str, alone.index[:8]))} have no distance to anyone, so that none can "
            "be assumed; leave them out with members="
        )
    known = frame.to_numpy(copy=True)
    others = np.where(np.eye(len(known), dtype=bool), np.nan, known)
    mean = np.nanmean(others, axis=1)
    return np.where(gaps, (mean[:, None] + mean[None, :]) / 2, known)
