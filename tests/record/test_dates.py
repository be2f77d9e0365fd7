"""Dates as people write them, and the ends of periods, one by one."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from unvotes.errors import UnvotesError
from unvotes.record.dates import as_date, as_period


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2012-02-04", "2012-02-04", "2012-02-04"),
        (" 2012-02 ", "2012-02-01", "2012-02-29"),
        ("2011-02", "2011-02-01", "2011-02-28"),
        ("2012-12", "2012-12-01", "2012-12-31"),
        ("2012", "2012-01-01", "2012-12-31"),
        (1946, "1946-01-01", "1946-12-31"),
        (np.int64(1946), "1946-01-01", "1946-12-31"),
        (dt.date(2012, 2, 4), "2012-02-04", "2012-02-04"),
        (dt.datetime(2012, 2, 4, 23, 30), "2012-02-04", "2012-02-04"),
        (pd.Timestamp("2012-02-04 23:30", tz="Asia/Tokyo"), "2012-02-04", "2012-02-04"),
    ],
)
def test_dates(value: object, first: str, last: str) -> None:
    assert as_date(value) == pd.Timestamp(first)
    assert as_date(value, last=True) == pd.Timestamp(last)
    assert as_period(value, value) == (pd.Timestamp(first), pd.Timestamp(last))


@pytest.mark.parametrize(
    "value",
    ["04/02/2012", "2012-2", "2012-13", "2011-02-29", "12", "", "2012-02-04 10:00", pd.NaT, 12.5],
)
def test_what_is_no_date(value: object) -> None:
    with pytest.raises(UnvotesError, match=r"until .* is not a date; write the day as"):
        as_period(None, value)
    with pytest.raises(UnvotesError, match=r"^since .* is not a date"):
        as_period(value, None)
    with pytest.raises(UnvotesError, match=r"^date .* is not a date"):
        as_date(value)


def test_open_ends_and_ends_in_the_wrong_order() -> None:
    assert as_period(None, None) == (None, None)
    assert as_period("2012", None) == (pd.Timestamp("2012-01-01"), None)
    assert as_period(None, "2012") == (None, pd.Timestamp("2012-12-31"))
    day = pd.Timestamp("2012-02-04")
    assert as_period(day, day) == (day, day)
    with pytest.raises(UnvotesError, match="did you mean since='2011', until='2012'"):
        as_period("2012", "2011")
