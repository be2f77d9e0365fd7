"""The reference: a page for every public name, written from the package's own list of them."""

from __future__ import annotations

import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import make_id
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.pycode import ModuleAnalyzer

import unvotes
from unvotes import charts
from unvotes.analysis.blocs.bloc import Bloc

#: What each room is called, in the order in which a reader needs them.
ROOMS = {
    "record": "The record",
    "reading": "Votes from elsewhere",
    "analysis.pairs": "Two states",
    "analysis.members": "One state",
    "analysis.blocs": "Blocs",
    "analysis.structure": "Who stands near whom",
    "analysis.ideal_points": "Positions on a line",
    "analysis.rules": "Voting rules and power",
    "analysis.core": "Selections, results and measures",
    "charts": "Charts",
    "publishing": "Explorer, reports and files",
    "errors": "Errors",
}
#: Holds what the record and the files of others have in common.
FRAMES = "unvotes.frames"
#: A public name as prose and notebooks write it, with or without its arguments.
CALLED = re.compile(r"(?:uv\.|unvotes\.|(?=charts\.))((?:charts\.)?\w+)(?:\(.*\))?", re.S)

#: Every public name, ``agreement`` or ``charts.chamber``, with what it stands for.
NAMES = {name: getattr(unvotes, name) for name in unvotes.__all__ if name != "charts"}
NAMES |= {f"charts.{name}": getattr(charts, name) for name in charts.__all__}
#: The ready blocs by the names that they have in Python.
BLOCS = unvotes.blocs().set_index("constant")


def home(name: str) -> str:
    """Name the module that defines a public name."""
    if name.startswith("charts."):
        return "unvotes.charts"
    return f"unvotes.{unvotes._HOMES[name]}"


def room(name: str) -> str:
    """Name the room that a public name belongs to."""
    inside = home(name).removeprefix("unvotes.")
    return next((each for each in ROOMS if f"{inside}.".startswith(f"{each}.")), inside)


def questions(pages: Path) -> dict[str, list[tuple[str, str]]]:
    """Read which questions lead to which name: the question, and the address of its answer."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for page in ("how-do-i", "gallery"):
        text = (pages / f"{page}.md").read_text(encoding="utf-8")
        sections = re.split(r"^(#{2,3}) (.+)$", text, flags=re.M)
        for question, body in zip(sections[2::3], sections[3::3], strict=True):
            for name in dict.fromkeys(re.findall(r"\buv\.((?:charts\.)?\w+)", body)):
                if callable(NAMES.get(name)) and "?" in question:
                    found[name].append((question, page))
    return found


def related(pages: Path) -> dict[str, list[str]]:
    """Read which functions belong together: of each, the others of its groups."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for line in (pages / "related.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for name in line.split():
                found[name] |= dict.fromkeys(one for one in line.split() if one != name)
    return {name: [*others] for name, others in found.items()}


def write_pages(app: Sphinx, config: Config) -> None:
    """Write an overview, a page for each room, and one for each function and class."""
    config.unvotes_questions = dict(questions(Path(app.srcdir)))
    config.unvotes_related = related(Path(app.srcdir))
    pages: dict[str, Iterable[str]] = {}
    overview = [heading("Reference", "="), "Every name, after ``import unvotes as uv``.\n\n"]
    below = []
    for each in dict.fromkeys([*ROOMS, *map(room, NAMES)]):
        inside = {name: value for name, value in NAMES.items() if room(name) == each}
        # Functions and classes; constants have no page of their own.
        objects = {name: value for name, value in inside.items() if callable(value)}
        if not inside:
            continue
        title, page = ROOMS.get(each, each), each.replace(".", "-")
        links = "".join(f"* `unvotes.{name}`: {summary(of)}\n" for name, of in objects.items())
        others = [name for name in inside if name not in objects]
        own = [file_name(name) for name in objects]
        pages[page] = [heading(title, "="), links, "\n", *map(constant, others), tree(own)]
        below.append(page)
        overview += [heading(f":doc:`{title} <{page}>`", "-"), links, "\n"]
        overview += [", ".join(f"`unvotes.{name}`" for name in others), "\n\n"]
        for name, value in objects.items():
            kind = "class" if inspect.isclass(value) else "function"
            members = "   :members:\n   :member-order: bysource\n" if kind == "class" else ""
            pages[file_name(name)] = [
                heading(name, "="),
                f".. auto{kind}:: unvotes.{name}\n{members}",
            ]
    for module in named_modules():
        pages[module] = [heading(module, "="), f".. automodule:: {module}\n   :no-members:\n"]
        below.append(module)
    pages["index"] = [*overview, tree(below)]
    write(Path(app.srcdir) / "reference", {page: "".join(parts) for page, parts in pages.items()})


def write(folder: Path, pages: Mapping[str, str]) -> None:
    """Write what has changed, since Sphinx reads again what is newer; take away what is no more."""
    folder.mkdir(exist_ok=True)
    former = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.rst")}
    for page in former.keys() - pages.keys():
        (folder / f"{page}.rst").unlink()
    for page, text in pages.items():
        if former.get(page) != text:
            (folder / f"{page}.rst").write_text(text, encoding="utf-8")


def heading(text: str, line: str) -> str:
    """Write a heading."""
    return f"{text}\n{line * len(text)}\n\n"


def tree(pages: list[str]) -> str:
    """Write the list of the pages below, for the side of the page."""
    lines = [".. toctree::", "   :hidden:", "", *(f"   {page}" for page in pages)]
    return "\n" + "\n".join(lines) + "\n" if pages else ""


def file_name(name: str) -> str:
    """Name a page; on Windows and macOS Hierarchy.html and hierarchy.html would be one."""
    twice = name != name.lower() and name.lower() in NAMES
    return f"unvotes.{name}{'_class' if twice else ''}"


def summary(value: Any) -> str:
    """Take the first sentence of what a function or class says of itself."""
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())


def constant(name: str) -> str:
    """Write a constant with the note that stands above it in the source."""
    value = NAMES[name]
    if isinstance(value, Bloc):
        row = BLOCS.loc[name]
        lines = [f"{row['name']}{'; ' if row['note'] else ''}{row['note']}."]
    else:
        lines = note(name)
        kinds = value if hasattr(value, "keys") else value.categories
        lines += ["", ", ".join(f"``{each!r}``" for each in kinds)]
    return "\n   ".join([f".. py:data:: unvotes.{name}\n", *lines]) + "\n\n"


def note(name: str) -> list[str]:
    """Read the note above a constant, in its home or where that has it from."""
    notes = (ModuleAnalyzer.for_module(each).find_attr_docs() for each in (home(name), FRAMES))
    return next(list(found["", name]) for found in notes if ("", name) in found)


def named_modules() -> list[str]:
    """Find the modules that docstrings send a reader to."""
    texts = [inspect.getdoc(value) or "" for value in NAMES.values() if callable(value)]
    found = set(re.findall(r"`(unvotes(?:\.\w+){2,})`", "\n".join(texts)))
    return sorted(name for name in found if name in sys.modules)


def keep_parameters(
    app: Sphinx, what: str, name: str, value: Any, options: Any, lines: Any
) -> None:
    """Let a parameter named like a function be a parameter."""
    try:
        own = "|".join(map(re.escape, inspect.signature(value).parameters))
    except (TypeError, ValueError):
        return
    if own:
        lines[:] = [re.sub(rf"(?<![`:])`({own})`(?!`)", r"``\1``", line) for line in lines]


def add_questions(
    app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]
) -> None:
    """Name the questions that a function answers, so that a search in those words finds it."""
    asked = app.config.unvotes_questions.get(name.removeprefix("unvotes."), ())
    if asked:
        lines += ["", ".. rubric:: Questions it answers", ""]
        lines += [
            f"* `{question} <../{page}.html#{make_id(question)}>`__" for question, page in asked
        ]
        heard = [re.sub(r"^(See|Tell) |\?$", "", question) for question, _ in asked]
        # Who searches says "countries" where the pages say "states".
        heard += [in_other_words(words) for words in heard if in_other_words(words) != words]
        lines += ["", *(f".. index:: ! single: {words}" for words in heard), ""]


def add_related(
    app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]
) -> None:
    """Name the functions that belong beside one, unless its own text does."""
    others = app.config.unvotes_related.get(name.removeprefix("unvotes."), ())
    if others and ".. seealso::" not in lines:
        lines += ["", ".. seealso::", ""]
        for each in others:
            lines += [f"   `unvotes.{each}`", f"      {summary(NAMES[each])}"]


def in_other_words(question: str) -> str:
    """Say countries for states."""
    return re.sub(r"\bstate\b", "country", re.sub(r"\bstates\b", "countries", question))


def link_calls(app: Sphinx, tree: nodes.document) -> None:
    """Let ``uv.find("S/2012/77")`` in prose lead to where the function is explained."""
    for code in list(tree.findall(nodes.literal)):
        called = CALLED.fullmatch(code.astext())
        outside = not isinstance(code.parent, nodes.reference | addnodes.pending_xref | nodes.title)
        if called and called[1] in NAMES and outside:
            link = addnodes.pending_xref(
                "",
                reftype="obj",
                refdomain="py",
                reftarget=f"unvotes.{called[1]}",
                refdoc=app.env.docname,
            )
            code.replace_self(link)
            link += code


def find_name(app: Sphinx, env: Any, node: addnodes.pending_xref, content: Any) -> Any:
    """Find a public name that is written without ``unvotes.``, or as ``uv.``."""
    if node.get("refdomain") != "py":
        return None
    name = node["reftarget"].removeprefix("uv.").removesuffix("()")
    found = next((each for each in (name, f"charts.{name}") if each in NAMES), None)
    resolve = env.get_domain("py").resolve_xref
    named = (env, node["refdoc"], app.builder, "obj", f"unvotes.{found}", node, content)
    return resolve(*named) if found else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of it."""
    app.add_config_value("unvotes_questions", {}, "", dict)
    app.add_config_value("unvotes_related", {}, "", dict)
    app.connect("config-inited", write_pages, priority=200)
    app.connect("autodoc-process-docstring", keep_parameters, priority=100)
    app.connect("autodoc-process-docstring", add_related, priority=890)
    app.connect("autodoc-process-docstring", add_questions, priority=900)
    app.connect("doctree-read", link_calls)
    app.connect("missing-reference", find_name)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
