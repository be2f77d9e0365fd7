"""Reading the Library's Assembly file, against pandas with Arrow, each in a fresh process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.table import Row, fresh, show

RUNS = 2
ROWS = 950_000


def run(full: bool) -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ga_voting.csv"
        # In a process of its own, whose memory is free again.
        made = f"from pathlib import Path; full_size(Path({str(path)!r}), {ROWS})"
        code = f"from tests.reading.library_files import full_size; {made}"
        subprocess.run([sys.executable, "-c", code], check=True)
        size = path.stat().st_size
        plain, plain_peak = fresh(
            "import pandas", f"kept = pandas.read_csv({str(path)!r}, engine='pyarrow')", RUNS
        )
        ours, our_peak = fresh(
            "import pandas, unvotes.reading.library as undl",
            f"kept = undl.read_undl({str(path)!r})",
            RUNS,
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
