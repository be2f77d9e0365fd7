"""Rows of estimates: n, interval, and why one is withheld."""

from __future__ import annotations

import numpy as np
import pandas as pd

from unvotes.analysis.core.matrix import VoteMatrix
from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.results import ALL_ALIKE, too_few, with_notes
from unvotes.analysis.core.uncertainty import (
    Floats,
    Uncertainty,
)
from unvotes.errors import UnvotesError


def require_rows(table: pd.DataFrame, matrix: VoteMatrix) -> pd.DataFrame:
    """Refuse to answer with a table without rows."""
    if table.empty:
        raise UnvotesError(
            f"no two of the {len(matrix.members)} members voted on the same roll call "
            f"({matrix.selection})"
        )
    return with_notes(table, matrix.selection)


def _withheld_reasons(value: Floats, n: Floats, min_shared: int) -> pd.Categorical[str]:
    """Say why an estimate is withheld, or nothing."""
    codes = np.select([n < min_shared, np.isnan(value)], [1, 2])
    return pd.Categorical.from_codes(codes, pd.Index(["", too_few(min_shared), ALL_ALIKE]))


def estimate_rows(
    tables: Floats,
    measure: Measure,
    how: Uncertainty,
    min_shared: int,
    ends: tuple[Floats, Floats],
) -> pd.DataFrame:
    """Make one row per table: estimate, n, interval, and what is withheld; the method apart."""
    value = measure(tables.astype(float))
    n = tables.sum(axis=(0, 1))
    short = n < min_shared
    table = pd.DataFrame(
        {
            "estimate": np.where(short, np.nan, value),
            "n": n.astype(np.int64),
            "low": np.where(short, np.nan, ends[0]),
            "high": np.where(short, np.nan, ends[1]),
            "withheld": _withheld_reasons(value, n, min_shared),
        }
    )
    table.attrs["method"] = how.describe(drawn=how.clustered or not measure.is_share)
    return table
