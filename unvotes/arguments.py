"""Arguments: of the kind that a signature says, or an error that shows what was given."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from os import PathLike
from typing import Any, Final

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError

__all__ = ["check_for", "plain_scalar", "shown"]

#: Longest value that an error shows whole.
_LONGEST: Final = 60
#: Types that stand for a choice of words.
_WORDS: Final = frozenset(
    {"str", "View", "Abstain", "Drawn", "Interval", "Linkage", "Method", "Walk"}
)
#: What any of them says is more than their kind.
_TELL_MORE: Final = frozenset({"rule"})


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
    >>> plain_scalar(np.int64(3))
    3
    """
    if isinstance(value, np.generic) and not isinstance(value, np.datetime64 | np.timedelta64):
        return value.item()
    return value


def shown(value: object) -> str:
    """
    Show a value as people write it, and of a long one its kind.

    Parameters
    ----------
    value : object
        What was given.

    Returns
    -------
    str

    Examples
    --------
    >>> shown(["RUS", np.int64(1)]), shown(list(range(999)))
    ("['RUS', 1]", 'a list')
    """
    if isinstance(value, list | tuple | set):
        plain = type(value)(map(plain_scalar, value))
    else:
        plain = plain_scalar(value)
    text = repr(plain)
    return text if len(text) <= _LONGEST and "\n" not in text else f"a {type(value).__name__}"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    # One text is an iterable of letters; functions say themselves that a list is wanted.
    return isinstance(value, Iterable) and not isinstance(value, bytes | pd.DataFrame)


def _is_texts(value: object) -> bool:
    if isinstance(value, str):
        return True
    # What can be read once only is left to who reads it.
    listed = isinstance(value, list | tuple | set | frozenset | pd.Index | pd.Series | np.ndarray)
    return _is_list(value) and (not listed or all(isinstance(one, str) for one in value))  # type: ignore[attr-defined]


def _is_name(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return isinstance(value, Hashable) and not isinstance(value, bool) and value is not pd.NA


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(map(_is_number, value))


def _is_figure(value: object) -> bool:
    # Whoever has a figure has plotly; who has none need not wait for it.
    import sys

    plotly = sys.modules.get("plotly.graph_objects")
    return plotly is not None and isinstance(value, plotly.Figure)


def _kind(annotation: str) -> tuple[Callable[[object], bool], str] | None:
    """Find what a type asks for: how it is told, and how it is said."""
    kinds = {part.strip() for part in annotation.split("|")} - {"None"}
    if kinds == {"bool"}:
        return (lambda value: isinstance(value, bool)), "True or False"
    if kinds == {"int"}:
        return _is_whole, "a whole number"
    if kinds == {"float"}:
        return _is_number, "a number"
    if (kinds and kinds <= _WORDS) or re.fullmatch(r"Literal\['.*'\]( \| None)?", annotation):
        return _is_text, "a text"
    if kinds in ({"str", "Iterable[str]"}, {"str", "Sequence[str]"}):
        return _is_texts, "a text or a list of texts"
    if kinds in ({"Iterable[str]"}, {"Sequence[str]"}, {"Iterable[Hashable]"}):
        return _is_list, "a list"
    if kinds == {"Hashable"}:
        return _is_name, "one name"
    if len(kinds) == 1 and re.fullmatch(r"Mapping\[.*\]", annotation.removesuffix(" | None")):
        return (lambda value: isinstance(value, Mapping)), "a dictionary"
    if kinds in ({"Groups"}, {"Sequence[tuple[str, str]]"}):
        return (lambda value: _is_list(value) and not isinstance(value, str)), "a list"
    if kinds in ({"Pair"}, {"Layouts"}):
        return (lambda value: not isinstance(value, np.ndarray)), "what the help says"
    if kinds == {"str", "PathLike[str]"} or kinds == {"str", "Path"}:
        return (lambda value: isinstance(value, str | PathLike)), "a path"
    if kinds == {"go.Figure"}:
        return _is_figure, "a chart (a plotly figure)"
    if kinds == {"tuple[float, float]"}:
        return _is_pair, "two numbers, such as (0, 1)"
    return None


def check_for(name: str, annotation: object) -> Callable[[object], None] | None:
    """
    Make the check of one parameter from its type.

    Parameters
    ----------
    name : str
        The parameter.
    annotation : str or type
        Its type, as the signature writes it.

    Returns
    -------
    callable or None
        It takes a value and raises an `UnvotesError` if that is of another kind; None for types
        of which the function itself says what is right.

    Examples
    --------
    >>> check_for("min_shared", "int")(2.5)
    Traceback (most recent call last):
    unvotes.errors.UnvotesError: min_shared=2.5 must be a whole number
    """
    written = str(annotation)
    if name in ("codes", "columns") and written.startswith("Mapping"):
        return None  # the reader shows such a table
    told = (lambda value: not hasattr(value, "__array__") and value is not pd.NA), "a rule's name"
    kind = told if name in _TELL_MORE else _kind(written)
    if name == "member" and written == "str":
        kind = _is_name, "one name"  # 14009 is a name too
    if kind is None:
        return None
    right, said = kind
    optional = written.endswith("| None")

    def check(value: object) -> None:
        if not (value is None and optional) and not right(value):
            also = ", or None" if optional else ""
            raise UnvotesError(f"{name}={shown(value)} must be {said}{also}")

    return check
