from __future__ import annotations

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

from unvotes.analysis.blocs.defections import defection_rates, defections
from unvotes.analysis.blocs.positions import bloc_positions
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes

ALL = ["A", "B", "C", "D"]
_WORD = {"y": "yes", "n": "no", "a": "abstain", ".": "nonvoting"}


def frame(rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"r{i:03}", chr(65 + j), _WORD[letter])
            for i, row in enumerate(rows)
            for j, letter in enumerate(row)
        ],
        columns=["roll_call", "member", "vote"],
    )


def test_by_hand() -> None:
    found = defections(frame(["yyyn", "aay.", "yynn", "yyyy", "nny.", "yyna"]), ALL)
    rows = found[["roll_call", "member", "vote", "position", "direction", "steps"]]
    expected = [
        ("r000", "D", "no", "yes", "towards no", 2),
        ("r001", "C", "yes", "abstain", "towards yes", 1),
        ("r002", "A", "yes", None, "tie", None),
        ("r002", "B", "yes", None, "tie", None),
        ("r002", "C", "no", None, "tie", None),
        ("r002", "D", "no", None, "tie", None),
        ("r004", "C", "yes", "no", "towards yes", 2),
        # two of four are a position where the other two differ
        ("r005", "C", "no", "yes", "towards no", 2),
        ("r005", "D", "abstain", "yes", "towards no", 1),
    ]
    plain = rows.astype(object).where(rows.notna(), None)
    assert list(plain.itertuples(index=False, name=None)) == expected
    assert found.loc[0, ["no", "abstain", "yes"]].tolist() == [1, 0, 3]
    assert len(defections(frame(["yyyn", "yynn"]), ALL, ties=False)) == 1


def test_nobody_defects_from_a_united_bloc() -> None:
    found = defections(frame(["yyyy", "nn..", "a..."]), ALL)
    assert found.empty
    assert list(found.columns[:6]) == [
        "roll_call",
        "member",
        "vote",
        "position",
        "direction",
        "steps",
    ]


def test_two_members_can_tie_but_not_defect() -> None:
    assert set(defections(frame(["yn"] * 3), ["A", "B"])["direction"]) == {"tie"}
    rates = defection_rates(frame(["yn"] * 3 + ["yy"] * 12), ["A", "B"])
    assert rates["ties"].tolist() == [3, 3]
    assert rates["n"].tolist() == [12, 12]
    assert rates["estimate"].tolist() == [0, 0]


@settings(max_examples=20)
@given(st.lists(st.text("yna.", min_size=4, max_size=4), min_size=1, max_size=20))
def test_every_vote_is_with_the_position_or_listed(rows: list[str]) -> None:
    votes = frame([*rows, "yyyn"])
    places = bloc_positions(votes, ALL).set_index("roll_call")
    listed = defections(votes, ALL)
    cast = votes[votes["vote"].isin(["yes", "no", "abstain"])]
    joined = cast.merge(places["position"].astype("str"), on="roll_call", how="left")
    left = joined[joined["vote"] != joined["position"]]  # ties have no position: all of them
    assert set(zip(left["roll_call"], left["member"], strict=True)) == set(
        zip(listed["roll_call"], listed["member"], strict=True)
    )
    assert (places["position"].isna() == places["tie"]).all()
    assert (places[["no", "abstain", "yes"]].sum(axis=1) == places["voting"]).all()
    assert (places["united"] == (places[["no", "abstain", "yes"]] > 0).sum(axis=1).eq(1)).all()

    rates = defection_rates(votes, ALL, min_shared=1).set_index("member")
    for member, row in rates.iterrows():
        own = listed[(listed["member"] == member) & (listed["direction"] != "tie")]
        assert row["defections"] == len(own) == row["towards_no"] + row["towards_yes"]
        assert row["towards_no"] == (own["direction"] == "towards no").sum()
        assert row["ties"] == ((listed["member"] == member) & listed["position"].isna()).sum()
        if row["n"]:
            assert row["estimate"] == pytest.approx(row["defections"] / row["n"])
            assert row["low"] <= row["estimate"] <= row["high"]


def test_rates_have_a_known_interval() -> None:
    """Three of twelve: Wilson's interval as in Brown, Cai and DasGupta (2001), eq. 4."""
    votes = frame(["yyyn"] * 3 + ["yyyy"] * 9)
    row = defection_rates(votes, ALL, interval="wilson").iloc[0]
    assert (row["member"], row["estimate"], row["n"]) == ("D", 0.25, 12)
    assert (row["low"], row["high"]) == pytest.approx((0.08894, 0.53231), abs=1e-5)


def test_brics_on_syria_in_2011_and_2012() -> None:
    votes = load_votes(since=2011, until=2012, topic="Syria")
    found = defections(votes, "BRICS")
    october = found[found["roll_call"] == "S/2011/612"]
    assert october["member"].tolist() == ["CHN", "RUS"]
    assert set(october["direction"]) == {"towards no"}
    february = found[found["roll_call"] == "S/2012/77"]
    assert february["member"].tolist() == ["CHN", "IND", "RUS", "ZAF"]
    assert set(february["direction"]) == {"tie"}
    july = found[found["roll_call"] == "S/2012/538"]
    assert dict(zip(july["member"], july["vote"], strict=True)) == {"IND": "yes", "ZAF": "abstain"}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v: defections(v, "BRISC"), "unknown bloc 'BRISC'; did you mean 'BRICS'"),
        (lambda v: defections(v, ["A", "Q"]), "unknown member 'Q'"),
        (lambda v: defections(v, ALL, abstain="half"), "abstain='half'"),
        (lambda v: defections(v, ["A"]), "no two members of A"),
        (lambda v: defections(v, ALL, topic="Syria"), "topic"),
        (lambda v: defections(v.drop(columns="member"), ALL), "member"),
        (lambda v: defection_rates(v, ALL, interval="jeffreys"), "unknown interval 'jeffreys'"),
        (lambda v: bloc_positions(v, 3), "bloc 3 is not a bloc"),
        (lambda v: bloc_positions(v, ALL, since="2011"), "need a column 'date'"),
    ],
)
def test_wrong_input(call, message: str) -> None:
    with pytest.raises(UnvotesError, match=message):
        call(frame(["yyyn"] * 12))


def test_rates_by_hand() -> None:
    votes = frame(["yyyn", "aay.", "yynn", "yyyy", "nny.", "yyna"])
    votes = votes.set_axis([0] * len(votes))
    table = defection_rates(votes, ALL, min_shared=5, interval=None)
    assert table.index.tolist() == [0, 1, 2, 3]
    assert table["estimate"].fillna(-1).tolist() == [3 / 5, 0, 0, -1]
    assert table.drop(columns=["estimate", "low", "high"]).to_dict("list") == {
        "member": ["C", "A", "B", "D"],
        "n": [5, 5, 5, 3],
        "defections": [3, 0, 0, 2],
        "towards_no": [1, 0, 0, 2],
        "towards_yes": [2, 0, 0, 0],
        "ties": [1, 1, 1, 1],
        "withheld": ["", "", "", "n below 5"],
    }
    assert table[["low", "high"]].isna().all(axis=None)
    assert table.attrs["method"] == "no interval"
    # A member outside the bloc has no row, and its votes do not make a position.
    three = defection_rates(votes, ["A", "B", "C"], min_shared=1)
    assert three["member"].tolist() == ["C", "A", "B"]
    assert three["n"].tolist() == [6, 6, 6] and three["defections"].tolist() == [4, 0, 0]
    assert (three["low"] <= three["estimate"]).all() and (three["high"] < 1).all()
