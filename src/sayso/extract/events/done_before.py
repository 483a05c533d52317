"""Deeds that a report tells as known from before: "The group, which has attacked hotels in the past, did not comment".

Comes in: a verb. Goes out: whether its clause says that it was done before, or again and again, at no day. Dated deeds
become history by their dates (deed_drafts.py).
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import StatusFile
from sayso.extract.grammar.voice import children

_HAVE = frozenset({"has", "have", "'ve", "’ve"})
_TIMES = frozenset({"DATE", "TIME"})


def is_told_of_before(verb: Token, words: StatusFile) -> bool:
    """Whether a perfect says that something was done before now, on no day that is told.

    "has attacked judges before", "have previously kidnapped aid workers", "which has killed thousands"; not
    "has repeatedly shelled the town this week", nor "has killed nine"
    """
    if verb.tag_ != "VBN" or not any(c.lower_ in _HAVE for c in children(verb, "aux")):
        return False
    below = [*verb.children]
    adverbs = {c.lower_ for c in below if c.dep_ in ("advmod", "npadvmod")}
    phrases = {
        f"{c.lower_} {thing.lemma_.lower()}"
        for c in below
        if c.dep_ == "prep"
        for thing in children(c, "pobj")
    }
    is_before = not words.done_before.isdisjoint(adverbs | phrases)
    is_before = is_before or _ends_in_before(verb)
    is_before = is_before or _are_countless(verb, words)
    is_often = verb.dep_ == "relcl" and not words.again_and_again.isdisjoint(adverbs)
    if not is_before and not is_often:
        return False
    return not any(_is_day(c) for c in below)


def _ends_in_before(verb: Token) -> bool:
    """ "has attacked judges | before": with nothing behind it."""
    return any(c.lower_ == "before" and not any(True for _ in c.children) for c in verb.rights)


def _are_countless(verb: Token, words: StatusFile) -> bool:
    """ "which has killed | thousands of people", "War broke out. It has killed | tens of thousands": over the years."""
    is_it = any(c.lower_ == "it" or c.lower_ in words.lasting for c in children(verb, "nsubj"))
    return (verb.dep_ == "relcl" or is_it) and any(
        thing.lower_ in words.countless for thing in children(verb, "dobj")
    )


def _is_day(child: Token) -> bool:
    """ "this week", "on Monday", "since May"; not "in the past"."""
    named = [child, *children(child, "pobj")]
    is_past = any(t.lower_ in ("past", "before") for t in named)
    return not is_past and any(t.ent_type_ in _TIMES for t in named)
