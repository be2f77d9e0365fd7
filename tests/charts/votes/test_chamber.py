"""The horseshoe: every seat, every vote, every veto, and moves between two votes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from unvotes.charts import chamber, data, describe
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes


def trace(figure: go.Figure, name: str, axis: str = "x") -> go.Scatter | None:
    found = [t for t in figure.data if t.name == name and (t.xaxis or "x") == axis]
    return found[0] if found else None


def notes(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_a_seat_is_named_by_the_state_that_held_it() -> None:
    # The Soviet Union was away, and China's seat was the Republic's.
    votes = load_votes(since=1950, until=1950)
    text = describe(chamber(votes, "S/1500"))
    assert "6 against: Republic of China, Cuba," in text and "1 not voting: Soviet Union." in text
    seats = data(chamber(votes, "S/1500")).set_index("name")["member"]
    assert seats["Soviet Union"] == "RUS" and seats["Republic of China"] == "CHN"
    # As at the table, by its name there: Union of Soviet Socialist Republics, United Kingdom.
    assert seats.index.tolist()[-4:] == [
        "Soviet Union",
        "United Kingdom",
        "United States",
        "Yugoslavia",
    ]
    assert "Moscow" in describe(chamber(votes, "S/1500", names={"RUS": "Moscow"}))
    both = chamber(load_votes(), ["S/RES/678", "S/2012/77"], language="fr")
    assert data(both).query("member == 'RUS'")["name"].tolist() == ["Union soviétique", "Russie"]


@pytest.mark.parametrize(
    ("key", "tally"),
    [("S/2011/612", (9, 2, 4)), ("S/2012/77", (13, 2, 0)), ("S/2012/538", (11, 2, 2))],
)
def test_seats_equal_the_tally(syria: pd.DataFrame, key: str, tally: tuple[int, ...]) -> None:
    figure = chamber(syria, key)
    for name, n in zip(("in favour", "against", "abstaining"), tally, strict=True):
        drawn = trace(figure, name)
        assert (0 if drawn is None else len(drawn.x)) == n
        assert f"<b>{n}</b> {name}" in notes(figure)
    assert len(trace(figure, "permanent member").x) == 5
    assert f"{tally[0]} in favour" in describe(figure)


def test_vetoes_are_marked_on_russia_and_china_alone(syria: pd.DataFrame) -> None:
    figure = chamber(syria, "S/2012/77")
    marked = [text.split("<br>")[0] for text in notes(figure) if "veto</b>" in text]
    assert sorted(marked) == ["China", "Russia"]
    assert sorted(trace(figure, "against").text) == [
        "<b>China</b> (CHN)<br>against · veto<br>permanent member",
        "<b>Russia</b> (RUS)<br>against · veto<br>permanent member",
    ]
    assert figure.layout.title.text == "<b>S/2012/77: vetoed by China and Russia</b>"
    assert "4 February 2012" in figure.layout.title.subtitle.text
    assert "n = 15 members" in figure.layout.title.subtitle.text


def test_no_two_seats_share_a_place(
    syria: pd.DataFrame, council: Callable[..., pd.DataFrame]
) -> None:
    for elected in (0, 1, 6, 8, 9, 10, 15):
        votes = council(1, elected=elected)
        figure = chamber(votes, "S/RES/1000")
        votes_drawn = [t for t in figure.data if t.hovertemplate]
        places = {(x, round(y)) for t in votes_drawn for x, y in zip(t.x, t.y, strict=True)}
        assert len(places) == 5 + elected
        low, high = figure.layout.yaxis.range
        assert all(low < y < high for _, y in places)


def test_seats_are_in_alphabetical_order_round_the_table(syria: pd.DataFrame) -> None:
    frame = data(chamber(syria, "S/2012/77", language="fr"))
    assert "".join(frame["member"]) == "AZECHNCOLFRADEUGTMINDMARPAKPRTRUSZAFTGOGBRUSA"
    assert frame["seat"].tolist() == list(range(1, 16))
    assert frame.loc[frame["member"] == "GBR", "name"].item() == "Royaume-Uni"
    frame = data(chamber(syria, "S/2012/77", president="TGO"))
    assert frame.loc[7, "member"] == "TGO"
    assert frame.loc[8, "member"] == "GBR"
    by_vote = data(chamber(syria, "S/2011/612", order="vote"))["vote"].tolist()
    assert by_vote == ["yes"] * 9 + ["no"] * 2 + ["abstain"] * 4


@pytest.mark.parametrize("compact", [False, True])
def test_two_votes_mark_who_moved(syria: pd.DataFrame, compact: bool) -> None:
    figure = chamber(syria, ["S/2011/612", "S/2012/77"], compact=compact)
    frame = data(figure)
    moved = frame[frame["moved_from"] != ""]
    assert moved["member"].tolist() == ["IND", "ZAF"]
    assert set(moved["moved_from"]) == {"abstain"}
    assert set(moved["roll_call"]) == {"S/2012/77"}
    assert sum("was abstaining" in text for text in notes(figure)) == 2
    assert "10 members sat both times; 2 of them" in figure.layout.title.subtitle.text.replace(
        "<br>", " "
    )
    assert "India from abstaining to in favour" in describe(figure)
    assert len(trace(figure, "abstaining").x) == 4
    assert trace(figure, "abstaining", "x2") is None
    domains = figure.layout.xaxis.domain, figure.layout.xaxis2.domain
    assert (domains[0] == domains[1]) is compact


def test_non_voting_is_not_abstaining() -> None:
    votes = pd.DataFrame(
        {
            "roll_call": "S/1501",
            "member": ["SUN", "YUG", "USA", "CHN"],
            "vote": ["nonvoting", "abstain", "yes", "unknown"],
        }
    )
    figure = chamber(votes, "S/1501")
    assert "<b>1</b> not voting" in notes(figure)
    assert "<b>1</b> abstaining" in notes(figure)
    assert "<b>1</b> unknown" in notes(figure)
    assert "Soviet Union" in notes(figure)
    symbols = {t.name: t.marker.symbol for t in figure.data if t.hovertemplate}
    assert len(set(symbols.values())) == 4


def test_any_members_with_any_names() -> None:
    votes = pd.DataFrame({"roll_call": 7, "member": ["a", "b"], "vote": ["yes", "no"]})
    frame = data(chamber(votes.astype({"roll_call": "str"}), "7", names={"a": "Left"}))
    assert frame["name"].tolist() == ["b", "Left"]


def test_wrong_input_is_explained(
    syria: pd.DataFrame, council: Callable[..., pd.DataFrame]
) -> None:
    with pytest.raises(UnvotesError, match=r"unknown roll call 'S/2012/78'.*'S/2012/77'"):
        chamber(syria, "S/2012/78")
    with pytest.raises(UnvotesError, match="member 'BRA' on this roll call"):
        chamber(syria, "S/2012/77", president="BRA")
    with pytest.raises(UnvotesError, match="one roll call or two, not 3"):
        chamber(syria, ["S/2011/612", "S/2012/77", "S/2012/538"])
    with pytest.raises(UnvotesError, match="no rows"):
        chamber(syria.iloc[:0], "S/2012/77")
    with pytest.raises(UnvotesError, match="'vote'"):
        chamber(syria.drop(columns="vote"), "S/2012/77")
    with pytest.raises(UnvotesError, match="unknown vote 'aye'"):
        chamber(pd.DataFrame({"roll_call": ["1"], "member": ["A"], "vote": ["aye"]}), "1")
    with pytest.raises(UnvotesError, match="has two rows on roll call"):
        chamber(pd.concat([syria, syria]), "S/2012/77")
    with pytest.raises(UnvotesError, match="use vote_grid"):
        chamber(council(1, elected=40, pool=60), "S/RES/1000")
    with pytest.raises(UnvotesError, match="did you mean 'table'"):
        chamber(syria, "S/2012/77", order="tables")  # type: ignore[arg-type]


def test_a_symbol_voted_on_twice_asks_which(syria: pd.DataFrame) -> None:
    one = syria[syria["roll_call"] == "S/2012/77"].astype({"roll_call": "str"})
    votes = pd.concat([one, one.assign(roll_call="S/2012/77#2")])
    figure = chamber(votes, "s/2012/77#2")
    assert data(figure)["roll_call"].unique().tolist() == ["S/2012/77#2"]
    both = votes.replace({"roll_call": {"S/2012/77": "S/2012/77#1"}})
    with pytest.raises(UnvotesError, match=r"2 roll calls.*'S/2012/77#1', 'S/2012/77#2'"):
        chamber(both, "S/2012/77")


def test_size(syria: pd.DataFrame) -> None:
    assert len(chamber(syria, ["S/2011/612", "S/2012/77"]).to_json()) < 200_000


@pytest.mark.parametrize("name", ["S/RES/1973", "1973", "res 1973 (2011)", "S/RES/1973(2011)"])
def test_roll_calls_are_found_as_people_write_them(name: str) -> None:
    votes = load_votes(since="2011-03-01", until="2011-03-31")
    figure = chamber(votes, name)
    assert describe(figure).startswith(
        "Vote on S/RES/1973 (17 March 2011, Libya): adopted, 10\N{EN DASH}0\N{EN DASH}5."
    )
    with pytest.raises(UnvotesError, match="unknown roll call '1970'"):
        chamber(votes, "1970")


def test_adopted_without_a_vote() -> None:
    figure = chamber(load_votes(until="1946-02-10"), "S/RES/1")
    title = figure.layout.title.text.replace("<br>", " ")
    assert title == "<b>S/RES/1: adopted without a vote on the whole</b>"
    assert len(trace(figure, "not voting").x) == 11
