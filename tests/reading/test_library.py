"""The Library's bulk files: every issue's form, every oddity, and what cannot be read."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

import unvotes as uv
from tests.reading import library_files as made
from unvotes.errors import UnvotesError
from unvotes.reading.delimited import Repair
from unvotes.reading.library import read_undl
from unvotes.reading.library_writing import write_undl
from unvotes.reading.voting_file import VotingFile

SYRIA = dict(zip(made.STATES, "NYYNYYYYYYAYNYY", strict=True))
LIBYA = dict(zip(made.STATES, "AYYAYAYYYAYYYYA", strict=True))


def libya(**changes: object) -> made.Vote:
    return made.Vote("S/RES/1973(2011)", "2011-03-17", dict(LIBYA), **changes)


def syria(**changes: object) -> made.Vote:
    return made.Vote("66/253 A", "2012-02-16", dict(SYRIA), **{"session": "66", **changes})


def read(folder: Path, votes: list[made.Vote], columns: list[str], **how: object) -> VotingFile:
    return read_undl(made.write(folder / "2026_02_06_voting.csv", votes, columns, **how))


def votes_of(file: VotingFile, roll_call: str) -> dict[str, str]:
    chosen = file.votes[(file.votes["roll_call"] == roll_call).to_numpy()]
    return dict(zip(chosen["member"].astype("str"), chosen["vote"].astype("str"), strict=True))


def meant(letters: dict[str, str]) -> dict[str, str]:
    return {code: made.MEANING[letter] for code, letter in letters.items()}


def doubts(file: VotingFile) -> list[str]:
    return file.report.contradictions["what"].tolist()


def test_the_record_written_in_the_official_form_comes_back_as_it_was(tmp_path):
    votes, calls = uv.load_votes(), uv.load_roll_calls()
    path = tmp_path / "sc.csv"
    write_undl(votes, calls, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    file = read_undl(path)
    adopted = calls[calls["resolution"].notna()].set_index("roll_call")
    back = file.roll_calls.set_index("roll_call").loc[adopted.index]
    uncoded = ["topic", "region", "action", "mission", "subject", "sponsors", "chapter_vii"]
    uncoded += ["kind", "in_parts"]
    # The official form has one word for no vote on the whole, whatever the reason.
    adopted = adopted.assign(without_vote=adopted["without_vote"] | adopted["in_parts"])
    pd.testing.assert_frame_equal(back.drop(columns=uncoded), adopted.drop(columns=uncoded))
    keys = ["roll_call", "member", "vote", "permanent", "veto"]
    ours = votes.loc[votes["roll_call"].isin(adopted.index), keys].astype("str")
    theirs = file.votes[keys].astype("str")
    pd.testing.assert_frame_equal(
        ours.sort_values(keys[:2], ignore_index=True),
        theirs.sort_values(keys[:2], ignore_index=True),
    )
    assert file.report.contradictions.empty
    assert list(file.votes.columns) == list(votes.columns)
    assert list(file.roll_calls.columns) == list(calls.columns)
    kinds = {name: str(dtype) for name, dtype in calls.dtypes.items()}
    assert {name: str(dtype) for name, dtype in file.roll_calls.dtypes.items()} == kinds


@pytest.mark.parametrize("columns", [made.ASSEMBLY, made.SEPTEMBER_2024])
def test_a_known_vote_in_each_issue_of_the_assemblys_file(tmp_path, columns):
    without_note = [name for name in columns if name != "vote_note"]
    for header in (columns, without_note):
        file = read(tmp_path, [syria()], header, decimals=True)
        row = file.roll_calls.iloc[0]
        assert (row["roll_call"], row["session"], file.body) == (
            "A/RES/66/253 A",
            "66",
            "general-assembly",
        )
        assert votes_of(file, "A/RES/66/253 A") == meant(SYRIA)
        assert row[["yes", "no", "abstain", "nonvoting"]].tolist() == [11, 3, 1, 0]
        assert set(file.votes.loc[file.votes["permanent"], "member"]) == set(list(SYRIA)[:5])
        assert file.report.contradictions.empty


def test_both_bodies_have_the_columns_of_the_record(tmp_path):
    file = read(tmp_path, [syria()], made.ASSEMBLY)
    assert {"session", "important", "me", "voeten_id", "sources"} <= set(file.roll_calls)
    assert "session" in file.votes
    assert str(file.votes["vote"].dtype.categories.tolist()) == str(uv.VOTE.categories.tolist())


def test_titles_stay_in_the_file(tmp_path):
    file = read(tmp_path, [libya(title="=cmd|' /C calc'!A0 <script>")], made.COUNCIL)
    assert "calc" not in file.roll_calls.to_csv() + file.votes.to_csv()


@pytest.mark.parametrize(
    ("session", "symbol", "expected"),
    [
        ("80", "A/RES/80/1", ("A/RES/80/1", "80")),
        ("10emsp", "A/RES/ES-10/21", ("A/RES/ES-10/21", "ES-10")),
        ("4sp", "A/RES/S-4/1", ("A/RES/S-4/1", "S-4")),
        ("ES-11", "ES-11/1", ("A/RES/ES-11/1", "ES-11")),
        ("5", "A/RES/377(V)[A]", ("A/RES/377(V) A", "5")),
        ("37", "A/RES/37/99D", ("A/RES/37/99 D", "37")),
        ("", "A/RES/40/257[C]", ("A/RES/40/257 C", "40")),
    ],
)
def test_sessions_and_symbols(tmp_path, session, symbol, expected):
    years = {"80": 2025, "ES-11": 2022, "5": 1950, "37": 1982}
    vote = syria(session=session)
    vote.symbol, vote.date = symbol, f"{years.get(session, 1985)}-11-30"
    file = read(tmp_path, [vote], made.ASSEMBLY)
    row = file.roll_calls.iloc[0]
    assert (row["roll_call"], row["session"]) == expected


@pytest.mark.parametrize("symbol", ["S/RES/2720(2023)", "S/RES/2720 (2023)", "2720 (2023)"])
def test_symbols_of_the_council(tmp_path, symbol):
    vote = libya()
    vote.symbol, vote.date = symbol, "2023-12-22"
    row = read(tmp_path, [vote], made.COUNCIL).roll_calls.iloc[0]
    assert (row["roll_call"], row["symbol"]) == ("S/RES/2720", "S/RES/2720(2023)")
    assert row["resolution"] == 2720


@pytest.mark.parametrize(
    ("code", "name", "date", "member"),
    [
        ("RUS", "USSR", "1985-12-01", "RUS"),
        ("CHN", "CHINA", "1960-12-01", "CHN"),
        ("GER", "GERMANY, FEDERAL REPUBLIC OF", "1985-12-01", "DEU"),
        ("DEU", "GERMAN DEMOCRATIC REPUBLIC", "1985-12-01", "DDR"),
        ("SCG", "SERBIA AND MONTENEGRO", "2004-12-01", "SCG"),
        ("SRB", "YUGOSLAVIA", "1985-12-01", "YUG"),
        ("SRB", "SERBIA", "2004-12-01", "SCG"),
        ("YUG", "YUGOSLAVIA", "2002-12-01", "SCG"),
        ("EGY", "UNITED ARAB REPUBLIC", "1960-12-01", "EGY"),
        ("CZE", "CZECHOSLOVAKIA", "1985-12-01", "CSK"),
        ("CZE", "", "1985-12-01", "CSK"),
        ("YEM", "DEMOCRATIC YEMEN", "1985-12-01", "YMD"),
        ("", "CONGO (LEOPOLDVILLE)", "1961-12-01", "COD"),
        ("", "CONGO (BRAZZAVILLE)", "1961-12-01", "COG"),
        ("KHM", "DEMOCRATIC KAMPUCHEA", "1985-12-01", "KHM"),
        ("kaz", "TKAZAKHSTAN", "2004-12-01", "KAZ"),
    ],
)
def test_states_by_their_code_name_and_day(tmp_path, code, name, date, member):
    session = str(int(date[:4]) - 1945)
    vote = made.Vote(
        f"A/RES/{session}/1", date, {code: "N", "IND": "Y"}, session=session, names={code: name}
    )
    file = read(tmp_path, [vote], made.ASSEMBLY)
    assert votes_of(file, f"A/RES/{session}/1") == {member: "no", "IND": "yes"}
    assert file.report.contradictions.empty


def test_a_code_and_a_name_of_two_states_are_an_error_or_set_aside(tmp_path):
    vote = libya(names={"FRA": "INDIA"})
    path = made.write(tmp_path / "f.csv", [vote], made.COUNCIL)
    with pytest.raises(UnvotesError, match=r"f\.csv, line 3, column 'ms_code'.*two states"):
        read_undl(path)
    file = read_undl(path, broken="set aside")
    assert file.report.set_aside["line"].tolist() == [3]
    assert "FRA" not in votes_of(file, "S/RES/1973")
    assert "letters against totals" in doubts(file)


@pytest.mark.parametrize(
    ("letter", "totals", "modality", "note"),
    [
        ("X", dict.fromkeys(["total_yes", "total_no", "total_abstentions"], 0), "", ""),
        ("Y", {}, "Without Vote", ""),
        ("Y", {}, "", "Adopted without vote"),
        ("Y", dict.fromkeys(["total_yes", "total_no", "total_abstentions"], 0), "", ""),
        ("X", {}, "Without a vote", "ADOPTED BY CONSENSUS"),
    ],
)
def test_adopted_without_a_vote(tmp_path, letter, totals, modality, note):
    vote = libya(totals=totals, modality=modality, note=note)
    vote.letters = dict.fromkeys(LIBYA, letter)
    file = read(tmp_path, [vote], made.COUNCIL)
    assert file.roll_calls["without_vote"].tolist() == [True]
    assert set(votes_of(file, "S/RES/1973").values()) == {"nonvoting"}
    rewritten = file.report.repairs["what"].str.contains("without a vote").any()
    assert rewritten == (letter == "Y")


def test_a_unanimous_vote_is_a_vote(tmp_path):
    vote = libya()
    vote.letters = dict.fromkeys(LIBYA, "Y")
    file = read(tmp_path, [vote], made.COUNCIL)
    assert file.roll_calls["without_vote"].tolist() == [False]
    assert file.roll_calls["yes"].tolist() == [15]


def test_letters_that_contradict_the_totals_are_doubted(tmp_path):
    # As resolution 2812: Y throughout, but 13-0-2.
    vote = libya(totals={"total_yes": 13, "total_abstentions": 2})
    vote.letters = dict.fromkeys(LIBYA, "Y")
    file = read(tmp_path, [vote], made.COUNCIL)
    row = file.roll_calls.iloc[0]
    assert set(votes_of(file, "S/RES/1973").values()) == {"unknown"}
    assert row["reported_tally"] == "13-0-2" and row["contested"] and row["unknown"] == 15
    found = file.report.contradictions.iloc[0]
    assert (found["found"], found["expected"], found["line"]) == ("13-0-2", "15-0-0", 2)
    path = tmp_path / "2026_02_06_voting.csv"
    assert set(votes_of(read_undl(path, contradicted="letters"), "S/RES/1973").values()) == {"yes"}


@pytest.mark.parametrize(
    ("code", "name", "taken"),
    [("PRT", 'FRANC"E', "PRT"), ("DEU", "ATLANTIS", "DEU"), ('U"A', "Portugal", "PRT")],
)
def test_a_code_or_name_that_is_no_states_is_a_contradiction(tmp_path, code, name, taken):
    votes = [libya()]
    votes[0].letters["XXX"] = votes[0].letters.pop("FRA")
    path = made.write(tmp_path / "f.csv", votes, made.COUNCIL)
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if ",XXX," in line)
    fields = next(csv.reader([lines[at]]))
    fields[1:3] = [code, name]
    lines[at] = ",".join('"' + field.replace('"', '""') + '"' for field in fields)
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_undl(path).report.contradictions
    row = found[found["what"] == "code or name that is no state's"].iloc[0]
    assert row[["roll_call", "member", "line", "found"]].tolist() == [
        *("S/RES/1973", taken, at + 1, f"{code}, {name}")
    ]


def test_a_wrong_letter_is_unknown_and_listed(tmp_path):
    vote = libya(totals={"total_yes": 10, "total_abstentions": 5})
    vote.letters["IND"] = "Q"  # it abstained: the totals have room for it
    file = read(tmp_path, [vote], made.COUNCIL)
    assert votes_of(file, "S/RES/1973") == meant(LIBYA) | {"IND": "unknown"}
    row = file.report.contradictions.iloc[0]
    assert (row["what"], row["member"], row["line"], row["found"]) == ("letter", "IND", 7, "Q")


def test_votes_given_twice(tmp_path):
    text = made.text_of([libya()])
    lines = text.splitlines()
    alike = "\n".join([*lines, lines[2]])
    path = tmp_path / "f.csv"
    path.write_text(alike, encoding="utf-8")
    file = read_undl(path)
    assert votes_of(file, "S/RES/1973") == meant(LIBYA)
    assert file.report.repairs["what"].tolist() == ["vote given twice, alike"]
    unlike = lines[2].replace("False,Y", "False,N").replace("True,Y", "True,N")
    path.write_text("\n".join([*lines, unlike]), encoding="utf-8")
    file = read_undl(path)
    assert votes_of(file, "S/RES/1973")["FRA"] == "unknown"
    assert "vote given twice, unlike" in doubts(file)


def test_other_contradictions_are_listed(tmp_path):
    text = made.text_of([libya(totals={"total_ms": 14})])
    text = text.replace("FRANCE,True", "FRANCE,False").replace("2011-03-17", "1999-03-17", 1)
    path = tmp_path / "f.csv"
    path.write_text(text, encoding="utf-8")
    file = read_undl(path)
    assert {"permanent member", "rows against totals", "rows of one roll call differ"} == set(
        doubts(file)
    )
    assert file.roll_calls["date"].dt.strftime("%Y-%m-%d").tolist() == ["2011-03-17"]
    assert file.votes.loc[(file.votes["member"] == "FRA").to_numpy(), "permanent"].all()


@pytest.mark.parametrize(
    ("form", "line"),
    [("{0}{1}{2}", 2), ("{2}/{1}/{0}", 2), ("{1}/{2}/{0}", 2), ("{0}-{1}-{2}T00:00:00Z", 2)],
)
def test_dates_in_other_forms(tmp_path, form, line):
    votes = [libya(), libya()]
    votes[1].symbol, votes[1].date = "S/RES/1974(2011)", "2011-03-22"
    for vote in votes:
        vote.date = form.format(*vote.date.split("-"))
    file = read(tmp_path, votes, made.COUNCIL)
    assert file.roll_calls["date"].dt.strftime("%Y-%m-%d").tolist() == ["2011-03-17", "2011-03-22"]
    repair = file.report.repairs.iloc[-1]
    assert (repair["column"], repair["line"], repair["rows"]) == ("date", line, 30)


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2554-03-17", "another calendar"),
        ("1432-04-12", "another calendar"),
        ("04/03/2011", "two ways"),
        ("2011-02-30", "no day of the calendar"),
        ("yesterday", "is no date"),
        ("40619", "is no date"),
    ],
)
def test_dates_that_are_not_certain_are_refused(tmp_path, date, words):
    vote = libya()
    vote.date = date
    with pytest.raises(UnvotesError, match=f"line 2, column 'date': .*{words}"):
        read(tmp_path, [vote], made.COUNCIL)


def test_two_orders_of_day_and_month_are_refused(tmp_path):
    votes = [libya(), libya()]
    votes[0].date, votes[1].date, votes[1].symbol = "17/03/2011", "03/22/2011", "S/RES/1974(2011)"
    with pytest.raises(UnvotesError, match=r"line 2, column 'date'.*two orders"):
        read(tmp_path, votes, made.COUNCIL)


def test_two_bodies_in_one_file_are_refused(tmp_path):
    votes = [libya(), libya()]
    votes[1].symbol, votes[1].letters = "A/RES/66/253 A", {"IND": "Y"}
    with pytest.raises(UnvotesError, match=r"line 17, column 'resolution'.*another body"):
        read(tmp_path, votes, made.COUNCIL)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("columns", [made.COUNCIL, list(reversed(made.COUNCIL))])
def test_encodings_and_orders_of_columns(tmp_path, encoding, columns):
    path = tmp_path / "f.csv"
    path.write_bytes(made.text_of([libya(title='one,\n"two"')], columns).encode(encoding))
    file = read_undl(path)
    assert votes_of(file, "S/RES/1973") == meant(LIBYA)
    assert file.report.repairs.empty == (encoding == "utf-8")
    # Lines are the file's, quoted newlines counted.
    vote = libya(title="one\ntwo")
    vote.letters["BRA"] = "Q"
    path.write_bytes(made.text_of([vote], columns).encode(encoding))
    assert read_undl(path).report.contradictions["line"].iloc[0] == 2 + 2 * 9


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_ends_of_lines(tmp_path, delimiter, end):
    file = read(tmp_path, [libya()], made.COUNCIL, delimiter=delimiter, end=end)
    assert votes_of(file, "S/RES/1973") == meant(LIBYA)
    assert file.report.repairs["what"].tolist() == ([] if delimiter == "," else ["delimiter"])


def test_columns_that_stand_twice(tmp_path):
    file = read(tmp_path, [libya()], [*made.COUNCIL, "ms_vote"])
    assert file.report.repairs["what"].tolist() == ["column stands twice"]
    path = tmp_path / "2026_02_06_voting.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[5] = lines[5][:-1] + "Q"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UnvotesError, match="line 6, column 'ms_vote': two columns"):
        read_undl(path)


def test_rows_that_are_cut(tmp_path):
    path = tmp_path / "f.csv"
    text = made.text_of([libya()])
    lines = text.splitlines()
    path.write_text("\n".join(lines)[:-120], encoding="utf-8")
    with pytest.raises(UnvotesError, match=r"f\.csv, line 16, column \d+: .*cut short"):
        read_undl(path)
    lines[4] = "4000000,RUS"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UnvotesError, match=r"line 5, column 2: 2 values, not 20"):
        read_undl(path)
    file = read_undl(path, broken="set aside")
    assert file.report.set_aside["line"].tolist() == [5]
    assert set(votes_of(file, "S/RES/1973").values()) == {"unknown"}


def test_a_quotation_mark_that_swallows_rows_is_found(tmp_path):
    path = tmp_path / "f.csv"
    lines = made.text_of([libya(title='a "title"')]).splitlines()
    lines[3] = lines[3].replace('""title"""', '""title""')
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UnvotesError, match=r"line 4, .*quotation mark"):
        read_undl(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "header"),
        (b"\n\n\n", "header"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"<!DOCTYPE html><html>", "page of HTML"),
        (b"PAR1", "Parquet"),
        (b"a,b\n1,2\n", "no such column"),
        (",".join(made.COUNCIL).encode(), "no row"),
        (b"a\0b,c\n", "zero bytes"),
    ],
)
def test_what_is_no_such_file(tmp_path, data, words):
    path = tmp_path / "f.csv"
    path.write_bytes(data)
    with pytest.raises(UnvotesError, match=rf"f\.csv, line \d+, column .*{words}"):
        read_undl(path)


def test_a_file_that_is_too_large_or_not_there(tmp_path, monkeypatch):
    path = made.write(tmp_path / "votes.csv", [libya()])
    monkeypatch.setattr("unvotes.reading.delimited.LARGEST", 1000)
    with pytest.raises(UnvotesError, match="the largest that is read"):
        read_undl(path)
    with pytest.raises(UnvotesError, match=r"no file .*did you mean 'votes\.csv'"):
        read_undl(tmp_path / "vote.csv")


@pytest.mark.parametrize("option", [{"broken": "drop"}, {"contradicted": "totals"}])
def test_options_are_checked(tmp_path, option):
    with pytest.raises(UnvotesError, match="unknown value of"):
        read_undl(tmp_path / "f.csv", **option)


def test_two_records_of_one_resolution_are_kept_apart(tmp_path):
    file = read(tmp_path, [libya(), libya()], made.COUNCIL)
    assert file.roll_calls["roll_call"].tolist() == ["S/RES/1973", "S/RES/1973#2"]
    assert doubts(file) == ["two records of one resolution"]


def test_a_record_without_a_resolutions_symbol_keeps_its_number(tmp_path):
    vote = libya()
    vote.symbol = "MISSING_DATA"
    file = read(tmp_path, [syria(), vote], made.ASSEMBLY)
    assert "A/U4000001" in file.roll_calls["roll_call"].tolist()
    assert doubts(file) == ["no resolution's symbol"]


def test_what_a_notebook_shows_is_harmless_and_says_what_was_found(tmp_path):
    vote = libya(totals={"total_yes": 3}, names={"IND": "<script>alert(1)</script>"})
    file = read(tmp_path, [vote], made.COUNCIL)
    shown = file._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert "letters against totals" in shown and "Coverage" in shown
    assert re.search("15 votes on 1 roll calls", repr(file))
    assert "Repairs" in repr(file.report)


def test_only_adopted_resolutions_can_be_written(tmp_path):
    votes, calls = uv.load_votes(), uv.load_roll_calls()
    vetoed = calls[calls["outcome"] == "vetoed"]
    with pytest.raises(UnvotesError, match="no adopted resolution"):
        write_undl(votes, vetoed, tmp_path / "f.csv")


def test_repairs_say_what_they_did(tmp_path):
    file = read(tmp_path, [syria()], made.ASSEMBLY, decimals=True)
    repairs = {Repair(*row) for row in file.report.repairs.itertuples(index=False)}
    assert (
        Repair("form of the symbol", "resolution", 2, "66/253 A", "A/RES/66/253 A", 15) in repairs
    )
    assert Repair("form of the total", "total_yes", 2, "11.0", "11", 15) in repairs


@pytest.mark.parametrize("session", ["6²", "9" * 5000])
def test_a_session_that_is_no_number_is_a_contradiction(tmp_path, session):
    file = read(tmp_path, [syria(session=session)], made.ASSEMBLY)
    assert file.roll_calls["session"].tolist() == ["66"]
    assert doubts(file) == ["session"]


def test_a_vote_without_a_symbol_has_the_records_id(tmp_path):
    vote = syria(session="73")
    vote.symbol, vote.date = "MISSING_DATA", "2018-12-05"
    other = syria(session="73")
    other.symbol, other.date = "A/RES/73/30", "2018-12-05"
    file = read(tmp_path, [other, vote], made.ASSEMBLY)
    assert file.roll_calls["roll_call"].tolist() == ["A/73/U4000001", "A/RES/73/30"]


def test_the_assemblys_frames_are_those_of_the_record(tmp_path):
    # Years with paragraphs and motions, which the Library's files do not have.
    body, asked = "general-assembly", {"since": "2011", "until": "2012"}
    votes, calls = uv.load_votes(body, **asked), uv.load_roll_calls(body, **asked)
    path = tmp_path / "ga.csv"
    write_undl(votes, calls, path)
    file = read_undl(path)
    whole = calls[(calls["kind"] == "resolution") & (calls["outcome"] == "adopted")]
    back, ours = (table.set_index("roll_call") for table in (file.roll_calls, whole))
    same = ["date", "symbol", "resolution", "outcome", "yes", "no", "abstain", "nonvoting"]
    same += ["unknown", "contested", "session", "without_vote"]
    pd.testing.assert_frame_equal(
        back.loc[ours.index, same].astype("str"), ours[same].astype("str")
    )
    for theirs, frame in ((file.votes, votes), (file.roll_calls, calls)):
        assert theirs.dtypes.astype("str").to_dict() == frame.dtypes.astype("str").to_dict()
    keys = ["roll_call", "member", "vote", "permanent"]
    chosen = votes.loc[votes["roll_call"].isin(whole["roll_call"]), keys].astype("str")
    pd.testing.assert_frame_equal(
        *(
            table[keys].astype("str").sort_values(keys[:2], ignore_index=True)
            for table in (file.votes, chosen)
        )
    )
    combined = uv.combine((votes, calls), file)
    assert combined.differences.empty and combined.added.empty
