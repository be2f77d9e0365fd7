"""Finding roll calls the way people write them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import unvotes as uv


@pytest.mark.parametrize(
    "name",
    [
        *["S/RES/1973", "S/RES/1973(2011)", "S/RES/1973 (2011)", "s/res/1973", "1973", 1973],
        *["res 1973 (2011)", "Res. 1973", "resolution 1973", "UNSCR 1973", "SCR 1973"],
        *["S/2011/142", " 1973 "],
    ],
)
def test_ways_to_write_a_resolution(name):
    found = uv.find(name)
    assert found.roll_calls["resolution"].tolist() == [1973]
    assert len(found.votes) == 15


@pytest.mark.parametrize("name", ["S/2012/77", "s/2012/77", "2012/77", "S/ 2012/77"])
def test_ways_to_write_a_draft(name):
    found = uv.find(name)
    assert found.roll_calls["roll_call"].tolist() == ["S/2012/77"]
    assert set(found.votes["member"]) >= {"RUS", "CHN", "IND", "ZAF", "PRT"}


def test_every_vote_on_one_draft_is_given():
    found = uv.find("S/3502")
    assert len(found) == 16
    assert len(found.votes) == 16 * 11
    parts = list(found)
    assert [len(part.votes) for part in parts] == [11] * 16
    assert uv.find("S/3502#14").votes.query("veto")["member"].tolist() == ["CHN"]


def test_it_shows_itself():
    found = uv.find("S/2012/77")
    text = repr(found)
    assert "13-2-0" in text
    assert "China (veto), Russia (veto)" in text
    page = found._repr_html_()
    assert page.startswith("<table")
    assert "South Africa" in page
    assert "Soviet Union (veto)" in repr(uv.find("S/3502#1"))
    assert "without a vote" in repr(uv.find("704"))
    assert "5-0-6" in repr(uv.find("S/1158"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("S/2012/7777", ["S/2012/7777", "S/2012/77"]),
        ("S/RES/3000", ["3000", "2829", "2026-09-29", "unvotes.update()"]),
        ("S/2026/999", ["S/2026/999", "2026-09-29", "unvotes.update()"]),
        ("res 1973 (2010)", ["1973", "2011", "2010"]),
        ("", ["empty"]),
        (0, ["0"]),
        (99999, ["99999", "2829"]),
        ("A/RES/99/1", ["A/RES/99/1", "update"]),
        ("https://undocs.org/home", ["undocs.org/home", "S/2012/77"]),
        ("https://digitallibrary.un.org/record/1", ["record/1"]),
        ("1 May 2099", ["1 May 2099", "2026-09-29", "unvotes.update()"]),
        (["S/2012/77"], ["one name", "for name in names"]),
        (None, ["None", "S/2012/77"]),
        (True, ["True"]),
        (19.73, ["19.73"]),
        ("Libya no-fly zoo", ["'zoo'", "finds"]),
        ("Lybia", ["'lybia'", "libya"]),
        ("Goa Zimbabwe", ["not together"]),
    ],
)
def test_what_is_not_there(name, words):
    with pytest.raises(uv.UnvotesError) as caught:
        uv.find(name)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("name", "roll_calls"),
    [
        ("R/66/253A", ["A/RES/66/253 A"]),
        ("R/3/217A", ["A/RES/217(III) A"]),
        ("R/30/3379", ["A/RES/3379(XXX)"]),
        ("R/ES/11/1", ["A/RES/ES-11/1"]),
        ("https://undocs.org/S/2012/77", ["S/2012/77"]),
        ("undocs.org/en/S/RES/1973(2011)", ["S/RES/1973"]),
        ("https://undocs.org/A/RES/66/253%20A", ["A/RES/66/253 A"]),
        ("https://docs.un.org/en/A/RES/ES-11/1", ["A/RES/ES-11/1"]),
        ("A/RES/3379", ["A/RES/3379(XXX)"]),
        ("resolution 3379", ["A/RES/3379(XXX)"]),
        ("A/RES/377 A", ["A/RES/377(V) A-C"]),
        ("377 A (V)", ["A/RES/377(V) A-C"]),
        ("4 February 2012", ["S/2012/77"]),
        ("Feb 4, 2012", ["S/2012/77"]),
        ("4th February 2012", ["S/2012/77"]),
        ("2012-02-04", ["S/2012/77"]),
        (dt.date(2012, 2, 16), ["A/RES/66/253 A"]),
        (np.int64(1973), ["S/RES/1973"]),
    ],
)
def test_other_forms_that_people_paste(name, roll_calls):
    assert uv.find(name).roll_calls["roll_call"].tolist() == roll_calls


@pytest.mark.parametrize("body", ["security-council", "general-assembly"])
def test_the_record_finds_its_own_addresses_and_ids(body):
    table = uv.load_roll_calls(body).iloc[100::3001]
    for roll_call, url in zip(table["roll_call"], table["url"], strict=True):
        assert uv.find(roll_call).roll_calls["roll_call"].tolist() == [roll_call]
        if url:
            assert roll_call in set(uv.find(url).roll_calls["roll_call"])


def test_a_month_and_a_day_of_both_bodies():
    found = uv.find("February 2012")
    assert {"S/2012/77", "A/RES/66/253 A"} <= set(found.roll_calls["roll_call"])
    assert found.roll_calls["date"].dt.strftime("%Y-%m").eq("2012-02").all()
    assert found.roll_calls["date"].is_monotonic_increasing
    counts = found.votes.groupby("roll_call", observed=True).size()
    assert counts["S/2012/77"] == 15
    assert counts["A/RES/66/253 A"] == 193
    assert found.votes["vote"].dtype == uv.VOTE
    one = uv.find("February 2012", body="general-assembly")
    assert one.roll_calls["roll_call"].tolist() == ["A/RES/66/253 A", "A/RES/66/254"]
    assert "session" in one.roll_calls
    # Within a day they stay as the record has them.
    ids = uv.find("December 1982").roll_calls["roll_call"]
    right = uv.load_roll_calls("general-assembly", since="1982-12", until="1982-12")["roll_call"]
    assert ids[ids.str.startswith("A/")].tolist() == right.tolist()


def test_a_number_of_both_bodies_is_the_councils_and_says_so():
    found = uv.find(1514)
    assert found.roll_calls["roll_call"].tolist() == ["S/RES/1514"]
    assert "A/RES/1514(XV)" in repr(found)
    assert "A/RES/1514(XV)" in found._repr_html_()
    assert uv.find(1514, body="general-assembly").roll_calls["symbol"].tolist() == [
        "A/RES/1514(XV)"
    ]
    with pytest.raises(uv.UnvotesError, match="body 'council'"):
        uv.find(1514, body="council")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Libya no-fly zone", "S/RES/1973"),
        ("Zionism is racism", "A/RES/3379(XXX)"),
        ("repeal Zionism racism", "A/RES/46/86"),
        ("partition of Palestine", "A/RES/181(II) A"),
        ("Uniting for Peace", "A/RES/377(V) A-C"),
        ("uniting FOR peace!", "A/RES/377(V) A-C"),
        ("women and peace and security", "S/RES/1325"),
        ("responsibility to protect", "S/RES/1674"),
        ("Russia veto Hungary 1956", "S/3730/Rev.1"),
        ("USSR veto Hungary", "S/3730/Rev.1"),
        ("Rhodesian independence", "S/RES/216"),
    ],
)
def test_words_lead_to_the_vote_that_is_meant(words, first):
    assert uv.find(words).roll_calls["roll_call"].iloc[0] == first


def test_words_name_every_vote_of_that_name():
    found = uv.find("Crimea").roll_calls["roll_call"].tolist()
    assert set(found[:2]) == {"A/RES/68/262", "S/2014/189"}


def test_states_are_found_as_those_that_vetoed():
    found = uv.find("vetoed by France", body="security-council")
    votes = found.votes[found.votes["veto"].to_numpy()]
    first = found.roll_calls["roll_call"].iloc[:10]
    assert set(first) <= set(votes.loc[(votes["member"] == "FRA").to_numpy(), "roll_call"])
    assert found.reasons[0] == "vetoed by France"


def test_twenty_are_shown_with_reasons_and_all_are_given():
    found = uv.find("Palestine")
    assert len(found) > 500
    assert len(found.reasons) == len(found)
    assert all(found.reasons)
    lines = repr(found).splitlines()
    assert all(" · " in line for line in lines[:20])
    assert f"{len(found) - 20} more" in lines[20]
    assert "not on record since 2018" in lines[21]
    assert set(found.votes["roll_call"]) == set(found.roll_calls["roll_call"])
    few = uv.find("Zionism is racism")
    assert "in favour" in repr(few)
    assert "(known as 'Zionism is racism')" in repr(few)
    assert [one.reasons for one in few] == [(reason,) for reason in few.reasons]


def test_a_heading_says_what_it_was_about():
    assert "Arab–Israeli conflict · Qibya: censure Israel’s raid" in repr(uv.find("S/RES/101"))


def test_a_symbol_of_the_other_body_is_refused() -> None:
    with pytest.raises(uv.UnvotesError, match="general-assembly"):
        uv.find("A/RES/ES-11/1", body="security-council")
    with pytest.raises(uv.UnvotesError, match="security-council"):
        uv.find("https://undocs.org/S/2012/77", body="general-assembly")


@pytest.mark.parametrize(
    ("asked", "english"),
    [
        ("Syrie 2012", "Syria 2012"),
        ("Сирия veto", "Syria veto"),
        ("叙利亚 2012", "Syria 2012"),
        ("Federación de Rusia veto Siria", "Russia veto Syria"),
        ("Birmanie 2007", "Myanmar 2007"),
        ("République arabe syrienne 2012", "Syria 2012"),
        ("Reino Unido veto", "United Kingdom veto"),
        ("Corée du Nord sanctions", "North Korea sanctions"),
    ],
)
def test_states_have_any_of_their_names_in_a_question(asked, english):
    ids = uv.find(asked).roll_calls["roll_call"].tolist()
    assert ids == uv.find(english).roll_calls["roll_call"].tolist()


def test_a_war_of_two_is_not_the_first_answer_to_one():
    one = uv.find("Iraq war").roll_calls
    assert one["roll_call"].tolist()[:2] == ["S/RES/687", "S/RES/678"]
    assert one["subject"].str.startswith("Iran–Iraq").tolist().index(True) > 5
    both = uv.find("Iran–Iraq war").roll_calls
    assert both["roll_call"].tolist()[:2] == ["S/RES/620", "S/RES/598"]


@pytest.mark.parametrize("words", ["the", "of the", "The vote", "United Nations", "..."])
def test_words_that_name_nothing_are_refused(words):
    with pytest.raises(uv.UnvotesError, match=r"no word to look for.*Libya no-fly zone"):
        uv.find(words)
