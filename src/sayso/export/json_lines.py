"""JSON that is written while it is made: an object whose lists may be longer than memory.

Comes in: an open file and values. Goes out: JSON text in UTF-8, one member of a list a line, numbers that are whole
without a point, nothing that is no JSON (NaN).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import msgspec

from sayso.export.package import encode
from sayso.model import Span


class JsonList:
    """The members of one list, each on a line of its own."""

    def __init__(self, opened: IO[bytes], head: bytes) -> None:
        self._opened, self._is_first = opened, True
        opened.write(head + b"[")

    def add(self, value: object) -> None:
        """One more member."""
        self._opened.write((b"\n" if self._is_first else b",\n") + to_json(value))
        self._is_first = False

    def close(self, tail: bytes) -> None:
        """End the list."""
        self._opened.write(b"\n]" + tail)


def to_json(value: object) -> bytes:
    """A value as JSON on one line; half a surrogate pair is no character and becomes U+FFFD."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(whole_characters(msgspec.to_builtins(value)))


def whole_characters(value: Any) -> Any:
    """A value in whose words every character is whole."""
    if isinstance(value, str):
        return value if value.isascii() else encode(value).decode()
    if isinstance(value, list | tuple):
        return [whole_characters(item) for item in value]
    if isinstance(value, dict):
        return {whole_characters(key): whole_characters(item) for key, item in value.items()}
    return value


def without_none(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what is not known: absent says less than null."""
    return {key: value for key, value in row.items() if value not in (None, "", [], (), {})}


def offsets(span: Span) -> tuple[int | None, int | None]:
    """(start, end) of a span; (None, None) where they were withheld."""
    return (span.start, span.end) if span.end else (None, None)
