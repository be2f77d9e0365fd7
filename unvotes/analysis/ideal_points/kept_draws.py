"""What is kept of a chain: draws of places, and of items their moments, or their draws too."""

from __future__ import annotations

import math
import mmap
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Kept", "Room", "item_moments"]

Floats = NDArray[np.float64]

#: Bytes above which draws are kept in a file; and draws that are read together.
_LARGE, _ROWS = 32_000_000, 50


class Room:
    """
    Room for the draws of places: in memory, or where they are many in a file without a name.

    A process that wrote them there need not hold them: the system does, and drops them with the
    last array that shows them.

    Parameters
    ----------
    shape : tuple of int
        Chains × draws × places × dimensions.

    Attributes
    ----------
    draws : numpy.ndarray of float32
        The draws.
    """

    def __init__(self, shape: tuple[int, int, int, int]) -> None:
        self._map = _in_a_file(4 * math.prod(shape))
        if self._map is None:
            self.draws: NDArray[np.float32] = np.empty(shape, dtype=np.float32)
        else:
            self.draws = np.frombuffer(self._map, dtype=np.float32).reshape(shape)

    def release(self) -> None:
        """Hold no more in memory what the file has."""
        if self._map is not None:
            self._map.madvise(mmap.MADV_DONTNEED)

    def columns(self, number: int, begin: int, end: int) -> NDArray[np.float32]:
        """
        Copy the first so many draws of some places, one chain after the other.

        Parameters
        ----------
        number : int
            Draws of each chain.
        begin, end : int
            The places.

        Returns
        -------
        numpy.ndarray
            Chains × draws × places × dimensions.
        """
        chains, _, n, dims = self.draws.shape
        out = np.empty((chains, number, min(end, n) - begin, dims), dtype=np.float32)
        for copy, chain in zip(out, self.draws, strict=True):
            for at in range(0, number, _ROWS):
                rows = slice(at, min(at + _ROWS, number))
                copy[rows] = chain[rows, begin:end]
                self.release()
        return out


def _in_a_file(size: int) -> mmap.mmap | None:
    """Give a file of that size as memory; none for little, or where its space is not certain."""
    if size < _LARGE or not hasattr(os, "posix_fallocate") or not hasattr(mmap, "MADV_DONTNEED"):
        return None
    try:
        with tempfile.TemporaryFile() as file:
            os.posix_fallocate(file.fileno(), 0, size)
            return mmap.mmap(file.fileno(), size)
    except OSError:  # no such folder, or no space there
        return None


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
