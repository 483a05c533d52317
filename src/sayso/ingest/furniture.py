"""The furniture lexicon at work: is this paragraph boilerplate, a caption, a byline?

Comes in: one paragraph. Goes out: a yes or no, or where its tail of boilerplate begins. Knows nothing of what stands
before or after (regions.py does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from sayso.lexicon import LexiconHeader, read_lexicon

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_EDGES = " \t\r\n.:;,!?|»«›‹>•·*-–—_=+→▶►…()[]\"'"
# A sentence end: stop, perhaps closing quotes, white space, and something that can begin a sentence.
_SENTENCE_BREAK = re.compile(r"[.!?][\"'”’)\]]{0,2}\s+(?=[A-Z0-9(\[©“\"—–-])")
_MAX_CHARACTERS = 700
_MAX_TAILS = 6


class _Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paragraph that begins with one of the words, then one of the marks, and is short, is furniture."""

    words: tuple[str, ...]
    marks: str
    max_words: int


class _Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A regular expression over the whole paragraph, which may have at most `max_words` words."""

    pattern: str
    max_words: int
    in_tail: bool = False


class FurnitureFile(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """lexicons/furniture.yaml as written."""

    lines: tuple[str, ...]
    list_heads: tuple[str, ...]
    starts: tuple[_Start, ...]
    boilerplate: tuple[_Pattern, ...]
    captions: tuple[_Pattern, ...]
    bylines: tuple[_Pattern, ...]
    link_words: int


@dataclass(frozen=True)
class _Matcher:
    """Patterns of one kind, compiled."""

    patterns: tuple[tuple[re.Pattern[str], int], ...]

    def matches(self, paragraph: str) -> bool:
        words = paragraph.count(" ") + 1
        return any(
            words <= most and pattern.fullmatch(paragraph) for pattern, most in self.patterns
        )


@dataclass(frozen=True)
class Furniture:
    """The lexicon, indexed for use."""

    lines: frozenset[str]
    list_heads: frozenset[str]
    starts: tuple[tuple[re.Pattern[str], int], ...]
    boilerplate: _Matcher
    tails: _Matcher
    captions: _Matcher
    bylines: _Matcher
    link_words: int

    def is_boilerplate(self, paragraph: str) -> bool:
        """ "Share this article" → True; "Police said that they would share this article of evidence." → False."""
        if len(paragraph) > _MAX_CHARACTERS:
            return False
        plain = plain_words(paragraph)
        return (
            not plain
            or plain in self.lines
            or self._starts(paragraph)
            or self.boilerplate.matches(_single(paragraph))
        )

    def is_caption(self, paragraph: str) -> bool:
        """ "A ruined school in Aleppo. (Photo: AFP)" → True"""
        return len(paragraph) <= _MAX_CHARACTERS and self.captions.matches(_single(paragraph))

    def is_byline(self, paragraph: str) -> bool:
        """ "By Jane Doe and John Roe, Associated Press" → True; "By Tuesday the town had fallen." → False"""
        return len(paragraph) <= _MAX_CHARACTERS and self.bylines.matches(_single(paragraph))

    def opens_list(self, paragraph: str) -> bool:
        """ "Related stories:" alone on its line → True"""
        return len(paragraph) <= _MAX_CHARACTERS and plain_words(paragraph) in self.list_heads

    def is_link_title(self, paragraph: str) -> bool:
        """Whether it could be the title of another story in a list: short, one line, no full stop."""
        return (
            "\n" not in paragraph
            and len(paragraph.split()) <= self.link_words
            and paragraph.rstrip("\"'”’ ")[-1:] not in tuple(".:;,")
        )

    def tail_of(self, paragraph: str) -> int:
        """Where the boilerplate at the end of a paragraph begins; its length when there is none.

        "It denied the charge. (Reporting by Jane Doe; editing by John Roe)" → 22
        """
        tail = len(paragraph)
        breaks = [
            match.end()
            for match in _SENTENCE_BREAK.finditer(paragraph, max(0, tail - _MAX_CHARACTERS))
        ]
        for start in reversed(breaks[-_MAX_TAILS:]):
            sentence = paragraph[start:tail]
            if self._starts(sentence) or self.tails.matches(_single(sentence)):
                tail = start
        return tail

    def _starts(self, paragraph: str) -> bool:
        words = paragraph.count(" ") + 1
        plain = _single(paragraph).casefold()
        return any(words <= most and pattern.match(plain) for pattern, most in self.starts)


def load_furniture() -> Furniture:
    """Read and index lexicons/furniture.yaml."""
    found = read_lexicon("furniture", FurnitureFile)
    return Furniture(
        lines=frozenset(found.lines),
        list_heads=frozenset(found.list_heads),
        starts=tuple((_start_pattern(start), start.max_words) for start in found.starts),
        boilerplate=_matcher(found.boilerplate),
        tails=_matcher(tuple(row for row in found.boilerplate if row.in_tail)),
        captions=_matcher(found.captions),
        bylines=_matcher(found.bylines),
        link_words=found.link_words,
    )


def plain_words(words: str) -> str:
    """Words as the lexicon writes them: "» Share this article…" → "share this article"."""
    return " ".join(words.translate(_QUOTES).split()).casefold().strip(_EDGES)


def _single(paragraph: str) -> str:
    return " ".join(paragraph.translate(_QUOTES).split())


def _start_pattern(start: _Start) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(start.words, key=len, reverse=True))
    return re.compile(rf"[^\w]{{0,4}}(?:{words})\s?[{re.escape(start.marks)}]")


def _matcher(rows: tuple[_Pattern, ...]) -> _Matcher:
    return _Matcher(tuple((re.compile(row.pattern), row.max_words) for row in rows))
