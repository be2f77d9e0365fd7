"""Chains of draws: run side by side, watched, kept in a file, and judged by how well they mix."""

from __future__ import annotations

import ctypes
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
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes

from unvotes.analysis.ideal_points.chain import Chain
from unvotes.analysis.ideal_points.kept_draws import Kept, Room, item_moments
from unvotes.analysis.ideal_points.layout import Ends, Layout, laid_out
from unvotes.analysis.ideal_points.mixing import Mixing, mixing
from unvotes.analysis.ideal_points.responses import Draws, Responses, Solution
from unvotes.analysis.ideal_points.variational import Fit
from unvotes.errors import UnvotesError

__all__ = ["Run", "give_back", "posterior", "turn"]

Floats = NDArray[np.float64]

_LEAST_THIN = 2
#: Kept draws of a chain, below which there is no R-hat.
_FEWEST = 4
_SAVE_EVERY = 20.0
_WAIT = 0.05
#: Places whose draws are read together, and of those that are summed up together.
_PART, _FEW = 480, 48
#: Chains have converged where R-hat is at most this, and effective draws at least so many, of all
#: positions and of the level and scale of every period (Vehtari and others 2021).
HIGHEST_RHAT, LEAST_EFFECTIVE = 1.01, 400
#: The forward scheme has no posterior to converge to: chains can only agree.
_AGREE = 1.1


def _compiled() -> None:
    try:
        import numba  # noqa: F401
    except ImportError as error:
        if (sys.platform, platform.machine()) == ("darwin", "x86_64"):
            raise UnvotesError(
                "method='posterior' needs numba, which is no longer made for Macs with an Intel "
                'processor; method="fast" needs nothing more, and conda may still have numba: '
                "conda env create -f environment.yml"
            ) from error
        if sys.platform == "emscripten":
            raise UnvotesError(
                "method='posterior' is compiled, which a Python in a browser cannot do; "
                'method="fast" runs there, and load_ideal_points has the converged estimates '
                "that come with the package"
            ) from error
        raise UnvotesError(
            f"method='posterior' needs {error.name}, which is not installed: "
            'pip install "unvotes[posterior]"; method="fast" needs nothing more'
        ) from error


def give_back() -> None:
    """
    Give freed memory back to the system.

    Arrow and the C library of GNU keep what reading the votes and the fast fit have freed, about
    100 MB.
    """
    arrow = sys.modules.get("pyarrow")
    if arrow is not None:
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim is not None:
            trim(0)


class Run(NamedTuple):
    """How chains are run, as `ideal_points` takes it."""

    chains: int
    draws: int
    keep: int
    warmup: int
    seed: int
    progress: bool | None
    checkpoint: str | Path | None
    item_draws: bool = False


def posterior(data: Responses, fit: Fit, ends: Ends, level: float, run: Run) -> Solution:
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
    level : float
        Nominal coverage of the intervals.
    run : Run
        How the chains are run.

    Returns
    -------
    Solution

    Raises
    ------
    UnvotesError
        If the extra is missing, the checkpoint is another run's, or it was interrupted before
        anything was drawn.
    """
    layout = laid_out(data)
    give_back()
    _compiled()
    chains, draws, keep, warmup, seed, progress, checkpoint, item_draws = run
    if draws < _FEWEST * _LEAST_THIN:
        raise UnvotesError(f"draws={draws}: {_FEWEST * _LEAST_THIN} or more")
    thin = max(_LEAST_THIN, -(-draws // keep))
    settings = [int(number) for number in (chains, draws, thin, warmup, seed, item_draws)]
    key = _fingerprint(data, ends, settings, fit.place.shape[1])
    file = None if checkpoint is None else Path(checkpoint)
    if file is not None and not file.parent.is_dir():
        raise UnvotesError(f"checkpoint={str(file)!r}: there is no folder {str(file.parent)!r}")
    line = fit.place.shape[1] == 1
    number, n_items = draws // thin, len(data.items) if line else 0
    n, dims = fit.place.shape
    room = Room((chains, number, n, dims))
    items = np.empty((chains, number if item_draws else 0, n_items, 3), dtype=np.float32)
    moments = np.zeros((chains, 2, n_items, 3))
    kept = [Kept(*parts) for parts in zip(room.draws, items, moments, strict=True)]
    all_chains = _begin_chains(data, layout, fit, ends, kept, (thin, warmup, seed))
    if file is not None and file.exists():
        _restore(file, key, all_chains)
    began = time.perf_counter()
    interrupted = _run(all_chains, room, progress, file, key)
    least = min(chain.drawn for chain in all_chains)
    if least < _FEWEST:
        raise UnvotesError(
            f"interrupted before {_FEWEST} draws were kept of each chain"
            + (f"; the next call goes on from {file}" if file else "")
        )
    seconds = time.perf_counter() - began
    draws_kept = Draws(room.draws[:, :least], items[:, :least])
    if not line:
        turn(draws_kept.places, fit.place, ends)
    of_items = item_moments((chain.kept, chain.drawn) for chain in all_chains) if line else None
    scale = float(np.mean([chain.scale for chain in all_chains]))
    return _summed(data, room, draws_kept, of_items, scale, level, interrupted, seconds)


def _begin_chains(
    data: Responses,
    layout: Layout,
    fit: Fit,
    ends: Ends,
    kept: list[Kept],
    run: tuple[int, int, int],
) -> list[Chain]:
    """Begin the chains: of a joint walk on a line by the fast moves, else by Gibbs sampling."""
    prior = np.array([data.prior.newcomers, data.prior.slopes, data.prior.cutpoints]) ** 2
    if data.walk == "joint" and fit.place.shape[1] == 1:
        from unvotes.analysis.ideal_points.joint import JointChain

        return [JointChain(layout, prior, ends, fit, one, *run, k) for k, one in enumerate(kept)]
    from unvotes.analysis.ideal_points.gibbs_chain import GibbsChain

    return [GibbsChain(data, layout, prior, ends, fit, one, *run, k) for k, one in enumerate(kept)]


def _fingerprint(data: Responses, ends: Ends, settings: list[int], dims: int) -> str:
    digest = hashlib.sha256(json.dumps([settings, dims, data.walk, data.prior]).encode())
    # The ends too: kept draws have their sign already.
    facts = (data.ends, data.place, data.vote, data.variance, data.previous, data.expected)
    for part in (*facts, *ends):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


def _restore(file: Path, key: str, chains: list[Chain]) -> None:
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


def _save(file: Path, key: str, chains: list[Chain]) -> None:
    held: dict[str, Any] = {"key": np.array(key)}
    for k, chain in enumerate(chains):
        held |= chain.state(f"chain{k}")
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as draft:
        np.savez(draft, **held)
    os.replace(draft.name, file)


def _run(
    chains: list[Chain], room: Room, progress: bool | None, file: Path | None, key: str
) -> bool:
    """Move all chains to their end; say whether someone asked to stop."""
    stop, turn = threading.Event(), threading.Lock()
    bar = _bar(progress, sum(chain.end for chain in chains), sum(chain.done for chain in chains))

    def run(chain: Chain, own: threading.Lock) -> None:
        while chain.done < chain.end and not stop.is_set():
            before = chain.done
            with own:
                chain.move()
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
                room.release()
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
    room: Room,
    draws: Draws,
    of_items: tuple[Floats, Floats] | None,
    scale: float,
    level: float,
    interrupted: bool,
    seconds: float,
) -> Solution:
    n_chains, n_draws, n, _ = draws.places.shape
    # A part of the places at a time: the whole would be copied several times over.
    parts = [_of_part(room.columns(n_draws, at, at + _PART), level) for at in range(0, n, _PART)]
    mean, sd, low, high, *mixed = (np.concatenate(one) for one in zip(*parts, strict=True))
    worst = Mixing(*mixed)
    unmixed = _unmixed(data, room, n_draws, worst)
    forward = data.walk == "forward"
    known = worst.rhat[np.isfinite(worst.rhat)]
    agree = bool(len(known)) and bool(known.max() <= _AGREE)
    item, item_sd = of_items or (None, None)
    return Solution(
        mean=mean,
        sd=sd,
        low=low,
        high=high,
        item=item,
        item_sd=item_sd,
        # The last states tell how much the standardised scale is of the prior's.
        shrunk=sd[:, 0] * scale / data.prior_sd,
        converged=(agree if forward else unmixed.empty and bool(len(known))) and not interrupted,
        method=(
            f"{'forward scheme' if forward else 'posterior'}, {n_chains} chains of {n_draws:,} "
            f"kept draws in {seconds:.0f} s{', interrupted' if interrupted else ''}; "
            + _mixed_in_words(worst)
        ),
        mixing=worst,
        unmixed=unmixed,
        draws=draws,
    )


def _mixed_in_words(mixed: Mixing) -> str:
    # One chain has no R-hat, nor has a place that never moves, such as each of two.
    rhat, bulk, tail = (one[np.isfinite(one)] for one in mixed)
    said = f"R-hat at most {rhat.max():.3f}" if len(rhat) else "no R-hat"
    if len(bulk):
        said += f", effective draws at least {min(bulk.min(), tail.min()):,.0f}"
    return said


def _unmixed(data: Responses, room: Room, n_draws: int, of_places: Mixing) -> pd.DataFrame:
    """List what has not converged, the worst first: positions, and levels and scales of periods."""
    frames = [
        pd.DataFrame(
            {
                "quantity": "position",
                "member": data.members[data.member],
                "period": data.periods[data.period],
            }
        ).assign(**of_places._asdict())
    ]
    kept = room.draws[:, :n_draws]
    if kept.shape[3] == 1 and len(data.periods) > 1:
        used, period = np.unique(data.period, return_inverse=True)
        order = np.argsort(period, kind="stable")
        begins, size = np.unique(period[order], return_index=True)[1], np.bincount(period)
        shape = (2, *kept.shape[:2], len(used))
        sums = np.empty(shape)
        for k, chain in enumerate(kept[..., 0]):
            for row, drawn in enumerate(chain):
                ordered = drawn[order].astype(np.float64)
                sums[0, k, row] = np.add.reduceat(ordered, begins) / size
                sums[1, k, row] = np.add.reduceat(ordered**2, begins) / size
                room.release()
        sums[1] = np.sqrt(np.maximum(sums[1] - sums[0] ** 2, 0))
        for name, values in zip(("level", "scale"), sums, strict=True):
            frame = pd.DataFrame({"quantity": name, "member": "", "period": data.periods[used]})
            frames.append(frame.assign(**mixing(values)._asdict()))
    table = pd.concat(frames, ignore_index=True)
    failed = (
        (table["rhat"] > HIGHEST_RHAT)
        | (table["bulk"] < LEAST_EFFECTIVE)
        | (table["tail"] < LEAST_EFFECTIVE)
    )
    if kept.shape[0] == 1:  # one chain cannot say
        failed |= table["bulk"].notna()
    return table[failed].sort_values(["rhat", "bulk"], ascending=[False, True], ignore_index=True)


def turn(kept: NDArray[np.floating], towards: Floats, ends: Ends) -> None:
    """
    Turn each draw of a plane, whose axes are nobody's, to lie over the start.

    Parameters
    ----------
    kept : numpy.ndarray, chains × draws × places × 2
        The draws: changed.
    towards : numpy.ndarray, places × 2
        The start.
    ends : tuple of numpy.ndarray of int
        Places of the member at the positive and at the negative end of the first dimension.
    """
    aim = towards - towards.mean(axis=0)
    if aim[ends[0], 0].mean() < aim[ends[1], 0].mean():
        aim[:, 0] *= -1
    for chain in kept:
        for draw in chain:
            by, _ = orthogonal_procrustes(draw, aim)
            draw[:] = draw @ by


def _of_part(kept: NDArray[np.float32], level: float) -> tuple[Floats, ...]:
    """Sum up the draws of some places, and say how well they have mixed in the worse dimension."""
    mixed = [mixing(kept[..., d]) for d in range(kept.shape[3])]
    return (
        *_spread(kept, level),
        np.maximum.reduce([one.rhat for one in mixed]),
        np.minimum.reduce([one.bulk for one in mixed]),
        np.minimum.reduce([one.tail for one in mixed]),
    )


def _spread(kept: NDArray[np.float32], level: float) -> tuple[Floats, ...]:
    """Sum up the draws of some places: mean, standard deviation, and the interval's ends."""
    parts = []
    for at in range(0, kept.shape[2], _FEW):
        draws = kept[:, :, at : at + _FEW].astype(np.float64)
        low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=(0, 1))
        parts.append((draws.mean(axis=(0, 1)), draws.std(axis=(0, 1)), low, high))
    return tuple(np.concatenate(one) for one in zip(*parts, strict=True))
