"""Coincidence with one member, as the United States' Department of State counts it each year."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Literal, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.coded_votes import MISSING
from unvotes.analysis.core.joint_tables import all_tables
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.measures import get_measure
from unvotes.analysis.core.periods import Periods
from unvotes.analysis.core.resampling import matrix_limits
from unvotes.analysis.core.results import too_few, with_empty_periods, with_notes
from unvotes.analysis.core.selection import SelectionDraws, selection_in
from unvotes.analysis.core.uncertainty import Drawn, Uncertainty
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import shared_parameters

__all__ = ["coincidence"]

_ALL, _IMPORTANT = "all", "important"


@shared_parameters
def coincidence(
    votes: pd.DataFrame,
    member: Hashable = "USA",
    *,
    important: Iterable[str] | None = None,
    abstain: Literal["half", "drop"] = "half",
    by: Hashable | None = None,
    periods: Periods | None = None,
    min_shared: int = 10,
    interval: Drawn | None = "bootstrap",
    **options: Unpack[SelectionDraws],
) -> pd.DataFrame:
    """
    Coincidence of everyone's votes with one member's, as the US State Department reports it.

    A member coincides wholly where it voted as the other did, by half where exactly one of the
    two abstained, and not where they stood opposed. Where either did not vote nothing is counted.

    Parameters
    ----------
    member : str, default "USA"
        With whom.
    important : list of str, optional
        Roll calls, by id or symbol, that are counted apart as well. The Department lists those
        of each year in its report; the record has no such list.
    abstain : {"half", "drop"}, default "half"
        Where one of the two abstained: counted by half, as in the reports since that for 2017; or
        left out, as are votes on which both abstained, as in those before.
    min_shared : int, default 10
        With fewer roll calls the estimate is withheld, and says so; counts are given.
    interval : {"bootstrap", "percentile", None}, default "bootstrap"
        Bayesian bootstrap with Jeffreys's prior, over roll calls; or Efron's, too short at small
        n; or none. The Department gives none.

    Returns
    -------
    DataFrame
        A row per group (with `by`), kind of votes and other member, the highest first:
        ``member``, ``votes`` (str: ``all`` or ``important``), ``estimate`` (float), ``n`` (int:
        roll calls counted), ``identical``, ``half``, ``opposed`` (int), ``not_voting`` (int: roll
        calls on which `member` voted and the other had a seat and did not vote, or its vote is
        not known), ``low``, ``high`` (float), ``withheld`` (str). ``attrs["method"]`` says how the
        intervals were made.

    Raises
    ------
    UnvotesError
        If a member, a column or a choice is wrong, or an important roll call is not among those
        selected.

    Notes
    -----
    (identical + ½ half) / (identical + half + opposed). Source: United States Department of
    State, *Voting Practices in the United Nations*, reports to Congress under Public Law 101-246,
    section 406, from that for 2017 on; those for 1984 to 2016 took identical / (identical +
    opposed). With ``abstain="half"`` it is `agreement` with the same choice, counted out.

    The report counts the Assembly's votes on final texts in a calendar year; where the votes hold
    paragraphs and amendments too, select those of ``kind`` resolution or decision. Of these the
    published figures for 2017, 2018, 2019 and 2024 come out to a point or two: Israel 94 per cent
    in 2017 and 89 in 2024 (here 94 and 91), Australia 64 and 66 in 2018 and 2019 (64, 66),
    Argentina 27 and 82 in 2017 and 2024 (27, 82), all members 31 in 2017 (31). Those before 2017
    do not: 2005 Australia 58.1, Canada 48.7 (59.3, 45.6), since other votes were counted.

    Examples
    --------
    Of 2019 the report has for Israel 90 the same and 2 opposed, 96 per cent.

    >>> import unvotes as uv
    >>> votes = uv.load_votes("general-assembly", since=2019, until=2019)
    >>> table = coincidence(votes, "USA", contested=True)
    >>> table[["member", "estimate", "n", "identical", "half", "opposed"]].head(2).round(2)
      member  estimate   n  identical  half  opposed
    0    ISR      0.96  96         90     4        2
    1    FSM      0.74  70         46    11       13
    """
    if abstain not in ("half", "drop"):
        raise unknown("abstain", abstain, ("half", "drop"))
    check_count("min_shared", min_shared, 1)
    how = Uncertainty.of(interval, options, "a mean of votes that count by half")
    chosen_by = selection_in(options)
    chosen_by["abstain"] = "half"
    matrix = vote_matrix(votes, **chosen_by)
    one = matrix.column(member)
    labels, parts = matrix.parts(by, periods, every=True)
    kinds = {_ALL: np.ones(len(matrix.roll_calls), dtype=bool)}
    if important is not None:
        kinds[_IMPORTANT] = _marked_important(matrix, important)
    seated = _seated(votes, matrix, options)
    tables = []
    for number, rows in enumerate(parts):
        for kind, chosen in kinds.items():
            table = _counted_beside(
                matrix, rows[chosen[rows]], one, seated, abstain, how, min_shared
            )
            table.insert(1, "votes", kind)
            if labels is not None:
                table.insert(0, str(labels.name), labels[np.full(len(table), number)])
            tables.append(table)
    found = pd.concat([one for one in tables if len(one)] or tables, ignore_index=True)
    if found.empty:
        raise UnvotesError(f"nobody voted beside {member} ({matrix.selection})")
    if labels is not None and periods is not None:
        found = with_empty_periods(found, labels, ["member", "votes"], min_shared)
    left_out = ", abstentions left out" if abstain == "drop" else ""
    return with_notes(
        found.astype({"votes": "str"}), matrix.selection + left_out, how.describe(drawn=True)
    )


def _marked_important(matrix: VoteMatrix, important: Iterable[str]) -> NDArray[np.bool_]:
    """Mark the roll calls that were listed as important."""
    if isinstance(important, str):
        raise UnvotesError(
            f"important={shown(important)}: give a list, such as [{shown(important)}]"
        )
    important = list(important)
    if not important:
        raise UnvotesError("important= is an empty list; name the roll calls, or leave it out")
    names = {str(each): row for row, each in enumerate(matrix.roll_calls)}
    if matrix.has("symbol"):
        names |= {
            str(symbol): row
            for row, symbol in enumerate(matrix.fact("symbol"))
            if str(symbol) not in names
        }
    marked = np.zeros(len(matrix.roll_calls), dtype=bool)
    for one in important:
        if str(one) not in names:
            raise unknown("roll call", one, list(names), f"It is not among {matrix.selection}.")
        marked[names[str(one)]] = True
    return marked


def _seated(votes: pd.DataFrame, matrix: VoteMatrix, options: SelectionDraws) -> NDArray[np.bool_]:
    """Mark who has a row on a roll call, whatever it did."""
    from unvotes.record.states import to_view

    view = options.get("view")
    held = votes if view is None else to_view(votes, view)
    row = matrix.roll_calls.get_indexer(pd.Index(held["roll_call"]))
    column = matrix.members.get_indexer(pd.Index(held["member"]))
    known = (row >= 0) & (column >= 0)
    seated = np.zeros(matrix.codes.shape, dtype=bool)
    seated[row[known], column[known]] = True
    return seated


def _counted_beside(
    matrix: VoteMatrix,
    rows: NDArray[np.intp],
    one: int,
    seated: NDArray[np.bool_],
    abstain: str,
    how: Uncertainty,
    min_shared: int,
) -> pd.DataFrame:
    """Count how the others voted beside one member on some roll calls."""
    cast = matrix.codes[rows]
    codes = np.where(cast == 1, np.int8(MISSING), cast) if abstain == "drop" else cast
    tables = all_tables(codes)[:, :, one, :]
    n = tables.sum(axis=(0, 1)).astype(np.int64)
    n[one] = 0
    met = np.flatnonzero(n)
    tables, n = tables[:, :, met], n[met]
    identical = np.einsum("iik->k", tables).astype(np.int64)
    opposed = (tables[0, 2] + tables[2, 0]).astype(np.int64)
    absent = (seated[rows][:, met] & (cast[:, met] < 0) & (cast[:, [one]] >= 0)).sum(axis=0)
    measure = get_measure("agreement").with_abstain(abstain)
    clusters = matrix.clusters(how.unit)
    held = None if clusters is None else clusters[rows]
    pairs = np.full(len(met), one), met
    low: NDArray[np.floating[Any]] = np.empty(0)
    high = low
    if len(met):
        low, high = matrix_limits(codes, tables, pairs, held, measure, how, abstain)
    estimate = np.asarray(measure(tables.astype(float)), dtype=float)
    short = n < min_shared
    table = pd.DataFrame(
        {
            "member": matrix.members.astype("str")[met],
            "estimate": np.where(short, np.nan, estimate),
            "n": n,
            "identical": identical,
            "half": n - identical - opposed,
            "opposed": opposed,
            "not_voting": absent,
            "low": np.where(short, np.nan, low),
            "high": np.where(short, np.nan, high),
            "withheld": np.where(short, too_few(min_shared), ""),
        }
    )
    return table.sort_values(["estimate", "member"], ascending=[False, True], ignore_index=True)
