"""Votes written for R, Stata, SPSS and the programs of the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import plain_frame, roll_calls_frame
from unvotes.parameters import checked_arguments
from unvotes.reading.content import as_path
from unvotes.reading.labelled import write_labelled
from unvotes.reading.r_writing import (
    frame_bytes,
    list_bytes,
    matrix_bytes,
    vector_bytes,
    write_rds,
)
from unvotes.reading.vote_words import NUMBERS, OURS, OUTSIDE
from unvotes.record.vocabulary import VOTE
from unvotes.record.written_files import checked_path, whole_file

__all__ = ["write_roll_calls"]

_NAMES = {number: vote for vote, number in NUMBERS.items()}
#: The same in Poole and Rosenthal's codes: present, not voting, not a member.
_POOLE = {"yes": 1, "abstain": 7, "no": 6, "unknown": 9, "nonvoting": 9}
_LABELS = {
    "roll_call": "Roll call",
    "date": "Day of the vote",
    "member": "Member",
    "vote": "Vote cast",
    "party": "Party on the day",
}
#: So many columns of the votes are not written beside the vote: facts of the roll call.
_KNOWN = ("roll_call", "member", "vote")


@checked_arguments
def write_roll_calls(
    votes: pd.DataFrame,
    path: str | PathLike[str],
    *,
    roll_calls: pd.DataFrame | None = None,
) -> Path:
    r"""
    Write votes for other programs: R's pscl, wnominate and emIRT, KH/ORD, Stata, SPSS, CSV.

    The ending of the name says which:

    - ``.rds``: an R object of the class ``rollcall``, with the tables of members
      (``legis.data``) and of roll calls (``vote.data``). In R: ``rc <- readRDS("votes.rds")``,
      then ``pscl::ideal(rc)``, ``wnominate::wnominate(rc, …)``, ``emIRT::convertRC(rc)``. R is
      not needed to write it.
    - ``.ord``: a KH file (Keith Poole's and Howard Rosenthal's), for ``pscl::readKH`` and the
      programs that came before R. Members are numbered, and their names cut to 11 letters.
    - ``.dta``, ``.sav``: a row per vote for Stata or SPSS, votes as numbers with labels.
    - ``.csv``: a row per vote, votes as words and as the same numbers.

    Parameters
    ----------
    votes : DataFrame
        As `load_votes`, `read_roll_calls` or another reader gives them: ``roll_call``,
        ``member``, ``vote``. ``party``, ``name`` and other facts of the member go along.
    path : str or path
        The file to write; one that exists is replaced once the new one is whole.
    roll_calls : DataFrame, optional
        Facts of the roll calls (column ``roll_call``), for ``vote.data``.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnvotesError
        If the ending is none of these, the frame lacks a column, or a vote is unknown to us.

    Notes
    -----
    The numbers: 1 yes, 2 abstain, 3 no, 8 nonvoting (as in Voeten's compilation), 7 unknown;
    in the matrix of a ``rollcall`` also 9, not a member. Its ``codes`` say ``yea = 1``,
    ``nay = 3``, ``missing = c(2, 7, 8)``, ``notInLegis = 9``: an abstention is missing, as these
    programs know two votes only. To count it as a no, in R: ``rc$codes$nay <- c(2, 3)`` and
    ``rc$codes$missing <- c(7, 8)``. KH files have 1, 6, 7 (abstain, "present"), 9 and 0.

    See Also
    --------
    read_roll_calls : the way back.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from unvotes import load_votes, read_roll_calls
    >>> votes = load_votes(since="2025")
    >>> path = write_roll_calls(votes, Path(tempfile.mkdtemp()) / "council.csv")
    >>> path.read_text().splitlines()[1]
    'S/RES/2768,2025-01-15,CHN,abstain,2,...'
    """
    writers: dict[str, Callable[[_Votes, Path], None]] = {
        ".rds": _write_rollcall,
        ".ord": _write_kh,
        ".csv": _write_csv,
        ".dta": _write_labelled,
        ".sav": _write_labelled,
    }
    target = checked_path(as_path(path), writers)
    held = _Votes(votes, roll_calls)
    with whole_file(target) as draft:
        writers[target.suffix.lower()](held, draft)
    return target


class _Votes:
    """Votes as a matrix of numbers, with what is known of members and roll calls."""

    def __init__(self, votes: pd.DataFrame, roll_calls: pd.DataFrame | None) -> None:
        votes = roll_calls_frame(votes, "votes")  # its votes are looked at below
        lacking = [name for name in _KNOWN if name not in votes.columns]
        if votes.columns.duplicated().any():
            twice = votes.columns[votes.columns.duplicated()][0]
            raise UnvotesError(f"the frame of votes has two columns {shown(twice)}")
        if lacking or votes.empty:
            raise UnvotesError(
                f"the frame of votes has no {f'column {lacking[0]!r}' if lacking else 'rows'}; a "
                "row per member and roll call is needed, with 'roll_call', 'member' and 'vote'"
            )
        words = votes["vote"].astype("str")
        wrong = ~words.isin(VOTE.categories)
        if wrong.any():
            raise unknown("vote", words[wrong].iloc[0], list(VOTE.categories))
        self.frame, self.words = votes.reset_index(drop=True), words.reset_index(drop=True)
        self.row, self.calls = _coded(votes["roll_call"])
        self.column, self.members = _coded(votes["member"])
        again = pd.Series(self.row * len(self.members) + self.column).duplicated()
        if again.any():
            at = int(again.to_numpy().argmax())
            raise UnvotesError(
                f"member {shown(self.members[self.column[at]])} has two rows on roll call "
                f"{shown(self.calls[self.row[at]])}; one row per member and roll call is needed"
            )
        self.table = None if roll_calls is None else plain_frame(roll_calls, "roll_calls")
        if self.table is not None and "roll_call" not in self.table:
            raise UnvotesError("roll_calls has no column 'roll_call'")

    def matrix(self, number: Mapping[str, int], outside: int) -> npt.NDArray[np.int32]:
        """Give a row per member, a column per roll call."""
        cells = np.full((len(self.members), len(self.calls)), outside, dtype=np.int32)
        cells[self.column, self.row] = self.words.map(number).to_numpy(dtype=np.int32)
        return cells

    def about_members(self) -> pd.DataFrame:
        """Collect the columns that say one thing of each member; of a party that changed, each."""
        facts: dict[str, Any] = {}
        first = ~self.frame["member"].duplicated().to_numpy()
        order = np.argsort(self.column[first], kind="stable")
        for name in map(str, self.frame.columns):
            if name in _KNOWN:
                continue
            texts = self.frame[name].astype("str").where(self.frame[name].notna(), "")
            spread = texts.groupby(self.column).nunique()
            if (spread == 1).all():
                facts[name] = self.frame[name][first].iloc[order].reset_index(drop=True)
            elif name == "party":
                # Whoever changed party has all of them, in order of time.
                facts[name] = (
                    texts.groupby(self.column)
                    .agg(lambda held: " / ".join(dict.fromkeys(held)))
                    .reset_index(drop=True)
                )
        return pd.DataFrame(facts, index=range(len(self.members)))

    def about_calls(self) -> pd.DataFrame:
        """Collect what is known of each roll call."""
        facts = pd.DataFrame({"roll_call": self.calls})
        if self.table is not None:
            table = self.table.assign(roll_call=self.table["roll_call"].astype("str"))
            return facts.merge(table.drop_duplicates("roll_call"), on="roll_call", how="left")
        first = ~self.frame["roll_call"].duplicated().to_numpy()
        order = np.argsort(self.row[first], kind="stable")
        for name in map(str, self.frame.columns):
            if name in _KNOWN:
                continue
            spread = self.frame[name].groupby(self.row, observed=True).nunique(dropna=False)
            if (spread <= 1).all():
                facts[name] = self.frame[name][first].iloc[order].reset_index(drop=True)
        return facts


def _coded(column: pd.Series) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Give positions and names, in the order of the categories, or as they first occur."""
    if column.isna().any():
        raise UnvotesError(
            f"column {shown(column.name)} has no value in {int(column.isna().sum()):,} rows"
        )
    held = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
    held = held.cat.remove_unused_categories()
    return held.cat.codes.to_numpy().astype(np.int64), [str(name) for name in held.cat.categories]


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns that other programs know: categories as texts."""
    return frame.assign(
        **{
            str(name): frame[name].astype("str").where(frame[name].notna(), None)
            for name in frame.columns
            if isinstance(frame[name].dtype, pd.CategoricalDtype)
        }
    )


def _write_rollcall(votes: _Votes, path: Path) -> None:
    members, calls = votes.about_members(), votes.about_calls()
    parts = {
        "votes": matrix_bytes(votes.matrix(NUMBERS, OUTSIDE), votes.members, votes.calls),
        "codes": list_bytes(
            {
                "yea": vector_bytes(np.array([1.0])),
                "nay": vector_bytes(np.array([3.0])),
                "notInLegis": vector_bytes(np.array([float(OUTSIDE)])),
                "missing": vector_bytes(np.array([2.0, 7.0, 8.0])),
            }
        ),
        "n": vector_bytes(np.array([len(votes.members)], dtype=np.int32)),
        "m": vector_bytes(np.array([len(votes.calls)], dtype=np.int32)),
        "legis.data": frame_bytes(
            _plain(members) if len(members.columns) else pd.DataFrame({"member": votes.members}),
            votes.members,
        ),
        "vote.data": frame_bytes(_plain(calls), votes.calls),
        "desc": vector_bytes("Roll calls written by unvotes"),
        "source": vector_bytes(OURS),
    }
    write_rds(list_bytes(parts, ["rollcall"]), path)


def _write_kh(votes: _Votes, path: Path) -> None:
    members = votes.about_members()
    names = members["name"] if "name" in members else pd.Series(votes.members)
    parties = members["party"] if "party" in members else pd.Series([""] * len(votes.members))
    number = {party: i for i, party in enumerate(pd.unique(parties.astype("str")), 1)}
    cells = votes.matrix(_POOLE, 0)
    lines = []
    for i, (name, party) in enumerate(zip(names.astype("str"), parties.astype("str"), strict=True)):
        plain = name.encode("ascii", "replace").decode()[:11]
        member = votes.members[i]
        known = int(member) if member.isdecimal() and int(member) < 100_000 else i + 1
        head = f"{1:3}{known:5}{0:2}{0:2}{'':8}{number[party]:3}{'':2}{plain:11}"
        lines.append(head + "".join(map(str, cells[i].tolist())))
    path.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")


def _rows(votes: _Votes) -> pd.DataFrame:
    """Give a row per vote, with the number of the vote beside the word."""
    frame = votes.frame
    lead = ["roll_call", *(["date"] if "date" in frame else []), "member", "vote"]
    ordered = frame[[*lead, *(name for name in frame.columns if name not in lead)]]
    place = lead.index("vote") + 1
    ordered.insert(place, "vote_number", votes.words.map(NUMBERS).astype("int64"))
    return ordered


def _write_csv(votes: _Votes, path: Path) -> None:
    _rows(votes).to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m-%d")


def _write_labelled(votes: _Votes, path: Path) -> None:
    rows = _rows(votes).drop(columns="vote").rename(columns={"vote_number": "vote"})
    write_labelled(rows, path, {"vote": _NAMES}, _LABELS)
