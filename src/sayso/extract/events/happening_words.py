"""The words by which two tellings are known for one happening: the lexicon `happenings.yaml`.

Comes in: the file. Goes out: `HappeningWords`, read once. Which tellings those are, is decided in happenings.py and the
modules that it asks.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon


class HappeningWords(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `happenings.yaml`; see the file for each row's meaning."""

    causing: frozenset[str]
    violent: frozenset[str]
    onslaughts: frozenset[str]
    harms: frozenset[str]
    deeds_of_their_own: frozenset[str]
    unmanned: frozenset[str]
    other: frozenset[str]
    comes: frozenset[str]
    moments: frozenset[str]
    leaves: frozenset[str]
    looks_on: frozenset[str]
    arms: frozenset[str]
    distinct: frozenset[str]


@lru_cache(maxsize=1)
def load_happening_words() -> HappeningWords:
    """Read the words, once."""
    return read_lexicon("happenings", HappeningWords)
