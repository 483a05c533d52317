"""Whose deed it was for which somebody was taken: "Police arrested six men after they set fire to a mosque".

Comes in: a pronoun in a clause or sentence behind the verb of taking or freeing somebody, and a chain that it may mean.
Goes out: whoever was taken, or whether the chain is who took him, so that the pronoun means the other. Says nothing
where it is told how he was found ("after they raided a house"), which the police do, nor of "arrested ten after they
were attacked".
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.nlp.chains import Chain, Seen, sentence_before
from sayso.nlp.chains_so_far import ChainsSoFar

# So many sentences before "his release" it can be told who was taken.
_NEAR_HELD = 4


def find_taken(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Police arrested two men. They had planted a bomb": the men had; so in "A court jailed a clerk. She had lied".

    So with "Police shot a man. He had stabbed a guard"; not in "Soldiers killed two villagers. They had burned the
    village", nor where it is told how somebody was found: "They had received a tip".
    """
    deed, words = seen.head.head, so_far.words
    if seen.head.dep_ != "nsubj" or deed.tag_ != "VBN":
        return None
    if not any(c.lower_ == "had" for c in deed.lefts) or deed.lemma_ in words.looks_for:
        return None
    before = sentence_before(seen.head)
    if before is None:
        return None
    taking = before.root
    told = next((t for t in taking.rights if t.dep_ == "ccomp"), None)
    taking = (
        taking if told is None else told
    )  # "The chief said his men had arrested a clerk. He had lied"
    doer = next((so_far.by_head.get(t.i) for t in taking.lefts if t.dep_ == "nsubj"), None)
    hit = next((so_far.by_head.get(t.i) for t in taking.rights if t.dep_ == "dobj"), None)
    if doer is None or hit is None or hit is doer:
        return None
    if taking.lemma_ in words.takes:
        return hit
    is_shooting = taking.lemma_ in words.kills or taking.lemma_ in words.shoots
    if not is_shooting or deed.lemma_ not in words.harms:
        return None
    is_force = doer.kind == "armed_force" and hit.kind != "civilians"
    return hit if is_force or doer.kind == "police" else None


def is_taken(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "arrested [an editor]", "[the king] was deposed"."""
    verb = seen.head.head
    is_object = seen.head.dep_ in ("dobj", "nsubjpass")
    return is_object and (verb.lemma_ in so_far.words.takes or verb.lemma_ in so_far.words.seizes)


def find_held(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Soldiers seized the king. Their chief accused him of theft. Paris called for his release": the king's.

    Only where one person was taken before.
    """
    above, words = seen.head.head, so_far.words
    is_owner = seen.head.dep_ == "poss" and above.lemma_.lower() in words.custody
    is_freed = seen.head.dep_ == "dobj" and above.lemma_ in words.lets_go
    if not is_owner and not is_freed:
        return None
    held = [
        c
        for c in so_far.recent(seen, _NEAR_HELD)
        if c.is_taken and c.kind == "person" and not c.is_plural
    ]
    return held[0] if len(held) == 1 else None


def is_officer_of_clause(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """Whether a chain is who arrested, charged or freed those whom "they" means.

    "freed four nurses a week after they were kidnapped": not the rebels who freed them, but the nurses.
    """
    verb, words = _verb_above(seen.head, so_far), so_far.words
    last = chain.last
    if verb is None or last is None or last.head.head != verb or last.head.dep_ != "nsubj":
        return False
    if not any(verb.lemma_ in deeds for deeds in (words.charges, words.takes, words.frees)):
        return False
    return any(_is_other(t, chain, so_far) for t in verb.rights if t.i < seen.head.i)


def _verb_above(pronoun: Token, so_far: ChainsSoFar) -> Token | None:
    """The verb behind which a clause tells why or when: "arrested" for "after they set fire to it"."""
    clause = pronoun.head
    if pronoun.dep_ not in ("nsubj", "nsubjpass") or clause.dep_ != "advcl":
        return None
    marks = {child.lower_ for child in clause.lefts if child.dep_ in ("mark", "advmod")}
    if clause.head.i > clause.i or marks.isdisjoint(so_far.words.why_taken):
        return None
    if pronoun.dep_ == "nsubjpass":
        is_in_the_way = clause.lemma_ in so_far.words.harms
        return None if is_in_the_way and clause.head.lemma_ in so_far.words.takes else clause.head
    return clause.head if clause.lemma_ not in so_far.words.looks_for else None


def _is_other(token: Token, chain: Chain, so_far: ChainsSoFar) -> bool:
    taken = so_far.by_head.get(token.i)
    return token.dep_ == "dobj" and taken is not None and taken is not chain
