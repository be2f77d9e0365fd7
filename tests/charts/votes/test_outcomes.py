"""Each roll call is counted once, in its year and under its outcome."""

from __future__ import annotations

import pandas as pd
import pytest

from unvotes.charts import data, describe, outcomes_over_time
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_roll_calls

FOUR = pd.DataFrame(
    {
        "roll_call": ["a", "b", "c", "d"],
        "date": pd.to_datetime(["1990-08-02", "1990-08-25", "1992-02-04", "1992-12-30"]),
        "outcome": ["adopted", "adopted", "vetoed", "failed"],
        "contested": [False, True, True, True],
        "nonvoting": [1, 0, 0, 0],
        "without_vote": [False] * 4,
    }
)


def test_four_ways_to_end() -> None:
    figure = outcomes_over_time(FOUR)
    frame = data(figure)
    assert frame["year"].unique().tolist() == [1990, 1991, 1992]
    n = frame.set_index(["year", "outcome"])["n"]
    assert n[n > 0].to_dict() == {
        (1990, "adopted unanimously"): 1,
        (1990, "adopted divided"): 1,
        (1992, "vetoed"): 1,
        (1992, "failed"): 1,
    }
    assert [(t.name, list(t.x)) for t in figure.data] == [
        ("adopted unanimously", [1990]),
        ("adopted divided", [1990]),
        ("vetoed", [1992]),
        ("failed", [1992]),
    ]
    assert "1 of 2 roll calls" in figure.data[0].text[0]
    assert "(0 without a vote, 1 with a member taking no part)" in describe(figure)


def test_what_has_no_date_is_said_to_be_left_out() -> None:
    figure = outcomes_over_time(FOUR.assign(date=FOUR["date"].where(FOUR["roll_call"] != "d")))
    assert data(figure)["n"].sum() == 3
    for words in (figure.layout.title.subtitle.text, describe(figure)):
        assert "1 roll call without a date: left out." in words
    assert "without a date" not in describe(outcomes_over_time(FOUR))


def test_the_record_adds_up() -> None:
    roll_calls = load_roll_calls()
    figure = outcomes_over_time(roll_calls)
    frame = data(figure)
    assert frame["n"].sum() == len(roll_calls)
    adopted = frame[frame["outcome"].str.startswith("adopted")]["n"].sum()
    # Resolutions are numbered without a gap; motions and other decisions have no number.
    assert roll_calls["resolution"].nunique() == roll_calls["resolution"].max() == 2829
    assert adopted == (roll_calls["outcome"] == "adopted").sum() > 2829
    # Heights are counts on one scale.
    unit = figure.data[0].y[0] / frame["n"].iloc[0]
    for trace in figure.data:
        drawn = frame[(frame["outcome"] == trace.name) & (frame["n"] > 0)]
        assert list(trace.x) == drawn["year"].tolist()
        assert list(trace.y) == pytest.approx((drawn["n"] * unit).tolist(), abs=0.1)
    assert len(figure.to_json()) < 200_000


def test_wrong_input_is_explained() -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        outcomes_over_time(FOUR.iloc[:0])
    with pytest.raises(UnvotesError, match="'contested'"):
        outcomes_over_time(FOUR.drop(columns="contested"))
    with pytest.raises(UnvotesError, match="'adoptd'; did you mean 'adopted'"):
        outcomes_over_time(FOUR.replace({"outcome": {"adopted": "adoptd"}}))
    with pytest.raises(UnvotesError, match="has a date"):
        outcomes_over_time(FOUR.assign(date=pd.NaT))
