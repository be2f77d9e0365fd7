"""Symbols, sessions, days and totals as the Library's issues write them, one by one."""

from __future__ import annotations

import pytest

from unvotes.reading.library_values import (
    ASSEMBLY,
    COUNCIL,
    Symbol,
    date_parts,
    session_of,
    symbol_of,
    total_of,
)


@pytest.mark.parametrize(
    ("text", "council", "symbol"),
    [
        (
            "S/RES/2720(2023)",
            False,
            Symbol(COUNCIL, "S/RES/2720", "S/RES/2720(2023)", 2720, "", 2023),
        ),
        (
            "s/res/2720 (2023)",
            True,
            Symbol(COUNCIL, "S/RES/2720", "S/RES/2720(2023)", 2720, "", 2023),
        ),
        ("1973 (2011)", True, Symbol(COUNCIL, "S/RES/1973", "S/RES/1973(2011)", 1973, "", 2011)),
        ("S/RES/1", False, Symbol(COUNCIL, "S/RES/1", "S/RES/1", 1, "", None)),
        ("1973", True, Symbol(COUNCIL, "S/RES/1973", "S/RES/1973", 1973, "", None)),
        # What would be a Council's resolution by its number is none of the Assembly's.
        ("1973 (2011)", False, None),
        ("1973", False, None),
        ("19731", True, None),
        # Partition of Palestine, Uniting for Peace, the seat of China: sessions in Roman numbers.
        ("181(II)", False, Symbol(ASSEMBLY, "A/RES/181(II)", "A/RES/181(II)", 181, "2", None)),
        (
            "A/RES/377(V)[A]",
            False,
            Symbol(ASSEMBLY, "A/RES/377(V) A", "A/RES/377(V) A", 377, "5", None),
        ),
        (
            "a/res/2758 ( xxvi )",
            False,
            Symbol(ASSEMBLY, "A/RES/2758(XXVI)", "A/RES/2758(XXVI)", 2758, "26", None),
        ),
        # The first emergency special session, on Suez, and the sixth special one.
        (
            "A/RES/997(ES-I)",
            False,
            Symbol(ASSEMBLY, "A/RES/997(ES-I)", "A/RES/997(ES-I)", 997, "ES-1", None),
        ),
        (
            "3201 (S-VI)",
            False,
            Symbol(ASSEMBLY, "A/RES/3201(S-VI)", "A/RES/3201(S-VI)", 3201, "S-6", None),
        ),
        (
            "A/RES/1899(12)",
            False,
            Symbol(ASSEMBLY, "A/RES/1899(12)", "A/RES/1899(12)", 1899, "12", None),
        ),
        ("62/223B", False, Symbol(ASSEMBLY, "A/RES/62/223 B", "A/RES/62/223 B", 223, "62", None)),
        (
            "A/RES/37/99 section d",
            False,
            Symbol(ASSEMBLY, "A/RES/37/99 D", "A/RES/37/99 D", 99, "37", None),
        ),
        (
            "A/RES/es-10/021",
            False,
            Symbol(ASSEMBLY, "A/RES/ES-10/21", "A/RES/ES-10/21", 21, "ES-10", None),
        ),
        (
            "A/DEC/78/401 a",
            False,
            Symbol(ASSEMBLY, "A/DEC/78/401 A", "A/DEC/78/401 A", 401, "78", None),
        ),
        (
            "Decision 78/401",
            False,
            Symbol(ASSEMBLY, "A/DEC/78/401", "A/DEC/78/401", 401, "78", None),
        ),
        ("S/2012/77", True, None),
        ("A/66/L.36", False, None),
        ("", True, None),
    ],
)
def test_symbols(text: str, council: bool, symbol: Symbol | None) -> None:
    assert symbol_of(f"  {text} ", council) == symbol


@pytest.mark.parametrize(
    ("roman", "number"),
    [("IV", 4), ("IX", 9), ("XIV", 14), ("XIX", 19), ("XXIX", 29), ("XXX", 30), ("XL", 40),
     ("LI", 51)],
)  # fmt: skip
def test_sessions_in_roman_numbers(roman: str, number: int) -> None:
    read = symbol_of(f"A/RES/1({roman})", council=False)
    assert read is not None and read.session == str(number)


@pytest.mark.parametrize(
    ("text", "session"),
    [
        ("80", "80"), (" 80.0 ", "80"), ("007", "7"), ("10emsp", "ES-10"), ("10EMSP", "ES-10"),
        ("4sp", "S-4"), ("ES-10", "ES-10"), ("es-10", "ES-10"), ("S-19", "S-19"),
        (" first ", "first"), ("", ""),
    ],
)  # fmt: skip
def test_sessions(text: str, session: str) -> None:
    assert session_of(text) == session


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2012-02-04", ("year first", 2012, 2, 4)),
        ("2012/2/4", ("year first", 2012, 2, 4)),
        ("2012.02.04", ("year first", 2012, 2, 4)),
        ("2012-02-04T10:00:00Z", ("year first", 2012, 2, 4)),
        ("2012-02-04 10:00:00.000+01:00", ("year first", 2012, 2, 4)),
        ("20120204", ("year first", 2012, 2, 4)),
        ("19651231", ("year first", 1965, 12, 31)),
        ("04/02/2012", ("year last", 2012, 4, 2)),
        ("4.2.2012", ("year last", 2012, 4, 2)),
        ("04-02-2012 10:00", ("year last", 2012, 4, 2)),
        ("4 February 2012", ("named", 2012, 2, 4)),
        ("04-FEB-2012", ("named", 2012, 2, 4)),
        ("04feb2012", ("named", 2012, 2, 4)),
        ("February 4, 2012", ("named", 2012, 2, 4)),
        ("Feb. 4 2012", ("named", 2012, 2, 4)),
        ("25 Jan. 1946", ("named", 1946, 1, 25)),
        ("1 December, 2025", ("named", 2025, 12, 1)),
        # Two signs in one date, a month of no calendar, a year of two figures, no date at all.
        ("2012-02/04", None),
        ("04-02/2012", None),
        ("4 Brumaire 2012", None),
        ("04/02/12", None),
        ("2012", None),
        ("", None),
    ],
)
def test_days(text: str, parts: tuple[str, int, int, int] | None) -> None:
    assert date_parts(text) == parts


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_by_its_name(month: int) -> None:
    name = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December"][month - 1]  # fmt: skip
    assert date_parts(f"7 {name} 1999") == ("named", 1999, month, 7)
    assert date_parts(f"7-{name[:3].upper()}-1999") == ("named", 1999, month, 7)


@pytest.mark.parametrize(
    ("text", "total"),
    [("120", 120), (" 120.0 ", 120), ("0", 0), ("120.", 120), ("0193", 193), ("120.5", None),
     ("12000", None), ("-1", None), ("many", None), ("", None)],
)  # fmt: skip
def test_totals(text: str, total: int | None) -> None:
    assert total_of(text) == total
