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

__all__ = ["Mixing", "mixing"]

Floats = NDArray[np.float64]

#: Quantities whose draws are copied and transformed together.
_AT_ONCE = 64
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
    n = draws.shape[2]
    parts = [_of_some(draws[:, :, at : at + _AT_ONCE]) for at in range(0, n, _AT_ONCE)]
    return Mixing(*(np.concatenate(one) for one in zip(*parts, strict=True)))


def _of_some(draws: NDArray[Any]) -> tuple[Floats, Floats, Floats]:
    whole = np.asarray(draws, dtype=np.float64)
    half = whole.shape[1] // 2
    split = np.concatenate([whole[:, :half], whole[:, -half:]])
    scores = _scores(split)
    with np.errstate(invalid="ignore", divide="ignore"):  # of what never moves
        folded = _scores(np.abs(split - np.median(split, axis=(0, 1))))
        rhat = np.maximum(_rhat(scores), _rhat(folded))
        low, high = np.quantile(whole, _TAILS, axis=(0, 1))
        tails = [_effective((split <= end).astype(np.float64)) for end in (low, high)]
        bulk, tail = _effective(scores), np.minimum(*tails)
    still = np.ptp(whole, axis=(0, 1)) < 1e-9
    if len(whole) == 1:
        rhat = np.full_like(bulk, np.nan)
    return tuple(np.where(still, np.nan, one) for one in (rhat, bulk, tail))  # type: ignore[return-value]


def _scores(draws: Floats) -> Floats:
    """Normal scores of ranks over all chains; equal draws share the mean of their ranks."""
    flat = draws.reshape(-1, draws.shape[2])
    n = len(flat)
    order = np.argsort(flat, axis=0, kind="stable")
    ordered = np.take_along_axis(flat, order, axis=0)
    new = ordered[1:] != ordered[:-1]
    edge = np.ones((1, flat.shape[1]), dtype=bool)
    at = np.arange(n)[:, None]
    begin = np.maximum.accumulate(np.where(np.vstack([edge, new]), at, 0), axis=0)
    last = np.where(np.vstack([new, edge]), at, n - 1)
    end = np.minimum.accumulate(last[::-1], axis=0)[::-1]
    rank = np.empty_like(flat)
    np.put_along_axis(rank, order, (begin + end) / 2 + 1, axis=0)
    from scipy.special import ndtri  # every chart loads this module, and few need that

    return np.asarray(ndtri((rank - 0.375) / (n + 0.25))).reshape(draws.shape)


def _rhat(draws: Floats) -> Floats:
    n = draws.shape[1]
    within = draws.var(axis=1, ddof=1).mean(axis=0)
    between = n * draws.mean(axis=1).var(axis=0, ddof=1)
    return np.asarray(np.sqrt((between / within + n - 1) / n))


def _effective(draws: Floats) -> Floats:
    """Effective sample size from autocorrelations, cut where they are noise (Geyer 1992)."""
    chains, n, _ = draws.shape
    middle = draws.mean(axis=1)
    from scipy.fft import irfft, next_fast_len, rfft  # for the same reason not above

    size = next_fast_len(2 * n, real=True)
    wave = rfft(draws - middle[:, None], size, axis=1)
    covariance = irfft(wave * wave.conj(), size, axis=1)[:, :n].mean(axis=0) / n
    within = covariance[0] * n / (n - 1)
    total = covariance[0] + middle.var(axis=0, ddof=1)
    rho = 1 - (within - covariance) / total
    rho[0] = 1.0
    # Lags in pairs: their sums fall and stay positive, but for noise.
    pairs = max((n - 1) // 2, 1)
    even, sums = rho[0 : 2 * pairs : 2], rho[0 : 2 * pairs : 2] + rho[1 : 2 * pairs : 2]
    noise = sums < 0
    noise[-1] = True
    stop = noise.argmax(axis=0)
    before = np.arange(pairs)[:, None] < stop
    falling = np.where(before, np.minimum.accumulate(sums, axis=0), 0.0)
    last = np.take_along_axis(even, stop[None], axis=0)[0]
    tau = -1 + 2 * falling.sum(axis=0) + np.maximum(last, 0.0)
    effective = chains * n / np.maximum(tau, 1 / np.log10(chains * n))
    return np.where(np.ptp(draws, axis=(0, 1)) == 0, chains * n, effective)
