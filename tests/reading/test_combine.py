"""A record extended: ours where both have it, every difference listed."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from tests.reading import library_files as made
from unvotes.errors import UnvotesError
from unvotes.reading.combine import combine
from unvotes.reading.library import read_undl
from unvotes.reading.library_writing import write_undl


def part(since=None, until=None, view="seat"):
    return (
        uv.load_votes(since=since, until=until, view=view),
        uv.load_roll_calls(since=since, until=until, view=view),
    )


NEWER = dict.fromkeys(
    ["CHN", "FRA", "GBR", "RUS", "USA", "DNK", "GRC", "PAK", "PAN", "SOM", "BHR", "COL", "COD"], "Y"
) | {"LVA": "Y", "LBR": "Y"}


def newer_votes() -> list[made.Vote]:
    """Four resolutions after the record's last: of one, the letters contradict the totals."""
    votes = [
        made.Vote(f"S/RES/{2830 + i}(2026)", f"2026-10-{14 + i}", dict(NEWER)) for i in range(4)
    ]
    votes[0].totals = {"total_yes": 13, "total_abstentions": 2}
    votes[1].letters |= {"CHN": "A", "RUS": "A"}
    votes[3].letters |= {"PAK": "A", "SOM": "A"}
    return votes


def test_a_record_put_together_from_two_parts_is_the_record():
    combined = combine(part(since="1990", until="1996"), part(since="1995", until="1999"))
    whole = part(since="1990", until="1999")
    pd.testing.assert_frame_equal(combined.votes.astype("str"), whole[0].astype("str"))
    pd.testing.assert_frame_equal(combined.roll_calls.astype("str"), whole[1].astype("str"))
    assert combined.differences.empty
    assert len(combined.added) == len(part(since="1997", until="1999")[1])
    assert uv.check(combined.votes, combined.roll_calls).empty


def test_newer_resolutions_extend_the_record(tmp_path):
    file = read_undl(made.write(tmp_path / "sc.csv", newer_votes()))
    combined = combine(part(since="2020"), file)
    assert combined.added["roll_call"].tolist() == [f"S/RES/{n}" for n in range(2830, 2834)]
    assert combined.differences.empty
    last = combined.roll_calls.tail(4).set_index("roll_call")
    assert last.loc["S/RES/2830", ["unknown", "reported_tally"]].tolist() == [15, "13-0-2"]
    assert last.loc["S/RES/2831", ["yes", "no", "abstain"]].tolist() == [13, 0, 2]
    abstained = combined.votes.query("roll_call == 'S/RES/2833' and vote == 'abstain'")
    assert sorted(abstained["member"]) == ["PAK", "SOM"]
    kinds = part(since="2020")
    for frame, ours in zip((combined.votes, combined.roll_calls), kinds, strict=True):
        assert frame.dtypes.astype("str").tolist() == ours.dtypes.astype("str").tolist()
    assert not combined.votes["vote"].cat.ordered
    assert "added from" in repr(combined) and "13-0-2" in combined._repr_html_()


def test_unknown_votes_are_filled_where_the_letters_fit_the_tally(tmp_path):
    record = part(since="2026-04")
    # The record knows 13-0-2 and 9-0-6; of the second the newer letters are two short.
    votes = [
        made.Vote("S/RES/2820(2026)", "2026-04-30", dict(NEWER) | {"CHN": "A", "PAK": "A"}),
        made.Vote("S/RES/2821(2026)", "2026-05-29", dict(NEWER)),
    ]
    votes[1].letters |= dict.fromkeys(["CHN", "RUS", "PAK", "SOM"], "A")
    combined = combine(record, read_undl(made.write(tmp_path / "sc.csv", votes)))
    assert combined.filled["roll_call"].tolist() == ["S/RES/2820"] * 15
    filled = combined.filled.set_index("member")["vote"]
    assert filled[filled == "abstain"].index.tolist() == ["CHN", "PAK"]
    calls = combined.roll_calls.set_index("roll_call")
    wanted = ["yes", "no", "abstain", "unknown", "reported_tally", "contested"]
    assert calls.loc["S/RES/2820", wanted].tolist() == [13, 0, 2, 0, "", True]
    assert calls.loc["S/RES/2821", wanted].tolist() == [0, 0, 0, 15, "9-0-6", True]
    # What did not fit is a difference, and what was filled is none.
    assert set(combined.differences["roll_call"]) >= {"S/RES/2821"}
    assert "S/RES/2820" not in set(combined.differences["roll_call"])
    assert "15 votes that were unknown are filled (S/RES/2820)" in repr(combined)
    assert "<p>Filled</p>" in combined._repr_html_()
    assert uv.check(combined.votes, combined.roll_calls).empty
    # The shipped frames are as they were.
    assert (part(since="2026-04")[0].query("roll_call == 'S/RES/2820'")["vote"] == "unknown").all()


def test_every_difference_is_listed_and_ours_stands(tmp_path):
    votes, calls = part(since="2011", until="2012")
    path = tmp_path / "sc.csv"
    write_undl(votes, calls, path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    changed = []
    for line in lines:
        fields = line.split(",")
        if "S/RES/1973(2011)" in line:
            # India's abstention turned into a vote against; the totals say so too.
            fields[14], fields[15] = "1", "4"
            fields[4] = "N" if fields[1] == "IND" else fields[4]
        if "S/RES/2000(2011)" in line:
            continue
        if "S/RES/1970(2011)" in line:
            fields[5] = "2011-02-27"
        changed.append(",".join(fields))
    path.write_text("\n".join(changed), encoding="utf-8")
    combined = combine((votes, calls), read_undl(path))
    found = combined.differences.drop(columns="date").values.tolist()
    assert sorted(found) == [
        ["S/RES/1970", "", "date", "2011-02-26", "2011-02-27"],
        ["S/RES/1973", "IND", "vote", "abstain", "no"],
        ["S/RES/2000", "", "roll_call", "present", ""],
    ]
    pd.testing.assert_frame_equal(combined.votes.astype("str"), votes.astype("str"))
    pd.testing.assert_frame_equal(combined.roll_calls.astype("str"), calls.astype("str"))


def test_a_vote_that_one_of_the_two_lacks(tmp_path):
    votes, calls = part(since="2011", until="2011")
    gone = (votes["roll_call"] == "S/RES/1973") & (votes["member"] == "IND")
    for record, newer, words in (
        ((votes, calls), (votes[~gone], calls), ["abstain", ""]),
        ((votes[~gone], calls), (votes, calls), ["", "abstain"]),
    ):
        row = combine(record, newer).differences.iloc[0]
        assert [row["member"], row["field"], row["record"], row["newer"]] == ["IND", "vote", *words]


def test_the_view_of_the_record_is_kept():
    combined = combine(part(until="1980", view="state"), part(since="1980"))
    assert "SUN" in set(combined.votes["member"])
    assert set(combined.votes.query("date < '1991'")["member"]).isdisjoint({"RUS"})


def test_adopted_without_a_vote_is_one_difference():
    votes, calls = part(since="1991", until="1991")
    silent = calls.loc[calls["without_vote"], "roll_call"].iloc[0]
    other_votes, other_calls = votes.copy(), calls.copy()
    other_votes.loc[other_votes["roll_call"] == silent, "vote"] = "yes"
    other_calls.loc[other_calls["roll_call"] == silent, "without_vote"] = False
    found = combine((votes, calls), (other_votes, other_calls)).differences
    assert found[["roll_call", "field", "record"]].values.tolist() == [
        [silent, "without_vote", "True"]
    ]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (5, "record is a pair"),
        (
            (uv.load_votes(since="2025"),) * 2,
            "column of the roll_calls of record",
        ),
        ((uv.load_votes(since="2025").iloc[:0], uv.load_roll_calls(since="2025")), "no rows"),
    ],
)
def test_what_is_no_record(record, words):
    with pytest.raises(UnvotesError, match=words):
        combine(record, part(since="2025"))


def test_two_bodies_are_refused(tmp_path):
    vote = made.Vote("A/RES/66/253 A", "2012-02-16", {"IND": "Y"}, session="66")
    file = read_undl(made.write(tmp_path / "ga.csv", [vote], made.ASSEMBLY))
    with pytest.raises(UnvotesError, match="two bodies"):
        combine(part(since="2025"), file)


def test_rows_that_the_record_left_out_go_to_the_vote_that_stands_for_them(tmp_path):
    body, asked = "general-assembly", {"since": "1995-12-06", "until": "1995-12-06"}
    record = uv.load_votes(body, **asked), uv.load_roll_calls(body, **asked)
    cast = record[0].query("roll_call == 'A/RES/50/38 B'").set_index("member")["vote"]
    letter = {word: letter for letter, word in made.MEANING.items()}
    letters = {code: letter[vote] for code, vote in cast.astype("str").items()}
    names = uv.states().set_index("code")["name"].str.upper().to_dict()
    parts = [
        made.Vote(f"A/RES/50/38[B-{part}]", "1995-12-06", letters, session="50", names=names)
        for part in ("I", "II", "XII")
    ]
    file = read_undl(made.write(tmp_path / "ga.csv", parts, made.ASSEMBLY))
    combined = combine(record, file)
    assert combined.added.empty
    assert "vote" not in set(combined.differences["field"])
