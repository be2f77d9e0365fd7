"""
List the record's ids as released: ``python -m unvotes.building.release``.

``released.parquet`` has every id that a version of the record ever had. One that the record has
no more needs a line of ``retired.csv`` that says why, and what replaces it: who cites it, or has
notes on it, can go on.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from unvotes.building.changes import State, read_state
from unvotes.errors import UnvotesError
from unvotes.record.assembly import FILE
from unvotes.record.audit.check import check
from unvotes.record.data_files import data_folder, read_table, record_version

__all__ = ["RELEASED", "main", "present_ids", "released_ids", "unfit", "unraised"]

#: The list, inside the data folder: ``roll_call``, ``version`` (the first that had it).
RELEASED = "released.parquet"


def present_ids() -> list[str]:
    """
    Give the ids of both bodies that the record has now.

    Returns
    -------
    list of str
        Sorted.

    Examples
    --------
    >>> "S/2012/77" in present_ids()
    True
    """
    assembly = pa_parquet.read_table(data_folder() / FILE, columns=["roll_call"])
    lines = read_table("security_council/roll_calls.csv")["roll_call"]
    return sorted([*lines, *assembly["roll_call"].to_pylist()])


def released_ids() -> pd.DataFrame:
    """
    Read the ids that were ever released.

    Returns
    -------
    DataFrame
        ``roll_call``, sorted, and ``version``, both ``str``.

    Examples
    --------
    >>> released_ids().columns.tolist()
    ['roll_call', 'version']
    """
    frame: pd.DataFrame = pa_parquet.read_table(data_folder() / RELEASED).to_pandas()
    return frame.astype("str")


def unfit(released: Iterable[str], present: Iterable[str], retired: pd.DataFrame) -> list[str]:
    """
    Find what is wrong between what was released, what there is, and what was retired.

    Parameters
    ----------
    released, present : iterable of str
        Ids that were ever released, and those of the record now.
    retired : DataFrame
        ``retired.csv``.

    Returns
    -------
    list of str
        A sentence each; none if all is well.

    Examples
    --------
    >>> line = [["S/1", "0.2.0", "S/2", "S/2 in the meeting record"]]
    >>> retired = pd.DataFrame(line, columns=["roll_call", "version", "replaced_by", "why"])
    >>> unfit(["S/1", "S/3"], ["S/2"], retired)
    ['S/3 was released and is no more, and retired.csv does not say why']
    """
    known, gone = set(present), retired["roll_call"]
    found = [
        f"{name} was released and is no more, and retired.csv does not say why"
        for name in sorted(set(released) - known - set(gone))
    ]
    found += [f"{name} is retired, and in the record" for name in sorted(known & set(gone))]
    found += [f"{name} has two lines in retired.csv" for name in gone[gone.duplicated()]]
    for name, by, why in retired[["roll_call", "replaced_by", "why"]].itertuples(index=False):
        if by and by not in known:
            found.append(f"{name} is replaced by {by}, which is not in the record")
        if not why.strip():
            found.append(f"{name} is retired, and nothing says why")
    return found


def unraised(old: State, new: State) -> list[str]:
    """
    Find a record that differs from a released one and has its version.

    Parameters
    ----------
    old, new : State
        The record as it was released last, and as it is.

    Returns
    -------
    list of str
        A sentence, or none if all is well.
    """
    if old.version != new.version:
        return []
    differ = [
        body
        for body in new.votes
        if not old.votes[body].sort_index().equals(new.votes[body].sort_index())
        or not old.facts[body].sort_index().equals(new.facts[body].sort_index())
    ]
    return [
        f"the record of the {body} differs from the last release, and both are {new.version}: "
        "raise the version in datapackage.json"
        for body in differ
    ]


def _last_release() -> State | None:
    """Read the record of the last tag, if git knows one here."""
    command = ["git", "-c", "safe.directory=*", "describe", "--tags", "--abbrev=0"]
    try:
        done = subprocess.run(
            command, cwd=data_folder().parent, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return read_state(done.stdout.strip()) if done.returncode == 0 else None


def main(arguments: list[str] | None = None) -> int:
    """Audit the record and list its ids as released; give the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m unvotes.building.release",
        description="Audit the record and add its ids to data/released.parquet, under the version "
        "that data/datapackage.json names.",
    )
    parser.parse_args(arguments)
    released, present, version = released_ids(), present_ids(), record_version()
    found = unfit(released["roll_call"], present, read_table("retired.csv"))
    try:
        if last := _last_release():
            found += unraised(last, read_state(data_folder()))
        if found:
            raise UnvotesError("; ".join(found[:20]))
        if len(defects := check()):
            raise UnvotesError(
                f"the audit finds {len(defects)} defects: unvotes.check() lists them"
            )
    except UnvotesError as error:
        print(f"Not ready to be released: {error}", file=sys.stderr)
        return 1
    new = sorted(set(present) - set(released["roll_call"]))
    added = pd.DataFrame({"roll_call": new, "version": version}, dtype="str")
    whole = pd.concat([released, added]).sort_values("roll_call", ignore_index=True)
    (data_folder() / RELEASED).write_bytes(released_file(whole))
    print(f"{len(new):,} ids are new in {version}; {len(whole):,} were ever released.")
    return 0


def released_file(table: pd.DataFrame) -> bytes:
    """
    Write the list of ids.

    Parameters
    ----------
    table : DataFrame
        ``roll_call``, ``version``.

    Returns
    -------
    bytes
        The file.
    """
    buffer = io.BytesIO()
    schema = pa.schema([("roll_call", pa.string()), ("version", pa.string())])
    pa_parquet.write_table(
        pa.Table.from_pandas(table, schema, preserve_index=False).replace_schema_metadata(None),
        buffer,
        compression="zstd",
        compression_level=19,
        use_dictionary=["version"],
        column_encoding={"roll_call": "DELTA_BYTE_ARRAY"},
        write_statistics=False,
        store_schema=False,
    )
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
