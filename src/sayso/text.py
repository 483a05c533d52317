"""Plain facts about characters: paragraphs of a text. No linguistics, no model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise

# A blank line ends a paragraph. A single line break does too, unless the line was broken because it was full:
# text wrapped by hand or by a mail program breaks where the next word would have run over the margin.
_LINE_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")
_LIST_ITEM = re.compile(r"(?:[-*•·–—]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s")
# The last line below a headline: a byline, a date with its year, "Updated 4:31 p.m.", "Story by A Desk • 23h". Prose
# that was broken at a margin ends with a full stop.
_STAMP = re.compile(
    r"\A(?=\W*[A-Z0-9])(?:(?:Story |Written |Reported |Photos? )?[Bb]y [A-Z]|Published\b|Posted\b"
    r"|(?:Last )?[Uu]pdated\b|LIVE\b|.{0,80} [|•·] |.{0,60}\b(?:19|20)\d\d\Z)"
)
_NARROWEST_MARGIN, _WIDEST_MARGIN = 35, 140
# Between two full lines the word that did not fit may be short, and hand-made margins are not sharp.
_RAGGED = 6
# A line of this length that goes on in small letters was broken in mid-sentence, wherever the margin is.
_HALF_LINE = 25


def find_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the [start, end) of each paragraph, without the white space around it.

    "Head line\n\nFirst. Second." → (0, 9), (11, 25)
    """
    block: list[tuple[int, int]] = []
    for line in (*_lines(text), (len(text), len(text))):
        if text[line[0] : line[1]].strip():
            block.append(line)
        elif block:
            yield from _in_block(text, block)
            block = []


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _LINE_BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _in_block(text: str, block: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The paragraphs of lines between which none is blank."""
    lines = [text[start:end].rstrip() for start, end in block]
    full = _full_lines(lines)
    is_set = any(f and not _SENTENCE_END.search(line) for f, line in zip(full, lines, strict=False))
    if full and _STAMP.search(lines[-1]) and not _SENTENCE_END.search(lines[-1]):
        full[-1] = False
    start = block[0][0]
    for i, is_full in enumerate(full):
        if not _goes_on(lines[i], lines[i + 1], is_full, is_set):
            yield from _trimmed(text, start, block[i][1])
            start = block[i + 1][0]
    yield from _trimmed(text, start, block[-1][1])


def _full_lines(lines: list[str]) -> list[bool]:
    """For each line but the last: whether the first word of the next would have run over the margin."""
    margin = max(map(len, lines))
    if not _NARROWEST_MARGIN <= margin <= _WIDEST_MARGIN:
        return [False] * (len(lines) - 1)
    return [
        len(line) + 1 + len(following.split(None, 1)[0]) > margin - _RAGGED
        for line, following in pairwise(lines)
    ]


def _goes_on(line: str, following: str, is_full: bool, is_set: bool) -> bool:
    """Whether a paragraph goes on in the next line. `is_set`: other lines of the block were broken in mid-sentence."""
    follows = following.lstrip()
    if _LIST_ITEM.match(follows):
        return False
    if _SENTENCE_END.search(line):
        # A sentence may end just at the margin; an indented line begins a paragraph.
        return is_full and is_set and follows == following
    return is_full or (len(line) >= _HALF_LINE and follows[0].islower())


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
