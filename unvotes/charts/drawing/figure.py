"""What every chart ends with: title, source, words for who cannot see it, its data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from unvotes.charts.drawing.labels import edge_note
from unvotes.charts.drawing.language import current, say, separators
from unvotes.charts.drawing.packing import pack, unpack
from unvotes.charts.drawing.scripts import LABEL_SCRIPT, VIEWPORT_SCRIPT, scripts_of
from unvotes.charts.drawing.theme import INK, MUTED, SOURCE, TEMPLATE
from unvotes.charts.drawing.wording import Heading
from unvotes.charts.drawing.words import sentence, wrap
from unvotes.errors import UnvotesError
from unvotes.parameters import checked_arguments

__all__ = ["data", "describe"]

#: Letters that fit a line of a telephone's 380 px at the sizes below.
_TITLE_CHARS: Final = 40
_SMALL_CHARS: Final = 55
_SOURCE_CHARS: Final = 66
#: Pixels across a telephone, and across the column of text for which words are broken into lines.
#: Pages that run `refit.js` break them anew for what there is.
PHONE: Final = 380
PAGE: Final = 700
_TITLE_SIZE: Final = 17
_SUBTITLE_SIZE: Final = 13
_SOURCE_SIZE: Final = 11
_EDGE: Final = 14
_BASELINE: Final = 28


class Chart(go.Figure):  # type: ignore[misc]
    """
    A figure that has its alt text in the HTML of a notebook too.

    Plotly writes that HTML where its renderer is one for pages, such as ``"notebook"``: in what
    nbconvert makes of a notebook, or in VS Code.
    """

    def show(self, *args: Any, **options: Any) -> Any:
        """Show the figure, as any of plotly's."""
        return super().show(*args, **self._labelled(options))

    def _repr_mimebundle_(self, *args: Any, **options: Any) -> Any:
        return super()._repr_mimebundle_(*args, **self._labelled(options))

    def _ipython_display_(self) -> None:
        if pio.renderers.render_on_display and pio.renderers.default:
            self.show()
        else:
            super()._ipython_display_()

    def to_html(self, *args: Any, **options: Any) -> str:
        """Write the figure as plotly does, with alt text and with lines as broad as the page."""
        page: str = super().to_html(*args, **self._for_a_page(options))
        return page

    def write_html(self, *args: Any, **options: Any) -> None:
        """Write the figure to a file as plotly does, as `to_html` has it."""
        super().write_html(*args, **self._for_a_page(options))

    def _for_a_page(self, options: dict[str, Any]) -> dict[str, Any]:
        if not self._is_known():
            return options
        whole = [VIEWPORT_SCRIPT] if options.get("full_html", True) else []
        return options | {"post_script": whole + scripts_of(self, options.get("post_script"))}

    def _is_known(self) -> bool:
        return isinstance(self.layout.meta, dict) and "alt" in self.layout.meta

    def _labelled(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"post_script": LABEL_SCRIPT} | options if self._is_known() else options


def assembled(traces: Sequence[Any], layout: dict[str, Any]) -> Chart:
    """
    Make the figure.

    Plotly would check each value of each trace, which takes it longer than all else for a map of
    many areas. What is given here is made here, and the tests let plotly check it.
    """
    try:
        chart = Chart(traces, layout, _validate=False)
        chart._validate = True
        for part in (chart.layout, *chart.data):
            _check_from_now_on(part)
    except (ValueError, AttributeError):  # plotly does not promise the option, nor the parts
        return Chart(traces, layout)
    return chart


def _check_from_now_on(part: Any) -> None:
    """Let plotly check what a user sets in a part of a figure, and in the parts of that."""
    part._validate = True
    for inner in part._compound_props.values():
        _check_from_now_on(inner)
    for several in part._compound_array_props.values():
        for inner in several:
            _check_from_now_on(inner)


def finish(
    traces: Sequence[Any],
    wording: Heading,
    *,
    title: str,
    subtitle: Sequence[str],
    alt: str,
    frame: pd.DataFrame,
    plot_height: float,
    left: float = _EDGE,
    right: float = _EDGE,
    top: float = 0,
    bottom: float = 0,
    breadth: float = 1,
    source: str = SOURCE,
    alt_has_title: bool = False,
    annotations: Sequence[dict[str, Any]] = (),
    layout: dict[str, Any] | None = None,
    into: Callable[[Sequence[Any], dict[str, Any]], Any] = assembled,
) -> Any:
    """
    Assemble a figure of the package: theme, title, subtitle, source line, alt text and data.

    Parameters
    ----------
    traces : sequence of plotly traces
        What is drawn.
    wording : Heading
        What the caller writes in place of the title and the source line; a title of the caller's
        may state the finding, so the alt text begins with it.
    title : str
        The chart's own title, plain text.
    subtitle : sequence of str
        Plain sentences on n, dates and filters, each beginning a line.
    alt : str
        What a reader who does not see the figure needs to know.
    frame : DataFrame
        What the figure shows.
    plot_height, left, right, top, bottom : float
        Pixels of the plot and of the labels around it; title and source are added to these.
    breadth : float, default 1
        How many times the breadth of a telephone the figure is; 1 is as wide as its page. A
        broader figure keeps its breadth: a narrow page scrolls it rather than squeeze it.
    source : str, optional
        The chart's own source line, in English.
    alt_has_title : bool, default False
        Begin the alt text with the title even if it is the chart's own.
    annotations : sequence of dict
        Further texts in the plot.
    layout : dict, optional
        Further layout.
    into : callable, default `assembled`
        What makes of traces and layout what is returned: of a series, whose figures nobody sees,
        none need be made.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure, as wide as its page; or what `into` makes.
    """
    if wording["title"] or alt_has_title:
        title = wording["title"] or title
        alt = f"{sentence(title)} {alt}"
    source = say(source) if wording["source"] is None else wording["source"]
    words = _Words(title, [line for line in subtitle if line], source)
    set_words = words.set(PHONE * breadth if breadth > 1 else PAGE)
    above, below = set_words.above, set_words.below
    notes = list(annotations)
    if set_words.source:
        at_foot = {"yref": "paper", "y": 0, "yanchor": "bottom", "yshift": 8 - below - bottom}
        foot = edge_note(
            set_words.source, _EDGE - left - 2, size=_SOURCE_SIZE, colour=MUTED, **at_foot
        )
        notes.append(foot)
    # Set as it is made: plotly checks each value that is set afterwards twice.
    settings = {
        "template": TEMPLATE,
        "title": {
            "text": set_words.title,
            "subtitle": {
                "text": set_words.subtitle,
                "font": {"size": _SUBTITLE_SIZE, "color": MUTED},
            },
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": _EDGE, "t": _BASELINE},
            "font": {"size": _TITLE_SIZE, "color": INK},
        },
        "height": round(above + top + plot_height + bottom + below),
        "width": round(PHONE * breadth) if breadth > 1 else None,
        "margin": {"l": left, "r": right, "t": above + top, "b": below + bottom, "pad": 0},
        "annotations": notes,
        "separators": None if current() == "en" else separators(),
        "meta": {
            "alt": " ".join(alt.split()),
            "data": pack(frame),
            **({} if current() == "en" else {"language": current()}),
            "words": {
                "title": words.title,
                "subtitle": words.subtitle,
                "source": words.source,
                "head": above,
                "foot": below,
            },
        },
        **(layout or {}),
    }
    held = {key: one for key, one in settings.items() if one is not None and one != []}
    return into(traces, held)


def for_width(figure: go.Figure, width: float) -> go.Figure:
    """
    Break the words of a chart into lines for another width than that of a page's column.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure; one that is not of this package, or keeps its breadth, stays as it is.
    width : float
        Pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        A new figure, with as much room for the plot; or the same one. A title, subtitle or source
        that somebody has changed stays as it is.
    """
    meta, margin = figure.layout.meta, figure.layout.margin
    told = meta.get("words") if isinstance(meta, dict) else None
    if (
        not isinstance(told, dict)
        or None in (figure.layout.height, margin.t, margin.b)  # which somebody has taken away
        or figure.layout.width
        or figure.layout.sliders
        or figure.layout.updatemenus
    ):
        return figure
    words = _Words(told["title"], list(told["subtitle"]), told["source"])
    before, now = words.set(PAGE), words.set(width)
    fitted = Chart(figure)
    title, more = fitted.layout.title, 0.0
    if (title.text, title.subtitle.text or "") == (before.title, before.subtitle):
        title.text, title.subtitle.text = now.title, now.subtitle
        more = now.above - before.above
        fitted.layout.margin.t += more
    deeper = now.below - before.below
    for note in fitted.layout.annotations:
        if before.source and note.text == before.source:
            note.text, note.yshift = now.source, note.yshift - deeper
            fitted.layout.margin.b += deeper
            more += deeper
    fitted.layout.height = round(fitted.layout.height + more)
    return fitted


@dataclass(frozen=True)
class _Set:
    """The words around a plot, broken into lines, and the pixels that they take."""

    title: str
    subtitle: str
    source: str
    above: float
    below: float


@dataclass(frozen=True)
class _Words:
    """The words around a plot: plain texts."""

    title: str
    subtitle: Sequence[str]
    source: str

    def set(self, width: float) -> _Set:
        """Break them into lines for a figure of some width."""
        breadth = width / PHONE
        head = wrap(self.title, round(_TITLE_CHARS * breadth))
        small = round(_SMALL_CHARS * breadth)
        lines = "<br>".join(wrap(line, small) for line in self.subtitle)
        foot = wrap(self.source, round(_SOURCE_CHARS * breadth))
        above = _BASELINE + 1.3 * _TITLE_SIZE * head.count("<br>") + 18
        if lines:  # plotly sets a subtitle of one line lower than the first of several
            above += 26 + 1.3 * _SUBTITLE_SIZE * max(lines.count("<br>"), 0.6)
        below = 14.5 * (1 + foot.count("<br>")) + 16 if foot else 10
        return _Set(f"<b>{head}</b>", lines, foot, above, below)


def _meta(figure: go.Figure, key: str) -> Any:
    meta = figure.layout.meta
    if not isinstance(meta, dict) or key not in meta:
        raise UnvotesError(
            "this figure was not drawn by unvotes.charts: it has no layout.meta with "
            "the alt text and data that such figures carry"
        )
    return meta[key]


@checked_arguments
def describe(figure: go.Figure) -> str:
    """
    Describe a chart in words, for those who cannot see it.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure of ``unvotes.charts``, also one read back from its JSON.

    Returns
    -------
    str
        Alt text that states what the chart shows, with its numbers. It is kept in the figure
        (``figure.layout.meta["alt"]``); :func:`to_html` and :func:`write_html` hand it to screen
        readers.

    Raises
    ------
    UnvotesError
        If the figure is not one of the package's.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import chamber, describe
    >>> figure = chamber(load_votes(since=2012, until=2012), "S/2012/77")
    >>> describe(figure)[:59]
    'Vote on S/2012/77 (4 February 2012, Syria): vetoed, 13–2–0.'
    """
    return str(_meta(figure, "alt"))


@checked_arguments
def data(figure: go.Figure) -> pd.DataFrame:
    """
    Get the dataframe behind a chart.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure of ``unvotes.charts``, also one read back from its JSON.

    Returns
    -------
    DataFrame
        A fresh frame of what the chart shows; each chart's docstring names its columns.

    Raises
    ------
    UnvotesError
        If the figure is not one of the package's.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import chamber, data
    >>> figure = chamber(load_votes(since=2012, until=2012), "S/2012/77")
    >>> data(figure)[["name", "vote"]].tail(3)
                  name vote
    12            Togo  yes
    13  United Kingdom  yes
    14   United States  yes
    """
    return unpack(_meta(figure, "data"))
