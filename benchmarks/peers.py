"""Other libraries, where someone installed them by hand: ``pip install polars duckdb …``."""

from __future__ import annotations

import importlib
from importlib.metadata import version
from types import ModuleType


def peer(module: str, package: str | None = None) -> tuple[ModuleType | None, str]:
    """
    Import a library that the development environment does not have.

    Gives the module, and its name with the version; or None, after saying that it is absent.
    """
    name = package or module
    try:
        found = importlib.import_module(module)
    except ImportError:
        print(f"{name} is not installed here, and not compared: pip install {name}")
        return None, name
    return found, f"{name} {version(name)}"
