"""How sure one can be of a measure: bootstrap over roll calls, and exact intervals for shares.

The default is the Bayesian bootstrap (Rubin 1981): each roll call gets a random weight, an
exponential draw, where Efron's bootstrap (1979) draws whole roll calls with replacement. Both
know only the cells that were seen: eleven identical votes of eleven give an interval from 1
to 1, and with a true agreement of .98 about one interval in five holds the truth. The default
therefore adds the weight of one roll call of prior knowledge, Jeffreys's: half of it on the
identical cells of the joint table and half on the others, spread evenly over the cells of
each. Exponential weights of n roll calls beside a prior that spreads as they do give a mean the
variance s²/(n + 2), s² being that of the sample, where the unbiased one is s²/(n − 1): at n = 11
intervals are an eighth too short. The weights of fewer than 200 roll calls are therefore Gamma
draws of shape (n − 3)/n, which give s²/(n − 1). For a plain share the interval is Jeffreys's,
without a draw; where none, one, all but one or all were identical, the end at which Jeffreys's
misses too often is the exact one (a modification after Brown, Cai and DasGupta 2001, section 4.1).

How often nominal intervals hold the truth, over sizes, levels and clusters, is computed by
``python -m benchmarks.coverage`` and stands in the documentation (docs/coverage.md). No interval
excludes its own estimate.

References
----------
Brown, Lawrence D., T. Tony Cai and Anirban DasGupta (2001), "Interval Estimation for a
    Binomial Proportion", Statistical Science 16: 101-133.
Clopper, C. J. and E. S. Pearson (1934), "The Use of Confidence or Fiducial Limits Illustrated
    in the Case of the Binomial", Biometrika 26: 404-413.
Efron, Bradley (1979), "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics
    7: 1-26.
Rubin, Donald B. (1981), "The Bayesian Bootstrap", Annals of Statistics
    9: 130-134.
Wilson, Edwin B. (1927), "Probable Inference, the Law of Succession, and Statistical
    Inference", Journal of the American Statistical Association 22: 209-212.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from unvotes.analysis.core.measures import Measure
from unvotes.analysis.core.selection import Draws
from unvotes.errors import UnvotesError, shown, unknown

__all__ = ["INTERVALS", "Drawn", "Interval", "Uncertainty"]

#: The kinds of interval that ``interval=`` takes, besides None.
INTERVALS = ("bootstrap", "percentile", "wilson", "exact")

Interval = Literal["bootstrap", "percentile", "wilson", "exact"]
Drawn = Literal["bootstrap", "percentile"]
Floats = NDArray[np.floating[Any]]

#: More draws than these tell no more, and hold gigabytes.
_MOST_DRAWS = 10_000_000


@dataclass(frozen=True)
class Uncertainty:
    """
    Which interval to give.

    Attributes
    ----------
    kind : {"bootstrap", "percentile", "wilson", "exact"} or None
        Bayesian bootstrap, Efron's bootstrap with percentiles, Wilson's score interval,
        Clopper and Pearson's exact interval, or none.
    level : float
        Nominal coverage, between 0 and 1.
    n_boot : int
        Number of draws.
    seed : int or None
        Start of the random numbers; None for a new one each time.
    unit : str
        What is resampled: ``"roll_call"``, or the column whose values cluster them.
    """

    kind: Interval | None = "bootstrap"
    level: float = 0.95
    n_boot: int = 1000
    seed: int | None = 0
    unit: str = "roll_call"

    def __post_init__(self) -> None:
        if self.kind is not None and self.kind not in INTERVALS:
            raise unknown("interval", self.kind, [*INTERVALS, "None"])
        if not (isinstance(self.level, float) and 0 < self.level < 1):
            raise UnvotesError(f"level={shown(self.level)} must lie between 0 and 1, such as 0.95")
        if not isinstance(self.n_boot, int | np.integer) or not 100 <= self.n_boot <= _MOST_DRAWS:
            raise UnvotesError(
                f"n_boot={shown(self.n_boot)}: the ends of an interval need at least 100 draws, "
                f"and more than {_MOST_DRAWS:,} tell no more"
            )
        if self.seed is not None and (not isinstance(self.seed, int | np.integer) or self.seed < 0):
            raise UnvotesError(f"seed={shown(self.seed)} must be a whole number from 0 up, or None")
        if self.clustered and self.kind in ("wilson", "exact"):
            raise UnvotesError(
                f"interval={shown(self.kind)} takes roll calls to be independent; with "
                f"resample_by={self.unit!r} use 'bootstrap' or 'percentile'"
            )

    @classmethod
    def of(cls, kind: Interval | None, draws: Draws, drawn: str = "") -> Uncertainty:
        """Gather what was asked for; name the statistic if its interval can only be drawn."""
        if drawn and kind in ("wilson", "exact"):
            raise UnvotesError(
                f"interval={shown(kind)} is for a plain share of roll calls; {drawn} has "
                "'bootstrap', 'percentile' or None"
            )
        return cls(kind, draws["level"], draws["n_boot"], draws["seed"], draws["resample_by"])

    @property
    def clustered(self) -> bool:
        """Whether whole groups of roll calls are resampled."""
        return self.unit != "roll_call"

    @property
    def units(self) -> str:
        """What is resampled, in words."""
        return f"roll calls clustered by {self.unit}" if self.clustered else "roll calls"

    def rng(self) -> np.random.Generator:
        """Start the random numbers."""
        return np.random.default_rng(self.seed)

    def check(self, measure: Measure) -> None:
        """Refuse an interval for shares where the measure is not one."""
        if self.kind in ("wilson", "exact") and not measure.is_share:
            raise UnvotesError(
                f"interval={shown(self.kind)} is for a plain share of roll calls, "
                "measure='agreement' with abstain 'own', 'drop' or 'as_no'; use "
                "interval='bootstrap'"
            )

    def describe(self, *, drawn: bool) -> str:
        """
        Name the method, as a result carries it.

        Parameters
        ----------
        drawn : bool
            Whether random draws were made; a plain share needs none.

        Returns
        -------
        str
        """
        if self.kind is None:
            return "no interval"
        if self.kind == "wilson":
            return f"{self.level:.0%} Wilson interval"
        if self.kind == "exact":
            return f"{self.level:.0%} exact interval (Clopper–Pearson)"
        name = {
            "bootstrap": "Bayesian bootstrap (Jeffreys prior)",
            "percentile": "percentile bootstrap",
        }[self.kind]
        how = f"{self.n_boot:,} draws, seed {self.seed}" if drawn else "in closed form"
        return f"{self.level:.0%} {name} over {self.units}, {how}"
