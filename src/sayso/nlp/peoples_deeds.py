"""Deeds of a people behind a preposition, and of one of them: "Five killed in Indian shelling", "A Briton stabbed two".

Comes in: a parsed document. Goes out: the same document, in which a gerund right behind a people's adjective is the
noun that it describes, else five were killed in an Indian, and nobody shelled; and in which one of a people, whom the
parser takes for an adjective of the verb, is its subject: "A Palestinian stabbed a guard".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_valued

_MAIN = frozenset({"ROOT", "ccomp", "conj", "parataxis", "advcl"})
_NOT_ITS = frozenset({"nsubj", "nsubjpass", "aux", "auxpass"})
_CLAUSES = frozenset({"advcl", "pcomp", "acl", "xcomp"})


def mend_peoples_deeds(doc: Doc) -> None:
    """Hang "Indian" on "shelling", and "shelling" on "in"."""
    for people in find_valued(doc, "DEP", ("pobj", "amod")):
        if people.i + 1 == len(doc) or people.ent_type_ != "NORP":
            continue
        deed = people.nbor(1)
        if people.dep_ == "pobj" and people.ent_type_ == "NORP" and _is_its_deed(people, deed):
            link = people.head
            deed.head, deed.dep_, deed.tag_, deed.pos_ = link, "pobj", "NN", "NOUN"
            people.head, people.dep_ = deed, "amod"
        elif people.dep_ == "amod" and people.head == deed and people.ent_type_ == "NORP":
            _make_subject(people, deed)


def _make_subject(people: Token, verb: Token) -> None:
    """ "A Palestinian | stabbed and wounded a guard": a verb that has no other subject, and an object."""
    if verb.dep_ not in _MAIN or verb.tag_ not in ("VBN", "VBD"):
        return
    joined = [verb, *(c for c in verb.rights if c.dep_ == "conj")]
    has_object = any(c.dep_ == "dobj" for v in joined for c in v.rights)
    if not has_object or any(c.dep_ in _NOT_ITS for c in verb.lefts):
        return
    article = next((c for c in verb.lefts if c.dep_ == "det" and c.i == people.i - 1), None)
    article = article or next((c for c in people.lefts if c.dep_ == "det"), None)
    if article is None:
        return
    article.head = people
    people.dep_, people.tag_, people.pos_ = "nsubj", "NN", "NOUN"
    verb.tag_ = "VBD"


def _is_its_deed(people: Token, deed: Token) -> bool:
    """Whether a gerund right behind a people's name has nobody else for its subject, and is a clause to the parser."""
    is_clause = deed.tag_ == "VBG" and deed.dep_ in _CLAUSES
    is_of_verb = deed.head in (people, people.head, people.head.head)
    has_own = any(child.dep_ in ("nsubj", "dobj", "aux") for child in deed.children)
    return is_clause and is_of_verb and not has_own and people.head.i == people.i - 1
