"""What states are called: one table of names for everything that takes one."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from unvotes.record.country_numbers import COUNTRY_NUMBERS, FORMER_M49, GLEDITSCH_WARD
from unvotes.record.data_files import read_table

__all__ = [
    *[
        "FORMER_NAMES",
        "never_a_member",
        "of_several",
        "plain_name",
        "states_called",
        "states_coded",
    ],
    *["states_meant", "written_names"],
]

#: The state of 1955 to 1975, which no name of Viet Nam may stand for.
_SOUTH_VIET_NAM: Final = (
    *("South Vietnam", "South Viet Nam", "Republic of Vietnam", "Republic of Viet Nam"),
    *("Republic of South Vietnam", "Republic of South Viet Nam", "RVN"),
)
#: Names that neither our table of states nor ISO's and Unicode's lists have, former ones included.
_NAMES: Final = """
BEN Dahomey
BFA Upper Volta; Haute-Volta; Alto Volta
BLR Byelorussia; Belorussia; Byelorussian SSR; Byelorussian Soviet Socialist Republic
BLR Belarus (Byelorussia)
BOL Plurinational State of Bolivia; Plunational State of Bolivia; Plurinatioanl State of Bolivia
BRN Brunei Darussalam
CAF Central African Empire; Central African Rep; CAR
CHN PRC; PR China; Communist China; Red China; Mainland China; China Peking; China Beijing
CIV Ivory Coast; Côte dIvoire; Cote Ivoire; Costa de Marfil; Côte d'Ivoire (Ivory Coast)
CMR United Republic of Cameroon; Cameroun
COD Congo Kinshasa; Congo Leopoldville; Congo Zaire; Zaire; DRC; DR Congo; DRC Congo; RD Congo; RDC
COD Democratic Congo; Congo Democratic
COG Congo Brazzaville; Republic of Congo; People's Republic of the Congo; ROC Congo
CPV Cape Verde; Cape Verde Islands
CSK Czechoslovak Socialist Republic; Czechoslovak Republic; CSSR; CSFR; Tchecoslovaquie
CSK Czech and Slovak Federal Republic; Czech and Slovak Federative Republic
CZE Czech Republic; Czechia (Czech Republic)
DDR East Germany; GDR; German Democratic Republic; Germany Democratic Republic; Germany GDR; RDA
DDR Germany East GDR; Deutsche Demokratische Republik; East Germany (German Democratic Republic)
DEU West Germany; FRG; German Federal Republic; Fed Rep of Germany
DEU Germany Federal; Germany FRG; RFA
DEU Germany West FRG; West Germany (Federal Republic of Germany)
DZA Algérie
EAZ Zanzibar; People's Republic of Zanzibar; Sultanate of Zanzibar
EGY United Arab Republic; UAR; Egypt (United Arab Republic)
ETH Abyssinia
FSM Micronesia; Fed Sts Micronesia
GBR UK; Great Britain; Britain; United Kingdom
GBR UK of Great Britain and Northern Ireland; GB; Great Britain (United Kingdom)
GMB Gambia
IRL Republic of Ireland; Eire; Irish Republic
IRN Persia; Iran (Persia)
JOR Transjordan
KGZ Kirghizia; Kirgizstan; Kyrgyz Republic
KHM Democratic Kampuchea; Kampuchea; Khmer Republic; Cambodia (Kampuchea); Kampuchea (Cambodia)
KHM People's Republic of Kampuchea
KNA Saint Christopher and Nevis; St Kitts-Nevis; Saint Kitts; Saint Kitts-Nevis
KOR South Korea; ROK; Korea South; S Korea; Korea ROK; South Korea (Republic of Korea)
LAO Lao PDR; Lao People's Democratic Republic; Lao; Laos (Lao People's Democratic Republic)
LBY Libyan Arab Jamahiriya; Libyan Arab Republic; Libyan Jamahiriya; Libya (Libyan Arab Jamahiriya)
LBY Socialist People's Libyan Arab Jamahiriya
LKA Ceylon; Sri Lanka (Ceylon)
MAR Maroc
MDA Republic of Moldova; Moldavia
MDG Malagasy Republic; Malagasy
MDV Maldive Islands
MKD Macedonia; FYROM; FYR Macedonia; TFYR Macedonia; former Yugoslav Republic of Macedonia
MKD FYR of Macedonia; Macedonia FYR; Macedonia (former Yugoslav Republic of)
MKD Republic of Macedonia; North Macedonia (Macedonia); Macedonia FYROM
MMR Burma; Myanmar (Burma); Burma (Myanmar); Union of Burma; Union of Myanmar; Birmanie; Birmania
MYS Federation of Malaya; Malaya
NLD Kingdom of the Netherlands; Holland
PHL Philippine Republic
PRK North Korea; DPRK; DPR Korea; Korea North; Korea DPRK; DPR of Korea; N Korea
PRK North Korea (Democratic People's Republic of Korea)
PSE State of Palestine; Palestinian Authority; Palestinian Territories
ROU Rumania; Roumania
RUS Russia; Russian Federation; Russia (Russian Federation)
SCG Serbia and Montenegro; Federal Republic of Yugoslavia; FR Yugoslavia; FRY
SCG Yugoslavia (Serbia and Montenegro); Yugoslavia (Federal Republic of)
STP Sao Tome
SUN USSR; Union of Soviet Socialist Republics; Soviet Russia
SUN Soviet Union (USSR); USSR (Soviet Union)
SUN URSS; СССР; Unión de Repúblicas Socialistas Soviéticas; SSSR
SUN Union des républiques socialistes soviétiques; Союз Советских Социалистических Республик
SUR Surinam
SVK Slovak Republic
SWZ Swaziland; Eswatini (Swaziland); Swaziland (Eswatini)
SYR Syrian Arab Republic
THA Siam; Thailand (Siam)
TLS East Timor; Timor Leste (East Timor)
TTO Trinidad; Trinidad Tobago
TUR Turkey; Türkiye; Turkiye; Türkiye (Turkey); Turkey (Türkiye)
TWN Taiwan; Republic of China; Republic of China (Taiwan); Taiwan (Republic of China); Formosa
TWN Nationalist China; China (Taiwan); China (Nationalist); Taiwan Province of China; China ROC
TZA Tanganyika; United Republic of Tanzania; Tanganyika and Zanzibar
TZA United Republic of Tanganyika and Zanzibar; Tanzania (Tanganyika); Tanganyika (Tanzania)
UKR Ukrainian SSR; Ukrainian Soviet Socialist Republic; the Ukraine
USA USA; US; America; United States; United States of America; EEUU; États-Unis
USA США; EE UU; Соединенные Штаты; Estados Unidos; Estados Unidos de América
VAT Vatican; Vatican City; Vatican City State; Holy See (Vatican City State); Holy See (Vatican)
VEN Bolivarian Republic of Venezuela
VNM Vietnam; Viet Nam; Socialist Republic of Viet Nam; Socialist Republic of Vietnam
WSM Western Samoa; Samoa (Western)
YEM North Yemen; Yemen Arab Republic; YAR; Yemen (Sana'a); Republic of Yemen; Yemen (Sanaa)
YEM Mutawakkilite Kingdom of Yemen; Yemen YAR
YMD Democratic Yemen; Southern Yemen; South Yemen; People's Democratic Republic of Yemen; PDRY
YMD Yemen People's Republic; Yemen People's Democratic Republic; Yemen PDRY; Yemen (Aden)
YMD People's Republic of Southern Yemen; People's Republic of South Yemen
YUG Yugoslavia; SFR Yugoslavia; SFRY; Socialist Federal Republic of Yugoslavia
YUG Federal People's Republic of Yugoslavia; Kingdom of Yugoslavia; FPR Yugoslavia
ZAF Union of South Africa; RSA; ЮАР; Republic of South Africa
ZWE Southern Rhodesia; Rhodesia; Zimbabwe Rhodesia; Zimbabwe (Rhodesia)
PRK КНДР; Corée du Nord; Corea del Norte
KOR Corée du Sud; Corea del Sur; República de Corea
AFG Democratic Republic of Afghanistan; Islamic State of Afghanistan
AGO People's Republic of Angola; República Popular de Angola
ALB République populaire d'Albanie; People's Socialist Republic of Albania
ARE UAE
BEN Дагомея; 达荷美
BFA Верхняя Вольта; 上沃尔特
BGR People's Republic of Bulgaria
BLR Белоруссия; RSS de Biélorussie; Белорусская ССР
BLR Белорусская Советская Социалистическая Республика
BLR République socialiste soviétique de Biélorussie
BLR República Socialista Soviética de Bielorrusia
BOL 多民族玻利维亚国; دولة بوليفيا المتعددة القوميات
BRN 文莱达鲁萨兰国; بروني دار السلام
CAF Центральноафриканская Республика
CIV كوت ديفوار
COD جمهورية الكونغو الديمقراطية
COG République populaire du Congo
COM Federal Islamic Republic of the Comoros
CPV كابو فيردي
CSK República Socialista Checoslovaca; République socialiste tchécoslovaque
CSK Чехословацкая Социалистическая Республика; République fédérale tchèque et slovaque
CSK Чешская и Словацкая Федеративная Республика
CZE 捷克共和国; الجمهورية التشيكية
DDR République démocratique allemande; República Democrática Alemana
DDR Германская Демократическая Республика; 德意志民主共和国; جمهورية ألمانيا الديمقراطية
DDR Восточная Германия; Alemania del Este
DEU ФРГ; Allemagne de l'Ouest; Alemania Occidental
DOM الجمهورية الدومينيكية
EGY République arabe unie; República Árabe Unida; Объединенная Арабская Республика; ОАР
ETH Abisinia; People's Democratic Republic of Ethiopia; Socialist Ethiopia
GBR المملكة المتحدة لبريطانيا العظمى وأيرلندا الشمالية
HUN Hungarian People's Republic
IRN جمهورية إيران الإسلامية
KAZ Kazajstán
KGZ Кыргызстан
KHM Kampuchéa démocratique; Kampuchea Democrática; Демократическая Кампучия; 民主柬埔寨
KHM République khmère
LAO جمهورية لاو الديمقراطية الشعبية
LBY Jamahiriya arabe libyenne; Jamahiriya Árabe Libia; Ливийская Арабская Джамахирия
LBY 阿拉伯利比亚民众国; الجماهيرية العربية الليبية
LKA Ceylan; Ceilán; Цейлон; 锡兰; سيلان
MDA República de Moldova
MDV Мальдивские Острова
MKD ex-République yougoslave de Macédoine; ex República Yugoslava de Macedonia
MKD бывшая югославская Республика Македония
MMR Бирма; بورما; 缅甸联邦
MNG República Popular Mongola; Монгольская Народная Республика; République populaire mongole
MNG Mongolian People's Republic
MOZ People's Republic of Mozambique
NLD Hollande; Holanda; Голландия
NZL Nueva Zelandia
POL Polish People's Republic
PRK جمهورية كوريا الشعبية الديمقراطية
ROU Socialist Republic of Romania
RUS Federación de Rusia; 俄罗斯联邦
SAU Arabia Saudita; KSA
SCG République fédérale de Yougoslavie; República Federativa de Yugoslavia
SCG Союзная Республика Югославия; 南斯拉夫联盟共和国
SUN 苏维埃社会主义共和国联盟; اتحاد الجمهوريات الاشتراكية السوفياتية; الاتحاد السوفياتي
SWZ Свазиленд; Swazilandia; سوازيلاند; Souaziland
SYC Сейшельские Острова
THA تايلند
TLS Тимор-Лешти
TWN Chine nationaliste; Formose; China nacionalista
UKR RSS d'Ukraine; República Socialista Soviética de Ucrania; Украинская ССР
UKR Украинская Советская Социалистическая Республика; République socialiste soviétique d'Ukraine
USA الولايات المتحدة الأمريكية
VAT Saint-Siège; Santa Sede; Святой Престол; 教廷; الكرسي الرسولي
VNM فييت نام
YEM République arabe du Yémen; República Árabe del Yemen; Йеменская Арабская Республика
YEM Yémen du Nord; Yemen del Norte; الجمهورية العربية اليمنية
YMD Yémen démocratique; Yemen Democrático; Демократический Йемен; 民主也门; اليمن الديمقراطية
YMD République démocratique populaire du Yémen; República Democrática Popular del Yemen
YMD Народная Демократическая Республика Йемен; جمهورية اليمن الديمقراطية الشعبية
YUG République fédérative socialiste de Yougoslavie
YUG República Federativa Socialista de Yugoslavia
YUG Социалистическая Федеративная Республика Югославия; СФРЮ; RFSY; 南斯拉夫社会主义联邦共和国
ZAF Unión Sudafricana; Union sud-africaine
ZWE Rhodésie; Rhodesia del Sur; Южная Родезия
AFG Kingdom of Afghanistan; Republic of Afghanistan; Islamic Emirate of Afghanistan
ALB People's Republic of Albania
AUS Commonwealth of Australia
BEN People's Republic of Benin; Republic of Dahomey
BFA Burkina; Republic of Upper Volta
BIH Bosnia; Bosnia Hercegovina
BLR Belarus SSR; Byelorussia SSR; Belorussian SSR; Belarus (Byelorussian SSR)
BRA United States of Brazil
BRN Negara Brunei Darussalam
CAN Dominion of Canada
CHN China PR Mainland; КНР; RPC; República Popular China
CIV Republic of Ivory Coast; Берег Слоновой Кости
CMR Federal Republic of Cameroon
COD Congo RDC; Congo RD; Конго ДРК; ДРК
CSK Czech and Slovak Fed Rep; Czecho-Slovakia
DDR E Germany; Former Democratic Republic of Germany; Alemania RDA; Allemagne RDA; Германия ГДР
DDR Allemagne, République démocratique; Alemania, República Democrática
DEU W Germany; Former Federal Republic of Germany; Alemania RFA; Allemagne RFA; Германия ФРГ
EGY Kingdom of Egypt; Republic of Egypt
ETH Former Ethiopia; Ethiopia PDR; Ethiopia PDRE
FJI Fiji Islands
FRA Metropolitan France
FSM FS Micronesia; FS of Micronesia
GEO Republic of Georgia
GIN Guinea Conakry; Guinée Conakry; People's Revolutionary Republic of Guinea
GNQ Eq Guinea; Equat Guinea
GRC Kingdom of Greece
GUY Cooperative Republic of Guyana; Co-operative Republic of Guyana
HUN Republic of Hungary
IRN Imperial State of Iran; Iran IR; Islamic Rep Iran
IRQ Kingdom of Iraq
ITA Italy/Sardinia
JOR Hashemite Kingdom of Transjordan
KHM State of Cambodia
LAO Kingdom of Laos
LBY Kingdom of Libya; United Kingdom of Libya; Libya (Jamahiriya); State of Libya
LBY Great Socialist People's Libyan Arab Jamahiriya
LKA Dominion of Ceylon
LUX Luxemburg
MKD TFYROM; Northern Macedonia; N Macedonia; Macedonia (FYROM/North Macedonia)
MMR Socialist Republic of the Union of Burma; Republic of the Union of Myanmar
MNG People's Republic of Mongolia; Outer Mongolia
NAM South West Africa
NGA Federation of Nigeria
NPL Kingdom of Nepal
NZL N Zealand
PLW Belau; Palau (Belau)
PRK Korea, Dem Rep; Korea, People's Republic of; RPDC; RPD de Corea; RPD de Corée
PSE West Bank and Gaza; Palestine/West Bank; Palestine/Gaza; Occupied Palestinian Territory
PSE Palestine, West Bank and Gaza
ROU People's Republic of Romania; Romanian People's Republic
RUS Federation of Russia
SDN Former Sudan; North Sudan; Democratic Republic of the Sudan
SOM Somali Democratic Republic; Somali Republic
SRB Republic of Serbia
SSD S Sudan
STP São Tomé e Príncipe
SCG State Union of Serbia and Montenegro; Union of Serbia and Montenegro
SWZ Kingdom of Swaziland
TLS Democratic Republic of East Timor; E Timor
TUR Republic of Turkey; Turkey (Ottoman Empire)
TWN Chinese Taipei; China Taipei; Republic of China on Taiwan; Taiwan (ROC)
TWN Taiwan (Chinese Taipei)
UKR Ukraine SSR
URY Oriental Republic of Uruguay
VEN Republic of Venezuela; Venezuela RB; United States of Venezuela
VNM Democratic Republic of Vietnam; Democratic Republic of Viet Nam; North Vietnam
VNM Former Democratic Republic of Vietnam; Former Democratic Republic of Viet Nam
TZA Former Tanganyika
WSM W Samoa
YEM N Yemen; Former Arab Republic of Yemen; Kingdom of Yemen
YMD S Yemen; PDR Yemen; Yemen PD Rep; Yemen, Democratic Republic of
YUG Yugoslav SFR
ZAF S Africa
ZWE Republic of Rhodesia
"""
#: Former names in the languages of the United Nations other than English. TWN stands in the record
#: for the government that held China's seat until 1971.
FORMER_NAMES: Final[dict[str, dict[str, str]]] = {
    "fr": {
        "SUN": "Union soviétique",
        "CSK": "Tchécoslovaquie",
        "YUG": "Yougoslavie",
        "DDR": "Allemagne de l\N{RIGHT SINGLE QUOTATION MARK}Est",
        "SCG": "Serbie-et-Monténégro",
        "YMD": "Yémen du Sud",
        "EAZ": "Zanzibar",
        "TWN": "République de Chine",
    },
    "es": {
        "SUN": "Unión Soviética",
        "CSK": "Checoslovaquia",
        "YUG": "Yugoslavia",
        "DDR": "Alemania Oriental",
        "SCG": "Serbia y Montenegro",
        "YMD": "Yemen del Sur",
        "EAZ": "Zanzíbar",
        "TWN": "República de China",
    },
    "ru": {
        "SUN": "Советский Союз",
        "CSK": "Чехословакия",
        "YUG": "Югославия",
        "DDR": "ГДР",
        "SCG": "Сербия и Черногория",
        "YMD": "Южный Йемен",
        "EAZ": "Занзибар",
        "TWN": "Китайская Республика",
    },
    "zh": {
        "SUN": "苏联",
        "CSK": "捷克斯洛伐克",
        "YUG": "南斯拉夫",
        "DDR": "东德",
        "SCG": "塞尔维亚和黑山",
        "YMD": "南也门",
        "EAZ": "桑给巴尔",
        "TWN": "中华民国",
    },
    "ar": {
        "SUN": "الاتحاد السوفيتي",
        "CSK": "تشيكوسلوفاكيا",
        "YUG": "يوغوسلافيا",
        "DDR": "ألمانيا الشرقية",
        "SCG": "صربيا والجبل الأسود",
        "YMD": "اليمن الجنوبي",
        "EAZ": "زنجبار",
        "TWN": "جمهورية الصين",
    },
}
#: What one word leaves open.
_SHARED: Final = {
    **{"Korea": ("KOR", "PRK"), "Corée": ("KOR", "PRK"), "Corea": ("KOR", "PRK")},
    **{"Корея": ("KOR", "PRK"), "ROC": ("COG", "TWN")},
}
#: Codes that ISO 3166 has withdrawn or keeps for other uses, and the UN Library's own.
_FORMER_CODES: Final = """
SU SUN YU YUG DD DDR YD YMD CS CSK BU MMR ZR COD TP TLS HV BFA DY BEN UK GBR EL GRC RH ZWE
BUR MMR ZAR COD TMP TLS HVO BFA DHY BEN RHO ZWE ROM ROU BYS BLR GER DEU EAT TZA UAR EGY
"""
_PAIRS: Final = _FORMER_CODES.split()
_CODES: Final = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
#: Words without which a name means the same, in the languages written with Latin letters.
_SMALL: Final = frozenset(
    ["THE", "OF", "AND", "LA", "LE", "LES", "L", "DU", "DE", "DES", "D", "ET", "И"]
).union(["EL", "LOS", "LAS", "DEL", "Y"])
#: Shortened and bent words, as statistical offices write them.
_WHOLE: Final = {
    **{"DEM": "DEMOCRATIC", "REP": "REPUBLIC", "FED": "FEDERATED", "ST": "SAINT", "STE": "SAINT"},
    **{"PEOPLES": "PEOPLE", "STS": "STATES", "IS": "ISLANDS", "ISL": "ISLANDS"},
    **{"ISDS": "ISLANDS", "REPS": "REPUBLICS", "FMR": "FORMER"},
    # "Fed." is short for both, and no two states differ in it.
    "FEDERAL": "FEDERATED",
}
#: Years in brackets, as "Sudan (until 2011)": they leave the state as it is.
_YEARS: Final = re.compile(
    r"[0-9\W]*(?:\b(?:pre|post|since|until|from|to|before|after)\b[0-9\W]*)*", re.IGNORECASE
)
#: What stands before a second name in brackets, as "Eswatini (formerly Swaziland)".
_BEFORE: Final = re.compile(
    r"\A\s*(?:formerly|former|previously|ex|now|today|also|aka|or)\b[\s.:-]*", re.IGNORECASE
)
_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_INITIALS: Final = re.compile(r"\b(?:\w\.\s?){2,}|\b(?:\w\.)+\w\b")
#: What stands before a number, to say whose it is.
_SCHEMES: Final = {"M49": "M49", "UN": "M49", "ISO": "M49", "COW": "COW", "GW": "GW"}
_NUMBER: Final = re.compile(r"(?:(M49|UN|ISO|COW|GW)[ :_-]*)?([0-9]{1,3})(?:\.0)?", re.IGNORECASE)


def plain_name(name: str) -> str:
    """
    Fold a name to capitals without accents, marks and double spaces.

    Parameters
    ----------
    name : str
        A name as some document writes it, in any script.

    Returns
    -------
    str
        The name to compare.

    Examples
    --------
    >>> plain_name(" Côte d’Ivoire "), plain_name("U.S.A.")
    ('COTE D IVOIRE', 'USA')
    """
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(mark for mark in bare if not unicodedata.combining(mark))
    bare = _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", bare)
    plain = re.sub(r"[\W_]+", " ", bare.upper().replace("&", " AND ")).strip()
    return re.sub(r"^ST (?=[A-Z])", "SAINT ", plain)


def _words(name: str) -> str:
    """Sort a name's words, so that what stands in brackets or behind a comma is in its place."""
    plain = plain_name(name).replace("PEOPLE S", "PEOPLE")
    words = [_WHOLE.get(word, word) for word in plain.split()]
    return " ".join(sorted({word for word in words if word not in _SMALL}))


@functools.cache
def _names_by_code() -> dict[str, str]:
    """Codes of the record's states, and their names in it."""
    table = read_table("states.csv")
    return dict(zip(table["code"], table["name"], strict=True))


@functools.cache
def written_names() -> dict[str, list[str]]:
    """
    The names that this package itself knows, without ISO's and Unicode's lists.

    Returns
    -------
    dict of str to list of str
        By code, the record's own name first.
    """
    names = {code: [name] for code, name in _names_by_code().items()}
    for line in _NAMES.strip().splitlines():
        names[line[:3]] += line[4:].split("; ")
    for former in FORMER_NAMES.values():
        for code, name in former.items():
            names[code].append(name)
    return names


@functools.cache
def _spellings() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {_words(name): codes for name, codes in _SHARED.items()}
    for code, names in written_names().items():
        for name in names:
            table[_words(name)] = (code,)
    return table


def _names_in_all_languages() -> Iterator[tuple[str, str]]:
    """Give codes and names of ISO 3166 and Unicode, in the languages of the United Nations."""
    import gettext

    import pycountry
    from babel import Locale

    countries = [each for each in pycountry.countries if each.alpha_3 in _names_by_code()]
    english = [
        (each.alpha_3, name)
        for each in countries
        for name in (getattr(each, kind, None) for kind in ("name", "official_name", "common_name"))
        if name
    ]
    yield from english
    for language in ("en", "fr", "es", "ru", "zh", "ar"):
        territories = Locale(language).territories
        for each in countries:
            yield each.alpha_3, territories.get(each.alpha_2, each.name)
        written = "zh_CN" if language == "zh" else language
        texts = gettext.translation(
            "iso3166-1", pycountry.LOCALES_DIR, languages=[written], fallback=True
        )
        for code, name in english:
            yield code, texts.gettext(name)


@functools.cache
def _everywhere() -> dict[str, tuple[str, ...]]:
    """Add to the names written here those of the libraries: loaded only for a name not here."""
    found: dict[str, set[str]] = {}
    for code, name in _names_in_all_languages():
        found.setdefault(_words(name), set()).add(code)
    return {words: tuple(sorted(codes)) for words, codes in found.items()} | _spellings()


def states_called(name: str) -> tuple[str, ...]:
    """
    Find the states that a name may stand for.

    What stands in brackets is part of the name: it is never dropped, but for bare years.

    Parameters
    ----------
    name : str
        Official, short or former, in one of the six languages of the United Nations; accents,
        apostrophes, capitals, "The" and the order of words make no difference.

    Returns
    -------
    tuple of str
        Alpha-3 codes: none if no state is called that, several if it could be each of them.

    Examples
    --------
    >>> states_called("Congo (the Democratic Republic of the)"), states_called("Congo")
    (('COD',), ('COG',))
    >>> states_called("Korea"), states_called("Greenland")
    (('KOR', 'PRK'), ())
    """
    words = _words(name)
    if not words:
        return ()
    found = _spellings().get(words) or _everywhere().get(words)
    if found:
        return found
    rest = [word for word in words.split() if word not in ("FORMER", "FORMERLY", "EX")]
    if rest and len(rest) < len(words.split()):
        # "Former" is part of a name only of those that are no more.
        former = [code for code in states_called(" ".join(rest)) if code in FORMER_NAMES["fr"]]
        if former:
            return tuple(former)
    inner = _BRACKETS.search(name)
    if inner:
        outside = states_called(name[: inner.start()] + " " + name[inner.end() :])
        if _YEARS.fullmatch(inner[1]):
            return outside
        bare = _BEFORE.sub("", inner[1])
        if bare != inner[1]:
            return states_called(f"{name[: inner.start()]}({bare}){name[inner.end() :]}")
        inside = states_meant(inner[1])
        common = tuple(code for code in outside if code in inside)
        both = tuple(sorted({*outside, *inside})) if outside and inside else ()
        return common or both
    return ()


@functools.cache
def _iso() -> tuple[dict[str, str], dict[int, str]]:
    """Alpha-3 codes by alpha-2 code and by number; pycountry is loaded only for these."""
    import pycountry

    countries = [each for each in pycountry.countries if each.alpha_3 in _names_by_code()]
    return (
        {each.alpha_2: each.alpha_3 for each in countries},
        {int(each.numeric): each.alpha_3 for each in countries} | FORMER_M49,
    )


def _numbered(number: int) -> dict[str, str]:
    """Give the state of a number in each of the lists that has it."""
    lists = {"M49": _iso()[1], "COW": COUNTRY_NUMBERS, "GW": GLEDITSCH_WARD}
    return {name: table[number] for name, table in lists.items() if number in table}


def states_coded(code: str) -> tuple[str, ...]:
    """
    Find the states that a code or number may stand for.

    Parameters
    ----------
    code : str
        ISO 3166 code of two or three letters, also a former one, or the UN Library's; or a
        number: M49, Correlates of War, Gleditsch and Ward. ``"M49 710"``, ``"COW 710"`` and
        ``"GW 710"`` say which.

    Returns
    -------
    tuple of str
        Alpha-3 codes: none if it is nobody's, several if the lists give it to several.

    Examples
    --------
    >>> states_coded("fr"), states_coded("BUR"), states_coded("643")
    (('FRA',), ('MMR',), ('RUS',))
    >>> states_coded("710"), states_coded("COW 710")
    (('CHN', 'ZAF'), ('CHN',))
    """
    short = code.strip().upper()
    if short in _names_by_code():
        return (short,)
    if short in _CODES:
        return (_CODES[short],)
    if re.fullmatch("[A-Z]{2}", short):
        found = _iso()[0].get(short)
        return (found,) if found else ()
    number = _NUMBER.fullmatch(short)
    if not number:
        return ()
    numbered = _numbered(int(number[2]))
    if number[1]:
        numbered = {name: c for name, c in numbered.items() if name == _SCHEMES[number[1]]}
    return tuple(sorted(set(numbered.values())))


def states_meant(name: str) -> tuple[str, ...]:
    """
    Find the states that a code, a number or a name may stand for.

    Parameters
    ----------
    name : str
        What `states_coded` or `states_called` takes.

    Returns
    -------
    tuple of str
        Alpha-3 codes: none, one, or several if it could be each of them.

    Examples
    --------
    >>> states_meant("UK"), states_meant("Burma"), states_meant("Sudan (South)")
    (('GBR',), ('MMR',), ('SSD',))
    """
    return states_coded(name) or states_called(name)


def of_several(name: object, codes: tuple[str, ...]) -> str:
    """
    Say that a name could be several states.

    Parameters
    ----------
    name : object
        As it was given.
    codes : tuple of str
        What it could be.

    Returns
    -------
    str
        A sentence that names each.

    Examples
    --------
    >>> of_several("Korea", ("KOR", "PRK"))
    "'Korea' could be South Korea (KOR) or North Korea (PRK)"
    """
    each = " or ".join(f"{_names_by_code()[code]} ({code})" for code in codes)
    return f"{name!r} could be {each}"


def never_a_member(name: object) -> str:
    """
    Say of a state that was never a member what it is easily taken for.

    Parameters
    ----------
    name : object
        As it was given.

    Returns
    -------
    str
        A sentence; empty for any other name.

    Examples
    --------
    >>> never_a_member("South Vietnam")[:60]
    "unknown member 'South Vietnam': it never was one of the Unit"
    >>> never_a_member("Vietnam")
    ''
    """
    if _words(str(name)) not in map(_words, _SOUTH_VIET_NAM):
        return ""
    return (
        f"unknown member {name!r}: it never was one of the United Nations and cast no vote; Viet "
        "Nam (VNM) has been one since 20 September 1977"
    )
