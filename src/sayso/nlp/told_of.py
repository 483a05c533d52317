"""Told of: who "he" and "she" are in the words of somebody who tells of another.

Comes in: a pronoun and the chains so far. Goes out: the client of a lawyer or spokesman who tells of him, and whether
somebody tells of a victim named before and not of himself. Other pronouns: pronouns.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from sayso.nlp.chains import SUBJECTS, Chain, Seen
from sayso.nlp.chains_so_far import ChainsSoFar

_UNDERGOES = frozenset({"dobj", "nsubjpass"})


def find_client(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Torres fled. Her lawyer said she had been beaten": Torres; so with kin who tell what befell somebody."""
    for teller in _tellers(seen.head):
        client = _client_of(teller, so_far)
        if (
            client is None
            or client is so_far.by_head.get(teller.i)
            or _is_wife(teller, seen, so_far)
        ):
            continue
        if _speaks_for(teller, so_far) or _befalls(seen, so_far):
            return None if _is_lawyers_work(seen, so_far) else client
    return None


def whom_it_befell(near: list[Chain], seen: Seen, so_far: ChainsSoFar) -> list[Chain]:
    """Those to whom harm was done, where it is told of one, or of his body: "They killed Poe. … burned his body"."""
    harmed = [c for c in near if c.is_harmed]
    if harmed and seen.head.dep_ == "poss":
        return harmed if seen.head.head.lemma_.lower() in so_far.words.corpses else near
    if not harmed:
        return near
    return [c for c in near if c.is_harmed or not _tells_of_victim(c, seen, so_far)]


def _tells_of_victim(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "A nun was found dead. A rebel commander said she had been shot": the commander tells, and not of himself."""
    is_teller = any(so_far.by_head.get(t.i) is chain for t in _tellers(seen.head))
    if not is_teller or not _befalls(seen, so_far):
        return False
    verb = seen.head.head
    if verb.tag_ == "VBN" and verb.lemma_ in so_far.words.kills:
        return True  # "Captain Kiir said rebels had killed him"
    return not chain.is_named and bool(_nouns(chain) & so_far.words.tells_of_others)


def is_harmed(seen: Seen, so_far: ChainsSoFar) -> bool:
    """Whether something befell somebody there: "[a teacher] was shot", "[he] fell", "as for [the teacher]"."""
    head, verb = seen.head, seen.head.head
    words = so_far.words
    if head.dep_ in _UNDERGOES:
        is_dead = any(c.dep_ == "oprd" and c.lower_ == "dead" for c in verb.children)
        return is_dead or verb.lemma_ in words.harms or verb.lemma_ in words.done_by_law
    if head.dep_ == "nsubj":
        return verb.lemma_ in words.mishaps
    return head.dep_ == "pobj" and verb.lower_ == "for" and verb.head.lower_ == "as"


def _tellers(pronoun: Token) -> Iterator[Token]:
    """The subjects of the verbs that a pronoun's clause is told by: "[Her lawyer] said she had been beaten"."""
    clause = pronoun
    for verb in pronoun.ancestors:
        if clause.dep_ == "ccomp":
            yield from (c for c in verb.children if c.dep_ == "nsubj" and c.i < pronoun.i)
        clause = verb


def _client_of(teller: Token, so_far: ChainsSoFar) -> Chain | None:
    """Whose lawyer, spokesman or kin somebody is: "[his] lawyer", "Ana Poe, [the driver]'s lawyer".

    So in "a lawyer for [the driver]", "the father of [the driver]".
    """
    nouns = (teller, *(c for c in teller.rights if c.dep_ == "appos"))
    owners = (c for noun in nouns for c in _owners(noun))
    found = (so_far.by_head.get(owner.i) for owner in owners)
    return next((chain for chain in found if chain is not None), None)


def _is_wife(teller: Token, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "The wife of the driver said she had been shot": she herself."""
    gender = so_far.gender_of_pronoun(seen.head.lower_)
    return gender is not None and so_far.words.spouses.get(teller.lemma_.lower()) == gender


def _owners(noun: Token) -> Iterator[Token]:
    yield from (c for c in noun.lefts if c.dep_ == "poss")
    links = (c for c in noun.rights if c.dep_ == "prep" and c.lower_ in ("for", "of"))
    yield from (c for link in links for c in link.children if c.dep_ == "pobj")


def _speaks_for(teller: Token, so_far: ChainsSoFar) -> bool:
    nouns = (teller, *(c for c in teller.rights if c.dep_ == "appos"))
    callings = (so_far.words.mouthpieces, so_far.words.defenders)
    return any(noun.lemma_.lower() in words for noun in nouns for words in callings)


def _befalls(seen: Seen, so_far: ChainsSoFar) -> bool:
    verb, words = seen.head.head, so_far.words
    if seen.head.dep_ in _UNDERGOES:
        return verb.lemma_ in words.harms or verb.lemma_ in words.done_by_law
    return seen.head.dep_ == "nsubj" and verb.lemma_ in words.mishaps


def _is_lawyers_work(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "His lawyer said he would appeal": what who speaks for somebody does himself."""
    return seen.head.dep_ in SUBJECTS and seen.head.head.lemma_ in so_far.words.pleads


def _nouns(chain: Chain) -> set[str]:
    return {word for words in chain.words for word in words.split()}
