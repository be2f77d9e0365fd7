"""One table: this package beside the libraries that do the same, in one run, with versions.

Seconds are of the processor, threads counted, so that a busy machine does not change who is ahead.
Of the large tasks all get the same part. Peers are no part of the development environment: ``pip
install -c constraints.txt scikit-learn ruptures powerindex pyreadr``; R's packages pscl, MCMCpack
and coda are used where R is.
"""

from __future__ import annotations

import functools
import gc
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

import unvotes as uv
from benchmarks.agreement import assembly, joined
from benchmarks.structure import ROLL_CALLS, chamber
from unvotes.analysis.core.threads import one_thread
from unvotes.analysis.pairs.cutting import best_cuts
from unvotes.reading.r_data import data_frames
from unvotes.reading.r_writing import frame_bytes, write_rds

#: One roll call in so many for all pairs; `--full` takes all.
PART = 8
MEMBERS, RESAMPLES, SERIES, ROWS = 300, 100, 20_000, 200_000
#: Draws of each chain of R, after 200 that are thrown away.
DRAWS = 2000
_R = """
votes <- as.matrix(read.csv("votes.csv", row.names = 1))
told <- function(name, expression) {
    if (!requireNamespace(name, quietly = TRUE)) { cat(name, "\\n"); return(invisible()) }
    seconds <- sum(system.time(drawn <- expression())[1:2])
    least <- median(coda::effectiveSize(coda::as.mcmc(drawn)))
    cat(name, as.character(packageVersion(name)), seconds, least, "\\n")
}
set.seed(1)
told("pscl", function() pscl::ideal(
    pscl::rollcall(votes, yea = 1, nay = 0, missing = NA), maxiter = draws + 200, burnin = 200,
    thin = 1, normalize = TRUE, store.item = FALSE)$x[, , 1])
told("MCMCpack", function() MCMCpack::MCMCirt1d(
    votes, burnin = 200, mcmc = draws, thin = 1, store.item = FALSE))
"""


class Match(NamedTuple):
    """A task, done here and by another library."""

    task: str
    ours: float
    peer: str
    #: None where it is not installed.
    theirs: float | None
    #: What differs, and if it is ahead why.
    note: str = ""

    @property
    def verdict(self) -> str:
        """Who is ahead, and by how much."""
        if self.theirs is None:
            return "not compared"
        if self.ours <= self.theirs:
            return f"ahead {self.theirs / self.ours:,.1f} times"
        return f"behind {self.ours / self.theirs:,.1f} times"


def processor(function: Callable[[], object], repeat: int = 3) -> float:
    """Time a call by the processor's clock: the shortest of some."""
    times = []
    for _ in range(repeat):
        gc.collect()
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def against(
    task: str,
    ours: float,
    package: str,
    theirs: Callable[[], float],
    note: str = "",
    module: str = "",
) -> Match:
    """Time a peer if it is installed, and say so if it is not."""
    if find_spec((module or package).split(".")[0]) is None:
        return Match(task, ours, package, None, f"not installed here: pip install {package}")
    return Match(task, ours, f"{package} {version(package)}", theirs(), note)


def all_pairs(full: bool) -> Iterator[Match]:
    """Compare agreement of all pairs of a body like the Assembly with joins."""
    votes = assembly()
    if not full:
        votes = votes[votes["roll_call"].cat.codes % PART == 0].reset_index(drop=True)
    text = votes.astype({"roll_call": "str", "member": "str", "vote": "str"})
    frame = votes[["roll_call", "member", "vote"]]
    for kind, given in (("categories", votes), ("text", text)):
        task = f"agreement of all pairs, {len(votes):,} votes as {kind}"
        ours = processor(lambda given=given: uv.agreement_matrix(given), 5)
        yield against(
            task, ours, "pandas", lambda given=given: processor(lambda: joined(given), 1), "a join"
        )
    task = f"agreement of all pairs, {len(votes):,} votes"
    ours = processor(lambda: uv.agreement_matrix(votes), 5)

    def by_polars() -> float:
        import polars

        lazy = polars.from_pandas(frame).lazy()
        both = lazy.join(lazy, on="roll_call").filter(
            polars.col("member") < polars.col("member_right")
        )
        same = (polars.col("vote") == polars.col("vote_right")).mean()
        query = both.group_by("member", "member_right").agg(same, n=polars.len())
        return processor(query.collect, 2)

    def by_duckdb() -> float:
        import duckdb

        held = duckdb.connect()
        held.register("frame", frame)
        sql = """select a.member, b.member, avg((a.vote = b.vote)::int), count(*) from frame a
            join frame b on a.roll_call = b.roll_call and a.member < b.member group by all"""
        return processor(lambda: held.sql(sql).fetchall(), 2)

    yield against(task, ours, "polars", by_polars, "the same join, lazily")
    yield against(task, ours, "duckdb", by_duckdb, "the same join, in SQL")


def maps(full: bool) -> Iterator[Match]:
    """Compare a map with its intervals with one map without."""
    votes = chamber(MEMBERS)

    @functools.cache
    def by_sklearn() -> float:
        from sklearn.manifold import MDS

        far = uv.distances(votes).to_numpy()
        fit = MDS(2, metric="precomputed", n_init=1, init="classical_mds")
        with one_thread():  # as for ours: two that wait for each other would both be counted
            return processor(lambda: fit.fit(far), 2)

    task = f"map of {MEMBERS} members, {ROLL_CALLS:,} roll calls"
    seconds = processor(lambda: uv.positions(votes, n_boot=RESAMPLES), 1)
    for said, ours, note in (
        (f"with {RESAMPLES} resamples", seconds, f"one map there, {RESAMPLES + 1} of ours"),
        ("each resample", seconds / (RESAMPLES + 1), "from distances at hand there, drawn here"),
    ):
        yield against(f"{task}, {said}", ours, "scikit-learn", by_sklearn, note, "sklearn")


def change_points(full: bool) -> Iterator[Match]:
    """Compare the search for cuts of a long series."""
    rng = np.random.default_rng(0)
    steady = (rng.random(SERIES) < 0.7).astype(float)
    uneven = (rng.random(SERIES) < np.repeat(rng.random(100), SERIES // 100)).astype(float)
    ones, penalty = np.ones(SERIES), 2 * np.log(SERIES)
    for kind, series in (("no change", steady), ("99 changes", uneven)):

        def by_ruptures(series: Any = series) -> float:
            import ruptures

            search = ruptures.KernelCPD(kernel="linear", min_size=10)
            return processor(lambda: search.fit(series).predict(pen=penalty / 4), 1)

        yield against(
            f"cuts of {SERIES:,} roll calls, {kind}",
            processor(lambda series=series: best_cuts(series, ones, penalty, 10), 2),
            "ruptures",
            by_ruptures,
            "compiled; squared errors, not the likelihood of shares",
        )


def power(full: bool) -> Iterator[Match]:
    """Compare power indices of a weighted rule."""
    weights = [1 + (7 * i) % 29 for i in range(28)]
    quota = sum(weights) * 7 // 10
    rule = uv.VotingRule({f"m{i}": weight for i, weight in enumerate(weights)}, quota=quota)
    for index in ("banzhaf", "shapley-shubik"):

        def by_powerindex(index: str = index) -> float:
            from powerindex import Game

            game = Game(quota, weights)
            return processor(getattr(game, "calc_" + index.replace("-", "_")), 1)

        yield against(
            f"power of {len(weights)} members with weights to {max(weights)}, {index}",
            processor(lambda index=index: uv.power_index(rule, index), 3),
            "powerindex",
            by_powerindex,
            "floating numbers there, exact fractions here",
        )


def r_files(full: bool) -> Iterator[Match]:
    """Compare readers of a data frame that R stored."""
    call = np.repeat(np.arange(ROWS // 190 + 1), 190)[:ROWS]
    frame = pd.DataFrame(
        {
            "rcid": call.astype("float64"),
            "vote": pd.Categorical(np.random.default_rng(1).choice(["yes", "abstain", "no"], ROWS)),
            "date": pd.Timestamp("1946-01-01") + pd.to_timedelta(call * 3, unit="D"),
            "unres": pd.Series(call).astype("str").radd("R/66/"),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.rds"
        write_rds(frame_bytes(frame), path)

        def by_pyreadr() -> float:
            import pyreadr

            return processor(lambda: pyreadr.read_r(str(path)), 2)

        task = f"an R file of {ROWS:,} rows, read"
        ours = processor(lambda: data_frames(path), 3)
        yield against(task, ours, "pyreadr", by_pyreadr, "compiled; a frame there, here labels")


def ideal_points(full: bool) -> Iterator[Match]:
    """Compare draws of ideal points: seconds for 1,000 effective ones of the middle member."""
    votes = uv.load_votes("general-assembly", since=2015, until=2016, contested=True)
    votes = votes[votes["vote"].isin(["yes", "no"])]
    wide = votes.pivot(index="member", columns="roll_call", values="vote")
    wide = wide.loc[:, wide.nunique() == 2]  # R's programs drop what nobody opposed, or fail
    votes = votes[votes["roll_call"].isin(wide.columns)]
    task = f"draws of ideal points, {len(wide)} members, {wide.shape[1]} roll calls"
    if shutil.which("Rscript") is None:
        yield Match(task, np.nan, "R's pscl and MCMCpack", None, "R is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        coded = (wide == "yes").astype("float").where(wide.notna())
        coded.set_axis([f"r{i}" for i in range(wide.shape[1])], axis=1).to_csv(
            Path(folder) / "votes.csv", na_rep="NA"
        )
        done = subprocess.run(
            ["Rscript", "--vanilla", "-e", f"draws <- {DRAWS}\n{_R}"],
            cwd=folder,
            capture_output=True,
            text=True,
        )
    if find_spec("numba") is None:
        yield Match(task, np.nan, "R's pscl and MCMCpack", None, "our draws need numba")
        return
    found: list[uv.IdealPoints] = []

    def draw() -> None:
        settings: dict[str, Any] = {"recurring": False, "min_votes": 1, "progress": False}
        found.append(uv.ideal_points(votes, method="posterior", draws=DRAWS // 2, **settings))

    seconds = processor(draw, 2)
    ours = 1000 * seconds / float(found[-1].table["ess_bulk"].median())
    told = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.strip()}
    for name in ("pscl", "MCMCpack"):
        if not told.get(name):
            why = f"R says: {done.stderr.strip()[-90:]}" if done.returncode else "not in this R"
            yield Match(task, ours, f"R's {name}", None, why)
            continue
        number, spent, effective = told[name]
        theirs = 1000 * float(spent) / float(effective)
        note = "for 1,000 effective draws of the middle member; defaults there"
        yield Match(task, ours, f"R's {name} {number}", theirs, note)


def run(full: bool) -> None:
    """Do every task here and in each peer, and print one table."""
    tasks = (all_pairs, maps, change_points, power, r_files, ideal_points)
    matches = [match for task in tasks for match in task(full)]
    lines = [("", "unvotes", "beside", "seconds", "", "")]
    lines += [
        (
            one.task,
            f"{one.ours:,.4f}",
            one.peer,
            "–" if one.theirs is None else f"{one.theirs:,.4f}",
            one.verdict,
            one.note,
        )
        for one in matches
    ]
    title = f"unvotes {version('unvotes')} beside other libraries: seconds of the processor"
    widths = [max(len(line[i]) for line in lines) for i in range(5)]
    print(f"\n{title}\n{'=' * len(title)}")
    for task, ours, peer, theirs, verdict, note in lines:
        print(
            task.ljust(widths[0]),
            ours.rjust(widths[1]),
            peer.ljust(widths[2]),
            theirs.rjust(widths[3]),
            verdict.ljust(widths[4]),
            note,
            sep="  ",
        )
