"""Voeten's compilation in each of its forms, and files that only pretend to be one."""

from __future__ import annotations

import gzip
import os
import pickle
import struct
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from unvotes.errors import UnvotesError
from unvotes.reading.r_data import data_frames
from unvotes.reading.voeten import read_voeten

LONG = """rcid,ccode,member,vote,session,date,year,unres,amend,para,yes,no,abstain,me,descr
4934,365,1,3,66,2012-02-16,2012,R/66/253A,0,0,2,1,0,1,"a text, quoted"
4934,750,1,1,66,2012-02-16,2012,R/66/253A,0,0,2,1,0,1,
4934,560,1,1,66,2012-02-16,2012,R/66/253A,0,0,2,1,0,1,
4934,626,1,8,66,2012-02-16,2012,R/66/253A,0,0,2,1,0,1,
4934,265,NA,9,66,2012-02-16,2012,R/66/253A,0,0,2,1,0,1,
100,713,1,1,10,1955-11-25,1955,R/10/1,1,0,1,1,1,NA,
100,345,1,2,10,1955-11-25,1955,R/10/1,1,0,1,1,1,NA,
100,365,1,3,10,1955-11-25,1955,R/10/1,1,0,1,1,1,NA,
"""
TRUE = {
    ("R/66/253A", "RUS"): "no",
    ("R/66/253A", "IND"): "yes",
    ("R/66/253A", "ZAF"): "yes",
    ("R/66/253A", "SSD"): "nonvoting",
    ("R/10/1", "CHN"): "yes",
    ("R/10/1", "YUG"): "abstain",
    ("R/10/1", "RUS"): "no",
}


def votes_of(file):
    columns = (file.votes[name].astype("str") for name in ("roll_call", "member", "vote"))
    return {(call, member): vote for call, member, vote in zip(*columns, strict=True)}


def test_the_long_form(tmp_path):
    path = tmp_path / "UNVotes.csv"
    path.write_text(LONG, encoding="utf-8")
    file = read_voeten(path)
    assert votes_of(file) == TRUE
    calls = file.roll_calls.set_index("roll_call")
    assert calls.index.tolist() == ["R/10/1", "R/66/253A"]
    assert calls["kind"].tolist() == ["amendment", "resolution"]
    assert calls["voeten_id"].tolist() == [100, 4934]
    assert calls["me"].tolist() == [pd.NA, True]
    assert calls.loc["R/66/253A", ["yes", "no", "nonvoting"]].tolist() == [2, 1, 1]
    assert file.report.contradictions.empty
    assert (
        "1"
        in file.report.coverage.set_index("fact").loc["rows of those who were no members", "value"]
    )


def test_the_wide_form_with_its_roll_calls(tmp_path):
    table = pd.read_csv(pd.io.common.StringIO(LONG))
    table.pivot(index="rcid", columns="ccode", values="vote").fillna(9).astype(int).to_csv(
        tmp_path / "wide.csv"
    )
    calls = table.drop_duplicates("rcid").drop(columns=["ccode", "vote"])
    calls.to_csv(tmp_path / "calls.csv", index=False)
    file = read_voeten(tmp_path / "wide.csv", tmp_path / "calls.csv")
    assert votes_of(file) == TRUE
    with pytest.raises(UnvotesError, match="roll calls as the second"):
        read_voeten(tmp_path / "wide.csv")


def test_the_r_packages_form_in_parquet(tmp_path):
    words = {1: "yes", 2: "abstain", 3: "no"}
    table = pd.read_csv(pd.io.common.StringIO(LONG))
    table = table[table["vote"] < 4]
    names = {365: "Russia", 750: "India", 560: "South Africa", 345: "Yugoslavia", 713: "Taiwan"}
    votes = pd.DataFrame(
        {
            "rcid": table["rcid"].astype(float),
            "country": table["ccode"].map(names),
            "country_code": "XX",
            "vote": table["vote"].map(words).astype("category"),
        }
    )
    votes.to_parquet(tmp_path / "votes.parquet")
    calls = table.drop_duplicates("rcid").drop(columns=["ccode", "vote"])
    calls.assign(date=pd.to_datetime(calls["date"]).dt.date).to_parquet(tmp_path / "calls.parquet")
    file = read_voeten(tmp_path / "votes.parquet", tmp_path / "calls.parquet")
    assert votes_of(file) == {key: vote for key, vote in TRUE.items() if vote != "nonvoting"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("4934,750,1,1", "4934,999,1,1", "line 3, column 'ccode': '999' is no country"),
        ("2012-02-16,2012", "hello,", "line 2, column 'date': 'hello' is no date"),
        ("rcid,", "id,", "column 'rcid'"),
        (",vote,", ",choice,", "column 'vote'"),
        ("4934,", "x,", "column 'rcid': 'x' is no id"),
        ("4934,", "99999999999999999999,", "column 'rcid': '9{20}' is no id"),
        ("4934,", "4934²,", "column 'rcid': '4934²' is no id"),
        ("4934,750,1,1", "4934,75²,1,1", "line 3, column 'ccode': '75²' is no country"),
    ],
)
def test_what_cannot_be_read(tmp_path, old, new, words):
    path = tmp_path / "f.csv"
    path.write_text(LONG.replace(old, new), encoding="utf-8")
    with pytest.raises(UnvotesError, match=words):
        read_voeten(path)


def test_a_strange_vote_is_unknown_and_a_wrong_total_is_listed(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(LONG.replace("4934,750,1,1", "4934,750,1,7"), encoding="utf-8")
    file = read_voeten(path)
    assert votes_of(file)["R/66/253A", "IND"] == "unknown"
    assert file.report.contradictions["what"].tolist() == ["vote", "votes against totals"]
    assert file.report.contradictions["line"].iloc[0] == 3


def test_rows_of_one_roll_call_that_differ_are_listed(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(
        LONG.replace("4934,560,1,1,66,2012-02-16", "4934,560,1,1,67,2012-08-03"), encoding="utf-8"
    )
    file = read_voeten(path)
    assert votes_of(file) == TRUE
    found = file.report.contradictions[["what", "roll_call", "column", "line", "found", "expected"]]
    assert found.to_numpy().tolist() == [
        ["rows of one roll call differ", "4934", "date", 4, "2012-08-03", "2012-02-16"],
        ["rows of one roll call differ", "4934", "session", 4, "67", "66"],
    ]


@pytest.mark.parametrize("total", ["²", "9" * 30, "many", ""])
def test_a_total_that_is_no_number_is_no_total(tmp_path, total):
    path = tmp_path / "f.csv"
    path.write_text(
        f"rcid,ccode,vote,date,yes,no,abstain\n1,365,3,2012-02-16,{total},1,0\n", encoding="utf-8"
    )
    assert votes_of(read_voeten(path)) == {("rcid 1", "RUS"): "no"}


# --- R's own form, written by hand: the reader must do without R


def item(kind: int, body: bytes, attributes: bytes = b"", tag: bool = False) -> bytes:
    flags = kind | (0x200 if attributes else 0) | (0x400 if tag else 0)
    return struct.pack(">i", flags) + body + attributes


def text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack(">ii", 9, len(raw)) + raw


def symbol(name: str) -> bytes:
    return struct.pack(">i", 1) + text(name)


def strings(values: list[str]) -> bytes:
    return item(16, struct.pack(">i", len(values)) + b"".join(map(text, values)))


def pairs(**named: bytes) -> bytes:
    out = b""
    for name, value in named.items():
        out += struct.pack(">i", 2 | 0x400) + symbol(name) + value
    return out + struct.pack(">i", 254)


def numbers(values: list[int]) -> bytes:
    return item(13, struct.pack(f">i{len(values)}i", len(values), *values))


def reals(values: list[float]) -> bytes:
    return item(14, struct.pack(f">i{len(values)}d", len(values), *values))


def frame(**columns: bytes) -> bytes:
    body = struct.pack(">i", len(columns)) + b"".join(columns.values())
    return item(
        19, body, pairs(**{"names": strings(list(columns)), "class": strings(["data.frame"])})
    )


def saved(x: bytes) -> bytes:
    return b"RDX2\nX\n" + struct.pack(">iii", 2, 0x30500, 0x20300) + pairs(x=x)


COLUMNS = {
    "rcid": reals([4934.0] * 3),
    "ccode": numbers([365, 750, 560]),
    "vote": numbers([3, 1, -(2**31)]),
    "date": strings(["2/16/2012"] * 3),
    "unres": strings(["R/66/253A"] * 3),
    "session": numbers([66] * 3),
}


def test_an_r_file(tmp_path):
    path = tmp_path / "UNVotes.RData"
    for data in (saved(frame(**COLUMNS)), gzip.compress(saved(frame(**COLUMNS)))):
        path.write_bytes(data)
        assert votes_of(read_voeten(path)) == {
            ("R/66/253A", "RUS"): "no",
            ("R/66/253A", "IND"): "yes",
            # Blank, of a member: not known, rather than no vote at all.
            ("R/66/253A", "ZAF"): "unknown",
        }


NIL = struct.pack(">i", 254)
CALL = struct.pack(">i", 6) + symbol("system") + pairs(command=strings(["touch ran"]))


@pytest.mark.parametrize(
    ("hostile", "words"),
    [
        (struct.pack(">i", 5) + CALL + CALL, "a promise"),
        (struct.pack(">i", 3 | 0x400) + NIL + NIL + CALL, "a function"),
        (CALL, "a call"),
        (struct.pack(">ii", 4, 0) + 4 * NIL, "an environment"),
        (struct.pack(">ii", 21, 1) + numbers([1]) + struct.pack(">i", 2**31 - 1), "byte code"),
        (struct.pack(">i", 22) + NIL + NIL, "external pointer"),
        (struct.pack(">ii", 20, 1) + CALL, "an expression"),
        (struct.pack(">ii", 8, 6) + b"system", "a built-in function"),
        (struct.pack(">ii", 8, 2**30) + b"system", "built-in function that is damaged"),
        (struct.pack(">ii", 13, 2**31 - 1), "more values than the file"),
        (struct.pack(">ii", 16, 2**28), "more values than the file"),
        (struct.pack(">ii", 19, 1) * 5000, "deeper"),
        (struct.pack(">i", 255 | 7 << 8), "refers to a name"),
        (b"\0\0", "type 0"),
        (struct.pack(">i", 19), "ends early|more values"),
    ],
)
def test_a_hostile_r_file_runs_nothing(tmp_path, monkeypatch, hostile, words):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "UNVotes.RData"
    path.write_bytes(saved(frame(**COLUMNS | {"session": hostile})))
    with pytest.raises(UnvotesError, match=rf"UNVotes\.RData, byte [\d,]+: .*{words}"):
        read_voeten(path)
    assert os.listdir(tmp_path) == ["UNVotes.RData"]


def test_a_long_run_of_numbers_and_a_bomb_are_refused(tmp_path, monkeypatch):
    run = (
        struct.pack(">i", 238)
        + pairs(**{"x": symbol("compact_intseq")}).replace(
            struct.pack(">i", 2 | 0x400) + symbol("x"), struct.pack(">i", 2)
        )
        + reals([2.0**40, 1.0, 1.0])
        + struct.pack(">i", 254)
    )
    path = tmp_path / "x.rds"
    path.write_bytes(b"X\n" + struct.pack(">iii", 2, 0, 0) + run)
    with pytest.raises(UnvotesError, match="run of more numbers"):
        data_frames(path)
    monkeypatch.setattr("unvotes.reading.content.LARGEST", 10_000)
    path.write_bytes(gzip.compress(b"X\n" + bytes(10**7)))
    with pytest.raises(UnvotesError, match="once unpacked"):
        data_frames(path)


@pytest.mark.parametrize("cut", range(0, 700, 31))
def test_a_cut_r_file_is_an_error(tmp_path, cut):
    whole = saved(frame(**COLUMNS))
    path = tmp_path / "UNVotes.RData"
    path.write_bytes(whole[: len(whole) * cut // 700])
    with pytest.raises(UnvotesError):
        read_voeten(path)


class Runs:
    """Leaves a file behind if it is ever unpickled."""

    def __reduce__(self):
        return (Path("ran").touch, ())


def test_a_hostile_parquet_file_runs_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = pa.table({"rcid": [1], "ccode": [365], "vote": [1], "date": ["2012-02-16"]})
    evil = pickle.dumps(Runs())
    field = pa.field(
        "vote",
        pa.int64(),
        metadata={
            b"ARROW:extension:name": b"arrow.py_extension_type",
            b"ARROW:extension:metadata": evil,
        },
    )
    table = table.cast(
        pa.schema(
            [table.schema.field(0), table.schema.field(1), field, table.schema.field(3)],
            metadata={b"pandas": evil, b"PYTHON": evil},
        )
    )
    path = tmp_path / "v.parquet"
    pa_parquet.write_table(table, path)
    assert votes_of(read_voeten(path)) == {("rcid 1", "RUS"): "yes"}
    assert os.listdir(tmp_path) == ["v.parquet"]
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnvotesError, match="cannot be read as Parquet"):
        read_voeten(path)


SOURCES = os.environ.get("UNVOTES_SOURCES")


@pytest.mark.skipif(not SOURCES, reason="UNVOTES_SOURCES names no folder of source files")
def test_the_authors_own_file():
    path = Path(SOURCES or "") / "general-assembly" / "voeten-UNVotesPublished.RData"
    file = read_voeten(path)
    assert len(file.roll_calls) == 5429
    assert file.report.contradictions.empty
