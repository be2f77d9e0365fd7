"""The words of the record: votes, outcomes and topics."""

from __future__ import annotations

import functools

import pandas as pd

from unvotes.record.data_files import read_table

__all__ = ["OUTCOME", "VOTE", "topics"]

#: The dtype of a vote. The first three are the scale, in its order; the last two stand apart.
VOTE = pd.CategoricalDtype(["no", "abstain", "yes", "nonvoting", "unknown"], ordered=True)

#: The dtype of an outcome.
OUTCOME = pd.CategoricalDtype(["adopted", "vetoed", "failed"])


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
