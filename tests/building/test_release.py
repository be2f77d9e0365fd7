"""Versions of the record: what changed between two, and ids that stay known."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import unvotes as uv
from unvotes.building.changes import changes, main, read_state
from unvotes.building.release import (
    present_ids,
    released_ids,
    unfit,
    unraised,
)
from unvotes.record.data_files import data_folder, read_table


def test_no_released_id_disappears_without_a_line() -> None:
    assert unfit(released_ids()["roll_call"], present_ids(), read_table("retired.csv")) == []
    assert set(read_table("retired.csv")["roll_call"]) <= set(released_ids()["roll_call"])


def test_released_ids_are_those_of_versions_so_far() -> None:
    table = released_ids()
    assert table["roll_call"].is_unique and table["roll_call"].is_monotonic_increasing
    # The first version had 3,217 roll calls of the Council and 6,514 of the Assembly.
    assert (table["version"] == "0.1.0").sum() == 3_217 + 6_514

    def number(version: str) -> tuple[int, ...]:
        return tuple(map(int, version.split(".")))

    versions = {*table["version"], *read_table("retired.csv")["version"]}
    assert max(map(number, versions)) <= number(uv.record_version())


def test_what_is_wrong_with_retired_ids_is_found() -> None:
    def retired(*lines: tuple[str, str, str]) -> pd.DataFrame:
        table = pd.DataFrame(lines, columns=["roll_call", "replaced_by", "why"], dtype="str")
        return table.assign(version="0.2.0")

    old = ["A/1", "A/2"]
    assert unfit(old, ["A/1"], retired(("A/2", "A/1", "the same vote"))) == []
    assert "A/2 was released" in unfit(old, ["A/1"], retired())[0]
    assert "in the record" in unfit(old, old, retired(("A/2", "A/1", "the same vote")))[0]
    assert "not in the record" in unfit(old, ["A/1"], retired(("A/2", "A/3", "a typo")))[0]
    assert "nothing says why" in unfit(old, ["A/1"], retired(("A/2", "A/1", " ")))[0]
    twice = retired(("A/2", "A/1", "the same vote"), ("A/2", "", "the same vote"))
    assert "two lines" in unfit(old, ["A/1"], twice)[0]


@pytest.mark.parametrize("name", ["A/RES/62/168#2", "a/res/62/168 #2"])
def test_a_retired_id_says_what_became_of_it(name: str) -> None:
    with pytest.raises(uv.UnvotesError, match=r"no more.*0\.2\.0.*find\('A/RES/62/168'\)"):
        uv.find(name)


@pytest.fixture(scope="module")
def now() -> object:
    return read_state(data_folder())


def test_a_state_holds_every_vote_of_the_record(now) -> None:
    assert now.version == uv.record_version()
    for body in ("security-council", "general-assembly"):
        votes = uv.load_votes(body)[["roll_call", "member", "vote"]].astype("str")
        expected = votes.set_index(["roll_call", "member"])["vote"].sort_index()
        found = now.votes[body].sort_index()
        assert found.tolist() == expected.tolist()
        assert found.index.equals(expected.index)


def test_what_was_added_and_corrected_is_counted_and_named(now, tmp_path: Path) -> None:
    shutil.copytree(data_folder(), tmp_path / "data")
    path = tmp_path / "data/security_council/roll_calls.csv"
    text = path.read_text(encoding="utf-8")
    text = text.replace("BRA IND LBN ZAF", "BRA LBN ZAF", 1)  # S/2011/612 of 4 October 2011
    text = re.sub(r"\nS/RES/1973,.*", "", text)  # of 17 March 2011
    text = text.replace("S/PV.6711,vetoed", "S/PV.6711,failed", 1)  # S/2012/77
    path.write_text(text, encoding="utf-8")
    old = read_state(tmp_path)
    told = changes(old, now)
    council, assembly = told.split("**General Assembly**")
    assert "| year | roll calls added | votes added | votes corrected |" in council
    assert "| 2011 | 1 | 15 | 1 |" in council and "| all | 1 | 15 | 1 |" in council
    assert "S/2011/612 (2011-10-04): IND voted abstain, not yes" in council
    assert "S/2012/77 (2012-02-04): outcome vetoed, not failed" in council
    assert assembly.strip() == "No change."
    assert "roll calls taken out" in changes(now, old)

    # Both have one version, and only one of them can.
    assert "security-council differs" in unraised(old, now)[0] and len(unraised(old, now)) == 1
    assert unraised(old._replace(version="0.0.1"), now) == unraised(now, now) == []


def test_a_state_that_is_none_is_refused(capsys, tmp_path: Path) -> None:
    assert main(["no-such-revision"]) == 1
    assert "no-such-revision" in capsys.readouterr().err
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert "is not whole" in capsys.readouterr().err
