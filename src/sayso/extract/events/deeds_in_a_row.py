"""Deeds told in a row, each at its own place: "An ambush in Guanajuato and a bar shooting in Tabasco left 19 dead".

Comes in: tokens of deeds and places. Goes out: whether two nouns of a row are two deeds, whether a verb tells what all
of them did together, and whether a place is of another one of the row. A row whose places or articles don't keep them
apart ("the raids and shootings in Jos") is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from sayso.extract.grammar.voice import children, climb, is_verb

_JOINED = ("conj", "appos")
_NOUNS = frozenset({"NOUN", "PROPN"})
_WHERE = ("in", "at", "near", "outside")
_ONE = frozenset({"a", "an", "another", "one"})
_MOST = 6


def are_of_one_row(one: Token, other: Token) -> bool:
    """ "[An ambush] in Guanajuato and [a shooting] in Tabasco": two deeds."""
    if one == other or one.sent != other.sent or one.pos_ not in _NOUNS:
        return False
    row = _row_of(one)
    return other in row and _are_apart(one) and _are_apart(other)


def sums_up(verb: Token, deed: Token) -> bool:
    """ "An ambush in Guanajuato and a shooting in Tabasco [left] 19 dead": what both did, and not one of them."""
    if not is_verb(verb) or deed.pos_ not in _NOUNS:
        return False
    subjects = [*children(verb, "nsubj"), *(t for a in children(verb, "agent") for t in a.rights)]
    rows = [_row_of(subject) for subject in subjects]
    return any(deed in row and sum(map(_are_apart, row)) > 1 for row in rows)


def is_of_other_in_row(place: Token, deed: Token) -> bool:
    """Whether a place is of one noun of a row, and not of this deed: of another, or of all of them together."""
    above = [place, *climb(place)]
    if deed in above:
        above = above[: above.index(deed)]
    holder = next((up for up in above if up.pos_ in _NOUNS and _has_place(up, place)), None)
    if holder is None or holder == deed:
        return False
    row = _row_of(holder)
    if deed in row:
        return are_of_one_row(holder, deed) or sum(map(_are_apart, row)) > 1
    return sums_up(deed, holder)


def _has_place(noun: Token, place: Token) -> bool:
    """ "shooting" of "a shooting in Tabasco", "ambush" of "an ambush on police in Guanajuato"."""
    return noun != place and noun.dep_ in (*_JOINED, "nsubj", "pobj") and _are_apart(noun)


def _row_of(noun: Token) -> list[Token]:
    first = noun
    for _ in range(_MOST):
        if first.dep_ not in _JOINED or first.head.pos_ not in _NOUNS:
            break
        first = first.head
    # The parse may make each of them a subject of its own.
    firsts = children(first.head, "nsubj") if first.dep_ == "nsubj" else [first]
    return [noun for each in firsts for noun in _joined(each)]


def _joined(noun: Token) -> Iterator[Token]:
    yield noun
    for child in noun.rights:
        if child.dep_ in _JOINED and child.pos_ in _NOUNS:
            yield from _joined(child)


def _are_apart(noun: Token) -> bool:
    """Whether a noun of a row has an article and a place of its own."""
    is_one = any(c.lower_ in _ONE for c in children(noun, "det")) or bool(children(noun, "nummod"))
    return is_one and any(_names_place(link) for link in children(noun, "prep"))


def _names_place(link: Token) -> bool:
    """ "in Tabasco", "on police in Tabasco"."""
    nouns = [t for t in link.rights if t.dep_ == "pobj"]
    if link.lower_ in _WHERE and any(t.pos_ == "PROPN" for t in nouns):
        return True
    return any(
        c.lower_ in _WHERE and any(t.pos_ == "PROPN" for t in c.rights)
        for noun in nouns
        for c in children(noun, "prep")
    )
