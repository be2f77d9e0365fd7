"""The letters of a Library file beside its totals: what differs, what was not put to a vote."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.reading.delimited import Repair, Table
from unvotes.reading.library_roll_calls import TOTALS
from unvotes.reading.voting_file import LETTERS, Findings

__all__ = ["compare_with_totals"]

_Ints = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]

_SILENT = re.compile(r"without\s+(?:a\s+)?vote|acclamation|consensus", re.IGNORECASE)


@dataclass(frozen=True)
class _Tallies:
    """The letters of each roll call, counted, and the totals that the file gives (-1: none)."""

    counted: dict[str, _Ints]
    totals: dict[str, _Ints]

    @property
    def rows(self) -> _Ints:
        return np.asarray(sum(self.counted.values()))

    @property
    def given(self) -> _Flags:
        return np.logical_or.reduce([total >= 0 for total in self.totals.values()])

    @property
    def agree(self) -> _Flags:
        """Letters that are unknown may be any that the totals still miss."""
        missing = [
            np.where(total >= 0, total - self.counted[name], 0)
            for name, total in self.totals.items()
        ]
        enough = np.sum(missing, axis=0) <= self.counted["unknown"]
        return np.logical_and.reduce([gap >= 0 for gap in missing]) & enough

    @property
    def written(self) -> list[str]:
        """The totals as a tally, such as 10-2-3."""
        return [
            "-".join("?" if n < 0 else str(n) for n in row)
            for row in zip(*self.totals.values(), strict=True)
        ]


def _tallies(
    facts: pd.DataFrame, row: npt.NDArray[np.int32], cast: npt.NDArray[np.int8]
) -> _Tallies:
    width = len(LETTERS)
    counts = np.bincount(row * width + cast, minlength=len(facts) * width).reshape(-1, width)
    return _Tallies(
        {name: counts[:, code] for name, code in LETTERS.items()},
        {name: facts[at].to_numpy(dtype=np.int64, na_value=-1) for at, name in TOTALS.items()},
    )


def compare_with_totals(
    table: Table,
    findings: Findings,
    facts: pd.DataFrame,
    row: npt.NDArray[np.int32],
    cast: npt.NDArray[np.int8],
    doubted: bool,
) -> npt.NDArray[np.int8]:
    """
    Compare the letters with the totals, and find what was adopted without a vote.

    Gives the letters as they hold, and adds to the facts of the roll calls ``without_vote``,
    ``reported_tally`` and ``divided``. Where the totals contradict them, `doubted` letters are
    unknown from there on.
    """
    tallies = _tallies(facts, row, cast)
    given, counted, totals = tallies.given, tallies.counted, tallies.totals
    says = (facts["modality"] + " " + facts["vote_note"]).str.contains(_SILENT).to_numpy(dtype=bool)
    zero = given & np.logical_and.reduce([total <= 0 for total in totals.values()])
    all_yes, all_silent = counted["yes"] == tallies.rows, counted["nonvoting"] == tallies.rows
    silent = (all_silent & (says | zero | ~given)) | (all_yes & (says | zero))
    if (silent & all_yes).any():
        _note_rewritten(table, facts, silent & all_yes, tallies.rows)
        cast = np.where((silent & all_yes)[row], LETTERS["nonvoting"], cast).astype(np.int8)

    wrong = ~silent & given & ~tallies.agree
    _doubt_letters(findings, facts, tallies, wrong, doubted)
    if doubted and wrong.any():
        cast = np.where(wrong[row], LETTERS["unknown"], cast).astype(np.int8)
    _doubt_modality(findings, facts, ~silent)
    _doubt_rows(findings, facts, tallies, ~silent & ~wrong & (counted["unknown"] == 0))

    unclear = np.bincount(row[cast == LETTERS["unknown"]], minlength=len(facts)) > 0
    facts["without_vote"] = silent
    facts["reported_tally"] = np.where(unclear & given, tallies.written, "")
    against = (totals["no"] > 0) | (totals["abstain"] > 0)  # of a total that is not given, -1
    facts["divided"] = unclear & against & ~silent
    return cast


def _note_rewritten(table: Table, facts: pd.DataFrame, which: _Flags, rows: _Ints) -> None:
    first = int(facts["first"].to_numpy()[which][0])
    what = "adopted without a vote, given as Y throughout"
    header, line = table.columns["ms_vote"].header, table.line(first)
    table.repairs.append(Repair(what, header, line, "Y", "X", int(rows[which].sum())))


def _doubt_letters(
    findings: Findings, facts: pd.DataFrame, tallies: _Tallies, wrong: _Flags, doubted: bool
) -> None:
    """List the roll calls whose letters contradict their totals."""
    for i in np.flatnonzero(wrong).tolist():
        findings.doubt(
            "letters against totals",
            "its votes are unknown, the totals are the reported tally"
            if doubted
            else "the letters as they stand",
            roll_call=facts["roll_call"][i],
            column="total_yes",
            row=int(facts["first"][i]),
            found=tallies.written[i],
            expected="-".join(str(tallies.counted[name][i]) for name in tallies.totals),
        )


def _doubt_modality(findings: Findings, facts: pd.DataFrame, voted: _Flags) -> None:
    """List the roll calls that say that there was no vote, and have votes."""
    says = facts["modality"].str.contains(_SILENT).to_numpy(dtype=bool)
    for i in np.flatnonzero(voted & says).tolist():
        findings.doubt(
            "adopted without a vote, but with votes",
            "the letters as they stand",
            roll_call=facts["roll_call"][i],
            column="modality",
            row=int(facts["first"][i]),
            found=facts["modality"][i],
        )


def _doubt_rows(
    findings: Findings, facts: pd.DataFrame, tallies: _Tallies, certain: _Flags
) -> None:
    """List the roll calls that have more or fewer rows than their totals say."""
    counts = {"total_non_voting": tallies.counted["nonvoting"], "total_ms": tallies.rows}
    for column, own in counts.items():
        total = facts[column].to_numpy(dtype=np.int64, na_value=-1)
        for i in np.flatnonzero((total >= 0) & (total != own) & certain).tolist():
            findings.doubt(
                "rows against totals",
                "the rows as they stand",
                roll_call=facts["roll_call"][i],
                column=column,
                row=int(facts["first"][i]),
                found=int(total[i]),
                expected=int(own[i]),
            )
