"""The words by which mentions and their owners are told: the lexicon `actor-words.yaml`.

Comes in: the file. Goes out: `ActorWords`, read once. Names and roles are read in actors.py.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon


class ActorWords(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `actor-words.yaml`; see the file for each row's meaning."""

    royal: frozenset[str]
    expletive: frozenset[str]
    with_of: frozenset[str]
    whole_states: frozenset[str]
    whole_groups: frozenset[str]
    some_of: frozenset[str]
    apart: frozenset[str]
    sides: frozenset[str]
    allied: frozenset[str]
    armed_names: frozenset[str]
    plain_bodies: frozenset[str]
    civil_bodies: frozenset[str]
    makers: frozenset[str]
    humble: frozenset[str]
    formerly: frozenset[str]
    of_many: frozenset[str]
    hands_over: frozenset[str]
    regions: frozenset[str]
    ships: frozenset[str]
    rebels: frozenset[str]
    rooms: frozenset[str]
    nobodys_names: frozenset[str]
    cameras: frozenset[str]
    recordings: frozenset[str]
    craft_kinds: frozenset[str]
    done_to_persons: frozenset[str]
    fates_of_persons: frozenset[str]
    on_the_way: frozenset[str]
    borders: frozenset[str]


@lru_cache(maxsize=1)
def load_actor_words() -> ActorWords:
    """Read the words, once."""
    return read_lexicon("actor-words", ActorWords)
