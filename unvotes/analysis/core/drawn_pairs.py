"""A measure of all pairs in many resamples at once: one matrix product for each member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.threads import in_threads

__all__ = ["drawn_pairs"]

Floats = NDArray[np.floating[Any]]

#: Cells of indicators made at once: some 2 MB in single precision.
_CHUNK = 500_000


def drawn_pairs(
    codes: NDArray[np.int8], measure: Measure, weights: Floats
) -> Iterator[tuple[int, Floats]]:
    """
    Compute a measure of all pairs under several sets of weights.

    The roll calls on which a member did not vote are left out of its products, so that it pays
    to have the members with the fewest votes first.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    measure : Measure
        What is computed.
    weights : numpy.ndarray of float, draws × roll calls
        The weight of each roll call in each draw; the sums have their precision.

    Yields
    ------
    member : int
        Each member but the last.
    value : numpy.ndarray of float, draws × members after it
        Its measure with each of these; NaN where it is undefined.
    """
    by_roll_call = np.ascontiguousarray(weights.T)  # whose rows are picked quickly
    kinds = [codes == vote for vote in range(3)] if measure.chance else _apart(codes, measure)

    def values(member: int) -> Floats:
        cast = [np.flatnonzero(codes[:, member] == vote) for vote in range(3)]
        if measure.chance:
            tables = [_sums(by_roll_call, [rows], [kinds], member + 1) for rows in cast]
            return measure(np.stack(tables))
        apart, n = _sums(by_roll_call, cast, kinds, member + 1)
        with np.errstate(invalid="ignore"):
            return np.asarray(1 - (1 - measure.lowest) / _PARTS * apart / n)

    yield from enumerate(in_threads(values, range(codes.shape[1] - 1)))


#: Distances between votes are quarters: as whole numbers they fit into a byte.
_PARTS = 4


def _apart(codes: NDArray[np.int8], measure: Measure) -> list[list[NDArray[Any]]]:
    """Tell, for each vote a member may have cast, how far everyone was from it; and who voted."""
    voted = codes >= 0
    # A missing vote is -1, which finds the 0 at the end.
    steps = (np.pad(measure.distances, ((0, 0), (0, 1))) * _PARTS).astype(np.int8)
    return [[step[codes], voted] for step in steps]


def _sums(
    by_roll_call: Floats,
    cast: list[NDArray[np.intp]],
    kinds: list[Any],
    after: int,
) -> NDArray[Any]:
    """Sum kinds of indicators over the roll calls on which a member voted: kinds × draws × rest."""
    count, later = len(kinds[0]), kinds[0][0].shape[1] - after
    sums = np.zeros((by_roll_call.shape[1], count * later), dtype=by_roll_call.dtype)
    step = max(1, _CHUNK // (count * later))
    rows = np.concatenate(cast)
    vote = np.repeat(np.arange(len(cast)), [len(each) for each in cast])
    for start in range(0, len(rows), step):
        part, votes = rows[start : start + step], vote[start : start + step]
        ends = np.searchsorted(votes, np.arange(len(cast) + 1))
        hot = np.empty((len(part), count * later), dtype=by_roll_call.dtype)
        for v, kind in enumerate(kinds):
            here = slice(ends[v], ends[v + 1])
            for k, indicators in enumerate(kind):
                hot[here, k * later : (k + 1) * later] = indicators[part[here], after:]
        sums += by_roll_call[part].T @ hot
    return sums.reshape(-1, count, later).swapaxes(0, 1)
