"""Defects: what an audit finds, a row each."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.record.vocabulary import topics

__all__ = ["COLUMNS", "coding_defects", "defects", "tally_divided"]

COLUMNS = ["roll_call", "member", "check", "found", "expected", "explanation"]


@functools.cache
def _none() -> pd.DataFrame:
    """Give the empty list, made once: most checks find nothing."""
    return pd.DataFrame(columns=COLUMNS, dtype=object)


def defects(
    check: str,
    explanation: str,
    roll_call: Iterable[object],
    *,
    member: Any = "",
    found: Any = "",
    expected: Any = "",
) -> pd.DataFrame:
    """
    List defects of one kind.

    Parameters
    ----------
    check, explanation : str
        Which check failed, and what it asks for.
    roll_call : iterable
        The roll calls in question, one per defect.
    member, found, expected : str or array-like
        One value for all, or one per defect.

    Returns
    -------
    DataFrame
        A row per defect, with the columns that `check` returns.

    Examples
    --------
    >>> defects("gap", "No roll call has this number.", ["S/RES/7"])["roll_call"].tolist()
    ['S/RES/7']
    """
    ids = np.array([str(name) for name in roll_call], dtype=object)
    if not len(ids):
        return _none()
    rows = pd.DataFrame(index=range(len(ids)), columns=COLUMNS, dtype=object)
    return rows.assign(
        roll_call=ids,
        member=member,
        check=check,
        found=found,
        expected=expected,
        explanation=explanation,
    )


def coding_defects(roll_calls: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """
    Find topics outside the vocabulary, and regions that are not their topics'.

    A topic that is missing is no defect: nobody has coded it.

    Parameters
    ----------
    roll_calls : DataFrame
        With ``roll_call``, ``topic`` and, where there is one, ``region``.

    Yields
    ------
    DataFrame
        Defects.

    Examples
    --------
    >>> from unvotes import load_roll_calls
    >>> sum(map(len, coding_defects(load_roll_calls(until="1950"))))
    0
    """
    table = topics()
    roll_calls = roll_calls[roll_calls["topic"].notna()]
    topic = roll_calls["topic"].astype("str")
    wrong = ~topic.isin(table["topic"])
    yield defects(
        "topic",
        "Not a topic of the vocabulary; unvotes.topics() lists it.",
        roll_calls.loc[wrong, "roll_call"].astype("str"),
        found=topic[wrong].to_numpy(),
    )
    if "region" in roll_calls.columns:
        place = topic.map(table.set_index("topic")["region"])
        off = ~wrong & (roll_calls["region"].astype("str") != place)
        yield defects(
            "region",
            "Not the topic's region.",
            roll_calls.loc[off, "roll_call"].astype("str"),
            found=roll_calls.loc[off, "region"].astype("str").to_numpy(),
            expected=place[off].to_numpy(),
        )


def tally_divided(roll_calls: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """
    Tell where someone voted against or abstained by a tally that names nobody.

    Parameters
    ----------
    roll_calls : DataFrame
        With ``unknown`` and, where there is one, ``reported_tally``.

    Returns
    -------
    array of bool
        One per roll call; false where all votes are known, whatever was reported.

    Examples
    --------
    >>> tallies = pd.DataFrame({"unknown": [15, 15, 0], "reported_tally": ["12-0-3", "", "14-0-1"]})
    >>> tally_divided(tallies).tolist()
    [True, False, False]
    """
    if "reported_tally" not in roll_calls.columns:
        return np.zeros(len(roll_calls), dtype=bool)
    reported = roll_calls["reported_tally"].astype("str").str.contains("-[1-9]")
    return reported.to_numpy(dtype=bool) & (roll_calls["unknown"] > 0).to_numpy()
