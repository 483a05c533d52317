"""Score acts and stances by a small network that goes on from the trunk's middle states (training/acts/).

Comes in: the windows that the trunk has read, the tokens of each cue. Goes out: for each cue the log-probabilities of
all acts, then of all stances. All cues of a window are marked and read in one pass, with the end of the window before
in front of it: who answers does so in the next paragraph. Decides nothing (learned_acts.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.graphs import load_graph

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from sayso.extract.attribution.tagger import Scored
    from sayso.extract.attribution.windows import Window

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# So many pieces of the window before are read again.
TAIL = 40


@dataclass(frozen=True)
class Marked:
    """A window with the end of the one before: the window's number, marks of cues, (cue, place of its head)."""

    number: int
    marks: Ints
    places: tuple[tuple[int, int], ...]


def mark_windows(
    windows: Sequence[Window], cues: Sequence[tuple[int, Sequence[int]]]
) -> Iterator[Marked]:
    """The windows that hold the head of a cue; cues are (head, tokens).

    "Baku blamed the army. | The army said …" → the second window: the first one's last pieces, its own, "said" marked
    """
    marked = np.array(sorted({t for _, tokens in cues for t in tokens}), dtype=np.int64)
    heads: dict[int, list[int]] = {}
    for number, (head, _) in enumerate(cues):
        heads.setdefault(head, []).append(number)
    tail = np.array([], dtype=np.int64)
    for number, window in enumerate(windows):
        tokens = window.tokens[window.firsts].tolist()
        here = [
            (cue, len(tail) + place)
            for place, token in zip(window.firsts.tolist(), tokens, strict=True)
            if token in heads
            for cue in heads[token]
        ]
        if here:
            marks = np.isin(np.concatenate([tail, window.tokens]), marked).astype(np.int64)
            yield Marked(number, marks, tuple(here))
        tail = window.tokens[-TAIL:]


@dataclass(frozen=True)
class ActBranch:
    """The graph, loaded once, and what is added to the states of a piece: (2, width), no cue's and a cue's."""

    graph: InferenceSession
    marks: Floats


def load_act_branch(folder: Path) -> ActBranch:
    """Load the graph (some hundredths of a second)."""
    return ActBranch(load_graph(folder / "acts.onnx"), np.load(folder / "marks.npy"))


def score_cues(
    branch: ActBranch,
    windows: Sequence[Scored],
    cues: Sequence[tuple[int, Sequence[int]]],
    is_asked: Callable[[int], bool] = lambda number: True,
) -> dict[int, Floats]:
    """The scores of each cue, by its number; of windows without a cue that `is_asked`, none."""
    found: dict[int, Floats] = {}
    for marked in mark_windows([scored.window for scored in windows], cues):
        if any(is_asked(number) for number, _ in marked.places):
            own = windows[marked.number].middle
            before = [w.middle[-TAIL:] for w in windows[: marked.number][-1:]]
            states = np.concatenate([*before, own]) + branch.marks[marked.marks]
            acts, stances = branch.graph.run(["acts", "stances"], {"states": states[None]})
            for number, place in marked.places:
                found[number] = np.concatenate([acts[0, place], stances[0, place]])
    return found
