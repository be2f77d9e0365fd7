"""What the rows of a Library file say of each roll call: its day, symbol, session and totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.reading.delimited import Table
from unvotes.reading.library_values import Symbol, session_of, total_of
from unvotes.reading.voting_file import Findings

__all__ = ["Rows", "marked", "repair_form", "roll_call_facts"]

#: The columns of the totals, and the vote that each counts.
TOTALS = {"total_yes": "yes", "total_no": "no", "total_abstentions": "abstain"}


@dataclass(frozen=True)
class Rows:
    """The rows of a file, and the roll calls that they belong to."""

    table: Table
    findings: Findings
    #: The number of each row's roll call.
    call: npt.NDArray[np.int64]
    #: The first row of each roll call.
    first: npt.NDArray[np.int64]
    symbols: list[Symbol]

    def labels(self, name: str) -> list[str]:
        """Give the values of a column, each once; none where the file has no such column."""
        return self.table.columns[name].labels if name in self.table.columns else []

    def most_say(self, name: str, written: Iterable[str]) -> list[str]:
        """Give what most rows of each roll call say in a column, its values rewritten."""
        column = self.table.columns.get(name)
        if column is None:
            return [""] * len(self.first)
        plain = column.mapped(written)
        codes = plain.codes[self.first]
        odd = codes[self.call] != plain.codes
        for i in np.unique(self.call[odd]).tolist():
            where = np.flatnonzero(self.call == i)
            votes = np.bincount(plain.codes[where])
            codes[i] = int(votes.argmax())
            other = int(where[np.argmax(plain.codes[where] != codes[i])])
            self.findings.doubt(
                "rows of one roll call differ",
                "what most rows say",
                roll_call=self.symbols[i].roll_call,
                column=name,
                row=other,
                found=plain.labels[plain.codes[other]],
                expected=plain.labels[codes[i]],
            )
        return [plain.labels[code] for code in codes.tolist()]


def marked(codes: npt.NDArray[np.int32], which: Iterable[bool]) -> npt.NDArray[np.bool_]:
    """Mark the rows whose value is one of those that are marked."""
    return np.fromiter(which, dtype=bool)[codes]


def repair_form(table: Table, what: str, name: str, written: Sequence[str | None]) -> None:
    """Note as a repair the values of a column that are written otherwise here (None: are not)."""
    column = table.columns[name]
    pairs = zip(written, column.labels, strict=True)
    changed = marked(column.codes, (new is not None and new != old for new, old in pairs))
    if changed.any():
        first = written[column.codes[int(np.argmax(changed))]]
        table.repair(what, name, changed, str(first))


def roll_call_facts(rows: Rows, days: list[np.datetime64]) -> pd.DataFrame:
    """Collect what each roll call's rows say of it, once; where they differ, what most say."""
    symbols = rows.symbols
    facts: dict[str, Any] = {
        "first": rows.first,
        "roll_call": [symbol.roll_call for symbol in symbols],
        "symbol": [symbol.symbol for symbol in symbols],
        "resolution": pd.array([symbol.number for symbol in symbols], dtype="Int64"),
    }
    dates = rows.most_say("date", [str(day) for day in days])
    facts["date"] = np.array(dates, dtype="datetime64[D]")
    for name in ("draft", "meeting", "modality", "vote_note"):
        stripped = [label.strip() for label in rows.labels(name)]
        facts[name] = pd.array(rows.most_say(name, stripped), dtype="str")
    facts["session"] = _sessions(rows, dates)
    for name in (*TOTALS, "total_non_voting", "total_ms"):
        facts[name] = pd.array(_totals(rows, name), dtype="Int64")
    facts["outcome"] = "adopted"
    facts["kind"] = [
        "decision" if symbol.startswith("A/DEC/") else "resolution" for symbol in facts["symbol"]
    ]
    return pd.DataFrame(facts)


def _sessions(rows: Rows, dates: list[str]) -> list[str]:
    """Read the sessions, the symbol's before the column's, and doubt what cannot be together."""
    written = [session_of(label) for label in rows.labels("session")]
    if "session" in rows.table.columns:
        repair_form(rows.table, "form of the session", "session", written)
    stated = rows.most_say("session", written)
    sessions = []
    for i, (symbol, session) in enumerate(zip(rows.symbols, stated, strict=True)):
        sessions.append(symbol.session or session)
        first = int(rows.first[i])
        if symbol.session and session and symbol.session != session:
            rows.findings.doubt(
                "session",
                "the symbol's session",
                roll_call=symbol.roll_call,
                column="session",
                row=first,
                found=session,
                expected=symbol.session,
            )
        year = int(dates[i][:4])
        if (symbol.year and abs(symbol.year - year) > 1) or _out_of_session(sessions[i], year):
            rows.findings.doubt(
                "date and symbol",
                "both as they stand",
                roll_call=symbol.roll_call,
                column="date",
                row=first,
                found=dates[i],
                expected=symbol.symbol,
            )
    return sessions


def _out_of_session(session: str, year: int) -> bool:
    """Tell whether a regular session of the Assembly cannot have voted in a year."""
    regular = re.fullmatch("[0-9]{1,3}", session)
    return regular is not None and not 0 <= year - (1945 + int(session)) <= 1


def _totals(rows: Rows, name: str) -> list[int | None]:
    """Read a column of totals; what is no number is doubted, and no total."""
    labels = rows.labels(name)
    numbers = [total_of(label) for label in labels]
    if name in rows.table.columns:
        repair_form(
            rows.table, "form of the total", name, [None if n is None else str(n) for n in numbers]
        )
        column = rows.table.columns[name]
        pairs = zip(numbers, labels, strict=True)
        wrong = marked(column.codes, (n is None and label.strip() != "" for n, label in pairs))
        for i in np.unique(rows.call[wrong]).tolist():
            row = int(np.flatnonzero(wrong & (rows.call == i))[0])
            rows.findings.doubt(
                "total",
                "no total",
                roll_call=rows.symbols[i].roll_call,
                column=name,
                row=row,
                found=column.labels[column.codes[row]],
                expected="a number",
            )
    said = rows.most_say(name, ["" if n is None else str(n) for n in numbers])
    return [int(text) if text else None for text in said]
