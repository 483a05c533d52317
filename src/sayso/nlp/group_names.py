"""Names of groups that the parser cuts at their hyphens: "The militant group Lashkar-e-Jhangvi said it was behind it".

Comes in: a parsed document. Goes out: the same document, in which such a name is one, is a body's, and stands in
apposition to the noun right before it. Without hyphens the parser knows it ("the rebel group M23").
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.word_places import find_words

_NAMES = frozenset({"NNP", "NNPS"})
_MARKS = frozenset({"-", "–", "‑"})
_FEWEST = 3  # tokens of a name with a hyphen


def mend_group_names(doc: Doc) -> None:
    """Join the pieces of a group's name and hang it on "group"."""
    groups = load_apposed_names().groups
    for noun in find_words(doc, groups):
        if noun.i >= len(doc) - _FEWEST:
            continue
        if noun.tag_ == "NN" and noun.nbor(1).tag_ in _NAMES:
            end = _end_of_name(noun)
            if end is not None and _is_cut(noun, end):
                _join(noun, end)


def _end_of_name(noun: Token) -> int | None:
    """Where a name with a hyphen ends that stands right behind a noun."""
    doc, end = noun.doc, noun.i + 1
    while end < noun.sent.end and (
        doc[end].text in _MARKS or doc[end].tag_ in _NAMES or doc[end - 1].text in _MARKS
    ):
        end += 1
    name = doc[noun.i + 1 : end]
    is_hyphened = any(token.text in _MARKS for token in name[1:-1])
    return end if is_hyphened and name[0].is_title and name[-1].is_title else None


def _is_cut(noun: Token, end: int) -> bool:
    """Whether the name hangs on something else than the noun, and holds neither it nor the sentence."""
    inside = range(noun.i + 1, end)
    heads = {token.head.i for token in noun.doc[noun.i + 1 : end]} - set(inside)
    has_root = any(token.head == token for token in noun.doc[noun.i + 1 : end])
    return noun.head.i not in inside and not has_root and heads != {noun.i}


def _join(noun: Token, end: int) -> None:
    doc, last = noun.doc, noun.doc[end - 1]
    last.head, last.dep_ = noun, "appos"
    for piece in doc[noun.i + 1 : end - 1]:
        for child in list(piece.children):
            if child.i >= end:
                child.head = last
        piece.head, piece.dep_ = last, "compound"
    inside = range(noun.i + 1, end)
    kept = [ent for ent in doc.ents if not set(range(ent.start, ent.end)) & set(inside)]
    doc.ents = (*kept, Span(doc, noun.i + 1, end, label="ORG"))
