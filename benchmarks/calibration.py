"""Is the posterior of the ideal points calibrated: ``python -m benchmarks.calibration``.

Data sets are drawn from the priors, and the whole way from a fast fit to standardised draws is run
on each: the ranks of the true positions among the draws are to be uniform, and intervals are to
cover at their level (Talts and others 2018). It writes ``docs/model/calibration.csv``, a row for
each model: static, dynamic, dynamic without the unanimous items, as is the custom, and a plane,
whose sampler is another. 500 data sets of each take about a quarter of an hour; ``--sets N`` asks
for fewer, ``--only`` for some.
"""

from __future__ import annotations

import argparse
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from benchmarks.simulated import drawn, standardised
from unvotes.analysis.ideal_points import chains, variational
from unvotes.analysis.ideal_points.responses import Prior, Responses

FILE = Path(__file__).parents[1] / "docs" / "model" / "calibration.csv"
SETS, SEED = 500, 11
ITERATIONS, WARMUP = 1_200, 200
#: Gibbs sampling mixes slowly, and its iterations take less.
IN_A_PLANE = 10_000
#: The draws that ranks are taken among, so far apart that they hardly hang together.
RANKED = 49
LEVELS = (0.5, 0.8, 0.95)
STATIC: dict[str, Any] = {"members": 8, "periods": 1, "items": 20}
# One comes a period late, one is away in the middle, and one sits in the first and the last.
WALK: dict[str, Any] = {"members": 6, "periods": 4, "items": 6, "bridged": 12}
WALK |= {"away": ((2, 1), (3, 0), (4, 1), (4, 2)), "prior": Prior(0.5, 1.2, 1.4, 1.6)}
PLANE: dict[str, Any] = {"members": 8, "periods": 1, "items": 30, "dimensions": 2}
MODELS = {
    "static": (STATIC, False),
    "walk": (WALK, False),
    "walk, divided items": (WALK, True),
    "plane": (PLANE, False),
}

Floats = NDArray[np.float64]


def divided(data: Responses) -> Responses:
    """Leave out the items on which all were of one mind."""
    kept = (data.counts > 0).sum(axis=0) > 1
    of_vote = kept[data.item]
    number = np.cumsum(kept) - 1
    ends = np.searchsorted(number[data.item[of_vote]], np.arange(kept.sum() + 1))
    return replace(
        data,
        items=data.items[kept],
        ends=ends.astype(np.int64),
        place=data.place[of_vote],
        vote=data.vote[of_vote],
        roll_calls=data.roll_calls[kept],
    )


def one_set(model: str, number: int) -> tuple[Floats, Floats]:
    """
    Draw one data set, and its posterior.

    Parameters
    ----------
    model : str
        Of `MODELS`.
    number : int
        Which data set.

    Returns
    -------
    ranks : numpy.ndarray
        Of each true position among `RANKED` draws.
    inside : numpy.ndarray
        Share of the positions inside the intervals, for each of `LEVELS`.
    """
    size, unanimous_out = MODELS[model]
    data, true = drawn(np.random.default_rng([SEED, number]), **size)
    if unanimous_out:
        data = divided(data)
    dims = size.get("dimensions", 1)
    fit = variational.fit(data, variational.start(data, dims), 1e-3, 200)
    ends = (np.flatnonzero(data.member == 0), np.flatnonzero(data.member == 1))
    iterations = ITERATIONS if dims == 1 else IN_A_PLANE
    run = chains.Run(1, iterations, iterations, WARMUP, number, False, None)
    found = chains.posterior(data, fit, ends, 0.8, run)
    assert found.draws is not None
    place = standardised(true.place)
    if dims == 1:
        place *= _sign(place[:, 0], ends)
    else:  # as the draws are
        chains.turn(place[None, None], fit.place, ends)
    draws, place = found.draws.places[0].reshape(-1, place.size), place.ravel()
    apart = len(draws) // (RANKED + 1)
    ranked = draws[apart - 1 :: apart][:RANKED]
    tails = [(1 - level) / 2 for level in LEVELS]
    low = np.quantile(draws, tails, axis=0)
    high = np.quantile(draws, [1 - tail for tail in tails], axis=0)
    return (ranked < place).sum(axis=0), ((low < place) & (place < high)).mean(axis=1)


def _sign(place: Floats, ends: tuple[NDArray[np.intp], NDArray[np.intp]]) -> int:
    return -1 if place[ends[0]].mean() < place[ends[1]].mean() else 1


def uniform(ranks: NDArray[Any], most: int, bins: int = 5) -> float:
    """
    Give the p-value of uniform ranks; those of one data set hang together.

    Parameters
    ----------
    ranks : numpy.ndarray, data sets × quantities
        Ranks from 0 to `most`.
    most : int
        The highest possible.
    bins : int, default 5
        Bins of equal width.

    Returns
    -------
    float
        Of Hotelling's test that the mean share of each bin is 1 / `bins`.
    """
    at = ranks * bins // (most + 1)
    share = np.stack([(at == k).mean(axis=1) for k in range(bins - 1)], axis=1) - 1 / bins
    n, free = share.shape
    mean = share.mean(axis=0)
    t = n * mean @ np.linalg.solve(np.cov(share.T), mean)
    return float(stats.f.sf(t * (n - free) / (free * (n - 1)), free, n - free))


def calibrated(model: str, sets: int) -> dict[str, Any]:
    """
    Run the data sets of one model.

    Parameters
    ----------
    model : str
        Of `MODELS`.
    sets : int
        How many.

    Returns
    -------
    dict
        ``model``, ``sets``, ``p`` (of uniform ranks), and per cent covered with its standard error
        for each level: ``covered_50``, ``se_50``, and so on.
    """
    done = [one_set(model, number) for number in range(sets)]
    ranks = np.array([rank for rank, _ in done])
    inside = 100 * np.array([share for _, share in done])
    row: dict[str, Any] = {"model": model, "sets": sets, "p": round(uniform(ranks, RANKED), 3)}
    for k, level in enumerate(LEVELS):
        row[f"covered_{100 * level:g}"] = round(float(inside[:, k].mean()), 1)
        row[f"se_{100 * level:g}"] = round(float(inside[:, k].std() / np.sqrt(sets)), 1)
    return row


def main() -> None:
    """Run, and write the table."""
    first, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibration",
        description=first,
        epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sets", type=int, default=SETS)
    parser.add_argument("--only", nargs="+", choices=MODELS, default=list(MODELS))
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rows = pd.read_csv(FILE).to_dict("records") if FILE.is_file() else []
    known = {row["model"]: row for row in rows}
    for model in options.only:
        known[model] = calibrated(model, options.sets)
        print(known[model], flush=True)
        table = pd.DataFrame([known[name] for name in MODELS if name in known])
        FILE.parent.mkdir(exist_ok=True)
        table.to_csv(FILE, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
