"""The event branch: from the trunk's middle states of a sentence to the type and status of each word.

Comes in: states of the attribution tagger's trunk, which stays as it is. Goes out: for each piece the scores of the 16
PLOVER types and none, and of the nine statuses; for the sentence, whether it is of a text that tells events at all. One
pass serves all triggers of a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from network import Layer, Shape
from torch import Tensor, nn

from sayso.extract.events.event_weights import STATUSES, TYPES

# MiniLM's layer that the first layer of the branch starts from.
FIRST_LAYER = 3
# So much of what the sentence is judged by is hidden while it learns: there are few texts, and many words in them.
_POOL_DROPOUT = 0.3


@dataclass(frozen=True)
class BranchShape:
    layers: int = 3
    dropout: float = 0.1
    inner: int = Shape.inner


class EventBranch(nn.Module):
    """Some layers over the middle states, two classifiers of each piece and one of the sentence."""

    def __init__(self, shape: BranchShape) -> None:
        super().__init__()
        self.shape = shape
        inner = Shape(dropout=shape.dropout, inner=shape.inner)
        self.layers = nn.ModuleList(Layer(inner) for _ in range(shape.layers))
        self.types = nn.Linear(inner.width, len(TYPES) + 1)
        self.statuses = nn.Linear(inner.width, len(STATUSES))
        self.told = nn.Linear(3 * inner.width, 1)
        self.dropout = nn.Dropout(shape.dropout)
        self.pool_dropout = nn.Dropout(_POOL_DROPOUT)

    def forward(self, middle: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(sentences, pieces, width) → (sentences, pieces, 17), (sentences, pieces, 9) and (sentences,), logits."""
        x = middle
        bias = (1.0 - mask[:, None, None, :].float()) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        told = self.told(self.pool_dropout(_pool(middle, x, mask)))[:, 0]
        x = self.dropout(x)
        return self.types(x), self.statuses(x), told


def _pool(middle: Tensor, top: Tensor, mask: Tensor) -> Tensor:
    """A sentence: the mean of what came in, mean and greatest of what the layers made of it."""
    there = mask[..., None].to(top.dtype)
    count = there.sum(1)
    means = [(states.to(top.dtype) * there).sum(1) / count for states in (middle, top)]
    greatest = (top - (1.0 - there) * 10000.0).max(1).values
    return torch.cat([*means, greatest], dim=-1)


def load_base(branch: EventBranch, weights: dict[str, Tensor]) -> None:
    """The layers start as MiniLM's from the fourth on."""
    names = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "norm": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "last_norm": "output.LayerNorm",
    }
    own = branch.state_dict()
    for n in range(branch.shape.layers):
        for name, theirs in names.items():
            for kind in ("weight", "bias"):
                value = weights[f"encoder.layer.{n + FIRST_LAYER}.{theirs}.{kind}"]
                own[f"layers.{n}.{name}.{kind}"] = value.clone()
    branch.load_state_dict(own)
