"""
Correct the record without its sources: ``python -m unvotes.building.correct``.

What the record's own tables say and its roll calls do not say yet is applied to the roll calls as
they stand, by the rules by which they are built: lines of ``corrections.csv`` and
``readings.csv``, and of the Council's ``additions.csv``. Nothing is downloaded and nothing else
changes; a line that does not fit, or a record that the audit refuses, leaves every file as it was.
"""

from __future__ import annotations

import argparse
import datetime
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pa_parquet

from unvotes.building import council
from unvotes.building.assembly import FEWEST, outcomes, roll_calls_file
from unvotes.building.assembly_sources import cycle_of
from unvotes.building.release import present_ids, released_ids, unfit
from unvotes.building.votes_file import votes_file
from unvotes.errors import UnvotesError
from unvotes.record.assembly import FILE, sitting
from unvotes.record.audit.check import check
from unvotes.record.council import LINES, TERMS, VOTES_FILE
from unvotes.record.data_files import data_folder, read_table, record_version
from unvotes.record.state_names import states_meant
from unvotes.record.vocabulary import OUTCOME

__all__ = ["Corrected", "correct_assembly", "correct_council", "main"]

_COUNCIL, _ASSEMBLY = "security_council", "general_assembly"
#: What a line of ``additions.csv`` says in place of the base source; of the rest, what it gives.
_FACTS = ["date", "symbol", "resolution", "outcome", "reported_tally"]
#: Whether there was no vote on the whole.
_SILENT = ["without_vote", "in_parts"]
_SAID = [*_FACTS, *council.LISTS.values()]
_SAID_IF_GIVEN = ["meeting", "kind", "sponsors"]
_LETTER = {"yes": "Y", "no": "N", "abstain": "A", "nonvoting": "X", "unknown": "?"}
_CONFIDENCE = ["certain", "high", "medium", "low", "unresolved"]
#: What a field of the Council's may be made, as an expression and in words.
_FITTING = {
    "date": (r"\d{4}-\d{2}-\d{2}", "a day, as 2012-02-04"),
    "symbol": (r"\S+", "a document's symbol"),
    "resolution": (r"\d*", "a number, or empty"),
    "outcome": ("|".join(OUTCOME.categories), "one of " + ", ".join(OUTCOME.categories)),
    "reported_tally": (r"(\d+-\d+-\d+)?", "in favour-against-abstaining, as 9-2-4, or empty"),
    "without_vote": ("yes|no", "yes or no"),
    "in_parts": ("yes|no", "yes or no"),
    "row": ("deleted", "deleted"),
}

#: Gives what a table says now: of a roll call (its row or id), and a field or member.
Lookup = Callable[[str, str], str | None]


class Corrected(NamedTuple):
    """A body's roll calls after their corrections, and what was changed, a line each."""

    table: pd.DataFrame
    changes: list[str]


def _committed(name: str, folder: Path) -> bytes | None:
    """Give a file as git has it committed, or nothing where git does not know it."""
    try:
        done = subprocess.run(
            ["git", "-c", "safe.directory=*", "show", f"HEAD:./{name}"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _table_of_corrections(body: str, folder: Path) -> pd.DataFrame:
    table = read_table(f"{body}/corrections.csv", folder)
    first = ["base_row", "field"] if body == _COUNCIL else ["roll_call", "member"]
    columns = [*first, "from", "to", "evidence", "confidence"]
    if list(table.columns) != columns:
        raise UnvotesError(
            f"{body}/corrections.csv begins with {','.join(map(str, table.columns))}, not with "
            f"{','.join(columns)}"
        )
    return table


def _text_table(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, na_filter=False)


def _pending(
    corrections: pd.DataFrame, committed: pd.DataFrame | None, now: Lookup, before: Lookup
) -> pd.DataFrame:
    """
    Keep the lines that the roll calls do not follow yet; refuse one that cannot be right.

    The lines on one value form a chain, each leading on from the one before. A line that is new
    since the last commit must change what was committed: the build from the sources, too, refuses
    a line that says what is so already.
    """
    keys = list(corrections.columns[:4])
    old = set() if committed is None else _lines_of(committed, keys)
    for line in sorted(old - _lines_of(corrections, keys)):
        raise UnvotesError(
            f"corrections.csv: the line {','.join(line)} is gone; a correction is taken back by "
            "another line, below it, that leads back and says why"
        )
    chains: dict[tuple[str, str], list[int]] = {}
    lines = _list_of(corrections, [*keys, "evidence", "confidence"])
    for i, line in enumerate(lines):
        chains.setdefault((line[0], line[1]), []).append(i)
    kept: list[int] = []
    for (name, field), chain in chains.items():
        values = [lines[chain[0]][2], *(lines[i][3] for i in chain)]
        for i, value in zip(chain, values, strict=False):
            if lines[i][2] != value:
                raise UnvotesError(
                    f"corrections.csv: {name}, {field}: a line begins with {lines[i][2]!r}, and "
                    f"the line before it ends with {value!r}"
                )
        current = now(name, field)
        new = [place for place, i in enumerate(chain) if lines[i][:4] not in old]
        for place in new:
            _require_evidence(*lines[chain[place]])
            if committed is not None and values[place] == values[place + 1]:
                raise UnvotesError(
                    f"corrections.csv: {name}, {field}: the line leads from {values[place]!r} to "
                    "the same, and changes nothing"
                )
        if current == values[-1]:
            was = before(name, field) if committed is not None and new else None
            if was is not None and was != values[new[0]]:
                raise UnvotesError(
                    f"corrections.csv: {name}, {field}: the record says {was!r} already, not "
                    f"{values[new[0]]!r}"
                )
            continue
        start = max((i for i, value in enumerate(values) if value == current), default=-1)
        kept += chain[start:]
    return corrections.iloc[sorted(kept)]


def _list_of(table: pd.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    return list(table[columns].itertuples(index=False, name=None))


def _lines_of(table: pd.DataFrame, columns: list[str]) -> set[tuple[str, ...]]:
    return set(_list_of(table, columns))


def _require_evidence(name: str, *rest: str) -> None:
    *line, evidence, confidence = name, *rest
    if len(evidence.strip()) < 4:
        raise UnvotesError(f"corrections.csv: the line {','.join(line)} names no evidence")
    if confidence not in _CONFIDENCE:
        raise UnvotesError(
            f"corrections.csv: the line {','.join(line)} has the confidence {confidence!r}; it is "
            f"one of {', '.join(_CONFIDENCE)}"
        )


# --- the Council


def _letters(line: Mapping[Any, Any]) -> dict[str, str]:
    """Give the letter of everyone who sat: Y, and what the line's lists say."""
    sat = council.members_on(str(line["date"]))
    if "yes" in (line["without_vote"], line["in_parts"]):
        return dict.fromkeys(sat, "NV")
    letters = dict.fromkeys(sat, "Y")
    for letter, name in council.LISTS.items():
        named = sat if line[name] == "all" else line[name].split()
        letters |= dict.fromkeys(named, letter)
    return letters


def _by_base_row(lines: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Give each line by its row of the base source."""
    columns = [lines[name].to_numpy(dtype=object) for name in lines]
    names = [str(name) for name in lines]
    records = (dict(zip(names, line, strict=True)) for line in zip(*columns, strict=True))
    return {record["base_row"]: record for record in records}


def _council_lookup(lines: pd.DataFrame) -> Lookup:
    of = _by_base_row(lines)

    def now(row: str, field: str) -> str | None:
        if field == "row":
            return "present" if row in of else "deleted"
        if row not in of:
            return None
        if field.startswith("vote:"):
            return _letters(of[row]).get(field.removeprefix("vote:"))
        return str(of[row][field]) if field in (*_FACTS, *_SILENT, *council.JOINED) else None

    return now


def correct_council(folder: Path) -> Corrected:
    """
    Apply what the Council's corrections, additions and readings say beyond its roll calls.

    Parameters
    ----------
    folder : pathlib.Path
        The record's folder.

    Returns
    -------
    Corrected
        The lines of ``roll_calls.csv``, and what changed.

    Raises
    ------
    UnvotesError
        If a line does not fit the record.
    """
    lines = read_table(LINES, folder)
    given = _table_of_corrections(_COUNCIL, folder)
    additions = read_table(f"{_COUNCIL}/additions.csv", folder)
    listed = given["to"] == "added"
    if set(given.loc[listed, "base_row"]) != set(additions["base_row"]):
        raise UnvotesError("additions.csv and the lines 'added' of corrections.csv differ")
    corrections = _of_the_record(given)
    own = corrections[corrections["base_row"].isin(additions["base_row"])]
    if len(own):
        row = own["base_row"].iloc[0]
        raise UnvotesError(f"corrections.csv: row {row} is ours: correct it in additions.csv")
    now = _council_lookup(lines)
    texts = [_committed(name, folder) for name in (f"{_COUNCIL}/corrections.csv", LINES)]
    if texts[0] is not None and texts[1] is not None:
        old = _text_table(texts[0])
        moved = _lines_of(given[given["field"] == "member"], list(given.columns[:4]))
        for line in sorted(moved - _lines_of(old, list(given.columns[:4]))):
            raise UnvotesError(
                f"corrections.csv: the line {','.join(line)} moves a column of the base source, "
                "which takes that source; correct the votes that are wrong, a line each"
            )
        old = _of_the_record(old)
        same = texts[1] == (folder / LINES).read_bytes()
        before = now if same else _council_lookup(_text_table(texts[1]))
        pending = _pending(corrections, old, now, before)
    else:
        pending = _pending(corrections, None, now, now)
    _require_fitting(pending, lines)
    table = _apply_to_lines(lines, pending)
    table = council.finish(_add(table, additions), folder)
    return Corrected(table, _council_changes(lines, table))


def _require_fitting(pending: pd.DataFrame, lines: pd.DataFrame) -> None:
    """Refuse a row that is an id, and a value that the field cannot have."""
    rows = dict(zip(lines["roll_call"], lines["base_row"], strict=True))
    for row, field, _, new in _list_of(pending, ["base_row", "field", "from", "to"]):
        if row in rows:
            raise UnvotesError(
                f"corrections.csv: {row!r} is a roll call's id; its base_row is {rows[row]}"
            )
        form, words = _FITTING.get(field, ("(?s:.*)", ""))
        if not re.fullmatch(form, new):
            raise UnvotesError(f"corrections.csv: row {row}, {field}: {new!r} is not {words}")
        if field == "date":
            _require_past(row, new)


def _require_past(row: str, day: str) -> None:
    try:
        past = datetime.date.fromisoformat(day) <= datetime.date.today()
    except ValueError:
        raise UnvotesError(f"corrections.csv: row {row}, date: there is no day {day}") from None
    if not past:
        raise UnvotesError(f"corrections.csv: row {row}, date: {day} is yet to come")


def _of_the_record(corrections: pd.DataFrame) -> pd.DataFrame:
    """
    Keep the lines that can be told from the record, without the blanks of the base source.

    A column of the base that belongs to another state leaves no trace in the record.
    """
    kept = corrections[(corrections["to"] != "added") & (corrections["field"] != "member")]
    return kept.assign(**{name: kept[name].str.strip() for name in ("from", "to")})


def _apply_to_lines(lines: pd.DataFrame, pending: pd.DataFrame) -> pd.DataFrame:
    if pending.empty:
        return lines
    touched = lines["base_row"].isin(pending["base_row"])
    facts = lines[touched].set_index("base_row")
    letters = [
        (line["base_row"], member, letter)
        for line in lines[touched].to_dict("records")
        for member, letter in _letters(line).items()
    ]
    votes = pd.DataFrame(letters, columns=["base_row", "member", "letter"])
    known, votes = council.apply_corrections(
        facts[[*_FACTS, *_SILENT]], votes.set_index(["base_row", "member"]), pending
    )
    facts = facts.loc[known.index]
    facts[known.columns] = known
    if len(facts):
        facts[list(council.LISTS.values())] = council.listed_votes(facts, votes)
    table = pd.concat([lines[~touched], facts.reset_index()], ignore_index=True)
    council.correct_joined(table, pending)
    return table


def _add(lines: pd.DataFrame, additions: pd.DataFrame) -> pd.DataFrame:
    """Put in what ``additions.csv`` says, and the lines that it has and the record lacks."""
    known = _by_base_row(lines)
    for added in additions.to_dict("records"):
        line = known.setdefault(
            added["base_row"],
            dict.fromkeys(lines.columns, "")
            | {"base_row": added["base_row"], "without_vote": "no", "in_parts": "no"}
            | {"on_un_veto_list": "yes" if added["outcome"] == "vetoed" else "no"},
        )
        line |= {name: added[name] for name in _SAID}
        line |= {name: added[name] for name in _SAID_IF_GIVEN if added[name]}
    return pd.DataFrame(list(known.values()), columns=lines.columns, dtype="str")


def _council_changes(old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    before, after = old.set_index("base_row"), new.set_index("base_row")
    found = [f"{name}: left out" for name in before["roll_call"][~before.index.isin(after.index)]]
    found += [f"{name}: added" for name in after["roll_call"][~after.index.isin(before.index)]]
    shared = before.index.intersection(after.index)
    unlike = before.loc[shared].ne(after.loc[shared, before.columns]).any(axis=1)
    for row in shared[unlike]:
        was, now = before.loc[row], after.loc[row]
        said = [
            f"{name} {was[name] or 'nothing'} -> {now[name] or 'nothing'}"
            for name in before.columns
            if was[name] != now[name] and name not in council.LISTS.values()
        ]
        voted, votes = _letters(was), _letters(now)
        changed = [m for m in sorted({*voted, *votes}) if voted.get(m) != votes.get(m)]
        said += [f"{m} {voted.get(m, '-')} -> {votes.get(m, '-')}" for m in changed]
        found.append(
            f"{was['roll_call']} of {was['date']}: {', '.join(said)}; now {_tally(votes.values())}"
        )
    return found


def _tally(letters: Iterable[str]) -> str:
    """Count in favour, against, abstaining."""
    cast = list(letters)
    return "-".join(str(cast.count(letter)) for letter in "YNA")


# --- the Assembly


class _Rolls:
    """The Assembly's roll calls by id, with who could take part in each."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.letters = dict(zip(table["roll_call"], table["letters"], strict=True))
        self.dates = dict(zip(table["roll_call"], table["date"], strict=True))

    def members(self, name: str) -> list[str]:
        sat, seats = sitting(np.array([self.dates[name]], dtype="datetime64[D]"))
        return [seats[i] for i in np.flatnonzero(sat[0])]

    def vote(self, name: str, member: str) -> str | None:
        if name not in self.letters or member not in self.members(name):
            return None
        letter = self.letters[name][self.members(name).index(member)]
        return next(word for word, known in _LETTER.items() if known == letter)

    def change(self, name: str, member: str, old: str, new: str) -> None:
        if name not in self.letters:
            raise UnvotesError(f"corrections.csv: no such roll call {name!r}{self._hint(name)}")
        if member not in self.members(name):
            meant = [code for code in states_meant(member) if code in self.members(name)]
            raise UnvotesError(
                f"corrections.csv: {name}: {member!r} "
                + (
                    f"is written as a code: {' or '.join(meant)}"
                    if meant
                    else f"could not take part on {self.dates[name]}"
                )
            )
        if (found := self.vote(name, member)) != old:
            raise UnvotesError(
                f"corrections.csv: {name}: the record says {found!r} of {member}, not {old!r}"
            )
        if new not in _LETTER:
            raise UnvotesError(
                f"corrections.csv: {name}, {member}: {new!r} is no vote: one of "
                f"{', '.join(_LETTER)}"
            )
        at = self.members(name).index(member)
        self.letters[name] = self.letters[name][:at] + _LETTER[new] + self.letters[name][at + 1 :]

    def _hint(self, name: str) -> str:
        """Name the id that is meant, or say how far the record goes."""
        retired = read_table("retired.csv").set_index("roll_call")["replaced_by"]
        if by := retired.get(name):
            return f": it is no more, and {by} replaces it"
        bare = re.sub(r"\s", "", name).upper()
        if near := [one for one in self.letters if re.sub(r"\s", "", one).upper() == bare]:
            return f"; did you mean {near[0]!r}?"
        last = max(self.dates.values())
        return f"; the record ends on {last}, and unvotes.update() reads newer votes"


def correct_assembly(folder: Path) -> Corrected:
    """
    Apply what the Assembly's corrections and readings say beyond its roll calls.

    Parameters
    ----------
    folder : pathlib.Path
        The record's folder.

    Returns
    -------
    Corrected
        The roll calls as ``roll_calls.parquet`` has them, and what changed.

    Raises
    ------
    UnvotesError
        If a line does not fit the record.
    """
    old = pa_parquet.read_table(folder / FILE, use_threads=False).to_pandas()
    corrections = _table_of_corrections(_ASSEMBLY, folder)
    rolls = _Rolls(old)
    texts = [_committed(name, folder) for name in (f"{_ASSEMBLY}/corrections.csv", FILE)]
    if texts[0] is not None and texts[1] is not None:
        then = rolls
        if texts[1] != (folder / FILE).read_bytes():
            committed = pa_parquet.read_table(io.BytesIO(texts[1]), use_threads=False)
            then = _Rolls(committed.to_pandas())
        pending = _pending(corrections, _text_table(texts[0]), rolls.vote, then.vote)
    else:
        pending = _pending(corrections, None, rolls.vote, rolls.vote)
    for line in _list_of(pending, ["roll_call", "member", "from", "to"]):
        rolls.change(*line)
    new = old.assign(letters=old["roll_call"].map(rolls.letters))
    readings = read_table(f"{_ASSEMBLY}/readings.csv", folder)
    strangers = sorted(set(readings["roll_call"]) - set(new["roll_call"]))
    if strangers:
        raise UnvotesError(f"readings.csv: no such roll call {strangers}")
    for field in ("topic", "kind"):
        read = new["roll_call"].map(readings.set_index("roll_call")[field])
        new[field] = read.replace("", None).where(read.notna(), new[field])
    new = _follow(old, new, folder)
    return Corrected(new, _assembly_changes(old, new, rolls))


def _differ(old: pd.DataFrame, new: pd.DataFrame, name: str) -> pd.Series:
    return (old[name] != new[name]) & ~(old[name].isna() & new[name].isna())


def _follow(old: pd.DataFrame, new: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Let letters, importance and outcome of a changed roll call follow, as the build does."""
    touched = _differ(old, new, "letters") | _differ(old, new, "kind")
    new["important"] = new["important"].astype("boolean")
    lines = new[touched]
    letters = lines["letters"]
    fragments = (letters.str.count("[YNA]") < FEWEST).to_numpy()
    letters = letters.mask(fragments, letters.str.replace("X", "?", regex=False))
    important = read_table(f"{_ASSEMBLY}/important.csv", folder).set_index("roll_call")["important"]
    known = lines["roll_call"].map((important == "yes").to_dict())
    joined = pd.DataFrame(
        {
            "symbol": lines["symbol"],
            "kind": lines["kind"],
            "cycle": cycle_of(lines["session"], lines["date"].astype("str")),
            "library": np.where(lines["sources"] == "voeten", -1, 0),
            "important": known.astype("boolean"),
        }
    )
    yes, no = (letters.str.count(one).to_numpy().astype(np.int64) for one in "YN")
    outcome = outcomes(joined, yes, no, fragments)
    new.loc[touched, "letters"] = letters
    new.loc[touched, "outcome"] = outcome
    new.loc[touched, "important"] = joined["important"]
    return new


def _assembly_changes(old: pd.DataFrame, new: pd.DataFrame, rolls: _Rolls) -> list[str]:
    found = []
    names = ["letters", "topic", "kind", "important", "outcome"]
    changed = np.logical_or.reduce([_differ(old, new, name).to_numpy() for name in names])
    for (_, was), (_, now) in zip(old[changed].iterrows(), new[changed].iterrows(), strict=True):
        values = [(name, was[name], now[name]) for name in names[1:]]
        said = [
            f"{name} {a} -> {b}"
            for name, a, b in values
            if not (pd.isna(a) and pd.isna(b)) and (pd.isna(a) or pd.isna(b) or a != b)
        ]
        said += [
            f"{member} {a} -> {b}"
            for member, a, b in zip(
                rolls.members(was["roll_call"]), was["letters"], now["letters"], strict=True
            )
            if a != b
        ]
        tally = _tally(now["letters"])
        found.append(f"{was['roll_call']} of {was['date']}: {', '.join(said)}; now {tally}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Correct the record and audit it; give the exit code. After an error no file has changed."""
    parser = argparse.ArgumentParser(
        prog="python -m unvotes.building.correct",
        description="Apply new lines of corrections.csv, readings.csv and additions.csv to the "
        "record as it stands, without its sources, and audit it.",
    )
    parser.parse_args(arguments)
    folder = data_folder()
    try:
        council_now, assembly_now = correct_council(folder), correct_assembly(folder)
        changes = [*council_now.changes, *assembly_now.changes]
        lines = council_now.table.to_csv(index=False, lineterminator="\n").encode()
        files = {folder / VOTES_FILE: votes_file(lines, (folder / TERMS).read_bytes())}
        if council_now.changes:
            files[folder / LINES] = lines
        if assembly_now.changes:
            files[folder / FILE] = roll_calls_file(assembly_now.table)
        files = {path: now for path, now in files.items() if _content(path) != now}
        if not files:
            print("The record says what its corrections say: nothing to change.")
            return 0
        _write_if_sound(files)
    except UnvotesError as error:
        print(f"Nothing was changed: {error}", file=sys.stderr)
        return 1
    print("\n".join(changes))
    print("Written: " + ", ".join(path.relative_to(folder.parent).as_posix() for path in files))
    print("The audit, unvotes.check(), finds no defect. Now: make test")
    print(f"The record stays {record_version()} until a version is made of it (RELEASING.md).")
    return 0


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write_if_sound(files: dict[Path, bytes]) -> None:
    """Write the files, audit the record that they make, and put the old ones back if it fails."""
    old = {path: _content(path) for path in files}
    sound = False
    try:
        for path, content in files.items():
            path.write_bytes(content)
        gone = unfit(released_ids()["roll_call"], present_ids(), read_table("retired.csv"))
        defects = check()
        sound = defects.empty and not gone
    finally:
        if not sound:
            for path, before in old.items():
                if before is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_bytes(before)
    if not sound:
        rows = [*gone[:5], *map(_defect, defects.head(5).to_dict("records"))]
        raise UnvotesError(
            "the audit finds that the corrected record does not hold:\n  " + "\n  ".join(rows)
        )


def _defect(row: Mapping[Any, Any]) -> str:
    where = f"{row['roll_call']} {row['member']}".strip()
    said = [f"{name} {row[name]}" for name in ("found", "expected") if str(row[name])]
    return f"{where}: {row['check']}: {row['explanation']}" + (
        f" ({', '.join(said)})" if said else ""
    )


if __name__ == "__main__":
    sys.exit(main())
