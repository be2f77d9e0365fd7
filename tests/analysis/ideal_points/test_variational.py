"""What the fast route of ideal points says of its own uncertainty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from unvotes.analysis.ideal_points.model import ideal_points


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_place_is_certain_where_abstention_is_rare(seed: int) -> None:
    # Cutpoints that nearly meet, each with an uncertainty of its own, seemed to have changed
    # places, and the members that abstained got a standard deviation of 0.
    rng = np.random.default_rng(seed)
    place, rows = rng.normal(size=40), []
    for year in range(2000, 2004):
        place = place + 0.2 * rng.normal(size=40)
        cut = rng.normal(size=(120, 1))
        utility = 1.5 * rng.normal(size=(120, 1)) * place + rng.normal(size=(120, 40))
        vote = np.select([utility < cut, utility < cut + 0.05], ["yes", "abstain"], "no")
        call, member = np.indices(vote.shape)
        rows.append(
            pd.DataFrame(
                {
                    "roll_call": [f"{year}-{i:03}" for i in call.ravel()],
                    "member": [f"M{i:02}" for i in member.ravel()],
                    "vote": vote.ravel(),
                    "year": year,
                }
            )
        )
    found = ideal_points(pd.concat(rows), by="year", walk="forward").table
    assert found["sd"].min() > found["sd"].median() / 3
