"""The columns of the record's two frames, declared once: name, dtype, meaning, and which body's."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeVar

import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.frames import text_index
from unvotes.record.vocabulary import OUTCOME, VOTE

__all__ = [
    "ISSUES",
    "ROLL_CALLS",
    "VOTES",
    "Body",
    "Column",
    "as_frame",
    "columns_of",
    "with_columns",
]

Body = Literal["security-council", "general-assembly"]
F = TypeVar("F", bound=Callable[..., Any])

_ASSEMBLY = "general-assembly"
_COUNCIL = "security-council"
#: Longest line of a list in a docstring.
_WIDTH = 90
_BODIES = {_ASSEMBLY: "General Assembly", _COUNCIL: "Security Council"}


class Column(NamedTuple):
    """One column of a frame."""

    name: str
    dtype: str | pd.CategoricalDtype
    meaning: str
    #: The one body that has it, or nothing if both have.
    body: str = ""

    @property
    def shown(self) -> str:
        """The dtype in a word."""
        if isinstance(self.dtype, pd.CategoricalDtype):
            return "ordered category" if self.dtype.ordered else "category"
        return {"datetime64[us]": "datetime64", "int64": "int"}.get(self.dtype, self.dtype)


#: The issues that Voeten codes, by the letters that he gives them.
ISSUES: Mapping[str, str] = {
    "me": "the Middle East",
    "nu": "nuclear weapons",
    "di": "disarmament",
    "hr": "human rights",
    "co": "colonialism",
    "ec": "economic development",
}

#: A row per roll call, as `unvotes.load_roll_calls` gives them.
ROLL_CALLS: tuple[Column, ...] = (
    Column("roll_call", "str", "unique id; a ``#`` and number tell votes on one draft apart"),
    Column("date", "datetime64[us]", "the day of the vote"),
    Column("outcome", OUTCOME, "``adopted``, ``vetoed``, or ``failed`` (short of votes)"),
    *(
        Column(vote, "int64", f"how many members {what}")
        for vote, what in {
            "yes": "voted in favour; 0 where there was no vote on the whole",
            "no": "voted against; 0 likewise",
            "abstain": "abstained; 0 likewise",
            "nonvoting": "sat and took no part",
            "unknown": "sat, and no source says how they voted",
        }.items()
    ),
    Column(
        "symbol",
        "str",
        "the document: the resolution's, or the draft's if it was not adopted, or the meeting "
        "record's if the draft had no symbol",
    ),
    Column("draft", "str", "symbol of the draft as voted, where a source gives it"),
    Column("resolution", "Int64", "its number, missing if not adopted or if it has none"),
    Column("meeting", "str", "symbol of the meeting record, where a source gives it"),
    Column("kind", "category", "``resolution``, ``amendment``, ``paragraph``, ``procedural`` …"),
    Column("topic", "category", "what it was about, as `topics` lists them"),
    Column("region", "category", "where that lies, ``none`` for what belongs to no region"),
    Column("action", "category", "what the text does, or would have done; empty if not known"),
    Column("mission", "category", "the mission or sanctions regime that it concerns, or empty"),
    Column("subject", "str", "what it was about, in a short phrase"),
    Column(
        "reported_tally",
        "str",
        "in favour-against-abstaining as reported, where the names are not known",
    ),
    Column("sponsors", "str", "codes separated by spaces, or empty if not known"),
    Column("url", "str", "the document at the UN"),
    Column("contested", "bool", "not unanimous: someone against or abstaining, or not adopted"),
    Column("without_vote", "bool", "adopted by consensus or acclamation; all are ``nonvoting``"),
    Column(
        "in_parts",
        "bool",
        "voted on in parts, with no vote on the whole; all are ``nonvoting``, whatever they "
        "thought of the parts",
    ),
    Column("on_un_veto_list", "bool", "counted by the UN as a veto"),
    Column(
        "session",
        "category",
        "``66``, ``S-9`` (special), ``ES-11`` (emergency special)",
        _ASSEMBLY,
    ),
    Column(
        "important",
        "boolean",
        "needed two thirds (Charter, article 18); missing where that is not known",
        _ASSEMBLY,
    ),
    *(
        Column(name, "boolean", f"Voeten's issue: {issue}; missing where he coded none", _ASSEMBLY)
        for name, issue in ISSUES.items()
    ),
    Column(
        "sources",
        "category",
        "the sources that hold it: ``voeten``, ``undl``, both, or ``undl by difference`` "
        "where the votes follow from the UN Digital Library's sums by country",
        _ASSEMBLY,
    ),
    Column("date_source", "category", "how the day is known; the codebook explains", _ASSEMBLY),
    Column("voeten_id", "Int64", "the roll call's number in Voeten's compilation", _ASSEMBLY),
    Column(
        "chapter_vii",
        "boolean",
        "says that it acts under Chapter VII of the Charter or its articles 39 to 42; missing "
        "where it was not adopted as a resolution, or no text of it was read (2009 to 2019)",
        _COUNCIL,
    ),
)

#: A row per member and roll call, as `unvotes.load_votes` gives them.
VOTES: tuple[Column, ...] = (
    Column("roll_call", "category", "id, as in `load_roll_calls`"),
    Column("member", "category", "ISO alpha-3 code, or that of a former state"),
    Column(
        "vote",
        VOTE,
        "``no``, ``abstain``, ``yes``; ``nonvoting`` (sat but took no part) and ``unknown`` (no "
        "source says) stand apart from that scale, so that votes are compared by size with `scale` "
        "only",
    ),
    Column("date", "datetime64[us]", "the day of the vote"),
    Column("symbol", "category", "the document, as in `load_roll_calls`"),
    Column("topic", "category", "what it was about"),
    Column("outcome", OUTCOME, "how the roll call ended"),
    Column("permanent", "bool", "a permanent member of the Security Council"),
    Column("veto", "bool", "a permanent member's vote against a draft that had the votes"),
    Column("session", "category", "the session, as in `load_roll_calls`", _ASSEMBLY),
)


def columns_of(table: Iterable[Column], body: str) -> list[Column]:
    """
    The columns that a body's frame has, in order.

    Parameters
    ----------
    table : iterable of Column
        `ROLL_CALLS` or `VOTES`.
    body : {"security-council", "general-assembly"}
        Whose frame.

    Returns
    -------
    list of Column

    Examples
    --------
    >>> [column.name for column in columns_of(VOTES, "security-council")][-2:]
    ['permanent', 'veto']
    """
    return [column for column in table if column.body in ("", body)]


def as_frame(values: Mapping[str, Any], table: tuple[Column, ...], body: str) -> pd.DataFrame:
    """
    Make a frame of the record from its columns: every one declared, in order, of its dtype.

    Parameters
    ----------
    values : mapping of str to array
        The columns, in any order.
    table : tuple of Column
        `ROLL_CALLS` or `VOTES`.
    body : {"security-council", "general-assembly"}
        Whose frame.

    Returns
    -------
    DataFrame
        Where a column has its dtype already it is not copied.

    Raises
    ------
    UnvotesError
        If a declared column is missing, or one is not declared.

    Examples
    --------
    >>> as_frame({"roll_call": ["S/2012/77"]}, (ROLL_CALLS[0],), "security-council").dtypes.iloc[0]
    <StringDtype(na_value=nan)>
    """
    columns = columns_of(table, body)
    missing = [column.name for column in columns if column.name not in values]
    strange = [name for name in values if name not in {column.name for column in columns}]
    if missing or strange:
        raise UnvotesError(
            f"a frame of the {body} must have the columns that unvotes.record.schema declares; "
            f"it lacks {missing} and has {strange} besides"
        )
    whole = [value for value in values.values() if not isinstance(value, str | bool)]
    index = next((value.index for value in whole if isinstance(value, pd.Series)), None)
    made = {}
    for i, column in enumerate(columns):
        value = values[column.name]
        if column.dtype != getattr(value, "dtype", None):
            # By itself: a frame's `astype` takes longer than all its columns'.
            rows = pd.RangeIndex(len(whole[0])) if index is None else index
            dtype: Any = column.dtype
            value = pd.Series(value, index=rows).astype(dtype)
        made[i] = value
    frame = pd.DataFrame(made, copy=False)
    frame.columns = text_index([column.name for column in columns])
    return frame


def _item(text: str) -> str:
    """Break an item of a list into lines, in a tenth of the time that textwrap takes."""
    if len(text) <= _WIDTH:
        return text
    first, *words = text.split(" ")
    lines = [first]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= _WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(f"  {word}")
    return "\n".join(lines)


def with_columns(table: tuple[Column, ...]) -> Callable[[F], F]:
    """
    Write the columns of a frame into a docstring, in place of ``{columns}``.

    Parameters
    ----------
    table : tuple of Column
        `ROLL_CALLS` or `VOTES`.

    Returns
    -------
    callable
        A decorator for the function whose docstring it is.
    """

    def listed(columns: list[Column]) -> str:
        return "\n".join(
            _item(f"- ``{column.name}`` ({column.shown}): {column.meaning}") for column in columns
        )

    def write(function: F) -> F:
        text = listed([column for column in table if not column.body])
        for body, name in _BODIES.items():
            if own := [column for column in table if column.body == body]:
                text += f"\n\nOf the {name} also:\n\n{listed(own)}"
        if function.__doc__:
            lines = function.__doc__.split("\n")
            place = next(i for i, line in enumerate(lines) if line.strip() == "{columns}")
            indent = lines[place][: -len("{columns}")]
            lines[place] = textwrap.indent(text, indent)
            function.__doc__ = "\n".join(lines)
        return function

    return write
