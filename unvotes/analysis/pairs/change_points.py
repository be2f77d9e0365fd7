"""When a pair's agreement changed: change points by penalised likelihood.

The roll calls on which both voted, in order of date, are cut into stretches of constant
agreement. Among all ways to cut them, the one is taken that maximises the likelihood of the
identical and different votes minus a penalty for each cut; the search is exact (see `cutting`).

References
----------
Yao, Yi-Ching (1988), "Estimating the Number of Change-Points via Schwarz' Criterion",
    Statistics & Probability Letters 6: 181-189.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.joint_tables import cell_tables, cells
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.analysis.core.measures import get_measure
from unvotes.analysis.core.results import with_selection
from unvotes.analysis.core.selection import Counting
from unvotes.analysis.core.uncertainty import Uncertainty, limits
from unvotes.analysis.pairs.cutting import best_cuts
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters

__all__ = ["change_points"]

Floats = NDArray[np.floating[Any]]


@shared_parameters
def change_points(
    votes: pd.DataFrame,
    a: Hashable,
    b: Hashable,
    *,
    penalty: float | None = None,
    min_size: int = 10,
    level: float = 0.95,
    **selection: Unpack[Counting],
) -> pd.DataFrame:
    """
    Find the roll calls at which the agreement of two members changed.

    Parameters
    ----------
    votes : pandas.DataFrame
        One row per member and roll call: ``roll_call``, ``member`` and ``vote``, with ``date``
        (or else in order of time).
    penalty : float, optional
        Gain in twice the log-likelihood that a change must bring. The default, 2·log(n) for
        n common roll calls, is Schwarz's criterion for the two unknowns of a change, its
        place and the new agreement (Yao 1988). On series without a change it found one in
        at most 7 of 100 with n = 50, and in at most 4 of 100 with 200 or more.
    min_size : int, default 10
        Shortest stretch, in common roll calls.
    abstain : {"own", "drop", "as_no"}, default "own"
        An abstention is a vote of its own; or is left out; or counts as a no.

    Returns
    -------
    pandas.DataFrame
        A row per stretch, in order of time; one row when nothing changed:
        ``first``, ``last`` (date of its first and last roll call, or their names where the
        frame has no dates), ``a``, ``b``, ``estimate`` (float, share of identical votes),
        ``n`` (int), ``low``, ``high`` (float, its interval, as in `agreement`, and like every
        interval given a cut too sure of itself), ``earliest``, ``latest`` (when the stretch
        began: the interval of its first roll call, missing in the first row) and
        ``method``.

    Raises
    ------
    UnvotesError
        For an unknown member, topic or choice, when no roll call is left, and when the two
        share none.

    Notes
    -----
    Roll calls are taken to be independent within a stretch. The votes on the paragraphs of
    one draft are not, and can pass for a short stretch of their own: raise `min_size` or
    `penalty`, or leave them out.

    The interval of a change's place weighs each roll call between the neighbouring changes
    by the likelihood of a change there, agreement before and after being unknown (Jeffreys's
    prior).

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes("general-assembly", since=1985, until=1997, members=["RUS", "USA"])
    >>> change_points(votes, "RUS", "USA")[["first", "last", "n"]]
           first       last    n
    0 1985-10-25 1990-12-14  755
    1 1990-12-18 1997-12-22  521
    """
    how = Uncertainty("bootstrap", level)
    check_count("min_size", min_size, 1)
    if penalty is not None and not penalty > 0:
        raise UnvotesError(f"penalty={penalty!r} must be above 0; leave it out for 2·log(n)")
    if selection["abstain"] == "half":
        raise UnvotesError(
            "abstain='half' makes no share of roll calls; use 'own', 'drop', 'as_no'"
        )
    matrix = vote_matrix(votes, **selection)
    a, b = matrix.written(a, b)
    cell = cells(matrix.codes, matrix.column(a), matrix.column(b))
    shared = np.flatnonzero(cell >= 0)
    if not len(shared):
        raise UnvotesError(f"{a} and {b} share no roll call ({matrix.selection})")
    same = np.isin(cell[shared], (0, 4, 8)).astype(float)
    cost = 2 * np.log(len(same)) if penalty is None else float(penalty)
    starts = best_cuts(same, np.ones(len(same)), cost, min_size)
    ends = [*starts[1:], len(same)]

    number = np.repeat(np.arange(len(starts)), np.subtract(ends, starts))
    tables = cell_tables(cell[shared], number, len(starts))
    agreement = get_measure("agreement")
    low, high = limits(tables, agreement, how, matrix.abstain)
    marks = matrix.roll_calls if matrix.dates is None else pd.Index(matrix.dates)
    marks = marks[shared]
    earliest, latest = [], []
    for before, start, end in zip(starts, starts[1:], ends[1:], strict=False):
        first, last = _place(same[before:end], start - before, min_size, level)
        earliest.append(marks[before + first])
        latest.append(marks[before + last])
    if matrix.dates is None and pd.api.types.is_integer_dtype(marks.dtype):
        marks = marks.astype("Int64")  # the first stretch has no beginning to be unsure of
    missing = [pd.NaT if matrix.dates is not None else None]
    table = pd.DataFrame(
        {
            "first": marks[starts],
            "last": marks[np.subtract(ends, 1)],
            "a": str(a),
            "b": str(b),
            "estimate": agreement(tables),
            "n": np.subtract(ends, starts),
            "low": low,
            "high": high,
            "earliest": pd.Index(missing + earliest, dtype=marks.dtype),
            "latest": pd.Index(missing + latest, dtype=marks.dtype),
            "method": f"penalised likelihood, {cost:.1f} a change; {how.describe(drawn=False)}",
        }
    )
    return with_selection(table, matrix.selection)


def _place(same: Floats, found: int, min_size: int, level: float) -> tuple[int, int]:
    """Bound the place of a single change within a stretch; the one found is always inside."""
    from scipy.special import betaln

    n = len(same)
    places = np.arange(min_size, n - min_size + 1)
    before = np.cumsum(same)[places - 1]
    after = same.sum() - before
    log = betaln(before + 0.5, places - before + 0.5)
    log += betaln(after + 0.5, n - places - after + 0.5)
    share = np.cumsum(np.exp(log - log.max()))
    tail = (1 - level) / 2
    first, last = np.searchsorted(share / share[-1], [tail, 1 - tail])
    return min(int(places[first]), found), max(int(places[min(last, len(places) - 1)]), found)
