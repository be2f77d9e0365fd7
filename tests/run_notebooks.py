"""
Run the notebooks and save them as they are committed: executed, each chart with a picture.

    python -m tests.run_notebooks                 every notebook, and the pictures of the gallery
    python -m tests.run_notebooks one.ipynb ...   these
    python -m tests.run_notebooks --strip [...]   take out what JupyterLab adds when it saves

A chart is saved twice in one output: as plotly's JSON, which JupyterLab and VS Code draw, and as
a picture, for places that draw nothing, like GitHub. The picture is a JPEG: where JupyterLab
finds a PNG beside the JSON it shows that still picture until the pointer comes, so the chart
would not be interactive when the notebook is opened.

Running a notebook again changes nothing in its file unless an output has changed.
"""

from __future__ import annotations

import ast
import base64
import copy
import io
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import kaleido
import nbclient
import nbformat
import numpy as np
from jupyter_client.kernelspec import KernelSpecManager
from nbformat import NotebookNode
from PIL import Image
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
GALLERY = ROOT / "docs" / "gallery.md"

CHART = "application/vnd.plotly.v1+json"
PICTURE = "image/jpeg"

#: The tag of a cell that checks the text; the web pages fold it by this tag too.
CHECK = "check"

# The chart as it is 700 px wide, in half as many pixels again, for screens that have them.
WIDTH, HEIGHT, SCALE, QUALITY = 700, 450, 1.5, 75

SECONDS_PER_CELL = 120

#: How far the places of a map and the ends of their intervals may be from the committed ones. A
#: draw that lies between two maps falls to either by the last digits of another processor, and an
#: end is the mean of two such draws; it is a tenth of the widths in notebook 12.
PLACES_APART = 0.01

# A number with decimal places, as it stands in a text.
_WITH_PLACES = re.compile(r"[−-]?\d+\.\d+")


def execute(path: Path, notebook: NotebookNode, jupyter: Path | None = None) -> NotebookNode:
    """
    Run a notebook's cells in a fresh kernel, in its own folder; charts get no picture yet.

    A folder of Jupyter's may have another kernel of that name.
    """
    notebook = nbformat.from_dict(notebook)
    with tempfile.TemporaryDirectory() as nowhere:
        # A user's own start-up files and choice of renderer must not show in what is committed.
        env = os.environ | {"PLOTLY_RENDERER": "plotly_mimetype", "IPYTHONDIR": nowhere}
        client = nbclient.NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            coalesce_streams=True,
            record_timing=False,
            config=Config(KernelManager={"transport_encryption": "auto"}),
        )
        if jupyter is not None:
            kernels = KernelSpecManager(kernel_dirs=[str(jupyter / "kernels")])
            client.create_kernel_manager().kernel_spec_manager = kernels
        client.execute(env=env)
    return tidy(notebook)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Leave out what differs from one machine or one run to the next."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
        }
    )
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02d}"
        for key in ("execution", "trusted", "ExecuteTime"):
            cell.metadata.pop(key, None)
    fold_checks(notebook)
    return notebook


def fold_checks(notebook: NotebookNode) -> None:
    """Fold the cells that check the text, so that the article is what one sees in JupyterLab."""
    for cell in notebook.cells:
        cell.metadata.pop("jupyter", None)
        tags = [tag for tag in cell.metadata.pop("tags", []) if tag != CHECK]
        if is_check(cell):
            cell.metadata["jupyter"] = {"source_hidden": True}
            tags.append(CHECK)
        if tags:
            cell.metadata["tags"] = tags


def is_check(cell: NotebookNode) -> bool:
    """Tell whether a cell is there to check the text: it asserts, and shows nothing."""
    if cell.cell_type != "code" or cell.outputs:
        return False
    return any(line.startswith("assert ") for line in cell.source.splitlines())


def strip(notebook: NotebookNode, committed: NotebookNode | None) -> NotebookNode:
    """
    Take out what JupyterLab adds to a notebook that is saved there; nothing is run or drawn.

    It adds a PNG to each chart that it showed, and notes how cells are folded and scrolled; only
    those that check the text are to be. A chart that was run there has no picture of ours: the
    committed one comes back if the chart is the same.
    """
    tidy(notebook)
    for cell in notebook.cells:
        for key in ("collapsed", "jp-MarkdownHeadingCollapsed", "scrolled"):
            cell.metadata.pop(key, None)
    for _, cell in code_cells(notebook):
        for output in charts(cell):
            for kind in set(output.data) - {CHART, PICTURE}:
                del output.data[kind]
    if committed is not None:
        notebook.nbformat_minor = committed.nbformat_minor
        keep_unchanged(notebook, committed)
    return notebook


def committed_state(path: Path) -> NotebookNode | None:
    """Read a notebook as git has it committed, or nothing where git does not know it."""
    try:
        done = subprocess.run(
            ["git", "-c", "safe.directory=*", "show", f"HEAD:./{path.name}"],
            cwd=path.resolve().parent,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return nbformat.reads(done.stdout.decode(), as_version=4) if done.returncode == 0 else None


def code_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Each code cell with its place in the notebook, counted from 1."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            yield number, cell


def charts(cell: NotebookNode) -> list[NotebookNode]:
    """Those outputs of a cell that are charts."""
    return [output for output in cell.outputs if CHART in output.get("data", {})]


def difference(
    committed: Any, executed: Any, at: str = "", apart: float = 0.0, texts: bool = False
) -> str | None:
    """
    Say where two outputs differ, or None where they do not.

    Numbers in a chart may differ by one part in a million, which is what another processor can
    do to the last digits; those of a map whose places were drawn again, in its texts too, by
    `PLACES_APART`, and so may the room that their names find. Counts are the same. Pictures are not
    compared.
    """
    committed, executed = _unpacked(committed), _unpacked(executed)
    if isinstance(committed, dict) and isinstance(executed, dict):
        if _has_drawn_places(committed) and _has_drawn_places(executed):
            apart, texts = PLACES_APART, True
        keys = [key for key in committed | executed if not str(key).startswith("image/")]
        parts = [
            (committed.get(key, "(nothing)"), executed.get(key, "(nothing)"), f"{at}.{key}")
            for key in keys
            if key not in ("metadata", "execution_count")
        ]
    elif isinstance(committed, list) and isinstance(executed, list):
        if texts and at.endswith(".layout.annotations"):
            committed, executed = _room_aside(committed, executed)
        if len(committed) != len(executed):
            return f"{at}: {len(committed)} committed, {len(executed)} now"
        parts = [
            (old, new, f"{at}[{i}]")
            for i, (old, new) in enumerate(zip(committed, executed, strict=True))
        ]
    elif _is_number(committed) and _is_number(executed):
        both_missing = committed != committed and executed != executed
        whole = float(committed).is_integer() and float(executed).is_integer()
        allowed = 1e-9 if whole else max(1e-9, apart)
        near = math.isclose(committed, executed, rel_tol=1e-6, abs_tol=allowed)
        return None if near or both_missing else _unlike(committed, executed, at)
    elif texts and isinstance(committed, str) and isinstance(executed, str):
        same = _WITH_PLACES.sub("#", committed) == _WITH_PLACES.sub("#", executed)
        old, new = (
            [float(number.replace("−", "-")) for number in _WITH_PLACES.findall(text)]
            for text in (committed, executed)
        )
        near = same and all(abs(a - b) <= apart for a, b in zip(old, new, strict=True))
        return None if near else _unlike(committed, executed, at)
    else:
        return None if committed == executed else _unlike(committed, executed, at)
    return next((found for part in parts if (found := difference(*part, apart, texts))), None)


def _room_aside(
    committed: list[dict[str, Any]], executed: list[dict[str, Any]]
) -> tuple[list[Any], list[Any]]:
    """
    Leave aside which names a map has room for, and on which side of their places.

    Room is found for one name after another: where a place moves by a thousandth, a third of the
    names may be others. Half of them at least are the same.
    """

    def names(notes: list[dict[str, Any]]) -> dict[str, list[float]]:
        return {note["text"]: [note["x"], note["y"]] for note in notes if "yref" not in note}

    old, new = names(committed), names(executed)
    both = sorted(old.keys() & new.keys())
    if len(both) < 0.5 * len(old | new):
        return committed, executed

    def compared(notes: list[dict[str, Any]], places: dict[str, list[float]]) -> list[Any]:
        return [note for note in notes if "yref" in note] + [places[name] for name in both]

    return compared(committed, old), compared(executed, new)


def _has_drawn_places(chart: dict[str, Any]) -> bool:
    """Tell whether this is a map with the intervals of its places."""
    layout = chart.get("layout")
    table = layout.get("meta", {}).get("data", []) if isinstance(layout, dict) else []
    return any(column.get("name") == "dim1_low" for column in table)


def stale(committed: NotebookNode, executed: NotebookNode) -> list[str]:
    """Where the committed outputs are not those of the code."""
    pairs = zip(code_cells(committed), code_cells(executed), strict=True)
    return [
        f"cell {number}{found}"
        for (number, old), (_, new) in pairs
        if (found := difference(old.outputs, new.outputs))
    ]


def _unpacked(value: Any) -> Any:
    """Turn an array as plotly packs it for the browser into the list that it stands for."""
    if isinstance(value, dict) and {"dtype", "bdata"} <= set(value):
        array = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
        shape = str(value.get("shape", array.size)).split(",")
        return array.reshape([int(length) for length in shape]).tolist()
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unlike(committed: Any, executed: Any, at: str) -> str:
    def short(value: Any) -> str:
        text = value if isinstance(value, str) else repr(value)
        return text if len(text) <= 200 else text[:200] + " …"

    return f"{at}: {short(committed)} committed, {short(executed)} now"


def keep_unchanged(executed: NotebookNode, committed: NotebookNode) -> None:
    """
    Put the committed outputs back where the new ones say the same, so that no byte changes.

    Cells are taken as they stand: after one that was added or taken out, none is the same.
    """
    for (_, new), (_, old) in zip(code_cells(executed), code_cells(committed), strict=False):
        if len(new.outputs) == len(old.outputs):
            new.outputs = [
                now if difference(before, now) else before
                for before, now in zip(old.outputs, new.outputs, strict=True)
            ]


def add_pictures(notebook: NotebookNode) -> None:
    """Draw each chart that has no picture yet; that takes Chrome or Chromium."""
    bare = [
        output
        for _, cell in code_cells(notebook)
        for output in charts(cell)
        if set(output.data) & {PICTURE, "image/png"} != {PICTURE}
    ]
    if not bare:
        return
    kaleido.start_sync_server(silence_warnings=True)
    try:
        for output in bare:
            # JupyterLab adds a PNG to the charts of a notebook that is saved there.
            output.data.pop("image/png", None)
            output.data[PICTURE] = base64.b64encode(picture(output.data[CHART])).decode()
    finally:
        kaleido.stop_sync_server(silence_warnings=True)


def picture(figure: dict[str, Any], scale: float = SCALE, comment: str = "") -> bytes:
    """Draw one chart as a JPEG."""
    size = {"width": WIDTH, "height": figure["layout"].get("height", HEIGHT), "scale": scale}
    drawn = kaleido.calc_fig_sync(figure, opts={"format": "png", **size})
    jpeg = io.BytesIO()
    Image.open(io.BytesIO(drawn)).convert("RGB").save(
        jpeg, "JPEG", quality=QUALITY, optimize=True, progressive=True, comment=comment.encode()
    )
    return jpeg.getvalue()


def run(path: Path) -> None:
    """Run one notebook and save it in place."""
    committed = nbformat.read(path, as_version=4)
    executed = execute(path, committed)
    keep_unchanged(executed, committed)
    add_pictures(executed)
    nbformat.write(executed, path)


def gallery_charts(page: Path = GALLERY) -> dict[str, dict[str, Any]]:
    """Run the code of the gallery and return its charts by the names of their pictures."""
    names: dict[str, Any] = {}
    found = {}
    for picture, code in re.findall(
        r"^```\{code-cell\}\n(?::picture: gallery/(\w+)\.jpg\n)?(.*?)^```",
        page.read_text(encoding="utf-8"),
        re.M | re.S,
    ):
        *before, last = ast.parse(code).body
        exec(compile(ast.Module(before, []), page.name, "exec"), names)
        if picture and isinstance(last, ast.Expr):
            figure = eval(compile(ast.Expression(last.value), page.name, "eval"), names)
            found[picture] = json.loads(figure.to_json())
        else:
            exec(compile(ast.Module([last], []), page.name, "exec"), names)
    return found


def draw_gallery() -> None:
    """Draw the charts of the gallery; each picture carries the words that it was drawn with."""
    kaleido.start_sync_server(silence_warnings=True)
    try:
        for name, figure in gallery_charts().items():
            words = figure["layout"]["meta"]["alt"]
            path = GALLERY.parent / "gallery" / f"{name}.jpg"
            if not path.is_file() or picture_words(path) != words:
                path.write_bytes(picture(figure, scale=1, comment=words))
    finally:
        kaleido.stop_sync_server(silence_warnings=True)


def picture_words(path: Path) -> str:
    """Read the words that a picture was drawn with."""
    with Image.open(path) as opened:
        comment = opened.info.get("comment", b"")
    return str(comment.decode() if isinstance(comment, bytes) else comment)


def main(arguments: Sequence[str]) -> int:
    """Run the notebooks that are named, or all."""
    given = [argument for argument in arguments if argument != "--strip"]
    paths = [Path(argument) for argument in given] or NOTEBOOKS
    if not paths:
        print("There is no notebook in notebooks/.", file=sys.stderr)
        return 1
    if len(given) < len(arguments):
        for path in paths:
            before = nbformat.read(path, as_version=4)
            after = strip(copy.deepcopy(before), committed_state(path))
            if after != before:
                nbformat.write(after, path)
            print(f"{path.name}: {'as it was' if after == before else 'stripped'}")
        return 0
    for path in paths:
        started = time.perf_counter()
        run(path)
        seconds, kilobytes = time.perf_counter() - started, path.stat().st_size / 1000
        print(f"{path.name}: {seconds:.1f} s, {kilobytes:.0f} kB")
    if not arguments:
        draw_gallery()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
