"""The network: one encoder, a tagger with a pointer over its top, and a branch from its middle for each cue.

Comes in: word pieces and their features. Goes out: for each piece the scores of source, cue and content; for each pair
of piece and cue a pointer score; for each cue that the branch is asked about, the scores of source, cue and content
that belong to that cue, and whether it is one at all.

The lower layers are run once. The branch goes on from them, with the cue marked, over the cue's own paragraph: that
costs half of a second pass through the whole encoder, and its lower half has seen all of the window.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

ROLES = 4  # none, source, cue, content


@dataclass(frozen=True)
class Shape:
    """The sizes of a network. MiniLM-L6: 384 wide, 12 heads, 6 layers."""

    vocabulary: int = 30522
    width: int = 384
    heads: int = 12
    layers: int = 6
    inner: int = 1536
    positions: int = 512
    branch_at: int = 3
    branch_layers: int = 3
    features: tuple[int, ...] = (21, 47, 7, 3, 3)
    dropout: float = 0.1


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019), without dropout on the attention weights, which a CPU pays dearly for."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width)
        self.value = nn.Linear(shape.width, shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)
        self.last_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, width = x.shape
        query, key, value = (
            project(x).view(batch, length, self.heads, width // self.heads).transpose(1, 2)
            for project in (self.query, self.key, self.value)
        )
        weights = query @ key.transpose(-1, -2) / (width // self.heads) ** 0.5 + bias.to(x.dtype)
        mixed = weights.softmax(-1).to(value.dtype) @ value
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        x = self.norm(x + self.dropout(mixed))
        return self.last_norm(x + self.dropout(self.outer(nn.functional.gelu(self.inner(x)))))


class Network(nn.Module):
    """The encoder, the tagger, the pointer and the branch."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.features = nn.ModuleList(nn.Embedding(n, shape.width) for n in shape.features)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.branch = nn.ModuleList(Layer(shape) for _ in range(shape.branch_layers))
        self.mark = nn.Embedding(2, shape.width)
        self.tags = nn.Linear(shape.width, ROLES)
        self.asks = nn.Linear(shape.width, shape.width)
        self.cues = nn.Linear(shape.width, shape.width)
        self.nothing = nn.Parameter(torch.zeros(shape.width))
        self.owned = nn.Linear(shape.width, ROLES)
        self.verdict = nn.Linear(shape.width, 1)
        self.dropout = nn.Dropout(shape.dropout)
        for embedding in self.features:
            nn.init.zeros_(embedding.weight)
        nn.init.normal_(self.mark.weight, std=0.02)

    def encode(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, pieces) → what the branches start from, and the top, each (batch, pieces, width)."""
        middle = self.encode_middle(ids, features, mask)
        x, bias = middle, _bias(mask)
        for layer in self.layers[self.shape.branch_at :]:
            x = layer(x, bias)
        return middle, x

    def encode_middle(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """(batch, pieces) → what the branches start from, (batch, pieces, width)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.places(places)[None]
        for n, embedding in enumerate(self.features):
            x = x + embedding(features[:, :, n])
        x, bias = self.dropout(self.norm(x)), _bias(mask)
        for layer in self.layers[: self.shape.branch_at]:
            x = layer(x, bias)
        return x

    def tag(self, top: Tensor) -> Tensor:
        """(batch, pieces, width) → (batch, pieces, 4)."""
        return self.tags(self.dropout(top))

    def point(self, top: Tensor) -> tuple[Tensor, Tensor]:
        """What a piece asks for and what a cue answers: their product is the pointer's score."""
        return self.asks(top), self.cues(top)

    def follow(self, middle: Tensor, marks: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(cues, pieces, width) with the cue's pieces marked → (cues, pieces, 4) and (cues,)."""
        x = middle + self.mark(marks)
        bias = _bias(mask)
        for layer in self.branch:
            x = layer(x, bias)
        marked = marks[:, :, None].to(x.dtype)
        cue = (x * marked).sum(1) / marked.sum(1).clamp(min=1)
        return self.owned(self.dropout(x)), self.verdict(self.dropout(cue)).squeeze(-1)


def _bias(mask: Tensor) -> Tensor:
    return (1.0 - mask[:, None, None, :].float()) * -10000.0


def load_base(network: Network, weights: dict[str, Tensor]) -> None:
    """Take over MiniLM's weights; the branch starts as a copy of the layers that it stands beside."""
    own = network.state_dict()
    own["words.weight"] = weights["embeddings.word_embeddings.weight"]
    own["places.weight"] = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    for kind in ("weight", "bias"):
        own[f"norm.{kind}"] = weights[f"embeddings.LayerNorm.{kind}"]
        for n in range(network.shape.layers):
            for name, theirs in _LAYER_NAMES.items():
                value = weights[f"encoder.layer.{n}.{theirs}.{kind}"]
                own[f"layers.{n}.{name}.{kind}"] = value
                beside = n - (network.shape.layers - network.shape.branch_layers)
                if beside >= 0:
                    own[f"branch.{beside}.{name}.{kind}"] = value.clone()
    network.load_state_dict(own)


_LAYER_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "last_norm": "output.LayerNorm",
}
