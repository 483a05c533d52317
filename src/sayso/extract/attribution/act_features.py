"""What the learned reading of acts looks at: a draft → the names of the signs it shows.

Comes in: a parse, the drafts of a report with the acts that the rules read. Goes out: for each draft a set of signs:
what the rules propose, what row of the lexicon the cue has, what the content looks like and tells, who speaks, what was
said just before and after, and in which word lists of the lexicon its words stand. Training and reading share this
file. Decides nothing (learned_acts.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import QUOTES, CueUse, clause_root, read_cue, root_of
from sayso.extract.attribution.cues import CueFile, CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.held_responsible import find_hallmarks, find_responsible
from sayso.extract.attribution.self_denials import (
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

# A word → the word lists of the cue lexicon that it stands in.
WordLists = Mapping[str, Sequence[str]]

_NOT = frozenset(
    {"not", "n't", "n’t", "never", "no", "nothing", "nobody", "none", "neither", "nor"}
)
_MODALS = frozenset({"will", "would", "shall", "must", "should", "may", "might", "can", "could"})
_WE = frozenset({"we", "i", "our", "my", "us"})
_MARKS = frozenset({'"', "”", "''", "'", "’", "»", ")", "."})
_OPENING = frozenset({"SCONJ", "ADP", "PART", "PRON", "DET", "AUX"})
_NAMED = frozenset({"NORP", "GPE", "ORG"})
_FEW, _MANY = 4, 12
# So many sentences back, and so many tokens, what was said counts as said just before.
_NEAR, _NEAR_TOKENS = 3, 60
# "Iran", "Iranian": names that share so many letters belong to one side.
_LETTERS = 5


def read_word_lists(file: CueFile) -> dict[str, tuple[str, ...]]:
    """The word lists of the lexicon turned round: "bombard" → deeds, harms."""
    found: dict[str, list[str]] = {}
    for name in CueFile.__struct_fields__:
        value = getattr(file, name)
        if isinstance(value, frozenset):
            for word in value:
                found.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in found.items()}


def read_signs_of(
    tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon, lists: WordLists
) -> Iterator[frozenset[str]]:
    """The signs of each draft, in the order given.

    "Tehran put the raid down to the exiles" → "act says", "row none", "source named", "noun events", …
    """
    ordered = sorted(drafts, key=lambda draft: draft.head)
    before = {id(later): earlier for earlier, later in pairwise(ordered)}
    after = {id(earlier): later for earlier, later in pairwise(ordered)}
    places = {id(draft): place for place, draft in enumerate(ordered)}
    holders = _holders(drafts)
    names = _read_names(tree)
    sides = [_sides_of(names, draft) for draft in ordered]
    for draft in drafts:
        use = read_cue(tree, draft.cue, draft.content, lexicon)
        yield frozenset(
            (
                *_proposed(draft),
                *_row_signs(tree, use),
                *_list_signs(tree, use, lists),
                *_content_signs(tree, draft.content, lists),
                *_deed_signs(tree, draft, lexicon),
                *_source_signs(tree, draft, lexicon),
                *_before_signs(tree, draft, before.get(id(draft))),
                *_after_signs(tree, draft, after.get(id(draft))),
                *_holder_signs(draft, holders[draft.head]),
                *_side_signs(tree, names, ordered, sides, places[id(draft)]),
            )
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
    yield f"row {use.group.act}" if use.group.cues else "row none"
    yield f"row stance {use.group.stance}"
    yield f"row pos {use.group.pos}"
    yield f"cue pos {tree.pos[use.head]}"
    yield f"cue tag {tree.tags[use.head]}"
    yield f"cue dep {tree.deps[use.head]}"
    if tree.is_passive(use.head):
        yield "cue passive"
    if use.rest:
        yield "cue long"
    beside = [
        c for c in tree.children[use.head] if tree.deps[c] in ("neg", "preconj", "det", "advmod")
    ]
    if any(tree.words[t] in _NOT for t in (*use.tokens, *beside)):
        yield "cue negated"


def _list_signs(tree: Tree, use: CueUse, lists: WordLists) -> Iterator[str]:
    yield from _in_lists(tree, "cue", use.head, lists)
    held = {lemma for start, end in use.content for lemma in tree.lemmas[start:end]}
    yield from (f"holds {name}" for lemma in held for name in lists.get(lemma, ()))


def _in_lists(tree: Tree, role: str, token: int, lists: WordLists) -> Iterator[str]:
    for name in lists.get(tree.lemmas[token], ()):
        yield f"{role} {name}"


def _content_signs(tree: Tree, content: Sequence[Stretch], lists: WordLists) -> Iterator[str]:
    words = words_of(tree, content)
    if not words:
        return
    yield (
        "content short"
        if len(words) < _FEW
        else ("content middling" if len(words) < _MANY else "content long")
    )
    opens = tree.pos[words[0]] in _OPENING
    yield f"first {tree.words[words[0]]}" if opens else "first other"
    yield from _mark_signs(tree, content)
    said = {tree.words[t] for t in words}
    yield from (f"any {word}" for word in said & _MODALS)
    if any(tree.pos[t] == "NUM" for t in words):
        yield "number"
    if said & _WE:
        yield "we"
    if said & _NOT:
        yield "any not"
    root = clause_root(tree, content)
    if root is not None:
        yield f"root tag {tree.tags[root]}"
        yield from _in_lists(tree, "root", root, lists)
        yield from _clause_signs(tree, root)
        return
    yield "root none"
    noun = root_of(tree, *content[0])
    if noun is not None:
        yield from _in_lists(tree, "noun", noun, lists)


def _mark_signs(tree: Tree, content: Sequence[Stretch]) -> Iterator[str]:
    start, last = content[0][0], content[-1][1] - 1
    if tree.words[start] in QUOTES:
        yield "quoted"
    while last > start and tree.words[last] in _MARKS:
        last -= 1
    if tree.words[last][-1:] == "?":
        yield "question"


def _clause_signs(tree: Tree, root: int) -> Iterator[str]:
    for child in tree.children[root]:
        if tree.deps[child] == "aux":
            yield f"aux {tree.words[child]}"
        if tree.deps[child] == "neg" or tree.words[child] in _NOT:
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
    is_pronoun = tree.pos[subject] == "PRON"
    yield f"subject {tree.words[subject] if is_pronoun else tree.pos[subject]}"


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


def _source_signs(tree: Tree, draft: Draft, lexicon: CueLexicon) -> Iterator[str]:
    yield f"source {source_kind(tree, draft.source, lexicon.file)}"
    if draft.source and draft.source[0][0] > draft.head:
        yield "source behind"
    if draft.content and draft.content[0][0] < draft.head:
        yield "content before"


def _before_signs(tree: Tree, draft: Draft, before: Draft | None) -> Iterator[str]:
    if before is None:
        return
    distance = tree.sentence[draft.head] - tree.sentence[before.head]
    if distance < _NEAR:
        yield f"before {before.act}"
        yield f"before stance {before.stance}"
        yield "before there" if distance else "before here"
        if before.accused:
            yield "before accused"


def _after_signs(tree: Tree, draft: Draft, after: Draft | None) -> Iterator[str]:
    if after is not None and tree.sentence[after.head] - tree.sentence[draft.head] < _NEAR - 1:
        yield f"after {after.act}"
        yield f"after stance {after.stance}"


def _holders(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    """For the head of each cue the first two drafts in whose content it stands."""
    heads = sorted({draft.head for draft in drafts})
    found: dict[int, list[Draft]] = {head: [] for head in heads}
    for draft in drafts:
        for start, end in draft.content:
            for head in heads[bisect_left(heads, start) : bisect_left(heads, end)]:
                if len(found[head]) < 2 and all(one is not draft for one in found[head]):
                    found[head].append(draft)
    return found


def _holder_signs(draft: Draft, holders: Sequence[Draft]) -> Iterator[str]:
    holder = next((other for other in holders if other is not draft), None)
    if holder is not None:
        yield "inside"
        yield f"inside {holder.act}"
    if draft.outer is not None:
        yield "cited"


@dataclass(frozen=True)
class _Sides:
    """The names that a draft has in its source, in what is said, and among the accused."""

    source: set[str]
    content: set[str]
    accused: set[str]


def _sides_of(names: Sequence[str], draft: Draft) -> _Sides:
    return _Sides(
        source=_names_in(names, draft.source),
        content=_names_in(names, draft.content),
        accused=_names_in(names, draft.accused),
    )


def _side_signs(
    tree: Tree,
    names: Sequence[str],
    ordered: Sequence[Draft],
    sides: Sequence[_Sides],
    place: int,
) -> Iterator[str]:
    """Whether the source's side was accused, told of, or heard before; whether the content names it."""
    draft, side = ordered[place], sides[place].source
    if not side:
        return
    for at in range(place - 1, -1, -1):
        other = ordered[at]
        if tree.sentence[draft.head] - tree.sentence[other.head] > _NEAR:
            break
        if other.head == draft.head:
            continue
        if side & sides[at].accused:
            yield "side accused"
        if side & sides[at].content:
            yield "side told of"
        if side & sides[at].source:
            yield "side heard"
    start = tree.sentence_of(draft.head)[0]
    if side & _names_in(names, [(max(0, start - _NEAR_TOKENS), start)]):
        yield "side before"
    if side & sides[place].content:
        yield "side inside"


def _read_names(tree: Tree) -> list[str]:
    """For each token how the name or body begins that it tells of; "" where it tells of none."""
    bodies = load_attribution_words().bodies
    return [
        lemma[:_LETTERS] if pos == "PROPN" or entity in _NAMED or lemma in bodies else ""
        for lemma, pos, entity in zip(tree.lemmas, tree.pos, tree.entities, strict=True)
    ]


def _names_in(names: Sequence[str], stretches: Sequence[Stretch]) -> set[str]:
    return {name for start, end in stretches for name in names[start:end] if name}
