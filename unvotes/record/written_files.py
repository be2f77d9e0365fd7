"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from unvotes.errors import UnvotesError, nearest

__all__ = ["checked_path", "whole_file"]


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
    if found.is_dir():
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
    place = Path(os.path.realpath(path))
    draft = place.with_name(f".{path.stem[:80]}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield draft
        if place.exists():
            shutil.copymode(place, draft)
        os.replace(draft, place)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise UnvotesError(
            f"{str(path)!r} cannot be written: {why}. Is the disk full, the "
            "file open in another program, or the folder not yours?"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
