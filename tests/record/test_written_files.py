"""Files that are written whole or not at all, also where the disk is full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import unvotes as uv
from unvotes.errors import UnvotesError
from unvotes.record.written_files import whole_file, whole_files

WRITERS = {
    "votes.csv": "uv.write_undl(votes, roll_calls, path)",
    "table.csv": "uv.export(votes, path)",
    "table.xlsx": "uv.export(votes, path)",
    "table.parquet": "uv.export(roll_calls, path)",
    "chart.html": "uv.charts.write_html(uv.charts.outcomes_over_time(roll_calls), path)",
    "report.html": "uv.report('S/2012/77', path)",
}
# A limit on the size of files stands for a full disk: an error at the same places.
FULL = """
import resource, signal, sys
from pathlib import Path
import unvotes as uv

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
years = {"since": 2012, "until": 2012}
votes, roll_calls = uv.load_votes(**years), uv.load_roll_calls(**years)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
for name, code in %r.items():
    path = Path(sys.argv[1]) / name
    path.write_text("the good file")
    try:
        eval(code)
    except uv.UnvotesError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on files is set as on Unix")
def test_a_full_disk_leaves_the_good_file(tmp_path: Path) -> None:
    # Without -B Python would leave modules that it compiles under the limit cut off in its cache.
    done = subprocess.run(
        [sys.executable, "-B", "-c", FULL % WRITERS, tmp_path], capture_output=True, text=True
    )
    for name in WRITERS:
        assert f"{name}' cannot be written: File too large" in done.stdout, done.stderr
        assert (tmp_path / name).read_text(encoding="utf-8") == "the good file"
    assert {path.name for path in tmp_path.iterdir()} == set(WRITERS), "nothing is left behind"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links as on Unix")
def test_permissions_and_links_are_kept(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    real, link = tmp_path / "kept" / "votes.csv", tmp_path / "votes.csv"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    uv.write_undl(uv.load_votes(since=2025), uv.load_roll_calls(since=2025), link)
    assert link.is_symlink() and real.read_text(encoding="utf-8-sig").startswith("undl_id")
    assert os.stat(real).st_mode & 0o777 == 0o640


def test_an_error_while_writing_leaves_the_good_file(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("the good file", encoding="utf-8")
    raised = pytest.raises(UnvotesError, match=r"votes.csv' cannot be written: No space left")
    with raised, whole_file(path) as draft:
        draft.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")
    assert path.read_text(encoding="utf-8") == "the good file"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("there", [True, False])
def test_of_two_files_both_are_replaced_or_none(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / "votes.csv", tmp_path / "votes.csv-metadata.json"]
    for path in paths if there else []:
        path.write_text("old", encoding="utf-8")
    replace, seen = os.replace, []

    def second_fails(source: Path, place: Path) -> None:
        seen.append(place)
        if len(seen) == 2:
            raise PermissionError(13, "Permission denied")
        replace(source, place)

    monkeypatch.setattr(os, "replace", second_fails)
    raised = pytest.raises(UnvotesError, match=r"metadata.json' cannot be written: Permission")
    with raised, whole_files(paths) as drafts:
        for draft in drafts:
            draft.write_text("new", encoding="utf-8")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == (
        dict.fromkeys([path.name for path in paths], "old") if there else {}
    )
    monkeypatch.undo()
    with whole_files(paths) as drafts:
        for draft in drafts:
            draft.write_text("new", encoding="utf-8")
    assert [path.read_text(encoding="utf-8") for path in paths] == ["new", "new"]
    assert len(list(tmp_path.iterdir())) == 2
