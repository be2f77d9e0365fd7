"""What is exported: of every table, chart and result of the package a frame, and what it is."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

import unvotes
from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.core.results import (
    ALL_ALIKE,
    AgreementMatrix,
    Difference,
    Estimate,
    too_few,
)
from unvotes.analysis.ideal_points.model import IdealPoints
from unvotes.analysis.rules.replay import Replay
from unvotes.analysis.rules.voting_rules import VotingRule
from unvotes.analysis.structure.communities import Communities
from unvotes.analysis.structure.hierarchy import Hierarchy
from unvotes.analysis.structure.partitions import PartitionTest
from unvotes.analysis.structure.scaling import Positions
from unvotes.charts.drawing.figure import data, describe
from unvotes.charts.drawing.theme import SOURCE
from unvotes.errors import UnvotesError, shown
from unvotes.frames import plain_frame
from unvotes.reading.combine import Combined
from unvotes.reading.voting_file import FileReport, VotingFile
from unvotes.record.data_files import record_version
from unvotes.record.finding import RollCalls

__all__ = ["Content", "content_of"]

#: What a result says of itself, beside its tables, under the words that a file says it in.
_FACTS: Final[Mapping[str, str]] = {
    "period": "period",
    "selection": "selection",
    "measure": "measure",
    "rule": "rule",
    "method": "method",
    "identified": "identified",
    "stress": "stress",
    "fit": "cophenetic correlation",
    "modularity": "modularity",
    "stability": "stability",
    "converged": "converged",
    "left_out": "left out",
    "level": "coverage of intervals",
    "caveat": "caveat",
    "note": "note",
}


@dataclass(frozen=True)
class Content:
    """
    What is to be written.

    Attributes
    ----------
    frame : pandas.DataFrame
        The table; its columns have texts as names, each its own.
    about : dict of str to str
        What it is: title, source, period and so on, as far as they are known.
    further : dict of str to pandas.DataFrame
        Further tables of the same result, for forms that hold several.
    name : str
        What the first table is called beside further ones.
    """

    frame: pd.DataFrame
    about: dict[str, str]
    further: dict[str, pd.DataFrame] = field(default_factory=dict)
    name: str = "data"


@dataclass
class _Found:
    """The tables of a result, the first the one that a form for one table takes."""

    tables: dict[str, pd.DataFrame]
    about: dict[str, str] = field(default_factory=dict)


def content_of(what: object, title: str | None, source: str | None) -> Content:
    """
    Read what is to be exported.

    Parameters
    ----------
    what : object
        A chart, a table or a result; see `unvotes.export`.
    title, source : str, optional
        In place of its own.

    Returns
    -------
    Content

    Raises
    ------
    UnvotesError
        If it is none of these, has no rows, or two columns of one name.
    """
    found = _read(what)
    (name, frame), *others = ((name, _named_columns(table)) for name, table in found.tables.items())
    if frame.empty:
        raise UnvotesError("there are no rows, so there is nothing to export")
    own = found.about
    about = {"title": title or own.pop("title", ""), "source": source or own.pop("source", SOURCE)}
    about |= _coverage(frame) | own
    about["made with"] = f"unvotes {unvotes.__version__}, record {record_version()}"
    about["source"] = about["source"].removeprefix("Source: ")
    kept = {key: " ".join(value.split()) for key, value in about.items() if value}
    further = {name: table for name, table in others if len(table)}
    return Content(frame, kept, further, name if further else "data")


@singledispatch
def _read(what: Any) -> _Found:
    """Take the tables out of a result, and what it says of itself."""
    if isinstance(what, str | bytes | Mapping) or not hasattr(what, "columns"):
        raise UnvotesError(
            f"{shown(what)} cannot be exported; give a table (a DataFrame), a chart of "
            "unvotes.charts, or what a function of unvotes returns: find, agreement, "
            "agreement_matrix, communities, positions, ideal_points, replay, read_undl, combine …"
        )
    return _Found({"data": plain_frame(what, "what")})


@_read.register
def _(what: pd.DataFrame) -> _Found:
    said = {
        str(key).replace("_", " "): str(value)
        for key, value in what.attrs.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }
    return _Found({"data": what}, said)


@_read.register
def _(what: pd.Series) -> _Found:
    return _Found({"data": what.to_frame(what.name if what.name is not None else "value")})


@_read.register
def _(what: go.Figure) -> _Found:
    head, lines, line = _texts(what)
    about = {"title": head, "coverage": "; ".join(lines), "description": describe(what)}
    return _Found({"data": data(what)}, about | ({"source": line} if line else {}))


@_read.register
def _(what: RollCalls) -> _Found:
    return _Found(_full({"votes": what.votes, "roll_calls": what.roll_calls}), _facts(what))


@_read.register(VotingFile)
@_read.register(Combined)
def _(what: VotingFile | Combined) -> _Found:
    tables = {"votes": what.votes, "roll_calls": what.roll_calls}
    for name in ("added", "differences", "filled", "defects"):
        if isinstance(table := getattr(what, name, None), pd.DataFrame):
            tables[name] = table
    if isinstance(what, VotingFile):
        tables |= _read(what.report).tables
    return _Found(tables, {"source": what.source})


@_read.register
def _(what: FileReport) -> _Found:
    names = ("coverage", "repairs", "contradictions", "set_aside")
    return _Found(_full({name: getattr(what, name) for name in names}))


@_read.register
def _(what: AgreementMatrix) -> _Found:
    about = {"title": f"{what.measure.capitalize()} of all pairs"} | _facts(what)
    if what.low is None:
        about.pop("method", None)
    about["withheld"] = f"where n is below {what.min_shared}"
    return _Found({"pairs": _pairs(what)}, about)


@_read.register
def _(what: Estimate) -> _Found:
    return _Found({"estimate": pd.DataFrame([_row(what)])}, {"title": what.label})


@_read.register
def _(what: Difference) -> _Found:
    rows = [{"what": "difference", **_row(what)}]
    rows += [{"what": name, **_row(getattr(what, name))} for name in ("first", "second")]
    frame = pd.DataFrame(rows).astype({"shared": "Int64"})
    return _Found({"difference": frame}, {"title": what.label})


@_read.register
def _(what: Communities) -> _Found:
    about = {"title": "Communities of members", "roll calls": f"{what.n:,}"} | _facts(what)
    return _Found({"communities": what.table}, about)


@_read.register
def _(what: Positions) -> _Found:
    about = {"title": "Positions of members", "roll calls": f"{what.n:,}"} | _facts(what)
    return _Found({"positions": what.table}, about)


@_read.register
def _(what: IdealPoints) -> _Found:
    about = {"title": "Ideal points of members", "roll calls": f"{what.n:,}"} | _facts(what)
    tables = {"positions": what.table, "items": what.items, "not_converged": what.not_converged}
    return _Found(tables, about)


@_read.register
def _(what: Hierarchy) -> _Found:
    names = what.members + [f"join {step + 1}" for step in range(len(what.linkage))]
    joins = pd.DataFrame(
        {
            "join": names[len(what.members) :],
            "a": [names[int(i)] for i in what.linkage[:, 0]],
            "b": [names[int(i)] for i in what.linkage[:, 1]],
            "distance": what.linkage[:, 2],
            "members": what.linkage[:, 3].astype("int64"),
        }
    )
    about = {"title": "Tree of members", "roll calls": f"{what.n:,}"} | _facts(what)
    leaves = pd.DataFrame({"member": what.order, "place": range(1, len(what.order) + 1)})
    return _Found({"joins": joins, "order": leaves, "distances": what.distances}, about)


@_read.register
def _(what: PartitionTest) -> _Found:
    row = _row(what)
    frame = pd.DataFrame([{key: value for key, value in row.items() if key != "members"}])
    members = what.members.rename("bloc").rename_axis("member").reset_index()
    return _Found({"test": frame, "members": members}, {"title": "Do blocs explain the votes?"})


@_read.register
def _(what: Replay) -> _Found:
    about = {"title": f"The record under another rule: {what.rule}"} | _facts(what)
    if what.majority:
        about["votes needed"] = str(what.majority)
    if what.unknown:
        about["cannot be told"] = (
            f"{what.unknown:,} roll calls, too many of whose votes are unknown"
        )
    return _Found({"replay": what.table}, about)


@_read.register
def _(what: VotingRule) -> _Found:
    veto = {*what.veto}
    frame = pd.DataFrame(
        {
            "member": [*map(str, what.weights)],
            "weight": [*what.weights.values()],
            "veto": [member in veto for member in what.weights],
        }
    )
    for i, (weights, _quota) in enumerate(what.further, 2):
        frame[f"weight_{i}"] = [weights.get(member, 0) for member in what.weights]
    quotas = [what.quota, *(quota for _, quota in what.further)]
    about = {"title": what.title or "A voting rule", "quota": ", ".join(map(str, quotas))}
    if veto:
        about["to block"] = f"{what.objections} of the members with a veto"
        about["abstention of a member with a veto"] = "blocks" if what.concurring else "does not"
    return _Found({"members": frame}, about)


@_read.register
def _(what: Bloc) -> _Found:
    table = what.table()
    table.insert(0, "bloc", what.name)
    return _Found({"members": table}, {"title": f"Members of {what.name}"})


def _facts(what: object) -> dict[str, str]:
    """Collect what a result says of itself."""
    said = {}
    for name, word in _FACTS.items():
        value = getattr(what, name, None)
        if isinstance(value, tuple):
            said[word] = ", ".join(map(str, value))
        elif isinstance(value, bool):
            said[word] = "yes" if value else "no"
        elif isinstance(value, float):
            said[word] = "" if np.isnan(value) else f"{value:.4f}".rstrip("0").rstrip(".")
        elif value is not None:
            said[word] = str(value)
    return said


def _row(what: object) -> dict[str, Any]:
    """Take a result's plain values, in its order, as a row of a table."""
    return {
        name: value
        for name, value in vars(what).items()
        if value is None or isinstance(value, str | int | float | np.generic)
    }


def _full(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Put first the first table that has rows."""
    return dict(sorted(tables.items(), key=lambda each: each[1].empty))


def _named_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep an index that says something as columns, and give every column a text as its name."""
    if isinstance(frame.columns, pd.MultiIndex):
        levels = frame.columns.to_frame(index=False).astype("str").to_numpy()
        frame = frame.set_axis([" ".join(filter(None, each)) for each in levels], axis=1)
    names = [str(name) for name in frame.columns]
    index = frame.index
    numbered = index.nlevels == 1 and index.name is None and index.dtype.kind in "iu"
    if not numbered:
        told = [
            str(name) if name is not None else f"level_{i}" if index.nlevels > 1 else "index"
            for i, name in enumerate(index.names)
        ]
        frame = frame.set_axis(names, axis=1)
        lost = [i for i, name in enumerate(told) if name not in names]
        values = {told[i]: pd.Series(index.get_level_values(i)) for i in lost}
        frame = pd.concat([pd.DataFrame(values), frame.reset_index(drop=True)], axis=1)
        names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise UnvotesError(f"the frame has two columns {twice!r}; rename one of them")
    plain = plain_frame(frame.set_axis(names, axis=1).reset_index(drop=True), "what")
    exact = [str(name) for name, column in plain.items() if _are_fractions(column)]
    return plain.assign(**{name: plain[name].map(float, na_action="ignore") for name in exact})


def _are_fractions(column: pd.Series) -> bool:
    """Tell whether a column holds exact numbers of Python's, for which no form has a type."""
    if not isinstance(column.dtype, np.dtype) or column.dtype.kind != "O":
        return False
    return {type(value) for value in column.dropna()} in ({Fraction}, {Decimal})


def _texts(figure: go.Figure) -> tuple[str, list[str], str]:
    """Read title, subtitle and source line of a chart of the package as plain text."""
    head = figure.layout.title
    subtitle = head.subtitle.text or ""
    lines = [_untagged(part) for part in subtitle.split("<br>")]
    words = figure.layout.meta.get("words")
    if words and " ".join(words["subtitle"]) == _untagged(subtitle.replace("<br>", " ")):
        lines = list(words["subtitle"])  # as they were before they were broken
    # The source line is the last text that a chart of the package gets, at its foot.
    notes = [n for n in figure.layout.annotations if n.yanchor == "bottom" and n.y == 0]
    last = notes[-1].text if notes else ""
    return _untagged(head.text or ""), lines, _untagged(last)


def _untagged(text: str) -> str:
    return html.unescape(re.sub("<[^>]+>", " ", text)).strip()


def _coverage(frame: pd.DataFrame) -> dict[str, str]:
    """Say what a frame covers, as far as its columns tell."""
    found: dict[str, str] = {"rows": f"{len(frame):,}"}
    if "date" in frame.columns and pd.api.types.is_datetime64_any_dtype(frame["date"].dtype):
        days = frame["date"].dropna()
        if len(days):
            found["period"] = f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"
    elif "year" in frame.columns and frame["year"].notna().any():
        years = frame["year"].dropna().astype("str")
        found["period"] = f"{years.min()} to {years.max()}"
    if "roll_call" in frame.columns:
        found["roll calls"] = f"{frame['roll_call'].astype('str').nunique():,}"
    elif "n" in frame.columns and pd.api.types.is_numeric_dtype(frame["n"].dtype):
        least, most = frame["n"].min(), frame["n"].max()
        span = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        found["roll calls"] = f"{span} for each row (n)"
    if "method" in frame.columns:
        found["method"] = "; ".join(frame["method"].dropna().astype("str").unique())
    return found


def _pairs(matrix: AgreementMatrix) -> pd.DataFrame:
    """Write a square of agreement as a row per pair that shares roll calls."""
    squares = {"estimate": matrix.estimate, "n": matrix.n}
    if matrix.low is not None and matrix.high is not None:
        squares |= {"low": matrix.low, "high": matrix.high}
    members = matrix.estimate.columns.astype("str")
    first, second = np.triu_indices(len(members), 1)
    several = isinstance(matrix.estimate.index, pd.MultiIndex)
    labels = matrix.estimate.index.get_level_values(0).unique() if several else [None]
    parts = []
    for number, name in enumerate(labels):
        rows = slice(number * len(members), (number + 1) * len(members))
        part: dict[str, Any] = {str(matrix.estimate.index.names[0]): name} if several else {}
        part |= {"a": members[first], "b": members[second]}
        part |= {key: one.to_numpy()[rows][first, second] for key, one in squares.items()}
        parts.append(pd.DataFrame(part))
    frame = pd.concat(parts, ignore_index=True)
    few = frame["n"] < matrix.min_shared
    frame["withheld"] = np.where(
        frame["estimate"].notna(),
        "",
        np.where(few, too_few(matrix.min_shared), ALL_ALIKE),
    )
    return frame[frame["n"] > 0].reset_index(drop=True)
