"""Loading the Assembly's record, against a plain long CSV of the same frame."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import unvotes as uv
from benchmarks.record import fresh
from benchmarks.table import Row, best, show

BODY = "general-assembly"


def memory(statement: str) -> float:
    """Measure the megabytes that a statement adds at its peak, in a process of its own."""
    code = (
        "import resource, pandas, unvotes\n"
        "from unvotes import load_votes\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"before = peak()\n{statement}\nprint((peak() - before) / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def run(full: bool) -> None:
    """Measure, and print the table."""
    load = f"load_votes({BODY!r})"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.csv"
        uv.load_votes(BODY).to_csv(path, index=False)
        plain = fresh("import pandas", f"pandas.read_csv({str(path)!r})")
        cold = fresh("import pandas\nfrom unvotes import load_votes", load)
    again = best(lambda: uv.load_votes(BODY))
    first = fresh(f"import pandas, unvotes; unvotes.{load}", f"unvotes.load_roll_calls({BODY!r})")
    frame = uv.load_votes(BODY)
    show(
        f"The Assembly's record, {len(frame):,} votes",
        [
            Row("pandas.read_csv of the votes as a long CSV", plain),
            Row(f"{load}, first call", cold, plain, "below 0.2"),
            Row(f"{load} again", again, plain),
            Row("load_roll_calls of the Assembly, first call", first, plain),
            Row("check() of both records", best(uv.check, repeat=2)),
        ],
    )
    print(f"The frame holds {frame.memory_usage(deep=True).sum() / 1e6:.0f} MB;")
    print(f"loading it adds {memory(load):.0f} MB at the peak (at most 150 asked for).")
