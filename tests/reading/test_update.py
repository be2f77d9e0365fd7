"""Fetching and updating, against a server of this machine that misbehaves in every way."""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

import unvotes as uv
from tests.reading import library_files as made
from tests.reading.test_combine import newer_votes
from unvotes.errors import UnvotesError, UnvotesWarning
from unvotes.reading import download
from unvotes.reading import update as updating
from unvotes.reading.download import fetch
from unvotes.reading.library import read_undl
from unvotes.reading.update import update

CSV = made.text_of(newer_votes()).encode("utf-8-sig")
NAME = "2026_02_06_sc_voting.csv"


class Handler(BaseHTTPRequestHandler):
    """Answers each path as the server's table says."""

    def log_message(self, *words: object) -> None:
        pass

    def answer(
        self, data: bytes, status: int = 200, kind: str = "text/csv", stated: int = -1, **more: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if stated != 0:
            self.send_header("Content-Length", str(stated if stated > 0 else len(data)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(data)

    def do_GET(self) -> None:
        server = self.server
        server.asked.append((self.path, self.headers.get("Range", "")))
        act = server.table.get(self.path.partition("?")[0])
        if act is None:
            self.answer(b"nothing here", 404, "text/html")
        else:
            act(self)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.table: dict = {}
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def file(self, name: str = NAME, data: bytes = CSV, **how: object) -> str:
        """Offer a file; give its address."""
        path = f"/record/4055387/files/{name}"
        self.table[path] = lambda self: self.answer(data, **how)
        return self.url + path

    def listing(self, *names: str) -> None:
        """List files as the Library's interface for programs does."""
        held = [
            {"name": name[:-4], "format": ".csv", "url": f"{self.url}/record/4055387/files/{name}"}
            for name in names
        ]
        data = json.dumps(held).replace("/", "\\/").encode()
        self.table["/api/v1/file"] = lambda self: self.answer(data, kind="application/json")


@pytest.fixture
def server(monkeypatch, tmp_path) -> Iterator[Server]:
    made_server = Server()
    thread = threading.Thread(target=made_server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    monkeypatch.setattr(updating, "_SITE", made_server.url)
    monkeypatch.setenv("UNVOTES_CACHE", str(tmp_path / "cache"))
    # Waiting between tries is for real sites.
    monkeypatch.setattr(download.time, "sleep", lambda seconds: None)
    yield made_server
    made_server.shutdown()
    made_server.server_close()


def shipped(result) -> bool:
    return len(result.roll_calls) == len(uv.load_roll_calls()) and result.file is None


def test_the_newest_file_is_found_fetched_and_combined(server):
    server.file()
    server.file("2025_11_25_sc_voting.csv", b"old")
    server.listing("2025_11_25_sc_voting.csv", NAME, "2026_02_06_sc_voting_md.md.csv")
    result = update()
    assert result.added["roll_call"].tolist() == [f"S/RES/{n}" for n in range(2830, 2834)]
    assert result.differences.empty
    assert result.file is not None and "2026_02_06" in result.source
    assert result.defects.empty
    pd.testing.assert_frame_equal(
        result.roll_calls.iloc[:-4], uv.load_roll_calls(), check_categorical=False
    )
    asked = len(server.asked)
    update()
    # The listing is asked again, the file is not: the copy is young enough.
    assert [path for path, _ in server.asked[asked:]] == ["/api/v1/file?recid=4055387"]


@pytest.mark.parametrize(
    "page",
    [
        '<html><a href="/record/4055387/files/{0}?ln=en">Data</a></html>',
        "<record><datafield tag='856'><subfield code='u'>{1}</subfield></datafield></record>",
        '{{"files": [{{"full_name": "x", "url": "{1}"}}]}}',
    ],
)
def test_other_forms_of_the_records_page(server, page):
    address = server.file()
    text = page.format(NAME, address).encode()
    server.table["/record/4055387"] = lambda self: self.answer(text, kind="text/html")
    assert len(update().added) == 4


def test_defects_of_what_is_new(tmp_path):
    votes = newer_votes()
    votes[2].letters["DZA"] = votes[2].letters.pop("BHR")
    result = update(path=made.write(tmp_path / "f.csv", votes))
    assert result.defects[["roll_call", "member", "check"]].to_numpy().tolist() == [
        ["S/RES/2832", "BHR", "member missing"],
        ["S/RES/2832", "DZA", "not a member"],
    ]
    assert len(result.added) == 4


def test_newer_sessions_of_the_assembly_are_no_defect(tmp_path):
    sat = uv.members("2025-12-18", body="general-assembly")
    names = dict(zip(sat["member"], sat["name"].str.upper(), strict=True))
    letters = dict.fromkeys(names, "Y") | {"RUS": "N", "CHN": "A", "IND": "A"}
    votes = [
        made.Vote(symbol, day, dict(letters), session=session, names=names)
        for symbol, day, session in (
            ("A/RES/80/381", "2026-02-03", "80"),
            ("A/RES/ES-11/17", "2026-02-24", "11emsp"),
            ("A/RES/81/1", "2026-10-05", "81"),
        )
    ]
    result = update("general-assembly", path=made.write(tmp_path / "f.csv", votes, made.ASSEMBLY))
    assert result.added["roll_call"].tolist() == [vote.symbol for vote in votes]
    assert result.added["resolution"].tolist() == [381, 17, 1]
    assert result.defects.empty, result.defects.to_string()
    votes[2].symbol, votes[2].session = "A/RES/90/1", "90"
    result = update("general-assembly", path=made.write(tmp_path / "f.csv", votes, made.ASSEMBLY))
    assert result.defects["check"].tolist() == ["session"]


def test_the_newest_is_chosen_by_its_date_however_written():
    page = "".join(
        f'<a href="/record/4060887/files/{name}">'
        for name in (
            "2025_9_19_ga_voting.csv",
            "2024_09_12_ga_resolutions_voting.csv",
            "2025_11_05_ga_voting.csv",
            "2025_11_06_ga_voting_md.md",
            "2025_13_45_ga_voting.csv",
        )
    )
    found = updating._addresses(page, "https://example.org/record/4060887")
    assert max(found)[1].endswith("2025_11_05_ga_voting.csv")
    other = '<a href="https://elsewhere.net/files/2027_01_01_ga_voting.csv">'
    assert updating._addresses(other, "https://example.org/record/4060887") == []


def test_no_dated_address_is_written_in_the_code():
    code = Path(updating.__file__).read_text(encoding="utf-8")
    assert not re.search(r"/files/\d{4}_", code)


def test_a_file_by_hand(server, tmp_path):
    path = made.write(tmp_path / "f.csv", newer_votes(), made.COUNCIL[::-1])
    assert len(update(path=path).added) == 4
    assert len(update(url=server.file("any.csv")).added) == 4
    assert len(read_undl(server.file("any.csv")).roll_calls) == 4
    with pytest.raises(UnvotesError, match="give one of them"):
        update(path=path, url="https://example.org")
    with pytest.raises(UnvotesError, match="unknown body"):
        update("trusteeship-council")
    assembly = made.write(
        tmp_path / "ga.csv",
        [made.Vote("A/RES/66/253 A", "2012-02-16", {"IND": "Y"}, session="66")],
        made.ASSEMBLY,
    )
    with pytest.raises(UnvotesError, match="general-assembly, not of the security-council"):
        update(path=assembly)


def _loop(handler: Handler) -> None:
    handler.answer(b"", 302, Location=handler.path)


def _html(handler: Handler) -> None:
    handler.answer(b"<!doctype html><html>Are you human?</html>", kind="text/html")


def _html_as_csv(handler: Handler) -> None:
    handler.answer(b"<!doctype html><html>Are you human?</html>")


def _gigabytes(handler: Handler) -> None:
    handler.answer(b"x", stated=5 * 1024**3)


def _endless(handler: Handler) -> None:
    handler.answer(b"x" * 3_000_000, stated=0)


def _endless_in_chunks(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for _ in range(40):
            handler.wfile.write(b"186A0\r\n" + b"x" * 100_000 + b"\r\n")


def _half_of_a_packed_file(handler: Handler) -> None:
    whole = gzip.compress(CSV)
    handler.answer(whole[: len(whole) // 2], Content_Encoding="gzip")


def _elsewhere(handler: Handler) -> None:
    handler.answer(b"", 302, Location=f"http://127.0.0.2:{handler.server.server_port}/votes.csv")


def _slow(handler: Handler) -> None:
    threading.Event().wait(1.5)
    handler.answer(b"late")


def _challenge(handler: Handler) -> None:
    handler.answer(b"", 202, "text/html", x_amzn_waf_action="challenge")


def _pdf(handler: Handler) -> None:
    handler.answer(b"%PDF-1.7 ...", kind="application/pdf")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda self: self.answer(b"gone", 404), "no such file"),
        (lambda self: self.answer(b"no", 403), "refuses"),
        (lambda self: self.answer(b"oops", 500), "500"),
        (_loop, "in a circle"),
        (_html, "a page of HTML"),
        (_html_as_csv, "page of HTML"),
        (_gigabytes, "at most"),
        (_endless, "does not say how long the file is"),
        (_endless_in_chunks, "does not end"),
        (_half_of_a_packed_file, "sent the file packed"),
        (_elsewhere, "leads to another, http://127.0.0.2"),
        (_slow, "broke off"),
        (_challenge, "wants to see a browser"),
        (_pdf, "PDF"),
        (lambda self: self.answer(b""), "empty file"),
        (lambda self: self.answer(b"a,b\n1,2\n"), "no such column"),
    ],
)
def test_a_site_that_misbehaves_leaves_the_record_as_shipped(server, monkeypatch, act, words):
    monkeypatch.setattr(download, "LARGEST", 2_000_000)
    monkeypatch.setattr(download, "_TRIES", 2)
    server.file()
    server.listing(NAME)
    server.table[f"/record/4055387/files/{NAME}"] = act
    with pytest.warns(UnvotesWarning, match=words) as caught:
        result = update(timeout=0.5)
    assert "Going on with the shipped record" in str(caught[0].message)
    assert shipped(result)
    assert "the shipped record alone" in repr(result)


def test_a_changed_page_or_no_network_leaves_the_record_as_shipped(server, monkeypatch):
    with pytest.warns(UnvotesWarning, match=r"no such file .*give it by path="):
        assert shipped(update())
    server.table["/api/v1/file"] = lambda self: self.answer(b"[]", kind="application/json")
    with pytest.warns(UnvotesWarning, match="the page may have changed"):
        assert shipped(update())
    monkeypatch.setattr(updating, "_SITE", "http://127.0.0.1:9")
    with pytest.warns(UnvotesWarning, match="are you online"):
        assert shipped(update())


def test_an_older_copy_serves_when_the_site_fails(server):
    server.file()
    server.listing(NAME)
    update()
    server.table.clear()
    with pytest.warns(UnvotesWarning, match="Going on with the copy of"):
        assert len(update(expires=0).added) == 4


def _cut_then_resumed(server: Server, mark: str) -> str:
    """Offer a file of which the first answer stops in the middle."""

    def act(handler: Handler) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        if asked and handler.headers.get("If-Range") == mark:
            start = int(asked[1])
            handler.answer(
                CSV[start:],
                206,
                ETag=mark,
                Content_Range=f"bytes {start}-{len(CSV) - 1}/{len(CSV)}",
            )
        else:
            handler.answer(CSV[:5000], stated=len(CSV), ETag=mark)
            handler.close_connection = True

    server.table["/cut.csv"] = act
    return server.url + "/cut.csv"


def test_a_transfer_that_is_cut_is_resumed(server, tmp_path):
    path = fetch(_cut_then_resumed(server, '"one"'), folder=tmp_path)
    assert path.read_bytes() == CSV
    assert server.asked == [("/cut.csv", ""), ("/cut.csv", "bytes=5000-")]
    assert not list(tmp_path.glob("*.part*"))


def test_a_transfer_is_resumed_at_the_next_call(server, tmp_path, monkeypatch):
    address = _cut_then_resumed(server, '"one"')
    monkeypatch.setattr(download, "_TRIES", 1)
    with pytest.raises(UnvotesError, match=r"5,000 of .* bytes.*the next call goes on"):
        fetch(address, folder=tmp_path)
    assert not list(tmp_path.glob("*.csv"))
    assert fetch(address, folder=tmp_path).read_bytes() == CSV


def test_a_file_that_changed_in_between_is_fetched_anew(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "_TRIES", 1)
    with pytest.raises(UnvotesError):
        fetch(_cut_then_resumed(server, '"one"'), folder=tmp_path)
    server.table["/cut.csv"] = lambda self: self.answer(b"another", ETag='"two"')
    assert fetch(server.url + "/cut.csv", folder=tmp_path).read_bytes() == b"another"


def test_a_copy_is_used_until_it_expires_or_is_damaged(server, tmp_path):
    address = server.file()
    path = fetch(address, folder=tmp_path)
    fetch(address, folder=tmp_path)
    assert len(server.asked) == 1
    path.write_bytes(b"damaged")
    assert fetch(address, folder=tmp_path).read_bytes() == CSV
    fetch(address, folder=tmp_path, expires=0)
    assert len(server.asked) == 3


def test_a_file_that_fails_its_check_does_not_replace_the_older_copy(server, tmp_path):
    address = server.file()
    path = fetch(address, folder=tmp_path)
    server.file(data=b"<html>")
    with pytest.raises(UnvotesError, match="HTML"):
        fetch(address, folder=tmp_path, expires=0, check=read_undl)
    assert path.read_bytes() == CSV


def _in_part(server: Server, **told: str) -> tuple[str, bytes]:
    """Offer a file that is cut at first, and then goes on as told, with another's bytes."""
    other = b"#" * len(CSV)

    def act(handler: Handler) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        if asked and not server.changed:
            server.changed = True
            range_ = told.get("range", f"bytes {asked[1]}-{len(CSV) - 1}/{len(CSV)}")
            data = other[int(asked[1]) :]
            handler.answer(data, 206, ETag=told.get("tag", '"one"'), Content_Range=range_)
        elif server.changed:
            handler.answer(CSV, ETag='"two"')
        else:
            handler.answer(CSV[:5000], stated=len(CSV), ETag='"one"')
            handler.close_connection = True

    server.changed = False
    server.table["/part.csv"] = act
    return server.url + "/part.csv", CSV


@pytest.mark.parametrize(
    "told",
    [
        {"tag": '"two"'},
        {"range": f"bytes 0-{len(CSV) - 1}/{len(CSV)}"},
        {"range": f"bytes 5000-{len(CSV) - 1}/{len(CSV) + 7}"},
        {"range": f"bytes 5000-{len(CSV) + 7}/*"},
        {"range": "bytes 5000-"},
        {"range": ""},
    ],
)
def test_a_part_of_another_file_is_never_glued_on(server, tmp_path, told):
    address, whole = _in_part(server, **told)
    assert fetch(address, folder=tmp_path).read_bytes() == whole


@pytest.mark.parametrize(
    ("first", "then", "taken"),
    [
        ({"Last_Modified": "Mon, 23 Nov 2026 10:00:00 GMT"}, {}, True),
        (
            {"Last_Modified": "Mon, 23 Nov 2026 10:00:00 GMT"},
            {"Last_Modified": "Tue, 24 Nov 2026 10:00:00 GMT"},
            False,
        ),
        ({"ETag": '"one"'}, {}, False),
        ({"ETag": '"one"'}, {"Last_Modified": "Tue, 24 Nov 2026 10:00:00 GMT"}, False),
    ],
)
def test_a_part_is_taken_only_with_the_mark_of_the_file(server, tmp_path, first, then, taken):
    other = b"#" * len(CSV)

    def act(handler: Handler) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        if asked:
            told = f"bytes {asked[1]}-{len(CSV) - 1}/{len(CSV)}"
            handler.answer(other[int(asked[1]) :], 206, Content_Range=told, **then)
        elif len(server.asked) == 1:
            handler.answer(CSV[:5000], stated=len(CSV), **first)
            handler.close_connection = True
        else:
            handler.answer(other, **then)

    server.table["/marked.csv"] = act
    got = fetch(server.url + "/marked.csv", folder=tmp_path).read_bytes()
    assert got == (CSV[:5000] + other[5000:] if taken else other)


def test_a_part_that_nobody_asked_for_is_not_taken_as_whole(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "_TRIES", 1)
    server.table["/half.csv"] = lambda self: self.answer(
        CSV[:5000], 206, ETag='"one"', Content_Range=f"bytes 0-4999/{len(CSV)}"
    )
    with pytest.raises(UnvotesError, match="another part of the file than was asked for"):
        fetch(server.url + "/half.csv", folder=tmp_path)
    assert not list(tmp_path.glob("*.csv"))


def test_a_smaller_part_than_was_asked_for_is_gone_on_with(server, tmp_path):
    def act(handler: Handler) -> None:
        start = int(re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range") or "bytes=0-")[1])
        end = min(start + len(CSV) // 3, len(CSV))
        data, told = CSV[start:end], f"bytes {start}-{end - 1}/{len(CSV)}"
        if start == 0:
            handler.answer(data, stated=len(CSV), ETag='"one"')
            handler.close_connection = True
        else:
            handler.answer(data, 206, ETag='"one"', Content_Range=told)

    server.table["/thirds.csv"] = act
    assert fetch(server.url + "/thirds.csv", folder=tmp_path).read_bytes() == CSV


@pytest.mark.parametrize("step", ["_write_note", "_append"])
def test_an_interrupt_at_any_step_mixes_nothing(server, tmp_path, monkeypatch, step):
    monkeypatch.setattr(download, "_TRIES", 1)
    with pytest.raises(UnvotesError):
        fetch(_cut_then_resumed(server, '"one"'), folder=tmp_path)
    server.table["/cut.csv"] = lambda self: self.answer(b"#" * len(CSV), ETag='"two"')
    right = getattr(download, step)

    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(download, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch(server.url + "/cut.csv", folder=tmp_path)
    monkeypatch.setattr(download, step, right)
    address = _cut_then_resumed(server, '"two"')
    monkeypatch.setattr(download, "_TRIES", 4)
    assert fetch(address, folder=tmp_path).read_bytes() == CSV


def test_the_sites_own_checksum_is_compared(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "_TRIES", 1)
    digest = base64.b64encode(hashlib.sha256(CSV).digest()).decode()
    address = server.file(Repr_Digest=f"sha-256=:{digest}:")
    assert fetch(address, folder=tmp_path / "right").read_bytes() == CSV
    server.file(data=CSV[:-7], Repr_Digest=f"sha-256=:{digest}:")
    with pytest.raises(UnvotesError, match="own checksum"):
        fetch(address, folder=tmp_path / "wrong")


def test_a_damaged_copy_is_not_read_when_the_site_fails(server):
    server.file()
    server.listing(NAME)
    update()
    [copy] = Path(os.environ["UNVOTES_CACHE"]).rglob("*.csv")
    copy.write_bytes(CSV[: CSV.rindex(b"\n", 0, len(CSV) // 2) + 1])
    server.table.clear()
    with pytest.warns(UnvotesWarning, match="Going on with the shipped record"):
        assert shipped(update(expires=0))


def _drip(handler: Handler) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nX-Slow: ")
        for _ in range(100):
            handler.wfile.write(b"x")
            threading.Event().wait(0.05)


def _drip_below(handler: Handler) -> None:
    handler.answer(b"a", stated=1_000_000, ETag='"one"')
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for _ in range(100):
            handler.wfile.write(b"x")
            threading.Event().wait(0.05)


@pytest.mark.parametrize("act", [_drip, _drip_below])
def test_a_server_that_drips_is_given_up_in_time(server, tmp_path, monkeypatch, act):
    monkeypatch.setattr(download, "_TRIES", 1)
    server.table["/drip"] = act
    begun = download.time.monotonic()
    with pytest.raises(UnvotesError, match="no answer"):
        download.page(server.url + "/drip", timeout=0.3)
    with pytest.raises(UnvotesError, match="broke off"):
        fetch(server.url + "/drip", folder=tmp_path, timeout=0.3)
    assert download.time.monotonic() - begun < 3


def test_a_redirect_keeps_scheme_and_host(server, tmp_path):
    address = server.file()
    server.table["/moved"] = lambda self: self.answer(b"", 301, Location=address)
    assert fetch(server.url + "/moved", folder=tmp_path).read_bytes() == CSV
    secure = address.replace("http://", "https://")
    server.table["/moved"] = lambda self: self.answer(b"", 301, Location=secure)
    with pytest.raises(UnvotesError, match="leads to another, https://"):
        fetch(server.url + "/moved", folder=tmp_path, expires=0)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"timeout": 0}, r"timeout=0 must be a number of seconds above 0"),
        ({"timeout": "soon"}, "timeout='soon'"),
        ({"expires": "never"}, "expires='never' must be a number of days"),
        ({"expires": float("nan")}, "expires=nan must be a number of days"),
        ({"folder": "\0"}, "files cannot be kept in"),
    ],
)
def test_wrong_times(server, tmp_path, how, words):
    with pytest.raises(UnvotesError, match=words):
        fetch(server.file(), **({"folder": tmp_path} | how))


def test_a_copy_can_be_kept_for_ever(server, tmp_path):
    address = server.file()
    fetch(address, folder=tmp_path)
    fetch(address, folder=tmp_path, expires=float("inf"))
    assert len(server.asked) == 1


def test_a_cache_that_cannot_be_written(server, tmp_path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(UnvotesError, match=r"cannot be kept in .*UNVOTES_CACHE"):
        fetch(server.file(), folder=tmp_path / "file" / "cache")


def test_two_fetches_at_once_ask_once(server, tmp_path):
    address, paths = server.file(), []
    threads = [
        threading.Thread(target=lambda: paths.append(fetch(address, folder=tmp_path)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(paths)) == 1 and len(server.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        *["file:///etc/passwd", "ftp://example.org/f.csv", "votes.csv", "http://", "http://["],
        *["https:///votes.csv", "http://exa mple.org:port/", None, 7],
    ],
)
def test_what_is_no_address(tmp_path, url):
    with pytest.raises(UnvotesError, match="address"):
        fetch(url, folder=tmp_path)
