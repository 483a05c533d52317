"""What the learned reading of acts looks at: a draft → numbers.

Comes in: a parse, the drafts of a report, the windows that the tagger's trunk has read. Goes out: for each draft the
trunk's states, averaged over its cue, its content and its source, and signs that are there or not: what the rules
propose, what row of the lexicon the cue has, what the content looks like, what was said just before. Training and
reading share this file. Decides nothing (learned_acts.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.cue_uses import QUOTES, CueUse, clause_root, read_cue, root_of
from sayso.extract.attribution.cues import CueFile, CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.held_responsible import find_hallmarks, find_responsible
from sayso.extract.attribution.self_denials import (
    BODIES,
    denies_itself,
    dismisses_charge,
    is_none,
    is_ours,
)
from sayso.extract.attribution.source_kinds import source_kind
from sayso.extract.attribution.told_deeds import (
    find_bare_name,
    find_crime_by,
    find_doer,
    tells_harm,
)
from sayso.extract.grammar.trees import Stretch, Tree

if TYPE_CHECKING:
    from sayso.extract.attribution.tagger import Scored

Floats = NDArray[np.float32]

_NOT = frozenset({"not", "n't", "n’t", "never", "no", "nothing", "nobody", "none", "neither", "nor"})
_MODALS = frozenset({"will", "would", "shall", "must", "should", "may", "might", "can", "could"})
_WE = frozenset({"we", "i", "our", "my", "us"})
_MARKS = frozenset({'"', "”", "''", "'", "’", "»", ")", "."})
# So many tokens before and behind a cue are its neighbourhood.
_NEAR = 3


@dataclass(frozen=True)
class DraftFeatures:
    """The trunk's states around a draft, one row after the other, and the names of the signs it shows."""

    states: Floats
    signs: frozenset[str]


class States:
    """The trunk's states of each token: middle and top, side by side."""

    def __init__(self, windows: Sequence[Scored]) -> None:
        self.windows = windows
        self.places: dict[int, tuple[int, int]] = {
            token: (n, place)
            for n, scored in enumerate(windows)
            for place, token in enumerate(scored.window.tokens.tolist())
            if token >= 0
        }
        self.width = 2 * windows[0].middle.shape[-1] if windows else 0

    def mean(self, tokens: Iterable[int]) -> Floats:
        """The mean over the tokens that a window holds; zeros for none."""
        rows = [
            np.concatenate([self.windows[n].middle[place], self.windows[n].top[place]])
            for token in tokens
            if (at := self.places.get(token)) is not None
            for n, place in [at]
        ]
        return np.mean(rows, axis=0) if rows else np.zeros(self.width, dtype=np.float32)


def read_features(
    tree: Tree, drafts: Sequence[Draft], states: States, lexicon: CueLexicon
) -> Iterator[DraftFeatures]:
    """The features of each draft, in the order given."""
    ordered = sorted(drafts, key=lambda d: d.head)
    before = {id(later): earlier for earlier, later in zip(ordered, ordered[1:], strict=False)}
    after = {id(earlier): later for earlier, later in zip(ordered, ordered[1:], strict=False)}
    for draft in drafts:
        use = read_cue(tree, draft.cue, draft.content, lexicon)
        signs = {
            *_proposed(draft),
            *_row_signs(tree, use),
            *_content_signs(tree, draft.content, lexicon),
            *_source_signs(tree, draft, lexicon),
            *_context_signs(tree, draft, before.get(id(draft)), drafts),
            *_after_signs(tree, draft, after.get(id(draft))),
            *_deed_signs(tree, draft, lexicon),
            *_side_signs(tree, draft, ordered, lexicon),
            *_list_signs(tree, use, lexicon.file),
        }
        yield DraftFeatures(read_states(tree, draft, states), frozenset(signs))


def read_states(tree: Tree, draft: Draft, states: States) -> Floats:
    """Four rows: the cue, its neighbourhood, the content, the source."""
    cue = words_of(tree, draft.cue)
    content = words_of(tree, draft.content)
    start, end = tree.sentence_of(draft.head)
    near = range(max(start, min(cue, default=draft.head) - _NEAR), min(end, max(cue, default=draft.head) + _NEAR + 1))
    root = clause_root(tree, draft.content)
    if root is None and draft.content:
        root = root_of(tree, *draft.content[0])
    return np.stack(
        [
            states.mean(cue or [draft.head]),
            states.mean(near),
            states.mean(content),
            states.mean([] if root is None else [root]),
            states.mean(words_of(tree, draft.source)),
        ]
    )


def words_of(tree: Tree, stretches: Sequence[Stretch]) -> list[int]:
    """The tokens of some stretches that are words."""
    return [t for start, end in stretches for t in range(start, end) if tree.is_word(t)]


def _proposed(draft: Draft) -> Iterator[str]:
    yield f"act {draft.act}"
    yield f"stance {draft.stance}"
    if draft.accused:
        yield "accused"


def _row_signs(tree: Tree, use: CueUse) -> Iterator[str]:
    is_known = bool(use.group.cues) and use.group.pos != "none"
    yield f"row {use.group.act}" if is_known else "row none"
    yield f"row stance {use.group.stance}"
    yield f"row pos {use.group.pos}"
    yield f"cue pos {tree.pos[use.head]}"
    yield f"cue tag {tree.tags[use.head]}"
    yield f"cue dep {tree.deps[use.head]}"
    if tree.is_passive(use.head):
        yield "cue passive"
    if use.rest:
        yield "cue long"
    words = {tree.words[t] for t in use.tokens} | {tree.words[c] for c in tree.children[use.head] if tree.deps[c] in ("neg", "preconj", "det", "advmod")}
    if words & _NOT:
        yield "cue negated"


def _content_signs(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> Iterator[str]:
    words = words_of(tree, content)
    if not words:
        return
    yield f"content {'short' if len(words) < 4 else 'middling' if len(words) < 12 else 'long'}"
    start, end = content[0]
    yield f"first {tree.words[words[0]]}" if tree.pos[words[0]] in ("SCONJ", "ADP", "PART", "PRON", "DET", "AUX") else "first other"
    if tree.words[start] in QUOTES:
        yield "quoted"
    last = content[-1][1] - 1
    while last > start and tree.words[last] in _MARKS:
        last -= 1
    if tree.words[last][-1:] == "?":
        yield "question"
    if any(tree.pos[t] == "NUM" for t in words):
        yield "number"
    if any(tree.words[t] in _WE for t in words):
        yield "we"
    for t in words:
        if tree.words[t] in _MODALS:
            yield f"any {tree.words[t]}"
    if any(tree.words[t] in _NOT for t in words):
        yield "any not"
    root = clause_root(tree, content)
    if root is None:
        yield "root none"
        noun = root_of(tree, *content[0])
        if noun is not None:
            yield from _word_lists(tree, "noun", noun, lexicon.file)
        return
    yield f"root tag {tree.tags[root]}"
    yield from _word_lists(tree, "root", root, lexicon.file)
    yield from _clause_signs(tree, root)


def _clause_signs(tree: Tree, root: int) -> Iterator[str]:
    for c in tree.children[root]:
        if tree.deps[c] == "aux":
            yield f"aux {tree.words[c]}"
        if tree.deps[c] == "neg" or tree.words[c] in _NOT:
            yield "root not"
    if tree.is_passive(root):
        yield "root passive"
        if tree.child(root, "agent") is not None:
            yield "root agent"
    subject = tree.child(root, "nsubj", "nsubjpass")
    if subject is None:
        yield "subject none"
        return
    if is_none(tree, subject):
        yield "subject nobody"
    yield "subject ours" if is_ours(tree, subject) else "subject other"
    yield f"subject {tree.words[subject]}" if tree.pos[subject] == "PRON" else f"subject {tree.pos[subject]}"


def _source_signs(tree: Tree, draft: Draft, lexicon: CueLexicon) -> Iterator[str]:
    yield f"source {source_kind(tree, draft.source, lexicon.file)}"
    if draft.source and draft.source[0][0] > draft.head:
        yield "source behind"
    if draft.content and draft.content[0][0] < draft.head:
        yield "content before"


def _context_signs(
    tree: Tree, draft: Draft, before: Draft | None, drafts: Sequence[Draft]
) -> Iterator[str]:
    if before is not None and tree.sentence[draft.head] - tree.sentence[before.head] < 3:
        here = tree.sentence[draft.head] == tree.sentence[before.head]
        yield f"before {before.act}"
        yield f"before stance {before.stance}"
        yield "before here" if here else "before there"
        if before.accused:
            yield "before accused"
    holder = next((o for o in drafts if o is not draft and o.holds(draft)), None)
    if holder is not None:
        yield "inside"
        yield f"inside {holder.act}"
    if draft.outer is not None:
        yield "cited"


def _after_signs(tree: Tree, draft: Draft, after: Draft | None) -> Iterator[str]:
    if after is not None and tree.sentence[after.head] - tree.sentence[draft.head] < 2:
        yield f"after {after.act}"
        yield f"after stance {after.stance}"


def _deed_signs(tree: Tree, draft: Draft, lexicon: CueLexicon) -> Iterator[str]:
    """What the content tells of a deed: who did it, who is held responsible, that it was not so."""
    content = draft.content
    if find_doer(tree, content, lexicon) is not None:
        yield "doer"
    if find_responsible(tree, content, lexicon):
        yield "responsible"
    if find_hallmarks(tree, content, lexicon):
        yield "hallmarks"
    if find_crime_by(tree, content, lexicon) is not None:
        yield "crime by"
    if find_bare_name(tree, content) is not None:
        yield "bare name"
    if denies_itself(tree, content, lexicon):
        yield "denies itself"
    if dismisses_charge(tree, content, lexicon):
        yield "dismisses"
    sentence = tree.sentence[draft.head]
    if sentence and tells_harm(tree, sentence - 1, lexicon):
        yield "harm before"


def _side_signs(
    tree: Tree, draft: Draft, ordered: Sequence[Draft], lexicon: CueLexicon
) -> Iterator[str]:
    """Whether the source's side was accused, told of, or heard before; whether the content names it."""
    side = _names_in(tree, draft.source)
    if not side:
        return
    for other in ordered:
        if other.head >= draft.head or other is draft:
            break
        if side & _names_in(tree, other.accused):
            yield "side accused"
        if side & _names_in(tree, other.content):
            yield "side told of"
        if side & _names_in(tree, other.source):
            yield "side heard"
    start = tree.sentence_of(draft.head)[0]
    if side & _names_in(tree, [(max(0, start - 60), start)]):
        yield "side before"
    if side & _names_in(tree, draft.content):
        yield "side inside"


def _names_in(tree: Tree, stretches: Sequence[Stretch]) -> set[str]:
    words = (t for start, end in stretches for t in range(start, end))
    return {
        tree.lemmas[t][:5]
        for t in words
        if tree.pos[t] == "PROPN" or tree.entities[t] in ("NORP", "GPE", "ORG") or tree.lemmas[t] in BODIES
    }


def _list_signs(tree: Tree, use: CueUse, file: CueFile) -> Iterator[str]:
    yield from _word_lists(tree, "cue", use.head, file)
    found = {name for start, end in use.content for t in range(start, end) for name in _lists(file).get(tree.lemmas[t], ())}
    yield from (f"holds {name}" for name in found)


def _word_lists(tree: Tree, role: str, token: int, file: CueFile) -> Iterator[str]:
    for name in _lists(file).get(tree.lemmas[token], ()):
        yield f"{role} {name}"


_L={}
def _lists(file):
    if id(file) not in _L: _L[id(file)]=_lists0(file)
    return _L[id(file)]
def _lists0(file: CueFile) -> dict[str, tuple[str, ...]]:
    """Word → the word lists of the lexicon that it stands in."""
    found: dict[str, list[str]] = {}
    for name in CueFile.__struct_fields__:
        value = getattr(file, name)
        if isinstance(value, tuple) and value and all(isinstance(word, str) for word in value):
            for word in value:
                found.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in found.items()}
