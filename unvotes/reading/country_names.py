"""States as the UN has written them, and the code that a name and a code together stand for."""

from __future__ import annotations

import functools
import re

import numpy as np
import numpy.typing as npt

from unvotes.errors import nearest
from unvotes.record.state_names import (
    of_several,
    plain_name,
    states_called,
    states_coded,
    written_names,
)
from unvotes.record.states import states

__all__ = ["at_date", "nearly_named", "related", "seats", "several", "state_of", "three_letters"]

#: Codes that stand for one seat or one line of states: the name says which of them is meant.
_FAMILIES = [
    {"RUS", "SUN"},
    {"CHN", "TWN"},
    {"CZE", "SVK", "CSK"},
    {"DEU", "DDR"},
    {"SRB", "SCG", "YUG", "MNE"},
    {"YEM", "YMD"},
    {"EGY", "SYR"},
    {"TZA", "EAZ"},
]
#: Before the day, the code stands for the other: a file of today names the state of today.
_SUCCESSIONS = [
    ("YUG", "from", "2000-11-01", "SCG"),
    ("SCG", "from", "2006-06-03", "SRB"),
    ("CZE", "before", "1993-01-01", "CSK"),
    ("SRB", "before", "2006-06-03", "SCG"),
    ("SCG", "before", "2000-11-01", "YUG"),
]


def _code_of(name: str) -> str:
    """Find the code of a name, or nothing of one that is nobody's or could be several states'."""
    # Two letters are a code, or a word such as "no".
    codes = states_called(name) if len(name.strip()) > 2 or not name.isascii() else ()
    return codes[0] if len(codes) == 1 else ""


def several(name: str) -> str:
    """
    Say of a name that it could be several states'.

    Parameters
    ----------
    name : str
        As a file gives it.

    Returns
    -------
    str
        A sentence that names each; ``""`` of other names.

    Examples
    --------
    >>> several("Korea"), several("France")
    ("'Korea' could be South Korea (KOR) or North Korea (PRK)", '')
    """
    codes = states_called(name)
    return of_several(name, codes) if len(codes) > 1 else ""


def state_of(code: str, name: str) -> tuple[str, str]:
    """
    Find which state a code and a name together stand for.

    Parameters
    ----------
    code, name : str
        As a file gives them; either may be empty.

    Returns
    -------
    tuple of str
        The alpha-3 code, or ``""`` if neither is known; and what had to be decided: ``""``
        (they agree), ``"name"`` (the name is more exact, or the only one known), ``"code"``
        (the name is not known) or ``"conflict"`` (two states that have nothing in common).

    Examples
    --------
    >>> state_of("RUS", "USSR"), state_of("FRA", "France"), state_of("FRA", "India")
    (('SUN', ''), ('FRA', ''), ('IND', 'conflict'))
    """
    short = code.strip().upper()
    # Numbers and two letters are read by those who know which list they are from.
    coded = states_coded(short) if re.fullmatch("[A-Z]{3}", short) else ()
    of_code = coded[0] if coded else ""
    of_name = _code_of(name)
    if of_code and of_name and of_code != of_name:
        if related(of_code, of_name):
            return of_name, "" if {of_code, of_name} in ({"RUS", "SUN"}, {"CHN", "TWN"}) else "name"
        return of_name, "conflict"
    if of_code:
        exact = short == code and short == of_code
        return of_code, "" if exact and (of_name or not name.strip()) else "code"
    return of_name, "name" if of_name else ""


def three_letters(code: str) -> str:
    """
    Give the alpha-3 code of an alpha-2 code of ISO 3166, former ones included.

    Parameters
    ----------
    code : str
        As a file gives it.

    Returns
    -------
    str
        What is no alpha-2 code stays as it is.

    Examples
    --------
    >>> three_letters("NA"), three_letters("DD"), three_letters("FRA")
    ('NAM', 'DDR', 'FRA')
    """
    coded = states_coded(code) if len(code.strip()) == 2 else ()
    return coded[0] if coded else code


@functools.cache
def _plain_names() -> dict[str, str]:
    return {plain_name(name): code for code, names in written_names().items() for name in names}


def nearly_named(name: str, state: str) -> bool:
    """
    Tell whether a name is some state's, or that of one given but for a slip in its spelling.

    Parameters
    ----------
    name : str
        As a file gives it.
    state : str
        Alpha-3 code.

    Returns
    -------
    bool
        False for what is no name, or that of another state misspelt.

    Examples
    --------
    >>> nearly_named("TKAZAKHSTAN", "KAZ"), nearly_named("FRANC E", "IND")
    (True, False)
    """
    return bool(_code_of(name)) or nearest(plain_name(name), _plain_names(), n=1) == [state]


def related(one: str, other: str) -> bool:
    """
    Tell whether two codes stand for one line of states.

    Parameters
    ----------
    one, other : str
        Alpha-3 codes.

    Returns
    -------
    bool
        True of a state and its predecessors.

    Examples
    --------
    >>> related("CZE", "CSK"), related("CZE", "POL")
    (True, False)
    """
    return any({one, other} <= family for family in _FAMILIES)


def seats(codes: list[str]) -> list[str]:
    """
    Name the seat that each state holds or held.

    Parameters
    ----------
    codes : list of str
        Alpha-3 codes of states.

    Returns
    -------
    list of str
        RUS for SUN, CHN for TWN; the others as they are.

    Examples
    --------
    >>> seats(["SUN", "TWN", "IND"])
    ['RUS', 'CHN', 'IND']
    """
    held = _seats_held()
    return [held.get(code, code) for code in codes]


@functools.cache
def _seats_held() -> dict[str, str]:
    table = states()
    return {code: seat for code, seat in zip(table["code"], table["seat"], strict=True) if seat}


def at_date(
    members: npt.NDArray[np.int32], codes: list[str], dates: npt.NDArray[np.datetime64]
) -> tuple[npt.NDArray[np.int32], list[str], list[tuple[str, str, npt.NDArray[np.bool_]]]]:
    """
    Replace codes of today, or of before, by those of the state that sat on the day.

    Parameters
    ----------
    members : array of int
        Positions in `codes`, one per vote.
    codes : list of str
        Alpha-3 codes.
    dates : array of datetime64
        The day of each vote.

    Returns
    -------
    tuple
        The new positions and codes, and what was replaced: from, to, and where.

    Examples
    --------
    >>> day = np.array(["1991-05-01"], dtype="datetime64[D]")
    >>> members, codes, _ = at_date(np.zeros(1, np.int32), ["CZE"], day)
    >>> codes[members[0]]
    'CSK'
    """
    codes, done = list(codes), []
    for code, side, day, other in _SUCCESSIONS:
        if code not in codes:
            continue
        outside = (dates >= np.datetime64(day)) == (side == "from")
        moved = (members == codes.index(code)) & outside
        if moved.any():
            if other not in codes:
                codes.append(other)
            members = np.where(moved, codes.index(other), members).astype(np.int32)
            done.append((code, other, moved))
    return members, codes, done
