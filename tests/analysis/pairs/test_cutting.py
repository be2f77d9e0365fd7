"""Cuts of a series: against the plain search over all ways to cut."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import xlogy

from unvotes.analysis.pairs import cutting
from unvotes.analysis.pairs.cutting import best_cuts


def gain(same: np.ndarray, size: np.ndarray, cuts: list[int], penalty: float) -> float:
    """Twice the log-likelihood of the stretches, less the penalties."""
    alike, n = np.add.reduceat(same, cuts), np.add.reduceat(size, cuts)
    likelihood = xlogy(alike, alike / n) + xlogy(n - alike, 1 - alike / n)
    return float(2 * likelihood.sum()) - penalty * (len(cuts) - 1)


def best_gain(same: np.ndarray, size: np.ndarray, penalty: float, min_size: int) -> float:
    """Search all last cuts, one after another."""
    n, best = len(same), [0.0]
    for end in range(1, n + 1):
        found = -np.inf
        for start in range(end):
            if start and size[start:end].sum() < min_size:
                continue
            if not start and end < n and size[:end].sum() < min_size:
                continue
            here = gain(same[start:end], size[start:end], [0], 0)
            found = max(found, best[start] + here - (penalty if start else 0))
        best.append(found)
    return best[n]


@pytest.mark.parametrize("seed", range(8))
def test_no_way_to_cut_gains_more(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "_MANY", 5)  # drops starts that cannot win from early on
    rng = np.random.default_rng(seed)
    share = np.repeat(rng.uniform(size=4), 15)
    size = np.ones(60) if seed % 2 else rng.integers(1, 5, 60).astype(float)
    same = rng.binomial(size.astype(int), share).astype(float)
    penalty, min_size = float(rng.choice([1, 3, 8])), int(rng.choice([1, 3, 10]))
    cuts = best_cuts(same, size, penalty, min_size)
    assert cuts[0] == 0 and (np.add.reduceat(size, cuts) >= min_size).all()
    expected = best_gain(same, size, penalty, min_size)
    assert gain(same, size, cuts, penalty) == pytest.approx(expected, abs=1e-9)


def test_a_long_series_is_cut_where_it_changed() -> None:
    rng = np.random.default_rng(0)
    same = (rng.random(6000) < np.repeat([0.9, 0.4, 0.7], 2000)).astype(float)
    cuts = best_cuts(same, np.ones(6000), 2 * np.log(6000), 10)
    assert cuts == pytest.approx([0, 2000, 4000], abs=40)
    assert best_cuts(np.ones(6000), np.ones(6000), 15, 10) == [0]
    assert best_cuts(np.ones(5), np.ones(5), 1, 10) == [0]
