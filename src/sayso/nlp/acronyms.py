"""Acronyms that the tagger takes for verbs or adjectives: "according to state news agency SANA".

Comes in: a parsed document. Goes out: the same document, in which letters in capitals right behind a noun in small ones
are a name that stands beside it. Lines in capitals throughout have no such noun.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_valued

_NOUNS = frozenset({"NN", "NNS"})
_NAMES = frozenset({"NNP", "NNPS", "NN", "NNS", "CD"})
_LONGEST = 6
# What spaCy calls the shape of a word in capitals; it counts no further than four.
_SHAPES = frozenset({"XX", "XXX", "XXXX"})
_SHORTEST = 3


def mend_acronyms(doc: Doc) -> None:
    """Make letters behind a noun its name.

    "agency SANA" (tagged VBD) → SANA is a proper noun in apposition to "agency"
    """
    for token in find_valued(doc, "SHAPE", _SHAPES):
        if token.i == 0:
            continue
        noun = token.nbor(-1)
        if not _is_acronym(token) or noun.tag_ not in _NOUNS or not noun.text.islower():
            continue
        for child in list(token.children):
            child.head = token.head if token.head != token else noun
        token.tag_, token.dep_, token.head = "NNP", "appos", noun


def _is_acronym(token: Token) -> bool:
    text = token.text
    is_short = _SHORTEST <= len(text) <= _LONGEST and text.isupper() and text.isalpha()
    return is_short and token.tag_ not in _NAMES and token.dep_ != "ROOT"
