"""Nouns with a prefix that the parser cuts at the hyphen: "two co-defendants", "her co-accused".

Comes in: a parsed document. Goes out: the same document, in which "co", the hyphen and what stands before them belong
to the noun. Else two "co" and the defendants are tried, as two parties.
"""

from __future__ import annotations

from spacy.tokens import Doc

from sayso.nlp.word_places import find_words

_PREFIXES = frozenset({"co", "ex", "non", "anti", "vice", "mid", "semi"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})


def mend_prefixed(doc: Doc) -> None:
    """Hang "co" and its hyphen on the noun behind them."""
    for prefix in find_words(doc, _PREFIXES):
        if prefix.i >= len(doc) - 2:
            continue
        hyphen, noun = prefix.nbor(1), prefix.nbor(2)
        if hyphen.text != "-" or noun.tag_ not in _NOUNS:
            continue
        if prefix.tag_ not in _NOUNS or prefix.dep_ != noun.dep_ or prefix.head != noun.head:
            continue
        for child in [c for c in prefix.children if c != noun]:
            child.head = noun
        prefix.head, prefix.dep_, prefix.tag_ = noun, "compound", "NN"
        hyphen.head, hyphen.dep_, hyphen.tag_ = noun, "punct", "HYPH"
