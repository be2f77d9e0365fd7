"""The file of the Council's votes: what follows from the lines, and nothing where it does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from unvotes.building.votes_file import votes_file
from unvotes.record import council
from unvotes.record.audit.council import unlike_lines
from unvotes.record.council import LINES, TERMS, UNSEALED, VOTES_FILE, council_votes, sealed
from unvotes.record.council_lines import decoded_votes
from unvotes.record.data_files import data_folder


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a copy of the files that the votes come from, in place of the record."""
    folder = tmp_path / "data"
    (folder / "security_council").mkdir(parents=True)
    for name in (LINES, TERMS, VOTES_FILE):
        shutil.copy(data_folder() / name, folder / name)
    monkeypatch.setattr(council, "data_folder", lambda: folder)
    council_votes.cache_clear()
    yield folder
    council_votes.cache_clear()


def source_files() -> list[bytes]:
    return [(data_folder() / name).read_bytes() for name in (LINES, TERMS)]


def test_it_is_what_the_lines_give() -> None:
    assert (data_folder() / VOTES_FILE).read_bytes() == votes_file(*source_files())


def test_the_votes_are_those_of_the_lines(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = decoded_votes(*source_files())

    def decoded(*_: bytes) -> pd.DataFrame:
        raise AssertionError("the file was not read")

    monkeypatch.setattr("unvotes.record.council_lines.decoded_votes", decoded)
    votes = council_votes("seat")
    pd.testing.assert_frame_equal(votes, right, check_exact=True)
    path = data / VOTES_FILE
    path.write_bytes(written(pa.ipc.open_file(path.read_bytes()).read_all()))
    council_votes.cache_clear()
    pd.testing.assert_frame_equal(council_votes("seat"), right, check_exact=True)
    for name in votes.columns[votes.dtypes == "category"]:
        assert votes[name].cat.codes.dtype == right[name].cat.codes.dtype, name


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def with_another_byte(content: bytes) -> bytes:
    """Among the votes themselves, where Arrow finds nothing wrong."""
    votes = pa.ipc.open_file(content).read_all()["vote"].chunk(0).indices.to_pylist()
    place = content.index(bytes(votes))
    return content[:place] + bytes([(votes[0] + 1) % 5]) + content[place + 1 :]


def with_other_names(content: bytes) -> bytes:
    table = pa.ipc.open_file(content).read_all()
    renamed = table.rename_columns([name.upper() for name in table.column_names])
    return written(renamed.replace_schema_metadata(table.schema.metadata))


def with_words_in_another_order(content: bytes) -> bytes:
    table = pa.ipc.open_file(content).read_all()
    vote = table["vote"].chunk(0)
    words = pa.array(vote.dictionary.to_pylist()[::-1], pa.large_string())
    swapped = pa.DictionaryArray.from_arrays(vote.indices, words)
    return written(table.set_column(table.schema.get_field_index("vote"), "vote", swapped))


def written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    seal = table.schema.metadata[VOTES_FILE.encode()]
    return sealed(content.replace(seal, UNSEALED))


@pytest.mark.parametrize(
    "spoil",
    [
        None,
        cut,
        lambda _: b"",
        with_another_byte,
        with_other_names,
        with_words_in_another_order,
    ],
)
def test_without_a_file_that_fits_the_votes_are_decoded(
    data: Path, spoil: Callable[[bytes], bytes] | None
) -> None:
    path = data / VOTES_FILE
    if spoil is None:
        path.unlink()
    else:
        path.write_bytes(spoil(path.read_bytes()))
    right = decoded_votes(*source_files())
    pd.testing.assert_frame_equal(council_votes("seat"), right, check_exact=True)


@pytest.mark.parametrize("name", [LINES, TERMS])
def test_a_file_of_other_lines_is_not_followed(data: Path, name: str) -> None:
    path = data / name
    lines = path.read_text(encoding="utf-8").splitlines()
    if name == LINES:
        place = next(i for i, line in enumerate(lines) if line.startswith("S/2012/77,"))
        lines[place] = lines[place].replace("CHN RUS", "GBR RUS")  # as long as before
    else:
        place = next(i for i, line in enumerate(lines) if line.startswith("RUS,"))
        lines[place] = lines[place].replace(",permanent,", ",elected,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    votes = council_votes("seat")
    vetoes = votes.loc[votes["veto"] & (votes["roll_call"] == "S/2012/77"), "member"]
    assert vetoes.tolist() == (["GBR", "RUS"] if name == LINES else ["CHN"])


def test_the_audit_finds_a_vote_that_the_lines_do_not_give() -> None:
    votes = decoded_votes(*source_files())
    row = votes.index[(votes["roll_call"] == "S/2012/77") & (votes["member"] == "GBR")]
    votes.loc[row, "vote"] = "no"
    found = unlike_lines(votes)
    assert found[["roll_call", "member"]].to_numpy().tolist() == [["S/2012/77", "GBR"]]
    assert "no" in found["found"].item().split()
    assert "yes" in found["expected"].item().split()
    assert len(unlike_lines(votes.drop(index=row))) == 1
    assert unlike_lines(decoded_votes(*source_files())).empty
