"""Told whom: clauses without "that" behind a pronoun: "neighbours told him two men had dragged her away".

Comes in: a parsed document. Goes out: the same document, in which the two men are the subject of what they did. The
parser makes them what was told, and leaves their verb without a subject; of "told her soldiers shot" it makes her
soldiers. And of "told a fact-finding team that shops were looted" it makes a team that they looted.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_TELLS = frozenset({"told", "tell", "tells", "telling"})
_HEARERS = frozenset({"him", "me", "us", "them", "you", "her"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_HELPERS = frozenset({"aux", "auxpass"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_LONGEST = 16


def mend_told(doc: Doc) -> None:
    """Give the verb behind "told him two men" the two men for its subject."""
    for tells in find_words(doc, _TELLS):
        if tells.i >= len(doc) - 3:
            continue
        _mend_that(tells)
        _mend_to(tells)
        hearer = tells.nbor(1)
        if hearer.lower_ not in _HEARERS:
            continue
        noun = next((c for c in tells.rights if c.dep_ == "dobj" and c.i > hearer.i), None)
        if noun is None or noun.tag_ not in _NOUNS or noun.left_edge.i > hearer.i + 1:
            continue
        verb = _verb_behind(tells, noun)
        if verb is not None:
            _hang(tells, hearer, noun, verb)


def _mend_that(tells: Token) -> None:
    """Hang "that shops were looted" on the verb of telling: with a subject of its own it describes no hearer."""
    hearer = next((c for c in tells.rights if c.dep_ == "dobj" and c.tag_ in _NOUNS), None)
    clause = next((c for c in hearer.rights if c.dep_ == "relcl"), None) if hearer else None
    if hearer is None or clause is None or any(c.dep_ == "ccomp" for c in tells.rights):
        return
    is_that = any(
        c.dep_ == "mark" and c.lower_ == "that" and c.i == hearer.i + 1 for c in clause.lefts
    )
    parts = {c.dep_ for c in clause.children}
    if is_that and parts & _SUBJECTS and parts & {"dobj", "nsubjpass"}:
        clause.head, clause.dep_ = tells, "ccomp"


def _mend_to(tells: Token) -> None:
    """Hang "to halt it" on the verb of telling in "told him in a call to halt it": no call halts anything."""
    if not any(c.dep_ == "dobj" for c in tells.rights):
        return
    if any(c.dep_ in ("xcomp", "ccomp") for c in tells.rights):
        return
    for link in tells.rights:
        way = (
            next((c for c in link.rights if c.dep_ == "pobj"), None)
            if link.dep_ == "prep"
            else None
        )
        asked = next((c for c in way.rights if c.dep_ in ("relcl", "acl")), None) if way else None
        if asked is not None and asked.tag_ == "VB" and asked.left_edge.tag_ == "TO":
            asked.head, asked.dep_ = tells, "xcomp"


def _verb_behind(tells: Token, noun: Token) -> Token | None:
    """The first finite verb behind a noun, if nobody does it yet."""
    clause = noun.doc[noun.i + 1 : min(noun.sent.end, noun.i + _LONGEST)]
    commas = [token.i for token in clause if token.text == ","]
    for token in clause:
        if len(commas) > 1 and commas[0] <= token.i <= commas[1]:
            continue  # "two men, both in masks, dragged her away"
        if token.text in ",;:" or token.dep_ == "mark":
            return None
        verb = token.head if token.dep_ in _HELPERS else token
        if token.tag_ not in _FINITE or any(c.dep_ in _SUBJECTS for c in verb.children):
            continue
        is_told = verb.dep_ == "ccomp" and verb.head in (tells, tells.head)
        has_object = any(c.dep_ == "dobj" for c in verb.children)
        is_hung_low = verb.dep_ in ("acl", "relcl") and has_object and tells.is_ancestor(verb)
        return verb if is_told or is_hung_low else None
    return None


def _hang(tells: Token, hearer: Token, noun: Token, verb: Token) -> None:
    if hearer.tag_ == "PRP$":
        hearer.tag_ = "PRP"
    hearer.head, hearer.dep_ = tells, "dative"
    for child in [c for c in tells.rights if c.dep_ == "prep" and noun.i < c.i < verb.i]:
        child.head = noun
    verb.head, verb.dep_ = tells, "ccomp"
    is_passive = any(child.dep_ == "auxpass" for child in verb.children)
    noun.head, noun.dep_ = verb, "nsubjpass" if is_passive else "nsubj"
