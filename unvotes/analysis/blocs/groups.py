"""Groups as a column of the votes: parties and the like, valid on the day of each vote."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from unvotes.analysis.blocs.bloc import Bloc, Spell
from unvotes.analysis.blocs.ready import as_bloc
from unvotes.errors import UnvotesError, UnvotesWarning, shown, unknown

__all__ = ["each_group", "meant_bloc"]


def meant_bloc(
    bloc: Bloc | str | Iterable[str] | None,
    votes: pd.DataFrame,
    group: Hashable | None,
    *,
    what: str = "bloc",
) -> Bloc:
    """
    Read an argument that stands for a bloc, or for one value of a column of groups.

    Parameters
    ----------
    bloc : Bloc, str, iterable of str, or a value of the column
        Which.
    votes : DataFrame
        The votes.
    group : str, optional
        The column of groups.
    what : str, default "bloc"
        What the error calls it.

    Returns
    -------
    Bloc
        Of a group: its members, each for the days on which the column said so.

    Raises
    ------
    UnvotesError
        If there is no such bloc or group.

    Examples
    --------
    >>> votes = pd.DataFrame({
    ...     "roll_call": ["1", "2"], "member": ["Ada", "Ada"], "vote": ["yes", "no"],
    ...     "date": pd.to_datetime(["2024-01-15", "2024-02-12"]), "party": ["Red", "Blue"],
    ... })
    >>> meant_bloc("Blue", votes, "party").spells
    (Spell(member='Ada', since=datetime.date(2024, 2, 12), until=datetime.date(2024, 2, 12)),)
    """
    if group is None:
        if bloc is None:
            raise UnvotesError(
                f"{what}: say which, or give group= with a column of the votes, such as 'party'"
            )
        return as_bloc(bloc, votes, what=what)
    column = _column(votes, group)
    names = {str(value): value for value in column.dropna().unique()}
    if str(bloc) not in names:
        raise unknown(f"{what} in the column {shown(group)}", bloc, list(names))
    inside = (column == names[str(bloc)]).to_numpy(dtype=bool, na_value=False)
    rows = pd.DataFrame({"member": votes["member"].astype("str").to_numpy(), "inside": inside})
    if "date" not in votes.columns or votes["date"].isna().all():
        spread = rows.groupby("member")["inside"].agg(["min", "max"])
        changed = spread.index[spread["min"] != spread["max"]]
        if len(changed):
            raise UnvotesError(
                f"member {shown(changed[0])} is in {str(bloc)!r} and out of it again, and the "
                "votes have no column 'date' that says when"
            )
        spells = [Spell(name, None, None) for name in spread.index[spread["max"]]]
        return Bloc._of(str(bloc), spells, of_states=False)
    rows["day"] = pd.to_datetime(votes["date"]).to_numpy().astype("datetime64[D]")
    return Bloc._of(str(bloc), _spells(rows, str(bloc)), of_states=False)


def _spells(rows: pd.DataFrame, name: str) -> list[Spell]:
    """Find the stretches of days through which each member belonged."""
    days = rows.groupby(["member", "day"])["inside"].agg(["min", "max"]).reset_index()
    both = days[days["min"] != days["max"]]
    if len(both):
        who, day = both["member"].iloc[0], both["day"].iloc[0]
        raise UnvotesError(
            f"member {shown(who)} is both in {shown(name)} and out of it on {day:%Y-%m-%d}; a "
            "group holds for a day"
        )
    change = (days["member"] != days["member"].shift()) | (days["max"] != days["max"].shift())
    runs = days.assign(run=np.cumsum(change))[days["max"]].groupby("run")
    ends = runs.agg(member=("member", "first"), since=("day", "min"), until=("day", "max"))
    return [
        Spell(str(member), since.date(), until.date())
        for member, since, until in zip(ends["member"], ends["since"], ends["until"], strict=True)
    ]


def _column(votes: pd.DataFrame, group: Hashable) -> pd.Series:
    if not isinstance(votes, pd.DataFrame):
        raise UnvotesError(f"votes must be a DataFrame, not {type(votes).__name__}")
    for name in (group, "member"):
        if name not in votes.columns:
            raise unknown("column", name, [str(column) for column in votes.columns])
    return votes[group]


def each_group(
    statistic: Callable[..., pd.DataFrame], votes: pd.DataFrame, group: Hashable, **choices: Any
) -> pd.DataFrame:
    """
    Put one statistic of each group below the others.

    Parameters
    ----------
    statistic : callable
        Takes the votes, the name of a group, ``group=`` and the choices.
    votes : DataFrame
        The votes.
    group : str
        The column of groups.
    **choices
        What else the statistic takes.

    Returns
    -------
    DataFrame
        In the groups' alphabet, or the order of their categories. Where the statistic's table
        has no column ``bloc``, the groups stand in one of the name of `group`.

    Raises
    ------
    UnvotesError
        If no group gives an answer. Groups of which no two members ever met (independents,
        one-member parties) are named in a warning and left out.
    """
    column = _column(votes, group)
    size = votes["member"].groupby(column, observed=True).nunique()
    several = [str(name) for name in size.index[size > 1]]
    tables, alone = [], [str(name) for name in size.index[size < 2]]
    problem: UnvotesError | None = None
    for name in several:
        try:
            table = statistic(votes, name, group=group, **choices)
        except UnvotesError as error:
            if not str(error).startswith(("no two members", "no member of")):
                raise
            problem = error
            alone.append(name)
            continue
        if "bloc" not in table.columns:
            table[str(group)] = pd.array([name] * len(table), dtype="str")
        tables.append(table)
    if not tables:
        raise problem or UnvotesError(
            f"the column {shown(group)} has no group of two members or more"
        )
    if alone:
        warnings.warn(
            f"left out, as no two of their members voted together: {', '.join(alone[:8])}"
            + (" …" if len(alone) > 8 else ""),
            UnvotesWarning,
            stacklevel=3,
        )
    table = pd.concat(tables, ignore_index=True)
    table.attrs |= tables[0].attrs
    return table
