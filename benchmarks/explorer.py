"""The explorer: what a change costs Python and the browser, and how long one waits for it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from benchmarks.table import Row, show
from tests.lab import END_KERNEL, FLAGS, RUN_ALL_CELLS, Lab, find_browser, serve, watch
from unvotes.publishing.explorer.choice import CHARTS, Explored, first_choice
from unvotes.publishing.explorer.views import draw
from unvotes.publishing.explorer.widget import _sent

#: Seconds until the first chart, and for each change of 95 in 100.
FIRST, CHANGE = 3.0, 0.25
ROUNDS = 2
DRAWN = "() => document.querySelector('.unvotes-explorer .js-plotly-plot .main-svg text')"
#: Begin a change as a hand would, and give the milliseconds until what it leads to is painted.
CHANGED = """([kind, label, value]) => new Promise(done => {
  const explorer = document.querySelector(".unvotes-explorer");
  const code = () => explorer.querySelector("pre code").textContent;
  const before = code(), begun = performance.now();
  if (kind === "button") {
    [...explorer.querySelectorAll("button")].find(one => one.textContent.trim() === label).click();
  } else {
    const box = [...explorer.querySelectorAll(".widget-dropdown")]
      .find(one => one.querySelector("label")?.textContent.trim() === label);
    const menu = box.querySelector("select");
    menu.value = [...menu.options]
      .find(one => one.text.replaceAll("\u00a0", " ") === value).value;
    menu.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const look = () => code() === before ? requestAnimationFrame(look)
    : requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
  requestAnimationFrame(look);
})"""


def run(full: bool) -> None:
    """Measure, and print the tables."""
    explored = Explored()
    rows = []
    for chart in CHARTS:
        choice = first_choice(explored, chart=chart)
        draw(explored, choice)  # what is read once is read
        drawn, drawing = _cpu(lambda choice=choice: draw(explored, choice))
        _, writing = _cpu(lambda drawn=drawn: _sent(drawn))
        rows.append(Row(f"{CHARTS[chart]}: drawn", drawing))
        rows.append(Row(f"{CHARTS[chart]}: written as JSON", writing, drawing))
    show("The explorer: what a change costs Python, in CPU seconds", rows)
    browser = find_browser()
    if browser is None:
        print("No Chrome or Chromium on this machine: the browser's side is not measured.\n")
        return
    with tempfile.TemporaryDirectory() as home, serve(Path(home)) as lab:
        first, waits, busy = _in_browser(browser, lab, ROUNDS * (5 if full else 1))
    each = list(waits.values())
    show(
        "The explorer in JupyterLab: until it is painted, in seconds of the clock",
        [
            Row("the first chart, its cell run", first, FIRST, "1"),
            Row("a change, the median", float(np.median(np.concatenate(each))), CHANGE, "1"),
            Row("a change, 95 in 100", float(np.quantile(np.concatenate(each), 0.95)), CHANGE, "1"),
            *(Row(f"{what}, the longest", max(took)) for what, took in waits.items()),
        ],
    )
    show(
        "The explorer in JupyterLab: what a change costs the page, in CPU seconds",
        [Row(what, float(np.median(took))) for what, took in busy.items()],
    )


def _cpu(work: Callable[[], Any], repeat: int = 5) -> tuple[Any, float]:
    """Do some work several times: its result, and the least of its CPU seconds."""
    least = float("inf")
    for _ in range(repeat):
        begun = time.process_time()
        result = work()
        least = min(least, time.process_time() - begun)
    return result, least


def _changes() -> list[tuple[str, str, str]]:
    """List what a reader does: kind of control, its label, and what is chosen."""
    charts = [("button", CHARTS[chart], "") for chart in (*list(CHARTS)[1:], next(iter(CHARTS)))]
    syria, all_topics = [("menu", "Topic", value) for value in ("Syria", "all topics")]
    done = []
    for chart in charts:
        done.append(chart)
        if chart[1] != CHARTS["points"]:
            done += [syria, all_topics]
    return done


def _in_browser(
    browser: str, lab: Lab, rounds: int
) -> tuple[float, dict[str, list[float]], dict[str, list[float]]]:
    """Open the explorer, change it, and time both."""
    from playwright.sync_api import sync_playwright

    cell = nbformat.v4.new_code_cell("import unvotes as uv\n\nuv.explore()")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[cell], metadata=kernel), lab.notebooks / "explore.ipynb"
    )
    waits: dict[str, list[float]] = {}
    busy: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        page = running.new_page(viewport={"width": 1280, "height": 1200})
        watch(page, lab.url)
        lab.open(page, "explore.ipynb")
        begun = time.perf_counter()
        page.evaluate(RUN_ALL_CELLS)
        page.wait_for_function(DRAWN)
        first = time.perf_counter() - begun
        meter = page.context.new_cdp_session(page)
        meter.send("Performance.enable")
        for _ in range(rounds):
            chart = ""
            for change in _changes():
                chart = change[1] if change[0] == "button" else chart
                before = _task_seconds(meter)
                took = page.evaluate(CHANGED, list(change)) / 1000
                waits.setdefault(chart, []).append(took)
                busy.setdefault(chart, []).append(_task_seconds(meter) - before)
        page.evaluate(END_KERNEL)
        running.close()
    return first, waits, busy


def _task_seconds(meter: Any) -> float:
    """Read for how long the page has computed."""
    told = meter.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))
