"""Bars below each other, each with its text above it: where they stand, and what frames them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from unvotes.charts.drawing.labels import edge_note

__all__ = ["BAR", "BarRows", "bar_rows"]

#: Pixels of a bar, and of a line of the text above it.
BAR: Final = 18
_LINE: Final = 16
_GAP: Final = 18
_UNDER: Final = 10


@dataclass(frozen=True)
class BarRows:
    """Where bars and their texts stand, in pixels from the bottom."""

    texts: tuple[str, ...]
    #: The lower edge of each bar.
    feet: tuple[float, ...]
    #: The height of all.
    height: float

    @property
    def middles(self) -> list[float]:
        """The middle of each bar."""
        return [foot + BAR / 2 for foot in self.feet]

    def notes(self) -> list[dict[str, Any]]:
        """Write each text above its bar."""
        return [
            edge_note(text, -2, size=13, y=foot + BAR, yanchor="bottom")
            for text, foot in zip(self.texts, self.feet, strict=True)
        ]

    def layout(self, most: float) -> dict[str, Any]:
        """Frame bars of at most this length: the texts have the numbers, so the axes have none."""
        bare = {"showgrid": False, "showticklabels": False, "fixedrange": True}
        return {
            "showlegend": False,
            "dragmode": False,
            "xaxis": bare | {"range": [0, most]},
            "yaxis": bare | {"range": [0, self.height]},
        }


def bar_rows(texts: Iterable[str]) -> BarRows:
    """
    Set bars below each other, each with room for its text.

    Parameters
    ----------
    texts : iterable of str
        The text above each bar, with ``<br>`` between its lines.

    Returns
    -------
    BarRows

    Examples
    --------
    >>> bar_rows(["one line", "two<br>lines"]).feet
    (78.0, 10.0)
    """
    told = tuple(texts)
    depths = [_LINE * (1 + text.count("<br>")) + BAR + _GAP for text in told]
    height = float(sum(depths))
    feet = tuple(height - sum(depths[: i + 1]) + _UNDER for i in range(len(depths)))
    return BarRows(told, feet, height)
