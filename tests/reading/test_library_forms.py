"""The Library's votes as people keep them: in words, wide, packed, below comments, decisions."""

from __future__ import annotations

import gzip
import zipfile

import pytest

import unvotes as uv
from unvotes.errors import UnvotesError
from unvotes.reading.library import read_undl

HEADER = "undl_id,ms_code,ms_name,ms_vote,date,session,resolution"
ROWS = [
    "1,FRA,FRANCE,{yes},2012-02-16,66,A/RES/66/253 A",
    "1,RUS,RUSSIAN FEDERATION,{no},2012-02-16,66,A/RES/66/253 A",
    "1,DZA,ALGERIA,{abstain},2012-02-16,66,A/RES/66/253 A",
    "1,NAM,NAMIBIA,{silent},2012-02-16,66,A/RES/66/253 A",
]
LETTERS = {"yes": "Y", "no": "N", "abstain": "A", "silent": "X"}
TRUE = {"FRA": "yes", "RUS": "no", "DZA": "abstain", "NAM": "nonvoting"}


def text(letters=LETTERS, header=HEADER, rows=ROWS):
    return "\n".join([header, *(row.format(**letters) for row in rows)]) + "\n"


def written(folder, data, name="2026_02_06_ga_voting.csv"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def votes_of(file, roll_call=None):
    votes = file.votes if roll_call is None else file.votes[file.votes["roll_call"] == roll_call]
    return dict(zip(votes["member"].astype("str"), votes["vote"].astype("str"), strict=True))


@pytest.mark.parametrize(
    "words",
    [
        ("YES", "NO", "ABSTAIN", "ABSENT"),
        ("Yes", "No", "Abstention", "Non-Voting"),
        ("in favour", "against", "abstaining", "not voting"),
        ("y", "n", "a", "nv"),
        ("For", "Against", "Abstained", "did not vote"),
        ("yes", "no", "abstain", ""),
    ],
)
def test_votes_in_words(tmp_path, words):
    file = read_undl(written(tmp_path, text(dict(zip(LETTERS, words, strict=True)))))
    assert votes_of(file) == TRUE
    assert file.report.contradictions.empty


@pytest.mark.parametrize("pack", ["gz", "zip", "no name", "gz in capitals"])
def test_packed(tmp_path, pack):
    data = text().encode()
    if pack == "zip":
        path = tmp_path / "votes.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("folder/", "")
            archive.writestr("folder/2026_02_06_ga_voting.csv", data)
    else:
        name = {"gz": "v.csv.gz", "no name": "4060887", "gz in capitals": "V.CSV.GZ"}[pack]
        path = written(tmp_path, gzip.compress(data), name)
    file = read_undl(path)
    assert votes_of(file) == TRUE
    assert file.report.repairs["what"].tolist() == ["unpacked"]


@pytest.mark.parametrize(
    "above",
    [
        "# United Nations Digital Library\n# fetched on 6 February 2026, 10:00\n",
        "United Nations Digital Library\n\n",
        "#\n",
        '"# a comment, quoted"\n',
        "Votes of the Assembly,,,,,,\nSource: UN,,,,,,\n",
    ],
)
def test_lines_above_the_header_are_passed_over(tmp_path, above):
    assert votes_of(read_undl(written(tmp_path, above + text()))) == TRUE


def test_a_comment_among_the_rows(tmp_path):
    lines = text().splitlines()
    lines.insert(3, "# checked to here")
    file = read_undl(written(tmp_path, "\n".join(lines)))
    assert votes_of(file) == TRUE
    assert file.report.set_aside.empty


@pytest.mark.parametrize(
    ("given", "symbol"),
    [
        ("A/DEC/78/401", "A/DEC/78/401"),
        ("Decision 78/401", "A/DEC/78/401"),
        ("DEC/78/401 A", "A/DEC/78/401 A"),
        ("A/DEC/ES-11/5", "A/DEC/ES-11/5"),
        ("a/dec/32/452", "A/DEC/32/452"),
    ],
)
def test_decisions(tmp_path, given, symbol):
    data = text().replace("A/RES/66/253 A", given).replace(",66,", ",,")
    file = read_undl(written(tmp_path, data))
    assert file.roll_calls["symbol"].tolist() == [symbol]
    assert file.roll_calls["kind"].tolist() == ["decision"]
    assert file.body == "general-assembly"


COUNCIL = ["FRA,{yes},2011-03-17,{r}", "RUS,{no},2011-03-17,{r}", "IND,{abstain},2011-03-17,{r}"]


@pytest.mark.parametrize(
    ("header", "resolution", "tail", "body"),
    [
        ("ms_code,ms_vote,date,resolution", "S/RES/1973(2011)", "", "security-council"),
        ("ms_code,ms_vote,date,resolution", "1973 (2011)", "", "security-council"),
        ("ms_code,ms_vote,date,resolution", "1973", "", "security-council"),
        ("ms_code,ms_vote,date,resolution,meeting", "1973", ",S/PV.6498", "security-council"),
        ("ms_code,ms_vote,date,resolution,draft", "1973", ",S/2011/142", "security-council"),
        ("ms_code,ms_vote,date,resolution", "65/253", "", "general-assembly"),
        ("ms_code,ms_vote,date,resolution,session", "A/RES/65/253", ",65", "general-assembly"),
    ],
)
def test_the_bodies_are_told_apart_by_content(tmp_path, header, resolution, tail, body):
    rows = [row.format(**LETTERS, r=resolution) + tail for row in COUNCIL]
    file = read_undl(written(tmp_path, "\n".join([header, *rows]), "votes.csv"))
    assert file.body == body
    assert votes_of(file) == {"FRA": "yes", "RUS": "no", "IND": "abstain"}
    facts = file.report.coverage.set_index("fact")["value"]
    assert "UN Digital Library" in facts["terms of use"]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("resolution,date,FRA,RUS,DZA,NAM,SSD", "Y,N,A,X,"),
        ("resolution,date,France,Russian Federation,Algeria,Namibia,South Sudan", "Y,N,A,X,"),
        ("date,resolution,NAM,FRA,RUS,DZA,SUN", "X,Y,N,A,"),
        ("Resolution,Date,Session,FRA,RUS,DZA,NAM,TWN", "66,YES,NO,ABSTAIN,ABSENT,"),
        ("undl_id;resolution;date;FRA;RUS;DZA;NAM;TZA", "Y;N;A;X;"),
    ],
)
def test_a_column_per_state(tmp_path, header, cells):
    mark = ";" if ";" in header else ","
    first = {"resolution": "A/RES/66/253 A", "date": "2012-02-16", "undl_id": "7"}
    names = [name.casefold() for name in header.split(mark)]
    row = [first[name] for name in names if name in first] + cells.split(mark)
    file = read_undl(written(tmp_path, f"{header}\n{mark.join(row)}\n"))
    # The last column is blank: of a member its vote is not known, of no member there is none.
    last = {"ssd": "SSD", "south sudan": "SSD", "tza": "TZA"}.get(names[-1])
    assert votes_of(file) == TRUE | ({last: "unknown"} if last else {})


def test_a_column_per_roll_call_takes_its_day_from_the_record(tmp_path):
    data = "ms_code,A/RES/66/253 A,A/RES/68/262\nFRA,Y,Y\nRUS,N,N\nDZA,A,A\nNAM,X,A\n"
    file = read_undl(written(tmp_path, data))
    calls = uv.load_roll_calls("general-assembly").set_index("roll_call")["date"]
    got = file.roll_calls.set_index("roll_call")["date"]
    assert got.tolist() == calls[["A/RES/66/253 A", "A/RES/68/262"]].tolist()
    assert votes_of(file, "A/RES/66/253 A") == TRUE
    data = "Country,A/RES/90/1,A/RES/90/2\nDate,2024-02-16,2024-03-01\nFrance,Y,N\nIndia,A,N\n"
    file = read_undl(written(tmp_path, data))
    assert file.roll_calls["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-02-16", "2024-03-01"]
    assert votes_of(file, "A/RES/90/2") == {"FRA": "no", "IND": "no"}
    with pytest.raises(UnvotesError, match=r"A/RES/90/1.*its day is not known"):
        read_undl(written(tmp_path, data.replace("Date,2024-02-16,2024-03-01\n", "")))


def test_a_file_cut_by_a_spreadsheet(tmp_path, monkeypatch):
    monkeypatch.setattr("unvotes.reading.spreadsheet_end.LAST_ROWS", (7,))
    more = [row.replace("1,", "2,", 1).replace("253 A", "300") for row in ROWS[:2]]
    path = written(tmp_path, text(rows=[*ROWS, *more]))
    with pytest.raises(UnvotesError, match=r"line 7.*last row of a spreadsheet"):
        read_undl(path)
    file = read_undl(path, broken="set aside")
    assert file.roll_calls["roll_call"].tolist() == ["A/RES/66/253 A"]
    assert votes_of(file) == TRUE


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("1,DEU,GERMANY,Y,,66,A/RES/66/253 A", "'' is no date"),
        ("1,DEU,GERMANY,Y,soon,66,A/RES/66/253 A", "'soon' is no date"),
        ("1,DEU,GERMANY,Y,2199-01-01,66,A/RES/66/253 A", "not between 1946"),
        ("1,DEU,GERMANY,Y,2012-02-16,66,A/RES/66/253 A,more", "8 values, not 7"),
        ("1,DEU,GERMANY,Y", "4 values, not 7"),
        ("1,,TOTAL,4,2012-02-16,66,A/RES/66/253 A", "'TOTAL' is a state's"),
    ],
)
def test_a_bad_row_among_good_ones_is_refused_or_set_aside(tmp_path, bad, why):
    path = written(tmp_path, text(rows=[*ROWS[:2], bad, *ROWS[2:]]))
    with pytest.raises(UnvotesError, match=f"line 4.*{why}.*set aside"):
        read_undl(path)
    file = read_undl(path, broken="set aside")
    assert votes_of(file) == TRUE
    assert file.report.set_aside["line"].tolist() == [4]
    assert why in file.report.set_aside["why"].item()


@pytest.mark.parametrize("extra", [",,,,,,", HEADER, " ,,,,,, "])
def test_empty_rows_and_a_second_header_bar_nothing(tmp_path, extra):
    path = written(tmp_path, text(rows=[*ROWS[:2], extra, *ROWS[2:], extra]))
    assert votes_of(read_undl(path)) == TRUE


@pytest.mark.parametrize("label", ["date,", ",date", "Day,"])
def test_a_row_of_days_is_found_in_either_column(tmp_path, label):
    rows = ["ms_code,ms_name,A/RES/90/1,A/RES/90/2", f"{label},2012-02-16,2012-02-17"]
    path = written(tmp_path, "\n".join([*rows, "FRA,FRANCE,Y,N", "RUS,RUSSIA,N,Y"]))
    days = read_undl(path).roll_calls["date"].dt.strftime("%Y-%m-%d").tolist()
    assert days == ["2012-02-16", "2012-02-17"]
