"""URL → the bytes of a page, fetched with care.

Comes in: an http or https address. Goes out: a `RawInput`, or an `InputError` of the stage "fetch". Limits on time,
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
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
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


def fetch_page(
    url: str, *, allow_private: bool = False, limits: FetchLimits | None = None
) -> RawInput:
    """Fetch one page: "https://paper.example/a" → RawInput with its bytes, media, charset and the time."""
    limits = limits or FetchLimits()
    deadline = _Deadline(time.monotonic() + limits.total_seconds, limits.total_seconds)
    try:
        with _client(allow_private, limits, deadline) as client:
            return _follow(client, url, limits, deadline)
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
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
            "Accept-Encoding": "gzip, deflate",
        },
        follow_redirects=False,
        trust_env=False,
    )


def _follow(client: httpx.Client, url: str, limits: FetchLimits, deadline: _Deadline) -> RawInput:
    """Ask for a page and go where it redirects, hop by hop."""
    here = httpx.URL(url)
    for _ in range(limits.redirects + 1):
        if here.scheme not in ("http", "https") or not here.host:
            raise InputError(
                "fetch", f"only http and https addresses are fetched, not {str(here)[:200]}"
            )
        client.cookies.clear()
        with client.stream("GET", here) as response:
            if not response.has_redirect_location:
                return _received(response, url, limits, deadline)
            here = here.join(response.headers["location"]).copy_with(fragment=None)
    raise InputError("fetch", f"more than {limits.redirects} redirects")


def _received(
    response: httpx.Response, url: str, limits: FetchLimits, deadline: _Deadline
) -> RawInput:
    if response.status_code != 200:
        raise InputError("fetch", f"HTTP {response.status_code} {response.reason_phrase}".strip())
    declared = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if declared not in _MEDIA:
        raise InputError("fetch", f"is {declared[:100]}, not a page or a text")
    data = _body(response, limits, deadline)
    return RawInput(
        source_id=url,
        media=_MEDIA[declared] or ("html" if media_of(data) == "html" else "text"),
        data=data,
        url=str(response.url),
        charset=response.charset_encoding,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
    )


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
