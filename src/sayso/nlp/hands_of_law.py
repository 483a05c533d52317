"""Whom "they" and "he" cannot mean, for what he does to others: judges, the police, captors.

Comes in: a chain that a pronoun could mean, the pronoun, the chains so far. Goes out: whether the chain is who tried,
freed or holds those whom the pronoun means. Other tests of the kind: done_by_others.py.
"""

from __future__ import annotations

from sayso.nlp.chains import SUBJECTS, Chain, Seen
from sayso.nlp.chains_so_far import ChainsSoFar
from sayso.nlp.salience import is_they_of_others

_OF_LAW = frozenset({"court", "police"})
_UNDERGOES = frozenset({"dobj", "nsubjpass"})


def acts_by_law(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The judge heard her. He was convicted", "Police said they were tortured": not the judge, nor the police.

    Nor is the judge whose lawyer speaks, in "Judge Poe jailed Ann Roe. Her lawyer said".
    """
    last, words = chain.last, so_far.words
    if last is None or last.head.dep_ != "nsubj" or last.head.head.lower_ in words.found_so:
        return False
    is_officer = chain.kind in _OF_LAW or _has_office_of_law(chain, last, so_far)
    if seen.head.dep_ == "poss":
        return is_officer and seen.head.head.lemma_.lower() in words.defenders
    if seen.head.dep_ not in _UNDERGOES:
        return False
    if last.head.lemma_.lower() in words.mouthpieces and last.sentence == seen.sentence:
        # "said he had been shot"
        return seen.head.head.lemma_ in words.done_by_law or seen.head.head.lemma_ in words.harms
    if seen.head.head.lemma_ in words.accuses and not _is_brought_by_law(seen, so_far):
        return False  # "Police broke up a march. The students accused them of firing": the police
    verb = seen.head.head.lemma_
    return is_officer and (verb in words.done_by_law or verb in words.charges)


def _is_brought_by_law(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Prosecutors accused them": a charge of those who bring charges."""
    words = so_far.words
    tellers = [t for t in seen.head.head.lefts if t.dep_ in SUBJECTS]
    chains = [c for t in tellers if (c := so_far.by_head.get(t.i)) is not None]
    is_office = any(t.lemma_.lower() in words.officers_of_law for t in tellers)
    return not tellers or is_office or any(c.kind in _OF_LAW for c in chains)


def _has_office_of_law(chain: Chain, last: Seen, so_far: ChainsSoFar) -> bool:
    """ "the judge", "Judge Ann Poe"."""
    officers = so_far.words.officers_of_law
    return last.head.lemma_.lower() in officers or (
        chain.kind == "person" and not officers.isdisjoint(chain.roles)
    )


def freed_those(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Police freed five men. "They beat us," one said": not the police."""
    last = chain.last
    if last is None or last.head.dep_ != "nsubj" or not is_they_of_others(seen, so_far):
        return False
    return seen.head.dep_ == "nsubj" and last.head.head.lemma_ in so_far.words.frees


def holds_them(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Gunmen kidnapped five engineers. They were freed on Friday": not the gunmen.

    "They were arrested on Friday" may be said of either.
    """
    last, words = chain.last, so_far.words
    if last is None or last.head.dep_ != "nsubj" or seen.head.dep_ not in _UNDERGOES:
        return False
    capture, fate = last.head.head, seen.head.head
    if capture.lemma_ not in words.captures or fate.lemma_ not in words.fates_of_captives:
        return False
    held = (t for obj in capture.rights if obj.dep_ == "dobj" for t in obj.subtree)
    return any((c := so_far.by_head.get(t.i)) is not None and c is not chain for t in held)
