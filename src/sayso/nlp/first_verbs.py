"""The first of two joined verbs, lost: "Men in a car [shot] and killed a judge", "Rockets [crossed] and five died".

Comes in: a parsed document. Goes out: the same document, in which "shot" is a verb that "killed" is joined to, and no
noun of the car; and in which the rockets crossed, and nobody else was hurt than the five.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.main_verbs import load_main_verbs
from sayso.nlp.word_places import find_valued, find_words

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OWN = frozenset({"agent", "aux", "auxpass", "dobj"})


def mend_first_verbs(doc: Doc) -> None:
    """Give the first of two joined verbs back its subject."""
    words = load_main_verbs()
    for token in find_words(doc, words.past_nouns):
        if token.tag_ != "NN" or not 1 < token.i < len(doc) - 2:
            continue
        if token.dep_ == "pobj":
            _make_verb(token)
        elif any(child.dep_ in _SUBJECTS for child in token.lefts):
            token.tag_ = "VBD"  # "Gunmen in the mosque shot at the worshippers"
    for token in find_words(doc, words.present_nouns):
        if token.tag_ == "NNS" and any(child.dep_ == "dobj" for child in token.rights):
            _make_present(token)
    twice = {token.head.i for token in find_valued(doc, "DEP", _SUBJECTS)}
    for verb in (doc[i] for i in sorted(twice)):
        subjects = [child for child in verb.lefts if child.dep_ in _SUBJECTS]
        if len(subjects) == 2:
            _give_verb(verb, *subjects)


def _make_present(verb: Token) -> None:
    """ "Kyiv | suspects | Wagner fighters of shelling it": no suspects of Kyiv's."""
    verb.tag_ = "VBZ"
    before = verb.nbor(-1) if verb.i > verb.sent.start else verb
    is_bare = not any(child.dep_ in _SUBJECTS for child in verb.lefts)
    if is_bare and before.head == verb and before.i < verb.i and before.text[:1].isupper():
        before.dep_, before.tag_ = "nsubj", "NNP"


def _make_verb(shot: Token) -> None:
    """ "Men on a [motorcycle shot] and killed a priest": they shot, and the motorcycle is what they are on."""
    thing, link, verb = shot.nbor(-1), shot.nbor(1), shot.nbor(2)
    if (
        thing.dep_ not in ("compound", "amod")
        or thing.head != shot
        or link.dep_ != "cc"
        or verb.tag_ != "VBD"
    ):
        return
    doers = shot.head.head
    if (
        doers.dep_ == "acl" and doers.tag_ == "VBN"
    ):  # "A guard armed with a pistol shot and wounded two"
        doers = doers.head
    if doers.tag_ not in ("NN", "NNS", "NNP", "NNPS") or doers.i > shot.i:
        return
    if not any(child.dep_ == "dobj" for child in verb.rights):
        return
    if verb.head == doers:  # a sentence without a verb, for the parser
        above, role = doers.head, doers.dep_
        top = shot if role == "ROOT" else above
    elif doers.head == verb and doers.dep_ == "nsubj":
        above, role = verb.head, verb.dep_
        top = shot if role == "ROOT" else above
    else:
        return
    thing.head, thing.dep_, thing.tag_ = shot.head, "pobj", "NN"
    for child in [c for c in shot.lefts if c.i < thing.i]:
        child.head = thing
    shot.head, shot.dep_, shot.tag_, shot.pos_ = top, role, "VBD", "VERB"
    doers.head, doers.dep_ = shot, "nsubj"
    verb.head, verb.dep_ = shot, "conj"
    link.head = shot
    for child in [c for c in doers.rights if c.is_punct and c.i > verb.i]:
        child.head = shot


def _give_verb(verb: Token, first: Token, second: Token) -> None:
    """ "100 rockets crossed from Iran and that nine soldiers were killed": nobody killed the rockets.

    "Three rebels captured in Homs and nine soldiers were killed" are all of them dead.
    """
    clause = first.nbor(1)
    if clause.dep_ != "acl" or clause.head != first or clause.lower_ not in load_main_verbs().goes:
        return
    if any(child.dep_ in _OWN for child in clause.children) or second.head != first.head:
        return
    link = next((c for c in first.rights if c.dep_ == "cc" and c.i > clause.i), None)
    if link is None or link.i > second.left_edge.i:
        return
    marks = [c for c in verb.lefts if c.dep_ == "mark" and c.i < first.i]
    above, role = (clause, "ROOT") if verb.dep_ == "ROOT" else (verb.head, verb.dep_)
    clause.head, clause.dep_, clause.tag_ = above, role, "VBD"
    first.head, first.dep_ = clause, "nsubj"
    link.head = clause
    verb.head, verb.dep_ = clause, "conj"
    for mark in marks:
        mark.head = clause
