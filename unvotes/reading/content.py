"""What a file is, by its content alone: unpacked if it is packed, and named rightly if not ours."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

try:
    import lzma
except ImportError:  # as in a browser
    lzma = None  # type: ignore[assignment]

from unvotes.errors import UnvotesError, nearest

__all__ = ["Content", "as_path", "content_of", "foreign", "other_table"]

#: The largest that a packed file may be once unpacked: three times the largest ever issued.
LARGEST = 2 * 1024**3
_HEAD = 8192
#: What says that a packed file is torn or wrong.
_BROKEN: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    *([lzma.LZMAError] if lzma else []),
    zlib.error,
    ValueError,
    RuntimeError,
)


def _xz(stream: BinaryIO) -> Any:
    if not lzma:
        raise UnvotesError("a file packed with xz, and this Python has no lzma: unpack it first")
    return lzma.open(stream)


_PACKINGS: dict[bytes, tuple[str, Any]] = {
    b"\x1f\x8b": ("gzip", gzip.open),
    b"BZh": ("bzip2", bz2.open),
    b"\xfd7zXZ\0": ("xz", _xz),
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: First bytes of the forms that are read.
_READ = {
    b"PAR1": "parquet",
    b"ARROW1": "feather",
    b"$FL2": "spss",
    b"$FL3": "spss",
    b"<stata_dta>": "stata",
    b"RDX": "r",
    b"RDA": "r",
    b"RDB": "r",
    b"X\n\0\0\0": "r",
    b"A\n2\n": "r",
    b"A\n3\n": "r",
    b"B\n\2\0\0\0": "r",
    b"B\n\3\0\0\0": "r",
}
#: What a file may be instead, by its first bytes, and what to do about it.
_FOREIGN = {
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard; unpack it first",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save the sheet as CSV",
    b"FEA1": "a Feather file of the first version; save it as Parquet",
    b"\x89HDF": "an HDF5 file; save the table as CSV or Parquet",
    b"SQLite format 3": "an SQLite database; save the table as CSV",
    b"\0" * 12 + b"\xc2\xea\x81\x60": "a SAS file; save it as CSV, or for Stata or SPSS",
    b"HEADER RECORD*******": "a SAS transport file; save it as CSV, or for Stata or SPSS",
    b"\x80\x02": "a Python pickle, which can run code when it is opened; save it as Parquet",
    b"\x80\x03": "a Python pickle, which can run code when it is opened; save it as Parquet",
    b"\x80\x04": "a Python pickle, which can run code when it is opened; save it as Parquet",
    b"\x80\x05": "a Python pickle, which can run code when it is opened; save it as Parquet",
    b"fst": "an R file of the package fst; in R: saveRDS(x, 'x.rds')",
    b"\x0b\x0e\x0a\x0c": "an R file of the package qs; in R: saveRDS(x, 'x.rds')",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a document in rich text; save the table as CSV",
    b"version https://git-lfs": "a pointer of Git LFS; fetch the file itself: git lfs pull",
    b"structure(": "R's source text (dput); in R: saveRDS(x, 'x.rds')",
}
_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html)", re.IGNORECASE)
_XML = re.compile(rb"(\xef\xbb\xbf)?\s*<\?xml", re.IGNORECASE)
_JSON = re.compile(rb"(\xef\xbb\xbf)?\s*(\[\s*[\[{\"\d\]]|\{\s*[\"}])")
_ADDRESS = re.compile(r"(https?|ftp):/")
#: Columns by which a table is known, what it is, and who reads it.
_TABLES = (
    ({"ms_code", "ms_vote"}, "the UN Digital Library's file of votes", "read_undl"),
    ({"ms_codes", "ms_votes"}, "the UN Digital Library's file of votes", "read_undl"),
    ({"congress", "rollnumber", "cast_code"}, "Voteview's file of votes", "read_roll_calls"),
    ({"vote_id", "member_id", "position"}, "HowTheyVote.eu's file of votes", "read_roll_calls"),
    ({"rcid", "vote"}, "a file of Voeten's compilation, or of R's unvotes", "read_voeten"),
    ({"roll_call", "member", "vote"}, "a table with a row per vote", "read_roll_calls"),
    ({"roll_call", "yes", "no", "outcome"}, "a table of roll calls, without who voted how", ""),
)
_SPREADSHEETS = {
    "xl/": "an Excel workbook; save the sheet as CSV",
    "word/": "a Word document; save the table as CSV",
    "content.xml": "an OpenDocument spreadsheet; save the sheet as CSV",
    "Index/": "a Numbers spreadsheet; export it as CSV",
}
#: What archives hold beside their one file.
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|\._|Thumbs\.db$)|/$")


class Content(NamedTuple):
    """A file opened: its form, its bytes from the first, how many, and how they were packed."""

    kind: str
    stream: BinaryIO
    size: int
    packing: str
    name: str


def foreign(head: bytes) -> str:
    """
    Name a file that is none of those that are read.

    Parameters
    ----------
    head : bytes
        Its first bytes.

    Returns
    -------
    str
        What it is and what to do; ``""`` if nothing speaks against text.

    Examples
    --------
    >>> foreign(b"%PDF-1.7")
    'a PDF document'
    """
    found = next((words for mark, words in _FOREIGN.items() if head.startswith(mark)), "")
    if found:
        return found
    if head[257:262] == b"ustar":
        return "a tar archive; unpack it first"
    if _JSON.match(head[:200]):
        return (
            "JSON; make a table of it (pandas.read_json, pandas.json_normalize) and save that as "
            "CSV, or give the frame to read_roll_calls"
        )
    if _XML.match(head[:200]):
        return "an XML document; make a table of it (pandas.read_xml) and save that as CSV"
    if _PAGE.match(head[:200]):
        return (
            "a page of HTML; a site often answers so in place of the file: download it again, "
            "in a browser"
        )
    return ""


def other_table(header: Iterable[str], wanted: Iterable[str] = ()) -> str:
    """
    Say what a table is that lacks the columns that a reader needs.

    Parameters
    ----------
    header : iterable of str
        Its columns.
    wanted : iterable of str
        The columns that the reader needs: a table that is known by these is none of another.

    Returns
    -------
    str
        Such as ``"; it is Voteview's file of votes: unvotes.read_roll_calls reads it"``; empty
        if it is none that is known.

    Examples
    --------
    >>> other_table(["rcid", "ccode", "vote"])
    "; it is a file of Voeten's compilation, or of R's unvotes: unvotes.read_voeten reads it"
    """
    held = {name.strip().casefold().replace(" ", "_") for name in header}
    for marks, words, reader in _TABLES:
        if marks <= held and not marks & set(wanted):
            return f"; it is {words}" + (f": unvotes.{reader} reads it" if reader else "")
    return ""


def _kind(head: bytes) -> str:
    found = next((kind for mark, kind in _READ.items() if head.startswith(mark)), "")
    if found:
        return found
    # Stata before 13: release, order of bytes, one, and nothing.
    if len(head) > 4 and 102 <= head[0] <= 115 and head[1] in (1, 2) and head[2:4] == b"\1\0":
        return "stata"
    if b"SPSS PORT FILE" in head[:200]:
        return "spss portable"
    return ""


def as_path(value: Any, what: str = "path") -> Path:
    """
    Take a user's path.

    Parameters
    ----------
    value : str or path
        What was given.
    what : str
        The argument's name.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UnvotesError
        If it is no path, or one that no file can have.

    Examples
    --------
    >>> as_path("votes.csv").name
    'votes.csv'
    """
    if not isinstance(value, str | PathLike) or isinstance(os.fspath(value), bytes):
        raise UnvotesError(
            f"{what} must be a file's name, as text or pathlib.Path, not {type(value).__name__}"
        )
    path = Path(value)
    try:
        path.exists()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnvotesError(f"{what}: {str(path)[:80]!r} is no file's name ({reason})") from None
    if "\0" in str(path):
        raise UnvotesError(f"{what}: {str(path)[:80]!r} is no file's name (it has a zero byte)")
    return path


def content_of(path: Path) -> Content:
    """
    Open a file, unpacked, and tell what it is by its first bytes, whatever its name.

    Parameters
    ----------
    path : pathlib.Path
        The file: plain, or packed with gzip, bzip2, xz, or as a ZIP archive of one file.

    Returns
    -------
    Content
        ``kind`` is ``"r"``, ``"parquet"``, ``"feather"``, ``"stata"``, ``"spss"``,
        ``"spss portable"`` or ``"text"``; ``name`` is the path and, of an archive, the file in
        it. The caller closes ``stream``.

    Raises
    ------
    UnvotesError
        If there is no such file, it is empty, cannot be unpacked, or is of a form that is not
        read: it is named, with what to do.
    """
    if path.is_dir():
        inside = sorted(each.name for each in path.iterdir() if each.is_file())[:4]
        some = f": {', '.join(map(repr, inside))}" if inside else ""
        raise UnvotesError(f"{str(path)!r} is a folder; name the file in it that is meant{some}")
    if _ADDRESS.match(str(path)):  # a path keeps one of the two strokes
        address = str(path).replace(":/", "://", 1)
        raise UnvotesError(f"{address!r} is an address; download the file, and give its name here")
    if not path.is_file():
        folder = path.parent
        close = nearest(path.name, [p.name for p in folder.iterdir()]) if folder.is_dir() else []
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
        raise UnvotesError(f"no file {str(path)!r}{hint}")
    try:
        stream: BinaryIO = path.open("rb")
    except OSError as error:
        raise UnvotesError(f"{path}: cannot be opened ({error.strerror})") from None
    try:
        return _content(path, stream)
    except OSError as error:
        stream.close()
        raise UnvotesError(f"{path}: cannot be read ({error.strerror})") from None
    except BaseException:
        stream.close()
        raise


def _content(path: Path, stream: BinaryIO) -> Content:
    size, name, packing = path.stat().st_size, str(path), ""
    head = _first_bytes(stream)
    if head.startswith(_ZIP):
        archive = stream
        stream, name, packing = _from_archive(path, archive)
        archive.close()
        size, head = stream.seek(0, io.SEEK_END), _first_bytes(stream)
    for mark, (word, opener) in _PACKINGS.items():
        if head.startswith(mark):
            packed = stream
            stream = _bounded(path, opener(packed), word)
            packed.close()
            size, head = stream.seek(0, io.SEEK_END), _first_bytes(stream)
            packing = word
            break
    if size == 0:
        raise UnvotesError(f"{name}, line 1, column 1: the file is empty")
    kind = _kind(head)
    if not kind and (words := foreign(head)):
        raise UnvotesError(f"{name}, line 1, column 1: not CSV but {words}")
    if not kind and any(head.startswith(mark) for mark in (*_PACKINGS, *_ZIP)):
        raise UnvotesError(f"{name}, line 1, column 1: packed more than once; unpack it first")
    return Content(kind or "text", stream, size, packing, name)


def _first_bytes(stream: BinaryIO) -> bytes:
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    return head


def _bounded(path: Path, packed: Any, word: str) -> BinaryIO:
    """Unpack into memory, no more than is allowed."""
    try:
        with packed:
            data = packed.read(LARGEST + 1)
    except _BROKEN as error:
        raise UnvotesError(
            f"{path}, line 1, column 1: begins as {word} but cannot be unpacked ({error}); "
            "download it again"
        ) from None
    if len(data) > LARGEST:
        raise UnvotesError(
            f"{path}, line 1, column 1: has more than {LARGEST / 1e9:.1f} GB once unpacked, so it "
            "is not read"
        )
    return io.BytesIO(data)


def _from_archive(path: Path, stream: BinaryIO) -> tuple[BinaryIO, str, str]:
    """Take the one file out of a ZIP archive."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = [info.filename for info in archive.infolist()]
            for part, words in _SPREADSHEETS.items():
                if any(name.startswith(part) for name in names):
                    raise UnvotesError(f"{path}, line 1, column 1: not CSV but {words}")
            files = [name for name in names if not _LITTER.search(name)]
            if len(files) != 1:
                some = ", ".join(map(repr, files[:5])) + (" …" if len(files) > 5 else "")
                raise UnvotesError(
                    f"{path}, line 1, column 1: a ZIP archive of {len(files)} files"
                    f"{f' ({some})' if files else ''}; only one is read: unpack it and name the "
                    "file that is meant"
                )
            if archive.getinfo(files[0]).flag_bits & 1:
                raise UnvotesError(
                    f"{path}, line 1, column 1: a ZIP archive with a password; unpack it first"
                )
            return _bounded(path, archive.open(files[0]), "ZIP"), f"{path}/{files[0]}", "ZIP"
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise UnvotesError(
            f"{path}, line 1, column 1: begins as a ZIP archive but cannot be unpacked ({error}); "
            "download it again"
        ) from None
