"""States and seats: codes, names, successions, and who sat on the Council when."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import roll_calls_frame
from unvotes.parameters import checked_arguments
from unvotes.record.data_files import read_table
from unvotes.record.dates import as_date
from unvotes.record.state_names import never_a_member, of_several, states_meant, written_names
from unvotes.record.views import View, check_view

__all__ = [
    "assembly_terms",
    "member_code",
    "members",
    "spellings_of",
    "states",
    "successions",
    "terms",
    "to_view",
]

_FIRST_ASSEMBLY = pd.Timestamp("1946-01-10")
#: Names that `find` looks for too: few, since each of their words then means the state.
_ALIASES = {
    "USSR": "SUN",
    "UK": "GBR",
    "US": "USA",
    "U.S.": "USA",
    "U.K.": "GBR",
    "Great Britain": "GBR",
    "America": "USA",
    "Turkey": "TUR",
    "Ivory Coast": "CIV",
    "Cape Verde": "CPV",
    "Vietnam": "VNM",
    "Zaire": "COD",
    "Burma": "MMR",
    "Swaziland": "SWZ",
    "Taiwan": "TWN",
    "United Arab Republic": "EGY",
    "Ceylon": "LKA",
    "Dahomey": "BEN",
    "Upper Volta": "BFA",
}


@functools.cache
def _states(folder: Path | None = None) -> pd.DataFrame:
    table = read_table("states.csv", folder)
    for day in ("since", "until", "admitted", "ended", "gap_since", "gap_until"):
        table[day] = pd.to_datetime(table[day].replace("", None), format="%Y-%m-%d")
    return table


def states() -> pd.DataFrame:
    """
    The states: their codes, names, and which state followed which.

    Returns
    -------
    DataFrame
        A row per state, sorted by code: ``code`` (ISO 3166-1 alpha-3, or the withdrawn code
        of a former state: SUN, CSK, YUG, DDR, SCG, YMD), ``name`` (short English name),
        ``since`` and ``until`` (first and last day on which the code stands for the state,
        where that is not the whole history), ``seat`` (the code under which its votes are
        found with ``view="seat"``), ``note``, ``successors`` (codes, separated by
        spaces), ``admitted`` and ``ended`` (first and last day as a Member of the United
        Nations that could take part in the Assembly), ``gap_since`` and ``gap_until`` (a time
        within it when it could not: withdrawn, joined with another state, or barred).
        TWN is the government of the Republic of China, which held China's seat before
        25 October 1971. All ``str`` but the six days (``datetime64``).

    Examples
    --------
    >>> states().set_index("code").loc["SUN", ["name", "seat", "successors"]].tolist()
    ['Soviet Union', 'RUS', 'RUS']
    """
    table = _states().copy()
    # The note in the middle, where a narrow screen leaves out what is too broad for it.
    table.insert(5, "note", table.pop("note"))
    return table


@functools.cache
def _spellings_by_code() -> dict[str, list[str]]:
    table = _states()
    out = {code: [name, code] for code, name in zip(table["code"], table["name"], strict=True)}
    for spelling, code in _ALIASES.items():
        out[code].append(spelling)
    return out


def spellings_of(code: str) -> list[str]:
    """
    The ways in which people write a state's name.

    Parameters
    ----------
    code : str
        Its alpha-3 code.

    Returns
    -------
    list of str
        Its name first, then its code and the others that are known.

    Examples
    --------
    >>> spellings_of("SUN")
    ['Soviet Union', 'SUN', 'USSR']
    """
    return list(_spellings_by_code()[code])


def member_code(name: str) -> str:
    """
    Find a state's code from its code or its name.

    Parameters
    ----------
    name : str
        ``"RUS"``, ``"Russia"``, ``"Russian Federation"``: a code (ISO 3166 of two or three
        letters), a number (M49, Correlates of War, Gleditsch and Ward) or a name, official,
        short or former, in one of the six languages of the United Nations. What stands in
        brackets is part of the name; accents, apostrophes and capitals make no difference.

    Returns
    -------
    str
        The alpha-3 code.

    Raises
    ------
    UnvotesError
        If no state is called that (the nearest names are suggested), or several could be.

    Examples
    --------
    >>> member_code("south africa"), member_code("Russian Federation"), member_code("Congo (DRC)")
    ('ZAF', 'RUS', 'COD')
    """
    codes = states_meant(str(name))
    if len(codes) > 1:
        raise UnvotesError(f"{of_several(name, codes)}; write the code")
    if not codes:
        if told := never_a_member(name):
            raise UnvotesError(told)
        # A name is compared with names, a code with codes: three letters resemble too much.
        is_code = len(str(name).strip()) <= 3
        near = {
            spelling: f"{code} ({names[0]})"
            for code, names in written_names().items()
            for spelling in [code, *names]
            if (len(spelling) <= 3) == is_code
        }
        raise unknown("member", name, near, "unvotes.states() lists codes and names.")
    return codes[0]


@functools.cache
def terms() -> pd.DataFrame:
    """
    The terms of the Council's members, as the record keeps them.

    Returns
    -------
    DataFrame
        A row per term: ``member`` (code of the seat), ``since``, ``until`` (``datetime64``;
        ``until`` is NaT for permanent members), ``seat`` (``permanent`` or ``elected``),
        ``group`` (regional group, empty for terms before the groups of 1966), ``note``.

    Examples
    --------
    >>> terms().query("member == 'IND' and since >= '2011'")["until"].dt.year.tolist()
    [2012, 2022]
    """
    table = read_table("security_council/terms.csv")
    for end in ("since", "until"):
        table[end] = pd.to_datetime(table[end].replace("", None), format="%Y-%m-%d")
    return table


@functools.cache
def assembly_terms(folder: Path | None = None) -> pd.DataFrame:
    """
    Tell when each seat could take part in the General Assembly.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Another state of the record than the package's own.

    Returns
    -------
    DataFrame
        A row per seat and time: ``member`` (code of the seat), ``since``, ``until``
        (``datetime64``; ``until`` is NaT where it lasts), sorted by member and day. A member with
        a gap (Syria in 1958-61, South Africa in 1974-94) has two rows.

    Examples
    --------
    >>> assembly_terms().query("member == 'SYR'")["since"].dt.year.tolist()
    [1945, 1961]
    """
    table = _states(folder)
    table = table[table["admitted"].notna() & (table["seat"] == "")]
    day = pd.Timedelta(days=1)
    before = pd.DataFrame(
        {
            "member": table["code"],
            "since": table["admitted"],
            "until": (table["gap_since"] - day).fillna(table["ended"]),
        }
    )
    back = table[table["gap_until"].notna()]
    after = pd.DataFrame(
        {"member": back["code"], "since": back["gap_until"] + day, "until": back["ended"]}
    )
    terms = pd.concat([before, after])
    return terms.sort_values(["member", "since"], ignore_index=True)


@checked_arguments
def members(date: object, *, view: View = "seat", body: str = "security-council") -> pd.DataFrame:
    """
    Who sat on the Security Council, or could take part in the General Assembly, on a day.

    Parameters
    ----------
    date : str or datetime.date
        The day: ``"2012-02-04"``.
    view : {"seat", "state"}, default "seat"
        Name the seat (RUS and CHN throughout) or the state that held it that day.
    body : {"security-council", "general-assembly"}, default "security-council"
        Which body.

    Returns
    -------
    DataFrame
        A row per member, permanent members first: ``member``, ``name``, ``seat``
        (``permanent`` or ``elected``), ``note``, ``group`` (UN regional group; empty before
        1966, when elected seats were shared out by another understanding; all of them str),
        ``since`` and ``until`` of the term (``datetime64``; NaT for permanent members' end).
        Of the Assembly, sorted by code: ``member``, ``name``, ``note``, ``since`` and ``until``
        (from admission, or the return to the Assembly, to its end; NaT where it lasts).

    Raises
    ------
    UnvotesError
        If the date is none, or lies before the first day of the body (Council: 17 January
        1946, Assembly: 10 January 1946) or after the last year for which all members of the
        Council are on record; or if the body is another word.

    Examples
    --------
    >>> sat = members("2012-02-04")
    >>> len(sat), "PRT" in set(sat["member"]), "TUR" in set(sat["member"])
    (15, True, False)
    >>> len(members("2012-02-16", body="general-assembly"))
    193
    """
    check_view(view)
    day = as_date(date)
    if body == "general-assembly":
        return _assembly_members(day, view)
    if body != "security-council":
        raise unknown("body", body, ["security-council", "general-assembly"])
    table = terms()
    # Five members are elected each year: later than the last of these the list is not whole.
    first, year = table["since"].min(), table["since"].max().year
    if day < first or day.year > year:
        raise UnvotesError(
            f"date {shown(date)} is outside the Council's terms on record, "
            f"{first:%Y-%m-%d} to {year}-12-31"
        )
    sat = table[(table["since"] <= day) & ~(table["until"] < day)]
    sat = sat.assign(date=day)
    sat = to_view(sat, view).drop(columns="date")
    names = _states().set_index("code")["name"]
    sat.insert(1, "name", sat["member"].astype("str").map(names))
    # The note in the middle, where a narrow screen leaves out what is too broad for it.
    order = ["member", "name", "seat", "note", "group", "since", "until"]
    sat = sat.sort_values(["seat", "member"], ascending=[False, True])
    return sat[order].reset_index(drop=True)


def _assembly_members(day: pd.Timestamp, view: View) -> pd.DataFrame:
    if day < _FIRST_ASSEMBLY:
        raise UnvotesError(f"the General Assembly met first on {_FIRST_ASSEMBLY:%Y-%m-%d}")
    table = assembly_terms()
    sat = table[(table["since"] <= day) & ~(table["until"] < day)]
    sat = to_view(sat.assign(date=day), view).drop(columns="date")
    about = _states().set_index("code")[["name", "note"]]
    sat = sat.join(about, on="member").sort_values("member", ignore_index=True)
    return sat[["member", "name", "note", "since", "until"]]


@functools.cache
def successions() -> pd.DataFrame:
    """
    Tell which seats have changed hands, and when.

    Returns
    -------
    DataFrame
        A row per former holder: ``code``, ``seat`` (the code of the seat), ``since``, ``until``
        (``datetime64``; its first and last day as the holder, NaT where that is not known).

    Examples
    --------
    >>> successions()[["code", "seat"]].to_numpy().tolist()
    [['SUN', 'RUS'], ['TWN', 'CHN']]
    """
    table = _states()
    return table.loc[table["seat"] != "", ["code", "seat", "since", "until"]]


@checked_arguments
def to_view(votes: pd.DataFrame, view: View) -> pd.DataFrame:
    """
    Name members by the seat or by the state that held it at the date of each vote.

    Parameters
    ----------
    votes : DataFrame
        Any frame with the columns ``member`` (alpha-3 code) and ``date`` (``datetime64``).
    view : {"seat", "state"}
        ``"seat"``: the USSR and Russia are one line (RUS), and so are the two governments
        of China (CHN). ``"state"``: SUN before 24 December 1991 and TWN before 25 October
        1971, RUS and CHN from those days.

    Returns
    -------
    DataFrame
        The frame with ``member`` renamed where that is due; other columns, rows and order
        as they were. ``member`` keeps its dtype (``str`` or ``category``).

    Raises
    ------
    UnvotesError
        If the view is another word, or a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"member": ["RUS", "RUS"],
    ...                       "date": pd.to_datetime(["1990-11-29", "1999-03-26"])})
    >>> to_view(frame, "state")["member"].tolist()
    ['SUN', 'RUS']
    """
    check_view(view)
    given = votes
    # Members and days only: a vote that is none is found by who counts votes.
    votes = roll_calls_frame(votes, "votes")
    for column in ("member", "date"):
        if column not in votes.columns:
            raise UnvotesError(
                f"view={shown(view)} needs the column {shown(column)}; the frame has "
                f"{list(votes.columns)}"
            )
    changes = successions()
    member = votes["member"]
    categorical = isinstance(member.dtype, pd.CategoricalDtype)
    if categorical:
        known = member.cat.categories
        renamed = pd.CategoricalDtype(known.union([*changes["code"], *changes["seat"]]))
        codes = member.astype(renamed).cat.codes.to_numpy().copy()
        number = {code: i for i, code in enumerate(renamed.categories)}
    else:
        codes = member.to_numpy(dtype=object).copy()
        number = {code: code for code in [*changes["code"], *changes["seat"]]}
    # An hour of the day does not belong to the next day.
    dates = votes["date"].to_numpy().astype("datetime64[D]")
    for code, seat, since, until in changes.itertuples(index=False):
        if view == "seat":
            codes[codes == number[code]] = number[seat]
            continue
        held = codes == number[seat]
        if not pd.isna(since):
            held &= dates >= np.datetime64(since)
        if not pd.isna(until):
            held &= dates <= np.datetime64(until)
        codes[held] = number[code]
    if categorical:
        values = pd.Categorical.from_codes(codes, dtype=renamed).remove_unused_categories()
    else:
        values = pd.Series(codes).astype(member.dtype).array
    if not isinstance(given, pd.DataFrame) or "member" not in given.columns:
        return votes.assign(member=values)
    return given.assign(member=values)
