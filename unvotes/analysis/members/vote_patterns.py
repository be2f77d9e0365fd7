"""Patterns: which way a few named members voted, all combinations counted."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from unvotes.analysis.core.chosen_roll_calls import remembered
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.analysis.core.results import with_notes
from unvotes.analysis.members.shares import not_voted_on
from unvotes.errors import UnvotesError, shown
from unvotes.frames import check_one_body, require_columns, require_one_row_each
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import find_member
from unvotes.record.selection_words import ALL

__all__ = ["vote_patterns"]

_NEEDED = ["roll_call", "member", "vote"]


@shared_parameters
def vote_patterns(votes: pd.DataFrame, members: Iterable[str]) -> pd.DataFrame:
    """
    Count how often each combination of a few members' votes occurred.

    The plainest answer to "how often did they stand together, and how often against the
    rest": no index, only counts. What was adopted without a vote, or voted on in parts only, is
    left out, as in `shares`: nobody was absent there. Of votes that the record does not hold,
    the columns ``without_vote`` and ``in_parts`` tell which those are.

    Parameters
    ----------
    votes : DataFrame
        Tidy votes: ``roll_call``, ``member``, ``vote``.
    members : iterable of str
        Two or more members, such as ``["RUS", "CHN"]``.

    Returns
    -------
    DataFrame
        A row per combination that occurred, the most frequent first: a column per member with
        its vote (str; ``nonvoting`` and ``unknown`` are kept as such), ``n`` (int: roll
        calls), ``share`` (float: of all roll calls put to the vote in which all of them sat),
        ``alone`` (int: of the n, those in which no other member voted like any of them).

    Raises
    ------
    UnvotesError
        If fewer than two members are named, one is not in the votes, or they never sat
        together.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(topic="Syria", since=2011, until=2025)
    >>> vote_patterns(votes, ["CHN", "RUS", "USA"]).head(3).round(3)
       CHN  RUS  USA   n  share  alone
    0  yes  yes  yes  20  0.339      0
    1  yes  yes   no  14  0.237      0
    2   no   no  yes  11  0.186      0
    """
    require_columns(votes, _NEEDED, "votes")
    if not isinstance(members, Iterable):
        raise UnvotesError(
            f"members={shown(members)}: give two members or more, such as ['RUS', 'CHN']"
        )
    chosen = list(dict.fromkeys(map(str, [members] if isinstance(members, str) else members)))
    reserved = [name for name in chosen if name in ("n", "share", "alone")]
    if reserved:
        raise UnvotesError(
            f"a member is called {reserved[0]!r}, as a column of the answer is; "
            "rename it in the votes"
        )
    if len(chosen) < 2:
        raise UnvotesError(f"name two members or more, such as ['RUS', 'CHN'], not {chosen}")
    table = votes[_NEEDED].astype({"member": "str", "vote": "str"})
    check_one_body(pd.Index(table["roll_call"].unique()))
    require_one_row_each(table)
    matrix = vote_matrix(votes)
    left_out = matrix.roll_calls[not_voted_on(matrix)]
    table = table[~table["roll_call"].isin(left_out)]
    table = table.assign(roll_call=pd.factorize(table["roll_call"])[0])
    present = table["member"].unique()
    chosen = [str(find_member(member, present, where="in these votes")) for member in chosen]
    named = table[table["member"].isin(chosen)]
    wide = named.pivot(index="roll_call", columns="member", values="vote")[chosen].dropna()
    if wide.empty:
        raise UnvotesError(f"{' and '.join(chosen)} share no roll call in these votes")
    others = table[~table["member"].isin(chosen)]
    like = pd.crosstab(others["roll_call"], others["vote"]).reindex(wide.index, fill_value=0)
    like = like.reindex(columns=list(np.unique(table["vote"])), fill_value=0)
    company = np.zeros(len(wide), dtype=int)
    for member in chosen:
        at = like.columns.get_indexer(pd.Index(wide[member]))
        company += like.to_numpy()[np.arange(len(wide)), at]
    counted = wide.assign(alone=company == 0).groupby(chosen, sort=True)["alone"]
    result = counted.agg(n="size", alone="sum").reset_index()
    result["share"] = result["n"] / len(wide)
    result = result.sort_values("n", ascending=False, kind="stable", ignore_index=True)
    result.columns.name = None
    return with_notes(result[[*chosen, "n", "share", "alone"]], remembered(votes, [ALL]))
