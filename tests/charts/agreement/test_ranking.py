"""Others in the order of their agreement, each with its interval and n."""

from __future__ import annotations

import pandas as pd
import pytest

from unvotes.analysis.pairs.all_pairs import agreement_table
from unvotes.charts import agreement_ranking, data, describe
from unvotes.charts.drawing import theme
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes

TABLE = pd.DataFrame(
    {
        "a": ["CHN", "IND", "RUS", "BRA", "CHN"],
        "b": ["RUS", "RUS", "ZAF", "RUS", "IND"],
        "estimate": [0.99, 0.95, 0.94, None, 0.5],
        "n": [121, 121, 121, 4, 121],
        "low": [0.96, 0.91, 0.89, None, 0.4],
        "high": [0.999, 0.98, 0.97, None, 0.6],
        "withheld": ["", "", "", "n below 10", ""],
    }
)


def test_the_closest_come_first_and_the_withheld_last() -> None:
    figure = agreement_ranking(TABLE, "RUS")
    assert data(figure)["member"].tolist() == ["CHN", "IND", "ZAF", "BRA"]
    dots, rings = figure.data
    assert list(dots.x) == [0.99, 0.95, 0.94]
    assert list(dots.y) == [0, 1, 2]
    assert list(dots.error_x.array) == pytest.approx([0.009, 0.03, 0.03])
    assert list(dots.error_x.arrayminus) == pytest.approx([0.03, 0.04, 0.05])
    assert list(rings.y) == [3]
    assert "withheld: n below 10" in rings.text[0].replace("<br>", " ")
    assert figure.layout.yaxis.ticktext == ("China", "India", "South Africa", "Brazil")
    assert figure.layout.xaxis.range[0] == 0.8
    assert "China: agreement 0.990 [0.960, 0.999], n = 121 roll calls." in describe(figure)
    assert "1 estimate withheld" in describe(figure)


def test_highlights_differ_by_symbol_too() -> None:
    grey, marked = agreement_ranking(TABLE, "RUS", highlight=["IND"]).data[:2]
    assert list(marked.x) == [0.95]
    assert (grey.marker.color, marked.marker.color) == (theme.QUIET, theme.ACCENT)
    assert grey.marker.symbol != marked.marker.symbol


def test_all_of_the_record() -> None:
    table = agreement_table(load_votes(), member="CHN")
    figure = agreement_ranking(table, "CHN")
    frame = data(figure)
    assert len(frame) == len(table)
    drawn = frame[frame["withheld"] == ""]
    assert drawn["estimate"].is_monotonic_decreasing
    pairs = table.assign(b=table["b"].astype(str)).set_index("b")
    assert frame.set_index("member")["n"].to_dict() == pairs["n"].to_dict()
    assert len(figure.to_json()) < 200_000
    assert figure.layout.height >= 20 * len(frame)


def test_wrong_input_is_explained() -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        agreement_ranking(TABLE.iloc[:0], "RUS")
    with pytest.raises(UnvotesError, match="unknown member 'RUSS'; did you mean 'RUS'"):
        agreement_ranking(TABLE, "RUSS")
    with pytest.raises(UnvotesError, match="RUS and CHN more than once"):
        agreement_ranking(pd.concat([TABLE, TABLE]), "RUS")
    with pytest.raises(UnvotesError, match="member 'USA' in this table"):
        agreement_ranking(TABLE, "RUS", highlight=["USA"])
    with pytest.raises(UnvotesError, match="'high'"):
        agreement_ranking(TABLE.drop(columns="high"), "RUS")


def test_names_are_escaped() -> None:
    figure = agreement_ranking(TABLE, "RUS", names={"CHN": "<i>%{x}"})
    assert figure.layout.yaxis.ticktext[0].startswith("&lt;i&gt;%&#8203;{x}")
    assert "<i>" not in figure.data[0].text[0]


@pytest.mark.parametrize(("n", "side"), [(20, "bottom"), (60, "top")])
def test_the_scale_of_a_long_list_stands_above_it(n: int, side: str) -> None:
    table = pd.DataFrame({"a": "RUS", "b": [f"M{i}" for i in range(n)], "n": 30})
    figure = agreement_ranking(table.assign(estimate=0.5, low=0.4, high=0.6), "RUS")
    assert figure.layout.xaxis.side == side


def many() -> pd.DataFrame:
    others = [*"ABCDEFGH"]
    estimate = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, None]
    table = pd.DataFrame({"a": "USA", "b": others, "estimate": estimate, "n": 30})
    return table.assign(low=table["estimate"] - 0.1, high=table["estimate"] + 0.05)


def test_of_many_some_are_drawn_and_the_rest_counted() -> None:
    figure = agreement_ranking(many(), top=2, bottom=1, highlight=["D"])
    assert data(figure)["member"].tolist() == ["A", "B", "D", "G"]
    assert [shape.y0 for shape in figure.layout.shapes] == [1.5, 2.5, 3.5]  # C, E and F, H
    said = figure.layout.title.subtitle.text.replace("<br>", " ")
    assert "of 4 members with the United States; 4 more are left out" in said
    assert "4 more are left out" in describe(figure)
    assert "left out" not in describe(agreement_ranking(many()))
    assert data(agreement_ranking(many(), bottom=2))["member"].tolist() == ["F", "G"]
    assert data(agreement_ranking(many(), top=99))["member"].tolist() == [*"ABCDEFG"]
    with pytest.raises(UnvotesError, match="top=0"):
        agreement_ranking(many(), top=0)


def test_whose_ranking_it_is_need_not_be_said_of_one_members_table() -> None:
    figure = agreement_ranking(many())
    assert figure.layout.title.text == "<b>Who votes most like the United States?</b>"
    with pytest.raises(UnvotesError, match="choose one, such as 'CHN'"):
        agreement_ranking(TABLE)
