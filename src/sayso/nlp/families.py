"""Families in a row: "A teacher, her husband and two sons were shot dead" – all of them were, the teacher too.

Comes in: a noun for somebody's kin, or for who goes with him, in a parsed document. Goes out: the same document, in
which it is joined to whoever stands before it. The parser makes of "her husband" another word for the teacher, or a
second subject. "Ahmed Saleh, her husband and father of three, was killed" stays: that is one man.
"""

from __future__ import annotations

from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_STRAY = frozenset({"nsubj", "nsubjpass", "npadvmod", "dep", "nmod"})


def join_family(kin: Token) -> None:
    """Join "her husband" to the teacher."""
    owner = next((c for c in kin.lefts if c.dep_ == "poss" and c.tag_ == "PRP$"), None)
    if owner is None or not _is_one_of_many(kin) or _is_closed(kin):
        return
    if kin.dep_ == "appos":
        if _is_right_before(kin.head, owner):
            kin.dep_ = "conj"
    elif kin.dep_ in _SUBJECTS and (first := _first_of(kin, owner)) is not None:
        first.dep_ = kin.dep_
        kin.head, kin.dep_ = first, "conj"


def _is_one_of_many(kin: Token) -> bool:
    """Whether others are joined to the kin, with a word of their own before them: "and two sons", "and a guard"."""
    other = next((c for c in kin.rights if c.dep_ == "conj"), None)
    has_and = any(c.dep_ == "cc" and c.lower_ == "and" for c in kin.rights)
    if other is None or not has_and or other.tag_[:2] not in ("NN", "CD"):
        return False
    return other.tag_ in ("NNP", "CD") or any(
        c.dep_ in ("det", "poss", "nummod") for c in other.lefts
    )


def _is_closed(kin: Token) -> bool:
    """ "Ann Poe, her coach and a friend, said": between commas it is who she is."""
    last = kin.right_edge
    if last.i + 2 >= len(kin.doc) or last.nbor(1).text != ",":
        return False
    return last.nbor(2).tag_ in ("VBD", "VBZ", "VBP", "MD")


def _is_right_before(noun: Token, owner: Token) -> bool:
    """Whether no more than a comma parts a noun's own words from the owner's: "A teacher | , | her"."""
    comma = owner.nbor(-1)
    ends = [c.i for c in noun.subtree if c.i < comma.i]
    return comma.text == "," and noun.tag_[:2] == "NN" and max(ends, default=-1) == comma.i - 1


def _first_of(kin: Token, owner: Token) -> Token | None:
    """Who stands before the kin, hung on its verb: "a teacher" in "A teacher, her husband and two sons died"."""
    before = (c for c in kin.head.lefts if c.dep_ in _STRAY and c.i < owner.i)
    return next((c for c in before if _is_right_before(c, owner)), None)
