"""What is known of roll calls beside their votes: from the frame, a table, or the record."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.coded_votes import ABSENT_ROW, coded
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.record.loading import load_roll_calls

__all__ = ["RollCallFacts", "column_names"]


class RollCallFacts:
    """What is known of each roll call, read off the votes frame or a table of roll calls."""

    def __init__(
        self,
        votes: pd.DataFrame,
        roll_calls: pd.DataFrame | None,
        ids: pd.Index,
        row_roll: NDArray[np.integer[Any]],
        everyone: tuple[NDArray[np.int8], pd.Index],
    ) -> None:
        self.votes, self.ids, self.row_roll = votes, ids, row_roll
        self._codes, self._members = everyone
        # The rows of a roll call mostly stand together: only the heads of such runs are looked
        # at one by one. Assigned backwards, the first of several is the one that stays.
        self.heads = np.flatnonzero(np.append(True, row_roll[1:] != row_roll[:-1]))
        self.first = np.empty(len(ids), dtype=np.intp)
        self.first[row_roll[self.heads][::-1]] = self.heads[::-1]
        self.table = _roll_call_table(roll_calls, ids)
        self._read: dict[Hashable, pd.Series] = {}

    @cached_property
    def record(self) -> pd.DataFrame | None:
        """The shipped table of roll calls, where all of the votes are on those."""
        if not str(self.ids[0]).startswith("S/"):  # spare other bodies the reading
            return None
        table = load_roll_calls().set_index("roll_call")
        # Sets of texts: an index of them takes longer to be asked.
        held = set(table.index.tolist()).issuperset(self.ids.tolist())
        return table.reindex(self.ids) if held else None

    def sat(self, member: Hashable) -> NDArray[np.bool_]:
        """Tell on which roll calls a member has a row, whatever stands in it."""
        rows = self._codes[:, self._members == member] != ABSENT_ROW
        return np.asarray(rows.any(axis=1))

    def _home(self, name: Hashable) -> pd.DataFrame | None:
        """Find who knows a fact: a table that was given, then the votes, then the record."""
        if self.table is not None and name in self.table.columns:
            return self.table
        if name in self.votes.columns:
            return self.votes
        if self.record is not None and name in self.record.columns:
            return self.record
        return None

    def has(self, name: Hashable) -> bool:
        """Whether a fact of that name is known."""
        return self._home(name) is not None

    def names(self) -> list[str]:
        """List the facts that can be asked for."""
        known = [frame for frame in (self.votes, self.table, self.record) if frame is not None]
        return [
            name
            for name in dict.fromkeys(str(column) for frame in known for column in frame.columns)
            if name not in ("roll_call", "member", "vote")
        ]

    def peek(self, name: Hashable) -> pd.Series:
        """Give the value of each roll call's first row, unchecked."""
        home = self._home(name)
        if home is None:
            raise unknown("column", name, self.names())
        return home[name].iloc[self.first].set_axis(self.ids) if home is self.votes else home[name]

    def column(self, name: Hashable) -> pd.Series:
        """Give one value for each roll call, having seen that there is only one."""
        if name not in self._read:
            values = self.peek(name)
            if self._home(name) is self.votes:
                codes = _comparable(self.votes[name])
                differs = np.append(False, codes[1:] != codes[:-1])
                roll = self.row_roll[self.heads]
                differs[self.heads] = codes[self.heads] != codes[self.first[roll]]
                if differs.any():
                    where = self.ids[self.row_roll[differs.argmax()]]
                    raise UnvotesError(
                        f"column {shown(name)} has several values within roll call {shown(where)}: "
                        "a fact of a roll call must be the same on each of its rows"
                    )
            self._read[name] = values
        return self._read[name]


def _roll_call_table(roll_calls: pd.DataFrame | None, ids: pd.Index) -> pd.DataFrame | None:
    if roll_calls is None:
        return None
    if "roll_call" not in roll_calls.columns:
        raise UnvotesError(
            f"roll_calls= has no column 'roll_call', only {column_names(roll_calls)}"
        )
    table = roll_calls.set_index("roll_call")
    if not table.index.is_unique:
        twice = table.index[table.index.duplicated()][0]
        raise UnvotesError(
            f"roll_calls= has roll call {shown(twice)} twice; one row each is needed"
        )
    absent = ids.difference(table.index)
    if len(absent):
        raise UnvotesError(
            f"roll_calls= lacks {len(absent):,} of the {len(ids):,} roll calls of the votes, "
            f"the first of them {shown(absent[0])}"
        )
    return table.reindex(ids)


def _comparable(column: pd.Series) -> NDArray[np.integer[Any]]:
    """Integers that are equal where the values are; dates are such integers already."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        return column.to_numpy().view(np.int64)
    return coded(column)[0]


def column_names(frame: pd.DataFrame) -> str:
    """
    List a frame's columns, for an error.

    Parameters
    ----------
    frame : DataFrame
        Any frame.

    Returns
    -------
    str
    """
    return ", ".join(repr(str(column)) for column in frame.columns) or "no columns"
