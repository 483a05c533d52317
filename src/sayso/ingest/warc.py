"""The articles of a WARC file (ISO 28500), plain or with each record packed by itself, or packed as a whole.

Comes in: a path, and where to begin. Goes out: one `Located` for each record that holds a page or a text: responses of
status 2xx, resources and conversions, of the types text/html, application/xhtml+xml and text/plain. `WARC-Target-URI`
is the article's address, `WARC-Date` when it was fetched. fastwarc reads; where it cannot read a record, warcio tries;
where neither can, that record is a problem and reading goes on at the next one that can be found.
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sayso.errors import InputError
from sayso.ingest.archives import Located
from sayso.ingest.inputs import MAX_PAGE_BYTES, Media, RawInput, problem_input

log = logging.getLogger(__name__)

_MEDIA: dict[str, Media] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
}
_KINDS = ("response", "resource", "conversion")
_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_STATUS = re.compile(r"HTTP/[\d.]{1,5} {1,3}(\d{3})")
# A member of gzip that is the beginning of a record; the beginning of a plain record.
_PACKED_START, _PLAIN_START = b"\x1f\x8b\x08", b"WARC/1."
_LENGTH = re.compile(rb"\r\nContent-Length: {0,9}(\d{1,15})\r\n", re.IGNORECASE)
_LOOK_BYTES = 1 << 20
_HEAD_BYTES = 1 << 14
_NO_RECORD = InputError("ingest", "no record where one should be")


@dataclass(frozen=True)
class Record:
    """A record as either library gives it: what it says of itself, and its body up to the limit."""

    offset: int
    kind: str
    url: str | None
    date: str | None
    status: int | None
    content_type: str
    body: Callable[[], bytes]


Reader = Callable[[BinaryIO, int], Iterator[Record]]


def read_warc(
    path: Path,
    name: str,
    first: int = 0,
    offset: int | None = None,
    *,
    with_pages: bool = True,
) -> Iterator[Located]:
    """Read the articles from position `first` on, which begins at the byte `offset` if that is given."""
    position = first if offset is not None else 0
    with path.open("rb") as stream:
        can_enter = can_be_entered(stream)
        for found in _records(stream, offset or 0):
            if isinstance(found, Record):
                is_wanted = with_pages and position >= first
                raw = _article(found, f"{name}:{position + 1}", is_wanted=is_wanted)
                if raw is None:
                    continue
                at = found.offset if can_enter else None
            else:
                at = None
                raw = problem_input(f"{name}:{position + 1}", found, "html")
            if position >= first:
                yield Located(position, raw, at)
            position += 1


def can_be_entered(stream: BinaryIO) -> bool:
    """Whether reading may begin at any record, which it may not in a file that is packed as a whole."""
    stream.seek(0)
    if stream.read(3) != _PACKED_START:
        return True
    stream.seek(0)
    data = _unpacked_start(stream.read(_LOOK_BYTES))
    stream.seek(0)
    # a second record within the first member: all of them stand in one
    return b"\r\n\r\nWARC/1." not in data


def _unpacked_start(packed: bytes) -> bytes:
    """What the member of gzip at the beginning of some bytes holds, or as much of it as can be unpacked."""
    with suppress(zlib.error):
        return zlib.decompressobj(wbits=31).decompress(packed, _LOOK_BYTES)
    return b""


def _records(stream: BinaryIO, offset: int) -> Iterator[Record | InputError]:
    """All records from an offset on; an `InputError` in the place of what neither library can read."""
    while True:
        last = offset - 1
        try:
            for record in read_with_fastwarc(stream, offset):
                last = record.offset
                yield record
            rest = _rest_of(stream, last)
            if rest is None:
                return
            error: Exception = rest
        except Exception as found:
            error = found
        log.info("%s: fastwarc stops behind %d: %s", getattr(stream, "name", ""), last, error)
        begin = max(offset, last)
        tried = _second_reader(stream, begin, skip=last)
        end = begin
        for record in tried:
            end = record.offset
            yield record
        resume = _next_start(stream, max(end, begin) + 1)
        yield InputError("ingest", f"broken record: {_said(error)}")
        if resume is None:
            return
        offset = resume


def _rest_of(stream: BinaryIO, last: int) -> Exception | None:
    """What is missing in or behind the last record: fastwarc ends in silence where a file is cut off."""
    start = max(last, 0)
    stream.seek(start)
    head = stream.read(_HEAD_BYTES)
    stream.seek(start)
    if not head:
        return None if start else InputError("ingest", "empty file")
    if head.startswith(_PACKED_START):
        return _packed_rest(stream)
    if last < 0:
        return InputError("ingest", "no record of a WARC file in it")
    length = _LENGTH.search(head)
    end = head.find(b"\r\n\r\n")
    if end < 0:
        return EOFError("the file ends in the middle of a record")
    if length is None:
        return None
    size = stream.seek(0, io.SEEK_END)
    behind = start + end + 4 + int(length[1])
    if size < behind:
        return EOFError("the file ends in the middle of a record")
    stream.seek(behind)
    return _NO_RECORD if stream.read(_HEAD_BYTES).strip() else None


def _packed_rest(stream: BinaryIO) -> Exception | None:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while not unpacker.eof:
            packed = stream.read(1 << 16)
            if not packed:
                return EOFError("the file ends in the middle of a record")
            unpacker.decompress(packed, 1 << 22)
            while unpacker.unconsumed_tail:
                unpacker.decompress(unpacker.unconsumed_tail, 1 << 22)
    except zlib.error as error:
        return error
    behind = unpacker.unused_data or stream.read(_HEAD_BYTES)
    return _NO_RECORD if behind.strip(b"\0\r\n ") else None


def _second_reader(stream: BinaryIO, offset: int, skip: int) -> Iterator[Record]:
    """What warcio can read from an offset on that fastwarc could not, up to where it gives up as well."""
    try:
        for record in read_with_warcio(stream, offset):
            if record.offset != skip:
                yield record
    except Exception as error:
        log.info("warcio stops as well: %s", error)


def _next_start(stream: BinaryIO, offset: int) -> int | None:
    """Where behind an offset the next record begins, as far as that can be told."""
    stream.seek(0)
    is_packed = stream.read(3) == _PACKED_START
    start = _PACKED_START if is_packed else _PLAIN_START
    stream.seek(offset)
    at, tail = offset, b""
    while block := stream.read(_LOOK_BYTES):
        data = tail + block
        found = data.find(start)
        while found >= 0:
            place = at - len(tail) + found
            if not is_packed or _holds_record(stream, place):
                return place
            found = data.find(start, found + 1)
        tail = data[-(len(start) - 1) :]
        at += len(block)
        stream.seek(at)
    return None


def _holds_record(stream: BinaryIO, offset: int) -> bool:
    """Whether a member of gzip begins there that begins with a record, and not a page that is packed itself."""
    stream.seek(offset)
    return _unpacked_start(stream.read(_HEAD_BYTES)).startswith(b"WARC/")


def _said(error: Exception) -> str:
    reason = error.reason if isinstance(error, InputError) else str(error).strip()
    return (reason or type(error).__name__)[:200]


def _article(record: Record, source_id: str, *, is_wanted: bool) -> RawInput | None:
    """The article of a record, None if it holds none; its bytes are read only if they are wanted."""
    if record.kind not in _KINDS or (record.status is not None and record.status // 100 != 2):
        return None
    media = _MEDIA.get(record.content_type.split(";")[0].strip().lower())
    if media is None:
        return None
    if not is_wanted:
        return RawInput(source_id, media)
    try:
        data = record.body()
    except Exception as error:
        reason = InputError("ingest", f"broken record: {_said(error)}")
        return problem_input(source_id, reason, media, record.url)
    if len(data) > MAX_PAGE_BYTES:
        reason = InputError("ingest", f"page of more than {MAX_PAGE_BYTES / 1e6:g} MB")
        return problem_input(source_id, reason, media, record.url)
    charset = _CHARSET.search(record.content_type)
    return RawInput(
        source_id,
        media,
        data,
        url=record.url,
        charset=charset[1] if charset else None,
        fetched=record.date,
    )


def read_with_fastwarc(stream: BinaryIO, offset: int = 0) -> Iterator[Record]:
    """The records from an offset on, read by fastwarc."""
    from fastwarc.warc import ArchiveIterator

    stream.seek(offset)
    for record in ArchiveIterator(stream, parse_http=False):
        headers = record.headers
        kind = (headers.get("WARC-Type") or "").lower()
        status, content_type = None, headers.get("Content-Type") or ""
        if kind in _KINDS and content_type.startswith("application/http"):
            record.parse_http(auto_decode="all")
            http = record.http_headers
            status = _status((http.status_line if http is not None else "") or "")
            content_type = (http.get("Content-Type", "") if http is not None else "") or ""
        yield Record(
            record.stream_pos,
            kind,
            headers.get("WARC-Target-URI"),
            headers.get("WARC-Date"),
            status,
            content_type,
            lambda record=record: bytes(record.reader.read(MAX_PAGE_BYTES + 1)),  # type: ignore[misc]
        )


def read_with_warcio(stream: BinaryIO, offset: int = 0) -> Iterator[Record]:
    """The same records, read by warcio."""
    from warcio.archiveiterator import ArchiveIterator

    stream.seek(offset)
    found = ArchiveIterator(stream)
    while True:
        with redirect_stderr(io.StringIO()):  # it prints what it finds odd
            record = next(found, None)
        if record is None:
            return
        headers, http = record.rec_headers, record.http_headers
        content_type = headers.get_header("Content-Type") or ""
        status = None
        if http is not None:
            content_type = http.get_header("Content-Type") or ""
            status = _status(f"{http.protocol} {http.statusline}")
        yield Record(
            found.offset,
            record.rec_type or "",
            headers.get_header("WARC-Target-URI"),
            headers.get_header("WARC-Date"),
            status,
            content_type,
            lambda record=record: _read_all(record.content_stream()),  # type: ignore[misc]
        )


def _read_all(stream: Any) -> bytes:
    parts, size = [], 0
    while size <= MAX_PAGE_BYTES and (part := stream.read(1 << 16)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _status(line: str) -> int | None:
    match = _STATUS.match(line)
    return int(match[1]) if match else None
