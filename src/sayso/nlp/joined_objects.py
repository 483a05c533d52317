"""Nouns joined by "and" to the wrong word: "killing him and at least 19 others", "by debris and four were injured".

Comes in: a parsed document. Goes out: the same document, in which a noun that "and" joins to a verb, right behind the
verb's object, hangs on that object: a noun is joined to a noun. And a noun that the parser joins to whoever did a deed
is the subject of the verb right behind it, where that verb has none and no "and" of its own. In "tear gas and live
ammunition" nobody lives.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.word_places import find_valued

_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})


def mend_joined(doc: Doc) -> None:
    """Hang "19 others" on "him", and not on "killing"."""
    for token in find_valued(doc, "DEP", ("conj", "pobj")):
        if token.lower_ == "live" and token.dep_ == "conj":
            _mend_live(token)
        if token.dep_ == "pobj" and token.head.dep_ == "prt":
            token.head.dep_ = "prep"  # "called on Kenyans to vote"
        if token.dep_ != "conj" or token.pos_ not in _NOUNS or token.head.pos_ != "VERB":
            continue
        first = _object_before(token)
        if first is not None:
            token.head = first


def _mend_live(live: Token) -> None:
    """ "fired tear gas and live ammunition at them": ammunition is joined to gas, and "at" hangs on "fired"."""
    verb = live.head
    things = [child for child in live.children if child.dep_ == "dobj" and child.i == live.i + 1]
    objects = [child for child in verb.children if child.dep_ == "dobj" and child.i < live.i]
    if not things or not objects or verb.pos_ != "VERB":
        return
    thing = things[0]
    for child in [c for c in live.children if c != thing]:
        child.head = verb
    thing.head, thing.dep_ = objects[-1], "conj"
    live.head, live.dep_, live.tag_, live.pos_, live.lemma_ = thing, "amod", "JJ", "ADJ", "live"


def mend_next_subjects(doc: Doc) -> None:
    """ "A guard was killed by debris and four people were injured": the four have killed nobody.

    So in "Two were given fines, and a third, Jan Poe, was freed", where the name is joined to "given", and in "Peru
    vetoed the text and its envoy, Jan Poe, called it absurd": who is named there was not vetoed. In "Soldiers killed a
    farmer and villagers burned a truck" the villagers burned it.
    """
    for token in find_valued(doc, "DEP", {"conj"}):
        if token.dep_ != "conj" or token.pos_ not in _NOUNS:
            continue
        if (
            token.head.dep_ != "pobj"
            and token.head.pos_ != "VERB"
            and not _has_own_object(token)
            and not _is_person_by_name(token)
        ):
            continue
        verb = _verb_behind(token)
        if verb is None or token.is_ancestor(verb) or token.i < verb.head.i < verb.i:
            continue
        join = doc[token.left_edge.i - 1]
        if join.dep_ != "cc":
            continue
        if verb.dep_ == "ROOT":  # of which the parser makes the first clause a part
            first = token.head
            first.head, first.dep_ = first, "ROOT"
            verb.head, verb.dep_ = first, "conj"
        join.head = verb.head
        is_undergone = any(child.dep_ == "auxpass" for child in verb.children)
        token.head, token.dep_ = verb, "nsubjpass" if is_undergone else "nsubj"


def _has_own_object(noun: Token) -> bool:
    """ "Soldiers killed a farmer and villagers burned a truck": who stands before a verb with an object."""
    verb = _verb_behind(noun) if noun.head.dep_ == "dobj" else None
    if verb is None or verb.head != noun.head.head or verb.tag_ != "VBD":
        return False
    return verb.i == noun.right_edge.i + 1 and any(c.dep_ == "dobj" for c in verb.rights)


def _is_person_by_name(noun: Token) -> bool:
    """ "the text and its envoy, Jan Poe,": joined to an object, with the name of one who is no object."""
    if noun.head.dep_ != "dobj" or noun.lemma_.lower() not in load_apposed_names().persons:
        return False
    return any(
        c.dep_ == "appos" and (c.ent_type_ == "PERSON" or c.pos_ == "PROPN") for c in noun.rights
    )


def _verb_behind(noun: Token) -> Token | None:
    """The finite verb right behind a noun's phrase that is joined to one before it and has no subject."""
    doc, at = noun.doc, noun.right_edge.i + 1
    while at < len(doc) and doc[at].is_punct:
        at += 1
    if at >= len(doc) or doc[at].tag_ not in _FINITE or at >= noun.sent.end:
        return None
    word = doc[at]
    verb = word.head if word.pos_ == "AUX" and word.dep_ in ("aux", "auxpass") else word
    is_main = verb.dep_ == "ROOT" and noun.head.dep_ == "ccomp" and noun.head.head == verb
    if (verb.dep_ != "conj" and not is_main) or verb.i < at:
        return None
    has_own = any(c.dep_ in ("nsubj", "nsubjpass", "cc") and c.i < at for c in verb.children)
    has_and = any(c.dep_ == "cc" and c.i > noun.i for c in verb.head.children)
    return None if has_own or has_and else verb


def _object_before(noun: Token) -> Token | None:
    """The object of the verb right before the "and" that stands before a noun's phrase."""
    at = noun.left_edge.i - 1
    if at < 1 or noun.doc[at].dep_ != "cc":
        return None
    objects = (c for c in noun.head.children if c.dep_ == "dobj" and c.i < at)
    return next((obj for obj in objects if obj.right_edge.i == at - 1), None)
