"""Whatever a record holds: written in any form and read back, its votes are the same."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import unvotes as uv
from unvotes.errors import UnvotesWarning
from unvotes.frames import VOTE_WORDS

#: Names that files and programs stumble over.
ODD = [
    *("Côte d'Ivoire", 'the "Bear"', "Congo, the", "c;d", "two\nlines", "a\r\nb", "tab\tx", "=1+1"),
    *(
        "-",
        "@x",
        "'=y",
        "#7",
        "中国",
        "😀",
        "NA",
        "null",
        "nan",
        "007",
        "1.0",
        "1e5",
        "TRUE",
        "yes",
    ),
    *(
        "a  b",
        "\\",
        "'",
        '"',
        '""',
        ",",
        "2012-02-04",
        "x|y",
        "S/2012/77#2",
        "İ",
        "e\u0301",
        "\u200b",
    ),
]
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"])
NAMES = st.one_of(st.sampled_from(ODD), st.text(LETTERS, min_size=1, max_size=8))

Votes = dict[tuple[str, str], str]


@st.composite
def records(draw: st.DrawFn) -> pd.DataFrame:
    """Votes of any members on any roll calls, some of them without one of the members."""
    members = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    roll_calls = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    parties = draw(
        st.lists(st.one_of(st.none(), NAMES), min_size=len(members), max_size=len(members))
    )
    rows = [
        (roll_call, pd.Timestamp("1946-01-25") + pd.Timedelta(days=number), member, vote, party)
        for number, roll_call in enumerate(roll_calls)
        for member, party in zip(members, parties, strict=True)
        if (vote := draw(st.sampled_from([*VOTE_WORDS, None]))) is not None
    ]
    rows = rows or [(roll_calls[0], pd.Timestamp("1946-01-25"), members[0], "yes", parties[0])]
    frame = pd.DataFrame(rows, columns=["roll_call", "date", "member", "vote", "party"])
    frame = frame.astype({"roll_call": "str", "member": "str", "party": "str"})
    kinds = draw(st.sampled_from(["category", "str"]))
    vote = pd.Categorical(frame["vote"], list(VOTE_WORDS))
    return frame.astype({"roll_call": kinds, "member": kinds}).assign(
        vote=vote, in_parts=[number % 2 == 0 for number in range(len(frame))]
    )


def votes_of(frame: pd.DataFrame) -> Votes:
    ids = zip(frame["roll_call"].astype("str"), frame["member"].astype("str"), strict=True)
    found = dict(zip(ids, frame["vote"].astype("str"), strict=True))
    assert len(found) == len(frame)
    return found


def exported(ending: str) -> Callable[[pd.DataFrame, Path], pd.DataFrame]:
    def there_and_back(frame: pd.DataFrame, folder: Path) -> pd.DataFrame:
        path = uv.export(frame, folder / f"votes.{ending}")
        if ending == "xlsx":
            return pd.read_excel(path, dtype=str, keep_default_na=False)
        if ending == "json":
            return pd.read_json(path, orient="table")
        return uv.read_roll_calls(path).votes

    return there_and_back


def written(ending: str) -> Callable[[pd.DataFrame, Path], pd.DataFrame]:
    def there_and_back(frame: pd.DataFrame, folder: Path) -> pd.DataFrame:
        return uv.read_roll_calls(uv.write_roll_calls(frame, folder / f"votes.{ending}")).votes

    return there_and_back


FORMS = {
    **{
        f"export {ending}": exported(ending) for ending in ("csv", "parquet", "xlsx", "json", "dta")
    },
    **{f"write_roll_calls {ending}": written(ending) for ending in ("csv", "dta", "sav", "rds")},
}


@pytest.mark.parametrize("form", FORMS)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(frame=records())
def test_votes_come_back_as_they_were(form: str, frame: pd.DataFrame, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnvotesWarning)  # names such as NA, of which export warns
        found = FORMS[form](frame, tmp_path)
    assert votes_of(found) == votes_of(frame)
    if "rds" not in form:
        days = frame.set_index(frame["roll_call"].astype("str"))["date"].dt.strftime("%Y-%m-%d")
        again = found.set_index(found["roll_call"].astype("str"))["date"].astype("str").str[:10]
        assert set(again.items()) == set(days.items())


@pytest.mark.parametrize("body", ["security-council", "general-assembly"])
@pytest.mark.parametrize("seed", range(2))
def test_the_librarys_form_gives_the_votes_back(body: str, seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    span = (
        {"since": 2003, "until": 2004}
        if body == "security-council"
        else {"since": "2003-12-01", "until": "2003-12-08"}
    )
    votes, roll_calls = uv.load_votes(body, **span), uv.load_roll_calls(body, **span)
    whole = (
        (roll_calls["outcome"] == "adopted") & ~roll_calls["without_vote"] & ~roll_calls["in_parts"]
    )
    whole &= (roll_calls["kind"] == "resolution") & roll_calls["symbol"].str.match(r"[AS]/RES/")
    roll_calls = roll_calls[whole.to_numpy()].reset_index(drop=True)
    votes = votes[votes["roll_call"].isin(roll_calls["roll_call"])].reset_index(drop=True)
    cast = rng.choice(["no", "abstain", "yes", "nonvoting"], len(votes), p=[0.1, 0.2, 0.6, 0.1])
    if body == "security-council":
        cast[votes["permanent"].to_numpy() & (cast == "no")] = "abstain"  # or it were no resolution
    votes["vote"] = pd.Categorical(cast, list(VOTE_WORDS))
    counts = votes.groupby(["roll_call", "vote"], observed=False).size().unstack()
    for word in VOTE_WORDS:
        roll_calls[word] = counts[word].reindex(roll_calls["roll_call"]).to_numpy()
    roll_calls["reported_tally"] = ""
    path = uv.write_undl(votes, roll_calls, tmp_path / "votes.csv")
    read = uv.read_undl(path)
    names = dict(zip(read.roll_calls["roll_call"], read.roll_calls["symbol"], strict=True))
    ours = dict(zip(roll_calls["roll_call"], roll_calls["symbol"], strict=True))
    assert {
        (names[roll_call], member): vote
        for (roll_call, member), vote in votes_of(read.votes).items()
    } == {(ours[roll_call], member): vote for (roll_call, member), vote in votes_of(votes).items()}
