"""What the item-response model sees of the votes: items, periods, and what links the places."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from benchmarks.published import published_estimates, published_votes
from tests.analysis.frames import frame
from unvotes.analysis.core.matrix import vote_matrix
from unvotes.analysis.ideal_points.responses import Prior, Responses, Walk, responses
from unvotes.errors import UnvotesError
from unvotes.record.assembly import recurring as listed


def seen(
    votes: pd.DataFrame,
    by: str | None = None,
    walk: Walk = "joint",
    step: float = 0.25,
    recurring: dict[str, str] | None = None,
) -> Responses:
    return responses(vote_matrix(votes).voting(), by, walk, Prior(step=step), recurring)


def places(data: Responses) -> dict[tuple[str, object], int]:
    """Number of votes by member and period."""
    keys = zip(data.members[data.member], data.periods[data.period], strict=True)
    return dict(zip(keys, data.n.tolist(), strict=True))


def test_absences_are_missing_and_each_vote_stands_with_its_item_and_place() -> None:
    data = seen(frame({"A": "YNx?Y", "B": "NNA.N", "C": "AYNYY"}))
    letters = "NAY"
    found = {
        (data.items[data.item[k]], data.members[data.member[data.place[k]]]): letters[data.vote[k]]
        for k in range(len(data.vote))
    }
    assert found == {
        **{("r0000", "A"): "Y", ("r0000", "B"): "N", ("r0000", "C"): "A"},
        **{("r0001", "A"): "N", ("r0001", "B"): "N", ("r0001", "C"): "Y"},
        **{("r0002", "B"): "A", ("r0002", "C"): "N"},
        **{("r0004", "A"): "Y", ("r0004", "B"): "N", ("r0004", "C"): "Y"},
    }
    # r0003 has a single vote, which is unanimous.
    assert data.dropped == 1
    assert places(data) == {("A", "all"): 3, ("B", "all"): 4, ("C", "all"): 4}
    assert data.counts.tolist() == [[1, 2, 1, 1], [1, 0, 1, 0], [1, 1, 0, 2]]


def test_unanimous_items_are_dropped_and_who_voted_on_nothing_else_has_no_place() -> None:
    data = seen(frame({"A": "YYNAx", "B": "YNNAx", "C": "Yxxxx"}))
    assert data.items.tolist() == ["r0001"]
    assert data.dropped == 3  # the last has no vote at all, so is no item
    assert set(places(data)) == {("A", "all"), ("B", "all")}
    with pytest.raises(UnvotesError, match="no ideal points: on no item"):
        seen(frame({"A": "YNA", "B": "YNA"}))


def test_recurring_roll_calls_are_one_item_and_unanimity_is_judged_of_that() -> None:
    votes = frame({"A": "YYYNYY", "B": "NYYNYN", "C": "AYYNYx"})
    first = {"r0001": "r0000", "r0003": "r0002"}
    data = seen(votes, recurring=first)
    # r0000 is divided, r0001 unanimous: one item. r0002 and r0003 each unanimous, but not alike.
    assert data.items.tolist() == ["r0000", "r0002", "r0005"]
    assert data.roll_calls.tolist() == [2, 2, 1]
    assert data.counts.sum(axis=0).tolist() == [6, 6, 2]
    assert data.dropped == 1
    alike = seen(votes, recurring={"r0002": "r0001", "r0004": "r0001"})
    assert alike.items.tolist() == ["r0000", "r0005"]
    assert alike.dropped == 2  # three unanimous roll calls that recur, and r0003
    assert seen(votes).dropped == 4
    table = uv.ideal_points(votes, recurring=pd.Series(first)).items
    assert table[["item", "roll_calls"]].values.tolist() == [
        ["r0000", 2],
        ["r0002", 2],
        ["r0005", 1],
    ]
    assert table[["no", "abstain", "yes"]].values.tolist() == [[1, 1, 4], [3, 0, 3], [1, 0, 1]]


def test_a_roll_call_may_recur_from_one_that_is_not_among_the_votes() -> None:
    votes = frame({"A": "YNY", "B": "NYN"})
    data = seen(votes, recurring={"r0000": "before", "r0002": "before"})
    assert data.items.tolist() == ["before", "r0001"]
    assert data.roll_calls.tolist() == [2, 1]


def test_periods_are_in_order_of_time_whatever_their_names_sort_like() -> None:
    days = ["1954-10-01", "1955-10-01", "1954-11-01", "1956-10-01"]
    votes = frame(
        {"A": "YNYN", "B": "NYNY"},
        session=["9", "10", "9", "11"],
        congress=["late", "early", "late", "autumn"],
        date=days,
    )
    assert seen(votes, "session").periods.tolist() == [9, 10, 11]
    data = seen(votes, "congress")
    assert data.periods.tolist() == ["late", "early", "autumn"]
    assert places(data) == {
        (member, period): n
        for member in "AB"
        for period, n in (("late", 2), ("early", 1), ("autumn", 1))
    }
    # The order is in the numbers of the sessions where there are no dates.
    undated = votes.drop(columns="date")
    assert seen(undated, "session").periods.tolist() == [9, 10, 11]


def test_special_sessions_count_to_the_regular_one_before_them() -> None:
    named = {
        "1960-01-01": "ES-1",  # nothing comes before it
        "1960-09-20": "15",
        "1961-08-21": "S-3",
        "1961-09-20": "16",
        "1963-05-14": "S-4",
        "1963-06-14": "ES-11",
        "1974-09-20": "29",
    }
    votes = frame({"A": "YNYNYNY", "B": "NYNYNYN"}, session=list(named.values()), date=list(named))
    shuffled = votes.sample(frac=1, random_state=3)
    data = seen(shuffled, "session")
    assert data.periods.tolist() == [15, 16, 29]
    assert places(data) == {(m, s): n for m in "AB" for s, n in ((15, 3), (16, 3), (29, 1))}
    # A column of another name is taken as it is.
    own = seen(shuffled.rename(columns={"session": "meeting"}), "meeting")
    assert own.periods.tolist() == list(named.values())


def test_a_roll_call_of_no_known_session_has_no_period() -> None:
    days = ["1960-10-01", "1960-11-01", "1961-10-01"]
    votes = frame({"A": "YNY", "B": "NYN"}, session=["15", None, "16"], date=days)
    data = seen(votes, "session")
    assert data.periods.tolist() == [15, 16]
    assert data.items.tolist() == ["r0000", "r0002"]


_YEARS = [2001] * 4 + [2002] * 2 + [2003] * 1 + [2005] * 3
# A sits in all, B came in the second, C in the first and the last, D in the second alone.
_SEATS = {
    "A": "YYYYYYYYYY",
    "B": "....NNNNNN",
    "C": "NNNN...ANA",
    "D": "....AN....",
}


def _links(walk: Walk, step: float = 0.25) -> dict[tuple[str, int], tuple[tuple[str, int], float]]:
    data = seen(frame(_SEATS, year=_YEARS), "year", walk, step)
    assert data.periods.tolist() == [2001, 2002, 2003, 2005]
    keys = list(zip(data.members[data.member], data.periods[data.period], strict=True))
    return {key: (keys[data.previous[i]], float(data.variance[i])) for i, key in enumerate(keys)}


def test_forward_links() -> None:
    a, b, c = ({year: (who, year) for year in (2001, 2002, 2003, 2005)} for who in "ABC")
    d = ("D", 2002)
    assert _links("forward") == {
        a[2001]: (a[2001], 1.0),  # the very first period: none before
        a[2002]: (a[2001], 0.5 * 2 / (2 + 4)),
        a[2003]: (a[2002], 0.5 * 1 / (1 + 2)),
        a[2005]: (a[2003], 0.5 * 3 / (3 + 1)),
        b[2002]: (b[2003], 0.5 * 2 / (2 + 1)),  # a first place: where the next is
        b[2003]: (b[2002], 0.5 * 1 / (1 + 2)),
        b[2005]: (b[2003], 0.5 * 3 / (3 + 1)),
        c[2001]: (c[2001], 1.0),
        c[2005]: (c[2001], 0.5 * 3 / (3 + 4)),
        d: (d, 1.0),  # no other place to be expected from
    }


def test_joint_links_and_the_spread_without_votes() -> None:
    step = 0.5
    links = _links("joint", step)
    firsts = {("A", 2001), ("B", 2002), ("C", 2001), ("D", 2002)}
    assert {key for key, (before, _) in links.items() if before == key} == firsts
    assert all(links[key][1] == 1.0 for key in firsts)
    assert links["A", 2005] == (("A", 2003), step**2)  # one period on: 2004 has no votes at all
    assert links["C", 2005] == (("C", 2001), 3 * step**2)  # away in two
    data = seen(frame(_SEATS, year=_YEARS), "year", "joint", step)
    spread = dict(zip(places(data), data.prior_sd, strict=True))
    assert spread["A", 2005] == pytest.approx(np.sqrt(1 + 3 * step**2))
    assert spread["C", 2005] == pytest.approx(np.sqrt(1 + 3 * step**2))
    assert spread["B", 2002] == spread["D", 2002] == 1.0


def test_the_record_of_the_assembly_by_session() -> None:
    votes = uv.load_votes("general-assembly")
    data = responses(vote_matrix(votes).voting(), "session", "forward", Prior(), listed())
    assert data.periods.tolist() == list(range(1, 81))
    assert (data.roll_calls > 1).sum() > 400
    period = pd.Series(data.period[data.place])
    reach = period.groupby(data.item).agg(["min", "max"])
    bridged = data.roll_calls > 1
    assert (reach["max"] > reach["min"])[bridged].mean() > 0.9
    assert (reach["max"] == reach["min"])[~bridged].all()


def test_the_published_data_rules_give_the_published_numbers_of_votes() -> None:
    """Run with ``UNVOTES_SOURCES=folder``; the codebook says where the files are found."""
    if "UNVOTES_SOURCES" not in os.environ:
        pytest.skip("UNVOTES_SOURCES names no folder of source files")
    folder = Path(os.environ["UNVOTES_SOURCES"])
    votes, recurring = published_votes(folder)
    data = responses(vote_matrix(votes).voting(), "session", "forward", Prior(), recurring)
    assert len(data.vote) == 797_473
    assert data.roll_calls.sum() == 5_733
    assert len(data.items) == 4_784
    bridged = data.roll_calls[data.roll_calls > 1]
    assert (len(bridged), bridged.sum()) == (452, 1_401)
    found = pd.Series(places(data))
    published = published_estimates(folder).set_index(["member", "session"])["n"]
    assert len(published) == len(found) == 10_469
    assert published.to_dict() == found.to_dict()
