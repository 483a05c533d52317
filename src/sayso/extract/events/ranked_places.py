"""Where a deed was the worst: "the country's deadliest attack in years", "Kenya's third bombing since May".

Comes in: an owner and the noun of a deed. Goes out: whether the owner is only where the deed is counted, and has not
done it. "Israel's deadliest strike on Gaza" is Israel's, and so is whatever a group or an army owns.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.grammar.voice import children

_SUPERLATIVE = frozenset({"JJS", "RBS"})
_AIMS = frozenset({"on", "against", "at", "upon", "by"})
_PLACES = frozenset({"GPE", "LOC"})


def is_where_ranked(owner: Token, noun: Token) -> bool:
    """Whether an owner is a place in which a deed is ranked.

    "the city's worst bombing" → True; "Boko Haram's worst attack", "Israel's biggest raid on Jenin" → False
    """
    is_area = owner.lemma_.lower() in load_argument_words().ranked_in
    if not is_area and owner.ent_type_ not in _PLACES:
        return False
    words = children(noun, "amod")
    ranks = [t for t in words if t.tag_ in _SUPERLATIVE or t.ent_type_ == "ORDINAL"]
    ranks += [t for word in words for t in children(word, "advmod") if t.tag_ in _SUPERLATIVE]
    is_aimed = any(link.lower_ in _AIMS for link in children(noun, "prep"))
    return bool(ranks) and (is_area or not is_aimed)
