"""The notebooks in a browser: what the folder holds, and that the package can do without."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import nbformat
import pandas as pd
import pytest

import unvotes as uv
from tests.lab import RUN_ALL_CELLS, watch
from unvotes.analysis.core import workers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: Run where `np.int64` is another type than NumPy's index type, as it is on 32 bits, so that what
#: a 32-bit NumPy refuses is found here too. It prints the lines that would fail there.
ON_32_BITS = """
import sys
import tempfile
from pathlib import Path

import numpy as np
import nbformat
import pandas as pd

np.int64 = np.longlong
found = set()

def watched(name, place):
    real = getattr(np, name)
    def call(*given, **named):
        caller = sys._getframe(1).f_globals.get("__name__", "")
        index = given[place]
        if caller.startswith("unvotes.") and getattr(index, "dtype", np.dtype("b")).char in "qQ":
            found.add(f"{caller}, line {sys._getframe(1).f_lineno}: {name}")
        return real(*given, **named)
    setattr(np, name, call)

for name, place in {"bincount": 0, "repeat": 1, "take": 1, "ravel_multi_index": 0}.items():
    watched(name, place)

import unvotes as uv

assembly = uv.load_votes("general-assembly", since=2024)
calls = uv.load_roll_calls("general-assembly", since=2024)
uv.check(assembly, calls)
votes, of_council = uv.load_votes(since=2023), uv.load_roll_calls(since=2023)
path = Path(tempfile.mkdtemp()) / "votes.csv"
uv.write_undl(votes, of_council, path)
uv.read_undl(path)
uv.read_roll_calls(votes[["roll_call", "date", "member", "vote"]])
uv.ideal_points(votes, by="year")
uv.agreement_matrix(votes)
uv.shares(votes, by="year")
uv.bloc_agreement(votes, "P3", ["RUS", "CHN"])
print(*sorted(found), sep="\\n")
"""


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return uv.load_votes(since=2012)


@pytest.fixture(scope="module")
def lite(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("lite", root / "docs/lite.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_notebook_fetches_the_package_first(
    root: Path, lite: ModuleType, tmp_path: Path
) -> None:
    lite.copy_notebooks(tmp_path / "files")
    copies = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in tmp_path.rglob("*.ipynb")
    }
    assert sorted(copies) == sorted(path.name for path in (root / "notebooks").glob("*.ipynb"))
    for name, copy in copies.items():
        code = [cell for cell in copy["cells"] if cell["cell_type"] == "code"]
        original = nbformat.read(root / "notebooks" / name, as_version=4)  # with lines joined
        assert "%pip install" in "".join(code[0]["source"])
        whole = [c.outputs for c in original.cells if c.cell_type == "code"]
        assert [c["outputs"] for c in code[1:]] == whole, "JupyterLite shows a list with commas"
        assert copy["metadata"]["kernelspec"]["name"] == "python"


def test_what_is_bundled_is_what_the_package_asks_for(root: Path, lite: ModuleType) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = " ".join(project["dependencies"])
    for each in ("babel", "narwhals", "nbformat", "plotly", "pycountry"):
        assert each in asked and each in lite.BUNDLED


def test_without_jupyterlite_it_says_what_to_install(
    lite: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["lite.py", str(tmp_path)])
    with pytest.raises(SystemExit):
        lite.main()
    assert '-e ".[lite]"' in capsys.readouterr().err
    assert tmp_path.is_dir(), "an earlier folder stays"


def test_no_index_is_of_a_type_that_32_bits_refuse() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ON_32_BITS], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_without_threads_the_answers_are_the_same(
    votes: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    recent = uv.select(votes, since=2022)
    two = {"members": ["RUS", "CHN", "USA", "GBR"], "measure": "kappa", "n_boot": 200}

    def answers() -> tuple[pd.DataFrame, pd.DataFrame]:
        return uv.agreement_table(recent, **two), uv.ideal_points(recent, by="year").table

    before = answers()

    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    workers._threads_start.cache_clear()
    try:
        after = answers()
        assert not workers._threads_start()
    finally:
        workers._threads_start.cache_clear()
    for one, other in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    "call", ['uv.update(cache="cache")', 'uv.charts.write_image(uv.charts.chamber(v, s), "a.png")']
)
def test_what_a_browser_cannot_do_is_said(
    call: str, votes: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises((uv.UnvotesError, uv.UnvotesWarning), match="in a browser"):
        eval(call, {"uv": uv, "v": votes, "s": "S/2012/77"})
    assert not list(tmp_path.glob("*.png"))


#: What each code cell of the notebook in front has: its number, and the errors it printed.
CELLS = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
    .filter(cell => cell.type === 'code')
    .map(cell => ({
        number: cell.executionCount,
        errors: cell.outputs.toJSON().filter(o => o.output_type === 'error').map(o => o.evalue),
    }))"""
ENDED = f"""() => {{
    const cells = ({CELLS})();
    return cells.every(cell => cell.number) || cells.some(cell => cell.errors.length);
}}"""


@pytest.fixture(scope="module")
def served(lite: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The folder as `make lite PYODIDE=…` writes it, on a server of this machine."""
    pyodide = os.environ.get("UNVOTES_PYODIDE")
    if not pyodide:
        pytest.skip("UNVOTES_PYODIDE names no folder of Pyodide's files")
    folder = tmp_path_factory.mktemp("lite") / "lite"
    lite.write(folder, Path(pyodide))
    settings = json.loads((folder / "jupyter-lite.json").read_text(encoding="utf-8"))
    settings["jupyter-config-data"]["exposeAppInBrowser"] = True
    (folder / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("number", ["00", "01", "02", "07"])
def test_a_notebook_runs_through_in_the_browser(
    number: str, root: Path, served: str, chromium: Browser
) -> None:
    [name] = [path.name for path in (root / "notebooks").glob(f"{number}-*.ipynb")]
    page = chromium.new_page()
    complaints = watch(page, served)
    page.goto(f"{served}/lab/index.html?path={name}")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.content?.model?.cells")
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.ready")
    page.evaluate(RUN_ALL_CELLS)
    page.wait_for_function(ENDED, timeout=10 * 60 * 1000)
    assert [cell["errors"] for cell in page.evaluate(CELLS) if cell["errors"]] == []
    assert [each for each in complaints if "asked for" in each] == []
    page.close()
