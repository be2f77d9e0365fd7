"""Bars show the counts as they are given."""

from __future__ import annotations

import pandas as pd
import pytest

from unvotes.charts import bar_counts, data, describe
from unvotes.charts.drawing import theme
from unvotes.errors import UnvotesError

COUNTS = pd.DataFrame(
    {
        "label": ["together with the majority", "together against it", "apart"],
        "n": [1400, 3, 0],
        "share": [0.997862, 0.002138, 0.0],
        "note": ["", "all on Syria", None],
    }
)


def test_bars_are_the_counts() -> None:
    figure = bar_counts(COUNTS, title="Russia and China", highlight=["together against it"])
    (bars,) = figure.data
    assert bars.x == (1400, 3, 0)
    assert list(bars.y) == sorted(bars.y, reverse=True)
    assert list(bars.marker.color) == [theme.QUIET, theme.ACCENT, theme.QUIET]
    texts = [note.text for note in figure.layout.annotations]
    assert "together with the majority <b>1,400 (99.8%)</b>" in texts
    assert any("all on Syria" in text for text in texts)
    assert "together against it 3 (0.2%)" in describe(figure)
    frame = data(figure)
    assert frame["n"].tolist() == [1400, 3, 0]
    assert frame["note"].tolist() == ["", "all on Syria", ""]


def test_columns_may_have_other_names_and_counts_may_be_one() -> None:
    frame = pd.DataFrame({"pattern": ["both"], "votes": [1]})
    figure = bar_counts(frame, title="t", label="pattern", n="votes")
    assert data(figure).columns.tolist() == ["label", "n"]
    assert figure.data[0].x == (1,)


def test_hundreds_of_bars_keep_their_room() -> None:
    frame = pd.DataFrame({"label": [f"label {i}" for i in range(300)], "n": range(300)})
    figure = bar_counts(frame, title="t")
    gaps = pd.Series(figure.data[0].y).diff().dropna().abs()
    assert gaps.min() >= 40
    assert len(figure.to_json()) < 200_000


def test_wrong_input_is_explained() -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        bar_counts(COUNTS.iloc[:0], title="t")
    with pytest.raises(UnvotesError, match="'n'"):
        bar_counts(COUNTS.drop(columns="n"), title="t")
    with pytest.raises(UnvotesError, match="negative or missing"):
        bar_counts(COUNTS.assign(n=[1, 2, -1]), title="t")
    with pytest.raises(UnvotesError, match="between 0 and 1"):
        bar_counts(COUNTS.assign(share=[99, 1, 0]), title="t")
    with pytest.raises(UnvotesError, match="unknown label to highlight 'aparte'; did you mean"):
        bar_counts(COUNTS, title="t", highlight=["aparte"])
