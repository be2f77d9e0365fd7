"""Exports are read back by the libraries that their readers use."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

import unvotes as uv
from unvotes.charts import agreement_heatmap, bar_counts, data
from unvotes.errors import UnvotesError
from unvotes.publishing.export import export

GEXF = "{http://www.gexf.net/1.2draft}"


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return uv.load_votes(since="2011-02", until="2012-02")


@pytest.fixture(scope="module")
def matrix(votes: pd.DataFrame) -> uv.AgreementMatrix:
    return uv.agreement_matrix(votes, interval="wilson")


def test_parquet_gives_the_same_frame_with_its_categories(votes: pd.DataFrame, tmp_path: Path):
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


def test_csv_is_read_with_one_call(tmp_path: Path):
    votes = uv.find("S/3502").votes  # several votes on one draft, whose ids hold a #
    assert votes["roll_call"].astype("str").str.contains("#").all()
    path = export(votes, tmp_path / "votes.csv")
    again = pd.read_csv(path, comment="#", parse_dates=["date"])
    pd.testing.assert_frame_equal(
        again.astype("str"), votes.astype("str"), check_dtype=False, check_index_type=False
    )
    head = path.read_text(encoding="utf-8").splitlines()[:5]
    assert head[0].startswith("# source: unvotes")
    assert f"# roll calls: {votes['roll_call'].nunique()}" in head


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd", "@SUM(A1)", "\t=1"])
def test_no_text_becomes_a_formula(text: str, tmp_path: Path):
    frame = pd.DataFrame({"member": pd.Categorical([text, "IND"]), "n": [-1, 2]})
    book = openpyxl.load_workbook(export(frame, tmp_path / "a.xlsx"))
    assert (book["data"]["A2"].value, book["data"]["A2"].data_type) == (text, "s")
    assert (book["data"]["B2"].value, book["data"]["B2"].data_type) == (-1, "n")
    again = pd.read_csv(export(frame, tmp_path / "a.csv"), comment="#")
    assert again["member"].tolist() == [f"'{text}", "IND"]
    assert again["n"].tolist() == [-1, 2]
    assert pd.read_parquet(export(frame, tmp_path / "a.parquet"))["member"].tolist()[0] == text


def test_a_headers_formula_is_disarmed_too(tmp_path: Path):
    path = export(pd.DataFrame({"=A": [1]}), tmp_path / "a.csv", title="a\n=1")
    assert path.read_text(encoding="utf-8").splitlines()[0] == "# title: a =1"
    assert pd.read_csv(path, comment="#").columns.tolist() == ["'=A"]


def test_nothing_in_the_record_would_be_changed_in_a_csv():
    for frame in (uv.load_votes(), uv.load_roll_calls(), uv.states(), uv.topics()):
        for name, values in frame.items():
            texts = pd.Series(values.astype("str").unique())
            if not pd.api.types.is_numeric_dtype(values.dtype):
                assert not texts.str.match(r"[=+\-@\t\r]").any(), name


def test_excel_has_the_data_and_what_they_are(matrix: uv.AgreementMatrix, tmp_path: Path):
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


def test_each_line_of_a_subtitle_is_told_from_the_next(tmp_path: Path):
    votes = uv.load_votes(since=2011, until=2012)
    matrix = uv.agreement_matrix(votes, interval="bootstrap", contested=True)
    path = export(agreement_heatmap(matrix), tmp_path / "pairs.parquet")
    about = json.loads(pq.read_schema(path).metadata[b"unvotes"])
    assert about["coverage"] == (
        "Agreement of 20 members, 165 pairs; n = 5 to 11 common roll calls; contested roll calls; "
        "2011-02-18 to 2012-12-17; Intervals on hover: 95% Bayesian bootstrap (Jeffreys prior) "
        "over roll calls, in closed form"
    )
    assert about["roll calls"] == "5 to 11 for each row (n)"


def test_a_matrix_is_written_as_pairs(matrix: uv.AgreementMatrix, tmp_path: Path):
    path = export(matrix, tmp_path / "pairs.csv")
    pairs = pd.read_csv(path, comment="#", keep_default_na=False, na_values={"estimate": ""})
    assert (pairs["a"] < pairs["b"]).all() and not pairs.duplicated(["a", "b"]).any()
    for a, b, estimate, n, withheld in pairs[["a", "b", "estimate", "n", "withheld"]].to_numpy():
        assert n == matrix.n.loc[a, b] > 0
        known = matrix.estimate.loc[a, b]
        assert (withheld != "") == pd.isna(known)
        assert withheld or estimate == pytest.approx(known)
    assert len(pairs) == (np.triu(matrix.n.to_numpy(), 1) > 0).sum()
    assert "# method: 95% Wilson interval" in path.read_text(encoding="utf-8")


def test_a_matrix_by_group_keeps_its_groups(votes: pd.DataFrame, tmp_path: Path):
    matrix = uv.agreement_matrix(votes, by="year", members=["RUS", "CHN"])
    pairs = pd.read_csv(export(matrix, tmp_path / "pairs.csv"), comment="#")
    assert pairs["year"].tolist() == [2011, 2012]
    for year, n in zip(pairs["year"], pairs["n"], strict=True):
        assert n == matrix.n.loc[(year, "RUS"), "CHN"]
    with pytest.raises(UnvotesError, match="choose one group"):
        export(matrix, tmp_path / "pairs.gexf")


@pytest.mark.parametrize("kind", ["matrix", "figure", "table"])
def test_gexf_of_pairs(matrix: uv.AgreementMatrix, votes: pd.DataFrame, kind: str, tmp_path: Path):
    what = {
        "matrix": lambda: matrix,
        "figure": lambda: agreement_heatmap(matrix),
        "table": lambda: uv.agreement_table(votes, interval="wilson"),
    }[kind]()
    path = export(what, tmp_path / "pairs.gexf")
    graph = nx.read_gexf(path)
    assert graph.nodes["ZAF"]["label"] == "South Africa"
    assert graph.edges["RUS", "CHN"]["weight"] == pytest.approx(
        matrix.estimate.loc["RUS", "CHN"], abs=1e-6
    )
    assert graph.edges["RUS", "CHN"]["n"] == matrix.n.loc["RUS", "CHN"]
    estimate = matrix.estimate.to_numpy()
    known = pd.notna(estimate[np.triu_indices(len(estimate), 1)])
    assert graph.number_of_edges() == known.sum() < len(known)
    said = ElementTree.parse(path).getroot().find(f"{GEXF}meta/{GEXF}description")
    assert said is not None and "source: unvotes" in (said.text or "")


def test_gexf_leaves_out_pairs_without_a_tie_and_says_how_many(tmp_path: Path):
    pairs = pd.DataFrame(
        {"a": ["A", "A", "B"], "b": ["B", "C", "C"], "estimate": [0.5, -0.2, None]}
    )
    path = export(pairs, tmp_path / "pairs.gexf")
    graph = nx.read_gexf(path)
    assert set(graph.nodes) == {"A", "B", "C"} and list(graph.edges) == [("A", "B")]
    assert "pairs without an edge: 2" in path.read_text(encoding="utf-8")


def test_communities(votes: pd.DataFrame, tmp_path: Path):
    found = uv.communities(votes)
    graph = nx.read_gexf(export(found, tmp_path / "found.gexf"))
    assert set(graph.nodes) == set(found.table["member"])
    community = found.table.set_index("member")["community"]
    assert {m: graph.nodes[m]["community"] for m in graph} == community.to_dict()
    ties = found.weights.to_numpy()
    assert graph.number_of_edges() == (ties > 0).sum() / 2
    table = pd.read_csv(export(found, tmp_path / "found.csv"), comment="#")
    assert table["member"].tolist() == found.table["member"].tolist()


def test_an_index_that_says_something_is_kept(tmp_path: Path):
    table = pd.DataFrame({"n": [3, 4]}, index=pd.Index(["RUS", "CHN"], name="member"))
    again = pd.read_csv(export(table, tmp_path / "a.csv"), comment="#")
    assert again.to_dict("list") == {"member": ["RUS", "CHN"], "n": [3, 4]}


# --- errors


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("votes.xls", r"did you mean \.xlsx"),
        ("votes", r"ends in nothing.*\.xlsx, \.csv, \.parquet, \.gexf"),
        ("none/votes.csv", "there is no folder"),
    ],
)
def test_wrong_paths(votes: pd.DataFrame, name: str, message: str, tmp_path: Path):
    with pytest.raises(UnvotesError, match=message):
        export(votes, tmp_path / name)
    with pytest.raises(UnvotesError, match="is no path"):
        export(votes, 7)  # type: ignore[arg-type]


def test_wrong_objects(votes: pd.DataFrame, tmp_path: Path):
    with pytest.raises(UnvotesError, match="a list cannot be exported"):
        export([1], tmp_path / "a.csv")
    with pytest.raises(UnvotesError, match="no rows"):
        export(votes.iloc[:0], tmp_path / "a.csv")
    with pytest.raises(UnvotesError, match="a network needs pairs"):
        export(votes, tmp_path / "a.gexf")
    counts = bar_counts(pd.DataFrame({"label": ["a"], "n": [1]}), title="t")
    with pytest.raises(UnvotesError, match="a network needs pairs"):
        export(counts, tmp_path / "a.gexf")
    with pytest.raises(UnvotesError, match="two columns 'n'"):
        export(pd.DataFrame([[1, 2]], columns=["n", "n"]), tmp_path / "a.csv")
    with pytest.raises(UnvotesError, match="mixes some"):
        export(pd.DataFrame({"x": [1, "a"]}, dtype=object), tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("library", "name"), [("xlsxwriter", "a.xlsx"), ("networkx", "a.gexf")])
def test_a_missing_library_is_named(
    library: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setitem(sys.modules, library, None)
    pairs = pd.DataFrame({"a": ["A"], "b": ["B"], "estimate": [0.5]})
    with pytest.raises(UnvotesError, match=rf'{library}: pip install "unvotes\[export\]"'):
        export(pairs, tmp_path / name)


def test_a_failure_leaves_the_old_file_whole(
    votes: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    path = tmp_path / "votes.csv"
    path.write_text("old")
    whole: Callable[..., Any] = pd.DataFrame.to_csv

    def torn(self: pd.DataFrame, file: Any, **options: Any) -> None:
        whole(self.head(3), file, **options)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", torn)
    with pytest.raises(UnvotesError, match="No space left"):
        export(votes, path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["votes.csv"]
