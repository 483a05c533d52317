"""Mend the parse of inserted speech: "The rebels, the army claims, use schools as bases."

Comes in: the parse as lists and the cue lexicon. Goes out: the same lists, with a reporting clause that stands between
commas, and between a subject and its verb, made a clause of its own. Without this the parser often takes the source
for a second subject. Commas decide, not the parse: left of the clause no verb, right of it one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sayso.extract.cues import CueLexicon
from sayso.extract.trees import Stretch, Tree, find_edges

_LONGEST = 14
_VERB_TAGS = frozenset({"VBD", "VBZ", "VBP", "VBN", "NNS"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose", "where", "when", "as"})


@dataclass(frozen=True)
class Insertion:
    """A reporting clause between commas: its verb, its source, the subject before it, the verb after it."""

    verb: int
    source: int
    subject: int
    main: int


def mend_insertions(tree: Tree, cues: CueLexicon) -> Tree:
    """Make inserted reporting clauses clauses of their own.

    "Israel, said Hezbollah, had bombed it." → "Israel" is the subject of "bombed", "Hezbollah" of "said"
    """
    found = [i for sentence in tree.sentences for i in _find_insertions(tree, sentence, cues)]
    return _mended(tree, found) if found else tree


def _find_insertions(tree: Tree, sentence: Stretch, cues: CueLexicon) -> Iterator[Insertion]:
    start, end = sentence
    commas = [t for t in range(start, end) if tree.words[t] == ","]
    if len(commas) < 2 or _has_verb(tree, start, commas[0]):
        return
    left, right = commas[0], commas[1]
    if not 1 < right - left <= _LONGEST or right + 1 >= end:
        return
    verb = _reporting_verb(tree, left, right, cues)
    main = _main_verb(tree, right + 1, end)
    subject = _nominal_root(tree, start, left)
    if verb is None or main is None or subject is None:
        return
    source = (
        _nominal_root(tree, left + 1, verb)
        if verb > left + 1
        else _nominal_root(tree, verb + 1, right)
    )
    if source is not None:
        yield Insertion(verb, source, subject, main)


def _has_verb(tree: Tree, start: int, end: int) -> bool:
    return any(tree.pos[t] in ("VERB", "AUX") for t in range(start, end))


def _reporting_verb(tree: Tree, left: int, right: int, cues: CueLexicon) -> int | None:
    """The one verb of speech of the clause; a relative or an adverbial clause is none."""
    if tree.words[left + 1] in _RELATIVE:
        return None
    verbs = [t for t in range(left + 1, right) if tree.pos[t] == "VERB"]
    if not verbs and right - left > 2 and tree.tags[right - 1] == "NNS":
        verbs = [right - 1]
    if len(verbs) != 1 or tree.tags[verbs[0]] not in _VERB_TAGS:
        return None
    rows = cues.rows.get(tree.lemmas[verbs[0]], ())
    speaks = any({"quote", "clause"} <= {*row.group.takes} for row in rows if not row.rest)
    return verbs[0] if speaks else None


def _main_verb(tree: Tree, start: int, end: int) -> int | None:
    """The verb that goes on after the clause: "…, had shelled"."""
    while start < end and tree.pos[start] in ("ADV", "PART"):
        start += 1
    if start >= end or tree.pos[start] not in ("VERB", "AUX") or tree.tags[start] in ("VBG", "TO"):
        return None
    if tree.deps[start] in ("aux", "auxpass") and tree.heads[start] > start:
        return tree.heads[start]
    return start


def _nominal_root(tree: Tree, start: int, end: int) -> int | None:
    """The head of the noun phrase that fills a stretch."""
    inside = range(start, end)
    roots = (t for t in inside if tree.heads[t] not in inside or tree.heads[t] == t)
    return next((t for t in roots if tree.pos[t] in _NOMINAL), None)


def _mended(tree: Tree, found: list[Insertion]) -> Tree:
    heads, deps, pos = list(tree.heads), list(tree.deps), list(tree.pos)
    tags = list(tree.tags)
    for insertion in found:
        verb, main = insertion.verb, insertion.main
        if heads[main] in (verb, insertion.source, insertion.subject):
            heads[main], deps[main] = main, "ROOT"
        for token in range(insertion.source):
            if heads[token] == verb and pos[token] in ("DET", "ADJ", "NOUN", "PROPN", "NUM"):
                heads[token] = insertion.source
        heads[insertion.source], deps[insertion.source] = verb, "nsubj"
        heads[insertion.subject], deps[insertion.subject] = main, "nsubj"
        heads[verb], deps[verb], pos[verb] = main, "parataxis", "VERB"
        if tags[verb] in ("VBN", "NNS"):
            tags[verb] = "VBD" if tags[verb] == "VBN" else "VBZ"
    if _is_circular(heads):
        return tree
    children: list[list[int]] = [[] for _ in heads]
    for token, head in enumerate(heads):
        if head != token:
            children[head].append(token)
    first, last = find_edges(heads, children)
    return replace(
        tree, heads=heads, deps=deps, pos=pos, tags=tags, children=children, first=first, last=last
    )


def _is_circular(heads: list[int]) -> bool:
    safe = [head == token for token, head in enumerate(heads)]
    for token in range(len(heads)):
        path = []
        at = token
        while not safe[at]:
            if at in path:
                return True
            path.append(at)
            at = heads[at]
        for step in path:
            safe[step] = True
    return False
