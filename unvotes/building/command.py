"""What the commands that build a body's record have in common: their options, and the writing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from unvotes.errors import UnvotesError
from unvotes.record.data_files import data_folder

__all__ = ["options", "write_files"]

#: Builds from a folder of sources, and the record's own folder: the number of roll calls, and the
#: bytes of each file by its path inside that folder.
Build = Callable[[str, str | None], tuple[int, Mapping[str, bytes]]]


def options(command: str, description: str, arguments: list[str] | None) -> argparse.Namespace:
    """Read a command's ``sources``, ``--data`` and ``--check``."""
    parser = argparse.ArgumentParser(prog=f"python -m {command}", description=description)
    parser.add_argument("sources", help="the folder with the downloaded source files")
    parser.add_argument("--data", help="the record's folder (default: the package's own)")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    return parser.parse_args(arguments)


def write_files(build: Build, given: argparse.Namespace) -> int:
    """Build a body's files and write them, or only compare them; give the exit code."""
    target = Path(given.data or data_folder())
    try:
        count, files = build(given.sources, given.data)
    except UnvotesError as error:
        print(f"The record was not built: {error}", file=sys.stderr)
        return 1
    same = True
    for name, content in files.items():
        path = target / name
        if given.check:
            equal = path.is_file() and path.read_bytes() == content
            print(f"{path} {'is' if equal else 'is NOT'} what the sources give")
            same &= equal
        else:
            path.write_bytes(content)
    if not given.check:
        print(f"{count} roll calls written to {target / next(iter(files))}")
    return 0 if same else 1
