"""Workbooks open with the libraries that people use, or it is said why there is none."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pytest

import unvotes as uv
from unvotes.charts import agreement_heatmap, data
from unvotes.errors import UnvotesError
from unvotes.publishing.export import export
from unvotes.publishing.exported import excel


def test_it_has_the_data_and_what_they_are(matrix: uv.AgreementMatrix, tmp_path: Path) -> None:
    figure = agreement_heatmap(matrix, source="Source: a desk of one's own")
    path = export(figure, tmp_path / "pairs.xlsx")
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == ["data", "about"]
    shown = data(figure)
    assert sheets["data"][["a", "b", "n"]].to_dict() == shown[["a", "b", "n"]].to_dict()
    about = dict(sheets["about"].to_numpy())
    assert about["source"] == "a desk of one's own"
    assert about["title"] == "Who votes with whom?"
    assert f"{len(matrix.estimate)} members, {len(shown)} pairs" in about["coverage"]
    assert "2012-02-29; Intervals on hover: 95% Wilson interval" in about["coverage"]
    assert about["description"].startswith("Agreement of")
    assert "Highest:" in about["description"]


def test_votes_come_back_as_they_were(votes: pd.DataFrame, tmp_path: Path) -> None:
    again = pd.read_excel(export(votes, tmp_path / "votes.xlsx"))
    assert again["date"].dtype.kind == "M" and again["veto"].dtype == bool
    pd.testing.assert_frame_equal(again, votes.astype(again.dtypes))


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "http://un.org", "007", "a & <b>", " lead", "two\nlines", "c\r\nd", "中国"),
        *("'=x", "tab\tx", "TRUE", "2012-02-04", "<r>rich</r>"),
    ],
)
def test_text_stays_text(text: str, tmp_path: Path) -> None:
    head = text.replace("<", "")  # the library sets a header that begins so in its own way
    frame = pd.DataFrame({"member": [text, "IND"], head: [-1, 2]})
    sheet = openpyxl.load_workbook(export(frame, tmp_path / "a.xlsx"))["data"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    assert (sheet["B2"].value, sheet["B2"].data_type) == (-1, "n")
    assert sheet["B1"].value in (head, head.replace("\r", "_x000D_"))


def test_each_kind_of_value_is_one_of_excels(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "yes": pd.array([True, None], dtype="boolean"),
            "day": pd.to_datetime(["2012-02-04", None]),
            "time": pd.to_datetime(["2012-02-04 10:30", None]),
            "whole": pd.array([None, 7], dtype="Int64"),
            "share": [1 / 3, np.nan],
            "endless": [np.inf, 1.0],
        }
    )
    sheet = openpyxl.load_workbook(export(frame, tmp_path / "a.xlsx"))["data"]
    first, second = list(sheet.iter_rows(min_row=2))
    assert [cell.data_type for cell in first] == ["b", "d", "d", "n", "n", "s"]
    assert [cell.number_format for cell in first][1:3] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]
    assert first[0].value is True and first[4].value == 1 / 3 and first[5].value == "inf"
    assert str(first[2].value) == "2012-02-04 10:30:00"
    assert [cell.value for cell in second] == [None, None, None, 7, None, 1]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:F3"
    assert sheet.dimensions == "A1:F3"


def test_every_part_of_the_workbook_is_xml(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"a": ["\x01 _x0041_ \x0b", "x" * 32_767]} | {f"c{i}": 1 for i in range(60)}
    )
    with zipfile.ZipFile(export(frame, tmp_path / "a.xlsx")) as book:
        assert book.testzip() is None
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))
        text = book.read("xl/worksheets/sheet1.xml").decode()
    assert "_x0001_ _x005F_x0041_ _x000B_" in text
    assert '<c r="BI2"' in text and '<c r="A3"' in text


def test_what_excel_would_round_is_written_as_text_and_said(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"id": [2**60 + 1, 7], "day": pd.to_datetime(["1815-06-09", "2012-02-04"])}
    )
    sheets = pd.read_excel(export(frame, tmp_path / "a.xlsx"), sheet_name=None, dtype=str)
    assert sheets["data"]["id"].tolist() == [str(2**60 + 1), "7"]
    assert sheets["data"]["day"].tolist() == ["1815-06-09", "2012-02-04"]
    assert "'id', 'day'" in dict(sheets["about"].to_numpy())["written as text"]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"a": ["RUS", "x" * 32_768]}), r"'a', row 2 has a text of 32,768 char"),
        (pd.DataFrame({"a": ["😀" * 16_384]}), "has a text of 16,384 char"),
        (
            pd.DataFrame({"at": pd.to_datetime(["2012-02-04 10:00"]).tz_localize("UTC")}),
            r"'at' has times with a time zone \(UTC\), which .xlsx files cannot hold",
        ),
        (
            pd.DataFrame({"at": [pd.Timestamp("2012-02-04 10:00+02:00"), "?"]}, dtype=object),
            "'at' has times with a time zone",
        ),
        (pd.DataFrame({"a": [{"b": 1}]}), "'a' holds a dict in a cell"),
    ],
)
def test_what_a_sheet_cannot_hold_is_said_before_writing(
    frame: pd.DataFrame, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnvotesError, match=message):
        export(frame, path)
    assert path.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [path]


def test_sheets_that_are_too_large_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (excel._MOST_ROWS, excel._MOST_COLUMNS) == (2**20 - 1, 2**14), "a row is the header"
    monkeypatch.setattr(excel, "_MOST_ROWS", 5)
    monkeypatch.setattr(excel, "_MOST_COLUMNS", 3)
    export(pd.DataFrame(np.zeros((5, 3))), tmp_path / "full.xlsx")
    with pytest.raises(UnvotesError, match="holds 5 rows, and there are 6"):
        export(pd.DataFrame(np.zeros((6, 3))), tmp_path / "a.xlsx")
    with pytest.raises(UnvotesError, match="holds 3 columns, and there are 4"):
        export(pd.DataFrame(np.zeros((5, 4))), tmp_path / "a.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["full.xlsx"]


def test_days_with_a_zone_are_the_days_that_stand_there(tmp_path: Path) -> None:
    days = pd.to_datetime(["2012-02-04", "2012-02-05"]).tz_localize("Asia/Tokyo")
    read = pd.read_excel(export(pd.DataFrame({"date": days}), tmp_path / "a.xlsx"))
    assert read["date"].dt.strftime("%Y-%m-%d").tolist() == ["2012-02-04", "2012-02-05"]
