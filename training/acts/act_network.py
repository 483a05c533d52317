"""The act branch: from the trunk's middle states of a window, its cues marked, to act and stance of each cue.

Comes in: states of the attribution tagger's trunk, which stays as it is, and marks. Goes out: for each piece the scores
of all acts and stances; those of a cue's head count.
"""

from __future__ import annotations

from event_network import BranchShape
from network import Layer, Shape
from torch import Tensor, nn

from sayso.extract.attribution.learned_acts import ACTS, STANCES


class ActBranch(nn.Module):
    """Some layers over the middle states, with a mark for cues, and two classifiers."""

    def __init__(self, layers: int = 3, dropout: float = 0.1, inner: int = Shape.inner) -> None:
        super().__init__()
        self.shape = BranchShape(layers=layers, dropout=dropout, inner=inner)
        inside = Shape(dropout=dropout, inner=inner)
        self.mark = nn.Embedding(2, inside.width)
        self.layers = nn.ModuleList(Layer(inside) for _ in range(layers))
        self.acts = nn.Linear(inside.width, len(ACTS))
        self.stances = nn.Linear(inside.width, len(STANCES))
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.mark.weight, std=0.02)

    def forward(self, middle: Tensor, marks: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(windows, pieces, width) → (windows, pieces, acts), (windows, pieces, stances), logits."""
        return self.read(middle + self.mark(marks), mask)

    def read(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The same from states that have their marks already."""
        bias = (1.0 - mask[:, None, None, :].float()) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        x = self.dropout(x)
        return self.acts(x), self.stances(x)
