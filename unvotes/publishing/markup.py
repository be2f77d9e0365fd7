"""Text as HTML for the site: Markdown, highlighted code, and foreign HTML made safe and clear."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote, urlsplit

from unvotes.errors import UnvotesError

__all__ = ["Heading", "Outline", "highlight", "markdown", "needed", "plain", "slug", "tidy"]

# What could run, load or send something, or restyle the page around it.
_UNWANTED = ["script", "style", "link", "meta", "base", "iframe", "object", "embed", "form"]
_NUMBER = re.compile(r"[+\-−]?[\d,\u00a0\u202f]*\.?\d+(e[+-]?\d+)?\s?%?")
_CALLED = re.compile(r"(?:(?:uv|unvotes)\.(charts\.)?|(?=charts\.))((?:charts\.)?\w+)")
#: Letters up to which a column of a table is not broken; a longer one needs some breadth.
_SHORT = 24
_MISSING = {"", "NaN", "nan", "<NA>", "NaT", "None", "–"}


def needed() -> None:
    """
    Make sure that the libraries are there with which the site is made.

    Raises
    ------
    UnvotesError
        If one is missing; it says what to install.
    """
    for library in ("bs4", "jinja2", "mistune", "pygments"):
        if find_spec(library) is None:
            raise UnvotesError(
                f"the site needs {library}, which is not installed; "
                'what the site needs comes with: pip install "unvotes[site]"'
            )


@dataclass(frozen=True)
class Heading:
    """
    A heading of a page.

    Attributes
    ----------
    level : int
        1 to 6.
    text : str
        Plain text.
    anchor : str
        Its id on the page.
    """

    level: int
    text: str
    anchor: str


@dataclass
class Outline:
    """
    The headings of one page: one of the first level, none skipped, no id twice.

    Attributes
    ----------
    headings : list of Heading
        Those of the page so far.
    taken : set of str
        The ids in use.
    """

    headings: list[Heading] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def add(self, level: int, text: str, anchor: str | None = None) -> Heading:
        """
        Take the next heading of the page.

        Parameters
        ----------
        level : int
            As it was written.
        text : str
            Plain text.
        anchor : str, optional
            Its id; by default made from the text.

        Returns
        -------
        Heading
            As it belongs in the page.

        Examples
        --------
        >>> page = Outline()
        >>> [page.add(level, "Why?").level for level in (1, 3, 1)]
        [1, 2, 2]
        >>> page.headings[-1].anchor
        'why-3'
        """
        last = self.headings[-1].level if self.headings else 0
        level = min(level if level > 1 or not self.headings else 2, last + 1)
        heading = Heading(level, text, self.name(anchor or slug(text) or "section"))
        self.headings.append(heading)
        return heading

    def name(self, wanted: str) -> str:
        """
        Reserve an id.

        Parameters
        ----------
        wanted : str
            The id, if it is free.

        Returns
        -------
        str
            An id that no other element of the page has.
        """
        name, number = wanted, 1
        while name in self.taken:
            number += 1
            name = f"{wanted}-{number}"
        self.taken.add(name)
        return name


def slug(text: str) -> str:
    """
    Write a heading as the id that links to it, as code hosts do.

    Parameters
    ----------
    text : str
        Plain text, or an id made by Jupyter.

    Returns
    -------
    str
        Lower case, words joined by hyphens.

    Examples
    --------
    >>> slug("What came after?")
    'what-came-after'
    >>> slug("What-came-after?")
    'what-came-after'
    """
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.strip().lower()))


@cache
def _writer(escape: bool) -> Any:
    import mistune

    class Renderer(mistune.HTMLRenderer):
        """Plain HTML, code highlighted, formulas as they are written."""

        def block_code(self, code: str, info: str | None = None) -> str:
            return highlight(code, (info or "text").split()[0])

        def inline_math(self, text: str) -> str:
            return f'<code class="math">{mistune.escape(text)}</code>'

        def block_math(self, text: str) -> str:
            return f'<p><code class="math">{mistune.escape(text)}</code></p>\n'

    plugins = ["table", "strikethrough", "footnotes", "url"] + ([] if escape else ["math"])
    return mistune.create_markdown(renderer=Renderer(escape=escape), plugins=plugins)


def markdown(text: str, *, escape: bool = False) -> str:
    """
    Write Markdown as HTML.

    Parameters
    ----------
    text : str
        Markdown with tables, as notebooks and code hosts read it.
    escape : bool, default False
        Show HTML in the text as it is written, and dollar signs as dollars.

    Returns
    -------
    str
        HTML; what it links to is left as it is, see :func:`tidy`.

    Examples
    --------
    >>> markdown("*n* < 5", escape=True).strip()
    '<p><em>n</em> &lt; 5</p>'
    """
    return str(_writer(escape)(text))


def highlight(code: str, language: str = "python") -> str:
    """
    Write code as HTML, its parts told apart.

    Parameters
    ----------
    code : str
        The code.
    language : str, default "python"
        A name known to pygments; any other is shown plainly.

    Returns
    -------
    str
        A ``pre`` element, which a keyboard can scroll.
    """
    from pygments import highlight as written
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    html = written(code.rstrip("\n"), lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
    return f'<pre class="highlight" tabindex="0"><code>{html}</code></pre>\n'


def plain(html: str) -> str:
    """
    Leave of HTML only its text.

    Parameters
    ----------
    html : str
        HTML.

    Returns
    -------
    str
        Plain text in one line.
    """
    from bs4 import BeautifulSoup

    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def tidy(
    html: str,
    outline: Outline,
    link: Callable[[str], str | None],
    names: Mapping[str, str],
    what: str = "Table",
) -> str:
    """
    Make HTML fit for a page of the site: safe, accessible, its links leading somewhere.

    Parameters
    ----------
    html : str
        A fragment from a notebook's text or output, or a document.
    outline : Outline
        The headings of the page; those of the fragment are added.
    link : callable
        Gives a new address for one that is relative, or None to keep only the words.
    names : mapping of str to str
        Addresses of public names, ``charts.chamber``: code that begins with one leads there.
    what : str, default "Table"
        What a table without a caption is to be called by screen readers.

    Returns
    -------
    str
        HTML without scripts and styles, with scopes in tables, tables that scroll by
        themselves, ids on headings, and no picture from elsewhere.

    Examples
    --------
    >>> tidy("<h3 onclick='x()'>A</h3><script>x()</script>", Outline(), str, {})
    '<h1 id="a">A</h1>'
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(_UNWANTED):
        element.decompose()
    for element in soup.find_all(True):
        for name in [name for name in element.attrs if name.startswith("on") or name == "bgcolor"]:
            del element[name]
        if "id" in element.attrs:
            element["id"] = outline.name(str(element["id"]))
    for element in soup.find_all(re.compile("^h[1-6]$")):
        words = " ".join(element.get_text().split())
        anchor = element.get("id")
        if anchor:
            outline.taken.discard(str(anchor))
        heading = outline.add(int(element.name[1]), words, str(anchor) if anchor else None)
        element.name = f"h{heading.level}"
        element["id"] = heading.anchor
    for element in soup.find_all("a", href=True):
        address = _address(str(element["href"]), link)
        if address is None:
            element.unwrap()
        else:
            element["href"] = address
    for element in soup.find_all("code"):
        called = _CALLED.match(element.get_text())
        address = names.get((called[1] or "") + called[2]) if called else None
        if address and not element.find_parent(["a", "pre", "h1", "h2", "h3", "h4", "h5", "h6"]):
            element.wrap(soup.new_tag("a", href=address))
    for element in soup.find_all("img"):
        source = str(element.get("src", ""))
        address = source if source.startswith("data:image/") else None
        if not urlsplit(source).scheme and source:
            address = link(source)
        if address is None:
            element.replace_with(str(element.get("alt", "")))
        else:
            element["src"] = address
            element["alt"] = str(element.get("alt") or "")
            element["loading"] = "lazy"
    for number, table in enumerate(soup.find_all("table"), start=1):
        _tidy_table(soup, table, what if number == 1 else f"{what}, {number}")
    return str(soup)


def _address(address: str, link: Callable[[str], str | None]) -> str | None:
    scheme = urlsplit(address).scheme
    if scheme:
        return address if scheme in ("http", "https", "mailto") else None
    if address.startswith("#"):
        return "#" + slug(unquote(address[1:]))
    return link(address)


def _tidy_table(soup: Any, table: Any, name: str) -> None:
    """Say what each head of a table is the head of, and let the table scroll by itself."""
    rows = [row.find_all(["th", "td"], recursive=False) for row in table.find_all("tr")]
    for element in [table, *table.find_all(["tr", "caption"])]:
        for key in ("border", "style", "width", "align"):
            del element[key]
    for number, cells in enumerate(rows):
        heads = [cell for cell in cells if cell.name == "th" and cell.get_text(strip=True)]
        on_top = bool(cells) and (
            cells[0].find_parent("thead") is not None
            or (number == 0 and len(heads) > 1 and len(heads) >= len(cells) - 1)
        )
        for cell in cells:
            if cell.name == "th" and cell not in heads:
                cell.name = "td"  # a head must say something
            elif cell.name == "th" and not cell.get("scope"):
                wide = "rowspan" in cell.attrs and not on_top
                cell["scope"] = "col" if on_top else "rowgroup" if wide else "row"
    columns = zip(*(cells for cells in rows if len(cells) == len(rows[-1])), strict=True)
    for column in columns:
        words = [cell.get_text(strip=True) for cell in column if cell.get("scope") != "col"]
        words = [word for word in words if word not in _MISSING]
        kind = "short" if max(map(len, words), default=0) <= _SHORT else "long"
        names = any(cell.get("scope") == "row" for cell in column)
        if words and not names and all(_NUMBER.fullmatch(word) for word in words):
            kind = "number"
        for cell in column:
            if kind != "short" or cell.get("scope") != "col":
                cell["class"] = kind
    caption = table.find("caption")
    box = soup.new_tag("div", attrs={"class": "scroll", "role": "region", "tabindex": "0"})
    box["aria-label"] = " ".join(caption.get_text().split()) if caption else name
    table.wrap(box)
