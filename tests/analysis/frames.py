"""Small frames of votes for the tests, and slow plain ways to count in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from hypothesis import strategies as st

SCALE = ["no", "abstain", "yes"]
WORDS = [*SCALE, "nonvoting", "unknown"]
LETTER = {"N": "no", "A": "abstain", "Y": "yes", "x": "nonvoting", "?": "unknown"}


def frame(rows: Mapping[str, str], **facts: Sequence[object]) -> pd.DataFrame:
    """Votes from a letter per roll call for each member: ``{"RUS": "YNA", "USA": "YYx"}``.

    A dot stands for a member that was not seated. `facts` give a value per roll call.
    """
    length = len(next(iter(rows.values())))
    records = [
        {"roll_call": f"r{i:04}", "member": member, "vote": LETTER[letters[i]]}
        | {name: values[i] for name, values in facts.items()}
        for i in range(length)
        for member, letters in rows.items()
        if letters[i] != "."
    ]
    return pd.DataFrame(records)


def pair_frame(table: Sequence[Sequence[int]], a: str = "A", b: str = "B") -> pd.DataFrame:
    """Votes of two members that give a joint table (rows: first member; no, abstain, yes)."""
    letters = "NAY"
    one = "".join(letters[i] * table[i][j] for i in range(3) for j in range(3))
    two = "".join(letters[j] * table[i][j] for i in range(3) for j in range(3))
    return frame({a: one, b: two})


def counted(votes: pd.DataFrame, a: str, b: str) -> np.ndarray:
    """A joint table, counted vote by vote."""
    table = np.zeros((3, 3), dtype=int)
    cast = {(r, m): v for r, m, v in votes[["roll_call", "member", "vote"]].itertuples(index=False)}
    for roll_call in votes["roll_call"].unique():
        one, two = cast.get((roll_call, a)), cast.get((roll_call, b))
        if one in SCALE and two in SCALE:
            table[SCALE.index(one), SCALE.index(two)] += 1
    return table


@st.composite
def frames(draw: st.DrawFn, members: str = "ABCD", most: int = 30) -> pd.DataFrame:
    """Any votes of some members, with absences of each kind."""
    length = draw(st.integers(1, most))
    rows = {
        member: "".join(draw(st.lists(st.sampled_from("NAYx?."), min_size=length, max_size=length)))
        for member in members
    }
    rows[members[0]] = rows[members[0]].replace(".", "Y")  # no roll call without a row
    return frame(rows)


tables = st.lists(
    st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=3, max_size=3
).filter(lambda table: sum(map(sum, table)) > 0)
"""Joint tables with at least one common vote."""
