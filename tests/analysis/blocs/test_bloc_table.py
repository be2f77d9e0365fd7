"""The dated memberships of data/blocs.csv: form, well-known counts, and the yearly lists."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pycountry
import pytest

from unvotes.analysis.blocs.ready import READY, as_bloc, bloc
from unvotes.record.data_files import read_table
from unvotes.record.loading import load_votes

FIVE = ("African Group", "Asia-Pacific Group", "Eastern European Group", "GRULAC", "WEOG")
SEATS_OF_1946 = (
    "Latin American seats",
    "Commonwealth seat",
    "Middle Eastern seat",
    "Western European seat",
    "Eastern European seat",
)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return read_table("blocs.csv")


def on(name: str, day: str) -> set[str]:
    return set(as_bloc(name).members_on(day))


def test_form_of_the_table(table: pd.DataFrame) -> None:
    assert list(table.columns) == [
        "bloc",
        "member",
        "since",
        "until",
        "status",
        "precision",
        "source",
        "note",
    ]
    assert set(table["status"]) == {"member", "suspended"}
    assert set(table["precision"]) == {"day", "month", "year", "estimated"}
    assert (table["source"] != "").all()
    assert table.loc[table["precision"] == "estimated", "note"].ne("").all()
    assert set(table["bloc"]) | {"E10", "A3"} == set(READY.values())
    assert list(read_table("bloc_names.csv")["bloc"]) == list(READY.values()), "in one order"


def test_every_code_is_a_state_of_today_or_of_yesterday(table: pd.DataFrame) -> None:
    codes = {c.alpha_3 for c in pycountry.countries} | {
        c.alpha_3 for c in pycountry.historic_countries
    }
    assert set(table["member"]) <= codes


def test_spells_are_in_order_and_do_not_overlap(table: pd.DataFrame) -> None:
    since = pd.to_datetime(table["since"], format="%Y-%m-%d")
    until = pd.to_datetime(table["until"].replace("", "2100-01-01"), format="%Y-%m-%d")
    assert (since <= until).all()
    assert until[table["until"] != ""].max() < pd.Timestamp("2026-01-01")
    frame = table.assign(since=since, until=until).sort_values(["bloc", "member", "since"])
    before = frame.groupby(["bloc", "member"])["until"].shift()
    assert not (frame["since"] <= before).any()


@pytest.mark.parametrize(
    ("name", "day", "count"),
    [
        ("P5", "1946-01-17", 5),
        ("P5", "1971-10-25", 5),
        ("P5", "2025-12-31", 5),
        ("EU", "1958-01-01", 6),
        ("EU", "1972-12-31", 6),
        ("EU", "1973-01-01", 9),
        ("EU", "1981-01-01", 10),
        ("EU", "1986-01-01", 12),
        ("EU", "2000-01-01", 15),
        ("EU", "2004-05-01", 25),
        ("EU", "2007-01-01", 27),
        ("EU", "2015-01-01", 28),
        ("EU", "2020-01-31", 28),
        ("EU", "2020-02-01", 27),
        ("NATO", "1949-08-24", 12),
        ("NATO", "1952-02-18", 14),
        ("NATO", "1982-05-30", 16),
        ("NATO", "1999-03-12", 19),
        ("NATO", "2004-03-29", 26),
        ("NATO", "2025-01-01", 32),
        ("Warsaw Pact", "1960-01-01", 8),
        ("Warsaw Pact", "1970-01-01", 7),
        ("Warsaw Pact", "1991-07-02", 0),
        ("NAM", "1961-09-05", 25),
        ("NAM", "2006-12-31", 118),
        ("NAM", "2012-08-31", 120),
        ("NAM", "2024-12-31", 121),
        ("G77", "1964-06-15", 77),
        ("G77", "2013-12-31", 133 - 1),  # the group counts China, and South Sudan followed
        ("OIC", "2011-01-01", 57),
        ("OIC", "2013-01-01", 56),  # Syria suspended
        ("OIC", "2025-12-31", 57),
        ("Arab League", "2000-01-01", 22),
        ("Arab League", "1980-01-01", 21),  # Egypt suspended, South Yemen still a state
        ("Arab League", "2025-01-01", 22),
        ("OAU", "2002-07-08", 53),
        ("African Union", "2002-07-09", 53),
        ("African Union", "2011-12-31", 54),
        ("African Union", "2025-01-01", 55),
        ("BRICS", "2010-12-23", 4),
        ("BRICS", "2011-01-01", 5),
        ("BRICS", "2024-01-01", 9),
        ("BRICS", "2025-12-31", 10),
        ("ASEAN", "1999-12-31", 10),
        ("SCO", "2025-01-01", 10),
        ("CSTO", "2025-01-01", 6),
        ("IBSA", "2003-06-06", 3),
        ("G4", "2005-01-01", 4),
        ("G7", "1975-11-15", 6),
        ("G7", "1976-06-27", 7),
        ("G7", "2025-12-31", 7),
        ("GCC", "1981-05-25", 6),
        ("GCC", "2025-12-31", 6),
        ("Mercosur", "1995-01-01", 4),
        ("Mercosur", "2012-07-31", 3),  # Paraguay suspended, Venezuela not yet in
        ("Mercosur", "2014-01-01", 5),
        ("Mercosur", "2017-01-01", 4),  # Venezuela suspended
        ("Mercosur", "2025-12-31", 5),
        ("CARICOM", "1973-08-01", 4),
        ("CARICOM", "2025-12-31", 14),  # fifteen with Montserrat
        ("ECOWAS", "1975-05-28", 15),
        ("ECOWAS", "1990-01-01", 16),
        ("ECOWAS", "2024-12-31", 15),
        ("ECOWAS", "2025-01-29", 12),
        ("AES", "2023-09-16", 3),
        ("Visegrád", "1992-01-01", 3),
        ("Visegrád", "1993-01-01", 4),
        ("Nordics", "1960-01-01", 5),
        ("OECD", "1961-09-30", 17),
        ("OECD", "1962-12-31", 20),
        ("OECD", "1994-05-18", 25),
        ("OECD", "2000-12-31", 30),
        ("OECD", "2025-12-31", 38),
        ("Pacific Islands Forum", "2025-12-31", 14),  # eighteen with those outside the UN
        ("Quad", "2007-06-01", 4),
        ("Quad", "2012-01-01", 0),
        ("Quad", "2020-01-01", 4),
        ("African Group", "2025-01-01", 54),
        ("Asia-Pacific Group", "2025-01-01", 54),
        ("Eastern European Group", "2025-01-01", 23),
        ("GRULAC", "2025-01-01", 33),
        ("WEOG", "2025-01-01", 28),
    ],
)
def test_counts_at_known_dates(name: str, day: str, count: int) -> None:
    assert len(on(name, day)) == count


def test_five_groups_hold_every_member_of_the_united_nations_but_one() -> None:
    day = "2025-01-01"
    groups = [on(name, day) for name in FIVE]
    everyone = set().union(*groups)
    assert sum(map(len, groups)) == len(everyone) == 192
    assert "USA" not in everyone
    assert not everyone & {"PSE", "VAT", "TWN", "ESH", "XKX"}


@pytest.mark.parametrize(
    ("name", "member", "last_out", "first_in"),
    [
        ("WEOG", "ISR", "1999-12-31", "2001-01-01"),
        ("African Group", "ZAF", "1993-12-31", "1995-01-01"),
        ("African Union", "MAR", "2017-01-29", "2017-01-30"),
        ("BRICS", "ZAF", "2010-12-23", "2010-12-24"),
        ("BRICS", "IDN", "2025-01-05", "2025-01-06"),
        ("NATO", "FIN", "2023-04-03", "2023-04-04"),
        ("NATO", "SWE", "2024-03-06", "2024-03-07"),
        ("Arab League", "EGY", "1989-05-22", "1989-05-23"),
        ("Arab League", "SYR", "2023-05-06", "2023-05-07"),
        ("SCO", "IND", "2017-06-08", "2017-06-09"),
        ("ASEAN", "TLS", "2025-10-25", "2025-10-26"),
        ("G7", "CAN", "1976-06-26", "1976-06-27"),
        ("OECD", "JPN", "1964-04-27", "1964-04-28"),
        ("OECD", "CRI", "2021-05-24", "2021-05-25"),
        ("Mercosur", "VEN", "2012-08-11", "2012-08-12"),
        ("CARICOM", "HTI", "2002-07-01", "2002-07-02"),
        ("Pacific Islands Forum", "FJI", "2014-10-21", "2014-10-22"),
    ],
)
def test_the_day_of_joining(name: str, member: str, last_out: str, first_in: str) -> None:
    assert member not in on(name, last_out)
    assert member in on(name, first_in)


@pytest.mark.parametrize(
    ("name", "member", "last_in", "first_out"),
    [
        ("EU", "GBR", "2020-01-31", "2020-02-01"),
        ("OAU", "MAR", "1984-11-12", "1984-11-13"),
        ("ECOWAS", "NER", "2025-01-28", "2025-01-29"),
        ("ECOWAS", "MRT", "2000-12-31", "2001-01-01"),
        ("Visegrád", "CSK", "1992-12-31", "1993-01-01"),
        ("Pacific Islands Forum", "FJI", "2009-05-01", "2009-05-02"),
        ("Warsaw Pact", "DDR", "1990-09-23", "1990-09-24"),
        ("Arab League", "SYR", "2011-11-15", "2011-11-16"),
        ("Eastern European Group", "CSK", "1992-12-31", "1993-01-01"),
        ("Eastern European Group", "DDR", "1990-10-02", "1990-10-03"),
    ],
)
def test_the_day_of_leaving(name: str, member: str, last_in: str, first_out: str) -> None:
    assert member in on(name, last_in)
    assert member not in on(name, first_out)


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return load_votes()


def test_african_group_holds_three_seats_on_every_roll_call_since_1966(
    votes: pd.DataFrame,
) -> None:
    since = votes[(votes["date"] >= "1966-01-01").to_numpy()]
    three = since[bloc("A3").select(since)]
    assert (three.groupby("roll_call", observed=True).size() == 3).all()
    assert three["roll_call"].nunique() == since["roll_call"].nunique()


def test_elected_seats_follow_the_shares_of_resolution_1991(votes: pd.DataFrame) -> None:
    """Five for Africa and Asia, one Eastern European, two Latin American, two Western."""
    since = votes[(votes["date"] >= "1968-01-01").to_numpy()]
    elected = since[~since["permanent"].to_numpy()]
    seats = {
        name: elected[bloc(name).select(elected)].groupby("roll_call", observed=False).size()
        for name in FIVE
    }
    last = elected["roll_call"].unique()
    counts = pd.DataFrame(seats).loc[last]
    assert (counts["Eastern European Group"] == 1).all()
    assert (counts["GRULAC"] == 2).all()
    assert (counts["WEOG"] == 2).all()
    assert (counts["African Group"] + counts["Asia-Pacific Group"] == 5).all()


def test_seats_of_1946_hold_every_elected_member_once_until_1965(votes: pd.DataFrame) -> None:
    elected = (~votes["permanent"] & (votes["date"] < "1966-01-01")).to_numpy()
    held = sum(bloc(name).select(votes).astype(int) for name in SEATS_OF_1946)
    assert (held[elected] == 1).all()
    assert (held[~elected] == 0).all()


# --- against the yearly and the present lists, where a user has them ------------------------

_LISTS = "UNVOTES_SOURCES"

# Members of these organisations, as the yearly list writes them.
_COW = """
afghanistan AFG albania ALB algeria DZA angola AGO antiguabarbuda ATG argentina ARG armenia ARM
austria AUT azerbaijan AZE bahamas BHS bahrain BHR bangladesh BGD barbados BRB belarus BLR
belgium BEL belize BLZ benin BEN bhutan BTN bolivia BOL botswana BWA brunei BRN bulgaria BGR
burkinafaso BFA burundi BDI cambodia KHM cameroon CMR canada CAN capeverde CPV car CAF chad TCD
chile CHL china CHN colombia COL comoros COM congobrazz COG croatia HRV cuba CUB cyprus CYP
czechoslovakia CSK czechrep CZE denmark DNK djibouti DJI dominica DMA domrepublic DOM
ecuador ECU egermany DDR egypt EGY eqguinea GNQ eritrea ERI estonia EST ethiopia ETH
etimor TLS finland FIN france FRA gabon GAB gambia GMB georgia GEO germany DEU ghana GHA
greece GRC grenada GRD guatemala GTM guinea GIN guineabissau GNB guyana GUY haiti HTI
honduras HND hungary HUN iceland ISL india IND indonesia IDN iran IRN iraq IRQ ireland IRL
italy ITA ivorycoast CIV jamaica JAM jordan JOR kazakhstan KAZ kenya KEN kuwait KWT
kyrgyzstan KGZ laos LAO latvia LVA lebanon LBN lesotho LSO liberia LBR libya LBY lithuania LTU
luxembourg LUX madagascar MDG malawi MWI malaysia MYS maldives MDV mali MLI malta MLT
mauritania MRT mauritius MUS moldova MDA mongolia MNG morocco MAR mozambique MOZ myanmar MMR
namibia NAM nepal NPL netherlands NLD nicaragua NIC niger NER nigeria NGA nokorea PRK
norway NOR nyemen YEM oman OMN pakistan PAK panama PAN papuanewguinea PNG peru PER
philippines PHL poland POL portugal PRT qatar QAT romania ROU russia RUS rwanda RWA
saotome STP saudiarabia SAU senegal SEN seychelles SYC sierraleone SLE singapore SGP
slovakia SVK slovenia SVN soafrica ZAF somalia SOM sosudan SSD spain ESP srilanka LKA
stkitts KNA stlucia LCA stvincent VCT sudan SDN suriname SUR swaziland SWZ sweden SWE
syemen YMD syria SYR tajikistan TJK tanzania TZA thailand THA togo TGO trinidad TTO tunisia TUN
turkey TUR turkmenistan TKM uae ARE uganda UGA uk GBR ukraine UKR usa USA uzbekistan UZB
vanuatu VUT venezuela VEN vietnam VNM wgermany DEU yemen YEM yugoslaviaserb YUG zaire COD
zambia ZMB zimbabwe ZWE australia AUS brazil BRA fiji FJI israel ISR japan JPN kiribati KIR
marshallis MHL mexico MEX micronesiafs FSM nauru NRU newzealand NZL palau PLW paraguay PRY
sokorea KOR solomonis SLB switzerland CHE tonga TON tuvalu TUV uruguay URY wsamoa WSM
"""

_YEARLY = {
    "NAM": ["NAM"],
    "OIC": ["OIC"],
    "Arab League": ["LOAS"],
    "OAU": ["OAU"],
    "African Union": ["AU"],
    "EU": ["EEC", "EU"],
    "NATO": ["NATO"],
    "Warsaw Pact": ["WPact"],
    "CSTO": ["CSTO"],
    "SCO": ["SCO"],
    "ASEAN": ["ASEAN"],
    "CIS": ["CIS"],
    "GCC": ["GCC"],
    "Mercosur": ["Mercosur"],
    "CARICOM": ["CARICOM"],
    "ECOWAS": ["ECOWAS"],
    "Nordics": ["NordC"],
    "OECD": ["OECD"],
    "Pacific Islands Forum": ["PIF"],
}
_TODAY = {
    "NAM": "nam",
    "G77": "g77",
    "BRICS": "brics11",
    "IBSA": "ibsa",
    "EU": "eu",
    "OIC": "oic",
    "Arab League": "las",
    "African Union": "au",
    "NATO": "nato",
    "CSTO": "csto",
    "SCO": "sco",
    "ASEAN": "asean",
    "Quad": "quad",
    "African Group": "ag",
    "Asia-Pacific Group": "ap",
    "Eastern European Group": "eeg",
    "GRULAC": "grulac",
    "WEOG": "weog",
}


@pytest.fixture(scope="module")
def lists() -> Path:
    folder = os.environ.get(_LISTS)
    if not folder:
        pytest.skip(f"{_LISTS} does not name the folder of the source lists")
    return Path(folder) / "groups"


def _runs(years: set[int]) -> str:
    out: list[list[int]] = []
    for year in sorted(years):
        if out and year == out[-1][1] + 1:
            out[-1][1] = year
        else:
            out.append([year, year])
    return " ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in out)


def _differences(ours: set, theirs: set, label) -> set[tuple[str, str, str, str]]:
    found = set()
    for member in {m for m, *_ in ours ^ theirs}:
        more = {key for key in ours - theirs if key[0] == member}
        less = {key for key in theirs - ours if key[0] == member}
        if more:
            found.add((member, label(more), "member", "not"))
        if less:
            found.add((member, label(less), "not", "member"))
    return found


def _explained(name: str, source: str) -> set[tuple[str, str, str, str]]:
    table = read_table("blocs_differences.csv")
    assert (table["why"] != "").all()
    chosen = table[(table["bloc"] == name) & (table["list"] == source)]
    return set(chosen[["member", "years", "ours", "theirs"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", _YEARLY)
def test_every_difference_from_the_yearly_list_is_explained(
    name: str, lists: Path, table: pd.DataFrame
) -> None:
    words = _COW.split()
    code = dict(zip(words[::2], words[1::2], strict=True))
    listed = pd.read_parquet(lists / "organisations-by-year-to-2014.parquet")
    listed = listed[listed["ioname"].isin(_YEARLY[name])]
    long = listed.melt(["year"], [c for c in listed.columns if c in code])
    long = long[long["value"] == 1]
    theirs = set(zip(long["variable"].map(code), long["year"].astype(int), strict=True))
    # No member may go unseen because its name is missing above.
    columns = listed.columns[3 : listed.columns.get_loc("sdate")]
    assert {c for c in columns if (listed[c] == 1).any()} <= set(code)
    years = set(listed["year"].astype(int))
    rows = table[(table["bloc"] == name) & (table["status"] == "member")]
    ours = {
        ("RUS" if member == "SUN" else member, year)
        for member, since, until in rows[["member", "since", "until"]].itertuples(index=False)
        for year in range(int(since[:4]), int((until or "2014")[:4]) + 1)
        if year in years
    }
    found = _differences(ours, theirs, lambda keys: _runs({year for _, year in keys}))
    assert found == _explained(name, "COW-IGO 3")


@pytest.mark.parametrize("name", _TODAY)
def test_every_difference_from_the_list_of_today_is_explained(
    name: str, lists: Path, table: pd.DataFrame
) -> None:
    listed = json.loads((lists / "groups-current.json").read_text(encoding="utf-8"))[_TODAY[name]]
    now = table[(table["bloc"] == name) & (table["until"] == "") & (table["status"] == "member")]
    ours = {(member,) for member in now["member"]}
    theirs = {(member,) for member in listed if member}
    assert _differences(ours, theirs, lambda _: "today") == _explained(name, "groups-current")
