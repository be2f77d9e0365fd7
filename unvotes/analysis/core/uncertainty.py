"""How sure one can be of a measure: bootstrap over roll calls, and exact intervals for shares.

The default is the Bayesian bootstrap (Rubin 1981): each roll call gets a random weight, an
exponential draw, where Efron's bootstrap (1979) draws whole roll calls with replacement. Both
know only the cells that were seen: eleven identical votes of eleven give an interval from 1
to 1, and with a true agreement of .98 about one interval in five holds the truth. The default
therefore adds the weight of one roll call of prior knowledge, Jeffreys's: half of it on the
identical cells of the joint table and half on the others, spread evenly over the cells of
each. Exponential weights of n roll calls beside a prior that spreads as they do give a mean the
variance s²/(n + 2), s² being that of the sample, where the unbiased one is s²/(n − 1): at n = 11
intervals are an eighth too short. The weights of fewer than 200 roll calls are therefore Gamma
draws of shape (n − 3)/n, which give s²/(n − 1). For a plain share the interval is Jeffreys's,
without a draw; where none, one, all but one or all were identical, the end at which Jeffreys's
misses too often is the exact one (a modification after Brown, Cai and DasGupta 2001, section 4.1).

How often nominal intervals hold the truth, over sizes, levels and clusters, is computed by
``python -m benchmarks.coverage`` and stands in the documentation (docs/coverage.md). No interval
excludes its own estimate.

References
----------
Brown, Lawrence D., T. Tony Cai and Anirban DasGupta (2001), "Interval Estimation for a
    Binomial Proportion", Statistical Science 16: 101-133.
Clopper, C. J. and E. S. Pearson (1934), "The Use of Confidence or Fiducial Limits Illustrated
    in the Case of the Binomial", Biometrika 26: 404-413.
Efron, Bradley (1979), "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics
    7: 1-26.
Rubin, Donald B. (1981), "The Bayesian Bootstrap", Annals of Statistics
    9: 130-134.
Wilson, Edwin B. (1927), "Probable Inference, the Law of Succession, and Statistical
    Inference", Journal of the American Statistical Association 22: 209-212.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unvotes.analysis.core.joint_tables import CELLS, all_tables, cell_tables, cells
from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.selection import Draws
from unvotes.analysis.core.threads import in_threads, one_thread
from unvotes.errors import UnvotesError, shown, unknown

__all__ = [
    "INTERVALS",
    "Drawn",
    "Interval",
    "Uncertainty",
    "clustered_limits",
    "draw_weights",
    "holding",
    "jeffreys",
    "joint_draws",
    "limits",
    "matrix_draws",
    "matrix_limits",
    "quantiles",
    "share_limits",
    "weight_shape",
]

#: The kinds of interval that ``interval=`` takes, besides None.
INTERVALS = ("bootstrap", "percentile", "wilson", "exact")

Interval = Literal["bootstrap", "percentile", "wilson", "exact"]
Drawn = Literal["bootstrap", "percentile"]
Floats = NDArray[np.floating[Any]]

#: With more units it does not matter of how many their weights take themselves to be.
_FEW = 50
#: From so many units on their weights are exponential draws, as without a correction.
_MANY = 200
#: More draws than these tell no more, and hold gigabytes.
_MOST_DRAWS = 10_000_000
#: Tables drawn at once: nine cells of four bytes each, and as much again.
_CHUNK = 250_000
#: Tables computed at once, which then stay in the processor's cache.
_TABLES = 12_000
#: Draws held at once, of four bytes each.
_HELD = 9_000_000


@dataclass(frozen=True)
class Uncertainty:
    """
    Which interval to give.

    Attributes
    ----------
    kind : {"bootstrap", "percentile", "wilson", "exact"} or None
        Bayesian bootstrap, Efron's bootstrap with percentiles, Wilson's score interval,
        Clopper and Pearson's exact interval, or none.
    level : float
        Nominal coverage, between 0 and 1.
    n_boot : int
        Number of draws.
    seed : int or None
        Start of the random numbers; None for a new one each time.
    unit : str
        What is resampled: ``"roll_call"``, or the column whose values cluster them.
    """

    kind: Interval | None = "bootstrap"
    level: float = 0.95
    n_boot: int = 1000
    seed: int | None = 0
    unit: str = "roll_call"

    def __post_init__(self) -> None:
        if self.kind is not None and self.kind not in INTERVALS:
            raise unknown("interval", self.kind, [*INTERVALS, "None"])
        if not (isinstance(self.level, float) and 0 < self.level < 1):
            raise UnvotesError(f"level={shown(self.level)} must lie between 0 and 1, such as 0.95")
        if not isinstance(self.n_boot, int | np.integer) or not 100 <= self.n_boot <= _MOST_DRAWS:
            raise UnvotesError(
                f"n_boot={shown(self.n_boot)}: the ends of an interval need at least 100 draws, "
                f"and more than {_MOST_DRAWS:,} tell no more"
            )
        if self.seed is not None and (not isinstance(self.seed, int | np.integer) or self.seed < 0):
            raise UnvotesError(f"seed={shown(self.seed)} must be a whole number from 0 up, or None")
        if self.clustered and self.kind in ("wilson", "exact"):
            raise UnvotesError(
                f"interval={shown(self.kind)} takes roll calls to be independent; with "
                f"resample_by={self.unit!r} use 'bootstrap' or 'percentile'"
            )

    @classmethod
    def of(cls, kind: Interval | None, draws: Draws, drawn: str = "") -> Uncertainty:
        """Gather what was asked for; name the statistic if its interval can only be drawn."""
        if drawn and kind in ("wilson", "exact"):
            raise UnvotesError(
                f"interval={shown(kind)} is for a plain share of roll calls; {drawn} has "
                "'bootstrap', 'percentile' or None"
            )
        return cls(kind, draws["level"], draws["n_boot"], draws["seed"], draws["resample_by"])

    @property
    def clustered(self) -> bool:
        """Whether whole groups of roll calls are resampled."""
        return self.unit != "roll_call"

    @property
    def units(self) -> str:
        """What is resampled, in words."""
        return f"roll calls clustered by {self.unit}" if self.clustered else "roll calls"

    def rng(self) -> np.random.Generator:
        """Start the random numbers."""
        return np.random.default_rng(self.seed)

    def check(self, measure: Measure) -> None:
        """Refuse an interval for shares where the measure is not one."""
        if self.kind in ("wilson", "exact") and not measure.is_share:
            raise UnvotesError(
                f"interval={shown(self.kind)} is for a plain share of roll calls, "
                "measure='agreement' with abstain 'own', 'drop' or 'as_no'; use "
                "interval='bootstrap'"
            )

    def describe(self, *, drawn: bool) -> str:
        """
        Name the method, as a result carries it.

        Parameters
        ----------
        drawn : bool
            Whether random draws were made; a plain share needs none.

        Returns
        -------
        str
        """
        if self.kind is None:
            return "no interval"
        if self.kind == "wilson":
            return f"{self.level:.0%} Wilson interval"
        if self.kind == "exact":
            return f"{self.level:.0%} exact interval (Clopper–Pearson)"
        name = {
            "bootstrap": "Bayesian bootstrap (Jeffreys prior)",
            "percentile": "percentile bootstrap",
        }[self.kind]
        how = f"{self.n_boot:,} draws, seed {self.seed}" if drawn else "in closed form"
        return f"{self.level:.0%} {name} over {self.units}, {how}"


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


def draw_weights(
    times: NDArray[np.intp],
    uncertainty: Uncertainty,
    rng: np.random.Generator,
    n: ArrayLike | None = None,
) -> Floats:
    """
    Draw the weight of each kind of unit (roll call or cluster).

    Parameters
    ----------
    times : numpy.ndarray of int
        How many units there are of each kind.
    uncertainty : Uncertainty
        ``"bootstrap"`` or ``"percentile"``, and the number of draws.
    rng : numpy.random.Generator
        Source of random numbers.
    n : array_like of int, optional
        How many units there are beside each kind; by default all.

    Returns
    -------
    numpy.ndarray of float32, draws × kinds
    """
    size = uncertainty.n_boot, len(times)
    if uncertainty.kind == "percentile":
        total = int(times.sum())
        return rng.multinomial(total, times / total, size=size[0]).astype(np.float32)
    shape = times * weight_shape(times.sum() if n is None else n)
    return rng.standard_gamma(shape.astype(np.float32), size=size, dtype=np.float32)


def joint_draws(
    cells: NDArray[np.intp],
    clusters: NDArray[np.intp] | None,
    uncertainty: Uncertainty,
    abstain: str = "own",
) -> Floats:
    """
    Draw the joint tables of a few pairs together, over the same roll calls or clusters.

    What two pairs have in common, the roll calls on which both voted, is drawn once, so that
    a difference between them is neither over- nor understated.

    Parameters
    ----------
    cells : numpy.ndarray of int, roll calls × pairs
        As from `tables.cells`; -1 where a pair did not vote.
    clusters : numpy.ndarray of int, optional
        The cluster of each roll call; without it roll calls are independent.
    uncertainty : Uncertainty
        ``"bootstrap"`` or ``"percentile"``.
    abstain : str, default "own"
        How abstentions were treated.

    Returns
    -------
    numpy.ndarray of float, 3 × 3 × draws × pairs
    """
    rng = uncertainty.rng()
    some = (cells >= 0).any(axis=1)
    cells, pairs = cells[some], cells.shape[1]
    if clusters is None:
        # Roll calls on which every pair falls into the same cells are exchangeable.
        kinds, times = np.unique(cells, axis=0, return_counts=True)
        units: list[Floats] = [np.eye(CELLS + 1)[kinds[:, p]][:, :CELLS] for p in range(pairs)]
    else:
        _, number = np.unique(clusters[some], return_inverse=True)
        times = np.ones(number.max(initial=-1) + 1, dtype=np.intp)
        units = [cell_tables(cells[:, p], number, len(times)) for p in range(pairs)]
        units = [unit.reshape(CELLS, -1).T for unit in units]
    drawn = np.zeros((CELLS, uncertainty.n_boot, pairs))
    # A unit of two pairs, or periods, is one of as few as the smaller of them has.
    inside = np.array([unit.any(axis=1) for unit in units])
    beside = np.where(inside, (inside * times).sum(axis=1, keepdims=True), times.sum())
    weight = (
        draw_weights(times, uncertainty, rng, beside.min(axis=0))
        if len(times)
        else np.zeros((uncertainty.n_boot, 0))
    )
    for p, unit in enumerate(units):
        drawn[..., p] = (weight @ unit).T
        if uncertainty.kind == "bootstrap":
            # The prior weighs as much as one unit: a roll call, or a cluster of mean size.
            size = 1.0
            if clusters is not None:
                size = float(unit.sum()) / max(1.0, float(times[unit.any(axis=1)].sum()))
            prior = jeffreys(abstain).reshape(CELLS, 1)
            drawn[..., p] += size * rng.standard_gamma(prior, size=drawn.shape[:2])
    return drawn.reshape(3, 3, uncertainty.n_boot, pairs)


def clustered_limits(
    cell: NDArray[np.intp],
    clusters: NDArray[np.intp],
    measure: Measure,
    uncertainty: Uncertainty,
    abstain: str = "own",
) -> tuple[float, float]:
    """
    Interval of a measure for one pair whose roll calls come in clusters.

    Parameters
    ----------
    cell : numpy.ndarray of int
        As from `tables.cells`.
    clusters : numpy.ndarray of int
        The cluster of each roll call.
    measure : Measure
        What is estimated.
    uncertainty : Uncertainty
        ``"bootstrap"`` or ``"percentile"``.
    abstain : str, default "own"
        How abstentions were treated.

    Returns
    -------
    low, high : float
        NaN where there is no estimate.
    """
    drawn = measure(joint_draws(cell[:, None], clusters, uncertainty, abstain))
    low, high = holding(measure(cell_tables(cell)), *quantiles(drawn, uncertainty))
    return float(low[0]), float(high[0])


def matrix_draws(
    roll_calls: int,
    clusters: NDArray[np.intp] | None,
    uncertainty: Uncertainty,
    *,
    prior: bool = False,
) -> Iterator[Floats]:
    """
    Draw weights of all roll calls together, for statistics of the whole matrix.

    Parameters
    ----------
    roll_calls : int
        How many there are.
    clusters : numpy.ndarray of int, optional
        The cluster of each roll call; without it roll calls are independent.
    uncertainty : Uncertainty
        ``"bootstrap"`` or ``"percentile"``.
    prior : bool, default False
        Whether a prior of one unit will be added to the draws; see `weight_shape`.

    Yields
    ------
    numpy.ndarray of float, roll calls
        One weight per roll call; their mean is about 1, a little less beside a prior.
    """
    rng = uncertainty.rng()
    number = np.arange(roll_calls) if clusters is None else clusters
    units = int(number.max()) + 1
    shape = float(weight_shape(units)) if prior else 1.0
    for _ in range(uncertainty.n_boot):
        if uncertainty.kind == "percentile":
            drawn = np.bincount(rng.integers(units, size=units), minlength=units).astype(float)
        else:
            drawn = rng.standard_gamma(shape, units)
        yield drawn[number]


def matrix_limits(
    codes: NDArray[np.int8],
    tables: Floats,
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
    clusters: NDArray[np.intp] | None,
    measure: Measure,
    uncertainty: Uncertainty,
    abstain: str = "own",
) -> tuple[Floats, Floats]:
    """
    Intervals of a measure for many pairs of a matrix.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    tables : numpy.ndarray, 3 × 3 × pairs
        The pairs' joint tables.
    pairs : tuple of two numpy.ndarray of int
        The pairs' columns.
    clusters : numpy.ndarray of int or None
        The cluster of each roll call; None for independent roll calls, for which each pair's
        nine cells are drawn instead of the roll calls.
    measure : Measure
        What is estimated.
    uncertainty : Uncertainty
        Which interval.
    abstain : str, default "own"
        How abstentions were treated.

    Returns
    -------
    low, high : numpy.ndarray
        NaN where there is no estimate.
    """
    if clusters is None or uncertainty.kind is None:
        return limits(tables, measure, uncertainty, abstain)
    _, number = np.unique(clusters, return_inverse=True)
    prior = jeffreys(abstain).reshape(3, 3, 1)
    rng = uncertainty.rng().spawn(1)[0]
    met = _clusters_shared(codes, number, pairs)
    size = tables.sum(axis=(0, 1)) / np.maximum(met, 1)
    values = np.empty((uncertainty.n_boot, len(pairs[0])), dtype=np.float32)
    for b, weights in enumerate(matrix_draws(len(codes), number, uncertainty, prior=True)):
        drawn = all_tables(codes, weights)[:, :, *pairs]
        if uncertainty.kind == "bootstrap":
            drawn += size * rng.standard_gamma(prior, size=drawn.shape)
        values[b] = measure(drawn)
    low, high = holding(measure(tables.astype(float)), *quantiles(values, uncertainty))
    # Who met in a few of many clusters has weights of its own.
    few = np.flatnonzero((met > 0) & (met < _FEW) & (met < number.max() + 1))
    for pair in few if uncertainty.kind == "bootstrap" else ():
        cell = cells(codes, pairs[0][pair], pairs[1][pair])
        low[pair], high[pair] = clustered_limits(cell, number, measure, uncertainty, abstain)
    return low, high


def _clusters_shared(
    codes: NDArray[np.int8],
    number: NDArray[np.intp],
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
) -> Floats:
    """Count the clusters in which both members of each pair voted."""
    order = np.argsort(number, kind="stable")
    starts = np.flatnonzero(np.diff(number[order], prepend=-1))
    voted = np.maximum.reduceat((codes[order] >= 0).astype(np.float32), starts, axis=0)
    with one_thread():
        return (voted.T @ voted)[pairs]
