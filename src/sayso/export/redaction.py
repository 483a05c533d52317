"""Names that an export must not tell: chosen persons and places, masked in every text, address, id and quotation.

Comes in: a file of names (docs/exports.md). Goes out: a Redaction that puts a numbered mask for each name into words
(redacted_holdings.py puts them into everything that is exported). Names match without regard to case, accents,
invisible characters, and what stands between their words ("hassan-kadri", "Hassan%20Kadri"); each longer word of a
person's name is masked on its own, too. A masked place loses its point, its gazetteer id and the units around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

import msgspec

from sayso.errors import UsageError
from sayso.lexicon import read_yaml

Interval = tuple[int, int, str]

# A name of so many letters is found inside longer words, too ("marqabi"); a shorter one stands alone ("Ali", "alive").
_LEAST_INSIDE = 5
# Words of a person's name that are masked on their own.
_LEAST_PART = 4
_BETWEEN = r"[\W_]{0,3}"


class Hidden(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person or place; `parts`: whether the words of a person's name are masked on their own."""

    name: str
    aliases: tuple[str, ...] = ()
    parts: bool = True


class RedactionFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file: {mask, persons: [name or {name, aliases, parts}], places: [...]}."""

    mask: str = "withheld"
    persons: tuple[Hidden | str, ...] = ()
    places: tuple[Hidden | str, ...] = ()


@dataclass(frozen=True)
class _Rule:
    """What to look for in folded text, and what to put there."""

    pattern: re.Pattern[str]
    mask: str
    is_place: bool
    is_part: bool


class Redaction:
    """What to mask; made of a RedactionFile."""

    def __init__(self, file: RedactionFile) -> None:
        self._rules = tuple(_rules(file))
        self._persons, self._places = len(file.persons), len(file.places)
        if not self._rules:
            raise UsageError("the redaction file names nobody and no place")

    def says(self) -> str:
        """What was done, without telling whom it is about."""
        return f"{self._persons} persons and {self._places} places masked, with their documents' texts and offsets"

    def intervals(self, text: str) -> list[Interval]:
        """Where something has to be masked: (start, end, mask), in order, apart from each other."""
        folded, at = _fold(text)
        found = sorted(
            (at[m.start()], at[m.end() - 1] + 1, rule.mask)
            for rule in self._rules
            for m in rule.pattern.finditer(folded)
        )
        apart: list[Interval] = []
        for start, end, mask in found:
            if apart and start < apart[-1][1]:
                first = apart[-1]
                apart[-1] = (first[0], max(first[1], end), first[2])
            else:
                apart.append((start, end, mask))
        return apart

    def mask_words(self, words: str) -> str:
        """Words with masks; an address that hides a name behind percent signs is masked as a whole."""
        masked = cut_out(words, 0, self.intervals(words))
        if "%" in words:
            plain = unquote_plus(unquote_plus(words))
            hidden = self.intervals(plain)
            if len(hidden) > len(self.intervals(words)):
                return hidden[0][2]
        return masked

    def hides_place(self, words: str) -> bool:
        """Whether these words name a masked place."""
        folded, _ = _fold(words)
        return any(rule.is_place and rule.pattern.search(folded) for rule in self._rules)

    def survivors(self, words: str) -> bool:
        """Whether a whole name is left in some words."""
        folded, _ = _fold(words)
        return any(not rule.is_part and rule.pattern.search(folded) for rule in self._rules)


def read_redaction(path: Path) -> Redaction:
    """Read the file of names."""
    try:
        found = read_yaml(path)
        return Redaction(msgspec.convert(found or {}, RedactionFile))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {error}") from error


def _rules(file: RedactionFile) -> Iterator[_Rule]:
    number = 0
    parts: list[_Rule] = []
    for is_place, rows in ((False, file.persons), (True, file.places)):
        for row in rows:
            number += 1
            hidden = Hidden(name=row) if isinstance(row, str) else row
            mask = f"[{file.mask} {number}]"
            for name in (hidden.name, *hidden.aliases):
                words = _words(name)
                if not words:
                    raise UsageError(f"a name without a letter cannot be masked: {name!r}")
                yield _Rule(_pattern(words), mask, is_place, is_part=False)
                if not is_place and hidden.parts and len(words) > 1:
                    parts += [
                        _Rule(_pattern([w], whole=True), mask, is_place, is_part=True)
                        for w in words
                        if len(w) >= _LEAST_PART
                    ]
    yield from parts


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", _fold(name)[0])


def _pattern(words: Sequence[str], *, whole: bool = False) -> re.Pattern[str]:
    joined = _BETWEEN.join(re.escape(word) for word in words)
    is_latin = all(word.isascii() for word in words)
    if whole or (is_latin and sum(map(len, words)) < _LEAST_INSIDE):
        joined = rf"(?<![^\W_]){joined}(?![^\W_])"
    return re.compile(joined)


def _fold(words: str) -> tuple[str, Sequence[int]]:
    """Words without case, accents and invisible characters, and where each character stood."""
    if words.isascii():
        return words.lower(), range(len(words))
    folded: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(words):
        for part in unicodedata.normalize("NFKD", sign).casefold():
            if unicodedata.category(part) not in ("Mn", "Cf"):
                folded.append(part)
                at.append(place)
    return "".join(folded), at


def cut_out(words: str, start: int, intervals: Iterable[Interval]) -> str:
    """Words that begin at `start` of a text, with masks where the text's intervals overlap them."""
    parts, done, end = [], start, start + len(words)
    for a, b, mask in intervals:
        if b > done and a < end:
            parts += [words[done - start : max(a, done) - start], mask]
            done = min(b, end)
    return "".join([*parts, words[done - start :]])
