"""Charts, tables and formulas as a page shows them: with their words, and without a network."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from myst_nb.core.render import MimeData, MimeRenderPlugin
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from unvotes.charts.drawing.language import day
from unvotes.charts.drawing.scripts import STEP_KEYS, refit_script
from unvotes.record.loading import load_roll_calls, load_votes

CHART = "application/vnd.plotly.v1+json"
#: What a chart in steps does for keyboards and screen readers.
STEPS = "function follow_steps(id) {" + STEP_KEYS.replace('"{plot_id}"', "id") + "}"
#: One card: its title, where that leads, its picture, and a few words.
CARD = """```{{grid-item-card}} [{}]({})
:img-top: {}

{}
```
"""
NUMBER = re.compile(r"[+\-−]?[\d,\u00a0\u202f]*\.?\d+(e[+-]?\d+)?\s?%?")


class Output(MimeRenderPlugin):
    """What myst-nb asks for each output of a cell."""

    mime_priority_overrides = (("html", CHART, 1),)

    @staticmethod
    def handle_mime(renderer: Any, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Write a chart or a table; leave everything else to myst-nb."""
        if data.mime_type == CHART:
            content = data.content if isinstance(data.content, dict) else json.loads(data.string)
            metadata = data.output_metadata | data.cell_metadata
            return chart(content, metadata.get("picture"))
        if data.mime_type == "text/html" and not inline:
            text = f'<div class="output text_html">{tidy(data.string)}</div>'
            return [nodes.raw("", text, format="html")]
        return None


def chart(figure: dict[str, Any], picture: str | None) -> list[nodes.Element]:
    """Write a chart for the script that draws it, its words, and a picture where none runs."""
    layout = figure.get("layout", {})
    # Nothing here reads the frame behind the chart.
    meta = {name: value for name, value in layout.get("meta", {}).items() if name != "data"}
    alt = str(meta.get("alt") or "Chart")
    drawn = figure | {"layout": layout | {"meta": meta}}
    # In a script element only "<" could end the text before its time.
    text = json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    label, height = html.escape(alt), layout.get("height", 450)
    broad = " broad" if layout.get("width") else ""
    before = (
        f'<div class="chart"><div class="sideways"><div class="plot{broad}" role="figure" '
        f'aria-label="{label}" style="min-height:{height:g}px"></div></div>'
        f'<script type="application/json">{text}</script><noscript>'
    )
    after = (
        f"</noscript><details><summary>This chart in words</summary><p>{label}</p></details></div>"
    )
    still = nodes.image(uri=picture, alt=alt) if picture else nodes.inline()
    return [nodes.raw("", before, format="html"), still, nodes.raw("", after, format="html")]


def tidy(text: str) -> str:
    """Write a table of an output without styles of its own, its heads said to be heads."""
    soup = BeautifulSoup(text, "html.parser")
    for element in soup.find_all(["style", "script"]):
        element.decompose()
    for element in soup.find_all(["table", "tr", "caption"]):
        for key in ("border", "style", "width", "align"):
            del element[key]
    for row in soup.find_all("tr"):
        on_top = row.find_parent("thead") is not None
        for cell in row.find_all(["th", "td"], recursive=False):
            words = cell.get_text(strip=True)
            if cell.name == "th" and not words:
                cell.name = "td"  # a head must say something
            elif cell.name == "th" and not cell.get("scope"):
                wide = cell.has_attr("rowspan") and not on_top
                cell["scope"] = "col" if on_top else "rowgroup" if wide else "row"
            elif cell.name == "td" and NUMBER.fullmatch(words):
                cell["class"] = "number"
    return str(soup)


class Cards(SphinxDirective):
    """Cards that lead to the notebooks, or to the charts of the gallery."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write them as a grid."""
        found = {"notebooks": notebook_cards, "gallery": gallery_cards}[self.arguments[0]]
        cards = "".join(CARD.format(*each) for each in found(Path(self.env.srcdir)))
        self.env.note_dependency(__file__)
        return self.parse_text_to_nodes(f"````{{grid}} 1 2 3 3\n:gutter: 3\n\n{cards}````")


class Coverage(SphinxDirective):
    """How many votes of which days the record of each body holds."""

    def run(self) -> list[nodes.Node]:
        """Count them."""
        words = []
        for body in ("security-council", "general-assembly"):
            calls, votes = load_roll_calls(body), load_votes(body)
            ended = calls["outcome"].value_counts()
            outcomes = ", ".join(f"{count:,} {name}" for name, count in ended.items() if count)
            words.append(
                f"**{body.replace('-', ' ').title()}**: {len(calls):,} roll calls from "
                f"{day(calls['date'].min())} to {day(calls['date'].max())} ({outcomes}), with "
                f"{len(votes):,} votes of {votes['member'].nunique()} members."
            )
        return self.parse_text_to_nodes("\n\n".join(words))


def notebook_cards(pages: Path) -> Iterator[tuple[str, ...]]:
    """Read the title, the first picture and the first paragraph of each notebook."""
    for path in sorted((pages / "notebooks").glob("*.ipynb")):
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        title, words = "".join(first["source"]).split("\n\n")[:2]
        words = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", words)  # the card is one link
        yield title[2:], f"/notebooks/{path.name}", f"/notebooks/{path.stem}-1.jpg", words


def gallery_cards(pages: Path) -> Iterator[tuple[str, ...]]:
    """Read the question and the picture of each chart in the gallery."""
    text = (pages / "gallery.md").read_text(encoding="utf-8")
    chart = r"^## ([^\n]+)$(?:(?!^## ).)*?^:picture: gallery/(\w+)\.jpg$"
    for question, name in re.findall(chart, text, re.M | re.S):
        yield question, f"#{nodes.make_id(question)}", f"/gallery/{name}.jpg", name


def with_charts(app: Sphinx, page: str, template: str, context: Any, tree: Any) -> None:
    """Let plotly be loaded only where something is to be drawn."""
    if tree is not None and any('class="plot' in raw.astext() for raw in tree.findall(nodes.raw)):
        app.add_js_file("plotly.min.js", loading_method="defer")
        app.add_js_file(None, body=STEPS + refit_script())
        app.add_js_file("charts.js", loading_method="defer")


def name_switches(app: Sphinx, page: str, template: str, context: Any, tree: Any) -> None:
    """Give the switches of the theme's list of pages the name that they lack."""
    written = context.get("generate_toctree_html")
    if written is not None:
        named = '<summary aria-label="Pages below">'
        context["generate_toctree_html"] = lambda *given, **options: str(
            written(*given, **options)
        ).replace("<summary>", named)


def formula(self: Any, node: nodes.Element) -> None:
    """Write a formula as MathML, which browsers draw themselves."""
    self.body.append(tex2mathml(node.astext(), as_block=isinstance(node, nodes.math_block)))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of them."""
    app.add_html_math_renderer("mathml", (formula, None), (formula, None))
    app.add_directive("cards", Cards)
    app.add_directive("coverage", Coverage)
    app.connect("html-page-context", with_charts)
    app.connect("html-page-context", name_switches, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
