"""Each step of a slider is its chart, in a figure that needs no kernel and no network."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from playwright.sync_api import Browser, Page

from unvotes.charts import (
    bar_counts,
    chamber,
    data,
    describe,
    timeline_slider,
    vote_grid,
    world,
    write_html,
)
from unvotes.errors import UnvotesError

IDS = ["S/2011/612", "S/2012/77", "S/2012/538"]


@pytest.fixture(scope="module")
def tables(syria: pd.DataFrame) -> dict[str, go.Figure]:
    return {key: chamber(syria, key) for key in IDS}


def applied(figure: go.Figure, k: int) -> dict[str, Any]:
    """Do to a figure what plotly does when step k is chosen."""
    drawn = go.Figure(figure).to_plotly_json()
    menu = (drawn["layout"].get("sliders") or drawn["layout"]["updatemenus"])[0]
    traces, layout, at = (menu.get("steps") or menu["buttons"])[k]["args"]
    for path, values in traces.items():
        for i, value in zip(at, values, strict=True):
            put(drawn["data"][i], path.split("."), value)
    for path, value in layout.items():
        put(drawn["layout"], path.split("."), value)
    return drawn


def put(node: dict[str, Any], path: list[str], value: Any) -> None:
    for key in path[:-1]:
        node = node.setdefault(key, {})
    node[path[-1]] = value
    if value is None:
        del node[path[-1]]


def seen(traces: Any) -> list[dict[str, Any]]:
    shown = [dict(t) for t in traces if t.get("visible", True)]
    return [{k: v for k, v in t.items() if k != "visible"} for t in shown]


@pytest.mark.parametrize("control", ["slider", "dropdown"])
@pytest.mark.parametrize("start", IDS)
def test_each_step_is_its_chart(tables: dict[str, go.Figure], control: Any, start: str) -> None:
    figure = timeline_slider(tables, control=control, start=start)
    for k, key in enumerate(IDS):
        drawn, chart = applied(figure, k), tables[key].to_plotly_json()
        assert seen(drawn["data"]) == seen(chart["data"])
        assert drawn["layout"]["title"] == chart["layout"]["title"]
        texts = [note["text"] for note in drawn["layout"]["annotations"]]
        assert texts == [note["text"] for note in chart["layout"]["annotations"]]
        assert (
            f"{key}, step {k + 1} of 3: {describe(tables[key])}" in drawn["layout"]["meta"]["alt"]
        )
    assert seen(figure.to_plotly_json()["data"]) == seen(tables[start].to_plotly_json()["data"])


def test_steps_of_different_size_and_with_different_traces(syria: pd.DataFrame) -> None:
    charts = {
        "all": vote_grid(syria),
        "two": vote_grid(syria, members=["RUS", "CHN"]),
        "one": vote_grid(syria, IDS[1:], members=["IND"]),
    }
    figure = timeline_slider(charts)
    for k, chart in enumerate(charts.values()):
        drawn = applied(figure, k)
        assert seen(drawn["data"]) == seen(chart.to_plotly_json()["data"])
        assert drawn["layout"]["yaxis"] == chart.to_plotly_json()["layout"]["yaxis"]
    highest = max(chart.layout.height for chart in charts.values())
    assert figure.layout.height > highest


def test_description_and_data_cover_all_steps(tables: dict[str, go.Figure]) -> None:
    figure = timeline_slider(tables, title="Syria")
    text = describe(figure)
    assert text.startswith("Syria. 3 steps. S/2011/612: Vote on S/2011/612")
    assert all(describe(chart) in text for chart in tables.values())
    frame = data(pio.from_json(figure.to_json()))
    assert frame["step"].unique().tolist() == IDS
    for key in IDS:
        rows = frame[frame["step"] == key].drop(columns="step").reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, data(tables[key]))


def test_the_land_of_a_map_is_held_once() -> None:
    maps = {str(y): world(pd.Series({"IND": y, "NRU": 3.0, "CHN": 9.0})) for y in (1, 2, 3, 4)}
    figure = timeline_slider(maps)
    assert sum(t.name == "IND" for t in figure.data) == 1
    assert len(figure.to_json()) < 1.5 * len(maps["1"].to_json()) + 20_000
    for k, chart in enumerate(maps.values()):
        (drawn,) = [t for t in applied(figure, k)["data"] if t["name"] == "IND"]
        (own,) = [t for t in chart.data if t.name == "IND"]
        assert (drawn["fillcolor"], drawn["text"]) == (own.fillcolor, own.text)


def test_one_step_and_labels_that_are_no_html() -> None:
    chart = bar_counts(pd.DataFrame({"label": ["a"], "n": [1]}), title="T")
    figure = timeline_slider({"<b>": chart}, title="<i>")
    assert figure.layout.sliders[0].steps[0].label == "&lt;b&gt;"
    assert figure.layout.sliders[0].currentvalue.prefix == "&lt;i&gt;: "


def test_wrong_input_is_explained(tables: dict[str, go.Figure], syria: pd.DataFrame) -> None:
    with pytest.raises(UnvotesError, match="at least one"):
        timeline_slider({})
    with pytest.raises(UnvotesError, match="did you mean 'slider'"):
        timeline_slider(tables, control="slide")  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="unknown step 'S/2012/78'"):
        timeline_slider(tables, start="S/2012/78")
    with pytest.raises(UnvotesError, match="different kinds"):
        timeline_slider({**tables, "grid": chamber(syria, IDS[:2])})
    with pytest.raises(UnvotesError, match="not drawn by unvotes"):
        timeline_slider({"a": go.Figure()})


def test_too_large_is_refused(
    tables: dict[str, go.Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(timeline_slider(tables).to_json()) < 60_000
    module = import_module("unvotes.charts.timeline_slider")
    monkeypatch.setattr(module, "_MOST_BYTES", 10_000)
    with pytest.raises(UnvotesError, match=r"3 steps would make a figure of \d+ kB"):
        timeline_slider(tables)


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Page:
    return chromium.new_page(viewport={"width": 380, "height": 900}, offline=True)


def test_it_steps_in_an_exported_page_without_a_network(
    tables: dict[str, go.Figure], page: Page, tmp_path: Path
) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    page.on("requestfailed", lambda request: problems.append(request.url))
    write_html(timeline_slider(tables, title="Syria"), tmp_path / "steps.html")
    page.goto((tmp_path / "steps.html").as_uri())
    page.wait_for_selector(".slider-container[role=slider]")

    def state() -> tuple[str, int, str, str]:
        return tuple(
            page.evaluate(
                """() => {
                const chart = document.querySelector('.js-plotly-plot');
                const control = document.querySelector('[role=slider]');
                return [document.querySelector('.gtitle').textContent,
                        chart.querySelectorAll('.scatterlayer .trace').length,
                        chart.getAttribute('aria-label'),
                        control.getAttribute('aria-valuetext')];
            }"""
            )
        )

    begun = state()
    assert begun[0] == "S/2011/612: vetoed by China and Russia"
    page.focus("[role=slider]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.gtitle').textContent.includes('2012/77')")
    moved = state()
    assert moved[1] == begun[1] - 1  # nobody abstained
    assert moved[2].startswith("Syria. S/2012/77, step 2 of 3: Vote on S/2012/77")
    assert moved[3] == "S/2012/77"
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('.gtitle').textContent.includes('2012/538')")
    rail = page.locator(".slider-rail-touch-rect").bounding_box()
    assert rail is not None
    page.mouse.click(rail["x"] + 2, rail["y"] + rail["height"] / 2)
    page.wait_for_function("document.querySelector('.gtitle').textContent.includes('2011/612')")
    assert state()[1] == begun[1]
    assert not problems


def test_a_list_opens_and_chooses(tables: dict[str, go.Figure], page: Page, tmp_path: Path) -> None:
    write_html(timeline_slider(tables, control="dropdown"), tmp_path / "list.html")
    page.goto((tmp_path / "list.html").as_uri())
    page.locator(".updatemenu-header").click()
    page.locator(".updatemenu-dropdown-button").nth(1).click()
    page.wait_for_function(
        "document.querySelector('.gtitle').textContent === 'S/2012/77: vetoed by China and Russia'"
    )
    assert page.locator(".updatemenu-header").text_content().startswith("S/2012/77")


def test_the_map_needs_no_network(page: Page, tmp_path: Path) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(request.url))
    write_html(world(pd.Series({"BRA": 0.5, "NRU": 0.7}, name="x")), tmp_path / "map.html")
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector(".scatterlayer .trace")
    where = page.evaluate(
        """() => {
        const chart = document.querySelector('.js-plotly-plot'), full = chart._fullLayout;
        const box = chart.querySelector('.nsewdrag').getBoundingClientRect();
        const at = (x, y) => [box.left + full.xaxis.l2p(x), box.top + full.yaxis.l2p(y)];
        const dots = chart.data.find(t => t.name === 'small states');
        const i = dots.hovertext.findIndex(text => text.includes('NRU'));
        return [at(-520, -80), at(dots.x[i], dots.y[i])];
    }"""
    )
    for (x, y), said in zip(where, ("Brazil (BRA)0.500", "Nauru (NRU)0.700"), strict=True):
        page.mouse.move(x - 1, y)
        page.mouse.move(x, y)
        page.wait_for_selector(".hoverlayer .hovertext")
        page.wait_for_function(
            "said => document.querySelector('.hoverlayer').textContent.includes(said)", arg=said
        )
    assert not problems
