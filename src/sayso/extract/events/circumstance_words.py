"""The words by which places, times and figures find their deed: the lexicon `circumstances.yaml`.

Comes in: the file. Goes out: `CircumstanceWords`, read once. Which deed that is, is decided in deed_places.py,
deed_times.py and deed_figures.py.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Act


class CircumstanceWords(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `circumstances.yaml`; see the file for each row's meaning."""

    judging: frozenset[Act]
    trying: frozenset[str]
    verdicts: frozenset[str]
    holding: frozenset[str]
    ranked: frozenset[str]
    undone: frozenset[Act]
    due: frozenset[str]
    undone_elsewhere: frozenset[Act]
    days_of_memory: frozenset[str]
    occasions: frozenset[str]
    answered: frozenset[str]
    tolls: dict[str, tuple[str, ...]]
    given: frozenset[str]
    paid: frozenset[str]
    dying: frozenset[str]
    wounds: frozenset[str]
    comes: frozenset[str]
    loses: frozenset[str]
    forfeits: frozenset[str]
    runaways: frozenset[str]
    assails: frozenset[str]
    rising: frozenset[str]
    sums: frozenset[str]
    rises: frozenset[str]
    reaches: frozenset[str]
    journeys: frozenset[str]
    roads: frozenset[str]
    leaving: frozenset[str]
    inhabitants: frozenset[str]
    origins: frozenset[str]
    fired: frozenset[str]
    fires: frozenset[str]
    measured_from: frozenset[str]
    accusing: frozenset[str]
    accusations: frozenset[str]
    charging: frozenset[str]
    repeated: frozenset[str]
    anew: frozenset[str]
    local_tellers: frozenset[str]
    corpses: frozenset[str]
    beforehand: frozenset[str]


@lru_cache(maxsize=1)
def load_circumstance_words() -> CircumstanceWords:
    """Read the words, once."""
    return read_lexicon("circumstances", CircumstanceWords)
