"""Blocs by name: the ready ones with their dated members, and what a caller may give as a bloc."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from unvotes.analysis.blocs.bloc import Bloc, Spell, as_interval, common_days, merged_spells
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import checked_arguments
from unvotes.record.data_files import read_table
from unvotes.record.dates import as_period
from unvotes.record.given_members import find_member
from unvotes.record.state_names import states_meant
from unvotes.record.states import member_code, states, terms

__all__ = ["READY", "as_bloc", "bloc", "blocs"]

#: The ready-made blocs: the name in Python, and the name in the record.
READY: Mapping[str, str] = {
    "P5": "P5",
    "P3": "P3",
    "E10": "E10",
    "A3": "A3",
    "RUSSIA_CHINA": "Russia–China",
    "INDIA_SOUTH_AFRICA": "India–South Africa",
    "IBSA": "IBSA",
    "BRICS": "BRICS",
    "G4": "G4",
    "EU": "EU",
    "NATO": "NATO",
    "WARSAW_PACT": "Warsaw Pact",
    "CSTO": "CSTO",
    "SCO": "SCO",
    "ASEAN": "ASEAN",
    "CIS": "CIS",
    "ARAB_LEAGUE": "Arab League",
    "OIC": "OIC",
    "OAU": "OAU",
    "AFRICAN_UNION": "African Union",
    "G7": "G7",
    "GCC": "GCC",
    "MERCOSUR": "Mercosur",
    "CARICOM": "CARICOM",
    "ECOWAS": "ECOWAS",
    "AES": "AES",
    "VISEGRAD": "Visegrád",
    "NORDICS": "Nordics",
    "OECD": "OECD",
    "PACIFIC_ISLANDS_FORUM": "Pacific Islands Forum",
    "QUAD": "Quad",
    "NAM": "NAM",
    "G77": "G77",
    "AFRICAN_GROUP": "African Group",
    "ASIA_PACIFIC_GROUP": "Asia-Pacific Group",
    "EASTERN_EUROPEAN_GROUP": "Eastern European Group",
    "GRULAC": "GRULAC",
    "WEOG": "WEOG",
    "LATIN_AMERICAN_SEATS": "Latin American seats",
    "COMMONWEALTH_SEAT": "Commonwealth seat",
    "MIDDLE_EASTERN_SEAT": "Middle Eastern seat",
    "WESTERN_EUROPEAN_SEAT": "Western European seat",
    "EASTERN_EUROPEAN_SEAT": "Eastern European seat",
}


#: Names that people write and neither the constants nor the record's list have.
_OTHER_NAMES = {
    "European Union": "EU",
    "European Communities": "EU",
    "European Community": "EU",
    "Permanent Five": "P5",
    "Elected Ten": "E10",
    "Group of Seven": "G7",
    "Group of 77": "G77",
    "G-77": "G77",
    "Nonaligned Movement": "NAM",
    "North Atlantic Treaty Organisation": "NATO",
}


@functools.cache
def _memberships() -> pd.DataFrame:
    table = read_table("blocs.csv")
    for end in ("since", "until"):
        table[end] = pd.to_datetime(table[end].replace("", None), format="%Y-%m-%d")
    return table


@functools.cache
def _ready(name: str) -> Bloc:
    if name == "E10":
        return Bloc.from_table(terms().query("seat == 'elected'"), name)
    if name == "A3":
        return (_ready("E10") & _ready("African Group")).rename(name)
    table = _memberships()
    table = table[(table["bloc"] == name) & (table["status"] == "member")]
    return Bloc._of(
        name,
        [
            Spell(m, s.date(), None if pd.isna(u) else u.date())
            for m, s, u in zip(table["member"], table["since"], table["until"], strict=True)
        ],
    )


@functools.cache
def _ready_names() -> dict[str, str]:
    """Spellings of the ready blocs, folded, to their names."""
    out = {}
    for constant, name in READY.items():
        for spelling in (constant, name, name.replace("–", "-")):
            out[spelling.casefold()] = name
    about = read_table("bloc_names.csv")
    for name, whole in zip(about["bloc"], about["name"], strict=True):
        out.setdefault(whole.casefold(), name)
    for spelling, name in _OTHER_NAMES.items():
        out.setdefault(spelling.casefold(), name)
    return out


def _find_ready(name: str) -> Bloc | None:
    found = _ready_names().get(name.strip().casefold())
    return None if found is None else _ready(found)


@checked_arguments
def bloc(
    *members: str | int | Bloc,
    name: str | None = None,
    since: object = None,
    until: object = None,
    any_member: bool = False,
) -> Bloc:
    """
    Name a bloc: some members, a ready-made bloc, or both.

    Parameters
    ----------
    *members : str, int or Bloc
        States by code or name (``"RUS"``, ``"South Africa"``), ready-made blocs by name
        (``"BRICS"``; `blocs` lists them), or blocs.
    name : str, optional
        What to call it; its members' codes if not given.
    since, until : str or datetime.date, optional
        First and last day on which the bloc is taken to exist: ``"2011"``, ``"2012-12-31"``.
    any_member : bool, default False
        Take names as they are written instead of as states: for a parliament's members.

    Returns
    -------
    Bloc
        States named alone belong to it throughout; those of a ready bloc from the day they
        joined to the day they left.

    Raises
    ------
    UnvotesError
        If a state or bloc is unknown, with the nearest names; if none is given; or if a lone
        name means both a state and a bloc (NAM: Namibia, and the Non-Aligned Movement).

    Examples
    --------
    >>> bloc("India", "South Africa", name="Two democracies")
    Two democracies: IND, ZAF
      on the Security Council: at most 2 (2011–12), 1 in 2022
    >>> (bloc("BRICS") - bloc("RUS", "CHN")).members_on("2012-02-04")
    ['BRA', 'IND', 'ZAF']
    """
    if not members:
        raise UnvotesError("a bloc needs a member; write bloc('RUS', 'CHN', name='Russia–China')")
    first, final = as_period(since, until)
    spells: list[Spell] = []
    parts: list[str] = []
    of_states = not any_member
    for member in members:
        found: Bloc
        if isinstance(member, Bloc):
            found = member
        elif any_member and isinstance(member, int | np.integer):
            found = Bloc(str(member), (Spell(str(member), None, None),), False)
        elif not isinstance(member, str):
            raise UnvotesError(
                f"member {shown(member)} is neither a name nor a bloc; "
                "write bloc('RUS', 'CHN'), not a list"
            )
        elif any_member:
            found = Bloc(member, (Spell(member, None, None),), False)
        else:
            found = _by_name(member, alone=len(members) == 1)
        spells += found.spells
        of_states &= found.of_states
        parts.append(found.name)
    whole = Bloc._of(name or ", ".join(parts), spells, of_states=of_states)
    if first is None and final is None:
        return whole
    limits = [as_interval(first and first.date(), final and final.date())]
    held = {member: common_days(spells, limits) for member, spells in whole._intervals().items()}
    return replace(whole, spells=merged_spells(held))


def _by_name(name: str, *, alone: bool) -> Bloc:
    """Find a state, or else a ready bloc, by its name."""
    ready = _find_ready(name)
    try:
        code = member_code(name)
    except UnvotesError:
        if ready is not None:
            return ready
        if len(states_meant(name)) > 1:
            raise  # it names each state that could be meant
        spellings = dict(zip(states()["code"], states()["code"], strict=True))
        spellings |= dict(zip(states()["name"], states()["code"], strict=True))
        spellings |= {ready_name: ready_name for ready_name in READY.values()}
        raise unknown(
            "member",
            name,
            spellings,
            "unvotes.states() lists the states and unvotes.blocs() the ready blocs; "
            "any_member=True takes any name.",
        ) from None
    if ready is not None and alone:
        state = states()["name"][states()["code"] == code].item()
        raise UnvotesError(
            f"{name!r} is both {state} and a bloc; write bloc({state!r}) or unvotes.{name.upper()}"
        )
    return Bloc(code, (Spell(code, None, None),))


def as_bloc(value: object, votes: pd.DataFrame | None = None, *, what: str = "bloc") -> Bloc:
    """
    Read an argument that stands for a bloc.

    Parameters
    ----------
    value : Bloc, str, or iterable of str
        A bloc, the name of a ready one (here ``"NAM"`` is the movement), or its members.
    votes : DataFrame, optional
        A votes frame; members of a list may then also be any that vote in it.
    what : str, default "bloc"
        What the error calls it.

    Returns
    -------
    Bloc

    Raises
    ------
    UnvotesError
        If it is none of these.

    Examples
    --------
    >>> as_bloc("brics").name, as_bloc(["RUS", "CHN"]).members
    ('BRICS', ('CHN', 'RUS'))
    """
    if isinstance(value, Bloc):
        return value
    if isinstance(value, str):
        ready = _find_ready(value)
        if ready is None:
            raise unknown(
                what,
                value,
                READY.values(),
                "unvotes.blocs() lists the ready ones; name your "
                "own with bloc('RUS', 'CHN', name='Russia–China').",
            )
        return ready
    if isinstance(value, Iterable):
        names = list(value)
        for name in names:
            if not isinstance(name, Hashable) or isinstance(name, tuple):
                raise UnvotesError(f"{what}: {shown(name)} is neither a member nor a bloc")
        if votes is not None and "member" in votes.columns:
            if pd.api.types.is_numeric_dtype(votes["member"].dtype):
                # 14009 and "14009" are one member.
                votes, names = votes.astype({"member": "str"}), list(map(str, names))
            return _of_voters(names, votes)
        return bloc(*names)
    raise UnvotesError(
        f"{what} {shown(value)} is not a bloc; write bloc('RUS', 'CHN') or the name of a ready one"
    )


def _of_voters(names: list[object], votes: pd.DataFrame) -> Bloc:
    """Make a bloc of members who vote in a frame, whatever they are, or else of states."""
    voting = set(votes["member"].unique())
    if not names or voting.isdisjoint(names):
        return bloc(*names)  # type: ignore[arg-type]
    codes = set(states()["code"])
    found = [
        name if name in voting or name in codes else find_member(name, voting) for name in names
    ]
    names = list(dict.fromkeys(found))
    known = codes.issuperset(names)
    spells = [Spell(str(name), None, None) for name in names]
    return Bloc._of(", ".join(map(str, names)), spells, of_states=known)


@checked_arguments
def blocs(name: str | None = None) -> pd.DataFrame:
    """
    List the ready-made blocs, or the dated memberships of one of them with their sources.

    Parameters
    ----------
    name : str, optional
        A ready bloc's name, to see its memberships as the record keeps them.

    Returns
    -------
    DataFrame
        Without a name, a row per bloc: ``bloc`` (what `bloc` takes), ``constant`` (the name
        in Python: ``unvotes.BRICS``), ``members`` (int: how many ever belonged), ``name``,
        ``note``, ``kind``, ``since`` and ``until`` (``datetime64``).
        With one, a row per membership: ``bloc``, ``member`` (code of the state, not of the
        seat), ``since``, ``until`` (``datetime64``; NaT: still a member at the end of 2025),
        ``status`` (``member`` or ``suspended``; only the first counts), ``precision``
        (of the less certain of the two dates: ``day``, ``month``, ``year``, or
        ``estimated``, where the note says what the date stands for), ``source``, ``note``.
        E10 and A3 follow from the Council's terms, so their rows have no source.

    Raises
    ------
    UnvotesError
        If there is no such bloc.

    Examples
    --------
    >>> blocs().set_index("constant").loc["BRICS", "members"]
    np.int64(10)
    >>> blocs("BRICS").query("member == 'ZAF'")["since"].dt.strftime("%Y-%m-%d").item()
    '2010-12-24'
    """
    if name is not None:
        chosen = as_bloc(name)
        table = _memberships()
        table = table[table["bloc"] == chosen.name].reset_index(drop=True)
        if table.empty:
            more = dict(bloc=chosen.name, status="member", precision="day", source="", note="")
            return chosen.table().assign(**more)[table.columns]
        return table
    about = read_table("bloc_names.csv").set_index("bloc")
    rows = []
    for constant, key in READY.items():
        one = _ready(key).table()
        rows.append(
            {
                "bloc": key,
                "constant": constant,
                "members": one["member"].nunique(),
                "name": about.loc[key, "name"],
                "note": about.loc[key, "note"],
                "kind": about.loc[key, "kind"],
                "since": one["since"].min(),
                "until": pd.NaT if one["until"].isna().any() else one["until"].max(),
            }
        )
    return pd.DataFrame(rows)


def __getattr__(name: str) -> Bloc:
    if name in READY:
        return _ready(READY[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *READY])
