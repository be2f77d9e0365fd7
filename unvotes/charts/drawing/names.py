"""Short names of states for charts, in the six languages of the United Nations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import pandas as pd

from unvotes.charts.drawing.language import LANGUAGES, asked
from unvotes.errors import unknown
from unvotes.parameters import checked_arguments
from unvotes.record.state_names import FORMER_NAMES
from unvotes.record.states import states, to_view

__all__ = ["short_name"]

#: Where the language's usual name is too long for a seat at a table, or, in the languages in which
#: charts are written, is not the one that the United Nations uses (Bélarus, Iraq, Viet Nam).
_SHORTER: Final[dict[str, dict[str, str]]] = {
    "en": {
        "CAF": "Central African Rep.",
        "VCT": "Saint Vincent",
    },
    "fr": {
        "BLR": "Bélarus",
        "COD": "RD Congo",
        "COG": "Congo",
        "CPV": "Cabo Verde",
        "IRQ": "Iraq",
        "KGZ": "Kirghizistan",
        "KNA": "Saint-Kitts-et-Nevis",
        "LBR": "Libéria",
        "MDA": "Moldova",
        "MMR": "Myanmar",
        "NGA": "Nigéria",
        "PSE": "Palestine",
        "SLV": "El Salvador",
        "TLS": "Timor-Leste",
        "TUR": "Türkiye",
        "VAT": "Saint-Siège",
        "VCT": "Saint-Vincent",
        "VNM": "Viet Nam",
        "YMD": "Yémen démocratique",
    },
    "es": {
        "BGD": "Bangladesh",
        "BHR": "Bahrein",
        "BLR": "Belarús",
        "BRN": "Brunei",
        "BWA": "Botswana",
        "COD": "RD Congo",
        "DJI": "Djibouti",
        "FJI": "Fiji",
        "GNB": "Guinea-Bissau",
        "IRQ": "Iraq",
        "KAZ": "Kazajstán",
        "KEN": "Kenya",
        "LSO": "Lesotho",
        "MDA": "Moldova",
        "MLI": "Malí",
        "MMR": "Myanmar",
        "MWI": "Malawi",
        "NZL": "Nueva Zelandia",
        "PLW": "Palau",
        "PSE": "Palestina",
        "QAT": "Qatar",
        "ROU": "Rumania",
        "RWA": "Rwanda",
        "SAU": "Arabia Saudita",
        "SUR": "Suriname",
        "SWZ": "Eswatini",
        "TTO": "Trinidad y Tabago",
        "TUR": "Türkiye",
        "VAT": "Santa Sede",
        "VCT": "San Vicente",
        "VNM": "Viet Nam",
        "YMD": "Yemen Democrático",
        "ZWE": "Zimbabwe",
    },
    "ru": {
        "CAF": "ЦАР",
        "FSM": "Микронезия",
        "MMR": "Мьянма",
        "PSE": "Палестина",
        "USA": "США",
        "ZAF": "ЮАР",
    },
    "zh": {"ARE": "阿联酋", "BIH": "波黑", "PSE": "巴勒斯坦"},
    "ar": {"MMR": "ميانمار", "ARE": "الإمارات", "PSE": "فلسطين"},
}

#: Names under which states sit at the United Nations, where their order differs.
_TABLE_NAME: Final = {
    "COD": "Democratic Republic of the Congo",
    "KOR": "Republic of Korea",
    "LAO": "Lao",
    "MDA": "Republic of Moldova",
    "PRK": "Democratic People's Republic of Korea",
    "SUN": "Union of Soviet Socialist Republics",
    "TWN": "China",
    "TZA": "United Republic of Tanzania",
    "ARE": "United Arab Emirates",
    "DDR": "German Democratic Republic",
    "YMD": "Democratic Yemen",
    "CIV": "Cote d'Ivoire",
}


@lru_cache(maxsize=len(LANGUAGES))
def _names(language: str) -> dict[str, str]:
    import pycountry
    from babel import Locale

    territories = Locale(language).territories
    names = {c.alpha_3: territories.get(c.alpha_2, c.name) for c in pycountry.countries}
    if language == "en":
        recorded = states()
        names |= dict(zip(recorded["code"], recorded["name"], strict=True))
    return names | FORMER_NAMES.get(language, {}) | _SHORTER[language]


@checked_arguments
def short_name(code: str, language: str = "en") -> str:
    """
    Name a state as briefly as a chart needs it.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-3 code; also the former states ``SUN``, ``CSK``, ``YUG``, ``DDR``,
        ``SCG`` and ``YMD``. ``TWN`` is the Republic of China, which held China's seat until
        1971.
    language : {"en", "fr", "es", "ru", "zh", "ar"}, default "en"
        Language of the name.

    Returns
    -------
    str
        The usual short name: in English the record's own, in other languages that of the
        Unicode Common Locale Data Repository, in French and Spanish with the spellings of the
        United Nations (Bélarus, Iraq, Viet Nam); a few long ones are shortened further.

    Raises
    ------
    UnvotesError
        If the code or the language does not exist.

    Examples
    --------
    >>> short_name("RUS"), short_name("SUN"), short_name("ZAF", "fr")
    ('Russia', 'Soviet Union', 'Afrique du Sud')
    """
    if language not in LANGUAGES:
        raise unknown("language", language, LANGUAGES)
    names = _names(language)
    if code not in names:
        spellings = {name: key for key, name in names.items()} | {key: key for key in names}
        raise unknown("state", code, spellings, "States go by their ISO alpha-3 codes.")
    return names[code]


def label(code: str, names: Mapping[str, str] | None = None) -> str:
    """
    Name a member that need not be a state: the caller's name, a state's name, or the code.

    Parameters
    ----------
    code : str
        The member, as in the votes.
    names : mapping of str to str, optional
        Names that the caller gives.

    Returns
    -------
    str
        The name in the language of the chart, not yet escaped for HTML.
    """
    if names is not None and code in names:
        return names[code]
    return _names(asked()).get(code, code)


#: States whose name takes an article in a sentence.
_ARTICLES: Final[dict[str, dict[str, frozenset[str]]]] = {
    "en": {
        "the": frozenset(
            {
                *("ARE", "BHS", "CAF", "COM", "DOM", "GBR", "GMB", "MDV", "MHL", "NLD", "PHL"),
                *("SLB", "SUN", "TWN", "USA"),
            }
        )
    },
    "es": {
        "el": frozenset({"COG", "GBR"}),
        "la": frozenset({"CAF", "COD", "DOM", "IND", "SUN", "TWN", "VAT"}),
        "las": frozenset({"BHS", "MHL", "SLB"}),
        "los": frozenset({"ARE", "NLD", "USA"}),
    },
}
#: Those whose French name has none, has a plural, or is masculine though it ends in e.
_FRENCH_WITHOUT: Final = frozenset(
    {
        *("AND", "ATG", "BHR", "CPV", "CUB", "CYP", "DJI", "EAZ", "HTI", "ISR", "KIR", "KNA"),
        *("LCA", "MCO", "MDG", "MLT", "MUS", "NRU", "OMN", "SGP", "SLV", "SMR", "STP", "TTO"),
        *("TUV", "VCT", "VUT"),
    }
)
_FRENCH_PLURAL: Final = frozenset(
    {"ARE", "BHS", "COM", "FJI", "MDV", "MHL", "NLD", "PHL", "PLW", "SLB", "SYC", "TON", "USA"}
)
_FRENCH_MASCULINE: Final = frozenset({"BLZ", "GBR", "KHM", "MEX", "MOZ", "SUR", "ZWE"})


def in_sentence(code: str, names: Mapping[str, str] | None = None) -> str:
    """
    Name a member within a sentence: ``the United States``.

    Parameters
    ----------
    code : str
        The member, as in the votes.
    names : mapping of str to str, optional
        Names that the caller gives, which stay as they are.

    Returns
    -------
    str
        The name in the language of the chart, not yet escaped for HTML: in English, French and
        Spanish with its article.
    """
    name, language = label(code, names), asked()
    if names and code in names:
        return name
    if language == "fr" and code in _names(language):
        return _french_article(code, name) + name
    for article in _ARTICLES.get(language, ()):
        if code in _ARTICLES[language][article]:
            return f"{article} {name}"
    return name


def _french_article(code: str, name: str) -> str:
    """Give the article of a state: most have one, and most that end in e are feminine."""
    if code in _FRENCH_WITHOUT:
        return ""
    if code in _FRENCH_PLURAL:
        return "les "
    if unicodedata.normalize("NFD", name)[0] in "AEIOU":
        return "l’"
    ends_in_e = re.split("[ -]", name)[0][-1] in "eé"
    feminine = code in ("COD", "MDA", "SLE") or (ends_in_e and code not in _FRENCH_MASCULINE)
    return "la " if feminine else "le "


def holders(votes: pd.DataFrame) -> dict[str, list[str]]:
    """
    Find the states that held each member's seat on the dates of the votes.

    Parameters
    ----------
    votes : DataFrame
        With ``member`` and ``date``.

    Returns
    -------
    dict of str to list of str
        Codes by member, the earliest holder first: ``RUS`` before and after 1991 gives ``SUN``
        and ``RUS``. A member without a dated vote is not in it.
    """
    rows = votes[["member", "date"]].dropna().drop_duplicates()
    rows = rows.assign(member=rows["member"].astype(str)).sort_values("date", kind="stable")
    rows["state"] = to_view(rows, "state")["member"]
    pairs = rows[["member", "state"]].drop_duplicates()
    held: dict[str, list[str]] = {}
    for seat, state in zip(pairs["member"], pairs["state"], strict=True):
        held.setdefault(str(seat), []).append(str(state))
    return dict(sorted(held.items()))


def names_then(votes: pd.DataFrame, names: Mapping[str, str] | None) -> dict[str, str]:
    """
    Name seats by the states that held them on the dates of the votes.

    A seat is not a government: on a vote of 1950 the one that is now Russia's was the Soviet
    Union's.

    Parameters
    ----------
    votes : DataFrame
        With ``member`` and perhaps ``date``.
    names : mapping of str to str, or None
        Names that the caller gives, which come first.

    Returns
    -------
    dict of str to str
        The caller's names, and those of seats that another state held, or two after each other:
        ``Soviet Union / Russia``.
    """
    found = {}
    if "date" in votes:
        for seat, states_then in holders(votes).items():
            if states_then != [seat]:
                found[seat] = " / ".join(map(label, states_then))
    return found | dict(names or {})


def table_order(code: str, names: Mapping[str, str] | None) -> str:
    """
    Give the key that sorts members as they sit at the table: by their English UN names.

    Parameters
    ----------
    code : str
        The member, as in the votes.
    names : mapping of str to str, or None
        Names that the caller gives; used for members that are not states.

    Returns
    -------
    str
        Case-folded sort key.
    """
    if code in _TABLE_NAME:
        return _TABLE_NAME[code].casefold()
    return _names("en").get(code, (names or {}).get(code, code)).casefold()
