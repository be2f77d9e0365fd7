"""Stata and SPSS files: what their values are called, and what they declare missing."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from unvotes.errors import UnvotesError
from unvotes.reading.content import content_of
from unvotes.reading.labelled import _text, _within, labelled_columns, write_labelled
from unvotes.reading.voeten import read_voeten

VOTES = pd.DataFrame(
    {
        "rcid": [4934.0, 4934, 4934, 4934, 100],
        "ccode": [365.0, 750, 437, 265, 345],
        "country": ["Russia", "India", "Côte d’Ivoire", "East Germany", "Yugoslavia"],
        "vote": [3.0, 1, 8, 9, 2],
        "date": pd.to_datetime(["2012-02-16"] * 4 + ["1955-11-25"]).date,
        "unres": ["R/66/253A"] * 4 + ["R/10/1"],
    }
)
TRUE = {
    ("R/66/253A", "RUS"): "no",
    ("R/66/253A", "IND"): "yes",
    ("R/66/253A", "CIV"): "nonvoting",
    ("R/10/1", "YUG"): "abstain",
}
NAMED = {1: "Yes", 2: "Abstain", 3: "No", 8: "Absent", 9: "Not a member"}


def said(file):
    columns = (file.votes[name].astype("str") for name in ("roll_call", "member", "vote"))
    return {(call, member): vote for call, member, vote in zip(*columns, strict=True)}


def written(path: Path, frame=VOTES, **how):
    {".dta": pyreadstat.write_dta, ".sav": pyreadstat.write_sav, ".zsav": pyreadstat.write_sav}[
        path.suffix
    ](frame, str(path), **how)
    return path


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
@pytest.mark.parametrize("named", [{}, {"vote": NAMED}])
def test_numbers_with_and_without_names(tmp_path, suffix, named):
    path = written(tmp_path / f"v{suffix}", variable_value_labels=named)
    assert said(read_voeten(path)) == TRUE


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_each_version_of_stata(tmp_path, version):
    plain = VOTES.assign(country=["Russia", "India", "Ivory Coast", "x", "Yugoslavia"])
    path = written(tmp_path / "v.dta", plain, version=version)
    assert said(read_voeten(path)) == TRUE


def test_by_pandas_and_under_any_name(tmp_path):
    frame = VOTES.assign(date=pd.to_datetime(VOTES["date"]))
    frame.to_stata(tmp_path / "10295576", write_index=False, version=118)
    assert said(read_voeten(tmp_path / "10295576")) == TRUE
    packed = tmp_path / "v.csv"
    packed.write_bytes(gzip.compress((tmp_path / "10295576").read_bytes()))
    assert said(read_voeten(packed)) == TRUE
    assert said(read_voeten(written(tmp_path / "v.sav", compress=True))) == TRUE


@pytest.mark.parametrize(
    "codes", [{1: 1, 2: 0.5, 3: 0, 8: -1, 9: -9}, {1: 3, 2: 2, 3: 1, 8: 9, 9: 8}]
)
@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_what_a_value_is_called_tells_more_than_its_number(tmp_path, codes, suffix):
    if suffix == ".dta" and 0.5 in codes.values():
        codes = {number: code * 2 for number, code in codes.items()}
    frame = VOTES.assign(vote=VOTES["vote"].map(codes))
    named = {codes[number]: name for number, name in NAMED.items()}
    if suffix == ".dta":
        frame["vote"] = frame["vote"].astype("int32")
        named = {int(code): name for code, name in named.items()}
    path = written(tmp_path / f"v{suffix}", frame, variable_value_labels={"vote": named})
    assert said(read_voeten(path)) == TRUE


def test_user_defined_missing_is_kept_apart(tmp_path):
    # SPSS: 8 and 9 are declared missing, as archives do; they are still absence and no member.
    path = written(
        tmp_path / "v.sav",
        missing_ranges={"vote": [8, 9]},
        variable_value_labels={"vote": NAMED},
    )
    assert said(read_voeten(path)) == TRUE
    # A declared number that is no vote is a blank; an undeclared one is a doubt.
    odd = VOTES.assign(vote=[3.0, 1, -99, 9, 2])
    for declared, what in (([-99], "blank vote of a member"), ([], "vote")):
        path = written(
            tmp_path / "w.sav", odd, missing_ranges={"vote": declared} if declared else {}
        )
        file = read_voeten(path)
        assert said(file) == TRUE | {("R/66/253A", "CIV"): "unknown"}
        assert file.report.contradictions["what"].tolist() == [what]


def test_statas_letters_are_kept_apart(tmp_path):
    frame = VOTES.assign(vote=pd.Series([3, 1, "a", "b", 2], dtype=object))
    path = written(
        tmp_path / "v.dta",
        frame,
        missing_user_values={"vote": ["a", "b"]},
        variable_value_labels={"vote": {1: "yes", "a": "absent", "b": "not a member"}},
    )
    content = content_of(path)
    with content.stream:
        column = labelled_columns(content)["vote"]
    assert sorted(column.missing) == [".a", ".b"]
    assert column.named[".a"] == "absent"
    assert said(read_voeten(path)) == TRUE
    unnamed = written(tmp_path / "w.dta", frame, missing_user_values={"vote": ["a", "b"]})
    assert said(read_voeten(unnamed)) == TRUE | {("R/66/253A", "CIV"): "unknown"}


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
@pytest.mark.parametrize("cut", [30, 200, 700])
def test_a_cut_file_is_one_clear_error(tmp_path, suffix, cut):
    path = written(tmp_path / f"v{suffix}")
    path.write_bytes(path.read_bytes()[:cut])
    kind = {".dta": "Stata", ".sav": "SPSS"}[suffix]
    with pytest.raises(UnvotesError, match=f"a file of {kind} |no row of votes") as caught:
        read_voeten(path)
    assert cut > 200 or "no row" not in str(caught.value)


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_written_with_labels_and_read_again(tmp_path, suffix):
    frame = pd.DataFrame(
        {
            "member": ["CIV", "RUS"],
            "vote": pd.array([1, None], dtype="Int64"),
            "vetoed": pd.array([True, None], dtype="boolean"),
            "united": [False, True],
            "date": pd.to_datetime(["2012-02-16", None]),
            "position": [0.25, np.nan],
        }
    )
    path = write_labelled(
        frame, tmp_path / f"x{suffix}", {"vote": {1: "yes", 3: "no"}}, {"vote": "Vote cast"}
    )
    reader = {".dta": pyreadstat.read_dta, ".sav": pyreadstat.read_sav}[suffix]
    read, facts = reader(str(path))
    assert facts.variable_value_labels == {"vote": {1: "yes", 3: "no"}}
    assert facts.column_names_to_labels["vote"] == "Vote cast"
    assert read["vote"].tolist()[0] == 1 and np.isnan(read["vote"].tolist()[1])
    assert read["vetoed"].tolist()[0] == 1 and np.isnan(read["vetoed"].tolist()[1])
    assert read["united"].tolist() == [0, 1]
    assert str(read["date"][0]) == "2012-02-16"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-1.0, "-1"),
        (0.5, "0.5"),
        (7, "7"),
        ("7.0", "7.0"),
        (dt.date(2012, 2, 16), "2012-02-16"),
        (pd.Timestamp("2012-02-16"), "2012-02-16"),
        (dt.datetime(2012, 2, 16, 10), "2012-02-16 10:00:00"),
    ],
)
def test_values_as_texts(value, text):
    assert _text(value) == text


@pytest.mark.parametrize(
    ("label", "inside"),
    [("8", True), ("9", True), ("8.5", True), ("7", False), ("10", False), ("-99", True),
     ("x", False), ("a", True), ("b", False), ("", False)],
)  # fmt: skip
def test_ranges_of_missing_values_hold_both_of_their_ends(label, inside):
    ranges = [{"lo": 8, "hi": 9}, {"lo": "a", "hi": "a"}, {"lo": -99.0, "hi": -99.0}]
    assert _within(label, ranges) == inside
    assert not _within(label, [])


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_columns_are_numbered_by_their_values(tmp_path, suffix):
    frame = pd.DataFrame({"vote": [3.0, np.nan, 1, 3], "name": ["x", "", "y", "x"]})
    path = written(tmp_path / f"v{suffix}", frame, variable_value_labels={"vote": {1: "yes"}})
    content = content_of(path)
    with content.stream:
        columns = labelled_columns(content)
    vote, name = columns["vote"], columns["name"]
    assert [vote.labels[code] for code in vote.codes] == ["3", "", "1", "3"]
    assert [name.labels[code] for code in name.codes] == ["x", "", "y", "x"]
    assert vote.named == {"1": "yes"} and not name.named
    assert vote.missing == frozenset() and list(columns) == ["vote", "name"]


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_each_kind_of_column_is_written(tmp_path, suffix):
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2012-02-16", "2012-02-17"]),
            "time": pd.to_datetime(["2012-02-16 10:00", "2012-02-17 00:00"]),
            "zoned": pd.to_datetime(["2012-02-16 23:30"] * 2).tz_localize("Asia/Tokyo"),
            "known": [True, False],
            "topic": pd.Categorical(["Syria", "Libya"]),
            "number": pd.array([5, 6], dtype="Int64"),
        }
    )
    before = frame.copy()
    path = write_labelled(frame, tmp_path / f"x{suffix}", {}, {"day": "Day of the vote"}, "Votes")
    reader = {".dta": pyreadstat.read_dta, ".sav": pyreadstat.read_sav}[suffix]
    read, facts = reader(str(path))
    assert facts.file_label == "Votes"
    assert [label or "" for label in facts.column_labels] == ["Day of the vote", *[""] * 5]
    assert [str(day) for day in read["day"]] == ["2012-02-16", "2012-02-17"]
    assert str(read["time"][0]) == "2012-02-16 10:00:00"
    assert str(read["zoned"][0]) == "2012-02-16"
    assert read["known"].tolist() == [1, 0] and read["number"].tolist() == [5, 6]
    assert read["topic"].tolist() == ["Syria", "Libya"]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_what_cannot_be_written_is_said_once(tmp_path, suffix):
    path = tmp_path / f"x{suffix}"
    with pytest.raises(UnvotesError, match=r"cannot be written \(.+\)$"):
        write_labelled(pd.DataFrame({"no name ": [1], 5: [2]}), path, {}, {})
    path.mkdir()
    with pytest.raises(UnvotesError) as caught:
        write_labelled(pd.DataFrame({"n": [1]}), path, {}, {})
    assert str(caught.value).count("cannot be written") == 1
    assert list(tmp_path.iterdir()) == [path]
