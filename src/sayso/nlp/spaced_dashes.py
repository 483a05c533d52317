"""Dashes before who says so at the end: "Bomber kills nine in Kabul - police" – in Kabul, and no "Kabul police".

Comes in: a parsed document. Goes out: the same document, in which what stands before a dash with a space on either side
is no part of the noun phrase behind it, where that phrase ends its sentence. Who speaks is found in headlines.py.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_DASHES = ("-", "–", "—")
_BEFORE = frozenset({"compound", "nmod", "amod", "poss", "npadvmod"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})


def mend_spaced_dashes(doc: Doc) -> None:
    """Part the two sides of a dash that the parser joins."""
    for dash in find_words(doc, _DASHES):
        if 0 < dash.i < len(doc) - 1 and dash.whitespace_ and dash.nbor(-1).whitespace_:
            _part(dash)


def _part(dash: Token) -> None:
    last = dash.sent.end - 1
    while last > dash.i and (dash.doc[last].is_space or dash.doc[last].is_punct):
        last -= 1
    speaker = dash.doc[last]
    if speaker.i == dash.i or speaker.tag_ not in _NOUNS or speaker.head == speaker:
        return
    phrase = dash.doc[speaker.left_edge.i : dash.i]
    crossing = [t for t in phrase if t.head.i > dash.i and t.dep_ in _BEFORE]
    if not crossing or crossing[-1].tag_ not in _NOUNS or crossing[-1].i != dash.i - 1:
        return
    place = crossing[-1]
    place.head, place.dep_ = speaker.head, speaker.dep_
    for word in crossing[:-1]:
        word.head = place
    root = next(t for t in (speaker, *speaker.ancestors) if t.head == t)
    speaker.head, speaker.dep_ = root, "dep"
    dash.head = root
