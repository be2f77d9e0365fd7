"""Parquet, JSON and Stata files keep what a table says, types included."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import unvotes as uv
from unvotes.errors import UnvotesError
from unvotes.publishing.export import export
from unvotes.publishing.exported import stata


def test_parquet_gives_the_same_frame_with_its_categories(
    votes: pd.DataFrame, tmp_path: Path
) -> None:
    path = export(votes, tmp_path / "votes.parquet", title="Votes")
    again = pd.read_parquet(path)
    pd.testing.assert_frame_equal(again, votes)
    assert not again["vote"].cat.ordered
    about = json.loads(pq.read_schema(path).metadata[b"unvotes"])
    assert about["title"] == "Votes"
    assert about["source"] == "unvotes, compiled from United Nations records (CC BY 4.0)"
    assert about["period"] == f"{votes['date'].min():%Y-%m-%d} to {votes['date'].max():%Y-%m-%d}"
    assert about["roll calls"] == str(votes["roll_call"].nunique())
    assert about["made with"] == f"unvotes {uv.__version__}, record {uv.record_version()}"


def test_parquet_refuses_a_mixed_column(tmp_path: Path) -> None:
    with pytest.raises(UnvotesError, match="mixes some"):
        export(pd.DataFrame({"x": [1, "a"]}, dtype=object), tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_json_is_a_table_schema_that_pandas_reads(votes: pd.DataFrame, tmp_path: Path) -> None:
    path = export(votes, tmp_path / "votes.json", title="Votes")
    again = pd.read_json(path, orient="table")
    assert again["vote"].cat.categories.tolist() == votes["vote"].cat.categories.tolist()
    assert again["permanent"].dtype == bool and again["date"].dtype.kind == "M"
    pd.testing.assert_frame_equal(again.astype("str"), votes.astype("str"), check_index_type=False)
    held = json.loads(path.read_text(encoding="utf-8"))
    assert held["about"]["title"] == "Votes" and len(held["data"]) == len(votes)
    fields = {field["name"]: field for field in held["schema"]["fields"]}
    assert fields["vote"]["constraints"]["enum"] == votes["vote"].cat.categories.tolist()


def test_json_keeps_numbers_to_the_last_digit_and_missing_ones_missing(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "estimate": [0.1 + 0.2, None],
            "n": pd.array([None, 2**62], dtype="Int64"),
            "yes": pd.array([True, None], dtype="boolean"),
            "name": ['the "Bear"\n', None],
        }
    )
    held = json.loads(export(frame, tmp_path / "a.json").read_text(encoding="utf-8"))
    assert held["data"] == [
        {"estimate": 0.1 + 0.2, "n": None, "yes": True, "name": 'the "Bear"\n'},
        {"estimate": None, "n": 2**62, "yes": None, "name": None},
    ]
    with pytest.raises(UnvotesError, match="infinite number, which JSON does not have"):
        export(pd.DataFrame({"x": [np.inf]}), tmp_path / "b.json")


def test_stata_has_numbers_with_labels(votes: pd.DataFrame, tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = export(votes, tmp_path / "votes.dta", title="The Council")
    frame, facts = pyreadstat.read_dta(path)
    named = {1: "yes", 2: "abstain", 3: "no", 7: "unknown", 8: "nonvoting"}
    assert facts.variable_value_labels["vote"] == named
    assert frame["vote"].map(named).tolist() == votes["vote"].tolist()
    assert facts.variable_value_labels["veto"] == {0: "no", 1: "yes"}
    assert frame["veto"].astype(bool).tolist() == votes["veto"].tolist()
    assert facts.column_names_to_labels["date"] == "the day of the vote"
    assert pd.to_datetime(frame["date"]).dt.date.tolist() == votes["date"].dt.date.tolist()
    made = f"unvotes {uv.__version__}, record {uv.record_version()}"
    assert facts.file_label == f"The Council; {made}, CC BY 4.0"
    path = export(votes[:3], tmp_path / "long.dta", title="t" * 200, source="mine")
    _, long = pyreadstat.read_dta(path)
    assert long.file_label.startswith("ttt") and long.file_label.endswith(f"…; {made}")


def test_names_that_stata_does_not_know_are_changed_and_kept_as_labels(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    names = [
        "roll call",
        "2011",
        "in",
        "_n",
        "Côte d'Ivoire",
        "中国",
        "a" * 40,
        "a" * 41,
        "A b",
        "A_b",
    ]
    frame = pd.DataFrame([range(len(names))], columns=names)
    read, facts = pyreadstat.read_dta(export(frame, tmp_path / "a.dta"))
    assert read.columns[:6].tolist() == [
        *("roll_call", "_2011", "_in", "n", "Cote_d_Ivoire", "column")
    ]
    assert read.columns.is_unique and read.columns.str.len().max() == 32
    assert read.iloc[0].tolist() == list(range(len(names)))
    assert facts.column_labels[4] == "Côte d'Ivoire"


def test_tables_too_wide_for_stata_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert stata._MOST_COLUMNS == 2**15 - 1
    monkeypatch.setattr(stata, "_MOST_COLUMNS", 3)
    with pytest.raises(UnvotesError, match="Stata holds 3 columns, and there are 4"):
        export(pd.DataFrame(np.zeros((1, 4))), tmp_path / "a.dta")
    assert list(tmp_path.iterdir()) == []


def test_parquet_refuses_numbers_beyond_64_bits(tmp_path: Path) -> None:
    with pytest.raises(UnvotesError, match="whole numbers of 64 bits"):
        export(pd.DataFrame({"x": [2**70, 1]}), tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"x": [np.inf]}), "'x' holds inf, a number that Stata cannot hold"),
        (pd.DataFrame({"x": [2**60]}), "a number that Stata cannot hold"),
        (pd.DataFrame({"x": ["a\0b"]}), "null character"),
        (
            pd.DataFrame({"x": pd.to_datetime(["2012-02-04 10:00"]).tz_localize("UTC")}),
            "which .dta files cannot hold",
        ),
    ],
)
def test_what_stata_cannot_hold_is_refused(
    frame: pd.DataFrame, message: str, tmp_path: Path
) -> None:
    with pytest.raises(UnvotesError, match=message):
        export(frame, tmp_path / "a.dta")
    assert list(tmp_path.iterdir()) == []
