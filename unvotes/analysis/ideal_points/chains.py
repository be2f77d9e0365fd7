"""Chains of draws: run side by side, watched, kept in a file, and judged by how well they mix."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import tempfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes

from unvotes.analysis.ideal_points.responses import Responses, Solution
from unvotes.analysis.ideal_points.variational import Fit
from unvotes.errors import UnvotesError

__all__ = ["posterior"]

Floats = NDArray[np.float64]
Ends = tuple[NDArray[np.intp], NDArray[np.intp]]

#: Sweeps between two looks at the clock.
_BLOCK = 20
_LEAST_THIN = 2
#: Draws of a chain: of more, fewer are kept, since neighbours say the same.
_MOST_KEPT = 500
#: Kept draws of a chain, below which there is no R-hat.
_FEWEST = 4
_SAVE_EVERY = 20.0
_WAIT = 0.05
_PART = 500
#: Standard deviation of the chains' starts.
_DISPERSED = 0.3
_HIGHEST = 1.1


def _compiled() -> tuple[ModuleType, ModuleType]:
    try:
        import arviz_stats.base
        import numba  # noqa: F401
    except ImportError as error:
        if (sys.platform, platform.machine()) == ("darwin", "x86_64"):
            raise UnvotesError(
                "method='posterior' needs numba, which is no longer made for Macs with an Intel "
                'processor; method="fast" needs nothing more, and conda may still have numba: '
                "conda env create -f environment.yml"
            ) from error
        raise UnvotesError(
            f"method='posterior' needs {error.name}, which is not installed: "
            'pip install "unvotes[posterior]"; method="fast" needs nothing more'
        ) from error
    from unvotes.analysis.ideal_points import gibbs

    return gibbs, arviz_stats.base


class _Chain:
    """One chain: where it stands, and what was kept of it."""

    def __init__(
        self,
        data: Responses,
        fit: Fit,
        kept: NDArray[np.float32],
        thin: int,
        warmup: int,
        seed: int,
        number: int,
    ) -> None:
        self.rng = np.random.Generator(np.random.PCG64([seed, number]))
        n, dims = fit.place.shape
        self.place = np.zeros((n, 2))
        self.place[:, :dims] = fit.place + self.rng.normal(0, _DISPERSED, (n, dims))
        self.mean = self.place.copy()
        self.slope = np.zeros((len(data.items), 2))
        self.slope[:, :dims] = fit.slope
        self.cut = fit.cut.copy()
        self.kept, self.thin = kept, thin
        self.sums = np.zeros((2, len(data.items), 4))
        self.done, self.warmup = 0, warmup

    @property
    def drawn(self) -> int:
        """How many draws were kept."""
        return max(self.done - self.warmup, 0) // self.thin

    @property
    def end(self) -> int:
        """How many sweeps there are to be."""
        return self.warmup + len(self.kept) * self.thin

    def move(self, gibbs: ModuleType, facts: Any, ends: Ends, joint: bool) -> None:
        """Run a block of sweeps, or what is left of the warm-up or of the draws."""
        warm = self.done >= self.warmup
        block = self.thin * max(1, _BLOCK // self.thin)
        number = min(block, (self.end if warm else self.warmup) - self.done)
        keep = self.kept[self.drawn : self.drawn + number // self.thin] if warm else self.kept[:0]
        gibbs.sweeps(
            number,
            self.thin,
            facts,
            (self.place, self.mean, self.slope, self.cut),
            self.kept.shape[2] == 2,
            joint,
            ends,
            keep,
            self.sums,
            self.rng,
        )
        self.done += number

    def state(self, name: str) -> dict[str, Any]:
        """Give all that is needed to go on, as arrays."""
        held = {part: getattr(self, part) for part in _PARTS}
        held["rng"] = np.array(json.dumps(self.rng.bit_generator.state))
        held["done"] = np.array(self.done)
        return {f"{name}_{part}": value for part, value in held.items()}

    def restore(self, name: str, file: Any) -> None:
        for part in _PARTS:
            getattr(self, part)[:] = file[f"{name}_{part}"]
        self.rng.bit_generator.state = json.loads(str(file[f"{name}_rng"]))
        self.done = int(file[f"{name}_done"])


_PARTS = ("place", "mean", "slope", "cut", "kept", "sums")


def posterior(
    data: Responses,
    fit: Fit,
    ends: Ends,
    level: float,
    chains: int,
    draws: int,
    warmup: int,
    seed: int,
    progress: bool | None,
    checkpoint: str | Path | None,
) -> Solution:
    """
    Draw from the posterior, on all cores, and sum the draws up.

    Parameters
    ----------
    data : Responses
        The votes.
    fit : Fit
        Around which the chains start, and over which draws in a plane are turned.
    ends : tuple of numpy.ndarray of int
        Places of the member at the positive and at the negative end of the first dimension.
    level, chains, draws, warmup, seed, progress, checkpoint
        As `ideal_points` takes them.

    Returns
    -------
    Solution

    Raises
    ------
    UnvotesError
        If the extra is missing, the checkpoint is another run's, or it was interrupted before
        anything was drawn.
    """
    gibbs, stats = _compiled()
    if draws < _FEWEST * _LEAST_THIN:
        raise UnvotesError(f"draws={draws}: {_FEWEST * _LEAST_THIN} or more")
    thin = max(_LEAST_THIN, draws // _MOST_KEPT)
    settings = [int(number) for number in (chains, draws, warmup, seed)]
    key = _fingerprint(data, ends, settings, fit.place.shape[1])
    file = None if checkpoint is None else Path(checkpoint)
    if file is not None and not file.parent.is_dir():
        raise UnvotesError(f"checkpoint={str(file)!r}: there is no folder {str(file.parent)!r}")
    kept = np.empty((chains, draws // thin, *fit.place.shape), dtype=np.float32)
    all_chains = [_Chain(data, fit, kept[k], thin, warmup, seed, k) for k in range(chains)]
    if file is not None and file.exists():
        _restore(file, key, all_chains)
    began = time.perf_counter()
    interrupted = _run(gibbs, data, ends, all_chains, progress, file, key)
    least = min(chain.drawn for chain in all_chains)
    if least < _FEWEST:
        raise UnvotesError(
            f"interrupted before {_FEWEST} draws were kept of each chain"
            + (f"; the next call goes on from {file}" if file else "")
        )
    seconds = time.perf_counter() - began
    kept = kept[:, :least]
    if kept.shape[3] == 2:
        _turn(kept, fit.place, ends)
    return _summed(data, stats, kept, all_chains, level, interrupted, seconds)


def _fingerprint(data: Responses, ends: Ends, settings: list[int], dims: int) -> str:
    digest = hashlib.sha256(json.dumps([settings, dims, data.walk]).encode())
    # The ends too: kept draws have their sign already.
    facts = (data.ends, data.place, data.vote, data.variance, data.previous, data.expected)
    for part in (*facts, *ends):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


def _restore(file: Path, key: str, chains: list[_Chain]) -> None:
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as held:
            same = str(held["key"]) == key
            if same:
                for k, chain in enumerate(chains):
                    chain.restore(f"chain{k}", held)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise UnvotesError(f"{file} is no checkpoint of ideal_points: {error}") from error
    if not same:
        raise UnvotesError(
            f"{file} is the checkpoint of other votes or settings; name another file, or remove it"
        )


def _save(file: Path, key: str, chains: list[_Chain]) -> None:
    held: dict[str, Any] = {"key": np.array(key)}
    for k, chain in enumerate(chains):
        held |= chain.state(f"chain{k}")
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as draft:
        np.savez(draft, **held)
    os.replace(draft.name, file)


def _run(
    gibbs: ModuleType,
    data: Responses,
    ends: Ends,
    chains: list[_Chain],
    progress: bool | None,
    file: Path | None,
    key: str,
) -> bool:
    """Move all chains to their end; say whether someone asked to stop."""
    facts = (data.ends, data.place, data.vote, data.previous, data.variance, data.expected)
    stop, turn = threading.Event(), threading.Lock()
    bar = _bar(progress, sum(chain.end for chain in chains), sum(chain.done for chain in chains))

    def run(chain: _Chain, own: threading.Lock) -> None:
        while chain.done < chain.end and not stop.is_set():
            before = chain.done
            with own:
                chain.move(gibbs, facts, ends, data.walk == "joint")
            if bar is not None:
                with turn:
                    bar.update(chain.done - before)

    locks = [threading.Lock() for _ in chains]
    workers = min(len(chains), os.cpu_count() or 1)
    interrupted = False
    with ThreadPoolExecutor(workers) as pool:
        tasks = [pool.submit(run, *pair) for pair in zip(chains, locks, strict=True)]
        saved = time.monotonic()
        try:
            while not all(task.done() for task in tasks):
                time.sleep(_WAIT)
                if file is not None and time.monotonic() - saved > _SAVE_EVERY:
                    with ExitStack() as held:
                        for lock in locks:
                            held.enter_context(lock)
                        _save(file, key, chains)
                    saved = time.monotonic()
        except KeyboardInterrupt:
            interrupted = True
            stop.set()
    for task in tasks:
        task.result()
    if bar is not None:
        bar.close()
    if file is not None:
        _save(file, key, chains)
    return interrupted


def _bar(progress: bool | None, total: int, done: int) -> Any:
    if not (sys.stderr.isatty() if progress is None else progress):
        return None
    try:
        from tqdm.auto import tqdm
    except ImportError as error:
        if progress is None:
            return None
        raise UnvotesError('progress=True needs tqdm: pip install "unvotes[posterior]"') from error
    return tqdm(total=total, initial=done, unit=" sweeps", desc="ideal points", delay=2)


def _summed(
    data: Responses,
    stats: ModuleType,
    kept: NDArray[np.float32],
    chains: list[_Chain],
    level: float,
    interrupted: bool,
    seconds: float,
) -> Solution:
    n_chains, n_draws, n, dims = kept.shape
    # A part of the places at a time: the whole would be copied several times over.
    parts = [_places(stats, kept[:, :, at : at + _PART], level) for at in range(0, n, _PART)]
    mean, sd, low, high, rhat, ess = (np.concatenate(one) for one in zip(*parts, strict=True))
    item = item_sd = None
    if dims == 1:
        count = sum(chain.drawn for chain in chains)
        first = sum(chain.sums[0] for chain in chains) / count
        second = sum(chain.sums[1] for chain in chains) / count
        columns = [0, 2, 3]
        item = first[:, columns]
        item_sd = np.sqrt(np.maximum(second - first**2, 0))[:, columns]
    # One chain has no R-hat, nor has a place that never moves, such as each of two.
    worst = float(np.nanmax(rhat)) if np.isfinite(rhat).any() else float("nan")
    mixed = "no R-hat" if np.isnan(worst) else f"R-hat at most {worst:.2f}"
    if np.isfinite(ess).any():
        mixed += (
            f", effective draws at least {np.nanmin(ess):,.0f}, median {np.nanmedian(ess):,.0f}"
        )
    return Solution(
        mean=mean,
        sd=sd,
        low=low,
        high=high,
        item=item,
        item_sd=item_sd,
        # The last states tell how much the standardised scale is of the prior's.
        shrunk=sd[:, 0] * np.mean([chain.place[:, 0].std() for chain in chains]) / data.prior_sd,
        converged=worst < _HIGHEST and not interrupted,
        method=(
            f"Gibbs sampling, {n_chains} chains of {n_draws:,} kept draws in {seconds:.0f} s"
            f"{', interrupted' if interrupted else ''}; {mixed}"
        ),
        rhat=rhat,
        ess=ess,
        draws=kept,
    )


def _turn(kept: NDArray[np.float32], towards: Floats, ends: Ends) -> None:
    """Turn each draw of a plane, whose axes are nobody's, to lie over the start."""
    aim = towards - towards.mean(axis=0)
    if aim[ends[0], 0].mean() < aim[ends[1], 0].mean():
        aim[:, 0] *= -1
    for chain in kept:
        for draw in chain:
            turn, _ = orthogonal_procrustes(draw, aim)
            draw[:] = draw @ turn


def _places(stats: ModuleType, kept: NDArray[np.float32], level: float) -> tuple[Floats, ...]:
    """
    Sum up the draws of some places.

    Gives mean, standard deviation, the interval's ends, and rank-normalised R-hat and bulk
    effective sample size, the worse of two dimensions.
    """
    draws = kept.astype(np.float64)
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(draws, ends, axis=(0, 1))
    worst, least = [], []
    for d in range(draws.shape[3]):
        one = draws[..., d]
        with np.errstate(invalid="ignore", divide="ignore"):  # of a place that never moves
            if len(one) > 1:
                worst.append(stats.array_stats.rhat(one, chain_axis=0, draw_axis=1))
            least.append(stats.array_stats.ess(one, chain_axis=0, draw_axis=1))
    rhat = np.max(worst, axis=0) if worst else np.full(draws.shape[2], np.nan)
    spread = draws.std(axis=(0, 1))
    return draws.mean(axis=(0, 1)), spread, low, high, rhat, np.min(least, axis=0)
