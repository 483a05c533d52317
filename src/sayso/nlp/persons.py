"""What people are called by age, kin, trade or station: "a welder", "two seminarians", "the mayor".

Comes in: nothing. Goes out: the nouns of `persons.yaml`, which the lexicons of names, events and figures take to their
own words. Does not decide who is meant, nor on which side anybody is (extract/actors).
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon


class Persons(LexiconHeader, frozen=True, kw_only=True):
    """The file `persons.yaml`: lemmas in the singular."""

    ages: frozenset[str]
    kin: frozenset[str]
    trades: frozenset[str]
    stations: frozenset[str]


@lru_cache(maxsize=1)
def load_persons() -> frozenset[str]:
    """All of the nouns, read once.

    "A porter and a seminarian were shot" → both are people: one killed each.
    """
    file = read_lexicon("persons", Persons)
    return file.ages | file.kin | file.trades | file.stations
