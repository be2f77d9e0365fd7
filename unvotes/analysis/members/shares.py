"""How often a member voted how: shares of yes, no, abstention and absence."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.limits import holding, share_limits
from unvotes.analysis.core.matrix import VoteMatrix, find_members, vote_matrix
from unvotes.analysis.core.periods import Periods
from unvotes.analysis.core.results import too_few, with_empty_periods, with_notes
from unvotes.analysis.core.select import select
from unvotes.analysis.core.selection import Selection
from unvotes.analysis.core.uncertainty import Interval, Uncertainty
from unvotes.errors import UnvotesError, unknown
from unvotes.parameters import shared_parameters

__all__ = ["not_voted_on", "shares"]

#: What a member that sat can do; who is unknown to have done any of it is not counted.
_KNOWN = ("yes", "no", "abstain", "nonvoting")


@shared_parameters
def shares(
    votes: pd.DataFrame,
    member: Hashable | Iterable[Hashable] | None = None,
    *,
    vote: str | None = None,
    by: Hashable | None = None,
    periods: Periods | None = None,
    min_shared: int = 10,
    interval: Interval | None = "bootstrap",
    level: float = 0.95,
    **selection: Unpack[Selection],
) -> pd.DataFrame:
    """
    How often each member voted yes or no, abstained, or did not vote.

    Who abstains most? The share of the roll calls on which the member sat and its vote is
    known. Not voting is a share of its own, not an abstention. What was adopted without a vote, or
    voted on in parts only, is left out: nobody was absent there. Of votes that the record does not
    hold, `roll_calls` tells which those are (columns ``without_vote``, ``in_parts``).

    Parameters
    ----------
    member : str or list of str, optional
        Whose shares; everyone's by default.
    vote : {"yes", "no", "abstain", "nonvoting"}, optional
        The shares of this vote only, the largest first.
    min_shared : int, default 10
        With fewer roll calls a share is withheld, and says so; counts are given.
    interval : {"bootstrap", "percentile", "wilson", "exact", None}, default "bootstrap"
        Of a share in closed form: Jeffreys's (which is what the Bayesian bootstrap gives) with
        exact ends at none, one, all but one and all, Efron's, Wilson's, Clopper and Pearson's; or
        none. Each takes roll calls as independent. With 10 to 500 votes the default at 95 %
        holds the truth in 93 or more of 100, for a few shares in 89 or more; some of these are
        gone through by ``python -m benchmarks.coverage``.
    level : float, default 0.95
        Nominal coverage of the intervals.

    Returns
    -------
    pandas.DataFrame
        A row per member and vote: the group (with `by`), ``member`` (str), ``vote``
        (category), ``estimate`` (float: the share), ``count`` (int: that often), ``n`` (int:
        roll calls), ``low``, ``high`` (float), ``withheld`` (str). In order of
        group, member and vote; of one `vote` in order of group and share.

    Raises
    ------
    UnvotesError
        If a member, a vote, a column or a choice is wrong, or no vote is left.

    Examples
    --------
    >>> import unvotes as uv
    >>> table = shares(uv.load_votes(), vote="abstain", since=2011, until=2012, contested=True)
    >>> table[["member", "estimate", "count", "n"]].round(2).head(3)
      member  estimate  count   n
    0    RUS      0.36      4  11
    1    CHN      0.27      3  11
    2    IND      0.18      2  11
    """
    how = Uncertainty(interval, level)
    check_count("min_shared", min_shared, 1)
    if vote is not None and vote not in _KNOWN:
        raise unknown("vote", vote, _KNOWN)
    matrix = vote_matrix(votes, **selection)
    held = select(votes, **selection)
    groups, labels = None, None
    if by is not None or periods is not None:
        groups, labels = matrix.groups(by, periods, every=True)
    columns = np.arange(len(matrix.members))
    if member is not None:
        named = [member] if isinstance(member, str) or not isinstance(member, Iterable) else member
        columns = find_members(named, matrix.members)
    row = matrix.roll_calls.get_indexer(pd.Index(held["roll_call"]))
    column = matrix.members.get_indexer(pd.Index(held["member"]))
    kind = pd.Index(_KNOWN).get_indexer(pd.Index(held["vote"].astype("str")))
    group = np.zeros(len(held), dtype=np.intp) if groups is None else groups[row]
    known = (kind >= 0) & (group >= 0) & (row >= 0) & (column >= 0) & ~not_voted_on(matrix)[row]
    shape = (1 if labels is None else len(labels), len(matrix.members), len(_KNOWN))
    place = np.ravel_multi_index([part[known] for part in (group, column, kind)], shape)
    count = np.bincount(place, minlength=int(np.prod(shape))).reshape(shape)[:, columns]
    n = np.broadcast_to(count.sum(axis=2, keepdims=True), count.shape)
    if not n.any():
        raise UnvotesError(f"no known vote of these members is left ({matrix.selection})")
    sat = np.flatnonzero(n.ravel())
    groups_of, members_of, kinds = np.unravel_index(sat, count.shape)
    same, times = count.ravel()[sat], n.ravel()[sat]
    share = same / times
    low = high = np.full(len(sat), np.nan)
    if how.kind is not None:
        low, high = holding(share, *share_limits(same.astype(float), times.astype(float), how))
    short = times < min_shared
    table = pd.DataFrame(
        {
            "member": matrix.members.astype("str")[columns[members_of]],
            "vote": pd.Categorical.from_codes(kinds, pd.Index(_KNOWN)),
            "estimate": np.where(short, np.nan, share),
            "count": same,
            "n": times,
            "low": np.where(short, np.nan, low),
            "high": np.where(short, np.nan, high),
            "withheld": np.where(short, too_few(min_shared), ""),
        }
    )
    if labels is not None:
        table.insert(0, str(labels.name), labels[groups_of])
        if periods is not None:
            table = with_empty_periods(table, labels, ["member", "vote"], min_shared)
    if vote is not None:
        table = table[table["vote"] == vote].sort_values(
            ([str(labels.name)] if labels is not None else []) + ["estimate", "member"],
            ascending=([True] if labels is not None else []) + [False, True],
        )
    table = table.reset_index(drop=True)
    return with_notes(table, matrix.selection, how.describe(drawn=False))


def not_voted_on(matrix: VoteMatrix) -> NDArray[np.bool_]:
    """
    Mark the roll calls on which, as far as is known, no one could vote.

    Parameters
    ----------
    matrix : VoteMatrix
        The votes.

    Returns
    -------
    numpy.ndarray of bool
        True for what was adopted without a vote, or voted on in parts only.
    """
    out = np.zeros(len(matrix.roll_calls), dtype=bool)
    for name in ("without_vote", "in_parts"):
        if matrix.has(name):
            out |= matrix.fact(name).eq(True).fillna(False).to_numpy(dtype=bool)
    return out
