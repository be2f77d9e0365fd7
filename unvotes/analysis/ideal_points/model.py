"""Ideal points: where members stand, as their votes tell it, and how sure one can be.

The model
---------
Each divided roll call splits the members along a line. Member i in period t stands at θ_it, and its
utility for rejecting item j is z = β_j·θ_it + ε, with ε standard normal. It votes yes where
z < γ_j1, no where z > γ_j2 and abstains between; who did not vote is missing. Roll calls that
repeat an earlier one are the same item, with the same β and γ: they bridge the periods.

Priors, all proper:

- *Steps.* θ_it ~ N(θ_i,t−k, k·step²) where the member last sat k periods before; step = .25.
- *Newcomers.* A member's first place is normal around the mean of those of the same period that sat
  before, with standard deviation 1; around 0 where there are none, as in the first period.
- *Slopes.* β_j ~ N(0, 1).
- *Cutpoints.* γ_j1 < γ_j2 are normal around β_j·m_j with standard deviation 3, an ordered pair, m_j
  being the mean place of the period in which the item was first put. Bailey, Strezhnev and Voeten
  take them to be uniform within ±7: in a joint walk the 976 items of the Assembly to which nobody
  said no then reward a shift of everybody together, and the mean drifts to −1.9.

So the prior does not care where on the line the hall stands: only its first period is around 0.
What the votes cannot tell either, location and scale, is fixed afterwards: each draw is shifted and
scaled to mean 0 and standard deviation 1 over all places, and turned so that a named member lies to
the right of another. That takes nothing from the posterior, unlike standardising in every sweep.

Standard deviations of steps and newcomers are on the scale of the model before that, on which the
hall of the Assembly has a standard deviation of about 1.9: a step of .25 is .13 of the hall's.

The published scheme
--------------------
``walk="forward"`` is how the estimates of Bailey, Strezhnev and Voeten were made, to reproduce
them. Each place is drawn around the conditional mean of the one before it, as if later votes did
not exist, and the places are standardised in every sweep. That is no posterior of any model: its
chains have nothing to converge to, and can only be seen to agree.

How the sampler was checked
---------------------------
- On 500 data sets of the static model drawn from the priors (8 members) intervals of 50, 80 and 95
  per cent cover 50.8, 80.8 and 94.8 per cent of the true positions (standard errors .9, .7, .4),
  and ranks are uniform: ``python -m benchmarks.calibration``.
- On 500 of the dynamic one (6 members, 4 periods, bridged items) the true positions'
  ranks among the draws of one chain of 1,200 iterations are uniform, and its intervals of 50, 80
  and 95 per cent cover 49.0, 78.6 and 94.0 per cent of them (standard errors .6, .6, .4; so short
  a chain cuts the tails a little). Without their unanimous items, as is the custom, 500 others gave
  47.7, 77.4 and 93.3: at this size leaving them out costs about a point.
- On 500 data sets in a plane (8 members, 30 items), where walks are drawn by plain Gibbs sampling,
  49.1, 78.8 and 94.7 per cent (standard errors .6, .5, .3), and ranks are uniform.
- From draws of the priors, any number of moves leads back to the priors (a test of the suite, which
  also finds three planted errors: another prior, a wrong volume, bridges left out).
- Means and variances are those of plain Gibbs sampling with the utilities drawn (`gibbs`), and
  those of the No-U-Turn sampler of `numpyro` on an implementation of its own: of 179 quantities of
  10 members in 4 periods none differs by more than 3.2 Monte Carlo standard errors, and these
  differences have a standard deviation of 1.04.

References
----------
Bailey, Michael A., Anton Strezhnev and Erik Voeten (2017), "Estimating Dynamic State Preferences
    from United Nations Voting Data", Journal of Conflict Resolution 61(2): 430-456.
Martin, Andrew D. and Kevin M. Quinn (2002), "Dynamic Ideal Point Estimation via Markov Chain
    Monte Carlo for the U.S. Supreme Court", Political Analysis 10: 134-153.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.core.choices import check_count
from unvotes.analysis.core.matrix import VoteMatrix, find_members, vote_matrix
from unvotes.analysis.core.periods import Periods
from unvotes.analysis.core.results import as_html
from unvotes.analysis.core.selection import Scope
from unvotes.analysis.core.threads import one_thread
from unvotes.analysis.ideal_points.responses import (
    Draws,
    Prior,
    Responses,
    Solution,
    Walk,
    responses,
)
from unvotes.errors import UnvotesError, UnvotesWarning, shown, unknown
from unvotes.parameters import shared_parameters
from unvotes.record.given_members import Belonging

__all__ = ["IdealPoints", "ideal_points"]

Floats = NDArray[np.float64]
Method = Literal["fast", "posterior"]

_METHODS = ("fast", "posterior")
_WALKS = ("joint", "forward")
_MOST_ROUNDS = 600
_FEW_ROUNDS = 6
#: Where the Gaussian approximation of a small body begins.
_NEAR, _NEAR_ROUNDS = 1e-2, 60
#: Of the prior's standard deviation: beyond it the votes have hardly told anything.
_LITTLE = 0.9
_MIXED = 1.1
#: Iterations of the fast moves of a joint walk on a line, and of plain sweeps.
_WARMUP, _LONG_WARMUP = 150, 500
#: How many that have not converged a warning names.
_NAMED = 3
_NEGATIVE = ("RUS", "SUN")


_SCHEME = "forward scheme of the published estimates: no posterior of its own"


@dataclass(frozen=True, eq=False)
class KeptDraws:
    """
    Draws, with the names of what they are of.

    Attributes
    ----------
    values : Draws
        The draws.
    positions, items : pandas.Index
        Members, with periods if there are any, and items.
    """

    values: Draws
    positions: pd.Index
    items: pd.Index

    def frame(self, of: str) -> pd.DataFrame:
        """Give them as a frame, a row per draw, as `IdealPoints.draws` does."""
        if of == "positions":
            values, columns = self.values.places, self.positions
            if values.shape[3] == 2:
                keys = [one if isinstance(one, tuple) else (one,) for one in columns]
                columns = pd.MultiIndex.from_tuples(
                    [(*key, d) for key in keys for d in (1, 2)], names=[*columns.names, "dimension"]
                )
        else:
            values = self.values.items
            if self.values.places.shape[3] == 2:
                raise UnvotesError("in two dimensions, whose axes are turned, items have no draws")
            if not values.shape[1]:
                raise UnvotesError(
                    "the draws of the items were not kept; ask ideal_points for item_draws=True"
                )
            columns = pd.MultiIndex.from_product(
                [self.items, ["slope", "cut_yes", "cut_no"]], names=["item", "parameter"]
            )
        chains, draws = values.shape[:2]
        index = pd.MultiIndex.from_product([range(chains), range(draws)], names=["chain", "draw"])
        return pd.DataFrame(values.reshape(chains * draws, -1), index=index, columns=columns)


@dataclass(frozen=True, eq=False)
class IdealPoints:
    """
    Positions of members, period by period.

    Attributes
    ----------
    table : pandas.DataFrame
        A row per member and period: ``member`` (str), the period under the name of `by`
        (absent without periods), ``estimate``, ``sd``, ``low``, ``high`` (float64), ``n``
        (int64, its votes on divided items), ``withheld`` (str: why the position rests on the
        prior or on other periods more than on votes; empty where it does not; charts leave such
        positions out), ``walk`` (str: ``"joint"`` or ``"forward"``, see `ideal_points`). In two
        dimensions ``dim1``, ``dim1_sd``, ``dim1_low``, ``dim1_high``, ``dim2``, … stand in place
        of ``estimate`` and so on. From draws there are ``rhat``, ``ess_bulk`` and ``ess_tail``
        (float64) too: the rank-normalised R-hat and the effective sample sizes of bulk and
        tails, in two dimensions the worse of both.
    items : pandas.DataFrame
        A row per item: ``item`` (str, the first of its roll calls), ``roll_calls`` (int64, how
        many), ``slope``, ``slope_sd`` (float64; positive: those to the right reject it; in two
        dimensions ``slope1``, …), ``cut_yes``, ``cut_no`` (float64, where utility turns from yes
        to abstention and from that to no), ``cut_yes_sd``, ``cut_no_sd``, ``yes``, ``abstain``,
        ``no`` (int64). From the draws of a posterior in two dimensions, whose axes are turned
        afterwards, there are none.
    dimensions : int
        One or two.
    by : str or None
        The periods.
    walk : str
        ``"joint"``, the model with a posterior, or ``"forward"``, the published scheme.
    n : int
        Roll calls that told members apart.
    dropped : int
        Items left out since everybody was of one mind.
    level : float
        Nominal coverage of the intervals.
    converged : bool
        Fast: whether it ended by its own criterion. Posterior: whether all positions, and the level
        and scale of every period, have an R-hat of at most 1.01 and 400 effective draws or more, in
        bulk and tails. Forward scheme: whether its chains agree (R-hat at most 1.1).
    method : str
        How the estimates were made.
    identified : str
        How location, scale and direction are fixed.
    selection : str
        The choice of roll calls in words.
    not_converged : pandas.DataFrame
        From draws, what has not, the worst first: ``quantity`` (``"position"``, ``"level"`` or
        ``"scale"``), ``member`` (empty for a level or scale), ``period``, ``rhat``, ``bulk``,
        ``tail``. Empty for the fast route.
    kept : KeptDraws or None
        The draws, which `draws` gives as a frame.
    """

    table: pd.DataFrame
    items: pd.DataFrame
    dimensions: int
    by: Hashable | None
    walk: str
    n: int
    dropped: int
    level: float
    converged: bool
    method: str
    identified: str
    selection: str
    not_converged: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    kept: KeptDraws | None = field(default=None, repr=False)

    def draws(self, of: Literal["positions", "items"] = "positions") -> pd.DataFrame:
        """
        Give the draws themselves: for the interval of any function of positions or items.

        Parameters
        ----------
        of : {"positions", "items"}
            What to give the draws of: items, if they were kept (``item_draws=True``).

        Returns
        -------
        pandas.DataFrame
            A row per draw, indexed by ``chain`` and ``draw`` (int64). Columns (float32): for
            positions by ``member``, the period under the name of `by` (if any), and in two
            dimensions ``dimension`` (1 or 2); for items by ``item`` and ``parameter``
            (``"slope"``, ``"cut_yes"``, ``"cut_no"``). Each draw is standardised, and has the
            direction of `identified`.

        Raises
        ------
        UnvotesError
            If the result was not drawn, or draws of items were not kept.

        Notes
        -----
        With xarray installed, ``found.draws().stack([0, 1]).to_xarray()`` (without periods
        ``.stack()``) is an array with the dimensions chain, draw, member and period, NaN where a
        member had no place. With ``.to_dataset(name="position")`` it is what arviz takes:
        ``.azstats.rhat()`` of it, from arviz-stats, gives the R-hat of the table.

        Examples
        --------
        How far A and B are apart, with the interval of the difference::

            draws = found.draws()
            gap = draws["B"] - draws["A"]
            gap.mean(), gap.quantile([0.025, 0.975])
        """
        if of not in ("positions", "items"):
            raise unknown("draws", of, ("positions", "items"))
        if self.kept is None:
            raise UnvotesError(
                'the fast route has no draws; ask ideal_points for method="posterior"'
            )
        return self.kept.frame(of)

    def _notes(self) -> tuple[str, ...]:
        marked = int((self.table["withheld"] != "").sum())
        return (
            f"n = {self.n:,} roll calls, {self.dropped:,} unanimous items left out",
            f"{marked:,} of {len(self.table):,} positions withheld" if marked else "",
            "" if self.converged else f"not converged{_failed_in_words(self.not_converged, ': ')}",
            self.selection,
            self.method,
            _SCHEME if self.walk == "forward" else "",
            self.identified,
        )

    def _head(self) -> str:
        periods = "" if self.by is None else f" in {self.table[self.by].nunique():,} periods"
        return f"Ideal points of {self.table['member'].nunique():,} members{periods}"

    def __repr__(self) -> str:
        notes = "; ".join(note for note in self._notes() if note)
        return f"<{self._head()}; {notes}>\n{self.table.round(3)!r}"

    def _repr_html_(self) -> str:
        frame = self.table.round(3).to_html(max_rows=20, na_rep="–")
        return as_html(self._head(), "", self._notes()) + frame


def _failed_in_words(failed: pd.DataFrame, before: str = "") -> str:
    """Say how many positions, levels and scales have not converged, and name the worst."""
    if failed.empty:
        return ""
    counts = failed["quantity"].value_counts(sort=False)
    said = [f"{n:,} {kind}{'s' * (n != 1)}" for kind, n in counts.items()]
    worst = [
        f"{row['member']} {row['period']}".strip()
        if row["quantity"] == "position"
        else f"{row['quantity']} of {row['period']}"
        for row in failed.head(_NAMED).to_dict("records")
    ]
    return f"{before}{', '.join(said)} (worst: {', '.join(worst)})"


@shared_parameters
def ideal_points(
    votes: pd.DataFrame,
    *,
    by: Hashable | None = None,
    periods: Periods | None = None,
    dimensions: int = 1,
    method: Method = "fast",
    walk: Walk = "joint",
    step: float = 0.25,
    newcomers: float = 1.0,
    slopes: float = 1.0,
    cutpoints: float = 3.0,
    begin: float = 1.0,
    recurring: bool | Mapping[Any, Any] | pd.Series = True,
    direction: tuple[Hashable, Hashable] | None = None,
    members: Belonging | Iterable[Hashable] | None = None,
    level: float = 0.95,
    min_votes: int = 5,
    tolerance: float = 1e-4,
    chains: int = 4,
    draws: int = 1500,
    keep: int = 1500,
    warmup: int | None = None,
    seed: int = 0,
    progress: bool | None = None,
    checkpoint: str | Path | None = None,
    item_draws: bool = False,
    **scope: Unpack[Scope],
) -> IdealPoints:
    """
    Estimate where members stand on one dimension or two, with their uncertainty.

    Parameters
    ----------
    votes : pandas.DataFrame
        One row per member and roll call: ``roll_call``, ``member``, ``vote``. Those who did not
        vote are missing; unanimous items are left out.
    by : str, optional
        Periods: ``"session"`` (of the Assembly; special and emergency sessions count to the
        regular one in whose course they fall), ``"year"``, ``"term"``, ``"decade"``,
        ``"presidency"`` or any column with one value per roll call. None for one position of
        each member (a static model).
    dimensions : {1, 2}
        Number of dimensions.
    method : {"fast", "posterior"}
        ``"fast"``: an approximation in seconds, in NumPy. Of a joint walk of few places (such as
        the Council by year) on items with few votes it is a normal distribution of all places and
        items together, else one that takes them apart (see Notes). ``"posterior"``: draws from the
        posterior; it needs the extra ``posterior`` (numba).
    walk : {"joint", "forward"}, default "joint"
        How positions of one member hang together. ``"joint"``: a random walk, in which later votes
        bear on earlier positions as earlier ones do on later: the model that has a posterior.
        ``"forward"``: the scheme by which the published estimates of the Assembly were made, to
        reproduce them; it has no posterior of its own (see Notes).
    step : float, default 0.25
        Standard deviation of a joint walk from one period to the next, before positions are
        standardised; a member that was away for k periods has walked k steps. A smaller one
        smooths more: .25 lets the standard deviation of a path grow to that of a newcomer in 16
        periods.
    newcomers : float, default 1
        Standard deviation of a member's first position around the mean of those who were there
        before. 1 is the unit in which the others are given.
    slopes : float, default 1
        Standard deviation of slopes around 0, that of the published estimates.
    cutpoints : float, default 3
        Standard deviation of cutpoints around the mean position of the period in which the item was
        first put: wide, since utilities within a hall have one of about 1.4.
    begin : float, default 1
        Where the positions of the first period of a forward walk are expected, with variance
        1. The votes do not tell the level of the first periods against later ones: it is a
        convention. 1, towards the positive end, gives that of the published estimates.
    recurring : bool, Series or mapping, default True
        Roll calls that repeat an earlier one (index) and which (value) are one item, and bridge
        the periods. True: those that the record lists for the Assembly. False: none.
    direction : tuple of two str, optional
        The member at the positive end of the first dimension and that at the negative one. By
        default the United States and Russia, where both are there; else the two that lie
        farthest apart, in alphabetical order.
    min_votes : int, default 5
        A position with fewer votes is marked in ``withheld``.
    tolerance : float, default 1e-4
        The fast route ends when the root mean square change of the positions in a round is
        below this; in few places, where a round is a Newton step, below five times this.
    chains, draws : int
        Of the posterior: chains from dispersed starts, and iterations of each after the warm-up, of
        which every second is kept.
    keep : int, default 1500
        Draws of each chain that are kept at most: of more, as many as lie evenly apart. Those of
        the whole Assembly take 47 MB for every 1,000 of one chain.
    warmup : int, optional
        Iterations before that; by default 150, and 500 of the forward scheme and in two dimensions.
    seed : int, default 0
        Same seed, same draws.
    progress : bool, optional
        Whether to show a bar; by default on a terminal.
    checkpoint : path, optional
        A file (``.npz``) in which the chains are kept; a call with the same votes and settings
        goes on from it. An interrupted run (Ctrl-C) gives what was drawn after the warm-up, and
        goes on from here when it is called again.
    item_draws : bool, default False
        Whether to keep the draws of slopes and cutpoints too, for ``draws("items")``: of the whole
        Assembly 170 MB. Means and standard deviations in `items` need them not.

    Returns
    -------
    IdealPoints
        ``table``, a row per member and period with ``member`` (str), the period, ``estimate``,
        ``sd``, ``low``, ``high`` (float64), ``n`` (int64) and ``withheld`` (str); in two
        dimensions ``dim1``, ``dim1_sd``, … instead; from draws also ``rhat``, ``ess_bulk`` and
        ``ess_tail``. ``items``, a row per item; ``converged`` (bool); ``draws``, for a posterior.

    Raises
    ------
    UnvotesError
        For wrong choices, a member of `direction` that does not vote, votes that are all
        unanimous, a missing extra, or a checkpoint of another run.

    Warns
    -----
    UnvotesWarning
        If the estimates have not converged: it names what has not, and says what to do.

    Notes
    -----
    The model, its priors and why they are as they are stand in the documentation of the module.
    Only relative positions have a meaning: all positions are standardised to mean 0 and standard
    deviation 1 over members and periods, draw by draw.

    The forward scheme is no posterior of one model: each position is expected at the conditional
    mean of the one before it, with variance .5·n/(n + n before), and later votes do not bear on
    earlier positions (but for a member's first one, expected where its second is; in the first of
    all periods, at `begin`); and the scale is forced in every sweep. Slopes have a standard normal
    prior, cutpoints a uniform one within ±7.

    The fast route has two ways. Up to 1,500 places, and where the squares of the numbers of votes
    on each item do not add up to more than 1.5 million (the Council by year; ten members of the
    Assembly), one normal distribution stands for all places and items. On the Council by year its
    means correlate with the posterior's at .9998, and its standard deviations are .97 times as
    large. With more, places and items are taken apart: on the Assembly by session .993 and 1.04.
    ``method`` of the result says which it was.

    In the Council few roll calls are contested, and elected members stay two years: positions
    are weakly identified. Give intervals, and leave out what is ``withheld``. `load_ideal_points`
    has the converged posterior, with intervals that are not symmetric.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> votes = load_votes("general-assembly", since=2016, until=2019)
    >>> found = ideal_points(votes, members=["CHN", "FRA", "GBR", "IND", "RUS", "USA"])
    >>> found.table.sort_values("estimate")["member"].tolist()
    ['CHN', 'IND', 'RUS', 'FRA', 'GBR', 'USA']
    """
    _check(dimensions, method, walk, level, tolerance)
    prior = _prior(step, newcomers, slopes, cutpoints, begin)
    for name, value in (("chains", chains), ("draws", draws), ("min_votes", min_votes)):
        check_count(name, value, 1)
    check_count("keep", keep, 4)
    if warmup is None:
        warmup = _WARMUP if walk == "joint" and dimensions == 1 else _LONG_WARMUP
    for name, value in (("warmup", warmup), ("seed", seed)):
        check_count(name, value, 0)
    matrix = vote_matrix(votes, members=members, **scope).voting()
    if periods is not None and by is None:
        by = "period"
    data = responses(matrix, by, walk, prior, _recurring(matrix, recurring), periods)
    from unvotes.analysis.ideal_points import gaussian, variational

    if method == "posterior":
        from unvotes.analysis.ideal_points.chains import Run, give_back, posterior

        give_back()
    with one_thread():
        begun = variational.start(data, dimensions)
        ends, said = _direction(data, begun.place, direction)
        if begun.place[ends[0], 0].mean() < begun.place[ends[1], 0].mean():
            begun.place[:, 0] *= -1
        better = None
        if method == "fast" and dimensions == 1 and gaussian.small(data):
            begun = variational.fit(data, begun, _NEAR, _NEAR_ROUNDS)
            better = gaussian.fit(data, begun, tolerance)
        if better is None:
            rounds = _MOST_ROUNDS if method == "fast" else _FEW_ROUNDS
            begun = variational.fit(data, begun, tolerance, rounds)
        place = begun.place if better is None else better.place[:, None]
        if walk == "joint":  # its level does not hang on the direction, so the fit may tell it
            ends, said = _direction(data, place, direction)
        if better is not None:
            solution = gaussian.solution(data, better, ends, level)
        elif method == "fast":
            solution = variational.solution(data, begun, ends, level)
        else:
            run = Run(chains, draws, keep, warmup, seed, progress, checkpoint, item_draws)
            solution = posterior(data, begun, ends, level, run)
    found = IdealPoints(
        table=_table(data, by, solution, min_votes),
        items=_items(data, solution, dimensions),
        dimensions=dimensions,
        by=by,
        walk=walk,
        n=int(data.roll_calls.sum()),
        dropped=data.dropped,
        level=level,
        converged=solution.converged,
        method=solution.method + ("" if by is None else f"; {walk} walk"),
        identified=f"mean 0 and standard deviation 1 over all positions; {said}",
        selection=matrix.selection,
        not_converged=pd.DataFrame() if solution.unmixed is None else solution.unmixed,
        kept=_kept_draws(data, by, solution),
    )
    if not found.converged:
        warnings.warn(_what_to_do(found, method, draws, chains), UnvotesWarning, stacklevel=2)
    return found


def _what_to_do(found: IdealPoints, method: Method, draws: int, chains: int) -> str:
    """Say what has not converged, and how it would."""
    said = f"these ideal points have not converged ({found.method.partition(';')[0]})"
    if method == "fast":
        return (
            f'{said}: do not report them; call again with method="posterior", or with a larger '
            "tolerance= if a rough picture will do"
        )
    failed = found.not_converged
    if chains < 2:
        return f"{said}: one chain cannot tell; ask for chains=4"
    if failed.empty:
        return f"{said}: there is nothing to judge them by"
    least = max(float(failed[["bulk", "tail"]].min().min()), 1.0)
    longer = math.ceil(max(1.5, 500 / least) * draws / 100) * 100
    return f"{said}{_failed_in_words(failed, ', ')}: call again with draws={longer}"


def _kept_draws(data: Responses, by: Hashable | None, found: Solution) -> KeptDraws | None:
    if found.draws is None:
        return None
    positions = pd.Index(data.members[data.member], name="member")
    if by is not None:
        periods = pd.Index(data.periods[data.period], name=by)
        positions = pd.MultiIndex.from_arrays([positions, periods])
    return KeptDraws(found.draws, positions, data.items)


def _check(dimensions: int, method: str, walk: str, level: float, tolerance: float) -> None:
    if dimensions not in (1, 2) or not isinstance(dimensions, int) or isinstance(dimensions, bool):
        raise UnvotesError(f"dimensions={shown(dimensions)}: 1 or 2")
    if method not in _METHODS:
        raise unknown("method", method, _METHODS)
    if walk not in _WALKS:
        raise unknown("walk", walk, _WALKS)
    _check_number("level", level, 1.0)
    _check_number("tolerance", tolerance, 1.0)


def _check_number(name: str, value: float, most: float) -> None:
    if not (isinstance(value, int | float | np.floating) and 0 < value < most):
        raise UnvotesError(f"{name}={shown(value)}: a number above 0 and below {most:g}")


def _prior(step: float, newcomers: float, slopes: float, cutpoints: float, begin: float) -> Prior:
    prior = Prior(step, newcomers, slopes, cutpoints, begin)
    for name, value in prior._asdict().items():
        if name != "begin":
            _check_number(name, value, np.inf)
    return prior


def _recurring(
    matrix: VoteMatrix, recurring: bool | Mapping[Any, Any] | pd.Series
) -> Mapping[Any, Any] | pd.Series | None:
    if isinstance(recurring, pd.Series | Mapping):
        return recurring
    if not isinstance(recurring, bool):
        raise UnvotesError(
            f"recurring= takes True, False, or a Series from roll call to roll call, not "
            f"{type(recurring).__name__}"
        )
    if not recurring or not str(matrix.roll_calls[0]).startswith("A/"):
        return None
    from unvotes.record.assembly import recurring as listed

    return listed()


def _direction(
    data: Responses, place: Floats, direction: tuple[Hashable, Hashable] | None
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], str]:
    """Find the places of the members at the two ends of the first dimension."""
    members = data.members
    voters = np.unique(data.member)
    if direction is None:
        names = set(members[voters])
        other = next((name for name in _NEGATIVE if name in names), None)
        if "USA" in names and other:
            direction = ("USA", other)
        else:
            middle = pd.Series(place[:, 0]).groupby(data.member).mean()
            far = np.sort(middle.index.to_numpy()[[middle.argmin(), middle.argmax()]])
            direction = (members[far[0]], members[far[1]])
    elif not isinstance(direction, tuple | list) or len(direction) != 2 or len(set(direction)) != 2:
        raise UnvotesError(
            f"direction={shown(direction)}: two members, that at the positive end first"
        )
    ends = []
    for name in direction:
        (found,) = find_members([name], members)
        ends.append(np.flatnonzero(data.member == found))
        if not len(ends[-1]):
            raise UnvotesError(f"direction: {name} cast no vote on a divided item")
    return (ends[0], ends[1]), f"{direction[0]} to the right of {direction[1]}"


def _columns(dimensions: int, what: str) -> list[str]:
    if dimensions == 1:
        return [what]
    tail = "" if what == "estimate" else f"_{what}"
    return [f"dim{d + 1}{tail}" for d in range(dimensions)]


def _table(data: Responses, by: Hashable | None, found: Solution, min_votes: int) -> pd.DataFrame:
    dimensions = found.mean.shape[1]
    table = pd.DataFrame({"member": data.members[data.member]})
    if by is not None:
        table[by] = data.periods[data.period]
    parts = {"estimate": found.mean, "sd": found.sd, "low": found.low, "high": found.high}
    for d in range(dimensions):
        for what, values in parts.items():
            table[_columns(dimensions, what)[d]] = values[:, d].astype(np.float64)
    table["n"] = data.n.astype(np.int64)
    few = np.where(
        data.n < min_votes,
        pd.Series(data.n).map(lambda n: f"{n:,} vote{'s' * (n != 1)} of its own"),
        "",
    ).astype(object)
    little = (found.shrunk > _LITTLE) & (few == "")
    few[little] = "its votes tell hardly more than the prior"
    if found.mixing is not None:
        mixed = found.mixing
        table["rhat"], table["ess_bulk"], table["ess_tail"] = mixed
        few[(mixed.rhat > _MIXED) & (few == "")] = "the chains disagree"
    table["withheld"] = pd.Series(few, dtype="str")
    table["walk"] = pd.Series(data.walk, index=table.index, dtype="str")
    return table


def _items(data: Responses, found: Solution, dimensions: int) -> pd.DataFrame:
    table = pd.DataFrame(
        {"item": data.items.astype("str"), "roll_calls": data.roll_calls.astype(np.int64)}
    )
    if found.item is None or found.item_sd is None:
        return table.iloc[:0]
    names = ["slope"] if dimensions == 1 else [f"slope{d + 1}" for d in range(dimensions)]
    for k, name in enumerate([*names, "cut_yes", "cut_no"]):
        table[name], table[f"{name}_sd"] = found.item[:, k], found.item_sd[:, k]
    table["yes"], table["abstain"], table["no"] = data.counts[[2, 1, 0]]
    return table
