"""A people's adjective that is a state's without a noun behind it: "Kyiv said the shells were Russian".

Comes in: the unit of the adjective and the phrases of its document. Goes out: whether it tells whose arms or whose deed
is meant, so that the state is mentioned there.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.actors.nominals import Unit
from sayso.extract.actors.owners import Phrases

_THEY = frozenset({"it", "they"})
_HITS = frozenset({"nsubj", "nsubjpass", "agent", "pobj"})


def is_before_gerund(unit: Unit, phrases: Phrases) -> bool:
    """ "said Ukrainian shelling had killed her": a deed of theirs, though the parser lets some Ukrainian shell."""
    doc = phrases.doc
    if unit.key("adjective") is None or unit.end >= len(doc):
        return False
    deed = doc[unit.end]
    return deed.tag_ == "VBG" and deed.lower_ in phrases.lexicon.words.deeds


def is_said_of_arms(unit: Unit, phrases: Phrases) -> bool:
    """ "Kyiv said the shells were Russian", "Shells fell on a market. Kyiv said they were Russian": a state's."""
    token = phrases.doc[unit.head]
    if token.dep_ != "acomp" or token.head.lemma_ != "be":
        return False
    subject = next((t for t in token.head.lefts if t.dep_ == "nsubj"), None)
    if subject is None:
        return False
    if _is_arms(subject, phrases):
        return True
    first = phrases.doc[subject.sent.start - 1].sent.start if subject.sent.start else 0
    hits = (t for t in phrases.doc[first : subject.i] if t.dep_ in _HITS)
    return subject.lower_ in _THEY and any(_is_arms(t, phrases) for t in hits)


def _is_arms(token: Token, phrases: Phrases) -> bool:
    """ "shells", "the strike", "warplanes"."""
    unit = phrases.unit_at.get(token.i)
    role = phrases.role(unit) if unit is not None else None
    is_deed = token.lemma_.lower() in phrases.lexicon.words.deeds
    return is_deed or (role is not None and role.equipment)
