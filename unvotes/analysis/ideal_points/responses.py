"""Votes as an item-response model sees them: members in periods, items, and what links them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.matrix import VoteMatrix
from unvotes.analysis.core.periods import Periods
from unvotes.analysis.ideal_points.mixing import Mixing
from unvotes.errors import UnvotesError, unknown

__all__ = ["NO_MORE", "Draws", "Prior", "Responses", "Solution", "Walk", "responses"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Walk = Literal["forward", "joint"]

#: The end of the range of a cutpoint of a forward walk (Bailey, Strezhnev and Voeten 2017).
NO_MORE = 7.0
_WALKS = ("forward", "joint")
_FORWARD = 0.5


class Prior(NamedTuple):
    """
    What is held of places and items before any vote is seen.

    Attributes
    ----------
    step, newcomers, slopes, cutpoints : float
        Of a joint walk, standard deviations: of a place around the one before it, of a member's
        first place around the mean of those who were there before, of slopes around 0, and of
        cutpoints around the mean of the period in which the item was first put.
    begin : float
        Where the places of the first period of a forward walk are expected.
    """

    step: float = 0.25
    newcomers: float = 1.0
    slopes: float = 1.0
    cutpoints: float = 3.0
    begin: float = 1.0


@dataclass(frozen=True, eq=False)
class Responses:
    """
    The votes that an item-response model is fitted to.

    A *place* is a member in a period. Places are numbered member by member, in order of time.

    Attributes
    ----------
    matrix : VoteMatrix
        The votes that were chosen.
    members, periods, items : pandas.Index
        Names, in order; an item is a roll call, or several that recur.
    member, period : numpy.ndarray of int
        Of each place, as a number into `members` and `periods`.
    ends : numpy.ndarray of int
        Where the votes of each item begin and end among all, item by item.
    place, vote : numpy.ndarray of int
        Of each vote: its place, and 0 no, 1 abstain, 2 yes.
    roll_calls : numpy.ndarray of int
        The roll calls of each item.
    walk : {"forward", "joint"}
        How places of one member hang together.
    variance : numpy.ndarray of float
        Of each place, given the place before it (`previous`).
    previous : numpy.ndarray of int
        The place from which each one is expected; itself where there is none. So are, with a
        joint walk, all first places of members, expected at the mean of those members of the
        period that were there before (or 0); and with a forward walk those in the first period;
        other first places are expected from the next one.
    expected : numpy.ndarray of float
        Where the places of a forward walk are expected (on the first dimension) that follow no
        other.
    prior : Prior
        What is held before any vote is seen.
    dropped : int
        Unanimous items, which tell nobody from anybody, left out.
    """

    matrix: VoteMatrix
    members: pd.Index
    periods: pd.Index
    items: pd.Index
    member: Ints
    period: Ints
    ends: NDArray[np.int64]
    place: Ints
    vote: NDArray[np.int8]
    roll_calls: Ints
    walk: Walk
    variance: Floats
    previous: Ints
    expected: Floats
    prior: Prior
    dropped: int

    @cached_property
    def item(self) -> Ints:
        """The item of each vote."""
        return np.repeat(
            np.arange(len(self.items), dtype=np.int32), np.diff(self.ends).astype(np.intp)
        )

    @cached_property
    def n(self) -> NDArray[np.int64]:
        """The votes of each place."""
        return np.bincount(self.place, minlength=len(self.member))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Noes, abstentions and votes in favour of each item."""
        n = len(self.items)
        return np.stack([np.bincount(self.item[self.vote == k], minlength=n) for k in range(3)])

    @cached_property
    def prior_sd(self) -> Floats:
        """Standard deviation of each place without any vote; NaN for a forward walk."""
        if self.walk == "forward":
            return np.full(len(self.member), np.nan)
        total = np.cumsum(self.variance)
        begun = np.flatnonzero(self.first)[np.cumsum(self.first) - 1]
        return np.sqrt(total - total[begun] + self.variance[begun])

    @cached_property
    def first(self) -> NDArray[np.bool_]:
        """Whether each place is its member's first."""
        return np.r_[True, self.member[1:] != self.member[:-1]]


class Draws(NamedTuple):
    """
    Draws on the standardised scale.

    Attributes
    ----------
    places : numpy.ndarray of float32, chains × draws × places × dimensions
        Positions.
    items : numpy.ndarray of float32, chains × draws × items × 3
        Slopes and both cutpoints; without draws if they were not asked for.
    """

    places: NDArray[np.float32]
    items: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Solution:
    """
    What either route gives, on the standardised scale.

    Attributes
    ----------
    mean, sd, low, high : numpy.ndarray, places × dimensions
        Of the places.
    item, item_sd : numpy.ndarray, items × (dimensions + 2), or None
        Slopes and the two cutpoints.
    shrunk : numpy.ndarray
        Standard deviation of each place as a share of what it is without any vote; NaN where
        that is not defined (a forward walk).
    converged : bool
        By the route's own criterion.
    method : str
        How it was made, in words.
    mixing : Mixing or None
        R-hat and effective draws of the places, from draws.
    unmixed : pandas.DataFrame or None
        What has not converged.
    draws : Draws or None
        The draws.
    """

    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    item: Floats | None
    item_sd: Floats | None
    shrunk: Floats
    converged: bool
    method: str
    mixing: Mixing | None = None
    unmixed: pd.DataFrame | None = None
    draws: Draws | None = None


def responses(
    matrix: VoteMatrix,
    by: Hashable | None,
    walk: Walk,
    prior: Prior,
    recurring: Mapping[Any, Any] | pd.Series | None,
    periods: Periods | None = None,
) -> Responses:
    """
    Sort the votes of a matrix by item and place.

    Parameters
    ----------
    matrix : VoteMatrix
        The votes.
    by : str or None
        The periods, as `VoteMatrix.groups` takes them; one period for None.
    walk : {"forward", "joint"}
        ``"forward"``: a place is expected where its member was in the period before, with a
        variance of .5·n/(n + n before); its first place where it is in the next, and in the
        first of all periods around a fixed value with a variance of 1. ``"joint"``: a random walk
        whose first place is expected where those stand on average who were there before.
    prior : Prior
        What is held before any vote is seen.
    recurring : Series or mapping, or None
        For roll calls that repeat an earlier one: which. Both are one item.
    periods : DataFrame or mapping, optional
        Named periods, as `VoteMatrix.groups` takes them.

    Returns
    -------
    Responses

    Raises
    ------
    UnvotesError
        If nobody disagreed with anybody, or the periods are unknown.
    """
    if walk not in _WALKS:
        raise unknown("walk", walk, _WALKS)
    codes = matrix.codes
    group, labels = _periods(matrix, by, periods)
    item_of, items = _items(matrix, recurring)
    # Small numbers: of each vote there is one, and these arrays are among the largest of a run.
    at = np.flatnonzero((codes >= 0) & (group >= 0)[:, None])
    rows, columns = (one.astype(np.int32) for one in np.divmod(at, codes.shape[1]))
    item, vote = item_of.astype(np.int32)[rows], codes.ravel()[at]
    seen = np.zeros((len(items), 3), dtype=bool)
    seen[item, vote] = True
    divided = seen.sum(axis=1) > 1
    dropped = int((seen.any(axis=1) & ~divided).sum())
    kept = divided[item]
    if not kept.any():
        raise UnvotesError(
            f"no ideal points: on no item was a member of another mind ({matrix.selection})"
        )
    rows, columns, item, vote = rows[kept], columns[kept], item[kept], vote[kept]
    new_item = (np.cumsum(divided) - 1).astype(np.int32)
    cell = columns * len(labels) + group.astype(np.int32)[rows]
    seated = np.zeros(codes.shape[1] * len(labels), dtype=bool)
    seated[cell] = True
    cells = np.flatnonzero(seated)
    place = (np.cumsum(seated, dtype=np.int32) - 1)[cell]
    member, period = np.divmod(cells, len(labels))
    order = np.lexsort((place, new_item[item])).astype(np.int32)
    item = new_item[item][order]
    n = np.bincount(place, minlength=len(cells))
    variance, previous = _links(member, period, n, walk, prior)
    asked = new_item[item_of[np.flatnonzero(np.bincount(rows))]]
    return Responses(
        matrix=matrix,
        members=matrix.members,
        periods=labels,
        items=items[divided],
        member=member.astype(np.int32),
        period=period.astype(np.int32),
        ends=np.searchsorted(item, np.arange(divided.sum() + 1)).astype(np.int64),
        place=place[order].astype(np.int32),
        vote=vote[order],
        roll_calls=np.bincount(asked, minlength=int(divided.sum())).astype(np.int32),
        walk=walk,
        variance=variance,
        previous=previous.astype(np.int32),
        expected=np.full(len(cells), prior.begin if walk == "forward" else 0.0),
        prior=prior,
        dropped=dropped,
    )


def _periods(
    matrix: VoteMatrix, by: Hashable | None, periods: Periods | None
) -> tuple[NDArray[np.intp], pd.Index]:
    """Number the periods in order of time, whatever their names sort like."""
    if by is None:
        return np.zeros(len(matrix.codes), dtype=np.intp), pd.Index(["all"])
    codes, labels = matrix.groups(by, periods)
    if by == "session":
        codes, labels = _regular(codes, labels)
    if matrix.dates is None:
        return codes, labels
    known = codes >= 0
    days = pd.Series(matrix.dates.to_numpy()[known]).groupby(codes[known]).min()
    order = days.sort_values(kind="stable").index.to_numpy()
    place = np.full(len(labels), -1, dtype=np.intp)
    place[order] = np.arange(len(order))
    return np.where(known, place[codes], -1), labels[order]


def _regular(codes: NDArray[np.intp], labels: pd.Index) -> tuple[NDArray[np.intp], pd.Index]:
    """
    Count special and emergency sessions of the Assembly to the regular session they fall into.

    The rows of a matrix are in order of date: that session is the last one before them.
    """
    number = pd.to_numeric(pd.Series(labels.astype("str")), errors="coerce").to_numpy()
    of_row = pd.Series(np.where(codes >= 0, number[codes], np.nan)).ffill().bfill()
    if of_row.isna().all():
        return codes, labels
    found, sessions = pd.factorize(of_row.astype(int).where(codes >= 0), sort=True)
    return found, pd.Index(sessions.astype(int), name=labels.name)


def _items(
    matrix: VoteMatrix, recurring: Mapping[Any, Any] | pd.Series | None
) -> tuple[NDArray[np.intp], pd.Index]:
    ids = matrix.roll_calls
    if recurring is None:
        return np.arange(len(ids)), pd.Index(ids, name="item")
    first = {str(key): str(value) for key, value in dict(recurring).items()}
    codes, labels = pd.factorize(pd.Index([first.get(one, one) for one in ids]))
    return codes, pd.Index(labels, name="item")


def _links(
    member: NDArray[np.int64],
    period: NDArray[np.int64],
    n: NDArray[np.int64],
    walk: Walk,
    prior: Prior,
) -> tuple[Floats, NDArray[np.int64]]:
    here = np.arange(len(member))
    same = np.r_[False, member[1:] == member[:-1]]
    # Where nothing comes before: without an end the level of all that follows would be free.
    begins = period == period.min()
    if walk == "joint":
        gap = np.r_[1, np.diff(period)]
        variance = np.where(same, prior.step**2 * gap, prior.newcomers**2)
        return variance, np.where(same, here - 1, here)
    followed = np.r_[same[1:], False]
    previous = np.where(same, here - 1, np.where(followed & ~begins, here + 1, here))
    alone = previous == here
    return np.where(alone, 1.0, _FORWARD * n / (n + n[previous])), previous
