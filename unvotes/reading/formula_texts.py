"""Texts that a spreadsheet would take for formulas, and the apostrophe that keeps them texts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

__all__ = ["GUARDED", "guarded", "guarded_columns", "metadata_path", "unguarded"]

#: What the metadata of a CSV file say of a column in which such texts have an apostrophe.
GUARDED: Final = (
    "Texts that a spreadsheet would take for formulas have an apostrophe before them, "
    "and those that had one have one more."
)
#: A lone sign is no formula.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r](?=.)", re.DOTALL)


def guarded(text: str) -> str:
    """
    Put an apostrophe before a text that a spreadsheet would take for a formula.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str

    Examples
    --------
    >>> guarded("=1+1"), guarded("-"), guarded("it's")
    ("'=1+1", '-', "it's")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """
    Take away the apostrophe that `guarded` has put there.

    Parameters
    ----------
    text : str
        A text of a guarded column.

    Returns
    -------
    str

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("it's")
    ('=1+1', "it's")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def metadata_path(path: Path) -> Path:
    """
    Name the file that describes a CSV file, as the standard "CSV on the Web" names it.

    Parameters
    ----------
    path : pathlib.Path
        The CSV file.

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> metadata_path(Path("votes.csv")).name
    'votes.csv-metadata.json'
    """
    return path.with_name(f"{path.name}-metadata.json")


def guarded_columns(path: Path) -> set[str]:
    """
    Ask a CSV file's metadata in which columns texts have an apostrophe before them.

    Parameters
    ----------
    path : pathlib.Path
        The CSV file.

    Returns
    -------
    set of str
        Their headers; none where there are no metadata of ours.
    """
    try:
        said = json.loads(metadata_path(path).read_text(encoding="utf-8"))
        columns = said["tableSchema"]["columns"]
        return {str(each["titles"]) for each in columns if each.get("rdfs:comment") == GUARDED}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()
