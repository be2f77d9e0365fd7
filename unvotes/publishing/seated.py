"""Who of a bloc sat while belonging to it."""

from __future__ import annotations

import pandas as pd

from unvotes.analysis.blocs import Bloc

__all__ = ["seated_members"]


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

    >>> from unvotes.analysis.blocs import bloc
    >>> votes = pd.DataFrame({"member": ["IDN", "ZAF"], "date": pd.Timestamp("2019-05-01")})
    >>> seated_members(bloc("BRICS"), votes)
    ['ZAF']
    """
    rows = votes[votes["member"].isin(bloc.members)]
    if "date" not in votes.columns:
        return sorted(rows["member"].astype("str").unique())
    days = rows[["member", "date"]].drop_duplicates().astype({"member": "str"})
    sat = {member: dates for member, dates in days.groupby("member")["date"]}
    found = set()
    for spell in bloc.spells:
        if spell.member not in sat:
            continue
        dates, within = sat[spell.member], pd.Series(True, sat[spell.member].index)
        if spell.since:
            within &= dates >= pd.Timestamp(spell.since)
        if spell.until:
            within &= dates <= pd.Timestamp(spell.until)
        if within.any():
            found.add(spell.member)
    return sorted(found)
