"""The teacher of the act branch: MPNet over a text with one cue marked, for training alone, never shipped.

Comes in: a text and a cue. Goes out: the scores of all acts and of all stances. It reads the words themselves, one cue
at a time, where the branch reads all cues of a window in one pass over states made for something else.
"""

from __future__ import annotations

from pathlib import Path

import torch
from event_teacher import load_mpnet
from tokenizers import Tokenizer
from torch import Tensor, nn

from sayso.extract.attribution.learned_acts import ACTS, STANCES

# Pieces of MPNet's that no text has: they stand before and behind the cue.
_BEFORE, _BEHIND = 5, 6
_START, PAD, _END, _MASK = 0, 1, 2, 30526
_FIRST_WORD = 8
# So many pieces before the cue and behind it are read.
_FRONT, _BACK = 110, 70


class ActTeacher(nn.Module):
    """MPNet with two classifiers at the mark before the cue."""

    def __init__(self, folder: Path, hide: float = 0.04) -> None:
        super().__init__()
        self.inner = load_mpnet(folder)
        self.hide = hide
        width = self.inner.config.hidden_size
        self.acts = nn.Linear(2 * width, len(ACTS))
        self.stances = nn.Linear(2 * width, len(STANCES))
        self.dropout = nn.Dropout(0.1)

    def forward(self, pieces: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """(cues, pieces), the mark's place of each → (cues, acts), (cues, stances), logits."""
        there = (pieces != PAD).long()
        if self.training and self.hide:
            hidden = (torch.rand(pieces.shape) < self.hide) & (pieces > _FIRST_WORD)
            pieces = pieces.masked_fill(hidden, _MASK)
        states = self.inner(input_ids=pieces, attention_mask=there).last_hidden_state
        # Made for comparing sentences, they come out small.
        states = nn.functional.layer_norm(states, states.shape[-1:])
        x = torch.cat([states[torch.arange(len(pieces)), places], states[:, 0]], dim=-1)
        x = self.dropout(x)
        return self.acts(x), self.stances(x)


def load_tokenizer(folder: Path) -> Tokenizer:
    """MPNet's word pieces."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode_cue(tokenizer: Tokenizer, text: str, start: int, end: int) -> tuple[list[int], int]:
    """The pieces of a text around a cue, and the place of the mark before it."""

    def pieces(words: str) -> list[int]:
        ids: list[int] = tokenizer.encode(words, add_special_tokens=False).ids
        return ids

    # What is cut to characters first is not encoded in vain: no word has more than some twenty.
    front = pieces(text[max(0, start - 12 * _FRONT) : start])[-_FRONT:]
    back = pieces(text[end : end + 12 * _BACK])[:_BACK]
    return [_START, *front, _BEFORE, *pieces(text[start:end]), _BEHIND, *back, _END], 1 + len(front)
