"""A fast approximation to the posterior of an ordinal item-response model, in NumPy.

Coordinate ascent on a variational bound with the latent utilities as data (as Imai, Lo and
Olmsted 2016 do for other models), with the cutpoints by Newton's method, accelerated by SQUAREM
(Varadhan and Roland 2008). Such a fit has good means, but standard deviations several times too
small, since it treats the utilities and the items as known. Those that are given come from the
likelihood of the votes themselves, with the uncertainty of the other side integrated out: a
probit whose slope or place is normal is a probit again, with a larger variance.

References
----------
Imai, Kosuke, James Lo and Jonathan Olmsted (2016), "Fast Estimation of Ideal Points with Massive
    Data", American Political Science Review 110: 631-656.
Varadhan, Ravi and Christophe Roland (2008), "Simple and Globally Convergent Methods for
    Accelerating the Convergence of Any EM Algorithm", Scandinavian Journal of Statistics 35:
    335-353.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import ndtri

from unvotes.analysis.core.workers import side_by_side
from unvotes.analysis.ideal_points.approximation import normal_solution
from unvotes.analysis.ideal_points.layout import Ends
from unvotes.analysis.ideal_points.normal import one_side, two_sides
from unvotes.analysis.ideal_points.responses import NO_MORE, Responses, Solution

__all__ = ["Fit", "fit", "solution", "start"]

Floats = NDArray[np.float64]

_LEAST_GAP = 0.02
_FARTHEST = 5.0
_EDGE = NO_MORE - 0.05
#: Votes worked on together.
_PART = 60_000
#: Rounds after which it leaps no more: with two or three members leaps can go in a circle.
_LEAPS = 300


@dataclass(frozen=True, eq=False)
class Fit:
    """
    A state of the approximation.

    Attributes
    ----------
    place, place_var : numpy.ndarray, places × dimensions (× dimensions)
        Means and covariances of the places.
    slope, slope_var : numpy.ndarray, items × dimensions (× dimensions)
        Means and covariances of the items' slopes.
    cut : numpy.ndarray, items × 2
        Cutpoints between yes and abstention and between abstention and no, for places relative to
        `middle`.
    middle : numpy.ndarray, items × dimensions
        Of a joint walk the mean place of the period in which the item was first put, else 0.
    rounds : int
        Rounds that it took.
    change : float
        Root mean square of the last change of the places in one round.
    converged : bool
        Whether that was below the tolerance.
    """

    place: Floats
    place_var: Floats
    slope: Floats
    slope_var: Floats
    cut: Floats
    middle: Floats
    rounds: int = 0
    change: float = float("inf")
    converged: bool = False


class _Votes:
    """
    The votes of some items, by kind and, within a kind, by item, so that one kind is one slice.

    Functions of them give sums over votes: by place, which add up over the parts of the votes, or
    by item, of which each part has its own.
    """

    def __init__(self, data: Responses, begin: int, end: int) -> None:
        self.own = slice(begin, end)
        held = slice(int(data.ends[begin]), int(data.ends[end]))
        order = np.lexsort((data.item[held], data.vote[held]))
        self.place = data.place[held][order].astype(np.intp)
        self.item = data.item[held][order].astype(np.intp)
        edges = np.searchsorted(data.vote[held][order], np.arange(4))
        self.no, self.abstain, self.yes = (slice(edges[k], edges[k + 1]) for k in range(3))
        self.n_places, self.n_items = len(data.member), end - begin
        n = len(order)
        one, each = np.ones(n), np.arange(n)
        # Sums by place are products with these, which leave the other thread running.
        self.places = csr_array((one, (self.place, each)), shape=(self.n_places, n))
        self.met = csr_array(
            (one, (self.place, self.item - begin)), shape=(self.n_places, self.n_items)
        )
        self.met_by = self.met.T

    def by_item(self, kind: slice, *terms: Floats) -> list[Floats]:
        """Sum terms of the votes of one kind."""
        item = self.item[kind] - self.own.start
        out = [np.zeros(self.n_items) for _ in terms]
        if len(item):
            begins = np.flatnonzero(np.r_[True, item[1:] != item[:-1]])
            for total, term in zip(out, terms, strict=True):
                total[item[begins]] = np.add.reduceat(term, begins)
        return out


class _Work:
    """The votes in parts that a core's cache holds; NumPy lets threads run side by side."""

    def __init__(self, data: Responses, map_: Callable[..., Iterator[Any]]) -> None:
        number = -(-int(data.ends[-1]) // _PART)
        cuts = np.searchsorted(data.ends, np.linspace(0, data.ends[-1], number + 1))
        cuts = np.unique(np.r_[0, cuts, len(data.items)])
        self.parts = [_Votes(data, int(a), int(b)) for a, b in itertools.pairwise(cuts)]
        self.map, self.data = map_, data

    def total(self, function: Callable[..., tuple[Floats, ...]], *given: Any) -> list[Floats]:
        """Add up what a function gives of each part: sums by place."""
        found = self.map(lambda votes: function(votes, *given), self.parts)
        return [functools.reduce(np.add, one) for one in zip(*found, strict=True)]

    def joined(self, function: Callable[..., tuple[Floats, ...]], *given: Any) -> list[Floats]:
        """Put together what a function gives of each part: sums by item."""
        found = self.map(lambda votes: function(votes, *given), self.parts)
        return [np.concatenate(one) for one in zip(*found, strict=True)]

    @cached_property
    def walk(self) -> _Walk:
        return _Walk(self.data)

    @cached_property
    def halls(self) -> _Halls:
        return _Halls(self.data)

    def placed(self, now: Fit, place: Floats, **other: Any) -> Fit:
        """Put the places elsewhere, and the middles along."""
        if self.data.walk == "joint":
            other["middle"] = self.halls.middles(place)[self.halls.anchor]
        return replace(now, place=place, **other)


class _Walk:
    """Joint walks, side by side, a row a member: their precision is tridiagonal."""

    def __init__(self, data: Responses) -> None:
        self.row = np.cumsum(data.first) - 1
        self.column = np.arange(len(self.row)) - np.flatnonzero(data.first)[self.row]
        shape = (int(self.row.max()) + 1, int(self.column.max()) + 1)
        w, later = 1 / data.variance, ~data.first
        self.own, self.next = np.ones(shape), np.zeros(shape)
        self.own[self.row, self.column] = w
        at = self.row[later], self.column[later] - 1
        self.own[at] += w[later]
        self.next[at] = -w[later]
        self.precision = self.own[self.row, self.column]

    def solve(self, precision: Floats, pull: Floats) -> tuple[Floats, Floats]:
        """Give mean and variance of each place, from what its votes say."""
        own, right = self.own.copy(), np.zeros_like(self.own)
        own[self.row, self.column] += precision
        right[self.row, self.column] = pull
        n = own.shape[1]
        down, up = own.copy(), own.copy()
        for k in range(1, n):
            ratio = self.next[:, k - 1] / down[:, k - 1]
            down[:, k] -= ratio * self.next[:, k - 1]
            right[:, k] -= ratio * right[:, k - 1]
            up[:, n - 1 - k] -= self.next[:, n - 1 - k] ** 2 / up[:, n - k]
        mean = right / down
        for k in range(n - 2, -1, -1):
            mean[:, k] -= self.next[:, k] * mean[:, k + 1] / down[:, k]
        var = 1 / (down + up - own)
        return mean[self.row, self.column], var[self.row, self.column]


class _Halls:
    """Who sits in each period, and which votes are on items of an earlier one."""

    def __init__(self, data: Responses) -> None:
        self.data = data
        used, self.period = np.unique(data.period, return_inverse=True)
        self.n = len(used)
        when = self.period[data.place]
        self.anchor = np.full(len(data.items), self.n)
        np.minimum.at(self.anchor, data.item, when)
        self.size = np.bincount(self.period, minlength=self.n)
        self.new = np.bincount(self.period[data.first], minlength=self.n)
        self.stay = self.size - self.new
        bridges = np.flatnonzero(when != self.anchor[data.item])
        self.bridges = bridges[np.lexsort((when[bridges], data.item[bridges]))]
        item, period = data.item[self.bridges], when[self.bridges]
        new = (item[1:] != item[:-1]) | (period[1:] != period[:-1])
        #: Where, among the bridges, those of one item in one period begin.
        self.runs = np.flatnonzero(np.r_[len(item) > 0, new])

    def middles(self, place: Floats) -> Floats:
        """Mean place of each period."""
        sums = [np.bincount(self.period, one, self.n) for one in place.T]
        return np.stack(sums, axis=1) / self.size[:, None]

    def stayed(self, place: Floats) -> Floats:
        """Mean place, on one dimension, of those who were there before; 0 for nobody."""
        sums = np.bincount(self.period, np.where(self.data.first, 0.0, place), self.n)
        return sums / np.maximum(self.stay, 1)

    def prior(self, now: Fit, d: int) -> tuple[Floats, Floats]:
        """
        What newcomers and cutpoints ask of each place: precision and pull.

        All places move at once, so that what hangs on their mean is bounded, place by place, by
        what each may do alone.
        """
        data, p = self.data, self.period
        v, w = data.prior.newcomers**2, 1 / data.prior.newcomers**2
        stayed = self.stayed(now.place[:, d])
        came = np.bincount(p[data.first], now.place[data.first, d], self.n)
        share = 1 / np.maximum(self.stay, 1)
        own = np.where(data.first, 0.0, (self.new * share / v)[p])
        pull = own * now.place[:, d]
        pull += np.where(data.first, w * stayed[p], ((came - self.new * stayed) * share / v)[p])
        return own, pull


def _mean(votes: _Votes, now: Fit) -> Floats:
    total = -(now.slope * now.middle).sum(axis=1)[votes.item]
    for d in range(now.slope.shape[1]):
        total += now.slope[votes.item, d] * now.place[votes.place, d]
    return total


def _slopes(
    votes: _Votes, now: Fit
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats], tuple[Floats, ...]]:
    """Differentiate the likelihood of votes in favour, against and abstaining by their ends."""
    mean, cut = _mean(votes, now), now.cut
    yes, abstain, no = votes.yes, votes.abstain, votes.no
    at = votes.item[abstain]
    return (
        one_side(cut[votes.item[yes], 0] - mean[yes]),
        one_side(mean[no] - cut[votes.item[no], 1]),
        two_sides(cut[at, 0] - mean[abstain], cut[at, 1] - mean[abstain]),
    )


def _outer(x: Floats) -> Floats:
    return x[:, :, None] * x[:, None, :]


def _sums(met: csr_array, of: Floats) -> Floats:
    """Sum symmetric matrices over those that met."""
    out = np.empty((met.shape[0], *of.shape[1:]))
    for i in range(of.shape[1]):
        for j in range(i + 1):
            out[:, i, j] = out[:, j, i] = met @ of[:, i, j]
    return out


def _of_places(votes: _Votes, now: Fit) -> tuple[Floats, ...]:
    """Sum up what the votes ask of each place, given their utilities: precision, and pull."""
    in_favour, against, between = _slopes(votes, now)
    utility = _mean(votes, now)
    utility[votes.yes] -= in_favour[0]
    utility[votes.no] += against[0]
    utility[votes.abstain] += between[0] - between[1]
    own = votes.own
    square = _outer(now.slope[own]) + now.slope_var[own]
    pull = [votes.places @ (of[votes.item] * utility) for of in now.slope.T]
    around = np.einsum("jde,je->jd", square, now.middle[own])
    return _sums(votes.met, square), np.stack(pull, axis=1) + votes.met @ around


def _of_items(votes: _Votes, now: Fit) -> tuple[Floats, ...]:
    """
    Sum up what the votes ask of each item.

    Given the utilities, precision and pull of its slope; with them integrated out, slopes of the
    likelihood by both cutpoints and its curvature: low-low, low-high, high-high.
    """
    own = votes.own
    middle, slope = now.middle[own], now.slope[own]
    total, n = votes.met_by @ now.place, votes.met_by @ np.ones(len(now.place))
    square = _outer(now.place) + now.place_var
    cross = total[:, :, None] * middle[:, None, :]
    full = _sums(votes.met_by, square)
    full += n[:, None, None] * _outer(middle) - cross - cross.transpose(0, 2, 1)
    # The utilities: where they are expected, which is linear in the places, and what is off.
    unsure = _sums(votes.met_by, now.place_var)
    pull = np.einsum("jde,je->jd", full - unsure, slope)

    def summed(kind: slice, off: Floats, *others: Floats) -> list[Floats]:
        terms = [off * (of[votes.place[kind]] - to[votes.item[kind]]) for of, to in axes]
        found = votes.by_item(kind, *terms, *others)
        pull[:] += np.stack(found[: len(terms)], axis=1)
        return found[len(terms) :]

    axes = list(zip(now.place.T, now.middle.T, strict=True))
    in_favour, against, between = _slopes(votes, now)
    yes = summed(votes.yes, -in_favour[0], *in_favour)
    no = summed(votes.no, against[0], *against)
    low, high, aa, ab, bb = summed(votes.abstain, between[0] - between[1], *between)
    return full, pull, yes[0] - low, high - no[0], yes[1] + aa, ab, no[1] + bb


def _place_step(work: _Work, now: Fit) -> Fit:
    data, dims = work.data, now.place.shape[1]
    full, pull = work.total(_of_places, now)
    place, var = now.place.copy(), np.zeros_like(now.place_var)
    if data.walk == "joint":
        for d in range(dims):
            others = [e for e in range(dims) if e != d]
            rest = sum((full[:, d, e] * place[:, e] for e in others), np.zeros(len(place)))
            own, around = work.halls.prior(now, d)
            place[:, d], var[:, d, d] = work.walk.solve(
                full[:, d, d] + own, pull[:, d] - rest + around
            )
        return _levelled(work, work.placed(now, place, place_var=var))
    w = 1 / data.variance
    full[:, range(dims), range(dims)] += w[:, None]
    var = np.asarray(np.linalg.inv(full))
    alone = data.previous == np.arange(len(w))
    pull[alone, 0] += w[alone] * data.expected[alone]
    w = np.where(alone, 0.0, w)
    for _ in range(3):  # from place to place; the rounds to come do the rest
        right = w[:, None] * place[data.previous] + pull
        place = np.einsum("pij,pj->pi", var, right)
    place = np.clip(place, -_FARTHEST, _FARTHEST)
    spread = np.sqrt(place.var(axis=0) + np.einsum("pii->i", var) / len(place))
    middle = place.mean(axis=0)
    # The items move along, so that no vote becomes more or less likely.
    return replace(
        now,
        place=(place - middle) / spread,
        place_var=var / (spread[:, None] * spread[None, :]),
        slope=now.slope * spread,
        slope_var=now.slope_var * (spread[:, None] * spread[None, :]),
        cut=now.cut - (now.slope @ middle)[:, None],
    )


def _levelled(work: _Work, now: Fit) -> Fit:
    """
    Move level and scale of every period, with its items, to where votes and priors want them.

    Single steps approach these slowly: only items put again, and the walks, tell one period from
    another. One step of Gauss and Newton, for each dimension.
    """
    for d in range(now.place.shape[1]):
        g, h = _level_slopes(work, now, d)
        n = work.halls.n
        step = np.linalg.solve(h + 1e-6 * np.eye(2 * n), g)
        by = np.clip(step[:n], -0.5, 0.5)
        scale = np.exp(np.clip(step[n:], -0.3, 0.3))
        scale[work.halls.size < 2] = 1.0
        period, anchor = work.halls.period, work.halls.anchor
        place, place_var = now.place.copy(), now.place_var.copy()
        slope, slope_var = now.slope.copy(), now.slope_var.copy()
        middle = work.halls.middles(place)[period, d]
        place[:, d] = middle + by[period] + scale[period] * (place[:, d] - middle)
        place_var[:, d, d] *= scale[period] ** 2
        slope[:, d] /= scale[anchor]
        slope_var[:, d, :] /= scale[anchor][:, None]
        slope_var[:, :, d] /= scale[anchor][:, None]
        now = work.placed(now, place, place_var=place_var, slope=slope, slope_var=slope_var)
    return now


def _level_slopes(work: _Work, now: Fit, d: int) -> tuple[Floats, Floats]:
    """Gradient by levels and logarithms of scales, and negative expected second derivatives."""
    data, halls = work.data, work.halls
    n, period = halls.n, halls.period
    off = now.place[:, d] - halls.middles(now.place)[period, d]
    g, h = np.zeros(2 * n), np.zeros((2 * n, 2 * n))

    def add(columns: list[NDArray[np.intp]], ways: list[Floats], first: Floats, w: Floats) -> None:
        """Add terms whose argument moves by `ways` as what `columns` number moves."""
        for a, way in zip(columns, ways, strict=True):
            g[:] += np.bincount(a, way * first, 2 * n)
            for b, other in zip(columns, ways, strict=True):
                cells = np.bincount(a * 2 * n + b, way * other * w, 4 * n * n)
                h[:] += cells.reshape(2 * n, 2 * n)

    if len(halls.bridges):
        _add_bridges(work, now, d, off, g, h)
    later = np.flatnonzero(~data.first)
    before, w = later - 1, 1 / data.variance[later]
    gap = now.place[later, d] - now.place[before, d]
    one = np.ones(len(later))
    add(
        [period[later], n + period[later], period[before], n + period[before]],
        [one, off[later], -one, -off[before]],
        -w * gap,
        w,
    )
    come = np.flatnonzero(data.first)
    p, w = period[come], np.full(len(come), 1 / data.prior.newcomers**2)
    alone = (halls.stay[p] == 0).astype(float)
    gap = now.place[come, d] - halls.stayed(now.place[:, d])[p]
    add([p, n + p], [alone, off[come] - halls.stayed(off)[p]], -w * gap, w)
    steep = now.slope[:, d] ** 2
    if now.place.shape[1] > 1:
        # Of a second axis few votes tell, and without what is uncertain it would shrink to nothing.
        steep = steep + now.slope_var[:, d, d]
        spread = np.bincount(period, work.walk.precision * now.place_var[:, d, d], n)
        g[n:] += halls.size - np.bincount(halls.anchor, minlength=n) - spread
        h[range(n, 2 * n), range(n, 2 * n)] += 2 * spread
    by_period = np.bincount(halls.anchor, steep / data.prior.slopes**2, n)
    g[n:] += by_period
    h[range(n, 2 * n), range(n, 2 * n)] += 2 * by_period
    return g, h


def _add_bridges(work: _Work, now: Fit, d: int, off: Floats, g: Floats, h: Floats) -> None:
    """
    Add what the votes on items outside their first period say of levels and scales.

    Within a run, of one item in one period, each argument moves by u + v·`off` of the voter.
    """
    data, halls = work.data, work.halls
    place, item = data.place[halls.bridges], data.item[halls.bridges]
    first, w = _by_cut(now, place, item, data.vote[halls.bridges])
    far = off[place]
    sums = [
        np.add.reduceat(one, halls.runs) for one in (first, first * far, w, w * far, w * far**2)
    ]
    of_item, p = item[halls.runs], halls.period[place[halls.runs]]
    t, b, n = halls.anchor[of_item], now.slope[of_item, d], halls.n
    gap = halls.middles(now.place)[p, d] - now.middle[of_item, d]
    zero = np.zeros(len(b))
    ways = [(p, -b, zero), (n + p, zero, -b), (t, b, zero), (n + t, b * gap, b)]
    for column, u, v in ways:
        g += np.bincount(column, u * sums[0] + v * sums[1], 2 * n)
        for other, x, y in ways:
            value = u * x * sums[2] + (u * y + v * x) * sums[3] + v * y * sums[4]
            h += np.bincount(column * 2 * n + other, value, 4 * n * n).reshape(2 * n, 2 * n)


def _by_cut(
    now: Fit, place: NDArray[Any], item: NDArray[Any], vote: NDArray[Any]
) -> tuple[Floats, Floats]:
    """First and negative second derivative of votes' likelihood by a shift of both cutpoints."""
    mean = ((now.place[place] - now.middle[item]) * now.slope[item]).sum(axis=1)
    low, high = now.cut[item, 0] - mean, now.cut[item, 1] - mean
    first, second = np.empty_like(mean), np.empty_like(mean)
    yes, abstain, no = vote == 2, vote == 1, vote == 0
    first[yes], second[yes] = one_side(low[yes])
    first[no], second[no] = one_side(-high[no])
    first[no] *= -1
    of_low, of_high, aa, ab, bb = two_sides(low[abstain], high[abstain])
    first[abstain], second[abstain] = of_high - of_low, aa + 2 * ab + bb
    return first, np.maximum(second, 0.0)


def _item_step(work: _Work, now: Fit) -> Fit:
    full, pull, g0, g1, h00, h01, h11 = work.joined(_of_items, now)
    prior, joint = work.data.prior, work.data.walk == "joint"
    full[:, range(full.shape[1]), range(full.shape[1])] += 1 / prior.slopes**2 if joint else 1.0
    var = np.asarray(np.linalg.inv(full), dtype=np.float64)
    own = 1 / prior.cutpoints**2 if joint else 1e-6
    h00, h11 = h00 + own, h11 + own
    if joint:
        g0, g1 = g0 - own * now.cut[:, 0], g1 - own * now.cut[:, 1]
    scale = h00 * h11 - h01 * h01
    lower = now.cut[:, 0] + np.clip((h11 * g0 - h01 * g1) / scale, -0.5, 0.5)
    upper = now.cut[:, 1] + np.clip((h00 * g1 - h01 * g0) / scale, -0.5, 0.5)
    # Where they would cross, as they want to where nobody abstained, they move as one.
    crossed = upper - lower < _LEAST_GAP
    middle = now.cut.mean(axis=1) + np.clip((g0 + g1) / (h00 + 2 * h01 + h11), -0.5, 0.5)
    half = np.maximum(now.cut[:, 1] - now.cut[:, 0], 2 * _LEAST_GAP) / 4
    lower, upper = np.where(crossed, [middle - half, middle + half], [lower, upper])
    return replace(
        now,
        slope=np.einsum("pij,pj->pi", var, pull),
        slope_var=var,
        cut=_ordered(lower, upper, work.data),
    )


def _ordered(lower: Floats, upper: Floats, data: Responses) -> Floats:
    """Keep cutpoints in order; of a forward walk in range, and at its end where nobody voted."""
    if data.walk == "joint":
        return np.stack([lower, np.maximum(upper, lower + _LEAST_GAP)], axis=1)
    counts = data.counts
    lower = np.where(counts[2] == 0, -_EDGE, np.clip(lower, -_EDGE, _EDGE - _LEAST_GAP))
    upper = np.where(counts[0] == 0, _EDGE, np.clip(upper, lower + _LEAST_GAP, _EDGE))
    return np.stack([lower, upper], axis=1)


def start(data: Responses, dims: int) -> Fit:
    """
    Begin from the main components of the votes, one place for all periods of a member.

    Parameters
    ----------
    data : Responses
        The votes.
    dims : int
        Dimensions.

    Returns
    -------
    Fit
    """
    n_members, n_items = int(data.member.max()) + 1, len(data.items)
    table, seen = np.zeros((n_items, n_members)), np.zeros((n_items, n_members))
    at = (data.item, data.member[data.place])
    np.add.at(table, at, 1.0 - data.vote)
    np.add.at(seen, at, 1.0)
    table = np.divide(table, seen, out=np.zeros_like(table), where=seen > 0)
    table -= (table.sum(axis=1) / np.maximum(seen.sum(axis=1), 1))[:, None]
    table[seen == 0] = 0.0
    shared = seen.T @ seen
    alike = np.divide(table.T @ table, shared, out=np.zeros_like(shared), where=shared > 0)
    values, vectors = np.linalg.eigh(alike)
    score = vectors[:, ::-1][:, :dims] * np.sqrt(np.maximum(values[::-1][:dims], 1e-12))
    if score.shape[1] < dims:
        score = np.pad(score, ((0, 0), (0, dims - score.shape[1])))
    place = score[data.member]
    place = (place - place.mean(axis=0)) / np.maximum(place.std(axis=0), 1e-9)
    share = (data.counts + 0.5) / (data.counts.sum(axis=0) + 1.5)
    cut = _ordered(ndtri(share[2]), ndtri(share[2] + share[1]), data)
    square = np.eye(dims)
    return Fit(
        place=place,
        place_var=np.broadcast_to(0.1 * square, (len(place), dims, dims)).copy(),
        slope=np.zeros((n_items, dims)),
        slope_var=np.broadcast_to(0.05 * square, (n_items, dims, dims)).copy(),
        cut=cut,
        middle=_Halls(data).middles(place)[_Halls(data).anchor]
        if data.walk == "joint"
        else np.zeros((n_items, dims)),
    )


def fit(data: Responses, begin: Fit, tolerance: float, most: int) -> Fit:
    """
    Run rounds until the places hardly change in one.

    Parameters
    ----------
    data : Responses
        The votes.
    begin : Fit
        Where to begin.
    tolerance : float
        It ends when the root mean square change of the places in a round is below this.
    most : int
        Rounds after which it ends in any case.

    Returns
    -------
    Fit
    """
    rounds = 0
    with side_by_side(2) as map_:
        work = _Work(data, map_)

        def one(at: Fit) -> Fit:
            return _item_step(work, _place_step(work, at))

        now = _item_step(work, begin)
        while rounds < most:
            first = one(now)
            second = one(first)
            rounds += 2
            change = float(np.sqrt(np.mean((second.place - first.place) ** 2)))
            if change < tolerance:
                return replace(second, rounds=rounds, change=change, converged=True)
            if rounds > _LEAPS:
                now = second
                continue
            now = one(_leap(work, now, first, second))
            rounds += 1
    return replace(now, rounds=rounds, change=change)


def _leap(work: _Work, x: Fit, y: Fit, z: Fit) -> Fit:
    """Extrapolate from three states (SQUAREM, third step length)."""

    def flat(at: Fit) -> Floats:
        return np.concatenate([at.place.ravel(), at.slope.ravel(), at.cut.ravel()])

    a, b, c = flat(x), flat(y), flat(z)
    r, v = b - a, c - 2 * b + a
    length = -float(np.sqrt((r @ r) / max(float(v @ v), 1e-300)))
    length = min(-1.0, max(length, -32.0))
    moved = a - 2 * length * r + length**2 * v
    n, j = z.place.size, z.slope.size
    cut = moved[n + j :].reshape(z.cut.shape)
    place = moved[:n].reshape(z.place.shape)
    if work.data.walk == "forward":
        place = np.clip(place, -_FARTHEST, _FARTHEST)
    return work.placed(
        z,
        place,
        slope=moved[n : n + j].reshape(z.slope.shape),
        cut=_ordered(cut[:, 0], cut[:, 1], work.data),
    )


def _of_item_information(votes: _Votes, now: Fit) -> tuple[Floats, ...]:
    """What the votes say of slopes and cutpoints, the places' uncertainty integrated out."""
    dims = now.place.shape[1]
    size = dims + 2
    info = np.zeros((votes.n_items, size, size))
    mean = _mean(votes, now)
    for part, ends in ((votes.yes, (0,)), (votes.no, (1,)), (votes.abstain, (0, 1))):
        item, place = votes.item[part], votes.place[part]
        slope, var = now.slope[item], now.place_var[place]
        turned = np.einsum("kde,ke->kd", var, slope)
        shrink = 1 / np.sqrt(1 + np.einsum("kd,kd->k", slope, turned))
        ways, at = [], []
        for end in ends:
            x = (now.cut[item, end] - mean[part]) * shrink
            way = np.zeros((len(x), size))
            way[:, :dims] = -(now.place[place] - now.middle[item] + (x * shrink)[:, None] * turned)
            way[:, dims + end] = 1.0
            ways.append(way * shrink[:, None])
            at.append(x)
        _add_information(info, item - votes.own.start, ends, at, ways)
    return (info,)


def _item_variance(work: _Work, now: Fit) -> Floats:
    """Covariance of each item's slope and cutpoints, with their priors."""
    (info,) = work.joined(_of_item_information, now)
    prior = np.full(info.shape[1], 1.0)
    prior[-2:] = 12 / (2 * NO_MORE) ** 2
    if work.data.walk == "joint":
        prior[:-2] = 1 / work.data.prior.slopes**2
        prior[-2:] = 1 / work.data.prior.cutpoints**2
    return np.asarray(np.linalg.inv(info + np.diag(prior)))


def _add_information(
    info: Floats,
    to: NDArray[np.intp],
    ends: tuple[int, ...],
    at: list[Floats],
    ways: list[Floats],
) -> None:
    if len(ends) == 2:
        _, _, aa, ab, bb = two_sides(*at)
        weights = [(0, 0, aa), (0, 1, ab), (1, 0, ab), (1, 1, bb)]
    else:
        _, second = one_side(at[0] if ends[0] == 0 else -at[0])
        weights = [(0, 0, second)]
    size = info.shape[1]
    for i in range(size):
        for j in range(i + 1):
            parts = [w * ways[p][:, i] * ways[q][:, j] for p, q, w in weights]
            summed = np.bincount(to, weights=np.sum(parts, axis=0), minlength=len(info))
            info[:, i, j] += summed
            if i != j:
                info[:, j, i] += summed


def _of_place_information(votes: _Votes, now: Fit, item_var: Floats) -> tuple[Floats, ...]:
    """What the votes say of each place, as a precision, the items' uncertainty integrated out."""
    dims = now.place.shape[1]
    info = np.zeros((votes.n_places, dims, dims))
    mean = _mean(votes, now)

    for part, ends in ((votes.yes, (0,)), (votes.no, (1,)), (votes.abstain, (0, 1))):
        item = votes.item[part]
        place = now.place[votes.place[part]] - now.middle[item]
        slope, var = now.slope[item], item_var[item]
        # Of an abstention's two ends the mean: with a width for each, one could pass the other,
        # and a vote that the model holds to be impossible makes its member's place certain.
        columns = [dims + end for end in ends]
        cross = var[:, :dims, columns].mean(axis=2)
        turned = np.einsum("kde,ke->kd", var[:, :dims, :dims], place) - cross
        own = np.einsum("kd,kd->k", place, turned - cross)
        shrink = 1 / np.sqrt(1 + own + var[:, columns, columns].mean(axis=1))
        at = [(now.cut[item, end] - mean[part]) * shrink for end in ends]
        ways = [-(slope + (x * shrink)[:, None] * turned) * shrink[:, None] for x in at]
        _add_information(info, votes.place[part], ends, at, ways)
    return (info,)


def solution(data: Responses, now: Fit, ends: Ends, level: float) -> Solution:
    """
    Give estimates and their uncertainty on the standardised scale.

    Parameters
    ----------
    data : Responses
        The votes.
    now : Fit
        The fit.
    ends, level
        As `normal_solution` takes them.

    Returns
    -------
    Solution
    """
    dims = now.place.shape[1]
    with side_by_side(2) as map_:
        work = _Work(data, map_)
        item_var = _item_variance(work, now)
        (known,) = work.total(_of_place_information, now, item_var)
        if data.walk == "joint":
            alone = np.linalg.inv(known + 1e-9 * np.eye(dims))
            solved = [work.walk.solve(1 / alone[:, d, d], known[:, 0, 0])[1] for d in range(dims)]
            var = np.stack(solved, axis=1)
        else:
            var = _forward_variance(work, now, known)
    middle = now.place.mean(axis=0)
    scale = np.sqrt(now.place.var(axis=0) + var.mean(axis=0))
    item_sd = np.sqrt(np.einsum("jkk->jk", item_var))
    item_sd[:, :dims] *= scale
    cut = now.cut + ((now.middle - middle) * now.slope).sum(axis=1)[:, None]
    return normal_solution(
        (now.place - middle) / scale,
        np.sqrt(var) / scale,
        np.hstack([now.slope * scale, cut]),
        ends,
        level,
        item_sd=item_sd,
        shrunk=np.sqrt(var[:, 0]) / data.prior_sd,
        converged=bool(now.converged),
        method=(
            f"variational, {now.rounds:,} rounds (last change {now.change:.1g}); standard "
            "deviations from the votes' likelihood"
        ),
    )


def _forward_variance(work: _Work, now: Fit, known: Floats) -> Floats:
    """
    Variances of places of a forward walk.

    To what its own votes leave open comes what is open about where it is expected: the part of
    the other place's variance that moves its conditional mean given the utilities.
    """
    data, dims = work.data, now.place.shape[1]
    w = 1 / data.variance
    own = np.einsum("pii->pi", np.linalg.inv(known + w[:, None, None] * np.eye(dims)))
    full, _ = work.total(_of_places, now)
    given = np.einsum("pii->pi", np.linalg.inv(full + w[:, None, None] * np.eye(dims)))
    moves = 1 - np.minimum(given / own, 1.0)
    linked = data.previous != np.arange(len(w))
    weight = np.where(linked[:, None], (own * w[:, None]) ** 2, 0.0)
    var = own
    for _ in range(50):
        var = own + weight * (moves * var)[data.previous]
    return var
