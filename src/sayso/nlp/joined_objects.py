"""Objects joined by "and", where the parser joins the second to the verb: "killing him and at least 19 others".

Comes in: a parsed document. Goes out: the same document, in which a noun that "and" joins to a verb, right behind the
verb's object, hangs on that object. A noun is joined to a noun.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


def mend_joined(doc: Doc) -> None:
    """Hang "19 others" on "him", and not on "killing"."""
    for token in doc:
        if token.dep_ != "conj" or token.pos_ not in _NOUNS or token.head.pos_ != "VERB":
            continue
        first = _object_before(token)
        if first is not None:
            token.head = first


def _object_before(noun: Token) -> Token | None:
    """The object of the verb right before the "and" that stands before a noun's phrase."""
    at = noun.left_edge.i - 1
    if at < 1 or noun.doc[at].dep_ != "cc":
        return None
    objects = (c for c in noun.head.children if c.dep_ == "dobj" and c.i < at)
    return next((obj for obj in objects if obj.right_edge.i == at - 1), None)
