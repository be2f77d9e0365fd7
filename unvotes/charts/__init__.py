"""Charts of votes: frames and results in, plotly figures out, one theme for all of them."""

from unvotes.charts.bar_counts import bar_counts
from unvotes.charts.chamber import chamber
from unvotes.charts.figure import data, describe, to_html, write_html
from unvotes.charts.names import short_name
from unvotes.charts.vote_grid import vote_grid

__all__ = [
    "bar_counts",
    "chamber",
    "data",
    "describe",
    "short_name",
    "to_html",
    "vote_grid",
    "write_html",
]
