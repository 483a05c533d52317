"""What a vehicle was driven into: "rammed a car packed with explosives into a convoy" hit the convoy with the car.

Comes in: a trigger, those it is known to have been done to, and the lexicon. Goes out: the vehicles, which are the
means, and what they were driven into, also where the parse hangs that on a word that describes the vehicle. Where
nothing is driven into anything, both are empty.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.voice import children

_INTO = ("into", "through")


def find_rammed(
    trigger: Trigger, done_to: Sequence[Token], lexicon: EventLexicon
) -> tuple[list[Token], list[Token]]:
    """The vehicles and what they were driven into.

    "A man drove a lorry into a market." → ([lorry], [market]); "A lorry hit a market." → ([], [])
    """
    verb = trigger.token
    if trigger.is_noun or verb.lemma_ not in load_argument_words().rams:
        return [], []
    vehicles = [t for t in done_to if t.lemma_.lower() in lexicon.statuses.vehicles]
    above = [verb, *vehicles, *(acl for car in vehicles for acl in children(car, "acl"))]
    struck = [t for word in above for t in objects_of(word, _INTO)]
    return (vehicles, list(dict.fromkeys(struck))) if vehicles and struck else ([], [])
