"""Deeds in which somebody died: "Mali's army confirmed the death of nine soldiers in an attack by militants".

Comes in: a parsed document. Goes out: the same document, in which "in an attack" is of the death. The parser may
hang it on "confirmed", and then who told it tells nothing of the attack. "Confirmed the arrest of two men in a
letter" stays.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_words


class DeathsIn(LexiconHeader, frozen=True, kw_only=True):
    """The file `deaths-in.yaml`."""

    losses: frozenset[str]
    deeds: frozenset[str]


@lru_cache(maxsize=1)
def load_deaths_in() -> DeathsIn:
    """Read the words, once."""
    return read_lexicon("deaths-in", DeathsIn)


def mend_deaths(doc: Doc) -> None:
    """Hang "in an attack" on the deaths right before it."""
    words = load_deaths_in()
    for link in find_words(doc, ("in", "during")):
        if link.dep_ != "prep" or link.head.pos_ != "VERB":
            continue
        loss = _loss_before(link, words)
        deed = next((c for c in link.rights if c.dep_ == "pobj"), None)
        if loss is not None and deed is not None and deed.lower_ in words.deeds:
            link.head = loss


def _loss_before(link: Token, words: DeathsIn) -> Token | None:
    """ "the death of nine soldiers" right before the preposition, as the object of its verb."""
    objects = (c for c in link.head.rights if c.dep_ == "dobj" and c.lower_ in words.losses)
    return next((noun for noun in objects if noun.right_edge.i == link.i - 1), None)
