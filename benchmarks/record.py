"""Loading the Council's record in fresh processes, against pandas and a long CSV."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import unvotes as uv
from benchmarks.table import Row, best, fresh, show

# Milliseconds, which others on the same machine would double.
seconds_of = functools.partial(fresh, clock="process_time")


def run(full: bool) -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.csv"
        uv.load_votes().to_csv(path, index=False)
        pandas, _ = seconds_of("", "import pandas")
        package, _ = seconds_of("", "import pandas\nimport unvotes")
        plain, _ = seconds_of("import pandas", f"pandas.read_csv({str(path)!r})")
        cold, _ = seconds_of("import pandas\nfrom unvotes import load_votes", "load_votes()")
        colder, _ = seconds_of("import pandas, unvotes", "unvotes.load_votes()")
        whole, _ = seconds_of("import pandas", "import unvotes\nunvotes.load_votes()")
    again = best(uv.load_votes)
    votes, roll_calls = uv.load_votes(), uv.load_roll_calls()
    first, _ = seconds_of(
        "import pandas, unvotes; unvotes.load_votes()", "unvotes.load_roll_calls()"
    )
    show(
        "The Council's record",
        [
            Row("import pandas", pandas),
            Row("import pandas and unvotes", package, pandas, "at most 1.15"),
            Row("pandas.read_csv of the votes as a long CSV", plain),
            Row("load_votes(), first call", cold, plain, "below 1"),
            Row("load_votes(), first call, its modules' import included", colder, plain),
            Row("import unvotes and load_votes(), first call", whole, plain, "at most 0.5"),
            Row("load_votes() again", again, plain),
            Row("load_roll_calls(), first call", first, plain),
            Row("check() of the Council's record", best(lambda: uv.check(votes, roll_calls))),
            Row("check() of the whole record", best(uv.check, repeat=2)),
        ],
    )
