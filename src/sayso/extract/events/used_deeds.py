"""Deeds that somebody makes use of: "should not use these atrocities to excuse abuses", "used the raid as a pretext".

Comes in: a verb and the noun of a deed. Goes out: whether the verb only makes use of a deed that was done before. Who
does so has not done it. "Used violence to silence critics" tells what was done.
"""

from __future__ import annotations

from spacy.tokens import Token

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such"})
_AIMS = frozenset({"xcomp", "advcl"})


def makes_use_of(verb: Token, noun: Token) -> bool:
    """ "used the massacre to justify a war": of one that is known already, to some end."""
    if verb.lemma_ != "use" or noun.dep_ not in ("dobj", "nsubjpass"):
        return False
    is_known = any(c.lower_ in _DEFINITE or c.dep_ == "poss" for c in noun.lefts)
    ends = [c for t in (verb, noun) for c in t.rights if c.i > noun.i]
    return is_known and any(c.dep_ in _AIMS or c.lower_ == "as" for c in ends)
