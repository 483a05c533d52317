"""The role branch: from the trunk's middle states of a sentence and the types of its triggers to who did it, to whom.

Comes in: states of the attribution tagger's trunk, which stays as it is, and for each piece the type of the event that
it tells, or none. Goes out: for each pair of trigger and piece the log-odds that the piece heads the phrase of an
actor, and of a recipient. One pass serves all triggers of a sentence (biaffine scores: Dozat & Manning 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

from network import Layer, Shape
from torch import Tensor, nn

from sayso.extract.events.event_weights import TYPES

ROLES = ("actor", "recipient")


@dataclass(frozen=True)
class RoleShape:
    layers: int = 2
    dropout: float = 0.1
    inner: int = 768
    asks: int = 96  # the width that triggers and pieces are compared in


class RoleHead(nn.Module):
    """Scores of pairs of trigger and piece, for both roles."""

    def __init__(self, width: int, size: int) -> None:
        super().__init__()
        self.size = size
        self.asks = nn.Linear(width, len(ROLES) * size)
        self.answers = nn.Linear(width, len(ROLES) * size)
        self.alone = nn.Linear(width, len(ROLES))
        nn.init.constant_(self.alone.bias, -3.0)

    def forward(self, states: Tensor, places: Tensor) -> Tensor:
        """(sentences, pieces, width), (sentences, triggers) → (sentences, triggers, pieces, 2)."""
        many, length, width = states.shape
        triggers = states.gather(1, places[..., None].expand(-1, -1, width))
        asks = self.asks(triggers).view(many, -1, len(ROLES), self.size).permute(0, 2, 1, 3)
        answers = self.answers(states).view(many, length, len(ROLES), self.size)
        scores = asks @ answers.permute(0, 2, 3, 1) / self.size**0.5
        return scores.permute(0, 2, 3, 1) + self.alone(states)[:, None]


class RoleBranch(nn.Module):
    """Some layers over the middle states with the triggers' types marked."""

    def __init__(self, shape: RoleShape) -> None:
        super().__init__()
        inner = Shape(dropout=shape.dropout, inner=shape.inner)
        self.mark = nn.Embedding(len(TYPES) + 1, inner.width)
        self.layers = nn.ModuleList(Layer(inner) for _ in range(shape.layers))
        self.head = RoleHead(inner.width, shape.asks)
        self.dropout = nn.Dropout(shape.dropout)
        nn.init.normal_(self.mark.weight, std=0.05)
        nn.init.zeros_(self.mark.weight[0])

    def forward(self, middle: Tensor, marks: Tensor, mask: Tensor, places: Tensor) -> Tensor:
        """States, (sentences, pieces) of types, mask, (sentences, triggers) → log-odds of each pair and role."""
        x = middle + self.mark(marks)
        bias = (1.0 - mask[:, None, None, :].float()) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        scores: Tensor = self.head(self.dropout(x), places)
        return scores
