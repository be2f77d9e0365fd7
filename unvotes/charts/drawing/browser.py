"""The browser that draws pictures, kept open between them: to start one takes seconds."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine
from typing import Any

import plotly.graph_objects as go

__all__ = ["picture"]


class _Browser:
    """A browser in a thread of its own, since it speaks in coroutines."""

    def __init__(self) -> None:
        from kaleido import Kaleido

        self.process = os.getpid()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        self.kaleido = Kaleido(n=1)
        try:
            self.wait_for(self.kaleido.__aenter__())
        except BaseException:
            self.stop()
            raise

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.get_loop().run_forever()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def wait_for(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def close(self) -> None:
        # One that a process was forked from is that process's to close.
        if self.process == os.getpid():
            try:
                self.wait_for(self.kaleido.__aexit__(None, None, None))
            finally:
                self.stop()


_lock = threading.Lock()
_open: list[_Browser] = []


def picture(figure: go.Figure, kind: str, width: int, scale: float) -> bytes:
    """
    Draw a picture.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        The figure.
    kind : str
        What kaleido takes as a format: ``"png"``, ``"svg"``, …
    width : int
        Width in pixels of the page; the figure knows its height.
    scale : float
        Pixels of the picture for each of these.

    Returns
    -------
    bytes
        The content of the file.
    """
    options = {"format": kind, "width": width, "height": figure.layout.height, "scale": scale}
    with _lock:
        if _open and _open[0].process != os.getpid():
            _open.clear()
        if not _open:
            _open.append(_Browser())
        try:
            work = _open[0].kaleido.calc_fig(figure.to_dict(), opts=options)
            return bytes(_open[0].wait_for(work))
        except BaseException:
            _close()  # it may be what is broken
            raise


@atexit.register
def _close() -> None:
    while _open:
        _open.pop().close()


def _forget() -> None:
    """Begin anew in a forked process, which has none of the threads."""
    global _lock
    _lock = threading.Lock()
    _open.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
