"""Turn the learned tagger's scores into attributions, in tokens: scores → Found.

Comes in: a window, the scores of its pieces, and a function that follows a cue (the branch of the network). Goes out:
for each accepted cue its own tokens and those of its source and content. PolNeAR marks outermost attributions alone,
and so does what was learned from it; nesting, act and stance come later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.extract.windows import Window

SOURCE, CUE, CONTENT = 1, 2, 3

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Thresholds:
    """From which score on a cue is asked about, is one, and owns a token."""

    asked: float = 0.12
    cue: float = 0.45
    cue_alone: float = 0.5
    tag_weight: float = 0.5
    # The branch looks at so many pieces before and after its cue, inside the cue's paragraph.
    before: int = 64
    after: int = 80


@dataclass(frozen=True)
class Candidate:
    """A run of pieces that may be a cue: places of first pieces, and where the branch looks."""

    cue: Ints
    start: int
    end: int
    score: float

    @property
    def marked(self) -> Ints:
        return self.cue - self.start


@dataclass(frozen=True)
class Found:
    """An attribution in tokens of the report."""

    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]
    score: float


def find_candidates(window: Window, tags: Floats, limits: Thresholds) -> list[Candidate]:
    """Runs of tokens whose cue score is high enough to ask the branch. `tags`: (pieces, 4), probabilities."""
    scores = tags[window.firsts, CUE]
    asked = scores >= limits.asked
    found = []
    for block in window.blocks:
        places = [i for i, p in enumerate(window.firsts) if asked[i] and block[0] <= p < block[1]]
        for run in _runs(places):
            cue = window.firsts[run]
            best = float(scores[run].max())
            kept = cue[scores[run] >= best / 3]
            found.append(make_candidate(kept, block, best, limits))
    return found


def make_candidate(
    cue: Ints, block: tuple[int, int], score: float, limits: Thresholds
) -> Candidate:
    """A candidate whose branch looks at its paragraph, or at the part of it around the cue."""
    start = max(block[0], int(cue[0]) - limits.before)
    return Candidate(cue, start, min(block[1], int(cue[-1]) + limits.after), score)


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


# What the branch says of a candidate: the scores of its stretch's pieces, (pieces, 4), and whether it is a cue at all.
Answer = tuple[Floats, float]


def decide(
    window: Window, candidates: Sequence[Candidate], answers: Sequence[Answer], limits: Thresholds
) -> list[Found]:
    """The accurate setting: every candidate is followed, and each content token has one owner."""
    weight = limits.tag_weight
    accepted = [
        (candidate, roles, score)
        for candidate, (roles, verdict) in zip(candidates, answers, strict=True)
        if (score := weight * candidate.score + (1 - weight) * verdict) >= limits.cue
    ]
    owners = _content_owners(window, accepted)
    found = []
    for n, (candidate, roles, score) in enumerate(accepted):
        best = roles.argmax(-1)
        cue = _own_cue(window, candidate, best)
        places = [p for p in window.firsts if candidate.start <= p < candidate.end]
        source = [p for p in places if best[p - candidate.start] == SOURCE and p not in cue]
        content = [p for p in places if owners.get(int(p)) == n and p not in cue]
        found.append(_found(window, cue, source, content, score))
    return [f for f in found if f.content or f.source]


def _content_owners(
    window: Window, accepted: Sequence[tuple[Candidate, Floats, float]]
) -> dict[int, int]:
    """Place → the attribution that holds it most surely as its content."""
    best: dict[int, tuple[float, int]] = {}
    for n, (candidate, roles, score) in enumerate(accepted):
        for place in window.firsts:
            if not candidate.start <= place < candidate.end:
                continue
            row = roles[place - candidate.start]
            if row.argmax() == CONTENT:
                sure = float(row[CONTENT]) * score
                if sure > best.get(int(place), (0.0, 0))[0]:
                    best[int(place)] = (sure, n)
    return {place: n for place, (_, n) in best.items()}


def _own_cue(window: Window, candidate: Candidate, best: Ints) -> set[int]:
    """The cue's tokens as the branch sees them: those it names that touch the candidate, else the candidate itself."""
    places = window.firsts
    named = [i for i, p in enumerate(places) if _is_cue(candidate, best, int(p))]
    own = {int(p) for p in candidate.cue}
    for run in _runs(named):
        cue = {int(p) for p in places[run]}
        if cue & own:
            return cue
    return own


def _is_cue(candidate: Candidate, best: Ints, place: int) -> bool:
    return candidate.start <= place < candidate.end and best[place - candidate.start] == CUE


def find_heads(candidates: Sequence[Candidate], limits: Thresholds) -> Ints:
    """Where the cues begin that the tagger alone is sure of."""
    return np.array(
        [int(c.cue.min()) for c in candidates if c.score >= limits.cue_alone], dtype=np.int64
    )


def decide_alone(
    window: Window,
    tags: Floats,
    candidates: Sequence[Candidate],
    pointers: Floats,
    limits: Thresholds,
) -> list[Found]:
    """The balanced setting: each token goes to the cue that its pointer names.

    `pointers`: (pieces, cues + 1), the last column for "none of them".
    """
    candidates = [c for c in candidates if c.score >= limits.cue_alone]
    cues = [{int(p) for p in c.cue} for c in candidates]
    roles = tags.argmax(-1)
    owners = pointers[:, :-1].argmax(-1)
    found = []
    for n, candidate in enumerate(candidates):
        mine = [p for p in window.firsts if owners[p] == n and not any(p in c for c in cues)]
        source = [p for p in mine if roles[p] == SOURCE]
        content = [p for p in mine if roles[p] == CONTENT]
        found.append(_found(window, cues[n], source, content, candidate.score))
    return [f for f in found if f.content]


def _found(
    window: Window, cue: set[int], source: Sequence[int], content: Sequence[int], score: float
) -> Found:
    def tokens(places: Sequence[int] | set[int]) -> tuple[int, ...]:
        return tuple(sorted(int(window.tokens[p]) for p in places))

    return Found(tokens(cue), tokens(source), tokens(content), score)
