"""Reading the Library's Assembly file, against pandas with Arrow, each in a fresh process."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.process import measured
from benchmarks.table import Row, show
from tests.record.undl_files import full_size

RUNS = 2
ROWS = 950_000


def fresh(setup: str, statement: str) -> tuple[float, float]:
    """Give the shortest time of some runs, and the highest peak."""
    runs = [measured(setup, statement) for _ in range(RUNS)]
    return min(seconds for seconds, _ in runs), max(extra for _, extra in runs)


def run(full: bool) -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ga_voting.csv"
        full_size(path, ROWS)
        size = path.stat().st_size
        plain, plain_peak = fresh(
            "import pandas", f"pandas.read_csv({str(path)!r}, engine='pyarrow')"
        )
        ours, our_peak = fresh(
            "import pandas, unvotes.record.undl as undl", f"undl.read_undl({str(path)!r})"
        )
    show(
        f"The Library's Assembly file, {ROWS:,} rows, {size / 1e6:.0f} MB",
        [
            Row("pandas.read_csv(engine='pyarrow'): read only", plain),
            Row("read_undl: read, repaired, checked, reported", ours, plain, "at most 2"),
        ],
    )
    print(
        f"memory: read_undl {our_peak / size:.2f} times the file (at most 3), "
        f"pandas {plain_peak / size:.2f} times\n"
    )
