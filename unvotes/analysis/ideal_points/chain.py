"""What chains of draws have in common: how far they are, and how their state is kept."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from unvotes.analysis.ideal_points.kept_draws import Kept

__all__ = ["Chain"]


class Chain(ABC):
    """
    One chain: how far it is, and what was kept of it.

    Parameters
    ----------
    kept : Kept
        Filled with the draws.
    thin, warmup, seed, number : int
        Every so many iterations a draw is kept; the warm-up; the run's seed, and the chain.
    """

    #: The arrays from which a chain goes on.
    arrays: ClassVar[tuple[str, ...]]

    def __init__(self, kept: Kept, thin: int, warmup: int, seed: int, number: int) -> None:
        self.rng = np.random.Generator(np.random.PCG64([seed, number]))
        self.kept, self.thin, self.warmup = kept, thin, warmup
        #: Iterations, and those of them from which the metrics of the moves are taken next.
        self.done, self.seen = 0, 0

    @property
    @abstractmethod
    def scale(self) -> float:
        """Standard deviation of the places before they are standardised."""

    @property
    def drawn(self) -> int:
        """How many draws were kept."""
        return max(self.done - self.warmup, 0) // self.thin

    @property
    def end(self) -> int:
        """How many iterations there are to be."""
        return self.warmup + len(self.kept.places) * self.thin

    @abstractmethod
    def move(self) -> None:
        """Run some iterations."""

    def state(self, name: str) -> dict[str, Any]:
        """Give all that is needed to go on, as arrays."""
        held = {part: getattr(self, part) for part in self.arrays} | vars(self.kept)
        held["rng"] = np.array(json.dumps(self.rng.bit_generator.state))
        held["counts"] = np.array([self.done, self.seen])
        return {f"{name}_{part}": value for part, value in held.items()}

    def restore(self, name: str, file: Any) -> None:
        """Go on from what `state` gave."""
        for part in self.arrays:
            getattr(self, part)[:] = file[f"{name}_{part}"]
        for part, value in vars(self.kept).items():
            value[:] = file[f"{name}_{part}"]
        self.rng.bit_generator.state = json.loads(str(file[f"{name}_rng"]))
        self.done, self.seen = (int(number) for number in file[f"{name}_counts"])
