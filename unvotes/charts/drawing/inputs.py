"""What charts ask of the frames that they are given."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import (
    check_one_body,
    plain_frame,
    require_columns,
    require_one_row_each,
    votes_frame,
)
from unvotes.record.finding import find
from unvotes.record.given_members import Belonging, find_member, given, ready_bloc
from unvotes.record.vocabulary import VOTE

VOTE_WORDS: Final[tuple[str, ...]] = tuple(VOTE.categories)


def require(frame: pd.DataFrame, columns: Iterable[str], what: str) -> pd.DataFrame:
    """
    Insist on a frame with rows and with the columns that a chart reads.

    Parameters
    ----------
    frame : DataFrame
        What the caller gave.
    columns : iterable of str
        The columns that are needed.
    what : str
        What the frame is, for the error.

    Returns
    -------
    DataFrame
        The frame itself.

    Raises
    ------
    UnvotesError
        If it is no frame, has no rows, or lacks a column.
    """
    frame = plain_frame(frame, what)
    require_columns(frame, columns, what)
    if frame.empty:
        raise UnvotesError(f"{what} has no rows, so there is nothing to draw")
    return frame


def require_votes(votes: pd.DataFrame) -> pd.DataFrame:
    """
    Insist on a frame of votes: ``roll_call``, ``member`` and ``vote``, each pair once.

    Parameters
    ----------
    votes : DataFrame
        What the caller gave.

    Returns
    -------
    DataFrame
        The frame, as `unvotes.frames.votes_frame` lets it in, with names that are text.

    Raises
    ------
    UnvotesError
        If it is empty, lacks a column, has a vote that is no vote, or a member twice on one
        roll call.
    """
    votes = require(votes, ("roll_call", "member", "vote"), "votes")
    votes = votes_frame(votes)
    numbered = [c for c in ("roll_call", "member") if pd.api.types.is_numeric_dtype(votes[c].dtype)]
    votes = votes.astype(dict.fromkeys(numbered, "str"))  # a chart writes names
    check_one_body(pd.Index(votes["roll_call"].unique()))
    require_one_row_each(votes)
    return votes


def pick_roll_calls(votes: pd.DataFrame, names: str | Sequence[str] | None) -> list[str]:
    """
    Find roll calls in a frame of votes by their ids or, where it has them, UN symbols.

    Parameters
    ----------
    votes : DataFrame
        Votes with ``roll_call`` and perhaps ``symbol``.
    names : str, sequence of str, or None
        Ids, symbols, or whatever else `find` understands; None is all roll calls in the order
        of their date.

    Returns
    -------
    list of str
        Ids, in the order asked for, each once.

    Raises
    ------
    UnvotesError
        If a name is not found, or a symbol stands for several roll calls.
    """
    columns = [c for c in ("roll_call", "symbol", "date") if c in votes.columns]
    known = votes[columns].drop_duplicates("roll_call")
    if names is None:
        if "date" in known.columns:
            known = known.sort_values("date", kind="stable")
        return known["roll_call"].astype(str).tolist()
    ids = known["roll_call"].astype(str)
    symbols = known["symbol"].astype(str) if "symbol" in known.columns else ids
    found = []
    for name in [names] if isinstance(names, str) or not isinstance(names, Iterable) else names:
        folded = str(name).strip().casefold()
        matches = ids[ids.str.casefold() == folded]
        if matches.empty:
            matches = ids[symbols.str.casefold() == folded]
        if matches.empty:
            matches = ids[ids.isin(_on_record(name))]
        if matches.empty:
            raise unknown(
                "roll call", name, [*ids, *symbols], "Roll calls go by symbols such as 'S/2012/77'."
            )
        if len(matches) > 1:
            raise UnvotesError(
                f"{shown(name)} stands for {len(matches)} roll calls; choose one of "
                + ", ".join(map(repr, matches[:12]))
                + (" …" if len(matches) > 12 else "")
            )
        found.append(matches.iloc[0])
    if not found:
        raise UnvotesError("no roll call was named, so there is nothing to draw")
    return list(dict.fromkeys(found))


def _on_record(name: str) -> list[str]:
    """Ask the record what is meant: it knows "1973" and "res 1973 (2011)" as well."""
    try:
        return find(name).roll_calls["roll_call"].tolist()
    except UnvotesError:
        return []


def pick_members(votes: pd.DataFrame, members: Belonging | Sequence[str] | None) -> list[str]:
    """
    Check members against a frame of votes.

    Parameters
    ----------
    votes : DataFrame
        Votes with ``member``.
    members : sequence of str, or None
        Codes, names of states, or blocs, of which those are taken that were members at the
        date of a vote; None is every member in the frame.

    Returns
    -------
    list of str
        Codes, in the order asked for, each once.

    Raises
    ------
    UnvotesError
        If a member does not occur.
    """
    known = votes["member"].astype(str).unique().tolist()
    if members is None:
        return known
    chosen: list[str] = []
    listed = given(members)
    for member in listed:
        bloc = member if isinstance(member, Belonging) else None
        if bloc is None and str(member) not in known:
            bloc = ready_bloc(str(member))
        if bloc is None:
            chosen.append(str(find_member(str(member), known, where="in these votes")))
        else:
            chosen += sorted(votes.loc[bloc.select(votes), "member"].astype(str).unique())
    if listed and not chosen:
        raise UnvotesError("no member of the blocs given votes in this frame")
    return list(dict.fromkeys(chosen))


def meant_members(
    names: Belonging | Iterable[object],
    present: Collection[str],
    *,
    where: str = "in this table",
    what: str = "members",
) -> list[str]:
    """
    Find members of a table that has no votes.

    Parameters
    ----------
    names : str, bloc, or iterable of these
        As written in the table, by any name of a state, or blocs: all that ever belonged to one.
    present : collection of str
        The members of the table.
    where, what : str
        What an error says of the table, and of the argument.

    Returns
    -------
    list of str
        Members, in the order asked for, each once.

    Raises
    ------
    UnvotesError
        If somebody is not there, or no member of a bloc is.
    """
    chosen: list[str] = []
    for one in given(names, what):
        bloc = one if isinstance(one, Belonging) else None
        if bloc is None and str(one) not in present:
            bloc = ready_bloc(str(one))
        if bloc is None:
            chosen.append(str(find_member(str(one), present, where=where)))
            continue
        inside = [code for code in bloc.members if code in present]
        if not inside:
            raise UnvotesError(f"{what}: no member of {bloc.name} is {where}")
        chosen += inside
    return list(dict.fromkeys(chosen))


#: How a text was adopted that nobody voted on as a whole. The votes do not tell the two cases
#: apart: acclamation, and a vote on the parts alone.
NO_VOTE = "without a vote on the whole"


def decision(outcome: str, counts: Mapping[str, int]) -> str:
    """
    Say what became of a draft, and whether it was put to a vote at all.

    Parameters
    ----------
    outcome : str
        As in the votes; may be empty.
    counts : mapping of str to int
        How many members voted in each way.

    Returns
    -------
    str
        The outcome, with `NO_VOTE` where a draft was adopted and no member voted on the whole:
        by acclamation, or since only its parts were put to the vote. In English, whatever the
        language of the chart.
    """
    silent = sum(counts.values()) == counts.get("nonvoting", 0)
    return f"adopted {NO_VOTE}" if outcome == "adopted" and silent else outcome


def column_text(row: pd.Series | Mapping[Hashable, Any], column: str) -> str:
    """
    Read a column that a frame may lack, as text.

    Parameters
    ----------
    row : Series or mapping
        A row of a frame.
    column : str
        Its column.

    Returns
    -------
    str
        The value; empty where the column or the value is missing.
    """
    value = row.get(column)
    return "" if value is None or pd.isna(value) else str(value)
