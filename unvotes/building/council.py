"""
Build the Council's record from the source files: ``python -m unvotes.building.council FOLDER``.

The base source gives each member's vote; every departure from it is a line of
``corrections.csv`` or ``additions.csv``; codes come from rules, and from readings where a person
read the roll call. The result is ``roll_calls.csv``: one line per roll call, with only the
members that did not vote in favour; and the votes that follow from it, ``votes.arrow``. Building
twice gives the same bytes.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.building.coding import code
from unvotes.building.command import options, write_files
from unvotes.building.source_texts import read_source, source_texts
from unvotes.building.votes_file import votes_file
from unvotes.errors import UnvotesError
from unvotes.record.assembly import PERMANENT
from unvotes.record.audit.council import possible_outcomes
from unvotes.record.council import LINES, TERMS, VOTES_FILE
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.states import member_code, terms

__all__ = [
    "COLUMNS",
    "JOINED",
    "LISTS",
    "apply_corrections",
    "build",
    "correct_joined",
    "finish",
    "listed_votes",
    "main",
    "members_on",
]

#: The columns of ``roll_calls.csv``, in their order.
COLUMNS = [
    "roll_call",
    "date",
    "symbol",
    "draft",
    "resolution",
    "meeting",
    "outcome",
    "kind",
    "topic",
    "action",
    "mission",
    "against",
    "abstaining",
    "not_voting",
    "unknown",
    "reported_tally",
    "without_vote",
    "in_parts",
    "on_un_veto_list",
    "sponsors",
    "base_row",
]
_FOLDER = "security_council"
_CODED = ["topic", "action", "mission", "kind"]
#: The columns that other sources than the base give.
JOINED = ["draft", "meeting", "sponsors"]
#: The lists of a line, by the letters of the votes that they name.
LISTS = {"N": "against", "A": "abstaining", "NV": "not_voting", "?": "unknown"}
_LETTERS = ("Y", *LISTS)
_OUTCOMES = {"adopted": "adopted", "vetoed": "vetoed", "lack of maj.": "failed"}
#: How the base source heads a state's column, where that is not a name of the state.
_HEADINGS = {
    "RUSSIAN FEDERATION/USSR": "RUS",
    "KOREA": "KOR",
    "EGYPT / UNITED ARAB REPUBLIC": "EGY",
    "BOSNIA": "BIH",
    "LIBYAN ARAB JAMAHIRIYA": "LBY",
    "UNITED REPUBLIC OF TANZANIA": "TZA",
    "GERMANY, FEDERAL REPUBLIC OF": "DEU",
    "GERMAN DEMOCRATIC REPUBLIC": "DDR",
    "SRI LANKA/CEYLAN": "LKA",
}
_FIRST_STATE = 14
#: The last day on the UN's list of vetoes at hand; a later veto counts as listed.
_LAST_ON_VETO_LIST = "2022-05-26"


def _read_base(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the base source: a row of facts per roll call, and a row per vote."""
    table = read_source(folder, "base").fillna("")
    headings = table.columns[_FIRST_STATE:]
    codes = {name: _HEADINGS.get(name) or member_code(name) for name in headings}
    facts = pd.DataFrame(
        {
            "base_row": table["Vote in the DB"],
            "date": table["Date"],
            "symbol": table["UN classification"],
            "resolution": table["Resolution number"].replace("-", ""),
            "outcome": table["Vote outcome"].map(_OUTCOMES),
        }
    )
    facts["reported_tally"] = ""
    facts["in_parts"] = "no"
    votes = table[headings].assign(base_row=table["Vote in the DB"])
    votes = votes.melt(id_vars="base_row", var_name="member", value_name="letter")
    votes = votes[votes["letter"] != ""].assign(member=lambda v: v["member"].map(codes))
    # All fifteen "NV" is how the base writes an adoption without a vote.
    nobody = (votes["letter"] == "NV").groupby(votes["base_row"]).all()
    facts["without_vote"] = facts["base_row"].map(nobody).map({True: "yes", False: "no"})
    return facts.set_index("base_row"), votes.set_index(["base_row", "member"]).sort_index()


def apply_corrections(
    facts: pd.DataFrame, votes: pd.DataFrame, corrections: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Apply each line of the corrections; one that does not fit stops the build.

    Parameters
    ----------
    facts : DataFrame
        What is known of each roll call, the index its base row.
    votes : DataFrame
        The column ``letter``, the index ``base_row`` and ``member``.
    corrections : DataFrame
        The lines to apply, as in ``corrections.csv``.

    Returns
    -------
    tuple of DataFrame
        Both after the corrections; the votes with their index as columns.

    Raises
    ------
    UnvotesError
        If a line names a row or a field that is not there, or says that it was otherwise.
    """
    flat = votes.reset_index()
    places = zip(flat["base_row"], flat["member"], strict=True)
    letters: dict[tuple[str, str], str] = dict(zip(places, flat["letter"], strict=True))
    facts = facts.copy()
    deleted = []
    columns = ["base_row", "field", "from", "to"]
    for row, field, old, new in corrections[columns].itertuples(index=False):
        if new == "added":  # its facts stand in additions.csv
            continue
        if row not in facts.index:
            raise UnvotesError(f"corrections.csv: there is no row {row!r}")
        if field == "row":
            deleted.append(row)
            continue
        if field in JOINED:  # what other sources say comes later
            continue
        if field == "member":
            found = old if (row, old) in letters else None
            if found:
                letters[row, new] = letters.pop((row, old))
        elif field.startswith("vote:"):
            found = letters.get((row, field.removeprefix("vote:")))
            if found is None:
                sat = sorted(member for voted, member in letters if voted == row)
                raise UnvotesError(
                    f"corrections.csv: row {row}, {field}: no member of that code has a vote "
                    f"there; one of {', '.join(sat)}"
                )
            if new not in _LETTERS:
                raise UnvotesError(
                    f"corrections.csv: row {row}, {field}: {new!r} is no vote; one of "
                    f"{', '.join(_LETTERS)}"
                )
            letters[row, field.removeprefix("vote:")] = new
        elif field in facts.columns:
            found = facts.at[row, field]
            facts.at[row, field] = new
        else:
            raise UnvotesError(f"corrections.csv: row {row} names the unknown field {field!r}")
        if found is None or str(found).strip() != old.strip():
            raise UnvotesError(
                f"corrections.csv: row {row}, {field}: it was {found!r}, not {old!r}"
            )
    index = pd.MultiIndex.from_tuples(list(letters), names=["base_row", "member"])
    votes = pd.DataFrame({"letter": list(letters.values())}, index=index).reset_index()
    kept = ~votes["base_row"].isin(deleted)
    return facts.drop(index=deleted), votes[kept]


@functools.cache
def _dated_terms() -> tuple[npt.NDArray[Any], ...]:
    table = terms()
    days = (table[end].to_numpy().astype("datetime64[D]") for end in ("since", "until"))
    return (table["member"].to_numpy(dtype=object), *days)


@functools.cache
def members_on(date: str) -> tuple[str, ...]:
    """
    Name who sat on the Council on a day: thousands of roll calls fall on a few hundred days.

    Parameters
    ----------
    date : str
        The day, ``2012-02-04``.

    Returns
    -------
    tuple of str
        The codes, in the order of the terms on record.

    Examples
    --------
    >>> len(members_on("1946-02-16")), "PRT" in members_on("2012-02-04")
    (11, True)
    """
    day, (member, since, until) = np.datetime64(date), _dated_terms()
    return tuple(member[(since <= day) & ~(until < day)])


def listed_votes(facts: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """
    Name, per roll call, those who did not vote in favour; check who sat that day.

    Parameters
    ----------
    facts : DataFrame
        ``date`` and ``without_vote``, the index the base row.
    votes : DataFrame
        ``base_row``, ``member``, ``letter``.

    Returns
    -------
    DataFrame
        The lists of `LISTS`, by base row.

    Raises
    ------
    UnvotesError
        If someone voted who did not sit that day, or the other way round.
    """
    for base_row, group in votes.groupby("base_row", sort=False):
        day, voted = str(facts.at[base_row, "date"]), set(group["member"])
        sat = set(members_on(day))
        if sat != voted:
            raise UnvotesError(
                f"base row {base_row} of {day}: votes of {sorted(voted - sat)} "
                f"who did not sit, none of {sorted(sat - voted)} who did"
            )
    lists = pd.DataFrame("", index=facts.index, columns=list(LISTS.values()))
    size = votes.groupby("base_row").size()
    named = votes[votes["letter"].isin(list(LISTS))]
    silent = (facts["without_vote"] == "yes") | (facts["in_parts"] == "yes")
    named = named[~named["base_row"].map(silent)]
    for key, group in named.groupby(["base_row", "letter"], sort=False):
        row, letter = map(str, key)
        everyone = len(group) == size[row]
        lists.loc[row, LISTS[letter]] = "all" if everyone else " ".join(sorted(group["member"]))
    return lists


def correct_joined(lines: pd.DataFrame, corrections: pd.DataFrame) -> None:
    """
    Correct, in place, what other sources than the base say: drafts, meetings, sponsors.

    Parameters
    ----------
    lines : DataFrame
        Lines of ``roll_calls.csv``.
    corrections : DataFrame
        The lines of ``corrections.csv`` to apply; those on other fields are left alone.

    Raises
    ------
    UnvotesError
        If a line names a row that is not there, or says that it was otherwise.
    """
    place = pd.Series(lines.index, index=lines["base_row"])
    chosen = corrections[corrections["field"].isin(JOINED)]
    columns = ["base_row", "field", "from", "to"]
    for row, field, old, new in chosen[columns].itertuples(index=False):
        if row not in place.index:
            raise UnvotesError(f"corrections.csv: there is no row {row!r}")
        found = lines.at[place[row], field]
        if found != old:
            raise UnvotesError(
                f"corrections.csv: row {row}, {field}: it was {found!r}, not {old!r}"
            )
        lines.at[place[row], field] = new


def _identify(lines: pd.DataFrame) -> pd.Series:
    """Give each roll call its id: the symbol, numbered where several share it."""
    name = lines["symbol"].str.replace(r"\(\d{4}\)$", "", regex=True)
    count = name.groupby(name).transform("size")
    number = (name.groupby(name).cumcount() + 1).astype("str")
    return name.where(count == 1, name + "#" + number)


def _read(lines: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Put what a reader decided in place of what the rules gave."""
    lines, readings = lines.set_index("roll_call"), readings.set_index("roll_call")
    strangers = readings.index.difference(lines.index).tolist()
    if strangers or readings.index.has_duplicates:
        twice = readings.index[readings.index.duplicated()].tolist()
        raise UnvotesError(
            f"readings.csv: no such roll call {strangers}; read twice {twice}. Where a correction "
            "changes an id or leaves it out, its line there takes the new id or goes"
        )
    for column in _CODED:
        lines.loc[readings.index, column] = readings[column]
    return lines.reset_index()


def finish(lines: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """
    Put lines in order, give them their ids, and let codes and outcomes follow what was decided.

    Parameters
    ----------
    lines : DataFrame
        The lines, all ``str``, in any order; the column ``roll_call`` is written anew.
    folder : pathlib.Path
        The record's folder: its readings, corrections, exceptions and topics.

    Returns
    -------
    DataFrame
        The lines as ``roll_calls.csv`` has them.

    Raises
    ------
    UnvotesError
        If a reading belongs to no roll call, or a roll call has no topic.
    """
    row = lines["base_row"].str.extract(r"(m?)(\d+)")
    lines = lines.assign(added=row[0], number=row[1].astype(int))
    lines = lines.sort_values(["date", "added", "number"], ignore_index=True)
    lines["roll_call"] = _identify(lines)
    lines = _read(lines, read_table(f"{_FOLDER}/readings.csv", folder))
    known = set(read_table("topics.csv", folder)["topic"])
    uncoded = lines.loc[~lines["topic"].isin(known), ["roll_call", "topic"]]
    if len(uncoded):
        raise UnvotesError(f"no topic of topics.csv on {uncoded.to_numpy().tolist()}")
    return _follow_votes(lines[COLUMNS], folder)


def _follow_votes(lines: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Let the outcome follow where a correction of a vote left one that the votes rule out."""
    corrections = read_table(f"{_FOLDER}/corrections.csv", folder)
    field = corrections["field"]
    rows = set(corrections.loc[field.str.startswith("vote:"), "base_row"])
    rows -= set(corrections.loc[field == "outcome", "base_row"])
    silent = (lines["without_vote"] == "yes") | (lines["in_parts"] == "yes")
    of = lines[lines["base_row"].isin(rows) & ~silent]
    exceptions = read_table(f"{_FOLDER}/exceptions.csv", folder)
    procedural = set(exceptions.loc[exceptions["rule"] == "procedural", "roll_call"])
    seats = of["date"].map(lambda date: len(members_on(date)))
    named = of[list(LISTS.values())].apply(
        lambda listed: listed.str.split().str.len().where(listed != "all", seats)
    )
    possible = possible_outcomes(
        pd.to_datetime(of["date"]).to_numpy(),
        (seats - named.sum(axis=1)).to_numpy(),
        named["unknown"].to_numpy(),
        of["against"].str.contains("|".join([*PERMANENT, "all"])).to_numpy(dtype=bool),
        of["roll_call"].isin(procedural).to_numpy(),
    )
    fits = np.select([of["outcome"] == name for name in possible], list(possible.values()), False)
    follows = np.select(list(possible.values()), list(possible), "")
    lines = lines.copy()
    wrong = ~fits.astype(bool)
    for row, date, outcome in zip(
        of.index[wrong], of.loc[wrong, "date"], follows[wrong], strict=True
    ):
        listed = outcome == "vetoed" and date > _LAST_ON_VETO_LIST
        lines.loc[row, ["outcome", "on_un_veto_list"]] = [outcome, "yes" if listed else "no"]
    return lines


def build(sources: str | Path, data: str | Path | None = None) -> pd.DataFrame:
    """
    Compile the lines of ``roll_calls.csv`` from the source files.

    Parameters
    ----------
    sources : str or pathlib.Path
        The folder with the source files; `unvotes.building.source_texts.SOURCE_FILES` names
        them, the codebook says where each is found.
    data : str or pathlib.Path, optional
        The record's folder, with corrections, additions, rules, readings and terms. The
        package's own by default.

    Returns
    -------
    DataFrame
        The lines, all ``str``, in the order of `COLUMNS`, sorted by date and base row.

    Raises
    ------
    UnvotesError
        If a source is missing, a correction does not fit it, a member voted who did not sit,
        or a roll call has no topic.
    """
    sources = Path(sources)
    folder = Path(data) if data is not None else data_folder()

    def ours(name: str) -> pd.DataFrame:
        return read_table(f"{_FOLDER}/{name}", folder)

    facts, votes = _read_base(sources)
    corrections = ours("corrections.csv")
    facts, votes = apply_corrections(facts, votes, corrections)
    facts = facts.join(listed_votes(facts, votes)).reset_index()
    additions = ours("additions.csv").assign(without_vote="no", in_parts="no")
    additions = additions.drop(columns="evidence")
    listed = corrections.loc[corrections["to"] == "added", "base_row"]
    if set(listed) != set(additions["base_row"]):
        raise UnvotesError("additions.csv and the lines 'added' of corrections.csv differ")
    lines = pd.concat([facts, additions], ignore_index=True).fillna("")

    texts = source_texts(sources, lines).set_index("row", drop=False)
    texts["on_un_veto_list"] = texts["on_un_veto_list"].map({True: "yes", False: "no"})
    codes = code(texts, ours("coding_rules.csv"))
    joined = texts[[*JOINED, "on_un_veto_list"]]
    for column, found in [*joined.items(), *codes[_CODED].items()]:
        given = lines.get(column, pd.Series("", index=lines.index))
        lines[column] = given.where(given != "", lines["base_row"].map(found).fillna(""))
    correct_joined(lines, corrections)

    return finish(lines, folder)


def main(arguments: list[str] | None = None) -> int:
    """Build the Council's record and write it; give the exit code."""

    def files(sources: str, data: str | None) -> tuple[int, dict[str, bytes]]:
        lines = build(sources, data)
        content = lines.to_csv(index=False, lineterminator="\n").encode()
        terms = (Path(data or data_folder()) / TERMS).read_bytes()
        return len(lines), {LINES: content, VOTES_FILE: votes_file(content, terms)}

    given = options(
        "unvotes.building.council",
        "Build data/security_council/roll_calls.csv, and votes.arrow, from the source files.",
        arguments,
    )
    return write_files(files, given)


if __name__ == "__main__":
    sys.exit(main())
