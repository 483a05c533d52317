"""Fields of the news that use the words of politics and war for other things, as data.

Comes in: `lexicons/other-worlds.yaml`. Goes out: `Worlds`, with spaCy's numbers for the words. Looks at no text.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from spacy.strings import get_string_id

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import ActorKind


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of the news: its words, those of which one is enough, and whose presence keeps a sentence out of it.

    `kept_by_arms`: a word for arms does so, too: "The bomb killed the driver of the bus".
    """

    name: str
    kept_by: frozenset[ActorKind]
    kept_by_arms: bool = False
    words: frozenset[str]
    sure: frozenset[str] = frozenset()


class GameWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of deeds at games: verbs never said of play, verbs that are not with such a word, places and links."""

    unplayed: frozenset[str]
    unplayed_with: dict[str, frozenset[str]]
    games: frozenset[str]
    links: frozenset[str]


class WorldFile(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """lexicons/other-worlds.yaml. stays: kinds of the event lexicon that no field takes away; arms: words for arms."""

    stays: frozenset[str]
    arms: frozenset[str]
    at_games: GameWords
    fields: tuple[Field, ...]


class Worlds(msgspec.Struct, frozen=True):
    """The fields with spaCy's numbers for all their words, and for the sure ones among them."""

    stays: frozenset[str]
    arms: frozenset[int]
    at_games: GameWords
    fields: tuple[tuple[Field, frozenset[int], frozenset[int]], ...]


def load_worlds() -> Worlds:
    """Read lexicons/other-worlds.yaml."""
    file = read_lexicon("other-worlds", WorldFile)
    fields = tuple((f, _ids(f.words | f.sure), _ids(f.sure)) for f in file.fields)
    return Worlds(file.stays, _ids(file.arms), file.at_games, fields)


def _ids(words: Iterable[str]) -> frozenset[int]:
    return frozenset(get_string_id(word) for word in words)
