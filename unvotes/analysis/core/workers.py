"""Work side by side on a few threads, or one piece after another where none can start."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

__all__ = ["side_by_side"]


@functools.cache
def _threads_start() -> bool:
    """Whether this Python has threads: one in a browser has none."""
    try:
        thread = threading.Thread(target=int)
        thread.start()
    except RuntimeError:
        return False
    thread.join()
    return True


@contextmanager
def side_by_side(most: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """
    Give a `map` whose pieces of work run at the same time, within a ``with`` block.

    Parameters
    ----------
    most : int
        Threads at most; no more are used than there are cores. With one, or in a Python without
        threads, such as one in a browser, it is Python's own `map`.

    Yields
    ------
    callable
        As `map`: a function and what it is called with. Results come in order.

    Examples
    --------
    >>> with side_by_side(2) as map_:
    ...     list(map_(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    workers = min(most, os.cpu_count() or 1)
    if workers < 2 or not _threads_start():
        yield map
        return
    with ThreadPoolExecutor(workers) as pool:
        yield pool.map
