"""What holds of every chart alike: words, data, size, template, safety, and empty input."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from tests.charts.drawing.test_figure import EVIL, OWN_TAGS, texts
from unvotes import charts
from unvotes.analysis.blocs.agreement import bloc_agreement
from unvotes.analysis.members.shares import shares
from unvotes.analysis.pairs.agreement import agreement
from unvotes.analysis.pairs.all_pairs import agreement_matrix, agreement_table
from unvotes.analysis.rules.power import power_index
from unvotes.analysis.structure.communities import communities
from unvotes.analysis.structure.hierarchy import hierarchy
from unvotes.analysis.structure.scaling import positions
from unvotes.charts import data, describe, to_html
from unvotes.charts.drawing import theme
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_roll_calls, load_votes

WRITERS = {"data", "describe", "short_name", "to_html", "write_html", "write_image"}
MEMBERS = ["RUS", "CHN", "FRA", "GBR", "USA", "IND", "ZAF"]
NAMED = {"IND": EVIL}


@cache
def votes() -> pd.DataFrame:
    return load_votes(since=2011, until=2012)


@cache
def of_blocs() -> pd.DataFrame:
    return bloc_agreement(votes(), "Russia–China", "India–South Africa", by="year")


@cache
def places() -> Any:
    return positions(votes(), members=MEMBERS, contested=True, n_boot=100)


@cache
def by_year() -> pd.DataFrame:
    table = pd.DataFrame(
        {"member": ["RUS", "IND"] * 3, "year": [2010, 2010, 2011, 2011, 2012, 2012]}
    )
    estimate = pd.Series([-1.0, 0.5, -1.1, 0.6, -1.2, 0.7])
    return table.assign(estimate=estimate, low=estimate - 0.2, high=estimate + 0.2, n=60)


def counts() -> pd.DataFrame:
    return pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})


@cache
def square() -> Any:
    return agreement_matrix(votes(), members=MEMBERS, contested=True)


@dataclass(frozen=True)
class Case:
    """
    One chart, drawn from the record.

    ``hostile`` are the options by which a user's own words come in, ``empty`` what it is given
    when there is nothing, ``says`` a number of the record that its description must state,
    ``needs`` options that it cannot do without.
    """

    given: Callable[[], tuple[Any, ...]]
    hostile: dict[str, Any]
    empty: Callable[[], tuple[Any, ...]]
    says: str
    needs: dict[str, Any] = field(default_factory=dict)


def nothing(frame: Callable[[], pd.DataFrame]) -> Callable[[], tuple[pd.DataFrame]]:
    return lambda: (frame().iloc[:0],)


CASES: dict[str, Case] = {
    "agreement_heatmap": Case(
        lambda: (square(),),
        {"names": NAMED},
        lambda: (
            replace(square(), estimate=square().estimate.iloc[:0, :0], n=square().n.iloc[:0, :0]),
        ),
        "Lowest: Russia and United States 0.273 (n = 11)",
    ),
    "agreement_over_time": Case(
        lambda: (agreement(votes(), "RUS", "IND", by="year"),),
        {"names": NAMED, "measure": EVIL},
        nothing(lambda: agreement(votes(), "RUS", "IND", by="year")),
        "in 2012 agreement 0.926",
    ),
    "agreement_ranking": Case(
        lambda: (agreement_table(votes(), members=MEMBERS), "RUS"),
        {"names": NAMED, "measure": EVIL},
        lambda: (agreement_table(votes(), members=MEMBERS).iloc[:0], "RUS"),
        "China: agreement 0.992",
    ),
    "bar_counts": Case(
        lambda: (counts(),),
        {"subtitle": EVIL},
        nothing(counts),
        "together 140; apart 5",
        {"title": "Russia and China"},
    ),
    "bloc_dumbbell": Case(
        lambda: (of_blocs(),), {"measure": EVIL}, nothing(of_blocs), "Within Russia–China: 2011"
    ),
    "chamber": Case(
        lambda: (votes(), ["S/2011/612", "S/2012/77"]),
        {"names": NAMED},
        lambda: (votes().iloc[:0], "S/2012/77"),
        "13–2–0",
    ),
    "dendrogram": Case(
        lambda: (hierarchy(votes(), members=MEMBERS, contested=True),),
        {"names": NAMED, "measure": EVIL},
        lambda: (None,),
        "n = 11 roll calls",
    ),
    "map_of_members": Case(
        lambda: (places(),),
        {"names": NAMED, "blocs": {EVIL: ["RUS", "IND"]}, "measure": EVIL},
        lambda: (replace(places(), table=places().table.iloc[:0]),),
        "n = 11 roll calls",
    ),
    "network": Case(
        lambda: (communities(votes(), members=MEMBERS, contested=True), square()),
        {"names": NAMED, "measure": EVIL, "threshold": 0.5},
        lambda: (None, square()),
        "ties where agreement is",
    ),
    "outcomes_over_time": Case(
        lambda: (load_roll_calls(since=2011, until=2012),),
        {},
        nothing(load_roll_calls),
        "vetoed 4 (most in 2011: 2)",
    ),
    "shares": Case(
        lambda: (shares(votes(), vote="abstain", contested=True),),
        {"names": {"RUS": EVIL}},
        nothing(lambda: shares(votes(), vote="abstain")),
        "Russia 0.364",
    ),
    "positions_over_time": Case(
        lambda: (by_year(),), {"names": NAMED, "measure": EVIL}, nothing(by_year), "−1.200"
    ),
    "power_by_rule": Case(
        lambda: ({"the Council": power_index("security-council")},),
        {"subtitle": EVIL},
        lambda: ({},),
        "19.6%",
    ),
    "timeline_slider": Case(
        lambda: ({k: charts.chamber(votes(), k) for k in ("S/2011/612", "S/2012/77")},),
        {},
        lambda: ({},),
        "13–2–0",
    ),
    "veto_matrix": Case(lambda: (votes(),), {}, nothing(votes), "Russia 3"),
    "veto_timeline": Case(lambda: (votes(),), {}, nothing(votes), "Russia 3"),
    "vetoes_by_topic": Case(lambda: (votes(),), {}, nothing(votes), "Syria 3"),
    "vote_grid": Case(
        lambda: (votes(), ["S/2011/612", "S/2012/77"]),
        {"names": NAMED, "blocs": {EVIL: ["RUS", "IND"]}},
        nothing(votes),
        "vetoed 13–2–0",
    ),
    "world": Case(
        lambda: (pd.Series({"IND": 0.5, "NRU": 0.75}, name="agreement"),),
        {"names": NAMED, "unit": EVIL},
        lambda: (pd.Series(dtype=float, name="agreement"),),
        "Nauru 0.750",
    ),
}


@cache
def drawn(name: str) -> go.Figure:
    return getattr(charts, name)(*CASES[name].given(), **CASES[name].needs)


def test_none_is_left_out() -> None:
    assert set(CASES) == set(charts.__all__) - WRITERS


@pytest.mark.parametrize("name", CASES)
def test_its_description_states_the_numbers(name: str) -> None:
    assert CASES[name].says in describe(drawn(name))


@pytest.mark.parametrize("name", CASES)
def test_its_data_come_back_from_its_json(name: str) -> None:
    figure = drawn(name)
    frame = data(pio.from_json(figure.to_json()))
    assert len(frame) and frame.columns.is_unique
    pd.testing.assert_frame_equal(frame, data(figure))


@pytest.mark.parametrize("name", CASES)
def test_it_is_small_and_has_title_and_source(name: str) -> None:
    figure = drawn(name)
    assert len(figure.to_json()) < 200_000
    assert figure.layout.title.text
    assert any(note.text.startswith("Source: ") for note in figure.layout.annotations)
    assert figure.layout.template.layout.font.family == theme.FONT


@pytest.mark.parametrize("name", CASES)
def test_nothing_to_draw_is_an_error_that_says_so(name: str) -> None:
    with pytest.raises(UnvotesError):
        getattr(charts, name)(*CASES[name].empty(), **CASES[name].needs)


@pytest.mark.parametrize("name", CASES)
def test_the_users_words_stay_words(name: str) -> None:
    chart = getattr(charts, name)
    options = {
        key: EVIL for key in ("title", "source") if key in inspect.signature(chart).parameters
    }
    figure = chart(*CASES[name].given(), **options, **CASES[name].hostile)
    for text in texts(figure.to_dict()):
        rest = OWN_TAGS.sub("", text)
        assert "<" not in rest and "%{m" not in rest, text
    assert "</script><b>" not in to_html(figure, include_plotlyjs=False)


@pytest.mark.parametrize("chosen", [True, False])
def test_charts_of_tables_say_which_roll_calls(chosen: bool) -> None:
    choice = {"contested": True, "topic": "Syria", "min_shared": 2} if chosen else {}
    pair = agreement(votes(), "RUS", "CHN", by="year", **choice)
    both = pd.concat([pair, agreement(votes(), "RUS", "USA", by="year", **choice)])
    blocs = bloc_agreement(votes(), "Russia–China", "P3", by="year", **choice)
    table = agreement_table(votes(), members=MEMBERS, **choice)
    for figure in (
        charts.agreement_over_time(both),
        charts.bloc_dumbbell(blocs),
        charts.agreement_ranking(table[table["n"] > 0], "RUS"),
    ):
        said = figure.layout.title.subtitle.text.replace("<br>", " ")
        assert ("contested roll calls, topic Syria" in said) is chosen
