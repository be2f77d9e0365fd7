"""Every member is on the map, with its own value, and areas are true."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from unvotes.analysis.pairs.all_pairs import agreement_table
from unvotes.charts import data, describe, world
from unvotes.charts.drawing.theme import VOTES
from unvotes.charts.votes.world_land import areas_by_code, equal_earth, extent
from unvotes.errors import UnvotesError
from unvotes.record.data_files import data_folder
from unvotes.record.loading import load_votes
from unvotes.record.states import states

MEMBERS = [code for code, area in areas_by_code().items() if area.kind == "member"]
WORDS = ["yes", "no", "abstain", "nonvoting"]


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    """A made-up Assembly: every fourth member votes in the same way."""
    words = [WORDS[i % 4] for i in range(len(MEMBERS))]
    return pd.DataFrame(
        {
            "roll_call": "A/RES/1",
            "date": pd.Timestamp("2022-03-02"),
            "topic": "Ukraine",
            "member": MEMBERS,
            "vote": words,
        }
    )


@pytest.fixture(scope="module")
def figure(votes: pd.DataFrame) -> go.Figure:
    return world(votes)


def land(figure: go.Figure) -> dict[str, go.Scatter]:
    return {t.name: t for t in figure.data if t.type == "scatter" and t.hoveron == "fills"}


def dots(figure: go.Figure) -> go.Scatter:
    (found,) = [t for t in figure.data if t.name == "small states"]
    return found


def hover(figure: go.Figure) -> dict[str, str]:
    """All that can be read by pointing at the map, by the code that each text names."""
    texts = [t.text for t in land(figure).values()] + list(dots(figure).hovertext)
    return {text.partition("(")[2][:3]: text for text in texts}


def test_the_map_has_the_193_members_and_every_former_one() -> None:
    table = states()
    observers = set(table.loc[table["note"].str.startswith("Observer"), "code"])
    former = set(table.loc[table["successors"] != "", "code"])
    assert set(MEMBERS) == set(table["code"]) - observers - former
    assert len(MEMBERS) == 193
    assert {code for code, area in areas_by_code().items() if area.kind == "former"} == former
    follows = table.set_index("code")["successors"].str.split()
    for code in former:
        direct = {last for each in follows[code] for last in follows[each] or [each]}
        assert direct <= set(areas_by_code()[code].over), code


def test_the_file_is_small() -> None:
    assert (data_folder() / "world.json").stat().st_size < 120_000


def test_every_member_can_be_seen_and_pointed_at(figure: go.Figure, votes: pd.DataFrame) -> None:
    texts = hover(figure)
    for code, vote in zip(votes["member"], votes["vote"], strict=True):
        assert texts[code].endswith(f"<br>{VOTES[vote].label}")
    # What is not marked is large enough to be seen: 18,000 km² are 7 square pixels at 700 px.
    for code in MEMBERS:
        area = areas_by_code()[code]
        if area.marker is None:
            assert _size(area.x, area.y) * 100 > 18_000, code
    places = list(zip(dots(figure).x, dots(figure).y, strict=True))
    gaps = [np.hypot(a - c, b - d) for i, (a, b) in enumerate(places) for c, d in places[:i]]
    assert min(gaps) > 30
    (left, right), (low, high) = extent()
    assert all(left < x < right and low < y < high for x, y in places)


def _size(x: list[float | None], y: list[float | None]) -> float:
    """Sum the areas of the rings (in squares of ten kilometres), holes and all."""
    total, ring = 0.0, []
    for point in [*zip(x, y, strict=True), (None, None)]:
        if point[0] is not None:
            ring.append(point)
            continue
        a = np.array(ring, dtype=float)
        total += abs(np.dot(a[:-1, 0], a[1:, 1]) - np.dot(a[1:, 0], a[:-1, 1])) / 2
        ring = []
    return total


@pytest.mark.parametrize(
    ("code", "km2"),
    [("IND", 3_170_000), ("BRA", 8_510_000), ("COD", 2_340_000), ("GRL", 2_170_000)],
)
def test_areas_are_true(code: str, km2: float) -> None:
    area = areas_by_code()[code]
    assert _size(area.x, area.y) * 100 == pytest.approx(km2, rel=0.05)


def test_the_projection_keeps_areas_and_has_the_published_shape() -> None:
    # Šavrič, Patterson and Jenny 2018: 2.05458 times as broad as high.
    x, _ = equal_earth(180, 0)
    _, y = equal_earth(0, 90)
    assert x / y == pytest.approx(2.05458, abs=1e-4)
    lon, lat = np.meshgrid(np.linspace(-170, 170, 9), np.linspace(-80, 80, 9))
    e = 1e-4
    (x0, y0), (x1, y1), (x2, y2) = (
        equal_earth(lon + a, lat + b) for a, b in ((0, 0), (e, 0), (0, e))
    )
    drawn = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    true = np.radians(e) ** 2 * np.cos(np.radians(lat))
    assert drawn / true == pytest.approx(np.ones_like(lat), rel=1e-3)


def test_votes_look_as_everywhere_and_not_by_colour_alone(figure: go.Figure) -> None:
    shapes = {}
    for code, trace in land(figure).items():
        vote = WORDS[MEMBERS.index(code) % 4]
        assert trace.fillcolor == VOTES[vote].colour
        shapes.setdefault(vote, set()).add(trace.fillpattern.shape)
    assert [len(found) for found in shapes.values()] == [1, 1, 1, 1]
    assert len({shape for found in shapes.values() for shape in found}) == 4
    assert set(dots(figure).marker.symbol) == {VOTES[word].symbol for word in WORDS}
    texts = [note.text for note in figure.layout.annotations]
    assert "<b>49</b> in favour ●" in texts
    assert describe(figure).startswith(
        "World map of the vote on A/RES/1 of 193 members. 49 in favour; 48 against; "
    )
    assert len(figure.to_json()) < 200_000


def test_not_a_member_is_shaded_apart(votes: pd.DataFrame) -> None:
    figure = world(votes[~votes["member"].isin(["CHE", "KIR"])])
    assert hover(figure)["CHE"].endswith("not a member")
    assert hover(figure)["KIR"].endswith("not a member")
    assert land(figure)["CHE"].fillcolor == VOTES["not_seated"].colour
    assert "<b>2</b> not a member" in [note.text for note in figure.layout.annotations]
    assert "2 members of today: not a member" in describe(figure)
    other = world(votes[votes["member"] != "CHE"], absent="no vote in these data")
    assert hover(other)["CHE"].endswith("no vote in these data")


def test_former_states_are_drawn_over_their_successors() -> None:
    values = pd.Series({"SUN": 1.0, "UKR": 0.5, "YUG": 0.2, "DDR": 0.3, "DEU": 0.4}, name="x")
    figure = world(values)
    frame = data(figure).set_index("member")["drawn_over"]
    assert set(frame["SUN"].split()) == set(areas_by_code()["SUN"].over)
    assert "UKR" not in frame["SUN"]
    assert {"BIH", "HRV", "MKD", "MNE", "SRB", "SVN"} <= set(frame["YUG"].split())
    assert frame["DDR"] == "DDR"  # Germany has a value of its own
    fills = {code: trace.fillcolor for code, trace in land(figure).items()}
    assert fills["RUS"] == fills["KAZ"] != fills["UKR"]
    assert land(figure)["KAZ"].text == "<b>Soviet Union</b> (SUN)<br>1.000<br>here: Kazakhstan"
    assert any("East Germany" in text for text in dots(figure).hovertext)
    assert "Soviet Union over 13 states of today" in figure.layout.title.subtitle.text.replace(
        "<br>", " "
    )
    assert "Soviet Union over Armenia, Azerbaijan" in describe(figure)
    with pytest.raises(UnvotesError, match="CSK has a value and all of its successors"):
        world(pd.Series({"CSK": 1, "CZE": 2, "SVK": 3}))


def test_agreement_over_a_period_that_a_state_did_not_outlive() -> None:
    table = pd.DataFrame({"a": "USA", "b": ["CSK", "CZE", "SVK", "YUG"], "estimate": 0.5})
    figure = world(table.assign(n=20, withheld=""))
    frame = data(figure).set_index("member")["drawn_over"]
    assert list(frame.index) == ["CZE", "SVK", "YUG"]
    assert "SVN" in frame["YUG"], "whose successors have no value here"
    said = "Not drawn, since their successors are: Czechoslovakia."
    assert said in figure.layout.title.subtitle.text.replace("<br>", " ")
    assert said in describe(figure)


def test_a_seat_covers_what_its_state_was_at_that_date(votes: pd.DataFrame) -> None:
    old = votes[~votes["member"].isin(["KAZ", "TWN"])].assign(date=pd.Timestamp("1970-01-01"))
    frame = data(world(old)).set_index("member")
    assert set(frame.loc["RUS", "drawn_over"].split()) == {"RUS", "KAZ"}
    assert frame.loc[["RUS", "CHN"], "name"].tolist() == ["Soviet Union", "Republic of China"]
    assert data(world(votes)).set_index("member")["drawn_over"]["RUS"] == "RUS"


def test_numbers_have_shades_from_low_to_high() -> None:
    values = pd.DataFrame({"member": ["IND", "BRA", "NRU", "FRA"], "share": [0.0, 0.5, 1.0, None]})
    figure = world(values)
    fills = {code: trace.fillcolor for code, trace in land(figure).items()}
    assert (fills["IND"], fills["BRA"]) == ("#dceaf2", "#7fadc9")
    assert fills["FRA"] == fills["CHE"]
    assert land(figure)["FRA"].fillpattern.shape == "/"
    assert "no value" in hover(figure)["FRA"]
    assert hover(figure)["NRU"] == "<b>Nauru</b> (NRU)<br>1.000"
    assert "Highest: Nauru 1.000; Brazil 0.500; India 0.000." in describe(figure)
    around = world(values, midpoint=0.5)
    assert land(around)["BRA"].fillcolor == "#f4f1ea"
    assert land(around)["IND"].fillcolor == "#8a4b08"
    assert describe(pio.from_json(around.to_json())) == describe(around)
    percent = world(pd.Series({"IND": 12, "BRA": 100}), unit="%")
    assert hover(percent)["IND"].endswith("<br>12%")


def test_one_state_and_other_languages() -> None:
    figure = world(pd.Series({"ZAF": 3.5}, name="points"), language="fr", title="<i>T</i>")
    assert data(figure)["name"].tolist() == ["Afrique du Sud"]
    assert figure.layout.title.text == "<b>&lt;i&gt;T&lt;/i&gt;</b>"
    evil = world(pd.Series({"ZAF": 1}, name="<b>"), names={"ZAF": "<script>"}, unit="<i>")
    assert "<script" not in str(evil.data)
    assert "<i>" not in str(evil.to_dict()["layout"]["annotations"])


def test_wrong_input_is_explained(votes: pd.DataFrame) -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        world(votes.iloc[:0])
    with pytest.raises(UnvotesError, match=r"unknown state 'IDN1'.*'IDN'"):
        world(pd.Series({"IDN1": 1}))
    with pytest.raises(UnvotesError, match=r"'vot'.*did you mean 'vote'"):
        world(votes, "vot")
    with pytest.raises(UnvotesError, match="more than one value"):
        world(pd.concat([votes, votes]))
    with pytest.raises(UnvotesError, match=r"2 roll calls.*roll_call="):
        world(pd.concat([votes, votes.assign(roll_call="A/RES/2")]))
    with pytest.raises(UnvotesError, match="no state has a value"):
        world(pd.Series({"IND": np.nan}))
    with pytest.raises(UnvotesError, match="holds 'aye'"):
        world(votes.assign(vote="aye"))
    with pytest.raises(UnvotesError, match="midpoint 5"):
        world(pd.Series({"IND": 0.5, "CHN": 0.7}), midpoint=5, z_range=(0, 1))
    with pytest.raises(UnvotesError, match="which column"):
        world(pd.DataFrame({"member": ["IND"], "a": [1], "b": [2]}))


def test_a_table_of_one_members_agreement_is_a_map_that_says_whose() -> None:
    votes = load_votes(since=2011, until=2012)
    table = agreement_table(votes, member="USA", interval=None, contested=True, min_shared=5)
    figure = world(table)
    assert figure.layout.title.text == "<b>Agreement with the United States</b>"
    assert "contested roll calls" in figure.layout.title.subtitle.text
    assert describe(figure).startswith("Agreement with the United States. World map of agreement")
    drawn = data(figure).set_index("member")["agreement"]
    assert drawn["FRA"] == pytest.approx(table.set_index("b").loc["FRA", "estimate"])
    kappa = agreement_table(votes, member="RUS", interval=None, measure="kappa")
    assert world(kappa).layout.title.text == "<b>Kappa with Russia</b>"
    with pytest.raises(UnvotesError, match="choose one"):
        world(agreement_table(votes, interval=None))
    with pytest.raises(UnvotesError, match=r"USA and .* more than once"):
        world(agreement_table(votes, member="USA", interval=None, by="year"))


def test_groups_are_no_scale() -> None:
    """Numbers of communities used to be shades, as if the third were more than the first."""
    table = pd.DataFrame({"member": ["RUS", "USA", "FRA", "IND"], "community": [1, 2, 2, 3]})
    by_number = world(table, "community")
    by_word = world(table.assign(side=["east", "west", "west", None]), "side")
    assert describe(by_number).startswith(
        "World map of community for 4 states. community 1, 1 state: Russia. "
        "community 2, 2 states: France and United States. community 3, 1 state: India."
    )
    assert "west, 2 states: France and United States. east, 1 state: Russia." in describe(by_word)
    assert data(by_word)["side"].isna().tolist() == [False, False, False, True]
    for figure, groups in ((by_number, 3), (by_word, 2)):
        keys = [trace for trace in figure.data if trace.name.startswith("key: ")]
        looks = {(trace.fillcolor, trace.fillpattern.shape) for trace in keys}
        assert len(looks) == groups + 1, "each group looks its own way, and so does the rest"


def test_more_groups_than_can_be_told_apart_are_refused() -> None:
    codes = ["RUS", "USA", "FRA", "IND", "CHN", "ZAF", "BRA"]
    with pytest.raises(UnvotesError, match="holds 7 groups, and a map tells 6 apart"):
        world(pd.DataFrame({"member": codes, "party": list("abcdefg")}), "party")
    with pytest.raises(UnvotesError, match="column 'vote' holds 'maybe'"):
        world(pd.DataFrame({"member": ["RUS"], "vote": ["maybe"]}))
