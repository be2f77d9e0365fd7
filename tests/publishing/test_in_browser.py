"""The explorer in JupyterLab and a report from the disk, in a real browser without a network."""

from __future__ import annotations

import os
import re
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
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import unvotes as uv
from unvotes.charts import data, describe
from unvotes.publishing.explorer import Explored, draw, first_choice
from unvotes.publishing.report import report

# Chrome's own errands (updates, accounts, field trials) are left undone: they need a network.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 150_000  # milliseconds; only ever waited out by a failure

RUN = """async () => {
    const panel = jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    jupyterapp.commands.execute('notebook:run-all-cells');
}"""
DRAWN_OR_FAILED = """at => {
    const said = document.querySelector('.jp-Notebook .jp-RenderedText[data-mime-type*=error]');
    return said?.textContent || document.querySelector(at + ' .main-svg text') && 'drawn';
}"""
CHART = ".unvotes-explorer .js-plotly-plot"
TITLE = f"() => document.querySelector('{CHART}').layout.title.text.replaceAll('<br>', ' ')"
CODE = ".unvotes-explorer pre code"


@pytest.fixture(scope="module")
def chromium(browser: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def lab(browser: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab with its factory settings, serving one notebook that explores."""
    home = tmp_path_factory.mktemp("jupyter")
    (home / "notebooks").mkdir()
    cell = "import unvotes as uv\n\nuv.explore(since=2011, until=2012)"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell)], metadata={"kernelspec": kernel}
    )
    nbformat.write(notebook, home / "notebooks" / "explore.ipynb")
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
        *("--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"),
        str(home / "notebooks"),
    ]
    log = home / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(command, env=env, cwd=home, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline and server.poll() is None:
            try:
                urllib.request.urlopen(f"{url}/api", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        else:
            pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
        yield url
    finally:
        server.terminate()
        server.wait(30)


def watched(context: BrowserContext, home: str) -> tuple[Page, list[str]]:
    """Open a window that reaches one place only, and note every complaint."""
    window, complaints = context.new_page(), []
    window.set_default_timeout(PATIENCE)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )

    def stay_here(route: Any) -> None:
        if route.request.url.startswith(home):
            route.continue_()
        else:
            complaints.append(f"asked for {route.request.url}")
            route.abort()

    # What a page made itself (data:, blob:) is no request, and held up by being looked at.
    window.route(re.compile("^(https?|file):"), stay_here)
    return window, complaints


def test_the_explorer_follows_its_controls(chromium: Browser, lab: str):
    context = chromium.new_context(viewport={"width": 1280, "height": 1200})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab)
    page, complaints = watched(context, lab)
    page.goto(f"{lab}/lab/workspaces/explore/tree/explore.ipynb")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.evaluate(RUN)
    assert page.wait_for_function(DRAWN_OR_FAILED, arg=CHART).json_value() == "drawn"

    def shows(**changed: Any) -> None:
        """Wait until code, chart and its words are those that a choice leads to."""
        record = Explored()
        drawn = draw(record, first_choice(record, **{"since": 2011, "until": 2012} | changed))
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
        chart = page.locator(CHART)
        assert chart.get_attribute("role") == "figure"
        box, within = chart.bounding_box(), page.locator(".unvotes-explorer").bounding_box()
        assert box is not None and within is not None
        assert box["height"] == pytest.approx(drawn.figure.layout.height, abs=2)
        assert box["width"] > 0.9 * within["width"], "as wide as its place"
        assert len(data(drawn.figure))

    shows()
    page.get_by_label("Topic").select_option(label="Syria")
    shows(topic="Syria")
    page.get_by_role("button", name="Heatmap").click()
    shows(topic="Syria", chart="heatmap")
    page.get_by_label("Measure").select_option(label="Cohen's kappa")
    page.get_by_label("Contested roll calls only").uncheck()
    chosen = {"topic": "Syria", "measure": "kappa", "contested": False}
    shows(chart="heatmap", **chosen)
    page.get_by_role("button", name="Over time").click()
    shows(chart="time", **chosen)
    page.get_by_label("Compare").select_option(label="two blocs")
    shows(chart="time", blocs=("RUSSIA_CHINA", "INDIA_SOUTH_AFRICA"), **chosen)
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator(CODE).text_content()
    context.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(1000, "light"), (380, "dark")])
def test_a_report_opens_from_the_disk(chromium: Browser, width: int, scheme: Any, tmp_path: Path):
    path = tmp_path / "blocs.html"
    report((uv.BRICS, uv.P3), path, since=2010, topic="Syria")
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
    )
    page, complaints = watched(context, path.as_uri())
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
