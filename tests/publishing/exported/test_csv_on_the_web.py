"""CSV files are read alike by the programs that people use, and metadata say what they hold."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from unvotes.charts import data, network
from unvotes.errors import UnvotesWarning
from unvotes.publishing.export import export
from unvotes.reading.formula_texts import metadata_path

ODD = pd.DataFrame(
    {
        "member": ["Côte d'Ivoire", "Sao Tome, and Principe", 'the "Bear"', "two\nlines", "c\r\nd"],
        "contested": [True, False, True, False, True],
        "important": pd.array([None, True, None, False, None], dtype="boolean"),
        "n": pd.array([1, None, 3, None, 5], dtype="Int64"),
        "estimate": [0.1 + 0.2, np.nan, 1 / 3, -1e-300, 2.0],
        "date": pd.to_datetime(["2012-02-04", None, "1946-01-25", "2012-02-04", None]),
        "time": pd.to_datetime(["2012-02-04 10:00:01", None, None, None, None]),
        "withheld": ["", "few", "", "", "few"],
    }
)
NUMBERS = [0.1 + 0.2, None, 1 / 3, -1e-300, 2.0]


def metadata(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(metadata_path(path).read_text(encoding="utf-8"))
    return said


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(ODD, tmp_path_factory.mktemp("csv") / "odd.csv", title="Odd names")


def test_pandas_reads_it_with_its_defaults(odd: Path) -> None:
    read = pd.read_csv(odd)
    assert read["member"].tolist() == ODD["member"].tolist()
    assert read["contested"].dtype == bool
    assert read["contested"].tolist() == ODD["contested"].tolist()
    assert read["important"].dropna().tolist() == [True, False]
    assert read["n"].dropna().tolist() == [1, 3, 5]
    # The defaults of pandas 3.0 may lose the last digit.
    pd.testing.assert_series_equal(read["estimate"], ODD["estimate"], rtol=1e-15, atol=0)
    assert read["date"].dropna().tolist() == ["2012-02-04", "1946-01-25", "2012-02-04"]
    assert read["time"][0] == "2012-02-04 10:00:01"


def test_polars_reads_it_with_its_defaults(odd: Path) -> None:
    polars = pytest.importorskip("polars")
    read = polars.read_csv(odd)
    assert read["member"].to_list() == ODD["member"].tolist()
    assert read["contested"].to_list() == ODD["contested"].tolist()
    assert read["important"].to_list() == [None, True, None, False, None]
    assert read["n"].to_list() == [1, None, 3, None, 5]
    assert read["estimate"].to_list() == NUMBERS
    assert read["date"].to_list() == ["2012-02-04", None, "1946-01-25", "2012-02-04", None]


def test_duckdb_reads_it_with_its_defaults(odd: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    read = duckdb.read_csv(str(odd))
    types = dict(zip(read.columns, map(str, read.types), strict=True))
    assert (types["contested"], types["important"]) == ("BOOLEAN", "BOOLEAN")
    assert (types["n"], types["estimate"], types["date"]) == ("BIGINT", "DOUBLE", "DATE")
    rows = list(zip(*read.fetchall(), strict=True))
    assert list(rows[0]) == ODD["member"].tolist()
    assert list(rows[4]) == NUMBERS


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not here")
def test_r_reads_it_with_its_defaults(odd: Path) -> None:
    code = """
    read <- read.csv(commandArgs(TRUE)[1])
    cat(names(read), sapply(read, class), read$member == c("Côte d'Ivoire",
        "Sao Tome, and Principe", 'the "Bear"', "two\\nlines", "c\\nd"), is.na(read$estimate),
        format(read$estimate[3], digits = 17), read$important, sep = "|")
    """
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", code, str(odd)],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )
    said = done.stdout.split("|")
    assert said[:8] == list(ODD.columns)
    assert " ".join(said[8:16]) == (
        "character logical logical integer numeric character character character"
    )
    assert said[16:21] == ["TRUE"] * 5 and said[21:26] == ["FALSE", "TRUE"] + ["FALSE"] * 3
    assert float(said[26]) == 1 / 3 and said[27:] == ["NA", "TRUE", "NA", "FALSE", "NA"]


def test_missing_values_are_empty_cells_and_there_are_no_comments(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ["RUS", "CHN"], "estimate": [np.nan, 0.5], "low": [np.nan, 0.25]})
    assert export(frame, tmp_path / "a.csv").read_bytes() == (
        b"a,estimate,low\nRUS,,\nCHN,0.5,0.25\n"
    )
    alone = export(frame[["estimate"]], tmp_path / "a.csv")
    assert pd.read_csv(alone)["estimate"].tolist()[1:] == [0.5]


def test_a_number_sign_is_no_comment_to_whoever_asks_for_them(tmp_path: Path) -> None:
    frame = pd.DataFrame({"roll_call": ["S/3502#1", "#2"], "n": [1, 2]})
    path = export(frame, tmp_path / "a.csv")
    pd.testing.assert_frame_equal(pd.read_csv(path, comment="#"), frame)


def test_letters_beyond_ascii_have_a_mark_for_excel(tmp_path: Path) -> None:
    for name, mark in {"Côte": b"\xef\xbb\xbf", "Cote": b"mem"}.items():
        path = export(pd.DataFrame({"member": [name]}), tmp_path / "a.csv")
        assert path.read_bytes()[:3] == mark


def test_votes_come_back_as_they_were(tmp_path: Path) -> None:
    votes = uv.find("S/3502").votes  # several votes on one draft, whose ids hold a #
    assert votes["roll_call"].astype("str").str.contains("#").all()
    again = pd.read_csv(export(votes, tmp_path / "votes.csv"), parse_dates=["date"])
    pd.testing.assert_frame_equal(
        again.astype("str"), votes.astype("str"), check_dtype=False, check_index_type=False
    )


def test_metadata_are_csv_on_the_web(odd: Path) -> None:
    said = metadata(odd)
    assert said["@context"][0] == "http://www.w3.org/ns/csvw"
    assert said["url"] == "odd.csv" and said["dc:title"] == "Odd names"
    columns = said["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == list(ODD.columns)
    assert [column["datatype"] for column in columns] == [
        "string",
        {"base": "boolean", "format": "TRUE|FALSE"},
        {"base": "boolean", "format": "TRUE|FALSE"},
        "integer",
        "double",
        "date",
        {"base": "datetime", "format": "yyyy-MM-dd HH:mm:ss"},
        "string",
    ]
    assert columns[-1]["null"] == [], "an empty text is no missing one"


def test_a_validator_of_the_standard_finds_no_fault(odd: Path) -> None:
    csvw = pytest.importorskip("csvw")
    assert csvw.CSVW(str(odd), md_url=str(metadata_path(odd)), validate=True).is_valid


def test_metadata_say_what_is_known_of_the_votes(votes: pd.DataFrame, tmp_path: Path) -> None:
    said = metadata(export(votes, tmp_path / "votes.csv", source="Source: a desk"))
    known = {one["schema:name"]: one["schema:value"] for one in said["schema:additionalProperty"]}
    assert said["dc:source"] == "a desk"
    assert known["roll calls"] == str(votes["roll_call"].nunique())
    assert known["period"] == f"{votes['date'].min():%Y-%m-%d} to {votes['date'].max():%Y-%m-%d}"
    assert known["made with"] == f"unvotes {uv.__version__}, record {uv.record_version()}"
    of = {column["titles"]: column for column in said["tableSchema"]["columns"]}
    assert of["vote"]["datatype"]["format"] == "no|abstain|yes|nonvoting|unknown"
    assert of["veto"]["dc:description"].startswith("a permanent member's vote against")


def test_the_choices_of_an_estimate_go_along(votes: pd.DataFrame, tmp_path: Path) -> None:
    table = uv.agreement(votes, "RUS", "CHN", by="year", contested=True)
    said = metadata(export(table, tmp_path / "a.csv"))
    known = {one["schema:name"]: one["schema:value"] for one in said["schema:additionalProperty"]}
    assert known["selection"] == table.attrs["selection"] != ""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd", "@SUM(A1)", "\t=1", "'=1", "''-x"])
def test_no_text_becomes_a_formula_and_our_reader_gives_it_back(text: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"roll_call": "1", "member": pd.Categorical([text, "IND", "-"]), "vote": "yes", "x": -1}
    )
    path = export(frame, tmp_path / "a.csv")
    read = pd.read_csv(path)
    assert read["member"].tolist() == [f"'{text}", "IND", "-"] and read["x"].tolist() == [-1] * 3
    found = uv.read_roll_calls(path).votes["member"]
    assert {name.strip() for name in found} == {text.strip(), "IND", "-"}


def test_a_headers_formula_is_disarmed_too(tmp_path: Path) -> None:
    path = export(pd.DataFrame({"=A": [1]}), tmp_path / "a.csv", title="a\n=1")
    assert pd.read_csv(path).columns.tolist() == ["'=A"]
    assert metadata(path)["dc:title"] == "a =1"


def test_nothing_in_the_record_would_be_changed_or_misread() -> None:
    for frame in (uv.load_votes(), uv.load_roll_calls(), uv.states(), uv.topics()):
        for name, values in frame.items():
            texts = pd.Series(values.astype("str").unique())
            if not pd.api.types.is_numeric_dtype(values.dtype):
                assert not texts.str.match(r"[=+\-@\t\r]").any(), name
                assert not texts.isin(["NA", "null", "None"]).any(), name


@pytest.mark.parametrize(
    ("texts", "message"),
    [(["NA", "US"], "'NA', which pandas and R read as missing"), (["004", "840"], "'004'")],
)
def test_texts_that_are_misread_are_named(texts: list[str], message: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"country": texts, "n": [1, 2]})
    with pytest.warns(UnvotesWarning, match=message):
        path = export(frame, tmp_path / "a.csv")
    assert pd.read_csv(path, dtype=str, keep_default_na=False)["country"].tolist() == texts


def test_times_keep_their_zone_and_days_lose_it(tmp_path: Path) -> None:
    days = pd.to_datetime(["2012-02-04", "2012-02-05"])
    frame = pd.DataFrame(
        {
            "day": days.tz_localize("Asia/Tokyo"),
            "time": (days + pd.Timedelta("10h")).tz_localize("UTC"),
        }
    )
    path = export(frame, tmp_path / "a.csv")
    read = pd.read_csv(path)
    assert read["day"].tolist() == ["2012-02-04", "2012-02-05"]
    assert read["time"].tolist() == ["2012-02-04T10:00:00+00:00", "2012-02-05T10:00:00+00:00"]
    assert metadata(path)["tableSchema"]["columns"][1]["datatype"] == "dateTimeStamp"


def test_a_chart_is_written_as_its_data(
    found: uv.Communities, matrix: uv.AgreementMatrix, tmp_path: Path
) -> None:
    figure = network(found, matrix)
    path = export(figure, tmp_path / "network.csv")
    assert pd.read_csv(path)["a"].tolist() == data(figure)["a"].tolist()
    assert metadata(path)["dc:description"] == figure.layout.meta["alt"]
