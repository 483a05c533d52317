"""Mend the parse of inserted speech: "The rebels, the army claims, use schools as bases."

Comes in: the parse as lists and the cue lexicon. Goes out: the same lists, with a reporting clause that stands between
commas, and between a subject and its verb, made a clause of its own. Without this the parser often takes the source
for a second subject. Commas decide, not the parse: left of the clause no verb, right of it one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.grammar.trees import Stretch, Tree, regrown

_LONGEST = 14
_VERB_TAGS = frozenset({"VBD", "VBZ", "VBP", "VBN", "NNS"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_JOINTS = frozenset({"and", "but"})
# "…, police said, hours before …": when something else happened, told by whoever tells the report.
_BESIDE = frozenset({"before", "after"})
_TIME_REACH = 5
_COMPLEMENTS = frozenset({"that", "to", "whether"})
_STOPS = frozenset({":", ";", "—", "–", "--"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose", "where", "when", "as"})


@dataclass(frozen=True)
class Insertion:
    """A reporting clause between commas: its verb, its source, the subject before it, the verb after it."""

    verb: int
    source: int
    subject: int | None
    main: int
    commas: Stretch
    start: int = 0


def mend_insertions(tree: Tree, cues: CueLexicon) -> Tree:
    """Make inserted reporting clauses clauses of their own.

    "Israel, said Hezbollah, had bombed it." → "Israel" is the subject of "bombed", "Hezbollah" of "said"
    """
    parts = [part for sentence in tree.sentences for part in _parts(tree, sentence)]
    found = [i for part in parts for i in _find_insertions(tree, part, cues)]
    return _mended(tree, found) if found else tree


def _parts(tree: Tree, sentence: Stretch) -> Iterator[Stretch]:
    """The parts of a sentence between colons, semicolons and dashes: "… off: his men, he said, had left"."""
    start, end = sentence
    for token in range(start + 1, end - 1):
        if tree.words[token] in _STOPS:
            yield start, token
            start = token + 1
    yield start, end


def _find_insertions(tree: Tree, sentence: Stretch, cues: CueLexicon) -> Iterator[Insertion]:
    start, end = sentence
    commas = [t for t in range(start, end) if tree.words[t] == ","]
    if len(commas) < 2:
        return
    if _has_verb(tree, start, commas[0]):
        yield from _before_complement(tree, sentence, commas, cues)
        yield from _between_clauses(tree, sentence, commas, cues)
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
        yield Insertion(verb, source, subject, main, (left, right), start)


def _before_complement(
    tree: Tree, sentence: Stretch, commas: list[int], cues: CueLexicon
) -> Iterator[Insertion]:
    """ "The army has conceded, the radio said, that a patrol killed them": what was conceded stands behind."""
    start, end = sentence
    for left, right in pairwise(commas):
        main = left - 1
        if right + 1 >= end or tree.words[right + 1] not in _COMPLEMENTS:
            continue
        if right - left > _LONGEST or tree.pos[main] != "VERB" or main <= start:
            continue
        verb = _reporting_verb(tree, left, right, cues)
        takes = {t for row in cues.rows.get(tree.lemmas[main], ()) for t in row.group.takes}
        source = _last_nominal(tree, left + 1, verb) if verb is not None else None
        wanted = "to" if tree.words[right + 1] == "to" else "clause"
        if verb is not None and source is not None and wanted in takes:
            yield Insertion(verb, source, None, main, (left, right), start)
            return


def _between_clauses(
    tree: Tree, sentence: Stretch, commas: list[int], cues: CueLexicon
) -> Iterator[Insertion]:
    """ "Clans rule it, the mission wrote, and 900 people were killed": both clauses are the mission's."""
    start, end = sentence
    for left, right in pairwise(commas):
        if right - left > _LONGEST or not _opens_clause(tree, right + 1, end):
            continue
        verb = _reporting_verb(tree, left, right, cues)
        main = _main_clause(tree, start, left, verb)
        goes_on = next((t for t in range(right, end) if tree.pos[t] in ("VERB", "AUX")), None)
        if verb is None or main is None or goes_on is None or _speaks(tree, goes_on, cues):
            continue
        source = _last_nominal(tree, left + 1, verb)
        if source is not None:
            yield Insertion(verb, source, None, main, (left, right), start)
            return


def _opens_clause(tree: Tree, start: int, end: int) -> bool:
    """ "and …", "but …", "hours before …", "a day after …": a clause that is not the reporting clause's own."""
    if start < end and tree.words[start] in _JOINTS:
        return True
    reach = range(start, min(start + _TIME_REACH, end))
    joint = next((t for t in reach if tree.words[t] in _BESIDE), None)
    lengths = load_attribution_words().lengths
    return joint is not None and any(tree.lemmas[t] in lengths for t in range(start, joint))


def _main_clause(tree: Tree, start: int, left: int, verb: int | None) -> int | None:
    """The verb of the clause before, where the parser did not already make it the content."""
    inside = range(start, left)
    found = next((t for t in inside if tree.heads[t] not in inside or tree.heads[t] == t), None)
    if found is None or tree.pos[found] not in ("VERB", "AUX"):
        return None
    if tree.heads[found] == verb and tree.deps[found] == "ccomp":
        return None
    return found


def _last_nominal(tree: Tree, start: int, verb: int) -> int | None:
    """The head of the noun phrase right before a verb: its last noun."""
    last = verb - 1
    return last if last >= start and tree.pos[last] in _NOMINAL else None


def _speaks(tree: Tree, verb: int, cues: CueLexicon) -> bool:
    rows = cues.rows.get(tree.lemmas[verb], ())
    return any(
        "clause" in row.group.takes for row in rows if row.group.pos == "verb" and not row.rest
    )


def _has_verb(tree: Tree, start: int, end: int) -> bool:
    return any(tree.pos[t] in ("VERB", "AUX") for t in range(start, end))


def _reporting_verb(tree: Tree, left: int, right: int, cues: CueLexicon) -> int | None:
    """The one verb of speech of the clause; a relative or an adverbial clause is none."""
    if tree.words[left + 1] in _RELATIVE:
        return None
    verbs = [t for t in range(left + 1, right) if tree.pos[t] == "VERB"]
    verbs = verbs[:1] + [t for t in verbs[1:] if tree.tags[t] not in ("VBG", "VBN")]
    if not verbs and right - left > 2 and tree.tags[right - 1] == "NNS":
        verbs = [right - 1]
    if len(verbs) != 1 or tree.tags[verbs[0]] not in _VERB_TAGS:
        return None
    return verbs[0] if _speaks(tree, verbs[0], cues) else None


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


def _gather(tree: Tree, insertion: Insertion, heads: list[int]) -> None:
    """The words of the inserted clause hang on its source, all others that hung on them on the main verb."""
    left, right = insertion.commas
    first, end = tree.sentence_of(insertion.verb)
    own = range(left + 1, insertion.source)
    for token in range(first, end):
        if token in own and heads[token] not in range(left + 1, insertion.verb):
            heads[token] = insertion.source
        elif token not in range(left, right + 1) and left < heads[token] <= right:
            heads[token] = insertion.main


def _mended(tree: Tree, found: list[Insertion]) -> Tree:
    heads, deps, pos = list(tree.heads), list(tree.deps), list(tree.pos)
    tags = list(tree.tags)
    for insertion in found:
        verb, main = insertion.verb, insertion.main
        if main != heads[main] and heads[main] in (verb, insertion.source, insertion.subject):
            heads[main], deps[main] = main, "ROOT"
        for token in range(insertion.source):
            if heads[token] == verb and pos[token] in ("DET", "ADJ", "NOUN", "PROPN", "NUM"):
                heads[token] = insertion.source
        left, right = insertion.commas
        for token in tree.children[verb]:
            if token != main and not left <= token <= right:
                heads[token] = main
        for token in tree.children[main]:
            if token < insertion.start and heads[token] == main:
                heads[token], deps[token] = token, "ROOT"
        heads[insertion.source], deps[insertion.source] = verb, "nsubj"
        if insertion.subject is not None:
            heads[insertion.subject], deps[insertion.subject] = main, "nsubj"
        else:
            _gather(tree, insertion, heads)
        heads[verb], deps[verb], pos[verb] = main, "parataxis", "VERB"
        if tags[verb] in ("VBN", "NNS"):
            tags[verb] = "VBD" if tags[verb] == "VBN" else "VBZ"
    return regrown(tree, heads, deps, pos, tags)
