"""Whom a pronoun behind an allegation cannot mean: whoever alleges a deed does not allege it of himself.

Comes in: a chain that the pronoun can mean, the pronoun, the chains so far. Goes out: whether the chain is of those
who allege. Whom it means of the others is decided in pronouns.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.nlp.chains import SUBJECTS, Chain, Seen, told_clauses
from sayso.nlp.chains_so_far import ChainsSoFar


def find_hinted(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Rome said a jet of the alliance had been seen, suggesting that it was behind the attack": the alliance.

    Whoever hints at a deed hints at those of whom his words tell, and not at himself.
    """
    if seen.head.dep_ not in SUBJECTS:
        return None
    for clause in told_clauses(seen.head):
        hint = clause.head
        if hint.lemma_ not in so_far.words.hints or hint.tag_ != "VBG" or hint.dep_ != "advcl":
            continue
        told = next((t for t in hint.head.children if t.dep_ in SUBJECTS), None)
        words = [told, *told.subtree] if told is not None and told.i < hint.i else []
        for token in words:
            chain = so_far.by_head.get(token.i)
            if chain is not None:
                return chain
    return None


def alleges_it(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Prosecutors charged two guards, alleging that they drowned a boy": not the prosecutors drowned him.

    "Farmers sued the mine, alleging that they had been cheated" may be the farmers.
    """
    last = chain.last
    if last is None or seen.head.dep_ != "nsubj":
        return False
    if any(child.dep_ == "auxpass" for child in seen.head.head.children):
        return False
    return any(
        clause.head.lemma_ in so_far.words.alleges and _teller_of(clause.head) == last.head
        for clause in told_clauses(seen.head)
    )


def _teller_of(alleging: Token) -> Token | None:
    """Who alleges: the participle's own subject, or that of the clause it hangs on."""
    for verb in (alleging, alleging.head):
        subject = next((t for t in verb.children if t.dep_ in SUBJECTS and t.i < verb.i), None)
        if subject is not None or alleging.dep_ not in ("advcl", "conj"):
            return subject
    return None
