"""What the parser reads in place of a text: the same number of characters, smoothed where print harms the parse.

Comes in: a text, its paragraphs, and what is known of capitals. Goes out: a text of equal length in which line breaks
and odd spaces within a paragraph are plain spaces, apostrophes are straight, and in which stretches whose capitals
tell nothing (wire copy in capitals, archives in small letters, headlines with a capital on every word) are cased as a
newspaper would print them. Ordinary prose comes back as it is. Positions stay what they are, so spans are cut from the
original text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sayso.nlp.truecasing import Casing, Kind, SeenWords, learn_words, truecase

# Everything that parts words in print; byte order and direction marks stand beside words, too.
_ODD_SPACES = re.compile(
    "[\t-\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f\u2060-\u2064\u2066-\u2069\u3000\ufeff]"
)
# Marks of bold print in plain text: "**Host:** Who fired?"
_BOLD = re.compile(r"\*\*")
# Within a word it can be no quotation mark. The small parser takes "Syria’s army" for two nouns, "didn’t" for one word.
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[’ʼ＇](?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_LETTERS = 8
_FEWEST_WORDS = 3
_SHARE_OF_CAPITALS = 0.8
_SHARE_IN_SMALL_TEXT = 0.004
_HEADLINE_LENGTH = 200
_HEADLINE_WORDS = 4
_HEADLINE_SHARE = 0.8
_LONG_WORD = 4


def make_parse_text(text: str, paragraphs: Sequence[tuple[int, int]], casing: Casing | None) -> str:
    """The text for the parser, of the same length.

    "RUSSIA DENIES\nBOMBING ALEPPO" → "Russia denies bombing Aleppo"
    """
    pieces = [_plain(text[start:end]) for start, end in paragraphs]
    if casing is not None:
        pieces = _truecased(pieces, text, casing)
    return _put_together(text, paragraphs, pieces)


def _plain(piece: str) -> str:
    """A paragraph without odd spaces, marks of bold print and curly apostrophes."""
    return _APOSTROPHE.sub("'", _BOLD.sub("  ", _ODD_SPACES.sub(" ", piece)))


def _put_together(text: str, paragraphs: Iterable[tuple[int, int]], pieces: Iterable[str]) -> str:
    parts, last = [], 0
    for (start, end), piece in zip(paragraphs, pieces, strict=True):
        parts += [text[last:start], piece]
        last = end
    return "".join([*parts, text[last:]])


def _truecased(pieces: list[str], text: str, casing: Casing) -> list[str]:
    if _is_small(text):
        return [truecase(piece, "small", casing, SeenWords()) for piece in pieces]
    kinds = [_kind_of(piece) for piece in pieces]
    if not any(kinds):
        return pieces
    seen = learn_words(p for p, kind in zip(pieces, kinds, strict=True) if kind is None)
    return [
        piece if kind is None else truecase(piece, kind, casing, seen)
        for piece, kind in zip(pieces, kinds, strict=True)
    ]


def _is_small(text: str) -> bool:
    """Whether a whole text is in small letters; a stray capital here and there changes nothing."""
    capitals = sum(map(str.isupper, text))
    if capitals > _SHARE_IN_SMALL_TEXT * len(text):
        return False
    return sum(map(str.islower, text[:100])) >= _FEWEST_LETTERS and len(text.split(None, 3)) > 2


def _kind_of(paragraph: str) -> Kind | None:
    """In what way the capitals of a paragraph tell nothing, if they don't.

    "RUSSIA DENIES BOMBING HOSPITAL" → "capitals"; "Russian Jets Bomb Hospital, Killing 50" → "title"
    """
    capitals = sum(map(str.isupper, paragraph))
    if capitals < _FEWEST_WORDS:
        return None
    if capitals * 4 > len(paragraph):
        letters = capitals + sum(map(str.islower, paragraph))
        words = _WORD.findall(paragraph)
        if capitals >= _SHARE_OF_CAPITALS * letters:
            enough = letters >= _FEWEST_LETTERS and len(words) >= _FEWEST_WORDS
            return "capitals" if enough else None
    if len(paragraph) <= _HEADLINE_LENGTH and _is_title_case(paragraph):
        return "title"
    return None


def _is_title_case(paragraph: str) -> bool:
    if paragraph.endswith((".", ":", ",", ";")):
        return False
    long_words = [w for w in _WORD.findall(paragraph) if len(w) >= _LONG_WORD]
    capitals = sum(word[0].isupper() for word in long_words)
    return len(long_words) >= _HEADLINE_WORDS and capitals >= _HEADLINE_SHARE * len(long_words)
