"""Draws from the posterior of an ordinal item-response model, by Gibbs sampling, compiled.

One sweep draws, in turn, the latent utility behind every vote, the places, and each item's
slope and cutpoints (Albert and Chib 1993). Places of a joint walk are drawn together, by
filtering forward and sampling backward (Carter and Kohn 1994); those of a forward walk one after
the other, each expected at the conditional mean of the one before it, as the published estimates
of the General Assembly were made (Bailey, Strezhnev and Voeten 2017).

References
----------
Albert, James H. and Siddhartha Chib (1993), "Bayesian Analysis of Binary and Polychotomous
    Response Data", Journal of the American Statistical Association 88: 669-679.
Carter, C. K. and R. Kohn (1994), "On Gibbs Sampling for State Space Models", Biometrika 81:
    541-553.
Liu, Jun S. and Chiara Sabatti (2000), "Generalised Gibbs Sampler and Multigrid Monte Carlo for
    Bayesian Computation", Biometrika 87: 353-369.
Wichura, Michael J. (1988), "Algorithm AS 241: The Percentage Points of the Normal
    Distribution", Applied Statistics 37: 477-484.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unvotes.analysis.ideal_points.responses import NO_MORE

__all__ = ["sweeps"]

Floats = NDArray[np.float64]

#: Of a place of a forward walk, as published.
_FARTHEST = 5.0
_FINE = 128
_END = 8
_GRID = np.arange(-_END * _FINE, _END * _FINE + 1) / _FINE
_NORMAL = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in _GRID])
_SLOPE = np.exp(-(_GRID**2) / 2) / math.sqrt(2 * math.pi) / _FINE
_ROOT = 1 / math.sqrt(2)

#: Coefficients of Wichura's AS 241, from the paper: for the middle, and the nearer and farther
#: tail; numerators and denominators from the highest power down.
_A = (
    *(2509.0809287301226727, 33430.575583588128105, 67265.770927008700853),
    *(45921.953931549871457, 13731.693765509461125, 1971.5909503065514427),
    *(133.14166789178437745, 3.387132872796366608),
)
_B = (
    *(5226.495278852545925, 28729.085735721942674, 39307.89580009271061),
    *(21213.794301586595867, 5394.1960214247511077, 687.1870074920579083),
    *(42.313330701600911252, 1.0),
)
_C = (
    *(7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177),
    *(1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055),
    *(4.6303378461565452959, 1.42343711074968357734),
)
_D = (
    *(1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966),
    *(0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494),
    *(2.05319162663775882187, 1.0),
)
_E = (
    *(2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386),
    *(0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358),
    *(5.4637849111641143699, 6.6579046435011037772),
)
_F = (
    *(2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5),
    *(7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531),
    *(0.59983220655588793769, 1.0),
)


@njit(inline="always")
def _ratio(above: Any, below: Any, r: float) -> float:
    top = above[0]
    bottom = below[0]
    for k in range(1, 8):
        top = top * r + above[k]
        bottom = bottom * r + below[k]
    return top / bottom


@njit(inline="always")
def _quantile(p: float) -> float:
    """Standard normal quantile."""
    q = p - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(_A, _B, 0.180625 - q * q)
    r = math.sqrt(-math.log(max(p if q < 0 else 1 - p, 1e-300)))
    far = _ratio(_C, _D, r - 1.6) if r <= 5 else _ratio(_E, _F, r - 5)
    return -far if q < 0 else far


@njit(inline="always")
def _normal(x: float) -> float:
    """Standard normal distribution: between the table's points by cubic interpolation."""
    if x >= _END:
        return 1.0
    if x < -4:
        return 0.5 * math.erfc(-x * _ROOT)
    at = (x + _END) * _FINE
    k = int(at)
    t = at - k
    rise = _NORMAL[k + 1] - _NORMAL[k]
    here = _SLOPE[k]
    there = _SLOPE[k + 1]
    return _NORMAL[k] + t * (
        here + t * (3 * rise - 2 * here - there + t * (here + there - 2 * rise))
    )


@njit(inline="always")
def _between(low: float, high: float, rng: Any) -> float:
    """Draw from a standard normal between two ends."""
    sign = 1.0
    if low > 0:  # the mirrored tail keeps its digits
        low, high, sign = -high, -low, -1.0
    below = _normal(low) if low > -40 else 0.0
    above = _normal(high)
    if above < 1e-280:
        return sign * high
    z = _quantile(below + rng.random() * (above - below))
    return sign * min(max(z, low), high)


@njit(inline="always")
def _inverse(a: float, b: float, c: float) -> tuple[float, float, float]:
    """Inverse of a symmetric matrix [[a, b], [b, c]]."""
    scale = 1 / (a * c - b * b)
    return c * scale, -b * scale, a * scale


@njit(inline="always")
def _pair(m0: float, m1: float, a: float, b: float, c: float, plane: bool, rng: Any) -> Any:
    """Draw from a normal distribution in a line or a plane, with covariance [[a, b], [b, c]]."""
    root = math.sqrt(max(a, 0.0))
    z = rng.standard_normal()
    x = m0 + root * z
    if not plane:
        return x, 0.0
    y = b / root if root > 0 else 0.0
    return x, m1 + y * z + math.sqrt(max(c - y * y, 0.0)) * rng.standard_normal()


@njit(nogil=True, cache=True)
def _utilities(
    ends: Any,
    place: Any,
    vote: Any,
    theta: Any,
    beta: Any,
    cut: Any,
    z: Any,
    p: Any,
    s: Any,
    rng: Any,
) -> None:
    """Draw the utilities, and add up what they say of the places: precision `p`, sum `s`."""
    p[:] = 0.0
    s[:] = 0.0
    for j in range(len(beta)):
        b0, b1 = beta[j, 0], beta[j, 1]
        low, high = cut[j, 0], cut[j, 1]
        for k in range(ends[j], ends[j + 1]):
            i = place[k]
            mean = b0 * theta[i, 0] + b1 * theta[i, 1]
            if vote[k] == 2:
                x = mean + _between(-1e10, low - mean, rng)
            elif vote[k] == 1:
                x = mean + _between(low - mean, high - mean, rng)
            else:
                x = mean + _between(high - mean, 1e10, rng)
            z[k] = x
            p[i, 0] += b0 * b0
            p[i, 1] += b0 * b1
            p[i, 2] += b1 * b1
            s[i, 0] += b0 * x
            s[i, 1] += b1 * x


@njit(nogil=True, cache=True)
def _forward(
    theta: Any,
    mean: Any,
    previous: Any,
    variance: Any,
    expected: Any,
    p: Any,
    s: Any,
    plane: bool,
    rng: Any,
) -> None:
    """Draw each place, expected at the conditional mean of another; standardise them all."""
    n = len(theta)
    for i in range(n):
        w = 1 / variance[i]
        a, b, c = _inverse(w + p[i, 0], p[i, 1], w + p[i, 2])
        u, v = s[i, 0], s[i, 1]
        if previous[i] == i:
            u += w * expected[i]
        else:
            u += w * mean[previous[i], 0]
            v += w * mean[previous[i], 1]
        mean[i, 0] = a * u + b * v
        mean[i, 1] = b * u + c * v
        x, y = _pair(mean[i, 0], mean[i, 1], a, b, c, plane, rng)
        theta[i, 0] = min(max(x, -_FARTHEST), _FARTHEST)
        theta[i, 1] = min(max(y, -_FARTHEST), _FARTHEST)
    for d in range(2 if plane else 1):
        middle = theta[:, d].mean()
        spread = theta[:, d].std()
        for i in range(n):
            theta[i, d] = (theta[i, d] - middle) / spread
            mean[i, d] = (mean[i, d] - middle) / spread


@njit(nogil=True, cache=True)
def _middles(theta: Any, beta: Any, cut: Any, hall: Any, spread: float) -> Any:
    """
    Sum over each period what the prior of its places asks for.

    Places of all, of those who stay, of newcomers, and what the cutpoints say of the middle.
    """
    anchor, period, size, _, _, first = hall
    n = len(size)
    all_, stay, new, pull, own = (
        np.zeros((n, 2)),
        np.zeros((n, 2)),
        np.zeros((n, 2)),
        np.zeros((n, 2)),
        np.zeros((n, 3)),
    )
    for i in range(len(theta)):
        p = period[i]
        for d in range(2):
            all_[p, d] += theta[i, d]
            if first[i]:
                new[p, d] += theta[i, d]
            else:
                stay[p, d] += theta[i, d]
    for j in range(len(beta)):
        p = anchor[j]
        for d in range(2):
            pull[p, d] += beta[j, d] * (cut[j, 0] + cut[j, 1]) / spread
        own[p, 0] += 2 * beta[j, 0] * beta[j, 0] / spread
        own[p, 1] += 2 * beta[j, 0] * beta[j, 1] / spread
        own[p, 2] += 2 * beta[j, 1] * beta[j, 1] / spread
    return all_, stay, new, pull, own


@njit(nogil=True, cache=True)
def _joint(
    theta: Any,
    mean: Any,
    beta: Any,
    cut: Any,
    variance: Any,
    hall: Any,
    prior: Any,
    p: Any,
    s: Any,
    plane: bool,
    rng: Any,
    cov: Any,
) -> None:
    """Draw each member's walk as a whole, one after the other."""
    _, period, size, stay, new, first = hall
    all_, stayed, came, pull, own = _middles(theta, beta, cut, hall, prior[2])
    begin, n = 0, len(theta)
    while begin < n:
        end = begin + 1
        while end < n and not first[end]:
            end += 1
        for i in range(begin, end):
            t = period[i]
            some = float(size[t])
            r0, r1 = all_[t, 0] - theta[i, 0], all_[t, 1] - theta[i, 1]
            if i == begin:
                m0, m1 = 0.0, 0.0
                if stay[t] > 0:
                    m0, m1 = stayed[t, 0] / stay[t], stayed[t, 1] / stay[t]
                a, b, c, u, v = variance[i], 0.0, variance[i], m0, m1
            else:
                q = i - 1
                a, b, c = cov[q, 0] + variance[i], cov[q, 1], cov[q, 2] + variance[i]
                u, v = mean[q, 0], mean[q, 1]
            a, b, c = _inverse(a, b, c)
            u, v = a * u + b * v + s[i, 0], b * u + c * v + s[i, 1]
            u += (pull[t, 0] - (own[t, 0] * r0 + own[t, 1] * r1) / some) / some
            v += (pull[t, 1] - (own[t, 1] * r0 + own[t, 2] * r1) / some) / some
            k = 0.0
            if i > begin and new[t] > 0:
                some_stay = float(stay[t])
                k = new[t] / (prior[0] * some_stay * some_stay)
                u += came[t, 0] / (prior[0] * some_stay) - k * (stayed[t, 0] - theta[i, 0])
                v += came[t, 1] / (prior[0] * some_stay) - k * (stayed[t, 1] - theta[i, 1])
            a += p[i, 0] + own[t, 0] / some**2 + k
            b += p[i, 1] + own[t, 1] / some**2
            c += p[i, 2] + own[t, 2] / some**2 + k
            a, b, c = _inverse(a, b, c)
            cov[i, 0], cov[i, 1], cov[i, 2] = a, b, c
            mean[i, 0], mean[i, 1] = a * u + b * v, b * u + c * v
        for i in range(end - 1, begin - 1, -1):
            t = period[i]
            a, b, c = cov[i, 0], cov[i, 1], cov[i, 2]
            u, v = mean[i, 0], mean[i, 1]
            if i + 1 < end:
                w = 1 / variance[i + 1]
                e, f, g = _inverse(a, b, c)
                du = e * u + f * v + w * theta[i + 1, 0]
                dv = f * u + g * v + w * theta[i + 1, 1]
                a, b, c = _inverse(e + w, f, g + w)
                u, v = a * du + b * dv, b * du + c * dv
            x, y = _pair(u, v, a, b, c, plane, rng)
            sums = came if i == begin else stayed
            for d, by in ((0, x - theta[i, 0]), (1, y - theta[i, 1])):
                all_[t, d] += by
                sums[t, d] += by
                theta[i, d] += by
        begin = end


@njit(nogil=True, cache=True)
def _limits(begin: int, end: int, vote: Any, z: Any) -> tuple[float, float, float, float]:
    """Give the highest utility of a yes, the lowest and highest of an abstention, a no's lowest."""
    top_yes, low_abstain, top_abstain, low_no = -1e10, 1e10, -1e10, 1e10
    for k in range(begin, end):
        if vote[k] == 2:
            top_yes = max(top_yes, z[k])
        elif vote[k] == 1:
            low_abstain = min(low_abstain, z[k])
            top_abstain = max(top_abstain, z[k])
        else:
            low_no = min(low_no, z[k])
    return top_yes, low_abstain, top_abstain, low_no


@njit(nogil=True, cache=True)
def _slope(
    begin: int, end: int, place: Any, theta: Any, z: Any, given: Any, plane: bool, rng: Any
) -> tuple[float, float]:
    """Draw a slope; `given` is what its prior says: precision (three numbers) and pull."""
    a, b, c, u, v = given
    for k in range(begin, end):
        x, y = theta[place[k], 0], theta[place[k], 1]
        a += x * x
        b += x * y
        c += y * y
        u += x * z[k]
        v += y * z[k]
    a, b, c = _inverse(a, b, c)
    return _pair(a * u + b * v, b * u + c * v, a, b, c, plane, rng)


@njit(nogil=True, cache=True)
def _items(
    ends: Any, place: Any, vote: Any, theta: Any, beta: Any, cut: Any, z: Any, plane: bool, rng: Any
) -> None:
    """Draw slopes, whose prior is standard normal, and cutpoints, uniform within their range."""
    for j in range(len(beta)):
        begin, end = ends[j], ends[j + 1]
        given = (1.0, 0.0, 1.0, 0.0, 0.0)
        beta[j] = _slope(begin, end, place, theta, z, given, plane, rng)
        top_yes, low_abstain, top_abstain, low_no = _limits(begin, end, vote, z)
        top_yes, top_abstain = max(top_yes, -NO_MORE), max(top_abstain, -NO_MORE)
        low_abstain, low_no = min(low_abstain, NO_MORE), min(low_no, NO_MORE)
        if low_abstain > top_abstain:  # nobody abstained: both cutpoints at once
            one = top_yes + rng.random() * max(low_no - top_yes, 0.0)
            two = top_yes + rng.random() * max(low_no - top_yes, 0.0)
            cut[j, 0], cut[j, 1] = min(one, two), max(one, two)
            continue
        high = min(low_abstain, cut[j, 1])
        cut[j, 0] = top_yes + rng.random() * max(high - top_yes, 0.0)
        low = max(top_abstain, cut[j, 0])
        cut[j, 1] = low + rng.random() * max(low_no - low, 0.0)


@njit(nogil=True, cache=True)
def _items_of_halls(
    ends: Any,
    place: Any,
    vote: Any,
    theta: Any,
    beta: Any,
    cut: Any,
    z: Any,
    hall: Any,
    prior: Any,
    plane: bool,
    rng: Any,
) -> None:
    """Draw slopes and cutpoints, normal around the middle of the period of the item."""
    anchor, period, size, _, _, _ = hall
    middle = np.zeros((len(size), 2))
    for i in range(len(theta)):
        middle[period[i], 0] += theta[i, 0] / size[period[i]]
        middle[period[i], 1] += theta[i, 1] / size[period[i]]
    deviation = math.sqrt(prior[2])
    for j in range(len(beta)):
        begin, end = ends[j], ends[j + 1]
        m0, m1 = middle[anchor[j], 0], middle[anchor[j], 1]
        both, w = cut[j, 0] + cut[j, 1], 1 / prior[2]
        given = (
            1 / prior[1] + 2 * m0 * m0 * w,
            2 * m0 * m1 * w,
            1 / prior[1] + 2 * m1 * m1 * w,
            m0 * both * w,
            m1 * both * w,
        )
        beta[j] = _slope(begin, end, place, theta, z, given, plane, rng)
        at = beta[j, 0] * m0 + beta[j, 1] * m1
        top_yes, low_abstain, top_abstain, low_no = _limits(begin, end, vote, z)
        high = min(low_abstain, cut[j, 1])
        cut[j, 0] = at + deviation * _between(
            (top_yes - at) / deviation, (high - at) / deviation, rng
        )
        low = max(top_abstain, cut[j, 0])
        cut[j, 1] = at + deviation * _between(
            (low - at) / deviation, (low_no - at) / deviation, rng
        )


@njit(nogil=True, cache=True)
def _together(
    theta: Any, beta: Any, cut: Any, variance: Any, hall: Any, prior: Any, plane: bool, rng: Any
) -> None:
    """
    Move all places and items together, along the directions of which the votes say nothing.

    A shift of all places with the cutpoints, and a scale of all places with the slopes, change
    no probability of a vote: the priors alone decide (Liu and Sabatti 2000).
    """
    _, period, _, stay, _, first = hall
    n, n_items = len(theta), len(beta)
    stayed = np.zeros((len(stay), 2))
    for i in range(n):
        if not first[i]:
            for d in range(2):
                stayed[period[i], d] += theta[i, d] / stay[period[i]]
    for d in range(2 if plane else 1):
        begun, total = 0, 0.0
        steps, slopes = 0.0, 0.0
        for i in range(n):
            if first[i] and stay[period[i]] == 0:
                begun += 1
                total += theta[i, d]
        shift = -total / begun + rng.standard_normal() * math.sqrt(prior[0] / begun)
        for i in range(n):
            theta[i, d] += shift
        for j in range(n_items):
            cut[j, 0] += beta[j, d] * shift
            cut[j, 1] += beta[j, d] * shift
        for i in range(n):
            before = theta[i - 1, d]
            if first[i]:
                before = stayed[period[i], d] + shift if stay[period[i]] > 0 else 0.0
            steps += (theta[i, d] - before) ** 2 / variance[i]
        for j in range(n_items):
            slopes += beta[j, d] ** 2 / prior[1]
        # Of the logarithm of the scale, around its most likely value.
        more = n - n_items
        best = math.sqrt((more + math.sqrt(more * more + 4 * steps * slopes)) / (2 * steps))
        width = 1 / math.sqrt(2 * steps * best**2 + 2 * slopes / best**2)
        middle = math.log(best)
        step = middle + width * rng.standard_normal()
        here = -steps / 2 - slopes / 2 + middle**2 / (2 * width**2)
        there = (
            -steps * math.exp(2 * step) / 2
            - slopes * math.exp(-2 * step) / 2
            + more * step
            + (step - middle) ** 2 / (2 * width**2)
        )
        if math.log(rng.random()) < there - here:
            scale = math.exp(step)
            for i in range(n):
                theta[i, d] *= scale
            for j in range(n_items):
                beta[j, d] /= scale


@njit(nogil=True, cache=True)
def sweeps(
    number: int,
    thin: int,
    data: Any,
    hall: Any,
    prior: Any,
    state: Any,
    plane: bool,
    joint: bool,
    ends_of: Any,
    kept: Any,
    items: Any,
    rng: Any,
) -> None:
    """
    Move one chain on.

    Parameters
    ----------
    number, thin : int
        Sweeps; every so many a draw is kept.
    data : tuple
        ``ends``, ``place``, ``vote``, ``previous``, ``variance``, ``expected`` of `Responses`.
    hall : tuple
        ``anchor``, ``period``, ``size``, ``stay``, ``new``, ``first`` of `Layout`.
    prior : numpy.ndarray of float
        Variances of newcomers, slopes and cutpoints, of a joint walk.
    state : tuple
        ``theta`` and ``mean`` (places × 2), ``beta`` (items × 2), ``cut`` (items × 2): changed.
    plane, joint : bool
        Two dimensions; a joint walk.
    ends_of : tuple of numpy.ndarray of int
        Places of the member at the positive and of that at the negative end.
    kept, items : numpy.ndarray of float
        Filled with standardised places (draws × places × dimensions), the first end to the right,
        and on a line with slopes and cutpoints on that scale (draws × items × 3).
    rng : numpy.random.Generator
        The chain's own.
    """
    ends, place, vote, previous, variance, expected = data
    theta, mean, beta, cut = state
    right, left = ends_of
    n = len(theta)
    z = np.empty(len(place))
    p, s, cov = np.empty((n, 3)), np.empty((n, 2)), np.empty((n, 3))
    middle, scale = np.zeros(2), np.ones(2)
    for sweep in range(number):
        _utilities(ends, place, vote, theta, beta, cut, z, p, s, rng)
        if joint:
            _joint(theta, mean, beta, cut, variance, hall, prior, p, s, plane, rng, cov)
            _items_of_halls(ends, place, vote, theta, beta, cut, z, hall, prior, plane, rng)
            _together(theta, beta, cut, variance, hall, prior, plane, rng)
        else:
            _forward(theta, mean, previous, variance, expected, p, s, plane, rng)
            _items(ends, place, vote, theta, beta, cut, z, plane, rng)
        if (sweep + 1) % thin:
            continue
        row = (sweep + 1) // thin - 1
        if row >= len(kept):
            continue
        for d in range(2 if plane else 1):
            middle[d] = theta[:, d].mean()
            scale[d] = theta[:, d].std()
            if theta[right, d].mean() < theta[left, d].mean() and d == 0:
                scale[d] = -scale[d]
        for i in range(n):
            for d in range(kept.shape[2]):
                kept[row, i, d] = (theta[i, d] - middle[d]) / scale[d]
        if plane:
            continue
        for j in range(len(beta)):
            items[row, j, 0] = beta[j, 0] * scale[0]
            for d in range(2):
                items[row, j, 1 + d] = cut[j, d] - beta[j, 0] * middle[0]
