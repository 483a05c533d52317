"""The teacher of the role branch: a whole MPNet over the words of a sentence, for training alone, never shipped.

Comes in: word pieces, and for each the type of the event that it tells, or none. Goes out: what the role branch gives,
more surely. The branch learns from what it says of sentences that nobody labelled with who and whom.
"""

from __future__ import annotations

from pathlib import Path

import torch
from event_teacher import load_mpnet, wrap
from role_network import RoleHead
from torch import Tensor, nn

from sayso.extract.events.event_weights import TYPES

_UNKNOWN, _MASK = 3, 30526  # of MPNet's pieces: what follows the first is a word's


class RoleTeacher(nn.Module):
    """MPNet with the triggers' types marked, and scores of pairs of trigger and piece."""

    def __init__(self, folder: Path, hide: float = 0.05) -> None:
        super().__init__()
        self.inner = load_mpnet(folder)
        width = self.inner.config.hidden_size
        self.mark = nn.Embedding(len(TYPES) + 1, width)
        self.head = RoleHead(width, 128)
        self.dropout = nn.Dropout(0.1)
        self.hide = hide
        nn.init.normal_(self.mark.weight, std=0.05)
        nn.init.zeros_(self.mark.weight[0])

    def forward(self, ids: Tensor, marks: Tensor, mask: Tensor, places: Tensor) -> Tensor:
        """(sentences, pieces), the same of types, mask, (sentences, triggers) → log-odds of each pair and role."""
        pieces, there = wrap(ids, mask)
        types = torch.zeros_like(pieces)
        types[:, 1:-1] = marks
        if self.training and self.hide:
            hidden = (torch.rand(pieces.shape) < self.hide) & (pieces > _UNKNOWN) & (types == 0)
            pieces = pieces.masked_fill(hidden, _MASK)
        words = self.inner.embeddings.word_embeddings(pieces) + self.mark(types)
        states = self.inner(inputs_embeds=words, attention_mask=there).last_hidden_state
        states = nn.functional.layer_norm(states, states.shape[-1:])
        scores: Tensor = self.head(self.dropout(states), places + 1)
        return scores[:, :, 1:-1]
