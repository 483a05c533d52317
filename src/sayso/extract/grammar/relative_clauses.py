"""Whom a relative clause is about where its pronoun stands far from its verb, or there is none.

Comes in: a verb of a relative clause, or of what is told in one. Goes out: the noun before the clause, or None.
"""

from __future__ import annotations

from spacy.tokens import Token

RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_OBJECTS = frozenset({"dobj", "dative", "nsubjpass"})


def whom_told_of(said: Token, pronoun: Token) -> Token:
    """ "the army, which elders say burned the huts", "a list of nine men who it says fled": the army, the men."""
    if pronoun != said.left_edge or not pronoun.i:
        return pronoun
    before = pronoun.nbor(-1)
    return before if before.pos_ in ("NOUN", "PROPN") else said.head


def told_without_pronoun(verb: Token) -> Token | None:
    """ "a gunman they believe killed three": the gunman did; not "a man who says they killed three"."""
    said = verb.head
    if said.i > verb.i or (noun := _before_contact_clause(said)) is None:
        return None
    is_finite = verb.tag_ in _FINITE or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in _FINITE for child in verb.children
    )
    between = verb.doc[said.i + 1 : verb.i]
    is_right_behind = all(t.pos_ in ("AUX", "ADV", "PART") for t in between)
    return noun if is_finite and is_right_behind else None


def contact_noun(verb: Token) -> Token | None:
    """ "two men it accuses of killing a nurse": whom it accuses, where no pronoun says so."""
    has_object = any(child.dep_ in _OBJECTS for child in verb.children)
    is_passive = any(child.dep_ == "auxpass" for child in verb.children)
    return None if has_object or is_passive else _before_contact_clause(verb)


def _before_contact_clause(verb: Token) -> Token | None:
    """The noun right before a relative clause that has a subject and no pronoun: "the men | they accuse"."""
    if verb.dep_ != "relcl" or verb.left_edge.i != verb.head.i + 1:
        return None
    has_pronoun = any(child.tag_ in RELATIVE_TAGS for child in verb.children)
    has_subject = any(child.dep_ == "nsubj" and child.i < verb.i for child in verb.children)
    return verb.head if has_subject and not has_pronoun else None
