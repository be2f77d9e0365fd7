"""The notebooks as a reader meets them: in JupyterLab, in a real browser, without a network."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.run_notebooks import NOTEBOOKS, SECONDS_PER_CELL, charts, code_cells

# Chrome's own errands (updates, accounts, field trials) are left undone: they need a network.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 60_000  # milliseconds; only ever waited out by a failure

KERNEL_IS_READY = """async () => {
    const panel = jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
}"""
CELLS = "() => jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"
ALL_DONE_OR_FAILED = f"""() => {{
    const cells = ({CELLS})().filter(cell => cell.cell_type === 'code');
    return cells.every(cell => cell.execution_count)
        || cells.some(cell => cell.outputs.some(output => output.output_type === 'error'));
}}"""
CLEAR_OUTPUTS = "() => jupyterapp.commands.execute('editmenu:clear-all')"
RUN_ALL_CELLS = "() => { jupyterapp.commands.execute('notebook:run-all-cells'); }"
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


@pytest.fixture(scope="module")
def lab(browser: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab with its factory settings, serving a copy of the notebooks."""
    home = tmp_path_factory.mktemp("jupyter")
    notebooks = home / "notebooks"
    notebooks.mkdir()
    for path in NOTEBOOKS:
        shutil.copy(path, notebooks)
    folders = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    env = os.environ | {f"JUPYTER_{folder}": str(home / folder) for folder in folders}
    for chosen in ("PLOTLY_RENDERER", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"):
        env.pop(chosen, None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True", str(notebooks)),
    ]
    log = home / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(command, env=env, cwd=home, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, log)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/api", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def chromium(browser: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(chromium: Browser, lab: str) -> Iterator[Page]:
    """An empty window that reaches this machine only, and fails its test on any complaint."""
    window = chromium.new_page(viewport={"width": 1280, "height": 1000})
    window.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )

    def stay_here(route: Any) -> None:
        if route.request.url.startswith((lab, "data:", "blob:")):
            route.continue_()
        else:
            complaints.append(f"asked for {route.request.url}")
            route.abort()

    window.route("**/*", stay_here)
    yield window
    window.close()
    assert complaints == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_opens_with_its_charts_and_runs(
    path: Path, lab: str, page: Page, tmp_path: Path
) -> None:
    notebook = nbformat.read(path, as_version=4)
    expected = {number - 1: len(charts(cell)) for number, cell in code_cells(notebook)}

    def charts_are_drawn(when: str) -> None:
        for cell, count in expected.items():
            if count:
                page.evaluate(SHOW_CELL, cell)
                page.wait_for_function(DRAWN, arg=[cell, count])
                page.screenshot(path=tmp_path / f"{when}-{cell + 1:02d}.png")

    page.goto(f"{lab}/lab/workspaces/{path.stem}/tree/{path.name}")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.evaluate(KERNEL_IS_READY)
    charts_are_drawn("opened")

    page.evaluate(CLEAR_OUTPUTS)
    assert not any(cell.get("outputs") for cell in page.evaluate(CELLS))
    page.evaluate(RUN_ALL_CELLS)
    page.wait_for_function(ALL_DONE_OR_FAILED, timeout=SECONDS_PER_CELL * 1000)
    outputs = [output for cell in page.evaluate(CELLS) for output in cell.get("outputs", [])]
    failed = [output["evalue"] for output in outputs if output["output_type"] == "error"]
    assert failed == []
    charts_are_drawn("run")
