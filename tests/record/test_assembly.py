"""The Assembly's record against known facts of its history."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import unvotes as uv
from unvotes.record.assembly import FILE, recurring
from unvotes.record.data_files import data_folder, read_table

BODY = "general-assembly"
# In favour, against, abstaining, and the day: from the printed records.
KNOWN = {
    "A/RES/66/253 A": (137, 12, 17, "2012-02-16"),
    "A/RES/68/262": (100, 11, 58, "2014-03-27"),
    "A/RES/ES-11/1": (141, 5, 35, "2022-03-02"),
    "A/RES/377(V) A-C": (52, 5, 2, "1950-11-03"),
    "A/RES/2758(XXVI)": (76, 35, 17, "1971-10-25"),
    "A/RES/3379(XXX)": (72, 35, 32, "1975-11-10"),
    "A/RES/181(II) A": (33, 13, 10, "1947-11-29"),
    "A/RES/217(III) A": (48, 0, 8, "1948-12-10"),
    "A/RES/1514(XV)": (89, 0, 9, "1960-12-14"),
    "A/RES/ES-6/2": (104, 18, 18, "1980-01-14"),
    "A/RES/38/7": (108, 9, 27, "1983-11-02"),
    "A/RES/46/86": (111, 25, 13, "1991-12-16"),
    "A/RES/67/19": (138, 9, 41, "2012-11-29"),
    "A/RES/ES-10/19": (128, 9, 35, "2017-12-21"),
    "A/RES/ES-11/3": (93, 24, 58, "2022-04-07"),
    # The Library's older page had the letters of 63/47 here, and 57 absent members in favour there.
    "A/RES/63/49": (127, 30, 23, "2008-12-02"),
    "A/RES/63/47": (118, 50, 14, "2008-12-02"),
    "A/RES/ES-10/6": (115, 2, 5, "1999-02-09"),
    "A/RES/58/160": (174, 2, 2, "2003-12-22"),
    "A/RES/1605(XV)": (86, 1, 4, "1961-04-21"),
    # Days of meetings, not those of the Library.
    "A/RES/37/9": (90, 12, 52, "1982-11-04"),
    "A/RES/1131(XI)": (55, 8, 13, "1956-12-12"),
    "A/RES/2391(XXIII)": (58, 7, 36, "1968-11-26"),
    "A/RES/3103(XXVIII)": (83, 13, 19, "1973-12-12"),
    "A/RES/ES-11/4": (143, 5, 35, "2022-10-12"),
    "A/RES/ES-11/6": (141, 7, 32, "2023-02-23"),
    "A/RES/ES-11/7": (93, 18, 65, "2025-02-24"),
    # 121 were announced: Iraq's abstention was corrected afterwards.
    "A/RES/ES-10/21": (120, 14, 45, "2023-10-27"),
    "A/RES/ES-10/22": (153, 10, 23, "2023-12-12"),
    "A/RES/ES-10/24": (124, 14, 43, "2024-09-18"),
    "A/DEC/80/506": (142, 10, 12, "2025-09-12"),
}
VOTED = {
    ("A/RES/66/253 A", "IND"): "yes",
    ("A/RES/66/253 A", "ZAF"): "yes",
    ("A/RES/66/253 A", "RUS"): "no",
    ("A/RES/66/253 A", "CHN"): "no",
    ("A/RES/ES-11/1", "RUS"): "no",
    ("A/RES/ES-11/1", "IND"): "abstain",
    ("A/RES/ES-11/1", "ZAF"): "abstain",
    ("A/RES/ES-11/1", "CHN"): "abstain",
    ("A/RES/217(III) A", "ZAF"): "abstain",
    ("A/RES/217(III) A", "RUS"): "abstain",
    ("A/RES/181(II) A", "GBR"): "abstain",
    ("A/RES/181(II) A", "IND"): "no",
    ("A/RES/2758(XXVI)", "CHN"): "nonvoting",
    ("A/RES/37/183", "USA"): "no",
    ("A/RES/63/49", "RUS"): "no",
    ("A/RES/63/49", "CHN"): "yes",
    ("A/RES/1605(XV)", "ZAF"): "abstain",
    ("A/RES/58/160", "DEU"): "yes",
    ("A/RES/ES-10/6", "AFG"): "nonvoting",
    ("A/RES/39/28 A", "FRA"): "unknown",
    ("A/RES/ES-11/7", "USA"): "no",
    ("A/RES/ES-11/7", "CHN"): "abstain",
    ("A/RES/ES-11/7", "RUS"): "no",
    ("A/RES/ES-10/21", "USA"): "no",
    ("A/RES/ES-10/21", "GBR"): "abstain",
    ("A/RES/ES-10/21", "FRA"): "yes",
}
# At the end of the year, without those kept from taking part (South Africa, Yugoslavia).
MEMBERS = {
    **{1946: 55, 1950: 60, 1955: 76, 1957: 82, 1960: 99, 1961: 104, 1965: 117, 1970: 127},
    **{1973: 135, 1980: 153, 1992: 177, 1994: 184, 2002: 191, 2006: 192, 2012: 193},
}


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return uv.load_votes(BODY)


@pytest.fixture(scope="module")
def roll_calls() -> pd.DataFrame:
    return uv.load_roll_calls(BODY)


@pytest.mark.parametrize("name", KNOWN)
def test_known_tallies(roll_calls, name):
    row = roll_calls.set_index("roll_call").loc[name]
    yes, no, abstain, day = KNOWN[name]
    assert (row["yes"], row["no"], row["abstain"]) == (yes, no, abstain)
    assert row["date"] == pd.Timestamp(day)
    assert row["outcome"] == "adopted"


def test_known_votes(votes):
    chosen = votes[votes["roll_call"].isin([name for name, _ in VOTED])]
    cast = chosen.set_index(["roll_call", "member"])["vote"]
    assert {key: cast[key] for key in VOTED} == VOTED


def test_drafts_that_failed_by_two_thirds(roll_calls):
    drafts = roll_calls[roll_calls["important"].fillna(False) & (roll_calls["outcome"] == "failed")]
    tallies = set(drafts[["yes", "no", "abstain"]].itertuples(index=False, name=None))
    # Algeria 1959, the representation of China 1970, the Middle East 1967, Gaza 2018.
    assert {(39, 22, 20), (51, 49, 25), (53, 46, 20), (87, 57, 33)} <= tallies


@pytest.mark.parametrize(
    ("table", "column", "value", "found"),
    [
        ("calls", "yes", 1, {"total yes"}),
        ("calls", "outcome", "failed", {"outcome"}),
        ("calls", "symbol", "X/1", {"symbol", "id", "resolution number"}),
        ("calls", "resolution", 7, {"resolution number"}),
        ("calls", "session", "50", {"date", "session of the symbol"}),
        ("calls", "session", "450", {"session", "session of the symbol"}),
        ("calls", "date", pd.Timestamp("2015-01-01"), {"date", "number against date"}),
        ("calls", "voeten_id", 5190, {"duplicate voeten_id"}),
        ("votes", "member", "YUG", {"not a member", "member missing"}),
        ("votes", "member", "ALB", {"duplicate vote", "member missing"}),
        ("votes", "vote", "no", {"total yes", "total no"}),
        ("votes", "permanent", True, {"permanent"}),
        ("votes", "veto", True, {"veto"}),
    ],
)
def test_the_audit_finds_each_kind_of_defect(table, column, value, found):
    # The first roll call is A/RES/67/29, Voeten's 5189; its first vote is Afghanistan's yes.
    asked = {"since": "2012-12-03", "until": "2012-12-03"}
    frames = {"votes": uv.load_votes(BODY, **asked), "calls": uv.load_roll_calls(BODY, **asked)}
    frame = frames[table].copy()
    if isinstance(frame[column].dtype, pd.CategoricalDtype):
        frame[column] = frame[column].astype("str")
    frame.loc[0, column] = value
    frames[table] = frame
    defects = uv.check(frames["votes"], frames["calls"])
    assert set(defects["check"]) == found, defects.to_string()


@pytest.mark.parametrize("year", MEMBERS)
def test_members_by_year(year):
    sat = uv.members(f"{year}-12-31", body=BODY)
    assert len(sat) == MEMBERS[year]
    assert sat["member"].is_unique


@pytest.mark.parametrize(
    ("day", "there", "absent"),
    [
        ("1947-11-29", "PAK YEM ZAF", "ISR MMR"),
        ("1959-06-01", "EGY", "SYR"),
        ("1961-10-13", "EGY SYR", ""),
        ("1964-01-10", "EAZ TZA", ""),
        ("1964-12-01", "TZA MYS", "EAZ SGP"),
        ("1965-11-05", "SGP", "IDN"),
        ("1966-09-28", "IDN", ""),
        ("1973-09-18", "DDR DEU", ""),
        ("1974-11-13", "GNB", "ZAF"),
        ("1990-05-22", "YEM DDR", "YMD"),
        ("1990-10-03", "DEU", "DDR"),
        ("1992-09-23", "HRV CSK", "YUG CZE ZAF"),
        ("1993-01-19", "CZE SVK", "CSK"),
        ("1994-06-23", "ZAF", "YUG SCG"),
        ("2000-11-01", "SCG", "CHE SRB"),
        ("2006-06-28", "SRB MNE", "SCG"),
        ("2011-07-14", "SSD", ""),
    ],
)
def test_successions(day, there, absent):
    sat = set(uv.members(day, body=BODY)["member"])
    assert set(there.split()) <= sat
    assert not set(absent.split()) & sat


def test_absent_is_not_the_same_as_no_member(votes):
    of = votes[votes["roll_call"] == "A/RES/3379(XXX)"].set_index("member")["vote"]
    assert "ZAF" not in of.index  # kept out since 1974
    assert of["ROU"] == "nonvoting"
    assert not votes["vote"].isna().any()


def test_seat_and_state(votes):
    state = uv.load_votes(BODY, view="state")
    pairs = pd.DataFrame({"seat": votes["member"], "state": state["member"]}).drop_duplicates()
    moved = pairs[pairs["seat"].astype("str") != pairs["state"].astype("str")]
    assert set(moved.itertuples(index=False, name=None)) == {("RUS", "SUN"), ("CHN", "TWN")}
    days = state.groupby("member", observed=True)["date"]
    assert days.max()["SUN"] < pd.Timestamp("1991-12-24") <= days.min()["RUS"]
    # The Republic of China voted on 25 October 1971 until it lost the seat that day.
    assert days.max()["TWN"] == pd.Timestamp("1971-10-25") < days.min()["CHN"]
    back = uv.to_view(state, "seat")["member"].cat.set_categories(votes["member"].cat.categories)
    assert back.equals(votes["member"])


def test_the_same_columns_as_the_councils(votes, roll_calls):
    council = uv.load_roll_calls().drop(columns="chapter_vii")
    assert list(roll_calls.columns[: len(council.columns)]) == list(council.columns)
    assert [*roll_calls.columns[len(council.columns) :]] == [
        *["session", "important", "me", "nu", "di", "hr", "co", "ec", "sources", "date_source"],
        "voeten_id",
    ]
    for name in council.columns:
        ours, theirs = roll_calls[name].dtype, council[name].dtype
        assert ours.name == theirs.name or ours.kind == theirs.kind == "i", name
    cast = uv.load_votes()
    assert list(votes.columns) == [*cast.columns, "session"]
    assert [str(votes[name].dtype) for name in cast] == [str(cast[name].dtype) for name in cast]
    assert votes["vote"].dtype == uv.VOTE
    assert roll_calls["date"].is_monotonic_increasing
    assert roll_calls["roll_call"].is_unique
    assert set(roll_calls["kind"]) == {
        *["resolution", "amendment", "paragraph", "motion", "decision"]
    }
    assert set(roll_calls["outcome"]) == {"adopted", "failed"}


def test_totals_follow_from_the_votes(votes, roll_calls):
    counted = votes.groupby(["roll_call", "vote"], observed=False).size().unstack()
    for vote in counted.columns:
        assert (counted.loc[roll_calls["roll_call"], vote].to_numpy() == roll_calls[vote]).all()


def test_filters(votes, roll_calls):
    asked = {"since": "2011", "until": "2012", "topic": "Syria", "contested": True}
    calls = uv.load_roll_calls(BODY, **asked)
    assert "A/RES/66/253 A" in set(calls["roll_call"])
    keep = roll_calls["topic"].eq("Syria") & roll_calls["date"].dt.year.isin([2011, 2012])
    assert list(calls["roll_call"]) == list(roll_calls.loc[keep, "roll_call"])
    cast = uv.load_votes(BODY, members=["IND", "South Africa"], **asked)
    assert len(cast) == 2 * len(calls)
    assert set(cast["member"]) == {"IND", "ZAF"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"members": "PSE"}, ["PSE", "never", "General Assembly"]),
        ({"members": "ZAF", "since": "1980", "until": "1981"}, ["ZAF", "1974", "1994"]),
        ({"since": "2030"}, ["2030", "2025-12-18", "update('general-assembly')"]),
    ],
)
def test_errors_teach(asked, words):
    with pytest.raises(uv.UnvotesError) as caught:
        uv.load_votes(BODY, **asked)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "name", ["A/RES/66/253 A", "a/res/66/253a", "66/253 A", "A/RES/66/253A", "resolution 66/253 A"]
)
def test_ways_to_write_a_resolution(name):
    found = uv.find(name)
    assert found.roll_calls["roll_call"].tolist() == ["A/RES/66/253 A"]
    assert "137-12-17" in repr(found)


def test_finding_old_resolutions_and_parts():
    for name in ("A/RES/2758(XXVI)", "2758 (XXVI)", "A/RES/2758 (XXVI)"):
        assert len(uv.find(name)) == 1
    assert "A/RES/377(V) A-C" in uv.find("377 A (V)").roll_calls["roll_call"].tolist()
    assert uv.find("A/RES/181 (II)").roll_calls["yes"].tolist() == [33]
    assert len(uv.find("A/RES/66/253")) == 2  # parts A and B
    with pytest.raises(uv.UnvotesError, match="A/RES/66/253"):
        uv.find("A/RES/66/2530")


def test_no_title_is_in_the_record():
    # Ids, symbols and codes: nothing that reads like a sentence.
    for path in ("roll_calls", "conflicts"):
        table = pq.read_table(data_folder() / f"general_assembly/{path}.parquet").to_pandas()
        for name in table.columns.difference(["why"]):
            if table[name].dtype == "str":
                assert table[name].fillna("").str.count(" ").max() <= 4, name
    assert set(read_table("general_assembly/copies.csv").columns) == {
        "source",
        "source_id",
        "reference",
        "roll_call",
    }


def test_every_conflict_names_a_vote_of_the_record(votes, roll_calls):
    table = pq.read_table(data_folder() / "general_assembly/conflicts.parquet").to_pandas()
    assert set(table["roll_call"]) <= set(roll_calls["roll_call"])
    of_these = votes[votes["roll_call"].isin(table["roll_call"])]
    cast = of_these.set_index(["roll_call", "member"])["vote"].astype("str")
    cast.index = pd.MultiIndex.from_arrays(
        [cast.index.get_level_values(i).astype("str") for i in (0, 1)]
    )
    followed = table[table["followed"] != "neither"]
    said = np.where(followed["followed"] == "undl", followed["undl"], followed["voeten"])
    said = pd.Series(said).replace("absent", "nonvoting").to_numpy()
    ours = cast.loc[pd.MultiIndex.from_frame(followed[["roll_call", "member"]])].to_numpy()
    corrected = read_table("general_assembly/corrections.csv")
    apart = followed[ours != said]
    assert set(apart["roll_call"]) <= set(corrected["roll_call"])
    outside = table[table["followed"] == "neither"]
    assert not pd.MultiIndex.from_frame(outside[["roll_call", "member"]]).isin(cast.index).any()


def test_a_resolution_is_one_roll_call(roll_calls):
    # Further votes under a symbol are on parts of it, amendments and motions.
    whole = roll_calls[(roll_calls["kind"] == "resolution") & (roll_calls["symbol"] != "")]
    assert whole["symbol"].is_unique


@pytest.mark.parametrize(
    ("symbol", "number"),
    [
        # On Korea, with the votes of another matter; filed under the session before; amended.
        ("A/RES/610(VII)", 329),
        ("A/RES/1134(XII)", 505),
        ("A/RES/3238(XXIX)", 1528),
        ("A/RES/386(V)", 255),
    ],
)
def test_resolutions_that_were_once_matched_wrongly(roll_calls, symbol, number):
    row = roll_calls.set_index("roll_call").loc[symbol]
    assert row[["voeten_id", "sources"]].tolist() == [number, "voeten+undl"]


@pytest.mark.parametrize(
    ("name", "kind", "outcome"),
    [
        ("A/RES/61/176#2", "motion", "failed"),  # no action on Iran, 75 to 81
        ("A/RES/66/1", "motion", "failed"),  # to defer Libya's credentials, 22 to 107
        ("A/RES/63/191#3", "amendment", "failed"),
        ("A/RES/57/325#2", "paragraph", "adopted"),  # numbers from 300 on may be resolutions
        ("A/DEC/32/452", "decision", "adopted"),
        ("A/DEC/80/506", "decision", "adopted"),
        ("A/73/U3836031", "decision", "adopted"),
    ],
)
def test_kinds_of_known_roll_calls(roll_calls, name, kind, outcome):
    row = roll_calls.set_index("roll_call").loc[name]
    assert row[["kind", "outcome"]].tolist() == [kind, outcome]


@pytest.mark.parametrize(
    ("name", "tally"),
    [
        # The Republic of China's last votes: priority, the important question, a separate vote.
        ("A/26/V1185", (61, 53, 15)),
        ("A/26/V1186", (55, 59, 15)),
        ("A/26/V1189", (51, 61, 16)),
    ],
)
def test_the_seat_that_changed_hands_has_the_votes_of_that_day(votes, roll_calls, name, tally):
    row = roll_calls.set_index("roll_call").loc[name]
    assert tuple(row[["yes", "no", "abstain"]]) == tally
    cast = votes[votes["roll_call"] == name].set_index("member")["vote"]
    assert cast["CHN"] == "yes"


def test_what_recurs_follows_a_first_roll_call(roll_calls):
    first = recurring()
    calls = roll_calls.set_index("roll_call")
    assert first.index.is_unique
    assert not set(first) & set(first.index)  # no chains are left
    ordered = roll_calls.loc[roll_calls["roll_call"].isin(first.index), "roll_call"]
    assert first.index.tolist() == ordered.tolist()
    earlier, later = calls.loc[first], calls.loc[first.index]
    assert (earlier["date"].to_numpy() <= later["date"].to_numpy()).all()
    # Voeten's numbers rise along a chain; six roll calls have none.
    rises = earlier["voeten_id"].array < later["voeten_id"].array
    assert rises.all()
    assert rises.isna().sum() == 6
    # The vocabulary of topics was not made from the pairs, and yet agrees with them.
    same = earlier["topic"].astype("str").to_numpy() == later["topic"].astype("str").to_numpy()
    assert same.mean() > 0.98


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        # The embargo against Cuba, and the occupied Golan, year after year.
        ("A/RES/58/7", "A/RES/53/4"),
        ("A/RES/73/8", "A/RES/72/4"),
        ("A/RES/71/99", "A/RES/66/80"),
        ("A/RES/74/90", "A/RES/66/80"),
    ],
)
def test_known_recurring_resolutions(later, earlier):
    assert recurring()[later] == earlier


def test_every_recorded_vote_of_2022_to_2025_is_there(roll_calls):
    since = roll_calls[roll_calls["date"] >= "2022"]
    assert len(since) == 464
    assert since["session"].value_counts().to_dict() == {
        **{"80": 159, "79": 113, "77": 88, "78": 85, "ES-11": 9, "ES-10": 7, "76": 3},
        **dict.fromkeys(set(roll_calls["session"].cat.categories) - set(since["session"]), 0),
    }
    assert (since[["yes", "no", "abstain", "nonvoting", "unknown"]].sum(axis=1) == 193).all()
    derived = since.loc[since["sources"] == "undl by difference", "roll_call"]
    assert derived.tolist() == ["A/RES/79/287", "A/RES/ES-11/9"]
    assert "sums by country" in repr(uv.find("ES-11/9"))


def test_the_gap_since_2018_is_said(roll_calls):
    whole = roll_calls["kind"].isin(["resolution", "decision"])
    assert roll_calls.loc[~whole, "date"].max() < pd.Timestamp("2018")
    since = roll_calls[roll_calls["date"] >= "2018"]
    assert since.loc[since["outcome"] == "failed", "roll_call"].tolist() == ["A/73/L.42"]
    assert "since 2018" in repr(uv.find("A/RES/77/65"))
    assert "since 2018" in uv.find("A/RES/77/65")._repr_html_()
    assert "since 2018" not in repr(uv.find("A/RES/66/253 A"))
    with pytest.raises(uv.UnvotesError, match="since 2018"):
        uv.find("A/RES/77/65#2")


@pytest.mark.parametrize("name", ["A/RES/80/300", "81/1", "ES-11/12", "A/81/L.3", "A/DEC/80/700"])
def test_what_came_after_the_record_is_not_denied(name):
    with pytest.raises(uv.UnvotesError) as caught:
        uv.find(name)
    assert "2025-12-18" in str(caught.value)
    assert "unvotes.update('general-assembly')" in str(caught.value)


def test_the_file_is_small():
    assert (data_folder() / FILE).stat().st_size < 400_000


@pytest.mark.parametrize(
    ("symbol", "topic"),
    [
        ("A/RES/66/253 A", "Syria"),
        ("A/RES/68/262", "Ukraine"),
        ("A/RES/ES-11/1", "Ukraine"),
        ("A/RES/2758(XXVI)", "Representation of China"),
        ("A/RES/3379(XXX)", "Racism"),
        ("A/RES/73/8", "Cuba"),
        ("A/RES/67/19", "Palestine"),
        ("A/RES/50/245", "Nuclear weapons"),
        # The order of rules, one item over time, sponsors, chance words, sister parts, cut titles.
        ("A/RES/31/146", "Namibia"),
        ("A/RES/38/180 A", "Golan"),
        ("A/RES/41/162 C", "Palestine"),
        ("A/RES/46/47 F", "Golan"),
        ("A/RES/51/57", "Regional organisations"),
        ("A/RES/37/3", "Iran–Iraq"),
        ("A/15/V668", "Algeria"),
        ("A/RES/42/205", "Economic development"),
        ("A/RES/37/7", "Environment"),
        ("A/RES/41/209 V", "UN budget and administration"),
        ("A/RES/80/34", "Disarmament"),
        ("A/RES/62/243", "Nagorno-Karabakh"),
        ("A/RES/ES-10/21", "Palestine"),
        ("A/RES/78/221", "Ukraine"),
        ("A/RES/79/232", "Palestine"),
    ],
)
def test_topics_of_known_roll_calls(roll_calls, symbol, topic):
    assert roll_calls.set_index("roll_call").loc[symbol, "topic"] == topic


def test_the_stated_error_rate_follows_from_the_readings():
    table = read_table("general_assembly/readings.csv")
    sample = table[table["sample"] == "3"]
    assert len(sample) == 300
    assert (sample["coded"] != sample["topic"]).sum() == 1
    text = (data_folder() / "general_assembly/README.md").read_text(encoding="utf-8")
    assert "1 of 300 (0.3 %, 95 % interval 0.0–1.8)" in text


def test_hardly_a_roll_call_is_without_a_topic(roll_calls):
    assert roll_calls["topic"].isna().sum() == 6


def test_one_vote_is_one_roll_call(roll_calls):
    ids = roll_calls["roll_call"]
    for symbol in ("A/RES/40/257", "A/RES/42/70", "A/RES/62(I)"):
        assert ids[ids.str.partition("#")[0].str.partition(" ")[0] == symbol].tolist() == [symbol]


@cache
def _planted(fault: str) -> pd.DataFrame:
    """Plant a fault in the votes of a few days, and give what the audit finds."""
    asked = {"since": "2012-12-03", "until": "2012-12-11"}
    votes, calls = uv.load_votes(BODY, **asked), uv.load_roll_calls(BODY, **asked)
    of = {name: i for i, name in enumerate(calls["roll_call"])}
    text = calls.assign(**{name: calls[name].astype("str") for name in ("kind", "topic", "symbol")})
    one, other = of["A/RES/67/45"], of["A/RES/67/39"]
    if fault == "equal letters":
        cast = votes["vote"].to_numpy().copy()
        rows = votes["roll_call"].astype("str").to_numpy()
        names = calls["roll_call"].to_numpy()
        cast[rows == names[one]] = cast[rows == "A/RES/67/60"]
        votes = votes.assign(vote=pd.Categorical(cast, dtype=uv.VOTE))
    elif fault == "one vote twice":
        # The same vote under a second id, of a part.
        again = text.iloc[[other]].assign(roll_call="A/RES/67/39 A", symbol="A/RES/67/39 A", url="")
        again["voeten_id"] = pd.NA
        text = pd.concat([text, again], ignore_index=True)
        more = votes[votes["roll_call"] == "A/RES/67/39"].assign(roll_call="A/RES/67/39 A")
        frame = votes.assign(roll_call=votes["roll_call"].astype("str"))
        votes = pd.concat([frame, more], ignore_index=True)
    elif fault == "duplicate record":
        text.loc[one, "url"] = text.loc[other, "url"]
    elif fault == "decision":
        text.loc[one, ["roll_call", "symbol"]] = "A/DEC/67/512"
    elif fault == "resolution without a number":
        text.loc[one, "symbol"] = ""
    elif fault == "topics of parts":
        text.loc[of["A/RES/67/59#2"], "topic"] = "Cuba"
    elif fault == "number against date":
        text.loc[one, "date"] = pd.Timestamp("2013-02-18")
    return uv.check(votes, text)


@pytest.mark.parametrize(
    "fault",
    [
        *["equal letters", "one vote twice", "duplicate record", "decision"],
        *["resolution without a number", "topics of parts", "number against date"],
    ],
)
def test_the_audit_compares_roll_calls_beside_one_another(fault):
    assert fault in set(_planted(fault)["check"])
    assert fault not in set(_planted("")["check"])


def test_exceptions_are_needed(votes, roll_calls, monkeypatch):
    from unvotes.record.audit import assembly_neighbours as audit

    known = read_table("general_assembly/exceptions.csv")
    monkeypatch.setattr(audit, "read_table", lambda name: known[:0])
    found = uv.check(votes, roll_calls)
    keys = set(zip(found["roll_call"], found["check"], strict=True))
    assert keys == set(zip(known["roll_call"], known["check"], strict=True))
