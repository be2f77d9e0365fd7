"""Votes that divide two blocs: against known votes, and against the agreement of blocs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from unvotes.errors import UnvotesError

PAIR = (uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA)


def test_the_veto_of_4_february_2012_divided_them_most() -> None:
    votes = uv.load_votes(topic="Syria", since=2011, until=2012)
    table = uv.dividing_votes(votes, *PAIR)
    first = table.iloc[0]
    assert (first["symbol"], first["bloc"], first["other"]) == (
        "S/2012/77",
        "no: CHN RUS",
        "yes: IND ZAF",
    )
    assert (first["division"], first["distance"]) == (1, -1)
    # On 4 October 2011 India and South Africa abstained; in July 2012 South Africa did.
    assert table["symbol"].tolist()[1:3] == ["S/2011/612", "S/2012/538"]
    assert table["distance"].tolist()[1:3] == [-0.5, -0.75]


@pytest.mark.parametrize("abstain", ["own", "half", "drop", "as_no"])
def test_division_is_the_difference_in_agreement(abstain: str) -> None:
    votes = uv.load_votes("general-assembly", since="2025-12-10", until="2025-12-15")
    table = uv.dividing_votes(votes, "EU", "BRICS", abstain=abstain)
    for row in table.iloc[[0, 5, -1]].to_dict("records"):
        only = votes[votes["roll_call"] == row["roll_call"]]
        known = uv.bloc_agreement(
            only, "EU", "BRICS", abstain=abstain, min_shared=1, interval=None
        ).set_index("part")["estimate"]
        assert row["division"] == pytest.approx(known["difference"])
        assert row["between"] == pytest.approx(known["between"])


def test_two_single_members_and_ties_in_order() -> None:
    votes = pd.DataFrame(
        {
            "roll_call": np.repeat(["r1", "r2", "r3"], 2),
            "member": ["A", "B"] * 3,
            "vote": ["yes", "no", "yes", "abstain", "yes", "yes"],
        }
    )
    table = uv.dividing_votes(votes, ["A"], ["B"])
    assert table["roll_call"].tolist() == ["r1", "r2", "r3"]
    assert table[["division", "distance"]].to_numpy().tolist() == [[1, 1], [1, 0.5], [0, 0]]


def test_blocs_of_which_too_few_voted_at_once() -> None:
    votes = pd.DataFrame(
        {
            "roll_call": ["r1"] * 3 + ["r2"] * 3,
            "member": ["A", "B", "C", "A", "C", "D"],
            "vote": ["yes", "yes", "no"] * 2,
        }
    )
    with pytest.raises(UnvotesError, match="a smaller min_voting= asks for fewer"):
        uv.dividing_votes(votes, ["A", "B"], ["C", "D"])
    assert len(uv.dividing_votes(votes, ["A", "B"], ["C", "D"], min_voting=1)) == 2


@pytest.mark.parametrize(
    ("blocs", "how", "words"),
    [
        ((["RUS", "CHN"], ["RUS"]), {}, "is part of the other"),
        (("P3", "BRIC"), {}, "did you mean 'BRICS'"),
        (PAIR, {"min_voting": 0}, "min_voting=0"),
    ],
)
def test_wrong_blocs(blocs: tuple[object, object], how: dict[str, object], words: str) -> None:
    votes = uv.load_votes(since=2011, until=2012)
    with pytest.raises(UnvotesError, match=words):
        uv.dividing_votes(votes, *blocs, **how)  # type: ignore[arg-type]


def test_divisions_and_positions_by_hand() -> None:
    votes = pd.DataFrame(
        {
            "roll_call": np.repeat(["r0", "r1", "r2"], 4),
            "member": list("ABCD") * 3,
            "vote": [
                *("yes", "no", "yes", "no"),  # each bloc in two
                *("yes", "yes", "no", "no"),  # opposed
                *("yes", "abstain", "nonvoting", "nonvoting"),
            ],
            "topic": np.repeat(["x", "y", "z"], 4),
        },
        index=[0] * 12,
    )
    table = uv.dividing_votes(votes, ["A", "B"], ["C", "D"])
    assert table.index.tolist() == [0, 1]
    assert table.to_dict("list") == {
        "roll_call": ["r1", "r0"],
        "division": [1, -0.5],
        "distance": [1, 0],
        "topic": ["y", "x"],
        "within": [1, 0],
        "between": [0, 0.5],
        "n": [2, 2],
        "n_other": [2, 2],
        "bloc": ["yes: A B", "no: B; yes: A"],
        "other": ["no: C D", "no: D; yes: C"],
    }
    places = uv.bloc_positions(votes, ["A", "B"])
    assert places.index.tolist() == [0, 1, 2]
    assert places["position"].astype(object).fillna("").tolist() == ["", "yes", ""]
    assert places["position"].cat.categories.tolist() == ["no", "abstain", "yes"]
    assert places.drop(columns="position").to_dict("list") == {
        "roll_call": ["r0", "r1", "r2"],
        "tie": [True, False, True],
        "united": [False, True, False],
        "topic": ["x", "y", "z"],
        "no": [1, 0, 0],
        "abstain": [0, 0, 1],
        "yes": [1, 2, 1],
        "voting": [2, 2, 2],
    }
    assert uv.bloc_positions(votes, ["C", "D"])["roll_call"].tolist() == ["r0", "r1"]


def cast(**letters: str) -> pd.DataFrame:
    """Votes of members on roll calls r0, r1 …, a letter each; a dot for none."""
    words = {"y": "yes", "n": "no", "a": "abstain"}
    rows = [
        (f"r{i}", member, words[letter])
        for member, line in letters.items()
        for i, letter in enumerate(line)
        if letter != "."
    ]
    return pd.DataFrame(rows, columns=["roll_call", "member", "vote"]).sort_values("roll_call")


def test_two_of_each_bloc_are_enough() -> None:
    votes = cast(A="yyy", B="yy.", C="y..", D="nnn", E="nnn", F="n..")
    table = uv.dividing_votes(votes, ["A", "B", "C"], ["D", "E", "F"])
    assert sorted(table["roll_call"]) == ["r0", "r1"]
    three = uv.dividing_votes(votes, ["A", "B", "C"], ["D", "E", "F"], min_voting=3)
    assert three["roll_call"].tolist() == ["r0"]


def test_within_is_of_the_bloc_that_has_pairs() -> None:
    votes = cast(A="yy", B="n.", C="ya", D="y.")
    table = uv.dividing_votes(votes, ["A", "B"], ["C", "D"], min_voting=1).set_index("roll_call")
    assert table.loc["r0", ["within", "between", "division"]].tolist() == [0.5, 0.5, 0]
    assert table.loc["r1", ["within", "between", "division"]].tolist() == [1, 0, 1]
    one = uv.dividing_votes(cast(A="y", C="y", D="n"), ["A"], ["C", "D"]).iloc[0]
    assert (one["within"], one["between"]) == (0, 0.5)
    other = uv.dividing_votes(cast(A="y", C="y", D="n"), ["C", "D"], ["A"]).iloc[0]
    assert (other["within"], other["between"]) == (0, 0.5)


@pytest.mark.parametrize("turned", [False, True])
def test_who_is_in_both_is_not_between_them(turned: bool) -> None:
    # On r1 nobody who is in the first bloc alone voted.
    votes = cast(A="yy", B="n.", C="yy")
    pair = (["A", "B"], ["A", "C"])
    table = uv.dividing_votes(votes, *(pair[::-1] if turned else pair), min_voting=1)
    assert table["roll_call"].tolist() == ["r0"]
    assert table[["within", "between"]].to_numpy().tolist() == [[0.5, 0]]
