"""Deeds of a people behind a preposition: "Five killed in Indian shelling".

Comes in: a parsed document. Goes out: the same document, in which a gerund right behind a people's adjective is the
noun that it describes. Else five were killed in an Indian, and nobody shelled.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_valued

_CLAUSES = frozenset({"advcl", "pcomp", "acl", "xcomp"})


def mend_peoples_deeds(doc: Doc) -> None:
    """Hang "Indian" on "shelling", and "shelling" on "in"."""
    for people in find_valued(doc, "DEP", {"pobj"}):
        if people.i + 1 == len(doc) or people.ent_type_ != "NORP":
            continue
        deed = people.nbor(1)
        if people.dep_ == "pobj" and people.ent_type_ == "NORP" and _is_its_deed(people, deed):
            link = people.head
            deed.head, deed.dep_, deed.tag_, deed.pos_ = link, "pobj", "NN", "NOUN"
            people.head, people.dep_ = deed, "amod"


def _is_its_deed(people: Token, deed: Token) -> bool:
    """Whether a gerund right behind a people's name has nobody else for its subject, and is a clause to the parser."""
    is_clause = deed.tag_ == "VBG" and deed.dep_ in _CLAUSES
    is_of_verb = deed.head in (people, people.head, people.head.head)
    has_own = any(child.dep_ in ("nsubj", "dobj", "aux") for child in deed.children)
    return is_clause and is_of_verb and not has_own and people.head.i == people.i - 1
