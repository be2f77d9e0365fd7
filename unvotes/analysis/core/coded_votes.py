"""A frame of votes as small integers: its roll calls, its members, and a matrix of its votes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.errors import UnvotesError, shown
from unvotes.frames import check_one_body, coded_text

__all__ = ["ABSENT_ROW", "APART", "MISSING", "SCALE", "coded", "filled_matrix"]

#: The votes that count, in their order; their position is their code in a matrix.
SCALE = ("no", "abstain", "yes")
#: What stands in the vote column without being a vote; it never enters a measure.
APART = ("nonvoting", "unknown")
#: The code of a member that did not vote, was not seated, or whose vote is unknown.
MISSING = -1
#: The code of a member that has no row on the roll call, as against a row without a vote.
ABSENT_ROW = -2


def coded(column: pd.Series) -> tuple[NDArray[np.integer[Any]], pd.Index]:
    """
    Give integer codes of a column, and the value of each code.

    Parameters
    ----------
    column : Series
        Of any values.

    Returns
    -------
    codes : numpy.ndarray of int
        A code for each row; -1 where there is no value.
    values : pandas.Index
        The value of each code.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    return coded_text(column)


def _complete(column: pd.Series) -> tuple[NDArray[np.int32], pd.Index]:
    """Integer codes of a column in which no value may be missing."""
    codes, labels = coded(column)
    if (codes < 0).any():
        raise UnvotesError(
            f"column {shown(column.name)} has no value in {int((codes < 0).sum()):,} rows"
        )
    return codes.astype(np.int32, copy=False), labels


def _as_they_come(codes: NDArray[np.int32], labels: pd.Index) -> tuple[NDArray[np.int32], pd.Index]:
    """Number values in the order in which the rows have them, whatever order categories have."""
    if len(codes) < 2 or (codes[1:] >= codes[:-1]).all():
        return codes, labels
    numbers, used = pd.factorize(codes)
    return numbers.astype(np.int32, copy=False), labels[used]


def _in_alphabetical_order(
    codes: NDArray[np.int32], labels: pd.Index
) -> tuple[NDArray[np.int32], pd.Index]:
    """Number values in their own order: to do so later is to move the columns of a matrix."""
    order = np.argsort(labels, kind="stable")
    if np.array_equal(order, np.arange(len(order))):
        return codes, labels
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order))
    return places[codes], labels[order]


def _codes_of_votes(column: pd.Series) -> NDArray[np.int8]:
    """The codes of votes that have passed the door: what stands apart from the scale has none."""
    codes = column.cat.codes.to_numpy().astype(np.int8, copy=False)
    # -1 has all bits set; to choose between two arrays takes forty times as long.
    return codes | -(codes >= len(SCALE)).view(np.int8)


def filled_matrix(
    votes: pd.DataFrame,
) -> tuple[NDArray[np.int8], pd.Index, pd.Index, NDArray[np.integer[Any]]]:
    """
    Fill a matrix from a frame of votes.

    Parameters
    ----------
    votes : DataFrame
        The votes.

    Returns
    -------
    matrix : numpy.ndarray of int8, roll calls × members
        Places on the scale, `MISSING` or `ABSENT_ROW`.
    roll_calls, members : pandas.Index
        Those of the rows and of the columns.
    row_roll : numpy.ndarray of int
        The roll call of each row of the frame.

    Raises
    ------
    UnvotesError
        If a value is missing, or a member has two rows on one roll call.
    """
    row_roll, ids = _as_they_come(*_complete(votes["roll_call"]))
    row_member, names = _in_alphabetical_order(*_complete(votes["member"]))
    cells = np.multiply(row_roll, len(names), dtype=np.intp)
    cells += row_member
    flat = np.full(len(ids) * len(names), ABSENT_ROW, dtype=np.int8)
    flat[cells] = _codes_of_votes(votes["vote"])
    filled = flat != ABSENT_ROW
    if np.count_nonzero(filled) != len(cells):
        twice = pd.Series(cells).duplicated().to_numpy().argmax()
        raise UnvotesError(
            f"member {shown(names[row_member[twice]])} has two rows on roll call "
            f"{shown(ids[row_roll[twice]])}; one row per member and roll call is needed"
        )
    matrix, filled = flat.reshape(len(ids), -1), filled.reshape(len(ids), -1)
    # Categoricals may have categories that no row uses.
    rolls, members = filled.any(axis=1), filled.any(axis=0)
    if not (rolls.all() and members.all()):
        matrix = matrix[np.ix_(rolls, members)]
        row_roll = (np.cumsum(rolls, dtype=np.int32) - 1)[row_roll]
    ids = ids[rolls]
    check_one_body(ids)
    names = names[members]
    # The record's sort of name, or the number that stands in the caller's other tables.
    if not pd.api.types.is_numeric_dtype(names.dtype):
        names = names.astype("str")
    return matrix, ids, names, row_roll
