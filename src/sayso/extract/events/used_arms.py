"""With what a deed was done, where the arms are a part of what tells it: "placed a bomb", "the explosion of a grenade".

Comes in: a trigger, who did it, and the lexicon. Goes out: the arms as tokens of the parse. What is done to such arms
is not done to anybody ("hurled dynamite sticks at the embassy"). Does not tell who used them: arguments.py and the
modules that it asks do.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.triggers import Trigger
from sayso.extract.events.verb_roles import is_container
from sayso.extract.grammar.clauses import objects_of, with_conjuncts
from sayso.extract.grammar.voice import children, is_passive, is_verb

_WITH = ("with", "using", "by")
_FOR = frozenset({"for", "in"})
_BEFORE = ("compound", "nmod", "amod")
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})


def find_arms(trigger: Trigger, actors: list[Token], lexicon: EventLexicon) -> list[Token]:
    """What a deed was done with.

    "placed a dynamite charge under a bus" → charge; "a car bomb went off" → bomb; "killed him with machetes" → machetes
    """
    found = [t for t in actors if is_arms(t, lexicon)]
    found += _told_by(trigger, lexicon)
    found += [t for arms in found for t in _loaded_with(arms, lexicon)]
    found += _of_blast(trigger, lexicon)
    for token in (trigger.token, trigger.carrier):
        if token is not None and token.lemma_ != "cause":
            found += _used_by(token, lexicon)
    arms = [t for t in dict.fromkeys(found) if not is_container(t, lexicon)]
    return [_stuff_of(t, lexicon) for t in arms if not _is_before(t, arms)]


def lays_arms(verb: Token, lexicon: EventLexicon) -> bool:
    """Whether arms are used by what somebody does with them: "fired", "planted", "left"."""
    return verb.lemma_ in lexicon.statuses.wields or verb.lemma_ in load_argument_words().lays_arms


def is_shot_of(token: Token, arms: list[Token]) -> bool:
    """ "levelled [machinegun fire] at him", "placed [a charge] of dynamite": the arms, and nobody whom they hit."""
    words = load_argument_words()
    is_shot = token.lemma_.lower() in words.shots
    is_measure = token.lemma_.lower() in words.measures_of_arms
    return any((is_shot and t.head == token) or (is_measure and t.head.head == token) for t in arms)


def _stuff_of(token: Token, lexicon: EventLexicon) -> Token:
    """ "500 kg of [explosives]", "sticks of [dynamite]"."""
    weapons = lexicon.statuses.weapons
    if token.lemma_.lower() in weapons or any(
        t.lemma_.lower() in weapons for t in children(token, *_BEFORE)
    ):
        return token
    of = (t for t in objects_of(token, ("of",)) if t.lemma_.lower() in weapons)
    return next(of, token)


def is_arms(token: Token, lexicon: EventLexicon) -> bool:
    """Whether a noun means something to harm with: "bombs", "sticks of dynamite", "500 kg of explosives"."""
    weapons = lexicon.statuses.weapons
    if token.lemma_.lower() in weapons:
        return True
    if token.lemma_.lower() not in load_argument_words().measures_of_arms:
        return False
    beside = (*children(token, *_BEFORE), *objects_of(token, ("of",)))
    vehicles = lexicon.statuses.vehicles
    return any((w := t.lemma_.lower()) in weapons and w not in vehicles for t in beside)


def _told_by(trigger: Trigger, lexicon: EventLexicon) -> Iterator[Token]:
    """Arms among the words that tell the deed: "the [bomb] destroyed a bank", "hurled a [firebomb] at it".

    Arms before the noun, too: "a [rocket] attack"; a strike from the air is a deed, and no arms.
    """
    doc, deeds = trigger.token.doc, load_argument_words().strikes
    places = {*range(trigger.first, trigger.last + 1), *trigger.used, trigger.token.i}
    told = [doc[i] for i in sorted(places)]
    told += children(trigger.token, *_BEFORE[:2])
    for token in told:
        word = token.lemma_.lower()
        is_noun = token.tag_ in _NOUNS or token.dep_ in _BEFORE
        if is_noun and word not in deeds and is_arms(token, lexicon):
            is_vehicle = word in lexicon.statuses.vehicles
            if not is_vehicle or token.dep_ in _BEFORE:
                yield token


def _of_blast(trigger: Trigger, lexicon: EventLexicon) -> list[Token]:
    """ "the explosion of a [grenade]"."""
    if trigger.token.lemma_.lower() not in load_argument_words().blasts:
        return []
    return [t for t in objects_of(trigger.token, ("of",)) if is_arms(t, lexicon)]


def _used_by(verb: Token, lexicon: EventLexicon) -> Iterator[Token]:
    """Arms of a verb: "shot him with [rifles]", "fired [rockets]", "used [mortars] to attack it"."""
    behind = objects_of(verb, _WITH)
    if lays_arms(verb, lexicon):
        behind += children(verb, "dobj", "nsubjpass")
        if verb.dep_ == "relcl" and is_passive(
            verb
        ):  # "explosives that had been placed in a school"
            behind.append(verb.head)
    uses = [t for t in verb.children if t.lower_ == "using" or t.lemma_ == "use"]
    if verb.head.lemma_ == "use" and verb.dep_ in ("xcomp", "advcl"):
        uses.append(verb.head)
    if verb.dep_ == "pobj" and verb.head.lower_ in _FOR:
        uses += [t for t in verb.head.ancestors if t.lemma_ == "use" and is_verb(t)][:1]
    behind += [t for using in uses for t in children(using, "dobj")]
    behind += [t for u in uses if is_passive(u) for t in children(u, "nsubjpass")]
    if verb.pos_ == "NOUN":  # "the attack, carried out with rifles"
        done = [t for t in children(verb, "acl") if t.lemma_ in lexicon.statuses.carriers_do]
        behind += [t for clause in done for t in objects_of(clause, _WITH)]
    for noun in behind:
        for token in with_conjuncts(noun):
            yield from _arms_at(token, lexicon)


def _arms_at(noun: Token, lexicon: EventLexicon) -> Iterator[Token]:
    """The arms that a noun means, or that what it means comes out of: "two bursts of [machinegun] fire"."""
    if is_arms(noun, lexicon):
        yield noun
        yield from _loaded_with(noun, lexicon)
    elif noun.lemma_.lower() in load_argument_words().shots:
        whole = (noun, *objects_of(noun, ("of",)))
        inner = [t for one in whole for t in (*children(one, *_BEFORE[:2]), *whole[1:])]
        yield from (t for t in dict.fromkeys(inner) if is_arms(t, lexicon))


def _loaded_with(arms: Token, lexicon: EventLexicon) -> list[Token]:
    """ "a car loaded with [dynamite]", "a bomb made up of [dynamite]", "a truck full of [explosives]"."""
    words = load_argument_words().loads
    clauses = [t for t in (*children(arms, "acl"), *children(arms, "amod")) if t.lemma_ in words]
    links = ("with", "of", "up")
    inside = [t for one in clauses for t in (*objects_of(one, links), *children(one, "dobj"))]
    inside += objects_of(arms, ("with",))
    return [joined for t in inside for joined in with_conjuncts(t) if is_arms(joined, lexicon)]


def _is_before(token: Token, arms: list[Token]) -> bool:
    """ "car" in "a car bomb": the bomb is meant."""
    return token.dep_ in _BEFORE and token.head in arms
