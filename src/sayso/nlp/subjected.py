"""Nouns behind "subjected … to" that the parser takes for verbs: "subjected the ridge to fire from small arms".

Comes in: a parsed document with its lemmas. Goes out: the same document, in which "fire" is a noun. Else the ridge
was subjected in order to fire, which is a plan; but nobody is subjected to anything in order to do something. A noun,
too, is the gerund in "was subjected to shelling by rebels".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_FORMS = ("subject", "subjects", "subjected", "subjecting")
_STEPS = 3


def mend_subjected(doc: Doc) -> None:
    """Make "fire" what the "to" behind a form of "subject" stands before."""
    for token in find_words(doc, _FORMS):
        if token.lemma_ != "subject" or token.pos_ != "VERB":
            continue
        deed = next(
            (t for t in token.subtree if _is_misread(t, token) or _is_gerund(t, token)), None
        )
        if deed is None:
            continue
        link = deed.nbor(-1)
        link.tag_, link.pos_, link.lemma_ = "IN", "ADP", "to"
        link.head, link.dep_ = token, "prep"
        deed.tag_, deed.pos_, deed.lemma_ = "NN", "NOUN", deed.lower_
        deed.head, deed.dep_ = link, "pobj"


def _is_misread(deed: Token, verb: Token) -> bool:
    """An infinitive behind the verb, in its clause, with its "to" right before it."""
    if deed.tag_ != "VB" or deed.i <= verb.i or deed.nbor(-1).tag_ != "TO":
        return False
    above = deed.head
    for _ in range(_STEPS):
        if above == verb:
            return True
        if above.pos_ == "VERB":
            return False
        above = above.head
    return False


def _is_gerund(deed: Token, verb: Token) -> bool:
    """ "subjected to shelling": a gerund without an object."""
    link = deed.head
    is_behind = deed.tag_ == "VBG" and deed.dep_ == "pcomp" and link.i == deed.i - 1
    is_to = is_behind and link.lower_ == "to" and link.head == verb
    return is_to and not any(child.dep_ == "dobj" for child in deed.children)
