"""Shares of votes: counted as pandas counts them, with what is unknown left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import unvotes as uv
from unvotes.errors import UnvotesError

YEARS = {"since": 2011, "until": 2012}


@pytest.mark.parametrize("by", [None, "year", "topic"])
def test_they_are_what_counting_by_hand_gives(by: str | None) -> None:
    votes = uv.load_votes(**YEARS)
    table = uv.shares(votes, by=by)
    facts = uv.load_roll_calls(**YEARS).set_index("roll_call")
    put = facts.index[~facts["without_vote"] & ~facts["in_parts"]]
    held = votes[(votes["vote"] != "unknown") & votes["roll_call"].isin(put)].assign(
        year=votes["date"].dt.year
    )
    keys = [*([by] if by else []), "member"]
    times = held.groupby(keys, observed=True).size()
    for vote in ("yes", "no", "abstain", "nonvoting"):
        counted = (held["vote"] == vote).groupby([held[key] for key in keys], observed=True).sum()
        found = table[table["vote"] == vote].set_index(keys)
        assert found["count"].to_dict() == counted.to_dict()
        assert found["n"].to_dict() == times.to_dict()


def test_nobody_is_absent_where_no_vote_was_taken() -> None:
    votes = uv.load_votes(members=["LBN", "IND"], until=1965)
    table = uv.shares(votes, vote="nonvoting").set_index("member")
    # India took no part in the votes of 1950 on Korea; Lebanon missed none in 1953 and 1954,
    # but resolutions 99 and 105 of those years were adopted without one.
    assert table.loc["IND", "count"] > 0
    assert table.loc["LBN", "count"] == 0
    facts = uv.load_roll_calls(until=1965)[["roll_call", "without_vote", "in_parts"]]
    told = uv.shares(votes, vote="nonvoting", roll_calls=facts).set_index("member")
    pd.testing.assert_frame_equal(told, table)


def test_an_interval_is_jeffreys_and_few_are_withheld() -> None:
    votes = uv.load_votes(**YEARS)
    row = uv.shares(votes, "RUS", vote="abstain", contested=True).iloc[0]
    assert (row["count"], row["n"]) == (4, 11)
    ends = stats.beta.ppf([0.025, 0.975], 4.5, 7.5)
    np.testing.assert_allclose(row[["low", "high"]].astype(float), ends)
    few = uv.shares(votes, ["RUS", "IND"], contested=True, min_shared=12)
    assert (few["estimate"].isna().all() and set(few["count"][:4]) == {5, 0, 4, 2}) or len(few) == 8
    assert set(few["withheld"]) == {"n below 12"}


def test_who_abstained_most_stands_first_and_unknown_is_no_vote() -> None:
    votes = pd.DataFrame(
        {
            "roll_call": ["r1", "r1", "r2", "r2", "r3", "r3"],
            "member": ["A", "B"] * 3,
            "vote": ["abstain", "yes", "abstain", "nonvoting", "unknown", "abstain"],
        }
    )
    table = uv.shares(votes, vote="abstain", min_shared=1)
    assert table["member"].tolist() == ["A", "B"]
    assert table[["count", "n"]].to_numpy().tolist() == [[2, 2], [1, 3]]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"vote": "Yes"}, "unknown vote 'Yes'"),
        ({"by": "colour"}, "unknown grouping 'colour'"),
        ({"member": "XXX"}, "XXX"),
        ({"sinse": 2011}, "did you mean since"),
    ],
)
def test_wrong_choices(how: dict[str, object], words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        uv.shares(uv.load_votes(**YEARS), **how)
