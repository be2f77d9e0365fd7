"""The bulk files of votes that the UN Digital Library issues, read."""

from __future__ import annotations

import datetime as dt
import re
from os import PathLike
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError, unknown
from unvotes.parameters import checked_arguments
from unvotes.reading.columns import columns_of
from unvotes.reading.content import as_path
from unvotes.reading.delimited import Table
from unvotes.reading.library_members import members_of_rows
from unvotes.reading.library_roll_calls import Rows, marked, repair_form, roll_call_facts
from unvotes.reading.library_totals import compare_with_totals
from unvotes.reading.library_values import (
    ASSEMBLY,
    COUNCIL,
    Symbol,
    date_parts,
    session_of,
    symbol_of,
)
from unvotes.reading.library_wide import is_wide, long_form, wide_column
from unvotes.reading.spreadsheet_end import refuse_torn
from unvotes.reading.voting_file import LETTERS, Findings, VotingFile, frames

__all__ = ["read_undl"]

#: The headers of all issues, folded, and the name of each here. Texts are left in the file.
_ALIASES = {
    **{name: name for name in ("undl_id", "date", "session", "draft", "meeting", "modality")},
    **{name: name for name in ("ms_code", "ms_name", "ms_vote", "resolution", "vote_note")},
    **{name: name for name in ("permanent_member", "total_yes", "total_no", "total_abstentions")},
    **{name: name for name in ("total_non_voting", "total_ms")},
    "ms_codes": "ms_code",
    "ms_names": "ms_name",
    "ms_votes": "ms_vote",
    "resolutions": "resolution",
    "drafts": "draft",
    "meetings": "meeting",
    "yes": "total_yes",
    "no": "total_no",
    "abstentions": "total_abstentions",
    "non_voting": "total_non_voting",
    "total_nonvoting": "total_non_voting",
    "total_voting": "total_ms",
    **dict.fromkeys(("country", "country_name", "member_state", "member"), "ms_name"),
    **dict.fromkeys(("country_code", "iso3", "iso3c", "member_code"), "ms_code"),
    **dict.fromkeys(("vote", "voting"), "ms_vote"),
    **dict.fromkeys(("symbol", "decision", "resolution_symbol"), "resolution"),
}
_NEEDED = [("resolution",), ("ms_vote",), ("date",), ("ms_code", "ms_name")]
#: The Library's letters; "?" is what `write_undl` writes for a vote that no source gives.
_LETTER = {
    "Y": "yes",
    "N": "no",
    "A": "abstain",
    "X": "nonvoting",
    "NV": "nonvoting",
    "?": "unknown",
}
_WORD = {"YES": "Y", "NO": "N", "ABSTAIN": "A", "ABSTAINS": "A", "ABSTAINED": "A"}
_WORD |= {"ABSTENTION": "A", "ABSTENTIONS": "A", "ABSTAINING": "A", "IN FAVOUR": "Y"}
_WORD |= {"IN FAVOR": "Y", "FOR": "Y", "AGAINST": "N", "ABSENT": "X", "NONVOTING": "X"}
_WORD |= {"NON-VOTING": "X", "NON VOTING": "X", "NOT VOTING": "X", "DID NOT VOTE": "X"}
_FIRST_YEAR = 1946
#: Members of the Council since 1966.
_COUNCIL_SEATS = 15
_TERMS = "United Nations copyright: not for sale, and to be credited to the UN Digital Library"


@checked_arguments
def read_undl(
    path: str | PathLike[str],
    *,
    broken: Literal["raise", "set aside"] = "raise",
    contradicted: Literal["unknown", "letters"] = "unknown",
) -> VotingFile:
    """
    Read a bulk file of the UN Digital Library: Council or Assembly, any issue.

    The files are records 4055387 (Council) and 4060887 (Assembly) of the Library. They hold
    adopted resolutions only. What they hold is read in any order of columns and repaired where
    that is certain; each repair and each contradiction is listed in the result's ``report``.
    Titles, agenda items and subjects are not read: they stay in the file, whose terms of use are
    in ``report.coverage``. The file may be packed (gzip, bzip2, xz, a ZIP archive of one file),
    have comments above its header, give votes in words, or be wide: a column per state, or a
    column per resolution, whose days then come from a row called ``date``, or from the record.

    Parameters
    ----------
    path : str or path
        The file, or its address (``https://…``), from which it is fetched into the cache.
    broken : {"raise", "set aside"}, default "raise"
        A row with too many or too few values, or whose day or member cannot be told, ends the
        reading with an error that names its line; or it is kept apart in ``report.set_aside``.
    contradicted : {"unknown", "letters"}, default "unknown"
        Where the members' letters contradict the totals of the roll call, one of the two is
        wrong and the file does not tell which: its votes become ``unknown``, with the totals in
        ``reported_tally``; or the letters are taken as they stand.

    Returns
    -------
    VotingFile
        ``votes`` and ``roll_calls`` with the columns and dtypes of `load_votes` and
        `load_roll_calls`, and ``report``. Topics, regions and actions are empty.

    Raises
    ------
    UnvotesError
        Naming file, line and column (of an R file, the byte), if the file is none of these or
        cannot be read for certain.

    Notes
    -----
    - Y, N, A are votes (YES, AGAINST, ABSTENTION and the like too); X, NV and blank are
      ``nonvoting``; any other letter is ``unknown``. In a wide table a blank cell says nothing of
      a state that was no member, and is ``unknown`` of one that was.
    - Decisions (A/DEC/78/401) are roll calls of the kind ``decision``, as in the record.
    - A file that a spreadsheet cut at its last row (1,048,576) has lost what followed, and its
      last roll call is torn: an error, or set aside.
    - A resolution adopted without a vote has X throughout with totals of 0, or Y throughout
      with a word on it in ``modality`` or ``vote_note``: then all are ``nonvoting``. An issue
      that gives Y and no such word cannot be told from a unanimous vote.
    - Members follow the code and the name at the time of the vote: RUS named USSR is the seat
      RUS, CZE before 1993 is CSK, GER is DEU.
    - Two rows of one member on one roll call: alike, one is kept; else the vote is ``unknown``.

    See Also
    --------
    combine : extend the record by what was read.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from unvotes import load_roll_calls, load_votes, write_undl
    >>> path = Path(tempfile.mkdtemp()) / "2026_02_06_sc_voting.csv"
    >>> path = write_undl(load_votes(since=2025, until=2025), load_roll_calls(until=2025), path)
    >>> file = read_undl(path)
    >>> len(file.roll_calls), file.report.contradictions.empty
    (44, True)
    """
    if broken not in ("raise", "set aside"):
        raise unknown("value of broken", broken, ["raise", "set aside"])
    if contradicted not in ("unknown", "letters"):
        raise unknown("value of contradicted", contradicted, ["unknown", "letters"])
    if isinstance(path, str) and re.match(r"https?://", path):
        from unvotes.reading.download import fetch

        path = fetch(str(path))
    aside = broken == "set aside"
    table = columns_of(
        as_path(path),
        _ALIASES,
        _NEEDED,
        set_aside=aside,
        everything=wide_column,
        instead=is_wide,
    )
    return _read(table, aside, contradicted == "unknown")


def _read(given: Table, set_aside: bool, doubted: bool) -> VotingFile:
    table = long_form(given)
    if set_aside:
        table = _without_undated(table)
    findings = Findings(table)
    symbols, body = _resolutions(table)
    cast = _letters(table, findings)
    call, first, of_call = _roll_calls(table, findings)
    days = _dates(table)
    named = _symbols_of_all(table, findings, first, [symbols[i] for i in of_call.tolist()], body)
    grouped = Rows(table, findings, call, first, named)
    held = roll_call_facts(grouped, days)
    torn = np.zeros(table.rows, dtype=bool)
    if not is_wide(given.columns):
        torn = refuse_torn(table, call.astype(np.int32), set_aside, "roll call")
    members, member, keep = members_of_rows(grouped, held, set_aside)
    if torn.any():
        keep = ~torn if keep is None else keep & ~torn
    if keep is not None:
        call, member, cast = call[keep], member[keep], cast[keep]
        used, call = np.unique(call, return_inverse=True)
        held = held.iloc[used].reset_index(drop=True)
    rows = np.arange(table.rows, dtype=np.int64) if keep is None else np.flatnonzero(keep)

    # In order of date and number; members in the alphabet's order.
    numbers = [[int(n) for n in re.findall(r"\d+", text)] for text in held["symbol"]]
    when, at = held["date"].to_numpy().astype(np.int64).tolist(), held["first"].tolist()
    order = np.array(sorted(range(len(held)), key=lambda i: (when[i], numbers[i], at[i])), np.int64)
    rank = np.empty(len(held), dtype=np.int64)
    rank[order] = np.arange(len(held))
    held = held.loc[order].reset_index(drop=True)
    held["roll_call"] = _unique(held, findings, table)
    place = np.empty(len(members), dtype=np.int64)
    alphabet = sorted(range(len(members)), key=members.__getitem__)
    place[alphabet] = np.arange(len(members))
    members = [members[i] for i in alphabet]
    key = rank[call] * len(members) + place[member]
    slot = np.full(len(held) * len(members), -1, dtype=np.int64)
    slot[key[::-1]] = np.arange(len(key))[::-1]
    cast = _one_vote_each(table, findings, key, slot, cast, rows, held, members)
    taken = slot[slot >= 0]
    key, cast = key[taken], cast[taken]
    row, member = (key // len(members)).astype(np.int32), (key % len(members)).astype(np.int32)
    if body == COUNCIL:
        _permanent(table, findings, rows[taken], row, member, members, held)
    cast = compare_with_totals(table, findings, held, row, cast, doubted)
    held["source"] = "undl"
    votes, roll_calls = frames(held, members, row, member.astype(np.int16), cast, body)
    facts = {"body": body, "columns": ", ".join(table.header), "terms of use": _TERMS}
    return VotingFile(
        votes, roll_calls, findings.report(votes, roll_calls, facts), body, table.path
    )


def _resolutions(table: Table) -> tuple[list[Symbol | None], str]:
    """Read the symbols; the rows of one file are of one body."""
    column = table.columns["resolution"]
    council = _of_council(table)
    symbols = [symbol_of(label, council) for label in column.labels]
    wrong = marked(column.codes, (symbol is None for symbol in symbols))
    # Without the Library's number of the record, a roll call has no other name.
    if wrong.all() or (wrong.any() and "undl_id" not in table.columns):
        row = int(np.argmax(wrong))
        found = column.labels[column.codes[row]]
        raise table.error(
            row,
            "resolution",
            f"{found[:80]!r} is no resolution's symbol, such as 'S/RES/1973(2011)' or "
            "'A/RES/66/253 A'",
        )
    of_council = marked(column.codes, (s is not None and s.body == COUNCIL for s in symbols))
    of_assembly = ~of_council & ~wrong
    if of_council.any() and of_assembly.any():
        few = of_council if of_council.sum() < of_assembly.sum() else of_assembly
        row = int(np.argmax(few))
        raise table.error(
            row,
            "resolution",
            f"{column.labels[column.codes[row]]!r} is of another body than most of the rows; "
            "give the Council's and the Assembly's rows in two files",
        )
    written = [None if symbol is None else symbol.symbol for symbol in symbols]
    repair_form(table, "form of the symbol", "resolution", written)
    return symbols, COUNCIL if of_council.any() else ASSEMBLY


def _of_council(table: Table) -> bool:
    """Tell whether bare numbers are the Council's: by its own column, its papers, or its size."""
    if "permanent_member" in table.columns:
        return True
    for name in ("meeting", "draft"):
        held = table.columns.get(name)
        if held is not None and any(label.strip().startswith("S/") for label in held.labels):
            return True
    column = table.columns["resolution"]
    members = np.bincount(column.codes, minlength=len(column.labels))
    return "session" not in table.columns and bool(members.max() <= _COUNCIL_SEATS)


def _letters(table: Table, findings: Findings) -> npt.NDArray[np.int8]:
    """Read the letters as places on the scale."""
    column = table.columns["ms_vote"]
    words = [label.strip().upper().rstrip(".") for label in column.labels]
    words = [_WORD.get(word, word) for word in words]
    places = np.array([LETTERS[_LETTER.get(word, "unknown")] for word in words], dtype=np.int8)
    blank = [word == "" for word in words]
    places[np.array(blank, dtype=bool)] = LETTERS["nonvoting"]
    strange = [word not in _LETTER and word != "" for word in words]
    wrong = marked(column.codes, strange)
    if wrong.mean() > 0.5:
        row = int(np.argmax(wrong))
        found = column.labels[column.codes[row]]
        raise table.error(
            row, "ms_vote", f"{found[:40]!r} is no vote, as most here; they are Y, N, A, X or NV"
        )
    for label, word in zip(column.labels, words, strict=True):
        if word in _LETTER and word != label:
            where = marked(column.codes, (other == label for other in column.labels))
            table.repair("letter", "ms_vote", where, word)
    if any(blank):
        table.repair("blank vote", "ms_vote", marked(column.codes, blank), "X")
    symbols = table.columns["resolution"]
    for row in np.flatnonzero(wrong).tolist():
        findings.doubt(
            "letter",
            "the vote is unknown",
            roll_call=symbols.labels[symbols.codes[row]],
            member=_member_in(table, row),
            column="ms_vote",
            row=row,
            found=column.labels[column.codes[row]],
            expected="Y, N, A, X or NV",
        )
    return places[column.codes]


def _member_in(table: Table, row: int) -> str:
    column = table.columns.get("ms_code") or table.columns["ms_name"]
    return column.labels[column.codes[row]]


def _roll_calls(
    table: Table, findings: Findings
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Number the roll calls by record and symbol; give each one's first row and its symbol."""
    column, resolution = table.columns.get("undl_id"), table.columns["resolution"]
    symbol, width = resolution.codes, len(resolution.labels)
    if column is None:
        call = symbol.astype(np.int64)
    else:
        blank = np.array([label.strip() == "" for label in column.labels])
        call = np.where(blank[column.codes], len(blank) + symbol, column.codes).astype(np.int64)
    first = _first_rows(call, int(call.max()) + 1)
    if (symbol[first][call] != symbol).any():
        pairs, which, counts = np.unique(
            call * width + symbol, return_inverse=True, return_counts=True
        )
        group, meant = pairs // width, pairs % width
        few = counts <= 0.34 * np.bincount(call)[group]
        for i in np.flatnonzero(few).tolist():
            rivals = np.flatnonzero(group == group[i])
            most = int(rivals[np.argmax(counts[rivals])])
            meant[i] = pairs[most] % width
            found = int(pairs[i] % width)
            findings.doubt(
                "rows of one roll call differ",
                "what most rows say",
                roll_call=resolution.labels[meant[i]],
                column="resolution",
                row=int(np.argmax(which == i)),
                found=resolution.labels[found],
                expected=resolution.labels[meant[i]],
            )
        symbol = meant[which].astype(np.int32)
        call = np.unique(call * width + symbol, return_inverse=True)[1].astype(np.int64)
        first = _first_rows(call, int(call.max()) + 1)
    used = first >= 0
    number = np.cumsum(used) - 1
    return number[call], first[used], symbol[first[used]]


def _first_rows(codes: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    first = np.full(size, -1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first


def _undated(label: str) -> str:
    """Say why a date cannot be read, if it cannot."""
    part, later = date_parts(label.strip()), dt.date.today().year + 1
    if part is None:
        return f"{label[:40]!r} is no date; write the day as '2012-02-04'"
    if not _FIRST_YEAR <= part[1] <= later:
        return (
            f"{label[:40]!r} is not between {_FIRST_YEAR} and {later}: a slip, or a date of "
            "another calendar"
        )
    return ""


def _without_undated(table: Table) -> Table:
    """Set apart the rows whose day cannot be told."""
    column = table.columns["date"]
    whys = [_undated(label) for label in column.labels]
    lost = marked(column.codes, (why != "" for why in whys))
    if not lost.any() or lost.all():
        return table
    shown = [table.columns[name] for name in ("resolution", "ms_vote", "date")]
    for row in np.flatnonzero(lost).tolist():
        text = ", ".join(
            [_member_in(table, row), *(each.labels[each.codes[row]] for each in shown)]
        )
        table.broken.append((table.line(row), text[:200], whys[column.codes[row]]))
    return table.taken(np.flatnonzero(~lost))


def _dates(table: Table) -> list[np.datetime64]:
    """Read the dates; an order of day and month is taken only where the file itself shows it."""
    column = table.columns["date"]
    bare = [label.strip() for label in column.labels]
    parts = [date_parts(text) for text in bare]

    def fail(i: int, problem: str) -> UnvotesError:
        row = int(np.argmax(column.codes == i))
        return table.error(row, "date", f"{column.labels[i][:40]!r} {problem}")

    for i, label in enumerate(column.labels):
        if why := _undated(label):
            row = int(np.argmax(column.codes == i))
            raise table.error(row, "date", f"{why} (broken='set aside' keeps such rows apart)")
    orders = {}
    for form, usual in (("year first", True), ("year last", None)):
        found = [(i, part) for i, part in enumerate(parts) if part and part[0] == form]
        middle = [i for i, part in found if part[2] > 12]
        last = [i for i, part in found if part[3] > 12]
        if middle and last:
            raise fail(
                min(middle + last, key=lambda i: int(np.argmax(column.codes == i))),
                "and others give day and month in two orders; write the day as '2012-02-04'",
            )
        orders[form] = bool(last) if middle or last else usual
        if found and orders[form] is None:
            raise fail(found[0][0], "may be read in two ways; write the day as '2012-02-04'")
    days: list[np.datetime64] = []
    for i, part in enumerate(parts):
        assert part is not None
        form, year, one, two = part
        month, day = (one, two) if orders.get(form, True) else (two, one)
        try:
            days.append(np.datetime64(dt.date(year, month, day), "D"))
        except ValueError:
            raise fail(i, "is no day of the calendar; write the day as '2012-02-04'") from None
    repair_form(table, "form of the date", "date", [str(day) for day in days])
    return days


def _symbols_of_all(
    table: Table,
    findings: Findings,
    first: npt.NDArray[np.int64],
    symbols: list[Symbol | None],
    body: str,
) -> list[Symbol]:
    """Name a roll call without a resolution's symbol by the Library's number of its record."""
    resolution, record = table.columns["resolution"], table.columns.get("undl_id")
    named = []
    for row, symbol in zip(first.tolist(), symbols, strict=True):
        if symbol is None:
            assert record is not None
            session = table.columns.get("session") if body == ASSEMBLY else None
            part = session_of(session.labels[session.codes[row]]) if session else ""
            of = "S" if body == COUNCIL else f"A/{part}" if part else "A"
            name = f"{of}/U{record.labels[record.codes[row]].strip()}"
            symbol = Symbol(body, name, "", None, "", None)
            findings.doubt(
                "no resolution's symbol",
                "named by the record's number",
                roll_call=name,
                column="resolution",
                row=row,
                found=resolution.labels[resolution.codes[row]],
            )
        named.append(symbol)
    return named


def _unique(held: pd.DataFrame, findings: Findings, table: Table) -> list[str]:
    """Tell roll calls apart that claim one symbol."""
    ids = held["roll_call"].tolist()
    seen: dict[str, int] = {}
    out = []
    for i, name in enumerate(ids):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            findings.doubt(
                "two records of one resolution",
                f"kept apart as {name}#{seen[name]}",
                roll_call=name,
                column="undl_id" if "undl_id" in table.columns else "resolution",
                row=int(held["first"][i]),
                found=held["symbol"][i],
            )
            name = f"{name}#{seen[name]}"
        out.append(name)
    return out


def _one_vote_each(
    table: Table,
    findings: Findings,
    key: npt.NDArray[np.int64],
    slot: npt.NDArray[np.int64],
    cast: npt.NDArray[np.int8],
    rows: npt.NDArray[np.int64],
    held: pd.DataFrame,
    members: list[str],
) -> npt.NDArray[np.int8]:
    """Keep one vote per member and roll call."""
    kept = slot[key]
    again = kept != np.arange(len(key))
    if not again.any():
        return cast
    same = again & (cast[kept] == cast)
    if same.any():
        where = np.zeros(table.rows, dtype=bool)
        where[rows[same]] = True
        table.repair("vote given twice, alike", "ms_vote", where, "once")
    cast = cast.copy()
    letters = table.columns["ms_vote"]
    for i in np.flatnonzero(again & ~same).tolist():
        call, member = divmod(int(key[i]), len(members))
        findings.doubt(
            "vote given twice, unlike",
            "the vote is unknown",
            roll_call=held["roll_call"][call],
            member=members[member],
            column="ms_vote",
            row=int(rows[i]),
            found=letters.labels[letters.codes[rows[i]]],
            expected=letters.labels[letters.codes[rows[kept[i]]]],
        )
    cast[kept[again & ~same]] = LETTERS["unknown"]
    return cast


def _permanent(
    table: Table,
    findings: Findings,
    rows: npt.NDArray[np.int64],
    row: npt.NDArray[np.int32],
    member: npt.NDArray[np.int32],
    members: list[str],
    held: pd.DataFrame,
) -> None:
    """Compare the file's mark of permanent members with the Charter's five."""
    column = table.columns.get("permanent_member")
    if column is None:
        return
    words = [label.strip().casefold() for label in column.labels]
    marks = np.array([{"true": 1, "1": 1, "false": 0, "0": 0}.get(word, -1) for word in words])
    five = np.isin(members, ["CHN", "FRA", "GBR", "RUS", "USA"])
    wrong = (marks[column.codes[rows]] != five[member]) & (marks[column.codes[rows]] >= 0)
    for i in np.flatnonzero(wrong).tolist():
        findings.doubt(
            "permanent member",
            "as in the Charter, article 23",
            roll_call=held["roll_call"][int(row[i])],
            member=members[int(member[i])],
            column="permanent_member",
            row=int(rows[i]),
            found=column.labels[column.codes[rows[i]]],
            expected=str(bool(five[member[i]])),
        )
