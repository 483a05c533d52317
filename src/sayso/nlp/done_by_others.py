"""Whom "they" cannot mean for what was done before: the dead, and those who fired first.

Comes in: a chain that a pronoun could mean, the pronoun, the chains so far. Goes out: whether the chain is out of the
question. Other tests of the kind stand in pronouns.py.
"""

from __future__ import annotations

from sayso.nlp.chains import Chain, Seen
from sayso.nlp.chains_so_far import ChainsSoFar

_UNDERGOES = frozenset({"dobj", "nsubjpass"})


def was_killed_before(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "killed nine people before they were shot dead": who was dead by then is not shot."""
    last, clause = chain.last, seen.head.head
    if last is None or last.head.head != clause.head or clause.dep_ != "advcl":
        return False
    is_killed = last.head.dep_ == "dobj" and clause.head.lemma_ in so_far.words.kills
    return is_killed and any(c.dep_ == "mark" and c.lower_ == "before" for c in clause.lefts)


def is_dead(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Rebels raided the town and killed nine people. They burned the market": the nine did not.

    What the dead had done before they died they may have done: "They had attacked a post."
    """
    last, deed = chain.last, seen.head.head
    if last is None or last.sentence >= seen.sentence or seen.head.dep_ != "nsubj":
        return False
    if deed.tag_ != "VBD" or deed.lemma_ not in so_far.words.harms:
        return False
    death = last.head.head
    return last.head.dep_ in _UNDERGOES and death.lemma_ in so_far.words.kills


def fired_first(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Gunmen ambushed soldiers. They returned fire": the soldiers did."""
    words, last, deed = so_far.words, chain.last, seen.head.head
    if last is None or seen.head.dep_ != "nsubj" or not last.is_subject:
        return False
    if deed.lemma_ not in words.fires_back:
        return False
    things = {c.lower_ for c in deed.rights if c.dep_ in ("dobj", "advmod", "prt")}
    if words.fires_back[deed.lemma_] and things.isdisjoint(words.fires_back[deed.lemma_]):
        return False
    attack = last.head.head
    is_attack = last.head.dep_ == "nsubj" and attack.lemma_ in words.harms | words.shoots
    return is_attack and seen.sentence - last.sentence <= 1
