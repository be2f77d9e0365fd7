"""The roll calls that a selection leaves, and the selection in words."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import NamedTuple, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.coded_votes import filled_matrix
from unvotes.analysis.core.roll_call_facts import RollCallFacts, column_names
from unvotes.analysis.core.selection import Day, Selection
from unvotes.errors import UnvotesError, UnvotesWarning, shown, unknown
from unvotes.frames import as_dates, yes_or_no
from unvotes.parameters import shared_parameters
from unvotes.record.dates import as_period
from unvotes.record.selection_words import ALL, CONTESTED, on_topics
from unvotes.record.states import to_view
from unvotes.record.topic_names import topics_called
from unvotes.record.views import View

__all__ = [
    "Chosen",
    "chosen_roll_calls",
    "contested_roll_calls",
    "remembered",
]


class Chosen(NamedTuple):
    """
    The votes of a frame, with the roll calls that a selection leaves.

    Attributes
    ----------
    votes : pandas.DataFrame
        The frame, in the view that was asked for.
    codes : numpy.ndarray of int8, roll calls × members
        All of its votes.
    members : pandas.Index
        The member of each column.
    facts : RollCallFacts
        What is known of the roll calls.
    kept : numpy.ndarray of bool
        Which roll calls are chosen.
    words : str
        The choice in words.
    """

    votes: pd.DataFrame
    codes: NDArray[np.int8]
    members: pd.Index
    facts: RollCallFacts
    kept: NDArray[np.bool_]
    words: str


@shared_parameters
def chosen_roll_calls(votes: pd.DataFrame, **selection: Unpack[Selection]) -> Chosen:
    """
    Find the roll calls of a frame that a selection leaves, and say so in words.

    Returns
    -------
    Chosen

    Raises
    ------
    UnvotesError
        As `vote_matrix`.
    """
    contested, topic = selection["contested"], selection["topic"]
    since, until = selection["since"], selection["until"]
    if not isinstance(contested, bool | np.bool_):
        raise UnvotesError(
            f"contested={shown(contested)}: True for contested roll calls only, False for all"
        )
    votes = _in_view(_checked(votes), selection["view"])
    matrix, ids, names, row_roll = filled_matrix(votes)
    facts = RollCallFacts(votes, selection["roll_calls"], ids, row_roll, (matrix, names))

    keep = np.ones(len(ids), dtype=bool)
    words = [CONTESTED if contested else ALL]
    if contested:
        keep &= contested_roll_calls(matrix, names, facts)
    if since is not None or until is not None:
        inside, text = _in_period(facts, since, until)
        keep &= inside
        words += text
    if topic is not None:
        inside, text = _on_topic(facts, topic)
        keep &= inside
        words += text
    told = remembered(votes, words)
    if not keep.any():
        raise UnvotesError(f"no roll call is left: the votes hold {len(ids):,}, none of {told}")
    return Chosen(votes, matrix, names, facts, keep, told)


def remembered(votes: pd.DataFrame, words: list[str]) -> str:
    """
    Add a selection to what a frame remembers of its own.

    Parameters
    ----------
    votes : pandas.DataFrame
        With the words of an earlier selection in ``attrs["selection"]``, or without.
    words : list of str
        The selection: which kind of roll calls, and its further conditions.

    Returns
    -------
    str
        Both, each condition once: ``"contested roll calls, since 2011-01-01, topic Syria"``.
    """
    kind, *conditions = words
    before = votes.attrs.get("selection", ALL)
    for known in (CONTESTED, ALL):
        if isinstance(before, str) and before.startswith(known):
            kind = CONTESTED if CONTESTED in (known, kind) else ALL
            earlier = before.removeprefix(known)
            conditions = [each for each in conditions if f", {each}," not in f"{earlier},"]
            return kind + earlier + "".join(f", {each}" for each in conditions)
    return ", ".join(words)


def contested_roll_calls(
    matrix: NDArray[np.int8], names: pd.Index, facts: RollCallFacts
) -> NDArray[np.bool_]:
    """
    Tell which roll calls were not unanimous: as is known of them, or as these votes tell it.

    Parameters
    ----------
    matrix : numpy.ndarray of int8, roll calls × members
        The votes of everyone.
    names : pandas.Index
        The members.
    facts : RollCallFacts
        What is known.

    Returns
    -------
    numpy.ndarray of bool
    """
    told = np.asarray(((matrix == 0) | (matrix == 1)).any(axis=1))
    if facts.has("contested"):
        known = yes_or_no(facts.column("contested"), "contested")
        # After a left merge some roll calls have no value: their votes tell it.
        gaps = known.isna().to_numpy()
        if not gaps.any():
            return known.to_numpy(dtype=bool)
        return np.where(gaps, told, known.to_numpy(dtype=bool, na_value=False))
    if len(names) < 3:
        warnings.warn(
            f"contested roll calls are told by the votes of {len(names)} members only; "
            "give the votes of all members, or roll_calls= with a column 'contested'",
            UnvotesWarning,
            stacklevel=6,
        )
    return told


def _checked(votes: pd.DataFrame) -> pd.DataFrame:
    for column in ("roll_call", "member", "vote"):
        if column not in votes.columns:
            raise UnvotesError(
                f"the votes have no column {shown(column)}, only {column_names(votes)}; a frame "
                "of votes has a row per member and roll call with 'roll_call', 'member' and 'vote'"
            )
        if isinstance(votes[column], pd.DataFrame):
            raise UnvotesError(f"the frame of votes has two columns {shown(column)}")
    if votes.empty:
        raise UnvotesError("the frame of votes has no rows")
    return votes


def _in_view(votes: pd.DataFrame, view: View | None) -> pd.DataFrame:
    return votes if view is None else to_view(votes, view)


def _in_period(
    facts: RollCallFacts, since: Day | None, until: Day | None
) -> tuple[NDArray[np.bool_], list[str]]:
    if not facts.has("date"):
        raise UnvotesError("since= and until= need a column 'date', which the votes lack")
    first, last = as_period(since, until)
    dates = as_dates(facts.column("date"), "date")
    inside = np.ones(len(dates), dtype=bool)
    words = []
    if first is not None:
        inside &= (dates >= first).to_numpy()
        words.append(f"since {first:%Y-%m-%d}")
    if last is not None:
        inside &= (dates < last + pd.Timedelta(days=1)).to_numpy()
        words.append(f"until {last:%Y-%m-%d}")
    if not inside.any():
        raise UnvotesError(
            f"no roll call {' '.join(words)}: "
            f"the votes run from {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}"
        )
    return inside, words


def _on_topic(
    facts: RollCallFacts, topic: str | Iterable[str]
) -> tuple[NDArray[np.bool_], list[str]]:
    if not facts.has("topic"):
        raise UnvotesError("topic= needs a column 'topic', which the votes lack")
    wanted = [topic] if isinstance(topic, str) else list(topic)
    topics = facts.column("topic")
    known = {str(value): str(value) for value in topics.dropna().unique()}
    called = [topic for name in wanted for topic in _topics_called(name, known)]
    return topics.isin(called).to_numpy(), [on_topics(called)]


def _topics_called(name: str, known: dict[str, str]) -> list[str]:
    """Find the topics of a frame that a name stands for, by the record's other names too."""
    if name in known:
        return [name]
    try:
        called = [topic for topic in topics_called(name, known) if topic in known]
    except UnvotesError:  # it would suggest topics that the frame need not have
        called = []
    if not called:
        raise unknown("topic", name, known, hint="see the topic column of the votes")
    return called
