"""Arms that a pronoun or "the rocket" means: "A rocket hit a school. Israel said Hezbollah had fired it."

Comes in: the verb of a deed. Goes out: the word that stands for the arms, and the arms. With it "fired it" is a deed,
and the one that was told of: whoever fired the rocket hit the school.
"""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.grammar.voice import children

_IT = frozenset({"it", "them", "they"})
_KNOWN = frozenset({"the", "that", "this", "these", "those"})


class MeantArms(NamedTuple):
    """The word that stands for arms, and the lemma of these: "it", "rocket"."""

    word: Token
    arms: str


def arms_meant(verb: Token) -> MeantArms | None:
    """The arms told of in this sentence or the one before that somebody fired, planted or dropped.

    "A rocket hit a school. Israel said Hezbollah had fired it" → it, rocket; "had fired the rocket" → rocket, rocket
    """
    words = load_argument_words()
    if verb.lemma_ not in words.fires_arms:
        return None
    for thing in children(verb, "dobj", "nsubjpass"):
        lemma = thing.lemma_.lower()
        if lemma in words.fired_arms and any(c.lower_ in _KNOWN for c in children(thing, "det")):
            return MeantArms(thing, lemma)
        if thing.lower_ in _IT and (arms := _arms_before(thing)) is not None:
            return MeantArms(thing, arms)
    return None


def _arms_before(pronoun: Token) -> str | None:
    doc, first = pronoun.doc, pronoun.sent.start
    first = doc[first - 1].sent.start if first else first
    arms = load_argument_words().fired_arms
    return next(
        (t.lemma_.lower() for t in reversed(doc[first : pronoun.i]) if t.lemma_.lower() in arms),
        None,
    )


def fires_what_hit(later: Token, earlier: Token) -> bool:
    """Whether one deed fired the very arms of another: "Hezbollah had fired it" after "a rocket hit a school".

    So "planted the bomb" after "a bomb exploded", or after "a blast tore through a cafe".
    """
    meant = arms_meant(later)
    if meant is None or later.i < earlier.i:
        return False
    words = load_argument_words()
    if earlier.lemma_.lower() in words.blasts:
        return meant.arms in words.blasting_arms
    did = children(earlier, "nsubj", "compound", "nsubjpass")
    return any(t.lemma_.lower() == meant.arms for t in did)
