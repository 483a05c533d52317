"""What people are called by age, kin, trade or station: "a welder", "two seminarians", "the mayor".

Comes in: nothing. Goes out: the nouns of `persons.yaml`, which the lexicons of names, events and figures take to their
own words. Does not decide who is meant, nor on which side anybody is (extract/actors).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon


class Persons(LexiconHeader, frozen=True, kw_only=True):
    """The file `persons.yaml`: lemmas in the singular."""

    ages: frozenset[str]
    kin: frozenset[str]
    trades: frozenset[str]
    stations: frozenset[str]
    surnames: frozenset[str]
    nameless: frozenset[str]


@lru_cache(maxsize=1)
def _read_persons() -> Persons:
    return read_lexicon("persons", Persons)


def role_nouns() -> Iterator[tuple[str, bool, bool]]:
    """The nouns that make somebody an actor: noun, whether it names a trade, whether it is known with a capital, too.

    "A locksmith and Mr Porter" → the locksmith by his trade; Porter is a name.
    """
    file = _read_persons()
    for noun in sorted(file.ages | file.kin | file.trades | file.stations):
        if noun not in file.nameless:
            yield noun, noun in file.trades, noun not in file.surnames


@lru_cache(maxsize=1)
def load_persons() -> frozenset[str]:
    """All of the nouns, read once.

    "A porter and a seminarian were shot" → both are people: one killed each.
    """
    file = _read_persons()
    return file.ages | file.kin | file.trades | file.stations
