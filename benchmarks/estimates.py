"""Make the ideal points that come with the package: ``python -m benchmarks.estimates``.

It draws the posterior of the Assembly by session and by year and of the Council by year, from the
record as it is, and writes ``data/ideal_points.parquet``; about 15 minutes on two quiet cores. Same
record, same seed, same numbers. Votes on paragraphs and amendments after 1989 and session 19 of the
Assembly are left out, as by Bailey, Strezhnev and Voeten. ``--checkpoint FOLDER`` keeps the chains
there, and goes on from them.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

import unvotes as uv
from unvotes.record.data_files import data_folder, record_version

ASSEMBLY, COUNCIL = "general-assembly", "security-council"
RUNS = ((COUNCIL, "year"), (ASSEMBLY, "session"), (ASSEMBLY, "year"))
DRAWS = {COUNCIL: 4000, ASSEMBLY: 2000}
SEED = 1
_QUANTILES = {"low": 0.025, "low_50": 0.25, "median": 0.5, "high_50": 0.75, "high": 0.975}


def votes_of(body: str) -> pd.DataFrame:
    """
    Choose the votes that the estimates are made from.

    Parameters
    ----------
    body : str
        The body.

    Returns
    -------
    pandas.DataFrame
        As `load_votes` gives them, in the view by state.
    """
    votes = uv.load_votes(body, view="state")
    if body == COUNCIL:
        return votes
    calls = uv.load_roll_calls(body)
    parts = calls["kind"].isin(["paragraph", "amendment"]) & (calls["date"].dt.year > 1989)
    kept = calls.loc[~parts & (calls["session"] != "19"), "roll_call"]
    return votes[votes["roll_call"].isin(kept)]


def estimates(body: str, by: str, checkpoint: Path | None = None) -> pd.DataFrame:
    """
    Draw the posterior of one body, and sum it up.

    Parameters
    ----------
    body, by : str
        The body and its periods.
    checkpoint : pathlib.Path, optional
        A folder for the chains.

    Returns
    -------
    pandas.DataFrame
        A row per member and period, with the columns of `load_ideal_points`.
    """
    file = None if checkpoint is None else checkpoint / f"{body}-{by}.npz"
    found = uv.ideal_points(
        votes_of(body), by=by, method="posterior", draws=DRAWS[body], seed=SEED, checkpoint=file
    )
    print(found.method, flush=True)
    if not found.converged:
        print(found.not_converged.to_string(), flush=True)
    assert found.kept is not None
    draws = found.kept.values.places[..., 0].reshape(-1, len(found.table))
    ends = np.quantile(draws, list(_QUANTILES.values()), axis=0)
    table = found.table.rename(columns={by: "period"}).assign(
        body=body, by=by, **dict(zip(_QUANTILES, ends, strict=True))
    )
    table["period"] = table["period"].astype("int16")
    table["n"] = table["n"].astype("int32")
    kept = ["body", "by", "member", "period", "estimate", "sd", *_QUANTILES, "n"]
    kept += ["rhat", "ess_bulk", "ess_tail", "withheld"]
    text = {name: "category" for name in ("body", "by", "member", "withheld")}
    numbers = table.select_dtypes("float64").columns
    return table.astype(dict.fromkeys(numbers, "float32"))[kept].astype(text)


def main() -> None:
    """Make the file anew."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, help="a folder in which the chains are kept")
    folder = parser.parse_args().checkpoint
    warnings.simplefilter("always", uv.UnvotesWarning)
    parts = [estimates(body, by, folder) for body, by in RUNS]
    whole = pd.concat([part.astype({"member": "str", "withheld": "str"}) for part in parts])
    whole = whole.astype(dict.fromkeys(("body", "by", "member", "withheld"), "category"))
    whole.attrs = {
        "record_version": record_version(),
        "model": "dynamic ordinal, joint random walk; see unvotes.analysis.ideal_points.model",
        "seed": SEED,
    }
    path = data_folder() / "ideal_points.parquet"
    whole.reset_index(drop=True).to_parquet(path, compression="zstd")
    print(f"{path}: {len(whole):,} positions, record {record_version()}")


if __name__ == "__main__":
    main()
