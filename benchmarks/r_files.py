"""R files: what each reader says of files that R wrote, and how long a large one takes.

The peers are no part of the development environment: ``pip install pyreadr rdata`` to compare.
"""

from __future__ import annotations

import importlib.util
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.table import Row, best, show
from unvotes.errors import UnvotesError
from unvotes.reading.r_data import data_frames
from unvotes.reading.r_writing import frame_bytes, write_rds

FILES = Path(__file__).parent.parent / "tests" / "reading" / "r_files"
ROWS, FULL_ROWS = 200_000, 1_000_000
VOTES = ["no", "yes", "absent", "no", "abstain"]
DAYS = ["2012-02-16", "2012-02-16", "2012-02-16", "1955-11-25", "1955-11-25"]


def _ours(path: Path) -> dict[str, list[str]]:
    columns = next(iter(data_frames(path).values()))
    return {name: [held.labels[i] for i in held.codes] for name, held in columns.items()}


def _frame(frame: Any) -> dict[str, list[str]]:
    return {
        str(name): frame[name]
        .astype("str")
        .str.replace(r"( 00:00:00|\.0)$", "", regex=True)
        .tolist()
        for name in frame.columns
    }


def _pyreadr(path: Path) -> dict[str, list[str]]:
    import pyreadr

    return _frame(next(iter(pyreadr.read_r(str(path)).values())))


def _rdata(path: Path) -> dict[str, list[str]]:
    import rdata

    read = rdata.read_rds(path) if path.suffix == ".rds" else rdata.read_rda(path)
    held = read if isinstance(read, pd.DataFrame) else next(iter(read.values()))
    return _frame(held)


READERS: dict[str, Callable[[Path], dict[str, list[str]]]] = {
    "unvotes": _ours,
    "pyreadr": _pyreadr,
    "rdata": _rdata,
}


def _verdict(reader: Callable[[Path], dict[str, list[str]]], path: Path) -> str:
    """Say whether a reader gives the votes and days of a file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = reader(path)
    except UnvotesError:
        return "refused"
    except Exception as error:
        return type(error).__name__
    votes = VOTES if path.stem == "factors" else ["3", "1", "8", "3", "2"]
    wrong = []
    if read.get("vote", []) != votes and sorted(read.get("vote", [])) != sorted(votes):
        wrong.append("votes")
    if sorted(read.get("date", [])) != sorted(DAYS):
        wrong.append(f"days ({read.get('date', ['none'])[0]})")
    return "right" if not wrong else "wrong " + ", ".join(wrong)


def run(full: bool) -> None:
    """Compare, measure, and print the tables."""
    here = {
        name: reader
        for name, reader in READERS.items()
        if name == "unvotes" or importlib.util.find_spec(name)
    }
    print("Files that R 4.2.2 wrote: the same five votes in each")
    print(f"{'':28}" + "".join(f"{name:28}" for name in here))
    skipped = (
        "absent",
        "compact",
        "texts_of_numbers",
        "function",
        "vector",
        "two_frames",
        "list",
        "date_as_number",
    )
    for path in sorted(FILES.iterdir()):
        if path.suffix == ".R" or path.stem in skipped or path.stem.startswith("rollcall"):
            continue
        print(f"{path.name:28}" + "".join(f"{_verdict(r, path):28}" for r in here.values()))
    print()
    rows = FULL_ROWS if full else ROWS
    rng = np.random.default_rng(1)
    call = np.repeat(np.arange(rows // 190 + 1), 190)[:rows]
    frame = pd.DataFrame(
        {
            "rcid": call.astype("float64"),
            "ccode": rng.integers(2, 990, rows),
            "vote": pd.Categorical(rng.choice(["yes", "abstain", "no"], rows)),
            "date": pd.Timestamp("1946-01-01") + pd.to_timedelta(call * 3, unit="D"),
            "unres": pd.Series(call).astype("str").radd("R/66/"),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.rds"
        write_rds(frame_bytes(frame), path)

        def timed(name: str) -> float:
            if name == "unvotes":
                return best(lambda: data_frames(path), 2)
            if name == "pyreadr":
                import pyreadr

                return best(lambda: pyreadr.read_r(str(path)), 2)
            import rdata

            return best(lambda: rdata.read_rds(path), 1)

        times = {name: timed(name) for name in here}
    ours = times["unvotes"]
    show(
        f"A data frame of R, {rows:,} rows: read",
        [
            Row(name, seconds, None if name == "unvotes" else ours)
            for name, seconds in times.items()
        ],
    )
