"""Compare ideal points from this record with the published ones, session by session.

``python -m benchmarks.agreement_with_published FOLDER`` takes the folder of source files, with the
estimates of Bailey, Strezhnev and Voeten in it as issued in April 2020, sessions 1 to 74
(``ideal-points/voeten-2020-04.csv``), and in July 2025, to session 78
(``ideal-points/voeten-2025-07.parquet``). It writes how far ours agree with them, and none of the
published figures.

To ``data/general_assembly/ideal_points_agreement.csv``: estimates by the published scheme, by the
fast route from this record to the same session and under the same data rules, with the earlier
issue. To ``data/general_assembly/ideal_points_models.csv``: the posterior that comes with the
record, of the joint walk, with estimates by the published scheme of the same votes, and both with
the later issue.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import unvotes as uv
from benchmarks.estimates import votes_of
from benchmarks.published import later_estimates, published_estimates
from unvotes.record.data_files import data_folder

BODY = "general-assembly"
FILE = "general_assembly/ideal_points_agreement.csv"
MODELS = "general_assembly/ideal_points_models.csv"
#: Of session 74.
LAST_DAY = "2020-09-14"
#: Members whose positions by the published scheme stand in the second file.
SHOWN = ("USA", "RUS", "CHN", "IND", "ZAF")
# The published estimates have one line for what followed one another, or two for what is one here.
_OURS = {"SUN": "RUS", "SCG": "YUG", "SRB": "YUG"}
_THEIRS = {"FRG": "DEU", "YAR": "YEM"}
_KEYS = ["member", "session"]


def own_estimates(until: str | None = LAST_DAY) -> pd.DataFrame:
    """
    Estimate positions from this record as the published ones were estimated.

    Parameters
    ----------
    until : str, optional
        The last day; None for all of the record.

    Returns
    -------
    pandas.DataFrame
        ``member`` (str, as the published estimates tell members apart), ``session``,
        ``estimate``, ``sd``, ``n``. Withheld positions are left out.
    """
    table = uv.ideal_points(votes_of(BODY), by="session", walk="forward", until=until).table
    return as_published(table)


def as_published(table: pd.DataFrame) -> pd.DataFrame:
    """
    Tell members apart as the published estimates do, and leave out what is withheld.

    Parameters
    ----------
    table : pandas.DataFrame
        By session, as `ideal_points` gives it.

    Returns
    -------
    pandas.DataFrame
        As `own_estimates`.
    """
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


def compare_models(
    joint: pd.DataFrame, forward: pd.DataFrame, published: pd.DataFrame
) -> pd.DataFrame:
    """
    Say how far two models of the same votes agree, and each with the published estimates.

    Parameters
    ----------
    joint, forward, published : pandas.DataFrame
        ``member``, ``session`` and ``estimate``: of the joint walk, by the published scheme, and as
        published.

    Returns
    -------
    pandas.DataFrame
        A row per session: ``session``, ``n`` (states), ``correlation`` of both models over them,
        ``joint_mean``, ``joint_sd``, ``forward_mean``, ``forward_sd``; ``published_n`` (states with
        a published estimate too), ``published_joint``, ``published_forward`` (correlations with
        it), ``joint_slope``, ``joint_difference`` (of the joint walk on the published, and less
        it); ``forward_USA``, … (positions by the published scheme). Empty where there is none.
    """
    keys = ["member", "session"]
    both = joint.merge(forward, on=keys, suffixes=("_joint", "_forward"))
    both = both.merge(published[[*keys, "estimate"]], on=keys, how="left")
    rows = []
    for session, of in both.groupby("session"):
        ours, scheme = of["estimate_joint"], of["estimate_forward"]
        row = {
            "session": session,
            "n": len(of),
            "correlation": ours.corr(scheme),
            "joint_mean": ours.mean(),
            "joint_sd": ours.std(ddof=0),
            "forward_mean": scheme.mean(),
            "forward_sd": scheme.std(ddof=0),
        }
        known = of[of["estimate"].notna()]
        if len(known) > 2:
            x, y = known["estimate"], known["estimate_joint"]
            row |= {
                "published_n": len(known),
                "published_joint": y.corr(x),
                "published_forward": known["estimate_forward"].corr(x),
                "joint_slope": np.polyfit(x, y, 1)[0],
                "joint_difference": (y - x).mean(),
            }
        at = of.set_index("member")["estimate_forward"]
        rows.append(row | {f"forward_{code}": float(at.get(code, np.nan)) for code in SHOWN})
    return pd.DataFrame(rows).astype({"published_n": "Int64"})


def models(folder: Path) -> pd.DataFrame:
    """
    Compare the posterior that comes with the record with the published scheme.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of source files.

    Returns
    -------
    pandas.DataFrame
        As `compare_models` gives it.
    """
    joint = as_published(uv.load_ideal_points(BODY, by="session"))
    published = later_estimates(folder).replace({"member": _THEIRS})
    return compare_models(joint, own_estimates(None), published.drop_duplicates(_KEYS))


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
    """Compare, print the middle of each column, and write the files."""
    for name, compared in ((FILE, agreement), (MODELS, models)):
        table = compared(Path(folder)).round(3)
        table.to_csv(data_folder() / name, index=False, lineterminator="\n")
        print(table.drop(columns="session").describe().loc[["min", "50%", "max"]].round(3).T)
        print(f"{len(table)} sessions written to {name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
