"""
Calls as a type checker sees them: right ones, and wrong ones that it must refuse.

mypy reads this file with the package (see pyproject.toml). Where it sees no fault in a line that
is marked as wrong, it says that the mark is not needed, and `make test` ends there.
"""

from __future__ import annotations

import pandas as pd

import unvotes as uv


def calls(votes: pd.DataFrame) -> None:
    """Call functions rightly and wrongly; nobody runs this."""
    chosen = uv.select(votes, since=2011, until="2012-02", topic="Syria", contested=True)
    uv.agreement(chosen, "RUS", "CHN", since=2011, abstain="drop", n_boot=200, view="seat")
    uv.load_votes(since=2011, topic=["Syria", "Iraq"], members="IND", view="state")
    uv.charts.world(votes, title="A finding", language="fr", names={"RUS": "Russia"})

    uv.agreement(votes, "RUS", "CHN", sinse=2011)  # type: ignore[call-arg]
    uv.agreement(votes, "RUS", "CHN", abstain="never")  # type: ignore[arg-type]
    uv.agreement_matrix(votes, contested="yes")  # type: ignore[arg-type]
    uv.cohesion(votes, "P5", interval="wilson")  # type: ignore[arg-type]
    uv.joint_table(votes, "RUS", "CHN", level=0.9)  # type: ignore[call-arg]
    uv.select(votes, measure="kappa")  # type: ignore[call-arg]
    uv.load_votes(topics="Syria")  # type: ignore[call-arg]
    uv.charts.world(votes, titel="A finding")  # type: ignore[call-arg]
    uv.charts.veto_matrix(votes, names={"RUS": "Russia"})  # type: ignore[call-arg]
    uv.charts.vote_grid(votes, source=2011)  # type: ignore[arg-type]
