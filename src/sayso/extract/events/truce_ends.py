"""The end of a truce, as its status: it held and does no more, or it still holds.

Comes in: the noun of a truce. Goes out: a status, where a verb tells that the truce lapses. Who ends a truce does a
deed of another kind ("suspended the ceasefire": ending-truce in lexicons/events.yaml).
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.verb_statuses import verb_status
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import Status

_OVER = frozenset({"happened", "historical"})


def find_lapse(noun: Token, lexicon: EventLexicon) -> Status | None:
    """The status of a truce that lapses, has not, or will on some day; None where nothing says so.

    "The truce expired on Friday" → historical; "will expire on Friday", "has not collapsed" → ongoing
    """
    verb = noun.head
    if noun.dep_ != "nsubj" or not is_verb(verb):
        return None
    lapse = next((v for v in (verb, *_infinitives(verb)) if _is_lapse(v, lexicon)), None)
    if lapse is None:
        return None
    is_over = lapse.tag_ in ("VBD", "VBN") and verb_status(lapse, lexicon) in _OVER
    return "historical" if is_over else "ongoing"


def _infinitives(verb: Token) -> list[Token]:
    """ "is to expire", "is due to expire"."""
    described = [verb, *children(verb, "acomp")]
    return [clause for word in described for clause in children(word, "xcomp")]


def _is_lapse(verb: Token, lexicon: EventLexicon) -> bool:
    """ "ended", "broke down"; "ended three years of war" tells of no end of its own."""
    particles = children(verb, "prt", "advmod")
    names = [verb.lemma_, *(f"{verb.lemma_} {particle.lower_}" for particle in particles)]
    return not children(verb, "dobj") and not lexicon.statuses.lapses.isdisjoint(names)
