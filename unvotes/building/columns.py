"""
Write the columns of the frames into the codebook: ``python -m unvotes.building.columns``.

They are declared in `unvotes.record.schema`; ``data/README.md`` and ``data/datapackage.json``
repeat them for people and programs.
"""

from __future__ import annotations

import json
from typing import Any

from unvotes.record.data_files import data_folder
from unvotes.record.schema import ROLL_CALLS, VOTES

__all__ = ["as_markdown", "as_package", "main"]

#: The frames, by the function that gives each.
_FRAMES = {"load_roll_calls": ROLL_CALLS, "load_votes": VOTES}
#: What the codebook calls a body whose column it is.
_BODIES = {"general-assembly": "Assembly", "security-council": "Council"}
_BEGIN = "<!-- columns: written by `python -m unvotes.building.columns` -->"
_END = "<!-- end of columns -->"


def as_markdown(text: str) -> str:
    """
    Put the tables of columns into the codebook's text.

    Parameters
    ----------
    text : str
        The codebook, with the two comments between which they belong.

    Returns
    -------
    str
    """
    head, rest = text.split(_BEGIN)
    _, tail = rest.split(_END)
    parts = []
    for function, columns in _FRAMES.items():
        parts += ["", f"### `unvotes.{function}()`", "| column | type | what it holds |"]
        parts.append("| --- | --- | --- |")
        for column in columns:
            meaning = column.meaning.replace("``", "`")
            only = f" ({_BODIES[column.body]} only)" if column.body else ""
            parts.append(f"| `{column.name}` | {column.shown} | {meaning}{only} |")
    return "\n".join([head + _BEGIN, *parts, "", _END + tail])


def as_package(package: dict[str, Any]) -> dict[str, Any]:
    """
    Put the columns into the description of the data package, under ``frames``.

    Parameters
    ----------
    package : dict
        The content of ``datapackage.json``.

    Returns
    -------
    dict
    """
    frames = {
        function: [
            {"name": column.name, "type": column.shown, "description": column.meaning}
            | ({"body": column.body} if column.body else {})
            for column in columns
        ]
        for function, columns in _FRAMES.items()
    }
    return package | {"frames": frames}


def main() -> None:
    """Write both files."""
    codebook = data_folder() / "README.md"
    text = as_markdown(codebook.read_text(encoding="utf-8"))
    codebook.write_text(text, encoding="utf-8", newline="\n")
    described = data_folder() / "datapackage.json"
    package = as_package(json.loads(described.read_text(encoding="utf-8")))
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    described.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
