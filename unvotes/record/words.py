"""Words as people type them: without case, accents, curly quotes, plurals and possessives."""

from __future__ import annotations

import difflib
import re
import unicodedata

__all__ = ["alike", "folded", "words_of"]

_WORD = re.compile(r"[a-z0-9]+")
#: Two texts so alike differ by a slip of the finger; letters alike by chance mean nothing.
_ALIKE = 0.8


def alike(text: str, others: list[str]) -> list[str]:
    """
    Find the texts that differ from one by a slip of the finger.

    Parameters
    ----------
    text : str
        What was written.
    others : list of str
        What may have been meant.

    Returns
    -------
    list of str
        At most three, the nearest first.

    Examples
    --------
    >>> alike("lybia", ["syria", "libya"])
    ['libya']
    """
    exchanged = [other for other in others if sorted(other) == sorted(text)]
    close = difflib.get_close_matches(text, others, n=3, cutoff=_ALIKE)
    return list(dict.fromkeys([*exchanged, *close]))[:3]


def folded(text: str) -> str:
    """
    Fold a text to what a plain keyboard gives.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        In lower case, without accents, with ``-`` for every dash and ``'`` for every quote.

    Examples
    --------
    >>> folded("Côte d’Ivoire"), folded("Iran–Iraq")
    ("cote d'ivoire", 'iran-iraq')
    """
    plain = text.replace("–", "-").replace("’", "'").replace("‘", "'")
    letters = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold().strip()


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def words_of(text: str) -> list[str]:
    """
    Split a text into words that can be compared.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Folded, in order, plurals and possessives in the singular.

    Examples
    --------
    >>> words_of("Israel’s no-fly zones")
    ['israel', 'no', 'fly', 'zone']
    """
    plain = re.sub(r"\b([a-z]\.){2,}", lambda m: m[0].replace(".", ""), folded(text))
    return [_singular(word) for word in _WORD.findall(re.sub(r"'s\b", "", plain))]
