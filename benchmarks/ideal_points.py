"""Ideal points: the fast route, and against the published estimates where UNVOTES_SOURCES is set.

With ``--full`` the posteriors too. ``UNVOTES_SOURCES`` names the folder of source files, with
``general-assembly/voeten-votes-1946-2019.parquet`` and ``ideal-points/voeten-2020-04.csv``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from benchmarks.published import published_estimates, published_votes
from benchmarks.table import Row, show
from unvotes.analysis.ideal_points.mixing import mixing
from unvotes.analysis.ideal_points.model import IdealPoints, ideal_points
from unvotes.record.loading import load_roll_calls, load_votes

SOURCES = "UNVOTES_SOURCES"
_PARTS = ("paragraph", "amendment")


class Run(NamedTuple):
    """A result, and the seconds that it took: of a clock, and of the processors."""

    found: IdealPoints
    seconds: float
    processor: float


def timed(votes: pd.DataFrame, **options: Any) -> Run:
    start, used = time.perf_counter(), time.process_time()
    found = ideal_points(votes, **options)
    return Run(found, time.perf_counter() - start, time.process_time() - used)


def peak() -> float:
    """Megabytes that this process has held at most."""
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / 1e6 if sys.platform == "darwin" else held * 1024 / 1e6


def alone() -> float:
    """Megabytes that a process holds at most which draws the posterior of the record's Assembly."""
    code = (
        "import unvotes as uv; from benchmarks.estimates import votes_of; "
        "from benchmarks.ideal_points import peak; "
        'uv.ideal_points(votes_of("general-assembly"), by="session", method="posterior", '
        "progress=False); print(peak())"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def correlation(table: pd.DataFrame, one: str, other: str) -> float:
    return float(np.corrcoef(table[one], table[other])[0, 1])


def compared(ours: IdealPoints, other: pd.DataFrame) -> dict[str, float]:
    """Compare estimates and standard deviations, over all and within sessions."""
    both = ours.table.merge(other, on=["member", "session"], suffixes=("", "_other"))
    pair = ["estimate", "estimate_other"]
    within = both.groupby("session")[pair].apply(lambda one: correlation(one, *pair))
    ratio = both["sd"] / both["sd_other"]
    return {
        "country-sessions": len(both),
        "with the same number of votes": int((both["n"] == both["n_other"]).sum()),
        "correlation": correlation(both, *pair),
        "correlation from session 5 on": correlation(both[both["session"] > 4], *pair),
        "correlation within sessions, median": float(within.median()),
        "slope": float(np.polyfit(both["estimate"], both["estimate_other"], 1)[0]),
        "correlation of standard deviations": correlation(both, "sd", "sd_other"),
        "standard deviations, median ratio": float(ratio.median()),
        "standard deviations within 15 per cent": float(((ratio - 1).abs() < 0.15).mean()),
    }


def mixed(run: Run) -> dict[str, float]:
    """Say how well the chains have mixed: effective draws by the second of one processor."""
    found, seconds, processor = run
    table = found.table
    return {
        "seconds": seconds,
        "seconds of processors": processor,
        "highest R-hat": float(table["rhat"].max()),
        "least effective draws, bulk": float(table["ess_bulk"].min()),
        "least effective draws, tail": float(table["ess_tail"].min()),
        "least effective draws a second": float(table["ess_bulk"].min()) / processor,
        "1 per cent": float(table["ess_bulk"].quantile(0.01)) / processor,
        "median": float(table["ess_bulk"].median()) / processor,
        "positions, levels and scales not converged": len(found.not_converged),
    }


def items_mixed(run: Run) -> float:
    """Effective draws of slopes and cutpoints by the second of one processor, the median."""
    assert run.found.kept is not None
    items = run.found.kept.values.items
    bulk = mixing(items.reshape(*items.shape[:2], -1)).bulk
    return float(np.median(bulk)) / run.processor


def tell(title: str, values: dict[str, float], asked: dict[str, str]) -> None:
    print(f"\n{title}\n{'=' * len(title)}")
    for name, value in values.items():
        text = f"{value:,.0f}" if value > 100 else f"{value:.4f}"
        print(f"{name:42}{text:>10}  {asked.get(name, '')}".rstrip())


def own_record(full: bool) -> None:
    """Measure on the record that comes with the package."""
    assembly = load_votes("general-assembly", view="state")
    calls = load_roll_calls("general-assembly")
    late_part = calls["kind"].isin(_PARTS) & (calls["date"] >= "1990")
    kept = assembly[assembly["roll_call"].isin(calls.loc[~late_part, "roll_call"])]
    council = load_votes(view="state")
    found, seconds, _ = timed(kept, by="session", walk="forward")
    joint, joint_seconds, _ = timed(kept, by="session")
    fast, fast_seconds, _ = timed(council, by="year")
    rows = [
        Row(f"Assembly, {found.n:,} roll calls by session, fast, forward scheme", seconds, 10),
        Row("Assembly by session, fast", joint_seconds, 15, "below 1", joint.method),
        Row("Council by year, fast", fast_seconds, note=fast.method),
        Row("Council, one position each, fast", timed(council).seconds),
    ]
    if full:
        run = timed(council, by="year", method="posterior", draws=4000)
        note = run.found.method
        rows.append(Row("Council by year, posterior", run.seconds, 15, "below 1", note))
        tell("Council by year, draws", mixed(run), {"least effective draws a second": "asked: 46"})
        tell("Assembly by session, a process", {"megabytes": alone()}, {"megabytes": "asked: 350"})
    show("Ideal points from the record, against the seconds asked for", rows)


def published(folder: Path, full: bool) -> None:
    """Measure against the published estimates, from the votes that they were made of."""
    votes, recurring = published_votes(folder)
    other = published_estimates(folder)
    options = {"by": "session", "recurring": recurring, "walk": "forward"}
    fast, seconds, _ = timed(votes, **options)
    tell(
        f"Fast route, {fast.method}",
        {"seconds": seconds, "roll calls": fast.n, "items": len(fast.items)}
        | compared(fast, other),
        {
            "seconds": "asked: below 10",
            "roll calls": "asked: 5,733",
            "items": "asked: 4,784",
            "with the same number of votes": "asked: 10,469",
            "correlation": "asked: .985",
            "correlation within sessions, median": "asked: .998",
        },
    )
    if not full:
        return
    joint_options = options | {"walk": "joint"}
    joint = timed(votes, **joint_options).found
    run = timed(votes, **joint_options, method="posterior", item_draws=True)
    posterior = run.found
    tell(
        f"Posterior, {posterior.method}",
        mixed(run) | {"slopes and cutpoints, median": items_mixed(run)},
        {
            "seconds": "asked: 180",
            "highest R-hat": "asked: 1.01",
            "least effective draws, bulk": "asked: 400",
            "least effective draws, tail": "asked: 400",
            "least effective draws a second": "asked: 1.75",
            "1 per cent": "asked: 4",
            "median": "asked: 7.75",
            "slopes and cutpoints, median": "asked: 10",
        },
    )
    tell("Posterior against the published estimates", compared(posterior, other), {})
    tell(
        "Fast route against the posterior",
        compared(joint, posterior.table[["member", "session", "estimate", "sd", "n"]]),
        {"correlation": "asked: .99", "standard deviations, median ratio": "asked: .9 to 1.1"},
    )
    drawn, seconds, processor = timed(votes, **options, method="posterior", draws=2000)
    tell(
        f"Forward scheme, {drawn.method}",
        {
            "seconds": seconds,
            "megabytes": peak(),
            "median effective draws a second": float(drawn.table["ess_bulk"].median()) / processor,
        }
        | compared(drawn, other),
        {
            "seconds": "asked: below 240",
            "megabytes": "asked: 500",
            "correlation": "asked: .999",
            "correlation within sessions, median": "asked: .9995",
            "slope": "asked: .99 to 1.01",
            "correlation of standard deviations": "asked: .97",
        },
    )


def run(full: bool) -> None:
    """Measure, and print the tables."""
    own_record(full)
    if SOURCES in os.environ:
        published(Path(os.environ[SOURCES]), full)
    else:
        print(f"\n{SOURCES} names no folder: not compared with the published estimates.")
