"""Intervals of a measure whose roll calls are independent: of shares, and by draws of cells."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unvotes.analysis.core.joint_tables import CELLS
from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.threads import in_threads
from unvotes.analysis.core.uncertainty import Uncertainty

__all__ = ["holding", "jeffreys", "limits", "quantiles", "share_limits", "weight_shape"]

Floats = NDArray[np.floating[Any]]

#: From so many units on their weights are exponential draws, as without a correction.
_MANY = 200
#: Tables drawn at once: nine cells of four bytes each, and as much again.
_CHUNK = 250_000
#: Tables computed at once, which then stay in the processor's cache.
_TABLES = 12_000
#: Draws held at once, of four bytes each.
_HELD = 9_000_000


def jeffreys(abstain: str) -> Floats:
    """
    Spread half a roll call over the identical cells of a table and half over the rest.

    Parameters
    ----------
    abstain : str
        How abstentions were treated; where none are left, their cells get nothing.

    Returns
    -------
    numpy.ndarray of float, 3 × 3
    """
    live = np.ones(3, dtype=bool)
    if abstain in ("drop", "as_no"):
        live[1] = False  # no abstention is left, so its cells are not unseen but impossible
    same = np.diag(live).astype(float)
    apart = np.outer(live, live).astype(float) - same
    return np.asarray(0.5 * same / same.sum() + 0.5 * apart / apart.sum())


def limits(
    tables: Floats, measure: Measure, uncertainty: Uncertainty, abstain: str = "own"
) -> tuple[Floats, Floats]:
    """
    Intervals of a measure for many joint tables of independent roll calls.

    Parameters
    ----------
    tables : numpy.ndarray, 3 × 3 × pairs
        Counts, one table per pair.
    measure : Measure
        What is estimated.
    uncertainty : Uncertainty
        Which interval.
    abstain : str, default "own"
        How abstentions were treated; without them the prior leaves their cells empty.

    Returns
    -------
    low, high : numpy.ndarray
        NaN where there is no estimate.
    """
    uncertainty.check(measure)
    value = measure(tables).astype(float)
    if uncertainty.kind is None or not len(value):
        return np.full_like(value, np.nan), np.full_like(value, np.nan)
    if measure.is_share:
        low, high = share_limits(
            np.einsum("iip->p", tables).astype(float),
            tables.sum(axis=(0, 1)).astype(float),
            uncertainty,
        )
    else:
        low, high = _drawn_cells(tables, measure, uncertainty, abstain)
    return holding(value, low, high)


def holding(value: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """
    Widen intervals to their estimates, and withhold them where there is none.

    Parameters
    ----------
    value, low, high : numpy.ndarray of float
        Estimates, and the ends of their intervals.

    Returns
    -------
    low, high : numpy.ndarray of float
    """
    low, high = np.fmin(low, value), np.fmax(high, value)
    low[np.isnan(value)] = high[np.isnan(value)] = np.nan
    return low, high


def share_limits(same: Floats, n: Floats, uncertainty: Uncertainty) -> tuple[Floats, Floats]:
    """
    Intervals of a share, in closed form.

    Parameters
    ----------
    same, n : numpy.ndarray
        Identical and common votes.
    uncertainty : Uncertainty
        Which interval.

    Returns
    -------
    low, high : numpy.ndarray
        NaN where n is 0.
    """
    from scipy import special

    tail = (1 - uncertainty.level) / 2
    n = np.where(n > 0, n, np.nan)
    if uncertainty.kind == "wilson":
        z = -special.ndtri(tail)
        middle = (same + z**2 / 2) / (n + z**2)
        half = z / (n + z**2) * np.sqrt(same * (n - same) / n + z**2 / 4)
        # At 0 and 1 the bounds are exact; rounding must not put them beyond.
        return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
    if uncertainty.kind == "percentile":
        from scipy import stats  # takes a second to import: not where it is not needed

        share = same / n
        return stats.binom.ppf(tail, n, share) / n, stats.binom.ppf(1 - tail, n, share) / n
    with np.errstate(invalid="ignore"):
        low = special.betaincinv(same, n - same + 1, tail)
        high = special.betaincinv(same + 1, n - same, 1 - tail)
    low, high = np.where(same == 0, 0 * n, low), np.where(same == n, 1 + 0 * n, high)
    if uncertainty.kind == "exact":
        return low, high
    shape = same + 0.5, n - same + 0.5
    apart = n - same
    return (
        np.where((same <= 1) | (apart < 1), low, special.betaincinv(*shape, tail)),
        np.where((apart <= 1) | (same < 1), high, special.betaincinv(*shape, 1 - tail)),
    )


def _drawn_cells(
    tables: Floats, measure: Measure, uncertainty: Uncertainty, abstain: str
) -> tuple[Floats, Floats]:
    """Draw nine cells per table: independent roll calls in the same cell are exchangeable."""
    counts = tables.reshape(CELLS, -1)
    step = max(1, _CHUNK // uncertainty.n_boot)
    if uncertainty.kind == "bootstrap":
        counts = counts * weight_shape(counts.sum(axis=0))
        parts, prior = _of_like_size(counts, uncertainty.n_boot), jeffreys(abstain).reshape(CELLS)
        ends = np.empty((2, counts.shape[1]))
        # Each part has random numbers of its own, so that the result does not depend on how many
        # threads there are.
        for part, rng in zip(parts, uncertainty.rng().spawn(len(parts)), strict=True):
            ends[:, part] = _gamma_ends(
                counts[:, part], prior, measure, uncertainty, rng, shared=counts.shape[1] > step
            )
        return ends[0], ends[1]

    def fill(given: tuple[NDArray[Any], np.random.Generator]) -> Floats:
        return _multinomial_ends(given[0], measure, uncertainty, given[1])

    few = np.split(counts, range(step, counts.shape[1], step), axis=1)
    sources = uncertainty.rng().spawn(len(few))
    low, high = np.hstack(list(in_threads(fill, zip(few, sources, strict=True))))
    return low, high


def _of_like_size(counts: Floats, n_boot: int) -> list[NDArray[np.intp]]:
    """Sort tables into parts in which few counts, and so few draws, are needed for all."""
    parts, found = [np.arange(counts.shape[1])], []
    while parts:
        part = parts.pop()
        different = [len(np.unique(cell[part])) for cell in counts]
        if sum(different) * n_boot <= _HELD or len(part) < 2:
            found.append(part)
            continue
        part = part[np.argsort(counts[int(np.argmax(different)), part], kind="stable")]
        parts += [part[len(part) // 2 :], part[: len(part) // 2]]
    return found


def _gamma_ends(
    counts: Floats,
    prior: Floats,
    measure: Measure,
    uncertainty: Uncertainty,
    rng: np.random.Generator,
    *,
    shared: bool,
) -> Floats:
    """
    Draw intervals of the Bayesian bootstrap.

    A cell's weight is a gamma draw whose shape is its count. Where there are many tables, those
    with the same count in a cell share its draws: the nine cells of each are independent all the
    same, and so its interval is what it would be alone.
    """
    n, tables = uncertainty.n_boot, counts.shape[1]

    def draws(cell: tuple[Floats, float, np.random.Generator]) -> Floats:
        return _rising_draws(*cell, n)

    if shared:
        kinds = [np.unique(cell, return_inverse=True) for cell in counts]
        values, which = [kind[0] for kind in kinds], [kind[1] for kind in kinds]
        drawn = list(in_threads(draws, zip(values, prior, rng.spawn(CELLS), strict=True)))
    else:
        shapes = (counts + prior[:, None]).astype(np.float32)[:, None, :]
        alone = rng.standard_gamma(shapes, size=(CELLS, n, tables), dtype=np.float32)
        drawn, which = list(alone.swapaxes(1, 2)), [np.arange(tables)] * CELLS
    step = max(1, _TABLES // n)

    def ends(start: int) -> Floats:
        here = slice(start, min(start + step, tables))
        cells = np.empty((CELLS, here.stop - start, n), dtype=np.float32)
        for cell, values, where in zip(cells, drawn, which, strict=True):
            np.take(values, where[here], axis=0, out=cell, mode="clip")
        return _row_quantiles(measure(cells.reshape(3, 3, -1, n)), uncertainty)

    return np.hstack(list(in_threads(ends, range(0, tables, step))))


def _rising_draws(values: Floats, before: float, rng: np.random.Generator, n_boot: int) -> Floats:
    """
    Draw gamma variables whose shapes are different counts, with a prior, in rising order.

    A whole number's draws are those of the one below it and draws of the step between: a sum of
    gamma variables is one. Most steps are 1, and such draws take a third of the time of others.
    """
    whole = values == np.floor(values)
    shapes = values + before
    shapes[whole] = np.diff(values[whole], prepend=-before)
    shape = shapes.astype(np.float32)[:, None]
    drawn = rng.standard_gamma(shape, size=(len(values), n_boot), dtype=np.float32)
    for below, row in itertools.pairwise(np.flatnonzero(whole)):
        drawn[row] += drawn[below]
    return drawn


def _multinomial_ends(
    counts: Floats, measure: Measure, uncertainty: Uncertainty, rng: np.random.Generator
) -> Floats:
    """Draw intervals of Efron's bootstrap."""
    size = uncertainty.n_boot, counts.shape[1]
    total = counts.sum(axis=0)
    shares = (counts / np.maximum(total, 1)).T.astype(float)
    shares[total == 0, 0] = 1
    drawn = rng.multinomial(total.astype(int), shares, size=size)
    draws = np.moveaxis(drawn, -1, 0).astype(np.float32)
    return np.stack(quantiles(measure(draws.reshape(3, 3, *size)), uncertainty))


def _row_quantiles(values: Floats, uncertainty: Uncertainty) -> Floats:
    """Do as `quantiles` for draws in rows, which it sorts: a fraction of the time."""
    tail = (1 - uncertainty.level) / 2
    last = values.shape[1] - 1
    places = last * np.array([tail, 1 - tail])
    below = places.astype(int)
    above = np.minimum(below + 1, last)
    values.sort(axis=1)  # numbers as short as these are sorted sooner than parted
    some = np.isnan(values[:, -1])  # what is undefined comes last
    ends = values[:, below].T.astype(float)
    ends += (places - below)[:, None] * (values[:, above].T - ends)
    if some.any():
        ends[:, some] = quantiles(values[some].T, uncertainty)
    return ends


def quantiles(values: Floats, uncertainty: Uncertainty) -> tuple[Floats, Floats]:
    """
    Read the ends of an interval off draws in the first axis; undefined ones are left out.

    Parameters
    ----------
    values : numpy.ndarray, draws × any
        The statistic in each draw.
    uncertainty : Uncertainty
        For its level.

    Returns
    -------
    low, high : numpy.ndarray
    """
    tail = (1 - uncertainty.level) / 2
    ends = np.quantile(values, [tail, 1 - tail], axis=0).astype(float)
    some = np.isnan(ends[0]) & ~np.isnan(values).all(axis=0)
    if some.any():
        ends[:, some] = np.nanquantile(values[:, some], [tail, 1 - tail], axis=0)
    return ends[0], ends[1]


def weight_shape(n: ArrayLike) -> Floats:
    """
    Give the shape of the Gamma draws that weigh n units, so that a mean has its true variance.

    Parameters
    ----------
    n : array_like
        How many roll calls or clusters there are.

    Returns
    -------
    numpy.ndarray of float
        (n − 3)/n; 0 where there are fewer than three, of which the prior alone then speaks; 1
        from 200 on, where intervals would be wider by less than one part in a hundred.

    Examples
    --------
    >>> weight_shape([2, 4, 30, 900]).tolist()
    [0.0, 0.25, 0.9, 1.0]
    """
    units = np.maximum(np.asarray(n, dtype=float), 3)
    return np.where(units < _MANY, (units - 3) / units, 1.0)
