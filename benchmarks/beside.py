"""Tasks timed in this build and in an earlier one, by turns, in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.table import Row, as_installed, show
from unvotes.errors import UnvotesError

__all__ = ["TASKS", "beside"]

_HERE = Path(__file__).resolve().parents[1]
_COUNCIL = "votes, roll_calls = uv.load_votes(), uv.load_roll_calls()"
_ASSEMBLY = 'votes = uv.load_votes("general-assembly")'
_TEXT = f'{_ASSEMBLY}.astype({{"roll_call": "str", "member": "str", "vote": "str"}})'
_MADE_UP = """rng = numpy.random.default_rng(0)
calls, members = {calls}, {members}
letters = numpy.array(["no", "abstain", "yes"])[rng.integers(0, 3, calls * members)]
votes = pandas.DataFrame({{
    "roll_call": numpy.repeat([f"r{{i:05}}" for i in range(calls)], members),
    "member": [f"m{{i:04}}" for i in range(members)] * calls,
    "vote": letters,
}})
votes["date"] = pandas.Timestamp("2000-01-01") + pandas.to_timedelta(
    numpy.repeat(numpy.arange(calls), members), unit="D"
)"""

#: For each task what prepares it, what is timed, and whether it takes minutes (``--full``).
TASKS = {
    "load_votes": ("", "import unvotes\nunvotes.load_votes()", False),
    "check": (_COUNCIL, "uv.check(votes, roll_calls, complete=True)", False),
    "pairs_text": (_TEXT, "uv.agreement_matrix(votes)", False),
    "pairs": (_ASSEMBLY, "uv.agreement_matrix(votes)", False),
    "kappa": (_ASSEMBLY, 'uv.agreement_table(votes, measure="kappa")', False),
    "change_points": (
        _MADE_UP.format(calls=20000, members=2),
        'uv.change_points(votes, "m0000", "m0001")',
        False,
    ),
    "communities": (_ASSEMBLY, "uv.communities(votes)", True),
    "positions": (_ASSEMBLY, "uv.positions(votes)", True),
    "positions_700": (_MADE_UP.format(calls=2000, members=700), "uv.positions(votes)", True),
}

# Processor time, threads counted: it does not grow when others use the machine.
_TIMED = """
import time
import numpy, pandas
{setup}
start = time.process_time()
{statement}
print(time.process_time() - start)
"""


def _seconds(folder: Path, setup: str, statement: str) -> float:
    """Time a statement in a process that takes the package from a folder."""
    setup = f"import unvotes as uv\n{setup}" if setup else ""
    code = _TIMED.format(setup=setup, statement=statement)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**as_installed(), "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise UnvotesError(f"{folder} cannot do {statement!r}: {done.stderr.strip()[-300:]}")
    return float(done.stdout.split()[-1])


def beside(folder: Path, names: list[str], full: bool, repeat: int = 3) -> None:
    """
    Time tasks here and in an earlier build, and print how one stands to the other.

    Parameters
    ----------
    folder : pathlib.Path
        A checkout of the earlier commit, its record included.
    names : list of str
        Which of `TASKS`; all that are quick if none is named.
    full : bool
        Also those that take minutes.
    repeat : int, default 3
        How often each is timed, by turns; the shortest counts.

    Raises
    ------
    UnvotesError
        If there is no task of a name, or one of the builds cannot do it.
    """
    strange = set(names) - set(TASKS)
    if strange:
        raise UnvotesError(f"no task {', '.join(sorted(strange))}; there are {', '.join(TASKS)}")
    rows = []
    for name in names or [name for name, task in TASKS.items() if full or not task[2]]:
        setup, statement, _ = TASKS[name]
        runs = [[_seconds(at, setup, statement) for at in (folder, _HERE)] for _ in range(repeat)]
        then, now = (min(times) for times in zip(*runs, strict=True))
        rows.append(Row(name, now, then, note=f"{then:.4f} then, {now / then:.2f} of it now"))
    show("Processor seconds now, against an earlier build", rows)
