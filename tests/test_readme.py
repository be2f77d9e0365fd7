"""The README: its code runs, its numbers are the record's, and its links lead somewhere."""

from __future__ import annotations

import ast
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
    monkeypatch.setattr(
        go.Figure, "show", lambda figure, **_: shown.append(uv.charts.describe(figure))
    )
    monkeypatch.chdir(tmp_path)
    printed: list[str] = []
    names: dict[str, Any] = {"print": lambda result: printed.append(str(result))}
    script = "".join(re.findall(r"^```python\n(.*?)^```", readme, re.M | re.S))
    exec(script, names)
    assert len(shown) == 2 and "Russia" in shown[0] and "141" in shown[1]
    assert {path.name for path in tmp_path.iterdir()} == {"veto.html", "pairs.xlsx"}

    found, seated, moved, pair, blocs, power, replayed = printed
    assert "4 February 2012 · vetoed · 13-2-0" in found and "China (veto), Russia (veto)" in found
    assert seated.count(" elected") == 10 and seated.count(" permanent") == 5
    assert moved.count("towards yes") == 2 and moved.count("unchanged") == 8
    same, n = alike("RUS", "CHN", since="1991-12-24")
    assert f"agreement {same / n:.3f} [" in pair and f"n = {n} roll calls" in pair
    for part, shared in (("within A", ("RUS", "CHN")), ("within B", ("IND", "ZAF"))):
        same, n = alike(*shared, contested=False, since="2011-01-01", until="2012-12-31")
        assert n == 120 and re.search(rf"{part} +{same / n:.6f} +120 ", blocs)
    assert power.count("421/2145") == 5  # Shapley and Shubik's index of the permanent five
    assert "273 vetoed → adopted; n = 3,389 roll calls" in replayed


def alike(
    a: str, b: str, *, since: str, until: str | None = None, contested: bool = True
) -> tuple[int, int]:
    """Count from the votes alone: the same vote, of those that both cast."""
    votes = uv.load_votes(members=[a, b], since=since, until=until)
    if contested:
        calls = uv.load_roll_calls()
        divided = calls.loc[(calls["no"] > 0) | (calls["abstain"] > 0), "roll_call"]
        votes = votes[votes["roll_call"].isin(divided)]
    cast = votes[votes["vote"].isin(["yes", "no", "abstain"])].astype({"vote": str})
    wide = cast.pivot(index="roll_call", columns="member", values="vote").dropna()
    return int((wide[a] == wide[b]).sum()), len(wide)


def test_calls_within_the_text_run(readme: str) -> None:
    text = re.sub(r"^```.*?^```", "", readme, flags=re.M | re.S)
    calls = [code for code in re.findall(r"`([^`\n]+)`", text) if code.startswith("uv.")]
    names = {"uv": uv, "votes": uv.load_votes()}
    results = {}
    for code in calls:
        call = ast.parse(code, mode="eval").body
        assert isinstance(call, ast.Call) and callable(eval(ast.unparse(call.func), names)), code
        if call.args or call.keywords:
            if code.endswith("(path)"):  # no file of the reader's is at hand
                continue
            try:
                results[code] = eval(code, names)
            except uv.UnvotesError as error:
                results[code] = str(error)
    said = re.search(r"says \*(.+?) …\*", text)
    assert said is not None and results['uv.load_votes(members="Russai")'].startswith(said[1])
    placed = [code for code in results if "ideal_points" in code]
    assert len(placed) == 2 and not any(isinstance(results[code], str) for code in placed)
    assert len(results) == 3


def test_its_counts_are_those_of_the_record(readme: str) -> None:
    council, assembly = uv.load_roll_calls(), uv.load_roll_calls("general-assembly")
    outcomes = council["outcome"].value_counts()
    corrections = pd.read_csv(
        Path(uv.__file__).parents[1] / "data/security_council/corrections.csv"
    )
    same, n = alike("RUS", "CHN", contested=False, since="2011-01-01", until="2012-12-31")
    unnumbered = council[council["resolution"].isna() & (council["outcome"] == "adopted")]
    for said in (
        f"voted alike on {same} of {n} votes",
        f"{(council['topic'] == 'Syria').sum()} votes from 2011 to 2025",
        f"{council['date'].min():%d %B %Y} to {council['date'].max():%d %B %Y}",
        f"{assembly['date'].min():%d %B %Y} to {assembly['date'].max():%d %B %Y}",
        f"and {len(unnumbered)} that were carried and have no number",
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
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    extras = re.findall(r"^(\w+) = \[", text.partition("[project.optional-dependencies]")[2], re.M)
    wanted = extras[: extras.index("dev")]
    assert [extra for extra in wanted if f"`{extra}` (" not in readme] == []
