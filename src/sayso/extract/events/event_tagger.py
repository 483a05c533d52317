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
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.graphs import load_graph
from sayso.extract.attribution.tagger import Scored, digest_files
from sayso.extract.attribution.windows import Window
from sayso.extract.events.event_weights import EventWeights, load_event_weights
from sayso.extract.grammar.trees import Tree

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class EventTagger:
    """The graph, loaded once, and how its word counts beside the lexicon's."""

    graph: InferenceSession
    weights: EventWeights
    digest: str


class WordScores(NamedTuple):
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
    return {
        token: scores
        for n, start, end in cut_sentences([scored.window for scored in windows], tree)
        if is_asked(*(int(windows[n].window.tokens[place]) for place in (start, end - 1)))
        for token, scores in _run(tagger, windows[n], start, end)
    }


def cut_sentences(windows: Sequence[Window], tree: Tree) -> Iterator[tuple[int, int, int]]:
    """The stretches of pieces that are one sentence, or a part of one: number of the window, first piece, end."""
    sentence = np.array([*tree.sentence, -1])  # what is no token's is the last one's
    for number, window in enumerate(windows):
        sentences = sentence[window.tokens]
        edges = np.flatnonzero(sentences[1:] != sentences[:-1]) + 1
        bounds = [0, *edges.tolist(), len(sentences)]
        for start, end in pairwise(bounds):
            if sentences[start] >= 0:
                yield number, start, end


def _run(
    tagger: EventTagger, scored: Scored, start: int, end: int
) -> Iterator[tuple[int, WordScores]]:
    """One sentence at a time: what is said of it doesn't hang on others, and its states stay in the cache.

    Eight sentences together take half as long again.
    """
    middle = scored.middle[None, start:end]
    inputs = {"middle": middle, "mask": np.ones(middle.shape[:2], dtype=np.float32)}
    types, statuses, [told] = tagger.graph.run(["types", "statuses", "told"], inputs)
    firsts = scored.window.firsts
    places = firsts[(firsts >= start) & (firsts < end)]
    tokens = scored.window.tokens[places].tolist()
    rows = zip(tokens, types[0, places - start], statuses[0, places - start], strict=True)
    for token, of_types, of_statuses in rows:
        yield token, WordScores(of_types, of_statuses, float(told))
