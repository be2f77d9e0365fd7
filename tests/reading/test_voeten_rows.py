"""Voeten's compilation as people have it: other codes, bad rows, blank votes, and a cut end."""

from __future__ import annotations

import pandas as pd
import pytest

from unvotes.errors import UnvotesError
from unvotes.reading.voeten import read_voeten

GOOD = [f"{r},{c},1,2012-02-1{r % 9}" for r in range(1, 20) for c in (2, 200, 220, 365, 710)]


def written(folder, rows, header="rcid,ccode,vote,date", name="v.csv"):
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def members(file):
    return dict(
        zip(file.votes["member"].astype("str"), file.votes["vote"].astype("str"), strict=True)
    )


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("50,2,1,NA", "'NA' is no date"),
        ("50,2,1,", "'' is no date"),
        ("50,2,1,2012-02-31", "'2012-02-31' is no date"),
        ("50,999,1,2012-02-16", "'999' is no country"),
        ("50,347,1,2012-02-16", "'347' is no country"),
        ("50,,1,2012-02-16", "'' is no country"),
        ("50,,Total,2012-02-16", "'' is no country"),
        ("fifty,2,1,2012-02-16", "'fifty' is no id"),
        ("50,2,1", "3 values, not 4"),
        ("50,2,1,2012-02-16,more", "5 values, not 4"),
    ],
)
def test_one_bad_row_is_refused_or_set_aside(tmp_path, bad, words):
    path = written(tmp_path, [*GOOD, bad])
    with pytest.raises(UnvotesError, match=f"line 97.*{words}.*set aside"):
        read_voeten(path)
    file = read_voeten(path, broken="set aside")
    assert len(file.votes) == len(GOOD) and len(file.roll_calls) == 19
    assert file.report.set_aside["line"].tolist() == [97]
    assert words in file.report.set_aside["why"].item()


@pytest.mark.parametrize("row", ["50,347,9,2012-02-16", "50,,,2012-02-16", "50,999,NA,2012-02-16"])
def test_a_row_without_a_vote_of_no_member_bars_nothing(tmp_path, row):
    assert len(read_voeten(written(tmp_path, [*GOOD, row])).votes) == len(GOOD)


def test_a_day_may_stand_in_another_row(tmp_path):
    rows = ["1,2,1,NA", "1,20,1,2012-02-16", "1,200,3,2012-02-16"]
    file = read_voeten(written(tmp_path, rows))
    assert file.roll_calls["date"].dt.strftime("%Y-%m-%d").tolist() == ["2012-02-16"]
    assert file.report.contradictions["what"].tolist() == ["rows of one roll call differ"]


def test_a_word_for_broken_is_checked(tmp_path):
    with pytest.raises(UnvotesError, match="'set aside'"):
        read_voeten(written(tmp_path, GOOD), broken="skip")


def test_votes_without_a_line_among_roll_calls(tmp_path):
    votes = written(tmp_path, ["1,2,1", "1,20,3", "2,2,1"], "rcid,ccode,vote")
    calls = written(tmp_path, ["1,2012-02-16"], "rcid,date", "calls.csv")
    with pytest.raises(UnvotesError, match=r"line 4.*'2' has votes, but no line"):
        read_voeten(votes, calls)
    file = read_voeten(votes, calls, broken="set aside")
    assert members(file) == {"USA": "yes", "CAN": "no"}
    assert file.report.set_aside["text"].tolist() == ["2, 2, 1"]


@pytest.mark.parametrize("blank", ["", "NA", "NaN", ".", "0", "None"])
def test_a_members_blank_vote_is_unknown_and_named_so(tmp_path, blank):
    rows = [
        "1,2,1,2012-02-16,x",
        f"1,365,{blank},2012-02-16,x",  # a member
        f"1,713,{blank},2012-02-16,x",  # Taiwan, not since 1971
        f"1,626,{blank},2010-02-16,x",
        "1,710,3,2012-02-16,x",
    ]
    file = read_voeten(written(tmp_path, rows, "rcid,ccode,vote,date,note"))
    assert members(file) == {"USA": "yes", "RUS": "unknown", "CHN": "no", "SSD": "unknown"}
    doubts = file.report.contradictions
    found = doubts[doubts["what"] == "blank vote of a member"]
    assert found["member"].tolist() == ["RUS", "SSD"]
    assert set(found["treatment"]) == {"the vote is unknown"}


def test_a_blank_in_a_wide_file(tmp_path):
    path = written(
        tmp_path, ["1,2012-02-16,1,,,9", "2,1950-01-05,1,3,,"], "rcid,date,2,365,265,626"
    )
    file = read_voeten(path)
    got = file.votes[["roll_call", "member", "vote"]].astype("str")
    assert got.to_numpy().tolist() == [
        ["rcid 2", "RUS", "no"],
        ["rcid 2", "USA", "yes"],
        ["rcid 1", "RUS", "unknown"],
        ["rcid 1", "USA", "yes"],
    ]


# As R's countrycode names them, with its two letters, which the R package `unvotes` takes.
R_NAMES = {
    ("Congo - Kinshasa", "CD"): "COD",
    ("Congo - Brazzaville", "CG"): "COG",
    ("St. Vincent & Grenadines", "VC"): "VCT",
    ("St. Kitts & Nevis", "KN"): "KNA",
    ("Namibia", "NA"): "NAM",
    ("Myanmar (Burma)", "MM"): "MMR",
    ("São Tomé & Príncipe", "ST"): "STP",
    ("Côte d’Ivoire", "CI"): "CIV",
    ("Bosnia & Herzegovina", "BA"): "BIH",
    ("Micronesia (Federated States of)", "FM"): "FSM",
    ("Turkey", "TR"): "TUR",
    ("Eswatini", "SZ"): "SWZ",
    ("North Macedonia", "MK"): "MKD",
}
R_FORMER = {
    ("Yemen People's Republic", "YD"): "YMD",
    ("Yemen Arab Republic", "NA"): "YEM",
    ("Federal Republic of Germany", "NA"): "DEU",
    ("German Democratic Republic", "DD"): "DDR",
    ("Zanzibar", ""): "EAZ",
    ("Yugoslavia", "NA"): "YUG",
    ("Czechoslovakia", "NA"): "CSK",
}


@pytest.mark.parametrize(("names", "day"), [(R_NAMES, "2012-02-16"), (R_FORMER, "1985-02-16")])
def test_the_names_and_codes_of_rs_unvotes(tmp_path, names, day):
    rows = [f'1,"{name}",{code},yes' for name, code in names]
    votes = written(tmp_path, rows, "rcid,country,country_code,vote")
    calls = written(
        tmp_path,
        [f"1,40,1,{day},R/40/1,0,1"],
        "rcid,session,importantvote,date,unres,amend,para",
        "c.csv",
    )
    file = read_voeten(votes, calls)
    assert sorted(members(file)) == sorted(names.values())
    assert file.report.contradictions.empty
    assert file.roll_calls["important_to_usa"].tolist() == [True]
    assert file.roll_calls["important"].isna().all()
    assert file.roll_calls["kind"].tolist() == ["paragraph"]


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("iso3c", ["FRA", "RUS", "NAM", "COD"]),
        ("country_code", ["FR", "RU", "NA", "CD"]),
        ("iso2c", ["FR", "RU", "NA", "CD"]),
        ("iso_a3", ["fra", "rus", "nam", "cod"]),
        ("cowcode", ["220", "365", "565", "490"]),
        ("Country Name", ["France", "Russian Federation", "Namibia", "Congo (Kinshasa)"]),
    ],
)
def test_codes_in_a_column_of_their_own(tmp_path, header, codes):
    rows = [f"1,{code},1,2012-02-16" for code in codes]
    file = read_voeten(written(tmp_path, rows, f"rcid,{header},vote,date"))
    assert sorted(members(file)) == ["COD", "FRA", "NAM", "RUS"]


def test_na_is_not_namibia_before_namibia_was_a_member(tmp_path):
    rows = ["1,NA,yes,1985-02-16", "1,FR,no,1985-02-16", "2,NA,yes,2012-02-16"]
    path = written(tmp_path, rows, "rcid,country_code,vote,date")
    with pytest.raises(UnvotesError, match="line 2, column 'country_code': 'NA'"):
        read_voeten(path)
    file = read_voeten(path, broken="set aside")
    assert members(file) == {"FRA": "no", "NAM": "yes"}


@pytest.mark.parametrize("first", ["X", "v", "_", "vote_", "ccode", ""])
def test_a_column_per_state_however_r_and_stata_name_it(tmp_path, first):
    path = written(tmp_path, ["1,2012-02-16,1,3"], f"rcid,date,{first}2,{first}365")
    assert members(read_voeten(path)) == {"USA": "yes", "RUS": "no"}


def test_a_column_per_iso_code(tmp_path):
    path = written(tmp_path, ["1,2012-02-16,1,3"], "rcid,date,USA,RUS")
    assert members(read_voeten(path)) == {"USA": "yes", "RUS": "no"}


@pytest.mark.parametrize("end", [96, 97])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_that_ends_where_a_spreadsheet_does(tmp_path, monkeypatch, end, form):
    monkeypatch.setattr("unvotes.reading.spreadsheet_end.LAST_ROWS", (end,))
    path = written(tmp_path, [*GOOD, "20,2,1,2012-02-16"][: end - 1])
    if form == "parquet":
        table = pd.read_csv(path)
        path = tmp_path / "v.parquet"
        table.to_parquet(path)
    with pytest.raises(UnvotesError, match=r"last row of a spreadsheet .* has \d rows"):
        read_voeten(path)
    file = read_voeten(path, broken="set aside")
    assert "last row of a spreadsheet" in file.report.set_aside["why"].item()
    assert len(file.votes) == (90 if end == 96 else 95)


def test_in_another_order_nothing_can_be_named_torn(tmp_path, monkeypatch):
    monkeypatch.setattr("unvotes.reading.spreadsheet_end.LAST_ROWS", (96,))
    rows = sorted(GOOD, key=lambda row: (row.split(",")[1], int(row.split(",")[0])))
    path = written(tmp_path, rows)
    with pytest.raises(UnvotesError, match="last row of a spreadsheet"):
        read_voeten(path)
    file = read_voeten(path, broken="set aside")
    assert len(file.votes) == 95 and len(file.report.set_aside) == 1


CALLS = "rcid,date\n1,2012-02-16\n"


def states(folder, header, values):
    """Read a vote of each value, all of one roll call."""
    calls = folder / "calls.csv"
    calls.write_text(CALLS, encoding="utf-8")
    path = written(folder, [f'1,"{value}",1' for value in values], f"rcid,{header},vote")
    return read_voeten(path, calls).votes["member"].astype("str").tolist()


@pytest.mark.parametrize(
    ("header", "values", "codes"),
    [
        ("country_code", ["2", "220", "365"], ["FRA", "RUS", "USA"]),
        ("country_code", ["250", "826", "276"], ["DEU", "FRA", "GBR"]),
        ("country_code", ["004", "036", "840"], ["AFG", "AUS", "USA"]),
        ("iso_n3", ["840", "710"], ["USA", "ZAF"]),
        ("iso_code", ["250", "710"], ["FRA", "ZAF"]),
        ("m49", ["643", "729"], ["RUS", "SDN"]),
        ("gwno", ["220", "340", "971"], ["FRA", "NRU", "SRB"]),
        ("gwcode", ["260", "678", "973"], ["DEU", "TUV", "YEM"]),
        ("ccode", ["710", "840"], ["CHN", "PHL"]),
    ],
)
def test_numbers_are_of_one_list(tmp_path, header, values, codes):
    assert states(tmp_path, header, values) == codes


def test_numbers_that_could_be_of_two_lists_are_refused(tmp_path):
    with pytest.raises(UnvotesError, match=r"line 2, column 'country_code'.*'ccode' or 'm49'"):
        states(tmp_path, "country_code", ["840", "710"])


@pytest.mark.parametrize(
    ("header", "rows", "found"),
    [
        ("ccode,countryname", ["2,France", "220,France"], {"USA": "2, France"}),
        ("ccode,country", ["365,USSR", "345,Serbia", "678,Yemen Arab Republic"], {}),
        ("country,country_code", ["India,FR", "Namibia,NA", "Russia,SU"], {"IND": "FR, India"}),
        ("country,country_code", ["Yugoslavia,NA", "Zanzibar,NA", "Czechoslovakia,CS"], {}),
        ("gwno,country", ["220,Ruritania", "365,Germany"], {"RUS": "365, Germany"}),
    ],
)
def test_columns_that_name_two_states_are_said(tmp_path, header, rows, found):
    calls = tmp_path / "calls.csv"
    calls.write_text(CALLS, encoding="utf-8")
    path = written(tmp_path, [f"1,{row},1" for row in rows], f"rcid,{header},vote")
    doubts = read_voeten(path, calls).report.contradictions
    assert doubts["what"].unique().tolist() == ["columns name two states"][: len(found)]
    assert dict(zip(doubts["member"], doubts["found"], strict=True)) == found


def test_the_value_that_is_no_state_is_named(tmp_path):
    path = written(tmp_path, ["1,Utopia,,1,2012-02-16"], "rcid,country,country_code,vote,date")
    with pytest.raises(UnvotesError, match="column 'country': 'Utopia' is no country"):
        read_voeten(path)


@pytest.mark.parametrize(
    ("extra", "aside"),
    [
        (["50,2,1"], 1),
        (["50,2,1,2012-02-16,more", "x,2,1,2012-02-16"], 2),
        ([",,,", "  ,, ,"], 0),
        (["rcid,ccode,vote,date"], 0),
        (["50,347,9,2012-02-16", "50,999,1,2012-02-16"], 1),
    ],
)
def test_rows_that_are_not_read_are_counted_once(tmp_path, extra, aside):
    file = read_voeten(written(tmp_path, [*GOOD, *extra, *GOOD[:0]]), broken="set aside")
    told = file.report.coverage.set_index("fact")["value"]
    assert told["rows of those who were no members"] == ("1" if "50,347,9" in extra[0] else "0")
    assert len(file.report.set_aside) == aside and len(file.votes) == len(GOOD)


@pytest.mark.parametrize("extra", [",,,", "rcid,ccode,vote,date", '"","","",""', " , , , "])
def test_empty_rows_and_a_second_header_bar_nothing(tmp_path, extra):
    file = read_voeten(written(tmp_path, [*GOOD[:50], extra, *GOOD[50:], extra]))
    assert len(file.votes) == len(GOOD)
    assert ("header repeated" in file.report.repairs["what"].tolist()) == ("rcid" in extra)


def test_days_that_may_be_read_in_two_ways_are_said(tmp_path):
    rows = ["1,2,1,03/04/2012", "2,2,1,05/06/2012"]
    file = read_voeten(written(tmp_path, rows))
    assert file.roll_calls["date"].dt.month.tolist() == [3, 5]
    assert file.report.repairs["what"].tolist() == ["month or day first is not told: month first"]
    assert read_voeten(written(tmp_path, [*rows, "3,2,1,25/06/2012"])).report.repairs.empty
