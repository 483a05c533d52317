"""Bounds of numbers that the parser takes for prepositions: "said over half of the town had been destroyed".

Comes in: a parsed document. Goes out: the same document, in which such a sentence has the parse of "said nearly half of
the town …". Else "over half" is no part of what was said, and whoever said it is who was driven out. So with "said
between three and five civilians were killed", whom nobody would be else.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_words

_MEASURES = frozenset({"DATE", "TIME", "QUANTITY", "PERCENT", "MONEY"})
# "between three and five | young | men".
_LONGEST = 6


class FractionBounds(LexiconHeader, frozen=True, kw_only=True):
    """The file `fraction-bounds.yaml`: words for bounds, numbers and fractions, and what is shown for a bound."""

    bounds: frozenset[str]
    numbers: frozenset[str]
    fractions: frozenset[str]
    shown: str


@lru_cache(maxsize=1)
def load_fraction_bounds() -> FractionBounds:
    """Read the words, once."""
    return read_lexicon("fraction-bounds", FractionBounds)


def mend_fractions(nlp: Language, doc: Doc) -> None:
    """Give sentences with a misread bound the parse of what they mean."""
    lexicon = load_fraction_bounds()
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    for bound in find_words(doc, lexicon.bounds | {"between"}):
        behind = [t.lower_ for t in doc[bound.i + 1 : bound.i + 3]]
        if _is_misread(bound, behind, lexicon) or _opens_range(bound):
            sentence = bound.sent
            shown = changes.setdefault((sentence.start, sentence.end), {})
            shown[bound.i - sentence.start] = Shown(lexicon.shown, "RB")
    parse_again(nlp, doc, changes)


def _is_misread(bound: Token, behind: list[str], lexicon: FractionBounds) -> bool:
    """ "said | over half", "and that over | a third": a verb's preposition, or its mark, before a fraction."""
    is_fraction = bool(lexicon.fractions.intersection(behind[:1])) or (
        len(behind) == 2 and behind[0] in lexicon.numbers and behind[1] in lexicon.fractions
    )
    return is_fraction and bound.dep_ in ("prep", "prt", "mark") and bound.head.tag_[:2] == "VB"


def _opens_range(bound: Token) -> bool:
    """ "said | between | three and five civilians were killed": so many of them, and no place between."""
    if bound.lower_ != "between" or bound.dep_ != "prep" or bound.head.tag_[:2] != "VB":
        return False
    counted = next((child for child in bound.rights if child.dep_ == "pobj"), None)
    if counted is None or counted.tag_ != "NNS" or counted.ent_type_ in _MEASURES:
        return False
    tags = [t.tag_ if t.lower_ != "and" else "and" for t in bound.doc[bound.i + 1 : bound.i + 4]]
    return tags == ["CD", "and", "CD"] and counted.i <= bound.i + _LONGEST
