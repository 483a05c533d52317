"""The words that tell who a source is, whom it speaks to and by what channel: the lexicon `sources.yaml`.

Comes in: the file. Goes out: `SourceWords`, read once. Decides nothing: see speakers.py, addressees.py, channels.py.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from sayso.lexicon import LexiconHeader, read_lexicon


class ChannelRow(msgspec.Struct, frozen=True, kw_only=True):
    """Prepositions with the nouns that name a channel behind them: "on" with "television"."""

    by: frozenset[str]
    nouns: frozenset[str]
    bare: bool = False


class SourceWords(LexiconHeader, frozen=True, kw_only=True):
    """The file `sources.yaml`; its note tells what the lists are."""

    hidden: tuple[str, ...]
    hidden_speech: tuple[str, ...]
    speaks: frozenset[str]
    somebody_endings: tuple[str, ...]
    some_people: frozenset[str]
    crowds: frozenset[str]
    wholes: frozenset[str]
    groups: frozenset[str]
    bodies: frozenset[str]
    documents: frozenset[str]
    media: frozenset[str]
    newsy: frozenset[str]
    media_parts: frozenset[str]
    authors: frozenset[str]
    read_by: frozenset[str]
    channels: tuple[ChannelRow, ...]
    platforms: frozenset[str]
    only_behind: dict[str, frozenset[str]]
    only_sent: frozenset[str]
    messages: frozenset[str]
    speaking: frozenset[str]
    reached: frozenset[str]
    formerly: frozenset[str]
    told: frozenset[str]
    always_heard: frozenset[str]
    apologises: frozenset[str]
    heard_by: frozenset[str]
    told_with: frozenset[str]
    spoken: dict[str, frozenset[str]]
    spoken_nouns: frozenset[str]
    talks: frozenset[str]
    sent: frozenset[str]
    publishing: frozenset[str]


@lru_cache(maxsize=1)
def load_source_words() -> SourceWords:
    """Read the words, once."""
    return read_lexicon("sources", SourceWords)
