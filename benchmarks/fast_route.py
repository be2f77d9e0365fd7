"""Does the fast route of the ideal points end by its own criterion, whatever is selected?

``python -m benchmarks.fast_route`` runs it on each session and decade, from 1960, 1970 and so on to
the end, on every ready bloc and on 2,000 random selections of members and periods, of both bodies
in both views, by session, by year and without periods. It writes ``docs/model/fast_route.csv``, a
row for each kind of selection; rows of which there are no runs stay as they are. All of it takes
some twenty minutes: ``--runs FILE`` keeps every run there and goes on from them, ``--random N``
asks for fewer, ``--minutes M`` stops before the next run.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

import unvotes as uv
from unvotes.analysis.blocs.ready import READY

FILE = Path(__file__).parents[1] / "docs" / "model" / "fast_route.csv"
BODIES = ("security-council", "general-assembly")
VIEWS = ("state", "seat")
PERIODS: dict[str, tuple[str | None, ...]] = {
    "security-council": ("year", None),
    "general-assembly": ("session", "year", None),
}
FIRST, LAST = 1946, 2026
SEED = 1
RANDOM = 2_000
_FIELDS = ("kind", "body", "view", "by", "selection", "roll_calls", "positions", "withheld")
_FIELDS += ("rounds", "converged", "refused", "seconds")
_FIELDS_OF_ROW = ["kind", "body", "by"]


class Selection(NamedTuple):
    """
    What one run is made from.

    Attributes
    ----------
    kind, body, view : str
        What kind of selection it is, of which votes.
    by : str or None
        The periods.
    words : str
        The selection, in words.
    scope : dict
        What `ideal_points` takes.
    """

    kind: str
    body: str
    view: str
    by: str | None
    words: str
    scope: dict[str, Any]


def selections(random: int) -> Iterator[Selection]:
    """
    List all selections, the quick kinds first.

    Parameters
    ----------
    random : int
        How many are drawn by lot.

    Yields
    ------
    Selection
    """
    every = [(body, view, by) for body in BODIES for view in VIEWS for by in PERIODS[body]]
    calls = uv.load_roll_calls(BODIES[1])
    days = calls.groupby(calls["session"].astype(str))["date"]
    spans = days.agg(["min", "max"])
    regular = spans[spans.index.str.isdigit()].sort_values("min")
    for body, view, by in every:
        if body == BODIES[1]:
            for session, span in regular.iterrows():
                scope = {"since": str(span["min"].date()), "until": str(span["max"].date())}
                yield Selection("a session", body, view, by, f"session {session}", scope)
        else:
            for year in range(FIRST, LAST + 1):
                scope = {"since": year, "until": year}
                yield Selection("a year", body, view, by, str(year), scope)
    if random:
        yield from _by_lot(random)
    for body, view, by in every:
        for year in range(1950, LAST, 10):
            scope = {"since": year, "until": year + 9}
            yield Selection("a decade", body, view, by, f"{year}s", scope)
    for body, view, by in every:
        for name in READY:
            scope = {"members": getattr(uv, name)}
            yield Selection("a bloc", body, view, by, READY[name], scope)
    for body, view, by in every:
        for year in (*range(2020, 1950, -10), FIRST):
            yield Selection("since a year", body, view, by, f"since {year}", {"since": year})


def _by_lot(number: int) -> Iterator[Selection]:
    known = {
        (body, view): np.array(
            sorted(uv.load_votes(body, view=view)["member"].astype(str).unique())
        )
        for body in BODIES
        for view in VIEWS
    }
    for k in range(number):
        rng = np.random.default_rng([SEED, k])
        body, view = BODIES[rng.integers(2)], VIEWS[rng.integers(2)]
        by = PERIODS[body][rng.integers(len(PERIODS[body]))]
        first = int(rng.integers(FIRST, LAST))
        last = min(first + int(rng.geometric(0.12)), LAST)
        names = known[body, view]
        size = int(np.exp(rng.uniform(np.log(3), np.log(len(names)))))
        members = rng.choice(names, size, replace=False).tolist()
        scope = {"since": first, "until": last, "members": members}
        yield Selection("by lot", body, view, by, f"{k}: {size} members, {first}-{last}", scope)


def run_one(chosen: Selection, votes: pd.DataFrame) -> dict[str, Any]:
    """
    Run the fast route on one selection.

    Parameters
    ----------
    chosen : Selection
        What to select.
    votes : pandas.DataFrame
        The votes of its body in its view.

    Returns
    -------
    dict
        A row: how many roll calls and positions, rounds, whether it converged, why it was refused,
        seconds of processor time.
    """
    row: dict[str, Any] = dict.fromkeys(_FIELDS, "")
    row |= {"kind": chosen.kind, "body": chosen.body, "view": chosen.view}
    row |= {"by": chosen.by or "", "selection": chosen.words}
    begun = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", uv.UnvotesWarning)
            found = uv.ideal_points(votes, by=chosen.by, **chosen.scope)
    except uv.UnvotesError as error:
        row["refused"] = str(error).split("(")[0].strip()
    else:
        rounds = re.search(r"([\d,]+) rounds", found.method)
        row |= {
            "roll_calls": found.n,
            "positions": len(found.table),
            "withheld": int((found.table["withheld"] != "").sum()),
            "rounds": int(rounds[1].replace(",", "")) if rounds else "",
            "converged": found.converged,
        }
    row["seconds"] = round(time.process_time() - begun, 2)
    return row


def summary(runs: pd.DataFrame) -> pd.DataFrame:
    """
    Sum up runs by kind, body and periods.

    Parameters
    ----------
    runs : pandas.DataFrame
        Rows of `run_one`, as text.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``body``, ``by``, ``runs``, ``converged``, ``not_converged``, ``refused`` (int64:
        nobody differed from anybody, or nobody voted), ``withheld`` (share of positions),
        ``rounds_median``, ``rounds_most``, ``seconds_median``, ``seconds_most`` (float64, of
        processor time).
    """
    rows = []
    for (kind, body, by), of in runs.groupby(["kind", "body", "by"], sort=False):
        row: dict[str, Any] = {"kind": kind, "body": body, "by": by or "none", "runs": len(of)}
        done = of[of["refused"] == ""]
        row["converged"] = int((done["converged"] == "True").sum())
        row["not_converged"] = len(done) - row["converged"]
        row["refused"] = len(of) - len(done)
        numbers = done[["positions", "withheld", "rounds", "seconds"]].astype(float)
        row["withheld"] = round(numbers["withheld"].sum() / max(numbers["positions"].sum(), 1), 3)
        for name in ("rounds", "seconds"):
            row[f"{name}_median"] = numbers[name].median()
            row[f"{name}_most"] = numbers[name].max()
        rows.append(row)
    return pd.DataFrame(rows).sort_values(_FIELDS_OF_ROW, ignore_index=True)


def main() -> None:
    """Run what has not been run, and write the table."""
    first, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fast_route",
        description=first,
        epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=Path, default=Path("build/fast_route_runs.csv"))
    parser.add_argument("--random", type=int, default=RANDOM)
    parser.add_argument("--minutes", type=float, default=np.inf)
    parser.add_argument("--only", nargs="+", help="kinds of selections")
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes
    votes: dict[tuple[str, str], pd.DataFrame] = {}
    options.runs.parent.mkdir(parents=True, exist_ok=True)
    done: set[tuple[str, ...]] = set()
    if options.runs.exists():
        with options.runs.open(newline="", encoding="utf-8") as file:
            done = {tuple(row[name] for name in _FIELDS[:5]) for row in csv.DictReader(file)}
    with options.runs.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _FIELDS, lineterminator="\n")
        if not file.tell():
            writer.writeheader()
        for chosen in selections(options.random):
            key = (*chosen[:3], chosen.by or "", chosen.words)
            if key in done or (options.only and chosen.kind not in options.only):
                continue
            if time.monotonic() > end:
                break
            if chosen[1:3] not in votes:
                votes[chosen[1:3]] = uv.load_votes(chosen.body, view=chosen.view)
            row = run_one(chosen, votes[chosen[1:3]])
            writer.writerow(row)
            file.flush()
            if row["converged"] is False:
                print(f"not converged: {row}", flush=True)
    table = summary(pd.read_csv(options.runs, dtype=str, keep_default_na=False))
    if FILE.is_file():  # what these runs say nothing of stays
        both = pd.concat([table, pd.read_csv(FILE)], ignore_index=True)
        table = both.drop_duplicates(_FIELDS_OF_ROW, ignore_index=True)
        table = table.sort_values(_FIELDS_OF_ROW, ignore_index=True)
    FILE.parent.mkdir(exist_ok=True)
    table.to_csv(FILE, index=False, lineterminator="\n")
    print(table.to_string())


if __name__ == "__main__":
    main()
