"""Moves: what members did from one roll call to another."""

from __future__ import annotations

import re
from collections.abc import Hashable

import numpy as np
import pandas as pd

from unvotes.analysis.core.coded_votes import SCALE
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import shared_parameters
from unvotes.record.vocabulary import VOTE

__all__ = ["moves"]

_DIRECTIONS = [
    "towards yes",
    "towards no",
    "unchanged",
    "not comparable",
    "left",
    "came",
]


@shared_parameters
def moves(votes: pd.DataFrame, first: Hashable, second: Hashable) -> pd.DataFrame:
    """
    How each member's vote changed between two roll calls, and who left or came in between.

    Parameters
    ----------
    votes : DataFrame
        One row per member and roll call: ``roll_call``, ``member``, ``vote``; ``symbol`` if
        roll calls are to be named by it.
    first, second : str
        The two roll calls, by id or symbol, in the order to be compared: ``"S/2011/612"``
        and ``"S/2012/77"``, or numbers where the frame has such ids.

    Returns
    -------
    DataFrame
        A row per member that sat at either: those that moved first, and of these the widest
        moves. ``member`` (as in the votes), ``from`` and ``to`` (category, as in the
        votes; missing where it did not sit),
        ``direction`` (category: ``towards yes``, ``towards no``, ``unchanged``; ``not
        comparable`` if it did not vote on one of them or its vote is unknown; ``left`` and
        ``came`` if it sat at one only), ``steps`` (Int64: −2 to 2 on the scale no, abstain,
        yes; missing where not comparable).

    Raises
    ------
    UnvotesError
        If a roll call is not in the votes, with the nearest names; if a symbol stands for
        several roll calls; or if both are the same.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(topic="Syria", since=2011, until=2012)
    >>> moves(votes, "S/2011/612", "S/2012/77").head(3)
      member     from   to    direction  steps
    0    IND  abstain  yes  towards yes      1
    1    ZAF  abstain  yes  towards yes      1
    2    CHN       no   no    unchanged      0
    """
    for column in ("roll_call", "member", "vote"):
        if column not in votes.columns:
            raise UnvotesError(
                f"votes need the column {shown(column)}; these have {list(votes.columns)}"
            )
    ids = [_roll_call(votes, name) for name in (first, second)]
    if ids[0] == ids[1]:
        raise UnvotesError(
            f"{shown(first)} and {shown(second)} are the same roll call, {shown(ids[0])}"
        )
    before, after = (_votes_on(votes, one) for one in ids)
    names = before.index.union(after.index, sort=True)
    table = pd.DataFrame(
        {
            "member": names,
            "from": pd.Categorical(before.reindex(names), dtype=VOTE),
            "to": pd.Categorical(after.reindex(names), dtype=VOTE),
        }
    )
    old, new = (table[name].cat.codes.to_numpy() for name in ("from", "to"))
    scale = len(SCALE)
    voted = (old >= 0) & (new >= 0) & (old < scale) & (new < scale)
    change = np.where(voted, new.astype(int) - old, 0)
    direction = np.select(
        [old < 0, new < 0, ~voted, change > 0, change < 0], [5, 4, 3, 0, 1], default=2
    )
    steps = pd.array(change, dtype="Int64")
    steps[~voted] = pd.NA
    table["direction"] = pd.Categorical.from_codes(direction, pd.Index(_DIRECTIONS))
    table["steps"] = steps
    order = np.lexsort((names.to_numpy(dtype=object), -np.abs(change), direction))
    return table.iloc[order].reset_index(drop=True)


def _votes_on(votes: pd.DataFrame, roll_call: object) -> pd.Series:
    """Who voted how on one roll call, by member."""
    rows = votes.loc[(votes["roll_call"] == roll_call).to_numpy(), ["member", "vote"]]
    if rows["member"].isna().any():
        raise UnvotesError(f"roll call {shown(roll_call)} has a vote of no member")
    member = rows["member"].astype(
        rows["member"].cat.categories.dtype
        if hasattr(rows["member"], "cat")
        else rows["member"].dtype
    )
    cast = rows["vote"].set_axis(pd.Index(member))
    if not cast.index.is_unique:
        twice = cast.index[cast.index.duplicated()][0]
        raise UnvotesError(f"member {shown(twice)} has two votes on roll call {shown(roll_call)}")
    return cast


def _plain(name: object) -> str:
    return re.sub(r"\s+", "", str(name)).upper()


def _roll_call(votes: pd.DataFrame, name: Hashable) -> object:
    """Find the one roll call of that id or symbol."""
    columns = [column for column in ("roll_call", "symbol") if column in votes.columns]
    table = votes[columns].drop_duplicates()
    wanted = _plain(name)
    for column in columns:
        found = table.loc[(table[column].astype("str").map(_plain) == wanted).to_numpy()]
        ids = list(dict.fromkeys(found["roll_call"]))
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise UnvotesError(
                f"{shown(name)} stands for {len(ids)} roll calls; name one of them: "
                + ", ".join(repr(str(i)) for i in ids[:8])
                + (" …" if len(ids) > 8 else "")
            )
    spellings = {str(v): str(v) for column in columns for v in table[column].unique() if v != ""}
    raise unknown(
        "roll call", name, spellings, "The votes hold it under its id (column roll_call) or symbol."
    )
