"""Where names find room beside their points, on a telephone as on a page."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from unvotes.charts.drawing.theme import INK, MUTED

#: Height of a line of text, in sizes of its letters.
_LINE: Final = 1.35
_GAP: Final = 2.0
#: Pixels between the points by which a leader is kept clear.
_STEP: Final = 4.0
#: Lengths of leaders, where there is no room beside the point.
_FAR: Final = (20.0, 32.0, 46.0, 62.0)
#: Pixels for names beside rows: enough for Bosnia and Herzegovina.
BESIDE: Final = 142.0
#: Of letters that are narrower or broader than most, in sizes of their own.
_BREADTHS: Final = {
    "iljI|!.,:;'\N{RIGHT SINGLE QUOTATION MARK} ·": 0.3,
    "ftr()[]-/": 0.37,
    "sckvxyzJ": 0.53,
    "mw": 0.86,
    "MW%": 0.97,
    "GOQ": 0.8,
    "жмшщюыфЖМШЩЮЫФ": 0.86,
    "ا": 0.28,
    "سشصض": 0.86,
}
_DIRECTIONS: Final = 16

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Place:
    """
    Where a name stands.

    Attributes
    ----------
    right, up : float
        Pixels from the point to the text's anchor.
    xanchor, yanchor : str
        The side of the text that is there.
    leader : bool
        Whether a thin line joins them.
    """

    right: float
    up: float
    xanchor: str
    yanchor: str
    leader: bool


def text_width(text: str, size: float) -> float:
    """
    Estimate how broad a text will be.

    Parameters
    ----------
    text : str
        Plain text.
    size : float
        Of its letters, in pixels.

    Returns
    -------
    float
        Pixels, rather too many than too few.
    """
    return size * sum(map(_breadth, text))


@lru_cache(maxsize=1024)
def _breadth(letter: str) -> float:
    """Estimate the breadth of a letter of size 1, by its kind."""
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.04
    plain = unicodedata.normalize("NFD", letter)[0]
    for letters, breadth in _BREADTHS.items():
        if plain in letters:
            return breadth
    if "\u0600" <= letter <= "\u06ff":
        return 0.56
    return 0.75 if plain.isupper() else 0.61 if plain > "\u0370" else 0.59


def shorten(name: str, room: float, size: float = 12) -> str:
    """
    Shorten a name to the room that there is; the hover text gives it in full.

    Parameters
    ----------
    name : str
        Plain text.
    room : float
        Pixels, at most.
    size : float, default 12
        Of the letters, in pixels.

    Returns
    -------
    str
        Plain text, ending in an ellipsis where it was shortened.
    """
    if text_width(name, size) <= room:
        return name
    kept = name
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def row_names(names: Iterable[str]) -> tuple[list[str], float]:
    """
    Shorten the names that stand beside the rows of a chart, so that a telephone has room for both.

    Parameters
    ----------
    names : iterable of str
        Plain texts.

    Returns
    -------
    tuple of list of str and float
        The names, and how broad the broadest is, in pixels.
    """
    heads = [shorten(name, BESIDE) for name in names]
    return heads, float(math.ceil(max(text_width(head, 12) for head in heads)))


def place_labels(
    points: Floats,
    texts: Sequence[str],
    order: Sequence[int],
    room: tuple[float, float],
    *,
    size: float = 12,
    radius: float = 6,
    always: Collection[int] = (),
    stretched: float = 1,
) -> dict[int, Place]:
    """
    Find places for names that touch neither each other nor any point.

    Parameters
    ----------
    points : numpy.ndarray, points × 2
        Pixels from the lower left corner of the plot.
    texts : sequence of str
        A name for each of the first points; further points are only kept free.
    order : sequence of int
        Which names come first: the later ones go without where there is no room.
    room : tuple of float
        Breadth and height of the plot in pixels.
    size : float, default 12
        Of the letters, in pixels.
    radius : float, default 6
        Half the size of a point's mark.
    always : collection of int
        Names that, where there is no room, may cover points, though no other name.
    stretched : float, default 1
        The places must serve as well where the plot is so many times as broad.

    Returns
    -------
    dict of int to Place
        The names that found a place.
    """
    breadths = dict.fromkeys((1.0, float(stretched)))
    sheets = [_Sheet(points * [by, 1], (room[0] * by, room[1]), radius) for by in breadths]
    found: dict[int, Place] = {}
    places = _places(radius)
    for i in order:
        width = text_width(texts[i], size)
        for over_marks in (False, True) if i in always else (False,):
            free = [sheet.free(i, places, width, _LINE * size, over_marks) for sheet in sheets]
            k = next(
                (
                    int(k)
                    for k in np.flatnonzero(np.all([mask for mask, _ in free], axis=0))
                    if not any(
                        _touch(_leader(sheet.points[i], places[k], radius), barred).any()
                        for sheet, (_, barred) in zip(sheets, free, strict=True)
                    )
                ),
                None,
            )
            if k is not None:
                found[i] = places[k]
                for sheet in sheets:
                    sheet.take(i, places[k], width, _LINE * size)
                break
    return found


class _Sheet:
    """A plot of one breadth: its points, and what names have taken."""

    def __init__(self, points: Floats, room: tuple[float, float], radius: float) -> None:
        self.points, self.room, self.radius = points, room, radius
        self.marks = np.column_stack([points - radius, points + radius])
        self.taken = np.empty((0, 4))

    def free(
        self, i: int, places: Sequence[Place], width: float, height: float, over_marks: bool
    ) -> tuple[NDArray[np.bool_], Floats]:
        """Tell at which places a text touches nothing, and what its leader must not touch."""
        boxes = _boxes(self.points[i], places, width, height)
        inside = np.all((boxes[:, :2] >= 0) & (boxes[:, 2:] <= self.room), axis=1)
        others = np.delete(self.marks, i, axis=0)
        barred = self.taken if over_marks else np.vstack([others, self.taken])
        # What is farther off than the longest leader and text cannot be touched.
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        barred = barred[(barred[:, :2] < high).all(axis=1) & (barred[:, 2:] > low).all(axis=1)]
        return inside & ~_touch(boxes, barred), barred

    def take(self, i: int, place: Place, width: float, height: float) -> None:
        """Note where a text stands."""
        box = _boxes(self.points[i], [place], width, height)
        lead = _leader(self.points[i], place, self.radius)
        self.taken = np.vstack([self.taken, box, lead])


def _places(radius: float) -> list[Place]:
    """List the places to try, the best first: beside the point, then farther off by a line."""
    near, slant = radius + _GAP, 0.7 * (radius + _GAP)
    places = [
        Place(near, 0, "left", "middle", False),
        Place(-near, 0, "right", "middle", False),
        Place(0, near, "center", "bottom", False),
        Place(0, -near, "center", "top", False),
    ]
    places += [
        Place(
            x * slant, y * slant, "left" if x > 0 else "right", "bottom" if y > 0 else "top", False
        )
        for x in (1, -1)
        for y in (1, -1)
    ]
    for far in _FAR:
        for turn in np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False):
            x, y = np.cos(turn), np.sin(turn)
            across = "left" if x > 0.3 else "right" if x < -0.3 else "center"
            along = "middle" if abs(x) > 0.3 else "bottom" if y > 0 else "top"
            places.append(Place(float(far * x), float(far * y), across, along, True))
    return places


def _boxes(point: Floats, places: Sequence[Place], width: float, height: float) -> Floats:
    """Outline a text at each place: left, lower, right and upper end."""
    across = {"left": 0.0, "center": 0.5, "right": 1.0}
    along = {"bottom": 0.0, "middle": 0.5, "top": 1.0}
    left = np.array([point[0] + p.right - across[p.xanchor] * width for p in places])
    low = np.array([point[1] + p.up - along[p.yanchor] * height for p in places])
    return np.column_stack([left - 2, low, left + width + 2, low + height])


def _touch(boxes: Floats, others: Floats) -> NDArray[np.bool_]:
    """Tell which boxes overlap any of the others."""
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    overlap = (low < others[None, :, 2:]) & (others[None, :, :2] < high)
    return np.asarray(np.any(np.all(overlap, axis=2), axis=1))


def _leader(point: Floats, place: Place, radius: float) -> Floats:
    """Cover a leader with small boxes, from the mark to the text."""
    if not place.leader:
        return np.empty((0, 4))
    end = np.array([place.right, place.up])
    length = float(np.hypot(*end))
    steps = np.arange(radius + _STEP, length - _STEP / 2, _STEP)
    along = point + end * (steps / length)[:, None]
    return np.column_stack([along - 1, along + 1])


def text_note(text: str, *, size: float = 12, colour: str = INK, **where: Any) -> dict[str, Any]:
    """
    Write a text on a chart.

    Parameters
    ----------
    text : str
        HTML.
    size : float, default 12
        Of the letters, in pixels.
    colour : str, optional
        Of the letters; by default that of all texts.
    **where
        Where it stands, as plotly says it: ``x=0``, ``xanchor="left"``.

    Returns
    -------
    dict
        An annotation.
    """
    font = {"size": size, "color": colour}
    return {"text": text, "showarrow": False, "font": font, **where}


def edge_note(text: str, shift: float, **how: Any) -> dict[str, Any]:
    """
    Write a text that begins at the left edge of the plot, or some pixels beside it.

    Parameters
    ----------
    text : str
        HTML.
    shift : float
        How many pixels to the right of the edge.
    **how
        As `text_note` takes it.

    Returns
    -------
    dict
        An annotation.
    """
    at_edge = {"xref": "paper", "x": 0, "xanchor": "left", "align": "left"}
    return text_note(text, **how) | at_edge | {"xshift": shift}


def label_note(
    text: str, x: float, y: float, place: Place, *, size: float = 12, radius: float = 6
) -> dict[str, Any]:
    """
    Write a name at its place.

    Parameters
    ----------
    text : str
        HTML.
    x, y : float
        The point, on the axes.
    place : Place
        Where the name stands.
    size : float, default 12
        Of the letters, in pixels.
    radius : float, default 6
        Half the size of the point's mark.

    Returns
    -------
    dict
        An annotation.
    """
    note = text_note(
        text,
        size=size,
        x=round(float(x), 4),
        y=round(float(y), 4),
        xanchor=place.xanchor,
        yanchor=place.yanchor,
        borderpad=0,
    )
    if not place.leader:
        return note | {"xshift": round(place.right, 1), "yshift": round(place.up, 1)}
    return note | {
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": MUTED,
        "standoff": radius,
        "ax": round(place.right, 1),
        "ay": round(-place.up, 1),
    }
