"""A record extended by votes from elsewhere, and every difference between the two."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError, shown
from unvotes.frames import plain_frame, require_columns, roll_calls_frame, votes_frame
from unvotes.parameters import checked_arguments
from unvotes.reading.filling import FILLED, fill_unknown
from unvotes.reading.library_values import symbol_of
from unvotes.record.data_files import read_table
from unvotes.record.states import to_view
from unvotes.record.vocabulary import no_vote_on_the_whole

__all__ = ["Combined", "combine"]

_DIFFERENCES = ["roll_call", "date", "member", "field", "record", "newer"]
_FIELDS = ("date", "outcome", "without_vote")
_NEEDED = {
    "votes": ("roll_call", "date", "member", "vote"),
    "roll_calls": ("roll_call", "date", "symbol", "outcome", "without_vote"),
}


class _Frames(Protocol):
    @property
    def votes(self) -> pd.DataFrame: ...

    @property
    def roll_calls(self) -> pd.DataFrame: ...


@dataclass(frozen=True, repr=False, eq=False)
class Combined:
    """
    A record, extended.

    Attributes
    ----------
    votes, roll_calls : DataFrame
        The record's rows as they were but for the votes that were filled, and those of the newer
        votes that it lacked; columns and dtypes are the record's.
    added : DataFrame
        The roll calls that were added.
    differences : DataFrame
        A row per difference: ``roll_call``, ``date`` (``datetime64``), ``member`` (empty when it
        concerns the roll call), ``field`` (``vote``, ``date``, ``outcome``, ``without_vote``, or
        ``roll_call`` where only one of the two has it), ``record`` and ``newer`` (what each says,
        ``str``; empty where it says nothing). The record's value stands.
    source : str
        Where the newer votes come from.
    filled : DataFrame
        The votes that the record had as unknown and the newer ones name: ``roll_call`` (``str``),
        ``date`` (``datetime64``), ``member``, ``vote`` (``str``: what it is now).
    """

    votes: pd.DataFrame
    roll_calls: pd.DataFrame
    added: pd.DataFrame
    differences: pd.DataFrame
    source: str = ""
    filled: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(FILLED)).astype(FILLED)
    )

    def _head(self) -> str:
        last = self.roll_calls["date"].max()
        return (
            f"{len(self.roll_calls):,} roll calls to {last:%Y-%m-%d}, {len(self.added):,} of them "
            f"added{' from ' + self.source if self.source else ''}; {self._filling()}"
            f"differences, in which the record's value stands: {len(self.differences):,}"
        )

    def _filling(self) -> str:
        if self.filled.empty:
            return ""
        names = self.filled["roll_call"].drop_duplicates().tolist()
        shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
        return f"{len(self.filled):,} votes that were unknown are filled ({shown}); "

    def __repr__(self) -> str:
        return f"<{self._head()}>"

    def _repr_html_(self) -> str:
        parts = [f"<p><strong>{html.escape(self._head())}</strong></p>"]
        shown = self.added[["roll_call", "date", "yes", "no", "abstain", "reported_tally"]]
        tables = {"Added": shown, "Filled": self.filled, "Differences": self.differences}
        for name, table in tables.items():
            if len(table):
                parts.append(f"<p>{name}</p>{table.tail(12).to_html(index=False, escape=True)}")
        return "".join(parts)


@checked_arguments
def combine(
    record: tuple[pd.DataFrame, pd.DataFrame] | _Frames,
    newer: tuple[pd.DataFrame, pd.DataFrame] | _Frames,
) -> Combined:
    """
    Extend a record by newer votes; where both have a roll call, the record's stands.

    Only votes that the record has as unknown are taken from the newer ones.

    Parameters
    ----------
    record, newer : pair of DataFrame, or VotingFile, Combined, RollCalls
        Votes and roll calls of one body, with the columns of `load_votes` and
        `load_roll_calls`.

    Returns
    -------
    Combined
        ``votes`` and ``roll_calls``, the record extended; ``added``, the roll calls that it
        lacked; ``differences``, where both have a vote and disagree; and ``filled``, the votes
        that it had as unknown: a frame each, whose columns `Combined` lists.

    Raises
    ------
    UnvotesError
        If a frame lacks a column, is empty, or the two are of different bodies.

    Notes
    -----
    Roll calls are matched by the id of Voeten's compilation where both have one
    (``voeten_id``), else by ``roll_call``. Rows that the Assembly's record left out because they
    repeat a vote (``copies.csv``) are compared with the roll call that stands for them. Where
    one of the two says that a roll call was adopted without a vote, that is one difference, not
    one for each member. A roll call that the record has and the newer votes lack is a
    difference only inside their period, and only if they hold such roll calls at all: the
    Library's files have neither drafts that failed nor votes on parts.

    Where the record knows a tally but not who voted how, the newer letters are filled in if they
    add up to that tally; ``filled`` lists them. If they do not, they are differences. Letters
    that are unknown without a tally stay unknown: there the sources contradict themselves.

    Examples
    --------
    >>> from unvotes import load_roll_calls, load_votes
    >>> old = load_votes(until="2024"), load_roll_calls(until="2024")
    >>> new = load_votes(since="2024"), load_roll_calls(since="2024")
    >>> combined = combine(old, new)
    >>> len(combined.added), len(combined.differences)
    (74, 0)
    """
    votes, calls = _pair(record, "record")
    new_votes, new_calls = _pair(newer, "newer")
    first, second = (str(t["symbol"].iloc[0])[:2] for t in (calls, new_calls))
    if {first, second} >= {"S/", "A/"}:
        raise UnvotesError(
            "the record and the newer votes are of two bodies: their first symbols are "
            f"{calls['symbol'].iloc[0]!r} and {new_calls['symbol'].iloc[0]!r}"
        )
    if set(votes["member"].unique()) & {"SUN", "TWN"}:
        new_votes = to_view(new_votes, "state")
    match = _matched(calls, new_calls)
    votes, calls, filled = fill_unknown(votes, calls, new_votes, new_calls, match)
    differences = [
        *_of_calls(calls, new_calls, match),
        *_of_votes(votes, calls, new_votes, new_calls, match),
    ]
    fresh = match < 0
    added = new_calls[fresh].reset_index(drop=True)
    added = _renamed(added, calls)
    renamed = dict(
        zip(new_calls.loc[fresh, "roll_call"].astype("str"), added["roll_call"], strict=True)
    )
    chosen = new_votes[new_votes["roll_call"].isin(list(renamed))]
    chosen = chosen.assign(roll_call=chosen["roll_call"].astype("str").map(renamed))
    both = _joined(calls, added).sort_values("date", kind="stable", ignore_index=True)
    all_votes = _joined(votes, chosen)
    order = pd.CategoricalDtype(pd.Index(both["roll_call"].tolist(), dtype="str"))
    all_votes["roll_call"] = all_votes["roll_call"].astype("str").astype(order)
    place = all_votes["roll_call"].cat.codes.to_numpy()
    if (np.diff(place) < 0).any():
        all_votes = all_votes.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    table = pd.DataFrame([row for rows in differences for row in rows], columns=_DIFFERENCES)
    table = table.astype({name: "str" for name in _DIFFERENCES if name != "date"})
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[us]")
    table = table.sort_values(["date", "roll_call", "member"], kind="stable", ignore_index=True)
    source = str(getattr(newer, "source", ""))
    return Combined(all_votes, both, _joined(calls.iloc[:0], added), table, source, filled)


def _pair(given: Any, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    pair: tuple[Any, ...]
    if hasattr(given, "votes") and hasattr(given, "roll_calls"):
        pair = given.votes, given.roll_calls
    else:
        try:
            pair = tuple(given)
        except TypeError:
            pair = ()
        if len(pair) != 2 or not all(hasattr(frame, "columns") for frame in pair):
            raise UnvotesError(
                f"{name} is a pair of frames, (load_votes(), load_roll_calls()), or a result that "
                f"has both, such as read_undl(…); this is {type(given).__name__}"
            )
        pair = tuple(plain_frame(frame, name) for frame in pair)
        if "vote" not in pair[0] and "vote" in pair[1]:
            pair = pair[1], pair[0]
    for frame, (what, needed) in zip(pair, _NEEDED.items(), strict=True):
        require_columns(frame, needed, f"the {what} of {name}")
        if frame.empty:
            raise UnvotesError(f"the {what} of {name} have no rows")
    votes, calls = votes_frame(pair[0]), roll_calls_frame(pair[1])
    for what, frame, keys in (
        ("votes", votes, ["roll_call", "member"]),
        ("roll calls", calls, ["roll_call"]),
    ):
        twice = frame.duplicated(keys)
        if twice.any():
            at = " of ".join(shown(frame.loc[twice, key].iloc[0]) for key in reversed(keys))
            raise UnvotesError(f"the {what} of {name} have two rows for {at}; one is needed")
    return votes, calls


def _matched(calls: pd.DataFrame, newer: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Give, for each newer roll call, the record's position, or -1."""
    place = _places(calls["roll_call"].astype("str"))
    names = newer["roll_call"].astype("str").to_list()
    if "voeten_id" not in calls or "voeten_id" not in newer:
        return np.array([place.get(name, -1) for name in names], dtype=np.int64)
    numbers = _places(calls["voeten_id"].fillna(-1).astype("int64"))
    copies = _copies()
    match = []
    for name, number in zip(names, newer["voeten_id"].fillna(-1).astype("int64"), strict=True):
        own, key = (numbers, number) if number >= 0 else (place, name)
        match.append(own.get(key, place.get(copies.get(key, ""), -1)))
    return np.array(match, dtype=np.int64)


def _places(keys: pd.Series) -> dict[Any, int]:
    """Say where each key stands first."""
    return {key: i for i, key in reversed(list(enumerate(keys.to_list())))}


def _copies() -> dict[Any, str]:
    """Give the roll calls that stand for rows which the record left out, by their id or number."""
    found: dict[Any, str] = {}
    table = read_table("general_assembly/copies.csv")
    columns = (table[name].to_list() for name in ("source", "source_id", "reference", "roll_call"))
    for source, number, reference, roll_call in zip(*columns, strict=True):
        symbol = symbol_of(reference, council=False)
        if source == "voeten":
            found[int(number)] = roll_call
        elif symbol is not None:
            found[symbol.roll_call] = roll_call
    return found


def _day(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _of_calls(calls: pd.DataFrame, newer: pd.DataFrame, match: npt.NDArray[np.int64]) -> Any:
    """Compare what the two say of roll calls."""
    where = np.flatnonzero(match >= 0)
    ours = calls.iloc[match[where]]
    for name in _FIELDS:
        said = ours[name]
        if name == "without_vote" and "in_parts" in ours:
            # Files of others cannot tell a vote in parts only from no vote.
            said = said | ours["in_parts"].fillna(False)
        one, two = said.astype(object).to_numpy(), newer[name].iloc[where].astype(object)
        for i in np.flatnonzero(one != two.to_numpy()).tolist():
            row = ours.iloc[i]
            yield [(row["roll_call"], row["date"], "", name, _day(one[i]), _day(two.iloc[i]))]
    last = calls["date"].max()
    early = newer[(match < 0) & (newer["date"] <= last).to_numpy()]
    yield [
        (name, date, "", "roll_call", "", "present")
        for name, date in zip(early["roll_call"], early["date"], strict=True)
    ]
    lacking = np.ones(len(calls), dtype=bool)
    lacking[match[where]] = False
    lacking &= calls["date"].between(newer["date"].min(), newer["date"].max()).to_numpy()
    if (newer["outcome"] == "adopted").all():
        lacking &= (calls["outcome"] == "adopted").to_numpy()
        lacking &= calls["symbol"].astype("str").str.match("[AS]/RES/").to_numpy(dtype=bool)
        if "kind" in calls and "kind" in newer and (newer["kind"] == "resolution").all():
            lacking &= (calls["kind"] == "resolution").to_numpy()
    gone = calls[lacking]
    yield [
        (name, date, "", "roll_call", "present", "")
        for name, date in zip(gone["roll_call"], gone["date"], strict=True)
    ]


def _of_votes(
    votes: pd.DataFrame,
    calls: pd.DataFrame,
    new_votes: pd.DataFrame,
    new_calls: pd.DataFrame,
    match: npt.NDArray[np.int64],
) -> Any:
    """Compare the votes on the roll calls that both have."""
    where = match >= 0
    if not where.any():
        return
    silent = no_vote_on_the_whole(calls)[match] & where
    compared = where & (silent == no_vote_on_the_whole(new_calls))
    ours = dict(
        zip(calls["roll_call"].iloc[match[compared]].astype("str"), match[compared], strict=True)
    )
    theirs = dict(
        zip(new_calls.loc[compared, "roll_call"].astype("str"), match[compared], strict=True)
    )
    members = sorted({*votes["member"].unique(), *new_votes["member"].unique()})
    said = sorted({*votes["vote"].dropna().unique(), *new_votes["vote"].dropna().unique()})
    of_member = {code: i for i, code in enumerate(members)}
    of_vote = {word: i for i, word in enumerate(said)}

    def keyed(frame: pd.DataFrame, place: dict[str, int]) -> pd.DataFrame:
        row = _codes(frame["roll_call"], place)
        held, row = frame[row >= 0], row[row >= 0]
        key = row * len(members) + _codes(held["member"], of_member)
        return pd.DataFrame({"key": key, "vote": _codes(held["vote"], of_vote)})

    both = keyed(votes, ours).merge(
        keyed(new_votes, theirs), on="key", how="outer", suffixes=("_record", "_newer")
    )
    both = both.fillna(-1).astype("int64")
    apart = both[both["vote_record"] != both["vote_newer"]]
    words = [*said, ""]
    names, dates = calls["roll_call"].to_list(), calls["date"].to_list()
    yield [
        (
            names[key // len(members)],
            dates[key // len(members)],
            members[key % len(members)],
            "vote",
            words[one],
            words[two],
        )
        for key, one, two in apart.itertuples(index=False)
    ]


def _codes(values: pd.Series, place: dict[str, int]) -> npt.NDArray[np.int64]:
    """Look each value up, once per label; -1 where there is none."""
    held = pd.Categorical(values)
    labels = [place.get(str(label), -1) for label in held.categories]
    return np.array([*labels, -1], dtype=np.int64)[held.codes]


def _renamed(added: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Keep ids apart where one that is added by another key stands in the record already."""
    taken = set(calls["roll_call"].astype("str"))
    ids = []
    for name in added["roll_call"].astype("str"):
        new, n = name, 1
        while new in taken:
            n += 1
            new = f"{name.partition('#')[0]}#{n}"
        taken.add(new)
        ids.append(new)
    return added.assign(roll_call=pd.array(ids, dtype="str"))


def _joined(record: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    """Put two frames below each other in the record's columns and dtypes."""
    columns = {}
    for name in record.columns:
        try:
            columns[name] = _below(record[name], newer.get(name), len(newer))
        except (TypeError, ValueError) as error:
            of = str(record[name].dtype)
            raise UnvotesError(
                f"column {shown(name)} of the newer frame cannot be made {of}, as the record's is: "
                f"{error}"
            ) from None
    return pd.DataFrame(columns)


def _below(one: pd.Series, given: pd.Series | None, rows: int) -> pd.Series:
    """Put a column below the record's, in its dtype; with empty values where there is none."""
    if isinstance(one.dtype, pd.CategoricalDtype):
        two = pd.Series([pd.NA] * rows, dtype="object") if given is None else given
        labels = list(one.cat.categories)
        if not one.dtype.ordered:
            extra = set(two.dropna().unique()) - set(labels)
            labels = sorted({*labels, *extra}) if extra else labels
        dtype = pd.CategoricalDtype(
            pd.Index(labels, dtype=one.cat.categories.dtype), ordered=one.dtype.ordered
        )
        codes = [pd.Categorical(part, dtype=dtype).codes for part in (one, two.astype(object))]
        return pd.Series(pd.Categorical.from_codes(np.concatenate(codes), dtype=dtype))
    if given is None:
        empty = False if one.dtype == bool else "" if one.dtype == "str" else pd.NA
        given = pd.Series([empty] * rows)
    return pd.concat([one, given.astype(one.dtype)], ignore_index=True)
