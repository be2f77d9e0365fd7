"""Three real roll calls on Syria, and made-up councils of any size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

PERMANENT = ["CHN", "FRA", "RUS", "GBR", "USA"]
ELECTED_2011 = ["BIH", "BRA", "COL", "GAB", "DEU", "IND", "LBN", "NGA", "PRT", "ZAF"]
ELECTED_2012 = ["AZE", "COL", "DEU", "GTM", "IND", "MAR", "PAK", "PRT", "TGO", "ZAF"]
SCALE = ["no", "abstain", "yes", "nonvoting", "unknown"]


def _frame(
    key: str, date: str, elected: list[str], no: list[str], abstain: list[str]
) -> pd.DataFrame:
    members = PERMANENT + elected
    words = dict.fromkeys(members, "yes") | dict.fromkeys(no, "no")
    words |= dict.fromkeys(abstain, "abstain")
    return pd.DataFrame(
        {
            "roll_call": key,
            "date": pd.Timestamp(date),
            "symbol": key,
            "topic": "Syria",
            "outcome": "vetoed",
            "member": members,
            "vote": [words[member] for member in members],
            "permanent": [member in PERMANENT for member in members],
            "veto": [member in no for member in members],
        }
    )


def typed(votes: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the column types of the record."""
    votes = votes.copy()
    for column in ("roll_call", "symbol", "topic", "outcome", "member"):
        votes[column] = votes[column].astype("category")
    votes["vote"] = pd.Categorical(votes["vote"], SCALE)
    return votes


@pytest.fixture(scope="session")
def syria() -> pd.DataFrame:
    """S/2011/612 (9-2-4), S/2012/77 (13-2-0) and S/2012/538 (11-2-2)."""
    double = ["RUS", "CHN"]
    frames = [
        _frame("S/2011/612", "2011-10-04", ELECTED_2011, double, ["BRA", "IND", "LBN", "ZAF"]),
        _frame("S/2012/77", "2012-02-04", ELECTED_2012, double, []),
        _frame("S/2012/538", "2012-07-19", ELECTED_2012, double, ["PAK", "ZAF"]),
    ]
    return typed(pd.concat(frames, ignore_index=True))


@pytest.fixture(scope="session")
def council() -> Callable[..., pd.DataFrame]:
    """Build a council's votes by chance: n roll calls, elected members changing yearly."""

    def build(n: int, elected: int = 10, pool: int = 40, seed: int = 1) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        codes = [f"{a}{b}X" for a in "ABCDEFGHIJKLMNOP" for b in "ABCDEFGHIJKLMNOP"][:pool]
        parts: dict[str, list[Any]] = defaultdict(list)
        for i, date in enumerate(pd.date_range("2001-01-05", "2008-12-20", n)):
            start = (date.year * elected) % max(1, pool - elected + 1)
            members = PERMANENT + codes[start : start + elected]
            votes = rng.choice(SCALE, len(members), p=[0.07, 0.12, 0.75, 0.05, 0.01]).tolist()
            outcome = rng.choice(["adopted", "vetoed", "failed"], p=[0.9, 0.07, 0.03])
            topic = rng.choice(["Syria", "Libya", "Cyprus", "Non-proliferation DPRK"])
            key = f"S/RES/{1000 + i}"
            shared = {"roll_call": key, "date": pd.Timestamp(str(date)), "symbol": key}
            shared |= {"topic": topic, "outcome": outcome}
            for name, value in shared.items():
                parts[name] += [value] * len(members)
            parts["member"] += members
            parts["vote"] += votes
            parts["permanent"] += [member in PERMANENT for member in members]
        frame = pd.DataFrame(parts)
        return typed(frame.assign(veto=frame["permanent"] & (frame["vote"] == "no")))

    return build
