"""Give floating quotations a speaker: quotations that no cue holds.

Comes in: quotations and drafts. Goes out: the drafts, with each floating quotation joined to the speaker before it
in its paragraph or the one before, or to whom the rest of a speech over paragraphs belongs. A quotation that nobody
is found for becomes an attribution of its own (orphans.py): quoted words are never the outlet's.
"""

from __future__ import annotations

from bisect import bisect_left

from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.headlines import is_headline
from sayso.extract.attribution.orphans import (
    Told,
    by_sentence,
    make_orphan,
    names_another,
    told_before,
    verb_beside,
)
from sayso.extract.attribution.quotations import Quotation, Quotations
from sayso.extract.attribution.speech import begins_sentence, is_title, last_inside
from sayso.extract.grammar.trees import Tree, holds, merged, without

_SHORTEST = 6
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_TOLD = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_LONGEST_HEADLINE = 30


def attach_floating(
    tree: Tree, quotations: Quotations, drafts: list[Draft], cues: CueLexicon
) -> list[Draft]:
    """Join the quotations that stand alone to those who speak.

    '"We left," said Lavrov.\n\n"Nobody stayed there."' → both are Lavrov's
    """
    if not quotations.found:
        return drafts
    owners = _owners(tree, quotations, drafts)
    told = by_sentence(tree, drafts)
    made: list[Draft] = []
    speaker: Draft | None = None
    paragraph = -9
    for quotation, owner in zip(quotations.found, owners, strict=True):
        if tree.words[quotation.tokens[0] + 1 : quotation.tokens[0] + 2] in (["("], ["["]):
            continue  # "(CROSSTALK.)": nobody says it
        if owner is not None and owner.takes_quotes:
            _add(tree, owner, quotation)
            speaker, paragraph = owner, quotation.paragraph
        elif owner is None and _floats(tree, quotation):
            before = speaker if quotation.paragraph - paragraph <= 1 else None
            found = _speaker_of(tree, quotation, quotations, told, made, before, cues)
            if found is None:
                found = make_orphan(tree, quotation, quotations, told, cues)
                made.append(found)
            _add(tree, found, quotation)
            if begins_sentence(tree, quotation.tokens[0]):
                speaker, paragraph = found, quotation.paragraph
    return [*drafts, *made]


def _speaker_of(
    tree: Tree,
    quotation: Quotation,
    quotations: Quotations,
    drafts: Told,
    made: list[Draft],
    before: Draft | None,
    cues: CueLexicon,
) -> Draft | None:
    """The attribution that a floating quotation goes on with, if it does: by its verb, its speaker, or what is told."""
    if (same := _told_by_same_verb(tree, quotation, made)) is not None:
        return same
    if not begins_sentence(tree, quotation.tokens[0]):
        return None
    if before is not None and not names_another(tree, quotation, quotations, cues):
        return before
    if verb_beside(tree, quotation) is not None:
        return None
    told = told_before(tree, quotation, quotations, drafts)
    plain = told is not None and told.takes_quotes and told.act == "says"
    return told if plain else None


def _add(tree: Tree, speaker: Draft, quotation: Quotation) -> None:
    """Unless what the speaker says reaches into the quotation already."""
    start, end = quotation.tokens
    content = speaker.content
    if content and content[-1][1] < start:
        speaker.content += trimmed(tree, [quotation.tokens])
    elif not any(s < end and start < e for s, e in content):
        speaker.content = merged([*speaker.content, *trimmed(tree, [quotation.tokens])])


def _told_by_same_verb(tree: Tree, quotation: Quotation, made: list[Draft]) -> Draft | None:
    """'"We…" the boy began, "we hid."': the second half of what a verb without a row in the lexicon tells."""
    verb = verb_beside(tree, quotation)
    last = made[-1] if made else None
    return last if last is not None and last.cue and last.head == verb else None


def _owners(tree: Tree, quotations: Quotations, drafts: list[Draft]) -> list[Draft | None]:
    """Whose each quotation is; one that nobody holds belongs to whom the rest of its speech belongs.

    One that opens with a label is the label's: '"WALLACE: Will he?'
    """
    held = _holders(quotations, drafts)
    labelled = {d.source[0][0]: d for d in drafts if d.source and tree.words[d.head] == ":"}
    owners = [
        labelled.get(q.tokens[0] + 1) or _settled(tree, q, h)
        for q, h in zip(quotations.found, held, strict=True)
    ]
    for order in (range(1, len(owners)), range(len(owners) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for at in order:
            same = quotations.found[at].speech == quotations.found[at + step].speech
            if owners[at] is None and same:
                owners[at] = owners[at + step]
    return owners


def _holders(quotations: Quotations, drafts: list[Draft]) -> list[list[Draft]]:
    """For each quotation, the drafts in whose content it starts, in text order; who speaks in it holds it not."""
    held: list[list[Draft]] = [[] for _ in quotations.found]
    for draft in sorted(drafts, key=lambda d: d.head):
        for start, end in draft.content:
            first = bisect_left(quotations.starts, start - 1)
            for at in range(first, bisect_left(quotations.starts, end)):
                quotation = quotations.found[at]
                inside = quotation.closed and holds([quotation.tokens], draft.head)
                if draft not in held[at] and not inside:
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
    if is_title(tree, start) or not any(tree.is_word(t) for t in range(start, end)):
        return False
    if verb_beside(tree, quotation) is not None:
        return True
    if not begins_sentence(tree, start):
        return _is_clause(tree, start, end) or _is_claim_of_headline(tree, start, end)
    if end - start < _SHORTEST:
        return False
    return any(tree.pos[t] in ("VERB", "AUX") for t in range(start, end))


def _is_claim_of_headline(tree: Tree, start: int, end: int) -> bool:
    """ "Russia 'bombed hospital'": a verb in quotation marks in a headline is a claim that the outlet does not make."""
    paragraph = start
    while paragraph > 0 and tree.pos[paragraph - 1] != "SPACE":
        paragraph -= 1
        if start - paragraph > _LONGEST_HEADLINE:
            return False
    stop = end
    while stop < len(tree) and tree.pos[stop] != "SPACE" and stop - paragraph <= _LONGEST_HEADLINE:
        stop += 1
    if sum(tree.is_word(t) for t in range(start, end)) < 2:
        return False
    return is_headline(tree, (paragraph, stop)) and any(
        tree.pos[t] == "VERB" and tree.tags[t] in _TOLD for t in range(start, end)
    )


def _is_clause(tree: Tree, start: int, end: int) -> bool:
    """Words in quotation marks that say something: 'under the headline "Army kills 40"', not 'a "safe zone"'."""
    for verb in range(start, end):
        if tree.tags[verb] in _FINITE and tree.pos[verb] in ("VERB", "AUX"):
            subject = tree.child(verb, "nsubj", "nsubjpass")
            if subject is None and tree.deps[verb] in ("aux", "auxpass"):
                subject = tree.child(tree.heads[verb], "nsubj", "nsubjpass")
            if subject is not None and start <= subject < verb and tree.deps[verb] != "relcl":
                return True
    return False
