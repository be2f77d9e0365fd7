"""The audit finds what is wrong: each check is shown a record with that one fault."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv
from unvotes.record.audit import council


@pytest.fixture
def frames():
    # 2011 and 2012 hold adoptions, vetoes and abstentions; small enough to audit many times.
    return uv.load_votes(since="2011", until="2012"), uv.load_roll_calls(since="2011", until="2012")


def test_a_clean_selection_has_no_defects(frames):
    assert uv.check(*frames).empty
    assert uv.check(frames[1], frames[0]).empty  # in either order
    state = uv.load_votes(since="1985", until="1995", view="state")
    assert uv.check(state, uv.load_roll_calls(since="1985", until="1995")).empty


def test_meetings_without_a_number_are_no_defect(frames):
    votes, calls = frames
    assert uv.check(votes, calls.assign(meeting="not told")).empty


def _faults():
    def vote(votes, name, member, value):
        row = (votes["roll_call"] == name) & (votes["member"] == member)
        votes.loc[row, "vote"] = value

    def one_letter(votes, calls):
        vote(votes, "S/2012/77", "IND", "abstain")

    def one_total(votes, calls):
        calls.loc[calls["roll_call"] == "S/2012/77", "yes"] = 12

    def a_stranger(votes, calls):
        votes["member"] = votes["member"].astype("str")
        votes.loc[votes["member"] == "PRT", "member"] = "TUR"

    def a_missing_member(votes, calls):
        return votes.drop(votes.index[0]), calls

    def twice(votes, calls):
        votes.loc[len(votes)] = votes.loc[0]

    def wrong_outcome(votes, calls):
        calls.loc[calls["roll_call"] == "S/2012/77", "outcome"] = "adopted"

    def veto_by_an_elected_member(votes, calls):
        row = (votes["roll_call"] == "S/2012/77") & (votes["member"] == "IND")
        votes.loc[row, "veto"] = True

    def not_permanent(votes, calls):
        votes.loc[votes["member"] == "FRA", "permanent"] = False

    def not_voting(votes, calls):
        row = calls["roll_call"] == "S/RES/1973"
        vote(votes, "S/RES/1973", "IND", "nonvoting")
        calls.loc[row, "abstain"] -= 1
        calls.loc[row, "nonvoting"] += 1

    def wrong_day(votes, calls):
        row = calls["resolution"] == 2040
        calls.loc[row, "date"] = pd.Timestamp("2011-05-01")

    def wrong_year(votes, calls):
        calls.loc[calls["resolution"] == 1973, "symbol"] = "S/RES/1973(2012)"

    def wrong_number(votes, calls):
        calls.loc[calls["resolution"] == 1973, "symbol"] = "S/RES/1974(2011)"

    def bad_symbol(votes, calls):
        calls.loc[calls["roll_call"] == "S/2012/77", "symbol"] = "S-2012-77"

    def same_id(votes, calls):
        calls.loc[1, "roll_call"] = calls.loc[0, "roll_call"]

    def bad_topic(votes, calls):
        calls["topic"] = calls["topic"].astype("str")
        calls.loc[0, "topic"] = "Atlantis"

    def bad_region(votes, calls):
        calls["region"] = calls["region"].astype("str")
        calls.loc[calls["roll_call"] == "S/2012/77", "region"] = "Europe"

    def not_contested(votes, calls):
        calls.loc[calls["roll_call"] == "S/2012/77", "contested"] = False

    def listed(votes, calls):
        calls.loc[calls["resolution"] == 1973, "on_un_veto_list"] = True

    def unheard_of(votes, calls):
        votes["vote"] = votes["vote"].astype("str")
        votes.loc[0, "vote"] = "maybe"

    def silent(votes, calls):
        calls.loc[calls["resolution"] == 1973, "without_vote"] = True

    def no_votes(votes, calls):
        return votes[votes["roll_call"] != "S/2012/77"], calls

    def no_roll_call(votes, calls):
        return votes, calls[calls["roll_call"] != "S/2012/77"]

    def an_earlier_meeting(votes, calls):
        calls.loc[calls["resolution"] == 2040, "meeting"] = "S/PV.6400"

    def a_later_meeting(votes, calls):
        calls.loc[calls["resolution"] == 1973, "meeting"] = "S/PV.6999"

    def a_meeting_of_another_day(votes, calls):
        earlier = calls.loc[calls["resolution"] == 1970, "meeting"].iloc[0]
        calls.loc[calls["resolution"] == 1973, "meeting"] = earlier

    def a_draft_of_another_year(votes, calls):
        calls.loc[calls["resolution"] == 1973, "draft"] = "S/2010/142"

    def a_draft_of_two(votes, calls):
        draft = calls.loc[calls["resolution"] == 1973, "draft"].iloc[0]
        calls.loc[calls["resolution"] == 1970, "draft"] = draft

    def the_same_vote_twice(votes, calls):
        again = calls[calls["roll_call"] == "S/2012/77"].assign(roll_call="S/2012/77#2")
        cast = votes[votes["roll_call"] == "S/2012/77"].assign(roll_call="S/2012/77#2")
        return pd.concat([votes, cast]), pd.concat([calls, again])

    def in_parts(votes, calls):
        calls.loc[calls["resolution"] == 1973, "in_parts"] = True

    return {
        one_letter: ("total yes", "_totals"),
        an_earlier_meeting: ("meeting order", "_meetings"),
        a_later_meeting: ("meeting order", "_meetings"),
        a_meeting_of_another_day: ("meeting day", "_meetings"),
        a_draft_of_another_year: ("draft year", "_drafts"),
        a_draft_of_two: ("draft twice", "_drafts"),
        the_same_vote_twice: ("equal letters", "_repeated"),
        in_parts: ("without vote", "_totals"),
        one_total: ("total yes", "_totals"),
        a_stranger: ("not a member", "_membership"),
        a_missing_member: ("member missing", "_membership"),
        twice: ("duplicate vote", "_identity"),
        wrong_outcome: ("outcome", "_outcomes"),
        veto_by_an_elected_member: ("veto", "_outcomes"),
        not_permanent: ("permanent", "_membership"),
        not_voting: ("non-voting", "_nonvoting"),
        wrong_day: ("order", "_order"),
        wrong_year: ("year", "_order"),
        wrong_number: ("resolution number", "_identity"),
        bad_symbol: ("symbol", "_identity"),
        same_id: ("duplicate roll call", "_identity"),
        bad_topic: ("topic", "coding_defects"),
        bad_region: ("region", "coding_defects"),
        not_contested: ("contested", "_totals"),
        listed: ("veto list", "_outcomes"),
        unheard_of: ("unknown vote", "_identity"),
        silent: ("without vote", "_totals"),
        no_votes: ("no votes", "_identity"),
        no_roll_call: ("no roll call", "_identity"),
    }


FAULTS = _faults()
#: What the audit does in turn, each with a fault that it is shown as a part of the whole.
WHOLE = {part: fault for fault, (_, part) in reversed(FAULTS.items())}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_is_found(frames, fault, monkeypatch):
    name, part = FAULTS[fault]
    if WHOLE[part] is not fault:
        # The other parts of the audit only take their time.
        for other in WHOLE.keys() - {part}:
            monkeypatch.setattr(council, other, lambda *frames: [])
    votes, roll_calls = frames
    votes, roll_calls = fault(votes, roll_calls) or (votes, roll_calls)
    defects = uv.check(votes, roll_calls)
    assert name in set(defects["check"]), defects.to_string()
    assert (defects["explanation"].str.len() > 10).all()


def test_a_draft_of_january_may_be_of_the_year_before(frames):
    votes, calls = frames
    row = calls.index[calls["resolution"] == 2034]
    calls.loc[row, "draft"] = "S/2011/799"
    assert uv.check(votes, calls).empty


def test_votes_that_are_not_known_may_be_divided_by_the_tally(frames):
    votes, calls = frames
    row = calls["roll_call"] == "S/RES/1973"
    votes.loc[votes["roll_call"] == "S/RES/1973", "vote"] = "unknown"
    calls.loc[row, ["yes", "no", "abstain", "unknown"]] = [0, 0, 0, 15]
    calls.loc[row, "reported_tally"] = "10-0-5"
    assert uv.check(votes, calls).empty
    calls.loc[row, "contested"] = False
    assert uv.check(votes, calls)["check"].tolist() == ["contested"]
    calls.loc[row, "reported_tally"] = "15-0-0"
    assert uv.check(votes, calls).empty


def test_a_topic_that_nobody_coded_is_no_defect(frames):
    votes, calls = frames
    calls.loc[calls.index[:5], ["topic", "region"]] = None
    assert uv.check(votes, calls).empty
    # A topic that is empty is one of the record's own that was forgotten.
    calls["topic"] = calls["topic"].astype("str")
    calls.loc[5, "topic"] = ""
    assert uv.check(votes, calls)["check"].tolist() == ["topic"]


def test_a_gap_in_the_numbers(frames):
    votes, roll_calls = uv.load_votes(), uv.load_roll_calls()
    keep = (roll_calls["resolution"] != 1973).fillna(True)
    defects = uv.check(votes[votes["roll_call"] != "S/RES/1973"], roll_calls[keep], complete=True)
    assert defects[["roll_call", "check"]].to_numpy().tolist() == [["S/RES/1973", "gap"]]


def test_errors_teach(frames):
    votes, roll_calls = frames
    with pytest.raises(uv.UnvotesError, match="both frames"):
        uv.check(votes)
    with pytest.raises(uv.UnvotesError, match="veto"):
        uv.check(votes.drop(columns="veto"), roll_calls)
    with pytest.raises(uv.UnvotesError, match="no rows"):
        uv.check(votes[:0], roll_calls)
    with pytest.raises(uv.UnvotesError, match="cannot be read as dates"):
        uv.check(votes.assign(date="soon"), roll_calls)
    assert uv.check(votes.assign(date=votes["date"].astype("str")), roll_calls).empty


@pytest.mark.parametrize("name", ["permanent", "veto", "contested", "without_vote", "in_parts"])
def test_gaps_in_yes_and_no_are_said_and_numbers_as_objects_are_read(frames, name):
    votes, roll_calls = frames
    assert uv.check(votes, roll_calls.astype(object)).empty
    gaps = [
        frame.assign(**{name: frame[name].astype(object).where(frame.index != 3)})
        if name in frame
        else frame
        for frame in frames
    ]
    with pytest.raises(uv.UnvotesError, match=f"column '{name}' has no value in 1 of"):
        uv.check(*gaps)
