"""The furniture lexicon at work: is this paragraph boilerplate, a caption, a byline?

Comes in: one paragraph. Goes out: a yes or no, or the stretch of the paragraph that is news. Knows nothing of what
stands before or after it (regions.py does).

Every pattern is bounded and tried on short pieces only; sentences are cut by a plain rule that errs on the side of
too few cuts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import msgspec

from sayso.lexicon import LexiconHeader, read_lexicon

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_EDGES = " \t\r\n.:;,!?|»«›‹>•·*-–—_=+→▶►…()[]#"
# A sentence end: a stop that no initial or title wears, perhaps closing marks, white space, and a beginning.
_SENTENCE_BREAK = re.compile(
    r"(?<![ .(][A-Z])(?<!\bMr)(?<!\bDr)(?<!\bMs)(?<!\bSt)(?<!\bGen)(?<!\bCol)"
    r"[.!?…][\"'”’)\]]{0,2}\s+(?=[A-Z0-9(\[©@“\"‘—–>w])"
)
_TOKEN_BREAK = re.compile(r"[\s|/·•,:;()\[\]!?@>»–—-]+")
_NUMBER = re.compile(r"\d{1,8}(?:st|nd|rd|th|am|pm|h|[tT]\d{2}|[zZ])?|\d{1,4}(?:\.\d{1,4}){1,2}")
_CAPITALISED = r"[\"'(\[]?[A-ZÀ-ÖØ-Þ@&|/–—©-]\S*+|(?:al|el|an|ar|as|ash|at|ad|az)-[A-Z]\S*+|\d\S*+"
_ADDRESS = (
    r"[<(\[]?(?:https?://\S++|www\.\S++|[\w.+-]{1,60}@[\w.-]{1,60}|@\w{1,40}|#\w{1,60}"
    r"|[\w-]{1,40}(?:\.[\w-]{1,40}){0,3}\.(?:com|net|org|ir|tv|info|news|co|ru|cn|uk|eu|io|me|int|gov)(?:/\S*+)?)[>)\],;.:]{0,3}"
)
_MAX_CHARACTERS = 900
_MAX_SENTENCES = 12
_OUTLET_WORDS = 6


class _Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What begins with one of the words, then one of the marks, and is short."""

    words: tuple[str, ...]
    marks: str
    max_words: int
    below_headline: bool = False
    any_case: bool = False


class _WordRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is made of these words and of numbers alone."""

    words: tuple[str, ...]
    at_least: int
    at_most: int
    is_stamp: bool = False
    needs: tuple[str, ...] = ()


class _Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A regular expression over a whole sentence, a whole paragraph, or either."""

    pattern: str
    max_words: int
    scope: Literal["sentence", "paragraph", "both"] = "sentence"


class FurnitureFile(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """lexicons/furniture.yaml as written."""

    lines: tuple[str, ...]
    list_heads: tuple[str, ...]
    link_words: int
    starts: tuple[_Start, ...]
    word_rows: tuple[_WordRow, ...]
    boilerplate: tuple[_Pattern, ...]
    captions: tuple[_Pattern, ...]
    bylines: tuple[_Pattern, ...]
    name_links: tuple[str, ...]
    no_places: tuple[str, ...]
    outlet_words: tuple[str, ...]


@dataclass(frozen=True)
class _Matcher:
    """Patterns of one kind, compiled, each with the most words it may match."""

    patterns: tuple[tuple[re.Pattern[str], int], ...]

    def matches(self, piece: str) -> bool:
        words = piece.count(" ") + 1
        return any(words <= most and pattern.fullmatch(piece) for pattern, most in self.patterns)

    def begins(self, piece: str) -> bool:
        words = piece.count(" ") + 1
        return any(words <= most and pattern.match(piece) for pattern, most in self.patterns)


@dataclass(frozen=True)
class Furniture:
    """The lexicon, indexed for use."""

    lines: frozenset[str]
    list_heads: frozenset[str]
    link_words: int
    starts: _Matcher
    weak_starts: _Matcher
    word_rows: tuple[tuple[frozenset[str], _WordRow], ...]
    paragraphs: _Matcher
    sentences: _Matcher
    captions: _Matcher
    bylines: _Matcher
    no_places: frozenset[str]
    outlet_words: frozenset[str]
    name_links: frozenset[str]

    def is_boilerplate(
        self, paragraph: str, *, is_top: bool = False, is_below_headline: bool = False
    ) -> bool:
        """Whether a whole paragraph is furniture.

        "Share this article" → True; "He vowed to share this article of evidence." → False
        """
        if len(paragraph) > _MAX_CHARACTERS:
            return False
        plain, piece = plain_words(paragraph), _single(paragraph)
        return (
            not plain
            or plain in self.lines
            or self._is_of_words(piece, is_top=is_top)
            or self.starts.begins(piece)
            or (is_below_headline and self.weak_starts.begins(piece))
            or self.paragraphs.matches(piece)
        )

    def news_in(self, paragraph: str) -> tuple[int, int]:
        """The [start, end) of a paragraph that furniture at its ends leaves over; empty when nothing is left.

        "It denied the charge. (Reporting by Jane Doe; editing by John Roe)" → (0, 21)
        """
        breaks = [match.end() for match in _SENTENCE_BREAK.finditer(paragraph)]
        edges = [0, *breaks, len(paragraph)]
        first, last = 0, len(edges) - 1
        while first < min(last, _MAX_SENTENCES) and self._is_furniture(
            paragraph[edges[first] : edges[first + 1]]
        ):
            first += 1
        while last > max(first, len(edges) - 1 - _MAX_SENTENCES) and self._is_furniture(
            paragraph[edges[last - 1] : edges[last]]
        ):
            last -= 1
        return edges[first], edges[first] + len(paragraph[edges[first] : edges[last]].rstrip())

    def is_caption(self, paragraph: str) -> bool:
        """ "A ruined school in Aleppo. (Photo: AFP)" → True"""
        return len(paragraph) <= _MAX_CHARACTERS and self.captions.matches(_single(paragraph))

    def is_byline(self, paragraph: str) -> bool:
        """ "By Jane Doe and John Roe, Associated Press" → True; "By Tuesday the town had fallen." → False"""
        return len(paragraph) <= _MAX_CHARACTERS and self.bylines.matches(_single(paragraph))

    def is_outlet(self, line: str) -> bool:
        """Whether a line of a report's head is the name of a medium: "Nuba Mountains Voice", "The Daily Star"."""
        words = line.split()
        if not 0 < len(words) <= _OUTLET_WORDS or words[-1][-1:] in tuple(".:;,!?"):
            return False
        is_name = all(word[0].isupper() or word in self.name_links for word in words)
        return is_name and any(word.casefold() in self.outlet_words for word in words)

    def opens_list(self, paragraph: str) -> bool:
        """ "Related stories:" alone on its line → True"""
        return len(paragraph) <= _MAX_CHARACTERS and plain_words(paragraph) in self.list_heads

    def is_link_title(self, paragraph: str) -> bool:
        """Whether it could be the title of another story in a list: short, one line, no full stop."""
        return (
            "\n" not in paragraph
            and len(paragraph.split()) <= self.link_words
            and paragraph.rstrip("\"'”’ )")[-1:] not in tuple(".:;,")
        )

    def _is_furniture(self, sentence: str) -> bool:
        """Whether a sentence at an end of a paragraph is furniture. A quotation never is."""
        piece = _single(sentence)
        if len(piece) > _MAX_CHARACTERS or '"' in piece:
            return False
        return self.sentences.matches(piece) or self.starts.begins(piece)

    def _is_of_words(self, piece: str, *, is_top: bool) -> bool:
        tokens = [token for token in _TOKEN_BREAK.split(piece.casefold()) if token]
        return any(
            (is_top or not row.is_stamp)
            and row.at_least <= len(tokens) <= row.at_most
            and (not row.needs or any(token in row.needs for token in tokens))
            and all(
                token in words or token.rstrip(".") in words or _NUMBER.fullmatch(token)
                for token in tokens
            )
            for words, row in self.word_rows
        )


def load_furniture() -> Furniture:
    """Read and index lexicons/furniture.yaml."""
    found = read_lexicon("furniture", FurnitureFile)
    strong = tuple(start for start in found.starts if not start.below_headline)
    weak = tuple(start for start in found.starts if start.below_headline)
    names = _names(found.name_links)
    return Furniture(
        lines=frozenset(found.lines),
        list_heads=frozenset(found.list_heads),
        link_words=found.link_words,
        starts=_Matcher(tuple((_start_pattern(start), start.max_words) for start in strong)),
        weak_starts=_Matcher(tuple((_start_pattern(start), start.max_words) for start in weak)),
        word_rows=tuple((frozenset(row.words), row) for row in found.word_rows),
        paragraphs=_matcher(
            tuple(row for row in found.boilerplate if row.scope != "sentence"), names
        ),
        sentences=_matcher(
            tuple(row for row in found.boilerplate if row.scope != "paragraph"), names
        ),
        captions=_matcher(found.captions, names),
        bylines=_matcher(found.bylines, names),
        no_places=frozenset(found.no_places),
        outlet_words=frozenset(found.outlet_words),
        name_links=frozenset(found.name_links),
    )


def plain_words(words: str) -> str:
    """Words as the lexicon writes them: "» Share this article…" → "share this article"."""
    return _single(words).casefold().strip(_EDGES)


def _single(paragraph: str) -> str:
    """The words in single spaces, with straight quotes."""
    plain = paragraph if paragraph.isascii() else paragraph.translate(_QUOTES)
    return " ".join(plain.split())


def _names(links: tuple[str, ...]) -> str:
    """The expression that NAMES stands for. Possessive: a run of names is read once, never taken back."""
    link_words = "|".join(re.escape(word) for word in sorted(links, key=len, reverse=True))
    token = rf"(?:{_CAPITALISED}|(?:{link_words})[,;:.]?+(?=\s|$))"
    return rf"(?>{token}(?:\s+{token})*+)"


_PARTICLE = (
    r"(?:(?:al|el|bin|ben|ibn|de|del|della|der|van|von|la|le|abu|da|dos|di) |(?:al|el|d)['-])?"
)
_ONE_NAME = rf"{_PARTICLE}[A-ZÀ-ÖØ-Þ][\w.'-]*+(?: {_PARTICLE}[A-ZÀ-ÖØ-Þ][\w.'-]*+){{1,3}}"


def _start_pattern(start: _Start) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(start.words, key=len, reverse=True))
    title = "" if start.any_case else r"(?!\s*(?!https?:|www\.)[a-zà-öø-ÿ])"
    return re.compile(rf"[>»•·*|+\s–—-]{{0,4}}(?i:{words})\s?[{re.escape(start.marks)}]{title}")


def _matcher(rows: tuple[_Pattern, ...], names: str) -> _Matcher:
    """One expression for all patterns that may match equally many words: the calls cost more than the matching."""
    lengths = sorted({row.max_words for row in rows})
    together = {most: [row.pattern for row in rows if row.max_words == most] for most in lengths}
    return _Matcher(
        tuple(
            (_compiled("|".join(f"(?:{pattern})" for pattern in patterns), names), most)
            for most, patterns in together.items()
        )
    )


def _compiled(pattern: str, names: str) -> re.Pattern[str]:
    addresses = rf"(?:(?:{_ADDRESS}|and|or|&|\||-)(?:\s|$)){{1,30}}"
    for word, stands_for in (("ADDRESSES", addresses), ("NAMES", names), ("NAME", _ONE_NAME)):
        pattern = pattern.replace(word, stands_for)
    return re.compile(pattern)
