"""The committed notebooks: what they show is what their code gives."""

from __future__ import annotations

import base64
import copy
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests import run_notebooks
from tests.lab import find_browser
from tests.public_names import not_public
from tests.run_notebooks import CHART, NOTEBOOKS, PICTURE, charts, code_cells, stale

LONGEST_CELL = 15
LARGEST_PICTURE = 150_000


def unfit(notebook: NotebookNode) -> list[str]:
    """What keeps a notebook from being committed, as far as reading it can tell."""
    found = []
    counts = [cell.execution_count for _, cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        found.append(f"its cells were not run once each, from top to bottom: {counts}")
    for number, cell in code_cells(notebook):
        lines = cell.source.splitlines()
        if not cell.source.strip():
            found.append(f"cell {number} is empty")
        if len(lines) > LONGEST_CELL:
            found.append(f"cell {number} has {len(lines)} lines of code; {LONGEST_CELL} at most")
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"cell {number} fails: {output.ename}: {output.evalue}")
            elif output.output_type == "stream" and output.name == "stderr":
                found.append(f"cell {number} warns: {output.text}")
        for output in charts(cell):
            pictures = {kind for kind in output.data if kind.startswith("image/")}
            if pictures != {PICTURE}:
                found.append(f"cell {number} has a chart with {sorted(pictures) or 'no picture'}")
            elif (size := len(base64.b64decode(output.data[PICTURE]))) > LARGEST_PICTURE:
                found.append(f"cell {number} has a picture of {size // 1000} kB")
    return found


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_fit_to_be_read(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    stripped = run_notebooks.strip(copy.deepcopy(notebook), None)
    assert stripped == notebook, "`make strip` takes out what JupyterLab adds when it saves"
    assert "; ".join(unfit(notebook)) == "", "`make notebooks` runs them and saves them anew"


def test_the_first_leads_to_all_the_others() -> None:
    first, *others = NOTEBOOKS
    text = "\n".join(cell.source for cell in nbformat.read(first, as_version=4).cells)
    assert [path.name for path in others if f"]({path.name})" not in text] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_checks_are_folded_and_nothing_else_is(path: Path) -> None:
    checks = 0
    for cell in nbformat.read(path, as_version=4).cells:
        asserts = cell.cell_type == "code" and "\nassert " in f"\n{cell.source}"
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert hidden == ("check" in cell.metadata.get("tags", [])), cell.id
        if hidden:
            assert asserts and not cell.outputs, f"{cell.id} shows something, or checks nothing"
        assert hidden or not asserts, f"{cell.id} checks, and is not folded"
        checks += hidden
        if cell.cell_type == "markdown" and "is checked by an `assert`" in cell.source:
            assert "fold those cells" in cell.source, "the text says where its checks are"
    assert checks, "figures in the text are asserted in a cell"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_uses_public_names_only(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert not_public("\n".join(cell.source for _, cell in code_cells(notebook))) == []


@pytest.mark.parametrize(
    # The first is run in JupyterLab by tests/test_browser.py, where there is a browser.
    "path",
    NOTEBOOKS[1:] if find_browser() else NOTEBOOKS,
    ids=lambda path: path.stem,
)
def test_output_belongs_to_the_code(path: Path, kernels: Path, tmp_path: Path) -> None:
    """It is run in a folder that has the notebooks' files, and nothing else."""
    shutil.copytree(path.parent / "files", tmp_path / "files")
    committed = nbformat.read(path, as_version=4)
    executed = run_notebooks.execute(tmp_path / path.name, committed, kernels)
    assert "; ".join(stale(committed, executed)) == "", "`make notebooks` saves them anew"


# --- the checks themselves, on a notebook made for it


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notebooks") / "sample.ipynb"
    cells = [
        new_markdown_cell("# A question"),
        new_code_cell("import numpy as np\nimport plotly.graph_objects as go\nprint('ready')"),
        new_code_cell("go.Figure(go.Scatter(x=np.arange(3), y=np.array([0.1, 0.2, 0.3])))"),
        new_code_cell("6 * 7"),
    ]
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def executed(sample: Path, kernels: Path) -> NotebookNode:
    return run_notebooks.execute(sample, nbformat.read(sample, as_version=4), kernels)


@pytest.fixture
def committed(executed: NotebookNode) -> NotebookNode:
    """The sample as it would be committed, with a stand-in for the drawn picture."""
    notebook = copy.deepcopy(executed)
    notebook.cells[2].outputs[0].data[PICTURE] = base64.b64encode(b"picture").decode()
    return notebook


def test_a_notebook_in_order_passes(committed: NotebookNode, executed: NotebookNode) -> None:
    assert unfit(committed) == []
    assert stale(committed, executed) == []


def test_a_notebook_that_was_not_run_is_found(sample: Path, executed: NotebookNode) -> None:
    bare = nbformat.read(sample, as_version=4)
    assert "not run" in unfit(bare)[0]
    assert stale(bare, executed)


def test_changed_text_is_found(committed: NotebookNode, executed: NotebookNode) -> None:
    committed.cells[1].outputs[0].text = "steady\n"
    assert stale(committed, executed) == ["cell 2[0].text: steady\n committed, ready\n now"]


def test_a_missing_output_is_found(committed: NotebookNode, executed: NotebookNode) -> None:
    committed.cells[3].outputs = []
    assert stale(committed, executed) == ["cell 4: 0 committed, 1 now"]


@pytest.mark.parametrize(("by", "found"), [(1e-9, False), (1e-3, True)])
def test_a_changed_chart_is_found(
    committed: NotebookNode, executed: NotebookNode, by: float, found: bool
) -> None:
    trace = committed.cells[2].outputs[0].data[CHART]["data"][0]
    trace["y"] = [0.1, 0.2, 0.3 * (1 + by)]
    assert bool(stale(committed, executed)) is found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (0.116, 0.114, False),
        (0.116, 0.104, True),
        (56, 57, True),
        (56.0, 57.0, True),
        ("up −0.115 [−0.137, −0.031], n = 530", "up −0.115 [−0.137, −0.032], n = 530", False),
        ("up −0.115 [−0.137, −0.031], n = 530", "up −0.115 [−0.137, −0.031], n = 531", True),
        ("up −0.115 [−0.137, −0.031], n = 530", "up 0.115 [−0.137, −0.031], n = 530", True),
        ("up −0.115 [−0.137, −0.031], n = 530", "up −0.115 [−0.137, −0.051], n = 530", True),
        ("Bingaman", "Carper", True),
    ],
)
def test_drawn_places_of_a_map_may_be_a_little_apart(old: Any, new: Any, found: bool) -> None:
    def chart(value: Any, column: str) -> dict[str, Any]:
        table = [{"name": "member"}, {"name": column}]
        return {"data": [{"y": [value]}], "layout": {"meta": {"data": table}}}

    of_a_map = chart(old, "dim1_low"), chart(new, "dim1_low")
    assert bool(run_notebooks.difference(*of_a_map)) is found
    assert run_notebooks.difference(chart(old, "agreement"), chart(new, "agreement"))


@pytest.mark.parametrize(
    ("named", "at", "found"),
    [("Reid Kohl Biden", 0.2, False), ("Reid Kohl", 0.3, True), ("Biden Baucus", 0.2, True)],
)
def test_names_on_a_map_may_find_other_room(named: str, at: float, found: bool) -> None:
    def chart(names: str, x: float, side: str) -> dict[str, Any]:
        notes = [{"text": name, "x": x, "y": 0.1, "xanchor": side} for name in names.split()]
        notes.append({"text": "Source", "x": 0, "y": 0, "yref": "paper"})
        table = [{"name": "dim1_low"}]
        return {"data": [], "layout": {"annotations": notes, "meta": {"data": table}}}

    made = chart("Reid Kohl", 0.2, "left")
    assert bool(run_notebooks.difference(made, chart(named, at, "right"))) is found


@pytest.mark.parametrize("kinds", [(), ("image/png",), (PICTURE, "image/png")])
def test_a_chart_needs_its_one_picture(committed: NotebookNode, kinds: tuple[str, ...]) -> None:
    data = committed.cells[2].outputs[0].data
    drawn = data.pop(PICTURE)
    data.update(dict.fromkeys(kinds, drawn))
    assert len(unfit(committed)) == 1


def test_what_jupyterlab_adds_is_stripped(committed: NotebookNode, executed: NotebookNode) -> None:
    saved = copy.deepcopy(committed)
    saved.cells[2].outputs[0].data["image/png"] = "drawn by JupyterLab"
    saved.cells[0].metadata["jp-MarkdownHeadingCollapsed"] = True
    saved.cells[1].metadata["scrolled"] = True
    saved.cells[1].metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}
    saved.cells[1].id = "another"
    saved.metadata.language_info["version"] = "3.14.0"
    assert saved != committed
    assert run_notebooks.strip(copy.deepcopy(saved), None) == committed

    run_there = copy.deepcopy(executed)
    run_there.cells[2].outputs[0].data["text/html"] = "<div>plotly</div>"
    assert run_notebooks.strip(run_there, committed) == committed


def test_only_checks_are_folded(committed: NotebookNode) -> None:
    committed.cells[0].metadata["jupyter"] = {"source_hidden": True}
    committed.cells[1].metadata["tags"] = ["check", "mine"]
    committed.cells.append(new_code_cell("six = 6\nassert six * 7 == 42"))
    committed.cells.append(new_code_cell("import numpy as np\nassert np.arange(3).sum() == 3"))
    run_notebooks.strip(committed, None)
    folded = {"jupyter": {"source_hidden": True}, "tags": ["check"]}
    assert [cell.metadata for cell in committed.cells] == [
        {},
        {"tags": ["mine"]},
        {},
        {},
        folded,
        folded,
    ]


def test_a_long_cell_is_found(committed: NotebookNode) -> None:
    committed.cells[3].source = "\n".join(["6 * 7"] * (LONGEST_CELL + 1))
    assert unfit(committed) == ["cell 4 has 16 lines of code; 15 at most"]


def test_a_warning_is_found(committed: NotebookNode) -> None:
    committed.cells[1].outputs[0].name = "stderr"
    assert unfit(committed) == ["cell 2 warns: ready\n"]


def test_saving_draws_each_chart_once(sample: Path, executed: NotebookNode, browser: str) -> None:
    run_notebooks.run(sample)
    saved = nbformat.read(sample, as_version=4)
    assert unfit(saved) == []
    drawn = base64.b64decode(saved.cells[2].outputs[0].data[PICTURE])
    assert drawn.startswith(b"\xff\xd8"), "a JPEG begins so"

    again = copy.deepcopy(executed)
    run_notebooks.keep_unchanged(again, saved)
    assert again == saved, "running it again changes nothing"


def test_a_name_that_is_not_public_is_found() -> None:
    code = """
import unvotes as uv
import unvotes.record.states
from unvotes import agreement, charts
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.charts import data
uv.select(uv.load_votes(), since=2011).head()
uv.vote_matrix(votes)
charts.chamber(votes)
charts.lanes(votes)
uv.charts.cloud(votes)
"""
    assert not_public(code) == [
        "unvotes.record.states",
        "unvotes.analysis.core.matrix.vote_matrix",
        "unvotes.vote_matrix",
        "unvotes.charts.lanes",
        "unvotes.charts.cloud",
    ]
