"""The words of the record: votes, outcomes and topics."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError, shown
from unvotes.frames import VOTE, VOTE_WORDS, text_index, votes_frame, yes_no
from unvotes.parameters import checked_arguments
from unvotes.record.data_files import read_table

__all__ = ["OUTCOME", "VOTE", "no_vote_on_the_whole", "scale", "topics"]

#: The dtype of an outcome.
OUTCOME = pd.CategoricalDtype(text_index(["adopted", "vetoed", "failed"]))

_SCALE = VOTE_WORDS[:3]


@checked_arguments
def scale(votes: pd.Series) -> pd.Series:
    """
    Put votes on their scale, no < abstain < yes, so that they can be compared by size.

    Parameters
    ----------
    votes : Series
        Votes as words, as text or category: the column ``vote``.

    Returns
    -------
    Series of ordered category
        ``no`` < ``abstain`` < ``yes``; ``nonvoting`` and ``unknown`` stand apart from the scale
        and are missing, so that no comparison is true of them.

    Raises
    ------
    UnvotesError
        If it is no column, or something in it is no vote.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since="2012-02-04", until="2012-02-04")
    >>> int((scale(votes["vote"]) > "abstain").sum()), scale(votes["vote"]).min()
    (13, 'no')
    """
    if hasattr(votes, "to_pandas"):
        votes = votes.to_pandas()  # a column of polars or Arrow
    if not isinstance(votes, pd.Series):
        raise UnvotesError(
            f"scale takes a column of votes, such as votes['vote'], not {shown(votes)}"
        )
    codes = votes_frame(votes.to_frame("vote"))["vote"].cat.codes.to_numpy()
    on_scale = np.where(codes < len(_SCALE), codes, -1)
    dtype = pd.CategoricalDtype(list(_SCALE), ordered=True)
    values = pd.Categorical.from_codes(on_scale, dtype=dtype)
    return pd.Series(values, index=votes.index, name=votes.name)


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
    silent: npt.NDArray[np.bool_] = yes_no(roll_calls["without_vote"], "without_vote")
    if "in_parts" in roll_calls.columns:
        silent = silent | yes_no(roll_calls["in_parts"], "in_parts")
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
    # The definition in the middle, where a narrow screen leaves out what is too broad for it.
    columns = ["topic", "region", "kind", "definition"]
    return _topics()[[*columns, *_topics().columns.difference(columns, sort=False)]].copy()
