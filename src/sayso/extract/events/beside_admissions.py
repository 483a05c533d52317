"""Deeds that stand in an admission or a denial and are no part of what is owned up to or denied.

Comes in: the token of a deed without a doer of its own, and the words of `lexicons/owning-up.yaml`. Goes out: whether
the clause only brings it in: what another had a part in, what something is linked to, what goes on in the country.
Whoever admits or denies that clause neither did the deed nor says that he did not. Finds no deeds itself.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.attribution.owning_up import OwningUp, load_owning_up
from sayso.extract.events.argument_words import is_somebody, load_argument_words
from sayso.extract.grammar.voice import children, climb, is_passive, is_verb

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_CONTENTS = frozenset({"ccomp", "acl"})


def is_beside_admission(deed: Token) -> bool:
    """Whether what somebody admits or denies is told of a deed, and is not the deed.

    "The police admitted that the bombings could be linked to the offensive.", "The president admitted that the security
    forces were involved in the murders.", "The minister admitted that torture was common." → True;
    "The army admitted that the strike had killed nine.", "… that nine farmers died in its strike." → False
    """
    words, verb = load_owning_up(), None
    for above in (deed, *climb(deed)):
        if is_verb(above) and above.dep_ in _CONTENTS and _avows(above.head, words):
            verb = above
            break
    if verb is None or verb == deed:
        return verb is not None and _was_ordered(deed)
    subject = next(iter(children(verb, *_SUBJECTS)), None)
    if verb.lemma_ in words.connects and is_passive(verb):  # not "denied that it was linked to"
        return subject is not None and subject.pos_ == "NOUN" and not _is_party(subject, words)
    if children(verb, "expl"):
        return _is_under_matter(deed, verb)
    if subject is None:
        return False
    if deed in subject.subtree:
        return verb.lemma_ in words.goes_on and _is_general(deed)
    has_part = verb.lemma_ in load_argument_words().has_part
    return (has_part or not is_passive(verb)) and _is_of_others(subject, words)


def _was_ordered(verb: Token) -> bool:
    """ "admitted that he was murdered on the orders of the junta": by whoever took orders from it."""
    orders = (t for t in verb.subtree if t.dep_ == "pobj" and t.head.lower_ in ("on", "under"))
    is_ordered = any(t.lemma_.lower() == "order" and children(t, "prep") for t in orders)
    return is_ordered and is_passive(verb) and not children(verb, "agent")


def _avows(above: Token, words: OwningUp) -> bool:
    """ "admitted that", "the admission that", "denies that"."""
    return above.lemma_.lower() in words.avows


def _is_under_matter(deed: Token, verb: Token) -> bool:
    """ "that there were links between the murders and the police": links are what there is."""
    attributes = children(verb, "attr")
    return any(deed != t and deed in t.subtree for t in attributes)


def _is_general(deed: Token) -> bool:
    """ "torture", "crime and kidnappings": no one deed that somebody could have done."""
    first = deed
    while first.dep_ == "conj":
        first = first.head
    return not any(children(t, "det", "poss", "nummod", "amod", "prep") for t in (deed, first))


def _is_of_others(subject: Token, words: OwningUp) -> bool:
    """ "soldiers", "the army's offensive"; not "we", "its offensive", "the strike"."""
    owners = children(subject, "poss")
    if any(t.tag_ == "PRP$" for t in owners) or subject.pos_ == "PRON":
        return False
    return bool(owners) or _is_party(subject, words)


def _is_party(noun: Token, words: OwningUp) -> bool:
    parties = words.own_bodies | words.own_dead | words.own_men | words.rebels | words.rebels_dead
    is_party = noun.lemma_.lower() in parties or noun.ent_type_ in _NAMES
    return is_party or is_somebody(noun)
