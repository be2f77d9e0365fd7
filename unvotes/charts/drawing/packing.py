"""A chart's data, packed small into the figure and read back."""

from __future__ import annotations

import base64
import string
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

_DIGITS: Final = string.digits + string.ascii_letters
_MISSING: Final = "."
_LONG: Final = 20_000


# Characters beyond which codes are compressed, as those of a grid of the Assembly.


def _write_codes(codes: list[int], n_levels: int) -> dict[str, Any]:
    """Write codes as a text of one or two digits each, runs of one code as their length."""
    heads = [i for i, code in enumerate(codes) if i == 0 or code != codes[i - 1]]
    packed: dict[str, Any] = {}
    if 3 * len(heads) < len(codes):
        packed["runs"] = [b - a for a, b in pairwise([*heads, len(codes)])]
        codes = [codes[i] for i in heads]
    base = len(_DIGITS)
    width = 1 if n_levels <= base else 2
    if n_levels > base**2:
        return packed | {"codes": codes}
    digits = [_DIGITS[code // base] * (width - 1) + _DIGITS[code % base] for code in codes]
    text = "".join(
        _MISSING * width if code < 0 else digit for code, digit in zip(codes, digits, strict=True)
    )
    if len(text) > _LONG:
        packed["zip"] = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    else:
        packed["codes"] = text
    return packed | {"width": width}


def _read_codes(packed: Mapping[str, Any]) -> list[int]:
    codes = (
        zlib.decompress(base64.b64decode(packed["zip"])).decode()
        if "zip" in packed
        else packed["codes"]
    )
    if isinstance(codes, str):
        value = {digit: i for i, digit in enumerate(_DIGITS)}
        width = packed["width"]
        texts = [codes[i : i + width] for i in range(0, len(codes), width)]
        codes = [-1 if text[0] == _MISSING else _value(text, value) for text in texts]
    if "runs" in packed:
        codes = [code for code, n in zip(codes, packed["runs"], strict=True) for _ in range(n)]
    return list(codes)


def _value(text: str, digits: Mapping[str, int]) -> int:
    number = 0
    for character in text:
        number = number * len(digits) + digits[character]
    return number


def pack(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Write a frame as JSON in little space: repeated values once, with codes."""
    columns = []
    for name, values in frame.items():
        column: dict[str, Any] = {"name": str(name), "dtype": str(values.dtype)}
        if isinstance(values.dtype, pd.CategoricalDtype):
            column["levels"] = [str(level) for level in values.cat.categories]
            column["ordered"] = bool(values.cat.ordered)
            column |= _write_codes(values.cat.codes.tolist(), len(column["levels"]))
        elif pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(
            values.dtype
        ):
            objects = values.astype(object)
            column["values"] = objects.where(values.notna(), None).tolist()
        else:
            codes, levels = pd.factorize(values)
            column["levels"] = [_write_level(level) for level in levels]
            column |= _write_codes(codes.tolist(), len(levels))
        columns.append(column)
    return columns


def _write_level(level: Any) -> str | bool:
    if isinstance(level, pd.Timestamp | datetime):
        return level.isoformat()
    return bool(level) if isinstance(level, bool | np.bool_) else str(level)


def unpack(columns: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """
    Read back what `pack` wrote.

    Parameters
    ----------
    columns : list of dict
        As from `pack`.

    Returns
    -------
    DataFrame
        Equal to the frame that was packed.
    """
    frame: dict[str, pd.Series] = {}
    for column in columns:
        if "ordered" in column:
            dtype = pd.CategoricalDtype(list(column["levels"]), ordered=column["ordered"])
            coded = pd.Categorical.from_codes(_read_codes(column), dtype=dtype)
            frame[column["name"]] = pd.Series(coded)
            continue
        if "levels" in column:
            levels = [*column["levels"], None]
            values = [levels[code] for code in _read_codes(column)]
        else:
            values = list(column["values"])
        frame[column["name"]] = pd.Series(values, dtype=object).astype(column["dtype"])
    return pd.DataFrame(frame)
