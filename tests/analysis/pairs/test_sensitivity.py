from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.analysis.frames import frame
from unvotes.analysis.blocs.agreement import bloc_agreement
from unvotes.analysis.pairs.agreement import agreement, agreement_difference
from unvotes.analysis.pairs.sensitivity import sensitivity
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes


def some() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    return frame(
        {m: "".join(rng.choice(list("NAYYY"), 60)) for m in "ABCD"},
        date=pd.date_range("2001-01-01", periods=60, freq="30D"),
    )


def test_each_row_is_the_statistic_under_its_choices() -> None:
    table = sensitivity(some(), "A", "B")
    assert table.columns.tolist() == [
        "measure",
        "contested",
        "abstain",
        "shift",
        "withheld",
        "estimate",
        "low",
        "high",
        "n",
    ]
    assert len(table) == 4 * 2 * 4
    for row in table.itertuples():
        one = agreement(
            some(), "A", "B", measure=row.measure, contested=row.contested, abstain=row.abstain
        )
        assert (row.estimate, row.n, row.low) == pytest.approx((one.estimate, one.n, one.low))


def test_the_shift_is_from_the_usual_choices_by_the_same_measure() -> None:
    table = sensitivity(some(), "A", "B", choices={"since": [2001, 2003]})
    usual = table.drop_duplicates("measure").set_index("measure")["estimate"]
    assert usual.index.tolist() == ["agreement", "s", "kappa", "pi"]
    expected = table["estimate"] - table["measure"].map(usual)
    assert table["shift"].to_numpy() == pytest.approx(expected.to_numpy())
    assert (table["shift"].iloc[0] == 0) and table["shift"].abs().max() > 0.05


def test_what_is_fixed_does_not_vary() -> None:
    table = sensitivity(some(), "A", "B", measure="agreement", contested=True)
    assert "measure" not in table and "contested" not in table
    assert table["abstain"].tolist() == ["own", "half", "drop", "as_no"]
    assert table["shift"].iloc[0] == 0


def test_combinations_that_contradict_each_other_say_so() -> None:
    table = sensitivity(some(), "A", "B", choices={"measure": ["s_squared", "s"]})
    bad = table[(table["measure"] == "s_squared") & (table["abstain"] == "half")]
    assert bad["estimate"].isna().all() and bad["n"].isna().all()
    assert bad["withheld"].str.contains("contradicts").all()
    assert table["estimate"].notna().sum() == len(table) - len(bad)


def test_the_view_varies_where_a_seat_changed_hands() -> None:
    votes = load_votes()
    table = sensitivity(votes, "RUS", "CHN", measure="agreement", interval=None)
    assert set(table["view"]) == {"seat", "state"}
    seat = table[(table["view"] == "seat")]["n"].to_numpy()
    assert (seat > table[(table["view"] == "state")]["n"].to_numpy()).all()
    assert "view" not in sensitivity(votes, "IND", "ZAF", measure="agreement", interval=None)


def test_tables_keep_their_keys() -> None:
    table = sensitivity(
        some(), ["A", "B"], ["C", "D"], statistic=bloc_agreement, measure="agreement", n_boot=100
    )
    assert len(table) == 8 * 4 and "part" in table.columns
    usual = table.iloc[:4].set_index("part")["estimate"]
    expected = table["estimate"] - table["part"].astype("str").map(usual.rename(index=str))
    assert table["shift"].to_numpy() == pytest.approx(expected.to_numpy())
    years = sensitivity(some(), "A", "B", by="year", measure="agreement", min_shared=1)
    assert {"year", "a", "b"} <= set(years.columns) and (years["shift"].notna()).mean() > 0.9


def test_differences_too() -> None:
    table = sensitivity(
        some(), ("A", "B"), ("C", "D"), statistic=agreement_difference, measure="kappa", n_boot=100
    )
    assert len(table) == 8 and table["estimate"].notna().all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda v: sensitivity(v, "A", "E"), "unknown member 'E'"),
        (
            lambda v: sensitivity(v, "A", "B", choices={"abstian": ["own"]}),
            "did you mean 'abstain'",
        ),
        (lambda v: sensitivity(v, "A", "B", contestd=True), "did you mean 'contested'"),
        (lambda v: sensitivity(v, "A", "B", choices={"abstain": "own"}), "must list values"),
        (lambda v: sensitivity(v, "A", "B", choices={"since": []}), "is empty"),
        (lambda v: sensitivity(v, "A", "B", statistic="agreement"), "must be a function"),
        (lambda v: sensitivity(v, "A", "B", choices={"measure": ["kapa"]}), "did you mean 'kappa'"),
        (lambda v: sensitivity(v.drop(columns="vote"), "A", "B"), "no column 'vote'"),
    ],
)
def test_wrong_input_is_named(call, words: str) -> None:
    with pytest.raises(UnvotesError, match=words):
        call(some())


def test_votes_without_days_have_one_view() -> None:
    votes = frame({"RUS": "YNAY" * 5, "USA": "YYAN" * 5, "FRA": "NYYY" * 5})
    table = sensitivity(votes, "RUS", "USA", measure="agreement", interval=None)
    assert "view" not in table and table["estimate"].notna().all()
    assert table.dtypes[["estimate", "low", "high", "n", "shift"]].astype("str").tolist() == [
        *("float64", "float64", "float64", "Int64", "float64"),
    ]
    assert table.index.tolist() == list(range(8))


@pytest.mark.parametrize("fixed", [{}, {"measure": "agreement"}])
def test_a_choice_may_stand_twice(fixed: dict[str, str]) -> None:
    table = sensitivity(
        some(), "A", "B", contested=True, choices={"abstain": ["own", "own", "drop"]}, **fixed
    )
    once = sensitivity(
        some(), "A", "B", contested=True, choices={"abstain": ["own", "drop"]}, **fixed
    )
    assert table.drop_duplicates(ignore_index=True).equals(once)
