"""The package as others get it: built, installed beside what it asks for, away from here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable
from email import message_from_bytes
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

LOAD_THE_VOTES = """
import pathlib, sys
import unvotes

assert pathlib.Path(unvotes.__file__).is_relative_to(sys.prefix), unvotes.__file__
votes = unvotes.load_votes()
assert votes["date"].min().year == 1946
veto = votes.loc[votes["roll_call"] == "S/2012/77", "vote"].value_counts()
print(veto["yes"], veto["no"], veto["abstain"], sep="-")
"""


def pip(*arguments: str | Path, timeout: int = 300) -> None:
    """Run this environment's pip."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, timeout=timeout
    )
    assert done.returncode == 0, done.stderr


def asked_for(requires: Iterable[str]) -> dict[str, Distribution]:
    """Find what these requirements ask for, and what that asks for, where it is installed."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(each) for each in requires]
    while waiting:
        wanted = waiting.pop()
        if wanted.name not in found and (
            not wanted.marker or wanted.marker.evaluate({"extra": ""})
        ):
            found[wanted.name] = distribution(wanted.name)
            waiting += map(Requirement, found[wanted.name].requires or ())
    return found


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
    shared = {name: carried.pop(name) for name in list(carried) if ".data/" in name}
    assert sorted(carried) == sorted(committed)
    assert {name.partition(".data/data/share/jupyter/")[2] for name in shared} == {
        "labextensions/unvotes/package.json",
        "labextensions/unvotes/static/remoteEntry.js",
        "labextensions/unvotes/static/refit.js",
        "nbconvert/templates/unvotes/conf.json",
        "nbconvert/templates/unvotes/index.html.j2",
    }
    assert set(shared.values()) < set(committed.values())
    assert [path for path in carried if carried[path] != committed[path]] == []
    assert "unvotes/data/security_council/roll_calls.csv" in carried


def test_wheel_works_where_nothing_is_but_what_it_asks_for(wheel: Path, tmp_path: Path) -> None:
    """
    Pip finds all that the wheel asks for already there, and may not fetch anything.

    It is lent by the environment of the tests: to download it anew, and to unpack some thousands
    of files, would take as long as a hundred other tests.
    """
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    windows = os.name == "nt"
    python = environment / ("Scripts/python.exe" if windows else "bin/python")
    [packages] = environment.glob("Lib/site-packages" if windows else "lib/*/site-packages")
    with zipfile.ZipFile(wheel) as opened:
        [described] = [name for name in opened.namelist() if name.endswith(".dist-info/METADATA")]
        asked = message_from_bytes(opened.read(described)).get_all("Requires-Dist", [])
    lent = asked_for(asked)
    assert "pandas" in lent and "pytest" not in lent and "jupyterlab" not in lent
    for each in lent.values():
        for top in {file.parts[0] for file in each.files or ()} - {"..", "__pycache__"}:
            lend(Path(str(each.locate_file(top))), packages / top)
    pip("--python", python, "install", "--no-index", "--no-compile", wheel)
    done = subprocess.run(
        [python, "-I", "-W", "error", "-c", LOAD_THE_VOTES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "13-2-0\n"


def lend(source: Path, target: Path) -> None:
    """Make a package appear in another place; Windows lets not everyone link."""
    if os.name != "nt":
        target.symlink_to(source)
    elif source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)
