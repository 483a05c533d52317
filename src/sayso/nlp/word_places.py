"""Where in a Doc the words stand that a rule asks for, so that it needs no walk over every token.

Comes in: a Doc, and lower-case forms, or the values of a column. Goes out: the tokens, in text order.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import numpy as np
from spacy.tokens import Doc, Token

_PLACES = "sayso: where each word stands"


def find_words(doc: Doc, words: Collection[str]) -> list[Token]:
    """The tokens with one of these lower-case forms.

    "Gunmen shot nine and nine fled.", {"nine", "ten"} → [nine, nine]
    """
    places = _read_places(doc)
    if len(words) > len(places):
        found = [i for word, at in places.items() if word in words for i in at]
    else:
        found = [i for word in set(words) for i in places.get(word, ())]
    return [doc[i] for i in sorted(found)]


def find_valued(
    doc: Doc, column: Literal["TAG", "DEP", "POS", "SHAPE"], values: Collection[str]
) -> list[Token]:
    """The tokens with one of these values, as the columns are now: rules change them.

    "Gunmen shot nine.", "TAG", {"VBD"} → [shot]
    """
    strings = doc.vocab.strings
    column_ids: Any = doc.to_array([column])
    found = np.zeros(len(doc), dtype=bool)
    for value in values:  # a few: np.isin takes four times as long
        found |= column_ids == np.uint64(strings.add(value))
    return [doc[i] for i in np.flatnonzero(found).tolist()]


def _read_places(doc: Doc) -> dict[str, list[int]]:
    """Lower-case form → where it stands; made once, as no rule changes a word."""
    known: dict[str, list[int]] | None = doc.user_data.get(_PLACES)
    if known is not None:
        return known
    by_id: dict[int, list[int]] = {}
    for i, lower in enumerate(doc.to_array(["LOWER"]).tolist()):
        by_id.setdefault(lower, []).append(i)
    strings = doc.vocab.strings
    places = {strings[lower]: at for lower, at in by_id.items() if lower}
    doc.user_data[_PLACES] = places
    return places
