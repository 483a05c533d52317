"""How the event tagger's scores and the event lexicon are weighed against each other, as data.

Comes in: `lexicons/event-tagging.yaml`. Goes out: thresholds, weights, and how often which word of the lexicon tells
what. Weighs nothing itself: that is learned_events.py.
"""

from __future__ import annotations

from typing import get_args

from sayso.extract.events.event_lexicon import Kind
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import EventType, Status

TYPES: tuple[EventType, ...] = get_args(EventType)
STATUSES: tuple[Status, ...] = get_args(Status)
NOTHING = "nothing"
# Classes of a word, in the order of the tagger's scores.
CLASSES = (NOTHING, *TYPES)


class EventWeights(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """lexicons/event-tagging.yaml.

    told: for a kind of the lexicon (or "speech ACCUSE" for an attribution's event, "nothing" for a word unknown to it)
    how often such a word tells which type, counted over our training sentences. ruled: the same for the rules' status.
    type_weights, status_weights: how much the tagger's and how much the lexicon's log-probability counts.
    told_weight: how much the log-odds count that a sentence is of a text that tells events, where they speak for it
    (for words of the lexicon alone); told_veto: where they speak against it. told_most: no more of them than this;
    told_shared: how far a sentence's log-odds are drawn to the highest in the report.
    type_trust: how much the lexicon's counts for which type it is, once there is an event.
    keep: the lexicon's event stays from this probability of being one on; keep_armed: where somebody armed stands in
    the sentence, which in talk of sport and business they do not. propose: a word that the lexicon does not
    know tells an event from this one on; propose_as: another one for some types; propose_alone: no more than this, but
    for types above 1, where nothing else is told in the sentence; propose_disputed: no more than this where somebody is
    charged with it or denies it, for types of `disputed_as` and words not in charged_lightly, which tell no deed of
    their own there ("was involved"); left_to_lexicon:
    everyday words that only their arguments make an event; they are never proposed.
    upgrade: what the rules take for not done is told as done from this probability on.
    set_back: anything is told as negated or historical from this one on. done: a deed is told as happened or ongoing
    only from this one on.
    untouched: families of the lexicon whose word on the type stands: what follows from them hangs on the kind.
    of_two_worlds: words of war and of work ("the strike"), of war wherever the report tells of violence beside.
    plain: kinds of the lexicon that stay, as their words are hardly used of anything else ("air strikes"), unless the
    log-odds of the text are below plain_told.
    weapons: words whose doing never goes either, where families of `by_weapons` tell it: "a mortar shell killed four";
    of_weapons: words that are one with a weapon beside them ("artillery fire"). fired: what somebody does (lemmas, with
    their objects) who `fells` by it, in families of `by_weapons`, too: "opened fire, killing two". wars: words that do
    so to people in numbers, in families of `by_wars`: "the war has driven 11 million from their homes". by_armed:
    families of
    violence that stay where somebody armed does it to somebody, unless the log-odds of the text are below this, and not
    where their craft does ("an army helicopter crashed, killing"). fighters: where they, or a weapon, do it, keep_armed
    holds.
    as_ruled: families whose status the rules alone tell: a truce agreed is an agreement that happened, and one to
    come.
    never_as: what a kind that ends or forbids a deed is not, whatever the tagger says: "called off a strike" is no
    protest; so "speech REJECT" for "refused to recognise the vote".
    sure: where the tagger, without the lexicon, gives a word of the report this probability of telling an event,
    nothing of the lexicon's goes.
    kinds: what an event of a type is that no kind of the lexicon tells.
    """

    type_weights: tuple[float, float]
    status_weights: tuple[float, float]
    told_weight: float
    told_veto: float
    told_most: float
    told_shared: float
    type_bias: dict[str, float]
    status_bias: dict[Status, float]
    type_trust: float
    keep: float
    keep_armed: float
    propose: float
    propose_alone: float
    propose_disputed: float
    disputed_as: frozenset[EventType]
    charged_lightly: frozenset[str]
    alone_told: float
    left_to_lexicon: frozenset[str]
    propose_as: dict[EventType, float]
    upgrade: float
    set_back: dict[Status, float]
    done: float
    sure: float
    untouched: frozenset[str]
    of_two_worlds: frozenset[str]
    plain: frozenset[str]
    plain_told: float
    by_weapons: frozenset[str]
    weapons: frozenset[str]
    of_weapons: frozenset[str]
    fells: frozenset[str]
    fired: dict[str, frozenset[str]]
    by_wars: frozenset[str]
    wars: frozenset[str]
    by_armed: dict[str, float]
    craft: frozenset[str]
    fighters: frozenset[str]
    as_ruled: frozenset[str]
    never_as: dict[str, frozenset[EventType]]
    kinds: tuple[Kind, ...]
    told: dict[str, dict[str, float]]
    ruled: dict[Status, dict[Status, float]]


def load_event_weights() -> EventWeights:
    """Read lexicons/event-tagging.yaml."""
    return read_lexicon("event-tagging", EventWeights)
