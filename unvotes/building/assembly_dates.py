"""
The day of each of the Assembly's roll calls.

The Library gives the day of what it has. Voeten's compilation gives the month, and until session
57 a number from 1 to 7 in place of the day: the day of the week, shifted by as much for all roll
calls of a month. What is known of the days around a roll call decides between the weeks.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["DATE_SOURCES", "day_of_each"]

#: How a date is known, from the surest to the least sure.
DATE_SOURCES = ["undl", "voeten", "resolution", "neighbours", "weekday", "estimated"]
#: From this regular session on, Voeten's days are days.
_DAYS_FROM = 58
#: From this year on the shift of the days of the week is the same in every month.
_STEADY_FROM, _STEADY = "1985", 2


def _shifts(joined: pd.DataFrame) -> dict[str, int]:
    """Learn, per month, by how much the numbers differ from days of the week (Monday: 0)."""
    known = joined[
        (joined["date_source"] == "undl")
        & (joined["cycle"] < _DAYS_FROM)
        & (joined["voeten_date"].str[:7] == joined["library_date"].str[:7])
    ]
    weekday = pd.to_datetime(known["date"]).dt.day_of_week
    shift = (known["voeten_date"].str[8:].astype(int) - weekday) % 7
    shifts = {}
    for month, values in shift.groupby(known["voeten_date"].str[:7]):
        counts = values.value_counts()
        if counts.iloc[0] > 0.8 * counts.sum():
            shifts[str(month)] = int(counts.index[0])
    return shifts


def _days(given: str, shifts: dict[str, int]) -> list[str]:
    """List the days of a month that Voeten's number of the day of the week allows."""
    month = given[:7]
    days = pd.date_range(f"{month}-01", periods=pd.Period(month).days_in_month)
    shift = shifts.get(month, _STEADY if month >= _STEADY_FROM else None)
    if shift is not None:
        fits = (days.day_of_week + shift - int(given[8:])) % 7 == 0
        days = days[fits]
    return [f"{day:%Y-%m-%d}" for day in days]


def day_of_each(joined: pd.DataFrame) -> pd.DataFrame:
    """
    Date the roll calls.

    Parameters
    ----------
    joined : DataFrame
        A row per roll call: ``cycle``, ``session``, ``number``, ``part``, ``page``,
        ``library_date``, ``voeten_date``, ``voeten_id``, ``voted_from`` (a day before
        which it cannot be), ``opened`` and ``closed`` (first and last day of the session).

    Returns
    -------
    DataFrame
        ``date`` (ISO text) and ``date_source``, with the index of `joined`:

        - ``undl``: the Library's day
        - ``voeten``: Voeten's day, from session 58 on
        - ``resolution``: the day of the vote on the resolution whose part or amendment it is
        - ``neighbours``: the votes before and after it are of one day
        - ``weekday``: the only day of its month with the right day of the week that lies
          between the votes before and after it, or on which the Library has votes
        - ``estimated``: one of several days that are possible, the first
    """
    frame = joined.assign(date="", date_source="")
    # Two of the Library's days lie outside their sessions, two are only years.
    exact = (frame["library_date"].str.len() == 10) & frame["library_date"].between(
        frame["opened"], frame["closed"]
    )
    frame.loc[exact, "date"] = frame.loc[exact, "library_date"]
    frame.loc[exact, "date_source"] = "undl"
    late = ~exact & (frame["cycle"] >= _DAYS_FROM)
    frame.loc[late, "date"] = frame.loc[late, "voeten_date"]
    frame.loc[late, "date_source"] = "voeten"

    shifts = _shifts(frame)
    known = frame[exact]
    of_part = known[known["number"] != ""].groupby(["session", "number", "part"])["date"].first()
    texts = known[known["number"] != ""].groupby(["session", "number"])["date"]
    of_text = of_part.to_dict() | texts.first()[texts.nunique() == 1].to_dict()
    voting_days = known.groupby("cycle")["date"].agg(set).to_dict()
    # The printed records run on from page to page within a month; else Voeten's own order holds.
    frame["place"] = frame["page"].fillna(frame["voeten_id"].astype("Float64"))
    frame["month"] = frame["voeten_date"].str[:7]
    for _, rows in frame[frame["voeten_date"] != ""].groupby("session", sort=False):
        rows = rows.sort_values(["month", "place"], kind="stable")
        days = rows["date"].to_numpy(dtype=object)
        dated = days != ""
        in_order = bool((np.diff(days[dated].astype("datetime64[D]")).astype(int) >= 0).all())
        for i in np.flatnonzero(~dated):
            row = rows.iloc[i]
            text = (row["session"], row["number"], row["part"])
            whole = of_text.get(text, of_text.get(text[:2]))
            if whole:
                found, how = whole, "resolution"
            else:
                before, after = days[:i][dated[:i]], days[i + 1 :][dated[i + 1 :]]
                low = max(row["opened"], row["voted_from"])
                low = max(low, before[-1]) if in_order and len(before) else low
                high = after[0] if in_order and len(after) else row["closed"]
                found, how = _choose(
                    row["voeten_date"], low, high, shifts, voting_days.get(row["cycle"], set())
                )
            frame.loc[row.name, ["date", "date_source"]] = [found, how]
    return frame[["date", "date_source"]]


def _choose(
    given: str, low: str, high: str, shifts: dict[str, int], voting_days: set[str]
) -> tuple[str, str]:
    """Choose a day between two others."""
    if low >= high:
        return low, "neighbours"
    possible = [day for day in _days(given, shifts) if low <= day <= high]
    if len(possible) == 1:
        return possible[0], "weekday"
    voted = [day for day in possible if day in voting_days]
    if len(voted) == 1:
        return voted[0], "weekday"
    if voted or possible:
        return (voted or possible)[0], "estimated"
    month = [day for day in _days(given, {}) if low <= day <= high]
    return (month[0] if month else max(low, f"{given[:7]}-01")), "estimated"
