"""Ends of intervals: as published, as scipy has them, and as can be told by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from unvotes.analysis.core.limits import (
    _rising_draws,
    _row_quantiles,
    holding,
    jeffreys,
    limits,
    quantiles,
    share_limits,
    weight_shape,
)
from unvotes.analysis.core.measures import MEASURES, Measure
from unvotes.analysis.core.resampling import (
    clustered_limits,
    draw_weights,
    joint_draws,
    matrix_draws,
    matrix_limits,
)
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.errors import UnvotesError

AGREEMENT = MEASURES["agreement"]

# Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in
# Medicine 17: 857-872, table I: methods 3 (score) and 5 (exact), at 95 per cent.
NEWCOMBE = {
    (81, 263): {"wilson": (0.2553, 0.3662), "exact": (0.2527, 0.3676)},
    (15, 148): {"wilson": (0.0624, 0.1605), "exact": (0.0578, 0.1617)},
    (0, 20): {"wilson": (0.0000, 0.1611), "exact": (0.0000, 0.1684)},
    (1, 29): {"wilson": (0.0061, 0.1718), "exact": (0.0009, 0.1776)},
}


def ends(same: float, n: float, how: Uncertainty) -> tuple[float, float]:
    low, high = share_limits(np.array([float(same)]), np.array([float(n)]), how)
    return float(low[0]), float(high[0])


@pytest.mark.parametrize(("same", "n"), NEWCOMBE)
@pytest.mark.parametrize("kind", ["wilson", "exact"])
def test_published_intervals_of_shares(same: int, n: int, kind: str) -> None:
    low, high = NEWCOMBE[same, n][kind]
    assert ends(same, n, Uncertainty(kind)) == pytest.approx((low, high), abs=6e-5)  # type: ignore[arg-type]
    # Of those that differ the interval is the mirror image.
    assert ends(n - same, n, Uncertainty(kind)) == pytest.approx((1 - high, 1 - low), abs=6e-5)  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [4, 11, 30])
def test_the_default_is_jeffreys_and_at_the_edge_exact(n: int) -> None:
    for same in range(n + 1):
        low, high = ends(same, n, Uncertainty(level=0.9))
        posterior = scipy.stats.beta(same + 0.5, n - same + 0.5)
        exact = scipy.stats.binomtest(same, n).proportion_ci(0.9, "exact")
        at_edge = same <= 1, n - same <= 1
        assert low == pytest.approx(
            exact.low if at_edge[0] or same == n else posterior.ppf(0.05), abs=1e-9
        )
        assert high == pytest.approx(
            exact.high if at_edge[1] or same == 0 else posterior.ppf(0.95), abs=1e-9
        )


def test_efrons_interval_of_a_share_is_the_binomials() -> None:
    low, high = ends(9, 12, Uncertainty("percentile", 0.8))
    assert (low, high) == tuple(scipy.stats.binom.ppf([0.1, 0.9], 12, 0.75) / 12)


@pytest.mark.parametrize("kind", ["bootstrap", "percentile", "wilson", "exact"])
def test_without_a_common_vote_there_is_no_interval(kind: str) -> None:
    assert np.isnan(ends(0, 0, Uncertainty(kind))).all()  # type: ignore[arg-type]
    tables = np.zeros((3, 3, 2))
    tables[2, 2, 1] = 12
    low, high = limits(tables, AGREEMENT, Uncertainty(kind))  # type: ignore[arg-type]
    assert np.isnan([low[0], high[0]]).all() and high[1] == 1


def test_no_interval_is_asked_for() -> None:
    tables = np.full((3, 3, 2), 4.0)
    assert np.isnan(limits(tables, AGREEMENT, Uncertainty(None))).all()


def test_an_interval_holds_its_estimate() -> None:
    value = np.array([0.5, 0.5, 0.5, np.nan])
    low, high = holding(value, np.array([0.6, 0.1, np.nan, 0.1]), np.array([0.9, 0.4, 0.7, 0.2]))
    np.testing.assert_array_equal(low, [0.5, 0.1, 0.5, np.nan])
    np.testing.assert_array_equal(high, [0.9, 0.5, 0.7, np.nan])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "wald"}, "unknown interval"),
        ({"level": 0.0}, "level=0.0"),
        ({"level": 1.0}, "level=1.0"),
        ({"level": 95}, "level=95"),
        ({"n_boot": 99}, "n_boot=99"),
        ({"n_boot": 1e3}, "n_boot=1000.0"),
        ({"seed": -1}, "seed=-1"),
        ({"seed": 0.5}, "seed=0.5"),
        ({"kind": "wilson", "unit": "meeting"}, "resample_by='meeting'"),
        ({"kind": "exact", "unit": "meeting"}, "resample_by='meeting'"),
    ],
)
def test_what_is_no_interval(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        Uncertainty(**wrong)  # type: ignore[arg-type]


def test_what_is_one() -> None:
    assert Uncertainty() == Uncertainty("bootstrap", 0.95, 1000, 0, "roll_call")
    for fine in ({"n_boot": 100}, {"seed": 0}, {"seed": None}, {"seed": np.int64(3)},
                 {"n_boot": np.int64(100)}, {"kind": None, "unit": "meeting"}):  # fmt: skip
        Uncertainty(**fine)  # type: ignore[arg-type]
    assert not Uncertainty().clustered and Uncertainty(unit="meeting").clustered


def test_of_its_draws_it_says_how_many() -> None:
    how = Uncertainty(level=0.9, n_boot=2000, seed=7)
    assert how.describe(drawn=True) == (
        "90% Bayesian bootstrap (Jeffreys prior) over roll calls, 2,000 draws, seed 7"
    )
    assert how.describe(drawn=False).endswith("over roll calls, in closed form")
    assert Uncertainty("wilson").describe(drawn=False) == "95% Wilson interval"
    assert "Clopper" in Uncertainty("exact").describe(drawn=False)
    assert (
        Uncertainty("percentile", unit="meeting")
        .describe(drawn=True)
        .startswith("95% percentile bootstrap over roll calls clustered by meeting")
    )
    assert Uncertainty(None).describe(drawn=True) == "no interval"


def test_a_score_interval_is_for_plain_shares() -> None:
    for kind in ("wilson", "exact"):
        Uncertainty(kind).check(AGREEMENT)  # type: ignore[arg-type]
        for name in ("lijphart", "kappa", "s"):
            with pytest.raises(UnvotesError, match="plain share"):
                Uncertainty(kind).check(MEASURES[name])  # type: ignore[arg-type]
    Uncertainty().check(MEASURES["kappa"])


def test_the_prior_weighs_one_roll_call() -> None:
    assert jeffreys("own").diagonal().tolist() == pytest.approx([1 / 6] * 3)
    assert jeffreys("half")[0, 1:].tolist() == pytest.approx([1 / 12] * 2)
    for abstain in ("drop", "as_no"):
        np.testing.assert_allclose(jeffreys(abstain), [[0.25, 0, 0.25], [0, 0, 0], [0.25, 0, 0.25]])
    assert jeffreys("own").sum() == pytest.approx(1)


def test_the_shape_of_weights_by_the_number_of_units() -> None:
    assert weight_shape([0, 1, 3, 4, 10, 199, 200, 10_000]).tolist() == pytest.approx(
        [0, 0, 0, 1 / 4, 7 / 10, 196 / 199, 1, 1]
    )


def test_quantiles_leave_out_undefined_draws() -> None:
    values = np.column_stack([np.arange(101.0), np.full(101, np.nan), np.arange(101.0)])
    values[50:, 2] = np.nan
    low, high = quantiles(values, Uncertainty(level=0.8))
    np.testing.assert_allclose(low, [10, np.nan, 4.9])
    np.testing.assert_allclose(high, [90, np.nan, 44.1])


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("n", [1, 2, 11, 100])
def test_draws_in_rows_have_the_same_quantiles(level: float, n: int) -> None:
    rng = np.random.default_rng(n)
    values = rng.normal(size=(6, n))
    values[2, n // 2 :] = np.nan
    values[4] = np.nan
    how = Uncertainty(level=level)
    expected = np.array(quantiles(values.T.copy(), how))
    np.testing.assert_allclose(_row_quantiles(values, how), expected)


def kind_of_rows(measure: Measure, kind: str, tables: np.ndarray, n_boot: int = 4000) -> np.ndarray:
    how = Uncertainty(kind, n_boot=n_boot)  # type: ignore[arg-type]
    return np.array(limits(tables, measure, how))


@pytest.mark.parametrize("name", ["lijphart", "s", "kappa"])
def test_drawn_intervals_do_not_hang_on_how_many_tables_there_are(name: str) -> None:
    """A pair's interval is the same, but for chance, alone and among many that share draws."""
    table = np.array([[20.0, 3, 5], [4, 9, 6], [2, 7, 44]])
    for kind in ("bootstrap", "percentile"):
        alone = kind_of_rows(MEASURES[name], kind, table[..., None])
        many = np.repeat(table[..., None], 70, axis=2)
        many[2, 2] += np.arange(70) % 3
        among = kind_of_rows(MEASURES[name], kind, many)
        width = float(alone[1, 0] - alone[0, 0])
        assert among[:, 0] == pytest.approx(alone[:, 0], abs=0.05 * width)
        assert among[:, 69] == pytest.approx(alone[:, 0], abs=0.05 * width)
        assert 0.03 < width < 0.5


def test_a_mean_of_votes_is_as_sure_as_its_variance_says() -> None:
    # Lijphart's index is a mean of 0, ½ and 1: its interval is about ±1.96·s/√n.
    table = np.array([[100.0, 0, 60], [0, 40, 40], [60, 40, 260]])
    credit = np.repeat([1, 0.5, 0], [400, 80, 120])
    half = 1.96 * credit.std(ddof=1) / np.sqrt(600)
    for kind in ("bootstrap", "percentile"):
        low, high = kind_of_rows(MEASURES["lijphart"], kind, table[..., None])[:, 0]
        assert (low, high) == pytest.approx((440 / 600 - half, 440 / 600 + half), abs=0.003)


def test_weights_of_units() -> None:
    rng = np.random.default_rng(3)
    times = np.array([1, 5, 30])
    drawn = draw_weights(times, Uncertainty("percentile", n_boot=500), rng)
    assert drawn.shape == (500, 3) and (drawn.sum(axis=1) == 36).all()
    assert drawn.mean(axis=0) == pytest.approx(times, rel=0.15)
    weights = draw_weights(times, Uncertainty(n_boot=20_000), rng)
    assert weights.mean(axis=0) == pytest.approx(times * 33 / 36, rel=0.05)
    assert weights.var(axis=0) == pytest.approx(times * 33 / 36, rel=0.1)
    fewer = draw_weights(times, Uncertainty(n_boot=4000), rng, np.array([4, 10, 300]))
    assert fewer.mean(axis=0) == pytest.approx([1 / 4, 5 * 7 / 10, 30], rel=0.1)


@pytest.mark.parametrize("kind", ["bootstrap", "percentile"])
def test_weights_of_roll_calls_in_clusters(kind: str) -> None:
    how = Uncertainty(kind, n_boot=600)  # type: ignore[arg-type]
    clusters = np.array([0, 0, 1, 2, 2, 2, 3, 4, 5, 5])
    drawn = np.array(list(matrix_draws(10, clusters, how)))
    assert drawn.shape == (600, 10)
    for cluster in range(6):
        alike = drawn[:, clusters == cluster]
        assert (alike == alike[:, :1]).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(10), abs=0.15)
    alone = np.array(list(matrix_draws(10, None, how, prior=True)))
    assert alone.mean() == pytest.approx(0.7 if kind == "bootstrap" else 1, abs=0.05)
    if kind == "percentile":
        assert (alone.sum(axis=1) == 10).all()


def test_draws_of_pairs_over_the_same_roll_calls_go_together() -> None:
    # The second pair did as the first, and on half of the roll calls one of it was absent.
    cell = np.tile([8, 6, 8, 0, 8, 2, 4, 8], 10)
    cells = np.column_stack([cell, cell, np.where(np.arange(80) % 2, cell, -1)])
    cells[0] = -1  # a roll call of none of them
    how = Uncertainty("percentile", n_boot=400)
    drawn = joint_draws(cells, None, how)
    assert drawn.shape == (3, 3, 400, 3)
    np.testing.assert_array_equal(drawn[..., 0], drawn[..., 1])
    counted = np.bincount(cell[1:], minlength=9).reshape(3, 3)
    assert drawn[..., 0].mean(axis=2) == pytest.approx(counted, abs=1)
    assert (drawn[..., 0].sum(axis=(0, 1)) == 79).all()
    assert (drawn[..., 2] <= drawn[..., 0]).all()
    kappa = MEASURES["kappa"](joint_draws(cells, None, Uncertainty(n_boot=400)))
    assert np.corrcoef(kappa[:, 0], kappa[:, 2])[0, 1] > 0.5
    # Each roll call its own cluster: as without clusters.
    each = joint_draws(cells, np.arange(80), how)
    assert (each[..., 0].sum(axis=(0, 1)) == 79).all()


def test_a_prior_is_of_the_weight_of_a_mean_cluster() -> None:
    cell, clusters = np.full(60, 8), np.repeat(np.arange(20), 3)
    drawn = joint_draws(cell[:, None], clusters, Uncertainty(n_boot=4000))[..., 0]
    # Three roll calls to a cluster, of which a sixth on each unseen identical cell.
    assert drawn[0, 0].mean() == pytest.approx(3 / 6, rel=0.15)
    assert drawn[0, 1].mean() == pytest.approx(3 / 12, rel=0.2)
    assert drawn[2, 2].mean() == pytest.approx(60 * 17 / 20 + 3 / 6, rel=0.03)


def test_clusters_that_vote_as_one_count_as_one() -> None:
    """Ten votes in each of 30 meetings, all alike in it: as sure as 30 roll calls, not 300."""
    cell = np.tile([8, 8, 6], 10)
    how = Uncertainty(n_boot=1500, unit="meeting")
    low, high = clustered_limits(np.repeat(cell, 10), np.repeat(np.arange(30), 10), AGREEMENT, how)
    of_thirty = ends(20, 30, Uncertainty())
    assert (low, high) == pytest.approx(of_thirty, abs=0.03)
    nothing = clustered_limits(np.full(4, -1), np.arange(4), AGREEMENT, how)
    assert np.isnan(nothing).all()


@pytest.mark.parametrize("met", [6, 30])
def test_pairs_of_a_matrix_as_each_pair_alone(met: int) -> None:
    """C sat for some meetings only: its intervals with A are those of these meetings."""
    rng = np.random.default_rng(5)
    codes = rng.choice([0, 1, 2, 2, 2], size=(180, 3)).astype(np.int8)
    clusters = np.repeat(np.arange(60), 3)
    codes[clusters >= met, 2] = -1
    how = Uncertainty(n_boot=600, unit="meeting")
    pairs = np.array([0, 0]), np.array([1, 2])
    cells = [np.where(codes[:, b] < 0, -1, 3 * codes[:, 0] + codes[:, b]) for b in (1, 2)]
    tables = np.stack(
        [np.bincount(cell[cell >= 0], minlength=9).reshape(3, 3) for cell in cells], axis=-1
    ).astype(float)
    low, high = matrix_limits(codes, tables, pairs, clusters, AGREEMENT, how)
    for p, cell in enumerate(cells):
        alone = clustered_limits(cell, clusters, AGREEMENT, how)
        assert (low[p], high[p]) == pytest.approx(alone, abs=0.03)
    # Without clusters, in closed form; none where none is asked for.
    share = limits(tables, AGREEMENT, Uncertainty())
    np.testing.assert_array_equal(
        matrix_limits(codes, tables, pairs, None, AGREEMENT, Uncertainty()), share
    )
    none = matrix_limits(codes, tables, pairs, clusters, AGREEMENT, Uncertainty(None))
    assert np.isnan(none).all()


def test_what_no_cluster_of_a_matrix_has_shown_is_not_impossible() -> None:
    """A and B always alike in sixty meetings: the prior speaks for what was not seen."""
    codes = np.full((120, 2), 2, dtype=np.int8)
    tables = np.zeros((3, 3, 1))
    tables[2, 2] = 120
    pairs, clusters = (np.array([0]), np.array([1])), np.repeat(np.arange(60), 2)
    how = Uncertainty(n_boot=400, unit="meeting")
    low, high = matrix_limits(codes, tables, pairs, clusters, AGREEMENT, how)
    # As of sixty roll calls of which all were alike, but for Jeffreys's prior alone.
    expected = scipy.stats.beta(60.5, 0.5).ppf(0.025)
    assert (low[0], high[0]) == pytest.approx((expected, 1), abs=0.012)
    without = Uncertainty("percentile", n_boot=400, unit="meeting")
    low, high = matrix_limits(codes, tables, pairs, clusters, AGREEMENT, without)
    assert low[0] == high[0] == 1


@pytest.mark.parametrize("counts", [[0, 0.7, 1, 2, 3.4, 5, 6, 7, 40, 41, 1500], [0.7, 3.4]])
def test_draws_added_up_have_the_distribution_of_each_shape(counts: list[float]) -> None:
    drawn = _rising_draws(np.array(counts), 0.5, np.random.default_rng(3), 4000)
    assert drawn.shape == (len(counts), 4000)
    for count, draws in zip(counts, drawn, strict=True):
        assert scipy.stats.kstest(draws, scipy.stats.gamma(count + 0.5).cdf).pvalue > 0.001
