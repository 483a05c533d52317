"""Deeds behind losses, targets behind deeds: "confirmed the death of nine soldiers in an attack on a base in Gao".

Comes in: a parsed document. Goes out: the same document, in which "in an attack" is of the death, and "on a base" of
the attack. The parser may hang them on "confirmed", and then who told it tells nothing of them. "Confirmed the arrest
of two men in a letter", "claimed the attack on Telegram" stay.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_words

_AGAINST = frozenset({"on", "against"})
_LINKS = frozenset({"in", "during"}) | _AGAINST
_WHEN = frozenset({"DATE", "TIME"})


class DeathsIn(LexiconHeader, frozen=True, kw_only=True):
    """The file `deaths-in.yaml`."""

    losses: frozenset[str]
    deeds: frozenset[str]
    not_hit: frozenset[str]


@lru_cache(maxsize=1)
def load_deaths_in() -> DeathsIn:
    """Read the words, once."""
    return read_lexicon("deaths-in", DeathsIn)


def mend_deaths(doc: Doc) -> None:
    """Hang "in an attack" on the deaths right before it, and "on a base" on the attack."""
    words = load_deaths_in()
    for link in find_words(doc, _LINKS):
        if link.dep_ != "prep":
            continue
        if link.lower_ in _AGAINST:
            if _hits(link, words):
                link.head = link.nbor(-1)
            continue
        if link.head.pos_ != "VERB":
            continue
        loss = _loss_before(link, words)
        deed = next((c for c in link.rights if c.dep_ == "pobj"), None)
        if loss is not None and deed is not None and deed.lower_ in words.deeds:
            link.head = loss


def _hits(link: Token, words: DeathsIn) -> bool:
    """ "claimed responsibility for a bomb | attack on | a bus": what was hit, and not when, where or why it is told."""
    deed = link.doc[max(0, link.i - 1)]
    if deed.lower_ not in words.deeds or link.head not in deed.ancestors or link.head.i > deed.i:
        return False
    target = next((c for c in link.rights if c.dep_ == "pobj"), None)
    return (
        target is not None and target.ent_type_ not in _WHEN and target.lower_ not in words.not_hit
    )


def _loss_before(link: Token, words: DeathsIn) -> Token | None:
    """ "the death of nine soldiers" right before the preposition, as the object of its verb."""
    objects = (c for c in link.head.rights if c.dep_ == "dobj" and c.lower_ in words.losses)
    return next((noun for noun in objects if noun.right_edge.i == link.i - 1), None)
