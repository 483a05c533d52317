"""What a thing does, told by a participle behind it: "Jets hit a depot storing weapons."

Comes in: a parsed document. Goes out: the same document, in which the depot was hit, and stores weapons. The parser may
take "a depot storing" for one noun that has weapons for its object, or "weapons" for what was hit.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_valued

_ONE = frozenset({"a", "an"})
_BEFORE = frozenset({"amod", "compound", "nmod"})
_OBJECTS = frozenset({"dobj", "pobj"})
_MANY = frozenset({"NNS", "NNPS"})


def mend_participles_behind(doc: Doc) -> None:
    """Give "a depot storing weapons" the depot for its head."""
    for doing in find_valued(doc, "TAG", {"VBG"}):
        if not 1 < doing.i < len(doc) - 1 or doing.nbor(-1).head.i < doing.i or doing.head == doing:
            continue
        thing = doing.nbor(-1)
        if thing.dep_ not in _BEFORE:
            continue
        if doing.dep_ in _OBJECTS and thing.head == doing:
            what = next((c for c in doing.rights if c.dep_ == "dobj"), None)
            if what is not None and any(c.lower_ in _ONE for c in doing.lefts):
                _part(thing, doing, doing, what)
        elif doing.dep_ == "amod" and thing.head in (doing, doing.head):
            what = doing.head
            is_one = any(c.lower_ in _ONE and c.i < thing.i for c in what.lefts)
            if is_one and what.tag_ in _MANY and what.dep_ in _OBJECTS:
                _part(thing, doing, what, what)


def _part(thing: Token, doing: Token, head: Token, what: Token) -> None:
    """`head`: the word that the parser took for what was hit."""
    above, dep = head.head, head.dep_
    before = [c for c in head.lefts if c.i < thing.i]
    thing.head, thing.dep_ = above, dep
    if thing.tag_ == "JJ":
        thing.tag_ = "NN"
    doing.head, doing.dep_ = thing, "acl"
    what.head, what.dep_ = doing, "dobj"
    for child in before:
        child.head = thing
