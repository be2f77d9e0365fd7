"""Build both bodies' record from the source files: ``python -m unvotes.building FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from unvotes.building import assembly, council


def main(arguments: list[str] | None = None) -> int:
    """
    Build the Council's record, then the Assembly's.

    Parameters
    ----------
    arguments : list of str, optional
        The command line; the process's own by default.

    Returns
    -------
    int
        0, or 1 after an error that was printed.
    """
    parser = argparse.ArgumentParser(
        prog="python -m unvotes.building",
        description="Build data/ again from the folder that holds the downloaded source files: "
        "security-council/, general-assembly/ and ideal-points/, as data/README.md names them.",
    )
    parser.add_argument("sources", help="the folder with the downloaded source files")
    parser.add_argument("--data", help="the record's folder (default: the package's own)")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    given = parser.parse_args(arguments)
    options = [*(["--data", given.data] if given.data else []), *["--check"] * given.check]
    done = [
        body.main([str(Path(given.sources) / folder), *options])
        for body, folder in ((council, "security-council"), (assembly, "general-assembly"))
    ]
    return max(done)


if __name__ == "__main__":
    sys.exit(main())
