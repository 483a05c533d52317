"""Openings and asides between commas that the parser takes for subjects and clauses.

Comes in: a parsed document. Goes out: the same document, in which the town of "In Banja Luka, Milorad Dodik said …"
hangs on its "In" and who stands behind the comma speaks, and in which "gathered outside the court" of "Families of the
dead, gathered outside the court, said …" describes the families, who said it.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

_OPENING = frozenset({"in", "at", "near", "outside"})
_JOINED = frozenset({"conj", "appos"})
_TOWN_AND_PERSON = 2


def mend_between_commas(doc: Doc) -> None:
    """Give the verb behind the commas its subject."""
    for token in doc:
        if token.lower_ in _OPENING and token.dep_ == "prep" and token.is_sent_start:
            _hang_town(token)
        elif token.dep_ == "ccomp" and token.tag_ in ("VBD", "VBN"):
            _hang_aside(token)


def _hang_town(link: Token) -> None:
    """Make the name right behind "In" its object, and the person that the parser joins to it the subject."""
    verb = link.head
    subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.i > link.i), None)
    inner = next((c for c in link.children if c.dep_ == "pobj"), None)
    town = inner if subject is None else subject
    if town is None or (subject is not None and inner is not None):
        return
    if town.pos_ != "PROPN" or town.ent_type_ == "PERSON" or verb.pos_ != "VERB":
        return
    if town.left_edge.i != link.i + 1 or town.nbor(1).text != "," or verb.i < town.i:
        return
    person = next((c for c in town.children if c.dep_ in _JOINED and c.ent_type_ == "PERSON"), None)
    if person is None or person.left_edge.i != town.i + _TOWN_AND_PERSON:
        return
    person.head, person.dep_ = verb, "nsubj"
    town.head, town.dep_ = link, "pobj"


def _hang_aside(aside: Token) -> None:
    """Hang a participle between two commas on the noun before it, and that noun on the verb behind."""
    verb = aside.head
    noun = next((c for c in aside.children if c.dep_ == "nsubj" and c.i < aside.i), None)
    if noun is None or verb.i < aside.i or verb.nbor(-1).text != "," or aside.nbor(-1).text != ",":
        return
    if any(c.dep_ in ("dobj", "aux", "auxpass", "ccomp") for c in aside.children):
        return
    if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children) or noun.tag_[:2] != "NN":
        return
    noun.head, noun.dep_ = verb, "nsubj"
    aside.head, aside.dep_, aside.tag_ = noun, "acl", "VBN"
