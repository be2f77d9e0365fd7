"""
The web site: all notebooks as static pages, and the reference, for a browser without a network.

    python -m unvotes.publishing.site [notebooks folder] [output folder]

The pages show the notebooks' committed outputs; nothing is run. Charts are drawn by one copy of
plotly's library that lies beside the pages, so that the site opens from a disk or a memory stick
as it does from a server. The same notebooks give the same bytes.
"""

from __future__ import annotations

import json
import posixpath
import sys
from collections.abc import Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import unvotes
from unvotes.charts.drawing.html import STEP_KEYS
from unvotes.errors import UnvotesError
from unvotes.publishing.markup import Outline, markdown, needed, plain, slug, tidy
from unvotes.publishing.notebook_page import NotebookPage, notebook_page
from unvotes.publishing.reference import reference_pages

__all__ = ["build_site", "main"]

_SITE: Final = "Votes of the United Nations"
_CITED: Final = (
    "2026",
    "unvotes: votes of the United Nations Security Council and General Assembly since 1946",
)
#: So many of the sources, the first, are what the two records start from.
_BASES: Final = 2
_ASSETS: Final = "assets/"
#: Names the files of a site, so that the next one replaces these and nothing else.
_LIST: Final = _ASSETS + "files.txt"
_SHARED: Final = ("style.css", "templates/site.css", "templates/icon.svg")


def build_site(notebooks: str | Path = "notebooks", output: str | Path = "site") -> Path:
    """
    Write the web site.

    Parameters
    ----------
    notebooks : str or Path, default "notebooks"
        Folder with notebooks as they are committed: with outputs. Their names give their order.
    output : str or Path, default "site"
        Folder to write to: new, empty, or holding a site written before, which is replaced.

    Returns
    -------
    Path
        The first page, ``index.html``.

    Raises
    ------
    UnvotesError
        If there is no notebook, if one ends in an error or links to a file that is not there,
        if the output folder holds anything else, or if a library for this is not installed.
    """
    needed()
    source, target = Path(notebooks), Path(output)
    paths = sorted(source.glob("*.ipynb"))
    if not paths:
        raise UnvotesError(f"there is no notebook in {str(source)!r}; give the folder with them")
    former = _former(target)
    content = _Site(paths).build()
    for name in former:
        (target / name).unlink()
    for name, data in content.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return target / "index.html"


def _former(target: Path) -> list[str]:
    """List the files of a site that is to be replaced, having made sure that it is one."""
    if target.exists() and not target.is_dir():
        raise UnvotesError(f"{str(target)!r} is a file; name a folder for the site")
    found = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    listed = target / _LIST
    known = set(listed.read_text(encoding="utf-8").split("\n")) if listed.is_file() else set()
    others = sorted(found - known)
    if others:
        raise UnvotesError(
            f"the folder {str(target)!r} holds something else, such as {others[0]!r}; "
            "name a folder that is new or empty"
        )
    return sorted(found)


class _Site:
    """The files of a site by name, and where what the pages link to is found among them."""

    def __init__(self, notebooks: Sequence[Path]) -> None:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        from unvotes.record.data_files import data_folder

        self.notebooks = notebooks
        self.data = data_folder().resolve()
        self.top = notebooks[0].resolve().parent.parent
        self.content: dict[str, bytes] = {}
        self.pages = {path.resolve(): f"{path.stem}.html" for path in notebooks}
        self.documents: list[Path] = []
        self.reference = reference_pages()
        self.names = {
            entry.short: f"{page.file}#{entry.name}"
            for page in self.reference
            for entries in page.entries.values()
            for entry in entries
        }
        self.templates = Environment(
            loader=PackageLoader("unvotes.publishing"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=False,
        )
        codebook = self.data / "README.md"
        self.codebook = self._document(codebook) if codebook.is_file() else ""

    def build(self) -> dict[str, bytes]:
        read = [
            notebook_page(path, partial(self.link, path), self.names, _ASSETS)
            for path in self.notebooks
        ]
        self._add_notebooks(read)
        self._add_index(read)
        self._add_reference()
        for document in self.documents:  # grows: a document may link to further ones
            self._add_document(document)
        for name in _SHARED:
            self.content[_ASSETS + PurePosixPath(name).name] = _shipped(name).encode()
        self.content[_ASSETS + "site.js"] = (_shipped("templates/site.js") + _steps()).encode()
        if any(page.charts for page in read):
            self.content[_ASSETS + "plotly.min.js"] = _plotly()
        listed = sorted([*self.content, _LIST])
        self.content[_LIST] = "\n".join(listed).encode()
        return self.content

    # --- pages

    def _add(self, template: str, here: str, title: str, description: str, **content: Any) -> None:
        page = self.templates.get_template(template).render(
            here=here,
            title=title,
            description=description,
            site=_SITE,
            version=unvotes.__version__,
            codebook=self.codebook,
            **({"charts": False} | content),
        )
        self.content[here] = (page.rstrip() + "\n").encode()

    def _add_notebooks(self, read: Sequence[NotebookPage]) -> None:
        turns = [
            {"href": quote(self.pages[path.resolve()]), "title": page.title}
            for path, page in zip(self.notebooks, read, strict=True)
        ]
        for number, (path, page) in enumerate(zip(self.notebooks, read, strict=True)):
            self.content[path.name] = path.read_bytes()
            self.content |= {_ASSETS + name: data for name, data in page.pictures.items()}
            self._add(
                "notebook.html",
                self.pages[path.resolve()],
                page.title,
                plain(page.summary),
                body=page.body,
                headings=[each for each in page.headings if each.level == 2],
                download=quote(path.name),
                before=turns[number - 1] if number else None,
                after=turns[number + 1] if number + 1 < len(turns) else None,
                charts=bool(page.charts),
            )

    def _add_index(self, read: Sequence[NotebookPage]) -> None:
        cards = [
            {
                "href": quote(self.pages[path.resolve()]),
                "title": page.title,
                "summary": page.summary,
                "picture": next((quote(_ASSETS + name) for name in page.pictures), None),
            }
            for path, page in zip(self.notebooks, read, strict=True)
        ]
        sources = [each["title"] for each in self._package()["sources"]]
        self._add(
            "index.html",
            "index.html",
            _SITE,
            "Votes of the United Nations in notebooks: who votes with whom, who moved, who stood "
            "alone.",
            cards=cards,
            coverage=_coverage(),
            sources=sources,
            cited=_CITED,
            base=" and ".join(source.partition(", CC")[0] for source in sources[:_BASES]),
        )

    def _add_reference(self) -> None:
        for page in self.reference:
            self._add(
                "reference.html",
                page.file,
                page.title,
                plain(page.summary),
                pages=[page],
                whole=False,
            )
        self._add(
            "reference.html",
            "reference.html",
            "Reference",
            "Every public name of the Python package unvotes.",
            pages=self.reference,
            whole=True,
        )

    def _add_document(self, path: Path) -> None:
        outline = Outline()
        text = markdown(path.read_text(encoding="utf-8"))
        body = tidy(text, outline, partial(self.link, path), self.names)
        title = outline.headings[0].text if outline.headings else path.stem
        self._add(
            "notebook.html",
            self.pages[path],
            title,
            title,
            body=f'<div class="prose">{body}</div>',
            headings=[each for each in outline.headings if each.level == 2],
            download=None,
            before=None,
            after=None,
        )

    def _package(self) -> dict[str, Any]:
        described = json.loads((self.data / "datapackage.json").read_text(encoding="utf-8"))
        return dict(described)

    # --- links

    def link(self, source: Path, address: str) -> str | None:
        """
        Find on the site what a notebook or document links to, and add it where it is not yet.

        Folders are not shown by a site without a server, so a link to one keeps only its words.
        """
        parts = urlsplit(address)
        found = (source.resolve().parent / unquote(parts.path)).resolve()
        anchor = f"#{slug(unquote(parts.fragment))}" if parts.fragment else ""
        if found in self.pages:
            return quote(self.pages[found]) + anchor
        if found.is_dir():
            return None
        if not found.is_file():
            raise UnvotesError(f"{source.name} links to {address!r}, which is not there")
        if found.suffix == ".md":
            return quote(self._document(found)) + anchor
        name = self._name(found)
        self.content[name] = found.read_bytes()
        return quote(name)

    def _document(self, path: Path) -> str:
        name = "-".join(PurePosixPath(self._name(path)).with_suffix(".html").parts[1:]).lower()
        self.pages[path] = name
        self.documents.append(path)
        return name

    def _name(self, path: Path) -> str:
        """Say where the site keeps a file that a page links to."""
        for folder, prefix in ((self.data, "files/data"), (self.top, "files")):
            if path.is_relative_to(folder):
                return posixpath.join(prefix, path.relative_to(folder).as_posix())
        raise UnvotesError(f"{str(path)!r} is linked to, but lies outside of the project")


def _shipped(name: str) -> str:
    return files("unvotes.publishing").joinpath(name).read_text(encoding="utf-8")


def _steps() -> str:
    """Write what a chart in steps does for keyboards and screen readers, as a function."""
    return "\nfunction follow_steps(id) {" + STEP_KEYS.replace('"{plot_id}"', "id") + "}\n"


def _plotly() -> bytes:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs()).encode()


def _coverage() -> list[dict[str, Any]]:
    """Count what the record of each body holds."""
    from unvotes.charts.drawing.words import day
    from unvotes.record.loading import ADOPTED_ONLY_SINCE, load_roll_calls, load_votes

    found = []
    for title, body in (
        ("Security Council", "security-council"),
        ("General Assembly", "general-assembly"),
    ):
        calls, votes = load_roll_calls(body), load_votes(body)
        outcomes = calls["outcome"].value_counts()
        counts = [
            ("roll calls", len(calls)),
            ("votes", len(votes)),
            ("members", votes["member"].nunique()),
            *((str(outcome), int(count)) for outcome, count in outcomes.items() if count),
        ]
        note = ""
        if "session" in calls.columns:
            note = (
                "Recorded votes only: what was adopted without a vote has no roll call. Since "
                f"{ADOPTED_ONLY_SINCE} only adopted texts as a whole: no source at hand has "
                "the paragraphs, amendments and failed drafts."
            )
        span = {"first": day(calls["date"].min()), "last": day(calls["date"].max())}
        found.append({"title": title, "counts": counts, "note": note, **span})
    return found


def main(arguments: Sequence[str]) -> int:
    """
    Write the site from the command line, and say where it is.

    Parameters
    ----------
    arguments : sequence of str
        The notebooks' folder and the output folder, or fewer.

    Returns
    -------
    int
        0, or 1 where it cannot be done.
    """
    if len(arguments) > 2 or any(each.startswith("-") for each in arguments):
        print(__doc__, file=sys.stderr)
        return 1
    try:
        first = build_site(*arguments)
    except UnvotesError as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in first.parent.rglob("*") if path.is_file())
    print(f"{first.resolve().as_uri()} ({size / 1e6:.1f} MB): open it in a browser")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
