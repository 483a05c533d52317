"""Who is accused by those who look on: "Soldiers detained 60 men, and rights groups accuse them of torture".

Comes in: a pronoun that is accused, and a chain it may mean. Goes out: whether the chain is of those who were taken,
whom nobody but the law accuses. In "Police arrested two men. Prosecutors accuse them of murder" it is the men.
"""

from __future__ import annotations

from sayso.nlp.chains import Chain, Seen
from sayso.nlp.chains_so_far import ChainsSoFar

_ONLOOKERS = frozenset({"ngo", "civilians", "igo", "party", "media"})


def was_taken(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """Whether a chain is of the men that soldiers detained, in "and rights groups accuse them of torture"."""
    last, words, charge = chain.last, so_far.words, seen.head.head
    if last is None or seen.head.dep_ != "dobj" or charge.lemma_ not in words.alleges:
        return False
    if last.head.dep_ != "dobj" or last.head.head.lemma_ not in words.captures:
        return False
    accusers = (so_far.by_head.get(c.i) for c in charge.children if c.dep_ == "nsubj")
    return any(c is not None and c is not chain and c.kind in _ONLOOKERS for c in accusers)
