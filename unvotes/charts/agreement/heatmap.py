"""Agreement of all pairs as a square: blocs or clusters together, what is withheld shown so."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from unvotes.analysis.core.results import ALL_ALIKE, AgreementMatrix, too_few
from unvotes.charts.drawing.estimates import one_square, scale, spread
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.groups import Groups, groups_in
from unvotes.charts.drawing.inputs import meant_members
from unvotes.charts.drawing.labels import edge_note, row_names, text_note, text_width
from unvotes.charts.drawing.language import (
    counted,
    current,
    from_record,
    joined,
    listed,
    noun,
    number,
    say,
    written,
)
from unvotes.charts.drawing.names import label, table_order
from unvotes.charts.drawing.theme import MUTED, RULE
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import escape
from unvotes.errors import UnvotesError
from unvotes.record.given_members import Belonging

__all__ = ["Square", "agreement_heatmap", "lay_out"]

Floats = NDArray[np.floating[Any]]

#: Members whose cells can be told apart, and whose figure stays small.
_MOST: Final = 58
#: Members up to which a number has room in a cell on a telephone.
_MOST_NUMBERS: Final = 10
_CELL: Final = 24
_LEAST_CELL: Final = 13
#: Pixels of the square on a telephone, and of a column's heading: others are left out, since
#: columns stand in the order of rows.
_NARROW: Final = 250
_HEAD_PIXELS: Final = 10
#: Light to dark for low to high; the pale ones where numbers in ink must be read on them.
_SHADES: Final = ("#dceaf2", "#b0cfe0", "#7fadc9", "#3f7fa6", "#123f60")
_PALE: Final = ("#f1f6f9", "#cfe1ea", "#acccdb", "#88b7cc", "#64a3be")
_WITHHELD: Final = "#f3e3c3"
#: Letters of what is no shade that fit a line of a telephone beside each other.
_LETTERS: Final = 50
_KEY_LINE: Final = 17


@chart
def agreement_heatmap(
    matrix: AgreementMatrix,
    *,
    order: Belonging | Iterable[Hashable] | None = None,
    blocs: Groups | None = None,
    group: Any = None,
    votes: pd.DataFrame | None = None,
    z_range: tuple[float, float] | None = None,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw agreement of all pairs of members as a square of shaded cells.

    The darker, the more they agree. A pale yellow cell with a dot is withheld: the two share
    roll calls, but too few. A blank cell: they share none. The diagonal, each with itself, is
    grey. Up to ten members the cells bear their numbers, in hundredths. Columns stand in the
    order of rows; of many only every second or third is named.

    Parameters
    ----------
    matrix : AgreementMatrix
        What `agreement_matrix` returns, with ``interval=`` also with intervals, which the hover
        texts then give.
    order : bloc, or members, optional
        Members in the order of rows and columns, so that neighbours are alike: the ``order`` of
        a `hierarchy`, for example. Others are left out. By default in alphabetical order.
    blocs : mapping of str to members or blocs, or sequence of blocs, optional
        Members in groups with headings and rules between them, instead of `order`; others
        follow under a heading of their own. Communities fit as
        ``result.table.groupby("community")["member"].apply(list).to_dict()``. A member of two
        blocs is drawn in the first.
    group : optional
        Which group of roll calls, for a matrix made with ``by=``: ``group=2011``. With `votes`
        a column of them, such as ``"party"``, instead of `blocs`.
    votes : DataFrame, optional
        The votes that have the column `group`; of each member the last group counts.
    z_range : tuple of float, optional
        Values of the lightest and the darkest shade; by default from the tenth below the lowest
        value to 1.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per pair that shares roll calls: ``a``, ``b``
        (str, in the order drawn), ``estimate`` (float64), ``n`` (int64), where there are
        intervals ``low`` and ``high`` (float64), ``withheld`` (str).

    Raises
    ------
    UnvotesError
        If this is no matrix of agreement, a member is not in it, there are fewer than two
        members or more than 58, or `group` is missing or none of its groups.

    Examples
    --------
    >>> from unvotes import agreement_matrix, load_votes
    >>> from unvotes.charts import agreement_heatmap, data
    >>> votes = load_votes(since=2011, until=2012)
    >>> matrix = agreement_matrix(votes, members=["CHN", "IND", "RUS"], contested=True)
    >>> data(agreement_heatmap(matrix))
         a    b  estimate   n withheld
    0  CHN  IND  0.545455  11
    1  CHN  RUS  0.909091  11
    2  IND  RUS  0.454545  11
    """
    names = wording["names"]
    square = lay_out(
        matrix, order=order, blocs=blocs, group=group, votes=votes, z_range=z_range, names=names
    )
    full = {member: label(member, names) for member in square.members}
    heads, breadth = row_names(full[member] for member in square.members)
    left = 22 + breadth
    across = square.members if max(map(len, square.members)) <= 4 else tuple(heads)
    key, key_lines = _legend(square, left)
    of_calls = None if votes is not None else group
    where = "" if of_calls is None else say("{head}: {what}", head=str(of_calls), what="")
    axis = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": [
            side if side.startswith("#") else _key(side, full) for side in square.sides
        ],
        "showgrid": False,
        "fixedrange": True,
        "showticklabels": False,
    }
    last = len(square.sides) - 0.5
    return finish(
        _traces(square, full, matrix),
        wording,
        title=say("Who votes with whom?"),
        subtitle=[
            where + _of_whom(square, matrix),
            say("{n} common roll calls", n=spread(square.pairs["n"])),
            listed(
                from_record(part)
                for part in (matrix.selection, matrix.period if of_calls is None else "")
                if part
            ),
            say("Intervals on hover: {how}", how=from_record(matrix.method))
            if square.bounds is not None
            else "",
        ],
        alt=_alt(square, full, matrix, where),
        frame=square.pairs,
        plot_height=square.pixels * len(square.sides),
        left=left,
        top=12 + round(max(text_width(text, 12) for text in across)),
        bottom=key_lines * _KEY_LINE + 14,
        annotations=[*_names(square, full, heads, across, left), key],
        layout={
            "showlegend": False,
            "dragmode": False,
            "xaxis": axis | {"range": [-0.5, last]},
            "yaxis": axis | {"range": [last, -0.5]},
        },
    )


@dataclass(frozen=True, eq=False)
class Square:
    """What the square shows, and where, before anything is drawn."""

    #: Members in groups, each with its heading; one without a heading where there are none.
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    #: Estimates and common roll calls, members × members in the order of the groups.
    z: Floats
    n: NDArray[np.int64]
    #: The ends of their intervals, where there are any.
    bounds: tuple[Floats, Floats] | None
    #: A row per pair that shares a roll call.
    pairs: pd.DataFrame
    #: The values of the lightest and of the darkest shade.
    ends: tuple[float, float]

    @property
    def members(self) -> tuple[str, ...]:
        """All members, in order."""
        return tuple(member for _, codes in self.groups for member in codes)

    @property
    def sides(self) -> tuple[str, ...]:
        """What stands along a side: members, and a place for each heading (``#0``, ``#1``)."""
        parts = [
            (f"#{i}", *codes) if head else codes for i, (head, codes) in enumerate(self.groups)
        ]
        return tuple(side for part in parts for side in part)

    @property
    def pixels(self) -> float:
        """Breadth of a cell."""
        return max(_LEAST_CELL, min(_CELL, 430 / len(self.sides)))

    @property
    def named(self) -> tuple[str, ...]:
        """The members whose columns have room for a name on a telephone."""
        return self.members[:: -(-len(self.sides) * _HEAD_PIXELS // _NARROW)]

    @property
    def with_numbers(self) -> bool:
        """Whether a number has room in a cell."""
        return len(self.members) <= _MOST_NUMBERS

    @property
    def shades(self) -> tuple[str, ...]:
        """From light to dark."""
        return _PALE if self.with_numbers else _SHADES

    @property
    def withheld(self) -> NDArray[np.bool_]:
        """Cells of pairs that share roll calls and have no estimate."""
        return np.isnan(self.z) & (self.n > 0) & ~np.eye(len(self.n), dtype=bool)


def lay_out(
    matrix: AgreementMatrix,
    *,
    order: Belonging | Iterable[Hashable] | None = None,
    blocs: Groups | None = None,
    group: Any = None,
    votes: pd.DataFrame | None = None,
    z_range: tuple[float, float] | None = None,
    names: Mapping[str, str] | None = None,
) -> Square:
    """
    Arrange a matrix as the square that is drawn.

    Parameters
    ----------
    matrix, order, blocs, group, votes, z_range, names
        As `agreement_heatmap` takes them.

    Returns
    -------
    Square

    Raises
    ------
    UnvotesError
        As `agreement_heatmap`.
    """
    if not isinstance(matrix, AgreementMatrix):
        raise UnvotesError(
            f"matrix must be what agreement_matrix returns, not {type(matrix).__name__}"
        )
    by_party = votes is not None and group is not None
    of_calls, column = (None, group) if by_party else (group, None)
    if order is not None and (blocs is not None or by_party):
        raise UnvotesError("order= and blocs= are two ways to arrange members: give one of them")
    estimate = one_square(matrix.estimate, of_calls)
    known = [str(member) for member in estimate.columns]
    together = groups_in(blocs, column, votes, known)
    groups = tuple((head, tuple(codes)) for head, codes in _arranged(known, order, together, names))
    members = [member for _, codes in groups for member in codes]
    if len(members) < 2:
        raise UnvotesError("a square of agreement needs at least two members")
    if len(members) > _MOST:
        raise UnvotesError(
            f"{len(members)} members are too many for cells that can be told apart; choose up to "
            f"{_MOST} with order=[…], or with members=[…] when making the matrix"
        )
    place = [known.index(member) for member in members]

    def values(frame: pd.DataFrame) -> Any:
        return one_square(frame, of_calls).to_numpy()[np.ix_(place, place)]

    z, n = values(matrix.estimate).astype(float), values(matrix.n).astype(np.int64)
    bounds = None
    if matrix.low is not None and matrix.high is not None:
        bounds = values(matrix.low).astype(float), values(matrix.high).astype(float)
    pairs = _pairs(members, z, n, bounds, matrix.min_shared)
    if pairs.empty:
        raise UnvotesError("no two of these members share a roll call, so there is nothing to draw")
    return Square(groups, z, n, bounds, pairs, _ends(pairs, z_range))


def _arranged(
    known: list[str],
    order: Belonging | Iterable[Hashable] | None,
    together: list[tuple[str, list[str]]] | None,
    names: Mapping[str, str] | None,
) -> list[tuple[str, list[str]]]:
    """Sort members into groups with headings; without any into one without a heading."""
    if order is not None:
        return [("", meant_members(order, known, where="in the matrix", what="order"))]
    alphabet = sorted(known, key=lambda code: table_order(code, names))
    if together is None:
        return [("", alphabet)]
    groups: list[tuple[str, list[str]]] = []
    used: set[str] = set()
    for name, codes in together:
        own = [code for code in codes if code in known and code not in used]
        used.update(own)
        if own:
            groups.append((name, own))
    if not groups:
        raise UnvotesError(
            f"none of the blocs {[name for name, _ in together]} has a member in the matrix"
        )
    rest = [code for code in alphabet if code not in used]
    return [*groups, (say("Others"), rest)] if rest else groups


def _key(member: str, full: Mapping[str, str]) -> str:
    """Name a member's row and column uniquely; this is what a hover text shows."""
    name = full[member]
    return escape(name if name == member else f"{name} ({member})")


def _pairs(
    members: list[str],
    z: np.ndarray,
    n: np.ndarray,
    bounds: tuple[Floats, Floats] | None,
    min_shared: int,
) -> pd.DataFrame:
    i, j = np.triu_indices(len(members), 1)
    frame = pd.DataFrame(
        {
            "a": [members[k] for k in i],
            "b": [members[k] for k in j],
            "estimate": z[i, j].round(6),
            "n": n[i, j],
        }
    )
    if bounds is not None:
        frame["low"], frame["high"] = (bound[i, j].round(6) for bound in bounds)
    frame["withheld"] = np.where(
        ~np.isnan(z[i, j]),
        "",
        np.where(n[i, j] < min_shared, too_few(min_shared), ALL_ALIKE),
    )
    return frame[frame["n"] > 0].reset_index(drop=True)


def _ends(frame: pd.DataFrame, given: tuple[float, float] | None) -> tuple[float, float]:
    values = frame[["estimate"]]
    return scale(values.assign(low=values["estimate"], high=values["estimate"]), given)


def _traces(square: Square, full: Mapping[str, str], matrix: AgreementMatrix) -> list[Any]:
    z, n, bounds, shades = square.z, square.n, square.bounds, square.shades
    own = np.eye(len(n), dtype=bool)
    held = square.withheld
    keys = [_key(member, full) for member in square.members]
    look = {"x": keys, "y": keys, "showscale": False, "hoverongaps": False, "xgap": 1, "ygap": 1}
    steps = len(shades) - 1
    facts = np.stack([n.astype(float), *(bounds or ())], axis=-1)
    between = ""
    if bounds is not None:
        low, high = "%{customdata[1]:.3f}", "%{customdata[2]:.3f}"
        between = " " + say("[{low}, {high}]", low=low, high=high)
    measure = escape(say(matrix.measure))
    pair = joined(["<b>%{y}</b>", "<b>%{x}</b>"]) + "<br>"
    n_calls = say("n = {calls}", calls=f"%{{customdata[0]:,}} {noun('roll call')}")
    traces: list[Any] = [
        go.Heatmap(
            **look,
            z=_blanked(np.where(own, 1.0, np.nan)),
            colorscale=[[0, RULE], [1, RULE]],
            hoverinfo="skip",
            name="oneself",
        ),
        go.Heatmap(
            **look,
            z=_blanked(np.where(own, np.nan, z)),
            zmin=square.ends[0],
            zmax=square.ends[1],
            colorscale=[[k / steps, shade] for k, shade in enumerate(shades)],
            customdata=_plain(facts),
            hovertemplate=f"{pair}{measure} %{{z:.3f}}{between}<br>{n_calls}<extra></extra>",
            name=measure,
        ),
    ]
    if held.any():
        i, j = np.nonzero(held)
        few = n < matrix.min_shared
        reasons = [
            from_record(too_few(matrix.min_shared) if few[a, b] else ALL_ALIKE)
            for a, b in zip(i, j, strict=True)
        ]
        traces += [
            go.Heatmap(
                **look,
                z=_blanked(np.where(held, 1.0, np.nan)),
                colorscale=[[0, _WITHHELD], [1, _WITHHELD]],
                hoverinfo="skip",
                name="withheld cells",
            ),
            go.Scatter(
                x=[keys[k] for k in j],
                y=[keys[k] for k in i],
                mode="markers",
                marker={"symbol": "circle", "size": 3, "color": MUTED},
                text=[
                    f"{reason} ({say('n = {calls}', calls=n[a, b])})"
                    for reason, a, b in zip(reasons, i, j, strict=True)
                ],
                hovertemplate=pair
                + say("{measure} withheld:", measure=measure)
                + "<br>%{text}<extra></extra>",
                name="withheld",
            ),
        ]
    return traces


def _blanked(values: np.ndarray) -> list[list[float | None]]:
    """Round as texts do: more decimals would be rounded again on hover, to another number."""
    return [
        [None if np.isnan(value) else round(value, 3) for value in line] for line in values.tolist()
    ]


def _plain(facts: np.ndarray) -> list[list[list[float | None]]]:
    """Write n, low and high of each cell without what JSON lacks, n as a whole number."""
    return [
        [[int(cell[0]), *(None if np.isnan(v) else round(v, 3) for v in cell[1:])] for cell in line]
        for line in facts.tolist()
    ]


def _names(
    square: Square,
    full: Mapping[str, str],
    heads: Sequence[str],
    across: Sequence[str],
    left: float,
) -> list[dict[str, Any]]:
    """Write the names of columns and rows, the headings, and the numbers that have room."""
    columns = dict(zip(square.members, across, strict=True))
    notes = [_above(columns[member], _key(member, full)) for member in square.named]
    # Not as labels of the axis: a hover text would then show them instead of the full names.
    notes += [
        _beside(head, _key(member, full), square.pixels)
        for head, member in zip(heads, square.members, strict=True)
    ]
    notes += [_heading(head, f"#{i}", left) for i, (head, _) in enumerate(square.groups) if head]
    return notes + (_numbers(square, full) if square.with_numbers else [])


def _numbers(square: Square, full: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write each value into its cell in hundredths."""
    z, keys = square.z, [_key(member, full) for member in square.members]
    return [
        text_note(_in_hundredths(z[i, j]), size=11, x=keys[j], y=keys[i])
        for i in range(len(keys))
        for j in range(len(keys))
        if i != j and not np.isnan(z[i, j])
    ]


def _in_hundredths(value: float) -> str:
    """Write a value as briefly as a cell needs it; without its nought in English alone."""
    said = written(value, ".2f")
    return said.replace("0.", ".", 1) if current() == "en" else said


def _above(text: str, key: str) -> dict[str, Any]:
    return text_note(
        escape(text), size=10, x=key, yref="paper", y=1, yanchor="bottom", yshift=3, textangle=-90
    )


def _beside(text: str, key: str, pixels: float) -> dict[str, Any]:
    return text_note(
        escape(text),
        size=11 if pixels < 16 else 12,
        xref="paper",
        x=0,
        xanchor="right",
        xshift=-4,
        y=key,
    )


def _heading(text: str, key: str, left: float) -> dict[str, Any]:
    return edge_note(f"<b>{escape(text)}</b>", 12 - left, y=key)


def _legend(square: Square, left: float) -> tuple[dict[str, Any], int]:
    """Explain the shades in a line of text, and what is no shade, if there is any, in another."""
    shades = square.shades
    held = bool((square.pairs["withheld"] != "").any())
    strangers = len(square.pairs) < len(square.members) * (len(square.members) - 1) // 2
    values = np.linspace(*square.ends, len(shades))
    line = "   ".join(
        f'<span style="color:{shade};font-size:16px">■</span> {written(value, ".3g")}'
        for shade, value in zip(shades, values, strict=True)
    )
    words = [say("with a dot: withheld")] * held + [say("blank: no common roll call")] * strangers
    rest = list(words)
    if held:
        rest[0] = f'<span style="color:{_WITHHELD};font-size:16px">■</span> {words[0]}'
    beside = sum(map(len, words)) <= _LETTERS
    lines = [line, *(["   ".join(rest)] if rest and beside else rest)]
    note = edge_note("<br>".join(lines), 12 - left, yref="paper", y=0, yanchor="top", yshift=-6)
    return note, len(lines)


def _alt(
    square: Square,
    full: Mapping[str, str],
    matrix: AgreementMatrix,
    where: str,
) -> str:
    frame = square.pairs
    told = "{of_whom}, as a square of shaded cells; {selection}."
    of_whom = where + _of_whom(square, matrix)
    parts = [say(told, of_whom=of_whom, selection=from_record(matrix.selection))]
    if square.groups[0][0]:
        groups = listed(f"{head} ({len(codes)})" for head, codes in square.groups)
        parts.append(say("Groups: {groups}.", groups=groups))
    known = frame[frame["estimate"].notna()].sort_values("estimate", kind="stable")
    for word, rows in (("Lowest", known.head(3)), ("Highest", known.tail(3)[::-1])):
        said = [
            f"{joined([full[row['a']], full[row['b']]])} {number(row['estimate'])} "
            f"({say('n = {calls}', calls=int(row['n']))})"
            for row in rows.to_dict("records")
        ]
        if said and (word == "Lowest" or len(known) > 3):
            parts.append(say("{head}: {what}", head=say(word), what=listed(said)) + ".")
    if len(frame) > len(known):
        held = counted(len(frame) - len(known), "pair")
        parts.append(say("{pairs} withheld.", pairs=held))
    return " ".join(parts)


def _of_whom(square: Square, matrix: AgreementMatrix) -> str:
    """Say what is drawn, of how many."""
    return say(
        "{measure} of {members}, {pairs}",
        measure=say(matrix.measure).capitalize(),
        members=counted(len(square.members), "member"),
        pairs=counted(len(square.pairs), "pair"),
    )
