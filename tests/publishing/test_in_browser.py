"""The explorer in JupyterLab and a report from the disk, in a real browser without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser

import unvotes as uv
from tests.lab import END_KERNEL, RUN_ALL_CELLS, Lab, watch
from unvotes.charts import data, describe
from unvotes.publishing.explorer.choice import Explored, first_choice
from unvotes.publishing.explorer.views import draw
from unvotes.publishing.report import report

DRAWN_OR_FAILED = """at => {
    const said = document.querySelector('.jp-Notebook .jp-RenderedText[data-mime-type*=error]');
    return said?.textContent || document.querySelector(at + ' .main-svg text') && 'drawn';
}"""
CHART = ".unvotes-explorer .js-plotly-plot"
TITLE = f"() => document.querySelector('{CHART}').layout.title?.text.replaceAll('<br>', ' ')"
CODE = ".unvotes-explorer pre code"
MARKS = {
    "grid": ".scatterlayer .point",
    "heatmap": ".heatmaplayer image",
    "time": ".scatterlayer .point",
}
SEEN = """at => [...document.querySelectorAll(at)].filter(mark => {
    const box = mark.getBoundingClientRect();
    return box.width > 0 || box.height > 0;
}).length"""


def test_the_explorer_follows_its_controls(chromium: Browser, lab: Lab, tmp_path: Path):
    cell = "import unvotes as uv\n\nuv.explore(since=2011, until=2012)"
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, lab.notebooks / "explore.ipynb")
    context = chromium.new_context(viewport={"width": 1280, "height": 1200})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab.url)
    page = context.new_page()
    complaints = watch(page, lab.url)
    lab.open(page, "explore.ipynb")
    page.evaluate(RUN_ALL_CELLS)
    assert page.wait_for_function(DRAWN_OR_FAILED, arg=CHART).json_value() == "drawn"
    record = Explored()

    def shows(chart: str, **changed: Any) -> None:
        """Wait until code, chart and its words are those that a choice leads to."""
        choice = first_choice(record, chart=chart, since=2011, until=2012, **changed)
        drawn = draw(record, choice)
        page.wait_for_function(
            "([at, code]) => document.querySelector(at).textContent === code",
            arg=[CODE, drawn.code],
        )
        page.wait_for_function(
            "([at, words]) => document.querySelector(at).getAttribute('aria-label') === words",
            arg=[CHART, describe(drawn.figure)],
        )
        wanted = drawn.figure.layout.title.text.replace("<br>", " ")
        page.wait_for_function(f"wanted => ({TITLE})() === wanted", arg=wanted)
        page.screenshot(path=tmp_path / f"{chart}-{len(changed)}.png")
        seen = page.evaluate(SEEN, f"{CHART} {MARKS[chart]}")
        assert seen >= (1 if chart == "heatmap" else len(data(drawn.figure)))
        shown = page.locator(CHART)
        assert shown.get_attribute("role") == "figure"
        box, within = shown.bounding_box(), page.locator(".unvotes-explorer").bounding_box()
        assert box is not None and within is not None
        # As high as its words, broken into lines anew, have made it.
        height = page.evaluate("at => document.querySelector(at).layout.height", CHART)
        assert box["height"] == pytest.approx(height, abs=2)
        assert height <= drawn.figure.layout.height
        breadth = page.locator(f"{CHART} .main-svg").first.bounding_box()
        assert breadth is not None
        assert breadth["width"] > 0.9 * within["width"], "as wide as its place"

    shows("grid")
    page.get_by_label("Topic").select_option(label="Syria")
    shows("grid", topic="Syria")
    page.get_by_role("button", name="Heatmap").click()
    shows("heatmap", topic="Syria")
    page.get_by_label("Measure").select_option(label="Cohen's kappa")
    page.get_by_label("Contested roll calls only").uncheck()
    chosen: dict[str, Any] = {"topic": "Syria", "measure": "kappa", "contested": False}
    shows("heatmap", **chosen)
    page.get_by_role("button", name="Over time").click()
    shows("time", **chosen)
    page.get_by_label("Topic").select_option(label="Berlin blockade")
    page.get_by_role("alert").get_by_text("Nothing to show: no roll call").wait_for()
    assert not page.locator(CHART).is_visible()
    assert not page.locator(CODE).is_visible()
    page.get_by_label("Topic").select_option(label="all topics")
    chosen["topic"] = None
    shows("time", **chosen)
    assert page.evaluate(SEEN, f"{CHART} .scatterlayer .js-line") > 1
    page.get_by_label("Compare").select_option(label="two blocs")
    shows("time", blocs=("RUSSIA_CHINA", "INDIA_SOUTH_AFRICA"), **chosen)
    page.get_by_label("Topic").select_option(label="Syria")
    chosen["topic"] = "Syria"
    page.get_by_role("button", name="Vote grid").click()
    shows("grid", blocs=("RUSSIA_CHINA", "INDIA_SOUTH_AFRICA"), **chosen)

    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator(CODE).text_content()
    page.evaluate(END_KERNEL)
    context.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(1000, "light"), (380, "dark")])
def test_a_report_opens_from_the_disk(chromium: Browser, width: int, scheme: Any, tmp_path: Path):
    path = tmp_path / "blocs.html"
    report((uv.BRICS, uv.P3), path, since=2010, topic="Syria")
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    complaints = watch(page, path.as_uri())
    page.goto(path.as_uri())
    page.locator(".js-plotly-plot .main-svg text").first.wait_for()
    for chart in page.locator(".js-plotly-plot").all():
        assert chart.get_attribute("role") == "figure"
        assert len(chart.get_attribute("aria-label") or "") > 100
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 25, 31)"}[scheme]
    context.close()
    assert complaints == []
