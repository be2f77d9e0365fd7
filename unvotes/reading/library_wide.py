"""The Library's votes in wide tables: a column per state, or a column per roll call."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from unvotes.reading.country_names import at_date, seats, state_of
from unvotes.reading.delimited import Column, Table
from unvotes.reading.library_values import date_parts, symbol_of
from unvotes.record.assembly import sitting

__all__ = ["is_wide", "long_form", "wide_column"]

_STATE, _CALL = "state ", "roll call "
_FEWEST = 2
#: When a seat's former holder left it to another.
_LEFT = {"TWN": "1971-10-25", "SUN": "1991-12-24"}


def wide_column(header: str) -> str | None:
    """
    Name a column of votes of one state, or on one resolution.

    Parameters
    ----------
    header : str
        The column's.

    Returns
    -------
    str or None
        None of any other column.

    Examples
    --------
    >>> wide_column("A/RES/66/253 A"), wide_column("FRA"), wide_column("description")
    ('roll call A/RES/66/253 A', 'state FRA', None)
    """
    if symbol_of(header, council=False) is not None:
        return _CALL + header
    if state_of(header, "")[0] or state_of("", header)[0]:
        return _STATE + header
    return None


def is_wide(names: Iterable[str]) -> bool:
    """
    Tell whether columns of votes stand in for rows of votes.

    Parameters
    ----------
    names : iterable of str
        The columns found.

    Returns
    -------
    bool
        True if there is no column of votes, but some per state or per roll call.
    """
    held = set(names)
    states = sum(name.startswith(_STATE) for name in held)
    calls = sum(name.startswith(_CALL) for name in held)
    if "ms_vote" in held:
        return False
    by_state = states >= _FEWEST and {"resolution", "date"} <= held
    return by_state or (calls > 0 and bool(held & {"ms_code", "ms_name"}))


def long_form(table: Table) -> Table:
    """
    Give a wide table a row per vote.

    Parameters
    ----------
    table : Table
        As it was read; one that is long already stays as it is.

    Returns
    -------
    Table
        With ``resolution``, ``date``, ``ms_code`` or ``ms_name`` and ``ms_vote``. Blank cells
        say nothing of a state that was no member, and are ``?`` (not known) of one that was. A
        row's line is that on which its cell stands.

    Raises
    ------
    UnvotesError
        If a resolution that heads a column is not in the record, so that its day is not known.
    """
    if not is_wide(table.columns):
        return table
    calls = {k: column for k, column in table.columns.items() if k.startswith(_CALL)}
    states = {k: column for k, column in table.columns.items() if k.startswith(_STATE)}
    by_call = bool(calls) and bool({"ms_code", "ms_name"} & set(table.columns))
    cells = list((calls if by_call else states).values())
    kept = {k: v for k, v in table.columns.items() if k not in calls and k not in states}
    rows = np.arange(table.rows)
    if by_call:
        for name in ("resolution", "date"):
            kept.pop(name, None)
        dated = np.zeros(table.rows, dtype=bool)
        for who in (table.columns.get(name) for name in ("ms_name", "ms_code")):
            if who is not None:
                words = [x.strip().casefold() in ("date", "day") for x in who.labels]
                dated |= np.array(words, dtype=bool)[who.codes]
        heads = [column.header for column in cells]
        days = _days(table, cells, np.flatnonzero(dated))
        rows = np.flatnonzero(~dated)
        added = {"resolution": heads, "date": days}
    else:
        added = {"ms_code": [column.header for column in cells]}
        if not all(state_of(column.header, "")[0] for column in cells):
            added = {"ms_name": added["ms_code"]}
    width = len(cells)
    base = np.repeat(rows, width)
    columns = {
        name: Column(name, held.header, held.codes[base], held.labels)
        for name, held in kept.items()
    }
    for name, labels in added.items():
        codes = np.tile(np.arange(width, dtype=np.int32), len(rows))
        columns[name] = Column(name, name, codes, labels).mapped(labels)
    columns["ms_vote"] = _votes(cells, rows)
    lines = table.lines
    long = Table(
        table.path,
        columns,
        len(base),
        lambda of: lines(base[np.asarray(of)]),
        table.repairs,
        table.broken,
        table.header,
        table.first_line,
    )
    return _without_blanks(long, base)


def _votes(cells: list[Column], rows: npt.NDArray[np.int64]) -> Column:
    number: dict[str, int] = {}
    codes = np.empty((len(rows), len(cells)), dtype=np.int32)
    for i, cell in enumerate(cells):
        renumber = np.array([number.setdefault(x, len(number)) for x in cell.labels], np.int32)
        codes[:, i] = renumber[cell.codes[rows]]
    return Column("ms_vote", "votes", codes.ravel(), list(number))


def _days(table: Table, cells: list[Column], dated: npt.NDArray[np.int64]) -> list[str]:
    """Find the day of each column's vote: in a row of days, or in the record."""
    if len(dated):
        return [cell.labels[cell.codes[dated[0]]] for cell in cells]
    from unvotes.record.loading import load_roll_calls

    known: dict[str, str] = {}
    for body in ("security-council", "general-assembly"):
        calls = load_roll_calls(body)
        known |= dict(zip(calls["symbol"], calls["date"].dt.strftime("%Y-%m-%d"), strict=True))
        known |= dict(zip(calls["roll_call"], calls["date"].dt.strftime("%Y-%m-%d"), strict=True))
    days = []
    for cell in cells:
        symbol = symbol_of(cell.header, council=False)
        assert symbol is not None
        day = known.get(symbol.symbol) or known.get(symbol.roll_call)
        if day is None:
            raise table.error(
                0,
                cell.header,
                "its day is not known: the record does not hold this resolution, and the table "
                "has no row of days (a first row called 'date')",
            )
        days.append(day)
    return days


def _without_blanks(table: Table, base: npt.NDArray[np.int64]) -> Table:
    """Drop the blank cells of states that were no members; mark those of members as not known."""
    votes = table.columns["ms_vote"]
    blank = np.array([label.strip() == "" for label in votes.labels])[votes.codes]
    if not blank.any():
        return table
    held = table.columns.get("ms_code") or table.columns["ms_name"]
    how = 0 if held.name == "ms_code" else 1
    codes = [state_of(*(("", x) if how else (x, "")))[0] for x in held.labels]
    parts = [date_parts(label.strip()) for label in table.columns["date"].labels]
    days = np.array(
        [f"{p[1]:04}-{p[2]:02}-{p[3]:02}" if p and p[0] == "year first" else "NaT" for p in parts],
        dtype="datetime64[D]",
    )[table.columns["date"].codes]
    member, members, _ = at_date(held.codes.astype(np.int32), codes, days)
    sat, names = sitting(np.unique(days))
    column = {name: i for i, name in enumerate(names)}
    place = np.array([column.get(seat, -1) for seat in seats(members)])[member]
    which = np.searchsorted(np.unique(days), days)
    of_council = np.array(
        [
            (s := symbol_of(x, council=False)) is not None and s.symbol.startswith("S/")
            for x in table.columns["resolution"].labels
        ]
    )[table.columns["resolution"].codes]
    unsaid = blank & (place >= 0) & sat[which, place] & ~of_council
    # A seat may have a column for each state that held it.
    key = table.columns["resolution"].codes.astype(np.int64) * (len(names) + 1) + place
    for code, day in _LEFT.items():
        left = np.array([each == code for each in members])[member] & (days >= np.datetime64(day))
        unsaid &= ~left
    unsaid &= ~np.isin(key, key[~blank])
    labels = [*votes.labels, "?"]
    cast = np.where(unsaid, len(labels) - 1, votes.codes).astype(np.int32)
    table.columns["ms_vote"] = Column("ms_vote", votes.header, cast, labels)
    return table.taken(np.flatnonzero(~blank | unsaid))
