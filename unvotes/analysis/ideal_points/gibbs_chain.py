"""One chain by plain Gibbs sampling: the forward scheme, and walks in a plane."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from unvotes.analysis.ideal_points import gibbs
from unvotes.analysis.ideal_points.chain import Chain
from unvotes.analysis.ideal_points.kept_draws import Kept
from unvotes.analysis.ideal_points.layout import Ends, Layout
from unvotes.analysis.ideal_points.responses import Responses
from unvotes.analysis.ideal_points.variational import Fit

__all__ = ["GibbsChain"]

Floats = NDArray[np.float64]

#: Sweeps between two looks at the clock.
_BLOCK = 20
#: Standard deviation of the chains' starts.
_DISPERSED = 0.3


class GibbsChain(Chain):
    """
    One chain: where it stands, and how it moves.

    Parameters
    ----------
    data, layout : Responses, Layout
        The votes.
    prior, ends, fit, kept, thin, warmup, seed, number
        As `JointChain` takes them.
    """

    arrays: ClassVar = ("place", "mean", "slope", "cut")

    def __init__(
        self,
        data: Responses,
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
        self.facts = (
            (data.ends, data.place, data.vote, data.previous, data.variance, data.expected),
            (layout.anchor, layout.period, layout.size, layout.stay, layout.new, layout.first),
            prior,
        )
        self.ends, self.joint = ends, data.walk == "joint"
        n, dims = fit.place.shape
        self.place = np.zeros((n, 2))
        self.place[:, :dims] = fit.place + self.rng.normal(0, _DISPERSED, (n, dims))
        self.mean = self.place.copy()
        self.slope = np.zeros((len(data.items), 2))
        self.slope[:, :dims] = fit.slope
        self.cut = fit.cut + (fit.slope * fit.middle).sum(axis=1)[:, None]

    @property
    def scale(self) -> float:
        """Standard deviation of the places before they are standardised."""
        return float(self.place[:, 0].std())

    def move(self) -> None:
        """Run a block of sweeps, or what is left of the warm-up or of the draws."""
        warm = self.done >= self.warmup
        block = self.thin * max(1, _BLOCK // self.thin)
        number = min(block, (self.end if warm else self.warmup) - self.done)
        begin, rows = self.drawn, number // self.thin if warm else 0
        state = (self.place, self.mean, self.slope, self.cut)
        places = self.kept.places[begin : begin + rows]
        plane = places.shape[2] == 2
        items = np.empty((0 if plane else rows, len(self.slope), 3), dtype=np.float32)
        gibbs.sweeps(
            number,
            self.thin,
            *self.facts,
            state,
            plane,
            self.joint,
            self.ends,
            places,
            items,
            self.rng,
        )
        for k, drawn in enumerate(items):
            self.kept.add_items(begin + k, drawn)
        self.done += number
