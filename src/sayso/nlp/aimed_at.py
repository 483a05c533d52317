"""What a deed was aimed at: "claimed responsibility for the attack on a hotel in Mogadishu".

Comes in: a parsed document. Goes out: the same document, in which "on a hotel" is of the attack right before it. The
parser may hang it on "claimed", and then the hotel's town is lost. "Claimed the attack on Monday", "on its channel"
stay.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_words

_TIMES = frozenset({"DATE", "TIME"})


class AimedAt(LexiconHeader, frozen=True, kw_only=True):
    """The file `aimed-at.yaml`."""

    deeds: frozenset[str]
    tells: frozenset[str]
    channels: frozenset[str]


@lru_cache(maxsize=1)
def load_aimed_at() -> AimedAt:
    """Read the words, once."""
    return read_lexicon("aimed-at", AimedAt)


def mend_aims(doc: Doc) -> None:
    """Hang "on a hotel" on the attack right before it."""
    words = load_aimed_at()
    for link in find_words(doc, ("on",)):
        if link.dep_ != "prep" or link.i == 0:
            continue
        deed = doc[link.i - 1]
        if deed.lower_ not in words.deeds or deed.pos_ != "NOUN" or link.head == deed:
            continue
        if link.head.lemma_ in words.tells and deed.i > link.head.i and _is_aim(link, words):
            link.head = deed


def _is_aim(link: Token, words: AimedAt) -> bool:
    """Whether something stands behind "on" that can be hit: no day, no channel."""
    noun = next((child for child in link.rights if child.dep_ == "pobj"), None)
    if noun is None or noun.ent_type_ in _TIMES:
        return False
    return noun.lower_ not in words.channels
