"""Two sides before one noun: "fighting between the army and Houthi rebels", "police and opposition supporters".

Comes in: a parsed document. Goes out: the same document, in which the army is a side, and the rebels are joined to it.
The parser lets both "army" and "Houthi" describe the rebels, and the army takes part in nothing. In "army and police
officers" the officers are of both.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_words

_DESCRIBES = frozenset({"nmod", "compound", "amod"})
_DETERMINES = frozenset({"det", "poss", "amod", "nmod", "compound"})


class JoinedSides(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `joined-sides.yaml`."""

    bodies: frozenset[str]
    opponents: frozenset[str]
    fighters: frozenset[str]
    against: frozenset[str]


@lru_cache(maxsize=1)
def load_joined_sides() -> JoinedSides:
    """Read the words, once."""
    return read_lexicon("joined-sides", JoinedSides)


def mend_sides(doc: Doc) -> None:
    """Let "army" stand where the rebels stood in the parse, and the rebels be joined to it."""
    bodies = load_joined_sides().bodies
    for body in find_words(doc, bodies):
        if body.dep_ in _DESCRIBES and body.head.i > body.i + 2:
            other = _joined_to(body)
            if other is not None and _are_opponents(body.head, other):
                _part(body, other)


def _joined_to(body: Token) -> Token | None:
    """ "Houthi" in "the army | and Houthi | rebels"."""
    if body.nbor(1).lower_ != "and":
        return None
    return next((c for c in body.rights if c.dep_ == "conj" and c.i < body.head.i), None)


def _are_opponents(noun: Token, other: Token) -> bool:
    """Whether a noun is of people whom no army has; "army and M23 fighters", "rebel forces" by the word before them."""
    words = load_joined_sides()
    if noun.lower_ in words.opponents:
        return True
    is_right_before = other.i == noun.i - 1 and noun.doc[other.i - 1].lower_ == "and"
    is_theirs = other.tag_ in ("NNP", "NNPS") or other.lower_ in words.against
    return noun.lower_ in words.fighters and is_right_before and is_theirs


def _part(body: Token, other: Token) -> None:
    noun = body.head
    for child in [c for c in noun.lefts if c.i < body.i and c.dep_ in _DETERMINES]:
        child.head = body
    for child in [c for c in body.rights if c.dep_ == "cc"]:
        child.head = body
    other.head, other.dep_ = noun, "nmod"
    is_root = noun.dep_ == "ROOT"
    body.head, body.dep_ = (body if is_root else noun.head), noun.dep_
    noun.head, noun.dep_ = body, "conj"
