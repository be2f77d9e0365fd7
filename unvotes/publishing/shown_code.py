"""Python that is shown to a reader: calls with their arguments, broken into lines to be read."""

from __future__ import annotations

import json
import pprint
from collections.abc import Iterable, Mapping
from typing import Final

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.ready import READY

__all__ = ["Name", "assignment", "call"]

#: Characters in a line.
_WIDTH: Final = 88


class Name(str):
    """A name in shown code, as against a text."""


def call(target: str, function: str, *given: object, **options: object) -> str:
    """
    Write a call as Python, on one line where it fits.

    Parameters
    ----------
    target : str
        What its result is called.
    function : str
        As a reader writes it: ``uv.load_votes``.
    *given, **options : object
        Its arguments: texts, numbers, lists, mappings, ready blocs, and names as `Name`.

    Returns
    -------
    str
        One statement.

    Examples
    --------
    >>> call("votes", "uv.load_votes", since=2011, topic="Syria")
    'votes = uv.load_votes(since=2011, topic="Syria")'
    """
    parts = [("", one) for one in given] + [(f"{name}=", one) for name, one in options.items()]
    line = f"{target} = {function}({', '.join(name + _literal(one) for name, one in parts)})"
    if len(line) <= _WIDTH:
        return line
    return "\n".join(
        [f"{target} = {function}(", *(_argument(name, one) for name, one in parts), ")"]
    )


def assignment(target: str, value: str | list[str]) -> str:
    """
    Write a text or a list that is given a name, on as many lines as it needs.

    Parameters
    ----------
    target : str
        The name.
    value : str or list of str
        The text or list.

    Returns
    -------
    str
        One statement.

    Examples
    --------
    >>> assignment("members", ["RUS", "CHN"])
    'members = ["RUS", "CHN"]'
    """
    line = f"{target} = {_literal(value)}"
    if len(line) <= _WIDTH or isinstance(value, str):
        return line
    return _wrapped(f"{target} = ", value).removesuffix(",")


def _literal(value: object) -> str:
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, Bloc):
        return "uv." + next(constant for constant, name in READY.items() if name == value.name)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{_literal(key)}: {_literal(one)}" for key, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    return pprint.pformat(value)


def _argument(name: str, value: object) -> str:
    """Write an argument on a line of its own, a long list on several."""
    line = f"    {name}{_literal(value)},"
    if len(line) <= _WIDTH:
        return line
    if isinstance(value, Mapping):
        return "\n".join(
            [
                f"    {name}{{",
                *(_wrapped(f"        {_literal(key)}: ", one) for key, one in value.items()),
                "    },",
            ]
        )
    return _wrapped(f"    {name}", value) if isinstance(value, list) else line


def _wrapped(head: str, values: Iterable[object]) -> str:
    """Write a list on as many lines as it needs."""
    edge = " " * (len(head) - len(head.lstrip()))
    lines = [f"{edge}    "]
    for value in values:
        if len(lines[-1]) + len(_literal(value)) > _WIDTH - 2:
            lines.append(f"{edge}    ")
        lines[-1] += f"{_literal(value)}, "
    return "\n".join([f"{head}[", *(line.rstrip() for line in lines), f"{edge}],"])
