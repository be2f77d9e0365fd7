from __future__ import annotations

import datetime as dt

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import unvotes as uv
import unvotes.analysis.blocs.ready as blocs
from unvotes.analysis.blocs.bloc import Bloc, Spell
from unvotes.analysis.blocs.ready import READY, as_bloc, bloc
from unvotes.errors import UnvotesError

DAYS = [dt.date(2000, 1, 1) + dt.timedelta(days=n) for n in range(12)]


@st.composite
def made_up(draw: st.DrawFn) -> Bloc:
    """A small bloc of A, B and C with overlapping, touching and open spells."""
    ends = st.one_of(st.none(), st.sampled_from(DAYS))
    spells = []
    for member, since, until in draw(
        st.lists(st.tuples(st.sampled_from("ABC"), ends, ends), max_size=6)
    ):
        if since is None or until is None or since <= until:
            spells.append(Spell(member, since, until))
    return Bloc._of("x", spells, of_states=False)


def held(one: Bloc) -> set[tuple[str, dt.date]]:
    return {(member, day) for day in DAYS for member in one.members_on(day)}


@given(made_up(), made_up())
def test_combining_blocs_is_combining_sets_of_member_days(one: Bloc, two: Bloc) -> None:
    assert held(one | two) == held(one) | held(two)
    assert held(one & two) == held(one) & held(two)
    assert held(one - two) == held(one) - held(two)


@given(made_up(), made_up())
def test_laws_of_combination(one: Bloc, two: Bloc) -> None:
    assert (one | two).spells == (two | one).spells
    assert (one & two).spells == (two & one).spells
    assert ((one - two) | (one & two)).spells == one.spells
    assert (one | one).spells == one.spells
    assert (one - one).spells == ()


@given(made_up())
def test_spells_are_sorted_apart_and_survive_a_table(one: Bloc) -> None:
    for left, right in zip(one.spells, one.spells[1:], strict=False):
        assert left.member <= right.member
        if left.member == right.member:
            assert left.until is not None and right.since is not None
            assert (right.since - left.until).days > 1  # touching spells are one
    assert Bloc.from_table(one.table(), "x", any_member=True) == one


@given(made_up(), st.randoms())
def test_select_agrees_with_members_on_and_with_among(one: Bloc, random) -> None:
    rows = [(m, day) for m in "ABCD" for day in DAYS]
    random.shuffle(rows)
    votes = pd.DataFrame(rows, columns=["member", "date"]).astype({"date": "datetime64[ns]"})
    expected = [member in one.members_on(day) for member, day in rows]
    assert one.select(votes).tolist() == expected
    assert one.select(votes.astype({"member": "category"})).tolist() == expected
    grid = one.among(list("ABCD"), pd.Series(pd.to_datetime(DAYS)))
    assert grid.shape[1] == 4
    for column, member in enumerate("ABCD"):
        inside = [member in one.members_on(day) for day in DAYS]
        assert np.broadcast_to(grid[:, column], len(DAYS)).tolist() == inside


def test_on_a_day_that_is_missing_those_belong_who_always_did() -> None:
    days = pd.Series(pd.to_datetime(["2012-01-01", None]))
    assert as_bloc(["RUS", "CHN"]).among(["RUS", "USA"], days).tolist() == [[True, False]] * 2
    part = Bloc._of("x", [Spell("A", None, None), Spell("B", None, DAYS[3])], of_states=False)
    assert part.among("AB", pd.Series([DAYS[0], pd.NaT])).tolist() == [[True, True], [True, False]]
    votes = uv.load_votes(topic="Syria", since=2012, until=2012)
    unknown = votes.assign(date=votes["date"].where(votes["roll_call"] != "S/2012/77"))
    rows = [uv.bloc_positions(one, ["RUS", "CHN"])["no"].sum() for one in (votes, unknown)]
    assert rows[0] == rows[1] > 2


def test_a_seat_passes_from_one_state_to_the_next() -> None:
    five = bloc("P5")
    assert five.members == ("CHN", "FRA", "GBR", "RUS", "USA")
    assert "SUN" in five.members_on("1991-12-23", view="state")
    assert "RUS" in five.members_on("1991-12-24", view="state")
    assert "TWN" in five.members_on("1971-10-24", view="state")
    assert "CHN" in five.members_on("1971-10-25", view="state")


def test_select_finds_a_seat_under_either_name() -> None:
    pact = bloc("Warsaw Pact")
    day = pd.Timestamp("1980-01-01")
    votes = pd.DataFrame({"member": ["RUS", "SUN", "POL", "USA"], "date": day})
    assert pact.select(votes).tolist() == [True, True, True, False]
    assert pact.select(votes.assign(date=pd.Timestamp("1995-01-01"))).sum() == 0


def test_a_state_that_ended_ends_in_the_bloc_too() -> None:
    votes = pd.DataFrame(
        {"member": ["RUS", "RUS"], "date": pd.to_datetime(["1980-01-01", "2000-01-01"])}
    )
    assert bloc("SUN", "POL").select(votes).tolist() == [True, False]
    assert bloc("RUS", "POL").select(votes).tolist() == [True, True]


def test_two_yemens_are_two_members() -> None:
    league = bloc("Arab League")
    assert {"YEM", "YMD"} <= set(league.members_on("1980-01-01"))
    assert "YMD" not in league.members_on("1991-01-01")


def test_all_ready_blocs_are_there_under_both_names() -> None:
    for constant, name in READY.items():
        one = getattr(blocs, constant)
        assert one.name == name
        assert one is as_bloc(name) is as_bloc(constant.lower())
        assert len(one) > 1
    assert set(READY) <= set(dir(blocs))
    listed = blocs.blocs()
    assert listed["constant"].tolist() == list(READY)
    assert listed["members"].tolist() == [len(getattr(blocs, c)) for c in READY]
    with pytest.raises(AttributeError, match="BRIX"):
        blocs.BRIX  # noqa: B018


def test_each_ready_bloc_is_public_under_its_name() -> None:
    for constant, name in READY.items():
        assert getattr(uv, constant).name == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        *(("European Union", "EU"), ("European Communities", "EU"), ("European Community", "EU")),
        *(("Permanent Five", "P5"), ("Elected Ten", "E10"), ("Group of Seven", "G7")),
        *(("Group of 77", "G77"), ("G-77", "G77"), ("nonaligned movement", "NAM")),
        ("North Atlantic Treaty Organisation", "NATO"),
    ],
)
def test_blocs_by_other_names(said: str, name: str) -> None:
    assert as_bloc(said).name == name


def test_permanent_members_less_two_are_the_other_three() -> None:
    assert (blocs.P5 - bloc("RUS", "CHN")).spells == blocs.P3.spells
    assert (blocs.RUSSIA_CHINA & blocs.P3).members == ()
    assert (blocs.IBSA - blocs.BRICS).members_on("2012-01-01") == []
    assert (blocs.IBSA - blocs.BRICS).members_on("2010-01-01") == ["ZAF"]


def test_period_cuts_membership() -> None:
    cut = bloc("BRICS", since="2010", until="2010-12-31")
    assert cut.members_on("2009-12-31") == cut.members_on("2011-01-01") == []
    assert len(cut.members_on("2010-12-31")) == 5
    assert not bloc("IND").dated and bloc("IND", since=2011).dated


def test_e10_are_the_members_elected_for_the_day() -> None:
    assert len(blocs.E10.members_on("2012-02-04")) == 10
    assert len(blocs.E10.members_on("1960-06-01")) == 6
    assert blocs.A3.members_on("2012-02-04") == ["MAR", "TGO", "ZAF"]


def test_display_says_members_period_and_how_many_sat_when() -> None:
    text = repr(blocs.BRICS)
    assert text.startswith("BRICS: BRA, CHN, IND, RUS (since 2009-06-16); ZAF (since 2010-12-24)")
    assert "3 in 2010, 5 in 2011, 4 in 2012" in text
    assert "at most 2 (2011–12)" in repr(blocs.INDIA_SOUTH_AFRICA)
    assert "2 in 2011–12" in repr(bloc("IND", "ZAF", since="2011", until="2012"))
    page = bloc("IND", "ZAF", name="<b>two</b>")._repr_html_()
    assert "&lt;b&gt;two&lt;/b&gt;" in page and "<b>two</b>" not in page
    assert "South Africa" in page and "2007–08, 2011–12, 2019–20" in page
    assert "131 members in all: table() lists them" in repr(blocs.E10)
    assert len(repr(blocs.NAM)) < 800
    assert "no members" in repr(bloc("IND") - bloc("IND"))


def test_names_of_combinations_can_be_read() -> None:
    one = blocs.BRICS - bloc("RUS", "CHN", name="RC")
    assert one.name == "BRICS − RC"
    assert (one | blocs.P3).name == "(BRICS − RC) | P3"
    assert (one | blocs.P3).rename("mine").name == "mine"


def test_any_member_takes_any_name() -> None:
    party = bloc("Smith", "RUSS", name="Party", any_member=True)
    assert party.members == ("RUSS", "Smith")
    assert "Security Council" not in repr(party)
    votes = pd.DataFrame({"member": ["Smith", "Jones"]})
    assert party.select(votes).tolist() == [True, False]
    assert as_bloc(["Smith", "Jones"], votes).members == ("Jones", "Smith")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bloc("RUSS"), "unknown member 'RUSS'; did you mean 'RUS'"),
        (lambda: bloc("Suoth Africa", "IND"), "did you mean 'ZAF'"),
        (lambda: bloc("BRIX"), "'BRICS'"),
        (lambda: bloc(), "needs a member"),
        (lambda: bloc(["RUS", "CHN"]), "not a list"),
        (lambda: bloc("NAM"), "both Namibia and a bloc"),
        (lambda: bloc("RUS", since="2012", until="2011"), "comes after"),
        (lambda: bloc("RUS", since="04/02/2012"), "is not a date"),
        (lambda: as_bloc("NATTO"), "unknown bloc 'NATTO'; did you mean 'NATO'"),
        (lambda: as_bloc(7), "bloc 7 is not a bloc"),
        (lambda: as_bloc(["RUS", "XXX"]), "unknown member 'XXX'"),
        (lambda: bloc("RUS") | "CHN", "the right side is not a bloc"),
        (lambda: blocs.P5.members_on("someday"), "is not a date"),
        (lambda: blocs.P5.members_on("2012-01-01", view="chair"), "unknown view 'chair'"),
        (lambda: blocs.P5.select(pd.DataFrame({"x": [1]})), "need the column 'member'"),
        (lambda: blocs.P5.select(pd.DataFrame({"member": ["USA"]})), "column 'date'"),
        (lambda: blocs.P5.among(["USA"]), "column 'date'"),
        (lambda: blocs.blocs("Brixx"), "unknown bloc"),
        (lambda: Bloc.from_table(pd.DataFrame({"x": [1]}), "x"), "needs the column 'member'"),
    ],
)
def test_wrong_input_is_answered_with_what_would_be_right(call, message: str) -> None:
    with pytest.raises(UnvotesError, match=message.replace("(", r"\(")):
        call()


def test_members_are_in_it_and_others_are_not() -> None:
    assert "RUS" in blocs.BRICS and "USA" not in blocs.BRICS
    assert [member in bloc("RUS", "CHN") for member in ("CHN", "IND", 5)] == [True, False, False]


def test_the_list_of_ready_blocs() -> None:
    table = uv.blocs()
    assert table.columns.tolist() == [
        *("bloc", "constant", "members", "name", "note", "kind", "since", "until"),
    ]
    assert table.index.tolist() == list(range(len(READY)))
    known = table.set_index("constant")
    # NATO was founded on 4 April 1949 and is there still; the Warsaw Pact ended on 1 July 1991.
    assert known.loc["NATO", "since"].year == 1949 and pd.isna(known.loc["NATO", "until"])
    assert known.loc["WARSAW_PACT", ["since", "until"]].dt.year.tolist() == [1955, 1991]
    assert (table[["name", "kind"]] != "").all(axis=None)
    assert uv.blocs("E10").columns.tolist() == [
        *("bloc", "member", "since", "until", "status", "precision", "source", "note"),
    ]
