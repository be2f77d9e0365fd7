"""
The door for frames: whatever people bring becomes a frame of pandas with plain types.

Every public function that takes a frame lets it in here (`unvotes.parameters.shared_parameters`
does so for all that it decorates), so that one and the same frame, brought by polars, Arrow or
pandas, as text, categories or nullable types, gives one and the same answer.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from unvotes.errors import UnvotesError, shown, unknown

__all__ = [
    "FLAGS",
    "VOTE",
    "VOTE_WORDS",
    "as_dates",
    "check_one_body",
    "coded_text",
    "numbers",
    "plain_frame",
    "require_columns",
    "require_one_row_each",
    "roll_calls_frame",
    "text_index",
    "votes_frame",
    "with_counts",
    "yes_no",
    "yes_or_no",
]

#: Text as pandas has it by default.
_TEXT: Final[Any] = pd.StringDtype(na_value=np.nan)


def text_index(words: Sequence[str] | pa.Array) -> pd.Index:
    """
    Make an index of texts, as pandas would make it of a list.

    Parameters
    ----------
    words : sequence of str, or pyarrow.Array
        The texts. An array of Arrow's large strings is not copied.

    Returns
    -------
    pandas.Index
        Of dtype ``str``.

    Notes
    -----
    The first list that pandas itself makes text of imports what Arrow has for pandas, which takes
    as long as all else that is done before the first frame stands.

    Examples
    --------
    >>> text_index(["no", "yes"])
    Index(['no', 'yes'], dtype='str')
    """
    if not isinstance(words, pa.Array):
        written = [word.encode() for word in words]
        ends = np.cumsum([0, *map(len, written)], dtype=np.int64)
        buffers = pa.py_buffer(ends), pa.py_buffer(b"".join(written))
        words = pa.LargeStringArray.from_buffers(len(written), *buffers)
    return pd.Index(_TEXT.__from_arrow__(words), copy=False)


#: What can stand in a column of votes: the scale in its order, and what stands apart from it.
VOTE_WORDS: Final = ("no", "abstain", "yes", "nonvoting", "unknown")
#: The dtype of a vote, without an order, since two of its values stand apart from the scale of the
#: first three; `scale` has the order.
VOTE: Final = pd.CategoricalDtype(text_index(VOTE_WORDS))
#: So many rows tell whether equal texts stand together.
_SAMPLE: Final = 1000

#: Columns of yes and no, as the record names them.
FLAGS: Final = (
    *("contested", "permanent", "veto", "without_vote", "in_parts", "on_un_veto_list"),
    *("important", "chapter_vii"),
)
_TRUE: Final = frozenset({"true", "yes", "t", "y", "1", "1.0"})
_FALSE: Final = frozenset({"false", "no", "f", "n", "0", "0.0"})


#: What can name a member or a roll call.
_NAMES: Final = (str, int, float, bool, np.generic, dt.date)
#: The time zone at the end of a date with a time.
_ZONE: Final = r"(\d\d:\d\d[\d:.]*)\s*(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$"


def plain_frame(frame: Any, what: str) -> pd.DataFrame:
    """
    Let in a frame of any library, as one of pandas with plain types and a fresh index.

    Parameters
    ----------
    frame : DataFrame
        Of pandas, polars, pyarrow, a relation of DuckDB, or of another library that
        narwhals knows.
    what : str
        What the frame is, for the error.

    Returns
    -------
    pandas.DataFrame
        The frame itself if it is plain already. Otherwise a copy: columns of Arrow and
        nullable integers without gaps become numpy's or pandas' own, columns that stood in the
        index are columns again.

    Raises
    ------
    UnvotesError
        If it is no frame, or has two columns of one name.

    Examples
    --------
    >>> import pyarrow as pa
    >>> plain_frame(pa.table({"member": ["RUS"], "n": [1]}), "the table").dtypes["n"]
    dtype('int64')
    """
    if not isinstance(frame, pd.DataFrame):
        frame = _of_pandas(frame, what)
    if frame.columns.nlevels > 1:
        raise UnvotesError(
            f"{what}: its columns have names of {frame.columns.nlevels} levels; give each one "
            "name, such as 'roll_call'"
        )
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise UnvotesError(
            f"{what}: there are two columns {shown(twice)}; rename or drop one of them"
        )
    index = frame.index
    if not (isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1):
        lost = [name for name in index.names if name is not None and name not in frame.columns]
        kept = frame.reset_index(drop=True)
        columns = {name: index.get_level_values(name) for name in lost}
        frame = kept.assign(**{str(n): v.to_series(index=kept.index) for n, v in columns.items()})
    elif index.name is not None:
        frame = frame.rename_axis(index=None)  # else the name of a column could be meant
    changed = {}
    for name, column in frame.items():
        try:
            plain = _plain_column(column)
        except UnicodeEncodeError as error:
            raise UnvotesError(
                f"{what}: column {shown(name)} has the text {shown(error.object)}, which is no "
                "valid Unicode: it was read in a wrong encoding"
            ) from None
        if plain is not column:
            changed[name] = plain
    if changed:
        frame = frame.copy()
        for name, column in changed.items():
            frame[name] = column
    return frame


def _of_pandas(frame: Any, what: str) -> pd.DataFrame:
    """Make a frame of pandas of another library's."""
    import narwhals as nw  # here, since frames of pandas need none of it

    if hasattr(frame, "__arrow_c_array__") and hasattr(frame, "schema"):
        frame = pa.table(frame)  # a batch of Arrow's, which narwhals does not take for a frame
    try:
        known: Any = nw.from_native(frame, allow_series=False)
    except TypeError:
        raise UnvotesError(
            f"{what} must be a DataFrame, not {shown(frame)}; "
            "frames of pandas, polars, pyarrow and DuckDB will do"
        ) from None
    if isinstance(known, nw.LazyFrame):
        known = known.collect()
    found: pd.DataFrame = known.to_pandas()
    return found


def _plain_column(column: pd.Series) -> pd.Series:
    """Give a column of Arrow, of objects or of gapless nullable integers its plain type."""
    dtype = column.dtype
    if isinstance(dtype, np.dtype):
        return _inferred(column) if dtype.kind == "O" else column
    if isinstance(dtype, pd.CategoricalDtype):
        categories = dtype.categories
        if isinstance(categories.dtype, np.dtype) and categories.dtype.kind != "O":
            return column
        plain: Any = pd.Index(_plain_column(pd.Series(categories)))
        if plain.dtype == categories.dtype:
            return column
        values = pd.Categorical.from_codes(
            column.cat.codes.to_numpy(), plain, ordered=dtype.ordered
        )
        return pd.Series(values, index=column.index, name=column.name)
    if isinstance(dtype, pd.ArrowDtype):
        return _without_arrow(column)
    if isinstance(dtype, pd.StringDtype):
        return column if str(dtype) == "str" else column.astype("str")
    if pd.api.types.is_integer_dtype(dtype) and not column.isna().any():
        return column.astype(np.dtype(dtype.name.lower()))
    return column


def _inferred(column: pd.Series) -> pd.Series:
    """Texts that are kept as objects become ``str``; other objects stay as they are."""
    if pd.api.types.infer_dtype(column, skipna=True) in ("string", "empty"):
        return column.astype("str")
    found = column.infer_objects()
    if found.dtype == object and pd.api.types.infer_dtype(column, skipna=True) == "integer":
        # Whole numbers with gaps, as `astype(object)` leaves them.
        with contextlib.suppress(OverflowError, TypeError, ValueError):
            return column.astype("Int64")
    return column if found.dtype == object else found


def _without_arrow(column: pd.Series) -> pd.Series:
    """Give an Arrow column the type that pandas would have given it."""
    dtype = column.dtype
    assert isinstance(dtype, pd.ArrowDtype)
    kind = dtype.pyarrow_dtype
    if pa.types.is_dictionary(kind):
        known: Any = pa.chunked_array(column.array.__arrow_array__()).combine_chunks()
        found = known.to_pandas()
        plain = pd.Series(found.array, index=column.index, name=column.name)
        return _plain_column(plain)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.astype("str")
    if pa.types.is_date(kind):
        return column.astype("datetime64[us]")
    if pa.types.is_timestamp(kind):
        zone = dtype.pyarrow_dtype.tz
        return column.astype(pd.DatetimeTZDtype("us", zone) if zone else "datetime64[us]")
    gaps = bool(column.isna().any())
    if pa.types.is_boolean(kind):
        return column.astype("boolean" if gaps else "bool")
    if pa.types.is_integer(kind):
        return column.astype("Int64" if gaps else "int64")
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.astype("float64")
    return column.astype("object")


def votes_frame(votes: Any, what: str = "votes") -> pd.DataFrame:
    """
    Let in a frame of votes.

    Parameters
    ----------
    votes : DataFrame
        A row per member and roll call. Columns that are there are made plain and checked; which
        ones must be there each function says itself.
    what : str, default "votes"
        What it is, for the error.

    Returns
    -------
    pandas.DataFrame
        With ``vote`` as a category of `VOTE_WORDS`, ``date`` without a time zone, and columns
        of yes and no as ``bool`` (``boolean`` where some are missing) where they can be read so.

    Raises
    ------
    UnvotesError
        If it is no frame, has a vote that is none or nobody's, or dates that cannot be read.

    Examples
    --------
    >>> frame = votes_frame(pd.DataFrame({"vote": ["yes"], "date": ["2012-02-04T10:00:00Z"]}))
    >>> frame["date"].iloc[0]
    Timestamp('2012-02-04 10:00:00')
    """
    frame = _with_plain_facts(plain_frame(votes, what), what)
    if "vote" in frame.columns:
        for name in ("roll_call", "member"):
            if name in frame.columns and frame[name].hasnans:
                missing = int(frame[name].isna().sum())
                raise UnvotesError(f"column {name!r} has no value in {missing:,} rows of {what}")
        given = frame["vote"]
        vote = _as_votes(given)
        if vote is not given:
            frame = frame.assign(vote=vote)
    return frame


def roll_calls_frame(roll_calls: Any, what: str = "roll_calls") -> pd.DataFrame:
    """
    Let in a table with a row per roll call.

    Parameters
    ----------
    roll_calls : DataFrame
        The table.
    what : str, default "roll_calls"
        What it is, for the error.

    Returns
    -------
    pandas.DataFrame
        As `votes_frame` says.

    Raises
    ------
    UnvotesError
        If it is no frame, or has dates that cannot be read.

    Examples
    --------
    >>> frame = roll_calls_frame(pd.DataFrame({"roll_call": ["r1"], "contested": ["False"]}))
    >>> frame["contested"].tolist()
    [False]
    """
    return _with_plain_facts(plain_frame(roll_calls, what), what)


def _with_plain_facts(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Read dates, and columns of yes and no, where they are something else."""
    changed: dict[str, pd.Series] = {}
    for name in ("roll_call", "member"):
        if name in frame.columns:
            ids = _as_ids(column := frame[name])
            if ids is not column:
                changed[name] = ids
    if "date" in frame.columns:
        dates = as_dates(frame["date"], "date")
        if dates.dtype != frame["date"].dtype:
            changed["date"] = dates
    for name in FLAGS:
        if name in frame.columns and frame[name].dtype not in (bool, "boolean"):
            flags = _read_yes_no(frame[name])
            if flags is not None:
                changed[name] = flags
        elif name in frame.columns and frame[name].dtype == "boolean" and not frame[name].hasnans:
            changed[name] = frame[name].astype("bool")
    return frame.assign(**changed) if changed else frame


def coded_text(column: pd.Series) -> tuple[NDArray[np.integer[Any]], pd.Index]:
    """
    Give a column as integer codes and the value of each code; -1 where there is none.

    Parameters
    ----------
    column : pandas.Series
        Of any dtype. Of text in runs, as roll calls stand in a frame of votes, only the head of
        each run is looked up: to compare neighbours takes a fifth of the time. Codes of three
        letters, or others of one length, are read as numbers.

    Returns
    -------
    codes : numpy.ndarray of int
    labels : pandas.Index
        Each once, in any order.

    Examples
    --------
    >>> codes, labels = coded_text(pd.Series(["r2", "r2", "r1"]))
    >>> labels[codes].tolist()
    ['r2', 'r2', 'r1']
    """
    if str(column.dtype) == "str" and len(column) > 1 and not column.hasnans:
        text, some = column.array, column.array[:_SAMPLE]
        if np.count_nonzero(some[1:] != some[:-1]) < len(some) / 4:
            starts = np.append(True, np.asarray(text[1:] != text[:-1], dtype=bool))
            heads = np.flatnonzero(starts)
            codes, labels = pd.factorize(column.iloc[heads])
            return np.repeat(codes, np.diff(heads, append=len(column))), pd.Index(labels)
        if (found := _words_of_one_length(text)) is not None:
            return found
    return _factorized(column)


def _factorized(column: pd.Series) -> tuple[NDArray[np.intp], pd.Index]:
    """Give a column as codes and values; what cannot be told apart is refused."""
    try:
        codes, values = pd.factorize(column)
    except TypeError:
        raise UnvotesError(
            f"column {shown(column.name)} holds lists or other objects, not single values"
        ) from None
    return codes, pd.Index(values)


def numbers(column: pd.Series, what: str) -> pd.Series:
    """
    Read a column of numbers, of any dtype.

    Parameters
    ----------
    column : pandas.Series
        Numbers, nullable or as categories or text.
    what : str
        What it is, for the error.

    Returns
    -------
    pandas.Series of float64
        Missing where it is.

    Raises
    ------
    UnvotesError
        If it holds anything else.

    Examples
    --------
    >>> numbers(pd.Series([1, None], dtype="Int64"), "n").tolist()
    [1.0, nan]
    """
    if column.dtype == np.float64:
        return column
    plain = column.astype(object).where(column.notna(), np.nan)
    try:
        found = pd.to_numeric(plain).astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        strange = [value for value in plain.dropna() if not isinstance(value, int | float)]
        value = shown(strange[0]) if strange else str(column.dtype)
        raise UnvotesError(
            f"{what}: column {shown(column.name)} must hold numbers, not {value}"
        ) from None
    return found


def with_counts(roll_calls: pd.DataFrame, what: str) -> pd.DataFrame:
    """
    Read the columns of a table of roll calls that count votes.

    Parameters
    ----------
    roll_calls : pandas.DataFrame
        The table; of ``yes``, ``no`` and so on those that are there are read.
    what : str
        What it is, for the error.

    Returns
    -------
    pandas.DataFrame
        With whole numbers in them.

    Raises
    ------
    UnvotesError
        If one holds anything else, or a value is missing.

    Examples
    --------
    >>> with_counts(pd.DataFrame({"yes": [13.0], "no": ["2"]}), "roll_calls").to_numpy().tolist()
    [[13, 2]]
    """
    counted = {}
    for name in VOTE_WORDS:
        if name in roll_calls.columns and roll_calls[name].dtype != np.int64:
            found = numbers(roll_calls[name], what)
            if not np.isfinite(found).all() or (found % 1).any():
                raise UnvotesError(
                    f"{what}: column {name!r} must hold a number of votes in each row"
                )
            counted[name] = found.astype(np.int64)
    return roll_calls.assign(**counted) if counted else roll_calls


def _words_of_one_length(text: Any) -> tuple[NDArray[np.int32], pd.Index] | None:
    """
    Code short texts of one length, in alphabetical order; None if they are others.

    Their bytes are numbers, and among numbers as near each other as those of ISO's codes a table
    finds each in a third of the time that hashing takes.
    """
    stored = pa.array(text)
    if not isinstance(stored, pa.LargeStringArray):
        return None
    _, offsets, content = stored.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[stored.offset :][: len(stored) + 1]
    size = int(ends[1] - ends[0])
    if (
        not 0 < size <= 4
        or ends[-1] - ends[0] != size * len(stored)
        or (np.diff(ends) != size).any()
    ):
        return None
    # Four bytes from where a text begins, read as a number, without those of the next; only at
    # the end there are not as many. Numbers as long as those of places, which others are made into.
    values = np.empty(len(stored), dtype=np.int64)
    whole = max(0, len(stored) - math.ceil(4 / size) + 1)
    read = np.ndarray(whole, ">u4", content, int(ends[0]), (size,))
    np.right_shift(read, np.uint32(8 * (4 - size)), out=values[:whole])
    for row in range(whole, len(stored)):
        values[row] = int.from_bytes(bytes(content[ends[row] : ends[row + 1]]), "big")
    least = values.min()
    values -= least
    span = int(values.max()) + 1
    if span > 2 * len(values):
        return None
    there = np.zeros(span, dtype=bool)
    there[values] = True
    found = np.flatnonzero(there)
    place_of = np.empty(span, dtype=np.int32)
    place_of[found] = np.arange(len(found))
    written = (found + least).astype(">u4").tobytes()
    words = [written[i : i + 4][-size:].decode() for i in range(0, len(written), 4)]
    return place_of[values], text_index(words)


def _as_ids(column: pd.Series) -> pd.Series:
    """Make text of names among which some are numbers and some are not."""
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) == "mixed":
        for value in column.dropna():
            if not isinstance(value, _NAMES):
                raise UnvotesError(
                    f"column {shown(column.name)} holds {shown(value)}: it must hold names or "
                    "numbers"
                )
    if column.dtype == object:
        return column.astype("str")
    if isinstance(column.dtype, pd.CategoricalDtype) and column.cat.categories.dtype == object:
        return column.astype("str")
    return column


def _as_votes(column: pd.Series) -> pd.Series:
    """See that every vote is one, and give the column the type of the record."""
    if column.hasnans:
        missing = int(column.isna().sum())
        raise UnvotesError(
            f"column 'vote' has no value in {missing:,} rows; write 'nonvoting' or 'unknown'"
        )
    # Dtypes without an order are equal whatever the order of their categories; codes are not.
    if column.dtype == VOTE and list(column.cat.categories) == list(VOTE_WORDS):
        return column
    if str(column.dtype) == "str" and (coded := _words_in_arrow(column)) is not None:
        values = pd.Categorical.from_codes(coded, dtype=VOTE, validate=False)
        return pd.Series(values, index=column.index, name=column.name)
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, labels = column.cat.codes.to_numpy(), column.cat.categories
    else:
        codes, labels = _factorized(column)
    place = {word: code for code, word in enumerate(VOTE_WORDS)}
    lookup = np.array([place.get(label, -1) for label in labels], dtype=np.int8)
    coded = lookup[codes]
    if (coded < 0).any():
        raise unknown("vote", labels[codes[(coded < 0).argmax()]], VOTE_WORDS)
    values = pd.Categorical.from_codes(coded, dtype=VOTE)
    return pd.Series(values, index=column.index, name=column.name)


def _words_in_arrow(column: pd.Series) -> NDArray[np.int8] | None:
    """Look up votes written as text, in half the time of numbering them; None if one is none."""
    import pyarrow.compute as pc

    text: Any = pa.array(column.array)
    codes = pc.index_in(text, value_set=pa.array(VOTE_WORDS, text.type))
    if codes.null_count:
        return None
    found: NDArray[np.int8] = codes.to_numpy(zero_copy_only=False).astype(np.int8)
    return found


def as_dates(column: pd.Series, name: str) -> pd.Series:
    """
    Read dates as ISO writes them; another order of day and month means two days.

    Parameters
    ----------
    column : pandas.Series
        Dates, text or years. A time zone is dropped: the day is the one that stands there.
    name : str
        Its name, for the error.

    Returns
    -------
    pandas.Series of datetime64

    Raises
    ------
    UnvotesError
        If they cannot be read.

    Examples
    --------
    >>> as_dates(pd.Series([2012, 2013]), "date").dt.year.tolist()
    [2012, 2013]
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return column
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            return as_dates(column, name)
    try:
        if isinstance(column.dtype, pd.PeriodDtype):
            return column.dt.to_timestamp().astype("datetime64[us]")
        codes, labels = _factorized(column)  # a date stands on many rows
        said = pd.Series(labels)
        if pd.api.types.is_numeric_dtype(said.dtype):
            said = said.astype("int64")  # years, which gaps have made floating
        # 10:00+02:00 and 10:00Z are both ten o'clock of their own day.
        text = said.astype("str").str.replace(_ZONE, r"\1", regex=True)
        read = pd.to_datetime(text, format="ISO8601", errors="coerce").astype("datetime64[us]")
        read = read.where(read.dt.year.between(1, 9999))
        if read.isna().any():
            raise UnvotesError(f"{shown(labels[int(read.isna().to_numpy().argmax())])} is none")
        values = pd.DatetimeIndex([*read, pd.NaT]).as_unit("us")[codes]
        return pd.Series(values, index=column.index, name=column.name)
    except (ValueError, TypeError) as error:
        why = str(error).partition("\n")[0]
        raise UnvotesError(
            f"column {name!r} cannot be read as dates; write the days as '2012-02-04' ({why})"
        ) from error


def _read_yes_no(column: pd.Series) -> pd.Series | None:
    """Read a column of yes and no, missing where it is; nothing if it says anything else."""
    codes, labels = _factorized(column)
    read = []
    for label in labels:
        word = str(label).strip().casefold()
        if word not in _TRUE | _FALSE:
            return None
        read.append(word in _TRUE)
    values = pd.array([*read, pd.NA], dtype="boolean")[codes]
    found = pd.Series(values, index=column.index, name=column.name)
    return found if found.hasnans else found.astype("bool")


def yes_or_no(column: pd.Series, name: str) -> pd.Series:
    """
    Read a column of yes and no that may have gaps.

    Parameters
    ----------
    column : pandas.Series
        Bool, nullable, 0 and 1, or text: true, false, yes, no, in any case.
    name : str
        Its name, for the error.

    Returns
    -------
    pandas.Series
        ``bool``, or ``boolean`` where values are missing.

    Raises
    ------
    UnvotesError
        If it says anything else.

    Examples
    --------
    >>> yes_or_no(pd.Series(["True", None]), "contested").tolist()
    [True, <NA>]
    """
    if column.dtype == bool:
        return column
    found = _read_yes_no(column)
    if found is None:
        values = ", ".join(repr(value) for value in list(dict.fromkeys(map(str, column)))[:5])
        raise UnvotesError(
            f"column {name!r} must say yes or no (True and False, 'yes' and 'no', or 1 and 0), "
            f"not {values}"
        )
    return found


def yes_no(column: pd.Series, name: str) -> NDArray[np.bool_]:
    """
    Read a column of yes and no in which no value may be missing.

    Parameters
    ----------
    column : pandas.Series
        As in `yes_or_no`.
    name : str
        Its name, for the error.

    Returns
    -------
    numpy.ndarray of bool

    Raises
    ------
    UnvotesError
        If it says anything else, or a value is missing.

    Examples
    --------
    >>> yes_no(pd.Series(["no", "yes"]), "permanent").tolist()
    [False, True]
    """
    found = yes_or_no(column, name)
    missing = int(found.isna().sum())
    if missing:
        raise UnvotesError(
            f"column {name!r} has no value in {missing:,} of {len(column):,} rows; "
            "write True or False"
        )
    return found.to_numpy(dtype=bool)


def require_columns(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """
    Insist on the columns that a function reads.

    Parameters
    ----------
    frame : DataFrame
        What the caller gave.
    columns : iterable of str
        The columns that are needed.
    what : str
        What the frame is, for the error.

    Raises
    ------
    UnvotesError
        If it lacks one.
    """
    for column in columns:
        if column not in frame.columns:
            raise unknown(f"column of {what}: there is no column", column, map(str, frame.columns))


def require_one_row_each(votes: pd.DataFrame) -> None:
    """
    Insist that no member has two rows on one roll call.

    Parameters
    ----------
    votes : DataFrame
        With ``roll_call`` and ``member``.

    Raises
    ------
    UnvotesError
        If one has.
    """
    twice = votes.duplicated(["roll_call", "member"])
    if twice.any():
        row = votes[twice].iloc[0]
        raise UnvotesError(
            f"member {shown(row['member'])} has two rows on roll call {shown(row['roll_call'])}; "
            "one row per member and roll call is needed"
        )


def check_one_body(ids: pd.Index) -> None:
    """
    Refuse roll calls of the Council and of the Assembly in one frame.

    Parameters
    ----------
    ids : pandas.Index
        The roll calls, each once.

    Raises
    ------
    UnvotesError
        If there are such of both.

    Examples
    --------
    >>> check_one_body(pd.Index(["S/2012/77", "S/2011/612"]))
    """
    if ids.empty or not isinstance(ids[0], str):
        return
    bodies = {"S/": 0, "A/": 0}
    for start in bodies:
        begins = ids.str.startswith(start) if str(ids.dtype) == "str" else None
        bodies[start] = (
            sum(isinstance(name, str) and name.startswith(start) for name in ids)
            if begins is None
            else int(np.count_nonzero(begins))
        )
    if all(bodies.values()):
        raise UnvotesError(
            f"the votes are of two bodies: {bodies['S/']:,} roll calls of the Security Council "
            f"(S/…) and {bodies['A/']:,} of the General Assembly (A/…); their votes mean "
            "different things, so take one body at a time: "
            'votes[votes["roll_call"].astype(str).str.startswith("A/")]'
        )
