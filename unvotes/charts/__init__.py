"""Charts of votes: frames and results in, plotly figures out, one theme for all of them."""

from unvotes.charts.agreement.dumbbell import bloc_dumbbell
from unvotes.charts.agreement.heatmap import agreement_heatmap
from unvotes.charts.agreement.over_time import agreement_over_time
from unvotes.charts.agreement.ranking import agreement_ranking
from unvotes.charts.bar_counts import bar_counts
from unvotes.charts.drawing.figure import data, describe
from unvotes.charts.drawing.html import to_html, write_html
from unvotes.charts.drawing.images import write_image
from unvotes.charts.drawing.names import short_name
from unvotes.charts.power_by_rule import power_by_rule
from unvotes.charts.structure.dendrogram import dendrogram
from unvotes.charts.structure.map_of_members import map_of_members
from unvotes.charts.structure.network import network
from unvotes.charts.structure.positions_over_time import positions_over_time
from unvotes.charts.timeline_slider import timeline_slider
from unvotes.charts.votes.chamber import chamber
from unvotes.charts.votes.outcomes import outcomes_over_time
from unvotes.charts.votes.shares import shares
from unvotes.charts.votes.vetoes import veto_matrix, veto_timeline, vetoes_by_topic
from unvotes.charts.votes.vote_grid import vote_grid
from unvotes.charts.votes.world import world
from unvotes.charts.world_steps import world_steps

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
    "shares",
    "short_name",
    "timeline_slider",
    "to_html",
    "veto_matrix",
    "veto_timeline",
    "vetoes_by_topic",
    "vote_grid",
    "world",
    "world_steps",
    "write_html",
    "write_image",
]
