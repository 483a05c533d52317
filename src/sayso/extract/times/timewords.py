"""Patterns over words: a text becomes a string of one character a word, a rule a regular expression over it.

Comes in: text, word classes, macros and patterns (lexicons/times.yaml). Goes out: the places where a pattern
matches, with the words it captured. Does not know what any of it means (times.py, timex.py).

Each known word and each shape of number is one character, so a class of words is a character set, and matching
runs in C and in linear time: every repetition is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sayso.extract.grammar.regexstarts import first_characters

# Order matters: the first alternative that fits is the shape of the word. The commonest comes first.
_WORD = re.compile(
    r"(?P<word>[^\W\d_]{2,})"
    r"|(?=\d)(?:(?P<ISO>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))"
    r"|(?P<SLASH>(?:\d{1,2}([/.-])\d{1,2}\4(?:\d{4}|\d\d)|\d{4}/\d\d/\d\d)(?![\w/-]))"
    r"|(?P<CLOCK>(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:]))"
    r"|(?P<TENS>\d{2}(?:\d\d)?s\b)"
    r"|(?P<NTH>\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<DOT>\d{1,2}\.[0-5]\d(?![\d.]))"
    r"|(?P<NUM>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)"
    r"|(?P<DIGITS>\d+))"
    r"|(?P<DOTTED>[aApP]\.\s?[mM]\b\.?|[bB]\.\s?[cC]\b\.?(?:\s?[eE]\b\.?)?|[aA]\.\s?[dD]\b\.?)"
    r"|(?P<letter>[^\W\d_])"
    r"|(?P<s>['’][sS]\b)"
    r"|(?P<break>\n[^\S\n]*\n\s*)"
    r"|(?P<mark>\S)"
)
_SHAPES = {"ISO": "I", "SLASH": "S", "CLOCK": "C", "TENS": "T", "NTH": "O", "DOT": "F", "NUM": "N"}
_NUMBER_SHAPES = {"YYYY": "Y", "DD": "D", "INT": "Z"}
OTHER_NAME = "X"
_OTHER_WORD, _OTHER_MARK, _BREAK = "x", "_", "¶"
_NAMED_CODES = {**_SHAPES, **_NUMBER_SHAPES, "NAME": OTHER_NAME, "OTHER": _OTHER_WORD}
NUMBER_CODES = "".join(_NUMBER_SHAPES.values()) + _SHAPES["NUM"]
_FIRST_CODE = 0xE000

_PATTERN_PART = re.compile(
    r"(?P<look>\(\?<?[=!])|(?P<open>\()|(?P<close>\))|(?P<bar>\|)|(?P<many>[?*])"
    r"|\{(?P<capture>[a-z_]+):|(?P<end>\})|<(?P<name>[A-Za-z_]+)>|(?P<literal>[^\s()|?*{}<>]+)|(?P<space>\s+)"
)
_MOST_MACROS = 8
# "*" means a few: an open end would make long junk ("two hundred and two hundred and …") take quadratic time.
_REPETITIONS = {"*": "{0,6}"}


class Word(NamedTuple):
    """A word or mark of the text, in lower case, with its place in it."""

    start: int
    end: int
    lower: str


@dataclass(frozen=True)
class Words:
    """A text as words and as codes, one character a word."""

    words: list[Word]
    codes: str


@dataclass(frozen=True, slots=True)
class Found:
    """One match of one pattern: its number, the words [first, last) and the captured words [first, last)."""

    pattern: int
    first: int
    last: int
    captures: dict[str, tuple[int, int]]


class WordPatterns:
    """Compiled patterns with their vocabulary. `first` patterns win over later ones of the same length."""

    def __init__(
        self,
        classes: Mapping[str, Iterable[str]],
        macros: Mapping[str, str],
        patterns: Iterable[str],
        capitals: frozenset[str],
    ) -> None:
        self._macros = dict(macros)
        self._classes = {name: frozenset(words) for name, words in classes.items()}
        self._codes: dict[str, str] = {}
        self._capital_words = frozenset(word for name in capitals for word in self._classes[name])
        for words in self._classes.values():
            for word in sorted(words):
                self._code_of(word)
        sources = [self._regex_of(pattern, 0) for pattern in patterns]
        self._by_start: dict[str, list[tuple[int, re.Pattern[str]]]] = {}
        for number, source in enumerate(sources):
            for code in first_characters(source):
                self._by_start.setdefault(code, []).append((number, re.compile(source)))

    def read_words(self, text: str) -> Words:
        """Cut a text into words and give each its code. In a text without capitals any word may be a name.

        "On 4 May" → words on, 4, May; three codes
        """
        words, codes = [], []
        has_capitals = any(map(str.isupper, text))
        seen: dict[str, tuple[str, str]] = {}
        for match in _WORD.finditer(text):
            exact = match.group()
            known = seen.get(exact)
            if known is None:
                known = seen[exact] = self._lower_and_code(
                    match.lastgroup or "mark", exact, has_capitals
                )
            lower, code = known
            words.append(Word(match.start(), match.end(), lower))
            codes.append(code)
        return Words(words, "".join(codes))

    def find(self, words: Words) -> Iterator[Found]:
        """Yield the longest match at each place, from left to right, none inside another."""
        position = 0
        for start, code in enumerate(words.codes):
            if start < position or code not in self._by_start:
                continue
            found = self._longest(words.codes, start)
            if found is not None:
                yield found
                position = found.last

    def _longest(self, codes: str, start: int) -> Found | None:
        best, best_number, best_end = None, 0, start
        for number, pattern in self._by_start[codes[start]]:
            match = pattern.match(codes, start)
            if match and match.end() > best_end:
                best, best_number, best_end = match, number, match.end()
        if best is None:
            return None
        captures = {name: best.span(name) for name, found in best.groupdict().items() if found}
        return Found(best_number, start, best_end, captures)

    def _lower_and_code(self, shape: str, exact: str, has_capitals: bool) -> tuple[str, str]:
        lower = "".join(exact.lower().split()).replace("’", "'")
        return lower, self._code(shape, lower, exact[0].isupper() or not has_capitals)

    def _code(self, shape: str, lower: str, is_capital: bool) -> str:
        if shape in _SHAPES:
            return _SHAPES[shape]
        if shape == "DIGITS":
            return _code_of_number(lower)
        if shape == "break":
            return _BREAK
        known = self._codes.get(lower)
        if known and (is_capital or lower not in self._capital_words):
            return known
        if shape in ("word", "letter", "DOTTED"):
            return OTHER_NAME if is_capital else _OTHER_WORD
        return _OTHER_MARK

    def _code_of(self, word: str) -> str:
        return self._codes.setdefault(word, chr(_FIRST_CODE + len(self._codes)))

    def _regex_of(self, pattern: str, depth: int) -> str:
        if depth > _MOST_MACROS:
            raise ValueError(f"macros call each other in {pattern!r}")
        parts, position = [], 0
        while position < len(pattern):
            match = _PATTERN_PART.match(pattern, position)
            if match is None:
                raise ValueError(f"cannot read pattern {pattern!r} at {pattern[position:]!r}")
            parts.append(self._part(match, depth))
            position = match.end()
        return "".join(parts)

    def _part(self, match: re.Match[str], depth: int) -> str:
        kind, value = match.lastgroup, match.group()
        if kind == "name":
            return self._named(match["name"], depth)
        if kind == "capture":
            return f"(?P<{match['capture']}>"
        if kind == "literal":
            return re.escape(self._code_of(value))
        written = {"open": "(?:", "end": ")", "space": "", "many": _REPETITIONS.get(value, value)}
        return written.get(kind or "", value)

    def _named(self, name: str, depth: int) -> str:
        if name in _NAMED_CODES:
            return _NAMED_CODES[name]
        if name in self._macros:
            return f"(?:{self._regex_of(self._macros[name], depth + 1)})"
        codes = "".join(sorted(self._codes[word] for word in self._classes[name]))
        return f"[{codes}]"


def _code_of_number(digits: str) -> str:
    if len(digits) == 4 and "1000" <= digits <= "2199":
        return _NUMBER_SHAPES["YYYY"]
    if len(digits) <= 2 and 1 <= int(digits) <= 31:
        return _NUMBER_SHAPES["DD"]
    return _NUMBER_SHAPES["INT"]
