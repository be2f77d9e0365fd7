"""Whole rows of the record, as the meeting records and the documents' covers have them."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from unvotes.errors import UnvotesError
from unvotes.record.loading import end_of_record

# The draft on Syria that Russia and China vetoed, and the resolution on Libya on which they
# abstained: S/PV.6711 and S/PV.6498.
COUNCIL = {
    "S/2012/77": {
        "date": pd.Timestamp("2012-02-04"),
        "outcome": "vetoed",
        **dict(yes=13, no=2, abstain=0, nonvoting=0, unknown=0),
        **dict(symbol="S/2012/77", draft="S/2012/77", meeting="S/PV.6711", kind="resolution"),
        **dict(topic="Syria", region="Middle East", url="https://undocs.org/S/2012/77"),
        **dict(contested=True, without_vote=False, in_parts=False, on_un_veto_list=True),
        "reported_tally": "",
    },
    "S/RES/1973": {
        "date": pd.Timestamp("2011-03-17"),
        "outcome": "adopted",
        **dict(yes=10, no=0, abstain=5, nonvoting=0, unknown=0, resolution=1973),
        "subject": "Libya: no-fly zone and force to protect civilians",
        **dict(symbol="S/RES/1973(2011)", draft="S/2011/142", meeting="S/PV.6498"),
        **dict(kind="resolution", topic="Libya", region="Africa"),
        "url": "https://undocs.org/S/RES/1973(2011)",
        **dict(contested=True, without_vote=False, in_parts=False, on_un_veto_list=False),
        "reported_tally": "",
    },
}
# The first resolution on Syria, and the one that gave China's seat to the People's Republic.
ASSEMBLY = {
    "A/RES/66/253 A": {
        "date": pd.Timestamp("2012-02-16"),
        "outcome": "adopted",
        **dict(yes=137, no=12, abstain=17, nonvoting=27, unknown=0, resolution=253, session="66"),
        **dict(symbol="A/RES/66/253 A", draft="", meeting="", kind="resolution", topic="Syria"),
        **dict(region="Middle East", url="https://digitallibrary.un.org/record/721805"),
        **dict(contested=True, without_vote=False, in_parts=False, on_un_veto_list=False),
        **dict(reported_tally="", sponsors="", voeten_id=5180),
        "subject": "Syria: back the Arab League’s plan for transition",
    },
    "A/RES/2758(XXVI)": {
        "date": pd.Timestamp("1971-10-25"),
        "outcome": "adopted",
        **dict(yes=76, no=35, abstain=17, nonvoting=3, unknown=0, resolution=2758, session="26"),
        **dict(symbol="A/RES/2758(XXVI)", kind="resolution", topic="Representation of China"),
        **dict(region="Asia", contested=True),
    },
}
LIBYA_ABSTAINED = ["BRA", "CHN", "DEU", "IND", "RUS"]
AGAINST_A_66_253 = ["BLR", "BOL", "CHN", "CUB", "ECU", "IRN", "NIC", "PRK", "RUS", "SYR", "VEN"]


@pytest.mark.parametrize(
    ("body", "known"), [("security-council", COUNCIL), ("general-assembly", ASSEMBLY)]
)
def test_rows_of_roll_calls(body: str, known: dict[str, dict[str, object]]) -> None:
    table = uv.load_roll_calls(body).set_index("roll_call")
    for roll_call, facts in known.items():
        assert table.loc[roll_call, list(facts)].to_dict() == facts
    for name in ("action", "mission"):
        assert table[name].isna().all() == (body == "general-assembly")


@pytest.mark.parametrize("body", ["security-council", "general-assembly"])
def test_one_vote_against_or_abstention_makes_it_contested(body: str) -> None:
    table = uv.load_roll_calls(body)
    one = (table["no"] + table["abstain"] == 1) & (table["outcome"] == "adopted")
    none = (table["no"] + table["abstain"] + table["unknown"] == 0) & (
        table["outcome"] == "adopted"
    )
    assert one.sum() > 10 and table["contested"][one].all()
    assert none.any() and not table["contested"][none].any()
    assert table["contested"][table["outcome"] != "adopted"].all()


def test_documents_of_the_assembly() -> None:
    table = uv.load_roll_calls("general-assembly").set_index("roll_call")
    # By its number in the Digital Library, or else by its symbol; a vote that has neither has none.
    assert table.loc["A/DEC/32/450#2", "url"] == "https://undocs.org/A/DEC/32/450"
    assert table.loc["A/1/V3", "url"] == ""
    assert ((table["url"] == "") <= (table["symbol"] == "")).all()
    assert not table["url"].str.contains(" |nan|<NA>", regex=True).any()


def test_votes_of_the_council() -> None:
    votes = uv.load_votes(since=2011, until=2012, columns=["kind", "meeting"])
    libya = votes[votes["roll_call"] == "S/RES/1973"]
    assert libya["member"].tolist() == [
        *("BIH", "BRA", "CHN", "COL", "DEU", "FRA", "GAB", "GBR", "IND", "LBN", "NGA", "PRT"),
        *("RUS", "USA", "ZAF"),
    ]
    assert libya.loc[libya["vote"] == "abstain", "member"].tolist() == LIBYA_ABSTAINED
    assert set(libya["vote"]) == {"yes", "abstain"} and not libya["veto"].any()
    assert libya.loc[libya["permanent"], "member"].tolist() == ["CHN", "FRA", "GBR", "RUS", "USA"]
    for name, value in COUNCIL["S/RES/1973"].items():
        if name in votes:
            assert (libya[name] == value).all(), name
    syria = votes[votes["roll_call"] == "S/2012/77"]
    assert syria.loc[syria["veto"], "member"].tolist() == ["CHN", "RUS"]
    assert (syria["vote"] == "no").equals(syria["veto"])
    assert votes["date"].is_monotonic_increasing and votes.index.equals(pd.RangeIndex(len(votes)))


def test_votes_of_the_assembly() -> None:
    votes = uv.load_votes("general-assembly", since="2012-02-16", until="2012-02-16")
    assert len(votes) == 193 and not votes["veto"].any()
    # Zimbabwe voted against too.
    assert votes.loc[votes["vote"] == "no", "member"].tolist() == [*AGAINST_A_66_253, "ZWE"]
    assert votes.loc[votes["permanent"], "member"].tolist() == ["CHN", "FRA", "GBR", "RUS", "USA"]
    assert set(votes["session"]) == {"66"} and set(votes["outcome"]) == {"adopted"}


def test_a_seat_that_changed_hands_within_a_day_of_the_assembly() -> None:
    asked = {"since": "1971-10-25", "until": "1971-11-24", "members": ["TWN", "China"]}
    votes = uv.load_votes("general-assembly", view="state", **asked)  # type: ignore[arg-type]
    that_day = votes["date"] == "1971-10-25"
    assert set(votes.loc[that_day, "member"]) == {"TWN"} and that_day.sum() == 7
    assert set(votes.loc[~that_day, "member"]) == {"CHN"}
    assert set(votes["vote"][that_day]) == {"yes", "nonvoting"}
    seats = uv.load_votes("general-assembly", since="1971-10-25", until="1971-10-25")
    assert "TWN" not in set(seats["member"]) and (seats["member"] == "CHN").sum() == 7


def test_what_is_asked_for_is_what_comes() -> None:
    table = uv.load_roll_calls(topic="Syria", since="2012-02-04", until="2012-07-19")
    assert table.index.equals(pd.RangeIndex(len(table)))
    assert table["symbol"].iloc[[0, -1]].tolist() == ["S/2012/77", "S/2012/538"]
    whole = uv.load_roll_calls()
    assert table.columns.equals(whole.columns) and table.dtypes.equals(whole.dtypes)
    some = uv.load_roll_calls(members=["Portugal"], since=2010, until=2013)
    assert set(some["date"].dt.year) == {2011, 2012}
    both = uv.load_votes(members=["Portugal", "India"], since=2012, until=2012)
    assert set(both["member"]) == {"PRT", "IND"}
    assert len(both) == 2 * both["roll_call"].nunique()
    bloc = uv.load_votes(members=["BRICS", "Portugal"], since=2012, until=2012)
    assert set(bloc["member"]) == {"CHN", "IND", "RUS", "ZAF", "PRT"}
    contested = uv.load_roll_calls(contested=True, since=2011, until=2012)
    assert len(contested) == 11 and contested["contested"].all()


def test_where_the_record_ends_and_how_to_go_on() -> None:
    for body, call in (("security-council", "()"), ("general-assembly", "('general-assembly')")):
        said = end_of_record(body)
        assert f"unvotes.update{call} goes on from there" in said
        assert f"{uv.load_roll_calls(body)['date'].max():%Y-%m-%d};" in said


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"members": ["Turkey"], "since": 2012},
            "TUR sat in 1951–1952, 1954–1955, 1961, 2009–2010",
        ),
        ({"members": ["Andorra"]}, "AND has never sat in the Security Council"),
        ({"members": ["USSR"]}, "SUN held the seat that is RUS here"),
        ({"members": []}, "empty list"),
        ({"since": 2030}, "votes ends on"),
        ({"topic": "Syria", "until": 1947}, "no roll call with until=1947, topic='Syria'"),
        ({"body": "council"}, "unknown body 'council'"),
    ],
)
def test_what_cannot_be_had_says_why(asked: dict[str, object], words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        uv.load_votes(**asked)  # type: ignore[arg-type]


def test_a_column_that_votes_have_does_not_end_the_list():
    votes = uv.load_votes(since="2012-02-04", until="2012-02-04", columns=["topic", "kind"])
    assert votes["kind"].tolist() == ["resolution"] * 15


@pytest.mark.parametrize("body", ["security-council", "general-assembly"])
@pytest.mark.parametrize("asked", [{}, {"since": "1946-01-01"}, {"since": "2015", "until": "2016"}])
def test_what_is_handed_out_is_the_callers_own(body: str, asked: dict[str, str]) -> None:
    # The record is decoded once: who writes into a column, past pandas too, writes into a copy.
    for load, name in ((uv.load_votes, "vote"), (uv.load_roll_calls, "topic")):
        frame = load(body, **asked)
        before = frame[name].cat.codes.to_numpy().copy()
        frame[name].array[:] = frame[name].cat.categories[0]
        frame["date"] = pd.NaT
        again = load(body, **asked)
        assert (again[name].cat.codes.to_numpy() == before).all()
        assert again["date"].notna().all()
