"""Then and now of each part, where the table has them."""

from __future__ import annotations

import pandas as pd
import pytest

from unvotes.analysis.blocs.agreement import bloc_agreement
from unvotes.charts import bloc_dumbbell, data, describe
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    votes = load_votes(since=2011, until=2012)
    return bloc_agreement(votes, "Russia–China", "India–South Africa", by="year")


def test_two_ends_of_each_part(table: pd.DataFrame) -> None:
    figure = bloc_dumbbell(table)
    frame = data(figure)
    assert frame["when"].tolist() == ["then", "now"] * 3
    assert frame["group"].tolist() == ["2011", "2012"] * 3
    parts = table[table["part"] != "difference"].sort_values(["part", "year"])
    assert frame["estimate"].tolist() == pytest.approx(parts["estimate"].tolist())
    change, then, now = figure.data
    assert list(then.x) == pytest.approx(frame["estimate"][::2].round(4).tolist())
    assert list(now.x) == pytest.approx(frame["estimate"][1::2].round(4).tolist())
    assert [x for x in change.x if x is not None] == [
        x for pair in zip(then.x, now.x, strict=True) for x in pair
    ]
    assert then.error_x.arrayminus[0] == pytest.approx(
        frame["estimate"][0] - frame["low"][0], abs=1e-4
    )
    assert then.marker.color != now.marker.color
    # A ring and a dot: told apart without colour.
    assert then.marker.color == "#ffffff"
    between = table[(table["part"] == "between") & (table["year"] == 2012)].iloc[0]
    said = f"2012 agreement {between['estimate']:.3f} [{between['low']:.3f}, "
    assert said in describe(figure)
    gap = table[(table["part"] == "difference") & (table["year"] == 2011)].iloc[0]
    subtitle = figure.layout.title.subtitle.text.replace("<br>", " ")
    assert f"Within less between: 2011 {gap['estimate']:.3f}" in subtitle


def test_ends_are_chosen(table: pd.DataFrame) -> None:
    assert data(bloc_dumbbell(table, then=2012, now=2011))["group"].tolist()[:2] == ["2012", "2011"]
    with pytest.raises(UnvotesError, match="now: no group of table 2013"):
        bloc_dumbbell(table, now=2013)
    with pytest.raises(UnvotesError, match="same group"):
        bloc_dumbbell(table, then=2012)


def test_periods_of_ones_own_and_a_withheld_end(table: pd.DataFrame) -> None:
    one = table[table["year"] == 2011].drop(columns="year").assign(period="<then>")
    two = table[table["year"] == 2012].drop(columns="year").assign(period="now")
    two["estimate"] = two["low"] = two["high"] = float("nan")
    two["withheld"] = "n below 10"
    figure = bloc_dumbbell(pd.concat([one, two]))
    change, then, now = figure.data
    assert len(then.x) == 3
    assert not now.x
    assert not change.x
    assert "withheld (n 54)" in figure.layout.annotations[0].text
    assert "now agreement withheld: n below 10" in describe(figure)
    assert "<then>" not in figure.data[1].text[0]


def test_wrong_input_is_explained(table: pd.DataFrame) -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        bloc_dumbbell(table.iloc[:0])
    with pytest.raises(UnvotesError, match="one column that tells then from now"):
        bloc_dumbbell(table.drop(columns="year"))
    with pytest.raises(UnvotesError, match="one group only, 2011"):
        bloc_dumbbell(table[table["year"] == 2011])
    with pytest.raises(UnvotesError, match="'part'"):
        bloc_dumbbell(table.drop(columns="part"))
    with pytest.raises(UnvotesError, match="more than once"):
        bloc_dumbbell(pd.concat([table, table]))
