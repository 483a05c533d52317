"""Whom "they" cannot mean: the dead, those who fired first, a mere count of those hurt.

Comes in: a chain that a pronoun could mean, the pronoun, the chains so far. Goes out: whether the chain is out of the
question. Other tests of the kind stand in pronouns.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.nlp.chains import Chain, Seen
from sayso.nlp.chains_so_far import ChainsSoFar

_NONE = frozenset({"no", "none", "nothing", "nobody", "neither"})
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
    attacks = (words.harms, words.shoots, words.hurls)
    is_attack = last.head.dep_ == "nsubj" and any(attack.lemma_ in deeds for deeds in attacks)
    return is_attack and seen.sentence - last.sentence <= 1


def are_only_counted(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Dozens were injured. The students accused them of firing": whoever is no more than a count, is not accused."""
    last, verb = chain.last, seen.head.head.lemma_
    if last is None or chain.size > 1 or seen.head.dep_ != "dobj":
        return False
    if verb not in so_far.words.charges and verb not in so_far.words.alleges:
        return False
    return last.head.dep_ in _UNDERGOES and (
        last.head.pos_ == "NUM" or last.head.lower_ in so_far.words.counts
    )


def denies_in_words(last: Seen) -> bool:
    """ "The coalition said its planes had carried out no strikes": whoever is told of next, it is neither of them."""
    if last.head.dep_ != "nsubj":
        return False
    verb = last.head.head
    return any(_is_denied(v) for v in (verb, *(c for c in verb.children if c.dep_ == "ccomp")))


def _is_denied(verb: Token) -> bool:
    """ "had not struck it", "carried out no strikes"."""
    things = (t for c in verb.children if c.dep_ == "dobj" for t in c.lefts)
    return any(t.dep_ == "neg" or t.lower_ in _NONE for t in (*verb.children, *things))
