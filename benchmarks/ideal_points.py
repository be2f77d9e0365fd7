"""Ideal points: the fast route, and against the published estimates where UNVOTES_SOURCES is set.

With ``--full`` the posteriors too, which take about ten minutes; what was asked of them and what
was measured is written to ``docs/model/sampler.csv``. ``UNVOTES_SOURCES`` names the folder of
source files, with ``general-assembly/voeten-votes-1946-2019.parquet`` and
``ideal-points/voeten-2020-04.csv``.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
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
FILE = Path(__file__).resolve().parents[1] / "docs/model/sampler.csv"
_PARTS = ("paragraph", "amendment")


class Target(NamedTuple):
    """What was asked of the sampler and of the fast route."""

    quantity: str
    #: As measured before the sampler was written, on the same votes.
    before: str
    #: "≥" or "≤", and the number.
    sign: str
    asked: float


#: "Of the published votes" are those behind the published estimates of the Assembly, by session.
TARGETS = {
    "least": Target("effective draws of positions a second of processor, least", ".07", "≥", 1.75),
    "1 per cent": Target("the same, 1 per cent", ".10", "≥", 4),
    "median": Target("the same, median", "1.55", "≥", 7.75),
    "items": Target("the same of slopes and cutpoints, median", ".5", "≥", 10),
    "rhat": Target("highest R-hat of positions", "1.44", "≤", 1.01),
    "bulk": Target("least effective draws of positions, bulk", "3", "≥", 400),
    "tail": Target("least effective draws of positions, tails", "", "≥", 400),
    "failed": Target("positions, levels and scales not converged", "", "≤", 0),
    "seconds": Target("seconds until then", "", "≤", 180),
    "megabytes": Target("megabytes of the process", "533 to 553", "≤", 350),
    "council least": Target("Council by year: least effective draws a second", "6.5", "≥", 46),
    "council rhat": Target("Council by year: highest R-hat of positions", "1.05", "≤", 1.01),
    "council failed": Target("Council by year: not converged", "", "≤", 0),
    "council seconds": Target("Council by year: seconds until then", "", "≤", 15),
    "forward": Target("fast, record by session, published scheme: seconds", "6.4", "≤", 1.28),
    "joint": Target("fast, record by session: seconds", "108", "≤", 15),
    "fast": Target("fast, against the posterior: correlation", "", "≥", 0.99),
    "fast sd": Target("fast, against the posterior: SDs off by, median", "", "≤", 0.1),
    "council": Target(
        "Council by year, fast, against the posterior: correlation", ".966", "≥", 0.99
    ),
    "council sd": Target("Council by year, fast: SDs off by, median", "", "≤", 0.1),
}


def against_targets(measured: dict[str, float]) -> pd.DataFrame:
    """
    Put what was measured beside what was asked.

    Parameters
    ----------
    measured : dict
        Numbers, under the keys of `TARGETS`.

    Returns
    -------
    pandas.DataFrame
        ``quantity``, ``before``, ``asked``, ``measured``, ``met`` (all str); what was not
        measured is left out.
    """
    rows = []
    for key, (quantity, before, sign, asked) in TARGETS.items():
        if key in measured:
            value = measured[key]
            met = value >= asked if sign == "≥" else value <= asked
            said = f"{value:,.0f}" if abs(value) >= 20 or value == int(value) else f"{value:.4g}"
            if "R-hat" in quantity or "correlation" in quantity:
                said = f"{value:.3f}"
            rows.append((quantity, before, f"{sign} {asked:g}", said, "yes" if met else "no"))
    return pd.DataFrame(rows, columns=["quantity", "before", "asked", "measured", "met"])


def write_targets(measured: dict[str, float], votes: str) -> None:
    """Print the targets, and write them to the file that the documentation shows."""
    table = against_targets(measured)
    made = ["Python " + platform.python_version()]
    made += [f"{name} {version(name)}" for name in ("numpy", "scipy", "numba", "unvotes")]
    said = f"{votes}; {os.cpu_count()} cores; {', '.join(made)}"
    print(f"\nAsked and measured: {said}\n{table.to_string(index=False)}")
    table.loc[len(table)] = ["measured on", "", "", said, ""]
    table.to_csv(FILE, index=False, lineterminator="\n")


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


_OWN = """from benchmarks.estimates import votes_of
votes, recurring = votes_of("general-assembly"), True"""
_PUBLISHED = """from pathlib import Path
from benchmarks.published import published_votes
votes, recurring = published_votes(Path({!r}))"""


def alone(folder: Path | None) -> float:
    """
    Measure the memory of a process that draws the posterior of the Assembly and does nothing else.

    Parameters
    ----------
    folder : pathlib.Path, optional
        The folder of source files, for the votes of the published estimates; those of the record
        without it.

    Returns
    -------
    float
        Megabytes at most.
    """
    code = (
        f"import unvotes as uv\n{_OWN if folder is None else _PUBLISHED.format(str(folder))}\n"
        "from benchmarks.ideal_points import peak\n"
        "uv.ideal_points(votes, by='session', recurring=recurring, method='posterior', "
        "progress=False)\nprint(peak())"
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


def likeness(fast: IdealPoints, drawn: IdealPoints) -> tuple[float, float]:
    """Compare a fast fit with the posterior: correlation, and how far SDs are off, the median."""
    by = "member" if fast.by is None else ["member", fast.by]
    both = fast.table.merge(drawn.table, on=by, suffixes=("", "_other"))
    ratio = float((both["sd"] / both["sd_other"]).median())
    return correlation(both, "estimate", "estimate_other"), abs(ratio - 1)


def own_record(full: bool) -> dict[str, float]:
    """Measure on the record that comes with the package; give what was asked for."""
    assembly = load_votes("general-assembly", view="state")
    calls = load_roll_calls("general-assembly")
    late_part = calls["kind"].isin(_PARTS) & (calls["date"] >= "1990")
    kept = assembly[assembly["roll_call"].isin(calls.loc[~late_part, "roll_call"])]
    council = load_votes(view="state")
    forward, joint = (timed(kept, by="session", walk=walk) for walk in ("forward", "joint"))
    fast = timed(council, by="year")
    measured = {"forward": forward.seconds, "joint": joint.seconds}
    n = f"Assembly, {joint.found.n:,} roll calls by session, fast"
    rows = [
        Row(f"{n}, forward scheme", forward.seconds, 6.4, "1/5", forward.found.method),
        Row(n, joint.seconds, 15, "below 1", joint.found.method),
        Row("Council by year, fast", fast.seconds, note=fast.found.method),
        Row("Council, one position each, fast", timed(council).seconds),
    ]
    if full:
        run = timed(council, by="year", method="posterior", draws=3000)
        rows.append(Row("Council by year, posterior", run.seconds, 15, "below 1", run.found.method))
        told = mixed(run)
        tell("Council by year, draws", told, {"least effective draws a second": "asked: 46"})
        alike, off = likeness(fast.found, run.found)
        measured |= {
            "council least": told["least effective draws a second"],
            "council rhat": told["highest R-hat"],
            "council failed": told["positions, levels and scales not converged"],
            "council seconds": run.seconds,
            "council": alike,
            "council sd": off,
        }
    show("Ideal points from the record, against the seconds asked for", rows)
    return measured


def published(folder: Path, full: bool) -> tuple[dict[str, float], str]:
    """
    Measure against the published estimates, from the votes that they were made of.

    Gives what was asked for, and how many votes there are in words.
    """
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
        return {}, ""
    joint_options = options | {"walk": "joint"}
    joint = timed(votes, **joint_options).found
    run = timed(votes, **joint_options, method="posterior", item_draws=True)
    posterior, told, items = run.found, mixed(run), items_mixed(run)
    alike, off = likeness(joint, posterior)
    measured = {
        "least": told["least effective draws a second"],
        "1 per cent": told["1 per cent"],
        "median": told["median"],
        "items": items,
        "rhat": told["highest R-hat"],
        "bulk": told["least effective draws, bulk"],
        "tail": told["least effective draws, tail"],
        "failed": told["positions, levels and scales not converged"],
        "seconds": run.seconds,
        "megabytes": alone(folder),
        "fast": alike,
        "fast sd": off,
    }
    tell(
        f"Posterior, {posterior.method}",
        told | {"slopes and cutpoints, median": items},
        {},
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
            "median effective draws a second": float(drawn.table["ess_bulk"].median()) / processor,
        }
        | compared(drawn, other),
        {
            "seconds": "asked: below 240",
            "correlation": "asked: .999",
            "correlation within sessions, median": "asked: .9995",
            "slope": "asked: .99 to 1.01",
            "correlation of standard deviations": "asked: .97",
        },
    )
    return measured, (
        f"{int(posterior.table['n'].sum()):,} votes on {len(posterior.items):,} items of the "
        f"published estimates, {len(posterior.table):,} positions"
    )


def run(full: bool) -> None:
    """Measure, and print the tables."""
    measured = own_record(full)
    if SOURCES not in os.environ:
        print(f"\n{SOURCES} names no folder: not compared with the published estimates.")
        if full:
            print(f"The posterior of the record's Assembly holds {alone(None):,.0f} megabytes.")
        return
    others, votes = published(Path(os.environ[SOURCES]), full)
    if full:
        write_targets(measured | others, votes)
