"""Lines are the table's values, open where there is none; events are dated and sourced."""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from unvotes.analysis.blocs.agreement import bloc_agreement
from unvotes.analysis.pairs.agreement import agreement
from unvotes.analysis.pairs.all_pairs import agreement_table
from unvotes.charts import agreement_over_time, data, describe
from unvotes.errors import UnvotesError
from unvotes.record.data_files import read_table
from unvotes.record.loading import load_roll_calls, load_votes

TABLE = pd.DataFrame(
    {
        "year": [1990, 1991, 1992, 2011, 2012],
        "a": "IND",
        "b": "RUS",
        "estimate": [0.9, 0.8, None, 0.97, 0.93],
        "n": [30, 20, 4, 67, 54],
        "low": [0.8, 0.7, None, 0.91, 0.84],
        "high": [0.95, 0.9, None, 0.99, 0.97],
        "withheld": ["", "", "n below 10", "", ""],
    }
)
PAIR = "India and Russia"


def trace(figure: go.Figure, name: str) -> go.Scatter:
    (found,) = [t for t in figure.data if t.name == name]
    return found


def pieces(values: tuple[object, ...]) -> list[list[object]]:
    """Split a line at its gaps."""
    found: list[list[object]] = [[]]
    for value in values:
        if value is None:
            found.append([])
        else:
            found[-1].append(value)
    return [piece for piece in found if piece]


def test_a_line_is_open_without_common_seat() -> None:
    figure = agreement_over_time(TABLE)
    line = trace(figure, PAIR)
    assert pieces(line.y) == [[0.9, 0.8], [0.97, 0.93]]
    assert [[day[:4] for day in piece] for piece in pieces(line.x)] == [
        ["1990", "1991"],
        ["2011", "2012"],
    ]
    assert not line.connectgaps
    band = trace(figure, f"interval of {PAIR}")
    assert pieces(band.y) == [[0.8, 0.7, 0.9, 0.95, 0.8], [0.91, 0.84, 0.97, 0.99, 0.91]]
    ring = trace(figure, f"withheld of {PAIR}")
    assert [day[:4] for day in ring.x] == ["1992"]
    assert "withheld: n below 10" in ring.text[0].replace("<br>", " ")
    said = line.text[0].replace("<br>", " ")
    assert said == f"<b>{PAIR}</b>, 1990 agreement 0.900 [0.800, 0.950], n = 30 roll calls"
    assert "in 2012 agreement 0.930 [0.840, 0.970], n = 54 roll calls" in describe(figure)
    assert "1 withheld" in describe(figure)
    assert data(figure)["n"].tolist() == [30, 20, 4, 67, 54]


def test_a_withheld_year_opens_the_line_too() -> None:
    table = TABLE.assign(year=[1990, 1991, 1992, 1993, 1994])
    assert len(pieces(trace(agreement_over_time(table), PAIR).y)) == 2


def test_pairs_are_chosen_in_either_order() -> None:
    votes = load_votes(since=2005, until=2015)
    table = agreement_table(votes, members=["RUS", "CHN", "IND", "ZAF"], by="year")
    figure = agreement_over_time(table, pairs=[("RUS", "IND"), ("CHN", "RUS")])
    frame = data(figure)
    assert frame["line"].unique().tolist() == ["Russia and India", "China and Russia"]
    one = agreement(votes, "IND", "RUS", by="year")
    drawn = frame[frame["line"] == "Russia and India"]
    assert drawn["estimate"].tolist() == pytest.approx(one["estimate"].tolist())
    assert drawn["period"].tolist() == ["2011", "2012"]
    with pytest.raises(UnvotesError, match="unknown pair 'RUS–USA'"):
        agreement_over_time(table, pairs=[("RUS", "USA")])


def test_more_than_three_lines_get_panels_of_their_own() -> None:
    table = agreement_table(load_votes(since=2011, until=2012), by="year", member="RUS")
    six = table[table["b"].isin(["CHN", "FRA", "GBR", "USA", "IND", "ZAF"])]
    figure = agreement_over_time(six)
    axes = [axis for axis in figure.layout if re.fullmatch(r"yaxis\d*", axis)]
    domains = sorted(figure.layout[axis].domain for axis in axes)
    assert len(domains) == 6
    assert all(below[1] < above[0] for below, above in pairwise(domains))
    assert len({t.yaxis for t in figure.data}) == 6
    together = agreement_over_time(six, panels=False)
    assert {t.yaxis for t in together.data} == {"y"}
    with pytest.raises(UnvotesError, match="19 lines, and 6 can be told apart"):
        agreement_over_time(table)


def test_blocs_within_and_between() -> None:
    votes = load_votes(since=2011, until=2012)
    table = bloc_agreement(votes, "Russia–China", "India–South Africa", by="year")
    figure = agreement_over_time(table)
    frame = data(figure)
    assert frame["line"].unique().tolist() == [
        "Within Russia–China",
        "Within India–South Africa",
        "Between Russia–China and India–South Africa",
    ]
    between = table[table["part"] == "between"]
    drawn = frame[frame["line"].str.startswith("Between")]
    assert drawn["estimate"].tolist() == between["estimate"].tolist()
    gap = agreement_over_time(table, parts=["difference"])
    assert data(gap)["estimate"].tolist() == pytest.approx(
        table.loc[table["part"] == "difference", "estimate"].tolist()
    )
    assert gap.layout.yaxis.range[0] < 0
    with pytest.raises(UnvotesError, match="unknown part 'beween'; did you mean 'between'"):
        agreement_over_time(table, parts=["beween"])


def test_terms_and_windows_are_time_too() -> None:
    votes = load_votes()
    terms = agreement_over_time(agreement(votes, "RUS", "IND", by="term"))
    assert "2011-12" in set(data(terms)["period"])
    for by, period, middle in (
        ("decade", "2010s", "2014-12-31"),
        ("month", "2012-02", "2012-02-15"),
    ):
        drawn = agreement_over_time(agreement(votes, "RUS", "IND", by=by, since=2010), events=False)
        assert period in set(data(drawn)["period"])
        assert any(str(day).startswith(middle) for trace in drawn.data for day in trace.x)
    windows = agreement(votes, "RUS", "USA", window=50)
    figure = agreement_over_time(windows)
    frame = data(figure)
    assert len(figure.to_json()) < 200_000
    assert 300 <= len(frame) <= 480
    assert frame["estimate"].iloc[-1] == windows["estimate"].iloc[-1]
    assert "one window in 7 is drawn" in figure.layout.title.subtitle.text.replace("<br>", " ")


def test_windows_that_end_on_one_day_stay_in_their_order() -> None:
    votes = load_votes("general-assembly", since=2020, until=2020, members=["IND", "USA"])
    table = agreement(votes, "IND", "USA", window=20, interval=None)
    figure = agreement_over_time(table)
    assert table["last"].duplicated().sum() > 40
    assert [y for y in figure.data[1].y if y is not None] == table["estimate"].round(4).tolist()
    assert describe(figure).count(f"agreement {table['estimate'].iloc[-1]:.3f}") == 1


def test_events_fall_into_the_period_and_do_not_touch() -> None:
    figure = agreement_over_time(TABLE)
    notes = [note for note in figure.layout.annotations if note.hovertext]
    assert [note.text for note in notes] == [str(i + 1) for i in range(len(notes))]
    assert "<b>Kuwait invaded</b><br>2 August 1990<br>S/RES/660" in notes[0].hovertext
    assert all(note.hovertext.split("<br>")[1][-4:] >= "1990" for note in notes)
    dates = pd.to_datetime([note.x for note in notes])
    span = pd.to_datetime(list(figure.layout.xaxis.range))
    pixels = (dates - span[0]) / (span[1] - span[0]) * 310
    for i, one in enumerate(notes):
        for j in range(i):
            if notes[j].yshift == one.yshift:
                assert pixels[i] - pixels[j] >= 16
    assert not [
        n for n in agreement_over_time(TABLE, events=False).layout.annotations if n.hovertext
    ]
    own = pd.DataFrame({"date": ["2011-05-01"], "event": ["<b>mine</b>"]})
    (note,) = [n for n in agreement_over_time(TABLE, events=own).layout.annotations if n.hovertext]
    assert "&lt;b&gt;mine" in note.hovertext


def test_the_records_events_are_sourced_and_dated() -> None:
    events = read_table("events.csv")
    assert events["date"].is_monotonic_increasing
    assert events["date"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert events["event"].str.len().max() <= 28
    dates = load_roll_calls().set_index("roll_call")["date"]
    first = events["source"].str.split("; ").str[0]
    known = first.isin(dates.index)
    assert known.sum() >= 13
    assert (dates[first[known]].dt.strftime("%Y-%m-%d").to_numpy() == events["date"][known]).all()
    pattern = r"[SA]/(?:RES/|PV\.)?[\w/]+(?: \([XVI]+\))?(?:-S/\d+)?"
    assert first.str.fullmatch(pattern).all()


def test_nothing_of_the_users_becomes_html() -> None:
    evil = "<a href='x'>%{y}"
    table = TABLE.assign(a=evil, withheld=evil)
    text = agreement_over_time(table, measure=evil, title=evil).to_json()
    assert "<a href" not in text.split('"meta"')[0].replace("\\u003c", "<")


def test_wrong_input_is_explained() -> None:
    with pytest.raises(UnvotesError, match="no rows"):
        agreement_over_time(TABLE.iloc[:0])
    with pytest.raises(UnvotesError, match="column of time"):
        agreement_over_time(TABLE.drop(columns="year"))
    with pytest.raises(UnvotesError, match="'low'"):
        agreement_over_time(TABLE.drop(columns="low"))
    with pytest.raises(UnvotesError, match="neither pairs"):
        agreement_over_time(TABLE.drop(columns="a"))
    with pytest.raises(UnvotesError, match="more than one row for India and Russia in 1990"):
        agreement_over_time(pd.concat([TABLE, TABLE]))
    with pytest.raises(UnvotesError, match="outside its interval"):
        agreement_over_time(TABLE.assign(high=0.1))
    with pytest.raises(UnvotesError, match="no length"):
        agreement_over_time(TABLE, y_range=(1, 0))
    with pytest.raises(UnvotesError, match="'2011'"):
        agreement_over_time(TABLE.drop(columns="year").assign(term="2011"))


def test_a_period_that_is_not_over_has_no_last_year() -> None:
    votes = load_votes(since=2016)
    figure = agreement_over_time(agreement(votes, "USA", "RUS", by="presidency"))
    assert "since 2009" in figure.layout.title.text
    assert "Trump (second); the last is not over" in figure.layout.title.subtitle.text
    past = agreement_over_time(agreement(votes, "USA", "RUS", by="presidency", until=2020))
    assert "2009–2021" in past.layout.title.text
    assert "not over" not in past.layout.title.subtitle.text
    decades = agreement_over_time(agreement(votes, "USA", "RUS", by="decade"), language="fr")
    assert "années 2010–années 2020" in decades.layout.title.text


def test_periods_with_a_name_are_time_where_their_days_are_known() -> None:
    votes = load_votes(since=2016, until=2021)
    figure = agreement_over_time(agreement(votes, "USA", "RUS", by="presidency"))
    assert data(figure)["period"].tolist() == ["Obama", "Trump (first)", "Biden"]
    drawn = [day for day in figure.data[1].x if day]
    assert drawn == ["2013-01-19", "2019-01-20", "2023-01-20"], "in the middle of each"
    assert "From left to right: Obama, Trump (first), Biden" in figure.layout.title.subtitle.text
    own = pd.DataFrame(
        {"period": ["then", "now"], "since": ["2016", "2019"], "until": ["2018", "2021"]}
    )
    table = agreement(votes, "USA", "RUS", periods=own)
    with pytest.raises(UnvotesError, match=r"table\.merge"):
        agreement_over_time(table)
    shown = agreement_over_time(table.merge(own, on="period"))
    assert data(shown)["period"].tolist() == ["then", "now"]
    day = own.assign(since=["2016", "2021-10-01"], until=["2018", "2021-10-01"])
    band = agreement_over_time(table.merge(day, on="period")).data[0].x
    ends = pd.to_datetime([at for at in band if at and at[:4] == "2021"])
    assert pd.Timedelta(days=10) < ends.max() - ends.min() < pd.Timedelta(days=40)
    with pytest.raises(UnvotesError, match="'now' has no first or no last day"):
        agreement_over_time(table.merge(own.assign(until=["2018", None]), on="period"))
