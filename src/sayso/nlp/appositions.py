"""Appositions: who stands right beside somebody and is the same.

Comes in: a mention and the chains so far. Goes out: the chain of whoever it is told of beside it, or None: by an
apposition, by a name behind an office, between dashes, in brackets, in disguise, by "called" or "known as". Who is
named or described again further on is found in told_again.py.
"""

from __future__ import annotations

from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.chains import (
    BODIES_OF_ONE,
    HUMANS,
    PLURAL_TAGS,
    Chain,
    Seen,
    is_by_name,
    may_be_same,
    names_agree,
)
from sayso.nlp.chains_so_far import ChainsSoFar

_DASHES = frozenset({"--", "–", "—", "-"})
_DEEPEST_OFFICE = 5
_CALLED = frozenset({"oprd", "dobj", "attr"})


def find_disguised(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "gunmen disguised as traders": the traders are the gunmen."""
    doc, token_at = so_far.reading.doc, so_far.reading.token_at
    first = token_at[seen.mention.span.start]
    if first < 3 or doc[first - 1].lower_ != "as":
        return None
    if doc[first - 2].lower_ not in so_far.words.disguises:
        return None
    return so_far.by_head.get(doc[first - 2].i - 1)


def find_apposed(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "Jane Poe, a spokesman for the group," and "the Front (TPLF)" """
    if seen.head.dep_ != "appos":
        return _name_behind(seen, so_far) or _called_so(seen, so_far)
    chain = so_far.by_head.get(seen.head.head.i)
    if chain is None or chain.last is None:
        return _office_before(seen, so_far)
    if _is_listed(chain, seen, so_far) or _is_set_apart(seen, so_far):
        return None
    fits = may_be_same(chain, seen) or _is_somebody_named(chain, seen, so_far)
    return chain if fits else _office_before(seen, so_far)


def find_right_before(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "the mayor, Nir Levy, and a doctor, Dana Cohen, said": the parse can hang the second name on the first."""
    doc, first = so_far.reading.doc, so_far.reading.token_at[seen.mention.span.start]
    after = seen.head.i + 1
    if seen.mention.kind != "person" or first < 2 or after >= len(doc):
        return None
    if doc[first - 1].text != "," or doc[after].text != ",":
        return None
    chain = so_far.by_head.get(doc[first - 2].i)
    if chain is None or chain.last is None or chain.last.determiner not in ("a", "an", "the"):
        return None
    fits = _is_somebody_named(chain, seen, so_far) or _is_nobody_yet(chain)
    return chain if fits else None


def find_between_dashes(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "the Extraditables -- drug traffickers wanted abroad -- said": who they are."""
    doc = so_far.reading.tokens
    first = so_far.reading.token_at[seen.mention.span.start]
    if first < 2 or doc[first - 1].text not in _DASHES:
        return None
    sentence = seen.head.sent
    if first - 2 < sentence.start:
        return None
    chain = so_far.by_head.get(first - 2)
    is_closed = any(t.text in _DASHES for t in doc[seen.head.i + 1 : sentence.end])
    if chain is None or not is_closed or not (chain.is_named or chain.actor):
        return None
    return chain if chain.kind in BODIES_OF_ONE and chain.kind == seen.mention.kind else None


def _name_behind(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "the news agency SANA said": the parse can make two subjects of a body and its name."""
    first = so_far.reading.token_at[seen.mention.span.start]
    before = so_far.reading.doc[first - 1] if first else None
    if before is None or not is_by_name(seen) or before.i not in so_far.by_head:
        return None
    if before.head.i != seen.head.head.i or before.dep_ != seen.head.dep_:
        return None
    chain = so_far.by_head[before.i]
    return chain if not chain.is_named and may_be_same(chain, seen) else None


def _called_so(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "A commander known as Aurelio", "a man called Abu Ali": who has the name."""
    call = seen.head.head
    if seen.head.dep_ == "pobj" and call.lower_ == "as":
        call = call.head
    elif seen.head.dep_ not in _CALLED:
        return None
    if call.dep_ != "acl" or call.lower_ not in load_apposed_names().called or not is_by_name(seen):
        return None
    chain = so_far.by_head.get(call.head.i)
    if chain is None or chain.is_named or chain.is_plural:
        return None
    return chain if may_be_same(chain, seen) else None


def _office_before(seen: Seen, so_far: ChainsSoFar) -> Chain | None:
    """ "The governor of Borno, Babagana Zulum,": the parse hangs the name on the last word of the office."""
    if seen.mention.kind != "person" or not is_by_name(seen):
        return None
    at = seen.head.head
    for _ in range(_DEEPEST_OFFICE):
        if at.dep_ not in {"pobj", "prep", "conj", "appos", "compound", "poss"}:
            return None
        at = at.head
        chain = so_far.by_head.get(at.i)
        if chain is None or chain.last is None or chain.kind not in {"person", *HUMANS}:
            continue
        is_office = not chain.is_named and not chain.is_plural and chain.last.head.i == at.i
        fits = may_be_same(chain, seen) or _is_somebody_named(chain, seen, so_far)
        return chain if is_office and fits else None
    return None


def _is_somebody_named(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "an official, Howard Ingram," and "Oleh, a farmer,": one person by name and by what he is."""
    is_name, has_name = is_by_name(seen), chain.is_named and not _is_office_only(chain)
    other = seen.mention.kind if has_name else chain.kind
    person = chain.kind if has_name else seen.mention.kind
    if has_name == is_name or person != "person" or other not in HUMANS:
        return False
    if chain.is_plural or seen.head.tag_ in PLURAL_TAGS:
        return False
    noun = chain.last.head.lower_ if is_name and chain.last is not None else seen.head.lower_
    return noun not in so_far.words.collectives


def _is_nobody_yet(chain: Chain) -> bool:
    """A single person who has no name so far."""
    return chain.kind == "person" and not chain.is_named and not chain.is_plural


def _is_set_apart(seen: Seen, so_far: ChainsSoFar) -> bool:
    return _is_behind_colon(seen, so_far) or _is_joined(seen, so_far) or _is_part(seen)


def _is_part(seen: Seen) -> bool:
    """ "Nine people, among them three nurses, died": some of them."""
    return any(t.dep_ == "prep" and t.lower_ == "among" for t in seen.head.lefts)


def _is_behind_colon(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Defence Ministry: nine rebels killed": not who the ministry is."""
    between = so_far.reading.doc[min(seen.head.i, seen.head.head.i) : seen.head.i]
    return any(token.text == ":" for token in between)


def _is_joined(seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "the army and the paramilitary Rapid Support Forces": two, whatever the parse makes of them."""
    first = so_far.reading.token_at[seen.mention.span.start]
    return first > 0 and so_far.reading.doc[first - 1].tag_ == "CC"


def _is_listed(chain: Chain, seen: Seen, so_far: ChainsSoFar) -> bool:
    """ "Judge Ann Poe, the lawyer Jon Roe, and", "the embassy, two banks and": the parse makes one of a list."""
    if chain.kind == "person" and chain.is_named and is_by_name(seen):
        return not names_agree(chain, seen)
    is_number = seen.head.tag_ == "NNS" and any(c.dep_ == "nummod" for c in seen.head.children)
    before = seen.head.head
    is_one = chain.kind != seen.mention.kind or before.lower_ not in so_far.words.collectives
    return is_number and before.tag_ == "NN" and is_one


def _is_office_only(chain: Chain) -> bool:
    """ "Israel's Permanent Representative, Yehuda Lancry,": an office in capitals is no name."""
    last = chain.last
    return chain.size == 1 and last is not None and (last.mention.actor or "").startswith("role:")
