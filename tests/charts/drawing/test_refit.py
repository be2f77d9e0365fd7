"""The words around a chart use the room that a page has, and fit a telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser

from unvotes.charts import bar_counts, timeline_slider, write_html
from unvotes.charts.drawing.figure import PAGE, PHONE, for_width

LONG = (
    "How often the permanent members of the Security Council stood together and how often apart, "
    "over all of the roll calls since the first & <last> of them"
)
LAYOUT = """() => {
    const chart = document.querySelector('.js-plotly-plot'), { layout } = chart;
    const lines = text => text.split('<br>').length;
    const texts = [...chart.querySelectorAll('.gtitle, .gtitle-subtitle, .annotation-text')];
    return {
        title: lines(layout.title.text), subtitle: lines(layout.title.subtitle.text),
        source: lines(layout.annotations.at(-1).text), words: layout.title.text,
        plot: layout.height - layout.margin.t - layout.margin.b,
        right: Math.max(...texts.map(text => text.getBoundingClientRect().right)),
        room: chart.clientWidth,
        empty: chart.clientHeight - chart.querySelector('.main-svg').clientHeight,
    };
}"""


def chart(title: str = LONG) -> go.Figure:
    frame = pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})
    return bar_counts(frame, title=title, subtitle=LONG, source=f"Source: {LONG}")


def lines(figure: go.Figure) -> tuple[int, int, int]:
    head = figure.layout.title
    texts = head.text, head.subtitle.text, figure.layout.annotations[-1].text
    return tuple(text.count("<br>") + 1 for text in texts)  # type: ignore[return-value]


def plot(layout: Any) -> float:
    return float(layout.height - layout.margin.t - layout.margin.b)


def test_for_another_width_words_are_broken_anew_and_the_plot_stays() -> None:
    page, phone, desk = chart(), for_width(chart(), PHONE), for_width(chart(), 2 * PAGE)
    assert lines(phone) > lines(page) > lines(desk)
    for figure in (phone, desk):
        assert plot(figure.layout) == pytest.approx(plot(page.layout), abs=1)
    assert for_width(page, PAGE).to_plotly_json() == page.to_plotly_json()
    own = chart().update_layout(title={"text": "Mine"})
    assert for_width(own, PHONE).layout.title.text == "Mine"
    assert for_width(go.Figure(), PHONE) == go.Figure()
    for part in ({"height": None}, {"margin": None}, {"meta": {"words": ["mine"]}}):
        changed = chart().update_layout(part)
        assert for_width(changed, PHONE) is changed


def test_a_page_breaks_them_for_its_width(chromium: Browser, tmp_path: Path) -> None:
    steps = {name: chart(f"{name}: {LONG}") for name in ("Then", "Now and for a while")}
    write_html(chart(), tmp_path / "chart.html")
    write_html(timeline_slider(steps), tmp_path / "steps.html")
    for name, given in (("chart", chart()), ("steps", next(iter(steps.values())))):
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto((tmp_path / f"{name}.html").as_uri())
        page.wait_for_selector(".js-plotly-plot .gtitle")
        found = {}
        for width in (1280, 700, 380):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(
                f"width => {{ const seen = ({LAYOUT})();"
                "return seen.room === width && seen.right <= width && seen.empty === 0; }",
                arg=width,
            )
            found[width] = page.evaluate(LAYOUT)
            assert found[width]["plot"] == pytest.approx(plot(given.layout), abs=62)
        assert found[1280]["title"] <= found[700]["title"] < found[380]["title"]
        assert found[1280]["subtitle"] < found[380]["subtitle"]
        assert found[1280]["source"] < found[380]["source"]
        assert "&amp; &lt;last&gt;" in found[380]["words"].replace("<br>", " ")
        if name == "chart":
            heights = [seen["plot"] for seen in found.values()]
            assert max(heights) - min(heights) < 1
        page.close()


def test_plotlys_own_file_fits_a_telephone_too(chromium: Browser, tmp_path: Path) -> None:
    chart().write_html(tmp_path / "plain.html", include_plotlyjs="cdn", full_html=False)
    part = (tmp_path / "plain.html").read_text(encoding="utf-8")
    assert "unvotesRefit" in part and "viewport" not in part, "a part of a page leaves it alone"
    chart().write_html(tmp_path / "plain.html")
    page = chromium.new_page(viewport={"width": 380, "height": 900})
    page.goto((tmp_path / "plain.html").as_uri())
    page.wait_for_function(f"() => ({LAYOUT})().right <= 380")
    assert page.locator(".js-plotly-plot").get_attribute("role") == "figure"
    assert page.locator("meta[name=viewport]").count() == 1
    page.close()
