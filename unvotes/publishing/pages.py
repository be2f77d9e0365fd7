"""Pages that stand alone: their frame, tables and links, whatever they are about."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Final

import pandas as pd
import plotly.graph_objects as go

import unvotes
from unvotes.charts.drawing.figure import describe
from unvotes.charts.drawing.html import to_html
from unvotes.charts.drawing.theme import SOURCE
from unvotes.charts.drawing.words import score
from unvotes.record.data_files import record_version

__all__ = [
    "ASSEMBLY",
    "BODIES",
    "COUNCIL",
    "document_link",
    "outcome_words",
    "set_figure",
    "set_page",
    "set_table",
    "tally_words",
]

COUNCIL: Final = "security-council"
ASSEMBLY: Final = "general-assembly"
#: The bodies by the name that functions take, as prose calls them.
BODIES: Final = {COUNCIL: "Security Council", ASSEMBLY: "General Assembly"}
_UN: Final = "https://undocs.org/"

#: The policy lets the page load nothing: not from the network, and not from the disk.
_PAGE: Final = Template(
    """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; $policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="unvotes $version, record $record">
<meta name="description" content="$lead">
<title>$title</title>
<style>$style</style>
$script</head>
<body>
<main>
<h1>$title</h1>
<p class="lead">$lead</p>
$body
<footer>
<p>$source. $coverage</p>
<p>Made with unvotes $version, record $record. The same in Python:</p>
<pre tabindex="0"><code>$code</code></pre>
</footer>
</main>
</body>
</html>
"""
)


def set_page(
    title: str,
    lead: str,
    body: Iterable[str],
    coverage: str,
    code: str,
    *,
    interactive: bool = True,
) -> str:
    """
    Put a page together.

    Parameters
    ----------
    title, lead, coverage, code : str
        Plain text: the heading; what was found; what the page rests on; the same in Python.
    body : iterable of str
        HTML, piece by piece.
    interactive : bool, default True
        Whether its charts are plotly's, whose library makes 4.5 megabytes.

    Returns
    -------
    str
        HTML.
    """
    policy, script = "style-src 'unsafe-inline'", ""
    if interactive:
        from plotly.offline import get_plotlyjs

        policy = f"script-src 'unsafe-inline'; {policy}; img-src data: blob:"
        script = f"<script>{get_plotlyjs()}</script>\n"
    return _PAGE.substitute(
        title=html.escape(title),
        lead=html.escape(lead),
        body="\n".join(body),
        source=html.escape(SOURCE),
        coverage=html.escape(coverage),
        code=html.escape(f"import unvotes as uv\n\n{code}"),
        version=html.escape(unvotes.__version__),
        record=html.escape(record_version()),
        policy=policy,
        style=(Path(__file__).parent / "style.css").read_text(encoding="utf-8"),
        script=script,
    )


def set_figure(chart: go.Figure, name: str) -> str:
    """
    Set a chart, labelled for screen readers, with the same in words below it.

    Parameters
    ----------
    chart : Figure
        Of this package.
    name : str
        Its id on the page.

    Returns
    -------
    str
        HTML.
    """
    drawn = to_html(
        chart,
        full_html=False,
        include_plotlyjs=False,
        div_id=name,
        config={"responsive": True},
    )
    return (
        f'<figure><div class="chart">{drawn}</div><figcaption><details><summary>This chart in '
        f"words</summary><p>{html.escape(describe(chart))}</p></details></figcaption></figure>"
    )


def set_table(
    caption: str, head: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()
) -> str:
    """
    Set a table; a wide one scrolls by itself.

    Parameters
    ----------
    caption : str
        Plain text.
    head, rows : iterable of str
        Cells, which are HTML already; the first of a row is its heading.
    numbers : iterable of int
        Which columns hold numbers.

    Returns
    -------
    str
        HTML.
    """
    right = set(numbers)

    def cell(i: int, text: str, kind: str, scope: str = "") -> str:
        style = ' class="number"' if i in right else ""
        return f"<{kind}{scope}{style}>{text}</{kind}>"

    heads = "".join(cell(i, text, "th", ' scope="col"') for i, text in enumerate(head))
    body = ""
    for row in rows:
        first, *rest = row
        cells = "".join(cell(i, text, "td") for i, text in enumerate(rest, start=1))
        body += f'<tr><th scope="row">{first}</th>{cells}</tr>'
    top = f"<thead><tr>{heads}</tr></thead>" if heads else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{html.escape(caption)}">'
        f"<table><caption>{html.escape(caption)}</caption>{top}<tbody>{body}</tbody></table></div>"
    )


def document_link(symbol: str) -> str:
    """
    Link a document at the United Nations.

    Parameters
    ----------
    symbol : str
        Its symbol.

    Returns
    -------
    str
        HTML.
    """
    return f'<a href="{html.escape(_UN + symbol)}" rel="noreferrer">{html.escape(symbol)}</a>'


def outcome_words(row: pd.Series) -> str:
    """
    Say what became of a draft.

    Parameters
    ----------
    row : Series
        Its roll call in the record.

    Returns
    -------
    str
        In lower case.
    """
    words = {"adopted": "adopted", "vetoed": "vetoed", "failed": "not adopted"}
    if row["without_vote"]:
        return "adopted without a vote"
    return words[row["outcome"]] + (", in parts" if row["in_parts"] else "")


def tally_words(row: pd.Series) -> str:
    """
    Write how many voted how.

    Parameters
    ----------
    row : Series
        The roll call in the record.

    Returns
    -------
    str
        Such as ``13–2–0``, or why there is no tally.
    """
    if row["without_vote"]:
        return "without a vote"
    if row["in_parts"]:
        return "no vote on the whole"
    if row["unknown"]:
        return str(row["reported_tally"] or "unknown")
    return score(row["yes"], row["no"], row["abstain"])
