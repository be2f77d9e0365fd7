"""Cut a series of votes where the likelihood gains more than a penalty: exactly, and quickly.

Among all ways to cut, the best is found by dynamic programming over all possible last cuts
(optimal partitioning, Jackson et al. 2005), of which those that can never be the best are dropped.
A start brings the gain up to it, and for each share θ of identical votes after it a likelihood that
is linear in its two counts of votes so far. One whose gain lies below a mixture of those of other
starts with the same counts is therefore never better than all of these: only the corners of the
convex hull remain (as in functional pruning, Maidstone et al. 2017, but for all θ at once).

References
----------
Jackson, Brad et al. (2005), "An Algorithm for Optimal Partitioning of Data on an Interval",
    IEEE Signal Processing Letters 12: 105-108.
Maidstone, Robert, Toby Hocking, Guillem Rigaill and Paul Fearnhead (2017), "On Optimal Multiple
    Changepoint Algorithms for Large Data", Statistics and Computing 27: 519-533.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_cuts"]

Floats = NDArray[np.floating[Any]]

#: So many starts are kept before any are dropped, and so many times those that were left.
_MANY, _TIMES = 128, 2


def best_cuts(same: Floats, size: Floats, penalty: float, min_size: int) -> list[int]:
    """
    Cut a series of units where it pays.

    Parameters
    ----------
    same, size : numpy.ndarray
        Identical and all votes of each unit that is not cut, such as a roll call or a day.
    penalty : float
        Gain in twice the log-likelihood that a cut must bring.
    min_size : int
        Votes in a stretch, at least.

    Returns
    -------
    list of int
        The first unit of each stretch.
    """
    n = len(same)
    total, votes = (np.concatenate([[0], np.cumsum(of)]).astype(np.intp) for of in (same, size))
    table = _likelihoods(int(votes[-1]))
    # A last stretch up to t may start at one of the first so many units; else at none but 0.
    may_start = np.maximum(np.searchsorted(votes, votes - min_size, side="right"), 1)
    # best[t]: most that the first t units can gain; back[t]: start of their last stretch.
    best, back = np.full(n + 1, -np.inf), np.zeros(n + 1, dtype=np.intp)
    best[0] = 0
    starts, seen, limit = np.zeros(0, dtype=np.intp), 0, _MANY
    end = min(int(np.searchsorted(votes, min_size)), n)
    while end <= n:
        # Those whose starts are all known are done together.
        ends = np.arange(end, max(int(np.searchsorted(may_start, end, side="right")), end + 1))
        starts = np.append(starts, np.arange(seen, may_start[ends[-1]]))
        seen = int(may_start[ends[-1]])
        alike = total[ends, None] - total[starts]
        length = np.maximum(votes[ends, None] - votes[starts], 0)
        value = best[starts] + table[alike] + table[length - alike] - table[length]
        value[starts >= may_start[ends, None]] = -np.inf
        found = value.argmax(axis=1)
        back[ends] = starts[found]
        best[ends] = value[np.arange(len(ends)), found] - penalty
        end = int(ends[-1]) + 1
        starts = starts[best[starts] > -np.inf]
        if len(starts) > limit:
            starts = starts[_corners(total[starts], votes[starts], best[starts])]
            limit = max(_MANY, _TIMES * len(starts))
    cuts = [int(back[n])]
    while cuts[-1] > 0:
        cuts.append(int(back[cuts[-1]]))
    return cuts[::-1]


def _likelihoods(most: int) -> Floats:
    """Give 2·k·log(k) for all counts k: what log-likelihoods are sums of."""
    from scipy.special import xlogy

    counts = np.arange(most + 1)
    return np.asarray(2 * xlogy(counts, counts))


def _corners(total: NDArray[np.intp], votes: NDArray[np.intp], best: Floats) -> NDArray[np.intp]:
    """Find the starts that no mixture of others outdoes, in their order."""
    from scipy.spatial import ConvexHull, QhullError

    points = np.column_stack([total, votes, best])
    # One far below makes the corners of the lower side no corners.
    points = np.vstack([points, [*points[:, :2].mean(axis=0), best.min() - 1e6]])
    try:
        hull = ConvexHull(points, qhull_options="Qc")
    except QhullError:  # all on a line, as where all votes are identical: moved a little
        hull = ConvexHull(points, qhull_options="QJ")
    kept = np.union1d(hull.vertices, hull.coplanar[:, :1].ravel())
    return np.asarray(kept[kept < len(total)], dtype=np.intp)
