"""Counting for scores: precision, recall, F1, one-to-one matching of spans, and bootstrap intervals.

Comes in: counts for each document. Goes out: measures over all, with a 95 % interval from resampling documents
(Efron & Tibshirani 1993). Nothing here knows what is counted.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

Tally = Counter[str]
Measures = dict[str, float]


def f1(tally: Tally, name: str) -> float:
    """F1 from the counts `<name>.hit`, `<name>.found` (predicted) and `<name>.gold`."""
    hit, found, gold = (tally[f"{name}.{part}"] for part in ("hit", "found", "gold"))
    precision = hit / found if found else 0.0
    recall = hit / gold if gold else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share(tally: Tally, part: str, whole: str) -> float:
    """One count as a share of another; 0 where there is nothing to share."""
    return tally[part] / tally[whole] if tally[whole] else 0.0


def add_sets(tally: Tally, name: str, found: Set[Any], gold: Set[Any]) -> None:
    """Count two sets against each other under one name."""
    tally[f"{name}.hit"] += len(found & gold)
    tally[f"{name}.found"] += len(found)
    tally[f"{name}.gold"] += len(gold)


def match_greedily(scored: Iterable[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """One-to-one pairs (gold, found), the best score first, ties by position.

    [(.9, 0, 1), (.8, 0, 0), (.7, 1, 1)] → [(0, 1)]
    """
    taken_gold, taken_found, pairs = set[int](), set[int](), []
    for _, gold, found in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if gold not in taken_gold and found not in taken_found:
            taken_gold.add(gold)
            taken_found.add(found)
            pairs.append((gold, found))
    return pairs


def match_spans(
    gold: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]
) -> dict[int, int]:
    """Gold index → found index for overlapping spans: equal spans first, then by most characters shared."""
    scored = [
        ((not equal, -shared), i, j)
        for i, (start, end) in enumerate(gold)
        for j, (other_start, other_end) in enumerate(found)
        for shared in [min(end, other_end) - max(start, other_start)]
        for equal in [(start, end) == (other_start, other_end)]
        if shared > 0
    ]
    matched: dict[int, int] = {}
    taken = set[int]()
    for _, i, j in sorted(scored):
        if i not in matched and j not in taken:
            matched[i] = j
            taken.add(j)
    return matched


def first_of_each(found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The found items without a second one on the same span: saying a thing twice earns nothing."""
    spans: dict[tuple[int, int], Mapping[str, Any]] = {}
    for item in found:
        spans.setdefault((item["start"], item["end"]), item)
    return list(spans.values())


def bootstrap(
    tallies: Sequence[Tally],
    measure: Callable[[Tally], Measures],
    rounds: int = 300,
    seed: int = 13,
) -> dict[str, tuple[float, float]]:
    """The 95 % interval of every measure, from documents drawn with replacement."""
    dice = random.Random(seed)  # noqa: S311 - resampling, no secret
    drawn: dict[str, list[float]] = {}
    for _ in range(rounds):
        total: Tally = Counter()
        for tally in dice.choices(tallies, k=len(tallies)):
            total.update(tally)
        for name, value in measure(total).items():
            drawn.setdefault(name, []).append(value)
    return {name: _interval(sorted(values)) for name, values in drawn.items()}


def _interval(values: list[float]) -> tuple[float, float]:
    return values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]
