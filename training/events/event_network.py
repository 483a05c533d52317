"""The event branch: from the trunk's middle states of a sentence to the type and status of each word.

Comes in: states of the attribution tagger's trunk, which stays as it is. Goes out: for each piece the scores of the 16
PLOVER types and none, and of the nine statuses. One pass serves all triggers of a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from network import Layer, Shape
from torch import Tensor, nn

from sayso.extract.events.event_weights import STATUSES, TYPES

# MiniLM's layer that the first layer of the branch starts from.
FIRST_LAYER = 3


@dataclass(frozen=True)
class BranchShape:
    layers: int = 3
    dropout: float = 0.1
    top: bool = False


class EventBranch(nn.Module):
    """Some layers over the middle states, and two classifiers of each piece."""

    def __init__(self, shape: BranchShape) -> None:
        super().__init__()
        self.shape = shape
        inner = Shape(dropout=shape.dropout)
        self.layers = nn.ModuleList(Layer(inner) for _ in range(shape.layers))
        self.types = nn.Linear(inner.width, len(TYPES) + 1)
        self.statuses = nn.Linear(inner.width, len(STATUSES))
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, middle: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(sentences, pieces, width) → (sentences, pieces, 17) and (sentences, pieces, 9), logits."""
        x = middle
        bias = (1.0 - mask[:, None, None, :].float()) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        x = self.dropout(x)
        return self.types(x), self.statuses(x)


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


@torch.inference_mode()
def predict(branch: EventBranch, middle: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    types, statuses = branch.eval()(middle, mask)
    return types.float().log_softmax(-1), statuses.float().log_softmax(-1)
