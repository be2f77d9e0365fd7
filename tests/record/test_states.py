"""States, seats, dates and membership."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import unvotes as uv
from unvotes.record.dates import as_date, as_period
from unvotes.record.states import (
    assembly_terms,
    member_code,
    spellings_of,
    successions,
    terms,
    to_view,
)


def test_portugal_and_not_turkey_in_2012():
    sat = set(uv.members("2012-02-04")["member"])
    assert sat == set(
        [
            "CHN",
            "FRA",
            "GBR",
            "RUS",
            "USA",
            "AZE",
            "COL",
            "DEU",
            "GTM",
            "IND",
            "MAR",
            "PAK",
            "PRT",
            "TGO",
            "ZAF",
        ]
    )
    assert "PRT" in set(uv.members("2011-06-01")["member"])
    assert "TUR" in set(uv.members("2010-06-01")["member"])


@pytest.mark.parametrize(
    ("day", "size"),
    [
        *[("1946-01-17", 11), ("1965-12-31", 11), ("1966-01-01", 15), ("1980-01-06", 14)],
        *[("2025", 15), ("2026-12-31", 15)],
    ],
)
def test_size_of_the_council(day, size):
    assert len(uv.members(day)) == size


def test_those_who_came_in_2026():
    sat = {year: set(uv.members(f"{year}-06-30")["member"]) for year in (2025, 2026)}
    assert sat[2026] - sat[2025] == {"BHR", "COL", "COD", "LVA", "LBR"}
    assert sat[2025] - sat[2026] == {"DZA", "GUY", "KOR", "SLE", "SVN"}
    # Of 2027 only those are on record who came in 2026: five of ten.
    with pytest.raises(uv.UnvotesError, match="1946-01-17 to 2026-12-31"):
        uv.members("2027-01-01")


def test_mexico_came_late_in_1980():
    assert "MEX" not in set(uv.members("1980-01-06")["member"])
    assert "MEX" in set(uv.members("1980-01-07")["member"])


def test_who_held_the_seat():
    def held(day):
        return set(uv.members(day, view="state")["member"])

    assert {"SUN", "TWN"} <= held("1955-06-01")
    assert {"SUN", "CHN"} <= held("1991-12-23")
    assert {"RUS", "CHN"} <= held("1991-12-24")
    assert "TWN" in held("1971-10-24")
    assert "CHN" in held("1971-10-25")


def test_no_elected_member_sits_more_than_two_years_on_end():
    elected = terms().query("seat == 'elected'").sort_values(["member", "since"])
    assert (elected["until"] - elected["since"]).max() < pd.Timedelta(days=731)
    gap = elected.groupby("member")["since"].shift(-1) - elected["until"]
    assert gap.dropna().min() > pd.Timedelta(days=1)


def test_groups_share_the_elected_seats_as_the_charter_practice_has_it():
    # Since 1966: five for Africa and Asia, one Eastern Europe, two Latin America, two WEOG.
    for year in range(1968, 2027):
        sat = uv.members(f"{year}-06-30").query("seat == 'elected'")["group"].value_counts()
        assert sat["African"] + sat["Asia-Pacific"] == 5, year
        assert sat["Latin American and Caribbean"] == 2, year
        assert sat["Eastern European"] == 1, year
        assert sat["Western European and Others"] == 2, year


def test_states_have_codes_names_and_seats():
    table = uv.states()
    assert table["code"].is_unique
    assert table["name"].is_unique
    assert (table["code"].str.fullmatch("[A-Z]{3}")).all()
    followers = {code for text in table["successors"] for code in text.split()}
    assert followers <= set(table["code"])
    assert set(table.loc[table["seat"] != "", "code"]) == {"SUN", "TWN"}
    assert set(terms()["member"]) <= set(table["code"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russia", "RUS"),
        ("russian federation", "RUS"),
        ("Soviet Union", "SUN"),
        ("USSR", "SUN"),
        ("UK", "GBR"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Korea, Republic of", "KOR"),
        ("Côte d'Ivoire", "CIV"),
    ],
)
def test_names_lead_to_codes(name, code):
    assert member_code(name) == code


def test_names_by_which_find_knows_a_state():
    names = {
        **dict.fromkeys(["US", "U.S.", "America", "United States"], "USA"),
        **dict.fromkeys(["UK", "U.K.", "Great Britain", "United Kingdom"], "GBR"),
        **dict(USSR="SUN", Turkey="TUR", Vietnam="VNM", Zaire="COD", Burma="MMR", Taiwan="TWN"),
        **dict(Swaziland="SWZ", Ceylon="LKA", Dahomey="BEN"),
        **{"Ivory Coast": "CIV", "Cape Verde": "CPV", "Upper Volta": "BFA"},
        "United Arab Republic": "EGY",
    }
    for name, code in names.items():
        assert name in spellings_of(code) and member_code(name) == code, name


def test_a_name_of_two_states_is_refused():
    said = r"'Korea' could be South Korea \(KOR\) or North Korea \(PRK\); write the code"
    with pytest.raises(uv.UnvotesError, match=said):
        member_code("Korea")


def test_a_code_is_compared_with_codes_and_a_name_with_names():
    with pytest.raises(uv.UnvotesError, match=r"did you mean 'RUS \(Russia\)'"):
        member_code("RUX")
    with pytest.raises(uv.UnvotesError, match=r"did you mean 'FRA \(France\)'\? unvotes.states"):
        member_code("Frnace")


@pytest.mark.parametrize("name", ["", "Atlantis", "XXX", "Greenland"])
def test_what_is_no_state_is_refused(name):
    with pytest.raises(uv.UnvotesError, match="unknown member"):
        member_code(name)


@given(st.dates(dt.date(1946, 1, 17), dt.date(2026, 12, 31)))
def test_every_day_has_five_permanent_members_and_the_right_number(day):
    sat = uv.members(day)
    assert (sat["seat"] == "permanent").sum() == 5
    assert len(sat) in ((11,) if day.year < 1966 else (14, 15))
    assert sat["member"].is_unique


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_a_date_reads_back(day):
    assert as_date(day.isoformat()) == as_date(day) == pd.Timestamp(day)
    first, last = as_period(f"{day:%Y-%m}", f"{day:%Y-%m}")
    assert first.day == 1
    assert (last + pd.Timedelta(days=1)).day == 1
    assert first <= pd.Timestamp(day) <= last


@pytest.mark.parametrize("wrong", ["", "yesterday", "2012-13-01", "2012-2-4", "20120204", None])
def test_no_date(wrong):
    with pytest.raises(uv.UnvotesError, match="not a date"):
        as_date(wrong)


def test_to_view_needs_its_columns():
    with pytest.raises(uv.UnvotesError, match="'date'"):
        to_view(pd.DataFrame({"member": ["RUS"]}), "state")


@given(st.lists(st.tuples(st.sampled_from(["RUS", "CHN", "IND"]), st.dates(dt.date(1946, 2, 1)))))
def test_the_views_undo_each_other(rows):
    frame = pd.DataFrame(rows, columns=["member", "date"])
    frame["date"] = pd.to_datetime(frame["date"])
    for dtype in ("str", "category"):
        given_frame = frame.astype({"member": dtype})
        back = to_view(to_view(given_frame, "state"), "seat")
        assert back["member"].astype("str").tolist() == frame["member"].astype("str").tolist()


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_views_day_by_day(dtype):
    rows = [
        *(("RUS", "1946-01-25"), ("SUN", "1991-12-23 23:59"), ("RUS", "1991-12-23 23:59")),
        *(("RUS", "1991-12-24"), ("CHN", "1971-10-24"), ("TWN", "1971-10-24")),
        *(("CHN", "1971-10-25"), ("FRA", "1971-10-24")),
    ]
    frame = pd.DataFrame({"member": [code for code, _ in rows], "n": range(8)}, index=[3] * 8)
    frame["date"] = pd.to_datetime([day for _, day in rows], format="mixed")
    frame["member"] = frame["member"].astype(dtype)
    before = frame.copy()
    states = to_view(frame, "state")
    assert states["member"].tolist() == [
        *("SUN", "SUN", "SUN", "RUS", "TWN", "TWN", "CHN", "FRA"),
    ]
    seats = to_view(frame, "seat")
    assert seats["member"].tolist() == ["RUS"] * 4 + ["CHN"] * 3 + ["FRA"]
    for view in (states, seats):
        assert view["member"].dtype == ("category" if dtype == "category" else "str")
        pd.testing.assert_frame_equal(view[["n", "date"]], frame[["n", "date"]])
    if dtype == "category":
        assert seats["member"].cat.categories.tolist() == ["CHN", "FRA", "RUS"]
    pd.testing.assert_frame_equal(frame, before)
    for name in ("member", "date"):
        with pytest.raises(uv.UnvotesError, match=f"needs the column '{name}'"):
            to_view(frame.drop(columns=name), "state")


def test_a_former_holder_held_the_seat_from_its_first_day_to_its_last(monkeypatch):
    held = pd.DataFrame({"code": ["SUN"], "seat": ["RUS"]}).assign(
        since=pd.Timestamp("1950-01-01"), until=pd.Timestamp("1991-12-23")
    )
    monkeypatch.setattr("unvotes.record.states.successions", lambda: held)
    days = ["1949-12-31", "1950-01-01", "1991-12-23", "1991-12-24"]
    frame = pd.DataFrame({"member": "RUS", "date": pd.to_datetime(days)})
    assert to_view(frame, "state")["member"].tolist() == ["RUS", "SUN", "SUN", "RUS"]


def test_rows_of_members():
    sat = uv.members("2012-02-04")
    assert sat.columns.tolist() == ["member", "name", "seat", "note", "group", "since", "until"]
    assert sat.index.tolist() == list(range(15))
    assert sat["member"].tolist()[:7] == ["CHN", "FRA", "GBR", "RUS", "USA", "AZE", "COL"]
    assert sat["seat"].tolist() == ["permanent"] * 5 + ["elected"] * 10
    india = sat.set_index("member").loc["IND"]
    assert (india["name"], india["group"]) == ("India", "Asia-Pacific")
    assert (india["since"], india["until"]) == (
        pd.Timestamp("2011-01-01"),
        pd.Timestamp("2012-12-31"),
    )
    assert sat["until"].isna().tolist() == [True] * 5 + [False] * 10


def test_rows_of_members_of_the_assembly():
    # Fifty-one in 1946; Switzerland joined on 10 September 2002, Timor-Leste on the 27th.
    first = uv.members("1946-01-10", body="general-assembly")
    assert len(first) == 51 and first.index.tolist() == list(range(51))
    assert first.columns.tolist() == ["member", "name", "note", "since", "until"]
    assert first["member"].is_monotonic_increasing
    sizes = {
        day: len(uv.members(day, body="general-assembly"))
        for day in ("2002-09-09", "2002-09-10", "2002-09-27", "2011-07-13", "2011-07-14")
    }
    assert list(sizes.values()) == [189, 190, 191, 192, 193]
    # Syria was part of the United Arab Republic from February 1958 to September 1961.
    for year, there in ((1957, True), (1959, False), (1962, True)):
        sat = set(uv.members(f"{year}-12-01", body="general-assembly")["member"])
        assert ("SYR" in sat) == there
    states = uv.members("1965-12-01", view="state", body="general-assembly")
    assert {"SUN", "TWN"} <= set(states["member"]) and "RUS" not in set(states["member"])
    table = assembly_terms()
    assert table.columns.tolist() == ["member", "since", "until"]
    assert table.dtypes.tolist() == ["str", "datetime64[us]", "datetime64[us]"]
    # States that ended have a last day; who came back to the Assembly has none.
    last = table.drop_duplicates("member", keep="last").set_index("member")["until"]
    assert {"CSK", "DDR", "YMD", "YUG"} <= set(last.dropna().index)
    assert last[["SYR", "ZAF", "IDN", "RUS"]].isna().all()
    with pytest.raises(uv.UnvotesError, match="met first on 1946-01-10"):
        uv.members("1946-01-09", body="general-assembly")


def test_former_holders_of_a_seat():
    table = successions().set_index("code")
    assert table["seat"].to_dict() == {"SUN": "RUS", "TWN": "CHN"}
    assert table["until"].to_dict() == {
        "SUN": pd.Timestamp("1991-12-23"),
        "TWN": pd.Timestamp("1971-10-24"),
    }
    # Who came after keeps the seat, with the codes that stand for the state since.
    since = uv.states().set_index("code")["since"]
    assert (since["RUS"], since["CHN"]) == (pd.Timestamp("1991-12-24"), pd.Timestamp("1971-10-25"))
