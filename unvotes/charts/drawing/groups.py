"""Named groups of members, in whichever of the usual ways a caller gives them."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pandas as pd

from unvotes.charts.drawing.inputs import meant_members
from unvotes.charts.drawing.labels import edge_note
from unvotes.charts.drawing.language import say
from unvotes.charts.drawing.theme import (
    ACCENT,
    BLOC_COLOURS,
    DASH_GLYPHS,
    LINE_DASHES,
    LINE_GLYPHS,
    LINE_SYMBOLS,
    MUTED,
)
from unvotes.charts.drawing.words import escape
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import plain_frame
from unvotes.record.given_members import ready_bloc
from unvotes.record.states import member_code


class Bloc(Protocol):
    """Anything with a name and members: a bloc of ``unvotes.analysis``, or of one's own."""

    @property
    def name(self) -> str:
        """Heading of the group."""

    @property
    def members(self) -> Iterable[str]:
        """Codes of its members."""


Groups = Mapping[str, Iterable[str] | Bloc | str] | Sequence[Bloc | str] | str


def named_groups(groups: Groups, present: Collection[str]) -> list[tuple[str, list[str]]]:
    """
    Read groups of members.

    Parameters
    ----------
    groups : mapping of str to members or blocs, or sequence of blocs
        As charts take them; a bloc is an object with ``name`` and ``members``, or the name of a
        ready one. Members are written as in the chart's frame, or by any name of a state.
    present : collection of str
        The members of the chart's frame. Others are kept: a bloc may be larger.

    Returns
    -------
    list of tuple of str and list of str
        Name and codes of each group, each code once.

    Raises
    ------
    UnvotesError
        If a group is neither a bloc nor members, or a member is neither present nor a state.
    """
    if isinstance(groups, Mapping):
        pairs: list[tuple[Any, Any]] = list(groups.items())
    else:
        listed = [groups] if isinstance(groups, str) or hasattr(groups, "members") else groups
        pairs = [(None, group) for group in listed]
    found = []
    for name, group in pairs:
        bloc = ready_bloc(group) if isinstance(group, str) else group
        codes = getattr(bloc, "members", bloc)
        if name is None and (own := getattr(bloc, "name", None)) is not None:
            name = say(str(own))  # names of ready blocs have translations
        if name is None or isinstance(codes, str) or not isinstance(codes, Iterable):
            raise UnvotesError(
                f"blocs: {shown(group)} is no bloc with a name and members; write a list of "
                "blocs, or {'name': ['CODE', …]}"
            )
        if not hasattr(bloc, "members"):
            codes = [_code(code, present) for code in codes]
        found.append((str(name), list(dict.fromkeys(map(str, codes)))))
    return found


def _code(member: object, present: Collection[str]) -> str:
    """Find whom a name means: a member of the frame, or a state that is not in it."""
    written = str(member)
    if written in present:
        return written
    try:
        return meant_members([written], present, where="in this chart")[0]
    except UnvotesError:
        try:
            return member_code(written)
        except UnvotesError:
            raise unknown("member of a bloc", written, list(present)) from None


def groups_in(
    blocs: Groups | None,
    group: Hashable | None,
    votes: pd.DataFrame | None,
    present: Collection[str],
) -> list[tuple[str, list[str]]] | None:
    """
    Read groups from either of the two ways in which a chart of results takes them.

    Parameters
    ----------
    blocs : mapping or sequence, optional
        As `named_groups` takes them.
    group : str, optional
        A column of `votes` that says to which group a member belongs.
    votes : DataFrame, optional
        The votes that have this column.
    present : collection of str
        The members of the chart's frame.

    Returns
    -------
    list of tuple of str and list of str, or None
        None if neither is given. Of a column each member is in one group, that of its last vote
        in the frame; the largest group comes first.

    Raises
    ------
    UnvotesError
        If both are given, or one half of the second, or a name is wrong.
    """
    if group is None:
        if votes is not None:
            raise UnvotesError(
                "votes= goes with group=, the column that says who belongs together: give both"
            )
        return None if blocs is None else named_groups(blocs, present)
    if blocs is not None:
        raise UnvotesError("blocs= and group= are two ways to say who belongs together: give one")
    if votes is None:
        raise UnvotesError(
            f"group={shown(group)} is a column of the votes: give them too, as votes=…"
        )
    held = group_column(votes, group)
    rows = pd.DataFrame({"member": votes["member"].astype("str"), "group": held})
    if "date" in votes.columns:
        rows = rows.iloc[votes["date"].argsort(kind="stable").to_numpy()]
    last = rows[rows["group"] != ""].drop_duplicates("member", keep="last")
    last = last[last["member"].isin(list(present))]
    if last.empty:
        raise UnvotesError(f"no member of this chart has a group in the column {shown(group)}")
    sizes = last["group"].value_counts(sort=False).sort_index()
    sizes = sizes.sort_values(ascending=False, kind="stable")
    return [(name, last.loc[last["group"] == name, "member"].tolist()) for name in sizes.index]


def group_column(votes: pd.DataFrame, group: Hashable) -> pd.Series:
    """
    Take the column of groups as text.

    Parameters
    ----------
    votes : DataFrame
        The votes.
    group : str
        The column.

    Returns
    -------
    Series of str
        Empty where it says nothing.

    Raises
    ------
    UnvotesError
        If there is no such column.
    """
    votes = plain_frame(votes, "votes")
    for name in (group, "member"):
        if name not in votes.columns:
            raise unknown("column of the votes", name, [str(one) for one in votes.columns])
    column = votes[group]
    return column.astype("str").where(column.notna(), "").astype("str")


@dataclass(frozen=True)
class Look:
    """
    How the members of one group are marked.

    Attributes
    ----------
    colour : str
        Fill of the mark.
    symbol, glyph : str
        The mark, as plotly calls it and as a character.
    dash, dashes : str
        The pattern of its outline, as plotly calls it and as characters.
    """

    colour: str
    symbol: str
    glyph: str
    dash: str
    dashes: str

    def key(self, text: str, *, outline: bool = False) -> str:
        """
        Write a line of a key.

        Parameters
        ----------
        text : str
            Plain text.
        outline : bool, default False
            Whether to show the pattern of the outline too.

        Returns
        -------
        str
            HTML.
        """
        shown = f"{self.glyph} {self.dashes}" if outline else self.glyph
        return f'<span style="color:{self.colour}">{shown}</span> {escape(text)}'


#: Looks of groups, in the order in which they are given: no two share colour, mark or pattern.
LOOKS: Final = tuple(
    Look(*parts)
    for parts in zip(BLOC_COLOURS, LINE_SYMBOLS, LINE_GLYPHS, LINE_DASHES, DASH_GLYPHS, strict=True)
)
#: Look of members where there are no groups.
ALONE: Final = Look(ACCENT, "circle", "●", "solid", "───")
#: Look of members of no group, where there are groups.
REST: Final = Look(MUTED, "circle-open", "○", "solid", "───")
_KEY_LINE: Final = 17
_KEY_CHARS: Final = 58
_TAG: Final = re.compile("<[^>]+>")


def key_notes(entries: Sequence[str], left: float) -> tuple[list[dict[str, Any]], float]:
    """
    Set a key above the plot, as many entries in a line as a telephone has room for.

    Parameters
    ----------
    entries : sequence of str
        HTML, such as `Look.key` writes it.
    left : float
        Pixels left of the plot: the key begins at the edge of the figure.

    Returns
    -------
    notes : list of dict
        Annotations.
    height : float
        Pixels that they need.
    """
    lines: list[list[str]] = []
    length = _KEY_CHARS
    for entry in entries:
        own = len(html.unescape(_TAG.sub("", entry))) + 3
        if length + own > _KEY_CHARS:
            lines.append([])
            length = 0
        lines[-1].append(entry)
        length += own
    notes = [
        edge_note(
            "   ".join(line),
            12 - left,
            yref="paper",
            y=1,
            yanchor="top",
            yshift=_KEY_LINE * (len(lines) - i) + 6,
        )
        for i, line in enumerate(lines)
    ]
    return notes, _KEY_LINE * len(lines) + 8 if lines else 0.0
