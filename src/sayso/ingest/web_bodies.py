"""The body of an answer as a server sent it → the page: chunks put together, packing undone, within a limit.

Comes in: a body and the headers Transfer-Encoding and Content-Encoding. Goes out: the page's bytes; `InputError` for
what cannot be undone or becomes too large. Crawlers often store a body that is unpacked already under headers that
say it is not: what is plainly a page is taken as it is.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import Any

from sayso.errors import InputError
from sayso.ingest.inputs import MAX_PAGE_BYTES, media_of
from sayso.ingest.members import GZIP_MARK

_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r\n")


def decode_body(body: bytes, transfer: str, content: str) -> bytes:
    """Undo both encodings: (b"3\\r\\nhi\\n\\r\\n0\\r\\n\\r\\n", "chunked", "") → b"hi\\n"."""
    if "chunked" in transfer.lower():
        body = _without_chunks(body)
    for name in reversed([part.strip().lower() for part in content.split(",")]):
        body = _unpacked(body, name)
    return body


def _without_chunks(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while True:
        match = _CHUNK.match(body, at)
        if match is None and at == 0:
            return body  # stored without its chunks
        if match is None:
            raise InputError("ingest", f"the page's chunks are broken at byte {at:,}")
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts)
        part = body[match.end() : match.end() + size]
        if len(part) < size:
            raise InputError(
                "ingest", f"the page is cut off: its last chunk has {len(part):,} bytes of {size:,}"
            )
        parts.append(part)
        at = match.end() + size + 2


def _unpacked(body: bytes, name: str) -> bytes:
    if name in ("", "identity", "none") or not body:
        return body
    unpack = _UNPACK.get(name)
    if unpack is None:
        raise InputError("ingest", f'the page is packed as "{name[:40]}", which is not known')
    try:
        return unpack(body)
    except (zlib.error, OSError, EOFError, ValueError) as error:
        if media_of(body) == "html":
            return body
        raise InputError("ingest", f"the page's {name} packing is broken: {error}"[:200]) from error


def _limited(read: Callable[[int], bytes]) -> bytes:
    """Everything that is read, up to the limit of a page."""
    parts: list[bytes] = []
    left = MAX_PAGE_BYTES
    while part := read(1 << 16):
        left -= len(part)
        if left < 0:
            raise InputError("ingest", f"the page unpacks to more than {MAX_PAGE_BYTES / 1e6:g} MB")
        parts.append(part)
    return b"".join(parts)


def _gzip(body: bytes) -> bytes:
    parts: list[bytes] = []
    left = MAX_PAGE_BYTES
    while body.startswith(GZIP_MARK):
        part, body = _inflate(body, 31, left)
        parts.append(part)
        left -= len(part)
    if not parts:
        raise ValueError("no mark of gzip")
    return b"".join(parts)


def _deflate(body: bytes) -> bytes:
    """Both that are in use: with the wrapping of zlib, as the standard has it, and without."""
    try:
        return _inflate(body, 15, MAX_PAGE_BYTES)[0]
    except zlib.error:
        return _inflate(body, -15, MAX_PAGE_BYTES)[0]


def _inflate(body: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    unpacker = zlib.decompressobj(wbits=wbits)
    found = unpacker.decompress(body, limit + 1)
    if len(found) > limit:
        raise InputError("ingest", f"the page unpacks to more than {MAX_PAGE_BYTES / 1e6:g} MB")
    if not unpacker.eof:
        raise EOFError("it ends too early")
    return found, unpacker.unused_data


def _brotli(body: bytes) -> bytes:
    from fastwarc.stream_io import BrotliReader

    reader: Any = BrotliReader(io.BytesIO(body))
    return _limited(reader.read)


def _zstd(body: bytes) -> bytes:
    import pyarrow

    stream = pyarrow.CompressedInputStream(pyarrow.PythonFile(io.BytesIO(body), "r"), "zstd")
    return _limited(stream.read)


_UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
