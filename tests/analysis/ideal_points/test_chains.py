"""Draws from the posterior: the sampler against its model, and chains that stop and go on."""

from __future__ import annotations

import platform
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.linalg import orthogonal_procrustes
from scipy.special import ndtr

import unvotes as uv
from benchmarks.calibration import STATIC, WALK, uniform
from benchmarks.simulated import (
    Floats,
    Truth,
    as_frame,
    drawn,
    ends_of,
    standardised,
    variances,
)
from unvotes import ideal_points
from unvotes.analysis.ideal_points import chains, gibbs, kept_draws, moves, variational
from unvotes.analysis.ideal_points.joint import JointChain
from unvotes.analysis.ideal_points.layout import Layout, laid_out
from unvotes.analysis.ideal_points.model import IdealPoints
from unvotes.analysis.ideal_points.responses import Prior, Responses
from unvotes.charts.drawing.layouts import how_sure
from unvotes.errors import UnvotesError, UnvotesWarning

PLANE = {"members": 8, "periods": 3, "items": 4, "dimensions": 2, "away": ((2, 1),)}


#: Short runs, which say that they are.
pytestmark = pytest.mark.filterwarnings("ignore:these ideal points have not converged")


def places_of(found: IdealPoints) -> Floats:
    assert found.kept is not None
    return found.kept.values.places


# --- the moves and their model


def _quantities(data: Responses, at: Truth) -> dict[str, float]:
    """Quantities whose mean under the priors is known to be 0."""
    prior, first = data.prior, data.first
    n = int(data.period.max()) + 1
    stay, new = (np.bincount(data.period[part], minlength=n) for part in (~first, first))
    stayed = np.stack([np.bincount(data.period[~first], d[~first], n) for d in at.place.T], 1)
    stayed = stayed / np.maximum(stay, 1)[:, None]
    before = np.where(first[:, None], stayed[data.period], at.place[data.previous])
    steps = (at.place - before) / np.sqrt(data.variance)[:, None]
    middle = np.stack([np.bincount(data.period, d, n) for d in at.place.T], 1)
    middle /= (stay + new)[:, None]
    anchor = np.full(len(data.items), n)
    np.minimum.at(anchor, data.item, data.period[data.place])
    cut = at.cut - (at.slope * middle[anchor]).sum(axis=1)[:, None]
    low, high = cut.T / prior.cutpoints
    return {
        "steps": steps.mean(),
        "squares of steps": (steps**2).mean() - 1,
        "squares of newcomers": (steps[first] ** 2).mean() - 1,
        "slopes": at.slope.mean(),
        "squares of slopes": (at.slope**2).mean() / prior.slopes**2 - 1,
        # Of two standard normal numbers, in order.
        "lower cutpoints": low.mean() + 1 / np.sqrt(np.pi),
        "upper cutpoints": high.mean() - 1 / np.sqrt(np.pi),
        "squares of cutpoints": (low**2 + high**2).mean() - 2,
        "squares of gaps": ((high - low) ** 2).mean() - 2,
    }


def _fit(data: Responses, at: Truth) -> dict[str, float]:
    """How places and items suit the votes: the same, on average, before and after."""
    mean = (at.place[data.place] * at.slope[data.item]).sum(axis=1)
    low, high = at.cut[data.item].T
    yes, no = ndtr(low - mean), ndtr(mean - high)
    chance = np.choose(data.vote, [no, 1 - yes - no, yes])
    return {
        "log-likelihood": np.log(np.maximum(chance, 1e-12)).sum(),
        "votes along the line": (mean * (1 - data.vote)).sum(),
        "room of a yes": ((low - mean) * (data.vote == 2)).sum(),
        "room of a no": ((high - mean) * (data.vote == 0)).sum(),
        "room of an abstention": ((high - low) * (data.vote == 1)).sum(),
    }


def _swept(data: Responses, true: Truth, rng: np.random.Generator) -> Truth:
    """Move by plain Gibbs sampling."""
    dims = true.place.shape[1]
    place, slope = (np.zeros((len(part), 2)) for part in (true.place, true.slope))
    place[:, :dims], slope[:, :dims] = true.place, true.slope
    cut, hall = true.cut.copy(), laid_out(data)
    gibbs.sweeps(
        12,
        2,
        (data.ends, data.place, data.vote, data.previous, data.variance, data.expected),
        (hall.anchor, hall.period, hall.size, hall.stay, hall.new, hall.first),
        variances(data),
        (place, place.copy(), slope, cut),
        dims == 2,
        True,
        (np.array([0]), np.array([1])),
        np.empty((0, len(place), dims), dtype=np.float32),
        np.empty((0, len(slope), 3), dtype=np.float32),
        rng,
    )
    assert not place[:, dims:].any() and not slope[:, dims:].any()
    return Truth(place[:, :dims], slope[:, :dims], cut)


def _moved(data: Responses, true: Truth, rng: np.random.Generator) -> Truth:
    """Move by the fast moves, all metrics being of the model and not of the data."""
    layout, n = laid_out(data), len(true.place)
    place, slope, cut = true.place[:, 0].copy(), true.slope[:, 0].copy(), true.cut.copy()
    middle = np.bincount(layout.period, place) / layout.size
    roots = np.tile([2.0, 0.0, 1.5, 0.0, 0.0, 1.5], (len(slope), 1))
    free = np.r_[np.ones(len(middle)), layout.spread]
    tuning = (
        roots,
        np.full(len(slope), 0.5),
        np.full(n, 4.0),
        np.full(n, 0.5),
        np.diag(0.3 * free),
        np.array([0.5]),
    )
    state = (place, slope, cut, middle)
    moves.advance(12, 0, 0, layout, variances(data), state, tuning, rng)
    assert middle == pytest.approx(np.bincount(layout.period, place) / layout.size)
    return Truth(place[:, None], slope[:, None], cut)


@pytest.mark.parametrize(
    ("move", "size"),
    [(_moved, STATIC), (_moved, WALK), (_swept, STATIC), (_swept, WALK), (_swept, PLANE)],
    ids=["moves-static", "moves-walk", "gibbs-static", "gibbs-walk", "gibbs-plane"],
)
def test_moves_leave_the_joint_distribution_of_positions_items_and_votes_as_it_is(
    move: Callable[..., Truth], size: dict[str, Any]
) -> None:
    """
    Exact for any number of moves, with no warm-up or thinning to choose.

    From positions and items drawn from their priors, and votes drawn from those, any number of
    moves must lead to positions and items that are again distributed as the priors, and that
    suit the votes as the true ones do (Gandy and Scott 2020, arXiv 2001.06465).
    """
    assert _least_p_value(move, size) > 0.05 / 14 / 4


def _least_p_value(move: Callable[..., Truth], size: dict[str, Any], n: int = 400) -> float:
    rows = []
    for seed in range(n):
        rng = np.random.default_rng([2, seed])
        data, true = drawn(rng, **size)
        after = move(data, true, rng)
        change = {name: value - _fit(data, true)[name] for name, value in _fit(data, after).items()}
        rows.append(_quantities(data, after) | change)
    columns = pd.DataFrame(rows).items()
    return min(stats.ttest_1samp(values, 0).pvalue for _, values in columns)


@pytest.mark.parametrize("wrong", ["prior", "volume", "bridges"])
def test_a_planted_error_is_found(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cutpoints held to be wider, a scale without its volume, bridges that are not looked at."""

    sound = laid_out

    def planted(data: Responses) -> Layout:
        layout = sound(data)
        if wrong == "volume":
            return layout._replace(volume=layout.volume + 2.0)
        return layout._replace(bridges=layout.bridges[:0]) if wrong == "bridges" else layout

    def move(data: Responses, true: Truth, rng: np.random.Generator) -> Truth:
        if wrong == "prior":
            data = replace(data, prior=data.prior._replace(cutpoints=2.6))
        return _moved(data, true, rng)

    monkeypatch.setattr(sys.modules[__name__], "laid_out", planted)
    assert _least_p_value(move, WALK, 200) < 1e-4


def test_the_test_of_uniform_ranks_sees_what_is_not() -> None:
    rng = np.random.default_rng(0)
    even = rng.integers(0, 50, (80, 8))
    assert uniform(even, 49) > 0.01
    narrow = np.clip(rng.normal(24.5, 10, (80, 8)), 0, 49).astype(int)
    assert uniform(narrow, 49) < 1e-3
    assert uniform(np.minimum(even + 3, 49), 49) < 1e-3


@pytest.mark.parametrize("size", [STATIC, WALK], ids=["static", "walk"])
def test_simulation_based_calibration(
    size: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Ranks of the true positions among the draws are uniform, and intervals cover at their level.

    The whole way from a fast fit to the standardised draws, on votes as the model expects them:
    unanimous items stay, and the true positions are standardised as the draws are (Talts and
    others 2018, arXiv 1804.06788).
    """
    monkeypatch.setattr(chains, "_WAIT", 0.001)
    ranks, inside = [], []
    for seed in range(50):
        data, true = drawn(np.random.default_rng([7, seed]), **size)
        fit = variational.fit(data, variational.start(data, 1), 1e-3, 200)
        ends = (np.flatnonzero(data.member == 0), np.flatnonzero(data.member == 1))
        run = chains.Run(1, 400, 400, 100, seed, False, None)
        found = chains.posterior(data, fit, ends, 0.8, run)
        place = standardised(true.place)[:, 0]
        if place[ends[0]].mean() < place[ends[1]].mean():
            place = -place
        assert found.draws is not None
        some = found.draws.places[0, 4::4, :, 0]
        ranks.append((some < place).sum(axis=0))
        inside.append(((found.low[:, 0] < place) & (place < found.high[:, 0])).mean())
    assert len(some) == 49
    assert uniform(np.array(ranks), 49) > 0.01
    assert abs(np.mean(inside) - 0.8) < 3.5 * np.std(inside) / np.sqrt(len(inside)) < 0.1


# --- known positions


def _known(seed: int, *size: int, **choices: Any) -> tuple[Responses, Floats, pd.DataFrame, Any]:
    data, truth = drawn(np.random.default_rng(seed), *size, **choices)
    right, left = ends_of(data, truth.place)
    direction = (data.members[right], data.members[left])
    return data, truth.place, as_frame(data), direction


@pytest.mark.parametrize(
    ("size", "choices"),
    [
        ((25, 1, 120), {}),
        ((25, 4, 60), {"by": "period"}),
        ((25, 4, 60), {"by": "period", "walk": "forward"}),
    ],
)
def test_both_routes_find_known_positions(size: Any, choices: dict[str, Any]) -> None:
    data, place, votes, direction = _known(8, *size, prior=Prior(cutpoints=1.4))
    runs = {
        method: ideal_points(
            votes, method=method, direction=direction, chains=3, draws=400, warmup=150, **choices
        ).table
        for method in ("fast", "posterior")
    }
    truth = standardised(place)[:, 0]
    for table in runs.values():
        assert table["member"].tolist() == data.members[data.member].tolist()
        assert np.corrcoef(table["estimate"], truth)[0, 1] > 0.96
        assert table["estimate"].corr(pd.Series(truth), method="spearman") > 0.94
    fast, posterior = runs.values()
    assert np.corrcoef(fast["estimate"], posterior["estimate"])[0, 1] > 0.985
    assert 0.75 < (fast["sd"] / posterior["sd"]).median() < 1.35
    inside = (posterior["low"] < truth) & (truth < posterior["high"])
    assert inside.mean() > 0.75  # those of one data set share the error of its scale


def test_slopes_and_cutpoints_from_draws_are_those_of_the_fast_route() -> None:
    _, _, votes, direction = _known(3, 40, 1, 80, prior=Prior(cutpoints=0.9))
    choices: dict[str, Any] = {"direction": direction, "draws": 400, "warmup": 150, "chains": 2}
    fast = ideal_points(votes, direction=direction).items
    found = ideal_points(votes, method="posterior", **choices).items
    assert found.columns.tolist() == fast.columns.tolist()
    for name in ("slope", "cut_yes", "cut_no"):
        assert np.corrcoef(fast[name], found[name])[0, 1] > 0.95
        assert 0.6 < (fast[f"{name}_sd"] / found[f"{name}_sd"]).median() < 1.6
    assert (found["cut_yes"] < found["cut_no"]).all()


def test_a_plane_is_found_and_its_draws_lie_over_one_another() -> None:
    _, place, votes, direction = _known(5, 25, 1, 150, prior=Prior(cutpoints=1.4), dimensions=2)
    found = ideal_points(
        votes,
        dimensions=2,
        method="posterior",
        direction=direction,
        chains=3,
        draws=1000,
        warmup=300,
    )
    aim = standardised(place)
    table = found.table
    mean = table[["dim1", "dim2"]].to_numpy()
    turn, _ = orthogonal_procrustes(mean, aim)
    assert all(np.corrcoef((mean @ turn)[:, d], aim[:, d])[0, 1] > 0.95 for d in (0, 1))
    # Draws whose axes were left to turn would average out, and no chain would match another.
    assert mean.std(axis=0).min() > 0.8
    assert table["rhat"].median() < 1.15
    assert {"dim1_sd", "dim2_low", "dim2_high", "rhat", "ess_bulk"} < set(table.columns)
    assert found.items.empty


@pytest.mark.parametrize("ends", [("M04", "M02"), ("M02", "M04")])
@pytest.mark.parametrize("dimensions", [1, 2])
def test_both_routes_agree_on_the_sign(dimensions: int, ends: tuple[str, str]) -> None:
    _, _, votes, _ = _known(5, 12, 1, 100, prior=Prior(cutpoints=1.4), dimensions=2)
    name = "estimate" if dimensions == 1 else "dim1"
    choices: dict[str, Any] = {"dimensions": dimensions, "direction": ends}
    fast = ideal_points(votes, **choices).table.set_index("member")[name]
    run = ideal_points(votes, **choices, method="posterior", draws=300, warmup=100)
    posterior = run.table.set_index("member")[name]
    assert fast[ends[0]] > fast[ends[1]] and posterior[ends[0]] > posterior[ends[1]]
    assert np.corrcoef(fast, posterior)[0, 1] > 0.9


def test_each_draw_is_standardised_and_has_the_sign_of_the_direction() -> None:
    _, _, votes, _ = _known(9, 8, 2, 15, prior=Prior(cutpoints=1.2))
    found = ideal_points(
        votes, by="period", method="posterior", direction=("M04", "M02"), draws=300, chains=2
    )
    draws = places_of(found)[..., 0].astype(float)
    assert np.abs(draws.mean(axis=2)).max() < 1e-5
    assert np.abs(draws.std(axis=2) - 1).max() < 1e-5
    member = found.table["member"].to_numpy()
    assert (
        draws[..., member == "M04"].mean(axis=2) >= draws[..., member == "M02"].mean(axis=2)
    ).all()
    flat = draws.reshape(-1, draws.shape[2])
    assert np.allclose(found.table["estimate"], flat.mean(axis=0), atol=1e-5)
    assert np.allclose(found.table["low"], np.quantile(flat, 0.025, axis=0), atol=1e-5)


def test_one_vote_gives_the_prior_back_and_is_marked() -> None:
    _, _, votes, direction = _known(33, 20, 1, 100, prior=Prior(cutpoints=1.2))
    dull = ideal_points(votes).items.set_index("item")["slope"].abs().idxmin()
    guest = votes[(votes["roll_call"] == dull) & (votes["member"] == "M00")].assign(member="Guest")
    table = ideal_points(
        pd.concat([votes, guest]), method="posterior", direction=direction, chains=3, draws=600
    ).table.set_index("member")
    assert 0.7 < table.loc["Guest", "sd"] < 1.4
    assert abs(table.loc["Guest", "estimate"]) < 0.4
    assert table.loc["Guest", "low"] < -1 < 1 < table.loc["Guest", "high"]
    assert table.loc["Guest", "withheld"] == "1 vote of its own"


# --- the Council


def test_a_short_fresh_run_gives_the_estimates_that_come_with_the_package() -> None:
    with pytest.warns(UnvotesWarning, match=r"not converged .*worst: .*call again with draws=\d+"):
        found = ideal_points(
            uv.load_votes(view="state"), by="year", method="posterior", chains=2, draws=300, seed=3
        )
    keys = ["member", "year", "n"]
    table, shipped = (
        each.sort_values(keys, ignore_index=True)
        for each in (found.table, uv.load_ideal_points("security-council"))
    )
    pd.testing.assert_frame_equal(table[keys], shipped[keys], check_dtype=False)
    off = (table["estimate"] - shipped["estimate"]).abs() / shipped["sd"]
    assert off.mean() < 0.12 and off.max() < 1
    assert 0.97 < (table["sd"] / shipped["sd"]).median() < 1.03
    # What has not converged is named.
    assert not found.converged
    failed = found.not_converged
    assert set(failed["quantity"]) <= {"position", "level", "scale"}
    assert ((failed["rhat"] > 1.01) | (failed[["bulk", "tail"]].min(axis=1) < 400)).all()
    named = table.set_index(["member", "year"])
    first = failed[failed["quantity"] == "position"].iloc[0]
    assert named.loc[(first["member"], first["period"]), "rhat"] == first["rhat"]
    assert "not converged: " in repr(found) and "2 chains of 150 kept draws" in found.method


# --- running


SHORT: dict[str, Any] = {"method": "posterior", "chains": 3, "draws": 120, "warmup": 40}


@pytest.fixture(scope="module")
def small() -> pd.DataFrame:
    return _known(17, 8, 1, 25, prior=Prior(cutpoints=1.2))[2]


def test_draws_are_given_by_name(small: pd.DataFrame) -> None:
    found = ideal_points(small, **SHORT)
    draws = found.draws()
    assert draws.shape == (180, 8) and draws.index.names == ["chain", "draw"]
    assert np.allclose(draws.mean(), found.table["estimate"], atol=1e-5)
    with pytest.raises(UnvotesError, match="the fast route has no draws"):
        ideal_points(small).draws()
    with pytest.raises(UnvotesError, match="unknown draws 'position'"):
        found.draws("position")  # type: ignore[arg-type]


def test_draws_go_to_xarray(small: pd.DataFrame) -> None:
    late = small["roll_call"].isin(small["roll_call"].unique()[12:])
    votes = small.assign(period=np.where(late, 2001, 2000))[~late | (small["member"] != "M03")]
    found = ideal_points(votes, by="period", **SHORT)
    array = found.draws().stack([0, 1]).to_xarray()
    assert dict(array.sizes) == {"chain": 3, "draw": 60, "member": 8, "period": 2}
    assert array.sel(member="M03", period=2001).isnull().all()
    mean = array.mean(["chain", "draw"]).to_series().dropna()
    estimate = found.table.set_index(["member", "period"])["estimate"]
    assert np.allclose(mean[estimate.index], estimate, atol=1e-5)
    plain = ideal_points(small, **SHORT).draws().stack().to_xarray()
    assert dict(plain.sizes) == {"chain": 3, "draw": 60, "member": 8}


@pytest.mark.parametrize("walk", ["joint", "forward"])
def test_items_are_summed_up_whether_their_draws_are_kept_or_not(
    small: pd.DataFrame, walk: Any
) -> None:
    found = ideal_points(small, walk=walk, item_draws=True, **SHORT)
    plain = ideal_points(small, walk=walk, **SHORT)
    pd.testing.assert_frame_equal(found.items, plain.items)
    draws = found.draws("items")
    assert draws.columns.names == ["item", "parameter"] and len(draws) == 180
    for name in ("slope", "cut_yes", "cut_no"):
        of = draws.xs(name, axis=1, level="parameter")[found.items["item"]]
        assert np.allclose(of.mean(), found.items[name], atol=1e-5)
        assert np.allclose(of.std(ddof=0), found.items[f"{name}_sd"], rtol=1e-4)
    with pytest.raises(UnvotesError, match="item_draws=True"):
        plain.draws("items")


def test_which_of_the_two_a_result_is_stands_on_it(small: pd.DataFrame) -> None:
    year = small.assign(period=2000)
    forward = ideal_points(year, by="period", walk="forward", **SHORT)
    joint = ideal_points(year, by="period", **SHORT)
    assert "no posterior of its own" in repr(forward) and "no posterior" not in repr(joint)
    assert set(forward.table["walk"]) == {"forward"} and set(joint.table["walk"]) == {"joint"}
    assert "forward" in how_sure(forward) and "forward" not in how_sure(joint)


def test_same_seed_same_draws(small: pd.DataFrame) -> None:
    one, two = (places_of(ideal_points(small, seed=4, **SHORT)) for _ in range(2))
    assert np.array_equal(one, two)
    other = places_of(ideal_points(small, seed=5, **SHORT))
    assert not np.isclose(one, other).any(axis=(0, 1, 3)).all()
    # Nor are the chains of one run copies.
    assert not np.array_equal(one[0], one[1])


def test_draws_in_a_file_are_the_same(small: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    dispersed: dict[str, Any] = {**SHORT, "dimensions": 2}
    plain = [ideal_points(small, **choices) for choices in (SHORT, dispersed)]
    monkeypatch.setattr(kept_draws, "_LARGE", 0)
    room = kept_draws.Room((2, 8, 5, 1))
    room.draws[:] = np.arange(80, dtype=np.float32).reshape(2, 8, 5, 1)
    room.release()
    assert np.array_equal(room.columns(6, 3, 9), room.draws[:, :6, 3:])
    assert (room._map is not None) == (sys.platform == "linux")
    for one, choices in zip(plain, (SHORT, dispersed), strict=True):
        other = ideal_points(small, **choices)
        assert np.array_equal(places_of(one), places_of(other))
        pd.testing.assert_frame_equal(one.table, other.table)


def test_only_so_many_draws_are_kept(small: pd.DataFrame) -> None:
    whole = places_of(ideal_points(small, **SHORT))
    few = places_of(ideal_points(small, **SHORT, keep=20))
    assert (whole.shape[1], few.shape[1]) == (60, 20)
    assert np.array_equal(whole[:, 2::3], few)
    with pytest.raises(UnvotesError, match="keep=3 must be a whole number from 4 up"):
        ideal_points(small, **SHORT, keep=3)


def test_one_chain_has_no_r_hat_and_few_draws_are_refused(small: pd.DataFrame) -> None:
    found = ideal_points(small, **SHORT | {"chains": 1, "draws": 9, "warmup": 0})
    assert places_of(found).shape[:2] == (1, 4)
    assert found.table["rhat"].isna().all() and not found.converged
    assert "no R-hat" in found.method
    with pytest.raises(UnvotesError, match="draws=7: 8 or more"):
        ideal_points(small, **SHORT | {"draws": 7})


def test_two_members_are_always_at_the_two_ends(small: pd.DataFrame) -> None:
    found = ideal_points(small, members=["M00", "M01"], **SHORT)
    assert found.table["estimate"].tolist() == pytest.approx([1.0, -1.0])


def test_a_missing_extra_is_named(small: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(UnvotesError, match=r"needs numba.*unvotes\[posterior\].*method=\"fast\""):
        ideal_points(small, **SHORT)
    assert len(ideal_points(small).table) == 8


def test_macs_without_numba_are_told_so(
    small: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    with pytest.raises(UnvotesError, match=r"no longer made for Macs with an Intel.*\"fast\""):
        ideal_points(small, **SHORT)


def test_a_bar_needs_its_library(small: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(ideal_points(small, progress=True, **SHORT).table) == 8
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(UnvotesError, match="progress=True needs tqdm"):
        ideal_points(small, progress=True, **SHORT)
    assert len(ideal_points(small, progress=False, **SHORT).table) == 8


def _interrupt(patch: pytest.MonkeyPatch, blocks: int) -> None:
    """Press Ctrl-C in the waiting loop while each chain is in the move after so many."""
    move, sleep = JointChain.move, time.sleep
    count: Counter[int] = Counter()
    pressed = threading.Event()

    def moved(self: JointChain) -> None:
        count[id(self)] += 1
        if count[id(self)] > blocks:
            pressed.wait(10)
            sleep(0.2)  # until those who wait have said that all shall stop
        move(self)

    def waited(seconds: float) -> None:
        sleep(0.001)
        if len(count) == SHORT["chains"] and min(count.values()) > blocks:
            pressed.set()
            raise KeyboardInterrupt

    patch.setattr(chains.os, "cpu_count", lambda: SHORT["chains"])
    patch.setattr(JointChain, "move", moved)
    patch.setattr(chains.time, "sleep", waited)


def test_an_interrupted_run_goes_on_as_if_nothing_had_been(
    small: pd.DataFrame, tmp_path: Path
) -> None:
    whole = ideal_points(small, **SHORT)
    file = tmp_path / "run.npz"
    with pytest.MonkeyPatch.context() as patch:
        _interrupt(patch, 7)  # eight moves of five iterations each: the warm-up
        with pytest.raises(UnvotesError, match=r"interrupted before .* goes on from .*run\.npz"):
            ideal_points(small, checkpoint=file, **SHORT)
    with pytest.MonkeyPatch.context() as patch:
        _interrupt(patch, 29)
        part = ideal_points(small, checkpoint=file, **SHORT)
    assert "interrupted" in part.method and not part.converged
    assert places_of(part).shape[1] == 30 and places_of(whole).shape[1] == 60
    assert np.array_equal(places_of(part), places_of(whole)[:, :30])
    resumed = ideal_points(small, checkpoint=file, **SHORT)
    assert np.array_equal(places_of(resumed), places_of(whole))
    pd.testing.assert_frame_equal(resumed.table, whole.table)
    pd.testing.assert_frame_equal(resumed.items, whole.items)
    # A finished run is read back without a sweep.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JointChain, "move", None)
        again = ideal_points(small, checkpoint=file, **SHORT)
    assert np.array_equal(places_of(again), places_of(whole))
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]


def test_chains_are_saved_while_they_run(
    small: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = []
    save = chains._save
    monkeypatch.setattr(chains, "_SAVE_EVERY", 0.0)
    monkeypatch.setattr(chains, "_WAIT", 0.001)
    monkeypatch.setattr(chains, "_save", lambda *facts: (saved.append(1), save(*facts)))
    run = SHORT | {"draws": 2000}
    watched = ideal_points(small, checkpoint=tmp_path / "run.npz", **run)
    assert len(saved) > 2
    assert np.array_equal(places_of(watched), places_of(ideal_points(small, **run)))


def test_a_checkpoint_of_something_else_is_refused(small: pd.DataFrame, tmp_path: Path) -> None:
    file = tmp_path / "run.npz"
    ideal_points(small, checkpoint=file, direction=("M00", "M01"), **SHORT)
    held = file.read_bytes()
    votes = small.assign(vote=small["vote"].where(small.index != small.index[3], "nonvoting"))
    others: list[tuple[pd.DataFrame, dict[str, Any]]] = [
        (votes, {}),
        (small, {"draws": 140}),
        (small, {"seed": 1}),
        (small, {"dimensions": 2}),
        (small, {"direction": ("M01", "M00")}),
    ]
    for frame, choices in others:
        with pytest.raises(UnvotesError, match=r"run\.npz is the checkpoint of other votes"):
            ideal_points(frame, checkpoint=file, **{"direction": ("M00", "M01")} | SHORT | choices)
        assert file.read_bytes() == held
    np.save(tmp_path / "array.npy", np.arange(3))
    for name, content in (
        ("text", b"not a checkpoint"),
        ("empty", b""),
        ("cut", held[: len(held) // 2]),
        ("array", (tmp_path / "array.npy").read_bytes()),
    ):
        broken = tmp_path / f"{name}.npz"
        broken.write_bytes(content)
        with pytest.raises(UnvotesError, match=rf"{name}\.npz is no checkpoint of ideal_points"):
            ideal_points(small, checkpoint=broken, **SHORT)
        assert broken.read_bytes() == content
    with pytest.raises(UnvotesError, match="there is no folder"):
        ideal_points(small, checkpoint=tmp_path / "nowhere" / "run.npz", **SHORT)
