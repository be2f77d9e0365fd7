"""Correcting the record without its sources, as someone with nothing but a clone would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from unvotes.building import assembly, council
from unvotes.building.correct import correct_assembly, correct_council
from unvotes.errors import UnvotesError
from unvotes.record.assembly import sitting
from unvotes.record.audit.council import council_defects
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.loading import load_roll_calls, load_votes

COUNCIL, ASSEMBLY = "security_council/corrections.csv", "general_assembly/corrections.csv"
LOADS = (load_roll_calls, load_votes)
SYRIA_2011 = "2327"  # S/2011/612: 9-2-4, India abstaining
EMBARGO = "A/RES/66/253 A"  # 137-12-17, India in favour


def git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=someone", "-c", "user.email=someone@example.org")
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone: the package and the record, committed."""
    top = tmp_path_factory.mktemp("clone")
    shutil.copytree(data_folder(), top / "data")
    package = Path(council.__file__).parents[1]
    shutil.copytree(package, top / "unvotes", ignore=shutil.ignore_patterns("__pycache__"))
    (top / ".gitattributes").write_text("* -text\n", encoding="utf-8")
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "The record")
    return top


@pytest.fixture
def clone(committed: Path) -> Path:
    git(committed, "checkout", "-q", ".")
    return committed


def add(clone: Path, name: str, *lines: str) -> None:
    with (clone / "data" / name).open("a", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def rolls(clone: Path) -> pd.DataFrame:
    return pq.read_table(clone / "data/general_assembly/roll_calls.parquet").to_pandas()


def test_the_record_says_what_its_corrections_say() -> None:
    for correct in (correct_council, correct_assembly):
        assert correct(data_folder()).changes == []
    text = correct_council(data_folder()).table.to_csv(index=False, lineterminator="\n")
    shipped = (data_folder() / "security_council/roll_calls.csv").read_text(encoding="utf-8")
    assert text == shipped


def test_the_assemblys_outcomes_follow_from_its_record() -> None:
    # What the build decides with its sources at hand can be decided from the record again.
    from unvotes.building.correct import _follow

    table = pq.read_table(data_folder() / "general_assembly/roll_calls.parquet").to_pandas()
    blank = table.assign(letters="", kind="none", outcome="", important=None)
    again = _follow(blank, table.assign(outcome="", important=None), data_folder())
    assert (again["outcome"] == table["outcome"]).all()
    assert again["important"].equals(table["important"].astype("boolean"))
    assert (again["letters"] == table["letters"]).all()


def test_one_line_and_one_command_correct_one_vote(clone: Path) -> None:
    add(clone, COUNCIL, f"{SYRIA_2011},vote:IND,A,Y,made up for this test,high")
    before = rolls(clone)
    add(clone, ASSEMBLY, f"{EMBARGO},IND,yes,abstain,made up for this test,high")
    command = [sys.executable, "-W", "error", "-m", "unvotes.building.correct"]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "S/2011/612 of 2011-10-04: IND A -> Y; now 10-2-3" in done.stdout
    assert f"{EMBARGO} of 2012-02-16: IND Y -> A; now 136-12-18" in done.stdout
    assert "no defect" in done.stdout

    name = "security_council/roll_calls.csv"
    old, new = read_table(name), read_table(name, clone / "data")
    changed = old["roll_call"] == "S/2011/612"
    assert old[~changed].equals(new[~changed])
    assert old.loc[changed, "abstaining"].item() == "BRA IND LBN ZAF"
    expected = old[changed].assign(abstaining="BRA LBN ZAF")
    assert new[changed].equals(expected)

    after = rolls(clone)
    one = before["roll_call"] == EMBARGO
    assert before[~one].equals(after[~one])
    assert before[one].drop(columns="letters").equals(after[one].drop(columns="letters"))
    sat, seats = sitting(before.loc[one, "date"].to_numpy())
    members = [seat for seat, there in zip(seats, sat[0], strict=True) if there]
    letters = zip(members, before.loc[one, "letters"].item(), strict=True)
    assert after.loc[one, "letters"].item() == "".join(
        "A" if member == "IND" else letter for member, letter in letters
    )

    votes = pd.read_feather(clone / "data/security_council/votes.arrow")
    india = votes[(votes["roll_call"] == "S/2011/612") & (votes["member"] == "IND")]
    assert india["vote"].tolist() == ["yes"], "what is made of the lines follows them"

    for correct in (correct_council, correct_assembly):
        assert correct(clone / "data").changes == [], "it is done once"


def test_a_record_that_the_audit_refuses_is_put_back(clone: Path) -> None:
    # Without its two votes against, the draft was adopted, and would have a resolution's number.
    path = clone / "data/security_council/roll_calls.csv"
    votes = clone / "data/security_council/votes.arrow"
    before = path.read_bytes(), votes.read_bytes()
    add(clone, COUNCIL, f"{SYRIA_2011},date,2011-10-04,2011-10-05,made up for this test,high")
    add(clone, COUNCIL, f"{SYRIA_2011},resolution,,2012,made up for this test,high")
    command = [sys.executable, "-m", "unvotes.building.correct"]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "S/2011/612" in done.stderr and "duplicate resolution" in done.stderr
    assert (path.read_bytes(), votes.read_bytes()) == before


def test_the_outcome_follows_the_votes(clone: Path) -> None:
    add(clone, COUNCIL, f"{SYRIA_2011},vote:PRT,Y,A,made up for this test,high")
    table = correct_council(clone / "data").table.set_index("roll_call")
    line = table.loc["S/2011/612"]
    assert line["abstaining"] == "BRA IND LBN PRT ZAF"
    assert (line["outcome"], line["on_un_veto_list"]) == ("failed", "no"), "8 of 9 votes"

    failed = rolls(clone).query("outcome == 'failed' and sources == 'voeten' and important.isna()")
    name, letters = failed[["roll_call", "letters"]].iloc[-1]
    _, members = members_of(clone, name)
    against = [member for member, letter in zip(members, letters, strict=True) if letter == "N"]
    add(clone, ASSEMBLY, *(f"{name},{member},no,abstain,made up,high" for member in against))
    table = correct_assembly(clone / "data").table.set_index("roll_call")
    assert table.loc[name, "outcome"] == ("adopted" if "Y" in letters else "failed")
    assert "Y" in letters


def members_of(clone: Path, name: str) -> tuple[pd.Series, list[str]]:
    row = rolls(clone).set_index("roll_call").loc[name]
    sat, seats = sitting(pd.Series([row["date"]]).to_numpy())
    return row, [seat for seat, there in zip(seats, sat[0], strict=True) if there]


def test_a_correction_is_taken_back_by_another_line(clone: Path) -> None:
    add(clone, COUNCIL, f"{SYRIA_2011},vote:IND,A,Y,made up for this test,high")
    assert correct_council(clone / "data").changes
    add(clone, COUNCIL, f"{SYRIA_2011},vote:IND,Y,A,the line before was made up,high")
    assert correct_council(clone / "data").changes == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2327,vote:IND,N,Y,made up,high", ["2327", "vote:IND", "'A'", "'N'"]),
        ("2327,vote:IND,Y,A,made up,high", ["'A' already", "'Y'"]),
        ("2327,vote:AUS,A,Y,made up,high", ["vote:AUS", "no member"]),
        ("2327,vote:IND,A,yes,made up,high", ["'yes' is no vote", "Y, N, A"]),
        ("99999,vote:IND,A,Y,made up,high", ["no row '99999'"]),
        ("2327,topic,Syria,Iraq,made up,high", ["unknown field 'topic'"]),
        ("2327,member,IND,AUS,made up,high", ["moves a column"]),
        ("2327,vote:IND,A,Y,,high", ["no evidence"]),
        ("2327,vote:IND,A,Y,made up,sure", ["'sure'", "certain"]),
        ("m01,vote:SEN,A,Y,made up,high", ["additions.csv"]),
        ("2327,meeting,S/PV.1,S/PV.2,made up,high", ["2327", "meeting", "'S/PV.1'"]),
        ("2327,date,2011-10-04,2013-10-04,made up,high", ["2013", "AUS", "did not sit"]),
        ("2327,vote:IND,A,Y,S/PV.6627, page 2,high", ["fields in line", "saw 7", "quotes"]),
        ("2327,vote:India,A,Y,made up,high", ["vote:India", "no member", "GBR, IND, LBN"]),
        ("2327,vote:IND,A,A,made up,high", ["changes nothing"]),
        ("2327,date,2011-10-04,4 October,made up,high", ["'4 October' is not a day"]),
        ("2327,date,2011-10-04,2011-02-30,made up,high", ["no day 2011-02-30"]),
        ("2327,date,2011-10-04,2999-10-04,made up,high", ["2999-10-04 is yet to come"]),
        ("2327,outcome,vetoed,stopped,made up,high", ["'stopped' is not", "vetoed"]),
        ("2327,without_vote,no,maybe,made up,high", ["'maybe' is not yes or no"]),
        ("2327,reported_tally,,nine,made up,high", ["'nine' is not", "9-2-4"]),
        ("2327,meeting,S/PV.1,S/PV.6628,made up,high", ["meeting", "S/PV.6627"]),
        ("S/2011/612,vote:IND,A,Y,made up,high", ["roll call's id", "base_row is 2327"]),
        ("2327,symbol,S/2011/612,S/2011/1,made up,high", ["readings.csv", "takes the new id"]),
    ],
)
def test_a_line_that_does_not_fit_is_refused(clone: Path, line: str, words: list[str]) -> None:
    add(clone, COUNCIL, line)
    with pytest.raises(UnvotesError) as caught:
        correct_council(clone / "data")
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A/RES/66/253 A,IND,no,abstain,made up,high", ["'yes' of IND", "'no'"]),
        ("A/RES/66/253 A,IND,no,yes,made up,high", ["'yes' already", "'no'"]),
        ("A/RES/66/253 A,TWN,no,yes,made up,high", ["'TWN' could not take part"]),
        ("A/RES/66/253 Z,IND,no,yes,made up,high", ["no such roll call 'A/RES/66/253 Z'"]),
        ("A/RES/66/253 A,IND,yes,A,made up,high", ["'A' is no vote", "abstain"]),
        ("A/RES/66/253 A,India,yes,abstain,made up,high", ["'India'", "a code: IND"]),
        ("A/RES/66/253A,IND,yes,abstain,made up,high", ["did you mean 'A/RES/66/253 A'"]),
        ("A/RES/62/168#2,IND,yes,no,made up,high", ["no more", "A/RES/62/168 replaces it"]),
        ("A/RES/99/1,IND,yes,no,made up,high", ["the record ends on 20", "unvotes.update()"]),
    ],
)
def test_an_assembly_line_that_does_not_fit_is_refused(
    clone: Path, line: str, words: list[str]
) -> None:
    add(clone, ASSEMBLY, line)
    with pytest.raises(UnvotesError) as caught:
        correct_assembly(clone / "data")
    for word in words:
        assert word in str(caught.value)


def test_a_line_may_not_go(clone: Path) -> None:
    path = clone / "data" / ASSEMBLY
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("A/RES/37/183,USA,yes,no,")]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), encoding="utf-8", newline="\n")
    with pytest.raises(UnvotesError, match=r"A/RES/37/183,USA,yes,no is gone"):
        correct_assembly(clone / "data")


def test_a_draft_without_a_vote_is_no_veto_and_an_adopted_one_has_a_number() -> None:
    roll_calls, votes = (load("security-council", since=2011) for load in LOADS)
    syria = roll_calls["roll_call"] == "S/2011/612"
    silent = roll_calls.assign(without_vote=roll_calls["without_vote"] | syria)
    found = pd.concat(council_defects(votes, silent, complete=False))["check"].tolist()
    assert "adopted without vote" in found
    outcome = roll_calls["outcome"].mask(syria, "adopted")
    carried = roll_calls.assign(outcome=outcome)
    found = pd.concat(council_defects(votes, carried, complete=True))["check"].tolist()
    assert "resolution without number" in found


def test_a_meeting_sponsors_and_an_addition_are_followed_too(clone: Path) -> None:
    path = clone / "data/security_council/additions.csv"
    add(clone, COUNCIL, f"{SYRIA_2011},meeting,S/PV.6627,S/PV.6628,made up for this test,high")
    add(clone, COUNCIL, f"{SYRIA_2011},sponsors,DEU FRA GBR PRT,FRA,made up for this test,high")
    text = path.read_text(encoding="utf-8")
    assert "USA,SEN," in text, "Senegal abstained on the motion of 11 March 2016"
    path.write_text(text.replace("USA,SEN,", "USA,,SEN", 1), encoding="utf-8", newline="\n")
    assert correct_council(clone / "data").changes == [
        "S/2011/612 of 2011-10-04: meeting S/PV.6627 -> S/PV.6628, "
        "sponsors DEU FRA GBR PRT -> FRA; now 9-2-4",
        "S/2016/239 of 2016-03-11: SEN A -> NV; now 5-9-0",
    ]


@pytest.mark.skipif(
    "UNVOTES_SOURCES" not in os.environ, reason="UNVOTES_SOURCES names no folder of source files"
)
def test_the_sources_give_the_same_correction(clone: Path) -> None:
    sources = Path(os.environ["UNVOTES_SOURCES"])
    add(clone, COUNCIL, f"{SYRIA_2011},vote:PRT,Y,A,made up for this test,high")
    add(clone, ASSEMBLY, f"{EMBARGO},IND,yes,abstain,made up for this test,high")
    data = clone / "data"
    lines = council.build(sources / "security-council", data)
    assert lines.equals(correct_council(data).table[council.COLUMNS])
    built = assembly.build(sources / "general-assembly", data)
    ours, theirs = (
        assembly.roll_calls_file(table)
        for table in (correct_assembly(data).table, built.roll_calls)
    )
    assert ours == theirs
