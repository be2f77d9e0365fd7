"""When a pair's agreement changed: change points by penalised likelihood.

The roll calls on which both voted, in order of date, are cut into stretches of constant
agreement. Among all ways to cut them, the one is taken that maximises the likelihood of the
identical and different votes minus a penalty for each cut; the search is exact (see `cutting`).

A body that votes in batches, as the Assembly does, one topic after the other, has days on
which a pair disagrees on everything. There the cuts fall between years, whose agenda is the
same, and the likelihood is divided by the dispersion of the years within their stretches: how
many times more they differ than they would if roll calls were independent (quasi-likelihood,
McCullagh and Nelder 1989). The dispersion is estimated from no cut at all, then from the cuts
that are found with it, until they stay the same.

References
----------
McCullagh, Peter and John A. Nelder (1989), Generalized Linear Models, 2nd edition, Chapman and
    Hall, section 4.5.
Yao, Yi-Ching (1988), "Estimating the Number of Change-Points via Schwarz' Criterion",
    Statistics & Probability Letters 6: 181-189.
Zhang, Nancy R. and David O. Siegmund (2007), "A Modified Bayes Information Criterion with
    Applications to the Analysis of Comparative Genomic Hybridization Data", Biometrics 63: 22-32.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.joint_tables import cells
from unvotes.analysis.core.limits import holding, share_limits
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.results import with_notes
from unvotes.analysis.core.selection import Counting
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.analysis.pairs.cutting import best_cuts
from unvotes.errors import UnvotesError, shown
from unvotes.parameters import shared_parameters

__all__ = ["change_points"]

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.intp]

#: From so many roll calls a day, on average, a body votes in batches.
_BATCH = 2.0
#: The cuts settle after two or three rounds; they cannot go round for ever.
_MOST_ROUNDS = 20


@shared_parameters
def change_points(
    votes: pd.DataFrame,
    a: Hashable,
    b: Hashable,
    *,
    penalty: float | None = None,
    min_size: int = 10,
    cut_by: Hashable | None = None,
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
        Gain in twice the log-likelihood that a change must bring. The default for independent
        roll calls, 2·log(n) for n common ones, is Schwarz's criterion for the two unknowns of
        a change, its place and the new agreement (Yao 1988). On series without a change it
        found one in at most 7 of 100 with n = 50, and in at most 4 of 100 with 200 or more.
        For u years, days or other units it is 3·log(u) (Zhang and Siegmund 2007): in at most 4
        of 100 series of 8 to 80 years without a change, dispersion 1 to 5, it found one.
    min_size : int, default 10
        Shortest stretch, in common roll calls.
    cut_by : str, optional
        What is taken to be independent, and not cut: ``"roll_call"``; ``"day"``, ``"year"`` or
        ``"term"``; or a column, such as ``"session"`` or ``"meeting"``, of which a cut falls
        before the first roll call of a value. By default ``"year"`` in a body that votes in
        batches, two or more of these roll calls a day on average, such as the Assembly, and
        ``"roll_call"`` in any other.
    abstain : {"own", "drop", "as_no"}, default "own"
        An abstention is a vote of its own; or is left out; or counts as a no.

    Returns
    -------
    pandas.DataFrame
        A row per stretch, in order of time; one row when nothing changed:
        ``first``, ``last`` (date of its first and last roll call, or their names where the
        frame has no dates), ``estimate`` (float, share of identical votes), ``n`` (int), ``a``,
        ``b``, ``low``, ``high`` (float, its interval, as in `agreement`, from n divided by the
        dispersion, and like every interval given a cut too sure of itself), ``earliest``,
        ``latest`` (when the stretch began: the interval of its first roll call, missing in the
        first row). ``attrs["method"]`` says what was taken to be independent.

    Raises
    ------
    UnvotesError
        For an unknown member, topic or choice, when no roll call is left, and when the two
        share none.

    Notes
    -----
    Roll calls, or the units of `cut_by`, are taken to be independent within a stretch. The
    votes on the paragraphs of one draft are not, nor are those of one day in the Assembly,
    which goes through its agenda topic by topic: taken as independent they pass for stretches
    of one day. Years of the Assembly differ 1 to 5 times more than independent roll calls would.

    The interval of a change's place weighs each roll call between the neighbouring changes
    by the likelihood of a change there, agreement before and after being unknown (Jeffreys's
    prior).

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes("general-assembly", since=1985, until=1997, members=["RUS", "USA"])
    >>> change_points(votes, "RUS", "USA")[["first", "last", "n"]]
           first       last    n
    0 1985-10-25 1990-12-21  767
    1 1991-10-16 1997-12-22  509
    """
    check_count("min_size", min_size, 1)
    if penalty is not None and not penalty > 0:
        raise UnvotesError(f"penalty={shown(penalty)} must be above 0; leave it out for 2·log(n)")
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
    cut_by = _usual_unit(matrix) if cut_by is None else cut_by
    how = Uncertainty("bootstrap", level, unit=str(cut_by))
    same = np.isin(cell[shared], (0, 4, 8)).astype(float)
    heads = _heads(matrix, shared, cut_by)
    units = _Units(np.add.reduceat(same, heads), np.diff(heads, append=len(same)).astype(float))
    each = 3 if how.clustered else 2
    cost = each * np.log(len(heads)) if penalty is None else float(penalty)
    cuts, dispersion = _cuts(units, cost, min_size, how.clustered)

    starts = heads[cuts]
    ends = np.append(starts[1:], len(same))
    n = ends - starts
    alike = np.add.reduceat(same, starts)
    low, high = holding(alike / n, *share_limits(alike / dispersion, n / dispersion, how))
    marks = matrix.roll_calls if matrix.dates is None else pd.Index(matrix.dates)
    marks = marks[shared]
    earliest, latest = [], []
    for before, cut, end in zip(cuts, cuts[1:], [*cuts[2:], len(heads)], strict=False):
        part = _Units(*(of[before:end] for of in units))
        first, last = _place(part, cut - before, min_size, level, dispersion)
        earliest.append(marks[heads[before + first]])
        latest.append(marks[heads[before + last]])
    if matrix.dates is None and pd.api.types.is_integer_dtype(marks.dtype):
        marks = marks.astype("Int64")  # the first stretch has no beginning to be unsure of
    missing = [pd.NaT if matrix.dates is not None else None]
    interval = how.describe(drawn=False)
    if how.clustered:
        interval = (
            f"independent by {cut_by}, dispersion {dispersion:.2f}; {level:.0%} Jeffreys interval"
        )
    table = pd.DataFrame(
        {
            "first": marks[starts],
            "last": marks[ends - 1],
            "estimate": alike / n,
            "n": n,
            "a": str(a),
            "b": str(b),
            "low": low,
            "high": high,
            "earliest": pd.Index(missing + earliest, dtype=marks.dtype),
            "latest": pd.Index(missing + latest, dtype=marks.dtype),
        }
    )
    method = f"penalised likelihood, {cost:.1f} a change; {interval}"
    return with_notes(table, matrix.selection, method)


class _Units(NamedTuple):
    """What is not cut, in order of time: how many roll calls each has, and identical votes."""

    same: Floats
    size: Floats


def _usual_unit(matrix: VoteMatrix) -> str:
    """Tell a body that votes in batches from one that votes on one text at a time."""
    if matrix.dates is None:
        return "roll_call"
    days = matrix.dates.dt.normalize().nunique()
    return "year" if len(matrix.dates) >= _BATCH * days else "roll_call"


def _heads(matrix: VoteMatrix, shared: Places, unit: Hashable) -> Places:
    """Find the roll calls before which a cut may fall: the first of each unit."""
    if unit == "roll_call":
        return np.arange(len(shared))
    if unit == "day" and not matrix.has("day"):
        if matrix.dates is None:
            raise UnvotesError("cut_by='day' needs a column 'date', which the votes lack")
        values = pd.Index(matrix.dates.dt.normalize())
    else:
        codes, labels = matrix.groups(unit)
        values = labels.take(codes).where(codes >= 0)
    # A session that goes on beside others, or a roll call without a value, joins those around.
    number = pd.factorize(values[shared])[0]
    new = number[1:] > np.maximum.accumulate(number)[:-1]
    return np.append(0, np.flatnonzero(new) + 1)


def _cuts(units: _Units, cost: float, min_size: int, dispersed: bool) -> tuple[list[int], float]:
    """Find the first unit of each stretch, and the dispersion of units within stretches."""
    if not dispersed:
        return best_cuts(*units, cost, min_size), 1.0
    cuts = [0]
    for _ in range(_MOST_ROUNDS):
        before, cuts = cuts, best_cuts(*units, cost * _dispersion(units, cuts), min_size)
        if cuts == before:
            break
    return cuts, _dispersion(units, cuts)


def _dispersion(units: _Units, cuts: list[int]) -> float:
    """
    Tell how many times more units differ within stretches than independent roll calls would.

    Units count by their size, since what a day's topic does to it grows with its roll calls.
    """
    same, size = units
    spare = len(same) - len(cuts)
    if not spare:
        return 1.0
    stretch = np.repeat(np.arange(len(cuts)), np.diff(cuts, append=len(same)))
    share = (np.bincount(stretch, same) / np.bincount(stretch, size))[stretch]
    expected = size * share * (1 - share)
    squares = np.divide((same - size * share) ** 2, expected, where=expected > 0, out=0 * same)
    return max(1.0, float(np.average(squares, weights=size)) * len(same) / spare)


def _place(
    units: _Units, found: int, min_size: int, level: float, dispersion: float
) -> tuple[int, int]:
    """Bound the place of a single change within a stretch; the one found is always inside."""
    from scipy.special import betaln

    same, n = np.cumsum(units.same), np.cumsum(units.size)
    places = np.flatnonzero((n[:-1] >= min_size) & (n[-1] - n[:-1] >= min_size)) + 1
    before, size = same[places - 1] / dispersion, n[places - 1] / dispersion
    after, rest = same[-1] / dispersion - before, n[-1] / dispersion - size
    log = betaln(before + 0.5, size - before + 0.5)
    log += betaln(after + 0.5, rest - after + 0.5)
    share = np.cumsum(np.exp(log - log.max()))
    tail = (1 - level) / 2
    first, last = np.searchsorted(share / share[-1], [tail, 1 - tail])
    return min(int(places[first]), found), max(int(places[last]), found)
