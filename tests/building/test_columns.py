"""The columns of the frames: declared once, and told alike wherever they are told."""

from __future__ import annotations

import inspect
import json

import pytest

from unvotes.building.columns import as_markdown, as_package
from unvotes.errors import UnvotesError
from unvotes.record.data_files import data_folder
from unvotes.record.loading import load_roll_calls, load_votes
from unvotes.record.schema import ROLL_CALLS, VOTES, Column, as_frame, columns_of

WRITE = "`python -m unvotes.building.columns` writes it"
FRAMES = [(load_roll_calls, ROLL_CALLS), (load_votes, VOTES)]


@pytest.mark.parametrize("body", ["security-council", "general-assembly"])
@pytest.mark.parametrize(("load", "table"), FRAMES)
def test_frames_have_the_declared_columns(load, table: tuple[Column, ...], body: str) -> None:
    frame = load(body)
    columns = columns_of(table, body)
    assert [column.name for column in columns] == list(frame.columns)
    assert [c.name for c in columns if frame[c.name].dtype != c.dtype] == []


@pytest.mark.parametrize(("load", "table"), FRAMES)
def test_help_tells_every_column(load, table: tuple[Column, ...]) -> None:
    text = inspect.getdoc(load) or ""
    assert "{columns}" not in text
    for column in table:
        assert f"- ``{column.name}`` ({column.shown}): " in text


def test_codebook_and_data_package_tell_every_column() -> None:
    codebook = (data_folder() / "README.md").read_text(encoding="utf-8")
    assert codebook == as_markdown(codebook), WRITE
    package = json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    assert package == as_package(package), WRITE


def test_a_column_in_one_place_only_is_refused() -> None:
    with pytest.raises(UnvotesError, match=r"lacks \['member'.*has \['colour'\]"):
        as_frame({"roll_call": ["r"], "colour": ["red"]}, VOTES, "security-council")
