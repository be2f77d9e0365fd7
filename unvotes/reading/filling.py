"""Votes that a record has as unknown, filled from newer ones that fit its tally."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["FILLED", "fill_unknown"]

#: The columns that say what was filled.
FILLED = {"roll_call": "str", "date": "datetime64[us]", "member": "str", "vote": "str"}
_COUNTED = ["yes", "no", "abstain", "nonvoting", "unknown"]


def fill_unknown(
    votes: pd.DataFrame,
    calls: pd.DataFrame,
    new_votes: pd.DataFrame,
    new_calls: pd.DataFrame,
    match: npt.NDArray[np.int64],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """
    Put newer letters where the record has none, if they add up to the tally that it reports.

    A roll call without a reported tally is left as it is: its letters are unknown since the
    sources contradict themselves, and a newer copy of one of them settles nothing.

    Parameters
    ----------
    votes, calls : DataFrame
        The record's.
    new_votes, new_calls : DataFrame
        The newer ones.
    match : array of int
        For each row of `new_calls` the position in `calls`, or -1.

    Returns
    -------
    votes, calls, filled : DataFrame
        The first two are new frames where anything was filled; ``filled`` has a row per vote:
        ``roll_call``, ``date``, ``member``, ``vote``.

    Examples
    --------
    >>> from unvotes import load_roll_calls, load_votes
    >>> votes, calls = load_votes(since="2026-04-30"), load_roll_calls(since="2026-04-30")
    >>> votes, calls = votes[votes["roll_call"] == "S/RES/2820"], calls.iloc[:1]
    >>> newer = votes.assign(vote="yes")
    >>> newer.loc[newer["member"].isin(["CHN", "RUS"]), "vote"] = "abstain"
    >>> _, after, filled = fill_unknown(votes, calls, newer, calls, np.array([0]))
    >>> after[["yes", "abstain", "unknown"]].iloc[0].tolist(), len(filled)
    ([13, 2, 0], 15)
    """
    nothing = pd.DataFrame(columns=list(FILLED)).astype(FILLED)
    if not {*_COUNTED, "reported_tally"} <= set(calls.columns):
        return votes, calls, nothing
    wanted = (calls["unknown"] > 0) & (calls["reported_tally"].fillna("") != "")
    places = [int(i) for i in match[match >= 0] if wanted.iloc[i]]
    if not places:
        return votes, calls, nothing
    theirs = dict(zip(match.tolist(), new_calls["roll_call"].astype("str"), strict=True))
    votes, calls, parts = votes.copy(), calls.copy(), []
    for place in places:
        row = calls.iloc[place]
        mine = votes["roll_call"].to_numpy() == row["roll_call"]
        newer = new_votes[(new_votes["roll_call"] == theirs[place]).to_numpy()]
        said = newer.set_index(newer["member"].astype("str"))["vote"].astype("str")
        letters = votes.loc[mine, "vote"].astype("str")
        found = votes.loc[mine, "member"].astype("str").map(said)
        after = letters.where(letters != "unknown", found.fillna("unknown"))
        counts = after.value_counts().reindex(_COUNTED, fill_value=0)
        tally = "-".join(str(counts[name]) for name in _COUNTED[:3])
        if counts["unknown"] or tally != row["reported_tally"]:
            continue
        votes.loc[mine, "vote"] = after
        if {"veto", "permanent"} <= set(votes.columns):
            against = mine & (votes["vote"] == "no").to_numpy() & (row["outcome"] == "vetoed")
            votes.loc[mine, "veto"] = (against & votes["permanent"].to_numpy(dtype=bool))[mine]
        for name in _COUNTED:
            calls.loc[calls.index[place], name] = counts[name]
        calls.loc[calls.index[place], "reported_tally"] = ""
        new = votes[mine].assign(vote=after)[(letters == "unknown").to_numpy()]
        parts.append(new[list(FILLED)].astype(FILLED))
    return votes, calls, pd.concat(parts, ignore_index=True) if parts else nothing
