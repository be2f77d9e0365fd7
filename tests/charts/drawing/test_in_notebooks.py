"""Charts in what nbconvert makes of a notebook: their alt text goes with them."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import nbformat
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from tests.run_notebooks import CHART
from unvotes.charts import bar_counts, describe


@pytest.fixture
def figure() -> go.Figure:
    frame = pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})
    return bar_counts(frame, title="Russia and China")


def test_the_page_of_nbconvert_has_the_alt_text(
    figure: go.Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pio.renderers, "default", "notebook_connected")
    cell = nbformat.v4.new_code_cell("figure")
    cell.outputs = [nbformat.v4.new_output("display_data", figure._repr_mimebundle_())]
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert 'setAttribute("aria-label", figure.layout.meta.alt)' in page
    assert describe(figure) in page
    # What is shown by hand, or has lost its words, is a figure like any other.
    shown: list[dict[str, str]] = []
    monkeypatch.setattr(
        "plotly.io._renderers.ipython_display.display", lambda bundle, **_: shown.append(bundle)
    )
    monkeypatch.setattr(pio.renderers, "_render_on_display", True)
    figure.show()
    figure._ipython_display_()
    figure.update_layout(meta="mine")
    figure.show()
    assert ["aria-label" in bundle["text/html"] for bundle in shown] == [True, True, False]


def test_the_template_has_alt_text_for_pictures_and_folds_what_checks_a_text(root: Path) -> None:
    """Of a notebook as it is committed: ``jupyter nbconvert --to html --template unvotes``."""
    notebook = nbformat.read(root / "notebooks/01-the-syria-veto.ipynb", as_version=4)
    page, _ = HTMLExporter(template_name="unvotes").from_notebook_node(notebook)
    read = BeautifulSoup(page, "html.parser")
    words = [
        output.data[CHART]["layout"]["meta"]["alt"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if CHART in output.get("data", {})
    ]
    assert [picture["alt"] for picture in read.select(".jp-RenderedImage img")] == words
    checks = [cell for cell in notebook.cells if "check" in cell.metadata.get("tags", [])]
    assert len(read.select("details .jp-InputArea-editor")) == len(checks) > 5


def test_the_template_leaves_other_charts_alone() -> None:
    cells = [nbformat.v4.new_code_cell("1 / 0", outputs=[nbformat.v4.new_output("error")])]
    cells[0].outputs[0].update(ename="KeyError", evalue="mine", traceback=["at line 1"])
    metas = ["mine", ["mine"], None, {"alt": 5}, {"mine": 1}]
    layouts = [*({"meta": meta, "title": {"text": "Mine"}} for meta in metas), {}, None]
    for layout in layouts:
        data = {CHART: {"data": [], "layout": layout}, "image/jpeg": "/9j/"}
        output = nbformat.v4.new_output("display_data", data)
        cells.append(nbformat.v4.new_code_cell("figure", outputs=[output]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    pages = [
        BeautifulSoup(
            HTMLExporter(template_name=name).from_notebook_node(notebook)[0], "html.parser"
        )
        for name in ("lab", "unvotes")
    ]
    ours, theirs = ([*map(str, page.select(".jp-OutputArea"))] for page in pages)
    assert ours == theirs and len(ours) == len(cells) and "at line 1" in ours[0]


def test_it_is_a_figure_like_any_other(figure: go.Figure) -> None:
    for same in (copy.deepcopy(figure), pickle.loads(pickle.dumps(figure)), go.Figure(figure)):
        assert isinstance(same, go.Figure)
        assert same.to_plotly_json() == figure.to_plotly_json()
    assert go.FigureWidget(figure).layout.meta["alt"] == describe(figure)


def test_a_question_ends_as_one() -> None:
    frame = pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})
    asked = bar_counts(frame, title="How often?", subtitle="In 2012")
    assert describe(asked).startswith("How often? In 2012. Bar chart")
