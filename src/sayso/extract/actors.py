"""."""
from __future__ import annotations
from sayso.model import Actor, Mention
from sayso.nlp.readings import Reading
class ActorLexicon: ...
def load_actor_lexicon() -> ActorLexicon: return ActorLexicon()
def find_actors(reading: Reading, mentions: tuple[Mention, ...], lexicon: ActorLexicon) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    return (), mentions
