"""
The General Assembly's roll calls and votes, decoded from the record's files.

``roll_calls.parquet`` has a row per roll call. Its column ``letters`` holds one letter for each
member that could take part that day, in the order of their codes: who that was follows from
``states.csv``.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pa_parquet

from unvotes.errors import UnvotesError
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.schema import ISSUES, ROLL_CALLS, VOTES, as_frame
from unvotes.record.states import assembly_terms, to_view
from unvotes.record.subjects import subjects
from unvotes.record.views import View
from unvotes.record.vocabulary import OUTCOME, VOTE, topics

__all__ = [
    "FILE",
    "LETTERS",
    "PERMANENT",
    "RECURRING",
    "Expanded",
    "assembly_roll_calls",
    "assembly_votes",
    "expanded",
    "recurring",
    "sitting",
    "table",
]

#: The record of the Assembly, inside the data folder.
FILE = "general_assembly/roll_calls.parquet"
#: Which of its roll calls recur.
RECURRING = "general_assembly/recurring.csv"
#: The letters of votes, in the order of the categories of `unvotes.VOTE`.
LETTERS = b"NAYX?"
PERMANENT = ["CHN", "FRA", "GBR", "RUS", "USA"]
#: Until the vote on A/RES/2758(XXVI) the Republic of China had China's seat, on that day too.
LAST_DAY_OF_TWN = "1971-10-25"


def _dtype(names: list[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(names, dtype="str"))


class Expanded(NamedTuple):
    """Every vote, as arrays: row of the roll call, number of the seat, code of the vote."""

    row: npt.NDArray[np.int16]
    seat: npt.NDArray[np.int16]
    cast: npt.NDArray[np.int8]
    seats: list[str]


@functools.cache
def _lists_of_seats(
    folder: Path | None,
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_], list[str]]:
    """Say who could take part: between two changes of membership it is one list of seats."""
    terms = assembly_terms(folder)
    seats = sorted(set(terms["member"]))
    number = {seat: i for i, seat in enumerate(seats)}
    since = terms["since"].to_numpy().astype("datetime64[D]")
    until = terms["until"].fillna(pd.Timestamp("2261-01-01")).to_numpy().astype("datetime64[D]")
    after = until + np.timedelta64(1, "D")
    changes = np.unique(np.concatenate([since, after]))
    sat = np.zeros((len(changes) + 1, len(seats)), dtype=bool)
    begins, ends = np.searchsorted(changes, since), np.searchsorted(changes, after)
    for member, begin, end in zip(terms["member"], begins, ends, strict=True):
        sat[begin + 1 : end + 1, number[member]] = True
    return changes, sat, seats


def sitting(
    dates: npt.NDArray[np.datetime64], folder: Path | None = None
) -> tuple[npt.NDArray[np.bool_], list[str]]:
    """
    Tell who could take part in the Assembly on given days.

    Parameters
    ----------
    dates : array of datetime64
        The days.
    folder : pathlib.Path, optional
        Another state of the record than the package's own.

    Returns
    -------
    tuple
        A bool for each day (rows) and seat (columns), and the codes of the seats.

    Examples
    --------
    >>> sat, seats = sitting(np.array(["1946-02-01", "2012-02-16"], dtype="datetime64[D]"))
    >>> sat.sum(axis=1).tolist()
    [51, 193]
    """
    changes, sat, seats = _lists_of_seats(folder)
    return sat[np.searchsorted(changes, dates.astype("datetime64[D]"), side="right")], list(seats)


@functools.cache
def table() -> pd.DataFrame:
    """
    Read the roll calls as the file has them, without their letters.

    Returns
    -------
    DataFrame
        The columns that the codebook describes, but for ``letters``.

    Examples
    --------
    >>> table()["roll_call"].is_unique
    True
    """
    file = pa_parquet.ParquetFile(data_folder() / FILE)
    names = [name for name in file.schema_arrow.names if name != "letters"]
    frame: pd.DataFrame = file.read(names, use_threads=False).to_pandas()
    return frame


def recurring() -> pd.Series:
    """
    Tell which roll calls repeat an earlier one: the same resolution, put to the vote again.

    Returns
    -------
    Series
        The first roll call of its kind (``str``), for each roll call that is not the first; the
        index, ``roll_call`` (``str``), is in the record's order. A roll call that is not in it
        repeats none, or is the first.

    Notes
    -----
    From the pairs that Voeten lists for the estimates of Bailey, Strezhnev and Voeten (2017),
    *Journal of Conflict Resolution* 61 (2); chains of pairs lead to their first roll call. What
    recurs after 2019 is not listed.

    Examples
    --------
    >>> first = recurring()
    >>> first["A/RES/73/8"], first.nunique()
    ('A/RES/72/4', 454)
    """
    table = read_table(RECURRING)
    return table.set_index("roll_call")["first"]


@functools.cache
def expanded() -> Expanded:
    """
    Expand the letters into votes, once per process.

    Returns
    -------
    Expanded
        The votes, in the order of the roll calls and of the members' codes.

    Raises
    ------
    UnvotesError
        If the letters of a roll call are not as many as the members of that day.

    Examples
    --------
    >>> votes = expanded()
    >>> len(votes.row) == len(votes.seat) == len(votes.cast)
    True
    """
    file = pa_parquet.ParquetFile(data_folder() / FILE)
    read = file.read(["date", "letters", "roll_call"], use_threads=False).combine_chunks()
    column = read["letters"].chunk(0)
    sat, seats = sitting(read["date"].to_numpy())
    size = np.diff(np.frombuffer(column.buffers()[1], dtype=np.int32)[: len(column) + 1])
    wrong = np.flatnonzero(size != sat.sum(axis=1))
    if len(wrong):
        i = wrong[0]
        raise UnvotesError(
            f"{read['roll_call'][i]}: {size[i]} letters, but {sat[i].sum()} members could take "
            f"part on {read['date'][i]}; states.csv and {FILE} do not belong together"
        )
    code = np.full(256, -1, dtype=np.int8)
    code[np.frombuffer(LETTERS, dtype=np.uint8)] = range(len(LETTERS))
    cast = code[np.frombuffer(column.buffers()[2], dtype=np.uint8)[: size.sum()]]
    seat = np.nonzero(sat)[1].astype(np.int16)
    row = np.repeat(np.arange(len(size), dtype=np.int16), size)
    return Expanded(row, seat, cast, seats)


@functools.cache
def _subjects() -> pd.Series:
    return subjects(table())


@functools.cache
def assembly_roll_calls() -> pd.DataFrame:
    """
    Make the frame of the Assembly's roll calls.

    Returns
    -------
    DataFrame
        As `unvotes.load_roll_calls` gives it; shared, so never handed out but as a copy.

    Examples
    --------
    >>> assembly_roll_calls()["session"].iloc[-1]
    '80'
    """
    frame = table()
    row, _, cast, _ = expanded()
    scale = VOTE.categories
    in_all = np.bincount(row.astype(np.intp) * len(scale) + cast, minlength=len(frame) * len(scale))
    counts = dict(zip(scale, in_all.reshape(-1, len(scale)).T.copy(), strict=True))
    place = topics().set_index("topic")["region"]
    nothing = pd.Categorical.from_codes(np.full(len(frame), -1), dtype=_dtype([]))
    empty = pd.Series("", index=frame.index, dtype="str")
    document = "https://undocs.org/" + frame["symbol"].str.replace(" ", "")
    record = "https://digitallibrary.un.org/record/" + frame["undl_id"].astype("Int64").astype(
        "str"
    )
    url = document.where(frame["symbol"] != "", "")
    parts = {
        "roll_call": frame["roll_call"],
        "date": pd.to_datetime(frame["date"]),
        "symbol": frame["symbol"],
        "draft": empty,
        "resolution": frame["resolution"],
        "meeting": empty,
        "outcome": frame["outcome"],
        "kind": frame["kind"],
        "topic": frame["topic"],
        "region": pd.Categorical(frame["topic"].map(place)),
        "action": nothing,
        "mission": nothing,
        "subject": _subjects(),
        **counts,
        "reported_tally": empty,
        "contested": (counts["no"] + counts["abstain"] > 0) | (frame["outcome"] != "adopted"),
        "without_vote": False,
        "in_parts": False,
        "on_un_veto_list": False,
        "sponsors": empty,
        "url": url.mask(frame["undl_id"].notna(), record),
        **{
            name: frame[name]
            for name in ("session", "important", *ISSUES, "sources", "date_source", "voeten_id")
        },
    }
    return as_frame(parts, ROLL_CALLS, "general-assembly")


@functools.cache
def assembly_votes(view: View) -> pd.DataFrame:
    """
    Make the frame of the Assembly's votes.

    Parameters
    ----------
    view : {"seat", "state"}
        As in `unvotes.load_votes`.

    Returns
    -------
    DataFrame
        As `unvotes.load_votes` gives it; shared, so never handed out but as a copy.

    Examples
    --------
    >>> int((assembly_votes("seat")["vote"] == "yes").sum()) > 700_000
    True
    """
    frame = table()
    row, seat, cast, seats = expanded()
    kept = np.flatnonzero(np.bincount(seat.astype(np.intp)))
    renumber = np.zeros(len(seats), dtype=np.int16)
    renumber[kept] = np.arange(len(kept))

    def category(codes: npt.NDArray[np.integer], dtype: pd.CategoricalDtype) -> pd.Categorical:
        return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)

    def repeated(column: str) -> pd.Categorical:
        whole = pd.Categorical(frame[column])
        return category(whole.codes[row], whole.dtype)

    outcome = pd.Categorical(frame["outcome"], dtype=OUTCOME)
    member = category(renumber[seat], _dtype([seats[i] for i in kept]))
    permanent = np.isin(seats, PERMANENT)
    votes = as_frame(
        {
            "roll_call": category(row, _dtype(frame["roll_call"].to_list())),
            "date": frame["date"].to_numpy().astype("datetime64[us]")[row],
            "symbol": repeated("symbol"),
            "topic": repeated("topic"),
            "outcome": category(outcome.codes[row], OUTCOME),
            "member": member,
            "vote": category(cast, VOTE),
            "permanent": permanent[seat],
            "veto": np.zeros(len(row), dtype=bool),
            "session": repeated("session"),
        },
        VOTES,
        "general-assembly",
    )
    if view == "seat":
        return votes
    by_state = to_view(votes, view)
    names = by_state["member"].cat.categories
    codes = by_state["member"].cat.codes.to_numpy().copy()
    that_day = (votes["date"] == LAST_DAY_OF_TWN).to_numpy()
    place = {name: i for i, name in enumerate(names)}
    codes[that_day & (codes == place["CHN"])] = place["TWN"]
    return by_state.assign(member=category(codes, pd.CategoricalDtype(names)))
