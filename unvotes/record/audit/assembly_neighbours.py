"""The audit of the Assembly's roll calls against those beside them: repeats, parts, order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.record.audit.defects import defects
from unvotes.record.data_files import read_table

__all__ = ["neighbour_defects"]

#: Equal letters are no surprise where fewer members than this voted unlike the rest.
_DIVIDED = 10
#: A resolution's day lies no farther than this, in days, from those of the numbers beside it.
_APART = 14
#: How many numbers up and down count as beside, and how many of them it takes.
_BESIDE, _ENOUGH = 6, 3
#: Parts of one resolution may have unlike topics if all belong to one of these: the annual
#: resolutions on disarmament, and those on Israel and its neighbours.
_FAMILIES = [
    {"Disarmament", "Nuclear weapons", "Outer space"},
    {"Palestine", "Golan", "Arab–Israeli conflict", "Lebanon"},
]


def _unexpected(found: pd.DataFrame) -> pd.DataFrame:
    """Leave out what history made: the exceptions, by roll call and check."""
    if found.empty:
        return found
    known = read_table("general_assembly/exceptions.csv")
    names = set(zip(known["roll_call"], known["check"], strict=True))
    keys = zip(found["roll_call"], found["check"], strict=True)
    return found[[key not in names for key in keys]]


def _equal_letters(calls: pd.DataFrame, grid: npt.NDArray[np.int8]) -> pd.DataFrame:
    """Find roll calls of a session with the same votes, member for member, if they divided."""
    counts = calls[["yes", "no", "abstain"]].to_numpy()
    divided = counts.sum(axis=1) - counts.max(axis=1) >= _DIVIDED
    keys = pd.DataFrame(
        {"session": calls["session"].astype("str"), "letters": [row.tobytes() for row in grid]},
        index=calls.index,
    )[divided]
    keys = keys[keys.duplicated(keep=False)]
    names, others = [], []
    for _, rows in calls.loc[keys.index].groupby([keys["session"], keys["letters"]])["roll_call"]:
        for name in rows:
            names.append(name)
            others.append(", ".join(other for other in rows if other != name))
    return defects(
        "equal letters",
        "Another roll call of the session has the same votes, member for member.",
        names,
        found=others,
    )


def _whole_and_part(calls: pd.DataFrame, grid: npt.NDArray[np.int8]) -> pd.DataFrame:
    """Find parts of a resolution that repeat the vote on the whole, listed beside it."""
    symbols = calls["symbol"].astype("str").where(calls["kind"] == "resolution", "")
    place = {symbol: i for i, symbol in enumerate(symbols) if symbol}
    ids = calls["roll_call"].to_list()
    names, others = [], []
    for symbol, i in place.items():
        base, _, part = symbol.rpartition(" ")
        if part and base in place and (grid[i] == grid[place[base]]).all():
            names.append(ids[i])
            others.append(base)
    return defects(
        "one vote twice",
        "The whole resolution and this part of it have the same votes: one vote, two roll calls.",
        names,
        found=others,
    )


def _same_record(calls: pd.DataFrame) -> pd.DataFrame:
    url = calls["url"].astype("str")
    twice = url.str.contains("digitallibrary") & url.duplicated(keep=False)
    return defects(
        "duplicate record",
        "Two roll calls lead to one record of the UN Digital Library.",
        calls.loc[twice, "roll_call"],
        found=url[twice].to_numpy(),
    )


def _decisions(calls: pd.DataFrame) -> Iterator[pd.DataFrame]:
    symbol, kind = calls["symbol"].astype("str"), calls["kind"].astype("str")
    wrong = symbol.str.startswith("A/DEC/") != (kind == "decision")
    # A decision whose number no source gives has no symbol.
    wrong &= (symbol != "") | (kind != "decision")
    yield defects(
        "decision",
        "A/DEC/ is the symbol of a decision, and of nothing else.",
        calls.loc[wrong, "roll_call"],
        found=kind[wrong].to_numpy(),
    )
    nameless = (
        (symbol == "")
        & (kind == "resolution")
        & (calls["outcome"] == "adopted")
        & calls["sources"].astype("str").str.contains("undl")
    )
    yield defects(
        "resolution without a number",
        "An adopted text that the Library gives no number may be a decision.",
        calls.loc[nameless, "roll_call"],
    )


def _parts(calls: pd.DataFrame) -> pd.DataFrame:
    """Find roll calls whose topic is unlike that of the resolution's other parts and votes."""
    base = calls["symbol"].astype("str").str.extract(r"^(A/RES/[^ #]+)", expand=False)
    topic = calls["topic"].astype("str").where(calls["topic"].notna())
    coded = pd.DataFrame({"base": base, "topic": topic, "roll_call": calls["roll_call"]})
    names, found, expected = [], [], []
    coded = coded.dropna(subset=["base", "topic"])
    # Most resolutions have one topic, and need no look: there are thousands.
    unlike = coded.drop_duplicates(["base", "topic"])["base"]
    unlike = unlike[unlike.duplicated()]
    for _, rows in coded[coded["base"].isin(unlike)].groupby("base"):
        if any(set(rows["topic"]) <= family for family in _FAMILIES):
            continue
        usual = rows["topic"].mode()[0]
        odd = rows[rows["topic"] != usual]
        names += odd["roll_call"].tolist()
        found += odd["topic"].tolist()
        expected += [usual] * len(odd)
    return defects(
        "topics of parts",
        "The parts of one resolution, and the votes on it, have unlike topics.",
        names,
        found=found,
        expected=expected,
    )


def _order(calls: pd.DataFrame) -> pd.DataFrame:
    """Find resolutions whose day lies far from those of the numbers beside them."""
    chosen = calls[
        calls["resolution"].notna()
        & (calls["kind"] == "resolution")
        & ~calls["session"].astype("str").str.startswith("ES")
    ]
    numbers = chosen["resolution"].to_numpy(dtype=np.int64)
    days = chosen["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    ids = chosen["roll_call"].to_numpy()
    names, found, expected = [], [], []
    for rows in chosen.groupby(chosen["session"].astype("str")).indices.values():
        number, day = numbers[rows], days[rows]
        near = np.abs(number - number[:, None]) <= _BESIDE
        np.fill_diagonal(near, False)
        low = np.where(near, day, day.max()).min(axis=1)
        high = np.where(near, day, day.min()).max(axis=1)
        away = (day < low - _APART) | (day > high + _APART)
        away &= near.sum(axis=1) >= _ENOUGH
        names += ids[rows[away]].tolist()
        found += day[away].astype("datetime64[D]").astype(str).tolist()
        ends = (end[away].astype("datetime64[D]").astype(str) for end in (low, high))
        expected += [f"{first} to {last}" for first, last in zip(*ends, strict=True)]
    return defects(
        "number against date",
        "The resolutions with numbers beside it are of other days.",
        names,
        found=found,
        expected=expected,
    )


def neighbour_defects(
    calls: pd.DataFrame,
    row: npt.NDArray[np.int64],
    seat: npt.NDArray[np.integer],
    cast: npt.NDArray[np.integer],
    seats: int,
) -> Iterator[pd.DataFrame]:
    """
    Find roll calls that do not fit those beside them.

    Parameters
    ----------
    calls : DataFrame
        The roll calls, with the index 0, 1, 2 …
    row, seat, cast : array of int
        Of each vote: position of the roll call (-1: none), number of the seat, code of the vote.
    seats : int
        How many seats there are.

    Yields
    ------
    DataFrame
        Defects: ``equal letters``, ``one vote twice``, ``duplicate record``, ``decision``,
        ``resolution without a number``, ``topics of parts``, ``number against date``. What
        ``data/general_assembly/exceptions.csv`` names is none.
    """
    grid = np.full((len(calls), seats), -1, dtype=np.int8)
    there = row >= 0
    grid[row[there], seat[there]] = cast[there]
    named = calls.assign(roll_call=calls["roll_call"].astype("str"))
    for table in (
        _equal_letters(named, grid),
        _whole_and_part(named, grid),
        _same_record(named),
        *_decisions(named),
        _parts(named),
        _order(named),
    ):
        yield _unexpected(table)
