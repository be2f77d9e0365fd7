"""A map of the members: two-dimensional scaling of their distances, and how firm it is.

Distances are reproduced by majorisation (SMACOF), started from classical scaling; see `fitting`.
Unlike classical scaling alone it leaves pairs without a distance out of account, as there are
many among members that never sat together.

References
----------
de Leeuw, Jan and Patrick Mair (2009), "Multidimensional Scaling Using Majorization: SMACOF in
    R", Journal of Statistical Software 31(3).
Torgerson, Warren S. (1952), "Multidimensional Scaling: I. Theory and Method", Psychometrika
    17: 401-419.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.limits import quantiles
from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.resampling import matrix_draws
from unvotes.analysis.core.results import as_html
from unvotes.analysis.core.selection import Comparison
from unvotes.analysis.core.threads import in_threads, one_thread
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.analysis.structure.distances import drawn_blocks, measured_distances
from unvotes.analysis.structure.fitting import Pattern, Wanted, descended, majorised
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging

__all__ = ["Positions", "positions"]

Floats = NDArray[np.floating[Any]]

#: Share of the misfit that another step must promise to take off: in the map, in its resamples, and
#: before a quicker way goes on from there.
_EXACT, _CLOSE, _NEAR = 1e-12, 1e-7, 1e-6
#: Rounds after which a resample is left as it is: votes with a pattern need less than that.
_ROUNDS = 200
#: Resamples scaled side by side.
_TOGETHER = 16
#: Starts besides the classical one; one that misfits so many times the best is not worth following
#: to its end, as it has less than a hundredth left to gain.
_OTHER_STARTS, _HOPELESS = 10, 1.01


@dataclass(frozen=True, eq=False)
class Positions:
    """
    Members as points.

    Attributes
    ----------
    table : pandas.DataFrame
        A row per member: ``member``, ``dim1``, ``dim2`` (float; as many as asked for),
        ``dim1_low``, ``dim1_high``, … (float, ends of their intervals), ``n`` (int, roll
        calls on which it voted), ``pairs`` (int, members to which it has a distance).
    stress : float
        Kruskal's stress-1: 0 for a map that keeps every distance; above about .2 it is a poor
        picture.
    n : int
        Roll calls.
    left_out : tuple of str
        Members that cannot be placed, since no chain of distances links them to the rest.
    level : float
        Nominal coverage of the intervals.
    method : str
        How it was made.
    selection : str
        The choice of roll calls in words.
    """

    table: pd.DataFrame
    stress: float
    n: int
    left_out: tuple[str, ...]
    level: float
    method: str
    selection: str

    def _notes(self) -> tuple[str, ...]:
        return (
            f"stress {self.stress:.3f}",
            f"n = {self.n:,} roll calls",
            f"left out: {', '.join(self.left_out)}" if self.left_out else "",
            self.selection,
            self.method,
        )

    def __repr__(self) -> str:
        notes = "; ".join(note for note in self._notes() if note)
        return f"<Positions of {len(self.table)} members; {notes}>\n{self.table.round(3)!r}"

    def _repr_html_(self) -> str:
        frame = self.table.round(3).to_html(max_rows=20, na_rep="–")
        return as_html(f"Positions of {len(self.table)} members", "", self._notes()) + frame


@shared_parameters
def positions(
    votes: pd.DataFrame,
    *,
    dims: int = 2,
    members: Belonging | Iterable[Hashable] | None = None,
    level: float = 0.95,
    resample_by: str = "roll_call",
    n_boot: int = 200,
    seed: int | None = 0,
    **options: Unpack[Comparison],
) -> Positions:
    """
    Place members so that those who vote alike lie close.

    Only distances have a meaning: the axes are those of largest spread, and could as well be
    turned or mirrored. (The first named of the two members farthest apart on an axis lies on
    its positive side.)

    Parameters
    ----------
    dims : int, default 2
        Number of dimensions.
    min_shared : int, default 10
        Pairs with fewer common roll calls have no distance, and do not count (see `distances`).
    n_boot : int, default 200
        Number of resamples (Bayesian bootstrap over roll calls). Each is scaled anew, starting
        from the map, and turned to lie over it as well as may be (Procrustes, without
        stretching); the spread of a member's points is its interval.

    Returns
    -------
    Positions
        ``table``, a row per member with ``member`` (str), ``dim1``, ``dim2``, … and the ends of
        their intervals ``dim1_low``, ``dim1_high``, … (float64), ``n`` and ``pairs`` (int64);
        ``stress`` (float: 0 is best, above about .2 the map is a poor picture), ``n`` (int: roll
        calls), ``left_out`` (members that cannot be placed).

    Raises
    ------
    UnvotesError
        For an unknown member, measure, topic or choice, and with fewer members that can be
        placed than `dims` + 1.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> found = positions(votes, members=["CHN", "IND", "RUS", "USA"], dims=1, contested=True)
    >>> found.table[["member", "dim1"]].round(2)
      member  dim1
    0    CHN  0.25
    1    IND -0.18
    2    RUS  0.34
    3    USA -0.41
    """
    check_count("dims", dims, 1)
    how = Uncertainty("bootstrap", level, n_boot, seed, resample_by)
    matrix, used, frame = measured_distances(votes, members, options)
    names, far = matrix.members, frame.to_numpy()
    kept = _linked(far)
    if kept.sum() <= dims:
        raise UnvotesError(
            f"only {int(kept.sum())} members are linked by distances; a map in {dims} "
            f"dimensions needs {dims + 1} or more"
        )
    codes, far = matrix.codes[:, kept], far[np.ix_(kept, kept)]
    with one_thread():
        points, settled = _best(far, dims)
        points = _oriented(points)
    weights = matrix_draws(len(codes), matrix.clusters(how.unit), how)
    drawn, unsettled = _resampled(codes, used, weights, far, points)
    low, high = quantiles(drawn, how)
    table = pd.DataFrame({"member": names[kept]})
    for d in range(dims):
        table[f"dim{d + 1}"] = points[:, d]
        table[f"dim{d + 1}_low"] = np.minimum(low[:, d], points[:, d])
        table[f"dim{d + 1}_high"] = np.maximum(high[:, d], points[:, d])
    table["n"] = (codes >= 0).sum(axis=0)
    table["pairs"] = (~np.isnan(far)).sum(axis=1) - 1
    return Positions(
        table=table,
        stress=_stress(far, points),
        n=len(codes),
        left_out=tuple(names[~kept]),
        level=level,
        method=f"SMACOF on distances by {options['measure']}; {how.describe(drawn=True)}"
        + _unsettled(settled, unsettled),
        selection=matrix.selection,
    )


def _unsettled(settled: bool, resamples: int) -> str:
    """Say what would still have moved, if anything."""
    which = [] if settled else ["the map"]
    if resamples:
        which.append(f"{resamples} resamples")
    return f"; {' and '.join(which)} not settled, as distances are nearly alike" if which else ""


def _linked(far: Floats) -> NDArray[np.bool_]:
    """Find the largest set of members that distances link to each other."""
    from scipy.sparse.csgraph import connected_components

    _, part = connected_components(~np.isnan(far), directed=False)
    return np.asarray(part == np.bincount(part).argmax())


def _classical(far: Floats, dims: int) -> Floats:
    """Scale by Torgerson's method; a missing distance is taken as the shortest way round."""
    from scipy.linalg import eigh
    from scipy.sparse.csgraph import csgraph_from_dense, shortest_path

    # A distance of 0 is a distance, which a sparse graph could not tell from none.
    graph = csgraph_from_dense(np.where(np.isnan(far), np.inf, far), null_value=np.inf)
    squared = shortest_path(graph, directed=False) ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    n = len(far)
    values, vectors = eigh(-centred / 2, subset_by_index=[n - dims, n - 1])
    return np.asarray(vectors[:, ::-1] * np.sqrt(np.maximum(values[::-1], 1e-12)))


def _best(far: Floats, dims: int) -> tuple[Floats, bool]:
    """
    Scale from the classical start; where distances are missing, from others as well.

    Also say whether the map has settled.
    """
    wanted = Wanted.of(far)
    start = _classical(far, dims)
    best, settled = descended(wanted, majorised(wanted, start.T[None], _NEAR), _EXACT)
    if wanted.pattern.complete:
        return best[0].T, bool(settled[0])
    # Then that start rests on detours, and others may lead to a better map. They are the same
    # each time, and the seed of the resamples has no part in them.
    rng = np.random.default_rng(0)
    starts = rng.normal(scale=start.std(), size=(_OTHER_STARTS, *start.shape))
    several = wanted.repeated(_OTHER_STARTS)
    others = majorised(several, starts.swapaxes(1, 2), _NEAR)
    least = wanted.misfit(best)[0]
    for other, misfit in zip(others, several.misfit(others)[0], strict=True):
        if misfit > _HOPELESS * least:
            continue
        followed, ended = descended(wanted, other[None], _EXACT)
        if wanted.misfit(followed)[0] < least * (1 - _NEAR):
            best, settled, least = followed, ended, wanted.misfit(followed)[0]
    return best[0].T, bool(settled[0])


def _resampled(
    codes: NDArray[np.int8],
    measure: Measure,
    weights: Iterator[Floats],
    far: Floats,
    points: Floats,
) -> tuple[Floats, int]:
    """Scale each resample, starting from the map; lay it over the map, and count the unsettled."""
    order = np.argsort((codes >= 0).sum(axis=0), kind="stable")  # see drawn_pairs
    far, start = far[np.ix_(order, order)], points[order]
    pattern = Pattern(~np.isnan(far))

    def scaled(squares: Wanted) -> tuple[Floats, NDArray[np.bool_]]:
        starts = np.broadcast_to(start.T, (len(squares.blocks[0]), *start.T.shape))
        found, settled = descended(squares, starts, _CLOSE, _ROUNDS)
        return _laid_over(start, found.swapaxes(1, 2)), settled

    drawn = drawn_blocks(codes[:, order], measure, far, weights, pattern.blocks)
    parts = [
        part
        for blocks in drawn
        for part in in_threads(scaled, Wanted(blocks, pattern).parts(_TOGETHER))
    ]
    found, settled = (np.concatenate(each) for each in zip(*parts, strict=True))
    return found[:, np.argsort(order)], int((~settled).sum())


def _all_distances(points: Floats) -> Floats:
    """Distances of all points from each other."""
    length = (points**2).sum(axis=1)
    squared = length[:, None] + length[None, :] - 2 * (points @ points.T)
    return np.asarray(np.sqrt(np.maximum(squared, 0)))


def _oriented(points: Floats) -> Floats:
    """Turn the points to their axes of largest spread."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    # Members in one place must not be told apart by their sixteenth digit.
    level = turned.round(6)
    ends = np.stack([level.argmin(axis=0), level.argmax(axis=0)])
    first = ends.min(axis=0)
    sign = np.where(turned[first, np.arange(turned.shape[1])] < 0, -1.0, 1.0)
    return np.asarray(turned * sign)


def _laid_over(points: Floats, other: Floats) -> Floats:
    """Move, turn and mirror other points, of one map or of each of many, to lie over the first."""
    centred = other - other.mean(axis=-2, keepdims=True)
    left, _, right = np.linalg.svd(centred.swapaxes(-2, -1) @ points)
    return np.asarray(centred @ (left @ right))


def _stress(far: Floats, points: Floats) -> float:
    known = np.triu(~np.isnan(far), k=1)
    now = _all_distances(points)[known]
    return float(np.sqrt(((now - far[known]) ** 2).sum() / max(float((now**2).sum()), 1e-300)))
