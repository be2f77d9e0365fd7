"""Whose vote decided: sole vetoes, and votes without which a draft would have failed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.counts import with_facts
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.results import with_notes
from unvotes.analysis.core.selection import Day
from unvotes.errors import UnvotesError
from unvotes.frames import yes_no
from unvotes.parameters import shared_parameters

__all__ = ["pivots"]

#: The first day of the Council of fifteen, with nine votes instead of seven to carry a draft.
_ENLARGED = pd.Timestamp("1966-01-01")
_ROLES = ["sole veto", "one vote short", "no vote to spare"]


@shared_parameters
def pivots(
    votes: pd.DataFrame,
    roll_calls: pd.DataFrame | None = None,
    *,
    adopted: bool = False,
    since: Day | None = None,
    until: Day | None = None,
    topic: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """
    Whose vote decided: each Council member whose own vote, changed, would have changed the end.

    - ``sole veto``: the draft had the votes, and one permanent member alone voted against.
    - ``one vote short``: the draft was one vote short, and this member did not vote for it;
      with its vote the draft would have passed. Where a permanent member voted against, only
      its own change could have carried the draft, and only if no other did so.
    - ``no vote to spare``: the draft passed with just the votes it needed, this one among
      them (with ``adopted=True``).

    A draft needs 7 votes of 11 until 1965 and 9 of 15 since 1966; on procedural votes no
    veto counts. This says what one vote would have done, all others being equal: in fact
    votes are cast with the others in view, and a member's power is another question.

    Parameters
    ----------
    votes : DataFrame
        The Council's votes: ``roll_call``, ``date``, ``member``, ``vote``, ``permanent``,
        ``outcome``. All members of each roll call must be there.
    roll_calls : DataFrame, optional
        The table of roll calls, whose column ``kind`` tells procedural votes. Without it,
        and without ``kind`` in the votes, a vote counts as procedural only if it was
        adopted over a permanent member's no.
    adopted : bool, default False
        List the votes that carried adopted drafts with none to spare, too.

    Returns
    -------
    DataFrame
        A row per roll call and deciding member, in order: ``roll_call``, ``member`` (str),
        ``vote`` (category, ``nonvoting`` included), ``role`` (category: as above); ``date``,
        ``symbol``, ``topic``, ``outcome`` where the votes have them; ``yes`` (int: votes in
        favour), ``required`` (int), ``deciders`` (int: how many members could each have
        changed the end). Empty, with these columns, if no vote was decisive.
        ``attrs["n"]`` is the number of roll calls looked at; those on which a vote is
        unknown, or nobody voted, are left out (``attrs["left_out"]``).

    Raises
    ------
    UnvotesError
        If a column is missing or a choice is wrong.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> pivots(votes)[["roll_call", "member", "vote", "role", "yes", "required"]]
       roll_call member vote       role  yes  required
    0  S/2011/24    USA   no  sole veto   14         9
    """
    for column in ("roll_call", "date", "member", "vote", "permanent", "outcome"):
        if column not in votes.columns:
            raise UnvotesError(
                f"who decided can be told only from the Council's votes with the column "
                f"{column!r}; these have {list(votes.columns)}"
            )
    matrix = vote_matrix(votes, since=since, until=until, topic=topic, roll_calls=roll_calls)
    seated, unknown_vote, permanent = _seats(votes, matrix)
    codes = matrix.codes
    yes = (codes == 2).sum(axis=1)
    dates = matrix.dates
    assert dates is not None
    required = np.where((dates < _ENLARGED).to_numpy(), 7, 9)
    outcome = matrix.fact("outcome").astype("str").to_numpy()
    against = (codes == 0) & permanent
    procedural = (outcome == "adopted") & against.any(axis=1)
    if matrix.has("kind"):
        procedural |= (matrix.fact("kind").astype("str") == "procedural").to_numpy()
    against &= ~procedural[:, None]
    vetoes = against.sum(axis=1)

    clear = ~unknown_vote & (codes >= 0).any(axis=1)
    lost = clear & (outcome != "adopted")
    # With one more vote: enough, and no veto left but the one that was turned.
    nearly = lost & (yes == required - 1)
    sole = (lost & (yes >= required) & (vetoes == 1))[:, None] & against
    short = seated & (codes != 2) & nearly[:, None]
    short &= (vetoes == 0)[:, None] | ((vetoes == 1)[:, None] & against)
    kinds = [sole, short]
    if adopted:
        carried = clear & (outcome == "adopted") & (yes == required)
        kinds.append((codes == 2) & carried[:, None])
    deciding = np.select(kinds, range(1, len(kinds) + 1), default=0) - 1
    rows, columns = np.nonzero(deciding >= 0)
    cast = votes["vote"].astype("str").to_numpy()
    place = pd.MultiIndex.from_arrays([votes["roll_call"], votes["member"]])
    at = place.get_indexer(
        pd.MultiIndex.from_arrays([matrix.roll_calls[rows], matrix.members[columns]])
    )
    who = {
        "member": matrix.members[columns],
        "vote": pd.Categorical(cast[at], ["no", "abstain", "yes", "nonvoting", "unknown"]),
        "role": pd.Categorical.from_codes(deciding[rows, columns], pd.Index(_ROLES)),
    }
    tally = {
        "yes": yes[rows],
        "required": required[rows],
        "deciders": (deciding >= 0).sum(axis=1)[rows],
    }
    table = with_facts(matrix, rows, who, tally)
    table.attrs = {"n": int(clear.sum()), "left_out": int((~clear).sum())}
    return with_notes(table, matrix.selection)


def _seats(
    votes: pd.DataFrame, matrix: VoteMatrix
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Who sat at each roll call, where a vote is unknown, and who was permanent."""
    row = matrix.roll_calls.get_indexer(pd.Index(votes["roll_call"]))
    column = matrix.members.get_indexer(pd.Index(votes["member"]))
    kept = row >= 0
    row, column = row[kept], column[kept]
    seated = np.zeros(matrix.codes.shape, dtype=bool)
    seated[row, column] = True
    permanent = np.zeros(matrix.codes.shape, dtype=bool)
    permanent[row, column] = yes_no(votes["permanent"], "permanent")[kept]
    unknown_vote = np.zeros(len(seated), dtype=bool)
    unknown_vote[row[(votes["vote"] == "unknown").to_numpy()[kept]]] = True
    return seated, unknown_vote, permanent
