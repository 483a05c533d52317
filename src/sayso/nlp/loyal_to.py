"""Adjective phrases behind a noun: "youths loyal to the chief had burned the market".

Comes in: a parsed document. Goes out: the same document, in which the youths are the subject of what they did. The
parser makes a clause of "youths loyal to the chief", and the next verb is left without a subject, or the chief has it.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_words

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_HELPERS = frozenset({"aux", "auxpass"})
_PLURALS = frozenset({"NNS", "NNPS", "VBZ"})
_VERBS = frozenset({"VBD", "VBN", "VBP", "VBZ", "VB"})


class LoyalTo(LexiconHeader, frozen=True, kw_only=True):
    """The file `loyal-to.yaml`."""

    adjectives: frozenset[str]


@lru_cache(maxsize=1)
def load_loyal_to() -> LoyalTo:
    """Read the adjectives, once."""
    return read_lexicon("loyal-to", LoyalTo)


def mend_loyal(doc: Doc) -> None:
    """Give the verb behind "loyal to …" the noun before it for its subject."""
    for loyal in find_words(doc, load_loyal_to().adjectives):
        if not 0 < loyal.i < len(doc) - 3:
            continue
        to, noun = loyal.nbor(1), loyal.nbor(-1)
        if to.lower_ != "to":
            continue
        if noun.tag_ not in _PLURALS or noun.sent != loyal.sent:
            continue
        if noun.tag_ == "VBZ" and noun.dep_ not in _SUBJECTS:
            continue
        verb = _verb_behind(to)
        if verb is not None:
            _hang(noun, loyal, to, verb)


def _verb_behind(to: Token) -> Token | None:
    """The verb right behind whom they are loyal to."""
    whom = next((child for child in to.children if child.dep_ == "pobj"), None)
    if whom is None or whom.i + 1 >= len(whom.doc):
        return None
    after = whom.nbor(1)
    verb = after.head if after.dep_ in _HELPERS else after
    return verb if verb.tag_ in _VERBS and verb.i >= after.i else None


def _hang(noun: Token, loyal: Token, to: Token, verb: Token) -> None:
    if noun.tag_ == "VBZ":
        noun.tag_ = "NNS"
    others = [c for c in verb.children if c.dep_ in _SUBJECTS and c != noun]
    if any(other.i > to.i for other in others) or noun.is_ancestor(verb):
        return
    if loyal.is_ancestor(verb):
        verb.head, verb.dep_ = (loyal.head, loyal.dep_) if loyal.head != loyal else (verb, "ROOT")
    is_passive = any(child.dep_ == "auxpass" for child in verb.children)
    if noun.head == loyal or loyal.dep_ in ("ccomp", "amod"):
        noun.head, noun.dep_ = verb, "nsubjpass" if is_passive else "nsubj"
        loyal.head, loyal.dep_ = noun, "amod"
