"""Moves of a chain through the posterior of the dynamic ordinal model, compiled.

The latent utilities are integrated out: a vote's probability is a difference of normal
distributions, and each move needs its logarithm and gradient over thousands of votes. These come
from a table by Taylor's series, in loops without branches, so that the compiler can work on
several votes at once.

Three moves in turn leave the posterior as it is. The slope and cutpoints of each item, given the
places, move by Hamiltonian dynamics (Neal 2011). The walk of each member, given items and other
members, is proposed from a normal approximation around where a Newton step leads (Gamerman 1998),
or by Hamiltonian dynamics. The level and the scale of every period move all at once, and each item
with the period in which it was first put: single moves would take thousands of sweeps for that.

References
----------
Gamerman, Dani (1998), "Markov Chain Monte Carlo for Dynamic Generalised Linear Models", Biometrika
    85: 215-227.
Neal, Radford M. (2011), "MCMC Using Hamiltonian Dynamics", in Brooks, Gelman, Jones and Meng
    (eds), Handbook of Markov Chain Monte Carlo, Chapman & Hall/CRC: 113-162.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from scipy.special import log_ndtr

__all__ = ["advance", "item_metric", "level_frame", "level_gradient", "walk_information"]

_LOW, _HIGH, _PARTS = -14.0, 9.0, 64.0
_WIDTH = 1 / _PARTS
_GRID = _LOW + np.arange(int((_HIGH - _LOW) * _PARTS) + 1) / _PARTS
_VALUE = log_ndtr(_GRID)
_FIRST = np.exp(-(_GRID**2) / 2 - 0.5 * math.log(2 * math.pi) - _VALUE)
#: log Φ and its derivative, point by point.
_TABLE = np.stack([_VALUE, _FIRST], axis=1).ravel()
_FARTHEST = 45.0
_DECAY = np.exp(-np.arange(int(_FARTHEST * _PARTS) + 2) / _PARTS)
_SIXTH = 1 / 6
#: Probabilities multiplied before a logarithm is taken: their product stays above 1e-200.
_AT_ONCE = 16
#: What sums may be reordered for; infinities and NaN keep their meaning.
_FAST = {"reassoc", "contract", "nsz", "arcp"}
_ITEM_STEPS, _FEWEST_STEPS, _MOST_STEPS = 1.6, 2, 12
_ITEM_GOAL, _WALK_GOAL, _LEVEL_GOAL = 0.9, 0.8, 0.8
_WALK_STEPS, _LEVEL_STEPS, _EVERY = 3, 4, 3
_STRETCH = 25


@njit(inline="always")
def _log_normal(x: float) -> tuple[float, float]:
    """Logarithm of the normal distribution, and its derivative."""
    y = min(max(x, _LOW), _HIGH)
    k = int((y - _LOW) * _PARTS + 0.5)
    at = k * _WIDTH + _LOW
    r = min(x - at, 0.01)
    value, first = _TABLE[2 * k], _TABLE[2 * k + 1]
    # The derivatives of the derivative follow from it; far below, where r is large, none is needed.
    second = -first * (first + at)
    third = -second * (first + at) - first * (second + 1)
    curve = max(r, -0.01) * third
    return (
        value + r * (first + r * (0.5 * second + curve * _SIXTH)),
        first + r * (second + 0.5 * curve),
    )


@njit(inline="always")
def _between(low: float, high: float) -> tuple[float, float, float, float]:
    """
    Logarithm of Φ(high) − Φ(low) in two parts, and what its derivatives by the ends are.

    The second part is to be taken the logarithm of. The upper tail is mirrored: it keeps its
    digits so.
    """
    upper = low + high > 0
    a = -high if upper else low
    b = -low if upper else high
    at_a, slope_a = _log_normal(a)
    at_b, slope_b = _log_normal(b)
    y = max(min(at_a - at_b, -1e-12), -_FARTHEST)
    k = int(0.5 - y * _PARTS)
    r = y + k * _WIDTH
    share = _DECAY[k] * (1 + r * (1 + r * (0.5 + r * (_SIXTH + r * 0.041666666666666664))))
    rest = 1 - share
    of_a = slope_a * share / rest
    of_b = slope_b / rest
    return at_b, rest, of_b if upper else of_a, of_a if upper else of_b


# --- items, given the places


@njit(nogil=True, cache=True, fastmath=_FAST, error_model="numpy")
def _item_side(
    theta: Any,
    places: Any,
    begin: int,
    end: int,
    middle: float,
    cut: float,
    slope: float,
    sign: float,
) -> tuple[float, float, float]:
    """Sums over votes on one side of a cutpoint: log-likelihood, its slopes by cut and slope."""
    total = 0.0
    by_cut = 0.0
    by_slope = 0.0
    for k in range(begin, end):
        t = theta[places[k]] - middle
        value, first = _log_normal(sign * (cut - slope * t))
        total += value
        by_cut += first
        by_slope += first * t
    return total, sign * by_cut, -sign * by_slope


@njit(nogil=True, cache=True, fastmath=_FAST, error_model="numpy")
def _item_abstentions(
    theta: Any,
    places: Any,
    begin: int,
    end: int,
    middle: float,
    low: float,
    high: float,
    slope: float,
) -> tuple[float, float, float, float]:
    """Sums over abstentions: log-likelihood, its slopes by both cutpoints and the slope."""
    total = 0.0
    by_low = 0.0
    by_high = 0.0
    by_slope = 0.0
    for start in range(begin, end, _AT_ONCE):
        product = 1.0
        for k in range(start, min(start + _AT_ONCE, end)):
            t = theta[places[k]] - middle
            value, rest, of_low, of_high = _between(low - slope * t, high - slope * t)
            product *= rest
            total += value
            by_low += of_low
            by_high += of_high
            by_slope += (of_low - of_high) * t
        total += math.log(product)
    return total, -by_low, by_high, by_slope


@njit(nogil=True, cache=True)
def _item_density(
    edges: Any, places: Any, theta: Any, middle: float, x: Any, prior: Any
) -> tuple[float, float, float, float]:
    """
    Log density of one item, and its gradient.

    `x` is slope, first cutpoint relative to the middle of its period, and the logarithm of the
    gap between the cutpoints.
    """
    slope, low, step = x
    gap = math.exp(step)
    high = low + gap
    yes = _item_side(theta, places, edges[0], edges[1], middle, low, slope, 1.0)
    both = _item_abstentions(theta, places, edges[1], edges[2], middle, low, high, slope)
    no = _item_side(theta, places, edges[2], edges[3], middle, high, slope, -1.0)
    by_low = yes[1] + both[1] - low / prior[2]
    by_high = no[1] + both[2] - high / prior[2]
    return (
        yes[0]
        + no[0]
        + both[0]
        + step
        - 0.5 * (slope * slope / prior[1] + (low * low + high * high) / prior[2]),
        yes[2] + no[2] + both[3] - slope / prior[1],
        by_low + by_high,
        by_high * gap + 1.0,
    )


@njit(inline="always")
def _root(h: Any, out: Any) -> None:
    """Cholesky factor of a symmetric matrix of order three: 00, 10, 11, 20, 21, 22."""
    out[0] = math.sqrt(h[0])
    out[1] = h[1] / out[0]
    out[2] = math.sqrt(max(h[2] - out[1] * out[1], 1e-8))
    out[3] = h[3] / out[0]
    out[4] = (h[4] - out[3] * out[1]) / out[2]
    out[5] = math.sqrt(max(h[5] - out[3] * out[3] - out[4] * out[4], 1e-8))


@njit(inline="always")
def _down(root: Any, g: Any) -> tuple[float, float, float]:
    y0 = g[0] / root[0]
    y1 = (g[1] - root[1] * y0) / root[2]
    return y0, y1, (g[2] - root[3] * y0 - root[4] * y1) / root[5]


@njit(inline="always")
def _up(root: Any, y0: float, y1: float, y2: float) -> tuple[float, float, float]:
    z2 = y2 / root[5]
    z1 = (y1 - root[4] * z2) / root[2]
    return (y0 - root[1] * z1 - root[3] * z2) / root[0], z1, z2


@njit(inline="always")
def _row(table: Any, j: int) -> tuple[int, int, int, int]:
    """Four numbers of a row: a view of it would be counted, which takes longer than its use."""
    return table[j, 0], table[j, 1], table[j, 2], table[j, 3]


@njit(inline="always")
def _as_item(slope: float, low: float, high: float, middle: float) -> tuple[float, float, float]:
    return slope, low - slope * middle, math.log(max(high - low, 1e-12))


@njit(nogil=True, cache=True)
def _move_items(data: Any, prior: Any, state: Any, tuning: Any, warm: float, rng: Any) -> None:
    """Move each item by Hamiltonian dynamics, all in the metric of its own mode."""
    theta, slope, cut, middle = state
    roots, steps = tuning[0], tuning[1]
    item_edges, places, anchor = data.item_edges, data.places, data.anchor
    priors = (prior[0], prior[1], prior[2])
    for j in range(len(slope)):
        root = (roots[j, 0], roots[j, 1], roots[j, 2], roots[j, 3], roots[j, 4], roots[j, 5])
        edges, here = _row(item_edges, j), middle[anchor[j]]
        x = _as_item(slope[j], cut[j, 0], cut[j, 1], here)
        begun, g0, g1, g2 = _item_density(edges, places, theta, here, x, priors)
        r0, r1, r2 = rng.standard_normal(), rng.standard_normal(), rng.standard_normal()
        begun -= 0.5 * (r0 * r0 + r1 * r1 + r2 * r2)
        size = steps[j] * (0.7 + 0.6 * rng.random())
        end = begun
        for _ in range(min(_MOST_STEPS, max(_FEWEST_STEPS, int(_ITEM_STEPS / steps[j] + 0.5)))):
            y0, y1, y2 = _down(root, (g0, g1, g2))
            r0 += 0.5 * size * y0
            r1 += 0.5 * size * y1
            r2 += 0.5 * size * y2
            z0, z1, z2 = _up(root, r0, r1, r2)
            x = (x[0] + size * z0, x[1] + size * z1, x[2] + size * z2)
            if not abs(x[2]) < 30:
                end = -np.inf
                break
            end, g0, g1, g2 = _item_density(edges, places, theta, here, x, priors)
            y0, y1, y2 = _down(root, (g0, g1, g2))
            r0 += 0.5 * size * y0
            r1 += 0.5 * size * y1
            r2 += 0.5 * size * y2
        change = end - 0.5 * (r0 * r0 + r1 * r1 + r2 * r2) - begun
        chance = math.exp(min(change, 0.0)) if change == change else 0.0
        if rng.random() < chance:
            slope[j] = x[0]
            cut[j, 0] = x[1] + x[0] * here
            cut[j, 1] = cut[j, 0] + math.exp(x[2])
        if warm > 0:
            steps[j] = min(max(steps[j] * math.exp(warm * (chance - _ITEM_GOAL)), 0.02), 0.8)


@njit(nogil=True, cache=True)
def _item_information(
    edges: Any, places: Any, theta: Any, middle: float, x: Any, prior: Any, h: Any
) -> None:
    """Expected-curvature matrix of one item: 00, 10, 11, 20, 21, 22."""
    slope, low, gap = x[0], x[1], math.exp(x[2])
    high = low + gap
    i_bb, i_b1, i_b2, i_11, i_12, i_22 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(edges[0], edges[3]):
        t = theta[places[k]] - middle
        a, z = low - slope * t, high - slope * t
        if k < edges[1]:
            _, first = _log_normal(a)
            aa, az, zz = first * (first + a), 0.0, 0.0
        elif k < edges[2]:
            _, _, of_low, of_high = _between(a, z)
            aa, az, zz = of_low * (of_low - a), -of_low * of_high, of_high * (of_high + z)
        else:
            _, first = _log_normal(-z)
            aa, az, zz = 0.0, 0.0, first * (first - z)
        i_11 += aa
        i_12 += az
        i_22 += zz
        i_b1 -= (aa + az) * t
        i_b2 -= (zz + az) * t
        i_bb += (aa + 2 * az + zz) * t * t
    i_11 += 1 / prior[2]
    i_22 += 1 / prior[2]
    h[0] = i_bb + 1 / prior[1]
    h[1] = i_b1 + i_b2
    h[2] = i_11 + 2 * i_12 + i_22
    h[3] = i_b2 * gap
    h[4] = (i_12 + i_22) * gap
    h[5] = i_22 * gap * gap + 1.0


@njit(nogil=True, cache=True)
def item_metric(data: Any, prior: Any, state: Any, roots: Any, rounds: int) -> None:
    """Find each item's mode by Newton's method, and the root of its curvature there."""
    theta, slope, cut, middle = state
    h = np.empty(6)
    for j in range(len(slope)):
        edges, here = _row(data.item_edges, j), middle[data.anchor[j]]
        x = _as_item(slope[j], cut[j, 0], cut[j, 1], here)
        x = (x[0], x[1], min(max(x[2], -4.0), 3.0))
        for _ in range(rounds):
            _, g0, g1, g2 = _item_density(edges, data.places, theta, here, x, prior)
            _item_information(edges, data.places, theta, here, x, prior, h)
            _root(h, roots[j])
            y0, y1, y2 = _down(roots[j], (g0, g1, g2))
            z0, z1, z2 = _up(roots[j], y0, y1, y2)
            far = max(abs(z0), max(abs(z1), abs(z2)))
            part = 1.0 if far < 1.0 else 1.0 / far
            x = (x[0] + part * z0, x[1] + part * z1, x[2] + part * z2)
            if far < 1e-3:
                break
        _item_information(edges, data.places, theta, here, x, prior, h)
        _root(h, roots[j])


# --- walks, given the items


@njit(nogil=True, cache=True, fastmath=_FAST, error_model="numpy")
def _place_decided(
    tilt: Any, edge: Any, sides: Any, begin: int, end: int, t: float
) -> tuple[float, float, float]:
    """Sums over a place's votes for and against: log-likelihood, gradient, curvature."""
    total = 0.0
    g = 0.0
    h = 0.0
    for k in range(begin, end):
        j = sides[k]
        b = tilt[j]
        x = edge[j] - b * t
        value, first = _log_normal(x)
        total += value
        g += b * first
        h += b * b * (first * (first + x))
    return total, -g, h


@njit(nogil=True, cache=True, fastmath=_FAST, error_model="numpy")
def _place_abstentions(
    tilt: Any, edge: Any, sides: Any, begin: int, end: int, t: float
) -> tuple[float, float, float]:
    """Sums over a place's abstentions: log-likelihood, gradient, curvature."""
    total = 0.0
    g = 0.0
    h = 0.0
    for start in range(begin, end, _AT_ONCE):
        product = 1.0
        for k in range(start, min(start + _AT_ONCE, end)):
            j = sides[k]
            b = tilt[j]
            a = edge[j] - b * t
            z = -edge[j + 1] - b * t
            value, rest, of_a, of_z = _between(a, z)
            product *= rest
            total += value
            g += b * (of_a - of_z)
            h += b * b * ((of_z - of_a) * (of_z - of_a) + z * of_z - a * of_a)
        total += math.log(product)
    return total, g, h


@njit(nogil=True, cache=True)
def _sides(slope: Any, cut: Any) -> tuple[Any, Any]:
    """
    Slopes and cutpoints of both sides of each item, below its first cutpoint and above its second.

    Turned so that a vote is on its side where `edge` − `tilt`·place is above a normal variable.
    """
    tilt, edge = np.empty(2 * len(slope)), np.empty(2 * len(slope))
    for j in range(len(slope)):
        tilt[2 * j], tilt[2 * j + 1] = slope[j], -slope[j]
        edge[2 * j], edge[2 * j + 1] = cut[j, 0], -cut[j, 1]
    return tilt, edge


@njit(nogil=True, cache=True)
def _walk_votes(
    place_edges: Any,
    sides: Any,
    begin: int,
    end: int,
    theta: Any,
    tilt: Any,
    edge: Any,
    g: Any,
    h: Any,
) -> float:
    """Log-likelihood of one member's votes with its places at `theta`; gradient, curvature."""
    total = 0.0
    for i in range(begin, end):
        t, middle = theta[i], place_edges[i, 1]
        one = _place_decided(tilt, edge, sides, place_edges[i, 0], middle, t)
        two = _place_abstentions(tilt, edge, sides, middle, place_edges[i, 2], t)
        total += one[0] + two[0]
        g[i] = one[1] + two[1]
        h[i] = one[2] + two[2]
    return total


@njit(nogil=True, cache=True)
def _walk_prior(
    data: Any, prior: Any, begin: int, end: int, theta: Any, sums: Any, own: Any, pull: Any
) -> None:
    """
    Prior of a stretch of a member's walk, given all else: diagonal of its precision, linear part.

    `sums` has, for each period: of all places, of those who stay, of newcomers; and what the
    cutpoints say of the middle, linear and as a precision. What lies off the diagonal is
    −1 / variance.
    """
    for i in range(begin, end):
        p = data.period[i]
        w = 1 / data.variance[i]
        n = data.size[p]
        own[i] = w + sums[4, p] / (n * n)
        pull[i] = (sums[3, p] - sums[4, p] * (sums[0, p] - theta[i]) / n) / n
        stay = data.stay[p]
        if data.first[i]:
            if stay > 0:
                pull[i] += w * sums[1, p] / stay
        elif data.new[p] > 0:
            k = data.new[p] / (prior[0] * stay)
            own[i] += k / stay
            pull[i] += sums[2, p] / (prior[0] * stay) - k * (sums[1, p] - theta[i]) / stay
        if i == begin and not data.first[i]:
            pull[i] += w * theta[i - 1]
        if i + 1 < len(theta) and not data.first[i + 1]:
            own[i] += 1 / data.variance[i + 1]
            if i + 1 == end:
                pull[i] += theta[end] / data.variance[end]


@njit(nogil=True, cache=True)
def _around(
    data: Any,
    begin: int,
    end: int,
    own: Any,
    h: Any,
    right: Any,
    pivot: Any,
    mean: Any,
    drawn: Any,
    rng: Any,
    draw: bool,
) -> float:
    """
    Solve for the mean of a walk with precision `own` + `h`, and perhaps draw from around it.

    Gives the logarithm of the determinant.
    """
    total = 0.0
    for i in range(begin, end):
        pivot[i] = own[i] + h[i]
        mean[i] = right[i]
        if i > begin:
            w = 1 / data.variance[i]
            ratio = w / pivot[i - 1]
            pivot[i] -= w * ratio
            mean[i] += ratio * mean[i - 1]
        total += math.log(pivot[i])
    for i in range(end - 1, begin - 1, -1):
        u = mean[i]
        mean[i] = u / pivot[i]
        if draw:
            drawn[i] = mean[i] + rng.standard_normal() / math.sqrt(pivot[i])
        if i + 1 < end:
            w = 1 / data.variance[i + 1] / pivot[i]
            mean[i] += w * mean[i + 1]
            if draw:
                drawn[i] += w * drawn[i + 1]
    return total


@njit(inline="always")
def _form(data: Any, begin: int, end: int, own: Any, x: Any) -> float:
    """Quadratic form of a walk's precision."""
    total = own[begin] * x[begin] * x[begin]
    for i in range(begin + 1, end):
        total += own[i] * x[i] * x[i] - 2 / data.variance[i] * x[i] * x[i - 1]
    return total


@njit(nogil=True, cache=True)
def _period_sums(data: Any, prior: Any, theta: Any, slope: Any, cut: Any, sums: Any) -> None:
    """Fill what `_walk_prior` asks of the periods."""
    sums[:] = 0.0
    for i in range(len(theta)):
        p = data.period[i]
        sums[0, p] += theta[i]
        sums[2 if data.first[i] else 1, p] += theta[i]
    for j in range(len(slope)):
        p = data.anchor[j]
        sums[3, p] += slope[j] * (cut[j, 0] + cut[j, 1]) / prior[2]
        sums[4, p] += 2 * slope[j] * slope[j] / prior[2]


@njit(nogil=True, cache=True)
def _propose_near(
    data: Any,
    begin: int,
    end: int,
    theta: Any,
    new: Any,
    items: Any,
    own: Any,
    pull: Any,
    work: Any,
    rng: Any,
) -> float:
    """Propose a walk from around its Newton step; give the logarithm of its acceptance ratio."""
    tilt, edge = items
    edges, sides = data.place_edges, data.sides
    g, h, right, pivot, mean, off = work[0], work[1], work[2], work[3], work[4], work[5]
    change = -_walk_votes(edges, sides, begin, end, theta, tilt, edge, g, h)
    for i in range(begin, end):
        right[i] = h[i] * theta[i] + g[i] + pull[i]
        change -= pull[i] * theta[i]
    change -= 0.5 * _around(data, begin, end, own, h, right, pivot, mean, new, rng, True)
    for i in range(begin, end):
        off[i] = new[i] - mean[i]
        right[i] = own[i] + h[i]
    change += 0.5 * _form(data, begin, end, own, theta) - 0.5 * _form(data, begin, end, own, new)
    change += 0.5 * _form(data, begin, end, right, off)
    change += _walk_votes(edges, sides, begin, end, new, tilt, edge, g, h)
    for i in range(begin, end):
        right[i] = h[i] * new[i] + g[i] + pull[i]
        change += pull[i] * new[i]
    change += 0.5 * _around(data, begin, end, own, h, right, pivot, mean, new, rng, False)
    for i in range(begin, end):
        off[i] = theta[i] - mean[i]
        right[i] = own[i] + h[i]
    return change - 0.5 * _form(data, begin, end, right, off)


@njit(nogil=True, cache=True)
def _propose_along(
    data: Any,
    begin: int,
    end: int,
    theta: Any,
    new: Any,
    items: Any,
    own: Any,
    pull: Any,
    metric: Any,
    size: float,
    work: Any,
    rng: Any,
) -> float:
    """Propose a walk by Hamiltonian dynamics; give the logarithm of its acceptance ratio."""
    tilt, edge = items
    edges, sides = data.place_edges, data.sides
    g, h, speed, pivot, way, momentum = work[0], work[1], work[2], work[3], work[4], work[5]
    size *= 0.7 + 0.6 * rng.random()
    change = -_walk_votes(edges, sides, begin, end, theta, tilt, edge, g, h)
    change += 0.5 * _form(data, begin, end, own, theta)
    for i in range(begin, end):
        new[i] = theta[i]
        change -= pull[i] * theta[i]
        momentum[i] = rng.standard_normal()
        change += 0.5 * momentum[i] * momentum[i]
        # The metric's root: its diagonal, and what is below it.
        pivot[i] = metric[i] + 1 / data.variance[i]
        if i + 1 < end:
            pivot[i] += 1 / data.variance[i + 1]
        if i > begin:
            below = -1 / data.variance[i] / pivot[i - 1]
            pivot[i] -= below * below
        pivot[i] = math.sqrt(pivot[i])
    ended = 0.0
    for step in range(_WALK_STEPS + 1):
        for i in range(begin, end):
            way[i] = g[i] + pull[i] - own[i] * new[i]
            if i > begin:
                way[i] += new[i - 1] / data.variance[i]
            if i + 1 < end:
                way[i] += new[i + 1] / data.variance[i + 1]
        for i in range(begin, end):
            if i > begin:
                way[i] += way[i - 1] / (data.variance[i] * pivot[i - 1])
            way[i] /= pivot[i]
            momentum[i] += (0.5 if step in (0, _WALK_STEPS) else 1.0) * size * way[i]
        if step == _WALK_STEPS:
            break
        for i in range(end - 1, begin - 1, -1):
            speed[i] = momentum[i]
            if i + 1 < end:
                speed[i] += speed[i + 1] / (data.variance[i + 1] * pivot[i])
            speed[i] /= pivot[i]
        for i in range(begin, end):
            new[i] += size * speed[i]
        ended = _walk_votes(edges, sides, begin, end, new, tilt, edge, g, h)
    change += ended - 0.5 * _form(data, begin, end, own, new)
    for i in range(begin, end):
        change += pull[i] * new[i] - 0.5 * momentum[i] * momentum[i]
    return change


@njit(nogil=True, cache=True)
def _move_walks(
    data: Any, prior: Any, state: Any, tuning: Any, along: bool, warm: float, rng: Any
) -> None:
    """Move each member's walk, one after the other; keep the middles of the periods."""
    theta, slope, cut, middle = state
    metric, sizes = tuning[2], tuning[3]
    n = len(theta)
    sums = np.empty((5, len(middle)))
    _period_sums(data, prior, theta, slope, cut, sums)
    work, new, own, pull = np.empty((6, n)), np.empty(n), np.empty(n), np.empty(n)
    items = _sides(slope, cut)
    for m in range(len(data.begins) - 1):
        begin, last = data.begins[m], data.begins[m + 1]
        # A long walk goes in stretches, cut elsewhere each time: as a whole it would often stay.
        whole = along or last - begin <= _STRETCH
        end = last if whole else begin + 1 + int(rng.random() * _STRETCH)
        while begin < last:
            end = min(end, last)
            _walk_prior(data, prior, begin, end, theta, sums, own, pull)
            if along:
                change = _propose_along(
                    data, begin, end, theta, new, items, own, pull, metric, sizes[m], work, rng
                )
            else:
                change = _propose_near(data, begin, end, theta, new, items, own, pull, work, rng)
            chance = math.exp(min(change, 0.0)) if change == change else 0.0
            if along and warm > 0:
                by = 3 * warm * (chance - _WALK_GOAL)
                sizes[m] = min(max(sizes[m] * math.exp(by), 0.05), 0.7)
            if rng.random() < chance:
                for i in range(begin, end):
                    p, by = data.period[i], new[i] - theta[i]
                    sums[0, p] += by
                    sums[2 if data.first[i] else 1, p] += by
                    theta[i] = new[i]
            begin, end = end, end + _STRETCH
    for p in range(len(middle)):
        middle[p] = sums[0, p] / data.size[p]


@njit(nogil=True, cache=True)
def walk_information(data: Any, state: Any, metric: Any) -> None:
    """Curvature of the votes at each place, for the metric of walks."""
    theta, slope, cut, _ = state
    tilt, edge = _sides(slope, cut)
    n, g = len(theta), np.empty(len(theta))
    _walk_votes(data.place_edges, data.sides, 0, n, theta, tilt, edge, g, metric)


# --- levels and scales of the periods


@njit(nogil=True, cache=True)
def level_frame(data: Any, state: Any, q: Any, frame: Any) -> None:
    """
    Give level and logarithm of the scale of each period, and all else relative to them.

    `q` is filled with the levels and then the logarithms; `frame` holds arrays for places, slopes
    and cutpoints. A period whose places are all one has scale 1, and keeps it.
    """
    theta, slope, cut, _ = state
    shape, tilt, cuts = frame
    n = len(data.size)
    q[:] = 0.0
    for i in range(len(theta)):
        q[data.period[i]] += theta[i] / data.size[data.period[i]]
    for i in range(len(theta)):
        p = data.period[i]
        q[n + p] += (theta[i] - q[p]) ** 2 / data.size[p]
    for p in range(n):
        q[n + p] = 0.5 * math.log(q[n + p]) if q[n + p] > 1e-18 else 0.0
    for i in range(len(theta)):
        p = data.period[i]
        shape[i] = (theta[i] - q[p]) * math.exp(-q[n + p])
    for j in range(len(slope)):
        p = data.anchor[j]
        tilt[j] = slope[j] * math.exp(q[n + p])
        cuts[j, 0] = cut[j, 0] - slope[j] * q[p]
        cuts[j, 1] = cut[j, 1] - slope[j] * q[p]


@njit(nogil=True, cache=True)
def level_gradient(data: Any, prior: Any, q: Any, frame: Any, state: Any, g: Any) -> float:
    """
    Log density of the periods' levels and scales, all else held in their frame; gradient `g`.

    Only votes on items that were put in more than one period become more or less likely. `state`
    is filled with what `q` means for places and items.
    """
    theta, slope, cut, middle = state
    shape, tilt, cuts = frame
    n, n_places = len(data.size), len(theta)
    total = 0.0
    g[:] = 0.0
    for i in range(n_places):
        p = data.period[i]
        theta[i] = q[p] + math.exp(q[n + p]) * shape[i]
    for j in range(len(slope)):
        p = data.anchor[j]
        b = tilt[j] * math.exp(-q[n + p])
        slope[j] = b
        cut[j, 0] = cuts[j, 0] + b * q[p]
        cut[j, 1] = cuts[j, 1] + b * q[p]
        total -= 0.5 * b * b / prior[1]
        g[n + p] += b * b / prior[1]
    total += _bridge_votes(data, q, state, g)
    by = np.zeros(n_places)
    stay = np.zeros(n)
    for p in range(n):
        middle[p] = q[p]
    for i in range(n_places):
        if not data.first[i]:
            stay[data.period[i]] += theta[i] / data.stay[data.period[i]]
            d = theta[i] - theta[i - 1]
            w = d / data.variance[i]
            total -= 0.5 * d * w
            by[i] -= w
            by[i - 1] += w
    around = np.zeros(n)
    for i in range(n_places):
        if data.first[i]:
            d = theta[i] - stay[data.period[i]]
            total -= 0.5 * d * d / prior[0]
            by[i] -= d / prior[0]
            around[data.period[i]] += d / prior[0]
    for i in range(n_places):
        p = data.period[i]
        if not data.first[i]:
            by[i] += around[p] / data.stay[p]
        g[p] += by[i]
        g[n + p] += by[i] * (theta[i] - q[p])
    for p in range(n):
        if data.spread[p]:
            total += data.volume[p] * q[n + p]
            g[n + p] += data.volume[p]
        else:
            g[n + p] = 0.0
    return total


@njit(nogil=True, cache=True)
def _bridge_votes(data: Any, q: Any, state: Any, g: Any) -> float:
    """Add up the votes on items outside the period in which they were first put."""
    theta, slope, cut, _ = state
    n = len(data.size)
    total = 0.0
    for k in range(len(data.bridges)):
        row = data.bridges[k]
        j, kind, begin, end, p = row[0], row[1], row[2], row[3], row[4]
        b, low, high = slope[j], cut[j, 0], cut[j, 1]
        if kind == 1:
            value, by_low, by_high, by_slope = _item_abstentions(
                theta, data.places, begin, end, 0.0, low, high, b
            )
            by_cut = by_low + by_high
        else:
            near, sign = (low, 1.0) if kind == 2 else (high, -1.0)
            value, by_cut, by_slope = _item_side(theta, data.places, begin, end, 0.0, near, b, sign)
        total += value
        anchor = data.anchor[j]
        # The places of the period: what moves the cutpoints up moves them down.
        g[p] -= b * by_cut
        g[n + p] += b * by_slope + b * q[p] * by_cut
        g[anchor] += b * by_cut
        g[n + anchor] -= b * by_slope + b * q[anchor] * by_cut
    return total


@njit(nogil=True, cache=True)
def _move_levels(
    data: Any, prior: Any, state: Any, tuning: Any, work: Any, warm: float, rng: Any
) -> None:
    """Move the levels and scales of all periods by Hamiltonian dynamics."""
    turn, size = tuning[4], tuning[5]
    frame, trial = work
    n = len(turn)
    q, g, way = np.empty(n), np.empty(n), np.empty(n)
    level_frame(data, state, q, frame)
    begun = level_gradient(data, prior, q, frame, trial, g)
    momentum = np.empty(n)
    for a in range(n):
        momentum[a] = rng.standard_normal()
        begun -= 0.5 * momentum[a] ** 2
    step = size[0] * (0.8 + 0.4 * rng.random())
    end = begun
    for k in range(_LEVEL_STEPS + 1):
        half = 0.5 if k in (0, _LEVEL_STEPS) else 1.0
        way[:] = 0.0
        for b in range(n):
            for a in range(n):  # along the rows, as they lie in memory
                way[a] += turn[b, a] * g[b]
        for a in range(n):
            momentum[a] += half * step * way[a]
        if k == _LEVEL_STEPS:
            break
        for a in range(n):
            total = 0.0
            for b in range(n):
                total += turn[a, b] * momentum[b]
            way[a] = total
        for a in range(n):
            q[a] += step * way[a]
        end = level_gradient(data, prior, q, frame, trial, g)
    for a in range(n):
        end -= 0.5 * momentum[a] ** 2
    change = end - begun
    chance = math.exp(min(change, 0.0)) if change == change else 0.0
    if rng.random() < chance:
        for k in range(len(state[0])):
            state[0][k] = trial[0][k]
        for j in range(len(state[1])):
            state[1][j] = trial[1][j]
            state[2][j, 0] = trial[2][j, 0]
            state[2][j, 1] = trial[2][j, 1]
        for p in range(len(state[3])):
            state[3][p] = trial[3][p]
    if warm > 0:
        size[0] = min(max(size[0] * math.exp(warm * (chance - _LEVEL_GOAL)), 0.02), 0.8)


# --- a chain


@njit(nogil=True, cache=True)
def advance(
    number: int, done: int, warmup: int, data: Any, prior: Any, state: Any, tuning: Any, rng: Any
) -> None:
    """
    Move one chain on.

    Parameters
    ----------
    number, done, warmup : int
        Iterations to make, those made before, and those during which step sizes are tuned.
    data : Layout
        The votes, sorted.
    prior : numpy.ndarray of float
        Variances of newcomers, slopes and cutpoints.
    state : tuple of numpy.ndarray
        Places, slopes, cutpoints (items × 2) and the means of the periods: changed.
    tuning : tuple of numpy.ndarray
        Roots of the items' metrics (items × 6) and their step sizes; curvatures of the walks and
        their step sizes; the matrix that turns steps of the levels (2 periods × 2 periods; all
        zeros while there is none yet), and their step size.
    rng : numpy.random.Generator
        The chain's own.
    """
    theta, slope, cut, middle = state
    frame = (np.empty_like(theta), np.empty_like(slope), np.empty_like(cut))
    trial = (np.empty_like(theta), np.empty_like(slope), np.empty_like(cut), np.empty_like(middle))
    turned = tuning[4].any()
    for k in range(done, done + number):
        warm = 1 / math.sqrt(1.0 + k) if k < warmup else 0.0
        _move_items(data, prior, state, tuning, warm, rng)
        _move_walks(data, prior, state, tuning, k % _EVERY == _EVERY - 1, warm, rng)
        if turned:
            _move_levels(data, prior, state, tuning, (frame, trial), warm, rng)
