"""The presidencies of the United States, by which votes can be grouped."""

from __future__ import annotations

import pandas as pd

from unvotes.record.data_files import read_table

__all__ = ["presidencies"]


def presidencies() -> pd.DataFrame:
    """
    When each President of the United States was in office.

    Statistics take it with ``by="presidency"``. Any other table of named periods does as well:
    ``periods=`` takes a frame with the same first three columns, such as the terms of another
    state's governments, or a part of this one.

    Returns
    -------
    pandas.DataFrame
        A row per presidency since 1945, in order: ``period`` (str), ``since`` and ``until``
        (datetime64: first and last day, both included; a presidency begins on the day of the
        oath; the last has no end), ``source`` (str).

    Examples
    --------
    >>> presidencies().tail(3)[["period", "since", "until"]]
                period      since      until
    12   Trump (first) 2017-01-20 2021-01-19
    13           Biden 2021-01-20 2025-01-19
    14  Trump (second) 2025-01-20        NaT
    """
    table = read_table("presidencies.csv")
    for day in ("since", "until"):
        table[day] = pd.to_datetime(table[day].replace("", None), format="%Y-%m-%d")
    return table
