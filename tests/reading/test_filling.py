"""Unknown votes filled from newer ones: only where they make the tally that was reported."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from unvotes.reading.filling import FILLED, fill_unknown
from unvotes.record.vocabulary import VOTE

MEMBERS = ["CHN", "RUS", "USA", "BEL"]
COUNTED = ["yes", "no", "abstain", "nonvoting", "unknown"]


def record(*letters: str, tallies: list[str], outcome: str = "adopted") -> tuple[pd.DataFrame, ...]:
    """Roll calls r0, r1 … of four members, from a letter each: y, n, a, x (not voting), ?."""
    words = dict(zip("ynax?", COUNTED, strict=True))
    votes = pd.DataFrame(
        [
            (f"r{i}", pd.Timestamp("2001-01-01") + pd.Timedelta(days=i), member, words[letter])
            for i, line in enumerate(letters)
            for member, letter in zip(MEMBERS, line, strict=True)
        ],
        columns=["roll_call", "date", "member", "vote"],
    )
    calls = pd.DataFrame({"roll_call": [f"r{i}" for i in range(len(letters))]})
    for letter, name in words.items():
        calls[name] = [line.count(letter) for line in letters]
    calls = calls.assign(reported_tally=tallies, outcome=outcome)
    votes["permanent"] = votes["member"] != "BEL"
    votes["veto"] = votes["permanent"] & (votes["vote"] == "no") & (outcome == "vetoed")
    return votes.astype({"vote": VOTE}), calls


def test_what_makes_the_tally_is_filled() -> None:
    votes, calls = record("yy??", "y???", "?nax", tallies=["2-1-1", "1-1-1", "1-1-1"])
    newer, newer_calls = record("nnna", "yyna", "ynax", tallies=[""] * 3)
    newer["roll_call"] = "new " + newer["roll_call"].astype("str")
    newer_calls["roll_call"] = ["new r0", "new r1", "new r2"]
    before = votes.copy(), calls.copy()
    after, counted, filled = fill_unknown(votes, calls, newer, newer_calls, np.array([0, 1, 2]))
    # Of the first, letters that were known stay, whatever the newer ones say. The second's newer
    # letters make another tally.
    assert after["vote"].astype("str").tolist() == [
        *("yes", "yes", "no", "abstain"),
        *("yes", "unknown", "unknown", "unknown"),
        *("yes", "no", "abstain", "nonvoting"),
    ]
    assert counted[COUNTED].to_numpy().tolist() == [
        [2, 1, 1, 0, 0],
        [1, 0, 0, 0, 3],
        [1, 1, 1, 1, 0],
    ]
    assert counted["reported_tally"].tolist() == ["", "1-1-1", ""]
    assert filled.dtypes.astype("str").to_dict() == FILLED and filled.index.tolist() == [0, 1, 2]
    assert filled.drop(columns="date").to_numpy().tolist() == [
        ["r0", "USA", "no"],
        ["r0", "BEL", "abstain"],
        ["r2", "CHN", "yes"],
    ]
    days = pd.to_datetime(["2001-01-01", "2001-01-01", "2001-01-03"])
    assert filled["date"].tolist() == days.tolist()
    # The frames that were given stay as they were.
    pd.testing.assert_frame_equal(votes, before[0])
    pd.testing.assert_frame_equal(calls, before[1])


@pytest.mark.parametrize(
    ("letters", "tally", "newer"),
    [
        ("yy?a", "", "yyna"),  # nothing reported
        ("yy?a", "2-1-1", "yy?a"),  # nothing newer
        ("yy?a", "2-0-2", "yyna"),  # another tally
        ("yyna", "9-9-9", "yyna"),  # nothing unknown
        ("yyna", "2-1-1", "yyna"),
    ],
)
def test_what_does_not_is_left(letters: str, tally: str, newer: str) -> None:
    votes, calls = record(letters, tallies=[tally])
    found = fill_unknown(votes, calls, *record(newer, tallies=[""]), np.array([0]))
    pd.testing.assert_frame_equal(found[0], votes)
    pd.testing.assert_frame_equal(found[1], calls)
    assert found[2].empty and found[2].dtypes.astype("str").to_dict() == FILLED


def test_a_newer_roll_call_that_the_record_has_not_fills_nothing() -> None:
    votes, calls = record("yyn?", "yy?a", tallies=["2-1-1", "2-1-1"])
    newer = record("yyna", "yyna", tallies=["", ""])
    after, _, filled = fill_unknown(votes, calls, *newer, np.array([-1, 1]))
    assert filled["roll_call"].tolist() == ["r1"]
    assert after.loc[3, "vote"] == "unknown" and after.loc[6, "vote"] == "no"
    # A member without a newer letter stays unknown, and with it the roll call as it is.
    some = newer[0][newer[0]["member"] != "USA"]
    assert fill_unknown(votes, calls, some, newer[1], np.array([-1, 1]))[2].empty
    # So it does where the tally is made without it.
    votes, calls = record("yy?a", tallies=["2-0-1"])
    newer = record("yyna", tallies=[""])
    some = newer[0][newer[0]["member"] != "USA"]
    assert fill_unknown(votes, calls, some, newer[1], np.array([0]))[2].empty


@pytest.mark.parametrize(("outcome", "veto"), [("vetoed", True), ("failed", False)])
def test_a_no_that_is_filled_is_a_veto_where_the_draft_was_vetoed(outcome: str, veto: bool) -> None:
    votes, calls = record("yn??", tallies=["1-3-0"], outcome=outcome)
    newer = record("ynnn", tallies=[""], outcome=outcome)
    after, _, _ = fill_unknown(votes, calls, *newer, np.array([0]))
    # Belgium has no veto.
    assert after["veto"].tolist() == [False, veto, veto, False]
    plain = votes.drop(columns=["veto", "permanent"])
    assert "veto" not in fill_unknown(plain, calls, *newer, np.array([0]))[0]


def test_a_record_that_reports_no_tallies_is_left() -> None:
    votes, calls = record("yn??", tallies=["1-3-0"])
    newer = record("ynnn", tallies=[""])
    bare = calls.drop(columns="reported_tally")
    assert fill_unknown(votes, bare, *newer, np.array([0]))[1] is bare
    gaps = calls.assign(reported_tally=None)
    assert fill_unknown(votes, gaps, *newer, np.array([0]))[2].empty
