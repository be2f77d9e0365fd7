"""What can be exported, what each file says of itself, and what is refused."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import unvotes as uv
from unvotes.charts import agreement_heatmap, bar_counts
from unvotes.errors import UnvotesError
from unvotes.publishing.export import export
from unvotes.reading.formula_texts import metadata_path

#: How near a number is read again: `pandas.read_csv` of before 3.1 may lose its last digits.
NEAR = 1e-13


def about(path: Path) -> dict[str, str]:
    """What a CSV file's metadata say of it, by name."""
    said = json.loads(metadata_path(path).read_text(encoding="utf-8"))
    return {each["schema:name"]: each["schema:value"] for each in said["schema:additionalProperty"]}


def test_each_line_of_a_subtitle_is_told_from_the_next(tmp_path: Path) -> None:
    votes = uv.load_votes(since=2011, until=2012)
    matrix = uv.agreement_matrix(votes, interval="bootstrap", contested=True)
    path = export(agreement_heatmap(matrix), tmp_path / "pairs.parquet")
    said = json.loads(pq.read_schema(path).metadata[b"unvotes"])
    assert said["coverage"] == (
        "Agreement of 20 members, 165 pairs; n = 5 to 11 common roll calls; contested roll calls; "
        "2011-02-18 to 2012-12-17; Intervals on hover: 95% Bayesian bootstrap (Jeffreys prior) "
        "over roll calls, in closed form"
    )
    assert said["roll calls"] == "5 to 11 for each row (n)"


def test_a_matrix_is_written_as_pairs(matrix: uv.AgreementMatrix, tmp_path: Path) -> None:
    path = export(matrix, tmp_path / "pairs.csv")
    pairs = pd.read_csv(path)
    assert (pairs["a"] < pairs["b"]).all() and not pairs.duplicated(["a", "b"]).any()
    assert "undefined" not in pairs["withheld"].tolist()
    for a, b, estimate, n, withheld in pairs[["a", "b", "estimate", "n", "withheld"]].to_numpy():
        assert n == matrix.n.loc[a, b] > 0
        known = matrix.estimate.loc[a, b]
        assert pd.notna(withheld) == pd.isna(known)
        assert pd.notna(withheld) or estimate == pytest.approx(known)
    assert len(pairs) == (np.triu(matrix.n.to_numpy(), 1) > 0).sum()
    assert about(path)["method"] == "95% Wilson interval"


def test_a_matrix_by_group_keeps_its_groups(votes: pd.DataFrame, tmp_path: Path) -> None:
    matrix = uv.agreement_matrix(votes, by="year", members=["RUS", "CHN"])
    pairs = pd.read_csv(export(matrix, tmp_path / "pairs.csv"))
    assert pairs["year"].tolist() == [2011, 2012]
    for year, n in zip(pairs["year"], pairs["n"], strict=True):
        assert n == matrix.n.loc[(year, "RUS"), "CHN"]
    with pytest.raises(UnvotesError, match="choose one group"):
        export(matrix, tmp_path / "pairs.gexf")


def test_what_find_returns_is_its_votes_and_its_roll_calls(tmp_path: Path) -> None:
    found = uv.find("S/2012/77")
    votes = pd.read_csv(export(found, tmp_path / "veto.csv"))
    assert votes["member"][votes["veto"]].tolist() == ["CHN", "RUS"]
    sheets = pd.read_excel(export(found, tmp_path / "veto.xlsx"), sheet_name=None)
    assert list(sheets) == ["votes", "roll_calls", "about"]
    assert sheets["roll_calls"]["outcome"].tolist() == ["vetoed"]
    held = json.loads(export(found, tmp_path / "veto.json").read_text(encoding="utf-8"))
    assert len(held["data"]) == 15
    assert held["further"]["roll_calls"]["data"][0]["yes"] == 13


def test_a_bloc_is_its_memberships(tmp_path: Path) -> None:
    table = pd.read_csv(export(uv.BRICS, tmp_path / "brics.csv"))
    south_africa = table[table["member"] == "ZAF"].iloc[0]
    assert (south_africa["bloc"], south_africa["since"]) == ("BRICS", "2010-12-24")
    assert pd.isna(south_africa["until"])


def test_an_estimate_and_a_difference_are_rows(votes: pd.DataFrame, tmp_path: Path) -> None:
    one = uv.agreement(votes, "RUS", "CHN")
    row = pd.read_csv(export(one, tmp_path / "one.csv")).iloc[0]
    assert (row["label"], row["n"]) == ("RUS–CHN", one.n)
    assert [row["estimate"], row["low"]] == pytest.approx([one.estimate, one.low], rel=NEAR)
    apart = uv.agreement_difference(votes, ("RUS", "CHN"), ("RUS", "USA"))
    rows = pd.read_csv(export(apart, tmp_path / "two.csv"))
    assert rows["what"].tolist() == ["difference", "first", "second"]
    assert rows["estimate"][0] == pytest.approx(rows["estimate"][1] - rows["estimate"][2])


def results() -> dict[str, Callable[[], Any]]:
    votes = uv.load_votes(since=2011, until=2012, members=["RUS", "CHN", "USA", "FRA", "GBR"])
    roll_calls = uv.load_roll_calls(since=2011, until=2012)
    blocs = {"East": ["RUS", "CHN"], "West": ["USA", "FRA", "GBR"]}
    return {
        "joint_table": lambda: uv.joint_table(votes, "RUS", "CHN"),
        "distances": lambda: uv.distances(votes),
        "hierarchy": lambda: uv.hierarchy(votes),
        "positions": lambda: uv.positions(votes, n_boot=100),
        "partition_test": lambda: uv.partition_test(votes, blocs),
        "power_index": lambda: uv.power_index("security-council"),
        "voting_rule": lambda: uv.voting_rule("security-council"),
        "replay": lambda: uv.replay(roll_calls, uv.load_votes(since=2011, until=2012)),
        "load_ideal_points": lambda: uv.load_ideal_points(members=["RUS", "USA"]),
        "scale": lambda: uv.scale(votes["vote"]),
        "sponsor_pairs": lambda: uv.sponsor_pairs().head(50),
        "states": uv.states,
        "topics": uv.topics,
    }


@pytest.mark.parametrize("name", results())
def test_every_result_is_written_in_every_form_for_tables(name: str, tmp_path: Path) -> None:
    what = results()[name]()
    for ending in ("csv", "xlsx", "parquet", "json", "dta"):
        assert export(what, tmp_path / f"{name}.{ending}").stat().st_size > 0
    read = pd.read_csv(tmp_path / f"{name}.csv")
    for ending, reader in {
        "xlsx": pd.read_excel,
        "json": lambda path: pd.DataFrame(json.loads(Path(path).read_text("utf-8"))["data"]),
        "dta": lambda path: pd.read_stata(path, convert_categoricals=False),
    }.items():
        again = reader(tmp_path / f"{name}.{ending}")
        assert again.shape == read.shape, ending
        for (_, column), (_, held) in zip(read.items(), again.items(), strict=True):
            if pd.api.types.is_float_dtype(column.dtype) and column.notna().any():
                np.testing.assert_allclose(pd.to_numeric(held), column, rtol=NEAR)


def test_a_fraction_of_power_is_written_as_a_number(tmp_path: Path) -> None:
    table = uv.power_index("security-council")
    read = pd.read_csv(export(table, tmp_path / "power.csv"))
    assert read["power"].tolist() == pytest.approx([float(one) for one in table["power"]], rel=NEAR)


def test_what_a_reader_returns_has_its_report(tmp_path: Path) -> None:
    path = tmp_path / "council.csv"
    path.write_text("member,roll call,vote\nAda,1,Aye\nBen,1,No\nBen,2,Aye\n", encoding="utf-8")
    sheets = pd.read_excel(
        export(uv.read_roll_calls(path), tmp_path / "read.xlsx"), sheet_name=None
    )
    assert list(sheets)[:3] == ["votes", "roll_calls", "coverage"]
    assert dict(sheets["about"].to_numpy())["source"].endswith("council.csv")
    assert sheets["votes"]["vote"].tolist() == ["yes", "no", "yes"]


def test_an_index_that_says_something_is_kept(tmp_path: Path) -> None:
    table = pd.DataFrame({"n": [3, 4]}, index=pd.Index(["RUS", "CHN"], name="member"))
    again = pd.read_csv(export(table, tmp_path / "a.csv"))
    assert again.to_dict("list") == {"member": ["RUS", "CHN"], "n": [3, 4]}
    unnamed = pd.read_csv(export(table.rename_axis(None), tmp_path / "a.csv"))
    assert unnamed.columns.tolist() == ["index", "n"]
    filtered = pd.read_csv(export(table.reset_index().iloc[[1]], tmp_path / "a.csv"))
    assert filtered.columns.tolist() == ["member", "n"]


def test_columns_of_two_levels_become_one(tmp_path: Path) -> None:
    columns = pd.MultiIndex.from_tuples([("RUS", 2011), ("RUS", 2012)])
    frame = pd.DataFrame([[0.5, 0.6]], columns=columns)
    assert pd.read_csv(export(frame, tmp_path / "a.csv")).columns.tolist() == [
        "RUS 2011",
        "RUS 2012",
    ]


def test_periods_are_written_without_a_warning(tmp_path: Path) -> None:
    frame = pd.DataFrame({"year": pd.period_range("2011", periods=2, freq="Y")})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = export(frame, tmp_path / "a.csv")
    assert pd.read_csv(path)["year"].tolist() == [2011, 2012]


# --- errors


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("votes.xls", r"did you mean \.xlsx"),
        ("votes", r"ends in nothing.*\.xlsx, \.csv, \.parquet, \.dta, \.json, \.gexf, \.graphml"),
        ("none/votes.csv", "there is no folder"),
        ("a\0b.csv", "has a null character"),
        ("a" * 300 + ".csv", "cannot be written: "),
    ],
)
def test_wrong_paths(votes: pd.DataFrame, name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UnvotesError, match=message):
        export(votes, tmp_path / name)
    with pytest.raises(UnvotesError, match="path=7 must be a path"):
        export(votes, 7)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ([1], r"\[1\] cannot be exported; give a table"),
        ("votes", "'votes' cannot be exported"),
        ({"a": [1]}, "cannot be exported"),
        (None, "None cannot be exported"),
        (uv.power_to_act("security-council"), "cannot be exported"),
        (pd.DataFrame({"a": []}), "no rows"),
        (pd.DataFrame([[1, 2]], columns=["n", "n"]), "two columns 'n'"),
        (pd.DataFrame([[1, 2]], columns=["1", 1]), "two columns '1'"),
        (pd.DataFrame({"x": [["RUS", "CHN"]]}), r"'x' holds a list in a cell.*explode"),
        (pd.DataFrame({"x": ["\ud800"]}, dtype=object), "no valid Unicode"),
    ],
)
def test_what_cannot_be_exported_is_refused(what: Any, message: str, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "json", "dta"):
        with pytest.raises(UnvotesError, match=message):
            export(what, tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_titles_and_sources_are_texts(votes: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(UnvotesError, match="title=7 must be a text"):
        export(votes, tmp_path / "a.csv", title=7)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("library", "name"),
    [("xlsxwriter", "a.xlsx"), ("networkx", "a.gexf"), ("networkx", "a.graphml")],
)
def test_a_missing_library_is_named(
    library: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    pairs = pd.DataFrame({"a": ["A"], "b": ["B"], "estimate": [0.5]})
    with pytest.raises(UnvotesError, match=rf'{library}: pip install "unvotes\[export\]"'):
        export(pairs, tmp_path / name)


def test_charts_without_pairs_are_no_network(votes: pd.DataFrame, tmp_path: Path) -> None:
    counts = bar_counts(pd.DataFrame({"label": ["a"], "n": [1]}), title="t")
    for what in (votes, counts):
        with pytest.raises(UnvotesError, match="a network needs pairs"):
            export(what, tmp_path / "a.gexf")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_files_whole(
    votes: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("old", encoding="utf-8")
    metadata_path(path).write_text("{}", encoding="utf-8")

    def torn(*_: Any, **__: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json, "dumps", torn)  # the metadata, when the table is written
    with pytest.raises(UnvotesError, match="No space left"):
        export(votes, path)
    assert (
        path.read_text(encoding="utf-8") == "old"
        and metadata_path(path).read_text(encoding="utf-8") == "{}"
    )
    assert len(list(tmp_path.iterdir())) == 2
