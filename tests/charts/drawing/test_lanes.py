"""Lanes of bars on one scale, as they are laid out before they are drawn."""

from __future__ import annotations

import pytest

from unvotes.charts.drawing.lanes import Lane, draw_lanes, place_lanes

YEARS = range(2000, 2005)


def lane(*counts: int) -> Lane:
    return Lane("a", "A", "#000000", counts, [str(n) for n in counts])


def test_lanes_stand_below_one_another_and_hold_their_bars() -> None:
    lanes = [lane(0, 3, 0, 1, 2), lane(0, 0, 0, 0, 0), lane(40, 0, 12, 0, 0)]
    places = place_lanes(lanes, YEARS)
    assert places.lanes[0].top == places.height
    assert places.lanes[-1].foot == pytest.approx(0)
    for above, below in zip(places.lanes, places.lanes[1:], strict=False):
        assert above.foot == below.top
    for each, place in zip(lanes, places.lanes, strict=True):
        assert places.unit * max(each.counts) < place.top - place.foot, "room for the heading"


def test_a_scale_shows_the_tallest_count_and_nought() -> None:
    lanes = [lane(1, 3, 0, 1, 2), lane(0, 0, 0, 0, 0), lane(43, 0, 12, 0, 0)]
    _, _, layout, _ = draw_lanes(lanes, YEARS)
    assert layout["yaxis"]["ticktext"] == ["0", "3", "0", "0", "43"]
    places = place_lanes(lanes, YEARS)
    feet = [round(place.foot, 2) for place in places.lanes]
    assert [layout["yaxis"]["tickvals"][i] for i in (0, 2, 3)] == feet


def test_a_zero_is_left_out_where_two_numbers_would_touch() -> None:
    small, large = place_lanes([lane(1, 0, 0, 0, 0), lane(400, 0, 0, 0, 0)], YEARS).lanes
    assert (small.zero, large.zero) == (False, True)


def test_one_height_means_one_count_in_every_lane() -> None:
    traces, _, _, _ = draw_lanes([lane(0, 3, 0, 1, 2), lane(40, 0, 12, 0, 0)], YEARS)
    ends = [(max(trace.y), int(max(trace.text, key=int))) for trace in traces]
    assert len({round(pixels / count, 2) for pixels, count in ends}) == 1
