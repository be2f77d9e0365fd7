"""The record under other rules: what history decided, and what a rule says word for word."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unvotes.analysis.rules.replay import Replay, replay, vetoed_majorities
from unvotes.analysis.rules.voting_rules import VotingRule
from unvotes.errors import UnvotesError
from unvotes.record.loading import load_roll_calls, load_votes

RULES = ["security-council", "no-veto", "veto-by-two", "concurring-votes", "double-majority"]
Frames = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def record() -> Frames:
    return load_roll_calls(), load_votes()


def row(result: Replay, symbol: str) -> pd.Series:
    found = result.table[result.table["symbol"] == symbol]
    assert len(found) == 1
    return found.iloc[0]


def test_the_rule_in_force_gives_back_the_whole_record(record: Frames) -> None:
    result = replay(*record, "security-council")
    table = result.table
    assert (table["outcome"].astype(str) == table["replayed"].astype(str)).all()
    assert result.unknown == 0 and not table["changed"].any()


def test_unknown_votes_are_bounded_by_what_is_reported(record: Frames) -> None:
    """On S/552 two were against and nine votes are unknown; 8-2-1 was reported, and vetoed."""
    calls, votes = record
    without = calls.drop(columns="reported_tally")
    for rule, bounded, unbounded in [
        ("no-veto", "adopted", "adopted"),  # a vetoed draft had the votes
        ("veto-by-two", "adopted", "unknown"),  # the nine were not against
        ("concurring-votes", "vetoed", "vetoed"),
        ("double-majority", "adopted", "unknown"),  # of four permanent ones at most one abstained
    ]:
        table = replay(calls, votes, rule).table.set_index("roll_call")
        assert table.loc["S/552#2", "replayed"] == bounded
        assert table.loc["S/552#2", "yes"] == 8
        untallied = replay(without, votes, rule)
        assert untallied.table.set_index("roll_call").loc["S/552#2", "replayed"] == unbounded
        assert untallied.unknown == (untallied.table["replayed"] == "unknown").sum()
    # Twelve of fifteen: the vote of 1972 that failed 3-3-9 fails all the more, whoever was who.
    assert replay(calls, votes, "no-veto", majority=12).unknown == 0
    # Of a single vote needed, a draft that failed without a tally may have had it.
    loose = replay(without, votes, "no-veto", majority=1).table.set_index("roll_call")
    assert loose.loc["S/516", "replayed"] == "unknown"


def test_the_syria_veto_under_each_rule(record: Frames) -> None:
    outcomes = {rule: row(replay(*record, rule), "S/2012/77")["replayed"] for rule in RULES}
    assert outcomes == {
        "security-council": "vetoed",
        "veto-by-two": "vetoed",  # Russia and China
        "concurring-votes": "vetoed",
        "no-veto": "adopted",  # 13 in favour
        "double-majority": "adopted",  # France, the United Kingdom, the United States
    }
    alone = row(replay(*record, "veto-by-two"), "S/2024/835")  # Gaza: the United States alone
    assert alone["replayed"] == "adopted" and alone["changed"] and alone["yes"] == 14


def test_who_would_have_been_decisive(record: Frames) -> None:
    now = replay(*record, "security-council")
    # 9 in favour and one veto: the one veto decides, since turned it would be a tenth yes.
    assert row(now, "S/2024/835")["decisive"] == "USA"
    # Two vetoes: neither could have carried it alone. Under a veto by two, each could.
    assert row(now, "S/2012/77")["decisive"] == ""
    assert row(replay(*record, "veto-by-two"), "S/2012/77")["decisive"] == "CHN RUS"
    # Resolution 1973 (2011), 10 in favour and 5 abstaining, could have spared one vote; each of
    # the five could have stopped it, Russia and China that abstained no less than the others.
    libya = row(now, "S/RES/1973(2011)")
    assert libya["yes"] == 10 and libya["decisive"] == "CHN FRA GBR RUS USA"
    assert row(replay(*record, "no-veto"), "S/RES/1973(2011)")["decisive"] == ""
    assert row(replay(*record, "concurring-votes"), "S/RES/1973(2011)")["replayed"] == "vetoed"


def test_what_needs_seven_of_eleven_and_nine_of_fifteen(record: Frames) -> None:
    table = replay(*record, "no-veto").table
    old = pd.to_datetime(table["date"]) < pd.Timestamp("1966-01-01")
    assert set(table["needed"][old]) == {7} and set(table["needed"][~old]) == {9}
    more = replay(*record, "security-council", majority=11).table
    fell = more[(more["outcome"] == "adopted") & more["changed"]]
    assert (fell["yes"] < 11).all() and (fell["replayed"] == "failed").all() and len(fell) > 0


def test_procedural_decisions_know_no_veto(record: Frames) -> None:
    """The emergency special session on Ukraine was called with Russia against, by resolution."""
    for rule in RULES:
        called = row(replay(*record, rule), "S/RES/2623(2022)")
        assert called["replayed"] == "adopted" and called["against_permanent"] == 1


def test_without_a_vote_stays_adopted(record: Frames) -> None:
    calls = record[0]
    silent = calls.loc[calls["without_vote"], "roll_call"]
    table = replay(*record, "concurring-votes").table.set_index("roll_call").loc[silent]
    assert (table["replayed"] == "adopted").all() and (table["decisive"] == "").all()


def test_admissions_were_the_soviet_vetoes(record: Frames) -> None:
    """51 of the Soviet vetoes kept states out; Palestine was kept out by the United States."""
    topics = vetoed_majorities(*record, by="topic").set_index("topic")
    assert topics.index[0] == "Admission of members"
    assert "RUS 51" in topics.loc["Admission of members", "members"]
    members = vetoed_majorities(*record, by="member").set_index("member")
    assert members.index[0] == "RUS" and set(members.index) == {"CHN", "FRA", "GBR", "RUS", "USA"}
    assert members.loc["USA", "first"] == pd.Timestamp("1970-03-17")  # Southern Rhodesia
    assert (members["alone"] <= members["n"]).all()


def test_overruled_majorities_are_the_vetoes_on_record(record: Frames) -> None:
    calls, votes = record
    table = vetoed_majorities(calls, votes)
    vetoed = calls[calls["outcome"] == "vetoed"]
    assert table["roll_call"].tolist() == vetoed["roll_call"].tolist()
    assert (table["yes"] >= table["needed"]).all()
    assert (table["vetoes"] + table["others_against"] == table["no"]).all()
    cast = votes[votes["veto"] & votes["roll_call"].isin(table["roll_call"])]
    assert table["vetoes"].sum() == len(cast) == table["vetoed_by"].str.split().str.len().sum()
    by_member = vetoed_majorities(calls, votes, by="member").set_index("member")["n"]
    assert by_member.to_dict() == cast["member"].astype(str).value_counts().to_dict()
    assert vetoed_majorities(calls, votes, by="topic")["n"].sum() == len(table)


@pytest.mark.parametrize("by", [None, "member", "topic"])
def test_columns_are_the_same_where_nothing_was_vetoed(record: Frames, by: str | None) -> None:
    calls, votes = record
    quiet = calls[(calls["topic"] == "Cyprus") & calls["date"].between("2000", "2003")]
    assert len(quiet) and not (quiet["outcome"] == "vetoed").any()
    none, some = vetoed_majorities(quiet, votes, by=by), vetoed_majorities(calls, votes, by=by)
    assert none.empty and some["yes" if by is None else "mean_yes"].notna().all()
    assert none.dtypes.to_dict() == some.dtypes.to_dict()
    whole = some[some["topic"] == "Syria"] if by == "topic" else some
    text = {None: "vetoed_by", "member": "member", "topic": "members"}[by]
    assert isinstance(whole[text].iloc[0], str) and whole[text].dtype == "str"


def council(cast: dict[str, str], outcome: str, **facts: object) -> Frames:
    """One roll call of 2012: letters of CHN, FRA, GBR, RUS, USA and ten elected members."""
    words = {"Y": "yes", "N": "no", "A": "abstain", "x": "nonvoting", "?": "unknown"}
    codes = ["CHN", "FRA", "GBR", "RUS", "USA", *(f"m{i}" for i in range(10))]
    calls, votes = [], []
    for i, (roll_call, letters) in enumerate(cast.items()):
        calls.append({"roll_call": roll_call, "date": pd.Timestamp(2012, 1, 1 + i)})
        votes += [
            {"roll_call": roll_call, "member": code, "vote": words[letter], "permanent": j < 5}
            for j, (code, letter) in enumerate(zip(codes, letters, strict=True))
        ]
    return pd.DataFrame(calls).assign(outcome=outcome, **facts), pd.DataFrame(votes)


def test_overruled_majorities_counted_by_hand() -> None:
    calls, votes = council(
        {
            "a": "NYYNYYYYYYYYYYY",  # 13 in favour, two vetoes
            "b": "YYYNYYYYYYAAAAN",  # 9, one veto and one vote against besides
            "c": "YYYYNYYYYYYYYYY",  # 14, one veto
            "d": "?YY?YYYYYYYYYAA",  # 11, and two of whom nothing is known but that one vetoed
        },
        "vetoed",
        topic=["Syria", "Syria", "Gaza", "Cyprus"],
    )
    calls.index = [7, 7, 9, 9]
    table = vetoed_majorities(calls, votes)
    columns = ["roll_call", "date", "topic", "yes", "no", "needed", "vetoed_by", "vetoes"]
    assert table.columns.tolist() == [*columns, "others_against"]
    assert table.index.tolist() == [0, 1, 2, 3]
    assert table.drop(columns=["date", "topic"]).to_numpy().tolist() == [
        ["a", 13, 2, 9, "CHN RUS", 2, 0],
        ["b", 9, 2, 9, "RUS", 1, 1],
        ["c", 14, 1, 9, "USA", 1, 0],
        ["d", 11, 0, 9, "", 0, 0],
    ]
    days = pd.to_datetime(["2012-01-01", "2012-01-02", "2012-01-03", "2012-01-04"])
    by_member = vetoed_majorities(calls, votes, by="member")
    assert by_member.to_dict("list") == {
        "member": ["RUS", "CHN", "USA"],
        "n": [2, 1, 1],
        "alone": [1, 0, 1],
        "mean_yes": [11.0, 13.0, 14.0],
        "first": [days[0], days[0], days[2]],
        "last": [days[1], days[0], days[2]],
    }
    by_topic = vetoed_majorities(calls, votes, by="topic")
    assert by_topic.to_dict("list") == {
        "topic": ["Syria", "Cyprus", "Gaza"],
        "n": [2, 1, 1],
        "mean_yes": [11.0, 11.0, 14.0],
        "first": [days[0], days[3], days[2]],
        "last": [days[1], days[3], days[2]],
        "members": ["RUS 2, CHN 1", "", "USA 1"],
    }


def test_roll_calls_without_topics_cannot_be_grouped_by_them() -> None:
    calls, votes = council({"a": "NYYYYYYYYYYYYYY"}, "vetoed")
    with pytest.raises(UnvotesError, match="no column 'topic' to group by"):
        vetoed_majorities(calls, votes, by="topic")
    assert vetoed_majorities(calls, votes, by="member")["member"].tolist() == ["CHN"]


def test_what_is_unknown_is_not_changed() -> None:
    calls, votes = council({"r": "Y" * 15, "s": "N" * 15, "t": "?" * 15}, "unknown")
    table = replay(calls, votes).table
    assert table["replayed"].tolist() == ["adopted", "failed", "unknown"]
    assert table["changed"].tolist() == [False] * 3
    adopted = replay(calls.assign(outcome="adopted"), votes, "no-veto", majority=12).table
    assert adopted["replayed"].tolist() == ["adopted", "failed", "unknown"]
    assert adopted["changed"].tolist() == [False, True, False]
    with pytest.raises(UnvotesError, match="unknown outcome 'passed'"):
        replay(calls.assign(outcome=["adopted", "passed", "failed"]), votes)
    with pytest.raises(UnvotesError, match="unknown outcome"):
        replay(calls.assign(outcome=["adopted", None, "failed"]), votes)


@pytest.mark.parametrize(
    ("letters", "tally", "outcome"),
    [
        ("?YYYYYYYYYYYYYY", "15-0-0", "adopted"),  # the one unknown concurred
        ("?YYYYYYYYYYYYYY", "14-0-1", "vetoed"),  # it did not
        ("AYYYYYYYYYYYYYY", "", "vetoed"),
        ("??YYYYYYYYYYYYA", "14-0-1", "adopted"),
        ("?YYYYYYYYYYYYY?", "14-0-1", "unknown"),  # it or an elected member did not
    ],
)
def test_all_permanent_members_must_concur(letters: str, tally: str, outcome: str) -> None:
    calls, votes = council({"r": letters}, "adopted", reported_tally=[tally])
    assert replay(calls, votes, "concurring-votes").table["replayed"].tolist() == [outcome]


def test_a_replay_counted_by_hand() -> None:
    calls, votes = council(
        {"a": "NYYYYYYYYYYYYYY", "b": "NYYYYYYYAAAAAAA", "c": "AYYYYYYYYAAAAAA"}, "failed"
    )
    calls["outcome"] = ["vetoed", "failed", "failed"]  # the last in error: 8 in favour
    result = replay(calls.set_axis([4, 4, 4]), votes, "no-veto")
    columns = ["roll_call", "date", "outcome", "replayed", "changed", "yes", "needed"]
    assert result.table.columns.tolist() == [
        *columns,
        "against_permanent",
        "decisive",
        "n_decisive",
    ]
    assert result.table.index.tolist() == [0, 1, 2]
    assert result.table.iloc[:, 3:8].astype(object).to_numpy().tolist() == [
        ["adopted", True, 14, 9, 1],
        ["failed", False, 7, 9, 1],
        ["failed", False, 8, 9, 0],
    ]
    # Of eight in favour each that did not could have made nine; of fourteen or seven, none.
    assert result.table["decisive"].tolist() == ["", "", "CHN m4 m5 m6 m7 m8 m9"]
    assert result.table["n_decisive"].tolist() == [0, 0, 7]
    assert result.changed.index.tolist() == [0]
    assert result.changed.columns.tolist() == result.table.columns.tolist()
    assert (result.n, result.unknown, result.majority) == (3, 0, None)


def test_without_a_vote_or_in_parts_an_outcome_stays() -> None:
    cast = {"a": "xxxxxxxxxxxxxxx", "b": "xxxxxxxxxxxxxxx", "c": "NYYYYYYYYYYYYYY"}
    calls, votes = council(cast, "adopted")
    calls = calls.assign(
        without_vote=[True, False, False],
        in_parts=[False, True, False],
        kind=["substantive", "substantive", "procedural"],
    )
    for rule in RULES:
        assert (replay(calls, votes, rule).table["replayed"] == "adopted").all()
    # Of twelve needed, and without a note why, nobody's vote adopts nothing.
    plain = calls[["roll_call", "date", "outcome"]]
    assert replay(plain, votes).table["replayed"].tolist() == ["failed", "failed", "adopted"]


@pytest.mark.parametrize(
    ("permanent", "outcomes"),
    [
        # For each of RULES: as practised, no veto, veto by two, concurring votes, double majority.
        ("YYYYY", "aaaaa"),
        ("YYYYA", "aaava"),
        ("YYYAA", "aaava"),
        ("YYAAA", "aaavv"),
        ("YYYYx", "aaava"),
        ("YYYYN", "vaava"),
        ("YYYNN", "vavva"),
        ("YYNNN", "vavvv"),
        ("YYYAN", "vaava"),
    ],
)
def test_each_rule_at_its_edge(permanent: str, outcomes: str) -> None:
    """Nine of the ten elected members in favour, which with two permanent ones is enough."""
    words = {"a": "adopted", "v": "vetoed"}
    historic = "vetoed" if "N" in permanent else "adopted"
    calls, votes = council({"r": permanent + "YYYYYYYYYN"}, historic)
    for rule, letter in zip(RULES, outcomes, strict=True):
        table = replay(calls, votes, rule).table
        assert table["replayed"].tolist() == [words[letter]], rule
        assert table["changed"].tolist() == [words[letter] != historic]


@pytest.mark.parametrize(
    ("tally", "majority", "replayed"),
    [
        # Of nine unknown votes, China's among them, seven were in favour and two against.
        ("11-3-1", 11, "adopted"),
        ("11-3-1", 12, "failed"),
        # Nothing is reported, or what the known votes contradict: four to thirteen in favour.
        ("", 12, "unknown"),
        ("3-3-9", 12, "unknown"),
        ("11-0-4", 12, "unknown"),
        ("13-3-0", 12, "unknown"),
        ("", 14, "failed"),
    ],
)
def test_what_unknown_votes_can_have_been(tally: str, majority: int, replayed: str) -> None:
    calls, votes = council({"r": "?YYNY" + "Y????????A"}, "vetoed", reported_tally=[tally])
    table = replay(calls, votes, "no-veto", majority=majority).table
    assert table["replayed"].tolist() == [replayed]
    assert table["yes"].tolist() == [11 if tally == "11-3-1" else 4]


@pytest.mark.parametrize(
    ("historic", "majority", "replayed"),
    [
        # Of what was adopted or vetoed the nine needed were in favour, whoever they were.
        *(("vetoed", None, "adopted"), ("vetoed", 9, "adopted"), ("vetoed", 8, "adopted")),
        *(("vetoed", 10, "unknown"), ("vetoed", 14, "failed")),
        # Of what failed they were not.
        *(("failed", None, "failed"), ("failed", 9, "failed"), ("failed", 10, "failed")),
        *(("failed", 8, "unknown"), ("failed", 4, "adopted"), ("failed", 5, "unknown")),
    ],
)
def test_what_the_outcome_of_the_day_tells(
    historic: str, majority: int | None, replayed: str
) -> None:
    calls, votes = council({"r": "?YYNY" + "Y????????A"}, historic)
    assert replay(calls, votes, "no-veto", majority=majority).table["replayed"].item() == replayed


@pytest.mark.parametrize(
    ("tally", "by_two"),
    [
        ("13-1-1", "adopted"),  # all that is unknown was in favour
        ("12-1-2", "adopted"),  # China did not vote against, whoever abstained
        ("11-3-1", "unknown"),  # one of the two against may have been China
        ("4-10-1", "vetoed"),  # all that is unknown was against
    ],
)
def test_whether_a_permanent_member_was_among_them(tally: str, by_two: str) -> None:
    calls, votes = council({"r": "?YYNY" + "Y????????A"}, "vetoed", reported_tally=[tally])
    outcomes = {
        rule: replay(calls, votes, rule, majority=4).table["replayed"].item() for rule in RULES
    }
    assert outcomes == {
        "security-council": "vetoed",
        "no-veto": "adopted",
        "veto-by-two": by_two,
        "concurring-votes": "vetoed",
        "double-majority": "adopted",
    }


def test_a_majority_of_one_and_of_fifteen_are_the_ends() -> None:
    calls, votes = council({"a": "Y" * 15}, "adopted")
    for majority in (1, 15):
        assert replay(calls, votes, majority=majority).table["needed"].tolist() == [majority]
    with pytest.raises(UnvotesError, match="from 1 to 15, not 0"):
        replay(calls, votes, majority=0)


# --- word for word, on councils made up


@st.composite
def councils(draw: st.DrawFn) -> tuple[Frames, Frames]:
    """Roll calls with all votes, and the same with some unknown and some tallies reported."""
    calls, votes = [], []
    for number in range(draw(st.integers(1, 4))):
        year, size = draw(st.sampled_from([(1950, 11), (2000, 15)]))
        words = ["yes", "no", "abstain", "nonvoting"]
        cast = draw(st.lists(st.sampled_from(words), min_size=size, max_size=size))
        # Often near the majority, where rules differ.
        cast = [draw(st.sampled_from(["yes", word])) for word in cast]
        rows = [
            {"roll_call": f"r{number}", "member": f"m{i:02}", "vote": word, "permanent": i < 5}
            for i, word in enumerate(cast)
        ]
        outcome = by_hand(cast, "security-council")
        tally = "-".join(str(cast.count(word)) for word in ("yes", "no", "abstain"))
        calls.append(
            {
                "roll_call": f"r{number}",
                "date": f"{year}-05-01",
                "outcome": outcome,
                "reported_tally": draw(st.sampled_from(["", tally])),
            }
        )
        votes += rows
    all_of_them = pd.DataFrame(votes)
    hidden = draw(st.lists(st.booleans(), min_size=len(votes), max_size=len(votes)))
    known = all_of_them.assign(vote=all_of_them["vote"].mask(pd.Series(hidden), "unknown"))
    return (pd.DataFrame(calls), all_of_them), (pd.DataFrame(calls), known)


def by_hand(votes: list[str], rule: str) -> str:
    """The outcome of one roll call without unknown votes, the first five being permanent."""
    if votes.count("yes") < (7 if len(votes) == 11 else 9):
        return "failed"
    permanent = votes[:5]
    blocked = {
        "security-council": "no" in permanent,
        "no-veto": False,
        "veto-by-two": permanent.count("no") >= 2,
        "concurring-votes": any(vote != "yes" for vote in permanent),
        "double-majority": permanent.count("yes") < 3,
    }[rule]
    return "vetoed" if blocked else "adopted"


@given(councils(), st.sampled_from(RULES))
@settings(max_examples=25)
def test_against_the_rule_by_hand(frames: tuple[Frames, Frames], rule: str) -> None:
    (calls, votes), hidden = frames
    table = replay(calls, votes, rule).table.set_index("roll_call")
    partly = replay(*hidden, rule).table.set_index("roll_call")
    for name, cast in votes.groupby("roll_call"):
        members, voted = cast["member"].tolist(), cast["vote"].tolist()
        expected = by_hand(voted, rule)
        line, known = table.loc[name], partly.loc[name]
        assert line["replayed"] == expected
        assert line["changed"] == ((expected == "adopted") != (line["outcome"] == "adopted"))
        decisive = []
        for at, member in enumerate(members):
            outcomes = {
                by_hand([*voted[:at], word, *voted[at + 1 :]], rule) == "adopted"
                for word in ("yes", "no", "abstain", "nonvoting")
            }
            if len(outcomes) > 1:
                decisive.append(member)
        assert line["decisive"].split() == decisive and line["n_decisive"] == len(decisive)
        # What is said with some votes unknown is true, and is said where it follows from them.
        assert known["replayed"] in (expected, "unknown")
        assert set(known["decisive"].split()) <= set(decisive)
        assert known["yes"] <= line["yes"]
        seen = hidden[1].loc[hidden[1]["roll_call"] == name, "vote"]
        ways = {by_hand(seen.replace("unknown", word).tolist(), rule) for word in ("yes", "no")}
        if len(ways) == 1:
            assert known["replayed"] == expected


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rule": "noveto"}, "did you mean 'no-veto'"),
        ({"rule": "g4"}, "cannot be replayed"),
        ({"rule": VotingRule({"A": 1}, 1)}, "cannot be replayed"),
        ({"rule": None}, "unknown rule None"),
        ({"majority": True}, "majority=True"),
        ({"votes": "elected"}, "no vote of a permanent member"),
        ({"majority": 16}, "from 1 to 15, not 16"),
        ({"roll_calls": "empty"}, "no roll calls"),
        ({"roll_calls": "twice"}, "stands there twice"),
        ({"votes": "empty"}, "has no votes"),
        ({"votes": "bare"}, "there is no column 'permanent'"),
    ],
)
def test_errors_teach(record: Frames, change: dict[str, object], words: str) -> None:
    calls, votes = record
    calls = calls.tail(3)
    frames = {
        "empty": (calls.iloc[:0], votes.iloc[:0]),
        "twice": (pd.concat([calls, calls]), votes),
        "bare": (calls, votes.drop(columns="permanent")),
        "elected": (calls, votes[~votes["permanent"]]),
    }
    arguments: dict[str, object] = {"roll_calls": calls, "votes": votes} | change
    for place, name in enumerate(("roll_calls", "votes")):
        if isinstance(arguments[name], str):
            arguments[name] = frames[str(arguments[name])][place]
    with pytest.raises(UnvotesError, match=words):
        replay(**arguments)  # type: ignore[arg-type]


def test_groupings_are_named(record: Frames) -> None:
    with pytest.raises(UnvotesError, match="did you mean 'member'"):
        vetoed_majorities(*record, by="members")


def test_the_result_says_what_cannot_be_known(record: Frames) -> None:
    result = replay(*record, "no-veto")
    assert "would have voted otherwise" in repr(result) and result.caveat in result._repr_html_()
    assert "vetoed → adopted" in repr(result)
    assert "12 votes needed" in repr(replay(*record, "no-veto", majority=12))
    assert not replay(*record, "security-council").changed.size
