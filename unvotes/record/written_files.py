"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from unvotes.errors import UnvotesError, nearest

__all__ = ["checked_path", "whole_file", "whole_files"]


def checked_path(path: object, suffixes: Iterable[str]) -> Path:
    """
    Read the path of a file to write, and see that it can be written.

    Parameters
    ----------
    path : str or os.PathLike
        The file.
    suffixes : iterable of str
        Endings that are understood: ``".html"``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UnvotesError
        If it is no path, has another ending, is a folder, or lies in none.

    Examples
    --------
    >>> checked_path("votes.csv", [".csv"]).name
    'votes.csv'
    """
    known = list(suffixes)
    if not isinstance(path, str | os.PathLike):
        raise UnvotesError(
            f"path {path!r} is no path; write the name of a file, such as 'votes{known[0]}'"
        )
    found = Path(path).expanduser()
    suffix = found.suffix.lower()
    if suffix not in known:
        close = nearest(suffix, known, 1) if suffix else []
        raise UnvotesError(
            f"path {str(path)!r} ends in {suffix or 'nothing'}"
            + (f"; did you mean {close[0]}?" if close else ".")
            + f" The file's name says what is written: {', '.join(known)}"
        )
    if "\0" in str(found):
        raise UnvotesError(f"path {str(path)!r} has a null character, which no file's name holds")
    try:
        is_folder = found.is_dir()
    except OSError as error:  # a name that is too long
        why = os.strerror(error.errno) if error.errno else error
        raise UnvotesError(f"path '{str(path)[:60]} …' cannot be written: {why}") from None
    if is_folder:
        raise UnvotesError(f"path {str(path)!r} is a folder; name a file in it")
    if not found.parent.is_dir():
        raise UnvotesError(
            f"path {str(path)!r}: there is no folder {str(found.parent)!r}; make it first"
        )
    return found


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """
    Write a file beside its place and move it there when it is complete.

    What was there before stays whole if writing fails. A file that is replaced leaves its
    permissions to the new one, and where `path` is a symbolic link the file behind it is replaced.

    Parameters
    ----------
    path : pathlib.Path
        Where the file is to be.

    Yields
    ------
    pathlib.Path
        Where to write it, with the same ending.

    Raises
    ------
    UnvotesError
        If the folder or the file cannot be written.
    """
    with whole_files([path]) as drafts:
        yield drafts[0]


@contextmanager
def whole_files(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """
    Write files that belong together: all of them are replaced, or none.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        Where the files are to be.

    Yields
    ------
    list of pathlib.Path
        Where to write each, with the same ending; see `whole_file`.

    Raises
    ------
    UnvotesError
        If a folder or a file cannot be written.
    """
    places = [Path(os.path.realpath(path)) for path in paths]
    drafts, before = (
        [_hidden_name(place) for place in places],
        [_hidden_name(place) for place in places],
    )
    at, moved = 0, 0
    try:
        yield drafts
        for at, (place, draft) in enumerate(zip(places, drafts, strict=True)):
            if place.exists():
                shutil.copymode(place, draft)
                if len(places) > 1:
                    _second_name(place, before[at])
            os.replace(draft, place)
            moved = at + 1
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise UnvotesError(
            f"{str(paths[at])!r} cannot be written: {why}. Is the disk full, the "
            "file open in another program, or the folder not yours?"
        ) from error
    finally:
        for i in range(moved if moved < len(places) else 0):
            if before[i].exists():
                os.replace(before[i], places[i])
            else:
                places[i].unlink(missing_ok=True)
        for left in (*drafts, *before):
            left.unlink(missing_ok=True)


def _second_name(place: Path, kept: Path) -> None:
    """Give a file a second name, or where the disk knows no such thing a copy."""
    try:
        os.link(place, kept)
    except (OSError, AttributeError):  # the latter where Python runs in a browser
        shutil.copy2(place, kept)


def _hidden_name(place: Path) -> Path:
    """Name a hidden file in the same folder, with the same ending."""
    return place.with_name(f".{place.stem[:80]}-{secrets.token_hex(4)}{place.suffix}")
