"""Openings and asides between commas that the parser takes for subjects and clauses.

Comes in: a parsed document. Goes out: the same document, in which the town of "In Banja Luka, Milorad Dodik said …"
hangs on its "In" and who stands behind the comma speaks, and in which "gathered outside the court" of "Families of the
dead, gathered outside the court, said …" describes the families, who said it. So does "taken hostage in May" in "A nun
taken hostage in May was freed", and "wanted for looting" in "A warlord wanted for looting was caught".
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.by_phrases import load_by_phrases
from sayso.nlp.trailing_sources import load_trailing_sources
from sayso.nlp.word_places import find_valued, find_words

_OPENING = frozenset({"in", "at", "near", "outside"})
_JOINED = frozenset({"conj", "appos"})
_PAST = frozenset({"VBD", "VBN"})
_CLAUSES = frozenset({"advcl", "ccomp"})
_JOINED = _CLAUSES | {"conj"}
_DONE_BY = frozenset({"nsubj", "nsubjpass"})
_HELPERS = frozenset({"was", "were", "is", "are", "has", "have", "had"})
_LINKS = frozenset({"prep", "agent"})
_TOWN_AND_PERSON = 2


def mend_between_commas(doc: Doc) -> None:
    """Give the verb behind the commas its subject."""
    clauses = find_valued(doc, "DEP", _JOINED)
    for token in sorted([*clauses, *find_words(doc, _OPENING)], key=lambda t: t.i):
        if token.lower_ in _OPENING and token.dep_ == "prep" and token.is_sent_start:
            _hang_town(token)
        elif token.dep_ == "ccomp" and token.tag_ in ("VBD", "VBN"):
            _hang_aside(token)
        if token.dep_ in ("ccomp", "conj", "advcl") and token.tag_ in _PAST:
            _give_link_its_noun(token)
            _hang_wanted(token)
            _give_clause_its_subject(token)
            _give_told_its_subject(token)
        if token.dep_ == "conj" and token.head.tag_ in _PAST:
            _hang_before(token.head, token)
        elif token.dep_ in _CLAUSES and token.i < token.head.i and token.tag_ in _PAST:
            _hang_before(token, token.head)
    held_as = load_by_phrases().held_as
    for state in find_valued(doc, "DEP", {"acl", "dobj"}):
        if state.dep_ == "acl" and state.tag_ == "VBD":
            _mend_finite(state)
        if state.lower_ in held_as and state.dep_ == "dobj" and state.head.dep_ == "acl":
            _name_takers(state)


def _hang_town(link: Token) -> None:
    """Make the name right behind "In" its object, and the person that the parser joins to it the subject."""
    verb = link.head
    subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.i > link.i), None)
    inner = next((c for c in link.children if c.dep_ == "pobj"), None)
    town = inner if subject is None else subject
    if town is None or (subject is not None and inner is not None):
        return
    if town.pos_ != "PROPN" or town.ent_type_ == "PERSON" or verb.pos_ != "VERB":
        return
    if town.left_edge.i != link.i + 1 or town.nbor(1).text != "," or verb.i < town.i:
        return
    person = next((c for c in town.children if c.dep_ in _JOINED and c.ent_type_ == "PERSON"), None)
    if person is None or person.left_edge.i != town.i + _TOWN_AND_PERSON:
        return
    person.head, person.dep_ = verb, "nsubj"
    town.head, town.dep_ = link, "pobj"


def _hang_aside(aside: Token) -> None:
    """Hang a participle between two commas on the noun before it, and that noun on the verb behind."""
    verb = aside.head
    noun = next((c for c in aside.children if c.dep_ == "nsubj" and c.i < aside.i), None)
    if noun is None or verb.i < aside.i or verb.nbor(-1).text != "," or aside.nbor(-1).text != ",":
        return
    if any(c.dep_ in ("dobj", "aux", "auxpass", "ccomp") for c in aside.children):
        return
    if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children) or noun.tag_[:2] != "NN":
        return
    noun.head, noun.dep_ = verb, "nsubj"
    aside.head, aside.dep_, aside.tag_ = noun, "acl", "VBN"


def _hang_before(aside: Token, verb: Token) -> None:
    """ "A nun, abducted on 3 May, was freed": no two deeds without a joint, but a participle of who was freed."""
    noun = next((c for c in aside.children if c.dep_ in _DONE_BY and c.i < aside.i), None)
    if noun is None or noun.tag_[:2] != "NN" or not _is_aside(aside, noun, verb):
        return
    others = [c for c in aside.children if c.i < noun.left_edge.i or c.i > verb.i]
    if verb.head == aside:
        is_main = aside.head == aside
        verb.head, verb.dep_ = (verb, "ROOT") if is_main else (aside.head, aside.dep_)
    for child in others:
        child.head = verb
    noun.head, noun.dep_ = verb, "nsubjpass"
    aside.head, aside.dep_, aside.tag_ = noun, "acl", "VBN"


def _mend_finite(state: Token) -> None:
    """ "died as a bomb ripped through a market": a finite verb opens no participle, and the bomb is its subject."""
    noun, link = state.head, state.head.head
    if _is_participle(state):
        state.tag_ = "VBN"
    elif link.lower_ == "as" and noun.dep_ == "pobj" and link.dep_ == "prep" and state.i > noun.i:
        state.head, state.dep_ = link.head, "advcl"
        noun.head, noun.dep_ = state, "nsubj"
        link.head, link.dep_ = state, "mark"


def _is_participle(verb: Token) -> bool:
    """ "two men wanted for looting": not "The agency called on both"."""
    is_bare = not any(verb.lefts) and not any(c.dep_ == "dobj" for c in verb.rights)
    return is_bare and any(
        t.lower_ in ("for", "over", "by") for t in verb.doc[verb.i + 1 : verb.i + 2]
    )


def _give_link_its_noun(verb: Token) -> None:
    """ "Rebels wanted for the raid were shot": "for" before a finite verb opens no clause, the raid is its object."""
    noun = next((c for c in verb.lefts if c.dep_ in _DONE_BY), None)
    link = noun.doc[noun.left_edge.i - 1] if noun is not None and noun.left_edge.i else None
    if (
        noun is None
        or link is None
        or link.lower_ not in ("for", "over")
        or link.i != verb.head.i + 1
    ):
        return
    if any(c.lower_ in _HELPERS for c in verb.lefts if c.i > noun.i):
        link.head, link.dep_ = verb.head, "prep"
        noun.head, noun.dep_ = link, "pobj"


def _give_clause_its_subject(verb: Token) -> None:
    """ "Residents fled after shelling by rebels killed nine": without an "and" it is the shelling that killed them."""
    main = verb.head
    if verb.dep_ != "conj" or verb.tag_ != "VBD" or main.i > verb.i or verb.left_edge != verb:
        return
    link = next((c for c in main.rights if c.lower_ == "after" and c.dep_ == "prep"), None)
    noun = next((c for c in link.rights if c.dep_ == "pobj"), None) if link is not None else None
    if link is None or noun is None or link.right_edge.i != verb.i - 1:
        return
    if any(c.dep_ == "cc" for c in main.rights if c.i < verb.i):
        return
    noun.head, noun.dep_ = verb, "nsubj"
    verb.head, verb.dep_ = main, "advcl"
    link.head, link.dep_ = verb, "mark"


def _give_told_its_subject(verb: Token) -> None:
    """ "Medics said the raids, by Syrian jets, killed nine": the raids did, and nobody says them by jets."""
    told, doc = verb.head, verb.doc
    if verb.dep_ not in _CLAUSES or verb.tag_ != "VBD" or doc[verb.i - 1].text != ",":
        return
    if told.i > verb.i or told.lower_ not in load_trailing_sources().verbs:
        return
    if any(c.dep_ in _DONE_BY or c.dep_ == "mark" for c in verb.lefts):
        return
    noun = next((c for c in told.rights if c.dep_ == "dobj" and c.i < verb.i), None)
    if noun is None or noun.left_edge.i != told.i + 1 or noun.right_edge.nbor(1).text != ",":
        return
    asides = [c for c in told.rights if c.dep_ in _LINKS and noun.i < c.i < verb.i]
    if not asides or asides[-1].right_edge.i < verb.i - 2:
        return
    for aside in asides:
        aside.head, aside.dep_ = noun, "prep"
    noun.head, noun.dep_ = verb, "nsubj"
    verb.dep_ = "ccomp"


def _hang_wanted(verb: Token) -> None:
    """ "A warlord wanted for looting was caught": no one wants "was caught", which has no subject."""
    aside, opening = verb.head, next(iter(verb.lefts), None)
    noun = next((c for c in aside.lefts if c.dep_ in _DONE_BY), None)
    if noun is None or opening is None or opening.lower_ not in _HELPERS:
        return
    if aside.i >= verb.i or noun.i != aside.i - 1 or noun.tag_[:2] != "NN" or aside.tag_ != "VBD":
        return
    is_open = any(t.is_punct for t in verb.doc[aside.i : verb.i]) or aside.nbor(1).dep_ != "prep"
    has_own = any(c.dep_ in _DONE_BY or c.dep_ == "mark" for c in verb.children)
    if is_open or has_own or any(c.dep_ in ("dobj", "aux", "xcomp", "cc") for c in aside.children):
        return
    is_undergone = any(c.dep_ == "auxpass" for c in verb.lefts)
    above, role = aside.head, aside.dep_
    verb.head, verb.dep_ = (verb, "ROOT") if role == "ROOT" else (above, role)
    for child in [c for c in aside.children if c.i < noun.left_edge.i or c.i > verb.i]:
        child.head = verb
    noun.head, noun.dep_ = verb, "nsubjpass" if is_undergone else "nsubj"
    aside.head, aside.dep_, aside.tag_ = noun, "acl", "VBN"


def _name_takers(state: Token) -> None:
    """ "a nun taken hostage by rebels": it is she who was taken, and they took her."""
    verb = state.head
    if verb.tag_ != "VBN" or state.i != verb.i + 1:
        return
    state.dep_ = "oprd"
    for by in [c for c in state.rights if c.lower_ == "by"]:
        by.head, by.dep_ = verb, "agent"


def _is_aside(aside: Token, noun: Token, verb: Token) -> bool:
    """Whether a verb stands right behind its subject, with or without commas around, and a passive behind that."""
    opening = next((c for c in verb.children if c.dep_ == "auxpass" and c.i < verb.i), None)
    if opening is None or any(c.dep_ in _DONE_BY for c in verb.children):
        return False
    if any(c.dep_ in ("cc", "aux", "auxpass", "ccomp", "xcomp") for c in aside.children):
        return False
    commas = [aside.nbor(-1).text == ",", opening.nbor(-1).text == ","]
    if not any(commas):
        is_taken = any(c.lower_ in load_by_phrases().held_as for c in aside.children)
        return noun.i == aside.i - 1 and (is_taken or aside.tag_ == "VBN")
    has_object = any(c.dep_ == "dobj" for c in aside.children)
    return all(commas) and not has_object
