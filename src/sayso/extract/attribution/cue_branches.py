"""Turn the learned tagger's scores into attributions, in tokens: scores → Found.

Comes in: for each candidate cue the scores of the pieces around it. Goes out: for each accepted cue its own tokens and
those of its source and content. The tokens of a cue are labelled together, a change of label costs something, so that
contents have no holes and no crumbs (Viterbi 1967). PolNeAR marks outermost attributions alone, and so does what was
learned from it; nesting, act and stance come later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.windows import Window

NONE, SOURCE, CUE, CONTENT = range(4)
LABELS = 4

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# What is said of a candidate: the scores of its stretch's pieces, (pieces, 4), and whether it is a cue at all.
Answer = tuple[Floats, float]

_LEAST = 1e-6
_NEVER = -30.0


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From which score on a run of tokens is asked about, and is a cue; what a change of label costs (in nats).

    tag_weight: how much the tagger's own score of a cue counts beside the branch's verdict. source_least: where no
    source comes out of the labels, the likeliest token is one from this score on. before, after: the branch looks at so
    many pieces around its cue, inside the cue's paragraph. The values in use stand in lexicons/tagging.yaml.
    """

    asked: float = 0.3
    cue: float = 0.45
    tag_weight: float = 0.5
    content_change: float = 0.7
    source_change: float = 0.5
    source_least: float = 0.2
    ruled: float = 0.6
    before: int = 64
    after: int = 80


@dataclass(frozen=True)
class Candidate:
    """A run of tokens that may be a cue: the places of their first pieces, and the stretch looked at around them."""

    window: Window
    cue: Ints
    start: int
    end: int
    score: float

    @property
    def marked(self) -> Ints:
        """The cue's places, counted from the start of the stretch."""
        return self.cue - self.start

    @cached_property
    def places(self) -> Ints:
        """The places of all first pieces in the stretch."""
        firsts = self.window.firsts
        return firsts[(firsts >= self.start) & (firsts < self.end)]


@dataclass(frozen=True)
class Found:
    """An attribution in tokens of the report."""

    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]
    score: float


def find_candidates(window: Window, tags: Floats, limits: Thresholds) -> list[Candidate]:
    """Runs of tokens whose cue score is high enough to be asked about. `tags`: (pieces, 4), probabilities."""
    scores = tags[window.firsts, CUE]
    found = []
    for run in _runs(np.nonzero(scores >= limits.asked)[0].tolist(), window):
        best = float(scores[run].max())
        cue = window.firsts[[i for i in run if scores[i] >= best / 3]]
        found.append(make_candidate(window, cue, best, limits))
    return found


def find_likely_cues(window: Window, tags: Floats, limits: Thresholds) -> Iterator[int]:
    """The tokens that are cues if the rules say so, too."""
    scores = tags[window.firsts, CUE]
    for place in window.firsts[scores >= limits.ruled]:
        yield int(window.tokens[place])


def _runs(places: Sequence[int], window: Window) -> Iterator[list[int]]:
    """Neighbouring tokens of one paragraph."""
    run: list[int] = []
    for place in places:
        if run and (place != run[-1] + 1 or _are_apart(window, run[-1], place)):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _are_apart(window: Window, one: int, other: int) -> bool:
    between = window.tokens[window.firsts[one] : window.firsts[other]]
    return bool((between < 0).any())


def make_candidate(window: Window, cue: Ints, score: float, limits: Thresholds) -> Candidate:
    """A candidate whose stretch is its paragraph, or the part of it around the cue."""
    first, last = next((s, e) for s, e in window.blocks if s <= cue[0] < e)
    start = max(first, int(cue[0]) - limits.before)
    return Candidate(window, cue, start, min(last, int(cue[-1]) + limits.after), score)


def point_answers(candidates: Sequence[Candidate], tags: Floats, pointers: Floats) -> list[Answer]:
    """The balanced setting's answers: what a token is, times how surely it points to this cue.

    `pointers`: (pieces, cues + 1), probabilities, the last column for "none of them".
    """
    answers = []
    for n, candidate in enumerate(candidates):
        stretch = slice(candidate.start, candidate.end)
        roles = tags[stretch] * pointers[stretch, n : n + 1]
        roles[:, CUE] = tags[stretch, CUE] * 0.5
        roles[:, NONE] = np.maximum(0, 1 - roles[:, SOURCE:].sum(-1))
        answers.append((roles, candidate.score))
    return answers


def decide(
    candidates: Sequence[Candidate], answers: Sequence[Answer], limits: Thresholds
) -> list[Found]:
    """The attributions of some windows by scores alone: candidates that are cues, with what belongs to each.

    So while the network learns (training/attribution/predict.py); reading asks cue_verdicts.py and labelling.py, too.
    """
    scores = [
        weigh(c, verdict, limits) for c, (_, verdict) in zip(candidates, answers, strict=True)
    ]
    taken = [n for n, score in enumerate(scores) if score >= limits.cue]
    some = [candidates[n] for n in taken]
    of_taken = [answers[n] for n in taken]
    roles = [of[c.places - c.start] for c, (of, _) in zip(some, of_taken, strict=True)]
    labels = label_tokens(roles, limits)
    return own_words(some, of_taken, [scores[n] for n in taken], labels, limits)


def own_words(
    candidates: Sequence[Candidate],
    answers: Sequence[Answer],
    scores: Sequence[float],
    labels: Sequence[Ints],
    limits: Thresholds,
) -> list[Found]:
    """The attributions by some cues, with how sure each is and what each token around it is labelled.

    A token of content has one owner, the surest; a source may have said several things.
    """
    accepted = [
        (c, roles[c.places - c.start], score)
        for c, (roles, _), score in zip(candidates, answers, scores, strict=True)
    ]
    owners = _find_owners(accepted, labels)
    found = []
    for n, (candidate, roles, score) in enumerate(accepted):
        places, named, window = candidate.places, labels[n], id(candidate.window)
        cue = _own_cue(candidate, named)
        content = [p for p in places[named == CONTENT].tolist() if owners[window, p][1] == n]
        source = [p for p in places[named == SOURCE].tolist() if p not in cue]
        source = source or _likeliest_source(candidate, roles, cue, limits)
        if content:
            found.append(_found(candidate.window, cue, source, content, score))
    return found


def weigh(candidate: Candidate, verdict: float, limits: Thresholds) -> float:
    """How surely a candidate is a cue, by the tagger's score and the branch's verdict."""
    return limits.tag_weight * candidate.score + (1 - limits.tag_weight) * verdict


def label_tokens(scores: Sequence[Floats], limits: Thresholds) -> list[Ints]:
    """For each cue the best row of labels over its tokens. `scores`: (tokens, 4) each, probabilities."""
    if not scores:
        return []
    longest = max(len(s) for s in scores)
    # Places and labels before cues: a step is a few long rows, which takes half the time of many short ones.
    logs = np.full((longest, 4, len(scores)), _NEVER)
    logs[:, NONE] = 0
    for n, of_cue in enumerate(scores):
        logs[: len(of_cue), :, n] = np.log(of_cue + _LEAST)
    costs = _change_costs(limits)[:, :, None]
    best, came_from = logs[0], np.zeros((longest, 4, len(scores)), dtype=np.int64)
    for t in range(1, longest):
        ways = best[:, None] - costs
        ways.argmax(0, out=came_from[t])
        best = np.maximum.reduce(ways, 0) + logs[t]
    labels = np.zeros((longest, len(scores)), dtype=np.int64)
    labels[-1] = best.argmax(0)
    rows = np.arange(len(scores))
    for t in range(longest - 1, 0, -1):
        labels[t - 1] = came_from[t, labels[t], rows]
    return [labels[: len(of_cue), n] for n, of_cue in enumerate(scores)]


def _change_costs(limits: Thresholds) -> NDArray[np.float64]:
    """(from, to): what it costs when the label changes."""
    costs = np.full((4, 4), limits.content_change)
    costs[SOURCE, :] = costs[:, SOURCE] = limits.source_change
    np.fill_diagonal(costs, 0)
    return costs


def _find_owners(
    accepted: Sequence[tuple[Candidate, Floats, float]], labels: Sequence[Ints]
) -> dict[tuple[int, int], tuple[float, int]]:
    """Window and place → how surely, and the number of the attribution whose content it is."""
    owners: dict[tuple[int, int], tuple[float, int]] = {}
    for n, (candidate, roles, score) in enumerate(accepted):
        window, is_content = id(candidate.window), labels[n] == CONTENT
        places = candidate.places[is_content].tolist()
        for place, share in zip(places, roles[is_content, CONTENT].tolist(), strict=True):
            sure = share * score
            if sure > owners.get((window, place), (-1.0, 0))[0]:
                owners[window, place] = (sure, n)
    return owners


def _own_cue(candidate: Candidate, label: Ints) -> set[int]:
    """The tokens labelled as cue that touch the candidate, else the candidate itself."""
    own = {int(p) for p in candidate.cue}
    named = np.nonzero(label == CUE)[0]
    for run in np.split(named, np.nonzero(np.diff(named) > 1)[0] + 1):
        cue = {int(p) for p in candidate.places[run]}
        if cue & own:
            return cue
    return own


def _likeliest_source(
    candidate: Candidate, roles: Floats, cue: set[int], limits: Thresholds
) -> list[int]:
    """The tokens around the likeliest one, where labelling found no source at all."""
    shares = zip(candidate.places.tolist(), roles[:, SOURCE].tolist(), strict=True)
    scores = [0.0 if place in cue else share for place, share in shares]
    best = scores.index(max(scores))
    if scores[best] < limits.source_least:
        return []
    start = end = best
    while start > 0 and scores[start - 1] >= scores[best] / 2:
        start -= 1
    while end + 1 < len(scores) and scores[end + 1] >= scores[best] / 2:
        end += 1
    return [int(p) for p in candidate.places[start : end + 1]]


def _found(
    window: Window, cue: set[int], source: Sequence[int], content: Sequence[int], score: float
) -> Found:
    def tokens(places: Sequence[int] | set[int]) -> tuple[int, ...]:
        return tuple(sorted(int(window.tokens[p]) for p in places))

    return Found(tokens(cue), tokens(source), tokens(content), score)
