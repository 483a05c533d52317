"""Whom "they" cannot mean: the dead, those who fired first, a mere count of those hurt.

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
    things = {c.lower_ for c in deed.rights if c.dep_ in ("dobj", "advmod", "prt", "prep")}
    if words.fires_back[deed.lemma_] and things.isdisjoint(words.fires_back[deed.lemma_]):
        return False
    attack = last.head.head
    attacks = words.harms | words.shoots | words.hurls
    is_attack = last.head.dep_ == "nsubj" and attack.lemma_ in attacks
    return is_attack and seen.sentence - last.sentence <= 1


def are_only_counted(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Dozens were injured. The students accused them of firing": whoever is no more than a count, is not accused."""
    last, verb = chain.last, seen.head.head
    if last is None or chain.size > 1 or seen.head.dep_ != "dobj":
        return False
    if verb.lemma_ not in so_far.words.charges | so_far.words.alleges:
        return False
    return last.head.dep_ in _UNDERGOES and (
        last.head.pos_ == "NUM" or last.head.lower_ in so_far.words.counts
    )
