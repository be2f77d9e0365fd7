"""
Every check in one command, on any system: ``python -m tests``.

Lint, format, types, and then the tests; what is said after it is passed on to pytest. The first
check that fails ends it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHECKS = [
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["pytest", "--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal"],
]


def main(arguments: Sequence[str]) -> int:
    """Run the checks in turn, and give the exit code of the first that fails."""
    for name, *options in CHECKS:
        passed_on = list(arguments) if name == "pytest" else []
        command = [sys.executable, "-m", name, *options, *passed_on]
        print(f"python -m {' '.join([name, *options, *passed_on])}", flush=True)
        code = subprocess.run(command, cwd=Path(__file__).parents[1], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
