"""R-hat and effective sample sizes, against arviz-stats."""

from __future__ import annotations

import numpy as np
import pytest
from arviz_stats.base import array_stats

from unvotes.analysis.ideal_points.mixing import mixing


@pytest.mark.parametrize("shape", [(4, 200, 40), (2, 61, 40), (3, 8, 40), (1, 100, 20)])
def test_the_same_as_arviz_gives(shape: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(shape[1])
    draws = rng.normal(size=shape)
    hold = rng.uniform(-0.5, 0.98, shape[2])
    for k in range(1, shape[1]):
        draws[:, k] = hold * draws[:, k - 1] + np.sqrt(1 - hold**2) * draws[:, k]
    draws[:, 1::2, ::2] = draws[:, : shape[1] // 2 * 2 : 2, ::2]  # ties, as of moves refused
    draws[0, :, :5] += 1.0  # a chain that is elsewhere
    axes = {"chain_axis": 0, "draw_axis": 1}
    found = mixing(draws)
    if shape[0] > 1:
        assert np.allclose(found.rhat, array_stats.rhat(draws, **axes), rtol=1e-9)
    else:
        assert np.isnan(found.rhat).all()
    assert np.allclose(found.bulk, array_stats.ess(draws, **axes), rtol=1e-9)
    tail = array_stats.ess(draws, method="tail", prob=(0.05, 0.95), **axes)
    assert np.allclose(found.tail, tail, rtol=1e-9)


def test_what_never_moves_has_none() -> None:
    draws = np.random.default_rng(0).normal(size=(4, 50, 2))
    draws[..., 0] = 1.0
    found = mixing(draws)
    assert (
        np.isnan([one[0] for one in found]).all() and np.isfinite([one[1] for one in found]).all()
    )
