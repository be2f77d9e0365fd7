"""Counts of votes by roll call, their largest camp, and draws of their sums, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.frames import frame
from unvotes.analysis.core.counts import counts, position, prior_draws, sum_draws, with_facts
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.analysis.core.uncertainty import Uncertainty

CODES = np.array(
    [[0, 1, 2, 2], [2, 2, -1, 0], [-1, -1, -1, -1], [1, 0, 2, -1], [1, 1, 0, -1]], dtype=np.int8
)


def test_who_is_inside_counts() -> None:
    everyone = np.ones(CODES.shape, dtype=bool)
    expected = [[1, 1, 2], [1, 0, 2], [0, 0, 0], [1, 1, 1], [1, 2, 0]]
    assert counts(CODES, everyone).tolist() == expected
    without_last = everyone.copy()
    without_last[:, 3] = False
    assert counts(CODES, without_last)[:2].tolist() == [[1, 1, 1], [0, 0, 2]]


def test_the_largest_camp_and_ties() -> None:
    count = np.array([[1, 1, 2], [3, 0, 2], [0, 0, 0], [1, 1, 1], [1, 2, 0], [2, 0, 2], [0, 0, 1]])
    largest, tie = position(count)
    assert largest.tolist() == [2, 0, -1, -1, 1, -1, 2]
    assert tie.tolist() == [False, False, False, True, False, True, False]
    assert largest.dtype == np.int8


def test_facts_stand_in_the_middle() -> None:
    votes = frame({"A": "YNY", "B": "YYN"}, topic=["x", "y", "z"], outcome=["a", "b", "c"])
    table = with_facts(
        vote_matrix(votes), np.array([2, 0]), {"first": [1, 2]}, {"last": [3.0, 4.0]}
    )
    assert table.to_dict("list") == {
        "roll_call": ["r0002", "r0000"],
        "first": [1, 2],
        "topic": ["z", "x"],
        "outcome": ["c", "a"],
        "last": [3.0, 4.0],
    }
    assert table.columns.tolist() == ["roll_call", "first", "topic", "outcome", "last"]


@pytest.mark.parametrize("kind", ["bootstrap", "percentile"])
def test_sums_are_drawn_together(kind: str) -> None:
    units = np.column_stack([np.ones(40), np.arange(40) % 2, 2 * (np.arange(40) % 2)]).astype(float)
    how = Uncertainty(kind, n_boot=2000)  # type: ignore[arg-type]
    drawn = sum_draws(units, how)
    assert drawn.shape == (2000, 3) and drawn.dtype == np.float64
    np.testing.assert_allclose(drawn[:, 2], 2 * drawn[:, 1], rtol=1e-6)
    known = 1.0 if kind == "percentile" else 37 / 40
    assert drawn.mean(axis=0) == pytest.approx(known * units.sum(axis=0), rel=0.02)
    # Four roll calls that always go together: four times the variance.
    clusters = np.repeat(np.arange(10), 4)
    alike = np.column_stack([np.ones(40), np.repeat([1.0, 0], 20)])
    wide, narrow = (sum_draws(alike, how, clusters=c)[:, 1].var() for c in (clusters, None))
    assert wide == pytest.approx(narrow * 4, rel=0.4)
    if kind == "percentile":
        assert (sum_draws(units, how)[:, 0] == 40).all()


def test_what_need_not_have_been_seen_weighs_one_unit_of_mean_size() -> None:
    units, unseen = np.ones((12, 1)), np.full((300, 1), 5.0)
    how = Uncertainty(n_boot=300)
    for clusters, size in ((None, 1), (np.repeat(np.arange(4), 3), 3), (np.arange(12), 1)):
        with_prior = sum_draws(units, how, clusters=clusters, unseen=unseen)
        without = sum_draws(units, how, clusters=clusters)
        np.testing.assert_allclose(with_prior - without, 5.0 * size)
    plain = Uncertainty("percentile", n_boot=300)
    np.testing.assert_array_equal(sum_draws(units, plain, unseen=unseen), sum_draws(units, plain))


def test_the_prior_has_its_shapes_and_random_numbers_of_its_own() -> None:
    how = Uncertainty(n_boot=4000)
    drawn = prior_draws(np.array([0.5, 0.25, 0.25]), how)
    assert drawn.shape == (4000, 3)
    assert drawn.mean(axis=0) == pytest.approx([0.5, 0.25, 0.25], rel=0.1)
    assert drawn.var(axis=0) == pytest.approx([0.5, 0.25, 0.25], rel=0.2)
    roll_calls = sum_draws(np.ones((30, 1)), how)[:, 0]
    assert abs(np.corrcoef(roll_calls, drawn[:, 0])[0, 1]) < 0.06
