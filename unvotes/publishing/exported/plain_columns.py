"""Columns of the few kinds that every form of file knows: yes/no, numbers, days, times, texts."""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.frames import as_dates

__all__ = ["Kind", "days_of_zones", "kind_of", "plain_columns"]

Kind = Literal["boolean", "integer", "number", "date", "datetime", "string"]

_NUMBERS: Final = (int, float, np.number, decimal.Decimal, fractions.Fraction)


def plain_columns(frame: pd.DataFrame, ending: str, *, zones: bool = False) -> pd.DataFrame:
    """
    Give every column one of the kinds of `kind_of`, so that each form can say how it writes it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any frame.
    ending : str
        The form that is written, for the error.
    zones : bool, default False
        Whether the form can hold times with a time zone.

    Returns
    -------
    pandas.DataFrame
        With columns of ``bool`` and ``boolean``, ``int64`` and ``Int64``, ``float64``,
        ``datetime64``, and text as ``str`` or categories of ``str``.

    Raises
    ------
    UnvotesError
        If a cell holds several values, or times have a time zone that the form cannot hold.
    """
    return pd.DataFrame(
        {name: _plain(column, str(name), ending, zones) for name, column in frame.items()},
        copy=False,
    )


def kind_of(column: pd.Series) -> Kind:
    """
    Tell what a plain column holds.

    Parameters
    ----------
    column : pandas.Series
        A column of `plain_columns`.

    Returns
    -------
    str
        ``"date"`` for times that are all midnight.

    Examples
    --------
    >>> kind_of(pd.Series(pd.to_datetime(["2012-02-04"])))
    'date'
    """
    dtype = column.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        return "datetime"
    if isinstance(dtype, pd.CategoricalDtype) or pd.api.types.is_string_dtype(dtype):
        return "string"
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(dtype):
        return "integer"
    if pd.api.types.is_float_dtype(dtype):
        return "number"
    known = column.dropna()
    return "date" if (known == known.dt.normalize()).all() else "datetime"


def days_of_zones(column: pd.Series) -> pd.Series:
    """
    Take the time zone from days, which are midnight in it; times with a zone stay as they are.

    Parameters
    ----------
    column : pandas.Series
        Any column.

    Returns
    -------
    pandas.Series
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        local = column.dt.tz_localize(None)
        if (local.dropna() == local.dropna().dt.normalize()).all():
            return local
    return column


def _plain(column: pd.Series, name: str, ending: str, zones: bool) -> pd.Series:
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        held = dtype.categories
        if not pd.api.types.is_string_dtype(held.dtype) or held.dtype == object:
            return _plain(column.astype(object), name, ending, zones)
        return column
    if isinstance(dtype, pd.DatetimeTZDtype):
        days = days_of_zones(column)
        if days is column and not zones:
            raise _zone(name, str(dtype.tz), ending)
        return days
    if isinstance(dtype, pd.SparseDtype):
        return _plain(column.astype(dtype.subtype), name, ending, zones)
    if pd.api.types.is_datetime64_dtype(dtype) or pd.api.types.is_bool_dtype(dtype):
        return column
    if pd.api.types.is_integer_dtype(dtype):
        if str(dtype).lower() == "uint64":
            return column
        return column.astype("Int64" if column.hasnans else "int64")
    if pd.api.types.is_float_dtype(dtype):
        return column.astype("float64")
    if isinstance(dtype, np.dtype) and dtype.kind == "O":
        return _of_objects(column, name, ending, zones)
    if isinstance(dtype, pd.PeriodDtype) and str(dtype) == "period[D]":
        return as_dates(column, name)
    return _as_texts(column)


def _of_objects(column: pd.Series, name: str, ending: str, zones: bool) -> pd.Series:
    """Tell what values of any kind are, if they are of one kind, and make texts of them if not."""
    known = column.dropna()
    several = known.map(lambda value: isinstance(value, list | tuple | set | dict | np.ndarray))
    if several.any():
        value = known[several].iloc[0]
        raise UnvotesError(
            f"column {name!r} holds a {type(value).__name__} in a cell, and a cell of {ending} "
            "holds one value: give each value a row (explode), or join them into a text"
        )
    kinds = {_sort_of(value) for value in known}
    if kinds == {"yes/no"}:
        return column.astype("boolean")
    if kinds == {"whole"}:
        try:
            return column.astype("Int64")
        except (TypeError, ValueError, OverflowError):
            return _as_texts(column)
    if kinds <= {"whole", "number"} and kinds:
        return pd.to_numeric(column.map(float, na_action="ignore")).astype("float64")
    if kinds <= {"day", "time"} and kinds:
        try:
            return pd.to_datetime(column).astype("datetime64[us]")
        except (ValueError, TypeError, OverflowError):
            return _as_texts(column)
    if "time with a zone" in kinds and not zones:
        raise _zone(name, "of its own in each cell", ending)
    return _as_texts(column)


def _sort_of(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes/no"
    if isinstance(value, int | np.integer):
        return "whole"
    if isinstance(value, _NUMBERS):
        return "number"
    if isinstance(value, dt.datetime):
        return "time" if value.tzinfo is None else "time with a zone"
    return "day" if isinstance(value, dt.date | np.datetime64) else "text"


def _as_texts(column: pd.Series) -> pd.Series:
    return column.map(str, na_action="ignore").astype("str")


def _zone(name: str, zone: str, ending: str) -> UnvotesError:
    return UnvotesError(
        f"column {name!r} has times with a time zone ({zone}), which {ending} files cannot hold: "
        f"keep the times as they stand with frame[{name!r}].dt.tz_localize(None), or bring them "
        f"to one zone before, with .dt.tz_convert('UTC'); .parquet and .csv hold them"
    )
