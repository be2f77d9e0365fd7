"""The words of the record: votes, outcomes and topics."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.record.data_files import read_table

__all__ = ["OUTCOME", "VOTE", "no_vote_on_the_whole", "topics"]

#: The dtype of a vote. The first three are the scale, in its order; the last two stand apart.
VOTE = pd.CategoricalDtype(["no", "abstain", "yes", "nonvoting", "unknown"], ordered=True)

#: The dtype of an outcome.
OUTCOME = pd.CategoricalDtype(["adopted", "vetoed", "failed"])


def no_vote_on_the_whole(roll_calls: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """
    Tell which texts nobody voted on as a whole: adopted without a vote, or voted on in parts.

    Parameters
    ----------
    roll_calls : DataFrame
        With ``without_vote`` and, where there is one, ``in_parts``.

    Returns
    -------
    array of bool
        One per roll call.

    Examples
    --------
    >>> table = pd.DataFrame({"without_vote": [True, False], "in_parts": [False, True]})
    >>> no_vote_on_the_whole(table).tolist()
    [True, True]
    """
    silent: npt.NDArray[np.bool_] = roll_calls["without_vote"].to_numpy(dtype=bool)
    if "in_parts" in roll_calls.columns:
        silent = silent | roll_calls["in_parts"].to_numpy(dtype=bool)
    return silent


@functools.cache
def _topics() -> pd.DataFrame:
    return read_table("topics.csv")


def topics() -> pd.DataFrame:
    """
    The vocabulary of topics: what a roll call can be about.

    Returns
    -------
    DataFrame
        A row per topic, all ``str``: ``topic`` (the name used everywhere), ``region``
        (``none`` for what belongs to no region), ``kind`` (``country``, ``region``,
        ``theme`` or ``institutional``), ``definition``, and the first and last year in
        which the Council (``since``, ``until``) and the Assembly (``assembly_since``,
        ``assembly_until``) voted on it; empty if it never did.

    Examples
    --------
    >>> topics().set_index("topic").loc["Syria", ["region", "kind"]].tolist()
    ['Middle East', 'country']
    """
    return _topics().copy(deep=False)
