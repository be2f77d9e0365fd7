"""The words of votes and outcomes, their scale, and the table of topics."""

from __future__ import annotations

import pandas as pd
import pytest

from unvotes.errors import UnvotesError
from unvotes.record.vocabulary import OUTCOME, VOTE, no_vote_on_the_whole, scale, topics


def test_words_in_their_order() -> None:
    assert VOTE.categories.tolist() == ["no", "abstain", "yes", "nonvoting", "unknown"]
    assert not VOTE.ordered  # of two of them it cannot be said where they stand
    assert OUTCOME.categories.tolist() == ["adopted", "vetoed", "failed"]


@pytest.mark.parametrize("dtype", ["str", "object", VOTE])
def test_votes_on_their_scale(dtype: object) -> None:
    words = ["yes", "nonvoting", "no", "unknown", "abstain"]
    found = scale(pd.Series(words, index=[3, 3, 1, 0, 2], name="cast", dtype=dtype))
    assert found.index.tolist() == [3, 3, 1, 0, 2] and found.name == "cast"
    assert found.cat.ordered and found.cat.categories.tolist() == ["no", "abstain", "yes"]
    assert found.astype(object).fillna("").tolist() == ["yes", "", "no", "", "abstain"]
    assert (found > "no").tolist() == [True, False, False, False, True]


def test_what_is_no_column_of_votes() -> None:
    with pytest.raises(UnvotesError, match="takes a column of votes"):
        scale(["yes"])  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="did you mean 'yes'"):
        scale(pd.Series(["yess"]))


def test_texts_without_a_vote_on_the_whole() -> None:
    table = pd.DataFrame({"without_vote": [True, False, False], "in_parts": [False, True, False]})
    assert no_vote_on_the_whole(table).tolist() == [True, True, False]
    assert no_vote_on_the_whole(table[["without_vote"]]).tolist() == [True, False, False]


@pytest.mark.parametrize("column", ["without_vote", "in_parts"])
def test_what_is_neither_yes_nor_no_says_in_which_column(column: str) -> None:
    table = pd.DataFrame({"without_vote": [True], "in_parts": [True]}, dtype=object)
    with pytest.raises(UnvotesError, match=f"'{column}'|{column}\\b"):
        no_vote_on_the_whole(table.assign(**{column: ["perhaps"]}))


def test_topics_have_a_region_a_kind_and_years() -> None:
    table = topics()
    assert table.columns.tolist() == [
        *("topic", "region", "kind", "definition"),
        *("since", "until", "assembly_since", "assembly_until"),
    ]
    assert table["topic"].is_unique and (table["definition"] != "").all()
    assert set(table["kind"]) == {"country", "region", "theme", "institutional"}
    syria = table.set_index("topic").loc["Syria"]
    assert (syria["region"], syria["kind"]) == ("Middle East", "country")
    assert syria["since"] >= "1946" and syria["until"] >= "2023"
    table.loc[0, "topic"] = "another"
    assert topics().loc[0, "topic"] != "another"
