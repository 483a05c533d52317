"""Numbers in words and digits: text → where a number stands and what it is worth.

Comes in: a text, the number words of the figure lexicon and the policy of vague numbers. Goes out: every
expression that could be a number ("twenty-one", "1.2 million", "half a million", "several hundred", "two thirds"),
with its exact place and value. Does not decide whether a number counts anything, nor its bound: `figures` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from sayso.lexicon import LexiconHeader, read_lexicon

NumberKind = Literal["exact", "vague", "unknown", "share"]

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_WORD = re.compile(rf"{_DIGITS}|[a-z]+")
_LONGEST = 18  # more digits than that are an account number, or noise
_PERCENT = re.compile(r"\s?%|[\s-]?per\s?cent\b", re.IGNORECASE)


class NumberWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words of numbers by value: small ones, scales, scales stuck to digits ("1.2m"), dozens, parts ("third")."""

    small: dict[str, int]
    scales: dict[str, int]
    short_scales: dict[str, int]
    collectives: dict[str, int]
    parts: dict[str, int]


class VaguePolicy(LexiconHeader, frozen=True, kw_only=True):
    """What vague numbers are at least worth; named and versioned, because it changes results."""

    plain: dict[str, int]
    multipliers: dict[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A number in the text. `value` is a share (0–1) for kind "share", None for "unknown".

    `scale` is the worth of its last scale word ("million"), 1 without one; `in_digits` tells "12" from "twelve".
    """

    start: int
    end: int
    value: float | None
    kind: NumberKind = "exact"
    scale: int = 1
    in_digits: bool = False
    is_percent: bool = False


@dataclass(frozen=True)
class NumberScanner:
    """Number words and the vague-number policy, compiled to one pattern. Holds no text."""

    words: NumberWords
    policy: VaguePolicy
    pattern: re.Pattern[str]

    def scan(self, text: str) -> Iterator[Number]:
        """Yield the numbers of a text from left to right.

        "Between ten and twenty thousand fled." → 10, 20000
        """
        for match in self.pattern.finditer(text):
            if match["run"] is None:
                yield from self._phrase(match)
                continue
            for number in parse_run(match["run"], self.words, match.start()):
                yield _as_percent(text, number)

    def _phrase(self, match: re.Match[str]) -> Iterator[Number]:
        start, end, words = match.start(), match.end(), _plain_words(match.group())
        if match["unknown"] is not None:
            yield Number(start, end, None, "unknown")
            return
        if match["odds"] is not None:
            first, *_, last = words.split()
            yield Number(start, end, self.words.small[first] / self.words.small[last], "share")
            return
        kind: NumberKind = "vague" if match["share"] is None else "share"
        value = self._vague_value(words) if kind == "vague" else self._share_value(words)
        if value is not None:
            yield Number(start, end, value, kind)

    def _vague_value(self, words: str) -> float | None:
        if words in self.policy.plain:
            return self.policy.plain[words]
        for multiplier, times in self.policy.multipliers.items():
            if words.startswith(multiplier + " "):
                return times * _product(words[len(multiplier) :].split(), self.words)
        return None

    def _share_value(self, words: str) -> float | None:
        first, *rest = words.replace("-", " ").split()
        if not rest:
            return 0.5
        count = 1 if first in ("a", "an") else self.words.small.get(first)
        part = self.words.parts.get(rest[-1]) or self.words.parts.get(rest[-1].removesuffix("s"))
        return None if count is None or part is None else count / part


def load_vague_policy(name: str = "vague-numbers") -> VaguePolicy:
    """Read a policy of vague numbers from the lexicons."""
    return read_lexicon(name, VaguePolicy)


def make_number_scanner(words: NumberWords, policy: VaguePolicy) -> NumberScanner:
    """Compile the words and the policy into a scanner."""
    units = _any(["hundred", *words.scales, *words.collectives])
    short = _any(words.short_scales)
    digits = rf"{_DIGITS}(?:(?:{short})(?!\w)|(?!\w|[:/.,][0-9]))"
    small = _any([*words.small, "hundred", *words.scales, *words.collectives])
    article = (
        rf"an?(?=\s+(?:half\s+(?:{units})|{units}|half)(?!\w))|half(?=\s+an?\s+(?:{units})(?!\w))"
    )
    atom = rf"(?:{digits}|(?:{small}|{article}|half)(?!\w))"
    start = rf"(?:{digits}|(?:{_any(words.small)}|{article})(?!\w))"
    run = rf"{start}(?:(?:\s+and\s+|\s?-\s?|\s+){atom})*"
    several = rf"(?:{_any(policy.multipliers)})(?:\s+(?:{units}))+"
    parts = "|".join(f"{part}s?" for part in sorted(words.parts, key=len, reverse=True))
    odd = _any(word for word, value in words.small.items() if 1 <= value <= 10)
    count = rf"(?:an|a|{_any(words.small)})"
    pattern = (
        r"(?<![\w/:#])(?<![a-zA-Z][-–.])(?<![0-9][.,])(?:"
        rf"(?P<vague>(?:{several}|{_any(policy.plain)})(?!\w))"
        rf"|(?P<unknown>(?:{_any(policy.unknown)})(?!\w))"
        rf"|(?P<share>(?:half|{count}[\s-](?:{parts}))(?=\s+(?:of|the|its|their|all)\s))"
        rf"|(?P<odds>(?:{odd})\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{odd})(?=\s+of\s+(?:the|its|their|all)\s))"
        rf"|(?P<run>{run}))"
    )
    return NumberScanner(words, policy, re.compile(pattern, re.IGNORECASE))


def parse_number(text: str, words: NumberWords) -> float | None:
    """The value of a text that is one number and nothing else; None otherwise.

    "two hundred and six thousand and one" → 206001
    """
    numbers = list(parse_run(text, words))
    whole = len(numbers) == 1 and (numbers[0].start, numbers[0].end) == (0, len(text))
    return numbers[0].value if whole else None


def parse_run(run: str, words: NumberWords, offset: int = 0) -> Iterator[Number]:
    """Split number words that stand together into numbers, each as long as it can be.

    "ten and twenty thousand" → 10, 20000
    """
    lower = run.lower()
    if len(lower) != len(run):  # some capitals grow in lower case, and the places would be wrong
        return
    tokens = [Token(m.group().replace(",", ""), m.start(), m.end()) for m in _WORD.finditer(lower)]
    reader, i = _Reader(tokens, words), 0
    while i < len(tokens):
        value, end, scale = reader.read_number(i)
        if value is not None:
            start, stop = offset + tokens[i].start, offset + tokens[end - 1].end
            yield Number(start, stop, value, "exact", scale, tokens[i].word[0].isdigit())
        i = max(end, i + 1)


@dataclass(frozen=True)
class Token:
    """A word or a run of digits within number words."""

    word: str
    start: int
    end: int


class _Reader:
    """Reads numbers out of tokens. Each method returns what it read and the index after it."""

    def __init__(self, tokens: Sequence[Token], words: NumberWords) -> None:
        self.tokens = tokens
        self.words = words

    def read_number(self, i: int) -> tuple[float | None, int, int]:
        """Value, index after the number, and the worth of its last scale word."""
        if self._word(i) == "half" and self._word(i + 1) in ("a", "an"):
            unit = self._unit(i + 2)
            return (None, i + 1, 1) if unit is None else (unit / 2, i + 3, unit)
        in_digits = self._word(i)[:1].isdigit()
        group, end = self._read_group(i)
        if group is None:
            return None, i + 1, 1
        if dozen := self.words.collectives.get(self._word(end)):
            return group * dozen, end + 1, dozen
        unscaled = self._word(i) in ("a", "an") and self._word(i + 1) != "hundred"
        total, scale, last = 0.0, 0, 1
        while (scale := self._scale(end)) and (last == 1 or scale < last) and group:
            total, last, end = total + group * scale, scale, end + 1
            group, after = (None, end) if in_digits else self._read_rest(end, last)
            if group is None:
                return total, end, last
            end = after
        return (None, i + 1, 1) if unscaled and not total else (total + (group or 0), end, last)

    def _read_rest(self, i: int, last: int) -> tuple[float | None, int]:
        """What follows a scale word: a smaller number, with or without "and"."""
        start = i + 1 if self._word(i) == "and" else i
        if self._word(start)[:1].isdigit() or self._word(start) in ("a", "an"):
            return None, i
        group, end = self._read_group(start)
        following = self._scale(end)
        if group is None or group == 0 or group >= last or (following or 0) >= last:
            return None, i
        return group, end

    def _read_group(self, i: int) -> tuple[float | None, int]:
        """Digits, or a number below a thousand in words, or the article before a unit."""
        word = self._word(i)
        if word[:1].isdigit():
            return (None, i) if len(word) > _LONGEST else self._with_half(float(word), i + 1)
        if word in ("a", "an"):
            if self._word(i + 1) == "half" and self._unit(i + 2):
                return 0.5, i + 2
            if self._word(i + 1) != "hundred":
                return (1, i + 1) if self._unit(i + 1) else (None, i)
            value, end = 1, i + 1
        else:
            small, end = self._read_below_hundred(i)
            if small is None:
                return None, i
            value = small
        if self._word(end) == "hundred" and value > 0:
            start = end + 2 if self._word(end + 1) == "and" else end + 1
            rest, after = self._read_below_hundred(start)
            return (value * 100 + rest, after) if rest else (value * 100, end + 1)
        return self._with_half(value, end)

    def _read_below_hundred(self, i: int) -> tuple[int | None, int]:
        value = self.words.small.get(self._word(i))
        if value is None:
            return None, i
        unit = self.words.small.get(self._word(i + 1), 0)
        if value >= 20 and 0 < unit < 10:
            return value + unit, i + 2
        return value, i + 1

    def _with_half(self, value: float, i: int) -> tuple[float, int]:
        """ "two and a half million": the half belongs to the number only before a scale."""
        words = [self._word(i + k) for k in range(3)]
        if words[:2] == ["and", "half"] and self._unit(i + 2):
            return value + 0.5, i + 2
        if words == ["and", "a", "half"] and self._unit(i + 3):
            return value + 0.5, i + 3
        return value, i

    def _word(self, i: int) -> str:
        return self.tokens[i].word if i < len(self.tokens) else ""

    def _unit(self, i: int) -> int | None:
        word = self._word(i)
        if word == "hundred":
            return 100
        return self.words.scales.get(word) or self.words.collectives.get(word)

    def _scale(self, i: int) -> int:
        """The worth of a scale word; "m" and "k" count only stuck to their digits; 0 for any other word."""
        word = self._word(i)
        if word in self.words.short_scales:
            stuck = i > 0 and self.tokens[i - 1].end == self.tokens[i].start
            return self.words.short_scales[word] if stuck else 0
        return self.words.scales.get(word, 0)


def _as_percent(text: str, number: Number) -> Number:
    percent = _PERCENT.match(text, number.end)
    if percent is None or number.value is None:
        return number
    return replace(
        number, end=percent.end(), value=number.value / 100, kind="share", is_percent=True
    )


def _product(units: Iterable[str], words: NumberWords) -> float:
    product = 1.0
    for unit in units:
        product *= words.scales.get(unit) or words.collectives.get(unit) or 100
    return product


def _plain_words(exact: str) -> str:
    return " ".join(exact.lower().split())


def _any(choices: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, with any white space between them."""
    return "|".join(
        r"\s+".join(map(re.escape, words.split()))
        for words in sorted(choices, key=len, reverse=True)
    )
