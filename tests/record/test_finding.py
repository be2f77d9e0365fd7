"""Finding roll calls the way people write them."""

from __future__ import annotations

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
        ("Syria", ["Syria", "S/2012/77"]),
        (0, ["0"]),
    ],
)
def test_what_is_not_there(name, words):
    with pytest.raises(uv.UnvotesError) as caught:
        uv.find(name)
    for word in words:
        assert word in str(caught.value)
