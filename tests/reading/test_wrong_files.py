"""Files that no reader reads: each is named for what it is, with what would be right."""

from __future__ import annotations

import io
import json
import tarfile

import pytest

import unvotes as uv

READERS = (uv.read_undl, uv.read_voeten, uv.read_roll_calls)


def tar() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        info = tarfile.TarInfo("votes.csv")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"a,b\n"))
    return held.getvalue()


WRONG = {
    "records.json": (json.dumps([{"member": "RUS", "vote": "yes"}]).encode(), "JSON.*read_json"),
    "spaced.json": (b'\xef\xbb\xbf\n {"votes": []}', "JSON.*frame to read_roll_calls"),
    "lines.jsonl": (b'{"member":"RUS"}\n{"member":"CHN"}\n', "not CSV but JSON"),
    "empty.json": (b"[]", "not CSV but JSON"),
    "feed.xml": (b'<?xml version="1.0"?><votes/>', "an XML document.*read_xml"),
    "page.html": (b"<!DOCTYPE html><html>denied</html>", "a page of HTML.*in a browser"),
    "paper.pdf": (b"%PDF-1.7\n", "a PDF document"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "a picture"),
    "votes.tar": (tar(), "a tar archive; unpack it first"),
    "votes.7z": (b"7z\xbc\xaf'\x1c" + bytes(30), "7-Zip archive; unpack it first"),
    "old.xls": (b"\xd0\xcf\x11\xe0" + bytes(500), "an old Excel workbook; save the sheet as CSV"),
    "votes.db": (b"SQLite format 3\0" + bytes(80), "an SQLite database"),
    "empty.csv": (b"", "the file is empty"),
    "noise.bin": (bytes(range(256)), "zero bytes"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_table_is_named(reader, name, tmp_path):
    content, words = WRONG[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(uv.UnvotesError, match=f"{name}.*{words}"):
        reader(path)


@pytest.mark.parametrize("reader", READERS)
def test_a_folder_and_an_address_are_no_files(reader, tmp_path):
    (tmp_path / "votes").mkdir()
    (tmp_path / "votes" / "2024.csv").touch()
    with pytest.raises(uv.UnvotesError, match=r"is a folder; name the file in it.*'2024\.csv'"):
        reader(tmp_path / "votes")
    if reader is not uv.read_undl:  # which downloads
        with pytest.raises(uv.UnvotesError, match=r"'https://example\.org/a\.csv' is an address"):
            reader("https://example.org/a.csv")


TABLES = {
    "library": (
        "undl_id,ms_code,ms_vote,date\n1,RUS,Y,2012-02-04\n2,RUS,Y,2012-02-05\n",
        "read_undl",
    ),
    "voeten": ("rcid,ccode,vote\n3,365,1\n3,2,3\n", "read_voeten"),
    "voteview": (
        "congress,chamber,rollnumber,icpsr,cast_code\n109,Senate,1,1,1\n109,Senate,1,2,6\n",
        "read_roll_calls",
    ),
    "howtheyvote": ("vote_id,member_id,position\n1,2,FOR\n1,3,AGAINST\n", "read_roll_calls"),
    "own": ("roll_call,member,vote\n1,Ada,yes\n1,Ben,no\n", "read_roll_calls"),
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("reader", READERS)
def test_a_table_of_another_reader_is_told_to_it(reader, table, tmp_path):
    content, right = TABLES[table]
    path = tmp_path / "votes.csv"
    path.write_text(content, encoding="utf-8")
    if reader is uv.read_roll_calls and right == "read_roll_calls":
        assert len(reader(path).votes) == 2
        return
    if reader.__name__ == right:
        with pytest.raises(uv.UnvotesError) as caught:
            reader(path)  # it lacks columns; but nobody is sent in a circle
        assert right not in str(caught.value)
        return
    with pytest.raises(uv.UnvotesError, match=rf"; it is .*: unvotes\.{right} reads it"):
        reader(path)


def test_roll_calls_without_votes_are_no_votes_in_codes(tmp_path):
    path = tmp_path / "roll_calls.csv"
    uv.load_roll_calls(since=2026).to_csv(path, index=False)
    for reader in READERS:
        with pytest.raises(uv.UnvotesError, match="a table of roll calls, without who voted how"):
            reader(path)


@pytest.mark.parametrize("codes", ["1,6\n6,1", "Y,N\nN,A", "A,F\nF,A", "10,20\n20,30"])
def test_votes_in_codes_are_asked_for(codes, tmp_path):
    first, second = codes.split("\n")
    path = tmp_path / "house.csv"
    path.write_text(
        f"name,party,2024-01-02,2024-01-03\nAda,Red,{first}\nBen,Blue,{second}\n", encoding="utf-8"
    )
    with pytest.raises(uv.UnvotesError, match=r"what is not known as a vote: .*codes=\{"):
        uv.read_roll_calls(path)
