"""Damaged files: each ends in true votes with the repair listed, or in one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.record.fuzzing import DAMAGES, made, verdict


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
