"""The reference: every public name with its signature and its docstring, as web pages."""

from __future__ import annotations

import ast
import html
import importlib
import inspect
import json
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

import unvotes
from unvotes.errors import UnvotesError
from unvotes.publishing.markup import highlight, markdown

__all__ = ["Entry", "ReferencePage", "public_names", "reference_pages"]

#: What each floor of the package is called, in the order in which a reader needs them.
_TITLES: Final = {
    "record": "The record",
    "analysis": "Statistics",
    "charts": "Charts",
    "publishing": "Explorer, reports and files",
    "errors": "Errors",
}

#: Sections that list names with descriptions; all others are prose.
_LISTS: Final = ("Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns", "See Also")

_VALUE: Final = 320


@dataclass(frozen=True)
class Entry:
    """
    One public name.

    Attributes
    ----------
    name : str
        As a user writes it, ``unvotes.charts.chamber``; also its id on the page.
    short : str
        Without ``unvotes.``.
    module : str
        The module that it is defined in.
    summary : str
        HTML of the first sentence of what it says of itself.
    """

    name: str
    short: str
    module: str
    summary: str


@dataclass(frozen=True)
class ReferencePage:
    """
    The names of one floor of the package.

    Attributes
    ----------
    file : str
        Name of the page.
    title : str
        Its heading.
    summary : str
        HTML of what the floor is for.
    body : str
        HTML of all entries, module by module.
    entries : dict
        The entries by module.
    """

    file: str
    title: str
    summary: str
    body: str
    entries: Mapping[str, tuple[Entry, ...]]


def public_names() -> dict[str, Any]:
    """
    Every public name of the package, those of its public modules too.

    Returns
    -------
    dict
        What each stands for, by its full name: ``unvotes.find``, ``unvotes.charts.chamber``.

    Examples
    --------
    >>> {"unvotes.find", "unvotes.charts.chamber"} <= set(public_names())
    True
    """
    found: dict[str, Any] = {}
    for name in vars(unvotes)["__all__"]:
        value = getattr(unvotes, name)
        if inspect.ismodule(value):
            found |= {f"unvotes.{name}.{each}": getattr(value, each) for each in value.__all__}
        else:
            found[f"unvotes.{name}"] = value
    return found


def reference_pages() -> list[ReferencePage]:
    """
    Write the reference.

    Returns
    -------
    list of ReferencePage
        A page for each floor of the package, in the order in which a reader needs them.
    """
    return _Reference().pages()


class _Reference:
    """All names, where each is explained, and the writing of the explanations."""

    def __init__(self) -> None:
        self.values = public_names()
        self.homes = {name: _home(name, value) for name, value in self.values.items()}
        self.modules = list(dict.fromkeys(self.homes.values()))
        for module in self.modules:  # grows while it is read: modules may name further ones
            self.modules += self._modules_named_by(module)
        self.addresses = {
            module: f"{_file(module)}#{_anchor(module)}" for module in self.modules
        } | {name: f"{_file(home)}#{name}" for name, home in self.homes.items()}

    def _modules_named_by(self, module: str) -> list[str]:
        texts = [inspect.getdoc(sys.modules[module]) or ""]
        texts += [
            inspect.getdoc(self.values[name]) or ""
            for name, home in self.homes.items()
            if home == module and not _is_constant(self.values[name])
        ]
        named = re.findall(r"`(unvotes(?:\.\w+){2,})`", "\n".join(texts))
        return [
            name
            for name in dict.fromkeys(named)
            if name not in self.modules and name not in self.values and _is_module(name)
        ]

    def pages(self) -> list[ReferencePage]:
        floors = dict.fromkeys(_floor(module) for module in self.modules)
        order = [floor for floor in _TITLES if floor in floors]
        return [self._page(floor) for floor in [*order, *(f for f in floors if f not in order)]]

    def _page(self, floor: str) -> ReferencePage:
        modules = [module for module in self.modules if _floor(module) == floor]
        entries = {
            module: tuple(
                Entry(name, name.removeprefix("unvotes."), module, self._summary(name))
                for name, home in self.homes.items()
                if home == module
            )
            for module in modules
        }
        body = "".join(self._module(module, entries[module]) for module in modules)
        about = inspect.getdoc(importlib.import_module(f"unvotes.{floor}")) or ""
        title = _TITLES.get(floor, floor.capitalize())
        summary = self._prose(about.split("\n\n")[0], "", ())
        return ReferencePage(_file(f"unvotes.{floor}"), title, summary, body, entries)

    # --- modules and names

    def _module(self, module: str, entries: Iterable[Entry]) -> str:
        parts = [
            f'<section class="module">\n<h2 id="{_anchor(module)}">{module.split(".", 1)[1]}</h2>\n'
        ]
        parts.append(self._docstring(inspect.getdoc(sys.modules[module]) or "", module, (), 3))
        parts += [self._entry(entry) for entry in entries]
        return "".join([*parts, "</section>\n"])

    def _entry(self, entry: Entry) -> str:
        value = self.values[entry.name]
        own = _parameters(value)
        parts = [f'<article class="entry">\n<h3 id="{entry.name}">{_breakable(entry.short)}</h3>\n']
        if _is_constant(value):
            parts.append(f'<p class="kind">{html.escape(_kind(value))}</p>\n')
            parts.append(
                self._docstring(_constant_text(entry.name, entry.module), entry.module, (), 4)
            )
            parts.append(f'<pre class="value" tabindex="0">{html.escape(_shown(value))}</pre>\n')
        else:
            parts.append(_signature(entry.name, value))
            parts.append(self._docstring(inspect.getdoc(value) or "", entry.module, own, 4))
            if inspect.isclass(value):
                parts += [self._member(entry, *member) for member in _members(value)]
        return "".join([*parts, "</article>\n"])

    def _member(self, entry: Entry, name: str, value: Any) -> str:
        text = inspect.getdoc(value) or ""
        own = () if isinstance(value, property) else _parameters(value)
        title = f"{entry.short.split('.')[-1]}.{name}"
        body = self._docstring(text, entry.module, own, 5)
        kind = '<p class="kind">property</p>\n' if isinstance(value, property) else ""
        shown = kind or _signature(title, value)
        return f'<h4 id="{entry.name}.{name}">{_breakable(title)}</h4>\n{shown}{body}'

    def _summary(self, name: str) -> str:
        value = self.values[name]
        if _is_constant(value):
            text = _constant_text(name, self.homes[name]) or _shown(value)
            return html.escape(textwrap.shorten(text.split("\n")[0], 140, placeholder=" …"))
        first = " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
        return plain_inline(self._prose(first, self.homes[name], _parameters(value)))

    # --- docstrings

    def _docstring(self, text: str, module: str, own: tuple[str, ...], level: int) -> str:
        parts = []
        for title, content in _sections(text):
            if title:
                parts.append(f"<h{level}>{title}</h{level}>\n")
            if title in _LISTS:
                parts.append(self._items(content, module, own))
            elif title == "References":
                parts.append(self._references(content, module, own))
            else:
                parts.append(self._prose(content, module, own))
        return "".join(parts)

    def _items(self, content: str, module: str, own: tuple[str, ...]) -> str:
        parts = ["<dl>\n"]
        for head, description in _hanging(content):
            name, colon, kind = head.partition(" : ")
            term = self._types(name if colon or _is_names(name) else "", module)
            shown = f"<code>{term}</code>" if term else ""
            if kind or not term:
                shown += f' <span class="type">{self._types(kind or head, module)}</span>'
            body = self._prose(description, module, own)
            parts.append(f"<div><dt>{shown.strip()}</dt><dd>{body}</dd></div>\n")
        return "".join([*parts, "</dl>\n"])

    def _references(self, content: str, module: str, own: tuple[str, ...]) -> str:
        lines = [f"{head} {' '.join(rest.split())}" for head, rest in _hanging(content)]
        listed = "".join(f"<li>{self._prose(line, module, own)}</li>\n" for line in lines)
        return f'<ul class="references">\n{listed}</ul>\n'

    def _prose(self, text: str, module: str, own: tuple[str, ...]) -> str:
        """Write paragraphs, lists and doctests; names in single backticks become links."""
        parts: list[str] = []
        words: list[str] = []

        def flush() -> None:
            if words:
                parts.append(markdown(self._linked("\n\n".join(words), module, own), escape=True))
                words.clear()

        for block in re.split(r"\n\s*\n", textwrap.dedent(text).strip("\n")):
            if block.lstrip().startswith(">>>"):
                flush()
                parts.append(highlight(textwrap.dedent(block), "pycon"))
            elif block.strip():
                words.append(block)
        flush()
        return "".join(parts)

    def _linked(self, text: str, module: str, own: tuple[str, ...]) -> str:
        text = re.sub(r":[a-z]+:`([^`]+)`", r"`\1`", text)

        def link(match: re.Match[str]) -> str:
            ticks, name = match[1], match[2]
            whole = name.startswith(("unvotes.", "uv."))
            if (ticks == "`" or whole) and name not in own:
                address = self.address(name.removesuffix("()"), module)
                if address:
                    return f"[`{name}`]({address})"
            return match[0]

        return re.sub(r"(?<!`)(`{1,2})([^`\n]+)\1(?!`)", link, text)

    def address(self, name: str, module: str) -> str | None:
        """Find where a name is explained, as it is written in a module or a notebook."""
        name = re.sub(r"^uv\.", "unvotes.", name)
        tried = [f"unvotes.{name}", f"unvotes.charts.{name}", name]
        if _floor(module) == "charts":
            tried[:2] = reversed(tried[:2])
        return next((self.addresses[each] for each in tried if each in self.addresses), None)

    def _types(self, text: str, module: str) -> str:
        """Escape a type, and link the classes in it that are the package's own."""

        def link(match: re.Match[str]) -> str:
            name = match[0]
            known = self.values.get(f"unvotes.{name}")
            address = self.address(name, module) if inspect.isclass(known) else None
            return f'<a href="{address}">{name}</a>' if address else name

        return re.sub(r"(?<![\w.&])[A-Z]\w+", link, html.escape(text.replace("`", ""), quote=False))


def plain_inline(paragraph: str) -> str:
    """
    Take the inside of a paragraph, to be set in a line.

    Parameters
    ----------
    paragraph : str
        HTML of one paragraph.

    Returns
    -------
    str
        HTML without links.
    """
    inside = re.sub(r"^<p>|</p>\s*$", "", paragraph.strip())
    return re.sub(r"</?a\b[^>]*>", "", inside)


def _sections(text: str) -> list[tuple[str, str]]:
    """Cut a docstring where a line is underlined; what comes first has no title."""
    pieces = re.split(r"^(\w[\w ]*)\n-{3,}[ \t]*$", text, flags=re.M)
    heads = ["", *pieces[1::2]]
    return [(head, body) for head, body in zip(heads, pieces[::2], strict=True) if body.strip()]


def _hanging(text: str) -> list[tuple[str, str]]:
    """Read lines at the margin, each with the indented lines that follow it."""
    found: list[tuple[str, list[str]]] = []
    for line in text.strip("\n").split("\n"):
        if line[:1].strip():
            found.append((line.strip(), []))
        elif found:
            found[-1][1].append(line)
    return [(head, textwrap.dedent("\n".join(lines))) for head, lines in found]


def _is_names(text: str) -> bool:
    return re.fullmatch(r"\*{0,2}[a-z_]\w*(, \*{0,2}[a-z_]\w*)*", text) is not None


def _breakable(name: str) -> str:
    """Let a long name break after a dot or an underscore."""
    return "<code>" + re.sub(r"([._])", r"\1<wbr>", name) + "</code>"


def _is_constant(value: Any) -> bool:
    return not (inspect.isfunction(value) or inspect.isclass(value))


def _home(name: str, value: Any) -> str:
    """Name the module of the package that defines a value."""
    if not _is_constant(value):
        return str(value.__module__)
    short, kind = name.split(".")[-1], type(value).__module__
    for module, found in sorted(sys.modules.items()):
        if module.startswith("unvotes.") and not hasattr(found, "__path__"):
            names = (*getattr(found, "__all__", ()), *getattr(found, "READY", ()))
            listed = module == kind or short in names
            if listed and getattr(found, short, None) is value:
                return module
    raise UnvotesError(f"no module of unvotes says in its __all__ that it defines {name}")


def _is_module(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _floor(module: str) -> str:
    return f"{module}..".split(".")[1]


def _anchor(module: str) -> str:
    """Tell a module from the function of the same name in it."""
    return f"module-{module}"


def _file(module: str) -> str:
    return f"reference-{_floor(module)}.html"


@cache
def _constant_texts(module: str) -> dict[str, str]:
    """Read the strings that follow constants in a module's source."""
    body = ast.parse(inspect.getsource(sys.modules[module])).body
    found = {}
    for statement, following in pairwise(body):
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            targets = getattr(statement, "targets", [getattr(statement, "target", None)])
            name = getattr(targets[0], "id", None)
            if name:
                found[name] = inspect.cleandoc(str(following.value.value))
    return found


def _constant_text(name: str, module: str) -> str:
    return _constant_texts(module).get(name.split(".")[-1], "")


def _kind(value: Any) -> str:
    return "mapping" if isinstance(value, Mapping) else type(value).__name__


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(map(repr, value))
    text = repr(value)
    return text if len(text) <= _VALUE else text[:_VALUE].rsplit(" ", 1)[0] + " …"


def _parameters(value: Any) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        return ()


def _members(value: type) -> list[tuple[str, Any]]:
    """The documented methods and properties that a class adds itself."""
    found = []
    for name, member in vars(value).items():
        plain_member = getattr(value, name) if isinstance(member, classmethod) else member
        if isinstance(member, staticmethod):
            plain_member = member.__func__
        described = inspect.isroutine(plain_member) or isinstance(member, property)
        if described and not name.startswith("_") and inspect.getdoc(plain_member):
            found.append((name, plain_member))
    return found


def _signature(name: str, value: Any) -> str:
    """Write a signature with its defaults; the types stand with the parameters."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    if inspect.isclass(value) and issubclass(value, BaseException):
        return ""
    text = f"{name}({', '.join(_parts(signature))})"
    return highlight(text).replace('class="highlight"', 'class="highlight signature"', 1)


def _parts(signature: inspect.Signature) -> list[str]:
    """Each parameter as it is written, the star that begins keyword-only ones included."""
    parts: list[str] = []
    starred = False
    for each in signature.parameters.values():
        if each.name == "self":
            continue
        starred |= each.kind is each.VAR_POSITIONAL
        if each.kind is each.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        default = each.default
        shown = json.dumps(default, ensure_ascii=False) if isinstance(default, str) else default
        bare = str(each.replace(annotation=each.empty, default=each.empty))
        parts.append(bare if default is each.empty else f"{bare}={shown}")
    return parts
