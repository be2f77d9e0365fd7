"""Which member each row of a Library file is of, from its code and its name together."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.reading.country_names import at_date, nearly_named, seats, several, state_of
from unvotes.reading.delimited import Repair, Table
from unvotes.reading.library_roll_calls import Rows

__all__ = ["Members", "members_of_rows"]

#: So many rows that name one state and code another are a custom of the file, not a slip.
_CUSTOM = 50
#: What is told of a state that was not found by a code and a name that agree.
_FOUND_BY = {
    "name": "state, by its name",
    "code": "state, by its code",
    "conflict": "state, by its name, against its code",
    "unknown": "code that is no state's we know, kept",
}


class _Pair(NamedTuple):
    """A code and a name that stand together in a file."""

    code: str
    name: str
    times: int

    def __str__(self) -> str:
        return ", ".join(text for text in (self.code, self.name) if text)

    @property
    def is_custom(self) -> bool:
        return self.times >= _CUSTOM

    def state(self) -> tuple[str, str, str]:
        """Give the state that is meant, how it was found, and else why none was."""
        state, how = state_of(self.code, self.name)
        if not state and re.fullmatch("[A-Z]{3}", self.code):
            return self.code, "unknown", ""
        if not state:
            neither = (
                f"neither the code {self.code[:20]!r} nor the name {self.name[:60]!r} is a state's"
            )
            return "", "", several(self.name) or neither
        if how == "conflict" and not self.is_custom:
            both = f"the code {self.code[:20]!r} and the name {self.name[:60]!r} are two states"
            return "", "", both
        return state, how, ""

    def is_half_strange(self, state: str, coded: bool) -> bool:
        """Tell whether one of the two is no state's: it may stand for another than the other."""
        code, name = self.code.strip() != "", self.name.strip() != ""
        no_code = coded and code and not state_of(self.code, "")[0]
        return no_code or (code and name and not nearly_named(self.name, state))


class Members(NamedTuple):
    """The members of a file, and which of them each row is of."""

    codes: list[str]
    of_row: npt.NDArray[np.int32]
    #: The rows whose member can be told; None: all of them.
    kept: npt.NDArray[np.bool_] | None


def members_of_rows(rows: Rows, facts: pd.DataFrame, set_aside: bool) -> Members:
    """Find the member of each row, on its day; what cannot be told is set aside, or an error."""
    table = rows.table
    header = "ms_code" if "ms_code" in table.columns else "ms_name"
    of_row, pairs = _pairs(table)
    named = {"ms_code", "ms_name"} <= set(table.columns) and any(p.name.strip() for p in pairs)
    given: dict[str, int] = {}
    lookup = np.full(len(pairs), -1, dtype=np.int32)
    for i, pair in enumerate(pairs):
        state, how, why = pair.state()
        if why:
            _refuse(table, header, np.flatnonzero(of_row == i), pair, why, set_aside)
            continue
        lookup[i] = given.setdefault(state, len(given))
        if not pair.is_custom and pair.is_half_strange(state, header == "ms_code"):
            for row in np.flatnonzero(of_row == i).tolist():
                rows.findings.doubt(
                    "code or name that is no state's",
                    f"taken for {state}",
                    roll_call=facts["roll_call"][int(rows.call[row])],
                    member=state,
                    column=header,
                    row=row,
                    found=str(pair),
                )
        if not how and named and not pair.name.strip():
            how = "code"
        if how:
            line, column = table.line(int(np.argmax(of_row == i))), table.columns[header].header
            table.repairs.append(Repair(_FOUND_BY[how], column, line, str(pair), state, pair.times))
    member = lookup[of_row]
    kept = member >= 0
    if not kept.any():
        raise UnvotesError(f"{table.path}, line {table.line(0)}, column {header!r}: no row is left")
    day = facts["date"].to_numpy()[rows.call]
    member, members, replaced = at_date(member, list(given), day)
    for found, written, where in replaced:
        table.repair(f"state of the day: {found}", header, where, written)
    number: dict[str, int] = {}
    seat = [number.setdefault(code, len(number)) for code in seats(members)]
    of_seat = np.where(kept, np.array(seat, dtype=np.int32)[member], 0).astype(np.int32)
    return Members(list(number), of_seat, None if kept.all() else kept)


def _pairs(table: Table) -> tuple[npt.NDArray[np.intp], list[_Pair]]:
    """Number the pairs of code and name that stand together, and say which each row has."""
    code, name = table.columns.get("ms_code"), table.columns.get("ms_name")
    codes, names = (column.codes if column else np.int32(0) for column in (code, name))
    code_labels, name_labels = (column.labels if column else [""] for column in (code, name))
    key = np.asarray(codes, dtype=np.intp) * len(name_labels) + names
    counts = np.bincount(key)
    found = np.flatnonzero(counts)
    number = np.zeros(len(counts), dtype=np.intp)
    number[found] = np.arange(len(found))
    return number[key], [
        _Pair(code_labels[i // len(name_labels)], name_labels[i % len(name_labels)], int(counts[i]))
        for i in found.tolist()
    ]


def _refuse(
    table: Table, header: str, where: npt.NDArray[np.intp], pair: _Pair, why: str, set_aside: bool
) -> None:
    """Set apart the rows whose member cannot be told, or end the reading."""
    if not set_aside:
        hint = "(broken='set aside' keeps such rows apart)"
        raise table.error(int(where[0]), header, f"{why} {hint}")
    table.broken += [(table.line(row), str(pair)[:200], why) for row in where.tolist()]
