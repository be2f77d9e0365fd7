"""R objects as R's own files: data only, format 2, which every R since 2001 reads."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["frame_bytes", "list_bytes", "matrix_bytes", "vector_bytes", "write_rds"]

_INTEGER, _REAL, _STRINGS, _LIST, _LOGICAL = 13, 14, 16, 19, 10
_NA = -(2**31)
_HAS_ATTRIBUTES, _IS_OBJECT, _HAS_TAG = 0x200, 0x100, 0x400
_NOTHING = struct.pack(">i", 254)
#: R's NA among doubles: a NaN that ends in 1954.
_NA_REAL = np.array([0x7FF00000000007A2], dtype=">u8").view(">f8")[0]


def write_rds(item: bytes, path: Path) -> None:
    """
    Write one object as an ``.rds`` file, packed with gzip.

    Parameters
    ----------
    item : bytes
        What one of the other functions gives.
    path : pathlib.Path
        The file.
    """
    head = b"X\n" + struct.pack(">iii", 2, 0x30500, 0x20300)
    # Without a time stamp the same votes give the same bytes.
    path.write_bytes(gzip.compress(head + item, mtime=0))


def _text(value: str | None) -> bytes:
    if value is None:
        return struct.pack(">ii", 9, -1)
    raw = value.encode("utf-8", "replace")
    return struct.pack(">ii", 9 | (0x40000 if raw.isascii() else 0x8000), len(raw)) + raw


def _pairs(named: Mapping[str, bytes]) -> bytes:
    out = b""
    for name, value in named.items():
        out += struct.pack(">ii", 2 | _HAS_TAG, 1) + _text(name) + value
    return out + _NOTHING


def _object(kind: int, body: bytes, attributes: Mapping[str, bytes] | None = None) -> bytes:
    flags = kind
    if attributes:
        flags |= _HAS_ATTRIBUTES | (_IS_OBJECT if "class" in attributes else 0)
    return struct.pack(">i", flags) + body + (_pairs(attributes) if attributes else b"")


def vector_bytes(values: Any, attributes: Mapping[str, bytes] | None = None) -> bytes:
    """
    Give a vector: of integers, doubles, logicals, texts, dates or a factor.

    Parameters
    ----------
    values : sequence, array or Series
        Missing values become R's NA. Days become ``Date``, a categorical a factor.
    attributes : mapping of str to bytes, optional
        Further attributes.

    Returns
    -------
    bytes
    """
    more = dict(attributes or {})
    if isinstance(values, str):
        values = [values]
    column = pd.Series(values)
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy().astype(">i4") + 1
        codes[codes == 0] = _NA
        levels = [str(level) for level in column.cat.categories]
        more |= {"levels": vector_bytes(levels), "class": vector_bytes(["factor"])}
        return _object(
            _INTEGER, struct.pack(">i", len(codes)) + codes.astype(">i4").tobytes(), more
        )
    kind = column.dtype.kind if isinstance(column.dtype, np.dtype) else ""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        days = column.to_numpy().astype("datetime64[D]")
        numbers = days.astype(np.int64).astype(">f8")
        numbers[np.isnat(days)] = _NA_REAL
        more |= {"class": vector_bytes(["Date"])}
        return _object(_REAL, struct.pack(">i", len(numbers)) + numbers.tobytes(), more)
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_integer_dtype(column.dtype):
        logical = pd.api.types.is_bool_dtype(column.dtype)
        whole = column.astype("Int64").fillna(_NA).to_numpy(dtype=np.int64)
        if np.abs(whole[whole != _NA]).max(initial=0) < 2**31:
            body = struct.pack(">i", len(whole)) + whole.astype(">i4").tobytes()
            return _object(_LOGICAL if logical else _INTEGER, body, more)
        column, kind = column.astype("float64"), "f"
    if kind == "f" or pd.api.types.is_float_dtype(column.dtype):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan).astype(">f8")
        numbers[np.isnan(numbers)] = _NA_REAL
        return _object(_REAL, struct.pack(">i", len(numbers)) + numbers.tobytes(), more)
    texts = [None if value is None or value != value else str(value) for value in column.tolist()]
    return _object(_STRINGS, struct.pack(">i", len(texts)) + b"".join(map(_text, texts)), more)


def list_bytes(items: Mapping[str, bytes], classes: Sequence[str] = ()) -> bytes:
    """
    Give a list with names.

    Parameters
    ----------
    items : mapping of str to bytes
        Its parts.
    classes : sequence of str, optional
        Its class.

    Returns
    -------
    bytes
    """
    attributes = {"names": vector_bytes(list(items))}
    if classes:
        attributes["class"] = vector_bytes(list(classes))
    body = struct.pack(">i", len(items)) + b"".join(items.values())
    return _object(_LIST, body, attributes)


def frame_bytes(frame: pd.DataFrame, names: Sequence[str] | None = None) -> bytes:
    """
    Give a data frame.

    Parameters
    ----------
    frame : DataFrame
        Its columns.
    names : sequence of str, optional
        Names of its rows; else they are numbered, as R does it.

    Returns
    -------
    bytes
    """
    columns = [vector_bytes(frame[name]) for name in frame.columns]
    numbered = _object(_INTEGER, struct.pack(">iii", 2, _NA, -len(frame)))
    attributes = {
        "names": vector_bytes([str(name) for name in frame.columns]),
        "class": vector_bytes(["data.frame"]),
        "row.names": numbered if names is None else vector_bytes(list(names)),
    }
    return _object(_LIST, struct.pack(">i", len(columns)) + b"".join(columns), attributes)


def matrix_bytes(
    matrix: npt.NDArray[np.integer[Any]], rows: Sequence[str], columns: Sequence[str]
) -> bytes:
    """
    Give a matrix of integers with names.

    Parameters
    ----------
    matrix : array of int
        Rows and columns.
    rows, columns : sequence of str
        Their names.

    Returns
    -------
    bytes
    """
    names = struct.pack(">i", 2) + vector_bytes(list(rows)) + vector_bytes(list(columns))
    attributes = {
        "dim": vector_bytes(np.array(matrix.shape, dtype=np.int32)),
        "dimnames": _object(_LIST, names),
    }
    cells = np.asarray(matrix, dtype=">i4").tobytes(order="F")
    return _object(_INTEGER, struct.pack(">i", matrix.size) + cells, attributes)
