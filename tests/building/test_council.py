"""Building the record: on small sources made here, and on the real ones where they are given."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

import unvotes as uv
from unvotes.building import library_copies
from unvotes.building.council import COLUMNS, build, main
from unvotes.building.source_texts import SOURCE_FILES
from unvotes.record.data_files import data_folder, read_table

SIT = [
    "CHN",
    "FRA",
    "RUS",
    "GBR",
    "USA",
    "AZE",
    "COL",
    "DEU",
    "GTM",
    "IND",
    "MAR",
    "PAK",
    "PRT",
    "TGO",
    "ZAF",
]
HEADINGS = {
    **uv.states().set_index("code")["name"].to_dict(),
    "RUS": "RUSSIAN FEDERATION/USSR",
    "PRT": "TURKEY",  # the base source has Portugal's votes under this heading
}


def base_row(number, symbol, date, outcome, votes, resolution="-"):
    facts = {
        "Vote in the DB": number,
        "UN classification": symbol,
        "Vote outcome": outcome,
        "Vote outcome typology-Observable": "",
        "Resolution number": resolution,
        "Date": date,
        "Official full title": "a title",
        "Title-Observable": "",
        **dict.fromkeys(["Yes", "No", "Abstentions", "Non-Voting", "Total", "(of which veto)"], ""),
    }
    return facts | {HEADINGS[member]: votes.get(member, "Y") for member in SIT}


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    rows = [
        base_row("2", "S/2012/77", "2012-02-05", "vetoed", {"RUS": "N", "CHN": "N"}),
        base_row("1", "S/RES/2040(2012)", "2012-03-12", "adopted", {"IND": "A"}, "2040"),
        base_row("3", "S/2012/77", "2012-02-04", "vetoed", {"RUS": "N", "CHN": "N"}),
        base_row(
            "4", "S/RES/2034(2012)", "2012-01-19", "adopted", dict.fromkeys(SIT, "NV"), "2034"
        ),
    ]
    pd.DataFrame(rows).to_csv(folder / SOURCE_FILES["base"], index=False)
    empty = {
        "meetings": ["date", "meeting", "agenda_item", "kind", "resolution", "draft"],
        "dppa": [
            "id",
            "date",
            "resolution",
            "meeting",
            "draft",
            "agenda_item",
            "category",
            "region",
            "topic",
            "submitted_by",
        ],
        "veto_list": ["datetxt", "draft", "rec", "item", "who", "date"],
        "veto_topics": ["year", "date", "draft", "crisis_topic"],
    }
    lines = {
        "dppa": [
            *["1", "2012-12-03", "2040 (2012)", "6733", "S/2012/139", "Libya", "", "Africa"],
            *["Libya", "United Kingdom, South Africa"],
        ],
        "veto_list": ["4 February 2012", "S/2012/77", "S/PV.6711", "", "", "2012-02-04"],
    }
    for name, columns in empty.items():
        pd.DataFrame([lines[name]] if name in lines else [], columns=columns).to_csv(
            folder / SOURCE_FILES[name], index=False
        )
    return folder


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    council = folder / "security_council"

    def write(name, *lines):
        (council / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    moved = [f"{row},member,TUR,PRT,lists of members,certain" for row in ("1", "2", "3", "4")]
    write(
        "corrections.csv",
        "base_row,field,from,to,evidence,confidence",
        *moved,
        "2,row,present,deleted,the same vote as row 3,certain",
        "1,vote:ZAF,Y,A,a made-up source,medium",
        "m01,row,absent,added,a made-up source,high",
    )
    write(
        "additions.csv",
        "base_row,date,symbol,resolution,meeting,outcome,kind,against,abstaining,not_voting,"
        "unknown,reported_tally,sponsors,evidence",
        "m01,2012-02-04,S/2012/77,,S/PV.6711,failed,amendment,FRA GBR USA,,,,,RUS,made up",
    )
    write(
        "readings.csv",
        "roll_call,topic,action,mission,kind,read,doubt",
        "S/2012/77#2,Syria,ceasefire,,amendment,contested,",
    )
    write(
        "coding_rules.csv",
        "field,value,where,pattern,since,until,note",
        "topic,Syria,symbol,^S/2012/77$,,,",
        "topic,Libya,dppa_topic,^Libya$,,,",
        "topic,Admission of members,any,.,,,",
        "kind,resolution,any,.,,,",
    )
    return folder


def test_a_small_record(sources, data):
    lines = build(sources, data)
    assert list(lines.columns) == COLUMNS
    assert lines["roll_call"].tolist() == ["S/RES/2034", "S/2012/77#1", "S/2012/77#2", "S/RES/2040"]
    table = lines.set_index("roll_call")
    assert table.loc["S/2012/77#1", ["against", "abstaining", "topic"]].tolist() == [
        "CHN RUS", "", "Syria"
    ]  # fmt: skip
    # An addition keeps its own facts; a reading overrides the rules.
    assert table.loc["S/2012/77#2", ["against", "kind", "action", "sponsors"]].tolist() == [
        "FRA GBR USA", "amendment", "ceasefire", "RUS"
    ]  # fmt: skip
    # A correction is applied; day and month were swapped in the table of sponsors.
    assert table.loc["S/RES/2040", ["abstaining", "draft", "sponsors", "topic"]].tolist() == [
        "IND ZAF", "S/2012/139", "GBR ZAF", "Libya"
    ]  # fmt: skip
    assert table.loc["S/RES/2034", ["without_vote", "not_voting"]].tolist() == ["yes", ""]
    assert table["on_un_veto_list"].tolist() == ["no", "yes", "no", "no"]


def test_the_command_writes_the_same_bytes_twice(sources, data, capsys):
    targets = [data / "security_council" / name for name in ("roll_calls.csv", "votes.arrow")]
    assert main([str(sources), "--data", str(data), "--check"]) == 1  # it holds the real record
    assert main([str(sources), "--data", str(data)]) == 0
    first = [target.read_bytes() for target in targets]
    votes = pd.read_feather(targets[1])
    assert votes.loc[votes["veto"], "symbol"].tolist() == ["S/2012/77"] * 2
    assert main([str(sources), "--data", str(data)]) == 0
    assert [target.read_bytes() for target in targets] == first
    assert main([str(sources), "--data", str(data), "--check"]) == 0
    assert "4 roll calls" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1,vote:ZAF,A,N,made up,high", ["row 1", "vote:ZAF", "'Y'", "'A'"]),
        ("1,vote:TUR,Y,N,made up,high", ["row 1", "vote:TUR"]),
        ("9,date,2012-01-01,2012-01-02,made up,high", ["no row '9'"]),
        ("1,colour,red,blue,made up,high", ["colour"]),
        ("1,date,2012-03-12,2014-03-12,made up,high", ["row 1", "did not sit", "AZE"]),
        ("m02,row,absent,added,made up,high", ["additions.csv"]),
    ],
)
def test_a_correction_that_does_not_fit_stops_the_build(sources, data, line, words):
    path = data / "security_council" / "corrections.csv"
    kept = [
        old for old in path.read_text(encoding="utf-8").splitlines() if not old.startswith("1,vote")
    ]
    path.write_text("\n".join([*kept, line]) + "\n", encoding="utf-8")
    with pytest.raises(uv.UnvotesError) as caught:
        build(sources, data)
    for word in words:
        assert word in str(caught.value)


def test_missing_sources_and_topics_are_named(sources, data, tmp_path, capsys):
    rules = data / "security_council" / "coding_rules.csv"
    rules.write_text(
        "\n".join(rules.read_text(encoding="utf-8").splitlines()[:2]) + "\n", encoding="utf-8"
    )
    with pytest.raises(uv.UnvotesError, match="no topic"):
        build(sources, data)
    assert main([str(tmp_path / "nowhere")]) == 1
    assert SOURCE_FILES["base"] in capsys.readouterr().err


@pytest.mark.skipif(
    "UNVOTES_SOURCES" not in os.environ, reason="UNVOTES_SOURCES names no folder of source files"
)
class TestRealSources:
    """Run with ``UNVOTES_SOURCES=folder``; the codebook says where the files are found."""

    folder = Path(os.environ.get("UNVOTES_SOURCES", "."), "security-council")

    def test_the_shipped_record_is_what_the_sources_give(self):
        assert main([str(self.folder), "--check"]) == 0

    def test_only_the_corrections_depart_from_the_base(self):
        table = pd.read_csv(self.folder / SOURCE_FILES["base"], dtype="str", keep_default_na=False)
        table = table.set_index("Vote in the DB")
        lines = pd.read_csv(
            data_folder() / "security_council" / "roll_calls.csv",
            dtype="str",
            keep_default_na=False,
        ).set_index("base_row")
        corrections = pd.read_csv(
            data_folder() / "security_council" / "corrections.csv", dtype="str"
        )
        touched = set(corrections["base_row"])
        calls = uv.load_roll_calls().set_index("roll_call")
        assert set(table.index) - touched <= set(lines.index)
        for row in set(table.index) - touched:
            call = calls.loc[lines.loc[row, "roll_call"]]
            assert str(call["date"].date()) == table.loc[row, "Date"]
            names = {"yes": "Yes", "no": "No", "abstain": "Abstentions", "nonvoting": "Non-Voting"}
            for ours, theirs in names.items():
                if table.loc[row, theirs] != "?":
                    assert call[ours] == int(table.loc[row, theirs]), (row, ours)

    def test_every_difference_from_the_newer_copy_is_listed(self):
        if not (self.folder / library_copies.FILE).is_file():
            pytest.skip("the copy of the Library's pages is not there")
        listed = read_table("security_council/library_differences.csv")
        made = library_copies.library_differences(self.folder)
        assert made.to_csv(index=False) == listed.to_csv(index=False)

    def test_the_votes_of_2026_are_what_the_tables_say(self):
        path = self.folder / "votes-2026.csv"
        if not path.is_file():
            pytest.skip("the table of 2026 is not there")
        theirs = pd.read_csv(path, dtype="str", keep_default_na=False)
        calls = uv.load_roll_calls(since="2026").iloc[: len(theirs)]
        assert calls["symbol"].tolist() == theirs["symbol"].tolist()
        assert calls["date"].dt.strftime("%Y-%m-%d").tolist() == theirs["date"].tolist()
        assert calls["meeting"].tolist() == theirs["meeting"].tolist()
        assert calls["outcome"].tolist() == theirs["outcome"].tolist()
        tallies = calls[["yes", "no", "abstain"]].astype("str").agg("-".join, axis=1)
        tallies = calls["reported_tally"].where(calls["unknown"] > 0, tallies)
        assert tallies.tolist() == theirs[["yes", "no", "abstain"]].agg("-".join, axis=1).tolist()
        votes = uv.load_votes(since="2026")
        for line in theirs[theirs["members"] == "complete"].itertuples():
            cast = votes[votes["symbol"] == line.symbol]
            for word, listed in (("no", line.against), ("abstain", line.abstaining)):
                assert sorted(cast.loc[cast["vote"] == word, "member"]) == sorted(listed.split())

    def test_the_library_of_2022_agrees_vote_by_vote(self):
        path = self.folder / "undl-resolutions-2022-01.parquet"
        if not path.is_file():
            pytest.skip("the copy of the Digital Library is not there")
        theirs = pd.read_parquet(path)
        theirs["resolution"] = theirs["resolution"].str.extract(r"RES/(\d+)")[0].astype("Int64")
        totals = theirs.groupby("resolution")["vote"].value_counts().unstack(fill_value=0)
        calls = uv.load_roll_calls().dropna(subset="resolution").set_index("resolution")
        calls = calls.loc[totals.index]
        differ = (totals["A"] != calls["abstain"]) | (totals["N"] != calls["no"])
        corrections = pd.read_csv(
            data_folder() / "security_council" / "corrections.csv", dtype="str"
        )
        rows = pd.read_csv(
            data_folder() / "security_council" / "roll_calls.csv", dtype="str"
        ).set_index("roll_call")["base_row"]
        explained = set(corrections.loc[corrections["field"].str.startswith("vote:"), "base_row"])
        assert set(rows[calls.loc[differ, "roll_call"]]) <= explained
