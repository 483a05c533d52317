"""The words by which layout tells who speaks: labels, works with titles, people beside a quotation (`layout.yaml`).

Comes in: the file. Goes out: `LayoutWords`, read once. Decides nothing: see labels.py, floating.py, speech.py.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon


class LayoutWords(LexiconHeader, frozen=True, kw_only=True):
    """The file `layout.yaml`; its note tells what the lists are."""

    people: frozenset[str]
    asking: frozenset[str]
    answering: frozenset[str]
    desk: frozenset[str]
    fields: frozenset[str]
    works: frozenset[str]
    published: frozenset[str]
    asides: frozenset[str]
    retold: frozenset[str]
    directions: frozenset[str]
    topics: frozenset[str]


@lru_cache(maxsize=1)
def load_layout_words() -> LayoutWords:
    """Read the lexicon (once a process)."""
    return read_lexicon("layout", LayoutWords)
