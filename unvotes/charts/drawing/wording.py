"""What every chart takes beside its data: names of members, language, title and source line."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypedDict, TypeVar

from unvotes.charts.drawing.language import speaking
from unvotes.parameters import shared_parameters

__all__ = ["Heading", "Wording", "chart"]

Function = TypeVar("Function", bound=Callable[..., Any])


class Heading(TypedDict, total=False):
    """The language of a chart, and what to write in place of its own title and source line."""

    language: str
    title: str | None
    source: str | None


class Wording(Heading, total=False):
    """The same, and the names of members."""

    names: Mapping[str, str] | None


def chart(function: Function) -> Function:
    """
    Make a chart of a function: complete its parameters, and write it in the language asked for.

    Parameters
    ----------
    function : callable
        What draws; see `unvotes.parameters.shared_parameters`.

    Returns
    -------
    callable
        The same function, called as before.
    """

    @shared_parameters
    @functools.wraps(function)
    def drawn(*args: Any, **given: Any) -> Any:
        with speaking(given.get("language", "en")):
            return function(*args, **given)

    return drawn  # type: ignore[return-value]
