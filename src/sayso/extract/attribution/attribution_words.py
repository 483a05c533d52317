"""The words by which rules on who says what tell constructions apart: the lexicon `attribution-words.yaml`.

Comes in: the file. Goes out: `AttributionWords`, read once. The cues of speech are read in cues.py.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Act


class AttributionWords(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `attribution-words.yaml`; see the file for each row's meaning."""

    suffered: frozenset[str]
    left_so: frozenset[str]
    suspects: frozenset[str]
    guilty: frozenset[str]
    attackers: frozenset[str]
    members: frozenset[str]
    anybody: frozenset[str]
    involved: frozenset[str]
    works: frozenset[str]
    charges: frozenset[str]
    blame: frozenset[str]
    shares_in: frozenset[str]
    takes_shares: frozenset[str]
    hurts: frozenset[str]
    true_words: frozenset[str]
    reverse: frozenset[str]
    bodies: frozenset[str]
    merely: frozenset[str]
    studies: frozenset[str]
    inspecting: frozenset[str]
    printed: frozenset[str]
    parts: frozenset[str]
    undergoing: frozenset[str]
    places: frozenset[str]
    passed_on: frozenset[str]
    unspoken: frozenset[str]
    allots: frozenset[str]
    removes: frozenset[str]
    knows: frozenset[str]
    beats_off: frozenset[str]
    onslaughts: frozenset[str]
    dead: frozenset[str]
    uses: frozenset[str]
    reminds: frozenset[str]
    announces: frozenset[str]
    measures: frozenset[str]
    afterwards: frozenset[str]
    in_office: frozenset[str]
    readers: frozenset[str]
    minds: frozenset[str]
    launches: frozenset[str]
    bidden: frozenset[str]
    beyond: frozenset[str]
    supposed: frozenset[str]
    states: frozenset[str]
    begins: frozenset[str]
    ends: frozenset[str]
    answers: frozenset[str]
    examples: frozenset[str]
    such_as: frozenset[str]
    squarely: frozenset[str]
    spreads: frozenset[str]
    lengths: frozenset[str]
    charged_with: frozenset[str]
    body_adjectives: frozenset[str]
    dies: frozenset[str]
    each_side: frozenset[str]
    calls: frozenset[str]
    owed: frozenset[str]
    has_forces: frozenset[str]
    owned_up: frozenset[str]
    knows_of: frozenset[str]
    phones: frozenset[str]
    pleads: frozenset[str]
    plea: frozenset[str]
    plea_of_innocence: frozenset[str]
    owed_before: frozenset[str]
    perhaps: frozenset[str]
    able: frozenset[str]
    foreseen_acts: frozenset[Act]
    obliged: frozenset[str]
    pending: frozenset[str]
    conditions: frozenset[str]
    falsehoods: frozenset[str]
    tidings: frozenset[str]
    keeps: frozenset[str]
    acts: frozenset[str]
    grieves: frozenset[str]
    tallies: frozenset[str]
    lost: frozenset[str]
    naming: frozenset[str]
    searches: frozenset[str]
    stands_trial: frozenset[str]
    puts_on_trial: frozenset[str]
    trials: frozenset[str]


@lru_cache(maxsize=1)
def load_attribution_words() -> AttributionWords:
    """Read the words, once."""
    return read_lexicon("attribution-words", AttributionWords)
