"""Trials: where and when a court sat, and where and when the crime was of which it told.

Comes in: a time or a place of a sentence, and a deed. Goes out: whether it is the court's and not the crime's ("A court
in Lima on Friday jailed two men for the killing"), or the crime's and not the court's. Which deed has it is decided in
deed_times.py and deed_places.py.
"""

from __future__ import annotations

from collections.abc import Set

from spacy.tokens import Token

from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.grammar.voice import children, climb, is_verb

_FOR = frozenset({"for", "over"})
_CHARGED = frozenset({"for", "of", "with", "over"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent"})


def is_of_trial(time: Token, crime: Token) -> bool:
    """ "A court on Friday sentenced two men for the bombing": the day is that of the sentence."""
    verb = governor_of_time(time)
    if verb is None or verb.lemma_ not in load_circumstance_words().trying or time.i > crime.i:
        return False
    return any(prep in climb(crime) for prep in _charges_of(verb))


def is_seat_of_court(place: Token, crime: Token) -> bool:
    """ "A court in Lima jailed two men for the killing", "was tried in Lima for it": where it sat."""
    if place.i > crime.i:
        return False
    trying = load_circumstance_words().trying
    verb = next((up for up in place.ancestors if is_verb(up)), None)
    if verb is None or verb.lemma_ not in trying:
        return False
    below = next((up for up in (place, *place.ancestors) if up.head == verb), place)
    is_of_court = below.dep_ in _SUBJECTS or governor_of_time(place) == verb
    return is_of_court and any(prep in climb(crime) for prep in _charges_of(verb))


def is_below_charge(time: Token, verb: Token) -> bool:
    """ "sentenced him for his role in the killing of 150 people at a rally in 2009": when they were killed."""
    if verb.lemma_ not in load_circumstance_words().trying or governor_of_time(time) == verb:
        return False
    up = next((up for up in time.ancestors if up == verb or up.lower_ in _FOR), verb)
    return up != verb and verb in climb(up)


def is_of_crime(time: Token, deed: Token, deeds: Set[int]) -> bool:
    """ "sentenced two men for the bombing of a bus five years ago and freed a third": then it was bombed."""
    verb = governor_of_time(time)
    if verb is None or verb.lemma_ not in load_circumstance_words().trying:
        return False
    crimes = [
        t for prep in _charges_of(verb) for t in prep.subtree if t.i in deeds and t.i < time.i
    ]
    return bool(crimes) and deed not in crimes


def _charges_of(verb: Token) -> list[Token]:
    """The "for" and "of" behind a verb of trial, and behind its penalty ("to life imprisonment for")."""
    below = [prep for prep in verb.children if prep.dep_ == "prep"]
    below += [
        p for prep in below for noun in children(prep, "pobj") for p in children(noun, "prep")
    ]
    below += [p for noun in children(verb, "dobj", "nsubjpass") for p in children(noun, "prep")]
    return [prep for prep in below if prep.lower_ in _CHARGED]


def governor_of_time(token: Token) -> Token | None:
    """The verb that a time hangs on, if nothing but a preposition stands between."""
    up = token.head
    up = up.head if up.dep_ == "prep" else up
    return up if is_verb(up) else None
