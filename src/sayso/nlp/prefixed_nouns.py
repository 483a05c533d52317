"""Nouns with a prefix that the parser cuts at the hyphen: "two co-defendants", "her co-accused".

Comes in: a parsed document. Goes out: the same document, in which "co", the hyphen and what stands before them belong
to the noun. Else two "co" and the defendants are tried, as two parties.
"""

from __future__ import annotations

from spacy.tokens import Doc

_PREFIXES = frozenset({"co", "ex", "non", "anti", "vice", "mid", "semi"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})


def mend_prefixed(doc: Doc) -> None:
    """Hang "co" and its hyphen on the noun behind them."""
    for i in range(len(doc) - 2):
        prefix, hyphen, noun = doc[i], doc[i + 1], doc[i + 2]
        if prefix.lower_ not in _PREFIXES or hyphen.text != "-" or noun.tag_ not in _NOUNS:
            continue
        if prefix.tag_ not in _NOUNS or prefix.dep_ != noun.dep_ or prefix.head != noun.head:
            continue
        for child in [c for c in prefix.children if c != noun]:
            child.head = noun
        prefix.head, prefix.dep_, prefix.tag_ = noun, "compound", "NN"
        hyphen.head, hyphen.dep_, hyphen.tag_ = noun, "punct", "HYPH"
