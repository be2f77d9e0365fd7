"""A notebook as the text of a web page: prose, code, tables, and charts drawn by the browser."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from unvotes.errors import UnvotesError
from unvotes.publishing.markup import Heading, Outline, highlight, markdown, plain, tidy

__all__ = ["NotebookPage", "notebook_page"]

#: The richest form of an output that a page can show without a kernel.
_CHART: Final = "application/vnd.plotly.v1+json"
_FORMS: Final = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg")
_HEIGHT: Final = 450
#: Lines of code that are shown at once; longer cells open on demand.
_SHORT: Final = 8


@dataclass(frozen=True)
class NotebookPage:
    """
    A notebook, ready to be set in a page.

    Attributes
    ----------
    title : str
        Plain text of its first heading.
    summary : str
        HTML of the first paragraph after it, without links.
    body : str
        HTML of the whole notebook.
    headings : tuple of Heading
        Its headings, the title first.
    pictures : dict
        Pictures of its charts, for readers whose browser runs no scripts: bytes by file name.
    charts : int
        How many charts it holds.
    """

    title: str
    summary: str
    body: str
    headings: tuple[Heading, ...]
    pictures: Mapping[str, bytes]
    charts: int


def notebook_page(
    path: Path, link: Callable[[str], str | None], names: Mapping[str, str], pictures: str
) -> NotebookPage:
    """
    Read a notebook with its committed outputs; nothing is run.

    Parameters
    ----------
    path : Path
        A notebook of format 4.
    link : callable
        Gives the address on the site of what the notebook links to, or None if it is nowhere.
    names : mapping of str to str
        Addresses of the public names that its text may mention.
    pictures : str
        Where the site keeps pictures, relative to the page.

    Returns
    -------
    NotebookPage
        The page.

    Raises
    ------
    UnvotesError
        If the file is no notebook, has no heading, or has outputs of an error.
    """
    cells = _cells(path)
    page = _Page(path.stem, link, names, pictures)
    for number, cell in enumerate(cells, start=1):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            page.parts.append(f'<div class="prose">\n{page.text(markdown(source))}</div>\n')
        elif cell["cell_type"] == "code" and source.strip():
            page.add_code(source, bool(cell["outputs"]))
            for output in cell["outputs"]:
                page.add_output(output, f"{path.name}, cell {number}")
    headings = page.outline.headings
    if not headings:
        raise UnvotesError(f"{path.name} has no heading: its first cell must begin with '# '")
    return NotebookPage(
        headings[0].text,
        _first_paragraph(page.parts),
        "".join(page.parts),
        tuple(headings),
        page.files,
        page.charts,
    )


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if notebook["nbformat"] == 4:
            return list(notebook["cells"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnvotesError(f"{path.name} is not a Jupyter notebook") from error
    raise UnvotesError(
        f"{path.name} is a notebook of format {notebook['nbformat']}; "
        "open it in JupyterLab and save it, which makes it one of format 4"
    )


def _first_paragraph(parts: list[str]) -> str:
    from bs4 import BeautifulSoup

    for element in BeautifulSoup("".join(parts[:3]), "html.parser").find_all("p"):
        if element.find_parent(class_="prose") is not None and element.get_text(strip=True):
            for inside in element.find_all(["a", "img"]):
                inside.unwrap()
            return element.decode_contents()
    return ""


class _Page:
    """What has been written so far."""

    def __init__(
        self,
        stem: str,
        link: Callable[[str], str | None],
        names: Mapping[str, str],
        folder: str,
    ) -> None:
        self.stem, self.link, self.names, self.folder = stem, link, names, folder
        self.outline = Outline()
        self.parts: list[str] = []
        self.files: dict[str, bytes] = {}
        self.charts = self.tables = 0

    def text(self, fragment: str, what: str = "Table") -> str:
        return tidy(fragment, self.outline, self.link, self.names, what)

    def add_code(self, source: str, has_output: bool) -> None:
        lines = source.strip("\n").split("\n")
        checks = sum(line.startswith("assert ") for line in lines)
        if checks and not has_output:
            label = f"How this is checked ({checks} assertion{'s' if checks > 1 else ''})"
        else:
            label = f"Code ({len(lines)} line{'s' if len(lines) > 1 else ''})"
        opened = "" if len(lines) > _SHORT or (checks and not has_output) else " open"
        code = highlight(source)
        self.parts.append(
            f'<details class="code"{opened}><summary>{label}</summary>{code}</details>\n'
        )

    def add_output(self, output: Mapping[str, Any], where: str) -> None:
        kind = output["output_type"]
        if kind == "error":
            raise UnvotesError(f"{where} ends in {output['ename']}: run it again and save it")
        if kind == "stream":
            self.parts.append(_pre("".join(output["text"])))
            return
        data = {form: _joined(value) for form, value in output["data"].items()}
        if _CHART in data:
            self.add_chart(data, where)
            return
        form = next((form for form in _FORMS if form in data), None)
        shown = data.get("text/plain", "")
        if form is None:
            self.parts.append(_pre(shown))
        elif form == "text/html":
            self.tables += "<table" in data[form]
            name = f"Table {self.tables} of {self.outline.headings[0].text}"
            self.parts.append(f'<div class="output">{self.text(data[form], name)}</div>\n')
        elif form == "text/markdown":
            self.parts.append(f'<div class="output">{self.text(markdown(data[form]))}</div>\n')
        else:
            content = data[form].encode() if form == "image/svg+xml" else _decoded(data[form])
            ending = form.split("/")[1].removesuffix("+xml").replace("jpeg", "jpg")
            self.parts.append(f'<div class="output">{self.picture(content, ending, shown)}</div>\n')

    def picture(self, content: bytes, ending: str, alt: str) -> str:
        name = f"{self.stem}-{len(self.files) + 1}.{ending}"
        self.files[name] = content
        return f'<img src="{quote(self.folder + name)}" alt="{html.escape(alt)}" loading="lazy">'

    def add_chart(self, data: Mapping[str, Any], where: str) -> None:
        chart = data[_CHART]
        layout = dict(chart.get("layout", {}))
        meta = layout.pop("meta", None)
        meta = dict(meta) if isinstance(meta, dict) else {}
        meta.pop("data", None)  # the frame behind the chart: nothing here reads it
        alt = str(meta.get("alt") or _title(layout) or f"Chart: {where}")
        self.charts += 1
        name = self.outline.name(f"chart-{self.charts}")
        height = layout.get("height", _HEIGHT)
        figure = {"data": chart["data"], "layout": layout | ({"meta": meta} if meta else {})}
        if chart.get("frames"):
            figure["frames"] = chart["frames"]
        still = "Without JavaScript the chart is not drawn."
        if "image/jpeg" in data:
            still = self.picture(_decoded(data["image/jpeg"]), "jpg", alt)
        # In a script element only "<" could end the text before its time.
        text = json.dumps(figure, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        self.parts.append(
            f'<div class="chart"><div class="sideways"><div class="plot{_breadth(layout)}" '
            f'id="{name}" role="figure" aria-label="{html.escape(alt)}" '
            f'style="min-height:{height:g}px"></div></div>'
            f'<noscript>{still}</noscript><script type="application/json">{text}</script>'
            f"<details><summary>This chart in words</summary><p>{html.escape(alt)}</p></details>"
            "</div>\n"
        )


def _breadth(layout: Mapping[str, Any]) -> str:
    """Tell a chart that keeps its breadth, which a telephone has to scroll."""
    return " broad" if layout.get("width") else ""


def _title(layout: Mapping[str, Any]) -> str:
    title = layout.get("title") or {}
    words = str(title.get("text") or "" if isinstance(title, dict) else title)
    return plain(re.sub(r"<br\s*/?>", " ", words))


def _joined(value: Any) -> Any:
    """Join the lines of a text, which the format may keep as a list."""
    return "".join(value) if isinstance(value, list) else value


def _decoded(text: str) -> bytes:
    return base64.b64decode("".join(text.split()))


def _pre(text: str) -> str:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)  # colours of a terminal
    return f'<pre class="output" tabindex="0">{html.escape(text.rstrip(), quote=False)}</pre>\n'
