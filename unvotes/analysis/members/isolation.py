"""Standing: how alone a member was, and whose vote decided."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.counts import counts, prior_draws, sum_draws
from unvotes.analysis.core.limits import holding, quantiles
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.periods import Periods
from unvotes.analysis.core.results import too_few, with_empty_periods, with_notes
from unvotes.analysis.core.selection import SelectionDraws, selection_in
from unvotes.analysis.core.threads import one_thread
from unvotes.analysis.core.uncertainty import Drawn, Uncertainty
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters

__all__ = ["isolation"]

Floats = NDArray[np.floating[Any]]
#: Members who voted less often have draws of their own, since weights depend on how many there are.
_FEW = 50


@shared_parameters
def isolation(
    votes: pd.DataFrame,
    member: Hashable | Iterable[Hashable] | None = None,
    *,
    by: Hashable | None = None,
    periods: Periods | None = None,
    min_shared: int = 10,
    interval: Drawn | None = "bootstrap",
    **options: Unpack[SelectionDraws],
) -> pd.DataFrame:
    """
    With how many of the others a member voted, and how often it stood alone.

    On each roll call the share of the other voting members that cast the same vote (an
    abstention is a vote of its own; non-voting counts on neither side); the estimate is the
    mean of that share over the roll calls on which the member voted. It was *alone* where no
    other member cast its vote, and *alone with one other* where exactly one did.

    Parameters
    ----------
    votes : DataFrame
        One row per member and roll call: ``roll_call``, ``member``, ``vote``, and ``date`` or
        ``topic`` where they are used; with the votes of all members.
    member : str or list of str, optional
        Whose standing; everyone's by default.
    contested : bool, default False
        Rest the estimate on roll calls that were not unanimous only. How often a member
        stood alone is counted on those in any case.
    min_shared : int, default 10
        With fewer roll calls the estimate is withheld, and says so; counts are given.
    interval : {"bootstrap", "percentile", None}, default "bootstrap"
        Bayesian bootstrap with Jeffreys's prior, over roll calls; or Efron's, too short at small
        n; or none. In simulations with 11 and 30 roll calls intervals of 95 % of the first
        held the truth in 93 or more of 100 (``python -m benchmarks.coverage``).

    Returns
    -------
    DataFrame
        A row per member, the most isolated first, or per group and member in order: the
        group (with `by`), ``member`` (str), ``estimate`` (float: mean share of the others
        that voted alike), ``n`` (int: roll calls), ``contested`` (int: of the n roll calls,
        those on which someone voted no or abstained), ``alone`` and ``alone_with_one`` (int: of
        those), ``partner`` (str: who most often was the one other; empty if nobody),
        ``with_partner`` (int: how often of ``alone_with_one`` it was the partner), ``alike``
        and ``others`` (float: how many others voted alike, and voted at all, on average),
        ``low``, ``high`` (float), ``withheld`` (str).

    Raises
    ------
    UnvotesError
        If a member, a column or a choice is wrong.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> table = isolation(votes, ["CHN", "RUS", "USA"], contested=True)
    >>> table[["member", "estimate", "n", "contested", "alone", "alone_with_one"]].round(3)
      member  estimate   n  contested  alone  alone_with_one
    0    RUS     0.403  11         11      1               4
    1    CHN     0.487  11         11      0               4
    2    USA     0.727  11         11      1               0
    """
    how = Uncertainty.of(interval, options, "a mean")
    check_count("min_shared", min_shared, 1)
    matrix = vote_matrix(votes, **selection_in(options))
    if member is None:
        chosen = np.arange(len(matrix.members))
    else:
        named = [member] if isinstance(member, str) or not isinstance(member, Iterable) else member
        chosen = np.array([matrix.column(name) for name in named], dtype=np.intp)
        if not len(chosen):
            raise UnvotesError("member= is an empty list; leave it out for all members")
    labels, parts = matrix.parts(by, periods, every=True)
    clusters = matrix.clusters(how.unit)
    tables = []
    for number, rows in enumerate(parts):
        held = None if clusters is None else clusters[rows]
        table = _rows_of_group(matrix, rows, chosen, how, min_shared, held)
        if labels is not None:
            table.insert(0, str(labels.name), labels[np.full(len(table), number)])
        else:
            table = table.sort_values(["estimate", "member"])
        tables.append(table)
    table = pd.concat([one for one in tables if len(one)] or tables, ignore_index=True)
    if labels is not None and periods is not None:
        table = with_empty_periods(table, labels, ["member"], min_shared)
    return with_notes(table, matrix.selection, how.describe(drawn=True))


def _rows_of_group(
    matrix: VoteMatrix,
    rows: NDArray[np.intp],
    chosen: NDArray[np.intp],
    how: Uncertainty,
    min_shared: int,
    clusters: NDArray[np.intp] | None,
) -> pd.DataFrame:
    """Compute one group's rows: those of the members who voted in it, beside someone else."""
    codes = matrix.codes[rows]
    count = counts(codes, codes >= 0)
    total = count.sum(axis=1)
    voted = (codes[:, chosen] >= 0) & (total > 1)[:, None]
    present = voted.any(axis=0)
    chosen, voted = chosen[present], voted[:, present]
    own = codes[:, chosen]
    alike = np.where(voted, count[np.arange(len(rows))[:, None], own] - 1, 0)
    others = np.where(voted, total[:, None] - 1, 0)
    with np.errstate(invalid="ignore"):
        share = np.where(voted, alike / others, 0)
    n = voted.sum(axis=0)
    estimate = share.sum(axis=0) / np.maximum(n, 1)

    divided = (count[:, :2].sum(axis=1) > 0)[:, None] & voted
    alone, pair = divided & (alike == 0), divided & (alike == 1)
    low = high = np.full(len(chosen), np.nan)
    if how.kind is not None and len(chosen):
        low, high = holding(estimate, *_mean_limits(share, voted, clusters, how))
    short = n < min_shared
    partner, times = _partners(matrix, codes, chosen, pair)
    return pd.DataFrame(
        {
            "member": matrix.members[chosen],
            "estimate": np.where(short, np.nan, estimate),
            "n": n,
            "contested": divided.sum(axis=0),
            "alone": alone.sum(axis=0),
            "alone_with_one": pair.sum(axis=0),
            "partner": partner,
            "with_partner": times,
            "alike": alike.sum(axis=0) / np.maximum(n, 1),
            "others": others.sum(axis=0) / np.maximum(n, 1),
            "low": np.where(short, np.nan, low),
            "high": np.where(short, np.nan, high),
            "withheld": np.where(short, too_few(min_shared), ""),
        }
    )


def _mean_limits(
    share: Floats, voted: NDArray[np.bool_], clusters: NDArray[np.intp] | None, how: Uncertainty
) -> tuple[Floats, Floats]:
    """Draw intervals of each member's mean share, over the roll calls on which it voted."""
    members = share.shape[1]
    # The prior of each member: half a roll call with everyone, half with nobody.
    everyone, nobody = np.split(prior_draws(np.full(2 * members, 0.5), how), 2, axis=1)
    low, high = np.empty(members), np.empty(members)
    few = voted.sum(axis=0) < _FEW
    for columns in (*np.flatnonzero(few)[:, None], np.flatnonzero(~few)):
        if not len(columns):
            continue
        rows = voted[:, columns].any(axis=1)
        with one_thread():
            drawn = sum_draws(
                np.concatenate([share[:, columns], voted[:, columns]], axis=1)[rows],
                how,
                clusters=None if clusters is None else clusters[rows],
                unseen=np.concatenate([everyone, everyone + nobody], axis=1)[
                    :, [*columns, *(columns + members)]
                ],
            )
        with np.errstate(invalid="ignore"):
            ends = quantiles(drawn[:, : len(columns)] / drawn[:, len(columns) :], how)
        low[columns], high[columns] = ends
    return low, high


def _partners(
    matrix: VoteMatrix,
    codes: NDArray[np.int8],
    chosen: NDArray[np.intp],
    pair: NDArray[np.bool_],
) -> tuple[list[str], list[int]]:
    """Name who most often was the only one to vote like each member, and say how often."""
    names = matrix.members
    partner: list[str] = []
    times: list[int] = []
    for nth, column in enumerate(chosen):
        rows = codes[pair[:, nth]]
        same = (rows == rows[:, [column]]).sum(axis=0)
        same[column] = 0
        partner.append(str(names[same.argmax()]) if same.any() else "")
        times.append(int(same.max()))
    return partner, times
