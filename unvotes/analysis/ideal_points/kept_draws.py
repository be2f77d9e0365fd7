"""What is kept of a chain: draws of places, and of items their moments, or their draws too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Kept", "item_moments"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Kept:
    """
    What is kept of one chain, on the standardised scale.

    Attributes
    ----------
    places : numpy.ndarray of float32, draws × places × dimensions
        Positions.
    items : numpy.ndarray of float32, draws × items × 3
        Slopes and both cutpoints; no draws of them if only their moments are asked for.
    moments : numpy.ndarray of float, 2 × items × 3
        Mean of slopes and cutpoints over all draws so far, and the sum of squares around it; in a
        plane, whose axes are turned afterwards, there are no items.
    """

    places: NDArray[np.float32]
    items: NDArray[np.float32]
    moments: Floats

    def add_items(self, row: int, drawn: NDArray[np.floating]) -> None:
        """
        Keep a draw of the items.

        Parameters
        ----------
        row : int
            How many draws there were before.
        drawn : numpy.ndarray, items × 3
            Slopes and cutpoints.
        """
        mean, squares = self.moments
        off = drawn - mean
        mean += off / (row + 1)
        squares += off * (drawn - mean)
        if len(self.items):
            self.items[row] = drawn


def item_moments(chains: Iterable[tuple[Kept, int]]) -> tuple[Floats, Floats]:
    """
    Put together what chains say of the items.

    Parameters
    ----------
    chains : iterable of (Kept, int)
        What was kept of each, and how many draws.

    Returns
    -------
    mean, sd : numpy.ndarray, items × 3
        Of slopes and cutpoints.
    """
    held = list(chains)
    total = sum(n for _, n in held)
    mean = np.sum([n * kept.moments[0] for kept, n in held], axis=0) / total
    squares = [kept.moments[1] + n * (kept.moments[0] - mean) ** 2 for kept, n in held]
    return mean, np.sqrt(np.sum(squares, axis=0) / total)
