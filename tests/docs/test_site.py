"""The site as a reader opens it: from a folder, without a network, in light and in dark."""

from __future__ import annotations

import inspect
import json
import os
import posixpath
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import plotly.graph_objects as go
import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from playwright.sync_api import Browser, Page
from sphinx.util.inventory import InventoryFile

import unvotes as uv
from tests.lab import watch
from tests.public_names import FUNCTIONS, PUBLIC
from tests.run_notebooks import CHART, PLACES_APART, difference, picture_words
from unvotes.record.loading import ADOPTED_ONLY_SINCE

# One of each kind, as it is seen on a desk in the dark and on a telephone in the light.
SEEN = {
    (1280, "dark"): (
        *("how-do-i", "notebooks/01-the-syria-veto", "reference/index"),
        *("reference/unvotes.agreement", "_modules/unvotes/record/finding", "index"),
    ),
    (380, "light"): (
        *("notebooks/01-the-syria-veto", "data/README", "reference/unvotes.power_index"),
        *("reference/unvotes.agreement", "reference/analysis-blocs", "changelog", "index"),
    ),
}


def write_site(root: Path, target: Path, *options: str, **environment: str) -> None:
    """
    Write the site as `make site` does; nothing may be worth a warning.

    One process will do: the tests keep every core busy as it is, and pages that are handed from
    process to process take longer.
    """
    command = [sys.executable, "-m", "sphinx", "-q", "-d", target.parent / "read"]
    done = subprocess.run(
        [*map(str, command), *options, "docs", str(target)],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr + done.stdout) == (0, "")


@pytest.fixture(scope="session")
def site(
    root: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Path:
    """The site, written once, whichever process of the tests is the first to need it."""
    base = tmp_path_factory.getbasetemp()
    base = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "documentation"
    base.mkdir(exist_ok=True)
    with FileLock(base / "lock"):
        if not (base / "done").exists():
            kernels = str(request.getfixturevalue("kernels"))
            write_site(root, base / "site", "-E", PYTHONHASHSEED="0", JUPYTER_PATH=kernels)
            (base / "done").touch()
    return base / "site"


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }


def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


# --- all pages


def test_every_link_leads_somewhere(site: Path, pages: dict[str, str]) -> None:
    anchors = {name: {*re.findall(r'\bid="([^"]+)"', page), ""} for name, page in pages.items()}
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    broken = set()
    for name, page in pages.items():
        page = re.sub(r"<script\b.*?</script>", "", page, flags=re.S)
        for address in re.findall(r'<\w+\b[^>]*?\s(?:href|src)="([^"]*)"', page):
            path, _, anchor = unquote(address).partition("#")
            if re.match(r"(https|mailto|data):", address):
                continue
            near = path.partition("?")[0] or f"{posixpath.basename(name)}.html"
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), near))
            # Of a file that is no page nobody asks for a place within it.
            if target not in there or anchor not in anchors.get(
                target.removesuffix(".html"), {anchor}
            ):
                broken.add(f"{name}: {address}")
    assert broken == set()


def test_plotly_is_there_once_and_nothing_comes_from_elsewhere(
    site: Path, pages: dict[str, str]
) -> None:
    assert [path.name for path in site.rglob("*plotly*.js")] == ["plotly.min.js"]
    for name, page in pages.items():
        loaded = re.findall(r'<(?:script|img|link|iframe)\b[^>]*?\b(?:src|href)="([^"]+)"', page)
        assert [address for address in loaded if re.match(r"\w+:|//", address)] == [], name
        assert ("plotly.min.js" in page) == ('class="plot' in page), name


def test_writing_it_again_gives_the_same_bytes(root: Path, site: Path, tmp_path: Path) -> None:
    """
    Also by several processes, as `make site` does.

    What the pages were read into is kept, so that nothing is executed a second time.
    """
    read = site.parent / "read"
    (tmp_path / "read").symlink_to(read)
    write_site(root, tmp_path / "site", "-a", "-j", "2", PYTHONHASHSEED="1")
    first, second = contents(site), contents(tmp_path / "site")
    assert first.keys() == second.keys()
    assert [str(name) for name in first if first[name] != second[name]] == []


def contents(folder: Path) -> dict[Path, bytes]:
    files = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder): each.read_bytes() for each in files}


# --- the first page


def test_index_has_a_card_for_each_notebook(root: Path, pages: dict[str, str]) -> None:
    cards = soup(pages["index"]).select(".sd-card")
    stems = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))
    assert [card.a["href"] for card in cards] == [f"notebooks/{stem}.html" for stem in stems]
    for card, stem in zip(cards, stems, strict=True):
        page = soup(pages[f"notebooks/{stem}"])
        assert page.h1.text.startswith(card.a.text)
        assert card.find_all("p")[-1].text in " ".join(page.article.text.split())
        assert card.img["src"].startswith("_images/")


def test_index_says_what_the_record_holds_and_how_to_cite(
    root: Path, pages: dict[str, str]
) -> None:
    text = " ".join(soup(pages["index"]).article.text.split())
    for body in ("security-council", "general-assembly"):
        calls, votes = uv.load_roll_calls(body), uv.load_votes(body)
        assert f"{len(calls):,} roll calls from" in text
        assert f"with {len(votes):,} votes of" in text
        assert f"{(calls['outcome'] == 'failed').sum():,} failed" in text
    assert f"Since {ADOPTED_ONLY_SINCE} only adopted texts as a whole" in text
    readme = (root / "README.md").read_text(encoding="utf-8")
    cited = re.search(r"^> (The unvotes contributors.*)$", readme, re.M)
    assert cited is not None and cited[1].replace("*", "") in text


# --- notebooks


def test_a_notebook_is_shown_whole(root: Path, site: Path, pages: dict[str, str]) -> None:
    name = "notebooks/01-the-syria-veto"
    notebook = json.loads((root / f"{name}.ipynb").read_text(encoding="utf-8"))
    page = soup(pages[name])
    outputs = [
        output["data"][CHART]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if CHART in output.get("data", {})
    ]
    charts = page.select(".chart")
    assert len(charts) == len(outputs) > 0
    for chart, output in zip(charts, outputs, strict=True):
        kept = json.loads(chart.find("script").string)
        assert kept["data"] == output["data"] and "data" not in kept["layout"]["meta"]
        words = output["layout"]["meta"]["alt"]
        assert chart.select_one(".plot")["aria-label"] == words
        assert chart.select_one("details p").text == words
        assert chart.select_one("noscript img")["alt"] == words
    folded = [each.summary.text for each in page.select(".cell details")]
    assert any("How this is checked (" in words for words in folded)
    download = page.select_one("a.download")
    assert (
        json.loads((site / name).parent.joinpath(download["href"]).read_text(encoding="utf-8"))
        == notebook
    )
    heads = page.select(".cell_output th")
    assert heads and all(head["scope"] and head.text.strip() for head in heads)


# --- the reference


@pytest.fixture(scope="session")
def inventory(site: Path) -> dict[str, str]:
    """Where each public name is explained, as other projects' pages find it."""
    found = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="")
    return {
        name: item.uri
        for kind in ("py:function", "py:class", "py:exception", "py:data")
        for name, item in found.data.get(kind, {}).items()
    }


def test_every_function_names_its_neighbours_and_its_source(pages: dict[str, str]) -> None:
    for name in FUNCTIONS:
        page = soup(pages[f"reference/unvotes.{name}"])
        near = page.select(".seealso a[href*='unvotes.']")
        assert near and page.select(".viewcode-link"), name
        assert not any(link["href"].endswith(f"#unvotes.{name}") for link in near), name


def test_every_public_name_can_be_found(inventory: dict[str, str]) -> None:
    assert {f"unvotes.{name}" for name in PUBLIC} <= set(inventory)
    addresses = [address.partition("#")[0].lower() for address in inventory.values()]
    own = [each for each in addresses if each.startswith("reference/unvotes.")]
    assert len(set(own)) >= len(FUNCTIONS) > 60, "a page for each, on any system"


@pytest.mark.parametrize("name", ["agreement", "RollCalls", "charts.world"])
def test_a_page_of_the_reference_explains(
    name: str, inventory: dict[str, str], pages: dict[str, str]
) -> None:
    page = soup(pages[inventory[f"unvotes.{name}"].partition(".html")[0]])
    value, text = PUBLIC[name], " ".join(page.article.text.split())
    described = inspect.getdoc(value)
    for title in re.findall(r"^(\w[\w ]*)\n---", described, re.M):
        assert title in text
    for parameter in inspect.signature(value).parameters:
        assert page.find("strong", string=re.compile(rf"\b{parameter}\b")) is not None, parameter
    source = page.select_one("a.viewcode-link, a:has(.viewcode-link)")["href"]
    assert "_modules/unvotes/" in source and name.split(".")[-1] in source


def test_names_in_text_are_links(pages: dict[str, str]) -> None:
    found = soup(pages["reference/unvotes.agreement"]).article.find_all("a")
    links = {each.text: each["href"] for each in found}
    assert links["Estimate"] == "unvotes.Estimate.html#unvotes.Estimate"
    assert "unvotes.analysis.core.measures.html" in links["unvotes.analysis.core.measures"]
    grid = soup(pages["reference/unvotes.charts.vote_grid"]).article.find_all("a")
    assert "members" not in {each.text for each in grid}, "a parameter of that name is meant"
    assert 'href="../reference/unvotes.' in pages["notebooks/00-start-here"]


# --- questions and gallery


def test_every_question_is_answered_by_a_few_lines_and_leads_to_a_function(
    root: Path, pages: dict[str, str]
) -> None:
    sections = soup(pages["how-do-i"]).select("section > section > section")
    assert 40 <= len(sections) <= 80
    for section in sections:
        question = section.h3.text
        cells = section.select(".cell")
        lines = [line for cell in cells for line in cell.pre.text.split("\n") if line.strip()]
        assert 1 <= len(lines) <= 5, question
        assert section.select(".cell_output") or "write_html" in lines[-1], question
        assert section.select('a[href^="reference/unvotes."]'), question
    assert "stderr" not in pages["how-do-i"] + pages["gallery"], "nothing warns"


def test_gallery_shows_every_chart_with_its_picture(root: Path, pages: dict[str, str]) -> None:
    charts = {
        name
        for name in uv.charts.__all__
        if inspect.signature(getattr(uv.charts, name)).return_annotation in ("go.Figure", go.Figure)
    }
    page = soup(pages["gallery"])
    shown = {
        link["href"].partition("#")[2].removeprefix("unvotes.charts.")
        for link in page.select('section section a[href*="#unvotes.charts."]')
    }
    assert shown == charts and len(charts) > 15
    pictures = {path.stem: path for path in (root / "docs" / "gallery").glob("*.jpg")}
    drawn = page.select("section section .chart")
    assert set(pictures) == charts and len(drawn) == len(charts)
    words = {chart.select_one(".plot")["aria-label"] for chart in drawn}
    told = {name: picture_words(path) for name, path in pictures.items()}
    changed = {name: text for name, text in told.items() if text not in words}
    # The ends of intervals hang on the machine, those of eleven roll calls more than others.
    place, drawn_again = changed.pop("map_of_members", ""), words - set(told.values())
    assert changed == {}, "`make notebooks` draws the pictures of charts that have changed"
    assert (
        difference([place][: len(drawn_again)], [*drawn_again], "", 2 * PLACES_APART, True) is None
    )
    assert len(page.select(".sd-card")) == len(charts)


# --- in a browser, without a network


DRAW_ALL = "() => { dispatchEvent(new Event('beforeprint')); }"
DRAWN = """() => [...document.querySelectorAll('.plot')].every(chart =>
    chart.dataset.drawn === 'done' && chart.getBoundingClientRect().height > 100
    && chart.querySelector('.main-svg text') && chart.querySelector('.main-svg path'))"""
UNFOLD = "() => document.querySelectorAll('article details').forEach(each => { each.open = true; })"
# Contrast depends on colours, size and weight, and takes axe long to find out: of the thousands of
# words on a page that stand alike in boxes that look alike, it judges the first to be seen.
DISTINCT = """() => {
    const box = ['backgroundColor', 'backgroundImage', 'opacity', 'filter', 'mixBlendMode',
        'position', 'clip', 'clipPath'];
    const word = ['color', 'fontSize', 'fontWeight', 'textShadow', 'webkitTextStroke'];
    const within = new Map([[null, '']]), known = new Set();
    for (const each of document.querySelectorAll('*')) {
        const style = getComputedStyle(each), look = names => names.map(name => style[name]).join();
        within.set(each, within.get(each.parentElement) + ' > ' + look(box));
        const says = [...each.childNodes].some(child => child.nodeValue?.trim())
            || each.matches('input, select, textarea');
        const looks = within.get(each) + look(word) + each.matches('[disabled], [aria-disabled]');
        if (says && !known.has(looks) && each.checkVisibility({visibilityProperty: true})) {
            known.add(looks);
            each.dataset.distinct = '';
        }
    }
    axe.configure({rules: [{id: 'color-contrast', selector: '[data-distinct]'}]});
}"""
# The inside of a chart is plotly's; what it says is in the label and in the words below it.
AXE = """async () => (await axe.run({exclude: ['.main-svg']},
    {preload: false, resultTypes: ['violations']})).violations.map(
    found => `${found.impact} ${found.id}: ${found.nodes[0].html.slice(0, 200)}`)"""
WIDER = """() => Math.max(...[document.documentElement, document.querySelector('article')].map(
    each => each.scrollWidth - each.clientWidth))"""


class Reader:
    """A window without a network that remembers every complaint."""

    def __init__(self, chromium: Browser, site: Path, width: int, scheme: Any) -> None:
        self.site = site
        self.page = chromium.new_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
        )
        self.complaints = watch(self.page, site.as_uri())
        # Nothing at all is said here, not only no error.
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))

    def open(self, name: str) -> Page:
        self.page.goto((self.site / f"{name}.html").as_uri())
        self.page.evaluate(UNFOLD)
        return self.page

    def draw(self) -> None:
        self.page.evaluate(DRAW_ALL)
        self.page.wait_for_function(DRAWN)

    def faults(self) -> list[str]:
        self.page.evaluate(
            files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
        )
        self.page.evaluate(DISTINCT)
        return [*self.page.evaluate(AXE), *self.complaints]


@pytest.mark.parametrize(("width", "scheme"), SEEN)
def test_every_kind_of_page_can_be_read(
    chromium: Browser, site: Path, width: int, scheme: str
) -> None:
    reader = Reader(chromium, site, width, scheme)
    found = {}
    for name in SEEN[width, scheme]:
        page = reader.open(name)
        faults = reader.faults()  # sooner done before there are charts
        if name.startswith("notebooks/01"):
            reader.draw()
        if wider := page.evaluate(WIDER):
            faults.append(f"{wider} px wider than the window")
        if faults:
            found[name] = faults
        reader.complaints.clear()
    assert found == {}
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(20, 24, 30)" if scheme == "dark" else "rgb(255, 255, 255)")
    reader.page.close()


def test_faults_would_be_found(chromium: Browser, site: Path) -> None:
    reader = Reader(chromium, site, 1280, "light")
    page = reader.open("changelog")
    page.evaluate("() => { [...document.querySelectorAll('li')].at(-9).style.color = '#888'; }")
    page.evaluate("() => { document.querySelector('article').innerHTML += '<img src=x>'; }")
    assert {line.split(":")[0] for line in reader.faults()} >= {
        "serious color-contrast",
        "critical image-alt",
    }
    reader.page.close()


def test_charts_are_drawn_when_they_come_near_and_move(chromium: Browser, site: Path) -> None:
    reader = Reader(chromium, site, 1280, "dark")
    page = reader.page
    page.goto((site / "gallery.html").as_uri())
    chart = page.locator(".plot").last
    assert chart.get_attribute("data-drawn") is None
    chart.scroll_into_view_if_needed()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.plot')].at(-1).dataset.drawn === 'done'"
    )
    assert chart.evaluate("at => getComputedStyle(at).backgroundColor") == "rgb(255, 255, 255)"
    words = chart.get_attribute("aria-label")
    slider = chart.locator("[role=slider]")
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_function(
        "words => [...document.querySelectorAll('.plot')].at(-1).ariaLabel !== words", arg=words
    )
    assert "S/2012/77" in (chart.get_attribute("aria-label") or "")
    assert reader.complaints == []
    reader.page.close()


def test_without_scripts_a_picture_stands_for_each_chart(chromium: Browser, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((site / "gallery.html").as_uri())
    for chart in page.locator(".chart").all():
        assert len(chart.locator("img").get_attribute("alt") or "") > 40
        assert chart.locator("img").bounding_box()["height"] > 100
    context.close()


def searched(reader: Reader, words: str) -> list[str]:
    """Type words into the search of the first page, or ask the page of results for others."""
    page = reader.page
    if "search.html" in page.url:
        page.goto(f"{(reader.site / 'search.html').as_uri()}?{urlencode({'q': words})}")
    else:
        reader.open("index")
        page.locator(".navbar-persistent--container .search-button__button").click()
        page.locator("#pst-search-dialog input").fill(words)
        page.keyboard.press("Enter")
    page.get_by_text(re.compile("Search finished")).wait_for()
    return [link.inner_text() for link in page.locator("#search-results li a").all()]


def test_the_search_answers_from_the_disk(chromium: Browser, site: Path) -> None:
    reader = Reader(chromium, site, 1280, "light")
    for words, wanted in (
        ("votes most like", {"agreement_table", "charts.agreement_ranking"}),
        ("abstains most", {"shares"}),
        ("what a veto is worth", {"power_index"}),
        ("BRICS", {"unvotes.BRICS"}),
        ("agreement between two countries", {"agreement"}),
        ("confidence interval", {"agreement"}),
    ):
        first = searched(reader, words)[:3]
        assert any(name in result for name in wanted for result in first), (words, first)
    assert reader.faults() == []
    reader.page.close()
