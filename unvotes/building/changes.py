"""
Compare two states of the record: ``python -m unvotes.building.changes OLD [NEW]``.

A state is a folder that holds ``data``, or is it, or a revision of git: a tag, a branch, a commit.
What was added, taken out and corrected is written as the changelog has it, by body and year.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pa_parquet

from unvotes.errors import UnvotesError
from unvotes.record.assembly import FILE, sitting
from unvotes.record.data_files import data_folder, read_table

__all__ = ["State", "changes", "main", "read_state"]

_LISTS = {"against": "no", "abstaining": "abstain", "not_voting": "nonvoting", "unknown": "unknown"}
_WORDS = {"Y": "yes", "N": "no", "A": "abstain", "X": "nonvoting", "?": "unknown"}
#: What a roll call says beside its votes, as far as a body's table has it.
_FACTS = ["date", "symbol", "outcome", "kind", "topic", "action", "mission"]
#: Corrected votes that are named one by one; of more, only the counts are given.
_NAMED = 40


class State(NamedTuple):
    """A state of the record: its version, and each body's roll calls and votes."""

    version: str
    #: By body: ``roll_call`` (the index), and what the roll call says, all ``str``.
    facts: dict[str, pd.DataFrame]
    #: By body: the vote (``str``), the index ``roll_call`` and ``member``.
    votes: dict[str, pd.Series]


def _from_git(revision: str, to: Path) -> Path:
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "archive", "--format=tar", revision, "data"],
        cwd=data_folder().parent,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise UnvotesError(
            f"{revision!r} is neither a folder with a record nor a revision that git knows here: "
            + done.stderr.decode(errors="replace").strip()
        )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as packed:
        packed.extractall(to, filter="data")
    return to / "data"


def _council(folder: Path) -> tuple[pd.DataFrame, pd.Series]:
    lines = read_table("security_council/roll_calls.csv", folder)
    terms = read_table("security_council/terms.csv", folder)
    # Earlier versions did not tell what was voted on in parts only.
    silent = (lines.reindex(columns=["without_vote", "in_parts"]) == "yes").any(axis=1)
    table = (
        lines[["roll_call", "date"]]
        .assign(silent=silent)
        .merge(terms[["member", "since", "until"]], how="cross")
    )
    sat = (table["since"] <= table["date"]) & ~(
        (table["until"] != "") & (table["until"] < table["date"])
    )
    table = table[sat].set_index(["roll_call", "member"])
    vote = pd.Series("yes", index=table.index, dtype="str")
    for column, word in _LISTS.items():
        listed = lines.set_index("roll_call")[column]
        vote[table.index.isin(listed.index[listed == "all"], level="roll_call")] = word
        named = listed[~listed.isin(["", "all"])].str.split().explode()
        vote.loc[pd.MultiIndex.from_arrays([named.index, named])] = word
    vote = vote.mask(table["silent"], "nonvoting")
    return lines.set_index("roll_call")[_FACTS], vote


def _assembly(folder: Path) -> tuple[pd.DataFrame, pd.Series]:
    table = pa_parquet.read_table(folder / FILE, use_threads=False).to_pandas()
    sat, seats = sitting(table["date"].to_numpy(dtype="datetime64[D]"), folder)
    if (wrong := table["letters"].str.len().to_numpy() != sat.sum(axis=1)).any():
        name = table.loc[wrong, "roll_call"].iloc[0]
        raise UnvotesError(f"{folder}: {name} has more or fewer letters than members that day")
    row, seat = np.nonzero(sat)
    letters = pd.Series(list("".join(table["letters"])), dtype="str")
    index = pd.MultiIndex.from_arrays(
        [table["roll_call"].to_numpy()[row], np.array(seats)[seat]], names=["roll_call", "member"]
    )
    vote = pd.Series(letters.map(_WORDS).to_numpy(), index=index, dtype="str")
    facts = table.set_index("roll_call")[[name for name in _FACTS if name in table]]
    return facts.astype("str").fillna(""), vote


def read_state(where: str | Path) -> State:
    """
    Read a state of the record.

    Parameters
    ----------
    where : str or pathlib.Path
        A folder that holds ``data`` or is it, or a revision of git.

    Returns
    -------
    State
        Its version, roll calls and votes.

    Raises
    ------
    UnvotesError
        If it is neither, or a record that lacks a file or a column.

    Examples
    --------
    >>> from unvotes.record.data_files import data_folder
    >>> read_state(data_folder()).votes["security-council"]["S/2012/77", "RUS"]
    'no'
    """
    with ExitStack() as stack:
        folder = next(
            (
                each
                for each in (Path(where) / "data", Path(where))
                if (each / "datapackage.json").is_file()
            ),
            None,
        )
        if folder is None:
            new = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            folder = _from_git(str(where), new)
        try:
            about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
            read = {"security-council": _council(folder), "general-assembly": _assembly(folder)}
        except (OSError, ValueError, KeyError) as error:
            raise UnvotesError(
                f"the record of {where} is not whole, or of a form that was given up before "
                f"version 0.1.0: {type(error).__name__}: {error}"
            ) from error
        return State(
            str(about.get("version", "without a number")),
            {body: facts for body, (facts, _) in read.items()},
            {body: votes for body, (_, votes) in read.items()},
        )


def changes(old: State, new: State) -> str:
    """
    Write what a state of the record has that an earlier one had not, or had otherwise.

    Parameters
    ----------
    old, new : State
        The two states.

    Returns
    -------
    str
        Markdown: per body a table by year, with a count of roll calls and votes added, roll calls
        taken out, votes and facts corrected; and what was corrected, one by one where it is not
        more than 40 votes, or 40 values of a column.
    """
    if new.version == old.version:
        parts = [f"The record {new.version} beside an earlier state of the same number."]
    else:
        parts = [f"The record {new.version} beside {old.version}."]
    for body, name in (
        ("security-council", "Security Council"),
        ("general-assembly", "General Assembly"),
    ):
        parts += ["", f"**{name}**", "", *_of_body(old, new, body)]
    return "\n".join(parts)


def _of_body(old: State, new: State, body: str) -> list[str]:
    before, after = old.facts[body], new.facts[body]
    was, now = old.votes[body].align(new.votes[body], join="inner")
    corrected = pd.DataFrame({"old": was, "new": now})[was != now].reset_index()
    shared = before.index.intersection(after.index)
    facts = before.loc[shared].ne(after.loc[shared])
    seated = new.votes[body].index.difference(old.votes[body].index)
    seated = seated[seated.get_level_values(0).isin(before.index)]
    added, gone = after.index.difference(before.index), before.index.difference(after.index)
    year, year_before = after["date"].str[:4], before["date"].str[:4]
    of = new.votes[body].index.get_level_values(0)
    counts = {
        "roll calls added": year[added],
        "votes added": year[of[of.isin(added)]],
        "roll calls taken out": year_before[gone],
        "votes corrected": year[corrected["roll_call"]],
        "votes of members added": year[seated.get_level_values(0)],
        **{f"{column} corrected": year[shared[facts[column]]] for column in facts},
    }
    table = pd.DataFrame(
        {what: years.value_counts() for what, years in counts.items() if len(years)}
    )
    if table.empty:
        return ["No change."]
    table = table.fillna(0).astype(int).sort_index()
    table.loc["all"] = table.sum()
    rows = [["year", *table.columns], ["---"] * (len(table.columns) + 1)]
    for name, numbers in table.iterrows():
        rows.append([str(name), *(f"{n:,}" if n else "" for n in numbers)])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    named: list[list[str]] = (
        corrected.assign(date=corrected["roll_call"].map(after["date"])).to_numpy().tolist()
    )
    said = [
        [f"- {call} ({day}): {m} voted {new}, not {old}" for call, m, old, new, day in named],
        *(_corrected_facts(before, after, str(column)) for column in facts),
    ]
    if short := [line for each in said if len(each) <= _NAMED for line in each]:
        lines += ["", *short]
    return lines


def _corrected_facts(before: pd.DataFrame, after: pd.DataFrame, column: str) -> list[str]:
    """Tell, a line each, where what roll calls of both states say differs."""
    shared = before.index.intersection(after.index)
    table = pd.DataFrame(
        {"date": after["date"], "new": after[column], "old": before[column]}, index=shared
    )
    table = table[table["new"] != table["old"]].replace("", "empty")
    rows: list[tuple[str, ...]] = list(table.itertuples(name=None))
    return [f"- {call} ({day}): {column} {new}, not {old}" for call, day, new, old in rows]


def main(arguments: list[str] | None = None) -> int:
    """Compare two states and print; give the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m unvotes.building.changes",
        description="Write what was added to the record and corrected between two of its states.",
    )
    parser.add_argument("old", help="a folder with a record, or a revision of git: v0.1.0")
    parser.add_argument("new", nargs="?", help="the same (default: the record as it lies here)")
    given = parser.parse_args(arguments)
    try:
        print(changes(read_state(given.old), read_state(given.new or data_folder())))
    except UnvotesError as error:
        print(f"Nothing was compared: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
