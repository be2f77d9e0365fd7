"""Damaged files: each ends in true votes with the repair listed, or in one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.reading.fuzzing import DAMAGES, _letter, made, verdict
from tests.reading.test_voeten import COLUMNS, LONG, TRUE, frame, saved, votes_of
from unvotes.errors import UnvotesError
from unvotes.reading.voeten import read_voeten


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
# One letter that cannot be read, and another changed so that the totals fit.
@example(seed=30213, damages=[_letter, _letter], broken="raise")
@given(
    seed=st.integers(0, 2**31),
    damages=st.lists(st.sampled_from(DAMAGES), max_size=4),
    broken=st.sampled_from(["raise", "set aside"]),
)
def test_a_damaged_file_gives_true_votes_or_one_clear_error(tmp_path, seed, damages, broken):
    data, votes = made(seed, damages)
    path = Path(tmp_path) / "f.csv"
    path.write_bytes(data)
    verdict(path, votes, broken, damages)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_each_damage_by_itself(tmp_path, damage):
    for seed in range(2):
        data, votes = made(seed, [damage])
        path = tmp_path / "f.csv"
        path.write_bytes(data)
        verdict(path, votes, damages=[damage])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_any_bytes_are_refused(tmp_path, data):
    path = Path(tmp_path) / "f.csv"
    path.write_bytes(data)
    assert verdict(path, []) == "error"


CELLS = [
    *("", "NA", "1", "2", "3", "8", "9", "7", "yes", "-1", "1.0", "²", "٣", "9" * 30, "9" * 5000),
    *("2012-02-16", "16/02/2012", "2/16/2012", "1433-03-24", "2555-02-16", "2012-13-45", "4934"),
    *("365", "999", "=1+1", "<b>", '"', "\x00", "\n", "R/66/253A", "rcid", "ÿ"),
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    row=st.integers(0, 8),
    column=st.integers(0, 14),
    cell=st.sampled_from(CELLS) | st.text(max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_a_changed_cell_of_voetens_file(tmp_path, row, column, cell, encoding):
    lines = [line.split(",", 14) for line in LONG.splitlines()]
    lines[row][column] = cell
    path = Path(tmp_path) / "f.csv"
    text = "\n".join(",".join(line) for line in lines)
    path.write_bytes(text.encode(encoding, "surrogatepass"))
    try:
        file = read_voeten(path)
    except UnvotesError as error:
        assert str(path) in str(error) and "line " in str(error) and "column " in str(error)
        return
    # The changed row may say another thing; of the others every vote is as it was.
    named = {"R/66/253A": 4934, "R/10/1": 100}
    found = {}
    calls = file.roll_calls.set_index("roll_call")["voeten_id"]
    for (call, member), vote in votes_of(file).items():
        found[calls[call], member] = vote
    changed = LONG.splitlines()[row].split(",")[0]
    told = not file.report.contradictions.empty
    for (call, member), vote in TRUE.items():
        if row == 0 or told or str(named[call]) == changed:
            continue
        assert found[named[call], member] == vote


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 900), st.integers(0, 3), st.integers(0, 255)), max_size=5
    ),
    cut=st.integers(0, 900),
)
def test_a_damaged_r_file_gives_votes_or_one_error(tmp_path, changes, cut):
    data = bytearray(saved(frame(**COLUMNS)))
    for at, how, value in changes:
        place = at % len(data)
        if how == 0:
            del data[place]
        elif how == 1:
            data.insert(place, value)
        else:
            data[place] = value
    path = Path(tmp_path) / "f.RData"
    path.write_bytes(data if cut > len(data) else data[:cut])
    try:
        read_voeten(path)
    except UnvotesError as error:
        assert str(path) in str(error)
