"""Which votes divide two periods: the same text put to the vote in both, and who moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np
import pandas as pd

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.coded_votes import SCALE
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.periods import Periods
from unvotes.analysis.core.results import with_notes
from unvotes.analysis.core.selection import Counting
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters

__all__ = ["changed_votes"]


@shared_parameters
def changed_votes(
    votes: pd.DataFrame,
    periods: Periods,
    *,
    recurring: Mapping[Any, Any] | pd.Series | None = None,
    min_shared: int = 10,
    **selection: Unpack[Counting],
) -> pd.DataFrame:
    """
    Which votes divide two periods most: texts voted on in both, by how many members moved.

    A roll call lies in one period only. What can be compared is the same resolution, put to the
    vote again: the last time in each period.

    Parameters
    ----------
    periods : pandas.DataFrame or mapping
        Two named periods, the earlier first in time: ``{"before": (2009, 2016), "after": (2017,
        2019)}``, or a table with the columns ``period``, ``since`` and ``until``, such as two
        rows of `presidencies`.
    recurring : Series or mapping, optional
        For roll calls that repeat an earlier one: which. By default the record's list for the
        Assembly, which ends in 2019; of other votes it must be given.
    min_shared : int, default 10
        So many members voted both times; texts with fewer have no row.

    Returns
    -------
    DataFrame
        A row per text, the one on which the largest share moved first: ``from`` and ``to`` (str:
        the roll calls), ``date_from``, ``date_to`` and ``topic`` where the votes have them,
        ``estimate`` (float: the share of members that voted both times that voted otherwise),
        ``n`` (int), ``towards_no``, ``towards_yes`` (int: members), ``moved`` (str: who, from
        what to what: ``"abstain to yes: FRA GBR"``).

    Raises
    ------
    UnvotesError
        If there are not two periods with votes, no list of recurring roll calls, or no text was
        voted on in both by enough members.

    See Also
    --------
    moves : who changed its vote between any two roll calls.
    compare_periods : what changed in a statistic, with an interval.

    Examples
    --------
    >>> import unvotes as uv
    >>> votes = uv.load_votes("general-assembly", topic="Cuba", since=2016, until=2018)
    >>> spans = uv.presidencies().query("period in ['Obama', 'Trump (first)']")
    >>> again = {"A/RES/72/4": "A/RES/71/5", "A/RES/73/8": "A/RES/71/5"}  # the embargo
    >>> changed_votes(votes, spans, recurring=again)[["from", "to", "n", "moved"]]
             from          to    n                   moved
    0  A/RES/71/5  A/RES/73/8  191  abstain to no: ISR USA
    """
    check_count("min_shared", min_shared, 1)
    matrix = vote_matrix(votes, **selection)
    codes, labels = matrix.groups(None, periods)
    if len(labels) != 2:
        raise UnvotesError(
            f"two periods with votes are needed, and these are {len(labels)}: "
            f"{', '.join(map(repr, labels))}"
        )
    first_of = _first_of_its_kind(matrix, recurring)
    # Rows are in order of time, so that a later one of the same kind takes the earlier's place.
    last: tuple[dict[Any, int], dict[Any, int]] = ({}, {})
    for row, (kind, part) in enumerate(zip(first_of, codes, strict=True)):
        if part >= 0:
            last[part][kind] = row
    pairs = [(last[0][kind], last[1][kind]) for kind in last[0] if kind in last[1]]
    found = [_votes_compared(matrix, *pair) for pair in pairs]
    found = [row for row in found if row["n"] >= min_shared]
    if not found:
        raise UnvotesError(
            f"no text was voted on in both periods by {min_shared} members ({matrix.selection})"
        )
    table = pd.DataFrame(found).astype({"from": "str", "to": "str", "moved": "str"})
    table = table.sort_values(
        ["estimate", "n", "to"], ascending=[False, False, True], ignore_index=True
    )
    return with_notes(table, matrix.selection)


def _first_of_its_kind(
    matrix: VoteMatrix, recurring: Mapping[Any, Any] | pd.Series | None
) -> list[Any]:
    if recurring is None:
        if not str(matrix.roll_calls[0]).startswith("A/"):
            raise UnvotesError(
                "recurring= is needed: which roll calls repeat an earlier one is listed for the "
                "General Assembly only; moves() compares any two roll calls"
            )
        from unvotes.record.assembly import recurring as listed

        recurring = listed()
    first = dict(recurring)
    return [first.get(each, each) for each in matrix.roll_calls]


def _votes_compared(matrix: VoteMatrix, before: int, after: int) -> dict[str, Any]:
    """Compare the votes on one text."""
    old, new = matrix.codes[before], matrix.codes[after]
    both = (old >= 0) & (new >= 0)
    change = np.where(both, new.astype(int) - old, 0)
    names = matrix.members.astype("str").to_numpy()
    ways = [
        f"{SCALE[a]} to {SCALE[b]}: {' '.join(names[both & (old == a) & (new == b)])}"
        for a in range(3)
        for b in range(3)
        if a != b and (both & (old == a) & (new == b)).any()
    ]
    n = int(both.sum())
    row: dict[str, Any] = {"from": matrix.roll_calls[before], "to": matrix.roll_calls[after]}
    if matrix.dates is not None:
        row |= {"date_from": matrix.dates.iloc[before], "date_to": matrix.dates.iloc[after]}
    if matrix.has("topic"):
        row["topic"] = str(matrix.fact("topic").iloc[after])
    return row | {
        "estimate": float((change != 0).sum() / n) if n else np.nan,
        "n": n,
        "towards_no": int((change < 0).sum()),
        "towards_yes": int((change > 0).sum()),
        "moved": "; ".join(ways),
    }
