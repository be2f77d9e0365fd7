"""A report from the disk, in a real browser without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import unvotes as uv
from tests.lab import watch
from unvotes.publishing.report import report


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "blocs.html"
    report((uv.BRICS, uv.P3), path, since=2010, topic="Syria")
    return path


@pytest.mark.parametrize(("width", "scheme"), [(1000, "light"), (380, "dark")])
def test_a_report_opens_from_the_disk(chromium: Browser, width: int, scheme: Any, path: Path):
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    complaints = watch(page, path.as_uri())
    page.goto(path.as_uri())
    page.locator(".js-plotly-plot .main-svg text").first.wait_for()
    for chart in page.locator(".js-plotly-plot").all():
        assert chart.get_attribute("role") == "figure"
        assert len(chart.get_attribute("aria-label") or "") > 100
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 25, 31)"}[scheme]
    context.close()
    assert complaints == []
