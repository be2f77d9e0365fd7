"""The public names: all there, documented, and nothing loaded before it is used."""

from __future__ import annotations

import ast
import builtins
import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import unvotes as uv
from tests.public_names import PUBLIC, not_public


def test_the_stub_lists_the_same_names():
    text = (Path(uv.__file__).parent / "__init__.pyi").read_text(encoding="utf-8")
    assert set(re.findall(r"import \w+ as (\w+)", text)) == set(uv.__all__)


@pytest.mark.parametrize("name", uv.__all__)
def test_every_public_name_is_there_and_documented(name):
    value = getattr(uv, name)
    if inspect.isfunction(value) or inspect.isclass(value):
        text = inspect.getdoc(value) or ""
        assert len(text) > 40, name
        if inspect.isfunction(value):
            said = re.search(r"^Returns\n-+\n.*\n    \S", text, re.M)
            assert said, f"{name}: nothing but a type is said of what it returns"
            assert ">>>" in text, name


CALLABLE = {name: value for name, value in PUBLIC.items() if callable(value)}


@pytest.mark.parametrize("name", CALLABLE)
def test_help_sends_nobody_elsewhere(name):
    text = inspect.getdoc(CALLABLE[name]) or ""
    assert re.findall(r"^ *As (?:in )?(?:`|:func:)[^;\n]*\.$", text, re.M) == []


def test_examples_use_public_names_and_what_they_import():
    known = {*dir(builtins), *uv.__all__, *uv.charts.__all__}
    strange = []
    for name, value in CALLABLE.items():
        for found in doctest.DocTestFinder().find(value, name):
            nodes = [*ast.walk(ast.parse("".join(each.source for each in found.examples)))]
            imported = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
            own = {one.asname or one.name for node in imported for one in node.names}
            own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
            names = [node for node in nodes if isinstance(node, ast.Name)]
            own |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
            strange += [(found.name, one.id) for one in names if one.id not in known | own]
    assert strange == []


def test_a_name_that_does_not_exist():
    with pytest.raises(AttributeError, match="load_vote"):
        _ = uv.load_vote
    assert {"charts", "load_votes", "BRICS"} <= set(dir(uv))


def test_importing_does_nothing_but_import():
    code = (
        "import sys, unvotes; "
        "heavy = {'pandas', 'plotly', 'scipy', 'igraph', 'pycountry', 'babel'} & set(sys.modules); "
        "assert not heavy, heavy; unvotes.load_votes(); "
        "late = {'plotly', 'scipy', 'unvotes.record.states', 'unvotes.record.dates'}; "
        "late &= set(sys.modules); assert not late, late"  # only who asks for more waits for them
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == done.stderr == ""


@pytest.mark.parametrize("page", ["README.md", "docs/gallery.md", "docs/how-do-i.md"])
def test_pages_show_public_names_only(root, page):
    blocks = re.findall(
        r"^```(?:python|\{code-cell\})\n(.*?)^```",
        (root / page).read_text(encoding="utf-8"),
        re.M | re.S,
    )
    lines = "\n".join(blocks).splitlines()
    assert not_public("\n".join(line for line in lines if not line.startswith(":"))) == []
    assert blocks
