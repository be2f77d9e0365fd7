"""The site as a reader opens it: from a folder, without a network, in light and in dark."""

from __future__ import annotations

import inspect
import json
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import plotly.graph_objects as go
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, sync_playwright

import unvotes as uv
from unvotes.charts import bar_counts, describe
from unvotes.errors import UnvotesError
from unvotes.publishing.notebook_page import notebook_page
from unvotes.publishing.reference import public_names
from unvotes.publishing.site import build_site, main

CHART = "application/vnd.plotly.v1+json"
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg"
    "=="
)
PATIENCE = 60_000  # milliseconds; only ever waited out by a failure


# --- a notebook with one of everything


def markdown(*lines: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": "\n".join(lines)}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    shown = [{"output_type": "display_data", "metadata": {}, "data": data} for data in outputs]
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": shown}


def figure_json(figure: go.Figure) -> dict[str, Any]:
    return {CHART: json.loads(figure.to_json()), "text/plain": "Figure(…)"}


def made_chart() -> go.Figure:
    frame = pd.DataFrame({"label": ["</script><b>together</b>", "apart"], "n": [140, 5]})
    return bar_counts(frame, title="A & B < C?")


def moving_chart() -> go.Figure:
    frames = [
        go.Frame(name=str(year), data=[go.Bar(x=["a"], y=[year - 2000])]) for year in (2011, 2012)
    ]
    steps = [
        {
            "label": frame.name,
            "method": "animate",
            "args": [[frame.name], {"mode": "immediate", "transition": {"duration": 0}}],
        }
        for frame in frames
    ]
    slider = {"steps": steps, "active": 0}
    layout = {"title": "Bars that move", "sliders": [slider], "yaxis": {"range": [0, 20]}}
    return go.Figure(frames[0].data, layout=layout, frames=frames)


TABLE = pd.DataFrame({"name": ["<i>x</i>", "y"], "n": [1200, 7], "note": ["a", None]})

CELLS = [
    markdown(
        "# What is *this*? 5 < 6 & 7",
        "",
        "An answer with [a link](01-the-syria-veto.ipynb#What-came-after) and `uv.find('x')`.",
    ),
    markdown(
        "### A level left out",
        "",
        "<script>alert(1)</script><img src='https://example.org/badge.svg' alt='a badge'>",
        "[up](#what-is-this-5--6--7) [codebook](../data/README.md#how-to-correct-a-vote)",
        "[licence](../LICENSE) [folder](../data) <span onclick='alert(1)'>said</span> $x^2 < y$",
    ),
    markdown("# A second title", "", "| a | b |", "|---|---|", "| 1 | x |"),
    markdown("```pycon", ">>> f'{1}'  # why", "'1'", "```", "```sh", "make lab", "```"),
    code("import unvotes as uv\nassert 1 < 2\nassert 'a' == 'a'"),
    code("\n".join(f"x{i} = {i}" for i in range(20)), {"text/plain": "<not html>"}),
    code("table", {"text/html": TABLE.to_html(), "text/plain": "table"}),
    code("chart", figure_json(made_chart()) | {"image/jpeg": PNG}),
    code("moving", figure_json(moving_chart())),
    code("picture", {"image/png": PNG, "text/plain": "<Figure size 1x1>"}),
    code("slider", {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(1)"}),
]
CELLS[5]["outputs"].append(
    {"output_type": "stream", "name": "stdout", "text": ["a <b>\n", "\x1b[31mred\x1b[0m"]}
)


def write_notebook(path: Path, cells: list[dict[str, Any]]) -> Path:
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the notebooks may link to, with one more notebook."""
    copy = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks"):
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns(".*"))
    for path in root.iterdir():
        if path.is_file():
            shutil.copy(path, copy)
    write_notebook(copy / "notebooks" / "99-made & odd.ipynb", CELLS)
    return copy


@pytest.fixture(scope="module")
def site(project: Path) -> Path:
    return build_site(project / "notebooks", project / "site").parent


@pytest.fixture(scope="module")
def soups(site: Path) -> dict[str, BeautifulSoup]:
    return {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.glob("*.html"))
    }


@pytest.fixture(scope="module")
def made(soups: dict[str, BeautifulSoup]) -> BeautifulSoup:
    return soups["99-made & odd.html"]


# --- all pages


def test_every_page_has_one_title_and_an_outline_without_gaps(
    soups: dict[str, BeautifulSoup],
) -> None:
    assert {"index.html", "reference.html", "01-the-syria-veto.html"} <= set(soups)
    for name, soup in soups.items():
        levels = [int(found.name[1]) for found in soup.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1 and levels.count(1) == 1, name
        assert all(new <= old + 1 for old, new in pairwise(levels)), name
        assert soup.html["lang"] == "en" and soup.title.text, name
        assert soup.select_one("a.skip")["href"] == "#main" and soup.select_one("main#main"), name
        ids = [found["id"] for found in soup.find_all(id=True)]
        assert len(ids) == len(set(ids)), name


def test_every_link_leads_somewhere(site: Path, soups: dict[str, BeautifulSoup]) -> None:
    anchors = {
        name: {found["id"] for found in soup.find_all(id=True)} for name, soup in soups.items()
    }
    broken = []
    for name, soup in soups.items():
        for element in soup.find_all(["a", "img", "link", "script"]):
            address = element.get("href") or element.get("src")
            if address is None:
                assert element.name == "script", element
                continue
            parts = urlsplit(address)
            if parts.scheme:
                well_formed = element.name == "a" and parts.scheme == "https" and parts.netloc
                broken += [] if well_formed else [f"{name}: {address}"]
                continue
            target = unquote(parts.path) or name
            there = (site / target).is_file()
            if there and parts.fragment and target in anchors:
                there = unquote(parts.fragment) in anchors[target]
            broken += [] if there else [f"{name}: {address}"]
    assert broken == []


def test_plotly_is_there_once_and_nothing_comes_from_elsewhere(
    site: Path, soups: dict[str, BeautifulSoup]
) -> None:
    assert [path.name for path in site.rglob("*plotly*.js")] == ["plotly.min.js"]
    for name, soup in soups.items():
        scripts = [found["src"] for found in soup.find_all("script", src=True)]
        drawn = ["assets/plotly.min.js"] if soup.select(".plot") else []
        assert scripts == [*drawn, "assets/site.js"], name
        inline = [found for found in soup.find_all("script") if not found.get("src")]
        assert {found["type"] for found in inline} <= {"application/json"}, name
        assert soup.find("style") is None, name
    for name in ("style.css", "site.css", "site.js"):
        assert not re.search(r"https?:|@import|url\(", (site / "assets" / name).read_text()), name
    limit = {"reference-analysis.html": 600_000}
    sizes = {name: (site / name).stat().st_size for name in soups}
    assert {k: v for k, v in sizes.items() if v > limit.get(k, 1_500_000)} == {}


# --- the first page


def test_index_has_a_card_for_each_notebook(project: Path, soups: dict[str, BeautifulSoup]) -> None:
    cards = soups["index.html"].select(".card")
    stems = sorted(path.stem for path in (project / "notebooks").glob("*.ipynb"))
    assert [unquote(card.a["href"]) for card in cards] == [f"{stem}.html" for stem in stems]
    for card in cards:
        page = soups[unquote(card.a["href"])]
        assert card.a.text == page.h1.text
        assert card.p.text and card.p.text in page.main.text
    assert cards[-1].a.text == "What is this? 5 < 6 & 7"
    assert cards[-1].p.text == "An answer with a link and uv.find('x')."
    assert cards[-1].p.find("a") is None, "a card is one link"


def test_index_counts_what_the_record_holds(soups: dict[str, BeautifulSoup]) -> None:
    text = " ".join(soups["index.html"].main.text.split())
    assert "Security Council From 25 January 1946 to 29 September 2026" in text
    assert "General Assembly From 11 January 1946 to 18 December 2025" in text
    assert "Since 2018 only adopted texts as a whole" in text
    lists = soups["index.html"].select(".figures")
    for body, listed in zip(("security-council", "general-assembly"), lists, strict=True):
        calls = uv.load_roll_calls(body)
        counts = {
            found.dt.text: int(found.dd.text.replace(",", "")) for found in listed.select("div")
        }
        assert counts["roll calls"] == len(calls)
        assert counts["votes"] == len(uv.load_votes(body))
        assert counts["failed"] == (calls["outcome"] == "failed").sum()
        vetoed = counts.get("vetoed", 0)
        assert counts["adopted"] + vetoed + counts["failed"] == counts["roll calls"]


def test_index_cites_as_the_project_does(root: Path, soups: dict[str, BeautifulSoup]) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    line = re.search(r"^> (The unvotes contributors.*)$", readme, re.M)
    assert line is not None
    cited = soups["index.html"].select_one(".cite").text
    assert " ".join(cited.split()) == line[1].replace("*", "")


# --- a notebook


def test_text_stays_text_and_scripts_are_gone(made: BeautifulSoup) -> None:
    main = made.main
    assert main.h1.text == "What is this? 5 < 6 & 7"
    assert "alert(1)" not in str(main) and "onclick" not in str(main)
    assert "a badge" in main.text and main.find("img", src=re.compile("^http")) is None
    assert main.select_one("code.math").text == "x^2 < y"
    assert "a <b>\nred" in [found.text for found in main.select("pre.output")]
    assert "<not html>" in [found.text for found in main.select("pre.output")]
    assert "IntSlider(1)" in [found.text for found in main.select("pre.output")]
    assert main.find("img", alt="<Figure size 1x1>")["src"] == "assets/99-made%20%26%20odd-2.png"


def test_headings_and_contents(made: BeautifulSoup) -> None:
    heads = [(found.name, found.text) for found in made.main.find_all(re.compile("^h[1-6]$"))]
    assert heads[1:3] == [("h2", "A level left out"), ("h2", "A second title")]
    assert [found.text for found in made.select(".toc li")] == [text for _, text in heads[1:]]


def test_links_between_notebooks_and_to_files(made: BeautifulSoup, site: Path) -> None:
    links = {found.text: found["href"] for found in made.main.find_all("a")}
    assert links["a link"] == "01-the-syria-veto.html#what-came-after"
    assert links["codebook"] == "data-readme.html#how-to-correct-a-vote"
    assert links["licence"] == "files/LICENSE"
    assert links["uv.find('x')"] == "reference-record.html#unvotes.find"
    assert "folder" not in links and "folder" in made.main.text
    download = made.find("a", download=True)["href"]
    assert json.loads((site / unquote(download)).read_text())["cells"] == CELLS
    assert made.find("a", rel="prev") is not None and made.find("a", rel="next") is None


def test_tables_say_what_their_heads_are(made: BeautifulSoup) -> None:
    boxes = made.main.select("div.scroll")
    assert all(box["tabindex"] == "0" and box["aria-label"] for box in boxes)
    table = boxes[1].table
    assert {cell.text for cell in table.select(".short")} == {
        "",
        "0",
        "1",
        "<i>x</i>",
        "y",
        "a",
        "NaN",
    }
    assert [cell.text for cell in table.select("th[scope=col]")] == ["name", "n", "note"]
    assert [cell.text for cell in table.select("th[scope=row]")] == ["0", "1"]
    assert table.find("i") is None and "<i>x</i>" in table.text
    assert [cell.text for cell in table.select(".number")] == ["n", "1200", "7"]
    assert not table.has_attr("border") and made.main.find("style") is None


def test_long_cells_and_checks_are_folded(made: BeautifulSoup) -> None:
    cells = made.select("details.code")
    assert cells[0].summary.text == "How this is checked (2 assertions)"
    assert cells[1].summary.text == "Code (20 lines)"
    assert not cells[0].has_attr("open") and not cells[1].has_attr("open")
    assert cells[2].has_attr("open") and cells[2].code.text == "table"


def test_every_chart_is_kept_whole_with_its_alt_text(
    project: Path, soups: dict[str, BeautifulSoup]
) -> None:
    seen = 0
    for path in (project / "notebooks").glob("*.ipynb"):
        outputs = [
            output["data"][CHART]
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            for output in cell.get("outputs", [])
            if CHART in output.get("data", {})
        ]
        charts = soups[f"{path.stem}.html"].select(".chart")
        assert len(charts) == len(outputs), path.name
        for chart, output in zip(charts, outputs, strict=True):
            seen += 1
            kept = json.loads(chart.find("script", type="application/json").string)
            assert kept["data"] == output["data"]
            assert kept.get("frames") == (output.get("frames") or None)
            assert "data" not in kept["layout"].get("meta", {})
            plot = chart.select_one(".plot")
            assert plot["role"] == "figure"
            meta = output["layout"].get("meta", {})
            assert plot["aria-label"] == meta.get("alt", "Bars that move")
    assert seen >= 2


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([markdown("no heading")], "no heading"),
        ([markdown("# A", "[b](02-no-such.ipynb)")], r"'02-no-such\.ipynb', which is not there"),
        (
            [
                markdown("# A"),
                code("1/0") | {"outputs": [{"output_type": "error", "ename": "ZeroDivisionError"}]},
            ],
            "cell 2 ends in ZeroDivisionError",
        ),
    ],
)
def test_a_notebook_that_cannot_be_shown(
    tmp_path: Path, cells: list[dict[str, Any]], message: str
) -> None:
    path = write_notebook(tmp_path / "a.ipynb", cells)

    def nowhere(address: str) -> str:
        raise UnvotesError(f"{address!r}, which is not there")

    with pytest.raises(UnvotesError, match=message):
        notebook_page(path, nowhere, {}, "")


def test_a_file_that_is_no_notebook(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("[]")
    with pytest.raises(UnvotesError, match=r"a\.ipynb is not a Jupyter notebook"):
        notebook_page(path, str, {}, "")


# --- the reference


@pytest.mark.parametrize("name", public_names())
def test_reference_explains_every_public_name(name: str, soups: dict[str, BeautifulSoup]) -> None:
    value = public_names()[name]
    [overview] = soups["reference.html"].select(f'dt a[href$="#{name}"]')
    page = soups[overview["href"].split("#")[0]]
    entry = page.find(id=name).parent
    text = " ".join(entry.text.split())
    if not (inspect.isfunction(value) or inspect.isclass(value)):
        assert len(entry.select_one("pre.value").text) > 3
        return
    doc = inspect.getdoc(value)
    first = re.sub(r":\w+:|`", "", " ".join(doc.split("\n\n")[0].split()))
    assert first in text
    for title in re.findall(r"^(\w[\w ]*)\n---", doc, re.M):
        assert title in [head.text for head in entry.find_all(["h4", "h5"])], title
    if inspect.isfunction(value):
        signature = entry.select_one("pre.signature").text
        terms = ", ".join(found.text for found in entry.select("dt > code")).split(", ")
        for parameter in inspect.signature(value).parameters:
            assert re.search(rf"\b{parameter}\b", signature), parameter
            assert parameter in [term.lstrip("*") for term in terms], parameter
        assert all(line in text for line in re.findall(r">>> (\w+)", doc))


def test_names_in_docstrings_are_links(soups: dict[str, BeautifulSoup]) -> None:
    entry = soups["reference-analysis.html"].find(id="unvotes.agreement").parent
    links = {found.text: found["href"] for found in entry.find_all("a")}
    assert links["Estimate"] == "reference-analysis.html#unvotes.Estimate"
    assert (
        links["unvotes.analysis.core.measures"]
        == "reference-analysis.html#module-unvotes.analysis.core.measures"
    )
    grid = soups["reference-charts.html"].find(id="unvotes.charts.vote_grid").parent
    assert grid.find("a", string="data")["href"] == "reference-charts.html#unvotes.charts.data"
    assert grid.find("a", string="members") is None, "a parameter of that name is meant"


# --- writing


def test_the_same_notebooks_give_the_same_bytes(project: Path, site: Path, tmp_path: Path) -> None:
    again = build_site(project / "notebooks", tmp_path / "again").parent
    first = {path.relative_to(site): path for path in site.rglob("*") if path.is_file()}
    second = {path.relative_to(again): path for path in again.rglob("*") if path.is_file()}
    assert first.keys() == second.keys()
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == []


def test_a_site_is_replaced_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("unvotes.publishing.site.reference_pages", list)  # not what is tested here
    notebooks, out = tmp_path / "notebooks", tmp_path / "out"
    notebooks.mkdir()
    old = write_notebook(notebooks / "00-old.ipynb", [markdown("# Old", "", "Text.")])
    assert main([str(notebooks), str(out)]) == 0
    assert (out / "index.html").resolve().as_uri() in capsys.readouterr().out
    assert (out / "00-old.html").is_file() and not (out / "assets" / "plotly.min.js").exists()
    old.rename(notebooks / "00-new.ipynb")
    build_site(notebooks, out)
    assert (out / "00-new.html").is_file() and not (out / "00-old.html").exists()

    (out / "thesis.txt").write_text("mine")
    with pytest.raises(UnvotesError, match=r"holds something else, such as 'thesis\.txt'"):
        build_site(notebooks, out)
    assert (out / "thesis.txt").read_text() == "mine" and (out / "index.html").is_file()
    assert main([str(notebooks), str(out)]) == 1
    assert "something else" in capsys.readouterr().err
    with pytest.raises(UnvotesError, match="no notebook in"):
        build_site(tmp_path, tmp_path / "other")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "mistune", None)
    with pytest.raises(UnvotesError, match=r'mistune.*pip install "unvotes\[site\]"'):
        build_site(tmp_path, tmp_path / "site")


# --- in a browser, without a network


DRAW_ALL = "() => { dispatchEvent(new Event('beforeprint')); }"
DRAWN = """() => [...document.querySelectorAll('.plot')].every(chart =>
    chart.dataset.drawn === 'done' && chart.getBoundingClientRect().height > 100
    && chart.querySelector('.main-svg text') && chart.querySelector('.main-svg path'))"""
UNFOLD = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"
# The inside of a chart is plotly's; what it says is in the label and in the words below it.
AXE = """async () => (await axe.run({exclude: ['.main-svg']},
    {preload: false, resultTypes: ['violations']})).violations.map(
    found => `${found.impact} ${found.id}: ${found.nodes[0].html.slice(0, 200)}`)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def chromium(browser: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=["--disable-gpu"])
        yield running
        running.close()


class Reader:
    """A window without a network that remembers every complaint."""

    def __init__(self, chromium: Browser, site: Path, width: int, scheme: Any) -> None:
        self.site = site
        self.context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("request", lambda asked: self._note(asked.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self.site.as_uri(), "data:", "blob:")):
            self.complaints.append(f"asked for {url}")

    def open(self, name: str) -> Page:
        self.page.goto((self.site / name).as_uri())
        self.page.evaluate(UNFOLD)
        return self.page

    def draw(self) -> None:
        self.page.evaluate(DRAW_ALL)
        self.page.wait_for_function(DRAWN)

    def faults(self) -> list[str]:
        self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
        return [*self.page.evaluate(AXE), *self.complaints]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (380, "light")])
def test_every_page_can_be_read(
    chromium: Browser, site: Path, soups: dict[str, BeautifulSoup], width: int, scheme: str
) -> None:
    reader = Reader(chromium, site, width, scheme)
    found = {}
    for name in soups:
        page = reader.open(name)
        faults = reader.faults()  # sooner done before there are charts
        reader.draw()
        if wider := page.evaluate(WIDER):
            faults.append(f"{wider} px wider than the window")
        if faults or reader.complaints:
            found[name] = [*faults, *reader.complaints]
    assert found == {}
    paper = "() => getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == ("rgb(20, 25, 31)" if scheme == "dark" else "rgb(255, 255, 255)")
    reader.context.close()


def test_faults_would_be_found(chromium: Browser, site: Path) -> None:
    reader = Reader(chromium, site, 1280, "light")
    page = reader.open("99-made & odd.html")
    reader.draw()
    assert reader.faults() == [], "with its charts drawn"
    page.evaluate("() => { document.querySelector('main p').style.color = '#80808080'; }")
    page.evaluate("() => { document.querySelector('nav').innerHTML += '<img src=x>'; }")
    assert {line.split(":")[0] for line in reader.faults()} >= {
        "serious color-contrast",
        "critical image-alt",
    }
    reader.context.close()


def test_charts_are_drawn_when_they_come_near_and_move(chromium: Browser, site: Path) -> None:
    reader = Reader(chromium, site, 1280, "dark")
    page = reader.page
    page.goto((site / "99-made & odd.html").as_uri())
    bars = page.locator("#chart-1")
    bars.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#chart-1').dataset.drawn === 'done'")
    assert "<b>together</b>" in bars.inner_text()
    assert bars.get_attribute("aria-label") == describe(made_chart())
    assert bars.evaluate("chart => getComputedStyle(chart).backgroundColor") == "rgb(255, 255, 255)"

    page.locator("#chart-2").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#chart-2').dataset.drawn === 'done'")
    height = "() => document.querySelector('#chart-2').data[0].y[0]"
    assert page.evaluate(height) == 11
    page.locator("#chart-2 .slider-rail-touch-rect").click(position={"x": 400, "y": 5})
    page.wait_for_function(f"() => ({height})() === 12")

    page.get_by_role("button", name="Show all code").click()
    assert page.locator("details.code:not([open])").count() == 0
    assert reader.complaints == []
    reader.context.close()


def test_without_scripts_a_picture_stands_for_each_chart(chromium: Browser, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((site / "99-made & odd.html").as_uri())
    [with_picture, without] = page.locator(".chart").all()
    assert with_picture.locator("img").get_attribute("alt") == describe(made_chart())
    assert "the chart is not drawn" in without.inner_text()
    context.close()
