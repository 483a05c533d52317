"""Times of what a deed answers: "fired rockets in response to a raid on Tuesday" dates the raid, not the rockets.

Comes in: a time of a sentence, and the tokens of all deeds. Goes out: where the words for the reason begin in which the
time stands, or None. What stands before them was done at another time, what stands in them at this one.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

from spacy.tokens import Token

from sayso.extract.attribution.owning_up import load_owning_up
from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.grammar.voice import is_verb
from sayso.model import TimeInterval

_LONGEST = 20
_ANSWERING = frozenset({"to", "for", "against"})
_BLAMING = frozenset({"over", "with", "for"})
_CLAUSES = frozenset({"VBD", "VBZ", "VBP", "MD", "WP", "WDT", ",", ".", ":"})
# A trial or an arrest is news; so old is only what it is about.
_OLD = timedelta(31)


def find_reason(
    token: Token, time: TimeInterval, deeds: Set[int], published: str | None
) -> int | None:
    """Where the reason begins that a time stands in, or None.

    "killed two soldiers in retaliation for the execution of a commander on Friday" → at "for"
    """
    for at in range(token.i - 1, max(token.sent.start, token.i - _LONGEST), -1):
        link = token.doc[at]
        if link.tag_ in _CLAUSES and not _is_before_place(link):
            return None
        if _is_of_answer(link) or (
            _is_of_blame(link) and _is_old(time, published) and _has_deed(at, token.i, deeds)
        ):
            return at
    return None


def _is_of_answer(link: Token) -> bool:
    """ "in response to", "in retaliation for", "revenge for"."""
    words, noun = load_owning_up(), link.nbor(-1).lemma_.lower()
    return link.lower_ in _ANSWERING and (noun in words.revenges or noun in words.answers)


def _is_of_blame(link: Token) -> bool:
    """ "was jailed over", "was arrested in connection with", "acquitted him of", "quashed their conviction for"."""
    if link.lower_ not in _BLAMING and link.lower_ != "of":
        return False
    words, doc = load_circumstance_words(), link.doc
    before = doc[max(link.sent.start, link.i - _LONGEST) : link.i]
    told = [t for t in before if is_verb(t) or t.lemma_.lower() in words.verdicts]
    if not told:
        return False
    lemma = told[-1].lemma_.lower()
    is_of_court = lemma in words.trying or lemma in words.verdicts
    return is_of_court or (link.lower_ != "of" and lemma in words.holding)


def _is_before_place(comma: Token) -> bool:
    """ "acquitted him of murder, in a camp near Brcko in 1992": the comma ends nothing."""
    return comma.text == "," and comma.i + 1 < len(comma.doc) and comma.nbor(1).dep_ == "prep"


def _has_deed(first: int, last: int, deeds: Set[int]) -> bool:
    return any(first < i < last for i in deeds)


def _is_old(time: TimeInterval, published: str | None) -> bool:
    if time.end is None or published is None:
        return time.grain == "year"
    try:
        return date.fromisoformat(time.end[:10]) < date.fromisoformat(published[:10]) - _OLD
    except ValueError:
        return False
