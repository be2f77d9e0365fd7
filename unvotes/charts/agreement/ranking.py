"""All others by their agreement with one member, with whiskers for how sure one can be."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.charts.drawing.estimates import (
    beside_row,
    choice,
    in_words,
    intervals,
    one_member,
    require_estimates,
    row_layout,
    scale,
    spread,
    whiskers,
)
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.inputs import meant_members
from unvotes.charts.drawing.labels import row_names
from unvotes.charts.drawing.language import (
    asked,
    counted,
    joined,
    listed,
    number,
    say,
    written,
)
from unvotes.charts.drawing.names import in_sentence, label, table_order
from unvotes.charts.drawing.theme import ACCENT, INK, MUTED, QUIET
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import escape, wrap
from unvotes.errors import UnvotesError, shown
from unvotes.record.given_members import Belonging, find_member

__all__ = ["Ranking", "agreement_ranking", "lay_out"]

_ROW: Final = 22
_AXIS: Final = 26
#: Rows from which on the scale stands above them.
_LONG: Final = 40


@chart
def agreement_ranking(
    table: pd.DataFrame,
    member: Hashable | None = None,
    *,
    top: int | None = None,
    bottom: int | None = None,
    highlight: Belonging | Iterable[Hashable] = (),
    measure: str = "agreement",
    x_range: tuple[float, float] | None = None,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw all others by their agreement with one member, the closest first.

    A dot for the estimate, a whisker for its interval, and n beside it. Ranks whose whiskers
    overlap may have come by chance. Members whose estimate is withheld follow below, with n.

    Parameters
    ----------
    table : DataFrame
        What `agreement_table` returns: ``a``, ``b``, ``estimate``, ``n``, ``low``, ``high`` and
        perhaps ``withheld`` and ``method``. Pairs without `member` are left out.
    member : str, optional
        Whose agreement with the others is drawn; needed where the table is not of one member.
    top, bottom : int, optional
        Only so many that are closest, or furthest, or both; those to highlight are drawn in any
        case. The figure says how many are left out.
    highlight : bloc, or members, optional
        Whom the finding is about, by codes, names of states or blocs; the others are drawn in
        grey. None: all alike.
    measure : str, default "agreement"
        What the estimates measure; a word for texts.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per other member in the order drawn: ``member``,
        ``name`` (str), ``estimate`` (float64), ``n`` (int64), ``low``, ``high`` (float64),
        ``withheld`` (str).

    Raises
    ------
    UnvotesError
        If the table is empty, lacks a column, has no pair of `member` or one pair twice, or a
        member to highlight does not occur.

    Examples
    --------
    >>> from unvotes import agreement_table, load_votes
    >>> from unvotes.charts import agreement_ranking, data
    >>> votes = load_votes(since=2011, until=2012)
    >>> table = agreement_table(votes, members=["CHN", "IND", "RUS"])
    >>> data(agreement_ranking(table, "RUS"))[["name", "estimate", "n"]].round(2)
        name  estimate    n
    0  China      0.99  120
    1  India      0.95  120
    """
    ranking = lay_out(
        table, member, top=top, bottom=bottom, highlight=highlight, names=wording["names"]
    )
    measure = say(measure)
    rows, own_name = ranking.rows, ranking.own_name
    low, high = scale(rows, x_range)
    heads, breadth = row_names(rows["name"])
    layout = row_layout(
        (low, high + 0.015 * (high - low)),
        (-1.4, len(rows) - 0.4),
        [escape(head) for head in heads],
        n_ticks=6,
    )
    # Of a long list the first rows are read first: the scale stands with them.
    long = len(rows) > _LONG
    layout["xaxis"]["side"] = "top" if long else "bottom"
    layout["shapes"] = [_gap(at) for at in ranking.gaps]
    how = intervals(rows)
    held = (rows["kind"] == "withheld").any()
    return finish(
        _traces(ranking, low + 0.02 * (high - low), measure),
        wording,
        title=say("Who votes most like {member}?", member=own_name),
        subtitle=[
            _of_whom(ranking, measure),
            say("{n} common roll calls", n=spread(rows["n"])),
            choice(table),
            say("Whiskers: {how}", how=how) if how else "",
            say("Rings: withheld, too few common roll calls.") if held else "",
        ],
        alt=_alt(ranking, measure),
        frame=rows[["member", "name", "estimate", "n", "low", "high", "withheld"]],
        plot_height=_ROW * (len(rows) + 1),
        left=24 + breadth,
        right=30 + 6.5 * len(written(int(rows["n"].max()))),
        top=_AXIS if long else 4,
        bottom=4 if long else _AXIS,
        annotations=[
            *(
                beside_row(written(int(n)), i, MUTED if kind == "withheld" else INK)
                for i, (n, kind) in enumerate(zip(rows["n"], rows["kind"], strict=True))
            ),
            beside_row("n", -1, MUTED),
        ],
        layout=layout,
    )


@dataclass(frozen=True, eq=False)
class Ranking:
    """Who is ranked, in order, before anything is drawn."""

    #: The name of the member with which the others are compared, within a sentence and beside
    #: another name: ``avec la Russie``, ``Chine et Russie``.
    own_name: str
    own_label: str
    #: A row per other member, the closest first: ``member``, ``name``, the estimate with its n and
    #: interval, ``withheld``, and ``kind``: ``highlighted``, ``agreement``, ``others`` (not
    #: highlighted) or ``withheld``.
    rows: pd.DataFrame
    #: How many others are not drawn, and before which rows some of them would stand.
    left_out: int
    gaps: tuple[int, ...]


def lay_out(
    table: pd.DataFrame,
    member: Hashable | None = None,
    *,
    top: int | None = None,
    bottom: int | None = None,
    highlight: Belonging | Iterable[Hashable] = (),
    names: Mapping[str, str] | None = None,
) -> Ranking:
    """
    Rank the others by their agreement with one member.

    Parameters
    ----------
    table, member, top, bottom, highlight, names
        As `agreement_ranking` takes them.

    Returns
    -------
    Ranking

    Raises
    ------
    UnvotesError
        As `agreement_ranking`.
    """
    table = require_estimates(table, ("a", "b"), "table")
    for name, most in (("top", top), ("bottom", bottom)):
        if most is not None:
            check_count(name, most, 1)
    a, b = table["a"].astype(str), table["b"].astype(str)
    member = str(find_member(one_member(table, member), {*a, *b}, where="in this table"))
    own = ((a == member) | (b == member)) & (a != b)
    rows = table[own].assign(member=a.where(b == member, b)[own])
    if rows.empty:
        raise UnvotesError(f"table holds no pair of {shown(member)} with another member")
    twice = rows.duplicated("member")
    if twice.any():
        raise UnvotesError(
            f"table has {member} and {rows.loc[twice, 'member'].iloc[0]} more than once: choose "
            "the rows of one year, topic or other group"
        )
    others = set(rows["member"])
    wanted = meant_members(highlight, others, what="highlight")
    rows["marked"] = rows["member"].isin(wanted)
    kinds = np.where(rows["marked"], "highlighted", "others" if wanted else "agreement")
    rows["kind"] = np.where(rows["withheld"] == "", kinds, "withheld")
    rows["name"] = [label(code, names) for code in rows["member"]]
    rows["place"] = [table_order(code, names) for code in rows["member"]]
    rows = rows.sort_values(["estimate", "place"], ascending=[False, True], ignore_index=True)
    kept = _drawn_rows(rows, top, bottom)
    gaps = np.flatnonzero(np.diff(kept, prepend=-1, append=len(rows)) > 1)
    own_name = in_sentence(member, names)
    return Ranking(
        own_name,
        own_name if asked() == "en" else label(member, names),
        rows.iloc[kept].reset_index(drop=True),
        len(rows) - len(kept),
        tuple(gaps.tolist()),
    )


def _drawn_rows(rows: pd.DataFrame, top: int | None, bottom: int | None) -> NDArray[np.intp]:
    """Choose the rows to draw: all, or the first and the last with an estimate and those marked."""
    if top is None and bottom is None:
        return np.arange(len(rows))
    estimated = np.flatnonzero(rows["withheld"] == "")
    last = estimated[max(len(estimated) - (bottom or 0), 0) :]
    marked = np.flatnonzero(rows["marked"])
    return np.unique(np.concatenate([estimated[: top or 0], last, marked]))


def _gap(row: int) -> dict[str, Any]:
    """Rule off where others are left out."""
    at = {"xref": "paper", "x0": 0, "x1": 1, "y0": row - 0.5, "y1": row - 0.5}
    return {"type": "line", "line": {"color": MUTED, "width": 1, "dash": "dot"}, **at}


def _traces(ranking: Ranking, edge: float, measure: str) -> list[go.Scatter]:
    """Draw the dots of each kind, and rings at the edge for what is withheld."""
    rows = ranking.rows
    hover = pd.Series(
        [
            f"<b>{escape(joined([row['name'], ranking.own_label]))}</b><br>"
            f"{wrap(in_words(row, measure), 50)}"
            for row in rows.to_dict("records")
        ],
        index=rows.index,
    )
    colours = {"others": QUIET, "agreement": ACCENT, "highlighted": ACCENT}
    traces = [
        _dots(rows[rows["kind"] == kind], hover[rows["kind"] == kind].tolist(), colour, kind)
        for kind, colour in colours.items()
        if (rows["kind"] == kind).any()
    ]
    held = rows[rows["kind"] == "withheld"]
    if len(held):
        traces.append(
            go.Scatter(
                x=[edge] * len(held),
                y=held.index.tolist(),
                mode="markers",
                cliponaxis=False,
                marker={"symbol": "circle-open", "size": 7, "color": MUTED},
                text=hover[held.index].tolist(),
                hovertemplate="%{text}<extra></extra>",
                name="withheld",
            )
        )
    return traces


def _dots(rows: pd.DataFrame, hover: list[str], colour: str, name: str) -> go.Scatter:
    return go.Scatter(
        x=rows["estimate"].round(4).tolist(),
        y=rows.index.tolist(),
        mode="markers",
        cliponaxis=False,
        error_x=whiskers(rows, colour, 3),
        marker={
            "color": colour,
            "size": 8,
            "symbol": "circle" if colour == ACCENT else "diamond",
            "line": {"width": 0},
        },
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        name=name,
    )


def _alt(ranking: Ranking, measure: str) -> str:
    rows, parts = ranking.rows, [f"{_of_whom(ranking, measure)}."]
    drawn = rows[rows["withheld"] == ""]
    records = drawn.to_dict("records")
    if len(records) <= 8:
        parts += [
            say("{head}: {what}", head=row["name"], what=in_words(row, measure)) + "."
            for row in records
        ]
    else:
        middle = records[len(records) // 2]
        for word, said in (
            ("Closest", listed(map(_estimate_in_words, records[:3]))),
            ("Furthest", listed(map(_estimate_in_words, records[-3:]))),
            ("In the middle", f"{middle['name']} {number(middle['estimate'])}"),
        ):
            parts.append(say("{head}: {what}", head=say(word), what=said) + ".")
    if len(rows) > len(drawn):
        held = counted(len(rows) - len(drawn), "estimate")
        parts.append(say("{estimates} withheld.", estimates=held))
    return " ".join(parts)


def _of_whom(ranking: Ranking, measure: str) -> str:
    """Say what is drawn of whom, and how many are left out."""
    told = "{measure} of {members} with {member}"
    if ranking.left_out:
        told = "{measure} of {members} with {member}; {n} more are left out"
    return say(
        told,
        measure=measure.capitalize(),
        members=counted(len(ranking.rows), "member"),
        member=ranking.own_name,
        n=ranking.left_out,
    )


def _estimate_in_words(row: Mapping[Any, Any]) -> str:
    return f"{row['name']} {in_words(row, '').strip()}"
