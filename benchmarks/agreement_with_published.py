"""Compare ideal points from this record with the published ones, session by session.

``python -m benchmarks.agreement_with_published FOLDER`` takes the folder of source files, with
``ideal-points/voeten-2020-04.csv`` in it: the estimates of Bailey, Strezhnev and Voeten as issued
in April 2020, sessions 1 to 74. Ours are made by the fast route from this record, to the same
session and under the same data rules. It writes how far both agree, and none of the published
figures, to ``data/general_assembly/ideal_points_agreement.csv``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import unvotes as uv
from benchmarks.published import published_estimates
from unvotes.record.data_files import data_folder

BODY = "general-assembly"
FILE = "general_assembly/ideal_points_agreement.csv"
LAST_DAY = "2020-09-14"
"""Of session 74."""
# The published estimates have one line for what followed one another, or two for what is one here.
_OURS = {"SUN": "RUS", "SCG": "YUG", "SRB": "YUG"}
_THEIRS = {"FRG": "DEU", "YAR": "YEM"}


def own_estimates() -> pd.DataFrame:
    """
    Estimate positions from this record as the published ones were estimated.

    Returns
    -------
    pandas.DataFrame
        ``member`` (str, as the published estimates tell members apart), ``session``,
        ``estimate``, ``sd``, ``n``. Withheld positions are left out.
    """
    calls = uv.load_roll_calls(BODY, until=LAST_DAY)
    parts = calls["kind"].isin(["paragraph", "amendment"]) & (calls["date"].dt.year > 1989)
    kept = calls.loc[~parts & (calls["session"] != "19"), "roll_call"]
    votes = uv.load_votes(BODY, view="state", until=LAST_DAY)
    table = uv.ideal_points(
        votes[votes["roll_call"].isin(kept)], by="session", walk="forward"
    ).table
    table = table[table["withheld"] == ""].replace({"member": _OURS})
    # In session 46 both the Soviet Union and Russia voted: the one with more votes stands.
    table = table.sort_values("n", kind="stable").drop_duplicates(
        ["member", "session"], keep="last"
    )
    return table[["member", "session", "estimate", "sd", "n"]].reset_index(drop=True)


def compare(ours: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """
    Say how far two sets of estimates agree, session by session.

    Parameters
    ----------
    ours, published : pandas.DataFrame
        ``member``, ``session``, ``estimate`` and ``sd``.

    Returns
    -------
    pandas.DataFrame
        A row per session that both have: ``session``, ``n`` (states that both have),
        ``correlation``, ``slope`` (of ours on the published, by least squares), ``difference``
        (mean of ours less published), ``sd_ratio`` (median of our standard deviation over the
        published one).
    """
    both = ours.merge(published, on=["member", "session"], suffixes=("", "_published"))
    rows = []
    for session, of in both.groupby("session"):
        x, y = of["estimate_published"].to_numpy(), of["estimate"].to_numpy()
        rows.append(
            {
                "session": session,
                "n": len(of),
                "correlation": np.corrcoef(x, y)[0, 1],
                "slope": np.polyfit(x, y, 1)[0],
                "difference": (y - x).mean(),
                "sd_ratio": (of["sd"] / of["sd_published"]).median(),
            }
        )
    return pd.DataFrame(rows)


def agreement(folder: Path) -> pd.DataFrame:
    """
    Compare this record's estimates with the published ones.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of source files.

    Returns
    -------
    pandas.DataFrame
        As `compare` gives it.
    """
    published = published_estimates(folder).replace({"member": _THEIRS})
    return compare(own_estimates(), published)


def main(folder: str) -> None:
    """Compare, print the middle of each column, and write the file."""
    table = agreement(Path(folder)).round(3)
    table.to_csv(data_folder() / FILE, index=False, lineterminator="\n")
    print(table.drop(columns="session").describe().loc[["min", "50%", "max"]].round(3))
    print(f"{len(table)} sessions written to {FILE}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
