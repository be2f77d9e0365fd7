"""The grid: a mark for each vote, shade where there was no seat, outcomes along the top."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from unvotes.charts import data, describe, vote_grid
from unvotes.charts.drawing import theme
from unvotes.charts.drawing.inputs import VOTE_WORDS
from unvotes.charts.drawing.labels import text_width
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_votes

BLOCS = {"Russia and China": ["RUS", "CHN"], "India and South Africa": ["IND", "ZAF"]}


def trace(figure: go.Figure, name: str) -> go.Scatter | go.Heatmap:
    (found,) = [t for t in figure.data if t.name == name]
    return found


def names(figure: go.Figure) -> list[str]:
    """Names beside the rows of members, from top to bottom."""
    beside = [note for note in figure.layout.annotations if note.xanchor == "right"]
    return [note.text for note in beside if note.text != "Outcome"]


def test_a_mark_for_each_vote(syria: pd.DataFrame) -> None:
    figure = vote_grid(syria)
    assert len(trace(figure, "in favour").x) == 9 + 13 + 11
    assert len(trace(figure, "against").x) == 6
    assert len(trace(figure, "abstaining").x) == 4 + 0 + 2
    rings = trace(figure, "veto")
    assert sorted(set(rings.y)) == ["China", "Russia"]
    assert len(rings.x) == 6
    outcome = trace(figure, "vetoed")
    assert (outcome.text, len(outcome.x), set(outcome.y)) == ("V", 3, {"Outcome"})
    abstained = trace(figure, "abstaining")
    first = [y for x, y in zip(abstained.x, abstained.y, strict=True) if "S/2011/612" in x]
    assert sorted(first) == ["Brazil", "India", "Lebanon", "South Africa"]


def test_a_vote_in_two_blocs_counts_once_and_an_unknown_one_is_said(syria: pd.DataFrame) -> None:
    votes = syria.copy()
    votes.loc[(votes["member"] == "FRA") & (votes["roll_call"] == "S/2012/77"), "vote"] = "unknown"
    figure = vote_grid(votes, blocs={"One": ["RUS", "FRA"], "Two": ["RUS", "USA"]}, others=False)
    assert len(data(figure)) == 12
    assert "3 roll calls, 9 votes" in figure.layout.title.subtitle.text
    said = "Votes: 5 in favour, 3 against, 0 abstaining, 0 not voting and 1 unknown."
    assert said in describe(figure)


def test_not_seated_is_shaded_and_not_voting_is_a_mark(syria: pd.DataFrame) -> None:
    votes = syria.copy()
    france = (votes["member"] == "FRA") & (votes["roll_call"] == "S/2012/77")
    votes.loc[france, "vote"] = "nonvoting"
    figure = vote_grid(votes)
    shade = trace(figure, "not seated")
    shaded = {
        (row, column.split("</b>")[0].removeprefix("<b>"))
        for row, line in zip(shade.y, shade.z, strict=True)
        for column, cell in zip(shade.x, line, strict=True)
        if cell is not None
    }
    assert ("Brazil", "S/2012/77") in shaded
    assert ("Brazil", "S/2011/612") not in shaded
    assert ("Azerbaijan", "S/2011/612") in shaded
    # 20 members sat at some time, 15 on each roll call
    assert len(shaded) == 20 * 3 - 45
    assert trace(figure, "not voting").y == ("France",)
    assert len(trace(figure, "in favour").x) == 32


def test_blocs_head_their_members(syria: pd.DataFrame) -> None:
    figure = vote_grid(syria, blocs=BLOCS)
    rows = list(figure.layout.yaxis.categoryarray)
    assert rows[:8] == [
        "Outcome",
        "Russia and China",
        "Russia",
        "China",
        "India and South Africa",
        "India",
        "South Africa",
        "Others",
    ]
    assert names(figure)[:4] == ["Russia", "China", "India", "South Africa"]
    frame = data(figure)
    assert frame.loc[frame["member"] == "ZAF", "bloc"].unique() == ["India and South Africa"]
    assert len(frame) == 45
    alone = data(vote_grid(syria, blocs=BLOCS, others=False))
    assert set(alone["member"]) == {"RUS", "CHN", "IND", "ZAF"}
    default = data(vote_grid(syria)).groupby("bloc")["member"].nunique()
    assert default.to_dict() == {"Permanent members": 5, "Elected members": 15}


class Named:
    def __init__(self, name: str, members: tuple[str, ...]) -> None:
        self.name, self.members = name, members


def test_blocs_may_be_objects_overlap_and_hold_absent_members(syria: pd.DataFrame) -> None:
    blocs = [Named("Pair", ("RUS", "CHN")), Named("BRICS", ("BRA", "RUS", "IND", "CHN", "ZAF"))]
    votes = syria[syria["roll_call"] == "S/2012/77"]
    figure = vote_grid(votes, blocs=blocs, others=False)
    expected = ["Russia", "China", "Brazil", "Russia", "India", "China", "South Africa"]
    assert names(figure) == expected
    assert len(set(figure.layout.yaxis.categoryarray)) == 10
    assert len(trace(figure, "against").y) == 4
    shade = trace(figure, "not seated")
    assert sum(cell is not None for line in shade.z for cell in line) == 1
    assert "2 against" not in describe(figure).split("Votes:")[0]


@pytest.mark.parametrize("n", [21, 120])
def test_cells_hold_the_votes(council: Callable[..., pd.DataFrame], n: int) -> None:
    votes = council(n)
    figure = vote_grid(votes)
    cells = trace(figure, "votes")
    z = np.array([[-1 if c is None else c for c in line] for line in cells.z])
    for code, word in enumerate(VOTE_WORDS):
        assert (z == code).sum() == (votes["vote"] == word).sum()
    outcomes = votes.drop_duplicates("roll_call")["outcome"].value_counts()
    for k, outcome in enumerate(theme.OUTCOMES):
        assert (z == len(VOTE_WORDS) + 1 + k).sum() == outcomes.get(outcome, 0)
    spoken = pd.Series(np.array(cells.text).ravel()).value_counts()
    assert spoken["in favour"] == (votes["vote"] == "yes").sum()
    assert spoken["against, a veto"] == votes["veto"].sum()
    assert len(data(figure)) == len(votes)


def test_cells_have_the_colours_of_the_votes(council: Callable[..., pd.DataFrame]) -> None:
    cells = trace(vote_grid(council(30)), "votes")
    scale = [(stop, colour) for stop, colour in cells.colorscale]
    for code, word in enumerate([*VOTE_WORDS, "not_seated"]):
        at = (code - cells.zmin) / (cells.zmax - cells.zmin)
        (colour,) = {a[1] for a, b in zip(scale[::2], scale[1::2], strict=True) if a[0] < at < b[0]}
        assert colour == theme.VOTES[word].colour


def test_columns_follow_the_order_asked_for(
    syria: pd.DataFrame, council: Callable[..., pd.DataFrame]
) -> None:
    shuffled = syria.iloc[::-1]
    keys = vote_grid(shuffled).layout.xaxis.categoryarray
    assert [key.split("</b>")[0][3:] for key in keys] == ["S/2011/612", "S/2012/77", "S/2012/538"]
    given = vote_grid(syria, ["S/2012/77", "S/2011/612"], order="given").layout.xaxis.categoryarray
    assert [key.split("</b>")[0][3:] for key in given] == ["S/2012/77", "S/2011/612"]
    topics = data(vote_grid(council(40), order="topic"))["topic"].drop_duplicates()
    assert topics.is_monotonic_increasing
    assert topics.is_unique


def test_columns_say_date_topic_outcome_and_tally(syria: pd.DataFrame) -> None:
    figure = vote_grid(syria, members=["IND", "ZAF"])
    key = figure.layout.xaxis.categoryarray[1]
    # the tally is of the whole Council, not of the members shown
    about = "Syria: back the Arab League’s plan for transition"
    assert key == (
        f"<b>S/2012/77</b> · 4 February 2012<br>{about}<br>vetoed 13\N{EN DASH}2\N{EN DASH}0"
    )
    given = vote_grid(syria.assign(subject="Of mice & men"), members=["IND", "ZAF"])
    assert "<br>Syria<br>Of mice &amp; men<br>" in given.layout.xaxis.categoryarray[1]
    heads = [note.text for note in figure.layout.annotations]
    assert "S/2012/77<br>4 Feb 2012<br>Syria" in heads
    assert set(data(figure)["member"]) == {"IND", "ZAF"}


def test_description_gives_the_numbers(syria: pd.DataFrame) -> None:
    text = describe(vote_grid(syria, title="India moved"))
    assert text.startswith("India moved. Grid of 20 members by 3 roll calls, 4 October 2011 to")
    assert "33 in favour, 6 against, 6 abstaining" in text
    assert "S/2012/538: vetoed 11\N{EN DASH}2\N{EN DASH}2; against: China and Russia" in text


@pytest.mark.parametrize(("n", "elected", "limit"), [(1, 10, 200), (20, 10, 200), (300, 10, 600)])
def test_size(council: Callable[..., pd.DataFrame], n: int, elected: int, limit: int) -> None:
    assert len(vote_grid(council(n, elected=elected)).to_json()) < limit * 1000


def test_an_assembly_of_193_stays_small(council: Callable[..., pd.DataFrame]) -> None:
    votes = council(300, elected=188, pool=188)
    figure = vote_grid(votes)
    assert len(figure.to_json()) < 600_000
    frame = data(figure)
    assert frame["member"].nunique() == 193
    drawn = frame.set_index(["roll_call", "member"])["vote"].astype(str).sort_index()
    cast = votes.astype({"roll_call": "str", "member": "str", "vote": "str"})
    assert drawn.equals(cast.set_index(["roll_call", "member"])["vote"].sort_index())


def test_a_seat_has_the_names_of_all_that_held_it() -> None:
    calls = ["S/RES/660", "S/RES/678", "S/2012/77"]
    assert "Soviet Union / Russia" in names(vote_grid(load_votes(), calls, order="given"))
    early = names(vote_grid(load_votes(), calls[:2], order="given"))
    assert "Soviet Union" in early and "Russia" not in early and "China" in early
    assert "S/2012/77: vetoed 13–2–0; against: China and Soviet Union / Russia" in describe(
        vote_grid(load_votes(), calls, order="given")
    )


def test_an_assembly_has_no_elected_members(council: Callable[..., pd.DataFrame]) -> None:
    blocs = {n: data(vote_grid(council(3, elected=n)))["bloc"].unique().tolist() for n in (10, 30)}
    assert blocs == {
        10: ["Permanent members", "Elected members"],
        30: ["Permanent members", "Other members"],
    }


@pytest.mark.parametrize(("n", "broad"), [(240, False), (241, True), (500, True), (800, True)])
def test_every_column_has_a_pixel(
    council: Callable[..., pd.DataFrame], n: int, broad: bool
) -> None:
    figure = vote_grid(council(n))
    breadth = figure.layout.width or 380
    assert (figure.layout.width is not None) is broad
    assert breadth - figure.layout.margin.l - figure.layout.margin.r >= n * (0.9 if n == 240 else 1)


@pytest.mark.parametrize("language", ["en", "ru", "zh", "ar"])
def test_names_have_room(language: str) -> None:
    votes = load_votes(since=2023, until=2023, contested=True)
    figure = vote_grid(votes, language=language)
    longest = max(names(figure), key=lambda name: text_width(name, 12))
    assert figure.layout.margin.l >= text_width(longest, 12) + 14
    if language == "zh":  # each letter is as broad as it is high
        assert text_width(longest, 12) >= 12 * len(longest)
    assert not any(name.endswith("…") for name in names(figure))


def test_hover_names_members_in_full() -> None:
    long = "Conference of the Parties to the Framework Convention"
    votes = pd.DataFrame({"roll_call": ["1", "2"], "member": "COP", "vote": "yes"})
    figure = vote_grid(votes, names={"COP": long})
    (marks,) = figure.data
    assert set(marks.y) == {long}
    # Labels of the axis would stand in the hover text in place of the category.
    assert figure.layout.yaxis.ticktext is None
    assert names(figure) == ["Conference of the Part…"]


def test_bare_votes_are_enough() -> None:
    votes = pd.DataFrame({"roll_call": ["1"], "member": ["Smith"], "vote": ["yes"]})
    figure = vote_grid(votes)
    assert names(figure) == ["Smith"]
    assert data(figure).columns.tolist() == ["roll_call", "bloc", "member", "vote"]


def test_wrong_input_is_explained(syria: pd.DataFrame) -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        vote_grid(syria.iloc[:0])
    with pytest.raises(UnvotesError, match="no roll call was named"):
        vote_grid(syria, [])
    with pytest.raises(UnvotesError, match=r"'S/2012/539'.*'S/2012/538'"):
        vote_grid(syria, ["S/2012/539"])
    with pytest.raises(UnvotesError, match=r"unknown member 'INDX'.*'IND'"):
        vote_grid(syria, members=["INDX"])
    with pytest.raises(UnvotesError, match=r"unknown member of a bloc 'RUSS'.*'RUS'"):
        vote_grid(syria, blocs={"x": ["RUSS"]})
    with pytest.raises(UnvotesError, match="unknown order"):
        vote_grid(syria, order="alphabet")  # type: ignore[arg-type]
    with pytest.raises(UnvotesError, match="none of these members sat"):
        vote_grid(syria, ["S/2012/77"], members=["BRA"])


def test_every_hover_text_is_there(syria: pd.DataFrame) -> None:
    votes = syria.copy()
    votes.loc[votes["member"] == "FRA", "vote"] = "nonvoting"
    votes.loc[votes["member"] == "GBR", "vote"] = "unknown"
    for drawn in vote_grid(votes).data:
        # plotly fills %{text} from a list, and from nothing else
        if drawn.type == "scatter" and "%{text}" in (drawn.hovertemplate or ""):
            assert len(drawn.text) == len(drawn.x)
            assert set(drawn.text) <= {style.label for style in theme.VOTES.values()} | {
                "against, a veto"
            }


def test_adopted_without_a_vote_is_no_tally() -> None:
    votes = load_votes(since="1946-01-01", until="1946-02-10")
    figure = vote_grid(votes, ["S/RES/1"])
    assert "<br>adopted without a vote" in figure.layout.xaxis.categoryarray[0]
    assert "S/RES/1: adopted without a vote" in describe(figure)


def test_the_whole_record_can_be_drawn() -> None:
    votes = load_votes(members=["RUS", "CHN", "IND", "ZAF"])
    figure = vote_grid(votes)
    assert len(data(figure)) == len(votes)


def test_many_columns_are_headed_by_year_or_topic(council: Callable[..., pd.DataFrame]) -> None:
    votes = council(200)
    by_year = [note.text for note in vote_grid(votes).layout.annotations]
    assert {"2001", "2008"} <= set(by_year)
    one_topic = votes[votes["topic"] == "Syria"]
    assert "2008" in [note.text for note in vote_grid(one_topic).layout.annotations]
    figure = vote_grid(votes, order="topic")
    heads = [note.text for note in figure.layout.annotations]
    assert {"Syria", "Libya", "Cyprus", "Non-proliferation DPRK"} <= set(heads)
    assert len(figure.layout.shapes) == 3
