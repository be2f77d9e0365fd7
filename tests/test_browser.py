"""The notebooks as a reader meets them: in JupyterLab, in a real browser, without a network."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from playwright.sync_api import Browser, Page

from tests.lab import Lab, watch
from tests.run_notebooks import (
    NOTEBOOKS,
    SECONDS_PER_CELL,
    charts,
    code_cells,
    committed_state,
    stale,
    strip,
)

CELLS = "() => jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"
# The command ends with the last cell, or with the first that fails.
RUN = """() => {
    window.ran = false;
    jupyterapp.commands.execute('notebook:run-all-cells').finally(() => { window.ran = true; });
}"""
# Nothing is saved, and nobody waits for the kernel to end.
CLOSE = """() => {
    const panel = jupyterapp.shell.currentWidget;
    panel.sessionContext.shutdown();
    panel.dispose();
}"""
# JupyterLab saves only what has changed.
SAVE = """async () => {
    const context = jupyterapp.shell.currentWidget.context;
    context.model.dirty = true;
    await context.save();
}"""
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


@pytest.fixture(scope="module")
def window(chromium: Browser, lab: Lab) -> Iterator[tuple[Page, list[str]]]:
    """A window for JupyterLab that reaches this machine only, and what it complained of."""
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    yield page, watch(page, lab.url)
    page.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_gives_what_is_committed_with_its_charts(
    path: Path, lab: Lab, window: tuple[Page, list[str]]
) -> None:
    """It is opened without its outputs: what is committed is the same, and drawn but once."""
    page, complaints = window
    complaints.clear()
    committed = nbformat.read(path, as_version=4)
    nbformat.write(without_outputs(committed), lab.notebooks / path.name)
    lab.open(page, path.name)
    try:
        page.evaluate(RUN)
        page.wait_for_function("() => window.ran", timeout=SECONDS_PER_CELL * 1000, polling=100)
        code = [cell for cell in page.evaluate(CELLS) if cell["cell_type"] == "code"]
        executed = nbformat.reads(json.dumps(new_notebook(cells=code)), as_version=4)
        assert "; ".join(stale(committed, executed)) == "", "`make notebooks` saves them anew"
        wait_for_charts(page, committed)
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
    lab.open(page, "saved.ipynb")
    try:
        wait_for_charts(page, committed)
        page.evaluate(SAVE)
    finally:
        page.evaluate(CLOSE)
    saved = lab.notebooks / "saved.ipynb"
    stripped = strip(nbformat.read(saved, as_version=4), committed_state(path) or committed)
    nbformat.write(stripped, saved)
    assert saved.read_bytes() == path.read_bytes()


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """Take out what was run."""
    bare = copy.deepcopy(notebook)
    for _, cell in code_cells(bare):
        cell.outputs, cell.execution_count = [], None
    return bare


def wait_for_charts(page: Page, notebook: NotebookNode) -> None:
    """Go from chart to chart, and wait for each to be drawn."""
    for number, cell in code_cells(notebook):
        if count := len(charts(cell)):
            page.evaluate(SHOW_CELL, number - 1)
            page.wait_for_function(DRAWN, arg=[number - 1, count])
