"""Names of bodies that are made of other words: "the March 23 Movement", "the IOM Displacement Tracking Matrix".

Comes in: a token. Goes out: whether it stands in such a name before the noun that ends it. Does not say which body.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Token

from sayso.lexicon import LexiconHeader, read_lexicon

_LONGEST = 6
_NAMING = frozenset({"PROPN", "NOUN", "ADJ", "NUM", "VERB"})
_SHORT_WORD = 3


class BodyNameWords(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `body-names.yaml`; see the file for each row's meaning."""

    heads: frozenset[str]
    laws: frozenset[str]
    small: frozenset[str]
    joints: frozenset[str]
    months: frozenset[str]
    dated: frozenset[str]


@lru_cache(maxsize=1)
def load_body_name_words() -> BodyNameWords:
    """Read the words, once."""
    return read_lexicon("body-names", BodyNameWords)


def is_in_body_name(token: Token) -> bool:
    """Whether a noun is part of a body's name, and no word of its own.

    "Strike" in "the Strike for Freedom group" → True; in "Strike kills army chief" → False; "Terrorism" and "Act" in
    "the Anti-Terrorism Act" → True
    """
    if token.pos_ not in ("PROPN", "NOUN") or not _is_capital(token) or _is_title_case(token):
        return False
    words, end = load_body_name_words(), token.sent.end
    if is_law(token):
        return True
    ends = words.heads | words.laws
    for at in range(token.i + 1, min(end, token.i + 1 + _LONGEST)):
        word = token.doc[at]
        if word.lower_ in words.small or (_is_capital(word) and word.lemma_.lower() in ends):
            return True
        if not _goes_on(word, words, end):
            return False
    return False


def is_law(token: Token) -> bool:
    """ "Act" in "the Anti-Terrorism Act": a law by its name, and neither a deed nor a place."""
    if token.lemma_.lower() not in load_body_name_words().laws or not _is_capital(token):
        return False
    return token.i > token.sent.start and _is_capital(token.nbor(-1))


def is_day_in_body_name(token: Token) -> bool:
    """ "April" in "the April 6 Youth Movement"; in "on April 6 Coalition forces attacked" it is a month."""
    words = load_body_name_words()
    first = token.nbor(-1) if token.i and token.nbor(-1).text.isdigit() else token
    before = first.nbor(-1).lower_ if first.i else ""
    is_day = token.lower_ in words.months and before not in words.dated
    return is_day and is_in_body_name(token)


def _goes_on(word: Token, words: BodyNameWords, end: int) -> bool:
    if word.lower_ in words.joints:
        return word.i + 1 < end and _is_capital(word.nbor(1))
    return word.pos_ in _NAMING and (_is_capital(word) or word.text.isdigit())


def _is_capital(token: Token) -> bool:
    return token.text[:1].isupper()


def _is_title_case(token: Token) -> bool:
    """Whether all words of the sentence begin with a capital, but for the smallest: then it tells no name."""
    return not any(t.text.islower() and len(t) > _SHORT_WORD for t in token.sent)
