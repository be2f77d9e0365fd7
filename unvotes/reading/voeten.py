"""Erik Voeten's compilation of the General Assembly's votes, in the forms in which it is issued."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError, unknown
from unvotes.parameters import checked_arguments
from unvotes.reading.columns import Source, columns_of, frames_of, table_of
from unvotes.reading.content import as_path, other_table
from unvotes.reading.country_names import at_date, seats, state_of
from unvotes.reading.delimited import Column, Repair, Table, plain_header
from unvotes.reading.r_data import Vector, no_frame
from unvotes.reading.spreadsheet_end import refuse_torn
from unvotes.reading.voeten_roll_calls import (
    HINT,
    TALLY,
    doubt_unlike_rows,
    roll_call_facts,
    whole,
)
from unvotes.reading.voeten_states import put_aside, states_of_rows
from unvotes.reading.voting_file import LETTERS, Findings, VotingFile, frames
from unvotes.record.assembly import sitting
from unvotes.record.country_numbers import COUNTRY_NUMBERS
from unvotes.record.schema import ISSUES

__all__ = ["read_voeten"]

_ALIASES = {
    **{name: name for name in ("rcid", "ccode", "vote", "session", "date", "year", "unres")},
    **{name: name for name in ("amend", "para", *TALLY, *ISSUES)},
    **dict.fromkeys(("country", "countryname", "countryname_cow", "country_name"), "name"),
    **dict.fromkeys(("state", "state_name", "member_state", "countrynamecow"), "name"),
    **dict.fromkeys(("iso3c", "iso3", "iso2c", "iso2", "iso", "iso_code"), "code"),
    **dict.fromkeys(("country_code", "countrycode", "iso_a3", "iso_a2"), "code"),
    **dict.fromkeys(("cow", "cowcode", "cown", "cow_code", "ccode1"), "ccode"),
    **dict.fromkeys(("gw", "gwno", "gwcode", "gwn", "gw_code", "gleditsch_ward"), "gw"),
    **dict.fromkeys(("m49", "m49_code", "un_code", "uncode", "unm49", "iso3n", "iso_n3"), "m49"),
    **dict.fromkeys(("iso_numeric", "iso_num", "isonum", "iso_number"), "m49"),
    "resolution": "unres",
    "importantvote": "important_to_usa",
}
_VOTE = {"1": "yes", "2": "abstain", "3": "no", "8": "nonvoting"}
_VOTE |= {"yes": "yes", "abstain": "abstain", "no": "no", "absent": "nonvoting"}
_VOTE |= {"y": "yes", "n": "no", "a": "abstain", "abstention": "abstain", "abstained": "abstain"}
_VOTE |= dict.fromkeys(("nonvoting", "non-voting", "not voting", "did not vote"), "nonvoting")
#: Not a member on the day.
_NO_MEMBER = ("9", "not a member", "not member", "non-member", "nonmember", "no member")
_BLANK = ("", "na", "nan", "<na>", "none", "null", ".", "0")
_UNREAD, _ABSENT, _UNSAID = -2, -1, -3


@checked_arguments
def read_voeten(
    path: str | PathLike[str],
    roll_calls: str | PathLike[str] | None = None,
    *,
    broken: Literal["raise", "set aside"] = "raise",
    table: str | None = None,
    roll_calls_table: str | None = None,
) -> VotingFile:
    r"""
    Read Voeten's compilation of Assembly votes, in any form in which it goes about.

    That is CSV, R (``.RData``, ``.rds``), Stata, SPSS, Parquet or Feather, packed or not, and
    whatever the file is called: what it is, its content says. Long files have a row per country
    and roll call (``rcid``; ``ccode``, an ISO code or the country's name; ``vote`` 1 yes, 2
    abstain, 3 no, 8 absent, 9 not a member, or the words), wide ones a column per Correlates of
    War number or ISO code. The files of R's package ``unvotes`` are such files. Texts are left in
    the file.

    Parameters
    ----------
    path : str or path
        The file of votes.
    roll_calls : str or path, optional
        The file of roll calls (``rcid``, ``date``, ``session``, ``unres`` …), where the votes
        come without dates. An R file that holds both tables is given once.
    broken : {"raise", "set aside"}, default "raise"
        A row whose roll call, day or state cannot be told, or that has too many or too few
        values, ends the reading with an error that names its line; or it is kept apart in
        ``report.set_aside``, and the others are read.
    table, roll_calls_table : str, optional
        Of an R file that holds several, the data frame of votes, and that of roll calls.

    Returns
    -------
    VotingFile
        ``votes`` and ``roll_calls`` with the columns and dtypes of `load_votes` and
        `load_roll_calls` of the Assembly, and ``report``. Where the file has ``importantvote``,
        ``roll_calls`` has ``important_to_usa`` (``boolean``) too: whether the State Department
        called the vote important to the United States. ``important`` is another thing (Charter,
        article 18), which the compilation does not say.

    Raises
    ------
    UnvotesError
        Naming file, line and column (of an R file, the byte; of other files that are no text,
        the row) if it is no such file. Nothing in a file can make anything run: only numbers and
        texts are read.

    Notes
    -----
    - Ids are the compilation's own (``unres``, or ``rcid`` and its number), and ``voeten_id``
      holds the ``rcid``, by which `combine` matches. Its dates are often wrong. It does not say
      whether a draft was adopted: ``outcome`` is ``adopted`` where more voted yes than no, which
      is not so where two thirds were needed.
    - A blank vote of a state that was a member on the day is ``unknown``, and listed among the
      contradictions; of any other state it says nothing. The long files of the R package hold no
      rows of those who did not vote: they are not there, rather than ``nonvoting``.
    - A file that a spreadsheet cut at its last row (1,048,576, or 65,536 of old) has lost what
      followed, and its last roll call is torn: an error, or set aside.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "votes.csv"
    >>> rows = ["4934,365,3,2012-02-16,R/66/253A", "4934,750,1,2012-02-16,R/66/253A"]
    >>> _ = path.write_text("\n".join(["rcid,ccode,vote,date,unres", *rows]))
    >>> read_voeten(path).votes[["member", "vote"]].values.tolist()
    [['IND', 'yes'], ['RUS', 'no']]
    """
    if broken not in ("raise", "set aside"):
        raise unknown("value of broken", broken, ["raise", "set aside"])
    aside = broken == "set aside"
    read, calls = _tables(as_path(path), roll_calls, table, roll_calls_table, aside)
    for held, names in ((read, ("rcid",)), (calls, ("rcid",)), (calls, ("date", "year"))):
        if not any(name in held.columns for name in names):
            hint = "; give the file of roll calls as the second" if "date" in names else ""
            raise UnvotesError(
                f"{held.path}, line 1, column {names[0]!r}: there is no such column{hint}. It has "
                f"{', '.join(held.header)[:300]}"
            )
    findings = Findings(read)
    facts, undated = roll_call_facts(calls, aside)
    doubt_unlike_rows(calls, findings)
    cast = _cast(read, findings, facts, undated, aside)
    if calls is not read:
        read.broken += calls.broken
        read.repairs += calls.repairs
    return _voting_file(read, findings, facts, cast, own=calls is read)


class _Cast(NamedTuple):
    """Votes, one by one: position of the roll call, state, place on the scale, row of the file."""

    call: npt.NDArray[np.int64]
    state: Column
    place: npt.NDArray[np.int8]
    row: npt.NDArray[np.int64]
    #: How many rows of the file were set aside.
    unread: int


def _tables(
    path: Path,
    roll_calls: str | PathLike[str] | None,
    name: str | None,
    name_of_calls: str | None,
    aside: bool,
) -> tuple[Table, Table]:
    """Read the table of votes and that of roll calls, which may be one, or lie in one file."""
    found = frames_of(path)
    if found is None:
        table = columns_of(
            path, _ALIASES, [("rcid",)], everything=_state_column, name=name, set_aside=aside
        )
        calls = table
    else:
        table, calls = _two_frames(path, found, name, name_of_calls if roll_calls is None else None)
    if roll_calls is None or (found is not None and as_path(roll_calls) == path):
        return table, calls
    needed = [("rcid",), ("date", "year")]
    return table, columns_of(
        as_path(roll_calls, "roll_calls"),
        _ALIASES,
        needed,
        name=name_of_calls,
        set_aside=aside,
        argument="roll_calls_table",
    )


def _two_frames(
    path: Path, found: Source, name: str | None, name_of_calls: str | None
) -> tuple[Table, Table]:
    """Choose the frames of votes and of roll calls among those of one file."""
    for given in (name, name_of_calls):
        if given is not None and given not in found:
            raise unknown(f"data frame in {path}", given, list(found))

    def has(vectors: Mapping[str, Vector], what: str) -> bool:
        held = {_ALIASES.get(plain_header(header)) for header in vectors}
        if "rcid" not in held:
            return False
        if what == "days":
            return bool(held & {"date", "year"})
        return "vote" in held or sum(_state_column(header) is not None for header in vectors) > 1

    votes = [key for key in found if has(found[key], "votes")] if name is None else [name]
    days = [key for key in found if has(found[key], "days")]
    if len(votes) > 1:
        raise UnvotesError(
            f"{path}, byte 0: holds {len(votes)} data frames of votes; say which is meant: "
            + " or ".join(f"table={each!r}" for each in votes)
        )
    if not found:
        raise no_frame(path)
    if not votes and list(found) == [""]:
        held = list(found[""])
        lacks = "vote" if "rcid" in map(str.casefold, held) else "rcid"
        hint = "; give the votes first, and the roll calls second" if days else ""
        raise UnvotesError(
            f"{path}, line 1, column {lacks!r}: there is no such column, so that it is no table of "
            f"votes{other_table(held, ['rcid'])}{hint}. It has {', '.join(held)[:300]}"
        )
    if not votes:
        raise UnvotesError(
            f"{path}, byte 0: none of its data frames has votes, with columns 'rcid' and 'vote'. "
            f"It has {', '.join(map(repr, found))}"
        )
    table = table_of(path, found[votes[0]], _ALIASES, _state_column)
    if name_of_calls is None and votes[0] in days:
        return table, table
    apart = [key for key in days if key not in votes] if name_of_calls is None else [name_of_calls]
    # A table with a day for each roll call, rather than one of other votes.
    apart = [key for key in apart if not has(found[key], "votes")] or apart
    if len(apart) > 1:
        raise UnvotesError(
            f"{path}, byte 0: holds {len(apart)} data frames of roll calls; say which is meant: "
            + " or ".join(f"roll_calls_table={each!r}" for each in apart)
        )
    return table, table_of(path, found[apart[0]], _ALIASES) if apart else table


def _state_column(header: str) -> str | None:
    """Name a column of one state's votes, by its number or ISO code; R and Stata put an X first."""
    if re.fullmatch(r"[0-9]{1,3}", header):
        return f"#{int(header)}"
    if re.fullmatch(r"[A-Z]{3}", header) and state_of(header, "")[0]:
        return f"#{header}"
    match = re.fullmatch(r"(?:[XVCxvc_]|(?:vote|ccode|cow)[._]?)0*([1-9][0-9]{0,2})", header)
    return f"#{int(match[1])}" if match and int(match[1]) in COUNTRY_NUMBERS else None


def _cast(
    table: Table, findings: Findings, facts: pd.DataFrame, undated: Mapping[str, str], aside: bool
) -> _Cast:
    """Give each vote; those who were no members are left out, and what cannot be told."""
    rcid = table.columns["rcid"].mapped(whole(x) for x in table.columns["rcid"].labels)
    position = {number: i for i, number in enumerate(facts["voeten_id"].to_list())}
    of_label = np.array([position.get(label, -1) for label in rcid.labels], dtype=np.int64)
    of_row = of_label[rcid.codes]
    torn = refuse_torn(table, rcid.codes, aside, "roll call")
    noted = len(table.broken)
    wide = {name: column for name, column in table.columns.items() if name.startswith("#")}
    if "vote" in table.columns:
        places = _places(table, findings, table.columns["vote"])
        rows = np.flatnonzero((places != _ABSENT) & ~torn)
        blank = places[rows] == _UNSAID
        state, known = states_of_rows(table, rows, blank, facts["date"], of_row, findings, aside)
        rows = rows[known]
        held = Column("state", state.header, state.codes[rows], state.labels)
        cast = _Cast(of_row[rows], held, places[rows].astype(np.int8), rows, 0)
    elif wide:
        cast = _of_wide(table, findings, wide, of_row, torn)
    else:
        raise UnvotesError(
            f"{table.path}, line 1, column 'vote': there is no such column, nor columns named by "
            f"country numbers. It has {', '.join(table.header)[:300]}"
        )
    lost = cast.call < 0
    for row in np.unique(cast.row[lost]).tolist():
        label = rcid.labels[rcid.codes[row]]
        why = undated.get(label, f"the roll call {label!r} has votes, but no line among roll calls")
        if not aside:
            raise table.error(row, "rcid", f"{why} {HINT}")
        put_aside(table, row, why)
    if lost.any():
        cast = _rows_of(cast, ~lost)
    if not len(cast.row):
        raise UnvotesError(f"{table.path}, line {table.line(0)}, column 'vote': no vote is left")
    unread = int(torn.sum()) + len(table.broken) - noted
    return _blanks_unknown(table, findings, facts, cast._replace(unread=unread))


def _rows_of(cast: _Cast, which: npt.NDArray[np.bool_]) -> _Cast:
    state = Column("state", cast.state.header, cast.state.codes[which], cast.state.labels)
    return _Cast(cast.call[which], state, cast.place[which], cast.row[which], cast.unread)


def _of_wide(
    table: Table,
    findings: Findings,
    wide: dict[str, Column],
    of_row: npt.NDArray[np.int64],
    torn: npt.NDArray[np.bool_],
) -> _Cast:
    """Read a column per state."""
    parts: list[tuple[npt.NDArray[Any], ...]] = []
    labels: list[str] = []
    for name, column in wide.items():
        mark = name[1:]
        code = COUNTRY_NUMBERS.get(int(mark)) if mark.isdecimal() else state_of(mark, "")[0]
        if code is None:
            raise UnvotesError(
                f"{table.path}, line 1, column {column.header!r}: no country has this number"
            )
        places = _places(table, findings, column)
        held = np.flatnonzero((places != _ABSENT) & ~torn)
        parts.append((of_row[held], np.full(len(held), len(labels)), places[held], held))
        labels.append(code)
    call, states, cast, rows = (np.concatenate(values) for values in zip(*parts, strict=True))
    state = Column("state", "", states.astype(np.int32), labels)
    return _Cast(call, state, cast.astype(np.int8), rows, 0)


def _blanks_unknown(table: Table, findings: Findings, facts: pd.DataFrame, cast: _Cast) -> _Cast:
    """Make a member's blank vote unknown where no other row gives it; drop the others."""
    blank = cast.place == _UNSAID
    if not blank.any():
        return cast
    dates = facts["date"].to_numpy().astype("datetime64[D]")
    member, members, _ = at_date(cast.state.codes, cast.state.labels, dates[cast.call])
    seat = seats(members)
    sat, names = sitting(dates)
    column = {name: i for i, name in enumerate(names)}
    place = np.array([column.get(name, -1) for name in seat])[member]
    key = cast.call * len(names) + place
    given = np.isin(key, key[~blank & (place >= 0)])
    unsaid = blank & (place >= 0) & ~given
    unsaid[unsaid] = sat[cast.call[unsaid], place[unsaid]]
    header = table.columns["vote"].header if "vote" in table.columns else ""
    for i in np.flatnonzero(unsaid).tolist():
        findings.doubt(
            "blank vote of a member",
            "the vote is unknown",
            roll_call=str(facts["roll_call"].iloc[cast.call[i]]),
            member=seat[member[i]],
            column=header,
            row=int(cast.row[i]),
            expected="1, 2, 3, 8 or 9",
        )
    places = np.where(unsaid, LETTERS["unknown"], cast.place).astype(np.int8)
    return _rows_of(cast._replace(place=places), ~blank | unsaid)._replace(
        place=places[~blank | unsaid]
    )


def _places(table: Table, findings: Findings, column: Column) -> npt.NDArray[np.int16]:
    """Read votes as places on the scale, or as one of the marks for what is none."""
    words = [whole(label).lower() for label in column.labels]
    read = []
    for label, number in zip(column.labels, words, strict=True):
        # What the file calls a value tells more than its number.
        word = column.named.get(label, "").strip().lower()
        word = word if word in _VOTE or word in _NO_MEMBER else number
        if word in _VOTE:
            read.append(LETTERS[_VOTE[word]])
        elif word in _NO_MEMBER:
            read.append(_ABSENT)
        else:
            read.append(_UNSAID if word in _BLANK or label in column.missing else _UNREAD)
    wrong = np.array([place == _UNREAD for place in read])[column.codes]
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
    places = np.array([LETTERS["unknown"] if p == _UNREAD else p for p in read], dtype=np.int16)
    return places[column.codes]


def _voting_file(
    table: Table, findings: Findings, facts: pd.DataFrame, cast: _Cast, *, own: bool
) -> VotingFile:
    """Put the votes in order, one a seat and roll call, and compare them with the totals."""
    # Roll calls without a vote in the file say nothing.
    used = np.unique(cast.call)
    idle = len(facts) - len(used)
    facts = facts.iloc[used].reset_index(drop=True)
    cast = cast._replace(call=np.searchsorted(used, cast.call))
    order = np.lexsort((facts["voeten_id"].astype("int64"), facts["date"].to_numpy()))
    rank = np.empty(len(facts), dtype=np.int64)
    rank[order] = np.arange(len(facts))
    seat, members = _seats_in_order(cast, facts)
    facts = facts.iloc[order].reset_index(drop=True)
    key = rank[cast.call] * len(members) + seat
    key, place = _one_vote_each(table, findings, facts, members, key, cast)
    row, member = (key // len(members)).astype(np.int32), (key % len(members)).astype(np.int32)

    counted = {
        name: np.bincount(row[place == LETTERS[name]], minlength=len(facts)) for name in TALLY
    }
    _doubt_totals(findings, facts, counted, own)
    facts = facts.assign(
        outcome=np.where(counted["yes"] > counted["no"], "adopted", "failed"),
        without_vote=False,
        reported_tally="",
        divided=False,
        source="voeten",
        voeten_id=facts["voeten_id"].astype("int64"),
    )
    votes, roll_calls = frames(facts, members, row, member, place, "general-assembly")
    extra = [name for name in ("important_to_usa",) if name in facts]
    roll_calls = roll_calls.assign(**{name: facts[name].array for name in extra})
    no_members = table.rows - len(np.unique(cast.row)) - cast.unread
    left_out = {
        "rows of those who were no members": f"{no_members:,}",
        "roll calls without a vote": f"{idle:,}",
    }
    report = findings.report(votes, roll_calls, left_out)
    return VotingFile(votes, roll_calls, report, "general-assembly", table.path)


def _seats_in_order(cast: _Cast, facts: pd.DataFrame) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Give each vote's seat by its place in the alphabet, and the seats."""
    dates = facts["date"].to_numpy().astype("datetime64[D]")[cast.call]
    # Country 345 is Yugoslavia, then Serbia and Montenegro, then Serbia.
    member, members, _ = at_date(cast.state.codes.astype(np.int32), cast.state.labels, dates)
    seat = seats(members)
    codes = sorted(set(seat))
    place = {code: i for i, code in enumerate(codes)}
    return np.array([place[code] for code in seat], dtype=np.int64)[member], codes


def _one_vote_each(
    table: Table,
    findings: Findings,
    facts: pd.DataFrame,
    members: list[str],
    key: npt.NDArray[np.int64],
    cast: _Cast,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8]]:
    """Keep one vote per seat and roll call, in order; votes that differ are unknown."""
    place = cast.place.copy()
    slot = np.full(len(facts) * len(members), -1, dtype=np.int64)
    # A vote outranks an absence: two numbers can stand for one seat, of which one is idle.
    late_first = np.argsort(place == LETTERS["nonvoting"], kind="stable")[::-1]
    slot[key[late_first]] = late_first
    kept = slot[key]
    unlike = (place[kept] != place) & (place != LETTERS["nonvoting"])
    for i in np.flatnonzero(unlike).tolist():
        call, member = divmod(int(key[i]), len(members))
        findings.doubt(
            "vote given twice, unlike",
            "the vote is unknown",
            roll_call=facts["roll_call"][call],
            member=members[member],
            column="vote",
            row=int(cast.row[i]),
        )
    place[kept[unlike]] = LETTERS["unknown"]
    taken = slot[slot >= 0]
    if twice := len(key) - len(taken):
        table.repairs.append(Repair("seat given twice", cast.state.header, 0, "", "once", twice))
    return key[taken], place[taken]


def _doubt_totals(
    findings: Findings, facts: pd.DataFrame, counted: dict[str, npt.NDArray[np.intp]], own: bool
) -> None:
    """List the roll calls whose votes are not those of their totals."""
    # Column by column: a frame takes pandas ten times as long.
    totals = [facts[f"total_{name}"].array for name in counted]
    stated = ~np.logical_or.reduce([one.isna() for one in totals])
    numbers = np.stack([one.to_numpy(np.int64, na_value=0) for one in totals], axis=1)
    off = stated & (numbers != np.stack([*counted.values()], axis=1)).any(axis=1)
    for i in np.flatnonzero(off).tolist():
        findings.doubt(
            "votes against totals",
            "the votes as they stand",
            roll_call=facts["roll_call"][i],
            column="yes",
            row=int(facts["first"][i]) if own else None,
            found="-".join(map(str, numbers[i])),
            expected="-".join(str(n[i]) for n in counted.values()),
        )
