from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given

from tests import differential
from tests.analysis.frames import tables
from unvotes.analysis.core.measures import (
    MEASURES,
    get_measure,
    kappa,
    lijphart,
    pi,
    share_identical,
    signorino_ritter,
)
from unvotes.errors import UnvotesError
from unvotes.parameters import TEXTS

# Ten common votes: 7 identical, 2 one step apart, 1 opposed. Chance agreement of kappa
# .3·.2 + .3·.1 + .4·.7 = .37, of pi .25² + .2² + .55² = .405.
TABLE = [[2, 0, 1], [0, 1, 2], [0, 0, 4]]

# Counts of the Assembly's votes, 1946 to 2019, in Erik Voeten's compilation, with the values
# published for them; kappa of the first is also R's (packages irr and psych).
PUBLISHED = {
    "USA–ISR": (
        [[1957, 652, 273], [187, 572, 369], [80, 276, 1291]],
        (0.675270, 0.806435, 0.612869, 0.498374, 0.586353, 0.661640, 0.494388),
    ),
    "USA–GBR": (
        [[1588, 743, 761], [62, 778, 384], [53, 156, 1592]],
        (0.647049, 0.756989, 0.513977, 0.475304, 0.504472, 0.529042, 0.459131),
    ),
    "USA–CUB": (
        [[128, 94, 2824], [34, 141, 1039], [399, 442, 867]],
        (0.190349, 0.325151, -0.349698, -0.153149, -0.190695, -0.217104, -0.366151),
    ),
    "CHN–RUS": (
        [[125, 33, 62], [90, 124, 226], [226, 589, 3014]],
        (0.726888, 0.831366, 0.662731, 0.222942, 0.284409, 0.345179, 0.211243),
    ),
    "IND–ZAF": (
        [[78, 74, 275], [95, 121, 409], [432, 264, 1778]],
        (0.560692, 0.680091, 0.360182, 0.057743, 0.046721, 0.037215, 0.055323),
    ),
}
COLUMNS = ("agreement", "lijphart", "s", "kappa", "kappa_linear", "kappa_squared", "pi")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agreement", 7 / 10),
        ("lijphart", (7 + 2 / 2) / 10),
        ("s", 1 - 2 * (2 * 1 + 1 * 2) / (10 * 2)),
        ("s_squared", 1 - 2 * (2 * 1 + 1 * 4) / (10 * 4)),
        ("kappa", 1 - 0.3 / (1 - 0.37)),
        ("pi", 1 - 0.3 / (1 - 0.405)),
        # Chance distances: half of .3·.1 + .3·.2 + .3·.7 + .4·.1 plus the opposed .3·.7 + .4·.2.
        ("kappa_linear", 1 - 0.2 / (0.34 / 2 + 0.29)),
        ("kappa_squared", 1 - 0.15 / (0.34 / 4 + 0.29)),
        # Twice .25·.2 + .2·.55 one step apart, twice .25·.55 opposed.
        ("pi_linear", 1 - 0.2 / (0.32 / 2 + 0.275)),
        ("pi_squared", 1 - 0.15 / (0.32 / 4 + 0.275)),
    ],
)
def test_a_table_worked_by_hand(name: str, value: float) -> None:
    assert get_measure(name)(TABLE) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("pair", PUBLISHED)
def test_published_values_to_six_decimals(pair: str) -> None:
    table, values = PUBLISHED[pair]
    for name, value in zip(COLUMNS, values, strict=True):
        assert round(float(MEASURES[name](table)), 6) == value, name


def test_kappa_takes_proportions_too() -> None:
    # Observed .44 + .20 + .06, by chance .5·.6 + .3·.3 + .2·.1 = .41: kappa .29/.59.
    proportions = [[0.44, 0.05, 0.01], [0.07, 0.20, 0.03], [0.09, 0.05, 0.06]]
    assert float(kappa(proportions)) == pytest.approx(0.29 / 0.59)


def test_perfect_opposition_is_the_low_end() -> None:
    opposed = [[0, 0, 5], [0, 0, 0], [5, 0, 0]]
    for name, measure in MEASURES.items():
        assert float(measure(opposed)) == measure.lowest, name


def test_no_variation_leaves_chance_corrected_measures_undefined() -> None:
    alike = [[0, 0, 0], [0, 0, 0], [0, 0, 9]]
    for measure in MEASURES.values():
        assert np.isnan(measure(alike)) == measure.chance
        assert np.isnan(measure(np.zeros((3, 3))))


def expanded(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(i, j) for i, j in itertools.product(range(3), repeat=2) for _ in range(table[i][j])]


def plainly(table: list[list[int]], distance: str, chance: str | None) -> float:
    """Measure vote by vote: mean distance of the pairs, over that of all pairings by chance."""
    votes = expanded(table)
    far = {
        "nominal": lambda d: float(d > 0),
        "linear": lambda d: d / 2,
        "squared": lambda d: d * d / 4,
    }
    apart = far[distance]
    observed = np.mean([apart(abs(i - j)) for i, j in votes])
    if chance is None:
        return float(1 - observed)
    ones, twos = [i for i, _ in votes], [j for _, j in votes]
    if chance == "pooled":
        ones = twos = ones + twos
    one, two = (np.bincount(x, minlength=3) / len(x) for x in (ones, twos))
    expected = sum(one[i] * two[j] * apart(abs(i - j)) for i in range(3) for j in range(3))
    return float(1 - observed / expected) if expected > 1e-12 else float("nan")


@given(tables)
def test_every_measure_against_counting_vote_by_vote(table: list[list[int]]) -> None:
    for name, (distance, chance) in {
        "agreement": ("nominal", None),
        "lijphart": ("linear", None),
        "kappa": ("nominal", "own"),
        "kappa_linear": ("linear", "own"),
        "kappa_squared": ("squared", "own"),
        "pi": ("nominal", "pooled"),
        "pi_linear": ("linear", "pooled"),
        "pi_squared": ("squared", "pooled"),
    }.items():
        assert float(MEASURES[name](table)) == pytest.approx(
            plainly(table, distance, chance), abs=1e-9, nan_ok=True
        ), name


@given(tables)
def test_symmetry_and_range(table: list[list[int]]) -> None:
    for measure in MEASURES.values():
        value = float(measure(table))
        assert value == pytest.approx(float(measure(np.transpose(table))), abs=1e-12, nan_ok=True)
        if not np.isnan(value):
            assert measure.lowest - 1e-9 <= value <= 1 + 1e-9


@given(tables)
def test_turning_the_scale_round_changes_nothing(table: list[list[int]]) -> None:
    for measure in MEASURES.values():
        turned = np.array(table)[::-1, ::-1]
        assert float(measure(turned)) == pytest.approx(
            float(measure(table)), abs=1e-12, nan_ok=True
        )


@given(tables)
def test_s_is_twice_lijphart_less_one(table: list[list[int]]) -> None:
    assert float(signorino_ritter(table)) == pytest.approx(2 * float(lijphart(table)) - 1)


@given(tables)
def test_weights_do_not_matter_without_abstentions(table: list[list[int]]) -> None:
    counts = np.array(table)
    counts[1] = 0
    counts[:, 1] = 0
    counts[0, 0] += 1
    counts[0, 2] += 1
    for function in (kappa, pi, share_identical):
        values = [float(function(counts, d)) for d in ("nominal", "linear", "squared")]
        assert values == pytest.approx(values[:1] * 3)


@given(tables)
def test_pi_is_never_above_kappa(table: list[list[int]]) -> None:
    # Pooling the margins can only raise chance agreement.
    one, two = float(pi(table)), float(kappa(table))
    assert np.isnan(one) or np.isnan(two) or one <= two + 1e-9


def test_many_tables_at_once() -> None:
    many = np.stack([TABLE, np.eye(3), PUBLISHED["USA–CUB"][0]], axis=-1)
    for measure in MEASURES.values():
        assert measure(many) == pytest.approx([float(measure(many[..., k])) for k in range(3)])


def test_single_precision_stays_exact_enough() -> None:
    table = np.array(PUBLISHED["USA–GBR"][0], dtype=np.float32)
    assert float(kappa(table)) == pytest.approx(0.475304, abs=5e-7)


@pytest.mark.parametrize("name", ["cohen", "Kappa", "S", None, 3])
def test_an_unknown_measure_lists_those_that_exist(name: object) -> None:
    with pytest.raises(UnvotesError, match="kappa_linear"):
        get_measure(name)  # type: ignore[arg-type]


def test_every_measure_is_told_by_help_and_compared_with_a_plain_one() -> None:
    told = re.findall(r"``\"(\w+)\"``", TEXTS["measure",])
    plain = {f"{name}{end}" for name in ("kappa", "pi") for end in ("", "_linear", "_squared")}
    assert {*told, *plain} == set(MEASURES)
    assert sorted(differential.MEASURES) == sorted(MEASURES)


def test_wrong_tables_and_distances() -> None:
    with pytest.raises(UnvotesError, match="3 rows and 3 columns"):
        share_identical([[1, 2], [3, 4]])
    with pytest.raises(UnvotesError, match="did you mean 'squared'"):
        kappa(TABLE, "square")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("squared", "linear"),
    [("s_squared", "s"), ("kappa_squared", "kappa_linear"), ("pi_squared", "pi_linear")],
)
def test_half_a_credit_contradicts_squared_distances(squared: str, linear: str) -> None:
    with pytest.raises(UnvotesError, match=f"use measure='{linear}'"):
        get_measure(squared).with_abstain("half")


def test_half_a_credit_makes_agreement_lijphart_and_kappa_linear() -> None:
    for plain, graded in (("agreement", "lijphart"), ("kappa", "kappa_linear"), ("s", "s")):
        assert get_measure(plain).with_abstain("half")(TABLE) == get_measure(graded)(TABLE)
