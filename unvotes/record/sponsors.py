"""Who put drafts forward: a row per roll call and sponsor, and who did so together."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.frames import plain_frame, require_columns
from unvotes.parameters import checked_arguments
from unvotes.record.loading import load_roll_calls

__all__ = ["sponsor_pairs", "sponsors"]

#: What stands in the list where no member is named.
_BODIES = ("president", "committee", "elected", "council")


@checked_arguments
def sponsors(roll_calls: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Who sponsored what was put to the vote, one sponsor a row.

    The record has sponsors from 1994 on, with gaps in 2012, from 2015 to 2020, and in 2025 and
    2026; a roll call without a row is one of which they are not known, not one without sponsors.

    Parameters
    ----------
    roll_calls : pandas.DataFrame, optional
        Roll calls with ``roll_call`` and ``sponsors``, as `load_roll_calls` gives them; all of
        the Council's by default.

    Returns
    -------
    pandas.DataFrame
        A row per roll call and sponsor, in the order of the roll calls: ``roll_call`` (str),
        ``date`` (datetime64), ``symbol``, ``topic`` and ``outcome`` where the frame has them,
        ``sponsor`` (str: a member's code, or ``president``, ``committee``, ``elected`` for all
        elected members, ``council`` for all members), ``member`` (bool: whether it is a code).

    Raises
    ------
    UnvotesError
        If a column is missing, or no roll call of the frame has a known sponsor.

    See Also
    --------
    sponsor_pairs : who sponsors with whom.

    Examples
    --------
    >>> import unvotes as uv
    >>> named = sponsors(uv.find("S/2012/77").roll_calls)
    >>> named["sponsor"].tolist()[:4], len(named)
    (['ARE', 'BHR', 'COL', 'DEU'], 19)
    """
    table = load_roll_calls() if roll_calls is None else plain_frame(roll_calls, "roll_calls")
    require_columns(table, ("roll_call", "sponsors"), "roll calls")
    kept = ["roll_call", "date", "symbol", "topic", "outcome"]
    named = table[[name for name in kept if name in table.columns]].assign(
        sponsor=table["sponsors"].astype("str").str.split()
    )
    named = named.explode("sponsor", ignore_index=True).dropna(subset="sponsor")
    if named.empty:
        raise UnvotesError(
            f"no sponsor is known of these {len(table):,} roll calls; the record has those of "
            "the Council's since 1994"
        )
    named["sponsor"] = named["sponsor"].astype("str")
    return named.assign(member=~named["sponsor"].isin(_BODIES)).reset_index(drop=True)


@checked_arguments
def sponsor_pairs(roll_calls: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Which members sponsor together, and how often.

    A sponsor need not sit on the Council. Counts, not estimates: sponsors are known of some
    years only (see `sponsors`), and who is asked to sponsor is no sample of anything.

    Parameters
    ----------
    roll_calls : pandas.DataFrame, optional
        Roll calls with ``roll_call`` and ``sponsors``, as `load_roll_calls` gives them; all of
        the Council's by default.

    Returns
    -------
    pandas.DataFrame
        A row per pair that sponsored something together, most often first: ``a``, ``b`` (str:
        codes, a before b in the alphabet), ``together``, ``a_in_all``, ``b_in_all`` (int: roll
        calls that both, that each sponsored), ``n`` (int: roll calls of which members that
        sponsored are known).

    Raises
    ------
    UnvotesError
        If a column is missing, no roll call of the frame has a known sponsor, or no two members
        sponsored together.

    Examples
    --------
    >>> import unvotes as uv
    >>> pairs = sponsor_pairs(uv.load_roll_calls(since=1994, until=2011))
    >>> pairs[["a", "b"]].head(1).to_numpy().tolist()
    [['GBR', 'USA']]
    """
    named = sponsors(roll_calls)
    named = named[named["member"]]
    of_each = named.groupby("roll_call", sort=False)["sponsor"].agg(
        lambda codes: sorted(set(codes))
    )
    pairs = pd.DataFrame(
        [pair for codes in of_each for pair in combinations(codes, 2)], columns=["a", "b"]
    )
    if pairs.empty:
        raise UnvotesError(f"no two members sponsored one of these {len(of_each):,} roll calls")
    counted = pairs.groupby(["a", "b"]).size().rename("together").reset_index()
    in_all = of_each.explode().value_counts()
    counted = counted.assign(
        a_in_all=counted["a"].map(in_all), b_in_all=counted["b"].map(in_all), n=len(of_each)
    )
    return counted.sort_values(
        ["together", "a", "b"], ascending=[False, True, True], ignore_index=True
    )
