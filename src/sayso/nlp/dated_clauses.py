"""Subjects that the parser takes for a point in time: "agreed to leave, a day after Ghana launched an offensive".

Comes in: a parsed document. Goes out: the same document, in which a noun right behind "after" or "before" and right
before a finite verb without a subject is that verb's subject. Else nobody launched the offensive, or who left did it.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_LINKS = frozenset({"after", "before", "since", "until"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_CLAUSES = frozenset({"advcl", "relcl", "acl", "ccomp", "conj", "dep"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl", "agent"})


def mend_dated(doc: Doc) -> None:
    """Make "Ghana" the subject of "launched", and "after" its mark."""
    for link in find_words(doc, _LINKS):
        if link.dep_ != "prep":
            continue
        noun = next((child for child in link.children if child.dep_ == "pobj"), None)
        verb = _verb_behind(noun) if noun is not None else None
        if noun is None or verb is None or link.is_ancestor(verb):
            continue
        is_undergone = any(child.dep_ == "auxpass" for child in verb.children)
        noun.head, noun.dep_ = verb, "nsubjpass" if is_undergone else "nsubj"
        link.head, link.dep_ = verb, "mark"


def _verb_behind(noun: Token) -> Token | None:
    """The finite verb right behind a noun's phrase that has no subject and no place within the phrase."""
    at = noun.right_edge.i + 1
    if at >= noun.sent.end or noun.doc[at].tag_ not in _FINITE:
        return None
    word = noun.doc[at]
    verb = word.head if word.dep_ in ("aux", "auxpass") else word
    if verb.i < at or verb.dep_ not in _CLAUSES or noun.is_ancestor(verb):
        return None
    return None if any(child.dep_ in _SUBJECTS for child in verb.children) else verb
