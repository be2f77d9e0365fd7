"""The ideal points that come with the record: what they are of, and that they have converged."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from benchmarks import estimates
from unvotes.errors import UnvotesError

PARTS: list[tuple[str, Literal["session", "year"]]] = [
    ("security-council", "year"),
    ("general-assembly", "session"),
    ("general-assembly", "year"),
]
NUMBERS = ["estimate", "sd", "low", "high"]


def test_the_estimates_are_of_the_record_as_it_is() -> None:
    """
    A change of some votes is said aloud, one of many fails: ``python -m benchmarks.estimates``.

    One corrected vote among a million asks nobody for an hour of computing.
    """
    stale = estimates.stale()
    for row in stale.to_dict("records"):
        said = f"{row['part']}: ideal points are stale, made from record {row['record_version']}"
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.warn(said, stacklevel=1)
    assert stale["votes"].max() < 0.002 or stale.empty


def test_changed_votes_are_noticed() -> None:
    data = estimates.responses_of("security-council", "year")
    name, shipped = (
        estimates.votes_id(data),
        uv.load_ideal_points().rename(columns={"year": "period"}),
    )
    vote = data.vote.copy()
    vote[7] = (vote[7] + 1) % 3
    assert estimates.votes_id(replace(data, vote=vote)) != name
    first, rest = shipped.iloc[:1], shipped.iloc[1:]
    before, share = estimates.changed(data, shipped)
    gone = estimates.changed(data, rest)
    assert gone[0] == before + 1 and gone[1] > share
    fewer = pd.concat([first.assign(n=first["n"] - 1), rest])
    assert estimates.changed(data, fewer)[0] == before + 1


@pytest.mark.parametrize(("body", "by"), PARTS)
def test_they_have_converged_and_are_ordered(body: str, by: Literal["session", "year"]) -> None:
    table = uv.load_ideal_points(body, by=by)
    assert table.attrs["converged"] is True
    assert table["rhat"].max() <= 1.01
    assert table[["ess_bulk", "ess_tail"]].min().min() >= 400
    ends = table[["low", "low_50", "median", "high_50", "high"]].to_numpy()
    assert (np.diff(ends, axis=1) > 0).all()
    assert abs(table["estimate"].mean()) < 1e-5
    assert 0.9 < table["estimate"].std() < 1  # each draw has one of 1, their mean less
    assert not table.duplicated(["member", by]).any()
    types = table.dtypes.astype(str).to_dict()
    assert types["member"] == types["withheld"] == "str"
    assert {types[name] for name in (by, "n", "ess_bulk", "ess_tail")} == {"int64"}
    assert {types[name] for name in (*NUMBERS, "low_50", "median", "high_50")} == {"float64"}


@pytest.mark.parametrize(("body", "by"), PARTS)
def test_differences_are_those_of_the_positions_and_their_intervals_of_both(
    body: str, by: Literal["session", "year"]
) -> None:
    own = uv.load_ideal_points(body, by=by).set_index(["member", by])
    apart = uv.load_ideal_points(body, by=by, of="distances")
    moves = uv.load_ideal_points(body, by=by, of="moves")
    assert apart.columns.tolist() == ["member", "other", by, *NUMBERS, "n", "withheld"]
    assert moves.columns.tolist() == ["member", "since", by, *NUMBERS, "n", "withheld"]
    here = pd.MultiIndex.from_frame(apart[["member", by]])
    there = pd.MultiIndex.from_frame(apart[["other", by]])
    _as_differences(apart, own.loc[here], own.loc[there])
    assert set(moves["since"]) == {2021 if by == "year" else 75}
    now = pd.MultiIndex.from_frame(moves[["member", by]])
    then = pd.MultiIndex.from_frame(moves[["member", "since"]])
    _as_differences(moves, own.loc[now], own.loc[then])
    # Neighbouring places of one member hang together: a move is surer than two places are.
    near = moves[moves[by] == moves["since"] + 1]
    apart_sd = np.hypot(
        own.loc[pd.MultiIndex.from_frame(near[["member", by]]), "sd"].to_numpy(),
        own.loc[pd.MultiIndex.from_frame(near[["member", "since"]]), "sd"].to_numpy(),
    )
    assert np.median(near["sd"].to_numpy() / apart_sd) < 0.8


def _as_differences(table: pd.DataFrame, here: pd.DataFrame, there: pd.DataFrame) -> None:
    assert len(table) > 25 and not table.duplicated(table.columns[:3].tolist()).any()
    gap = here["estimate"].to_numpy() - there["estimate"].to_numpy()
    assert np.abs(table["estimate"] - gap).max() < 2e-4
    assert (table["n"] == np.minimum(here["n"].to_numpy(), there["n"].to_numpy())).all()
    assert (table["low"] < table["estimate"]).all() and (table["estimate"] < table["high"]).all()
    most = here["sd"].to_numpy() + there["sd"].to_numpy()
    least = np.abs(here["sd"].to_numpy() - there["sd"].to_numpy())
    assert table["sd"].between(least - 2e-4, most + 2e-4).all()
    open_ = (here["withheld"] != "").to_numpy() | (there["withheld"] != "").to_numpy()
    assert ((table["withheld"] != "") == open_).all()


def test_what_the_estimates_say_of_the_council() -> None:
    council = uv.load_ideal_points("security-council", members=["USA", "RUS", "CHN", "IND"])
    assert set(council["member"]) == {"USA", "RUS", "CHN", "IND"}
    last = council[council["year"] == 2022].set_index("member")
    assert last["estimate"].sort_values().index.tolist() == ["RUS", "CHN", "IND", "USA"]
    assert last.loc["RUS", "high"] < last.loc["IND", "low"] < last.loc["USA", "low"]
    apart = uv.load_ideal_points(of="distances", members=["USA", "RUS"])
    assert set(zip(apart["member"], apart["other"], strict=True)) == {("USA", "RUS")}
    assert (apart["low"] > 0).all()


def test_a_short_fresh_run_places_the_assembly_likewise() -> None:
    """Of two years alone, by the fast route: the same places, on a scale of their own."""
    votes = estimates.votes_of("general-assembly")
    fresh = uv.ideal_points(votes, by="year", since=2024, until=2025).table
    shipped = uv.load_ideal_points("general-assembly", by="year")
    both = fresh.merge(shipped, on=["member", "year", "n"], suffixes=("", "_shipped"))
    assert len(both) > 0.98 * len(fresh) > 350
    for _, of in both[both["withheld"] == ""].groupby("year"):
        assert of["estimate"].corr(of["estimate_shipped"]) > 0.97
        assert of["sd"].corr(of["sd_shipped"]) > 0.5


def test_positions_stand_in_order() -> None:
    table = uv.load_ideal_points("security-council")
    assert table["year"].is_monotonic_increasing
    ordered = table.sort_values(["year", "estimate"], ascending=[True, False], kind="stable")
    assert ordered.index.tolist() == table.index.tolist()


def test_wrong_choices_are_named() -> None:
    with pytest.raises(UnvotesError, match="unknown body 'council'"):
        uv.load_ideal_points("council")
    with pytest.raises(UnvotesError, match="unknown period of the security-council estimates"):
        uv.load_ideal_points("security-council", by="session")
    with pytest.raises(UnvotesError, match="unknown member 'RUSS'; did you mean 'RUS'"):
        uv.load_ideal_points("security-council", members="RUSS")
    with pytest.raises(UnvotesError, match="unknown kind of ideal points 'distance'"):
        uv.load_ideal_points(of="distance")  # type: ignore[call-overload]


def test_an_unknown_kind_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnvotesError, match=r"did you mean 'moves'.*'positions', 'distances'"):
        uv.load_ideal_points("general-assembly", of="move")  # type: ignore[arg-type]
