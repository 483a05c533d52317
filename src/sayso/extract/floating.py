"""Give floating quotations a speaker: quotations that no cue holds.

Comes in: quotations and drafts. Goes out: the drafts, with each floating quotation joined to the speaker before it
in its paragraph or the one before; a quotation that nobody is found for gets an attribution without cue, its source
the subject of the sentence before, or none: quoted words are never the outlet's own.
"""

from __future__ import annotations

from bisect import bisect_left

from sayso.extract.cues import CueLexicon
from sayso.extract.drafts import Draft, trimmed
from sayso.extract.quotations import Quotation, Quotations
from sayso.extract.sources import find_subject
from sayso.extract.speech import begins_sentence, last_inside
from sayso.extract.trees import Stretch, Tree, holds, merged, without

_SHORTEST = 6
_FINITE = frozenset({"VBD", "VBZ", "VBP"})


def attach_floating(
    tree: Tree, quotations: Quotations, drafts: list[Draft], cues: CueLexicon
) -> list[Draft]:
    """Join the quotations that stand alone to those who speak.

    '"We left," said Lavrov.\n\n"Nobody stayed there."' → both are Lavrov's
    """
    if not quotations.found:
        return drafts
    owners = [
        _settled(tree, quotation, held)
        for quotation, held in zip(quotations.found, _holders(quotations, drafts), strict=True)
    ]
    made: list[Draft] = []
    speaker: Draft | None = None
    paragraph = -9
    for quotation, owner in zip(quotations.found, owners, strict=True):
        if owner is not None and not owner.takes_quotes:
            continue
        if owner is None and not _floats(tree, quotation):
            continue
        stands_alone = begins_sentence(tree, quotation.tokens[0])
        if owner is None and not stands_alone:
            made.append(_orphan(tree, quotation, cues))
            continue
        if owner is None and speaker is not None and quotation.paragraph - paragraph <= 1:
            speaker.content = merged([*speaker.content, quotation.tokens])
        elif owner is None:
            speaker = _orphan(tree, quotation, cues)
            made.append(speaker)
        else:
            speaker = owner
        paragraph = quotation.paragraph
    return [*drafts, *made]


def _holders(quotations: Quotations, drafts: list[Draft]) -> list[list[Draft]]:
    """For each quotation, the drafts in whose content it starts, in text order."""
    held: list[list[Draft]] = [[] for _ in quotations.found]
    for draft in sorted(drafts, key=lambda d: d.head):
        for start, end in draft.content:
            first = bisect_left(quotations.starts, start - 1)
            for at in range(first, bisect_left(quotations.starts, end)):
                if draft not in held[at]:
                    held[at].append(draft)
    return held


def _settled(tree: Tree, quotation: Quotation, holders: list[Draft]) -> Draft | None:
    """The one speaker of a quotation. Between two clauses it is the nearer one's: '"A," he said. "B," she said.'"""
    start, end = quotation.tokens
    speakers = [d for d in holders if d.takes_quotes]
    whole = [d for d in speakers if holds(d.content, end - 2)]
    outside = [d for d in whole if not any(o.holds(d) for o in whole if o is not d)]
    if len(outside) < 2:
        return speakers[0] if speakers else next(iter(holders), None)
    goes_on = last_inside(tree, quotation) in ",?!-—–"
    nearest = min(outside, key=lambda d: (_distance(d.head, start, end), -d.head if goes_on else 0))
    for other in outside:
        left = without(other.content, [quotation.tokens])
        if other is not nearest and left:
            other.content = left
    return nearest


def _distance(head: int, start: int, end: int) -> int:
    return start - head if head < start else head - end


def _floats(tree: Tree, quotation: Quotation) -> bool:
    """Whether a quotation is a sentence of its own, not a word in quotation marks or a title."""
    start, end = quotation.tokens
    if not begins_sentence(tree, start):
        return _is_clause(tree, start, end)
    if end - start < _SHORTEST:
        return False
    return any(tree.pos[t] in ("VERB", "AUX") for t in range(start, end))


def _is_clause(tree: Tree, start: int, end: int) -> bool:
    """Words in quotation marks that say something: 'under the headline "Army kills 40"', not 'a "safe zone"'."""
    for verb in range(start, end):
        if tree.tags[verb] in _FINITE and tree.pos[verb] in ("VERB", "AUX"):
            subject = tree.child(verb, "nsubj", "nsubjpass")
            if subject is not None and start <= subject < verb and tree.deps[verb] != "relcl":
                return True
    return False


def _orphan(tree: Tree, quotation: Quotation, cues: CueLexicon) -> Draft:
    """A quotation without a cue; or with a colon for a cue, as in "The slogan was short: …"."""
    colon = quotation.tokens[0] - 1
    if colon > 0 and tree.words[colon] == ":":
        subject = find_subject(tree, _root(tree, colon), cues.file)
        return Draft(
            head=colon,
            cue=[(colon, colon + 1)],
            content=trimmed(tree, [quotation.tokens]),
            source=trimmed(tree, [subject]) if subject is not None and subject[1] <= colon else [],
            takes_quotes=True,
        )
    return Draft(
        head=quotation.tokens[0],
        cue=[],
        content=trimmed(tree, [quotation.tokens]),
        source=_speaker_before(tree, quotation.tokens[0], cues)
        if begins_sentence(tree, quotation.tokens[0])
        else _quoter(tree, quotation.tokens, cues),
        takes_quotes=True,
    )


def _quoter(tree: Tree, quoted: Stretch, cues: CueLexicon) -> list[Stretch]:
    """Whose verb governs words quoted within a sentence: 'The envoy left no doubt that "we have won".'"""
    start, end = quoted
    root = next((t for t in range(start, end) if not start <= tree.heads[t] < end), None)
    while root is not None and tree.heads[root] != root:
        root = tree.heads[root]
        if tree.pos[root] in ("VERB", "AUX"):
            subject = find_subject(tree, root, cues.file)
            outside = subject is not None and (subject[1] <= start or end <= subject[0])
            return trimmed(tree, [subject]) if subject is not None and outside else []
    return []


def _root(tree: Tree, token: int) -> int:
    start, end = tree.sentence_of(token)
    return next((t for t in range(start, end) if tree.heads[t] == t), token)


def _speaker_before(tree: Tree, token: int, cues: CueLexicon) -> list[Stretch]:
    """The subject of the sentence before, if it is a person."""
    before = token - 1
    while before >= 0 and tree.pos[before] in ("SPACE", "PUNCT"):
        before -= 1
    if before < 0:
        return []
    start, end = tree.sentence_of(before)
    for subject in range(start, min(end, token)):
        if tree.deps[subject] == "nsubj" and _is_person(tree, subject, cues):
            return trimmed(tree, [tree.subtree(subject)])
    return []


def _is_person(tree: Tree, token: int, cues: CueLexicon) -> bool:
    if tree.entities[token] == "PERSON" or tree.words[token] in ("he", "she"):
        return True
    kinds = cues.file
    return tree.lemmas[token] in (*kinds.roles, *kinds.groups_of_people, *kinds.anonymous)
