"""What the parse tells of labels: Tree and candidates → signs, as rows of a table of weights.

Comes in: a report's tree, the candidates for cues with their tokens. Goes out: for each token of a candidate's stretch,
and for each step to the next one, which rows of the table speak of it. A sign of a token: its part of speech, how far
from the cue it stands, on which branch of the tree as the cue sees it ("Police said | Monday | that he fled": npadvmod
and ccomp behind the cue), for each verb by itself. A sign of a step: which phrase ends there and which begins, how many
arcs go over it, quotation marks, the words on either side. What the signs weigh is learned
(training/attribution/fit_labels.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.cue_branches import Candidate, Ints
from sayso.extract.attribution.windows import DEPS, POS
from sayso.extract.grammar.trees import Tree

_DEP_IDS = {name: i for i, name in enumerate(DEPS, 1)}
_POS_IDS = {name: i for i, name in enumerate(POS, 1)}
_DEPS, _POS = len(DEPS) + 2, len(POS) + 2
_PUNCT = _POS_IDS["PUNCT"]
# More arcs over a step than these, and tokens farther from the cue, are all alike.
_ARCS, _FAR = 5, 4
_PLACES = 2 * _FAR + 1
# A branch: in the sentence before, or behind; nowhere; above the cue; then by side and label, below it and beside it.
_BEFORE, _BEHIND, _NOWHERE, _ABOVE = range(4)
BRANCHES = 4 + 4 * _DEPS + 1
_HEAD = BRANCHES - 1


@dataclass(frozen=True)
class Vocabulary:
    """The words, tags and lemmas of cues that are told apart, each with its number from 1 on; all others are 0."""

    words: dict[str, int]
    tags: dict[str, int]
    lemmas: dict[str, int]

    @property
    def step_sizes(self) -> list[int]:
        """How many rows the table has for each sign of a step: those of the text, then those of the cue."""
        words, tags = len(self.words) + 1, len(self.tags) + 1
        text = [_DEPS, _DEPS, _POS, _POS, words, words, 2 * _DEPS, _DEPS, _DEPS, _ARCS + 1, 4, 2]
        return [*text, _DEPS, words, _POS, tags, tags, BRANCHES, BRANCHES, BRANCHES, _PLACES]

    @property
    def token_sizes(self) -> list[int]:
        """The same for each sign of a token."""
        words, tags = len(self.words) + 1, len(self.tags) + 1
        lemmas = len(self.lemmas) + 1
        return [_DEPS, _POS, words, 2, tags, BRANCHES, _PLACES, _PLACES * _POS, lemmas * BRANCHES]


@dataclass(frozen=True)
class TextSigns:
    """Signs that hang on no cue: `tokens` a row for each token of a report, `steps` for the step to the next word."""

    tokens: Ints
    steps: Ints


def make_vocabulary(
    words: Sequence[str], tags: Sequence[str], lemmas: Sequence[str] = ()
) -> Vocabulary:
    """Numbers for words, tags and lemmas."""
    return Vocabulary(
        *({name: n for n, name in enumerate(names, 1)} for names in (words, tags, lemmas))
    )


def read_text_signs(tree: Tree, quoted: NDArray[np.bool_], vocabulary: Vocabulary) -> TextSigns:
    """The signs of a report's tokens and steps; `quoted` tells which tokens stand in quotation marks.

    At "said | that" of "Police said that he fled": from VERB to SCONJ, no phrase ends, a ccomp begins, …
    """
    size = len(tree)
    dep = _numbers(tree.deps, _DEP_IDS, _DEPS - 1)
    pos = _numbers(tree.pos, _POS_IDS, _POS - 1)
    word, tag = _numbers(tree.words, vocabulary.words), _numbers(tree.tags, vocabulary.tags)
    marks = quoted.astype(np.int64)
    heads, sentence = np.array(tree.heads), np.array(tree.sentence)
    opens, closes = _phrase_edges(tree, dep)
    after = _next_words(tree)
    behind = np.where(pos[after] == _PUNCT, after[after], size)
    arc = np.where(heads[after] == np.arange(size), dep[after], 0)
    arc = np.where(heads == after, _DEPS + dep, arc)

    def past_comma(column: Ints) -> Ints:
        past: Ints = np.append(column, 0)[behind]
        return past

    steps = [dep[after], dep, pos, pos[after], word, word[after], arc, opens[after], closes]
    steps += [_arcs_over(heads), marks * 2 + marks[after], sentence != sentence[after]]
    steps += [past_comma(opens), past_comma(word), past_comma(pos), tag[after], tag]
    sizes = vocabulary.step_sizes
    return TextSigns(
        _as_rows([dep, pos, word, marks, tag], vocabulary.token_sizes), _as_rows(steps, sizes)
    )


def cue_token_signs(
    tree: Tree, text: TextSigns, candidate: Candidate, vocabulary: Vocabulary
) -> tuple[Ints, Ints]:
    """The signs that hang on the cue, for each token of its stretch and each step: (tokens, 4), (tokens − 1, 4)."""
    tokens = candidate.window.tokens[candidate.places]
    cue = candidate.window.tokens[candidate.cue]
    head = head_of_cue(tree, candidate)
    branch = _branches(tree, head, int(tokens[0]), int(tokens[-1]) + 1)
    branch = branch[tokens - tokens[0]]
    before, behind = np.minimum(cue[0] - tokens, _FAR), np.minimum(tokens - cue[-1], _FAR)
    place = np.where(tokens < cue[0], before, np.where(tokens > cue[-1], _FAR + behind, 0))
    place[np.isin(tokens, cue)] = 0
    pos = text.tokens[tokens, 1] - vocabulary.token_sizes[0]
    lemma = vocabulary.lemmas.get(tree.lemmas[head], 0) * BRANCHES
    sizes, own = vocabulary.token_sizes, [branch, place, place * _POS + pos, lemma + branch]
    of_tokens = _as_rows(own, sizes[-len(own) :], sum(sizes[: -len(own)]))
    left, right = branch[:-1], branch[1:]
    is_new = left != right
    steps = [np.where(is_new, right, 0), np.where(is_new, left, 0), np.where(is_new, 0, right)]
    steps.append(place[1:])
    sizes = vocabulary.step_sizes
    return of_tokens, _as_rows(steps, sizes[-len(steps) :], sum(sizes[: -len(steps)]))


def _numbers(names: Sequence[str], ids: dict[str, int], other: int = 0) -> Ints:
    return np.array([ids.get(name, other) for name in names], dtype=np.int64)


def _as_rows(columns: Sequence[Ints], sizes: Sequence[int], start: int = 0) -> Ints:
    """Signs side by side, each with its own stretch of the table's rows."""
    starts = start + np.concatenate([[0], np.cumsum(sizes[: len(columns) - 1])])
    rows: Ints = np.stack(columns, 1).astype(np.int64) + starts.astype(np.int64)
    return rows


def _phrase_edges(tree: Tree, dep: Ints) -> tuple[Ints, Ints]:
    """For each token the label of the widest phrase that begins there, and of the widest that ends there."""
    first, last = np.array(tree.first), np.array(tree.last)
    by_width = np.argsort(last - first, kind="stable")  # the widest is written last
    opens, closes = np.zeros(len(tree), np.int64), np.zeros(len(tree), np.int64)
    opens[first[by_width]] = dep[by_width]
    closes[last[by_width]] = dep[by_width]
    return opens, closes


def _next_words(tree: Tree) -> Ints:
    """The next token that is no white space; of the last one itself."""
    blank = np.array([pos == "SPACE" for pos in tree.pos])
    places = np.where(blank, len(tree), np.arange(len(tree)))
    following = np.minimum.accumulate(np.append(places[1:], len(tree))[::-1])[::-1]
    words: Ints = np.minimum(following, len(tree) - 1)
    return words


def _arcs_over(heads: Ints) -> Ints:
    """How many arcs of the tree go over the step behind each token."""
    tokens = np.arange(len(heads))
    steps = np.bincount(np.minimum(heads, tokens), minlength=len(heads) + 1)
    steps -= np.bincount(np.maximum(heads, tokens), minlength=len(heads) + 1)
    arcs: Ints = np.minimum(np.cumsum(steps)[:-1], _ARCS)
    return arcs


def head_of_cue(tree: Tree, candidate: Candidate) -> int:
    """The word of a cue that the others hang on, a verb if there are several."""
    cue: list[int] = candidate.window.tokens[candidate.cue].tolist()
    tops = [t for t in cue if tree.heads[t] not in cue or tree.heads[t] == t]
    return next((t for t in tops if tree.pos[t] == "VERB"), tops[0])


def _branches(tree: Tree, head: int, start: int, end: int) -> Ints:
    """The branch of each token from `start` to `end`, as seen from the head of the cue."""
    first, last = tree.sentence_of(head)
    found = np.full(end - start, _NOWHERE, dtype=np.int64)
    found[: max(0, first - start)] = _BEFORE
    found[max(0, last - start) :] = _BEHIND
    path = [head]
    while tree.heads[path[-1]] != path[-1]:
        path.append(tree.heads[path[-1]])
    for above in reversed(path):
        beside = 4 if above == head else 4 + 2 * _DEPS
        for child in tree.children[above]:
            low, high = max(tree.first[child], start), min(tree.last[child] + 1, end)
            if low < high:
                side = _DEPS if child > head else 0
                label = _DEP_IDS.get(tree.deps[child], _DEPS - 1)
                found[low - start : high - start] = beside + side + label
        if start <= above < end:
            found[above - start] = _HEAD if above == head else _ABOVE
    return found
