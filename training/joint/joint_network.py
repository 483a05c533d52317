"""All that is shipped as one network: the attribution tagger, and the event and act branches going on from its middle.

Comes in: windows of word pieces, and which stretches of them a branch is asked about. Goes out: what the branches say.
The lower layers are run once for a batch, and learn from all three.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from act_network import ActBranch
from act_windows import ActExample
from event_examples import Example
from event_network import BranchShape, EventBranch, load_base
from network import Network
from numpy.typing import NDArray
from torch import Tensor, nn

from sayso.extract.attribution.act_branch import TAIL
from sayso.extract.attribution.windows import Window

_MASKED = 103
# Pieces below are BERT's own.
_FIRST_WORD = 999


class Joint(nn.Module):
    """The three networks; the branches start from MiniLM's upper layers."""

    def __init__(self, tagger: Network, base: dict[str, Tensor]) -> None:
        super().__init__()
        self.tagger = tagger
        self.events = EventBranch(BranchShape())
        self.acts = ActBranch()
        for branch in (self.events, self.acts):
            load_base(branch, base)

    def read_events(
        self, examples: Sequence[Example], hide: float = 0.0
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(sentences, pieces, 17), (sentences, pieces, 9) and (sentences,), logits."""
        places = [[(e.window, e.start, e.start + len(e.types))] for e in examples]
        return self.events(*self._cut(places, hide))

    def read_acts(self, examples: Sequence[ActExample], hide: float = 0.0) -> tuple[Tensor, Tensor]:
        """The scores of all cues of some windows, window after window: (cues, acts) and (cues, stances)."""
        states, mask = self._cut([cut_tail(e.windows) for e in examples], hide)
        marks = torch.zeros(states.shape[:2], dtype=torch.long)
        for n, e in enumerate(examples):
            marks[n, : len(e.marks)] = torch.from_numpy(e.marks)
        acts, stances = self.acts(states, marks, mask)
        rows = torch.tensor([n for n, e in enumerate(examples) for _ in e.places])
        places = torch.tensor([place for e in examples for place in e.places])
        return acts[rows, places], stances[rows, places]

    def _cut(
        self, stretches: Sequence[Sequence[tuple[Window, int, int]]], hide: float
    ) -> tuple[Tensor, Tensor]:
        """The middle states of stretches of windows, padded, and their mask."""
        numbers: dict[int, int] = {}
        windows: list[Window] = []
        for parts in stretches:
            for window, _, _ in parts:
                if id(window) not in numbers:
                    numbers[id(window)] = len(windows)
                    windows.append(window)
        ids, features, there = stack_windows(windows)
        if hide:
            hidden = (torch.rand(ids.shape) < hide) & (ids > _FIRST_WORD)
            ids = torch.where(hidden, _MASKED, ids)
        middle = self.tagger.encode_middle(ids, features, there)
        places: list[NDArray[np.int64]] = [
            np.concatenate(
                [np.arange(start, end) + numbers[id(w)] * ids.shape[1] for w, start, end in parts]
            )
            for parts in stretches
        ]
        longest = max(map(len, places))
        index = torch.zeros(len(places), longest, dtype=torch.long)
        mask = torch.zeros(len(places), longest)
        for n, row in enumerate(places):
            index[n, : len(row)] = torch.from_numpy(row)
            mask[n, : len(row)] = 1.0
        return middle.flatten(0, 1)[index.flatten()].view(*index.shape, -1), mask


def cut_tail(windows: Sequence[Window]) -> list[tuple[Window, int, int]]:
    """The last pieces of the window before, and all of the window itself."""
    *before, own = windows
    tails = [(w, max(0, len(w.ids) - TAIL), len(w.ids)) for w in before]
    return [*tails, (own, 0, len(own.ids))]


def stack_windows(windows: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor]:
    """ids, features and mask of windows, padded."""
    longest = max(len(w.ids) for w in windows)
    ids = torch.zeros(len(windows), longest, dtype=torch.long)
    features = torch.zeros(len(windows), longest, windows[0].features.shape[1], dtype=torch.long)
    mask = torch.zeros(len(windows), longest)
    for n, window in enumerate(windows):
        size = len(window.ids)
        ids[n, :size] = torch.from_numpy(window.ids)
        features[n, :size] = torch.from_numpy(window.features)
        mask[n, :size] = 1.0
    return ids, features, mask
