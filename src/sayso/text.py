"""Plain facts about characters: paragraphs of a text. No linguistics, no model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

# A blank line ends a paragraph. A single line break does too when the line before it is complete or short:
# hard-wrapped text breaks lines in mid-sentence near the right margin, lists and headlines break them early.
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v\u00a0]*(?:\n[ \t\r\f\v\u00a0]*)+")
_LINE_BREAK = re.compile(r"\r\n|\n|\r|\u2028|\u2029")
_COMPLETE_ENDS = ".!?:;\"'”’»…)"
_WRAP_FROM = 55


def find_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the [start, end) of each paragraph, without the white space around it.

    "Head line\n\nFirst. Second." → (0, 9), (11, 25)
    """
    start = 0
    for match in _LINE_BREAK.finditer(text):
        if match.start() < start or not _is_paragraph_break(text, start, match):
            continue
        yield from _trimmed(text, start, match.start())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _is_paragraph_break(text: str, start: int, match: re.Match[str]) -> bool:
    line_start = max(start, _last_break(text, match.start()))
    line = text[line_start : match.start()].rstrip()
    if not line or not text[match.end() : match.end() + 200].split("\n", 1)[0].strip():
        return True
    return line[-1] in _COMPLETE_ENDS or len(line) < _WRAP_FROM


def _last_break(text: str, position: int) -> int:
    return max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def digest_of(*parts: str | bytes, length: int = 20) -> str:
    """The first hex digits of the SHA-256 over the parts, each with its length, so that parts cannot run together."""
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()[:length]
