"""Positions of members in whichever form they come: one result or frame, or several periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from unvotes.analysis.ideal_points.model import IdealPoints
from unvotes.analysis.structure.scaling import Positions
from unvotes.charts.drawing.estimates import chosen
from unvotes.charts.drawing.inputs import require
from unvotes.charts.drawing.language import from_record, noun, say, written
from unvotes.charts.drawing.time_lines import period_name
from unvotes.errors import UnvotesError, shown
from unvotes.frames import numbers, plain_frame

Layout = Positions | IdealPoints | pd.DataFrame
Layouts = Layout | Mapping[Any, Layout] | Sequence[Layout]

#: Columns that tell the periods of a frame apart.
PERIODS: Final = ("year", "term", "session", "period")
#: Kruskal's stress above which a map is a poor picture.
_POOR: Final = 0.2
_FIT: Final = ("dim{}", "dim{}_low", "dim{}_high")


@dataclass(frozen=True)
class Placed:
    """
    Members and where they are.

    Attributes
    ----------
    table : DataFrame
        A row per member and period, from the earliest to the latest: ``period``, ``member``,
        ``withheld`` (str), ``n`` (int64), and the columns of each dimension (float64).
    dims : int
        1 or 2.
    periods : tuple of str
        Names of the periods; one empty name where there is one.
    fit : str
        How well distances are kept, with n; empty for frames.
    notes : list of str
        What else the subtitle says.
    left_out : tuple of str
        Members that cannot be placed.
    intervals : str
        How intervals were made; empty where that is not known.
    """

    table: pd.DataFrame
    dims: int
    periods: tuple[str, ...]
    fit: str
    notes: list[str]
    left_out: tuple[str, ...]
    intervals: str

    def columns(self) -> list[str]:
        """
        Name the columns of the dimensions.

        Returns
        -------
        list of str
            ``dim1``, ``dim1_low``, ``dim1_high``, and so on.
        """
        return [form.format(d) for d in range(1, self.dims + 1) for form in _FIT]


def read_layouts(given: Layouts, *, align: bool) -> Placed:
    """
    Read positions, whatever their form.

    Parameters
    ----------
    given : Positions, IdealPoints or DataFrame, or several as mapping or sequence
        As `map_of_members` takes them.
    align : bool
        Whether to lay results of `positions` over each other.

    Returns
    -------
    Placed

    Raises
    ------
    UnvotesError
        If it is none of these, is empty, lacks a column, has a member twice in one period, or
        its periods cannot be laid over each other.
    """
    if isinstance(given, Layout):
        named: list[tuple[str, Layout]] = [("", given)]
    elif isinstance(given, Mapping):
        named = [(str(name), layout) for name, layout in given.items()]
    elif isinstance(given, list | tuple):
        named = [(str(i), layout) for i, layout in enumerate(given, start=1)]
    elif hasattr(given, "columns"):
        named = [("", plain_frame(given, "positions"))]
    else:
        raise UnvotesError(
            "positions must be what positions() or ideal_points() returns or a DataFrame, or "
            f"several of them as {{'2011': …, '2012': …}}, not {type(given).__name__}"
        )
    if not named:
        raise UnvotesError("positions is empty, so there is nothing to draw")
    frames = [_frame(layout, name) for name, layout in named]
    dims = min(2 if "dim2" in frame.columns else 1 for frame in frames)
    if any(("dim2" in frame.columns) != (dims == 2) for frame in frames):
        raise UnvotesError("positions: some of these have one dimension and others two")
    results = [layout for _, layout in named if isinstance(layout, Positions)]
    laid = align and len(results) == len(frames) > 1
    if laid:
        for k in range(len(frames) - 2, -1, -1):
            frames[k] = _laid_over(frames[k], frames[k + 1], dims, (named[k][0], named[k + 1][0]))
    table = pd.concat(frames, ignore_index=True)
    columns = [form.format(d) for d in range(1, dims + 1) for form in _FIT]
    table = table[["period", "member", "n", *columns, "withheld"]]
    known = [layout for _, layout in named if not isinstance(layout, pd.DataFrame)]
    return Placed(
        table=table,
        dims=dims,
        periods=tuple(dict.fromkeys(table["period"])),
        fit=_fit(results),
        notes=_notes(known, laid),
        left_out=tuple(dict.fromkeys(code for found in results for code in found.left_out)),
        intervals=_intervals(named[-1][1]),
    )


def _frame(layout: Layout, name: str) -> pd.DataFrame:
    """Bring one layout into the common form: columns of dimensions, period, n, withheld."""
    if isinstance(layout, pd.DataFrame):
        table = require(layout, ("member",), "positions")
    elif isinstance(getattr(layout, "table", None), pd.DataFrame):
        table = layout.table
    else:
        raise UnvotesError(
            "positions must be what positions or ideal_points return, or their table, "
            f"not {type(layout).__name__}"
        )
    if "estimate" in table.columns and "dim1" not in table.columns:
        new = {"estimate": "dim1", "low": "dim1_low", "high": "dim1_high"}
        table = table.rename(columns=new)
    table = require(table, ("member", "dim1"), "positions").reset_index(drop=True)
    column = next((c for c in PERIODS if c in table.columns), None)
    out = pd.DataFrame({"member": table["member"].astype(str)})
    out["period"] = name
    if column is not None:
        own = pd.Series([period_name(value, column) for value in table[column]], dtype="str")
        out["period"] = own if not name else name + " " + own
    for d in (1, 2):
        if f"dim{d}" not in table.columns:
            continue
        for form in _FIT:
            column_name = form.format(d)
            values = table.get(column_name, pd.Series(np.nan, table.index))
            out[column_name] = numbers(values, "positions")
    n = table.get("n", pd.Series(0, table.index))
    out["n"] = numbers(n, "positions").replace([np.inf, -np.inf], np.nan).fillna(0).astype("int64")
    out["withheld"] = reasons(table, out["dim1"])
    out.loc[out["withheld"] != "", [c for c in out.columns if c.startswith("dim")]] = np.nan
    twice = out.duplicated(["period", "member"])
    if twice.any():
        row = out[twice].iloc[0]
        when = f" in {row['period']}" if row["period"] else ""
        raise UnvotesError(f"positions has member {shown(row['member'])} more than once{when}")
    if column is not None:
        out["order"] = table[column]
        out = out.sort_values("order", kind="stable", ignore_index=True).drop(columns="order")
    return out


def reasons(table: pd.DataFrame, estimate: pd.Series) -> pd.Series:
    """
    Say why a position is withheld.

    Parameters
    ----------
    table : DataFrame
        Perhaps with ``withheld``: a reason, or whether it is.
    estimate : Series of float
        The positions.

    Returns
    -------
    Series of str
        Empty where there is a position.
    """
    given = table.get("withheld", pd.Series("", table.index))
    if pd.api.types.is_bool_dtype(given.dtype):
        given = given.map({True: "too few roll calls", False: ""})
    given = given.astype(object).where(given.notna(), "").astype(str)
    return given.where(estimate.notna() | (given != ""), "no position")


def _laid_over(
    frame: pd.DataFrame, after: pd.DataFrame, dims: int, names: tuple[str, str]
) -> pd.DataFrame:
    """Turn, mirror and move a map to lie over the one after it; distances stay as they are."""
    from scipy.linalg import orthogonal_procrustes

    dimensions = [f"dim{d}" for d in range(1, dims + 1)]
    own = frame.set_index("member")[dimensions]
    other = after.set_index("member")[dimensions]
    shared = own.index.intersection(other.index)
    if len(shared) <= dims:
        raise UnvotesError(
            f"{names[0]!r} and {names[1]!r} share {len(shared)} members, too few to lay one map "
            f"over the other ({dims + 1} are needed): choose longer periods, or align=False to "
            "draw them as they are"
        )
    here, there = own.loc[shared].to_numpy(), other.loc[shared].to_numpy()
    turn, _ = orthogonal_procrustes(here - here.mean(axis=0), there - there.mean(axis=0))
    moved = (own.to_numpy() - here.mean(axis=0)) @ turn + there.mean(axis=0)
    frame = frame.copy()
    frame[dimensions] = moved
    # Intervals along the old axes say nothing along the new ones.
    frame[[f"{dim}_{end}" for dim in dimensions for end in ("low", "high")]] = np.nan
    return frame


def _fit(results: list[Positions]) -> str:
    if not results:
        return ""
    stress = ", ".join(written(found.stress, ".3f") for found in results)
    n = ", ".join(written(found.n) for found in results)
    poor = max(f.stress for f in results) > _POOR
    calls = noun("roll call", results[0].n if len(results) == 1 else 2)
    return say(
        "stress {stress} (above .2: a poor picture); n\u00a0=\u00a0{n} {calls}"
        if poor
        else "stress {stress}; n\u00a0=\u00a0{n} {calls}",
        stress=stress,
        n=n,
        calls=calls,
    )


def _intervals(found: Layout) -> str:
    if isinstance(found, pd.DataFrame):
        return from_record(str(found.attrs.get("method", "")))
    if isinstance(found, Positions):
        return from_record(found.method.partition("; ")[2])
    return from_record(how_sure(found))


def how_sure(found: IdealPoints) -> str:
    """
    Say how the intervals of ideal points were made.

    Parameters
    ----------
    found : IdealPoints
        The result.

    Returns
    -------
    str
        Such as ``95% intervals, variational, joint walk``; ``not converged`` where it did not.
    """
    how = f"{100 * found.level:g}% intervals, {found.method.partition(',')[0]}"
    if found.walk == "forward":
        how += "" if "forward" in how else ", forward scheme"
    elif found.by is not None:
        how += ", joint walk"
    return how if found.converged else f"{how} (not converged)"


def _notes(known: list[Positions | IdealPoints], laid: bool) -> list[str]:
    notes = list(dict.fromkeys(chosen(found.selection) for found in known))
    if laid:
        notes.append(say("Each map is turned, not stretched, to lie over the one after it."))
    return notes
