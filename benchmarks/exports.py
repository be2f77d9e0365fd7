"""Exports of the Council's votes: a workbook against pandas' way to write one, and other forms."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

import unvotes as uv
from benchmarks.table import Row, best, show

ROWS = 41_000


def run(full: bool) -> None:
    """Measure, compare what is read back, and print the table."""
    votes = uv.load_votes()
    votes = votes if full else votes.head(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours.xlsx", Path(folder) / "theirs.xlsx"

        def by_pandas() -> None:
            with pd.ExcelWriter(
                theirs, engine="xlsxwriter", datetime_format="yyyy-mm-dd"
            ) as writer:
                votes.to_excel(writer, sheet_name="data", index=False, freeze_panes=(1, 0))

        plain = best(by_pandas, 2)
        fast = best(lambda: uv.export(votes, ours), 2)
        pd.testing.assert_frame_equal(pd.read_excel(ours), pd.read_excel(theirs))
        csv = best(lambda: votes.to_csv(Path(folder) / "theirs.csv", index=False), 2)
        others = {
            ending: best(lambda ending=ending: uv.export(votes, Path(folder) / f"ours.{ending}"), 2)
            for ending in ("csv", "parquet", "json", "dta")
        }
    show(
        f"A table of {len(votes):,} votes written",
        [
            Row("DataFrame.to_excel, by xlsxwriter", plain),
            Row("export, .xlsx", fast, plain, "at most 1/3", "read back equal"),
            Row("DataFrame.to_csv", csv),
            *(
                Row(f"export, .{ending}", seconds, csv if ending == "csv" else None)
                for ending, seconds in others.items()
            ),
        ],
    )
