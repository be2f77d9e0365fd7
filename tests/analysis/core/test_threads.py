"""Threads: the limit on the BLAS, and the order of what is done side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from unvotes.analysis.core import workers
from unvotes.analysis.core.threads import in_threads, one_thread


def blas() -> set[int]:
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_threads_that_overlap_give_the_limit_of_the_blas_back() -> None:
    # As two calls do, of which the first ends first.
    before, entered, left = blas(), Barrier(2), Barrier(2)

    def first() -> set[int]:
        with one_thread():
            held = blas()
            entered.wait(5)
        left.wait(5)
        return held

    def second() -> None:
        entered.wait(5)
        with one_thread():
            left.wait(5)

    for _ in range(2):
        with ThreadPoolExecutor(2) as pool:
            held, other = pool.submit(first), pool.submit(second)
            assert held.result() == {1}
            other.result()
        assert blas() == before


def test_the_limit_is_given_back_after_an_error() -> None:
    before = blas()
    with pytest.raises(ZeroDivisionError), one_thread():
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        list(in_threads(lambda number: 1 / number, [1, 0, 1]))
    assert blas() == before


def test_what_is_done_side_by_side_comes_in_order() -> None:
    assert list(in_threads(np.square, range(50))) == [n**2 for n in range(50)]
    assert list(in_threads(str, [])) == []


def test_threads_are_used_where_there_are_some_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 4)
    for most, plain in ((1, True), (2, False)):
        with workers.side_by_side(most) as map_:
            assert (map_ is map) == plain
            assert list(map_(abs, [-1, 2, -3])) == [1, 2, 3]
    for cores in (1, None):
        monkeypatch.setattr(workers.os, "cpu_count", lambda cores=cores: cores)
        with workers.side_by_side(8) as map_:
            assert map_ is map


def test_a_python_without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(self: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(workers.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(workers.threading.Thread, "start", start)
    workers._threads_start.cache_clear()
    with workers.side_by_side(8) as map_:
        assert map_ is map
    monkeypatch.undo()
    workers._threads_start.cache_clear()
    assert workers._threads_start() is True
