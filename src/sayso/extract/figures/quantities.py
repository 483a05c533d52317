"""Quantities: numbers with their bounds, ranges and currencies, before anybody asks what they count.

Comes in: a sentence's text. Goes out: quantities, left to right, with low, high and central as DESIGN.md §6a has them.
Numbers in words like "48-hour", in dates and scores are left out; what a number counts is `counted`'s question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.extract.figures.figure_words import FigureLexicon
from sayso.extract.grammar.numbers import Number
from sayso.model import Bound

_RANGE = re.compile(
    r"\s*(?:[-–—]|\b(?P<word>to|or|and)\b(?: (?:about|nearly|almost|more than|over|as many as|some|perhaps)\b)?)"
    r"\s*(?:US)?[$€£]?",
    re.IGNORECASE,
)
# "2016-05-", "9/", and the odds of "one in five".
_NOT_AFTER = re.compile(
    r"(?:\d[-–/]\d+[-–/]|[/:]|\b(?:\d+|one|two|three|four|nine) in |\b(?:in|of) every )$",
    re.IGNORECASE,
)
_ODDS = re.compile(
    r"\b(?:\d|one|two|three|four|five|six|seven|eight|nine)(?: out of| in every| out of every) $",
    re.IGNORECASE,
)
_FIRST_OF_ODDS = re.compile(
    r" (?:(?:in|out of) every (?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)|out of (?:10|ten))\b(?! of )"
    r"| in (?:10|five|ten|twenty|20)(?=[,;.]| (?:people|children|women|households|residents))",
    re.IGNORECASE,
)
_MOST_ODDS = 10
_WORDS_BEFORE = re.compile(r"(?<![\w'])'(?=\w)|[^\s,;:()\"“”‘’—–]+|[,;:()\"“”—–]")


@dataclass(frozen=True)
class Quantity:
    """A number with its bound, as printed. Positions are those of the document."""

    start: int
    end: int
    low: float | None
    high: float | None
    central: float | None
    bound: Bound
    numbers: tuple[Number, ...]
    unit: str | None = None
    share: float | None = None
    is_none: bool = False
    is_multiple: bool = False

    @property
    def is_percent(self) -> bool:
        """Whether the number is printed as a percentage."""
        return bool(self.numbers) and self.numbers[0].is_percent


def find_quantities(text: str, offset: int, lexicon: FigureLexicon) -> Iterator[Quantity]:
    """Numbers of a sentence with their bounds; `offset` is where the sentence begins in the document.

    "Up to 300 people fled." → Quantity("Up to 300", high 300, bound "at_most")
    """
    numbers = [n for n in lexicon.scanner.scan(text) if _stands_alone(text, n, lexicon)]
    i = 0
    while i < len(numbers):
        first = numbers[i]
        second = numbers[i + 1] if i + 1 < len(numbers) else None
        pair = _range_of(text, first, second, lexicon) if second else None
        parts = (first, second) if pair and second else (first,)
        yield _make_quantity(text, offset, parts, pair, lexicon)
        i += 2 if pair else 1


def find_nobody(text: str, offset: int, lexicon: FigureLexicon) -> Iterator[Quantity]:
    """Words that count to none: "No casualties were reported." → Quantity("No", low 0, high 0)"""
    for match in lexicon.nobody.finditer(text):
        start, end = match.start() + offset, match.end() + offset
        number = Number(start, end, 0.0)
        yield Quantity(start, end, 0.0, 0.0, 0.0, "exactly", (number,), is_none=True)


def find_multiples(text: str, offset: int, lexicon: FigureLexicon) -> Iterator[Quantity]:
    """Numbers told by the one before: "lost nine men, and they twice as many" → Quantity("twice as many", share 2)"""
    for match in lexicon.multiple.finditer(text):
        bound, start = _bound_before(text, match.start(), False, lexicon)
        factor = lexicon.multiples[" ".join(match.group().lower().split())]
        number = Number(start + offset, match.end() + offset, factor)
        span = (start + offset, match.end() + offset)
        yield Quantity(
            *span, None, None, None, bound or "exactly", (number,), None, factor, is_multiple=True
        )


def _stands_alone(text: str, number: Number, lexicon: FigureLexicon) -> bool:
    """Not part of a word ("48-hour"), a date ("2016-05-04"), a score, a fraction or a clock time."""
    if lexicon.in_word.match(text[number.end : number.end + 10]):
        return False
    is_small = number.value is not None and number.value <= _MOST_ODDS
    if is_small and _ODDS.search(text, max(0, number.start - 22), number.start):
        return False
    if is_small and number.kind == "exact" and _FIRST_OF_ODDS.match(text, number.end):
        return False
    return not _NOT_AFTER.search(text, max(0, number.start - 14), number.start)


def _range_of(
    text: str, first: Number, second: Number, lexicon: FigureLexicon
) -> tuple[float, float] | None:
    """Both ends of a range; "rose from 29 to 51" is none, and the scale of "two to three million" is for both."""
    link = _RANGE.fullmatch(text, first.end, second.start)
    if link is None or first.kind != "exact" or second.kind != "exact":
        return None
    if first.value is None or second.value is None:
        return None
    word = (link["word"] or "").lower()
    before = text[max(0, first.start - 70) : first.start].lower()
    if word == "and" and not re.search(r"\bbetween\s+(?:\w+\s+)?$", before):
        return None
    if before.endswith("from ") and lexicon.rise_words.search(before):
        return None
    low = first.value
    if first.scale == 1 and second.scale > 1 and low < second.value / second.scale:
        low *= second.scale
    return (low, second.value) if low < second.value else None


def _make_quantity(
    text: str,
    offset: int,
    numbers: Sequence[Number],
    pair: tuple[float, float] | None,
    lexicon: FigureLexicon,
) -> Quantity:
    start, end = numbers[0].start, numbers[-1].end
    start, unit = _currency_before(text, start, lexicon)
    bound, start = _bound_before(text, start, pair is not None, lexicon)
    after = lexicon.bounds_after.match(text, end)
    if after and bound is None and not text[end:].startswith(" at least a"):
        bound = lexicon.bound_of_suffix.get(after["bound"].lower())
        end = after.end() if bound else end
    share = numbers[0].value if numbers[0].kind == "share" else None
    value = None if share is not None else numbers[-1].value
    low, high, central, bound = limits_of(value, pair, bound or "exactly", numbers[0].kind)
    moved = tuple(replace(n, start=n.start + offset, end=n.end + offset) for n in numbers)
    return Quantity(start + offset, end + offset, low, high, central, bound, moved, unit, share)


def limits_of(
    value: float | None, pair: tuple[float, float] | None, bound: Bound, kind: str
) -> tuple[float | None, float | None, float | None, Bound]:
    """Low, high, central and bound of a value (DESIGN.md §6a, Figures)."""
    if pair:
        return pair[0], pair[1], None, "between"
    if kind == "vague" and bound not in ("at_least", "over"):
        return (None if bound in ("at_most", "under") else value), None, None, "vague"
    if value is None:
        return None, None, None, "vague" if kind == "unknown" else bound
    match bound:
        case "about":
            return None, None, value, bound
        case "nearly":
            return None, value, value, bound
        case "at_least" | "over":
            return value, None, None, bound
        case "at_most" | "under":
            return None, value, None, bound
        case _:
            return value, value, value, "exactly"


def _currency_before(text: str, start: int, lexicon: FigureLexicon) -> tuple[int, str | None]:
    symbol = text[start - 1 : start] if start else ""
    if symbol not in lexicon.money_symbols:
        word = re.search(r"([A-Za-z$]{2,4})\s?$", text[max(0, start - 5) : start])
        unit = lexicon.money_prefixes.get(word.group(1).lower()) if word else None
        return (start - len(word.group()) if word and unit else start), unit
    prefix = re.search(r"(?<!\w)(?:US|C|A|NZ|HK)$", text[max(0, start - 4) : start - 1])
    return start - 1 - (len(prefix.group()) if prefix else 0), lexicon.money_symbols[symbol]


def _bound_before(
    text: str, start: int, is_range: bool, lexicon: FigureLexicon
) -> tuple[Bound | None, int]:
    """The outermost bound phrase before a number, and where it starts; fillers ("another") are stepped over."""
    base = max(0, start - 60)
    found = _WORDS_BEFORE.finditer(text, base, start)
    words = [(m.group().lower(), m.start()) for m in found]
    bound: Bound | None = None
    position = len(words)
    while position > 0:
        size, phrase_bound = _longest_bound(words, position, lexicon)
        if phrase_bound is None or not _is_bound(words, position - size, size, lexicon):
            break
        if (
            words[position:]
            and words[position][0] == "the"
            and _is_preposition(words, position, size, lexicon)
        ):
            break  # "far below the 70 that the opposition claims"
        position -= size
        if phrase_bound != "exactly":
            bound, start = phrase_bound, words[position][1]
    if is_range and position and words[position - 1][0] in ("between", "from"):
        start = words[position - 1][1]
    return bound, start


def _longest_bound(
    words: list[tuple[str, int]], position: int, lexicon: FigureLexicon
) -> tuple[int, Bound | None]:
    for size in range(min(5, position), 0, -1):
        phrase = " ".join(word for word, _ in words[position - size : position])
        if phrase in lexicon.bounds:
            return size, lexicon.bounds[phrase]
    return 0, None


def _is_preposition(
    words: list[tuple[str, int]], position: int, size: int, lexicon: FigureLexicon
) -> bool:
    return size <= 2 and words[position - 1][0] in lexicon.bound_prepositions


def _is_bound(words: list[tuple[str, int]], at: int, size: int, lexicon: FigureLexicon) -> bool:
    """ "over", "under" and the like can be prepositions: "anger over two killings"."""
    if size > 1 or words[at][0] not in lexicon.bound_prepositions:
        return True
    return not (at and words[at - 1][0] in lexicon.not_bound_after)
