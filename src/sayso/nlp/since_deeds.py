"""What somebody "has since" done: "Israel withdrew in May and has since bombed villages on the coast."

Comes in: a parsed document. Goes out: the same document, in which it has bombed the villages. The parser lets it have
bombed villages, as one has large ones.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_HAVE = frozenset({"has", "have", "had"})


def mend_since(doc: Doc) -> None:
    """Give the participle behind "has since" the subject before it and the noun behind it."""
    for since in find_words(doc, ("since",)):
        if not 0 < since.i < len(doc) - 2 or since.nbor(-1).lower_ not in _HAVE:
            continue
        deed = since.nbor()
        while deed.tag_ == "RB" and deed.i + 1 < len(doc):
            deed = deed.nbor()
        if deed.tag_ == "VBN" and deed.dep_ == "amod" and deed.head.i > deed.i:
            _give(since.nbor(-1), since, deed)


def _give(have: Token, since: Token, deed: Token) -> None:
    noun = deed.head
    if noun.dep_ not in ("dobj", "attr"):
        return
    is_own = noun.head == have
    above = have.head if is_own else noun.head
    if is_own and have.dep_ == "ROOT":
        deed.head, deed.dep_ = deed, "ROOT"
    else:
        deed.head, deed.dep_ = above, have.dep_ if is_own else "conj"
    noun.head, noun.dep_ = deed, "dobj"
    for child in [*have.children]:
        if child not in (deed, noun):
            child.head = deed
    have.head, have.dep_ = deed, "aux"
    since.head, since.dep_, since.tag_ = deed, "advmod", "RB"
