"""."""
from __future__ import annotations
from sayso.extract.actors import ActorLexicon
from sayso.model import Mention, Place
from sayso.nlp.readings import Reading
def find_mentions(reading: Reading, places: tuple[Place, ...], lexicon: ActorLexicon) -> tuple[Mention, ...]:
    return ()
