"""Deeds told by a gerund behind a preposition: "Five killed in Indian shelling", "hurt in shelling by rebels".

Comes in: a parsed document. Goes out: the same document, in which a gerund right behind a people's adjective is the
noun that it describes, and so is one with "by" and no object. Else five were killed in an Indian, and nobody shelled.
"in shelling the town" stays.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.countries import load_countries

_CLAUSES = frozenset({"advcl", "pcomp", "acl", "xcomp"})
_OWN = frozenset({"nsubj", "nsubjpass", "dobj", "aux", "auxpass", "ccomp", "xcomp", "prt", "neg"})


def mend_peoples_deeds(doc: Doc) -> None:
    """Hang "Indian" on "shelling", and "shelling" on "in"."""
    for deed in doc[1:]:
        if deed.tag_ != "VBG" or deed.dep_ not in _CLAUSES:
            continue
        people = deed.nbor(-1)
        if people.dep_ == "pobj" and _is_people(people) and _is_its_deed(people, deed):
            link = people.head
            deed.head, deed.dep_, deed.tag_, deed.pos_ = link, "pobj", "NN", "NOUN"
            people.head, people.dep_ = deed, "amod"
        elif deed.dep_ == "pcomp" and _is_noun(deed):
            deed.dep_, deed.tag_, deed.pos_ = "pobj", "NN", "NOUN"


def _is_people(word: Token) -> bool:
    return word.ent_type_ == "NORP" or word.text in load_countries().by_adjective


def _is_noun(deed: Token) -> bool:
    """ "in shelling by rebels", "by Chadian shelling": what is told of as a thing, right behind its preposition."""
    if deed.left_edge.i != deed.head.i + 1 or any(c.dep_ in _OWN for c in deed.children):
        return False
    described = [c for c in deed.lefts if c.dep_ == "amod" and _is_people(c)]
    return bool(described) or any(
        c.lower_ == "by" and c.dep_ in ("prep", "agent") for c in deed.rights
    )


def _is_its_deed(people: Token, deed: Token) -> bool:
    """Whether a gerund right behind a people's name has nobody else for its subject, and is a clause to the parser."""
    is_clause = deed.tag_ == "VBG" and deed.dep_ in _CLAUSES
    is_of_verb = deed.head in (people, people.head, people.head.head)
    has_own = any(child.dep_ in ("nsubj", "dobj", "aux") for child in deed.children)
    return is_clause and is_of_verb and not has_own and people.head.i == people.i - 1
