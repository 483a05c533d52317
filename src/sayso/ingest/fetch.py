"""URL → the bytes of a page, fetched with care.

Comes in: an http or https address. Goes out: a `RawInput` (of `ask`: the whole `Answer`), or an `InputError` of the
stage "fetch"; a `StatusError` is one with the server's status, and when it may be asked again. Limits on time,
size (after unpacking), redirects and content types. Every host, of each redirect too, is resolved once, checked, and
the connection is made to the very address that was checked: a name that resolves to something else a moment later
(DNS rebinding) gains nothing. Addresses that are not public are refused unless the user allows them.

Proxies of the environment are not used: a proxy would resolve names where they cannot be checked. Nothing is sent
but the request itself: no cookies, no referrer.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpcore
import httpx

from sayso.config import sayso_version
from sayso.errors import InputError
from sayso.ingest.inputs import MAX_PAGE_BYTES, Media, RawInput, media_of

_SocketOptions = Iterable[Any]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_MEDIA: dict[str, Media | None] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "": None,  # not said: told by the first bytes
}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class FetchLimits:
    """How long, how much and how far a fetch may go."""

    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    page_bytes: int = MAX_PAGE_BYTES
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """What a server answered to a question: its status (200, or 304 if nothing changed), header fields and bytes."""

    url: str
    status: int
    fields: Mapping[str, str]
    data: bytes
    charset: str | None
    fetched: str

    @property
    def media(self) -> str:
        """The declared type, bare: "text/html; charset=utf-8" → "text/html"."""
        return self.fields.get("content-type", "").split(";")[0].strip().lower()


class StatusError(InputError):
    """A server answered with another status than was hoped for. `retry_seconds`: how long it asks to be left alone."""

    def __init__(self, status: int, phrase: str, retry_seconds: float | None) -> None:
        super().__init__("fetch", f"HTTP {status} {phrase}".strip())
        self.status = status
        self.retry_seconds = retry_seconds


# Called with each address before it is asked for, those of redirects too; it may raise an InputError.
Check = Callable[[str], None]

_PAGES = "text/html,application/xhtml+xml,text/plain;q=0.8"


def fetch_page(
    url: str,
    *,
    allow_private: bool = False,
    limits: FetchLimits | None = None,
    check: Check | None = None,
) -> RawInput:
    """Fetch one page: "https://paper.example/a" → RawInput with its bytes, media, charset and the time."""
    answer = ask(
        url,
        _PAGES,
        allow_private=allow_private,
        limits=limits,
        check=check,
        media=frozenset(_MEDIA),
    )
    return RawInput(
        source_id=url,
        media=_MEDIA[answer.media] or ("html" if media_of(answer.data) == "html" else "text"),
        data=answer.data,
        url=answer.url,
        charset=answer.charset,
        fetched=answer.fetched,
    )


def ask(
    url: str,
    accept: str,
    *,
    fields: Mapping[str, str] | None = None,
    allow_private: bool = False,
    limits: FetchLimits | None = None,
    check: Check | None = None,
    media: frozenset[str] | None = None,
) -> Answer:
    """Ask for an address, with header fields of one's own; what is not of these media is not even received."""
    if check is not None:
        check(url)
    limits = limits or FetchLimits()
    deadline = _Deadline(time.monotonic() + limits.total_seconds, limits.total_seconds)
    try:
        with _client(allow_private, limits, deadline) as client:
            client.headers.update({"Accept": accept} | dict(fields or {}))
            return _follow(client, url, limits, deadline, check, media)
    except httpx.TimeoutException as error:
        deadline.check()
        raise InputError("fetch", f"no answer in time ({type(error).__name__})") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise InputError(
            "fetch", f"cannot be fetched: {str(error) or type(error).__name__}"[:300]
        ) from error


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: "93.184.216.34" → True; "10.0.0.1", "::1" → False."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    return all(
        each.is_global and not each.is_multicast and not each.is_reserved for each in _meant(found)
    )


def _meant(address: _Address) -> list[_Address]:
    """The address, or the IPv4 address that an IPv6 address carries (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    carried = [address.sixtofour, *(address.teredo or ())]
    return [address, *(each for each in carried if each is not None)]


@dataclass(frozen=True)
class _Deadline:
    at: float
    allowed: float

    def check(self) -> None:
        if time.monotonic() >= self.at:
            raise InputError("fetch", f"not finished within {self.allowed:g} seconds")

    def cap(self, timeout: float | None) -> float:
        """The time that a single wait may still take."""
        self.check()
        left = max(0.01, self.at - time.monotonic())
        return left if timeout is None else min(timeout, left)


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and holds every wait to the deadline."""

    def __init__(self, allow_private: bool, deadline: _Deadline) -> None:
        self._inner = httpcore.SyncBackend()
        self._allow_private = allow_private
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        address = checked_address(host, port, self._allow_private)
        wait = self._deadline.cap(timeout)
        stream = self._inner.connect_tcp(address, port, wait, local_address, socket_options)
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname, self._deadline.cap(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _CheckedTransport(httpx.HTTPTransport):
    def __init__(self, backend: _CheckedBackend) -> None:
        super().__init__(trust_env=False)
        # httpx has no parameter for the network backend; its own exceptions are mapped around `_pool`
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            network_backend=backend,
            retries=0,
        )


def checked_address(host: str, port: int, allow_private: bool) -> str:
    """Resolve a host and give the address to connect to; refused when any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError("fetch", f"no such host: {host}") from error
    addresses = [str(entry[4][0]) for entry in found]
    refused = [] if allow_private else [address for address in addresses if not is_public(address)]
    if refused:
        raise InputError(
            "fetch",
            f"{host} is at {refused[0]}, not a public address (--allow-private would fetch it)",
        )
    return addresses[0]


def _client(allow_private: bool, limits: FetchLimits, deadline: _Deadline) -> httpx.Client:
    return httpx.Client(
        transport=_CheckedTransport(_CheckedBackend(allow_private, deadline)),
        timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
        headers={
            "User-Agent": f"sayso/{sayso_version()}",
            "Accept-Encoding": "gzip, deflate",
        },
        follow_redirects=False,
        trust_env=False,
    )


def _follow(
    client: httpx.Client,
    url: str,
    limits: FetchLimits,
    deadline: _Deadline,
    check: Check | None,
    media: frozenset[str] | None,
) -> Answer:
    """Ask for a page and go where it redirects, hop by hop."""
    here = httpx.URL(url)
    for hop in range(limits.redirects + 1):
        if here.scheme not in ("http", "https") or not here.host:
            raise InputError(
                "fetch", f"only http and https addresses are fetched, not {str(here)[:200]}"
            )
        if check is not None and hop:
            check(str(here))
        client.cookies.clear()
        with client.stream("GET", here) as response:
            if not response.has_redirect_location:
                return _received(response, limits, deadline, media)
            here = here.join(response.headers["location"]).copy_with(fragment=None)
    raise InputError("fetch", f"more than {limits.redirects} redirects")


def _received(
    response: httpx.Response,
    limits: FetchLimits,
    deadline: _Deadline,
    media: frozenset[str] | None,
) -> Answer:
    if response.status_code not in (200, 304):
        wait = retry_seconds(response.headers.get("retry-after"))
        raise StatusError(response.status_code, response.reason_phrase, wait)
    answer = Answer(
        url=str(response.url),
        status=response.status_code,
        fields=dict(response.headers.items()),
        data=b"",
        charset=response.charset_encoding,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    if answer.status == 304:
        return answer
    if media is not None and answer.media not in media:
        raise InputError("fetch", f"is {answer.media[:100]}, not a page or a text")
    return replace(answer, data=_body(response, limits, deadline))


def retry_seconds(written: str | None, now: datetime | None = None) -> float | None:
    """How long a Retry-After field asks to wait: "120" → 120.0; a date → the time until then."""
    if not written:
        return None
    if written.isascii() and written.strip().isdigit():
        return float(written[:9])
    try:
        until = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def _body(response: httpx.Response, limits: FetchLimits, deadline: _Deadline) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "deflate", ""):
        raise InputError("fetch", f"is packed as {encoding[:50]}, which was not asked for")
    too_large = InputError("fetch", f"page of more than {limits.page_bytes / 1e6:g} MB")
    stated = response.headers.get("content-length", "")
    if (
        stated.isascii()
        and stated.isdigit()
        and len(stated) < 20
        and int(stated) > limits.page_bytes
    ):
        raise too_large
    data = bytearray()
    for chunk in response.iter_bytes():
        deadline.check()
        data += chunk
        if len(data) > limits.page_bytes:
            raise too_large
    return bytes(data)
