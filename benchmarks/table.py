"""Timing, and the table in which it is printed."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of a benchmark: what was done, how long it took, and against what it counts."""

    name: str
    seconds: float
    against: float | None = None  # seconds of what it is compared with
    limit: str = ""  # what is asked of that ratio, in words
    note: str = ""


def best(function: Callable[[], object], repeat: int = 5) -> float:
    """Time a call: the shortest of some, the others having been disturbed."""
    times = []
    for _ in range(repeat):
        gc.collect()
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def peak(function: Callable[[], object]) -> float:
    """Megabytes that a call needs at most, beyond what was there before it."""
    tracemalloc.start()
    function()
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return megabytes


# Linux keeps a process's own peak in /proc; getrusage tells that of its parent if it was higher.
_FRESH = """
import sys, time
def peak():
    try:
        with open("/proc/self/status") as status:
            return 1024 * next(int(line.split()[1]) for line in status if "VmHWM" in line)
    except OSError:
        import resource
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return held if sys.platform == "darwin" else 1024 * held
{setup}
before, start = peak(), time.{clock}()
{statement}
print(time.{clock}() - start, peak() - before)
"""


def as_installed() -> dict[str, str]:
    """Give an environment in which modules are compiled once, as those of an installation are."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def fresh(
    setup: str, statement: str, repeat: int = 9, clock: str = "perf_counter"
) -> tuple[float, float]:
    """
    Time a statement in a process of its own, after a setup: the shortest of some, caches warm.

    The second answer is by how many bytes it raised the peak of memory, at most. With the clock
    ``"process_time"`` the seconds are of the processor, which do not grow on a busy machine.
    """
    code = _FRESH.format(setup=setup, statement=statement, clock=clock)
    runs = []
    for _ in range(repeat):
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env=as_installed(),
        )
        seconds, extra = done.stdout.split()
        runs.append((float(seconds), float(extra)))
    return min(s for s, _ in runs), max(m for _, m in runs)


def ratio(row: Row) -> str:
    if row.against is None:
        return ""
    if row.seconds < row.against:
        return f"1/{row.against / row.seconds:,.0f}"
    return f"{row.seconds / row.against:,.2f}"


def show(title: str, rows: list[Row]) -> None:
    """Print a benchmark."""
    lines = [("", "seconds", "ratio", "asked", "note")]
    lines += [(r.name, f"{r.seconds:,.4f}", ratio(r), r.limit, r.note) for r in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(4)]
    print(f"\n{title}\n{'=' * len(title)}")
    for line in lines:
        name, *rest = (cell.ljust(w) for cell, w in zip(line, widths, strict=False))
        print(
            name,
            *(cell.strip().rjust(w) for cell, w in zip(rest, widths[1:], strict=True)),
            line[4],
            sep="  ",
        )
