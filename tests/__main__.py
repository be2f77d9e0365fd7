"""
Every check in one command, on any system: ``python -m tests``.

Lint and format, and then types and tests beside each other; what is said after it is passed on
to pytest. What is wrong with the types is printed after the tests.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
STYLE = [["ruff", "check", "."], ["ruff", "format", "--check", "."]]
TYPES = ["mypy"]
TESTS = ["pytest", "--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal"]


def main(arguments: Sequence[str]) -> int:
    """Run the checks, and give the exit code of the first that fails."""
    for check in STYLE:
        if code := run(check):
            return code
    # It has one core to itself for half a minute, where it has not looked at the files before.
    types = subprocess.Popen(
        [sys.executable, "-m", *TYPES], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        failed = run([*TESTS, *arguments])
    finally:
        said, _ = types.communicate()
        print(f"python -m {' '.join(TYPES)}", said.decode(), sep="\n", flush=True)
    return failed or types.returncode


def run(check: Sequence[str]) -> int:
    """Run one check as a module, and give its exit code."""
    print(f"python -m {' '.join(check)}", flush=True)
    return subprocess.run([sys.executable, "-m", *check], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
