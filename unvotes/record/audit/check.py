"""The audit: does a record agree with the Charter, with itself, and with who sat when."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.frames import (
    FLAGS,
    VOTE_WORDS,
    coded_text,
    plain_frame,
    require_columns,
    roll_calls_frame,
    votes_frame,
    with_counts,
    yes_no,
)
from unvotes.parameters import checked_arguments
from unvotes.record.audit.council import council_defects, unlike_lines
from unvotes.record.audit.defects import COLUMNS
from unvotes.record.council import council_votes
from unvotes.record.loading import load_roll_calls, load_votes

__all__ = ["check"]

_NEEDED = {
    "roll calls": [
        *["roll_call", "date", "symbol", "resolution", "outcome", "yes", "no", "abstain"],
        *["nonvoting", "unknown", "contested", "without_vote", "on_un_veto_list", "topic"],
    ],
    "votes": ["roll_call", "date", "member", "vote", "permanent", "veto"],
}


def _require(frame: pd.DataFrame, what: str) -> None:
    require_columns(frame, _NEEDED[what], what)
    if frame.empty:
        raise UnvotesError(f"the frame of {what} has no rows, so there is nothing to check")


@checked_arguments
def check(
    votes: pd.DataFrame | None = None,
    roll_calls: pd.DataFrame | None = None,
    *,
    complete: bool | None = None,
) -> pd.DataFrame:
    """
    Audit a record against the Charter, the membership of the body, and itself.

    Parameters
    ----------
    votes, roll_calls : DataFrame, optional
        Frames with the columns of `load_votes` and `load_roll_calls`, in either order; the
        shipped records of both bodies if neither is given. Both or none. Frames of the
        General Assembly are known by the column ``session``.
    complete : bool, optional
        Also demand that no number of a Council resolution is missing. By default only of the
        shipped record, since your own frames may be a selection.

    Returns
    -------
    DataFrame
        A row per defect, none when clean: ``roll_call``, ``member`` (str; empty when it concerns
        the roll call), ``check`` (str: which one), ``found`` and ``expected`` (object: numbers or
        texts), ``explanation`` (str).

    Raises
    ------
    UnvotesError
        If only one frame is given, a column is missing, or a frame is empty.

    Notes
    -----
    Checked are: ids, duplicates, symbols and numbers; order of dates, of numbers of resolutions
    and of meetings; years of drafts, and drafts named twice; votes equal to another under the
    same symbol; who sat that day and has a vote; totals against votes; the majority (7 of 11,
    from 1966 9 of 15) and the veto (Charter, article 27); topics and regions. What history did
    otherwise, procedural votes among them, is listed by name in
    ``data/security_council/exceptions.csv``. Of the shipped record also whether the votes are
    those that follow from its lines. In the Assembly:
    ids, duplicates, symbols, sessions and days inside them; who could take part that day; totals;
    the majority (Charter, article 18); topics and regions; equal letters of two roll calls of a
    session, unless fewer than ten members voted unlike the rest; a vote that stands on a
    resolution and on its part, or two roll calls with one record; decisions coded as
    resolutions; unlike topics of a resolution's parts; a resolution's number against its date.
    What history did otherwise is in ``data/general_assembly/exceptions.csv``.

    Examples
    --------
    >>> len(check())
    0
    >>> votes, roll_calls = load_votes(since="2012-02-04"), load_roll_calls(since="2012-02-04")
    >>> roll_calls.loc[0, "yes"] = 15
    >>> check(votes, roll_calls)[["roll_call", "check", "found", "expected"]].values.tolist()
    [['S/2012/77', 'total yes', 15, 13]]
    """
    if votes is None and roll_calls is None:
        both = [
            check(load_votes(body), load_roll_calls(body), complete=complete is not False)
            for body in ("security-council", "general-assembly")
        ]
        return pd.concat([*both, unlike_lines(council_votes("seat"))], ignore_index=True)
    if votes is None or roll_calls is None:
        raise UnvotesError("check needs both frames, check(votes, roll_calls), or none")
    votes, roll_calls = plain_frame(votes, "votes"), plain_frame(roll_calls, "roll_calls")
    if "vote" not in votes.columns and "vote" in roll_calls.columns:
        votes, roll_calls = roll_calls, votes
    _require(votes, "votes")
    _require(roll_calls, "roll calls")
    # A word that is no vote is a defect to be listed, not an error.
    told = set(coded_text(votes["vote"])[1]) <= set(VOTE_WORDS)
    votes = (votes_frame if told else roll_calls_frame)(votes, "votes")
    votes, roll_calls = _with_flags(votes), _with_flags(roll_calls_frame(roll_calls))
    roll_calls = with_counts(roll_calls, "roll_calls")
    if "session" in roll_calls.columns:
        # Only who asks for the Assembly waits for what reads it.
        from unvotes.record.audit.assembly import assembly_defects

        return _one_table(assembly_defects(votes, roll_calls))
    return _one_table(council_defects(votes, roll_calls, complete=bool(complete)))


def _with_flags(frame: pd.DataFrame) -> pd.DataFrame:
    """See that columns of yes and no have a value in each row, but for those that may lack one."""
    unsaid = ("important", "chapter_vii")
    held = [name for name in FLAGS if name in frame.columns and name not in unsaid]
    return frame.assign(**{name: yes_no(frame[name], name) for name in held})


def _one_table(found: Iterable[pd.DataFrame]) -> pd.DataFrame:
    rows = pd.concat([rows for rows in found if len(rows)] or [pd.DataFrame(columns=COLUMNS)])
    rows = rows.astype({name: "str" for name in COLUMNS if name not in ("found", "expected")})
    return rows.sort_values(["roll_call", "check"], kind="stable", ignore_index=True)[COLUMNS]
