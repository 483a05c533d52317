"""Deeds done where people play or watch: "opened fire at a basketball game, killing a student".

Comes in: a trigger's word and the words of `at_games` (lexicons/other-worlds.yaml). Goes out: whether a verb that is
never said of play is done at such a place, or what it came to is told behind it. What only play and politics share
("fired", "attacked", "beat") is left to non_events.py and other_worlds.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.world_lexicon import GameWords
from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.voice import is_verb

_BEHIND = frozenset({"advcl", "conj", "xcomp", "relcl", "acl"})


def is_at_a_game(token: Token, words: GameWords) -> bool:
    """ "A man | stabbed | two fans outside a football stadium": the stadium is where it was, and this is no sport."""
    verb = token
    while verb.dep_ in _BEHIND and is_verb(verb) and not _is_unplayed(verb, words):
        if verb.head == verb or not is_verb(verb.head):
            return False
        verb = verb.head
    if not _is_unplayed(verb, words):
        return False
    places = objects_of(verb, tuple(words.links))
    return any(t.lower_ in words.games for place in places for t in (place, *place.lefts))


def _is_unplayed(verb: Token, words: GameWords) -> bool:
    """ "stabbed", "opened fire", "was shot dead"."""
    if verb.lemma_ in words.unplayed:
        return True
    beside = words.unplayed_with.get(verb.lemma_)
    return beside is not None and any(child.lower_ in beside for child in verb.children)
