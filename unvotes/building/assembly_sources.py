"""
The sources of the Assembly's record, read and matched: Voeten's compilation, the Digital Library.

Both come out as a table of facts and an array of letters, a row per roll call and a column per
member. The texts in them serve to match and to code roll calls; none goes into the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.reading.country_names import seats, state_of
from unvotes.record.country_numbers import COUNTRY_NUMBERS
from unvotes.record.schema import ISSUES

__all__ = [
    *["LETTERS", "SOURCE_FILES", "Source", "cycle_of", "match", "read_library"],
    *["read_recurring", "read_voeten"],
]

#: The files that the record is compiled from, inside the folder of sources.
SOURCE_FILES = {
    "wide votes": "voeten-votes-1946-2021-03-wide.parquet",
    "wide roll calls": "voeten-roll-calls-1946-2021-03.parquet",
    "long votes": "voeten-votes-1946-2019.parquet",
    "library votes": "undl-votes-1946-2021.parquet",
    "library roll calls": "undl-roll-calls-1946-2021.parquet",
    "library votes since 2022": "undl-votes-2022-2025.parquet",
    "library roll calls since 2022": "undl-roll-calls-2022-2025.csv",
    "newer library votes": "undl-record-pages-votes-1946-2025-10.parquet",
    "newer library pages": "../undl-record-pages-1946-2025-10.parquet",
    "recurring": "../ideal-points/voeten-matches.csv",
}
#: What a cell of an array of letters means. 0: nothing is said of the member.
LETTERS = {"yes": 1, "abstain": 2, "no": 3, "absent": 4, "no member": 5}

#: How much a letter tells of a seat, by its number.
_SAYS = np.array([0, 3, 3, 3, 2, 1])
_NUMBERS = {"1": "yes", "2": "abstain", "3": "no", "8": "absent", "9": "no member"}
_LIBRARY = {"Y": "yes", "A": "abstain", "N": "no", "X": "absent"}
#: Misspelt in the Library's files beyond what a list of names can know.
_MISSPELT = {
    "AY DENMARK": "DNK",
    "AY SWEDEN": "SWE",
    "AY UNION OF SOUTH AFRICA": "ZAF",
    "Aa UNITED STATES": "USA",
    "DEMOCRATIC CAMPUCHEA": "KHM",
    "SERBIAMONTENEGRO": "SCG",
    "REPULIC OF MOLDOVA": "MDA",
    "TKAZAKHSTAN": "KAZ",
}
#: The newer pages tell the part: the other one has no recorded vote there.
_RENAMED = {"A/RES/1762(XVII)": "A/RES/1762(XVII)[B]"}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
#: Words that say nothing about which roll call a title belongs to.
_COMMON = {
    *["resolution", "adopted", "general", "assembly", "adopt", "draft", "comm", "committee"],
    *["resol", "question", "united", "nations", "whole"],
}

#: What ends a text that begins with an amendment, where the vote was on the whole after all.
_AS_AMENDED = r"decision on (?:the )?draft resolution[^.]*, as orally amended\. A recorded vote"


#: Resolutions whose parts were put to the vote as one, and are listed apart all the same: by
#: session and number. The whole stands for them, or the first part without its letter.
_ONE_VOTE = {("1", "62"), ("40", "257"), ("42", "70")}


class Source(NamedTuple):
    """
    One source: facts with a row per roll call, and letters with a column per member.

    ``copies`` are the rows left out because they repeat one vote; ``stands_for`` is the position
    of the row that was kept. ``older`` are the letters of an older copy of the source, where it
    has one: 0 where it says nothing.
    """

    facts: pd.DataFrame
    letters: npt.NDArray[np.int8]
    copies: pd.DataFrame
    older: npt.NDArray[np.int8] | None = None


def _read(folder: Path, name: str) -> pd.DataFrame:
    path = folder / SOURCE_FILES[name]
    if not path.is_file():
        raise UnvotesError(f"the folder {folder} lacks the source file {path.name}")
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype="str", keep_default_na=False)
    return pd.read_parquet(path)


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(
        -one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True)
    )


def _library_symbol(text: str) -> tuple[str, str, str, str]:
    """Read a symbol of the Library: as the UN writes it, session, number and part."""
    found = re.fullmatch(r"A/RES/((?:ES-|S-)?\d+)/+(\d+)(.*)", text)
    if found:
        session, number, part = found.groups()
        part = re.sub(r"[\[\]]|Section", "", part).strip()
        return f"A/RES/{session}/{number} {part}".strip(), session, number, part
    found = re.fullmatch(r"A/RES/(\d+)\(((?:ES-|S-)?)([IVXLC]+|\d+)\)(.*)", text)
    if found:
        number, kind, roman, part = found.groups()
        part = re.sub(r"[\[\]]", "", part)
        session = kind + (roman if roman.isdigit() else str(_roman(roman)))
        return f"A/RES/{number}({kind}{roman}) {part}".strip(), session, number, part
    found = re.fullmatch(r"A/DEC/(\d+)/(\d+)", text)
    if found:
        return text, found[1], found[2], ""
    found = re.fullmatch(r"A/(\d+)/L\.\d+", text)
    return ("", "", "", "") if found is None else (text, found[1], "", "")


def cycle_of(session: pd.Series, date: pd.Series) -> pd.Series:
    """
    Number the regular session in whose year a roll call falls; special ones have no number.

    Parameters
    ----------
    session, date : Series
        The session as the record has it, or empty, and the day (``str``).

    Returns
    -------
    Series
        The number (``int``).
    """
    year, month = date.str[:4].astype(int), date.str[5:7]
    by_date = year - 1946 + (month >= "09")
    regular = session.str.fullmatch(r"\d+")
    return pd.Series(np.where(regular, session.where(regular, "0"), by_date), session.index).astype(
        int
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text.lower())) - _COMMON


def read_library(folder: Path, members: list[str]) -> Source:
    """
    Read the Digital Library's roll calls.

    Parameters
    ----------
    folder : pathlib.Path
        Where the source files are.
    members : list of str
        Codes of seats: the columns of the letters.

    Returns
    -------
    Source
        Facts: ``token`` (the Library's number, or the symbol where it has no record), ``date``
        (text; a year alone in two cases), ``symbol``, ``session``, ``number``, ``part``,
        ``cycle``, ``title``, and ``by_difference`` (bool): no page or file has the letters, which
        follow from the Library's sums by country.

    Raises
    ------
    UnvotesError
        If a file is missing or names an unknown state.
    """
    calls, votes = _library_to_2021(folder)
    later = _library_since_2022(folder)
    calls = pd.concat([calls, later[0]], ignore_index=True)
    pages = _read(folder, "newer library pages").set_index("undl_id")["title"]
    # The older table cuts long titles off.
    whole = calls["token"].map(pages[pages != "N/A"])
    calls["title"] = whole.fillna(calls["title"]).astype("str")
    votes = pd.concat([votes, later[1]], ignore_index=True)
    letters = _letters(
        calls["token"], votes["token"], votes["code"], votes["vote"].map(_LIBRARY), members,
    )  # fmt: skip
    newer = _newer_letters(folder, calls["token"], members)
    newest = np.where(newer > 0, newer, letters).astype(np.int8)
    read = [_library_symbol(_RENAMED.get(text, text)) for text in calls["written"]]
    facts = calls.join(pd.DataFrame(read, columns=["symbol", "session", "number", "part"]))
    facts["session"] = facts["session"].where(
        facts["session"] != "", cycle_of(facts["session"], facts["date"]).astype("str")
    )
    facts["cycle"] = cycle_of(facts["session"], facts["date"])
    source = _without_copies(facts, newest)
    kept = ~facts["token"].isin(source.copies["token"]).to_numpy()
    return source._replace(older=letters[kept])


def _newer_letters(folder: Path, tokens: pd.Series, members: list[str]) -> npt.NDArray[np.int8]:
    """
    Read the letters of the newer copy of the Library's pages, for the roll calls that it has.

    A page that has every member not voting has no letters: the Library writes so where it knows
    a vote was taken, or a text adopted without one, and no more.
    """
    pages = _read(folder, "newer library pages").drop_duplicates("symbol")
    votes = _read(folder, "newer library votes").astype("str")
    votes["token"] = votes["symbol"].map(pages.set_index("symbol")["undl_id"])
    votes["vote"] = votes["vote"].str.upper()
    cast = votes[votes["vote"] != "X"].groupby("token").size()
    votes = votes[votes["token"].isin(tokens) & votes["token"].isin(cast.index)]
    seat = {code: seats([code])[0] for code in votes["code"].unique()}
    return _letters(
        tokens, votes["token"], votes["code"].map(seat), votes["vote"].map(_LIBRARY), members
    )


def _library_to_2021(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the Library's roll calls and votes of 1946 to 2021, with the seats' codes."""
    calls, votes = _read(folder, "library roll calls"), _read(folder, "library votes")
    calls = calls.rename(columns={"Date": "date", "Resolution": "written", "Title": "title"})
    calls = calls[["token", "date", "written", "title"]].assign(by_difference=False)
    codes = {}
    for name in votes["country"].unique():
        codes[name] = _MISSPELT.get(name) or state_of("", name.strip())[0]
        if not codes[name]:
            raise UnvotesError(f"the Library's file names an unknown state {name!r}")
        codes[name] = seats([codes[name]])[0]
    votes = votes.assign(token=votes["undl_id"], code=votes["country"].map(codes))
    return calls, votes[["token", "code", "vote"]]


def _library_since_2022(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the Library's roll calls and votes from 2022 on, with the seats' codes."""
    calls = _read(folder, "library roll calls since 2022").rename(columns={"symbol": "written"})
    calls["token"] = calls["undl_id"].where(calls["undl_id"] != "", calls["written"])
    calls["by_difference"] = calls["source"] == "by difference"
    votes = _read(folder, "library votes since 2022").astype("str")
    votes["token"] = votes["symbol"].map(calls.set_index("written")["token"])
    if votes["token"].isna().any():
        stranger = votes.loc[votes["token"].isna(), "symbol"].iloc[0]
        raise UnvotesError(f"the Library's votes since 2022 have a roll call more: {stranger}")
    seat = {code: seats([code])[0] for code in votes["code"].unique()}
    votes["code"] = votes["code"].map(seat)
    facts = ["token", "date", "written", "title", "by_difference"]
    return calls[facts], votes[["token", "code", "vote"]]


def _without_copies(facts: pd.DataFrame, letters: npt.NDArray[np.int8]) -> Source:
    """
    Leave out rows that repeat one vote, and say which row stands for them.

    Sections of a resolution (``B-I``, ``B-II`` …) that was put to the vote as a whole are listed
    apart by both sources, and so is a draft beside the resolution that it became. Voeten has some
    resolutions of sessions 52 to 72 a second time, from the records of meetings.
    """
    whole = facts["part"].str.extract(r"^([A-H])-?[IVX]+$", expand=False)
    draft = facts["written"].str.contains(r"^A/\d+/L\.")
    base = facts["part"].where(whole.isna(), whole).str.replace(r"^[A-Z]-[A-Z]$", "", regex=True)
    stands: dict[int, int] = {}
    days = facts["date"].str[:10]
    for i in map(int, np.flatnonzero(draft | whole.notna())):
        near = facts.index[
            (facts["session"] == facts["session"][i])
            & (days == days[i])
            & (letters == letters[i]).all(axis=1)
            & (facts.index != i)
        ]
        if draft[i]:
            near = near[~draft[near]]
        else:
            near = near[facts.loc[near, "number"] == facts["number"][i]]
            wider = near[whole[near].isna() & base[near].isin(["", whole[i]])]
            near = wider if len(wider) else near[(whole[near] == whole[i]) & (near < i)]
        if len(near):
            stands[i] = int(near[0])
    stands |= _second_votes(facts, letters)
    stands |= _in_parts(facts, letters)
    copies = facts.loc[list(stands)].assign(stands_for=facts.loc[list(stands.values())].index)
    # What is left of the sections stands for all of them.
    sections = copies["stands_for"].unique()
    facts = facts.copy()
    facts.loc[sections, "part"] = base[sections]
    parts = [i for i in sections if tuple(facts.loc[i, ["session", "number"]]) in _ONE_VOTE]
    facts.loc[parts, "part"] = ""
    if "symbol" in facts:
        facts.loc[parts, "symbol"] = facts.loc[parts, "symbol"].str.replace(r" .*$", "", regex=True)
    kept = ~facts.index.isin(copies.index)
    place = pd.Series(np.cumsum(kept) - 1, index=facts.index)
    copies["stands_for"] = copies["stands_for"].map(place)
    return Source(facts[kept].reset_index(drop=True), letters[kept], copies)


def _in_parts(facts: pd.DataFrame, letters: npt.NDArray[np.int8]) -> dict[int, int]:
    """Find the parts of resolutions that were put to the vote as one, and the row that stands."""
    stands: dict[int, int] = {}
    part = facts["part"].to_dict()
    for session, number in sorted(_ONE_VOTE):
        rows = facts.index[(facts["session"] == session) & (facts["number"] == number)]
        if rows.empty:
            continue
        stands |= _same_vote(sorted(rows, key=lambda row: (part[row], row)), letters)
    return stands


def _same_vote(rows: Iterable[int], letters: npt.NDArray[np.int8]) -> dict[int, int]:
    """Find rows at most 5 votes apart from the first, for which that stands."""
    first, *others = rows
    found = {}
    for row in others:
        differ, single = _disagreement(letters[[first]], letters[[row]])
        if max(differ[0, 0], single[0, 0]) <= 5:
            found[int(row)] = int(first)
    return found


def _second_votes(facts: pd.DataFrame, letters: npt.NDArray[np.int8]) -> dict[int, int]:
    """Find later rows on a resolution as a whole that has one, at most 5 votes apart from it."""
    if "para" not in facts:
        return {}
    whole = ~(facts["amend"] | facts["para"]) | facts["title"].str.contains(_AS_AMENDED)
    numbered = facts[whole & (facts["number"] != "")]
    stands: dict[int, int] = {}
    for _, rows in numbered.groupby(["session", "number", "part"]).groups.items():
        stands |= _same_vote(rows, letters)
    return stands


def _letters(
    calls: pd.Series, of: pd.Series, member: pd.Series, vote: pd.Series, members: list[str]
) -> npt.NDArray[np.int8]:
    letters = np.zeros((len(calls), len(members)), dtype=np.int8)
    row = of.map(pd.Series(range(len(calls)), index=calls)).to_numpy()
    column = member.map({code: i for i, code in enumerate(members)}).to_numpy()
    letters[row, column] = vote.map(LETTERS).to_numpy(dtype=np.int8)
    return letters


def read_voeten(folder: Path, members: list[str]) -> Source:
    """
    Read Voeten's compilation: the table to 2021, and what only the table to 2019 has.

    Parameters
    ----------
    folder : pathlib.Path
        Where the source files are.
    members : list of str
        Codes of seats: the columns of the letters.

    Returns
    -------
    Source
        Facts: ``rcid``, ``cycle`` (the regular session it is filed under), ``written`` (its
        reference), ``session``, ``number``, ``part``, ``page`` (where the reference is to a page
        of the printed records), ``date`` (as given), ``amend``, ``para`` (bool), `ISSUES`
        (nullable), ``title``.

    Raises
    ------
    UnvotesError
        If a file is missing.
    """
    calls, votes = _read(folder, "wide roll calls"), _read(folder, "wide votes")
    long = _read(folder, "long votes")
    place = {code: i for i, code in enumerate(members)}
    letters = np.zeros((len(calls), len(members)), dtype=np.int8)
    votes = votes.set_index("rcid").loc[calls["rcid"]]
    meaning = {number: LETTERS[name] for number, name in _NUMBERS.items()}
    columns = seats([COUNTRY_NUMBERS[int(number)] for number in votes.columns])
    # All columns at once: there are two hundred.
    cells = pd.Series(votes.to_numpy(dtype=object).ravel()).map(meaning).fillna(0)
    cast = cells.to_numpy(dtype=np.int8).reshape(votes.shape)
    for given, seat in zip(cast.T, columns, strict=True):
        column = place[seat]
        # Two columns may be one seat: a vote comes before an absence, that before "no member".
        said = letters[:, column]
        letters[:, column] = np.where(_SAYS[given] > _SAYS[said], given, said)
    # The long table has Yugoslavia's and Serbia's votes where the wide one leaves them out.
    long = long[long["country"].astype("str") == "Yugoslavia"]
    row = long["rcid"].astype(int).map(pd.Series(range(len(calls)), index=calls["rcid"]))
    given = long["vote"].astype("str").map(LETTERS).to_numpy(dtype=np.int8)
    said = letters[row, place["YUG"]]
    letters[row, place["YUG"]] = np.where((said == 0) | (said > 3), given, said)

    facts = calls[["rcid", "date", "session"]].rename(columns={"session": "cycle"})
    facts["cycle"] = facts["cycle"].astype(int)
    facts["written"] = calls["unres"].fillna("")
    # A vote may be filed under the session before the one that its day and reference belong to.
    by_date = cycle_of(pd.Series("", index=facts.index), facts["date"])
    latest = np.minimum(facts["cycle"] + 1, np.maximum(facts["cycle"], by_date))
    facts[["session", "number", "part", "page"]] = [
        _reference(*given) for given in zip(facts["written"], facts["cycle"], latest, strict=True)
    ]
    regular = facts["session"].str.fullmatch(r"\d+")
    late = regular & (facts["session"].where(regular, "0").astype(int) > facts["cycle"])
    facts.loc[late, "cycle"] = latest[late]
    facts["amend"], facts["para"] = calls["amend"] == "1", calls["para"] == "1"
    for issue in ISSUES:
        facts[issue] = calls[issue].map({"1": True, "0": False}).astype("boolean")
    facts["title"] = calls["descr"].fillna("") + " | " + calls["short"].fillna("")
    # Special sessions are filed under a regular one, and a few votes under the next one.
    moved = facts["session"].str.contains("S") | (facts["written"] == "")
    facts.loc[moved, "cycle"] = cycle_of(facts["session"].where(~moved, ""), facts["date"])[moved]
    nameless = facts["written"] == ""
    facts.loc[nameless, "session"] = facts.loc[nameless, "cycle"].astype("str")
    return _without_copies(facts, letters)


def read_recurring(folder: Path) -> dict[int, int]:
    """
    Read which roll calls of Voeten's compilation recur, and find the first of each chain.

    Parameters
    ----------
    folder : pathlib.Path
        Where the source files are.

    Returns
    -------
    dict of int
        The first number (``rcid``) of the chain that each number belongs to, itself included.
        Of several numbers that one recurs from, the smallest counts.

    Raises
    ------
    UnvotesError
        If the file is missing, or a number recurs from a later one.
    """
    pairs = _read(folder, "recurring")[["rcid1", "rcid2"]].astype(int)
    backward = pairs[pairs["rcid1"] >= pairs["rcid2"]]
    if len(backward):
        one, two = backward.iloc[0]
        raise UnvotesError(f"{SOURCE_FILES['recurring']}: {two} cannot recur from {one}")
    first = {number: number for number in pairs["rcid1"]}
    # From the smallest number up, so that what one recurs from is led to its first already.
    for number, earlier in pairs.groupby("rcid2")["rcid1"].min().items():
        first[number] = first[earlier]
    return first


def _reference(text: str, cycle: int, latest: int) -> tuple[str, str, str, float]:
    """Read a reference: session, number and part of a resolution, or a page and its place."""
    special = re.fullmatch(r"(ESS|SS)/(\d+)(?:/(\d+)([A-Z]?))?", text)
    if special:
        kind, session, page, place = special.groups()
        name = ("ES-" if kind == "ESS" else "S-") + session
        return name, "", place or "", int(page) + _order(place) if page else np.nan
    found = re.fullmatch(r"(A/RES|R|GOAR)/((?:ES-)?\d+)[/ ]+(\d+)(.*)", text)
    if found is None or (found[2].isdigit() and not cycle - 2 < int(found[2]) <= latest):
        return str(cycle), "", "", np.nan
    kind, session, number, part = found.groups()
    part = re.sub(r"[\[\]/ ]", "", part)
    # Until session 17 the references are to pages of the printed records.
    if kind == "GOAR" or (session.isdigit() and int(session) < 18):
        return session, "", part, int(number) + _order(part)
    return session, number, part, np.nan


def _order(part: str) -> float:
    return (ord(part[0]) - 64) / 100 if part else 0.0


def _disagreement(
    one: npt.NDArray[np.int8], other: npt.NDArray[np.int8]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Count, for every pair of rows, the votes that differ, and those that only one has."""
    cast, also = (one > 0) & (one < 4), (other > 0) & (other < 4)
    both = cast[:, None] & also[None, :]
    differ = (both & (one[:, None] != other[None, :])).sum(2)
    return differ, (cast[:, None] ^ also[None, :]).sum(2)


def match(voeten: Source, library: Source, whole: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """
    Match the roll calls of the two sources, one to one.

    Within a session every pair is rated by the votes that differ, those that only one source
    has, the symbol and the words that the texts share; the best assignment is found (Hungarian
    method) and each pair of it kept or refused by the rules below.

    Parameters
    ----------
    voeten, library : Source
        As `read_voeten` and `read_library` give them.
    whole : array of bool
        Which of Voeten's roll calls are on a text as a whole: the Library has no others.

    Returns
    -------
    DataFrame
        ``voeten``, ``library`` (positions of rows), ``differ`` (votes that differ), ``single``
        (votes that one source has), ``rule``: ``letters`` (at most 3 and 8 such votes),
        ``totals`` (equal totals, and the same symbol or title) or ``symbol`` (the same symbol, a
        text as a whole, at most 10 and 60).
    """
    from scipy.optimize import linear_sum_assignment

    ours, theirs = voeten.facts, library.facts
    # Voeten's later sessions are from the Library as it was before its pages were mended.
    letters = library.letters if library.older is None else library.older
    part = ~whole
    rows = []
    for cycle in sorted(set(ours["cycle"])):
        a = np.flatnonzero(ours["cycle"] == cycle)
        b = np.flatnonzero(theirs["cycle"] == cycle)
        if not len(a) or not len(b):
            continue
        differ, single = _disagreement(voeten.letters[a], letters[b])
        left = [_words(text) for text in ours["title"].iloc[a]]
        right = [_words(text) for text in theirs["title"].iloc[b]]
        alike = np.array([[len(x & y) / max(1, len(y)) for y in right] for x in left])
        numbered = (ours["number"].to_numpy()[a] != "")[:, None]
        number = numbered & (
            ours["number"].to_numpy()[a][:, None] == theirs["number"].to_numpy()[b][None, :]
        )
        same = number & (
            ours["part"].to_numpy()[a][:, None] == theirs["part"].to_numpy()[b][None, :]
        )
        cost = differ + 0.3 * single - 8 * alike - 6 * number - 2 * same + 7 * part[a][:, None]
        for i, j in zip(*linear_sum_assignment(cost), strict=True):
            rows.append(
                (a[i], b[j], differ[i, j], single[i, j], alike[i, j], number[i, j], same[i, j])
            )
    found = pd.DataFrame(
        rows, columns=["voeten", "library", "differ", "single", "alike", "number", "same"]
    )
    mine, yours = voeten.letters[found["voeten"]], letters[found["library"]]
    totals = np.all([(mine == k).sum(1) == (yours == k).sum(1) for k in (1, 2, 3)], axis=0)
    rules: dict[str, npt.ArrayLike] = {
        "letters": (found["differ"] <= 3) & (found["single"] <= 8),
        "totals": totals & (found["number"] | (found["alike"] >= 0.5)),
        "symbol": found["same"]
        & whole[found["voeten"]]
        & (found["differ"] <= 10)
        & (found["single"] <= 60),
    }
    found["rule"] = np.select(
        [np.asarray(fits) for fits in rules.values()], [*map(np.str_, rules)], ""
    )
    kept = found[found["rule"] != ""]
    return kept[["voeten", "library", "differ", "single", "rule"]].reset_index(drop=True)
