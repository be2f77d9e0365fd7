"""A selection as a verb: the votes on some roll calls, in a frame that remembers the choice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Unpack

import numpy as np
import pandas as pd

from unvotes.analysis.core.chosen_roll_calls import chosen_roll_calls, contested_roll_calls
from unvotes.analysis.core.matrix import find_members
from unvotes.analysis.core.selection import Selection
from unvotes.errors import UnvotesError
from unvotes.frames import as_dates
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging
from unvotes.record.selection_words import votes_of

__all__ = ["select"]


@shared_parameters
def select(
    votes: pd.DataFrame,
    *,
    members: Belonging | Iterable[Hashable] | None = None,
    **selection: Unpack[Selection],
) -> pd.DataFrame:
    """
    Keep the votes on some roll calls, in a frame that remembers which they are.

    Every statistic of the frame says so too: in its own words, in tables
    (``attrs["selection"]``) and in the subtitles of charts. A later selection, by `select` or by
    a statistic's own ``since=``, ``topic=`` and so on, adds to it.

    Parameters
    ----------
    members : list of str, optional
        Only these members' votes. Whether a roll call is contested is judged among all; where
        nothing but the votes could tell it later, the frame gets a column ``contested``. What
        compares a member with all others (`isolation`, `pivots`) needs the votes of all.

    Returns
    -------
    pandas.DataFrame
        The rows of the votes on these roll calls, in order of date, with a fresh index and the
        same columns. ``attrs["selection"]`` is the choice in words. It stays as long as pandas
        keeps attributes: through filters, sorting, new columns and copies; not through a merge,
        nor through joining frames of different selections.

    Raises
    ------
    UnvotesError
        For an unknown member, topic or choice, a frame that is no frame of votes, and when no
        vote is left.

    See Also
    --------
    load_votes : the record's votes, selected as they are loaded.

    Examples
    --------
    >>> import unvotes as uv
    >>> syria = uv.load_votes().pipe(uv.select, since=2011, until=2012, topic="Syria")
    >>> syria.attrs["selection"]
    'all roll calls, since 2011-01-01, until 2012-12-31, topic Syria'
    >>> uv.agreement(syria, "RUS", "CHN", contested=True, min_shared=3, interval=None)
    <RUS–CHN: agreement 1.000, n = 3 roll calls; contested roll calls, since 2011-01-01,
    until 2012-12-31, topic Syria; 2011-10-04 to 2012-07-19; no interval>
    """
    found = chosen_roll_calls(votes, **selection)
    words, facts = found.words, found.facts
    kept, chosen = found.kept[facts.row_roll], found.votes
    if members is not None:
        dates = as_dates(facts.column("date"), "date") if facts.has("date") else None
        names = found.members[find_members(members, found.members, dates)]
        if "contested" not in chosen.columns and facts.record is None:
            contested = contested_roll_calls(found.codes, found.members, facts)
            chosen = chosen.assign(contested=contested[facts.row_roll])
        kept = kept & chosen["member"].isin(names).to_numpy()
        words += f", {votes_of(list(names))}"
    if not kept.any():
        raise UnvotesError(f"no vote is left: none of {words}")
    chosen = chosen[kept]
    if "date" in chosen.columns:
        dates = as_dates(chosen["date"], "date")
        if not dates.is_monotonic_increasing:
            chosen = chosen.iloc[np.argsort(dates.to_numpy(), kind="stable")]
    chosen = chosen.reset_index(drop=True)
    chosen.attrs["selection"] = words
    return chosen
