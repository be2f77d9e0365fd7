"""
Votes at the United Nations as dataframes, statistics and charts.

Examples
--------
>>> import unvotes as uv
>>> uv.find("S/2012/77").roll_calls["outcome"].tolist()
['vetoed']
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: Where each public name lives. It is looked up on first use, so that importing the package costs
#: little more than importing pandas: plotly alone would double it. Type checkers and editors read
#: the same list in __init__.pyi.
_NAMES = {
    "errors": "UnvotesError UnvotesWarning",
    "record.loading": "load_roll_calls load_votes",
    "record.ideal_points": "load_ideal_points",
    "record.vocabulary": "VOTE scale topics",
    "record.data_files": "data_folder record_version",
    "record.finding": "RollCalls find",
    "record.audit.check": "check",
    "record.presidencies": "presidencies",
    "record.sponsors": "sponsor_pairs sponsors",
    "record.states": "members states to_view",
    "reading.library": "read_undl",
    "reading.library_writing": "write_undl",
    "reading.voeten": "read_voeten",
    "reading.roll_calls": "RollCallFile read_roll_calls",
    "reading.roll_call_writing": "write_roll_calls",
    "reading.combine": "Combined combine",
    "reading.update": "Update update",
    "reading.voting_file": "FileReport VotingFile",
    "analysis.pairs.agreement": "agreement agreement_difference joint_table",
    "analysis.pairs.all_pairs": "agreement_matrix agreement_table compare_measures",
    "analysis.core.select": "select",
    "analysis.core.measures": "MEASURES",
    "analysis.core.period_comparison": "compare_periods",
    "analysis.core.results": "AgreementMatrix Difference Estimate",
    "analysis.blocs.bloc": "Bloc",
    "analysis.blocs.ready": (
        "bloc blocs P5 P3 E10 A3 RUSSIA_CHINA INDIA_SOUTH_AFRICA IBSA BRICS G4 EU NATO "
        "WARSAW_PACT CSTO SCO ASEAN CIS ARAB_LEAGUE OIC OAU AFRICAN_UNION G7 GCC MERCOSUR "
        "CARICOM ECOWAS AES VISEGRAD NORDICS OECD PACIFIC_ISLANDS_FORUM QUAD NAM G77 AFRICAN_GROUP "
        "ASIA_PACIFIC_GROUP EASTERN_EUROPEAN_GROUP GRULAC WEOG LATIN_AMERICAN_SEATS "
        "COMMONWEALTH_SEAT MIDDLE_EASTERN_SEAT WESTERN_EUROPEAN_SEAT EASTERN_EUROPEAN_SEAT"
    ),
    "analysis.blocs.positions": "bloc_positions",
    "analysis.blocs.agreement": "bloc_agreement",
    "analysis.blocs.cohesion": "cohesion",
    "analysis.blocs.dividing": "dividing_votes",
    "analysis.blocs.defections": "defection_rates defections",
    "analysis.members.changed_votes": "changed_votes",
    "analysis.members.isolation": "isolation",
    "analysis.members.nearest": "nearest_roll_calls",
    "analysis.members.pivots": "pivots",
    "analysis.members.moves": "moves",
    "analysis.members.shares": "shares",
    "analysis.members.vote_patterns": "vote_patterns",
    "analysis.pairs.coincidence": "coincidence",
    "analysis.pairs.change_points": "change_points",
    "analysis.pairs.sensitivity": "sensitivity",
    "analysis.structure.distances": "distances",
    "analysis.structure.hierarchy": "Hierarchy hierarchy",
    "analysis.structure.scaling": "Positions positions",
    "analysis.ideal_points.model": "IdealPoints ideal_points",
    "analysis.structure.communities": "Communities communities",
    "analysis.structure.partitions": "PartitionTest partition_test",
    "analysis.rules.power": "power_index power_to_act",
    "analysis.rules.replay": "Replay replay vetoed_majorities",
    "analysis.rules.voting_rules": "VotingRule voting_rule",
    "publishing.explorer.widget": "explore",
    "publishing.export": "export",
    "publishing.report": "report",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = ["charts", *_HOMES]


def __getattr__(name: str) -> Any:
    if name == "charts":
        value: Any = import_module("unvotes.charts")
    elif name in _HOMES:
        value = getattr(import_module(f"unvotes.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module 'unvotes' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
