"""Cut a report into windows of word pieces for the learned tagger: Tree and text → Windows.

Comes in: the tokens of a report (a Tree) and the bounds of its paragraphs. Goes out: windows of at most a given number
of pieces, each a few whole paragraphs where they fit, with the pieces' ids, the token of each piece and five features:
part of speech, label of the parse, shape of the word, whether quotation marks are open, whether it starts a sentence.
Training and reading share this file: what the model saw is what it sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.extract.grammar.trees import Stretch, Tree

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FEATURES = ("pos", "dep", "shape", "quoted", "starts")
POS = (
    "ADJ ADP ADV AUX CCONJ CONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SPACE SYM VERB X"
).split()
DEPS = (
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass dative"
    " dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj"
    " predet prep prt punct quantmod relcl xcomp"
).split()
SHAPES = 7
# How many values each feature takes; 0 is a piece that belongs to no token.
SIZES = (len(POS) + 2, len(DEPS) + 2, SHAPES, 3, 3)

_POS_IDS = {name: i for i, name in enumerate(POS, 1)}
_DEP_IDS = {name: i for i, name in enumerate(DEPS, 1)}
# A longer word is an address or a hash; its first pieces tell that.
_MOST_PIECES = 8
_MEMO = 100_000

Ints = NDArray[np.int64]
# The ids of one word's pieces; none of white space.
Pieces = tuple[int, ...]


@dataclass
class WordPieces:
    """The vocabulary, with a memo from a word to its pieces."""

    tokenizer: Tokenizer
    memo: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start, self.stop, self.unknown = (
            self.tokenizer.token_to_id(t) or 0 for t in ("[CLS]", "[SEP]", "[UNK]")
        )

    def of(self, word: str) -> tuple[int, ...]:
        """The ids of a word's pieces, at least one: "ceasefire" → (ceasefire,), "Zintani" → (z, ##int, ##ani)."""
        known = self.memo.get(word)
        if known is None:
            ids = self.tokenizer.encode(word[:64], add_special_tokens=False).ids
            known = tuple(ids[:_MOST_PIECES]) if ids else (self.unknown,)
            if len(self.memo) < _MEMO:
                self.memo[word] = known
        return known


@dataclass(frozen=True)
class Window:
    """Pieces that the encoder sees at once. `tokens` holds each piece's token, −1 where there is none."""

    ids: Ints
    features: Ints  # (pieces, 5)
    tokens: Ints
    firsts: Ints  # places of the pieces that begin a token
    blocks: tuple[Stretch, ...]  # the stretches of pieces that are one paragraph, or a part of one


def cut_windows(
    tree: Tree, text: str, paragraphs: Sequence[tuple[int, int]], pieces: WordPieces, size: int
) -> Iterator[Window]:
    """Windows of at most `size` pieces over the tokens inside the given paragraphs.

    Paragraphs are put together while they fit; one that does not fit is cut between sentences, or where it must be.
    """
    # The last row, that of place −1, is for pieces that belong to no token.
    features = np.pad(read_features(tree, text, paragraphs), ((0, 1), (0, 0)))
    words = [
        () if pos == "SPACE" else pieces.of(text[start:end])
        for pos, start, end in zip(tree.pos, tree.starts, tree.ends, strict=True)
    ]
    window: list[Stretch] = []
    room = size
    for tokens, length in _blocks(tree, paragraphs, words, size):
        if window and length > room:
            yield _make_window(window, words, pieces, features)
            window, room = [], size
        window.append(tokens)
        room -= length
    if window:
        yield _make_window(window, words, pieces, features)


def _blocks(
    tree: Tree, paragraphs: Sequence[tuple[int, int]], words: Sequence[Pieces], size: int
) -> Iterator[tuple[Stretch, int]]:
    """Stretches of tokens that stand together, with their lengths in pieces (and one for the mark between blocks)."""
    most = size - 2
    for start, end in _paragraph_tokens(tree, paragraphs):
        first, length = start, 0
        for part_start, part_end in _sentence_parts(tree, start, end):
            needed = sum(map(len, words[part_start:part_end]))
            if length and length + needed > most:
                yield (first, part_start), length + 1
                first, length = part_start, 0
            if needed > most:
                yield from _hard_cuts(part_start, part_end, words, most)
                first, length = part_end, 0
                continue
            length += needed
        if length:
            yield (first, end), length + 1


def _hard_cuts(
    start: int, end: int, words: Sequence[Pieces], most: int
) -> Iterator[tuple[Stretch, int]]:
    """A sentence longer than a window, cut where it must be."""
    first, length = start, 0
    for token, needed in enumerate(map(len, words[start:end]), start):
        if length + needed > most:
            yield (first, token), length + 1
            first, length = token, 0
        length += needed
    if length:
        yield (first, end), length + 1


def _paragraph_tokens(tree: Tree, paragraphs: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    token = 0
    for start, end in paragraphs:
        while token < len(tree) and tree.starts[token] < start:
            token += 1
        first = token
        while token < len(tree) and tree.starts[token] < end:
            token += 1
        if token > first:
            yield first, token


def _sentence_parts(tree: Tree, start: int, end: int) -> Iterator[Stretch]:
    token = start
    while token < end:
        stop = min(end, tree.sentence_of(token)[1])
        yield token, stop
        token = stop


def _make_window(
    blocks: list[Stretch], words: Sequence[Pieces], pieces: WordPieces, features: Ints
) -> Window:
    ids, tokens, firsts = [pieces.start], [-1], []
    bounds: list[Stretch] = []
    for start, end in blocks:
        first = len(ids)
        for token in range(start, end):
            of_token = words[token]
            if not of_token:
                continue
            firsts.append(len(ids))
            ids.extend(of_token)
            tokens.extend([token] * len(of_token))
        bounds.append((first, len(ids)))
        ids.append(pieces.stop)
        tokens.append(-1)
    places = np.array(tokens, dtype=np.int64)
    return Window(
        ids=np.array(ids, dtype=np.int64),
        features=features[places],
        tokens=places,
        firsts=np.array(firsts, dtype=np.int64),
        blocks=tuple(bounds),
    )


def read_features(tree: Tree, text: str, paragraphs: Sequence[tuple[int, int]]) -> Ints:
    """(tokens, 5): the features of every token, each from 1."""
    words = [text[start:end] for start, end in zip(tree.starts, tree.ends, strict=True)]
    found = np.ones((len(tree), len(FEATURES)), dtype=np.int64)
    found[:, 0] = [_POS_IDS.get(pos, len(POS) + 1) for pos in tree.pos]
    found[:, 1] = [_DEP_IDS.get(dep, len(DEPS) + 1) for dep in tree.deps]
    found[:, 2] = [_shape(word) for word in words]
    found[np.array(_quoted(tree, words, paragraphs), dtype=bool), 3] = 2
    found[[start for start, _ in tree.sentences], 4] = 2
    return found


def _shape(word: str) -> int:
    if word.islower():
        return 1
    if word.istitle():
        return 2
    if word.isupper():
        return 3
    if word[:1].isdigit():
        return 4
    return 5 if any(map(str.isalpha, word)) else 6


_OPENING, _CLOSING, _EITHER = frozenset("“«„"), frozenset("”»"), frozenset({'"', "``", "''"})
_MARKS = _OPENING | _CLOSING | _EITHER


def _quoted(tree: Tree, words: Sequence[str], paragraphs: Iterable[tuple[int, int]]) -> list[bool]:
    """For each token whether double quotation marks are open around it; a paragraph's end closes them."""
    ends = sorted(end for _, end in paragraphs)
    quoted, is_open, at = [], False, 0
    for start, word in zip(tree.starts, words, strict=True):
        while at < len(ends) and start >= ends[at]:
            is_open, at = False, at + 1
        if word in _MARKS:
            is_open = word in _OPENING or (word in _EITHER and not is_open)
        quoted.append(is_open)
    return quoted
