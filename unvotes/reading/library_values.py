"""The values of the Library's files: symbols, sessions, days and totals, however written."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["ASSEMBLY", "COUNCIL", "Symbol", "date_parts", "session_of", "symbol_of", "total_of"]

COUNCIL, ASSEMBLY = "security-council", "general-assembly"
_S_RES = re.compile(r"(?:S/RES/)?(\d{1,4})\s*\((\d{4})\)|S/RES/(\d{1,4})", re.IGNORECASE)
_PART = r"[\s/]*\[?\s*((?:SECTION)?[A-Z0-9.,\- ]{0,16}?)\s*\]?"
_A_RES_OLD = re.compile(
    rf"(?:A/RES/)?(\d{{1,4}})\s*\(\s*((?:E?S-)?(?:[IVXL]+|\d{{1,2}}))\s*\){_PART}", re.I
)
_A_RES = re.compile(rf"(?:A/RES/)?((?:E?S-)?\d{{1,3}})/+(\d{{1,4}})(?!\d){_PART}", re.IGNORECASE)
_DECISION = re.compile(
    r"(?:A/DEC/|DEC(?:ISION)?[ /]*)((?:E?S-)?\d{1,3})/+(\d{1,4})(?!\d)" + _PART, re.IGNORECASE
)
_SESSION = re.compile(r"(?:(ES|S)-)?(\d{1,3})(EMSP|SP)?", re.IGNORECASE)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_DAY_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
#: "4 February 2012", "04-Feb-2012", and Stata's "04feb2012".
_DAY_NAMED = re.compile(r"(\d{1,2})[ -]?([A-Za-z]{3,9})\.?,?[ -]?(\d{4})")
#: "February 4, 2012".
_MONTH_NAMED = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")


class Symbol(NamedTuple):
    """A resolution's symbol, read: whose it is, our id for it, and what it says of it."""

    body: str
    roll_call: str
    symbol: str
    number: int | None
    session: str
    year: int | None


def _roman(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[mark] for mark in text.upper()]
    after = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, after, strict=True))


def _part(text: str | None) -> str:
    part = (text or "").upper().removeprefix("SECTION").strip()
    return f" {part}" if part else ""


def symbol_of(text: str, council: bool) -> Symbol | None:
    """
    Read a resolution's symbol in any of the forms that the issues give it.

    Parameters
    ----------
    text : str
        ``"S/RES/2720(2023)"``, ``"62/223 A"``, ``"A/RES/37/99D"``, ``"A/RES/377(V)[A]"``, or a
        decision's, ``"A/DEC/78/401"`` …
    council : bool
        Whether a bare number is a resolution of the Council.

    Returns
    -------
    Symbol or None
        None if it is no symbol of a resolution or decision.

    Examples
    --------
    >>> symbol_of("62/223B", council=False).symbol, symbol_of("S/2012/77", council=True)
    ('A/RES/62/223 B', None)
    """
    bare = re.sub(r"\s+", " ", text).strip()
    if (match := _S_RES.fullmatch(bare)) and (council or bare.upper().startswith("S/")):
        number, year = int(match[1] or match[3]), match[2]
        symbol = f"S/RES/{number}" + (f"({year})" if year else "")
        return Symbol(COUNCIL, f"S/RES/{number}", symbol, number, "", int(year) if year else None)
    if match := _A_RES_OLD.fullmatch(bare):
        part = _part(match[3])
        session = match[2].upper()
        head, _, last = session.rpartition("-")
        symbol = f"A/RES/{int(match[1])}({session}){part}"
        of_session = last if last.isdigit() else str(_roman(last))
        named = f"{head}-{of_session}" if head else of_session
        return Symbol(ASSEMBLY, symbol, symbol, int(match[1]), named, None)
    if match := _A_RES.fullmatch(bare):
        part = _part(match[3])
        symbol = f"A/RES/{match[1].upper()}/{int(match[2])}{part}"
        return Symbol(ASSEMBLY, symbol, symbol, int(match[2]), match[1].upper(), None)
    if match := _DECISION.fullmatch(bare):
        symbol = f"A/DEC/{match[1].upper()}/{int(match[2])}{_part(match[3])}"
        return Symbol(ASSEMBLY, symbol, symbol, int(match[2]), match[1].upper(), None)
    if council and re.fullmatch(r"\d{1,4}", bare):
        return Symbol(COUNCIL, f"S/RES/{bare}", f"S/RES/{bare}", int(bare), "", None)
    return None


def session_of(text: str) -> str:
    """
    Read a session of the Assembly.

    Parameters
    ----------
    text : str
        ``"80"``, ``"10emsp"``, ``"4sp"``, ``"ES-10"``.

    Returns
    -------
    str
        Regular sessions as a number, special ones as the UN writes them; else as it stands.

    Examples
    --------
    >>> session_of("10emsp"), session_of("4sp"), session_of("80")
    ('ES-10', 'S-4', '80')
    """
    match = _SESSION.fullmatch(text.strip().removesuffix(".0"))
    if match is None:
        return text.strip()
    kind = {"EMSP": "ES", "SP": "S"}.get((match[3] or "").upper(), (match[1] or "").upper())
    return f"{kind}-{int(match[2])}" if kind else str(int(match[2]))


def date_parts(text: str) -> tuple[str, int, int, int] | None:
    """
    Take a date apart.

    Parameters
    ----------
    text : str
        A day.

    Returns
    -------
    tuple or None
        Its form (``year first``, ``year last``, ``named``), the year, and the two other numbers
        as they stand (month and day of a named month); None if it is no date.

    Examples
    --------
    >>> date_parts("04/02/2012"), date_parts("4 February 2012")
    (('year last', 2012, 4, 2), ('named', 2012, 2, 4))
    """
    if match := _DAY.fullmatch(text):
        return "year first", int(match[1]), int(match[3]), int(match[4])
    if re.fullmatch(r"\d{8}", text):
        return "year first", int(text[:4]), int(text[4:6]), int(text[6:])
    if match := _DAY_LAST.fullmatch(text):
        return "year last", int(match[4]), int(match[1]), int(match[3])
    if (match := _DAY_NAMED.fullmatch(text)) and match[2][:3].lower() in _MONTHS:
        return "named", int(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1])
    if (match := _MONTH_NAMED.fullmatch(text)) and match[1][:3].lower() in _MONTHS:
        return "named", int(match[3]), _MONTHS.index(match[1][:3].lower()) + 1, int(match[2])
    return None


def total_of(text: str) -> int | None:
    """
    Read a total.

    Parameters
    ----------
    text : str
        ``"120"`` or ``"120.0"``.

    Returns
    -------
    int or None
        None if it is no whole number of at most four digits.

    Examples
    --------
    >>> total_of("120.0"), total_of("many")
    (120, None)
    """
    match = re.fullmatch(r"\s*(\d{1,4})(?:\.0*)?\s*", text)
    return int(match[1]) if match else None
