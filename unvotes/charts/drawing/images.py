"""Charts as pictures."""

from __future__ import annotations

import sys
from pathlib import Path

import plotly.graph_objects as go

from unvotes.charts.drawing.browser import picture
from unvotes.charts.drawing.figure import for_width
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import checked_arguments
from unvotes.record.written_files import whole_file

__all__ = ["write_image"]

_FORMATS = ("png", "svg", "pdf", "jpg", "jpeg", "webp")


@checked_arguments
def write_image(figure: go.Figure, path: str | Path, *, width: int = 700, scale: float = 2) -> Path:
    """
    Write a chart as a picture, as wide as a column of text.

    A chart of the package knows its height and fits any width from 380 pixels.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure.
    path : str or Path
        The file: ``.png``, ``.svg``, ``.pdf``, ``.jpg`` or ``.webp``.
    width : int, default 700
        Width in pixels of the page.
    scale : float, default 2
        How many pixels of the picture each of these has; 2 is sharp on most screens, 4 in
        print.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnvotesError
        If the file's ending is unknown or its folder missing, or if kaleido or Chrome, which
        draw the picture, are missing; then it says how to get them.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import chamber, write_image
    >>> figure = chamber(load_votes(since=2012, until=2012), "S/2012/77")
    >>> write_image(figure, "veto.png")  # doctest: +SKIP
    """
    target = Path(path).expanduser()
    kind = target.suffix.lower().removeprefix(".")
    if kind not in _FORMATS:
        raise unknown("kind of picture", kind or str(path), _FORMATS)
    if not target.parent.is_dir():
        raise UnvotesError(f"path {str(path)!r}: there is no folder {str(target.parent)!r}")
    if not (isinstance(width, int) and width > 0 and scale > 0):
        raise UnvotesError(f"width={shown(width)} and scale={shown(scale)} must be above 0")
    if sys.platform == "emscripten":
        raise UnvotesError(
            "pictures are drawn by a browser of their own, which a Python in a browser cannot "
            "start: write_html keeps the chart, and the camera above each chart its picture"
        )
    instead = "write_html needs neither, and a browser prints it."
    try:
        from kaleido.errors import ChromeNotFoundError
    except ImportError as error:
        raise UnvotesError(
            'pictures are drawn by kaleido, which is missing: pip install "kaleido>=1"; it needs '
            f"Chrome or Chromium too. {instead}"
        ) from error
    try:
        with whole_file(target) as draft:
            draft.write_bytes(picture(for_width(figure, width), kind, width, scale))
    except (RuntimeError, ChromeNotFoundError) as error:
        if "Chrome" not in f"{type(error).__name__} {error}":
            raise
        raise UnvotesError(
            "pictures are drawn by Chrome or Chromium, and none was found on this machine: "
            "install one, or let plotly fetch one with the command plotly_get_chrome; where it "
            f"lies elsewhere, name it in BROWSER_PATH. {instead}"
        ) from error
    return target
