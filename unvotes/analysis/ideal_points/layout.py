"""Votes in the order in which compiled code goes through them, by item and by place."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unvotes.analysis.ideal_points.responses import Responses

__all__ = ["Ends", "Layout", "laid_out"]

Ints = NDArray[np.int64]
#: Places of the member at the positive end of the first dimension, and of that at the negative.
Ends = tuple[NDArray[np.intp], NDArray[np.intp]]


class Layout(NamedTuple):
    """
    What the moves of a chain need to know of the votes.

    Attributes
    ----------
    places, item_edges : numpy.ndarray of int
        The place of each vote, item by item and within an item the votes in favour, the
        abstentions and the votes against, each in order of time; items × 4, where these begin
        and the last ends.
    sides, place_edges : numpy.ndarray of int
        The item of each vote, place by place, doubled, and for a vote against plus one: within a
        place first the votes for and against, in order of items, then the abstentions; places × 3,
        where these begin and the last ends.
    anchor : numpy.ndarray of int
        The period in which each item was first put.
    period, variance, first : numpy.ndarray
        Of each place: its period; the variance of the step to it, or of a newcomer; whether it is
        its member's first.
    begins : numpy.ndarray of int
        Where the places of each member begin, and the last ends.
    size, stay, new : numpy.ndarray of int
        Places in each period: all, those of members that were there before, and newcomers'.
    spread : numpy.ndarray of bool
        Whether a period has a scale: two places.
    volume : numpy.ndarray of float
        Power of each period's scale in the volume of places and slopes.
    bridges : numpy.ndarray of int
        Rows of votes on items outside their first period: item, vote, begin, end, period.
    """

    places: NDArray[np.int32]
    item_edges: Ints
    sides: NDArray[np.int32]
    place_edges: Ints
    anchor: Ints
    period: Ints
    variance: NDArray[np.float64]
    first: NDArray[np.bool_]
    begins: Ints
    size: Ints
    stay: Ints
    new: Ints
    spread: NDArray[np.bool_]
    volume: NDArray[np.float64]
    bridges: Ints


def laid_out(data: Responses) -> Layout:
    """
    Sort votes for compiled code.

    Parameters
    ----------
    data : Responses
        The votes.

    Returns
    -------
    Layout
    """
    used, period = np.unique(data.period, return_inverse=True)
    period = period.astype(np.int32)  # as all that is taken of each vote: they make the peak
    n_periods, n_places, n_items = len(used), len(data.member), len(data.items)
    at = period[data.place]
    by_item = np.lexsort((data.place, at, -data.vote, data.item)).astype(np.int32)
    abstained = data.vote == 1
    by_place = np.lexsort((data.item, abstained, data.place)).astype(np.int32)
    cast = np.bincount(data.place[~abstained], minlength=n_places)
    ends = np.cumsum(np.bincount(data.place, minlength=n_places))
    begins_at = np.r_[0, ends[:-1]]
    item, vote, when = data.item[by_item], data.vote[by_item], at[by_item]
    anchor = np.full(n_items, n_periods)
    np.minimum.at(anchor, item, when)
    first = data.first
    size, new = (np.bincount(p, minlength=n_periods) for p in (period, period[first]))
    spread = size > 1
    volume = size - 1 - np.bincount(anchor, minlength=n_periods)
    new_row = np.ones(len(item), dtype=bool)
    new_row[1:] = (np.diff(item) != 0) | (np.diff(vote) != 0) | (np.diff(when) != 0)
    begins = np.flatnonzero(new_row)
    rows = np.stack(
        [item[begins], vote[begins], begins, np.r_[begins[1:], len(item)], when[begins]], axis=1
    )
    return Layout(
        places=data.place[by_item],
        item_edges=_edges(item, vote, n_items),
        sides=(2 * data.item + (data.vote == 0))[by_place].astype(np.int32),
        place_edges=np.stack([begins_at, begins_at + cast, ends], axis=1).astype(np.int64),
        anchor=anchor,
        period=period.astype(np.int64),
        variance=data.variance,
        first=first,
        begins=np.r_[np.flatnonzero(first), n_places],
        size=size,
        stay=size - new,
        new=new,
        spread=spread,
        volume=volume.astype(np.float64),
        bridges=rows[rows[:, 4] != anchor[rows[:, 0]]].astype(np.int64),
    )


def _edges(group: NDArray[Any], vote: NDArray[np.int8], n: int) -> Ints:
    counts = [np.bincount(group[vote == k], minlength=n) for k in (2, 1, 0)]
    ends = np.cumsum(np.stack(counts, axis=1).ravel()).reshape(n, 3)
    return np.column_stack([np.r_[0, ends[:-1, 2]], ends]).astype(np.int64)
