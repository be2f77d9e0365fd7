"""Roll calls and votes of either body, as many of them as a caller asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import shared_parameters
from unvotes.record.council import council_roll_calls, council_votes
from unvotes.record.schema import ROLL_CALLS, VOTES, with_columns
from unvotes.record.selection_words import ALL, CONTESTED, on_topics, votes_of
from unvotes.record.views import View, check_view

if TYPE_CHECKING:
    from unvotes.record.given_members import Belonging

__all__ = ["ADOPTED_ONLY_SINCE", "end_of_record", "load_roll_calls", "load_votes"]

#: The year from which the record has only the Assembly's adopted texts as a whole.
ADOPTED_ONLY_SINCE = 2018

_BODIES = {"security-council": "Security Council", "general-assembly": "General Assembly"}


class Asked(TypedDict, total=False):
    """Which roll calls and votes a caller asks for."""

    since: object
    until: object
    topic: str | Iterable[str] | None
    members: str | Belonging | Iterable[str | Belonging] | None
    contested: bool


def _roll_calls(body: str) -> pd.DataFrame:
    if body == "general-assembly":
        # Only who asks for the Assembly waits for what reads it.
        from unvotes.record.assembly import assembly_roll_calls

        return assembly_roll_calls()
    return council_roll_calls()


def _votes(body: str, view: View) -> pd.DataFrame:
    if body == "general-assembly":
        from unvotes.record.assembly import assembly_votes

        return assembly_votes(view)
    return council_votes(view)


def _names(values: str | Iterable[str]) -> list[str]:
    if not isinstance(values, Iterable):
        raise UnvotesError(f"a name or a list of names is needed, not {shown(values)}")
    return [values] if isinstance(values, str) else list(values)


def _check_body(body: str) -> None:
    if body not in _BODIES:
        raise unknown("body", body, list(_BODIES))


def end_of_record(body: str) -> str:
    """
    Say where a body's record ends, and how to go on.

    Parameters
    ----------
    body : {"security-council", "general-assembly"}
        Whose record.

    Returns
    -------
    str
        Half a sentence, for an error's message.

    Examples
    --------
    >>> end_of_record("security-council").partition(";")[0]
    "the record of the Security Council's votes ends on 2026-09-29"
    """
    last = _roll_calls(body)["date"].max()
    asked = "" if body == "security-council" else f"{body!r}"
    return (
        f"the record of the {_BODIES[body]}'s votes ends on {last:%Y-%m-%d}; "
        f"unvotes.update({asked}) goes on from there with the UN Digital Library's newest file"
    )


def _sat_when(code: str, body: str, view: View) -> str:
    from unvotes.record.states import states

    votes = _votes(body, view)
    years = votes.loc[votes["member"] == code, "date"].dt.year
    seat = dict(zip(states()["code"], states()["seat"], strict=True))[code]
    if years.empty and view == "seat" and seat:
        return (
            f"{code} held the seat that is {seat} here: write members={seat!r}, or take "
            f'view="state" to have its votes under {code}'
        )
    if years.empty:
        return f"{code} has never sat in the {_BODIES[body]}"
    runs = years.drop_duplicates().sort_values()
    group = (runs.diff() != 1).cumsum()
    spans = ["–".join(dict.fromkeys(map(str, run.iloc[[0, -1]]))) for _, run in runs.groupby(group)]
    return f"{code} sat in {', '.join(spans)}"


def _cast_by(
    members: object, votes: pd.DataFrame, body: str, view: View, words: str
) -> npt.NDArray[np.bool_]:
    """Tell which votes some members cast: of a bloc, those cast while its members belonged."""
    # Only who names members waits for what knows them.
    from unvotes.record.given_members import Belonging, given, ready_bloc
    from unvotes.record.states import member_code

    listed = given(members)
    if not listed:
        raise UnvotesError("members is an empty list; name at least one, such as ['RUS', 'CHN']")
    present = set(votes["member"].unique())
    among = f" with {words}; " if words else "; "
    codes = []
    cast = np.zeros(len(votes), dtype=bool)
    for member in listed:
        bloc = member if isinstance(member, Belonging) else ready_bloc(str(member))
        if bloc is not None:
            of_bloc = bloc.select(votes)
            if not of_bloc.any():
                raise UnvotesError(f"no member of {bloc.name} is in a roll call{among[:-2]}")
            cast |= of_bloc
            continue
        code = member_code(member)
        if code not in present:
            raise UnvotesError(
                f"member {shown(member)} is in no roll call{among}{_sat_when(code, body, view)}"
            )
        codes.append(code)
    return cast | votes["member"].isin(codes).to_numpy()


def _is_asked(value: object) -> bool:
    return value is not None and value is not False


def _words(asked: Asked) -> str:
    """Say what roll calls a caller asks for."""
    return ", ".join(
        f"{name}={shown(value)}"
        for name, value in asked.items()
        if name != "members" and _is_asked(value)
    )


def _select_roll_calls(body: str, asked: Asked) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """The roll calls of a body, and which of them a caller asks for, whoever voted: never none."""
    from unvotes.record.dates import as_period

    roll_calls = _roll_calls(body)
    keep = np.ones(len(roll_calls), dtype=bool)
    since, topic = asked["since"], asked["topic"]
    first, final = as_period(since, asked["until"])
    dates = roll_calls["date"]
    if first is not None:
        keep &= (dates >= first).to_numpy()
    if final is not None:
        keep &= (dates <= final).to_numpy()
    if topic is not None:
        # Only who names a topic waits for what knows its other names.
        from unvotes.record.topic_names import topics_called

        voted_on = set(roll_calls["topic"].cat.categories)
        named = [found for name in _names(topic) for found in topics_called(name, voted_on)]
        keep &= roll_calls["topic"].isin(named).to_numpy()
    if asked["contested"]:
        keep &= roll_calls["contested"].to_numpy()
    if first is not None and first > dates.max():
        raise UnvotesError(f"since={shown(since)}: {end_of_record(body)}")
    if not keep.any():
        raise UnvotesError(
            f"no roll call with {_words(asked)}; the record runs from {dates.min():%Y-%m-%d} "
            f"to {dates.max():%Y-%m-%d}, and unvotes.topics() says when each topic was voted on"
        )
    return roll_calls, keep


def _select_votes(
    body: str, view: View, asked: Asked, keep: npt.NDArray[np.bool_]
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """The votes that a caller asks for, of the roll calls that are kept, and those left of them."""
    votes, members = _votes(body, view), asked["members"]
    if not keep.all():
        votes = votes[keep[votes["roll_call"].cat.codes]]
    if members is not None:
        votes = votes[_cast_by(members, votes, body, view, _words(asked))]
        # The roll-call column's categories stand in the order of the table's rows.
        keep = keep & np.isin(np.arange(len(keep)), votes["roll_call"].cat.codes)
    return votes, keep


@shared_parameters
@with_columns(ROLL_CALLS)
def load_roll_calls(
    body: str = "security-council", *, view: View = "seat", **asked: Unpack[Asked]
) -> pd.DataFrame:
    """
    The roll calls of a body: what was voted on, and how it ended.

    The Security Council's from 25 January 1946 to 29 September 2026, the General Assembly's
    recorded votes from 11 January 1946 to 18 December 2025 (`update` goes on). Of the Assembly's
    since 2018 only those on adopted texts as a whole: no source at hand has paragraphs,
    amendments, motions and failed drafts.

    Parameters
    ----------
    body : {"security-council", "general-assembly"}
        Whose roll calls.
    topic : str or list of str, optional
        Only these topics, as `topics` lists them or by another name ("Burma"), with plain
        hyphens and quotes. A name that means less than its topic ("Gaza") gives the topic, and
        an `UnvotesWarning` says so.
    members : str, Bloc or list of these, optional
        Only roll calls in which at least one of these sat: states by code or any of their
        names, blocs or names of ready ones (``"BRICS"``), as a member of which it sat.
    contested : bool, default False
        Only those that were not unanimous: someone voted against or abstained.
    view : {"seat", "state"}, default "seat"
        What `members` names: seats (RUS includes the USSR, CHN both governments of China)
        or states (SUN, RUS, TWN, CHN).

    Returns
    -------
    DataFrame
        A row per roll call, in order of date (within a day as the sources list them, which is
        not always as they were voted on), with a fresh index:

        {columns}

        The Assembly's have neither meetings, drafts, actions, missions nor sponsors (empty text
        or missing), and a topic is missing where it is not known.

    Raises
    ------
    UnvotesError
        If a date, topic, member or view is wrong, or nothing fits the selection.

    See Also
    --------
    load_votes : who voted how.

    Examples
    --------
    >>> vote = load_roll_calls(topic="Syria", until="2012-02-04").iloc[-1]
    >>> vote["symbol"], vote["outcome"], int(vote["yes"]), int(vote["no"])
    ('S/2012/77', 'vetoed', 13, 2)
    """
    _check_body(body)
    check_view(view)
    roll_calls, keep = _select_roll_calls(body, asked)
    if asked["members"] is not None:
        _, keep = _select_votes(body, view, asked, keep)
    return roll_calls.copy() if keep.all() else roll_calls[keep].reset_index(drop=True)


@shared_parameters
@with_columns(VOTES)
def load_votes(
    body: str = "security-council",
    *,
    columns: str | Iterable[str] | None = None,
    view: View = "seat",
    **asked: Unpack[Asked],
) -> pd.DataFrame:
    """
    The votes of a body: who voted how, on every roll call.

    The Security Council's from 25 January 1946 to 29 September 2026, the General Assembly's
    recorded votes from 11 January 1946 to 18 December 2025 (`update` goes on). Of the Assembly's
    since 2018 only those on adopted texts as a whole: no source at hand has paragraphs,
    amendments, motions and failed drafts.

    Parameters
    ----------
    body : {"security-council", "general-assembly"}
        Whose votes.
    topic : str or list of str, optional
        Only these topics, as `topics` lists them or by another name ("Burma"), with plain
        hyphens and quotes. A name that means less than its topic ("Gaza") gives the topic, and
        an `UnvotesWarning` says so.
    members : str, Bloc or list of these, optional
        Only the votes of these: states by code or any of their names, blocs or names of ready
        ones (``"BRICS"``), of which the votes that members cast while they belonged.
    contested : bool, default False
        Only roll calls that were not unanimous: someone voted against or abstained.
    columns : str or list of str, optional
        Columns of `load_roll_calls` to add at the end: ``["kind", "action", "contested",
        "subject"]``. Text comes as ``category``. They are left out otherwise, to keep the frame
        small.
    view : {"seat", "state"}, default "seat"
        ``"seat"``: the USSR and Russia are one line of votes (RUS), the two governments of
        China another (CHN). ``"state"``: SUN before 24 December 1991, TWN before 25 October
        1971, RUS and CHN from those days.

    Returns
    -------
    DataFrame
        A row per member and roll call, in order of date and member, with a fresh index:

        {columns}

        Where roll calls are contested ones only, on some topics, or votes those of some members,
        ``attrs["selection"]`` says so, and every later statistic and chart does.

    Raises
    ------
    UnvotesError
        If a date, topic, member, column or view is wrong, or nothing fits the selection.

    Notes
    -----
    Most of the Council's roll calls are unanimous: compare members over
    ``contested=True`` too. A member without a row in a roll call was none that day; one that
    was absent has the vote ``nonvoting``.

    Examples
    --------
    >>> votes = load_votes(since="2012-02-04", until="2012-02-04")
    >>> votes["vote"].value_counts()[["yes", "no"]].tolist()
    [13, 2]
    >>> votes.loc[votes["veto"], "member"].tolist()
    ['CHN', 'RUS']
    >>> load_votes(topic="Syria", columns=["subject"])["subject"].iloc[0]
    'Syria: condemn the crackdown of 2011, threat of measures'
    """
    _check_body(body)
    check_view(view)
    chosen = shared = _votes(body, view)
    words = [CONTESTED if asked["contested"] else ALL]
    if any(map(_is_asked, asked.values())):
        roll_calls, keep = _select_roll_calls(body, asked)
        chosen, _ = _select_votes(body, view, asked, keep)
        if asked["topic"] is not None:
            words.append(on_topics(roll_calls.loc[keep, "topic"].astype("str").unique()))
        if asked["members"] is not None:
            words.append(votes_of(sorted(chosen["member"].unique())))
    chosen = chosen.copy() if chosen is shared else chosen.reset_index(drop=True)
    if words != [ALL]:
        chosen.attrs["selection"] = ", ".join(words)
    return chosen if columns is None else _with_facts(chosen, body, _names(columns))


def _with_facts(votes: pd.DataFrame, body: str, columns: list[str]) -> pd.DataFrame:
    """Add columns of the roll calls to votes: a code for each row, and each text once."""
    roll_calls = _roll_calls(body)
    # The roll-call column's categories stand in the order of the table's rows.
    row = votes["roll_call"].cat.codes.to_numpy()
    added = {}
    for name in columns:
        if name in votes:
            continue
        if name not in roll_calls:
            known = list(dict.fromkeys(map(str, [*votes.columns, *roll_calls.columns])))
            raise unknown("column", name, known, f"There are {', '.join(known)}.")
        whole = roll_calls[name]
        if isinstance(whole.dtype, pd.StringDtype):
            whole = whole.astype("category")
        added[name] = whole.take(row).set_axis(votes.index)
    return votes.assign(**added)
