"""Every statistic beside a plain one, on a few frames of ``python -m tests.differential``."""

from __future__ import annotations

import pytest

from tests.differential import STATISTICS, compare, generated


@pytest.mark.parametrize("number", range(8))
def test_a_plain_computation_gives_the_same(number: int) -> None:
    assert compare(number) == []


def test_frames_are_of_every_kind() -> None:
    frames = [generated(number).votes for number in range(40)]
    kinds = [set(), set(), set()]
    for votes in frames:
        for kind, name in zip(kinds, ("roll_call", "member", "date"), strict=True):
            if name in votes:
                kind.add(str(votes[name].dtype))
    assert all(len(kind) >= 3 for kind in kinds), kinds
    assert any("date" not in votes for votes in frames)
    assert any(not votes.index.is_unique for votes in frames)
    assert len(STATISTICS) == 8
