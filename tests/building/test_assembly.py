"""Building the Assembly's record: on small sources made here, and on the real ones if given."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

import unvotes as uv
from unvotes.building.assembly import build, main
from unvotes.building.assembly_sources import SOURCE_FILES
from unvotes.reading.country_names import seats
from unvotes.record.country_numbers import COUNTRY_NUMBERS
from unvotes.record.data_files import data_folder

BODY = "general-assembly"
HEADS = {
    "important": "roll_call,important,evidence",
    "corrections": "roll_call,member,from,to,evidence,confidence",
    "readings": "roll_call,sample,coded,topic,kind,doubt",
    "dates": "symbol,from,to,evidence,confidence",
}
STATES = {2: "UNITED STATES", 365: "RUSSIAN FEDERATION", 710: "CHINA", 750: " INDIA"}
STATES |= {560: "SOUTH AFRICA", 652: "SYRIAN ARAB REPUBLIC", 200: "UNITED KINGDOM"}
LETTERS = {"1": "Y", "2": "A", "3": "N", "8": "X"}


def call(rcid, session, unres, date, title, votes, amend="0", para="0"):
    facts = {
        "rcid": rcid,
        "session": str(session),
        "unres": unres,
        "date": date,
        "descr": title,
        "short": "",
        "amend": amend,
        "para": para,
        **dict.fromkeys(["me", "nu", "di", "hr", "co", "ec"], "0"),
    }
    return facts, {"rcid": rcid} | dict(zip(map(str, STATES), votes, strict=True))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder with all sources, made once."""
    folder = tmp_path_factory.mktemp("made") / "sources"
    folder.mkdir()
    calls = [
        # Matched, though Voeten has another vote for India and none for Britain.
        call(11, 66, "R/66/253A", "2012-02-16", "Situation in the Syrian Arab Republic", "1332138"),
        call(12, 66, "R/66/253A", "2012-02-16", "The President: operative paragraph 4", "1331231",
             para="1"),
        # A page of the printed records, and a day of the week in place of the day (Sunday: 1).
        call(13, 14, "R/14/700", "1959-12-05", "TO ADOPT PAKISTAN DRAFT RESOLUTION. | ALGERIA",
             "3311112"),
    ]  # fmt: skip
    facts, votes = (pd.DataFrame(rows) for rows in zip(*calls, strict=True))
    for number in COUNTRY_NUMBERS:
        if number not in STATES:
            votes[str(number)] = "9"
    facts.to_parquet(folder / SOURCE_FILES["wide roll calls"])
    votes.to_parquet(folder / SOURCE_FILES["wide votes"])
    long = pd.DataFrame({"rcid": [11], "country": ["Yugoslavia"], "vote": ["yes"]})[:0]
    long.to_parquet(folder / SOURCE_FILES["long votes"])
    library = {
        "7001": (
            "2012-02-16",
            "A/RES/66/253[A]",
            "Situation in the Syrian Arab Republic",
            "1331131",
        ),
        "7002": ("2012-02-16", "A/RES/66/1", "Credentials", "1111111"),
    }
    pd.DataFrame(
        [(token, *row[:3]) for token, row in library.items()],
        columns=["token", "Date", "Resolution", "Title"],
    ).to_parquet(folder / SOURCE_FILES["library roll calls"])
    pd.DataFrame(
        [
            (token, name, LETTERS[vote])
            for token, row in library.items()
            for name, vote in zip(STATES.values(), row[3], strict=True)
        ],
        columns=["undl_id", "country", "vote"],
    ).to_parquet(folder / SOURCE_FILES["library votes"])
    (folder / SOURCE_FILES["library roll calls since 2022"]).write_text(
        "date,symbol,undl_id,source,title\n"
        "2022-03-02,A/RES/ES-11/1,3959039,record page,Aggression\n"
        "2025-12-03,A/RES/ES-11/9,,by difference,\n"
        "2025-05-27,A/RES/79/XX,4082671,record page,Cooperation\n"
        "2025-09-12,A/DEC/80/506,4088074,record page,Palestine\n",
        encoding="utf-8",
    )
    since = ["A/RES/ES-11/1", "A/RES/ES-11/9", "A/RES/79/XX", "A/DEC/80/506"]
    pd.DataFrame(
        [(symbol, code, vote) for symbol in since for code, vote in (("UKR", "Y"), ("IND", "A"))],
        columns=["symbol", "code", "vote"],
    ).to_parquet(folder / SOURCE_FILES["library votes since 2022"])
    # The newer page of 7001 has India abstaining after all; that of 7002 has no letters.
    pages = {"7001": "A/RES/66/253[A]", "7002": "A/RES/66/1"}
    pd.DataFrame(
        {
            "undl_id": [*pages],
            "symbol": [*pages.values()],
            "title": ["Situation in the Syrian Arab Republic", "N/A"],
        }
    ).to_parquet(folder / SOURCE_FILES["newer library pages"])
    newer = {"7001": {"IND": "a", "USA": "Y"}, "7002": {"IND": "X", "USA": "X"}}
    pd.DataFrame(
        [(pages[page], code, vote) for page, row in newer.items() for code, vote in row.items()],
        columns=["symbol", "code", "vote"],
    ).to_parquet(folder / SOURCE_FILES["newer library votes"])
    # A chain of two pairs, whose highest number is the earliest roll call.
    recurs = folder / SOURCE_FILES["recurring"]
    recurs.parent.mkdir(exist_ok=True)
    recurs.write_text("v1,rcid1,rcid2\n1,11,12\n2,12,13\n", encoding="utf-8")
    return folder.parent


@pytest.fixture
def sources(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "sources"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    for name, head in HEADS.items():
        (folder / f"general_assembly/{name}.csv").write_text(head + "\n", encoding="utf-8")
    return folder


def test_a_small_record(sources, data):
    built = build(sources, data)
    table = built.roll_calls.set_index("roll_call")
    assert list(table.index) == [
        *["A/14/V13", "A/RES/66/1", "A/RES/66/253 A", "A/RES/66/253 A#2", "A/RES/ES-11/1"],
        *["A/79/U4082671", "A/DEC/80/506", "A/RES/ES-11/9"],
    ]
    assert table["sources"].tolist() == [
        *["voeten", "undl", "voeten+undl", "voeten", "undl", "undl", "undl", "undl by difference"]
    ]
    assert table["kind"].tolist() == [
        *["resolution", "resolution", "resolution", "paragraph", "resolution", "resolution"],
        *["decision", "resolution"],
    ]
    assert table["undl_id"].isna().tolist() == [True, False, False, True, False, False, False, True]
    assert table.loc["A/RES/66/253 A#2", "date_source"] == "voeten"
    assert table.loc["A/RES/66/253 A#2", "topic"] == "Syria"
    assert table.loc["A/14/V13", ["topic", "outcome", "date_source"]].tolist() == [
        *["Algeria", "failed", "estimated"]
    ]
    # 3 to 2, and no resolution of the Library's: it lacked two thirds.
    assert table.loc["A/14/V13", "important"]
    # No Library day of 1959 gives the shift of the days of the week, so the month has to do.
    assert str(table.loc["A/14/V13", "date"])[:7] == "1959-12"
    assert len(table.loc["A/RES/66/253 A", "letters"]) == 193
    # The newer page decides over the older, and one without letters says nothing.
    assert built.newer.to_numpy().tolist() == [
        ["A/RES/66/253 A", "IND", "yes", "abstain", "abstain", "newer"]
    ]
    assert table.loc["A/RES/66/1", "letters"].count("Y") == 7
    conflicts = built.conflicts.set_index("member")
    assert set(conflicts["roll_call"]) == {"A/14/V13", "A/RES/66/253 A"}
    # In 1959 Syria was part of the United Arab Republic.
    assert conflicts.loc["SYR", ["roll_call", "followed"]].tolist() == ["A/14/V13", "neither"]
    assert "IND" not in conflicts.index
    assert conflicts.loc["GBR", ["voeten", "undl"]].tolist() == ["absent", "yes"]


def add(folder, *made):
    """Put roll calls into Voeten's tables."""
    for name, rows in zip(("wide roll calls", "wide votes"), zip(*made, strict=True), strict=True):
        path = folder / SOURCE_FILES[name]
        held = pd.read_parquet(path)
        fill = {column: "9" for column in held if column.isdigit()}
        more = pd.DataFrame([fill | row if name == "wide votes" else row for row in rows])
        pd.concat([held, more[held.columns]], ignore_index=True).to_parquet(path)


def test_a_vote_that_voeten_has_twice_is_left_out(sources, data):
    amended = "a decision on draft resolution I, as orally amended. A recorded vote is requested."
    add(
        sources,
        call(14, 66, "R/66/253A", "2012-02-16", amended, "1332131", para="1"),
        # Another vote on the same text, whose tally differs: a motion.
        call(15, 66, "R/66/253A", "2012-02-16", "The motion submitted by Syria", "3113313"),
    )  # fmt: skip
    built = build(sources, data)
    table = built.roll_calls.set_index("voeten_id")
    assert 14 not in table.index
    assert table.loc[15, ["kind", "outcome"]].tolist() == ["motion", "failed"]
    row = built.copies[built.copies["source_id"] == "14"].iloc[0]
    assert row[["source", "roll_call"]].tolist() == ["voeten", "A/RES/66/253 A"]


def test_a_whole_text_is_matched_before_its_amendment(sources, data):
    # Marked as amended, and with the votes of the amendment to it.
    whole = "TO ADOPT WHOLE DRAFT RESOL., AS AMENDED BY INDIAN PROPOSAL. | SYRIA"
    facts = pd.read_parquet(sources / SOURCE_FILES["wide roll calls"])
    facts = facts.assign(descr=facts["descr"].where(facts["rcid"] != 11, "INDIAN AMENDMENT TO IT"))
    facts.loc[facts["rcid"] == 11, ["amend", "unres"]] = ["1", ""]
    facts.to_parquet(sources / SOURCE_FILES["wide roll calls"])
    add(sources, call(16, 66, "R/66/253A", "2012-02-16", whole, "1332138", amend="1", para="1"))
    table = build(sources, data).roll_calls.set_index("roll_call")
    assert table.loc["A/RES/66/253 A", "voeten_id"] == 16
    assert table.set_index("voeten_id").loc[11, "kind"] == "amendment"


def test_a_vote_filed_under_the_session_before_its_own(sources, data):
    # The third is a Tuesday: a day of the week stands for the day.
    add(sources, call(17, 11, "R/12/6", "1957-09-03", "TO ADOPT DRAFT RESOLUTION. | X", "1331131"))
    table = build(sources, data).roll_calls.set_index("voeten_id")
    assert table.loc[17, ["session", "roll_call"]].tolist() == ["12", "A/12/V17"]


def test_of_a_vote_with_hardly_any_letters_the_rest_is_unknown(sources, data):
    add(
        sources,
        call(18, 66, "R/66/33", "2011-12-02", "operative paragraph 9", "3338838", para="1"),
    )
    row = build(sources, data).roll_calls.set_index("voeten_id").loc[18]
    assert row["letters"].count("X") == 0
    assert (row["letters"].count("N"), row["letters"].count("?")) == (4, 189)
    assert row["outcome"] == "adopted"


def test_a_wrong_day_of_the_librarys_is_corrected(sources, data):
    path = data / "general_assembly/dates.csv"
    path.write_text(
        f"{HEADS['dates']}\nA/RES/66/1,2012-02-16,2012-02-17,made up,high\n", encoding="utf-8"
    )
    row = build(sources, data).roll_calls.set_index("roll_call").loc["A/RES/66/1"]
    assert [str(row["date"]), row["date_source"]] == ["2012-02-17", "corrected"]


def test_parts_that_were_put_to_the_vote_as_one_are_one_roll_call(sources, data):
    votes = pd.read_parquet(sources / SOURCE_FILES["library votes"])
    calls = pd.read_parquet(sources / SOURCE_FILES["library roll calls"])
    for token, symbol in (("7003", "A/RES/40/257"), ("7004", "A/RES/40/257[A]")):
        calls.loc[len(calls)] = [token, "1985-12-18", symbol, "Emoluments"]
        votes = pd.concat([votes, votes[votes["undl_id"] == "7001"].assign(undl_id=token)])
    calls.to_parquet(sources / SOURCE_FILES["library roll calls"])
    votes.to_parquet(sources / SOURCE_FILES["library votes"])
    built = build(sources, data)
    of = built.roll_calls["roll_call"]
    assert of[of.str.contains("40/257")].tolist() == ["A/RES/40/257"]
    assert built.copies["roll_call"].tolist() == ["A/RES/40/257"]


def test_chains_of_what_recurs_lead_to_the_first(sources, data):
    table = build(sources, data).recurring
    assert table.to_dict("list") == {
        "roll_call": ["A/RES/66/253 A", "A/RES/66/253 A#2"],
        "first": ["A/14/V13", "A/14/V13"],
    }


@pytest.mark.parametrize(
    ("pairs", "words"),
    [("1,11,99", ["99", "no roll call"]), ("1,12,11", ["11", "12", "recur"])],
)
def test_what_recurs_must_be_in_the_record(sources, data, pairs, words):
    (sources / SOURCE_FILES["recurring"]).write_text(f"v1,rcid1,rcid2\n{pairs}\n", encoding="utf-8")
    with pytest.raises(uv.UnvotesError) as caught:
        build(sources, data)
    for word in words:
        assert word in str(caught.value)


def test_the_command_writes_the_same_bytes_twice(sources, data, capsys):
    target = data / "general_assembly"
    assert main([str(sources), "--data", str(data), "--check"]) == 1  # it holds the real record
    assert main([str(sources), "--data", str(data)]) == 0
    first = {path.name: path.read_bytes() for path in target.iterdir()}
    assert main([str(sources), "--data", str(data)]) == 0
    assert {path.name: path.read_bytes() for path in target.iterdir()} == first
    assert main([str(sources), "--data", str(data), "--check"]) == 0
    assert "8 roll calls" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("corrections", "A/RES/66/253 A,IND,no,yes,made up,high", ["IND", "'no'"]),
        ("corrections", "A/RES/9/9,IND,no,yes,made up,high", ["corrections.csv", "A/RES/9/9"]),
        ("important", "A/RES/9/9,yes,made up", ["important.csv", "A/RES/9/9"]),
        ("readings", "A/RES/9/9,1,Syria,Syria,resolution,", ["readings.csv", "A/RES/9/9"]),
        ("dates", "A/RES/66/1,2012-02-15,2012-02-17,made up,high", ["dates.csv", "A/RES/66/1"]),
    ],
)
def test_a_line_that_does_not_fit_stops_the_build(sources, data, name, line, words):
    path = data / f"general_assembly/{name}.csv"
    path.write_text(f"{HEADS[name]}\n{line}\n", encoding="utf-8")
    with pytest.raises(uv.UnvotesError) as caught:
        build(sources, data)
    for word in words:
        assert word in str(caught.value)


def test_missing_sources_are_named(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    assert SOURCE_FILES["wide roll calls"] in capsys.readouterr().err


@pytest.mark.skipif(
    "UNVOTES_SOURCES" not in os.environ, reason="UNVOTES_SOURCES names no folder of source files"
)
class TestRealSources:
    """Run with ``UNVOTES_SOURCES=folder``; the codebook says where the files are found."""

    folder = Path(os.environ.get("UNVOTES_SOURCES", "."), "general-assembly")

    @pytest.fixture
    def given(self):
        return self.folder

    def test_the_shipped_record_is_what_the_sources_give(self, given):
        assert main([str(given), "--check"]) == 0

    def test_tallies_per_session_agree_with_the_librarys(self, given):
        theirs = pd.read_parquet(given / SOURCE_FILES["library roll calls"]).set_index("token")
        later = pd.read_csv(given / SOURCE_FILES["library roll calls since 2022"], dtype="str")
        names = {"yes": "YES COUNT", "no": "NO COUNT", "abstain": "ABSENT COUNT"}
        later = later.dropna(subset="undl_id").set_index("undl_id").rename(columns=names)
        theirs = pd.concat([theirs, later])
        ours = uv.load_roll_calls(BODY)
        ours = ours[ours["url"].str.contains("digitallibrary")]
        ids = ours["url"].str.rpartition("/")[2]
        counts = {"yes": "YES COUNT", "no": "NO COUNT", "abstain": "ABSENT COUNT"}
        exceptions = pd.read_csv(data_folder() / "general_assembly/newer_copy.csv")
        for name, column in counts.items():
            found = theirs.loc[ids, column].astype(int).to_numpy()
            apart = ours.loc[found != ours[name], "roll_call"]
            assert set(apart) <= set(exceptions["roll_call"]), name

    def test_votes_that_voeten_alone_has_are_his(self, given):
        wide = pd.read_parquet(given / SOURCE_FILES["wide votes"])
        wide = wide.melt("rcid", var_name="number", value_name="vote")
        wide = wide[wide["vote"].isin(["1", "2", "3"])]
        wide["vote"] = wide["vote"].map({"1": "yes", "2": "abstain", "3": "no"})
        code = {str(number): seats([state])[0] for number, state in COUNTRY_NUMBERS.items()}
        calls = uv.load_roll_calls(BODY).query("sources == 'voeten'").set_index("voeten_id")
        wide["roll_call"] = wide["rcid"].astype(int).map(calls["roll_call"])
        wide = wide.dropna(subset="roll_call").assign(member=wide["number"].map(code))
        votes = uv.load_votes(BODY)
        votes = votes[votes["roll_call"].isin(calls["roll_call"])]
        # Yugoslavia's column is the Federal Republic's from November 2000 on.
        named = votes.assign(member=votes["member"].astype("str").replace("SCG", "YUG"))
        keys = ["roll_call", "member"]
        named = named[[*keys, "vote"]].astype("str")
        both = wide[[*keys, "vote"]].merge(named, on=keys, how="left", suffixes=("", "_ours"))
        assert len(both) > 120_000
        apart = both[both["vote"] != both["vote_ours"]]
        assert apart.empty, apart.head(20).to_string()
