"""The Security Council's roll calls and votes, decoded from the record's files."""

from __future__ import annotations

import csv
import functools
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from unvotes.errors import UnvotesError
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.schema import ROLL_CALLS, VOTES, as_frame
from unvotes.record.views import View
from unvotes.record.vocabulary import OUTCOME, VOTE

__all__ = ["council_roll_calls", "council_votes"]

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
#: Text as pandas has it by default.
_TEXT: Any = pd.StringDtype(na_value=np.nan)

#: The columns that say why nobody has a vote on the whole.
_SILENT = ("without_vote", "in_parts")


class _Expanded(NamedTuple):
    """The lines that say who voted how, and the votes that follow from them, as arrays."""

    lines: pa.Table
    row: np.ndarray
    seat: np.ndarray
    cast: np.ndarray
    seats: list[str]
    permanent: np.ndarray


def _lines() -> pa.Table:
    """Read what the votes follow from. Arrow takes a third of the csv module's time for it."""
    label = pa.dictionary(pa.int32(), pa.string())
    types = {name: label for name in ("symbol", "topic", "outcome", *_EXCEPTIONS, *_SILENT)}
    types |= {"roll_call": pa.string(), "date": pa.date32()}
    return pa_csv.read_csv(
        # Starting threads would take longer than reading, and so would memory of Arrow's own.
        pa.BufferReader((data_folder() / "security_council/roll_calls.csv").read_bytes()),
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


def _read_seats() -> _Seats:
    with (data_folder() / "security_council/terms.csv").open(encoding="utf-8") as file:
        header, *table = csv.reader(file)
    term = dict(zip(header, zip(*table, strict=True), strict=True))
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


@functools.cache
def _expanded() -> _Expanded:
    """
    Expand the lines of the record, once per process.

    Arrow and arrays, not dataframes: this is what a user waits for.
    """
    lines = _lines()
    names, permanent, changes, sat, places = _read_seats()
    number = {name: i for i, name in enumerate(names)}
    dates = lines["date"].to_numpy()
    period = np.searchsorted(changes, dates, side="right") - 1
    sitting = sat.sum(axis=1)
    size = sitting[period]
    first = size.cumsum() - size
    row = np.repeat(np.arange(len(dates)), size)
    listed_from = (sitting.cumsum() - sitting)[period] - first
    seat = np.nonzero(sat)[1][np.arange(len(row)) + np.repeat(listed_from, size)]

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
        place = np.where(who < 0, -1, places[period[line], who])
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
    return _Expanded(lines, row, seat, cast, names, permanent)


def _dtype(labels: pa.Array) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(_TEXT.__from_arrow__(labels), copy=False))


def _chapter_vii(resolution: pd.Series) -> pd.arrays.BooleanArray:
    """Say which resolutions act under Chapter VII; missing where nobody read the text."""
    texts = read_table("security_council/chapter_vii_texts.csv")
    ranges = zip(texts["first"].astype(int), texts["last"].astype(int), strict=True)
    read = {number for first, last in ranges for number in range(first, last + 1)}
    acting = read_table("security_council/chapter_vii.csv")["resolution"].astype(int)
    acts = resolution.isin(acting).to_numpy(dtype=bool)
    return pd.arrays.BooleanArray(acts, ~resolution.isin(read).to_numpy(dtype=bool))


@functools.cache
def council_roll_calls() -> pd.DataFrame:
    """
    The Council's roll calls, decoded from the record's lines.

    Returns
    -------
    DataFrame
        As `unvotes.load_roll_calls` says. Shared by everyone who asks: hand out copies only.
    """
    # Only who asks for the roll calls waits for what describes them.
    from unvotes.record.audit.defects import tally_divided
    from unvotes.record.subjects import subjects
    from unvotes.record.vocabulary import topics

    table = read_table("security_council/roll_calls.csv")
    _, row, _, cast, _, _ = _expanded()
    counts = {
        name: np.bincount(row[cast == code], minlength=len(table)) for name, code in _CODE.items()
    }
    place = topics().set_index("topic")["region"]
    resolution = pd.to_numeric(table["resolution"].replace("", None)).astype("Int64")
    stored = table.drop(columns=["against", "abstaining", "not_voting", "base_row"])
    values: dict[str, object] = {str(name): column for name, column in stored.items()} | dict(
        date=pd.to_datetime(table["date"], format="%Y-%m-%d"),
        resolution=resolution,
        outcome=pd.Categorical(table["outcome"], dtype=OUTCOME),
        region=pd.Categorical(table["topic"].map(place)),
        # A draft that was not adopted cannot have been unanimous, whoever voted how.
        contested=(counts["no"] + counts["abstain"] > 0)
        | (table["outcome"] != "adopted")
        | tally_divided(table.assign(unknown=counts["unknown"])),
        without_vote=table["without_vote"] == "yes",
        in_parts=table["in_parts"] == "yes",
        on_un_veto_list=table["on_un_veto_list"] == "yes",
        url="https://undocs.org/" + table["symbol"],
        subject=subjects(table),
        chapter_vii=_chapter_vii(resolution),
        **counts,
    )
    return as_frame(values, ROLL_CALLS, "security-council")


@functools.cache
def council_votes(view: View) -> pd.DataFrame:
    """
    The Council's votes, decoded from the record's lines and from who sat when.

    Parameters
    ----------
    view : {"seat", "state"}
        As in `unvotes.load_votes`.

    Returns
    -------
    DataFrame
        As `unvotes.load_votes` says. Shared by everyone who asks: hand out copies only.
    """
    if view == "state":
        from unvotes.record.states import to_view  # here, since few ask for states

        return to_view(council_votes("seat"), view)
    lines, row, seat, cast, seats, permanent = _expanded()
    kept = np.flatnonzero(np.bincount(seat))
    renumber = np.zeros(len(seats), dtype=np.int16)
    renumber[kept] = np.arange(len(kept))

    def category(codes: np.ndarray, dtype: pd.CategoricalDtype) -> pd.Categorical:
        return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)

    def repeated(column: str) -> pd.Categorical:
        codes, labels = _labels(lines[column])
        return category(codes[row], _dtype(labels))

    coded = lines["outcome"].chunk(0)
    outcomes = [_OUTCOMES[name] for name in coded.dictionary.to_pylist()]
    outcome = np.array(outcomes, dtype=np.int8)[coded.indices.to_numpy()]
    against = (cast == _CODE["no"]) & permanent[seat]
    return as_frame(
        {
            "roll_call": category(row.astype(np.int16), _dtype(lines["roll_call"].chunk(0))),
            "date": lines["date"].to_numpy().astype("datetime64[us]")[row],
            "symbol": repeated("symbol"),
            "topic": repeated("topic"),
            "outcome": category(outcome[row], OUTCOME),
            "member": category(renumber[seat], _dtype(pa.array([seats[i] for i in kept]))),
            "vote": category(cast, VOTE),
            "permanent": permanent[seat],
            "veto": against & (outcome == _OUTCOMES["vetoed"])[row],
        },
        VOTES,
        "security-council",
    )
