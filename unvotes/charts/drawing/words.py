"""The words on a chart: escaped, wrapped, cut."""

from __future__ import annotations

import html
import textwrap
import unicodedata


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


def sentence(text: str) -> str:
    """
    End a text as a sentence.

    Parameters
    ----------
    text : str
        A title or a line, with its stop or without.

    Returns
    -------
    str
        The text with a full stop, unless it asks or calls out.
    """
    return text if text.endswith(("?", "!")) else text.rstrip(".") + "."


def spelling_order(name: str) -> str:
    """
    Give the key that sorts names as a reader looks them up: accents count for nothing.

    Parameters
    ----------
    name : str
        Plain text.

    Returns
    -------
    str
        Case-folded sort key.
    """
    parts = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


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
