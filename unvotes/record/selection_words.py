"""A selection of roll calls in words, which a frame of votes remembers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["ALL", "CONTESTED", "on_topics", "votes_of"]

#: How a selection in words begins: all roll calls of the frame, or those not unanimous.
ALL: Final = "all roll calls"
CONTESTED: Final = "contested roll calls"

#: As many members are named in the words of a selection; more are counted.
_NAMED: Final = 6


def on_topics(topics: Iterable[str]) -> str:
    """
    Say which topics are chosen.

    Parameters
    ----------
    topics : iterable of str
        Their names.

    Returns
    -------
    str
        Such as ``"topic Iraq or Syria"``.

    Examples
    --------
    >>> on_topics(["Iraq", "Syria"])
    'topic Iraq or Syria'
    """
    return "topic " + " or ".join(topics)


def votes_of(members: Sequence[object]) -> str:
    """
    Say whose votes are chosen.

    Parameters
    ----------
    members : sequence of str
        Their codes.

    Returns
    -------
    str
        Such as ``"votes of CHN, RUS"``; more than six are counted.

    Examples
    --------
    >>> votes_of(["CHN", "RUS"]), votes_of(list("ABCDEFG"))
    ('votes of CHN, RUS', 'votes of 7 members')
    """
    named = ", ".join(map(str, members))
    return f"votes of {named if len(members) <= _NAMED else f'{len(members)} members'}"
