"""How often intervals hold the truth: ``python -m benchmarks.coverage [WORLDS [SIZE …]]``.

Worlds are drawn in which the truth is known, each a small record of its own, and every interval
is asked for by the public functions. It writes ``docs/coverage.csv`` and its summary, the table
of docs/coverage.md. Plain shares of independent roll calls need no draw: all counts that can occur
are gone through, each with its probability. Each kind of world is drawn 400 times, or as often as
is asked, with random numbers that depend on the kind alone; 300 of all three sizes take
some five minutes of one core.

A world has two blocs of three. Each bloc has a line on each roll call (no .3, abstain .2, yes
.5); the line of the second is that of the first with the probability *level*, and any other
else. Members follow their line with the probability *cohesion*, and vote otherwise else. In
clusters of four roll calls, half of the roll calls have the lines of their cluster's first.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

import unvotes as uv
from unvotes.analysis.blocs.cohesion import COHESION
from unvotes.analysis.core.limits import holding, share_limits
from unvotes.analysis.core.measures import MEASURES
from unvotes.analysis.core.period_comparison import limits_of_difference
from unvotes.analysis.core.uncertainty import INTERVALS, Uncertainty

FILE = Path(__file__).resolve().parents[1] / "docs" / "coverage.csv"
SUMMARY = FILE.with_name("coverage_summary.csv")

Floats = NDArray[np.floating[Any]]
LINES = np.array([0.3, 0.2, 0.5])
VOTES = ["no", "abstain", "yes"]
FIRST, SECOND = list("ABC"), list("DEF")
CLUSTER = 4
LEVELS = (0.8, 0.95, 0.99)
#: Roll calls, or clusters of them; cohesion; level of the second bloc beside the first.
SIZES, COHESIONS, SAME = (11, 30, 100), (1.0, 0.9, 0.7), (0.5, 0.8, 0.95, 1.0)
SHARES = (0.5, 0.8, 0.9, 0.95, 0.98)
#: Of which all levels are asked for; of the others .95.
USUAL = (0.9, 0.8)
DRAWS, SEED = 400, 20
KEYS = ("statistic", "n", "cohesion", "level", "truth")
#: Rounding must not put a truth at the end of an interval outside.
_HAIR = 1e-9


class World(NamedTuple):
    """What is true in a kind of world, and how many roll calls or clusters it has."""

    n: int
    cohesion: float
    same: float
    clustered: bool

    def within(self) -> Floats:
        """Give the joint distribution of two votes of one bloc."""
        votes = _kept(self.cohesion)
        return votes.T @ np.diag(LINES) @ votes

    def between(self) -> Floats:
        """Give the joint distribution of two votes of different blocs."""
        votes = _kept(self.cohesion)
        return votes.T @ np.diag(LINES) @ _kept(self.same) @ votes

    def index(self, name: str) -> float:
        """Give the expected index of cohesion of a roll call that has one."""
        votes, index = _kept(self.cohesion), COHESION[name]
        weight, value = 0.0, 0.0
        for line, of in itertools.product(range(3), itertools.product(range(3), repeat=3)):
            count = np.bincount(of, minlength=3)
            if index.voting(count) >= 2:
                chance = LINES[line] * votes[line, list(of)].prod()
                weight += chance
                value += chance * float(index.function(count))
        return value / weight


def _kept(share: float) -> Floats:
    """Give the chances of each vote where a line is followed with some probability."""
    return share * np.eye(3) + (1 - share) / 2 * (1 - np.eye(3))


def _followed(lines: NDArray[np.intp], share: float, rng: np.random.Generator) -> NDArray[np.intp]:
    other = (lines + rng.integers(1, 3, lines.shape)) % 3
    return np.where(rng.random(lines.shape) < share, lines, other)


def votes_of(world: World, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """
    Draw the votes of so many worlds of a kind.

    Parameters
    ----------
    world : World
        The kind.
    count : int
        How many.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    pandas.DataFrame
        A frame of votes with the columns ``world`` and ``meeting``.
    """
    size = world.n * (CLUSTER if world.clustered else 1)
    rows = count * size
    one = rng.choice(3, size=rows, p=LINES)
    two = _followed(one, world.same, rng)
    meeting = np.arange(rows) // CLUSTER
    if world.clustered:
        follows = rng.random(rows) < 0.5
        one = np.where(follows, one[meeting * CLUSTER], one)
        two = np.where(follows, two[meeting * CLUSTER], two)
    lines = np.repeat(np.column_stack([one, two]), 3, axis=1)
    codes = _followed(lines, world.cohesion, rng)
    return pd.DataFrame(
        {
            "roll_call": np.repeat(np.arange(rows), 6),
            "member": pd.Categorical.from_codes(
                np.tile(np.arange(6), rows), pd.Index(FIRST + SECOND)
            ),
            "vote": pd.Categorical.from_codes(codes.ravel(), pd.Index(VOTES)),
            "world": np.repeat(np.arange(rows) // size, 6),
            "meeting": np.repeat(meeting, 6),
        }
    )


def share_rows() -> Iterator[dict[str, object]]:
    """Go through all counts of a plain share: agreement, `shares` and `defection_rates`."""
    for n, share in itertools.product((*SIZES, 500), SHARES):
        same = np.arange(n + 1.0)
        chance = stats.binom.pmf(same, n, share)
        for kind in INTERVALS:
            row: dict[str, object] = {"statistic": f"share, {kind}", "n": n, "truth": share}
            for level in LEVELS:
                how = Uncertainty(kind, level)
                ends = share_limits(same, np.full(n + 1, float(n)), how)
                low, high = holding(same / n, *ends)
                row |= _held(low, high, share, chance, level)
            yield row


def change_rows() -> Iterator[dict[str, object]]:
    """Go through all counts of a share before and after, as `compare_periods` compares them."""
    for n, pair in itertools.product(SIZES, itertools.combinations_with_replacement(SHARES, 2)):
        same = np.arange(n + 1.0)
        one, two = (part.ravel() for part in np.meshgrid(same, same, indexing="ij"))
        chance = stats.binom.pmf(one, n, pair[0]) * stats.binom.pmf(two, n, pair[1])
        for kind in ("bootstrap", "wilson", "exact"):
            row: dict[str, object] = {"statistic": f"change of a share, {kind}", "n": n}
            row |= {"level": pair[0], "truth": round(pair[1] - pair[0], 2)}
            for level in LEVELS:
                ends = share_limits(same, np.full(n + 1, float(n)), Uncertainty(kind, level))
                low, high = holding(same / n, *ends)
                before, after = one.astype(int), two.astype(int)
                found = limits_of_difference(
                    (one / n, two / n), (low[before], low[after]), (high[before], high[after])
                )
                row |= _held(*found, pair[1] - pair[0], chance, level)
            yield row


def _held(
    low: Floats, high: Floats, truth: float, chance: Floats, level: float
) -> dict[str, object]:
    """Say how often an interval held the truth, and of the usual level on which side it missed."""
    there = ~np.isnan(low)
    chance = np.where(there, chance, 0) / chance[there].sum()
    below, above = chance[truth < low - _HAIR].sum(), chance[truth > high + _HAIR].sum()
    row: dict[str, object] = {f"{level:.0%}": round(1 - below - above, 3)}
    if level == 0.95:
        row |= {"truth below": round(below, 3), "truth above": round(above, 3)}
    return row


def world_rows(world: World, count: int) -> Iterator[dict[str, object]]:
    """Ask for every drawn interval in so many worlds of a kind."""
    rng = np.random.default_rng([SEED, world.n, *np.round(np.array(world[1:3]) * 100).astype(int)])
    votes = votes_of(world, count, rng)
    within, between = world.within(), world.between()
    truths = {
        "pair, agreement": float(np.trace(within)),
        "pair, s": float(MEASURES["s"](within)),
        "pair, kappa": float(MEASURES["kappa"](within)),
        "pair of a matrix, agreement": float(np.trace(within)),
        "pair of a matrix, kappa": float(MEASURES["kappa"](within)),
        "cohesion, agreement_index": world.index("agreement_index"),
        "isolation": float(2 * np.trace(within) + 3 * np.trace(between)) / 5,
    }
    for name in ("agreement", "kappa"):
        one, two = (float(MEASURES[name](table)) for table in (within, between))
        parts = (("within", one), ("between", two), ("difference", one - two))
        truths |= {f"blocs, {name}: {part}": value for part, value in parts}
    found: dict[str, dict[str, object]] = {
        name: {
            "statistic": name + (", by cluster" if world.clustered else ""),
            "n": world.n,
            "cohesion": world.cohesion,
            "level": world.same,
            "truth": round(value, 3),
        }
        for name, value in truths.items()
    }
    for level in LEVELS if world[1:3] == USUAL else LEVELS[1:2]:
        for name, (low, high) in _asked(votes, level, world.clustered):
            chance = np.full(len(low), 1 / len(low))
            if not np.isnan(low).all():
                found[name] |= _held(low, high, truths[name], chance, level)
    yield from found.values()


def _asked(
    votes: pd.DataFrame, level: float, clustered: bool
) -> Iterator[tuple[str, tuple[Floats, Floats]]]:
    """Ask for the intervals of all worlds, by the name of the statistic."""
    how: dict[str, Any] = {"by": "world", "level": level, "n_boot": DRAWS}
    if clustered:
        how["resample_by"] = "meeting"

    def ends(table: Any) -> tuple[Floats, Floats]:
        return table["low"].to_numpy(), table["high"].to_numpy()

    if clustered:  # else it is a plain share, gone through exactly
        yield "pair, agreement", ends(uv.agreement(votes, "A", "B", **how))
        # All pairs are drawn together, over the same clusters.
        for name in ("agreement", "kappa"):
            matrix = uv.agreement_matrix(votes, measure=name, interval="bootstrap", **how)
            low, high = (
                end.xs("A", level="member")["B"].to_numpy() for end in (matrix.low, matrix.high)
            )
            yield f"pair of a matrix, {name}", (low, high)
    for name in ("s", "kappa"):
        yield f"pair, {name}", ends(uv.agreement(votes, "A", "B", measure=name, **how))
    yield "cohesion, agreement_index", ends(uv.cohesion(votes, FIRST, **how))
    yield "isolation", ends(uv.isolation(votes, "A", **how))
    for name in ("agreement", "kappa"):
        table = uv.bloc_agreement(votes, FIRST, SECOND, measure=name, **how)
        for part, said in (("within A", "within"), ("between",) * 2, ("difference",) * 2):
            yield f"blocs, {name}: {said}", ends(table[table["part"] == part])


def difference_row(world: World, count: int) -> dict[str, object]:
    """Ask how much more two members of a bloc agree than two of different blocs."""
    votes = votes_of(world, count, np.random.default_rng([SEED, world.n]))
    truth = float(np.trace(world.within()) - np.trace(world.between()))
    ends = [
        (found.low, found.high)
        for _, each in votes.groupby("world")
        for found in [uv.agreement_difference(each, ("A", "B"), ("A", "D"), n_boot=DRAWS)]
    ]
    low, high = np.array(ends).T
    return {
        "statistic": "difference of two pairs",
        "n": world.n,
        "cohesion": world.cohesion,
        "level": world.same,
        "truth": round(truth, 3),
    } | _held(low, high, truth, np.full(count, 1 / count), 0.95)


def main(worlds: int = 400, *sizes: int) -> None:
    """Draw the worlds of some sizes, or all, and write them into the table and its summary."""
    rows = [*share_rows(), *change_rows()]
    chosen = (sizes or SIZES) if worlds else ()
    for n in chosen:
        kinds = [World(n, *of, False) for of in itertools.product(COHESIONS, SAME)]
        kinds += [World(n, *of, True) for of in ((1.0, 0.8), USUAL)]
        for world in kinds:
            rows += [row | {"worlds": worlds} for row in world_rows(world, worlds) if "95%" in row]
        few = worlds // 2
        rows.append(difference_row(World(n, *USUAL, False), few) | {"worlds": few})
    columns = [*KEYS, "worlds", "80%", "95%", "99%", "truth below", "truth above"]
    table = pd.DataFrame(rows).reindex(columns=columns)
    if FILE.exists():
        before = pd.read_csv(FILE)
        drawn = before["worlds"].notna() & ~before["n"].isin(chosen)
        table = pd.concat([table, before[drawn]])
    table = table.astype({"worlds": "Int64"}).sort_values(list(KEYS[:4]), kind="stable")
    table.to_csv(FILE, index=False, lineterminator="\n")
    short = summary(table)
    short.to_csv(SUMMARY, index=False, lineterminator="\n")
    print(short.to_string(index=False))


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """
    Say of each statistic and size how often its intervals held the truth, in the worst kind too.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per kind of world, statistic and size.

    Returns
    -------
    pandas.DataFrame
        ``statistic``, ``n``, ``kinds`` (of worlds), and of nominal 95 % ``lowest``, ``median``
        and ``highest`` coverage, ``most below`` and ``most above`` (the largest share of
        intervals that the truth lay below, or above); of 80 and 99 % the lowest.
    """
    groups = table.groupby(["statistic", "n"], sort=False)
    return pd.DataFrame(
        {
            "kinds": groups.size(),
            "lowest": groups["95%"].min(),
            "median": groups["95%"].median().round(3),
            "highest": groups["95%"].max(),
            "most below": groups["truth below"].max(),
            "most above": groups["truth above"].max(),
            "lowest of 80%": groups["80%"].min(),
            "lowest of 99%": groups["99%"].min(),
        }
    ).reset_index()


if __name__ == "__main__":
    if not all(word.isdecimal() for word in sys.argv[1:]):
        sys.exit(__doc__)
    main(*map(int, sys.argv[1:]))
