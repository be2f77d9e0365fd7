"""Who of a bloc sat while belonging to it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.blocs.bloc import Bloc

__all__ = ["seated_members"]

_NO_DAYS: Final[NDArray[Any]] = np.array([], "datetime64[D]")


def seated_members(bloc: Bloc, votes: pd.DataFrame) -> list[str]:
    """
    List the members of a bloc that have a vote in a frame, cast while they belonged to it.

    Parameters
    ----------
    bloc : Bloc
        The bloc.
    votes : DataFrame
        Votes with ``member``; without ``date`` whoever ever belonged counts.

    Returns
    -------
    list of str
        Codes, sorted.

    Examples
    --------
    Indonesia sat in 2019, and joined in 2025.

    >>> from unvotes.analysis.blocs.ready import bloc
    >>> votes = pd.DataFrame({"member": ["IDN", "ZAF"], "date": pd.Timestamp("2019-05-01")})
    >>> seated_members(bloc("BRICS"), votes)
    ['ZAF']
    """
    rows = votes[votes["member"].isin(bloc.members)]
    if "date" not in votes.columns:
        return sorted(rows["member"].astype("str").unique())
    days = rows[["member", "date"]].drop_duplicates().sort_values("date")
    sat = {
        str(member): dates.to_numpy("datetime64[D]")
        for member, dates in days.groupby("member", observed=True)["date"]
    }
    found = set()
    for spell in bloc.spells:
        dates = sat.get(spell.member, _NO_DAYS)
        if spell.since or spell.until:
            dates = dates[~np.isnat(dates)]
        first = np.searchsorted(dates, np.datetime64(spell.since)) if spell.since else 0
        beyond = (
            np.searchsorted(dates, np.datetime64(spell.until), "right") if spell.until else None
        )
        if len(dates[first:beyond]):
            found.add(spell.member)
    return sorted(found)
