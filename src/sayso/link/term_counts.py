"""How rare a word is: in what share of reports it stands, from the reports at hand and a fixed background of news.

Comes in: strands. Goes out: a `TermCounts`, whose `weight` is 1 for a word never met and 0 for one that stands in every
report. The background (`weights/linking/word-shares.tsv`) counts as `BACKGROUND` reports, so that in a store of five
reports "police" is no rare word. Counts are a snapshot: adding reports one by one does not move them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from sayso.link.profiles import Strand
from sayso.link.words import stem

# How many reports the background stands for.
BACKGROUND = 60


class Counts(Protocol):
    """Counts by word: a dictionary, or what answers like one."""

    def get(self, word: str, default: int, /) -> int:
        """The count of a word."""


class TermCounts(msgspec.Struct, frozen=True):
    """In how many reports each word and each name stands."""

    reports: int
    terms: Counts
    names: Counts
    background: Mapping[str, float]

    def weight(self, term: str) -> float:
        """How much a word tells, 0–1: the logarithm of how rare it is, as a share of the largest possible one."""
        return self._weight(self.terms.get(term, 0) + BACKGROUND * self.background.get(term, 0.0))

    def name_weight(self, name: str) -> float:
        """The same for a name; one made of common words ("united nations") tells no more than the rarest of them."""
        own = self._weight(self.names.get(name, 0) + BACKGROUND * self.background.get(name, 0.0))
        parts = name.split()
        return min(own, max(self.weight(stem(p)) for p in parts)) if len(parts) > 1 else own

    def _weight(self, count: float) -> float:
        total = math.log(1 + self.reports + BACKGROUND)
        return max(0.0, total - math.log(1 + count)) / total


def count_terms(strands: Iterable[Strand], background: Mapping[str, float]) -> TermCounts:
    """Count the words of main strands; a round-up's other strands are parts of the same report."""
    terms: Counter[str] = Counter()
    names: Counter[str] = Counter()
    reports = 0
    for strand in strands:
        if strand.is_main:
            reports += 1
            terms.update(term for term, _ in strand.terms)
            names.update(name for name, _ in strand.names)
    return TermCounts(reports, dict(terms), dict(names), background)
