"""The votes behind the published ideal points of the Assembly, and the estimates themselves.

Both from the folder of source files: Erik Voeten's compilation of votes from 1946 to 2019, his
list of recurring resolutions, and the estimates of Bailey, Strezhnev and Voeten as issued in
April 2020 and in July 2025.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from unvotes.building.assembly_sources import read_recurring
from unvotes.reading.country_names import state_of
from unvotes.record.country_numbers import COUNTRY_NUMBERS

__all__ = ["later_estimates", "published_estimates", "published_votes"]

# Where the estimates tell two members apart that have one code here, or the code is not found.
_NAMES = {
    "Federal Republic of Germany": "FRG",
    "Yemen Arab Republic": "YAR",
    "St. Vincent & Grenadines": "VCT",
}
_NUMBERS = {260: "FRG", 678: "YAR"}
_LAST_WITH_PARTS = 44
# Between the quantiles 5 and 95 per cent of a normal distribution, in standard deviations.
_WIDTH = 3.2897


def published_votes(folder: Path) -> tuple[pd.DataFrame, pd.Series]:
    """
    Read the votes as the published estimates use them.

    Session 19, Zanzibar, South Africa in session 48, and votes on amendments and paragraphs
    after session 44 are left out. Unanimous roll calls are still there.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of source files, with ``general-assembly`` and ``ideal-points``.

    Returns
    -------
    votes : pandas.DataFrame
        ``roll_call`` (str, the compilation's number), ``member`` (str), ``vote``, ``session``
        (int64).
    recurring : pandas.Series
        For each roll call that repeats an earlier one: the first of its kind (str).
    """
    assembly = folder / "general-assembly"
    cast = pd.read_parquet(assembly / "voeten-votes-1946-2019.parquet")
    calls = pd.read_parquet(assembly / "voeten-roll-calls-1946-2019.parquet")
    votes = cast[["rcid", "country", "vote"]].merge(
        calls[["rcid", "session", "amend", "para"]], on="rcid", validate="many_to_one"
    )
    code = {name: _NAMES.get(name) or state_of("", name)[0] for name in votes["country"].unique()}
    member = votes["country"].map(code)
    session = votes["session"].astype("int64")
    part = (votes["amend"] == 1) | (votes["para"] == 1)
    kept = (
        (session != 19)
        & (member != "EAZ")
        & ~((member == "ZAF") & (session == 48))
        & ~(part & (session > _LAST_WITH_PARTS))
    )
    roll_call = votes["rcid"].astype("int64").astype("str")
    tidy = pd.DataFrame(
        {"roll_call": roll_call, "member": member, "vote": votes["vote"], "session": session}
    )
    first = pd.Series(read_recurring(assembly), name="first").astype("str")
    first.index = first.index.astype("str")
    return tidy[kept].reset_index(drop=True), first[first != first.index]


def published_estimates(folder: Path) -> pd.DataFrame:
    """
    Read the published estimates.

    Parameters
    ----------
    folder : pathlib.Path
        As `published_votes` takes it.

    Returns
    -------
    pandas.DataFrame
        ``member`` (str, as in the votes), ``session`` (int64), ``estimate``, ``sd`` (float64,
        from the quantiles 5 and 95 per cent), ``n`` (int64, its votes).
    """
    file = folder / "ideal-points" / "voeten-2020-04.csv"
    table = pd.read_csv(file, encoding="latin-1")
    return pd.DataFrame(
        {
            "member": table["ccode"].map(COUNTRY_NUMBERS | _NUMBERS).astype("str"),
            "session": table["session"].astype("int64"),
            "estimate": table["IdealPoint"],
            "sd": (table["Q95%"] - table["Q5%"]) / _WIDTH,
            "n": table["NVotes"].astype("int64"),
        }
    )


def later_estimates(folder: Path) -> pd.DataFrame:
    """
    Read the published estimates of the later issue, of the same votes and some sessions more.

    Parameters
    ----------
    folder : pathlib.Path
        As `published_votes` takes it.

    Returns
    -------
    pandas.DataFrame
        ``member`` (str, as in the votes), ``session`` (int64), ``estimate`` (float64): its series
        that goes on from the earlier issue. It has no intervals.
    """
    table = pd.read_parquet(folder / "ideal-points" / "voeten-2025-07.parquet")
    table = table[table["idealpointlegacy"].notna()]
    return pd.DataFrame(
        {
            "member": table["ccode"].astype("int64").map(COUNTRY_NUMBERS | _NUMBERS).astype("str"),
            "session": table["year"].astype("int64") - 1945,
            "estimate": table["idealpointlegacy"].astype("float64"),
        }
    )
