"""Which state a row of Voeten's compilation is of: its number, ISO code and name together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.reading.country_names import related, several, state_of, three_letters
from unvotes.reading.delimited import Column, Table
from unvotes.reading.voeten_roll_calls import HINT, whole
from unvotes.reading.voting_file import Findings
from unvotes.record.state_names import states_coded

__all__ = ["STATE_COLUMNS", "put_aside", "states_of_rows"]

#: Columns of numbers, and the list that each is from.
_LISTS = {"ccode": "COW", "gw": "GW", "m49": "M49"}
#: The columns that name a state, the most certain first.
STATE_COLUMNS = (*_LISTS, "code", "name")
_NUMBER = re.compile("[0-9]{1,3}")


class _State(NamedTuple):
    """The state of a row, and whether a second column names another."""

    code: str
    conflict: bool


def states_of_rows(
    table: Table,
    rows: npt.NDArray[np.int64],
    blank: npt.NDArray[np.bool_],
    dates: pd.Series,
    of_row: npt.NDArray[np.int64],
    findings: Findings,
    aside: bool,
) -> tuple[Column, npt.NDArray[np.bool_]]:
    """
    Find the state of each row; tell which of some rows have one.

    Parameters
    ----------
    table : Table
        The file.
    rows : array of int
        The rows with votes.
    blank : array of bool
        Which of these rows say nothing: without a state they are no votes (totals, empty lines).
    dates : Series of datetime64
        The day of each roll call.
    of_row : array of int
        The roll call of each row of the file, -1 where it is not known.
    findings : Findings
        Takes numbers and names of two states: the number's is taken, and it is said.
    aside : bool
        Keep rows of no state apart, instead of raising.

    Returns
    -------
    Column
        Alpha-3 codes by row of the file.
    array of bool
        Which of `rows` have a state.

    Raises
    ------
    UnvotesError
        If there is no column of states, or (unless `aside`) at the first row without a state.
    """
    given = {name: table.columns[name] for name in STATE_COLUMNS if name in table.columns}
    if not given:
        raise UnvotesError(
            f"{table.path}, line 1, column 'ccode': there is no such column, nor one of names"
        )
    lists = dict(_LISTS)
    if "code" in given:
        lists["code"] = _list_of_numbers(table, given["code"])
    key = np.zeros(table.rows, dtype=np.int64)
    for column in given.values():
        key = key * (len(column.labels) + 1) + column.codes
    _, where, which = np.unique(key, return_index=True, return_inverse=True)
    codes = []
    for row in where.tolist():
        said = {name: column.labels[column.codes[row]].strip() for name, column in given.items()}
        state = _state(said, lists)
        codes.append(state.code)
        if state.conflict:
            findings.doubt(
                "columns name two states",
                f"taken for {state.code}",
                member=state.code,
                column=next(iter(given)),
                row=row,
                found=", ".join(filter(None, said.values())),
            )
    first = next(iter(given.values()))
    held = Column("state", first.header, which.astype(np.int32), codes)
    lost = np.array([code == "" for code in codes])[which[rows]]
    lost_votes = lost & ~blank
    if list(given) == ["code"] and "NAM" in codes:
        lost_votes |= _not_namibia(given["code"], rows, dates, of_row)
    for row in rows[lost_votes].tolist():
        # What is written there, in the first column that has anything.
        written = [(name, column.labels[column.codes[row]]) for name, column in given.items()]
        name, text = next((each for each in written if each[1].strip()), written[0])
        why = several(text) or f"{text[:40]!r} is no country's number or name"
        if not aside:
            raise table.error(row, name, f"{why} {HINT}")
        put_aside(table, row, why)
    return held.mapped(codes), ~(lost | lost_votes)


def put_aside(table: Table, row: int, why: str) -> None:
    """
    Note a row that is not read, with the values that were looked at.

    Parameters
    ----------
    table : Table
        The file.
    row : int
        From 0.
    why : str
        The reason.
    """
    held = (table.columns.get(name) for name in ("rcid", *STATE_COLUMNS, "vote", "date"))
    text = ", ".join(column.labels[column.codes[row]] for column in held if column is not None)
    table.broken.append((table.line(row), text[:200], why))


def _list_of_numbers(table: Table, column: Column) -> str:
    """Tell of which list the numbers are that a column of codes has: all of them together."""
    numbers = {whole(label) for label in column.labels if _NUMBER.fullmatch(whole(label))}
    if not numbers:
        return ""
    if column.header.strip().casefold().startswith("iso") or any(x[0] == "0" for x in numbers):
        return "M49"
    found = {
        name: [states_coded(f"{name} {number}") for number in numbers] for name in ("COW", "M49")
    }
    cow, m49 = (sum(map(bool, each)) for each in found.values())
    if cow == m49 == len(numbers) and found["COW"] != found["M49"]:
        numbered = np.array([whole(label) in numbers for label in column.labels])
        raise table.error(
            int(np.argmax(numbered[column.codes])),
            "code",
            "its numbers are both Correlates of War's and the United Nations' (M49); call the "
            "column 'ccode' or 'm49'",
        )
    return "COW" if cow >= m49 else "M49"


def _state(said: Mapping[str, str], lists: Mapping[str, str]) -> _State:
    """Find one row's state: a number tells, then code and name together."""
    name = said.get("name", "")
    for column, numbered in lists.items():
        number = whole(said.get(column, ""))
        if numbered and _NUMBER.fullmatch(number):
            coded = states_coded(f"{numbered} {number}")
            code = coded[0] if len(coded) == 1 else ""
            other, how = state_of("", name)
            return _State(code, bool(code and how and code != other and not related(code, other)))
    code = said.get("code", "")
    name = name or (next((said[x] for x in _LISTS if said.get(x)), "") if not code else "")
    state, how = state_of(three_letters(code), name)
    # R writes NA where there is no code, and CS was Serbia and Montenegro's too.
    return _State(state, how == "conflict" and code.upper() not in ("NA", "CS"))


def _not_namibia(
    column: Column, rows: npt.NDArray[np.int64], dates: pd.Series, of_row: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Tell where ``NA`` cannot be Namibia's code, since it was no member: R writes absence so."""
    days = dates.to_numpy().astype("datetime64[D]")
    marked = np.array([label.strip() == "NA" for label in column.labels])[column.codes[rows]]
    early = np.zeros(len(rows), dtype=bool)
    known = of_row[rows] >= 0
    early[known] = days[of_row[rows][known]] < np.datetime64("1990-04-23")
    return marked & early
