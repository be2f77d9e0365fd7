"""What a reader sees who prints an answer in a window of 80 columns."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from packaging.version import Version

import unvotes as uv

VOTES = uv.load_votes(since=2011, until=2020)
PAIR = ("RUS", "CHN")

#: Columns of the window; before 3.1 pandas goes up to four beyond what it is told.
WIDTH = 80
ROOM = WIDTH if Version(pd.__version__) >= Version("3.1") else WIDTH + 4

#: What each answer must show of itself: the columns that a reader asked for.
SHOWN: dict[str, tuple[Callable[[], object], str]] = {
    "load_votes": (lambda: VOTES, "roll_call member vote"),
    "load_roll_calls": (uv.load_roll_calls, "roll_call date"),
    "members": (lambda: uv.members("2012-02-04"), "member name since until"),
    "states": (uv.states, "code name"),
    "topics": (uv.topics, "topic region"),
    "blocs": (uv.blocs, "bloc constant"),
    "load_ideal_points": (uv.load_ideal_points, "member year estimate"),
    "agreement": (lambda: uv.agreement(VOTES, *PAIR, by="year"), "year estimate n low high"),
    "agreement_table": (
        lambda: uv.agreement_table(VOTES, by="year", members=uv.P5, min_shared=500),
        "year a b estimate n low high withheld",
    ),
    "compare_measures": (lambda: uv.compare_measures(VOTES, members=uv.P5), "a b n"),
    "change_points": (lambda: uv.change_points(VOTES, *PAIR), "first last estimate"),
    "sensitivity": (
        lambda: uv.sensitivity(VOTES, *PAIR, measure="agreement", interval=None),
        "abstain estimate n shift",
    ),
    "sensitivity to all choices": (
        lambda: uv.sensitivity(VOTES, *PAIR, choices={"measure": ["agreement"]}, interval=None),
        "measure contested abstain estimate n",
    ),
    "compare_periods": (
        lambda: uv.compare_periods(uv.agreement(VOTES, *PAIR, by="decade", n_boot=100)),
        "from to estimate low high",
    ),
    "coincidence": (lambda: uv.coincidence(VOTES, "USA", n_boot=100), "member estimate n"),
    "bloc_agreement": (
        lambda: uv.bloc_agreement(VOTES, uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA, n_boot=100),
        "part estimate n low high",
    ),
    "bloc_agreement by year": (
        lambda: uv.bloc_agreement(VOTES, uv.P3, uv.E10, by="year", n_boot=100),
        "year part estimate n low high",
    ),
    "bloc_positions": (lambda: uv.bloc_positions(VOTES, uv.P5), "roll_call position no yes"),
    "cohesion": (
        lambda: uv.cohesion(VOTES, uv.BRICS, by="year", contested=True, n_boot=100),
        "year bloc estimate n low high withheld",
    ),
    "defections": (lambda: uv.defections(VOTES, uv.P5), "roll_call member vote position no yes"),
    "defection_rates": (lambda: uv.defection_rates(VOTES, uv.P5), "member estimate n low high"),
    "isolation": (lambda: uv.isolation(VOTES, uv.P5.members), "member estimate n low high"),
    "pivots": (lambda: uv.pivots(VOTES), "roll_call member vote yes required"),
    "shares": (
        lambda: uv.shares(VOTES, "RUS", by="year"),
        "year member vote estimate count n low high",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_at_80_columns_the_numbers_are_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, columns = SHOWN[name]
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    with pd.option_context("display.width", WIDTH, "display.max_columns", 0):
        printed = repr(answer())
    head = printed.splitlines()[0]
    assert len(head) <= ROOM and set(columns.split()) <= set(head.split())


def test_at_120_columns_two_blocs_are_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    with pd.option_context("display.width", 120, "display.max_columns", 0):
        head = repr(SHOWN["bloc_agreement"][0]()).splitlines()[0]
    assert head.split() == ["part", "estimate", "n", "blocs", "dyads", "low", "high", "withheld"]


def test_tables_tell_their_method_beside_themselves() -> None:
    for name in ("agreement", "bloc_agreement", "cohesion", "defection_rates", "isolation"):
        table = SHOWN[name][0]()
        assert isinstance(table, pd.DataFrame) and "method" not in table.columns
        assert "95% Bayesian bootstrap (Jeffreys prior)" in table.attrs["method"]


def test_of_one_member_the_closest_come_first() -> None:
    tables = [
        uv.agreement_table(VOTES, member="RUS", interval=None)["estimate"],
        uv.compare_measures(VOTES, member="RUS", measures=["kappa", "s"])["kappa"],
    ]
    for column in tables:
        assert column.dropna().is_monotonic_decreasing and column.nunique() > 10
