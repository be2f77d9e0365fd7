"""How a bloc's members voted, counted roll call by roll call: the ground of all bloc statistics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.blocs import Bloc, as_bloc
from unvotes.analysis.bootstrap import Uncertainty, draw_weights
from unvotes.analysis.matrix import SCALE, Abstain, Day, VoteMatrix, vote_matrix
from unvotes.errors import UnvotesError
from unvotes.record.states import View

__all__ = [
    "POSITION",
    "bloc_positions",
    "counts",
    "facts",
    "mask",
    "position",
    "prior_draws",
    "sum_draws",
]

Floats = NDArray[np.floating[Any]]

#: The dtype of a bloc's position: a vote, or missing where its members are evenly split.
POSITION = pd.CategoricalDtype(list(SCALE), ordered=True)


def mask(matrix: VoteMatrix, bloc: Bloc) -> NDArray[np.bool_]:
    """
    Which votes of a matrix were cast by a member of a bloc, on the day of the vote.

    Parameters
    ----------
    matrix : VoteMatrix
        The votes.
    bloc : Bloc
        Whose members.

    Returns
    -------
    numpy.ndarray of bool, roll calls × members

    Raises
    ------
    UnvotesError
        If no member of the bloc voted on any of the roll calls.
    """
    inside = bloc.among(matrix.members, matrix.dates) & (matrix.codes >= 0)
    if not inside.any():
        first = bloc.table()["since"].min()
        raise UnvotesError(
            f"no member of {bloc.name} cast a vote on {matrix.selection}"
            + (f" ({matrix.period()})" if matrix.period() else "")
            + f"; its members are {', '.join(bloc.members[:12]) or 'none'}"
            + (" …" if len(bloc.members) > 12 else "")
            + ("" if pd.isna(first) else f", the first since {first:%Y-%m-%d}")
        )
    return inside


def counts(codes: NDArray[np.int8], inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """
    Count the votes of some members on each roll call.

    Parameters
    ----------
    codes : numpy.ndarray of int8, roll calls × members
        As in `VoteMatrix`.
    inside : numpy.ndarray of bool, roll calls × members
        Whose votes count.

    Returns
    -------
    numpy.ndarray of int, roll calls × 3
        How many voted no, abstained, voted yes.
    """
    return np.stack([((codes == vote) & inside).sum(axis=1) for vote in range(3)], axis=1)


def position(count: NDArray[np.int64]) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """
    The largest camp on each roll call, and where two or three are equally large.

    Parameters
    ----------
    count : numpy.ndarray of int, roll calls × 3
        As from `counts`.

    Returns
    -------
    largest : numpy.ndarray of int8
        0 no, 1 abstain, 2 yes; -1 where nobody voted or there is a tie.
    tie : numpy.ndarray of bool
        Whether two or three camps are equally large.
    """
    most = count.max(axis=1)
    tie = (count == most[:, None]).sum(axis=1) > 1
    voted = most > 0
    largest = np.where(voted & ~tie, count.argmax(axis=1), -1).astype(np.int8)
    return largest, tie & voted


def facts(matrix: VoteMatrix, rows: NDArray[np.intp]) -> dict[str, object]:
    """
    What tables of roll calls begin with: the id and, where the votes have them, date and so on.

    Parameters
    ----------
    matrix : VoteMatrix
        The votes.
    rows : numpy.ndarray of int
        Which roll calls, one for each row of the table.

    Returns
    -------
    dict of str to column
    """
    out: dict[str, object] = {"roll_call": matrix.roll_calls.astype("str")[rows]}
    for name in ("date", "symbol", "topic", "outcome"):
        if matrix.has(name):
            out[name] = matrix.fact(name).iloc[rows].array
    return out


def bloc_positions(
    votes: pd.DataFrame,
    bloc: Bloc | str | Iterable[str],
    *,
    contested: bool = False,
    abstain: Abstain = "own",
    since: Day | None = None,
    until: Day | None = None,
    topic: str | Iterable[str] | None = None,
    view: View | None = None,
    roll_calls: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Where a bloc stood on each roll call: its members' votes, and the largest camp among them.

    Parameters
    ----------
    votes : DataFrame
        One row per member and roll call: ``roll_call``, ``member``, ``vote``, and ``date`` if
        the bloc's membership is dated.
    bloc : Bloc, str or list of str
        The bloc, the name of a ready one, or its members.
    contested, abstain, since, until, topic, view, roll_calls
        As in `agreement`.

    Returns
    -------
    DataFrame
        A row per roll call on which at least one member voted, in order of date:
        ``roll_call`` (str); ``date``, ``symbol``, ``topic``, ``outcome`` where the votes have
        them; ``no``, ``abstain``, ``yes`` (int: members by vote), ``voting`` (int: their
        sum), ``position`` (ordered category ``no`` < ``abstain`` < ``yes``: the vote of the
        largest camp, missing if two are equally large), ``tie`` (bool), ``united`` (bool: all
        voted alike).

    Raises
    ------
    UnvotesError
        If the bloc, a column or a choice is wrong, or no member voted.

    Examples
    --------
    >>> votes = pd.DataFrame({
    ...     "roll_call": ["r1"] * 3 + ["r2"] * 2,
    ...     "member": ["A", "B", "C", "A", "B"],
    ...     "vote": ["yes", "yes", "abstain", "no", "yes"],
    ... })
    >>> bloc_positions(votes, ["A", "B", "C"])
      roll_call  no  abstain  yes  voting position    tie  united
    0        r1   0        1    2       3      yes  False   False
    1        r2   1        0    1       2      NaN   True   False
    """
    matrix = vote_matrix(
        votes,
        contested=contested,
        abstain=abstain,
        since=since,
        until=until,
        topic=topic,
        view=view,
        roll_calls=roll_calls,
    )
    count = counts(matrix.codes, mask(matrix, as_bloc(bloc, votes)))
    rows = np.flatnonzero(count.any(axis=1))
    count = count[rows]
    largest, tie = position(count)
    return pd.DataFrame(
        facts(matrix, rows)
        | {name: count[:, code] for code, name in enumerate(SCALE)}
        | {
            "voting": count.sum(axis=1),
            "position": pd.Categorical.from_codes(largest, dtype=POSITION),
            "tie": tie,
            "united": (count > 0).sum(axis=1) == 1,
        }
    )


def sum_draws(
    units: Floats,
    how: Uncertainty,
    *,
    clusters: NDArray[np.intp] | None = None,
    unseen: Floats | None = None,
) -> Floats:
    """
    Draw sums over roll calls, several at once, as the bootstrap would have them.

    Parameters
    ----------
    units : numpy.ndarray of float, roll calls × quantities
        What each roll call adds to each sum.
    how : Uncertainty
        ``"bootstrap"`` (Bayesian) or ``"percentile"``.
    clusters : numpy.ndarray of int, optional
        The cluster of each roll call; without it roll calls are independent.
    unseen : numpy.ndarray of float, draws × quantities, optional
        What the prior adds to each draw, of the weight of one roll call; see `prior_draws`.

    Returns
    -------
    numpy.ndarray of float, draws × quantities
    """
    rng = how.rng()
    if clusters is None:
        # Roll calls that add the same to every sum are exchangeable.
        kinds, times = np.unique(units, axis=0, return_counts=True)
        size = 1.0
    else:
        _, number = np.unique(clusters, return_inverse=True)
        kinds = np.zeros((number.max() + 1, units.shape[1]))
        np.add.at(kinds, number, units)
        times = np.ones(len(kinds), dtype=np.intp)
        size = len(units) / len(kinds)
    sums = np.asarray(draw_weights(times, how, rng) @ kinds, dtype=float)
    return sums if unseen is None or how.kind != "bootstrap" else sums + size * unseen


def prior_draws(shapes: Floats, how: Uncertainty) -> Floats:
    """
    Draw the weights of what was possible but need not have been seen.

    Parameters
    ----------
    shapes : numpy.ndarray of float
        How much each possibility weighs, in roll calls; for Jeffreys's prior 1 in all.
    how : Uncertainty
        For its draws and seed.

    Returns
    -------
    numpy.ndarray of float, draws × possibilities
    """
    (rng,) = how.rng().spawn(1)  # not the numbers that weigh the roll calls
    return rng.standard_gamma(shapes, size=(how.n_boot, len(shapes)))
