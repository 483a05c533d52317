"""The tagger's upper half by itself: from the middle states of a window to tags and pointer.

Comes in: states that the trunk's lower half made. Goes out: the top states, the scores of each piece as source, cue and
content, and what pieces ask for and cues answer: what `training/attribution/network.py` does, without what lies below.
"""

from __future__ import annotations

import torch
from network import ROLES, Layer, Shape
from torch import Tensor, nn


class Upper(nn.Module):
    """Some layers, a classifier of pieces, a pointer from piece to cue."""

    def __init__(self, layers: int = 3, dropout: float = 0.1, inner: int = Shape.inner) -> None:
        super().__init__()
        inside = Shape(dropout=dropout, inner=inner)
        self.layers = nn.ModuleList(Layer(inside) for _ in range(layers))
        self.tags = nn.Linear(inside.width, ROLES)
        self.asks = nn.Linear(inside.width, inside.width)
        self.cues = nn.Linear(inside.width, inside.width)
        self.nothing = nn.Parameter(torch.zeros(inside.width))
        self.dropout = nn.Dropout(dropout)

    def forward(self, middle: Tensor, mask: Tensor) -> Tensor:
        """(windows, pieces, width) → the top, the same."""
        x, bias = middle, (1.0 - mask[:, None, None, :].to(middle.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def tag(self, top: Tensor) -> Tensor:
        """(windows, pieces, width) → (windows, pieces, 4), logits."""
        scores: Tensor = self.tags(self.dropout(top))
        return scores

    def point(self, top: Tensor) -> tuple[Tensor, Tensor]:
        """What a piece asks for and what a cue answers: their product is the pointer's score."""
        return self.asks(top), self.cues(top)
