"""Places and days of a clause beside a deed's own: of an accusation that it answers, of a deed told after it.

Comes in: the token of a place or time, and a trigger. Goes out: whether it tells of that other clause, and so not where
or when the deed was. Which of the places and times left is the deed's, is decided in deed_places.py and deed_times.py.
"""

from __future__ import annotations

from collections.abc import Set

from spacy.tokens import Token

from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.voice import children, climb, is_verb

_BECAUSE = frozenset({"after", "since", "because", "as", "when", "over", "following", "amid"})

_AFTERWARDS = frozenset({"after", "following"})
# What comes to an end by a deed that may be anywhere.
_ENDED = frozenset({"RETREAT", "CONSULT", "AGREE"})
_COUNTED = frozenset({"before", "earlier", "previous", "later", "after", "afterwards"})


def is_of_charge_answered(beside: Token, deed: Token) -> bool:
    """ "Spain recalled its envoy after Peru accused it of a raid in Ica on 4 May": neither is the recall's.

    Nor in "over claims that it had raided Ica on 4 May", nor in "arrested a man accused of a raid in Ica".
    """
    words = load_circumstance_words()
    for up in climb(beside):
        if up == deed or deed in up.subtree:
            return False
        if up.dep_ == "advcl" and up.lemma_ in words.accusing:
            return any(c.lower_ in _BECAUSE for c in children(up, "mark", "advmod"))
        if (
            up.dep_ in ("acl", "relcl")
            and up.tag_ in ("VBN", "VBD")
            and up.lemma_ in words.charging
        ):
            return True
        if up.dep_ == "pobj" and up.head.lower_ in _BECAUSE:
            return up.lemma_.lower() in words.accusations
    return False


def is_of_later_deed(beside: Token, own: Token, trigger: Trigger) -> bool:
    """ "burned a bus in Choloma and blocked a bridge in Tela": the bus was not burned in Tela.

    `own`: a place in the deed's own clause. Without it what follows may be of both: "killed two and hurt one in Tela".
    """
    verb, carrier = _verb_above(beside), trigger.carrier or trigger.token
    if verb is None or verb in (trigger.token, carrier) or _verb_above(own) != carrier:
        return False
    return trigger.token.i < own.i < verb.i and carrier not in verb.subtree


def is_counted_from(time: Token, trigger: Trigger) -> bool:
    """ "was shot dead in Choloma, and a nun was killed in Tela the night before": before the first was shot.

    "was shot dead in Choloma and a nun in Tela on Monday" is of both.
    """
    verb, carrier = _verb_above(time), trigger.carrier or trigger.token
    if verb is None or verb in (trigger.token, carrier) or carrier in verb.subtree:
        return False
    return trigger.token.i < verb.i < time.i and any(t.lower_ in _COUNTED for t in time.subtree)


def is_of_what_ended(time: Token, deed: Token) -> bool:
    """ "The truce began on 12 May but collapsed after a raid": the raid was later, on a day that is not told."""
    link = _afterwards_above(deed)
    if link is None or not is_verb(link.head) or link.head.dep_ != "conj":
        return False
    return time.i < link.head.i and time not in link.subtree and _verb_above(time) == link.head.head


def is_of_what_ends(place: Token, trigger: Trigger, deeds: Set[int]) -> bool:
    """ "The truce collapsed after a raid in Idlib", "talks broke down following a blast in Taiz": neither was there."""
    if not trigger.is_noun or trigger.kind.type not in _ENDED:
        return False
    link = _afterwards_above(place)
    if link is None or trigger.token in link.subtree:
        return False
    return any(token.i in deeds for token in link.subtree)


def _afterwards_above(token: Token) -> Token | None:
    links = (up for up in climb(token) if up.dep_ == "prep" and up.lower_ in _AFTERWARDS)
    return next(links, None)


def _verb_above(token: Token) -> Token | None:
    return next((up for up in climb(token) if is_verb(up)), None)
