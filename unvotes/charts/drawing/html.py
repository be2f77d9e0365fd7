"""Charts as web pages."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, Final

import plotly.graph_objects as go
import plotly.io

from unvotes.charts.drawing.figure import describe
from unvotes.charts.drawing.language import say, speaking
from unvotes.charts.drawing.scripts import refit_script, scripts_of
from unvotes.errors import unknown
from unvotes.parameters import checked_arguments
from unvotes.record.written_files import checked_path, whole_file

__all__ = ["refit_script", "to_html", "write_html"]

#: How plotly ends the head of a whole page.
_HEAD: Final = "<style>html, body {height: 100%;}</style>"
#: What plotly calls the buttons of a chart, and what it says of them.
_BUTTONS: Final = (
    "Download plot as a PNG",
    "Zoom",
    "Pan",
    "Zoom in",
    "Zoom out",
    "Reset axes",
    "Double-click to zoom back out",
)


@checked_arguments
def to_html(figure: go.Figure, **options: Any) -> str:
    """
    Write a chart as HTML that screen readers can read, and that sends nothing anywhere.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure of ``unvotes.charts``.
    **options
        Passed on to :meth:`plotly.graph_objects.Figure.to_html`: ``full_html``,
        ``include_plotlyjs``, ``div_id`` and so on.

    Returns
    -------
    str
        HTML in which the chart is labelled (``role="figure"``, ``aria-label``) with
        :func:`describe`.

    Raises
    ------
    UnvotesError
        If `figure` is no chart of the package, or plotly has no option of that name.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import chamber, to_html
    >>> figure = chamber(load_votes(since=2012, until=2012), "S/2012/77")
    >>> page = to_html(figure, include_plotlyjs=False)
    >>> "aria-label" in page and "13 in favour" in page
    True
    """
    describe(figure)
    known = [name for name in inspect.signature(plotly.io.to_html).parameters if name != "fig"]
    for name in options:
        if name not in known:
            raise unknown("option of to_html", name, known, f"There are {', '.join(known)}.")
    scripts = scripts_of(figure, options.pop("post_script", None))
    language = figure.layout.meta.get("language", "en")
    config = {"showSendToCloud": False, "displaylogo": False} | _in_words_of(language)
    config |= options.pop("config", None) or {}
    page: str = plotly.io.to_html(figure, config=config, post_script=scripts, **options)
    title = re.sub("<[^>]*>", " ", figure.layout.title.text or "").strip()
    # Without this a telephone lays the page out as for a desk, and shrinks it.
    head = f'<meta name="viewport" content="width=device-width">\n    <title>{title}</title>\n'
    page = page.replace("<html>", f'<html lang="{language}">', 1)
    return page.replace(_HEAD, f"{head}    <style>html, body {{margin: 0;}}</style>", 1)


def _in_words_of(language: str) -> dict[str, Any]:
    """Tell plotly what its buttons, days and months are called; of itself it knows English."""
    if language == "en":
        return {}
    from babel import Locale

    locale, names = Locale(language), {}
    for name, kind, width in (
        ("days", "days", "wide"),
        ("shortDays", "days", "abbreviated"),
        ("months", "months", "wide"),
        ("shortMonths", "months", "abbreviated"),
    ):
        words = getattr(locale, kind)["format"][width]
        # Babel's weeks begin on Monday, its months with 1; plotly's lists on Sunday, in January.
        order = (6, 0, 1, 2, 3, 4, 5) if kind == "days" else range(1, 13)
        names[name] = [words[k] for k in order]
    with speaking(language):
        buttons = {text: say(text) for text in _BUTTONS}
    return {
        "locale": language,
        "locales": {language: {"dictionary": buttons, "format": names}},
    }


@checked_arguments
def write_html(figure: go.Figure, path: str | Path, **options: Any) -> Path:
    """
    Write a chart to an HTML file that works without a network and sends nothing anywhere.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure of ``unvotes.charts``.
    path : str or Path
        The file to write, of 4 to 5 MB: the drawing library is inside.
    **options
        Passed on to :meth:`plotly.graph_objects.Figure.to_html`: ``full_html``,
        ``include_plotlyjs``, ``div_id`` and so on.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnvotesError
        If `path` is no ``.html`` in a folder that exists, or cannot be written; what was there
        before stays.

    Examples
    --------
    >>> import tempfile
    >>> from unvotes import load_votes
    >>> from unvotes.charts import chamber, write_html
    >>> figure = chamber(load_votes(since=2012, until=2012), "S/2012/77")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_html(figure, f"{folder}/veto.html").name
    'veto.html'
    """
    target = checked_path(path, [".html", ".htm"])
    with whole_file(target) as draft:
        draft.write_text(to_html(figure, **options), encoding="utf-8")
    return target
