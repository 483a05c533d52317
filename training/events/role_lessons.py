"""Lessons about who and whom: batches of sentences with triggers, what a network is off by, and its scores.

Comes in: examples, and the log-odds that a network gives each pair of trigger and word. Goes out: padded batches, the
loss, F1 of both roles. The teacher and the branch that is shipped learn by the same ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from event_lessons import is_apart
from numpy.typing import NDArray
from role_examples import RoleExample
from role_network import ROLES
from torch import Tensor, nn

# The loss is a mean over all pairs, of which hardly one in thirty fills a role.
_SCALE = 10.0


class RoleBatch(NamedTuple):
    """Types of pieces, triggers' places, wanted shares, and which pairs count; padded."""

    marks: Tensor
    places: Tensor
    wanted: Tensor
    counts: Tensor


def stack_roles(batch: Sequence[RoleExample]) -> RoleBatch:
    """A batch as tensors; what the teacher said counts where nobody labelled."""
    length, most = max(len(e.ids) for e in batch), max(len(e.places) for e in batch)
    marks = np.zeros((len(batch), length), np.int64)
    places = np.zeros((len(batch), most), np.int64)
    wanted = np.zeros((len(batch), most, length, len(ROLES)), np.float32)
    counts = np.zeros((len(batch), most, length), np.float32)
    for n, e in enumerate(batch):
        many, size = len(e.places), len(e.ids)
        marks[n, e.places] = e.types
        places[n, :many] = e.places
        shares = e.roles if e.roles is not None else e.taught
        if shares is not None:
            wanted[n, :many, :size] = shares
            counts[n, :many, :size] = e.firsts[None]
    return RoleBatch(*(torch.from_numpy(part) for part in (marks, places, wanted, counts)))


def stack_ids(batch: Sequence[RoleExample]) -> tuple[Tensor, Tensor]:
    """Pieces and their mask."""
    length = max(len(e.ids) for e in batch)
    ids, mask = np.zeros((len(batch), length), np.int64), np.zeros((len(batch), length), np.float32)
    for n, e in enumerate(batch):
        ids[n, : len(e.ids)], mask[n, : len(e.ids)] = e.ids, 1.0
    return torch.from_numpy(ids), torch.from_numpy(mask)


def loss_of(scores: Tensor, batch: RoleBatch) -> Tensor:
    """Cross-entropy of every pair of a trigger and a word, for both roles."""
    each = nn.functional.binary_cross_entropy_with_logits(
        scores.float(), batch.wanted, reduction="none"
    )
    return (each * batch.counts[..., None]).sum() / batch.counts.sum() * _SCALE


def make_role_batches(
    examples: Sequence[RoleExample], pieces: int, rng: random.Random
) -> list[list[RoleExample]]:
    """Batches of sentences of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e.ids) + rng.random() * 8)
    batches: list[list[RoleExample]] = [[]]
    for e in order:
        if batches[-1] and (len(batches[-1]) + 1) * len(e.ids) > pieces:
            batches.append([])
        batches[-1].append(e)
    rng.shuffle(batches)
    return batches


def split_roles(
    examples: Sequence[RoleExample], folds: int, fold: int
) -> tuple[list[RoleExample], list[RoleExample]]:
    """What is learned from, and what is kept apart: of labelled rows, each sentence once, read alone."""
    labelled = [e for e in examples if e.roles is not None]
    apart = first_readings([e for e in labelled if is_apart(e.row, folds, fold)])
    return [e for e in labelled if not is_apart(e.row, folds, fold)], apart


def first_readings(examples: Sequence[RoleExample]) -> list[RoleExample]:
    """Each sentence of a row as it was read first: alone."""
    first: dict[tuple[str, int], RoleExample] = {}
    for e in examples:
        first.setdefault((e.row, int(e.chars[e.firsts][0])), e)
    return [*first.values()]


@torch.inference_mode()
def score_roles(
    read: Callable[[Sequence[RoleExample]], Tensor], examples: Sequence[RoleExample]
) -> dict[str, dict[str, float]]:
    """F1 of the words that head each role, at the threshold that is best for it."""
    found: list[list[NDArray[np.float32]]] = [[], []]
    gold: list[list[NDArray[np.float16]]] = [[], []]
    for start in range(0, len(examples), 24):
        batch = examples[start : start + 24]
        scores = read(batch).float().numpy()
        for n, e in enumerate(batch):
            for k in range(len(ROLES)):
                own = scores[n, : len(e.places), : len(e.ids), k]
                found[k].append(own[:, e.firsts].ravel())
                gold[k].append(_roles_of(e)[:, :, k][:, e.firsts].ravel())
    return {
        role: _best_f1(np.concatenate(found[k]), np.concatenate(gold[k]))
        for k, role in enumerate(ROLES)
    }


def _roles_of(e: RoleExample) -> NDArray[np.float16]:
    if e.roles is None:
        raise ValueError(f"row {e.row}: nobody labelled who and whom")
    return e.roles


def _best_f1(scores: NDArray[np.float32], gold: NDArray[np.float16]) -> dict[str, float]:
    """F1 at the best of some thresholds."""
    best = {"F1": 0.0, "from": 0.0}
    for least in np.arange(-2.5, 1.6, 0.25):
        hit = int(((scores > least) & (gold > 0.5)).sum())
        f1 = 2 * hit / max(1, int((scores > least).sum()) + int((gold > 0.5).sum()))
        if f1 > best["F1"]:
            best = {"F1": round(f1, 4), "from": float(least)}
    return best
