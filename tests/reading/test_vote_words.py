"""Words and codes of votes: what chambers say, Poole and Rosenthal's numbers, our own."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from unvotes.errors import UnvotesError
from unvotes.reading.vote_words import (
    BLANKS,
    NUMBERS,
    OURS,
    OUTSIDE,
    POOLE,
    WORDS,
    code_table,
    plain_vote,
    unknown_votes,
)


@pytest.mark.parametrize(
    ("vote", "words"),
    [
        # English, French, Spanish, German, Italian, Portuguese, Dutch, Russian, Polish.
        ("yes", ["yes", "yea", "aye", "in favour", "content", "oui", "pour", "a favor", "ja",
                 "favorevole", "sim", "voor", "за", "за", "tak"]),
        ("no", ["no", "nay", "not content", "against", "contre", "non", "en contra", "nein",
                "contrario", "não", "tegen", "против", "nie"]),
        ("abstain", ["abstain", "abstention", "abstención", "enthaltung", "astenuto",
                     "abstenção", "onthouding", "wstrzymał się", "present"]),
        ("nonvoting", ["did not vote", "not voting", "absent", "ausente", "abwesend", "assente",
                       "afwezig", "nieobecny", "non votant", "excused"]),
        ("unknown", ["unknown", "not known"]),
    ],
)  # fmt: skip
def test_words_in_the_languages_of_parliaments(vote: str, words: list[str]) -> None:
    assert {WORDS[word] for word in words} == {vote}


def test_a_letter_that_means_two_things_is_not_known() -> None:
    assert not {"a", "p", "x", "e"} & set(WORDS)
    assert WORDS["y"] == "yes" and WORDS["n"] == "no"


def test_what_r_and_pandas_write_for_nothing_is_blank() -> None:
    assert {"", "NA".casefold(), str(math.nan), str(pd.NA).casefold()} == BLANKS


def test_the_codes_of_poole_and_rosenthal() -> None:
    # Their codebook: yea, paired yea, announced yea; the same of nay; present twice; not voting.
    cast = ["yes"] * 3 + ["no"] * 3 + ["abstain"] * 2 + ["nonvoting"]
    assert dict(zip("123456789", cast, strict=True)) | {"0": None} == POOLE


def test_our_numbers_are_voetens_where_he_has_them() -> None:
    # Voeten's codebook: 1 yes, 2 abstain, 3 no, 8 absent, 9 not a member.
    assert (NUMBERS["yes"], NUMBERS["abstain"], NUMBERS["no"], NUMBERS["nonvoting"]) == (1, 2, 3, 8)
    assert OUTSIDE == 9
    assert len({*NUMBERS.values(), OUTSIDE}) == 6
    assert OURS == "unvotes"  # as in files that were written before


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (" Did not  vote. ", "did not vote"), ("AYE", "aye"), (1, "1"), (1.0, "1"), ("1.00", "1"),
        ("-1.0", "-1"), (0.5, "0.5"), ("10", "10"), ("1.0 x", "1.0 x"), (True, "true"),
        (False, "false"), (None, ""), (math.nan, ""), (".", "."), ("Straße", "strasse"),
    ],
)  # fmt: skip
def test_votes_as_they_are_compared(value: object, plain: str) -> None:
    assert plain_vote(value) == plain


def test_a_table_of_ones_own() -> None:
    assert code_table(None) is None
    assert code_table({"Aye": "yes", " aye. ": "yes", 0: "no", 9: None}) == {
        "aye": "yes",
        "0": "no",
        "9": None,
    }
    with pytest.raises(UnvotesError, match="two things of 'aye'"):
        code_table({"Aye": "yes", "aye": "no"})
    with pytest.raises(UnvotesError, match=r"two things of '1\.0'"):
        code_table({1: None, "1.0": "no"})
    with pytest.raises(UnvotesError, match="must be a table"):
        code_table([("Aye", "yes")])  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="did you mean 'yes'"):
        code_table({"Aye": "yess"})


def test_votes_that_are_not_known_are_listed_the_first_twelve() -> None:
    counts = {f"w{i}": 1000 + i for i in range(13)}
    said = str(unknown_votes("file.csv", counts, ["line 2", "column 3"]))
    assert "file.csv, line 2, column 3" in said and "'w11' (1,011) and 1 more" in said
    assert "codes={'w0': …, 'w1': …, 'w2': …, 'w3': …}" in said
    assert "more" not in str(unknown_votes("f", dict.fromkeys("abcdefghijkl", 1), ["line 2"]))
