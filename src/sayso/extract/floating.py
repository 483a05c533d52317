"""Give floating quotations a speaker: quotations that no cue holds.

Comes in: quotations and drafts. Goes out: the drafts, with each floating quotation joined to the speaker before it
in its paragraph or the one before; a quotation that nobody is found for gets an attribution without cue, its source
the subject of the sentence before, or none: quoted words are never the outlet's own.
"""

from __future__ import annotations

from sayso.extract.cues import CueLexicon
from sayso.extract.drafts import Draft, trimmed
from sayso.extract.quotations import Quotation
from sayso.extract.speech import begins_sentence
from sayso.extract.trees import Stretch, Tree, holds, merged, without

_SHORTEST = 6


def attach_floating(
    tree: Tree, quotations: list[Quotation], drafts: list[Draft], cues: CueLexicon
) -> list[Draft]:
    """Join the quotations that stand alone to those who speak.

    '"We left," said Lavrov.\\n\\n"Nobody stayed there."' → both are Lavrov's
    """
    speakers = sorted((d for d in drafts if d.takes_quotes), key=lambda d: d.head)
    for quotation in quotations:
        _settle(quotation, speakers)
    made: list[Draft] = []
    speaker: Draft | None = None
    paragraph = -9
    for quotation in quotations:
        owner = _owner(quotation, speakers)
        if owner is not None:
            speaker, paragraph = owner, quotation.paragraph
            continue
        if not _floats(tree, quotation) or any(
            holds(d.content, quotation.tokens[0]) for d in drafts
        ):
            continue
        if speaker is not None and quotation.paragraph - paragraph <= 1:
            speaker.content = merged([*speaker.content, quotation.tokens])
            paragraph = quotation.paragraph
        else:
            orphan = _orphan(tree, quotation, cues)
            made.append(orphan)
            speaker, paragraph = orphan, quotation.paragraph
    return [*drafts, *made]


def _settle(quotation: Quotation, speakers: list[Draft]) -> None:
    """A quotation between two reporting clauses belongs to the nearer one: '"A," he said. "B," she said.'"""
    start, end = quotation.tokens
    owners = [d for d in speakers if holds(d.content, start) and holds(d.content, end - 2)]
    outside = [d for d in owners if not any(o.holds(d) for o in owners if o is not d)]
    if len(outside) < 2:
        return
    nearest = min(outside, key=lambda d: start - d.head if d.head < start else d.head - end)
    for other in outside:
        left = without(other.content, [quotation.tokens])
        if other is not nearest and left:
            other.content = left


def _owner(quotation: Quotation, speakers: list[Draft]) -> Draft | None:
    start, end = quotation.tokens
    inside = min(start + 1, end - 1)
    return next((d for d in speakers if holds(d.content, start) or holds(d.content, inside)), None)


def _floats(tree: Tree, quotation: Quotation) -> bool:
    """Whether a quotation is a sentence of its own, not a word in quotation marks or a title."""
    start, end = quotation.tokens
    if end - start < _SHORTEST or not begins_sentence(tree, start):
        return False
    return any(tree.pos[t] in ("VERB", "AUX") for t in range(start, end))


def _orphan(tree: Tree, quotation: Quotation, cues: CueLexicon) -> Draft:
    return Draft(
        head=quotation.tokens[0],
        cue=[],
        content=trimmed(tree, [quotation.tokens]),
        source=_speaker_before(tree, quotation.tokens[0], cues),
        takes_quotes=True,
    )


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
