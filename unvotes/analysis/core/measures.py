"""The named measures of how two members vote: each a function of one 3×3 table of counts.

A *joint table* counts the roll calls on which both members voted: cell (i, j) holds those on
which the first member cast vote i and the second vote j, in the order no, abstain, yes. A
roll call on which either did not vote is in no cell, for every measure. All functions here
take one table, or an array of many with the two table axes first, and work on all at once.

References
----------
Cohen, Jacob (1960), "A Coefficient of Agreement for Nominal Scales", Educational and
    Psychological Measurement 20: 37-46; (1968), "Weighted Kappa", Psychological Bulletin 70:
    213-220.
Häge, Frank M. (2011), "Choice or Circumstance? Adjusting Measures of Foreign Policy
    Similarity for Chance Agreement", Political Analysis 19: 287-305.
Lijphart, Arend (1963), "The Analysis of Bloc Voting in the General Assembly: A Critique and a
    Proposal", American Political Science Review 57: 902-917.
Scott, William A. (1955), "Reliability of Content Analysis: The Case of Nominal Scale Coding",
    Public Opinion Quarterly 19: 321-325.
Signorino, Curtis S. and Jeffrey M. Ritter (1999), "Tau-b or Not Tau-b: Measuring the
    Similarity of Foreign Policy Positions", International Studies Quarterly 43: 115-144.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unvotes.errors import UnvotesError, unknown

__all__ = [
    "MEASURES",
    "Measure",
    "get_measure",
    "kappa",
    "lijphart",
    "pi",
    "share_identical",
    "signorino_ritter",
]

Distance = Literal["nominal", "linear", "squared"]
Floats = NDArray[np.floating[Any]]

_STEPS = np.abs(np.subtract.outer(np.arange(3), np.arange(3))) / 2
_DISTANCES: dict[str, NDArray[np.float64]] = {
    "nominal": (_STEPS > 0).astype(float),
    "linear": _STEPS,
    "squared": _STEPS**2,
}


def _counts(table: ArrayLike) -> Floats:
    counts = np.asarray(table)
    if counts.shape[:2] != (3, 3):
        raise UnvotesError(
            f"a joint table has 3 rows and 3 columns (no, abstain, yes), not shape {counts.shape}"
        )
    return counts if counts.dtype.kind == "f" else counts.astype(float)


def _weights(distance: str) -> NDArray[np.float64]:
    if distance not in _DISTANCES:
        raise unknown("distance", distance, list(_DISTANCES))
    return _DISTANCES[distance]


def _weighed(weights: Floats, values: Iterable[Floats]) -> Floats:
    """
    Add values up, each with its weight; at least two weights are not 0.

    Some cells of very many tables: to add them one to the other, in place, takes half the time of
    a product of matrices.
    """
    parts = [
        value if weight == 1 else weight * value
        for weight, value in zip(weights.ravel().tolist(), values, strict=True)
        if weight
    ]
    total: Floats = parts[0] + parts[1]
    for part in parts[2:]:
        total += part
    return total


def _observed(counts: Floats, distance: str) -> Floats:
    """Mean distance between the two members' votes; NaN without a common vote."""
    apart = _weighed(_weights(distance), counts.reshape(9, *counts.shape[2:]))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(apart / counts.sum(axis=(0, 1)))


def _corrected(counts: Floats, distance: str, pooled: bool) -> Floats:
    """1 − observed/expected distance; NaN where chance alone leaves no room to differ."""
    weights = _weights(distance)
    first = counts[:, 0] + counts[:, 1] + counts[:, 2]
    second = counts[0] + counts[1] + counts[2]
    if pooled:
        first = second = (first + second) / 2
    by_chance = [own * _weighed(row, second) for own, row in zip(first, weights, strict=True)]
    expected = by_chance[0] + by_chance[1] + by_chance[2]
    observed = _weighed(weights, counts.reshape(9, *counts.shape[2:]))
    observed *= first[0] + first[1] + first[2]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - observed / expected)


def share_identical(table: ArrayLike, distance: Distance = "nominal") -> Floats:
    """
    Share of common roll calls on which both cast the same vote.

    Formula: f/t, with f identical and t common votes. Range 0 to 1. An abstention is a vote
    of its own: it agrees with an abstention and with nothing else. Non-voting does not
    count. Chance agreement is not removed: where nearly every vote is a yes, everyone
    agrees.

    Parameters
    ----------
    table : array_like, 3 × 3 (× any)
        Counts of the first member's votes by the second's: no, abstain, yes.
    distance : {"nominal", "linear", "squared"}, default "nominal"
        How far apart two votes are: with ``"nominal"`` all different votes are wholly apart.

    Returns
    -------
    numpy.ndarray of float
        One value per table; NaN without a common vote.

    Examples
    --------
    Ten common votes, of which 2 + 1 + 4 are identical:

    >>> float(share_identical([[2, 0, 1], [0, 1, 2], [0, 0, 4]]))
    0.7
    """
    return 1 - _observed(_counts(table), distance)


def lijphart(table: ArrayLike) -> Floats:
    """
    Index of agreement with half a credit for an abstention against a yes or no.

    Formula: IA = (f + g/2)/t, with f identical votes, g votes one step apart (an abstention
    against a yes or a no) and t common votes. Range 0 to 1. Abstaining lies half-way between
    no and yes; non-voting does not count. Source: Lijphart (1963).

    Parameters
    ----------
    table : array_like, 3 × 3 (× any)
        Counts of the first member's votes by the second's: no, abstain, yes.

    Returns
    -------
    numpy.ndarray of float
        One value per table; NaN without a common vote.

    Examples
    --------
    Seven identical, two one step apart, one opposed: (7 + 2/2)/10.

    >>> float(lijphart([[2, 0, 1], [0, 1, 2], [0, 0, 4]]))
    0.8
    """
    return share_identical(table, "linear")


def signorino_ritter(table: ArrayLike, distance: Distance = "linear") -> Floats:
    """
    Signorino and Ritter's S: similarity of positions on a scale from opposed to identical.

    Formula: S = 1 − 2·Σd/(n·d_max), each vote a point at 0 (no), 1 (abstain) or 2 (yes), d
    the absolute (or squared) distance of two votes and d_max its largest possible value, 2
    (or 4). Range −1 to 1; with absolute distances S = 2·IA − 1. Abstaining lies half-way;
    non-voting does not count. S is not corrected for chance (Häge 2011). Source: Signorino
    and Ritter (1999).

    Parameters
    ----------
    table : array_like, 3 × 3 (× any)
        Counts of the first member's votes by the second's: no, abstain, yes.
    distance : {"linear", "squared", "nominal"}, default "linear"
        Absolute or squared distance.

    Returns
    -------
    numpy.ndarray of float
        One value per table; NaN without a common vote.

    Examples
    --------
    Distances: two votes one step apart, one two steps apart, of ten: 1 − 2·(2·1 + 2)/(10·2)
    and, squared, 1 − 2·(2·1 + 4)/(10·4).

    >>> table = [[2, 0, 1], [0, 1, 2], [0, 0, 4]]
    >>> round(float(signorino_ritter(table)), 6)
    0.6
    >>> round(float(signorino_ritter(table, "squared")), 6)
    0.7
    """
    return 2 * share_identical(table, distance) - 1


def kappa(table: ArrayLike, distance: Distance = "nominal") -> Floats:
    """
    Cohen's kappa: agreement beyond what each member's own voting habits would give.

    Formula: 1 − D_o/D_e. D_o is the mean distance of the two votes; D_e is the mean distance
    if each member kept its own shares of no, abstain and yes but voted independently of the
    other. Range −1 to 1, with 0 at chance level. Undefined (NaN) when both
    always cast one and the same vote. An abstention is a vote of its own (``"nominal"``) or
    lies half-way (``"linear"``, ``"squared"``); non-voting does not count. Source: Cohen
    (1960, 1968), recommended for votes by Häge (2011).

    Parameters
    ----------
    table : array_like, 3 × 3 (× any)
        Counts of the first member's votes by the second's: no, abstain, yes.
    distance : {"nominal", "linear", "squared"}, default "nominal"
        Distance between two different votes: always 1; or the steps between them halved; or
        the square of that.

    Returns
    -------
    numpy.ndarray of float
        One value per table.

    Examples
    --------
    Observed disagreement .3. First member's shares .3, .3, .4, second's .2, .1, .7: they
    would agree by chance on .3·.2 + .3·.1 + .4·.7 = .37, so kappa is 1 − .3/.63.

    >>> round(float(kappa([[2, 0, 1], [0, 1, 2], [0, 0, 4]])), 6)
    0.52381
    """
    return _corrected(_counts(table), distance, pooled=False)


def pi(table: ArrayLike, distance: Distance = "nominal") -> Floats:
    """
    Scott's pi: agreement beyond what the two members' joint voting habits would give.

    Formula: as `kappa`, but chance is drawn twice from the average of both members' shares.
    Two members who differ in their habits thus count as disagreeing. Range −1 to 1, with 0
    at chance level. Undefined (NaN) when both always cast one and the same vote. Abstention
    and non-voting as in `kappa`. Source: Scott (1955); for votes Häge (2011).

    Parameters
    ----------
    table : array_like, 3 × 3 (× any)
        Counts of the first member's votes by the second's: no, abstain, yes.
    distance : {"nominal", "linear", "squared"}, default "nominal"
        As in `kappa`.

    Returns
    -------
    numpy.ndarray of float
        One value per table.

    Examples
    --------
    Average shares .25, .2, .55: chance agreement .0625 + .04 + .3025 = .405, so pi is
    1 − .3/.595.

    >>> round(float(pi([[2, 0, 1], [0, 1, 2], [0, 0, 4]])), 6)
    0.495798
    """
    return _corrected(_counts(table), distance, pooled=True)


@dataclass(frozen=True)
class Measure:
    """
    A measure under its name.

    Attributes
    ----------
    name : str
        What ``measure=`` takes.
    title : str
        For a legend or a table head.
    distance : {"nominal", "linear", "squared"}
        How it sees two different votes.
    function : callable
        From a joint table and a distance to a value.
    chance : bool
        Whether it is corrected for chance.
    lowest : float
        The low end of its range; the high end is 1.
    """

    name: str
    title: str
    distance: Distance
    function: Callable[..., Floats]
    chance: bool = False
    lowest: float = 0.0

    def __call__(self, table: ArrayLike) -> Floats:
        """Give the measure's value for a joint table, or for many (table axes first)."""
        return self.function(table, self.distance)

    @property
    def distances(self) -> NDArray[np.float64]:
        """How far apart it sees votes: 3 × 3, from 0 for the same to 1 for no against yes."""
        return _weights(self.distance)

    @property
    def is_share(self) -> bool:
        """Whether it is a plain share of roll calls, for which exact intervals exist."""
        return self.function is share_identical and self.distance == "nominal"

    def with_abstain(self, abstain: str) -> Measure:
        """
        Adapt the measure to the treatment of abstentions.

        Parameters
        ----------
        abstain : {"own", "half", "drop", "as_no"}
            Only ``"half"`` concerns the measure: votes then differ by half from an
            abstention. The rest is done to the votes.

        Returns
        -------
        Measure

        Raises
        ------
        UnvotesError
            For a squared measure with ``"half"``: it gives an abstention a quarter.
        """
        if abstain != "half" or self.distance == "linear":
            return self
        if self.distance == "squared":
            linear = next(
                m
                for m in MEASURES.values()
                if m == replace(self, name=m.name, title=m.title, distance="linear")
            )
            raise UnvotesError(
                f"abstain='half' contradicts measure={self.name!r}, in which an abstention is a "
                f"quarter of the way; use measure={linear.name!r}"
            )
        return replace(self, distance="linear")


def _registered() -> dict[str, Measure]:
    found = [
        Measure("agreement", "agreement", "nominal", share_identical),
        Measure("lijphart", "Lijphart's index", "linear", share_identical),
        Measure("s", "Signorino and Ritter's S", "linear", signorino_ritter, lowest=-1.0),
        Measure("s_squared", "S, squared distances", "squared", signorino_ritter, lowest=-1.0),
    ]
    for name, function, title in (("kappa", kappa, "Cohen's kappa"), ("pi", pi, "Scott's pi")):
        add = partial(Measure, function=function, chance=True, lowest=-1.0)
        found += [
            add(name, title, "nominal"),
            add(f"{name}_linear", f"{title}, linear weights", "linear"),
            add(f"{name}_squared", f"{title}, squared weights", "squared"),
        ]
    return {measure.name: measure for measure in found}


#: Every measure by its name.
MEASURES = MappingProxyType(_registered())


def get_measure(name: str) -> Measure:
    """
    Find a measure by its name.

    Parameters
    ----------
    name : str
        One of `MEASURES`.

    Returns
    -------
    Measure

    Raises
    ------
    UnvotesError
        For an unknown name; the names that exist are listed.

    Examples
    --------
    >>> get_measure("kappa").title
    "Cohen's kappa"
    """
    if name not in MEASURES:
        raise unknown("measure", name, list(MEASURES))
    return MEASURES[name]
