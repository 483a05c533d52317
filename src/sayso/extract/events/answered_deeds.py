"""Deeds that another deed answers: "in revenge for the killing", "in response to rocket fire", "after the raid".

Comes in: the token of a deed. Goes out: whether the clause around it tells of another deed, done because of it. Whoever
did that one did not do this one. Finds no deeds itself.
"""

from __future__ import annotations

from collections.abc import Set

from spacy.tokens import Token

from sayso.extract.grammar.clauses import is_verb

_REVENGES = frozenset(
    {"revenge", "retaliation", "reprisal", "vengeance", "retribution", "payback", "retaliate"}
)
_TO = frozenset({"for", "to", "against"})
_AFTER = frozenset({"after", "following", "since", "over", "despite"})


def is_avenged(token: Token) -> bool:
    """ "revenge for the killing of their leader", "in retaliation for attacks": the deed before this one."""
    link = token.head
    if token.dep_ not in ("pobj", "pcomp") or link.lower_ not in _TO:
        return False
    first = link.head if link.dep_ == "conj" else link  # "for their arrests and for the siege"
    return first.head.lemma_ in _REVENGES


def is_answered_by(token: Token, retaliations: Set[str]) -> bool:
    """Whether a deed is what another deed answers: "shelled it in response to rocket fire", "fired after the raid"."""
    link = token.head
    if token.dep_ not in ("pobj", "pcomp"):
        return False
    if link.lower_ in _AFTER:
        return is_verb(link.head)
    return is_avenged(token) or (link.lower_ in _TO and link.head.lemma_.lower() in retaliations)


def is_told_of_avenged(token: Token, deed: Token) -> bool:
    """ "fired rockets in revenge for the massacre at Shati": where the massacre was, and not where the rockets fell."""
    for up in (token, *token.ancestors):
        if up == deed:
            return False
        if is_avenged(up):
            above = set(up.ancestors)
            return deed in above or (is_verb(deed.head) and deed.head in above)
    return False
