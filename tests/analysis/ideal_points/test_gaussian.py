"""The Gaussian approximation of small bodies: its parts, and against the posterior itself."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import unvotes as uv
from benchmarks.simulated import as_frame, drawn
from unvotes import ideal_points
from unvotes.analysis.ideal_points import gaussian
from unvotes.analysis.ideal_points.gaussian import _rules, _Votes
from unvotes.analysis.ideal_points.responses import Prior


@pytest.mark.parametrize(("rule", "degree"), [(0, 1), (1, 3), (2, 5)])
def test_rules_are_exact_up_to_their_degree(rule: int, degree: int) -> None:
    points, weights = _rules()[rule]
    moments = {0: 1, 2: 1, 4: 3}  # of a standard normal variable; odd ones are 0
    for powers in itertools.product(range(6), repeat=4):
        if sum(powers) <= degree:
            expected = np.prod([moments.get(power, 0) for power in powers])
            assert np.isclose(weights @ (points**powers).prod(axis=1), expected)


def test_slopes_and_curvature_are_the_derivatives_of_the_likelihood() -> None:
    data, _ = drawn(np.random.default_rng(4), 6, 2, 8, prior=Prior(cutpoints=1.2))
    votes = _Votes(data)
    rng = np.random.default_rng(5)
    at = rng.normal(size=(4, len(data.vote)))

    def first(at: gaussian.Floats) -> list[gaussian.Floats]:
        return votes.slopes(*at)[:4]

    def log_likelihood(at: gaussian.Floats) -> gaussian.Floats:
        from scipy.special import ndtr

        place, slope, middle, gap = at
        ends = middle - slope * place + np.exp(gap) / 2 * np.array([[-1], [1]])
        low, high = ndtr(ends)
        return np.log(np.select([data.vote == 2, data.vote == 1], [low, high - low], 1 - high))

    whole = votes.slopes(*at)
    step = 1e-5
    rows = {(0, 0): 4, (0, 1): 5, (0, 2): 6, (0, 3): 7, (1, 1): 8, (1, 2): 9, (1, 3): 10}
    rows |= {(2, 2): 11, (2, 3): 12}
    for a in range(4):
        way = np.zeros((4, 1))
        way[a] = step
        slope = (log_likelihood(at + way) - log_likelihood(at - way)) / (2 * step)
        assert np.allclose(whole[a], slope, atol=1e-5)
        seconds = [
            (x - y) / (2 * step) for x, y in zip(first(at + way), first(at - way), strict=True)
        ]
        for b in range(a, 4):
            if (a, b) in rows:
                more = whole[14] if (a, b) == (0, 1) else 0.0
                assert np.allclose(whole[rows[a, b]] + more, -seconds[b], atol=1e-4)
    # Of the gap what the exponential adds is taken where the slope is.
    assert np.allclose(whole[13] - whole[3], -seconds[3], atol=1e-4)


def test_who_hardly_voted_is_hardly_known() -> None:
    # A place that moved the middle of its hall, and all others relative to it, seemed known.
    data, _ = drawn(np.random.default_rng(33), 20, 1, 100, prior=Prior(cutpoints=1.2))
    votes = as_frame(data)
    dull = ideal_points(votes).items.set_index("item")["slope"].abs().idxmin()
    rest = votes[(votes["member"] != "M00") | (votes["roll_call"] == dull)]
    found = ideal_points(rest, min_votes=1)
    assert found.method.startswith("Gaussian")
    guest = found.table.set_index("member").loc["M00"]
    assert guest["withheld"] == "its votes tell hardly more than the prior"


def test_one_who_votes_alone_in_a_period_has_a_place_too() -> None:
    # Relative to its hall, which is itself, it is known exactly; nor can the other be there.
    votes = uv.load_votes("general-assembly", since=2012, until=2019)
    alone = (votes["member"] == "IND") | (votes["date"].dt.year != 2015)
    found = ideal_points(votes[alone], by="year", members=["IND", "ZAF"])
    assert found.converged and found.method.startswith("Gaussian")
    assert found.table["sd"].between(0.05, 2).all()


def test_few_members_with_many_votes_have_the_deviations_of_the_posterior() -> None:
    """Taking items and places apart makes them twice as large here."""
    data, _ = drawn(np.random.default_rng(6), 8, 2, 100)
    votes, choices = as_frame(data), {"by": "period", "direction": ("M00", "M01")}
    fast = ideal_points(votes, **choices)
    drawn_ = ideal_points(votes, **choices, method="posterior", chains=2, draws=1000)
    assert fast.converged and fast.method.startswith("Gaussian")
    one, other = fast.table, drawn_.table
    assert abs((one["sd"] / other["sd"]).median() - 1) < 0.1
    assert np.corrcoef(one["estimate"], other["estimate"])[0, 1] > 0.998
    off = (one["estimate"] - other["estimate"]) / other["sd"]
    assert np.sqrt((off**2).mean()) < 0.5
    for name in ("slope", "cut_yes", "cut_no"):
        assert np.corrcoef(fast.items[name], drawn_.items[name])[0, 1] > 0.98
        assert 0.8 < (fast.items[f"{name}_sd"] / drawn_.items[f"{name}_sd"]).median() < 1.1


def test_many_votes_on_an_item_are_left_to_the_quicker_approximation() -> None:
    found = uv.ideal_points(uv.load_votes("general-assembly", since=2024), tolerance=0.1)
    assert found.method.startswith("variational")


def test_two_places_are_left_to_the_other_too() -> None:
    # Standardised, they are always the same, and would have no uncertainty.
    found = uv.ideal_points(uv.load_votes(since=2016), members=["RUS", "USA"])
    assert found.method.startswith("variational")
    assert (found.table["sd"] > 0.05).all()
