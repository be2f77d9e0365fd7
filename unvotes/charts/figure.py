"""What all figures share: title and source line, alt text, and the frame behind the figure."""

from __future__ import annotations

import base64
import html
import re
import string
import textwrap
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.theme import INK, MUTED, SOURCE, TEMPLATE
from unvotes.errors import UnvotesError

__all__ = ["data", "describe", "to_html", "write_html"]

_TITLE_CHARS: Final = 40
_SMALL_CHARS: Final = 55
_SOURCE_CHARS: Final = 66
PHONE: Final = 380
"""Pixels across a telephone."""
# Lines that fit a telephone's 380 px at the sizes below.
_TITLE_SIZE: Final = 17
_SUBTITLE_SIZE: Final = 13
_SOURCE_SIZE: Final = 11
_EDGE: Final = 14
_BASELINE: Final = 28


def escape(value: object) -> str:
    """
    Make any value safe to show: plotly reads the text of a figure as HTML.

    Parameters
    ----------
    value : object
        What is to be shown as it is written.

    Returns
    -------
    str
        With ``&``, ``<`` and ``>`` escaped, and plotly's ``%{…}`` templates disarmed.
    """
    return html.escape(str(value), quote=False).replace("%{", "%&#8203;{")


def wrap(value: str, width: int, *, hyphens: bool = False) -> str:
    """
    Break a plain text into lines and escape it.

    Parameters
    ----------
    value : str
        Plain text.
    width : int
        Characters in a line, at most, unless one word is longer.
    hyphens : bool, default False
        Whether a line may end in the middle of a word with a hyphen.

    Returns
    -------
    str
        HTML, lines joined by ``<br>``.
    """
    # A number stays with its "n =".
    whole = value.replace("n = ", "n\u2060=\u2060")
    lines = textwrap.wrap(whole, width, break_long_words=False, break_on_hyphens=hyphens)
    return "<br>".join(escape(line.replace("n\u2060=\u2060", "n = ")) for line in lines)


def cut(name: str, most: int) -> str:
    """
    Shorten a name that has no room; the hover text gives it in full.

    Parameters
    ----------
    name : str
        Plain text.
    most : int
        Characters, at most.

    Returns
    -------
    str
        Plain text, ending in an ellipsis where it was shortened.
    """
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def opening(title: str | None) -> list[str]:
    """
    Begin an alt text with the caller's title, which may state the finding.

    Parameters
    ----------
    title : str or None
        What the caller gave.

    Returns
    -------
    list of str
        The title as a sentence; empty without one.
    """
    return [] if title is None else [title.rstrip(".") + "."]


def day(date: Any) -> str:
    """
    Write a date as the prose of the project does: ``4 February 2012``.

    Parameters
    ----------
    date : datetime-like
        The date; not-a-time gives ``undated``.

    Returns
    -------
    str
        The date.
    """
    stamp = pd.Timestamp(date)
    return "undated" if pd.isna(stamp) else f"{stamp.day} {stamp:%B %Y}"


def period(dates: pd.Series) -> str:
    """
    Write the period that dates span.

    Parameters
    ----------
    dates : Series of datetime
        Dates in any order.

    Returns
    -------
    str
        One date, or the first and the last.
    """
    first, last = day(dates.min()), day(dates.max())
    return first if first == last else f"{first} to {last}"


def score(yes: int, no: int, abstain: int) -> str:
    """
    Write a tally as the field does: in favour, against, abstaining.

    Parameters
    ----------
    yes, no, abstain : int
        Votes.

    Returns
    -------
    str
        Such as ``13-2-0``, with en dashes.
    """
    return "\N{EN DASH}".join(map(str, (yes, no, abstain)))


def counted(n: int, singular: str) -> str:
    """
    Write a number with its noun: ``1 roll call``, ``300 roll calls``.

    Parameters
    ----------
    n : int
        The number.
    singular : str
        The noun.

    Returns
    -------
    str
        Both.
    """
    return f"{n:,} {singular}{'' if n == 1 else 's'}"


def joined(words: Iterable[str]) -> str:
    """
    Join words as a sentence does: ``a, b and c``.

    Parameters
    ----------
    words : iterable of str
        The words.

    Returns
    -------
    str
        The enumeration; empty for no words.
    """
    words = list(words)
    return " and ".join(
        part for part in (", ".join(words[:-1]), words[-1] if words else "") if part
    )


def finish(
    traces: Sequence[Any],
    *,
    title: str,
    subtitle: Sequence[str],
    source: str | None,
    alt: str,
    frame: pd.DataFrame,
    plot_height: float,
    left: float = _EDGE,
    right: float = _EDGE,
    top: float = 0,
    bottom: float = 0,
    breadth: float = 1,
    annotations: Sequence[dict[str, Any]] = (),
    layout: dict[str, Any] | None = None,
) -> go.Figure:
    """
    Assemble a figure of the package: theme, title, subtitle, source line, alt text and data.

    Parameters
    ----------
    traces : sequence of plotly traces
        What is drawn.
    title, source : str
        Plain text; ``source=None`` is the package's own source line, ``""`` is none.
    subtitle : sequence of str
        Plain sentences on n, dates and filters, each beginning a line.
    alt : str
        What a reader who does not see the figure needs to know.
    frame : DataFrame
        What the figure shows.
    plot_height, left, right, top, bottom : float
        Pixels of the plot and of the labels around it; title and source are added to these.
    breadth : float, default 1
        How many times the breadth of a telephone the texts may be; 1 fits 380 px. A broader
        figure keeps its breadth: a narrow page scrolls it rather than squeeze it.
    annotations : sequence of dict
        Further texts in the plot.
    layout : dict, optional
        Further layout.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure, as wide as its page.
    """
    head = wrap(title, round(_TITLE_CHARS * breadth))
    lines = "<br>".join(wrap(line, round(_SMALL_CHARS * breadth)) for line in subtitle if line)
    foot = wrap(SOURCE if source is None else source, round(_SOURCE_CHARS * breadth))
    above = _BASELINE + 1.3 * _TITLE_SIZE * head.count("<br>") + 18
    if lines:  # plotly sets a subtitle of one line lower than the first of several
        above += 26 + 1.3 * _SUBTITLE_SIZE * max(lines.count("<br>"), 0.6)
    below = 14.5 * (1 + foot.count("<br>")) + 16 if foot else 10
    notes = list(annotations)
    if foot:
        notes.append(
            {
                "text": foot,
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 0,
                "xanchor": "left",
                "yanchor": "bottom",
                "xshift": _EDGE - left - 2,
                "yshift": 8 - below - bottom,
                "align": "left",
                "showarrow": False,
                "font": {"size": _SOURCE_SIZE, "color": MUTED},
            }
        )
    figure = go.Figure(traces)
    figure.update_layout(
        template=TEMPLATE,
        title={
            "text": f"<b>{head}</b>",
            "subtitle": {"text": lines, "font": {"size": _SUBTITLE_SIZE, "color": MUTED}},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": _EDGE, "t": _BASELINE},
            "font": {"size": _TITLE_SIZE, "color": INK},
        },
        height=round(above + top + plot_height + bottom + below),
        width=round(PHONE * breadth) if breadth > 1 else None,
        margin={"l": left, "r": right, "t": above + top, "b": below + bottom, "pad": 0},
        annotations=notes,
        meta={"alt": " ".join(alt.split()), "data": _pack(frame)},
        **(layout or {}),
    )
    return figure


_DIGITS: Final = string.digits + string.ascii_letters
_MISSING: Final = "."
_LONG: Final = 20_000
# Characters beyond which codes are compressed, as those of a grid of the Assembly.


def _write_codes(codes: list[int], n_levels: int) -> dict[str, Any]:
    """Write codes as a text of one or two digits each, runs of one code as their length."""
    heads = [i for i, code in enumerate(codes) if i == 0 or code != codes[i - 1]]
    packed: dict[str, Any] = {}
    if 3 * len(heads) < len(codes):
        packed["runs"] = [b - a for a, b in pairwise([*heads, len(codes)])]
        codes = [codes[i] for i in heads]
    base = len(_DIGITS)
    width = 1 if n_levels <= base else 2
    if n_levels > base**2:
        return packed | {"codes": codes}
    digits = [_DIGITS[code // base] * (width - 1) + _DIGITS[code % base] for code in codes]
    text = "".join(
        _MISSING * width if code < 0 else digit for code, digit in zip(codes, digits, strict=True)
    )
    if len(text) > _LONG:
        packed["zip"] = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    else:
        packed["codes"] = text
    return packed | {"width": width}


def _read_codes(packed: Mapping[str, Any]) -> list[int]:
    codes = (
        zlib.decompress(base64.b64decode(packed["zip"])).decode()
        if "zip" in packed
        else packed["codes"]
    )
    if isinstance(codes, str):
        value = {digit: i for i, digit in enumerate(_DIGITS)}
        width = packed["width"]
        texts = [codes[i : i + width] for i in range(0, len(codes), width)]
        codes = [-1 if text[0] == _MISSING else _value(text, value) for text in texts]
    if "runs" in packed:
        codes = [code for code, n in zip(codes, packed["runs"], strict=True) for _ in range(n)]
    return list(codes)


def _value(text: str, digits: Mapping[str, int]) -> int:
    number = 0
    for character in text:
        number = number * len(digits) + digits[character]
    return number


def _pack(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Write a frame as JSON in little space: repeated values once, with codes."""
    columns = []
    for name, values in frame.items():
        column: dict[str, Any] = {"name": str(name), "dtype": str(values.dtype)}
        if isinstance(values.dtype, pd.CategoricalDtype):
            column["levels"] = [str(level) for level in values.cat.categories]
            column["ordered"] = bool(values.cat.ordered)
            column |= _write_codes(values.cat.codes.tolist(), len(column["levels"]))
        elif pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(
            values.dtype
        ):
            objects = values.astype(object)
            column["values"] = objects.where(values.notna(), None).tolist()
        else:
            codes, levels = pd.factorize(values)
            column["levels"] = [_write_level(level) for level in levels]
            column |= _write_codes(codes.tolist(), len(levels))
        columns.append(column)
    return columns


def _write_level(level: Any) -> str | bool:
    if isinstance(level, pd.Timestamp | datetime):
        return level.isoformat()
    return bool(level) if isinstance(level, bool | np.bool_) else str(level)


def _unpack(columns: Sequence[dict[str, Any]]) -> pd.DataFrame:
    frame: dict[str, pd.Series] = {}
    for column in columns:
        if "ordered" in column:
            dtype = pd.CategoricalDtype(list(column["levels"]), ordered=column["ordered"])
            coded = pd.Categorical.from_codes(_read_codes(column), dtype=dtype)
            frame[column["name"]] = pd.Series(coded)
            continue
        if "levels" in column:
            levels = [*column["levels"], None]
            values = [levels[code] for code in _read_codes(column)]
        else:
            values = list(column["values"])
        frame[column["name"]] = pd.Series(values, dtype=object).astype(column["dtype"])
    return pd.DataFrame(frame)


def _meta(figure: go.Figure, key: str) -> Any:
    meta = figure.layout.meta
    if not isinstance(meta, dict) or key not in meta:
        raise UnvotesError(
            "this figure was not drawn by unvotes.charts: it has no layout.meta with "
            "the alt text and data that such figures carry"
        )
    return meta[key]


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
    >>> import pandas as pd
    >>> from unvotes.charts import bar_counts, describe
    >>> frame = pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})
    >>> describe(bar_counts(frame, title="Russia and China"))
    'Russia and China. Bar chart of 2 counts: together 140; apart 5.'
    """
    return str(_meta(figure, "alt"))


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
    >>> import pandas as pd
    >>> from unvotes.charts import bar_counts, data
    >>> frame = pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})
    >>> data(bar_counts(frame, title="Russia and China"))
          label    n
    0  together  140
    1     apart    5
    """
    return _unpack(_meta(figure, "data"))


_LABEL = """
var figure = document.getElementById("{plot_id}");
figure.setAttribute("role", "figure");
figure.setAttribute("aria-label", figure.layout.meta.alt);
"""
_HEAD: Final = "<style>html, body {height: 100%;}</style>"
# How plotly ends the head of a whole page.
STEP_KEYS: Final = """
(function (figure) {
  function menu() { return (figure.layout.sliders || figure.layout.updatemenus)[0]; }
  function steps() { return menu().steps || menu().buttons; }
  function tell() {
    var control = figure.querySelector(".slider-container, .updatemenu-container");
    var at = menu().active || 0, facts = {
      tabindex: 0, role: "slider", "aria-label": "Step", "aria-valuemin": 1,
      "aria-valuemax": steps().length, "aria-valuenow": at + 1,
      "aria-valuetext": steps()[at].label};
    for (var fact in facts) control.setAttribute(fact, facts[fact]);
  }
  figure.on("plotly_afterplot", tell);
  figure.on("plotly_update", function () {
    figure.setAttribute("aria-label", figure.layout.meta.alt);
    tell();
  });
  figure.addEventListener("keydown", function (event) {
    var at = menu().active || 0, to = {
      ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1,
      Home: 0, End: steps().length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (!steps()[to]) return;
    var args = steps()[to].args, layout = Object.assign({}, args[1]);
    layout[(figure.layout.sliders ? "sliders" : "updatemenus") + "[0].active"] = to;
    Plotly.update(figure, args[0], layout, args[2]).then(function () {
      figure.querySelector("[role=slider]").focus();
    });
  });
  tell();
})(document.getElementById("{plot_id}"));
"""


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

    Examples
    --------
    >>> import pandas as pd
    >>> from unvotes.charts import bar_counts, to_html
    >>> frame = pd.DataFrame({"label": ["together", "apart"], "n": [140, 5]})
    >>> page = to_html(bar_counts(frame, title="Russia and China"), include_plotlyjs=False)
    >>> "aria-label" in page
    True
    """
    describe(figure)
    scripts = options.pop("post_script", None) or []
    scripts = [scripts] if isinstance(scripts, str) else list(scripts)
    if figure.layout.sliders or figure.layout.updatemenus:
        scripts = [STEP_KEYS, *scripts]
    config = {"showSendToCloud": False, "displaylogo": False, **(options.pop("config", None) or {})}
    page: str = figure.to_html(config=config, post_script=[_LABEL, *scripts], **options)
    title = re.sub("<[^>]*>", " ", figure.layout.title.text or "").strip()
    # Without this a telephone lays the page out as for a desk, and shrinks it.
    head = f'<meta name="viewport" content="width=device-width">\n    <title>{title}</title>\n'
    page = page.replace("<html>", '<html lang="en">', 1)
    return page.replace(_HEAD, f"{head}    <style>html, body {{margin: 0;}}</style>", 1)


def write_html(figure: go.Figure, path: str | Path, **options: Any) -> None:
    """
    Write a chart to an HTML file; see :func:`to_html`.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure of ``unvotes.charts``.
    path : str or Path
        The file to write. It works without a network: the drawing library is inside.
    **options
        As in :func:`to_html`.
    """
    Path(path).write_text(to_html(figure, **options), encoding="utf-8")
