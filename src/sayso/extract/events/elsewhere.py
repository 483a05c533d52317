"""Places that a deed's sentence names and where the deed was not: ends of ways, where people come from, alibis.

Comes in: the token of a place, and a trigger. Goes out: whether the place is one of another deed, or of nobody's deed.
Which of the places left is the deed's is decided in deed_places.py.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from spacy.tokens import Token

from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.voice import children, climb, is_verb
from sayso.model import Attribution

# Before a place that is a way's end, and the clauses that tell of another's way.
_GOALS = frozenset({"to", "towards", "toward", "for"})
_BELOW = frozenset({"xcomp", "advcl", "relcl", "acl", "ccomp", "pcomp"})
_ON = frozenset({"on", "along", "near", "off"})
_CHARGED = frozenset({"for", "of", "with", "over"})
_THEN = frozenset({"when", "while", "as"})


def is_elsewhere(
    place: Token, trigger: Trigger, own: Sequence[Attribution], deeds: Set[int]
) -> bool:
    """Whether a place beside a deed is not the deed's.

    "was arrested as he boarded a flight to Istanbul" → True; "attacked a bus on the road to Jos" → False
    """
    return (
        _is_end_of_way(place, trigger)
        or _is_goal_of_another(place, trigger)
        or _is_origin_of_another(place, trigger)
        or _is_home_of_others(place, trigger)
        or _is_behind_semicolon(place, trigger)
        or _is_of_crime(place, trigger, deeds)
        or _is_alibi(place, trigger, own)
    )


def is_left_for(place: Token) -> bool:
    """ "He flew to Lomé": where somebody went, and nothing that is told next need have been."""
    if place.dep_ != "pobj" or place.head.lower_ not in _GOALS:
        return False
    return place.head.head.lemma_ in load_circumstance_words().leaving


def _is_end_of_way(place: Token, trigger: Trigger) -> bool:
    """ "abducted on their way to Bamako", "cut the road to Goma and forced thousands from their homes".

    What is done on a road is done near its end: "attacked a bus on the road to Jos".
    """
    words, link = load_circumstance_words(), place.head
    if place.dep_ != "pobj" or link.lower_ not in (*_GOALS, "from") or link.i == 0:
        return False
    way = link.nbor(-1)
    if way.lemma_.lower() in words.journeys:
        return way != trigger.token
    if way.lemma_.lower() not in words.roads:
        return False
    return way.head.lower_ not in _ON and way.head != trigger.token


def _is_goal_of_another(place: Token, trigger: Trigger) -> bool:
    """ "was arrested as he was about to fly to Chiang Mai", "resigned and flew to Lomé": where another deed led."""
    if place.dep_ != "pobj" or place.head.lower_ not in _GOALS:
        return False
    verb, deed = place.head.head, trigger.token
    if not is_verb(verb) or verb in (deed, trigger.carrier):
        return False
    if verb.dep_ == "conj":
        return deed.i < verb.i and any(up in (deed, trigger.carrier) for up in climb(verb))
    return verb.dep_ in _BELOW and deed not in verb.subtree


def _is_origin_of_another(place: Token, trigger: Trigger) -> bool:
    """ "Violence that spilled over from Mali has killed 10,000", "arrested weeks after returning from Poland"."""
    if place.dep_ != "pobj" or place.head.lower_ != "from":
        return False
    verb = place.head.head
    if not is_verb(verb) or verb in (trigger.token, trigger.carrier):
        return False
    return verb.dep_ in ("relcl", "pcomp", "acl", "advcl") and trigger.token not in verb.subtree


def _is_home_of_others(place: Token, trigger: Trigger) -> bool:
    """ "the clash, which sent residents of Bacha Mina fleeing": where those live who were not in it."""
    people = place.head.head
    is_home = place.dep_ == "pobj" and place.head.lower_ in ("of", "from")
    if not is_home or people.lemma_.lower() not in load_circumstance_words().inhabitants:
        return False
    clause = next((up for up in people.ancestors if is_verb(up)), None)
    return clause is not None and clause.dep_ == "relcl" and trigger.token not in clause.subtree


def _is_behind_semicolon(place: Token, trigger: Trigger) -> bool:
    """ "received envoys; on Friday it recalled the ambassador in Paris"."""
    return any(t.text == ";" for t in place.doc[trigger.token.i : place.i])


def _is_of_crime(place: Token, trigger: Trigger, deeds: Set[int]) -> bool:
    """ "was convicted of torturing detainees in Bangui and jailed": where the crime was, and not the court."""
    trying = load_circumstance_words().trying
    if trigger.token.lemma_ not in trying:
        return False
    verb = None
    for link in place.doc[place.sent.start : place.i]:
        verb = link if is_verb(link) else verb
        if link.lower_ in _CHARGED and verb is not None and verb.lemma_ in trying:
            between = place.doc[link.i : place.i]
            return any(t.i in deeds for t in between) and not any(t.is_punct for t in between)
    return False


def _is_alibi(place: Token, trigger: Trigger, own: Sequence[Attribution]) -> bool:
    """ "The colonel said that he was in Goma when the massacre took place": it was not in Goma, he means.

    Those who are of the place and those whom the deed befell do not mean that: "she was in Goma when she was shot".
    """
    link, verb = place.head, place.head.head
    if place.dep_ != "pobj" or link.lower_ not in ("in", "at") or verb.lemma_ != "be" or not own:
        return False
    subjects = children(verb, "nsubj")
    clause = next((c for c in children(verb, "advcl") if _is_of_time(c)), None)
    if clause is None or not any(s.tag_ == "PRP" for s in subjects):
        return False
    is_there = trigger.token == clause or clause in climb(trigger.token)
    befell = any(t.tag_ == "PRP" for t in clause.subtree)
    return is_there and not befell and not _is_local(own[-1], place)


def _is_of_time(clause: Token) -> bool:
    return any(child.lower_ in _THEN for child in children(clause, "advmod", "mark"))


def _is_local(attribution: Attribution, place: Token) -> bool:
    tellers = load_circumstance_words().local_tellers
    return any(
        token.lemma_.lower() in tellers
        for part in attribution.source
        for token in place.doc.char_span(part.start, part.end, alignment_mode="expand") or ()
    )
