"""Whom an act concerns, where its own frame names nobody: "praised Haiti's efforts", "demanded that Poland stop".

Comes in: the token of an act. Goes out: words that may name him, by where they stand, the likeliest first. Who of them
is an actor is looked up in event_mentions.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from spacy.tokens import Token

from sayso.extract.events.answered_deeds import is_avenged
from sayso.extract.events.argument_words import is_somebody, load_argument_words
from sayso.extract.events.noun_roles import is_ascribed
from sayso.extract.grammar.clauses import objects_of
from sayso.extract.grammar.voice import children, is_verb

_TOWARDS = (
    "to",
    "with",
    "against",
    "on",
    "toward",
    "towards",
    "for",
    "upon",
    "onto",
    "at",
    "over",
    "between",
)
# Behind what parties do together these tell what it is about: "held talks on Syria".
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
TOPICS = frozenset({"on", "over", "about", "regarding", "concerning"})
# Behind a deed that is regretted these tell whom it befell.
_BEFALLEN = ("of", "against", "on", "to", "about", "towards")
_CONDITIONS = frozenset({"unless", "until", "if"})


def further_recipients(trigger: Token, steps: int = 2) -> Iterator[list[Token]]:
    """Where else the one whom an act concerns may stand, the likeliest place first.

    "praised Haiti's efforts" → Haiti; "demanded that Poland stop" → Poland; "positions of the Karen army" → army;
    "threatened a strike unless Israel withdrew" → Israel; "shelled it to avenge the killing of a nun" → not the nun
    """
    for found in _where_else(trigger, steps):
        yield [t for t in found if not (_is_of_avenged(t, trigger) or _helps(t) or _is_inquiry(t))]


def _is_inquiry(token: Token) -> bool:
    """ "called for an inquiry": what is asked for, and nobody who is asked."""
    noun = token.head if token.dep_ in ("amod", "compound") else token
    return noun.lemma_.lower() in load_argument_words().inquiries


def _helps(token: Token) -> bool:
    """ "were shot down with the help of Britain and Jordan": who helped, and whom nothing befell."""
    while token.dep_ == "conj":
        token = token.head
    link = token.head
    if token.dep_ != "pobj" or link.lower_ not in ("of", "from"):
        return False
    noun = link.head
    is_help = noun.lemma_.lower() in load_argument_words().helps
    return is_help and noun.dep_ == "pobj" and noun.head.lower_ == "with"


def _is_of_avenged(token: Token, trigger: Token) -> bool:
    """Whether somebody stands with the deed that this one avenges: he suffered that."""
    above = takewhile(lambda up: up != trigger, token.ancestors)
    return any(is_avenged(up) for up in (token, *above))


def _where_else(trigger: Token, steps: int) -> Iterator[list[Token]]:
    objects = children(trigger, "dobj", "nsubjpass") if is_verb(trigger) else []
    if trigger.lemma_.lower() in load_argument_words().regrets:
        yield from _those_harmed(trigger, objects)
        return
    yield objects
    yield [owner for obj in objects if not is_somebody(obj) for owner in children(obj, "poss")]
    yield [t for t in objects_of(trigger, _TOWARDS) if not is_ascribed(trigger, t)]
    if trigger.lemma_.lower() in load_argument_words().yields:
        yield objects_of(trigger, ("before",))  # "surrendered before the governor"
    if is_verb(trigger):  # "withdrew from an agreement with Beijing"
        yield [t for obj in objects_of(trigger, ("from",)) for t in objects_of(obj, ("with",))]
    for inner in children(trigger, "ccomp", "xcomp", *(() if is_verb(trigger) else ("acl",))):
        is_before = inner.i < trigger.i
        if is_before and any(t.text == ";" for t in trigger.doc[inner.i : trigger.i]):
            continue  # "Farmers blocked roads; on Monday they besieged a rally": not the farmers
        if is_before and children(trigger, "nsubjpass"):
            continue  # "Rebels ambushed a convoy, and 29 were wounded": not the rebels
        if any(t.text == ":" for t in trigger.doc[trigger.i + 1 : inner.i]):
            continue  # "Mpeketoni attack: president blames rivals": what is said of it
        is_named_so = inner.left_edge.lower_ == "what" and inner.left_edge.i > trigger.i
        if is_named_so or any(t.lower_ == "what" for t in children(inner, "dobj", "nsubj", "attr")):
            continue  # "attacking what the command called a base": the command was not attacked
        if inner.dep_ != "xcomp":
            subjects = children(inner, "nsubj", "nsubjpass")
            yield [t for t in subjects if not _is_own(t, trigger)]
        elif steps:
            yield from _where_else(inner, steps - 1)
    for obj in objects:
        yield children(obj, "amod", "compound", "nmod")
        yield objects_of(obj, (*_TOWARDS, "of", "from", "by", "in"))
        yield _of_nouns(objects_of(obj, (*_TOWARDS, "of")))
        yield [t for inner in objects_of(obj, ("in",)) for t in objects_of(inner, ("to", "for"))]
    yield _of_nouns(objects_of(trigger, (*_TOWARDS, "of", "into", "along")))
    yield objects_of(trigger, ("in", "into"))
    for condition in children(trigger, "advcl"):
        if any(mark.lower_ in _CONDITIONS for mark in children(condition, "mark")):
            yield children(condition, "nsubj", "nsubjpass")
    for purpose in children(trigger, "advcl"):
        if purpose.lemma_ in load_argument_words().sparing:
            continue  # "pulled out to spare the families"
        if steps and any(child.tag_ == "TO" for child in purpose.children):
            yield from _where_else(purpose, steps - 1)


def _those_harmed(regret: Token, objects: list[Token]) -> Iterator[list[Token]]:
    """ "apologised to the widow", "apologised for the killing of nine monks by soldiers": the monks."""
    yield [*objects_of(regret, ("to",)), *children(regret, "dative")]
    deeds = [*objects, *objects_of(regret, ("for", "over", "about"))]
    deeds += [
        t for deed in deeds for t in objects_of(deed, ("in",))
    ]  # "for his part in the killing of"
    yield [t for deed in deeds for t in objects_of(deed, _BEFALLEN)]
    yield [t for deed in deeds for t in children(deed, "poss") if t.pos_ == "PROPN"]


def _is_own(noun: Token, trigger: Token) -> bool:
    """ "warned that his followers would block the port": whom he threatens with is not whom he threatens."""
    is_his = any(child.tag_ == "PRP$" for child in children(noun, "poss"))
    return is_his and trigger.lemma_ in load_argument_words().vows


def _of_nouns(nouns: list[Token]) -> list[Token]:
    """Whose or what kind of nouns these are: "efforts of Haiti", "German goods"."""
    owners = [owner for noun in nouns for owner in children(noun, "poss", "compound", "amod")]
    return owners + [
        deep for noun in nouns for deep in objects_of(noun, (*_TOWARDS, "of", "in", "by", "from"))
    ]
