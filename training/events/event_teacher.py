"""The teacher of the event branch: a whole MPNet over the words of a sentence, for training alone, never shipped.

Comes in: the word pieces of a sentence. Goes out: what the event branch gives, more surely: types and statuses of each
piece, and whether the sentence tells an event at all. It has many times the branch's size; the branch learns from what
it says of running news that nobody labelled (Hinton et al. 2015).
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import MPNetModel

from sayso.extract.events.event_weights import STATUSES, TYPES

# Both have BERT's pieces; MPNet puts four of its own before them.
_SHIFT = 4
_BERT_UNKNOWN, _BERT_START, _BERT_END = 100, 101, 102
_START, _PAD, _END, _UNKNOWN, _MASK = 0, 1, 2, 3, 30526


def load_mpnet(folder: Path) -> MPNetModel:
    """MPNet with the embeddings of its pieces left as they are."""
    model = MPNetModel.from_pretrained(folder, add_pooling_layer=False, dtype=torch.float32)
    model.embeddings.requires_grad_(requires_grad=False)
    return model


class EventTeacher(nn.Module):
    """MPNet with two classifiers of each piece and one of the sentence."""

    def __init__(self, folder: Path, hide: float = 0.05) -> None:
        super().__init__()
        self.inner = load_mpnet(folder)
        self.hide = hide
        width = self.inner.config.hidden_size
        self.types = nn.Linear(width, len(TYPES) + 1)
        self.statuses = nn.Linear(width, len(STATUSES))
        self.told = nn.Linear(2 * width, 1)
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(sentences, pieces) → (sentences, pieces, 17), (sentences, pieces, 9) and (sentences,), logits."""
        pieces, there = wrap(ids, mask)
        if self.training and self.hide:
            pieces = pieces.masked_fill(
                (torch.rand(pieces.shape) < self.hide) & (pieces > _UNKNOWN), _MASK
            )
        states = self.inner(input_ids=pieces, attention_mask=there).last_hidden_state
        # Made for comparing sentences, they come out small.
        states = nn.functional.layer_norm(states, states.shape[-1:])
        x = self.dropout(states[:, 1 : 1 + ids.shape[1]])
        inside = mask[..., None].to(x.dtype)
        greatest = (x - (1 - inside) * 10000.0).max(1).values
        told = self.told(torch.cat([states[:, 0], greatest], dim=-1))[:, 0]
        return self.types(x), self.statuses(x), told


def wrap(ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """BERT's pieces as MPNet's, between the marks of beginning and end."""
    inside = ids + _SHIFT
    for theirs, own in ((_BERT_UNKNOWN, _UNKNOWN), (_BERT_START, _START), (_BERT_END, _END)):
        inside = torch.where(ids == theirs, own, inside)
    lengths = mask.sum(1).long()
    pieces = torch.full((len(ids), ids.shape[1] + 2), _PAD, dtype=torch.long)
    pieces[:, 0] = _START
    pieces[:, 1:-1] = torch.where(mask > 0, inside, _PAD)
    pieces[torch.arange(len(ids)), lengths + 1] = _END
    return pieces, (pieces != _PAD).long()
