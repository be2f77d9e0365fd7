"""Groups as a column: parties, and members who change them."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from unvotes.errors import UnvotesError, UnvotesWarning


def frame(calls: int = 20) -> pd.DataFrame:
    """Cem is Red until the tenth roll call, and Blue from then on; he votes as his party does."""
    rows = []
    for i in range(calls):
        party = {"Ada": "Red", "Ben": "Red", "Cem": "Red" if i < 10 else "Blue", "Dia": "Blue"}
        party["Eve"] = "Blue"
        for member, of in party.items():
            vote = "yes" if of == "Red" else "no"
            if member == "Eve" and i % 5 == 0:
                vote = "yes"
            rows.append((f"r{i:02}", pd.Timestamp(2024, 1, 1 + i), member, vote, of))
    return pd.DataFrame(rows, columns=["roll_call", "date", "member", "vote", "party"])


def test_cohesion_of_each_party_follows_who_changes():
    votes = frame()
    table = uv.cohesion(votes, group="party").set_index("bloc")
    assert table.loc["Red", "estimate"] == 1
    # Eve alone against her party: 2 of 10 while they are two (AI .25), 2 of 10 while three (.5).
    assert table.loc["Blue", "estimate"] == pytest.approx((16 + 2 * 0.25 + 2 * 0.5) / 20)
    alone = uv.cohesion(votes, "Blue", group="party")
    assert alone["estimate"].tolist() == [table.loc["Blue", "estimate"]]
    # By members without days, Cem's votes would break both.
    assert uv.cohesion(votes, ["Ada", "Ben", "Cem"])["estimate"].item() < 1


def test_defections_name_the_party():
    votes = frame()
    found = uv.defections(votes, group="party", ties=False)
    assert found["member"].tolist() == ["Eve"] * 2 and found["party"].tolist() == ["Blue"] * 2
    rates = uv.defection_rates(votes, group="party").set_index(["party", "member"])
    assert rates.loc[("Red", "Cem"), "n"] == 10 and rates.loc[("Blue", "Cem"), "n"] == 10
    assert rates.loc[("Red", "Cem"), "estimate"] == 0


def test_two_parties_against_each_other():
    table = uv.bloc_agreement(frame(), "Red", "Blue", group="party").set_index("part")
    assert table.loc["within A", "estimate"] == 1
    # Between: Eve's four votes with Red, of 3 × 2 and 2 × 3 dyads on 20 roll calls.
    assert table.loc["between", "estimate"] == pytest.approx((2 * 3 + 2 * 2) / (20 * 6))


def test_without_days_nobody_may_change():
    votes = frame().drop(columns="date")
    with pytest.raises(UnvotesError, match="'Cem' is in 'Blue' and out of it again"):
        uv.cohesion(votes, group="party")
    still = votes[votes["member"] != "Cem"]
    assert len(uv.cohesion(still, group="party")) == 2


def test_a_party_of_one_is_named_and_left_out():
    votes = frame()
    votes.loc[votes["member"] == "Ada", "party"] = "Alone"
    with pytest.warns(UnvotesWarning, match=r"voted together: Alone$"):
        table = uv.cohesion(votes, group="party")
    assert table["bloc"].tolist() == ["Blue", "Red"] and table.index.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"group": "prty"}, "did you mean 'party'"),
        ({"bloc": "Gren", "group": "party"}, "unknown bloc in the column 'party' 'Gren'"),
        ({}, "give group="),
    ],
)
def test_wrong_groups(arguments, words):
    with pytest.raises(UnvotesError, match=words):
        uv.cohesion(frame(), **arguments)


def test_two_parties_on_one_day():
    votes = frame()
    votes["date"] = pd.Timestamp(2024, 1, 1)
    with pytest.raises(UnvotesError, match="both in 'Blue' and out of it on 2024-01-01"):
        uv.cohesion(votes, group="party")


def test_who_leaves_and_comes_back_belongs_meanwhile_to_no_one():
    votes = frame(6)
    away = (votes["member"] == "Eve") & votes["roll_call"].isin(["r02", "r03"])
    votes.loc[away, "party"] = "Green"
    votes.loc[away, "vote"] = "abstain"
    # Eve is with Blue on four of six days, and against Dia on the first and the last of these.
    table = uv.cohesion(votes, "Blue", group="party", min_shared=1, interval=None)
    assert (table["n"].item(), table["voting"].item()) == (4, 2)
    assert table["estimate"].item() == pytest.approx((0.25 * 2 + 2) / 4)


def test_members_may_be_numbers():
    votes = frame()
    votes["member"] = votes["member"].map({"Ada": 11, "Ben": 12, "Cem": 13, "Dia": 14, "Eve": 15})
    for names in ([11, 12], ["11", "12"], [11, "12"]):
        table = uv.cohesion(votes, names, interval=None)
        assert (table["bloc"].item(), table["n"].item(), table["estimate"].item()) == (
            *("11, 12", 20, 1.0),
        )


def test_a_bloc_that_was_not_there_yet_says_since_when():
    votes = uv.load_votes(since=1990, until=1991)
    # The BRICs met first in 2009; South Africa joined in 2010.
    with pytest.raises(UnvotesError, match=r"its members are .*BRA, CHN, .*, the first since 2009"):
        uv.bloc_positions(votes, "BRICS")
