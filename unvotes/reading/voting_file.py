"""A file of votes from elsewhere, read: its votes, its roll calls, and a report on both."""

from __future__ import annotations

import functools
import html
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.reading.delimited import Table
from unvotes.record.schema import ISSUES, ROLL_CALLS, VOTES, as_frame
from unvotes.record.vocabulary import OUTCOME, VOTE

__all__ = ["FileReport", "Findings", "VotingFile", "frames"]

LETTERS = {name: code for code, name in enumerate(VOTE.categories)}
_REPAIRS = ["what", "column", "line", "found", "written", "rows"]
_CONTRADICTIONS = [
    *["what", "roll_call", "member", "column", "line", "found", "expected", "treatment"]
]
_SET_ASIDE = ["line", "text", "why"]
#: How many lines of each table a notebook shows.
_SHOWN = 8


@dataclass(frozen=True, repr=False, eq=False)
class FileReport:
    """
    What a reader found in a file.

    Attributes
    ----------
    coverage : DataFrame
        A row per fact: ``fact`` (rows, roll calls, members, first and last day …) and ``value``,
        both ``str``.
    repairs : DataFrame
        A row per kind of repair: ``what``, ``column`` (as the file names it), ``line`` (of the
        file, where it stands first; from 1, the header's line included), ``found``,
        ``written`` (the first of them), ``rows`` (how many; 0 where it concerns the file).
    contradictions : DataFrame
        A row per contradiction in the file: ``what``, ``roll_call``, ``member``, ``column``,
        ``line``, ``found``, ``expected`` and ``treatment`` (what stands in the frames now).
    set_aside : DataFrame
        A row per line that was not read: ``line``, ``text``, ``why``.
    """

    coverage: pd.DataFrame
    repairs: pd.DataFrame
    contradictions: pd.DataFrame
    set_aside: pd.DataFrame

    def _tables(self) -> Iterable[tuple[str, pd.DataFrame]]:
        yield "Coverage", self.coverage
        yield "Repairs", self.repairs
        yield "Contradictions", self.contradictions
        yield "Set aside", self.set_aside

    def __repr__(self) -> str:
        return "\n".join(
            f"{name}: none" if table.empty else f"{name}:\n{table.to_string(index=False)}"
            for name, table in self._tables()
        )

    def _repr_html_(self) -> str:
        return "".join(_table_html(name, table) for name, table in self._tables())


def _table_html(name: str, table: pd.DataFrame) -> str:
    """Set a table for a notebook; nothing in it is taken for HTML."""
    if table.empty:
        return f"<p><strong>{name}</strong>: none</p>"

    def cells(values: Iterable[Any], tag: str) -> str:
        return "".join(
            f"<{tag} style='text-align:left'>{html.escape(str(v))}</{tag}>" for v in values
        )

    rows = "".join(
        f"<tr>{cells(row, 'td')}</tr>" for row in table.head(_SHOWN).itertuples(index=False)
    )
    more = len(table) - _SHOWN
    return (
        f"<table><caption style='text-align:left;font-weight:bold'>{name}</caption>"
        f"<tr>{cells(table.columns, 'th')}</tr>{rows}</table>"
        + (f"<p>… and {more:,} more</p>" if more > 0 else "")
    )


@dataclass(frozen=True, repr=False, eq=False)
class VotingFile:
    """
    A file of votes as our frames, with a report of all that was found, repaired or doubted.

    Attributes
    ----------
    votes : DataFrame
        Who voted how, as `load_votes` gives them (seats: RUS and CHN throughout). ``topic`` is
        missing throughout: files of others have none of ours.
    roll_calls : DataFrame
        Their roll calls, a row each, as `load_roll_calls` gives them.
    report : FileReport
        Coverage, repairs, contradictions, and what was set aside.
    body : str
        ``"security-council"`` or ``"general-assembly"``.
    source : str
        The file's name or address.
    """

    votes: pd.DataFrame
    roll_calls: pd.DataFrame
    report: FileReport
    body: str
    source: str

    def _head(self) -> str:
        days = self.roll_calls["date"]
        doubts, repairs = len(self.report.contradictions), len(self.report.repairs)
        return (
            f"{self.source}: {len(self.votes):,} votes on {len(self.roll_calls):,} roll calls of "
            f"the {self.body.replace('-', ' ').title()}, {days.min():%Y-%m-%d} to "
            f"{days.max():%Y-%m-%d}; kinds of repair: {repairs:,}; contradictions: {doubts:,}; "
            f"lines set aside: {len(self.report.set_aside):,}"
        )

    def __repr__(self) -> str:
        return f"<{self._head()}>"

    def _repr_html_(self) -> str:
        return f"<p><strong>{html.escape(self._head())}</strong></p>" + self.report._repr_html_()


@dataclass
class Findings:
    """What a reader notes while it reads."""

    table: Table
    contradictions: list[tuple[Any, ...]] = field(default_factory=list)

    def doubt(
        self,
        what: str,
        treatment: str,
        *,
        roll_call: str = "",
        member: str = "",
        column: str = "",
        row: int | None = None,
        found: Any = "",
        expected: Any = "",
    ) -> None:
        """Note a contradiction; `row` is the file's, counted from 0 below the header."""
        held = self.table.columns.get(column)
        self.contradictions.append(
            (
                *(what, roll_call, member, held.header if held else column),
                self.table.line(row) if row is not None else 0,
                *(str(found), str(expected), treatment),
            )
        )

    def report(self, votes: pd.DataFrame, calls: pd.DataFrame, facts: dict[str, str]) -> FileReport:
        """Close the notes."""
        facts = {
            "rows": f"{self.table.rows:,}",
            "votes": f"{len(votes):,}",
            "roll calls": f"{len(calls):,}",
            "members": f"{votes['member'].nunique():,}",
            **_days(calls),
            "unknown votes": f"{int(calls['unknown'].sum()):,}",
        } | facts
        return FileReport(
            pd.DataFrame({"fact": list(facts), "value": list(facts.values())}, dtype="str"),
            _frame([tuple(asdict(repair).values()) for repair in self.table.repairs], _REPAIRS),
            _frame(self.contradictions, _CONTRADICTIONS),
            _frame(self.table.broken, _SET_ASIDE),
        )


def _days(calls: pd.DataFrame) -> dict[str, str]:
    """Tell first and last day, and what was adopted without a vote, where that is known."""
    facts = {}
    if "date" in calls and calls["date"].notna().any():
        facts["first day"] = f"{calls['date'].min():%Y-%m-%d}"
        facts["last day"] = f"{calls['date'].max():%Y-%m-%d}"
    # Of a table of others' the column may hold anything.
    if "without_vote" in calls and calls["without_vote"].dtype == bool:
        facts["adopted without a vote"] = f"{int(calls['without_vote'].sum()):,}"
    return facts


def _frame(rows: list[Any], columns: list[str]) -> pd.DataFrame:
    # Of most files there is nothing to report, of any kind: to find that out took milliseconds.
    return _typed(rows, columns) if rows else _nothing(tuple(columns)).copy()


@functools.cache
def _nothing(columns: tuple[str, ...]) -> pd.DataFrame:
    return _typed([], list(columns))


def _typed(rows: list[Any], columns: list[str]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=columns)
    return made.astype({name: "int64" if name in ("line", "rows") else "str" for name in columns})


def _labels(names: list[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(names, dtype="str"))


def frames(
    calls: pd.DataFrame,
    members: list[str],
    row: npt.NDArray[np.int32],
    member: npt.NDArray[np.signedinteger[Any]],
    cast: npt.NDArray[np.int8],
    body: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Make our two frames of what a file says.

    Parameters
    ----------
    calls : DataFrame
        A row per roll call, in order: ``roll_call``, ``date``, ``symbol``, ``draft``,
        ``resolution``, ``meeting``, ``outcome``, ``kind``, ``without_vote``,
        ``reported_tally``, ``divided`` (contested by its totals), ``session`` and, of the
        Assembly, ``source``, ``voeten_id`` and the issues.
    members : list of str
        Codes in alphabetical order.
    row, member, cast : array of int
        Per vote, in order of roll call and member: its roll call's position, its member's, and
        its vote's place in the scale.
    body : {"security-council", "general-assembly"}
        Whose votes.

    Returns
    -------
    tuple of DataFrame
        Votes and roll calls, as `load_votes` and `load_roll_calls` give them.
    """
    counts = {
        name: np.bincount(row[cast == code], minlength=len(calls)) for name, code in LETTERS.items()
    }
    # Not known, and so missing: files of others have none of our codes.
    none = pd.Categorical([None] * len(calls), dtype=_labels([]))
    values: dict[str, Any] = {
        **{
            name: calls[name]
            for name in ("roll_call", "date", "symbol", "draft", "resolution", "meeting")
        },
        "outcome": pd.Categorical(calls["outcome"], dtype=OUTCOME),
        "kind": calls["kind"].astype("str"),
        **dict.fromkeys(("topic", "region", "action", "mission"), none),
        "subject": "",
        **counts,
        "reported_tally": calls["reported_tally"],
        "contested": (counts["no"] + counts["abstain"] > 0)
        | calls["divided"].to_numpy()
        | (calls["outcome"] != "adopted").to_numpy(),
        "without_vote": calls["without_vote"].to_numpy(),
        "in_parts": False,
        "on_un_veto_list": False,
        "sponsors": "",
        "url": "https://undocs.org/" + calls["symbol"].str.replace(" ", "", regex=False),
    }
    unknown = pd.array([pd.NA] * len(calls), dtype="boolean")
    if body == "security-council":
        values["chapter_vii"] = unknown
    if body == "general-assembly":
        values["session"] = calls["session"].astype("str")
        values["sources"] = values["date_source"] = calls["source"]
        for name in ("important", *ISSUES, "voeten_id"):
            values[name] = calls.get(name, unknown)
    table = as_frame(values, ROLL_CALLS, body)

    def spread(values: pd.Series) -> Any:
        held = pd.Categorical(values)
        return pd.Categorical.from_codes(held.codes[row], dtype=held.dtype, validate=False)

    permanent = np.isin(members, ["CHN", "FRA", "GBR", "RUS", "USA"])
    cast_votes: dict[str, Any] = {
        "roll_call": pd.Categorical.from_codes(
            row, dtype=_labels(calls["roll_call"].tolist()), validate=False
        ),
        "date": table["date"].to_numpy()[row],
        "symbol": spread(table["symbol"]),
        "topic": spread(table["topic"]),
        "outcome": spread(table["outcome"]),
        "member": pd.Categorical.from_codes(member, dtype=_labels(members), validate=False),
        "vote": pd.Categorical.from_codes(cast, dtype=VOTE, validate=False),
        "permanent": permanent[member],
        "veto": np.zeros(len(row), dtype=bool),
    }
    if body == "general-assembly":
        cast_votes["session"] = spread(table["session"])
    return as_frame(cast_votes, VOTES, body), table
