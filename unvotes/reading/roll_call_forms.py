"""The forms in which roll calls of parliaments go about, each brought to the same columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import plain_frame
from unvotes.reading.columns import frames_of, table_of
from unvotes.reading.content import as_path, content_of, other_table
from unvotes.reading.delimited import Table, plain_header, read_columns
from unvotes.reading.formula_texts import guarded_columns, unguarded
from unvotes.reading.r_data import RObject, no_frame, objects, strings_of
from unvotes.reading.vote_words import (
    BLANKS,
    NUMBERS,
    OURS,
    OUTSIDE,
    POOLE,
    WORDS,
    plain_vote,
    unknown_votes,
)

__all__ = [
    "Sheet",
    "Tables",
    "as_long",
    "frame_given",
    "kh_form",
    "names_of",
    "read_sheet",
    "rollcall_object",
]

#: What each column may be called, in small letters; the first that is there is taken.
NAMES: dict[str, tuple[str, ...]] = {
    "roll_call": (
        *("roll_call", "roll_call_id", "rollcall", "rollcall_id", "rollnumber", "roll_number"),
        *("vote_id", "voteid", "id_vote", "vote_number", "votenum", "division", "division_id"),
        *("division_number", "rcid", "ballot_id", "votation_id", "scrutin", "scrutin_id"),
        *("abstimmung", "votacion", "voting_id", "motion_id", "roll_call_number"),
    ),
    "member": (
        *("member", "member_id", "icpsr", "mp_id", "mep_id", "person_id", "legislator_id"),
        *("legislator", "deputy_id", "councillor_id", "voter_id", "politician_id", "ms_code"),
        *("mp", "mep", "person", "deputy", "councillor", "councilor", "senator", "voter"),
        *("representative", "politician", "member_name", "full_name", "fullname", "name"),
        *("deputado", "diputado", "depute", "député", "deputato", "parlamentario", "poseł"),
        *(
            "abgeordnete",
            "abgeordneter",
            "poslanec",
            "ledamot",
            "kamerlid",
            "volksvertegenwoordiger",
        ),
        *("country_code", "country", "state", "bezeichnung", "nom", "nombre", "mandat"),
    ),
    "vote": (
        *("vote", "position", "cast_code", "vote_cast", "cast", "vote_position", "vote_option"),
        *("choice", "ballot", "option", "voting", "decision", "voted", "ms_vote", "vote_value"),
        *("stimme", "voto", "vot", "result"),
    ),
    "date": (
        *("date", "vote_date", "day", "date_of_vote", "timestamp", "datetime", "voted_on"),
        *("sitting_date", "division_date", "datum", "fecha", "vote_timestamp"),
    ),
    "party": (
        *("party", "group", "political_group", "group_code", "party_name", "party_code"),
        *("parliamentary_group", "caucus", "faction", "fraction", "fraktion", "club", "groupe"),
        *("partei", "partido", "partito", "member_group_code", "bloc"),
    ),
    "name": ("name", "member_name", "full_name", "bioname", "legislator_name"),
}
#: So many of a column's values have to be votes for it to be a column of votes.
_VOTE_SHARE = 0.9
#: Fewer columns of votes are no wide table.
_FEWEST = 2
#: Columns of tables that are read here, and so are no other reader's.
_OWN = ("member", "cast_code", "position")
#: Tables that stand beside the votes, by their columns.
_BESIDE = {
    frozenset({"congress", "rollnumber", "yea_count"}): (
        "Voteview's table of roll calls: give the votes first, and this as roll_calls="
    ),
    frozenset({"congress", "icpsr", "bioname"}): (
        "Voteview's table of members: give the votes first, and this as members="
    ),
    frozenset({"display_title", "count_for", "count_against"}): (
        "HowTheyVote.eu's table of roll calls: give member_votes.csv first, and this as roll_calls="
    ),
}
#: Different codes that votes may have.
_MOST_CODES = 12
_KH_LINE = re.compile(r"[ \d]{3}[ \d]{5}[ \d]{2}[ \d]{2}.{24}[0-9]+\s*")


@dataclass
class Sheet:
    """One table as it was read: columns of text as categories, and the line of each row."""

    path: str
    frame: pd.DataFrame
    line: npt.NDArray[np.int64]
    table: Table
    #: Columns of a frame that were no texts, and what they were: ``i``, ``f`` or ``b``.
    kinds: dict[str, str] = field(default_factory=dict)
    #: What the file itself calls its values, by column.
    named: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def find(self, what: str) -> str | None:
        """Find the column of a kind by its name."""
        plain = {plain_header(str(name)): name for name in reversed(self.frame.columns)}
        return next((plain[name] for name in NAMES[what] if name in plain), None)


@dataclass
class Tables:
    """Votes in long form, with ``roll_call``, ``member``, ``vote`` and what else was there."""

    form: str
    votes: pd.DataFrame
    line: npt.NDArray[np.int64]
    #: Which column was taken for what.
    taken: dict[str, str]
    codes: Mapping[str, str | None]
    calls: pd.DataFrame | None = None


def names_of(frame: pd.DataFrame) -> list[str]:
    """
    Give the names of a frame's columns.

    Parameters
    ----------
    frame : DataFrame
        With columns named by texts.

    Returns
    -------
    list of str
    """
    return [str(name) for name in frame.columns]


def read_sheet(source: Any, name: str | None, aside: bool) -> Sheet:
    """
    Read a file of any form, or a frame, as columns of text.

    Parameters
    ----------
    source : path or DataFrame
        The table.
    name : str, optional
        The data frame that is meant, of an R file that holds several.
    aside : bool
        Keep apart rows that have too few or too many values.

    Returns
    -------
    Sheet

    Raises
    ------
    UnvotesError
        If it cannot be read.
    """
    if not isinstance(source, str | PathLike):
        return _of_frame(frame_given(source, "roll_calls and members"))
    path = as_path(source)
    seen: dict[str, int] = {}

    def once(header: str) -> str:
        """Give each column a name of its own, a second of one name a number."""
        header = header.strip() or "unnamed"
        seen[header] = seen.get(header, 0) + 1
        return header if seen[header] == 1 else f"{header}#{seen[header]}"

    frames = frames_of(path)
    if frames is None:
        table = read_columns(path, {}, [], set_aside=aside, everything=once)
        table.repairs = [each for each in table.repairs if each.what != "column renamed"]
        guarded = guarded_columns(path)
        for key, held in table.columns.items():
            if held.header in guarded:
                table.columns[key] = held.mapped(map(unguarded, held.labels))
    else:
        if name is not None and name not in frames:
            raise unknown(f"data frame in {path}", name, list(frames))
        if not frames:
            raise no_frame(path)
        if name is None and len(frames) > 1:
            raise UnvotesError(
                f"{path}, byte 0: holds {len(frames)} data frames; say which is meant: "
                + " or ".join(f"table={each!r}" for each in frames)
            )
        table = table_of(path, frames[name or next(iter(frames))], {}, once)
    columns = {key: _categorical(held.codes, held.labels) for key, held in table.columns.items()}
    named = {key: held.named for key, held in table.columns.items() if held.named}
    frame = pd.DataFrame(columns, copy=False)
    return Sheet(table.path, frame, table.lines(np.arange(table.rows)), table, {}, named)


def _categorical(codes: Any, labels: list[str]) -> Any:
    """Make a column of codes and labels, each label once, in the order of the file."""
    number: dict[str, int] = {}
    renumber = np.array([number.setdefault(label, len(number)) for label in labels], np.int32)
    held: Any = renumber[codes] if len(renumber) else codes
    return pd.Categorical.from_codes(held, categories=pd.Index(list(number), dtype="str"))


def frame_given(source: Any, what: str, more: str = "") -> pd.DataFrame:
    """
    Let in a frame of any library, where a path is none.

    Parameters
    ----------
    source : DataFrame
        Of pandas, polars, pyarrow, DuckDB.
    what : str
        What it is, for the error.
    more : str
        What may be given besides, for the error.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    UnvotesError
        If it is none.
    """
    if isinstance(source, pd.DataFrame):
        return plain_frame(source, what)
    try:
        return plain_frame(source, what)
    except UnvotesError:
        raise UnvotesError(
            f"{what} must be a path, a DataFrame{more}, not {type(source).__name__}; frames of "
            "pandas, polars, pyarrow and DuckDB will do"
        ) from None


def _of_frame(frame: pd.DataFrame) -> Sheet:
    if frame.empty:
        raise UnvotesError("the frame of votes has no rows")
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    if frame.columns.duplicated().any():
        twice = frame.columns[frame.columns.duplicated()][0]
        raise UnvotesError(f"the frame has two columns {shown(twice)}")
    kinds = {str(name): _kind(frame[name]) for name in frame.columns}
    columns = {}
    for name in frame.columns:
        try:
            codes, values = pd.factorize(frame[name])
        except TypeError:
            raise UnvotesError(
                f"the frame's column {str(name)!r} holds lists or other objects, not single values"
            ) from None
        texts = [_as_text(value) for value in values]
        columns[str(name)] = _categorical(np.where(codes < 0, len(texts), codes), [*texts, ""])
    rows = len(frame)
    table = Table("the frame", {}, rows, lambda of: np.asarray(of, dtype=np.int64) + 1)
    table.header = [str(name) for name in frame.columns]
    return Sheet(
        "the frame", pd.DataFrame(columns, copy=False), np.arange(1, rows + 1), table, kinds
    )


def _kind(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "b"
    if pd.api.types.is_integer_dtype(column.dtype):
        return "i"
    return "f" if pd.api.types.is_float_dtype(column.dtype) else ""


def _as_text(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return str(value).removesuffix(" 00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_long(
    sheet: Sheet, told: Mapping[str, str], codes: Mapping[str, str | None] | None
) -> Tables:
    """
    Bring a table to long form: recognise it, or find which column is what.

    Parameters
    ----------
    sheet : Sheet
        The table.
    told : mapping of str to str
        What the user says: a column for ``roll_call``, ``member``, ``vote``, ``date``, ``party``.
    codes : mapping, optional
        The user's table of votes, folded.

    Returns
    -------
    Tables

    Raises
    ------
    UnvotesError
        If it cannot be told which column is what.
    """
    for what, name in told.items():
        if what not in NAMES:
            raise unknown("column in columns", what, list(NAMES))
        if name not in sheet.frame.columns:
            raise unknown(f"column of {sheet.path} for {what!r}", name, list(sheet.frame.columns))
    plain = {plain_header(name) for name in sheet.frame.columns}
    for marks, words in _BESIDE.items():
        if marks <= plain and not told and not plain & set(_OWN[1:]):
            raise UnvotesError(f"{sheet.path}, line 1, column 'vote': there is none; it is {words}")
    if {"congress", "chamber", "rollnumber", "icpsr", "cast_code"} <= plain and not told:
        return _voteview(sheet)
    if not told.get("vote") and not sheet.find("vote"):
        sheet = _with_marks_as_votes(sheet, WORDS if codes is None else codes)
    form = "HowTheyVote.eu" if {"vote_id", "member_id", "position"} <= plain else ""
    taken = {what: told.get(what) or sheet.find(what) for what in NAMES}
    votes = [name for name in sheet.frame.columns if _is_vote(sheet, name, codes)]
    complete = taken["vote"] and taken["member"] and taken["roll_call"]
    others = set(votes) - {taken["vote"]}
    if told.get("vote") or complete or (taken["vote"] and len(others) < _FEWEST):
        return _long(sheet, taken, form or "long")
    return _wide(sheet, told, votes, codes)


def _with_marks_as_votes(sheet: Sheet, known: Mapping[str, str | None]) -> Sheet:
    """Read a column for each possible vote, of which one is marked by a 1, as one of votes."""
    marked = {}
    for name in names_of(sheet.frame):
        held = sheet.frame[name].cat
        words = np.array([plain_vote(x) for x in held.categories], dtype=object)
        if plain_vote(name) in known and {*words} <= {"0", "1", "false", "true", *BLANKS}:
            marked[name] = np.isin(words, ["1", "true"])[held.codes]
    if not {"yes", "no"} <= {known[plain_vote(name)] for name in marked}:
        return sheet
    ones = np.column_stack(list(marked.values()))
    wrong = np.flatnonzero(ones.sum(axis=1) != 1)
    if len(wrong):
        row = int(wrong[0])
        raise UnvotesError(
            f"{sheet.path}, line {sheet.line[row]}, columns {', '.join(marked)}: "
            f"{int(ones[row].sum())} of them are marked by a 1, and one has to be: the vote. If "
            "another column is a vote too, say what each means: codes={'ja': 'yes', …}"
        )
    vote = pd.Categorical.from_codes(ones.argmax(axis=1), categories=pd.Index(list(marked)))
    return replace(sheet, frame=sheet.frame.drop(columns=list(marked)).assign(vote=vote))


def _is_vote(sheet: Sheet, name: str, codes: Mapping[str, str | None] | None) -> bool:
    column = sheet.frame[name].cat
    counts = np.bincount(column.codes, minlength=len(column.categories)).tolist()
    known = codes if codes is not None else WORDS
    votes = total = 0
    for label, n in zip(column.categories, counts, strict=True):
        word = _value_in_words(sheet, name, label, plain_vote(label))
        if word not in BLANKS or word in known:
            total += n
            votes += n if word in known else 0
    return total > 0 and votes >= _VOTE_SHARE * total


def _value_in_words(sheet: Sheet, name: str, label: str, word: str) -> str:
    """Give what a file calls a value, rather than its number."""
    called = sheet.named.get(name, {}).get(label)
    return plain_vote(called) if called is not None else word


def _long(sheet: Sheet, taken: dict[str, str | None], form: str) -> Tables:
    frame = sheet.frame
    lacking = [what for what in ("member", "vote") if taken[what] is None]
    if lacking:
        raise UnvotesError(
            f"{sheet.path}, line 1, column {lacking[0]!r}: it cannot be told which column that is; "
            f"say so: columns={{{lacking[0]!r}: …}}{other_table(frame.columns, _OWN)}. It has "
            f"{', '.join(frame.columns)[:300]}"
        )
    member, vote = str(taken["member"]), str(taken["vote"])
    columns: dict[str, Any] = {"member": frame[member], "vote": _called(sheet, vote)}
    if taken["roll_call"] is None:
        if frame[member].duplicated().any():
            raise UnvotesError(
                f"{sheet.path}, line 1, column 'roll_call': it cannot be told which column that "
                "is, and members stand in it more than once; say so: columns={'roll_call': …}"
                f"{other_table(frame.columns, _OWN)}. It has {', '.join(frame.columns)[:300]}"
            )
        # A file of one roll call, named after it.
        one = pd.Categorical([Path(sheet.path).name.partition(".")[0]] * len(frame))
        columns = {"roll_call": one, **columns}
    else:
        columns = {"roll_call": frame[taken["roll_call"]], **columns}
    used = {member, vote, taken["roll_call"]}
    for what in ("date", "party", "name"):
        if taken[what] is not None and taken[what] not in used:
            columns[what] = frame[taken[what]]
    columns |= {
        name: frame[name] for name in names_of(frame) if name not in used and name not in columns
    }
    found = {what: name for what, name in taken.items() if name is not None and what in columns}
    return Tables(form, pd.DataFrame(columns, copy=False), sheet.line, found, WORDS)


def _called(sheet: Sheet, name: str) -> pd.Series:
    """Give a column of votes with the words that the file has for its values."""
    column = sheet.frame[name]
    if name not in sheet.named:
        return column
    words = {label: str(sheet.named[name].get(label, label)) for label in column.cat.categories}
    return column.astype("str").map(words).astype("category")


def _refuse_codes(sheet: Sheet, used: set[str], codes: Mapping[str, str | None] | None) -> None:
    """Say which codes are to be given, where columns look like votes in numbers or letters."""
    known = {*(WORDS if codes is None else codes), *BLANKS}
    columns = {
        name: sheet.frame[name].cat
        for name in names_of(sheet.frame)
        if name not in used and len(sheet.frame[name].cat.categories) <= _MOST_CODES
    }
    # Votes of two roll calls are written alike; party and district are not.
    within = pd.Series([x for held in columns.values() for x in held.categories]).value_counts()
    counts: dict[str, int] = {}
    alike = 0
    for held in columns.values():
        labels = [str(label) for label in held.categories]
        if labels and 2 * sum(within[label] >= _FEWEST for label in labels) >= len(labels):
            alike += 1
            sizes = np.bincount(held.codes, minlength=len(labels))
            for label, n in zip(labels, sizes.tolist(), strict=True):
                if plain_vote(label) not in known:
                    counts[label] = counts.get(label, 0) + n
    half = len(sheet.frame.columns) - len(used) < 2 * alike
    if alike >= _FEWEST and half and counts and len(counts) <= _MOST_CODES:
        ordered = dict(sorted(counts.items(), key=lambda item: -item[1]))
        where = f"{alike:,} columns look like votes"
        raise unknown_votes(sheet.path, ordered, ("line 1", where))


def _refuse_half_votes(
    sheet: Sheet, votes: list[str], rest: list[str], codes: Mapping[str, str | None] | None
) -> None:
    """Refuse a column that by its place or name is one of votes, and holds words that are none."""
    names = names_of(sheet.frame)
    first, last = names.index(votes[0]), names.index(votes[-1])
    alike = {re.sub(r"\d+", "0", name) for name in votes}
    known = codes if codes is not None else WORDS
    counts: dict[str, int] = {}
    where = []
    for name in rest:
        held = sheet.frame[name].cat
        words = [_value_in_words(sheet, name, str(x), plain_vote(x)) for x in held.categories]
        inside = first < names.index(name) < last or re.sub(r"\d+", "0", name) in alike
        some = len(words) <= _MOST_CODES and any(
            word in known for word in words if word not in BLANKS
        )
        if inside and some:
            where.append(name)
            sizes = np.bincount(held.codes, minlength=len(words)).tolist()
            for word, n in zip(words, sizes, strict=True):
                if word not in BLANKS and word not in known:
                    counts[word] = counts.get(word, 0) + n
    if where:
        more = f" and {len(where) - 1:,} more" if len(where) > 1 else ""
        raise unknown_votes(sheet.path, counts, ("line 1", f"column {where[0]!r}{more}"))


def _wide(
    sheet: Sheet,
    told: Mapping[str, str],
    votes: list[str],
    codes: Mapping[str, str | None] | None,
) -> Tables:
    """Read a column per roll call, with a row per member, or the other way round."""
    frame = sheet.frame
    facts = {what: told.get(what) for what in NAMES}
    for what in ("roll_call", "member", "date", "party", "name"):
        name = sheet.find(what)
        if facts[what] is None and name not in votes and name not in facts.values():
            facts[what] = name
    votes = [name for name in votes if name not in facts.values()]
    if len(votes) < _FEWEST:
        _refuse_codes(sheet, {name for name in facts.values() if name is not None}, codes)
        named = sheet.find("vote")
        hint = f" Is it {named!r}? Its values are no known votes: give codes=." if named else ""
        raise UnvotesError(
            f"{sheet.path}, line 1, column 'vote': there is no column of votes, nor several of "
            f"them. Say which is what: columns={{'vote': …}}, codes={{…}}"
            f"{other_table(sheet.frame.columns, _OWN)}.{hint} It has "
            f"{', '.join(frame.columns)[:300]}"
        )
    rest = [x for x in names_of(frame) if x not in votes and x not in facts.values()]
    _refuse_half_votes(sheet, votes, rest, codes)
    by_member = facts["roll_call"] is not None and facts["member"] is None
    key = facts["roll_call"] if by_member else facts["member"] or facts["name"]
    if key is None:
        # The first column that tells the rows apart, if there is one.
        rest = [name for name in names_of(frame) if name not in votes]
        key = next((name for name in rest if frame[name].is_unique), None)
    if key is None or (frame[key].duplicated().any() and facts["date"] is None):
        raise UnvotesError(
            f"{sheet.path}, line 1, column 'member': it cannot be told which column names the rows"
            f"{f' ({key!r} names some twice)' if key else ''}; say so: columns={{'member': …}} for "
            "rows of members, columns={'roll_call': …} for rows of roll calls. It has "
            f"{', '.join(frame.columns)[:300]}"
        )
    rows, width = len(frame), len(votes)
    repeated = {
        name: frame[name].array.repeat(width)
        for name in names_of(frame)
        if name not in votes and name != key
    }
    heads = pd.Categorical(votes * rows, categories=votes)
    labels = pd.unique(np.array([x for name in votes for x in frame[name].cat.categories], object))
    number = {label: i for i, label in enumerate(labels)}
    cells = np.empty((rows, width), dtype=np.int32)
    for i, name in enumerate(votes):
        renumber = np.array([number[x] for x in frame[name].cat.categories], dtype=np.int32)
        cells[:, i] = renumber[frame[name].cat.codes]
    cast = pd.Categorical.from_codes(cells.ravel(), categories=pd.Index(labels, dtype="str"))
    of_rows = frame[key].array.repeat(width)
    ids = (
        {"roll_call": of_rows, "member": heads}
        if by_member
        else {"roll_call": heads, "member": of_rows}
    )
    columns: dict[str, Any] = {**ids, "vote": cast}
    for what in ("date", "party", "name"):
        if facts[what] is not None and facts[what] != key:
            columns[what] = repeated[str(facts[what])]
    columns |= {name: held for name, held in repeated.items() if name not in columns}
    frame = pd.DataFrame(columns, copy=False)
    # A blank cell of a wide table is no member on the day.
    blanks = BLANKS - set(codes or ())
    kept = np.array([plain_vote(x) not in blanks for x in labels])[cells.ravel()]
    taken = {what: str(name) for what, name in facts.items() if name is not None}
    taken["member" if not by_member else "roll_call"] = str(key)
    taken["vote"] = f"{width:,} columns"
    return Tables(
        "wide", frame[kept].reset_index(drop=True), np.repeat(sheet.line, width)[kept], taken, WORDS
    )


def _voteview(sheet: Sheet) -> Tables:
    """Read Voteview's votes: roll calls are named by chamber, Congress and number."""
    frame = sheet.frame.rename(columns={name: plain_header(name) for name in sheet.frame.columns})
    texts = {name: frame[name].astype("str") for name in ("chamber", "congress", "rollnumber")}
    ids = texts["chamber"].str[:1] + texts["congress"] + "-" + texts["rollnumber"]
    columns = {
        "roll_call": ids.astype("category"),
        "member": frame["icpsr"],
        "vote": frame["cast_code"],
    }
    columns |= {name: frame[name] for name in names_of(frame) if name not in ("icpsr", "cast_code")}
    taken = {"roll_call": "chamber, congress, rollnumber", "member": "icpsr", "vote": "cast_code"}
    return Tables("Voteview", pd.DataFrame(columns, copy=False), sheet.line, taken, POOLE)


def kh_form(path: Path) -> Tables | None:
    """
    Read a file of Keith Poole's and Howard Rosenthal's form (KH, ``.ord``).

    Parameters
    ----------
    path : pathlib.Path
        The file: a line per member, of which columns 1 to 3 are the Congress, 4 to 8 the
        member's ICPSR number, 9 to 10 and 11 to 12 state and district, 13 to 20 the state's
        name, 21 to 23 the party, 26 to 36 the member's name, and a digit per roll call from 37.

    Returns
    -------
    Tables or None
        None if it is no such file.

    Raises
    ------
    UnvotesError
        If a line has fewer votes than the others.
    """
    content = content_of(path)
    with content.stream:
        if content.kind != "text":
            return None
        head = content.stream.read(4096).decode("latin-1")
        first = head.splitlines()[0] if head else ""
        if _KH_LINE.fullmatch(first) is None and _KH_LINE.match(head) is None:
            return None
        data = head + content.stream.read().decode("latin-1")
    lines = [(i, line.rstrip()) for i, line in enumerate(data.splitlines(), 1) if line.strip()]
    width = max(len(line) for _, line in lines) - 36
    rows = []
    for number, line in lines:
        if _KH_LINE.fullmatch(line) is None:
            raise UnvotesError(
                f"{path}, line {number}, column 37: is no line of a KH file, of which this seems "
                "to be one: 36 characters on the member, then a digit per roll call"
            )
        if len(line) - 36 != width:
            raise UnvotesError(
                f"{path}, line {number}, column {len(line) + 1}: has {len(line) - 36:,} votes, "
                f"where others have {width:,}; the file is damaged: get it again"
            )
        rows.append(line)
    cells = np.frombuffer("".join(line[36:] for line in rows).encode(), dtype=np.uint8)
    congress = rows[0][:3].strip()
    ids = [f"{congress}-{i}" for i in range(1, width + 1)]

    def repeated(first: int, last: int) -> pd.Categorical:
        held = [line[first:last].strip() for line in rows]
        return pd.Categorical(np.repeat(np.array(held, dtype=object), width))

    frame = pd.DataFrame(
        {
            "roll_call": pd.Categorical(ids * len(rows), categories=ids),
            "member": repeated(3, 8),
            "vote": pd.Categorical.from_codes(
                (cells - 48).tolist(), categories=pd.Index(list("0123456789"))
            ),
            "name": repeated(25, 36),
            "party": repeated(20, 23),
            "state": repeated(12, 20),
            "district": repeated(10, 12),
        }
    )
    of_rows = np.repeat(np.array([number for number, _ in lines], dtype=np.int64), width)
    taken = {"roll_call": "columns 37 and on", "member": "columns 4 to 8", "party": "columns 21-23"}
    return Tables("KH", frame, of_rows, taken, POOLE)


def rollcall_object(path: Path, name: str | None) -> Tables | None:
    """
    Read an object of the class ``rollcall`` of R's package pscl.

    Parameters
    ----------
    path : pathlib.Path
        An R file.
    name : str, optional
        The object's name, where there are several.

    Returns
    -------
    Tables or None
        None if the file holds none.

    Raises
    ------
    UnvotesError
        If there are several and none is named, or one is damaged.
    """
    held = {
        key: item
        for key, item in objects(path).items()
        if "rollcall" in strings_of(item.attributes.get("class")) and name in (None, key)
    }
    if not held:
        return None
    if len(held) > 1:
        raise UnvotesError(
            f"{path}, byte 0: holds {len(held)} rollcall objects; say which is meant: "
            + " or ".join(f"table={each!r}" for each in held)
        )
    item = next(iter(held.values()))
    parts = dict(zip(strings_of(item.attributes.get("names")), item.value, strict=False))
    votes = parts.get("votes")
    shape = votes.attributes.get("dim") if votes is not None else None
    if votes is None or shape is None or len(shape.value) != 2:
        raise UnvotesError(f"{path}, byte {item.at:,}: the rollcall object has no matrix of votes")
    n, m = (int(x) for x in shape.value)
    cells = _cells(votes)
    if len(cells) != n * m:
        raise UnvotesError(f"{path}, byte {item.at:,}: the rollcall object's matrix is damaged")
    sides = votes.attributes.get("dimnames")
    names = [strings_of(side) for side in sides.value] if sides is not None else [[], []]
    members = names[0] if len(names[0]) == n else [str(i) for i in range(1, n + 1)]
    calls = names[1] if len(names[1]) == m else [f"Vote {i}" for i in range(1, m + 1)]
    frame = pd.DataFrame(
        {
            "roll_call": pd.Categorical(np.repeat(np.array(calls, object), n), categories=calls),
            "member": pd.Categorical(members * m, categories=members),
            "vote": pd.Categorical(cells),
        }
    )
    codes: dict[str, str | None] = {"": "nonvoting"}
    meanings = {"yea": "yes", "nay": "no", "missing": "nonvoting", "notInLegis": None}
    table = parts.get("codes")
    for key, each in zip(
        strings_of(table.attributes.get("names")) if table is not None else [],
        table.value if table is not None else [],
        strict=False,
    ):
        for value in _cells(each) if each.kind != "null" else []:
            codes[plain_vote(value)] = meanings.get(key, "nonvoting")
    if strings_of(parts.get("source")) == [OURS]:
        # Written by us, with numbers that tell abstention from absence.
        codes = {str(number): vote for vote, number in NUMBERS.items()} | {str(OUTSIDE): None}
    about = _columns_of_length(path, parts.get("legis.data"), n)
    frame = frame.assign(**{key: np.tile(column, m) for key, column in about.items()})
    frame = frame.astype(dict.fromkeys(about, "category"))
    party = next((key for key in NAMES["party"] if key in about), None)
    if party is not None and party != "party":
        frame["party"] = frame[party]
    of_votes = _columns_of_length(path, parts.get("vote.data"), m)
    facts = pd.DataFrame({"roll_call": calls, **of_votes}) if of_votes else None
    taken = {"roll_call": "columns of the matrix", "member": "rows of the matrix"}
    return Tables("rollcall", frame, np.zeros(n * m, np.int64), taken, codes, facts)


def _cells(item: RObject) -> list[str]:
    if item.kind == "strings":
        return strings_of(item)
    return [
        "" if value != value or value == -(2**31) else _as_text(value)
        for value in np.asarray(item.value, dtype=np.float64).tolist()
    ]


def _columns_of_length(path: Path, item: RObject | None, rows: int) -> dict[str, npt.NDArray[Any]]:
    """Give the columns of a table in the object, if it has the right number of rows."""
    from unvotes.reading.r_data import frame_of

    if item is None:
        return {}
    return {
        plain_header(key): np.array(vector.labels, dtype=object)[vector.codes]
        for key, vector in frame_of(path, item).items()
        if len(vector.codes) == rows and plain_header(key) not in ("roll_call", "member", "vote")
    }
