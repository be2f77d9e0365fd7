"""A series of votes as maps to step through: what each step shows, in figure and file."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import unvotes as uv
from unvotes.charts import data, describe
from unvotes.errors import UnvotesError

SERIES = ["A/RES/ES-11/6", "A/RES/ES-11/1"]


@pytest.fixture(scope="module")
def ukraine() -> pd.DataFrame:
    return uv.load_votes("general-assembly", topic="Ukraine", since=2014, contested=True)


def test_each_step_has_its_votes_and_its_words(ukraine: pd.DataFrame, tmp_path: Path) -> None:
    figure = uv.charts.world_steps(ukraine, SERIES, title="War in Ukraine", start=SERIES[0])
    frame = data(figure)
    assert list(dict.fromkeys(frame["step"])) == ["2022-03-02", "2023-02-23"]
    first = frame[frame["step"] == "2022-03-02"]
    assert first["vote"].value_counts()[["yes", "no", "abstain"]].tolist() == [141, 5, 35]
    assert "141" in describe(figure) and describe(figure).startswith("War in Ukraine. 2 steps.")
    undated = ukraine["date"].where(ukraine["roll_call"] != SERIES[1])
    steps = data(uv.charts.world_steps(ukraine.assign(date=undated), SERIES))["step"]
    assert list(dict.fromkeys(steps)) == ["2023-02-23", "A/RES/ES-11/1"]
    (slider,) = figure.layout.sliders
    assert slider.active == 1 and [step.label for step in slider.steps] == [
        "2022-03-02",
        "2023-02-23",
    ]
    path = uv.charts.write_html(figure, tmp_path / "steps.html")
    text = path.read_text(encoding="utf-8")
    assert "2023-02-23, step 2 of 2" in text and not re.search(r'<script[^>]* src="', text)


def test_a_long_series_fits_a_page_and_days_with_several_votes_are_told_apart(
    ukraine: pd.DataFrame,
) -> None:
    figure = uv.charts.world_steps(ukraine)
    assert len(figure.to_json()) < 1_000_000
    steps = [step.label for step in figure.layout.sliders[0].steps]
    assert len(steps) == ukraine["roll_call"].nunique() > 20
    assert {"2025-02-24 A/RES/ES-11/7", "2025-02-24 A/RES/ES-11/8"} < set(steps)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["A/RES/ES-11/99"], "unknown roll call"),
        ("A/RES/ES-11/1", "give a list"),
        ([], "these are 0 roll calls"),
    ],
)
def test_what_cannot_be_stepped_through(ukraine: pd.DataFrame, given: object, words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        uv.charts.world_steps(ukraine, given)  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="and 1 to 40 can be stepped through"):
        uv.charts.world_steps(uv.load_votes(since=2011, until=2012))
