"""The audit of the Assembly's record: sessions, members by date, totals and majorities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from unvotes.record.assembly import PERMANENT, sitting
from unvotes.record.assembly import table as record
from unvotes.record.audit.assembly_neighbours import neighbour_defects
from unvotes.record.audit.defects import coding_defects, defects, tally_divided
from unvotes.record.data_files import read_table
from unvotes.record.states import to_view
from unvotes.record.vocabulary import VOTE

__all__ = ["assembly_defects"]

_SYMBOL = (
    r"A/RES/(?:\d+/\d+|(?:ES|S)-\d+/\d+|\d+\((?:(?:ES|S)-)?[IVXL\d]+\))(?: [A-Z\d.\-]+)?"
    r"|A/DEC/\d+/\d+|A/\d+/L\.\d+"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def _arabic(text: str) -> str:
    """Write a session as digits: ``ES-II`` as ``ES-2``."""
    kind, _, number = text.rpartition("-")
    if not number.isdigit():
        values = [_ROMAN[letter] for letter in number]
        pairs = zip(values, [*values[1:], 0], strict=True)
        number = str(sum(-one if one < other else one for one, other in pairs))
    return f"{kind}-{number}" if kind else number


def _identity(calls: pd.DataFrame) -> Iterator[pd.DataFrame]:
    ids = calls["roll_call"].astype("str")
    yield defects(
        "duplicate roll call", "The id stands on more than one row.", ids[ids.duplicated()]
    )
    twice = calls["voeten_id"].notna() & calls["voeten_id"].duplicated()
    yield defects(
        "duplicate voeten_id",
        "Two roll calls claim one number of Voeten's.",
        ids[twice],
        found=calls.loc[twice, "voeten_id"].astype("str").to_numpy(),
    )
    symbol = calls["symbol"].astype("str")
    wrong = (symbol != "") & ~symbol.str.fullmatch(_SYMBOL)
    yield defects(
        "symbol",
        "Not the form of an Assembly document's symbol.",
        ids[wrong],
        found=symbol[wrong].to_numpy(),
    )
    wrong = (symbol != "") & (ids.str.partition("#")[0] != symbol)
    yield defects("id", "The id does not begin with the symbol.", ids[wrong])
    number = symbol.str.extract(r"^A/RES/(?:(?:ES-|S-)?\d+/)?(\d+)", expand=False).astype("Int64")
    wrong = (number != calls["resolution"]).fillna(number.isna() != calls["resolution"].isna())
    yield defects(
        "resolution number",
        "The symbol and the resolution's number differ.",
        ids[wrong],
        found=symbol[wrong].to_numpy(),
    )


def _sessions(calls: pd.DataFrame) -> Iterator[pd.DataFrame]:
    ids, session = calls["roll_call"].astype("str"), calls["session"].astype("str")
    table = read_table("general_assembly/sessions.csv").set_index("session")
    # Sessions since the record's last are not in its table: a regular one has its years.
    newer = calls["date"] > pd.Timestamp(record()["date"].max())
    regular = pd.to_numeric(session.where(session.str.fullmatch(r"\d+")), errors="coerce")
    fits = calls["date"].dt.year.sub(1945 + regular).isin([0, 1]) | (
        regular.isna() & session.str.fullmatch(r"E?S-\d+")
    )
    strange = ~session.isin(table.index) & ~(newer & fits)
    yield defects("session", "No session of this name.", ids[strange], found=session[strange])
    since = pd.to_datetime(session.map(table["since"]))
    until = pd.to_datetime(session.map(table["until"]).replace("", None))
    out = (calls["date"] < since) | (calls["date"] > until)
    yield defects(
        "date",
        "The day lies outside the session.",
        ids[out],
        found=calls.loc[out, "date"].dt.strftime("%Y-%m-%d").to_numpy(),
        expected=(session + " opened on " + since.dt.strftime("%Y-%m-%d"))[out].to_numpy(),
    )
    symbol = calls["symbol"].astype("str")
    new = symbol.str.extract(r"^A/(?:RES/|DEC/)?((?:ES-|S-)?\d+)/", expand=False)
    old = symbol.str.extract(r"^A/RES/\d+\(([^)]+)\)", expand=False)
    named = new.where(new.notna(), old.map(_arabic, na_action="ignore"))
    wrong = named.notna() & (named != session)
    yield defects(
        "session of the symbol",
        "The symbol belongs to another session.",
        ids[wrong],
        found=session[wrong].to_numpy(),
        expected=named[wrong].to_numpy(),
    )


def _members(
    calls: pd.DataFrame, row: np.ndarray, seat: np.ndarray, seats: list[str], votes: pd.DataFrame
) -> Iterator[pd.DataFrame]:
    ids = calls["roll_call"].astype("str").to_numpy()
    sat, known = sitting(calls["date"].to_numpy())
    place = np.array([known.index(code) if code in known else -1 for code in seats])[seat]
    there = (row >= 0) & (place >= 0)
    fits = np.zeros(len(row), dtype=bool)
    fits[there] = sat[row[there], place[there]]
    wrong = (row >= 0) & ~fits
    yield defects(
        "not a member",
        "The member could not take part in the Assembly that day.",
        ids[row[wrong]],
        member=np.array(seats)[seat[wrong]],
    )
    cell = row[fits].astype(np.intp) * len(known) + place[fits]
    count = np.bincount(cell, minlength=len(ids) * len(known)).reshape(len(ids), len(known))
    more, which = np.nonzero(count > 1)
    yield defects(
        "duplicate vote",
        "The member has more than one vote on the roll call.",
        ids[more],
        member=np.array(known)[which],
    )
    # A frame of some members' votes is complete if it has all of these on every roll call.
    asked = np.isin(known, seats)
    missing, which = np.nonzero(sat & asked & (count == 0))
    yield defects(
        "member missing",
        "The member could take part that day but has no vote.",
        ids[missing],
        member=np.array(known)[which],
    )
    permanent = np.isin(np.array(seats)[seat], PERMANENT)
    wrong = (row >= 0) & (permanent != votes["permanent"].to_numpy(dtype=bool))
    yield defects(
        "permanent",
        "The mark of a permanent member is wrong.",
        ids[row[wrong]],
        member=np.array(seats)[seat[wrong]],
    )
    wrong = votes["veto"].to_numpy(dtype=bool) & (row >= 0)
    yield defects("veto", "There is no veto in the Assembly.", ids[row[wrong]])


def _totals(calls: pd.DataFrame, row: np.ndarray, cast: np.ndarray) -> Iterator[pd.DataFrame]:
    ids = calls["roll_call"].astype("str").to_numpy()
    counted = {}
    for code, vote in enumerate(VOTE.categories):
        counted[vote] = np.bincount(row[(cast == code) & (row >= 0)], minlength=len(ids))
        wrong = counted[vote] != calls[vote].to_numpy()
        yield defects(
            f"total {vote}",
            "The total differs from the members' votes.",
            ids[wrong],
            found=calls[vote].to_numpy()[wrong],
            expected=counted[vote][wrong],
        )
    none = sum(counted.values()) == 0
    yield defects("no votes", "The roll call has no row among the votes.", ids[none])
    divided = (counted["no"] + counted["abstain"] > 0) | (calls["outcome"] != "adopted").to_numpy()
    divided |= tally_divided(calls)
    wrong = divided != calls["contested"].to_numpy(dtype=bool)
    yield defects(
        "contested",
        "Contested means that someone voted against or abstained, or it was not adopted.",
        ids[wrong],
    )


def _majority(calls: pd.DataFrame) -> Iterator[pd.DataFrame]:
    ids = calls["roll_call"].astype("str").to_numpy()
    yes, no = calls["yes"].to_numpy(), calls["no"].to_numpy()
    unknown = calls["unknown"].to_numpy()
    important = calls["important"].fillna(False).to_numpy(dtype=bool)
    # Votes that are not known may have been on either side.
    could_pass = np.where(important, yes + unknown >= 2 * no, yes + unknown > no)
    could_fail = np.where(important, yes < 2 * (no + unknown), yes <= no + unknown)
    adopted = (calls["outcome"] == "adopted").to_numpy()
    failed = (calls["outcome"] == "failed").to_numpy()
    wrong = ~((adopted & could_pass) | (failed & could_fail))
    yield defects(
        "outcome",
        "Adopted needs more votes in favour than against, two thirds of both on an important "
        "question; failed means fewer.",
        ids[wrong],
        found=calls["outcome"].astype("str").to_numpy()[wrong],
        expected=[
            f"{y} in favour, {n} against" for y, n in zip(yes[wrong], no[wrong], strict=True)
        ],
    )


def assembly_defects(votes: pd.DataFrame, roll_calls: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """
    Find what is wrong in a record of the Assembly.

    Parameters
    ----------
    votes, roll_calls : DataFrame
        Frames with the columns of ``load_votes("general-assembly")`` and of
        ``load_roll_calls("general-assembly")``.

    Yields
    ------
    DataFrame
        Defects, as `unvotes.check` gives them.

    Examples
    --------
    >>> from unvotes import load_roll_calls, load_votes
    >>> body, asked = "general-assembly", {"since": "2012-02-16", "until": "2012-02-16"}
    >>> frames = load_votes(body, **asked), load_roll_calls(body, **asked)
    >>> sum(map(len, assembly_defects(*frames)))
    0
    """
    calls = roll_calls.reset_index(drop=True)
    seat_votes = to_view(votes, "seat")
    member = pd.Categorical(seat_votes["member"])
    called = pd.Categorical(votes["roll_call"])
    unique = calls["roll_call"].astype("str").drop_duplicates()
    position = pd.Series(unique.index, index=unique)
    row = position.reindex(called.categories.astype("str")).fillna(-1).to_numpy(dtype=np.intp)
    row = row[called.codes]
    cast = pd.Categorical(votes["vote"]).set_categories(VOTE.categories).codes
    yield from _identity(calls)
    lost = called.categories[np.unique(called.codes[row < 0])]
    yield defects("no roll call", "The votes belong to a roll call that is not there.", lost)
    wrong = cast < 0
    yield defects(
        "unknown vote",
        "A vote is one of " + ", ".join(VOTE.categories) + ".",
        votes.loc[wrong, "roll_call"].astype("str"),
        member=votes.loc[wrong, "member"].astype("str").to_numpy(),
    )
    yield from _sessions(calls)
    yield from _members(calls, row, member.codes, list(member.categories), votes)
    yield from _totals(calls, row, cast)
    yield from _majority(calls)
    yield from coding_defects(calls)
    yield from neighbour_defects(calls, row, member.codes, cast, len(member.categories))
