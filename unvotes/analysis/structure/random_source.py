"""Where igraph takes its random numbers from: lent for a while, and given back."""

from __future__ import annotations

import gc
import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, compress, tee
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any

__all__ = ["seeded"]

#: What igraph takes from a source of random numbers, and keeps; the last it can do without.
_NEEDED = ("random", "randint", "gauss", "getrandbits")

_lock = threading.RLock()


@contextmanager
def seeded(igraph: ModuleType, seed: int | None) -> Iterator[None]:
    """
    Seed igraph's random numbers within a ``with`` block; afterwards they go on as before.

    igraph has one source for the whole process: threads that need one of their own take turns.

    Parameters
    ----------
    igraph : module
        The library.
    seed : int or None
        Start of the random numbers; None for a new one each time.
    """
    with _lock:
        before = _replaced(igraph, random.Random(seed))
        try:
            yield
        finally:
            igraph.set_random_number_generator(before)


def _replaced(igraph: ModuleType, source: Any) -> Any:
    """
    Set a source, and give the one that was there.

    igraph does not tell which it uses. But it holds on to that source's functions, and lets go of
    them for another's: they are those with a reference less than before.
    """
    found: list[Callable[..., Any]] = [
        each
        for each in _all_of(BuiltinFunctionType, FunctionType, MethodType)
        if each.__name__ in _NEEDED
    ]
    before = [sys.getrefcount(each) for each in found]
    igraph.set_random_number_generator(source)
    after = [sys.getrefcount(each) for each in found]
    let_go = {
        each.__name__: each
        for each, then, now in zip(found, before, after, strict=True)
        if now < then
    }
    # Without any it is igraph's own, which is asked for as None.
    return SimpleNamespace(**let_go) if set(_NEEDED[:-1]) <= set(let_go) else None


def _all_of(*kinds: type) -> list[Any]:
    """
    List all functions of these kinds.

    In one go, in which no other thread runs and no line of Python: a list of all objects holds
    tuples, too, that another thread is about to fill, and which are broken if anyone else has them.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        objects, again = tee(chain.from_iterable(map(gc.get_objects, (None,))))
        return list(compress(objects, map(frozenset(kinds).__contains__, map(type, again))))
    finally:
        if collects:
            gc.enable()
