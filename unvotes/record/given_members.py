"""Members as callers give them: as written in a frame, by any name of a state, or as a bloc."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.record.state_names import never_a_member, of_several, states_meant
from unvotes.record.states import states

__all__ = ["Belonging", "find_member", "given", "ready_bloc"]


@runtime_checkable
class Belonging(Protocol):
    """What a bloc can tell of its members: the record knows no more of blocs."""

    name: str

    @property
    def members(self) -> tuple[str, ...]:
        """Codes of all that ever belonged to it."""

    def select(self, votes: pd.DataFrame) -> np.ndarray:
        """Tell which rows of a votes frame were cast by a member at the date of the vote."""

    def among(self, members: Iterable[object], dates: pd.Series | None = None) -> np.ndarray:
        """Tell which of some members belonged to it: dates by members."""


def ready_bloc(name: str) -> Belonging | None:
    """
    Find a ready-made bloc by its name.

    Parameters
    ----------
    name : str
        ``"BRICS"``, ``"European Union"``.

    Returns
    -------
    Belonging or None
        None if no bloc is called that, or a state is.

    Examples
    --------
    >>> ready_bloc("IBSA").members
    ('BRA', 'IND', 'ZAF')
    """
    # Blocs stand above the record: they are asked for by the package's public name, as a
    # caller would, and only once nobody else is called that.
    import unvotes

    if states_meant(name):
        return None
    try:
        found: Any = unvotes.bloc(name)
    except UnvotesError:
        return None
    return found if isinstance(found, Belonging) else None


def given(members: object, what: str = "members") -> list[Any]:
    """
    List the members that a caller gives, one of which may stand without a list.

    Parameters
    ----------
    members : str, bloc, or iterable of these
        As given.
    what : str, default "members"
        What the error calls them.

    Returns
    -------
    list
        As written.

    Raises
    ------
    UnvotesError
        If there are none, or they are neither.

    Examples
    --------
    >>> given("RUS"), given(["RUS", "CHN"])
    (['RUS'], ['RUS', 'CHN'])
    """
    if isinstance(members, str | Belonging):
        return [members]
    if not isinstance(members, Iterable) or getattr(members, "shape", None) == ():
        raise UnvotesError(
            f"{what}={shown(members)}: give names, such as ['RUS', 'CHN'], or a bloc"
        )
    return list(members)


def find_member(
    name: Hashable, present: Collection[Any], *, where: str = "in this frame"
) -> Hashable:
    """
    Find a member among those of a frame: as written, or else as a state by any of its names.

    Parameters
    ----------
    name : hashable
        What a caller calls it.
    present : collection
        The members of the frame, whatever they are: one called ``"US"`` is found as such.
    where : str, default "in this frame"
        What the error says of `present`.

    Returns
    -------
    hashable
        The member, as the frame writes it.

    Raises
    ------
    UnvotesError
        If nobody is called that, or several could be; the nearest names are given.

    Examples
    --------
    >>> find_member("UK", ["FRA", "GBR"]), find_member("US", ["US", "USA"])
    ('GBR', 'US')
    """
    if not isinstance(name, Hashable) or isinstance(name, tuple):
        raise UnvotesError(
            f"{shown(name)} is no member; name one, such as {str(next(iter(present), 'RUS'))!r}"
        )
    if name in present:
        return name
    # 14009 and "14009" are one member, whichever of the two the frame has.
    alike = [one for one in present if str(one) == str(name)]
    if alike:
        return alike[0]
    codes = states_meant(name) if isinstance(name, str) else ()
    here = [code for code in codes if code in present]
    names = dict(zip(states()["code"], states()["name"], strict=True))
    if len(codes) > 1 and not names.keys().isdisjoint(present):
        raise UnvotesError(f"{of_several(name, codes)}; write the code")
    if here:
        return here[0]
    if codes:
        seat, held = _other_line(codes[0])
        for other in (seat, *held):
            if other in present:
                view = "state" if other == seat else "seat"
                raise UnvotesError(
                    f"member {shown(name)} ({codes[0]}) is not {where}; its seat's votes are those "
                    f"of {shown(other)} here: write {shown(other)}, or take view={view!r}"
                )
        if not names.keys().isdisjoint(present):
            raise UnvotesError(
                f"unknown member {shown(name)} {where}: {names[codes[0]]} ({codes[0]}) casts no "
                f"vote; {len(present)} members do (see the member column)"
            )
    if (told := never_a_member(name)) and not names.keys().isdisjoint(present):
        raise UnvotesError(told)
    # A name is compared with names, a code with codes: three letters resemble too much.
    near = {names[code]: str(code) for code in present if code in names}
    raise unknown(
        "member",
        name,
        {str(one): str(one) for one in present} | (near if len(str(name)) > 3 else {}),
        hint=f"{len(present)} members vote {where} (see its member column)",
    )


def _other_line(code: str) -> tuple[str, list[str]]:
    """Give the seat of a state, or the states that held a seat before."""
    seats = dict(zip(states()["code"], states()["seat"], strict=True))
    return seats[code], [held for held, seat in seats.items() if seat == code]
