"""Run benchmarks: ``python -m benchmarks [NAME …] [--full]``.

Every module of this folder with a function ``run(full)`` is one; it prints its table.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

import benchmarks


def main() -> None:
    found, lines = {}, []
    for each in pkgutil.iter_modules(benchmarks.__path__):
        if each.name != "__main__":
            module = importlib.import_module(f"benchmarks.{each.name}")
            if hasattr(module, "run"):
                found[each.name] = module.run
                lines.append(f"  {each.name:12}{str(module.__doc__).strip().splitlines()[0]}")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog="\n".join(["there are:", *lines]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="all, unless some are named")
    parser.add_argument(
        "--full",
        action="store_true",
        help="measure in full what takes minutes or gigabytes, not on a part or not at all",
    )
    options = parser.parse_args()
    unknown = set(options.names) - set(found)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(found)}")
    for name in options.names or found:
        found[name](options.full)
        sys.stdout.flush()  # for whoever follows it through a pipe


if __name__ == "__main__":
    main()
