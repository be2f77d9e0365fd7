"""Coincidence with the United States: against what the Department of State has published."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from tests.analysis.frames import frame
from unvotes.errors import UnvotesError


def of_year(year: int) -> pd.DataFrame:
    votes = uv.load_votes(
        "general-assembly", since=year, until=year, contested=True, columns=["kind"]
    )
    final = votes[votes["kind"].isin(["resolution", "decision"])]
    return uv.coincidence(final, interval=None).set_index("member")


@pytest.fixture(scope="module")
def year_2019() -> pd.DataFrame:
    return of_year(2019)


@pytest.mark.parametrize(
    ("member", "same", "opposed", "percent"),
    [
        # Voting Practices in the United Nations for 2019, plenary votes.
        ("ISR", 90, 2, 96),
        ("FSM", 46, 13, 73),
        ("CAN", 53, 22, 66),
        ("AUS", 50, 18, 66),
        ("MHL", 44, 20, 65),
        ("GBR", 52, 25, 64),
    ],
)
def test_votes_of_2019_as_published(
    year_2019: pd.DataFrame, member: str, same: int, opposed: int, percent: int
) -> None:
    row = year_2019.loc[member]
    assert (row["identical"], row["opposed"]) == (same, opposed)
    assert 100 * row["estimate"] == pytest.approx(percent, abs=1)


def test_percentages_of_2017_as_published() -> None:
    table = of_year(2017)
    # 93 votes; on average 31 per cent.
    assert table["n"].max() == 93
    assert 100 * table["estimate"].mean() == pytest.approx(31, abs=0.5)
    for member, percent in {"ISR": 94, "ARG": 27, "MHL": 63, "RUS": 30}.items():
        assert 100 * table.loc[member, "estimate"] == pytest.approx(percent, abs=0.5)


def test_it_is_agreement_with_half_an_abstention_and_counts_add_up() -> None:
    votes = uv.load_votes("general-assembly", since=2019, until=2019)
    row = uv.coincidence(votes, "FRA").set_index("member").loc["RUS"]
    known = uv.agreement(votes, "FRA", "RUS", abstain="half")
    assert row["estimate"] == pytest.approx(known.estimate)
    # Both are drawn, not by the same numbers.
    assert (row["low"], row["high"]) == pytest.approx((known.low, known.high), abs=0.01)
    assert row["identical"] + row["half"] + row["opposed"] == row["n"] == known.n
    older = uv.coincidence(votes, "FRA", abstain="drop").set_index("member").loc["RUS"]
    assert older["half"] == 0 and older["opposed"] == row["opposed"]
    assert older["not_voting"] == row["not_voting"]
    assert older["estimate"] == older["identical"] / (older["identical"] + older["opposed"])


def test_important_votes_stand_apart() -> None:
    votes = pd.DataFrame(
        {
            "roll_call": [f"r{i}" for i in (1, 2, 3) for _ in "abc"],
            "member": ["USA", "ISR", "RUS"] * 3,
            "vote": ["no", "no", "yes", "yes", "abstain", "nonvoting", "no", "no", "abstain"],
            "year": [2000] * 3 + [2001] * 6,
        }
    )
    table = uv.coincidence(votes, important=["r2"], min_shared=1)
    found = table[["member", "votes", "identical", "half", "opposed", "not_voting"]]
    assert found.to_numpy().tolist() == [
        ["ISR", "all", 2, 1, 0, 0],
        ["RUS", "all", 0, 1, 1, 1],
        ["ISR", "important", 0, 1, 0, 0],
    ]
    assert table["estimate"].round(3).tolist() == [0.833, 0.25, 0.5]
    by_year = uv.coincidence(votes, by="year", min_shared=1, interval=None)
    assert by_year.groupby("year")["n"].sum().to_dict() == {2000: 2, 2001: 3}
    for how, words in (
        ({"important": ["r9"]}, "unknown roll call 'r9'. Allowed: 'r1', 'r2', 'r3'"),
        ({"important": "r2"}, "give a list"),
        ({"abstain": "own"}, "unknown abstain"),
        ({"interval": "wilson"}, "half"),
    ):
        with pytest.raises(UnvotesError, match=words):
            uv.coincidence(votes, **how)  # type: ignore[arg-type]


def four() -> pd.DataFrame:
    letters = {"USA": "YNAY", "ISR": "YNYx", "RUS": "NAAY", "FRA": "Y.N?"}
    votes = frame(letters, symbol=[f"S/{i}" for i in range(4)], year=[2000, 2000, 2001, 2001])
    return votes.set_axis([0] * len(votes))


COUNTS = ["member", "n", "identical", "half", "opposed", "not_voting", "withheld"]


def test_rows_by_hand() -> None:
    table = uv.coincidence(four(), min_shared=3, interval=None)
    assert table.index.tolist() == [0, 1, 2]
    assert table.columns.tolist() == [
        *("member", "votes", "estimate", "n", "identical", "half", "opposed", "not_voting"),
        *("low", "high", "withheld"),
    ]
    # France had no seat on the second, and nobody knows what it did on the last.
    assert table[COUNTS].to_numpy().tolist() == [
        ["ISR", 3, 2, 1, 0, 1, ""],
        ["RUS", 4, 2, 1, 1, 0, ""],
        ["FRA", 2, 1, 1, 0, 1, "n below 3"],
    ]
    assert table["estimate"].fillna(-1).tolist() == pytest.approx([2.5 / 3, 2.5 / 4, -1])
    assert table[["low", "high"]].isna().all(axis=None)
    assert table.attrs == {"selection": "all roll calls", "method": "no interval"}


def test_rows_without_abstentions_by_hand() -> None:
    table = uv.coincidence(four(), abstain="drop", min_shared=1, interval=None)
    assert table[COUNTS].to_numpy().tolist() == [
        ["FRA", 1, 1, 0, 0, 1, ""],
        ["ISR", 2, 2, 0, 0, 1, ""],
        ["RUS", 2, 1, 0, 1, 0, ""],
    ]
    assert table["estimate"].tolist() == [1, 1, 0.5]
    assert table.attrs["selection"] == "all roll calls, abstentions left out"


def test_important_votes_by_year_by_hand() -> None:
    for names in (["r0002", "r0003"], ["S/2", "r0003"]):
        table = uv.coincidence(
            four(), "USA", important=names, by="year", min_shared=1, interval=None
        )
        important = table[table["votes"] == "important"]
        assert important["year"].tolist() == [2001] * 3
        assert important[COUNTS].to_numpy().tolist() == [
            ["RUS", 2, 2, 0, 0, 0, ""],
            ["FRA", 1, 0, 1, 0, 1, ""],
            ["ISR", 1, 0, 1, 0, 1, ""],
        ]
    assert table.index.tolist() == list(range(9))
    assert table["votes"].tolist() == ["all"] * 6 + ["important"] * 3
    assert table["year"].tolist()[:6] == [2000] * 3 + [2001] * 3


def test_intervals_are_of_what_is_counted_and_withheld_with_it() -> None:
    table = uv.coincidence(four(), min_shared=3, n_boot=200)
    assert (table["low"] < table["estimate"]).tolist() == [True, True, False]
    assert (table["high"] > table["estimate"]).tolist() == [True, True, False]
    assert table["low"].isna().tolist() == table["high"].isna().tolist() == [False, False, True]
    clustered = uv.coincidence(four(), min_shared=3, n_boot=200, resample_by="year")
    assert clustered["low"].isna().tolist() == [False, False, True]


def test_the_least_number_is_named() -> None:
    with pytest.raises(UnvotesError, match="min_shared=0"):
        uv.coincidence(four(), min_shared=0)


def test_a_vote_that_is_not_selected_gives_no_seat_on_another() -> None:
    # France sat on the first roll call only.
    letters = {"USA": "YNA", "ISR": "YNY", "FRA": "Y.."}
    votes = frame(letters, date=pd.to_datetime(["2000-01-01", "2001-01-01", "2001-02-01"]))
    assert uv.coincidence(votes, since=2001, min_shared=1, interval=None)["member"].tolist() == [
        "ISR"
    ]
    votes.loc[votes["roll_call"].eq("r0002") & votes["member"].eq("ISR"), "vote"] = "nonvoting"
    both = frame({"USA": "YNA", "ISR": "YNY", "FRA": "YN."})
    both["date"] = both["roll_call"].map(dict(zip(votes["roll_call"], votes["date"], strict=True)))
    table = uv.coincidence(both, since=2001, min_shared=1, interval=None).set_index("member")
    assert table["not_voting"].to_dict() == {"ISR": 0, "FRA": 0}


@pytest.mark.parametrize("n", [9, 10])
def test_an_estimate_needs_ten_roll_calls(n: int) -> None:
    table = uv.coincidence(frame({"USA": "Y" * n, "ISR": "Y" * n}))
    assert table["estimate"].notna().tolist() == table["low"].notna().tolist() == [n >= 10]
    assert table["withheld"].tolist() == ["n below 10" if n < 10 else ""]
    assert table.dtypes.astype("str").tolist() == [
        *("str", "str", "float64", *["int64"] * 5, "float64", "float64", "str"),
    ]


def test_what_is_listed_is_named() -> None:
    for important, words in (([], "empty list"), (["S/9"], "unknown roll call 'S/9'")):
        with pytest.raises(UnvotesError, match=words):
            uv.coincidence(four(), important=important)
    votes = frame({"USA": "YY", "FRA": "Yx"}, year=[2001, 2002])
    assert uv.coincidence(votes, by="year", min_shared=1)["year"].tolist() == [2001]
    with pytest.raises(UnvotesError, match="nobody voted beside USA"):
        uv.coincidence(frame({"USA": "YY", "FRA": "xx"}), min_shared=1)
