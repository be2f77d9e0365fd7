"""How well named blocs explain who votes with whom: a permutation test.

References
----------
Mantel, Nathan (1967), "The Detection of Disease Clustering and a Generalized Regression
    Approach", Cancer Research 27: 209-220.
Phipson, Belinda and Gordon K. Smyth (2010), "Permutation P-values Should Never Be Zero",
    Statistical Applications in Genetics and Molecular Biology 9(1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.ready import as_bloc
from unvotes.analysis.core.choices import check_count, chosen_measure
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.core.results import as_html, number
from unvotes.analysis.core.selection import Comparison, selection_in
from unvotes.analysis.core.threads import one_thread
from unvotes.analysis.structure.distances import square
from unvotes.errors import UnvotesError, shown
from unvotes.parameters import shared_parameters

__all__ = ["PartitionTest", "partition_test"]

Floats = NDArray[np.floating[Any]]

#: Label indicators held at once.
_CHUNK = 4_000_000


@dataclass(frozen=True, eq=False)
class PartitionTest:
    """
    A named partition against the votes.

    Attributes
    ----------
    estimate : float
        Mean agreement of pairs within a bloc less that of pairs between blocs.
    within, between : float
        The two means, over pairs of members.
    explained : float
        Share of the variance of agreement among pairs that lies between these two kinds.
    p_value : float
        How often labels dealt out at random do as well: (1 + as good)/(1 + tries), so that it
        is never 0.
    n : int
        Roll calls.
    pairs_within, pairs_between : int
        Pairs of members compared.
    members : pandas.Series
        The bloc of each member that was compared (``str``), indexed by ``member``.
    measure : str
        The name of the measure.
    method : str
        How it was made.
    selection : str
        The choice of roll calls in words.
    """

    estimate: float
    within: float
    between: float
    explained: float
    p_value: float
    n: int
    pairs_within: int
    pairs_between: int
    members: pd.Series
    measure: str
    method: str
    selection: str

    def _answer(self) -> str:
        return (
            f"{self.measure} within blocs {number(self.within)} ({self.pairs_within:,} pairs), "
            f"between {number(self.between)} ({self.pairs_between:,} pairs), difference "
            f"{number(self.estimate)}, explained {self.explained:.1%}, p = {self.p_value:.4f}"
        )

    def _notes(self) -> tuple[str, ...]:
        return f"n = {self.n:,} roll calls", self.selection, self.method

    def __repr__(self) -> str:
        return f"<PartitionTest: {self._answer()}; {'; '.join(self._notes())}>"

    def _repr_html_(self) -> str:
        blocs = ", ".join(dict.fromkeys(self.members))
        return as_html(f"Do blocs explain the votes? {blocs}", self._answer(), self._notes())


@shared_parameters
def partition_test(
    votes: pd.DataFrame,
    blocs: Mapping[str, Bloc | str | Iterable[str]] | Iterable[Bloc | str] | pd.Series,
    *,
    n_permutations: int = 9999,
    seed: int | None = 0,
    **options: Unpack[Comparison],
) -> PartitionTest:
    """
    Test whether members of the same bloc agree more than chance would have it.

    The blocs' names are dealt out anew among the members, many times, and the difference
    between agreement within and between blocs is computed each time. The p-value says how
    often it is as large as with the true names. Votes stay as they are, so that all the
    dependence among roll calls and pairs is kept (Mantel 1967).

    Parameters
    ----------
    blocs : mapping, list or Series
        The partition: names to members, ``{"A": ["RUS", "CHN"], "B": ["IND", "ZAF"]}``; a list
        of `Bloc` or of names of ready ones; or a Series of bloc names indexed by member. A
        member with dated membership counts where it belonged on the day of most of its votes.
        Members in no bloc are left out.
    min_shared : int, default 10
        Pairs with fewer common roll calls are left out.
    n_permutations : int, default 9999
        How often the names are dealt out.

    Returns
    -------
    PartitionTest
        ``within``, ``between`` and their difference ``estimate`` (float), ``explained`` (float:
        share of the variance), ``p_value`` (float), ``n`` (int: roll calls), ``pairs_within``,
        ``pairs_between`` (int), ``members`` (Series: the bloc of each).

    Raises
    ------
    UnvotesError
        For an unknown member, measure, topic or choice; when a member is in two blocs, there is
        only one bloc, or no pair within or none between blocs can be compared.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes("general-assembly", since=2016, until=2019)
    >>> blocs = {"P3": ["FRA", "GBR", "USA"], "others": ["CHN", "IND", "RUS", "ZAF"]}
    >>> test = partition_test(votes, blocs)
    >>> round(test.estimate, 3), round(test.explained, 3), round(test.p_value, 2)
    (0.314, 0.62, 0.03)
    """
    check_count("n_permutations", n_permutations, 99)
    used = chosen_measure(options)
    min_shared = options["min_shared"]
    matrix = vote_matrix(votes, **selection_in(options))
    names, belongs = _membership(matrix, blocs, votes)
    inside = np.flatnonzero(belongs.any(axis=1))
    label = belongs[inside].argmax(axis=1)
    far = square(matrix.codes[:, inside], used, min_shared)
    value = 1 - far * (1 - used.lowest)
    np.fill_diagonal(value, np.nan)
    known = ~np.isnan(value)
    same = label[:, None] == label[None, :]
    pairs_within, pairs_between = int((known & same).sum()) // 2, int((known & ~same).sum()) // 2
    if not pairs_within or not pairs_between:
        raise UnvotesError(
            f"there are {pairs_within} pairs to compare within blocs and {pairs_between} between "
            f"them (of {len(inside)} members, each pair with {min_shared} or more common "
            "roll calls); both are needed"
        )
    estimate = _contrast(value, known, label[None, :], len(names))[0]
    rng = np.random.default_rng(seed)
    as_good, step = 0, max(1, _CHUNK // (len(label) * len(names)))
    for start in range(0, n_permutations, step):
        tries = min(step, n_permutations - start)
        dealt = rng.permuted(np.tile(label, (tries, 1)), axis=1)
        as_good += int((_contrast(value, known, dealt, len(names)) >= estimate - 1e-9).sum())
    upper = np.triu(known, k=1)
    spread = value[upper].var()
    share = pairs_within / (pairs_within + pairs_between)
    return PartitionTest(
        estimate=float(estimate),
        within=float(value[upper & same].mean()),
        between=float(value[upper & ~same].mean()),
        explained=float(share * (1 - share) * estimate**2 / spread) if spread > 0 else 0.0,
        p_value=(1 + as_good) / (1 + n_permutations),
        n=len(matrix.codes),
        pairs_within=pairs_within,
        pairs_between=pairs_between,
        members=pd.Series(
            np.array(names, dtype=object)[label],
            index=pd.Index(matrix.members[inside].astype("str"), name="member"),
            name="bloc",
            dtype="str",
        ),
        measure=options["measure"],
        method=f"{n_permutations:,} permutations of the blocs' names, seed {seed}, one-sided",
        selection=matrix.selection,
    )


def _contrast(value: Floats, known: NDArray[np.bool_], labels: Any, blocs: int) -> Floats:
    """Mean within less mean between, for each row of labels."""
    filled = np.where(known, value, 0.0)
    total, pairs = filled.sum(), known.sum()
    inside, count = np.zeros(len(labels)), np.zeros(len(labels))
    with one_thread():
        for bloc in range(blocs):
            member = (labels == bloc).astype(float)
            inside += ((member @ filled) * member).sum(axis=1)
            count += ((member @ known.astype(float)) * member).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(inside / count - (total - inside) / (pairs - count))


def _membership(
    matrix: VoteMatrix, blocs: Any, votes: pd.DataFrame
) -> tuple[list[str], NDArray[np.bool_]]:
    """Name the blocs, and tell who belongs to which on most of its votes: members × blocs."""
    if isinstance(blocs, pd.Series):
        for member in blocs.index:
            matrix.column(member)
        groups: dict[str, Any] = {str(k): list(v.index) for k, v in blocs.groupby(blocs)}
    elif isinstance(blocs, Mapping):
        groups = {str(name): members for name, members in blocs.items()}
    elif isinstance(blocs, Iterable) and not isinstance(blocs, str | Bloc):
        found = [as_bloc(one, votes) for one in blocs]
        groups = {one.name: one for one in found}
    else:
        raise UnvotesError(
            f"blocs={shown(blocs)} is no partition; write "
            "{'A': ['RUS', 'CHN'], 'B': ['IND', 'ZAF']}"
        )
    if len(groups) < 2:
        raise UnvotesError(f"a partition has two blocs or more, not {len(groups)}")
    voted = matrix.codes >= 0
    columns = []
    for name, members in groups.items():
        bloc = as_bloc(members, votes, what=f"bloc {shown(name)}")
        there = (bloc.among(matrix.members, matrix.dates) & voted).sum(axis=0)
        columns.append(2 * there > voted.sum(axis=0))
        if not columns[-1].any():
            raise UnvotesError(f"no member of bloc {shown(name)} votes in {matrix.selection}")
    belongs = np.column_stack(columns)
    twice = belongs.sum(axis=1) > 1
    if twice.any():
        first = int(twice.argmax())
        member = matrix.members[first]
        of = [name for name, is_in in zip(groups, belongs[first], strict=True) if is_in]
        raise UnvotesError(
            f"{member} is in several blocs: {', '.join(of)}; a partition has one each"
        )
    return list(groups), belongs
