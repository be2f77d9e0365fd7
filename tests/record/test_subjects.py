"""What roll calls were about, the names they go by, and other names of topics."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

import unvotes as uv
from unvotes.record.data_files import read_table
from unvotes.record.subjects import composed_subject, subjects
from unvotes.record.words import words_of

BODIES = ["security-council", "general-assembly"]


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    both = [uv.load_roll_calls(body).assign(body=body) for body in BODIES]
    return pd.concat(both, ignore_index=True).set_index("roll_call")


def test_every_draft_not_adopted_and_every_contested_one_of_the_council_has_a_subject_by_hand():
    table = uv.load_roll_calls()
    asked = table.loc[(table["outcome"] != "adopted") | table["contested"], "roll_call"]
    assert set(asked) <= set(read_table("subjects.csv")["roll_call"])


def test_subjects_are_short_phrases_on_roll_calls_of_the_record(record):
    table = read_table("subjects.csv")
    assert set(table["roll_call"]) <= set(record.index)
    assert table["roll_call"].is_unique
    assert table["subject"].str.len().between(8, 90).all()
    assert not table["subject"].str.contains(r"\.$|;|\"|'").any()
    assert table["subject"].str.strip().eq(table["subject"]).all()


def test_every_roll_call_has_a_subject(record):
    assert record.index[record["subject"] == ""].tolist() == []
    assert record["subject"].str.len().max() <= 110


@pytest.mark.parametrize(
    ("roll_call", "words"),
    [
        ("S/RES/1973", "Libya no-fly zone"),
        ("S/2022/155", "Ukraine Russia withdraw"),
        ("S/RES/502", "Falklands Argentina withdraw"),
        ("S/PV.613", "Pearson Secretary-General"),
        ("S/1996/952", "Boutros-Ghali second term"),
        ("S/RES/678", "Gulf War force Kuwait"),
        ("S/2024/312", "membership Palestine"),
        ("S/RES/186", "Cyprus UNFICYP"),
    ],
)
def test_subjects_of_known_votes(record, roll_call, words):
    assert set(words_of(words)) <= set(words_of(record.loc[roll_call, "subject"]))


def test_a_subject_is_composed_of_what_is_coded():
    assert composed_subject("Cyprus", "mandate", "UNFICYP") == "Cyprus: mandate of UNFICYP"
    assert composed_subject("Haiti", "mandate") == "Haiti: mandate of a mission"
    assert composed_subject("Libya", "use of force") == "Libya: use of force"
    assert (
        composed_subject("Syria", "inquiry", "JIM", "amendment")
        == "Syria: inquiry, JIM (amendment)"
    )
    assert composed_subject("", kind="paragraph") == ""
    actions = set(read_table("actions.csv")["action"])
    assert not [a for a in actions if "{" in composed_subject("X", a)]
    frame = pd.DataFrame({"roll_call": ["none", "S/2012/77"]}, index=[7, 3])
    assert subjects(frame).to_dict() == {
        7: "",
        3: "Syria: back the Arab League’s plan for transition",
    }


def test_votes_take_columns_of_their_roll_calls():
    asked = ["kind", "action", "contested", "subject", "yes"]
    for body, chosen in [
        (BODIES[0], {"topic": "Syria"}),
        (BODIES[1], {"since": "2012-02-16", "until": "2012"}),
    ]:
        plain = uv.load_votes(body, **chosen)
        votes = uv.load_votes(body, **chosen, columns=asked)
        assert list(votes.columns) == [*plain.columns, *asked]
        assert votes["subject"].dtype == "category"
        table = uv.load_roll_calls(body).set_index("roll_call")
        for name in asked:
            want = table[name].astype("object").reindex(votes["roll_call"].astype("str"))
            assert votes[name].astype("object").fillna("").tolist() == want.fillna("").tolist()
    assert list(uv.load_votes(columns="topic").columns) == list(uv.load_votes().columns)
    with pytest.raises(uv.UnvotesError, match="unknown column 'subjct'; did you mean 'subject'"):
        uv.load_votes(columns=["subjct"])
    with pytest.raises(uv.UnvotesError, match="unknown column 'votes'; did you mean 'vote'"):
        uv.load_votes(columns=["votes"])


def test_names_lead_to_roll_calls_of_the_record(record):
    table = read_table("known_as.csv")
    assert len(table) >= 250
    assert set(table["roll_call"]) <= set(record.index)
    assert not table[["name", "roll_call"]].duplicated().any()
    assert (table["used_in"].str.len() > 8).all()
    days = record["date"].reindex(table["roll_call"]).tolist()
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("name", "day", "tally"),
    [
        ("partition of Palestine", "1947-11-29", (33, 13, 10)),
        ("Universal Declaration of Human Rights", "1948-12-10", (48, 0, 8)),
        ("Uniting for Peace", "1950-11-03", (52, 5, 2)),
        ("decolonisation declaration", "1960-12-14", (89, 0, 9)),
        ("China’s seat", "1971-10-25", (76, 35, 17)),
        ("Zionism is racism", "1975-11-10", (72, 35, 32)),
        ("repeal of Zionism is racism", "1991-12-16", (111, 25, 13)),
        ("Palestine observer state", "2012-11-29", (138, 9, 41)),
        ("Jerusalem vote of 2017", "2017-12-21", (128, 9, 35)),
        ("first vote on the invasion of Ukraine", "2022-03-02", (141, 5, 35)),
        ("land for peace", "1967-11-22", (15, 0, 0)),
        ("Gulf War authorisation", "1990-11-29", (12, 2, 1)),
        ("no-fly zone over Libya", "2011-03-17", (10, 0, 5)),
        ("settlements resolution of 2016", "2016-12-23", (14, 0, 1)),
        ("expulsion of South Africa", "1974-10-30", (10, 3, 2)),
        ("first American veto", "1970-03-17", (9, 2, 4)),
    ],
)
def test_names_have_the_day_and_the_tally_that_history_has(record, name, day, tally):
    table = read_table("known_as.csv").set_index("name")
    found = record.loc[table.loc[name, "roll_call"]]
    assert str(found["date"].date()) == day
    assert (found["yes"], found["no"], found["abstain"]) == tally


def test_every_alias_leads_to_a_topic():
    table = read_table("topic_aliases.csv")
    assert set(table["topic"]) <= set(uv.topics()["topic"])
    assert set(table["relation"]) == {"same", "part"}
    assert not table[["alias", "topic"]].duplicated().any()


@pytest.mark.parametrize(
    ("name", "body", "topic"),
    [
        ("Syrian Arab Republic", BODIES[0], "Syria"),
        ("syrian arab republic", BODIES[1], "Syria"),
        ("Burma", BODIES[1], "Myanmar"),
        ("East Timor", BODIES[0], "Timor-Leste"),
        ("Ivory Coast", BODIES[0], "Côte d’Ivoire"),
        ("Cote d'Ivoire", BODIES[0], "Côte d’Ivoire"),
        ("Western Sahara", BODIES[0], "Western Sahara"),
    ],
)
def test_another_name_of_a_topic_is_taken_without_a_word(name, body, topic):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = uv.load_roll_calls(body, topic=name)
    assert set(table["topic"]) == {topic}


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        ("Gaza", {"Palestine"}),
        ("Kashmir", {"India–Pakistan"}),
        ("Israel", {"Palestine", "Arab–Israeli conflict", "Lebanon", "Golan"}),
    ],
)
def test_a_name_that_means_less_than_its_topic_warns(name, topics):
    with pytest.warns(uv.UnvotesWarning, match=f"'{name}' is no topic of its own") as caught:
        table = uv.load_roll_calls(topic=name)
    assert topics <= set(table["topic"])
    assert caught[0].filename == __file__


def test_a_topic_that_leaves_others_out_says_where_they_are():
    with pytest.warns(uv.UnvotesWarning, match="'North Korea' are under 'Non-proliferation DPRK'"):
        table = uv.load_roll_calls(topic="North Korea")
    assert set(table["topic"]) == {"North Korea"}


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("Syira", "Syria"),
        ("Kasmir", "India–Pakistan"),
        ("hijacking", "Civil aviation"),
        ("outer-space weapons", "Outer space"),
        ("Khmer Rouge Cambodia", "Cambodia"),
    ],
)
def test_a_wrong_topic_suggests_what_is_near_in_meaning(name, suggested):
    with pytest.raises(uv.UnvotesError, match="unknown topic") as caught:
        uv.load_roll_calls(topic=name)
    assert repr(suggested) in str(caught.value)


def test_letters_alike_by_chance_suggest_nothing():
    with pytest.raises(
        uv.UnvotesError, match=r"unknown topic 'xylophone'\. unvotes.topics"
    ) as caught:
        uv.load_roll_calls(topic="xylophone")
    assert "did you mean" not in str(caught.value)
