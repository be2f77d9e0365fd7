"""Files that R itself wrote (r_files/make.R), in each of its forms."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from unvotes.errors import UnvotesError
from unvotes.reading.library import read_undl
from unvotes.reading.r_data import data_frames, objects
from unvotes.reading.roll_calls import read_roll_calls
from unvotes.reading.voeten import read_voeten

FOLDER = Path(__file__).parent / "r_files"
VOTES = {
    ("R/66/253A", "RUS"): "no",
    ("R/66/253A", "IND"): "yes",
    ("R/66/253A", "CIV"): "nonvoting",
    ("R/10/1", "RUS"): "no",
    ("R/10/1", "YUG"): "abstain",
}
DAYS = {"R/66/253A": "2012-02-16", "R/10/1": "1955-11-25"}
KINDS = {"R/66/253A": "resolution", "R/10/1": "amendment"}


def said(file):
    columns = (file.votes[name].astype("str") for name in ("roll_call", "member", "vote"))
    return {(call, member): vote for call, member, vote in zip(*columns, strict=True)}


def facts(file, column):
    calls = file.roll_calls
    values = calls["date"].dt.strftime("%Y-%m-%d") if column == "date" else calls[column]
    return dict(zip(calls["roll_call"], values.astype("str"), strict=True))


SAME = [
    *("default.rds", "default.RData", "version2.rds", "bzip2.rds", "xz.rds", "xz.rda"),
    *("plain.rds", "ascii.rds", "ascii.RData", "factors.rds", "time_utc.rds"),
    *("time_america_new_york.rds", "time_asia_tokyo.rds", "time_local.rds", "time_listed.rds"),
    *("tibble.rds", "data_table.rds", "data_table_keyed.RData", "readr.rds", "labelled.rds"),
    *("integer64.rds", "latin1.rds", "workspace.RData", "odd_attributes.rds"),
    *("two_frames.RData", "list.rds", "date_as_number.rds", "ascii_of_sixteens.rds"),
    *("deep_list.rds",),
]


@pytest.mark.parametrize("name", SAME)
def test_each_form_says_the_same(name):
    file = read_voeten(FOLDER / name)
    assert said(file) == VOTES
    assert facts(file, "date") == DAYS
    assert facts(file, "kind") == KINDS
    assert file.report.set_aside.empty


def test_the_script_names_every_file():
    script = (FOLDER / "make.R").read_text(encoding="utf-8")
    stems = {path.stem for path in FOLDER.iterdir() if not path.stem.startswith("time_")}
    assert {stem for stem in stems if stem not in script} == set()


def test_short_forms_of_numbers_and_of_texts_made_from_them():
    columns = data_frames(FOLDER / "compact.rds")[""]
    texts = {name: [held.labels[i] for i in held.codes] for name, held in columns.items()}
    assert texts["rcid"] == texts["unres"] == [str(i) for i in range(1, 41)]
    assert texts["ccode"] == ["2", "200"] * 20
    columns = data_frames(FOLDER / "texts_of_numbers.rds")[""]
    texts = {name: [held.labels[i] for i in held.codes] for name, held in columns.items()}
    # As R 4.2.2 prints as.character() of these numbers.
    assert texts["text"] == [
        *("1", "0.1", "1e+05", "123456", "1e+15", "1e-05", "1e-04", "0.333333333333333", "-2.5"),
        *("100000.5", "1e+22", "", "NaN", "Inf", "-Inf"),
    ]
    assert texts["whole"] == ["100000", "-7", "", *map(str, range(1, 13))]


def test_absent_values_are_absent():
    file = read_voeten(FOLDER / "absent.rds")
    assert said(file) == {
        **{key: vote for key, vote in VOTES.items() if key[0] == "R/66/253A"},
        ("rcid 100", "RUS"): "no",
        ("rcid 100", "YUG"): "unknown",
    }
    assert file.report.contradictions["what"].tolist() == ["blank vote of a member"]


@pytest.mark.parametrize(
    "name", ["votes.RData", ".RData", "10295576", "votes.csv", "x.rds.download"]
)
@pytest.mark.parametrize("packed", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_any_name_will_do(tmp_path, name, packed):
    path = tmp_path / name
    path.write_bytes(packed(gzip.decompress((FOLDER / "default.RData").read_bytes())))
    assert said(read_voeten(path)) == VOTES


def test_an_archive_of_one_file_will_do_and_of_two_will_not(tmp_path):
    path = tmp_path / "dataverse.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(FOLDER / "plain.rds", "UNVotes/votes.rds")
        archive.writestr("__MACOSX/._votes.rds", b"litter")
    assert said(read_voeten(path)) == VOTES
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("README.txt", "read me")
    with pytest.raises(UnvotesError, match=r"2 files \('UNVotes/votes.rds', 'README.txt'\)"):
        read_voeten(path)


def test_several_frames_are_told_apart_or_chosen_by_name(tmp_path):
    both = FOLDER / "two_of_votes.RData"
    with pytest.raises(UnvotesError, match="table='first' or table='second'"):
        read_voeten(both)
    assert said(read_voeten(both, table="first")) == VOTES
    assert len(read_voeten(both, table="second").votes) == 2
    with pytest.raises(UnvotesError, match="did you mean 'second'"):
        read_voeten(both, table="secnod")
    apart = FOLDER / "two_frames.RData"
    for arguments in (
        {"roll_calls": apart},
        {"table": "vote"},
        {"table": "vote", "roll_calls_table": "session"},
        {"roll_calls": shutil.copy(apart, tmp_path), "roll_calls_table": "session"},
    ):
        assert said(read_voeten(apart, **arguments)) == VOTES
    with pytest.raises(UnvotesError, match=r"R files hold several"):
        (tmp_path / "v.csv").write_text(
            "rcid,ccode,vote,date\n1,2,1,2012-02-16\n", encoding="utf-8"
        )
        read_voeten(tmp_path / "v.csv", table="vote")


def test_functions_models_and_environments_are_passed_over(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    held = objects(FOLDER / "workspace.RData")
    kinds = {name: item.kind for name, item in held.items()}
    assert kinds == {
        **{"votes": "list", "recode": "inert", "model": "list", "settings": "inert"},
        "note": "inert",
    }
    assert list(data_frames(FOLDER / "workspace.RData")) == ["votes"]
    for name, words in {
        "function.rds": "it is a function",
        "vector.rds": "it is numbers",
        "matrix_without_names.rds": r"it is a matrix .* in R: as\.data\.frame",
    }.items():
        for read in (read_voeten, read_undl, read_roll_calls):
            with pytest.raises(UnvotesError, match=f"holds no data frame .*{words}"):
                read(FOLDER / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["matrix.rds", "names_of_rows.rds"])
def test_matrices_and_names_of_rows_are_columns(name):
    codes = {1: "yes", 3: "no", 8: "nonvoting"}
    file = read_roll_calls(FOLDER / name, codes=codes)
    assert said(file) == {
        **{("v1", "Ada"): "yes", ("v1", "Ben"): "no", ("v1", "Cem"): "nonvoting"},
        **{("v2", "Ada"): "no", ("v2", "Ben"): "yes"},
    }


def test_a_table_of_roll_calls_in_place_of_the_votes_is_said(tmp_path):
    calls = tmp_path / "calls.parquet"
    pd.DataFrame({"rcid": [1, 2], "date": ["2012-02-16"] * 2}).to_parquet(calls)
    with pytest.raises(UnvotesError, match=r"column 'vote'.*give the votes first"):
        read_voeten(calls)


WORKBOOK = io.BytesIO()
with zipfile.ZipFile(WORKBOOK, "w") as archive:
    archive.writestr("xl/workbook.xml", "<workbook/>")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (WORKBOOK.getvalue(), "an Excel workbook; save the sheet"),
        (b"\x28\xb5\x2f\xfd" + bytes(20), "Zstandard"),
        (b"\x80\x05\x95" + bytes(20), "a Python pickle"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "7-Zip"),
        (b"SQLite format 3\0" + bytes(20), "SQLite"),
        (b"\x89HDF\r\n\x1a\n" + bytes(20), "HDF5"),
        (gzip.compress(b"%PDF-1.7"), "a PDF document"),
        (b"\n<!DOCTYPE html><html>", "a page of HTML"),
        (b"RDX1\nX\n" + bytes(20), "older format of R"),
        (gzip.compress(b"RDX3\nX\n\0\0\0\4" + bytes(20)), "format 4"),
        (gzip.compress(b"RDX3\nX\n")[:-9], "cannot be unpacked"),
        (b"PK\3\4" + bytes(30), "ZIP archive but cannot be unpacked"),
        (gzip.compress(gzip.compress(b"rcid")), "packed more than once"),
        (b"", "empty"),
        (gzip.compress(b""), "empty"),
    ],
    # Named by the words: packed bytes hold the second of packing, and tests run in many processes.
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_what_it_is_not_is_said_rightly(tmp_path, data, words):
    path = tmp_path / "votes.RData"
    path.write_bytes(data)
    with pytest.raises(UnvotesError, match=words) as raised:
        read_voeten(path)
    assert str(path) in str(raised.value) and "UTF-16" not in str(raised.value)


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("unvotes.reading.content.LARGEST", 10_000)
    path = tmp_path / "x"
    for packed in (gzip.compress, bz2.compress, lzma.compress):
        path.write_bytes(packed(bytes(10**6)))
        with pytest.raises(UnvotesError, match="once unpacked"):
            read_voeten(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", bytes(10**6))
    with pytest.raises(UnvotesError, match="once unpacked"):
        read_voeten(path)
