from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from tests.analysis.frames import frame


def test_combinations_are_counted() -> None:
    table = uv.vote_patterns(frame({"A": "YYNx", "B": "YYYY", "C": "YNNx"}), ["A", "B"])
    assert table.to_dict("list") == {
        "A": ["yes", "no", "nonvoting"],
        "B": ["yes", "yes", "yes"],
        "n": [2, 1, 1],
        "share": [0.5, 0.25, 0.25],
        "alone": [1, 0, 0],
    }


@pytest.mark.parametrize("column", ["without_vote", "in_parts"])
def test_where_nobody_could_vote_nobody_was_absent(column: str) -> None:
    votes = frame({"A": "YYx", "B": "YNx"}, **{column: [False, False, True]})
    table = uv.vote_patterns(votes, ["A", "B"])
    assert table["n"].sum() == 2 and "nonvoting" not in set(table["A"])
    assert table["share"].tolist() == [0.5, 0.5]


def test_what_the_council_adopted_without_a_vote_is_in_no_pattern() -> None:
    votes = uv.load_votes(until=1950, members=["FRA", "GBR"])
    calls = uv.load_roll_calls(until=1950)
    put = calls[~calls["without_vote"] & ~calls["in_parts"]]
    assert len(put) < len(calls)
    assert uv.vote_patterns(votes, ["FRA", "GBR"])["n"].sum() == len(put)


def test_ids_that_are_numbers_are_left_out_too() -> None:
    votes = frame({"A": "YYx", "B": "YNx"}, without_vote=[False, False, True])
    votes["roll_call"] = pd.factorize(votes["roll_call"])[0]
    assert uv.vote_patterns(votes, ["A", "B"])["n"].sum() == 2
