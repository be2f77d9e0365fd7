"""What lies elsewhere in the repository and is shown as pages: notebooks, codebook, changelog."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

#: Lines of code that are shown at once; longer cells open on demand.
SHORT = 8


def copy_pages(app: Sphinx, config: Config) -> None:
    """Copy the notebooks, made ready to be shown, and the record's own descriptions."""
    pages = Path(app.srcdir)
    top = pages.parent
    for name in ("notebooks", "data"):
        shutil.rmtree(pages / name, ignore_errors=True)
    (pages / "notebooks").mkdir()
    for path in sorted((top / "notebooks").glob("*.ipynb")):
        write_notebook(path, pages / "notebooks" / path.name)
    shutil.copytree(top / "notebooks" / "files", pages / "notebooks" / "files")
    shutil.copytree(top / "data", pages / "data")
    for name, page in (("LICENSE", "LICENSE"), ("CHANGELOG.md", "changelog.md")):
        shutil.copy2(top / name, pages / page)


def write_notebook(source: Path, target: Path) -> None:
    """Write a notebook for the site: its pictures in files, its long and checking cells folded."""
    notebook = json.loads(source.read_text(encoding="utf-8"))
    pictures = 0
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            # Pages of docs/ are one folder up on the site, two in the repository.
            text = text.replace("](../docs/", "](../")
            # Jupyter keeps the capitals of a heading in its address, other readers do not.
            cell["source"] = re.sub(r"\]\([^)\s]*#[^)\s]+\)", lambda m: m[0].lower(), text)
            continue
        if label := folded(text, "check" in cell["metadata"].get("tags", [])):
            cell["metadata"] |= {
                "tags": ["hide-input"],
                "mystnb": {"code_prompt_show": label, "code_prompt_hide": label},
            }
        for output in cell["outputs"]:
            picture = output.get("data", {}).pop("image/jpeg", None)
            if picture is not None:
                pictures += 1
                name = f"{source.stem}-{pictures}.jpg"
                drawn = target.parent / name
                drawn.write_bytes(base64.b64decode("".join(picture)))
                shutil.copystat(source, drawn)  # Sphinx reads a page again that has newer pictures
                output["metadata"]["picture"] = name
    address = f"../../notebooks/{source.name}"
    link = f"{{download}}`Download this notebook <{address}>`"
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "download", "metadata": {}, "source": link}
    )
    target.write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copystat(source, target)


def folded(code: str, check: bool) -> str:
    """Say what stands for a cell that is folded, or nothing for one that is shown."""
    lines = code.strip("\n").split("\n")
    if check:
        checks = sum(line.startswith("assert ") for line in lines)
        return f"How this is checked ({checks} assertion{'s' if checks > 1 else ''})"
    return f"Code ({len(lines)} lines)" if len(lines) > SHORT else ""


def setup(app: Sphinx) -> dict[str, bool]:
    """Copy them before Sphinx looks for pages."""
    app.connect("config-inited", copy_pages, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
