"""Letters of a Library file beside its totals, roll call by roll call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from unvotes.reading.library_totals import compare_with_totals
from unvotes.reading.voting_file import LETTERS, Findings

WORDS = {"y": "yes", "n": "no", "a": "abstain", "x": "nonvoting", "?": "unknown"}
GAP = None


def compared(*calls: tuple[str, tuple[Any, ...], dict[str, Any]], doubted: bool = True) -> Any:
    """Compare roll calls of (letters, totals of yes, no, abstain, further facts)."""
    facts = pd.DataFrame(
        {
            "roll_call": [f"r{i}" for i in range(len(calls))],
            "first": np.cumsum([0, *(len(letters) for letters, *_ in calls[:-1])]),
            "modality": [more.get("modality", "") for *_, more in calls],
            "vote_note": [more.get("vote_note", "") for *_, more in calls],
        }
    )
    for place, name in enumerate(("total_yes", "total_no", "total_abstentions")):
        facts[name] = pd.array([totals[place] for _, totals, _ in calls], dtype="Int64")
    for name in ("total_non_voting", "total_ms"):
        facts[name] = pd.array([more.get(name) for *_, more in calls], dtype="Int64")
    row = np.repeat(np.arange(len(calls)), [len(letters) for letters, *_ in calls])
    cast = np.array([LETTERS[WORDS[letter]] for letters, *_ in calls for letter in letters])
    table: Any = SimpleNamespace(
        columns={"ms_vote": SimpleNamespace(header="MS_VOTE")}, line=lambda i: i + 2, repairs=[]
    )
    findings = Findings(table)
    after = compare_with_totals(
        table, findings, facts, row.astype(np.int32), cast.astype(np.int8), doubted
    )
    names = {code: letter for letter, word in WORDS.items() for code in [LETTERS[word]]}
    letters = ["".join(names[code] for code in after[row == i]) for i in range(len(calls))]
    return letters, facts, findings.contradictions, table.repairs


@pytest.mark.parametrize(
    ("letters", "totals", "after", "tally", "divided"),
    [
        ("yyna", (2, 1, 1), "yyna", "", False),
        ("yyna", (GAP, GAP, GAP), "yyna", "", False),
        # Letters that are unknown may be what the totals still miss, and no more.
        ("yy??", (3, 1, 0), "yy??", "3-1-0", True),
        ("yy??", (4, 0, 0), "yy??", "4-0-0", False),
        ("yy??", (2, 0, 0), "yy??", "2-0-0", False),  # they did not vote
        ("yy??", (3, 1, 1), "????", "3-1-1", True),
        ("yy??", (GAP, GAP, GAP), "yy??", "", False),
        # Of a total that is missing nothing is asked.
        ("yy??", (2, GAP, 1), "yy??", "2-?-1", True),
        ("yy??", (2, 1, GAP), "yy??", "2-1-?", True),
        ("yyny", (GAP, GAP, 0), "yyny", "", False),
        # More of one letter than there were.
        ("yyyy", (3, 0, 1), "????", "3-0-1", True),
        ("yyy?", (2, 1, 1), "????", "2-1-1", True),
        ("yyna", (2, 0, 2), "????", "2-0-2", True),
        ("yyyn", (3, 0, 0), "????", "3-0-0", False),  # a total of none is a total
    ],
)
def test_one_roll_call(
    letters: str, totals: tuple[Any, ...], after: str, tally: str, divided: bool
) -> None:
    held, facts, found, repairs = compared((letters, totals, {}))
    assert held == [after] and not repairs
    assert facts[["reported_tally", "divided", "without_vote"]].iloc[0].tolist() == [
        *(tally, divided, False)
    ]
    wrong = set(after) == {"?"} and set(letters) != {"?"}
    assert [doubt[0] for doubt in found] == ["letters against totals"] * wrong


@pytest.mark.parametrize(
    ("letters", "totals", "facts", "silent"),
    [
        ("xxxx", (GAP, GAP, GAP), {}, True),
        ("xxxx", (0, 0, 0), {}, True),
        ("xxxx", (0, GAP, GAP), {}, True),
        ("yyyy", (0, 0, 0), {}, True),
        ("yyyy", (GAP, GAP, GAP), {"modality": "Adopted without  a vote"}, True),
        ("yyyy", (GAP, GAP, GAP), {"vote_note": "by ACCLAMATION"}, True),
        ("yyyy", (4, 0, 0), {"vote_note": "consensus"}, True),
        ("xxxx", (4, 0, 0), {"modality": "without vote"}, True),
        ("yyyy", (GAP, GAP, GAP), {}, False),
        ("yyyy", (4, 0, 0), {"modality": "recorded vote"}, False),
        ("yyyx", (GAP, GAP, GAP), {"modality": "without vote"}, False),
        ("xxxx", (4, 0, 0), {}, False),
    ],
)
def test_what_was_adopted_without_a_vote(
    letters: str, totals: tuple[Any, ...], facts: dict[str, str], silent: bool
) -> None:
    held, told, _, repairs = compared((letters, totals, facts), doubted=False)
    assert told["without_vote"].tolist() == [silent]
    assert held == (["xxxx"] if silent else [letters])
    assert [(each.column, each.found, each.written, each.rows) for each in repairs] == (
        [("MS_VOTE", "Y", "X", 4)] if silent and letters == "yyyy" else []
    )


def test_each_doubt_says_where_and_what() -> None:
    calls = [
        ("yyna", (2, 1, 1), {"total_non_voting": 0, "total_ms": 4}),
        ("yyyy", (3, 0, 1), {"total_non_voting": 3, "total_ms": 3}),
        ("ynxx", (1, 1, 0), {"total_non_voting": 1, "total_ms": 5}),
        ("yyyn", (GAP, GAP, GAP), {"modality": "without vote"}),
        ("y?xx", (1, 0, 0), {"total_non_voting": 1, "total_ms": 5}),  # the unknown may be any
        ("yyyy", (0, 0, 0), {}),
    ]
    held, _, found, repairs = compared(*calls)
    assert held == ["yyna", "????", "ynxx", "yyyn", "y?xx", "xxxx"]
    unknown = "its votes are unknown, the totals are the reported tally"
    assert found == [
        ("letters against totals", "r1", "", "total_yes", 6, "3-0-1", "4-0-0", unknown),
        (
            *("adopted without a vote, but with votes", "r3", "", "modality", 14),
            *("without vote", "", "the letters as they stand"),
        ),
        *(
            ("rows against totals", "r2", "", column, 10, given, own, "the rows as they stand")
            for column, given, own in (("total_non_voting", "1", "2"), ("total_ms", "5", "4"))
        ),
    ]
    assert [(each.line, each.rows) for each in repairs] == [(22, 4)]
    # Where letters are followed, they stand, and it is said.
    held, facts, found, _ = compared(*calls[:3], doubted=False)
    assert held == ["yyna", "yyyy", "ynxx"] and facts["reported_tally"].tolist() == [""] * 3
    assert found[0][-1] == "the letters as they stand"


def test_what_holds_for_one_roll_call_does_not_for_those_beside_it() -> None:
    held, facts, _, repairs = compared(
        ("yyyy", (0, 0, 0), {}),
        ("yyyy", (4, 0, 0), {}),
        ("yynn", (3, 1, 0), {}),
        ("yn", (1, 1, 0), {}),
    )
    assert held == ["xxxx", "yyyy", "????", "yn"] and len(repairs) == 1
    assert facts["without_vote"].tolist() == [True, False, False, False]
    assert facts["reported_tally"].tolist() == ["", "", "3-1-0", ""]
    assert facts["divided"].tolist() == [False, False, True, False]


def test_a_total_of_none_is_a_total() -> None:
    _, _, found, _ = compared(("ynxx", (1, 1, 0), {"total_non_voting": 0, "total_ms": 0}))
    assert [(each[0], each[3], each[5], each[6]) for each in found] == [
        ("rows against totals", "total_non_voting", "0", "2"),
        ("rows against totals", "total_ms", "0", "4"),
    ]
