"""Bytes → characters. Comes in: the bytes of one input and what they were said to be. Goes out: text, or a reason.

The order of trust: a byte order mark, the declared encoding, UTF-8, then Windows-1252 (old English-language pages
with curly quotes), then charset-normalizer's guess. A byte order mark says how to read the text and is not part of
it. Line ends and every other character stay as they are.

Nothing is dropped in silence: a UTF-8 text with a few broken bytes is read with U+FFFD in their place and the log
says so; what cannot be read at all is an `InputError`.
"""

from __future__ import annotations

import codecs
import logging
import re

from sayso.errors import InputError

log = logging.getLogger(__name__)

# The longer mark first: UTF-32-LE begins with the mark of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
# Python's other codecs ("idna", "unicode_escape", "utf-7") are none that a page is written in, and some are slow.
_KNOWN = (
    *("utf-8", "utf-16", "utf-32", "ascii", "iso8859", "cp", "koi8", "mac-", "big5", "gb", "hz"),
    *("euc", "shift", "johab", "tis-620", "ptcp", "kz1048", "iso2022", "latin"),
)
_HEAD_BYTES = 4096
_GUESS_BYTES = 65_536
# One broken sequence in two hundred characters is damage (a cut file); more is another encoding.
_BROKEN_SHARE = 0.005
_FOREIGN_SHARE = 0.05


def decode_text(data: bytes, declared: str | None = None) -> str:
    r"""Read bytes as text: b"caf\xc3\xa9" → "café"; b"\xef\xbb\xbfDamascus" → "Damascus"."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    if b"\x00" in data:
        raise InputError("ingest", "contains NUL bytes: not a text or HTML file")
    known = (_decoded(data, encoding) for encoding in (declared, "utf-8"))
    return next((text for text in known if text is not None), None) or _decode_unknown(data)


def declared_charset(data: bytes) -> str | None:
    """The encoding that an HTML page says of itself: `<meta charset="windows-1256">` → "windows-1256"."""
    match = _META_CHARSET.search(data[:_HEAD_BYTES])
    return match.group(1).decode("ascii") if match else None


def _decode_marked(data: bytes, encoding: str) -> str:
    text = _decoded(data, encoding)
    if text is None:
        raise InputError(
            "ingest",
            f"begins with the mark of {encoding.upper()} but is not valid {encoding.upper()}",
        )
    return text


def _decoded(data: bytes, encoding: str | None) -> str | None:
    """The text in this encoding; None when it is not valid in it, or when it is no encoding of pages."""
    try:
        name = codecs.lookup((encoding or "").strip()).name
        return data.decode(name) if name.startswith(_KNOWN) else None
    except (UnicodeError, LookupError, ValueError):
        return None


def _decode_unknown(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken <= max(1, len(text) * _BROKEN_SHARE) and _has_wide_sequences(text):
        log.warning("%d broken byte sequences read as U+FFFD", broken)
        return text
    foreign = sum(byte > 127 for byte in data)
    western = _decoded(data, "cp1252")
    if western is not None and foreign <= len(data) * _FOREIGN_SHARE:
        return western
    return _guessed(data)


def _has_wide_sequences(text: str) -> bool:
    """Whether it holds whole characters beyond ASCII: then it was UTF-8 before it was damaged."""
    return any(ord(character) > 127 and character != "\ufffd" for character in text)


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_GUESS_BYTES]).best()
    text = _decoded(data, best.encoding) if best is not None else None
    if text is None:
        raise InputError("ingest", "cannot tell its encoding: save it as UTF-8")
    log.info("read as %s, a guess", best.encoding if best else "")
    return text
