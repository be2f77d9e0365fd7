"""
The Security Council's votes, decoded from the record's lines and from who sat when.

This is what the votes are. `unvotes.record.council` has them from a file that was made of them
here, as long as that file belongs to the lines.
"""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from unvotes.errors import UnvotesError
from unvotes.frames import text_index
from unvotes.record.schema import VOTES, as_frame
from unvotes.record.vocabulary import OUTCOME, VOTE

__all__ = ["decoded_votes"]

_CODE = {name: code for code, name in enumerate(VOTE.categories)}
_OUTCOMES = {name: code for code, name in enumerate(OUTCOME.categories)}
#: The lists of a line, and the votes that they name.
_EXCEPTIONS = {
    "against": "no",
    "abstaining": "abstain",
    "not_voting": "nonvoting",
    "unknown": "unknown",
}
_EVERYONE = "all"
#: The columns that say why nobody has a vote on the whole.
_SILENT = ("without_vote", "in_parts")


def _read_lines(content: bytes) -> pa.Table:
    """Read what the votes follow from. Arrow takes a third of the csv module's time for it."""
    label = pa.dictionary(pa.int32(), pa.string())
    types = {name: label for name in ("symbol", "topic", "outcome", *_EXCEPTIONS, *_SILENT)}
    types |= {"roll_call": pa.string(), "date": pa.date32()}
    return pa_csv.read_csv(
        # Starting threads would take longer than reading, and so would memory of Arrow's own.
        pa.BufferReader(content),
        read_options=pa_csv.ReadOptions(use_threads=False),
        convert_options=pa_csv.ConvertOptions(column_types=types, include_columns=list(types)),
        memory_pool=pa.system_memory_pool(),
    ).combine_chunks()


def _labels(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """Give a column as codes and the labels that they stand for, in alphabetical order."""
    coded = column.chunk(0)
    order = pc.array_sort_indices(coded.dictionary).to_numpy()
    number = np.empty(len(order), dtype=np.int16)
    number[order] = np.arange(len(order))
    return number[coded.indices.to_numpy()], coded.dictionary.take(pa.array(order))


class _Seats(NamedTuple):
    """Who sat when: between two changes of membership the Council is one list of seats."""

    names: list[str]
    permanent: np.ndarray
    changes: np.ndarray
    #: After each change (rows) and for each seat: whether it sat, and its place among them or -1.
    sat: np.ndarray
    places: np.ndarray


def _read_seats(content: bytes) -> _Seats:
    header, *table = csv.reader(io.StringIO(content.decode()))
    term = {name: [row[place] for row in table] for place, name in enumerate(header)}
    since = np.array(term["since"], dtype="datetime64[D]")
    until = np.array([day or "9999-12-30" for day in term["until"]], dtype="datetime64[D]")
    after = until + np.timedelta64(1, "D")
    changes = np.unique(np.concatenate([since, after]))
    names = sorted(set(term["member"]))
    number = {name: i for i, name in enumerate(names)}
    seat = np.array([number[name] for name in term["member"]])
    terms = np.zeros((len(changes), len(names)), dtype=np.int8)
    np.add.at(terms, (np.searchsorted(changes, since), seat), 1)
    np.add.at(terms, (np.searchsorted(changes, after), seat), -1)
    sat = terms.cumsum(axis=0) > 0
    permanent = np.zeros(len(names), dtype=bool)
    permanent[seat[np.array(term["seat"]) == "permanent"]] = True
    places = np.where(sat, sat.cumsum(axis=1) - 1, -1)
    return _Seats(names, permanent, changes, sat, places)


def _cast(lines: pa.Table, seats: _Seats) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Expand the lines: for each vote its line, its seat, and its code."""
    number = {name: i for i, name in enumerate(seats.names)}
    dates = lines["date"].to_numpy()
    period = np.searchsorted(seats.changes, dates, side="right") - 1
    sitting = seats.sat.sum(axis=1)
    size = sitting[period]
    first = size.cumsum() - size
    row = np.repeat(np.arange(len(dates)), size)
    listed_from = (sitting.cumsum() - sitting)[period] - first
    seat = np.nonzero(seats.sat)[1][np.arange(len(row)) + np.repeat(listed_from, size)]

    # Everyone who sat voted in favour, but for those whom a line names.
    cast = np.full(len(row), _CODE["yes"], dtype=np.int8)
    for column, meaning in _EXCEPTIONS.items():
        coded = lines[column].chunk(0)
        labels, codes = coded.dictionary.to_pylist(), coded.indices.to_numpy()
        lists = [label.split(" ") if label else [] for label in labels]
        if _EVERYONE in labels:
            everyone = labels.index(_EVERYONE)
            lists[everyone] = []
            cast[np.repeat(codes == everyone, size)] = _CODE[meaning]
        length = np.array([len(each) for each in lists])[codes]
        line = np.repeat(np.arange(len(codes)), length)
        named = [name for code in codes[length > 0].tolist() for name in lists[code]]
        who = np.array([number.get(name, -1) for name in named], dtype=np.intp)
        place = np.where(who < 0, -1, seats.places[period[line], who])
        for i in np.flatnonzero(place < 0).tolist():
            raise UnvotesError(
                f"{lines['roll_call'][line[i]]}: {named[i]!r} is listed as {column} on "
                f"{dates[line[i]]}, but did not sit on the Council that day"
            )
        cast[first[line] + place] = _CODE[meaning]
    for column in _SILENT:
        coded = lines[column].chunk(0)
        silent = np.array([label == "yes" for label in coded.dictionary.to_pylist()])
        cast[np.repeat(silent[coded.indices.to_numpy()], size)] = _CODE["nonvoting"]
    return row, seat, cast


def decoded_votes(lines: bytes, terms: bytes) -> pd.DataFrame:
    """
    Decode the votes.

    Parameters
    ----------
    lines, terms : bytes
        What ``roll_calls.csv`` and ``terms.csv`` hold.

    Returns
    -------
    DataFrame
        As `unvotes.load_votes` gives the Council's.

    Raises
    ------
    UnvotesError
        If a line names a member that did not sit that day.

    Examples
    --------
    >>> from unvotes.record.data_files import data_folder
    >>> folder = data_folder() / "security_council"
    >>> names = ("roll_calls.csv", "terms.csv")
    >>> votes = decoded_votes(*((folder / name).read_bytes() for name in names))
    >>> votes.loc[votes["veto"] & (votes["roll_call"] == "S/2012/77"), "member"].tolist()
    ['CHN', 'RUS']
    """
    table, seats = _read_lines(lines), _read_seats(terms)
    row, seat, cast = _cast(table, seats)
    kept = np.flatnonzero(np.bincount(seat))
    renumber = np.zeros(len(seats.names), dtype=np.int16)
    renumber[kept] = np.arange(len(kept))
    members = text_index([seats.names[i] for i in kept])

    def category(codes: np.ndarray, dtype: pd.CategoricalDtype) -> pd.Categorical:
        return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)

    def of_texts(codes: np.ndarray, labels: pa.Array) -> pd.Categorical:
        return category(codes, pd.CategoricalDtype(text_index(labels)))

    def repeated(column: str) -> pd.Categorical:
        codes, labels = _labels(table[column])
        return of_texts(codes[row], labels)

    coded = table["outcome"].chunk(0)
    outcomes = [_OUTCOMES[name] for name in coded.dictionary.to_pylist()]
    outcome = np.array(outcomes, dtype=np.int8)[coded.indices.to_numpy()]
    against = (cast == _CODE["no"]) & seats.permanent[seat]
    return as_frame(
        {
            "roll_call": of_texts(row.astype(np.int16), table["roll_call"].chunk(0)),
            "date": table["date"].to_numpy().astype("datetime64[us]")[row],
            "symbol": repeated("symbol"),
            "topic": repeated("topic"),
            "outcome": category(outcome[row], OUTCOME),
            "member": category(renumber[seat], pd.CategoricalDtype(members)),
            "vote": category(cast, VOTE),
            "permanent": seats.permanent[seat],
            "veto": against & (outcome == _OUTCOMES["vetoed"])[row],
        },
        VOTES,
        "security-council",
    )
