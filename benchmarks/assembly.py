"""Loading the Assembly's record, against a plain long CSV of the same frame."""

from __future__ import annotations

import tempfile
from pathlib import Path

import unvotes as uv
from benchmarks.table import Row, best, fresh, show

BODY = "general-assembly"


def run(full: bool) -> None:
    """Measure, and print the table."""
    load = f"load_votes({BODY!r})"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.csv"
        uv.load_votes(BODY).to_csv(path, index=False)
        plain, _ = fresh("import pandas", f"pandas.read_csv({str(path)!r})")
        cold, memory = fresh("import pandas\nfrom unvotes import load_votes", load)
    again = best(lambda: uv.load_votes(BODY))
    first, _ = fresh(
        f"import pandas, unvotes; unvotes.{load}", f"unvotes.load_roll_calls({BODY!r})"
    )
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
    print(f"loading it adds {memory / 1e6:.0f} MB at the peak (at most 150 asked for).")
