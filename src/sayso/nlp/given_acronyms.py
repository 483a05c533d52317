"""Acronyms that a text gives to a body: "The Morales Patriotic Front (FPM) attacked a town. The FPM killed nine".

Comes in: a parsed document. Goes out: the same document, in which letters in brackets behind a body's name are a name
wherever they stand; that they mean the same body is found with the mentions (coref.py). Letters behind a person, a
place or a day ("Rubio (R-FL)", "BAGHDAD (AP)", "Monday (0830 GMT)") are none.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.self_named import GIVEN
from sayso.nlp.word_places import find_words

_LETTERS = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z][A-Za-z0-9]{0,6}")
_NAMES = frozenset({"NNP", "NNPS", "NN", "NNS", "JJ"})
_LINKS = frozenset({"of", "the", "for", "and", "in", "'s", "’s", "de", "del", "la", "&", "-"})
# So many tokens a name has at most.
_LONGEST = 9


def mend_given_acronyms(doc: Doc) -> None:
    """Label the letters of a body's name as a body's, here and further on."""
    given, names = set(), []
    for mark in find_words(doc, ("(",)):
        letters, name = _letters_behind(mark), _body_before(mark)
        if letters is not None and name is not None:
            given.add(letters.text)
            names.append(name)
    if not given:
        return
    found = [t for t in find_words(doc, {g.lower() for g in given}) if t.text in given]
    for token in found:
        if token.tag_ not in ("NNP", "NNPS"):
            token.tag_, token.pos_ = "NNP", "PROPN"
    spans = [Span(doc, t.i, t.i + 1, label="ORG", kb_id=GIVEN) for t in found]
    spans += [Span(doc, start, end, label="ORG", kb_id=GIVEN) for start, end in names]
    taken = {i for span in spans for i in range(span.start, span.end)}
    kept = [ent for ent in doc.ents if taken.isdisjoint(range(ent.start, ent.end))]
    doc.ents = (*kept, *filter_spans(spans))


def _letters_behind(mark: Token) -> Token | None:
    """ "( | FPM | )", "( | FPM | , its Spanish initials )"."""
    behind = mark.doc[mark.i + 1 : mark.i + 3]
    if len(behind) < 2 or behind[1].text not in (")", ",", ";"):
        return None
    return behind[0] if _LETTERS.fullmatch(behind[0].text) is not None else None


def _body_before(mark: Token) -> tuple[int, int] | None:
    """The tokens of a body's name right before the bracket: "Patriotic Front", "People's Force", "Doctors Network"."""
    doc, words = mark.doc, load_apposed_names()
    at, capitals, is_body, first = mark.i - 1, 0, False, mark.i
    while at >= max(0, mark.i - _LONGEST) and at >= mark.sent.start:
        token = doc[at]
        is_capital = token.text[:1].isupper() and token.tag_ in _NAMES
        if not is_capital and token.lower_ not in _LINKS:
            break
        capitals += is_capital
        first = at if is_capital else first
        is_body = is_body or (
            is_capital
            and (token.lower_ in words.groups | words.bands or token.text in words.named_bodies)
        )
        at -= 1
    return (first, mark.i) if is_body and capitals > 1 else None
