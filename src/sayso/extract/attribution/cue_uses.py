"""Read how a cue is used: its row of the lexicon, by its words and by what its content looks like.

Comes in: a parse, the stretches of a cue and its content, whoever found them, the lexicon. Goes out: a `CueUse`. A cue
that no row knows gets one by its part of speech. What the source does with the content is read in acts.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar, cast

from sayso.extract.attribution.cues import (
    POS_OF_CUES,
    CueGroup,
    CueLexicon,
    CueRow,
    credits_another,
    dates_only,
    forms_in,
    words_for,
)
from sayso.extract.grammar.trees import SUBJECTS, VERBAL, Stretch, Tree

QUOTES = frozenset({'"', "“", "''", "``", "«", "‘", "„"})
_REACH = 6
_UNASKED = object()
_Answer = TypeVar("_Answer")
_Finder = Callable[[Tree, Sequence[Stretch], CueLexicon], _Answer]


def once_of_content(find: _Finder[_Answer]) -> _Finder[_Answer]:
    """Keep what a finder says of a content while its parse lives: acts, stances and charges all ask the same."""

    @wraps(find)
    def known(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> _Answer:
        key = (find, id(lexicon), tuple(content))
        answer = tree.found.get(key, _UNASKED)
        if answer is _UNASKED:
            answer = tree.found[key] = find(tree, content, lexicon)
        return cast(_Answer, answer)

    return known


@dataclass(frozen=True)
class CueUse:
    """A cue as it is used in a text: its head and words, its content, and what the lexicon says of it.

    `rest` are the further words of its row ("responsibility for"), `tokens` all others, negation among them.
    """

    head: int
    tokens: tuple[int, ...]
    content: Sequence[Stretch]
    group: CueGroup
    rest: tuple[int, ...] = ()


def read_cue(
    tree: Tree, cue: Sequence[Stretch], content: Sequence[Stretch], lexicon: CueLexicon
) -> CueUse:
    """The lexicon's row for a cue: of the rows that its words fit, the longest whose frame fits the content.

    "claimed" with content "responsibility for the blast" → claims-credit; with "that it fell" → says
    """
    key = (read_cue, id(lexicon), tuple(cue), tuple(content))
    if key not in tree.found:
        tree.found[key] = _read_cue(tree, cue, tuple(content), lexicon)
    return cast(CueUse, tree.found[key])


def _read_cue(
    tree: Tree, cue: Sequence[Stretch], content: Sequence[Stretch], lexicon: CueLexicon
) -> CueUse:
    tokens = tuple(t for start, end in cue for t in range(start, end) if tree.is_word(t))
    shapes = _shapes(tree, tokens, content)
    main = _main_words(tree, tokens, lexicon)
    best: tuple[tuple[int, ...], int, tuple[int, ...], CueGroup] | None = None
    for token in tokens:
        for row, rest in _rows_at(tree, token, tokens, lexicon):
            fit = _fit(tree, token, row.group, shapes, lexicon)
            if fit is None or credits_another(tree, token, rest, row.group):
                continue
            governs = any(tree.heads[t] == token for t in main & {*rest})
            is_main = token in main or (governs and {*rest} <= {*tokens})
            rank = (is_main, len(rest), *fit)
            if best is None or rank > best[0]:
                best = (rank, token, rest, row.group)
    if best is None:
        head = min(main, default=tokens[0] if tokens else (content[0][0] if content else 0))
        return CueUse(head, tokens, content, _unknown(tree, head, lexicon))
    _, head, rest, group = best
    return CueUse(head, tuple(t for t in tokens if t not in rest), content, group, rest)


def _main_words(tree: Tree, tokens: tuple[int, ...], lexicon: CueLexicon) -> set[int]:
    """The word of a cue that carries its meaning: "continued to deny", "issued a denial", "was adamant".

    It is the word on which the others hang, unless that is only a helper, or a noun says by a participle what it is:
    "issued a statement denying".
    """
    inside = set(tokens)
    telling = [t for t in tokens if _tells_of_document(tree, t, inside, lexicon)]
    if telling:
        return {telling[-1]}
    tops = [t for t in tokens if tree.heads[t] not in inside or tree.heads[t] == t]
    found = set(tops)
    for top in tops:
        below = [c for c in tree.children[top] if c in inside and c > top]
        if tree.lemmas[top] in lexicon.file.light_verbs:
            found |= {c for c in below if tree.deps[c] in ("dobj", "nsubjpass")}
        elif tree.lemmas[top] in lexicon.file.aspects:
            found |= {c for c in below if tree.deps[c] in ("xcomp", "ccomp", "advcl")}
        elif tree.pos[top] == "AUX":
            found |= {c for c in below if tree.deps[c] in ("acomp", "attr", "prep")}
        if len(found) > len(tops):
            found.discard(top)
    return {_infinitive_below(tree, t, inside, lexicon) or t for t in found}


def _tells_of_document(tree: Tree, token: int, inside: set[int], lexicon: CueLexicon) -> bool:
    """ "a statement denying that", "a declaration demanding": what the statement does; not "recalled him saying"."""
    noun = tree.heads[token]
    if (
        tree.tags[token] != "VBG"
        or tree.deps[token] != "acl"
        or tree.lemmas[token] not in lexicon.rows
    ):
        return False
    papers = (lexicon.file.documents, lexicon.file.exhibits, lexicon.file.messages)
    is_before = noun in inside and noun < token
    return is_before and any(tree.lemmas[noun] in words for words in papers)


def _infinitive_below(tree: Tree, token: int, inside: set[int], lexicon: CueLexicon) -> int | None:
    """ "was quick to deny", "is at pains to stress": the verb that an adjective or a phrase only leads up to."""
    if tree.pos[token] not in ("ADJ", "ADP", "AUX"):
        return None
    verbs = (t for t in inside if t > token and tree.tags[t] == "VB" and tree.pos[t] == "VERB")
    return next(
        (
            v
            for v in verbs
            if any(tree.tags[c] == "TO" for c in tree.children[v])
            and tree.lemmas[v] in lexicon.rows
            and tree.lemmas[token] not in lexicon.file.refusers
        ),
        None,
    )


def _rows_at(
    tree: Tree, token: int, tokens: tuple[int, ...], lexicon: CueLexicon
) -> Iterator[tuple[CueRow, tuple[int, ...]]]:
    rows = _rows_of(tree.lemmas[token], tree.words[token], lexicon)
    if not rows:
        return
    end = max(max(tokens) + 1, _reach_of(tree, token, tokens))
    near = forms_in(tree, range(min(tokens), end))
    for row in rows:
        rest = _rest_of(tree, token, row.rest, tokens) if near.issuperset(row.rest) else None
        if rest is not None:
            yield row, rest


def _rows_of(lemma: str, word: str, lexicon: CueLexicon) -> list[CueRow]:
    """The rows of a word; where its lemma has none, those of its stem: in headlines the tagger knows no verbs."""
    inflected = lexicon.known.get(word, ()) if word != lemma else ()
    found = [*inflected, *lexicon.known.get(lemma, ())]
    stems = (word.removesuffix(end) for end in ("s", "d", "es", "ed", "ing"))
    stem = next((s for s in stems if s != word and s in lexicon.known), None)
    return found or [*lexicon.known.get(stem or "", ())]


def _rest_of(
    tree: Tree, head: int, words: tuple[str, ...], tokens: tuple[int, ...]
) -> tuple[int, ...] | None:
    """Where a cue's further words stand: in the cue itself, or close behind its words."""
    if not words:
        return ()
    inside = [_at(tree, word, tokens) for word in words]
    if all(t is not None and not dates_only(tree, t) for t in inside):
        return tuple(t for t in inside if t is not None)
    found: list[int] = []
    end = _reach_of(tree, head, tokens)
    for word in words:
        near = range((found[-1] if found else head) + 1, end)
        hit = next((t for t in near if word in (tree.lemmas[t], tree.words[t])), None)
        if hit is None or dates_only(tree, hit):
            return None
        if hit not in tokens and not _belongs(tree, head, found, hit):
            return None
        found.append(hit)
    return tuple(found)


def _reach_of(tree: Tree, head: int, tokens: tuple[int, ...]) -> int:
    return min(max(tokens) + 1 + _REACH, tree.sentence_of(head)[1])


def _at(tree: Tree, word: str, tokens: tuple[int, ...]) -> int | None:
    return next((t for t in tokens if word in (tree.lemmas[t], tree.words[t])), None)


def _belongs(tree: Tree, head: int, found: list[int], hit: int) -> bool:
    if found and tree.words[hit] == "on" and tree.lemmas[found[-1]] in ("blame", "responsibility"):
        return (
            True  # "cast the blame for the bombing on them": the parser hangs "on" on the bombing
        )
    if tree.deps[hit] in SUBJECTS and tree.heads[hit] != head:
        return False  # "said nothing of the sort had happened" does not say nothing
    return hit == (found[-1] if found else head) + 1 or tree.heads[hit] in (head, *found)


def _fit(
    tree: Tree, head: int, group: CueGroup, shapes: set[str], lexicon: CueLexicon
) -> tuple[int, int] | None:
    """How well a row fits: its part of speech, its frame; None if it cannot be meant."""
    if group.passive and not tree.is_passive(head):
        return None
    if group.objects and not shapes & {f"={lemma}" for lemma in group.objects}:
        return None
    if group.subjects and not has_subject(tree, head, group.subjects):
        return None
    has_pos = tree.pos[head] in POS_OF_CUES[group.pos]
    if group.passive and "raised" in group.takes:
        return has_pos, 2
    if shapes & {f"={lemma}" for lemma in group.unless}:
        return has_pos, -1
    return has_pos, int(bool(shapes & {*group.takes}) or not group.takes)


def has_other_sense(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """Whether a row of its verb rules out what its content is: "claimed 20 lives", "backed the rebels"."""
    shapes = _shapes(tree, (), use.content)
    rows = [] if use.rest else _rows_of(tree.lemmas[use.head], tree.words[use.head], lexicon)
    groups = (row.group for row in rows if not row.rest)
    return any(shapes & {f"={lemma}" for lemma in group.unless} for group in groups)


def has_subject(tree: Tree, verb: int, lemmas: Sequence[str]) -> bool:
    """Whether a verb's subject is one of some nouns: "suspicion fell on" with "suspicion"."""
    subject = tree.child(verb, *SUBJECTS)
    return subject is not None and tree.lemmas[subject] in lemmas


def _shapes(tree: Tree, tokens: tuple[int, ...], content: Sequence[Stretch]) -> set[str]:
    """What a content looks like, in the words of `CueGroup.takes`; "=attack" says that its head is an attack,
    "=ORG" that it is an organisation by its name.
    """
    found = {tree.words[t] for t in tokens if tree.pos[t] in ("ADP", "SCONJ")}
    for start, end in content:
        first = next((t for t in range(start, end) if tree.pos[t] != "SPACE"), start)
        if tree.words[first] in QUOTES:
            found |= {"quote", "clause"}
        root = root_of(tree, start, end)
        if root is None:
            continue
        if tree.pos[root] in VERBAL:
            found.add(_clause_shape(tree, root))
        elif tree.pos[root] == "ADP":
            found.add(tree.words[root])
        else:
            found |= {"object", *(f"={word}" for word in words_for(tree, root))}
            found |= {tree.words[c] for c in tree.children[root] if tree.deps[c] == "prep"}
    return found


def _clause_shape(tree: Tree, root: int) -> str:
    children = tree.children[root]
    if any(tree.tags[c] == "TO" for c in children):
        return "to"
    is_bare = not any(tree.deps[c] in ("aux", "nsubj", "mark") for c in children)
    return "ing" if tree.tags[root] == "VBG" and is_bare else "clause"


def _unknown(tree: Tree, head: int, lexicon: CueLexicon) -> CueGroup:
    """What an unknown cue does: by its part of speech; an adverb in -ly hedges, everything else says."""
    pos = tree.pos[head] if head < len(tree) else "VERB"
    found = (group for group in lexicon.file.unknown if pos in POS_OF_CUES[group.pos])
    return next(found, lexicon.file.unknown[0])


def root_of(tree: Tree, start: int, end: int) -> int | None:
    """The word of a stretch whose own head lies outside it: of several a verb, then the first that is a word."""
    part = (start, end)
    if part not in tree.roots:
        tree.roots[part] = _find_root(tree, start, end)
    return tree.roots[part]


def _find_root(tree: Tree, start: int, end: int) -> int | None:
    inside = range(start, end)
    tops = [t for t in inside if tree.heads[t] not in inside or tree.heads[t] == t]
    words = [t for t in tops if tree.is_word(t)]
    return next((t for t in words if tree.pos[t] in VERBAL), words[0] if words else None)


def clause_root(tree: Tree, content: Sequence[Stretch]) -> int | None:
    """The main verb of a content, or None where it is no clause."""
    for start, end in content:  # asked a thousand times a report
        root = root_of(tree, start, end)
        if root is not None and tree.pos[root] in VERBAL:
            return root
    return None
