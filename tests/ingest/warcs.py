"""WARC files made by hand, byte for byte, so that they can be damaged on purpose."""

from __future__ import annotations

import gzip

PAGE = "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
TEXT = (
    "The ministry in Kyiv accused the rebels of shelling a market in the village and said that seven people had died."
    " A spokesman for the rebels denied the charge on Monday and blamed the army for the attack on the village."
)


def make_page(title: str = "Market shelled") -> bytes:
    """A small page of news."""
    return PAGE.format(title=title, text=TEXT).encode()


def make_record(
    block: bytes,
    *,
    kind: str = "response",
    url: str = "https://harbour-gazette.example/a",
    content_type: str = "application/http; msgtype=response",
    length: int | None = None,
    headers: tuple[str, ...] = (),
) -> bytes:
    """One record; `length` is what it says of its block, if not the truth."""
    more = "".join(f"{header}\r\n" for header in headers)
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2016-05-04T14:22:00Z\r\nContent-Type: {content_type}\r\n"
        f"{more}Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def make_answer(
    body: bytes | None = None,
    *,
    status: str = "200 OK",
    content_type: str | None = "text/html; charset=utf-8",
    headers: tuple[str, ...] = (),
) -> bytes:
    """What a web server answers."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join([*lines, "", ""]).encode() + (make_page() if body is None else body)


def make_story(number: int) -> bytes:
    """The record of one article of many."""
    url = f"https://harbour-gazette.example/{number}"
    return make_record(make_answer(make_page(f"Market {number} shelled")), url=url)


def pack(records: list[bytes]) -> bytes:
    """Each record packed by itself."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)
