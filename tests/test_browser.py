"""The notebooks as a reader meets them: in JupyterLab, in a real browser, without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from tests.lab import RUN_ALL_CELLS, Lab, watch
from tests.run_notebooks import NOTEBOOKS, SECONDS_PER_CELL, charts, code_cells

CELLS = "() => jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"
ALL_DONE_OR_FAILED = f"""() => {{
    const cells = ({CELLS})().filter(cell => cell.cell_type === 'code');
    return cells.every(cell => cell.execution_count)
        || cells.some(cell => cell.outputs.some(output => output.output_type === 'error'));
}}"""
CLEAR_OUTPUTS = "() => jupyterapp.commands.execute('editmenu:clear-all')"
SHOW_CELL = "at => jupyterapp.shell.currentWidget.content.scrollToItem(at, 'center')"
# A chart is drawn when plotly has taken it over and there are shapes and words to be seen.
DRAWN = """([at, expected]) => {
    const seen = shape => shape.getBoundingClientRect().width > 0;
    const cell = jupyterapp.shell.currentWidget.content.widgets[at].node;
    const charts = [...cell.querySelectorAll('.js-plotly-plot')];
    return charts.length === expected && charts.every(chart =>
        chart.data.length > 0
        && chart.getBoundingClientRect().height > 100
        && [...chart.querySelectorAll('.main-svg path')].some(seen)
        && [...chart.querySelectorAll('.main-svg text')].some(seen));
}"""


@pytest.fixture
def page(chromium: Browser, lab: Lab) -> Iterator[Page]:
    """An empty window that reaches this machine only, and fails its test on any complaint."""
    window = chromium.new_page(viewport={"width": 1280, "height": 1000})
    complaints = watch(window, lab.url)
    yield window
    window.close()
    assert complaints == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_opens_with_its_charts_and_runs(
    path: Path, lab: Lab, page: Page, tmp_path: Path
) -> None:
    notebook = nbformat.read(path, as_version=4)
    expected = {number - 1: len(charts(cell)) for number, cell in code_cells(notebook)}

    def charts_are_drawn(when: str) -> None:
        for cell, count in expected.items():
            if count:
                page.evaluate(SHOW_CELL, cell)
                page.wait_for_function(DRAWN, arg=[cell, count])
                page.screenshot(path=tmp_path / f"{when}-{cell + 1:02d}.png")

    shutil.copy(path, lab.notebooks)
    lab.open(page, path.name)
    charts_are_drawn("opened")

    page.evaluate(CLEAR_OUTPUTS)
    assert not any(cell.get("outputs") for cell in page.evaluate(CELLS))
    page.evaluate(RUN_ALL_CELLS)
    page.wait_for_function(ALL_DONE_OR_FAILED, timeout=SECONDS_PER_CELL * 1000)
    outputs = [output for cell in page.evaluate(CELLS) for output in cell.get("outputs", [])]
    failed = [output["evalue"] for output in outputs if output["output_type"] == "error"]
    assert failed == []
    charts_are_drawn("run")
