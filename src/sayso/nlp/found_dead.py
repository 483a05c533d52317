"""Who "they" are that died: "The bodies of 65 migrants were found. It was unclear how they had died" → the migrants.

Comes in: a pronoun and the chains it may mean. Goes out: the chain of those whose bodies were told of last, where the
pronoun dies; none elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.nlp.chains import Chain, Seen
from sayso.nlp.chains_so_far import ChainsSoFar


def find_dead(near: Sequence[Chain], seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """The chain of whose bodies were told of, for who has died."""
    verb, words = seen.head.head, so_far.words
    is_subject = seen.head.dep_ in ("nsubj", "nsubjpass")
    if not is_subject or verb.lemma_ not in words.kills or verb.tag_ == "VBG":
        return None
    if seen.head.dep_ == "nsubj" and verb.lemma_ not in words.mishaps:
        return None
    return next((c for c in near if _is_found(c, words.remains)), None)


def _is_found(chain: Chain, remains: frozenset[str]) -> bool:
    """ "the bodies of 65 [migrants]"."""
    link = chain.last.head.head if chain.last is not None else None
    return link is not None and link.lower_ == "of" and link.head.lemma_.lower() in remains
