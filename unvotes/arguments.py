"""Arguments: of the kind that a signature says, or an error that shows what was given."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from os import PathLike
from typing import Final

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError, shown

__all__ = ["check_for", "check_unicode"]

#: Types that stand for a choice of words.
_WORDS: Final = frozenset(
    {"str", "View", "Abstain", "Drawn", "Interval", "Linkage", "Method", "Walk"}
)
#: A whole number of more bits counts nothing; that which starts random numbers may have more.
_BITS: Final = 62
#: What any of them says is more than their kind.
_TELL_MORE: Final = frozenset({"rule"})


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    # One text is an iterable of letters; functions say themselves that a list is wanted.
    return (
        isinstance(value, Iterable)
        and not isinstance(value, bytes | bytearray | memoryview)
        and not hasattr(value, "columns")  # a frame of any library
        and getattr(value, "shape", None) != ()  # an array of one number
    )


def _is_list_of_names(value: object) -> bool:
    # What can be read once only is left to who reads it.
    return _is_list(value) and (
        isinstance(value, Iterator) or all(isinstance(one, Hashable) for one in value)  # type: ignore[attr-defined]
    )


def _is_texts(value: object) -> bool:
    if isinstance(value, str):
        return True
    return _is_list(value) and (
        isinstance(value, Iterator) or all(isinstance(one, str) for one in value)  # type: ignore[attr-defined]
    )


def _is_name(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return isinstance(value, Hashable) and not isinstance(value, bool) and value is not pd.NA


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(map(_is_number, value))


def _is_dictionary_of_texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


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
        return _is_list_of_names, "a list of names"
    if kinds == {"Hashable"}:
        return _is_name, "one name"
    if kinds == {"Mapping[str, str]"}:
        return _is_dictionary_of_texts, "a dictionary of texts"
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


#: Parameters that name what a frame may number, and what may stand there instead of text.
_NAMING: Final = frozenset({"member", "roll_call", "start"})
_NAMES: Final = {
    "str": (_is_name, "one name"),
    "str | Sequence[str]": (
        lambda value: _is_name(value) or _is_list_of_names(value),
        "one name or a list of names",
    ),
}


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
    if name in _NAMING and (known := _NAMES.get(written.removesuffix(" | None"))):
        kind = known  # 14009 is a name too
    if kind is None:
        return None
    right, said = kind
    optional = written.endswith("| None")

    def check(value: object) -> None:
        if isinstance(value, int) and value.bit_length() > _BITS and name != "seed":
            raise UnvotesError(f"{name}={shown(value)} is too large a number")
        if not (value is None and optional) and not right(value):
            also = ", or None" if optional else ""
            raise UnvotesError(f"{name}={shown(value)} must be {said}{also}")

    return check


def check_unicode(name: str, value: object) -> None:
    """
    Refuse text that no file can hold, as a wrong encoding leaves it, except in names of files.

    Parameters
    ----------
    name : str
        The parameter.
    value : object
        What was given; of a list, its texts are looked at.

    Raises
    ------
    UnvotesError
        If it is no valid Unicode.

    Examples
    --------
    >>> check_unicode("topic", "Syria")
    """
    texts = value if isinstance(value, list | tuple) else [value]
    for text in texts:
        if isinstance(text, str) and not text.isascii() and name != "path":
            try:
                text.encode()
            except UnicodeEncodeError:
                raise UnvotesError(
                    f"{name}={shown(text)} is no valid Unicode: it was read in a wrong encoding"
                ) from None
