from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from unvotes.analysis.members.isolation import isolation
from unvotes.analysis.members.pivots import pivots
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_roll_calls, load_votes

_WORD = {"y": "yes", "n": "no", "a": "abstain", ".": "nonvoting", "?": "unknown"}


def frame(rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"r{i:03}", chr(65 + j), _WORD[letter])
            for i, row in enumerate(rows)
            for j, letter in enumerate(row)
        ],
        columns=["roll_call", "member", "vote"],
    )


def council(row: str, outcome: str, date: str = "2000-05-01", **facts: object) -> pd.DataFrame:
    """One roll call; the first five are permanent."""
    votes = frame([row]).assign(date=pd.Timestamp(date), outcome=outcome, **facts)
    return votes.assign(permanent=votes["member"].isin(list("ABCDE")))


def test_isolation_by_hand() -> None:
    votes = frame(["yyyn", "yynn", "yyyy", "a.yy", "...y"])
    table = isolation(votes, min_shared=1, interval=None).set_index("member")
    # D: 0 of 3, 1 of 3, 3 of 3, 1 of 2; the last roll call has nobody beside it
    assert table.loc["D", "estimate"] == pytest.approx((0 + 1 / 3 + 1 + 1 / 2) / 4)
    assert table.loc["D", ["n", "contested", "alone", "alone_with_one"]].tolist() == [4, 3, 1, 2]
    assert table.loc["D", "partner"] == "C"
    assert table.loc["D", "alike"] == pytest.approx((0 + 1 + 3 + 1) / 4)
    assert table.loc["D", "others"] == pytest.approx((3 + 3 + 3 + 2) / 4)
    assert table.loc["A", ["n", "alone", "alone_with_one", "partner"]].tolist() == [4, 1, 1, "B"]
    assert table.loc["B", "alone"] == 0 and table.loc["B", "n"] == 3
    assert table.index[0] == "D"  # the most isolated first


@settings(max_examples=30)
@given(st.lists(st.text("yna.", min_size=5, max_size=5), min_size=1, max_size=12))
def test_isolation_equals_the_naive_count(rows: list[str]) -> None:
    votes = frame([*rows, "yyyyn"])
    table = isolation(votes, min_shared=1, n_boot=100).set_index("member")
    for column, member in enumerate("ABCDE"):
        shares, alone, pair = [], 0, 0
        for row in [*rows, "yyyyn"]:
            cast = row.replace(".", "")
            if row[column] == "." or len(cast) < 2:
                continue
            same = cast.count(row[column]) - 1
            shares.append(same / (len(cast) - 1))
            divided = "n" in cast or "a" in cast
            alone += divided and same == 0
            pair += divided and same == 1
        if not shares:
            assert member not in table.index
            continue
        found = table.loc[member]
        assert found["estimate"] == pytest.approx(np.mean(shares))
        assert (found["n"], found["alone"], found["alone_with_one"]) == (len(shares), alone, pair)
        assert 0 <= found["low"] <= found["estimate"] <= found["high"] <= 1
        assert bool(found["partner"]) == bool(pair)


def test_isolation_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(3)
    kinds, share = np.array(["yyyyyyn", "yyyyyyy", "aaannnn"]), np.array([0.3, 0.5, 0.2])
    truth = {"G": 0.3 * 0 + 0.5 + 0.2 * 3 / 6, "A": 0.3 * 5 / 6 + 0.5 + 0.2 * 2 / 6}
    held = dict.fromkeys(truth, 0)
    for _ in range(150):
        votes = frame(list(rng.choice(kinds, size=30, p=share)))
        table = isolation(votes, list(truth), n_boot=400).set_index("member")
        for member, value in truth.items():
            held[member] += table.loc[member, "low"] <= value <= table.loc[member, "high"]
    assert all(0.90 <= count / 150 <= 0.995 for count in held.values())


def test_isolation_of_russia_and_china_in_2011_and_2012() -> None:
    votes = load_votes(since=2011, until=2012)
    table = isolation(votes, ["RUS", "CHN"], contested=True).set_index("member")
    # S/2011/612, S/2012/77, S/2012/538 and, both abstaining alone, S/RES/2023
    assert table.loc["RUS", "alone_with_one"] == table.loc["CHN", "alone_with_one"] == 4
    assert table["partner"].tolist() == ["CHN", "RUS"] or set(table["partner"]) == {"CHN", "RUS"}
    every = isolation(votes, ["RUS", "CHN"]).set_index("member")
    assert every["alone"].equals(table["alone"])
    assert (every["contested"] == table["n"]).all()


def test_isolation_by_year_withholds_few() -> None:
    votes = load_votes(since=1959, until=1960)
    table = isolation(votes, "USA", by="year")
    assert table["year"].tolist() == [1959, 1960]
    assert table.loc[0, "withheld"] == "n below 10"
    assert np.isnan(table.loc[0, "estimate"]) and table.loc[1, "estimate"] > 0


@pytest.mark.parametrize(
    ("row", "outcome", "date", "expected"),
    [
        # fourteen for, one permanent against
        ("nyyyyyyyyyyyyyy", "vetoed", "2000-05-01", {"A": "sole veto"}),
        # two vetoes: neither alone
        ("nnyyyyyyyyyyyyy", "vetoed", "2000-05-01", {}),
        # a permanent and an elected member against: the veto is one
        ("nyyyyyyyyyyyyyn", "vetoed", "2000-05-01", {"A": "sole veto"}),
        # eight of nine: whoever did not vote for it, non-voting included
        (
            "yyyayyyyyaaaan.",
            "failed",
            "2000-05-01",
            {m: "one vote short" for m in "DJKLMNO"},
        ),
        # eight of nine, a permanent member against: only its own change would do
        ("nyyyyyyyyaaaaan", "failed", "2000-05-01", {"A": "one vote short"}),
        # eight of nine, two permanent members against
        ("nnyyyyyyyyaaaaa", "failed", "2000-05-01", {}),
        # seven of nine
        ("yyyyyyyaaaaaaaa", "failed", "2000-05-01", {}),
        # six of seven, in the Council of eleven
        ("yyyyyyaaaaa", "failed", "1960-05-01", {m: "one vote short" for m in "GHIJK"}),
        # nine of nine
        ("yyyyyyyyyaaaaaa", "adopted", "2000-05-01", {m: "no vote to spare" for m in "ABCDEFGHI"}),
        # ten of nine
        ("yyyyyyyyyyaaaaa", "adopted", "2000-05-01", {}),
        # a vote is not known
        ("nyyyyyyyyyyyyy?", "vetoed", "2000-05-01", {}),
    ],
)
def test_pivots_by_hand(row: str, outcome: str, date: str, expected: dict[str, str]) -> None:
    found = pivots(council(row, outcome, date), adopted=True)
    assert dict(zip(found["member"], found["role"], strict=True)) == expected
    assert (found["deciders"] == len(expected)).all()
    assert found.attrs["n"] + found.attrs["left_out"] == 1


def test_no_veto_counts_on_a_procedural_vote() -> None:
    votes = council("nyyyyyyyyaaaaan", "failed", kind="procedural")
    assert pivots(votes)["member"].tolist() == list("AJKLMNO")
    table = votes[["roll_call", "kind"]].drop_duplicates()
    again = pivots(votes.drop(columns="kind"), table)
    assert again["member"].tolist() == list("AJKLMNO")


@settings(max_examples=30)
@given(st.text("yna.", min_size=15, max_size=15))
def test_turning_a_deciding_vote_changes_the_end(row: str) -> None:
    """Whoever is named passes the draft by voting yes, and nobody else does."""

    def outcome(cast: str) -> str:
        if cast.count("y") < 9:
            return "failed"
        return "vetoed" if "n" in cast[:5] else "adopted"

    before = outcome(row)
    if set(row) == {"."}:
        return
    named = set(pivots(council(row, before), adopted=True)["member"])
    expected = set()
    for place, letter in enumerate(row):
        if before == "adopted":
            turned = row[:place] + "a" + row[place + 1 :]
            decisive = letter == "y" and outcome(turned) != "adopted"
        else:
            turned = row[:place] + "y" + row[place + 1 :]
            decisive = letter != "y" and outcome(turned) == "adopted"
        if decisive:
            expected.add(chr(65 + place))
    assert named == expected


def test_pivots_of_the_record() -> None:
    found = pivots(load_votes(), load_roll_calls())
    last = found[found["roll_call"] == "S/2014/916"]  # Palestine, 30 December 2014: 8-2-5
    assert last[["member", "role"]].to_numpy().tolist() == [["USA", "one vote short"]]
    assert "S/2012/77" not in set(found["roll_call"])  # two vetoes
    crimea = found[found["roll_call"] == "S/2014/189"]
    assert crimea[["member", "role", "yes"]].to_numpy().tolist() == [["RUS", "sole veto", 13]]
    assert found["vote"].notna().all()
    alone = found[found["role"] == "sole veto"]
    assert set(alone["member"]) == {"CHN", "FRA", "GBR", "RUS", "USA"}
    assert (alone["deciders"] == 1).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v: isolation(v, "Z"), "unknown member 'Z'"),
        (lambda v: isolation(v, []), "empty list"),
        (lambda v: isolation(v, interval="exact"), "plain share"),
        (lambda v: isolation(v, by="continent"), "continent"),
        (lambda v: pivots(v), "column 'date'"),
        (lambda v: pivots(council("y" * 15, "adopted"), topic="Syria"), "topic"),
        (lambda v: pivots(council("y" * 15, "adopted"), since="2001"), "2001"),
    ],
)
def test_wrong_input(call, message: str) -> None:
    with pytest.raises(UnvotesError, match=message):
        call(frame(["yyn"] * 12))
