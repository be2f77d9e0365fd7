"""Pictures: drawn where Chrome is, and a sentence on what to do where it is not."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from PIL import Image

from unvotes.charts import bar_counts, write_image
from unvotes.charts.drawing.browser import _Browser, _close, picture
from unvotes.errors import UnvotesError

start = _Browser.__init__


@pytest.fixture(scope="module")
def figure() -> go.Figure:
    frame = pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})
    return bar_counts(frame, title="Russia and China")


def test_one_browser_draws_all_pictures_in_any_thread(
    figure: go.Figure, browser: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    started: list[int] = []
    monkeypatch.setattr(_Browser, "__init__", lambda self: (started.append(1), start(self))[1])
    _close()
    paths = [tmp_path / f"{i}.png" for i in range(4)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda path: write_image(figure, path, width=380, scale=1), paths))
    assert len({path.read_bytes() for path in paths}) == 1 and started == [1]
    with pytest.raises(ValueError, match="format"):
        picture(figure, "none", 380, 1)
    write_image(figure, paths[0], width=380, scale=1)  # after an error another is started
    assert started == [1, 1]


def test_a_picture_of_the_width_asked_for(figure: go.Figure, browser: str, tmp_path: Path):
    path = tmp_path / "counts.png"
    assert write_image(figure, path, width=380, scale=1) == path
    with Image.open(path) as picture:
        assert picture.size == (380, figure.layout.height)


def test_without_chrome_it_says_what_to_do(
    figure: go.Figure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    from choreographer.browsers.chromium import Chromium

    _close()  # one that is open needs no other
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(Chromium, "find_browser", classmethod(lambda *_, **__: None))
    with pytest.raises(UnvotesError, match=r"plotly_get_chrome.*BROWSER_PATH.*write_html"):
        write_image(figure, tmp_path / "counts.png")
    with pytest.raises(RuntimeError, match="plotly_get_chrome"):  # plotly's own words
        figure.write_image(tmp_path / "counts.png")
    assert list(tmp_path.iterdir()) == []


def test_without_kaleido_it_says_what_to_do(
    figure: go.Figure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setitem(sys.modules, "kaleido.errors", None)
    with pytest.raises(UnvotesError, match=r"pip install.*kaleido"):
        write_image(figure, tmp_path / "counts.png")


def test_wrong_arguments_teach(figure: go.Figure, tmp_path: Path):
    with pytest.raises(UnvotesError, match="did you mean 'jpeg'"):
        write_image(figure, tmp_path / "a.jpe")
    with pytest.raises(UnvotesError, match="there is no folder"):
        write_image(figure, tmp_path / "none" / "a.png")
    with pytest.raises(UnvotesError, match="above 0"):
        write_image(figure, tmp_path / "a.png", width=0)
