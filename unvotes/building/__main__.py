"""Build both bodies' record from the source files: ``python -m unvotes.building FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from unvotes.building import assembly, council
from unvotes.building.command import options


def main(arguments: list[str] | None = None) -> int:
    """Build the Council's record, then the Assembly's; give the exit code."""
    given = options(
        "unvotes.building",
        "Build data/ again from the folder that holds the downloaded source files: "
        "security-council/, general-assembly/ and ideal-points/, as data/README.md names them.",
        arguments,
    )
    passed_on = [*(["--data", given.data] if given.data else []), *["--check"] * given.check]
    done = [
        body.main([str(Path(given.sources) / folder), *passed_on])
        for body, folder in ((council, "security-council"), (assembly, "general-assembly"))
    ]
    return max(done)


if __name__ == "__main__":
    sys.exit(main())
