"""The look of every chart: the ``unvotes`` template, and one colour, symbol and letter per vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go
import plotly.io as pio

from unvotes.charts.drawing.language import say

__all__ = [
    "ACCENT",
    "BLOC_COLOURS",
    "DASH_GLYPHS",
    "FONT",
    "INK",
    "LINE_DASHES",
    "LINE_GLYPHS",
    "LINE_SYMBOLS",
    "MUTED",
    "OUTCOMES",
    "PAPER",
    "PERMANENT",
    "QUIET",
    "RULE",
    "SOURCE",
    "TEMPLATE",
    "VOTES",
    "Style",
]

#: Text, at 15:1 on the paper.
INK: Final = "#1c2630"
#: Secondary text, at 6:1 on the paper.
MUTED: Final = "#52606d"
#: What a chart is about, where no vote or outcome has a colour of its own.
ACCENT: Final = "#0b6e8a"
#: What it is compared with.
QUIET: Final = "#8d949c"
#: Grid lines and rules.
RULE: Final = "#dde2e6"
PAPER: Final = "#ffffff"
FONT: Final = (
    "'Source Sans 3', 'Segoe UI', Helvetica, Arial, 'Noto Sans', 'Noto Sans Arabic', "
    "'Noto Sans SC', sans-serif"
)

#: The source line that a chart carries unless it is told another.
SOURCE: Final = "Source: unvotes, compiled from United Nations records (CC BY 4.0)"


@dataclass(frozen=True)
class Style:
    """
    How one kind of vote or outcome looks wherever it is drawn.

    Parameters
    ----------
    label : str
        Its name in English.
    colour : str
        Fill, as a hexadecimal colour.
    line : str
        Outline; dark enough to be seen on white where the fill is pale.
    symbol : str
        Plotly marker symbol, so that colour is never the only carrier.
    letter : str
        One character, where a cell has room for no symbol.
    glyph : str
        The symbol as a character, for keys in running text.
    """

    label: str
    colour: str
    line: str
    symbol: str
    letter: str
    glyph: str

    @property
    def called(self) -> str:
        """Its name in the language of the chart."""
        return say(self.label)


#: Style of each vote. ``not_seated`` is the shade of a cell, never a vote. Bars of votes on pages
#: of reports, light or dark, have their shades in publishing/style.css.
VOTES: Final[dict[str, Style]] = {
    "yes": Style("in favour", "#2166ac", "#174a7c", "circle", "Y", "●"),
    "no": Style("against", "#c0232f", "#8e1a22", "x", "N", "✖"),
    "abstain": Style("abstaining", "#f0b93a", "#7a5600", "diamond", "A", "◆"),
    "nonvoting": Style("not voting", "#8d949c", "#5b636b", "square-open", "-", "□"),
    "unknown": Style("unknown", "#1d1f24", "#1d1f24", "hash-open", "?", "#"),
    "not_seated": Style("not seated", "#e6eaed", "#e6eaed", "square", "", "■"),
}

#: Style of each outcome; white letters are readable on all three.
OUTCOMES: Final[dict[str, Style]] = {
    "adopted": Style("adopted", "#1f6f5c", "#1f6f5c", "square", "A", "■"),
    "vetoed": Style("vetoed", "#6a2c91", "#6a2c91", "hexagon", "V", "⬢"),
    "failed": Style("failed", "#8a5a00", "#8a5a00", "triangle-down", "F", "▼"),
}

#: Style of each permanent seat, whichever state holds it.
PERMANENT: Final[dict[str, Style]] = {
    "CHN": Style("China", "#cc8400", "#8a5a00", "diamond", "C", "◆"),
    "FRA": Style("France", "#2a9d8f", "#1f6f5c", "triangle-up", "F", "▲"),
    "GBR": Style("United Kingdom", "#9b5fc0", "#6a2c91", "square", "K", "■"),
    "RUS": Style("Russia", "#c0232f", "#8e1a22", "circle", "R", "●"),
    "USA": Style("United States", "#0b3c6f", "#0b3c6f", "x", "A", "✖"),
}

#: Line colours for blocs, pairs and members, in the order in which they are given.
BLOC_COLOURS: Final = ("#0b3c6f", "#cc8400", "#2a9d8f", "#c0232f", "#9b5fc0", "#52606d")
#: Marker of each line, in the same order.
LINE_SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "x", "triangle-down")
#: The markers as characters, for keys in running text.
LINE_GLYPHS: Final = ("●", "■", "◆", "▲", "✖", "▼")
#: Pattern of each outline, in the same order.
LINE_DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
#: The patterns as characters.
DASH_GLYPHS: Final = ("───", "– –", "· · ·", "– · –", "— —", "— · —")


def _template() -> go.layout.Template:
    axis = {
        "gridcolor": RULE,
        "linecolor": MUTED,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": 12, "color": INK},
        "title": {"font": {"size": 12, "color": MUTED}, "standoff": 8},
    }
    return go.layout.Template(
        layout={
            "autosize": True,
            "autotypenumbers": "strict",
            "font": {"family": FONT, "size": 12, "color": INK},
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "colorway": list(BLOC_COLOURS),
            "hovermode": "closest",
            "hoverlabel": {
                "align": "left",
                "bgcolor": PAPER,
                "bordercolor": MUTED,
                "font": {"family": FONT, "size": 13, "color": INK},
                "namelength": -1,
            },
            # Nothing is sent anywhere: plotly offers a button that uploads a chart.
            "modebar": {
                "remove": ["sendChartToCloud", "lasso2d", "select2d", "autoScale2d"],
                "bgcolor": "rgba(255,255,255,0)",
                "color": MUTED,
                "activecolor": INK,
            },
            "legend": {"font": {"size": 12, "color": INK}, "itemsizing": "constant"},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


#: The template itself; also registered by name, the user's default staying as it was.
TEMPLATE: Final = _template()

pio.templates["unvotes"] = TEMPLATE
