"""The one exception of the package, the sentence about an unknown name, and values in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import islice
from os import PathLike
from typing import Any, Final

__all__ = ["UnvotesError", "UnvotesWarning", "nearest", "plain_scalar", "shown", "unknown"]

#: Longest value that an error shows whole; of a longer text it shows the beginning.
_LONGEST: Final = 60
#: Lists in lists are shown so far down.
_DEEPEST: Final = 4
#: Kinds of other libraries, and of Python, that are written as their text.
_WRITTEN: Final = ("datetime64", "timedelta64", "Period", "NAType", "Decimal", "Fraction")
#: Kinds of Python that are written as in code.
_AS_CODE: Final = (str, int, float, complex, bytes, range, type(None), type(...))


class UnvotesError(ValueError):
    """Raised for every wrong input: it names the value and says what would be right."""


class UnvotesWarning(UserWarning):
    """Issued when an answer is given that its reader could misread without a word."""


def plain_scalar(value: Any) -> Any:
    """
    Make Python's own number, text or truth of numpy's.

    Parameters
    ----------
    value : object
        Any argument.

    Returns
    -------
    object
        The same value; dates stay as they are.

    Examples
    --------
    >>> import numpy as np
    >>> plain_scalar(np.int64(3))
    3
    """
    kind = type(value)
    if kind.__module__ == "numpy" and getattr(value, "shape", None) == () and hasattr(kind, "item"):
        return value if kind.__name__ in ("datetime64", "timedelta64") else value.item()
    return value


def shown(value: object) -> str:
    """
    Show a value as people write it; of a long one, or one that nobody writes, the kind.

    Parameters
    ----------
    value : object
        What was given.

    Returns
    -------
    str

    Examples
    --------
    >>> import numpy as np
    >>> shown(["RUS", np.int64(1), dt.date(2012, 2, 4)]), shown(list(range(999)))
    ("['RUS', 1, 2012-02-04]", 'a list')
    >>> shown(np.ones(3)), shown(len), shown("x" * 999)[-4:]
    ('an array', 'a function', "xx'…")
    """
    text = _written(value)
    if len(text) <= _LONGEST and "\n" not in text:
        return text
    if isinstance(value, str):
        return f"{value[: _LONGEST - 3]!r}…" if len(value) > _LONGEST else repr(value)
    return _kind(value)


def _kind(value: object) -> str:
    name = "function" if callable(value) else type(value).__name__.removeprefix("nd")
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def _written(given: object, depth: int = 0) -> str:
    """Write a value, and what is in it, without names of libraries and addresses in memory."""
    value = plain_scalar(given)
    if depth == _DEEPEST:
        return "…"
    if isinstance(value, list | tuple | set | frozenset | Mapping) and len(value):
        inside = [_written(one, depth + 1) for one in islice(value, _LONGEST)]
        if isinstance(value, Mapping):
            held = [_written(value[key], depth + 1) for key in islice(value, _LONGEST)]
            inside = [f"{key}: {one}" for key, one in zip(inside, held, strict=True)]
        if isinstance(value, tuple):
            return f"({', '.join(inside)}{',' * (len(inside) == 1)})"
        opens, closes = "[]" if isinstance(value, list) else "{}"
        return opens + ", ".join(inside) + closes
    name = type(value).__name__
    if isinstance(value, type):
        return f"the type {value.__name__}"
    if isinstance(value, int) and value.bit_length() > 4 * _LONGEST:
        return _kind(value)
    if isinstance(value, PathLike):
        return repr(str(value))
    if isinstance(value, dt.date | dt.time | dt.timedelta) or name in _WRITTEN:
        return str(value).removesuffix(" 00:00:00")
    # What is ours says in words what it is.
    ours = type(value).__module__.startswith("unvotes") and not callable(value)
    as_code = isinstance(value, (*_AS_CODE, list, tuple, set, frozenset, dict))  # empty ones
    return repr(value) if ours or as_code else _kind(value)


def nearest(value: str, allowed: Iterable[str] | Mapping[str, str], n: int = 3) -> list[str]:
    """
    The allowed names closest in spelling to a wrong one.

    Parameters
    ----------
    value : str
        The name that was not found.
    allowed : iterable of str, or mapping of spelling to name
        What would have been found. With a mapping, its keys are compared and its values
        returned, so that a country's name leads to its code.
    n : int, default 3
        How many to return at most.

    Returns
    -------
    list of str
        Closest first, each once; empty when nothing is near.

    Examples
    --------
    >>> nearest("RUSS", ["RUS", "CHN", "IND"])
    ['RUS']
    """
    import difflib  # here, since it takes longer to import than to answer all right names

    names = allowed if isinstance(allowed, Mapping) else {name: name for name in allowed}
    folded: dict[str, str] = {}
    for spelling, name in names.items():
        folded.setdefault(str(spelling).casefold(), str(name))
    close = difflib.get_close_matches(value.casefold(), folded, n=4 * n, cutoff=0.6)
    return list(dict.fromkeys(folded[key] for key in close))[:n]


def unknown(
    what: str, value: object, allowed: Iterable[str] | Mapping[str, str], hint: str = ""
) -> UnvotesError:
    """
    Build the error for a name that does not exist, with the nearest that do.

    Parameters
    ----------
    what : str
        The kind of thing that was named: ``"member"``, ``"topic"``, ``"measure"``.
    value : object
        The name that was given.
    allowed : iterable of str, or mapping of spelling to name
        The names that exist; a short list is shown whole.
    hint : str, optional
        A closing sentence: where the names can be looked up.

    Returns
    -------
    UnvotesError
        To be raised by the caller.

    Examples
    --------
    >>> print(unknown("vote", "yess", ["no", "abstain", "yes"]))
    unknown vote 'yess'; did you mean 'yes'? Allowed: 'no', 'abstain', 'yes'
    """
    allowed = allowed if isinstance(allowed, Mapping) else list(allowed)
    value = plain_scalar(value)
    text = str(value) if isinstance(value, str | int | float) else ""
    close = nearest(text[:_LONGEST], allowed)
    message = f"unknown {what} {shown(value)}"
    if close:
        message += "; did you mean " + " or ".join(map(repr, close)) + "?"
    if not isinstance(allowed, Mapping) and 0 < len(allowed) <= 12:
        message += ("" if close else ".") + " Allowed: " + ", ".join(map(shown, allowed))
    elif hint:
        message += ("" if close else ".") + " " + hint
    return UnvotesError(message)
