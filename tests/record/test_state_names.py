"""Names of states: each member since 1945 in many forms, brackets, and what could be two."""

from __future__ import annotations

import pytest

import unvotes as uv
from unvotes.errors import UnvotesError
from unvotes.record.country_numbers import COUNTRY_NUMBERS, FORMER_M49, GLEDITSCH_WARD
from unvotes.record.state_names import states_called, states_coded, states_meant, written_names
from unvotes.record.states import member_code


def turned(name: str) -> str:
    """Write "South Africa" as "Africa, South"."""
    *first, last = name.split()
    return f"{last}, {' '.join(first)}" if first else name


def forms(code: str, name: str) -> list[str]:
    """Write a state's name and code as people do, without looking into the table of names."""
    bracketed = turned(name).replace(", ", " (") + ")" if " " in name else name
    return [
        *(name, name.upper(), name.lower(), f"  {name} ", f"The {name}", f"{name}, The"),
        *(name.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"), turned(name), bracketed),
        name.translate(str.maketrans("ôüéí", "ouei")).replace("ã", "a").replace("õ", "o"),
        *(name.replace(" and ", " & "), name.replace("Saint ", "St. "), name.replace(" ", "  ")),
        *(code, code.lower(), f"{name} ({code})"),
    ]


def test_every_member_goes_by_at_least_eight_forms():
    table = uv.states()
    for code, name in zip(table["code"], table["name"], strict=True):
        written = set(forms(code, name))
        assert len(written) >= 8, name
        assert {form: states_meant(form) for form in written} == dict.fromkeys(written, (code,))


@pytest.mark.parametrize("name", ["South Vietnam", "Republic of Viet Nam", "Viet-Nam (South)"])
def test_who_was_never_a_member_is_not_taken_for_another(name: str):
    with pytest.raises(UnvotesError, match=r"never was one.*VNM.*20 September 1977"):
        member_code(name)
    with pytest.raises(UnvotesError, match="never was one"):
        uv.agreement(uv.load_votes(since=2020), name, "USA")
    admitted = uv.states().set_index("code").loc["VNM", "admitted"]
    assert str(admitted)[:10] == "1977-09-20"


def test_every_member_goes_by_its_names_in_six_languages_and_its_numbers():
    import pycountry
    from babel import Locale

    of_two = {each.alpha_2: each for each in pycountry.countries}
    known = set(uv.states()["code"])
    for language in ("en", "fr", "es", "ru", "zh", "ar"):
        names = Locale(language).territories
        for two, country in of_two.items():
            if country.alpha_3 in known:
                assert country.alpha_3 in states_called(names[two]), names[two]
                assert states_called(names[two]) == (country.alpha_3,), names[two]
    for two, country in of_two.items():
        if country.alpha_3 in known:
            assert states_coded(two) == (country.alpha_3,)
            assert states_coded(f"M49 {country.numeric}") == (country.alpha_3,)
            official = getattr(country, "official_name", country.name)
            assert states_called(official) == (country.alpha_3,), official
    for prefix, numbers in (("COW", COUNTRY_NUMBERS), ("GW", GLEDITSCH_WARD), ("M49", FORMER_M49)):
        for number, code in numbers.items():
            assert states_coded(f"{prefix} {number}") == (code,)


#: As the United Nations and their states wrote them, in languages other than English.
ELSEWHERE = """
RUS Federación de Rusia; Fédération de Russie; Российская Федерация; 俄罗斯联邦; الاتحاد الروسي
USA Estados Unidos de América; États-Unis d'Amérique; 美利坚合众国; الولايات المتحدة الأمريكية
GBR Reino Unido de Gran Bretaña e Irlanda del Norte; 大不列颠及北爱尔兰联合王国; Royaume-Uni
SYR République arabe syrienne; República Árabe Siria; Сирийская Арабская Республика
PRK République populaire démocratique de Corée; Corea del Norte; Северная Корея; 朝鲜
SUN Union des Républiques socialistes soviétiques; URSS; СССР; 苏联; الاتحاد السوفياتي
DDR République démocratique allemande; República Democrática Alemana; ГДР; 德意志民主共和国
DEU Alemania Occidental; Allemagne, République fédérale d'; ФРГ
YUG République fédérative socialiste de Yougoslavie; СФРЮ; Югославия
SCG République fédérale de Yougoslavie; Союзная Республика Югославия
CSK Чехословацкая Социалистическая Республика; República Socialista Checoslovaca
YMD Yémen démocratique; Yemen Democrático; Демократический Йемен; 民主也门
YEM République arabe du Yémen; Yemen del Norte; الجمهورية العربية اليمنية
EGY République arabe unie; República Árabe Unida; ОАР
KHM Kampuchéa démocratique; Демократическая Кампучия; République khmère
LKA Ceylan; Ceilán; Цейлон; 锡兰
BEN Dahomey; Дагомея
BFA Haute-Volta; Alto Volta; Верхняя Вольта
SWZ Souaziland; Swazilandia; Свазиленд
BLR RSS de Biélorussie; Белорусская ССР; Белоруссия
UKR RSS d'Ukraine; Украинская ССР
VAT Saint-Siège; Santa Sede; Святой Престол; 教廷
SAU Arabia Saudita; Arabie saoudite
NZL Nueva Zelandia; Nouvelle-Zélande
ZAF Unión Sudafricana; ЮАР; Afrique du Sud
"""


@pytest.mark.parametrize("line", ELSEWHERE.strip().splitlines(), ids=lambda line: line[:3])
def test_official_and_former_names_in_other_languages(line):
    names = line[4:].split("; ")
    assert {name: states_meant(name) for name in names} == dict.fromkeys(names, (line[:3],))


#: As lists of states (Gleditsch and Ward, Polity, V-Dem), the World Bank, the IMF, Comtrade and
#: FAO write them, and as files say what a state was called before.
LISTS = """
PRK Korea, People's Republic of; Korea, Dem. Rep.; Korea, D.P.R. of; Dem. People's Rep. of Korea
VNM Vietnam, Democratic Republic of; Vietnam North; Fmr Dem. Rep. of Vietnam
YEM Yemen (Arab Republic of Yemen); Yemen North; Fmr Arab Rep. of Yemen; Yemen, Rep.; N. Yemen
YMD Yemen, People's Republic of; Yemen South; Fmr Dem. Yemen; Yemen, P.D. Rep.; S. Yemen
DDR Germany East; Fmr Dem. Rep. of Germany; Alemania (República Democrática); Германия (ГДР)
DEU German Federal Republic; Fmr Fed. Rep. of Germany; Germany, Fed. Rep.; Allemagne (RFA)
COD Congo, Democratic Republic of (Zaire); Congo (RDC); Конго (ДРК); Congo (formerly Zaire)
IRN Iran (Persia); Iran, I.R. of; Iran, Islamic Rep.; Iran (formerly Persia)
TUR Turkey (Ottoman Empire); Turkey (Turkiye); Türkiye (formerly Turkey); Republic of Turkey
MKD Macedonia (FYROM/North Macedonia); TFYR of Macedonia; North Macedonia (formerly FYROM)
SCG Yugoslavia, Fed. Rep. of; Serbia & Montenegro; State Union of Serbia and Montenegro
YUG Fmr Yugoslavia; ex-Yugoslavia; Yugoslav SFR; Yugoslavia, SFR
SUN Fmr USSR; ex-USSR; Union of Soviet Socialist Reps.
SDN Fmr Sudan; Sudan (former); Sudan-North; Sudan (until 2011)
CHN China, P.R.: Mainland; China, mainland; КНР; China (PRC)
TWN China, Taiwan Province of; Chinese Taipei; Taiwan (ROC); Taiwan, China
FSM FS Micronesia; Micronesia, Fed. Sts.; Fed. States of Micronesia
SWZ Eswatini (formerly Swaziland); Swaziland (now Eswatini); Kingdom of Swaziland
GIN Guinea (Conakry); Guinée-Conakry
SOM Somalia, Fed. Rep.; Somali Democratic Republic
"""


@pytest.mark.parametrize("line", LISTS.strip().splitlines(), ids=lambda line: line[:3])
def test_names_of_the_lists_that_people_merge_with(line):
    names = line[4:].split("; ")
    assert {name: states_meant(name) for name in names} == dict.fromkeys(names, (line[:3],))


def test_no_written_name_is_two_states():
    for code, names in written_names().items():
        for name in names:
            assert states_called(name) == (code,), name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Congo (the Democratic Republic of the)", "COD"),
        ("Congo (DRC)", "COD"),
        ("Congo (Zaire)", "COD"),
        ("Congo (Kinshasa)", "COD"),
        ("Congo, Dem. Rep.", "COD"),
        ("Congo (the)", "COG"),
        ("Congo (Brazzaville)", "COG"),
        ("Congo, Republic of the", "COG"),
        ("Germany (East)", "DDR"),
        ("Germany (Democratic Republic)", "DDR"),
        ("Germany (Federal Republic of)", "DEU"),
        ("Sudan (South)", "SSD"),
        ("Sudan (the)", "SDN"),
        ("Guinea (Equatorial)", "GNQ"),
        ("Guinea (Republic of)", "GIN"),
        ("Yemen (South)", "YMD"),
        ("Yemen (Arab Republic)", "YEM"),
        ("Yemen, People's Democratic Republic of", "YMD"),
        ("Korea (North)", "PRK"),
        ("Korea (the Democratic People\N{RIGHT SINGLE QUOTATION MARK}s Republic of)", "PRK"),
        ("Korea (Republic of)", "KOR"),
        ("China (Taiwan)", "TWN"),
        ("China (People's Republic of)", "CHN"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Sudan (2012-)", "SDN"),
        ("Ethiopia (until 1992)", "ETH"),
        ("Yugoslavia (former)", "YUG"),
        ("U.S.A.", "USA"),
        ("U.K.", "GBR"),
        ("Burma", "MMR"),
        ("Fédération de Russie", "RUS"),
        ("Советский Союз", "SUN"),
        ("República Democrática Popular Lao", "LAO"),
    ],
)
def test_what_stands_in_brackets_is_never_dropped(name, code):
    assert member_code(name) == code


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("Korea", ("KOR", "PRK")),
        ("Guinea (Ghana)", ("GIN", "GHA")),
        ("Russia (USSR)", ("RUS", "SUN")),
        ("China (Formosa)", ("CHN", "TWN")),
        ("Sudan (Egypt)", ("SDN", "EGY")),
        ("710", ("CHN", "ZAF")),
        ("970", ("KIR", "NRU")),
        ("Congo (COD)", ("COD", "COG")),
        ("R.O.C.", ("COG", "TWN")),
        ("Russia (formerly USSR)", ("RUS", "SUN")),
    ],
)
def test_a_name_that_could_be_two_states_names_both(name, both):
    with pytest.raises(uv.UnvotesError, match="could be") as caught:
        member_code(name)
    assert all(f"({code})" in str(caught.value) for code in both)
    with pytest.raises(uv.UnvotesError, match="could be") as caught:
        uv.bloc(name, "GBR")
    assert all(f"({code})" in str(caught.value) for code in both)


@pytest.mark.parametrize(
    "name",
    [
        *("Samoa (American)", "Ireland (Northern)", "France (overseas)", "Congo (x)", "()", "nan"),
        *("Vietnam (South)", "Vietnam, Republic of", "China (Hong Kong)", "former France"),
        *("Timor (West)", "Pakistan (East)", "Cyprus (North)", "Virgin Islands (British)"),
    ],
)
def test_what_is_in_brackets_and_not_known_is_refused(name):
    with pytest.raises(uv.UnvotesError, match="unknown member"):
        member_code(name)


def test_libraries_are_loaded_only_when_a_name_needs_them(monkeypatch):
    def refuse():
        raise AssertionError("a library was loaded")

    monkeypatch.setattr("unvotes.record.state_names._everywhere", refuse)
    monkeypatch.setattr("unvotes.record.state_names._iso", refuse)
    for name in ("Russia", "CHN", "Ivory Coast", "UK", "Burma", *uv.states()["name"]):
        assert len(states_meant(name)) == 1


def test_a_file_with_names_in_brackets_keeps_its_states_apart(tmp_path):
    path = tmp_path / "votes.csv"
    names = [
        "Congo (the Democratic Republic of the)",
        "Congo (the)",
        "Sudan (South)",
        "Sudan (the)",
    ]
    rows = [f"1,2020-12-07,{name},{vote}" for name, vote in zip(names, (3, 8, 1, 2), strict=True)]
    path.write_text("\n".join(["rcid,date,country,vote", *rows]), encoding="utf-8")
    votes = uv.read_voeten(path).votes
    assert dict(zip(votes["member"].astype(str), votes["vote"].astype(str), strict=True)) == {
        **{"COD": "no", "COG": "nonvoting", "SSD": "yes", "SDN": "abstain"}
    }
    path.write_text(
        "rcid,date,country,vote\n1,2020-12-07,Korea,3\n1,2020-12-07,France,1\n", encoding="utf-8"
    )
    with pytest.raises(uv.UnvotesError, match=r"South Korea \(KOR\) or North Korea \(PRK\)"):
        uv.read_voeten(path)
