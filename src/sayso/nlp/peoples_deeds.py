"""Deeds of a people and of one of it: "Killed in Indian shelling", "Iraqi shelling killed two", "A Briton stabbed two".

Comes in: a parsed document. Goes out: the same document, in which a gerund right behind a people's adjective is the
noun that it describes, else five were killed in an Indian, or an Iraqi killed two, and nobody shelled. So is one with
"by" and no object ("hurt in shelling by rebels"; "in shelling the town" stays). One of a people, whom the parser takes
for an adjective of the verb, is its subject: "A Palestinian stabbed a guard".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.countries import load_countries
from sayso.nlp.word_places import find_valued

_MAIN = frozenset({"ROOT", "ccomp", "conj", "parataxis", "advcl"})
_NOT_ITS = frozenset({"nsubj", "nsubjpass", "aux", "auxpass"})
_CLAUSES = frozenset({"advcl", "pcomp", "acl", "xcomp"})
_ASIDE = frozenset({"advcl", "acl", "appos", "advmod", "amod", "dep", "xcomp", "nsubj"})
_OWN = frozenset({"nsubj", "nsubjpass", "dobj", "aux", "auxpass", "ccomp", "xcomp", "prt", "neg"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_PEOPLES = frozenset({"NORP", "GPE"})


def mend_peoples_deeds(doc: Doc) -> None:
    """Hang "Indian" on "shelling", and "shelling" on "in" or on its verb; make "A Palestinian" who stabbed."""
    for deed in find_valued(doc, "TAG", {"VBG"}):
        if deed.i == 0:
            continue
        if deed.dep_ == "pcomp" and _is_noun(deed):
            deed.dep_, deed.tag_, deed.pos_ = "pobj", "NN", "NOUN"
            continue
        people = deed.nbor(-1)
        if _is_noun_already(people, deed):
            deed.tag_, deed.pos_ = "NN", "NOUN"
            continue
        if _is_joined_deed(people, deed):
            _part_harm(people, deed)
        if not (people.ent_type_ in _PEOPLES or _is_adjective(people)) or not (
            _is_its_deed(people, deed) or _is_its_doing(people, deed)
        ):
            continue
        role, above = people.dep_, people.head
        deed.head, deed.dep_, deed.tag_, deed.pos_ = above, role, "NN", "NOUN"
        people.head, people.dep_, people.tag_, people.pos_ = deed, "amod", "JJ", "ADJ"
        for child in list(people.children):
            child.head = deed
    for verb in find_valued(doc, "TAG", ("VBN", "VBD")):
        if verb.i and verb.nbor(-1).ent_type_ == "NORP":
            _make_subject(verb.nbor(-1), verb)


def _make_subject(people: Token, verb: Token) -> None:
    """ "A Palestinian | stabbed and wounded a guard": a verb that has no other subject, and an object."""
    if people.dep_ != "amod" or people.head != verb or verb.dep_ not in _MAIN:
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
    if people.dep_ != "pobj" or not _is_people(people):
        return False
    is_of_verb = deed.head in (people, people.head, people.head.head)
    return deed.dep_ in _CLAUSES and is_of_verb and _is_bare(deed) and people.head.i == people.i - 1


def _is_its_doing(people: Token, deed: Token) -> bool:
    """ "[Ukrainian] shelling killed two": no Ukrainian did, who would be "a Ukrainian shelling them"."""
    if people.dep_ not in _SUBJECTS or not _is_adjective(people):
        return False
    is_aside = deed.dep_ in _ASIDE and deed.head in (people, people.head)
    return is_aside and people.head.i > deed.i and people.left_edge == people and _is_bare(deed)


def _is_noun_already(people: Token, deed: Token) -> bool:
    """ "[Ukrainian] shelling of a market killed three": a subject with an adjective is no verb."""
    is_its = people.dep_ == "amod" and people.head == deed and _is_adjective(people)
    return is_its and deed.dep_ in ("nsubj", "pobj", "dobj") and _is_bare(deed)


def _is_joined_deed(people: Token, deed: Token) -> bool:
    """ "Three were killed and five injured in [Ukrainian] shelling": the parse lets the five shell."""
    if deed.dep_ != "conj" or people.dep_ != "pobj" or not _is_people(people):
        return False
    harm, counted = people.head.head, people.head.head.head
    return (
        people.head.i == people.i - 1
        and harm.tag_ in ("VBN", "VBD")
        and harm.dep_ == "acl"
        and counted.head == deed
        and counted.dep_ in _SUBJECTS
        and not any(child.dep_ in ("dobj", "aux") for child in deed.children)
    )


def _part_harm(people: Token, deed: Token) -> None:
    """Make the harm the second verb, the counted its subject, and the deed what it happened in."""
    link, harm = people.head, people.head.head
    counted, first = harm.head, deed.head
    harm.head, harm.dep_, harm.tag_ = first, "conj", "VBN"
    counted.head, counted.dep_ = harm, "nsubjpass"
    deed.head, deed.dep_ = link, "pcomp"


def _is_people(token: Token) -> bool:
    return token.ent_type_ == "NORP" or _is_adjective(token)


def _is_adjective(token: Token) -> bool:
    return token.text in load_countries().by_adjective


def _is_bare(deed: Token) -> bool:
    return not any(child.dep_ in ("nsubj", "dobj", "aux") for child in deed.children)
