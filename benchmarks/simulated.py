"""Votes drawn from the item-response model itself, with the positions behind them."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from unvotes.analysis.ideal_points.responses import Prior, Responses

Floats = np.ndarray[Any, np.dtype[np.float64]]


PRIOR = Prior(cutpoints=2.0)


class Truth(NamedTuple):
    """What the votes of `drawn` were drawn from."""

    place: Floats
    slope: Floats
    cut: Floats


def drawn(
    rng: np.random.Generator,
    members: int,
    periods: int,
    items: int,
    *,
    prior: Prior = PRIOR,
    dimensions: int = 1,
    away: tuple[tuple[int, int], ...] = (),
    bridged: int = 0,
) -> tuple[Responses, Truth]:
    """
    Draw positions, items (so many in each period) and votes from the model's priors.

    A member does not sit in the periods of `away`, pairs of member and period. The first so many
    items are put again in the next period as `bridged`. Unanimous items stay, so that the votes
    are exactly those that the model expects.
    """
    at = [(m, t) for m in range(members) for t in range(periods) if (m, t) not in away]
    member, period = np.array(at, dtype=np.int32).T
    first = np.r_[True, member[1:] != member[:-1]]
    here = np.arange(len(at), dtype=np.int32)
    previous = np.where(first, here, here - 1).astype(np.int32)
    variance = np.where(first, prior.newcomers**2, prior.step**2 * (period - period[previous]))
    place = np.empty((len(at), dimensions))
    for i in np.lexsort((first, period)):  # newcomers after those around whom they stand
        stay = (period == period[i]) & ~first
        around = place[stay].mean(axis=0) if stay.any() else 0.0
        start = around if first[i] else place[previous[i]]
        place[i] = start + np.sqrt(variance[i]) * rng.standard_normal(dimensions)
    put = np.arange(items * periods) % periods
    slope = prior.slopes * rng.standard_normal((len(put), dimensions))
    middle = np.stack([place[period == t].mean(axis=0) for t in range(periods)])
    cut = np.sort(prior.cutpoints * rng.standard_normal((len(put), 2)), axis=1)
    cut += (slope * middle[put]).sum(axis=1)[:, None]
    voters = [
        np.flatnonzero((period == t) | ((period == t + 1) & (j < bridged)))
        for j, t in enumerate(put)
    ]
    utility = [
        place[who] @ slope[j] + rng.standard_normal(len(who)) for j, who in enumerate(voters)
    ]
    vote = [2 - (x[:, None] > cut[j]).sum(axis=1) for j, x in enumerate(utility)]
    data = Responses(
        matrix=cast(Any, None),
        members=pd.Index([f"M{m:02}" for m in range(members)]),
        periods=pd.Index(range(periods)),
        items=pd.Index([f"r{j:04}" for j in range(len(slope))], name="item"),
        member=member,
        period=period,
        ends=np.cumsum([0, *map(len, voters)]).astype(np.int64),
        place=np.concatenate(voters).astype(np.int32),
        vote=np.concatenate(vote).astype(np.int8),
        roll_calls=np.ones(len(slope), dtype=np.int32),
        walk="joint",
        variance=variance,
        previous=previous,
        expected=np.zeros(len(member)),
        prior=prior,
        dropped=0,
    )
    return data, Truth(place, slope, cut)


def as_frame(data: Responses) -> pd.DataFrame:
    """Give the votes as a tidy frame, with the period of each roll call."""
    return pd.DataFrame(
        {
            "roll_call": data.items[data.item],
            "member": data.members[data.member[data.place]],
            "vote": np.array(["no", "abstain", "yes"])[data.vote],
            "period": data.periods[data.period[data.place]],
        }
    )


def standardised(place: Floats) -> Floats:
    """Shift and scale each dimension to mean 0 and standard deviation 1."""
    return (place - place.mean(axis=0)) / place.std(axis=0)


def ends_of(data: Responses, place: Floats) -> tuple[int, int]:
    """Find the members who stand farthest to the right and to the left on average."""
    middle = pd.Series(place[:, 0]).groupby(data.member).mean()
    return int(middle.idxmax()), int(middle.idxmin())


def variances(data: Responses) -> Floats:
    """Prior variances as compiled code takes them: of newcomers, slopes and cutpoints."""
    return np.array([data.prior.newcomers, data.prior.slopes, data.prior.cutpoints]) ** 2
