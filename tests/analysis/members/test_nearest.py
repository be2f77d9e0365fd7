"""Roll calls that resemble one another, and texts voted on again: against known votes."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from unvotes.errors import UnvotesError

UKRAINE = "A/RES/ES-11/1"


@pytest.fixture(scope="module")
def war() -> pd.DataFrame:
    return uv.load_votes("general-assembly", since=2022, until="2023-06")


def test_the_votes_on_ukraine_resemble_one_another(war: pd.DataFrame) -> None:
    table = uv.nearest_roll_calls(war, UKRAINE, count=3)
    assert set(table["roll_call"]) == {"A/RES/ES-11/2", "A/RES/ES-11/4", "A/RES/ES-11/6"}
    assert table["estimate"].is_monotonic_decreasing


@pytest.mark.parametrize("measure", ["agreement", "kappa"])
def test_members_stand_in_the_place_of_roll_calls(war: pd.DataFrame, measure: str) -> None:
    row = uv.nearest_roll_calls(war, UKRAINE, count=1, measure=measure).iloc[0]
    two = war[war["roll_call"].isin([UKRAINE, row["roll_call"]])]
    turned = two.rename(columns={"roll_call": "member", "member": "roll_call"})
    turned = turned[["roll_call", "member", "vote"]]
    known = uv.agreement(turned, UKRAINE, row["roll_call"], measure=measure, interval=None)
    assert (row["estimate"], row["n"]) == (pytest.approx(known.estimate), known.n)
    assert row["alike"] == row["n"] - len(row["otherwise"].split())


@pytest.mark.parametrize(
    ("name", "how", "words"),
    [
        ("A/RES/ES-11/99", {}, "unknown roll call"),
        (UKRAINE, {"min_shared": 194}, "no other roll call shares 194 members"),
        (UKRAINE, {"measure": "kapa"}, "did you mean 'kappa'"),
        (UKRAINE, {"count": 0}, "count=0"),
    ],
)
def test_wrong_choices(war: pd.DataFrame, name: str, how: dict[str, object], words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        uv.nearest_roll_calls(war, name, **how)  # type: ignore[arg-type]


def test_who_moved_on_the_embargo_of_cuba() -> None:
    votes = uv.load_votes("general-assembly", topic="Cuba", since=2013, until=2018)
    spans = uv.presidencies().query("period in ['Obama', 'Trump (first)']")
    again = {f"A/RES/{text}": "A/RES/69/5" for text in ("70/5", "71/5", "72/4", "73/8")}
    table = uv.changed_votes(votes, spans, recurring=again).set_index("from")
    # The United States and Israel abstained in October 2016, and voted against from 2017.
    row = table.loc["A/RES/71/5"]
    assert row["moved"] == "abstain to no: ISR USA"
    assert (row["towards_no"], row["towards_yes"]) == (2, 0)
    assert row["date_from"] == pd.Timestamp("2016-10-26")
    assert row["estimate"] == 2 / row["n"]


def test_the_records_own_list_of_recurring_texts_is_used() -> None:
    votes = uv.load_votes("general-assembly", since=2016, until=2018, topic="Nuclear weapons")
    table = uv.changed_votes(votes, {"a": (2016, 2016), "b": (2017, 2018)})
    row = table.iloc[0]
    pair = uv.moves(votes, row["from"], row["to"])
    known = pair["direction"].isin(["towards yes", "towards no", "unchanged"])
    assert row["n"] == known.sum()
    assert row["towards_no"] == (pair["direction"] == "towards no").sum()
    assert row["estimate"] == (known & (pair["direction"] != "unchanged")).sum() / row["n"]


def test_recurring_texts_of_other_votes_are_given() -> None:
    votes = pd.DataFrame(
        {
            "roll_call": ["r1"] * 3 + ["r2"] * 3 + ["r3"] * 3,
            "member": ["A", "B", "C"] * 3,
            "vote": ["no", "yes", "abstain", "yes", "yes", "no", "no", "no", "no"],
            "date": pd.to_datetime(["2001-01-01"] * 3 + ["2002-01-01"] * 3 + ["2002-02-01"] * 3),
        }
    )
    spans = {"one": (2001, 2001), "two": (2002, 2002)}
    table = uv.changed_votes(votes, spans, recurring={"r2": "r1"}, min_shared=1)
    assert table[["from", "to", "n", "towards_no", "towards_yes", "moved"]].to_numpy().tolist() == [
        ["r1", "r2", 3, 1, 1, "no to yes: A; abstain to no: C"]
    ]
    for how, words in (
        ({}, "listed for the General Assembly only"),
        ({"recurring": {"r2": "r1"}, "min_shared": 4}, "in both periods by 4 members"),
        ({"recurring": {}, "periods": {"one": (2001, 2002)}}, "two periods with votes"),
    ):
        with pytest.raises(UnvotesError, match=words):
            uv.changed_votes(votes, **({"periods": spans} | how))  # type: ignore[arg-type]


def test_by_kappa_nothing_resembles_a_unanimous_vote() -> None:
    votes = uv.load_votes(since=2013, until=2013)
    with pytest.raises(UnvotesError, match=r"all who voted on 'S/RES/2118' voted alike"):
        uv.nearest_roll_calls(votes, "S/RES/2118")
    assert uv.nearest_roll_calls(votes, "S/RES/2118", measure="agreement").loc[0, "estimate"] == 1
