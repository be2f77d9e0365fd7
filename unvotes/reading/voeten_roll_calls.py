"""The roll calls of Voeten's compilation: their ids, days and kinds, from their first rows."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.reading.delimited import Column, Repair, Table
from unvotes.reading.library_values import date_parts, total_of
from unvotes.reading.voting_file import Findings
from unvotes.record.schema import ISSUES

__all__ = ["doubt_unlike_rows", "roll_call_facts", "whole"]

HINT = "(broken='set aside' keeps such rows apart)"
TALLY = ("yes", "no", "abstain")


def whole(text: str) -> str:
    """Write a number without what other programs add to it: 4934.0 is 4934."""
    return re.sub(r"\.0*$", "", text.strip())


def roll_call_facts(table: Table, aside: bool) -> tuple[pd.DataFrame, dict[str, str]]:
    """Collect the facts of each roll call, from its first row; say which have no day, and why."""
    rcid, first, nameless = _first_rows(table, aside)
    days, undated = _days(table, rcid, first, aside)
    dated = np.array([day != "" for day in days], dtype=bool)
    if not dated.any():
        raise table.error(0, _dating(table), "no row has a date")
    first, days = first[dated], [day for day in days if day]
    symbols, ids = (
        _texts_of(table, "unres", first),
        [rcid.labels[i] for i in rcid.codes[first].tolist()],
    )
    amendments, paragraphs = (_marks(table, name, first) for name in ("amend", "para"))
    facts: dict[str, Any] = {
        "roll_call": _unique_names(symbols, ids),
        "date": np.array(days, dtype="datetime64[D]"),
        "symbol": symbols,
        "draft": "",
        "resolution": pd.array([None] * len(first), dtype="Int64"),
        "meeting": "",
        "session": [whole(text) for text in _texts_of(table, "session", first)],
        "kind": [
            "amendment" if amendment else "paragraph" if paragraph else "resolution"
            for amendment, paragraph in zip(amendments, paragraphs, strict=True)
        ],
        "voeten_id": ids,
        "first": first,
    }
    for name in (*ISSUES, "important_to_usa"):
        if name in ISSUES or name in table.columns:
            facts[name] = pd.array(_marks(table, name, first), dtype="boolean")
    for name in TALLY:
        totals = [total_of(text) for text in _texts_of(table, name, first)]
        facts[f"total_{name}"] = pd.array(totals, dtype="Int64")
    return pd.DataFrame(facts), nameless | undated


def _texts_of(table: Table, name: str, rows: npt.NDArray[np.int64]) -> list[str]:
    """Give what a column says in some rows; nothing, where the file has no such column."""
    column = table.columns.get(name)
    if column is None:
        return [""] * len(rows)
    return [column.labels[code].strip() for code in column.codes[rows].tolist()]


def _marks(table: Table, name: str, rows: npt.NDArray[np.int64]) -> list[bool | None]:
    """Read a column of marks: 0 and 1, or the words of R and Python."""
    words = {"1": True, "true": True, "0": False, "false": False}
    return [words.get(whole(text).strip('\\"').lower()) for text in _texts_of(table, name, rows)]


def _first_rows(table: Table, aside: bool) -> tuple[Column, npt.NDArray[np.int64], dict[str, str]]:
    """Find the first row of each roll call; say which ids are none, and why."""
    rcid = table.columns["rcid"].mapped(whole(x) for x in table.columns["rcid"].labels)
    first = np.full(len(rcid.labels), -1, dtype=np.int64)
    first[rcid.codes[::-1]] = np.arange(table.rows - 1, -1, -1)
    first = first[first >= 0]
    kept, wrong = [], {}
    for row in first.tolist():
        label = rcid.labels[rcid.codes[row]]
        kept.append(re.fullmatch("[0-9]{1,9}", label) is not None)
        if not kept[-1]:
            wrong[label] = f"{label[:40]!r} is no id"
            if not aside:
                raise table.error(row, "rcid", f"{wrong[label]} {HINT}")
    return rcid, first[np.array(kept, dtype=bool)], wrong


def _dating(table: Table) -> str:
    """Name the column that days are read from."""
    return "date" if "date" in table.columns else "year"


def _days(
    table: Table, rcid: Column, first: npt.NDArray[np.int64], aside: bool
) -> tuple[list[str], dict[str, str]]:
    """Read the day of each roll call; say which have none, and why."""
    dates = _texts_of(table, "date", first)
    years = [whole(text) for text in _texts_of(table, "year", first)]
    slashed = [re.match(r"(\d{1,2})/(\d{1,2})/", text) for text in dates]
    by_month = not any(int(match[1]) > 12 for match in slashed if match)
    both = [i for i, match in enumerate(slashed) if match]
    if both and not any(max(int(match[1]), int(match[2])) > 12 for match in slashed if match):
        row, header = int(first[both[0]]), table.columns["date"].header
        said = Repair(
            "month or day first is not told: month first",
            *(header, table.line(row), dates[both[0]], _day(dates[both[0]], True), len(both)),
        )
        table.repairs.append(said)
    other = _first_dated(table, rcid, by_month)
    days, undated = [], {}
    for row, text, year in zip(first.tolist(), dates, years, strict=True):
        day = _day(text, by_month) or other.get(int(rcid.codes[row]), "")
        if not day and re.fullmatch("19[4-9]\\d|20\\d\\d", year):
            # The year alone is known: its last day, which no vote precedes in the session.
            day, header = f"{year}-12-31", table.columns[_dating(table)].header
            table.repairs.append(
                Repair("day unknown, the year's last", header, table.line(row), text, day, 1)
            )
        if not day:
            why = f"{text[:40]!r} is no date; write the day as '2012-02-04'"
            if not aside:
                raise table.error(row, _dating(table), f"{why} {HINT}")
            undated[rcid.labels[rcid.codes[row]]] = why
        days.append(day)
    return days, undated


def _unique_names(symbols: list[str], ids: list[str]) -> list[str]:
    """Name roll calls by their symbols, or else by their ids, and tell alike ones apart."""
    seen: dict[str, int] = {}
    names = []
    for text, number in zip(symbols, ids, strict=True):
        name = text or f"rcid {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def _day(text: str, month_first: bool) -> str:
    """Read a date of the compilation: ISO, or month and day before the year."""
    bare = text.strip()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", bare):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", bare):
        month, day, year = (int(part) for part in match.groups())
        if not month_first:
            day, month = month, day
    elif parts := date_parts(bare):
        form, year, month, day = parts
        if form == "year last" and not month_first:
            month, day = day, month
    else:
        return ""
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return ""
    return str(found) if 1946 <= year <= dt.date.today().year + 1 else ""


def _first_dated(table: Table, rcid: Column, by_month: bool) -> dict[int, str]:
    """Find a day for roll calls of which the first row has none, in their other rows."""
    column = table.columns.get("date")
    if column is None:
        return {}
    read = [_day(label, by_month) for label in column.labels]
    dated = np.array([day != "" for day in read], dtype=bool)[column.codes]
    if dated.all():
        return {}
    codes, at = np.unique(rcid.codes[dated], return_index=True)
    rows = np.flatnonzero(dated)[at]
    return {code: read[column.codes[row]] for code, row in zip(codes.tolist(), rows, strict=True)}


def doubt_unlike_rows(table: Table, findings: Findings) -> None:
    """List the roll calls of which rows say different things: the first of them counts."""
    rcid = table.columns["rcid"].mapped(whole(x) for x in table.columns["rcid"].labels)
    first = np.empty(len(rcid.labels), dtype=np.int64)
    first[rcid.codes[::-1]] = np.arange(table.rows - 1, -1, -1)
    start = first[rcid.codes]
    for name in ("date", "year", "session", "unres", "amend", "para", *ISSUES, *TALLY):
        if name not in table.columns:
            continue
        column = table.columns[name].mapped(whole(x) for x in table.columns[name].labels)
        odd = np.flatnonzero(column.codes[start] != column.codes)
        for i in np.unique(rcid.codes[odd], return_index=True)[1].tolist():
            row = int(odd[i])
            findings.doubt(
                "rows of one roll call differ",
                "what the first row says",
                roll_call=rcid.labels[rcid.codes[row]],
                column=name,
                row=row if table is findings.table else None,
                found=column.labels[column.codes[row]],
                expected=column.labels[column.codes[start[row]]],
            )
