"""Objects that the parser joins to the next subject: "Israel bombed Gaza and Hamas fired rockets."

Comes in: a parsed document. Goes out: the same document, in which Gaza was bombed, and Hamas alone fired. The parser
takes "Gaza and Hamas fired rockets" for what is told by the first verb; but a verb of harm tells nothing, it has an
object. Where a verb of telling stands there, nothing changes: "said Gaza and Hamas fired rockets".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.headline_verbs import load_headline_verbs
from sayso.nlp.main_verbs import load_main_verbs
from sayso.nlp.word_places import find_valued

_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN"})


def mend_parted(doc: Doc) -> None:
    """Give a verb of harm the first of two nouns behind it, and the next verb the second."""
    words = load_headline_verbs()
    harms = (words.done_to - words.told_of) | load_main_verbs().harms
    for clause in find_valued(doc, "DEP", {"ccomp"}):
        verb = clause.head
        if clause.i < 3 or clause.tag_ not in _FINITE or verb.lower_ not in harms:
            continue
        if verb.i > clause.i or any(c.dep_ in ("dobj", "auxpass") for c in verb.children):
            continue
        subjects = [c for c in clause.lefts if c.dep_ in ("nsubj", "nsubjpass")]
        is_marked = any(c.dep_ == "mark" for c in clause.lefts)
        if len(subjects) == 1 and not is_marked and subjects[0].left_edge.i == verb.i + 1:
            _part(verb, subjects[0], clause)


def _part(verb: Token, first: Token, clause: Token) -> None:
    link = next((c for c in first.rights if c.lower_ in ("and", "but", "while")), None)
    second = next((c for c in first.rights if c.dep_ == "conj" and c.i < clause.i), None)
    if link is None or second is None or second.i < link.i:
        return
    second.head, second.dep_ = clause, first.dep_
    first.head, first.dep_ = verb, "dobj"
    link.head = verb
    clause.head, clause.dep_ = verb, "conj"
