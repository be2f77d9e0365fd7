"""Where a bloc stood on each roll call: its members' votes, and the largest camp among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.ready import as_bloc
from unvotes.analysis.core.coded_votes import SCALE
from unvotes.analysis.core.counts import counts, position, with_facts
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.results import with_notes
from unvotes.analysis.core.selection import Counting
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters

__all__ = ["POSITION", "bloc_positions", "mask"]

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


@shared_parameters
def bloc_positions(
    votes: pd.DataFrame, bloc: Bloc | str | Iterable[str], **selection: Unpack[Counting]
) -> pd.DataFrame:
    """
    Where a bloc stood on each roll call: its members' votes, and the largest camp among them.

    Returns
    -------
    DataFrame
        A row per roll call on which at least one member voted, in order of date:
        ``roll_call`` (str), ``position`` (ordered category ``no`` < ``abstain`` < ``yes``: the
        vote of the largest camp, missing if two are equally large), ``tie`` (bool), ``united``
        (bool: all voted alike); ``date``, ``symbol``, ``topic``, ``outcome`` where the votes
        have them; ``no``, ``abstain``, ``yes`` (int: members by vote), ``voting`` (int: their
        sum).

    Raises
    ------
    UnvotesError
        If the bloc, a column or a choice is wrong, or no member voted.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(topic="Syria", since=2011, until=2012)
    >>> places = bloc_positions(votes, ["IND", "ZAF", "BRA"])
    >>> places[["roll_call", "no", "abstain", "yes", "position", "united"]].head(4)
        roll_call  no  abstain  yes position  united
    0  S/2011/612   0        3    0  abstain    True
    1   S/2012/77   0        0    2      yes    True
    2  S/RES/2042   0        0    2      yes    True
    3  S/RES/2043   0        0    2      yes    True
    """
    matrix = vote_matrix(votes, **selection)
    count = counts(matrix.codes, mask(matrix, as_bloc(bloc, votes)))
    rows = np.flatnonzero(count.any(axis=1))
    count = count[rows]
    largest, tie = position(count)
    where = {
        "position": pd.Categorical.from_codes(largest, dtype=POSITION),
        "tie": tie,
        "united": (count > 0).sum(axis=1) == 1,
    }
    cast = {name: count[:, code] for code, name in enumerate(SCALE)}
    table = with_facts(matrix, rows, where, cast | {"voting": count.sum(axis=1)})
    return with_notes(table, matrix.selection)
