"""The README: its code runs, its numbers are the record's, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

import unvotes as uv


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_every_line_of_code_runs(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(go.Figure, "show", lambda figure: shown.append(uv.charts.describe(figure)))
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", readme, re.M | re.S)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block, names)
    assert len(blocks) == 2 and len(shown) == 2
    assert "Russia" in shown[0] and "141" in shown[1]
    assert {path.name for path in tmp_path.iterdir()} == {"veto.html", "pairs.xlsx"}


def test_its_counts_are_those_of_the_record(readme: str) -> None:
    council, assembly = uv.load_roll_calls(), uv.load_roll_calls("general-assembly")
    outcomes = council["outcome"].value_counts()
    corrections = pd.read_csv(
        Path(uv.__file__).parents[1] / "data/security_council/corrections.csv"
    )
    for said in (
        f"{len(council):,} roll calls and {len(uv.load_votes()):,} votes",
        f"All {council['resolution'].nunique():,} adopted resolutions, {outcomes['vetoed']} drafts",
        f"by a veto, {outcomes['failed']} that fell short",
        f"{len(assembly):,} recorded roll calls and",
        f"{len(uv.load_votes('general-assembly')):,} votes, paragraphs",
        f"one of {len(uv.topics())} topics",
        f"in {len(corrections)} places",
    ):
        assert said in readme


def test_every_notebook_is_listed_and_files_are_there(readme: str, root: Path) -> None:
    links = set(re.findall(r"\]\(([^)#:]+)[^):]*\)", readme))
    notebooks = {path.relative_to(root).as_posix() for path in root.glob("notebooks/*.ipynb")}
    assert notebooks <= links
    others = sorted(link for link in links if not link.endswith(".ipynb"))
    assert [link for link in others if not (root / link).is_file()] == []


def test_every_optional_part_is_named(readme: str, root: Path) -> None:
    text = (root / "pyproject.toml").read_text()
    extras = re.findall(r"^(\w+) = \[", text.partition("[project.optional-dependencies]")[2], re.M)
    wanted = extras[: extras.index("dev")]
    assert [extra for extra in wanted if f"`{extra}` (" not in readme] == []
