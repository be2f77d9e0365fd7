"""Distances, hierarchy, positions, communities and the test of a partition."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.spatial
from hypothesis import given, settings

from tests.analysis.frames import frame, frames
from unvotes.analysis.blocs.ready import bloc
from unvotes.analysis.core.joint_tables import all_pairs, all_tables, matches
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.analysis.core.measures import get_measure
from unvotes.analysis.core.resampling import matrix_draws
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.analysis.pairs.all_pairs import agreement_matrix
from unvotes.analysis.structure.communities import _ties, communities
from unvotes.analysis.structure.distances import distances, drawn_blocks, drawn_squares, square
from unvotes.analysis.structure.fitting import Wanted, descended, majorised
from unvotes.analysis.structure.hierarchy import hierarchy
from unvotes.analysis.structure.partitions import partition_test
from unvotes.analysis.structure.scaling import (
    _CLOSE,
    _best,
    _classical,
    _laid_over,
    _oriented,
    _stress,
    positions,
)
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes

CAMPS = {"left": list("ABCD"), "right": list("EFGH"), "third": list("IJKL")}


def camps(n: int = 150, noise: float = 0.15, seed: int = 0) -> pd.DataFrame:
    """Twelve members in three camps, each of which mostly votes as one."""
    rng = np.random.default_rng(seed)
    rows = {}
    for members in CAMPS.values():
        line = rng.choice(list("NAY"), n, p=[0.35, 0.15, 0.5])
        for member in members:
            strays = rng.random(n) < noise
            rows[member] = "".join(np.where(strays, rng.choice(list("NAY"), n), line))
    return frame(rows, meeting=[i // 3 for i in range(n)])


def apart(n: int = 40) -> pd.DataFrame:
    """Two Councils that never met: A to C, and then D and E."""
    rng = np.random.default_rng(2)
    first = ["".join(rng.choice(list("NAY"), n)) + "." * n for _ in "ABC"]
    second = ["." * n + "".join(rng.choice(list("NAY"), n)) for _ in "DE"]
    return frame(dict(zip("ABCDE", first + second, strict=True)))


# --- distances ----------------------------------------------------------------------------


@pytest.mark.parametrize(("measure", "lowest"), [("agreement", 0), ("s", -1), ("kappa", -1)])
def test_distances_are_agreement_turned_round(measure: str, lowest: float) -> None:
    found = distances(camps(), measure=measure)
    estimate, _ = agreement_matrix(camps(), measure=measure)
    expected = (1 - estimate) / (1 - lowest)
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-9)
    assert (np.diag(found) == 0).all() and found.max().max() <= 1


@given(frames("ABCD", 25))
@settings(max_examples=30)
def test_distances_of_shared_roll_calls_keep_to_their_range(votes: pd.DataFrame) -> None:
    if (votes[votes["vote"].isin(["no", "abstain", "yes"])]["member"].nunique()) < 2:
        return
    found = distances(votes, min_shared=1).to_numpy()
    known = found[~np.isnan(found)]
    assert ((known >= 0) & (known <= 1)).all()
    assert np.array_equal(found, found.T, equal_nan=True)


# --- hierarchy ----------------------------------------------------------------------------


def test_camps_are_the_first_clusters() -> None:
    tree = hierarchy(camps())
    cut = tree.cut(3)
    for members in CAMPS.values():
        assert cut[members].nunique() == 1
    assert cut.nunique() == 3 and sorted(tree.order) == sorted(tree.members)
    # Camps stand together in the order of leaves.
    for members in CAMPS.values():
        places = sorted(tree.order.index(m) for m in members)
        assert places == list(range(places[0], places[0] + 4))
    assert 0.8 < tree.fit <= 1 and tree.filled == 0
    assert "12 members" in repr(tree) and "average" in tree._repr_html_()


def test_clusters_are_numbered_from_the_largest() -> None:
    cut = hierarchy(camps(), members=list("ABCDEF")).cut(2)
    assert set(cut[list("ABCD")]) == {1} and set(cut[list("EF")]) == {2}


def test_joins_are_those_of_a_worked_example() -> None:
    # A and B differ on 1 of 10, C from them on 5 and 6: joined at .1 and (.5 + .6)/2.
    votes = frame({"A": "YYYYYYYYYY", "B": "YYYYYYYYYN", "C": "NNNNNYYYYY"})
    found = hierarchy(votes).linkage[:, 2]
    assert found == pytest.approx([0.1, 0.55])
    assert hierarchy(votes, linkage="complete").linkage[-1, 2] == pytest.approx(0.6)
    assert hierarchy(votes, linkage="single").linkage[-1, 2] == pytest.approx(0.5)


def test_missing_distances_are_refused_or_filled_and_counted() -> None:
    votes = frame({"A": "Y" * 20, "B": "Y" * 10 + "." * 10, "C": "." * 10 + "N" * 10})
    with pytest.raises(UnvotesError, match="1 pairs of members have no distance"):
        hierarchy(votes)
    filled = hierarchy(votes, missing="fill")
    assert filled.filled == 1 and np.isnan(filled.distances.loc["B", "C"])
    # B is 0 from A, C is 1: the mean of both is assumed between them.
    assert filled.linkage[:, 2] == pytest.approx([0, 0.75])
    with pytest.raises(UnvotesError, match="no distance to anyone"):
        hierarchy(apart(), missing="fill", members=["A", "B", "D"])


# --- positions ----------------------------------------------------------------------------


def creeping(far: np.ndarray, start: np.ndarray, tolerance: float) -> np.ndarray:
    """Follow majorisation alone from one start."""
    return majorised(Wanted.of(far), start.T[None], tolerance, 20_000)[0].T


def test_scaling_recovers_points_from_their_distances() -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(15, 2))
    far = scipy.spatial.distance.squareform(scipy.spatial.distance.pdist(points))
    for gone in (0, 20):
        known = far.copy()
        for i, j in zip(*rng.integers(0, 15, (2, gone)), strict=True):
            if i != j:
                known[i, j] = known[j, i] = np.nan
        found = creeping(known, _classical(known, 2), 1e-12)
        _, _, misfit = scipy.spatial.procrustes(points, found)
        assert misfit < 1e-4


def test_a_turned_and_mirrored_map_is_laid_back_over_the_first() -> None:
    rng = np.random.default_rng(1)
    points = rng.normal(size=(10, 2))
    points -= points.mean(axis=0)
    turn = np.array([[np.cos(2), np.sin(2)], [np.sin(2), -np.cos(2)]])
    assert _laid_over(points, points @ turn + [3, -1]) == pytest.approx(points)
    # It is not stretched: a smaller map stays smaller.
    assert _laid_over(points, points @ turn / 2) == pytest.approx(points / 2)


def test_a_map_of_three_camps() -> None:
    found = positions(camps())
    table = found.table.set_index("member")
    assert table.columns.tolist() == [
        "dim1",
        "dim1_low",
        "dim1_high",
        "dim2",
        "dim2_low",
        "dim2_high",
        "n",
        "pairs",
    ]
    points = table[["dim1", "dim2"]]
    far = distances(camps())
    drawn = scipy.spatial.distance.squareform(scipy.spatial.distance.pdist(points))
    upper = np.triu_indices(12, 1)
    assert np.corrcoef(drawn[upper], far.to_numpy()[upper])[0, 1] > 0.95
    assert found.stress < 0.25 and found.n == 150 and found.left_out == ()
    assert points.mean().to_numpy() == pytest.approx([0, 0], abs=1e-9)
    assert points["dim1"].var() >= points["dim2"].var()
    for d in ("dim1", "dim2"):
        assert (table[f"{d}_low"] <= table[d]).all() and (table[d] <= table[f"{d}_high"]).all()
    assert "stress" in repr(found) and "12 members" in found._repr_html_()


def line_up(n: int) -> pd.DataFrame:
    """Eight members on a line, who vote yes up to a point that differs from vote to vote."""
    rng = np.random.default_rng(n)
    place = np.linspace(-1.5, 1.5, 8)
    yes = place + 0.3 * rng.normal(size=(n, 8)) < rng.normal(size=(n, 1))
    return frame({m: "".join(np.where(yes[:, k], "Y", "N")) for k, m in enumerate("ABCDEFGH")})


def test_more_votes_make_a_firmer_map() -> None:
    few, many = (positions(line_up(n), dims=1, n_boot=100).table for n in (40, 640))
    assert many["dim1"].is_monotonic_decreasing  # A comes first, so it lies on the positive side
    widths = [(t["dim1_high"] - t["dim1_low"]).mean() for t in (few, many)]
    # Sixteen times the votes: a quarter of the width.
    assert widths[1] == pytest.approx(widths[0] / 4, rel=0.35)


def test_members_that_nothing_links_are_left_out_by_name() -> None:
    found = positions(apart(), dims=1, n_boot=100)
    assert found.table["member"].tolist() == ["A", "B", "C"] and found.left_out == ("D", "E")
    with pytest.raises(UnvotesError, match="only 3 members are linked"):
        positions(apart(), dims=3)


def test_members_that_never_met_are_placed_through_others() -> None:
    # Twins of A and of B that sat in different years still land beside them.
    rng = np.random.default_rng(8)
    lines = [rng.choice(list("NY"), 200) for _ in range(4)]
    a, b, c, d = ("".join(line) for line in lines)
    rows = {"A": a, "B": b, "C": c, "D": d, "A1": a[:100] + "." * 100, "B2": "." * 100 + b[100:]}
    table = positions(frame(rows), n_boot=100).table.set_index("member")
    assert table.loc["A1", "pairs"] == 4
    points = table[["dim1", "dim2"]]
    near = np.linalg.norm(points.loc["A1"] - points.loc["A"])
    assert near < 0.5 * np.linalg.norm(points.loc["A1"] - points.loc["B"])


def test_the_map_is_the_same_each_time() -> None:
    one, two = (positions(camps(60), n_boot=100).table for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def whole(seed: int, members: int = 30) -> np.ndarray:
    """Distances in three dimensions, that no plane can keep."""
    points = np.random.default_rng(seed).normal(size=(members, 3))
    return scipy.spatial.distance.squareform(scipy.spatial.distance.pdist(points))


def gappy(seed: int, members: int = 30) -> np.ndarray:
    """Such distances, half of them missing."""
    far = whole(seed, members)
    gone = np.triu(np.random.default_rng(seed + 1000).random(far.shape) < 0.5, 1)
    far[gone | gone.T] = np.nan
    return far


def test_the_last_digits_of_the_distances_do_not_turn_the_map() -> None:
    # Another processor adds in another order.
    far = distances(camps(80, noise=0.3)).to_numpy()
    first = _oriented(_best(far, 2)[0])
    rng = np.random.default_rng(0)
    for _ in range(5):
        shaken = far * (1 + 4e-16 * np.triu(rng.integers(-2, 3, far.shape), 1))
        shaken = np.triu(shaken, 1) + np.triu(shaken, 1).T
        assert _oriented(_best(shaken, 2)[0]) == pytest.approx(first, abs=1e-9)


def test_members_in_one_place_do_not_turn_the_map() -> None:
    # The first and the third lie farthest out: which of them must not depend on such a digit.
    points = np.array([[2.0, 0.3], [-3.0, 0.0], [2.0, 0.3], [-1.0, -0.6]])
    turned = [_oriented(points + shift) for shift in (0, np.eye(4, 2, -2) * 1e-15)]
    assert turned[1] == pytest.approx(turned[0], abs=1e-9)


def test_weighted_counts_are_exact_to_the_last_digit() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(-1, 3, (300, 4)).astype(np.int8)
    weights = rng.standard_exponential(300)
    same, n = matches(codes, weights)
    tables = all_tables(codes, weights)
    for i in range(4):
        for j in range(4):
            both = (codes[:, i] >= 0) & (codes[:, j] >= 0)
            assert n[i, j] == pytest.approx(weights[both].sum(), rel=1e-13)
            alike = both & (codes[:, i] == codes[:, j])
            assert same[i, j] == pytest.approx(weights[alike].sum(), rel=1e-13)
            yes_no = (codes[:, i] == 2) & (codes[:, j] == 0)
            assert tables[2, 0, i, j] == pytest.approx(weights[yes_no].sum(), rel=1e-13)


@pytest.mark.parametrize("name", ["kappa", "s_squared"])
def test_blocks_of_members_give_the_same_square(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = np.random.default_rng(4).integers(-1, 3, (40, 11)).astype(np.int8)
    expected = all_pairs(codes, get_measure(name))
    monkeypatch.setattr("unvotes.analysis.core.joint_tables._TABLES", 44)  # four members at once
    found = all_pairs(codes, get_measure(name))
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_resample_is_followed_to_its_end() -> None:
    # A stop at the first slow round would leave it near the map, and its interval too narrow.
    matrix = vote_matrix(load_votes(since=2025, until=2025), contested=True).voting()
    measure = get_measure("agreement")
    start, _ = _best(square(matrix.codes, measure, 10), 2)
    how = Uncertainty("bootstrap", 0.95, 100, 0, "roll_call")
    for weights in matrix_draws(len(matrix.codes), None, how):
        far = square(matrix.codes, measure, 10, weights)
        found, settled = descended(Wanted.of(far), start.T[None], _CLOSE)
        end = _laid_over(start, creeping(far, start, 1e-12))
        assert settled and _laid_over(start, found[0].T) == pytest.approx(end, abs=0.01)


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_the_slope_of_the_misfit_is_that_of_its_formula(dims: int) -> None:
    far = gappy(1, members=320)  # more than fit into one block of rows
    wanted, points = Wanted.of(far), np.random.default_rng(0).normal(size=(320, dims))
    points -= points.mean(axis=0)
    assert len(wanted.blocks) > 1

    def misfit(points: np.ndarray) -> float:
        now = scipy.spatial.distance.squareform(scipy.spatial.distance.pdist(points))
        return float(np.nansum((now - far) ** 2) / 2)

    (found,), (slope,) = wanted.misfit(points.T[None])
    assert found == pytest.approx(misfit(points), rel=1e-12)
    for member in (0, 170, 319):
        moved = np.zeros_like(points)
        moved[member, -1] = 1e-5
        expected = (misfit(points + moved) - misfit(points - moved)) / 2e-5
        assert slope[-1, member] == pytest.approx(expected, rel=1e-5)


def test_both_ways_down_end_in_the_same_map() -> None:
    far = distances(camps(80, noise=0.3)).to_numpy()
    start = _classical(far, 2)
    slow = creeping(far, start, 1e-15)
    (quick,), _ = descended(Wanted.of(far), start.T[None], 1e-12)
    assert _laid_over(slow, quick.T) == pytest.approx(slow - slow.mean(axis=0), abs=1e-5)


@pytest.mark.parametrize("missing", [False, True])
def test_maps_side_by_side_are_those_one_by_one(missing: bool) -> None:
    gone = np.isnan(gappy(0)) & missing
    squares = [np.where(gone, np.nan, whole(seed)) for seed in range(4)]
    starts = np.random.default_rng(0).normal(size=(4, 2, 30))
    alone = [Wanted.of(far) for far in squares]
    stack = Wanted(
        tuple(np.concatenate(each) for each in zip(*(one.blocks for one in alone), strict=True)),
        alone[0].pattern,
    )
    together, settled = descended(stack, starts, 1e-9)
    for one, start, found in zip(alone, starts, together, strict=True):
        assert found == pytest.approx(descended(one, start[None], 1e-9)[0][0], abs=1e-9)
    assert settled.all()
    # Of those that may not go on for long, each says for itself whether it has come to its end.
    near = together + 1e-3 * np.arange(4)[:, None, None] * starts
    short, settled = descended(stack, near, 1e-9, rounds=4)
    assert settled.tolist() == [True, False, False, False]
    assert (stack.misfit(short)[0] <= stack.misfit(near)[0]).all()


def test_votes_without_a_pattern_have_no_settled_map() -> None:
    rng = np.random.default_rng(0)
    noise = frame({f"M{i:02}": "".join(rng.choice(list("NAY"), 300)) for i in range(30)})
    assert "resamples not settled" in positions(noise, n_boot=100).method
    assert "not settled" not in positions(camps(), n_boot=100).method


@pytest.mark.parametrize("name", ["agreement", "s_squared", "kappa_linear", "pi"])
def test_resamples_together_are_those_one_by_one(name: str) -> None:
    rng = np.random.default_rng(3)
    codes = rng.integers(-1, 3, (60, 9)).astype(np.int8)
    codes[:40, 2] = -1  # shares few roll calls with anyone
    measure, weights = get_measure(name), rng.standard_exponential((5, 60))
    together = drawn_squares(codes, measure, 15, iter(weights), np.float64)
    for one, found in zip(weights, together, strict=True):
        np.testing.assert_allclose(found, square(codes, measure, 15, one), atol=1e-13)


def test_blocks_of_resamples_are_their_squares() -> None:
    rng = np.random.default_rng(3)
    codes = rng.integers(-1, 3, (60, 9)).astype(np.int8)
    codes[:40, 2] = -1
    measure, weights = get_measure("agreement"), rng.standard_exponential((5, 60))
    codes[:, 8], codes[:50, 7] = 1, -1
    weights[0, 50:] = 0  # all that members 7 and 8 have in common
    far = square(codes, measure, 10)
    rows = (slice(0, 4), slice(4, 8), slice(8, 9))
    (blocks,) = drawn_blocks(codes, measure, far, iter(weights), rows)
    assert [block.shape for block in blocks] == [(5, 4, 9), (5, 4, 5), (5, 1, 1)]
    for k, one in enumerate(weights):
        expected = np.nan_to_num(np.where(np.isnan(far), np.nan, square(codes, measure, 1, one)))
        expected[7] = expected[:, 7] = np.nan_to_num(far[7]) if not k else expected[7]
        for block, here in zip(blocks, rows, strict=True):
            np.testing.assert_allclose(block[k], expected[here, here.start :], atol=1e-6)


def test_where_distances_are_missing_the_best_of_several_maps_is_kept() -> None:
    better = 0
    for seed in range(6):
        far = gappy(seed)
        classical = _stress(far, creeping(far, _classical(far, 2), 1e-10))
        best = _stress(far, _best(far, 2)[0])
        assert best <= classical + 1e-9
        better += best < classical - 1e-3
    assert better > 0


# --- communities --------------------------------------------------------------------------


def test_camps_are_communities() -> None:
    pytest.importorskip("igraph")
    found = communities(camps())
    label = found.table.set_index("member")["community"]
    assert label.nunique() == 3
    for members in CAMPS.values():
        assert label[members].nunique() == 1
    assert found.stability > 0.95 and found.modularity > 0.3
    assert (found.table["certainty"] > 0.95).all()
    assert found.table["community"].is_monotonic_increasing
    together = found.together
    assert (np.diag(together) == 1).all() and together.loc["A", "B"] > 0.95 > 0.1 > together.loc[
        "A", "E"
    ]
    assert "1: A, B, C, D" in repr(found) and "3 communities" in found._repr_html_()


def test_without_camps_communities_are_not_stable() -> None:
    pytest.importorskip("igraph")
    rng = np.random.default_rng(0)
    noise = frame({m: "".join(rng.choice(list("NAY"), 60)) for m in "ABCDEFGHIJKL"})
    assert communities(noise).stability < 0.4


def test_modularity_is_that_of_its_formula() -> None:
    pytest.importorskip("igraph")
    found = communities(camps(60, 0.5))
    weights = found.weights.to_numpy()
    label = found.table.set_index("member")["community"][found.weights.index].to_numpy()
    degree, total = weights.sum(axis=1), weights.sum()
    same = label[:, None] == label[None, :]
    expected = ((weights - np.outer(degree, degree) / total) * same).sum() / total
    assert found.modularity == pytest.approx(expected)


def test_the_last_digits_of_the_agreements_move_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = load_votes(since=2021, until=2025)
    found = communities(votes, contested=True, n_boot=100)
    rng = np.random.default_rng(1)

    def shaken(far: np.ndarray, *arguments: Any) -> np.ndarray:
        by = 1 + 2e-16 * rng.integers(-2, 3, far.shape)
        return _ties(far * np.sqrt(by * by.T), *arguments)

    monkeypatch.setattr("unvotes.analysis.structure.communities._ties", shaken)
    for _ in range(2):
        other = communities(votes, contested=True, n_boot=100)
        pd.testing.assert_frame_equal(other.together, found.together)
        assert other.stability == found.stability


def test_members_that_always_say_yes_belong_together() -> None:
    pytest.importorskip("igraph")
    rng = np.random.default_rng(1)
    rows = {m: "Y" * 60 for m in "ABC"}
    no = rng.random(60) < 0.5
    rows |= {m: "".join(np.where(no ^ (rng.random(60) < 0.1), "N", "Y")) for m in "DEF"}
    label = communities(frame(rows)).table.set_index("member")["community"]
    assert label[list("ABC")].nunique() == 1 and label[list("DEF")].nunique() == 1
    assert label.nunique() == 2


def test_who_cannot_be_compared_is_left_out_by_name() -> None:
    pytest.importorskip("igraph")
    votes = pd.concat([camps(40), frame({"Z": "Y" * 5})])
    assert communities(votes).left_out == ("Z",)


def test_pythons_random_numbers_are_left_alone() -> None:
    pytest.importorskip("igraph")
    random.seed(3)
    expected = random.random()
    random.seed(3)
    one = communities(camps(60, 0.5))
    assert random.random() == expected
    two = communities(camps(60, 0.5))
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(one.together, two.together)


class Counting:
    """A source of random numbers of one's own, that counts how often it is asked."""

    def __init__(self) -> None:
        self.source, self.asked = random.Random(5), 0

    def random(self) -> float:
        self.asked += 1
        return self.source.random()

    def randint(self, low: int, high: int) -> int:
        self.asked += 1
        return self.source.randint(low, high)

    def gauss(self, mean: float, spread: float) -> float:
        self.asked += 1
        return self.source.gauss(mean, spread)


def test_the_random_source_set_in_igraph_stays() -> None:
    igraph = pytest.importorskip("igraph")

    def drawn() -> list[tuple[int, int]]:
        return list(igraph.Graph.Erdos_Renyi(50, m=20).get_edgelist())

    own = Counting()
    try:
        for source in (random.Random(5), own, random):
            random.seed(5)
            igraph.set_random_number_generator(source)
            first = drawn()
            communities(camps(60, 0.5))
            second = drawn()
            random.seed(5)
            igraph.set_random_number_generator(Counting() if source is own else random.Random(5))
            assert [first, second] == [drawn(), drawn()]
        asked = own.asked
        igraph.set_random_number_generator(None)  # igraph's own: nobody else is asked
        state = random.getstate()
        communities(camps(60, 0.5))
        drawn()
        assert own.asked == asked and random.getstate() == state
    finally:
        igraph.set_random_number_generator(random)


def test_threads_find_the_same_communities() -> None:
    pytest.importorskip("igraph")
    votes = camps(60, 0.5)
    alone = communities(votes)
    with ThreadPoolExecutor(4) as pool:
        for one in pool.map(lambda _: communities(votes), range(4)):
            assert one.stability == alone.stability
            pd.testing.assert_frame_equal(one.together, alone.together)


def test_without_igraph_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "igraph", None)
    with pytest.raises(UnvotesError, match=r"pip install 'unvotes\[network\]'"):
        communities(camps())


# --- partitions ---------------------------------------------------------------------------


def test_true_camps_explain_the_votes() -> None:
    test = partition_test(camps(), CAMPS)
    estimate, _ = agreement_matrix(camps())
    label = {m: name for name, members in CAMPS.items() for m in members}
    pairs = [(a, b) for a in label for b in label if a < b]
    within = np.mean([estimate.loc[a, b] for a, b in pairs if label[a] == label[b]])
    between = np.mean([estimate.loc[a, b] for a, b in pairs if label[a] != label[b]])
    assert (test.within, test.between) == pytest.approx((within, between))
    assert test.estimate == pytest.approx(within - between)
    same = np.array([label[a] == label[b] for a, b in pairs], dtype=float)
    values = np.array([estimate.loc[a, b] for a, b in pairs])
    assert test.explained == pytest.approx(np.corrcoef(same, values)[0, 1] ** 2)
    assert (test.pairs_within, test.pairs_between) == (18, 48)
    assert test.p_value < 0.001 and test.explained > 0.8 and test.n == 150
    assert "p = 0.000" in repr(test) and "left, right, third" in test._repr_html_()


def test_p_values_of_meaningless_blocs_are_evenly_spread() -> None:
    rng = np.random.default_rng(6)
    found = []
    for seed in range(100):
        names = rng.permutation(list("ABCDEFGHIJKL"))
        blocs = {"one": names[:5].tolist(), "two": names[5:].tolist()}
        found.append(partition_test(camps(40, seed=seed), blocs, n_permutations=199).p_value)
    assert np.mean(np.array(found) <= 0.05) <= 0.11
    assert 0.4 < np.mean(found) < 0.62


def test_a_p_value_worked_by_hand() -> None:
    # Two pairs of twins: of the three ways to pair four members only one is as good.
    votes = frame({"A": "YYYYYYNNNN", "B": "YYYYYYNNNN", "C": "NNNNNYYYYY", "D": "NNNNNYYYYY"})
    test = partition_test(votes, {"one": ["A", "B"], "two": ["C", "D"]})
    assert (test.within, test.between) == (1, pytest.approx(0.1))
    assert test.p_value == pytest.approx(1 / 3, abs=0.02)


def test_a_p_value_is_never_zero() -> None:
    assert partition_test(camps(), CAMPS, n_permutations=199).p_value == 1 / 200


def test_ways_to_name_a_partition() -> None:
    series = pd.Series({m: name for name, members in CAMPS.items() for m in members})
    first = partition_test(camps(), CAMPS, n_permutations=99)
    second = partition_test(camps(), series, n_permutations=99)
    assert (first.estimate, first.p_value) == (second.estimate, second.p_value)
    states = (
        camps()
        .assign(date=pd.Timestamp("2012-02-04"))
        .replace(dict(zip("ABCD", ["RUS", "CHN", "IND", "ZAF"], strict=True)))
    )
    listed = partition_test(
        states,
        [bloc("RUS", "CHN", name="Russia–China"), "India–South Africa"],
        n_permutations=99,
    )
    assert listed.members.to_dict() == {
        "RUS": "Russia–China",
        "CHN": "Russia–China",
        "IND": "India–South Africa",
        "ZAF": "India–South Africa",
    }


# --- wrong input --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda v: distances(v, measure="kapa"), "did you mean 'kappa'"),
        (lambda v: distances(v, members=["A"]), "at least two members"),
        (lambda v: distances(v, members=["A", "Q"]), "unknown member 'Q'"),
        (lambda v: hierarchy(v, linkage="ward"), "unknown linkage 'ward'"),
        (lambda v: hierarchy(v, missing="drop"), "unknown missing 'drop'"),
        (lambda v: hierarchy(v).cut(99), "there are only 12 members"),
        (lambda v: hierarchy(v, min_shared=1000), "have no distance"),
        (lambda v: positions(v, dims=0), "dims=0"),
        (lambda v: positions(v, members=["A", "B"]), "needs 3 or more"),
        (lambda v: positions(v, resample_by="metting"), "did you mean 'meeting'"),
        (lambda v: communities(v, resolution=0), "resolution=0 must be above 0"),
        (lambda v: communities(v, threshold=2), "in the range of agreement, from 0 to 1"),
        (lambda v: communities(v, threshold="median"), "must be 'mean'"),
        (lambda v: communities(v, threshold=0.999), "no two members are tied"),
        (lambda v: partition_test(v, {"one": ["A", "B"]}), "two blocs or more"),
        (lambda v: partition_test(v, {"one": ["A"], "two": ["B"]}), "0 pairs to compare within"),
        (lambda v: partition_test(v, {"one": ["A", "B"], "two": ["B", "C"]}), "B is in several"),
        (lambda v: partition_test(v, {"one": ["A", "B"], "two": ["Q"]}), "'Q'"),
        (lambda v: partition_test(v, "BRICS"), "is no partition"),
        (lambda v: partition_test(v, pd.Series({"A": "x", "Q": "y"})), "unknown member 'Q'"),
        (lambda v: partition_test(v, CAMPS, n_permutations=9), "n_permutations=9"),
    ],
)
def test_wrong_input_is_named(call, words: str) -> None:
    if "communities" in str(call.__code__.co_names):
        pytest.importorskip("igraph")
    with pytest.raises(UnvotesError, match=words):
        call(camps())
