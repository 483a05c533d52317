"""The articles of a WARC file (ISO 28500): plain, with each record packed by itself, or packed as a whole.

Comes in: a path, and where to begin. Goes out: one `Located` for each record that holds a page or a text: responses of
status 2xx, resources and conversions, of the types text/html, application/xhtml+xml and text/plain. `WARC-Target-URI`
is the article's address, `WARC-Date` when it was fetched. Other records are passed over and told of by kind. A record
that is broken, too large or cut off is a problem in its place. fastwarc reads a record, and warcio where it refuses.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sayso.errors import InputError
from sayso.ingest.encodings import decode_text
from sayso.ingest.inputs import MAX_PAGE_BYTES, Media, RawInput, media_of, problem_input
from sayso.ingest.located import Located, PassOver, pass_silently
from sayso.ingest.warc_digests import block_problem, payload_digest
from sayso.ingest.warc_frames import Frame, find_frames
from sayso.ingest.web_bodies import decode_body

_MEDIA: dict[str, Media] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
}
_KINDS = ("response", "resource", "conversion")
_KIND = re.compile(rb"^WARC-Type[ \t]{0,9}:[ \t]{0,9}([A-Za-z]{1,20})", re.I | re.M)
_URL = re.compile(rb"^WARC-Target-URI[ \t]{0,9}:[ \t]{0,9}<?([^\s<>]{1,2000})", re.I | re.M)
_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_STATUS = re.compile(r"HTTP/[\d.]{1,5} {1,3}(\d{3})")


class Record(NamedTuple):
    """A record as either library gives it. `status_line` is None where the block is no answer of a web server."""

    kind: str
    url: str | None
    date: str | None
    content_type: str
    status_line: str | None
    transfer: str
    content: str
    body: bytes


Reader = Callable[[bytes], Record]


def read_warc(
    path: Path,
    name: str,
    first: int = 0,
    offset: int | None = None,
    *,
    with_pages: bool = True,
    pass_over: PassOver = pass_silently,
    readers: tuple[Reader, ...] | None = None,
) -> Iterator[Located]:
    """Read the articles from position `first` on, which begins at the byte `offset` if that is given."""
    readers = readers or (read_with_fastwarc, read_with_warcio)
    position = first if offset is not None else 0
    with path.open("rb") as stream:
        for frame in find_frames(stream, offset or 0):
            source_id = f"{name}:{position + 1}"
            is_wanted = position >= first
            try:
                raw = _article(frame, source_id, readers, is_wanted=with_pages and is_wanted)
            except _NoArticle as none:
                if is_wanted:
                    pass_over(none.what)
                continue
            except InputError as error:
                raw = problem_input(source_id, error, "html", _url(frame.data))
            if is_wanted:
                yield Located(position, raw, frame.offset)
            position += 1


class _NoArticle(Exception):  # noqa: N818 - the usual case, not an error
    """A record that holds no article, and what it is instead."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def _article(
    frame: Frame, source_id: str, readers: tuple[Reader, ...], *, is_wanted: bool
) -> RawInput:
    match = _KIND.search(frame.data.split(b"\r\n\r\n", 1)[0])
    kind = match[1].decode().lower() if match else ""
    if match and kind not in _KINDS:
        raise _NoArticle(f"{kind} record" if frame.problem is None else f"broken {kind} record")
    if frame.problem is not None and not match:
        raise InputError("ingest", frame.problem)
    try:
        record = _read(frame.data, readers)
        media = _media(record)
    except InputError as error:
        raise InputError("ingest", frame.problem or error.reason) from error
    if frame.problem is not None:
        raise InputError("ingest", frame.problem)
    if not is_wanted:
        return RawInput(source_id, media)
    _compare_block(frame)
    data = decode_body(record.body, record.transfer, record.content)
    _compare_payload(frame, record, data)
    if len(data) > MAX_PAGE_BYTES:
        raise InputError("ingest", f"page of more than {MAX_PAGE_BYTES / 1e6:g} MB")
    charset = _charset(record.content_type)
    if media == "text" and charset is not None:
        data, charset = decode_text(data, charset).encode(), "utf-8"
    return RawInput(
        source_id, media, data, url=_url(frame.data), charset=charset, fetched=record.date
    )


def _compare_block(frame: Frame) -> None:
    _refuse(frame, block_problem(frame.data))


def _compare_payload(frame: Frame, record: Record, page: bytes) -> None:
    digest = payload_digest(frame.data)
    if digest is not None:
        without_chunks = decode_body(record.body, record.transfer, "")
        _refuse(frame, digest.problem((record.body, page, without_chunks)))


def _refuse(frame: Frame, problem: str | None) -> None:
    if problem is not None:
        where = "" if frame.offset is None else f"byte {frame.offset:,}: "
        raise InputError("ingest", f"{where}{problem}")


def _read(data: bytes, readers: tuple[Reader, ...]) -> Record:
    """A record by the first library that reads it."""
    for reader in readers:
        try:
            return reader(data)
        except Exception as error:
            reason = f"{reader.__name__.removeprefix('read_with_')}: {error}"
    raise InputError("ingest", f"a record that cannot be read ({reason})"[:200])


def _media(record: Record) -> Media:
    """What an article is written in; what holds none says so."""
    if record.status_line is not None:
        status = _STATUS.match(record.status_line)
        if status is None:
            raise InputError("ingest", "an answer without a status of HTTP")
        if not status[1].startswith("2"):
            raise _NoArticle(f"status {status[1]}")
    written = record.content_type.split(";")[0].strip().lower()
    if not written and media_of(record.body) == "html":
        return "html"
    media = _MEDIA.get(written)
    if media is None:
        raise _NoArticle(written[:60] if re.fullmatch(r"[\w.+-]+/[\w.+-]+", written) else "no type")
    return media


def _url(data: bytes) -> str | None:
    match = _URL.search(data.split(b"\r\n\r\n", 1)[0])
    return match[1].decode("utf-8", "replace") if match else None


def _charset(content_type: str) -> str | None:
    match = _CHARSET.search(content_type)
    return match[1] if match else None


def _is_answer(content_type: str) -> bool:
    return content_type.strip().lower().startswith("application/http")


def read_with_fastwarc(data: bytes) -> Record:
    """A record, read by fastwarc."""
    from fastwarc.warc import ArchiveIterator

    record = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=False)), None)
    if record is None:
        raise InputError("ingest", "no record in these bytes")
    headers = record.headers
    content_type = headers.get("Content-Type") or ""
    get: Any = _nothing
    status_line: str | None = None
    if _is_answer(content_type):
        record.parse_http(auto_decode="none")
        http = record.http_headers
        status_line = ""
        if http is not None:
            get, status_line = http.get, http.status_line or ""
            content_type = http.get("Content-Type") or ""
    return Record(
        (headers.get("WARC-Type") or "").lower(),
        headers.get("WARC-Target-URI"),
        headers.get("WARC-Date"),
        content_type,
        status_line,
        get("Transfer-Encoding", "") or "",
        get("Content-Encoding", "") or "",
        bytes(record.reader.read()),
    )


def _nothing(_: str, __: str | None = None) -> str | None:
    return None


def read_with_warcio(data: bytes) -> Record:
    """The same record, read by warcio."""
    from warcio.recordloader import ArcWarcRecordLoader

    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    record = loader.parse_record_stream(io.BytesIO(data), known_format="warc", no_record_parse=True)
    headers = record.rec_headers
    content_type = headers.get_header("Content-Type") or ""
    get: Any = _nothing
    status_line: str | None = None
    if _is_answer(content_type):
        http = loader.http_parser.parse(record.raw_stream)
        get, status_line = http.get_header, f"{http.protocol} {http.statusline}"
        content_type = http.get_header("Content-Type") or ""
    return Record(
        (record.rec_type or "").lower(),
        headers.get_header("WARC-Target-URI"),
        headers.get_header("WARC-Date"),
        content_type,
        status_line,
        get("Transfer-Encoding", "") or "",
        get("Content-Encoding", "") or "",
        bytes(record.raw_stream.read()),
    )
