from __future__ import annotations

import pandas as pd
import pytest

from unvotes.analysis.members.moves import moves
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return load_votes()


def test_from_the_first_syria_veto_to_the_second(votes: pd.DataFrame) -> None:
    table = moves(votes, "S/2011/612", "S/2012/77").set_index("member")
    moved = table[table["steps"].fillna(0) != 0]
    assert moved.index.tolist() == ["IND", "ZAF"]
    assert (moved["from"] == "abstain").all() and (moved["to"] == "yes").all()
    assert (moved["direction"] == "towards yes").all()
    stayed = table[table["direction"] == "unchanged"]
    assert stayed.loc["RUS", "to"] == stayed.loc["CHN", "to"] == "no"
    assert table.index[table["direction"] == "left"].tolist() == ["BIH", "BRA", "GAB", "LBN", "NGA"]
    assert table.index[table["direction"] == "came"].tolist() == ["AZE", "GTM", "MAR", "PAK", "TGO"]
    assert len(table) == 20
    assert table.loc["LBN", "from"] == "abstain" and pd.isna(table.loc["LBN", "to"])


def test_to_the_third(votes: pd.DataFrame) -> None:
    table = moves(votes, "S/2012/77", "S/2012/538").set_index("member")
    moved = table[table["steps"] != 0]
    assert moved[["from", "to", "direction"]].to_records().tolist() == [
        ("PAK", "yes", "abstain", "towards no"),
        ("ZAF", "yes", "abstain", "towards no"),
    ]


def test_backwards_is_the_mirror(votes: pd.DataFrame) -> None:
    there = moves(votes, "S/2011/612", "S/2012/77").set_index("member")
    back = moves(votes, "S/2012/77", "S/2011/612").set_index("member").loc[there.index]
    assert there["from"].tolist() == back["to"].tolist()
    assert (there["steps"] == -back["steps"]).dropna().all()
    mirror = {"towards yes": "towards no", "left": "came", "came": "left"}
    assert [mirror.get(d, d) for d in there["direction"]] == back["direction"].tolist()


def test_without_a_vote_there_is_no_move() -> None:
    frame = pd.DataFrame(
        {
            "roll_call": ["r1"] * 4 + ["r2"] * 4,
            "member": list("ABCD") * 2,
            "vote": ["nonvoting", "no", "unknown", "no", "yes", "yes", "no", "nonvoting"],
        }
    )
    table = moves(frame, "r1", "r2").set_index("member")
    assert table["direction"].astype("str").to_dict() == {
        "B": "towards yes",
        "A": "not comparable",
        "C": "not comparable",
        "D": "not comparable",
    }
    assert table.loc["B", "steps"] == 2
    assert table.loc[["A", "C", "D"], "steps"].isna().all()


def test_the_widest_moves_stand_first() -> None:
    frame = pd.DataFrame(
        {
            "roll_call": ["r1"] * 4 + ["r2"] * 4,
            "member": list("ABCD") * 2,
            "vote": ["yes", "abstain", "no", "yes", "abstain", "yes", "yes", "no"],
        }
    )
    table = moves(frame, "r1", "r2")
    assert table["member"].tolist() == ["C", "B", "D", "A"]
    assert table["steps"].tolist() == [2, 1, -2, -1]


def test_a_symbol_may_be_written_as_people_do(votes: pd.DataFrame) -> None:
    usual = moves(votes, "S/2011/612", "S/2012/77")
    pd.testing.assert_frame_equal(usual, moves(votes, " s/2011/612", "S/2012/77 "))


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("S/2012/78", "S/2012/77", "unknown roll call 'S/2012/78'; did you mean 'S/2012/77'"),
        ("S/2012/77", "S/2012/77", "are the same roll call"),
        ("S/2012/77", "veto", "unknown roll call 'veto'"),
    ],
)
def test_wrong_input(votes: pd.DataFrame, first: str, second: str, message: str) -> None:
    with pytest.raises(UnvotesError, match=message):
        moves(votes, first, second)


def test_a_symbol_with_several_votes_is_not_guessed(votes: pd.DataFrame) -> None:
    symbols = votes[["roll_call", "symbol"]].drop_duplicates()
    several = symbols["symbol"].value_counts()
    symbol = several.index[several > 1][0]
    ids = symbols.loc[(symbols["symbol"] == symbol).to_numpy(), "roll_call"]
    if symbol in set(ids):
        pytest.skip("the first of the several has the symbol itself as its id")
    with pytest.raises(UnvotesError, match="stands for"):
        moves(votes, symbol, "S/2012/77")


def test_wrong_frames() -> None:
    frame = pd.DataFrame({"roll_call": ["r1", "r1", "r2"], "member": ["A", "A", "A"]})
    with pytest.raises(UnvotesError, match="need the column 'vote'"):
        moves(frame, "r1", "r2")
    with pytest.raises(UnvotesError, match="two votes on roll call 'r1'"):
        moves(frame.assign(vote="yes"), "r1", "r2")


def test_roll_calls_can_be_numbers(votes: pd.DataFrame) -> None:
    two = votes[votes["roll_call"].isin(["S/2011/612", "S/2012/77"])]
    numbered = two.assign(roll_call=(two["roll_call"] == "S/2012/77").astype(int))
    pd.testing.assert_frame_equal(moves(numbered, 0, 1), moves(votes, "S/2011/612", "S/2012/77"))
    with pytest.raises(UnvotesError, match="unknown roll call"):
        moves(numbered, 0, 7)
