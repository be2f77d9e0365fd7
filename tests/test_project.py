"""The project's own promises: what it asks for, what it names, and what may import what."""

from __future__ import annotations

import ast
import graphlib
import importlib.metadata
import json
import os
import re
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grimp
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import unvotes
from tests.order import TOGETHER, in_order

TOP_LEVEL = {
    *(".ci", ".gitattributes", ".github", ".gitignore", "CHANGELOG.md", "CITATION.cff"),
    *("CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "RELEASING.md", "benchmarks"),
    *("constraints.txt", "data", "docs", "environment.yml", "findings", "notebooks"),
    *("pyproject.toml", "tests", "unvotes"),
}

# Floors of the house, and of the rooms on a floor: the lowest last; each may import from those
# after it, and what stands side by side, in one set, does not know each other.
FLOORS: dict[str, tuple[str | set[str], ...]] = {
    "unvotes": (
        "publishing",
        "charts",
        {"reading", "analysis"},
        "record",
        "parameters",
        {"frames", "arguments"},
        "errors",
    ),
    "unvotes.analysis": (
        {"pairs", "members", "structure", "ideal_points", "rules"},
        "blocs",
        "core",
    ),
    "unvotes.charts": (
        "world_steps",
        {"votes", "agreement", "structure", "bar_counts", "power_by_rule", "timeline_slider"},
        "drawing",
    ),
}

# The workshop, which stands apart: what it may import, and nothing imports it.
WORKSHOP = "unvotes.building"
WORKSHOP_USES = ("unvotes.record", "unvotes.reading", "unvotes.frames", "unvotes.errors")

# By the package's own name every public name can be had, whatever its floor: on the uppermost, and
# for a bloc that is given by its name, which is looked up as a caller would.
BY_PUBLIC_NAME = ("unvotes.publishing.", "unvotes.record.given_members")

# What a reader of the notebooks gets, by pip with these extras or by conda.
LAB_EXTRAS = ("notebooks", "network", "explorer", "export", "files", "stata", "posterior")
CONDA_NAMES = {"igraph": "python-igraph", "kaleido": "python-kaleido"}

LARGEST_FILE = 1_500_000
#: Of the files that notebooks read.
LARGEST_READ = 100_000

# Written in pieces, so that this file does not name them either.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "ana" + "conda.org",
    "repo.ana" + "conda.com",
    "deb." + "debian.org",
    "security." + "debian.org",
    "crates" + ".io",
    "js" + "delivr.net",
    "un" + "pkg.com",
]
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work|tmp|root|home/\w+|Users/\w+)/")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def required(project: dict[str, Any], extras: tuple[str, ...]) -> dict[str, Requirement]:
    lines = [*project["dependencies"]]
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {canonicalize_name(found.name): found for found in map(Requirement, lines)}


def text_of(path: Path) -> str:
    """Return the text of a file, or nothing for one that holds none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


# --- what it asks for


def test_conda_asks_for_what_pip_asks_for(root: Path, project: dict[str, Any]) -> None:
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    *conda, by_pip = environment["dependencies"]
    pip = {
        CONDA_NAMES.get(name, name): str(requirement.specifier)
        for name, requirement in required(project, LAB_EXTRAS).items()
    }
    asked = {found.name: str(found.specifier) for found in map(Requirement, conda)}
    assert asked == pip | {"python": project["requires-python"], "pip": ""}
    assert by_pip == {"pip": ["-e ."]}, "pip installs this package and nothing else"
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_make_installs_what_conda_installs(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert f"LAB_EXTRAS = {','.join(LAB_EXTRAS)}\n" in makefile


def test_workflows_run_what_is_promised(root: Path, project: dict[str, Any]) -> None:
    workflow = yaml.safe_load((root / ".github/workflows/tests.yml").read_text(encoding="utf-8"))
    jobs = workflow["jobs"]
    matrix = jobs["tests"]["strategy"]["matrix"]
    assert matrix["system"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert project["requires-python"] == ">=" + matrix["python"][0]
    said = {name: [step.get("run") for step in job["steps"]] for name, job in jobs.items()}
    assert "python -m tests" in said["tests"]
    assert "make test-lowest" in said["lowest"] and "make site" in said["site"]
    everything = f"[{','.join((*LAB_EXTRAS, 'site', 'dev'))}]"
    assert any(everything in (step or "") for step in said["tests"])
    assert everything in (root / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_what_make_does_is_said_without_make_too(root: Path) -> None:
    told = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .* \| `make ([a-z]+)[^`]*` \| `([^`]+)` \|$", told, re.MULTILINE)
    assert {"test", "site", "correct", "changes", "strip"} <= {target for target, _ in rows}
    for target, command in rows:
        program = re.search(r"python (-m [\w.]+|docs/[\w.]+)", command)
        assert program and rf"$(BIN)/python {program[1]}" in makefile, command
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_forms_of_issues_are_complete(root: Path) -> None:
    forms = sorted((root / ".github/ISSUE_TEMPLATE").glob("*.yml"))
    assert [form.stem for form in forms] == ["bug", "question", "wrong-vote"]
    for form in forms:
        read = yaml.safe_load(form.read_text(encoding="utf-8"))
        assert {"name", "description", "body"} <= set(read)
        ids = [part["id"] for part in read["body"]]
        assert len(ids) == len(set(ids))
        assert all(part["attributes"]["label"] for part in read["body"])
    wrong = yaml.safe_load(forms[2].read_text(encoding="utf-8"))
    needed = {part["id"] for part in wrong["body"] if part["validations"]["required"]}
    assert needed == {"symbol", "member", "vote", "seen"}


def test_the_changelog_has_every_version(root: Path, project: dict[str, Any]) -> None:
    told = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## Package {re.escape(project['version'])}$", told, re.MULTILINE)
    record = re.escape(unvotes.record_version())
    assert re.search(rf"^## Record {record}(, not yet released)?$", told, re.MULTILINE)


def test_findings_holds_scripts_and_what_belongs_there(root: Path, tracked: list[str]) -> None:
    inside = [path for path in tracked if path.startswith("findings/")]
    assert "findings/README.md" in inside
    scripts = [path for path in inside if path != "findings/README.md"]
    assert [path for path in scripts if not re.fullmatch(r"findings/[\w-]+\.sh", path)] == []
    assert [path for path in scripts if not os.access(root / path, os.X_OK)] == []


def test_constraints_pin_everything_that_is_asked_for(root: Path, project: dict[str, Any]) -> None:
    pins: dict[str, list[Requirement]] = {}
    for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            pin = Requirement(line)
            assert re.fullmatch(r"==[\w.!+]+", str(pin.specifier)), line
            assert pin.url is None and not pin.extras, line
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    for name, wanted in required(project, tuple(project["optional-dependencies"])).items():
        assert name in pins, f"{name} is not pinned; `make constraints` pins it"
        for pin in pins[name]:
            version = str(pin.specifier).removeprefix("==")
            assert wanted.specifier.contains(version), f"{wanted} is pinned to {version}"


def test_versions_agree(root: Path, project: dict[str, Any]) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == project["version"]
    assert importlib.metadata.version("unvotes") == project["version"]
    assert getattr(unvotes, "__version__", project["version"]) == project["version"]
    extension = root / "unvotes/charts/drawing/labextension/package.json"
    assert json.loads(extension.read_text(encoding="utf-8"))["version"] == project["version"]


# --- how the tests are shared


@pytest.mark.parametrize("processes", [2, 3, 4])
def test_what_takes_longest_begins_first(root: Path, processes: int) -> None:
    assert all((root / name).is_file() for files in TOGETHER for name in files)
    names = [*(f"tests/{i}.py" for i in range(9)), *TOGETHER[0], *TOGETHER[1]]
    items = [SimpleNamespace(nodeid=f"{name}::test_{i}") for name in names for i in range(3)]
    ordered = in_order(items, processes)  # type: ignore[arg-type]
    assert sorted(item.nodeid for item in ordered) == sorted(item.nodeid for item in items)
    starts = [0, len(items) // processes]
    for start, files in zip(starts, TOGETHER, strict=True):
        assert ordered[start].nodeid.split("::")[0] in files


# --- what is committed


def test_top_level_holds_these_and_no_others(root: Path, tracked: list[str]) -> None:
    assert {path.split("/")[0] for path in tracked} == TOP_LEVEL
    assert os.access(root / ".ci" / "run", os.X_OK)
    assert (root / "unvotes" / "py.typed").is_file(), "the types are for those who import it"


def test_notebooks_holds_notebooks_their_pictures_and_files(tracked: list[str]) -> None:
    kinds = (r"\d\d-[\w-]+\.ipynb", r"pictures/[\w-]+\.png", r"files/[\w-]+\.(csv|R)")
    known = re.compile(f"notebooks/({'|'.join(kinds)})")
    inside = [path for path in tracked if path.startswith("notebooks/")]
    assert [path for path in inside if not known.fullmatch(path)] == []


def test_every_text_file_is_read_and_written_as_utf_8(root: Path, tracked: list[str]) -> None:
    found = []
    for path in tracked:
        if path.endswith(".py") and "_text(" in (text := text_of(root / path)):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    bare = not any(each.arg in ("encoding", None) for each in node.keywords)
                    bare &= len(node.args) <= (node.func.attr == "write_text")
                    if bare and node.func.attr in ("read_text", "write_text"):
                        found.append(f"{path}:{node.lineno}")
    assert found == [], "Windows has another encoding"


def test_no_file_is_large(root: Path, tracked: list[str]) -> None:
    sizes = {path: (root / path).stat().st_size for path in tracked}
    assert {path: size for path, size in sizes.items() if size > LARGEST_FILE} == {}
    read = {path: size for path, size in sizes.items() if path.startswith("notebooks/files/")}
    assert read and max(read.values()) <= LARGEST_READ


def test_no_file_names_a_registry_or_a_machine(root: Path, tracked: list[str]) -> None:
    found = []
    for path in tracked:
        text = text_of(root / path)
        lower = text.lower()
        found += [f"{path}: {host}" for host in REGISTRIES if host in lower]
        found += [f"{path}: {match[0]}" for match in MACHINE_PATHS.finditer(text)]
    assert found == []


# --- what may import what


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("unvotes", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("house", FLOORS)
def test_each_floor_imports_only_from_those_below(imports: grimp.ImportGraph, house: str) -> None:
    floors = [{each} if isinstance(each, str) else each for each in FLOORS[house]]
    rooms = {f"{house}.{room}" for floor in floors for room in floor}
    assert rooms == imports.find_children(house) - {WORKSHOP}, "a room without a floor"
    broken = imports.find_illegal_dependencies_for_layers(layers=floors, containers={house})
    routes = [route for found in broken for route in found.routes]
    assert [f"{sorted(route.heads)} to {sorted(route.tails)}" for route in routes] == []


def test_the_workshop_stands_apart(imports: grimp.ImportGraph) -> None:
    inside = {WORKSHOP, *imports.find_descendants(WORKSHOP)}
    used = {each for module in inside for each in imports.find_modules_directly_imported_by(module)}
    ours = {each for each in used - inside if each.startswith("unvotes.")}
    assert [each for each in sorted(ours) if not each.startswith(WORKSHOP_USES)] == []
    users = {
        each for module in inside for each in imports.find_modules_that_directly_import(module)
    }
    assert users <= inside


def test_nobody_goes_round_the_floors_by_the_packages_name(imports: grimp.ImportGraph) -> None:
    users = imports.find_modules_that_directly_import("unvotes")
    assert [each for each in sorted(users) if not each.startswith(BY_PUBLIC_NAME)] == []


def test_every_library_in_use_is_asked_for(
    imports: grimp.ImportGraph, project: dict[str, Any]
) -> None:
    used = imports.modules - {"unvotes", *imports.find_descendants("unvotes")}
    provider = importlib.metadata.packages_distributions()
    names = {canonicalize_name(provider[module][0]) for module in used - sys.stdlib_module_names}
    assert names <= set(required(project, (*LAB_EXTRAS, "site")))


def test_no_module_imports_itself_by_a_detour(imports: grimp.ImportGraph) -> None:
    order = graphlib.TopologicalSorter(
        {module: imports.find_modules_directly_imported_by(module) for module in imports.modules}
    )
    order.prepare()
