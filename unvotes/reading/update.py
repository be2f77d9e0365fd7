"""The newest issue of the Library's file: found, fetched, read, checked, and put to the record."""

from __future__ import annotations

import datetime as dt
import html
import re
import warnings
from dataclasses import dataclass
from os import PathLike, stat_result
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import pandas as pd

from unvotes.errors import UnvotesError, UnvotesWarning, unknown
from unvotes.parameters import checked_arguments
from unvotes.reading.combine import Combined, combine
from unvotes.reading.download import cache_folder, fetch, intact, page
from unvotes.reading.library import read_undl
from unvotes.reading.voting_file import VotingFile
from unvotes.record.audit.check import check
from unvotes.record.loading import load_roll_calls, load_votes

__all__ = ["Update", "update"]

_SITE = "https://digitallibrary.un.org"
#: The Library's record of each body's file; the file changes its name with every issue.
_RECORDS = {"security-council": "4055387", "general-assembly": "4060887"}
#: Where a record tells its files: for programs, as metadata, and for readers.
_PLACES = ["/api/v1/file?recid={0}", "/record/{0}/export/xm", "/record/{0}?of=xm", "/record/{0}"]
_DATED = re.compile(
    r"""[^\s"'<>()\\]*?(\d{4})[_-](\d{1,2})[_-](\d{1,2})[_-](?:sc|ga)_(?:resolutions_)?voting"""
    r"""(?:_?(?:corr|v)[\w.]{0,8}?)?\.csv(?:\?[^\s"'<>()\\]*)?"""
)


@dataclass(frozen=True, repr=False, eq=False)
class Update(Combined):
    """
    The record, extended as far as the newest file at hand allows.

    Attributes
    ----------
    votes, roll_calls : DataFrame
        The record with the roll calls that it lacked, and with unknown votes filled.
    added : DataFrame
        The roll calls that were added.
    differences : DataFrame
        A row per difference: ``roll_call``, ``date`` (``datetime64``), ``member`` (empty when it
        concerns the roll call), ``field``, ``record`` and ``newer`` (``str``: what each says).
        The record's value stands.
    source : str
        Where the newer votes come from.
    filled : DataFrame
        The votes that were unknown: ``roll_call`` (``str``), ``date`` (``datetime64``),
        ``member``, ``vote`` (``str``: what it is now).
    file : VotingFile or None
        The file that was read, with its report; None where none could be had.
    defects : DataFrame
        What `check` finds in the roll calls that were added.
    """

    file: VotingFile | None = None
    defects: pd.DataFrame = None  # type: ignore[assignment]

    def _head(self) -> str:
        if self.file is None:
            last = self.roll_calls["date"].max()
            return (
                f"the shipped record alone: {len(self.roll_calls):,} roll calls to {last:%Y-%m-%d}"
            )
        return f"{super()._head()}; defects in what was added: {len(self.defects):,}"


@checked_arguments
def update(
    body: str = "security-council",
    *,
    path: str | PathLike[str] | None = None,
    url: str | None = None,
    expires: float = 7,
    cache: str | PathLike[str] | None = None,
    timeout: float = 30,
    contradicted: Literal["unknown", "letters"] = "unknown",
) -> Update:
    """
    Extend the shipped record by the newest file of the UN Digital Library.

    Roll calls that the record lacks are added, and votes that it has as unknown are filled where
    the file names them and fits the tally; the result says which.

    The address is looked up on the Library's page of the file, which changes its name with each
    issue. Where the site cannot be reached, refuses programs, or its page has changed, a
    warning says so and the record goes on working: with the newest copy in the cache, if there
    is one, else as shipped. A file that was downloaded by hand is given by `path`.

    Parameters
    ----------
    body : {"security-council", "general-assembly"}
        Whose record.
    path : str or path, optional
        A file at hand; nothing is fetched.
    url : str, optional
        The file's address, if it is known.
    expires : float, default 7
        Days for which a fetched file is used again without asking the site.
    cache : str or path, optional
        Where fetched files are kept; the user's cache (or ``UNVOTES_CACHE``) by default.
    timeout : float, default 30
        Seconds without an answer before a try is given up.
    contradicted : {"unknown", "letters"}, default "unknown"
        What to do with letters that contradict the file's totals: see `read_undl`.

    Returns
    -------
    Update
        ``votes`` and ``roll_calls``, the record extended; ``added``, ``differences`` and
        ``filled``, what that changed; ``file``, what was read; ``defects``, what the audit finds
        in it.

    Raises
    ------
    UnvotesError
        If a file given by hand cannot be read, or another body is asked for.

    Warns
    -----
    UnvotesWarning
        If nothing newer could be had, with the reason.

    Notes
    -----
    The file is the United Nations' and not for commercial use; it stays in the cache and is not
    part of the record.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from unvotes import load_roll_calls, load_votes, write_undl
    >>> path = Path(tempfile.mkdtemp()) / "2026_02_06_sc_voting.csv"
    >>> path = write_undl(load_votes(), load_roll_calls(), path)
    >>> update(path=path).differences.empty
    True
    """
    if body not in _RECORDS:
        raise unknown("body", body, list(_RECORDS))
    if path is not None and url is not None:
        raise UnvotesError("path and url both name the file; give one of them")
    record = load_votes(body), load_roll_calls(body)
    if path is not None:
        return _combined(record, read_undl(path, contradicted=contradicted), body)
    read: list[VotingFile] = []

    def readable(part: Path) -> None:
        file = read_undl(part, contradicted=contradicted)
        if file.body != body:
            raise UnvotesError(f"the file holds votes of the {file.body}, not of the {body}")
        read[:] = [file]

    try:
        address = url or _newest(body, timeout)
        folder = cache_folder(cache) / body
        got = fetch(address, folder=folder, expires=expires, timeout=timeout, check=readable)
    except UnvotesError as error:
        kept = _newest_fetched(body, cache)
        warnings.warn(
            f"no newer votes: {error}. Going on with "
            + (
                f"the copy of {_day_of(kept.stat())}, {kept.name}" if kept else "the shipped record"
            ),
            UnvotesWarning,
            stacklevel=2,
        )
        if kept is None:
            return Update(*record, record[1].iloc[:0], _no_differences(), defects=_no_defects())
        got = kept
    file = read[0] if read else read_undl(got, contradicted=contradicted)
    return _combined(record, file, body)


def _day_of(status: stat_result) -> str:
    return f"{dt.date.fromtimestamp(status.st_mtime):%Y-%m-%d}"


def _no_differences() -> pd.DataFrame:
    return pd.DataFrame(columns=["roll_call", "date", "member", "field", "record", "newer"])


def _no_defects() -> pd.DataFrame:
    return pd.DataFrame(
        columns=["roll_call", "member", "check", "found", "expected", "explanation"]
    )


def _combined(record: tuple[pd.DataFrame, pd.DataFrame], file: VotingFile, body: str) -> Update:
    if file.body != body:
        raise UnvotesError(
            f"{file.source} holds votes of the {file.body}, not of the {body}; "
            f"write update({file.body!r}, …)"
        )
    made = combine(record, file)
    defects = _no_defects()
    if len(made.added):
        votes = made.votes[made.votes["roll_call"].isin(made.added["roll_call"])]
        defects = check(votes.reset_index(drop=True), made.added.reset_index(drop=True))
    return Update(**vars(made), file=file, defects=defects)


def _newest_fetched(body: str, cache: str | PathLike[str] | None) -> Path | None:
    """Find the newest file that was fetched before and is still whole."""
    try:
        folder = cache_folder(cache) / body
        found = [note.with_suffix("") for note in folder.glob("*.csv*.json")]
    except (UnvotesError, OSError):
        return None
    found = [path for path in found if intact(path) is not None]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def _newest(body: str, timeout: float) -> str:
    """Look the newest file's address up, wherever the site tells it."""
    number, problems = _RECORDS[body], []
    for place in _PLACES:
        address = _SITE + place.format(number)
        try:
            text = page(address, timeout=timeout)
        except UnvotesError as error:
            problems.append(str(error))
            continue
        found = _addresses(text, address)
        if found:
            return max(found)[1]
        problems.append(f"{address}: names no dated file of votes; the page may have changed")
    hint = f"find the file in a browser at {_SITE}/record/{number} and give it by path="
    raise UnvotesError(f"{problems[0]}; {hint}")


def _addresses(text: str, base: str) -> list[tuple[dt.date, str]]:
    """List the dated files that a page names, whether it is JSON, XML or HTML."""
    host = urlsplit(base).hostname
    found = []
    for match in _DATED.finditer(html.unescape(text.replace("\\/", "/"))):
        address = urljoin(base, match[0].lstrip("=:,"))
        try:
            day = dt.date(*(int(part) for part in match.groups()))
        except ValueError:
            continue
        # A name alone is no address, and another site's file is not the Library's.
        if "/" in match[0] and urlsplit(address).hostname == host:
            found.append((day, address))
    return found
