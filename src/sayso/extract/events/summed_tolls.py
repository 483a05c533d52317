"""What a deed adds to: "The raid brought to 63 the number of police killed since January" – 63 were not killed in it.

Comes in: the token of a figure or a time, and that of a deed. Goes out: whether figure or time is of the whole that is
counted there, and not of the deed, or the other way about. Which figures and times a deed has is decided in
deed_figures.py and deed_times.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.voice import children, climb

_WHOLE = frozenset({"dobj", "nsubjpass"})


def is_time_of_sum(time: Token, deed: Token) -> bool:
    """ "since January" in the example is not when the raid was; nor "this year" in "took the toll this year to 9"."""
    noun = _sum_above(time) or _sum_before(time)
    return noun is not None and deed != noun and not noun.is_ancestor(deed)


def _sum_before(time: Token) -> Token | None:
    if time.dep_ != "npadvmod" or time.head.lemma_ not in load_circumstance_words().sums:
        return None
    return next((n for n in children(time.head, *_WHOLE) if _is_sum(n) and n.i < time.i), None)


def of_sum(counted: Token, deeds: Iterable[Trigger]) -> list[Trigger]:
    """Those deeds that a number can be of: "Three were shot, bringing to 63 the number of people killed".

    The 63 are of "killed", which stands within what is counted, and the three of "shot", which does not.
    """
    number, found = _noun_summed_to(counted), list(deeds)
    if number is None:
        return [deed for deed in found if not _is_of_other_sum(counted, deed.token)]
    inside = [d for d in found if d.token == number or number.is_ancestor(d.token)]
    is_told = any(t.dep_ in ("acl", "relcl") for t in number.subtree)
    return inside if inside or is_told else found


def _is_of_other_sum(counted: Token, deed: Token) -> bool:
    noun = _sum_above(deed)
    return noun is not None and noun != deed and not noun.is_ancestor(counted)


def _noun_summed_to(counted: Token) -> Token | None:
    """The "number" of "brings to 63 the number of people killed", from 63; of "the number of dead rose to 63", too."""
    link, words = counted.head, load_circumstance_words()
    if counted.dep_ == "dobj" and link.lemma_ in words.reaches:
        verb = link
    elif counted.dep_ == "pobj" and link.lower_ == "to":
        verb = next((up for up in climb(link) if up.lemma_ in words.sums | words.rises), link)
    else:
        return None
    return next((n for n in children(verb, *_WHOLE, "nsubj") if _is_sum(n)), None)


def _sum_above(token: Token) -> Token | None:
    return next((up for up in (token, *climb(token)) if _is_sum(up)), None)


def _is_sum(noun: Token) -> bool:
    words, verb = load_circumstance_words(), noun.head.lemma_
    if noun.lemma_.lower() not in words.rising:
        return False
    if noun.dep_ == "nsubj":
        return verb in words.rises or verb in words.reaches
    return noun.dep_ in _WHOLE and verb in words.sums
