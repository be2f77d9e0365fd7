"""How far an answer moves when the choices behind it are made otherwise."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from unvotes.analysis.core.chosen_roll_calls import remembered
from unvotes.analysis.core.results import with_notes
from unvotes.analysis.core.selection import ABSTAIN
from unvotes.analysis.pairs.agreement import agreement
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import checked_arguments
from unvotes.record.selection_words import ALL
from unvotes.record.states import to_view

__all__ = ["CHOICES", "sensitivity"]

#: The choices that are varied by default, the usual one first.
CHOICES: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "measure": ("agreement", "s", "kappa", "pi"),
        "contested": (False, True),
        "abstain": ABSTAIN,
    }
)

_NUMBERS = ("estimate", "n", "low", "high")


@checked_arguments
def sensitivity(
    votes: pd.DataFrame,
    *what: Any,
    statistic: Callable[..., Any] = agreement,
    choices: Mapping[str, Iterable[Any]] | None = None,
    **fixed: Any,
) -> pd.DataFrame:
    """
    Compute a statistic again under every combination of the reasonable choices.

    ``sensitivity(votes, "RUS", "CHN")`` asks whether the agreement of Russia and China depends
    on which roll calls count, what an abstention is, which measure is used, and whether the
    Soviet Union is Russia.

    Parameters
    ----------
    votes : pandas.DataFrame
        One row per member and roll call.
    *what
        What the statistic is about, as it takes it: two members, or two blocs.
    statistic : callable, default `agreement`
        Any function of votes that returns an estimate, or a table with a column ``estimate``:
        `agreement_difference`, `bloc_agreement`, …
    choices : mapping of str to list, optional
        Further arguments to vary and their values, or other values for those varied by
        default, the usual one first: ``{"since": [1946, 1990, 2011]}``. By default those of
        `CHOICES` that the statistic takes, and ``view`` where members are named whose seat
        passed from one state to another.
    **fixed
        Arguments that stay the same: ``since=2011``, ``contested=True``, ``by="year"``.

    Returns
    -------
    pandas.DataFrame
        A row per combination (and per row of the statistic, if that is a table): a column per
        choice; the columns of the statistic's table that stand before ``estimate``; ``shift``
        (float: how far the estimate lies from that of the usual choices by the same measure);
        ``withheld`` (str: why there is no estimate; empty where one is); ``estimate``, ``low``,
        ``high`` (float), ``n`` (``Int64``).

    Raises
    ------
    UnvotesError
        When the statistic does not take an argument, or no combination gives an answer.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> table = sensitivity(votes, "RUS", "CHN", measure="agreement", view="seat", contested=True)
    >>> table[["abstain", "estimate", "n", "shift"]].round(3)
      abstain  estimate   n  shift
    0     own     0.909  11  0.000
    1    half     0.955  11  0.045
    2    drop       NaN   7    NaN
    3   as_no     0.909  11  0.000
    """
    varied = _varied(votes, what, statistic, choices, fixed)
    tables = []
    failed: UnvotesError | None = None
    for values in itertools.product(*varied.values()):
        chosen = dict(zip(varied, values, strict=True))
        try:
            table = _as_table(statistic(votes, *what, **fixed, **chosen))
        except UnvotesError as error:
            table = pd.DataFrame([dict.fromkeys(_NUMBERS, np.nan) | {"withheld": str(error)}])
            failed = error
        for position, (name, value) in enumerate(chosen.items()):
            table.insert(position, name, [value] * len(table))
        tables.append(table)
    result = pd.concat(tables, ignore_index=True)
    if failed is not None and result["n"].isna().all():
        raise failed
    result["n"] = result["n"].astype("Int64")
    keys = list(result.columns[: list(result.columns).index("estimate")])
    result = _with_shift(result, varied, [k for k in keys if k not in varied])
    # Numbers at the end, since a narrow print leaves out what is in the middle.
    result = result[[*keys, "shift", "withheld", "estimate", "low", "high", "n"]]
    return with_notes(result, remembered(votes, [ALL]))


def _varied(
    votes: pd.DataFrame,
    what: tuple[Any, ...],
    statistic: Callable[..., Any],
    choices: Mapping[str, Iterable[Any]] | None,
    fixed: Mapping[str, Any],
) -> dict[str, tuple[Any, ...]]:
    """List what is varied, and its values."""
    if not callable(statistic):
        raise UnvotesError(f"statistic={shown(statistic)} must be a function, such as uv.agreement")
    takes = inspect.signature(statistic).parameters
    for name in [*(choices or {}), *fixed]:
        if name not in takes:
            raise unknown(f"argument of {getattr(statistic, '__name__', 'it')}", name, list(takes))
    try:
        inspect.signature(statistic).bind(votes, *what, **fixed)
    except TypeError as error:
        asked = ", ".join(takes)
        raise UnvotesError(
            f"{getattr(statistic, '__name__', 'the statistic')} cannot be called so ({error}); "
            f"name what it is about after the votes, as in sensitivity(votes, 'RUS', 'CHN'). It "
            f"takes {asked[:200]}"
        ) from None
    varied: dict[str, tuple[Any, ...]] = {
        name: values
        for name, values in CHOICES.items()
        # Another statistic's measures have names of their own.
        if name in takes and (name != "measure" or takes[name].default == CHOICES["measure"][0])
    }
    if "view" in takes and _changes_hands(votes, what):
        varied["view"] = ("seat", "state")
    for name, values in (choices or {}).items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise UnvotesError(
                f"choices[{shown(name)}] must list values to try, not be {shown(values)}"
            )
        varied[name] = tuple(values)
        if not varied[name]:
            raise UnvotesError(f"choices[{shown(name)}] is empty; give it one value or more")
    return {name: values for name, values in varied.items() if name not in fixed}


def _changes_hands(votes: pd.DataFrame, what: tuple[Any, ...]) -> bool:
    """Tell whether seat and state are two things for a member that is named."""
    if not isinstance(votes, pd.DataFrame) or not {"member", "date"} <= set(votes.columns):
        return False
    named = {str(one) for one in what if isinstance(one, str)}
    if not named:
        return False
    seat = to_view(votes, "seat")["member"].astype("str")
    state = to_view(votes, "state")["member"].astype("str")
    differ = seat != state
    return bool(named & {*seat[differ].unique(), *state[differ].unique()})


def _as_table(result: Any) -> pd.DataFrame:
    if isinstance(result, pd.DataFrame) and set(_NUMBERS) <= set(result.columns):
        first = list(result.columns[: result.columns.get_loc("estimate")])
        table = result[[*first, *_NUMBERS]].copy()
        table["withheld"] = result["withheld"].astype("str") if "withheld" in result else ""
        return table
    if all(hasattr(result, name) for name in _NUMBERS):
        row = {name: getattr(result, name) for name in _NUMBERS}
        return pd.DataFrame([row | {"withheld": getattr(result, "withheld", "")}])
    raise TypeError(
        f"the statistic returned a {type(result).__name__} without estimate, n, low and high"
    )


def _with_shift(
    result: pd.DataFrame, varied: Mapping[str, tuple[Any, ...]], keys: list[str]
) -> pd.DataFrame:
    """Add how far each estimate lies from the one by the usual choices and the same measure."""
    usual = pd.Series(True, index=result.index)
    for name, values in varied.items():
        if name != "measure":
            usual &= pd.Series([value == values[0] for value in result[name]], index=result.index)
    on = [name for name in ("measure",) if name in varied] + keys
    if on:
        base = result.loc[usual, [*on, "estimate"]].rename(columns={"estimate": "_usual"})
        base = base.drop_duplicates(on)  # a value may have been given twice
        against = result[on].merge(base, how="left", on=on)["_usual"].to_numpy()
    else:
        against = result.loc[usual, "estimate"].iloc[0]
    return result.assign(shift=result["estimate"] - against)
