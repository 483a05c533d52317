"""Subjects that the parser takes for a point in time: "agreed to leave, a day after Ghana launched an offensive".

Comes in: a parsed document. Goes out: the same document, in which a noun right behind "after" or "before" and right
before a finite verb without a subject is that verb's subject. Else nobody launched the offensive, or who left did it.
So it is with the candidate in "In August 2023 presidential candidate Juan Paz was shot".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_LINKS = frozenset({"after", "before", "since", "until"})
_NOUNS = frozenset({"NNS", "NN", "NNP", "NNPS"})
_DATED = frozenset({"in", "on"})
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


def mend_dates_before_subjects(doc: Doc) -> None:
    """Part "August 2023" from the candidate who was shot then, and "2021" from rebels."""
    for link in find_words(doc, _DATED):
        date = _date_behind(link) if link.dep_ == "prep" else None
        if date is None:
            continue
        noun = date.head
        if noun.dep_ == "pobj" and noun.head == link:
            verb = _main_verb_behind(noun)
            if verb is None:
                continue
            is_undergone = any(child.dep_ == "auxpass" for child in verb.children)
            noun.head, noun.dep_ = verb, "nsubjpass" if is_undergone else "nsubj"
            link.head = verb
        elif noun.dep_ not in ("nsubj", "nsubjpass"):
            continue
        date.head, date.dep_ = link, "pobj"


def _date_behind(link: Token) -> Token | None:
    """The date right behind "in" that the parser hangs on a noun behind it."""
    if link.i + 2 >= len(link.doc) or link.nbor(1).ent_type_ != "DATE":
        return None
    if link.i + 2 >= link.sent.end:
        return None
    date = link.nbor(1)
    noun = date.head
    is_hung = date.dep_ in ("nmod", "compound", "nummod") and noun.tag_ in _NOUNS
    if not is_hung or noun.ent_type_ == "DATE" or noun.i < date.i:
        return None
    return date if date.left_edge.i == link.i + 1 else None


def _main_verb_behind(noun: Token) -> Token | None:
    """The finite verb right behind a noun's phrase, if it has no subject."""
    doc, at = noun.doc, noun.right_edge.i + 1
    if at >= len(doc) or doc[at].tag_ not in _FINITE or at >= noun.sent.end:
        return None
    word = doc[at]
    verb = word.head if word.dep_ in ("aux", "auxpass") else word
    has_subject = any(child.dep_ in _SUBJECTS for child in verb.children)
    return None if has_subject or noun.is_ancestor(verb) else verb


def _verb_behind(noun: Token) -> Token | None:
    """The same, of a clause, and with no place within the noun's phrase."""
    verb = _main_verb_behind(noun)
    if verb is None or verb.i <= noun.right_edge.i or verb.dep_ not in _CLAUSES:
        return None
    return verb
