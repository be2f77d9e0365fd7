"""
Charts look as they did: each is drawn by Chromium and compared with a small picture of it.

    python -m tests.charts.test_pictures                 make all pictures again
    python -m tests.charts.test_pictures chamber ...     these

A picture is small and blurred before it is compared, so that another font or another version of
Chromium makes no difference, but a lost trace, legend or title does. Look at the pictures that
you commit: they say what is right.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import kaleido
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from PIL import Image, ImageFilter

from unvotes.analysis.blocs.agreement import bloc_agreement
from unvotes.analysis.pairs.agreement import agreement
from unvotes.analysis.pairs.all_pairs import agreement_matrix, agreement_table
from unvotes.analysis.structure.communities import communities
from unvotes.analysis.structure.hierarchy import hierarchy
from unvotes.analysis.structure.scaling import positions
from unvotes.charts import (
    agreement_heatmap,
    agreement_over_time,
    agreement_ranking,
    bloc_dumbbell,
    chamber,
    dendrogram,
    map_of_members,
    network,
    outcomes_over_time,
    positions_over_time,
    timeline_slider,
    veto_matrix,
    veto_timeline,
    vetoes_by_topic,
    vote_grid,
    world,
)
from unvotes.charts.votes.chamber import _KEY_AT
from unvotes.record.loading import load_roll_calls, load_votes
from unvotes.record.states import states

FOLDER = Path(__file__).parent / "pictures"
WIDTH, SCALE, COLOURS = 700, 0.5, 256
# A place counts as changed that is, after the blur, so far (of 255) from what it was; so many
# places, and so much of the coloured surface in other colours, are let pass.
BLUR, FAR, PLACES = 6, 16, 0.009
VIVID, TINTS = 90, 0.06
# Charts with many words, or with few and thin marks, change more with the font.
LOOSE = {"agreement_over_time": 1.7, "bloc_dumbbell": 2.0}


def _two_years() -> pd.DataFrame:
    return load_votes(since=2011, until=2012)


def _blocs() -> pd.DataFrame:
    return bloc_agreement(_two_years(), "Russia–China", "India–South Africa", by="year")


P5_AND_TWO = ["RUS", "CHN", "FRA", "GBR", "USA", "IND", "ZAF"]
CHOICE = {"members": P5_AND_TWO, "contested": True}


def _communities() -> go.Figure:
    found = communities(_two_years(), n_boot=100, **CHOICE)
    return network(found, agreement_matrix(_two_years(), **CHOICE))


def _map() -> go.Figure:
    found = positions(_two_years(), n_boot=100, **CHOICE)
    blocs = {"Russia and China": ["RUS", "CHN"], "India and South Africa": ["IND", "ZAF"]}
    return map_of_members(found, blocs=blocs)


def _ways() -> go.Figure:
    # Made-up positions: two members that part, one of them absent for a while.
    years = list(range(1991, 2021))
    table = pd.DataFrame({"member": ["RUS"] * 30 + ["IND"] * 30, "year": years * 2, "n": 60})
    table["estimate"] = [*np.linspace(0.5, -1.5, 30), *np.linspace(0.2, 0.8, 30)]
    table["low"], table["high"] = table["estimate"] - 0.2, table["estimate"] + 0.2
    return positions_over_time(table.drop(index=range(40, 48)))


def _world() -> go.Figure:
    # A made-up vote: every fifth state of the record in another way, a few without any.
    codes = states().query("successors == '' and ~note.str.startswith('Observer')")["code"]
    words = ["yes", "no", "abstain", "nonvoting", "yes"]
    votes = pd.DataFrame(
        {"member": codes, "vote": [words[i % 5] for i in range(len(codes))], "topic": "Example"}
    )
    return world(votes.iloc[:-12])


CHARTS: dict[str, Callable[[], go.Figure]] = {
    "agreement_heatmap": lambda: agreement_heatmap(agreement_matrix(_two_years(), contested=True)),
    "agreement_over_time": lambda: agreement_over_time(
        agreement(load_votes(since=2003, until=2014), "RUS", "CHN", by="year")
    ),
    "agreement_ranking": lambda: agreement_ranking(
        agreement_table(_two_years(), members=["RUS", "CHN", "IND", "ZAF", "USA"]), "RUS"
    ),
    "bloc_dumbbell": lambda: bloc_dumbbell(_blocs()),
    "chamber": lambda: chamber(_two_years(), "S/2012/77"),
    "chamber_two": lambda: chamber(_two_years(), ["S/2011/612", "S/2012/77"]),
    "dendrogram": lambda: dendrogram(hierarchy(_two_years(), **CHOICE), cut_into=3),
    "map_of_members": _map,
    "network": _communities,
    "outcomes_over_time": lambda: outcomes_over_time(load_roll_calls(since=1970, until=1999)),
    "positions_over_time": _ways,
    "timeline_slider": lambda: timeline_slider(
        {key: chamber(_two_years(), key) for key in ("S/2011/612", "S/2012/77")}
    ),
    "veto_matrix": lambda: veto_matrix(load_votes(since=1970, until=1999)),
    "veto_timeline": lambda: veto_timeline(load_votes(since=1970, until=1999)),
    "vetoes_by_topic": lambda: vetoes_by_topic(load_votes(since=1970, until=1999)),
    "vote_grid": lambda: vote_grid(
        _two_years(), ["S/2011/612", "S/2012/77", "S/2012/538"], order="given"
    ),
    "world": _world,
}
"""What is drawn, by the name of its picture. A new chart is one more line here."""


def draw(figure: go.Figure) -> Image.Image:
    """Draw a chart in Chromium, half as large as it is 700 px wide."""
    plain = json.loads(figure.to_json())
    size = {"width": WIDTH, "height": plain["layout"]["height"], "scale": SCALE}
    drawn = kaleido.calc_fig_sync(plain, opts={"format": "png", **size})
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def changed(drawn: Image.Image, picture: Image.Image) -> float:
    """Say how different a picture looks: above 1, by more than another font would make it."""
    if abs(drawn.height - picture.height) > 2:
        return float("inf")
    same = [image.convert("RGB").resize(picture.size) for image in (drawn, picture)]
    soft = [np.asarray(i.filter(ImageFilter.GaussianBlur(BLUR)), dtype=int) for i in same]
    places = float((np.abs(soft[0] - soft[1]).max(axis=2) > FAR).mean())
    tints = [_tints(np.asarray(image, dtype=int)) for image in same]
    surface = max(0.01 * drawn.width * drawn.height, *(tint.sum() for tint in tints))
    moved = np.abs(tints[0] - tints[1]).sum() / 2 / surface
    return max(places / PLACES, float(moved) / TINTS)


def _tints(pixels: np.ndarray) -> np.ndarray:
    """Count the pixels of each hue, text and white apart; neighbouring hues share a pixel."""
    low, high = pixels.min(axis=2), pixels.max(axis=2)
    red, green, blue = pixels[high - low > VIVID].T.astype(float)
    hue = np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue) / (2 * np.pi) % 1 * 12
    below = np.floor(hue).astype(int)
    share = hue - below
    counts = np.bincount(below % 12, 1 - share, 12)
    return counts + np.bincount((below + 1) % 12, share, 12)


def server() -> Iterator[None]:
    kaleido.start_sync_server(silence_warnings=True)
    try:
        yield
    finally:
        kaleido.stop_sync_server(silence_warnings=True)


@pytest.fixture(scope="module")
def chromium(browser: str) -> Iterator[None]:
    """Chromium, started once; it is told where it is, as elsewhere in the tests."""
    before = os.environ.get("BROWSER_PATH")
    os.environ["BROWSER_PATH"] = browser
    yield from server()
    os.environ.pop("BROWSER_PATH") if before is None else os.environ.update(BROWSER_PATH=before)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_looks_as_it_did(name: str, chromium: None) -> None:
    assert changed(draw(CHARTS[name]()), Image.open(FOLDER / f"{name}.png")) < LOOSE.get(name, 1), (
        f"{name} looks different. If that is meant, make its picture again "
        f"(python -m tests.charts.test_pictures {name}) and look at it."
    )


def without(figure: go.Figure, name: str) -> go.Figure:
    kept = [trace for trace in figure.data if trace.name != name]
    assert len(kept) < len(figure.data)
    return go.Figure(kept, figure.layout)


def recoloured(figure: go.Figure, name: str, colour: str) -> go.Figure:
    other = go.Figure(figure)
    other.update_traces(marker={"color": colour}, selector={"name": name})
    return other


FAULTS: dict[str, Callable[[go.Figure], Any]] = {
    "a lost trace": lambda figure: without(figure, "against"),
    "a lost key": lambda figure: without(figure, "tally").update_layout(
        annotations=[n for n in figure.layout.annotations if n.x != _KEY_AT]
    ),
    "a lost title": lambda figure: go.Figure(figure).update_layout(title={"text": ""}),
    "another colour": lambda figure: recoloured(figure, "in favour", "#2a9d8f"),
    "a moved seat": lambda figure: go.Figure(figure).update_traces(
        x=[0.0, 0.1], selector={"name": "against"}
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_comparison_finds(fault: str, chromium: None) -> None:
    faulty = FAULTS[fault](CHARTS["chamber"]())
    assert changed(draw(faulty), Image.open(FOLDER / "chamber.png")) > 1


@pytest.mark.parametrize("name", ["chamber", "world"])
def test_the_comparison_overlooks_another_font(name: str, chromium: None) -> None:
    figure = CHARTS[name]().update_layout(font={"family": "DejaVu Sans, Verdana, serif"})
    assert changed(draw(figure), Image.open(FOLDER / f"{name}.png")) < 1


def test_pictures_are_few_and_small() -> None:
    pictures = {path.stem: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(pictures) == set(CHARTS)
    assert max(pictures.values()) <= 25_000


def main(names: list[str]) -> int:
    """Make the pictures that are named, or all."""
    FOLDER.mkdir(exist_ok=True)
    for _ in server():
        for name in names or CHARTS:
            few = draw(CHARTS[name]()).quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(FOLDER / f"{name}.png", optimize=True)
            print(f"{name}: {(FOLDER / f'{name}.png').stat().st_size / 1000:.1f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
