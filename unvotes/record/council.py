"""The Security Council's roll calls and votes, decoded from the record's files."""

from __future__ import annotations

import csv
import functools
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from unvotes.errors import UnvotesError
from unvotes.record.audit.defects import tally_divided
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.schema import ROLL_CALLS, VOTES, as_frame
from unvotes.record.states import View, to_view
from unvotes.record.subjects import subjects
from unvotes.record.vocabulary import OUTCOME, VOTE, topics

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
    types = {name: label for name in ("symbol", "topic", "outcome", *_SILENT)}
    types |= dict.fromkeys(["roll_call", *_EXCEPTIONS], pa.string()) | {"date": pa.date32()}
    return pa_csv.read_csv(
        data_folder() / "security_council/roll_calls.csv",
        # Starting threads would take longer than reading.
        read_options=pa_csv.ReadOptions(use_threads=False),
        convert_options=pa_csv.ConvertOptions(
            column_types=types, include_columns=list(types), strings_can_be_null=False
        ),
    ).combine_chunks()


def _labels(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """Give a column as codes and the labels that they stand for, in alphabetical order."""
    coded = column.chunk(0)
    labels = coded.dictionary.to_pylist()
    order = sorted(range(len(labels)), key=labels.__getitem__)
    number = np.empty(len(labels), dtype=np.int16)
    number[order] = np.arange(len(labels))
    return number[coded.indices.to_numpy()], [labels[i] for i in order]


@functools.cache
def _expanded() -> _Expanded:
    """
    Expand the lines of the record, once per process.

    Arrow and arrays, not dataframes: this is what a user waits for.
    """
    lines = _lines()
    dates = lines["date"].to_numpy()
    with (data_folder() / "security_council/terms.csv").open(encoding="utf-8") as file:
        header, *table = csv.reader(file)
    term = dict(zip(header, zip(*table, strict=True), strict=True))
    since = np.array(term["since"], dtype="datetime64[D]")
    until = np.array([day or "9999-12-31" for day in term["until"]], dtype="datetime64[D]")

    # Between two changes of membership the Council is one list of seats.
    changes = np.unique(np.concatenate([since, until + np.timedelta64(1, "D")]))
    seats = sorted(set(term["member"]))
    number = {seat: i for i, seat in enumerate(seats)}
    sat = np.zeros((len(changes), len(seats)), dtype=bool)
    permanent = np.zeros(len(seats), dtype=bool)
    begins, ends = (
        np.searchsorted(changes, since),
        np.searchsorted(changes, until + np.timedelta64(1, "D")),
    )
    for name, kind, begin, end in zip(term["member"], term["seat"], begins, ends, strict=True):
        sat[begin:end, number[name]] = True
        permanent[number[name]] |= kind == "permanent"

    # Everyone who sat voted in favour, but for those whom a line names.
    sitting = sat[np.searchsorted(changes, dates, side="right") - 1]
    vote = np.full(sitting.shape, _CODE["yes"], dtype=np.int8)
    for column, meaning in _EXCEPTIONS.items():
        named = lines[column].to_numpy()
        for i in np.flatnonzero(named != ""):
            if named[i] == _EVERYONE:
                vote[i] = _CODE[meaning]
                continue
            for name in named[i].split(" "):
                if name not in number or not sitting[i, number[name]]:
                    raise UnvotesError(
                        f"{lines['roll_call'][i]}: {name!r} is listed as {column} on "
                        f"{dates[i]}, but did not sit on the Council that day"
                    )
                vote[i, number[name]] = _CODE[meaning]
    for column in _SILENT:
        codes, labels = _labels(lines[column])
        if "yes" in labels:
            vote[codes == labels.index("yes")] = _CODE["nonvoting"]
    row, seat = np.nonzero(sitting)
    return _Expanded(lines, row, seat, vote[row, seat], seats, permanent)


def _dtype(names: list[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(names, dtype="str"))


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
        return to_view(council_votes("seat"), view)
    lines, row, seat, cast, seats, permanent = _expanded()
    kept = np.unique(seat)
    renumber = np.zeros(len(seats), dtype=np.int16)
    renumber[kept] = np.arange(len(kept))

    def category(codes: np.ndarray, dtype: pd.CategoricalDtype) -> pd.Categorical:
        return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)

    def repeated(column: str) -> pd.Categorical:
        codes, labels = _labels(lines[column])
        return category(codes[row], _dtype(labels))

    codes, labels = _labels(lines["outcome"])
    outcome = np.array([_OUTCOMES[name] for name in labels], dtype=np.int8)[codes]
    against = (cast == _CODE["no"]) & permanent[seat]
    return as_frame(
        {
            "roll_call": category(row.astype(np.int16), _dtype(lines["roll_call"].to_pylist())),
            "date": lines["date"].to_numpy().astype("datetime64[us]")[row],
            "symbol": repeated("symbol"),
            "topic": repeated("topic"),
            "outcome": category(outcome[row], OUTCOME),
            "member": category(renumber[seat], _dtype([seats[i] for i in kept])),
            "vote": category(cast, VOTE),
            "permanent": permanent[seat],
            "veto": against & (outcome == _OUTCOMES["vetoed"])[row],
        },
        VOTES,
        "security-council",
    )
