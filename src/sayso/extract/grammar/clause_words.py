"""The words that clauses are read by: the lexicon `clauses.yaml`.

Comes in: the file. Goes out: `ClauseWords`, read once. Reads no clauses: see clauses.py and noun_phrases.py.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon


class ClauseWords(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `clauses.yaml`; see the file for each row's meaning."""

    gives: frozenset[str]
    starts: frozenset[str]
    leaves_to: frozenset[str]
    done_to: frozenset[str]
    directed: frozenset[str]
    undirected: frozenset[str]
    calls: dict[str, tuple[str, ...]]
    told_of: frozenset[str]
    harms: frozenset[str]
    left_so: frozenset[str]
    causes: frozenset[str]
    reacting: frozenset[str]
    deeds: frozenset[str]
    rescues: frozenset[str]
    speech: frozenset[str]
    hurts: frozenset[str]
    extorted: frozenset[str]
    binds: frozenset[str]
    orders: frozenset[str]
    taking_part: frozenset[str]
    foiling: frozenset[str]
    measures: frozenset[str]
    belonging: dict[str, str]
    taking: frozenset[str]
    taken_as: frozenset[str]
    answering: frozenset[str]
    trials: frozenset[str]
    examines: frozenset[str]
    judged_as: frozenset[str]


@lru_cache(maxsize=1)
def load_clause_words() -> ClauseWords:
    """Read the words, once."""
    return read_lexicon("clauses", ClauseWords)
