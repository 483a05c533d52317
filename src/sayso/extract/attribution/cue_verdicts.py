"""Whether a candidate is a cue at all, by what the network says of it and of the words around: candidates → verdicts.

Comes in: a report's tree, the candidates for cues with the network's scores. Goes out: for each candidate how likely
it is that somebody says, thinks or wants something by it (setting "balanced"). The tagger's own score knows of one
word at a time; here it counts too what would be its content and source, how surely they are its, whether better cues
beside it have them, and whether it stands in what another one says. A sum of small trees (Friedman 2001), learned
(training/attribution/fit_verdicts.py).

"The soldiers made plans | to rest" → likely: "plans" alone would not be, yet it has a content of its own, and a source
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.cue_branches import (
    CONTENT,
    CUE,
    NONE,
    SOURCE,
    Answer,
    Candidate,
    Floats,
    Ints,
)
from sayso.extract.attribution.label_signs import head_of_cue
from sayso.extract.grammar.trees import Tree

# Signs that are logarithms of odds, or of masses: shares below the first or masses below the second are all alike.
_LEAST_SHARE, _LEAST_MASS = 1e-4, 1e-2
_NOWHERE = 30.0
_DEPTH = 12
_CHILDREN = ("mark", "prep", "ccomp", "advcl")
_LABELS = ("ROOT", "conj", "relcl", "pobj", "advcl")
_POS = ("VERB", "NOUN")

OWN = (
    *(
        "score",
        "verdict",
        "mean",
        "second",
        "words",
        "none",
        "source",
        "content",
        "before",
        "behind",
    ),
    *(
        "content mass",
        "content most",
        "content mean",
        "content alone",
        "content words",
        "content ahead",
    ),
    *("content gap", "source mass", "source most", "source mean", "source words", "source gap"),
)
PARSED = (
    *(f"has {name}" for name in _CHILDREN),
    *(f"is {name}" for name in _LABELS),
    *(f"is {name}" for name in _POS),
    "depth",
)
BESIDE = ("best beside", "better beside", "inside", "shared")
SIGNS = (*OWN, *PARSED, *BESIDE)
# Signs that the tagger is surer of where it has learned.
SCORES = ("score", "verdict", "mean")


@dataclass(frozen=True)
class VerdictWeights:
    """Complete trees of one depth: which sign each inner node asks for, above which value it goes right; the leaves."""

    asks: Ints  # (trees, inner nodes)
    cuts: Floats
    leaves: Floats  # (trees, leaves)
    start: float

    @property
    def depth(self) -> int:
        return int(self.leaves.shape[1]).bit_length() - 1


def load_verdict_weights(path: Path) -> VerdictWeights:
    """Read the weights of a setting."""
    with np.load(path) as kept:
        asks, cuts, leaves = (kept[name] for name in ("asks", "cuts", "leaves"))
        return VerdictWeights(
            asks.astype(np.int64),
            cuts.astype(np.float32),
            leaves.astype(np.float32),
            float(kept["start"]),
        )


def judge_cues(
    tree: Tree,
    candidates: Sequence[Candidate],
    tags: Sequence[Floats],
    answers: Sequence[Answer],
    weights: VerdictWeights,
) -> list[float]:
    """How likely each candidate is a cue."""
    if not candidates:
        return []
    odds = add_trees(read_cue_signs(tree, candidates, tags, answers), weights)
    likely: list[float] = (1 / (1 + np.exp(-odds))).tolist()
    return likely


def add_trees(signs: Floats, weights: VerdictWeights) -> Floats:
    """The sum of what all trees say of each row of signs."""
    trees, rows = np.arange(len(weights.asks)), np.arange(len(signs))[:, None]
    node = np.zeros((len(signs), len(trees)), dtype=np.int64)
    for _ in range(weights.depth):
        goes_right = signs[rows, weights.asks[trees, node]] > weights.cuts[trees, node]
        node = 2 * node + 1 + goes_right
    odds: Floats = weights.start + weights.leaves[trees, node - weights.asks.shape[1]].sum(1)
    return odds


def read_cue_signs(
    tree: Tree,
    candidates: Sequence[Candidate],
    tags: Sequence[Floats],
    answers: Sequence[Answer],
) -> Floats:
    """The signs of some candidates of one report, a row for each."""
    held = np.zeros((len(candidates), len(tree)), dtype=np.bool_)
    heads = [head_of_cue(tree, candidate) for candidate in candidates]
    rows = []
    for n, (candidate, of_window, answer) in enumerate(zip(candidates, tags, answers, strict=True)):
        own, content = _own_signs(candidate, of_window, answer)
        held[n, content] = True
        rows.append([*own, *_parsed_signs(tree, heads[n])])
    beside = _beside(tree, candidates, heads, held)
    signs: Floats = np.hstack([np.array(rows), beside]).astype(np.float32)
    return signs


def _own_signs(candidate: Candidate, tags: Floats, answer: Answer) -> tuple[list[float], Ints]:
    """What the network says of a candidate and of the words around it; and the tokens that would be its content."""
    roles, verdict = answer
    places = candidate.places
    of_cue, alone = roles[places - candidate.start], tags[places]
    labels = of_cue.argmax(1)
    content, source = np.nonzero(labels == CONTENT)[0], np.nonzero(labels == SOURCE)[0]
    first, last = np.searchsorted(places, candidate.cue[[0, -1]])
    cues = alone[:, CUE]
    own = np.sort(tags[candidate.cue, CUE])
    [best] = alone[first + cues[first : last + 1].argmax()][None]
    most = of_cue.max(0)
    shares = [candidate.score, verdict, own.mean(), own[-2] if len(own) > 1 else 0.0]
    shares += [best[NONE], best[SOURCE], best[CONTENT]]
    shares += [cues[first - 1] if first else 0.0, cues[last + 1] if last + 1 < len(cues) else 0.0]
    shares += [most[CONTENT], most[SOURCE]]
    odds = np.clip(np.array(shares, dtype=np.float64), _LEAST_SHARE, 1 - _LEAST_SHARE)
    odds = np.log(odds / (1 - odds))
    mass = of_cue.sum(0)
    ahead = content[content < first]
    gaps = [first - ahead[-1]] if len(ahead) else []
    gaps += [content[len(ahead)] - last] if len(ahead) < len(content) else []
    row = [*odds[:4], len(own), *odds[4:9]]
    row += [np.log(mass[CONTENT] + _LEAST_MASS), odds[9], _mean(of_cue[content, CONTENT])]
    row += [_mean(alone[content, CONTENT]), np.log1p(len(content))]
    row += [len(ahead) / len(content) if len(content) else 0.5, min(gaps, default=_NOWHERE)]
    row += [np.log(mass[SOURCE] + _LEAST_MASS), odds[10], _mean(of_cue[source, SOURCE])]
    row += [np.log1p(len(source)), source.mean() - first if len(source) else _NOWHERE]
    return row, candidate.window.tokens[places[content]]


def _mean(shares: Floats) -> float:
    """The mean share; less than any, where there are none."""
    return float(shares.mean()) if len(shares) else -0.2


def _parsed_signs(tree: Tree, head: int) -> list[float]:
    below = {tree.deps[child] for child in tree.children[head]}
    depth, token = 0, head
    while tree.heads[token] != token and depth < _DEPTH:
        token, depth = tree.heads[token], depth + 1
    signs = [name in below for name in _CHILDREN]
    signs += [tree.deps[head] == name for name in _LABELS]
    return [*signs, *(tree.pos[head] == name for name in _POS), depth]


def _beside(
    tree: Tree, candidates: Sequence[Candidate], heads: Sequence[int], held: NDArray[np.bool_]
) -> Floats:
    """What the other candidates have to do with each.

    The best one of its sentence, how many of that are better, the best one whose content it stands in, and what share
    of its own content better ones have, too.
    """
    scores = np.array([c.score for c in candidates])
    sentence = np.array([tree.sentence[head] for head in heads])
    others = ~np.eye(len(scores), dtype=np.bool_)
    together = (sentence[:, None] == sentence) & others
    inside = np.array([held[:, c.window.tokens[c.cue]].any(1) for c in candidates]) & others
    taken = np.zeros(held.shape[1], dtype=np.bool_)
    shared = np.zeros(len(scores))
    for n in np.argsort(-scores, kind="stable"):
        shared[n] = (held[n] & taken).sum() / max(1, held[n].sum())
        taken |= held[n]
    odds = [np.where(which, scores, 0).max(1) for which in (together, inside)]
    best, holder = (np.log(s / (1 - s)) for s in np.clip(odds, _LEAST_SHARE, 1 - _LEAST_SHARE))
    better = (together & (scores > scores[:, None])).sum(1)
    found: Floats = np.stack([best, better, holder, shared], 1)
    return found
