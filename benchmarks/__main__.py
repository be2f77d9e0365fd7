"""Run benchmarks: ``python -m benchmarks [NAME …] [--full]``.

Every module of this folder with a function ``run(full)`` is one; it prints its table.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil

import benchmarks


def main() -> None:
    found = {}
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name != "__main__":
            run = getattr(importlib.import_module(f"benchmarks.{module.name}"), "run", None)
            if run is not None:
                found[module.name] = run
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(found)}")
    parser.add_argument(
        "--full",
        action="store_true",
        help="measure slow alternatives in full (minutes and gigabytes), not on a part",
    )
    options = parser.parse_args()
    unknown = set(options.names) - set(found)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(found)}")
    for name in options.names or found:
        found[name](options.full)


if __name__ == "__main__":
    main()
