"""The learned event tagger: which words of a sentence tell an event, of which type and status (training/events/).

Comes in: the windows of a report that the attribution tagger's trunk has read. Goes out: for each word of the sentences
asked about the log-probabilities of the PLOVER types (none first) and of the statuses, and the log-odds that its
sentence is of a text that tells events at all. Knows neither lexicon nor parse; what follows from its scores is decided
in learned_events.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.tagger import Scored, digest_files, load_graph
from sayso.extract.events.event_weights import EventWeights, load_event_weights
from sayso.extract.grammar.trees import Tree

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# Pieces that are run together.
_AT_ONCE = 256

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class EventTagger:
    """The graph, loaded once, and how its word counts beside the lexicon's."""

    graph: InferenceSession
    weights: EventWeights
    digest: str


@dataclass(frozen=True)
class WordScores:
    """Log-probabilities of a word: (17,) with none first, and (9,); and the log-odds of its sentence."""

    types: Floats
    statuses: Floats
    told: float


def load_event_tagger(folder: Path | None = None) -> EventTagger:
    """Load the graph (about a twentieth of a second)."""
    folder = folder or Path(str(files("sayso") / "weights" / "events"))
    path = folder / "events.onnx"
    return EventTagger(load_graph(path), load_event_weights(), digest_files(path))


def score_words(
    tagger: EventTagger,
    windows: Sequence[Scored],
    tree: Tree,
    is_asked: Callable[[int, int], bool] = lambda start, end: True,
) -> dict[int, WordScores]:
    """The scores of each word, by token, of the sentences that `is_asked(first token, last token)` wants."""
    found: dict[int, WordScores] = {}
    asked = [
        (scored, start, end)
        for scored, start, end in cut_sentences(windows, tree)
        if is_asked(int(scored.window.tokens[start]), int(scored.window.tokens[end - 1]))
    ]
    asked.sort(key=lambda part: part[2] - part[1])
    while asked:
        room = max(1, _AT_ONCE // (asked[0][2] - asked[0][1]))
        now, asked = asked[:room], asked[room:]
        found |= _run(tagger, now)
    return found


def cut_sentences(windows: Sequence[Scored], tree: Tree) -> Iterator[tuple[Scored, int, int]]:
    """The stretches of pieces in each window that are one sentence, or a part of one."""
    for scored in windows:
        tokens = scored.window.tokens
        sentences = np.array([tree.sentence[t] if t >= 0 else -1 for t in tokens.tolist()])
        edges = np.nonzero(np.diff(sentences))[0] + 1
        for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(tokens)], strict=True):
            if sentences[start] >= 0:
                yield scored, start, end


def _run(
    tagger: EventTagger, parts: Sequence[tuple[Scored, int, int]]
) -> Iterator[tuple[int, WordScores]]:
    length = max(end - start for _, start, end in parts)
    middle = np.zeros((len(parts), length, parts[0][0].middle.shape[-1]), dtype=np.float32)
    mask = np.zeros((len(parts), length), dtype=np.float32)
    for k, (scored, start, end) in enumerate(parts):
        middle[k, : end - start] = scored.middle[start:end]
        mask[k, : end - start] = 1
    inputs = {"middle": middle, "mask": mask}
    types, statuses, told = tagger.graph.run(["types", "statuses", "told"], inputs)
    for k, (scored, start, end) in enumerate(parts):
        firsts = scored.window.firsts
        for place in firsts[(firsts >= start) & (firsts < end)].tolist():
            token = int(scored.window.tokens[place])
            at = place - start
            yield token, WordScores(types[k, at], statuses[k, at], float(told[k]))
