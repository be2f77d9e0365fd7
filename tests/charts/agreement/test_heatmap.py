"""The square holds the matrix, in the order asked for; what is withheld is shown so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from unvotes.analysis.blocs.ready import P5
from unvotes.analysis.core.results import AgreementMatrix
from unvotes.analysis.pairs.all_pairs import agreement_matrix
from unvotes.analysis.structure.hierarchy import hierarchy
from unvotes.charts import agreement_heatmap, data, describe
from unvotes.charts.agreement.heatmap import _PALE
from unvotes.charts.drawing import theme
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return load_votes(since=2011, until=2012)


@pytest.fixture(scope="module")
def matrix(votes: pd.DataFrame) -> AgreementMatrix:
    return agreement_matrix(votes, contested=True, interval="wilson")


def trace(figure: go.Figure, name: str) -> go.Heatmap | go.Scatter:
    (found,) = [t for t in figure.data if t.name == name]
    return found


def rows(figure: go.Figure) -> list[str]:
    """Codes of the members along a side, from their keys ``China (CHN)``."""
    keys = figure.layout.yaxis.categoryarray
    return [key[-4:-1] for key in keys if not key.startswith("#")]


def test_each_cell_is_a_pair(matrix: AgreementMatrix) -> None:
    figure = agreement_heatmap(matrix)
    members = rows(figure)
    assert sorted(members) == sorted(matrix.estimate.columns)
    cells = trace(figure, "agreement")
    drawn = np.array([[np.nan if v is None else v for v in line] for line in cells.z], dtype=float)
    truth = matrix.estimate.loc[members, members].to_numpy(dtype=float, copy=True)
    np.fill_diagonal(truth, np.nan)
    # What the hover text writes with three decimals is not rounded twice.
    np.testing.assert_array_equal(drawn, [[round(v, 3) for v in line] for line in truth.tolist()])
    i, j = members.index("RUS"), members.index("CHN")
    n, low, high = cells.customdata[i][j]
    assert n == matrix.n.loc["RUS", "CHN"]
    assert low == pytest.approx(matrix.low.loc["RUS", "CHN"], abs=1e-3)
    assert high == pytest.approx(matrix.high.loc["RUS", "CHN"], abs=1e-3)
    assert "%{customdata[1]:.3f}" in cells.hovertemplate


def test_withheld_is_neither_blank_nor_a_shade(matrix: AgreementMatrix) -> None:
    figure = agreement_heatmap(matrix)
    dots = trace(figure, "withheld")
    held = {tuple(sorted((x[-4:-1], y[-4:-1]))) for x, y in zip(dots.x, dots.y, strict=True)}
    truth = matrix.withheld
    expected = {
        tuple(sorted((a, b)))
        for a in truth.index
        for b in truth.columns
        if truth.loc[a, b] and a != b
    }
    assert held == expected
    assert held
    assert "n below 10 (n = " in dots.text[0]
    frame = data(figure)
    assert (frame["withheld"] != "").sum() == len(expected)
    assert (frame["n"] > 0).all()
    assert f"{len(expected)} pairs withheld" in describe(figure)
    # Azerbaijan and Brazil never sat together: no cell of any kind.
    assert not ((frame["a"] == "AZE") & (frame["b"] == "BRA")).any()


def test_blocs_stand_together_under_their_names(matrix: AgreementMatrix) -> None:
    figure = agreement_heatmap(matrix, blocs=[P5, P5])
    assert set(rows(figure)[:5]) == {"CHN", "FRA", "GBR", "RUS", "USA"}
    texts = [note.text for note in figure.layout.annotations]
    assert f"<b>{P5.name}</b>" in texts
    assert "<b>Others</b>" in texts
    named = agreement_heatmap(matrix, blocs={"<x>": ["ZAF", "IND"], "none": ["JPN"]})
    assert rows(named)[:2] == ["ZAF", "IND"]
    assert "<b>&lt;x&gt;</b>" in [note.text for note in named.layout.annotations]


def test_clusters_give_the_order(votes: pd.DataFrame, matrix: AgreementMatrix) -> None:
    tree = hierarchy(votes, missing="fill")
    assert rows(agreement_heatmap(matrix, order=tree.order)) == tree.order
    few = agreement_heatmap(matrix, order=["RUS", "CHN", "USA"])
    assert rows(few) == ["RUS", "CHN", "USA"]
    numbers = [note.text for note in few.layout.annotations if note.textangle is None]
    value = f"{matrix.estimate.loc['RUS', 'CHN']:.2f}".removeprefix("0")
    assert numbers.count(value) == 2


def test_one_group_of_many(votes: pd.DataFrame) -> None:
    by_year = agreement_matrix(votes, by="year")
    frame = data(agreement_heatmap(by_year, group=2011))
    # Sixty-seven decisions in 2011; S/RES/1987 was adopted by acclamation, without a vote.
    assert set(frame["n"]) == {66}
    with pytest.raises(UnvotesError, match=r"2 squares, by year: choose one, such as group=2012"):
        agreement_heatmap(by_year)
    with pytest.raises(UnvotesError, match="unknown group of the matrix 2013"):
        agreement_heatmap(by_year, group=2013)


def test_many_members_stay_small_and_more_are_refused() -> None:
    # In the Assembly all pairs meet, so that no cell is blank.
    votes = load_votes("general-assembly", since=2019, until=2019)
    matrix = agreement_matrix(votes, interval="wilson")
    members = matrix.estimate.columns.tolist()
    assert len(agreement_heatmap(matrix, order=members[:58]).to_json()) < 200_000
    with pytest.raises(UnvotesError, match=r"too many .* up to 58"):
        agreement_heatmap(matrix)


def test_wrong_input_is_explained(matrix: AgreementMatrix) -> None:
    with pytest.raises(UnvotesError, match="not DataFrame"):
        agreement_heatmap(matrix.estimate)  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="'RUSS'; did you mean 'RUS'"):
        agreement_heatmap(matrix, order=["RUSS", "CHN"])
    with pytest.raises(UnvotesError, match="at least two members"):
        agreement_heatmap(matrix, order=["RUS"])
    with pytest.raises(UnvotesError, match="two ways"):
        agreement_heatmap(matrix, order=["RUS"], blocs=[P5])
    with pytest.raises(UnvotesError, match="made without by="):
        agreement_heatmap(matrix, group=2011)
    with pytest.raises(UnvotesError, match="share a roll call"):
        agreement_heatmap(matrix, order=["AZE", "BRA"])
    with pytest.raises(UnvotesError, match="none of the blocs"):
        agreement_heatmap(matrix, blocs={"none": ["JPN"]})


def test_shades_run_from_light_to_dark_and_numbers_can_be_read() -> None:
    from coloraide import Color

    for shade in _PALE:
        assert Color(theme.INK).contrast(Color(shade), method="wcag21") >= 4.5
    for deficiency in (None, "protan", "deutan", "tritan"):
        seen = [Color(c) if deficiency is None else Color(c).filter(deficiency) for c in _PALE]
        light = [colour.convert("oklab")["l"] for colour in seen]
        assert light == sorted(light, reverse=True)


def test_the_key_explains_only_what_is_there(matrix: AgreementMatrix) -> None:
    def key(figure: go.Figure) -> str:
        (note,) = [note for note in figure.layout.annotations if "■" in note.text]
        return str(note.text)

    whole, part = key(agreement_heatmap(matrix)), key(agreement_heatmap(matrix, order=P5.members))
    assert "blank: no common roll call" in whole and "withheld" in whole
    assert "blank" not in part and "withheld" not in part
