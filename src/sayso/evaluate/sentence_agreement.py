"""How far two labellers of the same sentences agree.

Comes in: two readings of the same rows in the same order. Goes out: F1 of cues and of content with source, the shares
of equal labels on matched cues, and Cohen's kappa (1960) for act and stance. F1 is the same whoever is called gold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sayso.errors import UsageError
from sayso.evaluate.sentence_rows import Sentence
from sayso.evaluate.sentence_scores import (
    judge_sentence,
    labels_of,
    sentence_measures,
    tally_sentence,
)
from sayso.evaluate.tallies import Measures, Tally

Pairs = list[tuple[str, str]]

_MEASURES = (
    "cue F1",
    "content+source F1",
    "act, of found",
    "stance, of found",
    "depth, of found",
    "depth ≥ 1, of found",
    "accused, of found",
    "denial target, of found",
)


def agreement(first: Sequence[Sentence], second: Sequence[Sentence]) -> Measures:
    """The measures of agreement over all rows.

    The same labels twice → {"cue F1": 1.0, …, "act kappa": 1.0, "stance kappa": 1.0}
    """
    _check_texts(first, second)
    total: Tally = Counter()
    for one, other in zip(first, second, strict=True):
        total.update(tally_sentence(one, labels_of(other.attributions)))
    measures = sentence_measures(total)
    chosen = {name: measures[name] for name in _MEASURES if name in measures}
    return chosen | {
        f"{label} kappa": kappa(_pairs(first, second, label)) for label in ("act", "stance")
    }


def _check_texts(first: Sequence[Sentence], second: Sequence[Sentence]) -> None:
    if len(first) != len(second):
        raise UsageError(f"{len(first)} rows of one labeller, {len(second)} of the other")
    for one, other in zip(first, second, strict=True):
        if one.text != other.text:
            raise UsageError(f"{one.id} and {other.id}: not the same text")


def _pairs(first: Sequence[Sentence], second: Sequence[Sentence], label: str) -> Pairs:
    """Both labels of every attribution whose cue both have."""
    return [
        (getattr(judgement.gold, label), getattr(other.attributions[judgement.found], label))
        for one, other in zip(first, second, strict=True)
        for judgement in judge_sentence(one, labels_of(other.attributions))
        if judgement.found is not None
    ]


def kappa(pairs: Pairs) -> float:
    """Agreement beyond what chance would give: 1 full, 0 chance.

    [("says", "says"), ("denies", "denies"), ("says", "denies"), ("denies", "says")] → 0.0
    """
    if not pairs:
        return 0.0
    observed = sum(one == other for one, other in pairs) / len(pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(ones[label] * others[label] for label in ones) / len(pairs) ** 2
    return 1.0 if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
