"""Timing, and the table in which it is printed."""

from __future__ import annotations

import gc
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
