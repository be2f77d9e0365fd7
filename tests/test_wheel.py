"""The package as others get it: built, installed in an empty environment, away from here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

LOAD_THE_VOTES = """
import pathlib, sys
import unvotes

assert pathlib.Path(unvotes.__file__).is_relative_to(sys.prefix), unvotes.__file__
votes = unvotes.load_votes()
assert votes["date"].min().year == 1946
veto = votes.loc[votes["roll_call"] == "S/2012/77", "vote"].value_counts()
print(veto["yes"], veto["no"], veto["abstain"], sep="-")
"""

OFFLINE = re.compile("NewConnectionError|NameResolutionError|name resolution|timed out", re.I)


def pip(*arguments: str | Path, timeout: int = 300) -> None:
    """Run this environment's pip; where no index can be reached there is nothing to test."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, timeout=timeout
    )
    if done.returncode and OFFLINE.search(done.stderr) and not os.environ.get("CI"):
        pytest.skip("no package index can be reached from here")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", root, "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    [built] = folder.glob("unvotes-*.whl")
    return built


def test_wheel_carries_the_record_and_nothing_else(
    root: Path, tracked: list[str], wheel: Path
) -> None:
    committed = {
        re.sub("^data/", "unvotes/data/", path): (root / path).read_bytes()
        for path in tracked
        if path.startswith(("data/", "unvotes/")) and not path.startswith("unvotes/building/")
    }
    with zipfile.ZipFile(wheel) as opened:
        carried = {
            name: opened.read(name) for name in opened.namelist() if ".dist-info/" not in name
        }
    assert sorted(carried) == sorted(committed)
    assert [path for path in carried if carried[path] != committed[path]] == []
    assert "unvotes/data/security_council/roll_calls.csv" in carried


def test_wheel_works_in_an_empty_environment(root: Path, wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip(
        *("--python", python, "install", "--no-compile"),
        *("--constraint", root / "constraints.txt", wheel),
    )
    done = subprocess.run(
        [python, "-I", "-W", "error", "-c", LOAD_THE_VOTES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "13-2-0\n"
