"""In which view a result is, and where it says so."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import unvotes as uv
from unvotes.analysis.core.views import view_words

#: The days on which the seats of China and of the Soviet Union passed to other governments.
CHINA, RUSSIA = "1971-10-25", "1991-12-24"


@pytest.mark.parametrize(
    ("pair", "choices", "said"),
    [
        (("RUS", "CHN"), {}, "by seat"),
        (("RUS", "CHN"), {"view": "seat"}, "by seat"),
        (("RUS", "CHN"), {"view": "state"}, "by government"),
        (("SUN", "FRA"), {"view": "state"}, "by government"),
        (("TWN", "USA"), {"view": "state"}, "by government"),
        (("FRA", "USA"), {}, ""),
        (("RUS", "FRA"), {"since": RUSSIA}, ""),
        (("RUS", "FRA"), {"since": 1990}, "by seat"),
        # Under a later name: RUS of then is the Soviet Union.
        (("RUS", "FRA"), {"until": "1991-12-23"}, "by seat"),
        (("SUN", "FRA"), {"until": "1991-12-23", "view": "state"}, ""),
        (("CHN", "FRA"), {"since": 1971, "until": 1972}, "by seat"),
        (("CHN", "FRA"), {"since": CHINA}, ""),
        (("CHN", "FRA"), {"until": 1970}, "by seat"),
    ],
)
def test_a_pair_says_its_view_where_a_seat_changed_hands(
    pair: tuple[str, str], choices: dict[str, Any], said: str
) -> None:
    found = uv.agreement(uv.load_votes(), *pair, interval=None, **choices)
    ends = [word for word in ("by seat", "by government") if f", {word}; " in repr(found)]
    assert ends == ([said] if said else [])
    assert (said in found.selection) and ("by" in found.selection) == bool(said)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("1991-12-22", "1991-12-23"), ""),
        (("1991-12-23", "1991-12-24"), "by seat"),
        (("1991-12-24", "1991-12-25"), ""),
        (("1991-12-24", "1991-12-24"), ""),
    ],
)
def test_to_the_day(days: tuple[str, str], said: str) -> None:
    dates = pd.Series(pd.to_datetime(list(days)))
    before = pd.Timestamp("1946-02-16")
    earlier = "by seat" if dates.max() < pd.Timestamp(RUSSIA) else said
    for members, words in ((["RUS", "FRA"], earlier), (["SUN"], said)):
        assert view_words(pd.Index(members), dates, lambda _: before) == words
    # Whose seat has no vote from before the day stands for its present government.
    since = view_words(pd.Index(["RUS"]), dates, lambda _: pd.Timestamp(RUSSIA))
    assert since == said.replace("seat", "government")
    assert view_words(pd.Index(["FRA"]), dates, lambda _: before) == ""


def test_frames_of_few_members_say_it_too() -> None:
    two = ["RUS", "FRA"]
    seats, states = uv.load_votes(), uv.load_votes(view="state")
    for votes, said in ((seats, "by seat"), (states, "by government")):
        # What is left shows no Soviet vote, but a seat that is empty before its government.
        some = votes[votes["member"].isin(two)]
        assert uv.agreement(some, *two, interval=None).selection == f"all roll calls, {said}"


def test_own_frames_without_dates_or_seats_say_nothing() -> None:
    votes = uv.load_votes()[["roll_call", "member", "vote"]]
    own = votes.astype(str).replace({"member": {"RUS": "Party A"}})
    dated = own.assign(date=pd.Timestamp("1990-01-01"))
    for one in (own, dated):
        assert uv.agreement(one, "FRA", "USA", interval=None).selection == "all roll calls"


def test_every_table_says_it() -> None:
    votes = uv.load_votes(since=1990, until=1993)
    chosen = {"contested": True}
    answers = [
        uv.agreement(votes, "RUS", "CHN", by="year", **chosen),
        uv.agreement_table(votes, member="USA", interval=None, **chosen),
        uv.compare_measures(votes, measures=["agreement"], **chosen),
        uv.bloc_agreement(votes, uv.P3, uv.E10, n_boot=100, **chosen),
        uv.bloc_positions(votes, uv.P5, **chosen),
        uv.cohesion(votes, uv.P5, n_boot=100, **chosen),
        uv.defections(votes, uv.P5, **chosen),
        uv.defection_rates(votes, uv.P5, **chosen),
        uv.isolation(votes, ["RUS"], n_boot=100, **chosen),
        uv.shares(votes, "RUS", **chosen),
        uv.change_points(votes, "RUS", "USA", **chosen),
    ]
    for table in answers:
        assert table.attrs["selection"].endswith("contested roll calls, by seat")
    for result in (
        uv.agreement_matrix(votes, members=["RUS", "USA", "FRA"], **chosen),
        uv.hierarchy(votes, members=["RUS", "USA", "FRA"], **chosen),
        uv.agreement_difference(votes, ("RUS", "USA"), ("FRA", "USA"), n_boot=100, **chosen),
    ):
        assert "contested roll calls, by seat" in repr(result)
    # Only members whose seat changed hands make it matter.
    alone = uv.agreement_matrix(votes, members=["GBR", "USA", "FRA"], **chosen)
    assert "by seat" not in repr(alone)


def test_subtitles_of_charts_say_it() -> None:
    votes = uv.load_votes(view="state", since=1990, until=1993)
    table = uv.agreement_table(votes, member="USA", members=uv.P5, interval=None, contested=True)
    subtitle = uv.charts.agreement_ranking(table, "USA").layout.title.subtitle.text
    assert "contested roll calls, by government" in subtitle.replace("<br>", " ")
