"""Whether the clause around a place in the text looks back or ahead: "met on Monday", "will meet on Monday".

Comes in: a reading, a character offset, and the words that tell of plans. Goes out: past, future, or None.
Does not look further than the verb that governs the place and that verb's auxiliaries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from spacy.tokens import Token

from sayso.nlp.readings import Reading

_MOST_STEPS = 12


def tense_at(
    reading: Reading, start: int, words: Mapping[str, Mapping[str, object]]
) -> Literal["past", "future"] | None:
    """The tense of the clause at a character offset.

    "They will meet on Monday." at "Monday" → future
    """
    index = reading.token_at.get(start)
    token = reading.doc[index] if index is not None else None
    for _ in range(_MOST_STEPS):
        if token is None:
            return None
        tense = _tense_of(token, words)
        if tense is not None:
            return tense
        token = token.head if token.head is not token and token.head.i != token.i else None
    return None


def _tense_of(
    token: Token, words: Mapping[str, Mapping[str, object]]
) -> Literal["past", "future"] | None:
    if token.lemma_.lower() in words["future_cues"] and token.tag_ in (
        "VBN",
        "JJ",
        "VBG",
        "RB",
        "VBP",
        "VBZ",
    ):
        return "future"
    if token.pos_ not in ("VERB", "AUX"):
        return None
    auxiliaries = [child for child in token.children if child.dep_ in ("aux", "auxpass")]
    if any(child.lower_ in words["future"] for child in auxiliaries):
        return "past" if any(child.lower_ == "have" for child in auxiliaries) else "future"
    if any(child.lower_ == "to" for child in auxiliaries) and token.tag_ == "VB":
        return "future" if token.dep_ not in ("advcl",) else None
    if token.tag_ in ("VBD", "VBN") or any(child.tag_ == "VBD" for child in auxiliaries):
        return "past"
    return None
