"""Whose bodies are found: "Soldiers detained 17 villagers. Their charred bodies were found", the villagers'.

Comes in: a chain that a possessive can mean, the pronoun, and the chains so far. Goes out: whether the chain is of
those who took or harmed others just before: it is the bodies of these that are found.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.nlp.chains import Chain, Seen
from sayso.nlp.chains_so_far import ChainsSoFar


def took_the_dead(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Police arrested two students. Their bodies lay in a ditch": not the police's."""
    last, words = chain.last, so_far.words
    if last is None or seen.head.dep_ != "poss" or seen.head.head.lemma_ not in words.remains:
        return False
    subject = last.head
    while subject.dep_ in ("conj", "compound", "amod") and subject.head.i != subject.i:
        subject = subject.head
    verb = subject.head
    if subject.dep_ != "nsubj":
        return False
    if not any(verb.lemma_ in deeds for deeds in (words.captures, words.takes, words.kills)):
        return False
    return any(_is_another(thing, chain, so_far) for thing in verb.rights if thing.dep_ == "dobj")


def _is_another(thing: Token, chain: Chain, so_far: ChainsSoFar) -> bool:
    met = (so_far.by_head.get(token.i) for token in thing.subtree)
    return any(other is not None and other is not chain for other in met)
