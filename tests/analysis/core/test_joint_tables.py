"""Joint tables and measures of all pairs: against counting roll call by roll call."""

from __future__ import annotations

import numpy as np
import pytest

from unvotes.analysis.core import drawn_pairs as drawing
from unvotes.analysis.core import joint_tables
from unvotes.analysis.core.drawn_pairs import drawn_pairs
from unvotes.analysis.core.joint_tables import all_pairs, all_tables, cell_tables, cells, matches
from unvotes.analysis.core.measures import MEASURES

RNG = np.random.default_rng(4)
CODES = RNG.choice([-1, 0, 1, 2, 2], size=(40, 5)).astype(np.int8)
CODES[:, 4] = -1  # one that never voted
WEIGHTS = RNG.integers(0, 4, 40).astype(float) / 2


def counted(first: int, second: int, weights: np.ndarray | None = None) -> np.ndarray:
    table = np.zeros((3, 3))
    for roll_call, (one, two) in enumerate(CODES[:, [first, second]]):
        if one >= 0 and two >= 0:
            table[one, two] += 1 if weights is None else weights[roll_call]
    return table


def test_cells_by_hand() -> None:
    codes = np.array([[0, 0], [0, 2], [1, 0], [2, 1], [2, 2], [-1, 2], [2, -1], [-1, -1]])
    cell = cells(codes.astype(np.int8), 0, 1)
    assert cell.tolist() == [0, 2, 3, 7, 8, -1, -1, -1]
    assert cells(codes.astype(np.int8), 1, 0).tolist() == [0, 6, 1, 5, 8, -1, -1, -1]
    assert cell_tables(cell).shape == (3, 3, 1)
    assert cell_tables(cell)[..., 0].tolist() == [[1, 0, 1], [1, 0, 0], [0, 1, 1]]
    groups = np.array([0, 2, 2, 0, 0, 1, 1, 1])
    by_group = cell_tables(cell, groups, 4)
    assert by_group.shape == (3, 3, 4) and by_group.dtype == np.float64
    assert by_group.sum(axis=(0, 1)).tolist() == [3, 0, 2, 0]
    assert by_group[..., 2].tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_tables_of_all_pairs(weights: np.ndarray | None) -> None:
    tables = all_tables(CODES, weights)
    same, n = matches(CODES, weights)
    exact = np.float32 if weights is None else np.float64
    assert tables.dtype == same.dtype == n.dtype == exact
    for first in range(5):
        for second in range(5):
            expected = counted(first, second, weights)
            np.testing.assert_allclose(tables[:, :, first, second], expected)
            assert same[first, second] == pytest.approx(np.trace(expected))
            assert n[first, second] == pytest.approx(expected.sum())


@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("at_once", [250_000, 10, 1])
@pytest.mark.parametrize("name", ["agreement", "lijphart", "kappa", "pi_squared"])
def test_a_measure_of_all_pairs_however_many_at_once(
    weights: np.ndarray | None, at_once: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joint_tables, "_TABLES", at_once)
    value, n = all_pairs(CODES, MEASURES[name], weights)
    for first in range(5):
        for second in range(5):
            table = counted(first, second, weights)
            assert n[first, second] == pytest.approx(table.sum())
            expected = float(MEASURES[name](table))
            assert value[first, second] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("at_once", [500_000, 60, 1])
@pytest.mark.parametrize("name", ["agreement", "lijphart", "s", "s_squared", "kappa", "pi_linear"])
def test_draws_of_all_pairs(name: str, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_CHUNK", at_once)
    monkeypatch.setattr(drawing, "_MOST", 0.75)  # two of them mostly voted, and two did not
    weights = np.stack([np.ones(40), WEIGHTS, WEIGHTS[::-1]])
    found = dict(drawn_pairs(CODES, MEASURES[name], weights))
    assert list(found) == [0, 1, 2, 3]
    for first, values in found.items():
        assert values.shape == (3, 4 - first) and values.dtype == np.float64
        for draw in range(3):
            for place, second in enumerate(range(first + 1, 5)):
                expected = float(MEASURES[name](counted(first, second, weights[draw])))
                assert values[draw, place] == pytest.approx(expected, nan_ok=True)
