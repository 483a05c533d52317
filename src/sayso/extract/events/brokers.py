"""Who brokered a truce or talks: "a truce brokered by Qatar", "under UN auspices".

Comes in: a trigger and the lexicon. Goes out: the words for those who brought it about, and are no side in it.
"""

from __future__ import annotations

from collections.abc import Collection

from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import (
    children_of_agent,
    objects_of,
    surface_subjects,
    with_conjuncts,
)
from sayso.extract.grammar.voice import children, is_passive, is_verb

# Who helps with one of these is no side in it.
_TALKS = frozenset({"AGREE", "CONSULT"})
_TOGETHER = frozenset({"together", "along", "jointly"})


def find_brokers(trigger: Trigger, lexicon: EventLexicon) -> list[Token]:
    """ "a truce brokered by Qatar", "Qatar brokered a truce", "an Egyptian-brokered truce", "under UN auspices"."""
    noun, brokers = trigger.token, lexicon.statuses.brokers
    found: list[Token] = []
    for child in noun.children:
        if child.dep_ == "acl" and child.lemma_ in brokers:
            found += children_of_agent(child)
        elif child.lower_.endswith(("-brokered", "-mediated", "-sponsored")):
            found.append(child)
        elif child.lemma_ in brokers or child.lower_ in ("brokered", "mediated"):
            found += children(child, "npadvmod", "nmod", "amod", "compound", "advmod")
    whole = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else noun
    if whole != noun and whole.dep_ in ("dobj", "nsubjpass") and whole.head.lemma_ in brokers:
        verb = whole.head  # "brokered a regime of calm"
        found += _who_did(verb)
    for verb in _told_of(noun):
        if verb.lemma_ in brokers:
            found += _who_did(verb)
    carrier = trigger.carrier
    if carrier is None and noun.dep_ in ("dobj", "nsubjpass") and whole == noun:
        carrier = noun.head  # "China, which brokered the truce, called for calm"
    if carrier is not None and carrier.lemma_ in brokers:
        found += _who_did(carrier)
    if not trigger.is_noun and noun.lemma_ in brokers:
        found += _who_did(noun)  # "talks that Qatar is mediating"
    over = [noun, *_verbs_over(trigger)]
    found += _mediators(over, lexicon.statuses.mediations)
    if trigger.kind.type in _TALKS:
        found += _mediators(over, load_argument_words().helps)
    return found


def _who_did(verb: Token) -> list[Token]:
    """ "Qatar brokered it together with Egypt": both of them."""
    did = children_of_agent(verb) if is_passive(verb) else surface_subjects(verb, frozenset())
    below = [verb, *(noun for noun in children(verb, "dobj"))]
    links = [
        link
        for token in below
        for link in children(token, "prep")
        if link.lower_ == "with" and link.i and link.nbor(-1).lower_ in _TOGETHER
    ]
    beside = [t for link in links for t in children(link, "pobj")]
    return [*did, *(joined for t in beside for joined in with_conjuncts(t))]


def _verbs_over(trigger: Trigger) -> list[Token]:
    """The verb that carries a deed's noun, or whose subject or object it is."""
    noun = trigger.token
    if not trigger.is_noun:
        return []
    verbs = [trigger.carrier] if trigger.carrier is not None else []
    return [*verbs, *([noun.head] if is_verb(noun.head) and noun.head not in verbs else [])]


def _mediators(tokens: list[Token], words: Collection[str]) -> list[Token]:
    """ "took place with the mediation of Qatar", "signed under UN auspices", "negotiated with Omani help"."""
    nouns = [n for token in tokens for n in objects_of(token, ("with", "under", "through", "by"))]
    nouns = [n for n in nouns if n.lemma_.lower() in words]
    return [
        who
        for noun in nouns
        for who in (*objects_of(noun, ("of", "by")), *children(noun, "poss", "amod", "compound"))
    ]


def _told_of(noun: Token) -> list[Token]:
    """Verbs of relative clauses on a noun, or on the place right after it ("the truce in Yemen, which …")."""
    near = [noun, *objects_of(noun, ("in", "for", "between", "of"))]
    return [clause for token in near for clause in children(token, "relcl")]
