"""Sponsors: one a row, and the pairs that they make."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest

import unvotes as uv
from unvotes.errors import UnvotesError


def test_each_sponsor_has_a_row() -> None:
    roll_calls = uv.load_roll_calls(since=2010, until=2012)
    table = uv.sponsors(roll_calls)
    listed = roll_calls.set_index("roll_call")["sponsors"].str.split()
    assert table.groupby("roll_call")["sponsor"].agg(list).to_dict() == {
        name: codes for name, codes in listed.items() if codes
    }
    assert set(table.loc[~table["member"], "sponsor"]) <= {
        "president",
        "committee",
        "elected",
        "council",
    }


def test_pairs_are_counted_once_each() -> None:
    roll_calls = pd.DataFrame(
        {
            "roll_call": ["r1", "r2", "r3", "r4"],
            "sponsors": ["USA GBR", "GBR FRA USA", "president", ""],
        }
    )
    pairs = uv.sponsor_pairs(roll_calls)
    assert pairs.loc[0].to_dict() == {
        "a": "GBR",
        "b": "USA",
        "together": 2,
        "a_in_all": 2,
        "b_in_all": 2,
        "n": 2,
    }
    assert len(pairs) == 3 and pairs["together"].sum() == 4
    whole = uv.sponsor_pairs(uv.load_roll_calls(since=2011, until=2011))
    named = uv.sponsors(uv.load_roll_calls(since=2011, until=2011)).query("member")
    sets = named.groupby("roll_call")["sponsor"].agg(set)
    assert whole["together"].sum() == sum(len([*combinations(codes, 2)]) for codes in sets)


def test_what_is_not_known_is_said() -> None:
    with pytest.raises(UnvotesError, match=r"no sponsor is known of these .* since 1994"):
        uv.sponsors(
            uv.load_roll_calls(until=1946, since=1946, contested=True).tail(1).assign(sponsors="")
        )
    with pytest.raises(UnvotesError, match="there is no column 'sponsors'"):
        uv.sponsors(uv.load_votes(since=2025))
    with pytest.raises(UnvotesError, match="no two members sponsored"):
        uv.sponsor_pairs(pd.DataFrame({"roll_call": ["r1"], "sponsors": ["USA"]}))
