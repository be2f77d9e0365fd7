"""Ideal points by the fast route, against known positions, invariances and the Council's record."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import orthogonal_procrustes

import unvotes as uv
from benchmarks.simulated import Floats, as_frame, drawn, ends_of, standardised
from tests.analysis.frames import frame
from unvotes import ideal_points
from unvotes.analysis.ideal_points.model import IdealPoints
from unvotes.analysis.ideal_points.responses import Prior, Responses
from unvotes.errors import UnvotesError


def known(seed: int, *size: int, **choices: Any) -> tuple[Responses, Floats, pd.DataFrame]:
    """Simulated votes: as data, the positions behind them, and as a frame."""
    data, truth = drawn(np.random.default_rng(seed), *size, **choices)
    return data, truth.place, as_frame(data)


def right_left(data: Responses, place: Floats) -> tuple[str, str]:
    right, left = ends_of(data, place)
    return data.members[right], data.members[left]


# --- known positions


@pytest.mark.parametrize(("by", "size"), [(None, (30, 1, 150)), ("period", (25, 4, 80))])
@pytest.mark.parametrize("seed", range(4))
def test_the_fast_route_finds_known_positions(
    by: str | None, size: tuple[int, int, int], seed: int
) -> None:
    """Many items without abstention, or with one-sided categories, once led it astray."""
    data, place, votes = known(seed, *size, prior=Prior(cutpoints=1.4))
    found = ideal_points(votes, by=by, direction=right_left(data, place))
    table = found.table
    assert table["member"].tolist() == data.members[data.member].tolist()
    truth = standardised(place)[:, 0]
    assert found.converged
    assert np.corrcoef(table["estimate"], truth)[0, 1] > 0.96
    assert table["estimate"].corr(pd.Series(truth), method="spearman") > 0.94
    assert ((table["low"] < truth) & (truth < table["high"])).mean() > 0.8
    error = np.sqrt(np.mean((table["estimate"] - truth) ** 2))
    assert 0.6 * error < np.sqrt(np.mean(table["sd"] ** 2)) < 1.7 * error
    assert (table["sd"] > 0.03).all()


def test_slopes_and_cutpoints_are_found_too() -> None:
    data, place, votes = known(3, 60, 1, 100, prior=Prior(cutpoints=0.9))
    found = ideal_points(votes, direction=right_left(data, place))
    items = found.items.set_index("item")
    kept = [int(name[1:]) for name in items.index]
    _, truth = drawn(np.random.default_rng(3), 60, 1, 100, prior=Prior(cutpoints=0.9))
    middle, scale = place[:, 0].mean(), place[:, 0].std()
    slope = truth.slope[kept, 0] * scale
    cut = truth.cut[kept] - truth.slope[kept] * middle
    assert np.corrcoef(items["slope"], slope)[0, 1] > 0.9
    assert np.corrcoef(items["cut_yes"], cut[:, 0])[0, 1] > 0.85
    assert np.corrcoef(items["cut_no"], cut[:, 1])[0, 1] > 0.85
    assert (items["cut_yes"] < items["cut_no"]).all()
    near = np.abs(items["slope"] - slope) < 2 * items["slope_sd"]
    assert near.mean() > 0.85
    assert (items[["no", "abstain", "yes"]].sum(axis=1) == 60).all()


def test_a_plane_is_found_up_to_its_turning() -> None:
    _, place, votes = known(5, 40, 1, 250, prior=Prior(cutpoints=1.4), dimensions=2)
    table = ideal_points(votes, dimensions=2, tolerance=1e-3).table
    assert table.columns.tolist() == [
        "member",
        *(f"dim{d}{tail}" for d in (1, 2) for tail in ("", "_sd", "_low", "_high")),
        "n",
        "withheld",
        "walk",
    ]
    truth = standardised(place)
    found = table[["dim1", "dim2"]].to_numpy()
    turn, _ = orthogonal_procrustes(found, truth)
    turned = found @ turn
    assert all(np.corrcoef(turned[:, d], truth[:, d])[0, 1] > 0.97 for d in (0, 1))


def test_fast_intervals_of_a_joint_walk_cover_at_about_their_level() -> None:
    inside = []
    for seed in range(12):
        data, place, votes = known(100 + seed, 20, 3, 30, prior=Prior(step=0.5, cutpoints=2.3))
        found = ideal_points(
            votes, by="period", step=0.5, level=0.8, direction=right_left(data, place)
        ).table
        truth = standardised(place)[:, 0]
        inside.append(((found["low"] < truth) & (truth < found["high"])).mean())
    assert 0.75 < np.mean(inside) < 0.92


# --- what must not matter


@cache
def _walked() -> tuple[pd.DataFrame, IdealPoints]:
    _, _, votes = known(21, 15, 3, 60, prior=Prior(cutpoints=1.2))
    return votes, ideal_points(votes, by="period", tolerance=1e-5, direction=("M03", "M05"))


def _positions(found: IdealPoints) -> pd.DataFrame:
    return found.table.set_index(["member", "period"])[["estimate", "sd", "low", "high"]]


def _close(a: pd.DataFrame, b: pd.DataFrame, tolerance: float = 1e-4) -> None:
    pd.testing.assert_frame_equal(a.sort_index(), b.sort_index(), rtol=0, atol=tolerance)


def test_yes_and_no_swapped_turn_the_line_around() -> None:
    votes, found = _walked()
    swapped = votes.assign(vote=votes["vote"].replace({"yes": "no", "no": "yes"}))
    other = ideal_points(swapped, by="period", tolerance=1e-5, direction=("M03", "M05"))
    # The direction is fixed by the two members: the same positions, and items turned around.
    _close(_positions(found), _positions(other), 0.01)
    here, there = found.items.set_index("item"), other.items.set_index("item")
    assert np.abs(here["slope"] + there["slope"]).max() < 0.02
    assert np.abs(here["cut_yes"] + there["cut_no"]).max() < 0.02


def test_the_order_of_rows_changes_nothing() -> None:
    votes, found = _walked()
    mixed = votes.sample(frac=1, random_state=1)
    other = ideal_points(mixed, by="period", tolerance=1e-5, direction=("M03", "M05"))
    _close(_positions(found), _positions(other))


def test_the_names_of_members_change_nothing() -> None:
    votes, found = _walked()
    new = {f"M{m:02}": f"X{(7 * m) % 15:02}" for m in range(15)}
    renamed = votes.assign(member=votes["member"].map(new))
    ends = (new["M03"], new["M05"])
    other = ideal_points(renamed, by="period", tolerance=1e-5, direction=ends)
    _close(_positions(found).rename(index=new, level=0), _positions(other))
    numbers = votes.assign(member=votes["member"].str[1:].astype(int))
    third = ideal_points(numbers, by="period", tolerance=1e-5, direction=(3, 5))
    written = {m: f"M{m:02}" for m in range(15)}
    _close(_positions(third).rename(index=written, level=0), _positions(found))


def test_the_direction_is_that_of_two_members() -> None:
    votes, found = _walked()
    turned = ideal_points(votes, by="period", tolerance=1e-5, direction=("M05", "M03"))
    mirrored = _positions(found).mul([-1, 1, -1, -1]).rename(columns={"low": "high", "high": "low"})
    _close(mirrored[["estimate", "sd", "low", "high"]], _positions(turned))
    assert "M05 to the right of M03" in turned.identified
    assert np.allclose(found.table["estimate"].mean(), 0)


def test_the_default_direction() -> None:
    votes, _ = _walked()
    means = ideal_points(votes).table.set_index("member")["estimate"]
    right, left = sorted([means.idxmax(), means.idxmin()])
    assert means[right] > means[left]  # of the two that lie farthest apart, by the alphabet
    named = votes.assign(member=votes["member"].replace({"M03": "RUS", "M05": "USA"}))
    assert "USA to the right of RUS" in ideal_points(named).identified
    # Who cast no vote on a divided item cannot point the way.
    silent = named.assign(
        vote=named["vote"].where(named["member"] != "RUS", "nonvoting"),
    )
    alone = pd.DataFrame({"roll_call": ["z"], "member": ["RUS"], "vote": ["yes"], "period": [0]})
    rest = silent[silent["member"] != "RUS"]
    assert "RUS" not in ideal_points(pd.concat([rest, alone])).identified


# --- little evidence


def test_a_state_with_one_vote_gets_the_prior_back_and_is_marked() -> None:
    _, _, votes = known(33, 20, 1, 100, prior=Prior(cutpoints=1.2))
    items = ideal_points(votes).items.set_index("item")
    dull = items["slope"].abs().idxmin()
    guest = votes[(votes["roll_call"] == dull) & (votes["member"] == "M00")]
    few = votes[(votes["member"] == "M01")].head(40).assign(member="Some")
    with_guest = pd.concat([votes, guest.assign(member="Guest"), few])
    table = ideal_points(with_guest).table.set_index("member")
    # The others' spread is the unit: the prior's deviation of 1 is near it.
    assert table.loc["Guest", "n"] == 1
    assert table.loc["Guest", "withheld"] == "1 vote of its own"
    assert 0.7 < table.loc["Guest", "sd"] < 1.4
    assert abs(table.loc["Guest", "estimate"]) < 0.3
    others = table.drop("Guest")
    assert (others["withheld"] == "").all()
    assert table.loc["Guest", "sd"] > 2.5 * others["sd"].max()
    strict = ideal_points(with_guest, min_votes=60).table.set_index("member")
    assert strict.index[strict["withheld"] != ""].tolist() == ["Guest", "Some"]
    n = table.loc["Some", "n"]
    assert strict.loc["Some", "withheld"] == f"{n} votes of its own"
    # Enough votes by number, but not by what they tell.
    lenient = ideal_points(with_guest, min_votes=1).table.set_index("member")
    assert lenient.loc["Guest", "withheld"] == "its votes tell hardly more than the prior"


@cache
def _council() -> IdealPoints:
    return ideal_points(uv.load_votes(), by="year", view="state")


def test_the_council_by_year() -> None:
    found = _council()
    assert found.converged
    assert (found.walk, found.by) == ("joint", "year")
    table = found.table
    assert (
        found.n
        == uv.load_votes()
        .query("vote in ['yes', 'no', 'abstain']")
        .groupby("roll_call", observed=True)["vote"]
        .nunique()
        .gt(1)
        .sum()
    )
    last = table[table["year"] == 2022].set_index("member")["estimate"]
    assert last["RUS"] < last["CHN"] < last["IND"] < last["FRA"] < last["USA"]
    assert last.idxmax() == "USA"
    assert table["sd"].between(0.02, 1.5).all()


def test_the_council_is_where_its_posterior_has_it() -> None:
    drawn_ = uv.load_ideal_points("security-council")
    drawn_ = drawn_.rename(columns={"period": "year"}).astype({"member": "str"})
    both = _council().table.merge(drawn_, on=["member", "year"], suffixes=("", "_drawn"))
    assert len(both) == len(_council().table)
    assert both["estimate"].corr(both["estimate_drawn"]) > 0.999
    assert abs((both["sd"] / both["sd_drawn"]).median() - 1) < 0.1
    assert (both["estimate"] - both["estimate_drawn"]).abs().max() < 0.2


def test_two_who_voted_against_each_other_have_positions_too() -> None:
    # Every leap led back to where one had begun, for as many rounds as there were.
    votes = uv.load_votes("general-assembly")
    found = ideal_points(votes, by="year", members=["GBR", "ALB"], since=1955, until=1962)
    assert found.converged
    estimates = found.table.pivot(index="year", columns="member", values="estimate")
    assert (estimates["ALB"] * estimates["GBR"] < 0).all()


def test_governments_are_apart_in_the_council() -> None:
    years = _council().table.groupby("member")["year"].agg(["min", "max"])
    assert years.loc["TWN", "max"] == 1971 and years.loc["CHN", "min"] == 1971
    assert years.loc["SUN", "max"] == 1991 and years.loc["RUS", "min"] >= 1991
    means = _council().table.groupby("member")["estimate"].mean()
    assert means["TWN"] > 0 > means["CHN"]


def test_members_with_little_evidence_are_marked_in_the_council() -> None:
    table = _council().table
    few = table["n"] < 5
    assert few.sum() > 50
    assert (
        table.loc[few, "withheld"].str.fullmatch(r"1 vote of its own|[2-4] votes of its own").all()
    )
    assert (table["withheld"] != "").sum() >= few.sum()
    # The less they voted, the wider the interval.
    assert table.loc[few, "sd"].median() > 1.2 * table.loc[table["n"] >= 20, "sd"].median()
    assert f"{(table['withheld'] != '').sum():,} of {len(table):,} positions" in repr(_council())


# --- errors


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"dimensions": 3}, "dimensions=3: 1 or 2"),
        ({"dimensions": True}, "dimensions=True must be a whole number"),
        ({"dimensions": 2.0}, "dimensions=2.0 must be a whole number"),
        ({"method": "fats"}, "unknown method 'fats'; did you mean 'fast'"),
        ({"walk": "joined"}, "unknown walk 'joined'; did you mean 'joint'"),
        ({"level": 1.0}, "level=1.0: a number above 0 and below 1"),
        ({"level": "0.9"}, "level='0.9' must be a number"),
        ({"tolerance": 0}, "tolerance=0: a number above 0"),
        ({"step": -0.25}, "step=-0.25: a number above 0"),
        ({"step": float("nan")}, "step=nan: a number above 0"),
        ({"min_votes": 0}, "min_votes=0 must be a whole number from 1 up"),
        ({"recurring": "yes"}, "recurring= takes True, False, or a Series"),
        ({"by": "yaer"}, "unknown grouping 'yaer'; did you mean 'year'"),
        ({"direction": ("FRA", "RUSS")}, "unknown member 'RUSS'; did you mean 'RUS'"),
        ({"direction": "FRA"}, "direction='FRA': two members"),
        ({"direction": ("FRA", "FRA")}, "direction=.*: two members"),
        ({"direction": ("FRA", "Mute")}, "direction: Mute cast no vote on a divided item"),
        ({"seed": -1}, "seed=-1 must be a whole number from 0 up"),
        ({"members": ["FRA"]}, "no ideal points: on no item was a member of another mind"),
    ],
)
def test_wrong_choices_are_named(choices: dict[str, Any], said: str) -> None:
    votes = frame(
        {"FRA": "YYNNAY", "RUS": "NYYAYN", "USA": "YNANNY", "Mute": "xxxxxx", "GBR": "YANAYY"}
    )
    last = pd.DataFrame({"roll_call": ["z"], "member": ["Mute"], "vote": ["yes"]})
    with pytest.raises(UnvotesError, match=said):
        ideal_points(pd.concat([votes, last]), **choices)


def test_votes_of_one_mind_have_no_ideal_points() -> None:
    with pytest.raises(UnvotesError, match="no ideal points"):
        ideal_points(frame({"A": "YNAY", "B": "YNAx"}))
