"""Bars of power are the power, whole and by groups."""

from __future__ import annotations

import pandas as pd
import pytest

from unvotes.analysis.rules.power import power_index
from unvotes.analysis.rules.voting_rules import RULES, VotingRule
from unvotes.charts import data, describe, power_by_rule
from unvotes.errors import UnvotesError


def test_bars_are_the_shares() -> None:
    figure = power_by_rule({name: power_index(name) for name in RULES})
    (bars,) = figure.data
    frame = data(figure)
    assert bars.x == tuple(100 * frame["together"])
    # Each rule's parts follow one another to the whole.
    for _, parts in frame.assign(base=bars.base, y=bars.y).groupby("rule", sort=False):
        ends = (parts["base"] + 100 * parts["together"]).tolist()
        assert parts["base"].tolist() == pytest.approx([0, *ends[:-1]])
        assert ends[-1] == pytest.approx(100) and parts["y"].nunique() == 1
        assert (parts["each"] * parts["members"]).tolist() == pytest.approx(parts["together"])
    assert frame["rule"].nunique() == len(RULES) == len(set(bars.y))


def test_the_council_in_words_and_numbers() -> None:
    figure = power_by_rule({"today": power_index()}, title="Five hold nearly all")
    frame = data(figure)
    assert frame["members"].tolist() == [5, 10] and frame["veto"].tolist() == [True, False]
    assert frame["together"].tolist() == pytest.approx([2105 / 2145, 40 / 2145])
    assert "5 with a veto 19.6% each (98.1% together)" in describe(figure)
    assert "10 without a veto 0.19% each (1.86% together)" in describe(figure)
    assert any("5 × 19.6% and 10 × 0.19%" in note.text for note in figure.layout.annotations)
    # A veto is told by the hatching, not by colour alone.
    assert figure.data[0].marker.pattern.shape == ("", "x")


def test_many_kinds_of_members_are_drawn_as_two() -> None:
    rule = VotingRule({f"m{i}": i + 1 for i in range(40)}, 500, veto=["m3", "m5"])
    figure = power_by_rule(power_index(rule))
    frame = data(figure)
    assert frame["members"].tolist() == [2, 38]
    assert len(figure.to_json()) < 20_000


def test_user_text_never_becomes_html() -> None:
    figure = power_by_rule({"<b onclick=x>rule</b>": power_index()})
    assert "<b onclick" not in figure.data[0].text[0] + figure.layout.annotations[0].text


@pytest.mark.parametrize(
    ("power", "words"),
    [
        ({}, "no rule to draw"),
        (power_index().iloc[:0], "no rows"),
        (power_index().drop(columns="veto"), "'veto'"),
        ({"today": power_index().iloc[:5]}, "sums to 1, not to 0.98"),
    ],
)
def test_wrong_input_is_explained(power: dict[str, pd.DataFrame], words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        power_by_rule(power)
