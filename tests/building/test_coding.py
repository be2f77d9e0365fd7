"""The coding rules: what they say of votes that everyone knows, and that they are well formed."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unvotes.building.coding import FIELDS, code
from unvotes.building.source_texts import on_veto_list, sponsor_codes, symbol_key
from unvotes.errors import UnvotesError

DATA = Path(__file__).parents[2] / "data"


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name, dtype="str", keep_default_na=False)


RULES = read("security_council/coding_rules.csv")
TOPICS = read("topics.csv")
ACTIONS = read("actions.csv")
MISSIONS = read("missions.csv")


def coded(rows: list[dict[str, str]]) -> pd.DataFrame:
    """Code texts of our own making by the shipped rules, all at once."""
    columns = ["row", "symbol", "title", "agenda", "dppa_topic", "veto_topic"]
    texts = pd.DataFrame([dict.fromkeys(columns, "") | row for row in rows])
    return code(texts.assign(date=pd.to_datetime(texts["date"])), RULES)


# date, symbol, words as they would stand in a title, topic, action, mission
KNOWN = [
    (
        "1948-04-17",
        "S/RES/46",
        "a truce in Palestine",
        "Palestine",
        "ceasefire",
        "",
    ),
    (
        "1950-07-07",
        "S/RES/84",
        "unified command in Korea",
        "Korean War",
        "use of force",
        "",
    ),
    (
        "1955-12-14",
        "S/RES/109",
        "admission of sixteen states",
        "Admission of members",
        "admission",
        "",
    ),
    (
        "1964-03-04",
        "S/RES/186",
        "establishment of a UN Peace-keeping Force in Cyprus",
        "Cyprus",
        "mandate",
        "UNFICYP",
    ),
    (
        "1966-12-16",
        "S/RES/232",
        "sanctions against Southern Rhodesia",
        "Southern Rhodesia",
        "sanctions",
        "",
    ),
    (
        "1967-11-22",
        "S/RES/242",
        "settlement in the Middle East",
        "Arab–Israeli conflict",
        "settlement",
        "",
    ),
    (
        "1974-05-31",
        "S/RES/350",
        "establishment of the UN Disengagement Observer Force",
        "Golan",
        "mandate",
        "UNDOF",
    ),
    (
        "1977-11-04",
        "S/RES/418",
        "an arms embargo against South Africa",
        "South Africa",
        "sanctions",
        "418 sanctions",
    ),
    (
        "1978-03-19",
        "S/RES/425",
        "establishment of an interim force for southern Lebanon",
        "Lebanon",
        "mandate",
        "UNIFIL",
    ),
    (
        "1978-09-29",
        "S/RES/435",
        "elections in Namibia",
        "Namibia",
        "settlement",
        "",
    ),
    (
        "1990-11-29",
        "S/RES/678",
        "all necessary means against Iraq, for Kuwait",
        "Iraq–Kuwait",
        "use of force",
        "",
    ),
    (
        "1993-05-25",
        "S/RES/827",
        "an International Tribunal for the former Yugoslavia",
        "International criminal courts",
        "court",
        "ICTY",
    ),
    (
        "1994-11-08",
        "S/RES/955",
        "an International Tribunal for Rwanda",
        "International criminal courts",
        "court",
        "ICTR",
    ),
    (
        "1991-04-29",
        "S/RES/690",
        "establishment of a UN Mission for the Referendum in Western Sahara",
        "Western Sahara",
        "mandate",
        "MINURSO",
    ),
    (
        "2000-10-31",
        "S/RES/1325",
        "women and peace and security",
        "Women, peace and security",
        "thematic",
        "",
    ),
    (
        "2004-09-02",
        "S/RES/1559",
        "withdrawal of foreign forces from Lebanon",
        "Lebanon",
        "ceasefire",
        "",
    ),
    (
        "2005-03-31",
        "S/RES/1593",
        "the situation in Darfur",
        "Darfur",
        "court",
        "",
    ),
    (
        "2006-10-14",
        "S/RES/1718",
        "measures against the DPRK",
        "Non-proliferation DPRK",
        "sanctions",
        "1718 sanctions",
    ),
    (
        "2006-12-23",
        "S/RES/1737",
        "measures against Iran",
        "Non-proliferation Iran",
        "sanctions",
        "1737 sanctions",
    ),
    (
        "2011-03-17",
        "S/RES/1973",
        "a ban on flights in Libya",
        "Libya",
        "use of force",
        "",
    ),
    (
        "2016-12-23",
        "S/RES/2334",
        "settlements in territory occupied since 1967",
        "Palestine",
        "condemnation",
        "",
    ),
    (
        "2022-02-27",
        "S/RES/2623",
        "emergency special session on Ukraine",
        "Ukraine",
        "referral to the Assembly",
        "",
    ),
]


def test_known_resolutions() -> None:
    columns = ["date", "symbol", "title", "topic", "action", "mission"]
    known = pd.DataFrame(KNOWN, columns=columns)
    result = coded(known[["date", "symbol", "title"]].to_dict("records"))
    assert result["kind"].eq("resolution").all()
    result.index = pd.Index(known["symbol"])
    for field in ("topic", "action", "mission"):
        assert result[field].to_dict() == known.set_index("symbol")[field].to_dict()


def test_one_agenda_item_holds_several_topics() -> None:
    middle_east = "The situation in the Middle East"
    expected = {
        ("2012-02-04", "S/2012/77", middle_east): "Syria",
        ("1988-05-10", "S/19868", middle_east): "Lebanon",
        ("1967-06-07", "S/RES/234", middle_east): "Arab–Israeli conflict",
        ("2018-02-26", "S/2018/156", middle_east): "Yemen",
        (
            "2011-02-18",
            "S/2011/24",
            f"{middle_east}, including the Palestinian question",
        ): "Palestine",
        ("1961-12-18", "S/5033", "Complaint by Portugal"): "Goa",
        (
            "2013-11-15",
            "S/2013/660",
            "Peace and security in Africa",
        ): "International criminal courts",
        ("2018-04-14", "S/2018/355", "Threats to international peace and security"): "Syria",
        ("2024-04-18", "S/2024/312", "Admission of new members"): "Admission of members",
    }
    rows = [
        {"date": date, "symbol": symbol, "title": agenda, "agenda": agenda}
        for date, symbol, agenda in expected
    ]
    assert coded(rows)["topic"].tolist() == list(expected.values())


def test_a_name_inside_another_is_not_taken_for_it_and_years_part_topics() -> None:
    expected = {
        ("1983-12-20", "occupation of Angolan territory"): "Angola",
        ("1981-12-17", "annexation of the Golan Heights"): "Golan",
        ("2015-11-20", "Islamic State in Iraq"): "Terrorism",
        ("2015-06-29", "the situation in Mali"): "Mali",
        ("2010-01-14", "the situation in Somalia"): "Somalia",
        ("2020-06-03", "UN mission in Darfur, Sudan"): "Darfur",
        ("2020-06-03", "UN Mission in South Sudan"): "South Sudan",
        ("2009-01-14", "a mission in Guinea-Bissau"): "Guinea-Bissau",
        ("1990-08-06", "sanctions against Iraq"): "Iraq–Kuwait",
        ("2007-08-10", "UN mission in Iraq"): "Iraq",
        ("1992-03-31", "the Libyan Arab Jamahiriya"): "Lockerbie",
        ("2011-09-16", "a UN mission in Libya"): "Libya",
        ("1961-02-21", "the Congo"): "Congo (1960–1967)",
        ("2003-07-28", "the Democratic Republic of the Congo"): "DR Congo",
    }
    rows = [{"date": date, "symbol": "S/RES/9999", "title": title} for date, title in expected]
    assert coded(rows)["topic"].tolist() == list(expected.values())


def test_a_rejected_draft_whose_title_is_its_agenda_item_has_no_action() -> None:
    attack = {"date": "1982-06-26", "title": "Complaint of an attack on Lebanon"}
    actions = coded([attack | {"symbol": "S/15255"}, attack | {"symbol": "S/RES/9999"}])["action"]
    assert actions.tolist() == ["", "condemnation"]


def test_the_vocabularies_hold_every_value_of_the_rules() -> None:
    allowed = {
        "topic": set(TOPICS["topic"]),
        "action": set(ACTIONS["action"]) | {""},
        "mission": set(MISSIONS["mission"]) | {""},
    }
    for field, values in allowed.items():
        used = set(RULES.loc[RULES["field"].eq(field), "value"])
        assert used <= values, (field, used - values)


def test_the_rules_are_well_formed() -> None:
    assert set(RULES["field"]) == set(FIELDS)
    for pattern in RULES["pattern"]:
        assert re.compile(pattern).groups == 0, pattern
        assert not re.search(pattern, "", re.IGNORECASE), f"{pattern!r} matches an empty text"
    dates = RULES[["since", "until"]].stack()
    assert dates[dates.ne("")].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert not RULES.duplicated(["field", "where", "pattern", "since", "until"]).any()


def test_topics_are_well_formed() -> None:
    assert 60 <= (TOPICS["since"] != "").sum() <= 130
    assert TOPICS["topic"].is_unique
    assert set(TOPICS["kind"]) == {"country", "region", "theme", "institutional"}
    places = {"Africa", "Americas", "Asia", "Europe", "Middle East"}
    assert set(TOPICS["region"]) == places | {"none"}
    about_a_place = TOPICS["kind"].isin(["country", "region"])
    assert TOPICS.loc[about_a_place, "region"].isin(places).all()
    for first, last in (("since", "until"), ("assembly_since", "assembly_until")):
        years = TOPICS.loc[TOPICS[first] != "", [first, last]].astype(int)
        assert (years[first] <= years[last]).all()
        assert years[first].min() == 1946
    assert ((TOPICS["since"] != "") | (TOPICS["assembly_since"] != "")).all()
    assert TOPICS["definition"].str.endswith(".").all()


def test_missions_belong_to_topics() -> None:
    assert MISSIONS["mission"].is_unique
    assert set(MISSIONS["topic"]) <= set(TOPICS["topic"])


def rule(value: str, pattern: str, where: str = "title", field: str = "topic") -> dict[str, str]:
    return {
        "field": field,
        "value": value,
        "where": where,
        "pattern": pattern,
        "since": "",
        "until": "",
        "note": "",
    }


@given(st.permutations(["a", "b", "c"]), st.text("abc", min_size=0, max_size=5))
def test_the_first_rule_that_fits_decides(order: list[str], title: str) -> None:
    rules = pd.DataFrame([rule(f"has {letter}", letter) for letter in order])
    texts = pd.DataFrame({"date": pd.to_datetime(["2000-01-01"]), "title": [title]})
    expected = next((f"has {letter}" for letter in order if letter in title), "")
    assert code(texts, rules)["topic"].tolist() == [expected]


def test_dates_of_a_rule_are_included() -> None:
    rules = pd.DataFrame([rule("in time", "x") | {"since": "2000-01-01", "until": "2000-12-31"}])
    dates = pd.to_datetime(["1999-12-31", "2000-01-01", "2000-12-31", "2001-01-01"])
    texts = pd.DataFrame({"date": dates, "title": "x"})
    assert code(texts, rules)["topic"].tolist() == ["", "in time", "in time", ""]


def test_an_empty_value_closes_the_field() -> None:
    rules = pd.DataFrame([rule("", "x"), rule("never", "x")])
    texts = pd.DataFrame({"date": pd.to_datetime(["2000-01-01"]), "title": ["x"]})
    assert code(texts, rules)["topic"].tolist() == [""]


def test_index_and_order_of_the_texts_are_kept() -> None:
    rules = pd.DataFrame([rule("A", "a"), rule("B", "b")])
    texts = pd.DataFrame(
        {"date": pd.to_datetime(["2000-01-01"] * 3), "title": ["b", None, "a"]}, index=[7, 3, 5]
    )
    result = code(texts, rules)
    assert result.index.tolist() == [7, 3, 5]
    assert result["topic"].tolist() == ["B", "", "A"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"field": "topics"}, "topics"),
        ({"where": "titel"}, "titel"),
        ({"pattern": "("}, "regular expression"),
    ],
)
def test_a_broken_rule_is_named(broken: dict[str, str], said: str) -> None:
    texts = pd.DataFrame({"date": pd.to_datetime(["2000-01-01"]), "title": ["x"]})
    with pytest.raises(UnvotesError, match=re.escape(said)):
        code(texts, pd.DataFrame([rule("A", "a") | broken]))


def test_sponsors_become_codes() -> None:
    text = (
        "Bosnia and Herzegovina, Turkey,\n the Republic of Korea and the United States of America"
    )
    assert sponsor_codes(text) == ["BIH", "KOR", "TUR", "USA"]
    assert sponsor_codes("Niger,Nigeria;Congo,Democratic Republic of the Congo") == [
        "COD",
        "COG",
        "NER",
        "NGA",
    ]
    assert sponsor_codes("President?") == ["president"]
    assert sponsor_codes("") == []
    with pytest.raises(UnvotesError, match="ruritania"):
        sponsor_codes("France, Ruritania")


def test_symbols_of_two_sources_meet() -> None:
    ours = pd.Series(["S/552, S/PV.202", "S/4733/Rev. 1", "S/2018/156 ", "S/3710 (as amended)"])
    assert symbol_key(ours).tolist() == ["S/552", "S/4733/REV.1", "S/2018/156", "S/3710"]


def test_the_list_of_vetoes_takes_the_draft_as_a_whole() -> None:
    texts = pd.DataFrame(
        {
            "row": ["187", "188", "189", "5", "6"],
            "symbol": ["S/1894", "S/1894", "S/1894", "S/3502", "S/2024/1"],
            "date": pd.to_datetime(["1950-11-30"] * 3 + ["1955-12-13", "2024-01-01"]),
            "outcome": "vetoed",
        }
    )
    listed = pd.DataFrame({"draft": ["S/1894"], "date": ["1950-11-30"]})
    assert on_veto_list(texts, listed).tolist()[:3] == [False, True, False]
    with pytest.raises(UnvotesError, match="S/9"):
        on_veto_list(texts, pd.DataFrame({"draft": ["S/1894", "S/9"], "date": ["1950-11-30"] * 2}))
