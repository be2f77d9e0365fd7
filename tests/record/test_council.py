"""The shipped record against known facts of the Council's history."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from unvotes.record.data_files import read_table

# In favour, against, abstaining: from the Council's printed records, not from our own output.
KNOWN = {
    "S/2012/77": (13, 2, 0),
    "S/2011/612": (9, 2, 4),
    "S/2012/538": (11, 2, 2),
    "S/RES/1973": (10, 0, 5),
    "S/RES/678": (12, 2, 1),
    "S/RES/660": (14, 0, 0),
    "S/RES/661": (13, 0, 2),
    "S/RES/688": (10, 3, 2),
    "S/5032": (4, 7, 0),
    "S/RES/1559": (9, 0, 6),
    "S/RES/2713": (14, 0, 1),
    "S/RES/83": (7, 1, 0),
    "S/RES/502": (10, 1, 4),
    "S/RES/242": (15, 0, 0),
    "S/RES/1696": (14, 1, 0),
    "S/RES/1929": (12, 2, 1),
    "S/RES/1757": (10, 0, 5),
    "S/RES/2334": (14, 0, 1),
    "S/RES/1244": (14, 0, 1),
    "S/2022/155": (11, 1, 3),
    "S/20378": (9, 4, 2),
    "S/2001/270": (9, 1, 4),
}
AGAINST = {
    "S/2012/77": "CHN RUS",
    "S/2011/612": "CHN RUS",
    "S/RES/678": "CUB YEM",
    "S/RES/688": "CUB YEM ZWE",
    "S/RES/502": "PAN",
    "S/RES/1696": "QAT",
    "S/RES/1929": "BRA TUR",
    "S/5032": "CHL CHN ECU FRA GBR TUR USA",
    "S/RES/83": "YUG",
    "S/2022/155": "RUS",
}
ABSTAINING = {
    "S/2011/612": "BRA IND LBN ZAF",
    "S/2012/538": "PAK ZAF",
    "S/RES/1973": "BRA CHN DEU IND RUS",
    "S/RES/678": "CHN",
    "S/RES/688": "CHN IND",
    "S/RES/2713": "FRA",
    "S/RES/1559": "BRA CHN DZA PAK PHL RUS",
    "S/RES/502": "CHN ESP POL RUS",
    "S/RES/1929": "LBN",
    "S/RES/1757": "CHN IDN QAT RUS ZAF",
    "S/RES/2334": "USA",
    "S/2022/155": "ARE CHN IND",
}
TAKING_NO_PART = {"S/RES/660": "YEM", "S/RES/83": "EGY IND RUS", "S/RES/346": "CHN IRQ"}


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return uv.load_votes()


@pytest.fixture(scope="module")
def roll_calls() -> pd.DataFrame:
    return uv.load_roll_calls()


@pytest.mark.parametrize("name", KNOWN)
def test_known_tallies(roll_calls, name):
    row = roll_calls.set_index("roll_call").loc[name]
    assert (row["yes"], row["no"], row["abstain"]) == KNOWN[name]


@pytest.mark.parametrize(
    ("name", "vote", "who"),
    [
        (name, vote, who)
        for vote, known in (("no", AGAINST), ("abstain", ABSTAINING), ("nonvoting", TAKING_NO_PART))
        for name, who in known.items()
    ],
)
def test_known_votes(votes, name, vote, who):
    chosen = votes[(votes["roll_call"] == name) & (votes["vote"] == vote)]
    assert sorted(chosen["member"]) == who.split()


def test_every_resolution_is_there_once(roll_calls):
    numbers = roll_calls["resolution"].dropna().astype(int)
    assert sorted(numbers) == list(range(1, 2830))
    assert (roll_calls.loc[numbers.index, "outcome"] == "adopted").all()


def test_the_records_of_both_bodies_pass_their_audit():
    defects = uv.check()
    assert defects.empty, defects.to_string()


def test_coverage(votes, roll_calls):
    assert roll_calls["date"].min() == pd.Timestamp("1946-01-25")
    assert roll_calls["date"].max() == pd.Timestamp("2026-09-29")
    assert roll_calls["date"].is_monotonic_increasing
    assert roll_calls["roll_call"].is_unique
    # 11 members before 1966 and 15 since, 14 for six days of January 1980.
    size = votes.groupby("roll_call", observed=True).size()
    early = roll_calls.set_index("roll_call")["date"] < "1966"
    assert set(size[early[size.index]]) == {11}
    assert set(size[~early[size.index]]) == {15}


def test_columns_and_dtypes(votes, roll_calls):
    assert list(votes.columns) == [
        *["roll_call", "member", "vote", "date", "symbol", "topic", "outcome"],
        *["permanent", "veto"],
    ]
    assert list(votes["vote"].cat.categories) == ["no", "abstain", "yes", "nonvoting", "unknown"]
    assert not votes["vote"].cat.ordered
    assert votes["permanent"].dtype == votes["veto"].dtype == np.dtype(bool)
    assert roll_calls["resolution"].dtype == "Int64"
    assert pd.api.types.is_datetime64_any_dtype(votes["date"])
    for column in ("contested", "without_vote", "on_un_veto_list"):
        assert roll_calls[column].dtype == np.dtype(bool)
    wanted = "roll_call date symbol resolution meeting outcome kind topic region yes no abstain"
    wanted += " nonvoting unknown contested without_vote on_un_veto_list sponsors url"
    assert set(wanted.split()) <= set(roll_calls.columns)


def test_totals_follow_from_the_votes(votes, roll_calls):
    counted = votes.groupby(["roll_call", "vote"], observed=False).size().unstack()
    counted = counted.loc[roll_calls["roll_call"]]
    for vote in counted.columns:
        assert (counted[vote].to_numpy() == roll_calls[vote].to_numpy()).all()


def test_vetoes_are_the_permanent_members_negative_votes_that_counted(votes):
    vetoes = votes[votes["veto"]]
    assert set(vetoes["member"]) == {"CHN", "FRA", "GBR", "RUS", "USA"}
    assert set(vetoes["outcome"]) == {"vetoed"}
    # Hungary 1956: adopted as procedural against the Soviet vote, so no veto.
    assert not votes.loc[votes["roll_call"] == "S/RES/120", "veto"].any()


def test_the_double_veto_of_2012(votes):
    chosen = votes[(votes["roll_call"] == "S/2012/77") & votes["veto"]]
    assert list(chosen["member"]) == ["CHN", "RUS"]


def test_seat_and_state():
    seat, state = uv.load_votes(), uv.load_votes(view="state")
    assert len(seat) == len(state)
    moved = seat["member"].astype("str") != state["member"].astype("str")
    pairs = set(
        zip(seat.loc[moved, "member"].astype(str), state.loc[moved, "member"].astype(str), strict=1)
    )
    assert pairs == {("RUS", "SUN"), ("CHN", "TWN")}
    dates = state.groupby("member", observed=True)["date"]
    assert dates.max()["SUN"] < pd.Timestamp("1991-12-24") <= dates.min()["RUS"]
    assert dates.max()["TWN"] < pd.Timestamp("1971-10-25") <= dates.min()["CHN"]
    assert (uv.to_view(state, "seat")["member"].astype(str) == seat["member"].astype(str)).all()


def test_filters_agree_with_the_whole(votes, roll_calls):
    options = {
        "since": [None, "1990", "2011-10-04"],
        "until": [None, "2012-02-04"],
        "topic": [None, ["Syria", "Libya"]],
        "contested": [False, True],
        "members": [None, ["IND", "South Africa"]],
    }
    for values in itertools.product(*options.values()):
        asked = dict(zip(options, values, strict=True))
        calls, chosen = uv.load_roll_calls(**asked), uv.load_votes(**asked)
        keep = pd.Series(True, index=roll_calls.index)
        if asked["since"]:
            keep &= roll_calls["date"] >= asked["since"]
        if asked["until"]:
            keep &= roll_calls["date"] <= asked["until"]
        if asked["topic"]:
            keep &= roll_calls["topic"].isin(asked["topic"])
        if asked["contested"]:
            keep &= roll_calls["contested"]
        want = votes[votes["roll_call"].isin(roll_calls.loc[keep, "roll_call"])]
        if asked["members"]:
            want = want[want["member"].isin(["IND", "ZAF"])]
        assert list(chosen["roll_call"]) == list(want["roll_call"])
        assert list(chosen["member"]) == list(want["member"])
        assert set(calls["roll_call"]) == set(want["roll_call"])


def test_the_caller_may_change_what_was_loaded():
    first = uv.load_votes()
    first.loc[:, "vote"] = "abstain"
    first["member"] = "X"
    calls = uv.load_roll_calls()
    calls.loc[0, "topic"] = calls.loc[1, "topic"]
    calls["yes"] = -1
    assert (uv.load_votes()["vote"] == "yes").mean() > 0.8
    assert "RUS" in set(uv.load_votes()["member"])
    assert uv.load_roll_calls()["yes"].min() >= 0


def test_adoptions_without_a_vote_hold_no_votes(votes, roll_calls):
    silent = roll_calls.loc[roll_calls["without_vote"], "roll_call"]
    assert "S/RES/400" not in set(silent)
    assert "S/RES/704" in set(silent)
    assert set(votes.loc[votes["roll_call"].isin(silent), "vote"]) == {"nonvoting"}


def test_unknown_stays_unknown(roll_calls):
    table = roll_calls.set_index("roll_call")
    assert table.loc["S/516", ["yes", "no", "abstain", "unknown"]].tolist() == [0, 0, 0, 11]
    assert table.loc["S/RES/2821", ["unknown", "reported_tally"]].tolist() == [15, "9-0-6"]
    # Votes of which only some are named.
    assert table.loc["S/PV.48", ["yes", "no", "abstain", "unknown"]].tolist() == [4, 0, 0, 7]


def test_votes_that_other_sources_have_found(votes, roll_calls):
    table = roll_calls.set_index("roll_call")
    known = {
        "S/10768": (3, 3, 9, {"no": "IND RUS YUG"}),
        "S/10775": (4, 4, 7, {"no": "GBR IND RUS YUG"}),
        "S/1158": (5, 0, 6, {"yes": "CHN COL RUS SYR UKR"}),
        "S/1159": (4, 0, 7, {"yes": "CHN RUS SYR UKR"}),
        "S/PV.303#2": (8, 2, 1, {"no": "RUS UKR", "abstain": "FRA"}),
        "S/2023/1023": (9, 0, 6, {"abstain": "CHN FRA GAB GHA MOZ RUS"}),
        "S/9270/Rev.1": (8, 0, 7, {"yes": "CHN DZA HUN NPL PAK RUS SEN ZMB"}),
        "S/7951/Rev.2#1": (4, 0, 11, {"yes": "BGR IND MLI RUS"}),
        "S/7951/Rev.2#2": (6, 0, 9, {"yes": "BGR ETH IND MLI NGA RUS"}),
        "S/PV.8105": (3, 7, 5, {"yes": "BOL CHN RUS"}),
        "S/PV.8209": (8, 4, 3, {"no": "BOL CHN KAZ RUS", "abstain": "CIV ETH GNQ"}),
        "S/PV.8409": (4, 7, 4, {"yes": "BOL CHN KAZ RUS"}),
        "S/PV.5526": (10, 4, 1, {"no": "CHN COG QAT RUS", "abstain": "TZA"}),
        "S/PV.7353": (11, 2, 2, {"no": "CHN RUS", "abstain": "NGA TCD"}),
        "S/PV.8960": (10, 2, 3, {"abstain": "GAB IND KEN"}),
        "S/PV.259#2": (4, 2, 5, {"no": "BEL CAN"}),
        "S/1142#9": (4, 0, 7, {"yes": "CHN COL SYR USA"}),
    }
    for name, (*tally, named) in known.items():
        assert table.loc[name, ["yes", "no", "abstain"]].tolist() == tally, name
        cast = votes[votes["roll_call"] == name]
        for word, who in named.items():
            assert sorted(cast.loc[cast["vote"] == word, "member"]) == who.split(), name
    assert table.loc["S/2023/1023", ["outcome", "kind"]].tolist() == ["adopted", "amendment"]
    # A permanent member's vote against cannot stop what is procedural.
    assert not votes.loc[votes["roll_call"] == "S/PV.7353", "veto"].any()


def test_what_was_voted_on_in_parts_is_no_agreement(votes, roll_calls):
    parts = roll_calls[roll_calls["in_parts"]]
    assert {"S/RES/27", "S/RES/47", "S/RES/56", "S/RES/67"} <= set(parts["roll_call"])
    assert not (parts["in_parts"] & parts["without_vote"]).any()
    assert (parts[["yes", "no", "abstain", "unknown"]] == 0).all(axis=None)
    assert set(votes.loc[votes["roll_call"].isin(parts["roll_call"]), "vote"]) == {"nonvoting"}
    # No pair of members agrees on what neither voted on.
    pair = uv.agreement(uv.load_votes(since="1947-08-01", until="1947-08-01"), "USA", "RUS")
    assert pair.n == 2  # the call to cease fire and the amendment, not the text as a whole
    assert "voted on in parts only" in repr(uv.find("S/RES/27"))


def test_days_meetings_and_forms_that_the_audit_found(roll_calls):
    table = roll_calls.set_index("roll_call")
    assert f"{table.loc['S/13729', 'date']:%Y-%m-%d}" == "1980-01-07"
    assert f"{table.loc['S/RES/2809', 'date']:%Y-%m-%d}" == "2025-12-23"
    meetings = {
        "S/RES/1212": "S/PV.3949",
        "S/RES/1304": "S/PV.4159",
        "S/RES/1751": "S/PV.5660",
        "S/RES/701": "S/PV.2997",
        "S/PV.45": "S/PV.47",
        "S/4733/Rev.1#3": "S/PV.942",
        "S/RES/666": "S/PV.2939",
        "S/RES/695": "S/PV.2990",
        "S/RES/2809": "S/PV.10078",
    }
    assert table.loc[list(meetings), "meeting"].to_dict() == meetings
    for number in (1987, 2311, 2324, 2580, 1733):
        assert table.loc[f"S/RES/{number}", "without_vote"], number
    for number in (726, 728, 758):
        assert table.loc[f"S/RES/{number}", ["yes", "without_vote"]].tolist() == [15, False]
    assert table.loc["S/RES/1419", "sponsors"] == "president"
    assert "DEU" in table.loc["S/RES/2652", "sponsors"]


def test_the_votes_of_2026(votes, roll_calls):
    year = roll_calls[roll_calls["date"].dt.year == 2026].set_index("roll_call")
    assert len(year) == 21
    assert year["outcome"].value_counts().to_dict() == {"adopted": 18, "vetoed": 2, "failed": 1}
    unknown = year[year["unknown"] > 0]
    assert unknown["reported_tally"].to_dict() == {
        "S/RES/2820": "13-0-2",
        "S/RES/2821": "9-0-6",
        "S/RES/2826": "13-0-2",
        "S/2026/740": "11-2-2",
        "S/RES/2829": "12-0-3",
    }
    # A tally that names nobody is no agreement.
    assert unknown["contested"].all()
    assert set(votes.loc[votes["roll_call"] == "S/RES/2820", "vote"]) == {"unknown"}
    vetoes = votes[votes["veto"] & (votes["date"].dt.year == 2026)]
    assert sorted(zip(vetoes["roll_call"], vetoes["member"], strict=True)) == [
        (name, member) for name in ("S/2026/273", "S/2026/740") for member in ("CHN", "RUS")
    ]
    abstained = votes[(votes["roll_call"] == "S/RES/2812") & (votes["vote"] == "abstain")]
    assert sorted(abstained["member"]) == ["CHN", "RUS"]


def test_topics_may_be_typed_on_any_keyboard():
    for name in ("Iraq–Kuwait", "iraq-kuwait"):
        assert "S/RES/678" in set(uv.load_roll_calls(topic=name)["roll_call"])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"body": "general assembly"}, ["general assembly", "general-assembly"]),
        ({"members": "Russai"}, ["Russai", "RUS"]),
        ({"members": "RUX"}, ["RUX", "RUS"]),
        ({"members": "ISR"}, ["ISR", "never sat"]),
        ({"members": []}, ["empty"]),
        ({"members": "BRA", "since": "2012", "until": "2013"}, ["BRA", "2010", "2022"]),
        ({"topic": "Syrai"}, ["Syrai", "Syria"]),
        ({"since": "04/02/2012"}, ["04/02/2012", "2012-02-04"]),
        ({"since": "2012-02-31"}, ["2012-02-31", "not a date"]),
        ({"since": "2013", "until": "2011"}, ["2013", "2011", "after"]),
        ({"since": "2030"}, ["2030", "2026-09-29", "unvotes.update()"]),
        ({"view": "sate"}, ["sate", "seat", "state"]),
    ],
)
@pytest.mark.parametrize("load", [uv.load_votes, uv.load_roll_calls])
def test_errors_teach(load, asked, words):
    with pytest.raises(uv.UnvotesError) as caught:
        load(**asked)
    for word in words:
        assert word in str(caught.value)


# What the texts themselves say, as the literature on Chapter VII has it.
UNDER_CHAPTER_VII = {
    *(54, 232, 253, 418, 598, 660, 661, 678, 687, 733, 748, 794, 827, 836, 847, 869, 955, 1054),
    *(1244, 1373, 1441, 1540, 1696, 1718, 1737, 1757, 2664, 2713),
}
NOT_UNDER_CHAPTER_VII = {50, 73, 83, 242, 338, 411, 461, 502, 665, 688, 1325, 1701, 2728, 2803}


def test_resolutions_known_to_act_under_chapter_vii():
    calls = uv.load_roll_calls().dropna(subset="resolution").set_index("resolution")
    assert calls.loc[sorted(UNDER_CHAPTER_VII), "chapter_vii"].all(skipna=False)
    assert (~calls.loc[sorted(NOT_UNDER_CHAPTER_VII), "chapter_vii"]).all(skipna=False)


def test_chapter_vii_is_missing_where_no_text_was_read():
    calls = uv.load_roll_calls()
    adopted = calls["resolution"].notna()
    assert calls.loc[~adopted, "chapter_vii"].isna().all()
    unread = calls.loc[adopted & calls["chapter_vii"].isna()]
    assert calls["date"].between("2009-08-01", "2019-12-31")[adopted].sum() == 622
    between = unread["date"].between("2009-08-01", "2019-12-31")
    assert between.sum() == 622
    # 949 does act under it; its text is not whole in the transcript.
    assert {909, 949, 2510} <= set(unread.loc[~between, "resolution"])
    assert len(unread) == 651


def test_chapter_vii_is_rare_before_1990_and_common_after():
    calls = uv.load_roll_calls().dropna(subset="chapter_vii")
    share = calls["chapter_vii"].astype(float).groupby(calls["date"].dt.year // 10 * 10).mean()
    assert share.loc[:1980].max() < 0.05
    assert share[2020] > 0.4 > share[1990] > 0.2


def test_every_line_on_chapter_vii_is_a_resolution_that_was_read():
    calls = uv.load_roll_calls()
    acting = read_table("security_council/chapter_vii.csv").set_index("resolution")["source"]
    texts = read_table("security_council/chapter_vii_texts.csv")
    source = {
        str(number): row.source
        for row in texts.itertuples()
        for number in range(int(row.first), int(row.last) + 1)
    }
    assert set(acting.index) <= set(source) <= set(calls["resolution"].dropna().astype("str"))
    # A volume holds a year, or the twelve months from August of the year in its title on.
    years = dict(zip(calls["resolution"].astype("str"), calls["date"].dt.year, strict=True))
    for number, name in acting.items():
        assert source[number] == ("volumes" if name.startswith("volume") else name)
        if name.startswith("volume"):
            assert years[number] - int(name.removeprefix("volume ")) in (0, 1)
    assert calls["chapter_vii"].sum() == len(acting) == acting.index.nunique()
