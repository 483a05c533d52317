"""Lessons about events: batches of labelled sentences, what a network's word on them is off by, and its scores.

Comes in: examples, and the scores that a network gives them. Goes out: padded batches, losses, measures. The teacher
and the branch that is shipped learn by the same ones.
"""

from __future__ import annotations

import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch
from event_examples import UNKNOWN, Example
from torch import Tensor, nn

from sayso.extract.events.event_weights import STATUSES, TYPES

# Types (sentences, pieces, 17), statuses (sentences, pieces, 9), and whether each sentence tells an event, as logits.
Scores = tuple[Tensor, Tensor, Tensor]


def is_apart(row: str, folds: int, fold: int) -> bool:
    """Whether a row is kept apart in a fold: by a digest of its name, so always the same ones."""
    return folds > 0 and zlib.crc32(row.encode()) % folds == fold


def make_batches(
    examples: Sequence[Example], pieces: int, rng: random.Random
) -> Iterator[list[Example]]:
    """Batches of sentences of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e.types) + rng.random() * 8)
    batches, batch = [], []
    for example in order:
        if batch and (len(batch) + 1) * len(example.types) > pieces:
            batches.append(batch)
            batch = []
        batch.append(example)
    batches.append(batch)
    rng.shuffle(batches)
    yield from batches


def stack(batch: Sequence[Example], name: str, empty: int = 0) -> Tensor:
    """One property of all examples, padded."""
    length = max(len(e.types) for e in batch)
    first = getattr(batch[0], name)
    out = np.full((len(batch), length, *first.shape[1:]), empty, dtype=first.dtype)
    for n, example in enumerate(batch):
        out[n, : len(example.types)] = getattr(example, name)
    return torch.from_numpy(out)


def stack_mask(batch: Sequence[Example]) -> Tensor:
    lengths = torch.tensor([len(e.types) for e in batch])
    return (torch.arange(int(lengths.max()))[None] < lengths[:, None]).float()


def losses_of(
    scores: Scores,
    batch: Sequence[Example],
    tells: dict[str, bool],
    smooth: float,
) -> dict[str, Tensor]:
    """What types, statuses and the word on each sentence are off by: from the labels, or from what the teacher says."""
    types, statuses, told_at_all = scores
    wanted, told = stack(batch, "types", UNKNOWN), stack(batch, "statuses", UNKNOWN)
    if batch[0].soft_types is None:
        return {
            "types": _mean_loss(types, wanted, smooth),
            "statuses": _mean_loss(statuses, told, smooth),
            "told": sentence_loss(told_at_all, [tells.get(e.row) for e in batch]),
        }
    known = stack_known(batch).float()
    soft_types, soft_statuses = (
        stack(batch, f"soft_{name}").float() for name in ("types", "statuses")
    )
    return {
        "types": _soft_loss(types, soft_types, known),
        "statuses": _soft_loss(statuses, soft_statuses, known * (1 - soft_types[..., 0])),
        "told": nn.functional.binary_cross_entropy_with_logits(
            told_at_all.float(), torch.tensor([float(e.soft_told or 0.0) for e in batch])
        ),
    }


def _mean_loss(scores: Tensor, wanted: Tensor, smooth: float) -> Tensor:
    """Cross-entropy of what is labelled; nothing where nothing is."""
    if not (wanted != UNKNOWN).any():
        return scores.sum() * 0
    return nn.functional.cross_entropy(
        scores.float().flatten(0, 1), wanted.flatten(), ignore_index=UNKNOWN, label_smoothing=smooth
    )


def _soft_loss(scores: Tensor, shares: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy of the teacher's shares."""
    each = -(shares * scores.float().log_softmax(-1)).sum(-1)
    return (each * weights).sum() / weights.sum().clamp(min=1.0)


def stack_known(batch: Sequence[Example]) -> Tensor:
    """The pieces of which the teacher's word counts: those that begin a word."""
    length = max(len(e.types) for e in batch)
    known = np.zeros((len(batch), length), dtype=bool)
    for n, e in enumerate(batch):
        known[n, : len(e.types)] = e.taught_pieces()
    return torch.from_numpy(known)


def sentence_loss(scores: Tensor, wanted: Sequence[bool | None]) -> Tensor:
    """Cross-entropy of whether a text tells events; None where nobody knows."""
    known = [n for n, is_told in enumerate(wanted) if is_told is not None]
    if not known:
        return scores.sum() * 0
    gold = torch.tensor([float(bool(wanted[n])) for n in known])
    return nn.functional.binary_cross_entropy_with_logits(scores[known].float(), gold)


def find_telling(examples: Sequence[Example]) -> dict[str, bool]:
    """Row → whether any sentence of it tells an event."""
    telling: dict[str, bool] = {}
    for example in examples:
        telling[example.row] = telling.get(example.row, False) or bool((example.types > 0).any())
    return telling


@torch.inference_mode()
def score(
    read: Callable[[Sequence[Example]], Scores], examples: Sequence[Example]
) -> dict[str, float]:
    """F1 of typed triggers, mean of the types' F1, accuracy of the status of gold triggers, rows wrongly not empty."""
    told: dict[str, bool] = {}
    judged: dict[str, float] = {}
    full = {e.row for e in examples if (e.types > 0).any()}
    hit, found, gold = (Counter[int]() for _ in range(3))
    right = asked = 0
    by_status: Counter[tuple[int, bool]] = Counter()
    for start in range(0, len(examples), 32):
        batch = examples[start : start + 32]
        types, statuses, tells = read(batch)
        best, guessed = types.argmax(-1).numpy(), statuses.argmax(-1).numpy()
        for n, e in enumerate(batch):
            size = len(e.types)
            known = e.types != UNKNOWN
            judged[e.row] = max(judged.get(e.row, -100.0), float(tells[n]))
            given = best[n, :size]
            if e.row not in full:
                told[e.row] = told.get(e.row, False) or bool((known & (given > 0)).any())
            for t in range(1, len(TYPES) + 1):
                hit[t] += int((known & (e.types == t) & (given == t)).sum())
                found[t] += int((known & (given == t)).sum())
                gold[t] += int((e.types == t).sum())
            of = e.statuses != UNKNOWN
            right += int((guessed[n, :size][of] == e.statuses[of]).sum())
            asked += int(of.sum())
            by_status.update(
                (int(s), bool(s == g))
                for s, g in zip(e.statuses[of], guessed[n, :size][of], strict=True)
            )
    f1 = {t: 2 * hit[t] / max(1, found[t] + gold[t]) for t in range(1, len(TYPES) + 1)}
    recalls = {
        STATUSES[s]: round(by_status[s, True] / n, 2)
        for s in range(len(STATUSES))
        if (n := by_status[s, True] + by_status[s, False])
    }
    return {
        "F1": 2 * sum(hit.values()) / max(1, sum(found.values()) + sum(gold.values())),
        "macro F1": sum(f1.values()) / len(f1),
        "status": right / max(1, asked),
        "triggers": asked,
        "empty rows told": sum(told.values()) / max(1, len(told)),
        "empty rows judged told": _share_above(judged[row] for row in judged if row not in full),
        "full rows judged told": _share_above(judged[row] for row in judged if row in full),
        "types": {TYPES[t - 1]: round(v, 2) for t, v in f1.items()},
        "statuses": recalls,
    }


def _share_above(scores: Iterable[float]) -> float:
    above = [score > 0 for score in scores]
    return sum(above) / max(1, len(above))


def unlabelled(example: Example) -> Example:
    """A sentence of which the teacher's word alone counts."""
    return replace(
        example,
        known=example.types != UNKNOWN,
        types=np.full_like(example.types, UNKNOWN),
        statuses=np.full_like(example.statuses, UNKNOWN),
    )


def without_doubles(examples: Sequence[Example]) -> list[Example]:
    """One example of each sentence of a row: what stands around it changes the trunk's states, not its words."""
    first: dict[tuple[str, bytes], Example] = {}
    for e in examples:
        first.setdefault((e.row, e.ids.tobytes()), e)
    return list(first.values())


def first_ways(examples: Sequence[Example]) -> list[Example]:
    """The sentences of rows read alone: they come first, and a row's first sentence begins at its start."""
    found, done = [], set[tuple[str, int]]()
    for e in examples:
        key = e.row, int(e.chars[e.chars >= 0][0])
        if key not in done:
            done.add(key)
            found.append(e)
    return found
