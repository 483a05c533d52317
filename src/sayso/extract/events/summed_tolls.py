"""What a deed adds to: "The raid brought to 63 the number of police killed since January" – 63 were not killed in it.

Comes in: the token of a figure or a time, and that of a deed. Goes out: whether figure or time is of the whole that is
counted there, and not of the deed, or the other way about. Which figures and times a deed has is decided in
deed_figures.py and deed_times.py.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.circumstance_words import load_circumstance_words
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


def is_figure_of_other(counted: Token, deed: Token) -> bool:
    """ "Three were shot, bringing to 63 the number of people killed": three were shot, and 63 killed.

    True of the 63 and "shot", and of the three and "killed".
    """
    noun, number = _sum_above(deed), _noun_summed_to(counted)
    if noun is not None and noun != deed:
        return number != noun and not noun.is_ancestor(counted)
    return number not in (None, deed) and _tells_harm(number)


def _tells_harm(number: Token | None) -> bool:
    """ "the number of people killed", "the toll of those who drowned"; "the death toll" is the deed's, too."""
    return number is not None and any(t.dep_ in ("acl", "relcl") for t in number.subtree)


def _noun_summed_to(counted: Token) -> Token | None:
    """The "number" of "brings to 63 the number of people killed", from 63."""
    link = counted.head
    if link.lower_ != "to" or counted.dep_ != "pobj":
        return None
    sums = load_circumstance_words().sums
    verb = next((up for up in climb(link) if up.lemma_ in sums), None)
    return None if verb is None else next((n for n in children(verb, *_WHOLE) if _is_sum(n)), None)


def _sum_above(token: Token) -> Token | None:
    return next((up for up in (token, *climb(token)) if _is_sum(up)), None)


def _is_sum(noun: Token) -> bool:
    words = load_circumstance_words()
    is_count = noun.dep_ in _WHOLE and noun.lemma_.lower() in words.rising
    return is_count and noun.head.lemma_ in words.sums
