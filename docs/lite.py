"""
Write the notebooks as a folder that any web server can serve, and run Python in the browser.

``make lite``, or ``python docs/lite.py lite``. The folder holds JupyterLite, the notebooks, the
package with its record as a wheel, and what else it needs that is pure Python. Python itself and
its compiled packages are Pyodide's: the page fetches them from Pyodide's own address, or has them
beside it if the folder of a Pyodide distribution is given (``--pyodide``).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
#: What the package needs, is pure Python, and does not come with Pyodide.
BUNDLED = (
    "anywidget",
    "babel",
    "comm",
    "fastjsonschema",
    "ipywidgets",
    "jupyter-core",
    "jupyterlab-widgets",
    "narwhals",
    "nbformat",
    "platformdirs",
    "plotly",
    "psygnal",
    "pycountry",
    "xlsxwriter",
)
#: The first cell of every notebook there.
INSTALL = (
    "# This Python runs in your browser: it needs the package once, a few seconds.\n"
    '%pip install -q "unvotes[explorer,export,network]"'
)


def wheels(folder: Path) -> list[Path]:
    """Put the package and what is bundled with it into a folder, as wheels."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT],
        check=True,
    )
    subprocess.run(
        [
            *pip,
            *("download", "--no-deps", "--only-binary", ":all:", "--platform", "any"),
            *("--constraint", ROOT / "constraints.txt", "--dest", folder, *BUNDLED),
        ],
        check=True,
    )
    return sorted(folder.glob("*.whl"))


def copy_notebooks(folder: Path) -> None:
    """Copy the notebooks with what they show, each with a first cell that fetches the package."""
    shutil.copytree(
        ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "pictures")
    )
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "install",
        "metadata": {},
        "outputs": [],
        "source": INSTALL.splitlines(keepends=True),
    }
    for path in folder.glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        first = next(i for i, c in enumerate(notebook["cells"]) if c["cell_type"] == "code")
        notebook["cells"].insert(first, cell)
        notebook["metadata"]["kernelspec"] = {
            "display_name": "Python (Pyodide)",
            "language": "python",
            "name": "python",
        }
        for shown in (out for c in notebook["cells"] for out in c.get("outputs", ())):
            join_lines(shown)
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def join_lines(output: dict[str, Any]) -> None:
    """Join the lines of an output: a server does it as it reads, and JupyterLite shows commas."""
    for kind, content in output.get("data", {}).items():
        if isinstance(content, list) and not kind.endswith("json"):
            output["data"][kind] = "".join(content)
    if isinstance(output.get("text"), list):
        output["text"] = "".join(output["text"])


def write(target: Path, pyodide: Path | None = None) -> None:
    """Write the whole folder, over an earlier one."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        copy_notebooks(made / "files")
        packages = wheels(made / "wheels")
        if pyodide:
            shutil.copytree(pyodide, made / "static/pyodide")  # where JupyterLite looks for it
        subprocess.run(
            [
                *(sys.executable, "-m", "jupyterlite_core", "build", "--apps", "lab"),
                *("--lite-dir", made, "--contents", made / "files"),
                *("--output-dir", target.resolve(), "--no-sourcemaps", "--no-libarchive"),
                *(f"--piplite-wheels={each}" for each in packages),
            ],
            cwd=made,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    (target / ".nojekyll").touch()  # GitHub Pages serves every file as it is


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--pyodide", type=Path, help="folder of a Pyodide distribution")
    given = parser.parse_args()
    # Asked before minutes of downloads, and before an earlier folder goes.
    if not importlib.util.find_spec("jupyterlite_core"):
        parser.error(
            "JupyterLite is missing: python -m pip install -c constraints.txt "
            '--no-build-isolation -e ".[lite]"'
        )
    write(given.folder, given.pyodide)


if __name__ == "__main__":
    main()
