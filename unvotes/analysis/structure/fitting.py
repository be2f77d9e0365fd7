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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Pattern", "Wanted", "descended", "majorised"]

Floats = NDArray[np.floating[Any]]

#: Cells of a square worked on at once, which then stay in the processor's cache.
_CELLS = 90_000
#: Squared distances are no less, so that points in one place can be divided by theirs.
_LEAST = 1e-18
#: Earlier steps from which the curvature is known.
_MEMORY = 8
#: Share of the promised fall that a step must make good, or it is halved; and how often at most.
_MADE_GOOD, _HALVED = 1e-4, 12
#: Steps in the precision of the distances, of the sum of their squares, that rounding may hide.
_ROUNDED = 4


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
    def blocks(self) -> tuple[slice, ...]:
        """Rows of a square that are worked on together."""
        count = len(self.known)
        size = max(1, _CELLS // count)
        return tuple(slice(first, min(first + size, count)) for first in range(0, count, size))

    @cached_property
    def _laplacian(self) -> Floats:
        known = self.known.astype(float)
        np.fill_diagonal(known, 0)
        return np.asarray(np.diag(known.sum(axis=1)) - known)

    @cached_property
    def _inverse(self) -> Floats:
        # Its one eigenvalue of 0 is found as some 1e-15, which must not be taken for one to invert.
        return np.asarray(np.linalg.pinv(self._laplacian, rcond=1e-9, hermitian=True))

    def drawn_together(self, points: Floats) -> Floats:
        """Sum each point's differences from those to which its distance is known."""
        if self.complete:
            return len(self.known) * (points - points.mean(axis=-1, keepdims=True))
        return _times(self._laplacian, points)

    def step(self, gradient: Floats) -> Floats:
        """Give the doubled step of majorisation for a gradient whose columns sum to 0."""
        return gradient / len(self.known) if self.complete else _times(self._inverse, gradient)


def _times(matrix: Floats, stack: Floats) -> Floats:
    """Multiply a symmetric matrix with each of a stack, in one product."""
    return np.asarray((stack.reshape(-1, len(matrix)) @ matrix).reshape(stack.shape))


@dataclass(frozen=True)
class Wanted:
    """
    The distances that points should have, in a stack of squares.

    Attributes
    ----------
    blocks : tuple of numpy.ndarray of float, squares × rows × members from the first of them on
        Distances, 0 for those that are not known: the upper half of each square in blocks of rows,
        those of `Pattern.blocks`. They are worked on in their own precision.
    pattern : Pattern
        Which are known.
    """

    blocks: tuple[Floats, ...]
    pattern: Pattern

    @classmethod
    def of(cls, far: Floats) -> Wanted:
        """Read off one square, in which NaN is a distance that is not known."""
        pattern = Pattern(~np.isnan(far))
        far = far if pattern.complete else np.nan_to_num(far)
        return cls(tuple(far[None, rows, rows.start :] for rows in pattern.blocks), pattern)

    def repeated(self, times: int) -> Wanted:
        """Give a stack of one square so often, which takes no space."""
        blocks = (np.broadcast_to(block, (times, *block.shape[1:])) for block in self.blocks)
        return replace(self, blocks=tuple(blocks))

    def parts(self, size: int) -> Iterator[Wanted]:
        """Cut the stack into an even number of parts of much the same size, at most the given."""
        count = len(self.blocks[0])
        ends = np.linspace(0, count, 2 * -(-count // (2 * size)) + 1).astype(int).tolist()
        for first, last in pairwise(ends):
            if last > first:
                yield replace(self, blocks=tuple(block[first:last] for block in self.blocks))

    @cached_property
    def _sum_of_squares(self) -> Floats:
        total = np.zeros(len(self.blocks[0]))
        for block in self.blocks:
            within = block[:, :, : block.shape[1]]
            total += np.einsum("kij,kij->k", block, block)
            total -= np.einsum("kij,kij->k", within, within) / 2
        return total

    @property
    def _rounded(self) -> float:
        return _ROUNDED * float(np.finfo(self.blocks[0].dtype).eps)

    @property
    def rounding(self) -> Floats:
        """By how much the misfit of each square may be off."""
        return self._rounded * self._sum_of_squares

    @property
    def least_promise(self) -> Floats:
        """What is promised of each square where its slope is nothing but rounding."""
        return self._rounded**2 * self._sum_of_squares

    def misfit(
        self, points: Floats, which: NDArray[np.intp] | None = None
    ) -> tuple[Floats, Floats]:
        """
        Measure how badly points fit.

        Parameters
        ----------
        points : numpy.ndarray of float, stack × dimensions × members
            Where they are; their mean must be near 0.
        which : numpy.ndarray of int, optional
            The square that each of the stack should fit; the first the first, by default.

        Returns
        -------
        misfit : numpy.ndarray of float
            The squares of the errors of all known distances, summed over pairs.
        gradient : numpy.ndarray of float, stack × dimensions × members
            Its slope.
        """
        which = np.arange(len(points)) if which is None else which
        pulls = self._pulls(points, which)
        apart = pulls[:, -1:] * points - pulls[:, :-1]
        together = self.pattern.drawn_together(points)
        total = self._sum_of_squares[which] + _dot(points, together - 2 * apart)
        return total, 2 * (together - apart)

    def _pulls(self, points: Floats, which: NDArray[np.intp]) -> Floats:
        """Sum points, and a one for each, weighted by wanted over present distance."""
        kind, (stack, dims, count) = self.blocks[0].dtype, points.shape
        right = np.ones((stack, dims + 2, count), dtype=kind)
        right[:, :dims] = points
        right[:, -1] = (right[:, :dims] ** 2).sum(axis=1)
        left = np.ones((stack, count, dims + 2), dtype=kind)
        left[..., :dims] = -2 * right[:, :dims].swapaxes(1, 2)
        left[..., dims] = right[:, -1]
        moved, pulls = right[:, :-1], np.zeros((stack, dims + 1, count))
        room = np.empty(max(block[0].size for block in self.blocks), dtype=kind)
        for k, square in enumerate(which):
            for block, rows in zip(self.blocks, self.pattern.blocks, strict=True):
                # Each pair once: these rows with each other, and with those after them.
                wanted = block[square]
                now = room[: wanted.size].reshape(wanted.shape)
                np.matmul(left[k, rows], right[k, :, rows.start :], out=now)
                _raise_to_least(now)
                np.sqrt(now, out=now)
                np.divide(wanted, now, out=now)
                pulls[k, :, rows] += moved[k, :, rows.start :] @ now.T
                if rows.stop < count:
                    pulls[k, :, rows.stop :] += moved[k, :, rows] @ now[:, len(now) :]
        return pulls


def _raise_to_least(squared: Floats) -> None:
    """Raise what is below to the least, in place."""
    # As whole numbers, which floats are ordered as: four times as quick, since none is NaN.
    whole = np.dtype(f"i{squared.itemsize}")
    least = np.array(_LEAST, dtype=squared.dtype).view(whole)
    np.maximum(squared.view(whole), least, out=squared.view(whole))


def _dot(one: Floats, other: Floats) -> Floats:
    """Multiply the points of one stack with those of another, and sum over each."""
    return np.asarray(np.vecdot(one.reshape(len(one), -1), other.reshape(len(other), -1)))


def majorised(wanted: Wanted, start: Floats, tolerance: float, rounds: int = 2000) -> Floats:
    """
    Follow majorisation while a round lowers the misfit by more than some share of it.

    Parameters
    ----------
    wanted : Wanted
        The distances.
    start : numpy.ndarray of float, stack × dimensions × members
        Points to start from.
    tolerance : float
        The share.
    rounds : int, default 2000
        At most so many.

    Returns
    -------
    numpy.ndarray of float, stack × dimensions × members
    """
    points = start - start.mean(axis=-1, keepdims=True)
    moving, before = np.arange(len(points)), np.full(len(points), np.inf)
    for _ in range(rounds):
        misfit, gradient = wanted.misfit(points[moving], moving)
        still = before - misfit >= tolerance * misfit
        moving, before = moving[still], misfit[still]
        if not len(moving):
            break
        points[moving] -= wanted.pattern.step(gradient[still])
    # A doubled step leaves the size of the map between two; a single one settles it.
    return np.asarray(points - wanted.pattern.step(wanted.misfit(points)[1]) / 2)


def descended(
    wanted: Wanted, start: Floats, tolerance: float, rounds: int = 2000
) -> tuple[Floats, NDArray[np.bool_]]:
    """
    Follow the quasi-Newton method until a step of majorisation would lower the misfit little.

    The maps of a stack go side by side, each its own way, as long as it takes; that costs much
    less than one after the other.

    Parameters
    ----------
    wanted : Wanted
        The distances.
    start : numpy.ndarray of float, stack × dimensions × members
        Points to start from.
    tolerance : float
        How little: the share of the misfit by which it would be sure to lower it.
    rounds : int, default 2000
        At most so many.

    Returns
    -------
    points : numpy.ndarray of float, stack × dimensions × members
        Where it led.
    settled : numpy.ndarray of bool
        Whether that is the end, or the rounds ran out before.
    """
    points = start - start.mean(axis=-1, keepdims=True)
    moving, found = np.arange(len(points)), points.copy()
    misfit, gradient = wanted.misfit(points)
    lower, nothing = np.ones(len(points), dtype=bool), wanted.least_promise
    past: deque[tuple[Floats, Floats, Floats]] = deque(maxlen=_MEMORY)
    for _ in range(rounds):
        toward = wanted.pattern.step(gradient)
        promised = _dot(gradient, toward)
        on = lower & (promised >= 4 * tolerance * misfit) & (promised > nothing[moving])
        found[moving] = points - toward / 2
        if not on.any():
            return found, np.ones(len(found), dtype=bool)
        if not on.all():
            moving, misfit = moving[on], misfit[on]
            points, gradient = points[on], gradient[on]
            past = deque(((one[on], two[on], three[on]) for one, two, three in past), _MEMORY)
        step = _quasi_newton(gradient, past, wanted.pattern.step)
        there, slope, lower = _searched(wanted, moving, points, misfit, gradient, step)
        bend = slope - gradient
        curvature = -_dot(step, bend)
        # A step that met none is remembered as one of no weight.
        past.append((-step, bend, np.where(curvature > 0, curvature, np.inf)))
        points, misfit, gradient = points - step, there, slope
    found[moving] = points - wanted.pattern.step(gradient) / 2
    settled = np.ones(len(found), dtype=bool)
    settled[moving] = False
    return found, settled


def _searched(
    wanted: Wanted,
    which: NDArray[np.intp],
    points: Floats,
    misfit: Floats,
    gradient: Floats,
    step: Floats,
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Halve steps, in place, until each lowers its misfit; say where they lead, and whether so."""
    fall, blur = _dot(step, gradient), wanted.rounding[which]
    there, slope = wanted.misfit(points - step, which)
    for halved in range(_HALVED):
        # Where rounding hides a fall, the slope tells: it must not have turned round.
        short = _dot(step, slope) >= (2 * _MADE_GOOD - 1) * fall
        good = (there <= misfit - _MADE_GOOD * fall) | (short & (there <= misfit + blur))
        bad = np.flatnonzero(~good)
        if not len(bad):
            break
        if halved == _HALVED - 1:  # as low as can be told in this precision
            step[bad], there[bad], slope[bad] = 0, misfit[bad], gradient[bad]
            break
        step[bad], fall[bad] = step[bad] / 2, fall[bad] / 2
        there[bad], slope[bad] = wanted.misfit((points - step)[bad], which[bad])
    return there, slope, good


def _quasi_newton(
    gradient: Floats,
    past: deque[tuple[Floats, Floats, Floats]],
    first_guess: Callable[[Floats], Floats],
) -> Floats:
    """Divide gradients by the curvature that earlier steps met."""
    shares = []
    for step, bend, curvature in reversed(past):
        shares.append((_dot(step, gradient) / curvature)[:, None, None])
        gradient = gradient - shares[-1] * bend
    found = first_guess(gradient)
    for (step, bend, curvature), share in zip(past, reversed(shares), strict=True):
        found = found + (share - (_dot(bend, found) / curvature)[:, None, None]) * step
    return found
