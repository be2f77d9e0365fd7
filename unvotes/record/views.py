"""The two ways to say who voted: by seat, or by the state that held it that day."""

from __future__ import annotations

from typing import Literal

from unvotes.errors import unknown

__all__ = ["View", "check_view"]

View = Literal["seat", "state"]


def check_view(view: str) -> None:
    """
    Refuse a view that is neither ``"seat"`` nor ``"state"``.

    Parameters
    ----------
    view : str
        The view asked for.

    Raises
    ------
    UnvotesError
        If it is another word.
    """
    if view not in ("seat", "state"):
        raise unknown("view", view, ["seat", "state"])
