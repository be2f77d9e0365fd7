"""The record's files: valid by their own description, and consistent with one another."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from frictionless import Package

from unvotes.record.audit import council as audit
from unvotes.record.audit.check import check
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.loading import load_roll_calls, load_votes

FOLDER = data_folder()


def council(name: str) -> pd.DataFrame:
    return read_table(f"security_council/{name}.csv")


def test_the_data_package_is_valid():
    report = Package(str(FOLDER / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:10]


def test_the_data_package_describes_every_file_and_column():
    resources = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    described = {resource["path"]: resource for resource in resources}
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.csv")}
    assert set(described) == files
    for path, resource in described.items():
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert list(read_table(path).columns) == names
        assert all(len(field["description"]) > 3 for field in resource["schema"]["fields"])


def test_the_codebook_names_every_file_and_column():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.rglob("*.csv"):
        assert path.name in text
        if path.parent != FOLDER:
            for column in read_table(path.relative_to(FOLDER).as_posix()).columns:
                assert f"`{column}`" in text, (path.name, column)


def test_the_codebook_shows_every_open_question():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    unresolved = council("corrections").query("confidence == 'unresolved' or confidence == 'low'")
    lines = council("roll_calls").set_index("base_row")["roll_call"]
    shown = set(council("open_questions")["roll_call"])
    for row in set(unresolved["base_row"]):
        assert lines[row] in shown, row
    assert "open_questions.csv" in text


def test_every_unknown_vote_is_an_open_question():
    lines = council("roll_calls")
    assert set(lines.loc[lines["unknown"] != "", "roll_call"]) <= set(
        council("open_questions")["roll_call"]
    )


def test_each_line_is_short_enough_to_review_in_a_diff():
    path = FOLDER / "security_council" / "roll_calls.csv"
    text = path.read_text(encoding="utf-8")
    without_sponsors = re.sub(r"(?:[A-Z]{3} ){8,}[A-Z]{3}", "", text)
    assert max(map(len, without_sponsors.splitlines())) < 260
    assert "\r" not in text


def test_no_sentence_of_a_source_is_in_the_record():
    # Codes, symbols, dates and our own short labels: no cell reads like a title.
    lines = council("roll_calls").drop(
        columns=["sponsors", "against", "abstaining", "not_voting", "unknown"]
    )
    for column in lines:
        assert lines[column].str.count(" ").max() <= 4, column


def test_contested_roll_calls_were_read_one_by_one():
    lines, readings = council("roll_calls"), council("readings")
    contested = lines[
        (lines["outcome"] != "adopted") | (lines["against"] != "") | (lines["abstaining"] != "")
    ]
    assert set(contested["roll_call"]) <= set(readings["roll_call"])


def test_topics_say_when_they_were_voted_on():
    lines = council("roll_calls")
    years = lines["date"].str[:4].groupby(lines["topic"]).agg(["min", "max"])
    table = read_table("topics.csv").set_index("topic")
    assert 60 <= (table["since"] != "").sum() <= 130
    for topic, row in table[table["since"] != ""].iterrows():
        assert (row["since"], row["until"]) == tuple(years.loc[topic]), topic
    assert not set(years.index) & set(table.index[table["since"] == ""])
    calls = load_roll_calls("general-assembly")
    years = calls["date"].dt.year.astype("str").groupby(calls["topic"], observed=True)
    years = years.agg(["min", "max"])
    for topic, row in table[table["assembly_since"] != ""].iterrows():
        assert (row["assembly_since"], row["assembly_until"]) == tuple(years.loc[topic]), topic
    assert set(years.index) == set(table.index[table["assembly_since"] != ""])


@pytest.mark.parametrize(
    ("symbol", "topic"),
    [
        ("S/2012/77", "Syria"),
        ("S/RES/1973", "Libya"),
        ("S/RES/678", "Iraq–Kuwait"),
        ("S/RES/186", "Cyprus"),
        ("S/RES/232", "Southern Rhodesia"),
        ("S/RES/1718", "Non-proliferation DPRK"),
        ("S/RES/1929", "Non-proliferation Iran"),
        ("S/RES/2334", "Palestine"),
        ("S/RES/1559", "Lebanon"),
        ("S/RES/1325", "Women, peace and security"),
        ("S/2024/312", "Admission of members"),
        ("S/5032", "Goa"),
        ("S/2022/155", "Ukraine"),
        ("S/RES/83", "Korean War"),
    ],
)
def test_topics_of_known_roll_calls(symbol, topic):
    lines = council("roll_calls").set_index("roll_call")
    assert lines.loc[symbol, "topic"] == topic


def test_sponsors_are_states_or_named_bodies():
    codes = set(read_table("states.csv")["code"]) | {"president", "committee", "elected", "council"}
    listed = {code for text in council("roll_calls")["sponsors"] for code in text.split()}
    assert listed <= codes, listed - codes


def test_differences_from_the_library_hold_the_records_letters():
    letters = {"yes": "Y", "no": "N", "abstain": "A", "nonvoting": "X"}
    votes = load_votes()
    table = council("library_differences")
    votes = votes[votes["roll_call"].isin(table["roll_call"])]
    cast = {
        (roll_call, member): letters[vote]
        for roll_call, member, vote in votes[["roll_call", "member", "vote"]].itertuples(
            index=False, name=None
        )
    }
    for row in table.itertuples():
        named = row.members.split()
        if row.members == "all":
            named = [member for roll_call, member in cast if roll_call == row.roll_call]
        assert {cast[row.roll_call, member] for member in named} == {row.record}, row
        assert row.record != row.library


def test_every_unanimous_roll_call_before_1966_has_its_evidence():
    # Eleven votes in favour that nobody cast would count as agreement.
    table = council("unanimous_before_1966").set_index("roll_call")
    calls = load_roll_calls(until="1965").set_index("roll_call")
    none_against = calls[(calls[["no", "abstain", "unknown"]] == 0).all(axis=1)]
    assert len(table) == 109
    listed = calls.loc[table.index]
    form = listed["without_vote"].map({True: "without a vote", False: "none against"})
    form = form.mask(listed["in_parts"], "in parts")
    assert form.tolist() == table["form"].tolist()
    assert set(none_against.index) - set(table.index) == {"S/1148"}
    assert table["evidence"].str.len().min() > 20
    questions = set(council("open_questions")["roll_call"])
    assert set(table.index[table["settled"] == "no"]) - questions == {"S/RES/1", "S/RES/26"}


@pytest.mark.parametrize("number", [72, 214, 270, 308, 345, 351, 377, 404, 528, 591])
def test_a_text_that_was_not_put_to_the_vote_has_none(number):
    calls = load_roll_calls().set_index("roll_call")
    assert calls.loc[f"S/RES/{number}", "without_vote"]
    assert calls.loc[f"S/RES/{number}", "yes"] == 0


def test_parts_stand_beside_the_text_that_was_adopted_in_parts():
    calls = load_roll_calls().set_index("roll_call")
    assert calls.loc[["S/RES/904", "S/RES/918"], "in_parts"].all()
    votes = load_votes()
    cast = votes[votes["symbol"].isin(["S/1994/280", "S/1994/571"]) & (votes["vote"] != "yes")]
    assert cast[["roll_call", "member", "vote"]].astype("str").values.tolist() == [
        ["S/1994/280#1", "USA", "abstain"],
        ["S/1994/280#2", "USA", "abstain"],
        ["S/1994/571#1", "RWA", "no"],
    ]


def test_the_uns_list_of_vetoes():
    # 213 entries to May 2022, as the list itself counts; later vetoes are flagged by rule.
    lines = council("roll_calls")
    listed = lines[lines["on_un_veto_list"] == "yes"]
    assert (listed["outcome"] == "vetoed").all()
    assert (listed["date"] <= "2022-05-26").sum() == 213


def test_every_exception_is_needed(monkeypatch):
    # An exception that excuses nothing would hide the next real defect.
    table = council("exceptions")
    monkeypatch.setattr(audit, "_exceptions", lambda rule: table.iloc[:0])
    found = check(load_votes(), load_roll_calls())
    excused = {
        "procedural": "outcome",
        "nonvoting": "non-voting",
        "meeting": "meeting day",
        "equal": "equal letters",
    }
    assert set(table["rule"]) == set(excused)
    assert set(found["check"]) == set(excused.values())
    for rule, name in excused.items():
        one, two = table[table["rule"] == rule], found[found["check"] == name]
        columns = ["roll_call", "member"]
        assert set(one[columns].itertuples(index=False, name=None)) == set(
            two[columns].itertuples(index=False, name=None)
        ), rule
