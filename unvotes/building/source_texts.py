"""
What the source files say about each roll call: the texts that its codes are derived from.

The record itself holds codes and no sentence of a source. This module reads the source files
that a user has downloaded, joins what they say about one roll call, and hands the joined texts
to `unvotes.building.coding`. Every join is by resolution number or by symbol, never by date,
because one of the sources now and then swaps day and month.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pycountry

from unvotes.errors import UnvotesError

__all__ = [
    "SOURCE_FILES",
    "on_veto_list",
    "read_source",
    "source_texts",
    "sponsor_codes",
    "symbol_key",
]

SOURCE_FILES = {
    "base": "sciences-po-1946-2025.csv",
    "meetings": "un-meetings-agenda-1946-2022.csv",
    "dppa": "dppa-agenda-1994-2025.csv",
    "veto_list": "un-veto-list-2022.csv",
    "veto_topics": "veto-topics-2022.csv",
}

#: Names that pycountry does not know in the spelling of the sources.
_NAMES = {
    "cabo verde": "CPV",
    "canada": "CAN",
    "cote d'ivoire": "CIV",
    "democratic people's republic of korea": "PRK",
    "democratic republic of the congo": "COD",
    "former yugoslav republic of macedonia": "MKD",
    "the former yugoslav republic of macedonia": "MKD",
    "kingdom of the netherlands": "NLD",
    "laos": "LAO",
    "micronesia": "FSM",
    "micronesia (federated states of)": "FSM",
    "netherlands (kingdom of the)": "NLD",
    "niger": "NER",
    "republic of korea": "KOR",
    "russia": "RUS",
    "solomon": "SLB",  # a list cut off after this word
    "turkey": "TUR",
    "uae": "ARE",
    "united": "USA",  # the second word went astray into the next line's cell ("states")
    "united kindgom": "GBR",
    "zaire": "COD",
}
#: Sponsors that are not one state: codes in lower case, so that none can be taken for a state.
_BODIES = {
    "president": "president",
    "committee on the admission of new members": "committee",
    "e10": "elected",
    "all council members": "council",
}
#: Where a separator of the list was lost or put inside a name.
_SPLIT_NAMES = {
    "costa,rica": "costa rica",
    "cabo,verde": "cabo verde",
}
#: Pairs that are one state's name although they hold the word "and".
_AND = re.compile(
    r"(antigua|bosnia|saint kitts|saint vincent|sao tome|são tomé|trinidad|great britain) and ",
    re.IGNORECASE,
)

#: First and last line (ids) of the sponsors that slipped.
_SLIPPED = (1832, 1858)

#: UN list entries that several base rows share, and base rows that are not the entry although
#: their symbol is on the list: base row -> why. The vote on the draft as a whole is the entry.
_NOT_THE_LISTED_VOTE = {
    "187": "a part of S/1894; the draft as a whole is row 188",
    "189": "a part of S/1894; the draft as a whole is row 188",
    "530": "a part of S/10805/Rev.1; the last of the three is the draft as a whole",
    "531": "a part of S/10805/Rev.1; the last of the three is the draft as a whole",
}


def symbol_key(symbols: pd.Series) -> pd.Series:
    """
    Spell the symbols of documents in one way, so that two sources can be joined on them.

    Parameters
    ----------
    symbols : pandas.Series of str
        Symbols as the sources write them.

    Returns
    -------
    pandas.Series of str
        Without blanks, remarks in brackets, or anything after a second symbol; upper case.

    Examples
    --------
    >>> symbol_key(pd.Series(["S/4733/Rev. 1", "S/10805/Rev.1 (as amended)"])).tolist()
    ['S/4733/REV.1', 'S/10805/REV.1']
    """
    plain = symbols.astype("str").str.replace(r"\(.*?\)|\bamendment\b", "", regex=True)
    plain = plain.str.replace(r"\s*(?:,|\band\b|&).*$", "", regex=True)
    return plain.str.replace(r"(?<=\d)\s*S/.*$|\s+", "", regex=True).str.upper()


def sponsor_codes(text: str) -> list[str]:
    """
    Turn a source's list of sponsors into codes.

    Parameters
    ----------
    text : str
        Names of states, separated by commas, semicolons or the word "and".

    Returns
    -------
    list of str
        ISO 3166-1 alpha-3 codes in alphabetical order, each once. A text put forward by the
        President on the Council's behalf is ``"president"``, by its committee on admission
        ``"committee"``, by the ten elected members ``"elected"``, by all fifteen ``"council"``.

    Raises
    ------
    UnvotesError
        When a name stands for no state that is known.

    Examples
    --------
    >>> sponsor_codes("France,Russian Federation and the United Kingdom")
    ['FRA', 'GBR', 'RUS']
    >>> sponsor_codes("President")
    ['president']
    """
    text = re.sub(r"_x000D_|[\s\"]+", " ", text).replace("’", "'").replace("`", "'")
    text = re.sub(r"\(\d+\)|\?|-none-", " ", text).casefold()
    text = re.sub(r"\s+", " ", re.sub(r"\s*[,;]\s*", ",", text))
    for wrong, right in _SPLIT_NAMES.items():
        text = text.replace(wrong, right)
    text = _AND.sub(lambda match: match.group(1) + " & ", text)
    codes = set()
    for part in re.split(r",| and ", text):
        name = part.replace(" & ", " and ").replace("côte", "cote").strip(" .")
        name = name if name in _NAMES else re.sub(r"^the ", "", name)
        if name in ("", "states"):
            continue
        code = _BODIES.get(name) or _NAMES.get(name)
        if code is None:
            try:
                code = pycountry.countries.lookup(name).alpha_3
            except LookupError:
                found = _fuzzy(name)
                if found is None:
                    raise UnvotesError(
                        f"{part!r} in the sponsors {text[:60]!r} names no state; "
                        "add it to the exceptions of unvotes.building.source_texts."
                    ) from None
                code = found
        codes.add(code)
    return sorted(codes)


def _fuzzy(name: str) -> str | None:
    """Find a state by one of its longer or shorter official names, or not at all."""
    for country in pycountry.countries:
        names = (getattr(country, key, "") for key in ("name", "official_name", "common_name"))
        for official in names:
            short = official.casefold().split(",")[0]
            turned = " ".join(reversed(official.casefold().split(", ")))
            if name in (short, turned, re.sub(r"^the ", "", turned)):
                return str(country.alpha_3)
    return None


def read_source(folder: Path, which: str) -> pd.DataFrame:
    """
    Read one of the source files, all of it as text.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files are.
    which : str
        A key of `SOURCE_FILES`.

    Returns
    -------
    pandas.DataFrame
        The file's columns, ``str``, missing where a cell is empty.

    Raises
    ------
    UnvotesError
        When the file is not there.
    """
    path = folder / SOURCE_FILES[which]
    if not path.is_file():
        raise UnvotesError(
            f"the source file {path.name} is not in {folder}; data/README.md says where it is found"
        )
    return pd.read_csv(path, dtype="str", encoding="utf-8-sig")


def _first(values: pd.Series) -> pd.Series:
    """Keep one line per key: of several, the last, which is the later and better entry."""
    return values[~values.index.duplicated(keep="last")]


def _lookup(table: pd.DataFrame, key: str, column: str) -> pd.Series:
    found = table.dropna(subset=[key])
    return _first(found.set_index(key)[column])


def _meetings(folder: Path) -> pd.DataFrame:
    table = read_source(folder, "meetings")
    # A column that shifted: a reference to a letter where the agenda item should be.
    letter = table["agenda_item"].str.fullmatch(r"(?:S/\d{4}/\d+\s*)+").fillna(False).astype(bool)
    table.loc[letter, "agenda_item"] = ""
    # The symbol alone, without remarks on closed meetings or parts.
    table["meeting"] = table["meeting"].str.extract(r"^(S/PV\.\d+)", expand=False)
    table["key"] = symbol_key(table["draft"].fillna("")).replace("", None)
    return table


def _draft(text: str) -> str | None:
    """Find a draft's symbol; of several the latest, since a report comes before its draft."""
    found = re.findall(r"(?<![\w/])[Ss]/(\d{4})/(\d{1,4})(?!\d)", text)
    year, number = max(((int(y), int(n)) for y, n in found), default=(0, 0))
    return f"S/{year}/{number}" if number else None


def _dppa(folder: Path) -> pd.DataFrame:
    table = read_source(folder, "dppa")
    both = table["resolution"].fillna("") + " | " + table["draft"].fillna("")
    number = both.str.extract(r"^\s*(?:Resolution )?(\d{2,4})\s?\(|S/RES/(\d+)")
    table["number"] = number[0].fillna(number[1])
    table["key"] = both.map(_draft)
    # A block of early lines carries the topic and sponsors of the line above it: their drafts
    # come again further down, and _first() keeps the later one.
    table["agenda_item"] = table["agenda_item"].fillna("")
    table["meeting"] = table["meeting"].str.extract(r"(\d{4,5})\D*$", expand=False)
    table["meeting"] = ("S/PV." + table["meeting"]).where(table["meeting"].notna())
    # An oral amendment or a motion has no symbol; the meeting stands for it.
    spoken = table["number"].isna() & table["key"].isna()
    table["key"] = table["key"].where(~spoken, symbol_key(table["meeting"].fillna("")))
    # From here to there each line's sponsors stand one line too low: a name that was broken in
    # two ("United", "States") took up two lines.
    low = table["id"].astype(int).between(*_SLIPPED)
    table.loc[low, "submitted_by"] = table["submitted_by"].shift(-1)
    table.loc[table["id"] == str(_SLIPPED[1] + 1), "submitted_by"] = None
    return table


def _same_day(dates: pd.Series, written: pd.Series) -> pd.Series:
    """Say whether a date of this source means that day; it swaps day and month now and then."""
    straight = pd.to_datetime(written, format="%Y-%m-%d", errors="coerce")
    turned = pd.to_datetime(written, format="%Y-%d-%m", errors="coerce")
    near = pd.Timedelta(days=3)
    return (straight - dates).abs().le(near) | (turned - dates).abs().le(near)


def _titles(folder: Path) -> pd.Series:
    table = read_source(folder, "base")
    title = table["Official full title"].fillna("")
    title = title.str.replace(
        r"^\W*(?:Security Council )?[Rr]esolution \S+\s*(?:[(\[]\d{4}[)\]])?", "", regex=True
    )
    title = title.str.strip(" []<>{}").str.replace(r"^on ", "", regex=True)
    return title.set_axis(table["Vote in the DB"])


def source_texts(folder: str | Path, roll_calls: pd.DataFrame) -> pd.DataFrame:
    """
    Join what the source files say about each roll call.

    Parameters
    ----------
    folder : str or pathlib.Path
        Where the files of `SOURCE_FILES` are.
    roll_calls : pandas.DataFrame
        The roll calls, corrected: ``base_row``, ``date``, ``symbol``, ``resolution``,
        ``outcome`` (str).

    Returns
    -------
    pandas.DataFrame
        In their order: ``row`` (str: the base source's own number, or ``m01`` and on for what it
        lacks), ``date`` (datetime64), ``symbol``, ``outcome`` (str), ``title``, ``agenda``,
        ``dppa_topic``, ``dppa_region``, ``veto_topic`` (str, empty where a source is silent),
        ``meeting``, ``draft`` (str or missing), ``sponsors`` (str: codes separated by a blank,
        empty where no source names them), ``on_un_veto_list`` (bool).

    Raises
    ------
    UnvotesError
        When a file is not there, or a sponsor's name stands for no known state.
    """
    folder = Path(folder)
    texts = pd.DataFrame(
        {
            "row": roll_calls["base_row"],
            "date": pd.to_datetime(roll_calls["date"]),
            "symbol": roll_calls["symbol"],
            "outcome": roll_calls["outcome"],
            "title": roll_calls["base_row"].map(_titles(folder)).fillna(""),
            "number": roll_calls["resolution"].replace("", None),
            "key": symbol_key(roll_calls["symbol"]),
        }
    )
    meetings, dppa = _meetings(folder), _dppa(folder)
    # A number can be mistyped: what is dated another day is another roll call's line.
    dated = dppa["number"].map(_first(texts.dropna(subset="number").set_index("number")["date"]))
    dppa["number"] = dppa["number"].where(dated.isna() | _same_day(dated, dppa["date"]), None)
    vetoes = read_source(folder, "veto_topics")
    vetoes["key"] = symbol_key(vetoes["draft"].fillna(""))

    def found(table: pd.DataFrame, column: str, number: str) -> pd.Series:
        by_key = texts["key"].map(_lookup(table, "key", column))
        by_number = texts["number"].map(_lookup(table, number, column))
        return by_number.where(by_number.notna(), by_key).astype("str")

    meeting = found(dppa, "meeting", "number")
    texts["meeting"] = meeting.where(meeting.notna(), found(meetings, "meeting", "resolution"))
    of_meeting = texts["symbol"].str.startswith("S/PV.")
    texts.loc[of_meeting, "meeting"] = texts["symbol"]
    agenda = found(meetings, "agenda_item", "resolution").fillna("")
    other = found(dppa, "agenda_item", "number").fillna("")
    texts["agenda"] = agenda.where(agenda.ne(""), other)
    texts["dppa_topic"] = found(dppa, "topic", "number").fillna("")
    texts["dppa_region"] = found(dppa, "region", "number").fillna("")
    texts["draft"] = texts["number"].map(_lookup(dppa, "number", "key"))
    is_draft = texts["symbol"].str.match(r"S/(?!RES|PV)") & texts["draft"].isna()
    texts.loc[is_draft, "draft"] = texts["symbol"]
    texts["sponsors"] = [
        " ".join(sponsor_codes(names)) if isinstance(names, str) else ""
        for names in found(dppa, "submitted_by", "number")
    ]
    # Meetings, not drafts, name several early entries: their topic is not one roll call's.
    single = ~vetoes["key"].duplicated(keep=False)
    vetoed = texts["outcome"].eq("vetoed")
    crisis = texts["key"].where(vetoed).map(_lookup(vetoes[single], "key", "crisis_topic"))
    texts["veto_topic"] = crisis.astype("str").fillna("")
    texts["on_un_veto_list"] = on_veto_list(texts, read_source(folder, "veto_list"))
    return texts.drop(columns=["key", "number"])


def on_veto_list(texts: pd.DataFrame, veto_list: pd.DataFrame) -> pd.Series:
    """
    Say which vetoed roll calls are entries of the United Nations' own list of vetoes.

    The list counts drafts. Where parts of a draft were voted on apart, the base source has a
    row for each: the vote on the draft as a whole is the entry. The list at hand ends in May
    2022; a veto cast later counts as listed, since the United Nations adds each at once.

    Parameters
    ----------
    texts : pandas.DataFrame
        ``row``, ``symbol``, ``date``, ``outcome``.
    veto_list : pandas.DataFrame
        The list: ``draft`` (its symbol) and ``date`` (str, missing where it gives a range).

    Returns
    -------
    pandas.Series of bool
        In the order of `texts`.

    Raises
    ------
    UnvotesError
        When an entry of the list has no roll call, or another number of them than entries.
    """
    key = symbol_key(texts["symbol"])
    listed = symbol_key(veto_list["draft"])
    dates = pd.to_datetime(veto_list["date"])
    candidate = texts["outcome"].eq("vetoed") & ~texts["row"].isin(list(_NOT_THE_LISTED_VOTE))
    on_list = candidate & key.isin(listed)
    entries, rows = listed.value_counts(), key[on_list].value_counts()
    wrong = entries.sub(rows, fill_value=0).loc[lambda left: left.ne(0)]
    if len(wrong):
        raise UnvotesError(
            "The list of vetoes and the base source do not agree on: " + ", ".join(wrong.index)
        )
    return on_list | (candidate & texts["date"].gt(dates.max()))
