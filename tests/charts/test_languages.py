"""Charts in French and Spanish: every fixed word, numbers, dates, plurals, articles, spaces."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

import unvotes as uv
from tests.charts.test_every_chart import CASES, votes
from unvotes import charts
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.analysis.pairs.agreement import agreement
from unvotes.analysis.pairs.all_pairs import agreement_table
from unvotes.charts import data, describe, to_html
from unvotes.charts.drawing.language import (
    counted,
    day,
    from_record,
    joined,
    phrases,
    say,
    short_day,
    speaking,
    written,
)
from unvotes.charts.drawing.names import in_sentence
from unvotes.charts.drawing.theme import OUTCOMES, VOTES
from unvotes.errors import UnvotesError
from unvotes.record.data_files import read_table
from unvotes.record.loading import load_votes

THIN, FAST = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
#: English words that stand in the fixed phrases and in no name of a state or symbol.
ENGLISH = re.compile(
    r"\b(the|of|with|and|from|to|by|each|roll calls?|members?|states?|vetoed|adopted|against|"
    r"abstain\w*|agreement|interval|withheld|where|who|year|years|not|than|above|below|"
    r"whiskers|bands|rings|draws|seed|marked|highest|lowest|pairs?|over|same|solid)\b",
    re.I,
)
#: What the user gives, and the record's licence.
GIVEN = re.compile(r"together|apart|Russia and China|the Council|unvotes|CC BY|\(AND\)")
SHOWN = {"text", "hovertext", "hovertemplate", "ticktext", "alt", "title", "subtitle", "source"}
SHOWN |= {"prefix", "label", "y", "categoryarray", "customdata"}


def shown(node: Any, key: str = "") -> Iterator[str]:
    """Give all that a reader of a figure meets; names of traces are shown nowhere."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name != "template" and (key, name) != ("meta", "data"):
                yield from shown(value, name)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from shown(value, key)
    elif isinstance(node, str) and key in SHOWN:
        yield re.sub("<[^>]+>|%{[^}]+}", " ", node)


@cache
def drawn(name: str, language: str) -> go.Figure:
    chart, case = getattr(charts, name), CASES[name]
    if name == "timeline_slider":
        steps = ("S/2011/612", "S/2012/77")
        return chart({key: charts.chamber(votes(), key, language=language) for key in steps})
    return chart(*case.given(), **case.needs, language=language)


# A phrase that has French has Spanish, by the test of the table: a few charts show it.
@pytest.mark.parametrize(
    ("name", "language"),
    [*((name, "fr") for name in CASES), ("chamber", "es"), ("shares", "es"), ("network", "es")],
)
def test_no_english_word_is_left(name: str, language: str) -> None:
    figure = drawn(name, language)
    assert figure.layout.showlegend is False  # so that the names of traces stay unseen
    written_json = figure.to_plotly_json()
    for text in shown({"data": written_json["data"], "layout": written_json["layout"]}):
        assert not ENGLISH.search(GIVEN.sub("", text)), text
    assert figure.layout.separators == {"fr": f",{THIN}", "es": ",."}[language]


def test_every_phrase_of_a_chart_is_in_the_table() -> None:
    used = set()
    for path in Path(charts.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id in ("say", "counted", "noun"):
                at = 1 if node.func.id == "counted" else 0
                used |= set(literals(node.args[at]) if len(node.args) > at else ())
    assert len(used) > 150
    assert used - set(phrases()) == set()


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_the_table_is_whole() -> None:
    styles = [style.label for style in (*VOTES.values(), *OUTCOMES.values())]
    events = read_table("events.csv")["event"].tolist()
    assert {*styles, *events} <= set(phrases())
    for english, forms in phrases().items():
        fields = set(re.findall(r"{\w+}", english))
        for text in (*forms["fr"], *forms["es"]):
            assert text.strip() == text != "", english
            assert set(re.findall(r"{\w+}", text)) == fields, english
            assert not re.search(" [%»]|« ", text), english
        assert not any(re.search(r"(?<! )[^\s\u202f:][;?!:](\s|$)", text) for text in forms["fr"])
        assert not any(re.search(" [:;?!]", text) for text in forms["fr"]), english


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            ["4 février 2012", "1er mars 2012", "4 févr. 2012", f"−1{THIN}234,5", f"12{THIN}345"],
        ),
        # Spanish groups thousands from five figures on.
        ("es", ["4 de febrero de 2012", "1 de marzo de 2012", "4 feb 2012", "−1234,5", "12.345"]),
        ("en", ["4 February 2012", "1 March 2012", "4 Feb 2012", "−1,234.5", "12,345"]),
        ("ru", ["4 February 2012", "1 March 2012", "4 Feb 2012", "−1,234.5", "12,345"]),
    ],
)
def test_numbers_and_dates_follow_the_locale(language: str, said: list[str]) -> None:
    with speaking(language):
        dates = [day("2012-02-04"), day("2012-03-01"), short_day("2012-02-04")]
        assert [*dates, written(-1234.5, ",.1f"), written(12345)] == said


def test_plurals_and_lists_and_articles() -> None:
    with speaking("fr"):
        assert [counted(n, "roll call") for n in (0, 1, 2)] == [
            "0 scrutin", "1 scrutin", "2 scrutins",
        ]  # fmt: skip
        assert joined(["Inde", "Russie", "Chine"]) == "Inde, Russie et Chine"
    with speaking("es"):
        assert [counted(n, "veto") for n in (0, 1, 2)] == ["0 vetos", "1 veto", "2 vetos"]
        assert joined(["Rusia", "India"]) == "Rusia e India"
        assert joined(["Rusia", "Hungría"]) == "Rusia y Hungría"
    assert counted(2, "veto") == "2 vetoes"
    french = {"FRA": "la France", "USA": "les États-Unis", "IND": "l’Inde", "GBR": "le Royaume-Uni"}
    french |= {"CUB": "Cuba", "MEX": "le Mexique", "GNB": "la Guinée-Bissau", "COD": "la RD Congo"}
    french |= {"BLR": "le Bélarus", "MDA": "la Moldova", "SLV": "El Salvador", "IRQ": "l’Iraq"}
    with speaking("fr"):
        assert {code: in_sentence(code) for code in french} == french
        assert in_sentence("USA", {"USA": "Washington"}) == "Washington"
    spanish = {"USA": "los Estados Unidos", "FRA": "Francia", "GBR": "el Reino Unido"}
    spanish |= {"VAT": "la Santa Sede", "BLR": "Belarús", "DDR": "Alemania Oriental"}
    with speaking("es"):
        assert {code: in_sentence(code) for code in spanish} == spanish


def test_what_the_analysis_writes_is_said_too() -> None:
    with speaking("fr"):
        text = "contested roll calls, since 1990-01-01, until 2001-12-31, topic Syria, by seat"
        assert from_record(text) == (
            f"scrutins non unanimes, à partir du 1er janvier 1990, jusqu’au 31 décembre 2001, "
            f"sujet{THIN}: Syrie, par siège"
        )
        for kind in ("bootstrap", "percentile", "wilson", "exact", None):
            for drawn_at_random in (True, False):
                how = Uncertainty(kind, 0.95).describe(drawn=drawn_at_random)
                assert not ENGLISH.search(from_record(how)), how
        assert from_record("a word of the user's own") == "a word of the user's own"
        assert say("100% {mine}") == "100% {mine}"  # braces of the user's are no places
    assert from_record("n below 10") == "n below 10"


def test_a_chart_in_french_for_a_newspaper() -> None:
    table = agreement_table(votes(), member="USA", contested=True)
    figure = charts.agreement_ranking(table, language="fr", title="Ma question ?")
    assert figure.layout.title.text == "<b>Ma question ?</b>"
    told = figure.layout.title.subtitle.text
    assert "avec les États-Unis" in told and f"intervalle à 95{FAST}%" in told
    assert "0,727" in describe(figure) and "0.727" not in describe(figure)
    page = to_html(figure, include_plotlyjs=False)
    assert '<html lang="fr">' in page and '"Zoom in": "Agrandir"' in page
    assert '"months": ["janvier"' in page and '"days": ["dimanche"' in page
    # What is drawn afterwards is in English again.
    assert "Agreement of" in charts.agreement_ranking(table).layout.title.subtitle.text


def test_ready_blocs_are_named_in_the_language_and_ones_own_as_they_are() -> None:
    votes = uv.load_votes(topic="Syria", since=2011, until=2012)
    ready = uv.charts.vote_grid(votes, blocs=[uv.INDIA_SOUTH_AFRICA, "Russia–China"], language="fr")
    assert {"Inde–Afrique du Sud", "Russie–Chine"} <= set(data(ready)["bloc"])
    own = uv.charts.vote_grid(votes, blocs={"Russia–China": ["RUS", "CHN"]}, language="fr")
    assert "Russia–China" in set(data(own)["bloc"])


def test_a_key_that_is_long_in_a_language_has_a_line_for_each_part() -> None:
    square = uv.agreement_matrix(uv.load_votes(since=2011, until=2012), contested=True)
    lines = {
        language: [
            note.text.count("<br>")
            for note in uv.charts.agreement_heatmap(square, language=language).layout.annotations
            if "■" in note.text
        ]
        for language in ("en", "fr", "es")
    }
    assert lines == {"en": [1], "fr": [2], "es": [2]}


def test_months_of_an_axis_are_named() -> None:
    table = agreement(load_votes(since=2011, until=2012), "RUS", "CHN", by="month", min_shared=1)
    table = table[table["month"].between("2011-02", "2012-06")]
    figure = charts.agreement_over_time(table, events=False, language="es")
    assert "ene 2012" in figure.layout.xaxis.ticktext
    shares = charts.shares(drawn_shares(), language="fr")
    assert f"20{FAST}%" in shares.layout.xaxis.ticktext


def drawn_shares() -> pd.DataFrame:
    return CASES["shares"].given()[0]


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(UnvotesError, match="unknown language 'german'"):
        charts.bar_counts(pd.DataFrame({"label": ["a"], "n": [1]}), title="T", language="german")
