"""How well chains of draws have mixed, for many quantities at once.

R-hat compares the chains, and the first half of each with its second, after the draws were replaced
by normal scores of their ranks, and again for their distances from the median; the larger counts.
The effective sample size says how many independent draws would be as good: for the bulk of a
distribution (from the same scores) and for its tails (the less certain of the quantiles 5 and
95 per cent). All as Vehtari and others define them; `arviz-stats` gives the same one by one.

References
----------
Vehtari, Aki, Andrew Gelman, Daniel Simpson, Bob Carpenter and Paul-Christian Bürkner (2021),
    "Rank-Normalization, Folding, and Localization: An Improved R-hat for Assessing Convergence of
    MCMC", Bayesian Analysis 16: 667-718.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unvotes.analysis.core.workers import side_by_side

__all__ = ["Mixing", "mixing"]

Floats = NDArray[np.float64]

#: Quantities whose draws are copied and transformed together.
_AT_ONCE = 24
_TAILS = (0.05, 0.95)


class Mixing(NamedTuple):
    """
    How well the chains have mixed, of each quantity.

    Attributes
    ----------
    rhat, bulk, tail : numpy.ndarray of float
        R-hat, and effective sample sizes of bulk and tails; NaN for what never moves, and R-hat
        for one chain.
    """

    rhat: Floats
    bulk: Floats
    tail: Floats


def mixing(draws: NDArray[Any]) -> Mixing:
    """
    Judge the draws of many quantities.

    Parameters
    ----------
    draws : numpy.ndarray, chains × draws × quantities
        Four draws or more of each chain.

    Returns
    -------
    Mixing
    """
    parts = [draws[:, :, at : at + _AT_ONCE] for at in range(0, draws.shape[2], _AT_ONCE)]
    with side_by_side(2) as map_:
        found = list(map_(_of_some, parts))
    return Mixing(*(np.concatenate(one) for one in zip(*found, strict=True)))


def _of_some(draws: NDArray[Any]) -> tuple[Floats, Floats, Floats]:
    # A row a quantity: sorting and waves go along what lies together in memory.
    whole = np.array(np.moveaxis(draws, 2, 0), dtype=np.float64, order="C")
    half = whole.shape[2] // 2
    split = np.concatenate([whole[:, :, :half], whole[:, :, -half:]], axis=1)
    flat = whole.reshape(len(whole), -1)
    ordered, scores = _scores(split)
    with np.errstate(invalid="ignore", divide="ignore"):  # of what never moves
        middle = _middle(ordered)
        _, folded = _scores(np.abs(split - middle[:, None, None]))
        rhat = np.maximum(_rhat(scores), _rhat(folded))
        tails = [
            _effective((split <= end[:, None, None]).astype(np.float64))
            for end in np.quantile(flat, _TAILS, axis=1)
        ]
        bulk, tail = _effective(scores), np.minimum(*tails)
    still = np.ptp(flat, axis=1) < 1e-9
    if whole.shape[1] == 1:
        rhat = np.full_like(bulk, np.nan)
    return tuple(np.where(still, np.nan, one) for one in (rhat, bulk, tail))  # type: ignore[return-value]


def _middle(ordered: Floats) -> Floats:
    n = ordered.shape[1]
    return np.asarray((ordered[:, (n - 1) // 2] + ordered[:, n // 2]) / 2)


def _scores(draws: Floats) -> tuple[Floats, Floats]:
    """
    Give the draws in order, and normal scores of their ranks over all chains.

    Equal draws share the mean of their ranks.
    """
    flat = draws.reshape(len(draws), -1)
    n = flat.shape[1]
    order = np.argsort(flat, axis=1)
    ordered = np.take_along_axis(flat, order, axis=1)
    new = ordered[:, 1:] != ordered[:, :-1]
    edge = np.ones((len(flat), 1), dtype=bool)
    at = np.arange(n)
    begin = np.maximum.accumulate(np.where(np.hstack([edge, new]), at, 0), axis=1)
    last = np.where(np.hstack([new, edge]), at, n - 1)
    end = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    from scipy.special import ndtri  # every chart loads this module, and few need that

    # The sum of two ranks numbers their score.
    score = ndtri((np.arange(2 * n - 1) / 2 + 1 - 0.375) / (n + 0.25))
    scores = np.empty_like(flat)
    np.put_along_axis(scores, order, score[begin + end], axis=1)
    return ordered, scores.reshape(draws.shape)


def _rhat(draws: Floats) -> Floats:
    n = draws.shape[2]
    within = draws.var(axis=2, ddof=1).mean(axis=1)
    between = n * draws.mean(axis=2).var(axis=1, ddof=1)
    return np.asarray(np.sqrt((between / within + n - 1) / n))


def _effective(draws: Floats) -> Floats:
    """Effective sample size from autocorrelations, cut where they are noise (Geyer 1992)."""
    _, chains, n = draws.shape
    middle = draws.mean(axis=2)
    from scipy.fft import irfft, next_fast_len, rfft  # for the same reason not above

    size = next_fast_len(2 * n, real=True)
    wave = rfft(draws - middle[:, :, None], size, axis=2)
    power = (wave.real**2 + wave.imag**2).mean(axis=1)
    covariance = irfft(power, size, axis=1)[:, :n] / n
    within = covariance[:, 0] * n / (n - 1)
    total = covariance[:, 0] + middle.var(axis=1, ddof=1)
    rho = 1 - (within[:, None] - covariance) / total[:, None]
    rho[:, 0] = 1.0
    # Lags in pairs: their sums fall and stay positive, but for noise.
    pairs = max((n - 1) // 2, 1)
    even = rho[:, 0 : 2 * pairs : 2]
    sums = even + rho[:, 1 : 2 * pairs : 2]
    noise = sums < 0
    noise[:, -1] = True
    stop = noise.argmax(axis=1)
    before = np.arange(pairs) < stop[:, None]
    falling = np.where(before, np.minimum.accumulate(sums, axis=1), 0.0)
    last = np.take_along_axis(even, stop[:, None], axis=1)[:, 0]
    tau = -1 + 2 * falling.sum(axis=1) + np.maximum(last, 0.0)
    effective = chains * n / np.maximum(tau, 1 / np.log10(chains * n))
    return np.where(np.ptp(draws, axis=(1, 2)) == 0, chains * n, effective)
