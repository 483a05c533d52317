"""How likely it is that two strands tell the same happening: a score from 0 to 1, with the reasons in words.

Comes in: two strands and how common each word is (`TermCounts`). Goes out: a `PairScore`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from sayso.link.profiles import Strand


class PairScore(msgspec.Struct, frozen=True):
    """How likely two strands tell the same happening, and why."""

    score: float
    reasons: tuple[str, ...]


class TermCounts(msgspec.Struct, frozen=True):
    """In how many documents each word stands: what makes a word rare."""

    documents: int
    counts: Mapping[str, int]

    def weight(self, term: str) -> float:
        """How much a word tells: the logarithm of how rare it is."""
        return math.log((1 + self.documents) / (1 + self.counts.get(term, 0))) + 1


def count_terms(strands: Iterable[Strand]) -> TermCounts:
    """Count in how many strands each word stands."""
    counts: Counter[str] = Counter()
    documents = 0
    for strand in strands:
        documents += 1
        counts.update(term for term, _ in strand.terms)
    return TermCounts(documents, counts)


def term_vector(strand: Strand, counts: TermCounts) -> dict[str, float]:
    """The strand's words, weighted by count and rarity, of length one."""
    weights = {t: (1 + math.log(n)) * counts.weight(t) for t, n in strand.terms}
    norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {t: w / norm for t, w in weights.items()}


def score_pair(a: Strand, b: Strand, counts: TermCounts) -> PairScore:
    """Score two strands."""
    one, other = term_vector(a, counts), term_vector(b, counts)
    cosine = sum(w * other.get(t, 0.0) for t, w in one.items())
    return PairScore(cosine, (f"their words agree by {cosine:.2f}",))
