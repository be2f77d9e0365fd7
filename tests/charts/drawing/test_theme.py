"""The palette under colour-vision deficiency, contrast of texts, and the template's manners."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from coloraide import Color

from unvotes.charts.agreement.heatmap import _PALE, _SHADES, _WITHHELD
from unvotes.charts.drawing import theme

DEFICIENCIES = [None, "protan", "deutan", "tritan"]


def seen(colour: str, deficiency: str | None) -> Color:
    return Color(colour) if deficiency is None else Color(colour).filter(deficiency)


def least_distance(colours: list[str], deficiency: str | None) -> float:
    pairs = combinations([seen(colour, deficiency) for colour in colours], 2)
    return min(a.delta_e(b, method="2000") for a, b in pairs)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_votes_differ_by_colour_for_everyone(deficiency: str | None) -> None:
    colours = [style.colour for style in theme.VOTES.values()]
    assert least_distance(colours, deficiency) >= 20


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("shades", [_SHADES, _PALE], ids=["shades", "pale"])
def test_withheld_is_no_shade_for_anyone(shades: tuple[str, ...], deficiency: str | None) -> None:
    withheld = seen(_WITHHELD, deficiency)
    assert min(withheld.delta_e(seen(one, deficiency), method="2000") for one in shades) >= 10


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_shades_go_one_way_for_everyone(deficiency: str | None) -> None:
    for shades in (_SHADES, _PALE):
        light = [seen(shade, deficiency).convert("oklab")["lightness"] for shade in shades]
        assert all(a - b > 0.03 for a, b in pairwise(light))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_outcomes_differ_by_colour_for_everyone(deficiency: str | None) -> None:
    assert least_distance([s.colour for s in theme.OUTCOMES.values()], deficiency) >= 10


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize(
    "colours", [[style.colour for style in theme.PERMANENT.values()], list(theme.BLOC_COLOURS)]
)
def test_members_and_lines_differ_by_colour_for_everyone(
    colours: list[str], deficiency: str | None
) -> None:
    assert least_distance(colours, deficiency) >= 15


def test_every_line_has_a_marker_of_its_own() -> None:
    for carrier in (theme.BLOC_COLOURS, theme.LINE_SYMBOLS, theme.LINE_GLYPHS):
        assert len(set(carrier)) == len(theme.BLOC_COLOURS)


@pytest.mark.parametrize("styles", [theme.VOTES, theme.OUTCOMES, theme.PERMANENT])
def test_colour_is_never_the_only_carrier(styles: dict[str, theme.Style]) -> None:
    drawn = [style for key, style in styles.items() if key != "not_seated"]
    for attribute in ("symbol", "letter", "glyph", "label", "colour"):
        values = [getattr(style, attribute) for style in drawn]
        assert len(set(values)) == len(values), attribute


@pytest.mark.parametrize("ink", [theme.INK, theme.MUTED, theme.VOTES["no"].line])
@pytest.mark.parametrize("paper", [theme.PAPER, theme.VOTES["not_seated"].colour])
def test_text_contrast_meets_wcag_aa(ink: str, paper: str) -> None:
    assert Color(ink).contrast(Color(paper), method="wcag21") >= 4.5


def test_white_letters_are_readable_on_outcomes() -> None:
    for style in theme.OUTCOMES.values():
        assert Color("white").contrast(Color(style.colour), method="wcag21") >= 4.5


def test_marks_stand_out_from_paper() -> None:
    marks = [style.line for key, style in theme.VOTES.items() if key != "not_seated"]
    for colour in [
        *marks,
        *(style.colour for style in theme.PERMANENT.values()),
        theme.ACCENT,
        theme.QUIET,
        *theme.BLOC_COLOURS,
    ]:
        assert Color(colour).contrast(Color(theme.PAPER), method="wcag21") >= 3


def test_importing_charts_leaves_the_default_template_alone(root: Path) -> None:
    program = (
        "import plotly.io as pio; pio.templates.default = 'ggplot2'; import unvotes.charts; "
        "assert pio.templates.default == 'ggplot2'; assert 'unvotes' in pio.templates"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, cwd=root)


def test_nothing_offers_to_upload_a_chart() -> None:
    assert "sendChartToCloud" in theme.TEMPLATE.layout.modebar.remove
