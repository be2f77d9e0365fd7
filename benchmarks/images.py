"""Pictures of a chart: the first, which starts a browser, and those after it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from benchmarks.table import Row, best, show
from unvotes.charts import bar_counts, write_image


def run(full: bool) -> None:
    """Measure, and print the table."""
    frame = pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})
    figure = bar_counts(frame, title="Russia and China")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.png"
        plain = best(lambda: figure.write_image(path, width=700, scale=2), 2)
        first = best(lambda: write_image(figure, path), 1)
        after = best(lambda: write_image(figure, path), 3)
    show(
        "A chart as a picture",
        [
            Row("plotly's write_image, a browser for each", plain),
            Row("write_image, the first", first, plain),
            Row("write_image, each after it", after, plain, "1/5"),
        ],
    )
