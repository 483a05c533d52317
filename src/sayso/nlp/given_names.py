"""Names that open with a given name are persons': "Orlando Letelier" is no body, and "Marta Luz Lopez" no town.

Comes in: a parsed document. Goes out: such names to their end, though the parser took them for a place, a body or
nothing, or took a part of one for the whole. Does not decide who is meant (extract/actors).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Doc, Token

from sayso.nlp.truecasing import load_casing_file
from sayso.nlp.word_places import find_words

_NAMES = frozenset({"NNP", "NNPS"})
# What a word with a capital may be to the parser that is still a part of the name.
_WORDS = frozenset({"NN", "NNS", "JJ", "FW"})
# Entities that are no part of a name: "Carlos Menem Tuesday".
_APART = frozenset(
    {"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY", "NORP", "LANGUAGE"}
)
_PERSON = "PERSON"
_BEFORE_NOUN = frozenset({"compound", "nmod"})
_LONGEST = 6


def find_given(doc: Doc, things: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Names that open with a given name and that the parser has not as a person's: [start, end), PERSON.

    "the murder of Orlando Letelier" → (3, 5, "PERSON"); "in San Francisco", "the Ana Roa Foundation" → nothing;
    `things` are the words that bodies and places are named with.
    """
    stop = 0
    for token in find_words(doc, load_casing_file().given_names):
        start = token.i
        if start < stop or token.tag_ not in _NAMES or not token.is_title:
            continue
        stop = _end_of(doc, start)
        start = _start_of(doc, start)
        if stop - start > 1 and _is_persons(doc, start, stop, things):
            yield start, stop, _PERSON


def _end_of(doc: Doc, start: int) -> int:
    """Where a name ends: behind its last capitalised word; particles between two of them are its, too."""
    particles = load_casing_file().particles
    end = start + 1
    for at in range(start + 1, min(len(doc), start + _LONGEST)):
        if _goes_on(doc[at]):
            end = at + 1
        elif doc[at].text not in particles:
            break
    return end


def _goes_on(token: Token) -> bool:
    if not token.is_title or token.is_sent_start or token.ent_type_ in _APART:
        return False
    return token.tag_ in _NAMES or (token.tag_ in _WORDS and not token.ent_type_)


def _opens(token: Token) -> bool:
    """Whether an entity of the parser's begins at a token."""
    return token.ent_iob_ == "B"


def _start_of(doc: Doc, start: int) -> int:
    """Where the parser's own person begins that this name ends: titles stay with it as the parser has them."""
    while start > 0 and doc[start].ent_type_ == _PERSON and not _opens(doc[start]):
        start -= 1
    return start


def _is_persons(doc: Doc, start: int, end: int, things: Collection[str]) -> bool:
    """Whether a run is a person's whole name and not known for it yet; a street or a body may be named so, too."""
    before, name = doc[start - 1] if start else None, doc[start:end]
    if before is not None and before.lower_ in load_casing_file().place_openings:
        return False
    if any(t.text in things for t in name):
        return False
    is_known = name[0].ent_type_ == _PERSON
    if is_known and all(t.ent_type_ == _PERSON and not _opens(t) for t in name[1:]):
        return False
    last = name[-1]
    is_before_noun = last.dep_ in _BEFORE_NOUN and last.head.i >= end
    return not is_before_noun or last.ent_type_ == _PERSON
