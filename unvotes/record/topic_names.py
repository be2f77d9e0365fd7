"""The names by which people ask for a topic, and what to suggest for one that does not exist."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Collection, Iterable

from unvotes.errors import UnvotesError, UnvotesWarning, shown
from unvotes.record.data_files import read_table
from unvotes.record.vocabulary import topics
from unvotes.record.words import alike, folded, words_of

__all__ = ["topic_aliases", "topics_called"]

#: Words of a definition that say nothing about its topic.
_COMMON = frozenset(
    words_of(
        "the of and in on to a its with by from for other than general go are is until since war "
        "question matter country state united nation"
    )
)


@functools.cache
def _by_name() -> dict[str, str]:
    return {folded(topic): topic for topic in topics()["topic"]}


@functools.cache
def topic_aliases() -> dict[str, tuple[tuple[str, bool], ...]]:
    """
    The other names of topics.

    Returns
    -------
    dict of str to tuple
        For each name, as `folded` gives it, the topics that it leads to, each with whether the
        name means the topic (True) or something within it or beside it (False).

    Examples
    --------
    >>> topic_aliases()["burma"], topic_aliases()["kashmir"]
    ((('Myanmar', True),), (('India–Pakistan', False),))
    """
    out: dict[str, tuple[tuple[str, bool], ...]] = {}
    table = read_table("topic_aliases.csv")
    for alias, topic, relation in table.itertuples(index=False):
        key = folded(alias)
        out[key] = (*out.get(key, ()), (topic, relation == "same"))
    return out


def topics_called(name: str, voted_on: Collection[str]) -> list[str]:
    """
    Find the topics that a name stands for.

    Parameters
    ----------
    name : str
        A topic, in any case and with plain hyphens and quotes, or another name of it.
    voted_on : collection of str
        The topics of the roll calls to choose from.

    Returns
    -------
    list of str
        The topic of that name; or else, and where none of the roll calls is on it, those to which
        the name leads.

    Warns
    -----
    UnvotesWarning
        If the topics hold more than the name says, are several, or leave out others that the
        name leads to.

    Raises
    ------
    UnvotesError
        If no topic is called so, with those nearest in meaning.

    Examples
    --------
    >>> topics_called("Syrian Arab Republic", {"Syria"})
    ['Syria']
    """
    key = folded(str(name))
    exact = _by_name().get(key, "")
    led_to = [(topic, same) for topic, same in topic_aliases().get(key, ()) if topic in voted_on]
    if exact in voted_on:
        if led_to:
            _warn(f"more roll calls on {name!r} are under {_quoted(topic for topic, _ in led_to)}")
        return [exact]
    if led_to:
        found = [topic for topic, _ in led_to]
        if not all(same for _, same in led_to) or len(found) > 1:
            _warn(
                f"{shown(name)} is no topic of its own here: these are all roll calls on "
                f"{_quoted(found)}. unvotes.find({shown(name)}) shows those that name it"
            )
        return found
    if exact or key in topic_aliases():
        # A topic of the other body: the caller says that nothing fits.
        return [exact] if exact else [topic for topic, _ in topic_aliases()[key]]
    close = _near(str(name))
    raise UnvotesError(
        f"unknown topic {shown(name)}"
        + (f"; did you mean {' or '.join(map(repr, close))}?" if close else ".")
        + " unvotes.topics() lists them all."
    )


def _quoted(names: Iterable[str]) -> str:
    quoted = [repr(name) for name in names]
    return ", ".join(quoted[:-1]) + (" and " if len(quoted) > 1 else "") + quoted[-1]


def _warn(text: str) -> None:
    warnings.warn(text, UnvotesWarning, stacklevel=_outside())


def _outside() -> int:
    """How many frames above the function that warns the caller's own code begins."""
    depth = 1
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("unvotes."):
        frame, depth = frame.f_back, depth + 1
    return depth


def _near(name: str) -> list[str]:
    """Three topics at most: misspelt names first, then those whose definition has the words."""
    spelled = _by_name() | {alias: found[0][0] for alias, found in topic_aliases().items()}
    close = [spelled[text] for text in alike(folded(name), list(spelled))]
    asked = {word for word in words_of(name) if len(word) > 2} - _COMMON
    scores: dict[str, int] = {}
    for topic, definition in topics()[["topic", "definition"]].itertuples(index=False):
        scores[topic] = 3 * len(asked & set(words_of(topic)))
        scores[topic] += len(asked & set(words_of(definition)))
    for alias, found in topic_aliases().items():
        for topic, _ in found:
            scores[topic] += 2 * len(asked & set(words_of(alias)))
    meant = sorted((t for t in scores if scores[t]), key=lambda t: -scores[t])
    return list(dict.fromkeys([*close, *meant]))[:3]
