"""Erik Voeten's compilation of the General Assembly's votes, in the forms in which it is issued."""

from __future__ import annotations

import datetime as dt
import re
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.reading.country_names import at_date, seats, state_of
from unvotes.reading.country_numbers import COUNTRY_NUMBERS
from unvotes.reading.delimited import Column, Repair, Table, read_columns
from unvotes.reading.library_values import total_of
from unvotes.reading.r_data import Vector, data_frames, is_r_file
from unvotes.reading.voting_file import LETTERS, Findings, VotingFile, frames
from unvotes.record.schema import ISSUES

__all__ = ["read_voeten"]

_TALLY = ("yes", "no", "abstain")
_ALIASES = {
    **{name: name for name in ("rcid", "ccode", "vote", "session", "date", "year", "unres")},
    **{name: name for name in ("amend", "para", "yes", "no", "abstain", *ISSUES)},
    "country": "name",
    "countryname": "name",
    "countrynamecow": "name",
    "country_name": "name",
    "resolution": "unres",
}
_VOTE = {"1": "yes", "2": "abstain", "3": "no", "8": "nonvoting"}
_VOTE |= {"yes": "yes", "abstain": "abstain", "no": "no", "absent": "nonvoting"}
#: Not a member, or no line of the compilation.
_NONE = ("9", "", "NA", "na", "0")


def read_voeten(
    path: str | PathLike[str], roll_calls: str | PathLike[str] | None = None
) -> VotingFile:
    r"""
    Read Voeten's compilation of Assembly votes: CSV, RData or Parquet, long or wide.

    Long files have a row per country and roll call (``rcid``, ``ccode`` or the country's name,
    ``vote`` 1 yes, 2 abstain, 3 no, 8 absent, 9 not a member, or the words), wide ones a column
    per Correlates of War country number. Texts are left in the file.

    Parameters
    ----------
    path : str or path
        The file of votes.
    roll_calls : str or path, optional
        The file of roll calls (``rcid``, ``date``, ``session``, ``unres`` …), where the votes
        come without dates.

    Returns
    -------
    VotingFile
        ``votes`` and ``roll_calls`` with the columns and dtypes of `load_votes` and
        `load_roll_calls` of the Assembly, and ``report``.

    Raises
    ------
    UnvotesError
        Naming file, line and column (of an R file, the byte) if it is no such file. An R or
        Parquet file can make nothing run: only numbers and texts are read.

    Notes
    -----
    Ids are the compilation's own (``unres``, or ``rcid`` and its number), and ``voeten_id``
    holds the ``rcid``, by which `combine` matches. Its dates are often wrong. It does not say
    whether a draft was adopted: ``outcome`` is ``adopted`` where more voted yes than no, which
    is not so where two thirds were needed.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "votes.csv"
    >>> rows = ["4934,365,3,2012-02-16,R/66/253A", "4934,750,1,2012-02-16,R/66/253A"]
    >>> _ = path.write_text("\n".join(["rcid,ccode,vote,date,unres", *rows]))
    >>> read_voeten(path).votes[["member", "vote"]].values.tolist()
    [['IND', 'yes'], ['RUS', 'no']]
    """
    table = _table(Path(path))
    calls = table if roll_calls is None else _table(Path(roll_calls))
    for held, names in ((table, ("rcid",)), (calls, ("rcid",)), (calls, ("date", "year"))):
        if not any(name in held.columns for name in names):
            hint = "; give the file of roll calls as the second" if "date" in names else ""
            raise UnvotesError(
                f"{held.path}, line 1, column {names[0]!r}: there is no such column{hint}. It has "
                f"{', '.join(held.header)[:300]}"
            )
    findings = Findings(table)
    rcid, state, cast, rows = _long(table, findings)
    facts = _facts(calls)
    _compare(calls, findings)
    known = {number: i for i, number in enumerate(facts["voeten_id"].to_list())}
    lost = sorted({number for number in rcid.labels if number not in known})
    used = np.bincount(rcid.codes, minlength=len(rcid.labels)) > 0
    for number in lost:
        if used[rcid.labels.index(number)]:
            raise UnvotesError(
                f"{table.path}, line 1, column 'rcid': the roll call {number!r} has votes, but no "
                f"line in {calls.path}"
            )
    call = np.array([known.get(number, 0) for number in rcid.labels])[rcid.codes]
    return _built(table, findings, facts, call, state, cast, rows)


def _table(path: Path) -> Table:
    """Read a file of any form as columns of codes and labels."""
    if not path.is_file():
        raise UnvotesError(f"no file {str(path)!r}")
    if is_r_file(path):
        found = {name: held for name, held in data_frames(path).items() if "rcid" in held}
        if len(found) != 1:
            raise UnvotesError(
                f"{path}, byte 0: holds {len(found)} data frames with a column 'rcid', not one"
            )
        return _of_vectors(path, next(iter(found.values())))
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            return _of_vectors(path, _parquet(path))
    return read_columns(path, _ALIASES, [("rcid",)], everything=_number_name)


def _number_name(header: str) -> str | None:
    return f"#{int(header)}" if re.fullmatch(r"\d{1,3}", header) else None


def _parquet(path: Path) -> dict[str, Vector]:
    """Read the columns that are wanted; what the file says of pandas or of classes is ignored."""
    import pyarrow as pa
    import pyarrow.parquet as pa_parquet

    try:
        names = [
            name
            for name in pa_parquet.read_schema(path).names
            if name.casefold() in _ALIASES or _number_name(name)
        ]
        read = pa_parquet.ParquetFile(path).read(names).replace_schema_metadata()
        columns = {}
        for name in names:
            column = read[name]
            if pa.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            if pa.types.is_floating(column.type):
                column = column.cast(pa.int64())
            coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
            labels = [*(label or "" for label in coded.dictionary.to_pylist()), ""]
            codes = coded.indices.fill_null(len(labels) - 1).to_numpy(zero_copy_only=False)
            columns[name] = Vector(codes.astype(np.int32), labels, ())
        return columns
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        words = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise UnvotesError(f"{path}, byte 0: cannot be read as Parquet ({words})") from None


def _of_vectors(path: Path, vectors: dict[str, Vector]) -> Table:
    rows = len(next(iter(vectors.values())).codes) if vectors else 0
    if rows == 0:
        raise UnvotesError(f"{path}, byte 0: holds no row of votes")
    table = Table(
        str(path), {}, rows, lambda of: np.asarray(of, dtype=np.int64) + 1, header=list(vectors)
    )
    for header, vector in vectors.items():
        name = _ALIASES.get(header.casefold()) or _number_name(header)
        if name is None or name in table.columns or len(vector.codes) != rows:
            continue
        labels = vector.labels
        if name == "date" and "Date" in vector.classes:
            labels = [
                str(np.datetime64(int(float(x)), "D")) if x and abs(float(x)) < 1e6 else ""
                for x in labels
            ]
        table.columns[name] = Column(name, header, vector.codes, labels)
    return table


def _long(
    table: Table, findings: Findings
) -> tuple[Column, Column, npt.NDArray[np.int8], npt.NDArray[np.int64]]:
    """Give roll call, state, vote and row of each vote; those who were no members are left out."""
    rcid = table.columns["rcid"].mapped(_whole(x) for x in table.columns["rcid"].labels)
    wide = {name: column for name, column in table.columns.items() if name.startswith("#")}
    if "vote" in table.columns:
        vote = table.columns["vote"]
        places = _places(table, findings, vote)
        kept = places >= 0
        state = _states(table)
        rows = np.flatnonzero(kept)
        return (
            Column("rcid", "rcid", rcid.codes[kept], rcid.labels),
            Column("state", state.header, state.codes[kept], state.labels),
            places[kept].astype(np.int8),
            rows,
        )
    if not wide:
        raise UnvotesError(
            f"{table.path}, line 1, column 'vote': there is no such column, nor columns named by "
            f"country numbers. It has {', '.join(table.header)[:300]}"
        )
    parts: list[tuple[npt.NDArray[Any], ...]] = []
    labels: list[str] = []
    for name, column in wide.items():
        code = COUNTRY_NUMBERS.get(int(name[1:]))
        if code is None:
            raise UnvotesError(
                f"{table.path}, line 1, column {column.header!r}: no country has this number"
            )
        places = _places(table, findings, column)
        held = np.flatnonzero(places >= 0)
        parts.append((rcid.codes[held], np.full(len(held), len(labels)), places[held], held))
        labels.append(code)
    calls, states, cast, rows = (np.concatenate(values) for values in zip(*parts, strict=True))
    return (
        Column("rcid", "rcid", calls, rcid.labels),
        Column("state", "", states.astype(np.int32), labels),
        cast.astype(np.int8),
        rows,
    )


def _whole(text: str) -> str:
    return re.sub(r"\.0*$", "", text.strip())


def _places(table: Table, findings: Findings, column: Column) -> npt.NDArray[np.int16]:
    """Read votes as places on the scale; -1 where there is none."""
    words = [_whole(label).lower() for label in column.labels]
    read = [
        LETTERS[_VOTE[word]] if word in _VOTE else -1 if word.upper() in _NONE else -2
        for word in words
    ]
    wrong = np.array([place == -2 for place in read])[column.codes]
    if wrong.mean() > 0.5:
        row = int(np.argmax(wrong))
        raise UnvotesError(
            f"{table.path}, line {table.line(row)}, column {column.header!r}: "
            f"{column.labels[column.codes[row]][:40]!r} is no vote, as most here; they are 1, 2, "
            "3, 8 and 9, or yes, abstain and no"
        )
    rcid = table.columns["rcid"]
    for row in np.flatnonzero(wrong).tolist():
        findings.doubt(
            "vote",
            "the vote is unknown",
            roll_call=rcid.labels[rcid.codes[row]],
            column=column.name,
            row=row,
            found=column.labels[column.codes[row]],
            expected="1, 2, 3, 8 or 9",
        )
    places = np.array([LETTERS["unknown"] if p == -2 else p for p in read], dtype=np.int16)
    return places[column.codes]


def _states(table: Table) -> Column:
    """Find the state of each row by its number, or else its name."""
    column = table.columns.get("ccode") or table.columns.get("name")
    if column is None:
        raise UnvotesError(
            f"{table.path}, line 1, column 'ccode': there is no such column, nor one of names"
        )
    codes = []
    for i, label in enumerate(column.labels):
        number = _whole(label)
        code = (
            COUNTRY_NUMBERS.get(int(number), "")
            if column.name == "ccode" and re.fullmatch("[0-9]{1,3}", number)
            else state_of("", label)[0]
        )
        if not code and (column.codes == i).any():
            row = int(np.argmax(column.codes == i))
            raise UnvotesError(
                f"{table.path}, line {table.line(row)}, column {column.header!r}: "
                f"{label[:40]!r} is no country's number or name"
            )
        codes.append(code)
    return column.mapped(codes)


def _day(text: str, month_first: bool) -> str:
    """Read a date of the compilation: ISO, or month and day before the year."""
    bare = text.strip()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", bare):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", bare):
        month, day, year = (int(part) for part in match.groups())
        if not month_first:
            day, month = month, day
    else:
        return ""
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return ""
    return str(found) if 1946 <= year <= dt.date.today().year + 1 else ""


def _facts(table: Table) -> pd.DataFrame:
    """Collect the facts of each roll call, from its first row."""
    rcid = table.columns["rcid"].mapped(_whole(x) for x in table.columns["rcid"].labels)
    first = np.full(len(rcid.labels), -1, dtype=np.int64)
    first[rcid.codes[::-1]] = np.arange(table.rows - 1, -1, -1)
    first = first[first >= 0]
    known = [re.fullmatch("[0-9]{1,9}", label) is not None for label in rcid.labels]
    wrong = [i for i in first.tolist() if not known[rcid.codes[i]]]
    if wrong:
        raise table.error(wrong[0], "rcid", f"{rcid.labels[rcid.codes[wrong[0]]][:40]!r} is no id")

    def said(name: str) -> list[str]:
        column = table.columns.get(name)
        if column is None:
            return [""] * len(first)
        return [column.labels[code].strip() for code in column.codes[first].tolist()]

    dates = said("date")
    slashed = [re.match(r"(\d{1,2})/(\d{1,2})/", text) for text in dates]
    numbers = [(int(match[1]), int(match[2])) for match in slashed if match]
    by_month = not any(one > 12 for one, _ in numbers)
    years = [_whole(text) for text in said("year")]
    days = []
    for i, (text, year) in enumerate(zip(dates, years, strict=True)):
        day = _day(text, by_month)
        if not day and re.fullmatch("19[4-9]\\d|20\\d\\d", year):
            # The year alone is known: its last day, which no vote precedes in the session.
            day = f"{year}-12-31"
            column = table.columns.get("date") or table.columns["year"]
            table.repairs.append(
                Repair(
                    "day unknown, the year's last",
                    column.header,
                    table.line(int(first[i])),
                    text,
                    day,
                    1,
                )
            )
        if not day:
            raise table.error(
                int(first[i]),
                "date" if "date" in table.columns else "year",
                f"{text[:40]!r} is no date; write the day as '2012-02-04'",
            )
        days.append(day)
    unres, ids = said("unres"), [rcid.labels[rcid.codes[i]] for i in first.tolist()]
    seen: dict[str, int] = {}
    names = []
    for text, number in zip(unres, ids, strict=True):
        name = text or f"rcid {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    amend, para = ([x in ("1", "1.0") for x in said(name)] for name in ("amend", "para"))
    held = pd.DataFrame(
        {
            "roll_call": names,
            "date": np.array(days, dtype="datetime64[D]"),
            "symbol": unres,
            "draft": "",
            "resolution": pd.array([None] * len(first), dtype="Int64"),
            "meeting": "",
            "session": [_whole(text) for text in said("session")],
            "kind": [
                "amendment" if a else "paragraph" if p else "resolution"
                for a, p in zip(amend, para, strict=True)
            ],
            "voeten_id": ids,
            "first": first,
        }
    )
    for name in ISSUES:
        marks = {"1": True, "0": False}
        held[name] = pd.array(
            [marks.get(_whole(text).strip('\\"')) for text in said(name)], dtype="boolean"
        )
    for name in _TALLY:
        held[f"total_{name}"] = pd.array([total_of(text) for text in said(name)], dtype="Int64")
    return held


def _compare(table: Table, findings: Findings) -> None:
    """List the roll calls of which rows say different things: the first of them counts."""
    rcid = table.columns["rcid"].mapped(_whole(x) for x in table.columns["rcid"].labels)
    first = np.empty(len(rcid.labels), dtype=np.int64)
    first[rcid.codes[::-1]] = np.arange(table.rows - 1, -1, -1)
    start = first[rcid.codes]
    for name in ("date", "year", "session", "unres", "amend", "para", *ISSUES, *_TALLY):
        if name not in table.columns:
            continue
        column = table.columns[name].mapped(_whole(x) for x in table.columns[name].labels)
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


def _built(
    table: Table,
    findings: Findings,
    facts: pd.DataFrame,
    call: npt.NDArray[np.int64],
    state: Column,
    cast: npt.NDArray[np.int8],
    rows: npt.NDArray[np.int64],
) -> VotingFile:
    dates = facts["date"].to_numpy().astype("datetime64[D]")[call]
    # Country 345 is Yugoslavia, then Serbia and Montenegro, then Serbia.
    member, members, _ = at_date(state.codes.astype(np.int32), state.labels, dates)
    number: dict[str, int] = {}
    renumber = np.array([number.setdefault(code, len(number)) for code in seats(members)])
    member, members = renumber[member], list(number)
    alphabet = sorted(range(len(members)), key=members.__getitem__)
    place = np.empty(len(members), dtype=np.int64)
    place[alphabet] = np.arange(len(members))
    members = [members[i] for i in alphabet]

    order = np.lexsort((facts["voeten_id"].astype("int64"), facts["date"].to_numpy()))
    rank = np.empty(len(facts), dtype=np.int64)
    rank[order] = np.arange(len(facts))
    facts = facts.iloc[order].reset_index(drop=True)
    key = rank[call] * len(members) + place[member]
    slot = np.full(len(facts) * len(members), -1, dtype=np.int64)
    # A vote outranks an absence: two numbers can stand for one seat, of which one is idle.
    late_first = np.argsort(cast == LETTERS["nonvoting"], kind="stable")[::-1]
    slot[key[late_first]] = late_first
    kept = slot[key]
    unlike = (cast[kept] != cast) & (cast != LETTERS["nonvoting"])
    for i in np.flatnonzero(unlike).tolist():
        at, who = divmod(int(key[i]), len(members))
        findings.doubt(
            "vote given twice, unlike",
            "the vote is unknown",
            roll_call=facts["roll_call"][at],
            member=members[who],
            column="vote",
            row=int(rows[i]),
        )
    cast = cast.copy()
    cast[kept[unlike]] = LETTERS["unknown"]
    twice = len(key) - int((slot >= 0).sum())
    if twice:
        table.repairs.append(Repair("seat given twice", state.header, 0, "", "once", twice))
    taken = slot[slot >= 0]
    row, seat = (key[taken] // len(members)).astype(np.int32), key[taken] % len(members)
    cast = cast[taken]

    counted = {
        name: np.bincount(row[cast == LETTERS[name]], minlength=len(facts)) for name in _TALLY
    }
    given = facts[[f"total_{name}" for name in counted]].notna().all(axis=1).to_numpy()
    off = given & np.logical_or.reduce(
        [
            facts[f"total_{name}"].fillna(0).to_numpy(dtype=np.int64) != own
            for name, own in counted.items()
        ]
    )
    for i in np.flatnonzero(off).tolist():
        findings.doubt(
            "votes against totals",
            "the votes as they stand",
            roll_call=facts["roll_call"][i],
            column="yes",
            row=int(facts["first"][i]) if "first" in facts else None,
            found="-".join(str(facts[f"total_{name}"][i]) for name in counted),
            expected="-".join(str(own[i]) for own in counted.values()),
        )
    facts = facts.assign(
        outcome=np.where(counted["yes"] > counted["no"], "adopted", "failed"),
        without_vote=False,
        reported_tally="",
        divided=False,
        source="voeten",
        voeten_id=facts["voeten_id"].astype("int64"),
    )
    votes, roll_calls = frames(facts, members, row, seat.astype(np.int16), cast, "general-assembly")
    left_out = {"rows of those who were no members": f"{table.rows - len(np.unique(rows)):,}"}
    report = findings.report(votes, roll_calls, left_out)
    return VotingFile(votes, roll_calls, report, "general-assembly", table.path)
