"""The ideal points that come with the record: what they are of, and that they have converged."""

from __future__ import annotations

import numpy as np
import pytest

import unvotes as uv
from benchmarks.estimates import votes_of
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.analysis.ideal_points.responses import Prior, responses
from unvotes.errors import UnvotesError


def test_the_estimates_are_of_the_record_as_it_is() -> None:
    """If this fails, make them anew: ``python -m benchmarks.estimates``."""
    council = uv.load_ideal_points("security-council")
    assert council.attrs["record_version"] == uv.record_version()
    matrix = vote_matrix(votes_of("security-council")).voting()
    data = responses(matrix, "year", "joint", Prior(), None)
    assert council["member"].tolist() == data.members.astype(str)[data.member].tolist()
    assert council["year"].tolist() == data.periods[data.period].tolist()
    assert council["n"].tolist() == data.n.tolist()


def test_they_have_converged_and_are_ordered() -> None:
    council = uv.load_ideal_points("security-council")
    assert council["rhat"].max() <= 1.01
    assert council[["ess_bulk", "ess_tail"]].min().min() >= 400
    ends = council[["low", "low_50", "median", "high_50", "high"]].to_numpy()
    assert (np.diff(ends, axis=1) > 0).all()
    assert abs(council["estimate"].mean()) < 1e-5
    assert council["estimate"].std() < 1  # each draw has a standard deviation of 1, their mean less
    assert council.dtypes.astype(str).to_dict() | {"year": "int64", "n": "int64"} == (
        council.dtypes.astype(str).to_dict()
    )


def test_what_the_estimates_say_of_the_council() -> None:
    council = uv.load_ideal_points("security-council", members=["USA", "RUS", "CHN", "IND"])
    assert set(council["member"]) == {"USA", "RUS", "CHN", "IND"}
    last = council[council["year"] == 2022].set_index("member")
    assert last["estimate"].sort_values().index.tolist() == ["RUS", "CHN", "IND", "USA"]
    assert last.loc["RUS", "high"] < last.loc["IND", "low"] < last.loc["USA", "low"]


def test_wrong_choices_are_named() -> None:
    with pytest.raises(UnvotesError, match="unknown body 'council'"):
        uv.load_ideal_points("council")
    with pytest.raises(UnvotesError, match="unknown period of the security-council estimates"):
        uv.load_ideal_points("security-council", by="session")
    with pytest.raises(UnvotesError, match="unknown member 'RUSS'; did you mean 'RUS'"):
        uv.load_ideal_points("security-council", members="RUSS")
