"""What changed from one period to another: differences of estimates, with their intervals."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.results import with_notes
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import coded_text, numbers
from unvotes.parameters import shared_parameters

__all__ = ["compare_periods", "limits_of_difference"]

Floats = NDArray[np.floating[Any]]

#: Columns that say whose or what an estimate is, beside the period.
_WHOSE: Final = ("a", "b", "member", "vote", "part", "blocs", "bloc", "measure")
#: Columns by which a table's periods are found, if they are not named.
_PERIODS: Final = ("period", "presidency", "decade", "term", "year", "month")


def limits_of_difference(
    estimate: tuple[Floats, Floats], low: tuple[Floats, Floats], high: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """
    Find the interval of a difference of two independent estimates from their own intervals.

    Parameters
    ----------
    estimate, low, high : tuple of two numpy.ndarray of float
        Of the first and of the second.

    Returns
    -------
    low, high : numpy.ndarray of float
        Of the second less the first.

    Notes
    -----
    With estimates e₁, e₂ and intervals [l, u], the difference d = e₂ − e₁ lies between
    d − √((e₂ − l₂)² + (u₁ − e₁)²) and d + √((u₂ − e₂)² + (e₁ − l₁)²): the method of variance
    estimates recovery, of Newcombe (1998, Statistics in Medicine 17, method 10) for shares and of
    Zou and Donner (2008, Statistics in Medicine 27) for any two estimates.

    Examples
    --------
    Newcombe's first example, of 56 in 70 and 48 in 80, with Wilson's intervals.

    >>> shares, low, high = (0.6, 0.8), (0.49045, 0.69183), (0.70038, 0.87695)
    >>> [round(float(end), 4) for end in limits_of_difference(shares, low, high)]
    [0.0524, 0.3339]
    """
    (e1, e2), (l1, l2), (u1, u2) = estimate, low, high
    gap = np.subtract(e2, e1)
    below = np.hypot(np.subtract(e2, l2), np.subtract(u1, e1))
    above = np.hypot(np.subtract(u2, e2), np.subtract(e1, l1))
    return gap - below, gap + above


@shared_parameters
def compare_periods(
    table: pd.DataFrame,
    earlier: Hashable | None = None,
    later: Hashable | None = None,
    *,
    by: Hashable | None = None,
) -> pd.DataFrame:
    """
    What changed from one period to another, with an interval of the difference.

    Two intervals that overlap do not tell whether two periods differ: the difference needs an
    interval of its own. It is made from those of the two estimates, which rest on different roll
    calls and so are independent. Whether zero lies in it is the answer.

    Parameters
    ----------
    table : pandas.DataFrame
        What a statistic returns by period, with its intervals: `shares`, `isolation`,
        `agreement`, `agreement_table`, `bloc_agreement` or `cohesion` with ``by="decade"``,
        ``"year"``, ``"presidency"`` …, or with ``periods=``.
    earlier, later : str or int, optional
        The two periods, as they stand in the table; by default each period and the one that
        follows it.
    by : str, optional
        The column of the periods; by default the one called ``period``, ``presidency``,
        ``decade``, ``term``, ``year`` or ``month``.

    Returns
    -------
    pandas.DataFrame
        A row for each pair of periods and whatever the table tells apart: its columns ``a``,
        ``b``, ``member``, ``vote``, ``part``, ``blocs``, ``bloc``, ``measure``; ``from`` and
        ``to`` (the periods), ``estimate_from``, ``estimate_to`` (float), ``n_from``, ``n_to``
        (int: roll calls), ``estimate`` (float: the later less the earlier), ``low``, ``high``
        (float), ``withheld`` (str: why there is no difference, or empty).
        ``attrs["method"]`` says how the intervals were made.
        What is in one of the two periods only has no row.

    Raises
    ------
    UnvotesError
        If the table has no periods or no estimates by period, a period is not in it, it has two
        rows for the same, or nothing is in both periods; and for ideal points, of which two
        periods hang together: their draws give differences (`IdealPoints.draws`).

    Notes
    -----
    The interval is the one of Newcombe (1998, Statistics in Medicine 17, method 10), which Zou and
    Donner (2008, Statistics in Medicine 27) carried over to estimates of any kind. It has the
    coverage of the two that it is made from. For two pairs, or one pair in two periods with roll
    calls resampled, see `agreement_difference`.

    Examples
    --------
    >>> import unvotes as uv
    >>> votes = uv.load_votes("general-assembly", since=2017)
    >>> by = uv.agreement(votes, "USA", "FRA", by="presidency", contested=True, interval="wilson")
    >>> change = compare_periods(by, "Trump (first)", "Biden")
    >>> change[["from", "to", "estimate", "low", "high", "n_from", "n_to"]].round(2)
                from     to  estimate   low  high  n_from  n_to
    0  Trump (first)  Biden      0.14  0.07   0.2     435   354
    """
    period = _column_of_periods(table, by)
    if "sd" in table.columns:
        raise UnvotesError(
            "ideal points of two periods hang together, so that their intervals do not tell how "
            "sure a difference is; take it from the draws of the posterior, IdealPoints.draws"
        )
    for column in ("estimate", "n", "low", "high"):
        if column not in table.columns:
            raise UnvotesError(
                f"the table has no column {shown(column)}; it must be what a statistic returns by "
                "period"
            )
    table = table.assign(
        **{name: numbers(table[name], "the table") for name in ("estimate", "low", "high")}
    )
    whose = [name for name in _WHOSE if name in table.columns]
    for name in (period, *whose):
        coded_text(table[name])  # lists cannot be told apart
    twice = table.duplicated([period, *whose])
    if twice.any():
        row = table[twice].iloc[0]
        raise UnvotesError(
            f"the table has two rows for {', '.join(str(row[name]) for name in (*whose, period))}"
        )
    # A named period keeps its place, others are in order of value.
    try:
        known = list(table[period].drop_duplicates().sort_values())
    except TypeError:
        raise UnvotesError(f"column {shown(period)} must hold periods of one kind") from None
    found = []
    for first, second in _pairs(known, earlier, later):
        before, after = (table[table[period] == one] for one in (first, second))
        found.append(_changes(before, after, whose, first, second))
    changes = pd.concat(found, ignore_index=True)
    if changes.empty:
        raise UnvotesError("nothing in the table is in both periods")
    method = f"difference (Newcombe, Zou and Donner) of: {table.attrs.get('method', '')}"
    return with_notes(changes, table.attrs.get("selection", ""), method)


def _column_of_periods(table: pd.DataFrame, by: Hashable | None) -> str:
    if by is not None:
        if by not in table.columns:
            raise unknown("column", by, map(str, table.columns))
        return str(by)
    found = next((name for name in _PERIODS if name in table.columns), None)
    if found is None:
        raise UnvotesError(
            f"the table has no column of periods, only {', '.join(map(str, table.columns))}; "
            'make it with by="decade", "presidency" or another, or name the column with by='
        )
    return found


def _pairs(
    known: list[Any], earlier: Hashable | None, later: Hashable | None
) -> Iterable[tuple[Any, Any]]:
    if not known:
        raise UnvotesError("the table has no rows, so that there is nothing to compare")
    if len(known) < 2:
        raise UnvotesError(f"the table has one period only, {shown(known[0])}; two can be compared")
    if (earlier is None) != (later is None):
        raise UnvotesError("give both periods, or none for each and the one that follows it")
    if earlier is None:
        return itertools.pairwise(known)
    by_name = {str(one): one for one in known}
    for one in (earlier, later):
        if str(one) not in by_name:
            raise unknown("period", one, by_name)
    if str(earlier) == str(later):
        raise UnvotesError(f"{shown(earlier)} is compared with itself; name two periods")
    return [(by_name[str(earlier)], by_name[str(later)])]


def _changes(
    before: pd.DataFrame, after: pd.DataFrame, whose: list[str], first: Any, second: Any
) -> pd.DataFrame:
    """Match the rows of two periods, and take their differences."""
    used = ["estimate", "n", "low", "high", "withheld"]
    sides = []
    for side in (before, after):
        filled = side.assign(**{name: "" for name in used if name not in side.columns})
        sides.append(filled[[*whose, *used]].astype({name: "str" for name in whose}))
    if whose:
        both = sides[0].merge(sides[1], on=whose, suffixes=("_from", "_to"))
    else:
        both = sides[0].merge(sides[1], how="cross", suffixes=("_from", "_to"))
    e, l, u = (  # noqa: E741
        (both[f"{name}_from"].to_numpy(dtype=float), both[f"{name}_to"].to_numpy(dtype=float))
        for name in ("estimate", "low", "high")
    )
    low, high = limits_of_difference(e, l, u)
    said = [
        " and ".join(
            f"{name}: {why}"
            for name, why in ((first, one), (second, two))
            if isinstance(why, str) and why
        )
        for one, two in zip(both["withheld_from"], both["withheld_to"], strict=True)
    ]
    return both[whose].assign(
        **{"from": str(first), "to": str(second)},
        estimate_from=e[0],
        estimate_to=e[1],
        n_from=both["n_from"].astype("int64"),
        n_to=both["n_to"].astype("int64"),
        # Near the end, since a narrow print leaves out what is in the middle.
        estimate=e[1] - e[0],
        low=low,
        high=high,
        withheld=pd.array(said, dtype="str"),
    )
