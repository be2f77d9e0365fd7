"""The chart of shares: who does something most, and how it went over time."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from unvotes.charts import data, describe
from unvotes.errors import UnvotesError


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return uv.load_votes(since=2011, until=2014)


def test_who_abstains_most_stands_first_with_n_and_interval(votes: pd.DataFrame) -> None:
    table = uv.shares(votes, vote="abstain", contested=True)
    figure = uv.charts.shares(table, top=5)
    frame = data(figure)
    known = table[table["withheld"] == ""].head(5)
    assert frame["member"].tolist() == known["member"].tolist()
    assert frame["low"].tolist() == pytest.approx(known["low"].tolist())
    notes = [note.text for note in figure.layout.annotations]
    assert {f"{n:,}" for n in known["n"]} <= set(notes)
    assert "Who abstains most often?" in figure.layout.title.text
    assert f"{uv.charts.short_name(known['member'].iloc[0])} {known['estimate'].iloc[0]:.3f}" in (
        describe(figure)
    )


def test_shares_of_one_member_through_the_years(votes: pd.DataFrame) -> None:
    table = uv.shares(votes, "RUS", by="year")
    frame = data(uv.charts.shares(table))
    assert list(dict.fromkeys(frame["line"])) == [
        "in favour",
        "against",
        "abstaining",
        "not voting",
    ]
    yes = frame[(frame["line"] == "in favour") & (frame["period"] == "2012")].iloc[0]
    known = table[(table["vote"] == "yes") & (table["year"] == 2012)].iloc[0]
    assert (yes["estimate"], yes["n"]) == (known["estimate"], known["n"])


def test_one_vote_of_several_members(votes: pd.DataFrame) -> None:
    table = uv.shares(votes, ["RUS", "CHN"], by="year")
    figure = uv.charts.shares(table, vote="yes")
    assert list(dict.fromkeys(data(figure)["line"])) == ["China", "Russia"]
    assert "2 members: share of votes in favour" in figure.layout.title.text.replace("<br>", " ")
    assert figure.layout.yaxis.tickformat == ".0%"


@pytest.mark.parametrize(
    ("how", "given", "words"),
    [
        ({}, {}, "say which by vote="),
        ({"vote": "yes"}, {"vote": "no"}, "unknown vote 'no'"),
        ({"vote": "yes"}, {"members": ["XXX"]}, "unknown member 'XXX'"),
        ({"vote": "yes"}, {"top": 0}, "top=0"),
        ({"vote": "yes", "by": "topic"}, {}, "more than once"),
        ({"vote": "yes", "by": "year"}, {}, "choose members="),
        ({"vote": "yes", "min_shared": 9999}, {}, "every share of the table is withheld"),
    ],
)
def test_what_cannot_be_drawn(
    votes: pd.DataFrame, how: dict[str, object], given: dict[str, object], words: str
) -> None:
    table = uv.shares(votes, **how)  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match=words):
        uv.charts.shares(table, **given)  # type: ignore[arg-type]


def test_what_is_withheld_stands_below_the_axis() -> None:
    table = uv.shares(uv.load_votes(), vote="yes", member="IND", by="year", min_shared=40)
    assert 0 < (table["withheld"] != "").sum() < len(table)
    figure = uv.charts.shares(table)
    [rings] = [trace for trace in figure.data if trace.marker.symbol == "circle-open"]
    bottom = figure.layout.yaxis.range[0]
    assert all(bottom < y < 0 for y in rings.y)
