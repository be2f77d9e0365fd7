"""A measure of all pairs in many resamples at once: one matrix product for each member."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
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
    if measure.chance:
        kinds = [codes == vote for vote in range(3)]
        values: Callable[[int], Floats] = functools.partial(
            _from_tables, codes, measure, by_roll_call, kinds
        )
    else:
        values = _Apart(codes, measure, by_roll_call)
    yield from enumerate(in_threads(values, range(codes.shape[1] - 1)))


def _from_tables(
    codes: NDArray[np.int8],
    measure: Measure,
    by_roll_call: Floats,
    kinds: list[NDArray[Any]],
    member: int,
) -> Floats:
    """Compute a measure of a member with all after it from their joint tables."""
    cast = [np.flatnonzero(codes[:, member] == vote) for vote in range(3)]
    return measure(np.stack([_sums(by_roll_call, [rows], [kinds], member + 1) for rows in cast]))


#: Distances between votes are quarters: as whole numbers they fit into a byte.
_PARTS = 4
#: A member that cast so great a share of the votes has many in common with all who cast more.
_MOST = 2 / 3
#: A distance of so few of the smallest steps in its precision is what rounding left of none.
_NOTHING = 64


class _Apart:
    """
    A measure that is linear in how far votes are apart, of a member with all after it.

    A member that mostly voted, and mostly cast one and the same vote, is compared with somebody
    who always cast that: only the roll calls on which it did otherwise make a difference.
    """

    def __init__(self, codes: NDArray[np.int8], measure: Measure, by_roll_call: Floats) -> None:
        self.codes, self.by_roll_call = codes, by_roll_call
        self.scale = (1 - measure.lowest) / _PARTS
        self.voted = codes >= 0
        # A missing vote is -1, which finds the 0 at the end.
        steps = (np.pad(measure.distances, ((0, 0), (0, 1))) * _PARTS).astype(np.int8)
        #: How far everyone is from each vote that a member may have cast.
        self.far = [step[codes] for step in steps]
        self.usual = int(np.argmax([np.count_nonzero(codes == vote) for vote in range(3)]))
        from_usual = self.far[self.usual]
        others = [vote for vote in range(3) if vote != self.usual]
        self.otherwise = [*others, -1]
        #: By how much that is more than from the usual vote; a missing vote is from none.
        self.more = [[self.far[vote] - from_usual] for vote in others] + [[-from_usual]]
        kind = by_roll_call.dtype
        self.apart, self.n = (
            by_roll_call.T @ each.astype(kind) for each in (from_usual, self.voted)
        )

    def __call__(self, member: int) -> Floats:
        own = self.codes[:, member]
        if np.count_nonzero(own >= 0) < _MOST * len(own):
            cast = [np.flatnonzero(own == vote) for vote in range(3)]
            kinds = [[far, self.voted] for far in self.far]
            apart, n = _sums(self.by_roll_call, cast, kinds, member + 1)
        else:
            cast = [np.flatnonzero(own == vote) for vote in self.otherwise]
            (more,) = _sums(self.by_roll_call, cast, self.more, member + 1)
            (alone,) = _sums(self.by_roll_call, cast[-1:], [[self.voted]], member + 1)
            n = self.n[:, member + 1 :] - alone
            apart = self.apart[:, member + 1 :] + more
            apart[apart < _NOTHING * np.finfo(n.dtype).eps * n] = 0
        with np.errstate(invalid="ignore"):
            return np.asarray(1 - self.scale * apart / n)


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
