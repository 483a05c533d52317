"""The learned role tagger: which words of a sentence head who did a deed and whom it was done to (training/events/).

Comes in: the windows of a report that the attribution tagger's trunk has read, and the types of the triggers found.
Goes out: for each trigger and word of its sentence the log-odds that the word heads an actor, and a recipient. Knows
neither mentions nor parse; what follows from its scores is decided in learned_roles.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.graphs import load_graph
from sayso.extract.attribution.tagger import Scored, digest_files
from sayso.extract.events.event_tagger import cut_sentences
from sayso.extract.events.event_weights import TYPES
from sayso.extract.events.role_weights import RoleWeights, load_role_weights
from sayso.extract.grammar.trees import Tree
from sayso.model import EventType

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# Trigger → word → log-odds as actor and as recipient, all by token.
RoleScores = Mapping[int, Mapping[int, NDArray[np.float32]]]


@dataclass(frozen=True)
class RoleTagger:
    """The graph, loaded once, and how far its word counts."""

    graph: InferenceSession
    weights: RoleWeights
    digest: str


def load_role_tagger(folder: Path | None = None) -> RoleTagger:
    """Load the graph (about a twentieth of a second)."""
    folder = folder or Path(str(files("sayso") / "weights" / "roles"))
    path = folder / "roles.onnx"
    return RoleTagger(load_graph(path), load_role_weights(), digest_files(path))


def score_roles(
    tagger: RoleTagger, windows: Sequence[Scored], tree: Tree, types: Mapping[int, EventType]
) -> RoleScores:
    """The log-odds of every word in the sentences of some triggers, whose types are given by token.

    "Rebels shelled a clinic." with shelled as ASSAULT → {1: {0: [4.1, -6.0], …, 3: [-5.2, 3.8]}}, or about that
    """
    sentences = {tree.sentence[token] for token in types}
    return {
        trigger: scores
        for n, start, end in cut_sentences([scored.window for scored in windows], tree)
        if tree.sentence[int(windows[n].window.tokens[start])] in sentences
        for trigger, scores in _run(tagger, windows[n], start, end, types)
    }


def _run(
    tagger: RoleTagger, scored: Scored, start: int, end: int, types: Mapping[int, EventType]
) -> Iterator[tuple[int, dict[int, NDArray[np.float32]]]]:
    """One pass for all triggers of a sentence."""
    firsts = scored.window.firsts
    places = firsts[(firsts >= start) & (firsts < end)]
    tokens = scored.window.tokens[places].tolist()
    triggers = [n for n, token in enumerate(tokens) if token in types]
    if not triggers:
        return
    marks = np.zeros((1, end - start), dtype=np.int64)
    for n in triggers:
        marks[0, places[n] - start] = TYPES.index(types[tokens[n]]) + 1
    middle = scored.middle[None, start:end]
    inputs = {
        "middle": middle,
        "marks": marks,
        "mask": np.ones(marks.shape, dtype=np.float32),
        "places": (places[triggers] - start)[None].astype(np.int64),
    }
    [scores] = tagger.graph.run(["scores"], inputs)
    for n, trigger in enumerate(triggers):
        rows = scores[0, n, places - start]
        yield tokens[trigger], dict(zip(tokens, rows, strict=True))
