"""Known as: names behind "known as" that the parser makes the subject of the next verb.

Comes in: a parsed document. Goes out: the same document, in which "A commander known as Aurelio said" has the commander
for its subject, and Aurelio is what he is known as.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_CALLED = frozenset({"known", "nicknamed", "identified"})
_NAMED_SO = frozenset({"named", "identified", "described", "known", "listed", "branded"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NAMES = frozenset({"NNP", "NNPS"})


def mend_known_as(doc: Doc) -> None:
    """Hang the name on "as", and the verb on whoever has the name."""
    for link in find_words(doc, ("as",)):
        if not 0 < link.i < len(doc) - 2:
            continue
        if link.dep_ == "prep" and (verb := _named_by(link)) is not None:
            link.head = verb
        called = link.nbor(-1)
        if called.lower_ not in _CALLED or called.dep_ != "acl":
            continue
        name, noun = _name_behind(link), called.head
        verb = name.head
        if name.dep_ not in _SUBJECTS or name.i + 1 != verb.i or noun.i > called.i:
            continue
        role = name.dep_
        link.head, link.dep_ = called, "prep"
        name.head, name.dep_ = link, "pobj"
        if noun.head == verb:
            continue
        if noun.is_ancestor(verb):
            verb.head, verb.dep_ = (noun.head, noun.dep_) if noun.head != noun else (verb, "ROOT")
        noun.head, noun.dep_ = verb, role


def _named_by(link: Token) -> Token | None:
    """ "was named by police | as Ali Demir": they name him so, and are not called so."""
    by = link.head.head
    is_agent = link.head.dep_ == "pobj" and by.lower_ == "by" and by.dep_ in ("agent", "prep")
    return by.head if is_agent and by.head.lower_ in _NAMED_SO else None


def _name_behind(link: Token) -> Token:
    name = link.nbor(1)
    while name.i + 1 < len(name.doc) and name.nbor(1).tag_ in _NAMES:
        name = name.nbor(1)
    return name
