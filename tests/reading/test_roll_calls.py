"""Roll calls of parliaments, in the forms in which they are published, and wrong ones."""

from __future__ import annotations

import gzip
import importlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from unvotes.errors import UnvotesError
from unvotes.reading.roll_calls import read_roll_calls

TRUE = {
    ("1", "Ada"): "yes",
    ("1", "Ben"): "no",
    ("1", "Cem"): "abstain",
    ("2", "Ada"): "yes",
    ("2", "Ben"): "nonvoting",
}
WORDS = {"yes": "Aye", "no": "No", "abstain": "Abstain", "nonvoting": "Absent"}


def long_text(words=WORDS, header="division,mp,party,lobby,date"):
    party = {"Ada": "Red", "Ben": "Blue", "Cem": "Blue"}
    rows = [
        f"{call},{member},{party[member]},{words[vote]},2024-0{call}-15"
        for (call, member), vote in TRUE.items()
    ]
    return "\n".join([header, *rows]) + "\n"


def written(folder, text, name="votes.csv"):
    path = Path(folder) / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def said(file):
    columns = (file.votes[name].astype("str") for name in ("roll_call", "member", "vote"))
    return {(call, member): vote for call, member, vote in zip(*columns, strict=True)}


LONG = {"columns": {"vote": "lobby"}}


def test_a_long_table(tmp_path):
    file = read_roll_calls(written(tmp_path, long_text()), **LONG)
    assert said(file) == TRUE
    assert file.votes["party"].tolist() == ["Red", "Blue", "Blue", "Red", "Blue"]
    assert file.votes["vote"].dtype == uv.VOTE
    assert file.roll_calls.columns.tolist()[:2] == ["roll_call", "date"]
    assert file.roll_calls["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-15", "2024-02-15"]
    assert file.roll_calls[["yes", "no", "abstain", "nonvoting"]].to_numpy().tolist() == [
        [1, 1, 1, 0],
        [1, 0, 0, 1],
    ]
    assert file.roll_calls["contested"].tolist() == [True, False]
    told = file.report.coverage.set_index("fact")["value"]
    assert told["column of roll_call"] == "division" and told["column of member"] == "mp"
    assert told["column of vote"] == "lobby" and told["form"] == "long"
    assert "2 roll calls, 2024-01-15 to 2024-02-15" in repr(file)


@pytest.mark.parametrize(
    "words",
    [
        ("Aye", "No", "Abstain", "Absent"),
        ("YEA", "NAY", "Present", "Not Voting"),
        ("pour", "contre", "abstention", "absent"),
        ("Ja", "Nein", "Enthaltung", "nicht beteiligt"),
        ("Sí", "No", "Abstención", "Ausente"),
        ("FOR", "AGAINST", "ABSTENTION", "DID_NOT_VOTE"),
        ("za", "przeciw", "wstrzymał się", "nieobecny"),
        ("Content", "Not Content", "abstained", "excused"),
    ],
)
def test_words_of_several_languages(tmp_path, words):
    text = long_text(dict(zip(WORDS, words, strict=True)), "vote_id,member,party,vote,date")
    assert said(read_roll_calls(written(tmp_path, text))) == TRUE


CODES = {1: "yes", 0: "no", 2: "abstain", -9: "nonvoting", 9: None}


@pytest.mark.parametrize("form", ["text", "frame", "floats", "stata", "parquet"])
def test_codes_by_a_table(tmp_path, form):
    words = {"yes": "1", "no": "0", "abstain": "2", "nonvoting": "-9"}
    text = long_text(words, "rollcall,member,party,vote,date") + "2,Cem,Blue,9,2024-02-15\n"
    path = written(tmp_path, text)
    frame = pd.read_csv(path)
    if form == "frame":
        path = frame
    elif form == "floats":
        path = frame.astype({"vote": "float64"})
    elif form == "stata":
        path = tmp_path / "v.dta"
        frame.to_stata(path, write_index=False)
    elif form == "parquet":
        path = tmp_path / "v.parquet"
        frame.to_parquet(path)
    file = read_roll_calls(path, codes=CODES)
    assert said(file) == TRUE
    told = file.report.coverage.set_index("fact")["value"]
    assert told["rows of those who were no members"] == "1"


def test_unknown_votes_are_listed(tmp_path):
    words = {"yes": "A", "no": "B", "abstain": "C", "nonvoting": "A"}
    path = written(tmp_path, long_text(words, "rollcall,member,party,vote,date"))
    with pytest.raises(UnvotesError, match=r"line 2, column 'vote': .*'A' \(3\), 'B' \(1\)"):
        read_roll_calls(path)
    with pytest.raises(UnvotesError, match=r"'C' \(1\)"):
        read_roll_calls(path, codes={"A": "yes", "B": "no"})
    for wrong, words in (
        ({"A": "aye"}, "unknown vote for 'A' in codes 'aye'"),
        ({1: "yes", "1.0": "no"}, "two things"),
        (["A"], "must be a table"),
    ):
        with pytest.raises(UnvotesError, match=words):
            read_roll_calls(path, codes=wrong)


WIDE = "Name,Group,1,2\nAda,Red,Aye,Aye\nBen,Blue,No,Absent\nCem,Blue,Abstain,\n"


@pytest.mark.parametrize(
    "text",
    [
        WIDE,
        WIDE.replace(",", ";"),
        WIDE.replace("Name", "Abgeordnete"),
        "Division,Ada,Ben,Cem\n1,Aye,No,Abstain\n2,Aye,Absent,\n",
        "rollcall,date,Ada,Ben,Cem\n1,2024-01-15,Aye,No,Abstain\n2,2024-02-15,Aye,Absent,\n",
        "# our council, 2024\n" + WIDE,
    ],
)
def test_wide_tables_either_way_round(tmp_path, text):
    file = read_roll_calls(written(tmp_path, text))
    assert said(file) == TRUE
    assert file.body == "wide"
    if "Group" in text:
        assert file.votes["party"].tolist() == ["Red", "Blue", "Blue", "Red", "Blue"]


@pytest.mark.parametrize(
    ("text", "codes", "words"),
    [
        ("member,v1,v2,v3\nAda,Aye,Tell,Aye\nBen,No,No,No\n", None, r"'v2'.*'tell' \(1\)"),
        ("member,v1,v2,v3\nAda,Aye,Aye,Tell\nBen,No,No,No\n", None, r"'v3'.*'tell' \(1\)"),
        ("member,a,b,c\nAda,1,0,1\nBen,1,1,1\n", {1: "yes", 6: "no"}, r"'b'.*'0' \(1\)"),
        ("date,Ada,Ben,Cem\nd1,Aye,Left,Aye\nd2,No,No,No\n", None, r"'Ben'.*'left' \(1\)"),
        ("m,1,2,3,4\nA,y,p,n,p\nB,n,y,y,y\n", None, r"'2' and 1 more.*'p' \(2\)"),
    ],
)
def test_a_column_of_votes_with_unknown_words_is_not_left_out(tmp_path, text, codes, words):
    with pytest.raises(UnvotesError, match=words):
        read_roll_calls(written(tmp_path, text), codes=codes)


def test_facts_of_members_beside_the_votes_are_no_votes(tmp_path):
    text = "member,sex,v1,v2,minister,seat\nAda,f,Aye,No,present,10\nBen,m,No,No,retired,11\n"
    file = read_roll_calls(written(tmp_path, text))
    assert file.roll_calls["roll_call"].tolist() == ["v1", "v2"]
    assert file.votes["minister"].tolist() == ["present", "retired"] * 2


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_frames_of_other_libraries_are_read(library):
    frame = pd.DataFrame(
        {"rollcall": [1, 1, 2], "member": [10, 11, 10], "vote": ["Aye", "No", "Absent"]}
    )
    calls = pd.DataFrame({"rollcall": [1, 2], "date": ["2024-01-15", "2024-02-15"]})
    members = pd.DataFrame({"member": [10, 11], "party": ["Red", "Blue"]})
    other = importlib.import_module(library)
    given = [
        other.from_pandas(each) if library == "polars" else other.Table.from_pandas(each)
        for each in (frame, calls, members)
    ]
    right = read_roll_calls(frame, calls, members).votes
    pd.testing.assert_frame_equal(read_roll_calls(*given).votes, right)


MARKS = """division,mp,party,ja,nein,Enthaltung,ungültig
1,Ada,Red,1,0,0,0
1,Ben,Blue,0,1,0,0
1,Cem,Blue,0,0,1,0
2,Ada,Red,1,0,0,0
2,Ben,Blue,0,0,0,1
"""


def test_a_column_for_each_possible_vote(tmp_path):
    path = written(tmp_path, MARKS)
    with pytest.raises(UnvotesError, match=r"line 6, columns ja, nein, Enthaltung: 0 of them are"):
        read_roll_calls(path)
    codes = {"ja": "yes", "nein": "no", "Enthaltung": "abstain", "ungültig": "nonvoting"}
    file = read_roll_calls(path, codes=codes)
    assert said(file) == TRUE
    assert file.votes["party"].tolist() == ["Red", "Blue", "Blue", "Red", "Blue"]
    known = pd.read_csv(path).drop(columns="ungültig").head(4)
    assert said(read_roll_calls(known)) == dict(list(TRUE.items())[:4])
    known.loc[1, "ja"] = 1
    with pytest.raises(UnvotesError, match=r"line 2, columns ja, nein, Enthaltung: 2 of them are"):
        read_roll_calls(known)


def test_na_of_r_is_a_blank(tmp_path):
    wide = read_roll_calls(written(tmp_path, "name,V1,V2\nAda,Aye,NA\nBen,No,Aye\n"))
    assert said(wide) == {("V1", "Ada"): "yes", ("V1", "Ben"): "no", ("V2", "Ben"): "yes"}
    long = written(tmp_path, "rollcall,member,vote\n1,Ada,Aye\n1,Ben,NA\n")
    assert said(read_roll_calls(long)) == {("1", "Ada"): "yes", ("1", "Ben"): "unknown"}
    codes = {"Aye": "yes", "NA": "nonvoting"}
    assert said(read_roll_calls(long, codes=codes))[("1", "Ben")] == "nonvoting"


def test_a_member_with_two_rows_needs_days(tmp_path):
    votes = written(tmp_path, "rollcall,member,vote\n1,Ada,Aye\n1,Ben,No\n")
    twice = pd.DataFrame({"member": ["Ada", "Ada", "Cem", "Cem"], "party": list("rbrb")})
    with pytest.raises(UnvotesError, match=r"column 'party': member 'Ada' has two rows, 'r' and"):
        read_roll_calls(votes, None, twice)
    alike = read_roll_calls(votes, None, twice.assign(party="r"))
    assert alike.votes["party"].astype("str").tolist()[0] == "r"


def test_votes_without_a_line_in_the_other_tables_are_said(tmp_path):
    votes = written(tmp_path, "rollcall,member,vote\n1,Ada,Aye\n2,Ben,No\n")
    calls = pd.DataFrame({"rollcall": ["1"], "date": ["2024-01-15"]})
    file = read_roll_calls(votes, calls, pd.DataFrame({"member": ["Ada"], "party": ["r"]}))
    table = file.report.contradictions
    assert table[["roll_call", "member"]].values.tolist() == [["2", ""], ["", "Ben"]]
    assert table["what"].str.contains("without a line").all()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("congress,chamber,rollnumber,date,yea_count", "Voteview's table of roll calls"),
        ("congress,chamber,icpsr,party_code,bioname", "Voteview's table of members"),
        ("id,timestamp,display_title,count_for,count_against", "HowTheyVote.eu's table of roll"),
    ],
)
def test_a_table_that_stands_beside_the_votes_is_named(tmp_path, header, words):
    with pytest.raises(UnvotesError, match=f"it is {words}.*give"):
        read_roll_calls(written(tmp_path, f"{header}\n1,House,1,2,3\n2,House,1,2,3\n"))


def test_known_words_are_not_listed_among_the_unknown(tmp_path):
    text = "mp,D1,D2\nAda,Aye,No\nBen,No,Aye\nCem,Teller for the Noes,Aye\n"
    with pytest.raises(UnvotesError) as caught:
        read_roll_calls(written(tmp_path, text))
    assert "'Teller for the Noes' (1)" in str(caught.value)
    assert "'Aye' (" not in str(caught.value)


def test_two_columns_of_one_title_are_two_roll_calls(tmp_path):
    text = "member,Budget,Budget\nAda,Aye,No\nBen,No,No\n"
    file = read_roll_calls(written(tmp_path, text))
    assert said(file) == {
        ("Budget", "Ada"): "yes",
        ("Budget", "Ben"): "no",
        ("Budget#2", "Ada"): "no",
        ("Budget#2", "Ben"): "no",
    }


def test_one_file_per_session(tmp_path):
    paths = [
        written(tmp_path, "member,1,2\nAda,Aye,No\nBen,No,No\n", f"session{n}.csv") for n in (1, 2)
    ]
    file = read_roll_calls(paths)
    assert file.roll_calls["roll_call"].tolist() == [
        *("session1:1", "session1:2", "session2:1", "session2:2")
    ]
    assert len(file.votes) == 8
    other = written(tmp_path, "member,3,4\nAda,Aye,No\nBen,No,No\n", "session3.csv")
    assert read_roll_calls([paths[0], other]).roll_calls["roll_call"].tolist() == list("1234")


VOTEVIEW = {
    "votes": "congress,chamber,rollnumber,icpsr,cast_code,prob\n"
    + "".join(
        f"117,House,{call},{member},{code},99.1\n"
        for call, codes in {1: "16879", 2: "12345"}.items()
        for member, code in zip((14066, 20301, 99912, 21500, 15029), codes, strict=True)
    )
    + "117,House,2,29999,0,\n",
    "members": "congress,chamber,icpsr,state_icpsr,district_code,state_abbrev,party_code,bioname\n"
    '116,House,14066,81,0,AK,200,"YOUNG, Donald Edwin"\n'
    '117,House,14066,81,0,AK,100,"YOUNG, Donald Edwin"\n'
    '117,House,20301,41,3,AL,200,"ROGERS, Mike Dennis"\n'
    '117,President,99912,99,0,USA,100,"BIDEN, Joseph"\n'
    '117,House,21500,1,1,CT,328,"X, Y"\n'
    '117,House,15029,1,2,CT,537,"Z, Y"\n',
    "rollcalls": "congress,chamber,rollnumber,date,yea_count,nay_count,vote_result\n"
    "117,House,1,2021-01-03,1,1,Passed\n117,House,2,2021-01-04,3,2,Failed\n",
}


def test_voteview(tmp_path):
    paths = [written(tmp_path, text, f"H117_{name}.csv") for name, text in VOTEVIEW.items()]
    file = read_roll_calls(paths[0], paths[2], paths[1])
    assert file.body == "Voteview"
    assert said(file) == {
        ("H117-1", "14066"): "yes",
        ("H117-1", "20301"): "no",
        ("H117-1", "99912"): "abstain",
        ("H117-1", "21500"): "abstain",
        ("H117-1", "15029"): "nonvoting",
        ("H117-2", "14066"): "yes",
        ("H117-2", "20301"): "yes",
        ("H117-2", "99912"): "yes",
        ("H117-2", "21500"): "no",
        ("H117-2", "15029"): "no",
    }
    party = file.votes.drop_duplicates("member").set_index("member")["party"]
    # The party of that Congress, not of the one before.
    assert party["14066"] == "Democrat" and party["20301"] == "Republican"
    assert party["21500"] == "Independent" and party["15029"] == "537"
    assert file.roll_calls["vote_result"].tolist() == ["Passed", "Failed"]
    assert file.roll_calls["date"].dt.day.tolist() == [3, 4]
    frames = [pd.read_csv(path) for path in paths]
    assert said(read_roll_calls(frames[0], frames[2], frames[1])) == said(file)


def test_howtheyvote_and_a_member_who_changes_group(tmp_path):
    votes = written(
        tmp_path,
        gzip.compress(
            b"vote_id,member_id,position,country_code,group_code\n"
            b"11,1,FOR,FRA,EPP\n11,2,AGAINST,DEU,SD\n12,1,ABSTENTION,FRA,NI\n"
            b"12,2,DID_NOT_VOTE,DEU,SD\n"
        ),
        "member_votes.csv.gz",
    )
    calls = written(
        tmp_path,
        "id,timestamp,display_title,count_for\n11,2023-01-17T12:01:22,t,1\n"
        "12,2024-02-06T11:00:00,u,0\n",
        "votes.csv",
    )
    file = read_roll_calls(votes, calls)
    assert file.body == "HowTheyVote.eu"
    assert said(file) == {
        ("11", "1"): "yes",
        ("11", "2"): "no",
        ("12", "1"): "abstain",
        ("12", "2"): "nonvoting",
    }
    assert file.votes["party"].tolist() == ["EPP", "SD", "NI", "SD"]
    assert file.roll_calls["date"].dt.strftime("%Y-%m-%d").tolist() == ["2023-01-17", "2024-02-06"]
    # The same by a table of memberships with days.
    bare = written(tmp_path, "vote_id,member_id,position\n11,1,FOR\n12,1,AGAINST\n", "bare.csv")
    groups = written(
        tmp_path,
        "member_id,group_code,term,start_date,end_date\n1,EPP,9,2019-07-02,2023-12-31\n"
        "1,NI,9,2024-01-01,\n",
        "group_memberships.csv",
    )
    file = read_roll_calls(bare, calls, groups)
    assert file.votes["party"].tolist() == ["EPP", "NI"]


def test_the_export_of_one_vote_is_one_roll_call(tmp_path):
    text = "position,member.id,member.first_name,member.group.code\nFOR,7,A,EPP\nAGAINST,8,B,SD\n"
    file = read_roll_calls(written(tmp_path, text, "168834.csv"))
    assert said(file) == {("168834", "7"): "yes", ("168834", "8"): "no"}
    assert file.votes["party"].tolist() == ["EPP", "SD"]


KH = (
    "1171406681 0ALASKA  20011YOUNG      16\n"
    "1172030141 3ALABAMA 10011ROGERS     69\n"
    "1179991299 0USA     10011BIDEN      07\n"
)


@pytest.mark.parametrize("name", ["hou117kh.ord", "votes.txt", "H117"])
def test_kh_files(tmp_path, name):
    file = read_roll_calls(written(tmp_path, KH, name))
    assert file.body == "KH"
    assert said(file) == {
        ("117-1", "14066"): "yes",
        ("117-1", "20301"): "no",
        ("117-2", "14066"): "no",
        ("117-2", "20301"): "nonvoting",
        ("117-2", "99912"): "abstain",
    }
    names = file.votes.drop_duplicates("member").set_index("member")
    assert names["name"].to_dict() == {"14066": "YOUNG", "20301": "ROGERS", "99912": "BIDEN"}
    assert names["party"].to_dict() == {"14066": "200", "20301": "100", "99912": "100"}


@pytest.mark.parametrize(("old", "new"), [("ROGERS     69", "ROGERS     6"), ("69", "6x")])
def test_a_damaged_kh_file(tmp_path, old, new):
    with pytest.raises(UnvotesError, match=r"line 2, column \d+: "):
        read_roll_calls(written(tmp_path, KH.replace(old, new), "h.ord"))


FOLDER = Path(__file__).parent / "r_files"


def test_rs_rollcall_objects():
    file = read_roll_calls(FOLDER / "rollcall.rds")
    assert file.body == "rollcall"
    assert said(file) == {
        ("Vote 1", "Ada"): "yes",
        ("Vote 1", "Ben"): "no",
        ("Vote 2", "Ada"): "nonvoting",
        ("Vote 2", "Ben"): "yes",
        ("Vote 2", "Cem"): "no",
    }
    party = file.votes.drop_duplicates("member").set_index("member")["party"]
    assert party.to_dict() == {"Ada": "Red", "Ben": "Blue", "Cem": "Blue"}
    assert file.roll_calls["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-15", "2024-02-15"]
    words = read_roll_calls(
        FOLDER / "rollcalls.RData",
        table="words",
        codes={"Y": "yes", "N": "no", "P": "abstain", "": None},
    )
    assert said(words)["Vote 2", "Ada"] == "abstain"
    with pytest.raises(UnvotesError, match="table='numbers' or table='words'"):
        read_roll_calls(FOLDER / "rollcalls.RData")


def test_integers_of_a_frame_stay_integers():
    frame = pd.DataFrame({"rollcall": [5, 5, 30], "mp": [14009, 7, 7], "vote": ["aye", "no", "no"]})
    file = read_roll_calls(frame)
    assert file.votes["member"].tolist() == [7, 14009, 7]
    assert file.roll_calls["roll_call"].tolist() == [5, 30]
    assert (
        file.votes.merge(frame, left_on=["roll_call", "member"], right_on=["rollcall", "mp"]).shape[
            0
        ]
        == 3
    )


def test_a_frame_of_ours_comes_through(tmp_path):
    votes = uv.load_votes(since=2024)
    file = read_roll_calls(votes)
    assert said(file) == {
        (call, member): vote
        for call, member, vote in votes[["roll_call", "member", "vote"]].astype("str").to_numpy()
    }
    assert file.votes["permanent"].dtype == bool and file.votes["veto"].dtype == bool
    with pytest.raises(UnvotesError, match="what is not known as a vote: 'yes'"):
        read_roll_calls(votes, codes={True: "yes", False: "no"})


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.set_index(["rollcall", "member"]),
        lambda f: f.astype("category"),
        lambda f: f.convert_dtypes(dtype_backend="pyarrow"),
        lambda f: f.assign(date=pd.to_datetime(f["date"]).dt.tz_localize("UTC")),
        lambda f: f.assign(date=pd.to_datetime(f["date"]).dt.date),
        lambda f: f.assign(vote=f["vote"].eq("yes")),
        lambda f: f.sample(frac=1, random_state=1),
        lambda f: f.pivot(index="member", columns="rollcall", values="vote"),
        lambda f: f.pivot(index="rollcall", columns="member", values="vote").reset_index(),
    ],
)
def test_frames_of_any_make(change):
    frame = pd.DataFrame(
        {
            "rollcall": [1, 1, 2, 2],
            "member": ["A", "B", "A", "B"],
            "vote": ["yes", "no", "no", "yes"],
            "date": ["2024-01-15"] * 2 + ["2024-02-15"] * 2,
        }
    )
    codes = {"yes": "yes", "no": "no", True: "yes", False: "no"}
    file = read_roll_calls(change(frame), codes=codes)
    want = {("1", "A"): "yes", ("1", "B"): "no", ("2", "A"): "no", ("2", "B"): "yes"}
    assert said(file) == want


@pytest.mark.parametrize("wrong", [b"x", 3, None, ["a"], "a\0b", "x" * 5000])
@pytest.mark.parametrize("reader", [uv.read_undl, uv.read_voeten, uv.read_roll_calls])
def test_what_is_no_path_is_one_clear_error(reader, wrong):
    with pytest.raises(UnvotesError):
        reader(wrong)


def test_the_same_vote_twice(tmp_path):
    text = "rollcall,member,vote\n1,A,yes\n1,A,yes\n1,B,yes\n1,B,no\n1,C,no\n1,D,\n"
    file = read_roll_calls(written(tmp_path, text))
    assert said(file) == {
        ("1", "A"): "yes",
        ("1", "B"): "unknown",
        ("1", "C"): "no",
        ("1", "D"): "unknown",
    }
    assert file.report.repairs["what"].tolist() == ["vote given twice, alike"]
    assert sorted(file.report.contradictions["what"]) == ["blank vote", "vote given twice, unlike"]


@pytest.mark.parametrize(
    ("text", "how", "words"),
    [
        ("a,b\n1,2\n", {}, "no column of votes"),
        ("rollcall,vote\n1,yes\n1,no\n", {}, "column 'member'"),
        ("member,vote\nA,yes\nA,no\n", {}, "column 'roll_call'"),
        ("x,1,2\nA,yes,no\nA,no,yes\n", {}, "names the rows"),
        (WIDE, {"columns": {"member": "Nmae"}}, "did you mean 'Name'"),
        (WIDE, {"columns": {"membr": "Name"}}, "did you mean 'member'"),
        (WIDE, {"columns": ["Name"]}, "must be a table"),
        (WIDE, {"broken": "skip"}, "'set aside'"),
        ("rollcall,member,vote\n,A,yes\n1,B,no\n", {}, "line 2.*no roll call is named"),
        ("rollcall,member,vote\n1,,yes\n1,B,no\n", {}, "line 2.*no member is named"),
        ("rollcall,member,vote,date\n1,A,yes,soon\n", {}, "'soon' is no date"),
        ("rollcall,member,vote,date\n1,A,yes,03/04/2024\n", {}, "two ways"),
        ("rollcall,member,vote\n1,A\n1,B,no\n", {}, "2 values, not 3"),
        ("", {}, "empty"),
        ("rollcall,member,vote\n", {}, "no row follows"),
        ("%PDF-1.7", {}, "a PDF document"),
    ],
)
def test_what_cannot_be_told_is_one_clear_error(tmp_path, text, how, words):
    with pytest.raises(UnvotesError, match=words):
        read_roll_calls(written(tmp_path, text), **how)


def test_other_wrong_things(tmp_path):
    with pytest.raises(UnvotesError, match="no file"):
        read_roll_calls(tmp_path / "none.csv")
    for wrong in (None, 5, [], pd.DataFrame()):
        with pytest.raises(UnvotesError):
            read_roll_calls(wrong)
    votes = pd.DataFrame({"rollcall": [1], "member": ["A"], "vote": ["yes"]})
    other = pd.DataFrame({"id": [9], "title": ["t"]})
    with pytest.raises(UnvotesError, match="none of its columns names the roll calls"):
        read_roll_calls(votes, other)
    with pytest.raises(UnvotesError, match="none of its columns names the members"):
        read_roll_calls(votes, None, other)


def test_rows_set_aside(tmp_path):
    text = "rollcall,member,vote\n,A,yes\n1,B,no\n1,C\n1,D,yes\n"
    file = read_roll_calls(written(tmp_path, text), broken="set aside")
    assert said(file) == {("1", "B"): "no", ("1", "D"): "yes"}
    assert sorted(file.report.set_aside["line"]) == [2, 4]


def test_the_statistics_read_it(tmp_path):
    rng = np.random.default_rng(7)
    rows = [
        {
            "rollcall": call,
            "member": f"m{m:02}",
            "party": "RB"[m % 2],
            "vote": vote,
            "date": f"2024-03-{call % 28 + 1:02}",
        }
        for call in range(60)
        for m in range(12)
        if (vote := rng.choice(["yes", "no"], p=[0.9, 0.1] if m % 2 else [0.2, 0.8]))
    ]
    file = read_roll_calls(pd.DataFrame(rows))
    found = uv.agreement(file.votes, "m00", "m02")
    wide = pd.DataFrame(rows).pivot(index="rollcall", columns="member", values="vote")
    assert found.n == 60 and found.estimate == pytest.approx((wide["m00"] == wide["m02"]).mean())
