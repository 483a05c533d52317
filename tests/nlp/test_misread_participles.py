"""What is made of participles that the parser misreads, on parses written by hand: each stays a tree."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from sayso.nlp.misread_participles import mend_misread_participles

NLP = spacy.blank("en")


def _heads(doc: Doc) -> list[str]:
    return [token.head.text for token in doc]


def test_a_phrase_alone_keeps_a_root() -> None:
    doc = Doc(
        NLP.vocab,
        words=["A", "clinic", "run", "by", "the", "army"],
        heads=[2, 2, 2, 2, 5, 3],
        deps=["det", "compound", "ROOT", "prep", "det", "pobj"],
        tags=["DT", "NN", "NN", "IN", "DT", "NN"],
    )
    mend_misread_participles(doc)
    assert _heads(doc) == ["clinic", "clinic", "clinic", "run", "army", "by"]
    assert [token.dep_ for token in doc][1:4] == ["ROOT", "acl", "agent"]


def test_what_hangs_on_wanted_does_not_govern_it() -> None:
    doc = Doc(
        NLP.vocab,
        words=["He", "fled", "last", "year", "wanted", "for", "murder"],
        heads=[1, 1, 3, 4, 1, 4, 5],
        deps=["nsubj", "ROOT", "amod", "npadvmod", "advcl", "prep", "pobj"],
        tags=["PRP", "VBD", "JJ", "NN", "VBD", "IN", "NN"],
        pos=["PRON", "VERB", "ADJ", "NOUN", "VERB", "ADP", "NOUN"],
    )
    before = _heads(doc)
    mend_misread_participles(doc)
    assert _heads(doc) == before
