"""The Council's votes as one file: what is decoded from the record's lines, to be read at once."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa

from unvotes.record.council import UNSEALED, VOTES_FILE, made_of, sealed
from unvotes.record.council_lines import decoded_votes

__all__ = ["votes_file"]


def votes_file(lines: bytes, terms: bytes) -> bytes:
    """
    Write the votes that follow from the record's lines.

    Parameters
    ----------
    lines, terms : bytes
        What ``roll_calls.csv`` and ``terms.csv`` hold.

    Returns
    -------
    bytes
        ``votes.arrow``: the columns of `unvotes.load_votes` in Arrow's own format, and in the
        schema's metadata of what they were made, and a checksum of the whole. Not compressed, since
        to unpack it would take longer than to read it; wheels and git compress it to a twelfth.
    """
    votes = decoded_votes(lines, terms)
    made = made_of(io.BytesIO(lines), io.BytesIO(terms)) | {VOTES_FILE.encode(): UNSEALED}
    arrays = {str(name): _array(column) for name, column in votes.items()}
    table = pa.table(arrays).replace_schema_metadata(made)
    buffer = io.BytesIO()
    with pa.ipc.new_file(buffer, table.schema) as file:
        file.write_table(table)
    return sealed(buffer.getvalue())


def _array(column: pd.Series) -> pa.Array:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return pa.array(column.to_numpy())
    words = pa.array(column.cat.categories.tolist(), pa.large_string())
    return pa.DictionaryArray.from_arrays(pa.array(column.cat.codes.to_numpy()), words)
