"""One chain through the posterior of the dynamic model: its warm-up, its draws, its state."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from unvotes.analysis.ideal_points import moves
from unvotes.analysis.ideal_points.chain import Chain
from unvotes.analysis.ideal_points.kept_draws import Kept
from unvotes.analysis.ideal_points.layout import Ends, Layout
from unvotes.analysis.ideal_points.variational import Fit

__all__ = ["JointChain"]

Floats = NDArray[np.float64]

_LEVEL_DIFFERENCE = 1e-5
_DISPERSED = 0.1
_LEVELS_DISPERSED = 0.3
#: Standard deviations of the chains' starts: of places, of periods' levels, of the log scale.
_SCALE_DISPERSED = 0.1
#: Iterations of the warm-up in one go.
_LONG = 5
_LEAST_GAP = 0.05
_NEWTON = 30


class JointChain(Chain):
    """
    One chain: where it stands, and how it moves.

    Parameters
    ----------
    layout : Layout
        The votes.
    prior : numpy.ndarray
        Variances of newcomers, slopes and cutpoints.
    ends : tuple of numpy.ndarray of int
        Places of the member at the positive and at the negative end.
    fit : Fit
        Around which it starts.
    kept, thin, warmup, seed, number
        As `Chain` takes them.
    """

    arrays: ClassVar = (
        *("theta", "slope", "cut", "middle", "mean"),
        *("roots", "item_steps", "metric", "walk_steps", "turn", "level_step"),
    )

    def __init__(
        self,
        layout: Layout,
        prior: Floats,
        ends: Ends,
        fit: Fit,
        kept: Kept,
        thin: int,
        warmup: int,
        seed: int,
        number: int,
    ) -> None:
        super().__init__(kept, thin, warmup, seed, number)
        self.layout, self.prior, self.ends = layout, prior, ends
        n, periods = len(layout.period), len(layout.size)
        scale = np.exp(self.rng.normal(0, _SCALE_DISPERSED))
        level = self.rng.normal(0, _LEVELS_DISPERSED, periods)
        place = fit.place[:, 0] + self.rng.normal(0, _DISPERSED, n)
        self.theta = scale * (place + level[layout.period])
        self.slope = fit.slope[:, 0] / scale
        middle = fit.slope[:, 0] * (fit.middle[:, 0] + level[layout.anchor])
        self.cut = np.sort(fit.cut, axis=1) + middle[:, None]
        self.cut[:, 1] = np.maximum(self.cut[:, 1], self.cut[:, 0] + _LEAST_GAP)
        self.middle = np.bincount(layout.period, self.theta, periods) / layout.size
        self.roots = np.empty((len(self.slope), 6))
        self.item_steps = np.full(len(self.slope), 0.5)
        self.metric = np.empty(n)
        self.walk_steps = np.full(len(layout.begins) - 1, 0.6)
        self.turn = np.zeros((2 * periods, 2 * periods))
        self.level_step = np.array([0.4])
        self.mean = np.zeros(n)

    @property
    def scale(self) -> float:
        """Standard deviation of the places before they are standardised."""
        return float(self.theta.std())

    @property
    def _state(self) -> tuple[Floats, ...]:
        return self.theta, self.slope, self.cut, self.middle

    def move(self) -> None:
        """Run some iterations: of the warm-up, or until the next draw is kept."""
        warm = self.done < self.warmup
        for _ in range(min(_LONG, self.warmup - self.done) if warm else 1):
            self._prepare()
            self._advance(1 if warm else self.thin)
            if warm:
                self.mean += self.theta
                self.seen += 1
            else:
                self._keep(self.drawn - 1)

    def _advance(self, number: int) -> None:
        tuning = (
            self.roots,
            self.item_steps,
            self.metric,
            self.walk_steps,
            self.turn,
            self.level_step,
        )
        moves.advance(
            number, self.done, self.warmup, self.layout, self.prior, self._state, tuning, self.rng
        )
        self.done += number

    def _prepare(self) -> None:
        """Take the metrics of the moves from where the chain has been, at set times."""
        third = self.warmup // 3
        if self.done == 0 or (self.done in (third, 2 * third) and self.seen):
            self._learn_items(self.mean / self.seen if self.seen else self.theta)
        if self.done in (self.warmup // 10, third, 2 * third, self.warmup - 3):
            self._learn_levels()

    def _learn_items(self, theta: Floats) -> None:
        layout = self.layout
        middle = np.bincount(layout.period, theta, len(layout.size)) / layout.size
        at = (theta.copy(), self.slope, self.cut, middle)
        moves.item_metric(layout, self.prior, at, self.roots, _NEWTON)
        moves.walk_information(layout, at, self.metric)
        self.mean[:], self.seen = 0.0, 0

    def _learn_levels(self) -> None:
        """Differentiate the gradient of levels and scales, and turn by the root of its inverse."""
        n = len(self.layout.size)
        free = np.flatnonzero(np.r_[np.ones(n, dtype=bool), self.layout.spread])
        q, g, h = np.empty(2 * n), np.empty(2 * n), np.empty((2 * n, 2 * n))
        frame = tuple(np.empty_like(part) for part in self._state[:3])
        trial = tuple(np.empty_like(part) for part in self._state)
        moves.level_frame(self.layout, self._state, q, frame)
        for k in free:
            for sign in (1.0, -1.0):
                there = q.copy()
                there[k] += sign * _LEVEL_DIFFERENCE
                moves.level_gradient(self.layout, self.prior, there, frame, trial, g)
                h[k] = g if sign == 1.0 else (g - h[k]) / (2 * _LEVEL_DIFFERENCE)
        own = h[np.ix_(free, free)]
        values, vectors = np.linalg.eigh((own + own.T) / 2)
        self.turn[:] = 0.0
        self.turn[np.ix_(free, free)] = vectors / np.sqrt(np.maximum(values, 1.0))

    def _keep(self, row: int) -> None:
        """Keep places and items on the standardised scale, turned to the asked direction."""
        middle, scale = self.theta.mean(), self.theta.std()
        right, left = self.ends
        if self.theta[right].mean() < self.theta[left].mean():
            scale = -scale
        self.kept.places[row, :, 0] = (self.theta - middle) / scale
        cut = self.cut - (self.slope * middle)[:, None]
        self.kept.add_items(row, np.column_stack([self.slope * scale, cut]))
