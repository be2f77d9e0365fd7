"""Roll calls that resemble one another: on which the same members stood together."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import pandas as pd

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.counts import with_facts
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.analysis.core.measures import get_measure
from unvotes.analysis.core.results import with_notes
from unvotes.analysis.core.selection import Counting
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import shared_parameters

__all__ = ["nearest_roll_calls"]


@shared_parameters
def nearest_roll_calls(
    votes: pd.DataFrame,
    roll_call: str,
    *,
    count: int = 10,
    measure: str = "kappa",
    min_shared: int = 10,
    **selection: Unpack[Counting],
) -> pd.DataFrame:
    """
    The votes most like one vote: on which the members divided in the most similar way.

    Parameters
    ----------
    roll_call : str
        The roll call, by id or symbol: ``"A/RES/ES-11/1"``. It must be among those selected.
    count : int, default 10
        How many to return.
    measure : str, default "kappa"
        How alike two roll calls are, over the members that voted on both: one of `MEASURES`.
        ``"kappa"`` takes off what two votes have in common because most members vote yes on
        most; ``"agreement"`` is the share that cast the same vote.
    min_shared : int, default 10
        So many members voted on both; roll calls with fewer have no row.

    Returns
    -------
    DataFrame
        A row per roll call, the most similar first: ``roll_call`` (str); ``date``, ``symbol``,
        ``topic``, ``outcome`` where the votes have them; ``estimate`` (float: the measure),
        ``n`` (int: members that voted on both), ``alike`` (int: of these, those that cast the same
        vote), ``otherwise`` (str: who did not, up to twelve named).

    Raises
    ------
    UnvotesError
        If the roll call is not among those selected, or stands for several; if nobody voted on
        it, or (by kappa) all voted alike; if no other shares enough members; for an unknown
        measure, column or choice.

    Notes
    -----
    Members are compared as roll calls are elsewhere: the joint table counts members by their
    votes on the two. On a unanimous vote kappa is undefined, and such votes have no row. All
    members voted or did not: nothing is estimated, and there is no interval.

    Examples
    --------
    >>> import unvotes as uv
    >>> votes = uv.load_votes("general-assembly", since=2014, until=2023)
    >>> table = nearest_roll_calls(votes, "A/RES/ES-11/1", count=3)
    >>> table[["roll_call", "estimate", "n", "alike"]].round(2)
           roll_call  estimate    n  alike
    0  A/RES/ES-11/2      0.90  178    172
    1  A/RES/ES-11/6      0.90  175    169
    2  A/RES/ES-11/4      0.83  176    166
    """
    check_count("count", count, 1)
    check_count("min_shared", min_shared, 1)
    used = get_measure(measure).with_abstain(selection["abstain"])
    matrix = vote_matrix(votes, **selection)
    # 5 and "5" are one roll call, whichever of the two the frame has.
    rows = np.flatnonzero(matrix.roll_calls.astype("str") == str(roll_call))
    if not len(rows) and matrix.has("symbol"):
        rows = np.flatnonzero((matrix.fact("symbol").astype("str") == str(roll_call)).to_numpy())
    if len(rows) > 1:
        raise UnvotesError(
            f"{shown(roll_call)} stands for {len(rows)} roll calls; name one of them: "
            + ", ".join(map(repr, matrix.roll_calls[rows[:8]]))
        )
    if not len(rows):
        raise unknown("roll call", roll_call, map(str, matrix.roll_calls), str(matrix.selection))
    own = matrix.codes[rows[0]]
    voted = own >= 0
    if not voted.any():
        raise UnvotesError(f"nobody is known to have voted on {shown(roll_call)}")
    if measure == "kappa" and len(np.unique(own[voted])) == 1:
        raise UnvotesError(
            f"all who voted on {shown(roll_call)} voted alike, and by kappa no vote is nearer to "
            'it than another; choose measure="agreement"'
        )
    codes = matrix.codes[:, voted]
    tables = np.stack(
        [
            np.stack([(codes[:, own[voted] == a] == b).sum(axis=1) for b in range(3)])
            for a in range(3)
        ]
    )
    n = tables.sum(axis=(0, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.asarray(used(tables.astype(float)), dtype=float)
    usable = (n >= min_shared) & ~np.isnan(value)
    usable[rows[0]] = False
    near = np.flatnonzero(usable)
    if not len(near):
        raise UnvotesError(
            f"no other roll call shares {min_shared} members with {shown(roll_call)} and is "
            f"divided ({matrix.selection})"
        )
    # The most similar, then those on which more members voted, then the nearest in time.
    order = np.lexsort((np.abs(near - rows[0]), -n[near], -value[near].round(9)))
    near = near[order][:count]
    names = matrix.members.astype("str").to_numpy()[voted]
    other = []
    for row in near:
        apart = names[(codes[row] >= 0) & (codes[row] != own[voted])]
        other.append(" ".join(apart[:12]) + (f" and {len(apart) - 12} more" * (len(apart) > 12)))
    table = with_facts(
        matrix,
        near,
        {
            "estimate": value[near],
            "n": n[near],
            "alike": tables[np.arange(3), np.arange(3)][:, near].sum(axis=0),
        },
        {"otherwise": pd.array(other, dtype="str")},
    )
    return with_notes(table, matrix.selection)
