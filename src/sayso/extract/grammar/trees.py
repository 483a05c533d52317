"""The parse of a report as plain lists: Reading → Tree, and stretches of tokens.

Comes in: a reading. Goes out: one list for each property of a token (heads, labels, lemmas, edges of its subtree), so
that a stage can walk a report's parse many times without making a spaCy token for each look. A stretch is a
half-open range of token indices. Does not decide what anything means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any

from spacy.tokens import Doc

from sayso.nlp.readings import Reading

Stretch = tuple[int, int]

# Head (as an offset), position, length, sentence start; then what is looked up as a word.
_COLUMNS = (
    "HEAD",
    "IDX",
    "LENGTH",
    "SENT_START",
    "LOWER",
    "LEMMA",
    "POS",
    "TAG",
    "DEP",
    "ENT_TYPE",
)
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
VERBAL = frozenset({"VERB", "AUX"})


@dataclass(frozen=True)
class Tree:
    """A document's tokens as parallel lists; `first` and `last` are the edges of each token's subtree."""

    words: list[str]
    lemmas: list[str]
    pos: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    children: list[list[int]]
    first: list[int]
    last: list[int]
    entities: list[str]
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    sentences: list[Stretch]
    # The root of each stretch that was asked about.
    roots: dict[Stretch, int | None] = field(init=False, default_factory=dict, compare=False)
    # What was found about contents, by finder (attribution/cue_uses.py).
    found: dict[Any, Any] = field(init=False, default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.words)

    def subtree(self, token: int) -> Stretch:
        """The stretch of a token and everything below it."""
        return self.first[token], self.last[token] + 1

    def child(self, token: int, *deps: str) -> int | None:
        """The first child with one of these labels."""
        for child in self.children[token]:
            if self.deps[child] in deps:
                return child
        return None

    def sentence_of(self, token: int) -> Stretch:
        """The sentence that a token stands in."""
        return self.sentences[self.sentence[token]]

    def is_passive(self, verb: int) -> bool:
        """Whether a verb has a passive subject or auxiliary, or is a bare past participle after a noun."""
        deps = {self.deps[c] for c in self.children[verb]}
        if not deps.isdisjoint(("nsubjpass", "auxpass", "csubjpass")):
            return True
        if self.tags[verb] != "VBN" or self.deps[verb] not in ("acl", "relcl", "advcl", "amod"):
            return False
        return deps.isdisjoint(("aux", "nsubj"))

    def is_word(self, token: int) -> bool:
        """Not punctuation, not white space."""
        return self.pos[token] not in ("PUNCT", "SPACE")


def read_tree(reading: Reading) -> Tree:
    """The parse of a reading as lists.

    "Moscow denied it." → words ["moscow", "denied", "it", "."], heads [1, 1, 1, 1]
    """
    return reading.once(_make_tree)


def _make_tree(reading: Reading) -> Tree:
    doc = reading.doc
    table = doc.to_array([*_COLUMNS])
    offsets = table[:, 0].astype("int64").tolist()
    starts, lengths, sentence_starts, *columns = table.T[1:].tolist()
    words, lemmas, pos, tags, deps, entities = (_as_words(doc, ids) for ids in columns)
    small = {lemma: lemma.lower() for lemma in set(lemmas)}
    heads = [i + offset for i, offset in enumerate(offsets)]
    children: list[list[int]] = [[] for _ in heads]
    for i, head in enumerate(heads):
        if head != i:
            children[head].append(i)
    first, last = find_edges(heads, children)
    sentence, sentences = _sentences(sentence_starts)
    return Tree(
        words=words,
        lemmas=[small[lemma] for lemma in lemmas],
        pos=pos,
        tags=tags,
        deps=deps,
        heads=heads,
        children=children,
        first=first,
        last=last,
        entities=entities,
        starts=starts,
        ends=[start + length for start, length in zip(starts, lengths, strict=True)],
        sentence=sentence,
        sentences=sentences,
    )


def _as_words(doc: Doc, ids: list[int]) -> list[str]:
    strings = doc.vocab.strings
    known = {i: strings[i] if i else "" for i in set(ids)}
    return [known[i] for i in ids]


def find_edges(heads: list[int], children: list[list[int]]) -> tuple[list[int], list[int]]:
    """First and last token of each subtree: below before above."""
    order = [i for i, head in enumerate(heads) if head == i]
    for token in order:
        order.extend(children[token])
    first, last = list(range(len(heads))), list(range(len(heads)))
    for token in reversed(order):
        head = heads[token]
        if first[token] < first[head]:
            first[head] = first[token]
        if last[token] > last[head]:
            last[head] = last[token]
    return first, last


def regrown(
    tree: Tree,
    heads: list[int],
    deps: list[str],
    pos: list[str] | None = None,
    tags: list[str] | None = None,
) -> Tree:
    """The tree with other heads and labels; the tree as it was if they go round in a circle."""
    if is_circular(heads):
        return tree
    children: list[list[int]] = [[] for _ in heads]
    for token, head in enumerate(heads):
        if head != token:
            children[head].append(token)
    first, last = find_edges(heads, children)
    return replace(
        tree,
        heads=heads,
        deps=deps,
        pos=pos or tree.pos,
        tags=tags or tree.tags,
        children=children,
        first=first,
        last=last,
    )


def is_circular(heads: list[int]) -> bool:
    """Whether some token is its own ancestor."""
    safe = [head == token for token, head in enumerate(heads)]
    for token in range(len(heads)):
        path: set[int] = set()
        at = token
        while not safe[at]:
            if at in path:
                return True
            path.add(at)
            at = heads[at]
        for step in path:
            safe[step] = True
    return False


def _sentences(begins: list[int]) -> tuple[list[int], list[Stretch]]:
    starts = [i for i, begin in enumerate(begins) if begin == 1 or i == 0]
    bounds = list(pairwise([*starts, len(begins)]))
    return [n for n, (start, end) in enumerate(bounds) for _ in range(start, end)], bounds


def merged(stretches: Iterable[Stretch], gap: int = 0) -> list[Stretch]:
    """Stretches in order, those that touch or overlap (or lie `gap` tokens apart) made one."""
    found: list[Stretch] = []
    for start, end in sorted(s for s in stretches if s[0] < s[1]):
        if found and start <= found[-1][1] + gap:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def within(inner: Iterable[Stretch], outer: Sequence[Stretch]) -> list[Stretch]:
    """What of some stretches lies inside others."""
    return [(max(a, c), min(b, d)) for a, b in inner for c, d in outer if max(a, c) < min(b, d)]


def without(stretches: Iterable[Stretch], holes: Iterable[Stretch]) -> list[Stretch]:
    """What is left of stretches when others are cut out."""
    left = list(stretches)
    for hole_start, hole_end in holes:
        cut: list[Stretch] = []
        for start, end in left:
            if hole_end <= start or end <= hole_start:
                cut.append((start, end))
                continue
            cut += [(start, hole_start)] if start < hole_start else []
            cut += [(hole_end, end)] if hole_end < end else []
        left = cut
    return left


def holds(stretches: Iterable[Stretch], token: int) -> bool:
    """Whether a token lies in one of the stretches."""
    for start, end in stretches:  # noqa: SIM110 — asked a thousand times a report
        if start <= token < end:
            return True
    return False


def as_stretches(tokens: Iterable[int]) -> list[Stretch]:
    """Token indices as stretches: {3, 4, 7} → [(3, 5), (7, 8)]."""
    return merged((t, t + 1) for t in tokens)


_RELATIVE = frozenset({"who", "which", "that", "whom"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_ADNOMINAL = frozenset({"ADJ", "DET"})


def head_of(tree: Tree, tokens: list[int]) -> int:
    """The word that governs a run of tokens: the one whose own head lies outside."""
    inside = set(tokens)
    return next((t for t in tokens if tree.heads[t] not in inside or tree.heads[t] == t), tokens[0])


def antecedent(tree: Tree, head: int) -> int:
    """What a relative pronoun stands for: "the army, which denies it" → army."""
    if tree.words[head] not in _RELATIVE:
        return head
    verb = head
    while tree.deps[verb] != "relcl":
        if tree.heads[verb] == verb:
            return head
        verb = tree.heads[verb]
    return tree.heads[verb]


def governing_word(tree: Tree, stretch: Stretch) -> int | None:
    """The word that a noun phrase hangs on, wherever the stretch was cut; None if there is only punctuation.

    "the army, which fled," → army; "he said" → he; "who" → what the pronoun stands for
    """
    tokens = [t for t in range(*stretch) if tree.is_word(t)]
    if not tokens:
        return None
    inside = set(tokens)
    tops = [t for t in tokens if tree.heads[t] not in inside or tree.heads[t] == t]
    return antecedent(tree, _nominal(tree, tokens, tops))


def _nominal(tree: Tree, tokens: list[int], tops: list[int]) -> int:
    """Of the words that govern a run of tokens the one that names somebody: first a subject, of any verb."""
    inside = set(tokens)
    below = (tree.child(t, *SUBJECTS) for t in tops if tree.pos[t] in VERBAL)
    subjects = [s for s in below if s in inside and s is not None]
    nouns = [t for t in tops if tree.pos[t] in _NOMINAL]
    subjects += [t for t in nouns if tree.deps[t] in SUBJECTS]
    if subjects or nouns:
        return [*subjects, *nouns][0]
    adnouns = (t for t in tops if tree.pos[t] in _ADNOMINAL)
    rest = (t for t in tokens if tree.pos[t] in _NOMINAL)
    return next(chain(adnouns, rest, tops), tokens[0])
