"""Label the tokens around each cue by what the network says and what the parse tells: candidates → labels.

Comes in: a report's tree, candidates with the network's scores. Goes out: for each candidate whether each token of its
stretch is source, cue, content or nothing, the likeliest row of labels as a whole (a linear chain, Lafferty et al.
2001, read by Viterbi 1967). The weights are learned (training/attribution/fit_labels.py): a content ends where a phrase
ends, begins behind "told reporters" and before "that", and has no holes within a clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sayso.extract.attribution.cue_branches import LABELS, Answer, Candidate, Floats, Ints
from sayso.extract.attribution.label_signs import (
    TextSigns,
    Vocabulary,
    cue_token_signs,
    make_vocabulary,
    read_text_signs,
)
from sayso.extract.grammar.trees import Tree

# No score counts for less than this.
_LEAST = np.float32(1e-4)


@dataclass(frozen=True)
class LabelWeights:
    """What signs weigh. `scores`: (network's scores, labels); `tokens`, `steps`: (signs, labels) and (…, from × to)."""

    vocabulary: Vocabulary
    scores: Floats
    tokens: Floats
    steps: Floats
    change: Floats


def load_label_weights(path: Path) -> LabelWeights:
    """Read the weights of a setting."""
    with np.load(path) as kept:
        vocabulary = make_vocabulary(*(kept[name].tolist() for name in ("words", "tags", "lemmas")))
        parts = (kept[name].astype(np.float32) for name in ("scores", "tokens", "steps", "change"))
        return LabelWeights(vocabulary, *parts)


def read_signs(tree: Tree, candidates: Sequence[Candidate], vocabulary: Vocabulary) -> TextSigns:
    """The signs of the report in which some candidates stand."""
    quoted = np.zeros(len(tree), dtype=np.bool_)
    for window in {id(c.window): c.window for c in candidates}.values():
        quoted[window.tokens[window.firsts]] = window.features[window.firsts, 3] == 2
    return read_text_signs(tree, quoted, vocabulary)


def network_scores(candidate: Candidate, tags: Floats, roles: Floats) -> Floats:
    """What the network says of the tokens of a stretch, as words of this cue and as words alone.

    (tokens, 8), logarithms
    """
    of_cue, alone = roles[candidate.places - candidate.start], tags[candidate.places]
    scores: Floats = np.log(np.concatenate([of_cue, alone], 1) + _LEAST)
    return scores


def label_candidates(
    tree: Tree,
    candidates: Sequence[Candidate],
    tags: Sequence[Floats],
    answers: Sequence[Answer],
    weights: LabelWeights,
) -> list[Ints]:
    """For each candidate the best row of labels over the tokens of its stretch."""
    if not candidates:
        return []
    signs = read_signs(tree, candidates, weights.vocabulary)
    of_tokens = weights.tokens[signs.tokens].sum(1)
    of_steps = weights.steps[signs.steps].sum(1) + weights.change
    tokens, steps = [], []
    for candidate, of_window, (roles, _) in zip(candidates, tags, answers, strict=True):
        places = candidate.window.tokens[candidate.places]
        own_tokens, own_steps = cue_token_signs(tree, signs, candidate, weights.vocabulary)
        scores = network_scores(candidate, of_window, roles) @ weights.scores
        tokens.append(scores + of_tokens[places] + weights.tokens[own_tokens].sum(1))
        steps.append(of_steps[places[:-1]] + weights.steps[own_steps].sum(1))
    return best_labels(tokens, steps)


def best_labels(tokens: Sequence[Floats], steps: Sequence[Floats]) -> list[Ints]:
    """The best labels of several rows of tokens; `steps`: (tokens − 1, from × to) each."""
    rows, longest = np.arange(len(tokens)), max(map(len, tokens))
    # Places and labels before rows: a step is a few long rows, which takes half the time of many short ones.
    scores = np.zeros((longest, LABELS, len(tokens)), dtype=np.float32)
    changes = np.full((longest, LABELS, LABELS, len(tokens)), -np.inf, dtype=np.float32)
    changes[:, range(LABELS), range(LABELS)] = 0  # past its end a row stays as it is
    for n, (of_tokens, of_steps) in enumerate(zip(tokens, steps, strict=True)):
        scores[: len(of_tokens), :, n] = of_tokens
        changes[1 : len(of_tokens), :, :, n] = of_steps.reshape(-1, LABELS, LABELS)
    best, came_from = scores[0], np.zeros((longest, LABELS, len(tokens)), dtype=np.int64)
    for t in range(1, longest):
        ways = best[:, None] + changes[t]
        ways.argmax(0, out=came_from[t])
        best = np.maximum.reduce(ways, 0) + scores[t]
    labels = np.zeros((longest, len(tokens)), dtype=np.int64)
    labels[-1] = best.argmax(0)
    for t in range(longest - 1, 0, -1):
        labels[t - 1] = came_from[t, labels[t], rows]
    return [labels[: len(of_tokens), n] for n, of_tokens in enumerate(tokens)]
