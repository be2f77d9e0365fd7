"""Agreement of all pairs of members: as a square, as a table, by several measures."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count, chosen_measure
from unvotes.analysis.core.joint_tables import all_pairs, all_tables
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.measures import MEASURES, Measure, get_measure
from unvotes.analysis.core.periods import Periods
from unvotes.analysis.core.resampling import matrix_limits
from unvotes.analysis.core.results import AgreementMatrix, with_empty_periods
from unvotes.analysis.core.selection import ComparisonDraws, Counting, selection_in
from unvotes.analysis.core.uncertainty import Interval, Uncertainty
from unvotes.analysis.pairs.estimate_rows import estimate_rows, require_rows
from unvotes.errors import UnvotesError, shown
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging

__all__ = ["agreement_matrix", "agreement_table", "compare_measures"]


@shared_parameters
def agreement_matrix(
    votes: pd.DataFrame,
    *,
    by: Hashable | None = None,
    periods: Periods | None = None,
    members: Belonging | Iterable[Hashable] | None = None,
    interval: Interval | None = None,
    **options: Unpack[ComparisonDraws],
) -> AgreementMatrix:
    """
    Agreement of all pairs of members, as a square frame with its n beside it.

    Returns
    -------
    AgreementMatrix
        With the frames ``estimate`` and ``n`` (and ``low`` and ``high`` where an interval is
        asked for), members in alphabetical order in rows and columns; with `by` a square for
        each group. A member with itself agrees
        wholly, on as many roll calls as it voted.

    Raises
    ------
    UnvotesError
        For an unknown member, measure, column or choice, a frame that is no frame of votes, and
        when no roll call is left.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> estimate, n = agreement_matrix(votes, members=["CHN", "IND", "RUS", "PAK"], contested=True)
    >>> estimate.round(3)
    member    CHN    IND  PAK    RUS
    member
    CHN     1.000  0.545  NaN  0.909
    IND     0.545  1.000  NaN  0.455
    PAK       NaN    NaN  NaN    NaN
    RUS     0.909  0.455  NaN  1.000
    >>> int(n.loc["IND", "PAK"])
    6
    """
    matrix, used, how = _compared(votes, members, interval, options)
    names = matrix.members.rename("member")
    labels, parts = matrix.parts(by, periods, every=True)
    index = names
    if labels is not None:
        index = pd.MultiIndex.from_product([labels, names], names=[str(labels.name), "member"])

    shape = len(parts), len(names), len(names)
    estimate, n = np.empty(shape), np.empty(shape, dtype=np.int64)
    ends = None if how.kind is None else (np.full(shape, np.nan), np.full(shape, np.nan))
    clusters = matrix.clusters(how.unit)
    for g, rows in enumerate(parts):
        codes = matrix.codes[rows]
        estimate[g], n[g] = all_pairs(codes, used)
        if ends is not None:
            upper = np.triu_indices(len(names))
            tables = all_tables(codes)[:, :, *upper]
            held = None if clusters is None else clusters[rows]
            for end, values in zip(
                ends,
                matrix_limits(codes, tables, upper, held, used, how, matrix.abstain),
                strict=True,
            ):
                end[g][upper] = end[g].T[upper] = values
    short = n < options["min_shared"]
    for array in (estimate, *(ends or ())):
        array[short] = np.nan

    def frame(array: NDArray[Any]) -> pd.DataFrame:
        # The array is ours alone, so that the frame need not copy it.
        return pd.DataFrame(array.reshape(-1, len(names)), index=index, columns=names, copy=False)

    return AgreementMatrix(
        frame(estimate),
        frame(n),
        None if ends is None else frame(ends[0]),
        None if ends is None else frame(ends[1]),
        options["measure"],
        how.describe(drawn=how.clustered or not used.is_share),
        matrix.selection,
        matrix.period(),
        options["min_shared"],
    )


@shared_parameters
def agreement_table(
    votes: pd.DataFrame,
    *,
    by: Hashable | None = None,
    periods: Periods | None = None,
    members: Belonging | Iterable[Hashable] | None = None,
    member: Hashable | None = None,
    interval: Interval | None = "bootstrap",
    **options: Unpack[ComparisonDraws],
) -> pd.DataFrame:
    """
    Agreement of all pairs of members, a row per pair with n and interval.

    Parameters
    ----------
    member : str, optional
        Only this member's pairs, with it as ``a``.

    Returns
    -------
    pandas.DataFrame
        The group (with `by`), ``a`` and ``b`` (categoricals; a before b in the alphabet,
        unless `member` is given), ``estimate`` (float), ``n`` (int), ``low``, ``high``
        (float) and ``withheld`` (why there is no estimate, or empty). Pairs that never voted on
        the same roll call have no row. Those of one `member` are sorted, without `by`: the
        highest estimate first, those withheld last. ``attrs["method"]`` says how the intervals
        were made, ``attrs["measure"]`` by which measure.

    Raises
    ------
    UnvotesError
        For an unknown member, measure, column or choice, a frame that is no frame of votes, and
        when no roll call is left.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> members = ["CHN", "IND", "PAK", "RUS"]
    >>> table = agreement_table(votes, member="RUS", members=members, contested=True)
    >>> table[["a", "b", "estimate", "n", "withheld"]].round(3)
         a    b  estimate   n    withheld
    0  RUS  CHN     0.909  11
    1  RUS  IND     0.455  11
    2  RUS  PAK       NaN   6  n below 10
    """
    matrix, used, how = _compared(votes, members, interval, options)
    pairs = _pairs(matrix, member)
    labels, parts = matrix.parts(by, periods, every=True)
    clusters = matrix.clusters(how.unit)
    found = []
    for g, rows in enumerate(parts):
        codes = matrix.codes if labels is None else matrix.codes[rows]
        tables = all_tables(codes)[:, :, *pairs]
        met = tables.any(axis=(0, 1))
        here = pairs[0][met], pairs[1][met]
        tables = tables[:, :, met]
        held = None if clusters is None else clusters[rows]
        ends = matrix_limits(codes, tables, here, held, used, how, matrix.abstain)
        table = estimate_rows(tables, used, how, options["min_shared"], ends)
        names = matrix.members
        table.insert(0, "a", pd.Series(pd.Categorical.from_codes(here[0], names)))
        table.insert(1, "b", pd.Series(pd.Categorical.from_codes(here[1], names)))
        if labels is not None:
            table.insert(0, str(labels.name), labels[np.full(len(table), g)])
        found.append(table)
    table = pd.concat([one for one in found if len(one)] or found, ignore_index=True)
    if labels is not None and periods is not None:
        table = with_empty_periods(table, labels, ["a", "b"], options["min_shared"])
    if member is not None and labels is None:  # a ranking of the others
        table = table.sort_values("estimate", ascending=False, kind="stable", ignore_index=True)
    table.attrs["measure"] = options["measure"]
    return require_rows(table, matrix)


@shared_parameters
def compare_measures(
    votes: pd.DataFrame,
    *,
    measures: Iterable[str] | None = None,
    members: Belonging | Iterable[Hashable] | None = None,
    member: Hashable | None = None,
    min_shared: int = 10,
    **selection: Unpack[Counting],
) -> pd.DataFrame:
    """
    Compute several measures of all pairs at once, side by side.

    Parameters
    ----------
    measures : list of str, optional
        Names of measures; by default all that go with `abstain`.
    member : str, optional
        Only this member's pairs, with it as ``a``.

    Returns
    -------
    pandas.DataFrame
        A row per pair that voted on the same roll call: ``a``, ``b`` (categoricals), ``n``
        (int), and a column of floats per measure; missing where n is below `min_shared`, or
        where a measure is undefined. Those of one `member` are sorted by the first measure,
        the highest first.

    Raises
    ------
    UnvotesError
        For an unknown member, measure, column or choice, a frame that is no frame of votes, and
        when no roll call is left.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes(since=2011, until=2012)
    >>> choice = {"members": ["CHN", "RUS"], "contested": True}
    >>> compare_measures(votes, measures=["agreement", "s", "kappa"], **choice).round(3)
         a    b   n  agreement      s  kappa
    0  CHN  RUS  11      0.909  0.909  0.862
    """
    if isinstance(measures, str):
        raise UnvotesError(
            f"measures={shown(measures)}: give a list of names, such as [{shown(measures)}]"
        )
    used = _chosen_measures(measures, selection["abstain"])
    check_count("min_shared", min_shared, 1)
    matrix = vote_matrix(votes, members=members, **selection)
    pairs = _pairs(matrix, member)
    tables = all_tables(matrix.codes)[:, :, *pairs].astype(float)
    n = tables.sum(axis=(0, 1)).astype(np.int64)
    met = n > 0
    names = matrix.members
    columns: dict[str, Any] = {
        "a": pd.Categorical.from_codes(pairs[0][met], names),
        "b": pd.Categorical.from_codes(pairs[1][met], names),
        "n": n[met],
    }
    short = n[met] < min_shared
    for name, measure in used.items():
        columns[name] = np.where(short, np.nan, measure(tables[:, :, met]))
    table = pd.DataFrame(columns)
    if member is not None and used:  # a ranking of the others
        first = next(iter(used))
        table = table.sort_values(first, ascending=False, kind="stable", ignore_index=True)
    return require_rows(table, matrix)


def _compared(
    votes: pd.DataFrame,
    members: Belonging | Iterable[Hashable] | None,
    interval: Interval | None,
    options: ComparisonDraws,
) -> tuple[VoteMatrix, Measure, Uncertainty]:
    """Choose whose votes are compared, by what, and with which interval."""
    how = Uncertainty.of(interval, options)
    used = chosen_measure(options, how)
    matrix = vote_matrix(votes, members=members, **selection_in(options))
    return matrix if members is not None else matrix.voting(), used, how


def _chosen_measures(names: Iterable[str] | None, abstain: str) -> dict[str, Measure]:
    """Find several measures; of all that there are, those that the abstentions allow."""
    if names is not None:
        return {name: get_measure(name).with_abstain(abstain) for name in names}
    return {
        name: measure.with_abstain(abstain)
        for name, measure in MEASURES.items()
        if abstain != "half" or measure.distance != "squared"
    }


def _pairs(
    matrix: VoteMatrix, member: Hashable | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    if member is None:
        return np.triu_indices(len(matrix.members), k=1)
    one = matrix.column(member)
    others = np.delete(np.arange(len(matrix.members)), one)
    return np.full(len(others), one), others
