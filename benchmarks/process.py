"""Time and memory of a statement in a process of its own."""

from __future__ import annotations

import subprocess
import sys

# A child begins with its parent's peak of memory, so a small process stands in between.
_BETWEEN = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)"


def measured(setup: str, statement: str) -> tuple[float, float]:
    """Give a statement's seconds, and the bytes that its peak lies above the setup's."""
    code = f"""
import resource, sys, time
{setup}
def peak():
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024
before, start = peak(), time.perf_counter()
kept = {statement}
print(time.perf_counter() - start, peak() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", _BETWEEN, code], check=True, capture_output=True, text=True
    )
    seconds, extra = done.stdout.split()
    return float(seconds), float(extra)
