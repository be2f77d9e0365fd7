"""A Gaussian approximation to the posterior of places and items together, for small bodies.

Where few vote on an item, what is open about it and about the places hangs together, and taking
the two apart, as `variational` does, moves extreme places towards the middle and makes standard
deviations too large. Here one normal distribution stands for all places and items of a joint walk
on a line: that whose mean leaves no gradient, and whose precision is the curvature of the
posterior, both expected under itself (Opper and Archambeau 2009). Each vote hangs on four numbers,
the place relative to its hall and the item's three, so that the expectations are sums over the
points of a rule for four dimensions, exact up to the fifth degree (Stroud 1971). Items are
eliminated, and a matrix of places by places is left: hence for few places only.

The walks, the newcomers, the items and the halls are those of the posterior; on the Council the
means correlate with its at .9998.

References
----------
Opper, Manfred and Cédric Archambeau (2009), "The Variational Gaussian Approximation Revisited",
    Neural Computation 21: 786-792.
Stroud, Arthur H. (1971), Approximate Calculation of Multiple Integrals, Prentice-Hall.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.linalg.lapack import dpotri
from scipy.sparse import csr_array, eye_array, vstack

from unvotes.analysis.ideal_points.approximation import normal_solution
from unvotes.analysis.ideal_points.layout import Ends
from unvotes.analysis.ideal_points.normal import one_side, two_sides
from unvotes.analysis.ideal_points.responses import Responses, Solution
from unvotes.analysis.ideal_points.variational import Fit

__all__ = ["Gaussian", "fit", "small", "solution"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

#: Places, and pairs of votes on one item, up to which it is taken: the work of a round grows with
#: the cube of the first.
_PLACES, _PAIRS = 1_500, 1_500_000
#: One or two places are where standardising puts them, whatever the votes.
_FEWEST = 3
_MOST_ROUNDS, _LOOSER = 150, 5
#: Share of a step that is taken, and of a round's curvature that is: the rest is the last one's.
_STEP, _FRESH = 0.9, 0.5
#: The longest steps of a place, and of what an item has.
_FARTHEST = (0.5, 1.0)
_LEAST_GAP, _LEAST_SHARE = 0.05, 0.2
#: Change of a round below which expectations are taken exactly, and below which all of the
#: curvature is taken, unless a slope's variance comes to so many times the prior's.
_ROUGH, _SETTLED, _WIDEST = 5e-3, 0.03, 2.0
#: Where steps shrink evenly, in one direction and by such a ratio, their sum is taken at once; no
#: more often than every so many rounds, nor while an item moves this far. Where they go to and fro,
#: less of a round's curvature is taken, down to this.
_EVEN, _SLOW, _APART, _CALM = 0.9, (0.5, 0.99), 4, 0.3
_LONGEST, _LEAST_FRESH = 15.0, 0.1
#: Votes times points that are worked on together.
_AT_ONCE = 20_000
#: Added to variances of places relative to their halls: of one who votes alone in a period it is 0.
_ALONE = 1e-8
#: Rows of what is expected of each vote: four slopes, their curvature, and what the product of
#: slope and place adds to that.
_ROWS, _CURVED = 15, slice(4, 15)


@dataclass(frozen=True, eq=False)
class Gaussian:
    """
    The approximation.

    Attributes
    ----------
    place : numpy.ndarray
        Means of the places.
    root : numpy.ndarray, places × places
        Of their precision, the items integrated out, the lower Cholesky factor.
    item, item_cov : numpy.ndarray, items × 3 (× 3)
        Means and covariances of each item's slope, of the middle of its cutpoints relative to that
        of its hall, and of the logarithm of the gap between them.
    middle : numpy.ndarray
        Of each item, the mean place of the period in which it was first put.
    rounds : int
        Rounds that it took.
    change : float
        Root mean square of the last change of the standardised places.
    """

    place: Floats
    root: Floats
    item: Floats
    item_cov: Floats
    middle: Floats
    rounds: int
    change: float


def small(data: Responses) -> bool:
    """
    Say whether there are few enough places and votes on an item for this approximation.

    Parameters
    ----------
    data : Responses
        The votes.

    Returns
    -------
    bool
    """
    pairs, n = int((np.diff(data.ends) ** 2).sum()), len(data.member)
    return data.walk == "joint" and _FEWEST <= n <= _PLACES and pairs <= _PAIRS


def _rules() -> tuple[tuple[Floats, Floats], ...]:
    """
    Points and weights for a standard normal variable in four dimensions.

    Of degree one, three and five; the last are the corners of a regular solid, the 24-cell.
    """
    pairs = itertools.product(itertools.combinations(range(4), 2), (1, -1), (1, -1))
    corners = np.zeros((24, 4))
    for row, ((i, j), a, b) in zip(corners, pairs, strict=True):
        row[[i, j]] = np.sqrt(3) * np.array([a, b])
    return (
        (np.zeros((1, 4)), np.ones(1)),
        (2.0 * np.vstack([np.eye(4), -np.eye(4)]), np.full(8, 1 / 8)),
        (np.vstack([np.zeros((1, 4)), corners]), np.r_[1 / 3, np.full(24, 1 / 36)]),
    )


class _Votes:
    """The votes, item by item, and what hangs together through them and the prior."""

    def __init__(self, data: Responses) -> None:
        self.data, self.n, self.n_items = data, len(data.member), len(data.items)
        self.item, self.place = data.item.astype(np.intp), data.place.astype(np.intp)
        self.begins = data.ends[:-1].astype(np.intp)
        self.no, self.abstain, self.yes = (np.flatnonzero(data.vote == k) for k in range(3))
        used, period = np.unique(data.period, return_inverse=True)
        self.n_periods = len(used)
        anchor = np.full(self.n_items, self.n_periods)
        np.minimum.at(anchor, self.item, period[self.place])
        self.anchor = anchor.astype(np.intp)
        #: Of each vote, the period of its item.
        self.hall = self.anchor[self.item]
        # The middle of a hall is where its votes come from: who hardly voted would else move all
        # others, relative to it, and seem to be known by that.
        weight = data.n / np.bincount(period, data.n, self.n_periods)[period]
        here = np.arange(self.n)
        self.means = csr_array((weight, (period, here)), shape=(self.n_periods, self.n))
        #: From places to places and the middles of the periods.
        self.spread = csr_array(vstack([eye_array(self.n), self.means]))
        self.prior = self._prior(period)
        # Pairs of votes on one item: the first of each, and the second.
        of_vote = np.diff(data.ends)[self.item].astype(np.intp)
        self.pair_begins = np.r_[0, np.cumsum(of_vote)[:-1]].astype(np.intp)
        self.one = np.repeat(np.arange(len(self.item), dtype=np.intp), of_vote)
        within = np.arange(len(self.one), dtype=np.intp) - self.pair_begins[self.one]
        self.other = self.begins[self.item[self.one]] + within

    def _prior(self, period: Ints) -> Floats:
        """Precision of the places before any vote is seen: of steps, and of newcomers."""
        first = self.data.first
        differ = np.eye(self.n)
        later = np.flatnonzero(~first)
        differ[later, later - 1] = -1.0
        stay = np.zeros((self.n_periods, self.n))
        stay[period[later], later] = 1.0
        stay /= np.maximum(stay.sum(axis=1, keepdims=True), 1)
        come = np.flatnonzero(first)
        differ[come] -= stay[period[come]]
        whole = csr_array(differ)
        return np.asarray((whole.T @ (whole / self.data.variance[:, None])).toarray())

    def sums(self, of: Floats) -> Floats:
        """Sum by item."""
        return np.add.reduceat(of, self.begins, axis=0)

    def relative(self, place: Floats) -> Floats:
        """Give each voter's place relative to the middle of the item's hall."""
        return place[self.place] - (self.means @ place)[self.hall]

    def gathered(self, of: Floats) -> Floats:
        """Sum by place what votes say of places relative to the hall."""
        halls = np.bincount(self.hall, of, self.n_periods)
        return np.bincount(self.place, of, self.n) - self.means.T @ halls

    def slopes(self, place: Floats, slope: Floats, middle: Floats, gap: Floats) -> list[Floats]:
        """
        Differentiate the log-likelihood of each vote at one point.

        By place, slope, middle and log gap; then the curvature, without its sign: place-place,
        place-slope, place-middle, place-gap, slope-slope and so on; and last what a product of
        place and slope adds to their curvature.
        """
        at, half = middle - slope * place, np.exp(gap) / 2
        low, high = at - half, at + half
        by_low, by_high, aa, ab, bb = np.zeros((5, *at.shape))
        yes, no, abstain = (..., self.yes), (..., self.no), (..., self.abstain)
        by_low[yes], aa[yes] = one_side(low[yes])
        by_high[no], bb[no] = one_side(-high[no])
        between = two_sides(low[abstain], high[abstain])
        by_low[abstain], by_high[abstain] = -between[0], between[1]
        aa[abstain], ab[abstain], bb[abstain] = between[2:]
        by_high[no] *= -1
        first, full, lean = by_low + by_high, aa + 2 * ab + bb, (bb - aa) * half
        across, along = slope * full, place * full
        return [
            *(-slope * first, -place * first, first, (by_high - by_low) * half),
            *(slope * across, slope * along, -across, -slope * lean),
            *(place * along, -along, -place * lean),
            *(full, lean, (aa - 2 * ab + bb) * half**2),
            first,
        ]

    def expected(
        self, place: Floats, item: Floats, root: Floats, rule: tuple[Floats, Floats]
    ) -> Floats:
        """Give what `slopes` gives, expected where each vote's four numbers have a spread."""
        mean = np.column_stack([self.relative(place), item[self.item]])
        total = np.zeros((_ROWS, len(mean)))
        points, weights = rule
        some = max(1, _AT_ONCE // len(mean))
        for k in range(0, len(points), some):
            at = mean.T[:, None] + (root @ points[k : k + some].T).transpose(1, 2, 0)
            for row, value in zip(total, self.slopes(*at), strict=True):
                row += weights[k : k + some] @ value
        return total


class _Curvature:
    """The precision of places and items, with the items eliminated."""

    def __init__(self, votes: _Votes, of_vote: Floats, of_gap: Floats, share: float) -> None:
        self.votes, prior = votes, votes.data.prior
        pp, ps, pm, pg, ss, sm, sg, mm, mg, gg, more = of_vote
        of_item = votes.sums(np.column_stack([ss, sm, sg, mm, mg, gg]))
        own = of_item[:, [0, 1, 2, 1, 3, 4, 2, 4, 5]].reshape(-1, 3, 3)
        own[:, 0, 0] += 1 / prior.slopes**2
        own[:, 1, 1] += 2 / prior.cutpoints**2
        own[:, 2, 2] += of_gap
        #: Of each vote, its place with the item's three numbers.
        self.across = np.column_stack([ps + share * more, pm, pg])
        self.item_cov = np.asarray(np.linalg.inv(own))
        self.item_root = np.asarray(np.linalg.cholesky(self.item_cov))
        self.turned = np.einsum("ka,kab->kb", self.across, self.item_root[votes.item])
        self.root = cholesky(self._of_places(pp), lower=True)

    def _of_places(self, own: Floats) -> Floats:
        votes = self.votes
        n, hall = votes.n, votes.n + votes.hall
        size = n + votes.n_periods
        rows = np.r_[votes.place, votes.place, hall, hall]
        columns = np.r_[votes.place, hall, votes.place, hall]
        whole = csr_array((np.r_[own, -own, -own, own], (rows, columns)), shape=(size, size))
        item = 3 * np.r_[votes.item, np.arange(votes.n_items)][:, None] + np.arange(3)
        place = np.repeat(np.r_[votes.place, n + votes.anchor], 3)
        turned = np.vstack([self.turned, -votes.sums(self.turned)])
        shared = csr_array((turned.ravel(), (place, item.ravel())), shape=(size, 3 * votes.n_items))
        left = whole - shared @ shared.T
        told = (votes.spread.T @ (left @ votes.spread)).toarray()
        told += votes.prior
        return np.asarray(told)

    def step(self, of_place: Floats, of_item: Floats) -> tuple[Floats, Floats]:
        """Solve for the step of places and items that a gradient asks for."""
        votes = self.votes
        alone = np.einsum("jab,jb->ja", self.item_cov, of_item)
        through = np.einsum("ka,ka->k", self.across, alone[votes.item])
        right = solve_triangular(self.root, of_place - votes.gathered(through), lower=True)
        place = solve_triangular(self.root, right, lower=True, trans="T")
        back = votes.sums(votes.relative(place)[:, None] * self.across)
        return place, alone - np.einsum("jab,jb->ja", self.item_cov, back)

    def covariances(self) -> tuple[Floats, Floats, float]:
        """
        Give covariances of each item's numbers, roots of those of each vote's four, and a mean.

        The last is the mean variance of a place.
        """
        votes, n = self.votes, len(self.across)
        lower = np.asarray(dpotri(self.root, lower=1)[0])  # above its diagonal are zeros
        own = lower.diagonal()
        with_hall = votes.means @ lower + votes.means @ lower.T - votes.means * own
        with_hall = np.ascontiguousarray(with_hall.T)
        halls = votes.means @ with_hall
        one, other = votes.place[votes.one], votes.place[votes.other]
        hall = votes.hall[votes.one]
        pairs = lower[np.maximum(one, other), np.minimum(one, other)]
        pairs = pairs - with_hall[one, hall] - with_hall[other, hall]
        pairs += halls[hall, hall]
        met = np.add.reduceat(pairs[:, None] * self.turned[votes.other], votes.pair_begins, axis=0)
        inner = np.eye(3) + votes.sums(self.turned[:, :, None] * met[:, None, :])
        roots = self.item_root
        item_cov = roots @ inner @ roots.transpose(0, 2, 1)
        four = np.empty((n, 4, 4))
        at = votes.hall
        four[:, 0, 0] = own[votes.place] - 2 * with_hall[votes.place, at] + halls[at, at]
        four[:, 0, 0] += _ALONE
        four[:, 1:, 0] = four[:, 0, 1:] = -np.einsum("kab,kb->ka", roots[votes.item], met)
        four[:, 1:, 1:] = item_cov[votes.item]
        return item_cov, np.asarray(np.linalg.cholesky(four)), float(own.mean())


class _Search:
    """Where the approximation stands, and the way to a better one by damped Newton steps."""

    def __init__(self, votes: _Votes, begin: Fit) -> None:
        self.votes = votes
        self.place = begin.place[:, 0].copy()
        gap = np.maximum(begin.cut[:, 1] - begin.cut[:, 0], _LEAST_GAP)
        self.item = np.column_stack([begin.slope[:, 0], begin.cut.mean(axis=1), np.log(gap)])
        self.item_cov = np.zeros((len(gap), 3, 3))
        self.spread = np.zeros((len(votes.item), 4, 4))
        self.known, self.of_gap = np.empty(0), np.empty(0)
        #: How much of what may make the curvature indefinite is left in: none before it settles.
        self.share, self.settled = 0.0, False
        self.width = 1.0
        self.last, self.waited, self.fresh = np.empty(0), 0, _FRESH

    def move(self, rule: tuple[Floats, Floats]) -> tuple[float, bool]:
        """Take a step; say how far the standardised places went, and whether it was whole."""
        votes, prior = self.votes, self.votes.data.prior
        told = votes.expected(self.place, self.item, self.spread, rule)
        squared = np.exp(2 * self.item[:, 2] + 2 * self.item_cov[:, 2, 2]) / prior.cutpoints**2
        self._learn(told[_CURVED], 1 + squared / 2)
        curved, around = self._curvature()
        of_item = votes.sums(told[1:4].T)
        of_item -= self.item * [1 / prior.slopes**2, 2 / prior.cutpoints**2, 0]
        of_item[:, 2] += 1 - squared / 2
        of_place = votes.gathered(told[0]) - votes.prior @ self.place
        by_place, by_item = curved.step(of_place, of_item)
        far = float(np.abs(by_place).max()), float(np.abs(by_item).max())
        part = min(
            _STEP, *(most / max(one, 1e-9) for most, one in zip(_FARTHEST, far, strict=True))
        )
        by = self._adjusted(part * np.r_[by_place, by_item.ravel()], far[1])
        before = self._standard()
        self.place = self.place + by[: votes.n]
        self.item = self.item + by[votes.n :].reshape(-1, 3)
        self.item_cov, self.spread, self.width, self.root = *around, curved.root
        change = float(np.sqrt(np.mean((self._standard() - before) ** 2)))
        if change < _SETTLED and not self.settled:
            self.share, self.settled = 1.0, True
        return change, part == _STEP

    def _standard(self) -> Floats:
        """Places on the scale of their draws: where little is known, these are far apart."""
        return (self.place - self.place.mean()) / np.sqrt(self.place.var() + self.width)

    def _learn(self, of_vote: Floats, of_gap: Floats) -> None:
        """Mix the curvature with what it was: it hangs on the spread, which hangs on it."""
        if self.known.size and self.spread.any():
            of_vote = self.known + self.fresh * (of_vote - self.known)
            of_gap = self.of_gap + self.fresh * (of_gap - self.of_gap)
        self.known, self.of_gap = of_vote, of_gap

    def _curvature(self) -> tuple[_Curvature, tuple[Floats, Floats, float]]:
        """Factor the curvature, with less of what may make it indefinite where it nearly is."""
        while True:
            try:
                curved = _Curvature(self.votes, self.known, self.of_gap, self.share)
                around = curved.covariances()
                widest = around[0][:, 0, 0].max() / self.votes.data.prior.slopes**2
                if widest < _WIDEST or self.share == 0:
                    return curved, around
            except np.linalg.LinAlgError:
                if self.share == 0:
                    raise
            self.share = self.share / 2 if self.share > _LEAST_SHARE else 0.0

    def _adjusted(self, by: Floats, far: float) -> Floats:
        """Take the sum of all steps to come where they shrink evenly; calm those to and fro."""
        last, self.last = self.last, by
        self.waited += 1
        if not last.size or far > _CALM:
            return by
        ratio = float(by @ last) / float(last @ last)
        even = float(by @ last) / float(np.sqrt((by @ by) * (last @ last)))
        if even < -_EVEN and ratio < -_SLOW[0]:
            self.fresh = max(self.fresh / 2, _LEAST_FRESH)
        if self.waited < _APART or even < _EVEN or not _SLOW[0] < ratio < _SLOW[1]:
            return by
        self.waited, self.last = 0, np.empty(0)
        return by * min(1 / (1 - ratio), _LONGEST)


def fit(data: Responses, begin: Fit, tolerance: float) -> Gaussian | None:
    """
    Find the approximation.

    Parameters
    ----------
    data : Responses
        The votes, few enough by `small`.
    begin : Fit
        Where to begin.
    tolerance : float
        It ends when the root mean square change of the standardised places in a round, which is a
        Newton step, is below five times this.

    Returns
    -------
    Gaussian or None
        None where it does not end, or the curvature is too near to none.
    """
    votes = _Votes(data)
    search, tolerance = _Search(votes, begin), _LOOSER * tolerance
    change, whole, rounds, coarse = np.inf, False, 0, 0
    point, rough, fine = _rules()
    while rounds < _MOST_ROUNDS and not (whole and change < tolerance and rounds - coarse > 2):
        rule = fine if rounds > coarse or change < _ROUGH else rough if rounds else point
        coarse += rule is not fine
        try:
            change, whole = search.move(rule)
        except np.linalg.LinAlgError:
            return None
        rounds += 1
    if not (whole and change < tolerance):
        return None
    return Gaussian(
        place=search.place,
        root=search.root,
        item=search.item,
        item_cov=search.item_cov,
        middle=(votes.means @ search.place)[votes.anchor],
        rounds=rounds,
        change=change,
    )


def solution(data: Responses, now: Gaussian, ends: Ends, level: float) -> Solution:
    """
    Give estimates and their uncertainty on the standardised scale.

    Parameters
    ----------
    data : Responses
        The votes.
    now : Gaussian
        The approximation.
    ends, level
        As `normal_solution` takes them.

    Returns
    -------
    Solution
    """
    n, middle = len(now.place), float(now.place.mean())
    # What standardising each draw takes away: level and scale of the whole.
    ways = solve_triangular(now.root, np.eye(n) - 1 / n, lower=True)
    scale = float(np.sqrt(now.place.var() + (ways**2).sum() / n))
    mean = (now.place - middle) / scale
    ways -= np.outer(ways @ mean, mean / n)
    sd = np.sqrt((ways**2).sum(axis=0)) / scale
    slope, centre = now.item[:, 0], now.item[:, 1] + (now.middle - middle) * now.item[:, 0]
    half = np.exp(now.item[:, 2] + now.item_cov[:, 2, 2] / 2) / 2
    item_sd = [np.sqrt(now.item_cov[:, 0, 0]) * scale]
    for side in (-1, 1):
        way = np.column_stack([now.middle - middle, np.ones_like(half), side * half])
        item_sd.append(np.sqrt(np.einsum("ja,jab,jb->j", way, now.item_cov, way)))
    return normal_solution(
        mean[:, None],
        sd[:, None],
        np.column_stack([scale * slope, centre - half, centre + half]),
        ends,
        level,
        item_sd=np.column_stack(item_sd),
        shrunk=sd * scale / data.prior_sd,
        converged=True,
        method=f"Gaussian, {now.rounds:,} rounds (last change {now.change:.1g})",
    )
