"""Fetching: what is refused, what is limited, and what arrives. Against a server on this machine only."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sayso.config import sayso_version
from sayso.errors import InputError
from sayso.ingest import fetch
from sayso.ingest.fetch import FetchLimits, fetch_page, is_public

PAGE = b"<html><body><p>Kyiv denied it.</p></body></html>"
QUICK = FetchLimits(
    connect_seconds=1, read_seconds=1, total_seconds=2, page_bytes=50_000, redirects=3
)
SEEN: list[dict[str, str]] = []


class Paper(BaseHTTPRequestHandler):
    """A paper with good and bad manners, by path."""

    def do_GET(self) -> None:
        SEEN.append(dict(self.headers.items()) | {"path": self.path})
        getattr(self, "serve_" + self.path.strip("/").split("/")[0], self.serve_page)()

    def answer(self, body: bytes = PAGE, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in (
            fields | {name.replace("_", "-"): value for name, value in headers.items()}
        ).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def serve_page(self) -> None:
        self.answer()

    def serve_text(self) -> None:
        self.answer(
            "“Non,” dit-il.".encode("cp1252"), Content_Type="text/plain; charset=windows-1252"
        )

    def serve_untyped(self) -> None:
        self.answer(Content_Type="")

    def serve_packed(self) -> None:
        self.answer(gzip.compress(PAGE), Content_Encoding="gzip")

    def serve_bomb(self) -> None:
        self.answer(gzip.compress(b"a" * 30_000_000), Content_Encoding="gzip")

    def serve_broken(self) -> None:
        self.answer(b"no gzip at all", Content_Encoding="gzip")

    def serve_unasked(self) -> None:
        self.answer(Content_Encoding="br")

    def serve_pdf(self) -> None:
        self.answer(b"%PDF", Content_Type="application/pdf")

    def serve_missing(self) -> None:
        self.answer(status=404)

    def serve_large(self) -> None:
        self.answer(b"a" * 60_000)

    def serve_endless(self) -> None:
        self.answer(b"a" * 60_000, Content_Length="")

    def serve_moved(self) -> None:
        self.answer(b"", 302, Location="/page")

    def serve_round(self) -> None:
        self.answer(b"", 302, Location="/round", Set_Cookie="a=b")

    def serve_away(self) -> None:
        self.answer(b"", 301, Location=f"http://127.0.0.2:{self.server.server_port}/page")  # type: ignore[attr-defined]

    def serve_elsewhere(self) -> None:
        self.answer(b"", 301, Location="file:///etc/passwd")

    def serve_silent(self) -> None:
        time.sleep(3)

    def serve_dripping(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(40):
            self.wfile.write(f"X-{number}: y\r\n".encode())
            self.wfile.flush()
            time.sleep(0.1)

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # the reader hung up, as it should
            super().handle()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    found = ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    found.daemon_threads = True
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{found.server_port}"
    found.shutdown()
    found.server_close()


def refused(url: str, *, allow_private: bool = True) -> str:
    with pytest.raises(InputError) as caught:
        fetch_page(url, allow_private=allow_private, limits=QUICK)
    assert caught.value.stage == "fetch"
    return caught.value.reason


@pytest.mark.parametrize(
    ("path", "media", "charset"),
    [
        ("/page", "html", "utf-8"),
        ("/text", "text", "windows-1252"),
        ("/untyped", "html", None),
        ("/packed", "html", "utf-8"),
    ],
)
def test_pages_arrive(server: str, path: str, media: str, charset: str | None) -> None:
    raw = fetch_page(server + path, allow_private=True, limits=QUICK)
    assert (raw.media, raw.charset, raw.url, raw.source_id) == (
        media,
        charset,
        server + path,
        server + path,
    )
    assert raw.fetched is not None
    assert raw.fetched.endswith("+00:00")
    assert media == "text" or raw.data == PAGE


def test_a_redirect_is_followed_and_named(server: str) -> None:
    raw = fetch_page(server + "/moved", allow_private=True, limits=QUICK)
    assert (raw.source_id, raw.url) == (server + "/moved", server + "/page")


def test_what_is_sent(server: str) -> None:
    SEEN.clear()
    fetch_page(server + "/page#part", allow_private=True, limits=QUICK)
    assert SEEN[0]["User-Agent"] == f"sayso/{sayso_version()}"
    assert SEEN[0]["path"] == "/page"
    assert "Cookie" not in SEEN[0]
    assert SEEN[0]["Host"] == server.removeprefix("http://")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/pdf", "application/pdf"),
        ("/missing", "HTTP 404"),
        ("/large", "more than 0.05 MB"),
        ("/endless", "more than 0.05 MB"),
        ("/bomb", "more than 0.05 MB"),
        ("/broken", "cannot be fetched"),
        ("/unasked", "not asked for"),
        ("/round", "more than 3 redirects"),
        ("/elsewhere", "only http"),
        ("/silent", "no answer in time"),
        ("/dripping", "not finished within 2 seconds"),
    ],
)
def test_bad_manners_have_a_reason(server: str, path: str, reason: str) -> None:
    started = time.monotonic()
    assert reason in refused(server + path)
    assert time.monotonic() - started < 5


def test_cookies_are_not_kept_between_hops(server: str) -> None:
    SEEN.clear()
    refused(server + "/round")
    assert len(SEEN) == 4
    assert all("Cookie" not in headers for headers in SEEN)


def test_private_addresses_are_refused(server: str) -> None:
    SEEN.clear()
    assert "not a public address" in refused(server + "/page", allow_private=False)
    assert "not a public address" in refused(
        server.replace("127.0.0.1", "localhost"), allow_private=False
    )
    assert SEEN == []


def test_a_redirect_to_a_private_address_is_refused(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    SEEN.clear()
    assert "127.0.0.2, not a public address" in refused(server + "/away", allow_private=False)
    assert [headers["path"] for headers in SEEN] == ["/away"]


def test_the_connection_goes_to_the_address_that_was_checked(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when checked and private a moment later: it is resolved only once."""
    port = int(server.rsplit(":", 1)[1])
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, *rest: Any, **named: Any) -> Any:
        if host != "paper.example":
            return real(host, *rest, **named)
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    SEEN.clear()
    raw = fetch_page(f"http://paper.example:{port}/page", limits=QUICK)
    assert raw.data == PAGE
    assert asked == ["paper.example"]
    assert SEEN[0]["Host"] == f"paper.example:{port}"


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
        for address in ("93.184.216.34", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    assert "10.0.0.1" in refused("http://paper.example/", allow_private=False)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://",
            "http:///a",
            "http://[bad/",
            "ftp://x.example/",
            "http://127.0.0.1:1/",
            "https://127.0.0.1:1/",
        ),
        *("http://" + "a" * 300 + "/", "http://127.0.0.1:99999/"),
    ],
)
def test_odd_addresses_have_a_reason(url: str) -> None:
    assert refused(url)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104
            "224.0.0.1",
        ),
        *(
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
        ),
        *(
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "::127.0.0.1",
        ),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_the_environment_s_proxies_are_not_used(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert fetch_page(server + "/page", allow_private=True, limits=QUICK).data == PAGE
