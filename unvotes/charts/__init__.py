"""Charts of votes: frames and results in, plotly figures out, one theme for all of them."""

from unvotes.charts.agreement_heatmap import agreement_heatmap
from unvotes.charts.agreement_over_time import agreement_over_time
from unvotes.charts.agreement_ranking import agreement_ranking
from unvotes.charts.bar_counts import bar_counts
from unvotes.charts.bloc_dumbbell import bloc_dumbbell
from unvotes.charts.chamber import chamber
from unvotes.charts.dendrogram import dendrogram
from unvotes.charts.figure import data, describe, to_html, write_html
from unvotes.charts.images import write_image
from unvotes.charts.map_of_members import map_of_members
from unvotes.charts.names import short_name
from unvotes.charts.network import network
from unvotes.charts.outcomes import outcomes_over_time
from unvotes.charts.positions_over_time import positions_over_time
from unvotes.charts.power_by_rule import power_by_rule
from unvotes.charts.timeline_slider import timeline_slider
from unvotes.charts.vetoes import veto_matrix, veto_timeline, vetoes_by_topic
from unvotes.charts.vote_grid import vote_grid
from unvotes.charts.world import world

__all__ = [
    "agreement_heatmap",
    "agreement_over_time",
    "agreement_ranking",
    "bar_counts",
    "bloc_dumbbell",
    "chamber",
    "data",
    "dendrogram",
    "describe",
    "map_of_members",
    "network",
    "outcomes_over_time",
    "positions_over_time",
    "power_by_rule",
    "short_name",
    "timeline_slider",
    "to_html",
    "veto_matrix",
    "veto_timeline",
    "vetoes_by_topic",
    "vote_grid",
    "world",
    "write_html",
    "write_image",
]
