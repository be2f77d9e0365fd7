"""Move points until their distances fit: by majorisation, and on from there by a quicker way.

Majorisation (SMACOF) cannot but lower the misfit, and each step is doubled, which goes down as
surely and takes half as many (de Leeuw and Heiser 1980). Near the end it creeps. There the steps
of a quasi-Newton method (L-BFGS, Nocedal 1980) lead on, with majorisation as its first guess of
the curvature; both end where another step of majorisation would hardly lower the misfit.

References
----------
de Leeuw, Jan and Willem Heiser (1980), "Multidimensional Scaling with Restrictions on the
    Configuration", in: P. R. Krishnaiah (ed.), Multivariate Analysis V: 501-522.
Nocedal, Jorge (1980), "Updating Quasi-Newton Matrices with Limited Storage", Mathematics of
    Computation 35: 773-782.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Pattern", "Wanted", "descended", "majorised"]

Floats = NDArray[np.floating[Any]]

#: Rows of a square worked on at once, which then stay in the processor's cache.
_ROWS = 128
#: Squared distances are no less, so that points in one place can be divided by theirs.
_LEAST = 1e-18
#: Earlier steps from which the curvature is known.
_MEMORY = 8
#: Share of the promised fall that a step must make good, or it is halved; and how often at most.
_MADE_GOOD, _HALVED = 1e-4, 12


@dataclass(frozen=True)
class Pattern:
    """
    Which pairs have a distance.

    Attributes
    ----------
    known : numpy.ndarray of bool, members × members
        True where there is one.
    """

    known: NDArray[np.bool_]

    @cached_property
    def complete(self) -> bool:
        """Whether all pairs have one."""
        return bool(self.known.all())

    @cached_property
    def _inverse(self) -> Floats:
        known = self.known.astype(float)
        np.fill_diagonal(known, 0)
        laplacian = np.diag(known.sum(axis=1)) - known
        # Its one eigenvalue of 0 is found as some 1e-15, which must not be taken for one to invert.
        return np.asarray(np.linalg.pinv(laplacian, rcond=1e-9, hermitian=True))

    def step(self, gradient: Floats) -> Floats:
        """Give the doubled step of majorisation for a gradient whose columns sum to 0."""
        return gradient / len(self.known) if self.complete else self._inverse @ gradient


@dataclass(frozen=True)
class Wanted:
    """
    The distances that points should have.

    Attributes
    ----------
    far : numpy.ndarray of float, members × members
        Distances, 0 for those that are not known; they are worked on in their own precision.
    pattern : Pattern
        Which are known.
    """

    far: Floats
    pattern: Pattern

    @classmethod
    def of(cls, far: Floats, pattern: Pattern | None = None) -> Wanted:
        """Read off a square in which NaN is a distance that is not known."""
        known = ~np.isnan(far)
        if pattern is None or not np.array_equal(known, pattern.known):
            pattern = Pattern(known)
        return cls(far if pattern.complete else np.nan_to_num(far), pattern)

    @cached_property
    def _mask(self) -> Floats | None:
        return None if self.pattern.complete else self.pattern.known.astype(self.far.dtype)

    def misfit(self, points: Floats) -> tuple[float, Floats]:
        """
        Measure how badly points fit.

        Parameters
        ----------
        points : numpy.ndarray of float, members × dimensions
            Where they are; their mean must be near 0.

        Returns
        -------
        misfit : float
            The squares of the errors of all known distances, summed over pairs.
        gradient : numpy.ndarray of float, members × dimensions
            Its slope.
        """
        kind, (count, dims) = self.far.dtype, points.shape
        left, right = np.ones((2, count, dims + 2), dtype=kind)
        right[:, :dims] = points
        left[:, dims] = right[:, dims + 1] = (right[:, :dims] ** 2).sum(axis=1)
        left[:, :dims] = -2 * right[:, :dims]
        moved = right[:, : dims + 1]  # and a column of ones, for the sums
        pulls, total = np.zeros((count, dims + 1)), 0.0
        for first in range(0, count, _ROWS):
            rows = slice(first, first + _ROWS)
            # Each pair once: these rows with each other, and with those after them.
            now = left[rows] @ right[first:].T
            np.maximum(now, kind.type(_LEAST), out=now)
            np.sqrt(now, out=now)
            error = now - (wanted := self.far[rows, first:])
            if self._mask is not None:
                error *= self._mask[rows, first:]
            size = len(wanted)
            within, beyond = error[:, :size], error[:, size:]
            total += float(np.vdot(error, error)) - float(np.einsum("ij,ij", within, within)) / 2
            error /= now
            pulls[rows] += error @ moved[first:]
            pulls[first + size :] += beyond.T @ moved[rows]
        return total, 2 * (pulls[:, -1:] * points - pulls[:, :-1])


def majorised(wanted: Wanted, start: Floats, tolerance: float, rounds: int = 2000) -> Floats:
    """
    Follow majorisation while a round lowers the misfit by more than some share of it.

    Parameters
    ----------
    wanted : Wanted
        The distances.
    start : numpy.ndarray of float, members × dimensions
        Points to start from.
    tolerance : float
        The share.
    rounds : int, default 2000
        At most so many.

    Returns
    -------
    numpy.ndarray of float, members × dimensions
    """
    points, before = start - start.mean(axis=0), np.inf
    for _ in range(rounds):
        misfit, gradient = wanted.misfit(points)
        if before - misfit < tolerance * misfit:
            break
        before = misfit
        points = points - wanted.pattern.step(gradient)
    # A doubled step leaves the size of the map between two; a single one settles it.
    return np.asarray(points - wanted.pattern.step(wanted.misfit(points)[1]) / 2)


def descended(wanted: Wanted, start: Floats, tolerance: float, rounds: int = 2000) -> Floats:
    """
    Follow the quasi-Newton method until a step of majorisation would lower the misfit little.

    Parameters
    ----------
    wanted : Wanted
        The distances.
    start : numpy.ndarray of float, members × dimensions
        Points to start from.
    tolerance : float
        How little: the share of the misfit by which it would be sure to lower it.
    rounds : int, default 2000
        At most so many.

    Returns
    -------
    numpy.ndarray of float, members × dimensions
    """
    points = start - start.mean(axis=0)
    misfit, gradient = wanted.misfit(points)
    past: deque[tuple[Floats, Floats, float]] = deque(maxlen=_MEMORY)
    for _ in range(rounds):
        if float(np.vdot(gradient, wanted.pattern.step(gradient))) < 4 * tolerance * misfit:
            break
        step = _quasi_newton(gradient, past, wanted.pattern.step)
        fall = float(np.vdot(step, gradient))
        for _ in range(_HALVED):
            there = wanted.misfit(points - step)
            if there[0] <= misfit - _MADE_GOOD * fall:
                break
            step, fall = step / 2, fall / 2
        else:
            break  # as low as can be told in this precision
        bend = there[1] - gradient
        curvature = -float(np.vdot(step, bend))
        if curvature > 0:
            past.append((-step, bend, curvature))
        points, (misfit, gradient) = points - step, there
    return np.asarray(points - wanted.pattern.step(gradient) / 2)


def _quasi_newton(
    gradient: Floats,
    past: deque[tuple[Floats, Floats, float]],
    first_guess: Callable[[Floats], Floats],
) -> Floats:
    """Divide a gradient by the curvature that earlier steps met."""
    shares = []
    for step, bend, curvature in reversed(past):
        shares.append(float(np.vdot(step, gradient)) / curvature)
        gradient = gradient - shares[-1] * bend
    found = first_guess(gradient)
    for (step, bend, curvature), share in zip(past, reversed(shares), strict=True):
        found = found + (share - float(np.vdot(bend, found)) / curvature) * step
    return found
