"""Accidents: harm that a vehicle, a building or a leak does, and nobody.

Comes in: a trigger of harm or of an explosion. Goes out: whether its sentence tells an accident. Where anybody bears
arms, or a word tells that it was meant, it is left alone; illness, animals and the weather are non_events.py's.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import EventLexicon, Kind
from sayso.extract.grammar.voice import children

# The mode of what blows up; a leak blows up, too.
_BLOWN_UP = "explosives"
_CLAUSES = frozenset({"advcl", "conj", "relcl", "xcomp"})
_MOST_CLAUSES = 4
_INSIDE = frozenset({"in", "at", "inside"})


def is_mishap(token: Token, kind: Kind, lexicon: EventLexicon) -> bool:
    """Whether nobody did it.

    "A bus plunged into a ravine, killing 17 people." → True; "killed when his helicopter crashed in fog" → True;
    "A gas leak caused an explosion that killed three." → True; "A truck bomb exploded, killing twelve." → False
    """
    if kind.type != "ASSAULT" or not (kind.consequence or kind.mode == _BLOWN_UP):
        return False
    negatives = lexicon.statuses.negatives
    words = {form for other in token.sent for form in (other.lower_, other.lemma_.lower())}
    happens = _mishap_above(token, lexicon) if kind.consequence else None
    pits = _pits_with_blast(token, lexicon)
    if happens is None and not pits and words.isdisjoint(negatives.mishap_causes):
        return False
    # "A mine collapsed": no weapon.
    things = (
        {t.lemma_.lower() for t in children(happens, "nsubj")} if happens is not None else set()
    )
    armed = lexicon.classes["weapon"] | negatives.meant
    if happens is None or happens.lemma_ not in negatives.sheer_mishaps:
        armed |= lexicon.classes["force"]
    return words.isdisjoint(armed - things - pits - negatives.mishap_blasts)


def _pits_with_blast(token: Token, lexicon: EventLexicon) -> set[str]:
    """ "after an explosion in a pit", "a blast at a coal mine": where it blew up, and no weapon."""
    negatives = lexicon.statuses.negatives
    if not any(other.lemma_.lower() in negatives.mishap_blasts for other in token.sent):
        return set()
    places = (t for t in token.sent if t.dep_ == "pobj" and t.head.lower_ in _INSIDE)
    return {t.lemma_.lower() for t in places} & negatives.pits


def _mishap_above(token: Token, lexicon: EventLexicon) -> Token | None:
    """The verb of an accident that a verb of harm hangs on, or that tells when it was done."""
    mishaps = lexicon.statuses.negatives.mishaps
    for clause in children(token, "advcl"):
        if clause.lemma_.lower() in mishaps:
            return clause
    above = token
    for _ in range(_MOST_CLAUSES):
        if above.dep_ not in _CLAUSES:
            return None
        above = above.head
        if above.lemma_.lower() in mishaps:
            return above
    return None
