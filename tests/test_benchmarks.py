"""What the benchmarks measure with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from benchmarks import alternatives, calibration, fast_route, prior_predictive
from benchmarks.beside import beside
from benchmarks.ideal_points import TARGETS, against_targets
from benchmarks.simulated import drawn
from benchmarks.table import fresh
from unvotes.analysis.ideal_points.responses import Prior


def test_memory_is_a_process_s_own() -> None:
    """A child of a large process used to be said to need nothing."""
    large = np.ones(40_000_000)  # 320 MB
    seconds, extra = fresh("import time", "kept = b'x' * 80_000_000; time.sleep(0.02)", repeat=1)
    assert 70e6 < extra < 130e6 and extra < large.nbytes
    assert 0.02 <= seconds < 5


def test_data_sets_without_their_unanimous_items_are_the_same_but_for_those() -> None:
    data, _ = drawn(np.random.default_rng(3), **calibration.WALK)
    kept = calibration.divided(data)
    unanimous = (data.counts > 0).sum(axis=0) == 1
    assert 0 < unanimous.sum() == len(data.items) - len(kept.items)
    assert (kept.counts == data.counts[:, ~unanimous]).all()
    assert (kept.roll_calls == 1).all() and kept.items.equals(data.items[~unanimous])
    assert kept.vote[kept.ends[4] : kept.ends[5]].tolist() == (
        data.vote[data.item == np.flatnonzero(~unanimous)[4]].tolist()
    )


def test_walks_drawn_from_the_priors_step_and_start_as_they_should() -> None:
    data, _ = drawn(np.random.default_rng(5), members=300, periods=6, items=2)
    prior = Prior(step=0.5, newcomers=2.0)
    place = prior_predictive.Design(data).places(prior, np.random.default_rng(1))
    steps = (place - place[data.previous])[~data.first]
    assert 0.48 < steps.std() < 0.52 and abs(steps.mean()) < 0.05
    assert 1.8 < place[data.first].std() < 2.2


def test_shares_of_votes_are_of_divided_items() -> None:
    share = np.array([[0.0, 0.0, 1.0], [0.5, 0.0, 0.5], [0.0, 0.1, 0.9]])
    found = prior_predictive.of_votes(share)
    assert found["items unanimous"] == pytest.approx(1 / 3)
    assert found["in favour, median item"] == pytest.approx(0.7)
    assert found["items with nobody against"] == found["items with nine in ten in favour"] == 0.5
    assert found["two members alike"] == pytest.approx((0.5 + 0.82) / 2)


def test_a_run_of_the_fast_route_says_how_it_ended() -> None:
    votes = uv.load_votes(view="state")
    scope = {"since": 2011, "until": 2012}
    chosen = fast_route.Selection("by lot", "security-council", "state", "year", "2011–12", scope)
    alone = chosen._replace(words="one member", scope=scope | {"members": ["USA"]})
    rows = [fast_route.run_one(one, votes) for one in (chosen, alone)]
    assert rows[0]["converged"] is True and rows[0]["positions"] == 30 and rows[0]["rounds"] > 2
    assert rows[1]["refused"].startswith("no ideal points")
    (row,) = fast_route.summary(pd.DataFrame(rows).astype(str)).to_dict("records")
    assert (row["runs"], row["converged"], row["not_converged"], row["refused"]) == (2, 1, 0, 1)
    # What the page of the model says.
    table = pd.read_csv(fast_route.FILE)
    assert table["runs"].sum() > 1_000 and (table["not_converged"] == 0).all()
    assert (table["converged"] + table["refused"] == table["runs"]).all()
    kinds = {one.kind for one in fast_route.selections(0)}
    assert kinds == {"a year", "a session", "a decade", "a bloc", "since a year"}


def test_a_build_is_timed_beside_another(capsys: pytest.CaptureFixture[str]) -> None:
    here = Path(__file__).resolve().parents[1]
    beside(here, ["load_votes"], full=False, repeat=1)
    name, seconds, _, then, *_ = capsys.readouterr().out.splitlines()[-1].split()
    assert name == "load_votes" and 0 < float(seconds) < 5 and 0 < float(then) < 5
    with pytest.raises(uv.UnvotesError, match="there are load_votes"):
        beside(here, ["load_vote"], full=False)


def test_a_library_that_is_not_there_is_named() -> None:
    absent = alternatives.against("a task", 1.0, "no-such-library", lambda: 1.0)
    assert absent.verdict == "not compared" and "pip install no-such-library" in absent.note
    there = alternatives.against("a task", 1.0, "numpy", lambda: 2.5, "why")
    assert there.verdict == "ahead 2.5 times" and there.peer == f"numpy {np.__version__}"
    assert there._replace(theirs=0.5).verdict == "behind 2.0 times"


def test_what_was_asked_of_the_sampler_is_met_on_the_right_side() -> None:
    met = {"least": 2.5, "rhat": 1.0099, "bulk": 400.0, "failed": 0.0}
    missed = {"items": 9.99, "seconds": 180.5, "megabytes": 508.4, "council": 0.9899}
    table = against_targets(met | missed).set_index("quantity")
    for key in (*met, *missed):
        row = table.loc[TARGETS[key].quantity]
        assert row["met"] == ("yes" if key in met else "no")
    assert table.loc["highest R-hat of positions", "measured"] == "1.010"
    assert table.loc["megabytes of the process", ["asked", "measured"]].tolist() == ["≤ 350", "508"]
    assert len(table) == 8, "what was not measured is not told"
