"""Work in threads: a BLAS held to one thread of its own, and parts of a task side by side."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from threadpoolctl import ThreadpoolController

from unvotes.analysis.core.workers import side_by_side

__all__ = ["in_threads", "one_thread"]

Item = TypeVar("Item")
Result = TypeVar("Result")

#: At most so many threads; more would need memory of their own for little time.
_WORKERS = 4

#: Taken by whoever limits the BLAS.
_limiting = threading.Lock()


@functools.cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()  # looking for the BLAS takes milliseconds: once


@contextmanager
def one_thread() -> Iterator[None]:
    """
    Hold the BLAS to one thread within a ``with`` block.

    Products as small as those of one year's votes are many times slower on two threads than
    on one, because the threads wait for each other longer than they work. The limit is one of
    the whole process. Who comes while another thread holds it leaves it alone: two that set it and
    overlap would each give back what they found, the second the limit of the first.
    """
    if not _limiting.acquire(blocking=False):
        yield
        return
    try:
        with _threads().limit(limits=1, user_api="blas"):
            yield
    finally:
        _limiting.release()


def in_threads(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """
    Do the same with many items, some of them side by side, the BLAS on one thread for each.

    Parameters
    ----------
    function : callable
        What is done.
    items : iterable
        With what; a few are drawn at a time, as they are needed.

    Yields
    ------
    object
        What the function gives, in order of the items.
    """
    items = iter(items)
    with one_thread(), side_by_side(_WORKERS) as map_:
        while some := list(islice(items, 4 * _WORKERS)):
            yield from map_(function, some)
