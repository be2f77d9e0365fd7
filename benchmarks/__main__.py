"""Run benchmarks: ``python -m benchmarks [NAME …] [--full] [--beside FOLDER]``.

Every module of this folder with a function ``run(full)`` is one; it prints its table. Without a
name it is ``alternatives``, one table of this package beside other libraries; with ``--full`` all
are run. Beside an earlier build (``git worktree add FOLDER COMMIT``) a few tasks are timed in
both, by turns.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import benchmarks
from benchmarks.beside import beside


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
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="alternatives, or with --full all, unless some are named",
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="measure in full what takes minutes or gigabytes, not on a part or not at all",
    )
    parser.add_argument(
        "--beside",
        metavar="FOLDER",
        type=Path,
        help="a checkout of an earlier commit: time the tasks of benchmarks/beside.py in both",
    )
    options = parser.parse_args()
    if options.beside is not None:
        if not (options.beside / "unvotes/__init__.py").is_file():
            parser.error(f"{options.beside} holds no package unvotes; is it a checkout?")
        beside(options.beside.resolve(), options.names, options.full)
        return
    unknown = set(options.names) - set(found)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(found)}")
    names = options.names or (list(found) if options.full else ["alternatives"])
    failed = [name for name in names if not went_well(name, found[name], options.full)]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def went_well(name: str, run: Callable[[bool], None], full: bool) -> bool:
    """Run one benchmark, and say how long it took; those after it run even if it fails."""
    start = time.perf_counter()
    try:
        run(full)
    except Exception:  # whatever it is, minutes of others must not be lost
        traceback.print_exc()
        return False
    print(f"({name}: {time.perf_counter() - start:,.0f} s)")
    sys.stdout.flush()  # for whoever follows it through a pipe
    return True


if __name__ == "__main__":
    main()
