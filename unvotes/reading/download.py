"""
Fetching a file from an address: resumed, limited, checked, and put in place whole or not.

Of the libraries that fetch files, pooch among them, none resumes a transfer, limits its size and
its time, and locks; requests and filelock do what they can, the rest is here.
"""

from __future__ import annotations

import base64
import datetime as dt
import glob
import hashlib
import json
import os
import re
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import numpy as np

from unvotes.errors import UnvotesError, shown
from unvotes.reading.delimited import progress_bar
from unvotes.record.written_files import whole_file

__all__ = ["LARGEST", "cache_folder", "fetch", "intact", "page"]

#: Six times the largest file that the Library has issued.
LARGEST = 2 * 1024**3
_PAGE = 8 * 1024**2
#: Bytes a second below which a transfer is given up: a server can drip for ever.
_SLOWEST = 1000
_MOST_REDIRECTS = 10
_TRIES = 4
_CHUNK = 1 << 16
#: Named as what it is; a site that wants no programs can say so.
_HEADERS = {"User-Agent": "unvotes (Python; research)", "Accept-Encoding": "identity"}
_BROWSER = "download it in a browser and give the file by hand: update(path=…) or read_undl('…')"


def _library(name: str) -> ModuleType:
    import importlib

    if sys.platform == "emscripten":
        raise UnvotesError(
            "a Python in a browser cannot fetch files from elsewhere: download the file yourself, "
            "and read it with read_undl or update(path=…)"
        )
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UnvotesError(f'fetching files needs {name}: pip install "unvotes[files]"') from None


def cache_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """
    Give the folder in which fetched files are kept, and make it if need be.

    Parameters
    ----------
    folder : str or path, optional
        Another than the user's own cache (or the one that ``UNVOTES_CACHE`` names).

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UnvotesError
        If there is none in which a file can be written.
    """
    named = folder or os.environ.get("UNVOTES_CACHE")
    try:
        path = Path(named or _library("platformdirs").user_cache_dir("unvotes"))
        path.mkdir(parents=True, exist_ok=True)
        if not os.access(path, os.W_OK):
            raise PermissionError(13, "no permission to write there")
    except (OSError, RuntimeError, TypeError, ValueError) as error:  # there is no home, a zero byte
        raise UnvotesError(
            f"files cannot be kept in {str(named or 'the cache of this user')!r} "
            f"({getattr(error, 'strerror', None) or error}); name another folder with cache= or in "
            "the environment as UNVOTES_CACHE"
        ) from None
    return path


@dataclass(frozen=True)
class _Fetched:
    """What is noted beside a fetched file."""

    url: str
    fetched: str
    sha256: str
    size: int


@dataclass(frozen=True)
class _Begun:
    """What is noted of a transfer under way; all of it changes in one step."""

    #: What the site calls this state of the file; without it nothing can be resumed.
    tag: str
    #: Bytes of the whole file.
    size: int | None
    #: The file that holds what has come, named after the tag: no two states share one.
    part: str


def _refusal(response: Any, url: str) -> UnvotesError | None:
    """Say why an answer is not the file, if it is not."""
    status, kind = response.status_code, response.headers.get("Content-Type", "").lower()
    if status == 202 or "x-amzn-waf-action" in response.headers:
        return UnvotesError(f"{url}: the site wants to see a browser, not a program; {_BROWSER}")
    if status == 403:
        return UnvotesError(f"{url}: the site refuses to give the file (403); {_BROWSER}")
    if status in (404, 410):
        return UnvotesError(f"{url}: there is no such file ({status}); give a newer address")
    if status not in (200, 206):
        return UnvotesError(f"{url}: the site answered {status} {response.reason}; try again later")
    if "text/html" in kind:
        return UnvotesError(f"{url}: the site sent a page of HTML in place of the file; {_BROWSER}")
    return None


def _check_address(url: object) -> str:
    try:
        if isinstance(url, str) and re.match(r"https?://", url) and urlsplit(url).hostname:
            return url
    except ValueError:
        pass
    raise UnvotesError(f"{shown(url)} is no address; one begins with https:// and names a site")


def _check_seconds(timeout: object) -> float:
    if isinstance(timeout, int | float | np.integer | np.floating) and timeout is not True:
        seconds = float(timeout)
        if 0 < seconds < float("inf"):
            return seconds
    raise UnvotesError(f"timeout={shown(timeout)} must be a number of seconds above 0")


def _asked(url: str, timeout: float, headers: dict[str, str]) -> Any:
    """
    Ask for an address and give the answer to come, after redirects within the site.

    A page that names a file may name one of its own site only, and so may a redirect.
    """
    requests = _library("requests")
    place = url
    for _ in range(_MOST_REDIRECTS):
        try:
            response = requests.get(
                place,
                headers=_HEADERS | headers,
                timeout=timeout,
                stream=True,
                allow_redirects=False,
            )
        except (ValueError, requests.exceptions.InvalidSchema) as error:
            raise UnvotesError(f"{url}: no address that can be asked ({error})") from None
        if not response.is_redirect:
            return response
        response.close()
        place, before = urljoin(place, response.headers["Location"]), place
        if urlsplit(place)[:2] != urlsplit(before)[:2]:
            raise UnvotesError(
                f"{url}: the site leads to another, {place}; give that address if you trust it"
            )
    raise UnvotesError(f"{url}: the site leads in a circle; {_BROWSER}")


def _in_seconds(seconds: float, act: Callable[[], Any], url: str) -> Any:
    """
    Do something that may hang in a thread of its own, and give it up in time.

    The library's timeout counts from byte to byte, so that a server which drips is never late.
    """
    results: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(act())
        except BaseException as error:
            errors.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError(f"{url}: no whole answer within {seconds:g} seconds")
    return results[0]


def _transient() -> tuple[type[Exception], ...]:
    requests, client = _library("requests"), _library("http.client")
    broken = _library("urllib3").exceptions.HTTPError
    return (requests.RequestException, broken, client.HTTPException, OSError)


def page(url: str, *, timeout: float = 30) -> str:
    """
    Fetch a page as text.

    Parameters
    ----------
    url : str
        Its address.
    timeout : float, default 30
        Seconds for the whole page, after which it is given up.

    Returns
    -------
    str
        The text, at most 8 MB.

    Raises
    ------
    UnvotesError
        If there is no answer, or another than the page.
    """
    url, timeout = _check_address(url), _check_seconds(timeout)

    def whole() -> bytes:
        data = b""
        with _asked(url, timeout, {}) as response:
            refusal = _refusal(response, url)
            if refusal and response.status_code != 200:
                raise refusal
            for chunk in response.iter_content(_CHUNK):
                data += chunk
                if len(data) > _PAGE:
                    raise UnvotesError(f"{url}: larger than a page can be")
        return data

    try:
        return str(_in_seconds(timeout, whole, url).decode("utf-8", "replace"))
    except _transient() as error:
        raise UnvotesError(f"{url}: no answer ({type(error).__name__}); are you online?") from None


def fetch(
    url: str,
    *,
    folder: str | os.PathLike[str] | None = None,
    expires: float = 7,
    timeout: float = 30,
    limit: int | None = None,
    check: Callable[[Path], object] | None = None,
) -> Path:
    """
    Fetch a file into the cache, or give the copy that is there.

    A transfer that is cut is taken up where it stopped, now or at the next call, if the site
    marks its files so that two states of one cannot be mixed. The file appears under its name
    only when all of it has come and passed; a lock keeps two processes apart. A copy is used
    only while its checksum is what it was.

    Parameters
    ----------
    url : str
        Its address.
    folder : str or path, optional
        Another folder than the user's cache.
    expires : float, default 7
        Days for which a copy is used again without asking the site; ``inf`` for always.
    timeout : float, default 30
        Seconds without an answer, or with hardly a byte, before a try is given up.
    limit : int, optional
        The largest file that is accepted, in bytes; 2 GB by default.
    check : callable, optional
        Called with the path before the file is put in place; an error from it keeps the older
        copy.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnvotesError
        If the file cannot be had whole: what the site answered, and what can be done.
    """
    url, timeout = _check_address(url), _check_seconds(timeout)
    if (
        isinstance(expires, bool)
        or not isinstance(expires, int | float | np.number)
        or expires != expires
    ):
        raise UnvotesError(f"expires={shown(expires)} must be a number of days")
    filelock = _library("filelock")
    limit = LARGEST if limit is None else limit
    home = cache_folder(folder)
    name = re.sub(r"[^\w.-]+", "_", unquote(urlsplit(url).path).rsplit("/", 1)[-1]) or "file"
    mark = hashlib.sha256(url.encode()).hexdigest()[:8]
    target = home / f"{mark}-{name[-80:]}"
    try:
        with filelock.FileLock(f"{target}.lock", timeout=10 * timeout):
            note = intact(target)
            if note is not None and _age(note) < float(expires) * 86_400:
                return target
            return _fetched(url, target, timeout, limit, check)
    except filelock.Timeout:
        raise UnvotesError(
            f"{target}.lock: another program has been fetching {url} for long; wait for it, or "
            "delete the lock if it is gone"
        ) from None
    except OSError as error:
        raise UnvotesError(
            f"{url}: the file cannot be kept in {home} ({error.strerror or error}); is the disk "
            "full, or the folder not yours?"
        ) from None


def intact(target: Path) -> _Fetched | None:
    """
    Give what was noted of a fetched file, if it is still what was fetched.

    Parameters
    ----------
    target : pathlib.Path
        A file in the cache.

    Returns
    -------
    _Fetched or None
        None where the file or its note is missing, or its checksum another.
    """
    try:
        note = _Fetched(**json.loads(Path(f"{target}.json").read_text(encoding="utf-8")))
        return note if _sha256(target) == note.sha256 else None
    except (OSError, ValueError, TypeError):
        return None


def _age(note: _Fetched) -> float:
    """Give the seconds since a file was fetched."""
    return (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(note.fetched)).total_seconds()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_note(path: Path, note: _Fetched | _Begun) -> None:
    with whole_file(path) as draft:
        draft.write_text(json.dumps(asdict(note)), encoding="utf-8")


def _fetched(
    url: str, target: Path, timeout: float, limit: int, check: Callable[[Path], object] | None
) -> Path:
    problem = ""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(min(0.2 * 2**attempt, timeout))
        try:
            problem = _receive(url, target, timeout, limit)
        except _transient() as error:
            problem = f"the transfer broke off ({type(error).__name__})"
        if not problem:
            break
    begun = _noted_transfer(target)
    part = None if begun is None else target.with_name(begun.part)
    if problem or part is None:
        size = part.stat().st_size if part is not None and part.exists() else 0
        raise UnvotesError(
            f"{url}: {problem}, {_TRIES} times; {size:,} bytes are kept, and the next call goes on "
            "from there"
        )
    try:
        if check is not None:
            check(part)
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        note = _Fetched(url, now, _sha256(part), part.stat().st_size)
        # Between these two steps the copy has a note that is not its own, and so is not used.
        os.replace(part, target)
        _write_note(Path(f"{target}.json"), note)
    finally:
        _remove_transfer(target)
    return target


def _noted_transfer(target: Path) -> _Begun | None:
    """Read what is noted of a transfer under way."""
    try:
        return _Begun(**json.loads(Path(f"{target}.begun").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _remove_transfer(target: Path) -> None:
    """Leave nothing of a transfer."""
    Path(f"{target}.begun").unlink(missing_ok=True)
    for part in target.parent.glob(f"{glob.escape(target.name)}.*.part"):
        part.unlink(missing_ok=True)


def _begin(target: Path, response: Any, size: int | None) -> _Begun:
    """Begin anew: what came of another state of the file is left behind under its own name."""
    _remove_transfer(target)
    strong = response.headers.get("ETag", "")
    mark = strong if strong and not strong.startswith("W/") else ""
    tag = mark or response.headers.get("Last-Modified", "")
    own = hashlib.sha256(tag.encode()).hexdigest()[:8] if tag else secrets.token_hex(4)
    begun = _Begun(tag, size, f"{target.name}.{own}.part")
    _write_note(Path(f"{target}.begun"), begun)
    return begun


def _rest_of(response: Any, begun: _Begun, have: int) -> bool:
    """Tell whether an answer in part is the rest of what was begun, and of nothing else."""
    told = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("Content-Range", ""))
    if told is None:
        return False
    first, last, total = int(told[1]), int(told[2]), told[3]
    # A site that has marked the file must mark its parts; of dates it may leave out a known one.
    marked = begun.tag.startswith('"')
    told_tag = response.headers.get("ETag" if marked else "Last-Modified")
    same_file = told_tag == begun.tag or (told_tag is None and not marked)
    same_size = total == "*" or begun.size in (None, int(total))
    within = last >= first and (begun.size is None or last < begun.size)
    return first == have and same_file and same_size and within


def _receive(url: str, target: Path, timeout: float, limit: int) -> str:
    """Receive what is still missing; say what went wrong, or nothing."""
    begun = _noted_transfer(target)
    part = None if begun is None else target.with_name(begun.part)
    have = part.stat().st_size if part is not None and part.exists() else 0
    # Only a site that marks its files can say that the rest belongs to the beginning.
    going_on = begun is not None and bool(begun.tag) and have > 0
    if begun is not None and going_on and have == begun.size:
        return ""
    asked = {"Range": f"bytes={have}-", "If-Range": begun.tag} if begun and going_on else {}
    with _in_seconds(2 * timeout, lambda: _asked(url, timeout, asked), url) as response:
        if response.status_code == 416:
            _remove_transfer(target)
            return "the site does not know the rest of the file"
        refusal = _refusal(response, url)
        if refusal:
            raise refusal
        packed = response.headers.get("Content-Encoding", "identity")
        if packed not in ("", "identity"):
            raise UnvotesError(
                f"{url}: the site sent the file packed ({packed}), though it was asked not to, so "
                f"that it cannot be told whether it is whole; {_BROWSER}"
            )
        stated = response.headers.get("Content-Length", "")
        length = int(stated) if re.fullmatch("[0-9]{1,18}", stated) else None
        chunked = response.headers.get("Transfer-Encoding", "").lower() == "chunked"
        if response.status_code == 206:
            if begun is None or not going_on or not _rest_of(response, begun, have):
                _remove_transfer(target)
                return "the site sent another part of the file than was asked for"
        else:
            if length is None and not chunked:
                raise UnvotesError(
                    f"{url}: the site does not say how long the file is, so that a cut could not "
                    f"be told; {_BROWSER}"
                )
            begun, have = _begin(target, response, length), 0
        if begun.size is not None and begun.size > limit:
            _remove_transfer(target)
            raise UnvotesError(
                f"{url}: the file has {begun.size / 1e9:.1f} GB; at most {limit / 1e9:.1f} GB are "
                "fetched. Is it the right address?"
            )
        have = _append(response, target.with_name(begun.part), begun.size, have, timeout, limit)
        if have > limit:
            _remove_transfer(target)
            raise UnvotesError(f"{url}: the file does not end after {limit / 1e9:.1f} GB; stopped")
        if begun.size is not None and have < begun.size:
            return f"the transfer was cut short, {have:,} of {begun.size:,} bytes"
        if begun.size is not None and have > begun.size:
            _remove_transfer(target)
            return f"the site sent {have:,} bytes of a file of {begun.size:,}"
        if have == 0:
            return "the site sent an empty file"
        wrong = _wrong_digest(response, target.with_name(begun.part))
        if wrong:
            _remove_transfer(target)
        return wrong


def _append(
    response: Any, part: Path, size: int | None, have: int, timeout: float, limit: int
) -> int:
    """Add what comes to what is there; give how much that makes."""
    bar = progress_bar(size, f"Fetching {part.name.partition('-')[2].rsplit('.', 2)[0]}")
    bar.update(have)
    # What has come is kept, and whether it is all is seen afterwards.
    response.raw.enforce_content_length = False
    since, received = time.monotonic(), 0
    try:
        with part.open("ab" if have else "wb") as file:
            # Each piece as it comes: to wait for a full one, a dripping server has for ever.
            while have <= limit and (piece := response.raw.read1(_CHUNK)):
                file.write(piece)
                have += len(piece)
                received += len(piece)
                bar.update(len(piece))
                late = time.monotonic() - since
                if late > timeout:
                    if received < _SLOWEST * late:
                        raise TimeoutError("hardly a byte comes")
                    since, received = time.monotonic(), 0
    finally:
        bar.close()
    return have


def _wrong_digest(response: Any, part: Path) -> str:
    """Compare a whole file with the checksum that the site tells, if it tells one."""
    told = response.headers.get("Repr-Digest") or response.headers.get("Digest") or ""
    found = re.search(r"sha-256=:?([A-Za-z0-9+/]{43}=)", told, re.IGNORECASE)
    if found and base64.b64decode(found[1]).hex() != _sha256(part):
        return "the file is not what the site's own checksum says"
    return ""
