"""Maps, communities and change points, against scikit-learn and ruptures where they are there.

scikit-learn scales the distances once, without leaving out the pairs that have none and without
the 200 resamples behind our intervals; ruptures cuts for its own costs, not for a likelihood of
shares, and gives no intervals.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import unvotes as uv
from benchmarks.peers import peer
from benchmarks.table import Row, best, peak, show
from unvotes.analysis.pairs.cutting import best_cuts

MEMBERS, ROLL_CALLS, FULL_MEMBERS, SERIES = 300, 2000, 700, 20_000


def chamber(members: int, seed: int = 0) -> pd.DataFrame:
    """Make up the votes of a chamber, of which seven in a hundred are missing."""
    rng = np.random.default_rng(seed)
    lean = rng.normal(size=members) * rng.normal(size=(ROLL_CALLS, 1)) + 0.9
    codes = np.digitize(lean + rng.normal(size=lean.shape), [-0.7, 0.0])
    call, member = np.nonzero(rng.random(codes.shape) < 0.93)
    names = [f"M{i:03}" for i in range(members)]
    return pd.DataFrame(
        {
            "roll_call": pd.Categorical.from_codes(call, [f"R{i}" for i in range(ROLL_CALLS)]),
            "member": pd.Categorical.from_codes(member, names),
            "vote": pd.Categorical.from_codes(codes[call, member], ["no", "abstain", "yes"]),
        }
    )


def run(full: bool) -> None:
    """Measure, and print the tables; with `full` also a map of 700 members."""
    votes = uv.load_votes("general-assembly")
    made = {members: chamber(members) for members in (MEMBERS, FULL_MEMBERS)[: 2 if full else 1]}
    rows = [
        Row("positions of the Assembly", best(lambda: uv.positions(votes), 1)),
        Row("communities of the Assembly", best(lambda: uv.communities(votes), 1)),
    ]
    for members, frame in made.items():
        seconds = best(lambda frame=frame: uv.positions(frame), 1)
        rows.append(Row(f"positions of {members} members, {ROLL_CALLS:,} roll calls", seconds))
    sklearn, name = peer("sklearn.manifold", "scikit-learn")
    if sklearn:
        far = uv.distances(made[MEMBERS]).to_numpy()
        fit = sklearn.MDS(2, metric="precomputed", n_init=1, init="classical_mds")
        rows.append(Row(f"  {name}: one map of {MEMBERS}", best(lambda: fit.fit(far), 1)))
        once = best(lambda: uv.positions(made[MEMBERS], n_boot=100), 1)
        rows.append(Row("  ours, and 100 maps of resamples", once))
    show("Structure", rows)
    print(f"positions of the Assembly need {peak(lambda: uv.positions(votes)):,.0f} MB at most")

    rng = np.random.default_rng(0)
    steady = (rng.random(SERIES) < 0.7).astype(float)
    uneven = (rng.random(SERIES) < np.repeat(rng.random(100), SERIES // 100)).astype(float)
    ones, penalty = np.ones(SERIES), 2 * np.log(SERIES)
    half = best(lambda: best_cuts(steady[::2], ones[::2], penalty, 10), 2)
    whole = best(lambda: best_cuts(steady, ones, penalty, 10), 2)
    rows = [
        Row("no change, half as many roll calls", half),
        Row("no change", whole, half, "about 2: linear"),
        Row("99 changes", best(lambda: best_cuts(uneven, ones, penalty, 10), 2)),
    ]
    ruptures, name = peer("ruptures")
    if ruptures:
        search = ruptures.KernelCPD(kernel="linear", min_size=10)
        seconds = best(lambda: search.fit(steady).predict(pen=penalty / 4), 1)
        rows.append(Row(f"  {name}, no change, squared errors, compiled", seconds, whole))
    show(f"Change points of {SERIES:,} roll calls", rows)
