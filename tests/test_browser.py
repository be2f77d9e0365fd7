"""Notebooks and the explorer in JupyterLab, in a real browser, without a network."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Browser, Page

from tests.lab import END_KERNEL, Lab, watch
from tests.run_notebooks import (
    CHART,
    NOTEBOOKS,
    PICTURE,
    SECONDS_PER_CELL,
    charts,
    code_cells,
    committed_state,
    stale,
    strip,
)
from unvotes.charts import data, describe
from unvotes.publishing.explorer.choice import Explored, first_choice
from unvotes.publishing.explorer.views import draw

# A text: to be handed over as an object takes far longer.
CELLS = """() => JSON.stringify(
    jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells)"""
# The command ends with the last cell, or with the first that fails.
RUN = """() => {
    window.ran = false;
    jupyterapp.commands.execute('notebook:run-all-cells').finally(() => { window.ran = true; });
}"""
# Nothing is saved, and the kernel goes on: it takes longer to start one than to open a notebook.
CLOSE = "() => { jupyterapp.shell.currentWidget.dispose(); }"
# JupyterLab saves only what has changed.
SAVE = """async () => {
    const context = jupyterapp.shell.currentWidget.context;
    context.model.dirty = true;
    await context.save();
}"""
# By how much a chart's title and its lines are narrower than the chart, and how many lines.
TITLE_SET = """() => {
    const chart = document.querySelector('.jp-Notebook .js-plotly-plot');
    const texts = [...chart.querySelectorAll('.gtitle, .gtitle-subtitle')];
    return {
        alt: chart.getAttribute('aria-label'),
        spare: chart.clientWidth
            - Math.max(...texts.map(text => text.getBoundingClientRect().width)),
        lines: chart.layout.title.text.split('<br>').length,
        height: chart.querySelector('.main-svg').clientHeight,
        breadth: chart.clientWidth,
        place: chart.parentElement.clientWidth,
        scrolls: getComputedStyle(chart.parentElement).overflowX === 'auto'
            && chart.parentElement.scrollWidth > chart.parentElement.clientWidth,
    };
}"""
# It is there or not, and beside it there is no room on a telephone.
LIST_OF_FILES = "() => jupyterapp.commands.execute('application:toggle-left-area')"
SHOW_CELL = "at => jupyterapp.shell.currentWidget.content.scrollToItem(at, 'center')"
# A chart is drawn when plotly has taken it over and there are shapes (a heatmap's is an image)
# and words to be seen.
DRAWN = """([at, expected]) => {
    const cell = jupyterapp.shell.currentWidget.content.widgets[at].node;
    const charts = [...cell.querySelectorAll('.js-plotly-plot')];
    const seen = (chart, what) => [...chart.querySelectorAll('.main-svg ' + what)].some(
        shape => shape.getBoundingClientRect().width > 0);
    return charts.length === expected && charts.every(chart =>
        chart.data.length > 0
        && chart.getBoundingClientRect().height > 100
        && seen(chart, ':is(path, image)')
        && seen(chart, 'text'));
}"""

# The explorer.
DRAWN_OR_FAILED = """at => {
    const said = document.querySelector('.jp-Notebook .jp-RenderedText[data-mime-type*=error]');
    return said?.textContent || document.querySelector(at + ' .main-svg text') && 'drawn';
}"""
EXPLORED = ".unvotes-explorer .js-plotly-plot"
TITLE = f"() => document.querySelector('{EXPLORED}').layout.title?.text.replaceAll('<br>', ' ')"
CODE = ".unvotes-explorer pre code"
MARKS = {
    "grid": ".scatterlayer .point",
    "ranking": ".scatterlayer .point",
    "heatmap": ".heatmaplayer image",
    "time": ".scatterlayer .point",
}
SEEN = """at => [...document.querySelectorAll(at)].filter(mark => {
    const box = mark.getBoundingClientRect();
    return box.width > 0 || box.height > 0;
}).length"""


@pytest.fixture(scope="module")
def window(chromium: Browser, lab: Lab) -> Iterator[tuple[Page, list[str]]]:
    """A window for JupyterLab that reaches this machine only, and what it complained of."""
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    yield page, watch(page, lab.url)
    page.close()


def test_a_notebook_runs_and_gives_what_is_committed_with_its_charts(
    lab: Lab, window: tuple[Page, list[str]]
) -> None:
    """
    It is opened without its outputs: what is committed is the same, and drawn but once.

    A kernel does not know who asks it: what it gives for the other notebooks is compared in
    tests/test_notebooks.py.
    """
    page, complaints = window
    complaints.clear()
    path = NOTEBOOKS[0]
    committed = nbformat.read(path, as_version=4)
    nbformat.write(without_outputs(committed), lab.notebooks / path.name)
    lab.open(page, path.name)
    try:
        page.evaluate(RUN)
        page.wait_for_function("() => window.ran", timeout=SECONDS_PER_CELL * 1000, polling=100)
        code = [cell for cell in json.loads(page.evaluate(CELLS)) if cell["cell_type"] == "code"]
        executed = nbformat.reads(json.dumps(new_notebook(cells=code)), as_version=4)
        assert "; ".join(stale(committed, executed)) == "", "`make notebooks` saves them anew"
        wait_for_charts(page, committed)
    finally:
        page.evaluate(CLOSE)
    assert complaints == []


def test_everything_that_the_other_notebooks_show_is_drawn(
    lab: Lab, window: tuple[Page, list[str]]
) -> None:
    """
    Texts, tables and charts of all of them in one, opened once.

    They show nothing else: nothing that JupyterLab would have to ask a kernel for.
    """
    page, complaints = window
    complaints.clear()
    shown = new_notebook(metadata=nbformat.read(NOTEBOOKS[0], as_version=4).metadata)
    for path in NOTEBOOKS[1:]:
        notebook = nbformat.read(path, as_version=4)
        cells = [cell for _, cell in code_cells(notebook)]
        kinds = {kind for cell in cells for each in cell.outputs for kind in each.get("data", ())}
        assert kinds <= {CHART, PICTURE, "text/html", "text/plain"}, path.name
        texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
        tables = [each for cell in cells for each in cell.outputs if each not in charts(cell)]
        shown.cells += [
            new_markdown_cell("\n\n".join(texts)),
            new_code_cell(outputs=tables),
            *(new_code_cell(outputs=charts(cell)) for cell in cells if charts(cell)),
        ]
    nbformat.write(shown, lab.notebooks / "shown.ipynb")
    lab.open(page, "shown.ipynb", any_kernel=True)
    try:
        wait_for_charts(page, shown)
    finally:
        page.evaluate(CLOSE)
    assert complaints == []


def test_saving_in_jupyterlab_is_undone_by_a_command(
    lab: Lab, window: tuple[Page, list[str]]
) -> None:
    page, _ = window
    path = NOTEBOOKS[1]
    committed = nbformat.read(path, as_version=4)
    shutil.copy(path, lab.notebooks / "saved.ipynb")
    lab.open(page, "saved.ipynb", any_kernel=True)
    try:
        wait_for_charts(page, committed)
        page.evaluate(SAVE)
    finally:
        page.evaluate(CLOSE)
    saved = lab.notebooks / "saved.ipynb"
    assert layouts(nbformat.read(saved, as_version=4)) == layouts(committed), "as it was made"
    stripped = strip(nbformat.read(saved, as_version=4), committed_state(path) or committed)
    nbformat.write(stripped, saved)
    assert saved.read_bytes() == path.read_bytes()


def test_a_title_is_as_broad_as_its_chart(lab: Lab, window: tuple[Page, list[str]]) -> None:
    """The extension that comes with the package breaks it anew, where plotly alone would not."""
    page, complaints = window
    complaints.clear()
    notebook = nbformat.read(NOTEBOOKS[1], as_version=4)
    notebook.cells = [max((cell for _, cell in code_cells(notebook) if charts(cell)), key=broken)]
    [made] = layouts(notebook)
    nbformat.write(notebook, lab.notebooks / "title.ipynb")
    lab.open(page, "title.ipynb", any_kernel=True)
    try:
        wait_for_charts(page, notebook)
        broad = page.evaluate(TITLE_SET)
        page.evaluate(LIST_OF_FILES)
        page.set_viewport_size({"width": 380, "height": 1000})
        page.wait_for_function(f"() => ({TITLE_SET})().lines > 2", timeout=20_000)
        narrow = page.evaluate(TITLE_SET)
    finally:
        page.set_viewport_size({"width": 1280, "height": 1000})
        page.evaluate(LIST_OF_FILES)
        page.evaluate(CLOSE)
    assert "<br>" in made["title"]["text"] and broad["lines"] == 1, "there is room for it"
    assert min(broad["spare"], narrow["spare"]) > 0 and narrow["breadth"] < 380
    # In less than a telephone's breadth labels would lie upon each other: the chart scrolls.
    assert narrow["breadth"] == 350 > narrow["place"] and narrow["scrolls"]
    assert not broad["scrolls"] and narrow["breadth"] - narrow["spare"] < narrow["place"]
    assert broad["height"] < made["height"] < narrow["height"]
    assert broad["alt"] == narrow["alt"] == made["meta"]["alt"]
    assert complaints == []


# --- the explorer


def test_the_explorer_follows_its_controls(lab: Lab, window: tuple[Page, list[str]]) -> None:
    page, complaints = window
    complaints.clear()
    cell = "import unvotes as uv\n\nuv.explore(since=2011, until=2012)"
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, lab.notebooks / "explore.ipynb")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab.url)
    lab.open(page, "explore.ipynb")
    page.evaluate(RUN)
    assert page.wait_for_function(DRAWN_OR_FAILED, arg=EXPLORED).json_value() == "drawn"
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
            arg=[EXPLORED, describe(drawn.figure)],
        )
        wanted = drawn.figure.layout.title.text.replace("<br>", " ")
        page.wait_for_function(f"wanted => ({TITLE})() === wanted", arg=wanted)
        seen = page.evaluate(SEEN, f"{EXPLORED} {MARKS[chart]}")
        assert seen >= (1 if chart == "heatmap" else len(data(drawn.figure)))
        shown = page.locator(EXPLORED)
        assert shown.get_attribute("role") == "figure"
        box, within = shown.bounding_box(), page.locator(".unvotes-explorer").bounding_box()
        assert box is not None and within is not None
        # As high as its words, broken into lines anew, have made it.
        height = page.evaluate("at => document.querySelector(at).layout.height", EXPLORED)
        assert box["height"] == pytest.approx(height, abs=2)
        assert height <= drawn.figure.layout.height
        breadth = page.locator(f"{EXPLORED} .main-svg").first.bounding_box()
        assert breadth is not None
        assert breadth["width"] > 0.9 * within["width"], "as wide as its place"

    shows("grid")
    page.get_by_role("button", name="Ranking").click()
    shows("ranking")
    until = page.get_by_label("To year")
    until.fill("2010")
    until.press("Enter")
    page.get_by_role("alert").get_by_text("To year 2010 comes before From year 2011").wait_for()
    assert until.input_value() == "2010", "what was typed stays"
    until.fill("2012")
    until.press("Enter")
    shows("ranking")
    for typed, there in (("india", True), ("IND", False)):  # added, and taken away
        page.get_by_label("Add or remove").fill(typed)
        page.get_by_label("Add or remove").press("Enter")
        page.wait_for_function(
            "([at, there]) => document.querySelector(at).textContent.includes('IND') === there",
            arg=[CODE, there],
        )
    page.get_by_label("Add or remove").fill("indai")
    page.get_by_label("Add or remove").press("Enter")
    alert = page.get_by_role("alert").get_by_text("did you mean 'India'")
    alert.wait_for()
    said, drawn = alert.bounding_box(), page.locator(EXPLORED).bounding_box()
    assert said is not None and drawn is not None
    assert said["y"] + said["height"] <= drawn["y"], "said beside the controls"
    news = page.locator(".unvotes-news")
    assert news.get_attribute("aria-live") == "polite"
    assert (news.text_content() or "").startswith("New chart: Who votes most like Russia?")
    page.get_by_role("button", name="Vote grid").click()
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
    assert not page.locator(EXPLORED).is_visible()
    assert not page.locator(CODE).is_visible()
    page.get_by_label("Topic").select_option(label="all topics")
    chosen["topic"] = None
    shows("time", **chosen)
    assert page.evaluate(SEEN, f"{EXPLORED} .scatterlayer .js-line") > 1
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
    page.evaluate(END_KERNEL)  # and the controls stay: without it they could not say goodbye
    assert complaints == []


# --- what both need


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """Take out what was run."""
    bare = copy.deepcopy(notebook)
    for _, cell in code_cells(bare):
        cell.outputs, cell.execution_count = [], None
    return bare


def layouts(notebook: NotebookNode) -> list[Any]:
    """What each chart of a notebook has around its plot."""
    cells = [cell for _, cell in code_cells(notebook)]
    return [output.data[CHART]["layout"] for cell in cells for output in charts(cell)]


def broken(cell: NotebookNode) -> int:
    """The length of the title of the one chart that a cell shows, in lines and letters."""
    text = charts(cell)[0].data[CHART]["layout"]["title"]["text"]
    return text.count("<br>") * 1000 + len(text)


def wait_for_charts(page: Page, notebook: NotebookNode) -> None:
    """Go from chart to chart, and wait for each to be drawn."""
    for number, cell in code_cells(notebook):
        if count := len(charts(cell)):
            page.evaluate(SHOW_CELL, number - 1)
            page.wait_for_function(DRAWN, arg=[number - 1, count])
