"""Relative clauses with "who" behind a body that somebody belongs to: they are about the person.

Comes in: a parsed document. Goes out: the same document, in which "Ann Poe, a commander of the Free Army, who is
accused of looting, fled" says it of the commander. The parser hangs the clause on the noun next to it, and the army
would be the accused. Only behind a comma, and only where a person's name stands before. Behind a colon it asks, and is
about nobody: "Sudan truce: who broke it".
"""

from __future__ import annotations

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from sayso.nlp.persons import load_persons

_WHO = get_string_id("who")
_BODIES = frozenset({"ORG", "GPE", "NORP", "LOC", "FAC"})
_TIES = frozenset({"of", "for", "to"})
_OF_ONE = frozenset({"was", "is", "has"})
_LINKS = frozenset({"of", "in", "for", "from", "with", "at"})


def mend_persons(doc: Doc) -> None:
    """Hang clauses with "who" on the person, not on the body that the person belongs to."""
    for i in np.flatnonzero(doc.to_array("LOWER") == _WHO).tolist():
        verb = doc[i].head
        if doc[i].dep_ not in ("nsubj", "nsubjpass") or verb.dep_ != "relcl":
            continue
        if i and doc[i - 1].text == ":":
            verb.dep_ = "dep"
            continue
        if i and doc[i - 1].ent_type_ == "PERSON" and (whose := _whose(verb, doc[i - 1])):
            verb.head = whose
            continue
        person = _member(verb.head) if i and doc[i - 1].text == "," else None
        if person is not None and person.i < verb.i:
            verb.head = person


def _whose(verb: Token, name: Token) -> Token | None:
    """Whom a clause right behind a name tells of, if many are "of" or "for" it or "loyal to" it.

    The name in "relatives of Ann Poe who was shot", for it tells of one.
    """
    if name.dep_ != "pobj" or name.head.lower_ not in _TIES:
        return None
    many = name.head.head
    many = many.head if many.pos_ == "ADJ" else many
    if many.tag_ != "NNS" or verb.head not in (name, many):
        return None
    is_of_one = any(t.lower_ in _OF_ONE for t in (verb, *verb.lefts)) or verb.tag_ == "VBZ"
    return name if is_of_one else many


def _member(body: Token) -> Token | None:
    """Who is "of" a body: the noun, where a person's name stands before it, or the name.

    "Leo Poe, of the law school, who was abducted": no school was.
    """
    is_thing = body.tag_ == "NN" and not body.ent_type_ and body.lower_ not in load_persons()
    is_body = is_thing or body.ent_type_ in _BODIES
    if not is_body or body.dep_ != "pobj" or body.head.lower_ not in _LINKS:
        return None
    noun = body.head.head
    if noun.ent_type_ == "PERSON":
        return noun
    if is_thing:
        return None
    is_beside = noun.dep_ == "appos" and noun.head.ent_type_ == "PERSON"
    return noun if is_beside and noun.tag_ == "NN" else None
