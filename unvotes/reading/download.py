"""Fetching a file from an address: resumed, limited, checked, and put in place whole or not."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

from unvotes.errors import UnvotesError
from unvotes.reading.delimited import progress_bar

__all__ = ["LARGEST", "cache_folder", "fetch", "page"]

#: Six times the largest file that the Library has issued.
LARGEST = 2 * 1024**3
_PAGE = 8 * 1024**2
_TRIES = 4
_CHUNK = 1 << 16
#: Named as what it is; a site that wants no programs can say so.
_HEADERS = {"User-Agent": "unvotes (Python; research)", "Accept-Encoding": "identity"}
_BROWSER = "download it in a browser and give the file by hand: update(path=…) or read_undl('…')"


def _library(name: str) -> ModuleType:
    import importlib

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
    """
    named = folder or os.environ.get("UNVOTES_CACHE")
    path = Path(named or _library("platformdirs").user_cache_dir("unvotes"))
    path.mkdir(parents=True, exist_ok=True)
    return path


@dataclass
class _Fetched:
    """What is noted beside a fetched file."""

    url: str
    fetched: str
    sha256: str
    size: int


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


def _asked(url: str, timeout: float, headers: dict[str, str]) -> Any:
    requests = _library("requests")
    if not re.match(r"https?://", url):
        raise UnvotesError(f"{url!r} is no address; it begins with https://")
    try:
        return requests.get(url, headers=_HEADERS | headers, timeout=timeout, stream=True)
    except requests.TooManyRedirects:
        raise UnvotesError(f"{url}: the site leads in a circle; {_BROWSER}") from None
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as error:
        raise UnvotesError(f"{url}: no address that can be asked ({error})") from None


def _transient() -> tuple[type[Exception], ...]:
    requests = _library("requests")
    return (requests.RequestException, _library("urllib3").exceptions.HTTPError, OSError)


def page(url: str, *, timeout: float = 30) -> str:
    """
    Fetch a page as text.

    Parameters
    ----------
    url : str
        Its address.
    timeout : float, default 30
        Seconds without an answer before it is given up.

    Returns
    -------
    str
        The text, at most 8 MB.

    Raises
    ------
    UnvotesError
        If there is no answer, or another than the page.
    """
    begun = time.monotonic()
    data = b""
    try:
        with _asked(url, timeout, {}) as response:
            refusal = _refusal(response, url)
            if refusal and response.status_code != 200:
                raise refusal
            for chunk in response.iter_content(_CHUNK):
                data += chunk
                if len(data) > _PAGE or time.monotonic() - begun > 4 * timeout:
                    raise UnvotesError(f"{url}: larger or slower than a page can be")
    except _transient() as error:
        raise UnvotesError(f"{url}: no answer ({type(error).__name__}); are you online?") from None
    return data.decode("utf-8", "replace")


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

    A transfer that is cut is taken up where it stopped, now or at the next call. The file
    appears under its name only when it is whole; a lock keeps two processes apart.

    Parameters
    ----------
    url : str
        Its address.
    folder : str or path, optional
        Another folder than the user's cache.
    expires : float, default 7
        Days for which a copy is used again without asking the site.
    timeout : float, default 30
        Seconds without a byte before a try is given up.
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
    filelock = _library("filelock")
    limit = LARGEST if limit is None else limit
    home = cache_folder(folder)
    name = re.sub(r"[^\w.-]+", "_", unquote(urlsplit(url).path).rsplit("/", 1)[-1]) or "file"
    mark = hashlib.sha256(url.encode()).hexdigest()[:8]
    target = home / f"{mark}-{name[-80:]}"
    try:
        with filelock.FileLock(f"{target}.lock", timeout=10 * timeout):
            if _fresh(target, expires):
                return target
            return _fetched(url, target, timeout, limit, check)
    except filelock.Timeout:
        raise UnvotesError(
            f"{target}.lock: another program has been fetching {url} for long; wait for it, or "
            "delete the lock if it is gone"
        ) from None


def _fresh(target: Path, expires: float) -> bool:
    """Tell whether a copy is young enough, and still what was fetched."""
    try:
        note = _Fetched(**json.loads(Path(f"{target}.json").read_text(encoding="utf-8")))
        age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(note.fetched)
        return age < dt.timedelta(days=expires) and _sha256(target) == note.sha256
    except (OSError, ValueError, TypeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetched(
    url: str, target: Path, timeout: float, limit: int, check: Callable[[Path], object] | None
) -> Path:
    part, tag = Path(f"{target}.part"), Path(f"{target}.part.tag")
    problem = ""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(min(0.2 * 2**attempt, timeout))
        try:
            problem = _received(url, part, tag, timeout, limit)
        except _transient() as error:
            problem = f"the transfer broke off ({type(error).__name__})"
        if not problem:
            break
    else:
        size = part.stat().st_size if part.exists() else 0
        raise UnvotesError(
            f"{url}: {problem}, {_TRIES} times; {size:,} bytes are kept, and the next call goes on "
            "from there"
        )
    if check is not None:
        try:
            check(part)
        except UnvotesError:
            part.unlink(missing_ok=True)
            raise
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    note = _Fetched(url, now, _sha256(part), part.stat().st_size)
    os.replace(part, target)
    tag.unlink(missing_ok=True)
    written = Path(f"{target}.json.new")
    written.write_text(json.dumps(asdict(note)), encoding="utf-8")
    os.replace(written, f"{target}.json")
    return target


def _received(url: str, part: Path, tag: Path, timeout: float, limit: int) -> str:
    """Receive what is still missing; say what went wrong, or nothing."""
    have = part.stat().st_size if part.exists() else 0
    known = tag.read_text(encoding="utf-8") if have and tag.exists() else ""
    # Only a site that marks its files can say that the rest belongs to the beginning.
    asked = {"Range": f"bytes={have}-", "If-Range": known} if known else {}
    with _asked(url, timeout, asked) as response:
        if response.status_code == 416:
            part.unlink(missing_ok=True)
            return "the site does not know the rest of the file"
        refusal = _refusal(response, url)
        if refusal:
            raise refusal
        going_on = response.status_code == 206 and re.match(
            rf"bytes {have}-", response.headers.get("Content-Range", "")
        )
        if response.status_code == 206 and not going_on:
            part.unlink(missing_ok=True)
            return "the site sent another part of the file than was asked for"
        have = have if going_on else 0
        stated = response.headers.get("Content-Length", "")
        whole = have + int(stated) if re.fullmatch("[0-9]{1,18}", stated) else None
        if response.headers.get("Content-Encoding", "identity") not in ("", "identity"):
            whole = None
        if whole is not None and whole > limit:
            raise UnvotesError(
                f"{url}: the file has {whole / 1e9:.1f} GB; at most {limit / 1e9:.1f} GB are "
                "fetched. Is it the right address?"
            )
        strong = response.headers.get("ETag", "")
        mark = strong if strong and not strong.startswith("W/") else ""
        tag.write_text(mark or response.headers.get("Last-Modified", ""), encoding="utf-8")
        bar = progress_bar(whole, f"Fetching {part.name.partition('-')[2].removesuffix('.part')}")
        bar.update(have)
        # What has come is kept, and whether it is all is seen below.
        response.raw.enforce_content_length = False
        try:
            with part.open("ab" if going_on else "wb") as file:
                for chunk in response.iter_content(_CHUNK):
                    have += len(chunk)
                    if have > limit:
                        break
                    file.write(chunk)
                    bar.update(len(chunk))
        finally:
            bar.close()
        if have > limit:
            part.unlink(missing_ok=True)
            raise UnvotesError(f"{url}: the file does not end after {limit / 1e9:.1f} GB; stopped")
        if whole is not None and have < whole:
            return f"the transfer was cut short, {have:,} of {whole:,} bytes"
        if have == 0:
            return "the site sent an empty file"
    return ""
