"""
The Security Council's roll calls and votes, from the record's files.

The votes follow from ``roll_calls.csv`` and ``terms.csv``; `unvotes.record.council_lines` decodes
them. That takes as long as pandas takes to read as many votes, so they stand in ``votes.arrow``
too, which says of which files it was made: where it is missing, damaged or was made of others, the
votes are decoded.
"""

from __future__ import annotations

import functools
import hashlib
import io
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from unvotes.frames import text_index
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.schema import ROLL_CALLS, VOTES, as_frame, columns_of
from unvotes.record.views import View
from unvotes.record.vocabulary import OUTCOME, VOTE

__all__ = [
    "LINES",
    "TERMS",
    "UNSEALED",
    "VOTES_FILE",
    "council_roll_calls",
    "council_votes",
    "made_of",
    "sealed",
]

File = io.BufferedReader | io.BytesIO

_BODY = "security-council"
#: The record of the Council, inside the data folder, and the votes made of it.
LINES, TERMS = "security_council/roll_calls.csv", "security_council/terms.csv"
VOTES_FILE = "security_council/votes.arrow"
#: Where the file of the votes has its own checksum, which is reckoned with zeros in its place.
UNSEALED = b"crc32:00000000"


def made_of(lines: File, terms: File) -> dict[bytes, bytes]:
    """
    Say of what votes were made: the files, each with its checksum.

    Parameters
    ----------
    lines, terms : binary file
        ``roll_calls.csv`` and ``terms.csv``.

    Returns
    -------
    dict of bytes to bytes
        As the schema of ``votes.arrow`` has it: SHA-256 in hexadecimal digits.

    Examples
    --------
    >>> import io
    >>> made_of(io.BytesIO(), io.BytesIO())[b"security_council/terms.csv"][:7]
    b'e3b0c44'
    """
    files = {LINES: lines, TERMS: terms}
    return {
        name.encode(): hashlib.file_digest(file, "sha256").hexdigest().encode()
        for name, file in files.items()
    }


def sealed(content: bytes) -> bytes:
    """
    Write its own checksum into a file of votes.

    Parameters
    ----------
    content : bytes
        The file, with `UNSEALED` where the checksum stands.

    Returns
    -------
    bytes
        As long as before.

    Examples
    --------
    >>> sealed(b"votes crc32:00000000")
    b'votes crc32:e1a42ad0'
    """
    return content.replace(UNSEALED, b"crc32:%08x" % zlib.crc32(content))


def _is_whole(content: bytes) -> bool:
    """Tell a file of votes as it was written from a damaged one, which Arrow need not notice."""
    at = content.find(UNSEALED[:6])
    seal = content[at : at + len(UNSEALED)]
    return at >= 0 and sealed(content.replace(seal, UNSEALED)) == content


def _votes_file(folder: Path, made: dict[bytes, bytes]) -> pd.DataFrame | None:
    """Read the file of the votes; None if there is none, or it was made of something else."""
    try:
        # Read whole, not mapped: what is mapped could not be written anew on Windows.
        content = (folder / VOTES_FILE).read_bytes()
        if not _is_whole(content):
            return None
        file = pa.ipc.open_file(pa.py_buffer(content))
        if not made.items() <= file.schema.metadata.items():
            return None
        batch = file.get_batch(0)
    except (OSError, pa.ArrowException):
        return None
    columns = columns_of(VOTES, _BODY)
    if batch.schema.names != [column.name for column in columns]:
        return None
    values: dict[str, object] = {}
    for column in columns:
        stored = batch.column(column.name)
        if isinstance(stored, pa.BooleanArray):
            # Arrow would start threads for it.
            bits = np.frombuffer(stored.buffers()[1], dtype=np.uint8)
            flags = np.unpackbits(bits, count=len(stored), bitorder="little")
            values[column.name] = flags.view(bool)
            continue
        if not isinstance(stored, pa.DictionaryArray):
            values[column.name] = stored.to_numpy()
            continue
        dtype = column.dtype
        if not isinstance(dtype, pd.CategoricalDtype):
            dtype = pd.CategoricalDtype(text_index(stored.dictionary))
        elif stored.dictionary.to_pylist() != dtype.categories.tolist():
            return None
        codes = stored.indices.to_numpy()
        values[column.name] = pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
    return as_frame(values, VOTES, _BODY)


@functools.cache
def council_votes(view: View) -> pd.DataFrame:
    """
    The Council's votes.

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
    folder = data_folder()
    with (folder / LINES).open("rb") as lines, (folder / TERMS).open("rb") as terms:
        votes = _votes_file(folder, made_of(lines, terms))
    if votes is None:
        from unvotes.record.council_lines import decoded_votes  # here, since it is seldom needed

        votes = decoded_votes((folder / LINES).read_bytes(), (folder / TERMS).read_bytes())
    return votes


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

    table, votes = read_table(LINES), council_votes("seat")
    row, cast = (votes[name].cat.codes.to_numpy() for name in ("roll_call", "vote"))
    counts = {
        name: np.bincount(row[cast == code], minlength=len(table))
        for code, name in enumerate(VOTE.categories)
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
    return as_frame(values, ROLL_CALLS, _BODY)
