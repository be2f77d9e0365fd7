"""What charts ask of tables of estimates, and how they write an estimate in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from unvotes.charts.drawing.inputs import require
from unvotes.charts.drawing.labels import text_note
from unvotes.charts.drawing.language import (
    between,
    counted,
    current,
    from_record,
    joined,
    number,
    say,
)
from unvotes.charts.drawing.theme import PAPER
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import numbers

#: Columns of every table of estimates.
ESTIMATES = ("estimate", "n", "low", "high")


def require_estimates(table: pd.DataFrame, columns: Iterable[str], what: str) -> pd.DataFrame:
    """
    Insist on a table of estimates with rows, and give it a ``withheld`` of plain text.

    Parameters
    ----------
    table : DataFrame
        What the caller gave.
    columns : iterable of str
        Columns that are needed beside those of an estimate.
    what : str
        What the table is, for the error.

    Returns
    -------
    DataFrame
        A copy with ``withheld`` (str): why there is no estimate, or empty; and with ``method``
        (str), where the frame's ``attrs`` say how its intervals were made.

    Raises
    ------
    UnvotesError
        If it is no frame, has no rows, lacks a column, or an estimate lies outside its interval.
    """
    attrs = getattr(table, "attrs", {})
    table = require(table, (*columns, *ESTIMATES), what).reset_index(drop=True)
    for name in ESTIMATES:
        table[name] = numbers(table[name], what)
    if not np.isfinite(table["n"]).all() or (table["n"] < 0).any():
        raise UnvotesError(
            f"{what}: column 'n' must hold numbers of roll calls, 0 or more, in each row"
        )
    table["n"] = table["n"].astype("int64")
    for name in {"a", "b", "member"} & set(table.columns):
        if table[name].isna().any():
            raise UnvotesError(f"{what}: column {name!r} must name a member in each row")
    if "method" not in table.columns and "method" in attrs:
        table["method"] = str(attrs["method"])
    missing = table["estimate"].isna()
    reason = table["withheld"] if "withheld" in table.columns else pd.Series("", table.index)
    reason = reason.astype(object).where(reason.notna(), "").astype(str)
    table["withheld"] = reason.where(~missing | (reason != ""), "no estimate").where(missing, "")
    slack = 1e-9
    outside = (table["low"] > table["estimate"] + slack) | (
        table["high"] < table["estimate"] - slack
    )
    if outside.any():
        row = table[outside].iloc[0]
        raise UnvotesError(
            f"{what}: the estimate {row['estimate']} lies outside its interval "
            f"{row['low']} to {row['high']}"
        )
    return table


def one_member(table: pd.DataFrame, member: Any = None) -> str:
    """
    Tell whose agreement with the others a table of pairs holds.

    Parameters
    ----------
    table : DataFrame
        With ``a`` and ``b``.
    member : str, optional
        What the caller says.

    Returns
    -------
    str
        That, or the one member that stands in each row as ``a``.

    Raises
    ------
    UnvotesError
        If nobody is named and the table is of several.
    """
    if member is not None:
        return str(member)
    first = table["a"].astype(str).unique()
    if len(first) != 1:
        raise UnvotesError(
            f"the table holds pairs of {len(first)} members: choose one, such as "
            f"{shown(first[0])}, or make the table of one: "
            f"agreement_table(…, member={shown(first[0])})"
        )
    return str(first[0])


def in_words(row: Any, measure: str) -> str:
    """
    Write an estimate with its interval and n.

    Parameters
    ----------
    row : mapping or Series
        With ``estimate``, ``low``, ``high``, ``n`` and ``withheld``.
    measure : str
        Name of the measure, plain text, in the language of the chart; may be empty.

    Returns
    -------
    str
        Such as ``agreement 0.950 [0.910, 0.980], n = 121 roll calls``.
    """
    n = say("n = {calls}", calls=counted(int(row["n"]), "roll call"))
    if row["withheld"]:
        why = from_record(row["withheld"])
        return say("{measure} withheld: {why} ({n})", measure=measure, why=why, n=n)
    ends = between(row["low"], row["high"])
    return f"{measure} {number(row['estimate'])}{ends}, {n}"


def part_of_blocs(part: str, blocs: str) -> str:
    """
    Name a part of a comparison of blocs.

    Parameters
    ----------
    part : str
        ``"within A"``, ``"within B"``, ``"between"`` or ``"difference"``.
    blocs : str
        The bloc within which, or the two between which it is, as `bloc_agreement` names them.

    Returns
    -------
    str
        Such as ``Between Russia–China and P3``.
    """
    told = {"between": "Between {blocs}", "difference": "Within less between: {blocs}"}
    named = say(blocs)
    if current() != "en" and " and " in blocs:
        named = joined(map(say, blocs.split(" and ", 1)))
    return say(told.get(part, "Within {blocs}"), blocs=named)


def choice(table: pd.DataFrame) -> str:
    """
    Say from which roll calls a table was made.

    Parameters
    ----------
    table : DataFrame
        As the package's statistics return it, with ``attrs["selection"]``.

    Returns
    -------
    str
        Such as ``contested roll calls``; empty where the table does not know. That it is all
        of them is not said: they are all of a frame that may have been selected before.
    """
    return chosen(str(table.attrs.get("selection", "")))


def chosen(selection: str) -> str:
    """
    Write a choice of roll calls for a chart, which does not say that it is all of them.

    Parameters
    ----------
    selection : str
        As results of the package have it.

    Returns
    -------
    str
        As `choice`.
    """
    return from_record(selection.removeprefix("all roll calls").lstrip(", "))


def intervals(table: pd.DataFrame) -> str:
    """
    Say how the intervals of a table were made.

    Parameters
    ----------
    table : DataFrame
        With ``low``, and ``attrs["method"]`` or, of a table of one's own, ``method``.

    Returns
    -------
    str
        Such as ``95% Wilson interval``; empty where there is no interval.
    """
    if table["low"].isna().all():
        return ""
    if "method" in table.columns:
        return ", ".join(map(from_record, table["method"].astype(str).unique()))
    return from_record(str(table.attrs.get("method", "")))


def scale(
    table: pd.DataFrame, given: tuple[float, float] | None, *, from_zero: bool = False
) -> tuple[float, float]:
    """
    Choose the ends of an axis of estimates.

    Parameters
    ----------
    table : DataFrame
        With ``estimate``, ``low`` and ``high``.
    given : tuple of float, or None
        What the caller wants.
    from_zero : bool, default False
        Whether 0 belongs to the axis whatever the values are.

    Returns
    -------
    tuple of float
        In tenths, as far down as the values go, and up to 1 unless some are negative.

    Raises
    ------
    UnvotesError
        If the ends given are not in order.
    """
    if given is not None:
        low, high = given
        if not low < high:
            raise UnvotesError(f"a scale from {low} to {high} has no length")
        return float(low), float(high)
    values = table[["estimate", "low", "high"]].to_numpy(dtype=float)
    if np.isnan(values).all():
        return 0.0, 1.0
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    low = np.floor(10 * min(least, 0.9)) / 10
    high = 1.0 if least >= 0 and most <= 1 else np.ceil(10 * most) / 10
    return float(min(low, 0.0) if from_zero else low), float(max(high, low + 0.1))


def whiskers(rows: pd.DataFrame, colour: str, width: float) -> dict[str, Any]:
    """
    Draw the intervals of a table along the x axis.

    Parameters
    ----------
    rows : DataFrame
        With ``estimate``, ``low`` and ``high``.
    colour : str
        Of the whiskers.
    width : float
        Pixels of their ends.

    Returns
    -------
    dict
        ``error_x`` of a scatter trace; without length where a row has no interval.
    """
    known = rows["low"].notna() & rows["high"].notna()
    return {
        "type": "data",
        "symmetric": False,
        "array": (rows["high"] - rows["estimate"]).where(known, 0).round(4).tolist(),
        "arrayminus": (rows["estimate"] - rows["low"]).where(known, 0).round(4).tolist(),
        "color": colour,
        "thickness": 1.5,
        "width": width,
    }


def row_layout(
    ends: tuple[float, float],
    rows: tuple[float, float],
    names: Sequence[str] | None = None,
    *,
    n_ticks: int = 7,
) -> dict[str, Any]:
    """
    Lay out a chart of estimates in rows, read from top to bottom.

    Parameters
    ----------
    ends : tuple of float
        Ends of the axis of estimates.
    rows : tuple of float
        Where the rows begin and end; the first row is 0, the second 1.
    names : sequence of str, optional
        HTML beside each row.
    n_ticks : int, default 7
        Numbers on the axis, at most.

    Returns
    -------
    dict
        Layout of the figure.
    """
    below = {"ticks": "outside", "ticklen": 4, "tickcolor": PAPER} if names is not None else {}
    beside: dict[str, Any] = {"showticklabels": False}
    if names is not None:
        beside = {
            "tickmode": "array",
            "tickvals": list(range(len(names))),
            "ticktext": list(names),
            "ticks": "outside",
            "ticklen": 6,
            "tickcolor": PAPER,
        }
    return {
        "showlegend": False,
        "dragmode": False,
        "xaxis": {"range": list(ends), "fixedrange": True, "nticks": n_ticks} | below,
        "yaxis": {"range": [rows[1], rows[0]], "showgrid": False, "fixedrange": True} | beside,
    }


def beside_row(text: str, row: int, colour: str) -> dict[str, Any]:
    """
    Write a word to the right of a row, such as its n.

    Parameters
    ----------
    text : str
        As plotly writes it.
    row : int
        The row's place on the vertical axis.
    colour : str
        Of the text.

    Returns
    -------
    dict
        An annotation.
    """
    return text_note(text, colour=colour, xref="paper", x=1, xanchor="left", xshift=10, y=row)


def spread(n: pd.Series) -> str:
    """
    Write how many roll calls estimates rest on.

    Parameters
    ----------
    n : Series of int
        Their n.

    Returns
    -------
    str
        ``n = 54`` if all are alike, else ``n = 12 to 54``.
    """
    least, most = int(n.min()), int(n.max())
    if least == most:
        return say("n = {calls}", calls=least)
    return say("n = {least} to {most}", least=least, most=most)


def one_square(frame: pd.DataFrame, group: Any) -> pd.DataFrame:
    """
    Take one group's square from a frame of an `AgreementMatrix`.

    Parameters
    ----------
    frame : DataFrame
        Members in columns; in rows members, or groups and members.
    group : optional
        Which group; None where there is one square only.

    Returns
    -------
    DataFrame
        Members in rows and columns.

    Raises
    ------
    UnvotesError
        If `group` is missing, is none of the groups, or there are no groups.
    """
    if not isinstance(frame.index, pd.MultiIndex):
        if group is not None:
            raise UnvotesError(f"group={shown(group)}: this matrix was made without by=")
        return frame
    present = frame.index.get_level_values(0).unique().tolist()
    if group is None:
        raise UnvotesError(
            f"this matrix holds {len(present)} squares, by {frame.index.names[0]}: choose one, "
            f"such as group={shown(present[-1])}"
        )
    if group not in present:
        raise unknown("group of the matrix", group, list(map(str, present)))
    return pd.DataFrame(frame.xs(group, level=0))
