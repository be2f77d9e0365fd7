"""Named groups of members, in whichever of the usual ways a caller gives them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from unvotes.arguments import shown
from unvotes.charts.drawing.theme import (
    ACCENT,
    BLOC_COLOURS,
    DASH_GLYPHS,
    INK,
    LINE_DASHES,
    LINE_GLYPHS,
    LINE_SYMBOLS,
    MUTED,
)
from unvotes.charts.drawing.words import escape
from unvotes.errors import UnvotesError


class Bloc(Protocol):
    """Anything with a name and members: a bloc of ``unvotes.analysis``, or of one's own."""

    @property
    def name(self) -> str:
        """Heading of the group."""

    @property
    def members(self) -> Iterable[str]:
        """Codes of its members."""


Groups = Mapping[str, Iterable[str] | Bloc] | Sequence[Bloc]


def named_groups(groups: Groups) -> list[tuple[str, list[str]]]:
    """
    Read groups of members.

    Parameters
    ----------
    groups : mapping of str to codes or blocs, or sequence of blocs
        As charts take them; a bloc is an object with ``name`` and ``members``.

    Returns
    -------
    list of tuple of str and list of str
        Name and codes of each group, each code once.

    Raises
    ------
    UnvotesError
        If a group is neither a bloc nor codes.
    """
    pairs = (
        list(groups.items())
        if isinstance(groups, Mapping)
        else [(getattr(group, "name", None), group) for group in groups]
    )
    found = []
    for name, group in pairs:
        codes = getattr(group, "members", group)
        if name is None or isinstance(codes, str) or not isinstance(codes, Iterable):
            raise UnvotesError(
                f"blocs: {shown(group)} is no bloc with a name and members; write a list of "
                "blocs, or {'name': ['CODE', …]}"
            )
        found.append((str(name), list(dict.fromkeys(map(str, codes)))))
    return found


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
        {
            "text": "   ".join(line),
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "top",
            "xshift": 12 - left,
            "yshift": _KEY_LINE * (len(lines) - i) + 6,
            "showarrow": False,
            "font": {"size": 12, "color": INK},
        }
        for i, line in enumerate(lines)
    ]
    return notes, _KEY_LINE * len(lines) + 8 if lines else 0.0
