"""What the charts of agreement compute before they draw: who is shown, where, and as what."""

from __future__ import annotations

import numpy as np
import pandas as pd

import unvotes as uv
from unvotes.charts.agreement import dumbbell, heatmap, ranking

YEARS = {"since": 2011, "until": 2012, "contested": True}
FOUR = ["RUS", "CHN", "IND", "ZAF"]


def test_the_square_has_the_blocs_in_order_and_the_pairs_values() -> None:
    matrix = uv.agreement_matrix(uv.load_votes(), interval="wilson", members=FOUR, **YEARS)
    blocs = {"Two": ["RUS", "CHN"], "The others": ["IND", "ZAF"]}
    square = heatmap.lay_out(matrix, blocs=blocs)
    assert square.members == tuple(FOUR)
    assert square.sides == ("#0", "RUS", "CHN", "#1", "IND", "ZAF")
    assert square.z[0, 1] == matrix.estimate.loc["RUS", "CHN"] and (square.n == 11).all()
    assert square.with_numbers and not square.withheld.any()
    few = heatmap.lay_out(uv.agreement_matrix(uv.load_votes(), min_shared=12, **YEARS), order=FOUR)
    assert few.withheld.sum() == 12 and np.isnan(few.z[0, 1])
    assert set(few.pairs["withheld"]) == {"n below 12"}


def test_the_ranking_puts_the_closest_first_and_the_withheld_last() -> None:
    table = uv.agreement_table(uv.load_votes(), member="RUS", **YEARS)
    found = ranking.lay_out(table, "RUS", highlight=["CHN"])
    assert found.own_name == "Russia"
    assert found.rows.loc[0, ["member", "kind"]].tolist() == ["CHN", "highlighted"]
    shown = found.rows[found.rows["kind"] != "withheld"]
    assert shown["estimate"].is_monotonic_decreasing
    assert set(found.rows["kind"][len(shown) :]) == {"withheld"}


def test_the_dumbbells_have_a_row_for_each_part_then_and_now() -> None:
    votes = uv.load_votes()
    tables = [
        uv.bloc_agreement(votes, uv.RUSSIA_CHINA, uv.P3, since=year, until=year).assign(year=year)
        for year in (1990, 2025)
    ]
    found = dumbbell.lay_out(pd.concat(tables))
    assert found.ends == ("1990", "2025") and len(found.heads) == 3
    assert found.rows["when"].tolist() == ["then", "now"] * 3
    assert found.differences[0].startswith("Within less between: 1990 ")
